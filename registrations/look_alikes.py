"""Producers that may be one and the same under two codes: same citizen id, same telephone, nearly the same name.

Nothing is decided here: a person looks.  Names are compared within a district, after titles, กลุ่ม and วิสาหกิจชุมชน are
taken off and without tone marks; "nearly" is one letter missing, added, other, or in another place.  Numbers in a name
must agree, since หมู่ 3 and หมู่ 4 are two villages.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from thai.names import name_key

# A shorter key is one letter away from too many others.
SHORTEST_NEAR: Final = 8
_TONES_OFF: Final = str.maketrans("", "", "็่้๊๋์")
_DIGITS_OFF: Final = str.maketrans("", "", "0123456789")

SAME_ID: Final = "เลขประจำตัวประชาชนเดียวกับ"
SAME_PHONE: Final = "โทรศัพท์เดียวกับ"
SAME_NAME: Final = "ชื่อเดียวกับ"
NEAR_NAME: Final = "ชื่อใกล้เคียงกับ"


class Candidate(NamedTuple):
    """A producer as it is compared.  is_new: of this file, or changed by it; row: where the file names it, or 0."""

    code: str
    name: str
    district_id: str
    subdistrict_id: str | None
    phone: str
    citizen_id: str
    is_new: bool
    row: int


class Alike(NamedTuple):
    subject: Candidate
    how: str
    others: list[Candidate]


def look_alikes(everyone: Sequence[Candidate]) -> Iterator[Alike]:
    """What is alike of which at least one is new; of two new ones the later is the subject."""
    if not any(one.is_new for one in everyone):
        return
    yield from _same(everyone, SAME_ID, [one.citizen_id for one in everyone])
    yield from _same(everyone, SAME_PHONE, [one.phone for one in everyone])
    by_district: dict[str, list[Candidate]] = defaultdict(list)
    for one in everyone:
        by_district[one.district_id].append(one)
    for district in by_district.values():
        if any(one.is_new for one in district):
            keys = [name_key(one.name) for one in district]
            yield from _same(district, SAME_NAME, keys)
            yield from _near(district, keys)


def _same(everyone: Iterable[Candidate], how: str, keys: Iterable[str]) -> Iterator[Alike]:
    sharing: dict[str, list[Candidate]] = defaultdict(list)
    for one, key in zip(everyone, keys, strict=True):
        if key:
            sharing[key].append(one)
    for group in sharing.values():
        if len(group) > 1:
            yield from _pairs(group, how)


def _pairs(group: list[Candidate], how: str) -> Iterator[Alike]:
    """Each new one of a group with those that were there before it."""
    old = [one for one in group if not one.is_new]
    new = sorted((one for one in group if one.is_new), key=lambda one: one.row)
    for place, subject in enumerate(new):
        # The first of a few thousand is as good as all of them.
        if others := (old + new[:place])[:4]:
            yield Alike(subject, how, others)


def _near(district: list[Candidate], keys: list[str]) -> Iterator[Alike]:
    """Two keys that are one and the same once a letter is left out of one of them, or of each."""
    by_digits: dict[str, list[tuple[str, Candidate]]] = defaultdict(list)
    for one, key in zip(district, keys, strict=True):
        bare = key.translate(_TONES_OFF)
        digits = "".join(sign for sign in bare if sign.isdigit()) if not bare.isalpha() else ""
        bare = bare.translate(_DIGITS_OFF) if digits else bare
        if len(bare) >= SHORTEST_NEAR:
            by_digits[digits].append((bare, one))
    exact = {id(one): key for one, key in zip(district, keys, strict=True)}
    for members in by_digits.values():
        if len(members) < 2 or not any(one.is_new for _, one in members):
            continue
        members.sort(key=lambda member: (member[1].is_new, member[1].row))
        first: dict[int, Candidate] = {}  # hash of a key less one letter → who had it first
        for bare, one in members:
            variants = [hash(bare), *(hash(bare[:place] + bare[place + 1 :]) for place in range(len(bare)))]
            if one.is_new:
                found = {id(other): other for key in variants if (other := first.get(key)) is not None}
                if others := [other for other in found.values() if _may_be_near(one, other, exact)]:
                    yield Alike(one, NEAR_NAME, others[:4])
            for key in variants:
                first.setdefault(key, one)


def _may_be_near(one: Candidate, other: Candidate, exact: dict[int, str]) -> bool:
    if exact[id(one)] == exact[id(other)]:
        return False  # said already, as the same name
    # In two subdistricts that are both known, a name that differs by a letter is that of another village.
    return not (one.subdistrict_id and other.subdistrict_id and one.subdistrict_id != other.subdistrict_id)

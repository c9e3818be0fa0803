"""Names of people, groups and places: the title taken off, and a key that two spellings of one name share."""

import re
from typing import Final

from .text import normalise, search_key
from .words import TITLES as TITLES

_TITLES_LONGEST_FIRST: Final = sorted(TITLES, key=len, reverse=True)
# Titles stand one behind the other, ผศ.ดร., ว่าที่ร้อยตรี ดร.; but after these the name follows.
_LAST: Final = ("นาย", "นาง", "นางสาว", "น.ส.", "เด็กชาย", "เด็กหญิง", "ด.ช.", "ด.ญ.")
# More titles, or more legal forms, than this are not a name but an attack on our patience.
_DEEPEST: Final = 4
# What a name can begin with. A mark or a following vowel means that the "title" was the start of the name:
# นายิกา.
_NAME_START: Final = re.compile(r"[A-Za-zก-ฮเ-ไ]")

_ORGANISATION_FORMS: Final = re.compile(
    r"^(?:กลุ่มวิสาหกิจชุมชน|เครือข่ายวิสาหกิจชุมชน|วิสาหกิจชุมชน|กลุ่ม|ห้างหุ้นส่วนจำกัด|ห้างหุ้นส่วนสามัญนิติบุคคล|ห้างหุ้นส่วนสามัญ"
    r"|หจก\.?(?=[\sก-ฮเ-ไ])|หสม\.|บริษัทมหาชน|บริษัท|บจก\.|บมจ\.|บจ\.)\s*|\s*(?:จำกัด)?\s*\(มหาชน\)$|\s*จำกัด$"
)
_PLACE_PREFIX: Final = re.compile(r"^(?:อ\.|อำเภอ|จ\.|จังหวัด|ต\.|ตำบล)\s*(?=\S)")


def split_title(name: str) -> tuple[str, str]:
    """Return (title, rest): ``นางสาวสมศรี ใจดี`` gives ``("นางสาว", "สมศรี ใจดี")``.

    A name without a title gives ``("", name)``.

    Titles before another title stay together (``ผศ.ดร.``). A name that only begins like a title keeps its
    letters.
    """
    rest = normalise(name)
    titles = ""
    for _ in range(_DEEPEST):
        title = _first_title(rest)
        gap = " " if title and titles and not titles.endswith(".") else ""
        titles, rest = f"{titles}{gap}{title}", rest[len(title) :].lstrip()
        if not title or title in _LAST:
            break
    return titles, rest


def name_key(name: str) -> str:
    """Return the key that duplicates share: legal form or personal title off, then folded by search_key.

    ``กลุ่มวิสาหกิจชุมชนทอผ้าบ้านโพน`` and ``วิสาหกิจชุมชน ทอผ้าบ้านโพน`` give the same. A name that is nothing but such
    a word keeps it.
    """
    whole = normalise(name)
    bare = whole
    for _ in range(_DEEPEST):
        bare = _ORGANISATION_FORMS.sub("", bare).strip()
    if bare == whole:
        bare = split_title(whole)[1]
    return search_key(bare) or search_key(whole)


def strip_place_prefix(name: str) -> str:
    """Return a place without its kind: ``อ.เมืองสกลนคร`` and ``อำเภอเมืองสกลนคร`` give ``เมืองสกลนคร``."""
    return _PLACE_PREFIX.sub("", normalise(name))


def _first_title(name: str) -> str:
    for title in _TITLES_LONGEST_FIRST:
        # Looking a little way ahead is enough: spaces are already single.
        if name.startswith(title) and _NAME_START.match(name[len(title) : len(title) + 2].lstrip()):
            return title
    return ""

"""Whose form is this?  A code leads to what a phone has sent, and what was typed there to producers of the register."""

from django.db.models import Q

from office.models import User
from thai.digits import to_arabic
from thai.text import search_key

from .models import Prefill, Producer
from .spoken import read_code

# A name that fits more producers than this is no match but a question for the search.
MOST_CANDIDATES = 10
# And one of two letters, or nothing but the kind of a group, would fit half the register.
SHORTEST_NAME = 4
NO_NAMES = frozenset({"กลุ่ม", "วิสาหกิจชุมชน", "กลุ่มวิสาหกิจชุมชน", "บริษัท", "ห้างหุ้นส่วนจำกัด", "บ้าน", "กลุ่มแม่บ้าน"})


def find_prefill(code: str, user: User) -> Prefill | None:
    """The prefill with this code that the user may open: one that waits, or one that has become an entry.

    code: as typed or scanned.  None for no code, another district's, and one whose time is over.
    """
    letters = read_code(code)
    if not letters:
        return None
    rows = Prefill.objects.for_user(user).filter(Q(entry__isnull=False) | Q(pk__in=Prefill.objects.waiting()))
    return rows.select_related("district", "group", "entry", "opened_by").filter(code=letters).first()


def candidates(prefill: Prefill, user: User) -> list[Producer]:
    """Producers of the form's district who may have sent it, by the surest sign that finds any.

    The registration code, then the phone, then the name; at most `MOST_CANDIDATES`.  One candidate is a match; of
    several, or of none, the officer chooses.
    """
    rows = Producer.objects.for_user(user).filter(district_id=prefill.district_id).select_related("district")
    digits = "".join(sign for sign in to_arabic(prefill.said) if sign.isascii() and sign.isdigit())
    key = prefill.name_key
    signs = (
        Q(code=digits) if len(digits) == 9 else None,
        Q(phone=prefill.phone) if prefill.phone else None,
        Q(search_text__contains=key) if len(key) >= SHORTEST_NAME and key not in NO_NAMES else None,
    )
    for sign in signs:
        found = list(rows.filter(sign)[: MOST_CANDIDATES + 1]) if sign is not None else []
        exact = [row for row in found if search_key(row.name) == search_key(prefill.said)]
        if len(exact) == 1:
            return exact
        if 0 < len(found) <= MOST_CANDIDATES:
            return found
    return []

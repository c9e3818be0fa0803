"""For the letters' pages: by when, in words; and how many wait for an officer."""

from datetime import date

from django import template
from django.utils import timezone

from office.models import User
from thai.dates import thai_date
from thai.digits import thai_number

from ..models import Dispatch

register = template.Library()


@register.filter
def due(day: date | None, today: date | None = None) -> str:
    """ "ภายในวันที่ 31 มีนาคม 2565 (เกินกำหนด 3 วัน)"; "" without a day."""
    if day is None:
        return ""
    left = (day - (today or timezone.localdate())).days
    days = thai_number(abs(left), "arabic")
    said = "ครบกำหนดวันนี้" if left == 0 else f"เหลือ {days} วัน" if left > 0 else f"เกินกำหนด {days} วัน"
    return f"ภายในวันที่ {thai_date(day)} ({said})"


@register.filter
def is_late(day: date | None, today: date | None = None) -> bool:
    return day is not None and day < (today or timezone.localdate())


@register.simple_tag
def letters_waiting(user: User) -> int:
    """How many letters the officer's own district has not acknowledged."""
    if user.officer_district_id is None:
        return 0
    return Dispatch.objects.waiting().filter(district_id=user.officer_district_id).count()

"""The page of those who have not answered: whom to call, what to say, and that it was said."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Exists, OuterRef, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from committees.models import Person
from office.models import RoleGrant, User
from office.rules import Role
from office.staff_admin import StaffAdmin
from thai.digits import thai_number

from .. import actions
from ..ics import where
from ..models import SECRET_FIELDS, Briefing, Invitation

PER_PAGE = 100
PRESSED_TWICE = timedelta(minutes=1)


# Offices and people first: they have pages of their own to answer on.
PRODUCERS_LAST = Case(When(producer=None, then=0), default=1)


@dataclass(frozen=True)
class Contact:
    name: str
    phone: str = ""


def contacts(invitations: Iterable[Invitation]) -> dict[int, list[Contact]]:
    """For each invitation whom to call: a district's officers, a person as the account or the directory knows him, a
    producer's chair.  Two questions to the database, however many there are."""
    rows = list(invitations)
    officers: dict[str, list[Contact]] = defaultdict(list)
    districts = [row.district_id for row in rows if row.is_district]
    if districts:
        grants = RoleGrant.objects.filter(user=OuterRef("pk"), role=Role.DISTRICT_OFFICER)
        for user in User.objects.filter(Exists(grants), is_active=True, district__in=districts).order_by("full_name"):
            officers[user.district_id].append(Contact(str(user), user.phone))
    names = [row.name for row in rows if row.seat_id and not (row.user and row.user.phone)]
    directory = {person.name: person for person in Person.objects.filter(name__in=names)} if names else {}
    found: dict[int, list[Contact]] = {}
    for row in rows:
        if row.is_district:
            found[row.pk] = officers[row.district_id]
        elif row.producer_id:
            found[row.pk] = [Contact(row.producer.contact_name, row.producer.phone)]
        else:
            known = row.user.phone if row.user else ""
            person = directory.get(row.name)
            found[row.pk] = [Contact(row.name, known or (person.phone if person else ""))]
    return found


def words_to_send(briefing: Briefing) -> str:
    """A reminder to be copied into a message; nothing in it opens the meeting."""
    page = settings.PUBLIC_URL + briefing.get_absolute_url()
    return (
        f"ขอเรียนเตือนการตอบรับเข้าประชุม\nเรื่อง {briefing.title}\n{briefing.when_text()}\n{where(briefing)}\n"
        f"โปรดตอบรับที่ {page} หรือแจ้งสำนักงานพัฒนาชุมชนจังหวัด"
    )


class WaitingPages(StaffAdmin):
    """Mixed into the admin of meetings."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.waiting_view)
        return [path("<int:pk>/waiting/", view, name="briefings_briefing_waiting"), *super().get_urls()]

    def waiting_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = get_object_or_404(Briefing.objects.for_user(request.user).defer(*SECRET_FIELDS), pk=pk)
        waiting = briefing.invitations.waiting()
        if request.method == "POST":
            self._remind(request, waiting)
            return redirect(request.get_full_path())
        rows = waiting.select_related("district", "user", "producer").order_by(PRODUCERS_LAST, "district", "name", "pk")
        page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
        whom = contacts(page.object_list)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "ผู้ที่ยังไม่ตอบรับ",
            "briefing": briefing,
            "closed": actions.why_closed(briefing),
            "page": page,
            "lines": [(row, whom[row.pk]) for row in page],
            "total": briefing.invitations.count(),
            "words": words_to_send(briefing),
            "back": self._page_of(briefing),
        }
        return TemplateResponse(request, "briefings/invitation_waiting.html", context)

    def _remind(self, request: HttpRequest, waiting: Any) -> None:
        if "all" not in request.POST:
            keys = [int(key) for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()]
            waiting = waiting.filter(pk__in=[key for key in keys if key < 2**63][:PER_PAGE])
            if not keys:
                messages.error(request, "ยังไม่ได้เลือกผู้ได้รับเชิญ โปรดทำเครื่องหมายหน้ารายที่เตือนแล้ว")
                return
        try:
            count = actions.note_reminder(waiting, actor=request.user, not_since=timezone.now() - PRESSED_TWICE)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return
        if count:
            messages.success(request, f"บันทึกว่าเตือนแล้ว {thai_number(count, 'arabic')} ราย")
        else:
            messages.warning(request, "เพิ่งบันทึกการเตือนเมื่อไม่ถึงหนึ่งนาทีก่อน จึงไม่นับซ้ำ")

"""Pages of one meeting about who came: codes on the screen, ticks by staff, lists from elsewhere."""

import secrets
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from documents.rendering import qr_png
from office.models import District
from office.rules import PROVINCIAL
from office.staff_admin import StaffAdmin
from office.workbooks import FileRefused, write_xlsx
from thai.dates import in_bangkok, thai_datetime
from thai.text import search_key

from .. import actions
from ..actions.attendance import key_of
from ..actions.attendance_codes import signing_closes, signing_opens, signing_runs, takes_names
from ..actions.attendance_list import SKIP, VISITOR, Known
from ..attend_forms import OTHER, AttendanceFilterForm, ListForm, NoteForm, RemoveForm, StaffPersonForm
from ..attendance_report import AttendanceReport, Attendant, by_district
from ..attendance_sheet import Listed, read_people, rows_of
from ..models import SECRET_FIELDS, Attendance, AttendanceCode, Briefing, Invitation
from ..rules import BriefingStatus, Moment, Presence

PEOPLE_A_PAGE = 60
LIST_SECONDS = 60 * 60
STATES = {"present": "เข้าประชุม", "visitors": "ผู้เข้าร่วมอื่น", "excused": "แจ้งลา", "absent": "ขาด"}
NOT_YET = "ยังไม่มา"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class AttendancePages(StaffAdmin):
    """Mixed into the admin of meetings: adds its own addresses and buttons."""

    def get_urls(self) -> list[Any]:
        pages: list[tuple[str, str, Callable[..., HttpResponse]]] = [
            ("", "attendance", self.attendance_page),
            ("export/", "attendance_export", self.attendance_export),
            ("open/<slug:moment>/", "attendance_open", self.attendance_open),
            ("close/<int:code>/", "attendance_close", self.attendance_close),
            ("screen/<int:code>/", "attendance_screen", self.attendance_screen),
            ("screen/<int:code>/qr.png", "attendance_qr", self.attendance_qr),
            ("tick/", "attendance_tick", self.attendance_tick),
            ("excuse/", "attendance_excuse", self.attendance_excuse),
            ("add/", "attendance_add", self.attendance_add),
            ("list/", "attendance_list", self.attendance_list),
            ("list/take/", "attendance_take", self.attendance_take),
            ("<int:line>/edit/", "attendance_edit", self.attendance_edit),
            ("<int:line>/remove/", "attendance_remove", self.attendance_remove),
        ]
        own = [
            path(f"<int:pk>/attendance/{rest}", self.admin_site.admin_view(view), name=f"briefings_briefing_{name}")
            for rest, name, view in pages
        ]
        return [*own, *super().get_urls()]

    def links_for(self, request: HttpRequest, row: Briefing) -> list[tuple[Any, str]]:
        if not request.user.has_role(*PROVINCIAL):
            return super().links_for(request, row)
        button = SimpleNamespace(label="ผู้เข้าประชุม", danger=False)
        return [(button, _address("attendance", row)), *super().links_for(request, row)]

    # -- who came -------------------------------------------------------------------------------------------------

    def attendance_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """By district and person: who came, gave notice, stayed away; with the codes and everything to set it right."""
        briefing = _meeting(request, pk)
        report = by_district(briefing)
        form = AttendanceFilterForm(request.GET)
        chosen = form.cleaned_data if form.is_valid() else {"q": "", "show": ""}
        now = timezone.now()
        is_over = briefing.status != BriefingStatus.PLANNED or now > briefing.ends_at
        states = STATES if is_over else STATES | {"absent": NOT_YET}
        lines = [
            SimpleNamespace(state=state, label=label, person=person, who=_who(person))
            for state, label in states.items()
            if not chosen.get("show") or state == chosen["show"]
            for person in getattr(report, state)
            if _speaks_of(person, chosen.get("q", ""))
        ]
        codes = {code.moment: code for code in briefing.codes.filter(closed_at=None)}
        context = {
            "report": report,
            "summary": _summary(report, is_over=is_over),
            "page": Paginator(lines, PEOPLE_A_PAGE).get_page(request.GET.get("page")),
            "form": form,
            "filtered": bool(chosen.get("q") or chosen.get("show")),
            "codes": [
                SimpleNamespace(value=value, label=label, code=codes.get(value)) for value, label in Moment.choices
            ],
            "runs": signing_runs(briefing, now),
            "may_note": briefing.status != BriefingStatus.CANCELLED and now >= signing_opens(briefing),
            "is_cancelled": briefing.status == BriefingStatus.CANCELLED,
            "opens": signing_opens(briefing),
            "closes": signing_closes(briefing),
        }
        return self._attend_page(request, briefing, "admin_attend.html", "ผู้เข้าประชุม", context)

    def attendance_export(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list as a workbook."""
        briefing = _meeting(request, pk)
        report = by_district(briefing)
        rows = [["สถานะ", "ชื่อ", "ตำแหน่ง", "หน่วยงาน/กลุ่ม", "อำเภอ", "บทบาทในคณะ", "เข้าประชุมแทน",
                 "ลงชื่อเข้า", "ลงชื่อเลิก", "บันทึกโดย", "หมายเหตุ"]]  # fmt: skip
        for state, label in STATES.items():
            rows += [
                [label, person.name, person.position, person.agency, person.district, person.role, person.represents,
                 _moment(person.came_at), _moment(person.left_at), person.how, person.reason]
                for person in getattr(report, state)
            ]  # fmt: skip
        content = write_xlsx(rows, "ผู้เข้าประชุม", widths=[16, 36, 32, 36, 18, 20, 30, 26, 26, 18, 30])
        response = HttpResponse(content, content_type=XLSX)
        name = f"รายชื่อผู้เข้าประชุม-{in_bangkok(briefing.starts_at):%Y-%m-%d}.xlsx"
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response

    # -- codes ----------------------------------------------------------------------------------------------------

    def attendance_open(self, request: HttpRequest, pk: int, moment: str) -> HttpResponse:
        return _only_post(self._open)(request, pk, moment)

    def _open(self, request: HttpRequest, pk: int, moment: str) -> HttpResponse:
        briefing = _meeting(request, pk)
        if moment not in Moment.values:
            raise Http404
        try:
            code = actions.open_code(briefing=briefing, moment=moment, actor=request.user)
        except ValidationError as error:
            return self._back(request, briefing, error)
        return redirect(_address("attendance_screen", briefing, code.pk))

    def attendance_close(self, request: HttpRequest, pk: int, code: int) -> HttpResponse:
        return _only_post(self._close)(request, pk, code)

    def _close(self, request: HttpRequest, pk: int, code: int) -> HttpResponse:
        briefing = _meeting(request, pk)
        row = get_object_or_404(AttendanceCode, pk=code, briefing=briefing)
        row.briefing = briefing
        actions.close_code(code=row, actor=request.user)
        messages.success(request, f"ปิดรหัสลงชื่อ{row.get_moment_display()}แล้ว")
        return redirect(_address("attendance", briefing))

    def attendance_screen(self, request: HttpRequest, pk: int, code: int) -> HttpResponse:
        """For the projector: address, digits, picture, and how many have signed."""
        briefing = _meeting(request, pk)
        row = get_object_or_404(AttendanceCode, pk=code, briefing=briefing)
        row.briefing = briefing
        signed = Attendance.objects.filter(briefing=briefing, presence=Presence.PRESENT)
        if row.moment == Moment.END:
            signed = signed.filter(left_at__isnull=False)
        context = {
            "briefing": briefing,
            "code": row,
            "is_open": takes_names(row, timezone.now()),
            "signed": signed.count(),
            "address": f"{settings.PUBLIC_URL}{reverse('attend:code')}".split("://", 1)[-1],
            "back": _address("attendance", briefing),
            "qr": _address("attendance_qr", briefing, row.pk),
        }
        return TemplateResponse(request, "briefings/attend_screen.html", context)

    def attendance_qr(self, request: HttpRequest, pk: int, code: int) -> HttpResponse:
        row = get_object_or_404(AttendanceCode, pk=code, briefing=_meeting(request, pk))
        return HttpResponse(qr_png(f"{settings.PUBLIC_URL}{reverse('attend:code')}?c={row.code}"), "image/png")

    # -- line by line ---------------------------------------------------------------------------------------------

    def attendance_tick(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _only_post(self._tick)(request, pk)

    def _tick(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = _meeting(request, pk)
        try:
            row = actions.mark_attendance(briefing=briefing, actor=request.user, **_invited(request, briefing))
        except ValidationError as error:
            return self._back(request, briefing, error)
        messages.success(request, f"บันทึกว่าเข้าประชุมแล้ว: {row.name}")
        return redirect(_back_to(request, briefing))

    def attendance_excuse(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks what was said, then notes it."""
        briefing = _meeting(request, pk)
        invited = _invited(request, briefing)

        def act(form: Form) -> str:
            row = actions.excuse(briefing=briefing, actor=request.user, note=form.cleaned_data["note"], **invited)
            return f"บันทึกว่าแจ้งลาแล้ว: {row.name}"

        who = (invited.get("invitation") or invited.get("district")).name
        return self._ask(request, briefing, NoteForm, f"แจ้งลา: {who}", "บันทึกว่าแจ้งลา", act)

    def attendance_add(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Somebody whom staff know by name: of an invited district, a member, or a visitor."""
        briefing = _meeting(request, pk)
        invited = _invited(request, briefing) if "who" in request.GET else {}

        def act(form: Form) -> str:
            written = form.written
            invitation = invited.get("invitation")
            if invitation is not None and invitation.is_district:
                invitation = invitation if written["district"] == invitation.district else None
            row = actions.mark_attendance(briefing=briefing, actor=request.user, invitation=invitation, **written)
            return f"บันทึกว่าเข้าประชุมแล้ว: {row.name}"

        return self._ask(
            request, briefing, StaffPersonForm, "เพิ่มผู้เข้าประชุม", "บันทึกว่าเข้าประชุม", act, initial=_first_words(invited)
        )

    def attendance_edit(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        briefing = _meeting(request, pk)
        row = get_object_or_404(Attendance.objects.select_related("district"), pk=line, briefing=briefing)
        row.briefing = briefing

        def act(form: Form) -> str:
            saved = actions.correct_attendance(attendance=row, actor=request.user, **form.written)
            return f"แก้ไขแล้ว: {saved.name}"

        initial = {
            "name": row.name, "position": row.position, "agency": row.agency, "represents": row.represents,
            "district": row.district_id or OTHER,
        }  # fmt: skip
        return self._ask(request, briefing, StaffPersonForm, f"แก้ไข: {row.name}", "บันทึก", act, initial=initial)

    def attendance_remove(self, request: HttpRequest, pk: int, line: int) -> HttpResponse:
        briefing = _meeting(request, pk)
        row = get_object_or_404(Attendance, pk=line, briefing=briefing)
        row.briefing = briefing

        def act(form: Form) -> str:
            actions.remove_attendance(attendance=row, actor=request.user, reason=form.cleaned_data["reason"])
            return f"นำชื่อออกแล้ว: {row.name}"

        return self._ask(request, briefing, RemoveForm, f"นำชื่อออก: {row.name}", "นำชื่อออก", act, danger=True)

    def _ask(
        self,
        request: HttpRequest,
        briefing: Briefing,
        form_class: type[Form],
        title: str,
        label: str,
        act: Callable[[Any], str],
        *,
        initial: dict[str, Any] | None = None,
        danger: bool = False,
    ) -> HttpResponse:
        """One form, one act: its sentence on the meeting's page, or what must be mended here."""
        form = form_class(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid():
            try:
                said = act(form)
            except ValidationError as error:
                form.add_error(None, ValidationError(error.messages))
            else:
                messages.success(request, said)
                return redirect(_address("attendance", briefing))
        context = {"form": form, "label": label, "danger": danger}
        return self._attend_page(request, briefing, "admin_attend_form.html", title, context)

    # -- lists from elsewhere -------------------------------------------------------------------------------------

    def attendance_list(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a file, then decide row by row; nothing is saved before that."""
        briefing = _meeting(request, pk)
        form = ListForm(request.POST or None, request.FILES or None) if request.method == "POST" else ListForm()
        context: dict[str, Any] = {"form": form}
        if form.is_bound and form.is_valid():
            districts = dict(District.objects.values_list("code", "name"))
            try:
                found = read_people(
                    form.cleaned_data["file"].read(), districts=districts, day=in_bangkok(briefing.starts_at).date()
                )
            except FileRefused as refused:
                form.add_error("file", str(refused))
            else:
                token = secrets.token_hex(16)
                # The people as read: neither the meeting's id nor anybody's address of mail is among it.
                cache.set(_kept(briefing, request, token), [one.as_dict() for one in found.people], LIST_SECONDS)
                context |= {
                    "token": token, "rows": _rows(briefing, found.people, districts), "is_zoom": found.is_zoom,
                    "districts": districts.items(),
                }  # fmt: skip
        return self._attend_page(request, briefing, "admin_attend_list.html", "นำเข้ารายชื่อผู้เข้าประชุม", context)

    def attendance_take(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _only_post(self._take)(request, pk)

    def _take(self, request: HttpRequest, pk: int) -> HttpResponse:
        briefing = _meeting(request, pk)
        key = _kept(briefing, request, request.POST.get("token", "")[:40])
        people = cache.get(key)
        if people is None:
            messages.error(request, "รายชื่อนี้นำเข้าไปแล้ว หรือรอการยืนยันนานเกินไป โปรดตรวจรายชื่อ หรือเลือกไฟล์อีกครั้ง")
            return redirect(_address("attendance_list", briefing))
        choices = [
            actions.Choice(person, request.POST.get(f"row-{place}", SKIP)[:20])
            for place, person in enumerate(rows_of(people))
        ]
        try:
            taken = actions.take_list(briefing=briefing, choices=choices, actor=request.user)
        except ValidationError as error:
            return self._back(request, briefing, error)
        cache.delete(key)
        messages.success(
            request,
            f"นำเข้ารายชื่อแล้ว เพิ่ม {taken.added} คน เติมข้อมูล {taken.changed} คน มีชื่ออยู่แล้ว {taken.there} คน "
            f"ไม่นำเข้า {taken.skipped} คน",
        )
        return redirect(_address("attendance", briefing))

    # -- what the pages share -------------------------------------------------------------------------------------

    def _attend_page(
        self, request: HttpRequest, briefing: Briefing, template: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "briefing": briefing,
            "original": briefing,
            "back": reverse("admin:briefings_briefing_change", args=[briefing.pk]),
            "attendance_url": _address("attendance", briefing),
            **context,
        }
        return TemplateResponse(request, f"briefings/{template}", context)

    def _back(self, request: HttpRequest, briefing: Briefing, error: ValidationError) -> HttpResponse:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect(_address("attendance", briefing))


_only_post = require_POST


def _meeting(request: HttpRequest, pk: int) -> Briefing:
    """Without what opens it: these pages show names, never secrets."""
    if not request.user.has_role(*PROVINCIAL):
        raise Http404
    return get_object_or_404(Briefing.objects.for_user(request.user).defer(*SECRET_FIELDS), pk=pk)


def _address(name: str, briefing: Briefing, *more: int) -> str:
    return reverse(f"admin:briefings_briefing_{name}", args=[briefing.pk, *more])


def _back_to(request: HttpRequest, briefing: Briefing) -> str:
    """The list as it was filtered when the tick was made."""
    query = request.POST.get("query", "")[:300]
    return f"{_address('attendance', briefing)}{'?' + query if query else ''}"


def _who(person: Attendant) -> str:
    return f"i:{person.invitation_id}" if person.invitation_id else f"d:{person.district_code}"


def _invited(request: HttpRequest, briefing: Briefing) -> dict[str, Any]:
    """Whom a button means: an invitation of this meeting, or a district of its audience."""
    kind, _, value = (request.POST.get("who") or request.GET.get("who", "")).partition(":")
    if kind == "i" and value.isdecimal() and len(value) < 19:
        return {
            "invitation": get_object_or_404(Invitation.objects.select_related("district"), pk=value, briefing=briefing)
        }
    if kind == "d" and value.isdecimal():
        return {"district": get_object_or_404(District, pk=value, briefings=briefing)}
    raise Http404


def _first_words(invited: dict[str, Any]) -> dict[str, Any]:
    """What is known of the one invited, for staff to complete."""
    invitation, district = invited.get("invitation"), invited.get("district")
    if invitation is None:
        return {"district": district.pk} if district else {"district": OTHER}
    if invitation.is_district:
        return {
            "name": invitation.substitute_name, "position": invitation.substitute_position,
            "district": invitation.district_id,
        }  # fmt: skip
    return {
        "name": invitation.substitute_name or invitation.name,
        "position": invitation.substitute_position or invitation.position,
        "agency": invitation.agency,
        "district": OTHER,
        "represents": invitation.name if invitation.substitute_name else "",
    }


def _speaks_of(person: Attendant, query: str) -> bool:
    key = search_key(query)
    return not key or key in search_key(
        f"{person.name} {person.position} {person.agency} {person.district} {person.represents}"
    )


def _summary(report: AttendanceReport, *, is_over: bool) -> str:
    """18 อำเภอ: มา 15 ลา 1 ขาด 2 · เข้าประชุม 34 คน · ผู้เข้าร่วมอื่น 3 คน

    As long as somebody may still come, nobody is absent.
    """
    people = [f"เข้าประชุม {len(report.present)} คน", f"ผู้เข้าร่วมอื่น {len(report.visitors)} คน"]
    others = [person for person in report.absent if not person.is_office]
    if others:
        people.append(f"ผู้ได้รับเชิญอื่นที่{'ไม่มา' if is_over else NOT_YET} {len(others)} ราย")
    districts = report.districts_text if is_over else report.districts_text.replace(" ขาด ", f" {NOT_YET} ")
    return " · ".join(part for part in (districts, *people) if part)


def _moment(value: Any) -> str:
    return thai_datetime(value, short=True) if value else ""


def _kept(briefing: Briefing, request: HttpRequest, token: str) -> str:
    safe = token if token.isascii() and token.isalnum() else ""
    return f"attend-list:{briefing.pk}:{request.user.pk}:{safe}"


def _rows(briefing: Briefing, people: tuple[Listed, ...], districts: dict[str, str]) -> list[SimpleNamespace]:
    there = Known(briefing)
    rows = []
    for place, (person, how, invitation) in enumerate(actions.suggested(briefing, people)):
        key = key_of(person.name, person.district_code or None, person.agency)
        rows.append(
            SimpleNamespace(
                place=place,
                person=person,
                how=how,
                invitation=invitation if how.startswith("i:") else None,
                is_there=there.find(key, person) is not None,
                is_unknown=how == VISITOR,
                district=districts.get(person.district_code, ""),
            )
        )
    return rows


__all__ = ["AttendancePages"]

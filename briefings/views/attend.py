"""The phone in the hall: a code, a name, a time.  No account; without the code no page says that a meeting exists.

A phone carries two signed cookies that no script reads: the code that it typed, and the lines that it signed.
"""

from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office.visitors import address_of

from ..actions import confirm_end, find_code, register
from ..actions.attendance_codes import seconds_to_wait, takes_names
from ..attend_forms import CodeForm, PersonForm
from ..models import SECRET_FIELDS, Attendance, AttendanceCode
from ..rules import ATTENDS_WHILE_RUNNING, Moment

PASS, SIGNED = "opc_hall", "opc_signed"
SALT = "briefings.attend"
COOKIE_SECONDS = 12 * 60 * 60
# Colleagues who sign on one phone.
MOST_ON_A_PHONE = 10


@require_http_methods(["GET", "HEAD", "POST"])
def code_page(request: HttpRequest) -> HttpResponse:
    """Six digits lead to the meeting's form."""
    if request.method != "POST":
        return _page(request, "attend_code.html", {"form": CodeForm(initial={"code": _prefilled(request)})})
    form = CodeForm(request.POST)
    if form.is_valid():
        address = address_of(request)
        try:
            code = find_code(typed=form.cleaned_data["code"], address=address)
        except ValidationError as error:
            if wait := seconds_to_wait(address):
                return _too_many(request, wait)
            form.add_error("code", error)
        else:
            response = redirect("attend:name")
            _keep(response, PASS, str(code.pk))
            return _private(response)
    return _page(request, "attend_code.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def name_page(request: HttpRequest) -> HttpResponse:
    """Who are you?  At the end, a phone that signed before only confirms."""
    code = _passed(request)
    if code is None:
        return _private(redirect("attend:code"))
    own = [] if "another" in request.GET else _signed_on(request, code)
    confirming = bool(own) and code.moment == Moment.END
    form = PersonForm(request.POST if request.method == "POST" and "confirm" not in request.POST else None)
    refused: list[str] = []
    if not takes_names(code, timezone.now()):
        refused = [ATTENDS_WHILE_RUNNING.text()]
    elif request.method == "POST":
        try:
            if confirming and "confirm" in request.POST:
                confirm_end(code=code, attendances=[row.pk for row in own])
                return _done(request, code, "")
            if form.is_valid():
                signed = register(code=code, **form.written)
                return _done(request, code, "" if signed.is_new else "again", signed.attendance)
        except ValidationError as error:
            if form.is_bound:
                form.add_error(None, error)
            else:
                refused = error.messages
    context = {"code": code, "briefing": code.briefing, "form": form, "own": own, "confirming": confirming}
    return _page(request, "attend_name.html", context | {"refused": refused}, status=200 if not refused else 409)


@require_safe
def done_page(request: HttpRequest) -> HttpResponse:
    """The proof in the hand: name and time."""
    code = _passed(request)
    own = _signed_on(request, code) if code else []
    if code is None or not own:
        return _private(redirect("attend:code"))
    context = {"code": code, "briefing": code.briefing, "own": own, "again": "again" in request.GET}
    return _page(request, "attend_done.html", context)


def _prefilled(request: HttpRequest) -> str:
    """The picture on the screen carries the code; it is looked up only when the person sends it."""
    typed = request.GET.get("c", "")
    return typed if len(typed) == 6 and typed.isascii() and typed.isdigit() else ""


def _passed(request: HttpRequest) -> AttendanceCode | None:
    """The code that this phone typed, open or closed since."""
    pk = request.get_signed_cookie(PASS, default="", salt=SALT, max_age=COOKIE_SECONDS)
    if not pk.isdecimal():
        return None
    hidden = [f"briefing__{name}" for name in SECRET_FIELDS]
    return AttendanceCode.objects.filter(pk=pk).select_related("briefing").defer(*hidden).first()


def _numbers(request: HttpRequest) -> list[int]:
    text = request.get_signed_cookie(SIGNED, default="", salt=SALT, max_age=COOKIE_SECONDS)
    return [int(part) for part in text.split(".") if part.isdecimal()]


def _signed_on(request: HttpRequest, code: AttendanceCode) -> list[Attendance]:
    """The lines that this phone signed at this meeting, as they stand now."""
    numbers = _numbers(request)
    if not numbers:
        return []
    found = {row.pk: row for row in Attendance.objects.filter(pk__in=numbers, briefing=code.briefing_id)}
    return [found[number] for number in numbers if number in found]


def _done(request: HttpRequest, code: AttendanceCode, how: str, row: Attendance | None = None) -> HttpResponse:
    response = redirect("attend:done")
    if how:
        response["Location"] += f"?{how}=1"
    if row is not None:
        numbers = [number for number in _numbers(request) if number != row.pk]
        _keep(response, SIGNED, ".".join(map(str, [row.pk, *numbers][:MOST_ON_A_PHONE])))
    return _private(response)


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_signed_cookie(
        name, value, salt=SALT, max_age=COOKIE_SECONDS, path="/a/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _private(render(request, f"briefings/{template}", context, status=status))


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = _page(request, "attend_too_many.html", {"minutes": ceil(wait / 60)}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response

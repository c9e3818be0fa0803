"""The producer's page: number and four digits in, where the application stands out.  No account, no script.

What cannot be shown is answered in one way, whatever the cause.  Only wrong tries are counted, against the number, the
address and the whole site; past a limit right ones are refused too, or guessing would go on.  A phone that has given
the digits keeps a signed cookie for its number, so that it may come back to the page.
"""

from math import ceil
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.http import require_http_methods

from office import tries
from office.tries import DAY, HOUR, MINUTE, Limit
from office.visitors import address_of
from registrations.models import Entry
from thai.digits import to_arabic
from thai.forms import ThaiCharField

from .status import find_entry, read_number, standing_of

# Ten thousand endings of a telephone: with thirty wrong tries a day the right one is found after months, and somebody
# who stops another's page from being seen stops it for an hour.  Sixty phones behind one hall's address may each be
# wrong once.
OF_A_NUMBER = (Limit("status-number-1h", 10, HOUR), Limit("status-number-1d", 30, DAY))
OF_AN_ADDRESS = (Limit("status-10m", 100, 10 * MINUTE), Limit("status-1d", 400, DAY))
OF_THE_SITE = (Limit("status-site-10m", 400, 10 * MINUTE), Limit("status-site-1d", 3_000, DAY))

COOKIE, SALT = "opc_status", "announcements.status"
COOKIE_SECONDS = 30 * 24 * 60 * 60
# Two products each, of a group and of whoever helps.
MOST_ON_A_PHONE = 12

NOT_FOUND = (
    "ไม่พบใบสมัครที่มีเลขที่รับสมัครและเลขท้ายโทรศัพท์นี้ โปรดเทียบกับใบรับสมัครทีละตัว เลขท้ายโทรศัพท์คือหมายเลขที่แจ้งไว้ในทะเบียน OTOP "
    "หากยังไม่พบ โปรดสอบถามสำนักงานพัฒนาชุมชนอำเภอ"
)


class StatusForm(forms.Form):
    number = ThaiCharField(
        label="เลขที่รับสมัคร",
        max_length=300,
        help_text="อยู่ในใบรับสมัคร เช่น 65-FOOD-0001",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={
            "required": "โปรดพิมพ์เลขที่รับสมัครที่อยู่ในใบรับสมัคร",
            "max_length": "เลขที่รับสมัครยาวเกินไป โปรดพิมพ์เฉพาะเลขที่อยู่ในใบรับสมัคร",
        },
    )
    digits = ThaiCharField(
        label="เลขท้ายโทรศัพท์ 4 ตัว",
        max_length=40,
        help_text="ของหมายเลขที่ผู้ผลิตแจ้งไว้ในทะเบียน OTOP",
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "status-digits", "size": "6"}
        ),
        error_messages={
            "required": "โปรดพิมพ์เลขท้ายโทรศัพท์ 4 ตัว",
            "max_length": "โปรดพิมพ์เฉพาะเลขท้ายโทรศัพท์ 4 ตัว",
        },
    )

    def __init__(self, *args: Any, number: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if number:
            # The code on the receipt has brought it.
            del self.fields["number"]

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if not number:
            raise ValidationError("เลขที่รับสมัครไม่ครบ โปรดพิมพ์ให้เหมือนในใบรับสมัคร เช่น 65-FOOD-0001")
        return number

    def clean_digits(self) -> str:
        digits = to_arabic(self.cleaned_data["digits"]).replace(" ", "").replace("-", "")
        if len(digits) != 4 or not (digits.isascii() and digits.isdigit()):
            raise ValidationError("โปรดพิมพ์เลขท้ายโทรศัพท์ 4 ตัว เป็นตัวเลขเท่านั้น")
        return digits


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """For who has no camera: number and digits."""
    form = StatusForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form, form.cleaned_data["number"], "")
    return _page(request, "status_ask.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """Where the receipt's code leads: the digits are asked for, then where the application stands.

    Any number that could be one is asked for its digits: nothing says whether it is known.
    """
    if read_number(number) != number:
        raise Http404
    form = StatusForm(request.POST if request.method == "POST" else None, number=number)
    if request.method == "POST":
        if form.is_valid():
            return _asked(request, form, number, number)
    elif found := _remembered(request, number):
        return _page(request, "status.html", {"standing": standing_of(found), "now": timezone.now()})
    return _page(request, "status_ask.html", {"form": form, "number": number})


def _limits(request: HttpRequest, number: str) -> list[Limit]:
    of_number = [limit.of(number) for limit in OF_A_NUMBER]
    return [*of_number, *(limit.of(address_of(request)) for limit in OF_AN_ADDRESS), *OF_THE_SITE]


def _asked(request: HttpRequest, form: StatusForm, number: str, known: str) -> HttpResponse:
    limits = _limits(request, number)
    if wait := tries.seconds_to_wait(limits):
        response = _page(request, "status_too_many.html", {"minutes": ceil(wait / 60), "number": known}, status=429)
        response.headers["Retry-After"] = str(wait)
        return response
    found = find_entry(number, form.cleaned_data["digits"])
    if found is None:
        tries.count(limits, verb="หยุดตอบสถานะใบสมัครชั่วคราว")
        form.add_error(None, NOT_FOUND)
        return _page(request, "status_ask.html", {"form": form, "number": known})
    response = redirect("status:entry", number)
    passes = [_pass(found), *(one for one in _passes(request) if one != _pass(found))][:MOST_ON_A_PHONE]
    response.set_signed_cookie(
        COOKIE, ".".join(passes), salt=SALT, max_age=COOKIE_SECONDS, path="/s/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return _private(response)


def _pass(entry: Entry) -> str:
    """Opens this entry's page, as long as the producer keeps that telephone; the cookie shows no digit of it."""
    return f"{entry.pk}~{salted_hmac(SALT, f'{entry.pk} {entry.producer.phone}').hexdigest()[:16]}"


def _passes(request: HttpRequest) -> list[str]:
    return request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=COOKIE_SECONDS).split(".")


def _remembered(request: HttpRequest, number: str) -> Entry | None:
    """The entry of this number whose digits this phone has given before."""
    passes = {one.partition("~")[0]: one for one in _passes(request) if "~" in one}
    if not passes:
        return None
    rows = Entry.objects.filter(number=number, pk__in=passes).select_related("round", "group", "producer__district")
    return next((row for row in rows if passes[str(row.pk)] == _pass(row)), None)


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    # Not "no-referrer": browsers then hide the origin of a form as well, and its token would be refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return _private(render(request, f"announcements/{template}", context, status=status))

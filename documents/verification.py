"""Is this paper what it says it is?  Public pages for whoever holds one, with nothing on them but its heading.

The address on the paper leads to its page; who has no camera types the reference.  A file that was sent on can be
compared with the one that was issued: only its SHA-256 is taken, and nothing of it is kept.  Drafts, unknown and
malformed references are answered like any address that does not exist.
"""

import hashlib
import re
import time
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from office.models import Office
from office.visitors import address_of
from thai.dates import thai_date, thai_datetime
from thai.digits import to_arabic
from thai.forms import ThaiCharField
from thai.text import normalise

from .models import Paper
from .rules import LETTERS, PaperKind

MOST_BYTES = 20 * 1024 * 1024
# Wrong references, counted per address and for the whole site.  Papers that exist are always shown: an office behind
# one address locks nobody out.
WINDOW_SECONDS = 10 * 60
MISSES_OF_AN_ADDRESS = 60
MISSES_OF_THE_SITE = 3_000

_TOKEN = re.compile(r"[0-9A-Za-z_-]{14,20}")
_IN_AN_ADDRESS = re.compile(r"/v/([^/?#\s]+)")
# What people read for another letter: the references that we make have neither i, l, o nor u.
_MISREAD = str.maketrans("oil", "011")

_NUMBER_IS_CALLED = {PaperKind.MINUTES: "ครั้งที่"}
_DAY_IS_CALLED = {
    PaperKind.ORDER: "สั่ง ณ วันที่",
    PaperKind.ANNOUNCEMENT: "ประกาศ ณ วันที่",
    PaperKind.MINUTES: "ประชุมวันที่",
    PaperKind.CERTIFICATE: "ให้ไว้ ณ วันที่",
}


# -- what is asked ----------------------------------------------------------------------------------------------


class ReferenceForm(forms.Form):
    """The reference as it is printed, or the whole address pasted."""

    ref = ThaiCharField(
        label="รหัสอ้างอิงบนเอกสาร",
        max_length=300,
        help_text="ตัวอักษรและตัวเลข 16 ตัวท้ายที่อยู่เว็บข้างคิวอาร์โค้ด พิมพ์ตัวเล็กหรือตัวใหญ่ เว้นวรรคหรือไม่ก็ได้ หรือวางที่อยู่เว็บทั้งบรรทัด",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "โปรดพิมพ์รหัสอ้างอิงที่อยู่บนเอกสาร"},
    )


class CopyForm(forms.Form):
    """A file that somebody holds, to be compared with the one that was issued."""

    copy = forms.FileField(
        label="ไฟล์ PDF ที่ได้รับ",
        help_text="ไม่เกิน 20 เมกะไบต์ ระบบเทียบไฟล์แล้วทิ้งทันที ไม่เก็บไว้",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์ PDF ที่ต้องการตรวจ",
            "invalid": "ระบบไม่ได้รับไฟล์ โปรดเลือกไฟล์แล้วลองใหม่",
            "missing": "ระบบไม่ได้รับไฟล์ โปรดเลือกไฟล์แล้วลองใหม่",
            "empty": "ไฟล์นี้ว่างเปล่า โปรดบันทึกไฟล์จากต้นทางใหม่แล้วเลือกอีกครั้ง",
        },
    )

    def clean_copy(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["copy"]
        if file.size > MOST_BYTES:
            raise ValidationError("ไฟล์ใหญ่เกิน 20 เมกะไบต์ จึงไม่ใช่ไฟล์ที่สำนักงานออก โปรดเลือกไฟล์ PDF ที่ได้รับ")
        if b"%PDF-" not in file.read(1024):
            raise ValidationError("ไฟล์นี้ไม่ใช่ PDF โปรดเลือกไฟล์ PDF ที่ได้รับ ภาพถ่ายหรือภาพสแกนให้เทียบกับข้อมูลในหน้านี้ด้วยตา")
        file.seek(0)
        return file


# -- what is answered -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    word: str
    sentence: str
    colour: str
    icon: str


_VERDICTS = {
    Paper.Status.ISSUED: Verdict("ใช้ได้", "เป็นเอกสารที่{office}ออกจริง และยังใช้อยู่", "success", "yes"),
    Paper.Status.CANCELLED: Verdict("ยกเลิกแล้ว", "{office}เคยออกเอกสารนี้ แต่ยกเลิกแล้ว โปรดอย่านำไปใช้", "danger", "no"),
    Paper.Status.REPLACED: Verdict(
        "มีฉบับใหม่แทน", "{office}เคยออกเอกสารนี้ แต่ออกฉบับใหม่แทนแล้ว โปรดใช้ฉบับใหม่", "warning", "newer"
    ),
}
_COPIES = {
    "same": Verdict("ตรงกับฉบับที่ออก", "ไฟล์ที่เลือกเหมือนไฟล์ที่ออกไว้ทุกประการ", "success", "yes"),
    "addressee": Verdict("ตรงกับฉบับที่ออก (ฉบับของผู้รับ)", "ไฟล์ที่เลือกเหมือนฉบับที่ส่งถึงผู้รับรายหนึ่งทุกประการ", "success", "yes"),
    "different": Verdict(
        "ไม่ตรงกับฉบับที่ออก",
        "ไฟล์ที่เลือกต่างจากไฟล์ที่ออกไว้ อาจถูกแก้ไข บันทึกซ้ำด้วยโปรแกรมอื่น หรือเป็นไฟล์สแกน โปรดขอไฟล์จากต้นทาง "
        "สถานะด้านล่างเป็นของเอกสารที่ออกไว้ ไม่ใช่ของไฟล์นี้",
        "danger",
        "no",
    ),
}


def issued_under(token: str) -> Paper | None:
    """The paper with this reference, if it ever left the office."""
    if not _TOKEN.fullmatch(token):
        return None
    return Paper.objects.once_issued().select_related("replacement").filter(token=token).first()


def as_reference(typed: str) -> list[str]:
    """What a typed reference may mean: as it stands, and with what is easily misread set right."""
    found = _IN_AN_ADDRESS.search(typed)
    text = "".join((found[1] if found else typed).split())
    plain = re.sub(r"[-‐-―]", "", to_arabic(text).lower()).translate(_MISREAD)
    return list(dict.fromkeys(reading for reading in (text, plain) if _TOKEN.fullmatch(reading)))


def compared(paper: Paper, file: UploadedFile) -> str:
    """Whether the file is the paper's own, an addressee's own copy of it, or neither."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    if digest.hexdigest() == paper.sha256:
        return "same"
    return "addressee" if paper.dispatches.filter(sha256=digest.hexdigest()).exists() else "different"


def facts(paper: Paper) -> list[tuple[str, str]]:
    """The heading of the paper, as (name, value): nothing of its body, of people, addressees or places."""
    kept = paper.context.get("content", {})
    lines = [
        ("ชนิด", paper.get_kind_display()),
        (_NUMBER_IS_CALLED.get(paper.kind, "เลขที่"), _number_in_full(paper, kept)),
        (_DAY_IS_CALLED.get(paper.kind, "ลงวันที่"), thai_date(paper.dated) if paper.dated else ""),
        ("เรื่อง", paper.subject),
    ]
    if paper.kind == PaperKind.CERTIFICATE:
        # What a forger would change: both are in the public announcement of results.
        lines += [("ผลิตภัณฑ์", kept.get("product", "")), ("ผลการคัดสรร", kept.get("level", ""))]
    lines.append(("ออกในระบบเมื่อ", thai_datetime(paper.issued_at) if paper.issued_at else ""))
    return [(name, normalise(str(value))) for name, value in lines if value]


def _number_in_full(paper: Paper, kept: dict[str, Any]) -> str:
    if paper.kind in LETTERS and paper.number and kept.get("prefix"):
        return to_arabic(f"{kept['prefix']}/{'ว ' if kept.get('is_circular') else ''}{paper.number}")
    return paper.number_of_year


# -- pages ------------------------------------------------------------------------------------------------------


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """For who has no camera: the reference, typed or pasted, leads to the paper's page."""
    if "ref" not in request.GET:
        return _page(request, "documents/verify_start.html", {"form": ReferenceForm()})
    form = ReferenceForm(request.GET)
    if form.is_valid():
        readings = as_reference(form.cleaned_data["ref"])
        for reading in readings:
            if issued_under(reading):
                return redirect("documents-public:verify", reading)
        if readings and (wait := _missed(request)):
            return _too_many(request, wait)
        form.add_error("ref", "ไม่พบเอกสารที่มีรหัสอ้างอิงนี้ โปรดเทียบกับเอกสารทีละตัว หรือสอบถามสำนักงานที่ออกเอกสาร")
    return _page(request, "documents/verify_start.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Kind, number, date, subject and standing of a paper; with a file, whether that is the one that was issued."""
    paper = issued_under(token)
    if paper is None:
        wait = _missed(request) if _TOKEN.fullmatch(token) else 0
        if wait:
            return _too_many(request, wait)
        raise Http404
    form, copy = CopyForm(), None
    if request.method == "POST":
        form = CopyForm(request.POST, request.FILES)
        if form.is_valid():
            copy = _COPIES[compared(paper, form.cleaned_data["copy"])]
            form = CopyForm()
    office = Office.objects.values_list("name", flat=True).first() or "สำนักงาน"
    verdict = _VERDICTS[paper.status]
    newer = getattr(paper, "replacement", None)
    context = {
        "verdict": replace(verdict, sentence=verdict.sentence.format(office=office)),
        "facts": facts(paper),
        "newer": newer if newer is not None and newer.was_issued else None,
        "copy": copy,
        "form": form,
    }
    return _page(request, "documents/verify.html", context)


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page for the holder of a paper: in no search engine, in no cache (it may be cancelled a minute from now), and
    its address is told to no other site."""
    response = render(request, template, context, status=status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    # Not "no-referrer": browsers then hide the origin of a form as well, and its token would be refused.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = _page(request, "documents/verify_too_many.html", {"minutes": ceil(wait / 60)}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


# -- wrong tries ------------------------------------------------------------------------------------------------


def _missed(request: HttpRequest) -> int:
    """Counts a wrong reference; returns the seconds to wait when there have been too many, else 0.

    Two misses in the same moment may count as one: the limit saves work, the 80 bits keep the secret.  Past the limit
    nothing is written, so that a flood costs a question and no more.
    """
    now = time.time()
    counters = {
        f"verify-misses:{address_of(request)}": MISSES_OF_AN_ADDRESS,
        "verify-misses:site": MISSES_OF_THE_SITE,
    }
    seen = cache.get_many(counters)
    for key, most in counters.items():
        count, until = seen.get(key, (0, 0))
        if until > now and count >= most:
            return ceil(until - now)
    for key in counters:
        count, until = seen.get(key, (0, 0))
        if until <= now:
            count, until = 0, now + WINDOW_SECONDS
        cache.set(key, (count + 1, until), timeout=until - now)
    return 0

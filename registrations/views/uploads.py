"""Files of an entry: handed out to those who see the entry, and to nobody else, by whatever method they ask.

A file is answered whole each time, after the question who asks: there is no range and no "not modified" that could
come before it.  Who may not have it gets what an unknown number gets, also without a sign-in.
"""

import hashlib
import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseStopPolling

from office.forms import ReasonForm

from .. import actions
from ..models import Entry, Requirement, StandardCertificate, Upload
from ..photo_panel import papers_to_choose, photo_panel
from ..rules import MOST_BYTES, MOST_FILES, UploadPurpose
from .common import bound, intake, own_entry

# What a browser may make of the bytes: show them, run nothing, fetch nothing.
ONLY_TO_LOOK_AT = "sandbox; default-src 'none'"
# More files in one form than an entry can have are a slip of the hand.
MOST_AT_ONCE = 2 * MOST_FILES


# -- handed out -------------------------------------------------------------------------------------------------


def own_upload(request: HttpRequest, pk: int) -> Upload:
    rows = Upload.objects.for_user(request.user).select_related("entry__producer", "entry__round", "uploaded_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def upload_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The file itself: a picture to look at, a paper to save."""
    upload = own_upload(request, pk)
    content = upload.read()
    if content is None:
        return private(render(request, "registrations/upload_spoilt.html", {"upload": upload}, status=409))
    return handed_out(content, upload.content_type, upload.name, inline=upload.is_picture)


@require_safe
def upload_thumb(request: HttpRequest, pk: int) -> HttpResponse:
    return thumb_of(own_upload(request, pk))


def thumb_of(upload: Upload) -> HttpResponse:
    content = upload.read_thumb()
    if content is None:
        raise Http404
    return handed_out(content, "image/jpeg", "thumb.jpg", inline=True)


def handed_out(content: bytes, content_type: str, name: str, *, inline: bool) -> HttpResponse:
    """Bytes of our own making, under the type that they have, whatever a browser would make of them."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = ONLY_TO_LOOK_AT
    response.headers["Accept-Ranges"] = "none"
    return private(response)


def private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


# -- the panel on the entry's page --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What became of one file: its name, and why it was not kept, or what is asked about it."""

    name: str
    is_kept: bool
    sentences: list[str]


def content_of(sent: UploadedFile) -> bytes:
    """Its bytes, never more than one past the limit: that says enough."""
    return sent.read(MOST_BYTES + 1)


def token_of(typed: str, content: bytes) -> uuid.UUID:
    """One form may send several files, and be sent again with others: each has a token of its own by its content."""
    try:
        form = uuid.UUID(typed)
    except ValueError:
        form = uuid.uuid4()
    return uuid.uuid5(form, hashlib.sha256(content).hexdigest())


def _chosen(request: HttpRequest, entry: Entry) -> tuple[Requirement | None, StandardCertificate | None]:
    """Which paper or certificate the files are: "paper-3", "certificate-5"; what the page did not offer is neither."""
    what, _, number = request.POST.get("of", "").partition("-")
    if what == "paper":
        return next((one for one in papers_to_choose(entry) if str(one.pk) == number), None), None
    if what == "certificate" and entry.product:
        return None, next((one for one in entry.product.certificates.all() if str(one.pk) == number), None)
    return None, None


def _keep(request: HttpRequest, entry: Entry, sent: UploadedFile) -> Told:
    content, name = content_of(sent), sent.name[:200]
    requirement, certificate = _chosen(request, entry)
    is_paper = request.POST.get("purpose") == UploadPurpose.PAPER or bool(requirement or certificate)
    wants_photo = not is_paper and not content.startswith(b"%PDF-")
    try:
        upload = actions.keep_upload(
            entry,
            content=content,
            file_name=sent.name,
            purpose=UploadPurpose.PHOTO if wants_photo else UploadPurpose.PAPER,
            requirement=requirement,
            certificate=certificate,
            actor=request.user,
            token=token_of(request.POST.get("token", ""), content),
        )
    except ValidationError as error:
        return Told(name, False, error.messages)
    return Told(upload.name, True, upload.questions)


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def upload_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Files from this computer, each for itself: one that is refused keeps none of the others away."""
    entry = own_entry(request, pk)
    if request.method != "POST":
        return _to_the_panel(entry)
    sent = request.FILES.getlist("files")
    told = [_keep(request, entry, one) for one in sent[:MOST_AT_ONCE]]
    if not sent:
        told = [Told("", False, ["โปรดเลือกแฟ้มก่อน แล้วกด “แนบแฟ้ม”"])]
    if len(sent) > MOST_AT_ONCE:
        told.append(Told("", False, [f"เลือกไว้ {len(sent)} แฟ้ม ระบบรับครั้งละไม่เกิน {MOST_AT_ONCE} แฟ้ม ที่เหลือยังไม่ได้แนบ"]))
    return _panel(request, entry, told)


def _panel(request: HttpRequest, entry: Entry, told: list[Told]) -> HttpResponse:
    if request.htmx:
        return render(request, "registrations/_photo_panel.html", {"entry": entry, "told": told})
    for one in told:
        sentence = " ".join([f"{one.name}:" if one.name else "", *(one.sentences or ["แนบแล้ว"])]).strip()
        if one.is_kept and one.sentences:
            messages.warning(request, f"{one.name}: แนบแล้ว แต่{' และ'.join(one.sentences)} โปรดพิจารณาถ่ายใหม่")
        else:
            (messages.success if one.is_kept else messages.error)(request, sentence)
    back = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return _to_the_panel(entry)


def _to_the_panel(entry: Entry) -> HttpResponse:
    """Also for who comes back to an act's address after signing in: the act itself is a press of its button."""
    return redirect(f"{entry.get_absolute_url()}#photos-{entry.pk}")


@require_safe
def photo_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked every three seconds while a phone may send: the list, nothing when it is as seen, an end with the link."""
    if request.htmx and not request.user.is_authenticated:
        # The sign-in page does not belong inside this one, and what is typed beside the list stays.
        return HttpResponseStopPolling("หมดเวลาลงชื่อเข้าใช้แล้ว โปรดเปิดหน้านี้ใหม่เพื่อดูภาพล่าสุด")
    return _photo_list(request, pk)


@intake
def _photo_list(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    if not request.htmx:
        return _to_the_panel(entry)
    panel = photo_panel(entry, request.user)
    if panel.link and request.GET.get("seen") == panel.seen:
        return HttpResponse(status=204)
    response = render(request, "registrations/_photo_list.html", {"entry": entry, "panel": panel, "again": True})
    if panel.link is None:
        response.status_code = HttpResponseStopPolling.status_code
    return response


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def upload_remove(request: HttpRequest, pk: int) -> HttpResponse:
    upload = own_upload(request, pk)
    form = ReasonForm(bound(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_upload(upload, actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, f"นำ {upload.name} ออกแล้ว")
            return _to_the_panel(upload.entry)
    return render(request, "registrations/upload_remove.html", {"form": form, "upload": upload, "entry": upload.entry})


# -- the phone, let in and shown out ------------------------------------------------------------------------------


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def photo_link_open(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    if request.method != "POST":
        return _to_the_panel(entry)
    try:
        actions.open_photo_link(entry, actor=request.user)
    except ValidationError as error:
        return _panel(request, entry, [Told("", False, error.messages)])
    return _panel(request, entry, [])


@intake
@require_http_methods(["GET", "HEAD", "POST"])
def photo_link_end(request: HttpRequest, pk: int) -> HttpResponse:
    entry = own_entry(request, pk)
    if request.method != "POST":
        return _to_the_panel(entry)
    for link in entry.photo_links.filter(ended_at=None).select_related("entry__producer"):
        actions.end_photo_link(link, actor=request.user)
    return _panel(request, entry, [])

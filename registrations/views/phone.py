"""A phone is the camera of an office computer: pictures of one entry, without an account, for half an hour.

The page says the product's name and number and nothing else of anybody.  Whoever holds the address sees the pictures
that were sent with it.  An address that is not known is not there; one whose time is over says so.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from office import tries
from office.tries import MINUTE, Limit
from office.visitors import address_of

from .. import actions
from ..models import PhotoLink, Upload
from ..rules import MOST_FILES, UploadPurpose
from .uploads import content_of, private, thumb_of, token_of

# Addresses that nobody was given.  Who holds one that was is never asked.
MISSES_OF_AN_ADDRESS = Limit("photo-link-10m", 20, 10 * MINUTE)
MISSES_OF_THE_SITE = Limit("photo-link-site-10m", 2_000, 10 * MINUTE)
# Pictures chosen together from a phone's album.
MOST_AT_ONCE = 10


class TooManyTries(Exception):
    """So many seconds nobody behind this address is told whether an address is known."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


def link_of(request: HttpRequest, token: str) -> PhotoLink:
    """The link of an address, living or not.  Raises Http404, and TooManyTries after many that are not known."""
    rows = PhotoLink.objects.of_token(token).select_related("entry__producer", "entry__round", "created_by")
    if link := rows.first():
        return link
    limits = [MISSES_OF_AN_ADDRESS.of(address_of(request)), MISSES_OF_THE_SITE]
    if wait := tries.seconds_to_wait(limits):
        raise TooManyTries(wait)
    tries.count(limits, verb="หยุดตอบลิงก์ถ่ายภาพชั่วคราว")
    raise Http404


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return private(render(request, f"registrations/{template}", context, status=status))


def _too_many(request: HttpRequest, wait: int) -> HttpResponse:
    response = _page(request, "phone_too_many.html", {"minutes": -(-wait // 60)}, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """One large button, and what became of each picture."""
    try:
        link = link_of(request, token)
    except TooManyTries as many:
        return _too_many(request, many.seconds)
    if not link.is_live():
        return _page(request, "phone_over.html", {"link": link}, status=410)
    refused: list[tuple[str, list[str]]] = []
    kept: list[Upload] = []
    if request.method == "POST":
        kept, refused = _take_in(request, link)
        if kept and not refused:
            response = redirect(link)
            response["Location"] += "?sent=" + ".".join(str(upload.pk) for upload in kept)
            return private(response)
    uploads = list(link.uploads.living().order_by("-pk"))
    numbers = {part for part in request.GET.get("sent", "").split(".") if part.isdecimal() and len(part) < 18}
    left = max(0, MOST_FILES - link.entry.uploads.living().count())
    context = {
        "link": link,
        "entry": link.entry,
        "uploads": uploads,
        "just_sent": [upload for upload in uploads if str(upload.pk) in numbers] or kept,
        "refused": refused,
        "left": left,
        "takes_more": actions.may_change_files(link.entry, link.created_by),
        "most": MOST_FILES,
        "token": uuid.uuid4(),
        "minutes": max(1, round((link.expires_at - timezone.now()).total_seconds() / 60)),
    }
    return _page(request, "phone.html", context, status=422 if refused else 200)


def _take_in(request: HttpRequest, link: PhotoLink) -> tuple[list[Upload], list[tuple[str, list[str]]]]:
    """Each picture for itself: those that were kept, and the names of the others with the reason."""
    sent = request.FILES.getlist("picture")[:MOST_AT_ONCE]
    again = None
    if (number := request.POST.get("again", "")).isdecimal() and len(number) < 18:
        again = link.uploads.living().filter(pk=number).first()
    if not sent:
        return [], [("", ["ยังไม่ได้เลือกภาพ โปรดถ่ายหรือเลือกภาพก่อนกดส่ง"])]
    kept, refused = [], []
    for one in sent:
        content = content_of(one)
        try:
            upload = actions.keep_upload(
                link.entry,
                content=content,
                file_name=one.name,
                purpose=UploadPurpose.PHOTO,
                link=link,
                token=token_of(request.POST.get("token", ""), content),
                replaces=again,
            )
        except ValidationError as error:
            refused.append((one.name[:100], error.messages))
        else:
            kept.append(upload)
            again = None
    return kept, refused


@require_safe
def phone_thumb(request: HttpRequest, token: str, pk: int) -> HttpResponse:
    """What the phone sent, as it was kept: while the link lives, and through it only."""
    try:
        link = link_of(request, token)
    except TooManyTries as many:
        return _too_many(request, many.seconds)
    if not link.is_live():
        raise Http404
    return thumb_of(get_object_or_404(link.uploads.living(), pk=pk))

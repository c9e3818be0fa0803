"""Pages whose form outlives a sign-in: autosave, and the way back to what was typed."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from office.models import User

from .. import actions
from ..kept import FIELD, Opened, as_posted, kept_of, opened_by, sign, typed_in
from ..models import Entry, KeptForm

LAPSED = "การเข้าสู่ระบบหมดอายุ สิ่งที่พิมพ์ไว้ยังอยู่ครบ เข้าสู่ระบบอีกครั้งด้วยชื่อผู้ใช้เดิม ระบบจะพากลับมาที่แบบนี้"

View = Callable[..., HttpResponse]


def wants_json(request: HttpRequest) -> bool:
    """Sent by a script that reads the answer, not by a form that shows it."""
    return request.headers.get("Accept", "").startswith("application/json")


def keeps_typed(view: View) -> View:
    """For a page that carries the signed field: what somebody else's session sends is kept for its own user.

    Outside `intake`, which would lead a lapsed session to the sign-in and leave what was typed behind.
    """

    @wraps(view)
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            opened = opened_by(request)
            if opened is not None and opened.user_pk != request.user.pk:
                return back_to_its_user(request, opened)
        return view(request, *args, **kwargs)

    return inside


def page_address(request: HttpRequest) -> str:
    """The page with what its address says it starts from; without it where that is longer than any of ours."""
    address = request.get_full_path()
    return address if len(address) <= 200 else request.path


def keep_for_its_user(request: HttpRequest, opened: Opened) -> None:
    owner = User.objects.filter(pk=opened.user_pk, is_active=True).first()
    if owner is not None:
        actions.keep_form(owner, address=opened.address, data=typed_in(request.POST))


def signed_out() -> JsonResponse:
    return JsonResponse({"state": "signed_out", "sentences": [LAPSED]}, status=401)


def back_to_its_user(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Keeps what was typed for the person who typed it, and leads whoever is here now to where they belong."""
    if wants_json(request):
        return signed_out()  # the script still has what it sent
    keep_for_its_user(request, opened)
    if request.user.is_authenticated:
        messages.warning(request, "แบบที่ส่งมาเปิดไว้โดยผู้ใช้อีกคน จึงไม่ได้บันทึก ระบบเก็บไว้ให้เจ้าของแบบแล้ว")
        way = redirect("work-home")
    else:
        messages.warning(request, LAPSED)
        way = redirect_to_login(opened.address)
    if "X-Counter" in request.headers:
        # Told where to go, not led: a script that followed would use up the sentence that the person is to read.
        return HttpResponse(status=401, headers={"X-Counter-To": way.url})
    return way


def restored(form: forms.Form) -> forms.Form:
    """A form filled with what was kept, without a word about what it lacks so far; an empty one stays as it is."""
    if form.is_bound:
        form._errors = ErrorDict()
    return form


def kept_context(request: HttpRequest, address: str, kept: KeptForm | None = None) -> dict[str, Any]:
    """What `_kept.html` shows in the form of the page at this address."""
    return {"kept_field": sign(request.user, address), "kept_name": FIELD, "kept": kept}


def kept_data(request: HttpRequest, address: str, **more: str) -> tuple[Any, KeptForm | None]:
    """What was kept for this person at this address, as data for its form; (None, None) where nothing was."""
    kept = kept_of(request.user, address)
    return (as_posted(kept.data, **more), kept) if kept else (None, None)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Autosave, and throwing away what was kept (`discard`).  Who has been signed out meanwhile loses nothing by it."""
    opened = opened_by(request)
    if opened is None:
        # A field that is too old or not ours; the page itself still has what was typed.
        return HttpResponseBadRequest() if request.user.is_authenticated else redirect_to_login(reverse("work-home"))
    own = opened.user_pk == request.user.pk
    if "discard" in request.POST:
        if own:
            actions.forget_form(request.user, address=opened.address)
        return redirect(opened.address)
    # A page that was saved while this was under way has nothing left to keep.
    if not Entry.objects.filter(form_token=token_of(request)).exists():
        keep_for_its_user(request, opened)
    return JsonResponse({"state": "kept", "at": timezone.localtime().strftime("%H:%M")}) if own else signed_out()


def token_of(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("form_token", ""))
    except ValueError:
        return None

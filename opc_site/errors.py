"""Pages for refusals.  They say what happened and what to do next, and never how the system is built."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registrations.kept import opened_by
from registrations.views.kept import keep_for_its_user, wants_json


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Mostly a page that stood open while its user signed in anew: what was typed there is kept for that user."""
    if request.method == "POST" and not wants_json(request) and (opened := opened_by(request)) is not None:
        keep_for_its_user(request, opened)
        if opened.user_pk == request.user.pk:
            messages.warning(request, "หน้านี้เปิดไว้ก่อนเข้าสู่ระบบครั้งล่าสุด จึงยังไม่ได้บันทึก สิ่งที่พิมพ์ยังอยู่ครบ โปรดตรวจแล้วบันทึกอีกครั้ง")
            return redirect(opened.address)
    return render(request, "403_csrf.html", status=403)

"""Sign-in by django-allauth, narrowed to what an office needs: accounts are made by the administrator only."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from .models import User

WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดตรวจว่าแป้นพิมพ์เป็นภาษาที่ถูกต้องแล้วลองใหม่ หากลืมรหัสผ่าน โปรดติดต่อผู้ดูแลระบบจังหวัด"
TOO_MANY = "ลองเข้าสู่ระบบไม่สำเร็จหลายครั้งเกินไป โปรดรอ 5 นาทีแล้วลองใหม่"


class OfficeAccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "enter_current_password": "รหัสผ่านปัจจุบันไม่ถูกต้อง โปรดพิมพ์ใหม่",
        "incorrect_password": "รหัสผ่านไม่ถูกต้อง โปรดพิมพ์ใหม่",
        "incorrect_code": "รหัสไม่ถูกต้อง โปรดดูรหัสล่าสุดแล้วพิมพ์ใหม่",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A closed account is answered like an unknown one: allauth would show a page of its own and so confirm it."""
        user = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Closed between the password and the code: back to the door."""
        return HttpResponseRedirect(reverse("account_login"))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Counts failures per user name *and* address, so that an outsider cannot lock an officer out.

        A private method of allauth's: `test_right_password_from_another_address_still_works` notices when it moves.
        """
        key = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"


class OfficeMFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "รหัสไม่ถูกต้อง โปรดดูรหัสล่าสุดในแอปแล้วพิมพ์ใหม่ และตรวจว่าเวลาของโทรศัพท์ตรง",
        "cannot_delete_authenticator": "ปิดการยืนยันตัวตนสองขั้นไม่ได้ โปรดติดต่อผู้ดูแลระบบจังหวัด",
        "cannot_generate_recovery_codes": "ต้องเปิดการยืนยันตัวตนสองขั้นก่อน จึงสร้างรหัสสำรองได้",
        "unverified_email": "เปิดการยืนยันตัวตนสองขั้นไม่ได้ โปรดติดต่อผู้ดูแลระบบจังหวัด",
    }

    def get_totp_label(self, user: User) -> str:
        return user.username

"""Acts on accounts.  Each writes its line in the journal; a closed account's sessions end with its next request."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from . import journal
from .models import User
from .rules import Role


def set_password(user: User, *, password: str, actor: User) -> None:
    """Gives an account a password that the administrator hands over; ends all of its sessions.

    Raises ValidationError when the password is weak, or the account is the administrator's own (who changes it at
    the account page, with the old one).
    """
    if user.pk == actor.pk:
        raise ValidationError("เปลี่ยนรหัสผ่านของตนเองได้ที่หน้า “บัญชีของฉัน” ซึ่งถามรหัสผ่านเดิมก่อน")
    validate_password(password, user)
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        journal.record(actor=actor, verb="ตั้งรหัสผ่าน", target=user)


def close_account(user: User, *, actor: User, reason: str) -> None:
    """Shuts an account out; its rows and its lines in the journal stay.  Nobody closes the own account."""
    if user.pk == actor.pk:
        raise ValidationError("ปิดบัญชีของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบคนอื่นปิดให้")
    with transaction.atomic():
        # Two administrators who close each other at the same moment would leave nobody who can open an account.
        both = User.objects.select_for_update(no_key=True).filter(pk__in=[user.pk, actor.pk]).order_by("pk")
        if not {row.pk: row.is_active for row in both}[actor.pk]:
            raise ValidationError("บัญชีของท่านเพิ่งถูกปิด จึงปิดบัญชีนี้ไม่ได้ โปรดติดต่อผู้ดูแลระบบคนอื่น")
        if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
            raise ValidationError("บัญชีนี้ปิดอยู่แล้ว")
        user.is_active = False
        journal.record(actor=actor, verb="ปิดบัญชี", target=user, reason=reason)


def open_account(user: User, *, actor: User, reason: str) -> None:
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            raise ValidationError("บัญชีนี้เปิดใช้อยู่แล้ว")
        user.is_active = True
        journal.record(actor=actor, verb="เปิดบัญชี", target=user, reason=reason)


def reset_two_steps(user: User, *, actor: User, reason: str) -> None:
    """Takes the second step off an account whose telephone is lost: the next sign-in asks for the password only."""
    if user.pk == actor.pk:
        raise ValidationError("ปิดการยืนยันตัวตนสองขั้นของตนเองได้ที่หน้า “บัญชีของฉัน”")
    with transaction.atomic():
        count, _ = Authenticator.objects.filter(user=user).delete()
        if not count:
            raise ValidationError("บัญชีนี้ไม่ได้เปิดการยืนยันตัวตนสองขั้น")
        journal.record(actor=actor, verb="ปิดการยืนยันตัวตนสองขั้น", target=user, reason=reason)


def check_roles(user: User, roles: set[str]) -> None:
    """Raises ValidationError when a district officer would have no district: such an account sees nothing at all."""
    if Role.DISTRICT_OFFICER in roles and not user.district_id:
        raise ValidationError("เจ้าหน้าที่อำเภอต้องมีอำเภอที่รับผิดชอบ โปรดเลือกอำเภอในส่วนบน")

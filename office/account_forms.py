"""The forms of the account pages: allauth's own, with our words, and codes that may be typed in Thai digits."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms

from thai.digits import to_arabic


def _say(form: forms.Form, **labels: str) -> None:
    """Sets labels in Thai and takes the placeholders away: a label that vanishes while typing helps nobody."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)
        form.fields[name].help_text = ""


class LoginForm(account_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login="ชื่อผู้ใช้", password="รหัสผ่าน")  # noqa: S106 -- a label
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class ReauthenticateForm(account_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password="รหัสผ่าน")  # noqa: S106 -- a label


class ChangePasswordForm(account_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, oldpassword="รหัสผ่านปัจจุบัน", password1="รหัสผ่านใหม่", password2="พิมพ์รหัสผ่านใหม่อีกครั้ง")
        self.fields["password1"].help_text = "อย่างน้อย 12 ตัวอักษร ไม่ใช้ตัวเลขล้วน และไม่คล้ายชื่อผู้ใช้"

    def clean(self) -> dict[str, Any]:
        cleaned = super(account_forms.PasswordVerificationMixin, self).clean()
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "รหัสผ่านใหม่สองครั้งไม่ตรงกัน โปรดพิมพ์ใหม่")
        return cleaned


class _CodeForm(forms.Form):
    """A code of six digits from the telephone; a recovery code is longer and has letters."""

    label = "รหัส 6 หลักจากแอปยืนยันตัวตน หรือรหัสสำรอง"
    inputmode = "text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=self.label)
        self.fields["code"].max_length = 40
        self.fields["code"].widget.attrs |= {"inputmode": self.inputmode, "maxlength": 40, "autofocus": True}

    def clean_code(self) -> str:
        self.cleaned_data["code"] = to_arabic(self.cleaned_data["code"]).replace(" ", "")
        return super().clean_code()


class AuthenticateForm(_CodeForm, mfa_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(_CodeForm, mfa_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeForm, totp_forms.ActivateTOTPForm):
    label = "รหัส 6 หลักที่แอปแสดง"
    inputmode = "numeric"

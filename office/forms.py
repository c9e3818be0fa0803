"""Forms that hold the whole row to its constraints, and the one that asks for a reason."""

import hashlib
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import cached_property

from thai.dates import thai_datetime
from thai.forms import ThaiCharField

from .models import Event, User


class WholeRowForm(forms.ModelForm):
    """A ModelForm that asks all constraints of the row.

    Django skips a constraint that mentions a field missing from the form (and an admin's read-only column counts as
    missing): the user would get an error page from the database instead of the clause's sentence.

    An admin page sends back the `state` that it was made from as `seen`; where the row, or a row of its page, has been
    changed since then, nothing is saved over it unseen.
    """

    seen: str = ""
    actor: User | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before what was typed is put into the instance.
        self.stored = forms.model_to_dict(self.instance, fields=list(self.fields))

    @cached_property
    def latest(self) -> Event | None:
        """The latest act on the row, or on a row of its page."""
        return Event.objects.about(self.instance).first() if self.instance.pk else None

    @property
    def state(self) -> str:
        shown = repr(
            [sorted((name, str(value)) for name, value in self.stored.items()), self.latest and self.latest.pk]
        )
        return hashlib.sha256(shown.encode(errors="replace")).hexdigest()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.seen and self.seen != self.state:
            mine = self.latest is not None and self.latest.actor_id == getattr(self.actor, "pk", None)
            # The own page sent twice: what it says has been saved already.
            if self.has_changed() or not mine:
                when = f"เมื่อ {thai_datetime(self.latest.at)} โดย {self.latest.actor_name} " if self.latest else ""
                self.add_error(
                    None,
                    f"รายการนี้ถูกแก้ไข{when}หลังจากท่านเปิดหน้านี้ ข้อมูลที่ท่านพิมพ์จึงยังไม่ได้บันทึก "
                    "โปรดเทียบกับ “ประวัติ” ของรายการนี้ แล้วกดบันทึกอีกครั้งหากต้องการใช้ข้อมูลในหน้านี้",
                )
        return data

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self._update_errors(error)


def is_key(model: type[Model], value: Any) -> bool:
    """Whether a row could have this key; asked for one beyond all keys, the database would fail."""
    try:
        model._meta.pk.run_validators(model._meta.pk.to_python(value))
    except ValidationError:
        return False
    return "\x00" not in str(value)


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows ticked; a mark that no box of the page has made is an invalid choice, however long it is."""

    def clean(self, value: Any) -> Any:
        for each in value if isinstance(value, list | tuple) else ():
            if not is_key(self.queryset.model, each):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(each)[:60]}
                )
        return super().clean(value)


class ReasonForm(forms.Form):
    """Asked before an act that somebody else will have to understand."""

    reason = ThaiCharField(
        label="เหตุผล",
        max_length=1000,
        multiline=True,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )

    def __init__(self, *args: object, required: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = required
        if not required:
            self.fields["reason"].label = "หมายเหตุ (ถ้ามี)"


class SetPasswordForm(forms.Form):
    """The first or a forgotten password, typed twice by the administrator who hands it over."""

    password1 = forms.CharField(
        label="รหัสผ่านใหม่",
        strip=False,
        max_length=128,
        help_text="อย่างน้อย 12 ตัวอักษร ไม่ใช้ตัวเลขล้วน และไม่คล้ายชื่อผู้ใช้",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="พิมพ์รหัสผ่านใหม่อีกครั้ง",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        validate_password(self.cleaned_data["password1"], self.user)
        return self.cleaned_data["password1"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", "รหัสผ่านสองครั้งไม่ตรงกัน โปรดพิมพ์ใหม่")
        return data

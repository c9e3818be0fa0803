"""Forms that hold the whole row to its constraints, and the one that asks for a reason."""

from django import forms
from django.core.exceptions import ValidationError

from thai.forms import ThaiCharField


class WholeRowForm(forms.ModelForm):
    """A ModelForm that asks all constraints of the row.

    Django skips a constraint that mentions a field missing from the form (and an admin's read-only column counts as
    missing): the user would get an error page from the database instead of the clause's sentence.
    """

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self._update_errors(error)


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

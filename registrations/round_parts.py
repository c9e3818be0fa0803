"""The papers that a round asks for, as part of the round's data: they come with it, and go on to the next round."""

from typing import Any

from django.core.exceptions import ValidationError

from rounds.models import Round
from rounds.parts import part

from .models import Requirement


def read_requirements(round: Round, data: dict[str, Any]) -> list[Requirement]:
    """Unsaved requirements of what the data says under "requirements" (see rounds/data/round-2565.json).

    Raises ValidationError, with the number of the line, where that is not a list of papers.
    """
    lines = data.get("requirements", [])
    if not isinstance(lines, list):
        raise ValidationError("รายการเอกสาร (requirements) ต้องเป็นรายการ", code="not_requirements")
    return [_read(round, order, line) for order, line in enumerate(lines, 1)]


def _read(round: Round, order: int, line: Any) -> Requirement:
    try:
        row = Requirement(
            round=round,
            order=order,
            code=line["code"],
            name=line["name"],
            clause_number=line.get("number", ""),
            sentence=line["sentence"],
            source=line.get("source", ""),
            level=line["level"],
            group_codes=line.get("groups", []),
            producer_kinds=line.get("kinds", []),
            certificate_kinds=line.get("certificates", []),
            only_by_proxy=line.get("only_by_proxy", False),
            is_default_value=line.get("is_default_value", False),
        )
        row.clean_fields(exclude=["round"])
        row.clean()
    except (KeyError, TypeError, AttributeError, ValidationError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else f"ขาดหรือผิดรูปแบบ ({error})"
        raise ValidationError(f"รายการเอกสาร (requirements) ลำดับที่ {order}: {said}", code="not_requirements") from error
    return row


def load_requirements(round: Round, data: dict[str, Any]) -> None:
    rows = read_requirements(round, data)
    if len({row.code for row in rows}) != len(rows):
        raise ValidationError("รายการเอกสาร (requirements) มีรหัสซ้ำกัน", code="not_requirements")
    Requirement.objects.bulk_create(rows)


@part("requirements", load=load_requirements)
def copy_requirements(source: Round, round: Round) -> None:
    """The next round begins with what this one asks for, as default values: its own document may say otherwise."""
    rows = list(source.requirements.all())
    for row in rows:
        row.pk, row.round, row.is_default_value = None, round, True
    Requirement.objects.bulk_create(rows)

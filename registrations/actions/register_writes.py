"""The register is written from a reported file, in one transaction; and one act takes the whole file back.

What stands in the way of taking it back is found in the rows themselves: whatever points at a producer, year or product
that the file brought, and whatever no longer says what the file wrote.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from office import journal
from office.models import Office, User
from rounds.clauses import keeps

from ..bulk import insert_rows, overwrite_rows
from ..models import Entry, OtopRegistration, Producer, Product, RegisterImport, RegisterImportPart
from ..register_plan import VALUES, Known, fingerprint, in_batches, read_register
from ..rules import (
    IMPORT_HAS_CONFIRMER,
    IMPORT_UNDO_SAYS_WHY,
    NOTHING_RESTS_ON_IMPORT,
    ONLY_GOOD_ROWS_WHEN_SAID,
    REGISTER_AS_REPORTED,
    SOMETHING_TO_WRITE,
    UNDO_WHILE_KEPT,
    ImportStatus,
    LineKind,
)
from .common import given_reason
from .imports import locked_import, may_confirm, may_undo, require, start_report

# What a plan holds of a producer after its code.
WRITTEN: Final = (*VALUES, "search_text", "name_order")
# Kind and district: what an entry rests on besides the year and the product.
_STANDING: Final = (VALUES.index("kind"), VALUES.index("district_id"))
# The first few of what stands in the way are named.
NAMED: Final = 3


# -- confirm -----------------------------------------------------------------------------------------------------


def confirm_import(
    register_import: RegisterImport,
    *,
    actor: User | None,
    only_good_rows: bool = False,
    reason: str = "",
    report: str = "",
    at: datetime | None = None,
) -> RegisterImport:
    """Writes what was reported, all of it in one transaction, with one line in the journal.

    only_good_rows: the person has said that the lines that pass go in without the others.
    report: `report_key` of the report that the person has read; "" where that is not known.
    Raises ValidationError, and nothing is written, when lines were refused and that was not said, when there is nothing
    to write, when a colleague was first, when another report was read than the one that stands, and when the register
    is no longer as it was reported: then a fresh report is begun.
    """
    require(may_confirm(actor))
    try:
        try:
            _confirm(register_import, actor, only_good_rows, reason, report, at or timezone.now())
        except (
            IntegrityError
        ) as error:  # a code or a place that came or went meanwhile, perhaps seen at the commit only
            raise REGISTER_AS_REPORTED.error() from error
    except ValidationError as error:
        if error.code == REGISTER_AS_REPORTED.code and actor is not None:
            start_report(register_import, actor=actor)
        raise
    return register_import


@keeps(ONLY_GOOD_ROWS_WHEN_SAID, REGISTER_AS_REPORTED, SOMETHING_TO_WRITE, IMPORT_HAS_CONFIRMER)
@transaction.atomic
def _confirm(
    register_import: RegisterImport,
    actor: User | None,
    only_good_rows: bool,
    reason: str,
    report: str,
    at: datetime,
) -> None:
    office = Office.objects.select_for_update().first()  # one import at a time
    row = locked_import(register_import)
    row.require_move(ImportStatus.CONFIRMED)
    if report and report != row.report_key:
        raise ValidationError(
            "รายงานของไฟล์นี้ทำใหม่หลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้บันทึกอะไร โปรดตรวจรายงานล่าสุดด้านล่าง แล้วยืนยันอีกครั้ง",
            code="moved_by_other",
        )
    refused = row.count(LineKind.REFUSED)
    ONLY_GOOD_ROWS_WHEN_SAID.require(only_good_rows or not refused, refused=f"{refused:,}")
    SOMETHING_TO_WRITE.require(row.writes > 0)
    plan = row.part(RegisterImportPart.PLAN)
    held = read_register(plan["codes"], lock=True)
    prints = {code: held[code].fingerprint() if code in held else "" for code in plan["codes"]}
    REGISTER_AS_REPORTED.require(office is not None and fingerprint(office, prints) == row.rests_on)
    RegisterImportPart.of(row, RegisterImportPart.UNDO, _write(plan, held)).save()
    row.move(ImportStatus.CONFIRMED, confirmed_at=at, confirmed_by=actor, only_good_rows=bool(refused))
    after = {"ไฟล์": row.file_name, "แถว": row.count("rows") - refused, **row.counts["writes"]}
    if refused:
        after["แถวที่ไม่ผ่าน"] = refused
    journal.record(actor=actor, verb="นำเข้าทะเบียนผู้ผลิต", target=row, reason=reason, after=after)


def _write(plan: dict[str, Any], held: dict[str, Known]) -> dict[str, Any]:
    """Writes the rows of a plan; gives back what undoing needs: keys of the new ones, the changed ones as they were."""
    before = list(_rows_of(Producer, (each[0] for each in plan["changed"]), ("pk", *WRITTEN, "updated_at")))
    groups = list(_rows_of(Product, (pk for pk, _ in plan["regrouped"]), ("pk", "group_code")))
    now = timezone.now()
    new = insert_rows(Producer, ("code", *WRITTEN, "updated_at"), ((*values, now) for values in plan["new"]))
    # The code stays; it is written because a row that is inserted or overwritten must be whole.
    changed = ((*values, now) for values in plan["changed"])
    overwrite_rows(Producer, ("id", "code", *WRITTEN, "updated_at"), changed)
    keys = {code: known.pk for code, known in held.items()}
    keys |= {values[0]: key for values, key in zip(plan["new"], new, strict=True)}
    years = insert_rows(
        OtopRegistration, ("producer_id", "year_be"), ((keys[code], year) for code, year in plan["years"])
    )
    products = insert_rows(
        Product,
        ("producer_id", "name", "group_code", "code"),
        ((keys[code], name, group, "") for code, name, group in plan["products"]),
    )
    _regroup(plan["regrouped"])
    return {
        "new": new,
        "years": years,
        "products": products,
        "changed": [[*values, moment.isoformat()] for *values, moment in before],
        "regrouped": groups,
    }


def _regroup(pairs: Iterable[tuple[int, str]]) -> None:
    """(product, group) by group: five statements, whatever the number of products."""
    for group, those in groupby(sorted(pairs, key=lambda pair: pair[1]), key=lambda pair: pair[1]):
        for some in in_batches([pk for pk, _ in those]):
            Product.objects.filter(pk__in=some).update(group_code=group)


def _rows_of(model: type[models.Model], keys: Iterable[int], fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    for some in in_batches(list(keys)):
        yield from model._base_manager.filter(pk__in=some).order_by("pk").values_list(*fields)


# -- undo --------------------------------------------------------------------------------------------------------


@keeps(NOTHING_RESTS_ON_IMPORT, UNDO_WHILE_KEPT, IMPORT_UNDO_SAYS_WHY)
@transaction.atomic
def undo_import(
    register_import: RegisterImport, *, actor: User | None, reason: str, at: datetime | None = None
) -> RegisterImport:
    """Takes a whole file back: the register is as it was before it, to the last key and time, in one transaction.

    Raises ValidationError, and nothing changes, when entries or other rows rest on what the file brought, or somebody
    has edited it since.
    """
    require(may_undo(actor))
    reason = given_reason(reason, "ถอนการนำเข้าทะเบียน")
    Office.objects.select_for_update().get()
    row = locked_import(register_import)
    row.require_move(ImportStatus.UNDONE)
    plan, undo = row.part(RegisterImportPart.PLAN), row.part(RegisterImportPart.UNDO)
    UNDO_WHILE_KEPT.require(plan is not None and undo is not None)
    # All that the file names, like an import's own lock, and in its order: an entry waits for its producer's row, also
    # where the file only added the year that the entry would count.
    for some in in_batches(sorted(plan["codes"])):
        list(Producer.objects.select_for_update().filter(code__in=some).order_by("code").values_list("pk"))
    in_the_way = _edited_since(plan, undo) or _resting_on(undo) or _entered_since(plan, undo, row)
    NOTHING_RESTS_ON_IMPORT.require(not in_the_way, what=in_the_way)
    _put_back(undo)
    row.move(ImportStatus.UNDONE, undone_at=at or timezone.now(), undone_by=actor, reason=reason)
    journal.record(actor=actor, verb="ถอนการนำเข้าทะเบียน", target=row, reason=reason, before=row.counts["writes"])
    row.parts.filter(name__in=[RegisterImportPart.PLAN, RegisterImportPart.UNDO]).delete()
    return row


def _put_back(undo: dict[str, Any]) -> None:
    for model, keys in ((Product, undo["products"]), (OtopRegistration, undo["years"]), (Producer, undo["new"])):
        for some in in_batches(keys):
            model.objects.filter(pk__in=some).delete()
    _regroup(undo["regrouped"])
    codes = dict(_rows_of(Producer, (values[0] for values in undo["changed"]), ("pk", "code")))
    rows = ((pk, codes[pk], *values, datetime.fromisoformat(moment)) for pk, *values, moment in undo["changed"])
    overwrite_rows(Producer, ("id", "code", *WRITTEN, "updated_at"), rows)


def _edited_since(plan: dict[str, Any], undo: dict[str, Any]) -> str:
    """Whose rows no longer say what the file wrote, in words; "" when all still do."""
    written = {pk: (code, *values) for pk, (code, *values) in zip(undo["new"], plan["new"], strict=True)}
    written |= {pk: (code, *values) for pk, code, *values in plan["changed"]}
    now = {pk: values for pk, *values in map(list, _rows_of(Producer, written, ("pk", "code", *WRITTEN)))}
    edited = [(pk, values[0], values[1]) for pk, values in written.items() if now.get(pk) != list(values)]
    if edited:
        return f"มีผู้แก้ไขหรือลบภายหลัง {_few([f'{name} ({code})' for _, code, name in edited], 'ราย')}"
    years = dict(_rows_of(OtopRegistration, undo["years"], ("pk", "year_be")))
    gone = [code for pk, (code, year) in zip(undo["years"], plan["years"], strict=True) if years.get(pk) != year]
    products = {pk: values for pk, *values in _rows_of(Product, undo["products"], ("pk", "name", "group_code", "code"))}
    gone += [
        code
        for pk, (code, name, group) in zip(undo["products"], plan["products"], strict=True)
        if products.get(pk) != [name, group, ""]
    ]
    groups = dict(_rows_of(Product, (pk for pk, _ in plan["regrouped"]), ("pk", "group_code")))
    gone += [f"ผลิตภัณฑ์ {pk}" for pk, group in plan["regrouped"] if groups.get(pk) != group]
    return f"มีผู้แก้ไขปีหรือผลิตภัณฑ์ภายหลังของ {_few(list(dict.fromkeys(gone)), 'ราย')}" if gone else ""


def _resting_on(undo: dict[str, Any]) -> str:
    """What points at a row that the file brought, whatever room it is of; "" when nothing does."""
    own = {Producer: undo["new"], OtopRegistration: undo["years"], Product: undo["products"]}
    for model, keys in own.items():
        for relation in model._meta.related_objects:
            if relation.many_to_many:
                continue
            there, name = relation.related_model, relation.field.name
            found: list[models.Model] = []
            for some in in_batches(keys):
                rows = there._base_manager.filter(**{f"{name}__in": some})
                brought = set(own.get(there, ()))
                found += [row for row in rows[: len(brought) + NAMED] if row.pk not in brought]
                if found:
                    break
            if found:
                said = [f"{row} ของ {getattr(row, name)}" for row in found[:NAMED]]
                return f"มี{there._meta.verbose_name}ที่ใช้ข้อมูลจากไฟล์นี้ คือ {', '.join(said)}"
    return ""


def _entered_since(plan: dict[str, Any], undo: dict[str, Any], row: RegisterImport) -> str:
    """Entries that count a year that the file added, or were made since for a producer whose kind or district it
    changed."""
    by_year: dict[int, list[str]] = {}
    for code, year in plan["years"]:
        by_year.setdefault(year, []).append(code)
    found: list[Entry] = []
    for year, codes in by_year.items():
        for some in in_batches(codes):
            found += Entry.objects.filter(registered_year_be=year, producer__code__in=some)[:NAMED]
    before = {pk: values for pk, *values in undo["changed"]}
    moved = [pk for pk, _, *values in plan["changed"] if any(values[at] != before[pk][at] for at in _STANDING)]
    for some in in_batches(moved):
        found += Entry.objects.filter(producer_id__in=some, created_at__gte=row.confirmed_at)[:NAMED]
    if not found:
        return ""
    return f"มีใบสมัครที่ใช้ข้อมูลจากไฟล์นี้ คือ {', '.join(str(entry) for entry in found[:NAMED])}"


def _few(names: Sequence[str], counted: str) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" และอีก {more:,} {counted}" if more > 0 else "")

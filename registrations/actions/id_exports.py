"""Acts on the file of whole citizen ids: propose, release or refuse, take once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import District, Office, User
from office.rules import ADMINISTRATORS
from rounds.clauses import keeps
from thai.text import normalise_block

from ..models import IdExport, Producer, ProducerQuerySet
from ..rules import (
    ID_EXPORT_BY_ADMINISTRATOR,
    ID_EXPORT_IN_TIME,
    ID_EXPORT_MOVES,
    ID_EXPORT_OPEN,
    ID_EXPORT_SAYS_WHY,
    ID_EXPORT_TAKEN,
    ID_EXPORT_TWO_PEOPLE,
    IDS_ARE_KEPT,
    IdExportStatus,
)


def _may(actor: User) -> None:
    ID_EXPORT_BY_ADMINISTRATOR.require(actor.has_role(*ADMINISTRATORS))
    IDS_ARE_KEPT.require(Office.objects.filter(keeps_citizen_ids=True).exists())


def _locked(export: IdExport) -> IdExport:
    return IdExport.objects.select_for_update().get(pk=export.pk)


@keeps(ID_EXPORT_BY_ADMINISTRATOR, IDS_ARE_KEPT, ID_EXPORT_SAYS_WHY)
@transaction.atomic
def propose_id_export(*, actor: User, reason: str, district: District | None = None) -> IdExport:
    """Asks for the citizen ids of a district's producers, or of all; nothing leaves by it."""
    _may(actor)
    reason = normalise_block(reason)
    ID_EXPORT_SAYS_WHY.require(bool(reason))
    export = IdExport(district=district, reason=reason, proposed_by=actor)
    export.full_clean()
    export.save()
    journal.record(actor=actor, verb="ขอส่งออกเลขประจำตัวประชาชน", target=export, reason=reason)
    return export


@keeps(ID_EXPORT_BY_ADMINISTRATOR, IDS_ARE_KEPT, ID_EXPORT_TWO_PEOPLE, ID_EXPORT_MOVES)
@transaction.atomic
def release_id_export(export: IdExport, *, actor: User, reason: str = "", at: datetime | None = None) -> IdExport:
    """Another administrator lets the file go, to who asked, for a day."""
    _may(actor)
    export = _locked(export)
    ID_EXPORT_TWO_PEOPLE.require(actor.pk != export.proposed_by_id)
    export.move(IdExportStatus.RELEASED, decided_by=actor, decided_at=at or timezone.now())
    journal.record(actor=actor, verb="อนุญาตส่งออกเลขประจำตัวประชาชน", target=export, reason=normalise_block(reason))
    return export


@keeps(ID_EXPORT_BY_ADMINISTRATOR, ID_EXPORT_MOVES)
@transaction.atomic
def refuse_id_export(export: IdExport, *, actor: User, reason: str) -> IdExport:
    """Ends a request that has not been taken: by the other administrator, or by who asked."""
    _may(actor)
    export = _locked(export)
    export.move(IdExportStatus.REFUSED)
    journal.record(actor=actor, verb="ไม่อนุญาตส่งออกเลขประจำตัวประชาชน", target=export, reason=normalise_block(reason))
    return export


@keeps(ID_EXPORT_BY_ADMINISTRATOR, IDS_ARE_KEPT, ID_EXPORT_MOVES, ID_EXPORT_IN_TIME)
@transaction.atomic
def take_id_export(export: IdExport, *, actor: User, at: datetime | None = None) -> tuple[IdExport, ProducerQuerySet]:
    """Marks a released request as taken and gives its rows: once, by who asked, within a day of the release."""
    _may(actor)
    export, now = _locked(export), at or timezone.now()
    if export.status == IdExportStatus.RELEASED:
        in_time = export.decided_at is not None and now < export.decided_at + ID_EXPORT_OPEN
        ID_EXPORT_IN_TIME.require(in_time and actor.pk == export.proposed_by_id)
    rows = Producer.objects.exclude(citizen_id="").select_related("district").order_by("district", "name_order", "pk")
    if export.district_id:
        rows = rows.filter(district=export.district_id)
    export.move(IdExportStatus.TAKEN, taken_at=now, rows=rows.count())
    journal.record(
        actor=actor,
        verb=ID_EXPORT_TAKEN,
        target=export,
        reason=export.reason,
        after={"rows": export.rows, "district": export.district},
    )
    return export, rows

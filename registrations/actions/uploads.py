"""Acts on files: a file is taken in, taken out; a phone is let in for half an hour, and shown out."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from office import clock, journal
from office.models import District, User
from rounds.clauses import keeps
from thai.dates import in_bangkok
from thai.text import normalise

from ..eligibility import may_enter_for, window_values
from ..models import Entry, PhotoLink, Requirement, StandardCertificate, Upload
from ..pdf_files import rewritten
from ..pictures import Kept, draw_anew, kind_of
from ..rules import (
    FILE_KIND,
    FILE_SIZE,
    FILE_TAKEN_OUT_ONCE,
    FILE_WHOLE,
    FILES_IN_TIME,
    FILES_OF_THE_LIVING,
    LINK_IS_ALIVE,
    LINK_MINUTES,
    MEGABYTE,
    MOST_BYTES,
    MOST_BYTES_A_DAY,
    MOST_FILES,
    MOST_PAGES,
    OFFICE_DAY,
    ONE_PHOTO_LINK,
    OWN_DISTRICT,
    PDF_HARMLESS,
    PDF_PAGES,
    PHOTO_IS_A_PICTURE,
    PICTURE_PIXELS,
    REASON_GIVEN,
    REQUIREMENT_OF_ROUND,
    TEN_FILES,
    UPLOAD_OF_PRODUCT,
    UPLOAD_ONCE,
    EntryStatus,
    PaperState,
    UploadKind,
    UploadPurpose,
    UploadVia,
)
from ..window import accepts
from .common import given_reason, lock_entry

ENDINGS: Final = {UploadKind.JPEG: ".jpg", UploadKind.PNG: ".png", UploadKind.PDF: ".pdf"}
LONGEST_NAME: Final = 150
TAKEN_AGAIN: Final = "ถ่ายใหม่แทนภาพเดิม"
# Until then the own officer may add and take out; afterwards the province.
OFFICERS_STATES: Final = (EntryStatus.DRAFT, EntryStatus.SUBMITTED, EntryStatus.RETURNED)


# -- who may, until when ----------------------------------------------------------------------------------------


@keeps(OWN_DISTRICT, FILES_IN_TIME, FILES_OF_THE_LIVING)
def require_may_change_files(entry: Entry, actor: User, at: datetime | None = None) -> None:
    """Until closing and screening the own district's officer, afterwards the province; of a withdrawn entry nobody.

    Raises ValidationError with the clause's sentence.
    """
    OWN_DISTRICT.require(may_enter_for(actor, entry.producer))
    FILES_OF_THE_LIVING.require(entry.status != EntryStatus.WITHDRAWN)
    if actor.is_provincial:
        return
    at = at or clock.now()
    in_time = accepts(entry.producer, entry.round, at) or _owes_papers(entry, at)
    FILES_IN_TIME.require(in_time and entry.status in OFFICERS_STATES, **window_values(entry.round, entry.producer))


def _owes_papers(entry: Entry, at: datetime) -> bool:
    """Whether a paper of the entry is still waited for on the day of the moment."""
    return entry.paper_checks.filter(state=PaperState.MISSING, due_on__gte=in_bangkok(at).date()).exists()


def may_change_files(entry: Entry, actor: User, at: datetime | None = None) -> bool:
    try:
        require_may_change_files(entry, actor, at)
    except ValidationError:
        return False
    return True


# -- what is kept of the bytes ------------------------------------------------------------------------------------


@keeps(FILE_KIND, FILE_WHOLE, FILE_SIZE, PICTURE_PIXELS, PDF_PAGES, PDF_HARMLESS, PHOTO_IS_A_PICTURE)
def look_at(content: bytes, purpose: str) -> Kept:
    """Bytes of our own making for what somebody sent.  Raises ValidationError, saying what it is and what to do."""
    kind = kind_of(content)
    PHOTO_IS_A_PICTURE.require(purpose == UploadPurpose.PAPER or kind != UploadKind.PDF)
    if kind != UploadKind.PDF:
        return draw_anew(content, kind, ask=purpose == UploadPurpose.PHOTO)
    said, made = rewritten(content, MOST_PAGES)
    word, _, pages = said.partition(" ")
    PDF_HARMLESS.require(word != "encrypted", why="ตั้งรหัสผ่านไว้")
    PDF_HARMLESS.require(word != "heavy", why="ใหญ่หรือซับซ้อนผิดปกติ ระบบจึงไม่เปิด")
    FILE_WHOLE.require(word in {"ok", "pages"}, why="เสียหายหรือส่งมาไม่ครบ ระบบเปิดเอกสารไม่ได้")
    PDF_PAGES.require(word != "pages", pages=pages)
    FILE_SIZE.require(len(made) <= MOST_BYTES, size=f"มีขนาด {len(made) / MEGABYTE:,.1f} เมกะไบต์เมื่อเปิดแล้ว")
    return Kept(kind=UploadKind.PDF, content=made, pages=int(pages))


def name_shown(name: str, kind: str) -> str:
    """The name as its owner gave it, without folders, with the ending of what is kept."""
    name = normalise(str(name).replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, ending = name.rpartition(".")
    # An ending is short; a full stop in a long name is only a full stop.
    stem = stem if dot and len(ending) <= 9 and ending.isascii() else name
    ending = ENDINGS[UploadKind(kind)]
    return f"{stem.strip(' .')[: LONGEST_NAME - len(ending)] or 'แฟ้มแนบ'}{ending}"


# -- acts -------------------------------------------------------------------------------------------------------


@keeps(TEN_FILES, OFFICE_DAY, UPLOAD_ONCE, LINK_IS_ALIVE, UPLOAD_OF_PRODUCT, REQUIREMENT_OF_ROUND)
def keep_upload(
    entry: Entry,
    *,
    content: bytes,
    file_name: str,
    purpose: str,
    actor: User | None = None,
    link: PhotoLink | None = None,
    requirement: Requirement | None = None,
    certificate: StandardCertificate | None = None,
    token: uuid.UUID | str | None = None,
    replaces: Upload | None = None,
    at: datetime | None = None,
) -> Upload:
    """Takes a file in, from an officer (`actor`) or from a phone (`link`); `doubts` of the row say what to ask.

    A file sent again carries the same token: the row that it made is given back.
    replaces: a file of the same sender that goes when this one is kept, so that ten stay ten.
    Raises ValidationError with the sentence of the clause that stands against it; then nothing is left on the disk.
    """
    at = at or clock.now()
    token = uuid.UUID(str(token)) if token else uuid.uuid4()
    # Before any work is done for somebody who may not; asked again under the lock.
    require_sender(entry, actor=actor, link=link, at=at)
    UPLOAD_OF_PRODUCT.require(certificate is None or certificate.product_id == entry.product_id)
    REQUIREMENT_OF_ROUND.require(requirement is None or requirement.round_id == entry.round_id)
    if made := _made_by(token, entry, actor, link):
        return made
    kept = look_at(content, purpose)
    row = Upload(
        entry=entry,
        purpose=purpose,
        requirement=requirement,
        certificate=certificate,
        kind=kept.kind,
        name=name_shown(file_name, kept.kind),
        size=len(kept.content),
        sha256=hashlib.sha256(kept.content).hexdigest(),
        width=kept.width,
        height=kept.height,
        pages=kept.pages,
        doubts=[doubt.value for doubt in kept.doubts],
        via=UploadVia.PHONE if link else UploadVia.DESK,
        uploaded_by=actor,
        link=link,
        token=token,
        at=at,
    )
    saved = _save_bytes(row, kept)
    try:
        with transaction.atomic():
            other = _keep_row(row, actor=actor, link=link, replaces=replaces, at=at)
    except IntegrityError as error:  # somebody wrote past the lock
        _delete_bytes(saved)
        UPLOAD_ONCE.require(not Upload.objects.filter(token=token).exists())
        raise ValidationError("เพิ่งมีผู้แนบแฟ้มกับใบสมัครนี้พร้อมกัน โปรดส่งไฟล์นี้อีกครั้ง", code="moved_by_other") from error
    except BaseException:
        _delete_bytes(saved)
        raise
    if other:
        _delete_bytes(saved)
        return other
    return row


def require_sender(entry: Entry, *, actor: User | None, link: PhotoLink | None, at: datetime) -> User:
    """Who answers for the file: the officer, or the one who opened the link, with the rights they have now."""
    if link is not None:
        LINK_IS_ALIVE.require(link.entry_id == entry.pk and link.is_live(at) and link.created_by.is_active)
    who = link.created_by if link is not None else actor
    if who is None:
        raise TypeError("keep_upload needs an actor or a link.")
    require_may_change_files(entry, who, at)
    return who


def _made_by(token: uuid.UUID, entry: Entry, actor: User | None, link: PhotoLink | None) -> Upload | None:
    made = Upload.objects.filter(token=token).first()
    if made is not None:
        mine = (entry.pk, actor.pk if actor else None, link.pk if link else None)
        UPLOAD_ONCE.require((made.entry_id, made.uploaded_by_id, made.link_id) == mine)
        FILE_TAKEN_OUT_ONCE.require(made.removed_at is None)
    return made


def _keep_row(
    row: Upload, *, actor: User | None, link: PhotoLink | None, replaces: Upload | None, at: datetime
) -> Upload | None:
    """Under the lock of the entry and of its district; gives back the row that the same form has made meanwhile."""
    lock_entry(row.entry)
    if link is not None:
        link.refresh_from_db(from_queryset=PhotoLink.objects.select_for_update(of=("self",)))
    who = require_sender(row.entry, actor=actor, link=link, at=at)
    if made := _made_by(row.token, row.entry, actor, link):
        return made
    if replaces is not None:
        _take_out(_locked_upload(replaces), by=actor, who=who, reason=TAKEN_AGAIN, at=at)
    taken = set(row.entry.uploads.living().values_list("place", flat=True))
    row.place = next((place for place in range(1, MOST_FILES + 1) if place not in taken), None)
    TEN_FILES.require(row.place is not None)
    District.objects.select_for_update(no_key=True).get(pk=row.entry.producer.district_id)
    used = bytes_of_the_day(row.entry.producer.district_id, at)
    OFFICE_DAY.require(used + row.size <= MOST_BYTES_A_DAY, used=f"{used / MEGABYTE:,.0f}")
    row.full_clean()
    row.save(force_insert=True)
    journal.record(
        actor=who,
        verb="รับภาพจากโทรศัพท์" if link else "แนบแฟ้ม",
        target=row.entry,
        after={"name": row.name, "purpose": row.get_purpose_display(), "size": row.size, "sha256": row.sha256},
    )
    return None


def bytes_of_the_day(district_id: str, at: datetime) -> int:
    """What was taken in for a district on the (Thai) day of the moment, files taken out since included."""
    day = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = Upload.objects.filter(entry__producer__district_id=district_id, at__gte=day, at__lt=day + timedelta(days=1))
    return rows.aggregate(total=Sum("size"))["total"] or 0


def _save_bytes(row: Upload, kept: Kept) -> list[str]:
    """Writes file and thumb under a name that nobody guesses; what was written is gone again if either fails."""
    storage, stem, saved = row.file.storage, f"uploads/{secrets.token_hex(16)}", []
    try:
        for field, content, ending in (
            (row.file, kept.content, ENDINGS[kept.kind]),
            (row.thumb, kept.thumb, ".thumb.jpg"),
        ):
            if content:
                field.name = storage.save(f"{stem}{ending}", ContentFile(content))
                saved.append(field.name)
    except BaseException:
        _delete_bytes(saved)
        raise
    return saved


def _delete_bytes(names: list[str]) -> None:
    storage = Upload._meta.get_field("file").storage
    for name in names:
        storage.delete(name)


@keeps(REASON_GIVEN, FILE_TAKEN_OUT_ONCE)
@transaction.atomic
def remove_upload(upload: Upload, *, actor: User, reason: str, at: datetime | None = None) -> Upload:
    """Takes a file out, with a reason.  Its row and fingerprint stay; its bytes go when that is certain.

    Raises ValidationError without a reason, out of time, and for a file that is out already.
    """
    at = at or clock.now()
    lock_entry(upload.entry)
    require_may_change_files(upload.entry, actor, at)
    row = _locked_upload(upload)
    _take_out(row, by=actor, who=actor, reason=given_reason(reason, "นำแฟ้มแนบออก"), at=at)
    return row


def _locked_upload(upload: Upload) -> Upload:
    return Upload.objects.select_for_update(of=("self",)).select_related("entry").get(pk=upload.pk)


def _take_out(row: Upload, *, by: User | None, who: User, reason: str, at: datetime) -> None:
    FILE_TAKEN_OUT_ONCE.require(row.removed_at is None)
    row.place, row.removed_at, row.removed_by, row.removed_reason = None, at, by, reason
    row.save(update_fields=["place", "removed_at", "removed_by", "removed_reason"])
    journal.record(
        actor=who,
        verb="นำแฟ้มแนบออก",
        target=row.entry,
        reason=reason,
        before={"name": row.name, "purpose": row.get_purpose_display(), "size": row.size, "sha256": row.sha256},
    )
    names = [field.name for field in (row.file, row.thumb) if field.name]
    transaction.on_commit(lambda: _delete_bytes(names))


# -- the phone --------------------------------------------------------------------------------------------------


@keeps(ONE_PHOTO_LINK)
@transaction.atomic
def open_photo_link(entry: Entry, *, actor: User, at: datetime | None = None) -> PhotoLink:
    """Half an hour for a phone.  While a link of the entry lives, that one is given back."""
    at = at or clock.now()
    lock_entry(entry)
    require_may_change_files(entry, actor, at)
    if living := entry.photo_links.live(at).first():
        return living
    entry.photo_links.filter(ended_at=None).update(ended_at=at)
    link = PhotoLink(entry=entry, created_by=actor, created_at=at, expires_at=at + timedelta(minutes=LINK_MINUTES))
    link.token_hash = PhotoLink.hash_of(link.token)
    link.full_clean()
    link.save(force_insert=True)
    journal.record(actor=actor, verb="เปิดลิงก์ถ่ายภาพ", target=entry, after={"until": link.expires_at})
    return link


@transaction.atomic
def end_photo_link(link: PhotoLink, *, actor: User, at: datetime | None = None) -> None:
    """Shows the phone out.  Ending it twice changes nothing."""
    OWN_DISTRICT.require(may_enter_for(actor, link.entry.producer))
    if PhotoLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=at or clock.now()):
        journal.record(actor=actor, verb="เลิกใช้ลิงก์ถ่ายภาพ", target=link.entry)
    link.refresh_from_db()

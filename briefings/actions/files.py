"""Documents of a meeting: taken in by what is in them, not by their names; for those invited."""

import io
import uuid
import zipfile
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction

from office import journal
from office.models import User
from rounds.clauses import keeps
from thai.text import normalise

from ..models import Briefing, BriefingFile
from ..rules import FILE_IS_A_DOCUMENT, SECRETS_IN_THEIR_FIELDS
from .common import locked, may_work

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 20 * MEGABYTE
# A list of a zip's parts longer than this is read by no office program's file: it costs memory before it is looked at.
MOST_LIST_BYTES: Final = MEGABYTE
LONGEST_NAME: Final = 200

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
# Ending, and content type under which the file is handed out.
TYPES: Final = {
    ".pdf": "application/pdf",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_SAME: Final = {".jpeg": ".jpg", ".jpe": ".jpg"}
_MAIN_PARTS: Final = {"word/document.xml": ".docx", "xl/workbook.xml": ".xlsx", "ppt/presentation.xml": ".pptx"}
_END_OF_ZIP: Final = b"PK\x05\x06"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@keeps(FILE_IS_A_DOCUMENT)
def ending_of(content: bytes) -> str:
    """The kind of a document (".pdf"), told by its bytes.  Raises ValidationError for whatever is no document."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    if content.startswith(b"\xff\xd8\xff"):
        return ".jpg"
    if b"%PDF-" in content[:1024]:
        return ".pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office_ending(content)
    if content.startswith(_OLE):
        raise FILE_IS_A_DOCUMENT.error(why="เป็นไฟล์รุ่นเก่า (.doc .xls .ppt) หรือตั้งรหัสผ่านไว้ โปรดเปิดแล้วบันทึกใหม่")
    raise FILE_IS_A_DOCUMENT.error(why="ไม่ใช่เอกสารชนิดที่ระบบรับ (ดูจากเนื้อไฟล์ ไม่ใช่จากชื่อ)")


def _office_ending(content: bytes) -> str:
    broken = FILE_IS_A_DOCUMENT.error(why="เสียหายหรือไม่ครบ ระบบเปิดอ่านไม่ได้")
    end = content.rfind(_END_OF_ZIP)
    if end < 0 or len(content) < end + 22:
        raise broken
    FILE_IS_A_DOCUMENT.require(
        int.from_bytes(content[end + 12 : end + 16], "little") <= MOST_LIST_BYTES, why="มีส่วนประกอบภายในมากผิดปกติ"
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise broken from error
    FILE_IS_A_DOCUMENT.require(
        not any(part.lower().endswith("vbaproject.bin") for part in parts), why="มีแมโคร ระบบไม่รับเพื่อความปลอดภัย"
    )
    found = [ending for part, ending in _MAIN_PARTS.items() if part in parts]
    FILE_IS_A_DOCUMENT.require(
        len(found) == 1 and "[Content_Types].xml" in parts, why="เป็นไฟล์บีบอัด ไม่ใช่เอกสาร Word, Excel หรือ PowerPoint"
    )
    return found[0]


def name_shown(name: str, ending: str) -> str:
    """The name as its owner gave it, with the ending that the content has."""
    name = normalise(name.replace("\\", "/").rsplit("/", 1)[-1]) or "เอกสาร"
    stem, dot, typed = name.rpartition(".")
    typed = f".{typed.lower()}" if dot else ""
    if dot and _SAME.get(typed, typed) == ending:
        return f"{stem[: LONGEST_NAME - len(typed)]}{name[-len(typed) :]}"
    return f"{name[: LONGEST_NAME - len(ending)]}{ending}"


@keeps(FILE_IS_A_DOCUMENT, SECRETS_IN_THEIR_FIELDS)
def add_file(briefing: Briefing, *, title: str, upload: Any, actor: User) -> BriefingFile:
    """Takes a document in.  `upload` has `name`, `size` and `read()`.

    Raises ValidationError for a file that is empty, too large or no document, and for a title or name that repeats
    what opens the meeting.
    """
    may_work(actor)
    FILE_IS_A_DOCUMENT.require(0 < upload.size <= MOST_BYTES, why="ใหญ่เกิน 20 เมกะไบต์" if upload.size else "ว่างเปล่า")
    content = upload.read(MOST_BYTES + 1)
    FILE_IS_A_DOCUMENT.require(0 < len(content) <= MOST_BYTES, why="ใหญ่เกิน 20 เมกะไบต์" if content else "ว่างเปล่า")
    ending = ending_of(content)
    name = name_shown(upload.name, ending)
    row = BriefingFile(briefing=briefing, title=normalise(title), name=name, size=len(content))
    storage, kept = row.file.storage, f"briefings/{uuid.uuid4().hex}{ending}"
    row.file.name = kept
    for field, text in (("ชื่อเอกสาร", row.title), ("ชื่อไฟล์", name)):
        SECRETS_IN_THEIR_FIELDS.require(not briefing.holds_secret(text), field=field)
    row.full_clean()
    row.file.name = storage.save(kept, ContentFile(content))
    try:
        with transaction.atomic():
            row.briefing = locked(briefing)
            row.save()
            journal.record(
                actor=actor,
                verb="เพิ่มเอกสารประกอบการประชุม",
                target=row.briefing,
                after={"title": row.title, "name": row.name, "size": row.size},
            )
    except BaseException:
        storage.delete(row.file.name)
        raise
    return row


@transaction.atomic
def remove_file(file: BriefingFile, *, actor: User) -> None:
    """Nobody finds the document at the meeting any more; its bytes go when that is certain."""
    may_work(actor)
    row = BriefingFile.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=file.pk)
    storage, name = row.file.storage, row.file.name
    journal.record(
        actor=actor,
        verb="นำเอกสารประกอบการประชุมออก",
        target=row.briefing,
        before={"title": row.title, "name": row.name, "size": row.size},
    )
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))

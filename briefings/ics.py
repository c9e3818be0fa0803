"""A meeting as a calendar file (RFC 5545), without anything that opens it.

Moments are in UTC, so that no table of time zones is needed.  The same UID with a higher SEQUENCE takes the place of
what a calendar holds; a cancelled meeting is the same event with STATUS:CANCELLED.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from office.models import Office

from .models import Briefing
from .rules import BriefingStatus

MOST_OCTETS = 75
CONTENT_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def calendar(briefing: Briefing, *, office: Office | None = None, agenda: Sequence[str] = ()) -> bytes:
    """The file's bytes; a reader of it sees title, time, place, agenda and the address of the meeting's page."""
    page = settings.PUBLIC_URL + briefing.get_absolute_url()
    cancelled = briefing.status == BriefingStatus.CANCELLED
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//OPC//Briefings//TH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{briefing.uid}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}",
        f"DTSTAMP:{_moment(briefing.changed_at)}",
        f"LAST-MODIFIED:{_moment(briefing.changed_at)}",
        f"SEQUENCE:{briefing.sequence}",
        f"DTSTART:{_moment(briefing.starts_at)}",
        f"DTEND:{_moment(briefing.ends_at)}",
        f"SUMMARY:{escaped(f'ยกเลิก: {briefing.title}' if cancelled else briefing.title)}",
        f"LOCATION:{escaped(where(briefing))}",
        f"DESCRIPTION:{escaped(_description(briefing, agenda, page))}",
        f"URL:{page}",
        f"ORGANIZER;CN={_quoted(office.name if office else 'สำนักงานพัฒนาชุมชนจังหวัด')}:{_organizer(office)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def where(briefing: Briefing) -> str:
    """Place and online system, for those invited and for everybody else."""
    return " / ".join(part for part in (briefing.place, briefing.online_system) if part)


def _description(briefing: Briefing, agenda: Sequence[str], page: str) -> str:
    said = [briefing.get_kind_display()]
    if briefing.status == BriefingStatus.CANCELLED:
        said.append(f"ยกเลิกแล้ว: {briefing.cancel_reason}")
    said += [f"{number}. {title}" for number, title in enumerate(agenda, 1)]
    if briefing.online_system:
        said.append("ข้อมูลเข้าประชุมออนไลน์ดูได้เมื่อเข้าสู่ระบบที่หน้านี้")
    return "\n".join([*said, page])


def _organizer(office: Office | None) -> str:
    return f"mailto:{office.email}" if office and office.email else settings.PUBLIC_URL


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and line ends are written with a backslash."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _quoted(text: str) -> str:
    """A parameter's value in quotes; it cannot hold any itself."""
    return f'"{" ".join(text.replace(chr(34), chr(39)).split())}"'


def folded(line: str) -> bytes:
    """A content line in UTF-8, broken at 75 octets at the most and never inside a character."""
    parts, part = [], b""
    for sign in line:
        octets = sign.encode()
        # A continued line begins with a space, which counts.
        if len(part) + len(octets) > MOST_OCTETS:
            parts.append(part)
            part = b" "
        part += octets
    return b"\r\n".join([*parts, part]) + b"\r\n"

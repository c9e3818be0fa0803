"""Letters of the demo province: the circular of 2565 sent to all districts, and the next letter as a draft."""

import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from documents.actions import acknowledge, approve_paper, draft_paper, issue_paper, remind, send_letter, set_addressees
from documents.forms import LetterForm
from documents.models import Paper
from documents.papers import letterhead
from documents.papers.letter import letter_defaults
from documents.ready_texts import places, ready_texts
from office.models import District, Office, Signatory, User
from rounds.models import Round
from thai.dates import be_year, thai_date

ACKNOWLEDGED = 13


def make_letters(
    now: datetime, users: dict[str, User], signatory: Signatory, round: Round, dice: random.Random
) -> None:
    staff, sent = users["staff"], now - timedelta(days=6)
    meeting = timezone.localdate(now) + timedelta(days=3)
    when = thai_date(meeting, weekday=True).removeprefix("วัน")
    blanks = {
        "Meeting ID: ……": "Meeting ID: 000 000 0000",
        "Passcode: ……": "Passcode: demo00",
        "ในวัน……": f"ในวัน{when}",
        "ระหว่างเวลา …… น.": "ระหว่างเวลา 10.00 - 12.00 น.",
    }
    circular = _draft("start-selection", round, staff, blanks, due_on=meeting.isoformat())
    approve_paper(circular, actor=staff)
    issue_paper(circular, number="5471", dated=timezone.localdate(sent), signatory=signatory, actor=staff)
    send_letter(circular, actor=staff, at=sent)
    dispatches = list(circular.dispatches.all())
    dice.shuffle(dispatches)
    for hours, dispatch in enumerate(dispatches[:ACKNOWLEDGED], 1):
        acknowledge(dispatch, actor=users[f"district{dispatch.district_id}"], at=sent + timedelta(hours=hours))
    remind(dispatches[ACKNOWLEDGED:], actor=staff, at=now - timedelta(days=1))
    absent = [dispatch.district_id for dispatch in dispatches[-3:]]
    _draft("absent", round, staff, {}, districts=absent)


def _draft(code: str, round: Round, actor: User, blanks: dict[str, str], **more: Any) -> Paper:
    """A ready-made text of the letter desk as a draft, as if somebody had typed it there."""
    office = Office.objects.get()
    head = letterhead()
    typed = letter_defaults(office) | ready_texts()[code].filled(places(province=head["province"], round=round)) | more
    for blank, words in blanks.items():
        typed["body"] = typed["body"].replace(blank, words)
    given = {
        name: field.prepare_value(typed.get(name, field.initial))
        for name, field in LetterForm.base_fields.items()
        if typed.get(name, field.initial) is not None
    }
    form = LetterForm(given, districts=District.objects.filter(province=office.province_id))
    if not form.is_valid():
        raise ValueError(form.errors.as_json())
    context = form.put_into(form.blank(**head, subject="", year_be=be_year(timezone.now())))
    said = {name: form.cleaned_data[name] for name in ("asks", "due_on")}
    paper = draft_paper(form.kind, context=context, actor=actor, round=round, **said)
    set_addressees(paper, actor=actor, **form.addressees())
    return paper

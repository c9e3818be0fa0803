"""Questions asked at a meeting: kept with their answers, published one by one, and withdrawn again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from office import journal
from office.models import User
from rounds.clauses import keeps
from thai.text import normalise, normalise_block

from ..models import Briefing, Question
from ..rules import QUESTION_ANSWERED_BEFORE_PUBLIC, RECORD_AS_READ, SECRETS_IN_THEIR_FIELDS, looks_secret
from .common import locked, may_work
from .records import fingerprint, when_changed

FIELDS = ("order", "asked_by", "text", "answer")


def question_state(question: Question) -> str:
    """What a page of the question was made from."""
    return fingerprint(question.pk, *(getattr(question, name) for name in FIELDS))


def _locked(question: Question) -> Question:
    return Question.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=question.pk)


@keeps(QUESTION_ANSWERED_BEFORE_PUBLIC)
def _require_fit_for_all(question: Question) -> None:
    """Answered, and with nothing in it that opens this meeting or looks as if it opened one."""
    texts = (question.text, question.answer)
    tells = any(looks_secret(text) or question.briefing.holds_secret(text) for text in texts)
    QUESTION_ANSWERED_BEFORE_PUBLIC.require(bool(normalise(question.answer)) and not tells)


@keeps(SECRETS_IN_THEIR_FIELDS, RECORD_AS_READ, QUESTION_ANSWERED_BEFORE_PUBLIC)
@transaction.atomic
def save_question(
    briefing: Briefing,
    *,
    text: str,
    answer: str = "",
    asked_by: str = "",
    order: int = 0,
    question: Question | None = None,
    seen: str | None = None,
    actor: User,
) -> Question:
    """A new question of the meeting (behind the others, unless `order` says where), or another wording of `question`.

    A published one must stay fit for the public.  Raises ValidationError when a text repeats what opens the meeting,
    or when `question` says something else by now than what the actor has `seen`.
    """
    may_work(actor)
    meeting = locked(briefing)
    row = Question(briefing=meeting) if question is None else _locked(question)
    said = {
        "order": order or row.order or meeting.questions.count() + 1,
        "asked_by": normalise(asked_by),
        "text": normalise_block(text),
        "answer": normalise_block(answer),
    }
    if question is not None and all(getattr(row, name) == value for name, value in said.items()):
        return row
    stale = question is not None and seen is not None and seen != question_state(row)
    RECORD_AS_READ.require(not stale, when=when_changed(meeting) if stale else "")
    for name in ("asked_by", "text", "answer"):
        label = Question._meta.get_field(name).verbose_name
        SECRETS_IN_THEIR_FIELDS.require(not meeting.holds_secret(said[name]), field=label)
    before = journal.snapshot(row, FIELDS) if question is not None else {}
    for name, value in said.items():
        setattr(row, name, value)
    if row.published_at is not None:
        _require_fit_for_all(row)
    row.full_clean()
    row.save()
    before, after = journal.differences(before, journal.snapshot(row, FIELDS))
    verb = "จดคำถาม" if question is None else "แก้ไขคำถาม"
    journal.record(actor=actor, verb=verb, target=meeting, before=before, after=after)
    return row


@keeps(QUESTION_ANSWERED_BEFORE_PUBLIC)
@transaction.atomic
def publish_question(question: Question, *, actor: User, at: datetime | None = None) -> Question:
    """Question and answer, without the asker's name, join the public FAQ.  A second press changes nothing."""
    may_work(actor)
    row = _locked(question)
    if row.published_at is None:
        _require_fit_for_all(row)
        row.published_at = at or timezone.now()
        _save_published(row, "เผยแพร่คำถาม", actor)
    question.refresh_from_db()
    return question


@transaction.atomic
def withdraw_question(question: Question, *, actor: User) -> Question:
    """The public FAQ does not show it any more; the question itself stays."""
    may_work(actor)
    row = _locked(question)
    if row.published_at is not None:
        row.published_at = None
        _save_published(row, "ถอนคำถามจากหน้าสาธารณะ", actor)
    question.refresh_from_db()
    return question


def _save_published(row: Question, verb: str, actor: User) -> None:
    row.full_clean()
    row.save(update_fields=["published_at"])
    journal.record(actor=actor, verb=verb, target=row.briefing, after={"text": row.text})


@transaction.atomic
def remove_question(question: Question, *, actor: User) -> None:
    """Takes a question off the meeting, and off the public FAQ; its words stay in the journal."""
    may_work(actor)
    row = _locked(question)
    journal.record(actor=actor, verb="ลบคำถาม", target=row.briefing, before=journal.snapshot(row, FIELDS))
    row.delete()

"""What happens at the counter in one go: begun, handed in, papers noted, sample taken, or nothing of it."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction

from office.models import User
from rounds.models import Round

from ..models import Entry, Prefill, Producer
from ..rules import EntryStatus
from .entries import start_entry, submit_entry
from .papers import record_papers
from .prefills import use_prefill
from .samples import receive_sample


@transaction.atomic
def take_in(
    *,
    producer: Producer,
    round: Round,
    actor: User,
    form_token: uuid.UUID | str,
    typed: dict[str, Any],
    papers: dict[str, Any] | None = None,
    sample: dict[str, Any] | None = None,
    prefill: Prefill | None = None,
    at: datetime | None = None,
) -> Entry:
    """Takes an application in at the counter, whole, under one token.

    typed: the fields of `start_entry`; papers: those of `record_papers`, where they were looked at; sample: those
    of `receive_sample` but its token, where one was brought; prefill: what the producer had filled in on a phone, if
    the form came from there.
    A form that was sent before (a second press, a line that broke before the answer, another tab) gives back the entry
    that it made, and does nothing a second time.
    Raises ValidationError with the sentence of the clause that stands against it; nothing is kept then.
    """
    entry = start_entry(producer=producer, round=round, actor=actor, form_token=form_token, at=at, **typed)
    if entry.status != EntryStatus.DRAFT:
        return entry
    if prefill is not None:
        use_prefill(prefill, entry=entry, actor=actor, at=at)
    entry = submit_entry(entry, actor=actor, at=at)
    if papers is not None:
        record_papers(entry, actor=actor, at=at, **papers)
    if sample is not None:
        receive_sample(entry, actor=actor, token=uuid.uuid5(entry.form_token, "sample"), at=at, **sample)
    return entry

"""The papers of the demo's entries, the exceptions that were asked for, and two districts' worth of more time."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from office.models import District, User
from registrations.actions import grant_extension, grant_waiver, propose_waiver, refuse_waiver
from registrations.checklist import asked_of, papers_of_all
from registrations.models import Entry, PaperCheck, PaperSheet, Producer, Requirement, StandardCertificate
from registrations.rules import EntryStatus, PaperState
from rounds.models import Round

PROXIES = ("นางสาววิภา ใจซื่อ", "นายบุญเลิศ คงดี", "นางคำปุ่น ศรีนวล", "นายประเสริฐ แสนสุข")
CHECKED = (EntryStatus.SUBMITTED, EntryStatus.RETURNED, EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT)


def make_papers(
    now: datetime, users: dict[str, User], round: Round, earlier: Round, entries: list[Entry], dice: random.Random
) -> None:
    """Most papers are there; some are missing until a day, some past it; what has passed screening is complete."""
    # What the document of 2565 asks for does not speak for 2562.
    Requirement.objects.filter(round=earlier).delete()
    checked = [entry for entry in entries if entry.status in CHECKED]
    _certify([entry for entry in checked if entry.status == EntryStatus.SCREENED_IN], now)
    requirements = {
        (group.code, kind, by_proxy): asked_of(round, group=group, kind=kind, by_proxy=by_proxy)
        for group in round.groups.all()
        for kind in Producer.Kind.values
        for by_proxy in (False, True)
    }
    sheets, checks = [], []
    for entry in checked:
        by_proxy = dice.random() < 0.15
        at = entry.submitted_at or now
        sheets.append(
            PaperSheet(
                entry=entry,
                by_proxy=by_proxy,
                proxy_name=dice.choice(PROXIES) if by_proxy else "",
                checked_by=entry.created_by,
                checked_at=at,
            )
        )
        whole = entry.status == EntryStatus.SCREENED_IN or dice.random() < 0.7
        for requirement in requirements[entry.group.code, entry.producer.kind, by_proxy]:
            checks.append(_found(entry, requirement, whole, at, dice))
    PaperSheet.objects.bulk_create(sheets, batch_size=500)
    PaperCheck.objects.bulk_create(checks, batch_size=500)
    _make_waivers(checked, users)
    _make_extensions(now, users, round, entries)


def _found(entry: Entry, requirement: Requirement, whole: bool, at: datetime, dice: random.Random) -> PaperCheck:
    state, due_on = PaperState.HANDED_IN, None
    if not requirement.is_compulsory and dice.random() < 0.6:
        state = PaperState.NOT_APPLICABLE
    elif not whole and dice.random() < 0.25:
        state, due_on = PaperState.MISSING, timezone.localdate(at) + timedelta(days=dice.choice([1, 3, 14]))
    return PaperCheck(
        entry=entry,
        requirement=requirement,
        level=requirement.level,
        state=state,
        due_on=due_on,
        checked_by=entry.created_by,
        checked_at=at,
    )


def _certify(entries: list[Entry], now: datetime) -> None:
    """What has passed screening holds a valid certificate: one is added where the register has none."""
    rows = [
        StandardCertificate(
            product_id=entry.product_id,
            kind=verdict.requirement.certificate_kinds[0],
            number=f"สาธิต ป{number:04d}/{now.year + 543}",
            issuer="หน่วยงานสาธิต",
            issued_on=timezone.localdate(now) - timedelta(days=30),
            expires_on=timezone.localdate(now) + timedelta(days=3 * 365),
        )
        for number, (entry, papers) in enumerate(zip(entries, papers_of_all(entries).values(), strict=True), 1)
        for verdict in papers.standards
        if verdict.state != "valid"
    ]
    StandardCertificate.objects.bulk_create(rows)


def _make_waivers(entries: list[Entry], users: dict[str, User]) -> None:
    """One granted, one refused, one that waits: of three entries whose certificate runs out too early."""
    submitted = [entry for entry in entries if entry.status == EntryStatus.SUBMITTED]
    lacking = [
        (papers.entry, line.requirement)
        for papers in papers_of_all(submitted).values()
        for line in papers.stopping
        if line.standard
    ][:3]
    reasons = (
        "ใบรับรองหมดอายุระหว่างรอการตรวจต่ออายุ มีหนังสือยืนยันการยื่นคำขอจากหน่วยงานแล้ว",
        "ผู้ผลิตแจ้งว่าไม่สะดวกขอใบรับรอง",
        "ใบรับรองสูญหายจากเหตุน้ำท่วม อยู่ระหว่างขอใบแทนจากหน่วยงานที่ออก",
    )
    waivers = [
        propose_waiver(entry, requirement=requirement, actor=users["staff"], reason=reason)
        for (entry, requirement), reason in zip(lacking, reasons, strict=False)
    ]
    if len(waivers) == len(reasons):
        grant_waiver(waivers[0], actor=users["admin"], reason="ตรวจหนังสือยืนยันแล้ว")
        refuse_waiver(waivers[1], actor=users["admin"], reason="ไม่ใช่เหตุจำเป็น ผู้ผลิตยังมีเวลายื่น")


def _make_extensions(now: datetime, users: dict[str, User], round: Round, entries: list[Entry]) -> None:
    flooded = District.objects.get(pk="4710")
    grant_extension(
        round=round,
        actor=users["admin"],
        district=flooded,
        ends_at=round.closes_at + timedelta(days=3),
        reason="น้ำท่วมทางเข้าอำเภอ ประชาชนเดินทางไม่ได้ตามประกาศจังหวัด",
    )
    draft = next(entry for entry in entries if entry.status == EntryStatus.DRAFT)
    grant_extension(
        round=round,
        actor=users["admin"],
        producer=draft.producer,
        ends_at=round.closes_at + timedelta(days=1),
        reason="ประธานกลุ่มเข้ารับการรักษาในโรงพยาบาล มีใบรับรองแพทย์",
    )

"""What must be true of producers, entries and their places at any moment (`office/invariants.py` says how)."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery
from django.utils import timezone

from office.invariants import invariant
from office.models import District, Event
from rounds.models import Round

from .board import boards
from .missing import seen_from, standing_in, totals
from .models import (
    EarlierStar,
    Entry,
    EntryCounter,
    IdExport,
    OtopRegistration,
    Prefill,
    Producer,
    Sample,
    SampleMove,
    Waiver,
)
from .rules import ALIVE, ID_EXPORT_TAKEN, EntryStatus


def _named(rows: Iterable[Entry]) -> Iterator[str]:
    return (f"entry {row.pk} {row.number or 'ร่าง'}" for row in rows)


@invariant("I1", "ผู้ผลิตหนึ่งรายมีใบสมัครที่ใช้สิทธิในรอบหนึ่งไม่เกินจำนวนที่รอบกำหนด")
def too_many_places() -> Iterator[str]:
    crowded = (
        Entry.objects.alive()
        .order_by()
        .values("round", "producer")
        # the limit as it was copied into the rows: a round that lowers it later leaves the past as it was
        .annotate(living=Count("pk"), most=Max("slot_limit"))
        .filter(living__gt=F("most"))
    )
    return (f"producer {row['producer']} round {row['round']}: {row['living']} > {row['most']}" for row in crowded)


@invariant("I2", "ใบสมัครที่ถอนหรือไม่ผ่านการกลั่นกรองไม่ถือสิทธิ และสิทธิหนึ่งเป็นของใบสมัครเดียว")
def places_held_twice_or_by_the_dead() -> Iterator[str]:
    yield from _named(Entry.objects.exclude(status__in=ALIVE).filter(slot__isnull=False))
    twice = Entry.objects.alive().order_by().values("round", "producer", "slot")
    for row in twice.annotate(held=Count("pk")).filter(held__gt=1):
        yield f"producer {row['producer']} round {row['round']} place {row['slot']}: {row['held']}"


@invariant("I3", "ใบสมัครที่ใช้สิทธิมีลำดับสิทธิตั้งแต่ ๑ ถึงจำนวนของรอบ และใช้ปีขึ้นทะเบียนในช่วงของรอบ")
def places_out_of_range() -> Iterator[str]:
    wrong = Q(slot=None) | Q(slot__lt=1) | Q(slot__gt=F("slot_limit"))
    wrong |= Q(registered_year_be__lt=F("registered_from_be")) | Q(registered_year_be__gt=F("registered_to_be"))
    return _named(Entry.objects.alive().filter(wrong))


@invariant("I5", "เลขที่รับสมัครไม่ซ้ำในรอบ ใบที่ยื่นแล้วมีเลขทุกใบ และตัวนับไม่ต่ำกว่าเลขที่ออกไปแล้ว")
def numbers_twice_or_missing() -> Iterator[str]:
    numbered = Entry.objects.exclude(number="").order_by()
    for row in numbered.values("round", "number").annotate(times=Count("pk")).filter(times__gt=1):
        yield f"round {row['round']} number {row['number']}: {row['times']}"
    yield from _named(Entry.objects.received().filter(number=""))
    given: dict[int, int] = {}
    for group, number in numbered.values_list("group", "number"):
        last = number.rpartition("-")[2]
        if last.isdigit():
            given[group] = max(given.get(group, 0), int(last))
    for group, last in EntryCounter.objects.values_list("group", "last"):
        if given.get(group, 0) > last:
            yield f"counter of group {group}: {last} < {given[group]}"


@invariant("I13", "กระดานและยอดเทียบทะเบียนตรงกับแถวในฐานข้อมูล และทะเบียนเท่ากับสมัครแล้ว ยังไม่สมัคร และไม่มีสิทธิรวมกัน")
def boards_that_do_not_equal_the_rows() -> Iterator[str]:
    round = Round.objects.current()
    if round is None:
        return
    entries, districts = (
        Entry.objects.filter(round=round),
        list(District.objects.filter(producers__isnull=False).distinct()),
    )
    _, whole = boards(entries, groups=round.groups.all(), districts=districts, day=timezone.localdate())
    received = entries.received()
    counted = {
        (row["producer__district"], row["group"]): (row["products"], row["makers"])
        for row in received.order_by()
        .values("producer__district", "group")
        .annotate(products=Count("pk"), makers=Count("producer", distinct=True))
    }
    shown = {
        (line.code, group.pk): (cell.products, cell.producers)
        for line in whole.lines
        for group, cell in line.cells
        if cell.products
    }
    if shown != counted:
        yield f"board: {sorted(set(shown.items()) ^ set(counted.items()))}"
    if whole.total.total.products != received.count():
        yield f"board: {whole.total.total.products} of {received.count()}"
    seen = seen_from(round, Producer.objects.all())
    lines, everywhere = totals(seen, districts)
    for standing, number in everywhere.by_standing.items():
        if number != standing_in(standing, seen).count():
            yield f"missing: {standing} {number}"
    for line in lines:
        parts = line.entered + line.missing + line.ineligible
        register = Producer.objects.filter(district=line.code).count()
        if not parts == line.register == register:
            yield f"missing: district {line.code} {parts} of {register}"


@invariant("entry-product", "ผลิตภัณฑ์ของใบสมัครเป็นของผู้ผลิตรายเดียวกัน และใช้ในรอบหนึ่งครั้งเดียว")
def products_of_others_or_twice() -> Iterator[str]:
    yield from _named(Entry.objects.filter(product__isnull=False).exclude(product__producer=F("producer")))
    twice = Entry.objects.alive().filter(product__isnull=False).order_by().values("round", "product")
    for row in twice.annotate(times=Count("pk")).filter(times__gt=1):
        yield f"product {row['product']} round {row['round']}: {row['times']}"


@invariant("entry-group", "ประเภทของใบสมัครเป็นประเภทของรอบเดียวกัน")
def groups_of_other_rounds() -> Iterator[str]:
    return _named(Entry.objects.exclude(group__round=F("round")))


@invariant("entry-withdrawn", "สถานะก่อนถอนมีเฉพาะในใบสมัครที่ถอนอยู่")
def withdrawn_from_without_withdrawal() -> Iterator[str]:
    return _named(Entry.objects.exclude(status=EntryStatus.WITHDRAWN).exclude(withdrawn_from=""))


@invariant("star-list", "ระดับดาวครั้งก่อนอยู่ระหว่าง ๑ ถึง ๕ และไม่มีดาวของชุดที่นำออกแล้ว")
def stars_out_of_place() -> Iterator[str]:
    wrong = EarlierStar.objects.filter(Q(level__lt=1) | Q(level__gt=5) | Q(star_list__taken_back_at__isnull=False))
    return (f"star {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True))


@invariant("registration-once", "ผู้ผลิตหนึ่งรายมีการขึ้นทะเบียนของปีหนึ่งครั้งเดียว")
def registrations_twice() -> Iterator[str]:
    rows = OtopRegistration.objects.order_by().values("producer", "year_be").annotate(times=Count("pk"))
    return (f"producer {row['producer']} year {row['year_be']}: {row['times']}" for row in rows.filter(times__gt=1))


@invariant("prefill-entry", "แบบกรอกล่วงหน้าที่ใช้แล้วมีใบสมัครของรอบและอำเภอเดียวกัน แบบละหนึ่งใบ และข้อความที่พิมพ์ไม่ค้างอยู่")
def prefills_used_without_an_entry() -> Iterator[str]:
    used = Prefill.objects.filter(Q(used_at__isnull=False) | Q(entry__isnull=False))
    wrong = used.filter(Q(entry=None) | Q(used_at=None) | ~Q(entry__round=F("round")) | ~Q(said="") | ~Q(phone=""))
    yield from (f"prefill {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True))
    twice = used.exclude(entry=None).order_by().values("entry").annotate(times=Count("pk")).filter(times__gt=1)
    yield from (f"entry {row['entry']}: {row['times']} prefills" for row in twice)


@invariant("sample-place", "ที่อยู่และสถานะของตัวอย่างตรงกับการรับ-ส่งครั้งล่าสุด และการรับ-ส่งนับต่อกันไม่ขาด")
def samples_elsewhere_than_their_last_move() -> Iterator[str]:
    moves = SampleMove.objects.filter(sample=OuterRef("pk")).order_by("-order")
    here = Sample.objects.annotate(
        last=Subquery(moves.values("order")[:1]),
        is_there=Exists(
            SampleMove.objects.filter(
                sample=OuterRef("pk"),
                order=OuterRef("moves_made"),
                state=OuterRef("state"),
                place=OuterRef("place"),
                at_province=OuterRef("at_province"),
            )
        ),
        made=Count("moves"),
    )
    wrong = here.filter(Q(is_there=False) | ~Q(last=F("moves_made")) | ~Q(made=F("moves_made")))
    return (f"sample {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True))


@invariant("waiver-decided", "ข้อยกเว้นที่อนุมัติแล้วมีผู้อนุมัติซึ่งไม่ใช่ผู้เสนอ และเป็นของเอกสารในรอบเดียวกับใบสมัคร")
def waivers_decided_by_one() -> Iterator[str]:
    wrong = Waiver.objects.filter(Q(decided_by=F("proposed_by")) | ~Q(requirement__round=F("entry__round")))
    return (f"waiver {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True))


@invariant("id-export", "ไฟล์เลขประจำตัวประชาชนที่ออกไปมีผู้อนุญาตคนละคนกับผู้ขอ และมีบันทึกการดาวน์โหลด")
def id_exports_by_one() -> Iterator[str]:
    taken = IdExport.objects.filter(status="taken")
    wrong = taken.filter(Q(decided_by=None) | Q(decided_by=F("proposed_by")) | Q(rows=None))
    yield from (f"id export {pk}" for pk in wrong.order_by("pk").values_list("pk", flat=True))
    noted = set(
        Event.objects.filter(verb=ID_EXPORT_TAKEN, target_type=IdExport._meta.label_lower).values_list(
            "target_id", flat=True
        )
    )
    yield from (
        f"id export {pk}: not in the journal" for pk in taken.values_list("pk", flat=True) if str(pk) not in noted
    )

"""The demo province: สกลนคร with invented people, for trying everything without harm.

Volumes (the register, most entries, the earlier round's sheets) are written in bulk; what a person would sign (orders,
publication, settling) goes through the same actions as in real work, so that the demo shows real journals and papers.
Given the same day it makes the same province: every choice comes from one seeded generator.
"""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from announcements.actions import publish_announcement, publish_results
from announcements.models import Announcement
from committees.actions import appoint_committee
from committees.models import Appointment, Committee
from office import journal
from office.models import District, Office, RoleGrant, Signatory, Subdistrict, User
from office.places import load_places
from office.rules import Role
from opc_site import demo_words as words
from opc_site.demo_briefings import make_briefings
from opc_site.demo_letters import make_letters
from opc_site.demo_papers import make_papers
from opc_site.demo_people import make_people
from opc_site.demo_prefills import make_prefills
from opc_site.demo_samples import make_samples
from opc_site.demo_stars import make_stars
from opc_site.demo_uploads import make_uploads
from registrations.models import Entry, EntryCounter, OtopRegistration, Producer, Product, StandardCertificate
from registrations.rules import ALIVE, EntryStatus
from rounds.actions import clone_round, load_round, read_round_data, set_current_round, take_over_plan
from rounds.models import Round, RoundClause
from rounds.rules import GroupCode
from scoring.actions import assign_panel, load_framework, read_framework_data, record_star_level, settle_round
from scoring.models import Criterion, Mark, Sheet
from scoring.rules import SheetStatus
from thai.digits import to_thai

PROVINCE = "47"
PRODUCERS = 1500
ENTRIES = 300
EARLIER_ENTRIES = 120
PASSWORD = "demo-opc-sakon-2565"  # published on purpose: the demo refuses to run in production
# How the 300 entries of the current round are spread over the states.
STATES = {
    EntryStatus.DRAFT: 40,
    EntryStatus.SUBMITTED: 95,
    EntryStatus.RETURNED: 25,
    EntryStatus.SCREENED_IN: 105,
    EntryStatus.SCREENED_OUT: 20,
    EntryStatus.WITHDRAWN: 15,
}
# Share of producers by the years in which they registered: inside 2557-2564, only before, only after.
INSIDE, BEFORE, AFTER = 78, 12, 10


@dataclass
class Demo:
    """Builds the province step by step; every step finds what the earlier ones left on `self`."""

    now: datetime
    dice: random.Random = field(default_factory=lambda: random.Random(2565))
    users: dict[str, User] = field(default_factory=dict)

    @transaction.atomic
    def build(self) -> None:
        self.make_office()
        self.make_users()
        self.make_rounds()
        self.make_register()
        self.make_committees()
        self.make_earlier_round()
        self.make_entries()
        make_papers(self.now, self.users, self.round, self.earlier, self.entries, self.dice)
        self.make_sheets()
        make_prefills(self.now, self.round, self.districts)
        make_briefings(self.now, self.users, self.round, self.districts)
        self.make_announcements()
        make_letters(self.now, self.users, self.signatory, self.round, self.dice)
        make_uploads(self.now, self.users, random.Random(2565))
        make_samples(self.round, chance=self.dice, users=self.users)
        make_stars(self.round, self.users["staff"])

    # -- the office and its people -----------------------------------------------------------------------------

    def make_office(self) -> None:
        load_places()
        self.districts = list(District.objects.filter(province_id=PROVINCE))
        self.subdistricts: dict[str, list[Subdistrict]] = {}
        for subdistrict in Subdistrict.objects.filter(district__province_id=PROVINCE):
            self.subdistricts.setdefault(subdistrict.district_id, []).append(subdistrict)
        Office.objects.create(
            province_id=PROVINCE,
            name="สำนักงานพัฒนาชุมชนจังหวัดสกลนคร",
            section="กลุ่มงานส่งเสริมการพัฒนาชุมชน",
            letter_prefix="สน ๐๐๑๙.๓",
            address="ศาลากลางจังหวัดสกลนคร\nถนนศูนย์ราชการ สน ๔๗๐๐๐",
            phone="0-4271-1554",
            slogan="อยู่สกล รักสกล ทำเพื่อสกลนคร",
        )
        self.signatory = Signatory.objects.create(
            name="นายธนกร ศรีสร้อยคำ",
            position="พัฒนาการจังหวัด",
            relation=Signatory.Relation.ON_BEHALF,
            principal="ผู้ว่าราชการจังหวัดสกลนคร",
            delegation_order="คำสั่งจังหวัดสกลนคร เรื่อง มอบอำนาจให้หัวหน้าส่วนราชการปฏิบัติราชการแทน",
            valid_from=date(2019, 1, 1),
        )

    def make_users(self) -> None:
        password = make_password(PASSWORD)  # one slow hash for all: they share the published password anyway
        people: list[tuple[str, str, str, str, str | None]] = [
            ("admin", "นางสาวพิมพ์ชนก ใจดีงาม", "หัวหน้ากลุ่มงานสารสนเทศการพัฒนาชุมชน", Role.ADMINISTRATOR, None),
            ("admin2", "นายวีระ พลเสน่ห์", "ผู้อำนวยการกลุ่มงานส่งเสริมการพัฒนาชุมชน", Role.ADMINISTRATOR, None),
            ("staff", "นางสาวอรทัย แสงคำภา", "นักวิชาการพัฒนาชุมชนชำนาญการ", Role.STAFF, None),
            ("secretary", "นายสุรชัย ทองสว่างใจ", "นักวิชาการพัฒนาชุมชนชำนาญการพิเศษ", Role.SECRETARY, None),
        ]
        for number, (position, _agency) in enumerate(words.AGENCIES, 1):
            title = self.dice.choice(["นาย", "นาง"])
            first = self.dice.choice(words.MEN if title == "นาย" else words.WOMEN)
            people.append((f"member{number}", f"{title}{first} {words.SURNAMES[number]}", position, Role.MEMBER, None))
        for district in self.districts:
            first = self.dice.choice(words.WOMEN)
            name = f"นาง{first} {self.dice.choice(words.SURNAMES)}"
            people.append(
                (f"district{district.code}", name, "เจ้าหน้าที่พัฒนาชุมชนอำเภอ", Role.DISTRICT_OFFICER, district.code)
            )
        for username, name, position, role, district_id in people:
            user = User(
                username=username, full_name=name, position=position, password=password, district_id=district_id
            )
            user.save()
            RoleGrant.objects.create(user=user, role=role)
            self.users[username] = user
        self.members = [self.users[f"member{number}"] for number in range(1, len(words.AGENCIES) + 1)]

    # -- rounds ------------------------------------------------------------------------------------------------

    def make_rounds(self) -> None:
        """The round of 2565 with its plan moved to today, so that applications are open, and the one of 2562 before."""
        admin = self.users["admin"]
        today = timezone.localdate(self.now)
        data = read_round_data("2565")
        first = min(step["starts_on"] for step in data["steps"])
        intake = next(step["starts_on"] for step in data["steps"] if step["stage"] == "intake")
        self.round = load_round(data | {"steps": []}, actor=admin)
        until_intake = date.fromisoformat(intake) - date.fromisoformat(first)
        take_over_plan(self.round, starts_on=today - timedelta(days=2) - until_intake, actor=admin)
        self.earlier = clone_round(self.round, year_be=2562, actor=admin)
        self.earlier.registered_to_be = 2561
        for round, opens in ((self.round, today - timedelta(days=2)), (self.earlier, date(2019, 5, 10))):
            round.opens_at = self.at(opens, 8, 30)
            round.closes_at = self.at(opens + timedelta(days=14 if round is self.round else 7), 16, 30)
            round.place = "ศาลากลางจังหวัดสกลนคร ถนนศูนย์ราชการ อำเภอเมืองสกลนคร"
            round.full_clean()
            round.save()
        # The sentences of 2565 do not speak for 2562: only their source is said to be another document.
        RoundClause.objects.filter(round=self.earlier).delete()
        set_current_round(self.round, actor=admin)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    # -- the register ------------------------------------------------------------------------------------------

    def make_register(self) -> None:
        dice = self.dice
        producers, years = [], []
        taken: set[str] = set()
        groups = list(words.SHARES)
        self.group_of: list[str] = dice.choices(groups, weights=list(words.SHARES.values()), k=PRODUCERS)
        for number in range(PRODUCERS):
            district = self.districts[number % len(self.districts)]
            group = self.group_of[number]
            subdistrict = dice.choice(self.subdistricts[district.code])
            village = dice.choice(words.VILLAGES)
            woman = dice.random() < 0.75
            kind = dice.choices(list(Producer.Kind), weights=[55, 43, 2])[0]
            first = dice.choice(words.WOMEN if woman else words.MEN)
            last = dice.choice(words.SURNAMES)
            title = "นาง" if woman else "นาย"
            if kind == Producer.Kind.SOLE_OWNER:
                name = f"{title}{first} {last}"
            elif kind == Producer.Kind.SME:
                name = f"ห้างหุ้นส่วนจำกัด {village}โอทอป"
            else:
                name = f"{dice.choice(words.GROUP_NAMES[group])}บ้าน{village}"
            while name in taken:
                name = f"{name.rsplit(' หมู่ ', 1)[0]} หมู่ {dice.randint(1, 19)}/{dice.randint(1, 99)}"
            taken.add(name)
            producer = Producer(
                code=f"{district.code}{number // len(self.districts) + 1:05d}",
                name=name,
                kind=kind,
                district=district,
                subdistrict=subdistrict,
                address=f"{dice.randint(1, 250)} หมู่ {dice.randint(1, 15)} บ้าน{village}",
                contact_title=title,
                contact_first_name=first,
                contact_last_name=last,
                # 09x-000-xxxx: a range that rings nobody's phone
                phone=f"090000{number:04d}",
            )
            producer.set_derived()
            producers.append(producer)
            years.append(self.years_of_registration())
        Producer.objects.bulk_create(producers, batch_size=500)
        OtopRegistration.objects.bulk_create(
            [OtopRegistration(producer=p, year_be=y) for p, ys in zip(producers, years, strict=True) for y in ys],
            batch_size=1000,
        )
        products = []
        for producer, group in zip(producers, self.group_of, strict=True):
            for name in dice.sample(words.PRODUCTS[group], k=dice.choices([1, 2, 3], weights=[45, 40, 15])[0]):
                products.append(Product(producer=producer, name=name, group_code=group))
        Product.objects.bulk_create(products, batch_size=1000)
        self.make_certificates(products)
        self.producers, self.years = producers, years
        self.products: dict[int, list[Product]] = {}
        for product in products:
            self.products.setdefault(product.producer_id, []).append(product)

    def years_of_registration(self) -> list[int]:
        where = self.dice.choices(["inside", "before", "after"], weights=[INSIDE, BEFORE, AFTER])[0]
        if where == "before":
            return sorted(self.dice.sample(range(2553, 2557), k=self.dice.randint(1, 2)))
        if where == "after":
            return sorted(self.dice.sample(range(2565, 2569), k=1))
        years = set(self.dice.sample(range(2557, 2565), k=self.dice.randint(1, 3)))
        if self.dice.random() < 0.1:
            years.add(2556)
        return sorted(years)

    def make_certificates(self, products: list[Product]) -> None:
        kinds = StandardCertificate.Kind
        by_group = {
            GroupCode.FOOD: (kinds.FDA, "สำนักงานสาธารณสุขจังหวัดสกลนคร"),
            GroupCode.DRINK: (kinds.FDA, "สำนักงานสาธารณสุขจังหวัดสกลนคร"),
            GroupCode.TEXTILE: (kinds.TCPS, "สำนักงานมาตรฐานผลิตภัณฑ์อุตสาหกรรม"),
            GroupCode.GOODS: (kinds.TCPS, "สำนักงานมาตรฐานผลิตภัณฑ์อุตสาหกรรม"),
            GroupCode.HERB: (kinds.COSMETIC, "สำนักงานสาธารณสุขจังหวัดสกลนคร"),
        }
        today = timezone.localdate(self.now)
        rows = []
        for number, product in enumerate(products):
            if self.dice.random() < 0.25:
                continue
            kind, issuer = by_group[product.group_code]
            issued = today - timedelta(days=self.dice.randint(100, 1400))
            rows.append(
                StandardCertificate(
                    product=product,
                    kind=kind,
                    number=f"สาธิต {number + 1:04d}/{issued.year + 543}",
                    issuer=issuer,
                    issued_on=issued,
                    expires_on=issued + timedelta(days=3 * 365),
                )
            )
        StandardCertificate.objects.bulk_create(rows, batch_size=1000)

    # -- bodies ------------------------------------------------------------------------------------------------

    def make_committees(self) -> None:
        """Each round's committee and its working groups, appointed by one order with a number and a date."""
        for round, day, number in (
            (self.earlier, date(2019, 4, 22), "๑๐๘๕/๒๕๖๒"),
            (self.round, timezone.localdate(self.now) - timedelta(days=20), None),
        ):
            committee = Committee.objects.create(
                round=round,
                kind=Committee.Kind.COMMITTEE,
                name=f"คณะกรรมการดำเนินการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. {to_thai(round.year_be)} ระดับจังหวัด",
                duties=words.DUTIES,
            )
            seats = [
                ("รองผู้ว่าราชการจังหวัดสกลนคร", "จังหวัดสกลนคร", Appointment.Role.CHAIR, None),
                *((position, agency, Appointment.Role.MEMBER, None) for position, agency in words.AGENCIES),
                ("พัฒนาการจังหวัดสกลนคร", "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร", Appointment.Role.SECRETARY, None),
            ]
            working_group = Committee.objects.create(
                round=round,
                kind=Committee.Kind.WORKING_GROUP,
                name="คณะทำงานพิจารณา ตรวจสอบ และกลั่นกรองผลิตภัณฑ์ที่สมัครเข้ารับการคัดสรรฯ",
                duties=words.DUTIES,
            )
            working_group.groups.set(round.groups.all())
            self.seat(committee, seats)
            self.seat(
                working_group,
                [
                    (position, agency, Appointment.Role.MEMBER if order else Appointment.Role.CHAIR, user)
                    for order, ((position, agency), user) in enumerate(zip(words.AGENCIES, self.members, strict=True))
                ]
                + [
                    (
                        "ผู้อำนวยการกลุ่มงานส่งเสริมการพัฒนาชุมชน",
                        "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร",
                        Appointment.Role.SECRETARY,
                        None,
                    )
                ],
            )
            appoint_committee(
                [committee, working_group],
                number=number or f"๑๒๓๔/{to_thai(day.year + 543)}",
                dated=day,
                signatory=self.signatory,
                actor=self.users["secretary"],
                legal_basis="มาตรา ๕๗ แห่งพระราชบัญญัติระเบียบบริหารราชการแผ่นดิน พ.ศ. ๒๕๓๔ และที่แก้ไขเพิ่มเติม",
            )
            working_group.refresh_from_db()
            for group in round.groups.all():
                assign_panel(group=group, committee=working_group, actor=self.users["secretary"])
            load_framework(read_framework_data("2565"), round=round, actor=self.users["secretary"])
        # One more body, still without its order: work that waits for the staff.
        support = Committee.objects.create(
            round=self.round,
            kind=Committee.Kind.WORKING_GROUP,
            name="คณะทำงานสนับสนุนการดำเนินการคัดสรรฯ",
            duties="อำนวยการ รับสมัคร จัดสถานที่ และประชาสัมพันธ์",
        )
        self.seat(
            support,
            [("ประชาสัมพันธ์จังหวัดสกลนคร", "สำนักงานประชาสัมพันธ์จังหวัดสกลนคร", Appointment.Role.CHAIR, None)],
        )
        make_people(support, actor=self.users["staff"], today=timezone.localdate(self.now))

    def seat(self, committee: Committee, seats: list[tuple[str, str, str, User | None]]) -> None:
        Appointment.objects.bulk_create(
            Appointment(
                committee=committee,
                name=user.full_name if user else "",
                position=position,
                agency=agency,
                role=role,
                user=user,
                seat_order=order,
            )
            for order, (position, agency, role, user) in enumerate(seats, 1)
        )

    # -- entries -----------------------------------------------------------------------------------------------

    def new_entries(self, round: Round, count: int, states: list[str]) -> list[Entry]:
        """`count` unsaved entries of producers who may apply, one or two each, with slots and numbers as by hand."""
        eligible = [
            (producer, max(year for year in years if round.accepts_year(year)))
            for producer, years in zip(self.producers, self.years, strict=True)
            if any(round.accepts_year(year) for year in years)
        ]
        self.dice.shuffle(eligible)
        groups = {group.code: group for group in round.groups.all()}
        given = dict.fromkeys(groups, 0)
        officers = {user.district_id: user for user in self.users.values() if user.district_id}
        entries: list[Entry] = []
        for producer, year in eligible:
            slot = 0
            for product in self.products[producer.pk][: self.dice.choice([1, 1, 2])]:
                if len(entries) == count:
                    return entries
                status = states[len(entries)]
                alive = status in ALIVE
                slot += alive
                sent = status != EntryStatus.DRAFT
                group = groups[product.group_code]
                number = ""
                if sent:
                    given[group.code] += 1
                    number = f"{round.year_be % 100:02d}-{group.code}-{given[group.code]:04d}"
                created = min(
                    round.opens_at + timedelta(minutes=self.dice.randint(0, 2700)), self.now - timedelta(minutes=5)
                )
                is_set = self.dice.random() < 0.08
                entries.append(
                    Entry(
                        round=round,
                        producer=producer,
                        product=product,
                        group=group,
                        kind=Entry.Kind.SET if is_set else Entry.Kind.MAIN,
                        name=f"ชุด{product.name}ของขวัญ" if is_set else product.name,
                        set_items=f"{product.name}\nกล่องของขวัญทอมือ" if is_set else "",
                        description=self.dice.choice(words.STORIES),
                        status=status,
                        slot=slot if alive else None,
                        slot_limit=round.max_entries,
                        registered_year_be=year,
                        registered_from_be=round.registered_from_be,
                        registered_to_be=round.registered_to_be,
                        number=number,
                        reason=self.reason_for(status),
                        form_token=uuid.UUID(int=self.dice.getrandbits(128)),
                        created_by=officers[producer.district_id],
                        created_at=created,
                        submitted_at=created + timedelta(minutes=4) if sent else None,
                        screened_at=created + timedelta(minutes=90)
                        if status in {EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT}
                        else None,
                    )
                )
        raise ValueError(f"The register holds too few producers for {count} entries.")

    def reason_for(self, status: str) -> str:
        if status == EntryStatus.RETURNED:
            return self.dice.choice(words.RETURN_REASONS)
        if status == EntryStatus.SCREENED_OUT:
            return self.dice.choice(words.REFUSAL_REASONS)
        return "ผู้ผลิตขอเปลี่ยนผลิตภัณฑ์" if status == EntryStatus.WITHDRAWN else ""

    def write_entries(self, round: Round, entries: list[Entry]) -> None:
        Entry.objects.bulk_create(entries, batch_size=200)
        for group in round.groups.all():
            last = sum(1 for entry in entries if entry.group_id == group.pk and entry.number)
            EntryCounter.objects.create(group=group, last=last)
        events = []
        for entry in entries:
            verbs = [("บันทึกร่าง", entry.created_by)]
            if entry.submitted_at:
                verbs.append(("ยื่น", entry.created_by))
            if entry.status == EntryStatus.RETURNED:
                verbs.append(("ส่งกลับแก้ไข", self.users["staff"]))
            elif entry.status in {EntryStatus.SCREENED_IN, EntryStatus.SCREENED_OUT}:
                verbs.append((entry.get_status_display(), self.users["staff"]))
            elif entry.status == EntryStatus.WITHDRAWN:
                verbs.append(("ถอน", entry.created_by))
            for order, (verb, actor) in enumerate(verbs):
                event = journal.build(
                    actor=actor, verb=verb, target=entry, reason=entry.reason if order == len(verbs) - 1 else ""
                )
                event.at = entry.created_at + timedelta(minutes=4 * order)
                events.append(event)
        type(events[0]).objects.bulk_create(events, batch_size=500)

    def make_entries(self) -> None:
        states = [status for status, count in STATES.items() for _ in range(count)]
        self.dice.shuffle(states)
        self.entries = self.new_entries(self.round, ENTRIES, states)
        self.write_entries(self.round, self.entries)

    # -- scoring -----------------------------------------------------------------------------------------------

    def write_sheets(self, round: Round, entries: list[Entry], members: int, *, open_every: int = 0) -> None:
        """Sheets of the first `members` members for each entry; every `open_every`-th one is still being filled."""
        panel = round.groups.first().panel.committee
        seats = list(panel.appointments.exclude(user=None).select_related("user")[:members])
        criteria = list(
            Criterion.objects.filter(section__framework__round=round, section__level="province").prefetch_related(
                "steps"
            )
        )
        sheets, marks = [], []
        for entry in entries:
            for seat in seats:
                is_open = bool(open_every) and len(sheets) % open_every == open_every - 1
                sheets.append(
                    Sheet(
                        entry=entry,
                        member=seat,
                        typed_by=seat.user,
                        status=SheetStatus.DRAFT if is_open else SheetStatus.SUBMITTED,
                        created_at=entry.screened_at + timedelta(hours=2),
                        submitted_at=None if is_open else entry.screened_at + timedelta(hours=3),
                    )
                )
        Sheet.objects.bulk_create(sheets, batch_size=500)
        for sheet in sheets:
            for order, criterion in enumerate(criteria):
                if sheet.status == SheetStatus.DRAFT and order % 2:
                    continue
                points = sorted((step.points for step in criterion.steps.all()), reverse=True)
                choice = self.dice.choices(points, weights=[8, 5, 2, 1, 1][: len(points)])[0]
                marks.append(Mark(sheet=sheet, criterion=criterion, points=choice, max_points=criterion.max_points))
        Mark.objects.bulk_create(marks, batch_size=1000)
        framework = round.framework
        framework.frozen_at = framework.frozen_at or self.now
        framework.save(update_fields=["frozen_at"])

    def make_sheets(self) -> None:
        """One kind of product is scored to the end and its results wait for a second person; others are under way."""
        drinks = self.round.groups.get(code=GroupCode.DRINK)
        ready = [entry for entry in self.entries if entry.status == EntryStatus.SCREENED_IN]
        self.write_sheets(self.round, [entry for entry in ready if entry.group_id == drinks.pk], 3)
        others = [entry for entry in ready if entry.group_id != drinks.pk]
        self.write_sheets(self.round, others[:40], 3, open_every=7)
        settle_round(self.round, groups=[drinks], actor=self.users["secretary"])

    def make_earlier_round(self) -> None:
        """The round of 2562 from entries to published stars, through the same acts as a real one."""
        entries = self.new_entries(self.earlier, EARLIER_ENTRIES, [EntryStatus.SCREENED_IN] * EARLIER_ENTRIES)
        self.write_entries(self.earlier, entries)
        self.write_sheets(self.earlier, entries, 3)
        batch = settle_round(self.earlier, actor=self.users["secretary"], at=self.at(date(2019, 5, 24), 15))
        for result in batch.results.select_related("entry"):
            share = result.points / result.max_points
            level = next(
                level
                for level, bound in ((5, "0.83"), (4, "0.77"), (3, "0.70"), (2, "0.60"), (1, "0"))
                if share >= Decimal(bound)
            )
            record_star_level(
                result, level=level, actor=self.users["secretary"], reason="บันทึกตามประกาศผลระดับประเทศ (ข้อมูลสาธิต)"
            )
        publish_results(
            batch,
            actor=self.users["admin"],
            at=self.at(date(2019, 6, 10), 9),
            title="ผลการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๒ จังหวัดสกลนคร",
            body="จังหวัดสกลนครขอแสดงความยินดีกับผู้ผลิต ผู้ประกอบการ OTOP ทุกรายที่ได้รับการคัดสรร\n\n"
            "ผู้ผลิตติดต่อรับใบประกาศได้ที่สำนักงานพัฒนาชุมชนอำเภอที่ขึ้นทะเบียน",
        )

    # -- what people are told ----------------------------------------------------------------------------------

    def make_announcements(self) -> None:
        admin = self.users["admin"]
        texts = [
            (
                Announcement.Kind.CALL,
                "รับสมัครผลิตภัณฑ์เข้ารับการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕",
                "จังหวัดสกลนครขอเชิญผู้ผลิต ผู้ประกอบการ OTOP ที่ขึ้นทะเบียนปี ๒๕๕๗ ถึง ๒๕๖๔ ส่งผลิตภัณฑ์เข้ารับการคัดสรรฯ "
                "ได้ไม่เกินรายละ ๒ ผลิตภัณฑ์หลักหรือชุด\n\n"
                "สมัครได้ที่สำนักงานพัฒนาชุมชนอำเภอที่ขึ้นทะเบียนไว้ โปรดนำสำเนาบัตรประจำตัวประชาชน สำเนาใบรับรองมาตรฐาน "
                "และผลิตภัณฑ์ตัวอย่างไปด้วย",
            ),
            (
                Announcement.Kind.CRITERIA,
                "หลักเกณฑ์และกระบวนการคัดสรรฯ ปี พ.ศ. ๒๕๖๕",
                "การคัดสรรแบ่งเป็นสองระดับ คือระดับจังหวัดและระดับประเทศ\n\n"
                "ระดับจังหวัดพิจารณาด้านผลิตภัณฑ์และความเข้มแข็งของชุมชน และด้านการตลาดและความเป็นมาของผลิตภัณฑ์",
            ),
        ]
        today = timezone.localdate(self.now)
        for days_ago, (kind, title, body) in zip((14, 10), texts, strict=True):
            announcement = Announcement.objects.create(round=self.round, kind=kind, title=title, body=body)
            publish_announcement(announcement, actor=admin, at=self.at(today - timedelta(days=days_ago), 9))
        Announcement.objects.create(
            round=self.round,
            kind=Announcement.Kind.SCHEDULE,
            title="กำหนดการนำส่งผลิตภัณฑ์ตัวอย่างตามประเภท",
            body="ร่างสำหรับตรวจก่อนเผยแพร่",
        )

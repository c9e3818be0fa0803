"""Orders that change an order: what they say, what they refuse, and who holds a seat afterwards."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from committees.actions import (
    draft_amendment,
    draft_amendment_order,
    draft_order,
    drop_amendment,
    remove_change,
    revise_amendment,
    set_change,
    waiting_for_amendment,
)
from committees.models import Amendment, AmendmentChange, Appointment, Nomination, Person
from committees.papers import amendment_paper
from documents.actions import cancel_paper, correct_paper, draft_paper, issue_paper
from documents.models import Paper
from documents.tests.pdf import says
from office.models import Event
from opc_site.testing import make_committee, make_round, make_signatory

from .scene import LATER, ORDERED, REASON, appoint, draft, issue, line, names_on


@pytest.fixture
def body(cast, current_round):
    return make_committee(current_round, [cast.member, cast.member_2], name="คณะทำงานประเภทผ้า")


@pytest.fixture
def signatory(cast):
    return make_signatory()


@pytest.fixture
def order(cast, body, signatory):
    order = appoint([body], cast.staff, signatory)
    body.refresh_from_db()
    return order


@pytest.fixture
def chair(order, body):
    return body.appointments.get(role="chair")


@pytest.fixture
def second(order, body):
    return body.appointments.get(role="member")


def accepted(body, **fields):
    return Nomination.objects.create(
        committee=body,
        **{"name": "นางมาลี ทอผ้า", "expertise": "สิ่งทอ", "status": "accepted", "consent": "letter"} | fields,
        consent_on=ORDERED,
    )


class TestWhatItDoes:
    def test_a_removed_member_holds_the_seat_until_the_day_before(self, cast, body, order, second, signatory):
        paper = issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        second.refresh_from_db()
        assert (second.since, second.until, second.ended_by) == (ORDERED, LATER, paper)
        assert second.name in names_on(body, LATER - timedelta(days=1))
        assert second.name not in names_on(body, LATER)
        assert names_on(body, ORDERED - timedelta(days=1)) == []

    def test_who_replaces_takes_the_place_from_the_day_of_the_order(self, cast, body, order, second, signatory):
        change = line("replace", body, second, name="นายใหม่ มาแทน", user=cast.member_3)
        paper = issue(draft(order, cast.staff, change), cast.staff, signatory)
        new = body.appointments.get(name="นายใหม่ มาแทน")
        assert (new.since, new.order, new.until, new.seat_order) == (LATER, paper, None, second.seat_order)
        assert new.user == cast.member_3 and new.role == "member"

    def test_who_is_added_stands_last(self, cast, body, order, signatory):
        issue(draft(order, cast.staff, line("add", body, name="นายเพิ่ม เติม")), cast.staff, signatory)
        assert names_on(body, LATER)[-1] == "นายเพิ่ม เติม"

    def test_a_new_role_is_a_new_seat_of_the_same_person(self, cast, body, order, chair, second, signatory):
        lines = (line("role", body, second, role="chair"), line("role", body, chair, role="adviser"))
        issue(draft(order, cast.staff, *lines), cast.staff, signatory)
        seats = body.appointments.filter(name=second.name).order_by("since")
        assert [(seat.role, seat.since, seat.until) for seat in seats] == [
            ("member", ORDERED, LATER),
            ("chair", LATER, None),
        ]
        assert seats[1].user == second.user

    def test_an_accepted_nomination_fills_the_line_and_gets_the_seat(self, cast, body, order, signatory):
        nomination = accepted(body)
        issue(draft(order, cast.staff, line("add", body, nomination=nomination)), cast.staff, signatory)
        nomination.refresh_from_db()
        assert (nomination.seat.name, nomination.seat.expertise) == ("นางมาลี ทอผ้า", "สิ่งทอ")

    def test_everything_is_in_the_journal(self, cast, body, order, second, signatory):
        amendment = draft(order, cast.staff, line("remove", body, second))
        issue(amendment, cast.staff, signatory)
        event = Event.objects.about(body).get(verb="แก้ไขรายชื่อ")
        assert event.reason == REASON and len(event.before["members"]) == 2 and len(event.after["members"]) == 1
        assert Event.objects.about(amendment).filter(verb="ออกคำสั่ง").exists()

    def test_two_orders_of_one_day_follow_each_other(self, cast, body, order, signatory):
        issue(draft(order, cast.staff, line("add", body, name="นายวันเดียว")), cast.staff, signatory, dated=ORDERED)
        short = body.appointments.get(name="นายวันเดียว")
        again = draft(order, cast.staff, line("remove", body, short))
        issue(again, cast.staff, signatory, dated=ORDERED, number="1301")
        short.refresh_from_db()
        assert short.since == short.until == ORDERED
        assert "นายวันเดียว" not in names_on(body, ORDERED)


class TestWhatItSays:
    def test_it_names_the_order_and_lists_the_differences_only(self, cast, body, order, chair, second):
        amendment = draft(
            order,
            cast.staff,
            line("replace", body, second, name="นายใหม่ มาแทน"),
            line("role", body, chair, role="vice_chair"),
            line("add", body, name="นายเพิ่ม เติม", role="chair"),
        )
        said = draft_amendment_order(amendment)
        assert said.subject == f"แก้ไขเพิ่มเติมคำสั่งแต่งตั้ง{body.name}"
        assert said.amends == "คำสั่งจังหวัดสกลนคร ที่ 1234/2565 ลงวันที่ 25 มีนาคม 2565"
        first, power = said.preamble.split("\n")
        assert first == f"ตาม{said.amends} เรื่อง แต่งตั้ง{body.name} นั้น"
        assert power.startswith(REASON) and "อาศัยอำนาจตามความในมาตรา ๕๗" in power
        assert said.bodies == ()
        assert [(c.act, c.where) for c in said.changes] == [
            ("ให้ยกเลิกความใน", f"ลำดับที่ 2 ของ{body.name}"),
            ("ให้ยกเลิกความใน", f"ลำดับที่ 1 ของ{body.name}"),
            ("แต่งตั้งเพิ่ม", f"ใน{body.name}"),
        ]
        assert (said.changes[0].before.name, said.changes[0].after.name) == (second.name, "นายใหม่ มาแทน")
        assert (said.changes[1].before.role, said.changes[1].after.role) == ("ประธานคณะทำงาน", "รองประธานคณะทำงาน")

    def test_the_second_names_the_first(self, cast, body, order, second, signatory):
        issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        amendment = draft(order, cast.staff, line("add", body, name="นายเพิ่ม เติม"))
        said = amendment_paper(amendment)
        words = "แก้ไขเพิ่มเติมโดยคำสั่งจังหวัดสกลนคร ที่ 1300/2565 ลงวันที่ 11 เมษายน 2565 นั้น"
        assert words in said.preamble and said.subject.endswith("(ครั้งที่ 2)")
        issue(amendment, cast.staff, signatory, number="1301")
        third = amendment_paper(draft(order, cast.staff, line("add", body, name="นายสาม")))
        assert "ที่ 1300/2565 ลงวันที่ 11 เมษายน 2565 และที่ 1301/2565 ลงวันที่ 11 เมษายน 2565 นั้น" in third.preamble

    def test_a_reason_without_its_first_word_gets_it(self, cast, order):
        said = amendment_paper(draft_amendment(order, reason="เกษียณอายุ", actor=cast.staff))
        assert said.preamble.split("\n")[1].startswith("เนื่องจากเกษียณอายุ เพื่อให้")

    def test_bodies_of_several_are_numbered_as_in_their_order(self, cast, current_round, body, signatory):
        other = make_committee(current_round, [cast.member_3, cast.member_2], name="คณะทำงานประเภทอาหาร")
        order = appoint([body, other], cast.staff, signatory)
        other.refresh_from_db()
        seat = other.appointments.get(role="member")
        said = amendment_paper(draft(order, cast.staff, line("remove", other, seat)))
        assert said.changes[0].where == "ลำดับที่ 2.2 ของคณะทำงานประเภทอาหาร"

    def test_the_issued_paper_says_it_in_thai_digits(self, cast, body, order, second, signatory):
        paper = issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        content = paper.stored_bytes()
        assert says(content, "ข้อ ๑ ให้ยกเลิกการแต่งตั้ง ลำดับที่ ๒ ของคณะทำงานประเภทผ้า")
        assert says(content, "ที่ ๑๒๓๔/๒๕๖๕ ลงวันที่ ๒๕ มีนาคม ๒๕๖๕") and says(content, second.name)


class TestWhatItRefuses:
    def refused(self, sentence, amendment, cast, signatory, /, **changes):
        before = list(Appointment.objects.order_by("pk").values())
        with pytest.raises(ValidationError, match=sentence):
            issue(amendment, cast.staff, signatory, **changes)
        assert list(Appointment.objects.order_by("pk").values()) == before
        assert not Amendment.objects.filter(status="issued").exists()
        assert Paper.objects.count() == 1

    def test_a_draft_without_lines(self, cast, order, signatory):
        self.refused("อย่างน้อยหนึ่งรายการ", draft(order, cast.staff), cast, signatory)

    def test_a_date_before_the_order(self, cast, body, order, second, signatory):
        amendment = draft(order, cast.staff, line("remove", body, second))
        self.refused(
            "ลงวันที่ 24 มีนาคม 2565 ก่อนคำสั่งล่าสุดของคณะนี้ ซึ่งลงวันที่ 25 มีนาคม 2565",
            amendment,
            cast,
            signatory,
            dated=ORDERED - timedelta(days=1),
        )
        issue(amendment, cast.staff, signatory, dated=ORDERED)

    def test_a_date_before_the_last_amendment_of_the_body(self, cast, current_round, body, signatory):
        other = make_committee(current_round, [cast.member_3, cast.member_2])
        order = appoint([body, other], cast.staff, signatory)
        for row in (body, other):
            row.refresh_from_db()
        issue(draft(order, cast.staff, line("add", body, name="นายเพิ่ม")), cast.staff, signatory)
        late = draft(order, cast.staff, line("add", body, name="นายช้า"))
        with pytest.raises(ValidationError, match="ซึ่งลงวันที่ 11 เมษายน 2565"):
            issue(late, cast.staff, signatory, number="1301", dated=LATER - timedelta(days=1))
        elsewhere = draft(order, cast.staff, line("add", other, name="นายอื่น"))
        issue(elsewhere, cast.staff, signatory, number="1302", dated=LATER - timedelta(days=1))

    def test_a_body_left_without_a_chair(self, cast, body, order, chair, signatory):
        self.refused("ยังไม่มีประธาน", draft(order, cast.staff, line("remove", body, chair)), cast, signatory)

    def test_a_second_chair(self, cast, body, order, second, signatory):
        amendment = draft(order, cast.staff, line("role", body, second, role="chair"))
        self.refused("มีประธานได้หนึ่งคน", amendment, cast, signatory)

    def test_a_second_secretary(self, cast, body, order, second, signatory):
        lines = (line("role", body, second, role="secretary"), line("add", body, name="นายก", role="secretary"))
        self.refused("มีเลขานุการได้หนึ่งคน", draft(order, cast.staff, *lines), cast, signatory)

    @pytest.mark.parametrize("same", ["name", "user", "position"])
    def test_a_person_twice(self, cast, body, order, second, signatory, same):
        if same == "position":
            Appointment.objects.filter(pk=second.pk).update(name="")
        who = {
            "name": {"name": second.name},
            "user": {"name": "นายชื่ออื่น", "user": second.user},
            "position": {"position": second.position, "agency": second.agency},
        }[same]
        self.refused("ได้ตำแหน่งเดียว", draft(order, cast.staff, line("add", body, **who)), cast, signatory)

    def test_a_seat_that_another_order_has_ended_meanwhile(self, cast, body, order, second, signatory):
        stale = draft(order, cast.staff, line("role", body, second, role="secretary"))
        issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        with pytest.raises(ValidationError, match=f"{second.name} พ้นจากตำแหน่งนี้ไปแล้ว"):
            issue(stale, cast.staff, signatory, number="1301")

    def test_a_nomination_that_was_withdrawn_meanwhile(self, cast, body, order, signatory):
        nomination = accepted(body)
        amendment = draft(order, cast.staff, line("add", body, nomination=nomination))
        Nomination.objects.filter(pk=nomination.pk).update(status="withdrawn")
        self.refused("ต้องตอบยินดีรับแต่งตั้งก่อน", amendment, cast, signatory)

    @pytest.mark.parametrize("status", ["cancelled", "draft", "approved"])
    def test_an_order_that_is_not_in_force(self, cast, order, status):
        Paper.objects.filter(pk=order.pk).update(status=status, number="")
        order.refresh_from_db()
        with pytest.raises(ValidationError, match="จึงออกคำสั่งแก้ไขไม่ได้"):
            draft_amendment(order, reason=REASON, actor=cast.staff)

    def test_a_replaced_order_says_which_stands_instead(self, cast, body, order, second, signatory):
        """As earlier versions of the system let it happen: the amendment then goes to the order that stands instead."""
        stale = draft(order, cast.staff, line("remove", body, second))
        new = Paper.objects.get(pk=order.pk)
        new.pk, new.number, new.token, new.replaces = None, "1290", "another-token", order
        new.save()
        Paper.objects.filter(pk=order.pk).update(status="replaced")
        order.refresh_from_db()
        for act in (
            lambda: draft_amendment(order, reason=REASON, actor=cast.staff),
            lambda: issue(stale, cast.staff, signatory),
        ):
            with pytest.raises(ValidationError, match="มีฉบับใหม่แทน คือคำสั่งที่ 1290/2565"):
                act()
        issue(draft(new, cast.staff, line("remove", body, second)), cast.staff, signatory)
        assert second.name not in names_on(body, LATER)

    def test_an_amendment_is_not_amended_itself(self, cast, body, order, second, signatory):
        paper = issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        with pytest.raises(ValidationError, match="ต้องแก้ไขคำสั่งแต่งตั้งที่ยังใช้อยู่"):
            draft_amendment(paper, reason=REASON, actor=cast.staff)

    def test_a_body_of_another_order(self, cast, body, order, signatory):
        other = make_committee(body.round, [cast.member_3, cast.member])
        appoint([other], cast.staff, signatory, number="7")
        amendment = draft(order, cast.staff)
        with pytest.raises(ValidationError, match="ไม่ได้แต่งตั้งด้วยคำสั่งที่กำลังแก้ไข"):
            set_change(amendment, line("add", other, name="นายเพิ่ม"), actor=cast.staff)
        with pytest.raises(ValidationError, match="ไม่ได้อยู่ในคณะที่เลือก"):
            set_change(amendment, line("remove", body, other.appointments.first()), actor=cast.staff)

    def test_a_seat_changed_twice_in_one_order(self, cast, body, order, second):
        amendment = draft(order, cast.staff, line("remove", body, second))
        with pytest.raises(ValidationError, match="คนหนึ่งได้รายการเดียว"):
            set_change(amendment, line("role", body, second, role="adviser"), actor=cast.staff)

    @pytest.mark.parametrize("act", ["add", "remove", "replace", "role"])
    def test_a_line_that_does_not_say_who(self, cast, body, order, second, act):
        amendment = draft(order, cast.staff)
        seat = second if act in {"add", "replace"} else None
        with pytest.raises(ValidationError, match="ต้องบอกผู้ที่เปลี่ยนแปลงให้ครบ"):
            set_change(amendment, AmendmentChange(act=act, committee=body, seat=seat, role="adviser"), actor=cast.staff)

    def test_the_role_that_the_person_has(self, cast, body, order, second):
        with pytest.raises(ValidationError, match="มีบทบาทนี้ในคณะอยู่แล้ว"):
            draft(order, cast.staff, line("role", body, second, role="member"))

    def test_a_preamble_without_a_power(self, cast, body, order, second, signatory):
        amendment = draft(order, cast.staff, line("remove", body, second), preamble="ด้วยมีเหตุใหม่")
        self.refused("คำสั่งต้องอ้างกฎหมายหรือระเบียบที่ให้อำนาจ", amendment, cast, signatory)

    def test_anybody_outside_the_province(self, cast, body, order, second, signatory):
        amendment = draft(order, cast.staff, line("remove", body, second))
        change = amendment.changes.get()
        for stranger in (cast.officer_a, cast.member):
            for act in (
                lambda who: draft_amendment(order, reason=REASON, actor=who),
                lambda who: revise_amendment(amendment, reason=REASON, actor=who),
                lambda who: set_change(amendment, change, actor=who),
                lambda who: remove_change(change, actor=who),
                lambda who: drop_amendment(amendment, actor=who),
                lambda who: issue(amendment, who, signatory),
            ):
                with pytest.raises(PermissionDenied):
                    act(stranger)


class TestLife:
    def test_a_draft_is_revised_and_lines_come_and_go(self, cast, body, order, second):
        amendment = draft(order, cast.staff, line("remove", body, second))
        change = amendment.changes.get()
        change.act, change.role = "role", "secretary"
        set_change(amendment, change, actor=cast.staff)
        assert [(row.act, row.role) for row in amendment.changes.all()] == [("role", "secretary")]
        remove_change(change, actor=cast.staff)
        remove_change(change, actor=cast.staff)
        assert not amendment.changes.exists()
        revised = revise_amendment(amendment, reason="เหตุใหม่", preamble=" ", actor=cast.staff)
        assert (revised.reason, revised.preamble) == ("เหตุใหม่", "")

    def test_issued_or_dropped_it_stays_as_it_is(self, cast, body, order, second, signatory):
        dropped = drop_amendment(draft(order, cast.staff, line("remove", body, second)), actor=cast.staff)
        issued = draft(order, cast.staff, line("remove", body, second))
        issue(issued, cast.staff, signatory)
        for amendment in (dropped, issued):
            for act in (
                lambda a: revise_amendment(a, reason="อื่น", actor=cast.staff),
                lambda a: set_change(a, line("add", body, name="นายก"), actor=cast.staff),
                lambda a: remove_change(a.changes.get(), actor=cast.staff),
                lambda a: drop_amendment(a, actor=cast.staff),
                lambda a: issue(a, cast.staff, signatory, number="9"),
            ):
                with pytest.raises(ValidationError, match="ร่างคำสั่งแก้ไขนี้อยู่ในสถานะ"):
                    act(amendment)

    def test_a_reason_is_asked_for(self, cast, order):
        with pytest.raises(ValidationError) as refused:
            draft_amendment(order, reason="  ", actor=cast.staff)
        assert "reason" in refused.value.error_dict


class TestOrdersInUse:
    """An order that bodies stand on is neither cancelled nor issued anew as a whole."""

    def test_an_order_with_bodies_is_not_replaced(self, cast, body, order):
        with pytest.raises(ValidationError, match="โปรดออกคำสั่งแก้ไข") as refused:
            correct_paper(order, actor=cast.staff, reason="พิมพ์ผิด")
        assert body.name in str(refused.value)
        assert Paper.objects.count() == 1

    def test_an_amendment_that_only_ended_a_seat_is_held_too(self, cast, body, order, second, signatory):
        paper = issue(draft(order, cast.staff, line("remove", body, second)), cast.staff, signatory)
        with pytest.raises(ValidationError, match="โปรดออกคำสั่งแก้ไข"):
            correct_paper(paper, actor=cast.staff, reason="พิมพ์ผิด")
        with pytest.raises(ValidationError, match="ยังมีรายการที่อาศัยเอกสารนี้อยู่"):
            cancel_paper(paper, actor=cast.administrator, reason="ผิด")

    def test_a_correction_drafted_before_this_rule_is_not_issued(self, cast, body, order, signatory):
        old = draft_paper("order", context=draft_order([body]), actor=cast.staff)
        Paper.objects.filter(pk=old.pk).update(replaces=order, status="approved")
        old.refresh_from_db()
        with pytest.raises(ValidationError, match="โปรดออกคำสั่งแก้ไข"):
            issue_paper(old, number="9", dated=LATER, signatory=signatory, actor=cast.staff)
        order.refresh_from_db()
        assert order.status == "issued"


@pytest.mark.parametrize("legal_basis", ["", "  "])
def test_the_usual_preamble_without_a_law_is_refused(cast, body, legal_basis):
    with pytest.raises(ValidationError, match="อาศัยอำนาจตามความใน"):
        draft_order([body], legal_basis=legal_basis)


class TestPastPython:
    """What the database itself refuses, whoever writes."""

    def refused(self, name, row):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            type(row).objects.bulk_create([row])

    def seat(self, body, /, **fields):
        return Appointment(
            **{"committee": body, "position": "หัวหน้า", "agency": "สำนักงานใหม่", "since": ORDERED, "order": body.order}
            | fields
        )

    def test_two_chairs_standing_one_after_the_other(self, body, order):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.bulk_create([self.seat(body, role="chair")])
        Appointment.objects.bulk_create([self.seat(body, role="chair", until=LATER, ended_by=order)])

    def test_a_person_twice_standing(self, body, order, second):
        with pytest.raises(IntegrityError), transaction.atomic():
            Appointment.objects.bulk_create([self.seat(body, name=second.name)])
        Appointment.objects.bulk_create([self.seat(body, name=second.name, until=LATER, ended_by=order)])

    @pytest.mark.parametrize(
        "fields",
        [
            {"until": ORDERED - timedelta(days=1), "ended": True},
            {"until": LATER},
            {"ended": True},
            {"since": None},
            {"order": None},
            {"since": None, "order": None, "until": LATER, "ended": True},
        ],
    )
    def test_a_seat_without_its_orders_or_that_ends_before_it_begins(self, body, order, fields):
        fields = dict(fields)
        if fields.pop("ended", False):
            fields["ended_by"] = order
        self.refused("seat_has_order_and_date", self.seat(body, **fields))

    def test_a_seat_of_one_day_stands(self, body, order):
        Appointment.objects.bulk_create([self.seat(body, until=ORDERED, ended_by=order)])

    def test_a_line_that_does_not_say_who(self, cast, body, order, second):
        amendment = draft_amendment(order, reason=REASON, actor=cast.staff)
        for fields in ({"act": "remove"}, {"act": "add"}, {"act": "replace", "seat": second}, {"act": "role"}):
            self.refused("change_says_who", AmendmentChange(amendment=amendment, committee=body, **fields))

    def test_an_issued_amendment_without_its_paper(self, cast, order):
        amendment = draft_amendment(order, reason=REASON, actor=cast.staff)
        with pytest.raises(IntegrityError, match="amendment_moves"), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(status="issued")


def test_bodies_of_a_round_of_another_year_are_out_of_reach(cast, body, order, signatory):
    other = make_committee(make_round(year_be=2567, is_current=False), [cast.member])
    with pytest.raises(ValidationError, match="ไม่ได้แต่งตั้งด้วยคำสั่งที่กำลังแก้ไข"):
        draft(order, cast.staff, line("add", other, name="นายเพิ่ม"))


def test_a_line_from_a_nomination_is_about_who_was_nominated(cast, body, order, signatory):
    malee, other = accepted(body), accepted(body, name="นายสมชาย ใจดี")
    amendment = draft(order, cast.staff, line("add", body, nomination=malee))
    change = amendment.changes.get()
    change.nomination = other  # chosen anew on the line's page, where the first one's name still stands
    with pytest.raises(ValidationError, match="เขียนชื่อ นางมาลี ทอผ้า แต่เลือกการสรรหาของ นายสมชาย ใจดี"):
        set_change(amendment, change, actor=cast.staff)
    with pytest.raises(ValidationError, match="เปลี่ยนผู้ดำรงตำแหน่งคนหนึ่งได้รายการเดียว"):
        set_change(amendment, line("add", body, nomination=malee), actor=cast.staff)
    change.refresh_from_db()
    change.name = "นางมาลี ทอผ้าา"  # a slip of the pen is put right on the line
    set_change(amendment, change, actor=cast.staff)
    issue(amendment, cast.staff, signatory)
    malee.refresh_from_db()
    other.refresh_from_db()
    assert malee.seat.name == "นางมาลี ทอผ้าา" and other.seat is None


def test_whoever_holds_a_nominated_position_may_be_named_on_the_line(cast, body, order, signatory):
    post = {"position": "อุตสาหกรรมจังหวัด", "agency": "สำนักงานอุตสาหกรรมจังหวัดสกลนคร"}
    nomination = accepted(body, name="", expertise="", **post)
    named = line("add", body, nomination=nomination, name="นายธีระ มั่นคง", **post)
    issue(draft(order, cast.staff, named), cast.staff, signatory)
    nomination.refresh_from_db()
    assert nomination.seat.name == "นายธีระ มั่นคง"


def test_a_typed_line_is_the_nominations_that_waits_for_it(cast, body, order, signatory):
    person = Person.objects.create(name="นางมาลี ทอผ้า", user=cast.member_3)
    waiting = accepted(body, person=person)
    assert list(waiting_for_amendment()) == [waiting]
    issue(draft(order, cast.staff, line("add", body, name="นางมาลี ทอผ้า")), cast.staff, signatory)
    waiting.refresh_from_db()
    assert waiting.seat.user == cast.member_3 and not waiting_for_amendment().exists()

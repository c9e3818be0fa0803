"""Who scores is asked of the orders, day by day: a member who has left, one who has come, one with a new role."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from committees.actions import draft_amendment, issue_amendment, set_change
from committees.models import AmendmentChange, Appointment
from opc_site.testing import make_signatory, make_user
from scoring.actions import fill_sheet, open_sheet, recuse, reopen_sheet, save_marks, settle_round, submit_sheet
from scoring.models import Framework, Panel, Recusal, Sheet
from scoring.papers import result_list, stamps
from thai.dates import thai_date

from .scene import hand_in, make_scored_entry

HOME = reverse("scoring:home")


@pytest.fixture
def entry(current_round, seats):
    return make_scored_entry(current_round)


@pytest.fixture
def amended(cast, seats):
    """`amended(line, …)` issues an amendment of today with these lines, and gives back the paper."""

    def amended(*lines, dated=None):
        amendment = draft_amendment(seats[0].committee.order, reason="ย้าย", actor=cast.staff)
        for line in lines:
            set_change(amendment, AmendmentChange(committee=seats[0].committee, **line), actor=cast.staff)
        return issue_amendment(
            amendment, number="900", dated=dated or timezone.localdate(), signatory=make_signatory(), actor=cast.staff
        )

    return amended


def removed(seat):
    return {"act": "remove", "seat": seat}


def replaced(seat, user):
    return {
        "act": "replace",
        "seat": seat,
        "name": user.full_name,
        "user": user,
        "position": "หัวหน้า",
        "agency": "สำนักงาน",
    }


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of(response):
    return response.content.decode()


def gone(seat):
    return f"พ้นจาก{seat.committee} ตั้งแต่วันที่ {thai_date(timezone.localdate())} ตามคำสั่งที่ 900/"


class TestWhoHasLeft:
    def test_an_open_sheet_is_closed_by_the_order(self, cast, entry, seats, marks, amended):
        sheet = open_sheet(entry, member=seats[1], actor=cast.member_2)
        save_marks(sheet, marks=marks, actor=cast.member_2)
        amended(removed(seats[1]))
        for act in (
            lambda: save_marks(sheet, marks={"ก1.1": 0}, actor=cast.member_2),
            lambda: fill_sheet(entry, member=seats[1], marks={"ก1.1": 0}, actor=cast.member_2),
            lambda: submit_sheet(sheet, actor=cast.member_2),
        ):
            with pytest.raises(ValidationError, match=f"ท่าน{gone(seats[1])}.*จึงให้คะแนน.*ไม่ได้") as refused:
                act()
            assert refused.value.code == "member_today"
        with pytest.raises(ValidationError, match=f"{seats[1]} {gone(seats[1])}"):
            submit_sheet(sheet, actor=cast.secretary)
        sheet.refresh_from_db()
        assert sheet.status == "draft" and sheet.marks.count() == len(marks)

    def test_no_new_sheet_is_opened(self, cast, entry, seats, amended):
        amended(removed(seats[1]))
        with pytest.raises(ValidationError, match=gone(seats[1])):
            open_sheet(entry, member=seats[1], actor=cast.member_2)

    def test_until_the_day_of_the_order_the_member_scores(self, cast, entry, seats, marks, amended):
        amended(removed(seats[1]), dated=timezone.localdate() + timedelta(days=1))
        hand_in(entry, seats[1], marks)

    def test_what_was_handed_in_counts_and_what_was_left_open_is_not_missed(
        self, cast, current_round, framework, entry, seats, marks, amended
    ):
        Framework.objects.update(min_sheets=2)
        hand_in(entry, seats[1], marks)
        hand_in(entry, seats[0], marks)
        open_sheet(entry, member=seats[2], actor=cast.member_3)
        amended(removed(seats[1]), removed(seats[2]))
        batch = settle_round(current_round, actor=cast.secretary)
        assert batch.results.get().sheets_count == 2

    def test_a_sheet_is_not_given_back_to_who_is_gone(self, cast, entry, seats, marks, amended):
        sheet = hand_in(entry, seats[1], marks)
        amended(removed(seats[1]))
        with pytest.raises(ValidationError, match=gone(seats[1])):
            reopen_sheet(sheet, actor=cast.secretary, reason="แก้คะแนน")
        sheet.refresh_from_db()
        assert sheet.status == "submitted"

    def test_an_agreed_sheet_left_open_does_not_stop_the_others(self, cast, framework, entry, seats, amended):
        Framework.objects.update(method="consensus")
        open_sheet(entry, member=seats[1], actor=cast.member_2)
        with pytest.raises(ValidationError, match="ฉบับเดียว"):
            open_sheet(entry, member=seats[0], actor=cast.member)
        amended(removed(seats[1]))
        open_sheet(entry, member=seats[0], actor=cast.member)


class TestPages:
    def test_the_member_is_told_and_sees_the_own_sheets_only_to_read(self, cast, entry, seats, marks, amended):
        sheet = open_sheet(entry, member=seats[1], actor=cast.member_2)
        save_marks(sheet, marks=marks, actor=cast.member_2)
        other = make_scored_entry(entry.round)
        amended(removed(seats[1]))
        client = signed_in(cast.member_2)
        home = text_of(client.get(HOME))
        assert f"ท่าน{gone(seats[1])}" in home and "พ้นจากคณะแล้ว" in home
        assert entry.name in home and other.name not in home
        page = reverse("scoring:sheet-edit", args=[entry.pk])
        shown = client.get(page)
        assert gone(seats[1]) in text_of(shown) and "ส่งคะแนน</button>" not in text_of(shown)
        refused = client.post(page, {"seen": "{}", "submit": "yes"})
        assert refused.status_code == 409 and gone(seats[1]) in text_of(refused)
        piece = client.post(page, {"seen": "{}", "autosave": "1"}, headers={"HX-Request": "true"})
        assert gone(seats[1]) in text_of(piece) and "<html" not in text_of(piece)
        assert client.get(reverse("scoring:sheet-edit", args=[other.pk])).status_code == 404

    def test_who_left_without_a_sheet_is_told_why_there_is_nothing(self, cast, entry, seats, amended):
        amended(removed(seats[1]))
        assert f"ท่าน{gone(seats[1])}" in text_of(signed_in(cast.member_2).get(HOME))

    def test_a_submitted_sheet_is_still_read_and_printed(self, cast, entry, seats, marks, amended):
        hand_in(entry, seats[1], marks)
        amended(removed(seats[1]))
        client = signed_in(cast.member_2)
        assert "ส่งคะแนนแล้วเมื่อ" in text_of(client.get(reverse("scoring:sheet-edit", args=[entry.pk])))
        assert client.get(reverse("scoring:sheet-pdf", args=[entry.pk]))["Content-Type"] == "application/pdf"

    def test_the_secretary_sees_who_has_left_and_what_they_left(self, cast, entry, seats, marks, amended):
        hand_in(entry, seats[1], marks)
        open_sheet(make_scored_entry(entry.round), member=seats[1], actor=cast.member_2)
        client = signed_in(cast.secretary)
        assert "ผู้พ้นจากคณะแล้ว" not in text_of(client.get(HOME))
        amended(removed(seats[1]), {"act": "role", "seat": seats[2], "role": "secretary"})
        response = client.get(HOME)
        [seat] = response.context["gone"]  # a new role is not leaving
        assert (seat, seat.handed_in, seat.left_open) == (seats[1], 1, 1)
        offered = [str(option) for option in response.context["member_form"].fields["member"].queryset]
        assert str(seats[1]) not in offered and len(offered) == 2
        assert gone(seats[1]) in text_of(client.get(HOME, {"member": seats[1].pk}))

    def test_the_list_of_who_has_left_asks_no_more_for_more(self, cast, entry, seats, amended):
        client = signed_in(cast.secretary)

        def asked():
            with CaptureQueriesContext(connection) as queries:
                client.get(HOME)
            return len(queries)

        Appointment.objects.filter(pk=seats[2].pk).update(until=timezone.localdate(), ended_by=seats[2].order)
        one = asked()
        Appointment.objects.filter(pk=seats[1].pk).update(until=timezone.localdate(), ended_by=seats[1].order)
        assert asked() == one


class TestWhoHasCome:
    def test_a_replacement_scores_from_the_day_of_the_order(self, cast, entry, seats, marks, amended):
        new = make_user("member9", "member")
        amended(replaced(seats[1], new))
        seat = Appointment.objects.get(user=new)
        hand_in(entry, seat, marks)
        page = reverse("scoring:sheet-edit", args=[entry.pk])
        assert "ส่งคะแนนแล้วเมื่อ" in text_of(signed_in(new).get(page))
        assert signed_in(cast.member_2).get(page).status_code == 404

    def test_not_before_it(self, cast, entry, seats, amended):
        new = make_user("member9", "member")
        tomorrow = timezone.localdate() + timedelta(days=1)
        amended(replaced(seats[1], new), dated=tomorrow)
        seat = Appointment.objects.get(user=new)
        with pytest.raises(ValidationError, match=f"ท่านเริ่มดำรงตำแหน่งใน.* ตั้งแต่วันที่ {thai_date(tomorrow)}"):
            open_sheet(entry, member=seat, actor=new)
        assert entry.name not in text_of(signed_in(new).get(HOME))


class TestANewRole:
    """The same person in another seat of the body: nothing is scored twice, nothing is lost."""

    @pytest.fixture
    def promote(self, seats, amended):
        def promote():
            amended({"act": "role", "seat": seats[1], "role": "secretary"})
            return Appointment.objects.get(user=seats[1].user, until=None)

        return promote

    def test_an_open_sheet_goes_on(self, cast, entry, seats, marks, promote):
        sheet = open_sheet(entry, member=seats[1], actor=cast.member_2)
        save_marks(sheet, marks={"ก1.1": 1}, actor=cast.member_2)
        seat = promote()
        again = fill_sheet(entry, member=seat, marks=marks | {"ก1.1": 1}, actor=cast.member_2)
        submit_sheet(again, actor=cast.member_2)
        assert Sheet.objects.get() == sheet
        assert Sheet.objects.get().member == seat

    def test_a_product_is_not_scored_twice(self, cast, entry, seats, marks, promote):
        hand_in(entry, seats[1], marks)
        with pytest.raises(ValidationError, match="ได้หนึ่งฉบับ"):
            open_sheet(entry, member=promote(), actor=cast.member_2)
        page = signed_in(cast.member_2).get(reverse("scoring:sheet-edit", args=[entry.pk]))
        assert "ส่งคะแนนแล้วเมื่อ" in text_of(page)

    def test_standing_back_goes_with_the_person(self, cast, entry, seats, marks, promote):
        recuse(entry, member=seats[1], actor=cast.member_2, reason="เป็นญาติ")
        seat = promote()
        with pytest.raises(ValidationError, match="ถอนตัว"):
            open_sheet(entry, member=seat, actor=cast.member_2)
        recuse(entry, member=seat, actor=cast.member_2, reason="เป็นญาติ")
        assert Recusal.objects.count() == 1

    def test_standing_back_takes_the_sheet_of_the_earlier_seat_out(self, cast, entry, seats, marks, promote):
        hand_in(entry, seats[1], marks)
        recuse(entry, member=promote(), actor=cast.member_2, reason="เป็นญาติ")
        assert not Sheet.objects.counted().exists()

    def test_a_sheet_given_back_is_corrected_in_the_new_seat(self, cast, entry, seats, marks, promote):
        sheet = hand_in(entry, seats[1], marks)
        seat = promote()
        reopen_sheet(sheet, actor=cast.secretary, reason="แก้คะแนน")
        sheet = fill_sheet(entry, member=seat, marks={"ก1.1": 1}, actor=cast.member_2)
        assert submit_sheet(sheet, actor=cast.member_2).member == seat


class TestPapers:
    def test_sheets_are_printed_and_lists_signed_by_the_members_of_the_day(
        self, cast, current_round, framework, entry, seats, marks, amended
    ):
        Framework.objects.update(min_sheets=1)
        hand_in(entry, seats[0], marks)
        new = make_user("member9", "member")
        recuse(entry, member=seats[2], actor=cast.member_3, reason="เป็นญาติ")
        amended(replaced(seats[1], new), {"act": "role", "seat": seats[2], "role": "secretary"})
        panel = Panel.objects.get()
        framework.refresh_from_db()
        assert [stamp.member for stamp in stamps(panel, framework)] == [str(seats[0]), new.full_name]
        batch = settle_round(current_round, actor=cast.secretary)
        signers = [signer.name for signer in result_list(batch).tables[0].signers]
        assert signers == [str(seats[0]), new.full_name, str(seats[2])]
        batch.published_at = timezone.now() - timedelta(days=2)
        assert str(seats[1]) in [signer.name for signer in result_list(batch).tables[0].signers]

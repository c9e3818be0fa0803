"""A meeting is planned ahead, changed so that those invited learn of it, held or cancelled once; overlaps are said."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefings import actions
from briefings.models import Briefing
from committees.actions import appoint_committee
from office.models import Event
from opc_site.testing import DISTRICT_A, DISTRICT_B, make_committee, make_signatory

from .test_briefings import SECRETS, make_briefing, told, typed


@pytest.fixture
def briefing(current_round):
    briefing = make_briefing(current_round)
    briefing.districts.add(DISTRICT_A)
    return briefing


def change(briefing):
    return reverse("admin:briefings_briefing_change", args=[briefing.pk])


def appointed(round, members, actor, **fields):
    body = make_committee(round, members, **fields)
    number = str(body.pk)
    appoint_committee([body], number=number, dated=timezone.localdate(), signatory=make_signatory(), actor=actor)
    return body


class TestAhead:
    def post(self, client, cast, briefing, **changes):
        client.force_login(cast.staff)
        start = timezone.localtime(timezone.now()) + changes.pop("by")
        end = start + timedelta(hours=1)
        data = typed(briefing) | {
            f"{name}_{part}": value
            for name, moment in (("starts_at", start), ("ends_at", end))
            for part, value in (
                ("day", moment.day),
                ("month", moment.month),
                ("year", moment.year + 543),
                ("time", f"{moment:%H.%M}"),
            )
        }
        return client.post(change(briefing), data | changes)

    def test_a_day_that_is_past_is_refused_with_advice(self, client, cast, briefing):
        response = self.post(client, cast, briefing, by=timedelta(days=-2))
        assert "วันและเวลาประชุมผ่านไปแล้ว" in response.content.decode()
        assert "บันทึกย้อนหลัง" in response.content.decode()

    def test_a_record_of_a_past_meeting_is_taken(self, client, cast, briefing):
        assert self.post(client, cast, briefing, by=timedelta(days=-2), is_record="on").status_code == 302
        briefing.refresh_from_db()
        assert briefing.starts_at < timezone.now() and briefing.is_record

    def test_the_moment_itself_is_past_and_the_next_one_ahead(self):
        now = timezone.now()
        with pytest.raises(ValidationError, match="ผ่านไปแล้ว"):
            actions.require_ahead(now, is_record=False, at=now)
        actions.require_ahead(now + timedelta(microseconds=1), is_record=False, at=now)
        actions.require_ahead(now - timedelta(days=9), is_record=True, at=now)

    def test_a_meeting_that_has_begun_may_still_be_corrected(self, client, cast, briefing):
        start = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
        Briefing.objects.filter(pk=briefing.pk).update(starts_at=start, ends_at=start + timedelta(hours=3))
        briefing.refresh_from_db()
        client.force_login(cast.staff)
        assert client.post(change(briefing), typed(briefing) | {"details": "ห้องเปลี่ยนเป็นชั้น 2"}).status_code == 302

    def test_ending_before_the_start_and_meeting_nowhere(self, client, cast, briefing):
        client.force_login(cast.staff)
        data = typed(briefing)
        upside_down = data | {f"ends_at_{part}": data[f"starts_at_{part}"] for part in ("day", "month", "year", "time")}
        assert "เวลาเลิกประชุมต้องอยู่หลังเวลาเริ่มประชุม" in client.post(change(briefing), upside_down).content.decode()
        nowhere = data | {"online_system": "", "place": ""}
        assert "การประชุมต้องมีสถานที่" in client.post(change(briefing), nowhere).content.decode()


class TestChanges:
    def test_what_those_invited_must_learn_of_counts_and_is_shown(self, client, cast, briefing):
        actions.invite(briefing, actor=cast.staff)
        client.force_login(cast.staff)
        response = client.post(change(briefing), typed(briefing) | {"place": "หอประชุมจังหวัด"}, follow=True)
        assert "ผู้ได้รับเชิญเห็นว่ามีการเปลี่ยนแปลง" in response.content.decode()
        briefing.refresh_from_db()
        assert briefing.sequence == 1 and timezone.now() - briefing.changed_at < timedelta(minutes=1)
        client.force_login(cast.officer_a)
        assert "มีการเปลี่ยนแปลง" in client.get(briefing.get_absolute_url()).content.decode()

    def test_before_anybody_is_invited_nothing_is_counted(self, client, cast, briefing):
        client.force_login(cast.staff)
        client.post(change(briefing), typed(briefing) | {"place": "หอประชุมจังหวัด"})
        briefing.refresh_from_db()
        assert (briefing.place, briefing.sequence) == ("หอประชุมจังหวัด", 0)

    def test_what_others_may_do_without_is_not_counted(self, client, cast, briefing):
        briefing.starts_at = briefing.starts_at.replace(second=0, microsecond=0)
        briefing.ends_at = briefing.ends_at.replace(second=0, microsecond=0)
        briefing.save()
        actions.invite(briefing, actor=cast.staff)
        client.force_login(cast.staff)
        client.post(change(briefing), typed(briefing) | {"details": "แต่งกายชุดผ้าไทย"})
        briefing.refresh_from_db()
        assert (briefing.details, briefing.sequence) == ("แต่งกายชุดผ้าไทย", 0)

    def test_another_audience_is_in_the_journal_and_asks_for_inviting_again(self, client, cast, briefing):
        actions.invite(briefing, actor=cast.staff)
        client.force_login(cast.staff)
        data = typed(briefing) | {"all_districts": "on"}
        response = client.post(change(briefing), data, follow=True)
        assert "โปรดกด “ออกรายชื่อผู้ได้รับเชิญ” อีกครั้ง" in response.content.decode()
        assert briefing.districts.count() == 18
        event = Event.objects.about(briefing).filter(verb="เปลี่ยนกลุ่มผู้ได้รับเชิญ").get()
        assert len(event.after["อำเภอที่เชิญ"]) == 18 and event.before["อำเภอที่เชิญ"] == ["เมืองสกลนคร"]

    def test_a_bodys_own_meeting_invites_the_body(self, client, cast, current_round, briefing):
        body = appointed(current_round, [cast.member], cast.staff)
        client.force_login(cast.staff)
        assert client.post(change(briefing), typed(briefing) | {"body": body.pk}).status_code == 302
        assert list(briefing.committees.all()) == [body]

    def test_an_agenda_that_looks_like_a_secret_is_pointed_out(self, client, cast, briefing):
        client.force_login(cast.staff)
        agenda = {
            "agenda-TOTAL_FORMS": "1",
            "agenda-0-order": "3",
            "agenda-0-title": "เข้าประชุม รหัสผ่าน 998877",
            "agenda-0-briefing": briefing.pk,
        }
        response = client.post(change(briefing), typed(briefing) | agenda, follow=True)
        assert "ดูเหมือนมีรหัสผ่านหรือลิงก์เข้าประชุม: ระเบียบวาระ “เข้าประชุม รหัสผ่าน" in response.content.decode()


class TestHeld:
    def test_only_from_its_start_and_only_once(self, cast, briefing):
        with pytest.raises(ValidationError, match="การประชุมยังไม่ถึงเวลาเริ่ม"):
            actions.hold_briefing(briefing, actor=cast.staff, at=briefing.starts_at - timedelta(seconds=1))
        actions.hold_briefing(briefing, actor=cast.staff, at=briefing.starts_at)
        assert briefing.status == Briefing.Status.HELD
        assert (briefing.began_at, briefing.finished_at) == (briefing.starts_at, briefing.ends_at)
        with pytest.raises(ValidationError, match="อยู่ในสถานะ “จัดแล้ว”"):
            actions.hold_briefing(briefing, actor=cast.staff, at=briefing.ends_at)
        assert Event.objects.about(briefing).get().verb == "บันทึกว่าจัดประชุมแล้ว"

    def test_when_it_really_began_is_kept(self, cast, briefing):
        began = briefing.starts_at + timedelta(minutes=20)
        Briefing.objects.filter(pk=briefing.pk).update(began_at=began)
        actions.hold_briefing(briefing, actor=cast.staff, at=briefing.ends_at)
        assert (briefing.began_at, briefing.finished_at) == (began, briefing.ends_at)

    @pytest.mark.parametrize("status", [Briefing.Status.HELD, Briefing.Status.CANCELLED])
    def test_afterwards_its_page_only_shows_it(self, client, cast, briefing, status):
        Briefing.objects.filter(pk=briefing.pk).update(status=status, cancel_reason="ไฟฟ้าดับ")
        client.force_login(cast.staff)
        page = client.get(change(briefing)).content.decode()
        assert briefing.title in page
        for name in ("title", "starts_at_day", "place", "districts", "all_districts", "passcode", "agenda-0-title"):
            assert f'name="{name}"' not in page
        assert client.post(change(briefing), typed(briefing) | {"title": "อื่น"}).status_code == 302
        briefing.refresh_from_db()
        assert (briefing.title, briefing.passcode) == ("ประชุมชี้แจงการดำเนินการคัดสรรฯ", "canarypass")

    def test_by_the_province_only(self, cast, briefing):
        for act, more in ((actions.hold_briefing, {}), (actions.cancel_briefing, {"reason": "x"})):
            with pytest.raises(PermissionDenied):
                act(briefing, actor=cast.officer_a, **more)


class TestCancelled:
    def test_with_a_reason_and_told_to_calendars(self, cast, briefing):
        with pytest.raises(ValidationError, match="ต้องบอกเหตุผล"):
            actions.cancel_briefing(briefing, actor=cast.staff, reason=" \u200b ")
        actions.cancel_briefing(briefing, actor=cast.staff, reason="ประธานติดราชการด่วน")
        assert (briefing.status, briefing.sequence) == (Briefing.Status.CANCELLED, 1)
        with pytest.raises(ValidationError, match="อยู่ในสถานะ “ยกเลิก”"):
            actions.cancel_briefing(briefing, actor=cast.staff, reason="อีกครั้ง")
        assert Event.objects.about(briefing).get().reason == "ประธานติดราชการด่วน"

    def test_a_reason_that_repeats_the_passcode_is_refused(self, cast, briefing):
        with pytest.raises(ValidationError, match="มีข้อความเดียวกับลิงก์"):
            actions.cancel_briefing(briefing, actor=cast.staff, reason="รหัส canarypass ใช้ไม่ได้")

    def test_its_page_says_so_and_no_longer_how_to_join(self, client, cast, briefing):
        actions.cancel_briefing(briefing, actor=cast.staff, reason="ประธานติดราชการด่วน")
        client.force_login(cast.officer_a)
        text = client.get(briefing.get_absolute_url()).content.decode()
        assert "ยกเลิกการประชุมนี้แล้ว" in text and "ประธานติดราชการด่วน" in text
        assert told(text) == []

    def test_the_buttons_ask_for_the_reason(self, client, cast, briefing):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_act", args=[briefing.pk, "cancel"])
        assert client.post(address, {"confirm": "1", "reason": ""}).status_code == 200
        assert client.post(address, {"confirm": "1", "reason": "เลื่อน"}).status_code == 302
        briefing.refresh_from_db()
        assert briefing.status == Briefing.Status.CANCELLED

    def test_past_python_no_cancellation_is_without_a_reason(self, briefing):
        with pytest.raises(IntegrityError), transaction.atomic():
            Briefing.objects.filter(pk=briefing.pk).update(status="cancelled")
        Briefing.objects.filter(pk=briefing.pk).update(status="cancelled", cancel_reason="เลื่อน")


class TestOverlap:
    """Said, not refused: an office may know why."""

    def another(self, briefing, **fields):
        fields = {"title": "อีกการประชุม", "starts_at": briefing.starts_at, "ends_at": briefing.ends_at} | fields
        return make_briefing(briefing.round, **fields)

    def test_the_same_place_however_it_is_written(self, briefing):
        briefing.place = "ห้องประชุม ๑ ศาลากลาง"
        other = self.another(briefing, place="ห้องประชุม1ศาลากลาง")
        (said,) = actions.overlaps(briefing)
        assert said.startswith("“อีกการประชุม” วันที่ ") and said.endswith(": ใช้สถานที่เดียวกัน")
        assert told(said) == []
        Briefing.objects.filter(pk=other.pk).update(place="ห้องประชุม 2 ศาลากลาง")
        assert actions.overlaps(briefing) == []

    def test_the_same_district_person_and_member_of_two_bodies(self, cast, current_round, briefing):
        other = self.another(briefing)
        assert actions.overlaps(briefing) == []
        other.districts.add(DISTRICT_A, DISTRICT_B)
        assert "เชิญอำเภอเดียวกัน (เมืองสกลนคร)" in actions.overlaps(briefing)[0]
        other.districts.clear()
        briefing.committees.add(appointed(current_round, [cast.member, cast.member_2], cast.staff))
        other.committees.add(appointed(current_round, [cast.member_2, cast.member_3], cast.staff))
        assert f"เชิญบุคคลเดียวกัน ({cast.member_2})" in actions.overlaps(briefing)[0]
        other.committees.clear()
        other.people.add(cast.member)
        assert f"เชิญบุคคลเดียวกัน ({cast.member})" in actions.overlaps(briefing)[0]

    def test_one_after_the_other_or_cancelled_is_no_overlap(self, cast, briefing):
        other = self.another(briefing, starts_at=briefing.ends_at, ends_at=briefing.ends_at + timedelta(hours=1))
        other.districts.add(DISTRICT_A)
        assert actions.overlaps(briefing) == []
        Briefing.objects.filter(pk=other.pk).update(starts_at=briefing.ends_at - timedelta(seconds=1))
        assert len(actions.overlaps(briefing)) == 1
        actions.cancel_briefing(other, actor=cast.staff, reason="เลื่อน")
        assert actions.overlaps(briefing) == []

    def test_saving_and_the_page_say_it(self, client, cast, briefing):
        self.another(briefing).districts.add(DISTRICT_A)
        client.force_login(cast.staff)
        text = client.get(change(briefing)).content.decode()
        assert "เชิญอำเภอเดียวกัน (เมืองสกลนคร)" in text
        text = client.post(change(briefing), typed(briefing), follow=True).content.decode()
        assert "เวลาตรงกับการประชุม “อีกการประชุม”" in text

    def test_as_many_questions_for_one_other_as_for_three(self, cast, current_round, briefing):
        body = appointed(current_round, [cast.member], cast.staff)
        briefing.committees.add(body)

        def asked():
            with CaptureQueriesContext(connection) as queries:
                actions.overlaps(Briefing.objects.get(pk=briefing.pk))
            return len(queries)

        self.another(briefing).committees.add(body)
        one = asked()
        for _ in range(2):
            self.another(briefing).committees.add(body)
        assert asked() == one


def test_the_lists_of_staff_hold_no_secret(client, cast, briefing):
    actions.invite(briefing, actor=cast.staff)
    client.force_login(cast.staff)
    for name, arguments in (
        ("briefings_briefing_changelist", []),
        ("briefings_invitation_changelist", []),
        ("briefings_briefing_waiting", [briefing.pk]),
        ("briefings_briefing_history", [briefing.pk]),
    ):
        text = client.get(reverse(f"admin:{name}", args=arguments)).content.decode()
        assert [secret for secret in SECRETS if secret in text] == []

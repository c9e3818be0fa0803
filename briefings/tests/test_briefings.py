"""Step 2: who is told of a briefing, and that what opens it stays with those who are invited."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefings.models import AgendaItem, Briefing
from briefings.rules import looks_secret
from committees.actions import appoint_committee
from office.models import Event
from opc_site.testing import DISTRICT_A, make_committee, make_signatory

# Found nowhere but where they may be seen.
LINK, MEETING, PASSCODE = "https://zoom.example/j/canarylink", "597 212 7609", "canarypass"
SECRETS = (LINK, "canarylink", MEETING, PASSCODE)


def make_briefing(round, **fields):
    start = timezone.now() + timedelta(days=1)
    briefing = Briefing.objects.create(
        **{
            "round": round,
            "kind": "officers",
            "title": "ประชุมชี้แจงการดำเนินการคัดสรรฯ",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "online_system": "Zoom Cloud Meeting",
            "join_link": LINK,
            "meeting_id": MEETING,
            "passcode": PASSCODE,
        }
        | fields
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(briefing=briefing, order=order, title=title) for order, title in enumerate(["แนวคิด", "หลักเกณฑ์"], 1)
    )
    return briefing


@pytest.fixture
def briefing(current_round):
    briefing = make_briefing(current_round)
    briefing.districts.add(DISTRICT_A)
    return briefing


def page(briefing):
    return reverse("briefings:briefing-detail", args=[briefing.pk])


def told(text):
    return [secret for secret in SECRETS if secret in text]


class TestWhoIsInvited:
    def test_the_officer_of_an_invited_district_sees_how_to_join(self, client, cast, briefing):
        client.force_login(cast.officer_a)
        text = client.get(page(briefing)).content.decode()
        assert told(text) == list(SECRETS)
        assert "<li>หลักเกณฑ์</li>" in text

    def test_another_districts_officer_sees_when_and_what_but_not_how_to_join(self, client, cast, briefing):
        client.force_login(cast.officer_b)
        for address in (page(briefing), reverse("briefings:briefing-list")):
            text = client.get(address).content.decode()
            assert briefing.title in text and told(text) == []

    def test_a_member_of_an_invited_body_and_a_person_invited_by_name(self, client, cast, current_round, briefing):
        for person in (cast.member, cast.member_2, cast.officer_b):
            client.force_login(person)
            assert told(client.get(page(briefing)).content.decode()) == []
        body = make_committee(current_round, [cast.member])
        appoint_committee([body], number="1", dated=timezone.localdate(), signatory=make_signatory(), actor=cast.staff)
        briefing.committees.add(body)
        briefing.people.add(cast.officer_b)
        for person, sees in ((cast.member, SECRETS), (cast.member_2, ()), (cast.officer_b, SECRETS)):
            client.force_login(person)
            assert told(client.get(page(briefing)).content.decode()) == list(sees)

    def test_the_anonymous_are_asked_to_sign_in(self, client, briefing):
        for address in (page(briefing), reverse("briefings:briefing-list")):
            response = client.get(address)
            assert response.status_code == 302
            assert told(response.content.decode()) == []

    def test_no_cache_keeps_the_page(self, client, cast, briefing):
        client.force_login(cast.officer_a)
        assert "no-store" in client.get(page(briefing))["Cache-Control"]


class TestSecrets:
    def test_the_list_and_the_admin_list_hold_none(self, client, cast, briefing):
        client.force_login(cast.staff)
        for address in (
            reverse("briefings:briefing-list"),
            reverse("admin:briefings_briefing_changelist"),
            reverse("admin:briefings_briefing_changelist") + "?q=canarypas",
            reverse("admin:briefings_briefing_history", args=[briefing.pk]),
        ):
            response = client.get(address)
            assert response.status_code == 200
            assert told(response.content.decode()) == []
            assert "?q=" not in address or briefing.title not in response.content.decode()

    def test_the_journal_says_only_that_they_changed(self, client, cast, briefing):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_change", args=[briefing.pk])
        data = typed(briefing) | {"passcode": "canarypass2", "title": "ชื่อใหม่", "join_link": ""}
        assert client.post(address, data).status_code == 302
        event = Event.objects.about(briefing).get()
        assert event.after["title"] == "ชื่อใหม่"
        assert told(f"{event.before} {event.after} {event.reason} {event.target_label}") == []

    def test_str_and_public_pages_hold_none(self, client, briefing):
        assert told(f"{briefing} {briefing!r}") == []
        assert told(client.get("/").content.decode()) == []

    @pytest.mark.parametrize("field", ["title", "place", "details", "online_system"])
    @pytest.mark.parametrize("text", ["รหัส canarypass", "Meeting ๕๙๗-๒๑๒-๗๖๐๙", f"เข้าที่ {LINK}"])
    def test_an_open_field_that_repeats_one_is_refused(self, briefing, field, text):
        setattr(briefing, field, text)
        with pytest.raises(ValidationError) as refused:
            briefing.full_clean()
        assert list(refused.value.message_dict) == [field]
        assert "มีข้อความเดียวกับลิงก์ รหัสการประชุม หรือรหัสผ่าน" in refused.value.messages[0]

    def test_a_short_code_does_not_forbid_every_text(self, briefing):
        briefing.meeting_id, briefing.passcode, briefing.details = "", "1", "วาระที่ 1"
        briefing.full_clean()

    def test_what_looks_like_one_is_pointed_out(self, client, cast, briefing):
        client.force_login(cast.staff)
        address = reverse("admin:briefings_briefing_change", args=[briefing.pk])
        response = client.post(address, typed(briefing) | {"details": "เข้าประชุม Passcode: 998877"}, follow=True)
        text = response.content.decode()
        assert "ดูเหมือนมีรหัสผ่านหรือลิงก์เข้าประชุม: ช่อง “รายละเอียดที่แจ้งผู้ได้รับเชิญ”" in text
        assert "ช่อง “เรื่อง”" not in text

    @pytest.mark.parametrize(
        "text", ["Passcode: 1", "PASS CODE", "รหัสผ่าน ๑๒๓", "https://a.b/c", "Meeting ID 5", "us02.zoom.us/j/1"]
    )
    def test_looks_secret(self, text):
        assert looks_secret(text)

    @pytest.mark.parametrize("text", ["ประชุมผ่าน Zoom Cloud Meeting", "รหัสผลิตภัณฑ์", "วาระที่ ๑", ""])
    def test_looks_harmless(self, text):
        assert not looks_secret(text)


def typed(briefing):
    start, end = timezone.localtime(briefing.starts_at), timezone.localtime(briefing.ends_at)

    def moment(name, value):
        return {
            f"{name}_day": value.day,
            f"{name}_month": value.month,
            f"{name}_year": value.year + 543,
            f"{name}_time": f"{value:%H.%M}",
        }

    return {
        "round": briefing.round_id,
        "kind": briefing.kind,
        "title": briefing.title,
        "place": briefing.place,
        "online_system": briefing.online_system,
        "join_link": briefing.join_link,
        "meeting_id": briefing.meeting_id,
        "passcode": briefing.passcode,
        "details": briefing.details,
        "districts": list(briefing.districts.values_list("pk", flat=True)),
        "producers": briefing.producers,
        "producer_group": briefing.producer_group,
        "agenda-TOTAL_FORMS": "0",
        "agenda-INITIAL_FORMS": "0",
        **moment("starts_at", start),
        **moment("ends_at", end),
    }


class TestList:
    def test_coming_past_and_all(self, client, cast, current_round, briefing):
        past = timezone.now() - timedelta(days=3)
        make_briefing(current_round, title="ครั้งก่อน", starts_at=past, ends_at=past + timedelta(hours=1))
        client.force_login(cast.staff)
        address = reverse("briefings:briefing-list")

        def titles(query=""):
            text = client.get(address + query).content.decode()
            return (briefing.title in text, "ครั้งก่อน" in text)

        assert [titles(), titles("?when=past"), titles("?when=all"), titles("?when=x&page=x")] == [
            (True, False),
            (False, True),
            (True, True),
            (True, False),
        ]

    @pytest.mark.parametrize("address", ["briefings:briefing-list", "admin:briefings_briefing_changelist"])
    def test_the_same_number_of_questions_for_one_and_three(self, client, cast, current_round, briefing, address):
        client.force_login(cast.staff)
        with CaptureQueriesContext(connection) as one:
            client.get(reverse(address))
        make_briefing(current_round)
        make_briefing(current_round)
        with CaptureQueriesContext(connection) as three:
            client.get(reverse(address))
        assert len(one) == len(three)


class TestPastPython:
    """What the database itself refuses, whoever writes."""

    @pytest.mark.parametrize(
        ("changes", "clause"),
        [
            ({"kind": "others"}, "briefed_audience"),
            ({"ends_at": timezone.now() - timedelta(days=9)}, "briefing_ends_after_start"),
            ({"place": "", "online_system": ""}, "briefing_has_place"),
        ],
    )
    def test_a_row_that_breaks_a_clause(self, current_round, changes, clause):
        start = timezone.now()
        fields = {
            "round": current_round,
            "kind": "officers",
            "title": "x",
            "starts_at": start,
            "ends_at": start + timedelta(seconds=1),
            "place": "ศาลากลาง",
        }
        with pytest.raises(IntegrityError, match=clause), transaction.atomic():
            Briefing.objects.bulk_create([Briefing(**fields | changes)])
        Briefing.objects.bulk_create([Briefing(**fields)])

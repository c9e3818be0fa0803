"""What strangers read of meetings: when and where the public ones are, and answered questions without names."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from briefings.models import Briefing, Question
from opc_site.testing import make_round

from .test_records import LINK, MEETING, PASSCODE, told

LIST, FAQ = "/meetings/", "/meetings/faq/"


def make_public(round, **fields):
    start = timezone.now() + timedelta(days=2)
    return Briefing.objects.create(
        **{
            "round": round,
            "kind": "producers",
            "title": "ประชุมชี้แจงผู้ผลิต",
            "starts_at": start,
            "ends_at": start + timedelta(hours=2),
            "place": "หอประชุมจังหวัด",
            "online_system": "Zoom Cloud Meeting",
            "join_link": LINK,
            "meeting_id": MEETING,
            "passcode": PASSCODE,
            "details": "เฉพาะผู้ได้รับเชิญ",
            "is_public": True,
        }
        | fields
    )


def make_question(briefing, text="ส่งได้กี่ผลิตภัณฑ์", **fields):
    published = {"answer": "รายละไม่เกิน 2 ผลิตภัณฑ์", "asked_by": "นายขี้ สงสัย", "published_at": timezone.now()}
    return Question.objects.create(briefing=briefing, text=text, **published | fields)


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


class TestMeetings:
    def test_only_public_ones_that_lie_ahead(self, client, current_round):
        past = timezone.now() - timedelta(days=3)
        make_public(current_round)
        make_public(current_round, title="ประชุมภายใน", is_public=False)
        make_public(current_round, title="ประชุมที่ผ่านมา", starts_at=past, ends_at=past + timedelta(hours=1))
        make_public(current_round, title="ประชุมที่ยกเลิก", status="cancelled", cancel_reason="เหตุผลภายใน")
        text = shown(client, LIST)
        titles = ("ประชุมชี้แจงผู้ผลิต", "ประชุมภายใน", "ประชุมที่ผ่านมา", "ประชุมที่ยกเลิก")
        assert [title in text for title in titles] == [True, False, False, True]
        assert "หอประชุมจังหวัด และออนไลน์ (Zoom Cloud Meeting)" in text
        assert "status-cancelled" in text and "เหตุผลภายใน" not in text

    def test_nothing_that_opens_a_meeting_and_no_details(self, client, cast, current_round):
        meeting = make_public(current_round)
        make_question(meeting)
        addresses = (LIST, FAQ, f"/meetings/{meeting.pk}/", "/", "/announcements/feed.xml")
        for user in (None, cast.officer_b, cast.staff):
            if user:
                client.force_login(user)
            for address in addresses:
                text = shown(client, address)
                assert told(text) == [] and "เฉพาะผู้ได้รับเชิญ" not in text

    def test_a_link_typed_where_it_does_not_belong_is_not_shown(self, client, current_round):
        make_public(current_round, title="เข้าที่ https://other.example/j/9", place="Meeting ID 998 877")
        text = shown(client, LIST)
        assert "other.example" not in text and "998 877" not in text
        assert "การประชุมเครือข่ายและผู้ผลิต ผู้ประกอบการ" in text and "แจ้งแก่ผู้ได้รับเชิญ" in text

    def test_strangers_find_no_others(self, client, current_round):
        hidden = make_public(current_round, is_public=False)
        for address in (f"/meetings/{hidden.pk}/", "/meetings/999999/", "/meetings/99999999999999999999/"):
            assert client.get(address).status_code == 404

    def test_are_kept_by_caches_as_other_public_pages(self, client, cast, current_round):
        meeting = make_public(current_round)
        for address in (LIST, FAQ, f"/meetings/{meeting.pk}/"):
            response = client.get(address)
            assert response["Cache-Control"] == "public, max-age=10"
            assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
            assert client.post(address).status_code == 405

    def test_the_empty_list_says_so(self, client, cast):
        assert "ยังไม่มีการประชุมที่เปิดให้ทราบทั่วไป" in shown(client, LIST)


class TestFaq:
    def test_published_ones_by_round_without_names(self, client, current_round):
        earlier = make_round(year_be=2562, is_current=False, title="การคัดสรร ปี 2562")
        make_question(make_public(earlier), text="ข้อเก่า")
        meeting = make_public(current_round, is_public=False)
        make_question(meeting)
        make_question(meeting, text="ข้อที่ยังไม่เผยแพร่", published_at=None)
        text = shown(client, FAQ)
        assert text.index("ปี พ.ศ. ๒๕๖๕") < text.index("ส่งได้กี่ผลิตภัณฑ์") < text.index("ปี พ.ศ. ๒๕๖๒") < text.index("ข้อเก่า")
        assert "สงสัย" not in text and "ยังไม่เผยแพร่" not in text

    @pytest.mark.parametrize(
        ("words", "found"),
        [("กี่", True), ("๒ ผลิตภัณฑ์", True), ("otop", True), ("สงสัย", False), ("กี่ ไม่มีคำนี้", False), ("%", False)],
    )
    def test_is_searched_by_its_address(self, client, current_round, words, found):
        make_question(make_public(current_round), answer="ผู้ผลิต OTOP รายละไม่เกิน 2 ผลิตภัณฑ์")
        text = client.get(FAQ, {"q": words}).content.decode()
        assert ("ส่งได้กี่ผลิตภัณฑ์" in text) == found
        assert ("พบ ๑ จาก ๑ ข้อ" if found else "พบ ๐ จาก ๑ ข้อ") in text

    def test_is_paged_and_keeps_the_search(self, client, current_round):
        meeting = make_public(current_round)
        for n in range(25):
            make_question(meeting, text=f"คำถามที่ {n:02}", order=n)
        first, second = shown(client, f"{FAQ}?q=คำถาม"), shown(client, f"{FAQ}?q=คำถาม&page=2")
        assert "คำถามที่ 19" in first and "คำถามที่ 20" not in first and "คำถามที่ 20" in second
        assert "q=%E0" in first
        assert client.get(f"{FAQ}?q={'ก' * 500}&page=x").status_code == 200

    def test_what_was_typed_is_text(self, client, current_round):
        make_question(make_public(current_round), text="<script>alert(1)</script>")
        assert "<script>alert" not in shown(client, FAQ)

    def test_the_questions_of_a_public_meeting_stand_on_its_page(self, client, current_round):
        meeting = make_public(current_round)
        make_question(meeting)
        assert "ส่งได้กี่ผลิตภัณฑ์" in shown(client, f"/meetings/{meeting.pk}/")


@pytest.mark.parametrize("address", [LIST, FAQ])
def test_the_same_number_of_queries_for_one_and_three(client, current_round, address):
    make_question(make_public(current_round))
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(2):
        make_question(make_public(current_round))
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(one) == len(three)
    assert not any(name in query["sql"] for query in three for name in ("passcode", "join_link", "asked_by"))


def test_the_home_page_leads_there(client, cast, current_round):
    text = shown(client, "/")
    assert f'href="{reverse("meetings:faq")}"' in text and f'href="{reverse("meetings:meeting-list")}"' in text

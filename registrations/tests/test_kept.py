"""What was typed and not saved: it comes back to the person who typed it, and is shown to nobody else."""

import re
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from opc_site.testing import PASSWORD, make_producer
from registrations import actions
from registrations.kept import sign
from registrations.models import Entry, KeptForm

from .test_views import words

STORY = "ย้อมเย็นด้วยครามธรรมชาติสามรุ่น"


@pytest.fixture
def producer(current_round):
    return make_producer()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer_a)
    return client


@pytest.fixture
def entry(cast, producer, current_round):
    return actions.start_entry(
        producer=producer,
        round=current_round,
        actor=cast.officer_a,
        kind="main",
        name="ผ้าพันคอ",
        group=current_round.groups.get(code="TEXTILE"),
    )


def pages(producer, entry):
    """Every page with a long form: address, and what its form posts."""
    return {
        f"/intake/counter/{producer.pk}/": {"form_token": str(uuid.uuid4())},
        f"/intake/producers/{producer.pk}/entries/new/": {"form_token": str(uuid.uuid4()), "then": "submit"},
        f"/intake/entries/{entry.pk}/edit/": {"version": "1", "then": "draft"},
    }


def posted(user, address, **more):
    sample = {"sample-condition": "good", "sample-pieces": "1"}
    return {"kept": sign(user, address), "kind": "main", "name": "ผ้าคลุมไหล่", "description": STORY} | sample | more


def sign_in(client, user, address):
    return client.post(f"/accounts/login/?next={address}", {"login": user.username, "password": PASSWORD})


def test_a_lapsed_sign_in_loses_nothing_on_any_page_with_a_form(cast, producer, entry):
    for address, more in pages(producer, entry).items():
        client = Client()
        client.force_login(cast.officer_a)
        assert 'name="kept"' in client.get(address).content.decode(), address
        Session.objects.all().delete()
        lapsed = client.post(address, posted(cast.officer_a, address, **more))
        assert (lapsed.status_code, lapsed.headers["Location"]) == (302, f"/accounts/login/?next={address}")
        assert "สิ่งที่พิมพ์ไว้ยังอยู่ครบ" in words(client.get(lapsed.headers["Location"]))
        assert STORY not in client.get(lapsed.headers["Location"]).content.decode()
        assert sign_in(client, cast.officer_a, address).headers["Location"] == address
        page = client.get(address).content.decode()
        assert STORY in page and "ผ้าคลุมไหล่" in page and "นำสิ่งที่พิมพ์ค้างไว้" in page, address
        assert "form-errors" not in page
    assert Entry.objects.count() == 1


def test_the_counters_script_is_told_where_to_go_and_leaves_the_sentence_unread(cast, producer):
    """A script that followed to the sign-in would be shown the sentence in the person's place."""
    client, address = Client(), f"/intake/counter/{producer.pk}/"
    client.force_login(cast.officer_a)
    Session.objects.all().delete()
    lapsed = client.post(address, posted(cast.officer_a, address), headers={"X-Counter": "1"})
    assert (lapsed.status_code, lapsed.headers["X-Counter-To"]) == (401, f"/accounts/login/?next={address}")
    assert "สิ่งที่พิมพ์ไว้ยังอยู่ครบ" in words(client.get(lapsed.headers["X-Counter-To"]))
    assert KeptForm.objects.get().user == cast.officer_a


def test_the_last_page_before_handing_in_is_come_back_to(cast, entry):
    client, address = Client(), f"/intake/entries/{entry.pk}/submit/"
    client.force_login(cast.officer_a)
    assert 'name="kept"' in client.get(address).content.decode()
    Session.objects.all().delete()
    lapsed = client.post(address, {"kept": sign(cast.officer_a, address), "version": 1})
    assert lapsed.headers["Location"] == f"/accounts/login/?next={address}"


def test_the_next_person_at_the_same_pc_sees_nothing_of_it(client, cast, producer):
    """F14: another officer who may open the same page signs in where the first one was signed out."""
    address = f"/intake/counter/{producer.pk}/"
    client.force_login(cast.officer_a)
    Session.objects.all().delete()
    client.post(address, posted(cast.officer_a, address))
    sign_in(client, cast.staff, address)
    page = client.get(address)
    assert page.status_code == 200
    assert STORY not in page.content.decode() and "นำสิ่งที่พิมพ์ค้างไว้" not in words(page)


def test_a_form_opened_by_one_and_sent_by_another_is_saved_for_neither(client, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    client.force_login(cast.staff)
    product = producer.products.get()
    form = posted(cast.officer_a, address, product=product.pk, form_token=str(uuid.uuid4()))
    assert client.post(address, form).headers["Location"] == "/work/"
    assert (Entry.objects.count(), KeptForm.objects.get().user) == (0, cast.officer_a)
    assert STORY not in client.get(address).content.decode()


def test_a_page_older_than_the_latest_sign_in_is_filled_again(cast, producer):
    """Signed in anew in another tab: the old tab has a void token against forgery, and what it sends is kept."""
    client, address = Client(enforce_csrf_checks=True), f"/intake/counter/{producer.pk}/"
    client.force_login(cast.officer_a)
    back = client.post(address, posted(cast.officer_a, address))
    assert (back.status_code, back.headers["Location"]) == (302, address)
    page = client.get(address)
    assert STORY in page.content.decode() and "เปิดไว้ก่อนเข้าสู่ระบบครั้งล่าสุด" in words(page)
    assert Entry.objects.count() == 0
    assert client.post(address, {"description": STORY}).status_code == 403


# -- autosave -----------------------------------------------------------------------------------------------------


def keep(client, user, address, **more):
    return client.post("/intake/kept/", posted(user, address, **more), headers={"Accept": "application/json"})


def test_autosave_keeps_the_latest_state_and_the_save_clears_it(officer, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    for story in ("ครึ่งเรื่อง", STORY):
        assert keep(officer, cast.officer_a, address, description=story).json()["state"] == "kept"
    kept = KeptForm.objects.get()
    assert (kept.user, kept.address, kept.data["description"]) == (cast.officer_a, address, [STORY])
    page = officer.get(address).content.decode()
    assert STORY in page
    token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    officer.post(address, posted(cast.officer_a, address, product=producer.products.get().pk, form_token=token))
    assert (Entry.objects.count(), KeptForm.objects.count()) == (1, 0)
    # An autosave that comes in after the save brings nothing back.
    keep(officer, cast.officer_a, address, form_token=token)
    assert KeptForm.objects.count() == 0


def test_tokens_ids_and_files_are_never_kept(officer, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    more = {
        "form_token": str(uuid.uuid4()),
        "citizen_id": "1470100123451",
        "card": "สำเนาบัตร",
        "csrfmiddlewaretoken": "x",
    }
    keep(officer, cast.officer_a, address, **more)
    assert set(KeptForm.objects.get().data) == {"kind", "name", "description", "sample-condition", "sample-pieces"}


def test_what_was_kept_can_be_thrown_away(officer, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    keep(officer, cast.officer_a, address)
    answer = officer.post("/intake/kept/", {"kept": sign(cast.officer_a, address), "discard": "1"})
    assert answer.headers["Location"] == address
    assert STORY not in officer.get(address).content.decode()


def test_nobody_throws_away_or_reads_what_another_has_kept(officer, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    keep(officer, cast.officer_a, address)
    other = Client()
    other.force_login(cast.staff)
    other.post("/intake/kept/", {"kept": sign(cast.officer_a, address), "discard": "1"})
    assert KeptForm.objects.count() == 1
    assert list(KeptForm.objects.for_user(cast.staff)) == []
    assert list(KeptForm.objects.for_user(cast.administrator)) == []


def test_signed_out_meanwhile_an_autosave_still_keeps(cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    answer = keep(Client(), cast.officer_a, address)
    assert (answer.status_code, answer.json()["state"]) == (401, "signed_out")
    assert KeptForm.objects.get().user == cast.officer_a


def test_a_kept_edit_of_an_entry_that_a_colleague_changed_meanwhile_is_compared(officer, cast, entry):
    address = f"/intake/entries/{entry.pk}/edit/"
    keep(officer, cast.officer_a, address, version="1", group=entry.group_id)
    actions.edit_entry(entry, actor=cast.staff, version=1, name="ชื่อที่จังหวัดแก้")
    page = officer.get(address).content.decode()
    assert STORY in page and 'name="version" value="1"' in page
    response = officer.post(address, posted(cast.officer_a, address, version="1", group=entry.group_id, then="draft"))
    assert response.status_code == 409
    assert "ชื่อที่จังหวัดแก้" in words(response)


def test_what_nobody_came_back_for_goes_after_a_week(cast, producer):
    now = timezone.now()
    actions.keep_form(cast.officer_a, address="/old/", data={"name": ["เก่า"]}, at=now - timedelta(days=8))
    actions.keep_form(cast.officer_a, address="/week/", data={"name": ["พอดี"]}, at=now - timedelta(days=7))
    actions.keep_form(cast.officer_a, address="/new/", data={"name": ["ใหม่"]}, at=now)
    assert set(KeptForm.objects.values_list("address", flat=True)) == {"/week/", "/new/"}


def test_what_was_typed_by_who_never_comes_back_goes_as_well(officer, cast, producer):
    address, now = f"/intake/counter/{producer.pk}/", timezone.now()
    actions.keep_form(cast.officer_a, address=address, data={"description": [STORY]}, at=now - timedelta(days=8))
    assert STORY not in officer.get(address).content.decode()
    actions.keep_form(cast.staff, address="/new/", data={"name": ["ใหม่"]}, at=now)
    assert KeptForm.objects.get().user == cast.staff
    actions.keep_form(cast.staff, address="/old/", data={"name": ["เก่า"]}, at=now - timedelta(days=8))
    call_command("forget_prefills", stdout=StringIO())
    assert KeptForm.objects.get().address == "/new/"


HOSTILE = ["", "x", "\x00", "a" * 100_000, "ImxvbCI:1x:2y", b"\xed\xa0\x80"]


def test_hostile_fields_are_refused_or_cut_and_never_break(officer, cast, producer):
    address = f"/intake/counter/{producer.pk}/"
    for value in HOSTILE:
        assert officer.post("/intake/kept/", {"kept": value, "name": "x"}).status_code == 400
        assert Client().post("/intake/kept/", {"kept": value, "name": "x"}).status_code == 302
    assert KeptForm.objects.count() == 0
    for value in ("\x00\x00ก", b"\xed\xa0\x80", "a" * 500_000, "ก\u0e33" * 1000):
        assert keep(officer, cast.officer_a, address, name=value).status_code == 200
    assert officer.get(address).status_code == 200
    data = {"kept": sign(cast.officer_a, address)} | {f"papers-{n}": "x" * 1000 for n in range(1500)}
    assert officer.post("/intake/kept/", data).status_code == 200
    assert len(str(KeptForm.objects.get().data)) < 70_000
    assert officer.get(address).status_code == 200

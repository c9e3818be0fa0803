"""The workbench itself: its start page, its door, buttons that act, the journal, accounts and the office's profile."""

import io
import re
import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from office import journal
from office.emblem import redrawn
from office.models import Event, Office, Signatory, User
from office.rules import Role
from opc_site.start_page import stages
from opc_site.testing import (
    DISTRICT_A,
    PASSWORD,
    make_cast,
    make_entry,
    make_producer,
    make_round,
    make_signatory,
    make_user,
)
from registrations.models import Entry
from rounds.models import PlanStep

START = "/admin/"
USERS = "/admin/office/user/"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def user_form(user, *grants, **changes):
    """What the page of a user posts: its fields, and the table of roles as it stands with `grants` added."""
    kept = list(user.grants.all()) if user.pk else []
    data = {
        "username": user.username,
        "full_name": user.full_name,
        "position": user.position,
        "district": user.district_id or "",
        "grants-TOTAL_FORMS": len(kept) + len(grants),
        "grants-INITIAL_FORMS": len(kept),
    } | changes
    for n, grant in enumerate(kept):
        data |= {f"grants-{n}-id": grant.pk, f"grants-{n}-user": user.pk, f"grants-{n}-role": grant.role}
    for n, role in enumerate(grants, len(kept)):
        data |= {f"grants-{n}-id": "", f"grants-{n}-user": user.pk or "", f"grants-{n}-role": role}
    return data


# -- the door --------------------------------------------------------------------------------------------------


def test_who_may_come_in(client, cast):
    assert client.get(START).status_code == 302
    for name in ("administrator", "staff", "secretary"):
        client.force_login(getattr(cast, name))
        assert client.get(START).status_code == 200
    for name in ("member", "officer_a"):
        client.force_login(getattr(cast, name))
        assert client.get(START, follow=True).redirect_chain[1][0] == "/work/"
        assert client.get(USERS).status_code == 302


def test_accounts_are_for_administrators_only(client, cast):
    client.force_login(cast.staff)
    user = cast.officer_a
    pages = [USERS, f"{USERS}add/", f"{USERS}{user.pk}/change/", f"{USERS}{user.pk}/password/"]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404, 404]
    assert client.get(f"{USERS}{user.pk}/act/close/").status_code == 404
    assert client.get(f"{USERS}{user.pk}/history/").status_code == 404


def test_the_admin_has_no_second_sign_out_or_password_page(client, cast):
    client.force_login(cast.administrator)
    assert client.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"
    assert client.post("/admin/logout/").headers["Location"] == "/accounts/logout/"


# -- the start page --------------------------------------------------------------------------------------------


def test_stages_join_the_lines_of_the_plan(current_round):
    today = timezone.localdate()

    def step(stage, start, end, **fields):
        days = {"starts_on": today + timedelta(days=start), "ends_on": today + timedelta(days=end)}
        return PlanStep(round=current_round, stage=stage, name="x", **days, **fields)

    steps = [
        step("prepare", -20, -15),
        step("intake", -3, -1),
        step("intake", 0, 0),
        step("score", 1, 4),
        PlanStep(round=current_round, stage="result", name="x"),
    ]
    found = stages(steps, today)
    assert [(stage.label, stage.state) for stage in found] == [
        ("เตรียมการ", "past"),
        ("รับสมัคร", "now"),
        ("กลั่นกรองและให้คะแนน", "soon"),
        ("รับรองและประกาศผล", "undated"),
    ]


def test_tiles_count_the_current_round_and_lead_to_those_rows(client, cast, current_round):
    producers = [make_producer(f"กลุ่มที่ {n}") for n in range(4)]
    for producer in producers[:3]:
        make_entry(producer, current_round, status=Entry.Status.SUBMITTED)
    make_entry(producers[3], current_round, status=Entry.Status.RETURNED)
    client.force_login(cast.administrator)
    response = client.get(START)
    tiles = {tile.label: tile for tile in response.context["tiles"]}
    assert tiles["ใบสมัครรอกลั่นกรอง"].count == 3
    assert tiles["ใบสมัครส่งกลับแก้ไข"].count == 1
    for tile in tiles.values():
        assert tile.url, f"{tile.label} leads nowhere"
        page = client.get(tile.url)
        assert page.status_code == 200, tile.url
        listed = page.context["cl"].result_count if "cl" in page.context else page.context["page"].paginator.count
        assert listed == tile.count


@pytest.mark.parametrize("name", ["administrator", "staff", "secretary"])
def test_the_start_page_asks_the_same_number_of_queries(client, cast, current_round, django_assert_num_queries, name):
    client.force_login(getattr(cast, name))
    client.get(START)

    def grow(count):
        for n in range(count):
            make_entry(make_producer(f"กลุ่ม {name} {count} {n}"), current_round, status=Entry.Status.SUBMITTED)
            PlanStep.objects.create(round=current_round, stage="intake", name=f"ขั้น {n}")
            journal.build(actor=cast.staff, verb="ทดสอบ", target=current_round).save()

    grow(1)
    with CaptureQueriesContext(connection) as first:
        client.get(START)
    grow(3)
    with django_assert_num_queries(len(first)):
        client.get(START)
    assert len(first) <= 16


def test_without_a_round_the_start_page_says_what_to_do(client, cast):
    client.force_login(cast.staff)
    assert "ยังไม่มีรอบปัจจุบัน" in text_of(client.get(START))


# -- people ----------------------------------------------------------------------------------------------------


@pytest.fixture
def as_administrator(client, cast):
    client.force_login(cast.administrator)
    return client


def test_a_new_account_gets_roles_and_then_a_password(as_administrator, cast):
    new = User(username="new.person", full_name="นางใหม่ มาดี", district_id=DISTRICT_A)
    response = as_administrator.post(f"{USERS}add/", user_form(new, Role.DISTRICT_OFFICER))
    user = User.objects.get(username="new.person")
    assert response.headers["Location"] == f"{USERS}{user.pk}/password/"
    assert user.roles == {Role.DISTRICT_OFFICER}
    assert not user.has_usable_password()

    page = f"{USERS}{user.pk}/password/"
    assert "new.person" in text_of(as_administrator.get(page))
    assert "12" in text_of(as_administrator.post(page, {"password1": "สั้น", "password2": "สั้น"}))
    assert "ไม่ตรงกัน" in text_of(as_administrator.post(page, {"password1": PASSWORD, "password2": PASSWORD + "x"}))
    assert as_administrator.post(page, {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    line = Event.objects.about(user).get(verb="ตั้งรหัสผ่าน")
    assert (line.actor, line.before, line.after) == (cast.administrator, {}, {})
    assert PASSWORD not in str(list(Event.objects.values()))
    assert "md5$" not in str(list(Event.objects.values())), "no hash in the journal either"


def test_a_district_officer_without_a_district_is_refused(as_administrator):
    new = User(username="nowhere", full_name="นายไร้ อำเภอ")
    response = as_administrator.post(f"{USERS}add/", user_form(new, Role.DISTRICT_OFFICER))
    assert "ต้องมีอำเภอที่รับผิดชอบ" in text_of(response)
    assert not User.objects.filter(username="nowhere").exists()


def test_an_administrator_gives_roles_to_others_but_never_to_the_own_account(as_administrator, cast):
    other, own = cast.staff, cast.administrator
    as_administrator.post(f"{USERS}{other.pk}/change/", user_form(other, Role.SECRETARY))
    assert User.objects.get(pk=other.pk).roles == {Role.STAFF, Role.SECRETARY}
    assert "เพิ่มบทบาท" in Event.objects.about(other).values_list("verb", flat=True)

    as_administrator.post(f"{USERS}{own.pk}/change/", user_form(own, Role.SECRETARY))
    assert User.objects.get(pk=own.pk).roles == {Role.ADMINISTRATOR}
    stripped = user_form(own) | {"grants-0-DELETE": "on"}
    as_administrator.post(f"{USERS}{own.pk}/change/", stripped)
    assert User.objects.get(pk=own.pk).roles == {Role.ADMINISTRATOR}
    body = as_administrator.get(f"{USERS}{own.pk}/change/").content.decode()
    assert "/act/close/" not in body
    assert f"{USERS}{own.pk}/password/" not in body


def test_the_own_account_is_not_closed_or_given_a_password_here(as_administrator, cast):
    own = cast.administrator
    said = as_administrator.post(f"{USERS}{own.pk}/act/close/", {"confirm": "1", "reason": "ลองดู"})
    assert "ปิดบัญชีของตนเองไม่ได้" in text_of(said)
    assert as_administrator.get(f"{USERS}{own.pk}/password/").headers["Location"] == "/accounts/password/change/"
    assert User.objects.get(pk=own.pk).is_active


def test_closing_and_opening_an_account(as_administrator, client, cast):
    officer = cast.officer_a
    page = f"{USERS}{officer.pk}/act/close/"
    asked = text_of(as_administrator.get(page))
    assert "หลุดจากระบบทันที" in asked
    assert "เหตุผล" in asked
    assert "จุดที่ต้องแก้ไข" in text_of(as_administrator.post(page, {"confirm": "1", "reason": ""}))
    assert User.objects.get(pk=officer.pk).is_active

    theirs = Client()
    theirs.force_login(officer)
    assert theirs.get("/work/").status_code == 302
    as_administrator.post(page, {"confirm": "1", "reason": "ย้ายไปจังหวัดอื่น"})
    assert theirs.get("/work/").headers["Location"].startswith("/accounts/login/")
    line = Event.objects.about(officer).get(verb="ปิดบัญชี")
    assert line.reason == "ย้ายไปจังหวัดอื่น"

    again = as_administrator.post(page, {"confirm": "1", "reason": "ซ้ำ"})
    assert "ปิดอยู่แล้ว" in text_of(again)
    assert as_administrator.get(page).status_code == 302, "the button is gone, an old address says why"
    as_administrator.post(f"{USERS}{officer.pk}/act/open/", {"confirm": "1", "reason": ""})
    assert User.objects.get(pk=officer.pk).is_active


def test_the_list_of_users_asks_the_same_number_of_queries(as_administrator, django_assert_num_queries):
    with CaptureQueriesContext(connection) as first:
        as_administrator.get(USERS)
    for n in range(3):
        make_user(f"more{n}", Role.MEMBER, Role.STAFF, district=DISTRICT_A)
    with django_assert_num_queries(len(first)):
        as_administrator.get(USERS)


# -- acts on a list --------------------------------------------------------------------------------------------


def test_an_act_on_a_list_shows_the_rows_before_it_happens(client, cast, current_round):
    entries = [
        make_entry(make_producer(f"กลุ่ม {n}"), current_round, status=Entry.Status.SUBMITTED, name=f"ผ้าผืนที่ {n}")
        for n in range(3)
    ]
    client.force_login(cast.staff)
    actions = client.get("/admin/registrations/entry/").context["action_form"].fields["action"].choices
    bulk = next(value for value, label in actions if value.startswith("act_"))
    chosen = {"action": bulk, "_selected_action": [entry.pk for entry in entries[:2]], "index": 0}
    page = client.post("/admin/registrations/entry/", chosen)
    shown = text_of(page)
    assert "ผ้าผืนที่ 0" in shown
    assert "ผ้าผืนที่ 1" in shown
    assert "ผ้าผืนที่ 2" not in shown
    assert {entry.status for entry in Entry.objects.all()} == {"submitted"}, "nothing yet"

    hidden = dict.fromkeys(re.findall(r'type="hidden" name="(\w+)"', page.content.decode()))
    assert {"action", "_selected_action"} <= hidden.keys()
    data = {"action": bulk, "_selected_action": chosen["_selected_action"], "confirm": "x", "reason": "ครบถ้วน"}
    done = client.post("/admin/registrations/entry/", data, follow=True)
    assert "2 รายการ" in text_of(done)
    assert list(Entry.objects.filter(status="submitted")) == [entries[2]]


# -- history and the journal -----------------------------------------------------------------------------------


def test_history_reads_like_a_sentence(client, cast):
    client.force_login(cast.administrator)
    person = cast.officer_a
    other = "4704"
    client.post(f"{USERS}{person.pk}/change/", user_form(person, district=other, position="พัฒนาการอำเภอ"))
    page = text_of(client.get(f"{USERS}{person.pk}/history/"))
    assert "อำเภอที่รับผิดชอบ: เมืองสกลนคร → พรรณานิคม" in page
    assert "ตำแหน่ง: พัฒนาการอำเภอ" in page
    assert str(timezone.localdate().year + 543) in page


def test_history_asks_the_same_number_of_queries(client, cast, django_assert_num_queries):
    client.force_login(cast.administrator)
    signatory = make_signatory()
    page = f"/admin/office/signatory/{signatory.pk}/history/"

    def change(count):
        for n in range(count):
            journal.build(
                actor=cast.administrator, verb="แก้ไข", target=signatory, before={"name": f"{n}"}, after={"name": "x"}
            ).save()

    change(1)
    with CaptureQueriesContext(connection) as first:
        client.get(page)
    change(3)
    with django_assert_num_queries(len(first)):
        client.get(page)


def test_the_journal_is_read_only_and_scoped(client, cast):
    mine = journal.build(actor=cast.staff, verb="ทดสอบ", target=cast.staff)
    mine.save()
    others = journal.build(actor=cast.secretary, verb="ทดสอบลับ", target=cast.secretary)
    others.save()
    client.force_login(cast.staff)
    assert "ทดสอบลับ" not in text_of(client.get("/admin/office/event/"))
    assert client.get(f"/admin/office/event/{others.pk}/change/").status_code == 404, "as if it were not there"
    assert client.get(f"/admin/office/event/{mine.pk}/change/").status_code == 200
    assert client.post(f"/admin/office/event/{mine.pk}/change/", {"verb": "x"}).status_code == 404
    assert client.get("/admin/office/event/add/").status_code == 404
    assert client.post(f"/admin/office/event/{mine.pk}/delete/").status_code == 404
    client.force_login(cast.secretary)
    assert "ทดสอบลับ" in text_of(client.get("/admin/office/event/"))


def test_the_list_of_districts_is_only_looked_at(client, cast):
    client.force_login(cast.administrator)
    assert "พรรณานิคม" in text_of(client.get("/admin/office/district/?q=พรรณา"))
    assert client.get("/admin/office/district/add/").status_code == 404
    assert client.post("/admin/office/district/4701/change/", {"name": "x"}).status_code == 404


# -- the office ------------------------------------------------------------------------------------------------


def picture(kind="PNG", size=(40, 40)):
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


def upload(content, name="emblem.png"):
    return SimpleUploadedFile(name, content, "image/png")


def office_form(office, **changes):
    names = ("province_id", "name", "section", "letter_prefix", "address", "phone", "email", "slogan")
    return {name.removesuffix("_id"): getattr(office, name) for name in names} | changes


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_an_emblem_is_drawn_anew_as_png(client, cast, kind):
    client.force_login(cast.administrator)
    office = Office.objects.get()
    page = f"/admin/office/office/{office.pk}/change/"
    content = picture(kind) + b"<script>hidden behind the picture</script>"
    assert client.post(page, office_form(office, emblem=upload(content, "../../evil.svg"))).status_code == 302
    office.refresh_from_db()
    assert office.emblem.name.startswith("office/emblem")
    kept = office.emblem.read()
    assert kept.startswith(b"\x89PNG")
    assert b"script" not in kept
    shown = client.get("/admin/office/office/emblem.png")
    assert shown.headers["Content-Type"] == "image/png"
    client.post(page, office_form(office, slogan="ตั้งใจ"))
    office.refresh_from_db()
    assert office.emblem, "saving something else keeps the picture"
    client.post(page, office_form(office, remove_emblem="on"))
    office.refresh_from_db()
    assert not office.emblem


def huge_png():
    """A header that claims 30,000 × 30,000 dots, with no such picture behind it."""
    header = b"IHDR" + (30_000).to_bytes(4, "big") * 2 + picture()[24:29]
    return picture()[:12] + header + zlib.crc32(header).to_bytes(4, "big") + picture()[33:]


def noisy_png():
    out = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (b"GIF89a" + b"\0" * 50, "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (b"%PDF-1.7", "ไม่ใช่ภาพ PNG หรือ JPEG"),
        (noisy_png()[:5000], "อ่านภาพนี้ไม่ได้"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 100, "อ่านภาพนี้ไม่ได้"),
        (b"\xff\xd8\xff" + b"\0" * 100, "อ่านภาพนี้ไม่ได้"),
        (huge_png(), "มากเกิน 40 ล้านจุด"),
        (picture(size=(6400, 6300)), "มากเกิน 40 ล้านจุด"),
        (b"", "ไฟล์ว่างเปล่า"),
    ],
    ids=["svg", "gif", "pdf", "cut off", "png by name only", "jpeg by name only", "bomb", "too many dots", "empty"],
)
def test_a_bad_emblem_gets_a_sentence(client, cast, content, said):
    client.force_login(cast.administrator)
    office = Office.objects.get()
    response = client.post(f"/admin/office/office/{office.pk}/change/", office_form(office, emblem=upload(content)))
    assert response.status_code == 200
    assert said in text_of(response)


def test_an_emblem_of_exactly_the_limits_passes(cast):
    assert redrawn(upload(picture(size=(8000, 5000)))).size
    with pytest.raises(ValidationError, match="10 เมกะไบต์"):
        redrawn(upload(b"\x89PNG" + b"\0" * (10 * 1024 * 1024 + 1)))


def test_there_is_one_office(client, cast):
    client.force_login(cast.administrator)
    office = Office.objects.get()
    assert client.get("/admin/office/office/").headers["Location"] == f"/admin/office/office/{office.pk}/change/"
    assert client.get("/admin/office/office/add/").status_code == 404
    client.force_login(cast.staff)
    assert client.post(f"/admin/office/office/{office.pk}/change/", office_form(office)).status_code == 404


def test_a_signatory_for_another_names_whom(client, cast):
    client.force_login(cast.staff)
    data = {
        "name": "นายธนกร ตัวอย่างดี",
        "position": "พัฒนาการจังหวัด",
        "relation": "on_behalf",
        "principal": "",
        "valid_from": "1 มกราคม 2565",
    }
    said = text_of(client.post("/admin/office/signatory/add/", data))
    assert "ผู้ลงนามแทนต้องระบุตำแหน่งของผู้ที่ลงนามแทน" in said
    assert client.post("/admin/office/signatory/add/", data | {"principal": "ผู้ว่าราชการจังหวัด"}).status_code == 302
    assert Signatory.objects.get().valid_from.year == 2022
    assert "1 ม.ค. 2565" in text_of(client.get("/admin/office/signatory/"))


# -- in a browser ----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_workbench_keeps_to_the_policy_in_a_browser(live_server, page):
    """`page` fails the test for any complaint about the content security policy."""
    cast = make_cast()
    round = make_round()
    PlanStep.objects.create(round=round, stage="intake", name="รับสมัคร", starts_on=timezone.localdate())
    entry = make_entry(make_producer(), round, status=Entry.Status.SUBMITTED)
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", cast.administrator.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"{live_server.url}/admin/")
    assert "ช่วงนี้" in page.inner_text("li.is-now")
    for path in [
        USERS,
        f"{USERS}add/",
        f"{USERS}{cast.staff.pk}/change/",
        f"{USERS}{cast.staff.pk}/history/",
        f"{USERS}{cast.staff.pk}/password/",
        f"{USERS}{cast.staff.pk}/act/close/",
        "/admin/office/signatory/add/",
        "/admin/office/office/",
        "/admin/office/event/",
        "/admin/registrations/entry/",
        f"/admin/registrations/entry/{entry.pk}/change/",
        f"/admin/rounds/round/{round.pk}/change/",
        "/accounts/2fa/",
        "/accounts/password/change/",
    ]:
        response = page.goto(f"{live_server.url}{path}")
        assert response.status == 200, path
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
    page.goto(f"{live_server.url}{USERS}{cast.staff.pk}/act/close/")
    page.fill("textarea[name=reason]", "ย้ายหน่วยงาน")
    page.click("input[name=confirm]")
    page.wait_for_url(f"{live_server.url}{USERS}{cast.staff.pk}/change/")
    assert not User.objects.get(pk=cast.staff.pk).is_active


@pytest.mark.django_db(transaction=True)
def test_an_error_summary_has_the_focus_and_leads_to_the_field(live_server, phone_page):
    phone_page.goto(f"{live_server.url}/accounts/login/")
    phone_page.click("main button[type=submit]")
    summary = phone_page.locator(".form-errors")
    assert "จุดที่ต้องแก้ไข" in summary.inner_text()
    assert phone_page.title().startswith("ผิดพลาด:")
    phone_page.click(".form-errors a")
    assert phone_page.evaluate("location.hash") == "#id_login"
    assert phone_page.evaluate("document.documentElement.scrollWidth") <= 390

"""The door: who gets in, who is told what, and what a stolen password is worth."""

import re
from base64 import b64decode

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from office.models import User
from office.rules import Role
from opc_site.testing import PASSWORD, make_user

LOGIN = "/accounts/login/"
WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"
TOO_MANY = "ลองเข้าสู่ระบบไม่สำเร็จหลายครั้งเกินไป"


@pytest.fixture(autouse=True)
def fresh_counters(db):
    cache.clear()


@pytest.fixture
def officer(db):
    return make_user("somchai", Role.STAFF, full_name="สมชาย ใจดี", email="somchai@example.go.th")


def sign_in(client, username="somchai", password=PASSWORD, address="10.0.0.1", follow=False):
    return client.post(LOGIN, {"login": username, "password": password}, REMOTE_ADDR=address, follow=follow)


def confirm_it_is_me(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def secret_on(page):
    return re.search(r"<code[^>]*>(\w+)</code>", page.content.decode())[1]


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_right_password_leads_to_ones_own_work(client, officer):
    assert sign_in(client).headers["Location"] == "/work/"
    assert client.get("/work/").headers["Location"] == "/admin/"


def test_the_session_ends_with_the_browser(client, officer):
    response = sign_in(client)
    assert response.cookies["sessionid"]["max-age"] == ""


def test_unknown_and_known_names_and_closed_accounts_get_the_same_answer(client, officer):
    make_user("closed", Role.STAFF, is_active=False)
    answers = [
        sign_in(client, "somchai", "wrong-password-1"),
        sign_in(client, "nobody", "wrong-password-1"),
        sign_in(client, "closed", "wrong-password-1"),
        sign_in(client, "closed", PASSWORD),
    ]
    assert [answer.status_code for answer in answers] == [200] * 4
    pages = {
        re.sub(
            r'value="(somchai|nobody|closed)"', "", re.sub(r'csrfmiddlewaretoken" value="\w+"', "", a.content.decode())
        )
        for a in answers
    }
    assert len(pages) == 1
    assert WRONG in text_of(answers[0])
    assert "somchai" in answers[0].content.decode(), "what was typed stays"


def test_five_failures_and_then_even_the_right_password_waits(client, officer):
    for _ in range(5):
        assert WRONG in text_of(sign_in(client, password="wrong-password-1"))
    assert TOO_MANY in text_of(sign_in(client))
    assert "_auth_user_id" not in client.session


def test_right_password_from_another_address_still_works(client, officer):
    for _ in range(6):
        sign_in(client, password="wrong-password-1", address="203.0.113.9")
    assert TOO_MANY in text_of(sign_in(client, address="203.0.113.9"))
    assert sign_in(client, address="10.0.0.7").status_code == 302


def test_the_wait_is_over_after_five_minutes(client, officer):
    with time_machine.travel("2022-03-01T09:00:00+07:00", tick=False):
        for _ in range(6):
            sign_in(client, password="wrong-password-1")
    with time_machine.travel("2022-03-01T09:05:02+07:00", tick=False):
        assert sign_in(client).status_code == 302


def test_success_does_not_count_as_a_failure(client, officer):
    for _ in range(12):
        assert sign_in(client).status_code == 302
        client.logout()


def test_many_tries_from_one_network_are_slowed_in_thai(client, officer):
    with time_machine.travel("2022-03-01T09:00:00+07:00", tick=False):
        answers = [sign_in(client, f"guess{n}", "wrong-password-1") for n in range(41)]
    assert answers[-1].status_code == 429
    assert "ขอข้อมูลถี่เกินไป" in text_of(answers[-1])


def test_nobody_can_make_an_account_or_reset_a_password_by_mail(client, db):
    for name in ("account_signup", "account_reset_password", "account_email", "account_set_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    for path in ("signup/", "password/reset/", "email/", "password/set/", "social/", "login/code/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    assert "signup" not in client.get(LOGIN).content.decode()


def test_no_open_redirect(client, officer):
    response = client.post(f"{LOGIN}?next=https://evil.example/", {"login": "somchai", "password": PASSWORD})
    assert response.headers["Location"] == "/work/"


def test_next_page_is_kept(client, officer):
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1] == (f"{LOGIN}?next=/admin/", 302)
    response = client.post(page.redirect_chain[-1][0], {"login": "somchai", "password": PASSWORD})
    assert response.headers["Location"] == "/admin/"


def test_closing_an_account_ends_its_sessions(client, officer):
    sign_in(client)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    assert client.get("/work/").headers["Location"].startswith(LOGIN)


def test_changing_the_password(client, officer):
    sign_in(client)
    change = "/accounts/password/change/"
    assert "รหัสผ่านใหม่" in text_of(client.get(change))
    short = client.post(change, {"oldpassword": PASSWORD, "password1": "สั้น", "password2": "สั้น"})
    assert "12" in text_of(short)
    new = "ดอกรวงผึ้ง-บานสะพรั่ง-9"
    differing = client.post(change, {"oldpassword": PASSWORD, "password1": new, "password2": new + "x"})
    assert "ไม่ตรงกัน" in text_of(differing)
    wrong = client.post(change, {"oldpassword": "no", "password1": new, "password2": new})
    assert "รหัสผ่านปัจจุบันไม่ถูกต้อง" in text_of(wrong)
    assert client.post(change, {"oldpassword": PASSWORD, "password1": new, "password2": new}).status_code == 302
    assert "_auth_user_id" not in client.session
    assert WRONG in text_of(sign_in(client))
    assert sign_in(client, password=new).status_code == 302


def test_two_steps_from_opening_to_closing(client, officer):
    sign_in(client)
    assert "ยังไม่เปิดใช้" in text_of(client.get("/accounts/2fa/"))

    first = client.get("/accounts/2fa/totp/activate/")
    assert first.headers["Location"].startswith("/accounts/reauthenticate/"), "asked again before each such change"
    confirm_it_is_me(client)
    page = client.get("/accounts/2fa/totp/activate/")
    body = page.content.decode()
    svg = b64decode(re.search(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", body)[1])
    assert b"<svg" in svg
    secret = secret_on(page)
    refused = client.post("/accounts/2fa/totp/activate/", {"code": "000"})
    assert "รหัสไม่ถูกต้อง" in text_of(refused)
    thai_code = code_for(secret).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    opened = client.post("/accounts/2fa/totp/activate/", {"code": f"{thai_code[:3]} {thai_code[3:]}"})
    assert opened.headers["Location"] == "/accounts/2fa/recovery-codes/"
    codes = re.findall(r"<code>(\w+)</code>", client.get(opened.headers["Location"]).content.decode())
    assert len(codes) == 10
    assert codes[0] in client.get("/accounts/2fa/recovery-codes/download/").content.decode()
    assert "เปิดใช้อยู่" in text_of(client.get("/accounts/2fa/"))

    client.logout()
    response = sign_in(client)
    assert response.headers["Location"] == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert "ยืนยันตัวตนขั้นที่สอง" in text_of(client.get("/accounts/2fa/authenticate/"))
    assert "รหัสไม่ถูกต้อง" in text_of(client.post("/accounts/2fa/authenticate/", {"code": "12"}))
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]}).headers["Location"] == "/work/"
    client.logout()
    sign_in(client)
    assert "รหัสไม่ถูกต้อง" in text_of(client.post("/accounts/2fa/authenticate/", {"code": codes[0]})), "used once"
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[1]}).status_code == 302

    asked = client.get("/accounts/2fa/recovery-codes/generate/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    other = client.get(asked.headers["Location"])
    assert "ใช้รหัสจากแอปยืนยันตัวตน" in text_of(other)
    assert "รหัสจากแอป" in text_of(client.get("/accounts/2fa/reauthenticate/"))
    assert client.post("/accounts/2fa/reauthenticate/", {"code": codes[2]}).status_code == 302
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200
    assert client.post("/accounts/2fa/recovery-codes/generate/").status_code == 302
    assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200
    assert client.post("/accounts/2fa/totp/deactivate/").headers["Location"] == "/accounts/2fa/"
    client.logout()
    assert sign_in(client).headers["Location"] == "/work/"


def test_sensitive_pages_ask_again_after_a_while(client, officer):
    with time_machine.travel("2022-03-01T09:00:00+07:00", tick=False):
        sign_in(client)
    with time_machine.travel("2022-03-01T10:00:00+07:00", tick=False):
        page = client.get("/accounts/2fa/totp/activate/")
        assert page.headers["Location"].startswith("/accounts/reauthenticate/")
        asked = client.get(page.headers["Location"])
        assert "ยืนยันว่าเป็นท่าน" in text_of(asked)
        assert "รหัสผ่านไม่ถูกต้อง" in text_of(client.post(page.headers["Location"], {"password": "no"}))
        assert client.post(page.headers["Location"], {"password": PASSWORD}).headers["Location"] == (
            "/accounts/2fa/totp/activate/"
        )


@pytest.mark.parametrize("data", [{}, {"credential": "x"}, {"code": ""}, {"code": "๑" * 5000}, {"code": "\x00"}])
def test_odd_posts_to_the_second_step_are_refused_without_an_error_page(client, officer, data):
    sign_in(client)
    confirm_it_is_me(client)
    secret = secret_on(client.get("/accounts/2fa/totp/activate/"))
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    client.logout()
    sign_in(client)
    response = client.post("/accounts/2fa/authenticate/", data)
    assert response.status_code in {200, 302, 400}
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("data", [{}, {"login": "a" * 5000, "password": "x"}, {"login": "\x00", "password": "\x00"}])
def test_odd_posts_to_the_first_step_are_refused_without_an_error_page(client, db, data):
    response = client.post(LOGIN, data)
    assert response.status_code == 200
    assert "จุดที่ต้องแก้ไข" in text_of(response)


def test_account_pages_are_thai_and_carry_no_inline_script(client, officer):
    pages = [client.get(LOGIN)]
    sign_in(client)
    confirm_it_is_me(client)
    paths = [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/password/change/",
        "/accounts/reauthenticate/",
    ]
    pages += [client.get(path) for path in [*paths, "/accounts/logout/"]]
    for page in pages:
        assert page.status_code == 200
        body = page.content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)", body)
        assert not re.search(r"\s(style|on[a-z]+)=", body)
        words = re.sub(r"\b[A-Z2-7]{32}\b|(Google|Microsoft) Authenticator", "", text_of(page))
        assert set(re.findall(r"[A-Za-z]{4,}", words)) <= {"OTOP", "somchai"}

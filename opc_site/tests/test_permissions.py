"""Who may open what: `permissions.csv` beside this file is the table, and these tests walk every address with it.

A row says for one address (its name, or its route where it has none; `*` matches), one object of the scene (its name
in `scene.py`, further arguments after a slash, named or as they are; "each" is a row of the admin page's own model)
and one method what each role gets:

    ok     an answer, be it a page, a refusal with a sentence, or a step further
    login  the way to the sign-in
    home   the way to one's own work
    404    nothing: the same bytes as for an id that does not exist

`row` is the row of the permissions matrix in the project's reliability requirements; `note` says where and why the two
differ.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

from documents.tests.pdf import pdf_text
from office.models import RoleGrant
from office.rules import Role
from office.staff_admin import StaffAdmin
from opc_site.testing import DISTRICT_A, make_user

from .scene import CANARIES, build_house, row_of

TABLE = Path(__file__).with_name("permissions.csv")
ROLES = {
    "anonymous": None,
    "officer_own": "officer_a",
    "officer_other": "officer_b",
    "member": "member",
    "member_idle": "member_without_sheets",
    "staff": "staff",
    "secretary": "secretary",
    "administrator": "administrator_2",  # the first one has published the scene's batch
}
UNKNOWN = "99999999"
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


@dataclass(frozen=True)
class Page:
    """One URL pattern: the name that rows claim it by, and its route with `<arguments>`."""

    name: str
    route: str

    def address(self, arguments: list[str]) -> str:
        left = iter(arguments)
        address = "/" + ARGUMENT.sub(lambda hit: next(left), self.route)
        assert next(left, None) is None, (self.route, arguments)
        return address

    @property
    def needs_arguments(self) -> bool:
        return bool(ARGUMENT.search(self.route))


def all_pages() -> dict[str, Page]:
    found: dict[str, Page] = {}

    def walk(patterns, space: str, prefix: str) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern).removeprefix("^").removesuffix("$")
            if not isinstance(pattern, URLPattern):
                walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space, route)
                continue
            name = f"{space}{pattern.name}" if pattern.name else ARGUMENT.sub(lambda h: f"<{h[1] or h[2]}>", route)
            assert name not in found, f"two addresses are called {name}"
            found[name] = Page(name, route)

    walk(get_resolver().url_patterns, "", "")
    return found


with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def claims(page: Page) -> list[dict[str, str]]:
    """The rows of the table that speak of a page: those that name it, else the first pattern that matches."""
    exact = [row for row in ROWS if row["address"] == page.name]
    return exact or [row for row in ROWS if "*" in row["address"] and fnmatchcase(page.name, row["address"])][:1]


def model_of(page: Page):
    found = re.match(r"admin/(\w+)/(\w+)/", page.route)
    return apps.get_model(*found.groups()) if found else None


def arguments_of(row: dict[str, str], page: Page, house: SimpleNamespace) -> list[str] | None:
    """Values for the page's arguments; None when the page is of a model that the scene has no row of."""
    if not row["object"]:
        return []
    first, *rest = row["object"].split("/")
    value = row_of(house, model_of(page)) if first == "each" else getattr(house, first, first)
    if value is None:
        return None
    return [str(getattr(part, "pk", part)) for part in (value, *(getattr(house, name, name) for name in rest))]


# -- the table itself -------------------------------------------------------------------------------------------


def test_every_address_is_claimed_by_a_row():
    assert [page.name for page in all_pages().values() if not claims(page)] == []


def test_every_row_speaks_of_an_address():
    names = list(all_pages())
    assert [row["address"] for row in ROWS if not any(fnmatchcase(name, row["address"]) for name in names)] == []


def test_every_act_of_the_admin_has_a_row_of_its_own():
    said = {(row["address"], row["object"].partition("/")[2]) for row in ROWS}
    acts = {
        (f"admin:{model._meta.app_label}_{model._meta.model_name}_act", act.name)
        for model, page in admin.site._registry.items()
        if isinstance(page, StaffAdmin)
        for act in page.acts
    }
    assert acts - said == set()


def test_the_table_says_only_what_can_be_checked():
    assert {row[role] for row in ROWS for role in ROLES} <= {"ok", "login", "home", "404"}
    assert {row["method"] for row in ROWS} <= {"GET", "POST", "BOTH"}


# -- every cell -------------------------------------------------------------------------------------------------


@pytest.fixture
def house(db) -> SimpleNamespace:
    return build_house()


class Visitor:
    """One person's browser; each visit starts from the same cookies, and what it did is undone."""

    def __init__(self, user) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies = {name: morsel.value for name, morsel in self.client.cookies.items()}
        self.user = user

    def visit(self, method: str, address: str):
        with transaction.atomic():
            self.client.cookies.clear()
            for name, value in self.cookies.items():
                self.client.cookies[name] = value
            response = getattr(self.client, method.lower())(address)
            response.text_of_body = body_of(response)
            response.verdict = self._verdict(response)
            transaction.set_rollback(True)
        return response

    def _verdict(self, response) -> str:
        if response.status_code in (301, 302):
            where = response.headers["Location"]
            if where.startswith("/admin/login/"):
                return self._verdict(self.client.get(where))
            if where.startswith("/accounts/login/"):
                return "login"
            return "home" if where == "/work/" else "ok"
        if response.status_code < 300 or response.status_code in (400, 405, 409, 422):
            return "ok"
        return str(response.status_code)


def body_of(response) -> str:
    """What a reader finds in an answer; the sheets of a workbook and the pages of a paper included."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:5] == b"%PDF-" and b"startxref" in content[-2048:]:
        return pdf_text(content)
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            return "\n".join(workbook.read(name).decode("utf-8", "replace") for name in workbook.namelist())
    return content.decode("utf-8", "replace")


def without_tokens(body: str, address: str) -> str:
    """The answer apart from the CSRF token, which is masked anew in each answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body).replace(address, "")


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_of_the_table(role, house):
    who = ROLES[role]
    visitor = Visitor(who and getattr(house.cast, who))
    wrong, leaks, seen, nothing = [], set(), set(), {}
    for page in all_pages().values():
        for row in claims(page):
            arguments = arguments_of(row, page, house)
            if arguments is None:
                continue
            address = page.address(arguments)
            for method in ("GET", "POST") if row["method"] == "BOTH" else (row["method"],):
                response = visitor.visit(method, address)
                if response.verdict != row[role]:
                    what = f"{method} {address} ({row['object'] or page.name})"
                    wrong.append(f"{what}: {response.verdict}, not {row[role]}")
                for what, (words, readers) in CANARIES.items():
                    if re.search(words, response.text_of_body):
                        seen.add(what)
                        if role not in readers:
                            leaks.add(f"{what}: {method} {address}")
                if response.verdict == "404" and arguments and not address.startswith("/admin/"):
                    nothing[page] = (arguments, response)
    for page, (arguments, denied) in nothing.items():
        unknown = page.address([UNKNOWN] * len(arguments))
        if visitor.visit("GET", unknown).status_code == 404:
            same = without_tokens(visitor.visit("GET", unknown).text_of_body, unknown)
            if without_tokens(denied.text_of_body, page.address(arguments)) != same:
                wrong.append(f"{page.name}: what is denied does not look like what is not there")
        else:
            wrong.append(f"{page.name}: what is denied is 404, and what is not there is not")
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(sorted(leaks))
    # Who may read a secret finds it somewhere: a walk that meets no secret would prove nothing.
    assert {what for what, (_, readers) in CANARIES.items() if role in readers} - seen == set()


def test_a_search_finds_nothing_that_a_page_would_deny(house):
    """Search boxes, filters and the admin's lists give no more than the pages that they lead to."""
    asked = {
        "registrations:producer-list": "?q=0812345671",
        "registrations:entry-list": "?q=ลับ",
        "announcements:announcement-list": "?kind=call",
        "announcements:result-round": "?q=ผ้า",
        "admin:registrations_producer_changelist": "?q=1470100123451",
        "admin:announcements_announcement_changelist": "?q=ลับ",
        "admin:office_event_changelist": "?q=ปิดบัญชี",
        "admin:briefings_briefing_changelist": "?q=PASS-470101",
    }
    pages = all_pages()
    leaks = []
    for role, who in ROLES.items():
        visitor = Visitor(who and getattr(house.cast, who))
        for name, question in asked.items():
            address = pages[name].address(["2565", "1"] if pages[name].needs_arguments else []) + question
            body = visitor.visit("GET", address).text_of_body
            body = body.replace(question.partition("=")[2], "")  # the box repeats what was asked
            leaks += [
                f"{what} to {role}: {address}"
                for what, (words, readers) in CANARIES.items()
                if role not in readers and re.search(words, body)
            ]
    assert leaks == []


# -- people with two roles, and roles that were taken away -----------------------------------------------------------


def test_an_officer_on_the_panel_reads_no_sheet_but_the_own(house):
    """Of two roles the narrower one decides about scores, the wider one about the rest."""
    user = make_user("officer-and-member", Role.DISTRICT_OFFICER, Role.MEMBER, district=DISTRICT_A)
    visitor = Visitor(user)
    assert visitor.visit("GET", f"/intake/entries/{house.entry_submitted.pk}/").verdict == "ok"
    assert visitor.visit("GET", f"/scoring/entries/{house.entry_scored.pk}/").verdict == "404"
    for address in (f"/intake/entries/{house.entry_scored.pk}/", "/scoring/", "/intake/"):
        body = visitor.visit("GET", address).text_of_body
        assert not re.search(CANARIES["another member's mark"][0], body)


@pytest.mark.parametrize(
    ("who", "address"),
    [
        ("officer_a", "/intake/producers/"),
        ("member", "/scoring/"),
        ("staff", "/admin/registrations/producer/"),
        ("secretary", "/admin/scoring/result/"),
        ("administrator", "/admin/office/user/"),
    ],
)
def test_a_role_that_was_taken_away_ends_with_the_next_request(house, who, address):
    user = getattr(house.cast, who)
    visitor = Visitor(user)
    assert visitor.visit("GET", address).status_code == 200
    RoleGrant.objects.filter(user=user).delete()
    assert visitor.visit("GET", address).verdict in {"404", "home"}


def test_a_closed_account_is_signed_out_at_once(house):
    user = house.cast.officer_a
    visitor = Visitor(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert visitor.visit("GET", "/intake/").verdict == "login"


def test_an_officer_who_moved_sees_the_new_district_only(house):
    user = house.cast.officer_a
    visitor = Visitor(user)
    user.district = house.cast.officer_b.district
    user.save(update_fields=["district"])
    assert visitor.visit("GET", f"/intake/entries/{house.entry_draft.pk}/").verdict == "404"


def test_the_session_cookie_is_the_only_thing_a_visitor_keeps(house):
    """The walk above starts each visit anew from it; were there more, the walk would not show what people see."""
    assert set(Visitor(house.cast.staff).cookies) == {settings.SESSION_COOKIE_NAME}

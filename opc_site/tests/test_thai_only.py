"""No English on any screen: every page that a role can reach is read as a person or a screen reader reads it.

Starting from the doors of the site, links are followed for each role, and every registered model's admin pages are
opened; a Latin word of three letters or more that is not on the short list below fails the test, with the page and
the words around it.
"""

import gettext
import re
from html.parser import HTMLParser
from pathlib import Path

import django
import django_filters
import import_export
import pytest
from django.conf import global_settings
from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import trans_real

from office.models import User
from opc_site import testing
from registrations.models import Entry, StandardCertificate

from .scene import build_house
from .test_permissions import ROLES, all_pages, arguments_of, claims

# Names of things that have no other name, and examples of what is to be typed.
ALLOWED = {
    "otop", "opc", "excel", "workbook", "pdf", "csv", "xlsx", "utf", "png", "jpg", "jpeg", "zoom", "line", "sme",
    "smes", "gmp", "https", "http", "www", "javascript", "ctrl", "command", "mac", "sha", "atom", "rss", "email", "bom",
    "meeting", "cloud", "passcode", "powerpoint", "word", "docx", "pptx", "ics",  # as the programs call them
    "product", "champion",  # the OTOP Product Champion, in its official title
    "enter", "esc", "alt",  # keys, as they are printed on the keyboard
    "food", "textile",  # codes of product groups, as a file may name them
}  # fmt: skip
# Addresses, file names, numbers of entries, codes of five letters and fingerprints are data, not words.
DATA = re.compile(
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[\w-]+\.(?:pdf|xlsx|csv|png|jpg|go\.th)\b|\b\d\d-[A-Z]+-\d{4}\b|\b[BCDFGHJKNPRTWXYZ]{5}\b|\b[0-9a-f]{8,}\b|\b[A-Z2-7]{16,}\b"
)
WORD = re.compile(r"[A-Za-z]{3,}")
SPOKEN = {"title", "placeholder", "aria-label", "alt", "aria-description", "data-confirm"}
MOST_PAGES = 350
OF_ONE_KIND = 3


class Screen(HTMLParser):
    """The text of a page, its spoken attributes and the words on its buttons; and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[str] = []
        self.unseen = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in {"script", "style"}:
            self.unseen += 1
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        self.texts += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            self.texts.append(given.get("value") or "")
        if tag in {"optgroup", "option"} and given.get("label"):
            self.texts.append(given["label"])

    def handle_endtag(self, tag):
        if tag in {"script", "style"}:
            self.unseen -= 1

    def handle_data(self, data):
        if not self.unseen and data.strip():
            self.texts.append(data)


def english(page: str, allowed: set[str]) -> list[str]:
    found = []
    for text in Screen(page).texts:
        for name in allowed:
            text = text.replace(name, " ")
        if any(word.lower() not in ALLOWED for word in WORD.findall(DATA.sub(" ", text))):
            found.append(" ".join(text.split())[:160])
    return found


class Reader:
    """One role at the screen: opens pages, remembers what was English and what broke."""

    def __init__(self, client, user: User | None) -> None:
        self.client, self.seen, self.kinds, self.trouble = client, set(), {}, []
        self.counts_of_rows: dict[str, str] = {}
        self.names = set(User.objects.values_list("username", flat=True))
        if user is not None:
            client.force_login(user)

    def open(self, address: str, data: dict[str, str] | None = None) -> list[str]:
        """Reads the page at the address; returns the addresses that it links to."""
        response = (
            self.client.get(address, follow=True) if data is None else self.client.post(address, data, follow=True)
        )
        if response.status_code >= 500:
            self.trouble.append(f"{address}: {response.status_code}")
        if not response.headers.get("Content-Type", "").startswith("text/html") or response.streaming:
            return []
        page = response.content.decode()
        # A form of rows must say how many it sends, or the answer is about that and not about the fields.
        self.counts_of_rows = dict.fromkeys(re.findall(r'name="([\w-]+-(?:TOTAL|INITIAL)_FORMS)"', page), "0")
        self.trouble += [f"{address}: {text}" for text in english(page, self.names)]
        here = response.redirect_chain[-1][0] if response.redirect_chain else address
        return [link for link in (_within(here, href) for href in Screen(page).links) if link]

    def walk(self, *starts: str) -> None:
        waiting = list(starts)
        while waiting and len(self.seen) < MOST_PAGES:
            address = waiting.pop(0)
            kind = re.sub(r"\d+|[0-9a-f-]{36}", "N", address.partition("?")[0])
            if address in self.seen or self.kinds.get(kind, 0) >= OF_ONE_KIND:
                continue
            if re.match(r"/admin/\w+/", address):
                continue  # the next test opens every one of these
            self.seen.add(address)
            self.kinds[kind] = self.kinds.get(kind, 0) + 1
            waiting += self.open(address)


def _within(page: str, href: str) -> str | None:
    """The link as an address of this site, or None for anchors, mail and other sites."""
    href = href.partition("#")[0]
    if not href or href.startswith(("http:", "https:", "mailto:", "tel:", "//", "javascript:", "data:")):
        return None
    if href.startswith("/"):
        return href
    base = page.partition("?")[0]
    if href.startswith("?"):
        return base + href
    parts = base.split("/")[:-1]
    for part in href.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


@pytest.fixture
def scene(cast):
    """A round at work: every state of an entry, a certificate, a body, a signatory."""
    round = testing.make_round()
    round.title = "การคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย"
    round.save()
    for place, status in enumerate(Entry.Status.values):
        producer = testing.make_producer(district=(testing.DISTRICT_A, testing.DISTRICT_B)[place % 2])
        testing.make_entry(producer, round, status=status, reason="โปรดแนบสำเนาบัตร")
        StandardCertificate.objects.create(product=producer.products.get(), kind="tcps", number="๑๒๓/๒๕๖๔")
    testing.make_committee(round, [cast.member, cast.member_2])
    testing.make_signatory(valid_until=timezone.now().date())
    return cast


@pytest.mark.parametrize("who", [None, "administrator", "staff", "secretary", "officer_a", "member"])
def test_every_page_that_links_lead_to_is_thai(client, scene, who):
    reader = Reader(client, getattr(scene, who) if who else None)

    reader.walk("/", "/work/", "/admin/", reverse("account_login"), "/accounts/password/change/", "/no/such/page/")

    assert not reader.trouble, "\n".join(sorted(set(reader.trouble)))


def admin_pages(model) -> list[str]:
    """List, add, import, export, and of one row: change, history, delete and every act."""
    site, opts = admin.site, model._meta
    name = f"{site.name}:{opts.app_label}_{opts.model_name}"
    pages = [("changelist", []), ("add", []), ("import", []), ("export", [])]
    if row := model._default_manager.first():
        pages += [("change", [row.pk]), ("history", [row.pk]), ("delete", [row.pk])]
        acts = getattr(site._registry[model], "acts", ())
        pages += [("act", [row.pk, act.name]) for act in acts for row in model._default_manager.all()[:6]]
    addresses = []
    for page, args in pages:
        try:
            addresses.append(reverse(f"{name}_{page}", args=args))
        except NoReverseMatch:
            continue  # this model's admin has no such page
    return addresses


@pytest.mark.parametrize("who", ["administrator", "staff"])
def test_every_admin_page_of_every_model_is_thai_also_when_it_is_sent_empty(client, scene, who):
    reader = Reader(client, getattr(scene, who))

    for model in admin.site._registry:
        for address in admin_pages(model):
            reader.open(address)
            if address.endswith(("/add/", "/import/", "/export/")) or "/act/" in address:
                reader.open(address, {"confirm": "1", **reader.counts_of_rows})
        name = f"{admin.site.name}:{model._meta.app_label}_{model._meta.model_name}_changelist"
        # Three mistakes that a list answers with words of its own: no row chosen, no act chosen, a stale filter.
        reader.open(reverse(name), {"action": "", "index": "0"})
        reader.open(f"{reverse(name)}?p=9999")
        reader.open(f"{reverse(name)}999999999/change/")

    assert not reader.trouble, "\n".join(sorted(set(reader.trouble)))


@pytest.mark.parametrize("role", ["anonymous", "officer_own", "member", "administrator"])
def test_every_page_of_the_table_of_permissions_is_thai_also_when_it_is_sent_empty(client, db, role):
    """The pages that belong to one row and have no link from a list: of a meeting, a letter, an amendment."""
    house = build_house()
    who = ROLES[role]
    reader = Reader(client, getattr(house.cast, who) if who else None)
    reader.names |= {
        "PASS-470101",
        "PASS-990011",
        house.round_clause.code,
        house.paper_order.token,
        house.paper_draft.token,
    }
    for page in all_pages().values():
        for row in claims(page):
            arguments = arguments_of(row, page, house)
            if row[role] != "ok" or arguments is None or "logout" in page.name:
                continue
            with transaction.atomic():
                reader.open(page.address(arguments))
                if row["method"] in {"POST", "BOTH"}:
                    reader.open(page.address(arguments), {"confirm": "1", **reader.counts_of_rows})
                transaction.set_rollback(True)

    assert not reader.trouble, "\n".join(sorted(set(reader.trouble)))


def test_no_model_of_a_package_stands_in_the_admin(client, scene):
    ours = {"announcements", "scoring", "briefings", "registrations", "committees", "documents", "rounds", "office"}
    client.force_login(scene.administrator)
    shown = {app["app_label"] for app in client.get("/admin/").context["available_apps"]}

    assert shown <= ours
    for model in admin.site._registry:
        if model._meta.app_label not in ours:
            assert client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code in {403, 404}


# -- the catalogue itself --------------------------------------------------------------------------------------

# Named by Django for developers, or for pages that this site does not have.
NEVER_SHOWN = {
    "Site Maps", "Static Files", "Syndication", "…", "IPv4", "IPv6", "IPv4 or IPv6", "String (unlimited)",
    "Positive big integer", "Raw binary data", "Universally unique identifier", "A JSON object",
    "More information is available with DEBUG=True.", "The install worked successfully! Congratulations!",
    "Django Documentation", "Topics, references, &amp; how-to’s", "Tutorial: A Polling App",
    "Connect, get help, or contribute",
}  # fmt: skip
DJANGO = Path(django.__file__).parent


def sentences(keys) -> set[tuple[str, bool]]:
    """(sentence, whether it is one for several counts) of a catalogue's keys: a plural is looked up apart."""
    return {(key[0], True) if isinstance(key, tuple) else (key, False) for key in keys if key}


def said(path: Path) -> set[tuple[str, bool]]:
    """What a complete catalogue of another language translates."""
    with path.open("rb") as file:
        return sentences(gettext.GNUTranslations(file)._catalog)


@pytest.mark.parametrize(
    ("domain", "folder"),
    [
        ("django", DJANGO / "conf"),
        ("django", DJANGO / "contrib/admin"),
        ("django", DJANGO / "contrib/auth"),
        ("django", Path(import_export.__file__).parent),
        ("django", Path(django_filters.__file__).parent),
        ("djangojs", DJANGO / "contrib/admin"),
    ],
)
def test_nothing_that_a_package_says_is_left_without_thai(domain, folder):
    known = sentences(trans_real.DjangoTranslation("th", domain=domain)._catalog.keys())
    never_shown = NEVER_SHOWN | {name for _, name in global_settings.LANGUAGES}

    left = {sentence for sentence, _ in said(folder / f"locale/de/LC_MESSAGES/{domain}.mo") - known} - never_shown
    assert not {
        sentence for sentence in left if "docs.djangoproject.com" not in sentence and "<meta name" not in sentence
    }


def test_the_reader_sees_english_where_a_person_would():
    assert english('<p title="Close">ปิด</p><script>var word</script>', set()) == ["Close"]
    assert english('<input type="submit" value="Save"><input type="text" value="Save">', set()) == ["Save"]
    assert english("<p>ไฟล์ Excel 65-FOOD-0001 a@b.go.th</p>", set()) == []

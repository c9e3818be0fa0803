"""The demo province: the promised numbers, the same each time, and never written twice or over an office's data."""

from collections import Counter
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command

from announcements.models import Announcement, PublishedResult
from briefings.models import Briefing, Invitation
from committees.models import Committee, Nomination, Person
from documents.models import Dispatch, Paper
from documents.ready_texts import BLANK
from office.models import District, Office, Subdistrict, User
from office.rules import Role
from opc_site import demo, demo_letters
from opc_site.management.commands.demo import ACCOUNTS
from registrations.models import Entry, OtopRegistration, Producer
from registrations.rules import ALIVE
from rounds.models import Round
from scoring.models import ResultBatch, Sheet
from scoring.rules import SheetStatus

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


def portrait() -> dict[str, object]:
    """What must be equal between two buildings on the same day (passwords and random tokens are not)."""
    return {
        "producers": list(Producer.objects.order_by("code").values_list("code", "name", "phone", "kind")),
        "years": list(OtopRegistration.objects.order_by("producer__code", "year_be").values_list("year_be", flat=True)),
        "entries": list(
            Entry.objects.order_by("form_token").values_list("form_token", "number", "name", "status", "slot")
        ),
        "people": list(User.objects.order_by("username").values_list("username", "full_name", "district")),
        "results": list(
            PublishedResult.objects.order_by("entry_number").values_list("entry_number", "product_name", "star_level")
        ),
    }


@pytest.mark.django_db
def test_the_demo_province_holds_what_it_promises(client):
    demo.Demo(now=NOW).build()

    assert District.objects.filter(province_id="47").count() == 18
    assert (District.objects.count(), Subdistrict.objects.count()) == (928, 7436)
    assert Producer.objects.count() == 1500
    round = Round.objects.current()
    assert (round.year_be, round.registered_from_be, round.registered_to_be) == (2565, 2557, 2564)
    assert round.accepts_entries(NOW)

    assert Person.objects.count() == 6
    assert (
        sorted(Nomination.objects.values_list("status", flat=True))
        == ["accepted"] * 2 + ["declined"] + ["proposed"] * 2
    )
    held = Briefing.objects.held().get()
    assert held.attendances.filter(presence="present").count() == 15 and held.minutes.status == "draft"

    inside = Producer.objects.filter(registrations__year_be__range=(2557, 2564)).distinct().count()
    before = Producer.objects.exclude(registrations__year_be__gte=2557).count()
    after = Producer.objects.exclude(registrations__year_be__lte=2564).count()
    assert inside + before + after == 1500
    assert min(inside, before, after) > 100

    states = Counter(Entry.objects.filter(round=round).values_list("status", flat=True))
    assert states == Counter({str(status): count for status, count in demo.STATES.items()})
    assert sum(states.values()) == 300
    alive = Counter(Entry.objects.filter(round=round, status__in=ALIVE).values_list("producer", flat=True))
    assert set(alive.values()) == {1, 2}

    earlier = Round.objects.get(year_be=2562)
    published = PublishedResult.objects.published().filter(announcement__round=earlier)
    assert published.count() == demo.EARLIER_ENTRIES
    assert set(published.values_list("star_level", flat=True)) <= {1, 2, 3, 4, 5}
    assert set(Sheet.objects.filter(entry__round=round).values_list("status", flat=True)) == set(SheetStatus.values)
    assert list(ResultBatch.objects.filter(round=round).values_list("status", flat=True)) == ["proposed"]
    assert Committee.objects.filter(round=round, status=Committee.Status.APPOINTED).count() == 2
    assert Counter(Briefing.objects.filter(round=round).values_list("status", flat=True)) == {"held": 1, "planned": 1}
    offices = Invitation.objects.filter(producer=None, briefing__status="planned").values_list("answer", flat=True)
    assert Counter(offices) == {"coming": 9, "substitute": 1, "declined": 1, "waiting": 7}
    assert {"draft", "published"} <= set(Announcement.objects.values_list("status", flat=True))
    circular = Paper.objects.get(kind=Paper.Kind.LETTER, status=Paper.Status.ISSUED)
    assert (circular.number, BLANK in str(circular.context)) == ("5471", False)
    assert circular.dispatches.sent().count() == 18
    assert circular.dispatches.exclude(acknowledged_at=None).count() == demo_letters.ACKNOWLEDGED
    assert set(Dispatch.objects.waiting().values_list("times_reminded", flat=True)) == {1}
    assert Paper.objects.filter(kind=Paper.Kind.LETTER, status=Paper.Status.DRAFT).count() == 1
    assert set(User.objects.values_list("grants__role", flat=True)) == set(Role.values)
    assert User.objects.filter(grants__role=Role.DISTRICT_OFFICER).values("district").distinct().count() == 18

    # every row would have passed a form, too
    for entry in Entry.objects.filter(round=round).select_related("producer", "group", "product")[::7]:
        entry.full_clean()

    # each account that `make run` tells of signs in and lands on its own work
    for username, _role, _work in ACCOUNTS:
        client.logout()
        answer = client.post("/accounts/login/", {"login": username, "password": demo.PASSWORD}, follow=True)
        assert answer.status_code == 200, username
        assert answer.context["user"].username == username
        assert answer.redirect_chain[-1][0] in {"/admin/", "/intake/", "/scoring/"}, username

    first = portrait()
    call_command("demo", stdout=StringIO())
    assert portrait() == first


@pytest.mark.django_db
def test_the_same_day_makes_the_same_province():
    """The generator alone decides: two builders on one day choose the same people, years and entries."""
    chosen = []
    for _ in range(2):
        builder = demo.Demo(now=NOW)
        chosen.append([builder.years_of_registration() for _ in range(200)] + [builder.dice.random()])
    assert chosen[0] == chosen[1]


@pytest.mark.django_db
def test_an_office_with_data_of_its_own_is_left_alone(cast):
    out = StringIO()
    call_command("demo", stdout=out)
    assert "มีข้อมูลสำนักงานอยู่แล้ว" in out.getvalue()
    assert Producer.objects.count() == 0
    assert Office.objects.get().name == "สำนักงานพัฒนาชุมชนจังหวัดสกลนคร"


@pytest.mark.django_db
def test_production_gets_no_demo(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="ใช้งานจริง"):
        call_command("demo", "--if-empty")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_accounts_that_are_told_are_this_databases_own(cast, monkeypatch):
    monkeypatch.setenv("PORT", "8123")
    out = StringIO()
    call_command("demo", "--accounts", stdout=out)
    told = out.getvalue()
    assert "http://127.0.0.1:8123/" in told
    assert " staff " in told
    assert "district4701" not in told  # only accounts that this database has

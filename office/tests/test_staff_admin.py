"""What every admin page shares, tried on pages of several rooms."""

import re

import pytest

from opc_site.testing import make_producer

PRODUCERS = "/admin/registrations/producer/"


@pytest.mark.parametrize(
    "address",
    [
        f"{PRODUCERS}?citizen_id__startswith=1",
        f"{PRODUCERS}?citizen_id=1100700000019",
        f"{PRODUCERS}export/?citizen_id__startswith=1",
        "/admin/registrations/entry/?producer__citizen_id__startswith=1",
        "/admin/office/user/?password__startswith=p",
        "/admin/briefings/briefing/?join_link__contains=zoom",
    ],
)
def test_a_list_cannot_be_filtered_by_a_secret(client, cast, current_round, address):
    make_producer(citizen_id="1100700000019")
    client.force_login(cast.administrator)
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        f"{PRODUCERS}?kind__exact=%00",
        f"{PRODUCERS}?district=4701%00",
        f"{PRODUCERS}export/?district=%00",
        "/admin/registrations/entry/?status=%00",
        "/admin/office/district/?province__code__exact=%00",
        "/admin/autocomplete/?app_label=office&model_name=user&field_name=district&term=%00",
        f"{PRODUCERS}?%00=1",
    ],
)
def test_nul_in_the_address_is_no_error_page(client, cast, address):
    client.force_login(cast.administrator)
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("key", ["abc", "\0", "1.5", "", "99999999999999999999"])
def test_a_mark_on_no_row_is_no_error_page(client, cast, current_round, key):
    client.force_login(cast.staff)
    chosen = {"action": "act_screen-in", "_selected_action": ["1", key]}
    assert client.post("/admin/registrations/entry/", chosen).status_code == 400


# -- two people at one form ------------------------------------------------------------------------------------


def sent(client, producer, **changes):
    """What the producer's page sends when these values have been typed over it."""
    page = client.get(f"{PRODUCERS}{producer.pk}/change/")
    given = {name: value or "" for name, value in page.context["adminform"].form.initial.items()}
    for prefix in ("registrations", "products"):
        given |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    seen = re.search(r'name="_seen" value="(\w+)"', page.content.decode())
    return given | {"_seen": seen[1]} | changes


def test_what_a_colleague_saved_meanwhile_is_not_overwritten_unseen(client, cast):
    producer = make_producer(phone="0811111111")
    address = f"{PRODUCERS}{producer.pk}/change/"
    client.force_login(cast.administrator)
    older = sent(client, producer, address="9 หมู่ 9")
    client.force_login(cast.staff)
    assert client.post(address, sent(client, producer, phone="0822222222")).status_code == 302
    client.force_login(cast.administrator)

    answer = client.post(address, older)

    producer.refresh_from_db()
    assert (producer.phone, producer.address) == ("0822222222", "")
    page = answer.content.decode()
    assert f"โดย {cast.staff}" in page
    assert "9 หมู่ 9" in page
    # Having read it, the administrator may save all the same.
    seen = re.search(r'name="_seen" value="(\w+)"', page)[1]
    assert client.post(address, older | {"_seen": seen}).status_code == 302
    producer.refresh_from_db()
    assert producer.address == "9 หมู่ 9"


def test_a_row_of_the_page_that_a_colleague_changed_counts_too(client, cast):
    producer = make_producer(years=())
    address = f"{PRODUCERS}{producer.pk}/change/"
    client.force_login(cast.administrator)
    older = sent(client, producer)
    client.force_login(cast.staff)
    one = {"registrations-TOTAL_FORMS": 1, "registrations-0-year_be": 2563, "registrations-0-producer": producer.pk}
    client.post(address, sent(client, producer, **one))
    client.force_login(cast.administrator)

    assert client.post(address, older).status_code == 200


def test_the_own_page_sent_twice_is_no_conflict(client, cast):
    producer = make_producer()
    client.force_login(cast.staff)
    twice = sent(client, producer, phone="0833333333")
    answers = [client.post(f"{PRODUCERS}{producer.pk}/change/", twice).status_code for _ in range(2)]
    assert answers == [302, 302]

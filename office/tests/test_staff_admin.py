"""What every admin page shares, tried on pages of several rooms."""

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

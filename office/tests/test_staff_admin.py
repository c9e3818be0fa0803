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

"""The cast that all tests share can be made, and its entries hold to the constraints."""

import pytest

from opc_site.testing import make_entry, make_producer
from registrations.models import Entry


@pytest.mark.django_db
def test_cast_and_builders_make_valid_rows(cast, current_round):
    producer = make_producer()
    entry = make_entry(producer, current_round, status=Entry.Status.SUBMITTED)
    entry.full_clean()
    assert Entry.objects.for_user(cast.officer_a).count() == 1
    assert Entry.objects.for_user(cast.officer_b).count() == 0

"""The clauses of applications past Python: whoever writes without the actions is refused by the database.

Both databases name a CHECK that failed.  PostgreSQL names a UNIQUE too; SQLite says its columns instead.
"""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from opc_site.testing import make_entry, make_producer
from registrations.models import Entry, OtopRegistration, Producer
from registrations.rules import ALIVE, NEXT, EntryStatus

ON_SQLITE = connection.vendor == "sqlite"


def refusal(write, *args, **kwargs):
    """What the database says to a write that must not happen."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write(*args, **kwargs)
    return str(refused.value)


def unique_said(constraint, *columns):
    if ON_SQLITE:
        return "UNIQUE constraint failed: " + ", ".join(f"registrations_{column}" for column in columns)
    return f'duplicate key value violates unique constraint "{constraint}"'


def check_said(constraint):
    if ON_SQLITE:
        return f"CHECK constraint failed: {constraint}"
    return f'violates check constraint "{constraint}"'


SLOT_TAKEN = unique_said("two_main_entries_slot", "entry.round_id", "entry.producer_id", "entry.slot")


def copy_of(entry, **changes):
    """An unsaved row like this one, for writing past `save` and the actions."""
    values = {field.attname: getattr(entry, field.attname) for field in Entry._meta.concrete_fields}
    values |= {"id": None, "form_token": uuid.uuid4(), "number": "", "product_id": None} | changes
    return Entry(**values)


@pytest.fixture
def full(current_round):
    """A producer whose two places are used."""
    producer = make_producer()
    return [make_entry(producer, current_round, slot=1), make_entry(producer, current_round, slot=2)]


def insert_raw(entry):
    fields = [field for field in Entry._meta.concrete_fields if not field.primary_key]
    columns = ", ".join(field.column for field in fields)
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO registrations_entry ({columns}) VALUES ({', '.join(['%s'] * len(values))})",  # noqa: S608
            values,
        )


WAYS_PAST = {"bulk_create": lambda entry: Entry.objects.bulk_create([entry]), "raw SQL": insert_raw}


@pytest.fixture(params=WAYS_PAST)
def past_python(request):
    return WAYS_PAST[request.param]


# -- two_main_entries -------------------------------------------------------------------------------------------


def test_two_main_entries_third_place_is_refused_by_name(full, past_python):
    assert check_said("two_main_entries") in refusal(past_python, copy_of(full[0], slot=3))


def test_two_main_entries_taken_place_is_refused(full, past_python):
    assert SLOT_TAKEN in refusal(past_python, copy_of(full[0], slot=2))


@pytest.mark.parametrize("slot", [None, 0])
def test_two_main_entries_living_entry_without_a_place_is_refused(full, past_python, slot):
    assert check_said("two_main_entries") in refusal(past_python, copy_of(full[0], slot=slot))


def test_two_main_entries_withdrawn_entry_keeps_no_place(full, past_python):
    withdrawn = copy_of(full[0], slot=1, status=EntryStatus.WITHDRAWN)
    assert check_said("two_main_entries") in refusal(past_python, withdrawn)
    past_python(copy_of(full[0], slot=None, status=EntryStatus.WITHDRAWN))
    assert Entry.objects.count() == 3


def test_two_main_entries_withdrawn_entry_cannot_come_back_into_a_taken_place(full):
    entry = make_entry(full[0].producer, full[0].round, status=EntryStatus.WITHDRAWN)
    said = refusal(Entry.objects.filter(pk=entry.pk).update, status=EntryStatus.DRAFT, slot=1)
    assert SLOT_TAKEN in said


def test_two_main_entries_raising_the_copied_limit_alone_frees_no_taken_place(full, past_python):
    assert SLOT_TAKEN in refusal(past_python, copy_of(full[0], slot=1, slot_limit=99))


def test_two_main_entries_transfer_to_a_full_producer_is_refused(full, current_round):
    other = make_entry(make_producer(), current_round)
    assert SLOT_TAKEN in refusal(Entry.objects.filter(pk=other.pk).update, producer=full[0].producer)


def test_two_main_entries_boundary_second_place_passes(current_round, past_python):
    first = make_entry(make_producer(), current_round, slot=1)
    past_python(copy_of(first, slot=2))
    assert Entry.objects.alive().count() == 2


# -- registered_within_years ------------------------------------------------------------------------------------


@pytest.mark.parametrize("year_be", [2556, 2565])
def test_registered_within_years_outside_is_refused_by_name(full, past_python, year_be):
    entry = copy_of(full[0], status=EntryStatus.WITHDRAWN, slot=None, registered_year_be=year_be)
    assert check_said("registered_within_years") in refusal(past_python, entry)


@pytest.mark.parametrize("year_be", [2557, 2564])
def test_registered_within_years_boundary_passes(full, past_python, year_be):
    past_python(copy_of(full[0], status=EntryStatus.WITHDRAWN, slot=None, registered_year_be=year_be))
    assert Entry.objects.filter(registered_year_be=year_be, slot=None).exists()


# -- the others -------------------------------------------------------------------------------------------------


def test_set_has_items_submitted_set_without_items_is_refused_by_name(full, past_python):
    bare = copy_of(full[0], slot=None, status=EntryStatus.SCREENED_OUT, kind="set", set_items="")
    assert check_said("set_has_items") in refusal(past_python, bare)


def test_set_has_items_main_product_with_items_is_refused_by_name(full, past_python):
    assert check_said("set_has_items") in refusal(
        past_python, copy_of(full[0], slot=None, status=EntryStatus.WITHDRAWN, set_items="ถ้วย\nจาน")
    )


def test_product_of_producer_twice_in_a_round_is_refused(full, past_python):
    product = full[0].producer.products.get()
    Entry.objects.filter(pk=full[0].pk).update(product=product)
    Entry.objects.filter(pk=full[1].pk).update(status=EntryStatus.WITHDRAWN, slot=None)
    said = refusal(past_python, copy_of(full[0], slot=2, product_id=product.pk))
    assert unique_said("product_of_producer", "entry.round_id", "entry.product_id") in said


def test_entry_number_twice_in_a_round_is_refused(full, past_python):
    Entry.objects.filter(pk=full[0].pk).update(number="65-FOOD-0001")
    again = copy_of(full[0], slot=None, status=EntryStatus.WITHDRAWN, number="65-FOOD-0001")
    said = refusal(past_python, again)
    assert unique_said("entry_number_once_per_round", "entry.round_id", "entry.number") in said


def test_producer_code_once(cast):
    producer = make_producer()
    said = refusal(make_producer, code=producer.code)
    assert unique_said("producer_code_once", "producer.code") in said


def test_one_registration_a_year(cast):
    producer = make_producer(years=(2562,))
    row = OtopRegistration(producer=producer, year_be=2562)
    said = refusal(OtopRegistration.objects.bulk_create, [row])
    assert unique_said("one_registration_a_year", "otopregistration.producer_id", "otopregistration.year_be") in said
    assert Producer.objects.get().registrations.count() == 1


# -- the table of moves -----------------------------------------------------------------------------------------


def test_every_state_has_its_moves_and_a_withdrawn_one_goes_back_to_where_it_was():
    assert set(NEXT) == set(EntryStatus)
    assert [status for status, moves in NEXT.items() if not moves] == []
    assert NEXT[EntryStatus.WITHDRAWN] <= set(ALIVE)


def test_a_living_entry_can_always_be_withdrawn():
    assert all(EntryStatus.WITHDRAWN in NEXT[status] for status in ALIVE)

"""Model fields: our form fields always, and no year that the calendar cannot mean."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms as django_forms
from django.contrib.admin import widgets as admin_widgets
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from thai import fields, forms
from thai.dates import BANGKOK

BRIEFING = datetime(2022, 3, 31, 10, 0, tzinfo=BANGKOK)


@pytest.fixture
def paper():
    """A model of its own, known to no app registry."""
    with isolate_apps("thai"):

        class Paper(models.Model):
            title = fields.CharField("ชื่อ", max_length=20)
            body = fields.TextField(blank=True)
            day = fields.DateField()
            sent_at = fields.DateTimeField(null=True, blank=True)
            start = fields.TimeField(null=True, blank=True)
            year_be = fields.YearBEField()

            class Meta:
                app_label = "thai"

            def __str__(self):
                return self.title

        yield Paper


@pytest.fixture
def table(paper, db):
    """The model with a table that goes when the test's transaction is rolled back."""
    sql, _ = connection.schema_editor().table_sql(paper)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    return paper


@pytest.mark.parametrize(
    ("field", "admin_kwargs", "form_field"),
    [
        (fields.DateField(), {"widget": admin_widgets.AdminDateWidget}, forms.ThaiDateField),
        (fields.DateField(), {"widget": admin_widgets.AdminDateWidget()}, forms.ThaiDateField),
        (
            fields.DateTimeField(),
            {"form_class": django_forms.SplitDateTimeField, "widget": admin_widgets.AdminSplitDateTime},
            forms.ThaiDateTimeField,
        ),
        (fields.TimeField(), {"widget": admin_widgets.AdminTimeWidget}, forms.ThaiTimeField),
        (fields.YearBEField(), {"widget": admin_widgets.AdminIntegerFieldWidget}, forms.YearBEField),
        (fields.CharField(), {"widget": admin_widgets.AdminTextInputWidget}, forms.ThaiCharField),
        (fields.TextField(), {"widget": admin_widgets.AdminTextareaWidget}, forms.ThaiCharField),
    ],
)
def test_the_admin_gets_our_field_too(field, admin_kwargs, form_field):
    made = field.formfield(**admin_kwargs)
    assert type(made) is form_field
    if form_field is not forms.ThaiCharField:
        assert type(made.widget) is form_field.widget


def test_a_widget_of_our_own_kind_is_kept():
    class Smaller(forms.ThaiDateWidget):
        pass

    assert type(fields.DateField().formfield(widget=Smaller()).widget) is Smaller


def test_a_caller_may_choose_another_field_for_text():
    assert type(fields.CharField().formfield(form_class=forms.PhoneField)) is forms.PhoneField
    assert fields.TextField().formfield().multiline
    assert fields.CharField(choices=[("a", "ก")]).formfield().choices[1] == ("a", "ก")


@pytest.mark.parametrize("name", ["DateField", "DateTimeField", "TimeField", "CharField", "TextField", "YearBEField"])
def test_migrations_name_the_field_by_its_place_here(name):
    _, path, _, kwargs = getattr(fields, name)().deconstruct()
    assert path == f"thai.fields.{name}"
    assert "validators" not in kwargs


def test_text_becomes_a_date_by_thai_rules():
    field = fields.DateField()
    assert field.to_python("31/03/2565") == field.to_python("2022-03-31") == date(2022, 3, 31)
    assert field.to_python(" ") is None
    with pytest.raises(ValidationError, match="ดูเหมือนปี ค"):
        field.to_python("31/03/2022")
    moment = fields.DateTimeField()
    assert moment.to_python("31/03/2565 10.00") == BRIEFING
    assert moment.to_python(BRIEFING.astimezone(UTC).isoformat()) == BRIEFING
    assert moment.to_python(date(2022, 3, 31)) == datetime(2022, 3, 31, tzinfo=BANGKOK)
    assert fields.TimeField().to_python("๑๐.๐๐") == fields.TimeField().to_python("10:00:00") == time(10)
    assert fields.YearBEField().to_python("๒๕๖๕") == 2565


@pytest.mark.parametrize("year", [1949, 2101, 2565])
def test_a_year_out_of_range_reaches_no_row(year):
    for field, value in [
        (fields.DateField(), date(year, 3, 31)),
        (fields.DateTimeField(), datetime(year, 3, 31, tzinfo=UTC)),
    ]:
        for attempt in (
            lambda field=field, value=value: field.get_prep_value(value),
            lambda field=field, value=value: field.clean(value, None),
        ):
            with pytest.raises(ValidationError, match="อยู่นอกช่วง"):
                attempt()


def test_years_at_the_bound_pass():
    for year in (1950, 2100):
        assert fields.DateField().get_prep_value(date(year, 1, 1)) == date(year, 1, 1)


def test_a_gregorian_year_is_no_buddhist_year():
    for year in (2022, 65, 2399, 2644):
        with pytest.raises(ValidationError):
            fields.YearBEField().clean(year, None)
    assert fields.YearBEField().clean("๒๕๖๕", None) == 2565


def test_a_model_form_from_page_to_instance(paper):
    form_class = django_forms.modelform_factory(paper, fields="__all__")
    form = form_class(
        {
            "title": " นํ้าผึ้ง\x00 ", "body": "ก\r\nข", "day_day": "๓๑", "day_month": "3", "day_year": "๒๕๖๕",
            "sent_at_day": "31", "sent_at_month": "3", "sent_at_year": "2565", "sent_at_time": "10.00",
            "start": "10.00", "year_be": "๒๕๖๕",
        }
    )  # fmt: skip
    assert form.is_valid(), form.errors
    made = form.save(commit=False)
    assert (made.title, made.body, made.day, made.sent_at) == ("น้ำผึ้ง", "ก\nข", date(2022, 3, 31), BRIEFING)
    assert (made.start, made.year_be) == (time(10), 2565)


def test_rows_and_instances_hold_the_same(table):
    made = table.objects.create(title=" นํ้า\x00 ", body="ก \r\nข", day="31/03/2565", year_be="๒๕๖๕")
    assert (made.title, made.body) == ("น้ำ", "ก\nข")
    table.objects.filter(title="นํ้า").update(title="ผ้า\u200bคราม")
    table.objects.bulk_create([table(title="ไหม\x00", day=date(2022, 1, 1), year_be=2565)])
    made.refresh_from_db()
    assert (made.title, made.day, made.year_be) == ("ผ้าคราม", date(2022, 3, 31), 2565)
    assert table.objects.filter(title="ไหม", day__lt="31/03/2565").count() == 1


def test_no_way_of_writing_stores_2565_as_gregorian(table):
    wrong = date(2565, 3, 31)
    made = table.objects.create(title="ก", day=date(2022, 3, 31), year_be=2565)
    made.day = wrong
    for attempt in (
        made.save,
        lambda: table.objects.update(day=wrong),
        lambda: table.objects.bulk_create([table(title="ข", day=wrong, year_be=2565)]),
        lambda: table.objects.bulk_update([made], ["day"]),
        lambda: table.objects.create(title="ค", day=date(2022, 1, 1), sent_at="2565-01-01T00:00", year_be=2565),
    ):
        with pytest.raises(ValidationError), transaction.atomic():
            attempt()
    assert list(table.objects.values_list("day", flat=True)) == [date(2022, 3, 31)]

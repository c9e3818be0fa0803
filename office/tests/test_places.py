"""The official list of places: complete, safe to load twice, and one province alone for a small installation."""

import pytest
from django.core.management import CommandError, call_command

from office.models import District, Province, Subdistrict

pytestmark = pytest.mark.django_db


def test_sakon_nakhon_has_18_districts(capsys):
    call_command("load_places", "--province", "47")
    assert Province.objects.get().name == "สกลนคร"
    assert District.objects.count() == 18
    assert "18 อำเภอ" in capsys.readouterr().out


def test_the_whole_country_twice():
    call_command("load_places")
    first = [model.objects.count() for model in (Province, District, Subdistrict)]
    District.objects.filter(code="4701").update(name="ชื่อเก่า")
    call_command("load_places")
    assert [model.objects.count() for model in (Province, District, Subdistrict)] == first
    assert first[:2] == [77, 928]
    assert District.objects.get(code="4701").name == "เมืองสกลนคร"


def test_an_unknown_code_says_what_to_type():
    with pytest.raises(CommandError, match="รหัสสองหลัก"):
        call_command("load_places", "--province", "99")

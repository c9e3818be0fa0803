import pytest

from thai.keyboard import american_keys


@pytest.mark.parametrize(
    ("arrived", "typed"),
    [
        ("ภึจๅจจจๅ/", "470100012"),
        ("จคๅ/-ภถุึค", "0812345678"),
        ("ุถขโฯฯฏขจจจๅ", "65-FOOD-0001"),
        ("ุุ", "66"),
        ("ๅภึจๅจจๅ/-ภถๅ", "1470100123451"),
    ],
)
def test_keys_typed_on_thai_are_read_as_the_keys_that_were_pressed(arrived, typed):
    assert american_keys(arrived) == typed


@pytest.mark.parametrize("text", ["470100012", "65-FOOD-0001", "https://opc.example.go.th/s/65-FOOD-0001", "", "-/-"])
def test_what_was_typed_on_american_keys_is_left_alone(text):
    assert american_keys(text) == ""

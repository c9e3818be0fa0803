"""Names: titles off, and one key for the spellings of one name."""

import pytest

from thai.names import TITLES, name_key, split_title, strip_place_prefix


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("นางสาวสมศรี ใจดี", ("นางสาว", "สมศรี ใจดี")),
        ("นางสาว  สมศรี\u00a0ใจดี", ("นางสาว", "สมศรี ใจดี")),
        ("น.ส.สมศรี ใจดี", ("น.ส.", "สมศรี ใจดี")),
        ("ผศ.ดร.สมชาย ใจดี", ("ผศ.ดร.", "สมชาย ใจดี")),
        ("ว่าที่ร้อยตรี ดร. สมชาย ใจดี", ("ว่าที่ร้อยตรี ดร.", "สมชาย ใจดี")),
        ("ว่าที่ ร.ต.สมชาย ใจดี", ("ว่าที่ ร.ต.", "สมชาย ใจดี")),
        ("นายแพทย์สมชาย ใจดี", ("นายแพทย์", "สมชาย ใจดี")),
        ("นาย John Smith", ("นาย", "John Smith")),
        ("สมชาย ใจดี", ("", "สมชาย ใจดี")),
        ("นายิกา ใจดี", ("", "นายิกา ใจดี")),
        ("คุณวุฒิ ใจดี", ("", "คุณวุฒิ ใจดี")),
        ("นายนายิกา ใจดี", ("นาย", "นายิกา ใจดี")),
        ("นาย", ("", "นาย")),
        ("", ("", "")),
    ],
)
def test_split_title(name, parts):
    assert split_title(name) == parts


@pytest.mark.parametrize("title", TITLES)
def test_every_title_comes_off(title):
    assert split_title(f"{title}สมใจ ใจดี") == (title, "สมใจ ใจดี")


@pytest.mark.parametrize(
    "spellings",
    [
        ["กลุ่มทอผ้าบ้านโพน", "กลุ่มวิสาหกิจชุมชนทอผ้าบ้านโพน", "วิสาหกิจชุมชน ทอผ้า บ้านโพน", "วิสาหกิจชุมชนกลุ่มทอผ้าบ้านโพน"],
        ["บริษัท ครามดี จำกัด", "บริษัทครามดีจำกัด", "ครามดี", "บจก.ครามดี", "บริษัท ครามดี จำกัด (มหาชน)"],
        ["ห้างหุ้นส่วนจำกัด น้ำผึ้งสกล", "หจก.น้ำผึ้งสกล", "หจก. นํ้าผึ้งสกล"],
        ["นางสาวสมศรี ใจดี", "น.ส. สมศรี  ใจดี", "สมศรี ใจดี"],
    ],
)
def test_spellings_of_one_name_share_a_key(spellings):
    assert len({name_key(name) for name in spellings}) == 1


def test_different_names_keep_different_keys():
    assert name_key("กลุ่มทอผ้าบ้านโพน") != name_key("กลุ่มทอผ้าบ้านโพนทอง")
    assert name_key("กลุ่ม") == "กลุ่ม"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("อ.เมืองสกลนคร", "เมืองสกลนคร"),
        ("อำเภอ เมืองสกลนคร", "เมืองสกลนคร"),
        ("จ. สกลนคร", "สกลนคร"),
        ("จังหวัดสกลนคร", "สกลนคร"),
        ("ตำบลธาตุเชิงชุม", "ธาตุเชิงชุม"),
        ("ต.ธาตุเชิงชุม", "ธาตุเชิงชุม"),
        ("เมืองสกลนคร", "เมืองสกลนคร"),
        ("อำเภอ", "อำเภอ"),
    ],
)
def test_strip_place_prefix(typed, place):
    assert strip_place_prefix(typed) == place

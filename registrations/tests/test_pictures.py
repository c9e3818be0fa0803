"""What is kept of files that people send, and what is not; T16, T17, T18 of the threats."""

import io
import re

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageEnhance, ImageFilter

from registrations.actions.uploads import look_at, name_shown
from registrations.rules import Doubt, UploadKind

from .hostile_uploads import SECRET, UPLOADS, drawn, exif, jpeg, pdf, phone_photo, png


def verdict(content, purpose="paper"):
    try:
        found = look_at(content, purpose)
    except ValidationError as error:
        return f"{error.code} {' '.join(error.messages)}", None
    return f"kept {found.kind.value}", found


@pytest.mark.parametrize("name", UPLOADS)
def test_t16_t18_every_file_gets_its_verdict(name):
    maker, expected = UPLOADS[name]
    content = maker()
    said, found = verdict(content)
    code, _, words = expected.partition(" ")
    assert said.startswith(code) and words in said
    if found is not None:
        # what was glued on, hidden or said beside it is not in what is kept
        assert SECRET not in found.content and SECRET not in found.thumb
        assert b"MZ\x90" not in found.content and b"PK\x03\x04" not in found.content
        assert not re.search(rb"/(JS|JavaScript|Launch|URI|EmbeddedFiles?|OpenAction|AA|AcroForm|XFA)\b", found.content)


def test_there_are_enough_of_them():
    assert len(UPLOADS) >= 60


def opened(content):
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def test_t17_a_phones_photo_comes_out_upright_without_place_and_name():
    said, found = verdict(phone_photo(), "photo")
    assert (said, found.width, found.height) == ("kept jpeg", 1200, 1600)
    for content, size in ((found.content, (1200, 1600)), (found.thumb, (300, 400))):
        picture = opened(content)
        assert picture.size == size
        assert dict(picture.getexif()) == {}
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        # the red corner was at the top left of the lying picture: turned right, it is at the top right
        red, _, blue = picture.convert("RGB").getpixel((size[0] - 10, 10))
        assert red > 150 > blue
    assert found.doubts == ()


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_way_to_hold_a_phone_comes_out_upright(turn):
    """What a viewer that heeds EXIF shows is what is kept."""
    from PIL import ImageOps

    content = jpeg(drawn(400, 300), exif=exif(turn))
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("RGB")
    kept = opened(verdict(content)[1].content)
    assert kept.size == shown.size
    for x, y in ((10, 10), (-10, 10), (10, -10), (-10, -10)):
        x, y = x % kept.width, y % kept.height
        pairs = zip(kept.getpixel((x, y)), shown.getpixel((x, y)), strict=True)
        assert all(abs(one - other) < 40 for one, other in pairs)


def test_a_large_picture_is_shrunk_and_has_a_thumb():
    found = verdict(jpeg(drawn(4000, 3000)))[1]
    assert (found.width, found.height) == (2000, 1500)
    assert opened(found.thumb).size == (400, 300)
    assert len(found.content) < 2_000_000


def test_sixteen_bits_of_grey_stay_grey():
    found = verdict(UPLOADS["sixteen bits of grey"][0]())[1]
    assert opened(found.content).convert("L").getpixel((5, 5)) == 40000 // 256


def test_a_large_drawing_becomes_a_photo_and_a_small_one_stays_sharp():
    noise = Image.effect_noise((900, 900), 90).convert("RGB")
    assert verdict(png(noise))[0] == "kept jpeg"
    assert verdict(png(drawn(300, 200)))[0] == "kept png"


def test_a_thumb_of_what_is_seen_through_lies_on_white():
    found = verdict(png(Image.new("RGBA", (700, 700), (0, 0, 0, 0))), "photo")[1]
    assert found.kind == UploadKind.PNG and Doubt.DARK not in found.doubts
    assert opened(found.thumb).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("picture", "doubts"),
    [
        (drawn(), ()),
        (ImageEnhance.Brightness(drawn()).enhance(0.15), (Doubt.DARK,)),
        (drawn(500, 400), (Doubt.SMALL,)),
        (drawn(599, 900), (Doubt.SMALL,)),
        (drawn(600, 900), ()),
        (drawn().filter(ImageFilter.GaussianBlur(9)), (Doubt.BLURRED,)),
    ],
    ids=["good", "dark", "small", "599", "600", "blurred"],
)
def test_a_doubt_is_a_question_and_the_picture_is_kept(picture, doubts):
    said, found = verdict(jpeg(picture), "photo")
    assert (said, found.doubts) == ("kept jpeg", doubts)
    assert verdict(jpeg(picture), "paper")[1].doubts == ()  # papers are white, grey and small


def test_forty_million_dots_pass():
    picture = Image.new("L", (8000, 5000), 200)
    said, found = verdict(png(picture, compress_level=1))
    assert said.startswith("kept") and (found.width, found.height) == (2000, 1250)


def test_heic_has_a_way_out_in_two_lines():
    lines = verdict(UPLOADS["HEIC"][0]())[0].splitlines()
    assert len(lines) == 3 and "HEIC" in lines[0] and "เข้ากันได้มากที่สุด" in lines[1]


def test_photo_is_a_picture_refuses_a_paper_with_its_sentence():
    assert verdict(pdf(), "photo")[0].startswith("photo_is_a_picture รูปผลิตภัณฑ์ต้องเป็นภาพ")
    assert verdict(pdf(), "paper")[0] == "kept pdf"


def test_a_form_that_was_filled_in_is_still_read():
    """Fields go, what is written in them stays: it is part of the page now."""
    found = verdict(UPLOADS["a form that computes"][0]())[1]
    with pikepdf.open(io.BytesIO(found.content)) as made:
        assert "/AcroForm" not in made.Root and "/Annots" not in made.pages[0].obj
        said = b"".join(item.read_bytes() for item in made.objects if isinstance(item, pikepdf.Stream))
    assert b"(ok) Tj" in said


def test_the_same_paper_gives_the_same_bytes():
    assert verdict(pdf(2))[1].content == verdict(pdf(2))[1].content


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("ผ้าคลุมไหล่.JPG", "jpeg", "ผ้าคลุมไหล่.jpg"),
        ("ภาพ.exe", "png", "ภาพ.png"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\ภาพ\\ผ้า 1.jpeg", "jpeg", "ผ้า 1.jpg"),
        ("ก" * 300 + ".pdf", "pdf", "ก" * 146 + ".pdf"),
        ("", "jpeg", "แฟ้มแนบ.jpg"),
        (".htaccess", "png", "แฟ้มแนบ.png"),
        ("a\u202egpj.exe\0", "jpeg", "agpj.jpg"),
        ("รุ่นที่ 1.ผ้าทอมือของกลุ่ม", "jpeg", "รุ่นที่ 1.ผ้าทอมือของกลุ่ม.jpg"),
    ],
)
def test_the_name_is_the_owners_and_the_ending_ours(name, kind, shown):
    assert name_shown(name, kind) == shown

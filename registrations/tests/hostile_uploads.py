"""Files that somebody may send, each made here, with the verdict that it must get.

`UPLOADS`: name → (maker, verdict).  A verdict is "kept jpeg", "kept png" or "kept pdf", or the code of the clause that
refuses followed by words of its sentence.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

SECRET = b"canary-of-the-sender"
SCRIPT = b"<script>alert('canary-of-the-sender')</script>"


def drawn(width: int = 900, height: int = 700, mode: str = "RGB") -> Image.Image:
    """A scene with sharp edges: bright, and large enough not to be asked about."""
    picture = Image.new("RGB", (width, height), (214, 205, 186))
    pen = ImageDraw.Draw(picture)
    for step in range(0, max(width, height), 24):
        pen.line([(step, 0), (0, step)], fill=(40, 60, 120), width=5)
    pen.rectangle([0, 0, width // 4, height // 4], fill=(200, 30, 30))
    return picture.convert(mode) if mode != "RGB" else picture


def jpeg(picture: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, "JPEG", **{"quality": 80} | options)
    return out.getvalue()


def png(picture: Image.Image | None = None, **options) -> bytes:
    out = io.BytesIO()
    (picture or drawn()).save(out, "PNG", **options)
    return out.getvalue()


def other(fmt: str, **options) -> bytes:
    out = io.BytesIO()
    drawn(60, 40).save(out, fmt, **options)
    return out.getvalue()


def exif(orientation: int = 6, *, gps: bool = True) -> bytes:
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010E] = SECRET.decode()
    data[0x0110] = "Phone of the sender"
    if gps:
        place = data.get_ifd(0x8825)
        place[1], place[2], place[3], place[4] = "N", (17.0, 9.0, 45.1), "E", (104.0, 8.0, 55.3)
    return data.tobytes()


def phone_photo() -> bytes:
    """As a phone held upright writes it: lying, with the turn, the place and a comment beside it."""
    return jpeg(drawn(1600, 1200), exif=exif(6), comment=SECRET, icc_profile=srgb_profile())


def srgb_profile() -> bytes:
    from PIL import ImageCms

    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width: int, height: int, data: bytes = b"") -> bytes:
    """A heading that promises so many dots; of the picture itself there is next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(data or b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def jpeg_of_size(width: int, height: int) -> bytes:
    content = jpeg(drawn(64, 64))
    start = content.index(b"\xff\xc0") + 5
    return content[:start] + struct.pack(">HH", height, width) + content[start + 4 :]


def many_scans() -> bytes:
    content = jpeg(drawn(64, 64), progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * 150 + b"\xff\xd9"


def two_pictures() -> bytes:
    """MPO, as some phones write depth and preview behind the photograph."""
    out = io.BytesIO()
    drawn().save(out, "MPO", save_all=True, append_images=[drawn(300, 200)], exif=exif(1))
    return out.getvalue()


def archive(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in parts:
            made.writestr(zipfile.ZipInfo(part), SCRIPT)
    return out.getvalue()


def animated_png() -> bytes:
    out = io.BytesIO()
    drawn(120, 90).save(out, "PNG", save_all=True, append_images=[drawn(120, 90).rotate(90)], duration=100)
    return out.getvalue()


def text_png() -> bytes:
    said = PngInfo()
    said.add_text("Comment", SECRET.decode(), zip=True)
    return png(drawn(), pnginfo=said)


def text_bomb() -> bytes:
    """A comment of a few kilobytes that unpacks to fifty megabytes."""
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * 50_000_000, 9))
    content = png(drawn(64, 64))
    return content[:33] + bomb + content[33:]


def pdf(pages: int = 1, **options) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        for page in made.pages:
            page.Contents = made.make_stream(b"0.1 0.2 0.5 rg 72 600 200 100 re f")
        made.save(out, deterministic_id=not options.get("encryption"), **options)
    return out.getvalue()


def changed_pdf(change: Callable[[pikepdf.Pdf], None]) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as made:
        change(made)
        made.save(out)
    return out.getvalue()


def _script(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET.decode())


def _named_script(made: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET.decode())
    made.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["a", act])))
    made.pages[0].AA = pikepdf.Dictionary(O=act)


def _launch(made: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=SECRET.decode())
    made.pages[0].Annots = pikepdf.Array(
        [
            made.make_indirect(
                pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=act)
            )
        ]
    )


def _address(made: pikepdf.Pdf) -> None:
    _launch(made)
    made.pages[0].Annots[0].A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://evil.example/canary-of-the-sender")


def _attached(made: pikepdf.Pdf) -> None:
    made.attachments["canary.exe"] = b"MZ" + SECRET


def _form(made: pikepdf.Pdf) -> None:
    act = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=SECRET.decode())
    field = made.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T="name", V="ok",
            Rect=[0, 0, 99, 20], AA=pikepdf.Dictionary(K=act), DA="/Helv 12 Tf 0 g",
        )
    )  # fmt: skip
    made.pages[0].Annots = pikepdf.Array([field])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=[field], XFA=SECRET.decode(), NeedAppearances=True)


def _metadata(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = SECRET.decode()
    with made.open_metadata() as data:
        data["dc:title"] = SECRET.decode()


def unpacks_to_gigabytes() -> bytes:
    """An object stream of a megabyte that is a gigabyte of spaces."""
    packer = zlib.compressobj(9)
    first, again = (packer.compress(b" " * 1_000_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    packed = first + again * 999 + packer.flush()
    body = b"%PDF-1.7\n1 0 obj <</Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length "
    body += str(len(packed)).encode() + b">> stream\n" + packed + b"\nendstream endobj\n"
    # The catalogue is said to lie in that stream.
    rows = b"\0\0\0\0\0" + b"\x01\0\0\x09\0" + b"\x02\0\0\x01\0"
    at = len(body)
    body += b"3 0 obj <</Type /XRef /Size 3 /W [1 3 1] /Root 2 0 R /Length " + str(len(rows)).encode()
    return body + b">> stream\n" + rows + b"\nendstream endobj\nstartxref\n" + str(at).encode() + b"\n%%EOF"


def heic(brand: bytes = b"heic") -> bytes:
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + b"\0" * 200


def kept(kind: str) -> str:
    return f"kept {kind}"


UPLOADS: dict[str, tuple[Callable[[], bytes], str]] = {
    # pictures that are taken
    "a photo of a phone": (phone_photo, kept("jpeg")),
    "two pictures in one": (two_pictures, kept("jpeg")),
    "colours of print": (lambda: jpeg(drawn(mode="CMYK")), kept("jpeg")),
    "grey": (lambda: jpeg(drawn(mode="L")), kept("jpeg")),
    "progressive": (lambda: jpeg(progressive=True), kept("jpeg")),
    "a drawing": (lambda: png(drawn(300, 200)), kept("png")),
    "seen through": (lambda: png(drawn(mode="RGBA").rotate(45)), kept("png")),
    "palette": (lambda: png(drawn(mode="P")), kept("png")),
    "one bit": (lambda: png(drawn(mode="1")), kept("png")),
    "sixteen bits of grey": (lambda: png(Image.new("I;16", (700, 700), 40000)), kept("png")),
    "animated": (animated_png, kept("png")),
    "a comment in a PNG": (text_png, kept("png")),
    "one dot": (lambda: png(drawn(1, 1)), kept("png")),
    "a thread": (lambda: png(drawn(9000, 1)), kept("png")),
    "a zip behind a photo": (lambda: jpeg() + archive("canary.html"), kept("jpeg")),
    "a page behind a photo": (lambda: jpeg() + b"<html>" + SCRIPT, kept("jpeg")),
    "a program behind a drawing": (lambda: png() + b"MZ\x90\0" + SECRET, kept("png")),
    "a script in the comment": (lambda: jpeg(comment=SCRIPT), kept("jpeg")),
    "broken EXIF": (lambda: jpeg(exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + SECRET), kept("jpeg")),
    "an orientation that is none": (lambda: jpeg(exif=exif(99)), kept("jpeg")),
    "a profile that is none": (lambda: jpeg(icc_profile=SECRET * 20), kept("jpeg")),
    # pictures that are not
    "nothing": (lambda: b"", "file_size ว่างเปล่า"),
    "too large": (lambda: jpeg() + b"\0" * (10 * 1024 * 1024), "file_size มีขนาด 10"),
    "41 million dots, PNG": (lambda: png_of_size(8200, 5000), "picture_pixels 8,200 × 5,000"),
    "41 million dots, JPEG": (lambda: jpeg_of_size(8200, 5000), "picture_pixels 8,200 × 5,000"),
    "four billion dots": (lambda: png_of_size(2**31 - 1, 2), "picture_pixels 40 ล้านจุด"),
    "a square of billions": (lambda: png_of_size(65_000, 65_000), "picture_pixels 40 ล้านจุด"),
    "no dots": (lambda: png_of_size(0, 0), "file_whole เสียหาย"),
    "a heading only": (lambda: png_of_size(700, 700), "file_whole เสียหาย"),
    "half a photo": (lambda: jpeg()[: len(jpeg()) // 2], "file_whole ไม่ครบ"),
    "half a drawing": (lambda: png()[: len(png()) // 2], "file_whole ไม่ครบ"),
    "three bytes of a photo": (lambda: b"\xff\xd8\xff", "file_whole เสียหาย"),
    "a photo of noughts": (lambda: b"\xff\xd8\xff\xe0" + b"\0" * 5000, "file_whole เสียหาย"),
    "150 scans": (many_scans, "file_whole ผิดปกติ"),
    "a comment that unpacks": (text_bomb, "file_whole เสียหาย"),
    "HEIC": (heic, "file_kind HEIC ของ iPhone"),
    "HEIF of another brand": (lambda: heic(b"mif1"), "file_kind HEIC ของ iPhone"),
    "AVIF": (lambda: heic(b"avif"), "file_kind เป็นภาพ AVIF"),
    "a film": (lambda: heic(b"qt  "), "file_kind เป็นวิดีโอ"),
    "WebP": (lambda: other("WEBP"), "file_kind เป็นภาพ WebP"),
    "GIF": (lambda: other("GIF"), "file_kind เป็นภาพ GIF"),
    "BMP": (lambda: other("BMP"), "file_kind เป็นภาพ BMP"),
    "TIFF": (lambda: other("TIFF"), "file_kind เป็นภาพ TIFF"),
    "an icon": (lambda: other("ICO"), "file_kind เป็นไอคอน"),
    "SVG": (lambda: b"<?xml version='1.0'?>\n<svg xmlns='x'>" + SCRIPT + b"</svg>", "file_kind เป็นภาพ SVG"),
    "SVG without a heading": (lambda: b"\xef\xbb\xbf <svg onload='alert(1)'/>", "file_kind เป็นภาพ SVG"),
    "a page": (lambda: b"<!DOCTYPE html><html>" + SCRIPT, "file_kind เป็นหน้าเว็บ"),
    "a page that says it is a PDF": (lambda: b"<html>%PDF-1.7" + SCRIPT, "file_kind เป็นหน้าเว็บ"),
    "a script in GIF's clothes": (lambda: b"GIF89a/*" + SCRIPT + b"*/=1;%PDF-1.4", "file_kind เป็นภาพ GIF"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 500, "file_kind เป็นโปรแกรม"),
    "a program of Linux": (lambda: b"\x7fELF" + b"\0" * 500, "file_kind เป็นโปรแกรม"),
    "a shell script": (lambda: b"#!/bin/sh\nrm -rf /", "file_kind เป็นโปรแกรม"),
    "a zip": (lambda: archive("a.jpg"), "file_kind บีบอัด"),
    "a zip that says it is a PDF": (lambda: archive("%PDF-1.7"), "file_kind บีบอัด"),
    "words": (lambda: "สวัสดี".encode(), "file_kind ไม่ใช่ภาพหรือเอกสาร"),
    "noughts": (lambda: b"\0" * 4096, "file_kind ไม่ใช่ภาพหรือเอกสาร"),
    # papers
    "a paper": (lambda: pdf(3), kept("pdf")),
    "fifty pages": (lambda: pdf(50), kept("pdf")),
    "fifty-one pages": (lambda: pdf(51), "pdf_pages 51 หน้า"),
    "no page": (lambda: pdf(0), "file_whole เสียหาย"),
    "a heading that comes late": (lambda: b"scanned by canary-of-the-sender\r\n" + pdf(), kept("pdf")),
    "a heading that comes too late": (lambda: b" " * 2000 + pdf(), "file_kind ไม่ใช่ภาพหรือเอกสาร"),
    "a broken table": (lambda: pdf().replace(b"startxref", b"startxxxx"), kept("pdf")),
    "half a paper": (lambda: pdf(3)[:300], "file_whole เสียหาย"),
    "a heading and noise": (lambda: b"%PDF-1.7\n" + SECRET * 50, "file_whole เสียหาย"),
    "a script on opening": (lambda: changed_pdf(_script), kept("pdf")),
    "scripts with names": (lambda: changed_pdf(_named_script), kept("pdf")),
    "starts a program": (lambda: changed_pdf(_launch), kept("pdf")),
    "leads elsewhere": (lambda: changed_pdf(_address), kept("pdf")),
    "an attached program": (lambda: changed_pdf(_attached), kept("pdf")),
    "a form that computes": (lambda: changed_pdf(_form), kept("pdf")),
    "who wrote it": (lambda: changed_pdf(_metadata), kept("pdf")),
    "a zip behind a paper": (lambda: pdf() + archive("canary.html"), kept("pdf")),
    "a page behind a paper": (lambda: pdf() + b"<html>" + SCRIPT, kept("pdf")),
    "a password to open": (
        lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        "pdf_harmless ตั้งรหัสผ่านไว้",
    ),
    "a password to change": (
        lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="")),
        "pdf_harmless ตั้งรหัสผ่านไว้",
    ),
    "unpacks to gigabytes": (unpacks_to_gigabytes, "file_whole เสียหาย"),
}

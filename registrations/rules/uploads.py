"""Clauses that files handed in keep: what a file may be, how large, how many, and who may add one until when."""

from typing import Final

from django.db.models import TextChoices

from rounds.clauses import Clause

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 10 * MEGABYTE
MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 50
MOST_FILES: Final = 10
MOST_BYTES_A_DAY: Final = 200 * MEGABYTE
# What is kept of a picture, and what a list shows of it.
LONGEST_SIDE: Final = 2000
LONGEST_SIDE_OF_A_THUMB: Final = 400
LINK_MINUTES: Final = 30


class UploadPurpose(TextChoices):
    PHOTO = "photo", "รูปผลิตภัณฑ์"
    PAPER = "paper", "เอกสาร"


class UploadKind(TextChoices):
    JPEG = "jpeg", "ภาพ JPEG"
    PNG = "png", "ภาพ PNG"
    PDF = "pdf", "เอกสาร PDF"


PICTURES = (UploadKind.JPEG, UploadKind.PNG)


class UploadVia(TextChoices):
    DESK = "desk", "เครื่องของสำนักงาน"
    PHONE = "phone", "โทรศัพท์"


class Doubt(TextChoices):
    """What is asked about a picture at once, while the product still lies on the table; the picture is kept."""

    DARK = "dark", "ภาพมืด อาจมองไม่เห็นรายละเอียดผลิตภัณฑ์"
    SMALL = "small", "ภาพเล็ก เมื่อขยายหรือพิมพ์จะไม่ชัด"
    BLURRED = "blurred", "ภาพอาจไม่คมชัด"


FILE_KIND = Clause(
    "-",
    "file_kind",
    "ไฟล์นี้{why}",
    "ระบบรับภาพ JPEG หรือ PNG และเอกสาร PDF โดยดูจากเนื้อไฟล์ ไม่ใช่จากชื่อ",
    plain="แฟ้มแนบต้องเป็นภาพ JPEG, PNG หรือเอกสาร PDF",
)
FILE_WHOLE = Clause(
    "-",
    "file_whole",
    "ไฟล์นี้{why}",
    "โปรดเปิดดูว่าไฟล์สมบูรณ์ แล้วส่งใหม่ หรือถ่ายภาพใหม่",
    plain="แฟ้มแนบต้องเป็นไฟล์ที่สมบูรณ์ เปิดอ่านได้",
)
FILE_SIZE = Clause(
    "-",
    "file_size",
    "แฟ้มแนบหนึ่งแฟ้มมีขนาดได้ไม่เกิน 10 เมกะไบต์ ไฟล์นี้{size}",
    "โปรดย่อไฟล์ หรือถ่ายใหม่ด้วยความละเอียดต่ำลง",
    plain="แฟ้มแนบหนึ่งแฟ้มต้องไม่ว่างเปล่า และมีขนาดไม่เกิน 10 เมกะไบต์",
)
PICTURE_PIXELS = Clause(
    "-",
    "picture_pixels",
    "ภาพหนึ่งภาพมีได้ไม่เกิน 40 ล้านจุด ภาพนี้มี {width} × {height} จุด",
    "โปรดถ่ายใหม่ด้วยความละเอียดต่ำลง",
    plain="ภาพที่เก็บไว้มีด้านยาวไม่เกิน 2,000 จุด",
)
PDF_PAGES = Clause(
    "-",
    "pdf_pages",
    "เอกสาร PDF หนึ่งแฟ้มมีได้ไม่เกิน 50 หน้า ไฟล์นี้มี {pages} หน้า",
    "โปรดแนบเฉพาะหน้าที่เกี่ยวข้อง หรือแบ่งเป็นหลายแฟ้ม",
    plain="เอกสาร PDF หนึ่งแฟ้มมีได้ไม่เกิน 50 หน้า",
)
PDF_HARMLESS = Clause(
    "-",
    "pdf_harmless",
    "เอกสาร PDF นี้{why}",
    "โปรดเปิดเอกสาร สั่งพิมพ์เป็น PDF ใหม่ แล้วแนบไฟล์ใหม่นั้น",
    plain="เอกสาร PDF ต้องเปิดอ่านได้โดยไม่ใช้รหัสผ่าน",
)
PHOTO_IS_A_PICTURE = Clause(
    "-",
    "photo_is_a_picture",
    "รูปผลิตภัณฑ์ต้องเป็นภาพ ส่วนไฟล์นี้เป็นเอกสาร PDF",
    "โปรดแนบเป็น “เอกสาร” หรือถ่ายภาพผลิตภัณฑ์",
)
UPLOAD_OF_PRODUCT = Clause(
    "-",
    "upload_of_product",
    "ใบรับรองมาตรฐานที่แนบต้องเป็นของผลิตภัณฑ์ที่สมัคร",
    "โปรดเลือกใบรับรองจากรายการของผลิตภัณฑ์นี้",
)
REQUIREMENT_OF_ROUND = Clause(
    "-",
    "requirement_of_round",
    "เอกสารที่ต้องยื่นซึ่งเลือกไว้ต้องเป็นของการคัดสรรเดียวกับใบสมัคร",
    "โปรดเลือกจากรายการเอกสารของใบสมัครนี้",
)
TEN_FILES = Clause(
    "-",
    "ten_files",
    "ใบสมัครหนึ่งใบมีแฟ้มแนบได้ไม่เกิน 10 แฟ้ม ขณะนี้ครบแล้ว",
    "หากต้องการเปลี่ยน ให้นำแฟ้มเดิมออกก่อน",
)
OFFICE_DAY = Clause(
    "-",
    "office_day",
    "แฟ้มแนบของอำเภอหนึ่งรวมกันได้ไม่เกิน 200 เมกะไบต์ต่อวัน วันนี้รับไว้แล้ว {used} เมกะไบต์",
    "โปรดแนบต่อในวันพรุ่งนี้ หรือแจ้งสำนักงานพัฒนาชุมชนจังหวัด",
    plain="แฟ้มแนบของอำเภอหนึ่งรวมกันได้ไม่เกิน 200 เมกะไบต์ต่อวัน",
)
UPLOAD_ONCE = Clause(
    "-",
    "upload_once",
    "แบบส่งไฟล์นี้ใช้ไปกับไฟล์อื่นแล้ว",
    "โปรดเปิดหน้านี้ใหม่ แล้วเลือกไฟล์อีกครั้ง",
)
FILES_IN_TIME = Clause(
    "-",
    "files_in_time",
    "เจ้าหน้าที่อำเภอเพิ่มหรือนำแฟ้มแนบออกได้ภายในระยะเวลารับสมัคร คือ {window} หรือภายในวันที่นัดส่งเอกสารที่ยังขาด และก่อนการกลั่นกรอง",
    "หลังจากนั้นโปรดให้สำนักงานพัฒนาชุมชนจังหวัดเป็นผู้ดำเนินการ",
    plain="เจ้าหน้าที่อำเภอเพิ่มหรือนำแฟ้มแนบออกได้ภายในระยะเวลารับสมัคร หรือภายในวันที่นัดส่งเอกสารที่ยังขาด และก่อนการกลั่นกรอง",
)
FILES_OF_THE_LIVING = Clause(
    "-",
    "files_of_the_living",
    "ใบสมัครที่ถอนแล้ว เพิ่มหรือนำแฟ้มแนบออกไม่ได้",
    "หากผู้ผลิตสมัครใหม่ ให้แนบกับใบสมัครใหม่",
)
FILE_TAKEN_OUT_ONCE = Clause(
    "-",
    "file_taken_out_once",
    "แฟ้มนี้นำออกไปแล้ว",
    "โปรดเปิดหน้าใบสมัครใหม่เพื่อดูแฟ้มที่เหลือ",
)
ONE_PHOTO_LINK = Clause(
    "-",
    "one_photo_link",
    "ใบสมัครหนึ่งใบมีลิงก์ถ่ายภาพที่ใช้ได้ครั้งละหนึ่งลิงก์",
    "โปรดใช้ลิงก์เดิม หรือเลิกใช้ลิงก์เดิมก่อน",
)
LINK_IS_ALIVE = Clause(
    "-",
    "link_is_alive",
    "ลิงก์ถ่ายภาพนี้หมดเวลาหรือเลิกใช้แล้ว",
    "โปรดขอให้เจ้าหน้าที่เปิดลิงก์ใหม่ แล้วสแกนอีกครั้ง",
)

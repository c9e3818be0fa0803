"""Finds files that no row has and rows whose file is gone or spoilt; for the nightly round of the machine."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from ...sweeping import delete, look


class Command(BaseCommand):
    help = (
        "ตรวจแฟ้มแนบ: ไฟล์ที่ไม่มีรายการ และรายการที่ไฟล์หายหรือเสียหาย (ที่เก่ากว่าหนึ่งชั่วโมง) จบด้วยรหัส 1 เมื่อมีรายการที่ต้องกู้จากข้อมูลสำรอง"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--delete", action="store_true", help="ลบไฟล์ที่ไม่มีรายการ")
        parser.add_argument("--check", action="store_true", help="อ่านทุกไฟล์ เทียบกับลายนิ้วมือที่บันทึกไว้")

    def handle(self, *args: Any, **options: Any) -> None:
        swept = look(bytes_too=options["check"])
        for name in swept.lost:
            self.stdout.write(f"ไม่มีรายการ: {name}")
        if options["delete"]:
            delete(swept.lost)
        for words, rows in (("ไฟล์หาย", swept.gone), ("ไฟล์เสียหาย", swept.spoilt)):
            for upload in rows:
                number = upload.entry.number or f"ร่างที่ {upload.entry_id}"
                self.stdout.write(f"{words}: แฟ้มที่ {upload.pk} ของใบสมัคร {number} ({upload.file.name})")
        done = "ลบแล้ว" if options["delete"] else "ยังไม่ลบ (สั่ง --delete เพื่อลบ)"
        self.stdout.write(
            f"ไฟล์ที่ไม่มีรายการ {len(swept.lost)} {done if swept.lost else ''}".rstrip()
            + f" · ไฟล์หาย {len(swept.gone)} · ไฟล์เสียหาย {len(swept.spoilt)}"
        )
        if swept.gone or swept.spoilt:
            raise SystemExit(1)

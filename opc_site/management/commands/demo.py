"""Makes the demo province; tells its accounts."""

import os
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from office.models import Office, User
from opc_site import demo

ACCOUNTS = [
    ("admin", "ผู้ดูแลระบบจังหวัด", "อนุมัติและเผยแพร่ผล ประกาศ จัดการผู้ใช้"),
    ("admin2", "ผู้ดูแลระบบจังหวัด (คนที่สอง)", "เผยแพร่สิ่งที่ผู้ดูแลคนแรกเสนอ"),
    ("staff", "เจ้าหน้าที่จังหวัด", "นำเข้าทะเบียน กลั่นกรองใบสมัคร"),
    ("secretary", "เลขานุการคณะกรรมการ", "ออกคำสั่งแต่งตั้ง พิมพ์คะแนนแทน สรุปผล"),
    ("member1", "กรรมการ/คณะทำงาน", "ให้คะแนนผลิตภัณฑ์บนโทรศัพท์"),
    ("district4701", "เจ้าหน้าที่อำเภอเมืองสกลนคร", "ค้นหาผู้ผลิต บันทึกและยื่นใบสมัคร"),
    ("district4704", "เจ้าหน้าที่อำเภอพรรณานิคม", "เห็นเฉพาะอำเภอของตน"),
]


class Command(BaseCommand):
    help = "สร้างจังหวัดสาธิต (สกลนคร) ด้วยบุคคลสมมติ ทำซ้ำได้โดยไม่เพิ่มข้อมูล"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="ไม่ทำอะไรและไม่แจ้งเตือนหากมีข้อมูลแล้ว")
        parser.add_argument("--prepare", action="store_true", help="เตรียมตารางในฐานข้อมูลก่อน")
        parser.add_argument("--accounts", action="store_true", help="แสดงที่อยู่และบัญชีผู้ใช้สาธิต")

    def handle(self, *args: Any, prepare: bool, if_empty: bool, accounts: bool, **options: Any) -> None:
        if prepare:  # in this process, since each further one takes a second to start
            call_command("migrate", interactive=False, verbosity=0)
            call_command("createcachetable", verbosity=0)
        if if_empty or not accounts:
            self.build(quiet=if_empty)
        if accounts:
            self.show_accounts()

    def build(self, *, quiet: bool) -> None:
        if settings.PRODUCTION:
            raise CommandError("ไม่สร้างข้อมูลสาธิตในระบบใช้งานจริง เพราะรหัสผ่านสาธิตเป็นที่รู้กันทั่วไป")
        if Office.objects.exists():
            if not quiet:
                self.stdout.write("มีข้อมูลสำนักงานอยู่แล้ว จึงไม่สร้างข้อมูลสาธิตซ้ำ")
            return
        self.stdout.write("กำลังสร้างจังหวัดสาธิต (ไม่เกินหนึ่งนาที) …")
        start = perf_counter()
        demo.Demo(now=timezone.now()).build()
        self.stdout.write(
            f"จังหวัดสาธิตพร้อมใช้: ผู้ผลิต {demo.PRODUCERS:,} ราย ใบสมัคร {demo.ENTRIES} รายการ "
            f"ใน {perf_counter() - start:.0f} วินาที"
        )

    def show_accounts(self) -> None:
        present = set(User.objects.filter(username__in=[row[0] for row in ACCOUNTS]).values_list("username", flat=True))
        rows = [row for row in ACCOUNTS if row[0] in present]
        port = os.environ.get("PORT", "8000")  # as the Makefile was told
        self.stdout.write(f"\n  http://127.0.0.1:{port}/   (Ctrl+C หยุด)\n")
        if not rows:
            self.stdout.write("  ไม่มีบัญชีสาธิต: ใช้บัญชีของสำนักงาน\n")
            return
        self.stdout.write(f"  รหัสผ่านของทุกบัญชีสาธิต: {demo.PASSWORD}\n")
        for username, role, work in rows:
            self.stdout.write(f"  {username:<14}{role}: {work}")
        self.stdout.write("")

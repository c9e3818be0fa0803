"""The worker: takes jobs from the queue and does them, until it is told to end."""

import logging
import os
import signal
import socket
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from office import jobs

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0
ENDING = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    help = "ทำงานเบื้องหลัง (พิมพ์เป็นชุด นำเข้าข้อมูล) เปิดไว้หนึ่งตัวข้างเซิร์ฟเวอร์"

    def add_arguments(self, parser: CommandParser) -> None:
        how_long = parser.add_mutually_exclusive_group()
        how_long.add_argument("--once", action="store_true", help="ทำหนึ่งงานหากมี แล้วจบ")
        how_long.add_argument("--until-empty", action="store_true", help="ทำจนไม่มีงานเหลือ แล้วจบ")

    def handle(self, *args: Any, once: bool, until_empty: bool, **options: Any) -> None:
        self.leaving = False
        before = {number: signal.signal(number, self.leave) for number in ENDING}
        try:
            self.work(once=once, until_empty=until_empty)
        finally:
            for number, was in before.items():
                signal.signal(number, was)

    def leave(self, number: int, frame: Any) -> None:
        """After the piece in hand; the job that it belongs to goes back into the queue."""
        self.leaving = True

    def work(self, *, once: bool, until_empty: bool) -> None:
        name = f"{socket.gethostname()}:{os.getpid()}"
        away = False
        while not self.leaving:
            close_old_connections()
            try:
                job = jobs.work_once(name, leaving=lambda: self.leaving)
            except (OperationalError, InterfaceError) as error:
                if not away:  # said once, not each second
                    log.warning("The database does not answer; trying again each second: %s", error)
                away, job = True, None
                connections.close_all()
            else:
                if away:
                    log.info("The database answers again.")
                away = False
            if once or (until_empty and job is None and not away):
                return
            if job is None and not self.leaving:
                time.sleep(SECONDS_BETWEEN_LOOKS)

"""The counter, driven by keys alone: `python benchmarks/counter.py` prints what forty known producers cost.

Starts a server of its own over a database of its own (SQLite, in a folder that it removes), opens Chromium, and takes
in forty producers of one district, each by its registration code.  No mouse, no field filled in from outside: only
`page.keyboard`.  Printed are key presses and screens for each producer, requests, and how long the person waits for the
machine.  What a person needs to read and to think is not in it: the target of 90 seconds has to leave room for that.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="opc-benchmark-")
os.environ["DATA_DIR"] = FOLDER.name
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opc_site.settings")
# Playwright keeps an event loop in this thread; the few questions asked here are our own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402 -- after the folder is named

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from opc_site.testing import make_cast, make_producer, make_round  # noqa: E402
from registrations.models import Entry, Requirement  # noqa: E402

PRODUCERS = 40
SECONDS = 90
# What a round usually asks of everybody, and of some.
PAPERS = [("id_card", [], False), ("form", [], False), ("registration", [], False), ("standard", ["FOOD"], False)]
PAPERS += [("photo", [], False), ("power_of_attorney", [], True)]


def build() -> tuple[list[str], str]:
    """The district's producers by their codes, and the session of its officer."""
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    cast, round = make_cast(), make_round()
    for order, (code, groups, by_proxy) in enumerate(PAPERS, 1):
        Requirement.objects.create(
            round=round, code=code, name=f"เอกสาร {order}", sentence="ให้นำมา", order=order, group_codes=groups,
            only_by_proxy=by_proxy,
        )  # fmt: skip
    codes = [f"4701{90000 + number:05d}" for number in range(PRODUCERS)]
    for number, code in enumerate(codes):
        make_producer(f"กลุ่มทอผ้าบ้านที่ {number}", code=code)
    client = Client()
    client.force_login(cast.officer_a)
    return codes, client.cookies[settings.SESSION_COOKIE_NAME].value


class Keys:
    """The keyboard, counting."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.waited = page, 0, 0.0

    def type(self, text: str) -> None:
        for sign in text:
            self.press(sign)

    def press(self, key: str, until: str = "") -> None:
        """One press, or two keys held together; then the wait until something is there, if it is waited for."""
        began = time.perf_counter()
        self.page.keyboard.press(key)
        self.pressed += 1
        if until:
            self.page.locator(until).wait_for()
            self.waited += time.perf_counter() - began


def take_in(keys: Keys, code: str) -> str:
    """Code, Enter, the product's digit, all papers, Enter; the number that came of it."""
    keys.type(code)
    keys.press("Enter", until="[data-producer]")
    keys.press("1")
    keys.press("Alt+a")
    keys.press("Enter", until=".counter-done")
    return keys.page.locator(".counter-number").first.inner_text()


def serve() -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, str(ROOT / "manage.py"), "runserver", "--noreload", address]
    with Path(FOLDER.name, "server.log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    for _ in range(100):
        time.sleep(0.2)
        try:
            urlopen(f"http://{address}/healthz", timeout=2).close()
        except OSError:
            continue
        return server, f"http://{address}"
    server.kill()
    sys.exit(Path(FOLDER.name, "server.log").read_text())


def run(base: str, codes: list[str], session: str) -> list[tuple[int, float, int, int]]:
    """For each producer: presses, seconds waited, requests, screens."""
    rows, numbers, requests = [], [], []
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        context = browser.new_context(locale="th-TH", viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base}])
        page = context.new_page()
        page.goto(f"{base}/intake/counter/")
        page.locator("#counter-line[data-listed=yes]").wait_for(state="attached")
        # The list for the cut line and the autosave run beside; nobody waits for them.
        page.on("request", lambda request: requests.append(request.url) if _waited_for(request.url) else None)
        for code in codes:
            keys, before = Keys(page), len(requests)
            numbers.append(take_in(keys, code))
            rows.append((keys.pressed, keys.waited, len(requests) - before, 2))
        browser.close()
    if len(set(numbers)) != len(codes) or Entry.objects.filter(status="submitted").count() != len(codes):
        sys.exit("not every producer was taken in")
    return rows


def _waited_for(address: str) -> bool:
    return "/intake/counter/" in address and not address.endswith("index.json")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--strict", action="store_true", help="end with 1 when a target is not met")
    options = parser.parse_args()
    codes, session = build()
    server, base = serve()
    try:
        rows = run(base, codes, session)
    finally:
        server.terminate()
        server.wait(10)
    presses, waits, requests, screens = (sorted(column) for column in zip(*rows, strict=True))
    print(f"{len(rows)} known producers, keyboard only, all taken in")
    print(f"key presses a producer      {statistics.mean(presses):.1f} (most {presses[-1]}), nine of them the code")
    print(f"screens a producer          {screens[-1]}: the producer, and the box again with the number")
    print(f"requests a producer         {requests[-1]}")
    wait = f"{statistics.median(waits):.2f} s (most {waits[-1]:.2f} s), {sum(waits):.0f} s in all"
    print(f"waiting for the machine     {wait}")
    print(
        f"left of {SECONDS} seconds          {SECONDS - waits[-1]:.0f} s to read, speak and tick, in the slowest case"
    )
    met = requests[-1] <= 3 and waits[-1] < SECONDS / 3
    return 0 if met or not options.strict else 1


if __name__ == "__main__":
    sys.exit(main())

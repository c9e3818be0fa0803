"""The drawing child: what it may use up, how it ends, and that a paper is made whatever happened to the one before."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError

from documents import rendering
from documents.rendering import render_paper, renderer
from documents.rendering.child import Child
from documents.rendering.engine import wire

from .bbox import words_of
from .pdf import pages_of, pdf_text
from .samples import SAMPLES
from .test_rendering import order

# Each of these was measured to take the plain engine tens of seconds, all memory, or its stack.
BOMBS = {
    "colspan": "<table>" + '<tr><td colspan="100000">ก</td><td colspan="100000">ข</td></tr>' * 60 + "</table>",
    "nested": "<div>" * 3000 + "ก" + "</div>" * 3000,
    "svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a0"><rect width="1" height="1"/></g>'
    + "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, 9))
    + '<use href="#a8"/></svg>',
    "pages": "<p>ก</p>" * 400_000,
}


@pytest.fixture
def fresh():
    """A renderer with a child of its own, ended with the test."""
    one = rendering.Renderer()
    yield one
    one.close()


@pytest.fixture
def tight(settings):
    settings.PAPER_SECONDS = 2


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


class TestLimits:
    @pytest.mark.parametrize("bomb", BOMBS)
    def test_a_bomb_ends_with_a_sentence_and_the_next_paper_is_made(self, fresh, tight, bomb):
        fresh.pdf("receipt", "<p>ก</p>")
        before = fresh.child.pid
        began = time.monotonic()
        with pytest.raises(ValidationError) as refused:
            fresh.pdf("receipt", BOMBS[bomb])
        assert time.monotonic() - began < 2 + 3
        assert refused.value.code == "paper_too_heavy"
        assert "แบ่งเป็นหลายฉบับ" in refused.value.messages[0]
        assert not is_alive(before)
        assert pages_of(fresh.pdf("receipt", "<p>ข</p>")) == 1
        assert fresh.child.pid != before

    def test_memory_ends_before_the_machines_does(self, fresh, settings):
        settings.PAPER_MEMORY = 330 * 1024 * 1024
        limits = Path(f"/proc/{self.child_of(fresh).pid}/limits").read_text().splitlines()
        space = next(line for line in limits if line.startswith("Max address space"))
        assert space.split()[3:5] == [str(330 * 1024 * 1024)] * 2
        with pytest.raises(ValidationError) as refused:
            fresh.pdf("receipt", "<table><tr>" + "<td><p>ก</p></td>" * 25_000 + "</tr></table>")
        assert refused.value.code == "paper_too_heavy"
        assert pages_of(fresh.pdf("receipt", "<p>ข</p>")) == 1

    def test_a_child_that_stands_still_is_given_up(self, fresh, tight):
        os.kill(self.child_of(fresh).pid, signal.SIGSTOP)
        with pytest.raises(ValidationError, match="ภายในเวลา"):
            fresh.pdf("receipt", "<p>ข</p>")
        assert pages_of(fresh.pdf("receipt", "<p>ค</p>")) == 1

    def test_the_kernel_counts_the_childs_seconds_too(self, fresh, settings):
        settings.PAPER_SECONDS = 7
        fresh.pdf("receipt", "<p>ก</p>")
        limits = Path(f"/proc/{fresh.child.pid}/limits").read_text()
        soft = int(next(line for line in limits.splitlines() if line.startswith("Max cpu time")).split()[3])
        assert 7 < soft < 30

    @staticmethod
    def child_of(one):
        one.pdf("receipt", "<p>ก</p>")
        return one.child


class TestLifeOfTheChild:
    def test_one_child_draws_all_papers(self, fresh):
        pids = set()
        for number in range(5):
            fresh.pdf("receipt", f"<p>{number}</p>")
            pids.add(fresh.child.pid)
        assert len(pids) == 1

    def test_killed_while_idle_it_is_replaced(self, fresh):
        first = fresh.pdf("receipt", "<p>ก</p>")
        child = fresh.child
        child.process.kill()
        child.process.wait()
        fresh.recent.clear()
        assert fresh.pdf("receipt", "<p>ก</p>") == first
        assert fresh.child.pid != child.pid

    def test_killed_in_the_middle_the_paper_is_made_by_another(self, fresh, monkeypatch):
        fresh.pdf("receipt", "<p>ก</p>")
        send, killed = Child._send, []

        def send_and_kill(self, rest, deadline):
            send(self, rest, deadline)
            if not killed:
                killed.append(self.pid)
                self.process.kill()

        monkeypatch.setattr(Child, "_send", send_and_kill)
        assert pages_of(fresh.pdf("receipt", "<p>ข</p>" * 200)) > 1
        assert fresh.child.pid != killed[0]

    def test_killed_twice_the_paper_is_refused(self, fresh, monkeypatch):
        fresh.pdf("receipt", "<p>ก</p>")
        send = Child._send

        def send_and_kill(self, rest, deadline):
            send(self, rest, deadline)
            if b'"styles"' in bytes(rest[:2000]):
                self.process.kill()

        monkeypatch.setattr(Child, "_send", send_and_kill)
        with pytest.raises(ValidationError):
            fresh.pdf("receipt", "<p>ข</p>" * 200)

    def test_it_is_replaced_after_so_many_pages(self, fresh, monkeypatch):
        monkeypatch.setattr("documents.rendering.parent.MOST_PAGES", 3)
        pids = []
        for number in range(4):
            fresh.pdf("receipt", f"<p>{number}</p>")
            pids.append(fresh.child and fresh.child.pid)
        assert pids[0] == pids[1] and pids[2] is None and pids[3] not in {None, pids[0]}

    def test_it_is_replaced_when_it_has_grown(self, fresh, monkeypatch):
        monkeypatch.setattr("documents.rendering.parent.MOST_RESIDENT", 0.001)
        fresh.pdf("receipt", "<p>ก</p>")
        assert fresh.child is None

    def test_it_ends_with_the_process_that_started_it(self, tmp_path):
        script = (
            "import os, django; django.setup()\n"
            "from documents.rendering import renderer\n"
            "renderer().pdf('receipt', '<p>ก</p>')\n"
            "print(renderer().child.pid, flush=True)\n"
            "os.kill(os.getpid(), 9)\n"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "opc_site.settings", "DATA_DIR": str(tmp_path)}
        killed = subprocess.run(  # noqa: S603
            [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False
        )
        assert killed.returncode == -9, killed.stderr
        assert wait_until(lambda: not is_alive(int(killed.stdout)))

    def test_closing_ends_it(self, fresh):
        fresh.pdf("receipt", "<p>ก</p>")
        pid = fresh.child.pid
        fresh.close()
        assert not is_alive(pid)

    def test_ctrl_c_is_the_parents_business(self, fresh):
        fresh.pdf("receipt", "<p>ก</p>")
        pid = fresh.child.pid
        os.kill(pid, signal.SIGINT)
        fresh.pdf("receipt", "<p>ข</p>")
        assert fresh.child.pid == pid

    def test_it_knows_no_secrets_and_no_django(self, fresh, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "canary-7345")
        monkeypatch.setenv("DATABASE_URL", "canary-7345")
        fresh.pdf("receipt", "<p>ก</p>")
        assert b"canary-7345" not in Path(f"/proc/{fresh.child.pid}/environ").read_bytes()
        assert "django" not in Path(f"/proc/{fresh.child.pid}/maps").read_text()
        open_files = [os.readlink(path) for path in Path(f"/proc/{fresh.child.pid}/fd").iterdir()]
        assert not any("sqlite" in name or "socket" in name for name in open_files if not name.startswith("/dev"))

    def test_an_error_of_ours_is_an_error_and_not_the_papers_weight(self, fresh):
        with pytest.raises(RuntimeError, match="no such act"):
            fresh._draw({"act": "nonsense"}, [])
        assert pages_of(fresh.pdf("receipt", "<p>ก</p>")) == 1


class TestManyAtOnce:
    def test_four_threads_get_their_own_papers(self):
        wanted = {
            number: hashlib.sha256(render_paper("order", order(number=str(number)))).digest() for number in range(8)
        }
        renderer().recent.clear()

        def make(index):
            number = index % 8
            return hashlib.sha256(render_paper("order", order(number=str(number)))).digest() == wanted[number]

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(make, range(24)))

    def test_a_forked_process_has_a_child_of_its_own(self, fresh):
        """gunicorn forks its workers: two on one pipe would read each other's papers."""
        fresh.pdf("receipt", "<p>ก</p>")
        mine = fresh.child.pid
        source, target = os.pipe()
        fresh.lock.acquire()  # as a thread that is not in the forked process would hold it
        forked = os.fork()
        if forked == 0:
            try:
                content = fresh.pdf("receipt", "<p>ข</p>")
                os.write(target, f"{fresh.child.pid} {hashlib.sha256(content).hexdigest()}".encode())
                fresh.close()
            finally:
                os._exit(0)
        fresh.lock.release()
        os.close(target)
        content = fresh.pdf("receipt", "<p>ข</p>")
        with os.fdopen(source) as answer:
            theirs, digest = answer.read().split()
        os.waitpid(forked, 0)
        assert fresh.child.pid == mine != int(theirs)
        assert digest == hashlib.sha256(content).hexdigest()
        assert wait_until(lambda: not is_alive(int(theirs)))


def test_the_same_paper_gives_the_same_bytes_in_two_processes(fresh):
    other = rendering.Renderer()
    html = rendering.html_of("order", order())
    try:
        for variant in ("", "pdf/a-3a"):
            assert fresh.pdf("order", html, variant=variant) == other.pdf("order", html, variant=variant)
        assert fresh.child.pid != other.child.pid
    finally:
        other.close()


@pytest.mark.parametrize(("kind", "size"), [(kind, size) for kind in SAMPLES for size in SAMPLES[kind]])
def test_the_markup_of_every_paper_is_well_formed_and_so_read_by_expat(kind, size):
    html = rendering.html_of(kind, SAMPLES[kind][size], emblem=True, assets=["qr.png"])
    assert ElementTree.fromstring(html).tag == "html"  # noqa: S314 -- our own samples


def test_what_is_no_message_is_refused():
    with pytest.raises(wire.Garbled):
        wire.lengths(b"GET / HTTP/1.1\r\n")
    assert wire.unpack(b'{"a": 1, "blobs": [2, 0]}', b"xy") == ({"a": 1}, [b"xy", b""])


def test_the_childs_engine_has_what_thai_needs():
    _, said = renderer()._draw({"act": "about"}, [])
    assert said["subset"] and said["pango"] >= 15000


def test_a_thai_paragraph_in_a_narrow_column_breaks_between_words():
    words = "คณะ กรรมการ ดำเนิน การ ให้ การ คัด สรร ผลิตภัณฑ์ จังหวัด ประกาศ ราย ชื่อ ผู้ ผลิต ประชุม สนับสนุน ตรวจ สอบ".split()
    text = "".join(words * 6)
    content = renderer().pdf("receipt", f'<div style="width:45mm;font-size:1rem">{text}</div>')
    starts, at = set(), 0
    for word in words * 6:
        starts.add(at)
        at += len(word)
    lines = [line for line in pdf_text(content).replace("\f", "").split("\n") if line]
    assert "".join(lines) == text
    at = 0
    cut = []
    for line in lines:
        if at not in starts:
            cut.append(line)
        at += len(line)
    assert len(lines) > 10 and cut == []


def test_a_line_with_one_space_is_not_torn_apart_and_one_with_many_is_set_flush():
    few = f'ในการนี้ จังหวัดจึงขอเชิญท่าน <span class="nb">{"เข้าร่วมประชุม" * 2}</span> ต่อไป'
    many = " ".join("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลว" * 2)
    first_lines = []
    for text in (few, many):
        page = f'<html><body><div style="width:60mm;font-size:1rem;text-align:justify">{text}</div></body></html>'
        (words,) = words_of(renderer().pdf("letter", page))
        first_lines.append([word for word in words if abs(word.top - words[0].top) < 1])
    short, full = first_lines
    assert max(after.left - before.right for before, after in pairwise(short)) < 3
    assert full[-1].right - full[0].left == pytest.approx(60, abs=1)
    assert short[-1].right - short[0].left < 50

"""Numbers of a register under load: each once, in order, without a gap, whoever issues at the same moment.

The guard is the lock on the row of the run (on SQLite: BEGIN IMMEDIATE) and, beneath it, the constraint.  The
negative control takes the lock away and must then see the race, or the test of the load would prove nothing.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection, models, transaction
from django.utils import timezone

from documents.actions import (
    approve_paper,
    cancel_paper,
    draft_paper,
    issue_paper,
    numbers,
    set_last_number,
)
from documents.models import NumberRun, Paper, Register
from documents.papers import to_json
from documents.rules import LARGEST_NUMBER
from office.models import Event
from opc_site.testing import make_signatory

from .quick import DAY, approved, context_for, issued, quick  # noqa: F401

THREADS, EACH, EVERY = 16, 25, 7
ON_POSTGRESQL = connection.vendor == "postgresql"


class TakenBack(Exception):
    """What an act above this room raises when it cannot go on: all of it is undone, the number too."""


def together(works: list[Callable[[], Any]], *, patience: int = 240) -> list[Any]:
    """Runs the works, each in a thread of its own, from the same moment; gives back what each returned."""
    barrier = Barrier(len(works))

    def run(work):
        try:
            barrier.wait(timeout=60)
            return work()
        except ValidationError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works, timeout=patience))


def gives(code: str, *, shares: str | None = None) -> Register:
    """A register that gives numbers, by itself or out of another one's run."""
    Register.objects.update_or_create(code=code, defaults={"numbering": "given", "shares_id": shares})
    return Register.objects.get(code=code)


def given_numbers(**where: Any) -> list[int]:
    return sorted(int(number) for number in Paper.objects.issued().filter(**where).values_list("number", flat=True))


def approved_papers(count: int, kind: str, actor: Any, **changes: Any) -> list[Paper]:
    """Papers that wait for a number, written past the acts: four hundred of them would take the test's time."""
    context = context_for(kind, **changes)
    rows = [
        Paper(kind=kind, subject=context.subject, context=to_json(context), status="approved", created_by=actor)
        for _ in range(count)
    ]
    return Paper.objects.bulk_create(rows)


class Load:
    """Sixteen people, each issuing papers in a row; every seventh act is undone after the number was taken."""

    def __init__(self, cast: Any, kind: str = "order", *, threads: int = THREADS, each: int = EACH) -> None:
        self.cast, self.threads, self.each = cast, threads, each
        self.signatory = make_signatory()
        self.papers = approved_papers(threads * each, kind, cast.staff)
        self.undone = [n for n in range(threads * each) if n % EVERY == EVERY - 1]

    def run(self, dated: date = DAY) -> list[str]:
        """The names of errors that people met, beside the acts that were undone on purpose."""

        def person(number: int) -> Callable[[], list[str]]:
            return lambda: [
                error
                for n in range(number * self.each, (number + 1) * self.each)
                if (error := self.issue(n, dated)) is not None
            ]

        return [error for errors in together([person(n) for n in range(self.threads)]) for error in errors]

    def issue(self, n: int, dated: date) -> str | None:
        try:
            with transaction.atomic():
                issue_paper(self.papers[n], dated=dated, signatory=self.signatory, actor=self.cast.staff)
                if n in self.undone:
                    raise TakenBack
        except TakenBack:
            return None
        except (ValidationError, OperationalError) as error:
            return f"{type(error).__name__}: {error}"
        return None


@pytest.mark.usefixtures("quick")
@pytest.mark.django_db(transaction=True)
class TestUnderLoad:
    def test_numbers_16_threads_by_25_with_every_7th_rolled_back_are_1_to_n(self, cast):
        gives("order")
        load = Load(cast)
        assert load.run() == []
        count = THREADS * EACH - len(load.undone)
        assert count == 343
        assert given_numbers() == list(range(1, count + 1))
        assert NumberRun.objects.get().last == count
        kept = {paper.number: paper for paper in Paper.objects.issued()}
        assert all(paper.context["content"]["number"] == number for number, paper in kept.items())
        assert all(paper.stored_bytes() for paper in kept.values())
        undone = Paper.objects.filter(pk__in=[load.papers[n].pk for n in load.undone])
        assert set(undone.values_list("status", "number", "sha256")) == {("approved", "", "")}
        assert Event.objects.filter(verb="ออกเอกสาร").count() == count

    def test_numbers_what_was_undone_is_issued_afterwards_under_the_next_ones(self, cast):
        gives("order")
        load = Load(cast, threads=4, each=14)
        assert load.run() == []
        for n in load.undone:
            issue_paper(load.papers[n], dated=DAY, signatory=load.signatory, actor=cast.staff)
        assert given_numbers() == list(range(1, 57))

    def test_numbers_two_years_and_two_registers_at_once_have_their_own_runs(self, cast):
        gives("order"), gives("announcement")
        orders, announcements = Load(cast, threads=4, each=14), Load(cast, "announcement", threads=4, each=14)
        days = (date(2022, 12, 31), date(2023, 1, 1))

        def person(load, number):
            return lambda: [load.issue(n, days[n % 2]) for n in range(number * 14, number * 14 + 14)]

        answers = together([person(load, n) for load in (orders, announcements) for n in range(4)])
        assert {answer for each in answers for answer in each} == {None}
        for kind in ("order", "announcement"):
            for year in (2565, 2566):
                expected = sum(1 for n in range(56) if n not in orders.undone and n % 2 == year - 2565)
                assert given_numbers(kind=kind, year_be=year) == list(range(1, expected + 1))

    def test_numbers_without_the_lock_collide_on_postgresql(self, cast, monkeypatch):
        """The negative control: a plain read instead of the lock, and a moment between reading and writing."""
        free_after = numbers._free_after

        def slowly(*args):
            number = free_after(*args)
            time.sleep(0.01)
            return number

        monkeypatch.setattr(numbers, "_free_after", slowly)
        monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, **options: self.all())
        gives("order")
        rounds = []
        for year in range(2022, 2027):
            load = Load(cast, threads=8, each=3)
            errors = load.run(date(year, 3, 25))
            count = 24 - len(load.undone)
            rounds.append(not errors and given_numbers(year_be=year + 543) == list(range(1, count + 1)))
        if ON_POSTGRESQL:
            assert not all(rounds), "the race was not there: the test of the load proves nothing"
        else:
            assert all(rounds), "on SQLite the transaction itself is the lock"

    def test_numbers_typed_by_two_at_once_go_to_one_and_the_other_is_told(self, cast):
        signatory = make_signatory()
        for turn in range(1, 6):
            papers = approved_papers(2, "order", cast.staff)

            def work(paper, number):
                return lambda: (
                    issue_paper(paper, number=number, dated=DAY, signatory=signatory, actor=cast.staff).number
                )

            answers = together([work(papers[0], str(turn)), work(papers[1], f"๐{turn}/๒๕๖๕")])
            won = [answer for answer in answers if answer == str(turn)]
            lost = [answer for answer in answers if isinstance(answer, ValidationError)]
            assert (len(won), len(lost)) == (1, 1)
            assert "เลขที่นี้ใช้ไปแล้ว" in " ".join(lost[0].messages)
        assert given_numbers() == [1, 2, 3, 4, 5]

    def test_numbers_one_paper_issued_by_two_at_once_has_one_number(self, cast):
        gives("order")
        signatory, (paper,) = make_signatory(), approved_papers(1, "order", cast.staff)

        def work():
            mine = Paper.objects.get(pk=paper.pk)
            return issue_paper(mine, dated=DAY, signatory=signatory, actor=cast.staff).number

        answers = together([work] * 4)
        assert sorted(answer for answer in answers if isinstance(answer, str)) == ["1"]
        refused = [answer.messages[0] for answer in answers if isinstance(answer, ValidationError)]
        assert len(refused) == 3 and all("จึงออกไม่ได้" in sentence for sentence in refused)
        assert NumberRun.objects.get().last == 1

    def test_numbers_cancelled_while_issued_keep_one_truth(self, cast):
        gives("order")
        signatory, papers = make_signatory(), approved_papers(6, "order", cast.staff)

        def issues(paper):
            return lambda: issue_paper(paper, dated=DAY, signatory=signatory, actor=cast.staff)

        def cancels(paper):
            return lambda: cancel_paper(Paper.objects.get(pk=paper.pk), actor=cast.administrator, reason="ผิด")

        together([act(paper) for paper in papers for act in (issues, cancels)])
        for paper in Paper.objects.all():
            assert paper.status == "cancelled" if not paper.number else paper.status in {"issued", "cancelled"}
        numbered = sorted(int(paper.number) for paper in Paper.objects.exclude(number=""))
        assert numbered == list(range(1, len(numbered) + 1))


@pytest.mark.usefixtures("quick")
class TestRuns:
    @pytest.fixture
    def signatory(self, cast):
        return make_signatory()

    def test_numbers_restart_with_the_calendar_year_of_the_paper(self, cast, signatory):
        gives("order")
        days = [date(2022, 12, 30), date(2022, 12, 31), date(2023, 1, 1), date(2022, 12, 31), date(2023, 1, 2)]
        papers = [issued("order", cast.staff, signatory, number="", dated=day) for day in days]
        assert [paper.number_of_year for paper in papers] == ["1/2565", "2/2565", "1/2566", "3/2565", "2/2566"]

    @pytest.mark.parametrize(
        ("moment", "number"),
        [
            (datetime(2022, 12, 31, 16, 59, tzinfo=UTC), "2/2565"),  # 23.59 in Bangkok
            (datetime(2022, 12, 31, 17, 0, tzinfo=UTC), "1/2566"),  # midnight in Bangkok
        ],
    )
    def test_numbers_restart_at_midnight_in_bangkok(self, cast, signatory, monkeypatch, moment, number):
        gives("order")
        issued("order", cast.staff, signatory, number="", dated=date(2022, 12, 30))
        monkeypatch.setattr(timezone, "now", lambda: moment)
        paper = issued("order", cast.staff, signatory, number="", dated=timezone.localdate())
        assert paper.number_of_year == number

    def test_numbers_of_circulars_may_come_from_the_letters(self, cast, signatory):
        gives("letter"), gives("circular", shares="letter")
        circular = [False, True, True, False]
        papers = [issued("letter", cast.staff, signatory, number="", is_circular=one) for one in circular]
        assert [paper.number for paper in papers] == ["1", "2", "3", "4"]
        assert {paper.register_id for paper in papers} == {"letter"}
        assert NumberRun.objects.get().last == 4

    def test_numbers_of_circulars_may_be_their_own(self, cast, signatory):
        gives("letter"), gives("circular")
        circular = [False, True, True, False]
        papers = [issued("letter", cast.staff, signatory, number="", is_circular=one) for one in circular]
        assert [paper.number for paper in papers] == ["1", "1", "2", "2"]

    def test_no_two_circulars_of_a_year_bear_one_number_whatever_is_set_in_its_middle(self, cast, signatory):
        def circular():
            return issued("letter", cast.staff, signatory, number="", is_circular=True).number

        gives("letter"), gives("circular", shares="letter")
        assert [issued("letter", cast.staff, signatory, number="").number, circular(), circular()] == ["1", "2", "3"]
        gives("circular")  # from now on a run of their own, and ว 2 and ว 3 are out there
        assert [circular(), circular()] == ["1", "4"]
        assert issued("letter", cast.staff, signatory, number="").number == "4"  # a letter beside "ว 4"
        gives("circular", shares="letter")
        assert [circular(), circular()] == ["5", "6"]
        Register.objects.update(numbering="typed", shares=None)
        with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
            issued("letter", cast.staff, signatory, number="5", is_circular=True)

    def test_spaces_and_kinds_of_digits_make_no_other_body(self, cast, signatory):
        gives("minutes")
        names = ["คณะทำงาน ชุดที่ ๑", "คณะทำงานชุดที่ 1", "คณะทำงานชุดที่ ๒", "คณะทำงาน  ชุดที่ 1"]
        papers = [issued("minutes", cast.staff, signatory, number="", body_name=name) for name in names]
        assert [paper.number for paper in papers] == ["1", "2", "1", "3"]
        register = Register.objects.get(code="minutes")
        set_last_number(register, year_be=2565, last=9, series="คณะทำงานชุดที่ ๑", actor=cast.administrator)
        assert issued("minutes", cast.staff, signatory, number="", body_name=names[0]).number == "10"

    def test_a_typed_number_of_a_circular_is_that_of_a_letter_where_they_share(self, cast, signatory):
        Register.objects.update_or_create(code="circular", defaults={"shares": Register.objects.get(code="letter")})
        issued("letter", cast.staff, signatory, number="5471")
        with pytest.raises(ValidationError, match="เลขที่นี้ใช้ไปแล้ว"):
            issued("letter", cast.staff, signatory, number="ว ๕๔๗๑", is_circular=True)

    def test_numbers_of_minutes_run_by_body(self, cast, signatory):
        gives("minutes")
        names = ["คณะทำงานอาหาร", "คณะทำงานผ้า", " คณะทำงานอาหาร "]
        papers = [issued("minutes", cast.staff, signatory, number="", body_name=name) for name in names]
        assert [paper.number for paper in papers] == ["1", "1", "2"]

    def test_given_numbers_step_over_those_that_were_typed(self, cast, signatory, django_assert_max_num_queries):
        for number in ("1", "2", "4", "4.1", "7"):
            issued("order", cast.staff, signatory, number=number)
        gives("order")
        papers = [issued("order", cast.staff, signatory, number="") for _ in range(4)]
        assert [paper.number for paper in papers] == ["3", "5", "6", "8"]

    def test_a_long_typed_year_is_stepped_over_without_a_question_for_each(
        self, cast, signatory, django_assert_max_num_queries
    ):
        papers = approved_papers(300, "order", cast.staff)
        register = Register.objects.get(code="order")
        for number, paper in enumerate(papers, 1):
            paper.status, paper.number, paper.year_be, paper.dated = "issued", str(number), 2565, DAY
            paper.register, paper.signatory, paper.sha256 = register, signatory, "0" * 64
        Paper.objects.bulk_update(
            papers, ["status", "number", "year_be", "dated", "register", "signatory", "sha256"], batch_size=50
        )
        gives("order")
        with django_assert_max_num_queries(100):
            assert issued("order", cast.staff, signatory, number="").number == "301"

    def test_a_number_of_a_cancelled_paper_is_not_given_again(self, cast, signatory):
        gives("order")
        first = issued("order", cast.staff, signatory, number="")
        cancel_paper(first, actor=cast.administrator, reason="ผิด")
        assert issued("order", cast.staff, signatory, number="").number == "2"
        first.refresh_from_db()
        assert first.number == "1"

    def test_a_register_that_gives_numbers_takes_none(self, cast, signatory):
        gives("order")
        with pytest.raises(ValidationError, match="กรอกเลขที่ “9” ไม่ได้"):
            issued("order", cast.staff, signatory, number="9")
        assert not NumberRun.objects.filter(last__gt=0).exists()

    def test_the_last_number_is_set_forward_only(self, cast, signatory):
        register = gives("order")
        run = set_last_number(register, year_be=2565, last=1233, actor=cast.administrator)
        assert issued("order", cast.staff, signatory, number="").number == "1234"
        assert Event.objects.about(run).get().after == {"last": 1233}
        with pytest.raises(ValidationError, match="เลขที่ให้ไปแล้วคือ 1234"):
            set_last_number(register, year_be=2565, last=1233, actor=cast.administrator)
        set_last_number(register, year_be=2565, last=1234, actor=cast.administrator)
        assert issued("order", cast.staff, signatory, number="").number == "1235"
        assert issued("order", cast.staff, signatory, number="", dated=date(2023, 1, 1)).number == "1"

    def test_only_an_administrator_sets_the_last_number(self, cast):
        for other in (cast.staff, cast.secretary, cast.officer_a):
            with pytest.raises(PermissionDenied):
                set_last_number(gives("order"), year_be=2565, last=3, actor=other)

    @pytest.mark.parametrize(
        ("year_be", "last"),
        [(2565, -1), (2565, LARGEST_NUMBER + 1), (2565, 10**12), (65, 3), (2022, 3), (99999, 3), (-1, 3)],
    )
    def test_a_last_number_that_is_none_is_refused_with_a_sentence(self, cast, year_be, last):
        with pytest.raises(ValidationError):
            set_last_number(gives("order"), year_be=year_be, last=last, actor=cast.administrator)
        assert not NumberRun.objects.exists()

    def test_a_register_at_its_last_number_says_so(self, cast, signatory):
        set_last_number(gives("order"), year_be=2565, last=LARGEST_NUMBER, actor=cast.administrator)
        with pytest.raises(ValidationError, match="โปรดแจ้งผู้ดูแลระบบจังหวัด"):
            issued("order", cast.staff, signatory, number="")

    def test_what_is_not_approved_takes_no_number(self, cast, signatory):
        gives("order")
        draft = draft_paper("order", context=context_for("order"), actor=cast.staff)
        with pytest.raises(ValidationError, match="จึงออกไม่ได้"):
            issue_paper(draft, dated=DAY, signatory=signatory, actor=cast.staff)
        approve_paper(draft, actor=cast.staff)
        assert issue_paper(draft, dated=DAY, signatory=signatory, actor=cast.staff).number == "1"

    def test_a_failure_while_the_file_is_kept_gives_the_number_back(self, cast, signatory, monkeypatch):
        gives("order")
        paper = approved("order", cast.staff)

        def full(*args):
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("documents.actions.life.keep_bytes", full)
            with pytest.raises(OSError, match="No space"):
                issue_paper(paper, dated=DAY, signatory=signatory, actor=cast.staff)
        paper.refresh_from_db()
        assert (paper.status, paper.number) == ("approved", "")
        assert issue_paper(paper, dated=DAY, signatory=signatory, actor=cast.staff).number == "1"

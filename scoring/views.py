"""The member's pages: what there is to score, one product per page, and standing back from one.

The secretary opens the same pages for a member (`?member=`), to type what stands on a signed paper sheet.  Everybody
else gets the answer of an address that does not exist; marks of colleagues and totals stand on none of these pages.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from committees.models import Appointment, Committee
from documents.rendering import render_paper
from documents.views import pdf_file
from office.forms import ReasonForm
from office.models import User
from office.rules import SECRETARIES, Role
from registrations.models import Entry
from rounds.models import ProductGroup, Round

from . import actions
from .forms import STATES, EntryFilterForm, MemberForm, SheetForm
from .models import Framework, Recusal, Result, Sheet
from .papers import filled_sheet
from .rules import MEMBER_TODAY, SHEET_COMPLETE, SHEET_UNCHANGED, SheetStatus

PER_PAGE = 25

View = Callable[..., HttpResponse]


def scoring_page(view: View) -> View:
    """Signed in, and either a member or somebody who may type for members."""

    @wraps(view)
    @login_required
    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_role(Role.MEMBER, *SECRETARIES):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


@dataclass
class Desk:
    """Whose work a page shows: the seats in the panels of the current round, and the products they score.

    Seats that an order has ended stand in `former`: what was scored from them is shown, and not changed any more.
    """

    round: Round | None
    seats: list[Appointment] = field(default_factory=list)
    former: list[Appointment] = field(default_factory=list)
    others: QuerySet[Appointment] | None = None  # whom a secretary may type for
    chosen: Appointment | None = None  # the member the secretary has chosen

    @property
    def query(self) -> str:
        """What every address within a member's work carries while a secretary types for the member."""
        return f"?member={self.chosen.pk}" if self.chosen else ""

    @property
    def all_seats(self) -> list[Appointment]:
        return self.seats + self.former

    @property
    def left(self) -> list[Appointment]:
        """The last seat in each body that the person does not sit in any more."""
        sits_in = {seat.committee_id for seat in self.seats}
        last = {seat.committee_id: seat for seat in self.former if seat.committee_id not in sits_in}
        return list(last.values())

    def entries(self) -> QuerySet[Entry]:
        """Products of the seats' panels, each with the state of the own sheet; of a former seat, those with one."""
        own = Sheet.objects.filter(entry=OuterRef("pk"), member__in=self.all_seats)
        recused = Recusal.objects.filter(entry=OuterRef("pk"), member__in=self.all_seats)
        to_score = Q(group__panel__committee__in=[seat.committee_id for seat in self.seats])
        return (
            Entry.objects.screened_in()
            .filter(to_score | Exists(own) if self.former else to_score, round=self.round)
            .annotate(own_status=Subquery(own.values("status")[:1]))
            .annotate(
                state=Case(
                    When(Exists(recused), then=Value("recused")),
                    When(own_status=SheetStatus.SUBMITTED, then=Value("submitted")),
                    When(Exists(Result.objects.filter(entry=OuterRef("pk"))), then=Value("closed")),
                    When(~to_score, then=Value("left")),
                    When(own_status=SheetStatus.DRAFT, then=Value("draft")),
                    default=Value("todo"),
                    output_field=CharField(),
                )
            )
            .order_by("group__order", "number", "pk")
        )

    def progress(self) -> dict[str, int]:
        """Products by state, and how many of those to be scored are handed in."""
        rows = self.entries().order_by().values("state").annotate(number=Count("pk"))
        counts = {row["state"]: row["number"] for row in rows}
        total = sum(number for state, number in counts.items() if state not in {"recused", "left"})
        return {
            "done": counts.get("submitted", 0),
            "total": total,
            "left": counts.get("todo", 0) + counts.get("draft", 0),
        }

    def next_entry(self, after: Entry | None = None) -> Entry | None:
        """The next product without a sheet handed in: behind the given one, else from the beginning."""
        left = self.entries().filter(state__in=["todo", "draft"]).select_related("group")
        if after is not None:
            left = left.exclude(pk=after.pk)
            behind = left.filter(
                Q(group__order__gt=after.group.order) | Q(group=after.group, number__gt=after.number)
            ).first()
            if behind is not None:
                return behind
        return left.first()

    def seat_for(self, entry: Entry) -> Appointment:
        """The seat that scores the product: the one held today, else the last one in the same body."""
        body = entry.group.panel.committee_id
        former = [seat for seat in reversed(self.former) if seat.committee_id == body]
        return next(seat for seat in (*self.seats, *former) if seat.committee_id == body)

    def sheet_for(self, entry: Entry, user: User) -> Sheet | None:
        """The person's sheet for the product, from whichever seat it was filled in."""
        sheets = Sheet.objects.for_user(user).filter(entry=entry, member__in=self.all_seats)
        return sheets.order_by("-status", "pk").first()


def _seats(round: Round | None) -> QuerySet[Appointment]:
    """All seats that ever began in the round's panels; who sits there today is asked by `on()`."""
    return (
        Appointment.objects.filter(
            committee__status=Committee.Status.APPOINTED, committee__panels__round=round, since__isnull=False
        )
        .select_related("committee", "order", "ended_by")
        .distinct()
        .order_by("committee_id", "seat_order", "since", "pk")
    )


def _split(desk: Desk, seats: QuerySet[Appointment]) -> None:
    """Onto the desk: seats that are held today, and those that were."""
    today = timezone.localdate()
    for seat in seats:
        why = actions.why_no_member(seat, today)
        if not why:
            desk.seats.append(seat)
        elif seat.since <= today:
            desk.former.append(seat)


def _desk(request: HttpRequest) -> Desk:
    round = Round.objects.current()
    desk = Desk(round=round)
    if round is None:
        return desk
    seats = _seats(round)
    member = request.GET.get("member", "")
    if request.user.has_role(*SECRETARIES):
        desk.others = seats.on()
        if member:
            if not (member.isascii() and member.isdigit() and len(member) < 19):
                raise Http404
            desk.chosen = get_object_or_404(seats, pk=int(member))
            _split(desk, seats.of_same_person(desk.chosen))
            return desk
    elif member:
        raise Http404
    _split(desk, seats.filter(user=request.user))
    return desk


def _told(request: HttpRequest, desk: Desk, seat: Appointment | None = None) -> list[str]:
    """Why this person does not score (any more): a sentence for each body that was left, or for the one given."""
    today = timezone.localdate()
    seats = desk.left if seat is None else [seat]
    return [MEMBER_TODAY.text(**actions.who_is_no_member(seat, today, request.user)) for seat in seats]


def _gone(round: Round) -> list[Appointment]:
    """For the secretary: who has left the panels, with the number of sheets handed in and left open."""
    states = {state: Count("sheets", filter=Q(sheets__status=state), distinct=True) for state in SheetStatus.values}
    today = timezone.localdate()
    gone = _seats(round).filter(until__lte=today).annotate(handed_in=states["submitted"], left_open=states["draft"])
    sits = {(seat.committee_id, who) for seat in _seats(round).on(today) for who in _known_by(seat)}
    return [seat for seat in gone if not any((seat.committee_id, who) in sits for who in _known_by(seat))]


def _known_by(seat: Appointment) -> list[object]:
    """As `of_same_person` knows somebody again."""
    return [who for who in (seat.user_id, seat.name or (seat.position, seat.agency)) if who]


def _to(name: str, desk: Desk, *args: Any) -> HttpResponseRedirect:
    return redirect(reverse(name, args=args) + desk.query)


@scoring_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    context: dict[str, Any] = {"desk": desk, "framework": Framework.objects.filter(round=desk.round).first()}
    if desk.others is not None:
        context["member_form"] = MemberForm(initial={"member": desk.chosen}, seats=desk.others)
        context["gone"] = _gone(desk.round) if desk.chosen is None else []
    context["told"] = _told(request, desk)
    if desk.all_seats:
        committees = [seat.committee_id for seat in desk.all_seats]
        groups = ProductGroup.objects.filter(panel__committee__in=committees).order_by("order")
        filters = EntryFilterForm(request.GET, groups=groups)
        page = Paginator(
            desk.entries().filter(**filters.chosen()).select_related("group", "producer__district"), PER_PAGE
        ).get_page(request.GET.get("page"))
        for entry in page:
            entry.state_label = STATES[entry.state]
        context |= {
            "groups": groups,
            "filters": filters,
            "page": page,
            "progress": desk.progress(),
            "next_entry": desk.next_entry(),
        }
    return render(request, "scoring/home.html", context)


def _entry_and_desk(request: HttpRequest, pk: int) -> tuple[Entry | None, Desk]:
    """The entry, when it lies on this desk; (None, desk) when a secretary has yet to choose for whom."""
    desk = _desk(request)
    entry = (
        desk.entries()
        .select_related("group__panel", "producer__district", "product", "round")
        .prefetch_related("product__certificates")
        .filter(pk=pk)
        .first()
        if desk.all_seats
        else None
    )
    if entry is None and (desk.others is None or desk.chosen):
        raise Http404
    return entry, desk


def _choose_member(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.screened_in().filter(round=desk.round).select_related("group"), pk=pk)
    seats = list(desk.others.filter(committee__panels__group=entry.group))
    # Who has left is not chosen to type for, and is found at the own sheet from the list of sheets.
    return render(request, "scoring/choose_member.html", {"entry": entry, "seats": seats, "desk": desk})


@scoring_page
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry, desk = _entry_and_desk(request, pk)
    if entry is None:
        return _choose_member(request, desk, pk)
    member = desk.seat_for(entry)
    sheet = desk.sheet_for(entry, request.user)
    framework = Framework.objects.filter(round=entry.round).first()
    criteria = list(framework.provincial_criteria(entry.group.code)) if framework else []
    stored = _stored(sheet)
    context = {
        "desk": desk,
        "entry": entry,
        "member": member,
        "sheet": sheet,
        "framework": framework,
        "set_items": entry.set_items.splitlines(),
        "open": bool(criteria) and entry.state in ("todo", "draft"),
        "told": _told(request, desk, member) if entry.state == "left" else [],
    }
    if not context["open"]:
        if request.method == "POST" and entry.state == "left":
            form = SheetForm(criteria=criteria, stored=stored)
            if "autosave" in request.POST and request.htmx:
                piece = {"form": form, "running": form.running(), "said": " ".join(context["told"]), "saved": False}
                return render(request, "scoring/_sheet_state.html", piece)
            return _show(request, form, context, status=409)
        if request.method == "POST" and entry.state == "submitted":
            return _to("scoring:sheet-edit", desk, entry.pk)  # the same form, sent once more
        return _show(request, SheetForm(criteria=criteria, stored=stored), context)
    if request.method != "POST":
        return _show(request, SheetForm(criteria=criteria, stored=stored), context)
    form = SheetForm(request.POST, criteria=criteria, stored=stored)
    if "autosave" in request.POST and request.htmx:
        return _autosave(request, form, context)
    if not form.is_valid():
        return _show(request, form, context, status=422)
    try:
        sheet = actions.fill_sheet(
            entry, member=member, marks=form.marks(), actor=request.user, seen=form.cleaned_data["seen"]
        )
    except ValidationError as error:
        return _refused(request, form, error, context)
    if "submit" not in request.POST:
        messages.success(request, "บันทึกร่างแล้ว")
        return _to("scoring:sheet-edit", desk, entry.pk)
    try:
        actions.submit_sheet(sheet, actor=request.user)
    except ValidationError as error:
        form = form.over(_stored(sheet), {})
        if any(part.code == SHEET_COMPLETE.code for part in error.error_list):
            form.refuse_missing()
        else:
            form.add_error(None, error)
        return _show(request, form, {**context, "sheet": sheet}, status=422)
    messages.success(request, f"ส่งคะแนน {entry} แล้ว")
    following = desk.next_entry(after=entry)
    if following is None:
        messages.info(request, "ให้คะแนนครบทุกผลิตภัณฑ์แล้ว")
        return _to("scoring:home", desk)
    return _to("scoring:sheet-edit", desk, following.pk)


@scoring_page
@require_safe
def sheet_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet that was handed in, on paper: the member's own, or any for the secretary who names the member."""
    entry, desk = _entry_and_desk(request, pk)
    if entry is None:
        raise Http404
    sheets = Sheet.objects.for_user(request.user).submitted().filter(entry=entry, member__in=desk.all_seats)
    sheet = get_object_or_404(sheets.select_related("entry__round__framework", "entry__group", "member__committee"))
    content = render_paper("score_sheet", filled_sheet(sheet))
    return pdf_file(content, f"แบบให้คะแนน {entry.number} {sheet.member}.pdf"[:150])


def _stored(sheet: Sheet | None) -> dict[str, Any]:
    return dict(sheet.marks.order_by().values_list("criterion__code", "points")) if sheet else {}


def _show(request: HttpRequest, form: SheetForm, context: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {**context, "form": form, "running": form.running(), "progress": context["desk"].progress()}
    return render(request, "scoring/sheet.html", context, status=status)


def _refused(request: HttpRequest, form: SheetForm, error: ValidationError, context: dict[str, Any]) -> HttpResponse:
    """The page as it was typed, with the sentence; after a clash the next press writes, knowingly."""
    clash = any(part.code == SHEET_UNCHANGED.code for part in error.error_list)
    if clash:
        sheet = context["desk"].sheet_for(context["entry"], request.user)
        form = form.over(_stored(sheet), form.touched())
    form.add_error(None, error)
    return _show(request, form, context, status=409 if clash else 422)


def _autosave(request: HttpRequest, form: SheetForm, context: dict[str, Any]) -> HttpResponse:
    """Saved at each tap where scripts run: answers with the piece of the page that says so."""
    said, saved = "", False
    if form.is_valid():
        try:
            actions.fill_sheet(
                context["entry"],
                member=context["member"],
                marks=form.marks(),
                actor=request.user,
                seen=form.cleaned_data["seen"],
            )
        except ValidationError as error:
            said = " ".join(error.messages)
        else:
            saved = True
            form.see_typed()
    else:
        said = " ".join(message for errors in form.errors.values() for message in errors)
    piece = {"form": form, "running": form.running(), "said": said, "saved": saved}
    return render(request, "scoring/_sheet_state.html", piece)


@scoring_page
@require_http_methods(["GET", "HEAD", "POST"])
def sheet_recuse(request: HttpRequest, pk: int) -> HttpResponse:
    entry, desk = _entry_and_desk(request, pk)
    if entry is None:
        return _choose_member(request, desk, pk)
    if entry.state == "recused":
        return _to("scoring:sheet-edit", desk, entry.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.recuse(entry, member=desk.seat_for(entry), actor=request.user, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"บันทึกการถอนตัวจากการพิจารณา {entry} แล้ว")
            return _to("scoring:home", desk)
    context = {"desk": desk, "entry": entry, "form": form, "member": desk.seat_for(entry)}
    return render(request, "scoring/recuse.html", context, status=422 if form.errors else 200)

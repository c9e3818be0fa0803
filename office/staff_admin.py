"""What every admin page of ours shares: rights from roles, whole-row forms, the journal, and buttons that call actions.

A room's admin says which roles see and change its rows, and lists its `acts`; each act is a function of the room's
actions.py behind a page that says what will happen, asks for a reason where one is due, and reports in Thai.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DataError, NotSupportedError, connection, models, transaction
from django.forms import Form, MultiWidget
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from thai.dates import thai_date, thai_datetime

from . import changes, journal
from .forms import ReasonForm, RowsField, WholeRowForm, is_key
from .models import Event
from .rules import PROVINCIAL

# Rows of one act on a list: more than a person reads through before confirming.
MAX_BULK = 500


@dataclass(frozen=True)
class Act:
    """A button on a row's page (and, with `bulk`, on the list) that calls one official act.

    run(row, actor=user, reason=str) does it and may raise ValidationError; it returns None or a sentence to show.
    available(row) says whether the button stands there.  `effect` tells, before confirming, what will happen.
    state(row), where it is given, is a fingerprint of what the person has read on the row's page; run gets it as
    `seen`, and refuses when the row says something else by then.
    ask is the form of the confirming page; what it cleans is what run gets by name.
    """

    name: str
    label: str
    run: Callable[..., str | None]
    roles: frozenset[str]
    effect: str
    available: Callable[[Any], bool] = lambda row: True
    needs_reason: bool = False
    bulk: bool = False
    danger: bool = False
    state: Callable[[Any], str] | None = None
    ask: Callable[..., Form] = ReasonForm


def thai_moment(value: Any) -> str:
    """A date or a moment for a list, in พ.ศ.; yes and no as words, since Django's icons are read out as True, False."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่ใช่"
    return thai_datetime(value, short=True) if hasattr(value, "hour") else thai_date(value, short=True)


@cache
def thai_column(model: type[models.Model], name: str) -> Callable[[Any], str]:
    """A column that shows a date field in พ.ศ.; Django's own would show the common era.

    The same function each time: the admin finds a page's read-only fields by equality.
    """
    field = model._meta.get_field(name)

    @admin.display(description=field.verbose_name, ordering=name)
    def column(row: models.Model) -> str:
        return thai_moment(getattr(row, name))

    column.__name__ = name
    return column


class RoleRights:
    """Django asks these four questions of every admin page and inline; ours answer from roles."""

    viewers: frozenset[str] = PROVINCIAL
    adders: frozenset[str] = PROVINCIAL
    editors: frozenset[str] = PROVINCIAL
    deleters: frozenset[str] = frozenset()

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.viewers)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.adders)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.editors)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_authenticated and request.user.has_role(*self.deleters)


class ThaiDates:
    """Read-only and listed dates in พ.ศ., and yes and no in words, for admin pages and inlines alike."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return [self._in_thai(name) for name in super().get_readonly_fields(request, obj)]

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[Any] | None:
        """The form must not ask for what a column shows: Django looks for it under its name, and for the column."""
        shown = [name for name in super().get_readonly_fields(request, obj) if self._has_thai_column(name)]
        if self.only_shows(request, obj):
            names = [field.name for field in self.model._meta.fields]
            shown = [*names, *(self._in_thai(name) for name in names if self._has_thai_column(name))]
        return [*(super().get_exclude(request, obj) or ()), *shown] or None

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With the dates that this page only shows as columns: those always shown, or all for who may only look."""
        shown = set(super().get_readonly_fields(request, obj))
        all_shown = self.only_shows(request, obj)

        def thai(names: Sequence[Any]) -> list[Any]:
            return [thai(name) if isinstance(name, list | tuple) else one(name) for name in names]

        def one(name: Any) -> Any:
            return self._in_thai(name) if all_shown or name in shown else name

        fieldsets = super().get_fieldsets(request, obj)
        return [(title, {**options, "fields": thai(options["fields"])}) for title, options in fieldsets]

    def only_shows(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None and not self.has_change_permission(request, obj)

    def _has_thai_column(self, name: Any) -> bool:
        if not isinstance(name, str) or hasattr(self, name):
            return False
        try:
            return isinstance(self.model._meta.get_field(name), models.DateField | models.BooleanField)
        except FieldDoesNotExist:
            return False

    def _in_thai(self, name: Any) -> Any:
        return thai_column(self.model, name) if self._has_thai_column(name) else name


class KeyedAutocomplete(AutocompleteSelect):
    """Django asks the database for what was typed as it stands, to show the page with its errors once more."""

    def optgroups(self, name: str, value: list[Any], attrs: dict[str, Any] | None = None) -> Any:
        model = self.field.remote_field.model
        return super().optgroups(name, [each for each in value if each == "" or is_key(model, each)], attrs)


class OnlyKeys:
    """Fields for other rows take a mark that is no key for an invalid choice, on admin pages and inlines alike."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyedAutocomplete(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": RowsField} | kwargs)


class LabelledFormSet(BaseInlineFormSet):
    """A table has no label beside each box: the column's name is said to those who do not see the table's head."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            if not field.widget.is_hidden and not isinstance(field.widget, MultiWidget):
                label = "ลบแถวนี้" if name == DELETION_FIELD_NAME else str(field.label)
                field.widget.attrs.setdefault("aria-label", label)


class StaffInline(ThaiDates, OnlyKeys, RoleRights, admin.TabularInline):
    """Rows on their parent's page: whoever may change the parent may change them, unless a room names other roles."""

    form = WholeRowForm
    formset = LabelledFormSet
    extra = 0
    viewers = adders = editors = deleters = None

    def _may(self, request: HttpRequest, roles: frozenset[str] | None, obj: Any) -> bool:
        if roles is not None:
            return request.user.is_authenticated and request.user.has_role(*roles)
        parent = self.admin_site.get_model_admin(self.parent_model)
        return parent.has_add_permission(request) if obj is None else parent.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if self.viewers is None:
            return self.admin_site.get_model_admin(self.parent_model).has_view_permission(request, obj)
        return super().has_view_permission(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.adders, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, self.editors, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Rows that nobody may change are not deleted either."""
        return self._may(request, self.editors if self.deleters is None else self.deleters, obj)

    def only_shows(self, request: HttpRequest, obj: Any) -> bool:
        return super().only_shows(request, obj) and not self.has_add_permission(request, obj)


class StaffChangeList(ChangeList):
    def get_results(self, request: HttpRequest) -> None:
        """A number that no column holds, or a lookup that this database lacks, is found out only when it is asked."""
        try:
            super().get_results(request)
        except (OverflowError, ValueError, DataError, NotSupportedError) as error:
            raise IncorrectLookupParameters(error) from error


class StaffAdmin(ThaiDates, OnlyKeys, RoleRights, admin.ModelAdmin):
    form = WholeRowForm
    list_per_page = 50
    show_full_result_count = False
    acts: Sequence[Act] = ()
    change_form_template = "admin/staff_change_form.html"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """Django would send to the start page: a row that is not there, or not for this person, is 404 here."""
        raise Http404

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StaffChangeList

    # -- lists -------------------------------------------------------------------------------------------------

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._in_thai(name) for name in super().get_list_display(request)]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """A list cannot be filtered by what it does not show: counting the rows would tell it digit by digit."""
        return journal.SECRET_FIELDS.isdisjoint(lookup.split("__")) and super().lookup_allowed(lookup, value, request)

    def get_list_display_links(self, request: HttpRequest, list_display: Sequence[Any]) -> Sequence[Any]:
        return list(list_display)[:1]

    # -- what a colleague has saved meanwhile is not overwritten unseen --------------------------------------------

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row that a form is about to be saved to is locked: nobody changes it between the look and the save."""
        row = super().get_object(request, object_id, from_field)
        if row is not None and request.method == "POST" and connection.in_atomic_block:
            row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(no_key=True))
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.seen, form.actor = request.POST.get("_seen", "") if change else "", request.user
        return form

    # -- saving writes the journal -----------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        before = journal.snapshot(type(obj)._base_manager.get(pk=obj.pk)) if change else {}
        super().save_model(request, obj, form, change)
        before, after = journal.differences(before, journal.snapshot(obj))
        if after:
            journal.record(actor=request.user, verb="แก้ไข" if change else "เพิ่ม", target=obj, before=before, after=after)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        rows = {
            f.instance.pk: journal.snapshot(f.instance.__class__._base_manager.get(pk=f.instance.pk))
            for f in formset.initial_forms
            if f.instance.pk and f.has_changed()
        }
        super().save_formset(request, form, formset, change)
        parent = form.instance
        for row in getattr(formset, "new_objects", []):
            journal.record(
                actor=request.user,
                verb=f"เพิ่ม{row._meta.verbose_name}",
                target=parent,
                after=journal.snapshot(row),
            )
        for row, _fields in getattr(formset, "changed_objects", []):
            before, after = journal.differences(rows.get(row.pk, {}), journal.snapshot(row))
            journal.record(
                actor=request.user,
                verb=f"แก้ไข{row._meta.verbose_name}",
                target=parent,
                before=before,
                after=after,
            )
        for row in getattr(formset, "deleted_objects", []):
            journal.record(
                actor=request.user,
                verb=f"ลบ{row._meta.verbose_name}",
                target=parent,
                before=journal.snapshot(row),
            )

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        with transaction.atomic():
            journal.record(actor=request.user, verb="ลบ", target=obj, before=journal.snapshot(obj))
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for row in queryset:
            self.delete_model(request, row)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Django's own log is not kept: the journal above says more, in one place."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """See `log_addition`."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        page = Paginator(Event.objects.about(row), 50).get_page(request.GET.get("page"))
        context = {
            **self.admin_site.each_context(request),
            "title": f"ประวัติ: {row}",
            "object": row,
            "opts": self.opts,
            "page": page,
            "lines": changes.read(page.object_list),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/office_history.html", context)

    # -- acts --------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_act"
        return [
            path("<path:object_id>/act/<slug:act_name>/", self.admin_site.admin_view(self.act_view), name=name),
            *super().get_urls(),
        ]

    def acts_for(self, request: HttpRequest, row: Any) -> list[Act]:
        return [act for act in self.acts if request.user.has_role(*act.roles) and act.available(row)]

    def links_for(self, request: HttpRequest, row: Any) -> list[tuple[Any, str]]:
        """More buttons beside the acts, for what has a page of its own: (something with label and danger, address)."""
        return []

    def act_view(self, request: HttpRequest, object_id: str, act_name: str) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        act = next((act for act in self.acts if act.name == act_name), None)
        if row is None or act is None or not self.has_view_permission(request, row):
            raise Http404
        if not request.user.has_role(*act.roles):
            raise Http404
        if request.method != "POST" and not act.available(row):
            messages.error(request, f"{act.label}ไม่ได้ในสถานะปัจจุบัน โปรดดูประวัติของรายการนี้")
            return redirect(self._page_of(row))
        hidden = []
        if act.state is not None:
            hidden = [("seen", request.POST.get("seen") or request.GET.get("seen") or act.state(row))]
        return self._confirm(request, act, [row], self._page_of(row), hidden, is_list=False)

    def _page_of(self, row: Any) -> str:
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])

    def _confirm(
        self,
        request: HttpRequest,
        act: Act,
        rows: list[Any],
        back: str,
        hidden: Sequence[tuple[str, Any]] = (),
        *,
        is_list: bool = True,
    ) -> HttpResponse:
        """Shows what the act will do; on the second POST does it, row by row, each in its own transaction.

        hidden: what is needed again in that second POST: on a list the same rows, else what the person has read.
        """
        confirmed = request.method == "POST" and "confirm" in request.POST
        form = act.ask(request.POST if confirmed else None, required=act.needs_reason)
        if confirmed and form.is_valid():
            done, refused = 0, []
            seen = {} if act.state is None else {"seen": "" if is_list else dict(hidden)["seen"]}
            for row in rows:
                try:
                    said = act.run(row, actor=request.user, **form.cleaned_data, **seen)
                except ValidationError as error:
                    refused.append(f"{row}: {' '.join(error.messages)}")
                else:
                    done += 1
                    if said:
                        messages.success(request, said)
            if done:
                messages.success(request, f"{act.label} เรียบร้อย {done} รายการ")
            if not refused:
                return redirect(back)
            if done or len(rows) > 1:
                for sentence in refused[:20]:
                    messages.error(request, sentence)
                return redirect(back)
            form.add_error(None, ValidationError(refused))
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "opts": self.opts,
            "act": act,
            "rows": rows,
            "form": form,
            "back": back,
            "hidden": hidden,
            "is_list": is_list,
        }
        return TemplateResponse(request, "admin/act_confirm.html", context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        for act in self.acts:
            if act.bulk and request.user.has_role(*act.roles):
                actions[f"act_{act.name}"] = (self._bulk(act), f"act_{act.name}", act.label)
        return actions

    def response_action(self, request: HttpRequest, queryset: Any) -> HttpResponse | None:
        """A mark that is no key, or beyond all keys, was made by no box of the list; Django would ask the database."""
        try:
            for key in request.POST.getlist(ACTION_CHECKBOX_NAME):
                self.opts.pk.run_validators(self.opts.pk.to_python(key))
        except ValidationError as error:
            raise BadRequest("A key that is none.") from error
        return super().response_action(request, queryset)

    def _bulk(self, act: Act) -> Callable[..., HttpResponse]:
        def run(_admin: Any, request: HttpRequest, queryset: Any) -> HttpResponse:
            if not request.user.has_role(*act.roles):
                raise PermissionDenied
            rows = list(queryset[: MAX_BULK + 1])
            if len(rows) > MAX_BULK:
                messages.error(request, f"เลือกได้ครั้งละไม่เกิน {MAX_BULK} รายการ โปรดกรองรายการให้น้อยลง")
                return redirect(request.get_full_path())
            # The rows by name, not "all of the list" again: what comes into the list meanwhile is not touched.
            hidden = [("action", f"act_{act.name}"), *((ACTION_CHECKBOX_NAME, row.pk) for row in rows)]
            return self._confirm(request, act, rows, request.get_full_path(), hidden)

        return run

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        if obj is not None:
            base = self._page_of(obj).removesuffix("change/")
            acts = [
                (act, f"{base}act/{act.name}/" + (f"?seen={act.state(obj)}" if act.state else ""))
                for act in self.acts_for(request, obj)
            ]
            context["acts"] = [*self.links_for(request, obj), *acts]
        return super().render_change_form(request, context, add, change, form_url, obj)

"""The walls of the house: imports and foreign keys point down, forms hold whole rows, dates are read as พ.ศ., and
pages carry nothing inline and fetch nothing from elsewhere.

The order of the rooms is read from the contracts in pyproject.toml, so it is said once; `make check` holds imports to
it with import-linter, and the tests here need no linter to be installed.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path

import django_filters
import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.http import QueryDict
from django.test import RequestFactory

from office.forms import WholeRowForm
from office.models import User
from office.rules import Role
from thai import fields as thai_fields
from thai import forms as thai_forms

from .scene import build_house, row_of

ROOT = Path(settings.BASE_DIR)
TOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
BETWEEN, INSIDE = TOOLS["importlinter"]["contracts"]
# {"thai": 0, "office": 1, …}; rooms that stand side by side have the same height and do not know each other.
HEIGHT = {
    room: height for height, line in enumerate(reversed(BETWEEN["layers"])) for room in map(str.strip, line.split("|"))
}
MOST_LINES = 600
# The one place that makes HTML by hand, and why it may: each part is escaped before the parts are joined.
MARKS_SAFE = {"documents/templatetags/papers.py"}


def in_a_room(dotted: str) -> bool:
    return dotted.split(".")[0] in HEIGHT


def looks_down(source: str, target: str) -> bool:
    """Whether a room may know another: itself, or one that stands below it."""
    return source == target or HEIGHT[target] < HEIGHT[source]


# -- files ------------------------------------------------------------------------------------------------------


def sources(*, tests: bool = False) -> Iterator[Path]:
    for room in HEIGHT:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts and (tests or "tests" not in path.parts):
                yield path


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def our_static_files() -> list[Path]:
    found = (path for kind in ("css", "js") for path in (ROOT / "static" / kind).rglob(f"*.{kind}"))
    return sorted(path for path in found if not path.name.endswith((".cut.css", ".min.js", ".min.css")))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {}
    for path in (*sources(tests=True), *templates(), *our_static_files(), ROOT / "conftest.py"):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MOST_LINES:
            long[name(path)] = lines
    assert long == {}


# -- directions -------------------------------------------------------------------------------------------------


def test_every_room_has_its_place_in_the_order():
    rooms = {config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT}
    assert set(HEIGHT) == rooms


def test_foreign_keys_point_the_way_that_imports_do():
    """A foreign key by name ("scoring.Result") is an arrow that import-linter cannot see."""
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        source = model.__module__.split(".")[0]
        if source not in HEIGHT:
            continue
        for field in model._meta.get_fields(include_hidden=True):
            if not field.is_relation or field.auto_created or field.related_model is None:
                continue
            target = apps.get_app_config(field.related_model._meta.app_label).name
            if target in HEIGHT and not looks_down(source, target):
                wrong.append(f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}")
    assert wrong == []


@cache
def imports() -> dict[str, frozenset[str]]:
    """{module: modules of ours that it imports}, wherever in the file; what only a type checker reads is left out."""
    modules = {}
    for path in sources():
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        modules[dotted.removesuffix(".__init__")] = path
    return {module: frozenset(_imported(module, path, modules.keys())) for module, path in modules.items()}


def _imported(module: str, path: Path, known) -> Iterator[str]:
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for part in ast.iter_child_nodes(node):
            part.only_for_types = getattr(node, "only_for_types", False) or (
                isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")
            )
        if getattr(node, "only_for_types", False):
            continue
        if isinstance(node, ast.Import):
            wanted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, base] if base else above)
            wanted = [f"{base}.{alias.name}" for alias in node.names]
        else:
            continue
        for dotted in wanted:
            while dotted and dotted not in known:
                dotted = dotted.rpartition(".")[0]
            if dotted and dotted != module:
                yield dotted


def test_imports_between_rooms_point_down():
    wrong = [
        f"{module} -> {target}"
        for module, targets in imports().items()
        for target in targets
        if not looks_down(module.split(".")[0], target.split(".")[0])
    ]
    assert wrong == []


def _layer(module: str, room: str) -> int | None:
    """The layer of a module in its room by the second contract: 0 is the top (urls); None for modules that are free."""
    for height, line in enumerate(INSIDE["layers"]):
        for part in line.split("|"):
            layer = f"{room}.{part.strip().strip('()')}"
            if module == layer or module.startswith(f"{layer}."):
                return height
    return None


@pytest.mark.parametrize("room", INSIDE["containers"])
def test_imports_inside_a_room_point_down(room):
    """By detours as well: rules may not reach actions through a helper."""
    wrong = []
    for start in imports():
        own = _layer(start, room)
        if own is None:
            continue
        seen, waiting = {start}, [start]
        while waiting:
            module = waiting.pop()
            for target in imports()[module] - seen:
                seen.add(target)
                waiting.append(target)
        for target in seen:
            height = _layer(target, room)
            same_file = target.split(".")[:2] == start.split(".")[:2]
            if height is not None and not same_file and height <= own:
                wrong.append(f"{start} -> {target}")
    assert sorted(wrong) == []


# -- forms hold whole rows and read พ.ศ. --------------------------------------------------------------------------


def all_subclasses(parent: type) -> set[type]:
    direct = set(parent.__subclasses__())
    return direct.union(*(all_subclasses(child) for child in direct))


@cache
def everything_loaded() -> None:
    """Form classes exist once their modules were read."""
    admin.autodiscover()
    for module in imports():
        # what is run as a program of its own has no form classes, and begins to work when it is read
        if not module.endswith(("wsgi", "asgi", "__main__")) and not module.startswith("documents.rendering.engine."):
            import_module(module)


def our_classes(parent: type) -> list[type]:
    everything_loaded()
    return sorted((c for c in all_subclasses(parent) if in_a_room(c.__module__)), key=lambda c: c.__qualname__)


@pytest.fixture
def house(db):
    return build_house()


@pytest.fixture
def administrator_request():
    request = RequestFactory().get("/admin/")
    request.user = User(username="admin")
    request.user.__dict__["roles"] = frozenset(Role.values)
    return request


def admin_forms(request, house) -> Iterator[tuple[str, type[forms.ModelForm]]]:
    """The form of every admin page and inline of ours, as it is made for a page that changes and one that adds."""
    for model, page in admin.site._registry.items():
        if not in_a_room(model.__module__):
            continue
        yield model._meta.label, page.get_form(request, row_of(house, model), change=True)
        if page.has_add_permission(request):
            yield f"{model._meta.label} (new)", page.get_form(request, None, change=False)
        for inline in page.get_inline_instances(request):
            yield f"{model._meta.label} / {inline.model._meta.label}", inline.get_formset(request).form


def test_only_admin_pages_of_ours_are_open():
    """A package's admin page knows nothing of our roles, forms or journal: it is taken out, not left to rot."""
    everything_loaded()
    strangers = [model._meta.label for model in admin.site._registry if not in_a_room(model.__module__)]
    assert strangers == []


def test_every_model_form_holds_the_whole_row():
    found = our_classes(forms.ModelForm)
    assert [form for form in found if not issubclass(form, WholeRowForm)] == []
    assert found


def test_every_admin_form_and_inline_holds_the_whole_row(house, administrator_request):
    everything_loaded()
    found = dict(admin_forms(administrator_request, house))
    assert {label for label, form in found.items() if not issubclass(form, WholeRowForm)} == set()
    assert found


def test_models_keep_dates_in_fields_that_read_the_buddhist_era():
    ours = (thai_fields.DateField, thai_fields.DateTimeField, thai_fields.TimeField)
    plain = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if in_a_room(model.__module__)
        for field in model._meta.concrete_fields
        if field.name != "last_login"  # Django's own, written by signing in and never typed
        if isinstance(field, models.DateField | models.TimeField) and not isinstance(field, ours)
    ]
    assert plain == []


def _is_a_date(model: type[models.Model], name: str) -> bool:
    return any(isinstance(field, models.DateField) and field.name == name for field in model._meta.fields)


def test_dates_that_an_admin_page_only_shows_are_shown_in_the_buddhist_era(house, administrator_request):
    everything_loaded()
    common_era = [
        f"{model._meta.label}.{shown}"
        for model, page in admin.site._registry.items()
        if in_a_room(model.__module__)
        for part in (page, *page.get_inline_instances(administrator_request))
        for shown in part.get_readonly_fields(administrator_request, row_of(house, model))
        if isinstance(shown, str) and _is_a_date(part.model, shown)
    ]
    assert common_era == []


def date_fields(request, house) -> Iterator[tuple[str, forms.Field]]:
    """Every field of every form, admin page and filter of ours that takes a date."""
    everything_loaded()
    groups = [*admin_forms(request, house)]
    groups += [(form.__qualname__, form) for form in our_classes(forms.BaseForm)]
    for label, form in groups:
        for field_name, field in form.base_fields.items():
            if isinstance(field, forms.DateField | forms.DateTimeField | forms.TimeField | thai_forms.ThaiDateField):
                yield f"{label}.{field_name}", field
    for filters in our_classes(django_filters.FilterSet):
        for field_name, item in filters.base_filters.items():
            if isinstance(item, django_filters.DateFilter | django_filters.DateTimeFilter):
                yield f"{filters.__qualname__}.{field_name}", item.field


def test_no_form_can_take_2565_for_a_year_of_the_common_era(house, administrator_request):
    read = {}
    for label, field in date_fields(administrator_request, house):
        moment = isinstance(field, thai_forms.ThaiDateTimeField)
        posted = QueryDict(mutable=True)
        posted["day"] = "31/03/2565 08:30" if moment else "31/03/2565"
        value = field.clean(field.widget.value_from_datadict(posted, {}, "day"))
        read[label] = value.date() if moment else value
    assert set(read.values()) == {date(2022, 3, 31)}, read


# -- pages --------------------------------------------------------------------------------------------------------

COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a script body": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "an on… attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an address that is a script": re.compile(r"javascript:", re.IGNORECASE),
    "something loaded from elsewhere": re.compile(
        r"\ssrc(?:set)?\s*=\s*[\"']?(?:https?:)?//|<link\b[^>]*\shref\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE
    ),
    "HTML that is not escaped": re.compile(r"\|\s*safe\b|\|\s*safeseq\b|{%\s*autoescape\s+off"),
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_are_free_of(what):
    found = [
        f"{name(path)}: {hit.group(0)[:80]}"
        for path in templates()
        for hit in INLINE[what].finditer(COMMENT.sub("", path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_style_sheets_and_scripts_fetch_nothing_from_elsewhere():
    far = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import\b|https?://(?!www\.w3\.org/)", re.IGNORECASE)
    everything = [*our_static_files(), *(ROOT / "static/css").glob("*.cut.css"), *(ROOT / "static/img").glob("*.svg")]
    found = [f"{name(p)}: {hit.group(0)}" for p in everything for hit in far.finditer(p.read_text(encoding="utf-8"))]
    assert found == []


DANGEROUS = {"mark_safe", "SafeData", "RawSQL", "extra", "eval", "exec", "pickle", "mktemp", "csrf_exempt"}


def test_code_keeps_away_from_the_sharp_tools():
    """Markup past the escaping, SQL past the ORM, code or objects from text, posts without their token."""
    found = set()
    for path in sources():
        if name(path) in MARKS_SAFE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else node
            said = getattr(called, "attr", getattr(called, "id", ""))
            if isinstance(node, ast.Call) and said in DANGEROUS:
                found.add(f"{name(path)}: {said}()")
            elif isinstance(node, ast.Call) and said == "format_html":
                if not (node.args and isinstance(node.args[0], ast.Constant)):
                    found.add(f"{name(path)}: format_html() with a template that varies")
            elif isinstance(node, ast.Import | ast.ImportFrom):
                found |= {f"{name(path)}: {alias.name}" for alias in node.names if alias.name in DANGEROUS}
    assert found == set()

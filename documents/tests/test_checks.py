"""An installation that would print papers in another font, or lacks what sets Thai, says so before it serves one."""

import pytest

from documents import checks
from documents.checks import papers_can_be_drawn
from documents.rendering import fonts


def test_this_installation_can_draw_papers():
    assert papers_can_be_drawn(None) == []


@pytest.mark.parametrize("change", ["missing", "changed"])
def test_another_font_is_noticed(monkeypatch, tmp_path, change):
    for face in fonts.FACES:
        (tmp_path / face.file).write_bytes((fonts.FOLDER / face.file).read_bytes())
    bold = tmp_path / "OPCSaraban-Bold.ttf"
    if change == "missing":
        bold.unlink()
    else:
        bold.write_bytes(bold.read_bytes() + b"\0")
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    (error,) = papers_can_be_drawn(None)
    assert error.id == "documents.E001"
    assert "OPCSaraban-Bold.ttf" in error.msg and "Regular" not in error.msg


def test_a_missing_library_is_named_with_its_package(monkeypatch):
    monkeypatch.setattr(checks, "_loads", lambda name: "harfbuzz" not in name)
    (error,) = papers_can_be_drawn(None)
    assert error.id == "documents.E002"
    assert "HarfBuzz Subset" in error.msg and "libharfbuzz-subset0" in error.hint

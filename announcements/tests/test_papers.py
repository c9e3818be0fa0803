"""The provincial announcement as a paper, and the list of results attached to it."""

import pytest

from announcements.models import Announcement, PublishedResult
from announcements.papers import announcement_paper
from documents.papers import paragraphs
from documents.rendering import render_paper
from documents.templatetags.papers import official_digits
from documents.tests.pdf import pages_of, pdf_text, says, skeleton, strings_of


@pytest.fixture
def announcement(cast, current_round):
    return Announcement(
        round=current_round,
        kind="results",
        title="ผลการคัดสรรสุดยอดหนึ่งตำบล หนึ่งผลิตภัณฑ์ไทย ปี พ.ศ. ๒๕๖๕",
        body="ด้วยจังหวัดสกลนครดำเนินการคัดสรรฯ\n\nจึงประกาศผลดังบัญชีแนบท้าย ติดต่อ https://cdd.go.th/2565",
    )


def rows(count, group="ผ้าและเครื่องแต่งกาย", code="TEXTILE", order=3):
    return [
        PublishedResult(
            entry_number=f"65-{code}-{n:04d}",
            product_name=f"ผ้าคลุมไหล่ย้อมคราม แบบที่ {n}",
            producer_name="วิสาหกิจชุมชนแปรรูปผลิตภัณฑ์ทางการเกษตรบ้านนาคำไฮใหญ่",
            district_code="4704",
            district_name="พรรณานิคม",
            group_code=code,
            group_name=group,
            group_order=order,
            star_level=(None, 5, 4)[n % 3],
        )
        for n in range(1, count + 1)
    ]


def test_an_announcement_without_a_list(announcement):
    context = announcement_paper(announcement, results=[])
    content = render_paper("announcement", context)
    assert [text for text in strings_of(context) if not says(content, text)] == []
    assert context.body.startswith("ด้วย") and len(paragraphs(context.body)) == 2
    assert "https://cdd.go.th/2565" in pdf_text(content)
    assert pages_of(content) == 1


def test_results_are_grouped_and_the_best_stand_first(announcement):
    context = announcement_paper(announcement, results=[*rows(3), *rows(2, "อาหาร", "FOOD", 1)])
    assert [group.name for group in context.groups] == ["อาหาร", "ผ้าและเครื่องแต่งกาย"]
    assert [line.number for line in context.groups[1].lines] == [
        "65-TEXTILE-0001",
        "65-TEXTILE-0002",
        "65-TEXTILE-0003",
    ]
    assert [official_digits(line.outcome) for line in context.groups[1].lines] == [
        "ระดับ ๕ ดาว",
        "ระดับ ๔ ดาว",
        "ผ่านการคัดสรร ระดับจังหวัด",
    ]


def test_a_long_list_repeats_its_head_on_every_page(announcement):
    context = announcement_paper(announcement, results=rows(60))
    content = render_paper("announcement", context)
    pages = pdf_text(content).split("\f")[1:-1]
    assert len(pages) > 2
    assert all(skeleton("ผู้ผลิต ผู้ประกอบการ") in skeleton(page) for page in pages)
    assert [text for text in strings_of(context) if not says(content, text)] == []


def test_the_announcements_own_rows_are_taken(announcement):
    announcement.kind = "call"
    announcement.save()
    for row in rows(2):
        row.announcement = announcement
        row.save()
    assert len(announcement_paper(announcement).groups[0].lines) == 2

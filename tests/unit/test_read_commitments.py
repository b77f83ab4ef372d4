"""Promises in words: every marked promise is found, every sentence is accounted for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import tamnhin
from passages import Gold, lines_document, passages, shared_part, union_part
from tamnhin.read.commitments.clauses import LONGEST, clauses
from tamnhin.read.commitments.extract import REASONS, read_commitments
from tamnhin.read.commitments.places import places
from tamnhin.read.commitments.sentences import sentences
from tamnhin.read.document import Block, BlockKind, Document, Span
from tamnhin.read.readings import CommitmentReading
from tamnhin.read.spelling import levelled

PASSAGES = passages(Path(__file__).parents[1] / "golden" / "read" / "commitments.txt")


def score(
    gold: list[Gold], found: tuple[CommitmentReading, ...], part: Callable[[Span, Span], float]
) -> tuple[float, float]:
    """Precision and recall: same kind, and at least half of the characters shared."""

    def like(one: CommitmentReading, other: Gold) -> bool:
        return one.kind == other.kind and part(one.span, other.span) >= 0.5

    right = sum(any(like(f, g) for g in gold) for f in found)
    hit = sum(any(like(f, g) for f in found) for g in gold)
    return right / len(found), hit / len(gold)


@pytest.mark.parametrize("name", PASSAGES)
def test_marked_promises_are_found_with_their_kind(name: str) -> None:
    document, gold = PASSAGES[name]
    found, _ = read_commitments(document)
    assert score(gold, found, shared_part) == (1.0, 1.0)
    assert min(score(gold, found, union_part)) >= 0.75


@pytest.mark.parametrize("name", PASSAGES)
def test_every_sentence_is_a_commitment_or_left_with_a_reason(name: str) -> None:
    assert_accounted_for(PASSAGES[name][0])


def assert_accounted_for(document: Document) -> None:
    found, left = read_commitments(document)
    assert {item.reason for item in left} <= set(REASONS)
    spans = [c.span for c in found] + [u.span for u in left]
    for block in document.blocks:
        for sentence in sentences(document, block.span):
            assert any(sentence.overlaps(span) for span in spans), document.words(sentence)


def article(shared: Path) -> tuple[Document, dict[str, list[Gold]]]:
    """The news article, and for each commitment of the example plan its passages in it."""
    words = (shared / "sources" / "ha-nam-2030.txt").read_text(encoding="utf-8")
    plan = tamnhin.open_plan(tamnhin.example())
    document = lines_document(words)
    gold: dict[str, list[Gold]] = {}
    for commitment in plan.commitments:
        for name in commitment.citation_ids:
            cited = plan.citation(name)
            if cited.source_id == "art.ha-nam-2030" and cited.start is not None:
                span = Span(cited.start, cited.end or cited.start)
                gold.setdefault(commitment.commitment_id, []).append(Gold(span, commitment.kind))
    return document, gold


@pytest.mark.shared
def test_every_commitment_of_the_article_is_found(shared: Path) -> None:
    document, gold = article(shared)
    found, _ = read_commitments(document)
    assert len(gold) == 78
    for name, marked in gold.items():
        assert score(marked, found, shared_part)[1] > 0, name
    everything = [one for marked in gold.values() for one in marked]
    precision, recall = score(everything, found, shared_part)
    assert precision == 1.0
    assert recall >= 0.98
    precision, recall = score(everything, found, union_part)
    assert precision >= 0.8
    assert recall >= 0.9
    assert_accounted_for(document)


@pytest.mark.shared
@pytest.mark.parametrize(("title", "section"), [(1, 0), (1, 2), (0, 1), (1, 1)])
def test_the_article_reads_alike_whatever_its_headings_are_taken_for(
    shared: Path, title: int, section: int
) -> None:
    document, gold = article(shared)
    levels = {"Đưa Hà Nam trở thành trung tâm công nghiệp - công nghệ cao vào": title}
    levels["Thúc đẩy khoa học công nghệ"] = section
    blocks: list[Block] = []
    above: int | None = None
    for block in document.blocks:
        words = document.words(block.span)
        level = next((n for start, n in levels.items() if words.startswith(start)), 0)
        if level:
            outer = above if level > 1 else None
            blocks.append(replace(block, kind=BlockKind.HEADING, level=level, parent=outer))
            above = len(blocks) - 1
        else:
            blocks.append(replace(block, parent=above))
    found, _ = read_commitments(replace(document, blocks=tuple(blocks)))
    everything = [one for marked in gold.values() for one in marked]
    assert score(everything, found, shared_part)[0] == 1.0
    assert score(everything, found, shared_part)[1] >= 0.98


def test_an_item_without_a_mark_that_governs_others_is_a_heading() -> None:
    text = "Mục tiêu\nNâng cao đời sống dân cư ven sông\nNhiệm vụ\nXây kè chống sạt lở"
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    parents = (None, 0, None, 2)
    blocks = tuple(
        Block(BlockKind.ITEM, span, level=1 if parent is None else 2, parent=parent)
        for span, parent in zip(spans, parents, strict=True)
    )
    found, left = read_commitments(Document("x", text, blocks, "0" * 64))
    assert [item.reason for item in left] == ["heading", "heading"]
    assert [c.kind for c in found] == ["objective", "task"]


def test_members_hang_on_the_promise_that_their_list_extends() -> None:
    document = lines_document(
        "# Nhiệm vụ\n"
        "Hoàn thành Khu công nghệ cao Sơn Hà, tập trung vào lĩnh vực robot thông minh, "
        "vật liệu nhẹ."
    )
    found, _ = read_commitments(document)
    assert [(c.kind, c.parent) for c in found] == [
        ("zone", None),
        ("priority_sector", 0),
        ("priority_sector", 0),
    ]
    assert [document.words(span) for span in found[0].places] == ["Khu công nghệ cao Sơn Hà"]


def test_years_come_from_the_sentence_then_the_heading_then_the_title() -> None:
    document = lines_document(
        "# Quy hoạch tỉnh Sơn Hà thời kỳ 2021-2030, tầm nhìn đến năm 2050\n"
        "## Mục tiêu đến năm 2028\n"
        "Nâng cao chất lượng khám bệnh ở tuyến xã.\n"
        "Xây dựng xong mạng lưới đo mưa trước năm 2026.\n"
        "## Nhiệm vụ\n"
        "Rà soát các quy hoạch cấp dưới.\n"
    )
    found, _ = read_commitments(document)
    assert [c.horizon for c in found] == ["2028", "2026", "2021-2030"]


def test_who_answers_is_told() -> None:
    document = lines_document(
        "# Tổ chức thực hiện\nSở Xây dựng chủ trì lập chương trình phát triển đô thị."
    )
    (found,), _ = read_commitments(document)
    assert found.body == "Sở Xây dựng"


def test_results_and_forms_are_left() -> None:
    document = lines_document(
        "Giai đoạn 2016-2020, kinh tế tăng trưởng khá.\n"
        "Tiếp tục mở rộng vùng rau sạch thời kỳ 2021-2030.\n"
        "Nghị quyết này có hiệu lực từ ngày thông qua.\n"
    )
    horizon = lines_document("Kế hoạch thời kỳ 2021-2030.\n" + document.text)
    found, left = read_commitments(horizon)
    assert len(found) == 1
    assert {"result", "act"} <= {item.reason for item in left}


def test_names_after_one_type_word_are_all_places() -> None:
    text = "tại huyện Thạch An, Yên Lãng và thành phố Vân Trì"
    assert [text[s.start : s.end] for s in places(text)] == [
        "huyện Thạch An",
        "Yên Lãng",
        "thành phố Vân Trì",
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà bình", "hòa bình"), ("TỶ LỆ", "tỉ lệ"), ("quy hoạch", "qui hoạch"), ("Ðông", "đông")],
)
def test_two_spellings_of_a_word_are_alike_and_as_long(one: str, other: str) -> None:
    assert levelled(one) == levelled(other)
    assert len(levelled(one)) == len(one)


def test_a_run_of_words_without_marks_stays_whole_and_costs_little() -> None:
    words = "phát triển công nghiệp điện tử, " * 4000
    begun = time.process_time()
    assert len(clauses(words)) == 1
    assert len(words) > LONGEST
    marks = ("(" * 100_000, "." * 100_000, "đạt 5% " + "đến năm 2030, " * 10_000)
    for bad in (words, "đối với " * 20_000, "Đến năm 2030, " * 10_000, *marks):
        read_commitments(lines_document(bad))
    assert time.process_time() - begun < 6

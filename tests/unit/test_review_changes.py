"""The difference of two readings, and where characters of one text stand in the next."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tamnhin.read.document import Span
from tamnhin.review.anchors import Anchors
from tamnhin.review.changes import Difference, Reading, alike, compare, tokens

SAID = ("xây dựng", "mạng lưới", "đo mưa", "đường", "cầu", "trường học", "y tế", "xã", "rừng")
WORDS = st.lists(st.sampled_from(SAID), min_size=1, max_size=6).map(" ".join)


@st.composite
def readings(draw: st.DrawFn, side: str) -> list[Reading]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        target = draw(st.booleans())
        value = str(draw(st.integers(1, 3)))
        key = (draw(st.sampled_from("ab")), "level", "2030") if target else ()
        found.append(
            Reading(
                f"{side}{number}",
                "targets" if target else "commitments",
                draw(WORDS),
                {"value": value} if target else {"title_vi": "x", "kind": "task"},
                key,
            )
        )
    return found


def parts(found: Difference) -> tuple[list[str], list[str]]:
    pairs = (*found.unchanged, *found.changed)
    old = [p.old.name for p in pairs] + [r.name for r in found.withdrawn]
    new = [p.new.name for p in pairs] + [r.name for r in found.added]
    return sorted(old), sorted(new)


@given(readings("o"), readings("n"))
@settings(max_examples=150, deadline=None)
def test_every_reading_is_in_exactly_one_part(old: list[Reading], new: list[Reading]) -> None:
    found = compare(old, new)
    assert parts(found) == (sorted(r.name for r in old), sorted(r.name for r in new))
    for pair in (*found.unchanged, *found.changed):
        assert pair.old.table == pair.new.table


@given(readings("o"))
@settings(max_examples=100, deadline=None)
def test_a_reading_compared_with_itself_is_unchanged(old: list[Reading]) -> None:
    found = compare(old, [replace(r, name=f"n{r.name}") for r in old])
    assert not (found.changed or found.added or found.withdrawn)
    assert all(pair.new.name == f"n{pair.old.name}" for pair in found.unchanged) or len(
        {(r.table, r.words, r.key) for r in old}
    ) < len(old)


@given(readings("o"), readings("n"))
@settings(max_examples=100, deadline=None)
def test_what_one_way_adds_the_other_way_withdraws(old: list[Reading], new: list[Reading]) -> None:
    there, back = compare(old, new), compare(new, old)
    assert len(there.added) == len(back.withdrawn)
    assert len(there.withdrawn) == len(back.added)


def target(name: str, words: str, value: str, key: str = "grdp") -> Reading:
    return Reading(name, "targets", words, {"value": value}, (key, "level", "2030"))


def promise(name: str, words: str) -> Reading:
    return Reading(name, "commitments", words, {"title_vi": words})


def test_another_number_is_a_change_and_another_spelling_is_none() -> None:
    old = [target("t1", "Tỷ lệ hoá đạt 45%", "45"), promise("p1", "Xây dựng  đường, cầu.")]
    new = [target("n1", "tỉ lệ hóa đạt 47%", "47"), promise("m1", "xây dựng đường cầu")]
    found = compare(old, new)
    assert [(p.old.name, p.changed) for p in found.changed] == [("t1", ("value",))]
    assert [p.old.name for p in found.unchanged] == ["p1"]


def test_a_target_in_quite_other_words_is_known_by_what_it_measures() -> None:
    old = [target("t1", "Thu nhập của mỗi người đạt 5", "5"), target("t2", "khác", "1", "rừng")]
    new = [target("n1", "GRDP bình quân đầu người tăng lên 6", "6")]
    found = compare(old, new)
    assert [p.old.name for p in found.changed] == ["t1"]
    assert [r.name for r in found.withdrawn] == ["t2"]


def test_a_promise_with_a_few_other_words_is_changed_not_withdrawn() -> None:
    old = [promise("p1", "Nâng cao chất lượng khám bệnh ở tuyến xã")]
    new = [promise("n1", "Nâng cao chất lượng khám bệnh ở tuyến huyện và tuyến xã")]
    assert [p.changed for p in compare(old, new).changed] == [("title_vi",)]
    assert compare(old, [promise("n1", "Phát triển vùng rau sạch")]).added


def test_thousands_of_readings_take_seconds() -> None:
    old = [promise(f"p{n}", f"Xây dựng công trình số {n} ở xã thứ {n * 7}") for n in range(3000)]
    new = [promise(f"n{n}", f"Xây dựng công trình số {n} tại xã số {n * 7}") for n in range(3000)]
    begun = time.process_time()
    found = compare(old, new)
    assert time.process_time() - begun < 20
    assert len(found.changed) == 3000


@pytest.mark.parametrize(("one", "other"), [("a b", "b a"), ("Tỷ lệ", "tỉ lệ"), ("", "")])
def test_alike_is_whole_for_the_same_words(one: str, other: str) -> None:
    assert alike(tokens(one), tokens(other)) == 1


LINES = st.lists(WORDS, min_size=1, max_size=10)


@given(LINES, st.data())
@settings(max_examples=150, deadline=None)
def test_a_placed_span_holds_the_same_characters(lines: list[str], data: st.DataObject) -> None:
    old = "\n".join(lines) + "\n"
    later = list(lines)
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(later)))
        if data.draw(st.booleans()):
            later.insert(at, data.draw(WORDS))
        elif later:
            del later[min(at, len(later) - 1)]
    new = "\n".join(later)
    anchors = Anchors(old, new)
    start = data.draw(st.integers(0, len(old) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(old))))
    found = anchors.place(span)
    words = old[span.start : span.end]
    assert (found is not None) == (words in new)
    if found is not None:
        assert new[found.start : found.end] == words


def test_of_two_equal_passages_each_keeps_its_line() -> None:
    line = "Xây dựng cầu.\n"
    old = f"một\n{line}hai\n{line}ba\n"
    new = f"không\nmột\n{line}hai\nthêm\n{line}ba\n"
    anchors = Anchors(old, new)
    firsts = [old.index("Xây"), old.rindex("Xây")]
    places = [anchors.place(Span(at, at + 12)) for at in firsts]
    assert [p.start for p in places if p] == [new.index("Xây"), new.rindex("Xây")]

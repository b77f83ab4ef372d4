"""The index of spans finds what asking every span finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tamnhin.read.crossings import Crossings
from tamnhin.read.document import Span

spans = st.tuples(st.integers(0, 40), st.integers(0, 15)).map(lambda p: Span(p[0], p[0] + p[1]))


@given(st.lists(spans, max_size=12), spans)
def test_the_same_spans_are_found(many: list[Span], one: Span) -> None:
    wanted = {i for i, span in enumerate(many) if span.overlaps(one)}
    crossings = Crossings(many)
    assert set(crossings.of(one)) == wanted
    assert crossings.any(one) == bool(wanted)

"""Damage to bytes, for the tests of readers: what Hypothesis draws, and what it does."""

from __future__ import annotations

from hypothesis import strategies as st

HARMS = st.lists(
    st.tuples(
        st.sampled_from(["flip", "cut", "insert", "drop", "repeat"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=8),
    ),
    min_size=1,
    max_size=4,
)


def harmed(data: bytes, harms: list[tuple[str, float, bytes]]) -> bytes:
    """The bytes after each harm in turn."""
    for kind, where, extra in harms:
        at = int(where * len(data))
        if kind == "flip" and data:
            data = data[:at] + bytes([data[at] ^ (1 << extra[0] % 8)]) + data[at + 1 :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "insert":
            data = data[:at] + extra + data[at:]
        elif kind == "drop":
            data = data[:at] + data[at + extra[0] :]
        else:
            data = data[:at] + data[at : at + 40] * (1 + extra[0] % 20) + data[at:]
    return data

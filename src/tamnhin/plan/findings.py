"""Problems of one input collected, with a bound on how many of one kind are listed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tamnhin.problems import Problem, problem

MAX_ALIKE: Final = 1_000
"""Problems of one kind in one column that are listed; more of them tell nothing new."""


class Findings:
    """The problems of one file, with a bound on how many of one kind are listed."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self._counts: Counter[tuple[str, str | None]] = Counter()

    def add(
        self, code: str, row: int | None, column: str | None, found: str | None, **params: Any
    ) -> None:
        """Note a problem, or only count it."""
        self._counts[code, column] += 1
        if self._counts[code, column] <= MAX_ALIKE:
            self.problems.append(problem(code, self.file, row, column, found, **params))

    def close(self) -> list[Problem]:
        """All problems, and how many were only counted."""
        for (code, column), count in self._counts.items():
            if count > MAX_ALIKE:
                params: dict[str, Any] = {"count": count - MAX_ALIKE, "kind": code}
                self.problems.append(problem("more-alike", self.file, None, column, **params))
        return self.problems


def limited(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems, of one kind, file and column no more than a person can use."""
    counts: Counter[tuple[str, str, str | None]] = Counter()
    for found in problems:
        kind = (found.code, found.file, found.column)
        counts[kind] += 1
        if counts[kind] <= MAX_ALIKE:
            yield found
    for (code, file, column), count in counts.items():
        if count > MAX_ALIKE:
            params: dict[str, Any] = {"count": count - MAX_ALIKE, "kind": code}
            yield problem("more-alike", file, None, column, **params)

"""plan.yaml into settings and back, every fault with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from tamnhin.messages import N_
from tamnhin.plan.schema import Settings
from tamnhin.plan.textfile import read_text
from tamnhin.problems import Problem, problem

FILE: Final = "plan.yaml"
MAX_BYTES: Final = 100_000
"""Settings fill a page. PyYAML reads about this much in a second."""

_YEAR: Final = N_("a year from 1900 to 2200 is expected")
_DAY: Final = N_("a date such as 2023-12-26 is expected")
_REASONS: Final = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no setting of this name"),
    "string_type": N_("text is expected"),
    "string_too_short": N_("it is empty"),
    "plain_text": N_("it contains an invisible control character"),
    "int_type": _YEAR,
    "int_parsing": _YEAR,
    "int_parsing_size": _YEAR,
    "int_from_float": _YEAR,
    "greater_than_equal": _YEAR,
    "less_than_equal": _YEAR,
    "date_type": _DAY,
    "value_error": _DAY,
    "tuple_type": N_("a list is expected"),
    "literal_error": N_(
        "one of these is expected: pace, statcan, eurostat, unsd, escap_status, "
        "escap_anticipated, oecd, sdsn, weather, attainment"
    ),
}
_OTHER: Final = N_("it cannot be read")
_NO_MAPPING: Final = N_("it is no mapping, which has a setting, a colon and its value on each line")
_FAULTS: Final = (yaml.YAMLError, ValueError, RecursionError)
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _Loader(yaml.BaseLoader):
    """YAML in which every scalar is the text that was written, and nothing else can happen.

    Without types there is no tag to abuse; without aliases a small file cannot grow huge; a
    key that stands twice is refused rather than half ignored.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.get_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, N_("aliases are not used here"), event.start_mark
            )
        return super().compose_node(parent, index)

    def construct_scalar(self, node: yaml.ScalarNode) -> Any:
        """The text, or ``None`` for an empty place."""
        text = super().construct_scalar(node)
        return None if not node.style and text in _NULL else text

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping, each key once."""
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if name in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, N_("a setting stands twice"), key.start_mark
                )
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def _load(text: str) -> tuple[Any, dict[str, int]]:
    """The data, and the line of every key of the first level."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, {}
        lines = {}
        if isinstance(node, yaml.MappingNode):
            lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
        return loader.construct_document(node), lines
    finally:
        loader.dispose()


def _unreadable(error: Exception) -> Problem:
    mark = getattr(error, "problem_mark", None)
    row = mark.line + 1 if mark is not None else None
    told = getattr(error, "problem", None) or str(error)
    reason = N_("it is nested too deeply") if isinstance(error, RecursionError) else told
    return problem("yaml", FILE, row, reason=reason.splitlines()[0] if reason else _OTHER)


def read_settings(
    root: Path, seen: dict[str, str] | None = None
) -> tuple[Settings | None, str, list[Problem]]:
    """The settings of a plan folder, the text that they were read from, and all faults.

    Args:
        root: the plan folder.
        seen: takes the fingerprint of the file.
    """
    text, problems = read_text(root, FILE, MAX_BYTES, seen)
    if text is None:
        return None, "", problems
    try:
        data, lines = _load(text)
    except _FAULTS as error:
        return None, text, [*problems, _unreadable(error)]
    if data is not None and not isinstance(data, dict):
        return None, text, [*problems, problem("yaml", FILE, 1, reason=_NO_MAPPING)]
    try:
        settings = Settings.model_validate(data or {})
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            known = fault["msg"] if fault["type"] == "identifier" else _OTHER
            reason = _REASONS.get(fault["type"], known)
            found = None if fault["type"] == "missing" else _quoted(fault["input"])
            problems.append(problem("setting", FILE, lines.get(name), name, found, reason=reason))
        return None, text, problems
    return settings, text, problems


def _quoted(value: Any) -> str:
    """What stands there; a list or mapping, of whatever depth, by its sign only."""
    return {list: "[…]", dict: "{…}", type(None): ""}.get(type(value)) or str(value or "")


def settings_text(settings: Settings, source: str = "") -> str:
    """The settings as plan.yaml.

    Args:
        settings: what it must say.
        source: the text that a person wrote; kept with its comments while it says the same.
    """
    if source:
        try:
            if Settings.model_validate(_load(source)[0]) == settings:
                return source
        except _FAULTS:
            pass  # No longer the text of these settings: write them anew.
    data = {key: value for key, value in settings.model_dump().items() if value is not None}
    data["decision_ids"] = list(settings.decision_ids)
    text: str = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)
    return text

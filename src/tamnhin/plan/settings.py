"""plan.yaml into settings and back, every fault with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from tamnhin.messages import N_
from tamnhin.plan.schema import Settings
from tamnhin.plan.textfile import locate, read_text
from tamnhin.problems import Problem, problem

FILE: Final = "plan.yaml"
MAX_BYTES: Final = 1024 * 1024

_REASONS: Final = {
    "missing": N_("it is missing"),
    "extra_forbidden": N_("there is no setting of this name"),
    "string_type": N_("text is expected"),
    "string_pattern_mismatch": N_("an identifier is expected, small letters, digits and hyphens"),
    "string_too_short": N_("it is empty"),
    "int_type": N_("a year is expected"),
    "int_parsing": N_("a year is expected"),
    "greater_than_equal": N_("a year from 1900 to 2200 is expected"),
    "less_than_equal": N_("a year from 1900 to 2200 is expected"),
    "date_type": N_("a date such as 2023-12-26 is expected"),
    "date_from_datetime_parsing": N_("a date such as 2023-12-26 is expected"),
    "tuple_type": N_("a list is expected"),
}


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases: settings need none, and they are how small files grow huge."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise yaml.composer.ComposerError(
                None, None, "aliases are not used here", event.start_mark
            )
        return super().compose_node(parent, index)


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


def read_settings(root: Path) -> tuple[Settings | None, str, list[Problem]]:
    """The settings of a plan folder, the text that they were read from, and all faults."""
    located = locate(root, FILE, MAX_BYTES)
    if isinstance(located, Problem):
        return None, "", [located]
    text, problems = read_text(root, FILE)
    if text is None:
        return None, "", problems
    try:
        data, lines = _load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark is not None else None
        reason = str(getattr(error, "problem", None) or error).splitlines()[0]
        return None, text, [*problems, problem("yaml", FILE, row, reason=reason)]
    try:
        settings = Settings.model_validate(data if isinstance(data, dict) else {})
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]) if fault["loc"] else ""
            reason = _REASONS.get(fault["type"], fault["msg"])
            found = None if fault["type"] == "missing" else str(fault["input"])
            problems.append(problem("setting", FILE, lines.get(name), name, found, reason=reason))
        return None, text, problems
    return settings, text, problems


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
        except (yaml.YAMLError, ValueError, RecursionError):
            pass  # No longer the text of these settings: write them anew.
    data = {key: value for key, value in settings.model_dump().items() if value is not None}
    data["decision_ids"] = list(settings.decision_ids)
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=100)

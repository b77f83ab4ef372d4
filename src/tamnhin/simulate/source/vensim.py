"""A Vensim file: sections, equations and subscripts, by PySD's grammars handed in."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from tamnhin.errors import ModelError
from tamnhin.messages import N_
from tamnhin.simulate.source import guard, sections
from tamnhin.simulate.source.model import Section

_LOGIC = re.compile(r":(?:and|or|not):", re.IGNORECASE)


def read(pysd: SimpleNamespace, checked: guard.Checked) -> list[Section]:
    """The main section, then the macros.

    Raises:
        ModelError: an equation that cannot be read, with its variable and line.
    """
    text = re.sub(r"\\\n\t", " ", checked.text)
    text = re.sub(r"^\s*\{[^}]*\}", " ", text)
    text = _LOGIC.sub(lambda found: found[0].upper(), guard.without_comments(text))
    text = re.sub(r"\s+", " ", text).strip()
    try:
        tree = pysd.vensim_grammar.get("file_sections").parse(text)
        parts = pysd.vensim_file.FileSectionsVisitor(tree).entries
    except pysd.failures as error:
        raise ModelError(N_("{file} has no readable equations."), file=checked.path.name) from error
    if parts[0] is None:
        raise ModelError(N_("{file} has no readable equations."), file=checked.path.name)
    return [_section(pysd, checked, part) for part in parts]


def _section(pysd: SimpleNamespace, checked: guard.Checked, part: Any) -> Section:
    build = sections.Builder(part.name, part.params, part.returns, checked.lines)
    for _start, equation, unit, doc in guard.entries(part.content):
        with build.naming(equation, pysd.failures):
            found = _left_side(pysd, equation, unit, doc)
            if isinstance(found, pysd.vensim.SubscriptRange):
                copied = isinstance(found.definition, str)  # PySD shares one list among these
                build.add_range(found.name, found.definition, [] if copied else found.mapping)
            elif isinstance(found, pysd.vensim.Component):
                _right_side(pysd, found)
                build.add_component(found)
            else:
                build.skipped.append(found.name)  # a check upon the model, no part of a run
    return build.section()


def _left_side(pysd: SimpleNamespace, equation: str, unit: str, doc: str) -> Any:
    tree = pysd.vensim_grammar.get("element_object").parse(equation)
    found = pysd.left_side_visitor(tree).component
    try:
        found.units, found.limits = pysd.vensim.Element._parse_units(None, unit)
    except ValueError:
        found.units, found.limits = unit, None
    found.documentation = doc
    return found


def _right_side(pysd: SimpleNamespace, component: Any) -> None:
    """What ``component.parse()`` does, with our visitors."""
    module = pysd.vensim
    if isinstance(component, module.Lookup):
        tree = pysd.vensim_grammar.get("lookups").parse(component.expression)
        component.ast = pysd.lookups_visitor(tree).translation
    elif isinstance(component, module.Data) and not component.expression:
        component.ast = module.structures["data"]()
    else:
        grammar = pysd.vensim_grammar.get("components", module.parsing_ops)
        component.ast = pysd.vensim_visitor(grammar.parse(component.expression)).translation

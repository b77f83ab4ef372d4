"""Model file to ``model.Source`` through PySD's translators: the only module that imports PySD.

PySD's grammars do the parsing. Its visitors are replaced where they run ``eval`` on the text of
the model or lose the order of unary minus and power; nothing of PySD is changed in place, so
that its own runner stays an honest oracle.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tamnhin.errors import ConfigurationError, ModelError
from tamnhin.messages import N_
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.source import guard, sections, vensim, xmile
from tamnhin.simulate.source.model import Source, key

PYSD_VERSION = "3.14.3"

_NOT_FUNCTIONS = frozenset(
    {"reference", "subscripts_ref", "arithmetic", "logic", "with_lookup", "call", "lookup", "data"}
    | {"inline_lookup", "stock", "negative", "if_then_else", "game"}
)


def read_source(path: Path) -> Source:
    """Read a Vensim or XMILE model file.

    Raises:
        ModelError: the file is not a model that can be run; says where.
        ConfigurationError: PySD is not installed.
    """
    checked = guard.check_file(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pysd = _pysd()
        method, parts = (
            ("euler", vensim.read(pysd, checked))
            if checked.format == "vensim"
            else xmile.read(pysd, checked)
        )
    main, *macros = parts
    return Source(path, checked.sha256, method, main, {key(macro.name): macro for macro in macros})


def _pysd() -> SimpleNamespace:
    """PySD's translator modules, with our visitors over its own."""
    try:
        import parsimonious
        from lxml import etree
        from pysd import __version__
        from pysd.translators.vensim import vensim_element, vensim_file, vensim_utils
        from pysd.translators.xmile import xmile_element, xmile_section, xmile_utils
    except ImportError as error:
        raise ConfigurationError(
            N_('Reading model files needs PySD: pip install "tamnhin[sd]".')
        ) from error
    if __version__ != PYSD_VERSION:
        raise ConfigurationError(
            N_("Reading model files needs PySD {wanted}, not {found}."),
            wanted=PYSD_VERSION,
            found=__version__,
        )
    made = SimpleNamespace(
        etree=etree,
        failures=(parsimonious.exceptions.ParseError, parsimonious.exceptions.VisitationError),
        vensim=vensim_element,
        vensim_file=vensim_file,
        vensim_grammar=vensim_utils.Grammar,
        xmile=xmile_element,
        xmile_section=xmile_section,
        xmile_grammar=xmile_utils.Grammar,
    )
    made.vensim_visitor = _visitor(vensim_element)
    made.xmile_visitor = _visitor(xmile_element)
    made.lookups_visitor = _lookups_visitor(vensim_element)
    made.left_side_visitor = _left_side_visitor(vensim_element)
    return made


def _numbers(text: str) -> list[float]:
    return [float(part) for part in re.findall(r"[^\s(),]+", text)]


def _sum(text: str) -> float:
    """A number, or a sum of numbers, which the grammar takes for a list of one."""
    parts = re.findall(r"([+-]?)\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)", text)
    if any(not sign for sign, _ in parts[1:]):
        raise ValueError(text)
    total = 0.0
    for i, (sign, digits) in enumerate(parts):
        value = -float(digits) if sign == "-" else float(digits)
        total = value if i == 0 else total + value
    return total


def _points(module: Any, text: str) -> Any:
    """A table from ``(x,y),(x,y)``; equal x keep their order."""
    flat = _numbers(text)
    pairs = sorted(zip(flat[::2], flat[1::2], strict=True), key=lambda pair: pair[0])
    return module.structures["lookup"](
        x=tuple(x for x, _ in pairs),
        y=tuple(y for _, y in pairs),
        x_limits=(None, None),
        y_limits=(None, None),
        type="interpolate",
    )


def _visitor(module: Any) -> type:
    """PySD's equation visitor without ``eval`` and with -2^2 read as -(2^2)."""
    structures = module.structures

    class Visitor(module.EquationVisitor):  # type: ignore[misc]
        unwrapped_exceptions = (ModelError,)

        def visit_neg_expr(self, _node: Any, parts: list[str]) -> str:
            sign, name = parts[0], parts[2]
            value = self.elements[name]
            minus = sign == "-"
            if isinstance(value, float) and value < 0:  # a second sign, inside the number
                self.elements[name] = -value
                minus = not minus
            if minus:
                self.negatives.add(name)
            return str(name)

        def visit_expr(self, _node: Any, parts: list[str]) -> str:
            known = parts[0] in self.elements
            return parts[0] if known else str(self.add_element(float(parts[0])))

        def visit_array(self, node: Any, _parts: Any) -> str:
            values = [_sum(part) for part in re.split(r"[,;]", node.text) if part.strip()]
            many = len(values) > 1
            return str(self.add_element(sections.array(values) if many else values[0]))

        def visit_string(self, node: Any, _parts: Any) -> str:
            return str(self.add_element(node.text.strip()[1:-1]))

        def visit_lookup_with_def(self, _node: Any, parts: list[str]) -> str:
            table = _points(module, parts[11])
            made = structures["with_lookup"](self.elements[parts[4]], table)
            return str(self.add_element(made))

        def visit_arguments(self, _node: Any, parts: list[str]) -> str:
            names = (part.strip(",") for part in parts)
            return str(self.add_element(tuple(self.elements[name] for name in names)))

        def visit_call(self, _node: Any, parts: list[str]) -> str:
            function, args = self.elements[parts[0]], self.elements[parts[4]]
            made = _structure(structures, function, args)
            return str(self.add_element(made))

    return Visitor


def _structure(structures: dict[str, Any], function: Any, args: tuple[Any, ...]) -> Any:
    name = function.reference
    maker = None if name in _NOT_FUNCTIONS else structures.get(name)
    if name == "game":
        maker = structures.get("game", lambda value: value)
    if isinstance(maker, dict):
        maker = maker.get(len(args))
        if maker is None:
            raise ModelError(
                N_("{construct} has {count} arguments."), construct=name, count=len(args)
            )
    if maker is None:
        return structures["call"](function, args)
    try:
        return maker(*args)
    except TypeError as error:
        raise ModelError(
            N_("{construct} has {count} arguments."), construct=name, count=len(args)
        ) from error


def _lookups_visitor(module: Any) -> type:
    class Visitor(module.LookupsVisitor):  # type: ignore[misc]
        def visit_limits(self, _node: Any, _parts: Any) -> str:
            return ""

        def visit_regularLookup(self, _node: Any, parts: list[str]) -> None:  # noqa: N802
            self.translation = _points(module, parts[2])

    return Visitor


def _left_side_visitor(module: Any) -> type:
    class Visitor(module.ElementsComponentVisitor):  # type: ignore[misc]
        unwrapped_exceptions = (ModelError,)

        def visit_subscript_range(self, node: Any, parts: Any) -> None:
            """Refuse a range too long to be meant before it is written out."""
            ends = [int(digits) for digits in re.findall(r"([0-9]+)\s*[-)]", node.text)]
            if len(ends) == 2 and ends[1] - ends[0] > guard.MAX_ELEMENTS:
                raise ModelError(
                    N_("{construct} is not supported."),
                    construct=Phrase(N_("a range of {count} elements"), count=ends[1]),
                )
            super().visit_subscript_range(node, parts)

        def visit_subscript_mapping(self, node: Any, _parts: Any) -> None:
            """Keep the elements of ``(range: a, b)``, which PySD's own drops."""
            target, _, groups = node.text.strip().strip("()").partition(":")
            self.mapping.append((target.strip(), [part.strip() for part in groups.split(",")]))
            del self.subscripts[len(self.subscripts) - (len(groups.split(",")) if groups else 0) :]

    return Visitor

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
from tamnhin.simulate import guard, sections
from tamnhin.simulate.model import CONTROLS, Section, Source, key

PYSD_VERSION = "3.14.3"

# VENSIM_EXPORT: Vensim's own XMILE export writes method="RK4" whatever the model uses. All five
# such files of the public test models say so, while their .mdl twins and results are Euler.
_NOT_FUNCTIONS = frozenset(
    {"reference", "subscripts_ref", "arithmetic", "logic", "with_lookup", "call", "lookup", "data"}
    | {"inline_lookup", "stock", "negative", "if_then_else", "game"}
)
_LOGIC = re.compile(r":(?:and|or|not):", re.IGNORECASE)
_XMILE_WORD = re.compile(r'"[^"]*"|\{[^{}]*\}|[^\W\d][\w.$]*')
_XMILE_STAR = re.compile(r"(?<=[\[,])\s*\*\s*(?=[\],])")
_XMILE_KEYWORDS = {"if": "IF", "then": "THEN", "else": "ELSE", "mod": "mod"}


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
            ("euler", _vensim(pysd, checked))
            if checked.format == "vensim"
            else _xmile(pysd, checked)
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
                    N_("{construct} is not supported."), construct=f"a range of {ends[1]} elements"
                )
            super().visit_subscript_range(node, parts)

        def visit_subscript_mapping(self, node: Any, _parts: Any) -> None:
            """Keep the elements of ``(range: a, b)``, which PySD's own drops."""
            target, _, groups = node.text.strip().strip("()").partition(":")
            self.mapping.append((target.strip(), [part.strip() for part in groups.split(",")]))
            del self.subscripts[len(self.subscripts) - (len(groups.split(",")) if groups else 0) :]

    return Visitor


# --- Vensim ---------------------------------------------------------------------------------


def _vensim(pysd: SimpleNamespace, checked: guard.Checked) -> list[Section]:
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
    return [_vensim_section(pysd, checked, part) for part in parts]


def _vensim_section(pysd: SimpleNamespace, checked: guard.Checked, part: Any) -> Section:
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


# --- XMILE ----------------------------------------------------------------------------------


def _xmile(pysd: SimpleNamespace, checked: guard.Checked) -> tuple[str, list[Section]]:
    root = _xml_root(pysd, checked)
    if None not in root.nsmap or not root.xpath("//*[local-name()='sim_specs']"):
        raise ModelError(N_("{file} is not an XMILE model."), file=checked.path.name)
    for name in ("module", "array", "queue", "conveyor", "oven"):
        for node in root.xpath(f"//*[local-name()='variables']//*[local-name()='{name}']"):
            raise ModelError(
                N_("{variable} (line {line}): {construct} is not supported."),
                variable=node.attrib.get("name") or node.getparent().attrib.get("name", ""),
                line=node.sourceline,
                construct=name,
            )
    method = str(root.xpath("//*[local-name()='sim_specs']")[0].attrib.get("method", "euler"))
    main = _xmile_section(pysd, checked, root, "__main__", [])
    macros = [
        _xmile_macro(pysd, checked, root, node)
        for node in root.findall(f"{{{root.nsmap[None]}}}macro")
    ]
    products = root.xpath("//*[local-name()='header']/*[local-name()='product']/text()")
    if products[:1] == ["Vensim"]:
        method = "euler"  # see VENSIM_EXPORT
    return _method(checked.path, method), [main, *macros]


def _xmile_macro(pysd: SimpleNamespace, checked: guard.Checked, root: Any, node: Any) -> Section:
    """A macro as a model of its own: its equation is the variable that has its name."""
    space = f"{{{root.nsmap[None]}}}"
    name = str(node.attrib.get("name", ""))
    params = [str(found.text or "") for found in node.findall(f"{space}parm")]
    alone = pysd.etree.Element(f"{space}xmile", nsmap=root.nsmap)
    variables = pysd.etree.SubElement(
        pysd.etree.SubElement(alone, f"{space}model"), f"{space}variables"
    )
    result = pysd.etree.SubElement(variables, f"{space}aux", name=name)
    result.extend(node.findall(f"{space}eqn"))
    for found in node.findall(f"{space}variables"):
        variables.extend(list(found))
    return _xmile_section(pysd, checked, alone, name, params)


def _xmile_section(
    pysd: SimpleNamespace, checked: guard.Checked, root: Any, name: str, params: list[str]
) -> Section:
    part = pysd.xmile_section.Section(
        name, checked.path, "main", params, [], root, root.nsmap[None], False, None
    )
    build = sections.Builder(name, params, [], {})
    with build.naming("", pysd.failures):
        for found in part._parse_subscripts():
            build.add_range(found.name, found.definition, [])
        part.behaviors = part._parse_behavior()
        elements = part._parse_components()
        if name == "__main__":
            elements = [*elements, *part._parse_control_vars()]
    names = {key(element.name) for element in elements}
    if names <= set(CONTROLS):
        raise ModelError(N_("{file} has no readable equations."), file=checked.path.name)
    for element in elements:
        _xmile_element(pysd, build, element, part.behaviors, names)
    return build.section()


def _method(path: Path, method: str) -> str:
    """The first method the file names; RK2 and variable steps are not ours."""
    first = method.split(",")[0].strip().lower()
    if first in ("euler", ""):
        return "euler"
    if first in ("rk4", "rk 4"):
        return "rk4"
    raise ModelError(
        N_("{file} asks for the integration method {construct}; Euler and RK4 are supported."),
        file=path.name,
        construct=method,
    )


def _xml_root(pysd: SimpleNamespace, checked: guard.Checked) -> Any:
    """The tree. Stella leaves prefixes undeclared: that alone is forgiven."""
    parser = pysd.etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = pysd.etree.fromstring(checked.data, parser)
    except pysd.etree.XMLSyntaxError:
        root = None
    namespaces = pysd.etree.ErrorDomains.NAMESPACE
    faults = [entry for entry in parser.error_log if entry.domain != namespaces]
    if root is None or faults:
        raise ModelError(
            N_("{file} is not well-formed XML (line {line})."),
            file=checked.path.name,
            line=faults[0].line if faults else 0,
        )
    _modernise(pysd, root)
    return root


def _modernise(pysd: SimpleNamespace, root: Any) -> None:
    """Stella 10 writes variables straight into the model, and step tables as discrete="true"."""
    space = f"{{{root.nsmap.get(None, '')}}}"
    for model in root.findall(f"{space}model"):
        if model.find(f"{space}variables") is None:
            variables = pysd.etree.SubElement(model, f"{space}variables")
            for kind in ("stock", "flow", "aux", "gf", "module", "group"):
                for node in model.findall(f"{space}{kind}"):
                    variables.append(node)
    for table in root.iter(f"{space}gf"):
        if table.attrib.get("discrete", "").lower() == "true":
            table.attrib.setdefault("type", "discrete")
    for dim in root.iter(f"{space}dim"):
        if "size" in dim.attrib and dim.find(f"{space}elem") is None and "name" in dim.attrib:
            count = int(dim.attrib["size"]) if dim.attrib["size"].isdigit() else 0
            if count > guard.MAX_ELEMENTS:
                raise ModelError(
                    N_("{variable} (line {line}): {construct} is not supported."),
                    variable=dim.attrib["name"],
                    line=dim.sourceline,
                    construct="an array of so many elements",
                )
            for i in range(1, count + 1):
                pysd.etree.SubElement(dim, f"{space}elem").attrib["name"] = str(i)


def _xmile_element(
    pysd: SimpleNamespace, build: sections.Builder, element: Any, behaviors: Any, names: set[str]
) -> None:
    line = int(getattr(getattr(element, "node", None), "sourceline", 0) or 0)
    build.lines.setdefault(key(element.name), line)

    def parse(expression: str | None) -> Any:
        if expression is None:
            raise ModelError(N_("{construct} is not supported."), construct="an empty equation")
        guard.check_depth(expression, element.name, line)
        plain = key(expression).strip('"').replace("\\n", "_")
        if plain in names:  # a flow's name stands in a stock without quotes
            return pysd.xmile.structures["reference"](plain)
        grammar = pysd.xmile_grammar.get("equations", pysd.xmile.parsing_ops)
        return pysd.xmile_visitor(grammar.parse(_xmile_text(expression))).translation

    element._smile_parser = parse
    with build.naming(element.name, pysd.failures):
        element.parse(behaviors)
        build.add_element(element.get_abstract_element(), type(element).__name__)


def _xmile_text(expression: str) -> str:
    """One line, no comments, keywords as the grammar spells them."""

    def word(found: re.Match[str]) -> str:
        text = found[0]
        if text.startswith("{"):
            return " "
        lower = text.lower()
        if lower.startswith("not") and lower != "not":
            return f'"{text}"'  # the grammar would read its beginning as an operator
        return _XMILE_KEYWORDS.get(lower, text)

    text = _XMILE_STAR.sub("all!", _XMILE_WORD.sub(word, expression))
    return re.sub(r"\s+", " ", text).strip()

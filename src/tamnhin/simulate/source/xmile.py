"""An XMILE or Stella file: the tree, macros, variables, by PySD's classes handed in."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tamnhin.errors import ModelError
from tamnhin.messages import N_, Words
from tamnhin.simulate.phrase import Phrase
from tamnhin.simulate.source import guard, sections
from tamnhin.simulate.source.model import CONTROLS, Section, key

# The product whose exporter writes method="RK4" whatever the model uses: all five such files of
# the public test models say so, while their .mdl twins and published results are Euler.
_ALWAYS_EULER = "Vensim"
_NOT_RUN = (N_("module"), N_("array"), N_("queue"), N_("conveyor"), N_("oven"))
_XMILE_WORD = re.compile(r'"[^"]*"|\{[^{}]*\}|[^\W\d][\w.$]*')
_XMILE_STAR = re.compile(r"(?<=[\[,])\s*\*\s*(?=[\],])")
_XMILE_KEYWORDS = {"if": "IF", "then": "THEN", "else": "ELSE", "mod": "mod"}


def read(pysd: SimpleNamespace, checked: guard.Checked) -> tuple[str, list[Section]]:
    """The integration method; the main section, then the macros.

    Raises:
        ModelError: what cannot be read or run, with its variable and line.
    """
    root = _xml_root(pysd, checked)
    if None not in root.nsmap or not root.xpath("//*[local-name()='sim_specs']"):
        raise ModelError(N_("{file} is not an XMILE model."), file=checked.path.name)
    for name in _NOT_RUN:
        for node in root.xpath(f"//*[local-name()='variables']//*[local-name()='{name}']"):
            raise ModelError(
                N_("{variable} (line {line}): {construct} is not supported."),
                variable=node.attrib.get("name") or node.getparent().attrib.get("name", ""),
                line=node.sourceline,
                construct=Words(name),
            )
    method = str(root.xpath("//*[local-name()='sim_specs']")[0].attrib.get("method", "euler"))
    main = _section(pysd, checked, root, "__main__", [])
    macros = [
        _macro(pysd, checked, root, node) for node in root.findall(f"{{{root.nsmap[None]}}}macro")
    ]
    products = root.xpath("//*[local-name()='header']/*[local-name()='product']/text()")
    if products[:1] == [_ALWAYS_EULER]:
        method = "euler"
    return _method(checked.path, method), [main, *macros]


def _macro(pysd: SimpleNamespace, checked: guard.Checked, root: Any, node: Any) -> Section:
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
    return _section(pysd, checked, alone, name, params)


def _section(
    pysd: SimpleNamespace, checked: guard.Checked, root: Any, name: str, params: list[str]
) -> Section:
    part = pysd.xmile_section.Section(
        name, checked.path, "main", params, [], root, root.nsmap[None], False, None
    )
    spots = {key(str(dim.get("name", ""))): int(dim.sourceline or 0) for dim in _dims(root)}
    build = sections.Builder(name, params, [], spots)
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
        _element(pysd, build, element, part.behaviors, names)
    return build.section()


def _dims(root: Any) -> list[Any]:
    """The definitions of subscript ranges."""
    found = root.xpath("/*/*[local-name()='dimensions']/*[local-name()='dim']")
    return list(found)


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
                    construct=Phrase(N_("an array of so many elements")),
                )
            for i in range(1, count + 1):
                pysd.etree.SubElement(dim, f"{space}elem").attrib["name"] = str(i)


def _element(
    pysd: SimpleNamespace, build: sections.Builder, element: Any, behaviors: Any, names: set[str]
) -> None:
    line = int(getattr(getattr(element, "node", None), "sourceline", 0) or 0)
    build.lines.setdefault(key(element.name), line)

    def parse(expression: str | None) -> Any:
        if expression is None:
            raise ModelError(
                N_("{construct} is not supported."), construct=Phrase(N_("an empty equation"))
            )
        guard.check_depth(expression, element.name, line)
        plain = key(expression).strip('"').replace("\\n", "_")
        if plain in names:  # a flow's name stands in a stock without quotes
            return pysd.xmile.structures["reference"](plain)
        grammar = pysd.xmile_grammar.get("equations", pysd.xmile.parsing_ops)
        return pysd.xmile_visitor(grammar.parse(_text(expression))).translation

    def stock_part(node: Any, known: Any) -> Any:
        """One element's equation of a stock; PySD looks for it in the stock itself."""
        kind = type(element)
        element._get_xpath_text = lambda at, path: kind._get_xpath_text(
            element, node if path == "ns:eqn" else at, path
        )
        return kind._parse_component(element, node, known)

    element._smile_parser = parse
    if isinstance(element, pysd.xmile.Stock):
        element._parse_component = stock_part
    with build.naming(element.name, pysd.failures):
        element.parse(behaviors)
        build.add_element(element.get_abstract_element(), type(element).__name__)


def _text(expression: str) -> str:
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

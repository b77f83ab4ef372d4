"""Bring the catalogues up to date with the sentences in the code and the templates.

Keeps every translation; new sentences come in empty, and are printed. Sentences that are no
longer used are dropped. English is the sentence itself, so its catalogue only holds plurals.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from tamnhin.units import units

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "tamnhin"
LANGS = ("vi", "en")
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
METHODS = [
    ("**.py", "python"),
    ("publish/templates/**.html", "jinja2"),
    ("review/templates/**.html", "jinja2"),
]
HEADER = """msgid ""
msgstr ""
"Language: {lang}\\n"
"Plural-Forms: {plural}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
OPTIONS = {"jinja2": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}


def extract() -> Catalog:
    """All sentences of the package, each once, with the places where they stand."""
    catalog = Catalog(project="tamnhin", charset="utf-8")
    found = extract_from_dir(
        str(PACKAGE),
        METHODS,
        {pattern: OPTIONS.get(method, {}) for pattern, method in METHODS},
        KEYWORDS,
    )
    for filename, _line, message, comments, context in found:
        catalog.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    # What a unit measures stands in a table and is shown in messages.
    for dimension in sorted({unit.dimension for unit in units().values()}):
        catalog.add(dimension, None, [("units.csv", 0)])
    return catalog


def update(lang: str, template: Catalog) -> list[str]:
    """Write the catalogue of a language; returns the sentences that still need a translation."""
    path = PACKAGE / "locale" / lang / "LC_MESSAGES" / "tamnhin.po"
    with path.open("rb") as stream:
        old = read_po(stream, locale=lang)
    new = Catalog(locale=lang, project="tamnhin", charset="utf-8")
    missing = []
    for message in template:
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        string = known.string if known is not None and not known.fuzzy else None
        if lang == "en" and isinstance(message.id, (list, tuple)):
            string = tuple(message.id)
        files = sorted({name for name, _ in message.locations})
        new.add(message.id, string, [(name, 0) for name in files], context=message.context)
        if lang != "en" and not (all(string) if isinstance(string, tuple) else string):
            missing.append(str(message.id))
    body = BytesIO()
    write_po(body, new, width=100, sort_output=True, omit_header=True, include_lineno=False)
    # A header without dates: the catalogue changes only where a sentence does.
    path.write_bytes(HEADER.format(lang=lang, plural=new.plural_forms).encode() + body.getvalue())
    return missing


def main() -> int:
    """Update all catalogues; 1 where sentences still need a translation."""
    template = extract()
    missing = [message for lang in LANGS for message in update(lang, template)]
    for message in missing:
        print(f"untranslated: {message}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""Catalogues of every sentence a person reads, Vietnamese first, and the formats of numbers.

The lowest layer: it takes a message id (the English sentence) and gives it in a language.
Catalogues are plain ``locale/<lang>/LC_MESSAGES/tamnhin.po`` files, read once; there is
nothing to compile when a translator changes a line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, localcontext
from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from typing import Final, Literal, Protocol, get_args, runtime_checkable

from babel import Locale
from babel.dates import format_date as babel_format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Lang = Literal["vi", "en"]
LANGS: Final[tuple[Lang, ...]] = get_args(Lang)
DEFAULT_LANG: Final[Lang] = "vi"

MAX_PRECISION: Final = 100
"""Digits in which numbers are written: more than two cells of 30 digits multiplied have."""

_PATTERNS: Final[Mapping[Lang, str]] = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}


def N_(message: str) -> str:  # noqa: N802 - the name every gettext tool looks for
    """Mark a sentence for the catalogue where it is written; it is translated where it is shown."""
    return message


def P_(message: str, context: str) -> tuple[str, str]:  # noqa: N802
    """Mark a short word translated by its context; returns ``(context, message)``."""
    return context, message


class Words(str):
    """A message id that fills a place in another sentence: it is translated with it."""

    __slots__ = ()


@runtime_checkable
class HasTitle(Protocol):
    """Something that is called differently in each language, such as a territory."""

    def title(self, lang: Lang) -> str:
        """What it is called."""
        ...


class Catalogue(NullTranslations):
    """The sentences of one language, in the form that gettext and Jinja2 expect."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self.lang = lang
        path = files("tamnhin").joinpath("locale", lang, "LC_MESSAGES", "tamnhin.po")
        with path.open("rb") as stream:
            po = read_po(stream, locale=lang)
        self._singular: dict[str, str] = {}
        self._plural: dict[str, tuple[str, ...]] = {}
        self._context: dict[tuple[str, str], str] = {}
        for message in po:
            if not message.id or message.fuzzy:
                continue
            if isinstance(message.id, (list, tuple)):
                forms = tuple(message.string or ())
                if all(forms):
                    self._plural[message.id[0]] = forms
            elif message.string:
                text = str(message.string)
                if message.context:
                    self._context[message.context, message.id] = text
                else:
                    self._singular[message.id] = text

    def gettext(self, message: str) -> str:
        """The sentence in this language; the message id itself where there is none."""
        return self._singular.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence for a count. Vietnamese has one form, English two."""
        forms = self._plural.get(msgid1)
        if forms is None:
            return msgid1 if n == 1 else msgid2
        return forms[0] if len(forms) == 1 or n == 1 else forms[1]

    def pgettext(self, context: str, message: str) -> str:
        """A short word in its context."""
        return self._context.get((context, message), message)

    def text(self, message: str, /, **params: object) -> str:
        """The sentence with its ``{name}`` places filled in.

        Args:
            message: a message id marked with :func:`N_`.
            **params: values for the places. A number or date is written in this language's
                format, :class:`Words` are translated, and what has a title shows it.
        """
        sentence = self.gettext(message)
        if not params:
            return sentence
        return sentence.format(**{key: self._shown(value) for key, value in params.items()})

    def _shown(self, value: object) -> object:
        if isinstance(value, bool):
            return value
        if isinstance(value, (int, float, Decimal)):
            return format_number(value, self.lang)
        if isinstance(value, dt.date):
            return format_date(value, self.lang)
        if isinstance(value, Words):
            return self.gettext(value)
        if isinstance(value, HasTitle) and not isinstance(value, str):
            return value.title(self.lang)
        return value


@cache
def catalogue(lang: Lang = DEFAULT_LANG) -> Catalogue:
    """The catalogue of a language, read once for the process.

    Raises:
        ValueError: there is no such language.
    """
    if lang not in LANGS:
        msg = f"no language {lang!r}; there are {', '.join(LANGS)}"
        raise ValueError(msg)
    return Catalogue(lang)


def format_number(value: float | Decimal, lang: Lang, decimals: int | None = None) -> str:
    """A number for people: ``1.234,5`` in Vietnamese, ``1,234.5`` in English.

    Args:
        value: the number.
        lang: the reader's language.
        decimals: digits after the mark; without it, as many as the number itself has.
    """
    if decimals is None:
        exact = value if isinstance(value, Decimal) else Decimal(str(value))
        exponent = exact.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=MAX_PRECISION):  # Babel rounds in the context, of 28 digits by itself
        return format_decimal(value, format=pattern, locale=Locale.parse(lang))


def format_date(value: dt.date, lang: Lang) -> str:
    """A date for people: ``26/12/2023`` in Vietnamese, ``26 Dec 2023`` in English."""
    return babel_format_date(value, format=_PATTERNS[lang], locale=Locale.parse(lang))

"""Word lists of the target reader, as compiled patterns. The lists are data: ``words/``."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

_FOLDER: Final = files("tamnhin.read.targets").joinpath("words")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A unit as it is written: the symbol, what a number is multiplied by, counted or not."""

    symbol: str
    factor: Decimal
    counted: bool = False


def either(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, blanks taken loosely."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", " +").replace("/", " ?/ ?") for word in ordered)


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words where it stands as a word; ``/người`` may follow one."""
    words = list(words)
    whole = [word for word in words if word[0].isalnum()]
    tails = [word for word in words if not word[0].isalnum()]
    forms = [rf"(?<!\w)(?:{either(whole)})"] if whole else []
    return re.compile(rf"(?:{'|'.join([*forms, *([either(tails)] if tails else [])])})(?!\w)")


@cache
def phrases() -> Mapping[str, Mapping[str, list[str]]]:
    """The lists of ``phrases.toml`` by section and key."""
    with _FOLDER.joinpath("phrases.toml").open("rb") as stream:
        return MappingProxyType(tomllib.load(stream))


@cache
def section(name: str, key: str = "words") -> re.Pattern[str]:
    """Finds any word of one list."""
    return words_pattern(phrases()[name][key])


@cache
def unitless() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Names of indicators whose numbers carry no unit, and the unit that is meant."""
    pairs = phrases()["unitless"].items()
    return tuple((words_pattern([words]), str(symbol)) for words, symbol in pairs)


@cache
def unit_words() -> Mapping[str, UnitWords]:
    """Units by their written form, nouns that are counted among them."""
    known: dict[str, UnitWords] = {}
    with _FOLDER.joinpath("counted.txt").open(encoding="utf-8") as stream:
        for line in stream:
            if (noun := line.strip()) and not noun.startswith("#"):
                known[noun] = UnitWords(noun, Decimal(1), counted=True)
    with _FOLDER.joinpath("units.csv").open(encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            for words in row["words"].split("|"):
                counted = row["symbol"] in _COUNTED_SYMBOLS
                unit = UnitWords(row["symbol"], Decimal(row["factor"]), counted)
                known[_tight(words)] = known[_tight(words.replace("nghìn", "ngàn"))] = unit
    return MappingProxyType(known)


_COUNTED_SYMBOLS: Final = frozenset(
    {"communes", "projects", "firms", "parks", "rooms", "centres", "quả trứng"}
)


def _tight(words: str) -> str:
    return re.sub(r" ?/ ?", "/", words.strip())


@cache
def unit_pattern() -> re.Pattern[str]:
    """Matches a unit where it stands, the longest form first."""
    # "8% năm 2030" and "8% năm nay" are no rates a year.
    year_follows = r"(?!(?<=năm) ?(?:(?:19|20)\d\d|nay|ngoái|trước|sau|tới))"
    # "m3gỗ" lost a blank; "m" is none in "m3" and "m/s".
    ends = r"(?:(?<=[23])|(?![^\W\d]|(?<=[ \d]m)[\d/]))"
    members = r"(?!(?<=đồng) +chí(?!\w))"  # "55 đồng chí" are people
    return re.compile(rf"(?:{either(unit_words())}){ends}{year_follows}{members}")


def unit_at(text: str, start: int) -> tuple[int, UnitWords] | None:
    """The unit written at a place and where it ends."""
    match = unit_pattern().match(text, start)
    if match is None:
        return None
    form = re.sub(r" +", " ", _tight(match.group()))
    return match.end(), unit_words()[form]

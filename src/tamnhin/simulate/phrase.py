"""Part of a sentence that fills a place in another, in the reader's language."""

from __future__ import annotations

from tamnhin.messages import Lang, catalogue


class Phrase:
    """What cannot be run, said in words.

    Args:
        message: a message id marked with ``N_``, with ``{name}`` places.
        **params: what fills the places.

    ``str(phrase)`` is the English one.
    """

    def __init__(self, message: str, **params: object) -> None:
        self.message, self.params = message, params

    def title(self, lang: Lang) -> str:
        """The words in a language; a catalogue asks for them when it fills a sentence."""
        return catalogue(lang).text(self.message, **self.params)

    def __str__(self) -> str:
        return self.title("en")

"""What a user should know and need not stop for: a warning in the reader's language."""

from __future__ import annotations

import warnings

from tamnhin.messages import LANGS, Lang, catalogue


class Notice(UserWarning):
    """A warning whose sentence comes from the catalogue.

    Args:
        message: a message id, an English sentence with ``{name}`` places.
        **params: what fills the places.

    ``str(notice)`` is the sentence in Vietnamese, then in English.
    """

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def text(self, lang: Lang) -> str:
        """The sentence in one language."""
        return catalogue(lang).text(self.message, **self.params)

    def __str__(self) -> str:
        return "\n".join(dict.fromkeys(self.text(lang) for lang in LANGS))


def tell(message: str, **params: object) -> None:
    """Warn; Python's filters show the same sentence from the same place once."""
    warnings.warn(Notice(message, **params), stacklevel=3)

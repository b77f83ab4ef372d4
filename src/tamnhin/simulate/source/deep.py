"""Room for deep recursion: models nest, and variables rest on variables in long chains."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tamnhin.errors import ModelError
from tamnhin.messages import N_

T = TypeVar("T")

# 20,000 variables, each resting on the one before, take ten Python frames each.
FRAMES = 400_000
STACK_BYTES = 256 << 20
_LOCK = threading.Lock()


def in_deep_stack(work: Callable[[], T], path: Path) -> T:
    """Do something deeply recursive in a thread with room for it.

    Raises:
        ModelError: there was not room enough; whatever ``work`` raises.
    """
    found: list[T] = []
    failed: list[BaseException] = []

    def go() -> None:
        try:
            found.append(work())
        except BaseException as error:  # handed on to the caller's thread
            failed.append(error)

    with _LOCK:
        limit, size = sys.getrecursionlimit(), threading.stack_size(STACK_BYTES)
        sys.setrecursionlimit(max(limit, FRAMES))
        try:
            thread = threading.Thread(target=go)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(size)
            sys.setrecursionlimit(limit)
    if failed and isinstance(failed[0], RecursionError):
        raise ModelError(N_("{file} is nested too deeply to be read."), file=path.name)
    if failed:
        raise failed[0]
    return found[0]

"""Fixtures that all tests may use."""

from __future__ import annotations

from pathlib import Path

import pytest

import tamnhin
from smallplan import write_small_plan

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture
def small_plan(tmp_path: Path) -> Path:
    """A small valid plan folder with every table, as it is saved."""
    folder = write_small_plan(tmp_path / "small")
    tamnhin.open_plan(folder).save(folder)
    return folder


@pytest.fixture
def shared() -> Path:
    """The folder shared by the team, which lies beside the repository; skipped without it."""
    if not SHARED.is_dir():
        pytest.skip("the shared folder is not beside the repository")
    return SHARED

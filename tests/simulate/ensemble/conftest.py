from __future__ import annotations

import pytest
from ensemble_models import FRAGILE, LANDS, NOISY, TEA, model

pytest.importorskip("pysd")


@pytest.fixture(scope="session")
def tea(tmp_path_factory):
    return model(tmp_path_factory.mktemp("tea"), TEA)


@pytest.fixture(scope="session")
def noisy(tmp_path_factory):
    return model(tmp_path_factory.mktemp("noisy"), NOISY)


@pytest.fixture(scope="session")
def fragile(tmp_path_factory):
    return model(tmp_path_factory.mktemp("fragile"), FRAGILE)


@pytest.fixture(scope="session")
def lands(tmp_path_factory):
    return model(tmp_path_factory.mktemp("lands"), LANDS)

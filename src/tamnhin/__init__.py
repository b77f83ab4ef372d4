"""Tầm Nhìn: a territorial development plan as a living model of itself.

>>> import tamnhin
>>> plan = tamnhin.open_plan(tamnhin.example())
>>> plan.settings.last_year
2030
"""

from importlib.resources import files as _files
from pathlib import Path as _Path
from typing import TYPE_CHECKING as _TYPE_CHECKING

from tamnhin.errors import Conflict as Conflict
from tamnhin.errors import DataError as DataError
from tamnhin.errors import InputError as InputError
from tamnhin.errors import NotFound as NotFound
from tamnhin.errors import PlanError as PlanError
from tamnhin.errors import TamNhinError as TamNhinError
from tamnhin.pipeline import assess_folder as assess_folder
from tamnhin.plan.plan import Plan as Plan
from tamnhin.plan.plan import check_folder as check_folder
from tamnhin.plan.plan import open_plan as open_plan

if _TYPE_CHECKING:
    from tamnhin.simulate.api import load_model as load_model

__version__ = "0.1.0"


def example() -> _Path:
    """The folder of the example: the Hà Nam plan 2021-2030 with a vision to 2050."""
    return _Path(str(_files("tamnhin").joinpath("examples", "ha-nam-2021-2030")))


def __getattr__(name: str) -> object:
    """``load_model`` brings numpy and the simulation engine with it: only when it is asked for."""
    if name == "load_model":
        from tamnhin.simulate.api import load_model

        return load_model
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)

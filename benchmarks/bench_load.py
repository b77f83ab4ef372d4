"""Loading time of a plan folder with many observations, against reading the bare file.

Run it with ``python benchmarks/bench_load.py [observations]``. Nothing is asserted: figures of
different machines do not compare, so every ratio is taken against the limit of the same run.
"""

from __future__ import annotations

import csv
import gc
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import tamnhin
from smallplan import write_small_plan
from tamnhin.data.types import Observation
from tamnhin.plan.table import read_table

HEADER = "indicator_id,territory_id,period,published,source_id,value,unit,status,qualifier,note\n"


def write_observations(folder: Path, count: int) -> Path:
    """A long table as one office would have it: 40 indicators, 125 units, 20 years."""
    write_small_plan(folder)
    with (folder / "tables/indicators.csv").open("a", encoding="utf-8") as stream:
        for i in range(40):
            cells = f"chi-tieu.{i:03d},Chỉ tiêu {i},Indicator {i},,,billion VND,flow,up,,sum,,"
            stream.write(f"{cells},economy,,,\n")
    with (folder / "tables/territories.csv").open("a", encoding="utf-8") as stream:
        for i in range(125):
            stream.write(f"xa-{i:04d},Xã {i},Commune {i},commune,xã,{1000 + i},,,,\n")
    path = folder / "series/observations.csv"
    written = 0
    with path.open("w", encoding="utf-8") as stream:
        stream.write(HEADER)
        for indicator in range(40):
            for unit in range(125):
                for year in range(2004, 2024 if count <= 100_000 else 2004 + count // 5000):
                    if written < count:
                        value = f"{(indicator * 7919 + unit * 104_729 + year * 37) % 999_983 / 10}"
                        stream.write(
                            f"chi-tieu.{indicator:03d},xa-{unit:04d},{year},{year + 1}-06-15,"
                            f"nien-giam,{value},billion VND,final,exact,\n"
                        )
                        written += 1
    tamnhin.open_plan(folder).save(folder)
    return path


def best(work: Callable[[], object], times: int = 7) -> float:
    """The shortest of several runs, in seconds: the others waited for something else."""
    runs = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        work()
        runs.append(time.perf_counter() - start)
    return min(runs)


def bare(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def by_hand(path: Path) -> list[tuple[str, str, int, float]]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        return [(row[0], row[1], int(row[2]), float(row[5])) for row in rows]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "plan"
        path = write_observations(folder, count)
        limit = best(lambda: bare(path))
        print(
            f"{platform.machine()}, Python {platform.python_version()}, {count} observations, "
            f"{path.stat().st_size / 1e6:.1f} MB"
        )
        for name, work in (
            ("list(csv.reader(file))", lambda: bare(path)),
            ("csv.reader + int + float", lambda: by_hand(path)),
            ("read_table", lambda: read_table(folder, Observation)),
            ("open_plan", lambda: tamnhin.open_plan(folder)),
            (
                "open_plan + one series",
                lambda: tamnhin.open_plan(folder).series("chi-tieu.001", "xa-0001"),
            ),
        ):
            seconds = best(work)
            print(f"{name:28} {seconds * 1000:8.1f} ms  {seconds / limit:5.2f} x")


if __name__ == "__main__":
    main()

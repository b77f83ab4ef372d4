"""Load, assess and publish: the Hà Nam plan, and 34 provinces x 230 indicators x 15 years.

Each stage is printed beside a hand-written limit of the same run: ``csv.reader`` over the same
observations for loading, and writing the same bytes to the same number of files for publishing.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
from pathlib import Path

from synthetic import synthetic_plan

import tamnhin
from tamnhin.assess.pace import assess
from tamnhin.publish.bake import publish


def _csv_limit(folder: Path) -> float:
    start = time.perf_counter()
    with (folder / "series/observations.csv").open(encoding="utf-8", newline="") as stream:
        list(csv.reader(stream))
    return time.perf_counter() - start


def _write_limit(site: Path, scratch: Path) -> float:
    files = [(p.relative_to(site), p.read_bytes()) for p in site.rglob("*") if p.is_file()]
    start = time.perf_counter()
    for name, data in files:
        target = scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return time.perf_counter() - start


def measure(title: str, folder: Path, scratch: Path) -> None:
    """Time the stages on a folder and print them."""
    limit = _csv_limit(folder)
    start = time.perf_counter()
    plan = tamnhin.open_plan(folder)
    loaded = time.perf_counter()
    assessments = assess(plan)
    assessed = time.perf_counter()
    count = publish(plan, scratch / "site", assessments=assessments)
    published = time.perf_counter()
    written = _write_limit(scratch / "site", scratch / "limit")
    size = sum(p.stat().st_size for p in (scratch / "site").rglob("*") if p.is_file())
    load, bake = loaded - start, published - assessed
    print(f"{title}: {len(plan.observations)} observations, {len(plan.targets)} targets")
    print(f"  load     {load:8.3f} s  {load / limit:6.1f} x csv.reader alone ({limit:.3f} s)")
    each = 1e6 * (assessed - loaded) / max(1, len(assessments))
    print(f"  assess   {assessed - loaded:8.3f} s  {each:6.1f} us a target")
    print(
        f"  publish  {bake:8.3f} s  {bake / written:6.1f} x writing the same {count} files "
        f"({written:.3f} s), {size / 1e6:.1f} MB, {1e3 * bake / count:.2f} ms a file"
    )


def main() -> int:
    """Both plans."""
    with tempfile.TemporaryDirectory() as name:
        measure("Hà Nam", tamnhin.example(), Path(name))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plan"
        synthetic_plan().save(folder)
        measure("synthetic 34 x 230 x 15", folder, Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main())

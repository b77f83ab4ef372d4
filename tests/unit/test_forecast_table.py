"""The script that learns the table of the forecasts runs from a bank to its scores."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

SCRIPT = Path(__file__).parents[2] / "scripts" / "forecast_table.py"


def test_a_bank_teaches_a_table_and_is_scored(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    rows, meta = ["sid,year,value"], ["sid,repo,licence,indicator"]
    for number in range(24):
        steps = chance.normal(0.5, 1.0, 22)
        meta.append(f"s{number},made,CC0,i{number}")
        values = 50 + np.cumsum(steps)
        rows += [f"s{number},{2000 + year},{value:.3f}" for year, value in enumerate(values)]
    (tmp_path / "series.csv").write_text("\n".join(rows) + "\n", "utf-8")
    (tmp_path / "meta.csv").write_text("\n".join(meta) + "\n", "utf-8")

    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(tmp_path), "--check"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    scored = [line for line in done.stdout.splitlines() if line.strip().startswith("Tầm Nhìn {")]
    assert len(scored) == 1
    assert "cover80" in scored[0]

"""Write large.mdl: eight coupled regions, 40 stocks, 130 auxiliaries, 50 tables, 400 steps.

The shape is that of World3 (which has no licence and is not here): table sizes of 2 to 26
points, most on even decimal grids. All numbers come from a fixed seed, and every table is
bounded, every stock drains in proportion to itself, so that all runs stay finite.
"""

from __future__ import annotations

import random
from pathlib import Path

REGIONS = 8
SIZES = (2, 3, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8, 9, 9, 11, 11, 13, 16, 21, 26)  # mean 8.9
# name, first x, last x, first y, last y
TABLES = (
    ("fertility", 0.0, 4.0, 1.4, 0.6),
    ("utilisation", 0.0, 1.0, 0.02, 1.0),
    ("mortality", 0.0, 3.0, 1.5, 0.6),
    ("toxicity", 0.0, 10.0, 1.0, 1.8),
    ("saving", 0.0, 2.0, 0.2, 0.3),
    ("absorption", 0.0, 8.0, 2.0, 5.0),
)


def table(chance: random.Random, name: str, ends: tuple[float, float, float, float]) -> str:
    """A lookup definition: a bent, slightly rough line between its ends."""
    x0, x1, y0, y1 = ends
    n = chance.choice(SIZES)
    even = chance.random() < 0.7
    bend = chance.uniform(0.5, 2.0)
    shares = [i / (n - 1) for i in range(n)]
    if not even:
        shares = [share**1.4 for share in shares]
    points = []
    for i, share in enumerate(shares):
        rough = chance.uniform(-0.02, 0.02) if 0 < i < n - 1 else 0.0
        y = y0 + (y1 - y0) * (share**bend + rough)
        points.append(f"({x0 + (x1 - x0) * share:.6g},{y:.5g})")
    return f"{name}(\n\t{','.join(points)})\n\t~\t1\n\t~\t\t|\n"


def region(chance: random.Random, i: int) -> list[tuple[str, str]]:
    """The equations of one region."""
    neighbour = i % REGIONS + 1
    across = (i + 3) % REGIONS + 1
    number = {
        name: f"{chance.uniform(low, high):.4g}"
        for name, low, high in (
            ("birth_rate", 0.02, 0.035), ("life", 55, 80), ("capital_output", 2.5, 3.5),
            ("income_norm", 0.8, 1.2), ("capital_life", 14, 22), ("use_per_output", 0.4, 0.9),
            ("renewal", 0.01, 0.03), ("waste_per_use", 0.3, 0.6), ("waste_per_person", 0.05, 0.1),
            ("perception_time", 2, 6), ("mobility", 0.002, 0.006),
        )
    }  # fmt: skip
    start = {
        name: f"{chance.uniform(low, high):.4g}"
        for name, low, high in (
            ("people", 80, 120),
            ("capital", 250, 350),
            ("resource", 3000, 5000),
        )
    }
    equations = [
        (f"people_{i}", f"INTEG( births_{i} - deaths_{i} + moving_{i}, {start['people']} )"),
        (f"capital_{i}", f"INTEG( investment_{i} - wear_{i}, {start['capital']} )"),
        (
            f"resource_{i}",
            f"INTEG( renewal_{i} * ( resource_start_{i} - resource_{i} ) - use_{i},"
            f" resource_start_{i} )",
        ),
        (f"waste_{i}", f"INTEG( generation_{i} - waste_{i} / absorption_time_{i}, 20 )"),
        (f"perceived_{i}", f"INTEG( gap_{i} / perception_time_{i}, 1 )"),
        (f"crowding_{i}", f"people_{i} * 3 / capital_{i}"),
        (f"fertility_effect_{i}", f"fertility_{i}( relative_income_{i} )"),
        (f"utilised_{i}", f"utilisation_{i}( resource_{i} / resource_start_{i} )"),
        (f"output_{i}", f"capital_{i} * utilised_{i} / capital_output_{i}"),
        (f"relative_income_{i}", f"output_{i} / people_{i} / income_norm_{i}"),
        (f"mortality_effect_{i}", f"mortality_{i}( relative_income_{i} )"),
        (f"waste_ratio_{i}", f"( waste_{i} + 0.2 * waste_{neighbour} ) / 60"),
        (f"toxicity_effect_{i}", f"toxicity_{i}( waste_ratio_{i} )"),
        (
            f"births_{i}",
            f"people_{i} * birth_rate_{i} * fertility_effect_{i} / ( 0.5 + 0.5 * crowding_{i} )",
        ),
        (f"deaths_{i}", f"people_{i} / life_{i} * mortality_effect_{i} * toxicity_effect_{i}"),
        (f"investment_{i}", f"output_{i} * saving_{i}( relative_income_{i} ) * confidence"),
        (f"wear_{i}", f"capital_{i} / capital_life_{i} * MIN( 1.5, MAX( 0.5, crowding_{i} ) )"),
        (f"use_{i}", f"output_{i} * use_per_output_{i} * technology * utilised_{i}"),
        (
            f"generation_{i}",
            f"use_{i} * waste_per_use_{i} + people_{i} * waste_per_person_{i}",
        ),
        (f"absorption_time_{i}", f"absorption_{i}( waste_ratio_{i} )"),
        (
            f"gap_{i}",
            f"MIN( 3, relative_income_{i} / ( 0.1 + relative_income_{across} ) ) - perceived_{i}",
        ),
        (
            f"moving_{i}",
            f"mobility_{i} * people_{i} * ( perceived_{i} - perceived_{neighbour} )",
        ),
    ]
    equations += [(f"{name}_{i}", value) for name, value in number.items()]
    equations.append((f"resource_start_{i}", start["resource"]))
    return equations


def main() -> None:
    """Write the file beside this script."""
    chance = random.Random(2021)
    text = ["{UTF-8}\n"]
    equations: list[tuple[str, str]] = []
    for i in range(1, REGIONS + 1):
        equations += region(chance, i)
        text += [table(chance, f"{name}_{i}", ends) for name, *ends in TABLES]  # type: ignore[misc]
    text.append(table(chance, "progress", (1900.0, 2100.0, 1.0, 0.6)))
    text.append(table(chance, "mood", (0.0, 2.0, 0.7, 1.2)))
    total = " + ".join(f"relative_income_{i}" for i in range(1, REGIONS + 1))
    equations += [
        ("technology", "progress( Time )"),
        ("mean_income", f"( {total} ) / {REGIONS}"),
        ("confidence", "mood( mean_income )"),
        ("INITIAL TIME", "1900"),
        ("FINAL TIME", "2100"),
        ("TIME STEP", "0.5"),
        ("SAVEPER", "5"),
    ]
    text += [f"{name} = {value}\n\t~\t1\n\t~\t\t|\n" for name, value in equations]
    Path(__file__).with_name("large.mdl").write_text("".join(text), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

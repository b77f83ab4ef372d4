"""A hand-written limit: the progress of one series after the other, each a pandas frame.

It does with a frame what Open SDG's sdg-build does with one (checks the years, drops blanks, checks
for duplicates, looks the first and the last figure up) and nothing of its logging, options and
groups, so that it is the faster of the two: what beats it so many times beats sdg-build by more.
"""

from __future__ import annotations

import math

import pandas as pd


def progress(frame: pd.DataFrame, base_year: int, target: float, target_year: int) -> str:
    """The class of a series with the columns Year and Value, for which more is better."""
    if (frame["Year"].astype(str).str.len() > 4).any():
        msg = "a year is no span"
        raise ValueError(msg)
    frame = frame[frame["Value"].notna()].copy()
    frame["Value"] = frame["Value"].astype(float)
    if frame["Year"].duplicated(keep=False).any():
        msg = "two figures for one year"
        raise ValueError(msg)
    years = frame["Year"]
    latest = years.max()
    current = frame["Value"][years == latest].item()
    since = base_year if base_year in years.to_numpy() else years[years > base_year].min()
    base = frame["Value"][years == since].item()
    if current >= target:
        return "target_achieved"
    made = math.pow(current / base, 1 / (latest - since)) - 1
    needed = math.pow(target / base, 1 / (target_year - since)) - 1
    ratio = made / abs(needed)
    if ratio >= 0.95:
        return "substantial_progress"
    if ratio >= 0.60:
        return "moderate_progress"
    return "limited_progress" if ratio >= 0 else "deterioration"

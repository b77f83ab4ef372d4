"""Small models written by the tests themselves."""

from __future__ import annotations

from tamnhin.simulate.api import Model, load_model

CONTROL = """
INITIAL TIME = 0 ~ Year ~|
FINAL TIME = {final} ~ Year ~|
TIME STEP = {step} ~ Year ~|
SAVEPER = 1 ~ Year ~|
"""
TEA = """{UTF-8}
Temperature = INTEG(-(Temperature - Room) / Patience, 180) ~ Degree ~ Of the tea. |
Room = 70 ~ Degree ~|
Patience = 10 ~ Year ~|
"""
NOISY = """{UTF-8}
Walk = INTEG(Drift + RANDOM NORMAL(-3, 3, 0, 1, 5) * EXP(Drift), 1) ~ m ~|
Drift = 0.1 ~ m/Year ~|
"""
FRAGILE = """{UTF-8}
Stock = INTEG(Growth, 1) ~ kg ~|
Growth = Stock * LN(Room - Time) ~ kg/Year ~|
Room = 100 ~ Year ~|
"""
LANDS = """{UTF-8}
land: north, south ~~|
People[land] = INTEG(People[land] * Rate[land], 100) ~ person ~|
Rate[land] = 0.01, 0.02 ~ 1/Year ~|
All People = SUM(People[land!]) ~ person ~|
"""


def write(folder, text, final=20, step=0.5, name="model.mdl"):
    path = folder / name
    path.write_text(text + CONTROL.format(final=final, step=step), encoding="utf-8")
    return path


def model(folder, text, **settings) -> Model:
    return load_model(write(folder, text, **settings))

"""Figures: what was observed, in which vintage, for which territory, and series of them."""

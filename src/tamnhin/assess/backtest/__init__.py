"""Hides the last years of series, forecasts them, and scores what was said."""

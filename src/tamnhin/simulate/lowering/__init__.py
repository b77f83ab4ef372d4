"""Equations as written to the intermediate form."""

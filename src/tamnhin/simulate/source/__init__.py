"""Model files: looked at, translated by PySD, kept as they were written."""

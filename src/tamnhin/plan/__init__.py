"""The plan folder: its tables and settings, read with every problem found, and written back."""

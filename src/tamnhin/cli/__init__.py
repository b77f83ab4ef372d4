"""The command line: one command a stage, the same words as the functions."""

from tamnhin.cli.main import main as main

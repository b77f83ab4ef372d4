"""The compiled back-end: a register interpreter over blocks of draws, and its compiler.

``flatten`` turns a program into single numbers, ``emit`` and ``bytecode`` write instructions for
them, ``tables`` picks the form of each table, ``library`` finds and calls the shared library
that ``hatch_build.py`` compiled from the C++ files here.
"""

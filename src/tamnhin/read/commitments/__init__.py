"""Promises in words: sentences cut into clauses, each with its kind, topics, places and years."""

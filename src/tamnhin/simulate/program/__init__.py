"""The intermediate form of a model, what its operations compute, and the order of work."""

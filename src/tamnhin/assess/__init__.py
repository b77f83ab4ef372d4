"""From observations and targets to where every promise stands."""

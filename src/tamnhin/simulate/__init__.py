"""The simulation core: a stock-flow model read once, lowered once, run for many draws."""

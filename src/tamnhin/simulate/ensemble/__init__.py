"""Many draws: what varies, how it is run, what is kept of it."""

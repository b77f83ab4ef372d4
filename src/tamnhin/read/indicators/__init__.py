"""Which indicator a phrase speaks of: a catalogue with other names, and a matcher over both."""

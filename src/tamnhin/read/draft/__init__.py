"""From readings to a draft plan folder, in which every row points at its characters."""

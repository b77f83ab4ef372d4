"""A person's decisions on a draft: what was decided, by whom, and the page to decide on."""

"""Whether the numbers of a plan agree with each other, by named identities with tolerances."""

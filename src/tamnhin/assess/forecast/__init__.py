"""What a short annual series says of its next years: calibrated predictive distributions."""

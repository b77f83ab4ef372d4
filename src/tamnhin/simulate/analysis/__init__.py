"""What many draws teach: which inputs matter, and under which conditions it happens."""

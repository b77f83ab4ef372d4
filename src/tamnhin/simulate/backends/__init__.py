"""What runs a program: numpy as the reference, the compiled kernel for speed."""

"""What runs a program: numpy as the reference, LLVM for speed."""

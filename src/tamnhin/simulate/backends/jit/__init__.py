"""Programs compiled by LLVM; docs/simulate-kernel.md says how.

``flatten`` makes arrays into single numbers; ``draws`` and ``formula`` write the function that
carries blocks of draws through all steps, with ``tables``, ``maths`` and ``chance`` for what one
instruction cannot do; ``module`` puts the parts together, and ``target`` has LLVM compile them.
"""

; The sign of the divisor, as Python's % on floats.
define internal double @tn.mod(double %a, double %b) nounwind {
  %r = call double @tn.fmod(double %a, double %b)
  %zero = fcmp oeq double %r, 0.0
  %signed = call double @llvm.copysign.f64(double 0.0, double %b)
  %low = fcmp olt double %r, 0.0
  %below = fcmp olt double %b, 0.0
  %apart = xor i1 %low, %below
  %moved = fadd double %r, %b
  %other = select i1 %apart, double %moved, double %r
  %value = select i1 %zero, double %signed, double %other
  ret double %value
}

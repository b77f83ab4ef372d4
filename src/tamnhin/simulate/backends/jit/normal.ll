; A standard normal number between two bounds, after Box and Muller: 64 attempts, then clamped.
define internal double @tn.normal(i64 %draw, double %low, double %high, i64 %stream, i64 %step, i64 %seed) nounwind {
entry:
  %two = alloca <1 x double>, align 8
  %draws = insertelement <1 x i64> poison, i64 %draw, i64 0
  %streams = insertelement <1 x i64> poison, i64 %stream, i64 0
  br label %try
try:
  %attempt = phi i64 [ 0, %entry ], [ %next, %again ]
  %attempts = insertelement <1 x i64> poison, i64 %attempt, i64 0
  %first = call <1 x double> @uniform1(<1 x i64> %draws, <1 x i64> %streams, <1 x i64> %attempts, i64 %step, i64 %seed, ptr %two)
  %u1 = extractelement <1 x double> %first, i64 0
  %u2 = load double, ptr %two, align 8
  %rest = fsub double 1.0, %u1
  %ln = call double @tn.log(double %rest)
  %square = fmul double %ln, -2.0
  %length = call double @llvm.sqrt.f64(double %square)
  %angle = fmul double %u2, 0x401921FB54442D18
  %cos = call double @tn.cos(double %angle)
  %value = fmul double %length, %cos
  %above = fcmp oge double %value, %low
  %under = fcmp ole double %value, %high
  %inside = and i1 %above, %under
  %next = add i64 %attempt, 1
  %spent = icmp eq i64 %next, 64
  %stop = or i1 %inside, %spent
  br i1 %stop, label %done, label %again
again:
  br label %try
done:
  %small = fcmp olt double %value, %low
  %raised = select i1 %small, double %low, double %value
  %large = fcmp ogt double %raised, %high
  %clamped = select i1 %large, double %high, double %raised
  ret double %clamped
}

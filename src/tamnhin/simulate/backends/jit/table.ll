; A table of any kind, as docs/simulate-ir.md says: edge, n, then x and y.
define internal double @tn.table(double %v, ptr %t) nounwind {
entry:
  %edge.d = load double, ptr %t, align 8
  %n.at = getelementptr double, ptr %t, i64 1
  %n.d = load double, ptr %n.at, align 8
  %edge = fptosi double %edge.d to i64
  %n = fptosi double %n.d to i64
  %x = getelementptr double, ptr %t, i64 2
  %y = getelementptr double, ptr %x, i64 %n
  %end = sub i64 %n, 1
  %nan = fcmp uno double %v, 0.0
  br i1 %nan, label %not.a.number, label %count
not.a.number:
  ret double %v

; How many points are at or before v, and how many before it.
count:
  %k = phi i64 [ 0, %entry ], [ %k.next, %count ]
  %upto = phi i64 [ 0, %entry ], [ %upto.next, %count ]
  %before = phi i64 [ 0, %entry ], [ %before.next, %count ]
  %x.k.at = getelementptr double, ptr %x, i64 %k
  %x.k = load double, ptr %x.k.at, align 8
  %is.upto = fcmp ole double %x.k, %v
  %is.before = fcmp olt double %x.k, %v
  %one.upto = zext i1 %is.upto to i64
  %one.before = zext i1 %is.before to i64
  %upto.next = add i64 %upto, %one.upto
  %before.next = add i64 %before, %one.before
  %k.next = add i64 %k, 1
  %more = icmp slt i64 %k.next, %n
  br i1 %more, label %count, label %kinds
kinds:
  %last = sub i64 %upto.next, 1
  %i.low = icmp slt i64 %last, 0
  %i = select i1 %i.low, i64 0, i64 %last
  %j.high = icmp sgt i64 %before.next, %end
  %j = select i1 %j.high, i64 %end, i64 %before.next
  switch i64 %edge, label %lines [ i64 2, label %hold
                                   i64 3, label %forward
                                   i64 4, label %raw ]
hold:
  %y.hold.at = getelementptr double, ptr %y, i64 %i
  %y.hold = load double, ptr %y.hold.at, align 8
  ret double %y.hold
forward:
  %y.forward.at = getelementptr double, ptr %y, i64 %j
  %y.forward = load double, ptr %y.forward.at, align 8
  ret double %y.forward
raw:
  %y.raw.at = getelementptr double, ptr %y, i64 %j
  %y.raw = load double, ptr %y.raw.at, align 8
  %met = icmp sgt i64 %upto.next, %before.next
  %raw.value = select i1 %met, double %y.raw, double 0x7FF8000000000000
  ret double %raw.value

; Straight lines: segment s, from its lower point but in what goes on above the last point.
lines:
  %single = icmp eq i64 %n, 1
  br i1 %single, label %hold, label %segment
segment:
  %top = sub i64 %n, 2
  %past = icmp sgt i64 %i, %top
  %s = select i1 %past, i64 %top, i64 %i
  %s.end = add i64 %s, 1
  %xa.at = getelementptr double, ptr %x, i64 %s
  %xb.at = getelementptr double, ptr %x, i64 %s.end
  %ya.at = getelementptr double, ptr %y, i64 %s
  %yb.at = getelementptr double, ptr %y, i64 %s.end
  %xa = load double, ptr %xa.at, align 8
  %xb = load double, ptr %xb.at, align 8
  %ya = load double, ptr %ya.at, align 8
  %yb = load double, ptr %yb.at, align 8
  %rise = fsub double %yb, %ya
  %run = fsub double %xb, %xa
  %slope = fdiv double %rise, %run
  %from.a = fsub double %v, %xa
  %up.a = fmul double %slope, %from.a
  %line.a = fadd double %up.a, %ya
  %from.b = fsub double %v, %xb
  %up.b = fmul double %slope, %from.b
  %line.b = fadd double %up.b, %yb
  %going.on = icmp eq i64 %edge, 1
  %x.end.at = getelementptr double, ptr %x, i64 %end
  %x.end = load double, ptr %x.end.at, align 8
  %over = fcmp ogt double %v, %x.end
  %beyond = and i1 %going.on, %over
  br i1 %beyond, label %above, label %below
above:
  ret double %line.b
below:
  %under = and i1 %going.on, %i.low
  br i1 %under, label %line, label %ends
line:
  ret double %line.a
ends:
  %at.point = fcmp oeq double %v, %xa
  %outside = or i1 %i.low, %past
  %fixed = or i1 %at.point, %outside
  br i1 %fixed, label %hold, label %inside
inside:
  %a.nan = fcmp uno double %line.a, 0.0
  %b.nan = fcmp uno double %line.b, 0.0
  %level = fcmp oeq double %ya, %yb
  %b.level = and i1 %b.nan, %level
  %second = select i1 %b.level, double %ya, double %line.b
  %found = select i1 %a.nan, double %second, double %line.a
  ret double %found
}

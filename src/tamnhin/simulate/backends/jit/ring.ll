; Delays of a fixed number of steps: a buffer of positions, each with LANES doubles.
define internal void @ring.fill(ptr %buffer, <LANES x double> %value, i64 %count) nounwind {
entry:
  br label %position
position:
  %k = phi i64 [ 0, %entry ], [ %next, %position ]
  %at = mul i64 %k, LANES
  %to = getelementptr double, ptr %buffer, i64 %at
  store <LANES x double> %value, ptr %to, align 8
  %next = add i64 %k, 1
  %more = icmp slt i64 %next, %count
  br i1 %more, label %position, label %done
done:
  ret void
}

; Puts a value into each lane's position, goes on by one, and gives what stands there.
define internal <LANES x double> @ring.turn(ptr %buffer, ptr %where, ptr %length, <LANES x double> %value, i1 %go) nounwind {
entry:
  %values = alloca <LANES x double>, align 64
  store <LANES x double> %value, ptr %values, align 64
  br i1 %go, label %lane, label %done
lane:
  %k = phi i64 [ 0, %entry ], [ %next, %lane ]
  %value.at = getelementptr double, ptr %values, i64 %k
  %one = load double, ptr %value.at, align 8
  %where.at = getelementptr i64, ptr %where, i64 %k
  %position = load i64, ptr %where.at, align 8
  %length.at = getelementptr i64, ptr %length, i64 %k
  %size = load i64, ptr %length.at, align 8
  %row = mul i64 %position, LANES
  %column = add i64 %row, %k
  %to = getelementptr double, ptr %buffer, i64 %column
  store double %one, ptr %to, align 8
  %step = add i64 %position, 1
  %round = icmp eq i64 %step, %size
  %new = select i1 %round, i64 0, i64 %step
  store i64 %new, ptr %where.at, align 8
  %new.row = mul i64 %new, LANES
  %new.column = add i64 %new.row, %k
  %from = getelementptr double, ptr %buffer, i64 %new.column
  %found = load double, ptr %from, align 8
  store double %found, ptr %value.at, align 8
  %next = add i64 %k, 1
  %more = icmp slt i64 %next, LANES
  br i1 %more, label %lane, label %done
done:
  %result = load <LANES x double>, ptr %values, align 64
  ret <LANES x double> %result
}

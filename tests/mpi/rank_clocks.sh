#!/usr/bin/env bash
# At the start of a run every rank estimates how far its clock is from rank 0's. Here all have the
# same clock: each estimate must be wrong by no more than it says.
source "$(dirname "$0")/common.bash"

for n in 3 8; do
    ranks $n links --lines 1 --json -
    expect_status 0 "$n ranks"
    # One line for each rank: what to add to its clock, the bound, whether it is rank 0's own clock.
    awk '/"clocks": \[/ { inside = 1 } inside && /\]/ { inside = 0 }
         inside && sub(/.*"behind_us": /, "") { sub(",", ""); behind = $0 }
         inside && sub(/.*"error_max_us": /, "") { sub(",", ""); error = $0 }
         inside && sub(/.*"same_clock": /, "") { print behind, error, $0 }' "$work/out" \
        >"$work/clocks"
    [ "$(wc -l <"$work/clocks")" -eq "$n" ] || fail "a clock for each of $n ranks"
    [ "$(head -n 1 "$work/clocks")" = "0.0 0.0 true" ] || fail "rank 0 is its own measure"
    awk '$3 != "true" || $1 > $2 || -$1 > $2 || (NR > 1 && $2 <= 0) { print; bad = 1 }
         END { exit bad }' "$work/clocks" || fail "an estimate is worse than its bound"
done
ranks 3 links --lines 1 --quiet
expect_out '^clocks      one machine, one clock; .* apart at most$' "the report"
alone links simulate --quiet
grep -q '^clocks' "$work/out" && fail "a simulation has no clocks of ranks"
exit 0

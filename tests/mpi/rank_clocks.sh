#!/usr/bin/env bash
# At the start of a run every rank estimates how far its clock is from rank 0's: each estimate must
# be wrong by no more than it says, whether the ranks share a clock or not.
source "$(dirname "$0")/../support/common.bash"

# One line for each rank: what to add to its clock (us), the bound, whether it is rank 0's own.
clocks() {
    awk '/"clocks": \[/ { inside = 1 } inside && /\]/ { inside = 0 }
         inside && sub(/.*"behind_us": /, "") { sub(",", ""); behind = $0 }
         inside && sub(/.*"error_max_us": /, "") { sub(",", ""); error = $0 }
         inside && sub(/.*"same_clock": /, "") { print behind, error, $0 }' "$work/out"
}

for n in 3 8; do
    ranks $n links --lines 1 --json -
    expect_status 0 "$n ranks"
    clocks >"$work/clocks"
    [ "$(wc -l <"$work/clocks")" -eq "$n" ] || fail "a clock for each of $n ranks"
    [ "$(head -n 1 "$work/clocks")" = "0.0 0.0 true" ] || fail "rank 0 is its own measure"
    awk '$3 != "true" || $1 > $2 || -$1 > $2 || (NR > 1 && $2 <= 0) { print; bad = 1 }
         END { exit bad }' "$work/clocks" || fail "an estimate is worse than its bound"
done
ranks 3 links --lines 1 --quiet
expect_out '^clocks      one machine, one clock; .* apart at most$' "the report"
alone links simulate --quiet
if grep -q '^clocks' "$work/out"; then fail "a simulation has no clocks of ranks"; fi

# A rank whose clock counts from elsewhere, as on another machine: 1000 s ahead. Where the system
# does not let us make such a clock, there is nothing to try.
elsewhere=(unshare --time --fork --monotonic 1000)
if "${elsewhere[@]}" true 2>/dev/null; then
    status=0
    mpirun --timeout 60 -np 1 "$bin/clock_sync" --json - --rounds 2 --every 300ms --sample 50ms : \
        -np 1 "${elsewhere[@]}" "$bin/clock_sync" --json - --rounds 2 --every 300ms --sample 50ms \
        >"$work/out" 2>"$work/err" </dev/null || status=$?
    expect_status 0 "a clock that counts from elsewhere"
    clocks >"$work/clocks"
    awk 'NR == 2 && $3 == "false" { wrong = $1 + 1e9; if (wrong <= $2 && -wrong <= $2) fine = 1 }
         END { exit !fine }' "$work/clocks" || fail "an estimate of 1000 s: $(cat "$work/clocks")"
fi

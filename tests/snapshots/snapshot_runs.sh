#!/usr/bin/env bash
# Snapshots on 3 and 8 ranks: every algorithm with its exact count of messages, on every topology,
# with bad networks and wrong clocks; the files they leave, and what becomes of bad ones.
source "$(dirname "$0")/../support/common.bash"


for n in 3 8; do
    for algorithm in chandy-lamport lai-yang mattern; do
        case $algorithm in
            chandy-lamport) what=markers each=$((n * (n - 1))) ;;
            lai-yang) what='control messages' each=0 ;;
            mattern) what=tokens each=$((2 * n)) ;;
        esac
        ranks $n snapshot --algorithm $algorithm --workload bank --delay 0ms..20ms --quiet
        expect_status 0 "$algorithm on $n ranks"
        expect_out "$what of 3 snapshots: $((3 * each)) = $((3 * each)) .* ok" \
            "$algorithm on $n ranks"
        expect_out 'in all money '$((100 * n))';' "$algorithm on $n ranks"
    done
done

# One marker on each directed channel, whatever the graph.
ranks 8 snapshot --topology ring --start 3@50ms,5@50ms --quiet
expect_status 0 "a ring"
expect_out 'markers of 2 snapshots: 32 = 32  \[2n each\]  ok' "a ring"
ranks 8 snapshot --topology star --start 3@50ms --quiet
expect_status 0 "a star"
expect_out 'markers of 1 snapshot: 14 = 14  \[2\(n-1\) each\]  ok' "a star"
ranks 8 snapshot --topology random --start 3@50ms --quiet
expect_status 0 "a random graph"
expect_out 'markers of 1 snapshot: 22 = 22  \[2m, m = 11, each\]  ok' "a random graph"

# Clocks that are wrong by more than the whole story takes, and a bad network.
ranks 3 snapshot --skew 1:+10s,-200ppm --skew 2:-5s --loss 0.1 --duplicate 0.1 --reorder 0.2 \
    --delay 1ms..10ms --json -
expect_status 0 "wrong clocks"
[ "$(number complete)/$(number lost)" != 3/0 ] && [ "$(number complete)" -eq 3 ] ||
    fail "three snapshots with lost messages"

# The files, and what the report says, are one.
ranks 3 snapshot --workload bank --delay 0ms..30ms --save "$work/kept" \
    --start 0@60ms,2@120ms --quiet
expect_status 0 "--save"
expect_out 'files .*/kept/p0-1.snapshot' "the names of the files"
grep -A7 '^snapshot p0#1' "$work/out" >"$work/told"
alone snapshot show "$work/kept/p0-1.snapshot"
expect_status 0 "show"
grep -A7 '^snapshot p0#1' "$work/out" | cmp - "$work/told" || fail "show says something else"
alone snapshot show "$work"/kept/*.snapshot
[ "$(grep -c '^snapshot p' "$work/out")" -eq 2 ] || fail "show of two files"

head -c 100 "$work/kept/p0-1.snapshot" >"$work/cut"
sed 's/ 3 / 4 /' "$work/kept/p0-1.snapshot" >"$work/altered"
for bad in "$work/cut:the file is cut short" "$work/altered:the file was altered" \
    "$bin/bully:it is no snapshot" "$work/nowhere:cannot read"; do
    alone snapshot show "${bad%%:*}"
    expect_status 2 "show of ${bad%%:*}"
    expect_err_once "^snapshot: .*${bad#*:}" "show of ${bad%%:*}"
    [ "$(wc -l <"$work/err")" -eq 1 ] || fail "more than one line: ${bad%%:*}"
done

# Chandy and Lamport's snapshot needs FIFO links; without them the checker finds the lie, and says
# who overtook whom.
ranks 8 snapshot --link perfect --reorder 0.4 --delay 1ms..20ms \
    --workload bank --actions 60 --seed 3 --quiet
expect_status 3 "no FIFO"
expect_out 'SN[234] .* not promised' "no FIFO"
expect_out 'it assumes FIFO channels, but ' "no FIFO"
expect_out ' overtook' "no FIFO"
ranks 8 snapshot --algorithm lai-yang --link perfect --reorder 0.4 --delay 1ms..20ms \
    --workload bank --actions 60 --seed 3 --quiet
expect_status 0 "no FIFO needed"

# A real death: what was complete before stands, nothing true is called false, and it ends.
ranks 4 snapshot --kill 2@150ms --workload bank --quiet
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "status $status after a death"
grep -q violated "$work/out" && fail "a death is no violation"
expect_out 'the story was over' "a stuck snapshot does not hold up the end"

ranks 3 snapshot --start 7@1s
expect_status 2 "a process that does not exist"
expect_err_once '^snapshot: --start: there is no process 7' "a process that does not exist"

#!/usr/bin/env bash
# The whole story on 2, 4 and 8 ranks, with lost messages, and with several processes on a rank.
source "$(dirname "$0")/../support/common.bash"

for n in 2 4 8; do
    ranks $n bully "${brief[@]}" --json -
    expect_status 0 "bully on $n ranks"
    [ "$(word verdict)" = holds ] || fail "verdict on $n ranks"
    [ "$(number leader)" -eq $((n - 1)) ] || fail "leader on $n ranks"
    [ "$(number crashes)/$(number recoveries)" = 1/1 ] || fail "the story on $n ranks"
done

ranks 4 bully "${brief[@]}" --loss 0.1 --duplicate 0.1 --delay 0ms..3ms --delay-max 300ms --json -
expect_status 0 "bully with a bad network"
[ "$(number lost)" -gt 0 ] && [ "$(number duplicated)" -gt 0 ] || fail "nothing was lost"

ranks 2 bully --per-rank 4 "${brief[@]}" --json -
expect_status 0 "bully with 4 processes on each rank"
[ "$(number processes)" -eq 8 ] && [ "$(number leader)" -eq 7 ] || fail "8 processes on 2 ranks"

# p2 falls in the middle of the election that the leader's crash makes it start, and comes back.
ranks 4 bully --heartbeat 50ms --crash leader@1s --crash 2@900ms+1send --recover 2@4s \
    --drop Victory@1-to-0:1 --delay-on '1-to-*:5ms' --json -
expect_status 0 "a crash in the middle of an election"
[ "$(number crashes)/$(number recoveries)" = 2/1 ] || fail "crashes in the middle of an election"
[ "$(number leader)" -eq 2 ] || fail "the leader after a crash in the middle of an election"
[ "$(number lost)" -gt 0 ] && [ "$(number delayed)" -gt 0 ] || fail "faults of one link"

# The two set-ups in which the literature counts.
ranks 6 bully --set-up worst --heartbeat 50ms
expect_status 0 "the worst case"
expect_out 'worst case: 29 = 29  \[n\^2-n-1\]  ok' "the worst case"
ranks 6 bully --set-up best --heartbeat 50ms
expect_out 'best case: 4 = 4  \[n-2\]  ok' "the best case"

ranks 3 bully --algorithm omega "${brief[@]}"
expect_status 0 "omega"
expect_out 'ELD2 .* holds' "omega"

ranks 3 bully "${brief[@]}"
expect_out '# crashes' "the story on the screen"
expect_out 'repeat +mpirun -np 3 .*--seed [0-9]+' "the command that repeats the run"
# One causal order: nobody hears of a leader before there is one.
first=$(grep -nE '(<- p. Victory|! elected)' "$work/out" | head -n 1)
[[ $first == *'! elected'* ]] || fail "a Victory arrives before anybody wins: $first"

#!/usr/bin/env bash
# Real deaths, by plan and by hand: of the leader, of rank 0, of several, of all but one.
source "$(dirname "$0")/../support/common.bash"

dies() {  # RANKS LEADER --kill ...
    local n=$1 leader=$2
    shift 2
    # shellcheck disable=SC2086
    ranks "$n" bully --heartbeat 50ms $mark --json - "$@"
    expect_status 0 "$n ranks, $*"
    [ "$(word verdict)" = holds ] || fail "verdict, $n ranks, $*"
    [ "$(number leader)" -eq "$leader" ] || fail "leader, $n ranks, $*"
    expect_nothing_left "$n ranks, $*"
}

dies 4 2 --kill 3@500ms
dies 4 3 --kill 0@500ms
dies 8 5 --kill 0@400ms --kill 7@600ms --kill 6@600ms
dies 4 1 --kill 0@300ms --kill 2@300ms --kill 3@500ms

ranks 4 bully --heartbeat 50ms --kill leader@500ms
expect_status 0 "the leader dies"
expect_out 'p3 # ' "the death in the story"
expect_out 'p3 \(killed\)' "the death in the report"
expect_out "latency +leader's failure to new leader" "the latency"

# By hand, from outside, at some moment.
for victim in 0 2; do
    # shellcheck disable=SC2086
    mpirun --timeout 60 -np 4 "$bin/bully" --stay --for 7s --heartbeat 50ms --crash 1@3s --recover \
        1@3100ms $mark >"$work/out" 2>"$work/err" </dev/null &
    job=$!
    for _ in $(seq 100); do grep -q 'real death' "$work/out" && break; sleep 0.05; done
    sleep 0.$((RANDOM % 9))
    pid=$(sed -nE "s/.*real death:.* p$victim ([0-9]+).*/\1/p" "$work/out")
    kill -9 "$pid" || fail "no process of p$victim to kill"
    status=0
    wait $job || status=$?
    expect_status 0 "kill -9 of p$victim"
    expect_out "p$victim \(killed\)" "kill -9 of p$victim"
    expect_out 'BE2 Agreement .* holds' "kill -9 of p$victim"
    expect_nothing_left "kill -9 of p$victim"
done

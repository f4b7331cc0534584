#!/usr/bin/env bash
# Ctrl-C and SIGTERM: the run ends, and no process is left behind.
source "$(dirname "$0")/../support/common.bash"

for signal in INT TERM; do
    # shellcheck disable=SC2086
    setsid mpirun --timeout 60 -np 4 "$bin/bully" --stay $mark >"$work/out" 2>"$work/err" \
        </dev/null &
    job=$!
    for _ in $(seq 100); do grep -q 'elected p3' "$work/out" && break; sleep 0.05; done
    launcher=$(pgrep -of -- "$mark")
    kill -$signal "$launcher"
    wait $job || true
    expect_nothing_left "after SIG$signal"
    expect_out 'interrupted after' "the report after SIG$signal"
done

# A sweep and a simulation keep what is done.
expect_kept() {  # PID WHAT REPORT: after a signal that it has got
    status=0
    wait "$1" || status=$?
    expect_out "$3" "$2"
    expect_out '^end +interrupted' "$2"
}
when_started() {  # PROGRAM: and has done something
    for _ in $(seq 100); do [ -n "$(running "$1")" ] && break; sleep 0.05; done
    sleep 1
}

"$bin/bully" sweep --seeds 1e9 $mark >"$work/out" 2>"$work/err" &
job=$!
when_started bully
kill -INT $job
expect_kept $job "a sweep alone" '^bully: swept [1-9][0-9]* of 1000000000 seeds'
expect_status 3 "a sweep that was interrupted"

"$bin/bully" simulate --quiet -n 40 --stay --for 60min $mark >"$work/out" 2>"$work/err" &
job=$!
when_started bully
kill -TERM $job
expect_kept $job "a simulation" '^bully: 40 processes, simulated.*; interrupted after'
expect_status 3 "a simulation that was interrupted"

# mpirun ends with a status of its own then.
setsid mpirun --timeout 60 -np 3 "$bin/bully" sweep --seeds 1e9 $mark >"$work/out" 2>"$work/err" \
    </dev/null &
job=$!
when_started bully
kill -INT "$(pgrep -of -- "$mark")"
expect_kept $job "a sweep on ranks" '^bully: swept [1-9][0-9]* of 1000000000 seeds'
expect_nothing_left "after a sweep on ranks"

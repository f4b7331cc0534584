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

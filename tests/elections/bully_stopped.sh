#!/usr/bin/env bash
# A rank that stands still: suspected, then restored; and one that never goes on.
source "$(dirname "$0")/../support/common.bash"

begin() {
    # shellcheck disable=SC2086
    mpirun --timeout 60 -np 4 "$bin/bully" --stay --for "$1" --heartbeat 50ms --crash 0@100ms \
        --recover 0@200ms $mark >"$work/out" 2>"$work/err" </dev/null &
    job=$!
    for _ in $(seq 100); do grep -q 'real death' "$work/out" && break; sleep 0.05; done
    pid=$(sed -nE 's/.*real death:.* p3 ([0-9]+).*/\1/p' "$work/out")
    sleep 0.7
    kill -STOP "$pid"
}
end() {
    status=0
    wait $job || status=$?
}

begin 7s
sleep 1.2
kill -CONT "$pid"
end
expect_status 0 "stopped, then continued"
expect_out '! suspect p3' "stopped, then continued"
expect_out '! restore p3' "stopped, then continued"
expect_out 'BE3 Maximality .* holds' "stopped, then continued"
expect_nothing_left "stopped, then continued"

begin 6s
end
expect_status 0 "stopped for ever"
expect_out 'p3 \((did not answer|killed)\)' "stopped for ever"
expect_out 'leader +2' "stopped for ever"
expect_nothing_left "stopped for ever"

# The logical pause does the same.
ranks 4 bully --heartbeat 50ms --pause 3@500ms..1500ms
expect_status 0 "--pause"
expect_out '! suspect p3' "--pause"
expect_out '! restore p3' "--pause"

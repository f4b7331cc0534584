#!/usr/bin/env bash
# A real run tells of every fault what it hit, and that it was cut off.
source "$(dirname "$0")/../support/common.bash"

ranks 4 bully --quiet --heartbeat 50ms --cut 0-to-1@500ms..1s --cut 1-to-0@0s..1ns --kill 3@1s \
    --recover 3@1500ms --crash 2@500ms+99puts --recover 2@1500ms --pause 1@1s..1100ms --json -
expect_status 0 "a run with many faults"
hits=$(sed -nE 's/^ *"(fault|effect)": "(.*)",$/\2/p' "$work/out")
said() { grep -qE -- "$1" <<<"$hits" || fail "no '$1' among: $hits"; }
said '^cut 0>1 from 500 ms to 1 s$'
said '^stopped [1-9][0-9]* messages$'
said '^cut 1>0 from 0 ms to 1 ns$'
said '^stopped no message: this run says nothing about it$'
said '^kill of p3 at 1 s$'
said '^never struck: p3 was killed$'
said '^never struck: p2 did not write to stable storage that often$'
said '^struck nobody: p2 was up then$'
said '^pause of p1 from 1 s to 1.1 s$'

ranks 3 bully --quiet --for 300ms
expect_status 3 "a run that was cut off"
expect_out '^end  .*cut off by --for before the story was over' "a run that was cut off"

#!/usr/bin/env bash
# A real run tells what befalls the network when its time comes, what was lost, and as data too.
source "$(dirname "$0")/../support/common.bash"

ranks 4 bully --heartbeat 50ms --loss 0.2 --starter 3 --partition 0,1/2,3@700ms..1300ms
expect_status 0 "two halves"
expect_out '^\[    700\.0 ms\]    # partition p0,p1 / p2,p3 until 1\.3 s$' "two halves"
expect_out '^\[   1300\.0 ms\]    # healed p0,p1 / p2,p3$' "two halves"
expect_out '^ +· [1-9][0-9,]* messages lost (so far|since .*)$' "losses"
expect_out ' p3 -> p0\.\.p2 Victory\(\)$' "one line for a message to several"

ranks 3 bully "${brief[@]}" --only p1 --from 400ms
expect_status 0 "a part of the story"
of_the_part='^\[ *([4-9][0-9]{2}|[0-9]{4,})\.[0-9] ms\] p1 '
strange=$(grep -E '^\[' "$work/out" | grep -vE "$of_the_part" || true)
[ -z "$strange" ] || fail "not of the part: $strange"

ranks 3 bully "${brief[@]}" --cut 0-to-1@600ms..900ms --trace json
expect_status 0 "events for scripts"
strange=$(grep -vE '^\{"time_ns":[0-9]+,.*"kind":".*\}$' "$work/out" || true)
[ -z "$strange" ] || fail "no object: $strange"
expect_out '"kind":"network","text":"# cut p0 -> p1 until 900 ms"' "events for scripts"
expect_out '"layer":"link",.*"text":"p[0-2] -> p[0-2] Data #[0-9]+ of ' "every layer"
expect_err '^leader      2$' "the report of events for scripts"

#!/usr/bin/env bash
# A sweep over ranks finds the same as a sweep alone, whatever the number of ranks.
source "$(dirname "$0")/../support/common.bash"

alone bully sweep -n 4 --seeds 60 --chaos --loss 0.1 --json -
expect_status 0 "a sweep alone"
hash=$(word history_hash)
[ -n "$hash" ] || fail "a sweep has a hash"
[ "$(number seeds)" -eq 60 ] || fail "60 seeds"
for n in 2 3; do
    ranks $n bully sweep -n 4 --seeds 60 --chaos --loss 0.1 --json -
    expect_status 0 "a sweep on $n ranks"
    [ "$(word history_hash)" = "$hash" ] || fail "the histories of a sweep on $n ranks"
    [ "$(number seeds)" -eq 60 ] || fail "60 seeds on $n ranks"
done

# A seed that fails is named, with the command that shows it again. For ever apart nobody is
# promised an agreement: it is not kept, but no violation either.
alone bully sweep -n 3 --seeds 3 --partition 0/1,2
expect_status 3 "a sweep that must fail"
expect_out 'seed [0-9]+: BE2 not promised: .*; so in the end' "the seeds that fail"
command=$(sed -nE 's/^ +([^ ]+bully simulate .*)$/\1/p' "$work/out" | head -n 1)
status=0
$command --quiet >"$work/out" 2>&1 || status=$?
expect_status 3 "the command that repeats a failure"

#!/usr/bin/env bash
# Every kind of link on 2, 4 and 8 ranks, over a bad network; and the same losses as in the
# simulator.
source "$(dirname "$0")/../support/common.bash"
few=(--lines 8 --every 20ms)

for n in 2 4 8; do
    for link in perfect fifo; do
        ranks $n links --link $link "${few[@]}" --loss 0.2 --duplicate 0.1 --json -
        expect_status 0 "$link on $n ranks"
        [ "$(number sent)" -eq $((8 * n * (n - 1))) ] || fail "$link on $n ranks: sent"
        [ "$(number delivered)" -eq $((8 * n * (n - 1))) ] || fail "$link on $n ranks: delivered"
    done
done

ranks 3 links --link stubborn "${few[@]}" --loss 0.3 --repeat 50ms --json -
expect_status 0 "stubborn"
[ "$(number delivered)" -gt $((3 * 48)) ] || fail "a stubborn link repeats"

ranks 3 links --link eliminate-duplicates "${few[@]}" --loss 0.3 --repeat 50ms --json -
expect_status 0 "eliminate-duplicates"
[ "$(number delivered)" -eq 48 ] || fail "a line that is repeated for ever is delivered once"

# One seed loses the same messages on ranks and in the simulator.
ranks 3 links --link fair-loss --loss 0.3 --seed 7 --json -
expect_status 0 "fair-loss on ranks"
on_ranks=$(number delivered)/$(number lost)
alone links simulate -n 3 --link fair-loss --loss 0.3 --seed 7 --json -
expect_status 0 "fair-loss in the simulator"
in_simulator=$(number delivered)/$(number lost)
[ "$on_ranks" = "$in_simulator" ] ||
    fail "delivered/lost: $on_ranks on ranks, $in_simulator simulated"

# Lines from a file, and from the keyboard.
printf '1 hello\n# nothing\n\n@50ms 2: * to all\n' >"$work/script"
ranks 3 links --script "$work/script"
expect_status 0 "a script"
expect_out 'p1 <- p0 Line\("hello"\)' "a script"
expect_out 'p0 <- p2 Line\("to all"\)' "a script"
status=0
printf '1 typed\n9 nobody\n' | mpirun --timeout 60 -np 2 "$bin/links" --script - >"$work/out" \
    2>"$work/err" || status=$?
expect_status 0 "the keyboard"
expect_out 'p1 <- p0 Line\("typed"\)' "the keyboard"
expect_out 'there is no p9' "the keyboard"

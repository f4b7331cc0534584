#!/usr/bin/env bash
# Logical clocks on 3 and 8 ranks whose own clocks are wrong: every property holds, no message is
# sent for the clock's sake, and a stamp has as many numbers as theory says.
source "$(dirname "$0")/../support/common.bash"
few=(--rounds 10 --every 20ms --skew 0:+300ms,-50ppm --skew 2:-5ms,+20ppm)

# theory WHAT: the measured number of the row of the JSON in $work/out.
theory() { grep -A1 "\"what\": \"$1\"" "$work/out" | sed -nE 's/^ *"measured": (.*),$/\1/p'; }

clocks_on_3='lamport vector differential matrix hybrid'
clocks_on_8='differential matrix hybrid'
for n in 3 8; do
    clocks=clocks_on_$n
    for clock in ${!clocks}; do
        ranks $n lamport --clock $clock "${few[@]}" --loss 0.1 --json -
        expect_status 0 "$clock on $n ranks"
        [ "$(number events)" -ge $((10 * n)) ] || fail "$clock on $n ranks: events"
        [ "$(theory "messages for the clock's sake")" = 0 ] || fail "$clock on $n ranks: messages"
        case $clock in
            lamport) numbers=1 ;;
            vector) numbers=$n ;;
            matrix) numbers=$((n * n)) ;;
            hybrid) numbers=2 ;;
            differential) continue ;;
        esac
        [ "$(theory 'numbers in each message')" = $numbers ] || fail "$clock on $n ranks: numbers"
    done
done

# Each round is one event of a process, and each message one more: a receipt.
ranks 3 lamport --rounds 10 --every 20ms --json -
expect_status 0 "without faults"
[ "$(number events)" -eq $((30 + $(number Note))) ] || fail "events: rounds and receipts"

# A rank that dies leaves a history that the survivors can judge.
ranks 4 lamport --clock vector --rounds 20 --every 50ms --kill 1@500ms --json -
[ "$status" -eq 0 ] || [ "$status" -eq 3 ] || fail "status $status after a death"
grep -q '"verdict": "violated"' "$work/out" && fail "a death is no violation"

# A clock goes on after a crash where it stood.
ranks 3 lamport --clock matrix --rounds 20 --every 30ms --crash 1@200ms --recover 1@400ms --json -
expect_status 0 "a crash and a recovery"
[ "$(number recoveries)" -eq 1 ] || fail "a recovery"

# The stamps go on when the rank that tells the story dies.
ranks 3 lamport --rounds 20 --every 50ms --kill 0@700ms --stamps lamport
sed -i '1,/p0 # dies/d' "$work/out"
expect_out 'local event.*\{[0-9]{2,}\}' "the story after a death"
grep -qE 'p[12] .*\{[1-9]\}$' "$work/out" && fail "stamps that begin anew after a death"

# The story of any program with stamps.
ranks 3 lamport --rounds 3 --every 20ms --stamps vector
expect_status 0 "--stamps"
expect_out '^\[ .*p[0-2] \* (local event|sent a message).*  \{\[[0-9]+ [0-9]+ [0-9]+\]\}' "--stamps"
ranks 3 bully "${brief[@]}" --stamps lamport
expect_status 0 "bully --stamps"
expect_out 'elected p2  \{[0-9]+\}' "bully --stamps"

# Bad input.
ranks 2 lamport --clock sundial
expect_status 2 "a clock that does not exist"
expect_err_once "^lamport: --clock: 'sundial' is none of" "a clock that does not exist"
alone lamport -n 2000 --clock matrix
expect_status 2 "a matrix for 2000 processes"
expect_err_once '2000 processes carry 4,000,000 numbers, 32 MB, in each message' "2000 processes"

#!/usr/bin/env bash
# Fifty short runs with other clocks each time, on ranks of one machine, where the true error is
# known: after synchronising it is at most the printed bound, in every reading of every run.
source "$(dirname "$0")/../support/common.bash"

brief=(--every 120ms --sample 20ms --rounds 3 --no-answer 2s --slew 0.9)
algorithms=(cristian cristian-min ntp berkeley)
judged=0
for run in $(seq 50); do
    algorithm=${algorithms[run % 4]}
    offset=$((RANDOM % 101 - 50))
    drift=$((RANDOM % 401 - 200))
    far=$(((run % 2 * 2 - 1) * (20 + run)))  # -70 to 69: more than a busy machine may leave
    skew=(--skew "1:${offset}ms,${drift}ppm" --skew "2:${far}ms,-100ppm")
    what="run $run: $algorithm ${skew[*]}"
    ranks 3 clock_sync --algorithm "$algorithm" "${brief[@]}" "${skew[@]}" --csv "$work/csv" \
        --json -
    expect_status 0 "$what"
    [ "$(word verdict)" = holds ] || fail "verdict, $what"
    awk -v after="$(number after_us)" -v bound="$(number bound_us)" \
        -v before="$(number before_us)" 'BEGIN { exit !(after <= bound && after < before) }' ||
        fail "the error is $(number after_us) us, the bound $(number bound_us) us, $what"
    readings=$(awk -F, 'NR > 1 && $2 != 0 && $4 != "" {
        error = $3 < 0 ? -$3 : $3
        if (error > $4) exit 1
        ++n
    } END { print n + 0 }' "$work/csv") || fail "a reading is beyond its bound, $what"
    [ "$readings" -ge 6 ] || fail "only $readings readings with a bound, $what"
    judged=$((judged + readings))
done
echo "$judged readings of 50 runs within their bounds"

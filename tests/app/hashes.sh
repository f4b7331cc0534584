#!/usr/bin/env bash
# The programs in $1 tell the histories of tests/golden/hashes.txt: the same ones as every other
# build of them, by whatever compiler and at whatever optimisation.
source "$(dirname "$0")/../support/common.bash"
list=$(dirname "$0")/../golden/hashes.txt

told=0
wrong=0
while IFS= read -r line; do
    if [[ $line = '#'* ]]; then
        echo "$line" >>"$work/hashes"
        continue
    fi
    kept=${line%% *}
    command=${line#* ./}
    eval "alone $command --json - --quiet"
    [ "$status" -ne 2 ] || fail "$command"
    hash=$(word history_hash)
    [ -n "$hash" ] || fail "no history hash: $command"
    told=$((told + 1))
    echo "$hash ./$command" >>"$work/hashes"
    [ "$hash" = "$kept" ] || { echo "$hash, not $kept: $command" && wrong=$((wrong + 1)); } >&2
done <"$list"

[ "$told" -ge 10 ] || fail "only $told histories were told"
if [ -n "${UPDATE_GOLDEN:-}" ]; then
    cp "$work/hashes" "$list"
elif [ "$wrong" -gt 0 ]; then
    fail "$wrong of $told histories differ; UPDATE_GOLDEN=1 writes them anew"
fi

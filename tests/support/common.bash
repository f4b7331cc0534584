# What the scripts of this folder share. Sourced with the folder of the programs as $1.
set -euo pipefail
bin=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A short story, so that the tests are: detection within half a second.
brief=(--heartbeat 50ms --crash leader@500ms --recover leader@1500ms)

fail() {
    echo "FAILED: $*" >&2
    [ ! -s "$work/out" ] || sed 's/^/    out| /' "$work/out" >&2
    [ ! -s "$work/err" ] || sed 's/^/    err| /' "$work/err" >&2
    exit 1
}

# ranks N PROGRAM [options]: runs it; leaves `status`, $work/out and $work/err.
ranks() {
    local n=$1 program=$2
    shift 2
    status=0
    mpirun --timeout 60 -np "$n" "$bin/$program" "$@" >"$work/out" 2>"$work/err" </dev/null ||
        status=$?
}

# alone PROGRAM [options]: the same without a launcher.
alone() {
    local program=$1
    shift
    status=0
    "$bin/$program" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
}

expect_status() { [ "$status" -eq "$1" ] || fail "status $status, not $1: $2"; }
expect_out() { grep -qE -- "$1" "$work/out" || fail "no line like '$1': $2"; }
expect_err() { grep -qE -- "$1" "$work/err" || fail "no error like '$1': $2"; }
expect_err_once() {
    local times
    times=$(grep -cE -- "$1" "$work/err") || true
    [ "$times" -eq 1 ] || fail "the error '$1' stands there $times times, not once: $2"
}

# number KEY: the last `"KEY": number` of the JSON in $work/out.
number() { sed -nE "s/^ *\"$1\": (-?[0-9.]+),?$/\1/p" "$work/out" | tail -n 1; }
word() { sed -nE "s/^ *\"$1\": \"([^\"]*)\",?$/\1/p" "$work/out" | head -n 1; }

# The ranks that are children of this very test, by their number or their name.
running() { pgrep -f -- "$bin/$1 .*$mark" || true; }
expect_nothing_left() {
    local tries
    for tries in $(seq 50); do
        pgrep -f -- "$mark" >/dev/null || return 0
        sleep 0.1
    done
    pgrep -af -- "$mark" >&2
    fail "processes are left behind: $1 ($tries)"
}

# A word in the command line by which a test finds its own processes: a seed nobody else has.
mark="--seed $$$RANDOM"

#!/usr/bin/env bash
# The installed package, used the way a student would: install to an empty prefix, configure and
# build a separate project against it, run its program in the simulator.
#   run.sh BUILD_DIR COMPILER
set -euo pipefail

build_dir=$1
compiler=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quietly() {
    if ! "$@" >"$work/log" 2>&1; then
        cat "$work/log"
        echo "package test: this failed: $*"
        exit 1
    fi
}

quietly cmake --install "$build_dir" --prefix "$work/prefix"
quietly cmake -S "$here/student" -B "$work/build" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_PREFIX_PATH="$work/prefix"
quietly cmake --build "$work/build"
quietly "$work/build/bin/student" simulate --quiet
# The box above the student's module is part of the program's own words.
"$work/build/bin/student" --about >"$work/log"
grep -q '^Module       RingElection' "$work/log" || quietly false "the box in --about"
"$work/build/bin/student" --help >"$work/log"
grep -q '^  RE1 Agreement ' "$work/log" || quietly false "the property in --help"

# What was installed must not lean on the source or build tree.
if grep -rlF "$build_dir" "$work/prefix" --include='*.cmake'; then
    echo "package test: the installed package names its build tree"
    exit 1
fi
# The installed programs run from where they are.
for program in "$work"/prefix/bin/*; do
    [ -e "$program" ] || continue
    quietly "$program" --help
done
echo "installed, built against, run"

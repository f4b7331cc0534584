#!/usr/bin/env bash
# Bad input: one clear line, from one rank, and status 2.
source "$(dirname "$0")/../support/common.bash"

refuses() {  # PATTERN RANKS PROGRAM [options]
    local pattern=$1 n=$2 program=$3
    shift 3
    ranks "$n" "$program" "$@"
    expect_status 2 "$n $program $*"
    expect_err_once "^$program: .*$pattern" "$n $program $*"
}

refuses "unknown option '--los'" 4 bully --los 0.1
refuses "--loss: '1.5' is not a probability" 4 bully --loss 1.5
refuses '--crash: there is no process 9' 3 bully --crash 9@1s
refuses 'needs 2 processes at least' 1 bully
refuses '-n 5: the launcher started 3 ranks' 3 bully -n 5
refuses "unknown sub-command 'explore'" 2 bully explore
refuses 'cannot write /nowhere/at/all' 2 bully --json /nowhere/at/all
refuses 'cannot read /nowhere/scenario' 2 bully --scenario /nowhere/scenario
echo '7 hello' >"$work/script"
refuses 'there is no process 7' 2 links --script "$work/script"

status=0
mpirun --timeout 60 -np 1 "$bin/bully" : -np 2 "$bin/bully" --loss 0.1 >"$work/out" \
    2>"$work/err" </dev/null || status=$?
expect_status 2 "ranks with other options than the rest"
expect_err_once '^bully: ' "ranks with other options than the rest"

refuses 'standard input reaches the first rank only' 2 bully sweep --scenario -

ranks 3 bully --loss 3 --help
expect_status 0 "--help under mpirun"
[ "$(grep -c '^Exit status' "$work/out")" -eq 1 ] || fail "--help once"
ranks 2 bully --version
[ "$(grep -c '^MPI  ' "$work/out")" -eq 1 ] || fail "--version once"
expect_out '^bully of Conclave [0-9.]+$' "--version"

# Without a launcher.
alone bully simulate --kill 1@1s
expect_status 2 "--kill without ranks"
alone bully run
expect_status 2 "run without a launcher"
expect_err 'mpirun' "run without a launcher"
status=0
"$bin/bully" simulate >/dev/full 2>"$work/err" || status=$?
expect_status 2 "a full disk"
expect_err 'cannot write' "a full disk"
printf 'crash = "9@1s"\n' | "$bin/bully" --quiet --scenario - simulate 2>"$work/err" &&
    fail "a wrong scenario from standard input"
expect_err '^bully: --crash: there is no process 9' "a wrong scenario from standard input"
# The command that repeats a run can be pasted, whatever the folder is called.
mkdir "$work/my programs"
cp "$bin/bully" "$work/my programs"
"$work/my programs/bully" simulate -n 3 --quiet >"$work/out"
expect_out "^repeat +'$work/my programs/bully' simulate -n 3 --seed 1\$" "a folder with a blank"
SLURM_STEP_NUM_TASKS=4 SLURM_PROCID=0 "$bin/bully" >"$work/out" 2>"$work/err" &&
    fail "srun without PMI must be refused"
expect_err 'srun' "srun without PMI"

# A sweep checks everything before its first run: nothing is computed and then lost.
refuses '--crash: there is no process 9' 4 bully sweep --quiet --seeds 2 --crash 9@1s
refuses 'needs 2 processes at least' 4 bully sweep --seeds 3 -n 1
refuses "--starter: '9' is none of" 4 bully sweep --seeds 3 --starter 9
refuses 'cannot write nodir/x' 4 bully sweep --quiet --seeds 2 --json nodir/x

# A file that nobody can even look at; a disk that is full.
long=/tmp/$(printf 'a%.0s' $(seq 300))
refuses "cannot write $long: File name too long" 2 bully --json "$long"
refuses "cannot write $long: File name too long" 2 bully sweep --seeds 2 --json "$long"
for what in "--for 500ms" "sweep --seeds 2"; do
    status=0
    # shellcheck disable=SC2086
    mpirun --timeout 60 -np 2 "$bin/bully" $what >/dev/full 2>"$work/err" </dev/null || status=$?
    expect_status 2 "a full disk under mpirun: $what"
    expect_err_once '^bully: cannot write to standard output' "a full disk under mpirun: $what"
done

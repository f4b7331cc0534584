#!/usr/bin/env bash
# What README shows is what the programs in $1 print. A simulated sample is compared line by line;
# an ellipsis stands for any lines. Of a sample on ranks, where times and the order of lines differ
# from run to run, every line must have the form of one that the same command prints now. Every
# option of --help stands in README's table.
source "$(dirname "$0")/../support/common.bash"
readme=$(cd "$(dirname "$0")/../.." && pwd)/README.md
cd "$work"

# forms: a line's form is the line without its figures; a plot has as many lines as it needs.
forms() {
    sed -E 's/[0-9]+(\.[0-9]+)?(e\+[0-9]+)?/N/g; s/\bN (ns|us|ms|s|min)\b/T/g
            s/^ *(T)? *\|.*/(plot)/; s/  +/ /g; s/^ +//'
}

# compare_whole SAMPLE PRINTED: line by line; after "..." the sample goes on anywhere below.
compare_whole() {
    awk 'NR == FNR { printed[++n] = $0; next }
         $0 == "..." { skip = 1; next }
         {
             do ++at; while (skip && at <= n && printed[at] != $0)
             if (at > n || printed[at] != $0) { print $0; exit 1 }
             skip = 0
         }
         END { if (at < n && !skip) { print "(its end)"; exit 1 } }' "$2" "$1"
}

compare_forms() {
    forms <"$2" | sort -u >"$work/printed_forms"
    grep -v '^\.\.\.$' "$1" | forms | sort -u >"$work/sample_forms"
    comm -23 "$work/sample_forms" "$work/printed_forms" >"$work/strange"
    [ ! -s "$work/strange" ] || { head -n 1 "$work/strange" && return 1; }
}

samples=0
check() {  # COMMAND SAMPLE
    local command=$1 sample=$2 line
    status=0
    (cd "$bin" && eval "${command/--save snapshots/--save $work/snapshots}") >"$work/all" \
        2>"$work/err" </dev/null || status=$?
    sed -i -E "s#$work/##" "$work/all"
    cp "$work/all" "$work/out"
    expect_status 0 "$command"
    case $command in
        mpirun*) line=$(compare_forms "$sample" "$work/all") ;;
        *) line=$(compare_whole "$sample" "$work/all") ;;
    esac || fail "README shows for '$command' what it does not print: $line"
    samples=$((samples + 1))
}

# The samples: indented blocks whose first line is a prompt.
command=
while IFS= read -r line; do
    if [[ $line == '    $ '* ]]; then
        command=${line#    \$ }
        : >"$work/sample"
    elif [ -n "$command" ] && [[ $line == '    '* || -z $line ]]; then
        echo "${line#    }" >>"$work/sample"
    elif [ -n "$command" ]; then
        sed -i -e :a -e '/^\n*$/{$d;N;ba' -e '}' "$work/sample"  # empty lines at its end
        check "$command" "$work/sample"
        command=
    fi
done <"$readme"
[ "$samples" -ge 5 ] || fail "only $samples samples"

alone bully --help
sed -n '/^Options of every program/,/^$/p' "$work/out" | grep -oE '^  (-., )?--[a-z-]+' |
    sed -E 's/^ *(-., )?//' | sort -u >"$work/options"
[ "$(wc -l <"$work/options")" -ge 25 ] || fail "the options of --help are not to be found"
while IFS= read -r option; do
    grep -qE "^\| .*\`([^\`]* )?$option[ \`]" "$readme" || fail "README's table lacks $option"
done <"$work/options"

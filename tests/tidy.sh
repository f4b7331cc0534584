#!/usr/bin/env bash
# The house rules that no compiler knows, as a test.
#   tidy.sh [ROOT]        check the tree (default: the one this script is in)
#   tidy.sh --self-check  check this script: one violation of each rule, each must be found
# One line for each finding, `file:line: rule`; status 1 when there is any. Only bash and awk.
set -euo pipefail
shopt -s inherit_errexit
export LC_ALL=C  # awk then counts bytes, and the rule on line length can tell columns from them

# The token rules look at code: comments and the insides of strings are taken out first.
rules=$(cat <<'AWK'
function finding(rule) { printf "%s:%d: %s\n", FILENAME, FNR, rule }

# MPI_ is found in `MPI_Send`, but not in `OMPI_x` or `CONCLAVE_MPI_x`.
function has(text, pattern) { return (" " text " ") ~ ("[^A-Za-z0-9_](" pattern ")") }

function close_file() {
    if (family && role == "" && lines > 200)
        printf "%s:%d: a file of a protocol folder has at most 200 lines\n", file, lines
    if (file ~ /^programs\/.*\.cpp$/ && lines > 200)
        printf "%s:%d: a program has at most 200 lines\n", file, lines
}

# Which folders a folder of lib/ may include from. Families (links, elections ...) share one row.
function may_include(from, to) {
    if (from == to || to == "core") return 1
    if (from == "core" || from == "net") return 0
    if (role ~ /^(properties|history|theory)$/)
        return to == "net" || to == "check" || !(to in layer)
    if (role != "") return 1
    if (family) return !(to in layer)
    if (from == "sim" || from == "council") return to == "net"
    if (from == "mpi" && to == "council") return 1
    if (from == "check" || from == "mpi") return to == "net" || !(to in layer)
    return 1
}

BEGIN { split("core net check sim council mpi app", names, " "); for (i in names) layer[names[i]] }

FNR == 1 {
    close_file()
    file = FILENAME
    depth = split(FILENAME, part, "/")
    top = part[1]
    folder = (top == "lib" && depth > 2) ? part[2] : ""
    family = folder != "" && !(folder in layer)
    # What lies with a family, but above its algorithms: its properties, what its histories tell, its
    # theory, its options, what shows and keeps it.
    roles = "_(properties|history|theory|picture|file|options)\\.[hc]pp$"
    role = (family && match(FILENAME, roles)) ? substr(FILENAME, RSTART + 1, RLENGTH - 5) : ""
    pure = family || folder ~ /^(core|net|check|sim|council)$/
    code_file = FILENAME ~ /\.[hc]pp$/
    exempt = FILENAME ~ /^tests\/compile_fail\//
}

{
    lines = FNR
    columns = $0
    gsub(/[\200-\277]/, "", columns)  # continuation bytes of UTF-8 take no column
    if (top != "scripts" && length(columns) > 100) finding("a line has at most 100 columns")
    if (has($0, "TO" "DO|FIX" "ME|XX" "X[^A-Za-z0-9_]")) finding("no notes to self: do it or drop it")
    if (!code_file || exempt) next

    code = $0
    include = code ~ /^[ \t]*#[ \t]*include/
    if (!include) {
        gsub(/'\\?"'/, "' '", code)
        gsub(/"([^"\\]|\\.)*"/, "\"\"", code)
    }
    sub(/\/\/.*/, "", code)
    if (code ~ /^[ \t]*\*/) next  # inside a block comment

    mpi_place = folder == "mpi" || FILENAME ~ /^tests\/(mpi|bench)\//
    if (!mpi_place && (has(code, "MPI_") || (include && code ~ /["<\/](mpi\.h|boost\/mpi)/)))
        finding("MPI only in lib/mpi, tests/mpi and tests/bench")
    # ENSURE's last words are the one thing that lib/core prints.
    if (folder == "core") sub(/fprintf\(stderr/, "", code)
    if (pure && (has(code, "steady_clock|system_clock|high_resolution_clock|random_device") ||
                 has(code, "std::j?thread|std::cout|std::cerr|printf|fprintf") ||
                 (include && code ~ /<(thread|iostream)>/)))
        finding("no clock, chance, thread or printing here: they come in as data")
    if (family && code ~ /unordered_/)
        finding("no unordered container in protocol code: its order differs between machines")
    # A crash in the middle of a handler is caught where handlers are called.
    if ((top == "programs" || (top == "lib" && folder != "app" && FILENAME != "lib/core/process.cpp")) &&
        has(code, "try[ \t]*[{]|try[ \t]*$|catch[ \t]*[(]"))
        finding("try and catch only in lib/app")
    if (top == "programs" && include && code ~ /"conclave\.hpp"|<conclave\.hpp>/)
        finding("our programs include what they use, not conclave.hpp")
    if (folder != "" && include && match(code, /"[a-z_]+\//)) {
        to = substr(code, RSTART + 1, RLENGTH - 2)
        if (!may_include(folder, to)) finding("lib/" folder " must not include from lib/" to)
    }
}

END { close_file() }
AWK
)

# Every property id of a box must occur in the name of a test.
properties=$(cat <<'AWK'
FNR == 1 { in_box = 0; in_name = 0 }

FILENAME ~ /^tests\// {
    if ($0 ~ /^[ \t]*((TYPED_)?TEST(_[FP])?|INSTANTIATE_[A-Z_]+)[ \t]*\(/) in_name = 1
    if (in_name) {
        n = split($0, word, /[^A-Za-z0-9]+/)
        for (i = 1; i <= n; ++i) tested[word[i]] = 1
        if ($0 ~ /[)]/) in_name = 0
    }
    next
}

# A field's name stands one space after the slashes, what belongs to it further in.
/^\/\/\/ [Pp]ropert(y|ies)[ :]/ { in_box = 1; sub(/^\/\/\/ [Pp]ropert(y|ies)[ :]+/, "/// ") ; own = 1 }
!/^\/\/\// { in_box = 0 }
in_box && !own && /^\/\/\/ [A-Za-z]/ { in_box = 0 }
in_box {
    own = 0
    sub(/^\/\/\/ */, "")
    if (match($0, /^[A-Z][A-Z]+[0-9]+/) && RLENGTH <= 8) {
        id = substr($0, 1, RLENGTH)
        if (!(id in place)) { order[++ids] = id; place[id] = FILENAME ":" FNR }
    }
}

END {
    for (i = 1; i <= ids; ++i)
        if (!(order[i] in tested))
            printf "%s: property %s occurs in no test name\n", place[order[i]], order[i]
}
AWK
)

# A source includes its own header before anything else, which shows that the header needs nothing.
own_header_first() {
    local source header first
    while IFS= read -r source; do
        header=${source%.cpp}.hpp
        [ -f "$header" ] || continue
        first=$(grep -nm1 '^#include' "$source" || true)
        [ "${first#*:}" = "#include \"${header#lib/}\"" ] ||
            echo "$source:${first%%:*}: a source includes its own header first"
    done < <(find lib -name '*.cpp' | sort)
}

# Prints the findings for the tree in the current folder.
findings() {
    local headers tests_cpp files
    mapfile -t headers < <(find lib -name '*.hpp' 2>/dev/null | sort)
    if [ ${#headers[@]} -eq 0 ]; then
        echo "lib:0: no headers found, so nothing was checked"
        return
    fi
    mapfile -t tests_cpp < <(find tests -name '*.cpp' 2>/dev/null | sort)
    mapfile -t files < <(find lib programs tests scripts -type f \
        \( -name '*.hpp' -o -name '*.cpp' -o -name '*.sh' -o -path 'scripts/*' \) \
        ! -path tests/tidy.sh 2>/dev/null | sort)
    awk "$rules" "${files[@]}"
    awk "$properties" "${headers[@]}" "${tests_cpp[@]}"
    own_header_first
}

self_check() {
    local tree long out failed=0 expected=0 place rule
    tree=$(mktemp -d)
    # shellcheck disable=SC2064  # the value of now: `tree` is local
    trap "rm -rf '$tree'" EXIT
    cd "$tree"
    mkdir -p lib/{core,net,links,elections,sim,council,mpi,app,check} programs tests/{links,mpi,compile_fail} scripts

    # Nothing at all is a finding, so that a wrong path cannot pass.
    out=$(findings)
    [ "$out" = "lib:0: no headers found, so nothing was checked" ] ||
        { echo "an empty tree passed"; failed=1; }

    # What is allowed.
    cat >lib/links/good.hpp <<'CPP'
/// Module       GoodLink: a test
/// Assumes      nothing; MPI_Send and printf in a comment are fine
/// Properties   GL1 Something  holds, measured in n²-n-1 steps of the literature, see § 3.4.5
///              GL2 Another    holds
/// Cost         ZZ9 is no property
#include "core/time.hpp"
#include "elections/election.hpp"
// a comment may say try { and catch ( and unordered_map; §§§§§§§§§§ §§§§§§§§§§ §§§§§§§§§§ §§§§§
auto text = "MPI_Send std::cout";
auto environment = OMPI_COMM + CONCLAVE_MPI_RANKS + retry;
CPP
    printf 'TEST_P(GoodLink,\n       GL1_Something) {}\nTEST(Good, KeepsGL_GL2_Another) {}\n' \
        >tests/links/good_test.cpp
    printf '#include <mpi.h>\nMPI_Comm c;\n' | tee lib/mpi/a.hpp >tests/mpi/a_test.cpp
    printf 'try {\n} catch (E) {\n}\n' >lib/app/a.cpp
    printf '#include <mpi.h>\n' >tests/compile_fail/mpi_in_core.cpp
    echo 'std::fprintf(stderr, "last words");' >lib/core/ensure.cpp
    printf '#include "core/a.hpp"\n#include "net/a.hpp"\n' | tee lib/sim/good.hpp >lib/council/good.hpp
    printf '#include "council/a.hpp"\n' >lib/mpi/good.hpp
    printf '#include "check/a.hpp"\n#include "net/a.hpp"\n' >lib/elections/good_properties.hpp
    printf '#include "app/a.hpp"\n' >lib/elections/good_picture.cpp
    out=$(findings)
    [ -z "$out" ] || { printf 'found in a clean tree:\n%s\n' "$out"; failed=1; }

    # What is not: file and line, and a word of the rule.
    long=$(printf '%0101d' 0)
    cat >lib/links/bad.hpp <<'CPP'
/// Module       BadLink: a test
/// Properties   BL1 Tested   holds
///              BL2 Forgotten  holds
std::unordered_map<int, int> m;
CPP
    echo 'TEST(BadLink, BL1_Tested_BL22) {}' >tests/links/bad_test.cpp
    echo '#include <mpi.h>' >lib/core/mpi_h.hpp
    echo 'int r = MPI_Init(0, 0);' >programs/mpi_call.cpp
    echo '#include <boost/mpi.hpp>' >lib/app/boost_mpi.cpp
    echo 'auto t = std::chrono::steady_clock::now();' >lib/core/clock.hpp
    echo 'auto t = std::chrono::system_clock::now();' >lib/net/clock.hpp
    echo 'std::random_device d;' >lib/sim/chance.hpp
    echo '#include <thread>' >lib/elections/thread_h.hpp
    echo 'std::thread t;' >lib/elections/thread.hpp
    echo 'std::cout << 1;' >lib/check/cout.cpp
    echo 'std::cerr << 1;' >lib/links/cerr.cpp
    echo 'std::printf("x");' >lib/links/print.cpp
    echo 'std::fprintf(stderr, "x");' >lib/net/print.cpp
    printf 'void f() {\n    try {\n' >lib/mpi/try.cpp
    echo '    } catch (int) {' >programs/catch.cpp
    echo "// $long" >lib/core/long.hpp
    echo "# $long" >tests/mpi/long.sh
    echo '// TO''DO: later' >tests/links/note_test.cpp
    echo '# FIX''ME' >scripts/note
    printf '\n%.0s' {1..201} | tee lib/elections/tall.cpp >programs/tall.cpp
    echo '#include <conclave.hpp>' >programs/umbrella.cpp
    echo '#include "sim/world.hpp"' >lib/elections/layer.hpp
    echo '#include "links/link.hpp"' >lib/sim/layer.hpp
    echo '#include "mpi/mail.hpp"' >lib/council/layer.hpp
    echo 'auto t = std::chrono::steady_clock::now();' >lib/council/clock.hpp
    : >lib/net/own.hpp
    printf '// own\n#include <map>\n#include "net/own.hpp"\n' >lib/net/own.cpp
    echo '#include "net/fault_plan.hpp"' >lib/core/layer.hpp
    echo '#include "app/terminal.hpp"' >lib/links/links_properties.hpp
    out=$(findings)
    while read -r place rule; do
        expected=$((expected + 1))
        grep -q "^$place: .*$rule" <<<"$out" || { echo "not found: $place $rule"; failed=1; }
    done <<'END'
lib/links/bad.hpp:3 BL2
lib/links/bad.hpp:4 unordered
lib/core/mpi_h.hpp:1 MPI
programs/mpi_call.cpp:1 MPI
lib/app/boost_mpi.cpp:1 MPI
lib/core/clock.hpp:1 clock
lib/net/clock.hpp:1 clock
lib/sim/chance.hpp:1 chance
lib/elections/thread_h.hpp:1 thread
lib/elections/thread.hpp:1 thread
lib/check/cout.cpp:1 printing
lib/links/cerr.cpp:1 printing
lib/links/print.cpp:1 printing
lib/net/print.cpp:1 printing
lib/mpi/try.cpp:2 catch
programs/catch.cpp:1 catch
lib/core/long.hpp:1 columns
tests/mpi/long.sh:1 columns
tests/links/note_test.cpp:1 notes
scripts/note:1 notes
lib/elections/tall.cpp:201 200 lines
programs/tall.cpp:201 a program has at most 200 lines
programs/umbrella.cpp:1 include what they use
lib/elections/layer.hpp:1 must not include
lib/sim/layer.hpp:1 must not include
lib/council/layer.hpp:1 must not include
lib/council/clock.hpp:1 clock
lib/net/own.cpp:2 own header first
lib/core/layer.hpp:1 must not include
lib/links/links_properties.hpp:1 must not include
END
    [ "$(wc -l <<<"$out")" -eq "$expected" ] || { printf 'more than expected:\n%s\n' "$out"; failed=1; }
    [ $failed -eq 0 ] && echo "self-check: all $expected violations found, none invented"
    return $failed
}

if [ "${1:-}" = --self-check ]; then
    self_check
    exit
fi

cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}"
found=$(findings)
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    exit 1
fi
echo "the house is tidy"

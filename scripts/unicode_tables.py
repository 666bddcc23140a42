#!/usr/bin/env python3
"""Writes src/base/unicode_tables.h from the Unicode data of the Python that runs it (must be version 14.0: Python 3.11).

The tables hold what the reference pipeline asks Python: letter, upper-case letter, digit, white space, lower case, and
the two properties that decide about the final sigma. Two stages: a page of 128 code points, shared where equal.
One more table gives Latin letters without their marks, for names that are written with and without them.
"""
import sys
import unicodedata

VERSION = "14.0.0"
LETTER, UPPER, DIGIT, SPACE, CASED, IGNORABLE = 1, 2, 4, 8, 16, 32
LATIN = [(0xC0, 0x250), (0x1E00, 0x1F00)]
# Letters that do not decompose into a base letter and a mark.
BASE = {
    "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŋ": "ng", "ə": "a",
    "ǝ": "a", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ɛ": "e", "ɔ": "o", "ɖ": "d", "ŀ": "l", "ĸ": "k", "ƴ": "y",
}


def ignorable(char):
    """Case-ignorable, seen from outside: between a cased letter and a final sigma it changes nothing."""
    return ("a" + char + "\u03a3").lower().endswith("\u03c2") and not (char + "\u03a3").lower().endswith("\u03c2")


def cased(char):
    return (char + "\u03a3").lower().endswith("\u03c2")


def base(char):
    """The lower-case letters under the marks of a Latin letter, at most two; empty for anything else."""
    low = BASE.get(char.lower()) or unicodedata.normalize("NFKD", BASE.get(char, char)).lower()
    letters = "".join(BASE.get(c, c) for c in low if not unicodedata.combining(c))
    return letters if letters.isascii() and letters.isalpha() and len(letters) <= 2 else ""


def main():
    if unicodedata.unidata_version != VERSION:
        sys.exit(f"needs Unicode {VERSION}, this Python has {unicodedata.unidata_version}")
    classes, lower, special = [], {}, {}
    for c in range(0x110000):
        char = chr(c)
        bits = 0
        if not 0xD800 <= c < 0xE000:
            category = unicodedata.category(char)
            bits = (LETTER * (category[0] == "L") | UPPER * (category == "Lu") | DIGIT * char.isdigit() | SPACE * char.isspace()
                    | CASED * cased(char) | IGNORABLE * ignorable(char))
            low = char.lower()
            if low != char:
                if len(low) == 1:
                    lower[c] = ord(low)
                else:
                    special[c] = low
        classes.append(bits)
    assert special == {0x130: "i\u0307"}, special
    pages, index = {}, []
    for p in range(0, 0x110000, 128):
        page = tuple(classes[p:p + 128])
        index.append(pages.setdefault(page, len(pages)))
    while index[-1] == index[-2]:
        index.pop()
    # runs of lower-casing: first, last, step, delta
    runs = []
    for c in sorted(lower):
        delta = lower[c] - c
        if runs and runs[-1][3] == delta:
            first, last, step, _ = runs[-1]
            gap = c - last
            if gap <= 2 and (step == 0 or gap == step):
                runs[-1] = (first, c, gap, delta)
                continue
        runs.append((c, c, 0, delta))
    print(f"/* Made by scripts/unicode_tables.py from Unicode {VERSION}. Do not edit. */")
    print(f"static const uint16_t class_index[{len(index)}] = {{" + ",".join(map(str, index)) + "};")
    print(f"static const uint8_t class_pages[{len(pages)}][128] = {{")
    for page in pages:
        print("{" + ",".join(map(str, page)) + "},")
    print("};")
    print("/* first, last, step, delta */")
    print(f"static const int32_t lower_runs[{len(runs)}][4] = {{")
    for first, last, step, delta in runs:
        print(f"{{{first},{last},{step or 1},{delta}}},")
    print("};")
    for name, (first, end) in zip(("latin_letters", "more_latin_letters"), LATIN):
        print(f"static const char {name}[{end - first}][2] = {{" + ",".join(f'"{base(chr(c))}"' for c in range(first, end)) + "};")


main()

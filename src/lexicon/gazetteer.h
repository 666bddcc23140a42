/* The gazetteer: where on earth is what, found by name. Part of the mapped lexicon.
 *
 *     name in the text ─► key ─► candidates, the most important first ─► places
 *
 * A key is what the spellings of one name have in common: letters without marks, lower case, no points,
 * apostrophes and hyphens, "St" for "Saint". Abbreviations ("US", "Ky.") have an exact key instead: as they
 * are written. Countries and regions of the tables are in it beside the towns and administrative units. */
#ifndef DM_GAZETTEER_H
#define DM_GAZETTEER_H

#include "base/pack.h"
#include "lexicon/codes.h"

/* What a place is. Up to TOWN as GeoNames has it, then the features of regions.tsv. */
#define DM_PLACE_FEATURES(X)                                                                                 \
    X(COUNTRY, "PCLI")                                                                                       \
    X(ADM1, "ADM1")                                                                                          \
    X(ADM2, "ADM2")                                                                                          \
    X(CAPITAL, "PPLC")                                                                                       \
    X(TOWN, "PPL")                                                                                           \
    X(CONTINENT, "continent")                                                                                \
    X(REGION, "region")                                                                                      \
    X(TERRITORY, "territory")                                                                                \
    X(ISLAND, "island")                                                                                      \
    X(PENINSULA, "peninsula")                                                                                \
    X(OCEAN, "ocean")                                                                                        \
    X(SEA, "sea")                                                                                            \
    X(GULF, "gulf")                                                                                          \
    X(STRAIT, "strait")                                                                                      \
    X(CANAL, "canal")                                                                                        \
    X(RIVER, "river")                                                                                        \
    X(LAKE, "lake")                                                                                          \
    X(RANGE, "range")                                                                                        \
    X(DESERT, "desert")

#define DM_NAME_FEATURE(id, text) DM_PLACE_##id,
typedef enum dm_place_feature { DM_PLACE_FEATURES(DM_NAME_FEATURE) DM_PLACE_KINDS } dm_place_feature;

/* How a wording names a place. */
typedef enum dm_name_role {
    DM_NAME_MAIN,
    DM_NAME_OTHER,        /* another language's or another time's name, a variant */
    DM_NAME_ABBREVIATION, /* "U.S.", "UAE": exact, good alone */
    DM_NAME_SHORT,        /* "Ky.", "Wayne" for Wayne County: only where the context says so */
    DM_NAME_ADJECTIVE,
    DM_NAME_PEOPLE,
    DM_NAME_ROLES
} dm_name_role;

/* Is the name also something else? */
enum { DM_COMMON_WORD = 1, DM_COMMON_FIRST_NAME = 2, DM_COMMON_SURNAME = 4 };

/* Twenty bytes, for there are many. */
typedef struct dm_gaz_place {
    uint32_t geonames_id; /* 0: unknown */
    float lat, lon;
    uint32_t name; /* spelling; above 24 bits the size: eight times the binary logarithm of the inhabitants */
    uint32_t in;   /* the place that it lies in, an earlier one; itself if none; above 24 bits feature and
                      DM_COMMON_* */
} dm_gaz_place;

static inline uint32_t dm_place_size(const dm_gaz_place *p) {
    return p->name >> 24;
}

static inline dm_place_feature dm_place_feature_of(const dm_gaz_place *p) {
    return (dm_place_feature)(p->in >> 24 & 31);
}

static inline unsigned dm_place_common(const dm_gaz_place *p) {
    return p->in >> 29;
}

/* A place under a name. */
typedef uint32_t dm_candidate;

static inline uint32_t dm_candidate_place(dm_candidate c) {
    return c & 0xFFFFFFu;
}

static inline dm_name_role dm_candidate_role(dm_candidate c) {
    return (dm_name_role)(c >> 24 & 7);
}

typedef struct dm_gazetteer {
    dm_strings spellings; /* the first n_keys are those that the keys are made from */
    const dm_gaz_place *places;
    const uint32_t *bucket;  /* first key with a hash that ends so; one more closes the list */
    const uint8_t *tag;      /* by key: the hash's first byte */
    const uint32_t *one;     /* by key: the candidate, or DM_GAZ_SEVERAL | where they begin in `several` */
    const uint32_t *several; /* lists of candidates; the last of a list has DM_GAZ_LAST */
    const dm_code3 *country; /* codes of the first places, which are the countries, sorted */
    uint32_t n_places, n_keys, n_several, n_countries, mask;
} dm_gazetteer;

enum { DM_GAZ_KEY = 80, DM_GAZ_WORDS = 6 };
#define DM_GAZ_SEVERAL 0x80000000u
#define DM_GAZ_LAST    0x80000000u

/* The key of a name, and the exact one; the number of its bytes, 0 if there is none. */
size_t dm_gazetteer_key(dm_str name, char out[DM_GAZ_KEY]);
size_t dm_gazetteer_exact_key(dm_str name, char out[DM_GAZ_KEY]);

/* The places under a key; 0 if there are none. */
uint32_t dm_gazetteer_find(const dm_gazetteer *g, dm_str key, const dm_candidate **out);
/* The place that is a country; DM_GAZ_NONE if there is none. */
uint32_t dm_gazetteer_country(const dm_gazetteer *g, dm_code3 code);
#define DM_GAZ_NONE UINT32_MAX

/* The place around a place that is a country (or ADM1, ADM2), perhaps itself; DM_GAZ_NONE if it lies in none.
 */
uint32_t dm_gazetteer_around(const dm_gazetteer *g, uint32_t place, dm_place_feature feature);
/* Does `inner` lie in `outer`, or is it the same? */
bool dm_gazetteer_within(const dm_gazetteer *g, uint32_t inner, uint32_t outer);
/* The code of the country that a place lies in, 0 if none. */
dm_code3 dm_gazetteer_country_of(const dm_gazetteer *g, uint32_t place);

static inline dm_str dm_gazetteer_name(const dm_gazetteer *g, uint32_t place) {
    return dm_strings_at(&g->spellings, g->places[place].name & 0xFFFFFFu);
}

const char *dm_place_feature_name(dm_place_feature f);

/* Great-circle distance in kilometres between two points in degrees. */
float dm_distance(float lat, float lon, float other_lat, float other_lon);

/* Sizes and numbers are checked. Fails with DM_EFORMAT. A lexicon without gazetteer has an empty one. */
dm_status dm_gazetteer_load(dm_gazetteer *out, const dm_pack *pack, dm_err *err);

/* ---- making one ---- */

typedef struct dm_gaz_row {
    dm_str name;
    dm_str names, abbreviations, shorts, adjectives, people; /* lists, apart by | */
    dm_code3 country;
    dm_str admin1, admin2; /* codes of the units */
    uint32_t geonames_id;
    double lat, lon, population;
    uint8_t feature, common;
} dm_gaz_row;

typedef struct dm_gaz_named {
    dm_str key, spelling;
    uint64_t hash;
    dm_candidate candidate;
    uint32_t rank; /* of the place: the greater the more important */
    uint32_t bucket;
} dm_gaz_named;

/* A place with what links it to others. */
typedef struct dm_gaz_made {
    dm_gaz_place place;
    dm_str name, unit; /* code of the unit that it is or lies in: "USA.KY.169" */
    dm_code3 country;
    dm_place_feature feature;
    unsigned common, size;
    uint32_t number; /* in the order in which they came */
} dm_gaz_made;

typedef struct dm_gazetteer_maker {
    dm_arena *arena;
    DM_VEC(dm_gaz_made) places;
    DM_VEC(dm_gaz_named) named;
} dm_gazetteer_maker;

/* Texts must stay. False if there are too many places. */
bool dm_gazetteer_add(dm_gazetteer_maker *m, const dm_gaz_row *row);
void dm_gazetteer_pack(dm_gazetteer_maker *m, dm_packer *out);

#endif

/* From tables to one mapped file. Every fault is reported with file, line and reason. */
#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "demarche.h"
#include "lexicon/format.h"
#include "lexicon/gazetteer.h"
#include "lexicon/lexicon.h"
#include "lexicon/perceptron.h"
#include "lexicon/place_model.h"
#include "lexicon/tsv.h"

enum { TABLES = 256, WEIGHTS_LIMIT = 64 << 20, TABLE_LIMIT = 256 << 20, DAY_OPEN = 99999999 };

/* A row's senses before they are grouped by wording. */
typedef struct worded {
    dm_str wording; /* lower-cased */
    dm_sense sense;
} worded;

/* The same for words of time expressions. */
typedef struct time_word {
    dm_str wording;
    dm_time_row row;
} time_word;

/* A row about a predicate before the rows are sorted by lemma. */
typedef struct frame_row {
    dm_frame_row row;
    uint32_t order;
} frame_row;

typedef struct membership {
    dm_text lemma;
    uint32_t class;
} membership;

typedef struct compiler {
    dm_arena arena;
    dm_packer out;
    dm_err *err;
    const dm_tsv *table; /* being read */
    uint32_t line;
    dm_text file;

    DM_VEC(dm_str) strings;
    uint32_t *slot, mask;

    DM_VEC(worded) worded;
    DM_VEC(time_word) time_words;
    DM_VEC(dm_place_row) places;
    DM_VEC(dm_type_row) types;
    DM_VEC(dm_mode_row) modes;
    DM_VEC(dm_frame_row) frames;
    DM_VEC(dm_operator_row) operators;
    DM_VEC(dm_cue_row) cues;
    DM_VEC(dm_outcome_row) outcomes;
    DM_VEC(dm_text) contexts;
    DM_VEC(dm_context_word) context_words; /* `lemma` is a text until they are written */
    DM_VEC(dm_condition_row) conditions;
    DM_VEC(dm_value) values;
    DM_VEC(dm_path) paths;
    DM_VEC(dm_text) classes;
    DM_VEC(membership) members;
    dm_gazetteer_maker gazetteer;
    DM_VEC(dm_str) designators;
    DM_VEC(uint32_t) designator_kinds;
    float place_weights[DM_PLACE_WEIGHTS];
    SHA2_CTX sha;

    /* where the rows of one's own tables begin, which add to those of a lexicon or stand in their place */
    bool own;
    uint32_t own_worded, own_time_words, own_frames, own_operators, own_cues;
} compiler;

#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

/* A fault of the row at hand. */
#define fault(c, ...)                                                                                        \
    dm_fail((c)->err, DM_EFORMAT, (c)->line, (c)->table->path, "see data/lexicon/README.md", __VA_ARGS__)

#define SHOW(s) (int)((s).n > 60 ? 60 : (s).n), (s).p

/* ---- strings ---- */

static dm_text intern(compiler *c, dm_str s) {
    uint32_t at;
    if (2 * c->strings.n >= c->mask) {
        uint32_t size = c->mask ? 2 * (c->mask + 1) : 1 << 16;
        c->slot = dm_arena_zero(&c->arena, size, sizeof *c->slot);
        c->mask = size - 1;
        for (uint32_t i = 0; i < c->strings.n; i++) {
            at = (uint32_t)dm_hash_str(c->strings.at[i]) & c->mask;
            while (c->slot[at]) at = (at + 1) & c->mask;
            c->slot[at] = i + 1;
        }
    }
    for (at = (uint32_t)dm_hash_str(s) & c->mask; c->slot[at]; at = (at + 1) & c->mask)
        if (dm_str_eq(c->strings.at[c->slot[at] - 1], s)) return c->slot[at] - 1;
    dm_vec_push(&c->arena, &c->strings, s);
    c->slot[at] = c->strings.n;
    return c->strings.n - 1;
}

/* Lower-cased, runs of blanks as one. */
static dm_str normal_wording(compiler *c, dm_str s) {
    char *low = dm_arena_take(&c->arena, 3 * s.n + 2);
    size_t n = dm_utf8_lower(s.p, s.n, low), o = 0;
    for (size_t i = 0; i < n; i++)
        if (low[i] != ' ' || (o && low[o - 1] != ' ')) low[o++] = low[i];
    return (dm_str){low, o};
}

/* ---- cells ---- */

static dm_str cell(const compiler *c, uint32_t row, const char *column) {
    return dm_tsv_at(c->table, row, dm_tsv_column(c->table, column));
}

static dm_status need_columns(compiler *c, const char *names) {
    for (const char *p = names; *p;) {
        char name[32];
        size_t n = strcspn(p, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, p);
        if (dm_tsv_column(c->table, name) < 0) return fault(c, "there is no column \"%s\"", name);
        p += n + (p[n] == ' ');
    }
    for (uint32_t i = 0; i < c->table->n_columns; i++) {
        const char *at = NULL;
        dm_str column = c->table->column[i];
        for (const char *p = names; *p; p += strcspn(p, " ") + (p[strcspn(p, " ")] == ' '))
            if (strcspn(p, " ") == column.n && memcmp(p, column.p, column.n) == 0) at = p;
        if (!at) return fault(c, "there is no such column as \"%.*s\"", SHOW(column));
    }
    return DM_OK;
}

static dm_status country_cell(compiler *c, dm_str s, dm_code3 *out) {
    *out = 0;
    if (s.n == 0) return DM_OK;
    *out = dm_code_of(s);
    return dm_is_country(*out) ? DM_OK : fault(c, "\"%.*s\" is no country's code", SHOW(s));
}

static dm_status sector_cells(compiler *c, uint32_t row, dm_sense *sense) {
    dm_str s = cell(c, row, "sector"), v;
    size_t at = 0;
    int n = 0;
    if (s.n) {
        sense->sector = dm_code_of(s);
        if (!dm_is_sector(sense->sector)) return fault(c, "\"%.*s\" is no sector", SHOW(s));
    }
    if (dm_tsv_column(c->table, "other_sectors") < 0) return DM_OK;
    while (dm_tsv_value(cell(c, row, "other_sectors"), '|', &at, &v)) {
        if (!dm_is_sector(dm_code_of(v))) return fault(c, "\"%.*s\" is no sector", SHOW(v));
        if (n == 2) return fault(c, "there is room for two other sectors");
        sense->other[n++] = dm_code_of(v);
    }
    return DM_OK;
}

static dm_status number_cell(compiler *c, dm_str s, double *out) {
    char text[40], *end;
    if (s.n == 0 || s.n >= sizeof text) return fault(c, "\"%.*s\" is no number", SHOW(s));
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    *out = strtod(text, &end);
    return *end || !isfinite(*out) ? fault(c, "\"%s\" is no number", text) : DM_OK;
}

/* YYYY, YYYY-MM or YYYY-MM-DD as the first or last day that it covers. */
static dm_status day_cell(compiler *c, dm_str s, bool last, uint32_t *out) {
    unsigned y, m = last ? 12 : 1, d = last ? 31 : 1;
    char text[16], rest;
    *out = last ? DAY_OPEN : 0;
    if (s.n == 0) return DM_OK;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    int n = s.n == 4    ? sscanf(text, "%4u%c", &y, &rest)
            : s.n == 7  ? sscanf(text, "%4u-%2u%c", &y, &m, &rest)
            : s.n == 10 ? sscanf(text, "%4u-%2u-%2u%c", &y, &m, &d, &rest)
                        : 0;
    if (n != (s.n == 4 ? 1 : s.n == 7 ? 2 : 3) || m < 1 || m > 12 || d < 1 || d > 31)
        return fault(c, "\"%.*s\" is no date", SHOW(s));
    *out = y * 10000 + m * 100 + d;
    return DM_OK;
}

/* ---- names ---- */

static bool short_capitals(dm_str s) {
    size_t letters = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            letters++;
        else if (s.p[i] != '.')
            return false;
    }
    return letters >= 1 && letters <= 4;
}

static dm_status add_wording(compiler *c, dm_str written, dm_sense sense) {
    sense.written = intern(c, written);
    sense.origin = (dm_origin){c->file, c->line};
    size_t bytes;
    if (written.n == 0) return DM_OK;
    if (short_capitals(written)) sense.flags |= DM_SENSE_EXACT;
    if (dm_unicode_class(dm_utf8_at(written.p, &bytes)) & DM_UC_UPPER) sense.flags |= DM_SENSE_CAPITALIZED;
    dm_vec_push(&c->arena, &c->worded, ((worded){normal_wording(c, written), sense}));
    return DM_OK;
}

static dm_status add_wordings(compiler *c, dm_str list, dm_sense sense) {
    size_t at = 0;
    dm_str v;
    while (dm_tsv_value(list, '|', &at, &v)) check(add_wording(c, v, sense));
    return DM_OK;
}

static bool in_list(dm_str list, dm_str wanted) {
    size_t at = 0;
    dm_str v;
    while (dm_tsv_value(list, '|', &at, &v))
        if (dm_str_eq(v, wanted)) return true;
    return false;
}

static dm_status point_cells(compiler *c, uint32_t row, double *lat, double *lon, double *id) {
    *id = 0;
    check(number_cell(c, cell(c, row, "lat"), lat));
    check(number_cell(c, cell(c, row, "lon"), lon));
    if (cell(c, row, "geonames_id").n) check(number_cell(c, cell(c, row, "geonames_id"), id));
    if (fabs(*lat) > 90 || fabs(*lon) > 180 || *id < 0 || *id > UINT32_MAX)
        return fault(c, "the coordinates are not on this planet");
    return DM_OK;
}

static dm_status add_to_gazetteer(compiler *c, const dm_gaz_row *row) {
    return dm_gazetteer_add(&c->gazetteer, row) ? DM_OK
                                                : fault(c, "the gazetteer has no room for more places");
}

/* The names of a list that are abbreviations, or those that are none. */
static dm_str names_of_kind(compiler *c, dm_str list, bool abbreviations) {
    char *out = dm_arena_take(&c->arena, list.n + 1);
    size_t n = 0, at = 0;
    dm_str v;
    while (dm_tsv_value(list, '|', &at, &v)) {
        if (short_capitals(v) != abbreviations) continue;
        if (n) out[n++] = '|';
        memcpy(out + n, v.p, v.n);
        n += v.n;
    }
    return (dm_str){out, n};
}

/* A country or region of the tables, as a place. */
static dm_status place_cells(compiler *c, uint32_t row, dm_place_row place, dm_place_feature feature,
                             int32_t *out) {
    double lat, lon, id;
    *out = -1;
    if (cell(c, row, "lat").n == 0) return DM_OK;
    check(point_cells(c, row, &lat, &lon, &id));
    dm_gaz_row g = {.name = cell(c, row, "name"),
                    .names = names_of_kind(c, cell(c, row, "names"), false),
                    .abbreviations = names_of_kind(c, cell(c, row, "names"), true),
                    .adjectives = cell(c, row, "adjectives"),
                    .country = place.country,
                    .geonames_id = (uint32_t)id,
                    .lat = lat,
                    .lon = lon,
                    .feature = (uint8_t)feature};
    if (feature == DM_PLACE_COUNTRY) g.people = cell(c, row, "demonyms");
    check(add_to_gazetteer(c, &g));
    place.lat = (float)lat;
    place.lon = (float)lon;
    place.geonames_id = (uint32_t)id;
    *out = (int32_t)c->places.n;
    dm_vec_push(&c->arena, &c->places, place);
    return DM_OK;
}

static dm_status read_countries(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_COUNTRY};
    dm_code3 sovereign;
    check(country_cell(c, cell(c, row, "code"), &s.country));
    check(country_cell(c, cell(c, row, "sovereign"), &sovereign));
    if (!s.country) return fault(c, "the row has no code");
    dm_place_row place = {.name = intern(c, cell(c, row, "name")),
                          .feature = intern(c, DM_STR("country")),
                          .country = s.country};
    check(place_cells(c, row, place, DM_PLACE_COUNTRY, &s.place));
    if (sovereign) s.country = sovereign;
    s.name = place.name;
    check(add_wording(c, cell(c, row, "name"), s));
    check(add_wordings(c, cell(c, row, "names"), s));
    s.kind = DM_SENSE_ADJECTIVE;
    check(add_wordings(c, cell(c, row, "adjectives"), s));
    size_t at = 0;
    dm_str v, adjectives = cell(c, row, "adjectives");
    while (dm_tsv_value(cell(c, row, "demonyms"), '|', &at, &v)) {
        bool plural = dm_str_ends(v, DM_STR("s")) && !dm_str_ends(v, DM_STR("ss"));
        plural = plural || dm_str_ends(v, DM_STR("men")) || dm_str_ends(v, DM_STR("women"));
        if (plural || in_list(adjectives, v)) {
            s.kind = DM_SENSE_DEMONYMS;
            check(add_wording(c, v, s));
        }
        if (!plural) {
            s.kind = DM_SENSE_DEMONYM;
            check(add_wording(c, v, s));
        }
    }
    s.kind = DM_SENSE_CAPITAL;
    s.place = -1;
    return add_wordings(c, cell(c, row, "capitals"), s);
}

static dm_status read_metonyms(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_METONYM,
                  .place = -1,
                  .name = intern(c, cell(c, row, "name")),
                  .office = intern(c, cell(c, row, "institution"))};
    check(country_cell(c, cell(c, row, "country"), &s.country));
    check(sector_cells(c, row, &s));
    return add_wording(c, cell(c, row, "name"), s);
}

static dm_status read_organizations(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_ORG,
                  .place = -1,
                  .name = intern(c, cell(c, row, "name")),
                  .office = intern(c, cell(c, row, "members"))};
    dm_str v;
    size_t at = 0;
    check(country_cell(c, cell(c, row, "country"), &s.country));
    check(sector_cells(c, row, &s));
    while (dm_tsv_value(cell(c, row, "members"), '|', &at, &v))
        if (!dm_is_country(dm_code_of(v)))
            return fault(c, "the member \"%.*s\" is no country's code", SHOW(v));
    check(add_wording(c, cell(c, row, "name"), s));
    return add_wordings(c, cell(c, row, "names"), s);
}

static dm_status read_groups(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_GROUP, .place = -1, .name = intern(c, cell(c, row, "name"))};
    check(country_cell(c, cell(c, row, "country"), &s.country));
    check(sector_cells(c, row, &s));
    check(day_cell(c, cell(c, row, "from"), false, &s.from));
    check(day_cell(c, cell(c, row, "to"), true, &s.to));
    check(add_wording(c, cell(c, row, "name"), s));
    return add_wordings(c, cell(c, row, "names"), s);
}

static dm_status read_bodies(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_BODY, .place = -1, .name = intern(c, cell(c, row, "body"))};
    check(sector_cells(c, row, &s));
    check(add_wording(c, cell(c, row, "body"), s));
    return add_wordings(c, cell(c, row, "names"), s);
}

/* The regular English plural of the head noun of a phrase: of the word before " of " or "-in-", else of the
 * last one. */
static dm_str plural_of(compiler *c, dm_str s) {
    size_t end = s.n;
    for (size_t i = 0; i + 4 <= s.n; i++)
        if (memcmp(s.p + i, " of ", 4) == 0 || memcmp(s.p + i, "-in-", 4) == 0 ||
            memcmp(s.p + i, " for ", i + 5 <= s.n ? 5 : 4) == 0) {
            end = i;
            break;
        }
    dm_str head = dm_str_sub(s, 0, end), rest = dm_str_sub(s, end, s.n);
    const char *tail = "s";
    size_t cut = 0;
    if (dm_str_ends(head, DM_STR("man")))
        cut = 2, tail = "en";
    else if (dm_str_ends(head, DM_STR("person")))
        cut = 6, tail = "people";
    else if (dm_str_ends(head, DM_STR("ch")) || dm_str_ends(head, DM_STR("sh")) ||
             dm_str_ends(head, DM_STR("s")) || dm_str_ends(head, DM_STR("x")))
        tail = "es";
    else if (head.n > 1 && head.p[head.n - 1] == 'y' && !strchr("aeiou", head.p[head.n - 2]))
        cut = 1, tail = "ies";
    char *p = dm_arena_take(&c->arena, s.n + 8);
    size_t n = head.n - cut;
    memcpy(p, head.p, n);
    memcpy(p + n, tail, strlen(tail));
    n += strlen(tail);
    memcpy(p + n, rest.p, rest.n);
    return (dm_str){p, n + rest.n};
}

static dm_status read_roles(compiler *c, uint32_t row) {
    dm_str role = cell(c, row, "role"), plural = cell(c, row, "plural"), kind = cell(c, row, "kind"),
           acts = cell(c, row, "acts_for"), relevant = cell(c, row, "relevant");
    dm_sense s = {.kind = DM_SENSE_ROLE, .place = -1, .name = intern(c, role)};
    check(sector_cells(c, row, &s));
    bool group = dm_str_is(kind, "group");
    if (!group && !dm_str_is(kind, "person"))
        return fault(c, "kind is person or group, not \"%.*s\"", SHOW(kind));
    if (dm_str_is(acts, "state"))
        s.flags |= DM_SENSE_FOR_STATE;
    else if (dm_str_is(acts, "body"))
        s.flags |= DM_SENSE_FOR_BODY;
    else if (acts.n)
        return fault(c, "acts_for is state, body or empty, not \"%.*s\"", SHOW(acts));
    if (dm_str_is(relevant, "no"))
        s.flags |= DM_SENSE_IRRELEVANT;
    else if (relevant.n && !dm_str_is(relevant, "yes"))
        return fault(c, "relevant is no or empty, not \"%.*s\"", SHOW(relevant));
    if (group) s.kind = DM_SENSE_ROLES;
    check(add_wording(c, role, s));
    if (group && !plural.n) return DM_OK;
    s.kind = DM_SENSE_ROLES;
    s.flags |= DM_SENSE_GROUP_OF;
    return plural.n ? add_wordings(c, plural, s) : add_wording(c, plural_of(c, role), s);
}

static dm_status read_offices(compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_PERSON,
                  .place = -1,
                  .name = intern(c, cell(c, row, "name")),
                  .office = intern(c, cell(c, row, "office")),
                  .organization = intern(c, cell(c, row, "organization"))};
    check(country_cell(c, cell(c, row, "country"), &s.country));
    check(sector_cells(c, row, &s));
    check(day_cell(c, cell(c, row, "from"), false, &s.from));
    check(day_cell(c, cell(c, row, "to"), true, &s.to));
    if (s.from > s.to) return fault(c, "the term ends before it begins");
    check(add_wording(c, cell(c, row, "name"), s));
    return add_wordings(c, cell(c, row, "names"), s);
}

static dm_status read_name_words(compiler *c, uint32_t row) {
    static const struct {
        const char *class;
        dm_sense_kind kind;
    } classes[] = {
        {"first", DM_SENSE_FIRST_NAME}, {"title", DM_SENSE_TITLE}, {"organization", DM_SENSE_NAME_WORD}};
    dm_str class = cell(c, row, "class"), gender = cell(c, row, "gender");
    dm_sense s = {.kind = DM_SENSE_KINDS, .place = -1};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (dm_str_is(class, classes[i].class)) s.kind = classes[i].kind;
    if (s.kind == DM_SENSE_KINDS) return fault(c, "\"%.*s\" is no class of words of names", SHOW(class));
    if (dm_str_is(gender, "m"))
        s.flags |= DM_SENSE_MALE;
    else if (dm_str_is(gender, "f"))
        s.flags |= DM_SENSE_FEMALE;
    else if (gender.n)
        return fault(c, "gender is m, f or empty, not \"%.*s\"", SHOW(gender));
    check(sector_cells(c, row, &s));
    return add_wordings(c, cell(c, row, "words"), s);
}

static dm_status feature_cell(compiler *c, dm_str s, dm_place_feature *out) {
    for (int f = 0; f < DM_PLACE_KINDS; f++)
        if (dm_str_is(s, dm_place_feature_name((dm_place_feature)f))) {
            *out = (dm_place_feature)f;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no feature", SHOW(s));
}

static dm_status read_regions(compiler *c, uint32_t row) {
    dm_place_feature feature;
    dm_sense s = {.kind = DM_SENSE_REGION,
                  .name = intern(c, cell(c, row, "name")),
                  .office = intern(c, cell(c, row, "feature"))};
    check(country_cell(c, cell(c, row, "country"), &s.country));
    check(sector_cells(c, row, &s));
    check(feature_cell(c, cell(c, row, "feature"), &feature));
    dm_place_row place = {.name = s.name, .feature = s.office, .country = s.country};
    check(place_cells(c, row, place, feature, &s.place));
    if (feature >= DM_PLACE_OCEAN) s.country = 0; /* nobody speaks for a river */
    check(add_wording(c, cell(c, row, "name"), s));
    check(add_wordings(c, cell(c, row, "names"), s));
    s.kind = DM_SENSE_REGION_ADJECTIVE;
    return add_wordings(c, cell(c, row, "adjectives"), s);
}

static dm_status read_gazetteer(compiler *c, uint32_t row) {
    static const struct {
        char letter;
        uint8_t bit;
    } marks[] = {{'w', DM_COMMON_WORD}, {'f', DM_COMMON_FIRST_NAME}, {'s', DM_COMMON_SURNAME}};
    double id;
    dm_place_feature feature;
    dm_str common = cell(c, row, "common");
    dm_gaz_row g = {.name = cell(c, row, "name"),
                    .names = cell(c, row, "names"),
                    .shorts = cell(c, row, "short"),
                    .adjectives = cell(c, row, "adjectives"),
                    .admin1 = cell(c, row, "admin1"),
                    .admin2 = cell(c, row, "admin2")};
    check(country_cell(c, cell(c, row, "country"), &g.country));
    check(feature_cell(c, cell(c, row, "feature"), &feature));
    check(number_cell(c, cell(c, row, "population"), &g.population));
    check(point_cells(c, row, &g.lat, &g.lon, &id));
    if (g.population < 0) return fault(c, "there are no fewer inhabitants than none");
    g.geonames_id = (uint32_t)id;
    g.feature = (uint8_t)feature;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (memchr(common.p, marks[i].letter, common.n)) g.common |= marks[i].bit;
    return add_to_gazetteer(c, &g);
}

/* ---- times ---- */

/* The number of a name in a list, or an error. */
static dm_status name_cell(compiler *c, dm_str s, const char *const *names, size_t n, const char *what,
                           uint32_t *out) {
    for (*out = 0; *out < n; (*out)++)
        if (dm_str_is(s, names[*out])) return DM_OK;
    return fault(c, "\"%.*s\" is no %s", SHOW(s), what);
}

static bool number_of(dm_str s, int32_t *out) {
    char text[12], rest;
    if (s.n == 0 || s.n >= sizeof text) return false;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    return sscanf(text, "%11d%c", out, &rest) == 1;
}

/* What the column value of a feast says: README.md has the forms. */
static dm_status holiday_cell(compiler *c, dm_str s, dm_holiday_rule *out) {
    static const char *const nth[] = {"1st", "2nd", "3rd", "4th", "last"};
    char text[24], ordinal[8], rest;
    int y = 0, m = 0, d = 0, offset = 0, weekday = 0;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    *out = (dm_holiday_rule){.known = 1};
    if (sscanf(text, "easter%d%c", &offset, &rest) == 1) {
        out->easter = 1;
    } else if (sscanf(text, "%4d-%2d-%2d%c", &y, &m, &d, &rest) == 3 && s.n == 10) {
    } else if (sscanf(text, "%2d-%2d%c", &m, &d, &rest) == 2) {
        y = 0;
    } else {
        y = d = 0;
        int n = sscanf(text, "%2d-%7[a-z0-9]-%1d%d%c", &m, ordinal, &weekday, &offset, &rest);
        uint32_t k;
        if (n != 3 && n != 4) return fault(c, "\"%.*s\" is no rule for a feast", SHOW(s));
        check(name_cell(c, dm_str_of(ordinal), nth, 5, "place in a month", &k));
        out->nth = (int16_t)(k == 4 ? -1 : (int)k + 1);
        if (weekday < 1 || weekday > 7) return fault(c, "weekdays are 1 to 7");
    }
    if (!out->easter && (m < 1 || m > 12 || d > 31 || (d < 1 && !weekday)))
        return fault(c, "\"%.*s\" is no day of a year", SHOW(s));
    out->year = (int16_t)y;
    out->month = (int16_t)m;
    out->day = (int16_t)d;
    out->weekday = (int16_t)weekday;
    out->offset = (int16_t)offset;
    return DM_OK;
}

/* The number that a class of words carries in its column value. */
static dm_status time_value(compiler *c, dm_str value, dm_time_row *row) {
    static const char *const units[] = {"TS", "TM", "TH", "D", "WE", "W", "2W",
                                        "M",  "Q",  "H",  "Y", "E",  "C", "P"};
    static const char *const relations[] = {"",       "last", "past",      "this",     "next",   "coming",
                                            "latest", "same", "following", "previous", "recent", "year_ago"};
    static const char *const directions[] = {"", "ago", "earlier", "later", "hence"};
    static const char *const seasons[] = {"SP", "SU", "FA", "WI"};
    static const char *const references[] = {"PRESENT_REF", "PAST_REF", "FUTURE_REF"};
    uint32_t k = 0;
    switch (row->class) {
    case DM_TW_UNIT:
    case DM_TW_UNITS: check(name_cell(c, value, units, DM_UNITS, "unit", &k)); break;
    case DM_TW_RELATIVE: check(name_cell(c, value, relations, DM_RELATIONS, "relation", &k)); break;
    case DM_TW_DIRECTION: check(name_cell(c, value, directions, DM_DIRECTIONS, "direction", &k)); break;
    case DM_TW_SEASON:
        check(name_cell(c, value, seasons, 4, "season", &k));
        k++;
        break;
    case DM_TW_REFERENCE: check(name_cell(c, value, references, 3, "reference", &k)); break;
    case DM_TW_HOLIDAY: check(holiday_cell(c, value, &row->rule)); break;
    case DM_TW_CLOCK: {
        char text[8], rest;
        int h, m;
        snprintf(text, sizeof text, "%.*s", (int)(value.n > 7 ? 7 : value.n), value.p);
        if (sscanf(text, "%2d:%2d%c", &h, &m, &rest) != 2 || h > 24 || m > 59)
            return fault(c, "\"%.*s\" is no time of day", SHOW(value));
        k = (uint32_t)(60 * h + m);
        break;
    }
    case DM_TW_DAY: {
        size_t cut = 0;
        while (cut < value.n && value.p[cut] != ' ') cut++;
        if (!number_of(dm_str_sub(value, 0, cut), &row->n))
            return fault(c, "\"%.*s\" is no number of days", SHOW(value));
        row->value = intern(c, dm_str_sub(value, cut < value.n ? cut + 1 : cut, value.n));
        return DM_OK;
    }
    case DM_TW_MONTH:
    case DM_TW_WEEKDAY:
    case DM_TW_NUMBER:
    case DM_TW_SCALE:
    case DM_TW_VAGUE:
    case DM_TW_ORDINAL:
    case DM_TW_TENS:
    case DM_TW_MERIDIEM:
        if (!number_of(value, &row->n)) return fault(c, "\"%.*s\" is no number", SHOW(value));
        if ((row->class == DM_TW_MONTH && (row->n < 1 || row->n > 12)) ||
            (row->class == DM_TW_WEEKDAY && (row->n < 1 || row->n > 7)))
            return fault(c, "there is no such month or weekday");
        return DM_OK;
    default: break;
    }
    row->n = (int32_t)k;
    row->value = intern(c, value);
    return DM_OK;
}

static dm_status read_times(compiler *c, uint32_t row) {
    static const char *const classes[] = {
        "month",     "weekday", "season",   "part",      "clock",    "unit",   "units",
        "number",    "scale",   "vague",    "ordinal",   "tens",     "day",    "relative",
        "phase",     "edge",    "approx",   "direction", "each",     "filler", "fiscal",
        "reference", "set",     "duration", "holiday",   "meridiem", "zone",   "name"};
    static const char *const flags[] = {"capital", "weak",   "noun", "adjective",
                                        "adverb",  "future", "open", "plural"};
    dm_time_row t = {.example = intern(c, cell(c, row, "example")),
                     .codes = intern(c, cell(c, row, "codes"))};
    dm_str v;
    size_t at = 0;
    uint32_t k;
    check(name_cell(c, cell(c, row, "class"), classes, DM_TW_CLASSES, "class", &t.class));
    while (dm_tsv_value(cell(c, row, "flags"), '|', &at, &v)) {
        check(name_cell(c, v, flags, sizeof flags / sizeof *flags, "flag", &k));
        t.flags |= 1u << k;
    }
    check(time_value(c, cell(c, row, "value"), &t));
    t.origin = (dm_origin){c->file, c->line};
    at = 0;
    while (dm_tsv_value(cell(c, row, "words"), '|', &at, &v))
        dm_vec_push(&c->arena, &c->time_words, ((time_word){normal_wording(c, v), t}));
    return DM_OK;
}

static dm_status read_designators(compiler *c, uint32_t row) {
    static const char *const kinds[] = {"street", "way", "form", "site", "unit", "body", "title"};
    dm_str word = cell(c, row, "word"), kind = cell(c, row, "kind"), before = cell(c, row, "before");
    uint32_t bit = 1, at = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds && !dm_str_is(kind, kinds[k]); k++) bit <<= 1;
    if (bit > DM_DESIGNATES_TITLE) return fault(c, "\"%.*s\" is no kind of designator", SHOW(kind));
    if (before.n && !dm_str_is(before, "yes")) return fault(c, "before is yes or empty");
    if (!word.n) return fault(c, "there is no word");
    if (before.n) bit <<= DM_DESIGNATES_BEFORE;
    while (at < c->designators.n && !dm_str_eq(c->designators.at[at], word)) at++;
    if (at == c->designators.n) {
        dm_vec_push(&c->arena, &c->designators, word);
        dm_vec_push(&c->arena, &c->designator_kinds, 0);
    }
    if (c->designator_kinds.at[at] & bit && !c->own)
        return fault(c, "\"%.*s\" stands here twice", SHOW(word));
    c->designator_kinds.at[at] |= bit;
    return DM_OK;
}

static dm_status read_places(compiler *c, uint32_t row) {
#define DM_TRAIT_TEXT(name) #name,
    static const char *const name_traits[] = {DM_NAME_TRAITS(DM_TRAIT_TEXT)}, *const choice_traits[] = {
                                                                                  DM_CHOICE_TRAITS(
                                                                                      DM_TRAIT_TEXT)};
#undef DM_TRAIT_TEXT
    static const struct {
        const char *model, *const *traits;
        uint32_t n, first;
    } models[] = {{"name", name_traits, DM_NAME_TRAIT_COUNT, DM_WEIGHTS_NAME},
                  {"choice", choice_traits, DM_CHOICE_TRAIT_COUNT, DM_WEIGHTS_CHOICE},
                  {"again", choice_traits, DM_CHOICE_TRAIT_COUNT, DM_WEIGHTS_AGAIN}};
    dm_str model = cell(c, row, "model"), trait = cell(c, row, "trait");
    double weight;
    check(number_cell(c, cell(c, row, "weight"), &weight));
    if (fabs(weight) > DM_MOST_PLACE_WEIGHT)
        return fault(c, "a weight lies between -%d and %d", DM_MOST_PLACE_WEIGHT, DM_MOST_PLACE_WEIGHT);
    for (size_t m = 0; m < sizeof models / sizeof *models; m++)
        for (uint32_t t = 0; dm_str_is(model, models[m].model) && t < models[m].n; t++)
            if (dm_str_is(trait, models[m].traits[t])) {
                c->place_weights[models[m].first + t] = (float)weight;
                return DM_OK;
            }
    return fault(c, "the models of places have no trait \"%.*s\" \"%.*s\"", SHOW(model), SHOW(trait));
}

/* ---- types ---- */

static dm_status read_types(compiler *c, uint32_t row) {
    static const char *const fixed[] = {"AGREE",    "CONSULT",  "SUPPORT", "CONCEDE", "COOPERATE", "AID",
                                        "RETREAT",  "REQUEST",  "ACCUSE",  "REJECT",  "THREATEN",  "PROTEST",
                                        "SANCTION", "MOBILIZE", "COERCE",  "ASSAULT"};
    double quad, score;
    dm_str name = cell(c, row, "type"), v;
    size_t at = 0;
    check(number_cell(c, cell(c, row, "quad"), &quad));
    check(number_cell(c, cell(c, row, "score"), &score));
    dm_type_row t = {.name = intern(c, name), .quad = (uint32_t)quad, .tenths = (int32_t)lround(10 * score)};
    while (dm_tsv_value(cell(c, row, "flags"), '|', &at, &v)) {
        if (dm_str_is(v, "reciprocal"))
            t.flags |= DM_TYPE_RECIPROCAL;
        else if (dm_str_is(v, "needs_recipient"))
            t.flags |= DM_TYPE_NEEDS_RECIPIENT;
        else if (dm_str_is(v, "announces"))
            t.flags |= DM_TYPE_ANNOUNCES;
        else
            return fault(c, "there is no flag \"%.*s\"", SHOW(v));
    }
    if (quad < 1 || quad > 4) return fault(c, "quad is 1 to 4");
    if (c->types.n < sizeof fixed / sizeof *fixed && !dm_str_is(name, fixed[c->types.n]))
        return fault(c, "here must stand %s: the sixteen types of PLOVER keep their order",
                     fixed[c->types.n]);
    for (uint32_t i = 0; i < c->types.n; i++)
        if (c->types.at[i].name == t.name) return fault(c, "the type stands here twice");
    dm_vec_push(&c->arena, &c->types, t);
    return DM_OK;
}

static dm_status type_cell(compiler *c, dm_str s, uint32_t *out) {
    *out = DM_EV_NONE;
    if (s.n == 0 || dm_str_is(s, "-")) return DM_OK;
    for (uint32_t i = 0; i < c->types.n; i++)
        if (dm_str_eq(c->strings.at[c->types.at[i].name], s)) {
            *out = i + 1;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no event type", SHOW(s));
}

static dm_status read_modes(compiler *c, uint32_t row) {
    dm_mode_row m = {.name = intern(c, cell(c, row, "mode"))};
    double score = 0;
    check(type_cell(c, cell(c, row, "type"), &m.type));
    if (!m.type || !cell(c, row, "mode").n) return fault(c, "a mode has a type and a name");
    m.has_score = cell(c, row, "score").n > 0;
    if (m.has_score) check(number_cell(c, cell(c, row, "score"), &score));
    m.tenths = (int32_t)lround(10 * score);
    dm_vec_push(&c->arena, &c->modes, m);
    return DM_OK;
}

static dm_status mode_cell(compiler *c, uint32_t type, dm_str s, dm_text *out) {
    *out = intern(c, s);
    if (s.n == 0) return DM_OK;
    for (uint32_t i = 0; i < c->modes.n; i++)
        if (c->modes.at[i].type == type && c->modes.at[i].name == *out) return DM_OK;
    return fault(c, "\"%.*s\" is no mode of that type", SHOW(s));
}

static dm_status read_contexts(compiler *c, uint32_t row) {
    dm_text name = intern(c, cell(c, row, "context"));
    uint32_t context = 0;
    double weight;
    size_t at = 0;
    dm_str v;
    check(number_cell(c, cell(c, row, "weight"), &weight));
    if (!name || weight < 1 || weight > 9) return fault(c, "a context has a name and a weight from 1 to 9");
    while (context < c->contexts.n && c->contexts.at[context] != name) context++;
    if (context == DM_CONTEXTS) return fault(c, "there is room for %d contexts", DM_CONTEXTS);
    if (context == c->contexts.n) dm_vec_push(&c->arena, &c->contexts, name);
    while (dm_tsv_value(cell(c, row, "words"), '|', &at, &v)) {
        dm_context_word w = {intern(c, v), context, (uint32_t)weight};
        for (uint32_t i = 0; i < c->context_words.n; i++)
            if (c->context_words.at[i].lemma == w.lemma && c->context_words.at[i].context == context) {
                if (!c->own) return fault(c, "\"%.*s\" stands here twice", SHOW(v));
                c->context_words.at[i].weight = w.weight;
                w.weight = 0;
            }
        if (w.weight) dm_vec_push(&c->arena, &c->context_words, w);
    }
    return DM_OK;
}

/* ---- predicates ---- */

static dm_status read_classes(compiler *c, uint32_t row) {
    dm_text name = intern(c, cell(c, row, "class"));
    uint32_t class = 0;
    size_t at = 0;
    dm_str v;
    while (class < c->classes.n && c->classes.at[class] != name) class ++;
    if (class == DM_CLASSES) return fault(c, "there is room for %d classes", DM_CLASSES);
    if (class == c->classes.n) dm_vec_push(&c->arena, &c->classes, name);
    while (dm_tsv_value(cell(c, row, "words"), '|', &at, &v))
        dm_vec_push(&c->arena, &c->members, ((membership){intern(c, v), class}));
    return DM_OK;
}

static const struct {
    const char *name;
    dm_slot slot;
} slots[] = {
    {"subj", DM_SLOT_SUBJ},   {"obj", DM_SLOT_OBJ}, {"iobj", DM_SLOT_IOBJ}, {"comp", DM_SLOT_COMP},
    {"xcomp", DM_SLOT_XCOMP}, {"prt", DM_SLOT_PRT}, {"attr", DM_SLOT_ATTR}, {"mod", DM_SLOT_MOD},
    {"poss", DM_SLOT_POSS},   {"of", DM_SLOT_OF},   {"goal", DM_SLOT_GOAL}, {"part", DM_SLOT_PART},
    {"self", DM_SLOT_HEAD},
};

static dm_status slot_name(compiler *c, dm_str s, uint32_t *slot, dm_text *prep) {
    *prep = 0;
    if (s.n > 2 && memcmp(s.p, "p.", 2) == 0) {
        *slot = DM_SLOT_PREP;
        *prep = intern(c, dm_str_sub(s, 2, s.n));
        return DM_OK;
    }
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (dm_str_is(s, slots[i].name)) {
            *slot = slots[i].slot;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no grammatical place", SHOW(s));
}

static dm_status value_word(compiler *c, dm_str s, dm_value *out) {
    static const struct {
        const char *name;
        dm_filler kind;
    } fillers[] = {{"party", DM_FILL_PARTY}, {"state", DM_FILL_STATE}, {"person", DM_FILL_PERSON},
                   {"name", DM_FILL_NAME},   {"place", DM_FILL_PLACE}, {"money", DM_FILL_MONEY},
                   {"event", DM_FILL_EVENT}};
    *out = (dm_value){DM_FILL_LEMMA, 0};
    if (s.p[0] != '@') {
        out->id = intern(c, s);
        return DM_OK;
    }
    dm_str name = dm_str_sub(s, 1, s.n);
    for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
        if (dm_str_is(name, fillers[i].name)) {
            out->kind = fillers[i].kind;
            return DM_OK;
        }
    if (dm_is_sector(dm_code_of(name)) || dm_is_beyond_states(dm_code_of(name))) {
        *out = (dm_value){DM_FILL_SECTOR, dm_code_of(name)};
        return DM_OK;
    }
    for (uint32_t i = 0; i < c->classes.n; i++)
        if (dm_str_eq(c->strings.at[c->classes.at[i]], name)) {
            *out = (dm_value){DM_FILL_CLASS, i};
            return DM_OK;
        }
    for (uint32_t i = 0; i < c->types.n; i++)
        if (dm_str_eq(c->strings.at[c->types.at[i].name], name)) {
            *out = (dm_value){DM_FILL_EVENT, i + 1};
            return DM_OK;
        }
    return fault(c, "\"@%.*s\" is neither a class nor a kind of filler", SHOW(name));
}

static dm_status values_cell(compiler *c, dm_str list, uint32_t *first, uint32_t *n) {
    size_t at = 0;
    dm_str v;
    *first = c->values.n;
    while (dm_tsv_value(list, '|', &at, &v)) {
        dm_value value;
        check(value_word(c, v, &value));
        dm_vec_push(&c->arena, &c->values, value);
    }
    *n = c->values.n - *first;
    return DM_OK;
}

/* Conditions: `obj:talks|meeting p.with:@party !iobj obj!:weapon`. */
static dm_status when_cell(compiler *c, dm_str list, dm_predicate_row *out) {
    size_t at = 0;
    dm_str v;
    out->when = c->conditions.n;
    while (dm_tsv_value(list, ' ', &at, &v)) {
        dm_condition_row w = {0};
        if (v.p[0] == '!') {
            w.absent = 1;
            v = dm_str_sub(v, 1, v.n);
        }
        const char *colon = memchr(v.p, ':', v.n);
        dm_str slot = dm_str_sub(v, 0, colon ? (size_t)(colon - v.p) : v.n);
        if (slot.n && slot.p[slot.n - 1] == '!') {
            w.absent = 1;
            slot.n--;
        }
        check(slot_name(c, slot, &w.slot, &w.prep));
        if (colon) check(values_cell(c, dm_str_sub(v, (size_t)(colon - v.p) + 1, v.n), &w.first, &w.n));
        if (colon && !w.n) return fault(c, "a condition has no values");
        dm_vec_push(&c->arena, &c->conditions, w);
    }
    out->n_when = c->conditions.n - out->when;
    return DM_OK;
}

/* Paths: `subj`, `p.with obj`, `obj.poss`. */
static dm_status paths_cell(compiler *c, dm_str list, uint32_t *first, uint32_t *n) {
    size_t at = 0;
    dm_str v;
    *first = c->paths.n;
    while (dm_tsv_value(list, ' ', &at, &v)) {
        dm_path p = {0};
        size_t cut = v.n > 2 && memcmp(v.p, "p.", 2) == 0 ? 2 : 0;
        while (cut < v.n && v.p[cut] != '.') cut++;
        check(slot_name(c, dm_str_sub(v, 0, cut), &p.slot, &p.prep));
        if (cut < v.n) check(slot_name(c, dm_str_sub(v, cut + 1, v.n), &p.inner, &p.inner_prep));
        dm_vec_push(&c->arena, &c->paths, p);
    }
    *n = c->paths.n - *first;
    return DM_OK;
}

static dm_status predicate_cells(compiler *c, uint32_t row, const char *column, dm_predicate_row *out) {
    dm_str lemma = cell(c, row, column), pos = cell(c, row, "pos");
    if (!lemma.n || pos.n != 1 || !strchr("vnar", pos.p[0]))
        return fault(c, "a predicate has a lemma, and v, n, a or r as its part of speech");
    *out = (dm_predicate_row){.lemma = intern(c, lemma),
                              .pos = (uint32_t)pos.p[0],
                              .conditions = intern(c, cell(c, row, "when")),
                              .origin = {c->file, c->line},
                              .example = intern(c, cell(c, row, "example")),
                              .codes = intern(c, cell(c, row, "codes"))};
    return when_cell(c, cell(c, row, "when"), out);
}

static dm_status read_frames(compiler *c, uint32_t row) {
    dm_frame_row f = {0};
    size_t at = 0;
    dm_str v;
    check(predicate_cells(c, row, "predicate", &f.is));
    check(type_cell(c, cell(c, row, "event"), &f.event));
    check(mode_cell(c, f.event, cell(c, row, "mode"), &f.mode));
    f.cameo = intern(c, cell(c, row, "cameo"));
    check(paths_cell(c, cell(c, row, "actor"), &f.actor, &f.n_actor));
    check(paths_cell(c, cell(c, row, "recipient"), &f.recipient, &f.n_recipient));
    while (dm_tsv_value(cell(c, row, "flags"), '|', &at, &v)) {
        if (dm_str_is(v, "reciprocal"))
            f.flags |= DM_FRAME_RECIPROCAL;
        else if (dm_str_is(v, "anonymous"))
            f.flags |= DM_FRAME_ANONYMOUS;
        else
            return fault(c, "there is no flag \"%.*s\"", SHOW(v));
    }
    if (f.event && c->types.at[f.event - 1].flags & DM_TYPE_RECIPROCAL) f.flags |= DM_FRAME_RECIPROCAL;
    dm_vec_push(&c->arena, &c->frames, f);
    return DM_OK;
}

static const char *const outcome_names[] = {"",           "agreed",  "announced", "refused", "requested",
                                            "threatened", "stopped", "prevented", "allowed", "same"};

static dm_status read_outcomes(compiler *c, uint32_t row) {
    dm_outcome_row o = {0};
    dm_str name = cell(c, row, "outcome"), of = cell(c, row, "of");
    for (o.outcome = 1; o.outcome < DM_OUTCOMES && !dm_str_is(name, outcome_names[o.outcome]); o.outcome++) {
    }
    if (o.outcome == DM_OUTCOMES) return fault(c, "there is no outcome \"%.*s\"", SHOW(name));
    if (!dm_str_is(of, "*")) check(type_cell(c, of, &o.type));
    check(mode_cell(c, o.type, cell(c, row, "mode"), &o.mode));
    check(type_cell(c, cell(c, row, "event"), &o.event));
    check(mode_cell(c, o.event, cell(c, row, "event_mode"), &o.event_mode));
    for (uint32_t i = 0; i < c->outcomes.n; i++) {
        const dm_outcome_row *other = &c->outcomes.at[i];
        if (other->outcome != o.outcome || other->type != o.type || other->mode != o.mode) continue;
        if (!c->own) return fault(c, "the outcome of that act stands here twice");
        c->outcomes.at[i] = o;
        return DM_OK;
    }
    dm_vec_push(&c->arena, &c->outcomes, o);
    return DM_OK;
}

/* An operator for every member of the class that the predicate names, and for every place of the act. */
static dm_status add_operators(compiler *c, uint32_t row, dm_operator_row o) {
    dm_str predicate = c->strings.at[o.is.lemma], acts = cell(c, row, "act"), act;
    size_t at = 0;
    uint32_t class = DM_CLASSES;
    if (predicate.p[0] == '@') {
        dm_str name = dm_str_sub(predicate, 1, predicate.n);
        for (class = 0; class < c->classes.n && !dm_str_eq(c->strings.at[c->classes.at[class]], name);)
            class ++;
        if (class == c->classes.n) return fault(c, "there is no class \"%.*s\"", SHOW(name));
    }
    while (dm_tsv_value(acts, '|', &at, &act)) {
        check(slot_name(c, act, &o.slot, &o.prep));
        if (class == DM_CLASSES) dm_vec_push(&c->arena, &c->operators, o);
        for (uint32_t i = 0; class < DM_CLASSES && i < c->members.n; i++) {
            if (c->members.at[i].class != class) continue;
            o.is.lemma = c->members.at[i].lemma;
            dm_vec_push(&c->arena, &c->operators, o);
        }
    }
    return DM_OK;
}

static dm_status read_operators(compiler *c, uint32_t row) {
    static const char *const fates[] = {"drop", "keep", "future", "hypothetical", "negation"};
    dm_operator_row o = {0};
    dm_str fate = cell(c, row, "fate"), event = cell(c, row, "event");
    check(predicate_cells(c, row, "predicate", &o.is));
    check(values_cell(c, cell(c, row, "inner"), &o.inner, &o.n_inner));
    for (o.outcome = DM_OUTCOMES - 1; o.outcome > 0 && !dm_str_is(event, outcome_names[o.outcome]);)
        o.outcome--;
    if (!o.outcome) check(type_cell(c, event, &o.event));
    if (o.outcome && cell(c, row, "mode").n) return fault(c, "the outcome tells the mode");
    check(mode_cell(c, o.event, cell(c, row, "mode"), &o.mode));
    o.cameo = intern(c, cell(c, row, "cameo"));
    check(paths_cell(c, cell(c, row, "actor"), &o.actor, &o.n_actor));
    check(paths_cell(c, cell(c, row, "recipient"), &o.recipient, &o.n_recipient));
    for (o.fate = 0; o.fate < 5 && !dm_str_is(fate, fates[o.fate]); o.fate++) {
    }
    if (o.fate == 5)
        return fault(c, "\"%.*s\" is no fate of an act: drop, keep, future, hypothetical or negation",
                     SHOW(fate));
    return add_operators(c, row, o);
}

static dm_status fact_cell(compiler *c, uint32_t row, const char *column, uint32_t *out) {
    dm_str s = cell(c, row, column);
    for (*out = 0; *out <= DM_FACT_CT_PLUS; (*out)++)
        if (dm_str_is(s, dm_fact_name((dm_fact)*out))) return DM_OK;
    return fault(c, "\"%.*s\" is no value of FactBank", SHOW(s));
}

static dm_status read_cues(compiler *c, uint32_t row) {
    static const char *const takes[] = {"that",  "to", "ing", "np",      "quote",  "of",
                                        "about", "as", "for", "whether", "clause", "prep"};
    static const char *const kinds[] = {"say",  "think",       "know",   "want", "ask",
                                        "show", "implicative", "aspect", "modal"};
    dm_cue_row q = {0};
    dm_text prep;
    size_t at = 0, k;
    dm_str v, kind = cell(c, row, "kind"), stance = cell(c, row, "stance"),
              addressee = cell(c, row, "addressee");
    check(predicate_cells(c, row, "cue", &q.is));
    while (dm_tsv_value(cell(c, row, "takes"), '|', &at, &v)) {
        for (k = 0; k < sizeof takes / sizeof *takes && !dm_str_is(v, takes[k]); k++) {
        }
        if (k == sizeof takes / sizeof *takes) return fault(c, "a cue cannot take \"%.*s\"", SHOW(v));
        q.takes |= 1u << k;
    }
    for (q.kind = 0; q.kind < sizeof kinds / sizeof *kinds && !dm_str_is(kind, kinds[q.kind]); q.kind++) {
    }
    if (q.kind == sizeof kinds / sizeof *kinds) return fault(c, "\"%.*s\" is no kind of cue", SHOW(kind));
    for (q.stance = 0;
         q.stance <= DM_STANCE_SPECULATES && !dm_str_is(stance, dm_stance_name((dm_stance)q.stance));
         q.stance++) {
    }
    if (q.stance > DM_STANCE_SPECULATES) return fault(c, "\"%.*s\" is no stance", SHOW(stance));
    check(fact_cell(c, row, "source", &q.source));
    check(fact_cell(c, row, "author", &q.author));
    check(fact_cell(c, row, "source_neg", &q.source_neg));
    check(fact_cell(c, row, "author_neg", &q.author_neg));
    if (addressee.n) check(slot_name(c, addressee, &q.addressee, &prep));
    dm_vec_push(&c->arena, &c->cues, q);
    return DM_OK;
}

/* ---- tables ---- */

static const struct {
    const char *name; /* of the file, up to a dash or the point */
    int order;        /* tables that others refer to come first */
    const char *columns;
    dm_status (*read)(compiler *c, uint32_t row);
} tables[] = {
    {"types", 0, "type quad score flags what", read_types},
    {"modes", 1, "type mode score", read_modes},
    {"classes", 1, "class words", read_classes},
    {"contexts", 2, "context weight words", read_contexts},
    {"outcomes", 2, "outcome of mode event event_mode", read_outcomes},
    {"countries", 3, "code name names adjectives demonyms capitals sovereign lat lon geonames_id continent",
     read_countries},
    {"metonyms", 3, "name country sector other_sectors institution", read_metonyms},
    {"organizations", 3, "name names country sector other_sectors members home", read_organizations},
    {"groups", 3, "name names country sector other_sectors from to", read_groups},
    {"bodies", 3, "body names sector other_sectors example codes", read_bodies},
    {"roles", 3, "role plural sector other_sectors kind acts_for relevant", read_roles},
    {"offices", 3, "name names office country sector organization from to", read_offices},
    {"name_words", 3, "class gender sector other_sectors words", read_name_words},
    {"regions", 3, "name names adjectives feature country sector lat lon geonames_id", read_regions},
    {"gazetteer", 3,
     "geonames_id name names short adjectives feature country admin1 admin2 population lat lon common",
     read_gazetteer},
    {"times", 3, "words class value flags example codes", read_times},
    {"designators", 3, "word kind before", read_designators},
    {"places", 3, "model trait weight", read_places},
    {"frames", 3, "predicate pos when event mode cameo actor recipient flags example codes", read_frames},
    {"operators", 3, "predicate pos when act inner event mode cameo actor recipient fate example codes",
     read_operators},
    {"cues", 3, "cue pos when takes kind stance source author source_neg author_neg addressee example codes",
     read_cues},
};

enum { KINDS = sizeof tables / sizeof *tables };

typedef struct source {
    char path[4096];
    size_t shown; /* where the part begins that does not depend on the machine */
    size_t kind;
    bool own;     /* of a folder that adds to a lexicon */
    dm_str bytes; /* of the file; p NULL until it is read */
} source;

static int by_order(const void *a, const void *b) {
    const source *x = a, *y = b;
    int d = tables[x->kind].order - tables[y->kind].order;
    if (!d) d = x->own - y->own;
    return d ? d : strcmp(x->path + x->shown, y->path + y->shown);
}

static size_t kind_of(const char *file) {
    size_t n = strcspn(file, "-.");
    for (size_t k = 0; k < KINDS; k++)
        if (strlen(tables[k].name) == n && strncmp(file, tables[k].name, n) == 0) return k;
    return KINDS;
}

static bool ends(const char *name, const char *tail) {
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

/* The tables in a folder and in its folders, added to out. */
static dm_status list_sources(const char *folder, bool own, source *out, size_t *n, dm_err *err) {
    static const char *const inside[] = {"", "/lexicon", "/ontology", "/gazetteer", "/weights"};
    size_t before = *n;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[3000];
        snprintf(path, sizeof path, "%s%s", folder, inside[i]);
        DIR *dir = opendir(path);
        if (!dir && i) continue;
        if (!dir)
            return dm_fail(err, DM_EIO, -1, folder, "name the folder that holds the tables",
                           "cannot open it: %s", strerror(errno));
        for (struct dirent *d; (d = readdir(dir));) {
            if ((!ends(d->d_name, ".tsv") && !ends(d->d_name, ".tsv.gz")) || d->d_name[0] == '.') continue;
            source *s = &out[*n];
            s->kind = kind_of(d->d_name);
            dm_status fail = s->kind == KINDS
                                 ? dm_fail(err, DM_EFORMAT, -1, d->d_name, "see data/lexicon/README.md",
                                           "there is no such table")
                                 : DM_OK;
            if (fail == DM_OK && *n == TABLES)
                fail = dm_fail(err, DM_ELIMIT, -1, folder, "", "it holds more than %d tables", TABLES);
            if (fail != DM_OK) {
                closedir(dir);
                return fail;
            }
            s->shown = strlen(folder) + 1;
            s->own = own;
            snprintf(s->path, sizeof s->path, "%s/%s", path, d->d_name);
            (*n)++;
        }
        closedir(dir);
    }
    qsort(out, *n, sizeof *out, by_order);
    if (*n == before)
        return dm_fail(err, DM_EIO, -1, folder, "name the folder that holds the tables",
                       "there are no tables in it");
    return DM_OK;
}

/* Adds what a gzip file of `n` bytes holds. */
static const char *gunzip(dm_buffer *out, const char *bytes, size_t n) {
    struct archive_entry *entry;
    struct archive *a = archive_read_new();
    const char *wrong = a ? NULL : "no memory";
    la_ssize_t got = 0;
    if (a) {
        archive_read_support_filter_gzip(a);
        archive_read_support_format_raw(a);
        if (archive_read_open_memory(a, bytes, n) != ARCHIVE_OK ||
            archive_read_next_header(a, &entry) != ARCHIVE_OK)
            wrong = "it cannot be unpacked";
    }
    while (!wrong) {
        char *room = dm_buffer_reserve(out, 1 << 20);
        got = room && out->n < TABLE_LIMIT ? archive_read_data(a, room, 1 << 20) : -1;
        if (got < 0) wrong = "it cannot be unpacked whole";
        if (got <= 0) break;
        out->n += (size_t)got;
    }
    archive_read_free(a);
    return wrong;
}

/* The text of a table, packed or not, in the arena. */
static dm_status table_text(compiler *c, source *s, dm_str *out) {
    dm_buffer unpacked = {0};
    if (!s->bytes.p) {
        char *bytes;
        size_t n;
        check(dm_file_read(&bytes, &n, s->path, TABLE_LIMIT, c->err));
        s->bytes = dm_arena_copy(&c->arena, (dm_str){bytes, n});
        free(bytes);
    }
    *out = s->bytes;
    const char *wrong = ends(s->path, ".gz") ? gunzip(&unpacked, s->bytes.p, s->bytes.n) : NULL;
    if (!wrong && unpacked.n) *out = dm_arena_copy(&c->arena, (dm_str){unpacked.p, unpacked.n});
    dm_buffer_clear(&unpacked);
    return wrong ? dm_fail(c->err, DM_EFORMAT, -1, s->path, "pack it with gzip again", "%s", wrong) : DM_OK;
}

static void begin_own_rows(compiler *c) {
    c->own_worded = c->worded.n;
    c->own_time_words = c->time_words.n;
    c->own_frames = c->frames.n;
    c->own_operators = c->operators.n;
    c->own_cues = c->cues.n;
}

static dm_status read_table(compiler *c, source *s, bool hashed) {
    dm_str text;
    dm_tsv table;
    check(table_text(c, s, &text));
    const char *shown = s->path + s->shown;
    /* tables of names and predicates come last, one's own after all others */
    if (s->own && c->own_worded == UINT32_MAX && tables[s->kind].order == 3) begin_own_rows(c);
    c->own = s->own;
    for (int k = 0; k < 2 && hashed; k++)
        SHA256Update(&c->sha, (const uint8_t *)(k ? text.p : shown), k ? text.n : strlen(shown) + 1);
    check(dm_tsv_parse(&table, text, s->path, &c->arena, c->err));
    c->table = &table;
    c->line = 1;
    c->file = intern(c, dm_arena_copy(&c->arena, dm_str_of(shown)));
    check(need_columns(c, tables[s->kind].columns));
    for (uint32_t row = 0; row < table.n; row++) {
        c->line = table.line[row];
        check(tables[s->kind].read(c, row));
    }
    return DM_OK;
}

/* ---- learned weights ---- */

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static dm_status read_weights_file(compiler *c, const char *folder, const char *name) {
    char path[4096], *bytes;
    size_t n;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check(dm_file_read(&bytes, &n, path, WEIGHTS_LIMIT, c->err));
    SHA256Update(&c->sha, (const uint8_t *)name, strlen(name) + 1);
    SHA256Update(&c->sha, (const uint8_t *)bytes, n);
    uint32_t before = c->out.count;
    dm_status s = dm_perceptron_pack(&c->out, (dm_str){bytes, n}, path, c->err);
    free(bytes);
    for (uint32_t i = before; s == DM_OK && i < c->out.count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(c->out.sections[i].name, c->out.sections[k].name) == 0)
                return dm_fail(c->err, DM_EFORMAT, -1, path, "take one of the files out", "%s is there twice",
                               c->out.sections[i].name);
    return s;
}

/* The files *.bin of the folder's folder weights, if it has one; without them the rules stand alone. */
static dm_status read_weights(compiler *c, const char *folder) {
    char path[3000];
    DM_VEC(char *) names = {0};
    snprintf(path, sizeof path, "%s/weights", folder);
    DIR *dir = opendir(path);
    if (!dir) return DM_OK;
    for (struct dirent *d; (d = readdir(dir));) {
        dm_str name = dm_str_of(d->d_name);
        if (!dm_str_ends(name, DM_STR(".bin")) || name.p[0] == '.') continue;
        char *copy = dm_arena_take(&c->arena, name.n + 1);
        memcpy(copy, name.p, name.n + 1);
        dm_vec_push(&c->arena, &names, copy);
    }
    closedir(dir);
    if (names.n) qsort(names.at, names.n, sizeof *names.at, by_name);
    for (uint32_t i = 0; i < names.n; i++) check(read_weights_file(c, path, names.at[i]));
    return DM_OK;
}

/* ---- writing ---- */

static int by_wording(const void *a, const void *b) {
    const worded *x = a, *y = b;
    int d = dm_str_cmp(x->wording, y->wording);
    if (d) return d;
    if (x->sense.kind != y->sense.kind) return x->sense.kind < y->sense.kind ? -1 : 1;
    if (x->sense.origin.file != y->sense.origin.file)
        return x->sense.origin.file < y->sense.origin.file ? -1 : 1;
    return (x->sense.origin.line > y->sense.origin.line) - (x->sense.origin.line < y->sense.origin.line);
}

/* ---- one's own rows in place of others ---- */

/* First and last + 1 of the senses before `limit` with one wording, which are sorted by it. */
static dm_range32 senses_of(const compiler *c, dm_str wording, uint32_t limit) {
    uint32_t low = 0, high = limit;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (dm_str_cmp(c->worded.at[middle].wording, wording) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    dm_range32 r = {low, 0};
    while (low + r.n < limit && dm_str_eq(c->worded.at[low + r.n].wording, wording)) r.n++;
    return r;
}

static bool says_the_same(const dm_sense *own, const dm_sense *other) {
    return own->country == other->country && own->sector == other->sector && own->from <= other->from &&
           (own->to >= other->to || other->to == 0);
}

/* A wording of one's own tables stands in place of what the lexicon says of that wording, unless the lexicon
 * says the same: it then knows more, as that "German" is the adjective. */
static void drop_overridden_senses(compiler *c) {
    uint32_t first = c->own_worded, n = c->worded.n, kept = 0;
    if (first >= n) return;
    worded *at = c->worded.at;
    bool *drop = dm_arena_zero(&c->arena, n, sizeof *drop);
    qsort(at, first, sizeof *at, by_wording);
    for (uint32_t i = first; i < n; i++) {
        dm_range32 r = senses_of(c, at[i].wording, first);
        for (uint32_t k = r.first; k < r.first + r.n && !drop[i]; k++)
            drop[i] = at[k].sense.kind < DM_SENSE_FIRST_NAME && says_the_same(&at[i].sense, &at[k].sense);
    }
    for (uint32_t i = first; i < n; i++) {
        if (drop[i]) continue;
        dm_range32 r = senses_of(c, at[i].wording, first);
        for (uint32_t k = r.first; k < r.first + r.n; k++)
            drop[k] = drop[k] ||
                      (at[k].sense.kind < DM_SENSE_FIRST_NAME) == (at[i].sense.kind < DM_SENSE_FIRST_NAME);
    }
    for (uint32_t i = 0; i < n; i++)
        if (!drop[i]) at[kept++] = at[i];
    c->worded.n = kept;
}

static void drop_overridden_times(compiler *c) {
    uint32_t n = c->time_words.n, kept = 0, first = c->own_time_words;
    if (first >= n) return;
    time_word *at = c->time_words.at;
    for (uint32_t i = 0; i < n; i++) {
        bool drop = false;
        for (uint32_t k = first; i < first && k < n; k++)
            drop = drop || (at[i].row.class == at[k].row.class && dm_str_eq(at[i].wording, at[k].wording));
        if (!drop) at[kept++] = at[i];
    }
    c->time_words.n = kept;
}

static bool same_predicate(const dm_predicate_row *a, const dm_predicate_row *b) {
    return a->lemma == b->lemma && a->pos == b->pos && a->conditions == b->conditions;
}

/* Rows before `first` that a later one stands for: the same word under the same conditions. Returns how many
 * are left. */
static uint32_t drop_overridden(char *rows, size_t size, uint32_t first, uint32_t n) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < n; i++) {
        const dm_predicate_row *row = (const dm_predicate_row *)(const void *)(rows + i * size);
        bool drop = false;
        for (uint32_t k = first; i < first && k < n && !drop; k++)
            drop = same_predicate(row, (const dm_predicate_row *)(const void *)(rows + k * size));
        if (!drop && kept != i) memcpy(rows + kept * size, rows + i * size, size);
        kept += !drop;
    }
    return kept;
}

static void drop_overridden_predicates(compiler *c) {
#define DROP(rows)                                                                                           \
    if (c->own_##rows < c->rows.n)                                                                           \
        c->rows.n = drop_overridden((char *)(void *)c->rows.at, sizeof *c->rows.at, c->own_##rows, c->rows.n);
    DROP(frames)
    DROP(operators)
    DROP(cues)
#undef DROP
}

typedef DM_VEC(dm_str) str_list;
typedef DM_VEC(dm_range32) range_list;

/* Adds the beginnings of wordings up to one of the characters `ends`, with no rows of their own, so that a
 * search knows when to stop. */
static void add_beginnings(compiler *c, str_list *keys, range_list *ranges, const char *ends) {
    uint32_t whole = keys->n, size = 16, *seen;
    str_list heads = {0};
    for (uint32_t i = 0; i < whole; i++)
        for (size_t k = 1; k < keys->at[i].n; k++)
            if (strchr(ends, keys->at[i].p[k])) dm_vec_push(&c->arena, &heads, dm_str_sub(keys->at[i], 0, k));
    while (size < 2 * (whole + heads.n + 1)) size *= 2;
    seen = dm_arena_zero(&c->arena, size, sizeof *seen);
    for (uint32_t i = 0; i < whole + heads.n; i++) {
        dm_str key = i < whole ? keys->at[i] : heads.at[i - whole];
        uint32_t at = (uint32_t)dm_hash_str(key) & (size - 1);
        while (seen[at] && !dm_str_eq(keys->at[seen[at] - 1], key)) at = (at + 1) & (size - 1);
        if (seen[at]) continue;
        if (i >= whole) {
            dm_vec_push(&c->arena, keys, key);
            dm_vec_push(&c->arena, ranges, ((dm_range32){0, 0}));
            seen[at] = keys->n;
        } else {
            seen[at] = i + 1;
        }
    }
}

static int by_time_word(const void *a, const void *b) {
    const time_word *x = a, *y = b;
    int d = dm_str_cmp(x->wording, y->wording);
    if (d) return d;
    if (x->row.class != y->row.class) return x->row.class < y->row.class ? -1 : 1;
    return (x->row.origin.line > y->row.origin.line) - (x->row.origin.line < y->row.origin.line);
}

static dm_status write_times(compiler *c) {
    str_list keys = {0};
    range_list ranges = {0};
    DM_VEC(dm_time_row) rows = {0};
    drop_overridden_times(c);
    if (c->time_words.n) qsort(c->time_words.at, c->time_words.n, sizeof *c->time_words.at, by_time_word);
    for (uint32_t i = 0; i < c->time_words.n; i++) {
        const time_word *w = &c->time_words.at[i];
        bool again = i && dm_str_eq(w[-1].wording, w->wording);
        if (again && w[-1].row.class == w->row.class) {
            dm_str file = c->strings.at[w->row.origin.file];
            return dm_fail(c->err, DM_EFORMAT, w->row.origin.line, dm_arena_copy(&c->arena, file).p,
                           "take one of them out", "\"%.*s\" stands in line %u too", SHOW(w->wording),
                           w[-1].row.origin.line);
        }
        if (!again) {
            dm_vec_push(&c->arena, &keys, w->wording);
            dm_vec_push(&c->arena, &ranges, ((dm_range32){rows.n, 0}));
        }
        dm_vec_push(&c->arena, &rows, w->row);
        ranges.at[ranges.n - 1].n++;
    }
    add_beginnings(c, &keys, &ranges, " -'");
    dm_packer_index(&c->out, "time_words", keys.at, keys.n);
    dm_packer_add(&c->out, "time_ranges", ranges.at, ranges.n * sizeof *ranges.at, NULL);
    dm_packer_add(&c->out, "time_rows", rows.at, rows.n * sizeof *rows.at, NULL);
    return DM_OK;
}

static dm_status write_senses(compiler *c) {
    str_list keys = {0};
    range_list ranges = {0};
    DM_VEC(dm_sense) senses = {0};
    drop_overridden_senses(c);
    if (c->worded.n) qsort(c->worded.at, c->worded.n, sizeof *c->worded.at, by_wording);
    for (uint32_t i = 0; i < c->worded.n; i++) {
        const worded *w = &c->worded.at[i];
        /* the same name twice in one row (an adjective that is a demonym too) is no fault */
        if (i && dm_str_eq(w[-1].wording, w->wording) && w[-1].sense.kind == w->sense.kind &&
            w[-1].sense.origin.file == w->sense.origin.file &&
            w[-1].sense.origin.line == w->sense.origin.line)
            continue;
        /* "marines" as a row, and as the plural of "marine" */
        if (i && dm_str_eq(w[-1].wording, w->wording) && w->sense.kind == DM_SENSE_ROLES &&
            w[-1].sense.kind == DM_SENSE_ROLES && w[-1].sense.sector == w->sense.sector)
            continue;
        if (i && dm_str_eq(w[-1].wording, w->wording) && w[-1].sense.kind == w->sense.kind &&
            w->sense.kind != DM_SENSE_PERSON && w->sense.kind != DM_SENSE_GROUP &&
            w->sense.kind != DM_SENSE_REGION && w->sense.kind != DM_SENSE_CAPITAL &&
            w[-1].sense.country == w->sense.country && w[-1].sense.sector == w->sense.sector) {
            dm_str file = c->strings.at[w->sense.origin.file];
            return dm_fail(c->err, DM_EFORMAT, w->sense.origin.line, dm_arena_copy(&c->arena, file).p,
                           "take one of them out", "\"%.*s\" stands in line %u too", SHOW(w->wording),
                           w[-1].sense.origin.line);
        }
        if (!keys.n || !dm_str_eq(keys.at[keys.n - 1], w->wording)) {
            dm_vec_push(&c->arena, &keys, w->wording);
            dm_vec_push(&c->arena, &ranges, ((dm_range32){senses.n, 0}));
        }
        dm_vec_push(&c->arena, &senses, w->sense);
        ranges.at[ranges.n - 1].n++;
    }
    add_beginnings(c, &keys, &ranges, " ");
    dm_packer_index(&c->out, "phrases", keys.at, keys.n);
    dm_packer_add(&c->out, "phrase_senses", ranges.at, ranges.n * sizeof *ranges.at, NULL);
    dm_packer_add(&c->out, "senses", senses.at, senses.n * sizeof *senses.at, NULL);
    dm_packer_add(&c->out, "places", c->places.at, c->places.n * sizeof *c->places.at, NULL);
    return DM_OK;
}

/* Rows of one lemma stand together, in the order of the tables. */
static int by_lemma(const void *a, const void *b) {
    const dm_predicate_row *x = a, *y = b; /* the first member of every kind of row */
    if (x->lemma != y->lemma) return x->lemma < y->lemma ? -1 : 1;
    if (x->origin.file != y->origin.file) return x->origin.file < y->origin.file ? -1 : 1;
    return (x->origin.line > y->origin.line) - (x->origin.line < y->origin.line);
}

static void ranges_of(const void *rows, size_t size, uint32_t n, const uint32_t *lemma_number,
                      dm_range32 *out) {
    for (uint32_t i = 0; i < n; i++) {
        const dm_predicate_row *p = (const dm_predicate_row *)(const void *)((const char *)rows + i * size);
        dm_range32 *r = &out[lemma_number[p->lemma] - 1];
        if (!r->n) r->first = i;
        r->n++;
    }
}

static int by_word(const void *a, const void *b) {
    const dm_context_word *x = a, *y = b;
    if (x->lemma != y->lemma) return x->lemma < y->lemma ? -1 : 1;
    return (x->context > y->context) - (x->context < y->context);
}

/* Numbers of lemmas in place of their texts; ranges of the words of each. */
static void write_contexts(compiler *c, const uint32_t *number, uint32_t n) {
    dm_range32 *ranges = dm_arena_zero(&c->arena, n + 1u, sizeof *ranges);
    dm_str *names = dm_arena_array(&c->arena, c->contexts.n + 1u, sizeof *names);
    for (uint32_t i = 0; i < c->context_words.n; i++)
        c->context_words.at[i].lemma = number[c->context_words.at[i].lemma] - 1;
    if (c->context_words.n)
        qsort(c->context_words.at, c->context_words.n, sizeof *c->context_words.at, by_word);
    for (uint32_t i = 0; i < c->context_words.n; i++) {
        dm_range32 *r = &ranges[c->context_words.at[i].lemma];
        if (!r->n) r->first = i;
        r->n++;
    }
    for (uint32_t i = 0; i < c->contexts.n; i++) names[i] = c->strings.at[c->contexts.at[i]];
    dm_packer_strings(&c->out, "context_names", names, c->contexts.n);
    dm_packer_add(&c->out, "context_words", c->context_words.at,
                  c->context_words.n * sizeof *c->context_words.at, NULL);
    dm_packer_add(&c->out, "lemma_contexts", ranges, n * sizeof *ranges, NULL);
}

static void write_predicates(compiler *c) {
    dm_arena *a = &c->arena;
    uint32_t *number = dm_arena_zero(a, c->strings.n, sizeof *number), n = 0;
    dm_str *lemmas = dm_arena_array(a, c->strings.n, sizeof *lemmas),
           *names = dm_arena_array(a, c->classes.n + 1u, sizeof *names);
    drop_overridden_predicates(c);
#define SORT(rows)                                                                                           \
    if (c->rows.n) qsort(c->rows.at, c->rows.n, sizeof *c->rows.at, by_lemma);                               \
    for (uint32_t i = 0; i < c->rows.n; i++)                                                                 \
        if (!number[c->rows.at[i].is.lemma]) {                                                               \
            lemmas[n] = c->strings.at[c->rows.at[i].is.lemma];                                               \
            number[c->rows.at[i].is.lemma] = ++n;                                                            \
        }
    SORT(frames)
    SORT(operators)
    SORT(cues)
#undef SORT
    for (uint32_t i = 0; i < c->members.n; i++)
        if (!number[c->members.at[i].lemma]) {
            lemmas[n] = c->strings.at[c->members.at[i].lemma];
            number[c->members.at[i].lemma] = ++n;
        }
    for (uint32_t i = 0; i < c->context_words.n; i++)
        if (!number[c->context_words.at[i].lemma]) {
            lemmas[n] = c->strings.at[c->context_words.at[i].lemma];
            number[c->context_words.at[i].lemma] = ++n;
        }
    write_contexts(c, number, n);
    dm_range32 *ranges = dm_arena_zero(a, 3 * (size_t)n + 1, sizeof *ranges);
    dm_class_set *classes = dm_arena_zero(a, n + 1u, sizeof *classes);
    ranges_of(c->frames.at, sizeof *c->frames.at, c->frames.n, number, ranges);
    ranges_of(c->operators.at, sizeof *c->operators.at, c->operators.n, number, ranges + n);
    ranges_of(c->cues.at, sizeof *c->cues.at, c->cues.n, number, ranges + 2 * (size_t)n);
    for (uint32_t i = 0; i < c->members.n; i++) {
        const membership *m = &c->members.at[i];
        classes[number[m->lemma] - 1].bits[m->class >> 6] |= (uint64_t)1 << (m->class & 63);
    }
    for (uint32_t i = 0; i < c->classes.n; i++) names[i] = c->strings.at[c->classes.at[i]];
    dm_packer_index(&c->out, "lemmas", lemmas, n);
    dm_packer_add(&c->out, "lemma_frames", ranges, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_operators", ranges + n, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_cues", ranges + 2 * (size_t)n, n * sizeof *ranges, NULL);
    dm_packer_add(&c->out, "lemma_classes", classes, n * sizeof *classes, NULL);
    dm_packer_index(&c->out, "class_names", names, c->classes.n);
#define ROWS(rows) dm_packer_add(&c->out, #rows, c->rows.at, c->rows.n * sizeof *c->rows.at, NULL)
    ROWS(frames);
    ROWS(operators);
    ROWS(cues);
    ROWS(outcomes);
    ROWS(conditions);
    ROWS(values);
    ROWS(paths);
    ROWS(types);
    ROWS(modes);
#undef ROWS
}

/* The tables as they are, so that one's own can be put on top of them later. */
static void write_sources(compiler *c, const source *sources, size_t n) {
    dm_str *names = dm_arena_array(&c->arena, n, sizeof *names);
    uint64_t *sizes = dm_arena_array(&c->arena, n, sizeof *sizes);
    dm_buffer all = {0};
    for (size_t i = 0; i < n; i++) {
        names[i] = dm_str_of(sources[i].path + sources[i].shown);
        sizes[i] = sources[i].bytes.n;
        dm_buffer_add(&all, sources[i].bytes.p, sources[i].bytes.n);
    }
    c->out.failed = c->out.failed || all.failed;
    dm_packer_strings(&c->out, "source_names", names, n);
    dm_packer_add(&c->out, "source_sizes", sizes, n * sizeof *sizes, NULL);
    dm_packer_add(&c->out, "source_bytes", all.p, all.n, NULL);
    dm_buffer_clear(&all);
}

static dm_status write_tables(compiler *c) {
    check(write_senses(c));
    dm_gazetteer_pack(&c->gazetteer, &c->out);
    check(write_times(c));
    dm_packer_index(&c->out, "designators", c->designators.at, c->designators.n);
    dm_packer_add(&c->out, "designator_kinds", c->designator_kinds.at,
                  c->designator_kinds.n * sizeof(uint32_t), NULL);
    dm_packer_add(&c->out, "place_weights", c->place_weights, sizeof c->place_weights, NULL);
    write_predicates(c);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA256Final(digest, &c->sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    dm_str meta = dm_str_of(hex);
    dm_packer_strings(&c->out, "meta", &meta, 1);
    dm_packer_strings(&c->out, "strings", c->strings.at, c->strings.n);
    return DM_OK;
}

/* What a lexicon was compiled from. */
typedef struct base {
    dm_pack pack;
    dm_strings meta, names;
    const uint64_t *sizes;
    size_t n;
    const char *bytes;
    size_t n_bytes;
} base;

static dm_status open_base(base *b, const char *path, dm_err *err) {
    static const char remedy[] = "compile the tables again: demarche lexicon compile FOLDER";
    const dm_section *section;
    const void *data;
    check(dm_pack_open(&b->pack, path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, remedy, err));
    dm_status s = dm_pack_strings(&b->pack, "meta", &b->meta, err);
    if (s == DM_OK && dm_pack_find(&b->pack, "source_names", &section, &data, NULL) != DM_OK)
        s = dm_fail(err, DM_EFORMAT, -1, path, remedy,
                    "it holds no tables that others could be put on top of");
    if (s == DM_OK) s = dm_pack_strings(&b->pack, "source_names", &b->names, err);
    if (s == DM_OK) s = dm_pack_array(&b->pack, "source_sizes", sizeof(uint64_t), &data, &b->n, err);
    b->sizes = data;
    if (s == DM_OK) s = dm_pack_find(&b->pack, "source_bytes", &section, &data, err);
    if (s != DM_OK) {
        dm_pack_close(&b->pack);
        return s;
    }
    b->bytes = data;
    uint64_t left = b->n_bytes = (size_t)section->size;
    bool whole = b->meta.n == 1 && b->n == b->names.n && b->n <= TABLES;
    for (size_t i = 0; whole && i < b->n; i++) {
        whole = b->sizes[i] <= left;
        left -= b->sizes[i];
    }
    if (whole) return DM_OK;
    dm_pack_close(&b->pack);
    return dm_fail(err, DM_EFORMAT, -1, path, remedy, "its tables are damaged");
}

static dm_status take_sources(const base *b, source *out, size_t *n, dm_err *err) {
    const char *at = b->bytes;
    for (size_t i = 0; i < b->n; i++) {
        source *s = &out[(*n)++];
        dm_str name = dm_strings_at(&b->names, (uint32_t)i);
        snprintf(s->path, sizeof s->path, "%.*s", SHOW(name));
        const char *file = strrchr(s->path, '/');
        s->kind = kind_of(file ? file + 1 : s->path);
        if (s->kind == KINDS)
            return dm_fail(err, DM_EFORMAT, -1, b->pack.path, "compile the tables again",
                           "there is no such table as %s", s->path);
        s->bytes = (dm_str){at, (size_t)b->sizes[i]};
        at += b->sizes[i];
    }
    return DM_OK;
}

static void copy_weights(compiler *c, const base *b) {
    for (uint32_t i = 0; i < b->pack.count; i++) {
        const dm_section *s = &b->pack.sections[i];
        const void *data;
        if (dm_str_starts(dm_str_of(s->name), DM_STR("net/")) &&
            dm_pack_find(&b->pack, s->name, &s, &data, NULL) == DM_OK)
            dm_packer_add(&c->out, s->name, data, (size_t)s->size, s->dims);
    }
}

/* over: the lexicon that the tables of the folder come on top of, NULL: they are whole. */
static dm_status compile(compiler *c, const char *folder, const base *over, source *sources, size_t n) {
    SHA256Init(&c->sha);
    intern(c, DM_STR(""));
    if (over) {
        dm_str sha = dm_strings_at(&over->meta, 0);
        SHA256Update(&c->sha, (const uint8_t *)sha.p, sha.n);
        /* rows of equal weight stand in the order of their files' numbers: one's own first */
        for (size_t i = 0; i < n; i++)
            if (sources[i].own) intern(c, dm_str_of(sources[i].path + sources[i].shown));
    }
    for (size_t i = 0; i < n; i++) check(read_table(c, &sources[i], !over || sources[i].own));
    if (over)
        copy_weights(c, over);
    else
        check(read_weights(c, folder));
    check(write_tables(c));
    if (!over) write_sources(c, sources, n);
    return DM_OK;
}

static dm_status compile_to(const char *folder, const base *over, const char *lexicon_path, dm_err *err) {
    compiler *c = calloc(1, sizeof *c);
    source *sources = calloc(TABLES, sizeof *sources);
    size_t n = 0;
    jmp_buf guard;
    dm_status s = c && sources ? DM_OK : dm_fail_memory(err);
    if (s == DM_OK && over) s = take_sources(over, sources, &n, err);
    if (s == DM_OK) s = list_sources(folder, over != NULL, sources, &n, err);
    if (s == DM_OK) {
        c->err = err;
        c->own_worded = c->own_time_words = c->own_frames = c->own_operators = c->own_cues = UINT32_MAX;
        dm_arena_init(&c->arena, 0);
        c->arena.guard = &guard;
        c->gazetteer.arena = &c->arena;
        s = setjmp(guard) ? dm_fail_memory(err) : compile(c, folder, over, sources, n);
        if (s == DM_OK) s = dm_packer_write(&c->out, lexicon_path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, err);
        dm_packer_clear(&c->out);
        dm_arena_clear(&c->arena);
    }
    free(c);
    free(sources);
    return s;
}

dm_status dm_lexicon_compile(const char *folder, const char *lexicon_path, dm_err *err) {
    return compile_to(folder, NULL, lexicon_path, err);
}

dm_status dm_lexicon_extend(const char *lexicon_path, const char *folder, const char *out_path, dm_err *err) {
    base b;
    check(open_base(&b, lexicon_path, err));
    dm_status s = compile_to(folder, &b, out_path, err);
    dm_pack_close(&b.pack);
    return s;
}

dm_status dm_lexicon_extended_sha256(const char *lexicon_path, const char *folder, char out[65],
                                     dm_err *err) {
    base b;
    source *sources = calloc(TABLES, sizeof *sources);
    size_t n = 0;
    SHA2_CTX sha;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    if (!sources) return dm_fail_memory(err);
    dm_status s = open_base(&b, lexicon_path, err);
    if (s != DM_OK) {
        free(sources);
        return s;
    }
    SHA256Init(&sha);
    dm_str meta = dm_strings_at(&b.meta, 0);
    SHA256Update(&sha, (const uint8_t *)meta.p, meta.n);
    s = list_sources(folder, true, sources, &n, err);
    for (size_t i = 0; s == DM_OK && i < n; i++) {
        char *bytes;
        size_t size;
        s = dm_file_read(&bytes, &size, sources[i].path, TABLE_LIMIT, err);
        if (s != DM_OK) break;
        SHA256Update(&sha, (const uint8_t *)sources[i].path + sources[i].shown,
                     strlen(sources[i].path + sources[i].shown) + 1);
        SHA256Update(&sha, (const uint8_t *)bytes, size);
        free(bytes);
    }
    SHA256Final(digest, &sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
    dm_pack_close(&b.pack);
    free(sources);
    return s;
}

/* Who and where. */
#include "lexicon/compile.h"

#include <math.h>

#include "base/utf8.h"

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

static dm_status add_wording(dm_compiler *c, dm_str written, dm_sense sense) {
    sense.written = dm_compile_intern(c, written);
    sense.origin = (dm_origin){c->file, c->line};
    size_t bytes;
    if (written.n == 0) return DM_OK;
    if (short_capitals(written)) sense.flags |= DM_SENSE_EXACT;
    if (dm_unicode_class(dm_utf8_at(written.p, &bytes)) & DM_UC_UPPER) sense.flags |= DM_SENSE_CAPITALIZED;
    dm_vec_push(&c->arena, &c->worded, ((dm_worded){dm_compile_normal_wording(c, written), sense}));
    return DM_OK;
}

static dm_status add_wordings(dm_compiler *c, dm_str list, dm_sense sense) {
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

static dm_status point_cells(dm_compiler *c, uint32_t row, double *lat, double *lon, double *id) {
    *id = 0;
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "lat"), lat));
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "lon"), lon));
    if (dm_compile_cell(c, row, "geonames_id").n)
        check(dm_compile_number_cell(c, dm_compile_cell(c, row, "geonames_id"), id));
    if (fabs(*lat) > 90 || fabs(*lon) > 180 || *id < 0 || *id > UINT32_MAX)
        return fault(c, "the coordinates are not on this planet");
    return DM_OK;
}

static dm_status add_to_gazetteer(dm_compiler *c, const dm_gaz_row *row) {
    return dm_gazetteer_add(&c->gazetteer, row) ? DM_OK
                                                : fault(c, "the gazetteer has no room for more places");
}

/* The names of a list that are abbreviations, or those that are none. */
static dm_str names_of_kind(dm_compiler *c, dm_str list, bool abbreviations) {
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
static dm_status place_cells(dm_compiler *c, uint32_t row, dm_place_row place, dm_place_feature feature,
                             int32_t *out) {
    double lat, lon, id;
    *out = -1;
    if (dm_compile_cell(c, row, "lat").n == 0) return DM_OK;
    check(point_cells(c, row, &lat, &lon, &id));
    dm_gaz_row g = {.name = dm_compile_cell(c, row, "name"),
                    .names = names_of_kind(c, dm_compile_cell(c, row, "names"), false),
                    .abbreviations = names_of_kind(c, dm_compile_cell(c, row, "names"), true),
                    .adjectives = dm_compile_cell(c, row, "adjectives"),
                    .country = place.country,
                    .geonames_id = (uint32_t)id,
                    .lat = lat,
                    .lon = lon,
                    .feature = (uint8_t)feature};
    if (feature == DM_PLACE_COUNTRY) g.people = dm_compile_cell(c, row, "demonyms");
    check(add_to_gazetteer(c, &g));
    place.lat = (float)lat;
    place.lon = (float)lon;
    place.geonames_id = (uint32_t)id;
    *out = (int32_t)c->places.n;
    dm_vec_push(&c->arena, &c->places, place);
    return DM_OK;
}

dm_status dm_compile_countries(dm_compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_COUNTRY};
    dm_code3 sovereign;
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "code"), &s.country));
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "sovereign"), &sovereign));
    if (!s.country) return fault(c, "the row has no code");
    dm_place_row place = {.name = dm_compile_intern(c, dm_compile_cell(c, row, "name")),
                          .feature = dm_compile_intern(c, DM_STR("country")),
                          .country = s.country};
    check(place_cells(c, row, place, DM_PLACE_COUNTRY, &s.place));
    if (sovereign) s.country = sovereign;
    s.name = place.name;
    check(add_wording(c, dm_compile_cell(c, row, "name"), s));
    check(add_wordings(c, dm_compile_cell(c, row, "names"), s));
    s.kind = DM_SENSE_ADJECTIVE;
    check(add_wordings(c, dm_compile_cell(c, row, "adjectives"), s));
    size_t at = 0;
    dm_str v, adjectives = dm_compile_cell(c, row, "adjectives");
    while (dm_tsv_value(dm_compile_cell(c, row, "demonyms"), '|', &at, &v)) {
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
    return add_wordings(c, dm_compile_cell(c, row, "capitals"), s);
}

dm_status dm_compile_metonyms(dm_compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_METONYM,
                  .place = -1,
                  .name = dm_compile_intern(c, dm_compile_cell(c, row, "name")),
                  .office = dm_compile_intern(c, dm_compile_cell(c, row, "institution"))};
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &s.country));
    check(dm_compile_sector_cells(c, row, &s));
    return add_wording(c, dm_compile_cell(c, row, "name"), s);
}

dm_status dm_compile_organizations(dm_compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_ORG,
                  .place = -1,
                  .name = dm_compile_intern(c, dm_compile_cell(c, row, "name")),
                  .office = dm_compile_intern(c, dm_compile_cell(c, row, "members"))};
    dm_str v;
    size_t at = 0;
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &s.country));
    check(dm_compile_sector_cells(c, row, &s));
    while (dm_tsv_value(dm_compile_cell(c, row, "members"), '|', &at, &v))
        if (!dm_is_country(dm_code_of(v)))
            return fault(c, "the member \"%.*s\" is no country's code", SHOW(v));
    check(add_wording(c, dm_compile_cell(c, row, "name"), s));
    return add_wordings(c, dm_compile_cell(c, row, "names"), s);
}

dm_status dm_compile_groups(dm_compiler *c, uint32_t row) {
    dm_sense s = {
        .kind = DM_SENSE_GROUP, .place = -1, .name = dm_compile_intern(c, dm_compile_cell(c, row, "name"))};
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &s.country));
    check(dm_compile_sector_cells(c, row, &s));
    check(dm_compile_day_cell(c, dm_compile_cell(c, row, "from"), false, &s.from));
    check(dm_compile_day_cell(c, dm_compile_cell(c, row, "to"), true, &s.to));
    check(add_wording(c, dm_compile_cell(c, row, "name"), s));
    return add_wordings(c, dm_compile_cell(c, row, "names"), s);
}

dm_status dm_compile_bodies(dm_compiler *c, uint32_t row) {
    dm_sense s = {
        .kind = DM_SENSE_BODY, .place = -1, .name = dm_compile_intern(c, dm_compile_cell(c, row, "body"))};
    check(dm_compile_sector_cells(c, row, &s));
    check(add_wording(c, dm_compile_cell(c, row, "body"), s));
    return add_wordings(c, dm_compile_cell(c, row, "names"), s);
}

/* The regular English plural of the head noun of a phrase: of the word before " of " or "-in-", else of the
 * last one. */
static dm_str plural_of(dm_compiler *c, dm_str s) {
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

dm_status dm_compile_roles(dm_compiler *c, uint32_t row) {
    dm_str role = dm_compile_cell(c, row, "role"), plural = dm_compile_cell(c, row, "plural"),
           kind = dm_compile_cell(c, row, "kind"), acts = dm_compile_cell(c, row, "acts_for"),
           relevant = dm_compile_cell(c, row, "relevant");
    dm_sense s = {.kind = DM_SENSE_ROLE, .place = -1, .name = dm_compile_intern(c, role)};
    check(dm_compile_sector_cells(c, row, &s));
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

dm_status dm_compile_offices(dm_compiler *c, uint32_t row) {
    dm_sense s = {.kind = DM_SENSE_PERSON,
                  .place = -1,
                  .name = dm_compile_intern(c, dm_compile_cell(c, row, "name")),
                  .office = dm_compile_intern(c, dm_compile_cell(c, row, "office")),
                  .organization = dm_compile_intern(c, dm_compile_cell(c, row, "organization"))};
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &s.country));
    check(dm_compile_sector_cells(c, row, &s));
    check(dm_compile_day_cell(c, dm_compile_cell(c, row, "from"), false, &s.from));
    check(dm_compile_day_cell(c, dm_compile_cell(c, row, "to"), true, &s.to));
    if (s.from > s.to) return fault(c, "the term ends before it begins");
    check(add_wording(c, dm_compile_cell(c, row, "name"), s));
    return add_wordings(c, dm_compile_cell(c, row, "names"), s);
}

dm_status dm_compile_name_words(dm_compiler *c, uint32_t row) {
    static const struct {
        const char *class;
        dm_sense_kind kind;
    } classes[] = {
        {"first", DM_SENSE_FIRST_NAME}, {"title", DM_SENSE_TITLE}, {"organization", DM_SENSE_NAME_WORD}};
    dm_str class = dm_compile_cell(c, row, "class"), gender = dm_compile_cell(c, row, "gender");
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
    check(dm_compile_sector_cells(c, row, &s));
    return add_wordings(c, dm_compile_cell(c, row, "words"), s);
}

static dm_status feature_cell(dm_compiler *c, dm_str s, dm_place_feature *out) {
    for (int f = 0; f < DM_PLACE_KINDS; f++)
        if (dm_str_is(s, dm_place_feature_name((dm_place_feature)f))) {
            *out = (dm_place_feature)f;
            return DM_OK;
        }
    return fault(c, "\"%.*s\" is no feature", SHOW(s));
}

dm_status dm_compile_regions(dm_compiler *c, uint32_t row) {
    dm_place_feature feature;
    dm_sense s = {.kind = DM_SENSE_REGION,
                  .name = dm_compile_intern(c, dm_compile_cell(c, row, "name")),
                  .office = dm_compile_intern(c, dm_compile_cell(c, row, "feature"))};
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &s.country));
    check(dm_compile_sector_cells(c, row, &s));
    check(feature_cell(c, dm_compile_cell(c, row, "feature"), &feature));
    dm_place_row place = {.name = s.name, .feature = s.office, .country = s.country};
    check(place_cells(c, row, place, feature, &s.place));
    if (feature >= DM_PLACE_OCEAN) s.country = 0; /* nobody speaks for a river */
    check(add_wording(c, dm_compile_cell(c, row, "name"), s));
    check(add_wordings(c, dm_compile_cell(c, row, "names"), s));
    s.kind = DM_SENSE_REGION_ADJECTIVE;
    return add_wordings(c, dm_compile_cell(c, row, "adjectives"), s);
}

dm_status dm_compile_gazetteer(dm_compiler *c, uint32_t row) {
    static const struct {
        char letter;
        uint8_t bit;
    } marks[] = {{'w', DM_COMMON_WORD}, {'f', DM_COMMON_FIRST_NAME}, {'s', DM_COMMON_SURNAME}};
    double id;
    dm_place_feature feature;
    dm_str common = dm_compile_cell(c, row, "common");
    dm_gaz_row g = {.name = dm_compile_cell(c, row, "name"),
                    .names = dm_compile_cell(c, row, "names"),
                    .shorts = dm_compile_cell(c, row, "short"),
                    .adjectives = dm_compile_cell(c, row, "adjectives"),
                    .admin1 = dm_compile_cell(c, row, "admin1"),
                    .admin2 = dm_compile_cell(c, row, "admin2")};
    check(dm_compile_country_cell(c, dm_compile_cell(c, row, "country"), &g.country));
    check(feature_cell(c, dm_compile_cell(c, row, "feature"), &feature));
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "population"), &g.population));
    check(point_cells(c, row, &g.lat, &g.lon, &id));
    if (g.population < 0) return fault(c, "there are no fewer inhabitants than none");
    g.geonames_id = (uint32_t)id;
    g.feature = (uint8_t)feature;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (memchr(common.p, marks[i].letter, common.n)) g.common |= marks[i].bit;
    return add_to_gazetteer(c, &g);
}

dm_status dm_compile_designators(dm_compiler *c, uint32_t row) {
    static const char *const kinds[] = {"street", "way", "form", "site", "unit", "body", "title"};
    dm_str word = dm_compile_cell(c, row, "word"), kind = dm_compile_cell(c, row, "kind"),
           before = dm_compile_cell(c, row, "before");
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

dm_status dm_compile_places(dm_compiler *c, uint32_t row) {
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
    dm_str model = dm_compile_cell(c, row, "model"), trait = dm_compile_cell(c, row, "trait");
    double weight;
    check(dm_compile_number_cell(c, dm_compile_cell(c, row, "weight"), &weight));
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

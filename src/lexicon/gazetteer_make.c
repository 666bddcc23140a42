#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "lexicon/gazetteer.h"

/* "Ky.", "NSW": as they are written; "Wayne" for Wayne County is a name like others. */
static bool is_exact(dm_str name, dm_name_role role) {
    bool points = memchr(name.p, '.', name.n) != NULL, capitals = true;
    for (size_t k = 0; k < name.n; k++) capitals = capitals && name.p[k] >= 'A' && name.p[k] <= 'Z';
    return role == DM_NAME_ABBREVIATION ||
           (role == DM_NAME_SHORT && (points || (capitals && name.n < 5)) && !memchr(name.p, ' ', name.n));
}

static void add_name(dm_gazetteer_maker *m, dm_str spelling, dm_name_role role, uint32_t place,
                     uint32_t rank) {
    char key[DM_GAZ_KEY];
    size_t n =
        is_exact(spelling, role) ? dm_gazetteer_exact_key(spelling, key) : dm_gazetteer_key(spelling, key);
    if (!n) return;
    dm_gaz_named row = {.key = dm_arena_copy(m->arena, (dm_str){key, n}),
                        .spelling = spelling,
                        .candidate = place | (uint32_t)role << 24,
                        .rank = rank};
    row.hash = dm_hash_str(row.key);
    dm_vec_push(m->arena, &m->named, row);
}

static bool next_name(dm_str list, size_t *at, dm_str *out) {
    if (*at >= list.n) return false;
    size_t begin = *at, end = begin;
    while (end < list.n && list.p[end] != '|') end++;
    *at = end + 1;
    *out = dm_str_sub(list, begin, end);
    return true;
}

/* Countries and continents before everything, then by inhabitants. */
static uint32_t rank_of(const dm_gaz_made *p) {
    uint32_t class = p->feature == DM_PLACE_COUNTRY || p->feature == DM_PLACE_CONTINENT ? 2
                     : p->feature > DM_PLACE_TOWN                                       ? 1
                                                                                        : 0;
    return class << 8 | p->size;
}

static void add_names(dm_gazetteer_maker *m, const dm_gaz_row *row, uint32_t place, uint32_t rank) {
    const struct {
        dm_str list;
        dm_name_role role;
    } lists[] = {{row->name, DM_NAME_MAIN},
                 {row->names, DM_NAME_OTHER},
                 {row->shorts, DM_NAME_SHORT},
                 {row->abbreviations, DM_NAME_ABBREVIATION},
                 {row->adjectives, DM_NAME_ADJECTIVE},
                 {row->people, DM_NAME_PEOPLE}};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        dm_str name;
        for (size_t at = 0; next_name(lists[i].list, &at, &name);)
            add_name(m, name, lists[i].role, place, rank);
    }
}

/* The code of a unit: "USA.KY", "USA.KY.169". */
static dm_str unit_code(dm_arena *arena, const dm_gaz_row *row) {
    char text[4];
    dm_str part[3] = {{text, 3}, row->admin1, row->admin2};
    if (!row->admin1.n) return (dm_str){"", 0};
    dm_code_text(row->country, text);
    char *code = dm_arena_take(arena, 5 + row->admin1.n + row->admin2.n);
    size_t n = 0;
    for (int i = 0; i < 3 && part[i].n; i++) {
        if (i) code[n++] = '.';
        memcpy(code + n, part[i].p, part[i].n);
        n += part[i].n;
    }
    return (dm_str){code, n};
}

bool dm_gazetteer_add(dm_gazetteer_maker *m, const dm_gaz_row *row) {
    uint32_t place = m->places.n;
    if (place >= 1u << 24) return false;
    dm_gaz_made p = {
        .place = {.geonames_id = row->geonames_id, .lat = (float)row->lat, .lon = (float)row->lon},
        .name = row->name,
        .unit = unit_code(m->arena, row),
        .country = row->country,
        .feature = (dm_place_feature)row->feature,
        .common = row->common,
        .number = place,
        .size = (unsigned)lround(8 * log2(row->population + 1))};
    if (p.size > 255) p.size = 255;
    dm_vec_push(m->arena, &m->places, p);
    add_names(m, row, place, rank_of(&p));
    return true;
}

static int by_key(const void *a, const void *b) {
    const dm_gaz_named *x = a, *y = b;
    if (x->bucket != y->bucket) return x->bucket < y->bucket ? -1 : 1;
    if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
    int d = dm_str_cmp(x->key, y->key);
    if (d) return d;
    /* the same place under the same key: its main name counts */
    uint32_t p = dm_candidate_place(x->candidate), q = dm_candidate_place(y->candidate);
    if (x->rank != y->rank) return x->rank > y->rank ? -1 : 1;
    if (p != q) return p < q ? -1 : 1;
    return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

/* Slots of a table of strings: number + 1. */
typedef struct table {
    uint32_t *slot, mask;
} table;

static table table_for(dm_arena *arena, size_t n) {
    uint32_t size = 16;
    while (size < 2 * (n + 1)) size *= 2;
    return (table){dm_arena_zero(arena, size, sizeof(uint32_t)), size - 1};
}

/* The slot of a string, or the empty one where it belongs. */
static uint32_t *slot_of(const table *t, const dm_str *strings, dm_str s) {
    uint32_t at = (uint32_t)dm_hash_str(s) & t->mask;
    while (t->slot[at] && !dm_str_eq(strings[t->slot[at] - 1], s)) at = (at + 1) & t->mask;
    return &t->slot[at];
}

/* A place stands after all that it may lie in: countries in the order of their codes, units of the first and
 * of the second level, the rest as it came. */
static int by_level(const void *a, const void *b) {
    const dm_gaz_made *x = a, *y = b;
    dm_place_feature p = x->feature < DM_PLACE_CAPITAL ? x->feature : DM_PLACE_CAPITAL,
                     q = y->feature < DM_PLACE_CAPITAL ? y->feature : DM_PLACE_CAPITAL;
    if (p != q) return p < q ? -1 : 1;
    if (p == DM_PLACE_COUNTRY && x->country != y->country) return x->country < y->country ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Numbers the places anew; returns how many are countries. */
static uint32_t sort_places(dm_gazetteer_maker *m) {
    uint32_t *number = dm_arena_array(m->arena, m->places.n + 1u, sizeof *number), countries = 0;
    if (m->places.n) qsort(m->places.at, m->places.n, sizeof *m->places.at, by_level);
    for (uint32_t i = 0; i < m->places.n; i++) {
        number[m->places.at[i].number] = i;
        countries += m->places.at[i].feature == DM_PLACE_COUNTRY;
    }
    for (uint32_t i = 0; i < m->named.n; i++) {
        dm_candidate *c = &m->named.at[i].candidate;
        *c = (*c & ~0xFFFFFFu) | number[dm_candidate_place(*c)];
    }
    return countries;
}

/* What a place lies in: the smallest unit of the table that its codes name, else its country. */
static void link_units(dm_gazetteer_maker *m, uint32_t n_countries) {
    dm_gaz_made *places = m->places.at;
    dm_str *unit = dm_arena_array(m->arena, m->places.n + 1u, sizeof *unit);
    table t = table_for(m->arena, m->places.n);
    for (uint32_t i = 0; i < m->places.n; i++) {
        unit[i] = places[i].unit;
        if (places[i].feature == DM_PLACE_ADM1 || places[i].feature == DM_PLACE_ADM2)
            *slot_of(&t, unit, unit[i]) = i + 1;
    }
    for (uint32_t i = 0; i < m->places.n; i++) {
        dm_str code = unit[i];
        uint32_t in = 0;
        while (code.n && (!in || in == i + 1)) {
            in = *slot_of(&t, unit, code);
            do code.n--;
            while (code.n && code.p[code.n] != '.');
        }
        /* a unit whose code stands twice would otherwise lie in its like */
        if (in > i) in = 0;
        for (uint32_t c = 0; c < n_countries && !in && places[i].feature != DM_PLACE_COUNTRY; c++)
            if (places[c].country == places[i].country) in = c + 1;
        places[i].place.in = in ? in - 1 : i;
    }
}

/* The arrays that go into the file. Keys are numbered by the low bits of their hashes ("buckets"). */
typedef struct arrays {
    dm_gazetteer_maker *m;
    uint32_t n_keys, n_buckets, n_several, n_names;
    uint32_t *begin; /* by key: its first row in m->named; one more closes the list */
    uint32_t *bucket, *one, *several;
    uint8_t *tag;
    dm_str *names;
} arrays;

static bool same_key(const dm_gaz_named *a, const dm_gaz_named *b) {
    return a->hash == b->hash && dm_str_eq(a->key, b->key);
}

/* The rows of one key stand together, the most important place first; keys in the order of their buckets. */
static void sort_keys(arrays *w) {
    dm_gazetteer_maker *m = w->m;
    uint32_t n = m->named.n;
    w->n_buckets = 16;
    while (w->n_buckets < n / 8) w->n_buckets *= 2;
    for (uint32_t i = 0; i < n; i++)
        m->named.at[i].bucket = (uint32_t)m->named.at[i].hash & (w->n_buckets - 1);
    if (n) qsort(m->named.at, n, sizeof *m->named.at, by_key);
    w->begin = dm_arena_array(m->arena, n + 1u, sizeof *w->begin);
    w->tag = dm_arena_array(m->arena, n + 1u, 1);
    w->bucket = dm_arena_zero(m->arena, w->n_buckets + 1u, sizeof *w->bucket);
    for (uint32_t i = 0; i < n; i++) {
        const dm_gaz_named *row = &m->named.at[i];
        if (i && same_key(row - 1, row)) continue;
        w->bucket[row->bucket + 1]++;
        w->tag[w->n_keys] = (uint8_t)(row->hash >> 56);
        w->begin[w->n_keys++] = i;
    }
    w->begin[w->n_keys] = n;
    for (uint32_t b = 0; b < w->n_buckets; b++) w->bucket[b + 1] += w->bucket[b];
}

static void list_candidates(arrays *w) {
    const dm_gazetteer_maker *m = w->m;
    w->one = dm_arena_array(m->arena, w->n_keys + 1u, sizeof *w->one);
    w->several = dm_arena_array(m->arena, m->named.n + 1u, sizeof *w->several);
    for (uint32_t k = 0; k < w->n_keys; k++) {
        uint32_t *list = w->several + w->n_several, n = 0;
        for (uint32_t i = w->begin[k]; i < w->begin[k + 1]; i++) {
            dm_candidate c = m->named.at[i].candidate;
            if (!n || dm_candidate_place(list[n - 1]) != dm_candidate_place(c)) list[n++] = c;
        }
        w->one[k] = n == 1 ? list[0] : DM_GAZ_SEVERAL | w->n_several;
        if (n == 1) continue;
        list[n - 1] |= DM_GAZ_LAST;
        w->n_several += n;
    }
}

/* A spelling for each key, then the main names that no key is made from. */
static void list_names(arrays *w) {
    dm_gazetteer_maker *m = w->m;
    table t = table_for(m->arena, w->n_keys + m->places.n);
    w->names = dm_arena_array(m->arena, w->n_keys + m->places.n + 1u, sizeof *w->names);
    for (uint32_t k = 0; k < w->n_keys; k++) {
        w->names[k] = m->named.at[w->begin[k]].spelling;
        uint32_t *slot = slot_of(&t, w->names, w->names[k]);
        if (!*slot) *slot = k + 1; /* one spelling may stand for two keys, the exact one and the other */
    }
    w->n_names = w->n_keys;
    for (uint32_t i = 0; i < m->places.n; i++) {
        uint32_t *slot = slot_of(&t, w->names, m->places.at[i].name);
        if (!*slot) {
            w->names[w->n_names] = m->places.at[i].name;
            *slot = ++w->n_names;
        }
        m->places.at[i].place.name = *slot - 1;
    }
}

void dm_gazetteer_pack(dm_gazetteer_maker *m, dm_packer *out) {
    arrays w = {.m = m};
    uint32_t n_countries = sort_places(m);
    dm_gaz_place *places = dm_arena_array(m->arena, m->places.n + 1u, sizeof *places);
    dm_code3 *countries = dm_arena_array(m->arena, n_countries + 1u, sizeof *countries);
    link_units(m, n_countries);
    sort_keys(&w);
    list_candidates(&w);
    list_names(&w);
    for (uint32_t i = 0; i < m->places.n; i++) {
        const dm_gaz_made *p = &m->places.at[i];
        places[i] = p->place;
        places[i].name |= p->size << 24;
        places[i].in |= (uint32_t)p->feature << 24 | p->common << 29;
        if (i < n_countries) countries[i] = p->country;
    }
    dm_packer_strings(out, "gaz_spellings", w.names, w.n_names);
    dm_packer_add(out, "gaz_places", places, m->places.n * sizeof *places, NULL);
    dm_packer_add(out, "gaz_tags", w.tag, w.n_keys, NULL);
    dm_packer_add(out, "gaz_buckets", w.bucket, (w.n_buckets + 1u) * sizeof *w.bucket, NULL);
    dm_packer_add(out, "gaz_one", w.one, w.n_keys * sizeof *w.one, NULL);
    dm_packer_add(out, "gaz_several", w.several, w.n_several * sizeof *w.several, NULL);
    dm_packer_add(out, "gaz_countries", countries, n_countries * sizeof *countries, NULL);
}

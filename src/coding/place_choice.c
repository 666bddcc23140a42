/* Which of the places of a name is meant? All mentions of a name in a document mean the same place, unless
 * the text says otherwise ("Paris, Texas"). The candidates of all names support one another: Decatur and
 * Athens are in Georgia where Atlanta is spoken of. A first opinion rests on how large the places are, later
 * ones on the opinions about the other names. */
#include <math.h>

#include "base/hash.h"
#include "coding/places.h"

enum { MOST_CANDIDATES = 40, ROUNDS = 3 };

/* A candidate of a group with what is asked of it again and again. */
typedef struct option {
    uint32_t place;
    uint8_t role;
    dm_place_feature feature;
    uint32_t county, state, country; /* DM_GAZ_NONE: none */
    int32_t cell; /* of the globe, of one degree; -1: it is too large to be near anything */
    float belief, score;
    bool within; /* what a qualifier says it lies in */
} option;

/* Mentions that mean the same. */
typedef struct group {
    uint32_t first, n; /* in `member` */
    option *option;
    uint32_t n_options;
    bool qualified, unit;
    uint32_t best;
} group;

/* Sums by place or cell: open addressing. */
typedef struct sums {
    uint32_t *key; /* 1 + the place */
    float *value;
    uint32_t mask;
} sums;

typedef struct chooser {
    dm_reading *r;
    const dm_gazetteer *g;
    dm_toponyms *names;
    uint32_t *member; /* toponyms, group by group */
    group *groups;
    uint32_t n_groups;
    sums named;  /* by unit or country: how surely the text names it */
    sums inside; /* by unit or country: how many names lie in it */
    sums near;   /* by cell */
    sums any;    /* by cell: the same if all candidates of a name were equal */
    float total; /* of the names with a country */
    float world; /* how many countries are named: 0 to 1 */
} chooser;

/* ---- sums ---- */

static sums new_sums(dm_arena *arena, size_t n) {
    uint32_t size = 64;
    while (size < 2 * n) size *= 2;
    return (sums){dm_arena_array(arena, size, sizeof(uint32_t)), dm_arena_array(arena, size, sizeof(float)),
                  size - 1};
}

static void clear(sums *s) {
    memset(s->key, 0, (s->mask + 1u) * sizeof *s->key);
}

static float *sum_at(const sums *s, uint32_t key, bool add) {
    uint32_t at = (key * 2654435761u) >> 7 & s->mask;
    while (s->key[at] && s->key[at] != key + 1) at = (at + 1) & s->mask;
    if (!s->key[at]) {
        if (!add) return NULL;
        s->key[at] = key + 1;
        s->value[at] = 0;
    }
    return &s->value[at];
}

static float sum_of(const sums *s, uint32_t key) {
    const float *v = key == DM_GAZ_NONE ? NULL : sum_at(s, key, false);
    return v ? *v : 0;
}

static void add_to(sums *s, uint32_t key, float v) {
    if (key != DM_GAZ_NONE) *sum_at(s, key, true) += v;
}

/* ---- the globe in cells ---- */

static int32_t cell_of(float lat, float lon) {
    int32_t row = (int32_t)(lat + 90.0f), column = (int32_t)(lon + 180.0f);
    return row * 360 + column % 360;
}

static float around_cell(const sums *s, int32_t cell) {
    int32_t row = cell / 360, column = cell % 360;
    float sum = 0;
    for (int32_t y = row - 1; y <= row + 1; y++)
        for (int32_t x = column - 1; x <= column + 1; x++)
            sum += sum_of(s, (uint32_t)(y * 360 + (x + 360) % 360));
    return sum;
}

/* ---- groups ---- */

static bool is_point(dm_place_feature f) {
    return f == DM_PLACE_TOWN || f == DM_PLACE_CAPITAL || f == DM_PLACE_ADM2;
}

/* Two to the power of x, by its series: the same bits on every machine. Beyond 100 as at 100. */
static float power_of_two(float x) {
    x = x > 100 ? 100 : x > -100 ? x : -100;
    int whole = (int)x - (x < 0);
    float y = (x - (float)whole) * 0.69314718f,
          sum = 1.0f + y * (1.0f + y / 2.0f * (1.0f + y / 3.0f * (1.0f + y / 4.0f)));
    for (; whole > 0; whole--) sum *= 2.0f;
    for (; whole < 0; whole++) sum *= 0.5f;
    return sum;
}

/* Before anything else is known: the square root of the inhabitants; countries are meant before towns. */
static float first_belief(const dm_gaz_place *p, dm_place_feature f, dm_name_role role) {
    float size = (float)dm_place_size(p) / 24.0f;
    if (f == DM_PLACE_COUNTRY || f == DM_PLACE_CONTINENT) size = 9.0f;
    if (f > DM_PLACE_CONTINENT) size = 6.0f;
    if (role == DM_NAME_OTHER) size -= 2.0f;
    return power_of_two(size);
}

/* Short names only where they belong: counties' before "county", states' as they are written. */
static bool role_fits(const dm_toponym *t, dm_candidate c) {
    return dm_candidate_role(c) != DM_NAME_SHORT || t->unit || t->key.p[0] == '=' || t->n == 1;
}

static void add_option(chooser *c, group *g, dm_candidate candidate, bool within) {
    const dm_gaz_place *p = &c->g->places[dm_candidate_place(candidate)];
    dm_place_feature f = dm_place_feature_of(p);
    uint32_t place = dm_candidate_place(candidate);
    g->option[g->n_options++] = (option){
        .place = place,
        .role = (uint8_t)dm_candidate_role(candidate),
        .feature = f,
        .county = dm_gazetteer_around(c->g, place, DM_PLACE_ADM2),
        .state = dm_gazetteer_around(c->g, place, DM_PLACE_ADM1),
        .country = dm_gazetteer_around(c->g, place, DM_PLACE_COUNTRY),
        .cell = is_point(f) ? cell_of(p->lat, p->lon) : -1,
        .belief = first_belief(p, f, dm_candidate_role(candidate)),
        .within = within,
    };
}

static bool lies_in_one_of(const chooser *c, uint32_t place, const dm_toponym *outer) {
    for (uint32_t i = 0; i < outer->n; i++) {
        uint32_t around = dm_candidate_place(outer->candidate[i]);
        if (around != place && dm_place_feature_of(&c->g->places[around]) <= DM_PLACE_ADM2 &&
            dm_candidate_role(outer->candidate[i]) < DM_NAME_ADJECTIVE &&
            dm_gazetteer_within(c->g, place, around))
            return true;
    }
    return false;
}

/* Mexico is the country, not the state or the town in it. */
static void drop_namesakes(group *g) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < g->n_options; i++) {
        const option *o = &g->option[i];
        bool inside = false;
        for (uint32_t k = 0; k < g->n_options && !inside; k++)
            inside = k != i && g->option[k].feature == DM_PLACE_COUNTRY && o->country == g->option[k].place;
        if (!inside) g->option[kept++] = *o;
    }
    g->n_options = kept;
}

/* The most important candidates, and all that lie where the qualifier says. */
static void list_options(chooser *c, group *g) {
    const dm_toponym *t = &c->names->at[c->member[g->first]], *q = NULL;
    for (uint32_t i = 0; i < g->n; i++) {
        const dm_toponym *m = &c->names->at[c->member[g->first + i]];
        if (m->qualifier != DM_NONE) q = &c->names->at[m->qualifier];
        g->unit = g->unit || m->unit;
        if (m->unit) t = m;
    }
    g->qualified = q != NULL;
    g->option = dm_arena_array(c->r->arena, t->n + 1u, sizeof *g->option);
    for (uint32_t i = 0, plain = 0; i < t->n; i++) {
        bool within = q && lies_in_one_of(c, dm_candidate_place(t->candidate[i]), q);
        if (!within && (plain >= MOST_CANDIDATES || !role_fits(t, t->candidate[i]))) continue;
        plain += !within;
        add_option(c, g, t->candidate[i], within);
    }
    if (!g->n_options)
        for (uint32_t i = 0; i < t->n && i < MOST_CANDIDATES; i++) add_option(c, g, t->candidate[i], false);
    if (!g->qualified && !g->unit) drop_namesakes(g);
    float sum = 0;
    for (uint32_t i = 0; i < g->n_options; i++) sum += g->option[i].belief;
    for (uint32_t i = 0; i < g->n_options; i++) g->option[i].belief /= sum;
}

/* The mention that stands for all with the same name and the same qualifier: the first one. */
static uint32_t *stand_ins(const chooser *c) {
    dm_arena *arena = c->r->arena;
    uint32_t n = c->names->n, groups = 0, size = 16;
    for (uint32_t i = 0; i < n; i++)
        if (c->names->at[i].group >= groups) groups = c->names->at[i].group + 1;
    while (size < 2 * (n + 1)) size *= 2;
    uint32_t *slot = dm_arena_zero(arena, size, sizeof *slot),
             *of = dm_arena_array(arena, n + 1u, sizeof *of);
    uint32_t *first =
        dm_arena_zero(arena, groups + 1u, sizeof *first); /* 1 + first qualified mention of the name */
    uint32_t *last =
        dm_arena_zero(arena, groups + 1u, sizeof *last); /* 1 + who stands for the last mention */
    for (uint32_t i = 0; i < n; i++) {
        const dm_toponym *t = &c->names->at[i];
        of[i] = i;
        if (!t->n || t->qualifier == DM_NONE) continue;
        uint32_t q = c->names->at[t->qualifier].group,
                 at = (t->group * 2654435761u ^ q * 40503u) & (size - 1);
        while (slot[at]) {
            const dm_toponym *o = &c->names->at[slot[at] - 1];
            if (o->group == t->group && c->names->at[o->qualifier].group == q) break;
            at = (at + 1) & (size - 1);
        }
        if (!slot[at]) slot[at] = i + 1;
        of[i] = slot[at] - 1;
        if (!first[t->group]) first[t->group] = i + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        const dm_toponym *t = &c->names->at[i];
        if (!t->n) continue;
        if (t->qualifier == DM_NONE && (last[t->group] || first[t->group]))
            of[i] = (last[t->group] ? last[t->group] : first[t->group]) - 1;
        last[t->group] = of[i] + 1;
    }
    return of;
}

/* Mentions by name and by what qualifies them; a bare mention goes with the one before it, the first with the
 * first qualified one. */
static void make_groups(chooser *c) {
    dm_arena *arena = c->r->arena;
    uint32_t n = c->names->n, filled = 0, *of = stand_ins(c);
    c->groups = dm_arena_zero(arena, n + 1u, sizeof *c->groups);
    c->member = dm_arena_array(arena, n + 1u, sizeof *c->member);
    uint32_t *number = dm_arena_zero(arena, n + 1u, sizeof *number);
    for (uint32_t i = 0; i < n; i++) {
        if (!c->names->at[i].n) continue;
        if (!number[of[i]]) number[of[i]] = ++c->n_groups;
        c->groups[number[of[i]] - 1].n++;
    }
    for (uint32_t k = 0; k < c->n_groups; k++) {
        c->groups[k].first = filled;
        filled += c->groups[k].n;
        c->groups[k].n = 0;
    }
    for (uint32_t i = 0; i < n; i++) {
        if (!c->names->at[i].n) continue;
        group *g = &c->groups[number[of[i]] - 1];
        c->member[g->first + g->n++] = i;
    }
    for (uint32_t k = 0; k < c->n_groups; k++) list_options(c, &c->groups[k]);
}

/* ---- support ---- */

/* A name's beliefs are added to the sums, or taken out while the name itself is asked about. */
static void support(chooser *c, const group *g, float sign) {
    float equal = sqrtf(1.0f / (float)g->n_options);
    for (uint32_t i = 0; i < g->n_options; i++) {
        const option *o = &g->option[i];
        float v = sign * o->belief, often = g->n > 3 ? 2.0f : g->n > 1 ? 1.5f : 1.0f;
        if (o->feature <= DM_PLACE_ADM2) add_to(&c->named, o->place, v * often);
        if (o->county != o->place) add_to(&c->inside, o->county, v);
        if (o->state != o->place) add_to(&c->inside, o->state, v);
        if (o->country != o->place) add_to(&c->inside, o->country, v);
        if (o->country != DM_GAZ_NONE) {
            c->total += v;
            if (o->country == o->place) add_to(&c->inside, o->country, v);
        }
        if (o->cell < 0) continue;
        add_to(&c->near, (uint32_t)o->cell, v);
        add_to(&c->any, (uint32_t)o->cell, sign * equal);
    }
}

static float part(float v, float from, float to) {
    return v <= from ? 0 : v >= to ? to - from : v - from;
}

static void fill_traits(const chooser *c, const group *g, const option *o, uint32_t largest, float *t) {
    static const uint8_t kinds[] = {
        [DM_PLACE_COUNTRY] = DM_CHOICE_country, [DM_PLACE_ADM1] = DM_CHOICE_adm1,
        [DM_PLACE_ADM2] = DM_CHOICE_adm2,       [DM_PLACE_CAPITAL] = DM_CHOICE_capital,
        [DM_PLACE_TOWN] = DM_CHOICE_town,       [DM_PLACE_CONTINENT] = DM_CHOICE_region,
        [DM_PLACE_REGION] = DM_CHOICE_region,   [DM_PLACE_TERRITORY] = DM_CHOICE_region,
        [DM_PLACE_ISLAND] = DM_CHOICE_region,   [DM_PLACE_PENINSULA] = DM_CHOICE_region};
    memset(t, 0, DM_CHOICE_TRAIT_COUNT * sizeof *t);
    uint32_t size = dm_place_size(&c->g->places[o->place]);
    bool point = is_point(o->feature);
    t[DM_CHOICE_size] = (float)size / 80.0f;
    t[DM_CHOICE_size_unknown] = point && !size;
    t[DM_CHOICE_largest] = o->place == largest;
    t[o->feature < sizeof kinds ? kinds[o->feature] : DM_CHOICE_water] = 1;
    t[DM_CHOICE_main + o->role] = 1;
    if (g->unit)
        t[o->feature == DM_PLACE_ADM1 || o->feature == DM_PLACE_ADM2 ? DM_CHOICE_unit_fits
                                                                     : DM_CHOICE_unit_lacks] = 1;
    if (g->qualified) t[o->within ? DM_CHOICE_within_named : DM_CHOICE_outside_named] = 1;
    if (o->county != o->place) t[DM_CHOICE_named_county] = part(sum_of(&c->named, o->county), 0, 1);
    if (o->state != o->place) {
        float v = sum_of(&c->named, o->state);
        t[DM_CHOICE_named_state] = part(v, 0, 1);
        t[DM_CHOICE_named_state_often] = part(v, 1, 2);
    }
    if (o->country != o->place) {
        float v = sum_of(&c->named, o->country);
        t[DM_CHOICE_named_country] = part(v, 0, 1);
        t[DM_CHOICE_named_country_often] = part(v, 1, 2);
        if (o->feature == DM_PLACE_CAPITAL) t[DM_CHOICE_capital_named] = part(v, 0, 1);
    }
    if (o->feature == DM_PLACE_CAPITAL) t[DM_CHOICE_world_capital] = c->world;
    if (o->feature == DM_PLACE_COUNTRY) t[DM_CHOICE_world_country] = c->world;
    if (point) t[DM_CHOICE_world_size] = c->world * t[DM_CHOICE_size];
    float total = c->total + 2.0f; /* few names prove little */
    if (o->county != o->place) t[DM_CHOICE_share_county] = part(sum_of(&c->inside, o->county) / total, 0, 1);
    if (o->state != o->place) t[DM_CHOICE_share_state] = part(sum_of(&c->inside, o->state) / total, 0, 1);
    t[DM_CHOICE_share_country] = part(sum_of(&c->inside, o->country) / total, 0, 1);
    if (o->cell >= 0) {
        float v = around_cell(&c->near, o->cell), w = around_cell(&c->any, o->cell);
        t[DM_CHOICE_near_one] = part(v, 0, 1);
        t[DM_CHOICE_near_two] = part(v, 1, 2);
        t[DM_CHOICE_near_more] = part(v, 2, 4);
        t[DM_CHOICE_cluster_one] = part(w, 0, 1);
        t[DM_CHOICE_cluster_two] = part(w, 1, 2);
        t[DM_CHOICE_cluster_more] = part(w, 2, 4);
    } else if (o->feature == DM_PLACE_ADM1 || o->feature == DM_PLACE_COUNTRY) {
        float v = sum_of(&c->inside, o->place);
        t[DM_CHOICE_holds_one] = part(v, 0, 1);
        t[DM_CHOICE_holds_more] = part(v, 1, 4);
    }
}

/* Three countries and more make a document one about the world; in local news hardly one is named. */
static float world_of(const chooser *c) {
    float n = 0;
    for (uint32_t i = 0; i <= c->named.mask; i++)
        if (c->named.key[i] && c->named.key[i] <= c->g->n_countries) n += part(c->named.value[i], 0, 1);
    return part(n / 3.0f, 0, 1);
}

static uint32_t largest_of(const chooser *c, const group *g) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < g->n_options; i++)
        if (dm_place_size(&c->g->places[g->option[i].place]) >
            dm_place_size(&c->g->places[g->option[best].place]))
            best = i;
    return g->option[best].place;
}

static void choose(chooser *c, group *g, int round, dm_watch_choice *watch, void *watcher) {
    const float *weight = c->r->lex->place_weights + (round ? DM_WEIGHTS_AGAIN : DM_WEIGHTS_CHOICE);
    dm_option *options = watch ? dm_arena_array(c->r->arena, g->n_options, sizeof *options) : NULL;
    uint32_t largest = largest_of(c, g);
    float trait[DM_CHOICE_TRAIT_COUNT];
    for (uint32_t i = 0; i < g->n_options; i++) {
        option *o = &g->option[i];
        fill_traits(c, g, o, largest, trait);
        o->score = 0;
        for (uint32_t k = 0; k < DM_CHOICE_TRAIT_COUNT; k++) o->score += weight[k] * trait[k];
        if (i == 0 || o->score > g->option[g->best].score) g->best = i;
        if (watch) {
            options[i].place = o->place;
            memcpy(options[i].trait, trait, sizeof trait);
        }
    }
    if (watch) watch(watcher, round, c->names, c->member + g->first, g->n, options, g->n_options);
}

/* From scores to shares: a softmax. */
static void believe(group *g) {
    float sum = 0, best = g->option[g->best].score;
    for (uint32_t i = 0; i < g->n_options; i++) {
        float d = g->option[i].score - best;
        g->option[i].belief = d < -30.0f ? 0 : power_of_two(d * 1.442695f);
        sum += g->option[i].belief;
    }
    for (uint32_t i = 0; i < g->n_options; i++) g->option[i].belief /= sum;
}

void dm_choose_places(dm_reading *r, dm_toponyms *names, dm_watch_choice *watch, void *watcher) {
    chooser c = {.r = r, .g = &r->lex->gazetteer, .names = names};
    make_groups(&c);
    size_t options = 0;
    for (uint32_t k = 0; k < c.n_groups; k++) options += c.groups[k].n_options;
    c.named = new_sums(r->arena, options + 1);
    c.inside = new_sums(r->arena, 3 * options + 1);
    c.near = new_sums(r->arena, options + 1);
    c.any = new_sums(r->arena, options + 1);
    for (int round = 0; round < ROUNDS; round++) {
        clear(&c.named);
        clear(&c.inside);
        clear(&c.near);
        clear(&c.any);
        c.total = 0;
        for (uint32_t k = 0; k < c.n_groups; k++) support(&c, &c.groups[k], 1);
        for (uint32_t k = 0; k < c.n_groups; k++) {
            support(&c, &c.groups[k], -1);
            c.world = world_of(&c);
            choose(&c, &c.groups[k], round, watch, watcher);
            support(&c, &c.groups[k], 1);
        }
        for (uint32_t k = 0; k < c.n_groups; k++) believe(&c.groups[k]);
    }
    for (uint32_t k = 0; k < c.n_groups; k++)
        for (uint32_t i = 0; i < c.groups[k].n; i++)
            names->at[c.member[c.groups[k].first + i]].place = c.groups[k].option[c.groups[k].best].place;
}

/* A caller who names entities wants to know what is between them. Where grammar puts no event between two of
 * them in a sentence, the predicate that stands nearest to both is taken: "CHAD said that rebels in the pay
 * of SUDAN had attacked". */
#include "coding/events.h"

enum { NAMED = 8 };

/* The caller's actors of a sentence, in text order. */
typedef struct named {
    uint32_t actor[NAMED], tok[NAMED], n;
} named;

static void add_named(named *s, uint32_t actor, uint32_t tok) {
    for (uint32_t i = 0; i < s->n; i++)
        if (s->actor[i] == actor) return;
    if (s->n == NAMED) return;
    s->actor[s->n] = actor;
    s->tok[s->n++] = tok;
}

static named named_in(const dm_reading *r, dm_span sentence) {
    named s = {.n = 0};
    for (uint32_t t = sentence.begin; t < sentence.end; t++) {
        int32_t m = r->mention_of[t];
        if (m != DM_NONE && r->mentions.at[m].caller && r->mentions.at[m].actor != DM_NONE)
            add_named(&s, (uint32_t)r->mentions.at[m].actor, t);
    }
    return s;
}

static bool takes_part(const dm_event *e, uint32_t actor) {
    return dm_has_party(&e->actor, actor) || dm_has_party(&e->recipient, actor);
}

static bool joins(const dm_event *e, uint32_t a, uint32_t b) {
    return takes_part(e, a) && takes_part(e, b) &&
           (!e->recipient.n || dm_has_party(&e->actor, a) != dm_has_party(&e->actor, b));
}

static int depth_of(const dm_reading *r, uint32_t tok) {
    int depth = 0;
    while (r->tok[tok].head != tok && depth < 50) tok = r->tok[tok].head, depth++;
    return depth;
}

static int fitness(const dm_reading *r, const dm_event *e, const named *s, uint32_t a, uint32_t b) {
    int score = 100 - 2 * depth_of(r, e->tok);
    const uint32_t who[] = {a, b};
    for (int i = 0; i < 2; i++) {
        uint32_t tok = s->tok[who[i]], actor = s->actor[who[i]];
        if (dm_has_party(&e->actor, actor)) score += 12;
        if (dm_has_party(&e->recipient, actor)) score += 10;
        if (dm_is_below(r, tok, e->tok)) score += 8;
        int words = (int)(tok > e->tok ? tok - e->tok : e->tok - tok);
        score -= words / 8;
    }
    return score;
}

/* Are both in one noun phrase: "Chad and Sudan's ministers"? Then neither is the other's object. */
static bool in_one_phrase(const dm_reading *r, uint32_t first, uint32_t second) {
    for (uint32_t at = second, steps = 0; steps < 8; steps++) {
        if (dm_is_below(r, first, at)) return !dm_is_verb(r, at);
        uint16_t dep = r->tok[at].dep;
        if (r->tok[at].head == at || (dep != DM_DEP_conj && dep != DM_DEP_compound && dep != DM_DEP_amod &&
                                      dep != DM_DEP_poss && dep != DM_DEP_nmod && dep != DM_DEP_appos))
            return false;
        at = r->tok[at].head;
    }
    return false;
}

/* The two sides of an event that names at most one of them: who acts already, else who is spoken of first. */
static void set_sides(const dm_reading *r, dm_event *e, uint32_t first, uint32_t second, bool together) {
    bool swap = dm_has_party(&e->actor, second) ||
                (dm_has_party(&e->recipient, first) && !dm_has_party(&e->actor, first));
    swap = swap && !together;
    e->actor.n = e->recipient.n = 0;
    dm_add_party(&e->actor, swap ? second : first);
    dm_add_party(dm_type_has(r, e->type, DM_TYPE_RECIPROCAL) ? &e->actor : &e->recipient,
                 swap ? first : second);
    e->construction = "between the caller's entities";
}

void dm_join_entities(dm_reading *r, dm_event *candidate, uint32_t n) {
    for (uint32_t i = 0; r->doc->entity_count && i < r->sentences.n; i++) {
        dm_span sentence = r->sentences.at[i].span;
        named s = named_in(r, sentence);
        for (uint32_t a = 0; a < s.n; a++)
            for (uint32_t b = a + 1; b < s.n; b++) {
                dm_event *best = NULL;
                int best_score = 0;
                bool joined = false;
                for (uint32_t k = 0; k < n && !joined; k++) {
                    dm_event *e = &candidate[k];
                    if (e->tok < sentence.begin || e->tok >= sentence.end) continue;
                    joined = joins(e, s.actor[a], s.actor[b]);
                    int score = fitness(r, e, &s, a, b);
                    if (score > best_score) best = e, best_score = score;
                }
                if (!best || joined) continue;
                set_sides(r, best, s.actor[a], s.actor[b], in_one_phrase(r, s.tok[a], s.tok[b]));
                if (best->aux & DM_AUX_FUTURE) dm_announce(r, best); /* now that it is known who is to act */
            }
    }
}

/* The lowest verb above both tokens, else the lowest word. */
static uint32_t above_both(const dm_reading *r, uint32_t a, uint32_t b) {
    uint32_t at = a;
    for (int steps = 0; steps < 50 && !dm_is_below(r, b, at) && r->tok[at].head != at; steps++)
        at = r->tok[at].head;
    uint32_t v = at;
    for (int steps = 0; steps < 50 && !dm_is_verb(r, v) && r->tok[v].head != v; steps++) v = r->tok[v].head;
    return dm_is_verb(r, v) ? v : at;
}

dm_event dm_event_between(dm_reading *r, uint32_t a, uint32_t b) {
    dm_event e = dm_blank_event(r, above_both(r, a, b));
    dm_span s = {a < b ? a : b, (a < b ? b : a) + 1};
    e.span = s;
    return e;
}

static bool is_joined(const dm_reading *r, uint32_t a, uint32_t b) {
    for (uint32_t i = 0; i < r->events.n; i++)
        if (joins(&r->events.at[i], a, b)) return true;
    return false;
}

void dm_supply_events(dm_reading *r) {
    for (uint32_t i = 0; r->doc->entity_count && i < r->sentences.n; i++) {
        named s = named_in(r, r->sentences.at[i].span);
        for (uint32_t a = 0; a < s.n; a++)
            for (uint32_t b = a + 1; b < s.n; b++) {
                if (is_joined(r, s.actor[a], s.actor[b])) continue;
                dm_event e = dm_event_between(r, s.tok[a], s.tok[b]);
                if (!dm_name_type(r, &e)) return;
                set_sides(r, &e, s.actor[a], s.actor[b], false);
                e.construction = "learned choice";
                dm_vec_push(r->arena, &r->events, e);
            }
    }
}

/* One event for one happening: another mention of it adds its parties and its words. */
#include "coding/events.h"

enum { REACH = 200, STEPS = 6 };

/* Is an actor, or (sides) somebody of his side, among them? */
static bool has(const dm_reading *r, const dm_actors *list, uint32_t actor, bool sides) {
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i] == actor || (sides && dm_same_side(r, list->at[i], actor))) return true;
    return false;
}

static bool within(const dm_reading *r, const dm_actors *a, const dm_actors *b, bool sides) {
    for (uint32_t i = 0; i < a->n; i++)
        if (!has(r, b, a->at[i], sides)) return false;
    return true;
}

/* Nothing that is said of one is against the other. */
static bool agree(const dm_reading *r, const dm_actors *a, const dm_actors *b, bool sides) {
    return !a->n || !b->n || within(r, a, b, sides) || within(r, b, a, sides);
}

static bool share(const dm_reading *r, const dm_actors *a, const dm_actors *b, bool sides) {
    for (uint32_t i = 0; i < a->n; i++)
        if (has(r, b, a->at[i], sides)) return true;
    return false;
}

/* Two dates that exclude each other. */
static bool at_other_time(const dm_reading *r, const dm_event *a, const dm_event *b) {
    if (a->time == DM_NONE || b->time == DM_NONE || a->time == b->time) return false;
    dm_str x = r->times.at[a->time].value, y = r->times.at[b->time].value;
    size_t n = x.n < y.n ? x.n : y.n;
    return n == 0 || memcmp(x.p, y.p, n) != 0;
}

static bool hangs_on(const dm_reading *r, uint32_t tok, uint32_t on) {
    for (uint32_t steps = 0; steps < STEPS && r->tok[tok].head != tok; steps++) {
        tok = r->tok[tok].head;
        if (tok == on) return true;
    }
    return false;
}

/* "killed two and wounded four in an attack": deed, weapon and victims of one act of violence are told by
 * words that hang together. */
static bool is_one_violence(const dm_reading *r, const dm_event *a, const dm_event *b) {
    if (a->type != DM_EV_ASSAULT || r->sentence_of[a->tok] != r->sentence_of[b->tok]) return false;
    if (!hangs_on(r, a->tok, b->tok) && !hangs_on(r, b->tok, a->tok)) return false;
    if (a->mutual != b->mutual) return true; /* "killed in clashes with" */
    bool half = !a->actor.n || !b->actor.n || !a->recipient.n || !b->recipient.n;
    bool same = share(r, &a->actor, &b->actor, true);
    return (half || same) && agree(r, &a->actor, &b->actor, true) &&
           !share(r, &a->actor, &b->recipient, false) && !share(r, &a->recipient, &b->actor, false);
}

static bool is_same(const dm_reading *r, const dm_event *old, const dm_event *e) {
    if (old->type != e->type || (old->aux & DM_AUX_NEGATION) != (e->aux & DM_AUX_NEGATION)) return false;
    if (is_one_violence(r, old, e)) return true;
    if ((old->mode && e->mode && old->mode != e->mode) || old->about != e->about) return false;
    /* "the visit" takes up what was told before, of whom it is told now may be the minister for his state */
    bool sides = dm_is_noun(r, e->tok) || dm_str_eq(r->tok[old->tok].lemma, r->tok[e->tok].lemma);
    bool unknown = old->implied || e->implied;
    if ((!unknown && !agree(r, &old->actor, &e->actor, sides)) ||
        !agree(r, &old->recipient, &e->recipient, sides))
        return false;
    if (!share(r, &old->actor, &e->actor, sides) && !share(r, &old->recipient, &e->recipient, sides))
        return false;
    return !at_other_time(r, old, e);
}

dm_event *dm_find_same_event(dm_reading *r, const dm_event *e) {
    uint32_t least = r->events.n > REACH ? r->events.n - REACH : 0; /* a document can be long */
    for (uint32_t i = r->events.n; i-- > least;)
        if (is_same(r, &r->events.at[i], e)) return &r->events.at[i];
    return NULL;
}

static void unite(const dm_reading *r, dm_actors *into, const dm_actors *from) {
    for (uint32_t i = 0; i < from->n; i++)
        if (!has(r, into, from->at[i], true)) dm_add_party(into, from->at[i]);
}

void dm_merge_event(dm_reading *r, dm_event *into, const dm_event *e) {
    if (into->implied && !e->implied && e->actor.n) {
        into->actor.n = 0;
        into->implied = false;
    }
    if (!e->implied && !(e->mutual && into->recipient.n)) unite(r, &into->actor, &e->actor);
    unite(r, &into->recipient, &e->recipient);
    if (!into->mode) into->mode = e->mode;
    if (into->time == DM_NONE) into->time = e->time;
    if (into->place == DM_NONE) into->place = e->place;
    if (e->author > into->author && into->author == DM_FACT_UU) into->author = e->author;
    if (e->tok != into->tok) dm_vec_push(r->arena, &into->mentions, e->tok);
}

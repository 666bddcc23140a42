/* The type of an event by a small net that people's judgements taught (train/events.py): from the type that
 * the rules give, the predicate and the words around it. It is for texts whose entities the caller names, and
 * decides only where it is surer than the rules by a margin. Between two of the caller's entities it also
 * names the type of a predicate that no frame knows.
 *
 * A change of the traits needs new weights. */
#include "base/hash.h"
#include "coding/events.h"
#include "coding/traits.h"

/* Kinds of facts. The numbers are part of the weights: add at the end only. */
enum {
    BIAS = 1,
    TYPE,
    MODE,
    AUX,
    ABOUT,
    LEMMA,
    TYPE_LEMMA,
    CONSTRUCTION,
    ROW,
    OPERATOR,
    ACT,
    ARGUMENT,
    WORD,
    PAIR
};

/* The outputs of the net. What gives way is one type for who judged: CONCEDE and RETREAT. */
static const dm_event_type types[] = {DM_EV_ACCUSE,  DM_EV_AGREE,    DM_EV_AID,       DM_EV_ASSAULT,
                                      DM_EV_COERCE,  DM_EV_CONSULT,  DM_EV_COOPERATE, DM_EV_MOBILIZE,
                                      DM_EV_PROTEST, DM_EV_REJECT,   DM_EV_REQUEST,   DM_EV_SANCTION,
                                      DM_EV_SUPPORT, DM_EV_THREATEN, DM_EV_CONCEDE};
enum { TYPES = sizeof types / sizeof *types, REACH = 12 };

/* By how much the net's score of its type must be above that of the rules' type. */
static const float margin = 0.5f;

static int place_of(uint32_t type) {
    if (type == DM_EV_RETREAT) type = DM_EV_CONCEDE;
    for (int i = 0; i < TYPES; i++)
        if (types[i] == type) return i;
    return -1;
}

static uint32_t text_of(const dm_reading *r, dm_text t) {
    return (uint32_t)dm_hash_str(dm_lexicon_text(r->lex, t));
}

static bool is_word(const dm_reading *r, uint32_t tok) {
    return !r->tok[tok].lex->space && r->tok[tok].pos != DM_POS_PUNCT && r->tok[tok].pos != DM_POS_PROPN &&
           r->tok[tok].pos != DM_POS_DET;
}

/* What the rules say. */
static void put_verdict(dm_reading *r, const dm_event *e, dm_traits *t) {
    uint32_t type = e->type == DM_EV_RETREAT ? DM_EV_CONCEDE : e->type, lemma = r->lemma_hash[e->tok];
    dm_put_trait(t, TYPE, type, 0);
    if (!e->type) return;
    dm_put_trait(t, MODE, type, text_of(r, e->mode));
    dm_put_trait(t, AUX, type, e->aux);
    dm_put_trait(t, ABOUT, type, e->about + 100 * e->became);
    dm_put_trait(t, TYPE_LEMMA, type, lemma);
    dm_put_trait(t, CONSTRUCTION, type, (uint32_t)dm_hash_str(dm_str_of(e->construction)));
    dm_put_trait(t, ROW, text_of(r, e->rule.lemma), text_of(r, e->rule.conditions));
    if (e->act == DM_NONE) return;
    dm_put_trait(t, OPERATOR, text_of(r, e->rule.lemma), e->about);
    dm_put_trait(t, ACT, r->lemma_hash[(uint32_t)e->act], type);
}

void dm_event_traits(dm_reading *r, const dm_event *e, dm_traits *t) {
    const dm_predicate *p = dm_predicate_at(r, e->tok);
    dm_span s = r->sentences.at[r->sentence_of[e->tok]].span;
    uint32_t begin = e->tok > s.begin + REACH ? e->tok - REACH : s.begin;
    uint32_t end = e->tok + REACH < s.end ? e->tok + REACH + 1 : s.end, last = 0;
    t->n = 0;
    for (int i = 0; i < DM_TRAIT_VECTORS; i++) t->vector[i] = DM_NONE;
    dm_put_trait(t, BIAS, 0, 0);
    put_verdict(r, e, t);
    dm_put_trait(t, LEMMA, r->lemma_hash[e->tok], 0);
    for (uint32_t i = 0; p && i < p->n && i < REACH; i++)
        if (is_word(r, p->arg[i].tok))
            dm_put_trait(t, ARGUMENT, p->arg[i].slot, r->lemma_hash[p->arg[i].tok]);
    for (uint32_t i = begin; i < end; i++) {
        if (!is_word(r, i)) continue;
        uint32_t word = r->lemma_hash[i];
        dm_put_trait(t, WORD, word, 0);
        if (last) dm_put_trait(t, PAIR, last, word);
        last = word;
    }
}

/* The scores of the types; false: there is no net. */
static bool score(dm_reading *r, const dm_event *e, float out[DM_MOST_OUTPUTS]) {
    const dm_perceptron *net = dm_lexicon_net(r->lex, "event-type");
    dm_traits t;
    if (!net || net->outputs != TYPES || net->vectors) return false;
    dm_event_traits(r, e, &t);
    dm_perceptron_score(net, t.key, t.n, NULL, out);
    return true;
}

static int best_of(const float s[TYPES]) {
    int best = 0;
    for (int i = 1; i < TYPES; i++)
        if (s[i] > s[best]) best = i;
    return best;
}

/* Of a mutual act all are actors, of another who is named first. */
static void set_sides(const dm_reading *r, dm_event *e, uint32_t type) {
    bool mutual = dm_type_has(r, type, DM_TYPE_RECIPROCAL);
    if (mutual) {
        for (uint32_t i = 0; i < e->recipient.n; i++) dm_add_party(&e->actor, e->recipient.at[i]);
        e->recipient.n = 0;
    } else if (e->mutual && !e->recipient.n && e->actor.n > 1) {
        for (uint32_t i = 1; i < e->actor.n; i++) dm_add_party(&e->recipient, e->actor.at[i]);
        e->actor.n = 1;
    }
    e->mutual = mutual;
}

void dm_choose_type(dm_reading *r, dm_event *e) {
    float s[DM_MOST_OUTPUTS];
    int now = place_of(e->type);
    if (!r->doc->entity_count || now < 0 || !score(r, e, s)) return; /* it learned between entities only */
    int best = best_of(s);
    if (best == now || s[best] < s[now] + margin) return;
    e->ruled = e->type;
    set_sides(r, e, types[best]);
    e->type = types[best];
    e->mode = e->cameo = 0;
    e->construction = "learned choice";
}

bool dm_name_type(dm_reading *r, dm_event *e) {
    float s[DM_MOST_OUTPUTS];
    if (!score(r, e, s)) return false;
    e->type = types[best_of(s)];
    e->construction = "learned choice";
    return true;
}

/* One proposition, everyone who takes a position on it, and what that adds up to: docs/claims.md.
 *
 * What two holders speak of is the same claim if the same party does it or is in it, and things, words and
 * kind of act agree. */
#include "coding/claims.h"

#include <stdio.h>

enum { WORDS = 24, COUNTRIES = 8, LOOK_BACK = 96 };

/* What a proposition speaks of. */
typedef struct gist {
    dm_code3 country[COUNTRIES];
    uint32_t n_countries;
    dm_str word[WORDS];
    uint32_t n_words;
    uint32_t classes; /* of those that claims are about: bits */
    uint32_t type;    /* event type of its head, 0: none */
    dm_code3 doer;    /* country of whoever does it, 0: not named */
} gist;

static void add_country(gist *g, dm_code3 c) {
    for (uint32_t i = 0; i < g->n_countries; i++)
        if (g->country[i] == c) return;
    if (c && g->n_countries < COUNTRIES) g->country[g->n_countries++] = c;
}

static void add_word(gist *g, dm_str w) {
    for (uint32_t i = 0; i < g->n_words; i++)
        if (dm_str_eq(g->word[i], w)) return;
    if (g->n_words < WORDS) g->word[g->n_words++] = w;
}

/* The country of whoever does it; of an act without a doer, of the one it is done to. */
static dm_code3 doer_of(dm_reading *r, uint32_t tok) {
    static const dm_slot slots[] = {DM_SLOT_SUBJ, DM_SLOT_POSS, DM_SLOT_OBJ, DM_SLOT_OF};
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t at[8];
    for (size_t i = 0; p && i < sizeof slots / sizeof *slots; i++) {
        if (!dm_arguments(r, p, slots[i], (dm_str){"", 0}, at, 8)) continue;
        int32_t m = r->mention_of[at[0]];
        return m == DM_NONE || r->mentions.at[m].actor == DM_NONE
                   ? 0
                   : r->actors.at[r->mentions.at[m].actor].country;
    }
    return 0;
}

static gist gist_of(dm_reading *r, uint32_t tok, dm_span span) {
    gist g = {.type = dm_frame_type(r, tok), .doer = doer_of(r, tok)};
    static const char *const topical[] = {"force", "weapon", "instrument"};
    for (uint32_t i = span.begin; i < span.end; i++) {
        int32_t m = r->mention_of[i];
        if (m != DM_NONE && r->mentions.at[m].actor != DM_NONE)
            add_country(&g, r->actors.at[r->mentions.at[m].actor].country);
        if (m == DM_NONE && (dm_is_noun(r, i) || r->tok[i].pos == DM_POS_VERB) && r->hit_of[i] == DM_NONE)
            add_word(&g, r->tok[i].lemma);
        if (m != DM_NONE && r->mentions.at[m].form == DM_FORM_NOMINAL) add_word(&g, r->tok[i].lemma);
        for (uint32_t k = 0; k < 3 && dm_is_noun(r, i); k++)
            g.classes |= (uint32_t)dm_in_class(r, i, topical[k]) << k;
        uint32_t type = g.type ? 0 : dm_frame_type(r, i);
        if (type) g.type = type;
    }
    return g;
}

static int likeness(const gist *a, const gist *b) {
    int score = 0, words = 0;
    uint32_t shared = 0;
    for (uint32_t i = 0; i < a->n_countries; i++)
        for (uint32_t k = 0; k < b->n_countries; k++) shared += a->country[i] == b->country[k];
    if (a->n_countries && b->n_countries && !shared) return 0;
    if (a->doer && b->doer && a->doer != b->doer) return 0;
    score += (int)(shared < 2 ? 2 * shared : 3);
    for (uint32_t i = 0; i < a->n_words; i++)
        for (uint32_t k = 0; k < b->n_words; k++) words += dm_str_eq(a->word[i], b->word[k]);
    if (!shared && words < 2) return 0;
    score += words > 3 ? 3 : words;
    if (a->classes & b->classes) score += 2;
    if (a->type && a->type == b->type) score += 2;
    return score;
}

/* ---- claims ---- */

static uint8_t worth(dm_stance s) {
    static const uint8_t values[] = {DM_FACT_NONE,     DM_FACT_CT_PLUS,  DM_FACT_CT_PLUS, DM_FACT_CT_PLUS,
                                     DM_FACT_CT_MINUS, DM_FACT_PR_MINUS, DM_FACT_CTU,     DM_FACT_PS_PLUS};
    return values[s];
}

static bool puts_forward(uint8_t stance) {
    return stance == DM_STANCE_ASSERTS || stance == DM_STANCE_ALLEGES || stance == DM_STANCE_CONFIRMS;
}

/* The claim that "the report", "the charges" mean: the last one of whoever is named; else, for somebody who
 * answers a charge, the last charge that another one made; else the last of all. */
static int32_t pointed_at(const dm_reading *r, const dm_stand *s) {
    int32_t charge = DM_NONE;
    for (uint32_t i = r->claims.n; i-- > 0 && r->claims.n - i <= LOOK_BACK;) {
        const dm_claim *c = &r->claims.at[i];
        for (uint32_t k = 0; k < c->positions.n; k++) {
            const dm_position *p = &c->positions.at[k];
            if (s->owner != DM_NONE && p->holder == s->owner && puts_forward(p->stance)) return (int32_t)i;
            if (p->stance == DM_STANCE_ALLEGES && p->holder != s->holder && charge == DM_NONE)
                charge = (int32_t)i;
        }
    }
    if (s->stance != DM_STANCE_ASSERTS && charge != DM_NONE) return charge;
    return (int32_t)r->claims.n - 1;
}

/* Two clauses of one content are two propositions. */
static bool has_clause_of(const dm_claim *c, const dm_stand *s) {
    for (uint32_t i = 0; i < c->positions.n; i++)
        if (s->attribution != DM_NONE && c->positions.at[i].attribution == s->attribution) return true;
    return false;
}

static int32_t claim_for(dm_reading *r, const dm_stand *s, const gist *g, const gist *gists) {
    enum { ENOUGH = 4 };
    int32_t best = DM_NONE;
    int best_score = 0;
    if (s->points) return pointed_at(r, s);
    for (uint32_t i = r->claims.n > LOOK_BACK ? r->claims.n - LOOK_BACK : 0; i < r->claims.n; i++) {
        bool same = r->claims.at[i].tok == s->tok;
        int score = same ? 100 : has_clause_of(&r->claims.at[i], s) ? 0 : likeness(&gists[i], g);
        if (score > best_score) {
            best_score = score;
            best = (int32_t)i;
        }
    }
    return best_score >= ENOUGH ? best : DM_NONE;
}

static int32_t event_at(const dm_reading *r, uint32_t tok, dm_span span) {
    uint32_t first = dm_first_event(r, span.begin);
    for (uint32_t i = first; i < r->events.n && r->events.at[i].tok < span.end; i++)
        if (r->events.at[i].tok == tok) return (int32_t)i;
    return first < r->events.n && r->events.at[first].tok < span.end ? (int32_t)first : DM_NONE;
}

/* The proposition's own words, without "that" and quotation marks around them. */
static dm_span own_words(const dm_reading *r, dm_span s) {
    dm_span t = dm_trim(r, s);
    while (t.begin + 1 < t.end && (r->tok[t.begin].dep == DM_DEP_mark || r->tok[t.begin].lex->space ||
                                   r->tok[t.begin].pos == DM_POS_PUNCT))
        t.begin++;
    return t.begin < t.end ? t : s;
}

static uint32_t add_claim(dm_reading *r, const dm_stand *s, const gist *g, gist *gists) {
    char id[16];
    dm_claim c = {.event = event_at(r, s->tok, s->span),
                  .type = g->type,
                  .predicate = r->tok[s->tok].lemma,
                  .tok = s->tok,
                  .span = own_words(r, s->span)};
    snprintf(id, sizeof id, "c%u", r->claims.n + 1);
    c.id = dm_arena_copy(r->arena, dm_str_of(id));
    gists[r->claims.n] = *g;
    dm_vec_push(r->arena, &r->claims, c);
    return r->claims.n - 1;
}

static void add_position(dm_reading *r, uint32_t claim, const dm_stand *s) {
    dm_claim *c = &r->claims.at[claim];
    dm_position p = {.holder = s->holder,
                     .stance = s->stance,
                     .value = worth((dm_stance)s->stance),
                     .attribution = s->attribution,
                     .presupposed = s->presupposed};
    bool known = false;
    if (s->attribution != DM_NONE) p.date = r->attributions.at[s->attribution].date;
    for (uint32_t i = 0; i < c->positions.n; i++)
        if (c->positions.at[i].holder == p.holder && c->positions.at[i].attribution == p.attribution) return;
    for (uint32_t i = 0; i < c->mentions.n; i++)
        known = known || (c->mentions.at[i].begin == s->span.begin && c->mentions.at[i].end == s->span.end);
    if (!known) dm_vec_push(r->arena, &c->mentions, s->span);
    dm_vec_push(r->arena, &c->positions, p);
}

/* "One says one thing, the other says that there is no proof": what the later clause speaks of. */
static bool waits(const dm_reading *r, const dm_stands *all, uint32_t i) {
    const dm_stand *s = &all->list.at[i];
    return s->points && dm_in_class(r, s->tok, "anaphoric_content") && i + 1 < all->list.n &&
           r->sentence_of[all->list.at[i + 1].at] == r->sentence_of[s->at];
}

static int32_t place(dm_reading *r, const dm_stand *s, gist *gists) {
    gist g = gist_of(r, s->tok, s->span);
    int32_t claim = claim_for(r, s, &g, gists);
    if (claim == DM_NONE && !s->points) claim = (int32_t)add_claim(r, s, &g, gists);
    if (claim != DM_NONE) add_position(r, (uint32_t)claim, s);
    return claim;
}

static void group(dm_reading *r, const dm_stands *all, gist *gists) {
    for (uint32_t i = 0; i < all->list.n; i++) {
        if (!waits(r, all, i)) {
            place(r, &all->list.at[i], gists);
            continue;
        }
        int32_t claim = place(r, &all->list.at[i + 1], gists);
        if (claim != DM_NONE) add_position(r, (uint32_t)claim, &all->list.at[i]);
        i++;
    }
}

/* A demand to end something presupposes that it is so. */
static void presuppose(dm_reading *r, gist *gists) {
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        if (e->type != DM_EV_REQUEST || !e->actor.n) continue;
        dm_span span = dm_subtree(r, e->tok);
        for (uint32_t t = span.begin; t < span.end; t++) {
            if (!dm_is_noun(r, t) || !dm_in_class(r, t, "ending_noun")) continue;
            dm_stand s = {.holder = (int32_t)e->actor.at[0],
                          .stance = DM_STANCE_ASSERTS,
                          .presupposed = true,
                          .tok = t,
                          .span = dm_subtree(r, t),
                          .attribution = r->said_in[t]};
            gist g = gist_of(r, t, s.span);
            g.type = 0;
            int32_t c = claim_for(r, &s, &g, gists);
            if (c != DM_NONE) add_position(r, (uint32_t)c, &s);
        }
    }
}

/* Sides are countries, or sectors within one. */
static bool same_side(const dm_reading *r, int32_t a, int32_t b) {
    if (a == b) return true;
    if (a == DM_NONE || b == DM_NONE) return false;
    const dm_actor *x = &r->actors.at[a], *y = &r->actors.at[b];
    return x->country && x->country == y->country && (!x->sector || !y->sector || x->sector == y->sector);
}

/* What the positions of a claim add up to. */
typedef struct tally {
    bool asserted, denied, disputed, second_side;
} tally;

static void count_pair(const dm_reading *r, const dm_position *p, const dm_position *q, tally *t) {
    if (p->holder == q->holder) return;
    if (p->stance == DM_STANCE_DENIES && puts_forward(q->stance)) t->disputed = true;
    if (p->stance != DM_STANCE_ASSERTS && p->stance != DM_STANCE_CONFIRMS) return;
    if (!puts_forward(q->stance) || p->holder == DM_NONE || q->holder == DM_NONE) return;
    bool known = r->actors.at[p->holder].country && r->actors.at[q->holder].country;
    if (known && !same_side(r, p->holder, q->holder)) t->second_side = true;
}

/* The first line that holds decides: docs/claims.md. */
static const char *status_of(const dm_reading *r, const dm_claim *c) {
    tally t = {false, false, false, false};
    for (uint32_t i = 0; i < c->positions.n; i++) {
        const dm_position *p = &c->positions.at[i];
        t.denied = t.denied || p->stance == DM_STANCE_DENIES;
        t.asserted = t.asserted || p->stance == DM_STANCE_ASSERTS || p->stance == DM_STANCE_CONFIRMS;
        for (uint32_t k = 0; k < c->positions.n; k++) count_pair(r, p, &c->positions.at[k], &t);
    }
    return t.disputed      ? "contested"
           : t.denied      ? "denied"
           : t.second_side ? "confirmed"
           : t.asserted    ? "asserted"
                           : "unconfirmed";
}

void dm_code_claims(dm_reading *r) {
    dm_stands all = {0};
    dm_find_positions(r, &all);
    gist *gists = dm_arena_zero(r->arena, all.list.n + 1u, sizeof *gists);
    group(r, &all, gists);
    presuppose(r, gists);
    for (uint32_t i = 0; i < r->claims.n; i++) r->claims.at[i].status = status_of(r, &r->claims.at[i]);
}

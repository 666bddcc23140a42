/* One proposition, everyone who takes a position on it, and what that adds up to: docs/claims.md.
 *
 * A position comes from an attribution whose cue commits its source; of nested ones the deepest counts. What
 * two attributions say is the same claim if they speak of the same parties and things. */
#include <stdio.h>

#include "coding/reading.h"

enum { WORDS = 24, COUNTRIES = 8 };

/* What a proposition speaks of. */
typedef struct gist {
    dm_code3 country[COUNTRIES];
    uint32_t n_countries;
    dm_str word[WORDS];
    uint32_t n_words;
    uint32_t classes; /* of those that claims are about: bits */
    uint32_t type;    /* event type of its head, 0: none */
} gist;

typedef struct proposition {
    uint32_t tok; /* head */
    dm_span span;
    gist gist;
    int32_t anaphor; /* claim that it points back to, DM_NONE */
} proposition;

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

static gist gist_of(dm_reading *r, uint32_t tok, dm_span span) {
    gist g = {.type = dm_frame_type(r, tok)};
    static const char *const topical[] = {"force", "weapon", "instrument"};
    for (uint32_t i = span.begin; i < span.end; i++) {
        int32_t m = r->mention_of[i];
        if (m != DM_NONE && r->mentions.at[m].actor != DM_NONE)
            add_country(&g, r->actors.at[r->mentions.at[m].actor].country);
        if (m == DM_NONE && (dm_is_noun(r, i) || r->tok[i].pos == DM_POS_VERB) && r->hit_of[i] == DM_NONE)
            add_word(&g, r->tok[i].lemma);
        if (m != DM_NONE && r->mentions.at[m].form == DM_FORM_NOMINAL) add_word(&g, r->tok[i].lemma);
        for (uint32_t k = 0; k < 3; k++) g.classes |= (uint32_t)dm_in_class(r, i, topical[k]) << k;
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
    score += (int)(shared < 2 ? 2 * shared : 3);
    for (uint32_t i = 0; i < a->n_words; i++)
        for (uint32_t k = 0; k < b->n_words; k++) words += dm_str_eq(a->word[i], b->word[k]);
    score += words > 3 ? 3 : words;
    if (a->classes & b->classes) score += 2;
    if (a->type && a->type == b->type) score += 2;
    return score;
}

/* ---- propositions ---- */

static bool is_claim_noun(dm_reading *r, uint32_t tok) {
    return r->tok[tok].pos == DM_POS_NOUN && dm_in_class(r, tok, "claim_noun");
}

/* From "could not confirm reports that P" to P. */
static uint32_t descend(dm_reading *r, uint32_t tok, int32_t *through) {
    for (int depth = 0; depth < 4; depth++) {
        int32_t a = r->cue_of[tok];
        if (a == DM_NONE || !is_claim_noun(r, tok)) return tok;
        *through = a;
        tok = r->attributions.at[a].content_tok;
    }
    return tok;
}

static bool has_party(const dm_reading *r, dm_span span) {
    for (uint32_t i = span.begin; i < span.end; i++) {
        int32_t m = r->mention_of[i];
        if (m == DM_NONE || r->mentions.at[m].actor == DM_NONE) continue;
        const dm_actor *a = &r->actors.at[r->mentions.at[m].actor];
        if ((a->country || a->sector) && a->relevant) return true;
    }
    return false;
}

/* Can what is said be true or false, and does it matter politically? */
static bool is_proposition(dm_reading *r, uint32_t tok, dm_span span) {
    if (!has_party(r, span)) return false;
    if (dm_is_noun(r, tok)) return dm_frame_type(r, tok) != DM_EV_NONE || is_claim_noun(r, tok);
    const dm_predicate *p = dm_predicate_at(r, tok);
    return p && p->pos == 'v' && !p->infinitive && !p->imperative;
}

static bool find_proposition(dm_reading *r, const dm_attribution *a, proposition *out) {
    int32_t through = DM_NONE;
    if (a->content_tok == UINT32_MAX) return false;
    *out = (proposition){.anaphor = DM_NONE};
    out->tok = descend(r, a->content_tok, &through);
    const dm_attribution *last = through != DM_NONE ? &r->attributions.at[through] : a;
    out->span = last->content[0].span;
    if (last->row->takes & DM_TAKES_CLAUSE && last->content_tok == out->tok &&
        last->source.begin == last->source.end)
        out->span = dm_subtree(r, out->tok);
    if (out->tok >= out->span.end || out->tok < out->span.begin) out->span = dm_subtree(r, out->tok);
    out->gist = gist_of(r, out->tok, out->span);
    if (is_claim_noun(r, out->tok) && !out->gist.n_countries &&
        r->claims.n) { /* "the claim", "this allegation" */
        out->anaphor = (int32_t)r->claims.n - 1;
        return true;
    }
    if (dm_in_class(r, out->tok, "anaphoric_content") && r->claims.n) {
        out->anaphor = (int32_t)r->claims.n - 1;
        return true;
    }
    return is_proposition(r, out->tok, out->span);
}

/* ---- positions ---- */

static uint8_t worth(dm_stance s) {
    static const uint8_t values[] = {DM_FACT_NONE,     DM_FACT_CT_PLUS,  DM_FACT_CT_PLUS, DM_FACT_CT_PLUS,
                                     DM_FACT_CT_MINUS, DM_FACT_PR_MINUS, DM_FACT_CTU,     DM_FACT_PS_PLUS};
    return values[s];
}

static bool is_adverse(uint32_t type) {
    return type == DM_EV_ACCUSE || type == DM_EV_COERCE || type == DM_EV_ASSAULT || type == DM_EV_THREATEN ||
           type == DM_EV_MOBILIZE || type == DM_EV_SANCTION;
}

static dm_stance stance_of(dm_reading *r, const dm_attribution *a, const proposition *p) {
    dm_stance s = (dm_stance)a->row->stance;
    if (s == DM_STANCE_NONE) return s;
    if (a->unable || a->negated) {
        if (s != DM_STANCE_CONFIRMS && s != DM_STANCE_SPECULATES && !(a->unable && s == DM_STANCE_ASSERTS))
            return DM_STANCE_NONE;
        s = s == DM_STANCE_SPECULATES ? DM_STANCE_DOUBTS : DM_STANCE_CANNOT_CONFIRM;
    }
    const dm_predicate *q = dm_predicate_at(r, p->tok);
    if (s == DM_STANCE_CANNOT_CONFIRM || !q || p->anaphor != DM_NONE) return s;
    bool possible = q->modal != DM_NONE && (dm_in_class(r, (uint32_t)q->modal, "possibility_modal"));
    if (s == DM_STANCE_ASSERTS && possible) return q->negated ? DM_STANCE_DOUBTS : DM_STANCE_SPECULATES;
    if (q->negated)
        return s == DM_STANCE_DENIES       ? DM_STANCE_ASSERTS
               : s == DM_STANCE_SPECULATES ? DM_STANCE_DOUBTS
                                           : DM_STANCE_DENIES;
    if (s == DM_STANCE_ASSERTS && is_adverse(p->gist.type) && a->source_actor != DM_NONE &&
        p->gist.n_countries && p->gist.country[0] != r->actors.at[a->source_actor].country)
        return DM_STANCE_ALLEGES;
    return s;
}

static int32_t claim_for(dm_reading *r, const proposition *p, gist *gists) {
    enum { ENOUGH = 4 };
    int32_t best = DM_NONE;
    int best_score = 0;
    if (p->anaphor != DM_NONE) return p->anaphor;
    for (uint32_t i = 0; i < r->claims.n; i++) {
        int score = r->claims.at[i].tok == p->tok ? 100 : likeness(&gists[i], &p->gist);
        if (score > best_score) {
            best_score = score;
            best = (int32_t)i;
        }
    }
    return best_score >= ENOUGH ? best : DM_NONE;
}

static int32_t event_at(const dm_reading *r, uint32_t tok, dm_span span) {
    for (uint32_t i = 0; i < r->events.n; i++)
        if (r->events.at[i].tok == tok) return (int32_t)i;
    for (uint32_t i = 0; i < r->events.n; i++)
        if (r->events.at[i].tok >= span.begin && r->events.at[i].tok < span.end) return (int32_t)i;
    return DM_NONE;
}

static uint32_t add_claim(dm_reading *r, const proposition *p, gist *gists) {
    char id[16];
    dm_claim c = {.event = event_at(r, p->tok, p->span),
                  .type = p->gist.type,
                  .predicate = r->tok[p->tok].lemma,
                  .tok = p->tok,
                  .span = p->span};
    snprintf(id, sizeof id, "c%u", r->claims.n + 1);
    c.id = dm_arena_copy(r->arena, dm_str_of(id));
    gists[r->claims.n] = p->gist;
    dm_vec_push(r->arena, &r->claims, c);
    return r->claims.n - 1;
}

static void add_position(dm_reading *r, uint32_t claim, dm_position p, dm_span mention) {
    dm_claim *c = &r->claims.at[claim];
    bool known = false;
    for (uint32_t i = 0; i < c->positions.n; i++)
        if (c->positions.at[i].holder == p.holder && c->positions.at[i].attribution == p.attribution) return;
    for (uint32_t i = 0; i < c->mentions.n; i++)
        known = known || (c->mentions.at[i].begin == mention.begin && c->mentions.at[i].end == mention.end);
    if (!known) dm_vec_push(r->arena, &c->mentions, mention);
    p.value = worth((dm_stance)p.stance);
    dm_vec_push(r->arena, &c->positions, p);
}

/* The author's own marks: "alleged", "reportedly", "is accused of". */
static bool is_author_mark(const dm_reading *r, const dm_attribution *a) {
    if (a->source.begin < a->source.end || !(a->row->takes & DM_TAKES_CLAUSE)) return false;
    for (int32_t p = a->parent; p != DM_NONE;
         p = r->attributions.at[p].parent) /* inside another's words it is his mark */
        if (r->attributions.at[p].source.begin < r->attributions.at[p].source.end) return false;
    return true;
}

/* Does an attribution say no more than that somebody says something? Then the deeper one counts. */
static bool is_relay(const dm_reading *r, const dm_attribution *a) {
    int32_t deeper = a->content_tok == UINT32_MAX ? DM_NONE : r->cue_of[a->content_tok];
    if (deeper == DM_NONE || dm_is_noun(r, a->content_tok)) return false;
    const dm_cue_row *row = r->attributions.at[deeper].row;
    return row && row->stance != DM_STANCE_NONE; /* "said that it had prepared an attack" is his own claim */
}

static void take_position(dm_reading *r, uint32_t number, gist *gists) {
    dm_attribution *a = &r->attributions.at[number];
    proposition p;
    if (!a->row || a->row->kind == DM_CUE_WANT || a->row->kind == DM_CUE_ASK || is_relay(r, a)) return;
    bool author = is_author_mark(r, a);
    int32_t holder = a->source_actor;
    if (holder == DM_NONE && !author) {
        /* "the Pentagon says there is no confirmation": a noun without a source of its own is the speaker's
         */
        if (a->parent == DM_NONE || !a->negated) return;
        holder = r->attributions.at[a->parent].source_actor;
        if (holder == DM_NONE) return;
    }
    if (!find_proposition(r, a, &p)) return;
    dm_stance stance = author ? DM_STANCE_ALLEGES : stance_of(r, a, &p);
    if (stance == DM_STANCE_NONE) return;
    int32_t claim = claim_for(r, &p, gists);
    if (claim == DM_NONE) claim = (int32_t)add_claim(r, &p, gists);
    dm_position position = {.holder = author ? DM_NONE : holder,
                            .stance = (uint8_t)stance,
                            .attribution = (int32_t)number,
                            .date = a->date};
    add_position(r, (uint32_t)claim, position, p.span);
    /* "neither the US nor NATO": one position each */
    if (author || a->source_mention == DM_NONE) return;
    uint32_t first = r->mentions.at[a->source_mention].head;
    for (int32_t c = dm_next_conjunct(r, first, first); c != DM_NONE;
         c = dm_next_conjunct(r, first, (uint32_t)c)) {
        position.holder = dm_actor_at(r, (uint32_t)c);
        if (position.holder != DM_NONE) add_position(r, (uint32_t)claim, position, p.span);
    }
}

/* A demand to end something presupposes that it is so. */
static void presuppose(dm_reading *r, gist *gists) {
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        if (e->type != DM_EV_REQUEST || !e->actor.n) continue;
        dm_span span = dm_subtree(r, e->tok);
        for (uint32_t t = span.begin; t < span.end; t++) {
            if (!dm_in_class(r, t, "ending_noun")) continue;
            dm_span inner = dm_subtree(r, t);
            gist g = gist_of(r, t, inner);
            g.type = 0;
            for (uint32_t c = 0; c < r->claims.n; c++) {
                if (!(g.classes & gists[c].classes) || !g.n_countries || !gists[c].n_countries ||
                    g.country[0] != gists[c].country[0])
                    continue;
                dm_attribution *a = NULL;
                for (uint32_t k = 0; k < r->attributions.n && !a; k++)
                    for (uint32_t d = 0; d < r->attributions.at[k].n_content && !a; d++)
                        if (r->attributions.at[k].content[d].span.begin <= t &&
                            t < r->attributions.at[k].content[d].span.end)
                            a = &r->attributions.at[k];
                dm_position p = {.holder = (int32_t)e->actor.at[0],
                                 .stance = DM_STANCE_ASSERTS,
                                 .attribution = a ? (int32_t)(a - r->attributions.at) : DM_NONE,
                                 .presupposed = true};
                add_position(r, c, p, inner);
                break;
            }
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

/* The first line that holds decides: docs/claims.md. */
static const char *status_of(const dm_reading *r, const dm_claim *c) {
    bool asserted = false, confirmed = false, denied = false;
    for (uint32_t i = 0; i < c->positions.n; i++) {
        const dm_position *p = &c->positions.at[i];
        bool for_it = p->stance == DM_STANCE_ASSERTS || p->stance == DM_STANCE_ALLEGES ||
                      p->stance == DM_STANCE_CONFIRMS;
        if (p->stance == DM_STANCE_DENIES) denied = true;
        if (p->stance == DM_STANCE_ASSERTS || p->stance == DM_STANCE_CONFIRMS) asserted = true;
        for (uint32_t k = 0; for_it && k < i; k++) {
            const dm_position *q = &c->positions.at[k];
            bool other = q->stance == DM_STANCE_ASSERTS || q->stance == DM_STANCE_ALLEGES ||
                         q->stance == DM_STANCE_CONFIRMS;
            if (other && p->stance != DM_STANCE_ALLEGES && p->holder != DM_NONE && q->holder != DM_NONE &&
                !same_side(r, p->holder, q->holder))
                confirmed = true;
        }
    }
    bool supported = false;
    for (uint32_t i = 0; i < c->positions.n; i++) {
        uint8_t s = c->positions.at[i].stance;
        supported = supported || s == DM_STANCE_ASSERTS || s == DM_STANCE_ALLEGES || s == DM_STANCE_CONFIRMS;
    }
    return denied      ? (supported ? "contested" : "denied")
           : confirmed ? "confirmed"
           : asserted  ? "asserted"
                       : "unconfirmed";
}

void dm_code_claims(dm_reading *r) {
    gist *gists = dm_arena_zero(r->arena, r->attributions.n + 1u, sizeof *gists);
    for (uint32_t i = 0; i < r->attributions.n; i++) take_position(r, i, gists);
    presuppose(r, gists);
    for (uint32_t i = 0; i < r->claims.n; i++) r->claims.at[i].status = status_of(r, &r->claims.at[i]);
}

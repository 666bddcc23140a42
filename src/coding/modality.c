/* Does a clause say what is so, what a source says, or only what could be? The factuality of predicates tells
 * how sure the author is; here is why he is not: an event that somebody reports is coded, one that is only
 * wished for, feared, intended or supposed is none. */
#include "coding/events.h"

int32_t dm_attribution_around(const dm_reading *r, uint32_t tok) {
    return r->said_in[tok];
}

/* The innermost attribution around every token. */
void dm_find_sayings(dm_reading *r) {
    uint32_t *length = dm_arena_zero(r->arena, r->n, sizeof *length);
    r->said_in = dm_arena_array(r->arena, r->n, sizeof *r->said_in);
    for (uint32_t i = 0; i < r->n; i++) r->said_in[i] = DM_NONE;
    for (uint32_t i = 0; i < r->attributions.n; i++) {
        const dm_attribution *a = &r->attributions.at[i];
        for (uint32_t k = 0; k < a->n_content; k++) {
            dm_span s = a->content[k].span;
            uint32_t n = s.end - s.begin;
            for (uint32_t t = s.begin; t < s.end; t++) {
                if ((length[t] && length[t] <= n) || t == a->cue_tok) continue;
                length[t] = n;
                r->said_in[t] = (int32_t)i;
            }
        }
    }
}

/* The row of the cue whose content a clause is. */
static const dm_cue_row *cue_above(dm_reading *r, uint32_t head) {
    if (r->lemma[head] < 0) return NULL;
    dm_range32 rows = r->lex->lemma_cues[r->lemma[head]];
    const dm_predicate *p = rows.n ? dm_predicate_at(r, head) : NULL;
    for (uint32_t i = 0; p && i < rows.n; i++) {
        const dm_cue_row *row = &r->lex->cues[rows.first + i];
        if (row->is.pos == (uint32_t)p->pos && dm_when(r, p, &row->is)) return row;
    }
    return NULL;
}

static bool is_conditional(const dm_reading *r, uint32_t clause) {
    int32_t mark = dm_child(r, clause, DM_DEP_mark);
    if (mark == DM_NONE) mark = dm_child(r, clause, DM_DEP_advmod);
    return mark != DM_NONE && (uint32_t)mark < clause && dm_in_class(r, (uint32_t)mark, "irreal_mark");
}

bool dm_is_ahead(const dm_reading *r, const dm_predicate *p) {
    return p->modal != DM_NONE && (dm_in_class(r, (uint32_t)p->modal, "future_modal") ||
                                   dm_in_class(r, (uint32_t)p->modal, "reported_future"));
}

static bool is_question(const dm_reading *r, uint32_t tok) {
    dm_span s = r->sentences.at[r->sentence_of[tok]].span;
    while (s.end > s.begin && (r->tok[s.end - 1].lex->space || r->tok[s.end - 1].pos != DM_POS_PUNCT))
        s.end--;
    return s.end > s.begin && dm_str_is(dm_low(r, s.end - 1), "?");
}

/* What a verb's own form takes away: "to attack" by itself, "may attack", an order. */
static dm_reality of_clause(dm_reading *r, uint32_t verb) {
    const dm_predicate *p = dm_predicate_at(r, verb);
    uint16_t dep = r->tok[verb].dep;
    if (!p) return DM_REAL;
    if (p->imperative || is_conditional(r, verb)) return DM_IRREAL;
    if (p->infinitive && (dep == DM_DEP_advcl || dep == DM_DEP_acl || dep == DM_DEP_relcl ||
                          dep == DM_DEP_ROOT || dep == DM_DEP_pcomp || dep == DM_DEP_csubj))
        return DM_IRREAL;
    if (p->modal == DM_NONE) return DM_REAL;
    if (dm_in_class(r, (uint32_t)p->modal, "obligation_modal")) return DM_IRREAL; /* a treaty's shall, too */
    if (dm_in_class(r, (uint32_t)p->modal, "future_modal")) return DM_REAL;
    if (dm_in_class(r, (uint32_t)p->modal, "reported_future"))
        return dm_attribution_around(r, verb) == DM_NONE ? DM_IRREAL : DM_REAL;
    if (p->negated && dm_in_class(r, (uint32_t)p->modal, "ability_modal")) return DM_IRREAL;
    return p->perfect && dm_in_class(r, (uint32_t)p->modal, "possibility_modal") ? DM_REAL : DM_IRREAL;
}

/* What the governor of a clause leaves of it. */
static dm_reality of_link(dm_reading *r, uint32_t tok) {
    uint16_t dep = r->tok[tok].dep;
    uint32_t h = r->tok[tok].head;
    const dm_cue_row *cue;
    switch (dep) {
    case DM_DEP_xcomp:
    case DM_DEP_ccomp:
    case DM_DEP_acl:
    case DM_DEP_dobj:
    case DM_DEP_pobj:
        if (dep == DM_DEP_pobj) {
            if (dm_in_class(r, h, "irreal_preposition")) return DM_IRREAL; /* "until the withdrawal" */
            h = r->tok[h].head;
        }
        cue = cue_above(r, h);
        if (!cue)
            return dep == DM_DEP_xcomp && dm_predicate_at(r, tok) && dm_predicate_at(r, tok)->infinitive &&
                           !dm_in_class(r, h, "implicative_verb")
                       ? DM_IRREAL
                       : DM_REAL;
        if (cue->kind == DM_CUE_IMPLICATIVE || cue->kind == DM_CUE_ASPECT || cue->kind == DM_CUE_KNOW)
            return DM_REAL;
        if (dep == DM_DEP_dobj || dep == DM_DEP_pobj) {
            /* "wants talks", "fears an attack"; "condemned the attack" presupposes it */
            bool definite =
                dm_child(r, tok, DM_DEP_det) != DM_NONE || dm_child(r, tok, DM_DEP_poss) != DM_NONE;
            return cue->kind == DM_CUE_WANT && !definite ? DM_IRREAL : DM_REAL;
        }
        return cue->kind == DM_CUE_WANT || cue->kind == DM_CUE_ASK || cue->kind == DM_CUE_MODAL ? DM_IRREAL
                                                                                                : DM_REPORTED;
    case DM_DEP_pcomp:
        if (dm_in_class(r, h, "irreal_preposition") || dm_in_class(r, r->tok[h].head, "irreal_governor"))
            return DM_IRREAL; /* "aimed at toppling" */
        cue = cue_above(r, r->tok[h].head);
        return cue && cue->kind == DM_CUE_WANT    ? DM_IRREAL
               : cue && cue->kind <= DM_CUE_THINK ? DM_REPORTED
                                                  : DM_REAL;
    default: return DM_REAL;
    }
}

dm_reality dm_reality_of(dm_reading *r, uint32_t tok) {
    dm_reality all = dm_attribution_around(r, tok) == DM_NONE ? DM_REAL : DM_REPORTED;
    if (is_question(r, tok)) return DM_IRREAL;
    for (uint32_t at = tok, steps = 0; steps < 24; steps++) {
        if (r->coded[at].above != DM_NONE) { /* "began", "is to": an operator that lets it be */
            at = (uint32_t)r->coded[at].above;
            continue;
        }
        if (dm_is_verb(r, at) && of_clause(r, at) == DM_IRREAL) return DM_IRREAL;
        if (r->tok[at].head == at) break;
        int32_t light = dm_is_noun(r, at) ? dm_light_verb_of(r, at) : DM_NONE;
        if (light != DM_NONE) {
            at = (uint32_t)light;
            continue;
        }
        dm_reality link = of_link(r, at);
        if (link == DM_IRREAL) return link;
        if (link > all) all = link;
        /* what a presupposed noun is part of may be unreal */
        if (dm_is_noun(r, at) && r->tok[at].dep != DM_DEP_conj) break;
        at = r->tok[at].head;
    }
    return all;
}

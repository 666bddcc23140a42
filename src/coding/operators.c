/* Predicates over an act: refuse, agree, demand, stop, begin. The table says what each makes of the act below
 * it; none is transparent but those that say so ("begin": outcome `same`). */
#include "coding/events.h"

enum { DEEPEST = 6 };

static bool inner_fits(dm_reading *r, const dm_coded *coded, const dm_operator_row *o, uint32_t act) {
    for (uint32_t i = 0; i < o->n_inner; i++) {
        const dm_value *v = &r->lex->values[o->inner + i];
        uint32_t type = coded[act].type;
        if (v->kind == DM_FILL_EVENT && type && (!v->id || v->id == type)) return true;
        if (v->kind == DM_FILL_LEMMA && dm_str_eq(r->tok[act].lemma, dm_lexicon_text(r->lex, v->id)))
            return true;
        if (v->kind == DM_FILL_CLASS && dm_has_class(r, act, v->id)) return true;
    }
    return o->n_inner == 0;
}

static const dm_outcome_row *outcome_of(const dm_reading *r, const dm_coded *coded, const dm_operator_row *o,
                                        uint32_t act) {
    return dm_lexicon_outcome(r->lex, (dm_outcome)o->outcome, coded[act].type, coded[act].mode);
}

/* What the whole is, seen from above. */
static void judge(dm_reading *r, dm_coded *coded, uint32_t tok) {
    dm_coded *c = &coded[tok];
    const dm_operator_row *o = c->over;
    if (!o) {
        if (c->frame) c->type = c->frame->event, c->mode = c->frame->mode;
        return;
    }
    if (o->outcome == DM_OUTCOME_SAME) {
        c->type = coded[c->act].type;
        c->mode = coded[c->act].mode;
    } else if (o->outcome) {
        const dm_outcome_row *row = outcome_of(r, coded, o, c->act);
        c->type = row->event;
        c->mode = row->event_mode;
    } else {
        c->type = o->event;
        c->mode = o->mode;
    }
}

/* "asked whether", "asked why": no act. */
static bool is_question(const dm_reading *r, uint32_t clause) {
    for (int32_t c = r->child[clause]; c != DM_NONE && (uint32_t)c < clause; c = r->sibling[c]) {
        uint16_t tag = r->tok[c].tag;
        if (tag == DM_TAG_WRB || tag == DM_TAG_WP || tag == DM_TAG_WDT) return true;
        if (r->tok[c].dep == DM_DEP_mark && dm_in_class(r, (uint32_t)c, "question_mark")) return true;
    }
    return false;
}

/* "insists that they leave", "said that they should": a clause that asks, other than one that tells. */
static bool is_wish(dm_reading *r, uint32_t clause) {
    const dm_predicate *p = dm_predicate_at(r, clause);
    if (!p || p->pos != 'v') return false;
    if (p->modal != DM_NONE) return dm_in_class(r, (uint32_t)p->modal, "obligation_modal");
    return r->tok[clause].tag == DM_TAG_VB || dm_child_word(r, clause, DM_DEP_auxpass, "be") != DM_NONE ||
           dm_child_word(r, clause, DM_DEP_aux, "be") != DM_NONE;
}

/* "warned that it would attack", not "that rebels could attack": a threat is of what one does oneself. */
static bool is_own_act(dm_reading *r, uint32_t above, uint32_t act) {
    const dm_predicate *p = dm_predicate_at(r, act);
    int32_t s = dm_surface_subject(r, act), own = dm_surface_subject(r, above);
    if (p && (p->negated || (p->modal != DM_NONE && !dm_is_ahead(r, p)))) return false;
    if (s == DM_NONE || own == DM_NONE || r->tok[s].pos == DM_POS_PRON || (p && p->passive)) return true;
    int32_t who = dm_party_at(r, (uint32_t)s, true), speaker = dm_party_at(r, (uint32_t)own, true);
    if (who == DM_NONE || speaker == DM_NONE) return false;
    const dm_actor *x = &r->actors.at[who], *y = &r->actors.at[speaker];
    return dm_same_side(r, (uint32_t)who, (uint32_t)speaker) || (x->country && x->country == y->country) ||
           dm_any_callers(r, &(dm_actors){(uint32_t[]){(uint32_t)who}, 1});
}

/* Can a clause be the act of an operator? */
static bool is_act(dm_reading *r, const dm_operator_row *o, uint32_t above, uint32_t act) {
    if (o->slot == DM_SLOT_COMP && o->outcome == DM_OUTCOME_THREATENED &&
        dm_in_class(r, above, "warning_verb") && o->n_inner && !is_own_act(r, above, act))
        return false;
    if (o->slot == DM_SLOT_COMP)
        return o->outcome == DM_OUTCOME_REQUESTED ? is_wish(r, act) : !is_question(r, act);
    bool asked = o->outcome == DM_OUTCOME_REQUESTED && o->slot == DM_SLOT_XCOMP;
    return !asked || dm_has_to(r, act);
}

/* From the innermost outwards, so that an inner one's type is known to the outer. */
static void find_operator(dm_reading *r, dm_coded *coded, uint32_t tok, int depth) {
    dm_coded *c = &coded[tok];
    if (c->looked || depth == 0) return;
    c->looked = true;
    c->frame = dm_frame_at(r, tok);
    const dm_predicate *p = NULL;
    dm_range32 rows = {0, 0};
    if (r->lemma[tok] >= 0 && r->lex->lemma_operators[r->lemma[tok]].n && (p = dm_predicate_at(r, tok)))
        rows = r->lex->lemma_operators[r->lemma[tok]];
    uint32_t best_score = 0;
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_operator_row *o = &r->lex->operators[rows.first + i];
        uint32_t acts[8];
        if (o->is.pos != (uint32_t)p->pos || !dm_when(r, p, &o->is)) continue;
        uint32_t n = dm_arguments(r, p, (dm_slot)o->slot, dm_lexicon_text(r->lex, o->prep), acts, 8);
        for (uint32_t k = 0; k < n; k++) {
            if (acts[k] == tok || !is_act(r, o, tok, acts[k])) continue;
            find_operator(r, coded, acts[k], depth - 1);
            uint32_t score = 1 + o->is.n_when + 2 * (o->n_inner > 0);
            if (score <= best_score || !inner_fits(r, coded, o, acts[k])) continue;
            if (o->outcome && o->outcome != DM_OUTCOME_SAME && !outcome_of(r, coded, o, acts[k])) continue;
            best_score = score;
            c->over = o;
            c->act = acts[k];
        }
    }
    judge(r, coded, tok);
}

static uint32_t fate_bits(const dm_operator_row *o) {
    switch (o->fate) {
    case DM_FATE_FUTURE: return DM_AUX_FUTURE;
    case DM_FATE_HYPOTHETICAL: return DM_AUX_HYPOTHETICAL;
    case DM_FATE_NEGATION: return DM_AUX_NEGATION;
    case DM_FATE_DROP: return DM_ACT_DROPPED;
    default: return o->outcome == DM_OUTCOME_ANNOUNCED ? DM_ACT_ANNOUNCED : 0;
    }
}

/* An operator's verdict on its act. It goes on to what the act only begins or carries out ("agreed to begin
 * lifting the ban", "refused to hold talks") and to what is coordinated with it. What the act is about stays:
 * in "urged them to stop the bombing" there is a bombing. */
static void pass_fate(dm_reading *r, dm_coded *coded, uint32_t tok, uint32_t bits, int depth) {
    if (depth == 0) return;
    coded[tok].fate |= bits;
    const dm_coded *c = &coded[tok];
    if (c->over && c->over->outcome == DM_OUTCOME_SAME) pass_fate(r, coded, c->act, bits, depth - 1);
    bool light = dm_in_class(r, tok, "light_verb") || dm_in_class(r, tok, "receiving_verb");
    for (int32_t k = r->child[tok]; k != DM_NONE; k = r->sibling[k]) {
        uint16_t dep = r->tok[k].dep;
        bool coordinated =
            dep == DM_DEP_conj && dm_is_verb(r, (uint32_t)k) == dm_is_verb(r, tok) && (uint32_t)k > tok;
        bool carried_out = light && (dep == DM_DEP_dobj || dep == DM_DEP_nsubjpass);
        bool given_up = bits & DM_ACT_DROPPED && (dep == DM_DEP_xcomp || dep == DM_DEP_ccomp);
        if (coordinated || carried_out || given_up) pass_fate(r, coded, (uint32_t)k, bits, depth - 1);
    }
}

/* A noun that a row asks for by its name is part of that predicate: the ban in "lifted the ban". */
static void consume(dm_reading *r, dm_coded *coded, uint32_t tok, const dm_predicate_row *row) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    for (uint32_t i = 0; i < row->n_when; i++) {
        const dm_condition_row *c = &r->lex->conditions[row->when + i];
        if (c->absent || !c->n || c->slot == DM_SLOT_SUBJ || c->slot == DM_SLOT_HEAD) continue;
        bool named = false;
        for (uint32_t v = 0; v < c->n; v++) {
            uint32_t kind = r->lex->values[c->first + v].kind;
            named = named || kind == DM_FILL_LEMMA || kind == DM_FILL_CLASS;
        }
        uint32_t found[8];
        uint32_t n =
            named ? dm_arguments(r, p, (dm_slot)c->slot, dm_lexicon_text(r->lex, c->prep), found, 8) : 0;
        for (uint32_t k = 0; k < n; k++)
            if (found[k] != tok) coded[found[k]].fate |= DM_ACT_CONSUMED;
    }
}

void dm_find_operators(dm_reading *r, dm_coded *coded) {
    for (uint32_t i = 0; i < r->n; i++) coded[i].above = DM_NONE;
    for (uint32_t i = 0; i < r->n; i++)
        if (!r->tok[i].lex->space) find_operator(r, coded, i, DEEPEST);
    for (uint32_t i = 0; i < r->n; i++) {
        const dm_coded *c = &coded[i];
        if (c->over) {
            uint32_t bits = fate_bits(c->over);
            pass_fate(r, coded, c->act, bits, DEEPEST);
            if (!(bits & DM_ACT_DROPPED)) coded[c->act].above = (int32_t)i;
            consume(r, coded, i, &c->over->is);
        } else if (c->frame && r->tok[i].dep != DM_DEP_amod) {
            consume(r, coded, i, &c->frame->is);
        }
    }
}

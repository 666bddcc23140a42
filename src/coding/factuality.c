/* What each predicate is worth, for the author and for every source between him and it, in FactBank's values:
 * down the tree, from the clause that the author states flatly, through cues, modals, negation, conditions
 * and purposes. */
#include "coding/reading.h"

/* A value under negation. */
static uint8_t negated(uint8_t v) {
    switch (v) {
    case DM_FACT_CT_PLUS: return DM_FACT_CT_MINUS;
    case DM_FACT_PR_PLUS: return DM_FACT_PR_MINUS;
    case DM_FACT_PS_PLUS: return DM_FACT_PS_MINUS;
    case DM_FACT_CT_MINUS: return DM_FACT_CT_PLUS;
    case DM_FACT_PR_MINUS: return DM_FACT_PR_PLUS;
    case DM_FACT_PS_MINUS: return DM_FACT_PS_PLUS;
    default: return v;
    }
}

/* What is left of `outer` for something that is `inner` if the outer one holds. */
static uint8_t combined(uint8_t outer, uint8_t inner) {
    if (outer == DM_FACT_CT_PLUS) return inner;
    if (outer == DM_FACT_CTU || outer == DM_FACT_UU || inner == DM_FACT_UU || inner == DM_FACT_CTU)
        return DM_FACT_UU;
    bool positive = inner > DM_FACT_UU;
    if (outer < DM_FACT_CTU) return DM_FACT_UU; /* inside of what is denied nothing is claimed */
    if (outer == DM_FACT_PS_PLUS) return positive ? DM_FACT_PS_PLUS : DM_FACT_PS_MINUS;
    if (inner == DM_FACT_PS_PLUS || inner == DM_FACT_PS_MINUS) return inner;
    return positive ? DM_FACT_PR_PLUS : DM_FACT_PR_MINUS;
}

/* The worth of a clause by its own auxiliaries and adverbs. */
static uint8_t own_value(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint8_t v = DM_FACT_CT_PLUS;
    if (!p) return v;
    if (p->modal != DM_NONE) {
        uint32_t m = (uint32_t)p->modal;
        if (dm_in_class(r, m, "possibility_modal"))
            v = DM_FACT_PS_PLUS;
        else if (dm_in_class(r, m, "ability_modal"))
            v = p->negated ? DM_FACT_CT_PLUS : DM_FACT_PS_PLUS;
        else if (dm_in_class(r, m, "future_modal"))
            v = DM_FACT_PR_PLUS;
        else
            v = DM_FACT_UU;
    }
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advmod) continue;
        if (dm_in_class(r, (uint32_t)c, "possible_adverb")) v = combined(v, DM_FACT_PS_PLUS);
        if (dm_in_class(r, (uint32_t)c, "probable_adverb")) v = combined(v, DM_FACT_PR_PLUS);
        if (dm_in_class(r, (uint32_t)c, "hearsay_adverb")) v = DM_FACT_UU;
    }
    if (p->imperative) v = DM_FACT_UU;
    return p->negated ? negated(v) : v;
}

/* Is a clause a condition, a purpose or a question? */
static bool is_hypothetical(const dm_reading *r, uint32_t tok) {
    uint16_t dep = r->tok[tok].dep;
    int32_t mark = dm_child(r, tok, DM_DEP_mark);
    if (mark != DM_NONE && dm_in_class(r, (uint32_t)mark, "conditional")) return true;
    if ((dep == DM_DEP_advcl || dep == DM_DEP_acl || dep == DM_DEP_relcl) &&
        dm_child_word(r, tok, DM_DEP_aux, "to") != DM_NONE)
        return true;
    return false;
}

static bool has_condition(const dm_reading *r, uint32_t tok) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advcl) continue;
        int32_t mark = dm_child(r, (uint32_t)c, DM_DEP_mark);
        if (mark != DM_NONE && dm_in_class(r, (uint32_t)mark, "conditional")) return true;
    }
    return false;
}

/* The row of a cue whose content a token heads, and whether it is negated. */
static const dm_cue_row *governing_cue(dm_reading *r, uint32_t tok, bool *neg) {
    uint16_t dep = r->tok[tok].dep;
    uint32_t h = r->tok[tok].head;
    if (h == tok || (dep != DM_DEP_ccomp && dep != DM_DEP_xcomp && dep != DM_DEP_acl && dep != DM_DEP_pcomp &&
                     dep != DM_DEP_relcl))
        return NULL;
    if (dep == DM_DEP_pcomp) h = r->tok[h].head;
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[h].lemma);
    const dm_predicate *p = dm_predicate_at(r, h);
    if (lemma < 0 || !p) return NULL;
    dm_range32 rows = r->lex->lemma_cues[lemma];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_cue_row *row = &r->lex->cues[rows.first + i];
        if (row->is.pos != (uint32_t)p->pos || !dm_when(r, p, &row->is)) continue;
        *neg = p->negated;
        return row;
    }
    return NULL;
}

static uint8_t value_of(dm_reading *r, uint32_t tok, int depth) {
    if (r->author_value[tok]) return r->author_value[tok];
    uint32_t h = r->tok[tok].head;
    uint8_t v = own_value(r, tok);
    if (h != tok && depth > 0) {
        bool neg = false;
        const dm_cue_row *cue = governing_cue(r, tok, &neg);
        int32_t a = r->content_of[tok];
        if (!cue && a != DM_NONE) {
            cue = r->attributions.at[a].row;
            neg = r->attributions.at[a].negated;
            h = r->attributions.at[a].cue_tok;
        }
        if (cue) {
            uint8_t outer = value_of(r, h, depth - 1), inner = (uint8_t)(neg ? cue->author_neg : cue->author);
            if (neg)
                outer = negated(outer) > DM_FACT_UU ? negated(outer)
                                                    : DM_FACT_CT_PLUS; /* the row has the negation in it */
            if (inner) v = combined(combined(outer > DM_FACT_UU ? DM_FACT_CT_PLUS : DM_FACT_UU, inner), v);
        } else if (r->tok[tok].dep == DM_DEP_conj || r->tok[tok].dep == DM_DEP_acomp ||
                   r->tok[tok].dep == DM_DEP_attr || r->tok[tok].dep == DM_DEP_parataxis) {
            uint8_t outer = value_of(r, h, depth - 1);
            if (outer == DM_FACT_UU || outer == DM_FACT_CTU) v = DM_FACT_UU;
        } else if (r->tok[tok].dep != DM_DEP_relcl) {
            uint8_t outer = value_of(r, h, depth - 1);
            if (outer == DM_FACT_UU) v = DM_FACT_UU;
        }
    }
    if (is_hypothetical(r, tok) || has_condition(r, tok)) v = DM_FACT_UU;
    return r->author_value[tok] = v;
}

void dm_code_factuality(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++)
        if (!r->tok[i].lex->space && (dm_is_verb(r, i) || dm_is_noun(r, i) || r->tok[i].pos == DM_POS_ADJ))
            value_of(r, i, 40);
}

/* Whether a clause is about what was, is or will be: which of two Fridays is meant. */
#include "coding/times.h"

/* "began to", "managed to": what follows took place when they did. */
static bool is_implicative(const dm_reading *r, uint32_t verb) {
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[verb].lemma);
    if (lemma < 0) return false;
    dm_range32 rows = r->lex->lemma_cues[lemma];
    for (uint32_t i = 0; i < rows.n; i++) {
        uint32_t kind = r->lex->cues[rows.first + i].kind;
        if (kind == DM_CUE_IMPLICATIVE || kind == DM_CUE_ASPECT) return true;
    }
    return false;
}

/* Infinitives look ahead, but for purposes ("met to discuss"), "the first to", subjects, and under "began".
 */
static dm_tense tense_of_infinitive(const dm_reading *r, uint32_t v) {
    uint32_t head = r->tok[v].head;
    uint16_t dep = r->tok[v].dep;
    if (dep == DM_DEP_advcl || dep == DM_DEP_csubj || is_implicative(r, head)) return DM_TENSE_NONE;
    if (dep == DM_DEP_acl || dep == DM_DEP_relcl)
        for (int32_t c = r->child[head]; c != DM_NONE; c = r->sibling[c])
            if (r->tok[c].dep == DM_DEP_amod && dm_str_is(dm_low(r, (uint32_t)c), "first"))
                return DM_TENSE_NONE;
    return DM_TENSE_FUTURE;
}

static dm_tense tense_of_verb(dm_reading *r, uint32_t v) {
    const dm_predicate *p = dm_predicate_at(r, v);
    uint16_t tag = r->tok[v].tag;
    if (!p) return DM_TENSE_NONE;
    bool own_auxiliary = dm_child(r, v, DM_DEP_aux) != DM_NONE || dm_child(r, v, DM_DEP_auxpass) != DM_NONE;
    if (tag == DM_TAG_VBD) return DM_TENSE_PAST; /* whatever auxiliaries an earlier conjunct has */
    if ((tag == DM_TAG_VBZ || tag == DM_TAG_VBP) && !own_auxiliary) return DM_TENSE_PRESENT;
    if (p->perfect) return p->past || p->modal != DM_NONE || p->infinitive ? DM_TENSE_PAST : DM_TENSE_PERFECT;
    if (p->modal != DM_NONE) return DM_TENSE_FUTURE;
    if (p->infinitive) return tense_of_infinitive(r, v);
    if (p->past) return DM_TENSE_PAST;
    if (tag == DM_TAG_VBZ || tag == DM_TAG_VBP || p->progressive) return DM_TENSE_PRESENT;
    if (tag == DM_TAG_VBN) {
        int32_t by = dm_child(r, v, DM_DEP_auxpass);
        return by == DM_NONE || r->tok[by].tag == DM_TAG_VBD ? DM_TENSE_PAST : DM_TENSE_PRESENT;
    }
    return DM_TENSE_NONE;
}

/* "warned on Thursday that strikes could follow": what stands in front of the clause's "that" is none of it,
 * whatever the tree says. */
static bool is_outside(const dm_reading *r, uint32_t tok, uint32_t verb) {
    int32_t mark = dm_child(r, verb, DM_DEP_mark);
    return mark != DM_NONE && tok < (uint32_t)mark && (uint32_t)mark < verb;
}

dm_tense dm_time_tense(dm_reading *r, uint32_t tok) {
    for (uint32_t at = tok, steps = 0; steps < 12; steps++) {
        /* "has scheduled a meeting Friday", "due on Friday" */
        bool finite = r->tok[at].tag == DM_TAG_VBZ || r->tok[at].tag == DM_TAG_VBP;
        if ((at < tok || finite) && dm_in_class(r, at, "ahead")) return DM_TENSE_FUTURE;
        if (dm_is_verb(r, at)) {
            if (is_outside(r, tok, at)) return DM_TENSE_NONE;
            dm_tense t = tense_of_verb(r, at);
            if (t != DM_TENSE_NONE) return t;
        }
        dm_str word = dm_low(r, at);
        if (r->tok[at].dep == DM_DEP_prep && (dm_str_is(word, "since") || dm_str_is(word, "after")))
            return DM_TENSE_PAST;
        if (r->tok[at].head == at) break;
        at = r->tok[at].head;
    }
    return DM_TENSE_NONE;
}

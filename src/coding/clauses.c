/* What a clause is worth by its own words: modals and tense, negation, adverbs, mood; and which row of the
 * tables a cue has for the way its content is attached. */
#include "coding/facts.h"

static const char *const class_of[DM_FACT_WORDS] = {
    "possibility_modal",
    "ability_modal",
    "future_modal",
    "negative_determiner",
    "scarce",
    "hypothetical_mark",
    "awaiting_mark",
    "missing_preposition",
    "awaiting_preposition",
    "occurring",
    "performing",
    "sole",
    "outcome",
    "factive_preposition",
};

void dm_fact_words_init(dm_fact_words *w, const dm_lexicon *lex) {
    for (int i = 0; i < DM_FACT_WORDS; i++)
        w->class[i] = dm_index_find(&lex->class_names, dm_str_of(class_of[i]));
}

uint32_t dm_fact_word(const dm_reading *r, const dm_fact_words *w, uint32_t tok) {
    uint32_t bits = 0;
    if (r->lemma[tok] < 0) return 0;
    const dm_class_set *set = &r->lex->lemma_classes[r->lemma[tok]];
    uint64_t any = 0;
    for (size_t i = 0; i < sizeof set->bits / sizeof *set->bits; i++) any |= set->bits[i];
    for (int i = 0; any && i < DM_FACT_WORDS; i++)
        if (w->class[i] >= 0 && dm_class_set_has(set, (uint32_t)w->class[i])) bits |= 1u << i;
    return bits;
}

bool dm_cue_names_preposition(const dm_reading *r, const dm_cue_row *row, dm_str prep) {
    for (uint32_t i = 0; i < row->is.n_when; i++) {
        const dm_condition_row *c = &r->lex->conditions[row->is.when + i];
        if (c->slot == DM_SLOT_PREP && !c->absent && dm_str_eq(dm_lexicon_text(r->lex, c->prep), prep))
            return true;
    }
    return false;
}

/* Of the rows of a lemma that fit the one with most conditions, of equals the first. */
static const dm_cue_row *best_row(dm_reading *r, int32_t lemma, char pos, const dm_predicate *p,
                                  uint32_t takes, dm_str prep) {
    const dm_cue_row *best = NULL;
    if (lemma < 0) return NULL;
    dm_range32 rows = r->lex->lemma_cues[lemma];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_cue_row *row = &r->lex->cues[rows.first + i];
        if (row->is.pos != (uint32_t)pos || (best && row->is.n_when <= best->is.n_when)) continue;
        if (!(row->takes & takes) &&
            !(row->takes & DM_TAKES_PREP && prep.n && dm_cue_names_preposition(r, row, prep)))
            continue;
        if (dm_when(r, p, &row->is)) best = row;
    }
    return best;
}

uint32_t dm_takes_after(dm_str prep) {
    static const struct {
        const char *word;
        uint32_t bit;
    } bits[] = {{"of", DM_TAKES_OF},           {"about", DM_TAKES_ABOUT},
                {"on", DM_TAKES_ABOUT},        {"over", DM_TAKES_ABOUT},
                {"regarding", DM_TAKES_ABOUT}, {"as", DM_TAKES_AS},
                {"for", DM_TAKES_FOR},         {"to", DM_TAKES_TO}};
    for (size_t i = 0; i < sizeof bits / sizeof *bits; i++)
        if (dm_str_is(prep, bits[i].word)) return bits[i].bit;
    return 0;
}

const dm_cue_row *dm_find_cue(dm_reading *r, uint32_t cue, uint32_t takes, dm_str prep) {
    int32_t lemma = r->lemma[cue];
    bool participle = r->tok[cue].tag == DM_TAG_VBN || r->tok[cue].pos == DM_POS_ADJ;
    if ((lemma < 0 || !r->lex->lemma_cues[lemma].n) && !participle) return NULL;
    const dm_predicate *p = dm_predicate_at(r, cue);
    if (!p) return NULL;
    /* "is bound to", "the alleged attack": read as a participle or as an adjective, with one lemma or the
     * other */
    const dm_cue_row *row =
        participle ? best_row(r, dm_lexicon_lemma(r->lex, dm_low(r, cue)), 'a', p, takes, prep) : NULL;
    return row ? row : best_row(r, lemma, p->pos, p, takes, prep);
}

/* ---- modals ---- */

/* "said that it would", "the risk that it would": the future seen from the past */
static bool is_later(const dm_reading *r, uint32_t tok) {
    uint32_t h = r->tok[tok].head;
    if (r->tok[tok].dep == DM_DEP_acl || r->tok[tok].dep == DM_DEP_relcl)
        return dm_child_word(r, tok, DM_DEP_mark, "that") != DM_NONE;
    return r->tok[tok].dep == DM_DEP_ccomp && r->tok[h].tag == DM_TAG_VBD;
}

/* What a modal makes of its verb, negation and perfect with it: "could have stopped" is past possibility,
 * "would have stopped" did not. */
static uint8_t modal_value(dm_reading *r, const dm_fact_words *w, const dm_predicate *p) {
    uint32_t m = (uint32_t)p->modal;
    uint32_t classes = dm_fact_word(r, w, m);
    if (classes & DM_WORD_POSSIBILITY) return p->negated ? DM_FACT_PS_MINUS : DM_FACT_PS_PLUS;
    if (classes & DM_WORD_ABILITY) return p->negated ? DM_FACT_CT_MINUS : DM_FACT_PS_PLUS;
    if (classes & DM_WORD_FUTURE) return p->negated ? DM_FACT_PR_MINUS : DM_FACT_PR_PLUS;
    dm_str lemma = r->tok[m].lemma, low = dm_low(r, m);
    bool would = dm_str_is(lemma, "would") || dm_str_is(low, "'d");
    if (would && is_later(r, p->tok)) return p->negated ? DM_FACT_PR_MINUS : DM_FACT_PR_PLUS;
    if (!p->perfect || p->negated) return DM_FACT_UU;
    if (would || dm_str_is(lemma, "should")) return DM_FACT_CT_MINUS;
    return dm_str_is(lemma, "must") ? DM_FACT_PR_PLUS : DM_FACT_UU;
}

/* ---- mood ---- */

/* A question that can be answered by yes or no. One with who, why or how takes the rest for granted. */
static bool is_yes_no_question(const dm_reading *r, uint32_t tok) {
    if (r->tok[tok].dep != DM_DEP_ROOT) return false;
    dm_span s = r->sentences.at[r->sentence_of[tok]].span;
    while (s.end > s.begin && (r->tok[s.end - 1].lex->space || r->tok[s.end - 1].tag == DM_TAG_QUOTE_CLOSE))
        s.end--;
    if (s.end == s.begin || !dm_str_is(dm_low(r, s.end - 1), "?")) return false;
    for (uint32_t i = r->tok[tok].left; i <= tok; i++) {
        uint16_t tag = r->tok[i].tag;
        bool wh = tag == DM_TAG_WP || tag == DM_TAG_WRB || tag == DM_TAG_WDT || tag == DM_TAG_WPS;
        if (wh && r->tok[i].dep != DM_DEP_mark) return false;
    }
    return true;
}

/* Adverbs that have a row: "probably", "almost". Hearsay is an attribution. */
static uint8_t adverbs_value(dm_reading *r, uint32_t tok, uint8_t v) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advmod || r->lemma[c] < 0 || !r->lex->lemma_cues[r->lemma[c]].n) continue;
        const dm_cue_row *row = dm_find_cue(r, (uint32_t)c, DM_TAKES_CLAUSE, (dm_str){"", 0});
        if (!row) continue;
        bool hearsay = row->kind < DM_CUE_IMPLICATIVE;
        if (!hearsay)
            v = dm_fact_combined((uint8_t)row->author, v);
        else if (r->cue_of[c] == DM_NONE)
            v = DM_FACT_UU;
    }
    return v;
}

/* "few troops left", "little was done" */
static bool is_scarce(const dm_reading *r, const dm_fact_words *w, uint32_t noun) {
    if (dm_fact_word(r, w, noun) & DM_WORD_SCARCE) return true;
    for (int32_t c = r->child[noun]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == DM_DEP_amod && dm_fact_word(r, w, (uint32_t)c) & DM_WORD_SCARCE)
            return dm_child(r, noun, DM_DEP_det) == DM_NONE &&
                   dm_child(r, (uint32_t)c, DM_DEP_det) == DM_NONE;
    return false;
}

static uint8_t verb_value(dm_reading *r, const dm_fact_words *w, const dm_predicate *p) {
    uint8_t v = p->modal != DM_NONE ? modal_value(r, w, p) : p->negated ? DM_FACT_CT_MINUS : DM_FACT_CT_PLUS;
    int32_t subject = dm_child(r, p->tok, DM_DEP_nsubj);
    if (subject == DM_NONE) subject = dm_child(r, p->tok, DM_DEP_nsubjpass);
    if (subject != DM_NONE && is_scarce(r, w, (uint32_t)subject)) v = dm_fact_combined(DM_FACT_PR_MINUS, v);
    v = adverbs_value(r, p->tok, v);
    if (p->imperative || is_yes_no_question(r, p->tok)) v = DM_FACT_UU;
    if (p->infinitive && r->tok[p->tok].dep == DM_DEP_ROOT && v == DM_FACT_CT_PLUS)
        v = DM_FACT_PR_PLUS; /* a headline: "Chad to send troops" */
    return v;
}

/* "no attack", "few attacks", "a possible attack" */
static uint8_t noun_value(dm_reading *r, const dm_fact_words *w, uint32_t tok) {
    uint8_t v = is_scarce(r, w, tok) ? DM_FACT_PR_MINUS : DM_FACT_CT_PLUS;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        bool determines = dep == DM_DEP_det || dep == DM_DEP_neg || dep == DM_DEP_preconj;
        if (determines && dm_fact_word(r, w, (uint32_t)c) & DM_WORD_NEGATIVE)
            v = dm_fact_combined(DM_FACT_CT_MINUS, v);
        if (determines && dm_str_is(r->tok[c].lemma, "any")) v = DM_FACT_UU;
        if (dep != DM_DEP_amod) continue;
        const dm_cue_row *row = dm_find_cue(r, (uint32_t)c, DM_TAKES_CLAUSE, (dm_str){"", 0});
        if (!row || r->cue_of[c] != DM_NONE) continue;
        v = row->kind < DM_CUE_IMPLICATIVE ? DM_FACT_UU : dm_fact_combined((uint8_t)row->author, v);
    }
    return v;
}

uint8_t dm_clause_value(dm_reading *r, const dm_fact_words *w, uint32_t tok) {
    uint16_t dep = r->tok[tok].dep;
    if (dep == DM_DEP_aux || dep == DM_DEP_auxpass) return DM_FACT_CT_PLUS;
    const dm_predicate *p = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    if (p) return verb_value(r, w, p);
    if (dm_is_noun(r, tok)) return noun_value(r, w, tok);
    return dm_child(r, tok, DM_DEP_neg) != DM_NONE ? DM_FACT_CT_MINUS : DM_FACT_CT_PLUS;
}

/* Traits of a predicate for the correction of its factuality. A change here needs new weights:
 * train/README.md. */
#include "coding/traits.h"

/* Kinds of facts. The numbers are part of the weights: add at the end only. */
enum {
    BIAS = 1,
    /* what the rules say */
    RULE,
    RULE_DEP,
    RULE_SOURCE,
    SOURCE_DEP,
    HOLDERS,
    CUE_KIND,
    CUE_SIGN,
    CUE_WORD,
    CUE_WORD_RULE,
    CUE_FORM,
    ATTRIBUTION,
    CUE_SUBJECT,
    /* the word itself */
    LEMMA,
    LEMMA_DEP,
    LEMMA_RULE,
    ENDING,
    POS_DEP,
    TAG,
    TAG_DEP,
    MODAL,
    MODAL_FORM,
    MODAL_CUE,
    NEGATION,
    NEGATION_FORM,
    FORM,
    SUBJECT,
    SUBJECT_LEMMA,
    OBJECT,
    MARK,
    MARK_RULE,
    ADVERB,
    DETERMINER,
    MODIFIER,
    CHILDREN,
    NUMBER,
    CHILD,
    OWN_CUE,
    /* above it */
    HEAD_LEMMA,
    HEAD_LEMMA_DEP,
    HEAD_TAG,
    HEAD_RULE,
    HEAD_MODAL,
    HEAD_NEGATION,
    PREPOSITION,
    PREPOSITION_HEAD,
    GRAND_LEMMA,
    PATH,
    CLAUSE_MARK,
    CLAUSE_TENSE,
    CLAUSE_MODAL,
    ROOT_LEMMA,
    ROOT_TAG,
    DEPTH,
    ABOVE,
    /* around it */
    QUESTION,
    QUOTED,
    FIRST_PERSON,
    SECOND_PERSON,
    CONDITION,
    LENGTH,
    NEXT,
    BEFORE,
    PLACE,
    SPEECH
};

typedef struct sight {
    dm_reading *r;
    dm_traits *t;
    uint32_t tok;
} sight;

static void put(sight *s, uint32_t kind, uint32_t a, uint32_t b) {
    dm_put_trait(s->t, kind, a, b);
}

static uint32_t lemma_of(const sight *s, int32_t tok) {
    return tok == DM_NONE ? 0 : s->r->lemma_hash[tok];
}

/* Who: 1 I, 2 you, 3 another pronoun, 4 a name, 5 a definite noun, 6 an indefinite one, 7 a bare plural,
 * 8 anything else, 0 nobody. */
static uint32_t person_of(const dm_reading *r, int32_t tok) {
    if (tok == DM_NONE) return 0;
    dm_str word = dm_low(r, (uint32_t)tok);
    if (dm_str_is(word, "i") || dm_str_is(word, "we") || dm_str_is(word, "me") || dm_str_is(word, "us"))
        return 1;
    if (dm_str_is(word, "you")) return 2;
    if (r->tok[tok].pos == DM_POS_PRON) return 3;
    if (r->tok[tok].pos == DM_POS_PROPN) return 4;
    int32_t det = dm_child(r, (uint32_t)tok, DM_DEP_det);
    if (dm_child(r, (uint32_t)tok, DM_DEP_poss) != DM_NONE) return 5;
    if (det != DM_NONE) return dm_low(r, (uint32_t)det).p[0] == 't' ? 5 : 6;
    return r->tok[tok].tag == DM_TAG_NNS ? 7 : 8;
}

static int32_t subject_of(const dm_reading *r, uint32_t tok) {
    static const uint16_t kinds[] = {DM_DEP_nsubj, DM_DEP_nsubjpass, DM_DEP_expl, DM_DEP_csubj};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        int32_t c = dm_child(r, tok, kinds[i]);
        if (c != DM_NONE) return c;
    }
    return DM_NONE;
}

/* Auxiliaries and tense as one number. */
static uint32_t form_of(const dm_predicate *p) {
    if (!p) return 0;
    return 1u | p->passive << 1 | p->negated << 2 | p->infinitive << 3 | p->participle << 4 | p->past << 5 |
           p->perfect << 6 | p->progressive << 7 | p->imperative << 8 | (uint32_t)(p->modal != DM_NONE) << 9;
}

static void what_rules_say(sight *s) {
    const dm_reading *r = s->r;
    const dm_worth *w = &r->worth[s->tok];
    uint32_t dep = r->tok[s->tok].dep, author = w->value[0], last = w->value[w->n - 1];
    put(s, RULE, author, 0);
    put(s, RULE_DEP, author, dep);
    put(s, RULE_SOURCE, author, last);
    put(s, SOURCE_DEP, last, dep);
    put(s, HOLDERS, w->n, w->open);
    put(s, PLACE, author, r->tok[s->tok].pos);
    if (w->cue == DM_NONE) return;
    const dm_cue_row *row = &r->lex->cues[w->cue];
    const dm_predicate *cue = s->r->predicate[w->by];
    put(s, CUE_KIND, row->kind, last);
    put(s, CUE_SIGN, row->author | row->source << 4 | row->author_neg << 8 | row->source_neg << 12,
        cue && cue->negated);
    put(s, CUE_WORD, s->r->lemma_hash[w->by], 0);
    put(s, CUE_WORD_RULE, s->r->lemma_hash[w->by], last);
    put(s, CUE_FORM, form_of(cue), row->kind);
    put(s, CUE_SUBJECT, person_of(r, subject_of(r, w->by)), row->kind);
    put(s, MODAL_CUE, row->kind, cue && cue->modal != DM_NONE ? s->r->lemma_hash[cue->modal] : 0);
    int32_t link = w->link;
    if (link != DM_NONE && r->links.at[link].attribution != DM_NONE) {
        const dm_attribution *a = &r->attributions.at[r->links.at[link].attribution];
        put(s, ATTRIBUTION, a->kind, (uint32_t)(a->source.begin < a->source.end) | a->negated << 1);
        put(s, SPEECH, s->r->lemma_hash[a->cue_tok], 0);
    }
}

static void the_word(sight *s) {
    dm_reading *r = s->r;
    uint32_t tok = s->tok;
    const dm_token *t = &r->tok[tok];
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t author = r->worth[tok].value[0],
             form = t->pos == DM_POS_VERB || t->pos == DM_POS_AUX ? form_of(p) : 0;
    dm_str text = t->lemma;
    put(s, LEMMA, s->r->lemma_hash[tok], 0);
    put(s, LEMMA_DEP, s->r->lemma_hash[tok], t->dep);
    put(s, LEMMA_RULE, s->r->lemma_hash[tok], author);
    uint32_t ending = 0;
    for (size_t i = text.n > 3 ? text.n - 3 : 0; i < text.n; i++) ending = ending << 8 | (uint8_t)text.p[i];
    put(s, ENDING, ending, t->pos);
    put(s, POS_DEP, t->pos, t->dep);
    put(s, TAG, t->tag, 0);
    put(s, TAG_DEP, t->tag, t->dep);
    put(s, FORM, form, 0);
    if (p && p->modal != DM_NONE) {
        put(s, MODAL, s->r->lemma_hash[p->modal], p->negated);
        put(s, MODAL_FORM, s->r->lemma_hash[p->modal], form);
    }
    if (p && p->negated) {
        put(s, NEGATION, lemma_of(s, p->negation), 0);
        put(s, NEGATION_FORM, form, author);
    }
    int32_t subject = subject_of(r, tok), object = dm_child(r, tok, DM_DEP_dobj);
    put(s, SUBJECT, person_of(r, subject), form);
    put(s, SUBJECT_LEMMA, lemma_of(s, subject), 0);
    put(s, OBJECT, person_of(r, object), t->tag);
    if (r->lemma[tok] >= 0)
        put(s, OWN_CUE, r->lex->lemma_cues[r->lemma[tok]].n > 0, r->lex->lemma_frames[r->lemma[tok]].n > 0);
    uint32_t mask = 0;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        mask |= 1u << dep % 32;
        switch (dep) {
        case DM_DEP_mark:
            put(s, MARK, s->r->lemma_hash[c], 0);
            put(s, MARK_RULE, s->r->lemma_hash[c], author);
            break;
        case DM_DEP_advmod: put(s, ADVERB, s->r->lemma_hash[c], (uint32_t)c < tok); break;
        case DM_DEP_det:
        case DM_DEP_poss: put(s, DETERMINER, dep == DM_DEP_det ? s->r->lemma_hash[c] : 0, t->dep); break;
        case DM_DEP_amod:
        case DM_DEP_compound:
        case DM_DEP_nummod: put(s, MODIFIER, s->r->lemma_hash[c], dep); break;
        case DM_DEP_prep:
        case DM_DEP_prt:
        case DM_DEP_acomp:
        case DM_DEP_attr:
        case DM_DEP_dobj:
        case DM_DEP_npadvmod:
        case DM_DEP_aux: put(s, CHILD, s->r->lemma_hash[c], dep); break;
        default: put(s, CHILD, dep, 0);
        }
    }
    put(s, CHILDREN, mask, 0);
    put(s, NUMBER, t->tag, person_of(r, (int32_t)tok));
}

/* What governs it: through a preposition, and the clause that it stands in. */
static void above(sight *s) {
    dm_reading *r = s->r;
    uint32_t tok = s->tok, h = r->tok[tok].head, dep = r->tok[tok].dep;
    if (r->tok[h].pos == DM_POS_ADP && r->tok[h].head != h) {
        put(s, PREPOSITION, s->r->lemma_hash[h], r->tok[tok].pos);
        put(s, PREPOSITION_HEAD, s->r->lemma_hash[h], s->r->lemma_hash[r->tok[h].head]);
        h = r->tok[h].head;
    }
    const dm_predicate *p = h == tok ? NULL : dm_predicate_at(r, h);
    uint32_t g = r->tok[h].head;
    s->t->vector[1] = h == tok ? DM_NONE : (int32_t)h;
    if (h != tok) {
        put(s, HEAD_LEMMA, s->r->lemma_hash[h], 0);
        put(s, HEAD_LEMMA_DEP, s->r->lemma_hash[h], dep);
        put(s, HEAD_TAG, r->tok[h].tag, dep);
        put(s, HEAD_RULE, r->worth[h].value[0], dep);
        put(s, HEAD_MODAL, p && p->modal != DM_NONE ? s->r->lemma_hash[p->modal] : 0, dep);
        put(s, HEAD_NEGATION, p && p->negated, dep);
        put(s, GRAND_LEMMA, s->r->lemma_hash[g], 0);
        put(s, PATH, dep, r->tok[h].dep);
    }
    uint32_t clause = tok, depth = 0, root = tok, finite = UINT32_MAX;
    for (uint32_t steps = 0; steps < 40 && r->tok[root].head != root; steps++) {
        uint16_t d = r->tok[root].dep;
        if (d == DM_DEP_ccomp || d == DM_DEP_xcomp || d == DM_DEP_advcl || d == DM_DEP_acl ||
            d == DM_DEP_relcl || d == DM_DEP_pcomp || d == DM_DEP_csubj) {
            if (clause == tok && root != tok) clause = root;
            depth++;
            if (depth <= 3) put(s, ABOVE, d, depth);
        }
        root = r->tok[root].head;
        if (finite == UINT32_MAX && dm_is_verb(r, root) && subject_of(r, root) != DM_NONE) finite = root;
    }
    put(s, DEPTH, depth < 4 ? depth : 4, dep);
    int32_t mark = dm_child(r, clause, DM_DEP_mark);
    put(s, CLAUSE_MARK, lemma_of(s, mark), r->tok[clause].dep);
    if (finite != UINT32_MAX) {
        const dm_predicate *q = dm_predicate_at(r, finite);
        put(s, CLAUSE_TENSE, form_of(q), dep);
        put(s, CLAUSE_MODAL, q && q->modal != DM_NONE ? s->r->lemma_hash[q->modal] : 0, q && q->negated);
        s->t->vector[2] = (int32_t)finite;
    }
    if (root != tok) {
        put(s, ROOT_LEMMA, s->r->lemma_hash[root], 0);
        put(s, ROOT_TAG, r->tok[root].tag, form_of(dm_predicate_at(r, root)));
    }
}

static void around(sight *s) {
    const dm_reading *r = s->r;
    dm_span span = r->sentences.at[r->sentence_of[s->tok]].span;
    uint32_t first = 0, second = 0, condition = 0, question = 0;
    if (span.end - span.begin > 300) span.end = span.begin + 300;
    for (uint32_t i = span.begin; i < span.end; i++) {
        dm_str low = dm_low(r, i);
        if (low.n > 4) continue;
        first |= dm_str_is(low, "i") || dm_str_is(low, "we") || dm_str_is(low, "my") || dm_str_is(low, "our");
        second |= dm_str_is(low, "you") || dm_str_is(low, "your");
        condition |= dm_str_is(low, "if");
        question |= dm_str_is(low, "?");
    }
    uint32_t length = span.end - span.begin, bucket = 0;
    while (length >>= 1) bucket++;
    put(s, FIRST_PERSON, first, second);
    put(s, CONDITION, condition, r->worth[s->tok].value[0]);
    put(s, QUESTION, question, r->tok[s->tok].dep);
    put(s, QUOTED, r->quote_of[s->tok] != DM_NONE, r->worth[s->tok].n);
    put(s, LENGTH, bucket, 0);
    if (s->tok + 1 < r->n) put(s, NEXT, s->r->lemma_hash[s->tok + 1], 0);
    if (s->tok > 0) put(s, BEFORE, s->r->lemma_hash[s->tok - 1], 0);
}

void dm_factuality_traits(dm_reading *r, uint32_t tok, dm_traits *out) {
    sight s = {r, out, tok};
    out->n = 0;
    for (int i = 0; i < DM_TRAIT_VECTORS; i++) out->vector[i] = DM_NONE;
    out->vector[0] = (int32_t)tok;
    put(&s, BIAS, 0, 0);
    what_rules_say(&s);
    the_word(&s);
    above(&s);
    around(&s);
}

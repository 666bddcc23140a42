/* What each predicate is worth, for the author and for every source between him and it, in FactBank's values.
 *
 * From the roots down: a token's place is worth what the words above it leave of a plain statement there; its
 * own words (modal, negation, adverb) make the worth of the token out of that. A cue turns its own worth into
 * that of its content by its row's signature and adds its source to those who hold it (Nairn, Condoravdi and
 * Karttunen 2006; Saurí and Pustejovsky 2012). What is presupposed does not depend on the words above:
 *
 *     Chad denied | that it had failed | to stop | the attack
 *     author CT+    author Uu            Uu        CT+ (presupposed)
 *                   Chad   CT-·CT+       ·CT-=CT+
 *
 * Contents of attributions that no cue governs (quotations, "X, he said") are entered from the attribution.
 */
#include "coding/facts.h"

static const dm_str no_word = {"", 0};
enum { ANY_CLAUSE = DM_TAKES_THAT | DM_TAKES_TO | DM_TAKES_ING | DM_TAKES_WHETHER };

typedef struct stage {
    dm_reading *r;
    uint32_t lead; /* number of the first whole sentence */
    dm_fact_words words;
    dm_worth *place; /* by token: before its own words */
    int32_t *inside; /* innermost attribution whose content a token is in */
    dm_worth
        *entered; /* by attribution: what a plain statement in its content is worth; n 0: not known yet */
} stage;

/* ---- worths ---- */

static const dm_worth plain = {.value = {DM_FACT_CT_PLUS}, .n = 1, .link = DM_NONE, .cue = DM_NONE};

static dm_worth with_own(const dm_worth *place, uint8_t own) {
    dm_worth w = *place;
    for (uint32_t i = 0; i < w.n; i++) w.value[i] = dm_fact_combined(w.value[i], own);
    return w;
}

/* Nobody says it. */
static dm_worth opened(const dm_worth *place) {
    dm_worth w = *place;
    for (uint32_t i = 0; i < w.n; i++) w.value[i] = DM_FACT_UU;
    w.open = true;
    return w;
}

/* Everybody to whom it is worth something says that it is not so. */
static dm_worth denied(const dm_worth *place) {
    return with_own(place, DM_FACT_CT_MINUS);
}

/* The content of a cue that is worth `cue`. `self`: the innermost holder is the source ("I think", "it is
 * believed"). */
static dm_worth embedded(stage *s, const dm_cue_row *row, const dm_worth *cue, int32_t attribution,
                         bool self) {
    dm_worth w = *cue;
    bool holds = row->kind < DM_CUE_IMPLICATIVE;
    uint8_t last = cue->value[cue->n - 1];
    for (uint32_t i = 0; i < w.n; i++) {
        bool own = self && i + 1u == w.n;
        w.value[i] = dm_fact_embedded(cue->value[i], (uint8_t)(own ? row->source : row->author),
                                      (uint8_t)(own ? row->source_neg : row->author_neg));
        if (!w.value[i]) w.value[i] = DM_FACT_UU;
    }
    w.cue = (int32_t)(row - s->r->lex->cues);
    if (!holds || self || w.n == DM_HOLDERS) return w;
    w.value[w.n++] = dm_fact_embedded(last, (uint8_t)row->source, (uint8_t)row->source_neg);
    if (!w.value[w.n - 1]) w.value[w.n - 1] = DM_FACT_UU;
    dm_vec_push(s->r->arena, &s->r->links, ((dm_link){attribution, w.link}));
    w.link = (int32_t)s->r->links.n - 1;
    return w;
}

/* ---- attributions that are entered from outside the tree ---- */

/* The sentence that the article begins with, after headline and dateline. */
static uint32_t find_lead(const dm_reading *r) {
    for (uint32_t i = 0; i < r->sentences.n && i < 4; i++) {
        dm_span s = r->sentences.at[i].span;
        while (s.end > s.begin && r->tok[s.end - 1].lex->space) s.end--;
        if (s.end - s.begin > 6 && r->tok[s.end - 1].tag == DM_TAG_PERIOD) return i;
    }
    return 0;
}

/* News in the lead is told by the author though a source follows: "Two soldiers were killed, officials said."
 */
static bool is_told_in_lead(const stage *s, const dm_attribution *a) {
    if (!a->n_content || a->kind != DM_INDIRECT || a->parent != DM_NONE) return false;
    dm_span content = a->content[a->n_content - 1].span;
    return s->r->sentence_of[a->cue_tok] == s->lead && content.end <= a->cue_tok &&
           s->r->sentence_of[content.begin] == s->lead;
}

static bool is_medium(const dm_reading *r, const dm_attribution *a) {
    return a->source_actor != DM_NONE && r->actors.at[a->source_actor].sector == dm_code_of(DM_STR("JRN"));
}

static bool in_chain(const dm_reading *r, const dm_worth *w, int32_t attribution) {
    for (int32_t l = w->link; l != DM_NONE; l = r->links.at[l].up)
        if (r->links.at[l].attribution == attribution) return true;
    return false;
}

static const dm_worth *enter(stage *s, int32_t attribution, int depth) {
    static const dm_cue_row said = {
        .source = DM_FACT_CT_PLUS, .author = DM_FACT_UU, .source_neg = DM_FACT_UU, .author_neg = DM_FACT_UU};
    if (attribution == DM_NONE || depth == 0) return &plain;
    dm_worth *e = &s->entered[attribution];
    if (e->n) return e;
    const dm_attribution *a = &s->r->attributions.at[attribution];
    const dm_worth *outside = enter(s, a->parent, depth - 1);
    uint8_t own = a->negated || a->unable ? DM_FACT_CT_MINUS : DM_FACT_CT_PLUS;
    dm_worth cue = with_own(outside, own);
    *e = embedded(s, a->row ? a->row : &said, &cue, attribution, false);
    if (!a->row) e->cue = DM_NONE;
    e->by = a->cue_tok;
    if (is_told_in_lead(s, a)) e->value[0] = e->value[e->n - 1];
    return e;
}

/* The innermost attribution that a token is in: the one with the shortest content around it. */
static void find_contents(stage *s) {
    dm_reading *r = s->r;
    uint32_t *length = dm_arena_array(r->arena, r->n, sizeof *length);
    for (uint32_t i = 0; i < r->n; i++) {
        s->inside[i] = DM_NONE;
        length[i] = UINT32_MAX;
    }
    for (uint32_t k = 0; k < r->attributions.n; k++) {
        const dm_attribution *a = &r->attributions.at[k];
        uint32_t all = 0;
        for (uint32_t c = 0; c < a->n_content; c++) all += a->content[c].span.end - a->content[c].span.begin;
        for (uint32_t c = 0; c < a->n_content; c++)
            for (uint32_t i = a->content[c].span.begin; i < a->content[c].span.end; i++)
                if (all < length[i] && i != a->cue_tok) {
                    length[i] = all;
                    s->inside[i] = (int32_t)k;
                }
    }
}

/* ---- nouns ---- */

/* "the attack", "their attack", "an attack by rebels": one that is known to be there. */
static bool is_definite(const dm_reading *r, uint32_t tok) {
    if (r->tok[tok].pos == DM_POS_PROPN) return true;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        dm_str word = dm_low(r, (uint32_t)c);
        if (dep == DM_DEP_poss || (dep == DM_DEP_prep && dm_str_is(word, "by"))) return true;
        if (dep == DM_DEP_det && word.n > 2 && word.p[0] == 't' && word.p[1] == 'h')
            return true; /* this, those */
    }
    return false;
}

static dm_worth presupposed(const dm_worth *place) {
    dm_worth w = *place;
    for (uint32_t i = 0; i < w.n; i++) w.value[i] = DM_FACT_CT_PLUS;
    return w;
}

/* A noun phrase in a clause whose words do not decide about it: definite ones are presupposed, for the author
 * too and whatever the clause is worth; others share the clause's uncertainty, and say nothing in a denied
 * one. */
static dm_worth loose(stage *s, uint32_t tok, uint32_t h) {
    const dm_worth *place = &s->place[h], *whole = &s->r->worth[h];
    dm_worth w = *whole;
    if (is_definite(s->r, tok)) return presupposed(place);
    for (uint32_t i = 0; i < w.n; i++) {
        uint8_t v = whole->value[i];
        w.value[i] = dm_fact_number(v) < 0 ? DM_FACT_UU : v;
    }
    return w;
}

/* What goes with a clause without being part of what it denies: "he did not leave, saying that ..." */
static dm_worth beside(const stage *s, uint32_t h) {
    dm_worth w = s->r->worth[h];
    for (uint32_t i = 0; i < w.n; i++)
        if (dm_fact_number(w.value[i]) < 0) w.value[i] = s->place[h].value[i];
    return w;
}

/* What is told of something that is denied is open. */
static dm_worth about(const stage *s, uint32_t h) {
    dm_worth w = s->r->worth[h];
    for (uint32_t i = 0; i < w.n; i++)
        if (dm_fact_number(w.value[i]) < 0) w.value[i] = DM_FACT_UU;
    return w;
}

/* Is the subject of this verb what happens: "the attack took place"? */
static bool occurs(const stage *s, uint32_t verb) {
    const dm_reading *r = s->r;
    if (!(dm_fact_word(r, &s->words, verb) & DM_WORD_OCCURRING)) return false;
    int32_t object = dm_child(r, verb, DM_DEP_dobj);
    return object == DM_NONE ? !dm_str_is(r->tok[verb].lemma, "take")
                             : dm_str_is(dm_low(r, (uint32_t)object), "place");
}

static bool by_row(stage *s, uint32_t cue, uint32_t takes, dm_str prep, const dm_worth *worth, dm_worth *out);

/* What stands after a preposition, noun or clause. */
static dm_worth after_preposition(stage *s, uint32_t tok, uint32_t prep) {
    dm_reading *r = s->r;
    uint32_t governor = r->tok[prep].head;
    bool clause = r->tok[tok].dep == DM_DEP_pcomp;
    dm_str word = dm_low(r, prep);
    uint32_t classes = dm_fact_word(r, &s->words, prep);
    dm_worth w;
    while (r->tok[governor].dep == DM_DEP_prep && r->tok[governor].head != governor) { /* "because of" */
        classes |= dm_fact_word(r, &s->words, governor);
        governor = r->tok[governor].head;
    }
    for (int32_t c = r->child[prep]; c != DM_NONE; c = r->sibling[c]) /* "instead of", "rather than" */
        if (r->tok[c].dep == DM_DEP_advmod) {
            classes |= dm_fact_word(r, &s->words, (uint32_t)c);
            if (dm_str_is(word, "than")) classes |= DM_WORD_MISSING;
        }
    if (classes & DM_WORD_MISSING) return denied(&s->place[governor]);
    if (classes & DM_WORD_PENDING) return opened(&s->place[governor]);
    if (by_row(s, governor, dm_takes_after(word), word, &r->worth[governor], &w)) return w;
    if (dm_is_verb(r, governor) && dm_child(r, governor, DM_DEP_dobj) != DM_NONE) {
        uint32_t object = (uint32_t)dm_child(r, governor, DM_DEP_dobj); /* "made threats of war" */
        if (dm_is_noun(r, object) && by_row(s, object, dm_takes_after(word), word, &r->worth[governor], &w))
            return w;
    }
    if (classes & DM_WORD_FACTIVE)
        return is_definite(r, tok) ? presupposed(&s->place[governor]) : s->place[governor];
    if (!clause) return loose(s, tok, governor);
    return beside(s, governor);
}

/* Can a noun be the content of a verb beside it? A claim that is denied, a request that is refused are there;
 * and "inspections are expected to begin" is about the beginning. */
static bool is_content(const dm_reading *r, uint32_t noun, uint32_t verb) {
    if (r->lemma[noun] >= 0 && r->lex->lemma_cues[r->lemma[noun]].n) return false;
    return dm_child(r, verb, DM_DEP_xcomp) == DM_NONE && dm_child(r, verb, DM_DEP_ccomp) == DM_NONE;
}

/* "reached no agreement": the clause is denied by the noun's own "no", which must not count twice. */
static bool denies_clause(dm_reading *r, uint32_t noun, uint32_t h) {
    const dm_predicate *p = dm_is_verb(r, h) ? dm_predicate_at(r, h) : NULL;
    return p && p->negation != DM_NONE && r->tok[p->negation].head == noun && (uint32_t)p->negation != noun;
}

static dm_worth noun_place(stage *s, uint32_t tok, uint32_t h) {
    dm_reading *r = s->r;
    uint32_t classes = dm_fact_word(r, &s->words, h);
    dm_worth w;
    if (denies_clause(r, tok, h)) return r->worth[h];
    switch (r->tok[tok].dep) {
    case DM_DEP_nsubj: return occurs(s, h) ? r->worth[h] : loose(s, tok, h);
    case DM_DEP_nsubjpass:
    case DM_DEP_dobj:
        if (is_content(r, tok, h) && by_row(s, h, DM_TAKES_NP, no_word, &r->worth[h], &w)) return w;
        return classes & DM_WORD_PERFORMING ? r->worth[h] : loose(s, tok, h);
    case DM_DEP_attr:
    case DM_DEP_oprd:
    case DM_DEP_appos:
    case DM_DEP_ROOT: return r->worth[h];
    case DM_DEP_pobj: return after_preposition(s, tok, h);
    case DM_DEP_compound:
    case DM_DEP_nmod:
        return by_row(s, h, DM_TAKES_OF | DM_TAKES_NP | DM_TAKES_TO, no_word, &r->worth[h], &w) ? w
                                                                                                : r->worth[h];
    default: return dm_is_noun(r, h) ? s->place[h] : loose(s, tok, h);
    }
}

/* ---- clauses ---- */

static bool is_first_person(const dm_reading *r, int32_t tok) {
    if (tok == DM_NONE) return false;
    dm_str word = dm_low(r, (uint32_t)tok);
    return dm_str_is(word, "i") || dm_str_is(word, "we");
}

/* Does the cue speak for the innermost holder: "I think", or "it is believed" without anybody named? */
static bool is_own(dm_reading *r, uint32_t cue, const dm_cue_row *row) {
    const dm_predicate *p = dm_predicate_at(r, cue);
    if (row->kind >= DM_CUE_IMPLICATIVE || !p) return false;
    if (p->pos == 'n') {
        int32_t owner = dm_child(r, cue, DM_DEP_poss);
        return owner != DM_NONE &&
               (dm_str_is(dm_low(r, (uint32_t)owner), "my") || dm_str_is(dm_low(r, (uint32_t)owner), "our"));
    }
    for (uint32_t i = 0; i < p->n; i++)
        if (p->arg[i].slot == DM_SLOT_SUBJ) return is_first_person(r, (int32_t)p->arg[i].tok);
    return p->passive && row->kind == DM_CUE_THINK;
}

/* The content of a cue, if it has a row for what is attached in this way. */
static bool by_row(stage *s, uint32_t cue, uint32_t takes, dm_str prep, const dm_worth *worth,
                   dm_worth *out) {
    const dm_cue_row *row = dm_find_cue(s->r, cue, takes, prep);
    if (!row) return false;
    const dm_predicate *p = s->r->predicate[cue];
    bool sees = row->kind == DM_CUE_KNOW && p && p->modal != DM_NONE && !p->negated && !p->perfect &&
                dm_fact_word(s->r, &s->words, (uint32_t)p->modal) & DM_WORD_ABILITY;
    if (sees) worth = &s->place[cue]; /* who can see something sees it */
    *out = embedded(s, row, worth, s->r->cue_of[cue], is_own(s->r, cue, row));
    out->by = cue;
    return true;
}

/* How a clause is attached: bits of DM_TAKES_*. */
static uint32_t clause_bits(const dm_reading *r, uint32_t clause) {
    uint16_t tag = r->tok[clause].tag;
    int32_t mark = dm_child(r, clause, DM_DEP_mark);
    if (mark != DM_NONE) {
        dm_str word = dm_low(r, (uint32_t)mark);
        if (dm_str_is(word, "whether") || dm_str_is(word, "if")) return DM_TAKES_WHETHER;
        if (dm_str_is(word, "that")) return DM_TAKES_THAT;
    }
    if (dm_has_to(r, clause)) return DM_TAKES_TO;
    bool subject =
        dm_child(r, clause, DM_DEP_nsubj) != DM_NONE || dm_child(r, clause, DM_DEP_nsubjpass) != DM_NONE;
    bool finite =
        subject && tag != DM_TAG_VB && (tag != DM_TAG_VBG || dm_child(r, clause, DM_DEP_aux) != DM_NONE);
    if (finite || dm_child(r, clause, DM_DEP_expl) != DM_NONE) return DM_TAKES_THAT;
    if (tag == DM_TAG_VBG) return DM_TAKES_ING;
    if (tag == DM_TAG_VB)
        return subject ? DM_TAKES_ING | DM_TAKES_TO | DM_TAKES_THAT : DM_TAKES_TO | DM_TAKES_ING;
    return ANY_CLAUSE;
}

/* "what he called", "why they left": the rest is taken for granted. */
static bool is_wh_clause(const dm_reading *r, uint32_t clause) {
    uint16_t tag = r->tok[r->tok[clause].left].tag;
    return (tag == DM_TAG_WP || tag == DM_TAG_WRB || tag == DM_TAG_WDT || tag == DM_TAG_WPS) &&
           !dm_has_to(r, clause);
}

/* A complement: of the verb, noun or adjective that it hangs on, or of what a copula or a light verb has
 * beside it ("it is likely that", "the plan is to", "made an attempt to"). */
static dm_worth complement(stage *s, uint32_t tok, uint32_t h) {
    static const uint16_t beside[] = {DM_DEP_acomp, DM_DEP_attr, DM_DEP_oprd, DM_DEP_dobj, DM_DEP_nsubj};
    dm_reading *r = s->r;
    uint32_t takes = clause_bits(r, tok);
    bool copula = dm_str_is(r->tok[h].lemma, "be");
    dm_worth w;
    if (is_wh_clause(r, tok)) return s->place[h].open ? s->place[h] : with_own(&s->place[h], DM_FACT_CT_PLUS);
    for (size_t i = 0; i < sizeof beside / sizeof *beside && dm_is_verb(r, h); i++) {
        int32_t c = dm_child(r, h, beside[i]);
        bool fits = copula || beside[i] != DM_DEP_nsubj;
        if (c == DM_NONE || !fits ||
            (beside[i] == DM_DEP_dobj && !(dm_fact_word(r, &s->words, h) & DM_WORD_PERFORMING)))
            continue;
        if (by_row(s, (uint32_t)c, takes, no_word, &r->worth[h], &w)) return w;
    }
    if (by_row(s, h, takes, no_word, &r->worth[h], &w)) return w;
    for (int32_t c = r->child[h]; c != DM_NONE; c = r->sibling[c]) { /* "too weak to", "strong enough to" */
        if (r->tok[c].dep != DM_DEP_advmod) continue;
        dm_str word = dm_low(r, (uint32_t)c);
        if (dm_str_is(word, "too")) return denied(&r->worth[h]);
        if (dm_str_is(word, "enough")) return r->worth[h];
    }
    return takes == DM_TAKES_TO ? opened(&r->worth[h]) : r->worth[h];
}

static bool is_ahead(stage *s, uint32_t main) {
    const dm_predicate *p = dm_is_verb(s->r, main) ? dm_predicate_at(s->r, main) : NULL;
    return p && (p->modal != DM_NONE || p->imperative || p->infinitive);
}

static bool is_past(const dm_reading *r, uint32_t clause) {
    uint16_t tag = r->tok[clause].tag;
    if (tag == DM_TAG_VBD) return true;
    for (int32_t c = r->child[clause]; c != DM_NONE; c = r->sibling[c])
        if ((r->tok[c].dep == DM_DEP_aux || r->tok[c].dep == DM_DEP_auxpass) && r->tok[c].tag == DM_TAG_VBD)
            return true;
    return false;
}

/* An adverbial clause: conditions and purposes are open, what is awaited too; reasons and circumstances are
 * told as facts, whatever becomes of the main clause. */
static dm_worth adverbial(stage *s, uint32_t tok, uint32_t h) {
    dm_reading *r = s->r;
    uint32_t main = h;
    dm_worth w;
    if (r->tok[h].pos == DM_POS_ADV && r->tok[h].head != h) { /* "as long as", "as soon as" */
        main = r->tok[h].head;
        if (dm_str_is(dm_low(r, h), "long")) return opened(&s->place[main]);
    }
    uint32_t marks = 0;
    bool even = false;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        dm_str word = dm_low(r, (uint32_t)c);
        if (dep == DM_DEP_mark || (dep == DM_DEP_advmod && r->tok[c].tag == DM_TAG_WRB)) {
            if (dm_str_is(word, "for")) return opened(&s->place[main]);
            marks |= dm_fact_word(r, &s->words, (uint32_t)c);
        }
        even = even || (dep == DM_DEP_advmod && dm_str_is(word, "even"));
    }
    if (marks & DM_WORD_HYPOTHETICAL) return opened(&s->place[main]);
    if (marks & DM_WORD_AWAITING)
        return is_ahead(s, main) && !is_past(r, tok) ? opened(&s->place[main]) : s->place[main];
    if (marks || even) return s->place[main];
    if (dm_has_to(r, tok)) {
        if (dm_child_word(r, tok, DM_DEP_advmod, "only") != DM_NONE ||
            dm_fact_word(r, &s->words, main) & DM_WORD_OUTCOME)
            return r->worth[main];
        /* a purpose, unless the verb asks for it: "tried hard to", "took the trouble to" */
        const dm_cue_row *row = dm_find_cue(r, main, DM_TAKES_TO, no_word);
        if (row && (row->is.n_when || dm_child(r, main, DM_DEP_dobj) == DM_NONE) &&
            by_row(s, main, DM_TAKES_TO, no_word, &r->worth[main], &w))
            return w;
        return opened(&s->place[main]);
    }
    return beside(s, main);
}

/* A clause at a noun: its content, a purpose, or what is told of it. */
static dm_worth at_noun(stage *s, uint32_t tok, uint32_t h) {
    dm_reading *r = s->r;
    bool content = r->tok[tok].dep != DM_DEP_relcl || dm_has_to(r, tok) ||
                   dm_child_word(r, tok, DM_DEP_mark, "that") != DM_NONE;
    dm_worth w;
    if (content && r->tok[tok].tag != DM_TAG_VBN &&
        by_row(s, h, clause_bits(r, tok), no_word, &r->worth[h], &w))
        return w;
    if (dm_has_to(r, tok)) {
        for (int32_t c = r->child[h]; c != DM_NONE; c = r->sibling[c]) /* "the first to land" */
            if (r->tok[c].dep == DM_DEP_amod && dm_fact_word(r, &s->words, (uint32_t)c) & DM_WORD_SOLE)
                return r->worth[h];
        if (dm_fact_word(r, &s->words, h) & DM_WORD_SOLE) return r->worth[h];
        return opened(&r->worth[h]);
    }
    return about(s, h);
}

static bool is_finite(const dm_reading *r, uint32_t tok) {
    uint16_t tag = r->tok[tok].tag;
    return tag == DM_TAG_VBD || tag == DM_TAG_VBZ || tag == DM_TAG_VBP;
}

static dm_worth place_by_tree(stage *s, uint32_t tok) {
    dm_reading *r = s->r;
    uint32_t h = r->tok[tok].head;
    if (h == tok) return plain;
    switch (r->tok[tok].dep) {
    case DM_DEP_conj:
        /* "failed to win and filed for bankruptcy" is often hung on the infinitive */
        while (is_finite(r, tok) && dm_has_to(r, h) && r->tok[h].head != h) h = r->tok[h].head;
        return s->place[h];
    case DM_DEP_ccomp:
    case DM_DEP_xcomp:
    case DM_DEP_csubj:
    case DM_DEP_csubjpass: return complement(s, tok, h);
    case DM_DEP_advcl: return adverbial(s, tok, h);
    case DM_DEP_acl:
    case DM_DEP_relcl: return at_noun(s, tok, h);
    case DM_DEP_pcomp: return after_preposition(s, tok, h);
    case DM_DEP_parataxis:
    case DM_DEP_dep:
    case DM_DEP_punct: return s->place[h];
    default: break;
    }
    if (dm_is_noun(r, tok)) return noun_place(s, tok, h);
    return r->worth[h];
}

/* A conjunct without a subject and auxiliaries of its own shares those of the first: modals are read from
 * there with the predicate, "or" passes negation on too, and "nor" has one of its own. */
static uint8_t own_value(stage *s, uint32_t tok) {
    dm_reading *r = s->r;
    uint8_t v = dm_clause_value(r, &s->words, tok);
    uint32_t h = r->tok[tok].head;
    if (dm_is_noun(r, tok)) {
        /* "the promised talks did not take place": the verb decides */
        if (v == DM_FACT_UU && s->place[tok].value[0] == DM_FACT_CT_MINUS) return DM_FACT_CT_PLUS;
        return v == DM_FACT_CT_MINUS && denies_clause(r, tok, h) ? DM_FACT_CT_PLUS : v;
    }
    const dm_predicate *first = dm_is_verb(r, tok) && dm_is_verb(r, h) ? dm_predicate_at(r, h) : NULL;
    if (r->tok[tok].dep != DM_DEP_conj || !first || v != DM_FACT_CT_PLUS) return v;
    for (int32_t c = r->child[h]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_cc) continue;
        if (dm_str_is(dm_low(r, (uint32_t)c), "nor")) return DM_FACT_CT_MINUS;
        bool shares = dm_child(r, tok, DM_DEP_nsubj) == DM_NONE && first->negated;
        if (shares && dm_str_is(dm_low(r, (uint32_t)c), "or")) return DM_FACT_CT_MINUS;
    }
    return v;
}

/* A condition makes its main clause open; "even if" does not. "They warned of war if ..." is a warning. */
static bool has_condition(const stage *s, uint32_t tok) {
    const dm_reading *r = s->r;
    if (r->cue_of[tok] != DM_NONE && (r->tok[tok].tag == DM_TAG_VBD || r->tok[tok].tag == DM_TAG_VBN))
        return false;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advcl) continue;
        int32_t mark = dm_child(r, (uint32_t)c, DM_DEP_mark);
        if (mark == DM_NONE || !(dm_fact_word(r, &s->words, (uint32_t)mark) & DM_WORD_HYPOTHETICAL)) continue;
        if (dm_child_word(r, (uint32_t)c, DM_DEP_advmod, "even") != DM_NONE) continue;
        return dm_child(r, (uint32_t)c, DM_DEP_nsubj) != DM_NONE ||
               dm_child(r, (uint32_t)c, DM_DEP_nsubjpass) != DM_NONE;
    }
    return false;
}

/* What a medium tells of others' words is as good as told by the author. */
static void relay(stage *s, uint32_t cue) {
    dm_worth *w = &s->r->worth[cue];
    if (w->link == DM_NONE || w->n != 2 || s->r->links.at[w->link].attribution == DM_NONE) return;
    if (is_medium(s->r, &s->r->attributions.at[s->r->links.at[w->link].attribution]))
        w->value[0] = w->value[1];
}

static void assess(stage *s, uint32_t tok) {
    dm_reading *r = s->r;
    dm_worth place = place_by_tree(s, tok);
    int32_t a = s->inside[tok], mine = r->cue_of[tok];
    if (mine != DM_NONE && in_chain(r, &place, mine))
        place = *enter(s, a, 8); /* "the war, he said, is over" */
    bool decided = a != DM_NONE && place.cue != DM_NONE && place.by == r->attributions.at[a].cue_tok;
    if (a != DM_NONE && !decided && !in_chain(r, &place, a)) {
        bool open = place.open;
        place = *enter(s, a, 8);
        if (open) place = opened(&place);
    }
    s->place[tok] = place;
    r->worth[tok] = with_own(&place, own_value(s, tok));
    if (mine != DM_NONE) relay(s, tok);
    if (dm_is_verb(r, tok) && has_condition(s, tok)) r->worth[tok] = opened(&r->worth[tok]);
}

static bool is_auxiliary(const dm_token *t) {
    if (t->dep != DM_DEP_aux && t->dep != DM_DEP_auxpass) return false;
    return t->tag == DM_TAG_MD || dm_str_is(t->lemma, "be") || dm_str_is(t->lemma, "have") ||
           dm_str_is(t->lemma, "do");
}

/* Persons, places, peoples, dates and amounts. An organization or a product can be named after what happens
 * ("the Geneva Conference"). */
static bool is_named(const dm_token *t) {
    switch (t->ent) {
    case DM_ENT_NONE:
    case DM_ENT_EVENT:
    case DM_ENT_ORG:
    case DM_ENT_PRODUCT:
    case DM_ENT_FAC:
    case DM_ENT_LAW:
    case DM_ENT_WORK_OF_ART: return false;
    default: return true;
    }
}

/* Verbs but auxiliaries, nouns and adjectives but names, whatever heads a clause ("they are back", a verb
 * read as something else), and the particle of a verb. Heads are asked before their conjuncts. */
static bool is_predicate(const dm_reading *r, uint32_t i) {
    const dm_token *t = &r->tok[i];
    if (t->lex->space || t->pos == DM_POS_PUNCT || t->pos == DM_POS_SYM || is_auxiliary(t)) return false;
    if (dm_is_verb(r, i)) return true;
    if ((dm_is_noun(r, i) || t->pos == DM_POS_ADJ) && !is_named(t)) return true;
    switch (t->dep) {
    case DM_DEP_ROOT:
    case DM_DEP_prt:
    case DM_DEP_ccomp:
    case DM_DEP_xcomp:
    case DM_DEP_advcl:
    case DM_DEP_acl:
    case DM_DEP_relcl:
    case DM_DEP_acomp:
    case DM_DEP_parataxis: return true;
    case DM_DEP_conj: return r->author_value[t->head] != 0;
    case DM_DEP_advmod: return dm_str_is(r->tok[t->head].lemma, "be"); /* "we are back" */
    default: return false;
    }
}

void dm_code_factuality(dm_reading *r) {
    stage s = {.r = r, .lead = find_lead(r)};
    uint32_t *order = dm_arena_array(r->arena, r->n, sizeof *order), n = 0;
    dm_fact_words_init(&s.words, r->lex);
    s.place = dm_arena_array(r->arena, r->n, sizeof *s.place);
    s.inside = dm_arena_array(r->arena, r->n, sizeof *s.inside);
    s.entered = dm_arena_zero(r->arena, r->attributions.n + 1u, sizeof *s.entered);
    r->worth = dm_arena_array(r->arena, r->n, sizeof *r->worth);
    find_contents(&s);
    for (uint32_t i = 0; i < r->n; i++)
        if (r->tok[i].head == i) order[n++] = i;
    for (uint32_t i = 0; i < n; i++) /* heads before what hangs on them */
        for (int32_t c = r->child[order[i]]; c != DM_NONE; c = r->sibling[c]) order[n++] = (uint32_t)c;
    for (uint32_t i = 0; i < n; i++) {
        assess(&s, order[i]);
        if (is_predicate(r, order[i])) r->author_value[order[i]] = r->worth[order[i]].value[0];
    }
}

uint32_t dm_beliefs_at(const dm_reading *r, uint32_t tok, dm_belief out[DM_HOLDERS]) {
    const dm_worth *w = &r->worth[tok];
    uint32_t n = 0, at = w->n;
    for (int32_t l = w->link; l != DM_NONE && at > 1; l = r->links.at[l].up) {
        at--;
        if (r->links.at[l].attribution != DM_NONE)
            out[n++] = (dm_belief){r->links.at[l].attribution, w->value[at]};
    }
    for (uint32_t i = 0; i < n / 2; i++) { /* the chain runs from the innermost outwards */
        dm_belief b = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = b;
    }
    return n;
}

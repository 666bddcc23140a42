/* Attributions by rule: a cue of the tables, the one it belongs to, what is said.
 *
 * A cue row says which constructions bring content (that-clause, infinitive, object, quotation, …); here is
 * where each of them stands in the tree. */
#include "coding/tagger.h"

static bool pos_fits(const dm_predicate *p, const dm_cue_row *row) {
    return (uint32_t)p->pos == row->is.pos;
}

typedef struct found {
    dm_content content[DM_CONTENTS];
    uint32_t n;
    uint32_t tok; /* head of the content */
} found;

static void add_content(const dm_reading *r, found *f, dm_span span) {
    span = dm_trim(r, span);
    if (span.begin >= span.end || f->n == sizeof f->content / sizeof *f->content) return;
    f->content[f->n++] = (dm_content){span, false};
}

/* The subtree of a clause, without a part of it in the middle (the cue's own words). */
static void add_around(const dm_reading *r, found *f, dm_span all, dm_span hole) {
    if (hole.begin <= all.begin && hole.end < all.end && hole.end > all.begin)
        add_content(r, f, (dm_span){hole.end, all.end});
    else if (hole.end >= all.end && hole.begin > all.begin && hole.begin < all.end)
        add_content(r, f, (dm_span){all.begin, hole.begin});
    else if (hole.begin > all.begin && hole.end < all.end) {
        add_content(r, f, (dm_span){all.begin, hole.begin});
        add_content(r, f, (dm_span){hole.end, all.end});
    } else {
        add_content(r, f, all);
    }
}

static dm_span sentence_span(const dm_reading *r, uint32_t tok) {
    return r->sentences.at[r->sentence_of[tok]].span;
}

static bool is_whether(const dm_reading *r, uint32_t clause) {
    return dm_child_word(r, clause, DM_DEP_mark, "whether") != DM_NONE ||
           dm_child_word(r, clause, DM_DEP_mark, "if") != DM_NONE ||
           (r->tok[r->tok[clause].left].tag == DM_TAG_WRB) || (r->tok[r->tok[clause].left].tag == DM_TAG_WP);
}

/* A clause under the cue: does the row take this kind? */
static bool takes_clause(const dm_reading *r, const dm_cue_row *row, uint32_t clause, dm_slot slot) {
    if (slot == DM_SLOT_XCOMP) {
        if (dm_has_to(r, clause)) return (row->takes & DM_TAKES_TO) != 0;
        return (row->takes & DM_TAKES_ING) != 0;
    }
    if (is_whether(r, clause)) return (row->takes & (DM_TAKES_WHETHER | DM_TAKES_THAT)) != 0;
    if (dm_has_to(r, clause)) return (row->takes & (DM_TAKES_TO | DM_TAKES_THAT)) != 0;
    return (row->takes & (DM_TAKES_THAT | DM_TAKES_QUOTE)) != 0;
}

/* The quotation that touches the cue's sentence and does not hold the cue. */
static int32_t nearby_quote(const dm_reading *r, uint32_t cue) {
    dm_span s = sentence_span(r, cue);
    int32_t best = DM_NONE;
    uint32_t nearest = UINT32_MAX;
    for (uint32_t q = 0; q < r->quotes.n; q++) {
        dm_span x = r->quotes.at[q].span;
        if (x.end <= s.begin || x.begin >= s.end || (x.begin <= cue && cue < x.end) || x.end - x.begin < 4)
            continue;
        uint32_t distance = x.end <= cue ? cue - x.end : x.begin - cue;
        if (distance < nearest) {
            nearest = distance;
            best = (int32_t)q;
        }
    }
    return best;
}

/* Content of a verb or adjective. */
static void content_of_verb(dm_reading *r, const dm_predicate *p, const dm_cue_row *row, found *f) {
    uint32_t v = p->tok;
    for (uint32_t i = 0; i < p->n && !f->n; i++) {
        const dm_argument *a = &p->arg[i];
        if ((a->slot == DM_SLOT_COMP || a->slot == DM_SLOT_XCOMP) &&
            takes_clause(r, row, a->tok, (dm_slot)a->slot)) {
            dm_span all = {r->tok[a->tok].left, r->tok[a->tok].right + 1};
            f->tok = a->tok;
            add_around(r, f, all, (dm_span){v, v + 1});
            /* "a and that b": clauses that follow with a that of their own are below the first one and
             * already in */
        }
    }
    /* "it is, he added, a lie": the cue stands inside its content */
    if (!f->n && (r->tok[v].dep == DM_DEP_parataxis || r->tok[v].dep == DM_DEP_ccomp) &&
        row->takes & (DM_TAKES_THAT | DM_TAKES_QUOTE)) {
        uint32_t main = r->tok[v].head;
        bool inserted =
            r->tok[v].dep == DM_DEP_parataxis || (v > 0 && r->tok[r->tok[v].left].left > 0 &&
                                                  r->tok[r->tok[v].left - 1].pos == DM_POS_PUNCT && main < v);
        if (inserted && main != v) {
            f->tok = main;
            add_around(r, f, (dm_span){r->tok[main].left, r->tok[main].right + 1},
                       (dm_span){r->tok[v].left, r->tok[v].right + 1});
        }
    }
    for (uint32_t i = 0; i < p->n && !f->n; i++) {
        const dm_argument *a = &p->arg[i];
        bool np = a->slot == DM_SLOT_OBJ && row->takes & DM_TAKES_NP && dm_is_noun(r, a->tok);
        bool phrase = a->slot == DM_SLOT_PREP && (a->clause || dm_is_noun(r, a->tok)) &&
                      (row->takes & dm_takes_after(a->prep) ||
                       (row->takes & DM_TAKES_PREP && dm_cue_names_preposition(r, row, a->prep)));
        if (!np && !phrase) continue;
        f->tok = a->tok;
        dm_span all = {r->tok[a->tok].left, r->tok[a->tok].right + 1};
        if (phrase && all.begin > 0) all.begin--; /* PolNeAR's contents begin with the preposition */
        add_around(r, f, all, (dm_span){v, v + 1});
    }
    if (!f->n && row->takes & DM_TAKES_QUOTE) {
        int32_t q = nearby_quote(r, v);
        if (q != DM_NONE) {
            dm_span x = r->quotes.at[q].span;
            f->tok = x.begin;
            for (uint32_t i = x.begin; i < x.end; i++)
                if (r->tok[i].head < x.begin || r->tok[i].head >= x.end || r->tok[i].head == i) {
                    if (r->tok[i].pos == DM_POS_PUNCT) continue;
                    f->tok = i;
                    break;
                }
            add_content(r, f, x);
        }
    }
}

static void content_of_noun(dm_reading *r, const dm_predicate *p, const dm_cue_row *row, found *f) {
    for (uint32_t i = 0; i < p->n && !f->n; i++) {
        const dm_argument *a = &p->arg[i];
        bool clause = (a->slot == DM_SLOT_COMP || a->slot == DM_SLOT_XCOMP) &&
                      takes_clause(r, row, a->tok, (dm_slot)a->slot);
        bool of = a->slot == DM_SLOT_OF && row->takes & DM_TAKES_OF;
        bool phrase = a->slot == DM_SLOT_PREP && row->takes & dm_takes_after(a->prep);
        if (!clause && !of && !phrase) continue;
        f->tok = a->tok;
        dm_span all = {r->tok[a->tok].left, r->tok[a->tok].right + 1};
        if (!clause && all.begin > 0) all.begin--;
        add_content(r, f, all);
    }
}

/* Adverbs and adjectives: the clause or the noun phrase that they stand in. */
static void content_of_modifier(dm_reading *r, uint32_t tok, found *f) {
    uint32_t head = r->tok[tok].head;
    f->tok = head;
    add_around(r, f, (dm_span){r->tok[head].left, r->tok[head].right + 1}, (dm_span){tok, tok + 1});
}

/* ---- the source ---- */

/* A source by PolNeAR's guidelines: the whole noun phrase, with titles and phrases that say who it is. */
static dm_span source_span(const dm_reading *r, uint32_t head, uint32_t cue) {
    dm_span s = {r->tok[head].left, r->tok[head].right + 1};
    for (int32_t c = r->child[head]; c != DM_NONE;
         c = r->sibling[c]) /* relative clauses and participles are not the name */
        if (((uint32_t)c > head) && (r->tok[c].dep == DM_DEP_relcl || r->tok[c].dep == DM_DEP_acl) &&
            r->tok[c].left < s.end)
            s.end = r->tok[c].left;
    if (cue >= s.begin && cue < s.end) s = cue < head ? (dm_span){cue + 1, s.end} : (dm_span){s.begin, cue};
    s = dm_trim(r, s);
    if (s.begin > head) s.begin = head;
    if (s.end <= head) s.end = head + 1;
    return s;
}

static int32_t source_token(dm_reading *r, const dm_predicate *p, const dm_cue_row *row) {
    static const dm_slot of_noun[] = {DM_SLOT_SUBJ, DM_SLOT_POSS, DM_SLOT_OF, DM_SLOT_MOD};
    uint32_t tok[8];
    if (p->pos != 'n')
        return dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, tok, 8) ? (int32_t)tok[0] : DM_NONE;
    for (size_t i = 0; i < sizeof of_noun / sizeof *of_noun; i++) {
        if (of_noun[i] == DM_SLOT_OF && row->takes & DM_TAKES_OF) continue;
        uint32_t n = dm_arguments(r, p, of_noun[i], (dm_str){"", 0}, tok, 8);
        for (uint32_t k = 0; k < n; k++)
            if (r->mention_of[tok[k]] != DM_NONE) return (int32_t)tok[k];
    }
    dm_str from = DM_STR("from");
    return dm_arguments(r, p, DM_SLOT_PREP, from, tok, 8) ? (int32_t)tok[0] : DM_NONE;
}

/* The words of the cue: the verb with its auxiliaries, negation and particle; a noun or adjective alone. */
dm_span dm_cue_span(const dm_reading *r, uint32_t tok) {
    dm_span s = {tok, tok + 1};
    if (!dm_is_verb(r, tok)) return s;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        if ((uint32_t)c + 1 == s.begin && (dep == DM_DEP_aux || dep == DM_DEP_auxpass || dep == DM_DEP_neg))
            s.begin = (uint32_t)c;
        if ((uint32_t)c == s.end && dep == DM_DEP_prt) s.end++;
    }
    for (bool more = true; more;) {
        more = false;
        for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
            if ((uint32_t)c + 1 == s.begin &&
                (r->tok[c].dep == DM_DEP_aux || r->tok[c].dep == DM_DEP_auxpass ||
                 r->tok[c].dep == DM_DEP_neg)) {
                s.begin = (uint32_t)c;
                more = true;
            }
    }
    return s;
}

static dm_proposal proposal(const dm_reading *r, uint32_t tok, const dm_cue_row *row, const found *f,
                            int32_t source, dm_span cue) {
    dm_proposal p = {.tok = tok,
                     .row = row,
                     .cue = cue,
                     .content_tok = f->tok,
                     .source_tok = source,
                     .n_content = f->n,
                     .by = DM_BY_RULE};
    memcpy(p.content, f->content, f->n * sizeof *f->content);
    if (source != DM_NONE) p.source = source_span(r, (uint32_t)source, tok);
    return p;
}

bool dm_makes_attribution(const dm_cue_row *row) {
    return row->kind < DM_CUE_IMPLICATIVE;
}

bool dm_propose_at(dm_reading *r, uint32_t tok, dm_proposal *out) {
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[tok].lemma);
    if (lemma < 0 || !r->lex->lemma_cues[lemma].n) return false;
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p) return false;
    dm_range32 rows = r->lex->lemma_cues[lemma];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_cue_row *row = &r->lex->cues[rows.first + i];
        found f = {.n = 0, .tok = UINT32_MAX};
        if (!dm_makes_attribution(row) || !pos_fits(p, row) || !dm_when(r, p, &row->is)) continue;
        bool modifier = row->takes & DM_TAKES_CLAUSE &&
                        (r->tok[tok].dep == DM_DEP_amod || r->tok[tok].dep == DM_DEP_advmod);
        int32_t source = DM_NONE;
        if (modifier) {
            content_of_modifier(r, tok, &f);
        } else if (p->pos == 'n') {
            content_of_noun(r, p, row, &f);
            source = source_token(r, p, row);
        } else {
            content_of_verb(r, p, row, &f);
            source = source_token(r, p, row);
        }
        if (!f.n) continue;
        *out = proposal(r, tok, row, &f, source, dm_cue_span(r, tok));
        return true;
    }
    return false;
}

static void add_proposal(dm_reading *r, dm_proposals *out, const dm_proposal *p) {
    out->of[p->tok] = (int32_t)out->list.n;
    dm_vec_push(r->arena, &out->list, *p);
}

/* "according to X" */
static void try_according(dm_reading *r, dm_proposals *out, uint32_t tok) {
    if (!dm_str_is(dm_low(r, tok), "according") || tok + 1 >= r->n || !dm_str_is(dm_low(r, tok + 1), "to"))
        return;
    int32_t lemma = dm_lexicon_lemma(r->lex, DM_STR("according"));
    int32_t object = dm_child(r, tok, DM_DEP_pobj);
    if (object == DM_NONE) {
        int32_t to = dm_child_word(r, tok, DM_DEP_prep, "to");
        object = to == DM_NONE ? DM_NONE : dm_child(r, (uint32_t)to, DM_DEP_pobj);
    }
    if (lemma < 0 || !r->lex->lemma_cues[lemma].n || object == DM_NONE) return;
    uint32_t main = r->tok[tok].head;
    while (main != r->tok[main].head && !dm_is_verb(r, main)) main = r->tok[main].head;
    found f = {.n = 0, .tok = main};
    add_around(r, &f, (dm_span){r->tok[main].left, r->tok[main].right + 1},
               (dm_span){r->tok[tok].left, r->tok[tok].right + 1});
    if (!f.n) return;
    dm_proposal p =
        proposal(r, tok, &r->lex->cues[r->lex->lemma_cues[lemma].first], &f, object, (dm_span){tok, tok + 2});
    add_proposal(r, out, &p);
}

void dm_propose_by_rules(dm_reading *r, dm_proposals *out) {
    *out = (dm_proposals){.of = dm_arena_array(r->arena, r->n, sizeof *out->of)};
    for (uint32_t i = 0; i < r->n; i++) out->of[i] = DM_NONE;
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->tok[i].lex->space) continue;
        dm_proposal p;
        if (dm_propose_at(r, i, &p)) add_proposal(r, out, &p);
        try_according(r, out, i);
    }
}

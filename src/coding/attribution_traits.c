/* Traits of cues and of their parts: see tagger.h. A change here needs new weights: train/README.md. */
#include "coding/tagger.h"

static uint32_t both(uint32_t a, uint32_t b) {
    return dm_mix(0, a, b);
}

void dm_trait_table_init(dm_reading *r, const dm_proposals *rules, const dm_perceptron *net,
                         dm_trait_table *t) {
    t->rules = rules;
    t->net = net;
    t->word = dm_arena_array(r->arena, r->n + 1u, 1);
    for (uint32_t i = 0; i < r->n; i++) {
        t->word[i] = r->tok[i].pos != DM_POS_PUNCT && !r->tok[i].lex->space;
    }
    t->cue = dm_arena_zero(r->arena, r->n + 1u, 1);
    t->sentence = dm_arena_zero(r->arena, r->sentences.n + 1u, sizeof *t->sentence);
    for (uint32_t i = 0; i < r->sentences.n; i++) {
        dm_sentence_facts *f = &t->sentence[i];
        for (uint32_t k = r->sentences.at[i].span.begin; k < r->sentences.at[i].span.end; k++) {
            if (!t->word[k]) continue;
            bool quoted = r->quote_of[k] != DM_NONE;
            if (!f->words) f->begins = quoted;
            f->ends = quoted;
            f->words++;
            f->quoted += quoted;
        }
    }
}

/* ---- quotations ---- */

static bool opens_quote(const dm_reading *r, uint32_t i) {
    return i < r->n && r->quote_of[i] != DM_NONE && r->quotes.at[r->quote_of[i]].span.begin == i;
}

static bool closes_quote(const dm_reading *r, uint32_t i) {
    return i < r->n && r->quote_of[i] != DM_NONE && r->quotes.at[r->quote_of[i]].span.end == i + 1;
}

/* Does a quotation end before a token, or begin after it, with no more than a comma between? */
static uint32_t quote_left(const dm_reading *r, uint32_t i) {
    for (uint32_t k = i, steps = 0; k-- > 0 && steps < 3; steps++) {
        if (closes_quote(r, k)) return 1;
        if (r->tok[k].pos != DM_POS_PUNCT && !r->tok[k].lex->space) return 0;
    }
    return 0;
}

static uint32_t quote_right(const dm_reading *r, uint32_t i) {
    for (uint32_t k = i + 1, steps = 0; k < r->n && steps < 3; k++, steps++) {
        if (opens_quote(r, k)) return 1;
        if (r->tok[k].pos != DM_POS_PUNCT && !r->tok[k].lex->space && r->tok[k].tag != DM_TAG_IN) return 0;
    }
    return 0;
}

/* Is a stretch within one quotation: 1; does it begin with one: 2; end with one: 4; touch one: 8. */
static uint32_t quote_state(const dm_reading *r, dm_span s) {
    uint32_t state = 0;
    int32_t q = r->quote_of[s.begin];
    if (q != DM_NONE && r->quotes.at[q].span.end >= s.end) state |= 1;
    if (q != DM_NONE && s.begin - r->quotes.at[q].span.begin < 2) state |= 2;
    if (s.begin > 0 && opens_quote(r, s.begin - 1)) state |= 2;
    q = r->quote_of[s.end - 1];
    if (q != DM_NONE && r->quotes.at[q].span.end - s.end < 2) state |= 4;
    if (q != DM_NONE || r->quote_of[s.begin] != DM_NONE) state |= 8;
    return state;
}

/* ---- the words around ---- */

/* What hangs on a token, at a glance. */
typedef struct brood {
    uint64_t mask; /* bits of the labels */
    int32_t subject, object, clause, infinitive, prep, complement;
} brood;

static uint64_t bit(uint16_t dep) {
    return dep < 64 ? (uint64_t)1 << dep : 1;
}

static brood brood_of(const dm_reading *r, uint32_t tok) {
    brood b = {0, DM_NONE, DM_NONE, DM_NONE, DM_NONE, DM_NONE, DM_NONE};
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        b.mask |= bit(dep);
        switch (dep) {
        case DM_DEP_nsubj:
        case DM_DEP_nsubjpass:
        case DM_DEP_csubj: b.subject = c; break;
        case DM_DEP_dobj: b.object = c; break;
        case DM_DEP_ccomp: b.clause = c; break;
        case DM_DEP_xcomp: b.infinitive = c; break;
        case DM_DEP_prep:
        case DM_DEP_agent: b.prep = c; break;
        case DM_DEP_attr:
        case DM_DEP_acomp:
        case DM_DEP_oprd: b.complement = c; break;
        default: break;
        }
    }
    return b;
}

static const uint64_t NOTABLE =
    (uint64_t)1 << DM_DEP_nsubj | (uint64_t)1 << DM_DEP_nsubjpass | (uint64_t)1 << DM_DEP_dobj |
    (uint64_t)1 << DM_DEP_ccomp | (uint64_t)1 << DM_DEP_xcomp | (uint64_t)1 << DM_DEP_prep |
    (uint64_t)1 << DM_DEP_acomp | (uint64_t)1 << DM_DEP_attr | (uint64_t)1 << DM_DEP_oprd |
    (uint64_t)1 << DM_DEP_agent | (uint64_t)1 << DM_DEP_dative | (uint64_t)1 << DM_DEP_prt |
    (uint64_t)1 << DM_DEP_auxpass | (uint64_t)1 << DM_DEP_acl;
static const uint64_t CONTENT = (uint64_t)1 << DM_DEP_dobj | (uint64_t)1 << DM_DEP_ccomp |
                                (uint64_t)1 << DM_DEP_xcomp | (uint64_t)1 << DM_DEP_prep |
                                (uint64_t)1 << DM_DEP_acomp | (uint64_t)1 << DM_DEP_attr |
                                (uint64_t)1 << DM_DEP_oprd | (uint64_t)1 << DM_DEP_acl;

static uint32_t fold(uint64_t mask) {
    return (uint32_t)(mask ^ mask >> 32);
}

/* What kind of somebody or something a noun phrase is. */
static uint32_t person_kind(const dm_reading *r, int32_t tok) {
    if (tok == DM_NONE) return 0;
    const dm_token *t = &r->tok[tok];
    if (t->ent) return 16u + t->ent;
    int32_t m = r->mention_of[tok];
    if (m != DM_NONE) return 64u + 4u * r->mentions.at[m].form + r->mentions.at[m].kind;
    return 1u + (t->pos == DM_POS_PRON) + 2u * (t->pos == DM_POS_PROPN) + 4u * (t->pos == DM_POS_NOUN);
}

static uint32_t lemma_at(const dm_reading *r, int64_t tok) {
    return tok < 0 || tok >= (int64_t)r->n ? 7u : r->lemma_hash[tok];
}

/* The first trait of a cue. The net knows it only of words that were cues now and then. */
static uint32_t cue_word(const dm_reading *r, uint32_t tok) {
    return dm_mix(2, r->lemma_hash[tok], r->tok[tok].pos);
}

bool dm_may_be_cue(const dm_reading *r, const dm_trait_table *t, uint32_t tok) {
    const dm_token *k = &r->tok[tok];
    if (!t->word[tok]) return dm_str_is(dm_low(r, tok), ":");
    switch (k->pos) {
    case DM_POS_VERB: return true;
    case DM_POS_AUX:
        if (k->dep == DM_DEP_aux || k->dep == DM_DEP_auxpass) return false;
        break;
    case DM_POS_NOUN:
    case DM_POS_ADJ: break;
    case DM_POS_ADP:
    case DM_POS_SCONJ:
    case DM_POS_ADV:
        if (k->dep == DM_DEP_mark) return false;
        break;
    default: return false;
    }
    return !t->net || dm_perceptron_knows(t->net, cue_word(r, tok));
}

void dm_cue_traits(dm_reading *r, const dm_trait_table *t, uint32_t tok, dm_traits *out) {
    const dm_token *k = &r->tok[tok], *h = &r->tok[k->head];
    uint32_t lemma = r->lemma_hash[tok], head = k->head == tok ? 7u : r->lemma_hash[k->head];
    brood b = brood_of(r, tok);
    out->n = 0;
    out->key[out->n++] = cue_word(r, tok);
    dm_put_trait(out, 3, lemma, k->tag);
    dm_put_trait(out, 4, k->tag, k->dep);
    dm_put_trait(out, 5, lemma, k->dep);
    dm_put_trait(out, 6, head, k->dep);
    dm_put_trait(out, 7, h->tag, k->dep);
    dm_put_trait(out, 8, h->dep, k->dep);
    dm_put_trait(out, 9, both(h->dep, head), k->dep);
    dm_put_trait(out, 10, lemma, head);
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        uint32_t side = (uint32_t)c > tok;
        if (dep == DM_DEP_punct || r->tok[c].lex->space) continue;
        dm_put_trait(out, 11, dep, k->pos * 2u + side);
        dm_put_trait(out, 12, dep, r->tok[c].tag);
        dm_put_trait(out, 13, dep, r->lemma_hash[c]);
        dm_put_trait(out, 14, lemma, dep * 2u + side);
        if (dep == DM_DEP_prep || dep == DM_DEP_prt || dep == DM_DEP_neg || dep == DM_DEP_aux ||
            dep == DM_DEP_dobj || dep == DM_DEP_acomp || dep == DM_DEP_attr || dep == DM_DEP_xcomp ||
            dep == DM_DEP_ccomp || dep == DM_DEP_advmod)
            dm_put_trait(out, 15, lemma, both(dep, r->lemma_hash[c]));
    }
    dm_put_trait(out, 16, k->pos, fold(b.mask & NOTABLE));
    dm_put_trait(out, 17, lemma, fold(b.mask & CONTENT));
    dm_put_trait(out, 18, k->tag, fold(b.mask & NOTABLE));
    uint32_t who = person_kind(r, b.subject);
    dm_put_trait(out, 19, who, k->pos);
    dm_put_trait(out, 20, who, lemma);
    dm_put_trait(out, 21, who, fold(b.mask & CONTENT));
    dm_put_trait(out, 22, lemma_at(r, b.subject), 0);
    dm_put_trait(out, 23, lemma_at(r, (int64_t)tok - 1), 0);
    dm_put_trait(out, 24, lemma_at(r, (int64_t)tok + 1), 0);
    dm_put_trait(out, 25, lemma, lemma_at(r, (int64_t)tok + 1));
    dm_put_trait(out, 26, lemma, lemma_at(r, (int64_t)tok - 1));
    dm_put_trait(out, 27, lemma_at(r, (int64_t)tok + 2), lemma_at(r, (int64_t)tok + 1));
    /* a quotation beside the word or its subject */
    uint32_t left = tok, right = tok;
    if (b.subject != DM_NONE) {
        if (r->tok[b.subject].left < left) left = r->tok[b.subject].left;
        if (r->tok[b.subject].right > right) right = r->tok[b.subject].right;
    }
    uint32_t inside = r->quote_of[tok] != DM_NONE && !opens_quote(r, tok) && !closes_quote(r, tok);
    uint32_t beside = inside | quote_left(r, left) << 1 | quote_left(r, tok) << 2 |
                      quote_right(r, right) << 3 | quote_right(r, tok) << 4;
    dm_put_trait(out, 28, beside, 0);
    dm_put_trait(out, 29, beside, fold(b.mask & CONTENT));
    dm_put_trait(out, 30, lemma, beside);
    /* objects and complements */
    if (b.object != DM_NONE) {
        brood o = brood_of(r, (uint32_t)b.object);
        dm_put_trait(out, 31, lemma, person_kind(r, b.object));
        dm_put_trait(out, 32, r->tok[b.object].tag, fold(o.mask & (CONTENT | bit(DM_DEP_relcl))));
        dm_put_trait(out, 33, r->lemma_hash[b.object], fold(o.mask & CONTENT));
    }
    if (b.prep != DM_NONE) {
        int32_t o = dm_child(r, (uint32_t)b.prep, DM_DEP_pobj);
        dm_put_trait(out, 34, r->lemma_hash[b.prep], lemma_at(r, o));
        dm_put_trait(out, 35, both(lemma, r->lemma_hash[b.prep]), person_kind(r, o));
    }
    int32_t clause = b.clause != DM_NONE ? b.clause : b.infinitive;
    if (clause != DM_NONE) {
        const dm_token *c = &r->tok[clause];
        dm_put_trait(out, 36, r->lemma_hash[c->left], c->tag);
        dm_put_trait(out, 37, lemma, r->lemma_hash[c->left]);
        dm_put_trait(out, 38, k->tag, both(c->dep, (uint32_t)clause > tok));
        dm_put_trait(out, 39, quote_state(r, (dm_span){c->left, c->right + 1}), c->dep);
    }
    if (k->dep == DM_DEP_conj) {
        brood first = brood_of(r, k->head);
        dm_put_trait(out, 40, person_kind(r, first.subject), lemma);
        dm_put_trait(out, 41, head, fold(b.mask & CONTENT));
    }
    dm_span s = r->sentences.at[r->sentence_of[tok]].span;
    dm_put_trait(out, 42, tok == s.begin, k->pos);
    dm_put_trait(out, 43, s.begin == 0, k->pos);
    dm_put_trait(out, 44, r->tok[r->tok[tok].left].tag, k->pos);
    dm_put_trait(out, 45, k->ent, k->pos);
    /* what the rules say */
    int32_t a = t->rules->of[tok];
    dm_put_trait(out, 50, a == DM_NONE ? 0 : 1, k->pos);
    if (a != DM_NONE) {
        const dm_proposal *q = &t->rules->list.at[a];
        dm_put_trait(out, 51, q->row->kind, q->source_tok != DM_NONE);
        dm_put_trait(out, 52, k->pos, r->tok[q->content_tok].dep);
    }
    out->vector[0] = (int32_t)tok;
    out->vector[1] = (int32_t)k->head;
    out->vector[2] = b.subject;
    out->vector[3] = clause != DM_NONE         ? clause
                     : b.object != DM_NONE     ? b.object
                     : b.complement != DM_NONE ? b.complement
                                               : b.prep;
}

/* ---- limbs ---- */

static bool skips(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].dep == DM_DEP_punct || r->tok[tok].lex->space;
}

static void add_limb(dm_limb *out, uint32_t *n, uint32_t head, dm_span span, dm_limb_kind kind,
                     uint32_t level) {
    if (*n < DM_LIMBS) out[(*n)++] = (dm_limb){head, span, (uint8_t)kind, (uint8_t)level};
}

static dm_span whole(const dm_reading *r, uint32_t tok) {
    return (dm_span){r->tok[tok].left, r->tok[tok].right + 1};
}

uint32_t dm_list_limbs(const dm_reading *r, uint32_t cue, dm_limb out[DM_LIMBS]) {
    enum { LEVELS = 4 };
    uint32_t n = 0;
    for (int32_t c = r->child[cue]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        uint32_t tok = (uint32_t)c;
        if (skips(r, tok)) continue;
        bool split =
            (dep == DM_DEP_prep || dep == DM_DEP_agent || dep == DM_DEP_dative) && r->child[c] != DM_NONE;
        if (!split) {
            add_limb(out, &n, tok, whole(r, tok), DM_LIMB_CHILD, 0);
            continue;
        }
        bool placed = false;
        for (int32_t o = r->child[c]; o != DM_NONE; o = r->sibling[o]) {
            if (o > c && !placed) {
                add_limb(out, &n, tok, (dm_span){tok, tok + 1}, DM_LIMB_WORD, 0);
                placed = true;
            }
            if (!skips(r, (uint32_t)o))
                add_limb(out, &n, (uint32_t)o, whole(r, (uint32_t)o), DM_LIMB_BEHIND, 0);
        }
        if (!placed) add_limb(out, &n, tok, (dm_span){tok, tok + 1}, DM_LIMB_WORD, 0);
    }
    for (uint32_t x = cue, level = 1; r->tok[x].head != x && level <= LEVELS; level++) {
        uint32_t h = r->tok[x].head;
        add_limb(out, &n, h, (dm_span){h, h + 1}, DM_LIMB_ABOVE, level);
        for (int32_t c = r->child[h]; c != DM_NONE; c = r->sibling[c])
            if ((uint32_t)c != x && !skips(r, (uint32_t)c))
                add_limb(out, &n, (uint32_t)c, whole(r, (uint32_t)c), DM_LIMB_SIBLING, level);
        x = h;
    }
    for (uint32_t i = 1; i < n; i++) { /* few, and nearly in order */
        dm_limb u = out[i];
        uint32_t k = i;
        for (; k > 0 && out[k - 1].span.begin > u.span.begin; k--) out[k] = out[k - 1];
        out[k] = u;
    }
    return n;
}

static uint32_t bucket(uint32_t x) {
    return x < 4 ? x : x < 6 ? 4 : x < 9 ? 5 : x < 14 ? 6 : x < 22 ? 7 : x < 40 ? 8 : 9;
}

void dm_part_traits(dm_reading *r, const dm_trait_table *t, uint32_t cue, const dm_limb *limbs, uint32_t n,
                    uint32_t which, dm_traits *out) {
    const dm_limb *u = &limbs[which];
    const dm_token *k = &r->tok[cue], *h = &r->tok[u->head];
    uint32_t lemma = r->lemma_hash[cue], after = u->span.begin > cue;
    uint32_t place = ((u->kind * 8u + u->level) * 128u + h->dep) * 2u + after;
    brood b = brood_of(r, cue);
    out->n = 0;
    dm_put_trait(out, 100, place, 0);
    dm_put_trait(out, 101, place, lemma);
    dm_put_trait(out, 102, place, k->tag);
    dm_put_trait(out, 103, place, h->tag);
    dm_put_trait(out, 104, place, r->lemma_hash[u->head]);
    dm_put_trait(out, 105, place, person_kind(r, (int32_t)u->head));
    dm_put_trait(out, 106, place, r->lemma_hash[u->span.begin]);
    dm_put_trait(out, 107, lemma, both(place, r->lemma_hash[u->span.begin]));
    dm_put_trait(out, 108, place, fold(b.mask & NOTABLE));
    dm_put_trait(out, 109, place, k->dep);
    dm_put_trait(out, 110, lemma, both(h->dep, r->lemma_hash[u->head]));
    dm_put_trait(out, 111, place, both(lemma, fold(b.mask & CONTENT)));
    /* the way up */
    uint32_t way = h->dep;
    for (uint32_t x = cue, level = 0; level < u->level; level++) {
        way = both(way, r->tok[x].dep);
        x = r->tok[x].head;
    }
    dm_put_trait(out, 112, way, after);
    dm_put_trait(out, 113, way, lemma);
    dm_put_trait(out, 114, way, h->tag);
    if (u->kind == DM_LIMB_BEHIND || u->kind == DM_LIMB_WORD) {
        uint32_t prep = u->kind == DM_LIMB_WORD ? u->head : h->head;
        dm_put_trait(out, 115, r->lemma_hash[prep], u->kind);
        dm_put_trait(out, 116, both(lemma, r->lemma_hash[prep]), u->kind);
        dm_put_trait(out, 117, r->lemma_hash[prep], both(person_kind(r, (int32_t)u->head), u->kind));
        dm_put_trait(out, 118, r->lemma_hash[prep], both(k->pos, u->kind));
    }
    /* quotations */
    uint32_t quoted = quote_state(r, u->span), cue_in = r->quote_of[cue] != DM_NONE,
             same = cue_in && r->quote_of[cue] == r->quote_of[u->head];
    dm_span s = r->sentences.at[r->sentence_of[cue]].span;
    uint32_t first = quote_state(r, s) & 14;
    dm_put_trait(out, 119, place, quoted * 4u + cue_in * 2u + same);
    dm_put_trait(out, 120, quoted * 4u + cue_in * 2u + same, u->kind * 2u + after);
    dm_put_trait(out, 121, place, first);
    /* neighbours, length, distance */
    uint32_t before_dep = which ? r->tok[limbs[which - 1].head].dep : 99u,
             after_dep = which + 1 < n ? r->tok[limbs[which + 1].head].dep : 99u;
    dm_put_trait(out, 122, place, both(before_dep, 1));
    dm_put_trait(out, 123, place, both(after_dep, 2));
    uint32_t gap = after ? u->span.begin - cue : cue - u->span.end + 1;
    dm_put_trait(out, 124, place, bucket(gap));
    dm_put_trait(out, 125, place, bucket(u->span.end - u->span.begin) + 16u);
    dm_put_trait(out, 126, place, lemma_at(r, (int64_t)u->span.begin - 1));
    dm_put_trait(out, 127, place, lemma_at(r, (int64_t)u->span.end));
    dm_put_trait(out, 128, place, h->head == cue ? 1u : both(r->lemma_hash[h->head], r->tok[h->head].dep));
    /* what the rules say */
    int32_t a = t->rules->of[cue];
    uint32_t said = 0;
    if (a != DM_NONE) {
        const dm_proposal *q = &t->rules->list.at[a];
        said = 1;
        if (q->source.begin <= u->head && u->head < q->source.end) said |= 2;
        for (uint32_t i = 0; i < q->n_content; i++)
            if (q->content[i].span.begin <= u->head && u->head < q->content[i].span.end) said |= 4;
        if (said & 4 && u->head == q->content_tok) said |= 8;
    }
    dm_put_trait(out, 130, said, u->kind);
    dm_put_trait(out, 131, said, place);
    out->vector[0] = (int32_t)u->head;
    out->vector[1] = (int32_t)cue;
    out->vector[2] = (int32_t)u->span.begin;
    out->vector[3] = DM_NONE;
}

/* ---- beyond the sentence ---- */

/* None, some, all of a sentence's words are quoted; how it begins and ends. */
static uint32_t quoting(const dm_sentence_facts *f) {
    uint32_t share = !f->quoted ? 0u : f->quoted == f->words ? 3u : 2 * f->quoted >= f->words ? 2u : 1u;
    return share * 4 + f->begins * 2u + f->ends;
}

void dm_run_traits(dm_reading *r, const dm_trait_table *t, uint32_t cue, int32_t step, dm_traits *out) {
    uint32_t own = r->sentence_of[cue], at = (uint32_t)((int32_t)own + step),
             near = step > 0 ? at - 1 : at + 1;
    const dm_sentence *s = &r->sentences.at[at], *o = &r->sentences.at[own], *n = &r->sentences.at[near];
    uint32_t way = (step > 0) * 4u + (uint32_t)(step > 3 || step < -3 ? 3 : step > 0 ? step - 1 : -step - 1);
    uint32_t there = quoting(&t->sentence[at]), here = quoting(&t->sentence[own]);
    uint32_t paragraph = (s->paragraph == o->paragraph) * 2u + (s->paragraph == n->paragraph);
    uint32_t ahead = s->paragraph > o->paragraph ? s->paragraph - o->paragraph : o->paragraph - s->paragraph;
    uint32_t lemma = r->lemma_hash[cue], cue_quoted = r->quote_of[cue] != DM_NONE;
    /* does one quotation go over the border to the nearer sentence? */
    uint32_t edge = step > 0 ? s->span.begin : s->span.end;
    bool crosses =
        edge > 0 && edge < r->n && r->quote_of[edge] != DM_NONE && r->quote_of[edge] == r->quote_of[edge - 1];
    /* other cues outside of quotations, there and between the cue and the border */
    uint32_t cues = 0, between = 0, before = 0, after = 0;
    for (uint32_t i = s->span.begin; i < s->span.end; i++)
        if (t->cue[i] && r->quote_of[i] == DM_NONE) cues = cues < 2 ? cues + 1 : 2;
    for (uint32_t i = o->span.begin; i < o->span.end; i++) {
        if (t->cue[i] && i != cue && r->quote_of[i] == DM_NONE && (i > cue) == (step > 0)) between = 1;
        if (t->word[i] && r->quote_of[i] != DM_NONE) *(i < cue ? &before : &after) = 1;
    }
    uint32_t quotes = before * 4 + after * 2 + cue_quoted;
    uint32_t state = both(there, both(here, quotes));
    /* a paragraph that begins with a mark */
    uint32_t first = s->span.begin;
    while (first + 1 < s->span.end && r->tok[first].lex->space) first++;
    uint32_t opens = opens_quote(r, first);
    out->n = 0;
    dm_put_trait(out, 200, way, paragraph);
    dm_put_trait(out, 201, there, way);
    dm_put_trait(out, 202, here, both(there, way > 3));
    dm_put_trait(out, 203, state, both(way, paragraph));
    dm_put_trait(out, 204, state, both(cues, between));
    dm_put_trait(out, 205, crosses * 2u + opens, both(there, way));
    dm_put_trait(out, 206, both(cues, between), both(there, way));
    dm_put_trait(out, 207, lemma, way > 3);
    dm_put_trait(out, 208, lemma, both(there, way > 3));
    dm_put_trait(out, 209, paragraph * 4u + (ahead > 3 ? 3 : ahead), both(there, quotes));
    dm_put_trait(out, 210, r->lemma_hash[first], way > 3);
    dm_put_trait(out, 211, quotes, both(there, both(paragraph, cues)));
    dm_put_trait(out, 212, r->tok[cue].tag, both(there, way));
    dm_put_trait(out, 213, bucket(t->sentence[at].words), there);
    dm_put_trait(out, 214, quoting(&t->sentence[near]), both(there, both(paragraph, way)));
    dm_put_trait(out, 215, both(crosses, opens), both(both(there, paragraph), both(cues, between)));
    dm_put_trait(out, 216, both(quotes, way > 3),
                 both(both(crosses, opens), both(there, both(paragraph, cues))));
    bool last = cue + 2 >= o->span.end || !t->word[cue + 1]; /* "…, he said." */
    dm_put_trait(out, 217, last, both(there, both(way, paragraph)));
    out->vector[0] = (int32_t)first;
    out->vector[1] = (int32_t)cue;
    out->vector[2] = out->vector[3] = DM_NONE;
}

/* Decides with the learned nets: see tagger.h. */
#include "coding/tagger.h"

typedef struct tagger {
    dm_reading *r;
    const dm_perceptron *cue, *part, *run;
    dm_trait_table table;
} tagger;

static void score(const tagger *t, const dm_perceptron *net, const dm_traits *traits, float *out) {
    const float *vector[DM_MOST_VECTORS];
    for (uint32_t i = 0; i < net->vectors; i++) {
        int32_t tok = traits->vector[i];
        vector[i] =
            tok == DM_NONE || !t->r->tree.vectors ? NULL : t->r->tree.vectors + (size_t)tok * DM_INPUT_WIDTH;
    }
    dm_perceptron_score(net, traits->key, traits->n, vector, out);
}

/* How much more likely than not a token is a cue, as a difference of log odds. */
static float cue_score(const tagger *t, uint32_t tok) {
    dm_traits traits;
    float out[DM_MOST_OUTPUTS];
    dm_cue_traits(t->r, &t->table, tok, &traits);
    score(t, t->cue, &traits, out);
    return out[1] - out[0];
}

/* ---- from labels of limbs to spans ---- */

/* Labels of the tokens of a sentence. */
typedef struct labels {
    dm_span span;
    uint8_t *at; /* by token - span.begin */
} labels;

/* Runs of tokens with one label; punctuation between two of them is bridged. */
static uint32_t runs(const tagger *t, const labels *l, uint8_t label, dm_span *out, uint32_t room) {
    uint32_t n = 0;
    for (uint32_t i = l->span.begin; i < l->span.end; i++) {
        if (l->at[i - l->span.begin] != label) continue;
        uint32_t from = n ? out[n - 1].end : 0;
        bool joined = n > 0;
        for (uint32_t k = from; joined && k < i; k++) joined = !t->table.word[k];
        if (joined)
            out[n - 1].end = i + 1;
        else if (n < room)
            out[n++] = (dm_span){i, i + 1};
    }
    return n;
}

static const dm_cue_row *row_of(dm_reading *r, uint32_t tok) {
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[tok].lemma);
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (lemma < 0 || !p) return NULL;
    dm_range32 rows = r->lex->lemma_cues[lemma];
    const dm_cue_row *first = NULL;
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_cue_row *row = &r->lex->cues[rows.first + i];
        if (!dm_makes_attribution(row) || row->is.pos != (uint32_t)p->pos) continue;
        if (dm_when(r, p, &row->is)) return row;
        if (!first) first = row;
    }
    return first;
}

/* The head of what is said: of a clause before a noun, of the longer before the shorter. */
static uint32_t content_head(const tagger *t, const dm_limb *limbs, const uint8_t *label, uint32_t n) {
    uint32_t best = UINT32_MAX, best_worth = 0;
    for (uint32_t i = 0; i < n; i++) {
        const dm_limb *u = &limbs[i];
        if (label[i] != DM_PART_CONTENT || u->kind == DM_LIMB_WORD) continue;
        uint16_t dep = t->r->tok[u->head].dep;
        uint32_t worth = u->span.end - u->span.begin;
        if (dep == DM_DEP_ccomp || dep == DM_DEP_xcomp) worth += 1000;
        if (u->kind == DM_LIMB_ABOVE) worth += dm_is_verb(t->r, u->head) ? 500 : 10;
        if (worth > best_worth) {
            best_worth = worth;
            best = u->head;
        }
    }
    return best;
}

static void judge_parts(const tagger *t, uint32_t tok, dm_proposal *p) {
    dm_reading *r = t->r;
    dm_limb limbs[DM_LIMBS];
    uint8_t label[DM_LIMBS];
    float surest = 0;
    uint32_t n = dm_list_limbs(r, tok, limbs), source = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        dm_traits traits;
        float s[DM_MOST_OUTPUTS];
        dm_part_traits(r, &t->table, tok, limbs, n, i, &traits);
        score(t, t->part, &traits, s);
        label[i] = DM_PART_NONE;
        if (s[DM_PART_SOURCE] > s[DM_PART_NONE] && s[DM_PART_SOURCE] > s[DM_PART_CONTENT])
            label[i] = DM_PART_SOURCE;
        if (s[DM_PART_CONTENT] > s[DM_PART_NONE] && s[DM_PART_CONTENT] > s[DM_PART_SOURCE])
            label[i] = DM_PART_CONTENT;
        float margin =
            s[DM_PART_SOURCE] - (s[DM_PART_NONE] > s[DM_PART_CONTENT] ? s[DM_PART_NONE] : s[DM_PART_CONTENT]);
        if (label[i] == DM_PART_SOURCE && (source == UINT32_MAX || margin > surest)) {
            surest = margin;
            source = i;
        }
    }
    labels l = {r->sentences.at[r->sentence_of[tok]].span, NULL};
    l.at = dm_arena_zero(r->arena, l.span.end - l.span.begin, 1);
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = limbs[i].span.begin; k < limbs[i].span.end; k++)
            if (k != tok && t->table.word[k] && k >= l.span.begin && k < l.span.end)
                l.at[k - l.span.begin] = label[i];
    dm_span run[DM_CONTENTS];
    p->n_content = runs(t, &l, DM_PART_CONTENT, run, DM_CONTENTS);
    for (uint32_t i = 0; i < p->n_content; i++) p->content[i] = (dm_content){run[i], false};
    p->content_tok = content_head(t, limbs, label, n);
    p->source_tok = DM_NONE;
    p->source = (dm_span){0, 0};
    if (source == UINT32_MAX) return;
    p->source_tok = (int32_t)limbs[source].head;
    uint32_t k = runs(t, &l, DM_PART_SOURCE, run, DM_CONTENTS);
    for (uint32_t i = 0; i < k; i++)
        if (run[i].begin <= limbs[source].head && limbs[source].head < run[i].end) p->source = run[i];
}

/* What stands around a cue in its sentence. */
static void decide(const tagger *t, uint32_t tok, dm_proposal *p) {
    int32_t rule = t->table.rules->of[tok];
    *p = (dm_proposal){.tok = tok, .cue = dm_cue_span(t->r, tok), .by = DM_BY_TAGGER};
    judge_parts(t, tok, p);
    if (rule == DM_NONE) {
        p->row = row_of(t->r, tok);
        return;
    }
    const dm_proposal *a = &t->table.rules->list.at[rule];
    p->by = DM_BY_BOTH;
    p->row = a->row;
    p->cue = a->cue;
    for (uint32_t i = 0; i < p->n_content; i++)
        if (p->content[i].span.begin <= a->content_tok && a->content_tok < p->content[i].span.end)
            p->content_tok = a->content_tok;
}

/* ---- beyond the sentence ---- */

static bool same_content(const tagger *t, dm_span a, dm_span b) {
    for (uint32_t i = a.end; i < b.begin; i++)
        if (t->table.word[i]) return false;
    return true;
}

/* Adds a stretch before or after the others; two with nothing but punctuation between become one. */
static void add_stretch(const tagger *t, dm_proposal *p, dm_span s, bool after) {
    if (p->n_content && after && same_content(t, p->content[p->n_content - 1].span, s)) {
        p->content[p->n_content - 1].span.end = s.end;
    } else if (p->n_content && !after && same_content(t, s, p->content[0].span)) {
        p->content[0].span.begin = s.begin;
    } else if (p->n_content < DM_CONTENTS) {
        uint32_t at = after ? p->n_content : 0;
        memmove(p->content + at + 1, p->content + at, (p->n_content - at) * sizeof *p->content);
        p->content[at] = (dm_content){s, false};
        p->n_content++;
    }
}

static void run_on(const tagger *t, dm_proposal *p, int32_t direction) {
    enum { FARTHEST = 40 };
    const dm_reading *r = t->r;
    int32_t own = (int32_t)r->sentence_of[p->tok];
    if (r->quote_of[p->tok] != DM_NONE)
        return; /* what goes on is the quotation that the cue itself stands in */
    for (int32_t step = direction; step <= FARTHEST && step >= -FARTHEST; step += direction) {
        dm_traits traits;
        float s[DM_MOST_OUTPUTS];
        int32_t at = own + step;
        if (at < 0 || at >= (int32_t)r->sentences.n) return;
        dm_span span = r->sentences.at[at].span;
        if (!t->table.sentence[at].words) continue;
        dm_run_traits(t->r, &t->table, p->tok, step, &traits);
        score(t, t->run, &traits, s);
        if (s[DM_RUN_NOTHING] >= s[DM_RUN_QUOTED] && s[DM_RUN_NOTHING] >= s[DM_RUN_WHOLE]) return;
        bool whole = s[DM_RUN_WHOLE] >= s[DM_RUN_QUOTED];
        while (span.begin < span.end &&
               (r->tok[span.begin].lex->space || (!whole && r->quote_of[span.begin] == DM_NONE)))
            span.begin++;
        while (span.end > span.begin &&
               (r->tok[span.end - 1].lex->space || (!whole && r->quote_of[span.end - 1] == DM_NONE)))
            span.end--;
        if (span.begin < span.end) add_stretch(t, p, span, direction > 0);
    }
}

bool dm_tag(dm_reading *r, const dm_proposals *rules, dm_proposals *out) {
    tagger t = {.r = r,
                .cue = dm_lexicon_net(r->lex, "attribution-cue"),
                .part = dm_lexicon_net(r->lex, "attribution-part"),
                .run = dm_lexicon_net(r->lex, "attribution-run")};
    if (!t.cue || !t.part || !t.run || t.cue->outputs != 2 || t.part->outputs != DM_PARTS_OF_CUE ||
        t.run->outputs != DM_RUNS)
        return false;
    dm_trait_table_init(r, rules, t.cue, &t.table);
    *out = (dm_proposals){.of = NULL};
    for (uint32_t i = 0; i < r->n; i++)
        t.table.cue[i] = !r->tok[i].lex->space && dm_may_be_cue(r, &t.table, i) && cue_score(&t, i) > 0;
    for (uint32_t i = 0; i < r->n; i++) {
        dm_proposal p;
        if (!t.table.cue[i]) continue;
        decide(&t, i, &p);
        run_on(&t, &p, 1);
        run_on(&t, &p, -1);
        if (!p.n_content) continue;
        if (p.content_tok == UINT32_MAX) p.content_tok = p.content[0].span.begin;
        dm_vec_push(r->arena, &out->list, p);
    }
    return true;
}

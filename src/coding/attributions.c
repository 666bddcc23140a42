/* Who says so, in which words. PolNeAR's definition: quotation, statement, belief and intention; spans by its
 * guidelines.
 *
 *     rules (cue_rules.c) ─► proposals ─► tagger (tagger.c) ─► proposals ─► attributions with their
 * quotations, addressee and parent
 *
 * Without weights in the lexicon the rules stand alone. */
#include <stdio.h>

#include "coding/tagger.h"

/* Is the cue said not to be possible: "could not confirm", "was unable to", "declined to"? */
static bool is_unable(dm_reading *r, const dm_predicate *p, bool *negated) {
    *negated = p->negated;
    if (p->negated && p->modal != DM_NONE) return dm_in_class(r, (uint32_t)p->modal, "ability_modal");
    for (uint32_t at = p->tok, steps = 0; steps < 4; steps++) {
        uint16_t dep = r->tok[at].dep;
        uint32_t h = r->tok[at].head;
        if (h == at ||
            (dep != DM_DEP_xcomp && dep != DM_DEP_conj && dep != DM_DEP_acomp && dep != DM_DEP_ccomp))
            break;
        if (dm_in_class(r, h, "inability")) return *negated = true;
        bool able = dm_in_class(r, h, "ability");
        const dm_predicate *up = dm_predicate_at(r, dm_is_verb(r, h) ? h : r->tok[h].head);
        if (able && up && up->negated) return *negated = true;
        if (!able && dep != DM_DEP_acomp) break;
        at = h;
    }
    return false;
}

static void note_quotes(dm_reading *r, dm_attribution *a, int32_t number) {
    uint32_t inside = 0, words = 0;
    for (uint32_t i = 0; i < a->n_content; i++) {
        dm_span *s = &a->content[i].span;
        for (uint32_t q = 0; q < r->quotes.n; q++) {
            dm_span x = r->quotes.at[q].span;
            if (x.end <= s->begin || x.begin >= s->end) continue;
            if (x.begin <= a->cue_tok && a->cue_tok < x.end)
                continue; /* a cue within a quotation has its content there */
            if (r->quotes.at[q].speaker == DM_NONE) r->quotes.at[q].speaker = number;
            /* the marks balance, and a quotation over several sentences is one content */
            bool longer = x.begin < s->begin || x.end > s->end;
            if (longer && !(x.begin < a->cue_tok && x.end > a->cue_tok)) {
                if (x.begin < s->begin &&
                    (s->begin - x.begin == 1 || r->sentence_of[x.begin] != r->sentence_of[s->begin]))
                    s->begin = x.begin;
                if (x.end > s->end) s->end = x.end;
            }
        }
        uint32_t quoted = 0, all = 0;
        for (uint32_t k = s->begin; k < s->end; k++) {
            if (r->tok[k].pos == DM_POS_PUNCT || r->tok[k].lex->space) continue;
            all++;
            int32_t q = r->quote_of[k];
            quoted += q != DM_NONE && r->quotes.at[q].speaker == number;
        }
        a->content[i].quoted = all && quoted == all;
        inside += quoted;
        words += all;
    }
    a->kind = inside == 0 ? DM_INDIRECT : inside == words ? DM_DIRECT : DM_MIXED;
}

uint32_t dm_add_attribution(dm_reading *r, const dm_proposal *from) {
    uint32_t tok = from->tok;
    const dm_predicate *p = r->tok[tok].pos == DM_POS_PUNCT ? NULL : dm_predicate_at(r, tok);
    dm_attribution a = {.row = from->row,
                        .cue_tok = tok,
                        .cue = from->cue,
                        .source = from->source,
                        .content_tok = from->content_tok,
                        .source_mention = DM_NONE,
                        .source_actor = DM_NONE,
                        .addressee = DM_NONE,
                        .parent = DM_NONE,
                        .by = from->by};
    char id[16];
    snprintf(id, sizeof id, "q%u", r->attributions.n + 1);
    a.id = dm_arena_copy(r->arena, dm_str_of(id));
    if (p) a.unable = is_unable(r, p, &a.negated);
    a.content = dm_arena_array(r->arena, from->n_content + 1u, sizeof *a.content);
    memcpy(a.content, from->content, from->n_content * sizeof *a.content);
    a.n_content = from->n_content;
    if (from->source_tok != DM_NONE) {
        a.source_actor = dm_actor_at(r, (uint32_t)from->source_tok);
        a.source_mention = r->mention_of[from->source_tok];
    }
    uint32_t to[4];
    if (p && from->row && from->row->addressee &&
        dm_arguments(r, p, (dm_slot)from->row->addressee,
                     from->row->addressee == DM_SLOT_PREP ? DM_STR("to") : (dm_str){"", 0}, to, 4)) {
        int32_t m = r->mention_of[to[0]];
        if (m != DM_NONE) a.addressee = r->mentions.at[m].actor;
    }
    int32_t number = (int32_t)r->attributions.n;
    if (a.row) r->cue_of[tok] = number; /* others tell nothing about what is behind them */
    if (r->content_of[a.content_tok] == DM_NONE) r->content_of[a.content_tok] = number;
    note_quotes(r, &a, number);
    dm_vec_push(r->arena, &r->attributions, a);
    return (uint32_t)number;
}

void dm_drop_attribution(dm_reading *r) {
    int32_t number = (int32_t)--r->attributions.n;
    const dm_attribution *a = &r->attributions.at[number];
    if (r->cue_of[a->cue_tok] == number) r->cue_of[a->cue_tok] = DM_NONE;
    if (r->content_of[a->content_tok] == number) r->content_of[a->content_tok] = DM_NONE;
    for (uint32_t q = 0; q < r->quotes.n; q++)
        if (r->quotes.at[q].speaker == number) r->quotes.at[q].speaker = DM_NONE;
}

/* The innermost attribution whose content holds a cue is the parent of the cue's own. */
static void nest(dm_reading *r) {
    for (uint32_t i = 0; i < r->attributions.n; i++) {
        dm_attribution *a = &r->attributions.at[i];
        uint32_t least = UINT32_MAX;
        for (uint32_t k = 0; k < r->attributions.n; k++) {
            const dm_attribution *b = &r->attributions.at[k];
            for (uint32_t c = 0; k != i && c < b->n_content; c++) {
                dm_span s = b->content[c].span;
                if (a->cue_tok < s.begin || a->cue_tok >= s.end || s.end - s.begin >= least) continue;
                bool mutual = false; /* of two that hold each other the first is the outer one */
                for (uint32_t d = 0; d < a->n_content; d++)
                    mutual = mutual ||
                             (b->cue_tok >= a->content[d].span.begin && b->cue_tok < a->content[d].span.end);
                if (mutual && k > i) continue;
                least = s.end - s.begin;
                a->parent = (int32_t)k;
            }
        }
    }
}

void dm_code_attributions(dm_reading *r) {
    dm_proposals rules, decided;
    dm_propose_by_rules(r, &rules);
    bool tagged = dm_tag(r, &rules, &decided);
    const dm_proposals *all = tagged ? &decided : &rules;
    for (uint32_t i = 0; i < all->list.n; i++) dm_add_attribution(r, &all->list.at[i]);
    nest(r);
}

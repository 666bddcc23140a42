/* What an event's paragraph is about: the words of data/ontology/contexts.tsv vote, each lemma once. */
#include "coding/events.h"

enum { ENOUGH = 3 };

/* The votes of a paragraph, by context. `seen` has the paragraph (+ 1) that last counted a lemma. */
static void count_votes(const dm_reading *r, uint32_t first, uint32_t last, uint32_t *votes, uint32_t *seen,
                        uint32_t stamp) {
    memset(votes, 0, DM_CONTEXTS * sizeof *votes);
    for (uint32_t t = first; t < last; t++) {
        int32_t lemma = r->lemma[t];
        if (lemma < 0 || seen[lemma] == stamp) continue;
        seen[lemma] = stamp;
        dm_range32 words = r->lex->lemma_contexts[lemma];
        for (uint32_t i = 0; i < words.n; i++) {
            const dm_context_word *w = &r->lex->context_words[words.first + i];
            votes[w->context] += w->weight;
        }
    }
}

static void choose(const uint32_t *votes, uint8_t *out) {
    uint32_t n = 0;
    for (uint32_t c = 0; c < DM_CONTEXTS; c++) {
        if (votes[c] < ENOUGH) continue;
        uint32_t at = n < DM_EVENT_CONTEXTS ? n++ : DM_EVENT_CONTEXTS;
        while (at > 0 && votes[out[at - 1] - 1] < votes[c]) {
            if (at < DM_EVENT_CONTEXTS) out[at] = out[at - 1];
            at--;
        }
        if (at < DM_EVENT_CONTEXTS) out[at] = (uint8_t)(c + 1);
    }
}

void dm_find_contexts(dm_reading *r) {
    if (!r->events.n) return;
    uint32_t votes[DM_CONTEXTS], *seen = dm_arena_zero(r->arena, r->lex->lemmas.keys.n + 1u, sizeof *seen);
    uint8_t chosen[DM_EVENT_CONTEXTS] = {0};
    uint32_t paragraph = UINT32_MAX;
    for (uint32_t i = 0; i < r->events.n; i++) {
        dm_event *e = &r->events.at[i];
        uint32_t s = r->sentence_of[e->tok], p = r->sentences.at[s].paragraph;
        if (p != paragraph) { /* events stand in the order of the text */
            uint32_t from = s, to = s;
            while (from > 0 && r->sentences.at[from - 1].paragraph == p) from--;
            while (to + 1 < r->sentences.n && r->sentences.at[to + 1].paragraph == p) to++;
            paragraph = p;
            memset(chosen, 0, sizeof chosen);
            count_votes(r, r->sentences.at[from].span.begin, r->sentences.at[to].span.end, votes, seen,
                        p + 1);
            choose(votes, chosen);
        }
        memcpy(e->context, chosen, sizeof chosen);
    }
}

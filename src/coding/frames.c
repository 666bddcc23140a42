/* The row of the tables of frames that counts for a predicate: of those whose conditions hold the most exact
 * one, of equals the first. */
#include "coding/events.h"

static const dm_frame_row *find_frame(dm_reading *r, uint32_t tok) {
    if (r->lemma[tok] < 0 || !r->lex->lemma_frames[r->lemma[tok]].n) return NULL;
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p) return NULL;
    const dm_frame_row *best = NULL;
    uint32_t best_exact = 0;
    dm_range32 rows = r->lex->lemma_frames[r->lemma[tok]];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_frame_row *f = &r->lex->frames[rows.first + i];
        uint32_t exact = f->is.pos == (uint32_t)p->pos ? dm_when(r, p, &f->is) : 0;
        if (exact <= best_exact) continue;
        best_exact = exact;
        best = f;
    }
    return best;
}

const dm_frame_row *dm_frame_at(dm_reading *r, uint32_t tok) {
    if (!r->frame_known[tok]) {
        r->frame_known[tok] = true; /* before the search: conditions may ask for the frames of arguments */
        r->frame[tok] = find_frame(r, tok);
    }
    return r->frame[tok];
}

uint32_t dm_frame_type(dm_reading *r, uint32_t tok) {
    const dm_frame_row *f = dm_frame_at(r, tok);
    return f ? f->event : DM_EV_NONE;
}

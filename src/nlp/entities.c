/* Named entities: docs/engine.md, "Entity recogniser". One move a token. */
#include "nlp/internal.h"

enum { BEGIN = 1, IN, LAST, UNIT, OUT };

/* The best of the moves that are possible: `more`: the token is not the last of its sentence. */
static uint32_t choose(const dm_pipeline *p, const float *scores, bool open, uint16_t label, bool more,
                       bool space) {
    const dm_scorer *m = p->ner.weights;
    unsigned bits = open ? 1u << LAST | (unsigned)more << IN
                         : 1u << OUT | (unsigned)!space << UNIT | (unsigned)(more && !space) << BEGIN;
    uint32_t best = UINT32_MAX;
    for (uint32_t c = 0; c < m->classes; c++) {
        if (!(bits >> m->action[c] & 1) || (best != UINT32_MAX && !(scores[c] > scores[best]))) continue;
        if (open ? p->ner_label[c] == label : m->action[c] != UNIT || p->ner_label[c] != DM_ENT_NONE)
            best = c;
    }
    return best;
}

void dm_predict_entities(dm_worker *w) {
    const dm_pipeline *p = w->p;
    dm_token *t = w->token;
    int32_t open = -1;
    uint16_t label = DM_ENT_NONE;
    dm_slots_begin(w, &w->ner);
    for (uint32_t b = 0; b < w->n; b++) {
        const int32_t slot[3] = {(int32_t)b, open, open < 0 ? -1 : (int32_t)b - 1};
        bool more = b + 1 < w->n && !t[b + 1].sent_begin;
        uint32_t best = choose(p, dm_score(w, &w->ner, slot), open >= 0, label, more, t[b].lex->space);
        unsigned action = p->ner.weights->action[best];
        if (action == BEGIN || action == UNIT) label = p->ner_label[best];
        t[b].ent = action == OUT ? DM_ENT_NONE : (uint8_t)label;
        t[b].ent_begin = action == BEGIN || action == UNIT;
        if (action == BEGIN) open = (int32_t)b;
        if (action == LAST) open = -1;
    }
}

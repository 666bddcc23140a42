/* Noun chunks, as spacy/lang/en/syntax_iterators.py. */
#include "nlp/internal.h"

static bool is_argument(uint16_t dep) {
    switch (dep) {
    case DM_DEP_oprd:
    case DM_DEP_nsubj:
    case DM_DEP_dobj:
    case DM_DEP_nsubjpass:
    case DM_DEP_pcomp:
    case DM_DEP_pobj:
    case DM_DEP_dative:
    case DM_DEP_appos:
    case DM_DEP_attr:
    case DM_DEP_ROOT: return true;
    default: return false;
    }
}

void dm_find_chunks(dm_worker *w, dm_parse_tree *out) {
    const dm_token *t = w->token;
    DM_VEC(dm_chunk) chunks = {0};
    int64_t last = -1;
    for (uint32_t i = 0; i < w->n; i++) {
        if ((t[i].pos != DM_POS_NOUN && t[i].pos != DM_POS_PROPN && t[i].pos != DM_POS_PRON) ||
            (int64_t)t[i].left <= last)
            continue;
        bool head = is_argument(t[i].dep);
        if (t[i].dep == DM_DEP_conj) {
            uint32_t h = t[i].head;
            while (t[h].dep == DM_DEP_conj && t[h].head < h) h = t[h].head;
            head = is_argument(t[h].dep);
        }
        if (!head) continue;
        dm_vec_push(w->arena, &chunks, ((dm_chunk){t[i].left, i + 1}));
        last = i;
    }
    out->chunk = chunks.at;
    out->n_chunks = chunks.n;
}

/* When a predicate's event took place: the time that the sentence ties to it. */
#include "coding/reading.h"

enum { FARTHEST = 5 }; /* steps up the tree */

/* Does a time say when something was, or only how it stands to now? */
static bool is_calendar(const dm_time *t) {
    return (t->type == DM_TIME_DATE || t->type == DM_TIME_TIME) && t->value.n && t->value.p[0] >= '0' &&
           t->value.p[0] <= '9';
}

/* What a time hangs on, prepositions passed over: "met on Friday", "Friday's meeting". */
static uint32_t owner(const dm_reading *r, const dm_time *t) {
    uint32_t at = t->span.end - 1;
    for (uint32_t i = t->span.end; i-- > t->span.begin;) {
        uint32_t head = r->tok[i].head;
        if (head < t->span.begin || head >= t->span.end) {
            at = i;
            break;
        }
    }
    for (int steps = 0; steps < 4; steps++) {
        uint32_t head = r->tok[at].head;
        if (head == at) break;
        at = head;
        /* "by the end of March", "in March 1990": on the way there are times and prepositions */
        if (r->tok[at].dep != DM_DEP_prep && r->tok[at].dep != DM_DEP_pcomp && r->time_of[at] == DM_NONE)
            break;
    }
    return at;
}

/* How far above a predicate the owner of a time may stand and still date it; -1 if it does not. */
static int distance(dm_reading *r, uint32_t tok, uint32_t owner) {
    for (int steps = 0; steps < FARTHEST; steps++) {
        if (tok == owner) return steps;
        uint32_t head = r->tok[tok].head;
        bool verb = dm_is_verb(r, tok);
        if (head == tok) break;
        switch (r->tok[tok].dep) {
        case DM_DEP_conj: break; /* "attacked on Friday and withdrew" */
        case DM_DEP_advcl:
            if (r->tok[tok].tag != DM_TAG_VBG) return -1; /* "…, killing three" */
            break;
        case DM_DEP_xcomp: break;
        case DM_DEP_nsubj:
        case DM_DEP_nsubjpass: /* "talks began on Friday" */
            if (verb) return -1;
            break;
        case DM_DEP_dobj: /* "held talks on Friday", but not "condemned on Friday the attack" */
            if (verb || !dm_in_class(r, head, "light_verb")) return -1;
            break;
        case DM_DEP_acl:
            if (r->tok[tok].tag != DM_TAG_VBG && r->tok[tok].tag != DM_TAG_VB) return -1;
            break;
        default: return -1;
        }
        tok = head;
    }
    return -1;
}

/* A noun of the predicate's own clause that has a time: "killed in Thursday's bombings", "the eruption in
 * 1994 killed 60". */
static bool is_in_clause(dm_reading *r, uint32_t tok, uint32_t owner) {
    const dm_predicate *p = dm_is_verb(r, tok) ? dm_predicate_at(r, tok) : NULL;
    if (!p || !dm_is_noun(r, owner) || p->modal != DM_NONE || (!p->past && !p->perfect && !p->participle))
        return false;
    uint32_t head = r->tok[owner].head;
    if (r->tok[owner].dep == DM_DEP_pobj && r->tok[head].dep == DM_DEP_prep)
        return r->tok[head].head == tok &&
               (dm_str_is(dm_low(r, head), "in") || dm_str_is(dm_low(r, head), "during"));
    return r->tok[owner].dep == DM_DEP_nsubj && head == tok;
}

int32_t dm_time_of(dm_reading *r, uint32_t tok) {
    dm_span sentence = r->sentences.at[r->sentence_of[tok]].span;
    int32_t best = DM_NONE;
    uint32_t best_score = UINT32_MAX;
    for (uint32_t i = sentence.begin; i < sentence.end; i++) {
        int32_t k = r->time_of[i];
        if (k == DM_NONE || r->times.at[k].span.begin != i || !is_calendar(&r->times.at[k])) continue;
        uint32_t of = owner(r, &r->times.at[k]);
        int steps = distance(r, tok, of);
        if (steps < 0 && is_in_clause(r, tok, of)) steps = FARTHEST;
        if (steps < 0) continue;
        /* the closer in the tree, then in the text */
        uint32_t score = 1000 * (uint32_t)steps + (i > tok ? i - tok : tok - i);
        if (score >= best_score) continue;
        best_score = score;
        best = k;
    }
    return best;
}

/* When a predicate's event took place: the time that the sentence ties to it. */
#include "coding/reading.h"

enum { FARTHEST = 5 }; /* steps up the tree */

/* Does a time say when something was, or only how it stands to now? */
static bool is_calendar(const dm_time *t) {
    return (t->type == DM_TIME_DATE || t->type == DM_TIME_TIME) && t->value.n && t->value.p[0] >= '0' &&
           t->value.p[0] <= '9';
}

/* Does a preposition put things at a time? Not "accounts for 2004", "barred since May", "a vote before June".
 */
static bool is_at(dm_reading *r, uint32_t prep) {
    static const char *const others[] = {"since", "until", "till", "before", "after", "than"};
    dm_str low = dm_low(r, prep);
    if (r->tok[prep].dep != DM_DEP_prep) return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (dm_str_is(low, others[i])) return false;
    return !dm_str_is(low, "for") || dm_in_class(r, r->tok[prep].head, "ahead");
}

/* What a time hangs on, prepositions passed over: "met on Friday", "Friday's meeting"; UINT32_MAX if it dates
 * nothing. */
static uint32_t owner(dm_reading *r, const dm_time *t) {
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
        bool passed = r->tok[at].dep == DM_DEP_prep || (r->tok[at].dep == DM_DEP_pcomp && !dm_is_verb(r, at));
        if (passed && !is_at(r, at)) return UINT32_MAX;
        if (!passed && r->time_of[at] == DM_NONE) break; /* "since taking office in May" ends with "taking" */
    }
    return at;
}

/* "killed on Friday in the shelling of a town": of one kind, they are one event or parts of it. */
static bool is_same_event(dm_reading *r, uint32_t noun, uint32_t prep) {
    uint32_t verb = r->tok[prep].head, type = dm_frame_type(r, noun);
    return r->tok[prep].dep == DM_DEP_prep && dm_is_verb(r, verb) && type != DM_EV_NONE &&
           dm_frame_type(r, verb) == type &&
           (dm_str_is(dm_low(r, prep), "in") || dm_str_is(dm_low(r, prep), "during"));
}

/* "marks a new beginning following the invasion in March 2003": a time right behind a noun is the noun's, if
 * the verb that the tree hangs it on speaks of the present. */
static bool is_behind_noun(dm_reading *r, uint32_t tok, const dm_time *t, uint32_t owner) {
    uint32_t begin = t->span.begin;
    if (begin != tok + 2 || !dm_is_noun(r, tok) || dm_is_verb(r, tok)) return false;
    uint16_t tag = r->tok[owner].tag;
    return r->tok[tok + 1].dep == DM_DEP_prep && (tag == DM_TAG_VBZ || tag == DM_TAG_VBP) && tok > owner &&
           (dm_str_is(dm_low(r, tok + 1), "in") || dm_str_is(dm_low(r, tok + 1), "of"));
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
        case DM_DEP_advcl:       /* "…, killing three", "turned violent on Friday when they threw stones" */
            if (r->tok[tok].tag != DM_TAG_VBG && dm_child_word(r, tok, DM_DEP_advmod, "when") == DM_NONE)
                return -1;
            break;
        case DM_DEP_xcomp: break;
        case DM_DEP_nsubj:
        case DM_DEP_nsubjpass: /* "talks began on Friday" */
            if (verb) return -1;
            break;
        case DM_DEP_dobj: /* "held talks on Friday", but not "condemned on Friday the attack" */
            if (verb || !dm_in_class(r, head, "light_verb")) return -1;
            break;
        case DM_DEP_pobj:
            if (verb || !is_same_event(r, tok, head)) return -1;
            break;
        case DM_DEP_prep: break; /* on the way from such a noun */
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
        if (of == UINT32_MAX) continue;
        int steps = distance(r, tok, of);
        if (steps < 0 && (is_behind_noun(r, tok, &r->times.at[k], of) || is_in_clause(r, tok, of)))
            steps = FARTHEST;
        if (steps < 0) continue;
        /* the closer in the tree, then in the text */
        uint32_t score = 1000 * (uint32_t)steps + (i > tok ? i - tok : tok - i);
        if (score >= best_score) continue;
        best_score = score;
        best = k;
    }
    return best;
}

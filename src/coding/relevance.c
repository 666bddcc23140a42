/* Which events are politics: their parties are known well enough, nobody died of the weather, it is no sports
 * report. */
#include "coding/events.h"

/* A verb whose subject is nobody: what a law, a number or the weather does. What weapons and acts do is
 * somebody's. */
static bool has_dumb_subject(dm_reading *r, const dm_event *e) {
    const dm_predicate *p = dm_predicate_at(r, e->tok);
    uint32_t s[2];
    if (p->pos != 'v' || p->passive || !dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, s, 2)) return false;
    s[0] = dm_through_quantity(r, s[0]);
    if (dm_in_class(r, s[0], "law") && r->mention_of[s[0]] == DM_NONE) return true; /* "the bill tells" */
    if (e->actor.n) return false;
    return !dm_frame_type(r, s[0]) && !dm_in_class(r, s[0], "weapon") && !dm_in_class(r, s[0], "blast");
}

/* Deaths and damage in a sentence that tells of an accident are nobody's doing unless it says whose. */
static bool is_accident(const dm_reading *r, const dm_event *e) {
    if (e->type != DM_EV_ASSAULT || e->actor.n) return false;
    dm_span s = r->sentences.at[r->sentence_of[e->tok]].span;
    for (uint32_t t = s.begin; t < s.end; t++)
        if (dm_is_noun(r, t) && dm_in_class(r, t, "disaster")) return true;
    return false;
}

/* What people do among themselves is no politics, but for violence and protest. */
static bool is_private(const dm_reading *r, const dm_event *e) {
    return e->actor.n && !dm_any_political(r, e) && e->type != DM_EV_ASSAULT && e->type != DM_EV_PROTEST;
}

/* What the man in the street is for. */
static bool is_opinion(const dm_reading *r, const dm_event *e) {
    if (e->type != DM_EV_SUPPORT && e->type != DM_EV_AGREE && e->type != DM_EV_REJECT &&
        e->type != DM_EV_CONCEDE)
        return false;
    for (uint32_t i = 0; i < e->actor.n; i++) {
        const dm_actor *a = &r->actors.at[e->actor.at[i]];
        if (a->caller || (a->sector && a->sector != DM_CVL) || (!a->sector && a->named)) return false;
    }
    return e->actor.n > 0;
}

/* Parties with a code, as far as they are not the caller's. */
static uint32_t known_sides(const dm_reading *r, const dm_actors *list) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < list->n; i++) {
        const dm_actor *a = &r->actors.at[list->at[i]];
        n += a->country || a->sector || a->caller;
    }
    return n;
}

/* A mutual act has two sides, if not one group that has them in it ("the two sides met"). */
static bool has_two_sides(const dm_reading *r, const dm_event *e) {
    uint32_t n = known_sides(r, &e->actor) + known_sides(r, &e->recipient);
    return n > 1 || (n == 1 && e->actor.n && r->actors.at[e->actor.at[0]].plural);
}

/* Deaths are told without the killers; of anything else, a war too, it must be known who does it. */
static bool has_doer(dm_reading *r, const dm_event *e) {
    if (e->actor.n || dm_any_callers(r, &e->recipient)) return true;
    return e->type == DM_EV_RETREAT || (e->type == DM_EV_ASSAULT && !dm_in_class(r, e->tok, "warfare"));
}

bool dm_is_politics(dm_reading *r, const dm_event *e) {
    if (has_dumb_subject(r, e) || is_accident(r, e) || is_opinion(r, e) || !has_doer(r, e)) return false;
    if (e->mutual && !has_two_sides(r, e)) return false;
    bool hostile = r->lex->types[e->type - 1].quad == 4;
    if (is_private(r, e) || (!hostile && !dm_any_political(r, e))) return false;
    if (!dm_any_relevant(r, &e->actor) && !dm_any_relevant(r, &e->recipient)) return false;
    /* "failed to agree" is no refusal if it does not say with whom */
    if (dm_in_class(r, e->tok, "failing_verb") && e->actor.n + e->recipient.n < 2) return false;
    if (dm_type_has(r, e->type, DM_TYPE_NEEDS_RECIPIENT) && !e->recipient.n) return false;
    return true;
}

/* One word in fifty is of sports: matches are won and lost there, not wars. */
bool dm_is_about_sports(const dm_reading *r) {
    enum { LEAST = 4, SHARE = 50 };
    uint32_t sports = 0, words = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        words += r->tok[i].pos != DM_POS_PUNCT && !r->tok[i].lex->space;
        sports += dm_is_noun(r, i) && dm_in_class(r, i, "sport_word");
    }
    return sports >= LEAST && sports * SHARE >= words;
}

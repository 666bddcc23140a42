/* Several that act together are one actor with members: "both sides", "the two countries", "Mobutu and Kabila
 * … they", "US and South Korean diplomats". Events count the members. */
#include "coding/who.h"

enum { MEMBERS = 8, REACH = 5, STEPS = 400 };

static bool same_members(const dm_actor *a, const uint32_t *members, uint32_t n) {
    if (a->members.n != n) return false;
    for (uint32_t i = 0; i < n; i++) {
        bool in = false;
        for (uint32_t k = 0; k < n; k++) in = in || a->members.at[k] == members[i];
        if (!in) return false;
    }
    return true;
}

/* "Mobutu Sese Seko and Laurent Kabila" */
static dm_str joined_names(dm_reading *r, const uint32_t *members, uint32_t n) {
    size_t room = 0, at = 0;
    for (uint32_t i = 0; i < n; i++) room += r->actors.at[members[i]].name.n + 5;
    char *out = dm_arena_take(r->arena, room + 1);
    for (uint32_t i = 0; i < n; i++) {
        const char *between = i == 0 ? "" : i + 1 == n ? " and " : ", ";
        memcpy(out + at, between, strlen(between));
        at += strlen(between);
        dm_str name = r->actors.at[members[i]].name;
        if (name.n) memcpy(out + at, name.p, name.n);
        at += name.n;
    }
    return (dm_str){out, at};
}

/* Several that act together: "both sides", "Mobutu and Kabila … they". */
static int32_t actor_of_several(dm_reading *r, const uint32_t *members, uint32_t n) {
    for (uint32_t i = 0; i < r->who->sets.n; i++)
        if (same_members(&r->actors.at[r->who->sets.at[i]], members, n)) return (int32_t)r->who->sets.at[i];
    const dm_actor *first = &r->actors.at[members[0]];
    dm_actor a = {.kind = DM_ACTOR_GROUP, .plural = true, .party = true, .relevant = true, .of = DM_NONE};
    a.country = first->country;
    a.sector = first->sector;
    a.name = joined_names(r, members, n);
    for (uint32_t i = 0; i < n; i++) dm_vec_push(r->arena, &a.members, members[i]);
    dm_vec_push(r->arena, &r->who->sets, r->actors.n);
    dm_vec_push(r->arena, &r->actors, a);
    return (int32_t)r->actors.n - 1;
}

/* ---- coordinations ---- */

/* Actors joined by "and" from a first conjunct on; fewer than two: 0. */
static uint32_t coordinated(const dm_reading *r, uint32_t first, uint32_t *out) {
    uint32_t n = 0;
    bool and = false;
    for (int32_t c = (int32_t)first; c != DM_NONE && n < MEMBERS;
         c = dm_next_conjunct(r, first, (uint32_t)c)) {
        int32_t m = r->mention_of[c];
        if (m == DM_NONE || r->mentions.at[m].actor == DM_NONE) return 0;
        uint32_t actor = (uint32_t)r->mentions.at[m].actor;
        if (r->actors.at[actor].members.n) return 0;
        for (uint32_t i = 0; i < n; i++)
            if (out[i] == actor) return 0;
        out[n++] = actor;
        and = and || dm_child_word(r, (uint32_t)c, DM_DEP_cc, "and") != DM_NONE;
    }
    return and&&n > 1 ? n : 0;
}

int32_t dm_coordination_at(dm_reading *r, uint32_t first) {
    uint32_t members[MEMBERS], n = coordinated(r, first, members);
    return n ? actor_of_several(r, members, n) : DM_NONE;
}

/* ---- numbers ---- */

typedef enum sort { SIDES, STATES, LEADERS } sort;

static bool may_be_member(const dm_actor *a, sort s) {
    if (a->caller || a->members.n || !a->party) return false;
    switch (s) {
    case STATES: return a->kind == DM_ACTOR_STATE && a->country && !dm_is_beyond_states(a->country);
    case LEADERS: return a->kind == DM_ACTOR_PERSON && a->named && a->sector;
    default: return a->kind == DM_ACTOR_STATE ? a->country != 0 : a->named && (a->sector || a->country);
    }
}

/* Whose side is it? Two of one country can be on two sides only if one of them is apart from the state. */
static bool are_two(const dm_actor *a, const dm_actor *b, sort s) {
    if (s == LEADERS) return a != b;
    if (a->country && b->country && a->country != b->country) return true;
    return s == SIDES && dm_is_apart(a->sector) != dm_is_apart(b->sector);
}

/* A coordination nearby, else those that are spoken of most among the last ones. */
static uint32_t find_members(const dm_reading *r, const dm_mention *m, sort s, uint32_t wanted,
                             uint32_t *out) {
    uint32_t seen[16], n = 0;
    for (uint32_t tok = m->head, steps = 0; tok-- > 0 && steps < STEPS; steps++) {
        int32_t k = r->mention_of[tok];
        if (dm_sentences_back(r, m->head, tok) > REACH) break;
        if (k == DM_NONE || r->mentions.at[k].actor == DM_NONE) continue;
        uint32_t actor = (uint32_t)r->mentions.at[k].actor, pair[MEMBERS];
        const dm_actor *a = &r->actors.at[actor];
        if (a->members.n == wanted && may_be_member(&r->actors.at[a->members.at[0]], s)) {
            memcpy(out, a->members.at, wanted * sizeof *out);
            return wanted;
        }
        if (!may_be_member(a, s)) continue;
        if (r->tok[tok].dep != DM_DEP_conj && coordinated(r, tok, pair) == wanted &&
            may_be_member(&r->actors.at[pair[1]], s) && are_two(a, &r->actors.at[pair[1]], s)) {
            memcpy(out, pair, wanted * sizeof *out);
            return wanted;
        }
        bool there = false;
        for (uint32_t i = 0; i < n; i++) there = there || seen[i] == actor;
        if (!there && n < 16) seen[n++] = actor;
    }
    uint32_t found = 0;
    while (found < wanted) {
        int32_t best = DM_NONE;
        for (uint32_t i = 0; i < n; i++) {
            bool fits = true;
            for (uint32_t k = 0; k < found; k++)
                fits = fits && out[k] != seen[i] && are_two(&r->actors.at[seen[i]], &r->actors.at[out[k]], s);
            if (fits && (best == DM_NONE || r->actors.at[seen[i]].mentions.n > r->actors.at[best].mentions.n))
                best = (int32_t)seen[i];
        }
        if (best == DM_NONE) return 0;
        out[found++] = (uint32_t)best;
    }
    return found;
}

/* "two", "both", "three" before or in place of a noun; 0 if no number is told. */
static uint32_t number_of(const dm_reading *r, const dm_mention *m) {
    if (dm_str_is(dm_low(r, m->head), "both")) return 2;
    for (uint32_t i = m->span.begin; i < m->head; i++) {
        dm_str low = dm_low(r, i);
        if (dm_is_one_of(low, "two both neither either")) return 2;
        if (dm_is_one_of(low, "three")) return 3;
    }
    return 0;
}

int32_t dm_actor_by_number(dm_reading *r, const dm_mention *m) {
    uint32_t wanted = number_of(r, m), members[MEMBERS];
    bool side = dm_in_class(r, m->head, "side_noun"), state = dm_in_class(r, m->head, "state_noun");
    bool both = dm_str_is(dm_low(r, m->head), "both");
    bool leader = m->plural && m->role && m->role->flags & DM_SENSE_FOR_STATE &&
                  m->role->kind == DM_SENSE_ROLES && m->kind == DM_ACTOR_GROUP && m->sector == DM_GOV;
    leader = leader || dm_in_class(r, m->head, "leader_noun");
    if (!m->definite && !side && !both) return DM_NONE;
    if (!wanted && m->plural && m->definite && (side || state) && m->of == DM_NONE)
        wanted = 2; /* "the parties" */
    if (!wanted || (!side && !state && !leader && !both)) return DM_NONE;
    if (m->country || (m->of != DM_NONE && !state)) return DM_NONE;
    sort s = state ? STATES : leader ? LEADERS : SIDES;
    uint32_t n = find_members(r, m, s, wanted, members);
    return n ? actor_of_several(r, members, n) : DM_NONE;
}

/* ---- compounds ---- */

/* "South Korean diplomats": the country's words and the head noun of the compound. */
static dm_str member_name(dm_reading *r, const dm_mention *m, dm_code3 country) {
    dm_str head = dm_text_of(r, (dm_span){m->head, m->head + 1}), word = {NULL, 0};
    for (uint32_t i = m->span.begin; i < m->head && !word.p; i++) {
        const dm_hit *h = dm_hit_at(r, i);
        const dm_sense *s = h ? dm_sense_of(r, h, DM_STATE_KINDS) : NULL;
        if (s && s->country == country) word = dm_text_of(r, h->span);
    }
    char *out = dm_arena_take(r->arena, word.n + head.n + 1);
    if (word.p) memcpy(out, word.p, word.n);
    out[word.n] = ' ';
    if (head.p) memcpy(out + word.n + 1, head.p, head.n);
    return (dm_str){out, word.n + 1 + head.n};
}

static void add_member(dm_reading *r, uint32_t mention, int32_t actor, dm_code3 country) {
    dm_mention own = r->mentions.at[mention];
    own.country = country;
    own.name = member_name(r, &own, country);
    own.of = own.same = own.actor = DM_NONE;
    memset(own.more, 0, sizeof own.more);
    int32_t member = dm_new_actor(r, &own);
    own.name = (dm_str){NULL, 0};
    uint32_t number = r->mentions.n;
    dm_vec_push(r->arena, &r->mentions, own);
    dm_join(r, number, member);
    dm_vec_push(r->arena, &r->actors.at[actor].members, (uint32_t)member);
}

void dm_split_compounds(dm_reading *r) {
    uint32_t n = r->mentions.n;
    for (uint32_t i = 0; i < n; i++) {
        const dm_mention *m = &r->mentions.at[i];
        if (!m->more[0] || m->actor == DM_NONE || m->caller || r->actors.at[m->actor].members.n) continue;
        dm_code3 country[4] = {m->country, m->more[0], m->more[1], m->more[2]};
        int32_t actor = m->actor;
        for (int k = 0; k < 4 && country[k]; k++) add_member(r, i, actor, country[k]);
    }
}

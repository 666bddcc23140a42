/* Who takes part: from a grammatical place to the actor that stands there or is behind what stands there. */
#include "coding/events.h"

enum { DEEPEST = 3, SEARCH = 7 };

dm_actors dm_no_parties(dm_reading *r) {
    return (dm_actors){dm_arena_array(r->arena, DM_PARTIES, sizeof(uint32_t)), 0};
}

bool dm_has_party(const dm_actors *list, uint32_t actor) {
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i] == actor) return true;
    return false;
}

void dm_add_party(dm_actors *list, uint32_t actor) {
    if (!dm_has_party(list, actor) && list->n < DM_PARTIES) list->at[list->n++] = actor;
}

/* ---- the caller's entities ---- */

static bool is_nominal_link(uint16_t dep) {
    switch (dep) {
    case DM_DEP_poss:
    case DM_DEP_amod:
    case DM_DEP_compound:
    case DM_DEP_nmod:
    case DM_DEP_npadvmod:
    case DM_DEP_appos:
    case DM_DEP_prep:
    case DM_DEP_pobj:
    case DM_DEP_nummod:
    case DM_DEP_det:
    case DM_DEP_agent:
    case DM_DEP_acl: return true;
    default: return false;
    }
}

/* An entity stands for every noun phrase that it is part of: its possessor, a modifier, the phrase behind a
 * preposition, an apposition. The nearer one wins. */
void dm_place_entities(dm_reading *r) {
    r->entity_of = NULL;
    if (!r->doc->entity_count) return;
    uint8_t *distance = r->entity_steps = dm_arena_zero(r->arena, r->n, 1);
    r->entity_of = dm_arena_array(r->arena, r->n, sizeof *r->entity_of);
    for (uint32_t i = 0; i < r->n; i++) r->entity_of[i] = DM_NONE;
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        const dm_mention *m = &r->mentions.at[i];
        for (uint32_t t = m->span.begin; m->caller && t < m->span.end; t++) {
            uint32_t at = t, h = r->tok[t].head;
            if (h != t && h >= m->span.begin && h < m->span.end) continue;
            for (uint8_t steps = 1; steps < 12; steps++) {
                if (dm_is_verb(r, at) && at != t && r->tok[at].dep != DM_DEP_acl) break;
                if (!distance[at] || distance[at] > steps) {
                    distance[at] = steps;
                    r->entity_of[at] = (int32_t)i;
                }
                if (!is_nominal_link(r->tok[at].dep) || r->tok[at].head == at) break;
                at = r->tok[at].head;
            }
        }
    }
}

/* ---- what stands in a place ---- */

/* The actor of a mention that can be a party. */
static int32_t party_of_mention(const dm_reading *r, uint32_t tok) {
    int32_t m = r->mention_of[tok];
    if (m == DM_NONE || r->mentions.at[m].actor == DM_NONE) return DM_NONE;
    const dm_mention *x = &r->mentions.at[m];
    if (!x->party && x->form != DM_FORM_PRONOUN) return DM_NONE;
    const dm_actor *a = &r->actors.at[x->actor];
    if (!a->party || (a->kind == DM_ACTOR_STATE && !a->country && !x->caller)) return DM_NONE;
    return x->actor;
}

/* "missiles fired by X", "a plan put forward by X" */
static int32_t agent_of_clause(dm_reading *r, uint32_t noun) {
    for (int32_t c = r->child[noun]; c != DM_NONE; c = r->sibling[c]) {
        uint16_t dep = r->tok[c].dep;
        if ((dep != DM_DEP_acl && dep != DM_DEP_relcl) || !dm_is_verb(r, (uint32_t)c)) continue;
        const dm_predicate *p = dm_predicate_at(r, (uint32_t)c);
        uint32_t by[4];
        if (!p || !p->passive) continue;
        uint32_t n = dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, by, 4);
        for (uint32_t i = 0; i < n; i++) {
            int32_t a = party_of_mention(r, by[i]);
            if (a != DM_NONE) return a;
        }
    }
    return DM_NONE;
}

/* Those who act together count one by one: "both sides", "US and South Korean diplomats". */
static void add_each(const dm_reading *r, dm_actors *out, int32_t actor) {
    const dm_actor *a = &r->actors.at[actor];
    if (!a->members.n) dm_add_party(out, (uint32_t)actor);
    for (uint32_t i = 0; i < a->members.n; i++) dm_add_party(out, a->members.at[i]);
}

static void find_behind(dm_reading *r, uint32_t tok, int depth, dm_actors *out);

static void add_all(dm_reading *r, const uint32_t *tok, uint32_t n, int depth, dm_actors *out) {
    for (uint32_t i = 0; i < n; i++) {
        int32_t a = party_of_mention(r, tok[i]);
        if (a != DM_NONE)
            add_each(r, out, a);
        else if (depth > 0)
            find_behind(r, tok[i], depth - 1, out);
    }
}

/* Who is behind a noun that is nobody: by whom, whose, of which country; of an act, who does it. */
static void find_behind(dm_reading *r, uint32_t tok, int depth, dm_actors *out) {
    static const struct {
        dm_slot slot;
        const char *prep;
    } places[] = {{DM_SLOT_PREP, "by"}, {DM_SLOT_POSS, ""},     {DM_SLOT_MOD, ""},
                  {DM_SLOT_OF, ""},     {DM_SLOT_PREP, "from"}, {DM_SLOT_PREP, "between"}};
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t found[8], before = out->n;
    if (!p || p->pos != 'n') return;
    const dm_frame_row *act = dm_frame_at(r, tok);
    if (act && act->event && r->party_depth < DEEPEST) { /* places may lead back here: light verbs */
        r->party_depth++;
        dm_follow_paths(r, p, act->actor, act->n_actor, out, true);
        r->party_depth--;
    }
    for (size_t i = 0; i < sizeof places / sizeof *places && out->n == before; i++) {
        dm_slot slot = places[i].slot;
        if (act && act->event && slot == DM_SLOT_OF) continue; /* whom it is done to */
        uint32_t n = dm_arguments(r, p, slot, dm_str_of(places[i].prep), found, 8);
        add_all(r, found, n, slot == DM_SLOT_MOD ? 0 : depth, out);
    }
    int32_t agent = out->n == before ? agent_of_clause(r, tok) : DM_NONE;
    if (agent != DM_NONE) add_each(r, out, agent);
}

/* "officials from Japan, the EU and Norway": the states after the first, which is the officials' own. */
static void add_origins(dm_reading *r, uint32_t tok, dm_actors *out) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_prep ||
            (!dm_str_is(dm_low(r, (uint32_t)c), "from") && !dm_str_is(dm_low(r, (uint32_t)c), "of")))
            continue;
        int32_t first = dm_child(r, (uint32_t)c, DM_DEP_pobj);
        for (int32_t k = first; k != DM_NONE; k = dm_next_conjunct(r, (uint32_t)first, (uint32_t)k)) {
            int32_t a = k == first ? DM_NONE : party_of_mention(r, (uint32_t)k);
            if (a != DM_NONE && r->actors.at[a].kind == DM_ACTOR_STATE) dm_add_party(out, (uint32_t)a);
        }
    }
}

void dm_add_parties_at(dm_reading *r, uint32_t tok, bool actor, dm_actors *out) {
    if (r->entity_of && r->entity_of[tok] != DM_NONE) {
        dm_add_party(out, (uint32_t)r->mentions.at[r->entity_of[tok]].actor);
        return;
    }
    tok = dm_through_quantity(r, tok);
    int32_t a = party_of_mention(r, tok), m = r->mention_of[tok];
    if (a == DM_NONE && (dm_is_verb(r, tok) || (m != DM_NONE && r->mentions.at[m].form == DM_FORM_PRONOUN)))
        return;
    uint32_t before = out->n;
    if (a == DM_NONE) find_behind(r, tok, DEEPEST, out);
    /* any noun phrase can be a party; one that names an act cannot */
    if (a == DM_NONE && out->n == before && actor && dm_is_noun(r, tok) && !dm_frame_type(r, tok) &&
        dm_in_class(r, tok, "person"))
        a = dm_actor_at(r, tok);
    if (a == DM_NONE) return;
    add_each(r, out, a);
    if (r->actors.at[a].plural && r->actors.at[a].kind == DM_ACTOR_GROUP) add_origins(r, tok, out);
}

int32_t dm_party_at(dm_reading *r, uint32_t tok, bool actor) {
    dm_actors out = dm_no_parties(r);
    dm_add_parties_at(r, tok, actor, &out);
    return out.n ? (int32_t)out.at[0] : DM_NONE;
}

void dm_follow_paths(dm_reading *r, const dm_predicate *p, uint32_t first, uint32_t n, dm_actors *out,
                     bool actor) {
    uint32_t before = out->n;
    for (uint32_t i = 0; i < n && out->n == before; i++) {
        const dm_path *path = &r->lex->paths[first + i];
        uint32_t tok[DM_PARTIES];
        uint32_t found =
            dm_arguments(r, p, (dm_slot)path->slot, dm_lexicon_text(r->lex, path->prep), tok, DM_PARTIES);
        for (uint32_t k = 0; k < found; k++) {
            uint32_t deep[DM_PARTIES], m = 1;
            deep[0] = tok[k];
            if (path->inner) {
                const dm_predicate *inner = dm_predicate_at(r, tok[k]);
                m = inner ? dm_arguments(r, inner, (dm_slot)path->inner,
                                         dm_lexicon_text(r->lex, path->inner_prep), deep, DM_PARTIES)
                          : 0;
            }
            for (uint32_t d = 0; d < m; d++) dm_add_parties_at(r, deep[d], actor, out);
        }
    }
}

/* ---- whom it concerns, where no path leads to him ---- */

/* Somebody political below a token who is not of the acting side, the nearest to the top first. */
static int32_t find_below(dm_reading *r, uint32_t top, const dm_actors *actor, int depth) {
    int32_t m = r->mention_of[top], a = party_of_mention(r, top);
    bool there = r->place_of[top] != DM_NONE && r->places.at[r->place_of[top]].use == DM_USE_LOCATION;
    bool money = dm_in_class(r, r->tok[top].head, "currency"); /* "28 million U.S. dollars" */
    if (a != DM_NONE && !there && !money && m != DM_NONE && dm_is_political(r, (uint32_t)a)) {
        bool own = false;
        for (uint32_t i = 0; i < actor->n; i++) own = own || dm_same_side(r, actor->at[i], (uint32_t)a);
        if (!own) return a;
    }
    for (int32_t c = r->child[top]; depth > 0 && c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep == DM_DEP_relcl || r->tok[c].dep == DM_DEP_advcl) continue;
        a = find_below(r, (uint32_t)c, actor, depth - 1);
        if (a != DM_NONE) return a;
    }
    return DM_NONE;
}

/* Of what is told by a noun, the others in its clause: "North Korea's refusal confounded the South". */
static int32_t find_beside(dm_reading *r, const dm_predicate *p, const dm_actors *actor) {
    uint32_t verb = p->tok;
    for (int steps = 0; steps < 5 && !dm_is_verb(r, verb) && r->tok[verb].head != verb; steps++)
        verb = r->tok[verb].head;
    const dm_predicate *v = dm_is_verb(r, verb) ? dm_predicate_at(r, verb) : NULL;
    for (uint32_t i = 0; v && i < v->n; i++) {
        uint32_t slot = v->arg[i].slot;
        if (slot != DM_SLOT_SUBJ && slot != DM_SLOT_OBJ && slot != DM_SLOT_PREP) continue;
        int32_t a = find_below(r, v->arg[i].tok, actor, 2);
        if (a != DM_NONE) return a;
    }
    return DM_NONE;
}

void dm_search_recipient(dm_reading *r, const dm_predicate *p, const dm_actors *actor, dm_actors *out) {
    for (uint32_t i = 0; i < p->n && !out->n; i++) {
        uint32_t slot = p->arg[i].slot;
        bool below =
            slot == DM_SLOT_OBJ || slot == DM_SLOT_COMP || slot == DM_SLOT_XCOMP || slot == DM_SLOT_OF ||
            (slot == DM_SLOT_PREP && dm_in_class(r, r->tok[p->arg[i].tok].head, "aiming_preposition"));
        int32_t a = below ? find_below(r, p->arg[i].tok, actor, SEARCH) : DM_NONE;
        if (a != DM_NONE) add_each(r, out, a);
    }
    int32_t a = !out->n && p->pos == 'n' ? find_beside(r, p, actor) : DM_NONE;
    if (a != DM_NONE) add_each(r, out, a);
}

/* ---- who counts ---- */

static bool is_callers(const dm_reading *r, const dm_actor *a) {
    return a->mentions.n && r->mentions.at[a->mentions.at[0]].caller;
}

/* Whose doings are politics: states, their bodies, what is beyond states, parties, armed groups. */
static bool is_political(const dm_actor *a) {
    static const char sectors[] = "GOV LEG JUD MIL COP SPY PTY REB PRM OPP UAF PRE ELI REL REF";
    return a->kind == DM_ACTOR_STATE || dm_is_beyond_states(a->country) ||
           dm_is_code_of(sectors, a->sector) || dm_is_code_of(sectors, a->other[0]);
}

bool dm_is_political(const dm_reading *r, uint32_t actor) {
    return is_political(&r->actors.at[actor]) || is_callers(r, &r->actors.at[actor]);
}

bool dm_any_political(const dm_reading *r, const dm_event *e) {
    const dm_actors *sides[] = {&e->actor, &e->recipient};
    dm_code3 country = 0;
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < sides[k]->n; i++) {
            const dm_actor *a = &r->actors.at[sides[k]->at[i]];
            if (is_political(a) || is_callers(r, a)) return true;
            if (country && a->country && country != a->country) return true; /* between states */
            if (a->country) country = a->country;
        }
    return false;
}

bool dm_any_callers(const dm_reading *r, const dm_actors *list) {
    for (uint32_t i = 0; i < list->n; i++)
        if (is_callers(r, &r->actors.at[list->at[i]])) return true;
    return false;
}

bool dm_any_relevant(const dm_reading *r, const dm_actors *list) {
    for (uint32_t i = 0; i < list->n; i++) {
        const dm_actor *a = &r->actors.at[list->at[i]];
        if (is_callers(r, a) || ((a->country || a->sector) && a->relevant)) return true;
    }
    return false;
}

bool dm_same_side(const dm_reading *r, uint32_t a, uint32_t b) {
    const dm_actor *x = &r->actors.at[a], *y = &r->actors.at[b];
    if (a == b || x->of == (int32_t)b || y->of == (int32_t)a) return true;
    return x->country && x->country == y->country && (!x->sector || !y->sector || x->sector == y->sector);
}

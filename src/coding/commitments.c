/* What binds a party to act: promises, threats, and the clauses of treaties, with their condition and how far
 * they are in force. */
#include <stdio.h>

#include "coding/claims.h"
#include "coding/events.h"

enum { PARTIES = 8 };

static const dm_str no_word = {"", 0};

/* ---- conditions and actions ---- */

static int32_t condition_below(const dm_reading *r, uint32_t tok) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advcl) continue;
        int32_t mark = dm_child(r, (uint32_t)c, DM_DEP_mark);
        if (mark != DM_NONE && dm_in_class(r, (uint32_t)mark, "conditional")) return c;
    }
    return DM_NONE;
}

/* At the act itself or at a verb above that it belongs to: "if they attack, we are ready to strike". */
static int32_t condition_of(const dm_reading *r, uint32_t tok) {
    for (int steps = 0; steps < 4; steps++) {
        int32_t c = condition_below(r, tok);
        uint16_t dep = r->tok[tok].dep;
        if (c != DM_NONE || r->tok[tok].head == tok) return c;
        if (dep == DM_DEP_advcl || dep == DM_DEP_relcl || dep == DM_DEP_acl) return DM_NONE;
        tok = r->tok[tok].head;
    }
    return DM_NONE;
}

/* From the verb to the end of its clause, without the condition. A noun's whole phrase. */
static dm_span action_span(const dm_reading *r, uint32_t tok, int32_t condition) {
    dm_span s = dm_is_verb(r, tok) ? (dm_span){tok, r->tok[tok].right + 1} : dm_subtree(r, tok);
    if (condition != DM_NONE && r->tok[condition].left > tok && r->tok[condition].left < s.end)
        s.end = r->tok[condition].left;
    return dm_trim(r, s);
}

static void add_actor(dm_reading *r, dm_actors *list, int32_t actor) {
    if (actor == DM_NONE) return;
    if (!list->at) list->at = dm_arena_array(r->arena, PARTIES, sizeof *list->at);
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i] == (uint32_t)actor) return;
    if (list->n < PARTIES) list->at[list->n++] = (uint32_t)actor;
}

static dm_commitment *add(dm_reading *r, dm_commitment_kind kind, uint32_t tok) {
    char id[16];
    dm_commitment c = {.kind = (uint8_t)kind, .pending_by = DM_NONE};
    int32_t condition = condition_of(r, tok);
    snprintf(id, sizeof id, "m%u", r->commitments.n + 1);
    c.id = dm_arena_copy(r->arena, dm_str_of(id));
    c.action = action_span(r, tok, condition);
    if (condition != DM_NONE) c.condition = dm_subtree(r, (uint32_t)condition);
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (p && p->modal != DM_NONE) c.modality = (dm_span){(uint32_t)p->modal, (uint32_t)p->modal + 1};
    dm_vec_push(r->arena, &r->commitments, c);
    return &r->commitments.at[r->commitments.n - 1];
}

/* ---- promises and threats ---- */

/* An act that somebody announces as his own. */
typedef struct pledge {
    uint32_t act,
        cue; /* the cue: the verb, adjective or noun that promises; the act itself if it only will be */
    const char *state;
    bool threat;
} pledge;

static const dm_event *event_at(const dm_reading *r, uint32_t tok) {
    uint32_t i = dm_first_event(r, tok);
    return i < r->events.n && r->events.at[i].tok == tok ? &r->events.at[i] : NULL;
}

static bool is_adverse(uint32_t type) {
    return type == DM_EV_THREATEN || type == DM_EV_COERCE || type == DM_EV_ASSAULT ||
           type == DM_EV_SANCTION || type == DM_EV_PROTEST || type == DM_EV_REJECT || type == DM_EV_MOBILIZE;
}

/* Is the act, or the announcement, against somebody? */
static bool is_threat(dm_reading *r, const pledge *p) {
    const dm_event *e = event_at(r, p->cue), *f = event_at(r, p->act);
    const dm_predicate *q = dm_predicate_at(r, p->act);
    if ((e && e->type == DM_EV_THREATEN) || (f && is_adverse(f->type))) return true;
    int32_t object = dm_child(r, p->act, DM_DEP_dobj); /* "take military action" */
    for (int32_t c = object == DM_NONE ? DM_NONE : r->child[object]; c != DM_NONE; c = r->sibling[c])
        if (dm_in_class(r, (uint32_t)c, "hostile_adjective")) return true;
    if (dm_in_class(r, p->act, "bearing_verb")) return q && q->negated; /* "will not tolerate" */
    return !(q && q->negated) &&
           (is_adverse(dm_frame_type(r, p->act)) || dm_in_class(r, p->act, "hostile_verb"));
}

static bool is_known(const dm_reading *r, uint32_t act) {
    for (uint32_t i = r->commitments.n; i-- > 0 && r->commitments.n - i < 16;) {
        dm_span s = r->commitments.at[i].action;
        if (act >= s.begin && act < s.end) return true;
    }
    return false;
}

static void add_parties(dm_reading *r, dm_actors *list, const dm_predicate *p, dm_slot slot) {
    uint32_t tok[PARTIES];
    uint32_t n = p ? dm_arguments(r, p, slot, no_word, tok, PARTIES) : 0;
    for (uint32_t i = 0; i < n; i++) add_actor(r, list, dm_party_at(r, tok[i], true));
}

static void add_recipients(dm_reading *r, dm_commitment *c, const dm_event *e) {
    for (uint32_t k = 0; e && k < e->recipient.n; k++)
        add_actor(r, &c->beneficiary, (int32_t)e->recipient.at[k]);
}

/* Who is bound: whoever does it, or else the one who says so. */
static bool bind(dm_reading *r, dm_actors *out, const pledge *p) {
    const dm_predicate *cue = dm_predicate_at(r, p->cue), *act = dm_predicate_at(r, p->act);
    static const dm_slot slots[] = {DM_SLOT_SUBJ, DM_SLOT_POSS, DM_SLOT_OF};
    bool noun = cue && cue->pos == 'n';
    for (size_t i = 0; i < (noun ? 3u : 1u) && !out->n; i++) add_parties(r, out, cue, slots[i]);
    if (!out->n && act && act->pos == 'v') add_parties(r, out, act, DM_SLOT_SUBJ);
    return out->n > 0 && dm_any_relevant(r, out);
}

static void promise(dm_reading *r, pledge p) {
    dm_actors committer = {NULL, 0};
    if (is_known(r, p.act) || !bind(r, &committer, &p)) return;
    bool threat = p.threat || is_threat(r, &p);
    dm_commitment *c = add(r, threat ? DM_THREAT : DM_PROMISE, p.act);
    c->committer = committer;
    if (c->modality.begin == c->modality.end) c->modality = (dm_span){p.cue, p.cue + 1};
    if (!threat) c->state = p.state;
    add_recipients(r, c, event_at(r, p.cue));
    add_recipients(r, c, event_at(r, p.act));
}

static bool may_not_be(dm_reading *r, const dm_predicate *p) {
    if (p->negated || p->imperative) return true;
    return p->modal != DM_NONE && !dm_is_of_future(r, (uint32_t)p->modal);
}

static bool is_future(dm_reading *r, const dm_predicate *p) {
    return p && p->pos == 'v' && p->modal != DM_NONE && dm_is_of_future(r, (uint32_t)p->modal);
}

/* A step of the day's business: a meeting, an announcement, a feeling. */
static bool is_routine(dm_reading *r, uint32_t act) {
    const dm_event *e = event_at(r, act);
    if (e && e->about == DM_EV_CONSULT) return true;
    return dm_frame_type(r, act) == DM_EV_CONSULT || dm_in_class(r, act, "routine_verb");
}

/* A noun behind "threat of", "warned of": what the one who speaks would do himself. */
static bool is_threatened(dm_reading *r, uint32_t cue, uint32_t noun) {
    const dm_event *e = event_at(r, cue);
    const dm_predicate *p = dm_predicate_at(r, cue);
    uint32_t owner[4];
    if (is_adverse(dm_frame_type(r, noun)) || (e && e->type == DM_EV_THREATEN)) return true;
    return p && p->pos == 'n' && dm_arguments(r, p, DM_SLOT_POSS, no_word, owner, 4);
}

/* What follows a word that promises: "pledged to help", "ready to fight", "an offer of aid". */
static void from_word(dm_reading *r, uint32_t tok) {
    enum { PLANS };
    static const struct kind {
        const char *class, *state;
        char pos;
        bool threat;
    } kinds[] = {
        /* words                state         part  against somebody */
        [PLANS] = {"planning_verb", NULL, 'v', false},
        {"agreement_verb", "agreed", 'v', false},
        {"offer_verb", "proposed", 'v', false},
        {"promise_verb", NULL, 'v', false},
        {"threat_verb", NULL, 'v', true},
        {"willing", "proposed", 'a', false},
        {"promise_noun", NULL, 'n', false},
        {"threat_noun", NULL, 'n', true},
    };
    const dm_predicate *p = NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint32_t act[4];
        if (!dm_in_class(r, tok, kinds[i].class)) continue;
        p = dm_predicate_at(r, tok);
        if (!p || p->pos != kinds[i].pos || may_not_be(r, p)) return;
        uint32_t n = dm_arguments(r, p, DM_SLOT_XCOMP, no_word, act, 4);
        if (!n && (kinds[i].pos == 'n' || kinds[i].threat))
            n = dm_arguments(r, p, kinds[i].pos == 'n' ? DM_SLOT_OF : DM_SLOT_PREP,
                             kinds[i].pos == 'n' ? no_word : DM_STR("of"), act, 4);
        if (!n && kinds[i].pos == 'v' && !kinds[i].threat)
            n = dm_arguments(r, p, DM_SLOT_OBJ, no_word, act, 1);
        if (!n) return;
        if (!dm_is_verb(r, act[0]) && !kinds[i].threat && !dm_in_class(r, act[0], "aid") &&
            !dm_in_class(r, act[0], "money") && dm_frame_type(r, act[0]) == DM_EV_NONE)
            return;
        if (!dm_is_verb(r, act[0]) && kinds[i].threat && !is_threatened(r, tok, act[0])) return;
        if (dm_is_below(r, tok, act[0])) return; /* "the proposal offered by" */
        pledge made = {act[0], tok, kinds[i].state, kinds[i].threat};
        /* plans bind nobody, but they threaten */
        if (i != PLANS || is_threat(r, &made)) promise(r, made);
        return;
    }
}

static bool is_body(const dm_reading *r, int32_t actor) {
    if (actor == DM_NONE) return false;
    const dm_actor *a = &r->actors.at[actor];
    return a->kind == DM_ACTOR_STATE || a->sector == dm_code_of(DM_STR("GOV")) ||
           a->sector == dm_code_of(DM_STR("MIL"));
}

static bool speaks_for(const dm_reading *r, int32_t speaker, int32_t subject) {
    if (speaker == DM_NONE || subject == DM_NONE) return false;
    const dm_actor *a = &r->actors.at[speaker], *b = &r->actors.at[subject];
    if (speaker == subject || a->of == subject || b->of == speaker) return true;
    return a->country && a->country == b->country && b->kind != DM_ACTOR_PERSON &&
           (b->kind == DM_ACTOR_STATE || (a->sector && a->sector == b->sector));
}

/* "Seoul will respond", said by somebody of that side or told of a government. */
static void from_future(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t subject[4];
    if (!is_future(r, p) || is_routine(r, tok) || r->tok[r->tok[tok].left].tag == DM_TAG_WP) return;
    bool would = dm_str_is(dm_low(r, (uint32_t)p->modal), "would");
    int32_t said = r->said_in[tok];
    if (!dm_arguments(r, p, DM_SLOT_SUBJ, no_word, subject, 4)) return;
    int32_t m = r->mention_of[subject[0]], actor = m == DM_NONE ? DM_NONE : r->mentions.at[m].actor;
    bool own = said != DM_NONE && speaks_for(r, r->attributions.at[said].source_actor, actor);
    bool told = said == DM_NONE && !would && is_body(r, actor) && dm_in_class(r, tok, "giving_verb");
    if (own || told) promise(r, (pledge){tok, tok, NULL, false});
}

/* "announced 15 million dollars in aid" */
static void from_announcement(dm_reading *r, uint32_t tok) {
    uint32_t object[4];
    if (!dm_in_class(r, tok, "announcing_verb")) return;
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p || p->pos != 'v' || may_not_be(r, p) || !dm_arguments(r, p, DM_SLOT_OBJ, no_word, object, 4))
        return;
    if (dm_in_class(r, object[0], "aid") || dm_in_class(r, object[0], "money"))
        promise(r, (pledge){object[0], tok, NULL, false});
}

/* ---- obligations ---- */

/* The treaty, law or resolution that a clause stands in. */
static int32_t instrument_above(const dm_reading *r, uint32_t tok) {
    for (uint32_t at = tok, steps = 0; steps < 8 && r->tok[at].head != at; steps++) {
        at = r->tok[at].head;
        if (dm_is_noun(r, at) && dm_in_class(r, at, "instrument")) return (int32_t)at;
        /* "signed a treaty, stipulating that …" */
        int32_t object = dm_is_verb(r, at) ? dm_child(r, at, DM_DEP_dobj) : DM_NONE;
        if (object != DM_NONE && (uint32_t)object < tok && dm_in_class(r, (uint32_t)object, "instrument"))
            return object;
    }
    return DM_NONE;
}

/* The acts that move an instrument, and what is missing until each. */
static const struct move {
    const char *class, *state, *step;
} moves[] = {
    /* verbs (classes.tsv)  state after it  as a step      example */
    {"state_proposed", "proposed", "proposal"},         /* "tabled a draft" */
    {"state_agreed", "agreed", "agreement"},            /* "initialled the accord" */
    {"state_signed", "signed", "signature"},            /* "ministers signed it" */
    {"state_ratified", "ratified", "ratification"},     /* "parliament approved it" */
    {"state_in_force", "in_force", "entry into force"}, /* "took effect" */
    {"state_suspended", "suspended", "suspension"},     /* "froze the pact" */
    {"state_withdrawn", "withdrawn", "withdrawal"},     /* "has pulled out" */
    {"state_violated", "violated", "violation"},        /* "broke the truce" */
};

static const struct move *move_by(const dm_reading *r, uint32_t verb) {
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        if (dm_in_class(r, verb, moves[i].class)) return &moves[i];
    return NULL;
}

/* Does a noun phrase speak of the instrument: the same word, or "the document"? */
static bool is_instrument(const dm_reading *r, uint32_t tok, uint32_t instrument) {
    return dm_str_eq(r->tok[tok].lemma, r->tok[instrument].lemma) ||
           (tok > instrument && dm_in_class(r, tok, "document"));
}

/* What has yet to happen to the instrument, and who must do it: "has yet to be ratified by". */
static void find_pending(dm_reading *r, dm_commitment *c, uint32_t instrument) {
    for (uint32_t i = instrument; i < r->n; i++) {
        const struct move *m = dm_is_verb(r, i) ? move_by(r, i) : NULL;
        if (!m) continue;
        const dm_predicate *p = dm_predicate_at(r, i);
        uint32_t tok[4];
        if (!p || !dm_arguments(r, p, DM_SLOT_OBJ, (dm_str){"", 0}, tok, 4) ||
            !is_instrument(r, tok[0], instrument))
            continue;
        bool yet = p->negated;
        for (uint32_t at = i, steps = 0; steps < 3; at = r->tok[at].head, steps++)
            yet = yet || dm_child_word(r, at, DM_DEP_advmod, "yet") != DM_NONE;
        if (!yet) {
            c->state = m->state;
            continue;
        }
        c->pending = dm_str_of(m->step);
        c->pending_span = dm_subtree(r, i);
        if (dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, tok, 4)) c->pending_by = dm_actor_at(r, tok[0]);
        return;
    }
}

/* "Under the agreement, Chad will ..." */
static int32_t instrument_beside(dm_reading *r, const dm_predicate *p) {
    static const char *const preps[] = {"under", "by"};
    uint32_t tok[4];
    for (size_t i = 0; i < sizeof preps / sizeof *preps; i++)
        if (dm_arguments(r, p, DM_SLOT_PREP, dm_str_of(preps[i]), tok, 4) &&
            dm_in_class(r, tok[0], "binding_instrument"))
            return (int32_t)tok[0];
    return DM_NONE;
}

/* A clause of an instrument with shall, must or will. */
static void from_clause(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p || p->modal == DM_NONE) return;
    bool duty = dm_in_class(r, (uint32_t)p->modal, "duty_modal");
    int32_t instrument = duty ? instrument_above(r, tok) : DM_NONE;
    if (instrument == DM_NONE && (duty || dm_str_is(dm_low(r, (uint32_t)p->modal), "would")))
        instrument = instrument_beside(r, p);
    if (instrument == DM_NONE) return;
    dm_commitment *c = add(r, DM_OBLIGATION, tok);
    c->instrument = dm_subtree(r, (uint32_t)instrument);
    c->instrument.end = (uint32_t)instrument + 1;
    if (c->instrument.begin > (uint32_t)instrument) c->instrument.begin = (uint32_t)instrument;
    /* those who made it are bound */
    uint32_t maker = r->tok[instrument].head, parties[PARTIES];
    const dm_predicate *m = dm_is_verb(r, maker) ? dm_predicate_at(r, maker) : NULL;
    if (m) {
        const struct move *made = move_by(r, maker);
        if (made) c->state = made->state;
        uint32_t n = made ? dm_arguments(r, m, DM_SLOT_SUBJ, no_word, parties, PARTIES) : 0;
        for (uint32_t i = 0; i < n; i++) {
            int32_t actor = parties[i] == (uint32_t)instrument ? DM_NONE : dm_actor_at(r, parties[i]);
            add_actor(r, &c->committer, actor);
            add_actor(r, &c->beneficiary, actor);
        }
        int32_t time = DM_NONE;
        for (uint32_t i = 0; i < r->times.n && time == DM_NONE; i++)
            if (r->sentence_of[r->times.at[i].span.begin] == r->sentence_of[maker]) time = (int32_t)i;
        if (time != DM_NONE) c->date = r->times.at[time].value;
    }
    if (!c->committer.n) add_parties(r, &c->committer, p, DM_SLOT_SUBJ);
    find_pending(r, c, (uint32_t)instrument);
}

void dm_code_commitments(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (dm_is_verb(r, i)) {
            from_clause(r, i);
            from_future(r, i);
            from_announcement(r, i);
        }
        from_word(r, i);
    }
}

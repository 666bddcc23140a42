/* What binds a party to act: promises, threats, and the clauses of treaties, with their condition and how far
 * they are in force. */
#include <stdio.h>

#include "coding/reading.h"

enum { PARTIES = 8 };

static int32_t condition_of(const dm_reading *r, uint32_t tok) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_advcl) continue;
        int32_t mark = dm_child(r, (uint32_t)c, DM_DEP_mark);
        if (mark != DM_NONE && dm_in_class(r, (uint32_t)mark, "conditional")) return c;
    }
    return DM_NONE;
}

/* From the verb to the end of its clause, without the condition. */
static dm_span action_span(const dm_reading *r, uint32_t tok, int32_t condition) {
    dm_span s = {tok, r->tok[tok].right + 1};
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

static bool speaks_for(const dm_reading *r, int32_t speaker, int32_t subject) {
    if (speaker == DM_NONE || subject == DM_NONE) return false;
    const dm_actor *a = &r->actors.at[speaker], *b = &r->actors.at[subject];
    return speaker == subject || (a->country && a->country == b->country);
}

/* "Seoul will respond": the source says what his own side will do. */
static void from_attribution(dm_reading *r, const dm_attribution *a) {
    if (!a->row || a->content_tok == UINT32_MAX || a->negated || a->parent != DM_NONE) return;
    const dm_predicate *p = dm_predicate_at(r, a->content_tok);
    if (!p || p->pos != 'v' || p->negated) return;
    bool promises = dm_in_class(r, a->cue_tok, "promise_verb"),
         threatens = dm_in_class(r, a->cue_tok, "threat_verb");
    uint32_t subject[4];
    bool own = false;
    if (dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, subject, 4)) {
        int32_t m = r->mention_of[subject[0]];
        own = m != DM_NONE && speaks_for(r, a->source_actor, r->mentions.at[m].actor);
    }
    bool will = p->modal != DM_NONE && dm_in_class(r, (uint32_t)p->modal, "future_modal");
    if (!(own && will) && !(promises && (p->infinitive || will)) &&
        !(threatens && (p->infinitive || (own && will))))
        return;
    if (!own && !p->infinitive) return;
    dm_commitment *c = add(r, threatens ? DM_THREAT : DM_PROMISE, p->tok);
    add_actor(r, &c->committer, a->source_actor);
    if (c->modality.begin == c->modality.end) c->modality = (dm_span){a->cue_tok, a->cue_tok + 1};
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        if (e->tok != a->cue_tok && e->tok != p->tok) continue;
        for (uint32_t k = 0; k < e->recipient.n; k++)
            add_actor(r, &c->beneficiary, (int32_t)e->recipient.at[k]);
    }
}

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

/* A clause of an instrument with shall, must or will. */
static void from_clause(dm_reading *r, uint32_t tok) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p || p->modal == DM_NONE || !dm_in_class(r, (uint32_t)p->modal, "duty_modal")) return;
    int32_t instrument = instrument_above(r, tok);
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
        uint32_t n = dm_arguments(r, m, DM_SLOT_SUBJ, (dm_str){"", 0}, parties, PARTIES);
        for (uint32_t i = 0; i < n; i++) {
            int32_t actor = dm_actor_at(r, parties[i]);
            add_actor(r, &c->committer, actor);
            add_actor(r, &c->beneficiary, actor);
        }
        int32_t time = DM_NONE;
        for (uint32_t i = 0; i < r->times.n && time == DM_NONE; i++)
            if (r->sentence_of[r->times.at[i].span.begin] == r->sentence_of[maker]) time = (int32_t)i;
        if (time != DM_NONE) c->date = r->times.at[time].value;
    }
    find_pending(r, c, (uint32_t)instrument);
}

void dm_code_commitments(dm_reading *r) {
    for (uint32_t i = 0; i < r->attributions.n; i++) from_attribution(r, &r->attributions.at[i]);
    for (uint32_t i = 0; i < r->n; i++)
        if (dm_is_verb(r, i)) from_clause(r, i);
}

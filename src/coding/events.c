/* What happened: a frame of the tables matches a predicate; operators above it decide what becomes of it;
 * grammatical places give the parties; mentions of one happening become one event. */
#include "coding/events.h"

#include <stdio.h>

/* ---- parties ---- */

/* "the Israeli premier's invitation to visit Israel": nobody agrees with his own state. */
static bool is_own_state(const dm_reading *r, const dm_event *e, uint32_t party) {
    const dm_actor *state = &r->actors.at[party];
    if (e->type != DM_EV_AGREE || state->kind != DM_ACTOR_STATE || state->caller) return false;
    for (uint32_t i = 0; i < e->actor.n; i++) {
        const dm_actor *a = &r->actors.at[e->actor.at[i]];
        if (a->country && a->country == state->country && a->sector == state->sector) return true;
    }
    return false;
}

/* Nobody does it to himself. */
static void drop_self(const dm_reading *r, dm_event *e) {
    for (uint32_t k = 0; k < e->recipient.n; k++)
        if (dm_has_party(&e->actor, e->recipient.at[k]) || is_own_state(r, e, e->recipient.at[k]))
            e->recipient.at[k--] = e->recipient.at[--e->recipient.n];
}

/* All parties of a mutual act are actors. */
static void make_mutual(dm_event *e) {
    for (uint32_t i = 0; i < e->recipient.n; i++) dm_add_party(&e->actor, e->recipient.at[i]);
    e->recipient.n = 0;
}

/* "killed in an attack by rebels", "killed when rebels attacked", "injured after police fired". */
static void cause_of_passive(dm_reading *r, const dm_predicate *p, dm_event *e) {
    for (int32_t c = r->child[p->tok]; c != DM_NONE && !e->actor.n; c = r->sibling[c]) {
        uint32_t act = UINT32_MAX;
        if (r->tok[c].dep == DM_DEP_advcl && r->tok[r->tok[c].left].tag == DM_TAG_WRB) {
            act = (uint32_t)c;
        } else if (r->tok[c].dep == DM_DEP_prep && dm_in_class(r, (uint32_t)c, "causal_preposition")) {
            int32_t object = dm_child(r, (uint32_t)c, DM_DEP_pobj);
            if (object != DM_NONE) act = dm_through_quantity(r, (uint32_t)object);
        }
        const dm_frame_row *f = act == UINT32_MAX ? NULL : dm_frame_at(r, act);
        if (f && f->event && r->lex->types[f->event - 1].quad == r->lex->types[e->type - 1].quad)
            dm_follow_paths(r, dm_predicate_at(r, act), f->actor, f->n_actor, &e->actor, true);
    }
}

/* "during a meeting with X he said": he was there. */
static void add_attender(dm_reading *r, const dm_predicate *p, dm_event *e) {
    uint32_t prep = r->tok[p->tok].head, verb = r->tok[prep].head;
    if (r->tok[p->tok].dep != DM_DEP_pobj || !dm_in_class(r, prep, "attending_preposition") ||
        !dm_is_verb(r, verb))
        return;
    int32_t s = dm_surface_subject(r, verb);
    if (s != DM_NONE) dm_add_parties_at(r, (uint32_t)s, true, &e->actor);
}

static void frame_parties(dm_reading *r, const dm_predicate *p, const dm_frame_row *f, dm_event *e) {
    dm_follow_paths(r, p, f->actor, f->n_actor, &e->actor, true);
    if (!e->actor.n && p->passive) cause_of_passive(r, p, e);
    dm_follow_paths(r, p, f->recipient, f->n_recipient, &e->recipient, false);
    bool mutual = dm_type_has(r, e->type, DM_TYPE_RECIPROCAL) || f->flags & DM_FRAME_RECIPROCAL;
    if (mutual && p->pos == 'n' && e->actor.n + e->recipient.n == 1) add_attender(r, p, e);
    drop_self(r, e);
}

/* The parties of what stands at a token, whatever it is: of an operator those of its act too. */
static void act_parties(dm_reading *r, uint32_t tok, dm_actors *actor, dm_actors *recipient, int depth) {
    const dm_coded *c = &r->coded[tok];
    dm_event e = {.actor = dm_no_parties(r), .recipient = dm_no_parties(r)};
    if (c->over) {
        const dm_operator_row *o = c->over;
        const dm_predicate *p = dm_predicate_at(r, tok);
        dm_follow_paths(r, p, o->actor, o->n_actor, &e.actor, true);
        dm_follow_paths(r, p, o->recipient, o->n_recipient, &e.recipient, false);
        if (depth > 0 && !e.recipient.n) act_parties(r, c->act, &e.actor, &e.recipient, depth - 1);
    } else if (c->frame) {
        frame_parties(r, dm_predicate_at(r, tok), c->frame, &e);
    }
    if (!actor->n) *actor = e.actor;
    if (!recipient->n) *recipient = e.recipient;
}

/* An operator names who acts and perhaps towards whom; else the act below tells: of a demand who is to act,
 * of what one agrees to, refuses or threatens whom it concerns. */
static void operator_parties(dm_reading *r, const dm_predicate *p, const dm_coded *c, dm_event *e) {
    const dm_operator_row *o = c->over;
    dm_follow_paths(r, p, o->actor, o->n_actor, &e->actor, true);
    dm_follow_paths(r, p, o->recipient, o->n_recipient, &e->recipient, false);
    drop_self(r, e);
    if (e->recipient.n) return;
    dm_actors doer = dm_no_parties(r), target = dm_no_parties(r);
    act_parties(r, c->act, &doer, &target, 3);
    if (o->outcome == DM_OUTCOME_REQUESTED || o->outcome == DM_OUTCOME_PREVENTED ||
        o->outcome == DM_OUTCOME_ALLOWED || e->type == DM_EV_REQUEST || e->type == DM_EV_ACCUSE) {
        e->recipient = doer;
        drop_self(r, e);
        return;
    }
    e->recipient = target;
    drop_self(r, e);
    bool mutual = c->act < r->n && dm_type_has(r, r->coded[c->act].type, DM_TYPE_RECIPROCAL);
    if (!e->recipient.n && (mutual || !e->actor.n)) {
        e->recipient = doer;
        drop_self(r, e);
    }
}

/* ---- when ---- */

/* YYYYMMDD of a value's last day as far as it goes, 0 if it is no calendar date. */
static uint32_t last_day(dm_str v) {
    uint32_t part[3] = {0, 12, 31}, n = 0;
    for (size_t i = 0; i < v.n && n < 3; i++) {
        uint32_t number = 0, digits = 0;
        while (i < v.n && v.p[i] >= '0' && v.p[i] <= '9')
            number = 10 * number + (uint32_t)(v.p[i++] - '0'), digits++;
        if (digits != (n ? 2u : 4u)) break;
        part[n++] = number;
        if (i < v.n && v.p[i] != '-') break;
    }
    return n ? part[0] * 10000 + part[1] * 100 + part[2] : 0;
}

/* Over long before the story: dated half a year or more before the document. */
static bool is_long_past(const dm_reading *r, const dm_event *e) {
    if (e->time == DM_NONE || !r->day) return false;
    uint32_t day = last_day(r->times.at[e->time].value);
    if (!day) return false;
    int32_t months = (int32_t)(r->day / 10000 - day / 10000) * 12 + (int32_t)(r->day / 100 % 100) -
                     (int32_t)(day / 100 % 100);
    return months >= 6;
}

/* ---- what becomes of it ---- */

static uint32_t clause_verb(const dm_reading *r, uint32_t tok) {
    for (int steps = 0; steps < 6 && !dm_is_verb(r, tok) && r->tok[tok].head != tok; steps++)
        tok = r->tok[tok].head;
    return tok;
}

/* Does the side that is to act say so itself? */
static bool is_own_word(dm_reading *r, const dm_event *e) {
    int32_t said = dm_attribution_around(r, e->tok);
    if (said == DM_NONE) return false;
    int32_t source = r->attributions.at[said].source_actor;
    if (source == DM_NONE) return false;
    if (!e->actor.n) { /* "said it would": the pronoun is most likely the speaker */
        int32_t s = dm_surface_subject(r, dm_is_verb(r, e->tok) ? e->tok : clause_verb(r, e->tok));
        return s == DM_NONE || r->tok[s].pos == DM_POS_PRON;
    }
    const dm_actor *s = &r->actors.at[source], *a = &r->actors.at[e->actor.at[0]];
    if (!a->country && !a->name.p) return true;
    return dm_same_side(r, (uint32_t)source, e->actor.at[0]) || (s->country && s->country == a->country) ||
           (!a->country && r->mentions.at[a->mentions.at[0]].form == DM_FORM_NOMINAL);
}

static void become(dm_event *e, const dm_outcome_row *row) {
    e->about = e->type;
    e->type = row->event;
    e->mode = row->event_mode;
    e->cameo = 0;
    e->became = true;
    e->aux &= ~(uint32_t)DM_AUX_FUTURE;
}

bool dm_announce(dm_reading *r, dm_event *e) {
    const dm_outcome_row *row = dm_lexicon_outcome(r->lex, DM_OUTCOME_ANNOUNCED, e->type, e->mode);
    bool said = dm_attribution_around(r, e->tok) != DM_NONE, own = is_own_word(r, e);
    if (!row || row->event == e->type) {
        e->aux |= DM_AUX_FUTURE;
        return true;
    }
    if (!row->event) return false;
    bool eases = e->type == DM_EV_CONCEDE || e->type == DM_EV_RETREAT;
    bool hurts = row->event == DM_EV_THREATEN;
    if ((eases && !own) || (hurts && said && !own)) {
        e->aux |= DM_AUX_FUTURE;
        return true;
    }
    become(e, row);
    e->construction = "future";
    if (!said || own) e->author = DM_FACT_CT_PLUS;
    return true;
}

/* Modality, negation and what operators left of it. False: no event. */
static bool weigh(dm_reading *r, dm_event *e, const dm_predicate *p, uint32_t fate) {
    int32_t light = p->pos == 'n' ? dm_light_verb_of(r, e->tok) : DM_NONE;
    if (light != DM_NONE && !p->negated) p = dm_predicate_at(r, (uint32_t)light); /* "will hold talks" */
    bool verb = p->pos == 'v', ahead = (fate & DM_ACT_ANNOUNCED) || (verb && dm_is_ahead(r, p));
    const dm_predicate *above = fate & DM_ACT_ANNOUNCED && r->coded[e->tok].above != DM_NONE
                                    ? dm_predicate_at(r, (uint32_t)r->coded[e->tok].above)
                                    : NULL;
    bool negated = p->negated || (above && above->negated);
    dm_reality reality = dm_reality_of(r, e->tok);
    if (reality == DM_IRREAL) return false;
    if (ahead && negated) {
        const dm_outcome_row *row = dm_lexicon_outcome(r->lex, DM_OUTCOME_REFUSED, e->type, e->mode);
        if (!row || !row->event) return false;
        become(e, row);
        e->construction = "will not";
        if (dm_attribution_around(r, e->tok) == DM_NONE || is_own_word(r, e)) e->author = DM_FACT_CT_PLUS;
    } else if (ahead) {
        if (!dm_announce(r, e)) return false;
    } else if (negated && e->type == DM_EV_AGREE && e->act != DM_NONE) { /* "is not ready to meet" */
        const dm_outcome_row *row = dm_lexicon_outcome(r->lex, DM_OUTCOME_REFUSED, e->about, 0);
        if (!row || !row->event) return false;
        become(e, row);
        e->construction = "not willing";
    } else if (negated || fate & DM_AUX_NEGATION) {
        /* only what the author himself says did not happen */
        if (reality != DM_REAL || (verb && !p->past && !p->perfect)) return false;
        e->aux |= DM_AUX_NEGATION;
        e->author = DM_FACT_CT_MINUS;
    }
    if (fate & DM_ACT_REPORTED) e->author = DM_FACT_UU;
    e->aux |= fate & (DM_AUX_FUTURE | DM_AUX_HYPOTHETICAL);
    if (is_long_past(r, e)) e->aux |= DM_AUX_HISTORICAL;
    if (dm_type_has(r, e->type, DM_TYPE_ANNOUNCES))
        e->aux &= ~(uint32_t)(DM_AUX_FUTURE | DM_AUX_HYPOTHETICAL);
    if (e->author == DM_FACT_CT_MINUS && !(e->aux & DM_AUX_NEGATION)) e->author = DM_FACT_UU;
    return true;
}

/* ---- the whole ---- */

static dm_span event_span(dm_reading *r, const dm_event *e) {
    dm_span s = e->trigger;
    uint32_t sentence = r->sentence_of[e->tok];
    const dm_actors *sides[] = {&e->actor, &e->recipient};
    for (int k = 0; k < 2; k++)
        for (uint32_t i = 0; i < sides[k]->n; i++) {
            const dm_actor *a = &r->actors.at[sides[k]->at[i]];
            for (uint32_t m = 0; m < a->mentions.n; m++) {
                dm_span x = r->mentions.at[a->mentions.at[m]].span;
                if (r->sentence_of[x.begin] != sentence) continue;
                if (x.begin < s.begin) s.begin = x.begin;
                if (x.end > s.end) s.end = x.end;
                break;
            }
        }
    return s;
}

dm_event dm_blank_event(dm_reading *r, uint32_t tok) {
    dm_event e = {.tok = tok, .trigger = {tok, tok + 1}, .place = DM_NONE, .time = DM_NONE, .act = DM_NONE};
    e.actor = dm_no_parties(r);
    e.recipient = dm_no_parties(r);
    e.author = r->worth[tok].value[0];
    dm_belief held[DM_HOLDERS];
    for (uint32_t i = 0, n = dm_beliefs_at(r, tok, held); i < n; i++)
        dm_vec_push(r->arena, &e.beliefs, held[i]);
    e.time = dm_time_of(r, tok);
    return e;
}

static bool has_agent(dm_reading *r, const dm_predicate *p) {
    uint32_t tok[2];
    return dm_arguments(r, p, DM_SLOT_SUBJ, (dm_str){"", 0}, tok, 2) > 0;
}

/* The actor that is a country itself, not one of its regions. */
static int32_t state_of(const dm_reading *r, dm_code3 country) {
    for (uint32_t i = 0; country && i < r->actors.n; i++) {
        const dm_actor *a = &r->actors.at[i];
        bool region = a->sense && a->sense->kind >= DM_SENSE_REGION;
        if (a->kind == DM_ACTOR_STATE && a->country == country && !a->members.n && !region &&
            a->sector == DM_GOV)
            return (int32_t)i;
    }
    return DM_NONE;
}

/* The country where something happens, as far as the text tells. */
static dm_code3 country_of_act(dm_reading *r, const dm_event *e) {
    int32_t place = dm_event_place(r, e->tok, e->trigger);
    return place == DM_NONE || !r->places.at[place].country ? r->home : r->places.at[place].country;
}

/* "was jailed", "was charged": by the state where it happened, unless it says by whom. */
static void imply_state(dm_reading *r, const dm_predicate *p, dm_event *e) {
    bool power = e->type == DM_EV_COERCE || e->type == DM_EV_SANCTION ||
                 (e->type == DM_EV_ACCUSE && dm_in_class(r, e->tok, "prosecution")) ||
                 dm_in_class(r, e->tok, "execution") ||
                 (e->mode && dm_str_is(dm_lexicon_text(r->lex, e->mode), "release"));
    if (!power || e->actor.n || (p->pos == 'v' && !p->passive)) return;
    for (uint32_t i = 0; i < e->recipient.n; i++) /* "sanctions imposed on Sudan" */
        if (r->actors.at[e->recipient.at[i]].kind == DM_ACTOR_STATE) return;
    int32_t state = state_of(r, country_of_act(r, e));
    if (state == DM_NONE || dm_has_party(&e->recipient, (uint32_t)state)) return;
    dm_add_party(&e->actor, (uint32_t)state);
    e->implied = true;
}

/* Acts against somebody, whether or not the text names him. */
static bool is_against(uint32_t type) {
    return type == DM_EV_ACCUSE || type == DM_EV_REQUEST || type == DM_EV_REJECT || type == DM_EV_THREATEN ||
           type == DM_EV_COERCE || type == DM_EV_SANCTION;
}

/* Those and what is done for somebody. */
static bool has_addressee(uint32_t type) {
    return is_against(type) || type == DM_EV_SUPPORT || type == DM_EV_AGREE || type == DM_EV_CONCEDE ||
           type == DM_EV_ASSAULT || type == DM_EV_MOBILIZE || type == DM_EV_AID || type == DM_EV_PROTEST;
}

/* In a story of one country its own state is meant: "the opposition demanded new elections". */
static void imply_home(dm_reading *r, dm_event *e) {
    dm_code3 own = r->actors.at[e->actor.at[0]].country;
    int32_t state = own && own == r->home ? state_of(r, own) : DM_NONE;
    if (state != DM_NONE && !dm_has_party(&e->actor, (uint32_t)state))
        dm_add_party(&e->recipient, (uint32_t)state);
}

/* "condemned the raid on Chad and warned that it would respond": against whom the verb before is. */
static void share_recipients(const dm_reading *r, const dm_events *before, dm_event *e) {
    if (r->tok[e->tok].dep != DM_DEP_conj) return;
    for (uint32_t i = before->n; i-- > 0;) {
        const dm_event *first = &before->at[i];
        if (first->tok < r->tok[e->tok].head) return;
        if (first->tok != r->tok[e->tok].head || !is_against(first->type)) continue;
        for (uint32_t k = 0; k < first->recipient.n; k++)
            if (!dm_has_party(&e->actor, first->recipient.at[k]))
                dm_add_party(&e->recipient, first->recipient.at[k]);
        return;
    }
}

/* Is there an event at a token, and which? Without its parties' being enough for one.
 * before: the events of the words before. */
static bool make_event(dm_reading *r, uint32_t tok, const dm_events *before, dm_event *e) {
    const dm_coded *c = &r->coded[tok];
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t flags = 0;
    if (c->fate & (DM_ACT_DROPPED | DM_ACT_CONSUMED)) return false;
    if (p->pos == 'n' && r->tok[tok].dep == DM_DEP_compound) return false; /* "attack helicopters" */
    if (p->pos == 'v' && r->tok[tok].dep == DM_DEP_amod && !has_agent(r, p))
        return false; /* "wounded soldiers" */
    bool outer =
        c->over && c->over->outcome != DM_OUTCOME_SAME && c->over->outcome != DM_OUTCOME_ANNOUNCED && c->type;
    bool silenced = c->over && !c->type && c->over->fate == DM_FATE_DROP; /* "declined to comment" */
    if (!outer && (silenced || !c->frame || !c->frame->event)) return false;
    *e = dm_blank_event(r, tok);
    if (outer) {
        const dm_operator_row *o = c->over;
        e->type = c->type;
        e->mode = c->mode;
        e->cameo = o->cameo;
        e->rule = o->is;
        e->construction = "operator";
        e->act = (int32_t)c->act;
        e->about = r->coded[c->act].type;
        operator_parties(r, p, c, e);
    } else {
        const dm_frame_row *f = c->frame;
        e->type = f->event;
        e->mode = f->mode;
        e->cameo = f->cameo;
        e->rule = f->is;
        flags = f->flags;
        e->construction = p->pos == 'n'   ? "noun"
                          : p->pos == 'a' ? "adjective"
                          : p->passive    ? "passive"
                                          : "active";
        frame_parties(r, p, f, e);
    }
    imply_state(r, p, e);
    if (!e->recipient.n && is_against(e->type)) share_recipients(r, before, e);
    if (!e->recipient.n && e->actor.n && has_addressee(e->type)) {
        dm_search_recipient(r, p, &e->actor, &e->recipient);
        if (!e->recipient.n && is_against(e->type)) imply_home(r, e);
    }
    e->mutual = dm_type_has(r, e->type, DM_TYPE_RECIPROCAL) || flags & DM_FRAME_RECIPROCAL;
    if (!weigh(r, e, p, c->fate)) return false;
    if (e->mutual && !e->became) make_mutual(e);
    return true;
}

static bool is_duty(const dm_reading *r, const dm_predicate *p) {
    if (p->modal != DM_NONE) return dm_in_class(r, (uint32_t)p->modal, "obligation_modal");
    /* "has to", "needs to" */
    uint32_t h = r->tok[p->tok].head;
    return r->tok[p->tok].dep == DM_DEP_xcomp && p->infinitive &&
           (dm_str_is(r->tok[h].lemma, "have") || dm_str_is(r->tok[h].lemma, "need"));
}

/* "Chad said Sudan must leave": who says of another that he must demands it. */
static bool make_demand(dm_reading *r, uint32_t tok, dm_event *e) {
    int32_t said = dm_attribution_around(r, tok);
    if (said == DM_NONE || !dm_is_verb(r, tok)) return false;
    const dm_attribution *a = &r->attributions.at[said];
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t top = dm_first_conjunct(r, tok);
    if (r->tok[top].dep == DM_DEP_xcomp) top = dm_first_conjunct(r, r->tok[top].head);
    if (!a->row || a->row->is.pos != 'v' || a->row->kind != DM_CUE_SAY || a->source_actor == DM_NONE ||
        a->content_tok != top || p->passive || !is_duty(r, p))
        return false;
    int32_t s = dm_surface_subject(r, tok);
    int32_t who = s == DM_NONE ? DM_NONE : dm_party_at(r, (uint32_t)s, true);
    uint32_t source = (uint32_t)a->source_actor;
    if (who == DM_NONE || dm_same_side(r, source, (uint32_t)who) || dm_str_is(r->tok[tok].lemma, "be"))
        return false;
    const dm_outcome_row *row =
        dm_lexicon_outcome(r->lex, DM_OUTCOME_REQUESTED, r->coded[tok].type, r->coded[tok].mode);
    if (!row || !row->event) return false;
    *e = dm_blank_event(r, tok);
    become(e, row);
    e->rule = a->row->is;
    e->construction = "must";
    e->author = r->author_value[a->cue_tok] ? r->author_value[a->cue_tok] : DM_FACT_CT_PLUS;
    dm_add_party(&e->actor, source);
    dm_add_party(&e->recipient, (uint32_t)who);
    return dm_is_political(r, (uint32_t)who);
}

static void add_event(dm_reading *r, dm_event *e) {
    e->span = event_span(r, e);
    e->place = dm_event_place(r, e->tok, e->span);
    dm_event *same = dm_find_same_event(r, e);
    if (same)
        dm_merge_event(r, same, e);
    else
        dm_vec_push(r->arena, &r->events, *e);
}

static void name_events(dm_reading *r) {
    for (uint32_t i = 0; i < r->events.n; i++) {
        char id[16];
        snprintf(id, sizeof id, "e%u", i + 1);
        r->events.at[i].id = dm_arena_copy(r->arena, dm_str_of(id));
    }
}

void dm_code_events(dm_reading *r) {
    r->coded = dm_arena_zero(r->arena, r->n, sizeof *r->coded);
    dm_find_sayings(r);
    dm_find_operators(r, r->coded);
    dm_events found = {0};
    for (uint32_t i = 0; i < r->n; i++) {
        dm_event e;
        if (((r->coded[i].frame || r->coded[i].over) && make_event(r, i, &found, &e)) ||
            make_demand(r, i, &e))
            dm_vec_push(r->arena, &found, e);
    }
    dm_join_entities(r, found.at, found.n);
    for (uint32_t i = 0; i < found.n; i++) dm_choose_type(r, &found.at[i]);
    bool sports = dm_is_about_sports(r);
    for (uint32_t i = 0; !sports && i < found.n; i++)
        if (dm_is_politics(r, &found.at[i])) add_event(r, &found.at[i]);
    dm_supply_events(r);
    dm_find_contexts(r);
    name_events(r);
}

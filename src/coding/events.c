/* What happened: a frame of the tables matches a predicate; operators above it decide what becomes of it;
 * grammatical places give the parties; mentions of one happening become one event. */
#include <stdio.h>
#include <stdlib.h>

#include "coding/reading.h"

enum { PARTIES = 16 };

/* What the tables make of one predicate. */
typedef struct coded {
    const dm_frame_row *frame;
    const dm_operator_row *operator;
    uint32_t act;  /* the operator's act */
    uint32_t fate; /* of the frame's own event, by operators above: bits of DM_AUX_*, DROPPED */
    bool looked;
} coded;

enum { DROPPED = 1 << 8 };

static const dm_frame_row *find_frame(dm_reading *r, uint32_t tok) {
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[tok].lemma);
    if (lemma < 0 || !r->lex->lemma_frames[lemma].n) return NULL;
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p) return NULL;
    const dm_frame_row *best = NULL;
    dm_range32 rows = r->lex->lemma_frames[lemma];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_frame_row *f = &r->lex->frames[rows.first + i];
        if (f->is.pos != (uint32_t)p->pos || (best && f->is.n_when <= best->is.n_when) ||
            !dm_when(r, p, &f->is))
            continue;
        best = f;
    }
    return best;
}

uint32_t dm_frame_type(dm_reading *r, uint32_t tok) {
    const dm_frame_row *f = find_frame(r, tok);
    return f ? f->event : DM_EV_NONE;
}

static uint32_t type_of(const coded *c) {
    return c->operator&& c->operator->event ? c->operator->event : c->frame ? c->frame->event : DM_EV_NONE;
}

static bool inner_fits(dm_reading *r, coded *all, const dm_operator_row *o, uint32_t act) {
    if (!o->n_inner) return true;
    for (uint32_t i = 0; i < o->n_inner; i++) {
        const dm_value *v = &r->lex->values[o->inner + i];
        uint32_t type = type_of(&all[act]);
        if (v->kind == DM_FILL_EVENT && type && (!v->id || v->id == type)) return true;
        if (v->kind == DM_FILL_LEMMA && dm_str_eq(r->tok[act].lemma, dm_lexicon_text(r->lex, v->id)))
            return true;
        if (v->kind == DM_FILL_CLASS && dm_classes(r, act) >> v->id & 1) return true;
    }
    return false;
}

/* Operators from the innermost outwards, so that an inner one's type is known to the outer. */
static void find_operator(dm_reading *r, coded *all, uint32_t tok, int depth) {
    if (all[tok].looked || depth == 0) return;
    all[tok].looked = true;
    int32_t lemma = dm_lexicon_lemma(r->lex, r->tok[tok].lemma);
    if (lemma < 0 || !r->lex->lemma_operators[lemma].n) return;
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (!p) return;
    dm_range32 rows = r->lex->lemma_operators[lemma];
    uint32_t best_score = 0;
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_operator_row *o = &r->lex->operators[rows.first + i];
        uint32_t acts[8];
        if (o->is.pos != (uint32_t)p->pos || !dm_when(r, p, &o->is)) continue;
        uint32_t n = dm_arguments(r, p, (dm_slot)o->slot, dm_lexicon_text(r->lex, o->prep), acts, 8);
        for (uint32_t k = 0; k < n; k++) {
            find_operator(r, all, acts[k], depth - 1);
            uint32_t score = 1 + o->is.n_when + 2 * (o->n_inner > 0);
            if (score <= best_score || !inner_fits(r, all, o, acts[k])) continue;
            best_score = score;
            all[tok].operator= o;
            all[tok].act = acts[k];
        }
    }
}

static uint32_t fate_bits(uint32_t fate) {
    switch (fate) {
    case DM_FATE_FUTURE: return DM_AUX_FUTURE;
    case DM_FATE_HYPOTHETICAL: return DM_AUX_HYPOTHETICAL;
    case DM_FATE_NEGATION: return DM_AUX_NEGATION;
    case DM_FATE_DROP: return DROPPED;
    default: return 0;
    }
}

/* An operator's verdict on its act, and on what the act is said of: "agreed to stop the bombing" drops both.
 */
static void pass_fate(dm_reading *r, coded *all, uint32_t tok, uint32_t bits, int depth) {
    if (depth == 0) return;
    all[tok].fate |= bits;
    if (!(bits & DROPPED)) return;
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == DM_DEP_conj || r->tok[c].dep == DM_DEP_dobj || r->tok[c].dep == DM_DEP_xcomp ||
            r->tok[c].dep == DM_DEP_ccomp || r->tok[c].dep == DM_DEP_nsubjpass)
            pass_fate(r, all, (uint32_t)c, bits, depth - 1);
}

/* ---- parties ---- */

/* Who is behind a noun that is nobody: by whom, whose, of which country. */
static int32_t behind(dm_reading *r, uint32_t tok, int depth) {
    static const dm_slot slots[] = {DM_SLOT_SUBJ, DM_SLOT_POSS, DM_SLOT_MOD, DM_SLOT_OF};
    const dm_predicate *p = dm_predicate_at(r, tok);
    uint32_t found[8];
    if (!p || p->pos != 'n' || depth == 0) return DM_NONE;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        uint32_t n = dm_arguments(r, p, slots[i], (dm_str){"", 0}, found, 8);
        for (uint32_t k = 0; k < n; k++) {
            int32_t m = r->mention_of[found[k]];
            if (m != DM_NONE && r->mentions.at[m].party && r->mentions.at[m].actor != DM_NONE)
                return r->mentions.at[m].actor;
            if (slots[i] == DM_SLOT_OF) {
                int32_t deeper = behind(r, found[k], depth - 1);
                if (deeper != DM_NONE) return deeper;
            }
        }
    }
    return DM_NONE;
}

static int32_t party_at(dm_reading *r, uint32_t tok, bool actor) {
    int32_t m = r->mention_of[tok];
    if (m != DM_NONE && (r->mentions.at[m].party || r->mentions.at[m].form == DM_FORM_PRONOUN)) {
        int32_t a = r->mentions.at[m].actor;
        if (a == DM_NONE || !r->actors.at[a].party) return DM_NONE;
        return r->mentions.at[m].kind == DM_ACTOR_STATE && !r->mentions.at[m].country ? DM_NONE : a;
    }
    if (dm_is_verb(r, tok)) return DM_NONE;
    int32_t other = behind(r, tok, 2);
    if (other != DM_NONE) return other;
    /* any noun phrase can be a party; one that names an act cannot */
    if (!actor || !dm_is_noun(r, tok) || dm_frame_type(r, tok) || !dm_in_class(r, tok, "person"))
        return DM_NONE;
    return dm_actor_at(r, tok);
}

static void add_party(dm_actors *list, uint32_t actor) {
    for (uint32_t i = 0; i < list->n; i++)
        if (list->at[i] == actor) return;
    if (list->n < PARTIES) list->at[list->n++] = actor;
}

static uint32_t from_slot(dm_reading *r, const dm_predicate *p, uint32_t slot, dm_text prep, uint32_t *out,
                          uint32_t room) {
    return dm_arguments(r, p, (dm_slot)slot, dm_lexicon_text(r->lex, prep), out, room);
}

/* The parties that the first path with any of them leads to. */
static void follow(dm_reading *r, const dm_predicate *p, uint32_t first, uint32_t n, dm_actors *out,
                   bool actor) {
    for (uint32_t i = 0; i < n && !out->n; i++) {
        const dm_path *path = &r->lex->paths[first + i];
        uint32_t tok[PARTIES], found = from_slot(r, p, path->slot, path->prep, tok, PARTIES);
        for (uint32_t k = 0; k < found; k++) {
            if (!path->inner) {
                int32_t a = party_at(r, tok[k], actor);
                if (a != DM_NONE) add_party(out, (uint32_t)a);
                continue;
            }
            const dm_predicate *inner = dm_predicate_at(r, tok[k]);
            uint32_t deep[PARTIES],
                m = inner ? from_slot(r, inner, path->inner, path->inner_prep, deep, PARTIES) : 0;
            for (uint32_t d = 0; d < m; d++) {
                int32_t a = party_at(r, deep[d], actor);
                if (a != DM_NONE) add_party(out, (uint32_t)a);
            }
        }
    }
}

static dm_actors empty_parties(dm_reading *r) {
    return (dm_actors){dm_arena_array(r->arena, PARTIES, sizeof(uint32_t)), 0};
}

static bool has_code(const dm_reading *r, const dm_actors *list) {
    for (uint32_t i = 0; i < list->n; i++) {
        const dm_actor *a = &r->actors.at[list->at[i]];
        if (a->id.p && a->mentions.n && r->mentions.at[a->mentions.at[0]].caller) return true;
        if ((a->country || a->sector) && a->relevant) return true;
    }
    return false;
}

/* ---- auxiliary modes ---- */

static uint32_t auxiliary(dm_reading *r, const dm_event *e, uint32_t fate) {
    const dm_predicate *p = dm_predicate_at(r, e->tok);
    uint32_t aux = fate & (DM_AUX_FUTURE | DM_AUX_HYPOTHETICAL | DM_AUX_NEGATION);
    bool announces = (r->lex->types[e->type - 1].flags & DM_TYPE_ANNOUNCES) != 0;
    if (p && p->modal != DM_NONE && dm_in_class(r, (uint32_t)p->modal, "future_modal") &&
        e->author == DM_FACT_PR_PLUS)
        aux |= DM_AUX_FUTURE;
    if (e->author == DM_FACT_CT_MINUS) aux |= DM_AUX_NEGATION;
    if (announces) aux &= ~(uint32_t)(DM_AUX_FUTURE | DM_AUX_HYPOTHETICAL);
    return aux;
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

static bool same_parties(const dm_actors *a, const dm_actors *b) {
    if (a->n != b->n) return false;
    for (uint32_t i = 0; i < a->n; i++) {
        bool in = false;
        for (uint32_t k = 0; k < b->n; k++) in = in || a->at[i] == b->at[k];
        if (!in) return false;
    }
    return true;
}

static bool within(const dm_actors *a, const dm_actors *b) {
    for (uint32_t i = 0; i < a->n; i++) {
        bool in = false;
        for (uint32_t k = 0; k < b->n; k++) in = in || a->at[i] == b->at[k];
        if (!in) return false;
    }
    return true;
}

/* Another mention of an event that is there already? */
static bool is_same(const dm_reading *r, const dm_event *old, const dm_event *e) {
    if (old->type != e->type || old->aux != e->aux) return false;
    if (old->mode && e->mode && old->mode != e->mode) return false;
    if (!same_parties(&old->actor, &e->actor)) return false;
    if (!within(&old->recipient, &e->recipient) && !within(&e->recipient, &old->recipient)) return false;
    return old->tok == e->tok || dm_is_noun(r, e->tok) ||
           dm_str_eq(r->tok[old->tok].lemma, r->tok[e->tok].lemma);
}

static void emit(dm_reading *r, const coded *c, uint32_t tok, bool by_operator) {
    const dm_predicate *p = dm_predicate_at(r, tok);
    dm_event e = {.tok = tok, .place = DM_NONE, .same_as = DM_NONE};
    uint32_t flags = 0;
    e.actor = empty_parties(r);
    e.recipient = empty_parties(r);
    e.trigger = (dm_span){tok, tok + 1};
    if (by_operator) {
        const dm_operator_row *o = c->operator;
        e.type = o->event;
        e.mode = o->mode;
        e.cameo = o->cameo;
        e.rule = o->is;
        e.construction = "operator";
        follow(r, p, o->actor, o->n_actor, &e.actor, true);
        follow(r, p, o->recipient, o->n_recipient, &e.recipient, false);
        /* whom the act would concern, if the operator names nobody */
        const dm_frame_row *inner = find_frame(r, c->act);
        if (!e.recipient.n && inner) {
            const dm_predicate *q = dm_predicate_at(r, c->act);
            follow(r, q, inner->recipient, inner->n_recipient, &e.recipient, false);
            if (!e.recipient.n && inner->flags & DM_FRAME_RECIPROCAL)
                follow(r, q, inner->actor, inner->n_actor, &e.recipient, false);
        }
        if (r->lex->types[e.type - 1].flags & DM_TYPE_RECIPROCAL) flags |= DM_FRAME_RECIPROCAL;
    } else {
        const dm_frame_row *f = c->frame;
        e.type = f->event;
        e.mode = f->mode;
        e.cameo = f->cameo;
        e.rule = f->is;
        flags = f->flags;
        e.construction = p->pos == 'n' ? "noun" : p->passive ? "passive" : "active";
        follow(r, p, f->actor, f->n_actor, &e.actor, true);
        follow(r, p, f->recipient, f->n_recipient, &e.recipient, false);
    }
    for (uint32_t i = 0; i < e.actor.n; i++) /* nobody does it to himself */
        for (uint32_t k = 0; k < e.recipient.n; k++)
            if (e.actor.at[i] == e.recipient.at[k]) {
                e.recipient.at[k] = e.recipient.at[--e.recipient.n];
                k--;
            }
    if (flags & DM_FRAME_RECIPROCAL) {
        for (uint32_t i = 0; i < e.recipient.n; i++) add_party(&e.actor, e.recipient.at[i]);
        e.recipient.n = 0;
    }
    if (!has_code(r, &e.actor) && !has_code(r, &e.recipient) && !(flags & DM_FRAME_ANONYMOUS)) return;
    if (r->lex->types[e.type - 1].flags & DM_TYPE_NEEDS_RECIPIENT && !e.recipient.n) return;
    e.author = r->author_value[tok] ? r->author_value[tok] : DM_FACT_CT_PLUS;
    if (c->fate & DM_AUX_HYPOTHETICAL) e.author = DM_FACT_UU;
    e.aux = auxiliary(r, &e, c->fate);
    e.time = dm_time_of(r, tok);
    e.span = event_span(r, &e);
    for (uint32_t i = 0; i < r->events.n; i++) {
        dm_event *old = &r->events.at[i];
        if (!is_same(r, old, &e)) continue;
        if (e.recipient.n > old->recipient.n) old->recipient = e.recipient;
        if (!old->mode) old->mode = e.mode;
        return;
    }
    char id[16];
    snprintf(id, sizeof id, "e%u", r->events.n + 1);
    e.id = dm_arena_copy(r->arena, dm_str_of(id));
    dm_vec_push(r->arena, &r->events, e);
}

void dm_code_events(dm_reading *r) {
    coded *all = dm_arena_zero(r->arena, r->n, sizeof *all);
    for (uint32_t i = 0; i < r->n; i++)
        if (!r->tok[i].lex->space) all[i].frame = find_frame(r, i);
    for (uint32_t i = 0; i < r->n; i++) find_operator(r, all, i, 6);
    for (uint32_t i = 0; i < r->n; i++)
        if (all[i].operator) pass_fate(r, all, all[i].act, fate_bits(all[i].operator->fate), 6);
    for (uint32_t i = 0; i < r->n; i++) {
        if (all[i].fate & DROPPED) continue;
        bool outer = all[i].operator&& all[i].operator->event;
        if (outer)
            emit(r, &all[i], i, true);
        else if (all[i].frame && all[i].frame->event)
            emit(r, &all[i], i, false);
    }
}

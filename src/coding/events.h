/* Inside of the stage of events: what the tables make of every predicate, before and after operators.
 *
 *     frames ──► operators ──► who ──► what becomes of it ──► events ──► one event a happening
 *     (frames.c) (operators.c) (parties.c) (modality.c)       (events.c)  (merging.c)
 *
 * Contexts (contexts.c) are found last.
 */
#ifndef DM_EVENTS_H
#define DM_EVENTS_H

#include "coding/reading.h"

enum { DM_PARTIES = 16 };

/* What operators above do to an act: DM_AUX_*, and these. */
enum {
    DM_ACT_DROPPED = 1 << 8,   /* no event of its own */
    DM_ACT_ANNOUNCED = 1 << 9, /* lies ahead, as somebody says or as is planned */
    DM_ACT_CONSUMED = 1 << 10, /* part of another predicate: the sanctions in "lifted sanctions" */
    DM_ACT_REPORTED = 1 << 11  /* somebody is charged with it */
};

/* What the tables make of one token. */
typedef struct dm_coded {
    const dm_frame_row *frame;
    const dm_operator_row *over; /* what decides about the act below, NULL */
    uint32_t act;                /* the operator's act */
    uint32_t type;               /* of the whole, as an operator above sees it: dm_event_type */
    dm_text mode;
    uint32_t fate; /* DM_AUX_*, DM_ACT_* */
    int32_t above; /* operator that lets it be: outcomes `same` and `announced`, fate `keep`; DM_NONE */
    bool looked;
} dm_coded;

/* Has a type a flag, DM_TYPE_*? None has one that is no type. */
static inline bool dm_type_has(const dm_reading *r, uint32_t type, uint32_t flag) {
    return type && (r->lex->types[type - 1].flags & flag) != 0;
}

/* frames.c: the row that counts for a token, NULL if none does. */
const dm_frame_row *dm_frame_at(dm_reading *r, uint32_t tok);

/* operators.c: fills `coded`, one for each token. */
void dm_find_operators(dm_reading *r, dm_coded *coded);

/* parties.c */
dm_actors dm_no_parties(dm_reading *r);
void dm_add_party(dm_actors *list, uint32_t actor);
bool dm_has_party(const dm_actors *list, uint32_t actor);
/* Adds whom a noun phrase stands for, or who is behind it. */
void dm_add_parties_at(dm_reading *r, uint32_t tok, bool actor, dm_actors *out);
/* The first of them; DM_NONE if there is nobody. */
int32_t dm_party_at(dm_reading *r, uint32_t tok, bool actor);
/* The parties that the first path with any of them leads to. */
void dm_follow_paths(dm_reading *r, const dm_predicate *p, uint32_t first, uint32_t n, dm_actors *out,
                     bool actor);
/* The political actor below an act's object, complement or phrase who is not of the acting side. */
void dm_search_recipient(dm_reading *r, const dm_predicate *p, const dm_actors *actor, dm_actors *out);
/* Somebody politically relevant with a code, or given by the caller, is among them. */
bool dm_any_relevant(const dm_reading *r, const dm_actors *list);
/* Is one of them given by the caller? */
bool dm_any_callers(const dm_reading *r, const dm_actors *list);
bool dm_is_political(const dm_reading *r, uint32_t actor);
/* Is one of the parties political, or are they of two countries? */
bool dm_any_political(const dm_reading *r, const dm_event *e);
/* Do two actors act for the same side? */
bool dm_same_side(const dm_reading *r, uint32_t a, uint32_t b);
/* Noun phrases that the caller's entities stand for, by token; NULL without entities. */
void dm_place_entities(dm_reading *r);

/* What lies ahead is an agreement or a threat; with what eases or restricts it depends on who says so. False:
 * no event. */
bool dm_announce(dm_reading *r, dm_event *e);

/* modality.c: "will", "would": does its modal put a predicate ahead? */
bool dm_is_ahead(const dm_reading *r, const dm_predicate *p);

/* events.c: an event without type and parties. */
dm_event dm_blank_event(dm_reading *r, uint32_t tok);

/* callers.c: sets the parties of the best of these events between two entities of the caller's that no event
 * joins. */
void dm_join_entities(dm_reading *r, dm_event *candidate, uint32_t n);

/* Adds what the nearest predicate says between two of the caller's entities where no event in `events` joins
 * them. */
void dm_supply_events(dm_reading *r);
/* An event without type at the nearest verb above two tokens. */
dm_event dm_event_between(dm_reading *r, uint32_t a, uint32_t b);

/* choice.c: another type, where the net is surer than the rules. */
void dm_choose_type(dm_reading *r, dm_event *e);
/* The type of an event that has none; false: there is no net. */
bool dm_name_type(dm_reading *r, dm_event *e);

/* modality.c: does a token's clause say what is so (or what a source says), or only what could be? */
typedef enum dm_reality { DM_REAL, DM_REPORTED, DM_IRREAL } dm_reality;
/* Fills `said_in`. */
void dm_find_sayings(dm_reading *r);
dm_reality dm_reality_of(dm_reading *r, uint32_t tok);
/* The innermost attribution in whose content a token stands, DM_NONE. */
int32_t dm_attribution_around(const dm_reading *r, uint32_t tok);

/* contexts.c: what the paragraphs of the events are about. */
void dm_find_contexts(dm_reading *r);

/* relevance.c */
bool dm_is_politics(dm_reading *r, const dm_event *e);
bool dm_is_about_sports(const dm_reading *r);

/* merging.c: the earlier event that this one is another mention of, NULL if it is a new one. */
dm_event *dm_find_same_event(dm_reading *r, const dm_event *e);
void dm_merge_event(dm_reading *r, dm_event *into, const dm_event *e);

#endif

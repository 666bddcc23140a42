/* Inside of the stage of claims.
 *
 *     attributions, marks of the author ──► positions, each on words of its own ──► claims with their status
 *                    (positions.c)                              (claims.c)
 */
#ifndef DM_CLAIMS_H
#define DM_CLAIMS_H

#include "coding/facts.h"

/* Somebody's position before it is known which others are on the same proposition. */
typedef struct dm_stand {
    int32_t holder;      /* actor; DM_NONE: the author */
    uint8_t stance;      /* dm_stance */
    int32_t attribution; /* DM_NONE if none */
    bool presupposed;
    uint32_t tok; /* head of the proposition */
    dm_span span;
    bool points;        /* at a claim made elsewhere: "the claim", "the opposite" */
    int32_t owner;      /* actor whose claim is pointed at, DM_NONE */
    uint32_t at, order; /* token of the cue; rank among those of one cue */
} dm_stand;

typedef struct dm_stands {
    DM_VEC(dm_stand) list; /* in text order */
} dm_stands;

void dm_find_positions(dm_reading *r, dm_stands *out);

/* The first event whose trigger is not before a token. */
uint32_t dm_first_event(const dm_reading *r, uint32_t tok);

/* Is a modal "will" or, in so many letters, "would"? */
bool dm_is_of_future(const dm_reading *r, uint32_t modal);

#endif

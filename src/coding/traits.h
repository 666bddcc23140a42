/* What a learned net sees of a token: facts as 32-bit numbers, each the hash of the kind of fact and of what
 * it says, and the nlp layer's vectors of a few tokens. train/ makes the nets from the same functions. */
#ifndef DM_TRAITS_H
#define DM_TRAITS_H

#include "coding/reading.h"

enum { DM_TRAITS = 160, DM_TRAIT_VECTORS = 4 };

typedef struct dm_traits {
    uint32_t key[DM_TRAITS];
    uint32_t n;
    int32_t vector[DM_TRAIT_VECTORS]; /* tokens; DM_NONE: zeros */
} dm_traits;

/* A well-mixed number for a kind of fact and two values. */
static inline uint32_t dm_mix(uint32_t kind, uint32_t a, uint32_t b) {
    uint32_t h = kind * 0x9E3779B1u + 0x7F4A7C15u;
    h = (h ^ a) * 0x85EBCA6Bu;
    h ^= h >> 15;
    h = (h ^ b) * 0xC2B2AE35u;
    h ^= h >> 13;
    h *= 0x27D4EB2Fu;
    return h ^ h >> 16;
}

static inline void dm_put_trait(dm_traits *t, uint32_t kind, uint32_t a, uint32_t b) {
    if (t->n < DM_TRAITS) t->key[t->n++] = dm_mix(kind, a, b);
}

/* What the choice of an event's type sees. */
void dm_event_traits(dm_reading *r, const dm_event *e, dm_traits *out);

/* What the correction of the factuality sees of a predicate. */
void dm_factuality_traits(dm_reading *r, uint32_t tok, dm_traits *out);

#endif

/* Hashes. The spaCy ones are part of the model's definition and must not change. */
#ifndef DM_HASH_H
#define DM_HASH_H

#include "base/str.h"

/* MurmurHash64A (A. Appleby, public domain), little-endian blocks: spaCy's string ids with seed 1. */
uint64_t dm_hash_murmur64a(const void *bytes, size_t n, uint64_t seed);

/* The four words of MurmurHash3 x64_128 of one 64-bit key: the rows of a thinc HashEmbed table. */
void dm_hash_embed(uint64_t key, uint32_t seed, uint32_t words[4]);

/* For our own tables; also stored in mapped files, so part of their format. */
static inline uint64_t dm_hash_str(dm_str s) {
    return dm_hash_murmur64a(s.p, s.n, 0x9E3779B97F4A7C15u);
}

#endif

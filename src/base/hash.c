#include "base/hash.h"

uint64_t dm_hash_murmur64a(const void *bytes, size_t n, uint64_t seed) {
    const uint64_t m = 0xc6a4a7935bd1e995u;
    const unsigned char *p = bytes, *end = p + (n & ~(size_t)7);
    uint64_t h = seed ^ (n * m);
    for (; p < end; p += 8) {
        uint64_t k;
        memcpy(&k, p, 8);
        k *= m;
        k ^= k >> 47;
        k *= m;
        h ^= k;
        h *= m;
    }
    if (n & 7) {
        uint64_t k = 0;
        for (size_t i = 0; i < (n & 7); i++) k |= (uint64_t)end[i] << (8 * i);
        h ^= k;
        h *= m;
    }
    h ^= h >> 47;
    h *= m;
    h ^= h >> 47;
    return h;
}

static uint64_t fmix(uint64_t x) {
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdu;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53u;
    return x ^ (x >> 33);
}

void dm_hash_embed(uint64_t key, uint32_t seed, uint32_t words[4]) {
    uint64_t k = key * 0x87c37b91114253d5u;
    k = (k << 31 | k >> 33) * 0x4cf5ad432745937fu;
    uint64_t h1 = k ^ seed ^ 8, h2 = seed ^ 8;
    h1 += h2;
    h2 += h1;
    h1 = fmix(h1);
    h2 = fmix(h2);
    h1 += h2;
    h2 += h1;
    words[0] = (uint32_t)h1;
    words[1] = (uint32_t)(h1 >> 32);
    words[2] = (uint32_t)h2;
    words[3] = (uint32_t)(h2 >> 32);
}

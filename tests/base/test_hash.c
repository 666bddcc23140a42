#include "base/hash.h"

#include "support/test.h"

static void test_murmur64a_of_known_strings(void **state) {
    (void)state;
    assert_true(dm_hash_murmur64a("coffee", 6, 1) == 3197928453018144401u);
    assert_true(dm_hash_murmur64a("hello", 5, 1) == 5983625672228268878u);
}

/* Every length of tail, and no byte that does not count: against the definition, byte by byte. */
static void test_murmur64a_of_every_tail(void **state) {
    (void)state;
    const uint64_t m = 0xc6a4a7935bd1e995u;
    unsigned char bytes[40];
    for (size_t i = 0; i < sizeof bytes; i++) bytes[i] = (unsigned char)(i * 37 + 200);
    for (size_t n = 0; n <= sizeof bytes; n++) {
        uint64_t h = 1 ^ n * m;
        for (size_t at = 0; at < n; at += 8) {
            uint64_t k = 0;
            for (size_t i = 0; i < 8 && at + i < n; i++) k |= (uint64_t)bytes[at + i] << 8 * i;
            if (n - at >= 8) {
                k *= m;
                k = (k ^ k >> 47) * m;
            }
            h = (h ^ k) * m;
        }
        h = (h ^ h >> 47) * m;
        h ^= h >> 47;
        /* a copy on the heap: reading beyond its end is seen by the sanitizer */
        unsigned char *copy = malloc(n + 1);
        memcpy(copy, bytes, n);
        assert_true(dm_hash_murmur64a(copy, n, 1) == h);
        free(copy);
    }
}

static void test_rows_of_an_embedding(void **state) {
    (void)state;
    uint32_t w[4];
    dm_hash_embed(dm_hash_murmur64a("coffee", 6, 1), 8, w);
    assert_int_equal(w[0], 2399055680u);
    assert_int_equal(w[1], 1118310852u);
    assert_int_equal(w[2], 3598583520u);
    assert_int_equal(w[3], 1677466278u);
    assert_int_equal(w[0] % 5000, 680);
    assert_int_equal(w[3] % 5000, 1278);
    dm_hash_embed(1, 12, w);
    assert_int_equal(w[0], 2938686206u);
    assert_int_equal(w[1], 2291508213u);
    assert_int_equal(w[2], 2246688320u);
    assert_int_equal(w[3], 3554967022u);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_murmur64a_of_known_strings),
        cmocka_unit_test(test_murmur64a_of_every_tail),
        cmocka_unit_test(test_rows_of_an_embedding),
    };
    return DM_RUN(tests);
}

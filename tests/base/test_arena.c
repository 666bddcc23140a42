#include "support/test.h"

static void test_alignment_and_size(void **state) {
    (void)state;
    dm_arena a;
    test_arena(&a);
    for (size_t n = 0; n < 200; n++) {
        char *p = dm_arena_take(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % (n >= 32 ? 32 : 8), 0);
        memset(p, 0xA5, n);
    }
    dm_arena_clear(&a);
    assert_int_equal(a.total, 0);
}

static void test_pieces_do_not_overlap(void **state) {
    (void)state;
    enum { N = 400 };
    dm_arena a;
    unsigned char *piece[N];
    test_arena(&a);
    for (size_t i = 0; i < N; i++) {
        piece[i] = dm_arena_take(&a, 17 * i);
        memset(piece[i], (int)(i & 255), 17 * i);
    }
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < 17 * i; k++) assert_int_equal(piece[i][k], i & 255);
    dm_arena_clear(&a);
}

static void test_one_request_larger_than_a_block(void **state) {
    (void)state;
    dm_arena a;
    test_arena(&a);
    size_t n = (size_t)100 << 20; /* larger than the largest block that is added by itself */
    char *p = dm_arena_take(&a, n);
    p[0] = p[n - 1] = 1;
    assert_true(a.total >= n);
    dm_arena_clear(&a);
}

static void test_reset_keeps_only_what_it_may(void **state) {
    (void)state;
    dm_arena a;
    dm_arena_init(&a, 1 << 20);
    for (int i = 0; i < 100; i++) dm_arena_take(&a, 100000);
    assert_true(a.total > 9000000);
    dm_arena_reset(&a);
    assert_true(a.total <= 1 << 20);
    assert_true(a.total > 0);
    size_t kept = a.total;
    for (int round = 0; round < 1000; round++) { /* what fits into the kept blocks is no new memory */
        dm_arena_take(&a, 200000);
        dm_arena_reset(&a);
        assert_int_equal(a.total, kept);
    }
    dm_arena_clear(&a);
}

static void test_reset_that_keeps_nothing(void **state) {
    (void)state;
    dm_arena a;
    dm_arena_init(&a, 0);
    dm_arena_take(&a, 1000);
    dm_arena_reset(&a);
    assert_int_equal(a.total, 0);
    dm_arena_reset(&a);
    memset(dm_arena_take(&a, 1000), 1, 1000);
    dm_arena_clear(&a);
}

static void test_limit_jumps_to_the_guard(void **state) {
    (void)state;
    dm_arena a;
    jmp_buf guard;
    volatile int taken = 0;
    dm_arena_init(&a, 0);
    a.limit = 1 << 20;
    a.guard = &guard;
    if (setjmp(guard) == 0) {
        for (;;) {
            dm_arena_take(&a, 1000);
            taken++;
        }
    }
    /* all of the limit could be used, but for the odd end of a block */
    assert_in_range(taken, 1000, 1048);
    assert_true(a.total <= a.limit);
    dm_arena_reset(&a);
    if (setjmp(guard) == 0)
        dm_arena_take(&a, 500000);
    else
        fail_msg("the arena cannot be used again");
    dm_arena_clear(&a);
}

static void test_absurd_requests_jump(void **state) {
    (void)state;
    dm_arena a;
    jmp_buf guard;
    dm_arena_init(&a, 0);
    a.guard = &guard;
    if (setjmp(guard) == 0) {
        dm_arena_take(&a, SIZE_MAX);
        fail_msg("SIZE_MAX bytes were given");
    }
    if (setjmp(guard) == 0) {
        dm_arena_array(&a, SIZE_MAX / 4, 8);
        fail_msg("an overflow was not seen");
    }
    if (setjmp(guard) == 0) {
        dm_arena_zero(&a, (size_t)1 << 62, 4);
        fail_msg("an overflow was not seen");
    }
    assert_int_equal(a.total, 0);
    dm_arena_clear(&a);
}

static void test_zero_and_copy(void **state) {
    (void)state;
    dm_arena a;
    test_arena(&a);
    memset(dm_arena_take(&a, 5000), 0xFF, 5000);
    dm_arena_reset(&a);
    const unsigned char *p = dm_arena_zero(&a, 50, 100);
    for (int i = 0; i < 5000; i++) assert_int_equal(p[i], 0);
    dm_str s = dm_arena_copy(&a, DM_STR("a\0b"));
    assert_int_equal(s.n, 3);
    assert_memory_equal(s.p, "a\0b", 4); /* closed by NUL */
    assert_str(dm_arena_copy(&a, (dm_str){NULL, 0}), "");
    dm_arena_clear(&a);
}

static void test_growing_array(void **state) {
    (void)state;
    dm_arena a;
    DM_VEC(uint32_t) v = {0};
    test_arena(&a);
    for (uint32_t i = 0; i < 100000; i++) dm_vec_push(&a, &v, i * 3);
    assert_int_equal(v.n, 100000);
    for (uint32_t i = 0; i < v.n; i++) assert_int_equal(v.at[i], i * 3);
    dm_arena_clear(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alignment_and_size),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_one_request_larger_than_a_block),
        cmocka_unit_test(test_reset_keeps_only_what_it_may),
        cmocka_unit_test(test_reset_that_keeps_nothing),
        cmocka_unit_test(test_limit_jumps_to_the_guard),
        cmocka_unit_test(test_absurd_requests_jump),
        cmocka_unit_test(test_zero_and_copy),
        cmocka_unit_test(test_growing_array),
    };
    return DM_RUN(tests);
}

#include "base/buffer.h"

#include "support/test.h"

static void test_bytes_come_out_as_they_went_in(void **state) {
    (void)state;
    dm_buffer b = {0};
    for (int i = 0; i < 100000; i++) dm_buffer_char(&b, (char)('a' + i % 26));
    dm_buffer_add(&b, "\0x", 2);
    dm_buffer_add(&b, NULL, 0);
    dm_buffer_text(&b, "text");
    dm_buffer_str(&b, DM_STR("str"));
    assert_false(b.failed);
    assert_int_equal(b.n, 100000 + 2 + 4 + 3);
    for (int i = 0; i < 100000; i++) assert_int_equal(b.p[i], 'a' + i % 26);
    assert_memory_equal(b.p + 100000, "\0xtextstr", 9);
    dm_buffer_clear(&b);
    assert_null(b.p);
    assert_int_equal(b.n + b.room, 0);
}

static void test_numbers(void **state) {
    (void)state;
    static const uint64_t values[] = {0, 1, 9, 10, 99, 100, 4294967295u, 4294967296u, UINT64_MAX};
    for (size_t i = 0; i < DM_COUNT(values); i++) {
        char want[32];
        dm_buffer b = {0};
        snprintf(want, sizeof want, "%llu", (unsigned long long)values[i]);
        dm_buffer_uint(&b, values[i]);
        assert_str(((dm_str){b.p, b.n}), want);
        dm_buffer_clear(&b);
    }
}

static void test_printf_of_any_length(void **state) {
    (void)state;
    dm_buffer b = {0};
    dm_buffer_printf(&b, "%s", "");
    assert_int_equal(b.n, 0);
    dm_buffer_printf(&b, "%d-%s", 7, "x");
    assert_str(((dm_str){b.p, b.n}), "7-x");
    b.n = 0;
    dm_buffer_printf(&b, "%*d", 100000, 5);
    assert_int_equal(b.n, 100000);
    assert_int_equal(b.p[99999], '5');
    dm_buffer_clear(&b);
}

static void test_a_failed_growth_is_remembered(void **state) {
    (void)state;
    dm_buffer b = {0};
    dm_buffer_text(&b, "kept");
    assert_null(dm_buffer_reserve(&b, SIZE_MAX / 2));
    assert_true(b.failed);
    dm_buffer_text(&b, "dropped");
    assert_null(dm_buffer_reserve(&b, 1));
    assert_int_equal(b.n, 4);
    dm_buffer_clear(&b);
    assert_false(b.failed);
}

static void test_reserve_gives_what_it_says(void **state) {
    (void)state;
    dm_buffer b = {0};
    for (size_t more = 1; more < 100000; more = more * 3 + 1) {
        char *p = dm_buffer_reserve(&b, more);
        memset(p, 'x', more);
        b.n += more;
    }
    for (size_t i = 0; i < b.n; i++) assert_int_equal(b.p[i], 'x');
    dm_buffer_clear(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_come_out_as_they_went_in),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_printf_of_any_length),
        cmocka_unit_test(test_a_failed_growth_is_remembered),
        cmocka_unit_test(test_reserve_gives_what_it_says),
    };
    return DM_RUN(tests);
}

#include "base/json_out.h"

#include <jansson.h>

#include "base/utf8.h"
#include "support/test.h"

static void test_each_kind_of_character(void **state) {
    (void)state;
    static const struct {
        dm_str in;
        const char *out;
    } rows[] = {
        {{"", 0}, "\"\""},
        {DM_TEXT("plain"), "\"plain\""},
        {DM_TEXT("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""},
        {DM_TEXT("\n\r\t\b\f"), "\"\\n\\r\\t\\b\\f\""},
        {DM_TEXT("\0\x01\x1f\x7f"), "\"\\u0000\\u0001\\u001f\x7f\""},
        {DM_TEXT("é中😀\u2028"), "\"é中😀\u2028\""},
        {DM_TEXT("\"\""), "\"\\\"\\\"\""},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        dm_buffer b = {0};
        dm_json_string(&b, rows[i].in);
        assert_str(((dm_str){b.p, b.n}), rows[i].out);
        dm_buffer_clear(&b);
    }
}

static void test_null(void **state) {
    (void)state;
    dm_buffer b = {0};
    dm_json_maybe(&b, (dm_str){NULL, 0});
    dm_json_maybe(&b, DM_STR(""));
    assert_str(((dm_str){b.p, b.n}), "null\"\"");
    dm_buffer_clear(&b);
}

static void test_a_reader_gets_the_same_back(void **state) {
    (void)state;
    char text[4 * 2000];
    size_t n = 0;
    for (uint32_t c = 0; c < 0x110000; c += c < 300 ? 1 : 977)
        if (c < 0xD800 || c > 0xDFFF) n += dm_utf8_put(text + n, c);
    dm_buffer b = {0};
    dm_json_string(&b, (dm_str){text, n});
    json_t *back = json_loadb(b.p, b.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    assert_non_null(back);
    assert_int_equal(json_string_length(back), n);
    assert_memory_equal(json_string_value(back), text, n);
    json_decref(back);
    dm_buffer_clear(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_kind_of_character),
        cmocka_unit_test(test_null),
        cmocka_unit_test(test_a_reader_gets_the_same_back),
    };
    return DM_RUN(tests);
}

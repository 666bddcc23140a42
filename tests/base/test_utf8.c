#include "base/utf8.h"

#include "support/test.h"

static size_t check(const char *bytes, size_t n) {
    /* on the heap without anything behind: the sanitizer sees a step too far */
    char *copy = malloc(n + 1);
    memcpy(copy, bytes, n);
    copy = realloc(copy, n ? n : 1);
    size_t at = dm_utf8_check(copy, n);
    free(copy);
    return at;
}

static void test_ill_formed_sequences(void **state) {
    (void)state;
    static const struct {
        dm_str bytes;
        size_t at;
    } rows[] = {
        {DM_TEXT("\x80"), 0}, /* a continuation alone */
        {DM_TEXT("a\xBF"), 1},
        {DM_TEXT("\xC0\x80"), 0}, /* overlong */
        {DM_TEXT("\xC1\xBF"), 0},
        {DM_TEXT("\xE0\x9F\xBF"), 0},
        {DM_TEXT("\xF0\x8F\xBF\xBF"), 0},
        {DM_TEXT("\xED\xA0\x80"), 0}, /* surrogates */
        {DM_TEXT("\xED\xBF\xBF"), 0},
        {DM_TEXT("\xF4\x90\x80\x80"), 0}, /* beyond U+10FFFF */
        {DM_TEXT("\xF5\x80\x80\x80"), 0},
        {DM_TEXT("\xFF"), 0},
        {DM_TEXT("\xFE"), 0},
        {DM_TEXT("abc\xC3"), 3}, /* cut off */
        {DM_TEXT("abc\xE4\xB8"), 3},
        {DM_TEXT("abc\xF0\x9F\x98"), 3},
        {DM_TEXT("abc\xE4\xB8x"), 3}, /* broken off */
        {DM_TEXT("abc\xF0\x9F\x98x"), 3},
        {DM_TEXT("\xC3\xA9\xC3"), 2},
        {DM_TEXT("12345678\x80"), 8}, /* behind the words of eight bytes */
        {DM_TEXT("1234567\x80 and more than eight"), 7},
        {DM_TEXT("123456789012345678901234567890123\xE4\xB8\xAD\xFF"), 36},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++)
        assert_int_equal(check(rows[i].bytes.p, rows[i].bytes.n), rows[i].at);
}

static void test_well_formed_text(void **state) {
    (void)state;
    static const dm_str rows[] = {
        {"", 0},
        DM_TEXT("\0"),
        DM_TEXT("plain"),
        DM_TEXT("\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF"),
        DM_TEXT("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"),
        DM_TEXT("\xEF\xBF\xBE\xEF\xB7\x90")}; /* noncharacters are characters enough */
    for (size_t i = 0; i < DM_COUNT(rows); i++) assert_int_equal(check(rows[i].p, rows[i].n), rows[i].n);
}

/* All two- and three-byte strings over bytes at the borders of the classes, against a plain decoder. */
static bool plain_check(const unsigned char *p, size_t n) {
    for (size_t i = 0; i < n;) {
        unsigned c = p[i];
        size_t more = c < 0x80 ? 0 : c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : 9;
        if (more == 9 || i + more >= n) return false;
        uint32_t v = more ? c & (0x3Fu >> more) : c;
        for (size_t k = 1; k <= more; k++) {
            if (p[i + k] >> 6 != 2) return false;
            v = v << 6 | (p[i + k] & 63);
        }
        static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
        if (v < least[more] || v > 0x10FFFF || (v >= 0xD800 && v < 0xE000)) return false;
        i += more + 1;
    }
    return true;
}

static void test_every_border(void **state) {
    (void)state;
    static const unsigned char edge[] = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF,
                                         0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
                                         0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF};
    enum { E = sizeof edge };
    for (size_t n = 1; n <= 4; n++) {
        size_t all = 1;
        for (size_t i = 0; i < n; i++) all *= E;
        for (size_t code = 0; code < all; code++) {
            unsigned char bytes[4];
            for (size_t i = 0, c = code; i < n; i++, c /= E) bytes[i] = edge[c % E];
            assert_int_equal(dm_utf8_check((char *)bytes, n) == n, plain_check(bytes, n));
        }
    }
}

static void test_put_and_read_every_code_point(void **state) {
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char out[4];
        size_t n, written = dm_utf8_put(out, c);
        if (c >= 0xD800 && c < 0xE000) continue;
        assert_int_equal(dm_utf8_check(out, written), written);
        assert_int_equal(dm_utf8_at(out, &n), c);
        assert_int_equal(n, written);
        assert_int_equal(dm_utf8_length((unsigned char)out[0]), written);
        assert_int_equal(dm_utf8_count(out, written), 1);
    }
}

static void test_properties(void **state) {
    (void)state;
    static const struct {
        uint32_t c;
        unsigned class;
    } rows[] = {
        {'a', DM_UC_LETTER | DM_UC_CASED},
        {'Z', DM_UC_LETTER | DM_UC_UPPER | DM_UC_CASED},
        {'7', DM_UC_DIGIT},
        {0xB2, DM_UC_DIGIT}, /* superscript two */
        {0x661, DM_UC_DIGIT},
        {0xBC, 0},                           /* one quarter: numeric, no digit */
        {0x1C5, DM_UC_LETTER | DM_UC_CASED}, /* title case is not upper case */
        {0x5317, DM_UC_LETTER},
        {0xA0, DM_UC_SPACE},
        {0x1C, DM_UC_SPACE},
        {0x3000, DM_UC_SPACE},
        {0x180E, DM_UC_IGNORABLE}, /* no space any more */
        {0x200B, DM_UC_IGNORABLE},
        {0xFEFF, DM_UC_IGNORABLE},
        {0x301, DM_UC_IGNORABLE},
        {0x10FFFF, 0},
        {0x110000, 0},
        {UINT32_MAX, 0},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) assert_int_equal(dm_unicode_class(rows[i].c), rows[i].class);
    for (uint32_t c = 0; c < 0x3100; c++)
        assert_int_equal(dm_unicode_is_space(c), (dm_unicode_class(c) & DM_UC_SPACE) != 0);
}

static void test_lower_case(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"", ""},
        {"ABC xyz 123", "abc xyz 123"},
        {"ÀÉÎ", "àéî"},
        {"İstanbul", "i̇stanbul"}, /* U+0130 becomes two code points */
        {"İİ", "i̇i̇"},
        {"ΟΔΟΣ", "οδος"}, /* final sigma */
        {"Σ", "σ"},       /* alone it is not final */
        {"ΣΑΣ", "σας"},
        {"ΑΣ.", "ας."},
        {"ΑΣ\u0301", "ας\u0301"}, /* case-ignorable marks are passed over */
        {"ΑΣ\u0301Β", "ασ\u0301β"},
        {"'Σ", "'σ"},
        {"Α'Σ", "α'ς"},
        {"Α.Σ", "α.ς"},
        {"Α Σ", "α σ"},
        {"ΑΣ Β", "ας β"},
        {"ẞ", "ß"},
        {"ǅ", "ǆ"},
        {"K", "k"}, /* Kelvin sign: three bytes become one */
        {"Ⱥ", "ⱥ"}, /* two bytes become three */
        {"𐐀", "𐐨"},
        {"ﬁ Ⅷ Ⓐ", "ﬁ ⅷ ⓐ"},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        size_t n = strlen(rows[i].in);
        char *out = malloc(3 * n + 2);
        assert_str(((dm_str){out, dm_utf8_lower(rows[i].in, n, out)}), rows[i].out);
        free(out);
    }
}

static void test_lower_case_stays_in_its_room(void **state) {
    (void)state;
    for (uint32_t c = 1; c < 0x110000; c++) {
        if (c >= 0xD800 && c < 0xE000) continue;
        char in[8], out[26];
        size_t n = dm_utf8_put(in, c);
        n += dm_utf8_put(in + n, c);
        memset(out, 0x55, sizeof out);
        size_t wrote = dm_utf8_lower(in, n, out);
        assert_true(wrote <= 3 * n);
        assert_int_equal(dm_utf8_check(out, wrote), wrote);
        assert_int_equal(out[3 * n + 1], 0x55);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ill_formed_sequences),
        cmocka_unit_test(test_well_formed_text),
        cmocka_unit_test(test_every_border),
        cmocka_unit_test(test_put_and_read_every_code_point),
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_lower_case),
        cmocka_unit_test(test_lower_case_stays_in_its_room),
    };
    return DM_RUN(tests);
}

/* Tables of tab-separated text. */
#include "lexicon/tsv.h"

#include "support/test.h"

static dm_arena arena;

static int make_arena(void **state) {
    (void)state;
    test_arena(&arena);
    return 0;
}

static int free_arena(void **state) {
    (void)state;
    dm_arena_clear(&arena);
    return 0;
}

static dm_status parse(dm_tsv *out, const char *text, dm_err *err) {
    *err = (dm_err){0};
    return dm_tsv_parse(out, dm_str_of(text), "t.tsv", &arena, err);
}

static void test_rows(void **state) {
    (void)state;
    dm_tsv t;
    dm_err err;
    assert_int_equal(
        parse(&t, "# says what it is\nword\tkind\r\n\nborder\tsite\r\n# why\ncrossing\t\n", &err), DM_OK);
    assert_int_equal(t.n_columns, 2);
    assert_int_equal(t.n, 2);
    assert_int_equal(dm_tsv_column(&t, "kind"), 1);
    assert_int_equal(dm_tsv_column(&t, "kin"), -1);
    assert_str(dm_tsv_at(&t, 0, 0), "border");
    assert_str(dm_tsv_at(&t, 0, 1), "site");
    assert_str(dm_tsv_at(&t, 1, 1), "");
    assert_str(dm_tsv_at(&t, 1, -1), "");
    assert_int_equal(t.line[0], 4);
    assert_int_equal(t.line[1], 6);
}

static void test_last_line_without_feed(void **state) {
    (void)state;
    dm_tsv t;
    dm_err err;
    assert_int_equal(parse(&t, "a\tb\n1\t2", &err), DM_OK);
    assert_int_equal(t.n, 1);
    assert_str(dm_tsv_at(&t, 0, 1), "2");
}

static void test_faults(void **state) {
    (void)state;
    static const struct {
        const char *text, *what;
        int64_t line;
    } faults[] = {
        {"", "no header line", 1},
        {"# only a comment\n\n", "no header line", 1},
        {"a\tb\n1\t2\n3\n", "1 cells, the header 2", 3},
        {"a\tb\n1\t2\t3\n", "3 cells, the header 2", 2},
        {"a\tb\n1\t2\nx\t\xff\n", "not UTF-8", 3},
        {"a\tb\n1\t\xc3", "not UTF-8", 2},
    };
    for (size_t i = 0; i < DM_COUNT(faults); i++) {
        dm_tsv t = {.n = 77};
        dm_err err;
        assert_int_equal(parse(&t, faults[i].text, &err), DM_EFORMAT);
        assert_has(err.what, faults[i].what);
        assert_int_equal(err.at, faults[i].line);
        assert_string_equal(err.where, "t.tsv");
        assert_int_equal(t.n, 77); /* untouched */
    }
}

static void test_values(void **state) {
    (void)state;
    static const struct {
        const char *cell, *want;
    } cases[] = {{"", ""}, {"a", "[a]"}, {"a|b", "[a][b]"}, {" a | |b c ||", "[a][b c]"}, {"|", ""}};
    for (size_t i = 0; i < DM_COUNT(cases); i++) {
        char got[64] = "";
        size_t at = 0;
        dm_str v;
        while (dm_tsv_value(dm_str_of(cases[i].cell), '|', &at, &v))
            snprintf(got + strlen(got), sizeof got - strlen(got), "[%.*s]", (int)v.n, v.p);
        assert_string_equal(got, cases[i].want);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(test_last_line_without_feed, make_arena, free_arena),
        cmocka_unit_test_setup_teardown(test_faults, make_arena, free_arena),
        cmocka_unit_test(test_values),
    };
    return DM_RUN(tests);
}

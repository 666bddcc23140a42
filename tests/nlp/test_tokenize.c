/* The tokenizer's rules one by one, on the synthetic pipeline's patterns and exceptions
 * (model/make_pipeline.py). In the rows below tokens stand apart by "|"; "_" after a token: one space follows
 * that belongs to no token. */
#include "nlp/internal.h"
#include "support/test.h"

typedef struct row {
    const char *text, *tokens;
} row;

static test_engine engine;

static int make_engine(void **state) {
    (void)state;
    test_engine_new(&engine, "synthetic.dmm", NULL);
    return 0;
}

static int free_engine(void **state) {
    (void)state;
    test_engine_free(&engine);
    return 0;
}

static void tokens_of(test_engine *e, dm_str text, dm_buffer *out, dm_parse_tree *tree) {
    dm_arena_reset(&e->arena);
    assert_int_equal(dm_parse_text(e->worker, text, 0, &e->arena, tree, NULL), DM_OK);
    for (uint32_t i = 0; i < tree->n; i++) {
        const dm_token *t = &tree->token[i];
        if (i) dm_buffer_char(out, '|');
        dm_buffer_str(out, dm_str_sub(text, t->begin, t->end));
        if (t->space_after) dm_buffer_char(out, '_');
    }
    dm_buffer_char(out, 0);
}

/* Tokens cover the text but for the spaces that are absorbed. */
static void check_spans(dm_str text, const dm_parse_tree *tree) {
    uint32_t at = 0;
    for (uint32_t i = 0; i < tree->n; i++) {
        const dm_token *t = &tree->token[i];
        assert_int_equal(t->begin, at);
        assert_true(t->end > t->begin);
        assert_true(dm_str_eq(t->lex->text, dm_str_sub(text, t->begin, t->end)));
        at = t->end + t->space_after;
        if (t->space_after) assert_int_equal(text.p[t->end], ' ');
    }
    assert_int_equal(at, text.n);
}

static void check(test_engine *e, const row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        dm_buffer b = {0};
        dm_parse_tree tree;
        dm_str text = dm_str_of(rows[i].text);
        tokens_of(e, text, &b, &tree);
        check_spans(text, &tree);
        if (strcmp(b.p, rows[i].tokens) != 0)
            fail_msg("\"%s\"\n  is %s\n  not %s", rows[i].text, b.p, rows[i].tokens);
        dm_buffer_clear(&b);
    }
}

#define CHECK(...)                                                                                           \
    do {                                                                                                     \
        (void)state;                                                                                         \
        static const row rows[] = {__VA_ARGS__};                                                             \
        check(&engine, rows, DM_COUNT(rows));                                                                \
    } while (0)

static void test_white_space(void **state) {
    CHECK({"", ""}, {"a", "a"}, {"a b", "a_|b"}, {"a ", "a_"}, {" a", " |a"}, {"a  b", "a_| |b"},
          {"a   b", "a_|  |b"}, {"a\n b", "a|\n |b"}, {"a \nb", "a_|\n|b"}, {"a\n\nb", "a|\n\n|b"},
          {" ", " "}, {"   ", "   "}, {"\n", "\n"}, {"a\tb", "a|\t|b"}, {"a\u00a0b", "a|\u00a0|b"},
          {"a \u00a0b", "a_|\u00a0|b"}, {"a\u00a0 b", "a|\u00a0 |b"}, {"a\u2003b", "a|\u2003|b"},
          {"a\u3000", "a|\u3000"},
          {"a\x1c"
           "b",
           "a|\x1c|b"},
          /* no white space to Python: they stay in their word */
          {"a\u200bb", "a\u200bb"}, {"a\u180eb", "a\u180eb"}, {"\ufeff", "\ufeff"});
}

static void test_prefixes(void **state) {
    CHECK({"(a", "(|a"}, {"((a", "(|(|a"}, {"([{a", "(|[|{|a"}, {"\"a", "\"|a"}, {"“a", "“|a"}, {"$5", "$|5"},
          {"€5", "€|5"}, {"US$5", "US$|5"}, {"..a", "..|a"}, {".....a", ".....|a"}, {"#1", "#|1"},
          {"#a", "#a"}, {"😀a", "😀|a"}, {"=a", "=|a"}, {"(", "("}, {"((", "(|("}, {"=", "="}, {"—a", "—|a"},
          {"--a", "--|a"});
}

static void test_suffixes(void **state) {
    CHECK({"a)", "a|)"}, {"a))", "a|)|)"}, {"a,", "a|,"}, {"a!?", "a|!|?"}, {"a's", "a|'s"}, {"a’s", "a|’s"},
          {"a.", "a|."}, {"A.", "A."}, {"AB.", "AB|."}, {"5.", "5|."}, {"é.", "é|."}, {"É.", "É."},
          {"5+", "5|+"}, {"a+", "a+"}, {"5km", "5|km"}, {"5kg,", "5|kg|,"}, {"akm", "akm"}, {"20%", "20|%"},
          {"a...", "a|..."}, {"a..", "a|.."}, {"a…", "a|…"}, {"a😀", "a|😀"}, {"a--", "a|--"}, {"a.)", "a|.|)"},
          {"a).", "a|)|."}, {",", ","}, {",,", ",|,"});
}

static void test_both_ends(void **state) {
    CHECK({"(a)", "(|a|)"}, {"\"a\"", "\"|a|\""}, {"'a'", "'|a|'"}, {"((a, b)).", "(|(|a|,_|b|)|)|."},
          {"()", "(|)"}, {"\"\"", "\"|\""}, {"'", "'"}, {"''", "'|'"}, {"'s", "'|s"}, {"(''s", "(|'|'s"},
          {"([a],)", "(|[|a|]|,|)"});
}

/* An exception is found whole, and again when affixes are off. */
static void test_exceptions(void **state) {
    CHECK({"don't", "do|n't"}, {"don’t", "do|n’t"}, {"(don't)", "(|do|n't|)"}, {"\"don't\"", "\"|do|n't|\""},
          {"don't,", "do|n't|,"}, {"$don't", "$|do|n't"}, {"xdon't", "xdon't"}, {"Don't", "Don't"},
          {"U.S.", "U.S."}, {"(U.S.", "(|U.S."}, {"U.S.,", "U.S.|,"}, {"U.S.)", "U.S.|)"}, {"10km", "10|km"},
          {"10km.", "10|km|."}, {"(10km", "(|10|km"}, {"11km", "11|km"}, {"'cause", "'cause"},
          {"('cause", "(|'cause"}, {"gonna", "gon|na"}, {"gonna.", "gon|na|."}, {"a.m.", "a.m."},
          {"a.m..", "a.m|.."});
}

/* If what a suffix leaves is an exception, the prefix is not stripped from it. */
static void test_exceptions_that_begin_like_a_prefix(void **state) {
    CHECK({"'cause,", "'cause|,"}, {"(-:,", "(-:|,"}, {"(-:)", "(-:|)"}, {"<3!", "<3|!"});
}

static void test_exceptions_over_several_tokens(void **state) {
    CHECK({":)", ":)"}, {"a:)", "a|:)"}, {"a :)", "a_|:)"}, {":) a", ":)_|a"}, {"a:):)", "a|:)|:)"},
          {":-)", ":-)"}, {"a:-)", "a:-|)"}, {"hello:(", "hello:("}, {"x(-:", "x(-|:"},
          {"in spite", "in |spite"}, {"in spite of", "in |spite_|of"}, {"in  spite", "in_| |spite"},
          {"in\u00a0spite", "in|\u00a0|spite"}, {"In spite", "In_|spite"}, {"in spites", "in_|spites"},
          {"in spite in spite", "in |spite_|in |spite"}, {"(in spite)", "(|in |spite|)"},
          {"((x))", "((|x|))"}, {"a((x))b", "a((x))b"}, {"((x)))", "((|x|))|)"}, {"(((x))", "(|((|x|))"},
          {"( (x))", "(_|(|x|)|)"}, {"a x-x", "a_|x-x"}, {"a o.O b", "a_|o.O_|b"}, {"...", "..."},
          {"a ... b", "a_|..._|b"});
}

/* Longer first, then from the left; tokens of a match that loses stay taken. */
static void test_matches_that_overlap(void **state) {
    CHECK({"in spite:)", "in |spite|:)"}, {"((x)):)", "((|x|))|:)"}, {":):-)", ":):-|)"},
          {"a:(-:", "a:(-|:"});
}

static void test_infixes(void **state) {
    CHECK({"a-b", "a|-|b"}, {"a-b-c", "a|-|b|-|c"}, {"1-2", "1|-|2"}, {"1--2", "1|-|-2"}, {"a--b", "a|--|b"},
          {"a—b", "a|—|b"}, {"a...b", "a|...|b"}, {"a..b", "a|..|b"}, {"a…b", "a|…|b"},
          {"end.Start", "end|.|Start"}, {"end.start", "end.start"}, {"a,b", "a|,|b"}, {"1,2", "1|,|2"},
          {"a,1,b", "a|,|1|,|b"}, {"1/2", "1|/|2"}, {"a/b", "a/b"}, {"2*3", "2|*|3"}, {"2^-3", "2|^|-3"},
          {"a😀b", "a|😀|b"}, {"-a", "-a"}, {"a-", "a-"}, {"a--1", "a--1"}, {"x-y(", "x|-|y("},
          {"中,文", "中|,|文"}, {"a_b,c", "a_b|,|c"});
}

/* A match at the very beginning is passed over and stays with what follows. */
static void test_infix_at_the_beginning(void **state) {
    CHECK({"😀😀a", "😀|😀|a"}, {"-..a", "-|..|a"});
}

static void test_urls(void **state) {
    CHECK({"www.example.com", "www.example.com"},
          {"https://example.com/a-b?c=d,e", "https://example.com/a-b?c=d,e"},
          {"(example.com)", "(|example.com|)"}, {"example.com.", "example.com|."},
          {"example.com,", "example.com|,"}, {"me@example.com", "me@example.com"},
          {"http://x.kr:8080/~kim", "http://x.kr:8080/~kim"}, {"example.co", "example.co"},
          {"a-b.com", "a-b.com"}, {"a-b.co", "a|-|b.co"}, {"ftp://a.b-c.org", "ftp://a.b-c.org"},
          {"https://", "https://"}, {"example.com/a...b", "example.com/a...b"},
          {"\"example.com\"", "\"|example.com|\""});
}

/* Norms: of an exception's own token, not of the same text elsewhere. */
static void test_norms_of_exceptions(void **state) {
    (void)state;
    dm_parse_tree tree;
    const dm_model *m = &engine.model;
    dm_str text = DM_STR("don't do n't :) \u00a0 10km km");
    dm_arena_reset(&engine.arena);
    assert_int_equal(dm_parse_text(engine.worker, text, 0, &engine.arena, &tree, NULL), DM_OK);
    for (uint32_t i = 0; i < tree.n; i++) {
        const dm_lexeme *lex = tree.token[i].lex;
        dm_str norm = lex->norm ? dm_strings_at(&m->exception_norm, lex->norm - 1) : (dm_str){"", 0};
        assert_str(norm, i == 1 ? "not" : i == 7 ? "kilometre" : "");
    }
    assert_int_equal(tree.n, 9);
    dm_arena_reset(&engine.arena);
    assert_int_equal(dm_parse_text(engine.worker, DM_STR("a\u00a0b"), 0, &engine.arena, &tree, NULL), DM_OK);
    assert_str(dm_strings_at(&m->exception_norm, tree.token[1].lex->norm - 1), "  ");
}

/* Chunks far longer than what is looked at from their end. */
static void test_long_chunks(void **state) {
    (void)state;
    enum { N = 5000 };
    static char text[N + 10];
    dm_parse_tree tree;
    static const struct {
        const char *piece, *tail;
        uint32_t tokens;
    } rows[] = {
        {"a", "", 1},   {"a", ",", 2}, {"a", ".", 2},  {"a", "...", 2}, {"a-", "a", 2 * N / 2 + 1},
        {"(", "", N},   {")", "", N},  {".", "", 1},   {".", ")", 2},   {"é", "'s", 2},
        {"\"", "", N},  {"é", "", 1},  {"a.", "", 2},  {"1", "km", 2},  {"中", "。", 1},
        {"x", ":)", 2}, {"A", "", 1},  {"AB", ".", 2},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        size_t n = 0, piece = strlen(rows[i].piece);
        while (n + piece <= N) memcpy(text + n, rows[i].piece, piece), n += piece;
        strcpy(text + n, rows[i].tail);
        n += strlen(rows[i].tail);
        dm_arena_reset(&engine.arena);
        assert_int_equal(dm_parse_text(engine.worker, (dm_str){text, n}, 0, &engine.arena, &tree, NULL),
                         DM_OK);
        check_spans((dm_str){text, n}, &tree);
        if (tree.n != rows[i].tokens)
            fail_msg("%s…%s has %u tokens, not %u", rows[i].piece, rows[i].tail, tree.n, rows[i].tokens);
    }
}

/* The same chunk again comes from the cache: nothing differs. */
static void test_chunks_seen_before(void **state) {
    (void)state;
    dm_buffer first = {0}, again = {0};
    dm_parse_tree tree;
    dm_str text = DM_STR("(don't) a:) U.S. 10km \"x-y\" (don't) a:) U.S. 10km \"x-y\" in spite  of");
    tokens_of(&engine, text, &first, &tree);
    for (int i = 0; i < 3; i++) {
        again.n = 0;
        tokens_of(&engine, text, &again, &tree);
        assert_string_equal(first.p, again.p);
    }
    dm_buffer_clear(&first);
    dm_buffer_clear(&again);
}

/* A suffix pattern that may be long (here any run of x) is looked for in the whole chunk. */
static void long_suffix(test_pack *p) {
    static const char *const patterns[] = {"^\\(", "x+$|\\)$", "-", "^never$"};
    test_pack_replace_strings(p, "regex", patterns, 4);
}

static void test_a_suffix_without_bound(void **state) {
    (void)state;
    test_engine e;
    char text[1001];
    dm_parse_tree tree;
    test_engine_new(&e, "synthetic.dmm", long_suffix);
    memset(text, 'x', 1000);
    text[0] = 'a';
    assert_int_equal(dm_parse_text(e.worker, (dm_str){text, 1000}, 0, &e.arena, &tree, NULL), DM_OK);
    assert_int_equal(tree.n, 2);
    assert_int_equal(tree.token[1].begin, 1);
    static const row rows[] = {{"(axx)", "(|a|xx|)"}, {"a-x", "a|-|x"}};
    check(&e, rows, DM_COUNT(rows));
    test_engine_free(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_white_space),
        cmocka_unit_test(test_prefixes),
        cmocka_unit_test(test_suffixes),
        cmocka_unit_test(test_both_ends),
        cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_exceptions_that_begin_like_a_prefix),
        cmocka_unit_test(test_exceptions_over_several_tokens),
        cmocka_unit_test(test_matches_that_overlap),
        cmocka_unit_test(test_infixes),
        cmocka_unit_test(test_infix_at_the_beginning),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_norms_of_exceptions),
        cmocka_unit_test(test_long_chunks),
        cmocka_unit_test(test_chunks_seen_before),
        cmocka_unit_test(test_a_suffix_without_bound),
    };
    return cmocka_run_group_tests(tests, make_engine, free_engine);
}

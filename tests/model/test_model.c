/* A model file that was changed under a right checksum: refused, or run without harm. */
#include "model/model.h"

#include "nlp/pipeline.h"
#include "nlp/write.h"
#include "support/test.h"

static test_pack good;

static int load_good(void **state) {
    (void)state;
    test_pack_load(&good, test_data("synthetic.dmm"));
    return 0;
}

static int free_good(void **state) {
    (void)state;
    test_pack_free(&good);
    return 0;
}

static const char text[] =
    "The prime minister (Kim) didn't say 10km, in spite of  “it”:) U.S. axes\n\n\xc2\xa0 don’t... "
    "he left; ((x)) men's İ Σ www.example.com/a US$5 -- café 😀 end.Start a,b";

/* Loads, makes ready, parses, writes. */
static dm_status run(const test_pack *p, dm_err *err) {
    dm_model m;
    dm_pipeline *pipeline = NULL;
    dm_worker *worker = NULL;
    dm_arena arena;
    dm_buffer out = {0};
    *err = (dm_err){0};
    dm_arena_init(&arena, 0);
    dm_status s = dm_model_load_bytes(&m, p->p, p->n, "some.dmm", err);
    if (s == DM_OK) s = dm_pipeline_new(&pipeline, &m, NULL, err);
    if (s == DM_OK) s = dm_worker_new(&worker, pipeline, 0, err);
    if (s == DM_OK) {
        dm_parse_tree tree;
        jmp_buf guard;
        arena.guard = &guard;
        if (setjmp(guard) == 0) s = dm_parse_text(worker, DM_STR(text), DM_DO_ALL, &arena, &tree, err);
        if (s == DM_OK) {
            dm_write_parse_jsonl(&out, DM_STR("x"), &tree, &arena);
            dm_write_parse_conllu(&out, DM_STR("x"), &tree, &arena);
            assert_true(out.n > 0);
        }
    }
    if (s != DM_OK) {
        assert_int_equal(err->code, s);
        assert_true(*err->what);
    }
    dm_buffer_clear(&out);
    dm_arena_clear(&arena);
    dm_worker_free(worker);
    dm_pipeline_free(pipeline);
    return s;
}

static void test_the_model_itself(void **state) {
    (void)state;
    dm_model m;
    dm_err err = {0};
    assert_int_equal(dm_model_load(&m, test_data("synthetic.dmm"), &err), DM_OK);
    assert_str(m.name, "en_synthetic");
    assert_str(m.version, "3.8.0");
    assert_str(m.license, "MIT");
    assert_int_equal(m.sha256.n, 64);
    assert_int_equal(m.tok2vec.n_columns, 6);
    assert_int_equal(m.tok2vec.columns[1].attribute, DM_ATTR_PREFIX);
    assert_int_equal(m.tok2vec.columns[1].seed, 9);
    assert_int_equal(m.tok2vec.columns[1].rows, 31);
    assert_int_equal(m.ner_tok2vec.n_columns, 4);
    assert_int_equal(m.ner_tok2vec.columns[0].seed, 3);
    assert_int_equal(m.tags.n, 17);
    assert_int_equal(m.parser.classes, 22);
    assert_int_equal(m.ner.classes, 18);
    assert_int_equal(m.n_rules, 26);
    assert_int_equal(m.lemma_pos.n, 6);
    dm_model_close(&m);
    assert_int_equal(run(&good, &err), DM_OK);
}

static void test_no_model(void **state) {
    (void)state;
    dm_model m;
    dm_err err = {0};
    assert_int_equal(dm_model_load(&m, test_path("none"), &err), DM_EIO);
    test_write(test_path("empty.dmm"), "", 0);
    assert_int_equal(dm_model_load(&m, test_path("empty.dmm"), &err), DM_EFORMAT);
    assert_has(err.todo, "demarche model import");
    assert_int_equal(dm_model_load(&m, test_data("synthetic.whl"), &err), DM_EFORMAT);
}

static uint32_t sections(void) {
    uint32_t n = 0;
    while (test_pack_section(&good, n)) n++;
    return n;
}

static void test_every_section_is_needed(void **state) {
    (void)state;
    for (uint32_t i = 0; i < sections(); i++) {
        test_pack p;
        dm_err err;
        test_pack_copy(&p, &good);
        dm_section *s = test_pack_section(&p, i);
        s->name[0] ^= 1;
        test_pack_seal(&p);
        if (run(&p, &err) != DM_EFORMAT)
            fail_msg("section %s is not missed", test_pack_section(&good, i)->name);
        assert_string_equal(err.where, "some.dmm");
        test_pack_free(&p);
    }
}

/* Sizes that no longer fit. Two sections may shrink together only where that means something (a rule less).
 */
static void test_every_section_with_another_size(void **state) {
    (void)state;
    static const int change[] = {-1, -4, -64, +4, +1000};
    for (uint32_t i = 0; i < sections(); i++)
        for (size_t k = 0; k <= DM_COUNT(change); k++) {
            test_pack p;
            dm_err err;
            test_pack_copy(&p, &good);
            dm_section *s = test_pack_section(&p, i);
            uint64_t size = k == DM_COUNT(change) ? 0 : s->size + (uint64_t)(int64_t)change[k];
            bool harmless = size == s->size || size > p.n || s->offset + size > p.n;
            if (!harmless) {
                s->size = size;
                test_pack_seal(&p);
                run(&p, &err);
            }
            test_pack_free(&p);
        }
}

/* Two sections that change places. */
static void test_sections_exchanged(void **state) {
    (void)state;
    uint32_t n = sections(), x = 7;
    for (int i = 0; i < 60; i++) {
        test_pack p;
        dm_err err;
        test_pack_copy(&p, &good);
        x = x * 1664525 + 1013904223;
        dm_section *a = test_pack_section(&p, x / 65536 % n), *b = test_pack_section(&p, x % n);
        uint64_t at = a->offset, size = a->size;
        a->offset = b->offset, a->size = b->size;
        b->offset = at, b->size = size;
        test_pack_seal(&p);
        run(&p, &err);
        test_pack_free(&p);
    }
}

/* Bytes of every table overwritten; more often in those that hold indices than in those that hold weights.
 * The patterns are left out here: an expression can be slow by right. */
static void test_random_bytes_in_every_section(void **state) {
    (void)state;
    uint32_t x = 99;
    unsigned loaded = 0;
    for (uint32_t i = 0; i < sections(); i++) {
        const dm_section *s = test_pack_section(&good, i);
        if (!s->size || strcmp(s->name, "regex") == 0) continue;
        int trials = s->dims[0] ? 1 : 8;
        for (int t = 0; t < trials; t++) {
            test_pack p;
            dm_err err;
            test_pack_copy(&p, &good);
            unsigned char *bytes = p.p + s->offset;
            for (int k = 0; k <= t % 3; k++) {
                x = x * 1664525 + 1013904223;
                size_t range = t < 5 && s->size > 64 ? 64 : s->size; /* the head of a table says most */
                static const unsigned char odd[] = {0, 1, 0x7F, 0x80, 0xFF};
                bytes[x / 256 % range] = t % 2 ? odd[x % 5] : (unsigned char)(x >> 24);
            }
            test_pack_seal(&p);
            loaded += run(&p, &err) == DM_OK;
            test_pack_free(&p);
        }
    }
    assert_true(loaded > 50); /* the checks inside were reached */
}

/* One number of a section set to a value. */
typedef struct change {
    const char *section;
    size_t at; /* in units of `width` bytes */
    size_t width;
    uint64_t value;
} change;

static void refuse(change c) {
    test_pack p;
    dm_err err;
    test_pack_copy(&p, &good);
    memcpy((char *)test_pack_find(&p, c.section, NULL) + c.at * c.width, &c.value, c.width);
    test_pack_seal(&p);
    if (run(&p, &err) != DM_EFORMAT)
        fail_msg("%s[%zu] = %llu is accepted", c.section, c.at, (unsigned long long)c.value);
    test_pack_free(&p);
}

static void test_numbers_that_point_outside(void **state) {
    (void)state;
    static const change changes[] = {
        {"meta", 0, 4, 3},
        {"regex", 0, 4, 3},
        {"exceptions.first", 0, 4, 1},
        {"exceptions.first", 1, 4, 100},
        {"exceptions.first", 5, 4, 0},
        {"norms.id", 0, 8, UINT64_MAX},
        {"norms.id", 1, 8, 0},
        {"tok2vec/columns", 0, 4, DM_ATTRS}, /* attribute */
        {"tok2vec/columns", 2, 4, 0},        /* rows */
        {"tok2vec/columns", 2, 4, UINT32_MAX},
        {"tok2vec/columns", 2, 4, 96},
        {"ner/columns", 3, 4, 77},
        {"parser/action", 0, 1, 6},
        {"parser/action", 1, 1, 0}, /* no REDUCE is left */
        {"parser/action", 0, 1, 1}, /* no SHIFT is left */
        {"ner/action", 17, 1, 4},   /* no OUT is left */
        {"ner/action", 8, 1, 2},    /* an entity that cannot end */
        {"tagger/label", 0, 4, 16},
        {"ruler/conditions", 0, 4, 4},      /* attribute */
        {"ruler/conditions", 2, 4, 100000}, /* first */
        {"ruler/conditions", 3, 4, 100000}, /* n */
        {"ruler/conditions", 3, 4, UINT32_MAX},
        {"ruler/conditions", 6, 4, 0}, /* values of the one before */
        {"ruler/patterns", 0, 4, 26},  /* rule */
        {"ruler/patterns", 0, 4, 5},   /* rules must rise */
        {"ruler/patterns", 1, 4, 0},   /* length */
        {"ruler/patterns", 1, 4, 3},
        {"ruler/patterns", 2, 4, 1},      /* target */
        {"ruler/patterns", 3, 4, 100000}, /* first */
        {"ruler/patterns", 5, 4, 0},      /* n */
        {"ruler/patterns", 5, 4, UINT32_MAX},
        {"ruler/rules", 1, 4, 100000},
        {"ruler/rules", 1, 4, 0xFFFFFFFE}, /* -2 */
        {"lemma/pos", 0, 4, 21},
        {"lemma/noun/first", 0, 4, 1},
        {"lemma/noun/first", 2, 4, 100000},
        {"lemma/noun/rules", 0, 4, 5},
    };
    for (size_t i = 0; i < DM_COUNT(changes); i++) refuse(changes[i]);
}

static void replaced(const char *section, const char *const *strings, uint32_t n, dm_status want) {
    test_pack p;
    dm_err err;
    test_pack_copy(&p, &good);
    test_pack_replace_strings(&p, section, strings, n);
    dm_status s = run(&p, &err);
    test_pack_free(&p);
    if (s != want) fail_msg("%s with %s has status %d", section, n ? strings[0] : "", (int)s);
}

static void test_patterns_that_do_not_compile(void **state) {
    (void)state;
    static const char *const bad[] = {"(",   "[",   "a\\",     "\\x{",        "*",    "(?<=a+)b",
                                      "\\C", "a{2", "(?P<x>a", "\\x{110000}", "[z-a]"};
    for (size_t i = 0; i < DM_COUNT(bad); i++) {
        const char *all[4];
        for (int k = 0; k < 4; k++) {
            for (int j = 0; j < 4; j++) all[j] = j == k ? bad[i] : "^x";
            replaced("regex", all, 4, strcmp(bad[i], "a{2") == 0 ? DM_OK : DM_EFORMAT);
        }
    }
    replaced("regex", bad, 5, DM_EFORMAT);
    replaced("regex", NULL, 0, DM_EFORMAT);
}

/* Patterns that match where the tokenizer does not expect it, or look like something else at their end. */
static void test_patterns_that_compile(void **state) {
    (void)state;
    static const char *const odd[] = {
        "",        "x",        "é",        ".",       "^",      "$",       "()",    "(?=.)",
        "\\Q\\x{", "\\Q\\p{",  "(?#\\x{)", "a\\Q\\E", "[]x]",   "[^]]",    "\\Ka",  "a\\Kb",
        ".*",      "[\\s\\S]", "\\X",      "\\R",     "(?s).$", "(*UCP)^", "(a)|b", "(?<=e)",
        "....",    "^..",      "..$",      "(?i)E",   "\\b",    "(?>a+)",  "^.*?$", "\\P{L}+"};
    for (size_t i = 0; i < DM_COUNT(odd); i++) {
        const char *all[4];
        for (int k = 0; k < 5; k++) {
            for (int j = 0; j < 4; j++) all[j] = k == 4 || j == k ? odd[i] : "^never$";
            replaced("regex", all, 4, DM_OK);
        }
    }
}

static void test_tables_of_odd_strings(void **state) {
    (void)state;
    static const char *const empty[40] = {"", "", "", "", "", "", "", "", "", "", "", "", "", "",
                                          "", "", "", "", "", "", "", "", "", "", "", "", "", "",
                                          "", "", "", "", "", "", "", "", "", "", "", ""};
    static const char long_text[] = "012345678901234567890123456789012345678901234567890123456789012345678901"
                                    "2345678901234567890123456789";
    static const char *const rules[] = {"", long_text, "s", long_text, "men", "", "x", ""};
    static const char *const pos[] = {long_text, "verb"};
    replaced("lemma/noun/rules", rules, 8, DM_OK);
    replaced("lemma/noun/rules", rules, 7, DM_EFORMAT);
    replaced("lemma/noun/rules", empty, 40, DM_OK);
    replaced("lemma/pos", pos, 2, DM_EFORMAT);
    replaced("lemma/pos", empty, 21, DM_EFORMAT);
    replaced("lemma/pos", NULL, 0, DM_OK);
    replaced("tagger/label", empty, 17, DM_OK);
    replaced("parser/label", empty, 22, DM_OK);
    replaced("ner/label", empty, 18, DM_OK);
    replaced("tagger/label", NULL, 0, DM_EFORMAT);
    static const char *const bars[22] = {
        "||", "a||", "||b", "|||", "||||", "a||b||c", "a|b", "||a", "b||a", "a||a", "ROOT||ROOT",
        "||", "a||", "||b", "|||", "||||", "a||b||c", "a|b", "||a", "b||a", "a||a", "dep||"};
    replaced("parser/label", bars, 22, DM_OK);
}

/* More labels than there are numbers for. */
static void test_too_many_labels(void **state) {
    (void)state;
    enum { N = 260 };
    static char names[N][8];
    const char *list[N];
    uint8_t action[N];
    test_pack p;
    dm_err err;
    for (int i = 0; i < N; i++) {
        snprintf(names[i], sizeof names[i], "L%d", i);
        list[i] = names[i];
        action[i] = i == 0 ? 5 : 3;
    }
    float *weights = calloc(N, 64 * sizeof *weights);
    test_pack_copy(&p, &good);
    test_pack_replace(&p, "ner/action", action, N);
    test_pack_replace_strings(&p, "ner/label", list, N);
    test_pack_replace(&p, "ner/upper.W", weights, N * 64 * 4);
    test_pack_replace(&p, "ner/upper.b", weights, N * 4);
    dm_section *s;
    for (uint32_t i = 0; (s = test_pack_section(&p, i)); i++)
        if (strncmp(s->name, "ner/upper", 9) == 0) s->dims[0] = N;
    test_pack_seal(&p);
    assert_int_equal(run(&p, &err), DM_EFORMAT);
    test_pack_free(&p);
    free(weights);
}

/* Weights that are not numbers: some move is always found. */
static void test_weights_that_are_not_finite(void **state) {
    (void)state;
    static const char *const names[] = {
        "tok2vec/0/W",      "tok2vec/4/gain", "tagger/W",      "parser/upper.W",
        "parser/lower.pad", "ner/upper.b",    "ner/project.W", "ner/E0"};
    static const uint32_t bits[] = {0x7FC00000, 0xFFC00000, 0x7F800000, 0xFF800000, 0x7F7FFFFF};
    for (size_t i = 0; i < DM_COUNT(names); i++)
        for (size_t k = 0; k < DM_COUNT(bits); k++) {
            test_pack p;
            dm_err err;
            size_t size;
            test_pack_copy(&p, &good);
            uint32_t *w = test_pack_find(&p, names[i], &size);
            for (size_t j = 0; j < size / 4; j++) w[j] = bits[k];
            test_pack_seal(&p);
            assert_int_equal(run(&p, &err), DM_OK);
            test_pack_free(&p);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_model_itself),
        cmocka_unit_test(test_no_model),
        cmocka_unit_test(test_every_section_is_needed),
        cmocka_unit_test(test_every_section_with_another_size),
        cmocka_unit_test(test_sections_exchanged),
        cmocka_unit_test(test_random_bytes_in_every_section),
        cmocka_unit_test(test_numbers_that_point_outside),
        cmocka_unit_test(test_patterns_that_do_not_compile),
        cmocka_unit_test(test_patterns_that_compile),
        cmocka_unit_test(test_tables_of_odd_strings),
        cmocka_unit_test(test_too_many_labels),
        cmocka_unit_test(test_weights_that_are_not_finite),
    };
    return cmocka_run_group_tests(tests, load_good, free_good);
}

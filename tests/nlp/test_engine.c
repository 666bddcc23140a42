/* The whole engine on the synthetic pipelines, against what reference.py says, byte for byte. */
#include <jansson.h>
#include <math.h>

#include "model/string_id.h"
#include "nlp/internal.h"
#include "nlp/write.h"
#include "support/test.h"

/* ---- lines of a file ---- */

typedef struct lines {
    char *bytes, *at, *end;
} lines;

static void lines_open(lines *l, const char *name) {
    size_t n;
    l->bytes = l->at = test_read(test_data(name), &n);
    l->end = l->bytes + n;
}

static bool lines_next(lines *l, dm_str *line) {
    if (l->at == l->end) return false;
    char *feed = memchr(l->at, '\n', (size_t)(l->end - l->at));
    assert_non_null(feed);
    *line = (dm_str){l->at, (size_t)(feed + 1 - l->at)};
    l->at = feed + 1;
    return true;
}

static json_t *parse_json(dm_str line) {
    json_t *row = json_loadb(line.p, line.n, JSON_ALLOW_NUL, NULL);
    assert_non_null(row);
    return row;
}

static dm_str string_of(const json_t *row, const char *key) {
    const json_t *v = json_object_get(row, key);
    return (dm_str){json_string_value(v), json_string_length(v)};
}

/* Says which column differs, at which token. */
static void explain(const char *id, dm_str have, dm_str want) {
    json_t *a = parse_json(have), *b = parse_json(want), *column;
    const char *name;
    json_object_foreach(json_object_get(b, "tokens"), name, column) {
        json_t *mine = json_object_get(json_object_get(a, "tokens"), name);
        for (size_t i = 0; i < json_array_size(column) || i < json_array_size(mine); i++)
            if (!json_equal(json_array_get(column, i), json_array_get(mine, i))) {
                char *x = json_dumps(json_array_get(mine, i), JSON_ENCODE_ANY);
                char *y = json_dumps(json_array_get(column, i), JSON_ENCODE_ANY);
                print_error("%s: %s of token %zu is %s, not %s\n", id, name, i, x ? x : "-", y ? y : "-");
                free(x), free(y);
                break;
            }
    }
    json_decref(a), json_decref(b);
    fail_msg("%s differs", id);
}

/* ---- */

typedef struct engine {
    dm_model model;
    dm_pipeline *pipeline;
    dm_worker *worker;
    dm_arena arena;
    dm_buffer out;
} engine;

static void engine_new(engine *e, const char *model, const char *kernels, uint32_t rows) {
    dm_err err = {0};
    *e = (engine){0};
    if (dm_model_load(&e->model, test_data(model), &err) != DM_OK ||
        dm_pipeline_new(&e->pipeline, &e->model, kernels ? dm_kernels_find(kernels) : NULL, &err) != DM_OK ||
        dm_worker_new(&e->worker, e->pipeline, rows, &err) != DM_OK)
        fail_msg("%s", err.what);
    test_arena(&e->arena);
}

static void engine_free(engine *e) {
    dm_worker_free(e->worker);
    dm_pipeline_free(e->pipeline);
    dm_model_close(&e->model);
    dm_arena_clear(&e->arena);
    dm_buffer_clear(&e->out);
}

static dm_str engine_parse(engine *e, dm_str id, dm_str text) {
    dm_parse_tree tree;
    dm_arena_reset(&e->arena);
    e->out.n = 0;
    /* the text with nothing behind it */
    char *copy = malloc(text.n ? text.n : 1);
    memcpy(copy, text.p, text.n);
    assert_int_equal(dm_parse_text(e->worker, (dm_str){copy, text.n}, DM_DO_ALL, &e->arena, &tree, NULL),
                     DM_OK);
    dm_write_parse_jsonl(&e->out, id, &tree, &e->arena);
    free(copy);
    assert_false(e->out.failed);
    return (dm_str){e->out.p, e->out.n};
}

/* All documents whose id begins with `kind`. */
static void check(engine *e, const char *prefix, const char *kind, unsigned least) {
    char name[40];
    lines docs, expected;
    dm_str line, want = {NULL, 0};
    unsigned n = 0;
    snprintf(name, sizeof name, "%sdocuments.jsonl", prefix);
    lines_open(&docs, name);
    snprintf(name, sizeof name, "%sexpected.jsonl", prefix);
    lines_open(&expected, name);
    while (lines_next(&docs, &line)) {
        assert_true(lines_next(&expected, &want));
        json_t *row = parse_json(line);
        dm_str id = string_of(row, "id");
        if (dm_str_starts(id, dm_str_of(kind))) {
            dm_str have = engine_parse(e, id, string_of(row, "text"));
            if (!dm_str_eq(have, want)) explain(id.p, have, want);
            n++;
        }
        json_decref(row);
    }
    if (n < least) fail_msg("%s: only %u documents", kind, n);
    free(docs.bytes), free(expected.bytes);
}

static void check_kind(const char *model, const char *prefix, const char *kind, unsigned least) {
    engine e;
    engine_new(&e, model, NULL, 0);
    check(&e, prefix, kind, least);
    engine_free(&e);
}

#define KIND(name, least)                                                                                    \
    static void test_##name(void **state) {                                                                  \
        (void)state;                                                                                         \
        check_kind("synthetic.dmm", "", #name "-", least);                                                   \
    }
KIND(small, 20)
KIND(words, 10)
KIND(marks, 10)
KIND(unicode, 8)
KIND(white, 8)
KIND(urls, 8)
KIND(letters, 10)
KIND(block, 8)
KIND(long, 3)

/* A parser that reads far back: blocks are computed again. */
static void test_deep(void **state) {
    (void)state;
    check_kind("deep.dmm", "deep_", "deep-", 4);
}

static void test_every_kernel(void **state) {
    (void)state;
    static const char *const names[] = {"generic", "avx2", "avx512"};
    for (size_t i = 0; i < DM_COUNT(names); i++) {
        engine e;
        if (!dm_kernels_find(names[i])) continue;
        engine_new(&e, "synthetic.dmm", names[i], 0);
        check(&e, "", "words-", 10);
        check(&e, "", "marks-", 10);
        check(&e, "", "block-51", 4);
        engine_free(&e);
    }
}

/* With the least room for word types, rows are given away and made again. */
static void test_a_small_cache(void **state) {
    (void)state;
    engine e;
    engine_new(&e, "synthetic.dmm", NULL, 1);
    check(&e, "", "", 80);
    check(&e, "", "", 80); /* and with all words known from before */
    engine_free(&e);
}

/* Words enough to empty the cache of lexemes between documents and to let its tables grow. */
static void test_many_words(void **state) {
    (void)state;
    engine e;
    dm_buffer text = {0};
    engine_new(&e, "synthetic.dmm", NULL, 1);
    for (int round = 0; round < 2; round++) {
        text.n = 0;
        for (int i = 0; i < 52000; i++) dm_buffer_printf(&text, "w%dx ", i * 3 + round);
        engine_parse(&e, DM_STR("many"), (dm_str){text.p, text.n});
        check(&e, "", "words-", 10);
    }
    dm_buffer_clear(&text);
    engine_free(&e);
}

static void test_vectors(void **state) {
    (void)state;
    engine e;
    lines l;
    dm_str line;
    unsigned n = 0;
    engine_new(&e, "synthetic.dmm", NULL, 0);
    lines_open(&l, "vectors.jsonl");
    for (; lines_next(&l, &line); n++) {
        json_t *row = parse_json(line);
        const json_t *rows = json_object_get(row, "rows");
        dm_parse_tree tree;
        for (unsigned layers = DM_DO_VECTORS; layers <= DM_DO_ALL + DM_DO_VECTORS; layers += DM_DO_ALL) {
            dm_arena_reset(&e.arena);
            assert_int_equal(dm_parse_text(e.worker, string_of(row, "text"), layers, &e.arena, &tree, NULL),
                             DM_OK);
            assert_int_equal(tree.n, json_array_size(rows));
            for (uint32_t i = 0; i < tree.n; i++)
                for (uint32_t k = 0; k < DM_WIDTH; k++) {
                    double want = json_number_value(json_array_get(json_array_get(rows, i), k));
                    double have = (double)tree.vectors[i * DM_WIDTH + k];
                    if (fabs(have - want) > 1e-5) fail_msg("row %u, %u: %.9g is not %.9g", i, k, have, want);
                }
        }
        json_decref(row);
    }
    assert_int_equal(n, 7);
    free(l.bytes);
    engine_free(&e);
}

static void test_lexical_attributes(void **state) {
    (void)state;
    engine e;
    lines l;
    dm_str line;
    unsigned n = 0;
    engine_new(&e, "synthetic.dmm", NULL, 0);
    static jmp_buf none;
    e.worker->words.guard = &none;
    lines_open(&l, "attributes.jsonl");
    for (; lines_next(&l, &line); n++) {
        json_t *row = parse_json(line);
        static const char *const names[] = {"norm", "prefix", "suffix", "shape"};
        dm_str text = string_of(row, "text");
        const dm_lexeme *lex = dm_lexeme_get(e.worker, text, 0);
        for (size_t i = 0; i < DM_COUNT(names); i++) {
            dm_str want = string_of(row, names[i]);
            char number[32];
            snprintf(number, sizeof number, "%llu", (unsigned long long)lex->attr[i]);
            if (lex->attr[i] != dm_string_id(want) ||
                strcmp(number, json_string_value(json_array_get(json_object_get(row, "ids"), i))) != 0)
                fail_msg("%s of \"%s\" is not \"%s\"", names[i], text.p, want.p);
        }
        assert_int_equal(lex->space, json_is_true(json_object_get(row, "space")));
        assert_ptr_equal(dm_lexeme_get(e.worker, text, 0), lex);
        json_decref(row);
    }
    assert_true(n > 150);
    free(l.bytes);
    engine_free(&e);
}

/* What is not asked for is not there, and what is asked for is the same. */
static void test_layers(void **state) {
    (void)state;
    engine e;
    dm_parse_tree all, some;
    dm_arena other;
    dm_str text = DM_STR("The prime minister (Kim) didn't say 10km, in spite of it. He left\n\nSeoul.");
    engine_new(&e, "synthetic.dmm", NULL, 0);
    test_arena(&other);
    assert_int_equal(dm_parse_text(e.worker, text, DM_DO_ALL, &other, &all, NULL), DM_OK);
    static const unsigned layers[] = {
        0, DM_DO_TAGS, DM_DO_TREE, DM_DO_TREE | DM_DO_ENTITIES, DM_DO_TAGS | DM_DO_TREE, DM_DO_ENTITIES};
    for (size_t k = 0; k < DM_COUNT(layers); k++) {
        dm_arena_reset(&e.arena);
        assert_int_equal(dm_parse_text(e.worker, text, layers[k], &e.arena, &some, NULL), DM_OK);
        assert_int_equal(some.n, all.n);
        bool tree = layers[k] & DM_DO_TREE, both = tree && layers[k] & DM_DO_TAGS;
        for (uint32_t i = 0; i < all.n; i++) {
            const dm_token *a = &all.token[i], *b = &some.token[i];
            assert_int_equal(a->begin, b->begin);
            assert_int_equal(a->space_after, b->space_after);
            if (tree) assert_int_equal(a->head, b->head);
            if (both) assert_true(a->pos == b->pos && a->dep == b->dep && dm_str_eq(a->lemma, b->lemma));
            assert_int_equal(b->ent, tree && layers[k] & DM_DO_ENTITIES ? a->ent : DM_ENT_NONE);
        }
        assert_int_equal(some.n_chunks, both ? all.n_chunks : 0);
    }
    dm_arena_clear(&other);
    engine_free(&e);
}

/* No memory for the document: an error, and the worker goes on. */
static void test_memory_that_runs_out(void **state) {
    (void)state;
    engine e;
    dm_err err = {0};
    dm_parse_tree tree;
    dm_buffer text = {0};
    engine_new(&e, "synthetic.dmm", NULL, 0);
    for (int i = 0; i < 3000; i++) dm_buffer_printf(&text, "word%d (Kim) ", i);
    for (size_t limit = 1; limit < (size_t)8 << 20; limit = limit * 3 / 2 + 1000) {
        dm_arena_clear(&e.arena);
        e.arena.limit = limit;
        dm_status s = dm_parse_text(e.worker, (dm_str){text.p, text.n}, DM_DO_ALL, &e.arena, &tree, &err);
        assert_true(s == DM_OK || s == DM_ENOMEM);
        if (s == DM_ENOMEM) assert_has(err.what, "no memory");
    }
    dm_arena_clear(&e.arena);
    e.arena.limit = 0;
    check(&e, "", "words-", 10);
    for (size_t limit = 1; limit < (size_t)4 << 20; limit = limit * 3 / 2 + 1000) { /* and for the words */
        dm_arena_clear(&e.worker->words);
        e.worker->words.limit = limit;
        e.worker->n_lexemes = UINT32_MAX / 2; /* forget the words that went */
        dm_arena_reset(&e.arena);
        dm_status s = dm_parse_text(e.worker, (dm_str){text.p, text.n}, DM_DO_ALL, &e.arena, &tree, &err);
        assert_true(s == DM_OK || s == DM_ENOMEM);
    }
    dm_buffer_clear(&text);
    engine_free(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_marks),
        cmocka_unit_test(test_unicode),
        cmocka_unit_test(test_white),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_letters),
        cmocka_unit_test(test_block),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_deep),
        cmocka_unit_test(test_every_kernel),
        cmocka_unit_test(test_a_small_cache),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_lexical_attributes),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_memory_that_runs_out),
    };
    return DM_RUN(tests);
}

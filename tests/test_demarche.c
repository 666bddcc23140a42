/* The public functions. */
#include "demarche.h"

#include <pthread.h>

#include "support/test.h"

static dm_engine *engine;

static int make_engine(void **state) {
    (void)state;
    return dm_engine_new(&engine, test_data("synthetic.dmm"), NULL, NULL);
}

static int free_engine(void **state) {
    (void)state;
    dm_engine_free(engine);
    return 0;
}

static void test_version(void **state) {
    (void)state;
    char want[32];
    snprintf(want, sizeof want, "%d.%d.%d", DM_VERSION_MAJOR, DM_VERSION_MINOR, DM_VERSION_PATCH);
    assert_string_equal(dm_version(), want);
    assert_string_equal(DM_VERSION, want);
}

static void test_no_engine(void **state) {
    (void)state;
    dm_err err = {0};
    dm_engine *none = (dm_engine *)&err;
    assert_int_equal(dm_engine_new(&none, "/nonexistent/x.dmm", NULL, &err), DM_EIO);
    assert_ptr_equal(none, &err); /* untouched */
    assert_has(err.where, "/nonexistent/x.dmm");
    assert_int_equal(dm_engine_new(&none, test_data("synthetic.whl"), NULL, NULL), DM_EFORMAT);
    dm_engine_free(NULL);
    dm_coder_free(NULL);
}

static void test_parse(void **state) {
    (void)state;
    dm_coder *coder;
    dm_result out = {0};
    dm_err err = {0};
    assert_int_equal(dm_coder_new(&coder, engine, NULL, &err), DM_OK);
    dm_document doc = {.id = "a1", .text = "Kim met Lee.", .text_size = 12};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_OK);
    assert_memory_equal(out.data, "{\"id\":\"a1\",\"tokens\":{\"start\":[0,4,8,11]", 39);
    assert_int_equal(out.data[out.size - 1], '\n');
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_CONLLU, &out, &err), DM_OK);
    assert_memory_equal(out.data, "# newdoc id = a1\n", 17);
    doc = (dm_document){.id = "empty", .text = "", .text_size = 0};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_CONLLU, &out, &err), DM_OK);
    assert_int_equal(out.size, 0);
    assert_non_null(out.data);
    doc = (dm_document){.text = NULL};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_OK);
    assert_memory_equal(out.data, "{\"id\":\"\",", 9);
    doc = (dm_document){.id = "nul", .text = "a\0b", .text_size = 3};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_OK);
    dm_coder_free(coder);
}

static void test_bad_text(void **state) {
    (void)state;
    dm_coder *coder;
    dm_result out = {"untouched", 9};
    dm_err err = {0};
    assert_int_equal(dm_coder_new(&coder, engine, NULL, &err), DM_OK);
    dm_document doc = {.id = "bad", .text = "caf\xe9!", .text_size = 5};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_EINPUT);
    assert_int_equal(err.at, 3);
    assert_string_equal(err.where, "bad");
    assert_string_equal(out.data, "untouched");
    doc.text_size = ((size_t)1 << 30) + 1;
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_ELIMIT);
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, NULL), DM_ELIMIT);
    doc = (dm_document){.id = "good", .text = "a", .text_size = 1};
    assert_int_equal(dm_parse(coder, &doc, DM_PARSE_JSONL, &out, &err), DM_OK);
    dm_coder_free(coder);
}

/* Coders of one engine in several threads: the same bytes. */
typedef struct work {
    pthread_t thread;
    dm_buffer out;
    unsigned first;
} work;

static void *toil(void *argument) {
    work *w = argument;
    dm_coder *coder;
    if (dm_coder_new(&coder, engine, &(dm_options){.cache_rows = 1}, NULL) != DM_OK) return NULL;
    for (unsigned i = 0; i < 60; i++) { /* each thread begins elsewhere, so that their caches differ */
        char text[200];
        unsigned k = (w->first + i) % 60;
        snprintf(text, sizeof text,
                 "The %u ministers of word%u didn't sign (at 10km) in spite of it%u. He left:)", k, k * k,
                 k % 7);
        dm_document doc = {.id = "x", .text = text, .text_size = strlen(text)};
        dm_result out;
        if (dm_parse(coder, &doc, k % 2 ? DM_PARSE_JSONL : DM_PARSE_CONLLU, &out, NULL) != DM_OK) return NULL;
        dm_buffer_printf(&w->out, "%03u ", k);
        dm_buffer_add(&w->out, out.data, out.size);
        dm_buffer_char(&w->out, 0);
    }
    dm_coder_free(coder);
    return w;
}

static const char *result_of(const work *w, unsigned k) {
    char head[8];
    snprintf(head, sizeof head, "%03u ", k);
    for (const char *p = w->out.p; p < w->out.p + w->out.n; p += strlen(p) + 1)
        if (strncmp(p, head, 4) == 0) return p;
    return NULL;
}

static void test_threads(void **state) {
    (void)state;
    enum { THREADS = 4 };
    work works[THREADS] = {0};
    for (unsigned i = 0; i < THREADS; i++) {
        works[i].first = i * 17;
        assert_int_equal(pthread_create(&works[i].thread, NULL, toil, &works[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        void *done;
        pthread_join(works[i].thread, &done);
        assert_non_null(done);
    }
    for (unsigned i = 1; i < THREADS; i++)
        for (unsigned k = 0; k < 60; k++)
            assert_string_equal(result_of(&works[0], k), result_of(&works[i], k));
    for (unsigned i = 0; i < THREADS; i++) dm_buffer_clear(&works[i].out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_version),  cmocka_unit_test(test_no_engine), cmocka_unit_test(test_parse),
        cmocka_unit_test(test_bad_text), cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, make_engine, free_engine);
}

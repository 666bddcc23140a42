/* Sentences of our own with the times that they name, on the published model: times_cases.tsv. */
#include "support/test.h"

#include <jansson.h>
#include <unistd.h>

#include "demarche.h"

/* A file beside the program: the model or the lexicon, as `make` leaves them. */
static const char *beside_program(const char *name) {
    static char paths[2][4096];
    static unsigned turn;
    char *out = paths[turn++ % 2];
    const char *program = getenv("DEMARCHE"), *slash = program ? strrchr(program, '/') : NULL;
    snprintf(out, sizeof paths[0], "%.*s%s", slash ? (int)(slash + 1 - program) : 0, program ? program : "",
             name);
    return out;
}

/* "words = TYPE value; words = TYPE value" of a record's times. */
static void describe(const json_t *record, const char *text, dm_buffer *out) {
    size_t i;
    json_t *time;
    out->n = 0;
    json_array_foreach(json_object_get(record, "times"), i, time) {
        json_t *span = json_object_get(time, "span");
        size_t begin = (size_t)json_integer_value(json_array_get(span, 0)),
               end = (size_t)json_integer_value(json_array_get(span, 1));
        dm_buffer_printf(out, "%s%.*s = %s %s", i ? "; " : "", (int)(end - begin), text + begin,
                         json_string_value(json_object_get(time, "type")),
                         json_string_value(json_object_get(time, "value")));
    }
    dm_buffer_char(out, 0);
}

static void test_cases(void **state) {
    (void)state;
    dm_err err = {0};
    dm_engine *engine;
    dm_coder *coder;
    dm_buffer got = {0};
    size_t n, line = 0;
    unsigned failed = 0;
    const char *model = beside_program("en_core_web_sm.dmm"), *lexicon = beside_program("lexicon.dml");
    assert_int_equal(dm_engine_new(&engine, model, lexicon, &err), DM_OK);
    assert_int_equal(dm_coder_new(&coder, engine, NULL, &err), DM_OK);
    char *table = test_read(test_source("coding/times_cases.tsv"), &n), *rest = table;
    for (char *row; (row = strsep(&rest, "\n"));) {
        line++;
        if (*row == '#' || !*row) continue;
        char *date = strsep(&row, "\t"), *text = strsep(&row, "\t");
        assert_non_null(row);
        dm_document doc = {.id = "t", .text = text, .text_size = strlen(text), .date = *date ? date : NULL};
        dm_result record;
        assert_int_equal(dm_code(coder, &doc, &record, &err), DM_OK);
        json_t *json = json_loadb(record.data, record.size, 0, NULL);
        assert_non_null(json);
        describe(json, text, &got);
        json_decref(json);
        if (strcmp(got.p, row) == 0) continue;
        failed++;
        print_message("times_cases.tsv:%zu: %s\n  should be %s\n  is        %s\n", line, text, row, got.p);
    }
    assert_int_equal(failed, 0);
    free(table);
    dm_buffer_clear(&got);
    dm_coder_free(coder);
    dm_engine_free(engine);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases)};
    if (access(beside_program("en_core_web_sm.dmm"), R_OK) != 0 ||
        access(beside_program("lexicon.dml"), R_OK) != 0)
        return test_skip_all("no model or no lexicon beside the program");
    return DM_RUN(tests);
}

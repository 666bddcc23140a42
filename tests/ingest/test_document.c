#include <time.h>

#include "ingest/document.h"
#include "support/test.h"

typedef struct loaded {
    dm_item item;
    dm_arena arena;
    dm_loaded doc;
    dm_err err;
    dm_status status;
} loaded;

static void load(loaded *l, dm_str bytes, bool json, bool several) {
    *l = (loaded){.item = {.json = json, .name = "in.jsonl", .several = several, .line = json ? 7 : 0}};
    dm_buffer_str(&l->item.bytes, bytes);
    test_arena(&l->arena);
    l->status = dm_document_load(&l->doc, &l->item, &l->arena, &l->err);
}

static void unload(loaded *l) {
    dm_document_clear(&l->doc);
    dm_arena_clear(&l->arena);
    dm_buffer_clear(&l->item.bytes);
}

static void test_good_lines(void **state) {
    (void)state;
    static const struct {
        dm_str line;
        const char *id;
        dm_str text;
    } rows[] = {
        {DM_TEXT("{\"text\":\"Kim met Lee.\"}"), "7", DM_TEXT("Kim met Lee.")},
        {DM_TEXT("{\"text\":\"\",\"id\":\"a1\"}\r"), "a1", DM_TEXT("")},
        {DM_TEXT(" { \"id\" : -12 , \"text\" : \"x\" } "), "-12", DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"x\",\"id\":9223372036854775807}"), "9223372036854775807", DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"x\",\"id\":null,\"date\":null,\"entities\":null}"), "7", DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"a\\u0000b\"}"), "7", DM_TEXT("a\0b")}, /* U+0000 is text */
        {DM_TEXT("{\"text\":\"\\ud83d\\ude00\\u00e9\"}"), "7", DM_TEXT("😀é")},
        {DM_TEXT("{\"text\":\"x\",\"id\":\"\"}"), "", DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"x\",\"id\":\"\\u00e9\\n\"}"), "é\n", DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"1\",\"text\":\"2\"}"), "7", DM_TEXT("2")}, /* as in Python, the last one */
        /* numbers that are too large, in fields that nobody reads */
        {DM_TEXT("{\"n\":123456789012345678901234567890,\"text\":\"x\"}"), "7", DM_TEXT("x")},
        {DM_TEXT("{\"n\":-99999999999999999999,\"m\":[1e999,-1E+999,{\"k\":1.5e400}],\"text\":\"x\"}"), "7",
         DM_TEXT("x")},
        {DM_TEXT("{\"n\":18446744073709551616,\"text\":\"\\\"99999999999999999999\\\"\"}"), "7",
         DM_TEXT("\"99999999999999999999\"")},
        {DM_TEXT("{\"text\":\"x\",\"a\":true,\"b\":false,\"c\":-0.5e-3,\"n\":99999999999999999999}"), "7",
         DM_TEXT("x")},
        {DM_TEXT("{\"text\":\"x\",\"nested\":[[[[{}]]]],\"other\":\"field\"}"), "7", DM_TEXT("x")},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        loaded l;
        load(&l, rows[i].line, true, false);
        if (l.status != DM_OK) fail_msg("row %zu: %s", i, l.err.what);
        assert_string_equal(l.doc.doc.id, rows[i].id);
        assert_int_equal(l.doc.doc.text_size, rows[i].text.n);
        assert_memory_equal(l.doc.doc.text, rows[i].text.p, rows[i].text.n);
        assert_null(l.doc.doc.date);
        assert_int_equal(l.doc.doc.entity_count, 0);
        unload(&l);
    }
}

static void test_bad_lines(void **state) {
    (void)state;
    static const struct {
        dm_str line;
        const char *what;
    } rows[] = {
        {DM_TEXT(""), "no JSON"},
        {DM_TEXT("{"), "no JSON"},
        {DM_TEXT("{\"text\":\"x\""), "no JSON"},
        {DM_TEXT("{\"text\":\"x\"} {\"text\":\"y\"}"), "no JSON"},
        {DM_TEXT("{'text':'x'}"), "no JSON"},
        {DM_TEXT("{\"text\":\"x\",}"), "no JSON"},
        {DM_TEXT("[\"text\"]"), "not a JSON object"},
        {DM_TEXT("[]"), "not a JSON object"},
        {DM_TEXT("\"text\""), "no JSON"},
        {DM_TEXT("{}"), "no field \"text\""},
        {DM_TEXT("{\"Text\":\"x\"}"), "no field \"text\""},
        {DM_TEXT("{\"text\":null}"), "\"text\" is not a string"},
        {DM_TEXT("{\"text\":5}"), "\"text\" is not a string"},
        {DM_TEXT("{\"text\":[\"x\"]}"), "\"text\" is not a string"},
        {DM_TEXT("{\"text\":\"x\",\"id\":1.5}"), "\"id\" is neither"},
        {DM_TEXT("{\"text\":\"x\",\"id\":true}"), "\"id\" is neither"},
        {DM_TEXT("{\"text\":\"x\",\"id\":99999999999999999999}"), "\"id\" is neither"},
        {DM_TEXT("{\"text\":\"x\",\"id\":\"a\\u0000b\"}"), "\"id\" contains U+0000"},
        {DM_TEXT("{\"text\":\"x\",\"date\":20241021}"), "\"date\" is not a string"},
        {DM_TEXT("{\"text\":\"x\",\"url\":{}}"), "\"url\" is not a string"},
        {DM_TEXT("{\"text\":\"x\",\"publisher\":[]}"), "\"publisher\" is not a string"},
        {DM_TEXT("{\"text\":\"x\",\"title\":false}"), "\"title\" is not a string"},
        {DM_TEXT("{\"text\":\"\\ud83d\"}"), "no JSON"}, /* lone surrogates */
        {DM_TEXT("{\"text\":\"\\ude00\\ud83d\"}"), "no JSON"},
        {DM_TEXT("{\"text\":\"\\ud83dx\"}"), "no JSON"},
        {DM_TEXT("{\"text\":\"\xed\xa0\xbd\"}"), "no JSON"},
        {DM_TEXT("{\"text\":\"\xff\"}"), "no JSON"},
        {DM_TEXT("{\"text\":\"caf\xe9\"}"), "no JSON"},
        {DM_TEXT("{\"text\":\"a\0b\"}"), "no JSON"}, /* a raw NUL */
        {DM_TEXT("{\"text\":\"a\tb\"}"), "no JSON"}, /* a raw tab */
        {DM_TEXT("\0\0\0\0"), "no JSON"},
        {DM_TEXT("{\"te\\u0000xt\":1,\"text\":\"x\"}"), "no JSON"},
        {DM_TEXT("{\"n\":99999999999999999999,\"text\":\"x\""), "no JSON"},
        {DM_TEXT("\xEF\xBB\xBF{\"text\":\"x\"}"), "no JSON"},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        loaded l;
        load(&l, rows[i].line, true, false);
        if (l.status != DM_EINPUT) fail_msg("row %zu has status %d", i, (int)l.status);
        assert_has(l.err.what, rows[i].what);
        assert_string_equal(l.err.where, "in.jsonl");
        assert_int_equal(l.err.at, 7);
        assert_null(l.doc.json);
        unload(&l);
    }
}

static void test_depth(void **state) {
    (void)state;
    dm_buffer b = {0};
    loaded l;
    dm_buffer_text(&b, "{\"text\":\"x\",\"deep\":");
    for (int i = 0; i < 100000; i++) dm_buffer_char(&b, '[');
    load(&l, (dm_str){b.p, b.n}, true, false);
    assert_int_equal(l.status, DM_EINPUT);
    assert_has(l.err.what, "depth");
    unload(&l);
    for (int i = 0; i < 100000; i++) dm_buffer_char(&b, ']');
    dm_buffer_char(&b, '}');
    load(&l, (dm_str){b.p, b.n}, true, false);
    assert_int_equal(l.status, DM_EINPUT);
    unload(&l);
    dm_buffer_clear(&b);
}

static void test_all_fields(void **state) {
    (void)state;
    loaded l;
    load(&l,
         DM_STR("{\"id\":\"a\",\"text\":\"é😀 Kim met "
                "Lee.\",\"date\":\"2024-10-21\",\"url\":\"u\",\"publisher\":\"p\",\"title\":\"t\","
                "\"entities\":[{\"span\":[3,6],\"id\":\"e1\",\"name\":\"Kim\",\"country\":\"KOR\",\"sector\":"
                "\"GOV\"},"
                "{\"span\":[0,15],\"id\":\"e1\"},{\"id\":\"e2\",\"span\":[1,2],\"name\":null}]}"),
         true, false);
    const dm_document *d = &l.doc.doc;
    assert_int_equal(l.status, DM_OK);
    assert_string_equal(d->date, "2024-10-21");
    assert_string_equal(d->url, "u");
    assert_string_equal(d->publisher, "p");
    assert_string_equal(d->title, "t");
    assert_int_equal(d->entity_count, 3);
    assert_int_equal(d->entities[0].begin, 7); /* code points became bytes */
    assert_int_equal(d->entities[0].end, 10);
    assert_string_equal(d->entities[0].id, "e1");
    assert_string_equal(d->entities[0].name, "Kim");
    assert_string_equal(d->entities[0].country, "KOR");
    assert_string_equal(d->entities[0].sector, "GOV");
    assert_int_equal(d->entities[1].begin, 0);
    assert_int_equal(d->entities[1].end, d->text_size);
    assert_int_equal(d->entities[2].begin, 2);
    assert_int_equal(d->entities[2].end, 6);
    assert_null(d->entities[2].name);
    unload(&l);
}

static void test_bad_entities(void **state) {
    (void)state;
    static const struct {
        const char *entities, *what;
    } rows[] = {
        {"{}", "not a list"},
        {"5", "not a list"},
        {"[5]", "entity 1 has no span"},
        {"[{}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":[0]}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":[0,1,2]}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":[0,1.0]}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":[\"0\",\"1\"]}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":{\"0\":0,\"1\":1}}]", "entity 1 has no span"},
        {"[{\"id\":\"e\",\"span\":[0,1]},{\"id\":\"e\",\"span\":[0,99999999999999999999]}]",
         "entity 2 has no span"},
        {"[{\"id\":\"e\",\"span\":[0,0]}]", "empty span"},
        {"[{\"id\":\"e\",\"span\":[2,1]}]", "empty span"},
        {"[{\"id\":\"e\",\"span\":[-1,1]}]", "outside"},
        {"[{\"id\":\"e\",\"span\":[0,4]}]", "outside"},
        {"[{\"id\":\"e\",\"span\":[3,4]}]", "outside"},
        {"[{\"id\":\"e\",\"span\":[0,9223372036854775807]}]", "outside"},
        {"[{\"span\":[0,1]}]", "has no id"},
        {"[{\"id\":null,\"span\":[0,1]}]", "has no id"},
        {"[{\"id\":5,\"span\":[0,1]}]", "\"id\" is not a string"},
        {"[{\"id\":\"e\",\"span\":[0,1],\"country\":1}]", "\"country\" is not a string"},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++) {
        char line[400];
        loaded l;
        snprintf(line, sizeof line, "{\"text\":\"aéb\",\"entities\":%s}", rows[i].entities);
        load(&l, dm_str_of(line), true, false);
        if (l.status != DM_EINPUT) fail_msg("row %zu has status %d", i, (int)l.status);
        assert_has(l.err.what, rows[i].what);
        unload(&l);
    }
}

/* Many spans in a long text: time must not grow with their product. */
static void test_many_entities(void **state) {
    (void)state;
    enum { N = 100000 };
    dm_buffer b = {0};
    loaded l;
    clock_t begin = clock();
    dm_buffer_text(&b, "{\"text\":\"");
    for (int i = 0; i < 2 * N; i++) dm_buffer_text(&b, "né");
    dm_buffer_text(&b, "\",\"entities\":[");
    for (int i = 0; i < N; i++) {
        int from = i % 2 ? i : 4 * N - 2 - i; /* from both ends in turn */
        dm_buffer_printf(&b, "%s{\"id\":\"e\",\"span\":[%d,%d]}", i ? "," : "", from, from + 2);
    }
    dm_buffer_text(&b, "]}");
    load(&l, (dm_str){b.p, b.n}, true, false);
    assert_int_equal(l.status, DM_OK);
    assert_int_equal(l.doc.doc.entity_count, N);
    for (int i = 0; i < N; i++) {
        size_t from = (size_t)(i % 2 ? i : 4 * N - 2 - i);
        assert_int_equal(l.doc.doc.entities[i].begin, from / 2 * 3 + from % 2);
        assert_int_equal(l.doc.doc.entities[i].end, (from + 2) / 2 * 3 + from % 2);
    }
    unload(&l);
    dm_buffer_clear(&b);
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC <
                20); /* 0.2 s; with sanitizers and load far more */
}

static void test_ids_of_several_inputs(void **state) {
    (void)state;
    loaded l;
    load(&l, DM_STR("{\"text\":\"x\"}"), true, true);
    assert_int_equal(l.status, DM_OK);
    assert_string_equal(l.doc.doc.id, "in.jsonl:7");
    unload(&l);
    load(&l, DM_STR("{\"text\":\"x\",\"id\":\"own\"}"), true, true);
    assert_string_equal(l.doc.doc.id, "own");
    unload(&l);
}

static void test_plain_text(void **state) {
    (void)state;
    loaded l;
    load(&l, DM_STR("Kim\0met"), false, false);
    assert_int_equal(l.status, DM_OK);
    assert_string_equal(l.doc.doc.id, "in.jsonl");
    assert_int_equal(l.doc.doc.text_size, 7);
    unload(&l);
    load(&l, (dm_str){"", 0}, false, false);
    assert_int_equal(l.status, DM_OK);
    assert_non_null(l.doc.doc.text);
    unload(&l);
    load(&l, DM_STR("caf\xe9"), false, false);
    assert_int_equal(l.status, DM_EINPUT);
    assert_has(l.err.what, "not UTF-8 (byte 3)");
    assert_has(l.err.todo, "iconv");
    assert_int_equal(l.err.at, -1);
    unload(&l);
}

static void test_a_name_that_is_not_utf8(void **state) {
    (void)state;
    loaded l = {.item = {.name = "caf\xe9\xff.txt"}};
    test_arena(&l.arena);
    assert_int_equal(dm_document_load(&l.doc, &l.item, &l.arena, &l.err), DM_OK);
    assert_string_equal(l.doc.doc.id, "caf\uFFFD\uFFFD.txt");
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_lines),
        cmocka_unit_test(test_bad_lines),
        cmocka_unit_test(test_depth),
        cmocka_unit_test(test_all_fields),
        cmocka_unit_test(test_bad_entities),
        cmocka_unit_test(test_many_entities),
        cmocka_unit_test(test_ids_of_several_inputs),
        cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_a_name_that_is_not_utf8),
    };
    return DM_RUN(tests);
}

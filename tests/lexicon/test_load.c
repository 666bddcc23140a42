/* The small lexicon: what is found in it; and changed under a right checksum: refused, or used without harm.
 */
#include "lexicon/lexicon.h"

#include "coding/coding.h"
#include "record/record.h"
#include "support/test.h"

static test_pack good;
static test_engine engine;

static int make(void **state) {
    (void)state;
    test_pack_load(&good, test_data("small.dml"));
    test_engine_new(&engine, "synthetic.dmm", NULL);
    return 0;
}

static int clear(void **state) {
    (void)state;
    test_engine_free(&engine);
    test_pack_free(&good);
    return 0;
}

static dm_status load(const test_pack *p, dm_lexicon *out, dm_err *err) {
    *err = (dm_err){0};
    return dm_lexicon_load_bytes(out, (dm_mapped){p->p, p->n}, "some.dml", err);
}

/* Loads and, if that went well, codes a document with it. */
static dm_status run(const test_pack *p, dm_err *err) {
    static const char text[] = "On Monday, two weeks ago, Norway's ambassador Mr. Lund said in Oslo that "
                               "Norway condemned Kenya for the "
                               "attack in Springfield. The Red Hand Army refused to meet the foreign "
                               "ministry. Police denied it. \"They "
                               "threaten to attack the Blue House,\" the Gazette said.";
    dm_lexicon lexicon;
    dm_reading reading;
    jmp_buf guard;
    dm_buffer out = {0};
    dm_document doc = {.id = "d", .text = text, .text_size = sizeof text - 1, .date = "2012-05-05"};
    dm_status s = load(p, &lexicon, err);
    if (s != DM_OK) {
        assert_int_equal(err->code, s);
        assert_true(*err->what);
        return s;
    }
    dm_arena_reset(&engine.arena);
    engine.arena.guard = &guard;
    if (setjmp(guard)) return DM_ENOMEM;
    assert_int_equal(dm_code_document(&reading, &doc, &lexicon, engine.worker, &engine.arena, err), DM_OK);
    dm_write_record(&out, &reading, engine.model.sha256, 0);
    assert_true(out.n > 0);
    dm_buffer_clear(&out);
    return DM_OK;
}

static void test_find(void **state) {
    (void)state;
    dm_lexicon l;
    dm_err err;
    const dm_sense *s;
    uint32_t n;
    assert_int_equal(load(&good, &l, &err), DM_OK);
    assert_true(dm_lexicon_find(&l, DM_STR("kari lund"), &s, &n));
    assert_int_equal(n, 1);
    assert_int_equal(s->kind, DM_SENSE_PERSON);
    assert_int_equal(s->from, 20100101);
    assert_int_equal(s->to, 20141231);
    assert_str(dm_lexicon_text(&l, s->office), "president");
    assert_true(dm_lexicon_find(&l, DM_STR("red"), &s, &n)); /* "red hand" goes on */
    assert_int_equal(n, 0);
    assert_false(dm_lexicon_find(&l, DM_STR("green"), &s, &n));
    assert_true(dm_lexicon_find(&l, DM_STR("ambassadors"), &s, &n));
    assert_int_equal(s->kind, DM_SENSE_ROLES);
    assert_int_equal(dm_lexicon_designator(&l, DM_STR("mount")), DM_DESIGNATES_FORM << DM_DESIGNATES_BEFORE);
    assert_true(dm_lexicon_lemma(&l, DM_STR("condemn")) >= 0);
    assert_int_equal(dm_lexicon_lemma(&l, DM_STR("condemned")), -1);
    assert_non_null(dm_lexicon_net(&l, "small"));
    assert_null(dm_lexicon_net(&l, "large"));
}

static uint32_t places_of(const dm_lexicon *l, const char *name, const dm_candidate **out) {
    char key[DM_GAZ_KEY];
    size_t n = dm_gazetteer_key(dm_str_of(name), key);
    return n ? dm_gazetteer_find(&l->gazetteer, (dm_str){key, n}, out) : 0;
}

static void test_gazetteer(void **state) {
    (void)state;
    dm_lexicon l;
    dm_err err;
    const dm_candidate *found;
    assert_int_equal(load(&good, &l, &err), DM_OK);
    const dm_gazetteer *g = &l.gazetteer;
    assert_int_equal(places_of(&l, "Springfield", &found), 2); /* the larger one first */
    uint32_t kenyan = dm_candidate_place(found[0]), norwegian = dm_candidate_place(found[1]);
    assert_int_equal(g->places[kenyan].geonames_id, 1);
    assert_int_equal(g->places[norwegian].geonames_id, 2);
    assert_int_equal(dm_gazetteer_country_of(g, kenyan), DM_CODE('K', 'E', 'N'));
    uint32_t norway = dm_gazetteer_country(g, DM_CODE('N', 'O', 'R'));
    assert_true(dm_gazetteer_within(g, norwegian, norway));
    assert_false(dm_gazetteer_within(g, kenyan, norway));
    assert_int_equal(dm_gazetteer_around(g, norwegian, DM_PLACE_COUNTRY), norway);
    assert_int_equal(dm_gazetteer_country(g, DM_CODE('X', 'X', 'X')), DM_GAZ_NONE);
    assert_int_equal(places_of(&l, "Mouth of the River", &found), 1);
    assert_str(dm_gazetteer_name(g, dm_candidate_place(found[0])), "Rivermouth");
    assert_int_equal(places_of(&l, "Winterfield", &found), 0);
    assert_int_equal(places_of(&l, "", &found), 0);
    char long_name[400];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = 0;
    assert_int_equal(places_of(&l, long_name, &found), 0);
}

static void test_the_lexicon_itself(void **state) {
    (void)state;
    dm_err err;
    assert_int_equal(run(&good, &err), DM_OK);
}

static void test_cut_files(void **state) {
    (void)state;
    dm_lexicon l;
    dm_err err;
    for (size_t n = 0; n < good.n; n += n < 4096 ? 61 : 4093) {
        test_pack p = {good.p, n};
        assert_int_equal(load(&p, &l, &err), DM_EFORMAT);
    }
}

/* Each section is emptied, made shorter by one byte, and cut to half. */
static void test_cut_sections(void **state) {
    (void)state;
    for (uint32_t i = 0; test_pack_section(&good, i); i++)
        for (int k = 0; k < 3; k++) {
            test_pack p;
            dm_err err;
            test_pack_copy(&p, &good);
            dm_section *s = test_pack_section(&p, i);
            s->size = k == 0 ? 0 : k == 1 && s->size ? s->size - 1 : s->size / 2;
            test_pack_seal(&p);
            run(&p, &err);
            test_pack_free(&p);
        }
}

static void test_missing_sections(void **state) {
    (void)state;
    for (uint32_t i = 0; test_pack_section(&good, i); i++) {
        test_pack p;
        dm_err err;
        test_pack_copy(&p, &good);
        dm_str name = dm_str_of(test_pack_section(&p, i)->name);
        if (dm_str_starts(name, DM_STR("net/")) || dm_str_starts(name, DM_STR("source"))) {
            test_pack_free(&p);
            continue; /* nets may lack; the tables are read only to be extended */
        }
        memcpy(test_pack_section(&p, i)->name, "other", 6);
        test_pack_seal(&p);
        assert_int_equal(run(&p, &err), DM_EFORMAT);
        test_pack_free(&p);
    }
}

/* Numbers all over each section become too large, negative, one more. */
static void test_wrong_numbers(void **state) {
    (void)state;
    static const uint32_t wrong[] = {UINT32_MAX, 0x7FFFFFFF, 0x10000, 255, 1};
    for (uint32_t i = 0; test_pack_section(&good, i); i++) {
        size_t size = test_pack_section(&good, i)->size / 4, step = size / 24 + 1;
        for (size_t at = 0; at < size; at += step)
            for (size_t k = 0; k < DM_COUNT(wrong); k++) {
                test_pack p;
                dm_err err;
                test_pack_copy(&p, &good);
                uint32_t *number = (uint32_t *)(void *)(p.p + test_pack_section(&p, i)->offset) + at;
                *number = wrong[k];
                test_pack_seal(&p);
                run(&p, &err);
                test_pack_free(&p);
            }
    }
}

static void test_turned_bits_are_seen(void **state) {
    (void)state;
    dm_lexicon l;
    dm_err err;
    test_pack p;
    test_pack_copy(&p, &good);
    for (size_t at = 0; at < p.n; at += 997) {
        p.p[at] ^= 16;
        assert_int_equal(load(&p, &l, &err), DM_EFORMAT); /* by the checksum */
        p.p[at] ^= 16;
    }
    test_pack_free(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_gazetteer),
        cmocka_unit_test(test_the_lexicon_itself),
        cmocka_unit_test(test_cut_files),
        cmocka_unit_test(test_cut_sections),
        cmocka_unit_test(test_missing_sections),
        cmocka_unit_test(test_wrong_numbers),
        cmocka_unit_test(test_turned_bits_are_seen),
    };
    return cmocka_run_group_tests(tests, make, clear);
}

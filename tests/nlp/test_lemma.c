/* Lemmas by rule, on the tables of the synthetic pipeline (model/make_pipeline.py, LEMMAS). */
#include "nlp/internal.h"
#include "support/test.h"

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

/* The lemma of one token with this part of speech and these features, "" for none. */
static dm_str lemma_of(const char *text, const char *pos, const char *morph, const char *set) {
    dm_parse_tree tree;
    jmp_buf guard;
    dm_labels *labels = &engine.pipeline->labels;
    dm_arena_reset(&engine.arena);
    assert_int_equal(dm_parse_text(engine.worker, dm_str_of(text), 0, &engine.arena, &tree, NULL), DM_OK);
    assert_int_equal(tree.n, 1);
    uint32_t p = 0, m = 0;
    while (p < labels->names[DM_KIND_POS].n && !dm_str_is(labels->names[DM_KIND_POS].at[p], pos)) p++;
    while (m < labels->names[DM_KIND_MORPH].n &&
           !dm_str_is(labels->names[DM_KIND_MORPH].at[m], *morph ? morph : "_"))
        m++;
    if (p == labels->names[DM_KIND_POS].n || m == labels->names[DM_KIND_MORPH].n)
        fail_msg("%s or %s is not known", pos, morph);
    tree.token[0].pos = (uint8_t)p;
    tree.token[0].morph = (uint16_t)m;
    if (set) tree.token[0].lemma = dm_str_of(set);
    engine.arena.guard = engine.worker->words.guard = &guard;
    if (setjmp(guard)) fail_msg("no memory");
    dm_lemmatize(engine.worker);
    return tree.token[0].lemma;
}

typedef struct row {
    const char *text, *pos, *morph, *lemma;
} row;

static void check(const row *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        dm_str lemma = lemma_of(rows[i].text, rows[i].pos, rows[i].morph, NULL);
        if (!dm_str_is(lemma, rows[i].lemma))
            fail_msg("%s as %s (%s) gives %.*s, not %s", rows[i].text, rows[i].pos, rows[i].morph,
                     (int)lemma.n, lemma.p, rows[i].lemma);
    }
}

#define CHECK(...)                                                                                           \
    do {                                                                                                     \
        (void)state;                                                                                         \
        static const row rows[] = {__VA_ARGS__};                                                             \
        check(rows, DM_COUNT(rows));                                                                         \
    } while (0)

#define PLUR "Number=Plur"
#define SING "Number=Sing"
#define PAST "Tense=Past|VerbForm=Fin"
#define PRES "Person=3|Tense=Pres|VerbForm=Fin"

static void test_endings(void **state) {
    CHECK({"ministers", "NOUN", PLUR, "minister"}, {"Ministers", "NOUN", PLUR, "minister"},
          {"boxes", "NOUN", PLUR, "box"}, {"signed", "VERB", PAST, "sign"}, {"agreed", "VERB", PAST, "agree"},
          {"denies", "VERB", "", "deny"}, {"signing", "VERB", "", "sign"}, {"bigger", "ADJ", "", "bigg"},
          {"later", "ADJ", "", "late"}, {"newest", "ADJ", "", "new"}, {"soon", "ADV", "", "soon"},
          {"“", "PUNCT", "", "\""}, {"’", "PUNCT", "", "'"}, {".", "PUNCT", "", "."});
}

static void test_unknown_words(void **state) {
    /* nothing is in the index: the first form that an ending gives; no ending fits: the text as it is */
    CHECK({"envoys", "NOUN", PLUR, "envoy"}, {"Zoo", "NOUN", PLUR, "Zoo"}, {"mooned", "VERB", PAST, "moone"},
          {"US", "NOUN", PLUR, "u"}, {"s", "NOUN", PLUR, "s"}, {"ten", "NUM", "", "ten"},
          {"Eleven", "NUM", "", "Eleven"});
}

static void test_a_known_form_goes_before(void **state) {
    /* "es" to "e" comes first among the endings, but only "go" is a word */
    CHECK({"goes", "VERB", "", "go"}, {"cities", "NOUN", PLUR, "city"});
}

static void test_exceptions(void **state) {
    CHECK({"men", "NOUN", PLUR, "man"}, {"said", "VERB", PAST, "say"}, {"went", "VERB", PAST, "go"},
          {"ca", "VERB", "", "can"},
          /* of several the last one that the endings have not given already */
          {"leaves", "NOUN", PLUR, "leave"}, {"axes", "NOUN", PLUR, "axis"}, {"data", "NOUN", PLUR, "datum"},
          {"left", "VERB", PAST, "left"}, {"better", "ADJ", "", "well"}, {"best", "ADV", "", "well"});
}

static void test_forms_with_other_characters_than_letters(void **state) {
    CHECK({"x_rays", "NOUN", PLUR, "x_ray"}, {"F_16s", "NOUN", PLUR, "f_16"}, {"10s", "NOUN", PLUR, "10"});
}

static void test_base_forms(void **state) {
    CHECK({"Ministers", "NOUN", SING, "ministers"}, {"signs", "VERB", "VerbForm=Inf", "signs"},
          {"SAYS", "VERB", PRES, "says"}, {"men", "PROPN", "NounType=Prop|Number=Sing", "men"});
}

static void test_parts_of_speech_without_tables(void **state) {
    CHECK({"Seoul", "PROPN", "", "Seoul"}, {"SEOULS", "PROPN", PLUR, "SEOULS"}, {"The", "DET", "", "the"},
          {"OF", "ADP", "", "of"}, {"X", "X", "", "x"}, {"\n", "SPACE", "", "\n"}, {"ABC", "", "", "abc"},
          {"İ", "DET", "", "i̇"}, {"ΟΔΟΣ", "ADP", "", "οδος"});
}

static void test_what_the_ruler_set_stays(void **state) {
    (void)state;
    assert_str(lemma_of("ministers", "NOUN", PLUR, "premier"), "premier");
    assert_str(lemma_of("ministers", "NOUN", PLUR, ""), "");
}

/* The lemma is kept beside the word for the last part of speech and features that asked. */
static void test_one_word_in_turn(void **state) {
    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_str(lemma_of("leaves", "NOUN", PLUR, NULL), "leave");
        assert_str(lemma_of("leaves", "VERB", "", NULL), "leave");
        assert_str(lemma_of("leaves", "NOUN", SING, NULL), "leaves");
        assert_str(lemma_of("leaves", "DET", "", NULL), "leaves");
        assert_str(lemma_of("signs", "VERB", PRES, NULL), "signs");
        assert_str(lemma_of("signs", "VERB", PAST, NULL), "sign");
    }
}

/* Endings as long as one likes, longer than any word. */
static void long_endings(test_pack *p) {
    static const char *const rules[] = {
        "s", "-and-a-very-long-tail-that-is-longer-than-thirty-two-bytes", "ministers", "x", "s", ""};
    test_pack_replace_strings(p, "lemma/noun/rules", rules, 6);
}

static void test_long_endings(void **state) {
    (void)state;
    test_engine kept = engine;
    test_engine_new(&engine, "synthetic.dmm", long_endings);
    static const row rows[] = {
        {"envoys", "NOUN", PLUR, "envoy-and-a-very-long-tail-that-is-longer-than-thirty-two-bytes"},
        {"ministers", "NOUN", PLUR, "minister"}};
    check(rows, DM_COUNT(rows));
    test_engine_free(&engine);
    engine = kept;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_endings),
        cmocka_unit_test(test_unknown_words),
        cmocka_unit_test(test_a_known_form_goes_before),
        cmocka_unit_test(test_exceptions),
        cmocka_unit_test(test_forms_with_other_characters_than_letters),
        cmocka_unit_test(test_base_forms),
        cmocka_unit_test(test_parts_of_speech_without_tables),
        cmocka_unit_test(test_what_the_ruler_set_stays),
        cmocka_unit_test(test_one_word_in_turn),
        cmocka_unit_test(test_long_endings),
    };
    return cmocka_run_group_tests(tests, make_engine, free_engine);
}

/* What entities may be, whatever the scores are. The scores here are those of the moves' own biases. */
#include "nlp/internal.h"
#include "support/test.h"

/* Classes of the synthetic pipeline: B-, I-, L-, U- for four labels, U- without one, O. */
enum {
    PERSON,
    ORG,
    GPE,
    THING,
    LABELS,
    BEGIN = 0,
    IN = 4,
    LAST = 8,
    UNIT = 12,
    NAMELESS = 16,
    OUT = 17,
    CLASSES = 18
};

static float bias[CLASSES];

static void set_bias(test_pack *p) {
    size_t n;
    float *W = test_pack_find(p, "ner/upper.W", &n);
    memset(W, 0, n);
    float *b = test_pack_find(p, "ner/upper.b", &n);
    assert_int_equal(n, sizeof bias);
    memcpy(b, bias, sizeof bias);
}

/* Entities of a text as BILOU-less marks: for each token "B-LABEL", "I-LABEL" or "O", apart by blanks.
 * Sentences begin at the tokens that the string `starts` marks with '|'. */
static void expect(const char *text, const char *starts, const char *want) {
    test_engine e;
    dm_parse_tree tree;
    dm_buffer out = {0};
    jmp_buf guard;
    test_engine_new(&e, "synthetic.dmm", set_bias);
    assert_int_equal(dm_parse_text(e.worker, dm_str_of(text), 0, &e.arena, &tree, NULL), DM_OK);
    assert_int_equal(tree.n, strlen(starts));
    for (uint32_t i = 0; i < tree.n; i++) tree.token[i].sent_begin = starts[i] == '|';
    e.arena.guard = e.worker->words.guard = &guard;
    if (setjmp(guard)) fail_msg("no memory");
    dm_predict_entities(e.worker);
    for (uint32_t i = 0; i < tree.n; i++) {
        const dm_token *t = &tree.token[i];
        if (i) dm_buffer_char(&out, ' ');
        dm_buffer_text(&out, t->ent == DM_ENT_NONE ? "O" : t->ent_begin ? "B-" : "I-");
        if (t->ent != DM_ENT_NONE) dm_buffer_str(&out, dm_label(tree.labels, DM_KIND_ENT, t->ent));
    }
    dm_buffer_char(&out, 0);
    assert_string_equal(out.p, want);
    dm_buffer_clear(&out);
    test_engine_free(&e);
}

/* All moves as unlikely as the next; then those named are raised. */
static void prefer(const int *classes, size_t n) {
    for (int i = 0; i < CLASSES; i++) bias[i] = 0;
    for (size_t i = 0; i < n; i++) bias[classes[i]] = (float)(n - i);
}

#define PREFER(...) prefer((const int[]){__VA_ARGS__}, sizeof(int[]){__VA_ARGS__} / sizeof(int))

static void test_as_long_as_possible(void **state) {
    (void)state;
    PREFER(BEGIN + ORG, IN + ORG, LAST + ORG, UNIT + ORG, OUT);
    expect("a b c d e", "|....", "B-ORG I-ORG I-ORG I-ORG I-ORG");
    expect("a b c d e", "|..|.", "B-ORG I-ORG I-ORG B-ORG I-ORG"); /* it ends where a sentence ends */
    expect("a b c d e", "|...|",
           "B-ORG I-ORG I-ORG I-ORG B-ORG"); /* the last token cannot begin one, it is one */
    expect("a b c", "|||", "B-ORG B-ORG B-ORG");
    expect("a", "|", "B-ORG");
}

static void test_nothing(void **state) {
    (void)state;
    PREFER(OUT);
    expect("a b c", "|..", "O O O");
    expect("a", "|", "O");
}

static void test_one_label_from_begin_to_end(void **state) {
    (void)state;
    PREFER(BEGIN + GPE, IN + PERSON, LAST + PERSON, LAST + GPE, IN + GPE);
    expect("a b c d", "|...", "B-GPE I-GPE B-GPE I-GPE");
    PREFER(BEGIN + GPE, LAST + PERSON, IN + PERSON, IN + GPE);
    expect("a b c d", "|...", "B-GPE I-GPE I-GPE I-GPE");
}

static void test_an_open_entity_goes_on(void **state) {
    (void)state;
    /* with one open, neither O nor U nor another B is possible */
    PREFER(OUT, UNIT + ORG, BEGIN + ORG, IN + ORG, LAST + ORG);
    expect("a b c", "|..", "O O O");
    PREFER(BEGIN + ORG, OUT, UNIT + ORG, LAST + ORG, IN + ORG);
    expect("a b c d e", "|....", "B-ORG I-ORG B-ORG I-ORG O");
}

static void test_white_space(void **state) {
    (void)state;
    PREFER(BEGIN + ORG, IN + ORG, LAST + ORG, UNIT + ORG, OUT);
    expect("\n\na b", "|..", "O B-ORG I-ORG");           /* never the first token */
    expect("a\nb c", "|...", "B-ORG I-ORG I-ORG I-ORG"); /* inside, and last, it may be */
    expect("a b\n", "|..", "B-ORG I-ORG I-ORG");
    expect("a\n\nb", "||.", "B-ORG O B-ORG");
    expect("\n", "|", "O");
    PREFER(UNIT + ORG);
    expect("a\nb", "|..", "B-ORG O B-ORG");
}

static void test_no_entity_without_label(void **state) {
    (void)state;
    PREFER(NAMELESS, OUT);
    expect("a b", "|.", "O O");
}

static void test_the_first_of_equals(void **state) {
    (void)state;
    PREFER(OUT);
    for (int i = 0; i < CLASSES; i++)
        bias[i] = 1; /* all the same: B-PERSON, I-PERSON … as they stand in the table */
    expect("a b c", "|..", "B-PERSON I-PERSON I-PERSON");
}

/* Over more than twelve blocks of 512 tokens. */
static void test_a_very_long_entity(void **state) {
    (void)state;
    enum { N = 7000 };
    dm_buffer text = {0}, want = {0};
    static char starts[N + 1];
    memset(starts, '.', N);
    starts[0] = '|';
    for (int i = 0; i < N; i++) {
        dm_buffer_text(&text, i % 3 ? "a " : "b ");
        dm_buffer_text(&want, i ? " I-ORG" : "B-ORG");
    }
    text.p[text.n - 1] = 0;
    dm_buffer_char(&want, 0);
    PREFER(BEGIN + ORG, IN + ORG, LAST + ORG, UNIT + ORG, OUT);
    expect(text.p, starts, want.p);
    dm_buffer_clear(&text);
    dm_buffer_clear(&want);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_long_as_possible),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_one_label_from_begin_to_end),
        cmocka_unit_test(test_an_open_entity_goes_on),
        cmocka_unit_test(test_white_space),
        cmocka_unit_test(test_no_entity_without_label),
        cmocka_unit_test(test_the_first_of_equals),
        cmocka_unit_test(test_a_very_long_entity),
    };
    return DM_RUN(tests);
}

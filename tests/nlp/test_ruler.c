/* The attribute ruler on patterns made here. */
#include "nlp/internal.h"
#include "support/test.h"

enum { MOST = 200 };

/* A model that holds nothing but a ruler. */
typedef struct made {
    dm_model model;
    dm_pipeline p;
    dm_worker w;
    dm_arena arena;
    dm_condition condition[MOST];
    dm_pattern pattern[MOST];
    dm_rule rule[MOST];
    uint32_t offset[4 * MOST];
    dm_buffer bytes;
    dm_lexeme lexeme[MOST];
    dm_token token[MOST];
} made;

static void start(made *m) {
    *m = (made){0};
    test_arena(&m->arena);
    m->model.conditions = m->condition;
    m->model.patterns = m->pattern;
    m->model.rules = m->rule;
    m->p.model = &m->model;
    m->p.arena = m->arena;
    m->w.p = &m->p;
    m->w.arena = &m->arena;
    m->w.token = m->token;
    dm_labels_init(&m->p.labels, &m->p.arena);
}

static uint32_t add_value(made *m, const char *text) {
    dm_buffer_text(&m->bytes, text);
    m->offset[++m->model.ruler_values.n] = (uint32_t)m->bytes.n;
    return m->model.ruler_values.n - 1;
}

/* A condition; values apart by blanks; a leading "!" negates; for IS_SPACE "0" or "1". */
static void add_condition(made *m, uint32_t attribute, const char *values) {
    dm_condition *c = &m->condition[m->model.n_conditions++];
    *c = (dm_condition){.attribute = attribute, .negated = *values == '!', .first = m->model.ruler_values.n};
    if (attribute == DM_RULE_IS_SPACE) {
        c->n = *values == '1';
        return;
    }
    for (const char *v = values + c->negated;; v++) {
        char one[40];
        size_t n = strcspn(v, " ");
        snprintf(one, sizeof one, "%.*s", (int)n, v);
        add_value(m, one);
        c->n++;
        v += n;
        if (!*v) break;
    }
}

/* A pattern for the rule at hand; its conditions are those added since the last one, `n` of them on the first
 * token. */
static void add_pattern(made *m, uint32_t n, uint32_t target) {
    dm_pattern *p = &m->pattern[m->model.n_patterns++];
    uint32_t first = 0;
    for (size_t i = 0; i + 1 < m->model.n_patterns; i++) first += m->pattern[i].n[0] + m->pattern[i].n[1];
    uint32_t rest = (uint32_t)m->model.n_conditions - first - n;
    *p = (dm_pattern){.rule = (uint32_t)m->model.n_rules,
                      .length = rest ? 2 : 1,
                      .target = target,
                      .first = {first, rest ? first + n : 0},
                      .n = {n, rest}};
}

/* Closes the rule: it sets these, NULL for nothing. */
static void add_rule(made *m, const char *tag, const char *pos, const char *morph, const char *lemma,
                     const char *dep) {
    const char *const set[DM_SETS] = {tag, pos, morph, lemma, dep};
    dm_rule *r = &m->rule[m->model.n_rules++];
    for (int i = 0; i < DM_SETS; i++) r->set[i] = set[i] ? (int32_t)add_value(m, set[i]) : -1;
}

static void one_token(made *m, uint32_t attribute, const char *values, const char *pos) {
    add_condition(m, attribute, values);
    add_pattern(m, 1, 0);
    add_rule(m, NULL, pos, NULL, NULL, NULL);
}

static uint16_t label(made *m, dm_kind kind, const char *name) {
    return dm_labels_add(&m->p.labels, &m->p.arena, kind, dm_str_of(name));
}

/* Tokens "word/TAG/dep" apart by blanks; the word "_" is white space. */
static void run(made *m, const char *tokens) {
    m->model.ruler_values.offset = m->offset;
    m->model.ruler_values.bytes = m->bytes.p;
    dm_ruler_init(&m->p);
    m->w.n = 0;
    while (*tokens) {
        char word[40], tag[40], dep[40];
        int n = 0;
        assert_int_equal(sscanf(tokens, "%39[^/]/%39[^/]/%39[^/ ]%n", word, tag, dep, &n), 3);
        tokens += n + strspn(tokens + n, " ");
        dm_lexeme *lex = &m->lexeme[m->w.n];
        *lex = (dm_lexeme){.space = strcmp(word, "_") == 0};
        for (uint32_t i = 0; i < m->p.ruler.n_words; i++)
            if (dm_str_is(m->p.ruler.word[i], word)) lex->word = (uint16_t)(i + 1);
        m->token[m->w.n++] = (dm_token){
            .lex = lex,
            .tag = strcmp(tag, "-") ? label(m, DM_KIND_TAG, tag) : 0,
            .dep = strcmp(dep, "-") ? label(m, DM_KIND_DEP, dep) : 0,
        };
    }
    m->arena = m->p.arena;
    dm_apply_ruler(&m->w);
}

static void pos_is(made *m, uint32_t token, const char *pos) {
    assert_str(dm_label(&m->p.labels, DM_KIND_POS, m->token[token].pos), pos);
}

static void finish(made *m) {
    dm_arena_clear(&m->arena);
    dm_buffer_clear(&m->bytes);
}

static void test_one_attribute(void **state) {
    (void)state;
    made m;
    start(&m);
    one_token(&m, DM_RULE_TAG, "NN NNS", "NOUN");
    one_token(&m, DM_RULE_LOWER, "the a", "DET");
    one_token(&m, DM_RULE_DEP, "aux auxpass", "AUX");
    one_token(&m, DM_RULE_IS_SPACE, "1", "SPACE");
    run(&m, "x/NN/dep x/NNS/dep x/NNP/dep the/NNP/dep an/DT/dep x/VB/aux _/VB/dep");
    pos_is(&m, 0, "NOUN");
    pos_is(&m, 1, "NOUN");
    pos_is(&m, 2, "");
    pos_is(&m, 3, "DET");
    pos_is(&m, 4, "");
    pos_is(&m, 5, "AUX");
    pos_is(&m, 6, "SPACE");
    finish(&m);
}

static void test_the_last_rule_wins(void **state) {
    (void)state;
    made m;
    start(&m);
    one_token(&m, DM_RULE_LOWER, "x", "VERB");
    one_token(&m, DM_RULE_TAG, "NN", "NOUN");
    one_token(&m, DM_RULE_DEP, "dobj", "PRON");
    one_token(&m, DM_RULE_IS_SPACE, "0", "ADV");
    one_token(&m, DM_RULE_DEP, "pobj", "NUM");
    run(&m, "x/NN/dobj x/VB/pobj y/NN/pobj");
    pos_is(&m, 0, "ADV");
    pos_is(&m, 1, "NUM");
    pos_is(&m, 2, "NUM");
    finish(&m);
}

static void test_all_conditions_must_hold(void **state) {
    (void)state;
    made m;
    start(&m);
    add_condition(&m, DM_RULE_LOWER, "is");
    add_condition(&m, DM_RULE_TAG, "VBZ VBD");
    add_condition(&m, DM_RULE_DEP, "aux");
    add_condition(&m, DM_RULE_IS_SPACE, "0");
    add_pattern(&m, 4, 0);
    add_rule(&m, NULL, "AUX", NULL, NULL, NULL);
    run(&m, "is/VBZ/aux is/NN/aux was/VBZ/aux is/VBD/ROOT is/VBD/aux");
    pos_is(&m, 0, "AUX");
    pos_is(&m, 1, "");
    pos_is(&m, 2, "");
    pos_is(&m, 3, "");
    pos_is(&m, 4, "AUX");
    finish(&m);
}

/* What is not there is the empty value, which a list can name. */
static void test_not_in(void **state) {
    (void)state;
    made m;
    start(&m);
    one_token(&m, DM_RULE_TAG, "!NN NNS", "X");
    one_token(&m, DM_RULE_DEP, "!dobj ", "NUM"); /* "dobj" and "" */
    run(&m, "a/NN/dobj a/VB/dobj a/NNS/nsubj a/-/- a/VB/-");
    pos_is(&m, 0, "");
    pos_is(&m, 1, "X");
    pos_is(&m, 2, "NUM");
    pos_is(&m, 3, "X");
    pos_is(&m, 4, "X");
    finish(&m);
}

static void test_two_tokens(void **state) {
    (void)state;
    made m;
    start(&m);
    add_condition(&m, DM_RULE_LOWER, "prime");
    add_condition(&m, DM_RULE_LOWER, "minister");
    add_pattern(&m, 1, 1);
    add_rule(&m, "NNP", "PROPN", NULL, "premier", NULL);
    add_condition(&m, DM_RULE_TAG, "DT");
    add_condition(&m, DM_RULE_TAG, "!NN");
    add_pattern(&m, 1, 0);
    add_rule(&m, NULL, "PRON", NULL, NULL, "nsubj");
    run(&m, "prime/JJ/amod minister/NN/ROOT minister/NN/dep that/DT/det minister/NN/dep that/DT/det "
            "prime/JJ/dep that/DT/det");
    pos_is(&m, 0, "");
    pos_is(&m, 1, "PROPN");
    assert_str(m.token[1].lemma, "premier");
    assert_str(dm_label(&m.p.labels, DM_KIND_TAG, m.token[1].tag), "NNP");
    assert_null(m.token[2].lemma.p);
    pos_is(&m, 3, "");
    pos_is(&m, 5, "PRON");
    assert_int_equal(m.token[5].dep, DM_DEP_nsubj);
    pos_is(&m, 7, ""); /* nothing follows */
    finish(&m);
}

/* All matching is done on the document as it was before. */
static void test_rules_do_not_see_each_other(void **state) {
    (void)state;
    made m;
    start(&m);
    add_condition(&m, DM_RULE_TAG, "NN");
    add_pattern(&m, 1, 0);
    add_rule(&m, "VB", NULL, NULL, NULL, "dobj");
    one_token(&m, DM_RULE_TAG, "VB", "VERB"); /* not what the rule before has made of it */
    one_token(&m, DM_RULE_DEP, "dobj", "PRON");
    add_condition(&m, DM_RULE_TAG, "VB");
    add_condition(&m, DM_RULE_TAG, "NN");
    add_pattern(&m, 1, 1);
    add_rule(&m, NULL, "ADV", NULL, NULL, NULL);
    add_condition(&m, DM_RULE_TAG, "NN");
    add_condition(&m, DM_RULE_TAG, "NN");
    add_pattern(&m, 1, 0);
    add_rule(&m, NULL, NULL, "Number=Sing", NULL, NULL);
    run(&m, "a/NN/dep b/NN/dep c/VB/dep d/NN/dep");
    pos_is(&m, 0, "");
    pos_is(&m, 1, "");
    pos_is(&m, 2, "VERB");
    pos_is(&m, 3, "ADV");
    assert_str(dm_label(&m.p.labels, DM_KIND_TAG, m.token[0].tag), "VB");
    assert_str(dm_label(&m.p.labels, DM_KIND_MORPH, m.token[0].morph), "Number=Sing");
    assert_str(dm_label(&m.p.labels, DM_KIND_MORPH, m.token[1].morph), "_");
    finish(&m);
}

static void test_several_patterns_of_a_rule(void **state) {
    (void)state;
    made m;
    start(&m);
    add_condition(&m, DM_RULE_TAG, ".");
    add_pattern(&m, 1, 0);
    add_condition(&m, DM_RULE_TAG, ",");
    add_pattern(&m, 1, 0);
    add_condition(&m, DM_RULE_LOWER, "!");
    add_pattern(&m, 1, 0);
    add_rule(&m, NULL, "PUNCT", NULL, NULL, NULL);
    run(&m, "a/./dep a/,/dep a/NN/dep");
    pos_is(&m, 0, "PUNCT");
    pos_is(&m, 1, "PUNCT");
    pos_is(&m, 2, "PUNCT"); /* "!" alone negates the empty list of words: any word that is not "" */
    finish(&m);
}

/* More rules for one token than any published pipeline has. */
static void test_very_many_rules(void **state) {
    (void)state;
    made m;
    start(&m);
    for (int i = 0; i < 150; i++)
        one_token(&m, i % 2 ? DM_RULE_TAG : DM_RULE_LOWER, i % 2 ? "NN" : "x",
                  i == 149 ? "NOUN"
                  : i % 3  ? "VERB"
                           : "ADJ");
    run(&m, "x/NN/dep x/VB/dep y/NN/dep");
    pos_is(&m, 0, "NOUN");
    pos_is(&m, 1, "VERB");
    pos_is(&m, 2, "NOUN");
    finish(&m);
}

static void test_no_rules(void **state) {
    (void)state;
    made m;
    start(&m);
    dm_buffer_reserve(&m.bytes, 1);
    run(&m, "x/NN/dep");
    pos_is(&m, 0, "");
    finish(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_attribute),
        cmocka_unit_test(test_the_last_rule_wins),
        cmocka_unit_test(test_all_conditions_must_hold),
        cmocka_unit_test(test_not_in),
        cmocka_unit_test(test_two_tokens),
        cmocka_unit_test(test_rules_do_not_see_each_other),
        cmocka_unit_test(test_several_patterns_of_a_rule),
        cmocka_unit_test(test_very_many_rules),
        cmocka_unit_test(test_no_rules),
    };
    return DM_RUN(tests);
}

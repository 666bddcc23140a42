/* A parse as CoNLL-U and as JSON: docs/parse.md. */
#include "nlp/write.h"

#include <jansson.h>

#include "support/test.h"

enum { MOST = 12 };

typedef struct word {
    const char *text;
    uint32_t head;
    bool sent, space_after;
    uint16_t dep;
    uint8_t ent; /* 0, else the label; begin: 128 more */
} word;

typedef struct made {
    dm_arena arena;
    dm_labels labels;
    dm_lexeme lexeme[MOST];
    dm_token token[MOST];
    dm_buffer text, out;
    dm_parse_tree tree;
} made;

enum { B = 128 };

static void make(made *m, const word *words, uint32_t n) {
    *m = (made){0};
    test_arena(&m->arena);
    dm_labels_init(&m->labels, &m->arena);
    dm_buffer_reserve(&m->text, 1000);
    for (uint32_t i = 0; i < n; i++) {
        size_t begin = m->text.n;
        dm_buffer_text(&m->text, words[i].text);
        m->lexeme[i].space =
            strchr(" \n\t\r", words[i].text[0]) != NULL || strncmp(words[i].text, "\u00a0", 2) == 0;
        m->token[i] = (dm_token){
            .begin = (uint32_t)begin,
            .end = (uint32_t)m->text.n,
            .head = words[i].head,
            .lex = &m->lexeme[i],
            .lemma = dm_str_of(words[i].text),
            .tag = DM_TAG_NN,
            .pos = DM_POS_NOUN,
            .dep = words[i].dep,
            .sent_begin = words[i].sent,
            .space_after = words[i].space_after,
            .ent = words[i].ent & 127,
            .ent_begin = words[i].ent & B,
        };
        if (words[i].space_after) dm_buffer_char(&m->text, ' ');
    }
    m->tree =
        (dm_parse_tree){.text = {m->text.p, m->text.n}, .token = m->token, .n = n, .labels = &m->labels};
}

static void finish(made *m) {
    dm_arena_clear(&m->arena);
    dm_buffer_clear(&m->text);
    dm_buffer_clear(&m->out);
}

static void expect(const word *words, uint32_t n, const char *id, const char *want) {
    made m;
    make(&m, words, n);
    dm_write_parse_conllu(&m.out, dm_str_of(id), &m.tree, &m.arena);
    dm_buffer_char(&m.out, 0);
    assert_string_equal(m.out.p, want);
    finish(&m);
}

static void test_two_sentences(void **state) {
    (void)state;
    const word words[] = {{"Kim", 1, true, true, DM_DEP_nsubj, B | DM_ENT_PERSON},
                          {"met", 1, false, true, DM_DEP_ROOT, 0},
                          {"Park", 1, false, true, DM_DEP_dobj, B | DM_ENT_PERSON},
                          {"Jin", 2, false, false, DM_DEP_dep, DM_ENT_PERSON},
                          {".", 1, false, true, DM_DEP_punct, 0},
                          {"Yes", 5, true, false, DM_DEP_ROOT, 0}};
    expect(words, 6, "a1",
           "# newdoc id = a1\n# sent_id = a1.1\n# text = Kim met Park Jin.\n"
           "1\tKim\tKim\tNOUN\tNN\t_\t2\tnsubj\t_\tStart=0|End=3|Ent=B-PERSON\n"
           "2\tmet\tmet\tNOUN\tNN\t_\t0\troot\t_\tStart=4|End=7\n"
           "3\tPark\tPark\tNOUN\tNN\t_\t2\tdobj\t_\tStart=8|End=12|Ent=B-PERSON\n"
           "4\tJin\tJin\tNOUN\tNN\t_\t3\tdep\t_\tStart=13|End=16|Ent=I-PERSON|SpaceAfter=No\n"
           "5\t.\t.\tNOUN\tNN\t_\t2\tpunct\t_\tStart=16|End=17\n\n"
           "# sent_id = a1.2\n# text = "
           "Yes\n1\tYes\tYes\tNOUN\tNN\t_\t0\troot\t_\tStart=18|End=21|SpaceAfter=No\n\n");
}

static void test_nothing_to_write(void **state) {
    (void)state;
    const word white[] = {{"\n ", 0, true, false, DM_DEP_dep, 0}, {"\t", 1, true, false, DM_DEP_dep, 0}};
    expect(NULL, 0, "x", "");
    expect(white, 2, "x", "");
}

/* White space is no token here, but in the fields beside it. A sentence of nothing else has no number. */
static void test_white_space(void **state) {
    (void)state;
    const word words[] = {
        {" \n", 0, true, false, DM_DEP_dep, 0},          {"a", 1, true, true, DM_DEP_ROOT, 0},
        {" ", 1, false, false, DM_DEP_dep, 0},           {"b", 1, false, false, DM_DEP_dep, 0},
        {"\t\r\n\u00a0", 4, true, false, DM_DEP_dep, 0}, {"c", 5, true, false, DM_DEP_ROOT, 0},
        {"\n", 5, false, false, DM_DEP_dep, 0}};
    expect(
        words, 7, "x",
        "# newdoc id = x\n# sent_id = x.1\n# text = a b\n"
        "1\ta\ta\tNOUN\tNN\t_\t0\troot\t_\tStart=2|End=3|SpacesAfter=\\s\\s|SpacesBefore=\\s\\n\n"
        "2\tb\tb\tNOUN\tNN\t_\t1\tdep\t_\tStart=5|End=6|SpacesAfter=\\t\\r\\n\u00a0\n\n"
        "# sent_id = x.2\n# text = c\n1\tc\tc\tNOUN\tNN\t_\t0\troot\t_\tStart=10|End=11|SpacesAfter=\\n\n\n");
}

/* A head that is white space hands on to its own. */
static void test_heads_that_are_not_written(void **state) {
    (void)state;
    const word words[] = {{"a", 1, true, false, DM_DEP_nsubj, 0}, {"\n", 2, false, false, DM_DEP_dep, 0},
                          {"\t", 3, false, false, DM_DEP_dep, 0}, {"b", 3, false, false, DM_DEP_ROOT, 0},
                          {"\n", 4, false, false, DM_DEP_dep, 0}, {"c", 4, false, false, DM_DEP_dobj, 0},
                          {"d", 7, true, true, DM_DEP_nsubj, 0},  {"e", 8, false, true, DM_DEP_dep, 0},
                          {"f", 8, true, false, DM_DEP_ROOT, 0}};
    expect(
        words, 9, "x",
        "# newdoc id = x\n# sent_id = x.1\n# text = a b c\n"
        "1\ta\ta\tNOUN\tNN\t_\t2\tnsubj\t_\tStart=0|End=1|SpacesAfter=\\n\\t\n" /* over two white tokens */
        "2\tb\tb\tNOUN\tNN\t_\t0\troot\t_\tStart=3|End=4|SpacesAfter=\\n\n"
        "3\tc\tc\tNOUN\tNN\t_\t0\tdobj\t_\tStart=5|End=6|SpaceAfter=No\n\n" /* its head is a white root */
        "# sent_id = x.2\n# text = d e\n"
        "1\td\td\tNOUN\tNN\t_\t2\tnsubj\t_\tStart=6|End=7\n"
        "2\te\te\tNOUN\tNN\t_\t0\tdep\t_\tStart=8|End=9\n\n" /* its head is in another sentence */
        "# sent_id = x.3\n# text = f\n1\tf\tf\tNOUN\tNN\t_\t0\troot\t_\tStart=10|End=11|SpaceAfter=No\n\n");
}

static void test_offsets_are_code_points(void **state) {
    (void)state;
    const word words[] = {{"é😀", 0, true, true, DM_DEP_ROOT, 0}, {"中", 0, false, false, DM_DEP_dep, 0}};
    expect(words, 2, "é",
           "# newdoc id = é\n# sent_id = é.1\n# text = é😀 "
           "中\n1\té😀\té😀\tNOUN\tNN\t_\t0\troot\t_\tStart=0|End=2\n"
           "2\t中\t中\tNOUN\tNN\t_\t1\tdep\t_\tStart=3|End=4|SpaceAfter=No\n\n");
}

static void test_an_id_of_several_lines(void **state) {
    (void)state;
    const word words[] = {{"a", 0, true, false, DM_DEP_ROOT, 0}};
    expect(words, 1, "x\ny\rz",
           "# newdoc id = x y z\n# sent_id = x y z.1\n# text = "
           "a\n1\ta\ta\tNOUN\tNN\t_\t0\troot\t_\tStart=0|End=1|SpaceAfter=No\n\n");
}

static void test_empty_fields(void **state) {
    (void)state;
    made m;
    const word words[] = {{"a", 0, true, false, DM_DEP_NONE, 0}};
    make(&m, words, 1);
    m.token[0].lemma = (dm_str){"", 0};
    m.token[0].tag = m.token[0].pos = 0;
    dm_write_parse_conllu(&m.out, DM_STR("x"), &m.tree, &m.arena);
    dm_buffer_char(&m.out, 0);
    assert_has(m.out.p, "\n1\ta\t_\t_\t_\t_\t0\t_\t_\tStart=0|End=1|SpaceAfter=No\n\n");
    finish(&m);
}

/* Runs of white space in "# text" are one space, also inside a token. */
static void test_flat_text(void **state) {
    (void)state;
    const word words[] = {{"in  spite", 0, true, false, DM_DEP_ROOT, 0},
                          {"\n\n", 0, false, false, DM_DEP_dep, 0},
                          {"of", 0, false, false, DM_DEP_dep, 0}};
    made m;
    make(&m, words, 3);
    dm_write_parse_conllu(&m.out, DM_STR("x"), &m.tree, &m.arena);
    dm_buffer_char(&m.out, 0);
    assert_has(m.out.p, "# text = in spite of\n");
    finish(&m);
}

static void test_json(void **state) {
    (void)state;
    const word words[] = {{"Kim", 1, true, true, DM_DEP_nsubj, B | DM_ENT_PERSON},
                          {"Jin", 1, false, false, DM_DEP_ROOT, DM_ENT_PERSON},
                          {"\n", 1, false, false, DM_DEP_dep, 0},
                          {"\"é\"", 3, true, false, DM_DEP_ROOT, 0}};
    made m;
    make(&m, words, 4);
    dm_chunk chunks[] = {{0, 1}, {1, 2}};
    m.tree.chunk = chunks;
    m.tree.n_chunks = 2;
    dm_write_parse_jsonl(&m.out, DM_STR("a\"1"), &m.tree, &m.arena);
    dm_buffer_char(&m.out, 0);
    assert_string_equal(m.out.p,
                        "{\"id\":\"a\\\"1\",\"tokens\":{\"start\":[0,4,7,8],\"end\":[3,7,8,11],\"tag\":["
                        "\"NN\",\"NN\",\"NN\",\"NN\"],"
                        "\"pos\":[\"NOUN\",\"NOUN\",\"NOUN\",\"NOUN\"],\"morph\":[\"_\",\"_\",\"_\",\"_\"],"
                        "\"lemma\":[\"Kim\",\"Jin\",\"\\n\",\"\\\"é\\\"\"],\"head\":[1,1,1,3],\"dep\":["
                        "\"nsubj\",\"ROOT\",\"dep\",\"ROOT\"],"
                        "\"sent\":[1,0,0,1],\"ent\":[\"B-PERSON\",\"I-PERSON\",\"O\",\"O\"]},\"noun_chunks\":"
                        "[[0,1],[1,2]]}\n");
    finish(&m);
}

static void test_json_of_nothing(void **state) {
    (void)state;
    made m;
    make(&m, NULL, 0);
    dm_write_parse_jsonl(&m.out, (dm_str){NULL, 0}, &m.tree, &m.arena);
    json_t *row = json_loadb(m.out.p, m.out.n, 0, NULL);
    assert_non_null(row);
    assert_int_equal(json_object_size(json_object_get(row, "tokens")), 10);
    assert_int_equal(json_array_size(json_object_get(json_object_get(row, "tokens"), "start")), 0);
    json_decref(row);
    finish(&m);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_sentences),
        cmocka_unit_test(test_nothing_to_write),
        cmocka_unit_test(test_white_space),
        cmocka_unit_test(test_heads_that_are_not_written),
        cmocka_unit_test(test_offsets_are_code_points),
        cmocka_unit_test(test_an_id_of_several_lines),
        cmocka_unit_test(test_empty_fields),
        cmocka_unit_test(test_flat_text),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_of_nothing),
    };
    return DM_RUN(tests);
}

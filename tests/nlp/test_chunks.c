#include "nlp/internal.h"
#include "support/test.h"

enum { MOST = 12 };

typedef struct word {
    uint8_t pos;
    uint16_t dep;
    uint32_t head, left;
} word;

static void expect(const word *words, uint32_t n, const uint32_t (*chunks)[2], uint32_t n_chunks) {
    dm_arena arena;
    dm_token token[MOST] = {0};
    dm_worker w = {.token = token, .n = n, .arena = &arena};
    dm_parse_tree out = {0};
    test_arena(&arena);
    for (uint32_t i = 0; i < n; i++) {
        token[i] = (dm_token){
            .pos = words[i].pos, .dep = words[i].dep, .head = words[i].head, .left = words[i].left};
    }
    dm_find_chunks(&w, &out);
    assert_int_equal(out.n_chunks, n_chunks);
    for (uint32_t i = 0; i < n_chunks; i++) {
        assert_int_equal(out.chunk[i].begin, chunks[i][0]);
        assert_int_equal(out.chunk[i].end, chunks[i][1]);
    }
    dm_arena_clear(&arena);
}

#define CHUNKS(...)                                                                                          \
    (const uint32_t[][2]){__VA_ARGS__}, sizeof(uint32_t[][2]){__VA_ARGS__} / sizeof(uint32_t[2])

static void test_arguments(void **state) {
    (void)state;
    static const uint16_t deps[] = {DM_DEP_oprd, DM_DEP_nsubj,  DM_DEP_dobj,  DM_DEP_nsubjpass, DM_DEP_pcomp,
                                    DM_DEP_pobj, DM_DEP_dative, DM_DEP_appos, DM_DEP_attr,      DM_DEP_ROOT};
    static const uint8_t poses[] = {DM_POS_NOUN, DM_POS_PROPN, DM_POS_PRON};
    for (size_t d = 0; d < DM_COUNT(deps); d++)
        for (size_t p = 0; p < DM_COUNT(poses); p++) {
            /* the envoy left */
            const word words[] = {
                {DM_POS_DET, DM_DEP_det, 1, 0}, {poses[p], deps[d], 2, 0}, {DM_POS_VERB, DM_DEP_ROOT, 2, 0}};
            expect(words, 3, CHUNKS({0, 2}));
        }
}

static void test_others(void **state) {
    (void)state;
    for (uint16_t dep = 0; dep < DM_DEP_FIXED; dep++) {
        bool argument = dep == DM_DEP_oprd || dep == DM_DEP_nsubj || dep == DM_DEP_dobj ||
                        dep == DM_DEP_nsubjpass || dep == DM_DEP_pcomp || dep == DM_DEP_pobj ||
                        dep == DM_DEP_dative || dep == DM_DEP_appos || dep == DM_DEP_attr ||
                        dep == DM_DEP_ROOT;
        const word words[] = {{DM_POS_NOUN, dep, 1, 0}, {DM_POS_VERB, DM_DEP_ROOT, 1, 0}};
        if (argument || dep == DM_DEP_conj) continue;
        expect(words, 2, NULL, 0);
    }
    const word verb[] = {{DM_POS_VERB, DM_DEP_nsubj, 1, 0},
                         {DM_POS_NUM, DM_DEP_dobj, 1, 1},
                         {DM_POS_SPACE, DM_DEP_ROOT, 2, 2}};
    expect(verb, 3, NULL, 0);
    expect(NULL, 0, NULL, 0);
}

static void test_inside_another_one(void **state) {
    (void)state;
    /* "talks on arms" with "talks" reaching to the left of all: what begins at or before the last head is
     * left out */
    const word words[] = {{DM_POS_NOUN, DM_DEP_pobj, 1, 0},
                          {DM_POS_NOUN, DM_DEP_dobj, 3, 0},
                          {DM_POS_NOUN, DM_DEP_attr, 3, 2},
                          {DM_POS_VERB, DM_DEP_ROOT, 3, 0}};
    expect(words, 4, CHUNKS({0, 1}, {2, 3}));
}

static void test_conjuncts(void **state) {
    (void)state;
    /* envoys, ministers and kings left */
    const word chain[] = {{DM_POS_NOUN, DM_DEP_nsubj, 4, 0},
                          {DM_POS_NOUN, DM_DEP_conj, 0, 1},
                          {DM_POS_CCONJ, DM_DEP_cc, 1, 2},
                          {DM_POS_NOUN, DM_DEP_conj, 1, 3},
                          {DM_POS_VERB, DM_DEP_ROOT, 4, 0}};
    expect(chain, 5, CHUNKS({0, 1}, {1, 2}, {3, 4}));
    /* joined to a modifier: no argument */
    const word none[] = {{DM_POS_NOUN, DM_DEP_compound, 2, 0},
                         {DM_POS_NOUN, DM_DEP_conj, 0, 1},
                         {DM_POS_VERB, DM_DEP_ROOT, 2, 0}};
    expect(none, 3, NULL, 0);
    /* a conjunct that stands before its head is where the walk ends */
    const word back[] = {
        {DM_POS_NOUN, DM_DEP_conj, 1, 0}, {DM_POS_NOUN, DM_DEP_conj, 2, 1}, {DM_POS_NOUN, DM_DEP_dobj, 2, 2}};
    expect(back, 3, CHUNKS({1, 2}, {2, 3}));
    /* conjuncts of each other in a circle of two: no endless walk */
    const word circle[] = {{DM_POS_NOUN, DM_DEP_conj, 1, 0}, {DM_POS_NOUN, DM_DEP_conj, 0, 1}};
    expect(circle, 2, NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_arguments), cmocka_unit_test(test_others),
                                       cmocka_unit_test(test_inside_another_one),
                                       cmocka_unit_test(test_conjuncts)};
    return DM_RUN(tests);
}

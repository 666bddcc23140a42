/* Files of weights: packed, loaded, scored, and refused if they are damaged. */
#include "lexicon/perceptron.h"

#include <math.h>

#include "support/test.h"

enum { ROWS = 2, OUTPUTS = 2 };

/* A net of two traits: the first speaks for output 0, the second for output 1. */
typedef struct weights {
    char magic[8];
    uint32_t count;
    char name[DM_NET_NAME];
    uint32_t rows, hidden, vectors, outputs;
    float scale;
    uint32_t key[ROWS];
    int8_t cell[ROWS][DM_HIDDEN_UNITS];
    float bias[DM_HIDDEN_UNITS], out[DM_HIDDEN_UNITS][OUTPUTS], out_bias[OUTPUTS];
} weights;

static weights make_weights(void) {
    weights w = {.magic = "dmnets\1",
                 .count = 1,
                 .name = "small",
                 .rows = ROWS,
                 .hidden = DM_HIDDEN_UNITS,
                 .outputs = OUTPUTS,
                 .scale = 0.5F,
                 .key = {7, 4000000000U},
                 .out_bias = {0.25F, 0}};
    w.cell[0][0] = 4;
    w.cell[1][1] = 6;
    w.out[0][0] = 1;
    w.out[1][1] = 1;
    return w;
}

static dm_status pack(const void *bytes, size_t n, dm_mapped *out, dm_err *err) {
    dm_packer packer = {0};
    *err = (dm_err){0};
    dm_status s = dm_perceptron_pack(&packer, (dm_str){bytes, n}, "w.bin", err);
    if (s == DM_OK) return dm_packer_finish(&packer, out, "testpack", 1, err);
    dm_packer_clear(&packer);
    assert_int_equal(err->code, s);
    assert_string_equal(err->where, "w.bin");
    return s;
}

static void test_score(void **state) {
    (void)state;
    weights w = make_weights();
    dm_mapped file;
    dm_pack p;
    dm_perceptron net;
    dm_err err;
    float score[OUTPUTS];
    assert_int_equal(pack(&w, sizeof w, &file, &err), DM_OK);
    assert_int_equal(dm_pack_open_bytes(&p, file, "pack", "testpack", 1, "", &err), DM_OK);
    assert_int_equal(dm_perceptron_load(&net, &p, &p.sections[0], &err), DM_OK);
    assert_str(net.name, "small");
    assert_true(dm_perceptron_knows(&net, 7) && dm_perceptron_knows(&net, 4000000000U));
    assert_false(dm_perceptron_knows(&net, 8));
    const uint32_t keys[] = {4000000000U, 8};
    dm_perceptron_score(&net, keys, 2, NULL, score);
    assert_true(score[0] == 0.25F && score[1] == 3);
    dm_perceptron_score(&net, keys, 0, NULL, score);
    assert_true(score[0] == 0.25F && score[1] == 0);
    free((void *)(uintptr_t)file.p);
}

static void test_faults(void **state) {
    (void)state;
    dm_mapped file;
    dm_err err;
    weights w = make_weights();
    for (size_t n = 0; n < sizeof w; n++) assert_int_equal(pack(&w, n, &file, &err), DM_EFORMAT);
#define REFUSED(change, part)                                                                                \
    do {                                                                                                     \
        w = make_weights();                                                                                  \
        change;                                                                                              \
        assert_int_equal(pack(&w, sizeof w, &file, &err), DM_EFORMAT);                                       \
        assert_has(err.what, part);                                                                          \
    } while (0)
    REFUSED(w.magic[6] = 2, "form");
    REFUSED(w.count = 0, "longer");
    REFUSED(w.count = UINT32_MAX, "cut");
    REFUSED(memset(w.name, 'x', sizeof w.name), "dimensions");
    REFUSED(w.rows = 0, "dimensions");
    REFUSED(w.rows = UINT32_MAX, "dimensions");
    REFUSED(w.hidden = 31, "dimensions");
    REFUSED(w.vectors = DM_MOST_VECTORS + 1, "dimensions");
    REFUSED(w.vectors = 1, "cut");
    REFUSED(w.outputs = DM_MOST_OUTPUTS + 1, "dimensions");
    REFUSED(w.outputs = 0, "dimensions");
    REFUSED(w.scale = NAN, "dimensions");
    REFUSED(w.key[1] = 7, "out of order");
    REFUSED(w.bias[3] = INFINITY, "not finite");
    REFUSED(w.out_bias[1] = NAN, "not finite");
}

/* Every bit of the section is turned once: refused, or scored without harm. */
static void test_turned_bits(void **state) {
    (void)state;
    weights w = make_weights();
    dm_mapped file;
    dm_err err;
    assert_int_equal(pack(&w, sizeof w, &file, &err), DM_OK);
    test_pack p = {(unsigned char *)(uintptr_t)file.p, file.n};
    const dm_section *section = test_pack_section(&p, 0);
    for (size_t bit = 0; bit < 8 * section->size; bit++) {
        unsigned char *at = p.p + section->offset + bit / 8;
        dm_pack opened;
        dm_perceptron net;
        *at ^= (unsigned char)(1U << bit % 8);
        test_pack_seal(&p);
        assert_int_equal(dm_pack_open_bytes(&opened, file, "pack", "testpack", 1, "", &err), DM_OK);
        if (dm_perceptron_load(&net, &opened, &opened.sections[0], &err) == DM_OK) {
            const uint32_t keys[] = {7, 8};
            float score[DM_MOST_OUTPUTS];
            const float *none[DM_MOST_VECTORS] = {NULL};
            dm_perceptron_score(&net, keys, 2, none, score);
        }
        *at ^= (unsigned char)(1U << bit % 8);
    }
    free(p.p);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_score), cmocka_unit_test(test_faults),
                                       cmocka_unit_test(test_turned_bits)};
    return DM_RUN(tests);
}

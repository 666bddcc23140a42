/* Every kernel of this machine against the plain definition, bit for bit. */
#include "nlp/kernels.h"

#include <math.h>

#include "support/test.h"

static const dm_kernels *kernels[3];
static size_t n_kernels;

static int find_kernels(void **state) {
    (void)state;
    static const char *const names[] = {"generic", "avx2", "avx512"};
    for (size_t i = 0; i < DM_COUNT(names); i++) {
        const dm_kernels *k = dm_kernels_find(names[i]);
        if (k) kernels[n_kernels++] = k;
        if (k) assert_string_equal(k->name, names[i]);
    }
    assert_null(dm_kernels_find("other"));
    assert_ptr_equal(dm_kernels_best(), kernels[n_kernels - 1]);
    return 0;
}

/* The generic kernel may only fuse where the compiler knows a fast way to. */
static float add_product(const dm_kernels *k, float a, float b, float c) {
#ifndef FP_FAST_FMAF
    if (strcmp(k->name, "generic") == 0) return a * b + c;
#endif
    (void)k;
    return fmaf(a, b, c);
}

static float random_float(void) {
    static uint32_t x = 12345;
    x = x * 1664525 + 1013904223;
    return ldexpf((float)(int32_t)x, -31 + (int)(x >> 8 & 7) - 4);
}

static float *floats(size_t n) {
    float *p = aligned_alloc(64, (n * sizeof *p + 63) / 64 * 64 + 64);
    assert_non_null(p);
    for (size_t i = 0; i < n; i++) p[i] = random_float();
    return p;
}

static void same_bits(const float *have, const float *want, size_t n, const char *what, const dm_kernels *k) {
    for (size_t i = 0; i < n; i++)
        if (memcmp(have + i, want + i, sizeof *have) != 0)
            fail_msg("%s of %s: %zu: %.9g is not %.9g", what, k->name, i, (double)have[i], (double)want[i]);
}

/* One output of a row: a chain in the order of the inputs, the bias last. */
static float plain(const dm_kernels *k, const float *w, float bias, const float *x, uint32_t in) {
    float sum = 0;
    for (uint32_t i = 0; i < in; i++) sum = add_product(k, x[i], w[i], sum);
    return sum + bias;
}

static void check_multiply(const dm_kernels *k, uint32_t outputs, uint32_t in, size_t rows, size_t ldx,
                           bool with_bias) {
    dm_matrix m;
    float *W = floats((size_t)outputs * in), *bias = floats(outputs), *x = floats(ldx * rows + in);
    assert_true(dm_matrix_init(&m, k, W, with_bias ? bias : NULL, outputs, 1, in, 0, in));
    assert_int_equal(m.outputs, outputs);
    assert_true(m.columns >= outputs && m.columns % (3 * k->lanes) == 0);
    float *y = floats(rows * m.columns);
    k->multiply(&m, x, ldx, rows, y, m.columns);
    for (size_t r = 0; r < rows; r++)
        for (uint32_t o = 0; o < m.columns; o++) {
            float want =
                o < outputs ? plain(k, W + (size_t)o * in, with_bias ? bias[o] : 0, x + r * ldx, in) : 0;
            same_bits(&y[r * m.columns + o], &want, 1, "multiply", k);
        }
    free(W), free(bias), free(x), free(y);
    dm_matrix_clear(&m);
}

static void test_multiply(void **state) {
    (void)state;
    static const size_t rows[] = {1, 2, 3, 4, 5, 7, 8, 9, 11, 95, 96, 97, 101};
    for (size_t i = 0; i < n_kernels; i++)
        for (size_t r = 0; r < DM_COUNT(rows); r++) {
            check_multiply(kernels[i], 50, 96, rows[r], 96, true);
            check_multiply(kernels[i], 64, 96, rows[r], 96, false);
        }
    static const uint32_t outputs[] = {1,  7,  8,  23,  24,  25,  47,  48,  49, 74,
                                       95, 96, 97, 106, 128, 144, 145, 192, 200};
    for (size_t i = 0; i < n_kernels; i++)
        for (size_t o = 0; o < DM_COUNT(outputs); o++) {
            check_multiply(kernels[i], outputs[o], 64, 1, 64, true); /* one row goes another way */
            check_multiply(kernels[i], outputs[o], 64, 3, 64, true);
        }
    for (size_t i = 0; i < n_kernels; i++) {
        check_multiply(kernels[i], 30, 1, 5, 1, true);
        check_multiply(kernels[i], 30, 33, 5, 40, true);  /* rows apart */
        check_multiply(kernels[i], 30, 288, 6, 96, true); /* rows that overlap: windows */
    }
}

static void check_maxout(const dm_kernels *k, uint32_t outputs, uint32_t in, size_t rows, size_t ldx) {
    dm_matrix m;
    size_t ldy = outputs + 5;
    float *W = floats((size_t)outputs * 3 * in), *bias = floats(outputs * 3), *x = floats(ldx * rows + in);
    float *y = floats(rows * ldy), *untouched = malloc(rows * ldy * sizeof *y);
    memcpy(untouched, y, rows * ldy * sizeof *y);
    assert_true(dm_matrix_init(&m, k, W, bias, outputs, 3, in, 0, in));
    k->maxout(&m, x, ldx, rows, y, ldy);
    for (size_t r = 0; r < rows; r++) {
        for (uint32_t o = 0; o < outputs; o++) {
            float want = -INFINITY;
            for (uint32_t p = 0; p < 3; p++) {
                float piece = plain(k, W + (size_t)(3 * o + p) * in, bias[3 * o + p], x + r * ldx, in);
                if (piece > want) want = piece;
            }
            same_bits(&y[r * ldy + o], &want, 1, "maxout", k);
        }
        same_bits(y + r * ldy + outputs, untouched + r * ldy + outputs, 5, "bytes behind a row", k);
    }
    free(W), free(bias), free(x), free(y), free(untouched);
    dm_matrix_clear(&m);
}

static void test_maxout(void **state) {
    (void)state;
    static const size_t rows[] = {1, 2, 3, 5, 8, 9, 13, 96, 97, 103};
    for (size_t i = 0; i < n_kernels; i++)
        for (size_t r = 0; r < DM_COUNT(rows); r++) check_maxout(kernels[i], 96, 288, rows[r], 96);
    for (size_t i = 0; i < n_kernels; i++) check_maxout(kernels[i], 96, 576, 3, 576);
}

/* A window layer in three parts, summed per place, as it is in the cache of word types. */
static void test_maxout_of_a_sum(void **state) {
    (void)state;
    for (size_t i = 0; i < n_kernels; i++) {
        const dm_kernels *k = kernels[i];
        float *W = floats(96 * 3 * 288), *bias = floats(288), *x = floats(288), y[96], want[96];
        float *part[3];
        for (uint32_t p = 0; p < 3; p++) {
            dm_matrix m;
            assert_true(dm_matrix_init(&m, k, W, p == 1 ? bias : NULL, 96, 3, 288, 96 * p, 96));
            assert_int_equal(m.columns, 288);
            part[p] = floats(288);
            k->multiply(&m, x + 96 * p, 96, 1, part[p], 288);
            dm_matrix_clear(&m);
        }
        k->maxout_sum(288, part[0], part[1], part[2], y);
        for (uint32_t o = 0; o < 96; o++) {
            want[o] = -INFINITY;
            for (uint32_t j = 0; j < 3; j++) {
                float s[3];
                for (uint32_t p = 0; p < 3; p++)
                    s[p] = plain(k, W + (3 * o + j) * 288 + 96 * p, p == 1 ? bias[3 * o + j] : 0, x + 96 * p,
                                 96);
                float sum = (s[0] + s[1]) + s[2];
                if (sum > want[o]) want[o] = sum;
            }
        }
        same_bits(y, want, 96, "maxout_sum", k);
        free(W), free(bias), free(x), free(part[0]), free(part[1]), free(part[2]);
    }
}

static float sum96(const float *v) {
    float s[8] = {0};
    for (int i = 0; i < 96; i++) s[i % 8] += v[i];
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

static void plain_normalize(const float *y, const float *gain, const float *shift, const float *residual,
                            float *out) {
    float v[96], q[96], mean = sum96(y) / 96;
    for (int i = 0; i < 96; i++) {
        v[i] = y[i] - mean;
        q[i] = v[i] * v[i];
    }
    float scale = 1.0f / sqrtf(sum96(q) / 96 + 1e-8f);
    for (int i = 0; i < 96; i++) {
        float x = v[i] * scale * gain[i] + shift[i];
        out[i] = residual ? residual[i] + x : x;
    }
}

static void test_normalize(void **state) {
    (void)state;
    enum { ROWS = 37 };
    for (size_t i = 0; i < n_kernels; i++)
        for (int with = 0; with < 2; with++) {
            float *y = floats(ROWS * 96), *gain = floats(96), *shift = floats(96),
                  *residual = floats(ROWS * 96);
            float *out = floats(ROWS * 96), *want = floats(ROWS * 96);
            for (int c = 0; c < 96; c++) y[96 + c] = 0.25f; /* no variance at all */
            for (int r = 0; r < ROWS; r++)
                plain_normalize(y + r * 96, gain, shift, with ? residual + r * 96 : NULL, want + r * 96);
            kernels[i]->normalize(y, ROWS, gain, shift, with ? residual : NULL, out);
            same_bits(out, want, ROWS * 96, "normalize", kernels[i]);
            kernels[i]->normalize(y, ROWS, gain, shift, with ? residual : NULL, y); /* in place */
            same_bits(y, want, ROWS * 96, "normalize in place", kernels[i]);
            free(y), free(gain), free(shift), free(residual), free(out), free(want);
        }
}

/* A row has the same bits whatever stands beside it. */
static void test_rows_do_not_depend_on_their_number(void **state) {
    (void)state;
    enum { ROWS = 101, IN = 288 };
    for (size_t i = 0; i < n_kernels; i++) {
        const dm_kernels *k = kernels[i];
        dm_matrix m, max;
        float *W = floats(96 * 3 * IN), *bias = floats(288), *x = floats(ROWS * IN);
        assert_true(dm_matrix_init(&m, k, W, bias, 288, 1, IN, 0, IN));
        assert_true(dm_matrix_init(&max, k, W, bias, 96, 3, IN, 0, IN));
        float *all = floats(ROWS * m.columns), *some = floats(ROWS * m.columns);
        float *all_max = floats(ROWS * 96), *some_max = floats(ROWS * 96);
        k->multiply(&m, x, IN, ROWS, all, m.columns);
        k->maxout(&max, x, IN, ROWS, all_max, 96);
        for (size_t from = 0; from < ROWS; from += 7)
            for (size_t rows = 1; rows <= 17 && from + rows <= ROWS; rows++) {
                k->multiply(&m, x + from * IN, IN, rows, some, m.columns);
                same_bits(some, all + from * m.columns, rows * m.columns, "a part of the rows", k);
                k->maxout(&max, x + from * IN, IN, rows, some_max, 96);
                same_bits(some_max, all_max + from * 96, rows * 96, "a part of the maxout rows", k);
            }
        free(W), free(bias), free(x), free(all), free(some), free(all_max), free(some_max);
        dm_matrix_clear(&m);
        dm_matrix_clear(&max);
    }
}

/* Kernels with fused multiply-add agree with each other. */
static void test_kernels_agree(void **state) {
    (void)state;
    const dm_kernels *a = dm_kernels_find("avx2"), *b = dm_kernels_find("avx512");
    if (!a || !b) return; /* this machine has not both */
    dm_matrix m, n;
    float *W = floats(106 * 64), *x = floats(64 * 9), *y, *z;
    assert_true(dm_matrix_init(&m, a, W, NULL, 106, 1, 64, 0, 64) &&
                dm_matrix_init(&n, b, W, NULL, 106, 1, 64, 0, 64));
    y = floats(9 * m.columns), z = floats(9 * n.columns);
    a->multiply(&m, x, 64, 9, y, m.columns);
    b->multiply(&n, x, 64, 9, z, n.columns);
    for (size_t r = 0; r < 9; r++) same_bits(y + r * m.columns, z + r * n.columns, 106, "avx2 and avx512", a);
    free(W), free(x), free(y), free(z);
    dm_matrix_clear(&m);
    dm_matrix_clear(&n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_multiply),
        cmocka_unit_test(test_maxout),
        cmocka_unit_test(test_maxout_of_a_sum),
        cmocka_unit_test(test_normalize),
        cmocka_unit_test(test_rows_do_not_depend_on_their_number),
        cmocka_unit_test(test_kernels_agree),
    };
    return cmocka_run_group_tests(tests, find_kernels, NULL);
}

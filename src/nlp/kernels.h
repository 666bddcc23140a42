/* Single-precision products for the networks.
 *
 * Every output is one chain of fused multiply-adds in ascending order of the inputs, starting from 0, with
 * the bias added at the end. So a row's bits depend neither on how many rows are computed with it nor on the
 * instruction set (AVX-512, AVX2 or any other machine with fused multiply-add).
 *
 * A matrix is packed once into panels of `panel` outputs, inputs outermost: the kernel reads it front to
 * back. */
#ifndef DM_KERNELS_H
#define DM_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct dm_matrix {
    float *packed; /* (panels, in, panel), aligned to 64 */
    float *bias;   /* (panels * panel), in the order of the panels; zeros if there is none */
    uint32_t in;
    uint32_t columns; /* panels * panel: floats of an output row, so the least stride of y for `multiply` */
    uint32_t outputs; /* after the maxout, if packed for that */
} dm_matrix;

typedef struct dm_kernels {
    const char *name;
    uint32_t lanes; /* floats in a vector; a panel has 3 * lanes columns */

    /* y = x W^T + b. x: (rows, in) with stride ldx; y: (rows, columns) with stride ldy >= columns. Rows may
     * overlap in x. */
    void (*multiply)(const dm_matrix *m, const float *x, size_t ldx, size_t rows, float *y, size_t ldy);
    /* The same, then the largest of each output's three pieces. y: (rows, outputs) with stride ldy. */
    void (*maxout)(const dm_matrix *m, const float *x, size_t ldx, size_t rows, float *y, size_t ldy);
    /* One maxout row from the three partial products of a window, (columns) each as `multiply` gives them. */
    void (*maxout_sum)(uint32_t columns, const float *left, const float *own, const float *right, float *y);
    /* The hidden layer of a scorer: n rows of 128 are added in their order, then bias; out is the larger of
     * each of the first 64 and its fellow among the last 64. Rows are aligned to 32 bytes. */
    void (*hidden)(const float *const *rows, uint32_t n, const float *bias, float *out);
    /* out = residual + layer normalisation of y over 96 values, times gain, plus shift. All rows have stride
     * 96; residual may be NULL, out may be y. */
    void (*normalize)(const float *y, size_t rows, const float *gain, const float *shift,
                      const float *residual, float *out);
} dm_kernels;

extern const dm_kernels dm_kernels_generic;
#if defined(__x86_64__)
extern const dm_kernels dm_kernels_avx2, dm_kernels_avx512;
#endif

/* The fastest that this processor runs. */
const dm_kernels *dm_kernels_best(void);
/* By name, for tests and measurements: NULL if there is none of it here. */
const dm_kernels *dm_kernels_find(const char *name);

/* Packs W (outputs, in), or with pieces == 3 W (outputs, 3, in) for maxout. bias (outputs, pieces) may be
 * NULL. `from` and `in` choose input columns [from, from + in) of rows that are `stride` long. False: no
 * memory. */
bool dm_matrix_init(dm_matrix *out, const dm_kernels *k, const float *W, const float *bias, uint32_t outputs,
                    uint32_t pieces, uint32_t stride, uint32_t from, uint32_t in);
void dm_matrix_clear(dm_matrix *m);

#endif

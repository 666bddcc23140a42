/* Small learned scorers: a perceptron with one hidden layer over hashed traits and a few vectors of the nlp
 * layer.
 *
 *     h = relu(bias + scale * sum of cells[row of trait] + sum of vector_i * dense[i])     (DM_HIDDEN_UNITS)
 *     score = h * out + out_bias                                                           (outputs)
 *
 * A file of weights (data/weights, made by a script of train/) holds several of them:
 *
 *     "dmnets\1\0", number of nets
 *     each: name (24 bytes, closed by NUL), rows, hidden units, vectors, outputs, scale,
 *           keys (rows, ascending), cells (rows, hidden; signed bytes), dense (vectors, 96, hidden),
 *           bias (hidden), out (hidden, outputs), out_bias (outputs)
 *
 * Integers have 32 bits, numbers are single precision, all is little-endian and without gaps. Sums run in one
 * fixed order without fused operations: every machine computes the same bits. */
#ifndef DM_PERCEPTRON_H
#define DM_PERCEPTRON_H

#include "base/pack.h"

enum {
    DM_HIDDEN_UNITS = 32,
    DM_INPUT_WIDTH = 96,
    DM_MOST_OUTPUTS = 16,
    DM_MOST_VECTORS = 4,
    DM_NET_NAME = 24
};

typedef struct dm_trait_slot {
    uint32_t key, row; /* row + 1; 0: empty */
} dm_trait_slot;

typedef struct dm_perceptron {
    dm_str name;
    uint32_t rows, vectors, outputs, mask;
    float scale;
    const dm_trait_slot *slot; /* (mask + 1), open addressing by key */
    const int8_t *cell;        /* (rows, DM_HIDDEN_UNITS) */
    const float *dense;        /* (vectors * DM_INPUT_WIDTH, DM_HIDDEN_UNITS) */
    const float *bias;         /* (DM_HIDDEN_UNITS) */
    const float *out;          /* (DM_HIDDEN_UNITS, outputs) */
    const float *out_bias;     /* (outputs) */
} dm_perceptron;

/* Is a trait among those that the net learned of? */
bool dm_perceptron_knows(const dm_perceptron *p, uint32_t key);
/* vector: p->vectors pointers to DM_INPUT_WIDTH floats, NULL for zeros; score: p->outputs. */
void dm_perceptron_score(const dm_perceptron *p, const uint32_t *key, uint32_t n, const float *const *vector,
                         float *score);

/* Adds the nets of a file of weights to a packer, a section "net/NAME" each. Fails with DM_EFORMAT. */
dm_status dm_perceptron_pack(dm_packer *out, dm_str bytes, const char *path, dm_err *err);
/* The net of a section. Fails with DM_EFORMAT. */
dm_status dm_perceptron_load(dm_perceptron *out, const dm_pack *pack, const dm_section *section, dm_err *err);

#endif

#include "nlp/kernels.h"

#include <stdlib.h>
#include <string.h>

const dm_kernels *dm_kernels_find(const char *name) {
#if defined(__x86_64__)
    if (strcmp(name, "avx512") == 0) return __builtin_cpu_supports("avx512f") ? &dm_kernels_avx512 : NULL;
    if (strcmp(name, "avx2") == 0)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &dm_kernels_avx2 : NULL;
#endif
    return strcmp(name, "generic") == 0 ? &dm_kernels_generic : NULL;
}

const dm_kernels *dm_kernels_best(void) {
    static const char *const names[] = {"avx512", "avx2", "generic"};
    for (size_t i = 0;; i++) {
        const dm_kernels *k = dm_kernels_find(names[i]);
        if (k) return k;
    }
}

bool dm_matrix_init(dm_matrix *out, const dm_kernels *k, const float *W, const float *bias, uint32_t outputs,
                    uint32_t pieces, uint32_t stride, uint32_t from, uint32_t in) {
    uint32_t panel = 3 * k->lanes, n = outputs * pieces, panels = (n + panel - 1) / panel,
             columns = panels * panel;
    dm_matrix m = {.in = in, .columns = columns, .outputs = outputs};
    size_t bytes = (size_t)columns * (in + 1) * sizeof(float);
    m.packed = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (!m.packed) return false;
    memset(m.packed, 0, bytes);
    m.bias = m.packed + (size_t)columns * in;
    for (uint32_t c = 0; c < columns; c++) {
        uint32_t p = c / panel, j = c % panel, row;
        if (pieces == 3)
            row = (p * k->lanes + j % k->lanes) * 3 + j / k->lanes;
        else
            row = c;
        if (row >= n) continue;
        const float *w = W + (size_t)row * stride + from;
        float *to = m.packed + (size_t)p * in * panel + j;
        for (uint32_t i = 0; i < in; i++) to[(size_t)i * panel] = w[i];
        if (bias) m.bias[c] = bias[row];
    }
    *out = m;
    return true;
}

void dm_matrix_clear(dm_matrix *m) {
    free(m->packed);
    *m = (dm_matrix){0};
}

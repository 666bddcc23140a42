/* The rate of single-precision matrix products on one core: 512x288 by 288x288, the shape of a window layer
 * over one block. Every kernel that this processor runs, and OpenBLAS if its library can be loaded.
 *
 * One line each: name, GFLOP/s (the median of the rounds), GFLOP/s (the best round). */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "nlp/kernels.h"

enum { ROWS = 512, IN = 288, OUT = 288, REPEAT = 24, ROUNDS = 41 };

typedef void sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha,
                   const float *a, int lda, const float *b, int ldb, float beta, float *c, int ldc);

typedef struct job {
    const dm_kernels *kernels; /* NULL: OpenBLAS */
    dm_matrix matrix;
    sgemm *blas;
    const float *x, *w; /* (ROWS, IN), (OUT, IN) */
    float *y;           /* (ROWS, OUT) */
} job;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static float *filled(size_t n, unsigned seed) {
    float *p = aligned_alloc(64, n * sizeof *p);
    if (!p) exit(1);
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525u + 1013904223u;
        p[i] = (float)(seed >> 8) / (float)(1 << 24) - 0.5f;
    }
    return p;
}

static void once(const job *j) {
    enum { ROW_MAJOR = 101, PLAIN = 111, TRANSPOSED = 112 };
    if (j->kernels)
        j->kernels->multiply(&j->matrix, j->x, IN, ROWS, j->y, OUT);
    else
        j->blas(ROW_MAJOR, PLAIN, TRANSPOSED, ROWS, OUT, IN, 1, j->x, IN, j->w, IN, 0, j->y, OUT);
}

static int rising(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(const char *name, const job *j) {
    double rate[ROUNDS];
    once(j);
    for (int r = 0; r < ROUNDS; r++) {
        double began = seconds();
        for (int i = 0; i < REPEAT; i++) once(j);
        rate[r] = 2e-9 * ROWS * IN * OUT * REPEAT / (seconds() - began);
    }
    qsort(rate, ROUNDS, sizeof *rate, rising);
    printf("%s\t%.1f\t%.1f\n", name, rate[ROUNDS / 2], rate[ROUNDS - 1]);
}

int main(void) {
    static const char *const names[] = {"avx512", "avx2", "generic"};
    job j = {.x = filled(ROWS * IN, 1), .w = filled(OUT * IN, 2), .y = filled(ROWS * OUT, 3)};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        j.kernels = dm_kernels_find(names[i]);
        if (!j.kernels || !dm_matrix_init(&j.matrix, j.kernels, j.w, NULL, OUT, 1, IN, 0, IN)) continue;
        measure(names[i], &j);
        dm_matrix_clear(&j.matrix);
    }
    void *library = dlopen("libopenblas.so.0", RTLD_NOW);
    if (library) {
        j.kernels = NULL;
        *(void **)&j.blas = dlsym(library, "cblas_sgemm");
        void (*threads)(int);
        *(void **)&threads = dlsym(library, "openblas_set_num_threads");
        if (threads) threads(1);
        if (j.blas) measure("openblas", &j);
    }
    free((void *)(uintptr_t)j.x);
    free((void *)(uintptr_t)j.w);
    free(j.y);
    return 0;
}

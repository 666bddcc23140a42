/* The kernels, written once over vectors of DM_LANES floats. The including file defines
 *
 *     DM_LANES       4, 8 or 16
 *     DM_FMA(a,b,c)  a * b + c, rounded once
 *     DM_MAX(a,b)    the larger of each lane
 *     DM_SPREAD(f)   f in every lane
 *     DM_BEST        the name of the resulting dm_kernels
 *
 * A tile is DM_ROWS rows by 3 vectors: with AVX2, 12 accumulators, 3 weights and 1 input fill the 16
 * registers. */
#include <math.h>
#include <string.h>

#include "nlp/kernels.h"

typedef float vec __attribute__((vector_size(DM_LANES * 4)));
typedef float vec8 __attribute__((vector_size(32)));

static inline vec load(const float *p) {
    vec v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline void store(float *p, vec v) {
    memcpy(p, &v, sizeof v);
}

/* Accumulators have names, not indices: compilers keep names in registers. DO(r) for each row of a tile. */
#if DM_ROWS == 8
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7)
#elif DM_ROWS == 4
#define EACH_ROW(DO) DO(0) DO(1) DO(2) DO(3)
#else
#define EACH_ROW(DO) DO(0) DO(1)
#endif
#define EACH_PANEL(DO) DO(0) DO(1) DO(2) DO(3)

#define ZERO(r) vec a##r = {0}, b##r = {0}, c##r = {0};

/* `rows` is a constant where this is inlined. */
static inline __attribute__((always_inline)) void tile(const float *w, const float *bias, uint32_t in,
                                                       const float *x, size_t ldx, int rows, bool maxout,
                                                       float *y, size_t ldy) {
    EACH_ROW(ZERO)
    for (uint32_t k = 0; k < in; k++, w += 3 * DM_LANES) {
        vec w0 = load(w), w1 = load(w + DM_LANES), w2 = load(w + 2 * DM_LANES);
#define ADD(r)                                                                                               \
    if (r < rows) {                                                                                          \
        vec one = DM_SPREAD(x[r * ldx + k]);                                                                 \
        a##r = DM_FMA(one, w0, a##r);                                                                        \
        b##r = DM_FMA(one, w1, b##r);                                                                        \
        c##r = DM_FMA(one, w2, c##r);                                                                        \
    }
        EACH_ROW(ADD)
#undef ADD
    }
    vec bias0 = load(bias), bias1 = load(bias + DM_LANES), bias2 = load(bias + 2 * DM_LANES);
#define FINISH(r)                                                                                            \
    if (r < rows) {                                                                                          \
        a##r += bias0, b##r += bias1, c##r += bias2;                                                         \
        if (maxout) {                                                                                        \
            store(y + r * ldy, DM_MAX(DM_MAX(a##r, b##r), c##r));                                            \
        } else {                                                                                             \
            store(y + r * ldy, a##r);                                                                        \
            store(y + r * ldy + DM_LANES, b##r);                                                             \
            store(y + r * ldy + 2 * DM_LANES, c##r);                                                         \
        }                                                                                                    \
    }
    EACH_ROW(FINISH)
#undef FINISH
}

/* One row by up to four panels side by side, which hides the latency of the additions. */
static inline __attribute__((always_inline)) void strip(const dm_matrix *m, const float *x, uint32_t panel,
                                                        uint32_t many, float *y) {
    const size_t step = (size_t)m->in * 3 * DM_LANES;
    const float *w = m->packed + panel * step;
    EACH_PANEL(ZERO)
    for (uint32_t k = 0; k < m->in; k++, w += 3 * DM_LANES) {
        vec one = DM_SPREAD(x[k]);
#define ADD(q)                                                                                               \
    if (q < many) {                                                                                          \
        a##q = DM_FMA(one, load(w + q * step), a##q);                                                        \
        b##q = DM_FMA(one, load(w + q * step + DM_LANES), b##q);                                             \
        c##q = DM_FMA(one, load(w + q * step + 2 * DM_LANES), c##q);                                         \
    }
        EACH_PANEL(ADD)
#undef ADD
    }
    const float *bias = m->bias + (size_t)panel * 3 * DM_LANES;
    y += (size_t)panel * 3 * DM_LANES;
#define FINISH(q)                                                                                            \
    if (q < many) {                                                                                          \
        store(y + q * 3 * DM_LANES, a##q + load(bias + q * 3 * DM_LANES));                                   \
        store(y + q * 3 * DM_LANES + DM_LANES, b##q + load(bias + q * 3 * DM_LANES + DM_LANES));             \
        store(y + q * 3 * DM_LANES + 2 * DM_LANES, c##q + load(bias + q * 3 * DM_LANES + 2 * DM_LANES));     \
    }
    EACH_PANEL(FINISH)
#undef FINISH
}

static void one_row(const dm_matrix *m, const float *x, float *y) {
    const uint32_t panels = m->columns / (3 * DM_LANES);
    uint32_t p = 0;
    for (; p + 4 <= panels; p += 4) strip(m, x, p, 4, y);
    if (panels - p >= 2) strip(m, x, p, 2, y), p += 2;
    if (p < panels) strip(m, x, p, 1, y);
}

static inline __attribute__((always_inline)) void product(const dm_matrix *m, const float *x, size_t ldx,
                                                          size_t rows, bool maxout, float *y, size_t ldy) {
    enum { ROW_BLOCK = 96 }; /* a panel stays in the first cache while this many rows pass by */
    const uint32_t panel = 3 * DM_LANES, panels = m->columns / panel, wide = maxout ? DM_LANES : panel;
    for (size_t begin = 0; begin < rows; begin += ROW_BLOCK) {
        size_t end = rows - begin < ROW_BLOCK ? rows : begin + ROW_BLOCK;
        for (uint32_t p = 0; p < panels; p++) {
            const float *w = m->packed + (size_t)p * m->in * panel, *bias = m->bias + (size_t)p * panel;
            float *out = y + (size_t)p * wide;
            size_t r = begin;
            for (; r + DM_ROWS <= end; r += DM_ROWS)
                tile(w, bias, m->in, x + r * ldx, ldx, DM_ROWS, maxout, out + r * ldy, ldy);
            for (; r + 2 <= end; r += 2)
                tile(w, bias, m->in, x + r * ldx, ldx, 2, maxout, out + r * ldy, ldy);
            if (r < end) tile(w, bias, m->in, x + r * ldx, ldx, 1, maxout, out + r * ldy, ldy);
        }
    }
}

static void multiply(const dm_matrix *m, const float *x, size_t ldx, size_t rows, float *y, size_t ldy) {
    if (rows == 1)
        one_row(m, x, y);
    else
        product(m, x, ldx, rows, false, y, ldy);
}

static void maxout(const dm_matrix *m, const float *x, size_t ldx, size_t rows, float *y, size_t ldy) {
    product(m, x, ldx, rows, true, y, ldy);
}

static void maxout_sum(uint32_t columns, const float *left, const float *own, const float *right, float *y) {
    const uint32_t panel = 3 * DM_LANES;
    for (uint32_t c = 0, o = 0; c < columns; c += panel, o += DM_LANES) {
        vec s[3];
        for (uint32_t v = 0; v < 3; v++) {
            uint32_t at = c + v * DM_LANES;
            s[v] = (load(left + at) + load(own + at)) + load(right + at);
        }
        store(y + o, DM_MAX(DM_MAX(s[0], s[1]), s[2]));
    }
}

static void hidden(const float *const *rows, uint32_t n, const float *bias, float *out) {
    enum { HIDDEN = 64 };
    for (uint32_t o = 0; o < HIDDEN; o += DM_LANES) {
        vec a = {0}, b = {0};
        for (uint32_t r = 0; r < n; r++) {
            a += load(rows[r] + o);
            b += load(rows[r] + HIDDEN + o);
        }
        store(out + o, DM_MAX(a + load(bias + o), b + load(bias + HIDDEN + o)));
    }
}

/* Eight partial sums, joined in pairs: the order in which NumPy adds 96 numbers. */
static inline float sum8(vec8 s) {
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

/* `rows` is a constant where this is inlined: two rows side by side hide each other's latencies. */
static inline __attribute__((always_inline)) void normalize_rows(const float *y, size_t rows,
                                                                 const float *gain, const float *shift,
                                                                 const float *residual, float *out) {
    enum { WIDTH = 96, PARTS = WIDTH / 8 };
    vec8 v[2][PARTS], s[2] = {0}, q[2] = {0};
    float scale[2];
    memcpy(v, y, rows * WIDTH * sizeof(float));
    for (int i = 0; i < PARTS; i++)
        for (size_t r = 0; r < rows; r++) s[r] += v[r][i];
    for (size_t r = 0; r < rows; r++) {
        float mean = sum8(s[r]) / WIDTH;
        for (int i = 0; i < PARTS; i++) {
            v[r][i] -= mean;
            q[r] += v[r][i] * v[r][i];
        }
    }
    for (size_t r = 0; r < rows; r++) scale[r] = 1.0f / sqrtf(sum8(q[r]) / WIDTH + 1e-8f);
    for (int i = 0; i < PARTS; i++) {
        vec8 g, b, x;
        memcpy(&g, gain + 8 * (size_t)i, sizeof g);
        memcpy(&b, shift + 8 * (size_t)i, sizeof b);
        for (size_t r = 0; r < rows; r++) {
            v[r][i] = v[r][i] * scale[r] * g + b;
            if (residual) {
                memcpy(&x, residual + r * WIDTH + 8 * (size_t)i, sizeof x);
                v[r][i] = x + v[r][i];
            }
        }
    }
    memcpy(out, v, rows * WIDTH * sizeof(float));
}

static void normalize(const float *y, size_t rows, const float *gain, const float *shift,
                      const float *residual, float *out) {
    enum { WIDTH = 96 };
    size_t r = 0;
    for (; r + 2 <= rows; r += 2)
        normalize_rows(y + r * WIDTH, 2, gain, shift, residual ? residual + r * WIDTH : NULL,
                       out + r * WIDTH);
    if (r < rows)
        normalize_rows(y + r * WIDTH, 1, gain, shift, residual ? residual + r * WIDTH : NULL,
                       out + r * WIDTH);
}

const dm_kernels DM_BEST = {
    .name = DM_NAME,
    .lanes = DM_LANES,
    .multiply = multiply,
    .maxout = maxout,
    .maxout_sum = maxout_sum,
    .hidden = hidden,
    .normalize = normalize,
};

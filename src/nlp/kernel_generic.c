/* Any machine. Where the compiler knows a fast fused multiply-add it is used, and the bits are those of the
 * others. */
#include <math.h>

#define DM_LANES 4
#define DM_ROWS  4
#define DM_NAME  "generic"
#define DM_BEST  dm_kernels_generic

typedef float lanes __attribute__((vector_size(16)));

static inline lanes fused(lanes a, lanes b, lanes c) {
#ifdef FP_FAST_FMAF
    for (int i = 0; i < DM_LANES; i++) c[i] = fmaf(a[i], b[i], c[i]);
    return c;
#else
    return a * b + c;
#endif
}

static inline lanes larger(lanes a, lanes b) {
    for (int i = 0; i < DM_LANES; i++) a[i] = a[i] > b[i] ? a[i] : b[i];
    return a;
}

#define DM_SPREAD(f)    ((lanes){(f), (f), (f), (f)})
#define DM_FMA(a, b, c) fused(a, b, c)
#define DM_MAX(a, b)    larger(a, b)

#include "nlp/kernel_body.h"

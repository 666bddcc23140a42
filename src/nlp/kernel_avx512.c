#include <immintrin.h>

#define DM_LANES        16
#define DM_ROWS         8
#define DM_NAME         "avx512"
#define DM_BEST         dm_kernels_avx512
#define DM_FMA(a, b, c) (vec) _mm512_fmadd_ps((__m512)(a), (__m512)(b), (__m512)(c))
#define DM_SPREAD(f)    (vec) _mm512_set1_ps(f)
#define DM_MAX(a, b)    (vec) _mm512_max_ps((__m512)(a), (__m512)(b))

#include "nlp/kernel_body.h"

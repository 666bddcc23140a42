#include <immintrin.h>

#define DM_LANES        8
#define DM_ROWS         4
#define DM_NAME         "avx2"
#define DM_BEST         dm_kernels_avx2
#define DM_FMA(a, b, c) (vec) _mm256_fmadd_ps((__m256)(a), (__m256)(b), (__m256)(c))
#define DM_SPREAD(f)    (vec) _mm256_set1_ps(f)
#define DM_MAX(a, b)    (vec) _mm256_max_ps((__m256)(a), (__m256)(b))

#include "nlp/kernel_body.h"

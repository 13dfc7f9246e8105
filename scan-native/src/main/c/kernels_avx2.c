#if defined(__x86_64__)

#include <immintrin.h>

#define KERNELS kernels_avx2
#define TARGET __attribute__((target("avx2,fma")))
#define LANES 8
/* The second operand where one is no number. */
#define LARGER(X, THAN) ((Floats)_mm256_max_ps((__m256)(THAN), (__m256)(X)))
#define SMALLER(X, THAN) ((Floats)_mm256_min_ps((__m256)(THAN), (__m256)(X)))

#include "kernels_of_vectors.h"

#endif

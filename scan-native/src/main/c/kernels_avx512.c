#if defined(__x86_64__)

#include <immintrin.h>

#define KERNELS kernels_avx512
#define TARGET __attribute__((target("avx512f,avx512dq,fma")))
#define LANES 16
/* The second operand where one is no number. */
#define LARGER(X, THAN) ((Floats)_mm512_max_ps((__m512)(THAN), (__m512)(X)))
#define SMALLER(X, THAN) ((Floats)_mm512_min_ps((__m512)(THAN), (__m512)(X)))
/* What is left of t without the integer nearest to it. */
#define REST(T) ((Floats)_mm512_reduce_ps((__m512)(T), 8))

#include "kernels_of_vectors.h"

#endif

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL scan_avx512
#define TARGET __attribute__((target("avx512f,fma")))
#define LANES 16
/* The second operand where one is no number. */
#define LARGER(X, THAN) ((Floats)_mm512_max_ps((__m512)(THAN), (__m512)(X)))
#define SMALLER(X, THAN) ((Floats)_mm512_min_ps((__m512)(THAN), (__m512)(X)))

#include "scan_kernel.h"

#endif

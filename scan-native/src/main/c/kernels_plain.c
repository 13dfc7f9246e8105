/* For every processor; four channels at once where it can. */
#define KERNELS kernels_plain
#define TARGET
#define LANES 4
#define LARGER(X, THAN) choose((X) < (THAN), THAN, X)
#define SMALLER(X, THAN) choose((X) > (THAN), THAN, X)

#include "kernels_of_vectors.h"

/* For every processor; four channels at once where it can. */
#define KERNEL scan_plain
#define TARGET
#define LANES 4
#define LARGER(X, THAN) choose((X) < (THAN), THAN, X)
#define SMALLER(X, THAN) choose((X) > (THAN), THAN, X)

#include "scan_kernel.h"

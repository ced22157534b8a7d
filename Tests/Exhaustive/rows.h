/* What the tool knows of a kind: its mathematics twice over, and what it must keep. */
#ifndef ROWS_H
#define ROWS_H

#include <stddef.h>

#include "gesso.h"

enum direction { FORWARD, BACKWARD, FROM_OUTPUT, DIRECTIONS };
extern const char *const direction_names[DIRECTIONS];

/* In double, for a block: relative error below TRUST. Where no x gives this y, it is NaN. */
typedef void fast_function(const float *x, double *exact, size_t n, double a, double b);
/* For one input, to 2^-60 or better. */
typedef __float128 quad_function(__float128 x, __float128 a, __float128 b);

#define TRUST 0x1p-42
/* At infinity a function has its limit, and this stands for infinity: times any float it is beyond
 * every float, and its third power (in gelu_tanh) is small beside e^700. */
#define FAR 1e85

enum flags {
  INCREASING = 1, /* the function never falls */
  ODD = 2,        /* f(-x) = -f(x), so f' is even in x and in y */
  EVEN_SLOPE = 4, /* f'(-x) = f'(x) */
  HALF = 8        /* f(x) = x/2 + c x^2 with c > 0 near 0: ties among the subnormals go up */
};

struct row {
  const char *name;
  fast_function *const *fast; /* one a direction */
  quad_function *const *quad;
  unsigned flags;
  double bounds[DIRECTIONS]; /* the header's, in ULP */
  double root;               /* of f', or 0: beside it double cancels, so that quad is used */
};
#define ROOT_WIDTH 0x1p-8

const struct row *row_named(const char *name);

#endif

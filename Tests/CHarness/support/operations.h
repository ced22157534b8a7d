/* One table of the calls that fill a buffer of floats by themselves, so that each property (guard pages, modes,
 * threads, levels) is tested on all of them and a new activation is found without an edit. */
#ifndef HARNESS_OPERATIONS_H
#define HARNESS_OPERATIONS_H

#include "gesso.h"

typedef struct operation operation;
struct operation {
  char name[64];
  /* All three buffers have n floats. Where a call needs slopes, dy has them. */
  gesso_status (*run)(const operation *self, const float *x, const float *dy, float *out,
                      size_t n);
  gesso_activation kind;
  gesso_write write;
  int over_x;  /* out may be x */
  int over_dy; /* out may be dy */
};

/* The table and its length; built on the first call, which must not race with another. */
const operation *operations(size_t *count);

/* Bit patterns spread over all 2^32 floats, NaN, infinities and subnormals among them. */
void sample_patterns(float *x, size_t n, uint32_t first);
/* The same with finite values of moderate size only. */
void sample_moderate(float *x, size_t n, uint32_t first);

#endif

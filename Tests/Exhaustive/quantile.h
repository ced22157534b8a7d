/* The exact quantile of a standard normal cut to [low, high], word by word. */
#ifndef EXHAUSTIVE_QUANTILE_H
#define EXHAUSTIVE_QUANTILE_H

#include <stdint.h>

/* Taylor's series about a word: good for those up to `end`, to 2^-50. */
typedef struct quantile {
  __float128 below, above, mass; /* Φ(low), Φ(-high), Φ(high) - Φ(low) */
  double word, end, z, c[6];
} quantile;

quantile quantile_between(double low, double high);

/* Makes the series good for `word`, and for as many as may be that follow. */
void quantile_move(quantile *q, double word);

static inline double quantile_value(const quantile *q, double word) {
  const double *c = q->c, h = (word - q->word) * c[0];
  return q->z + h * (1 + h * (c[1] + h * (c[2] + h * (c[3] + h * (c[4] + h * c[5])))));
}

#endif

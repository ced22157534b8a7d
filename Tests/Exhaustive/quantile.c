#include "quantile.h"

#include <math.h>
#include <quadmath.h>

static __float128 upper_tail(double z) { return erfcq(z * M_SQRT1_2q) / 2; }

quantile quantile_between(double low, double high) {
  quantile q = {.below = upper_tail(-low), .above = upper_tail(high), .end = -1};
  q.mass = low > 0    ? upper_tail(low) - q.above
           : high < 0 ? upper_tail(-high) - q.below
                      : 1 - q.below - q.above;
  return q;
}

/* z >= 0 with Φ(-z) = tail <= 1/2: Halley's method, from a start that bisection finds. */
static __float128 from_tail(__float128 tail) {
  double least = 0, most = 40;
  for (int step = 0; step < 40; step++) {
    double middle = (least + most) / 2;
    if (erfc(middle * M_SQRT1_2) / 2 > (double)tail) least = middle; else most = middle;
  }
  __float128 x = 1 - 2 * tail, z = (least + most) / 2;
  for (int step = 0; step < 6; step++) {
    __float128 excess = x < 0.5Q ? x - erfq(z * M_SQRT1_2q) : erfcq(z * M_SQRT1_2q) - 2 * tail;
    __float128 h = excess * expq(z * z / 2) * sqrtq(M_PIq / 2);
    __float128 change = h / (1 - z * h / 2);
    z += change;
    if (fabsq(change) < 1e-12Q * z) break;
  }
  return z;
}

static __float128 exact(const quantile *q, double word) {
  __float128 share = (word + 0.5Q) * 0x1p-32Q;
  __float128 lower = q->below + share * q->mass, upper = q->above + (1 - share) * q->mass;
  return lower < upper ? -from_tail(lower) : from_tail(upper);
}

/* As many words as leave the seventh term below 2^-52 of z: 1/256 of those up to the median, and of
 * those that the uncut tail would have beyond. */
static double reach(const quantile *q, __float128 z, double slope) {
  double size = fabs((double)z), beyond = (double)(upper_tail(size) / q->mass) * 0x1p32;
  return fmin(1 << 16, floor(fmin(size / slope, beyond) / 256));
}

static double slope_at(const quantile *q, __float128 z) {
  return (double)(q->mass * 0x1p-32Q * sqrtq(2 * M_PIq) * expq(z * z / 2));
}

void quantile_move(quantile *q, double word) {
  __float128 at = exact(q, word);
  double half = reach(q, at, slope_at(q, at));
  if (half >= 1) {
    /* Towards 0 or the tail there is less room than here. */
    __float128 middle = exact(q, word + half);
    half = fmin(half, reach(q, middle, slope_at(q, middle)));
    at = half >= 1 ? exact(q, word + half) : at;
  }
  half = fmax(half, 0);
  q->word = word + half;
  q->end = word + 2 * half;
  double z = q->z = (double)at, v = z * z;
  q->c[0] = slope_at(q, at);
  q->c[1] = z / 2;
  q->c[2] = (2 * v + 1) / 6;
  q->c[3] = z * (6 * v + 7) / 24;
  q->c[4] = ((24 * v + 46) * v + 7) / 120;
  q->c[5] = z * ((120 * v + 326) * v + 127) / 720;
}

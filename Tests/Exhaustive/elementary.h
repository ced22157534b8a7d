/* exp, expm1, log1p, logistic and tanh in double without a branch, so that the compiler vectorises
 * loops over them. Relative error below 2^-49; selfcheck.c measures it. NaN passes through. */
#ifndef ELEMENTARY_H
#define ELEMENTARY_H

#include <math.h>
#include <stdint.h>
#include <string.h>

static inline double from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint64_t to_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

static inline double clamp(double x, double low, double high) {
  return x < low ? low : x > high ? high : x;
}

/* x = n ln 2 + r; scale = 2^n; m = e^r - 1, by Taylor's series: 0.35^15 / 15! < 2^-60. */
struct parts { double scale, m; };
static inline struct parts reduce(double x) {
  const double round = 0x1.8p52, ln2 = 0x1.62e42fefa3800p-1, rest = 0x1.ef35793c76730p-45;
  double shifted = x * 0x1.71547652b82fep+0 + round, n = shifted - round;
  double r = (x - n * ln2) - n * rest;
  double p = 1 / 87178291200.0;
  p = p * r + 1 / 6227020800.0;
  p = p * r + 1 / 479001600.0;
  p = p * r + 1 / 39916800.0;
  p = p * r + 1 / 3628800.0;
  p = p * r + 1 / 362880.0;
  p = p * r + 1 / 40320.0;
  p = p * r + 1 / 5040.0;
  p = p * r + 1 / 720.0;
  p = p * r + 1 / 120.0;
  p = p * r + 1 / 24.0;
  p = p * r + 1 / 6.0;
  p = p * r + 0.5;
  return (struct parts){from_bits((to_bits(shifted) + 1023) << 52), r * (r * p + 1)};
}

static inline double e_to(double x) {
  struct parts e = reduce(clamp(x, -700, 700));
  return e.scale + e.scale * e.m;
}

static inline double e_to_less_1(double x) {
  struct parts e = reduce(clamp(x, -700, 700));
  return e.scale == 1 ? e.m : (e.scale - 1) + e.scale * e.m; /* the first keeps -0 */
}

/* ln(1 + w) = 2 artanh(w / (2 + w)), w in [0, 1]: 3^-35 / 35 < 2^-60. */
static inline double log_1_plus(double w) {
  double s = w / (2 + w), q = s * s, p = 1 / 35.0;
  p = p * q + 1 / 33.0;
  p = p * q + 1 / 31.0;
  p = p * q + 1 / 29.0;
  p = p * q + 1 / 27.0;
  p = p * q + 1 / 25.0;
  p = p * q + 1 / 23.0;
  p = p * q + 1 / 21.0;
  p = p * q + 1 / 19.0;
  p = p * q + 1 / 17.0;
  p = p * q + 1 / 15.0;
  p = p * q + 1 / 13.0;
  p = p * q + 1 / 11.0;
  p = p * q + 1 / 9.0;
  p = p * q + 1 / 7.0;
  p = p * q + 1 / 5.0;
  p = p * q + 1 / 3.0;
  return 2 * (s + s * q * p);
}

static inline double logistic(double x) {
  double w = e_to(-fabs(x));
  return (x < 0 ? w : 1) / (1 + w);
}

static inline double logistic_slope(double x) {
  double w = e_to(-fabs(x));
  return w / ((1 + w) * (1 + w));
}

static inline double hyperbolic_tangent(double x) {
  double m = e_to_less_1(-2 * fabs(x));
  return copysign(-m / (2 + m), x);
}

#endif

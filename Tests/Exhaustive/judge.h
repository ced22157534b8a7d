/* What a run of inputs showed. */
#ifndef JUDGE_H
#define JUDGE_H

#include <stdint.h>

#include "rows.h"

/* A function with its parameters, in one direction. */
struct subject {
  const struct row *row;
  gesso_activation kind;
  enum direction direction;
  gesso_activation_params params;
};

struct tally {
  double worst; /* ULP */
  float where, fault; /* one input of those that break a rule */
  uint64_t misrounded, beyond, monotonicity, symmetry, special; /* beyond the header's bound */
};

void add(struct tally *sum, const struct tally *part);

/* results = the library's results for x; dies if it refuses. */
void call_library(const struct subject *s, const float *x, float *results, size_t n);

/* Every NaN becomes 7fc00000: only that it is one is promised. */
void canonicalise(float *results, size_t n);

/* Compares results with the references. Results for y outside the function's range become
 * NaN, and every NaN is made canonical. n <= JUDGED; x is ordered by magnitude and of one sign. */
enum { JUDGED = 2048 };
void judge(const struct subject *s, const float *x, float *results, size_t n, struct tally *tally);

/* The error at the worst input, by quad: double finds a place within NEAR of the maximum. (TRUST in ULP, twice.) */
#define NEAR 0x1p-17
void settle_worst(const struct subject *s, struct tally *tally);

/* The inputs with a rule of their own: zeros, infinities, NaN. */
void judge_specials(const struct subject *s, struct tally *tally);

/* The largest relative error of the double reference against quad, on inputs of every exponent. */
double fast_error(const struct subject *s);

#endif

/* The comparison. Error is real error: |result - exact| over the distance between the floats
 * around exact. Double decides wherever exact (1 ± TRUST) round to one float; quad decides the
 * rest. */
#include "judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "elementary.h"

static const float CANONICAL_NAN = __builtin_nanf("");
#define LEAST 0x1p-149
#define OVERFLOW 0x1p128 /* what an infinite result stands for */

void add(struct tally *sum, const struct tally *part) {
  if (part->worst > sum->worst) sum->worst = part->worst, sum->where = part->where;
  if (part->monotonicity + part->symmetry + part->special) sum->fault = part->fault;
  sum->misrounded += part->misrounded;
  sum->beyond += part->beyond;
  sum->monotonicity += part->monotonicity;
  sum->symmetry += part->symmetry;
  sum->special += part->special;
}

void call_library(const struct subject *s, const float *x, float *results, size_t n) {
  static const float one[JUDGED + 1] = {[0 ... JUDGED] = 1};
  for (size_t i = 0; i < n; i += JUDGED) {
    size_t m = n - i < JUDGED ? n - i : JUDGED;
    gesso_status status =
        s->direction == FORWARD
            ? gesso_activation_forward_f32(s->kind, &s->params, x + i, results + i, m)
        : s->direction == BACKWARD
            ? gesso_activation_backward_f32(s->kind, &s->params, x + i, one, results + i, m,
                                            GESSO_OVERWRITE)
            : gesso_activation_backward_from_output_f32(s->kind, &s->params, x + i, one,
                                                        results + i, m, GESSO_OVERWRITE);
    if (status == GESSO_OK) continue;
    fprintf(stderr, "%s: %s\n", s->row->name, gesso_last_error());
    exit(2);
  }
}

void canonicalise(float *results, size_t n) {
  for (size_t i = 0; i < n; i++) results[i] = results[i] == results[i] ? results[i] : CANONICAL_NAN;
}

static quad_function *quad_of(const struct subject *s) { return s->row->quad[s->direction]; }

static __float128 exactly(const struct subject *s, float x) {
  __float128 held = isinf(x) ? copysign(FAR, x) : x;
  return quad_of(s)(held, s->params.alpha, s->params.beta);
}

static inline double per_ulp(double exact) {
  const int64_t least_normal = (int64_t)(1023 - 126) << 52;
  int64_t exponent = (int64_t)(to_bits(exact) & (uint64_t)0x7ff << 52);
  exponent = exponent < least_normal ? least_normal : exponent;
  return from_bits((uint64_t)(((int64_t)(2 * 1023 + 23) << 52) - exponent));
}

static inline double distance(double result, double exact) {
  double held = clamp(exact, -OVERFLOW, OVERFLOW);
  return fabs(clamp(result, -OVERFLOW, OVERFLOW) - held) * per_ulp(held);
}

static double quad_error(float result, __float128 exact) {
  __float128 got = isinf(result) ? copysign(OVERFLOW, result) : result;
  if (exact > OVERFLOW) exact = OVERFLOW;
  if (exact < -OVERFLOW) exact = -OVERFLOW;
  double difference = (double)(got - exact);
  return fabs(difference) * per_ulp((double)exact);
}

static float rounded(const struct subject *s, float x) {
  /* Quad cannot hold x/2 + c x^2, a hair above a tie. */
  if (s->row->flags & HALF && s->direction == FORWARD && fabsf(x) < 0x1p-64f)
    return (float)(0.5 * x + fabs(x) * 0x1p-50);
  return (float)exactly(s, x);
}

/* Beside a root of f', the double reference is replaced. */
static void mend(const struct subject *s, const float *x, double *exact, size_t n) {
  double root = s->row->root;
  if (s->direction != BACKWARD || root == 0) return;
  if (signbit(x[0]) != signbit(root) || fabs(x[0]) > fabs(root) + ROOT_WIDTH ||
      fabs(x[n - 1]) < fabs(root) - ROOT_WIDTH)
    return;
  for (size_t i = 0; i < n; i++)
    if (fabs(x[i] - root) < ROOT_WIDTH) exact[i] = (double)exactly(s, x[i]);
}

/* The loops that all inputs go through: each one reduction, so that it vectorises. */
static double largest(const float *restrict results, const double *restrict exact, size_t n) {
  int64_t worst = 0; /* patterns of positive doubles are ordered as they are */
  for (size_t i = 0; i < n; i++) {
    double error = distance(results[i], exact[i]);
    int64_t pattern = (int64_t)to_bits(error == error ? error : 0);
    worst = pattern > worst ? pattern : worst;
  }
  return from_bits((uint64_t)worst);
}

static uint64_t doubtful(const double *restrict exact, size_t n) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++) {
    float low = (float)(exact[i] * (1 - TRUST)), high = (float)(exact[i] * (1 + TRUST));
    count += (low < high) | (low > high);
  }
  return count;
}

static uint64_t surely_misrounded(const float *restrict results, const double *restrict exact,
                                  size_t n) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++) {
    float low = (float)(exact[i] * (1 - TRUST)), high = (float)(exact[i] * (1 + TRUST));
    count += (low == high) & (results[i] != low);
  }
  return count;
}

/* A NaN from a number or a number from NaN; a subnormal flushed, or a zero of the wrong sign. */
static uint64_t nan_faults(const float *restrict results, const double *restrict exact, size_t n) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++) count += (results[i] != results[i]) != (exact[i] != exact[i]);
  return count;
}

static uint64_t zero_faults(const float *restrict results, const double *restrict exact, size_t n,
                            int forward) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++) {
    int sign = forward & (int)((to_bits(exact[i]) ^ to_bits(results[i])) >> 63);
    count += (results[i] == 0) & ((fabs(exact[i]) >= LEAST) | sign);
  }
  return count;
}

static uint64_t special_faults(const float *results, const double *exact, size_t n, int forward) {
  return nan_faults(results, exact, n) + zero_faults(results, exact, n, forward);
}

static void find_worst(const float *x, const float *results, const double *exact, size_t n,
                       struct tally *tally) {
  for (size_t i = 0; i < n; i++) {
    double error = distance(results[i], exact[i]);
    if (error > tally->worst) tally->worst = error, tally->where = x[i];
  }
}

static void settle_doubt(const struct subject *s, const float *x, const float *results,
                         const double *exact, size_t n, struct tally *tally) {
  for (size_t i = 0; i < n; i++)
    if ((float)(exact[i] * (1 - TRUST)) != (float)(exact[i] * (1 + TRUST)) && exact[i] == exact[i])
      tally->misrounded += rounded(s, x[i]) != results[i];
}

/* Where double is too near the bound to tell, and beyond it, quad decides. */
static void settle_bound(const struct subject *s, const float *x, const float *results,
                         const double *exact, size_t n, struct tally *tally) {
  double bound = s->row->bounds[s->direction];
  for (size_t i = 0; i < n; i++)
    if (distance(results[i], exact[i]) > bound - NEAR)
      tally->beyond += quad_error(results[i], exactly(s, x[i])) > bound;
}

void judge(const struct subject *s, const float *x, float *results, size_t n,
           struct tally *tally) {
  double exact[JUDGED];
  s->row->fast[s->direction](x, exact, n, s->params.alpha, s->params.beta);
  mend(s, x, exact, n);
  if (s->direction == FROM_OUTPUT)
    for (size_t i = 0; i < n; i++)
      results[i] = exact[i] != exact[i] && x[i] == x[i] ? CANONICAL_NAN : results[i];
  tally->misrounded += surely_misrounded(results, exact, n);
  uint64_t special = special_faults(results, exact, n, s->direction == FORWARD);
  tally->special += special;
  for (size_t i = 0; special && i < n; i++)
    if (special_faults(results + i, exact + i, 1, s->direction == FORWARD)) tally->fault = x[i];
  double worst = largest(results, exact, n);
  if (worst > tally->worst) find_worst(x, results, exact, n, tally);
  if (worst > s->row->bounds[s->direction] - NEAR && s->row->bounds[s->direction] > 0.5)
    settle_bound(s, x, results, exact, n, tally);
  if (doubtful(exact, n)) settle_doubt(s, x, results, exact, n, tally);
  canonicalise(results, n);
}

void settle_worst(const struct subject *s, struct tally *tally) {
  float result;
  call_library(s, &tally->where, &result, 1);
  if (tally->worst > 0) tally->worst = quad_error(result, exactly(s, tally->where));
}

void judge_specials(const struct subject *s, struct tally *tally) {
  const float inputs[] = {0.0f, -0.0f, INFINITY, -INFINITY, NAN, -NAN, __builtin_nansf("")};
  for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
    float result;
    double exact;
    s->row->fast[s->direction](&inputs[i], &exact, 1, s->params.alpha, s->params.beta);
    if (exact != exact && inputs[i] == inputs[i]) continue; /* outside the range */
    call_library(s, &inputs[i], &result, 1);
    /* What a float can hold exactly is exact: 0, 1/2, 1, infinity, a slope. */
    double value = exact != exact ? exact : (double)exactly(s, inputs[i]);
    int exactly_a_float = (double)(float)value == value || fabs(value) > OVERFLOW;
    int fault = value != value ? result == result
                : exactly_a_float ? result != (float)value
                                  : quad_error(result, value) > s->row->bounds[s->direction];
    tally->special += fault;
    if (fault) tally->fault = inputs[i];
  }
}

/* Ten million bit patterns, evenly spread over all 2^32, through every activation, forward and
 * backward at dy = 1: the real error against libm in double, which is good to 2^-29 of these ULP. */
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gesso.h"

enum { STRIDE = 429, BLOCK = 1 << 16 }; /* 2^32 / 429 is 10.01 million */

static double logistic(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double logistic_slope(double x) { return logistic(x) * logistic(-x); }
static double tanh_slope(double x) { return 4 * logistic_slope(2 * x); }
static double identity(double x) { return x; }
static double one(double x) { return (void)x, 1; }
static double relu(double x) { return x <= 0 ? 0 : x; }
static double relu_slope(double x) { return x <= 0 ? 0 : 1; }
static double leaky(double x) { return x > 0 ? x : 0.01f * x; }
static double leaky_slope(double x) { return x > 0 ? 1 : 0.01f; }
static double elu(double x) { return x > 0 ? x : expm1(x); }
static double elu_slope(double x) { return x > 0 ? 1 : exp(x); }

static const struct row {
  const char *name;
  double (*function)(double), (*slope)(double);
  double forward, backward; /* the header's bounds, in ULP */
} rows[] = {
    {"identity", identity, one, 0, 0},
    {"sigmoid", logistic, logistic_slope, 1, 2},
    {"tanh", tanh, tanh_slope, 1, 2},
    {"relu", relu, relu_slope, 0, 0},
    {"leaky_relu", leaky, leaky_slope, 0.5, 0.5},
    {"elu", elu, elu_slope, 1, 2},
};

/* The distance between the floats around a value. */
static double spacing(double exact) {
  int exponent;
  frexp(exact, &exponent);
  return ldexp(1, (exponent < -125 ? -125 : exponent) - 24);
}

static double error(float got, double exact) {
  if (isnan(exact) || isinf(exact)) return isnan(exact) ? !isnan(got) * HUGE_VAL : got != exact;
  return isfinite(got) ? fabs(got - exact) / spacing(exact) : HUGE_VAL;
}

static void hold(const struct row *row, gesso_activation kind, int backward) {
  static float x[BLOCK], y[BLOCK], ones[BLOCK];
  double (*exact)(double) = backward ? row->slope : row->function;
  double worst = 0;
  float where = 0;
  for (int i = 0; i < BLOCK; i++) ones[i] = 1;
  for (uint64_t pattern = 0; pattern < 1ull << 32;) {
    size_t n = 0;
    for (; n < BLOCK && pattern < 1ull << 32; n++, pattern += STRIDE) {
      uint32_t bits = (uint32_t)pattern;
      memcpy(&x[n], &bits, sizeof bits);
    }
    gesso_status status =
        backward ? gesso_activation_backward_f32(kind, NULL, x, ones, y, n, GESSO_OVERWRITE)
                 : gesso_activation_forward_f32(kind, NULL, x, y, n);
    assert_int_equal(status, GESSO_OK);
    for (size_t i = 0; i < n; i++) {
      if (backward && isnan(x[i])) continue; /* the header's table; the vectors hold it */
      double e = error(y[i], exact(x[i]));
      if (e > worst) worst = e, where = x[i];
    }
  }
  printf("%-12s %-8s %.4f ULP at %a\n", row->name, backward ? "backward" : "forward", worst, where);
  if (worst > (backward ? row->backward : row->forward)) fail_msg("%s is beyond its bound", row->name);
}

static void every_kind_keeps_its_bounds(void **state) {
  (void)state;
  size_t count = sizeof rows / sizeof rows[0];
  assert_int_equal(gesso_activation_count(), count); /* a new kind needs a row */
  for (size_t i = 0; i < count; i++) {
    gesso_activation kind;
    assert_int_equal(gesso_activation_find(rows[i].name, &kind), GESSO_OK);
    hold(&rows[i], kind, 0);
    hold(&rows[i], kind, 1);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_keeps_its_bounds)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Variance scaling and gains. */
#include <math.h>

#include "../support/stage.h"
#include "errors.h"

#define SCALING gesso_variance_scaling
static void scaling(void **state) {
  (void)state;
  gesso_distribution *out = &s.distribution;
  const gesso_distribution_kind normal = GESSO_NORMAL;
  for (int k = GESSO_FAN_IN; k <= GESSO_FAN_GEOMETRIC; k++) {
    gesso_fan_mode mode = (gesso_fan_mode)k;
    REFUSED(NULL, "out", SCALING, (1, mode, normal, 3, 4, NULL));
    REFUSED(SIZE, mode == GESSO_FAN_OUT ? "fan_out" : "fan_in", SCALING,
            (1, mode, normal, 0, 0, out));
    if (mode != GESSO_FAN_OUT) REFUSED(SIZE, "fan_in", SCALING, (1, mode, normal, 0, 4, out));
    if (mode != GESSO_FAN_IN) REFUSED(SIZE, "fan_out", SCALING, (1, mode, normal, 3, 0, out));
    const float scales[] = {NAN, INFINITY, -INFINITY, -1};
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
      REFUSED(RANGE, "scale", SCALING, (scales[i], mode, normal, 3, 4, out));
    }
    ACCEPTED(SCALING, (1, mode, GESSO_TRUNCATED_NORMAL, PTRDIFF_MAX, PTRDIFF_MAX, out));
  }
  REFUSED(KIND, "mode", SCALING, (1, (gesso_fan_mode)4, normal, 3, 4, out));
  REFUSED(KIND, "mode", SCALING, (1, (gesso_fan_mode)-1, normal, 3, 4, out));
  REFUSED(KIND, "shape", SCALING, (1, GESSO_FAN_IN, (gesso_distribution_kind)5, 3, 4, out));
  REFUSED(UNSUPPORTED, "shape", SCALING, (1, GESSO_FAN_IN, GESSO_CONSTANT, 3, 4, out));
  REFUSED(UNSUPPORTED, "shape", SCALING, (1, GESSO_FAN_IN, GESSO_BERNOULLI_NORMAL, 3, 4, out));
  gesso_distribution small = {sizeof small - 1, GESSO_CONSTANT, 42, 42, 42, 42};
  REFUSED(SIZE, "out|distribution", SCALING, (1, GESSO_FAN_IN, normal, 3, 4, &small));
}

#define GAIN gesso_gain
#define WITH(alpha, beta) (&(gesso_activation_params){sizeof(gesso_activation_params), alpha, beta})
static void gains(void **state) {
  (void)state;
  REFUSED(NULL, "gain", GAIN, (GESSO_RELU, NULL, NULL));
  REFUSED(KIND, "kind", GAIN, ((gesso_activation)gesso_activation_count(), NULL, s.w));
  REFUSED(SIZE, "params", GAIN, (GESSO_ELU, &(gesso_activation_params){1, 0, 0}, s.w));
  REFUSED(RANGE, "alpha", GAIN, (GESSO_ELU, WITH(NAN, 0), s.w));
  /* f is 0, next to 0, or infinite */
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(0, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(0, 1e-40f), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(INFINITY, INFINITY), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_SHRINK, WITH(100, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_SOFT_SHRINK, WITH(100, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_THRESHOLD, WITH(INFINITY, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_THRESHOLD, WITH(0, -INFINITY), s.w));
  for (int k = 0; k < gesso_activation_count(); k++) {
    ACCEPTED(GAIN, ((gesso_activation)k, NULL, s.w));
  }
  REFUSED(NULL, "gain", gesso_residual_gain, (12, NULL));
  REFUSED(SIZE, "layers", gesso_residual_gain, (0, s.w));
  ACCEPTED(gesso_residual_gain, (2, s.w));
  assert_true(s.w[0] == 0.5f);
}

int scaling_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(scaling),
      cmocka_unit_test(gains),
  };
  return cmocka_run_group_tests_name("errors of variance scaling and gains", tests, NULL, NULL);
}

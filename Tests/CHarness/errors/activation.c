#include <math.h>

#include "../support/stage.h"
#include "errors.h"

#define KIND(value) ((gesso_activation)(value))
#define PARAMS(size, alpha) (&(gesso_activation_params){size, alpha, 0})
#define WHOLE sizeof(gesso_activation_params)

#define FIND gesso_activation_find
#define DEFAULTS gesso_activation_defaults
#define FORWARD gesso_activation_forward_f32
#define BACKWARD gesso_activation_backward_f32
#define FROM_OUTPUT gesso_activation_backward_from_output_f32
#define HAS_FROM_OUTPUT gesso_activation_has_backward_from_output

static const gesso_write over = GESSO_OVERWRITE;

static void kinds(void **state) {
  (void)state;
  const int unknown[] = {gesso_activation_count(), -1, 99, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    gesso_activation k = KIND(unknown[i]);
    assert_null(gesso_activation_name(k));
    assert_int_equal(HAS_FROM_OUTPUT(k, NULL), 0);
    REFUSED(KIND, "kind", DEFAULTS, (k, &s.params));
    REFUSED(KIND, "kind", FORWARD, (k, NULL, s.x, s.y, N));
    REFUSED(KIND, "kind", FORWARD, (k, NULL, NULL, NULL, 0));
    REFUSED(KIND, "kind", BACKWARD, (k, NULL, s.x, s.dy, s.dx, N, over));
    REFUSED(KIND, "kind", FROM_OUTPUT, (k, NULL, s.y, s.dy, s.dx, N, over));
  }
  const int unknown_write[] = {-1, 2, 99};
  for (size_t i = 0; i < sizeof unknown_write / sizeof unknown_write[0]; i++) {
    gesso_write write = (gesso_write)unknown_write[i];
    REFUSED(KIND, "write", BACKWARD, (GESSO_TANH, NULL, s.x, s.dy, s.dx, N, write));
    REFUSED(KIND, "write", FROM_OUTPUT, (GESSO_TANH, NULL, s.y, s.dy, s.dx, N, write));
  }
}

static void names(void **state) {
  (void)state;
  static const char *const unknown[] = {"", "Tanh", "tan", "tanhh", " tanh", "leaky relu"};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    REFUSED(KIND, "name", FIND, (unknown[i], &s.kind));
  }
  REFUSED(NULL, "name", FIND, (NULL, &s.kind));
  REFUSED(NULL, "kind", FIND, ("tanh", NULL));
  for (int32_t k = 0; k < gesso_activation_count(); k++) {
    gesso_activation found;
    ACCEPTED(FIND, (gesso_activation_name(KIND(k)), &found));
    assert_int_equal(found, k);
  }
}

static void sizes_of_params(void **state) {
  (void)state;
  static const size_t sizes[] = {0, 1, sizeof(size_t), WHOLE - 1, SIZE_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    const gesso_activation_params *p = PARAMS(sizes[i], 1);
    REFUSED(SIZE, "params", FORWARD, (GESSO_ELU, p, s.x, s.y, N));
    REFUSED(SIZE, "params", BACKWARD, (GESSO_ELU, p, s.x, s.dy, s.dx, N, over));
    REFUSED(SIZE, "params", FROM_OUTPUT, (GESSO_ELU, p, s.y, s.dy, s.dx, N, over));
    gesso_activation_params out = {sizes[i], 42, 43};
    REFUSED(SIZE, "params", DEFAULTS, (GESSO_ELU, &out));
    assert_true(out.size == sizes[i] && out.alpha == 42 && out.beta == 43);
  }
  REFUSED(NULL, "params", DEFAULTS, (GESSO_ELU, NULL));
}

static void domains_of_params(void **state) {
  (void)state;
  static const gesso_activation kinds_with_alpha[] = {GESSO_LEAKY_RELU, GESSO_ELU};
  const float alphas[] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 6; i++) {
    gesso_activation k = kinds_with_alpha[i % 2];
    const gesso_activation_params *p = PARAMS(WHOLE, alphas[i / 2]);
    REFUSED(RANGE, "alpha", FORWARD, (k, p, s.x, s.y, N));
    REFUSED(RANGE, "alpha", BACKWARD, (k, p, s.x, s.dy, s.dx, N, over));
    REFUSED(RANGE, "alpha", FROM_OUTPUT, (k, p, s.y, s.dy, s.dx, N, over));
    REFUSED(RANGE, "alpha", FORWARD, (k, p, NULL, NULL, 0));
    ACCEPTED(FORWARD, (GESSO_TANH, p, s.x, s.y, N)); /* tanh does not look at alpha */
    p = PARAMS(WHOLE, -0.5f);
    REFUSED(UNSUPPORTED, "kind|alpha", FROM_OUTPUT, (k, p, s.y, s.dy, s.dx, N, over));
    ACCEPTED(BACKWARD, (k, p, s.x, s.dy, s.dx, N, over));
    assert_int_equal(HAS_FROM_OUTPUT(k, p), 0);
    assert_int_equal(HAS_FROM_OUTPUT(k, PARAMS(WHOLE, 0)), 1);
  }
}

static void null_buffers(void **state) {
  (void)state;
  REFUSED(NULL, "x", FORWARD, (GESSO_TANH, NULL, NULL, s.y, N));
  REFUSED(NULL, "y", FORWARD, (GESSO_TANH, NULL, s.x, NULL, N));
  REFUSED(NULL, "x", BACKWARD, (GESSO_TANH, NULL, NULL, s.dy, s.dx, N, over));
  REFUSED(NULL, "dy", BACKWARD, (GESSO_TANH, NULL, s.x, NULL, s.dx, N, over));
  REFUSED(NULL, "dx", BACKWARD, (GESSO_TANH, NULL, s.x, s.dy, NULL, N, over));
  REFUSED(NULL, "y", FROM_OUTPUT, (GESSO_TANH, NULL, NULL, s.dy, s.dx, N, over));
  REFUSED(NULL, "dy", FROM_OUTPUT, (GESSO_TANH, NULL, s.y, NULL, s.dx, N, over));
  REFUSED(NULL, "dx", FROM_OUTPUT, (GESSO_TANH, NULL, s.y, s.dy, NULL, N, over));
}

static void sizes(void **state) {
  (void)state;
  static const size_t too_many[] = {TOO_MANY, SIZE_MAX / sizeof(float), SIZE_MAX / 2, SIZE_MAX};
  for (size_t i = 0; i < sizeof too_many / sizeof too_many[0]; i++) {
    size_t n = too_many[i];
    REFUSED(SIZE, "n", FORWARD, (GESSO_RELU, NULL, s.x, s.y, n));
    REFUSED(SIZE, "n", FORWARD, (GESSO_RELU, NULL, s.x, s.x, n));
    REFUSED(SIZE, "n", BACKWARD, (GESSO_RELU, NULL, s.x, s.dy, s.dx, n, over));
    REFUSED(SIZE, "n", FROM_OUTPUT, (GESSO_RELU, NULL, s.y, s.dy, s.dx, n, over));
  }
}

static void overlaps(void **state) {
  (void)state;
  static const int shifts[] = {1, -1, N - 1, 1 - N};
  for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
    /* The gaps stand after the buffers, so the middle is taken for what lies before as well. */
    float *x = s.dy, *near_x = x + shifts[i];
    REFUSED(OVERLAP, "x y", FORWARD, (GESSO_TANH, NULL, x, near_x, N));
    REFUSED(OVERLAP, "x dx", BACKWARD, (GESSO_TANH, NULL, x, s.w, near_x, N, over));
    REFUSED(OVERLAP, "dy dx", BACKWARD, (GESSO_TANH, NULL, s.w, x, near_x, N, over));
    REFUSED(OVERLAP, "y dx", FROM_OUTPUT, (GESSO_TANH, NULL, x, s.w, near_x, N, over));
    REFUSED(OVERLAP, "dy dx", FROM_OUTPUT, (GESSO_TANH, NULL, s.w, x, near_x, N, over));
  }
  ACCEPTED(FORWARD, (GESSO_TANH, NULL, s.x, s.x + N / 2, N / 2));
  ACCEPTED(BACKWARD, (GESSO_TANH, NULL, s.x, s.x + 1, s.dx, N - 1, over)); /* inputs may */
}

int activation_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(kinds),        cmocka_unit_test(names),
      cmocka_unit_test(sizes_of_params), cmocka_unit_test(domains_of_params),
      cmocka_unit_test(null_buffers), cmocka_unit_test(sizes),
      cmocka_unit_test(overlaps),
  };
  return cmocka_run_group_tests_name("errors of activation.h", tests, NULL, NULL);
}

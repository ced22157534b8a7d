#include <stdio.h>

#include "../support/stage.h"
#include "errors.h"

/* First of all tests: nothing has failed yet. */
static void no_error_before_the_first(void **state) {
  (void)state;
  assert_string_equal(gesso_last_error(), "");
}

static void every_status_has_its_name(void **state) {
  (void)state;
#define NAMED(status) assert_string_equal(gesso_status_string(status), #status)
  NAMED(GESSO_OK);
  NAMED(GESSO_ERROR_NULL);
  NAMED(GESSO_ERROR_OVERLAP);
  NAMED(GESSO_ERROR_SIZE);
  NAMED(GESSO_ERROR_RANGE);
  NAMED(GESSO_ERROR_KIND);
  NAMED(GESSO_ERROR_UNSUPPORTED);
  NAMED(GESSO_ERROR_MEMORY);
  NAMED(GESSO_ERROR_NO_LAPACK);
  NAMED(GESSO_ERROR_LAPACK);
  NAMED(GESSO_ERROR_DATA);
  NAMED(GESSO_ERROR_CPU);
  static const gesso_status unknown[] = {-1, 1, 9, 12, 81, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    assert_string_equal(gesso_status_string(unknown[i]), "unknown status");
  }
}

static void versions_agree(void **state) {
  (void)state;
  char text[32];
  uint32_t v = gesso_version();
  snprintf(text, sizeof text, "%u.%u.%u", v / 10000, v / 100 % 100, v % 100);
  assert_string_equal(gesso_version_string(), text);
  assert_int_equal(v, GESSO_VERSION_MAJOR * 10000 + GESSO_VERSION_MINOR * 100 +
                          GESSO_VERSION_PATCH);
}

static void threads(void **state) {
  (void)state;
  int32_t usual = gesso_threads();
  assert_true(usual >= 1);
  REFUSED(RANGE, "count", gesso_set_threads, (-1));
  REFUSED(RANGE, "count", gesso_set_threads, (INT32_MIN));
  assert_int_equal(gesso_threads(), usual);
  ACCEPTED(gesso_set_threads, (3));
  assert_int_equal(gesso_threads(), 3);
  ACCEPTED(gesso_set_threads, (0));
  assert_true(gesso_threads() >= 1);
  ACCEPTED(gesso_set_parallel_for, (NULL, NULL));
}

/* A hostile count is a number like any other until work is done with it. */
static void very_many_threads(void **state) {
  (void)state;
  static float x[1 << 18];
  ACCEPTED(gesso_set_threads, (INT32_MAX));
  ACCEPTED(gesso_activation_forward_f32, (GESSO_TANH, NULL, x, x, sizeof x / sizeof x[0]));
  ACCEPTED(gesso_set_threads, (0));
}

int runtime_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_error_before_the_first), cmocka_unit_test(every_status_has_its_name),
      cmocka_unit_test(versions_agree),            cmocka_unit_test(threads),
      cmocka_unit_test(very_many_threads),
  };
  return cmocka_run_group_tests_name("errors of runtime.h", tests, NULL, NULL);
}

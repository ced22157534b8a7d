/* Whatever LAPACK the host has: one for a single caller at a time, one of 64-bit integers. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "gesso.h"
#include "support/operations.h"

enum { ROWS = 20000, FEATURES = 24, N = ROWS * FEATURES, CALLS = 200 };

static float x[N], expected[N], y[N];

/* The same bits with threads as without, and unit covariance. */
static void whitens(void) {
  gesso_moments *moments, *again;
  gesso_transform *transform;
  sample_moderate(x, N, 11);
  assert_int_equal(gesso_moments_create(FEATURES, GESSO_MOMENTS_COVARIANCE, &moments), GESSO_OK);
  assert_int_equal(gesso_moments_update_f32(moments, x, ROWS, FEATURES), GESSO_OK);
  for (int kind = GESSO_DECORRELATE; kind <= GESSO_WHITEN_CHOLESKY; kind++) {
    if (gesso_transform_fit((gesso_preprocess)kind, moments, NULL, &transform)) fail_msg("%s", gesso_last_error());
    gesso_set_threads(1);
    assert_int_equal(gesso_transform_apply_f32(transform, x, ROWS, FEATURES, expected, FEATURES), GESSO_OK);
    gesso_set_threads(2);
    for (int i = 0; i < CALLS; i++) {
      assert_int_equal(gesso_transform_apply_f32(transform, x, ROWS, FEATURES, y, FEATURES), GESSO_OK);
      assert_memory_equal(y, expected, sizeof y);
    }
    gesso_transform_destroy(transform);
    if (kind == GESSO_DECORRELATE) continue;
    double covariance[FEATURES * FEATURES];
    gesso_moments_create(FEATURES, GESSO_MOMENTS_COVARIANCE, &again);
    gesso_moments_update_f32(again, y, ROWS, FEATURES);
    gesso_moments_covariance(again, 0, covariance);
    gesso_moments_destroy(again);
    for (int i = 0; i < FEATURES * FEATURES; i++) {
      double off = covariance[i] - (i % (FEATURES + 1) == 0);
      if (!(off * off < 1e-8)) fail_msg("kind %d: a covariance of %g", kind, covariance[i]);
    }
  }
  gesso_moments_destroy(moments);
}

static void the_one_that_is_found(void **state) {
  (void)state;
  whitens();
}

/* A child may search again, whiten, and have children. */
static void in_children(void **state) {
  (void)state;
  whitens();
  int ended;
  pid_t child = fork();
  if (child == 0) {
    alarm(60);
    pid_t grandchild = fork();
    if (grandchild != 0) _exit(waitpid(grandchild, &ended, 0) != grandchild || ended != 0);
    alarm(60);
    _exit(gesso_set_lapack(NULL) || gesso_preprocess_f32(GESSO_WHITEN_ZCA, x, y, ROWS, FEATURES, 0));
  }
  assert_int_equal(waitpid(child, &ended, 0), child);
  assert_int_equal(ended, 0);
}

static void whitens_with(const char *path) {
  if (access(path, R_OK)) skip();
  assert_int_equal(gesso_set_lapack(path), GESSO_OK);
  whitens();
}

static void one_for_a_single_caller(void **state) {
  (void)state;
  whitens_with("/usr/lib/x86_64-linux-gnu/openblas-serial/libopenblas.so.0");
}

static void one_of_64_bit_integers(void **state) {
  (void)state;
  whitens_with("/usr/lib/x86_64-linux-gnu/openblas64-pthread/libopenblas64.so.0");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_one_that_is_found),
      cmocka_unit_test(in_children),
      cmocka_unit_test(one_for_a_single_caller),
      cmocka_unit_test(one_of_64_bit_integers),
  };
  return cmocka_run_group_tests_name("any LAPACK", tests, NULL, NULL);
}

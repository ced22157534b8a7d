#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "vectors.h"

static const char *const kinds[] = {"center",     "standardize", "decorrelate",     "whiten_pca",
                                    "whiten_zca", "whiten_cholesky", "min_max",     "max_abs",
                                    "l2",         "whiten_pca_cor",  "whiten_zca_cor", NULL};

/* Reads the y of a case and holds the result to it. */
static void compare(records *r, const float *y, size_t rows, size_t features, double tolerance,
                    int exact_zeros) {
  double *expected = malloc(rows * features * sizeof *expected);
  for (size_t i = 0; i < rows; i++) {
    records_expect(r, "y", (int)features + 1);
    for (size_t j = 0; j < features; j++) {
      double value = record_f64(r, (int)j + 1);
      hold(r, "y", y[i * features + j], value, 0.5, tolerance);
      expected[i * features + j] = value;
    }
  }
  for (size_t j = 0; j < features && exact_zeros; j++) {
    int zero = 1, got_zero = 1;
    for (size_t i = 0; i < rows; i++) {
      zero &= expected[i * features + j] == 0;
      got_zero &= y[i * features + j] == 0;
    }
    if (zero && !got_zero) fail_msg("%s:%d: column %zu is not 0", r->name, r->line, j);
  }
  free(expected);
}

static void cases(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "preprocess.txt"); records_next(&r);) {
    assert_string_equal(r.word[0], "case");
    char name[64];
    snprintf(name, sizeof name, "%s", r.word[1]);
    int kind = record_name(&r, 2, kinds);
    size_t rows = record_n(&r, 3), features = record_n(&r, 4);
    double epsilon = record_f64(&r, 5), tolerance = record_f64(&r, 7);
    gesso_status expected = (gesso_status)record_n(&r, 6);
    float *x = malloc(2 * rows * features * sizeof *x), *y = x + rows * features;
    for (size_t i = 0; i < rows; i++) {
      records_expect(&r, "x", (int)features + 1);
      for (size_t j = 0; j < features; j++) x[i * features + j] = record_f32(&r, (int)j + 1);
    }
    gesso_status status = gesso_preprocess_f32((gesso_preprocess)kind, x, y, rows, features,
                                               epsilon);
    if (status != expected) {
      fail_msg("%s:%d: %s: %s, expected %s", r.name, r.line, name, gesso_status_string(status),
               gesso_status_string(expected));
    }
    int exact_zeros = kind == GESSO_STANDARDIZE || kind == GESSO_WHITEN_PCA;
    if (status == GESSO_OK) compare(&r, y, rows, features, tolerance, exact_zeros);
    free(x);
  }
}

int preprocess_vectors(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(cases)};
  return cmocka_run_group_tests_name("vectors of preprocess.h", tests, NULL, NULL);
}

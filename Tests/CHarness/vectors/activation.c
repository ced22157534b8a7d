#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "vectors.h"

/* What the header promises, in ULP: these are correctly rounded, the others within 1 forward and 2
 * backward. */
static const char *const exact[] = {"identity",  "relu",        "leaky_relu", "relu6",
                                    "hard_tanh", "hard_shrink", "soft_shrink", "threshold"};

typedef struct row {
  gesso_activation kind;
  gesso_activation_params params;
  double forward, backward;
} row;

static row head(const records *r) {
  row found = {0, {sizeof found.params, record_f32(r, 1), record_f32(r, 2)}, 1, 2};
  hold_ok(r, gesso_activation_find(r->word[0], &found.kind));
  for (size_t i = 0; i < sizeof exact / sizeof exact[0]; i++) {
    if (strcmp(exact[i], r->word[0]) == 0) found.forward = found.backward = 0.5;
  }
  return found;
}

/* Every kind the library has must be in the file. */
static void forward_and_backward(void **state) {
  (void)state;
  records r;
  int32_t count = gesso_activation_count();
  size_t *seen = calloc((size_t)count, sizeof *seen);
  for (records_open(&r, "activation.txt"); records_next(&r);) {
    row it = head(&r);
    float x = record_f32(&r, 3), one = 1, y, dx;
    hold_ok(&r, gesso_activation_forward_f32(it.kind, &it.params, &x, &y, 1));
    hold(&r, "f(x)", y, record_f64(&r, 4), it.forward, 0);
    hold_ok(&r, gesso_activation_backward_f32(it.kind, &it.params, &x, &one, &dx, 1,
                                              GESSO_OVERWRITE));
    hold(&r, "f'(x)", dx, record_f64(&r, 5), it.backward, 0);
    seen[it.kind]++;
  }
  for (int32_t k = 0; k < count; k++) {
    if (seen[k] == 0) fail_msg("no vectors for %s", gesso_activation_name((gesso_activation)k));
  }
  free(seen);
}

static void backward_from_output(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "activation_from_output.txt"); records_next(&r);) {
    row it = head(&r);
    float y = record_f32(&r, 3), one = 1, dx;
    hold_ok(&r, gesso_activation_backward_from_output_f32(it.kind, &it.params, &y, &one, &dx, 1,
                                                          GESSO_OVERWRITE));
    hold(&r, "f'(f^-1(y))", dx, record_f64(&r, 4), it.backward, 0);
  }
}

static void prelu(void **state) {
  (void)state;
  records r;
  records_open(&r, "prelu.txt");
  while (records_next(&r)) {
    assert_string_equal(r.word[0], "case");
    size_t outer = record_n(&r, 1), channels = record_n(&r, 2), inner = record_n(&r, 3);
    size_t n = outer * channels * inner;
    float *slopes = malloc(2 * channels * sizeof *slopes), *dslopes = slopes + channels;
    float *x = malloc(6 * n * sizeof *x), *dy = x + n, *y = x + 2 * n, *dx = x + 3 * n;
    float *expected_y = x + 4 * n, *expected_dx = x + 5 * n;
    records_expect(&r, "slopes", (int)channels + 1);
    for (size_t c = 0; c < channels; c++) slopes[c] = record_f32(&r, (int)c + 1);
    for (size_t i = 0; i < n; i++) {
      records_expect(&r, "element", 5);
      x[i] = record_f32(&r, 1);
      dy[i] = record_f32(&r, 2);
      expected_y[i] = record_f32(&r, 3);
      expected_dx[i] = record_f32(&r, 4);
    }
    hold_ok(&r, gesso_prelu_forward_f32(x, slopes, y, outer, channels, inner));
    hold_ok(&r, gesso_prelu_backward_f32(x, slopes, dy, dx, dslopes, outer, channels, inner,
                                         GESSO_OVERWRITE));
    for (size_t i = 0; i < n; i++) {
      hold_bits(&r, "a y above", y[i], expected_y[i]);
      hold_bits(&r, "a dx above", dx[i], expected_dx[i]);
    }
    records_expect(&r, "dslopes", (int)channels + 1);
    for (size_t c = 0; c < channels; c++) {
      hold(&r, "dslopes", dslopes[c], record_f64(&r, (int)c + 1), ROUNDED_DOUBLE, 0);
    }
    free(slopes);
    free(x);
  }
}

static void rrelu(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "rrelu.txt"); records_next(&r);) {
    float lower = record_f32(&r, 0), upper = record_f32(&r, 1);
    gesso_key key = {record_hex(&r, 2), record_hex(&r, 3)};
    uint64_t offset = record_hex(&r, 4);
    float x = record_f32(&r, 5), slope = record_f32(&r, 6), minus_one = -1, dy = 0.7f, y, dx;
    hold_ok(&r, gesso_rrelu_forward_f32(&x, &y, 1, lower, upper, key, offset));
    hold_bits(&r, "y", y, record_f32(&r, 7));
    hold_ok(&r, gesso_rrelu_forward_f32(&minus_one, &y, 1, lower, upper, key, offset));
    hold_bits(&r, "minus the slope", y, -slope);
    hold_ok(&r, gesso_rrelu_backward_f32(&x, &dy, &dx, 1, lower, upper, key, offset,
                                         GESSO_OVERWRITE));
    hold_bits(&r, "dx", dx, x > 0 ? dy : slope * dy);
  }
}

int activation_vectors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(forward_and_backward), cmocka_unit_test(backward_from_output),
      cmocka_unit_test(prelu), cmocka_unit_test(rrelu),
  };
  return cmocka_run_group_tests_name("vectors of activation.h", tests, NULL, NULL);
}

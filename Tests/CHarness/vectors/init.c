#include <math.h>
#include <stdlib.h>

#include "records.h"
#include "vectors.h"

static const char *const distributions[] = {"constant",         "uniform",          "normal",
                                            "truncated_normal", "bernoulli_normal", NULL};
static const char *const schemes[] = {
    "xavier_uniform", "xavier_normal", "he_uniform", "he_normal", "lecun_uniform", "lecun_normal",
    "xavier_truncated_normal", "he_truncated_normal", "lecun_truncated_normal", "pytorch_uniform",
    NULL};
static const char *const modes[] = {"fan_in", "fan_out", "fan_average", "fan_geometric", NULL};
static const char *const layouts[] = {"pytorch", "keras", NULL};

static void philox(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "philox.txt"); records_next(&r);) {
    uint32_t words[10], out[4];
    for (int i = 0; i < 10; i++) words[i] = (uint32_t)record_hex(&r, i);
    gesso_philox4x32_10(words, words + 4, out);
    assert_memory_equal(out, words + 6, sizeof out);
  }
}

static void random_bits(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "random_bits.txt"); records_next(&r);) {
    gesso_key key = {record_hex(&r, 0), record_hex(&r, 1)};
    uint32_t word;
    hold_ok(&r, gesso_random_bits(key, record_hex(&r, 2), &word, 1));
    if (word != record_hex(&r, 3)) fail_msg("%s:%d: word is %08x", r.name, r.line, word);
  }
}

static void fills(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "init.txt"); records_next(&r);) {
    int kind = record_name(&r, 0, distributions);
    gesso_distribution d = {sizeof d, (gesso_distribution_kind)kind, record_f32(&r, 1),
                            record_f32(&r, 2), 0, 0};
    gesso_key key = {record_hex(&r, 3), record_hex(&r, 4)};
    float w;
    hold_ok(&r, gesso_init_f32(&d, key, record_hex(&r, 5), &w, 1));
    double bound = kind == GESSO_CONSTANT ? 0 : ROUNDED_DOUBLE;
    /* The header's z. */
    double mean = kind == GESSO_NORMAL ? d.a : 0;
    double absolute = kind >= GESSO_NORMAL ? fabs(record_f64(&r, 6) - mean) * 0x1p-31 : 0;
    hold(&r, distributions[kind], w, record_f64(&r, 6), bound, absolute);
  }
}

static void truncated(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "truncated.txt"); records_next(&r);) {
    gesso_distribution d = {sizeof d, GESSO_TRUNCATED_NORMAL, record_f32(&r, 0),
                            record_f32(&r, 1), record_f32(&r, 2), record_f32(&r, 3)};
    gesso_key key = {record_hex(&r, 4), record_hex(&r, 5)};
    float w;
    hold_ok(&r, gesso_init_f32(&d, key, record_hex(&r, 6), &w, 1));
    double exact = record_f64(&r, 7);
    hold(&r, "truncated normal", w, exact, ROUNDED_DOUBLE, fabs(exact - d.a) * 0x1p-30);
    if (w < d.low || w > d.high) fail_msg("%s:%d: %a is outside", r.name, r.line, (double)w);
  }
}

/* JAX's constant for two standard deviations, and no cut at all. */
static void deviations(void **state) {
  (void)state;
  gesso_distribution d = {.size = sizeof d};
  assert_int_equal(gesso_truncated_normal(0.5f, 1, -2, 2, 1, &d), GESSO_OK);
  assert_int_equal(d.kind, GESSO_TRUNCATED_NORMAL);
  assert_true(d.a == 0.5f && d.b == (float)(1 / 0.87962566103423978));
  assert_true(d.low == (float)(0.5 - 2 / 0.87962566103423978));
  assert_true(d.high == (float)(0.5 + 2 / 0.87962566103423978));
  assert_int_equal(gesso_truncated_normal(1, 3, -2, 4, 0, &d), GESSO_OK);
  assert_true(d.a == 1 && d.b == 3 && d.low == -5 && d.high == 13);
  assert_int_equal(gesso_truncated_normal(0, 3, -INFINITY, INFINITY, 1, &d), GESSO_OK);
  assert_true(d.b == 3 && d.low == -INFINITY && d.high == INFINITY);
}

/* From the word `first` on: kind, a and b; a normal that is cut is cut at ±2 b. */
static void hold_distribution(records *r, int first, const gesso_distribution *d) {
  assert_int_equal(d->kind, record_name(r, first, distributions));
  hold(r, "a", d->a, record_f64(r, first + 1), ROUNDED_DOUBLE, 0);
  hold(r, "b", d->b, record_f64(r, first + 2), ROUNDED_DOUBLE, 0);
  float cut = d->kind == GESSO_TRUNCATED_NORMAL ? 2 * d->b : 0;
  assert_true(d->high == cut && d->low == -cut);
}

static void variance_scaling(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "variance_scaling.txt"); records_next(&r);) {
    gesso_distribution d;
    d.size = sizeof d;
    hold_ok(&r, gesso_variance_scaling(
                    record_f32(&r, 0), (gesso_fan_mode)record_name(&r, 1, modes),
                    (gesso_distribution_kind)record_name(&r, 4, distributions), record_n(&r, 2),
                    record_n(&r, 3), &d));
    hold_distribution(&r, 4, &d);
  }
}

static void gains(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "gains.txt"); records_next(&r);) {
    gesso_activation kind;
    assert_int_equal(gesso_activation_find(r.word[0], &kind), GESSO_OK);
    gesso_activation_params params = {sizeof params, record_f32(&r, 1), record_f32(&r, 2)};
    float gain;
    hold_ok(&r, gesso_gain(kind, &params, &gain));
    hold(&r, r.word[0], gain, record_f64(&r, 3), ROUNDED_DOUBLE, 0);
  }
}

static void scheme_distributions(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "scheme.txt"); records_next(&r);) {
    gesso_distribution d;
    d.size = sizeof d;
    hold_ok(&r, gesso_scheme_distribution((gesso_scheme)record_name(&r, 0, schemes),
                                          record_n(&r, 1), record_n(&r, 2), record_f32(&r, 3),
                                          &d));
    hold_distribution(&r, 4, &d);
  }
}

static void fans(void **state) {
  (void)state;
  records r;
  for (records_open(&r, "fans.txt"); records_next(&r);) {
    size_t rank = record_n(&r, 4), shape[16], fan_in = 0, fan_out = 0;
    assert_true(rank <= 16);
    for (size_t i = 0; i < rank; i++) shape[i] = record_n(&r, 5 + (int)i);
    hold_ok(&r, gesso_fans(shape, rank, (gesso_layout)record_name(&r, 0, layouts), record_n(&r, 1),
                           &fan_in, &fan_out));
    if (fan_in != record_n(&r, 2) || fan_out != record_n(&r, 3)) {
      fail_msg("%s:%d: fans %zu and %zu", r.name, r.line, fan_in, fan_out);
    }
  }
}

int init_vectors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox), cmocka_unit_test(random_bits),
      cmocka_unit_test(fills),  cmocka_unit_test(scheme_distributions),
      cmocka_unit_test(fans),   cmocka_unit_test(truncated),
      cmocka_unit_test(deviations), cmocka_unit_test(variance_scaling),
      cmocka_unit_test(gains),
  };
  return cmocka_run_group_tests_name("vectors of init.h", tests, NULL, NULL);
}

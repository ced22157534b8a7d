/* A good guest: the caller's floating-point state is left alone and changes no result. */
#include <fenv.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <xmmintrin.h>

#include <cmocka.h>

#include "gesso.h"
#include "support/operations.h"

enum { SMALL = 1000, LARGE = 300007, FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x0040 };
enum { SAMPLES = 2 }; /* all bit patterns, and moderate values for what sums over them */

typedef struct setting {
  int rounding;
  unsigned mxcsr; /* FTZ and DAZ */
  int raised;     /* exception flags set before the call */
} setting;

static float x[LARGE], dy[LARGE], out[LARGE], expected[LARGE];

static void fill(size_t n, int sample) {
  void (*make)(float *, size_t, uint32_t) = sample ? sample_moderate : sample_patterns;
  make(x, n, 11);
  make(dy, n, 5);
}

static void usual(void) {
  fesetenv(FE_DFL_ENV);
  feclearexcept(FE_ALL_EXCEPT);
}

static void enter(const setting *to) {
  usual();
  fesetround(to->rounding); /* x87 and SSE alike */
  _mm_setcsr(_mm_getcsr() | to->mxcsr);
  if (to->raised) {
    fenv_t environment;
    fegetenv(&environment);
    environment.__status_word |= FE_ALL_EXCEPT;
    environment.__mxcsr |= FE_ALL_EXCEPT;
    fesetenv(&environment);
  }
}

static void call_under(const setting *to, const operation *op, size_t n) {
  fenv_t before, after;
  sample_moderate(out, n, 3);
  enter(to);
  fegetenv(&before);
  gesso_status status = op->run(op, x, dy, out, n);
  fegetenv(&after);
  usual();
  if (status != GESSO_OK) fail_msg("%s: %s", op->name, gesso_last_error());
  if (before.__mxcsr != after.__mxcsr || before.__control_word != after.__control_word ||
      before.__status_word != after.__status_word) {
    fail_msg("%s: MXCSR %04x to %04x, x87 control %04x to %04x, status %04x to %04x", op->name,
             before.__mxcsr, after.__mxcsr, before.__control_word, after.__control_word,
             before.__status_word, after.__status_word);
  }
  if (memcmp(out, expected, n * sizeof out[0]) != 0) {
    fail_msg("%s: other bits with rounding %x, FTZ and DAZ %04x", op->name, to->rounding,
             to->mxcsr);
  }
}

static void under_every_setting(size_t n) {
  static const int roundings[] = {FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO};
  static const unsigned modes[] = {0, FLUSH_TO_ZERO, DENORMALS_ARE_ZERO,
                                   FLUSH_TO_ZERO | DENORMALS_ARE_ZERO};
  size_t count;
  const operation *table = operations(&count);
  for (size_t i = 0; i < count * SAMPLES; i++) {
    const operation *op = &table[i / SAMPLES];
    fill(n, i % SAMPLES);
    sample_moderate(expected, n, 3);
    usual();
    assert_int_equal(op->run(op, x, dy, expected, n), GESSO_OK);
    for (int k = 0; k < 32; k++) {
      setting to = {roundings[k % 4], modes[k / 4 % 4], k / 16};
      call_under(&to, op, n);
    }
  }
}

static void small_calls_keep_the_state(void **state) {
  (void)state;
  under_every_setting(SMALL);
}

/* With threads, which inherit the state of the one that starts them. */
static void large_calls_keep_the_state(void **state) {
  (void)state;
  const setting strange = {FE_UPWARD, FLUSH_TO_ZERO | DENORMALS_ARE_ZERO, 0};
  assert_int_equal(gesso_set_threads(4), GESSO_OK);
  enter(&strange);
  fill(LARGE, 1);
  gesso_activation_forward_f32(GESSO_TANH, NULL, x, out, LARGE); /* starts them, if any */
  usual();
  under_every_setting(LARGE);
}

/* What LAPACK computes may differ; the state it leaves may not. (Some of OpenBLAS is x87 code.) */
static void lapack_keeps_the_state(void **state) {
  (void)state;
  static const setting settings[] = {{FE_UPWARD, FLUSH_TO_ZERO, 1}, {FE_TONEAREST, 0, 0}};
  fenv_t before, after;
  sample_moderate(x, 4000, 1);
  for (int i = 0; i < 2 * GESSO_WHITEN_CHOLESKY; i++) {
    int kind = i / 2 + 1;
    if (kind < GESSO_DECORRELATE) continue;
    enter(&settings[i % 2]);
    if (i % 2) feenableexcept(FE_ALL_EXCEPT);
    fegetenv(&before);
    gesso_status status = gesso_preprocess_f32((gesso_preprocess)kind, x, out, 400, 10, 0);
    fegetenv(&after);
    usual();
    if (status != GESSO_OK) fail_msg("%s", gesso_last_error());
    assert_int_equal(before.__mxcsr, after.__mxcsr);
    assert_int_equal(before.__control_word, after.__control_word);
    /* Its flags; the condition codes beside them belong to whoever used the x87 last. */
    assert_int_equal(before.__status_word & FE_ALL_EXCEPT, after.__status_word & FE_ALL_EXCEPT);
  }
}

/* A host that traps on exceptions gets none from inside Gesso, whatever the data. */
static void no_call_raises_sigfpe(void **state) {
  (void)state;
  size_t count;
  const operation *table = operations(&count);
  fill(LARGE, 0);
  for (size_t i = 0; i < count * 2; i++) {
    size_t n = i % 2 ? LARGE : SMALL;
    usual();
    feenableexcept(FE_ALL_EXCEPT);
    gesso_status status = table[i / 2].run(&table[i / 2], x, dy, out, n);
    int enabled = fegetexcept();
    usual();
    assert_int_equal(status, GESSO_OK);
    assert_int_equal(enabled, FE_ALL_EXCEPT);
  }
}

/* Parameters: subnormals, which DAZ takes for 0, roundings, and a NaN, which is refused. */
static gesso_distribution described(void) {
  gesso_distribution d = {.size = sizeof d};
  gesso_activation_params params = {sizeof params, 1e-40f, 1e-40f}, bad = {sizeof bad, NAN, 0};
  float gain;
  assert_int_equal(gesso_activation_has_backward_from_output(GESSO_ELU, &params), 1);
  assert_int_equal(gesso_activation_forward_f32(GESSO_THRESHOLD, &params, x, out, 20), GESSO_OK);
  assert_int_equal(gesso_activation_forward_f32(GESSO_ELU, &bad, x, out, 20), GESSO_ERROR_RANGE);
  assert_int_equal(gesso_gain(GESSO_LEAKY_RELU, &params, &gain), GESSO_OK);
  assert_int_equal(gesso_variance_scaling(1e-40f, GESSO_FAN_IN, GESSO_UNIFORM, 3, 3, &d), GESSO_OK);
  assert_int_equal(gesso_init_f32(&d, (gesso_key){1, 2}, 0, out, 20), GESSO_OK);
  assert_int_equal(gesso_truncated_normal(1e-39f, 1e-39f, -1e-40f, 2, 0, &d), GESSO_OK);
  assert_int_equal(gesso_init_f32(&d, (gesso_key){1, 2}, 0, out, 20), GESSO_OK);
  assert_int_equal(gesso_truncated_normal(0.1f, 0.3f, -2, 2, 1, &d), GESSO_OK);
  return d;
}

static void parameters_keep_the_state(void **state) {
  (void)state;
  usual();
  gesso_distribution usually = described();
  for (int k = 0; k < 4; k++) {
    setting to = {(const int[]){FE_TONEAREST, FE_DOWNWARD, FE_UPWARD, FE_TOWARDZERO}[k],
                  k % 2 ? FLUSH_TO_ZERO | DENORMALS_ARE_ZERO : 0, 0};
    enter(&to);
    unsigned before = _mm_getcsr();
    gesso_distribution d = described();
    unsigned after = _mm_getcsr();
    usual();
    assert_int_equal(before, after);
    assert_memory_equal(&d, &usually, sizeof d);
  }
  feenableexcept(FE_ALL_EXCEPT);
  described();
  usual();
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(small_calls_keep_the_state),
      cmocka_unit_test(large_calls_keep_the_state),
      cmocka_unit_test(lapack_keeps_the_state),
      cmocka_unit_test(no_call_raises_sigfpe),
      cmocka_unit_test(parameters_keep_the_state),
  };
  return cmocka_run_group_tests_name("guest", tests, NULL, NULL);
}

/* PReLU and RReLU. */
#include <math.h>

#include "../support/stage.h"
#include "errors.h"

#define PRELU gesso_prelu_forward_f32
#define PRELU_BACKWARD gesso_prelu_backward_f32
#define RRELU gesso_rrelu_forward_f32
#define RRELU_BACKWARD gesso_rrelu_backward_f32

static const gesso_write over = GESSO_OVERWRITE;
static const gesso_key key = {1, 2};

static void prelu_null_buffers(void **state) {
  (void)state;
  REFUSED(NULL, "x", PRELU, (NULL, s.slopes, s.y, 2, 3, 4));
  REFUSED(NULL, "slopes", PRELU, (s.x, NULL, s.y, 2, 3, 4));
  REFUSED(NULL, "y", PRELU, (s.x, s.slopes, NULL, 2, 3, 4));
  REFUSED(NULL, "x", PRELU_BACKWARD, (NULL, s.slopes, s.dy, s.dx, s.dslopes, 2, 3, 4, over));
  REFUSED(NULL, "slopes", PRELU_BACKWARD, (s.x, NULL, s.dy, s.dx, s.dslopes, 2, 3, 4, over));
  REFUSED(NULL, "dy", PRELU_BACKWARD, (s.x, s.slopes, NULL, s.dx, s.dslopes, 2, 3, 4, over));
  ACCEPTED(PRELU_BACKWARD, (s.x, s.slopes, s.dy, NULL, s.dslopes, 2, 3, 4, over));
  ACCEPTED(PRELU_BACKWARD, (s.x, s.slopes, s.dy, s.dx, NULL, 2, 3, 4, over));
  ACCEPTED(PRELU_BACKWARD, (s.x, s.slopes, s.dy, NULL, NULL, 2, 3, 4, over));
  ACCEPTED(PRELU, (NULL, NULL, NULL, 0, 3, 4));
  ACCEPTED(PRELU, (NULL, NULL, NULL, 2, 0, 4));
  ACCEPTED(PRELU, (NULL, NULL, NULL, 2, 3, 0));
  REFUSED(KIND, "write", PRELU_BACKWARD,
          (s.x, s.slopes, s.dy, s.dx, s.dslopes, 2, 3, 4, (gesso_write)2));
}

/* The sum over no elements is 0. */
static void prelu_empty_sums(void **state) {
  (void)state;
  float sums[3] = {1, 2, 3};
  ACCEPTED(PRELU_BACKWARD, (s.x, s.slopes, s.dy, NULL, sums, 0, 3, 4, GESSO_ACCUMULATE));
  assert_true(sums[0] == 1 && sums[1] == 2 && sums[2] == 3);
  ACCEPTED(PRELU_BACKWARD, (s.x, s.slopes, s.dy, NULL, sums, 0, 3, 4, over));
  assert_true(sums[0] == 0 && sums[1] == 0 && sums[2] == 0);
}

static void prelu_sizes(void **state) {
  (void)state;
  const size_t half = (size_t)1 << 32, most = SIZE_MAX;
  /* Products that wrap round to 0, to a small number, and that are only too many bytes. */
  const size_t shapes[][3] = {{half, half, 1}, {half, 1, half}, {1, half, half},
                              {most, most, 1}, {3, most / 3 + 2, 1}, {half, half / 8, 1},
                              {TOO_MANY, 1, 1}, {1, TOO_MANY, 1}, {1, 1, TOO_MANY}};
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    size_t o = shapes[i][0], c = shapes[i][1], n = shapes[i][2];
    REFUSED(SIZE, "outer|channels|inner", PRELU, (s.x, s.slopes, s.y, o, c, n));
    REFUSED(SIZE, "outer|channels|inner", PRELU_BACKWARD,
            (s.x, s.slopes, s.dy, s.dx, s.dslopes, o, c, n, over));
  }
  REFUSED(SIZE, "channels", PRELU_BACKWARD,
          (s.x, s.slopes, s.dy, NULL, s.dslopes, 0, most, 1, over));
}

static void prelu_overlaps(void **state) {
  (void)state;
  static const int shifts[] = {1, -1, N - 1, 1 - N};
  float *a = s.dy; /* any buffer with room on both sides */
  for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
    float *b = a + shifts[i];
    REFUSED(OVERLAP, "x y", PRELU, (a, s.slopes, b, 2, 3, 4));
    REFUSED(OVERLAP, "x dx", PRELU_BACKWARD, (a, s.slopes, s.w, b, s.dslopes, 2, 3, 4, over));
    REFUSED(OVERLAP, "dy dx", PRELU_BACKWARD, (s.x, s.slopes, a, b, s.dslopes, 2, 3, 4, over));
  }
  static const int inside[] = {0, 2, N - 1, -2}; /* three channels against N elements */
  for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++) {
    float *b = a + inside[i];
    REFUSED(OVERLAP, "slopes y", PRELU, (s.x, b, a, 2, 3, 4));
    REFUSED(OVERLAP, "slopes dx", PRELU_BACKWARD, (s.x, b, s.w, a, s.dslopes, 2, 3, 4, over));
    REFUSED(OVERLAP, "x dslopes", PRELU_BACKWARD, (a, s.slopes, s.w, s.dx, b, 2, 3, 4, over));
    REFUSED(OVERLAP, "dy dslopes", PRELU_BACKWARD, (s.x, s.slopes, a, s.dx, b, 2, 3, 4, over));
    REFUSED(OVERLAP, "dx dslopes", PRELU_BACKWARD, (s.x, s.slopes, s.w, a, b, 2, 3, 4, over));
  }
  static const int near[] = {0, 1, -1, 2, -2};
  for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
    REFUSED(OVERLAP, "slopes dslopes", PRELU_BACKWARD,
            (s.x, a, s.w, s.dx, a + near[i], 2, 3, 4, over));
  }
}

static void rrelu_buffers(void **state) {
  (void)state;
  static const int shifts[] = {1, -1, N - 1, 1 - N};
  REFUSED(NULL, "x", RRELU, (NULL, s.y, N, 0.1f, 0.3f, key, 0));
  REFUSED(NULL, "y", RRELU, (s.x, NULL, N, 0.1f, 0.3f, key, 0));
  REFUSED(NULL, "x", RRELU_BACKWARD, (NULL, s.dy, s.dx, N, 0.1f, 0.3f, key, 0, over));
  REFUSED(NULL, "dy", RRELU_BACKWARD, (s.x, NULL, s.dx, N, 0.1f, 0.3f, key, 0, over));
  REFUSED(NULL, "dx", RRELU_BACKWARD, (s.x, s.dy, NULL, N, 0.1f, 0.3f, key, 0, over));
  for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
    float *a = s.dy, *b = a + shifts[i];
    REFUSED(OVERLAP, "x y", RRELU, (a, b, N, 0.1f, 0.3f, key, 0));
    REFUSED(OVERLAP, "x dx", RRELU_BACKWARD, (a, s.w, b, N, 0.1f, 0.3f, key, 0, over));
    REFUSED(OVERLAP, "dy dx", RRELU_BACKWARD, (s.w, a, b, N, 0.1f, 0.3f, key, 0, over));
  }
}

static void rrelu_parameters(void **state) {
  (void)state;
  const struct {
    float lower, upper;
    const char *word;
  } bad[] = {{NAN, 1, "lower"},       {0, NAN, "upper"},      {-INFINITY, 1, "lower"},
             {0, INFINITY, "upper"},  {INFINITY, 1, "lower"}, {1, 0.5f, "lower upper"},
             {-3e38f, 3e38f, "upper - lower"}};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    float l = bad[i].lower, u = bad[i].upper;
    REFUSED(RANGE, bad[i].word, RRELU, (s.x, s.y, N, l, u, key, 0));
    REFUSED(RANGE, bad[i].word, RRELU_BACKWARD, (s.x, s.dy, s.dx, N, l, u, key, 0, over));
  }
  REFUSED(SIZE, "n", RRELU, (s.x, s.y, TOO_MANY, 0, 1, key, 0));
  REFUSED(SIZE, "n", RRELU_BACKWARD, (s.x, s.dy, s.dx, SIZE_MAX, 0, 1, key, 0, over));
  REFUSED(SIZE, "offset", RRELU, (s.x, s.y, N, 0, 1, key, UINT64_MAX - N + 1));
  REFUSED(SIZE, "offset", RRELU_BACKWARD, (s.x, s.dy, s.dx, N, 0, 1, key, UINT64_MAX, over));
  ACCEPTED(RRELU, (s.x, s.y, N, 0, 1, key, UINT64_MAX - N));
  ACCEPTED(RRELU, (s.x, s.y, N, 0.25f, 0.25f, key, 0));
  REFUSED(KIND, "write", RRELU_BACKWARD,
          (s.x, s.dy, s.dx, N, 0, 1, key, 0, (gesso_write)99));
}

int slope_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(prelu_null_buffers), cmocka_unit_test(prelu_empty_sums),
      cmocka_unit_test(prelu_sizes),        cmocka_unit_test(prelu_overlaps),
      cmocka_unit_test(rrelu_buffers),      cmocka_unit_test(rrelu_parameters),
  };
  return cmocka_run_group_tests_name("errors of prelu and rrelu", tests, NULL, NULL);
}

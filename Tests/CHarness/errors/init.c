#include <math.h>
#include <string.h>

#include "../support/stage.h"
#include "errors.h"

#define BITS gesso_random_bits
#define FILL gesso_init_f32
#define FROM_BITS gesso_init_from_bits_f32
#define SCHEME gesso_scheme_distribution
#define FANS gesso_fans
#define CUT gesso_truncated_normal

#define ORTHOGONAL gesso_init_orthogonal_f32
#define ROWS gesso_init_orthogonal_rows_f32
#define DELTA gesso_init_delta_orthogonal_f32

#define WHOLE sizeof(gesso_distribution)
#define DRAW(kind, a, b) (&(gesso_distribution){WHOLE, kind, a, b, NAN, NAN})

static const gesso_key key = {1, 2};

static void philox_writes_nothing_at_null(void **state) {
  (void)state;
  const uint32_t counter[4] = {0}, philox_key[2] = {0};
  uint32_t out[4] = {1, 2, 3, 4}, kept[4] = {1, 2, 3, 4};
  gesso_philox4x32_10(NULL, philox_key, out);
  gesso_philox4x32_10(counter, NULL, out);
  gesso_philox4x32_10(counter, philox_key, NULL);
  assert_memory_equal(out, kept, sizeof kept);
}

static void random_bits(void **state) {
  (void)state;
  REFUSED(NULL, "bits", BITS, (key, 0, NULL, N));
  REFUSED(SIZE, "n", BITS, (key, 0, s.bits, TOO_MANY));
  REFUSED(SIZE, "n", BITS, (key, 0, s.bits, SIZE_MAX));
  REFUSED(SIZE, "offset", BITS, (key, UINT64_MAX - N + 1, s.bits, N));
  REFUSED(SIZE, "offset", BITS, (key, UINT64_MAX, s.bits, 1));
  ACCEPTED(BITS, (key, UINT64_MAX - N, s.bits, N));
  ACCEPTED(BITS, (key, UINT64_MAX, NULL, 0));
}

static void distributions(void **state) {
  (void)state;
  const gesso_distribution *usual = DRAW(GESSO_UNIFORM, -1, 1);
  REFUSED(NULL, "d", FILL, (NULL, key, 0, s.w, N));
  REFUSED(NULL, "w", FILL, (usual, key, 0, NULL, N));
  REFUSED(SIZE, "n", FILL, (usual, key, 0, s.w, TOO_MANY));
  REFUSED(SIZE, "n", FILL, (usual, key, 0, s.w, SIZE_MAX));
  REFUSED(SIZE, "offset", FILL, (usual, key, UINT64_MAX - N + 1, s.w, N));
  ACCEPTED(FILL, (usual, key, UINT64_MAX - N, s.w, N));
  static const size_t sizes[] = {0, 1, sizeof(size_t), WHOLE - 1, SIZE_MAX};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    gesso_distribution d = {sizes[i], GESSO_CONSTANT, 0, 0, 0, 0};
    REFUSED(SIZE, "d|distribution", FILL, (&d, key, 0, s.w, N));
  }
  static const int kinds[] = {-1, 5, 99, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    REFUSED(KIND, "d|kind", FILL, (DRAW((gesso_distribution_kind)kinds[i], 0, 1), key, 0, s.w, N));
  }
}

static void from_bits(void **state) {
  (void)state;
  const gesso_distribution *usual = DRAW(GESSO_UNIFORM, -1, 1);
  float *over = (float *)(void *)(s.bits + 1);
  REFUSED(NULL, "d", FROM_BITS, (NULL, s.bits, s.w, N));
  REFUSED(NULL, "bits", FROM_BITS, (usual, NULL, s.w, N));
  REFUSED(NULL, "w", FROM_BITS, (usual, s.bits, NULL, N));
  REFUSED(SIZE, "n", FROM_BITS, (usual, s.bits, s.w, TOO_MANY));
  REFUSED(SIZE, "n", FROM_BITS, (usual, s.bits, s.w, SIZE_MAX));
  REFUSED(OVERLAP, "bits w", FROM_BITS, (usual, s.bits, over, N));
  REFUSED(KIND, "d|kind", FROM_BITS, (DRAW((gesso_distribution_kind)5, 0, 1), s.bits, s.w, N));
  REFUSED(RANGE, "b", FROM_BITS, (DRAW(GESSO_NORMAL, 0, -1), s.bits, s.w, N));
  gesso_distribution small = {WHOLE - 1, GESSO_CONSTANT, 0, 0, 0, 0};
  REFUSED(SIZE, "d|distribution", FROM_BITS, (&small, s.bits, s.w, N));
  ACCEPTED(FROM_BITS, (usual, s.bits, s.w, N));
  ACCEPTED(FROM_BITS, (usual, s.bits, (float *)(void *)s.bits, N));
  ACCEPTED(FROM_BITS, (usual, NULL, NULL, 0));
}

static void domains(void **state) {
  (void)state;
  const float largest = 3.4028234664e38f;
  const struct {
    gesso_distribution_kind kind;
    float a, b;
    const char *words;
  } bad[] = {
      {GESSO_CONSTANT, NAN, 0, "a"},         {GESSO_CONSTANT, INFINITY, 0, "a"},
      {GESSO_UNIFORM, NAN, 1, "a"},          {GESSO_UNIFORM, 0, NAN, "b"},
      {GESSO_UNIFORM, -INFINITY, 1, "a"},    {GESSO_UNIFORM, 0, INFINITY, "b"},
      {GESSO_UNIFORM, 1, 0.5f, "a b"},       {GESSO_UNIFORM, -largest, largest, "a b"},
      {GESSO_NORMAL, NAN, 1, "a"},           {GESSO_NORMAL, 0, NAN, "b"},
      {GESSO_NORMAL, INFINITY, 1, "a"},      {GESSO_NORMAL, 0, INFINITY, "b"},
      {GESSO_NORMAL, 0, -1, "b"},            {GESSO_BERNOULLI_NORMAL, NAN, 1, "a"},
      {GESSO_BERNOULLI_NORMAL, -.1f, 1, "a"}, {GESSO_BERNOULLI_NORMAL, 1.1f, 1, "a"},
      {GESSO_BERNOULLI_NORMAL, .5f, -1, "b"}, {GESSO_BERNOULLI_NORMAL, .5f, NAN, "b"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    REFUSED(RANGE, bad[i].words, FILL,
            (DRAW(bad[i].kind, bad[i].a, bad[i].b), key, 0, s.w, N));
  }
  ACCEPTED(FILL, (DRAW(GESSO_UNIFORM, 1, 1), key, 0, s.w, N));
  ACCEPTED(FILL, (DRAW(GESSO_NORMAL, 1, 0), key, 0, s.w, N));
}

static void truncations(void **state) {
  (void)state;
  const struct {
    float a, b, low, high;
    const char *words, *of_sigmas;
  } bad[] = {
      {NAN, 1, -2, 2, "a", "mean"},
      {INFINITY, 1, -2, 2, "a", "mean"},
      {0, NAN, -2, 2, "b", "std"},
      {0, INFINITY, -2, 2, "b", "std"},
      {0, -1, -2, 2, "b", "std"},
      {0, 1, NAN, 2, "low", "low_sigmas"},
      {0, 1, -2, NAN, "high", "high_sigmas"},
      {0, 1, 2, -2, "low", "low_sigmas"},
      {0, 1, INFINITY, INFINITY, "low", "low_sigmas"},
      {0, 1, -INFINITY, -INFINITY, "high", "high_sigmas"},
  };
  gesso_distribution *out = &s.distribution;
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    float a = bad[i].a, b = bad[i].b, low = bad[i].low, high = bad[i].high;
    gesso_distribution d = {WHOLE, GESSO_TRUNCATED_NORMAL, a, b, low, high};
    REFUSED(RANGE, bad[i].words, FILL, (&d, key, 0, s.w, N));
    REFUSED(RANGE, bad[i].of_sigmas, CUT, (a, b, low, high, 0, out));
  }
  REFUSED(RANGE, "low_sigmas", CUT, (0, 1, 2, 2, 1, out));
  REFUSED(RANGE, "std", CUT, (0, 3e38f, -1, 1, 1, out));
  REFUSED(NULL, "out", CUT, (0, 1, -2, 2, 0, NULL));
  gesso_distribution small = {WHOLE - 1, GESSO_CONSTANT, 42, 42, 42, 42}, kept = small;
  REFUSED(SIZE, "out|distribution", CUT, (0, 1, -2, 2, 0, &small));
  assert_memory_equal(&small, &kept, sizeof kept);
  ACCEPTED(CUT, (0, 1, 2, 2, 0, out));
  /* All mass at one number: the one between the bounds that is nearest to a. */
  const gesso_distribution points[] = {{WHOLE, GESSO_TRUNCATED_NORMAL, 5, 0, -2, 2},
                                       {WHOLE, GESSO_TRUNCATED_NORMAL, 0, 3, 2, 2}};
  for (int i = 0; i < 2; i++) {
    ACCEPTED(FILL, (&points[i], key, 0, s.w, N));
    for (int j = 0; j < N; j++) assert_true(s.w[j] == 2);
  }
}

static void schemes(void **state) {
  (void)state;
  gesso_distribution *out = &s.distribution;
  static const int unknown[] = {-1, 10, 99, INT32_MAX};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    REFUSED(KIND, "scheme", SCHEME, ((gesso_scheme)unknown[i], 3, 4, 1, out));
  }
  for (int k = GESSO_XAVIER_UNIFORM; k <= GESSO_PYTORCH_UNIFORM; k++) {
    gesso_scheme scheme = (gesso_scheme)k;
    REFUSED(NULL, "out", SCHEME, (scheme, 3, 4, 1, NULL));
    REFUSED(SIZE, "fan_in", SCHEME, (scheme, 0, 4, 1, out));
    if (scheme <= GESSO_XAVIER_NORMAL || scheme == GESSO_XAVIER_TRUNCATED_NORMAL) {
      REFUSED(SIZE, "fan_out", SCHEME, (scheme, 3, 0, 1, out));
    } else {
      ACCEPTED(SCHEME, (scheme, 3, 0, 1, out));
    }
    const float gains[] = {NAN, INFINITY, -INFINITY, -1};
    for (size_t i = 0; i < sizeof gains / sizeof gains[0]; i++) {
      REFUSED(RANGE, "gain", SCHEME, (scheme, 3, 4, gains[i], out));
    }
    gesso_distribution small = {WHOLE - 1, GESSO_CONSTANT, 42, 42, 42, 42}, kept = small;
    REFUSED(SIZE, "out|distribution", SCHEME, (scheme, 3, 4, 1, &small));
    assert_memory_equal(&small, &kept, sizeof kept);
    ACCEPTED(SCHEME, (scheme, PTRDIFF_MAX, PTRDIFF_MAX, 1, out)); /* a sum beyond all sizes */
    assert_true(s.distribution.b > 0 && s.distribution.b < 1e-8f);
  }
}

static void fans(void **state) {
  (void)state;
  REFUSED(NULL, "shape", FANS, (NULL, 4, GESSO_LAYOUT_KERAS, 1, &s.fan_in, &s.fan_out));
  REFUSED(NULL, "fan_in", FANS, (s.shape, 4, GESSO_LAYOUT_KERAS, 1, NULL, &s.fan_out));
  REFUSED(NULL, "fan_out", FANS, (s.shape, 4, GESSO_LAYOUT_KERAS, 1, &s.fan_in, NULL));
  REFUSED(KIND, "layout", FANS, (s.shape, 4, (gesso_layout)2, 1, &s.fan_in, &s.fan_out));
  REFUSED(KIND, "layout", FANS, (s.shape, 4, (gesso_layout)-1, 1, &s.fan_in, &s.fan_out));
  REFUSED(SIZE, "rank", FANS, (s.shape, 0, GESSO_LAYOUT_KERAS, 1, &s.fan_in, &s.fan_out));
  REFUSED(SIZE, "rank", FANS, (s.shape, 1, GESSO_LAYOUT_KERAS, 1, &s.fan_in, &s.fan_out));
  REFUSED(SIZE, "rank", FANS, (s.shape, SIZE_MAX, GESSO_LAYOUT_KERAS, 1, &s.fan_in, &s.fan_out));
  for (int k = GESSO_LAYOUT_PYTORCH; k <= GESSO_LAYOUT_KERAS; k++) {
    gesso_layout layout = (gesso_layout)k;
    REFUSED(SIZE, "groups", FANS, (s.shape, 4, layout, 0, &s.fan_in, &s.fan_out));
    REFUSED(SIZE, "groups", FANS, (s.shape, 4, layout, 5, &s.fan_in, &s.fan_out));
    for (size_t axis = 0; axis < 4; axis++) {
      size_t large[4] = {1, 1, 1, 1}; /* one channel group of many */
      large[layout == GESSO_LAYOUT_PYTORCH ? 0 : 3] = (size_t)1 << 61;
      REFUSED(SIZE, "shape", FANS, (large, 4, layout, 4, &s.fan_in, &s.fan_out));
      size_t empty[4] = {8, 4, 3, 3}, wide[4] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
      empty[axis] = 0;
      wide[axis] = 2;
      REFUSED(SIZE, "shape", FANS, (empty, 4, layout, 1, &s.fan_in, &s.fan_out));
      REFUSED(SIZE, "shape", FANS, (wide, 4, layout, 1, &s.fan_in, &s.fan_out));
    }
  }
}

static void orthogonal(void **state) {
  (void)state;
  const size_t root = (size_t)1 << 30, most = SIZE_MAX;
  const float gains[] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0; i < sizeof gains / sizeof gains[0]; i++) {
    REFUSED(RANGE, "gain", ORTHOGONAL, (s.w, 4, 6, gains[i], key));
    REFUSED(RANGE, "gain", ROWS, (s.w, 4, 6, 0, 4, gains[i], key));
  }
  REFUSED(NULL, "w", ORTHOGONAL, (NULL, 4, 6, 1, key));
  REFUSED(SIZE, "rows", ORTHOGONAL, (s.w, most, 1, 1, key));
  REFUSED(SIZE, "columns", ORTHOGONAL, (s.w, 1, most, 1, key));
  REFUSED(SIZE, "rows columns", ORTHOGONAL, (s.w, 2 * root, root, 1, key));
  REFUSED(MEMORY, "memory", ORTHOGONAL, (s.w, (size_t)1 << 52, 1, 1, key));
  ACCEPTED(ORTHOGONAL, (s.w, 4, 6, -1, key));
  ACCEPTED(ORTHOGONAL, (s.w, 6, 4, 0, key));
  ACCEPTED(ORTHOGONAL, (NULL, 0, 6, 1, key));
  ACCEPTED(ORTHOGONAL, (NULL, 4, 0, 1, key));
  REFUSED(NULL, "w", ROWS, (NULL, 4, 6, 0, 1, 1, key));
  REFUSED(SIZE, "rows columns", ROWS, (s.w, 2 * root, root, 0, 1, 1, key));
  REFUSED(SIZE, "first", ROWS, (s.w, 4, 6, 5, 0, 1, key));
  REFUSED(SIZE, "first", ROWS, (s.w, 4, 6, most, 1, 1, key));
  REFUSED(SIZE, "first count", ROWS, (s.w, 4, 6, 2, 3, 1, key));
  REFUSED(SIZE, "count", ROWS, (s.w, 4, 6, 2, most, 1, key));
  REFUSED(MEMORY, "memory", ROWS, (s.w, (size_t)1 << 52, 1, 0, 1, 1, key));
  ACCEPTED(ROWS, (s.w, 400, 6, 396, 4, 1, key));
  ACCEPTED(ROWS, (NULL, 4, 6, 4, 0, 1, key));
}

static void delta_orthogonal(void **state) {
  (void)state;
  const gesso_layout torch = GESSO_LAYOUT_PYTORCH, keras = GESSO_LAYOUT_KERAS;
  const size_t narrow[] = {3, 2, 2, 2}, turned[] = {2, 2, 2, 3}, wide_in[] = {2, 3, 2, 2};
  REFUSED(NULL, "w", DELTA, (NULL, narrow, 4, torch, 1, key));
  REFUSED(NULL, "shape", DELTA, (s.w, NULL, 4, torch, 1, key));
  REFUSED(KIND, "layout", DELTA, (s.w, narrow, 4, (gesso_layout)2, 1, key));
  REFUSED(SIZE, "rank", DELTA, (s.w, narrow, 1, torch, 1, key));
  REFUSED(RANGE, "gain", DELTA, (s.w, narrow, 4, torch, NAN, key));
  REFUSED(SIZE, "shape", DELTA, (s.w, wide_in, 4, torch, 1, key));
  REFUSED(SIZE, "shape", DELTA, (s.w, (const size_t[]){2, 2, 3, 2}, 4, keras, 1, key));
  for (size_t axis = 0; axis < 4; axis++) {
    size_t empty[4] = {3, 2, 2, 2}, wide[4] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
    const size_t large[4] = {(size_t)1 << 31, (size_t)1 << 30, 1, 1};
    empty[axis] = 0;
    wide[axis] = 2;
    REFUSED(SIZE, "shape", DELTA, (s.w, empty, 4, torch, 1, key));
    REFUSED(SIZE, "shape", DELTA, (s.w, wide, 4, torch, 1, key));
    REFUSED(SIZE, "shape", DELTA, (s.w, large, 4, torch, 1, key));
  }
  ACCEPTED(DELTA, (s.w, narrow, 4, torch, 1, key));
  ACCEPTED(DELTA, (s.w, turned, 4, keras, 1, key));
}

int init_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_writes_nothing_at_null),
      cmocka_unit_test(random_bits),
      cmocka_unit_test(distributions),
      cmocka_unit_test(from_bits),
      cmocka_unit_test(domains),
      cmocka_unit_test(truncations),
      cmocka_unit_test(schemes),
      cmocka_unit_test(fans),
      cmocka_unit_test(orthogonal),
      cmocka_unit_test(delta_orthogonal),
  };
  return cmocka_run_group_tests_name("errors of init.h", tests, NULL, NULL);
}

#include <math.h>
#include <string.h>

#include "../support/stage.h"
#include "errors.h"

#define BITS gesso_random_bits
#define FILL gesso_init_f32
#define SCHEME gesso_scheme_distribution
#define FANS gesso_fans

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
  static const int kinds[] = {-1, 3, 5, 99, INT32_MAX, INT32_MIN};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    REFUSED(KIND, "d|kind", FILL, (DRAW((gesso_distribution_kind)kinds[i], 0, 1), key, 0, s.w, N));
  }
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
      size_t empty[4] = {8, 4, 3, 3}, wide[4] = {SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX};
      empty[axis] = 0;
      wide[axis] = 2;
      REFUSED(SIZE, "shape", FANS, (empty, 4, layout, 1, &s.fan_in, &s.fan_out));
      REFUSED(SIZE, "shape", FANS, (wide, 4, layout, 1, &s.fan_in, &s.fan_out));
    }
  }
}

int init_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_writes_nothing_at_null),
      cmocka_unit_test(random_bits),
      cmocka_unit_test(distributions),
      cmocka_unit_test(domains),
      cmocka_unit_test(schemes),
      cmocka_unit_test(fans),
  };
  return cmocka_run_group_tests_name("errors of init.h", tests, NULL, NULL);
}

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

#define SCALING gesso_variance_scaling
static void scaling(void **state) {
  (void)state;
  gesso_distribution *out = &s.distribution;
  const gesso_distribution_kind normal = GESSO_NORMAL;
  for (int k = GESSO_FAN_IN; k <= GESSO_FAN_GEOMETRIC; k++) {
    gesso_fan_mode mode = (gesso_fan_mode)k;
    REFUSED(NULL, "out", SCALING, (1, mode, normal, 3, 4, NULL));
    REFUSED(SIZE, mode == GESSO_FAN_OUT ? "fan_out" : "fan_in", SCALING,
            (1, mode, normal, 0, 0, out));
    if (mode != GESSO_FAN_OUT) REFUSED(SIZE, "fan_in", SCALING, (1, mode, normal, 0, 4, out));
    if (mode != GESSO_FAN_IN) REFUSED(SIZE, "fan_out", SCALING, (1, mode, normal, 3, 0, out));
    const float scales[] = {NAN, INFINITY, -INFINITY, -1};
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
      REFUSED(RANGE, "scale", SCALING, (scales[i], mode, normal, 3, 4, out));
    }
    ACCEPTED(SCALING, (1, mode, GESSO_TRUNCATED_NORMAL, PTRDIFF_MAX, PTRDIFF_MAX, out));
  }
  REFUSED(KIND, "mode", SCALING, (1, (gesso_fan_mode)4, normal, 3, 4, out));
  REFUSED(KIND, "mode", SCALING, (1, (gesso_fan_mode)-1, normal, 3, 4, out));
  REFUSED(KIND, "shape", SCALING, (1, GESSO_FAN_IN, (gesso_distribution_kind)5, 3, 4, out));
  REFUSED(UNSUPPORTED, "shape", SCALING, (1, GESSO_FAN_IN, GESSO_CONSTANT, 3, 4, out));
  REFUSED(UNSUPPORTED, "shape", SCALING, (1, GESSO_FAN_IN, GESSO_BERNOULLI_NORMAL, 3, 4, out));
  gesso_distribution small = {WHOLE - 1, GESSO_CONSTANT, 42, 42, 42, 42};
  REFUSED(SIZE, "out|distribution", SCALING, (1, GESSO_FAN_IN, normal, 3, 4, &small));
}

#define GAIN gesso_gain
#define WITH(alpha, beta) (&(gesso_activation_params){sizeof(gesso_activation_params), alpha, beta})
static void gains(void **state) {
  (void)state;
  REFUSED(NULL, "gain", GAIN, (GESSO_RELU, NULL, NULL));
  REFUSED(KIND, "kind", GAIN, ((gesso_activation)27, NULL, s.w));
  REFUSED(SIZE, "params", GAIN, (GESSO_ELU, &(gesso_activation_params){1, 0, 0}, s.w));
  REFUSED(RANGE, "alpha", GAIN, (GESSO_ELU, WITH(NAN, 0), s.w));
  /* f is 0, next to 0, or infinite */
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(0, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(0, 1e-40f), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_TANH, WITH(INFINITY, INFINITY), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_HARD_SHRINK, WITH(100, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_SOFT_SHRINK, WITH(100, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_THRESHOLD, WITH(INFINITY, 0), s.w));
  REFUSED(RANGE, "params", GAIN, (GESSO_THRESHOLD, WITH(0, -INFINITY), s.w));
  for (int k = 0; k < gesso_activation_count(); k++) {
    ACCEPTED(GAIN, ((gesso_activation)k, NULL, s.w));
  }
  REFUSED(NULL, "gain", gesso_residual_gain, (12, NULL));
  REFUSED(SIZE, "layers", gesso_residual_gain, (0, s.w));
  ACCEPTED(gesso_residual_gain, (2, s.w));
  assert_true(s.w[0] == 0.5f);
}

#define IDENTITY gesso_init_identity_f32
#define DIRAC gesso_init_dirac_f32
static void patterns(void **state) {
  (void)state;
  REFUSED(NULL, "w", IDENTITY, (NULL, 3, 4, 1));
  REFUSED(SIZE, "rows", IDENTITY, (s.w, SIZE_MAX, 4, 1));
  REFUSED(SIZE, "columns", IDENTITY, (s.w, 4, SIZE_MAX, 1));
  REFUSED(SIZE, "rows columns", IDENTITY, (s.w, PTRDIFF_MAX / 8, 8, 1));
  REFUSED(RANGE, "gain", IDENTITY, (s.w, 3, 4, NAN));
  REFUSED(RANGE, "gain", IDENTITY, (s.w, 3, 4, INFINITY));
  ACCEPTED(IDENTITY, (NULL, 3, 0, 1));
  const size_t shape[3] = {4, 2, 3}, wide[3] = {PTRDIFF_MAX / 8, 2, 3}, empty[3] = {4, 0, 3};
  REFUSED(NULL, "w", DIRAC, (NULL, shape, 3, GESSO_LAYOUT_PYTORCH, 1));
  REFUSED(NULL, "shape", DIRAC, (s.w, NULL, 3, GESSO_LAYOUT_PYTORCH, 1));
  REFUSED(KIND, "layout", DIRAC, (s.w, shape, 3, (gesso_layout)2, 1));
  REFUSED(SIZE, "rank", DIRAC, (s.w, shape, 1, GESSO_LAYOUT_PYTORCH, 1));
  REFUSED(SIZE, "shape", DIRAC, (s.w, empty, 3, GESSO_LAYOUT_PYTORCH, 1));
  REFUSED(SIZE, "shape", DIRAC, (s.w, wide, 3, GESSO_LAYOUT_PYTORCH, 1));
  REFUSED(SIZE, "groups", DIRAC, (s.w, shape, 3, GESSO_LAYOUT_PYTORCH, 3));
  REFUSED(SIZE, "groups", DIRAC, (s.w, shape, 3, GESSO_LAYOUT_KERAS, 0));
}

#define SLICE gesso_init_slice_f32
#define SPARSE gesso_init_sparse_f32
#define PART(rank, shape, start, count) \
  (&(gesso_slice){sizeof(gesso_slice), rank, shape, start, count})
static void slices(void **state) {
  (void)state;
  const gesso_distribution *d = DRAW(GESSO_UNIFORM, -1, 1);
  const size_t shape[9] = {6, 4, 1, 1, 1, 1, 1, 1, 1}, origin[9] = {0}, count[9] = {2, 3};
  const size_t past[2] = {5, 0}, most[2] = {SIZE_MAX, 0}, none[2] = {0, SIZE_MAX / 16};
  const size_t vast[2] = {(size_t)1 << 32, (size_t)1 << 31}, beyond[2] = {SIZE_MAX / 2, 3};
  const gesso_slice *good = PART(2, shape, origin, count);
  REFUSED(NULL, "d", SLICE, (NULL, key, good, s.w));
  REFUSED(NULL, "w", SLICE, (d, key, good, NULL));
  REFUSED(KIND, "kind", SLICE, (DRAW((gesso_distribution_kind)9, 0, 1), key, good, s.w));
  REFUSED(RANGE, "b", SLICE, (DRAW(GESSO_NORMAL, 0, -1), key, good, s.w));
  REFUSED(RANGE, "sparsity", SPARSE, (-0.1, 1, key, good, s.w));
  REFUSED(RANGE, "sparsity", SPARSE, (1.1, 1, key, good, s.w));
  REFUSED(RANGE, "sparsity", SPARSE, (NAN, 1, key, good, s.w));
  REFUSED(RANGE, "std", SPARSE, (0.5, -1, key, good, s.w));
  REFUSED(SIZE, "rank", SPARSE, (0.5, 1, key, PART(1, shape, origin, count), s.w));
  REFUSED(NULL, "w", SPARSE, (0.5, 1, key, good, NULL));
  const struct {
    gesso_status status;
    const char *words;
    gesso_slice slice;
  } bad[] = {
      {GESSO_ERROR_SIZE, "slice", {sizeof(gesso_slice) - 1, 2, shape, origin, count}},
      {GESSO_ERROR_SIZE, "rank", {sizeof(gesso_slice), 0, shape, origin, count}},
      {GESSO_ERROR_SIZE, "rank", {sizeof(gesso_slice), 9, shape, origin, count}},
      {GESSO_ERROR_NULL, "shape", {sizeof(gesso_slice), 2, NULL, origin, count}},
      {GESSO_ERROR_NULL, "start", {sizeof(gesso_slice), 2, shape, NULL, count}},
      {GESSO_ERROR_NULL, "count", {sizeof(gesso_slice), 2, shape, origin, NULL}},
      {GESSO_ERROR_SIZE, "start count", {sizeof(gesso_slice), 2, shape, past, count}},
      {GESSO_ERROR_SIZE, "start count", {sizeof(gesso_slice), 2, shape, most, count}},
      {GESSO_ERROR_SIZE, "start count", {sizeof(gesso_slice), 2, count, origin, shape}},
      {GESSO_ERROR_SIZE, "shape", {sizeof(gesso_slice), 2, beyond, origin, count}},
      {GESSO_ERROR_SIZE, "count", {sizeof(gesso_slice), 2, vast, origin, vast}},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    for (int sparse = 0; sparse < 2; sparse++) {
      if (sparse) {
        stage_set("gesso_init_sparse_f32");
        stage_refused(bad[i].status, bad[i].words, SPARSE(0.5, 1, key, &bad[i].slice, s.w),
                      "gesso_init_sparse_f32", bad[i].words, __FILE__, __LINE__);
      } else {
        stage_set("gesso_init_slice_f32");
        stage_refused(bad[i].status, bad[i].words, SLICE(d, key, &bad[i].slice, s.w),
                      "gesso_init_slice_f32", bad[i].words, __FILE__, __LINE__);
      }
    }
  }
  REFUSED(NULL, "slice", SLICE, (d, key, NULL, s.w));
  REFUSED(OVERLAP, "shape w", SLICE,
          (d, key, PART(2, s.shape, origin, count), (float *)(void *)s.shape));
  ACCEPTED(SLICE, (d, key, PART(2, vast, origin, none), NULL));
  ACCEPTED(SLICE, (d, key, PART(2, vast, vast, origin), NULL));
  ACCEPTED(SLICE, (d, key, good, s.w));
}

#define LOOK gesso_activation_statistics_f32
#define FACTOR gesso_lsuv_factor_f32
static void statistics(void **state) {
  (void)state;
  gesso_activation_statistics *out = &s.statistics;
  uint64_t *bins = s.histogram;
  const struct {
    gesso_status status;
    const char *words;
    gesso_statistics_options options;
  } bad[] = {
      {GESSO_ERROR_SIZE, "options", {1, -1, 1, 0, 1, 4, bins}},
      {GESSO_ERROR_RANGE, "low", {0, NAN, 1, 0, 1, 4, bins}},
      {GESSO_ERROR_RANGE, "high", {0, -1, NAN, 0, 1, 4, bins}},
      {GESSO_ERROR_RANGE, "low high", {0, 1, 0.5f, 0, 1, 4, bins}},
      {GESSO_ERROR_RANGE, "first_edge", {0, -1, 1, NAN, 1, 4, bins}},
      {GESSO_ERROR_RANGE, "last_edge", {0, -1, 1, 0, INFINITY, 4, bins}},
      {GESSO_ERROR_RANGE, "first_edge last_edge", {0, -1, 1, 1, 1, 4, bins}},
      {GESSO_ERROR_NULL, "histogram", {0, -1, 1, 0, 1, 4, NULL}},
      {GESSO_ERROR_SIZE, "bins", {0, -1, 1, 0, 1, SIZE_MAX, bins}},
      {GESSO_ERROR_SIZE, "bins", {0, -1, 1, 0, 1, TOO_MANY / 2, bins}},
      {GESSO_ERROR_OVERLAP, "x histogram", {0, -1, 1, 0, 1, 4, (uint64_t *)(void *)s.x}},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    gesso_statistics_options options = bad[i].options;
    options.size = options.size ? options.size : sizeof options;
    stage_set("gesso_activation_statistics_f32");
    stage_refused(bad[i].status, bad[i].words, LOOK(s.x, N, &options, out),
                  "gesso_activation_statistics_f32", bad[i].words, __FILE__, __LINE__);
  }
  REFUSED(NULL, "x", LOOK, (NULL, N, NULL, out));
  REFUSED(NULL, "out", LOOK, (s.x, N, NULL, NULL));
  REFUSED(SIZE, "n", LOOK, (s.x, TOO_MANY, NULL, out));
  ACCEPTED(LOOK, (NULL, 0, NULL, out));
  assert_true(isnan(out->mean) && isnan(out->minimum) && out->dead == 0);
  gesso_activation_statistics small = {0};
  REFUSED(SIZE, "out", LOOK, (s.x, N, NULL, &small));
  REFUSED(NULL, "x", FACTOR, (NULL, N, 1, s.w));
  REFUSED(NULL, "factor", FACTOR, (s.x, N, 1, NULL));
  REFUSED(SIZE, "n", FACTOR, (s.x, TOO_MANY, 1, s.w));
  const float targets[] = {NAN, INFINITY, 0, -1};
  for (int i = 0; i < 4; i++) REFUSED(RANGE, "target", FACTOR, (s.x, N, targets[i], s.w));
  REFUSED(DATA, "x", FACTOR, (NULL, 0, 1, s.w));
  REFUSED(DATA, "x", FACTOR, (s.dy, N, 1, s.w)); /* all the same */
  const float holes[2] = {1, NAN}, endless[2] = {1, INFINITY};
  REFUSED(DATA, "x", FACTOR, (holes, 2, 1, s.w));
  REFUSED(DATA, "x", FACTOR, (endless, 2, 1, s.w));
  ACCEPTED(FACTOR, (s.x, 2, 1, s.w)); /* 0.5 and 1.5 */
  assert_true(s.w[0] == 2);
}

int init_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(philox_writes_nothing_at_null),
      cmocka_unit_test(random_bits),
      cmocka_unit_test(distributions),
      cmocka_unit_test(domains),
      cmocka_unit_test(schemes),
      cmocka_unit_test(fans),
      cmocka_unit_test(scaling),
      cmocka_unit_test(gains),
      cmocka_unit_test(patterns),
      cmocka_unit_test(slices),
      cmocka_unit_test(statistics),
  };
  return cmocka_run_group_tests_name("errors of init.h", tests, NULL, NULL);
}

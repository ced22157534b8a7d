/* Slices, patterns and statistics. */
#include <math.h>

#include "../support/stage.h"
#include "errors.h"

#define DRAW(kind, a, b) (&(gesso_distribution){sizeof(gesso_distribution), kind, a, b, NAN, NAN})

static const gesso_key key = {1, 2};

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
  const size_t past[2] = {5, 0}, most[2] = {SIZE_MAX, 0}, none[2] = {0, (size_t)1 << 31};
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

int slice_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(patterns),
      cmocka_unit_test(slices),
      cmocka_unit_test(statistics),
  };
  return cmocka_run_group_tests_name("errors of slices, patterns and statistics", tests, NULL, NULL);
}

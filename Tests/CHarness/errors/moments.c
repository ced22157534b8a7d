/* Moments and transforms. */
#include <math.h>
#include <string.h>

#include "../support/stage.h"
#include "errors.h"

#define CREATE gesso_moments_create
#define UPDATE gesso_moments_update_f32
#define UPDATE64 gesso_moments_update_f64
#define WEIGHTED gesso_moments_update_weighted_f32
#define FIT gesso_transform_fit
#define APPLY gesso_transform_apply_f32

static gesso_moments *plain, *full, *rounded; /* three features, eight rows */
static gesso_transform *centered, *whitened, *unit;
static gesso_moments *const no_moments = NULL;

static int prepare(void **state) {
  (void)state;
  float x[N];
  for (int i = 0; i < N; i++) x[i] = sinf((float)(i * i));
  const gesso_fit_options some = {sizeof some, 0, 0, 2, 0, 0};
  return CREATE(3, 0, &plain) || CREATE(3, GESSO_MOMENTS_COVARIANCE, &full) ||
         CREATE(3, GESSO_MOMENTS_ROUNDED, &rounded) || UPDATE(plain, x, 8, 3) ||
         UPDATE(full, x, 8, 3) || UPDATE(rounded, x, 8, 3) ||
         FIT(GESSO_CENTER, plain, NULL, &centered) ||
         FIT(GESSO_WHITEN_PCA, full, &some, &whitened) || FIT(GESSO_L2, plain, NULL, &unit);
}

static int finish(void **state) {
  (void)state;
  gesso_moments_destroy(plain);
  gesso_moments_destroy(full);
  gesso_moments_destroy(rounded);
  gesso_moments_destroy(NULL);
  gesso_transform_destroy(centered);
  gesso_transform_destroy(whitened);
  gesso_transform_destroy(unit);
  gesso_transform_destroy(NULL);
  return 0;
}

/* The bytes of `plain`, and with `rounded` behind them, which no refused call may change. */
static size_t bytes_of_plain(unsigned char *bytes, size_t room) {
  assert_int_equal(gesso_moments_save(plain, bytes, &room), GESSO_OK);
  return room;
}

static size_t bytes_of_both(unsigned char *bytes, size_t room) {
  const size_t first = bytes_of_plain(bytes, room);
  size_t second = room - first;
  assert_int_equal(gesso_moments_save(rounded, bytes + first, &second), GESSO_OK);
  return first + second;
}

static void creating(void **state) {
  (void)state;
  gesso_moments *out = full;
  REFUSED(NULL, "out", CREATE, (3, 0, NULL));
  REFUSED(RANGE, "flags", CREATE, (3, 8, &out));
  REFUSED(RANGE, "flags", CREATE, (3, -1, &out));
  REFUSED(UNSUPPORTED, "flags", CREATE, (3, 3, &out));
  REFUSED(UNSUPPORTED, "flags", CREATE, (3, 7, &out));
  REFUSED(SIZE, "features", CREATE, (SIZE_MAX, 0, &out));
  REFUSED(SIZE, "features", CREATE, (SIZE_MAX / 8, 0, &out));
  REFUSED(SIZE, "features", CREATE, ((size_t)1 << 59, GESSO_MOMENTS_COVARIANCE, &out));
  assert_ptr_equal(out, full);
}

static void updating(void **state) {
  (void)state;
  unsigned char before[1024], after[1024];
  size_t size = bytes_of_both(before, sizeof before);
  double weights[8] = {1, 1, 1, 1, 1, 1, 1, 1}, x64[N] = {0};
  REFUSED(NULL, "moments", UPDATE, (no_moments, s.x, 8, 3));
  REFUSED(NULL, "x", UPDATE, (plain, NULL, 8, 3));
  REFUSED(NULL, "x", UPDATE64, (plain, NULL, 8, 3));
  REFUSED(SIZE, "row_stride", UPDATE, (plain, s.x, 8, 2));
  REFUSED(SIZE, "row_stride", UPDATE, (plain, NULL, 0, 2));
  REFUSED(SIZE, "row_stride", UPDATE, (plain, s.x, 8, SIZE_MAX));
  REFUSED(SIZE, "rows", UPDATE, (plain, s.x, SIZE_MAX, 3));
  REFUSED(SIZE, "rows row_stride", UPDATE, (plain, s.x, (size_t)1 << 40, (size_t)1 << 40));
  ACCEPTED(UPDATE, (plain, NULL, 0, 3));
  const double bad[] = {NAN, INFINITY, -INFINITY};
  for (int i = 0; i < 3; i++) {
    float x[N] = {0};
    x[N - 1 - i] = (float)bad[i];
    REFUSED(DATA, "x", UPDATE, (plain, x, 8, 3));
    REFUSED(DATA, "x", UPDATE, (rounded, x, 8, 3));
    REFUSED(DATA, "x", WEIGHTED, (rounded, x, weights, 8, 3));
    x64[i] = bad[i];
    REFUSED(DATA, "x", UPDATE64, (plain, x64, 8, 3));
    REFUSED(DATA, "x", UPDATE64, (rounded, x64, 8, 3));
    x64[i] = 0;
    weights[i] = bad[i];
    REFUSED(RANGE, "weights", WEIGHTED, (plain, s.x, weights, 8, 3));
    weights[i] = -1;
    REFUSED(RANGE, "weights", WEIGHTED, (plain, s.x, weights, 8, 3));
    weights[i] = 1;
  }
  REFUSED(NULL, "into", gesso_moments_merge, (no_moments, plain));
  REFUSED(NULL, "from", gesso_moments_merge, (plain, NULL));
  REFUSED(UNSUPPORTED, "into from", gesso_moments_merge, (plain, full));
  REFUSED(UNSUPPORTED, "into from", gesso_moments_merge, (plain, rounded));
  REFUSED(UNSUPPORTED, "into from", gesso_moments_merge, (rounded, plain));
  x64[0] = 1e200;
  REFUSED(DATA, "x", UPDATE64, (rounded, x64, 8, 3));
  x64[0] = 1e100;
  weights[0] = weights[1] = 1e300;
  REFUSED(DATA, "x", gesso_moments_update_weighted_f64, (rounded, x64, weights, 8, 3));
  assert_true(bytes_of_both(after, sizeof after) == size);
  assert_memory_equal(before, after, size);
}

static void asking(void **state) {
  (void)state;
  gesso_moments *empty;
  double out[9], kept[9];
  memset(out, 0x5A, sizeof out);
  memcpy(kept, out, sizeof out);
  assert_int_equal(CREATE(3, 0, &empty), GESSO_OK);
  REFUSED(NULL, "moments", gesso_moments_mean, (no_moments, out));
  REFUSED(NULL, "mean", gesso_moments_mean, (plain, NULL));
  REFUSED(DATA, "moments", gesso_moments_mean, (empty, out));
  REFUSED(NULL, "variance", gesso_moments_variance, (plain, 0, NULL));
  REFUSED(DATA, "moments", gesso_moments_variance, (plain, 8, out));
  REFUSED(RANGE, "ddof", gesso_moments_variance, (plain, -1, out));
  REFUSED(RANGE, "ddof", gesso_moments_variance, (plain, NAN, out));
  REFUSED(NULL, "covariance", gesso_moments_covariance, (full, 0, NULL));
  REFUSED(UNSUPPORTED, "moments", gesso_moments_covariance, (plain, 0, out));
  REFUSED(DATA, "moments", gesso_moments_covariance, (full, 8, out));
  REFUSED(NULL, "greatest", gesso_moments_extremes, (plain, out, NULL));
  REFUSED(DATA, "moments", gesso_moments_extremes, (empty, out, out + 3));
  REFUSED(OVERLAP, "least and greatest", gesso_moments_extremes, (plain, out, out));
  REFUSED(OVERLAP, "least and greatest", gesso_moments_extremes, (plain, out, out + 1));
  REFUSED(NULL, "counts", gesso_moments_counts, (plain, NULL));
  REFUSED(NULL, "weights", gesso_moments_weights, (plain, NULL));
  assert_memory_equal(out, kept, sizeof out);
  assert_int_equal(gesso_moments_count(NULL), 0);
  assert_int_equal(gesso_moments_features(NULL), 0);
  gesso_moments_destroy(empty);
}

static void saving_and_loading(void **state) {
  (void)state;
  unsigned char bytes[1024];
  size_t size = bytes_of_plain(bytes, sizeof bytes), small = size - 1;
  gesso_moments *out = plain;
  gesso_transform *t = unit;
  REFUSED(NULL, "size", gesso_moments_save, (plain, NULL, NULL));
  REFUSED(NULL, "moments", gesso_moments_save, (no_moments, NULL, &small));
  REFUSED(SIZE, "size", gesso_moments_save, (plain, bytes, &small));
  assert_int_equal(small, size - 1);
  REFUSED(NULL, "bytes", gesso_moments_load, (NULL, size, &out));
  REFUSED(NULL, "out", gesso_moments_load, (bytes, size, NULL));
  REFUSED(SIZE, "size", gesso_moments_load, (bytes, SIZE_MAX, &out));
  for (size_t cut = 0; cut < size; cut++) {
    REFUSED(DATA, "bytes", gesso_moments_load, (bytes, cut, &out));
    REFUSED(DATA, "bytes", gesso_transform_load, (bytes, cut, &t));
    bytes[cut] ^= (unsigned char)(1u << cut % 8);
    REFUSED(DATA, "bytes", gesso_moments_load, (bytes, size, &out));
    bytes[cut] ^= (unsigned char)(1u << cut % 8);
  }
  REFUSED(DATA, "bytes", gesso_transform_load, (bytes, size, &t));
  REFUSED(NULL, "transform", gesso_transform_save, (NULL, NULL, &small));
  assert_ptr_equal(out, plain);
  assert_ptr_equal(t, unit);
}

static void fitting(void **state) {
  (void)state;
  gesso_transform *out = unit;
  static const int kinds[] = {-1, 11, 99, INT32_MAX};
  for (int i = 0; i < 4; i++) {
    REFUSED(KIND, "kind", FIT, ((gesso_preprocess)kinds[i], full, NULL, &out));
  }
  REFUSED(NULL, "moments", FIT, (GESSO_CENTER, NULL, NULL, &out));
  REFUSED(NULL, "out", FIT, (GESSO_CENTER, plain, NULL, NULL));
  REFUSED(UNSUPPORTED, "moments", FIT, (GESSO_WHITEN_ZCA, plain, NULL, &out));
#define OPTIONS(...) (&(gesso_fit_options){sizeof(gesso_fit_options), __VA_ARGS__})
#define PCA(...) (GESSO_WHITEN_PCA, full, OPTIONS(__VA_ARGS__), &out)
  REFUSED(SIZE, "options->size", FIT, (GESSO_CENTER, plain, &(gesso_fit_options){0}, &out));
  REFUSED(SIZE, "options->size", FIT,
          (GESSO_CENTER, plain, &(gesso_fit_options){.size = sizeof(gesso_fit_options) + 8}, &out));
  REFUSED(RANGE, "epsilon", FIT, PCA(1, 0, 0, 0, 0));
  REFUSED(RANGE, "epsilon", FIT, PCA(NAN, 0, 0, 0, 0));
  REFUSED(RANGE, "ddof", FIT, PCA(0, -1, 0, 0, 0));
  REFUSED(RANGE, "explained", FIT, PCA(0, 0, 0, 1.5, 0));
  REFUSED(RANGE, "precise", FIT, PCA(0, 0, 0, 0, 2));
  REFUSED(SIZE, "components", FIT, PCA(0, 0, 4, 0, 0));
  REFUSED(SIZE, "components", FIT, PCA(0, 0, SIZE_MAX, 0, 0));
  REFUSED(UNSUPPORTED, "components explained", FIT, PCA(0, 0, 2, 0.5, 0));
  REFUSED(UNSUPPORTED, "kind", FIT, (GESSO_STANDARDIZE, full, OPTIONS(0, 0, 2, 0, 0), &out));
  REFUSED(DATA, "moments", FIT, PCA(0, 8, 0, 0, 0));
  assert_ptr_equal(out, unit);
}

static void applying(void **state) {
  (void)state;
  REFUSED(NULL, "transform", APPLY, (NULL, s.x, 8, 3, s.y, 3));
  REFUSED(NULL, "x", APPLY, (centered, NULL, 8, 3, s.y, 3));
  REFUSED(NULL, "y", APPLY, (centered, s.x, 8, 3, NULL, 3));
  REFUSED(SIZE, "x_stride", APPLY, (centered, s.x, 8, 2, s.y, 3));
  REFUSED(SIZE, "y_stride", APPLY, (whitened, s.x, 8, 3, s.y, 1));
  REFUSED(SIZE, "rows", APPLY, (centered, s.x, SIZE_MAX, 3, s.y, 3));
  REFUSED(SIZE, "rows x_stride", APPLY, (centered, s.x, TOO_MANY / 4, 3, s.y, 3));
  REFUSED(OVERLAP, "x y", APPLY, (centered, s.x, 4, 3, s.x + 3, 3));
  REFUSED(OVERLAP, "x y", APPLY, (centered, s.x, 4, 3, s.x, 4));
  REFUSED(OVERLAP, "x y", APPLY, (whitened, s.x, 4, 3, s.x, 3));
  REFUSED(OVERLAP, "y x", gesso_transform_invert_f32, (whitened, s.x, 4, 2, s.x, 3));
  REFUSED(NULL, "dy", gesso_transform_backward_f32, (whitened, NULL, 4, 2, s.dx, 3));
  REFUSED(NULL, "dx", gesso_transform_backward_f32, (whitened, s.dy, 4, 2, NULL, 3));
  REFUSED(SIZE, "dx_stride", gesso_transform_backward_f32, (whitened, s.dy, 4, 2, s.dx, 2));
  REFUSED(UNSUPPORTED, "l2", gesso_transform_invert_f32, (unit, s.y, 8, 3, s.x, 3));
  REFUSED(UNSUPPORTED, "l2", gesso_transform_backward_f32, (unit, s.dy, 8, 3, s.dx, 3));
  ACCEPTED(APPLY, (whitened, NULL, 0, 3, NULL, 2));
  ACCEPTED(APPLY, (whitened, s.x, 8, 3, s.y, 3));
  double out[3] = {0};
  REFUSED(UNSUPPORTED, "l2", gesso_transform_matrix, (unit, out));
  REFUSED(UNSUPPORTED, "l2", gesso_transform_mean, (unit, out));
  REFUSED(UNSUPPORTED, "transform", gesso_transform_values, (centered, out));
  REFUSED(NULL, "matrix", gesso_transform_matrix, (whitened, NULL));
  REFUSED(NULL, "values", gesso_transform_values, (whitened, NULL));
  REFUSED(NULL, "mean", gesso_transform_mean, (whitened, NULL));
  assert_int_equal(gesso_transform_input_features(whitened), 3);
  assert_int_equal(gesso_transform_output_features(whitened), 2);
  assert_int_equal(gesso_transform_kind(whitened), GESSO_WHITEN_PCA);
  assert_int_equal(gesso_transform_rank(whitened), 2);
  assert_int_equal(gesso_transform_rank(NULL), 0);
  assert_int_equal(gesso_transform_input_features(NULL), 0);
  assert_int_equal(gesso_transform_output_features(NULL), 0);
  assert_int_equal(gesso_transform_kind(NULL), 0);
}

int moments_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(creating), cmocka_unit_test(updating),
      cmocka_unit_test(asking),   cmocka_unit_test(saving_and_loading),
      cmocka_unit_test(fitting),  cmocka_unit_test(applying),
  };
  return cmocka_run_group_tests_name("errors of moments and transforms", tests, prepare, finish);
}

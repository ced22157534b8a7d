#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/stage.h"
#include "errors.h"

#define PREPROCESS gesso_preprocess_f32
#define SET_LAPACK gesso_set_lapack

static const gesso_preprocess all[] = {GESSO_CENTER,     GESSO_STANDARDIZE,    GESSO_MIN_MAX,
                                       GESSO_MAX_ABS,    GESSO_L2,             GESSO_DECORRELATE,
                                       GESSO_WHITEN_PCA, GESSO_WHITEN_ZCA,     GESSO_WHITEN_CHOLESKY,
                                       GESSO_WHITEN_PCA_COR, GESSO_WHITEN_ZCA_COR};
enum { KINDS = sizeof all / sizeof all[0], FIRST_ROTATING = 5, FIRST_WHITENING = 6 };

static void arguments(void **state) {
  (void)state;
  static const int unknown[] = {-1, 11, 99, INT32_MAX};
  for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
    REFUSED(KIND, "kind", PREPROCESS, ((gesso_preprocess)unknown[i], s.x, s.y, 8, 3, 0));
    REFUSED(KIND, "kind", PREPROCESS, ((gesso_preprocess)unknown[i], NULL, NULL, 1, 0, 0));
  }
  for (size_t k = 0; k < KINDS; k++) {
    REFUSED(NULL, "x", PREPROCESS, (all[k], NULL, s.y, 8, 3, 0));
    REFUSED(NULL, "y", PREPROCESS, (all[k], s.x, NULL, 8, 3, 0));
    REFUSED(SIZE, "rows", PREPROCESS, (all[k], s.x, s.y, 0, 3, 0));
    REFUSED(SIZE, "rows", PREPROCESS, (all[k], NULL, NULL, 0, 0, 0));
    ACCEPTED(PREPROCESS, (all[k], NULL, NULL, 8, 0, 0));
    const size_t half = (size_t)1 << 32;
    const size_t shapes[][2] = {{half, half}, {SIZE_MAX, 2}, {2, SIZE_MAX}, {half, half / 8},
                                {3, SIZE_MAX / 3 + 2}, {TOO_MANY, 1}, {1, TOO_MANY}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
      REFUSED(SIZE, "rows|features", PREPROCESS, (all[k], s.x, s.y, shapes[i][0], shapes[i][1], 0));
      REFUSED(SIZE, "rows|features", PREPROCESS, (all[k], s.x, s.x, shapes[i][0], shapes[i][1], 0));
    }
    static const int shifts[] = {1, -1, N - 1, 1 - N};
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
      REFUSED(OVERLAP, "x y", PREPROCESS, (all[k], s.dy, s.dy + shifts[i], 8, 3, 0));
    }
  }
}

static void epsilons(void **state) {
  (void)state;
  const double bad[] = {NAN, INFINITY, -INFINITY, -1, -1e-300, 1, 1.5};
  for (size_t k = FIRST_WHITENING; k < KINDS; k++) {
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
      REFUSED(RANGE, "epsilon", PREPROCESS, (all[k], s.x, s.y, 8, 3, bad[i]));
    }
  }
}

static void lapack_is_refused_by_name(void **state) {
  (void)state;
  REFUSED(NO_LAPACK, "path", SET_LAPACK, ("/nowhere/liblapack.so"));
  REFUSED(NO_LAPACK, "path", SET_LAPACK, (""));
  REFUSED(NO_LAPACK, "path", SET_LAPACK, ("libc.so.6")); /* a library without the routines */
}

/* Needs a LAPACK on the machine; that there is one is part of the test. */
static void data(void **state) {
  (void)state;
  ACCEPTED(SET_LAPACK, (NULL));
  float x[N], y[N], kept[N];
  const float values[] = {NAN, INFINITY, -INFINITY};
  for (size_t k = FIRST_ROTATING; k < KINDS; k++) {
    for (size_t i = 0; i < 3 * sizeof values / sizeof values[0]; i++) {
      for (int j = 0; j < N; j++) x[j] = sinf((float)(j * j));
      x[(i / 3) * 11] = values[i % 3]; /* the first, a middle and the last but one value */
      memset(y, 0x5A, sizeof y);
      memcpy(kept, y, sizeof y);
      REFUSED(DATA, "x", PREPROCESS, (all[k], x, y, 8, 3, 0));
      assert_memory_equal(y, kept, sizeof y);
    }
  }
  for (int j = 0; j < N; j++) x[j] = (float)(j / 3); /* three equal columns: rank 1 */
  REFUSED(DATA, "x", PREPROCESS, (GESSO_WHITEN_CHOLESKY, x, s.y, 8, 3, 0));
  REFUSED(DATA, "x", PREPROCESS, (GESSO_WHITEN_CHOLESKY, x, s.y, 1, 3, 0)); /* rank 0 */
  REFUSED(DATA, "x", PREPROCESS, (GESSO_WHITEN_CHOLESKY, x, x, 2, 12, 0));
}

/* A covariance matrix that fits no address space: in a child with little of it, so that a machine
 * that promises more memory than it has cannot say yes. */
static void memory(void **state) {
  (void)state;
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    const size_t features = 60000; /* 29 GB of double */
    float *x = calloc(2 * features, sizeof *x), *y = calloc(2 * features, sizeof *y);
    struct rlimit limit = {(rlim_t)4 << 30, (rlim_t)4 << 30};
    if (x == NULL || y == NULL || setrlimit(RLIMIT_AS, &limit) != 0) _exit(2);
    x[0] = 1;
    gesso_status status = PREPROCESS(GESSO_WHITEN_ZCA, x, y, 2, features, 0);
    _exit(status == GESSO_ERROR_MEMORY && y[0] == 0 ? 0 : 1);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_int_equal(status, 0);
}

int preprocess_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(arguments), cmocka_unit_test(epsilons),
      cmocka_unit_test(lapack_is_refused_by_name), cmocka_unit_test(data),
      cmocka_unit_test(memory),
  };
  return cmocka_run_group_tests_name("errors of preprocess.h", tests, NULL, NULL);
}

/* An OpenMP program lends its threads: the same bits as on one thread, also from inside of a
 * parallel region and from all threads of one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <omp.h>

#include "gesso.h"
#include "support/lent.h"

enum { TEAM = 3 };

static void omp_for(void *context, size_t tasks, gesso_task task, void *task_context) {
  lent_count(context, tasks);
#pragma omp parallel for schedule(dynamic) num_threads(TEAM)
  for (size_t i = 0; i < tasks; i++) task(task_context, i);
}

static void lent_by_openmp(void **state) {
  (void)state;
  lent_check(omp_for);
}

/* Called by one thread of a region, while the others wait for it; nested regions allowed and not. */
static void from_within_a_region(void **state) {
  (void)state;
  for (int levels = 1; levels <= 2; levels++) {
    omp_set_max_active_levels(levels);
    const char *bad = NULL;
    lent_begin(omp_for);
#pragma omp parallel num_threads(TEAM)
#pragma omp single
    bad = lent_difference();
    lent_end();
    if (bad != NULL) fail_msg("%s: other bits inside of a region, %d levels", bad, levels);
  }
}

/* Called by all threads of a region at once. */
static void from_every_thread_of_a_region(void **state) {
  (void)state;
  int bad = 0;
  omp_set_max_active_levels(2);
  lent_begin(omp_for);
#pragma omp parallel num_threads(TEAM) reduction(+ : bad)
  bad += lent_difference() != NULL;
  lent_end();
  assert_int_equal(bad, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lent_by_openmp),
      cmocka_unit_test(from_within_a_region),
      cmocka_unit_test(from_every_thread_of_a_region),
  };
  return cmocka_run_group_tests_name("openmp", tests, lent_prepare, NULL);
}

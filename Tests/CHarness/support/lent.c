#include "lent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "operations.h"

enum { N = 150011 };

static float x[N], dy[N], start[N];
static float *expected; /* count × N */
static const operation *table;
static size_t count;
static size_t runs, tasks_seen;

static int same(size_t i, float *out) {
  memcpy(out, start, sizeof start);
  return table[i].run(&table[i], x, dy, out, N) == GESSO_OK &&
         memcmp(out, expected + i * N, sizeof start) == 0;
}

int lent_prepare(void **state) {
  (void)state;
  table = operations(&count);
  sample_moderate(x, N, 11);
  sample_moderate(dy, N, 5);
  sample_moderate(start, N, 3);
  expected = malloc(count * sizeof start);
  if (expected == NULL || gesso_set_threads(1) != GESSO_OK) return -1;
  for (size_t i = 0; i < count; i++) {
    memcpy(expected + i * N, start, sizeof start);
    if (table[i].run(&table[i], x, dy, expected + i * N, N) != GESSO_OK) return -1;
  }
  return gesso_set_threads(4) != GESSO_OK;
}

void lent_begin(gesso_parallel_for run) {
  runs = tasks_seen = 0;
  assert_int_equal(gesso_set_parallel_for(run, &runs), GESSO_OK);
}

void lent_count(void *context, size_t tasks) {
  __atomic_fetch_add((size_t *)context, 1, __ATOMIC_RELAXED);
  __atomic_fetch_add(&tasks_seen, tasks, __ATOMIC_RELAXED);
}

void lent_end(void) {
  assert_int_equal(gesso_set_parallel_for(NULL, NULL), GESSO_OK);
  assert_true(runs > 0);
  assert_true(tasks_seen > runs);
}

const char *lent_difference(void) {
  const char *bad = NULL;
  float *out = malloc(sizeof start);
  if (out == NULL) return "no memory";
  for (size_t i = 0; i < count && bad == NULL; i++) {
    if (!same(i, out)) bad = table[i].name;
  }
  free(out);
  return bad;
}

void lent_check(gesso_parallel_for run) {
  lent_begin(run);
  const char *bad = lent_difference();
  lent_end();
  if (bad != NULL) fail_msg("%s: other bits on lent threads", bad);
}

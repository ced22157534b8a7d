/* Any number of threads, whoever they belong to, and a child after fork(): the same bits. */
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xmmintrin.h>

#include <cmocka.h>

#include "gesso.h"
#include "support/operations.h"

enum { LARGE = 300007, SMALL = 999, CALLERS = 8, ROUNDS = 20, PATIENCE = 60, CALLS = 110 };

static float x[LARGE], dy[LARGE], start[LARGE];
static float *expected; /* count × LARGE, computed with one thread */
static const operation *table;
static size_t count;

static int prepare(void **state) {
  (void)state;
  table = operations(&count);
  sample_moderate(x, LARGE, 11);
  sample_moderate(dy, LARGE, 5);
  sample_moderate(start, LARGE, 3);
  expected = malloc(count * LARGE * sizeof *expected);
  if (expected == NULL || gesso_set_threads(1) != GESSO_OK) return -1;
  for (size_t i = 0; i < count; i++) {
    memcpy(expected + i * LARGE, start, sizeof start);
    if (table[i].run(&table[i], x, dy, expected + i * LARGE, LARGE) != GESSO_OK) return -1;
  }
  return 0;
}

/* The row whose bits differ from those of one thread, or NULL. */
static const operation *first_difference(void) {
  const operation *found = NULL;
  float *out = malloc(sizeof start);
  for (size_t i = 0; i < count && found == NULL; i++) {
    memcpy(out, start, sizeof start);
    if (table[i].run(&table[i], x, dy, out, LARGE) != GESSO_OK ||
        memcmp(out, expected + i * LARGE, sizeof start) != 0) {
      found = &table[i];
    }
  }
  free(out);
  return found;
}

static void the_count_changes_no_bit(void **state) {
  (void)state;
  static const int32_t counts[] = {2, 3, 7, 64, 0};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    assert_int_equal(gesso_set_threads(counts[i]), GESSO_OK);
    const operation *bad = first_difference();
    if (bad != NULL) fail_msg("%s: other bits with %d threads", bad->name, counts[i]);
  }
}

/* ---- Calls that are tried with threads and without ------------------------------------------- */

enum { ROWS = 64, COLUMNS = 301 };

static gesso_status softmax_rows(const operation *self, const float *in, const float *g, float *out, size_t n) {
  (void)self, (void)g, (void)n;
  return gesso_softmax_forward_f32(in, out, ROWS, COLUMNS);
}
static gesso_status gated_rows(const operation *self, const float *in, const float *g, float *out, size_t n) {
  (void)self, (void)n;
  return gesso_gated_forward_f32(GESSO_SILU, NULL, in, g, out, ROWS, COLUMNS, COLUMNS);
}
static gesso_status prelu_rows(const operation *self, const float *in, const float *g, float *out, size_t n) {
  (void)self, (void)n;
  return gesso_prelu_forward_f32(in, g, out, ROWS, COLUMNS, 1);
}

static void again_and_again(const operation *call, size_t n) {
  static float one[LARGE], out[LARGE];
  for (int i = 0; i < CALLS; i++) {
    float *to = i == 0 ? one : out;
    assert_int_equal(gesso_set_threads(i == 0 ? 1 : 2), GESSO_OK);
    memcpy(to, start, n * sizeof *to);
    assert_int_equal(call->run(call, x, dy, to, n), GESSO_OK);
    if (memcmp(to, one, n * sizeof *to) != 0) fail_msg("%s: other bits in call %d", call->name, i);
  }
}

static void short_calls_again_and_again(void **state) {
  (void)state;
  static const operation rows[] = {{.name = "softmax", .run = softmax_rows},
                                   {.name = "gated", .run = gated_rows},
                                   {.name = "prelu", .run = prelu_rows}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) again_and_again(&rows[i], ROWS * COLUMNS);
  for (size_t i = 0; i < count; i++) {
    again_and_again(&table[i], 17001);
    again_and_again(&table[i], 40007);
  }
}

static void *caller(void *unused) {
  (void)unused;
  return (void *)(uintptr_t)first_difference();
}

static void many_callers_at_once(void **state) {
  (void)state;
  pthread_t threads[CALLERS];
  assert_int_equal(gesso_set_threads(3), GESSO_OK);
  for (int i = 0; i < CALLERS; i++) {
    assert_int_equal(pthread_create(&threads[i], NULL, caller, NULL), 0);
  }
  for (int i = 0; i < CALLERS; i++) {
    void *bad;
    pthread_join(threads[i], &bad);
    if (bad != NULL) fail_msg("%s: other bits", ((const operation *)bad)->name);
  }
}

/* ---- A host's own pool ---------------------------------------------------------------------- */

typedef struct share {
  gesso_task task;
  void *context;
  size_t first, count;
  unsigned changed; /* 1 if a task left another MXCSR */
} share;

typedef struct host {
  pthread_mutex_t lock;
  size_t runs, tasks, changed;
} host;

/* Pool threads live in a strange mode, and take their tasks from the last to the first. */
static void *work(void *argument) {
  share *mine = argument;
  _mm_setcsr(0xFFC0); /* round toward zero, FTZ, DAZ, all exceptions masked, none raised */
  for (size_t i = mine->count; i-- > 0;) {
    if (i % 2 == mine->first) mine->task(mine->context, i);
  }
  mine->changed = _mm_getcsr() != 0xFFC0;
  return NULL;
}

static void lend(void *context, size_t tasks, gesso_task task, void *task_context) {
  host *self = context;
  share shares[2] = {{task, task_context, 0, tasks, 0}, {task, task_context, 1, tasks, 0}};
  pthread_t threads[2];
  for (int i = 0; i < 2; i++) {
    if (pthread_create(&threads[i], NULL, work, &shares[i]) != 0) abort();
  }
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  pthread_mutex_lock(&self->lock);
  self->runs++;
  self->tasks += tasks;
  self->changed += shares[0].changed + shares[1].changed;
  pthread_mutex_unlock(&self->lock);
}

static void a_lent_pool(void **state) {
  (void)state;
  host pool = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};
  assert_int_equal(gesso_set_threads(4), GESSO_OK);
  assert_int_equal(gesso_set_parallel_for(lend, &pool), GESSO_OK);
  const operation *bad = first_difference();
  size_t runs = pool.runs;
  assert_int_equal(gesso_set_parallel_for(NULL, NULL), GESSO_OK);
  if (bad != NULL) fail_msg("%s: other bits on a lent pool", bad->name);
  assert_true(runs > 0);
  assert_true(pool.tasks > runs);
  assert_int_equal(pool.changed, 0);
  bad = first_difference();
  if (bad != NULL) fail_msg("%s: other bits after a lent pool", bad->name);
  assert_int_equal(pool.runs, runs); /* it is not called any more */
}

/* ---- fork ----------------------------------------------------------------------------------- */

static void check_child(void) {
  pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    alarm(PATIENCE); /* a child that waits for its parent's threads ends by SIGALRM */
    _exit(gesso_set_threads(4) != GESSO_OK || first_difference() != NULL);
  }
  int status;
  assert_int_equal(waitpid(child, &status, 0), child);
  if (status != 0) fail_msg("the child ended with wait status %d", status);
}

static void a_child_after_threads_ran(void **state) {
  (void)state;
  assert_int_equal(gesso_set_threads(4), GESSO_OK);
  assert_null(first_difference());
  check_child();
  assert_null(first_difference()); /* and the parent goes on */
}

static volatile int stop;
static void *busy(void *out) {
  while (!stop) gesso_activation_forward_f32(GESSO_TANH, NULL, x, out, LARGE);
  return NULL;
}

/* The moment of the fork is anywhere within a call of another thread. */
static void children_while_others_compute(void **state) {
  (void)state;
  static float outs[2][LARGE];
  pthread_t threads[2];
  stop = 0;
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, busy, outs[i]);
  for (int i = 0; i < ROUNDS; i++) check_child();
  stop = 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
}

/* ---- The last error ------------------------------------------------------------------------- */

static void *fails_otherwise(void *same) {
  int fresh = gesso_last_error()[0] == '\0';
  gesso_random_bits((gesso_key){0, 0}, 0, NULL, 1);
  *(int *)same = fresh && strncmp(gesso_last_error(), "gesso_random_bits: ", 19) == 0;
  return NULL;
}

/* In a child, where the workers are new ones. */
static void in_a_child(void (*body)(void)) {
  pid_t child = fork();
  if (child == 0) {
    alarm(PATIENCE);
    body();
    _exit(0);
  }
  int ended;
  assert_int_equal(waitpid(child, &ended, 0), child);
  if (ended != 0) fail_msg("the child ended with %x", (unsigned)ended);
}

static void map_page(int number, siginfo_t *what, void *context) {
  (void)number, (void)context;
  mprotect((void *)((uintptr_t)what->si_addr & ~(uintptr_t)4095), 4096, PROT_READ | PROT_WRITE);
}
static void read_unmapped(void) {
  struct sigaction action = {.sa_sigaction = map_page, .sa_flags = SA_SIGINFO};
  sigaction(SIGSEGV, &action, NULL);
  gesso_set_threads(2);
  for (int i = 0; i < ROUNDS; i++) {
    float *lazy = mmap(NULL, sizeof x, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (lazy == MAP_FAILED || gesso_activation_forward_f32(GESSO_TANH, NULL, lazy, dy, LARGE)) _exit(1);
    munmap(lazy, sizeof x);
  }
}
static void workers_leave_faults_to_the_host(void **state) {
  (void)state;
  in_a_child(read_unmapped);
}

static void *softmax_of_rows(void *unused) {
  (void)unused;
  for (int i = 0; i < ROUNDS; i++) gesso_softmax_forward_f32(x, dy, LARGE / 1000, 1000);
  return NULL;
}
static void small_stacks(void) {
  pthread_attr_t small, usual;
  pthread_t thread;
  pthread_attr_init(&usual);
  pthread_attr_setstacksize(&usual, 1 << 20);
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  gesso_set_threads(2);
  if (pthread_setattr_default_np(&small) || pthread_create(&thread, &usual, softmax_of_rows, NULL)) _exit(1);
  pthread_join(thread, NULL);
}
static void workers_have_room_enough(void **state) {
  (void)state;
  in_a_child(small_stacks);
}

static void each_thread_has_its_last_error(void **state) {
  (void)state;
  pthread_t other;
  int right = 0;
  char mine[256];
  gesso_set_threads(-1);
  strncpy(mine, gesso_last_error(), sizeof mine - 1);
  mine[sizeof mine - 1] = '\0';
  assert_int_equal(pthread_create(&other, NULL, fails_otherwise, &right), 0);
  pthread_join(other, NULL);
  assert_int_equal(right, 1);
  assert_string_equal(gesso_last_error(), mine);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_count_changes_no_bit),  cmocka_unit_test(many_callers_at_once),
      cmocka_unit_test(short_calls_again_and_again),
      cmocka_unit_test(a_lent_pool),               cmocka_unit_test(a_child_after_threads_ran),
      cmocka_unit_test(children_while_others_compute),
      cmocka_unit_test(workers_leave_faults_to_the_host), cmocka_unit_test(workers_have_room_enough),
      cmocka_unit_test(each_thread_has_its_last_error),
  };
  return cmocka_run_group_tests_name("threads", tests, prepare, NULL);
}

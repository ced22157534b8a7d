/* Loads the library by hand, as a plugin host does: loading starts, opens and changes nothing, and
 * dlclose() does no harm. Not linked with the library; HARNESS_LIBRARY is its path. */
#include <dirent.h>
#include <dlfcn.h>
#include <fenv.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "gesso.h"

enum { N = 1 << 18 };

static const char *library(void) {
  const char *path = getenv("HARNESS_LIBRARY");
  if (path == NULL) fail_msg("set HARNESS_LIBRARY to the path of libgesso.so");
  return path;
}

static int entries(const char *folder) {
  DIR *d = opendir(folder);
  assert_non_null(d);
  int n = 0;
  while (readdir(d) != NULL) n++;
  closedir(d);
  return n;
}

typedef struct process {
  int threads, files;
  void (*handlers[32])(int);
  fenv_t environment;
} process;

static void look(process *at) {
  memset(at, 0, sizeof *at);
  at->threads = entries("/proc/self/task");
  at->files = entries("/proc/self/fd");
  for (int i = 1; i < 32; i++) {
    struct sigaction action;
    sigaction(i, NULL, &action);
    at->handlers[i] = action.sa_handler;
  }
  fegetenv(&at->environment);
}

static void *load(void) {
  void *handle = dlopen(library(), RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) fail_msg("%s", dlerror());
  return handle;
}

static void loading_leaves_no_trace(void **state) {
  (void)state;
  process before, after;
  look(&before);
  void *handle = load();
  look(&after);
  assert_int_equal(before.threads, after.threads);
  assert_int_equal(before.files, after.files);
  assert_memory_equal(before.handlers, after.handlers, sizeof before.handlers);
  assert_memory_equal(&before.environment, &after.environment, sizeof before.environment);
  assert_int_equal(dlclose(handle), 0);
  look(&after);
  assert_int_equal(before.threads, after.threads);
}

/* Whatever threads the calls started, none may run code that is no longer there. */
static void closing_after_use(void **state) {
  (void)state;
  static float x[N];
  for (int round = 0; round < 5; round++) {
    void *handle = load();
    gesso_status (*set_threads)(int32_t);
    gesso_status (*forward)(gesso_activation, const gesso_activation_params *, const float *,
                            float *, size_t);
    const char *(*last_error)(void);
    *(void **)&set_threads = dlsym(handle, "gesso_set_threads");
    *(void **)&forward = dlsym(handle, "gesso_activation_forward_f32");
    *(void **)&last_error = dlsym(handle, "gesso_last_error");
    assert_int_equal(set_threads(4), GESSO_OK);
    for (int i = 0; i < 10; i++) {
      assert_int_equal(forward(GESSO_TANH, NULL, x, x, N), GESSO_OK);
    }
    assert_true(set_threads(-1) != GESSO_OK && last_error()[0] != '\0');
    assert_int_equal(dlclose(handle), 0);
    usleep(20000); /* for what would still run to be seen */
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(loading_leaves_no_trace),
      cmocka_unit_test(closing_after_use),
  };
  return cmocka_run_group_tests_name("loading", tests, NULL, NULL);
}

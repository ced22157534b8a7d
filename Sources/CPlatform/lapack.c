#define _GNU_SOURCE
#include "CPlatform.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "signals.h"

/* What is rarely called is to be small. */
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

/* Held while a library is loaded: a fork waits for that, and a library may fork as it is loaded. */
static pthread_mutex_t loading = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
/* Held around each call of a library that was built for one caller at a time. */
static pthread_mutex_t calling = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(const platform_lapack *) in_use;

static _Bool waited; /* written and read by who holds `loading` */
static void before_fork(void) {
  const _Bool held = pthread_mutex_trylock(&loading) != 0;
  if (held) pthread_mutex_lock(&loading);
  waited = held;
}
static void after_fork(void) { pthread_mutex_unlock(&loading); }
static void in_child(void) {
  const platform_lapack *routines = atomic_load(&in_use);
  /* A library that came while this fork was under way has not seen it, and waits for threads that are not here. */
  if (waited && routines && routines->set_threads) routines->set_threads(1);
  /* A child is another thread, which cannot unlock what its parent locked. */
  loading = (pthread_mutex_t)PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
  pthread_mutex_init(&calling, NULL);
}
static void watch_forks(void) { pthread_atfork(before_fork, after_fork, in_child); }

/* Threads that a library starts, as it is loaded or later, have the caller's floating-point state and signals for
 * life. */
_Static_assert(sizeof(((platform_foreign *)0)->signals) == sizeof(sigset_t), "the signals are a sigset_t");
static void enter(platform_foreign *saved) {
  mask_signals((sigset_t *)saved->signals);
  __asm__ volatile("fnstenv %0\n\tfninit" : "=m"(saved->environment));
}
static void leave(const platform_foreign *saved) {
  __asm__ volatile("fldenv %0" : : "m"(saved->environment));
  pthread_sigmask(SIG_SETMASK, (const sigset_t *)saved->signals, NULL);
}

void platform_lapack_enter(const platform_lapack *routines, platform_foreign *saved) {
  if (routines->alone) pthread_mutex_lock(&calling);
  enter(saved);
}
void platform_lapack_leave(const platform_lapack *routines, const platform_foreign *saved) {
  leave(saved);
  if (routines->alone) pthread_mutex_unlock(&calling);
}

/* Fills `routines` from a library, or from the process for RTLD_DEFAULT. */
static _Bool find(void *library, platform_lapack *routines) {
  const struct { const char *name; void *place; } wanted[] = {
      {"dgemm_", &routines->dgemm},   {"sgemm_", &routines->sgemm},   {"dsyevd_", &routines->dsyevd},
      {"dpotrf_", &routines->dpotrf}, {"dtrtri_", &routines->dtrtri},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (!symbol) return 0;
    *(void **)wanted[i].place = symbol;
  }
  int (*parallel)(void);
  *(void **)&parallel = dlsym(library, "openblas_get_parallel");
  routines->alone = parallel && parallel() == 0;
  *(void **)&routines->set_threads = dlsym(library, "openblas_set_num_threads");
  return 1;
}

static _Bool load(const char *path, platform_lapack *routines) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  if (find(library, routines)) return 1;
  dlclose(library);
  return 0;
}

static _Bool search(platform_lapack *routines) {
  const char *chosen = platform_environment("GESSO_LAPACK");
  return (chosen && load(chosen, routines)) || find(RTLD_DEFAULT, routines) ||
         load("libopenblas.so.0", routines) || load("liblapack.so.3", routines);
}

/* What was in use is kept, library and table: another thread may be inside it. */
static void use(void *path) {
  platform_lapack *routines = malloc(sizeof *routines);
  if (!routines) return;
  if (path ? load(path, routines) : search(routines)) {
    atomic_store(&in_use, routines);
  } else {
    free(routines);
  }
}

static void use_quietly(const char *path) {
  platform_foreign saved;
  enter(&saved);
  platform_rounded(use, (void *)path);
  leave(&saved);
}

static void lock(void) {
  static pthread_once_t watching = PTHREAD_ONCE_INIT;
  pthread_once(&watching, watch_forks);
  pthread_mutex_lock(&loading);
}

int32_t platform_lapack_use(const char *path) {
  lock();
  const platform_lapack *before = atomic_load(&in_use);
  use_quietly(path);
  const _Bool found = atomic_load(&in_use) != before;
  pthread_mutex_unlock(&loading);
  return found;
}

const platform_lapack *platform_lapack_get(void) {
  if (!atomic_load(&in_use)) {
    lock();
    if (!atomic_load(&in_use)) use_quietly(NULL);
    pthread_mutex_unlock(&loading);
  }
  return atomic_load(&in_use);
}

#pragma clang attribute pop

#include "lapack.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(const platform_lapack *) in_use;

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
  const char *chosen = getenv("GESSO_LAPACK");
  return (chosen && load(chosen, routines)) || find(RTLD_DEFAULT, routines) ||
         load("libopenblas.so.0", routines) || load("liblapack.so.3", routines);
}

/* What was in use is kept, library and table: another thread may be inside it. */
int32_t platform_lapack_use(const char *path) {
  platform_lapack *routines = malloc(sizeof *routines);
  if (!routines) return 0;
  if (!(path ? load(path, routines) : search(routines))) {
    free(routines);
    return 0;
  }
  atomic_store(&in_use, routines);
  return 1;
}

const platform_lapack *platform_lapack_get(void) {
  if (!atomic_load(&in_use)) {
    pthread_mutex_lock(&lock);
    if (!atomic_load(&in_use)) platform_lapack_use(NULL);
    pthread_mutex_unlock(&lock);
  }
  return atomic_load(&in_use);
}

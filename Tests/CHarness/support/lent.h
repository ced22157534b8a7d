/* What every host that lends threads is held to: the bits of one thread. */
#ifndef HARNESS_LENT_H
#define HARNESS_LENT_H

#include "gesso.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A cmocka setup: what every operation gives on one thread. */
int lent_prepare(void **state);

/* Lends `run`, with a context that lent_count takes; and takes it back, when it must have been given
 * jobs of more than one task. */
void lent_begin(gesso_parallel_for run);
void lent_end(void);
void lent_count(void *context, size_t tasks);

/* The name of an operation that gives other bits now, or NULL. May be called by many threads. */
const char *lent_difference(void);

/* All of it for a single caller. */
void lent_check(gesso_parallel_for run);

#ifdef __cplusplus
}
#endif
#endif

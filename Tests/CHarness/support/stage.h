/* The buffers of the error tests, and the check that a refused call says what it should and leaves
 * all of them as they were. */
#ifndef HARNESS_STAGE_H
#define HARNESS_STAGE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>

#include "gesso.h"

enum { N = 24 }; /* 2 × 3 × 4 */

/* Between any two buffers lies a gap: only the rows that mean to overlap do. */
#define BUFFER(type, name) \
  type name[N];            \
  type name##_gap[N]

typedef struct stage {
  BUFFER(float, x);
  BUFFER(float, y);
  BUFFER(float, dy);
  BUFFER(float, dx);
  BUFFER(float, slopes);
  BUFFER(float, dslopes);
  BUFFER(float, w);
  BUFFER(uint32_t, bits);
  size_t shape[4];
  size_t fan_in, fan_out;
  gesso_activation kind;
  gesso_activation_params params;
  gesso_distribution distribution;
  gesso_activation_statistics statistics;
  uint64_t histogram[4];
} stage;

extern stage s;

/* The smallest count whose bytes no object can have. */
#define TOO_MANY ((size_t)PTRDIFF_MAX / sizeof(float) + 1)

/* REFUSED(SIZE, "x y", function, (arguments)): the call returns GESSO_ERROR_SIZE, the last error is
 * "<function>: …" with each of the words in it ("a|b": one of the two), and the stage is
 * untouched. */
#define REFUSED(status, words, function, arguments) \
  REFUSED_(GESSO_ERROR_##status, words, function, arguments)
#define REFUSED_(status, words, function, arguments)                                 \
  (stage_set(#function), stage_refused(status, words, function arguments, #function, \
                                       #arguments, __FILE__, __LINE__))

/* The call succeeds, and leaves gesso_last_error() as it was. */
#define ACCEPTED(function, arguments) ACCEPTED_(function, arguments)
#define ACCEPTED_(function, arguments)                                                       \
  (stage_set(#function), stage_accepted(function arguments, #function, #arguments, __FILE__, \
                                        __LINE__))

void stage_set(const char *function);
void stage_refused(gesso_status expected, const char *words, gesso_status got,
                   const char *function, const char *arguments, const char *file, int line);
void stage_accepted(gesso_status got, const char *function, const char *arguments,
                    const char *file, int line);

#endif

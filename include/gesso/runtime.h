/* gesso/runtime.h: status codes, the last error, CPU level, threads, random keys. */
#ifndef GESSO_RUNTIME_H
#define GESSO_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Enumerations are closed: a value outside them is refused with GESSO_ERROR_KIND. */
#if defined(__clang__)
#define GESSO_CLOSED __attribute__((enum_extensibility(closed)))
#else
#define GESSO_CLOSED
#endif

#define GESSO_VERSION_MAJOR 0
#define GESSO_VERSION_MINOR 1
#define GESSO_VERSION_PATCH 0

/* ---- Status ---------------------------------------------------------------------------------
 * 0 is success. Values are never reused; new ones go into the gaps. */
typedef int32_t gesso_status;
enum {
  GESSO_OK = 0,
  GESSO_ERROR_NULL = 10,        /* a pointer that is needed is NULL */
  GESSO_ERROR_OVERLAP = 11,     /* buffers overlap and are not the same */
  GESSO_ERROR_SIZE = 20,        /* a size or shape is wrong, or a product overflows */
  GESSO_ERROR_RANGE = 30,       /* a real parameter is NaN or outside its domain */
  GESSO_ERROR_KIND = 31,        /* an unknown enumerator */
  GESSO_ERROR_UNSUPPORTED = 40, /* known, but not for this call */
  GESSO_ERROR_MEMORY = 50,      /* an allocation failed */
  GESSO_ERROR_NO_LAPACK = 60,   /* the host has no LAPACK that could be loaded */
  GESSO_ERROR_LAPACK = 61,      /* LAPACK reported a failure */
  GESSO_ERROR_DATA = 70,        /* the data do not allow it: too few rows, not finite, no byte string of Gesso's */
  GESSO_ERROR_CPU = 80          /* the CPU is older than x86-64-v2 */
};

/* The name of a status, such as "GESSO_ERROR_NULL"; "unknown status" for any other value.
 * Returns: a static string, never NULL.   Threads: any.   Since: 0.1 */
const char *gesso_status_string(gesso_status status);

/* What went wrong in the calling thread's latest failed call, such as
 * "gesso_activation_forward_f32: x is NULL". A call that succeeds leaves it as it is.
 * Returns: a string of the calling thread, valid until its next failed call; "" before the first.
 * Threads: each has its own.   Since: 0.1 */
const char *gesso_last_error(void);

/* ---- Version --------------------------------------------------------------------------------
 * Of the library that runs: major * 10000 + minor * 100 + patch, and "major.minor.patch".
 * Since: 0.1 */
uint32_t gesso_version(void);
const char *gesso_version_string(void);

/* ---- CPU level ------------------------------------------------------------------------------
 * Which kernels run: "v2" (x86-64-v2), "v3" (AVX2 and FMA) or "v4" (AVX-512). It is the best that
 * CPU and operating system offer, chosen on first use. The environment variable GESSO_ISA=v2|v3|v4,
 * read once, forces a lower one; a higher or unknown one is ignored. The level never changes a
 * result. A set-user-ID program reads none of Gesso's variables.
 * Returns: a static string; "none" on a CPU below x86-64-v2, where every call that touches data
 *          returns GESSO_ERROR_CPU.   Since: 0.1 */
const char *gesso_isa(void);

/* ---- Threads --------------------------------------------------------------------------------
 * Sets how many threads, the caller's included, one call may use; 0: as many as there are CPUs that the process may run
 * on, and Gesso's own are never more. Until it is called: the environment variable GESSO_NUM_THREADS, or 0.
 * Small work stays on the caller's thread. Of activations and softmax that are called again and again on about the same
 * number of elements, some calls are timed to find out whether threads help: that depends on whose caches the data are
 * in. No thread is started before the first call that needs it, and a child after fork() starts its own. Between jobs a
 * thread spins for some 40 microseconds, then up to about a millisecond as long as nobody else wants its CPU, then it
 * sleeps; it does not stay on the caller's CPU, but keeps to those that it inherited from the first caller. The count
 * never changes a result.
 * Errors: GESSO_ERROR_RANGE if count < 0.   Since: 0.1 */
gesso_status gesso_set_threads(int32_t count);

/* The number of threads one call may use, at least 1.   Since: 0.1 */
int32_t gesso_threads(void);

/* A host that has a thread pool of its own lends it to Gesso: `run` must call task(task_context, i)
 * once for each i in [0, count), in any order and on any threads, and return when all are done.
 * `context` is handed to `run` as it is. NULL for `run` goes back to Gesso's own threads. Do not
 * change it while another thread is inside Gesso.
 * Returns: GESSO_OK.   Since: 0.1 */
typedef void (*gesso_task)(void *task_context, size_t index);
typedef void (*gesso_parallel_for)(void *context, size_t count, gesso_task task,
                                   void *task_context);
gesso_status gesso_set_parallel_for(gesso_parallel_for run, void *context);

/* ---- Words that several sections share ------------------------------------------------------ */

/* How a gradient is written: dx = … or dx += …, the sum of the old float and of what would be written, rounded. The
 * headers' bounds are of what would be written. */
typedef enum GESSO_CLOSED gesso_write {
  GESSO_OVERWRITE = 0,
  GESSO_ACCUMULATE = 1
} gesso_write;

/* A random stream: all of its 2^66 words are fixed by these two numbers (init.h). */
typedef struct gesso_key {
  uint64_t seed;
  uint64_t stream;
} gesso_key;

#ifdef __cplusplus
}
#endif
#endif

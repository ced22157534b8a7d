/* The only room that names libc: what Gesso needs of the operating system and the CPU. */
#ifndef CPLATFORM_H
#define CPLATFORM_H

#include <stddef.h>
#include <stdint.h>

#include "lapack.h"

#pragma clang assume_nonnull begin

/* 2, 3 or 4: the highest of x86-64-v2, -v3, -v4 that CPU and operating system offer; 0: none. */
int32_t platform_cpu_level(void);

/* The MXCSR that results are computed under: round to nearest, nothing flushed, exceptions masked. */
#define PLATFORM_MXCSR 0x1f80u
static inline uint32_t platform_mxcsr(void) { return __builtin_ia32_stmxcsr(); }
static inline void platform_set_mxcsr(uint32_t value) { __builtin_ia32_ldmxcsr(value); }

/* Calls `body` under that, and puts the caller's back. */
void platform_rounded(void (*body)(void *_Nullable context), void *_Nullable context);

/* Swift's own go element by element where they are not inlined. */
static inline void platform_copy(void *to, const void *from, ptrdiff_t bytes) {
  __builtin_memcpy(to, from, (size_t)bytes);
}
static inline void platform_zero(void *to, ptrdiff_t bytes) {
  __builtin_memset(to, 0, (size_t)bytes);
}

const char *_Nullable platform_environment(const char *name);

/* Runs `body` once in the life of the process. */
typedef struct { int32_t state; } platform_once_flag;
void platform_once(platform_once_flag *flag, void (*body)(void));

/* A number that one thread sets when all that it announces is written; who reads it sees that, too. */
static inline int32_t platform_load(const int32_t *number) { return __atomic_load_n(number, __ATOMIC_ACQUIRE); }
static inline void platform_store(int32_t *number, int32_t value) {
  __atomic_store_n(number, value, __ATOMIC_RELEASE);
}

/* The calling thread's message; pieces are appended until it is full. */
char *platform_message(void);
void platform_message_clear(void);
void platform_message_append(const uint8_t *bytes, size_t count);

/* 64-byte aligned; NULL where there is none. */
void *_Nullable platform_allocate(size_t bytes);
void platform_free(void *_Nullable memory);

/* Calls `body` with working memory that lies on the calling thread's stack: 64 KiB. */
enum { PLATFORM_STACK_DOUBLES = 8192 };
void platform_with_stack(void (*body)(void *_Nullable context, double *memory),
                         void *_Nullable context);

/* CPUs that the caller may run on, at least 1; the other looks only every 256th time, because the system takes longer
 * to say than a short call to compute. */
int32_t platform_cpus(void);
int32_t platform_recent_cpus(void);

/* Whether a call of this kind and size is to be shared among threads, and whether platform_learn wants to know how
 * long it takes, in platform_ticks. platform_parallel tells it that of shared ones. */
typedef struct platform_advice { _Bool shared, timed; } platform_advice;
platform_advice platform_worth(uint64_t what);
void platform_learn(uint64_t what, _Bool shared, uint64_t ticks);
static inline uint64_t platform_ticks(void) { return __builtin_ia32_rdtsc(); }

/* Calls task(context, i) for each i in [0, count) on up to `threads` threads, the caller's included. If another call
 * has the workers, the caller does all of it alone. So it does with a brief job that finds them asleep, because waking
 * them takes longer than it saves: unless a brief one ended less than `within` nanoseconds ago (INT64_MAX: this is not
 * a brief one). Below 40,000 that holds for workers that are awake, too: they are not to stay so for such jobs. `what`,
 * unless 0, tells jobs apart for platform_learn. */
void platform_parallel(size_t count, int32_t threads, int64_t within, uint64_t what,
                       void (*task)(void *_Nullable, size_t), void *_Nullable context);

#pragma clang assume_nonnull end
#endif

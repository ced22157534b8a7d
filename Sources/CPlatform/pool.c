/* A pool whose workers spin for a while before they sleep: handing a job to a spinning worker takes under a
 * microsecond, so that two threads gain from thousands of elements on; waking a sleeper takes some 25. They spin for 40
 * microseconds, and to the end of the millisecond for as long as nobody else wants the CPU. */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "CPlatform.h"
#include "signals.h"

/* A kernel's working memory and LAPACK's fit into this, whatever the process's default is. */
static const size_t least_stack = 256 << 10;

enum { MOST_WORKERS = 255, SPINS = 4000, YIELDS = 1000, BETWEEN = 100, STREAM = 40000 };

static struct {
  pthread_mutex_t owner;        /* held by the call that has the workers */
  _Atomic int32_t workers;      /* started so far */
  _Atomic int32_t sleepers;
  int32_t missed;               /* jobs in a row that no worker came to in time */
  /* What a worker looks at for each job is one line of the caches. */
  _Alignas(64) _Atomic uint32_t generation; /* grows by one with each job; idle workers watch it */
  _Atomic int32_t places;       /* how many more workers may join the job */
  _Atomic int32_t left;         /* workers that joined and have finished */
  int32_t threads;              /* that the job was cut for */
  _Atomic int32_t cpu;          /* of the caller */
  _Bool whole;                  /* each thread has the block of its number, and no share */
  void (*task)(void *, size_t);
  _Atomic(const char *) context;
} pool = {.owner = PTHREAD_MUTEX_INITIALIZER};

/* Each thread's share of a job, and its next block: the same share in call after call, so that what a core has in its
 * caches is of use to it again. Who is done with his own goes on with the others'. */
static struct {
  _Alignas(64) _Atomic size_t next;
  size_t end;
} shares[MOST_WORKERS + 1];

static void wait_while(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}
static void wake(_Atomic uint32_t *word, int32_t count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

/* Whether workers for so many threads are spinning. */
static _Bool awake(int32_t threads) { return pool.workers - atomic_load(&pool.sleepers) >= threads - 1; }

static void share_out(size_t count, int32_t threads) {
  const size_t each = count / (size_t)threads;
  size_t start = 0, longer = count - each * (size_t)threads;
  for (int32_t t = 0; t < threads; t++) {
    atomic_store_explicit(&shares[t].next, start, memory_order_relaxed);
    start += each;
    if (longer) start++, longer--;
    shares[t].end = start;
  }
}

static void work(int32_t own) {
  void *context = (void *)atomic_load_explicit(&pool.context, memory_order_relaxed);
  if (pool.whole) {
    pool.task(context, (size_t)own);
    return;
  }
  for (int32_t k = 0; k < pool.threads; k++) {
    const int32_t t = (own + k) % pool.threads;
    for (size_t i; (i = atomic_fetch_add(&shares[t].next, 1)) < shares[t].end;) {
      pool.task(context, i);
    }
  }
}

/* What a worker reads once it has joined, from the caller's cache, which takes a hundred steps a line: all at once. */
static void fetch_job(void) {
  const char *job = atomic_load_explicit(&pool.context, memory_order_relaxed);
  for (int line = 0; line < 4; line++) __builtin_prefetch(job + 64 * line);
}

/* Who takes a place, and gets its number, belongs to the job that offered it, even if it woke for an earlier one; or
 * 0. */
static int32_t join(void) {
  int32_t open = atomic_load(&pool.places);
  while (open > 0 && !atomic_compare_exchange_weak(&pool.places, &open, open - 1)) {}
  return open;
}

/* Whether this worker is on the caller's CPU, where it could only be in his way; if so it moves to another that it may
 * run on, where there is one. (A system that wakes a thread where it last ran would keep the two together.) */
static _Bool crowded(void) {
  const int cpu = sched_getcpu();
  cpu_set_t all, others, found;
  if (cpu != atomic_load(&pool.cpu)) return 0;
  if (cpu < 0 || cpu >= CPU_SETSIZE || sched_getaffinity(0, sizeof all, &all)) return 1;
  others = all;
  CPU_CLR((unsigned)cpu, &others);
  if (!CPU_COUNT(&others) || sched_setaffinity(0, sizeof others, &others)) return 1;
  /* Unless somebody has narrowed it meanwhile. */
  if (!sched_getaffinity(0, sizeof found, &found) && CPU_EQUAL(&found, &others)) sched_setaffinity(0, sizeof all, &all);
  return sched_getcpu() == cpu;
}

static void *worker(void *start) {
  uint32_t seen = (uint32_t)(uintptr_t)start;
  int spin = 0; /* since it had work, or slept: jobs that others do keep nobody awake */
  for (;;) {
    uint32_t now = seen;
    for (; spin < SPINS + YIELDS * BETWEEN && now == seen; spin++) {
      if (spin % BETWEEN == 0) {
        if (crowded()) break;
        if (spin >= SPINS) sched_yield();
      }
      __builtin_ia32_pause();
      now = atomic_load(&pool.generation);
    }
    while (now == seen) {
      atomic_fetch_add(&pool.sleepers, 1);
      wait_while(&pool.generation, seen);
      atomic_fetch_sub(&pool.sleepers, 1);
      now = atomic_load(&pool.generation);
      spin = 0;
    }
    seen = now;
    fetch_job();
    const int32_t place = crowded() ? 0 : join();
    if (place > 0) {
      work(place);
      atomic_fetch_add(&pool.left, 1);
      spin = 0;
    }
  }
  return NULL;
}

/* In the child of a fork there are no workers, whatever the parent had. */
static void forget_workers(void) {
  pthread_mutex_init(&pool.owner, NULL);
  pool.workers = 0;
  atomic_store(&pool.sleepers, 0);
}

__attribute__((minsize, noinline)) static void start_workers(int32_t wanted) {
  static int watching;
  if (!watching) watching = !pthread_atfork(NULL, NULL, forget_workers);
  if (!watching) return;
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes)) return;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  size_t stack;
  if (!pthread_attr_getstacksize(&attributes, &stack) && stack < least_stack) {
    pthread_attr_setstacksize(&attributes, least_stack);
  }
  void *generation = (void *)(uintptr_t)atomic_load(&pool.generation);
  sigset_t before;
  mask_signals(&before);
  pthread_t thread;
  while (pool.workers < wanted && !pthread_create(&thread, &attributes, worker, generation)) {
    pool.workers++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
}

/* When the last brief job ended, in nanoseconds. */
static _Atomic int64_t last_end;

static int64_t now(void) {
  struct timespec time;
  if (clock_gettime(CLOCK_MONOTONIC, &time)) return 0;
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Whether the last brief job ended less than so many nanoseconds ago. */
static _Bool one_of_many(int64_t within) { return now() - atomic_load(&last_end) < within; }

void platform_parallel(size_t count, int32_t threads, int64_t within, uint64_t what,
                       void (*task)(void *, size_t), void *context) {
  const uint64_t start = what ? platform_ticks() : 0;
  const _Bool brief = within < INT64_MAX;
  if (threads > MOST_WORKERS + 1) threads = MOST_WORKERS + 1;
  if (count < (size_t)threads) threads = (int32_t)count;
  _Bool alone = threads < 2 || (brief && (within < STREAM || !awake(threads)) && !one_of_many(within));
  if (alone || pthread_mutex_trylock(&pool.owner)) {
    for (size_t i = 0; i < count; i++) task(context, i);
    if (brief) atomic_store(&last_end, now());
    return;
  }
  if (pool.workers < threads - 1) start_workers(threads - 1);
  const _Bool all_awake = awake(threads);
  pool.threads = threads;
  pool.whole = count == (size_t)threads;
  pool.task = task;
  atomic_store_explicit(&pool.context, context, memory_order_relaxed);
  if (!pool.whole) share_out(count, threads);
  /* No locked operation in between, whose time a worker that watches the line would use to take it away. */
  const uint32_t next = atomic_load_explicit(&pool.generation, memory_order_relaxed) + 1;
  atomic_store_explicit(&pool.cpu, sched_getcpu(), memory_order_relaxed);
  atomic_store_explicit(&pool.left, 0, memory_order_relaxed);
  atomic_store_explicit(&pool.places, threads - 1, memory_order_release);
  atomic_store_explicit(&pool.generation, next, memory_order_release);
  /* A long job is always worth a wake; brief ones that no worker came to are not, each of them, and may miss who falls
   * asleep just now. */
  if (!brief) atomic_thread_fence(memory_order_seq_cst);
  if (!awake(threads) && (!brief || pool.missed < 4 || pool.missed % 16 == 0)) {
    wake(&pool.generation, threads - 1);
  }
  work(0);
  /* Close the job, with the blocks of workers that did not come; wait for those only who are in it. */
  const int32_t open = atomic_load(&pool.places) ? atomic_exchange(&pool.places, 0) : 0;
  const int32_t joined = threads - 1 - open;
  for (int32_t t = 1; pool.whole && t <= open; t++) work(t);
  while (atomic_load(&pool.left) < joined) __builtin_ia32_pause();
  pool.missed = joined ? 0 : pool.missed + 1;
  pthread_mutex_unlock(&pool.owner);
  if (brief) atomic_store(&last_end, now());
  if (what && all_awake) platform_learn(what, 1, joined ? platform_ticks() - start : UINT64_MAX);
}

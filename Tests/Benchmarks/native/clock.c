/* The clock. Calls a peer's run function in C, so that a call of 40 ns can be told from one of 45. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

typedef void run_function(void *);

static double now(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* Both stop after `repeats` measurements, or when `budget` nanoseconds are over (but not before three): on
 * a busy machine threads that wait for each other can take a thousand times their least. */
static int more(int done, int repeats, double began, double budget) {
  return done < 3 || (done < repeats && now(CLOCK_MONOTONIC) - began < budget);
}

/* Minimum nanoseconds a call, over batches of `batch` calls. */
double clock_batches(run_function *run, void *made, int batch, int repeats, double budget) {
  double best = 1e300, began = now(CLOCK_MONOTONIC);
  for (int r = 0; more(r, repeats, began, budget); r++) {
    double start = now(CLOCK_MONOTONIC);
    for (int i = 0; i < batch; i++) run(made);
    double took = (now(CLOCK_MONOTONIC) - start) / batch;
    if (took < best) best = took;
  }
  return best;
}

static void nothing(void *made) { (void)made; }

/* The same for calls that destroy their input: it is put back before each call, and one call at a
 * time is timed. The clock's own cost is measured in the same way and taken off. */
double clock_singles(run_function *run, void *made, float *target, const float *source, size_t n,
                     int repeats, double budget) {
  double best = 1e300, empty = 1e300, began = now(CLOCK_MONOTONIC);
  for (int r = 0; more(r, repeats, began, budget); r++) {
    memcpy(target, source, n * sizeof *target);
    double start = now(CLOCK_MONOTONIC);
    run(made);
    double took = now(CLOCK_MONOTONIC) - start;
    if (took < best) best = took;
  }
  run_function *volatile opaque = nothing;
  for (int r = 0; r < 200; r++) {
    double start = now(CLOCK_MONOTONIC);
    opaque(made);
    double took = now(CLOCK_MONOTONIC) - start;
    if (took < empty) empty = took;
  }
  return best > empty ? best - empty : best;
}

/* Waits until the workers of the last peer have stopped spinning, since there are but so many cores:
 * until a millisecond of sleep costs the process almost no CPU time. */
void clock_settle(void) {
  struct timespec millisecond = {0, 1000000};
  for (int i = 0; i < 60; i++) {
    double start = now(CLOCK_PROCESS_CPUTIME_ID);
    nanosleep(&millisecond, NULL);
    if (now(CLOCK_PROCESS_CPUTIME_ID) - start < 1e5) return;
  }
}

/* Aligned to 2 MB, so that an offset of 64 bytes is all that a caller need add, and touched. */
float *clock_buffer(size_t n) {
  size_t bytes = (n * sizeof(float) + (2u << 20)) & ~((size_t)(2u << 20) - 1);
  float *buffer = aligned_alloc(2u << 20, bytes);
  if (buffer) memset(buffer, 0, bytes);
  return buffer;
}

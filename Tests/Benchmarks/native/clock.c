/* The clock. Calls a peer's run function in C, so that a call of 40 ns can be told from one of 45. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
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

/* Nanoseconds for one call on each of `made`. */
static double together(run_function *run, void *const *made, int count) {
  double start = now(CLOCK_MONOTONIC);
  for (int i = 0; i < count; i++) run(made[i]);
  return now(CLOCK_MONOTONIC) - start;
}

/* As clock_batches, for calls that destroy their input: it is put back before each call, and one call at a time is
 * timed, or one on each of a few copies that lie `stride` elements apart. The clock's own cost is measured in the same
 * way and taken off. */
double clock_singles(run_function *run, void *const *made, int copies, float *target, size_t stride,
                     const float *source, size_t n, int repeats, double budget) {
  double best = 1e300, empty = 1e300, began = now(CLOCK_MONOTONIC);
  for (int r = 0; more(r, repeats, began, budget); r++) {
    for (int i = 0; i < copies; i++) memcpy(target + i * stride, source, n * sizeof *target);
    double took = together(run, made, copies);
    if (took < best) best = took;
  }
  run_function *volatile opaque = nothing;
  for (int r = 0; r < 200; r++) {
    double took = together(opaque, made, copies);
    if (took < empty) empty = took;
  }
  return (best > empty ? best - empty : best) / copies;
}

/* How many other threads of the process are running or want to. */
static int busy_threads(void) {
  DIR *tasks = opendir("/proc/self/task");
  if (!tasks) return 0;
  int busy = -1; /* the caller */
  for (struct dirent *task; (task = readdir(tasks));) {
    char path[64], line[512];
    snprintf(path, sizeof path, "/proc/self/task/%.16s/stat", task->d_name);
    FILE *file = task->d_name[0] == '.' ? NULL : fopen(path, "r");
    if (!file) continue;
    const char *name_end = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    busy += name_end && name_end[1] == ' ' && name_end[2] == 'R';
    fclose(file);
  }
  closedir(tasks);
  return busy;
}

/* Waits until the workers of the last peer have stopped spinning, since there are but so many cores. (The process's
 * CPU time does not tell: a thread on another core is charged at its next tick.) */
void clock_settle(void) {
  struct timespec millisecond = {0, 1000000};
  for (int i = 0, calm = 0; i < 400 && calm < 2; i++) {
    nanosleep(&millisecond, NULL);
    calm = busy_threads() > 0 ? 0 : calm + 1;
  }
}

/* Aligned to 2 MB, so that an offset of 64 bytes is all that a caller need add, and touched. */
float *clock_buffer(size_t n) {
  size_t bytes = (n * sizeof(float) + (2u << 20)) & ~((size_t)(2u << 20) - 1);
  float *buffer = aligned_alloc(2u << 20, bytes);
  if (buffer) memset(buffer, 0, bytes);
  return buffer;
}

/* exhaustive full|sample|hash TABLE [FUNCTION]   exhaustive sweep
 *   full    all 2^32 inputs; writes the table's lines
 *   sample  2^26 inputs: bounds, orders, special values, and the hash that the table has for them
 *   hash    2^26 inputs: the hash alone, for the CPU levels that GESSO_ISA forces
 *   sweep   proof that faults are seen; then 2^20 inputs for many parameters, as in sample
 * FUNCTION: a kind, or a kind and a direction: tanh, tanh_backward, tanh_backward_from_output.
 * EXHAUSTIVE_THREADS: how many threads, 2 if it is not set. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sweep.h"
#include "table.h"

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

static int chosen(const struct subject *s, const char *wanted) {
  char name[80];
  snprintf(name, sizeof name, "%s_%s", s->row->name, direction_names[s->direction]);
  return !*wanted || !strcmp(wanted, s->row->name) || !strcmp(wanted, name);
}

static int hash_differs(const struct subject *s, const char *path, const char *hash) {
  struct line kept;
  const char *direction = direction_names[s->direction];
  if (!find_line(path, s->row->name, direction, &kept))
    return fprintf(stderr, "%s %s is not in the table: run make exhaustive FUNCTION=%s\n",
                   s->row->name, direction, s->row->name);
  if (!strcmp(kept.sample_hash, hash)) return 0;
  return fprintf(stderr, "%s %s: the bits changed: sample %s, was %s\n", s->row->name, direction,
                 hash, kept.sample_hash);
}

/* Complaints of one subject in one mode. */
static int run(const struct subject *s, const char *mode, const char *path, unsigned threads) {
  int full = !strcmp(mode, "full"), only_hash = !strcmp(mode, "hash");
  struct outcome out, sample;
  double start = now();
  walk(s, (struct walk){full ? ALL : SAMPLE, threads, !only_hash}, &out);
  int faults = only_hash ? 0 : complaints(s, &out.tally, 0);
  if (full) walk(s, (struct walk){SAMPLE, threads, 0}, &sample);
  struct line line = line_of(s, &out, full ? sample.hash : out.hash);
  if (full) replace_line(path, &line);
  else faults += hash_differs(s, path, out.hash) != 0;
  if (!only_hash)
    printf("%-13s %-20s %7.5f %-16s %10llu %4llu %4llu %7llu %.16s %6.1f s\n", line.function,
           line.direction, line.worst, line.where, line.misrounded, line.monotonicity,
           line.symmetry, line.special, line.hash, now() - start);
  fflush(stdout);
  return faults;
}

int main(int argc, char **argv) {
  const char *mode = argc > 1 ? argv[1] : "", *path = argc > 2 ? argv[2] : "";
  const char *wanted = argc > 3 ? argv[3] : "", *set = getenv("EXHAUSTIVE_THREADS");
  unsigned threads = set && atoi(set) > 0 && atoi(set) <= 64 ? (unsigned)atoi(set) : 2;
  int sweeping = !strcmp(mode, "sweep"), faults = 0, runs = 0;
  int walking = !strcmp(mode, "full") || !strcmp(mode, "sample") || !strcmp(mode, "hash");
  if (!sweeping && !(walking && *path))
    return fprintf(stderr, "exhaustive full|sample|hash TABLE [FUNCTION] | sweep\n"), 2;
  const char *level = getenv("GESSO_ISA");
  if (level && strcmp(level, gesso_isa()))
    return printf("%s is skipped: this CPU runs %s\n", level, gesso_isa()), 0;
  gesso_set_threads(1); /* the threads are this program's */
  if (sweeping) faults += faults_unseen();
  double start = now();
  for (int32_t kind = 0; kind < gesso_activation_count(); kind++) {
    const char *name = gesso_activation_name((gesso_activation)kind);
    struct subject s = {.row = row_named(name), .kind = (gesso_activation)kind};
    s.params.size = sizeof s.params;
    if (!s.row) {
      fprintf(stderr, "%s has no row in Tests/Exhaustive/rows.c\n", name);
      faults++;
      continue;
    }
    gesso_activation_defaults(s.kind, &s.params);
    for (s.direction = FORWARD; s.direction < DIRECTIONS; s.direction++) {
      if (!chosen(&s, wanted)) continue;
      if (sweeping) {
        faults += sweep(&s, threads), runs++;
        continue;
      }
      if (s.direction == FROM_OUTPUT &&
          !gesso_activation_has_backward_from_output(s.kind, &s.params))
        continue;
      faults += run(&s, mode, path, threads), runs++;
    }
  }
  if (!runs) return fprintf(stderr, "no function is called %s\n", wanted), 2;
  printf("%s on %s: %d runs, %d complaints, %.0f s\n", mode, gesso_isa(), runs, faults,
         now() - start);
  return faults != 0;
}

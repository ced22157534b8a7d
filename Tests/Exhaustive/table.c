/* Lines of words, so that a spread sheet and grep read it too. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

enum { MOST = 256 };

struct line line_of(const struct subject *s, const struct outcome *out, const char *sample_hash) {
  const struct tally *t = &out->tally;
  struct line line = {.worst = t->worst,
                      .misrounded = t->misrounded,
                      .monotonicity = t->monotonicity,
                      .symmetry = t->symmetry,
                      .special = t->special};
  snprintf(line.function, sizeof line.function, "%s", s->row->name);
  snprintf(line.direction, sizeof line.direction, "%s", direction_names[s->direction]);
  snprintf(line.where, sizeof line.where, "%a", t->where);
  snprintf(line.hash, sizeof line.hash, "%s", out->hash);
  snprintf(line.sample_hash, sizeof line.sample_hash, "%s", sample_hash);
  return line;
}

static void print_header(FILE *file) {
  fprintf(file, "%-13s %-20s %7s %-16s %10s %4s %4s %7s %-64s %s\n", "# function", "direction",
          "max ULP", "worst input", "misrounded", "mono", "symm", "special", "sha256",
          "sample sha256");
}

static void print_line(FILE *file, const struct line *l) {
  fprintf(file, "%-13s %-20s %7.5f %-16s %10llu %4llu %4llu %7llu %s %s\n", l->function,
          l->direction, l->worst, l->where, l->misrounded, l->monotonicity, l->symmetry,
          l->special, l->hash, l->sample_hash);
}

static size_t read_table(const char *path, struct line *lines) {
  FILE *file = fopen(path, "r");
  char text[512];
  size_t count = 0;
  while (file && count < MOST && fgets(text, sizeof text, file)) {
    struct line *l = &lines[count];
    count += sscanf(text, "%31s %31s %lf %31s %llu %llu %llu %llu %64s %64s", l->function,
                    l->direction, &l->worst, l->where, &l->misrounded, &l->monotonicity,
                    &l->symmetry, &l->special, l->hash, l->sample_hash) == 10;
  }
  if (file) fclose(file);
  return count;
}

static int same(const struct line *l, const char *function, const char *direction) {
  return !strcmp(l->function, function) && !strcmp(l->direction, direction);
}

int find_line(const char *path, const char *function, const char *direction, struct line *line) {
  struct line lines[MOST];
  size_t count = read_table(path, lines);
  for (size_t i = 0; i < count; i++)
    if (same(&lines[i], function, direction)) return *line = lines[i], 1;
  return 0;
}

void replace_line(const char *path, const struct line *line) {
  struct line lines[MOST + 1];
  size_t count = read_table(path, lines), i = 0;
  while (i < count && !same(&lines[i], line->function, line->direction)) i++;
  lines[i] = *line;
  if (i == count) count++;
  FILE *file = fopen(path, "w");
  if (!file) perror(path), exit(2);
  print_header(file);
  for (i = 0; i < count; i++) print_line(file, &lines[i]);
  fclose(file);
}

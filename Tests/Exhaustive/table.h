/* table.txt: what the last full run of each function found. */
#ifndef TABLE_H
#define TABLE_H

#include <stdio.h>

#include "walk.h"

struct line {
  char function[32], direction[32];
  double worst;
  char where[32];
  unsigned long long misrounded, monotonicity, symmetry, special;
  char hash[65], sample_hash[65];
};

struct line line_of(const struct subject *s, const struct outcome *out, const char *sample_hash);

/* 0 if the file has no such line. */
int find_line(const char *path, const char *function, const char *direction, struct line *line);
/* Puts the line in the place of the old one, or at the end. */
void replace_line(const char *path, const struct line *line);

#endif

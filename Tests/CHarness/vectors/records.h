/* The files of Tests/Vectors (its README.md has the format), and how a result is held to them. */
#ifndef HARNESS_RECORDS_H
#define HARNESS_RECORDS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "gesso.h"

enum { WORDS = 4096 };

typedef struct records {
  const char *name;
  FILE *file;
  int line;
  int count;            /* of words in this line */
  const char *word[WORDS];
  char *text;
  size_t room;
  double worst;         /* the largest error in ULP so far */
  int failures;         /* results beyond their bounds; the end of the file reports them */
} records;

/* Opens the file in the folder HARNESS_VECTORS. */
void records_open(records *r, const char *name);

/* 1 and the next record's words; 0 at the end, when the file is closed. Fails there if there were
 * failures, or no record at all. */
int records_next(records *r);

/* The next record, which must be there, begin with `first` and have `count` words. */
void records_expect(records *r, const char *first, int count);

float record_f32(const records *r, int word);
double record_f64(const records *r, int word);
uint64_t record_hex(const records *r, int word);
size_t record_n(const records *r, int word);

/* The place of a name in a list that ends with NULL. */
int record_name(const records *r, int word, const char *const *names);

/* Fails unless the call succeeded. */
void hold_ok(const records *r, gesso_status status);

/* Counts a failure unless both are NaN or have the same bits. */
void hold_bits(records *r, const char *what, float got, float expected);

/* Counts a failure unless |got - expected| <= bound × ulp(expected) + absolute, and the sign of a
 * zero and NaN are as expected. */
void hold(records *r, const char *what, float got, double expected, double bound,
          double absolute);

#endif

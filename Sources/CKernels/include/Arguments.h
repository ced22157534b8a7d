/* What the kernels are given. */
#ifndef GESSO_ARGUMENTS_H
#define GESSO_ARGUMENTS_H

#include "gesso.h"

#include "Vectors.h"

#pragma clang assume_nonnull begin

typedef enum __attribute__((enum_extensibility(closed))) gesso_direction {
  GESSO_FORWARD,             /* out = f(x) */
  GESSO_BACKWARD,            /* out = dy f'(x) */
  GESSO_BACKWARD_FROM_OUTPUT /* out = dy f'(f^-1(x)), x being the output */
} gesso_direction;

typedef enum __attribute__((enum_extensibility(closed))) gesso_caching {
  GESSO_CACHED,
  GESSO_STREAMED, /* written past the caches */
  GESSO_FETCHED   /* not that; what is read is fetched ahead */
} gesso_caching;
GESSO_INLINE _Bool gesso_streamed(gesso_caching caching)
    __attribute__((swift_name("getter:gesso_caching.streamed(self:)"))) {
  return caching == GESSO_STREAMED;
}

/* A run of elements. `accumulate`: out += …. */
typedef struct gesso_run {
  const float *x;
  const float *dy;
  float *out;
  intptr_t n;
  _Bool accumulate;
  gesso_caching caching;
} gesso_run;

/* Elements [first, first + count) */
GESSO_INLINE gesso_run gesso_run_slice(gesso_run run, intptr_t first, intptr_t count)
    __attribute__((swift_name("gesso_run.slice(self:_:_:)"))) {
  return (gesso_run){run.x + first, run.dy + first, run.out + first, count, run.accumulate, run.caching};
}

/* Where PReLU's gradients are read and written; the partial sums of dslopes grow in `sums`. */
typedef struct gesso_sloped {
  const float *x;
  const float *dy;
  float *_Nullable dx;
  const float *slopes;
  double *sums;
  _Bool accumulate; /* dx += … */
  gesso_caching caching;
  intptr_t rows_at_once; /* of columns: several where the caches hold them, else one */
} gesso_sloped;

/* Gated units: rows of gate and value, `stride` apart, and what is made of them. Backward where dy is there. */
typedef struct gesso_gate {
  const float *gate;
  const float *value;
  float *_Nullable y;
  const float *_Nullable dy;
  float *_Nullable dgate;
  float *_Nullable dvalue;
  intptr_t columns;
  intptr_t stride;
  _Bool accumulate;
  gesso_caching caching; /* streamed only where the rows of the results are whole lines */
} gesso_gate;

/* Columns of a panel. Of 32, 48 and 64, 48 was the fastest at 1024 and 2048 square. */
enum { GESSO_PANEL = 48 };

/* A matrix in panels of columns, each row-major (the last may be narrower, but by whole vectors of 8); rows and
 * columns beyond those of the matrix are 0. What its QR factorisation needs lies beside it. */
typedef struct gesso_panels {
  double *a;          /* panel p begins at p GESSO_PANEL height */
  intptr_t rows;
  intptr_t columns;
  intptr_t height;    /* rows, a multiple of 4 */
  intptr_t width;     /* columns, a multiple of 8 */
  double *reflectors; /* one panel, out of the way of what overwrites it */
  double *factors;    /* panel p's T and then T^T at 2 p GESSO_PANEL^2 */
  double *signs;      /* of R's diagonal */
  double *scratch;    /* 2 GESSO_PANEL^2 for each panel */
} gesso_panels;

/* Where entry (i, j) goes: w + i row_stride + j column_stride. */
typedef struct gesso_placing {
  float *w;
  intptr_t row_stride;
  intptr_t column_stride;
  intptr_t first_row; /* the rows and columns that are wanted; the first of each goes to w */
  intptr_t rows;
  intptr_t first_column;
  intptr_t columns;
  float gain;
} gesso_placing;

/* A slice as runs of neighbours, `length` long: the axes before `outer` count the runs, and axis outer - 1 has
 * neighbouring ones `pitch` apart. base: where the first run would start if those axes started at 0. */
typedef struct gesso_box {
  const size_t *shape;
  const size_t *start;
  const size_t *count;
  intptr_t outer;
  intptr_t length;
  uint64_t pitch;
  uint64_t base;
} gesso_box;

/* A statistics record's first doubles; the bins follow. */
enum { GESSO_STATISTICS = 8 };

/* y from x, x from y, dx from dy. (An enum of Swift's would bring arc4random_buf.) */
typedef enum __attribute__((enum_extensibility(closed))) gesso_passage {
  GESSO_APPLY,
  GESSO_INVERT,
  GESSO_GRADIENT
} gesso_passage;

/* What a feature's record of 64-bit words holds (Kernels/Preprocess/Record.swift). */
typedef enum __attribute__((enum_extensibility(closed))) gesso_record {
  GESSO_RECORD_NARROW, /* exact sums of floats of weight 1 */
  GESSO_RECORD_WIDE,   /* exact sums of doubles and of weights */
  GESSO_RECORD_ROUNDED /* weight, mean and squares about it, in doubles */
} gesso_record;

GESSO_INLINE intptr_t gesso_words(gesso_record kind) {
  return kind == GESSO_RECORD_NARROW ? 20 : kind == GESSO_RECORD_WIDE ? 204 : 7;
}

/* Words that a variance needs: three numbers as long as the square of a wide Σwx, which has 67. */
enum { GESSO_TALLY_SCRATCH = 3 * 2 * 67 };

typedef struct gesso_tally {
  uint64_t *records;
  intptr_t features;
  gesso_record kind;
  _Bool skip_nan;
} gesso_tally;

/* The means of some rows, what the exact ones have beyond them, and the rows' weight. */
typedef struct gesso_mean {
  double *mean;
  double *tail;
  double weight;
} gesso_mean;

/* Packed rows (Kernels/Preprocess/Scatter.swift) and the features × features sum of their products, of which
 * the lower triangle counts, column-major. */
typedef struct gesso_scatter {
  double *packed;
  double *sum;
  intptr_t features;
} gesso_scatter;

/* A map of a matrix's columns, each its own; strides in elements. */
typedef struct gesso_columns {
  const float *x;
  float *y;
  intptr_t x_stride;
  intptr_t y_stride;
  intptr_t features;
  const double *center;
  const double *scale;
  _Bool invert;
  _Bool stream;
} gesso_columns;

#pragma clang assume_nonnull end

#endif

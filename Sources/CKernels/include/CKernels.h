/* The only bridge between rooms compiled for different CPUs: each level fills one table of function
 * pointers, and the ABI layer calls through it. Swift never imports a kernel module: the compiler
 * would copy its bodies and compile them again for the baseline. */
#ifndef CKERNELS_H
#define CKERNELS_H

#include "Arguments.h"
#include "Columns.h"
#include "Compiler.h"
#include "Limits.h"
#include "Lookups.h"
#include "Memory.h"
#include "Random.h"
#include "Segments.h"
#include "Vectors.h"

#pragma clang assume_nonnull begin

typedef struct gesso_kernels {
  void (*activation)(gesso_activation kind, gesso_direction direction, float alpha, float beta,
                     const gesso_run *run);
  /* Rows [first, first + run->n) of outer × channels × inner: outer indices where inner is 1, else the channels of
   * each. */
  void (*prelu)(gesso_direction direction, const float *slopes, intptr_t channels, intptr_t inner,
                intptr_t first, const gesso_run *run);
  /* Both gradients: rows of `columns` elements, `stride` apart, with a slope and a sum a column; */
  void (*prelu_columns)(const gesso_sloped *part, intptr_t rows, intptr_t columns, intptr_t stride);
  /* or outer × channels × length, `stride` and `plane` apart, with a slope and a sum a channel. */
  void (*prelu_planes)(const gesso_sloped *part, intptr_t outer, intptr_t channels,
                       intptr_t length, intptr_t plane, intptr_t stride);
  /* dslopes[c] = the sum over rows and inner of sums, which are rows × channels × inner. */
  void (*prelu_sums)(const double *sums, intptr_t rows, intptr_t channels, intptr_t inner,
                     float *dslopes, _Bool accumulate);
  void (*rrelu)(gesso_direction direction, float lower, float upper, gesso_key key, uint64_t offset,
                const gesso_run *run);

  /* Rows [first, first + rows). */
  void (*gated)(gesso_activation kind, float alpha, float beta, const gesso_gate *gate,
                intptr_t first, intptr_t rows);
  /* Rows [first, first + run->n) of softmax or log_softmax; backward has y for x. `tails` is scratch for
   * softmax forward, with room for `room` of them, a multiple of 16. */
  void (*softmax)(gesso_direction direction, _Bool logarithm, intptr_t columns, intptr_t first,
                  const gesso_run *run, uint16_t *_Nullable tails, intptr_t room);

  void (*philox)(const uint32_t *counter, const uint32_t *key, uint32_t *out);
  void (*random_bits)(gesso_key key, uint64_t offset, uint32_t *bits, intptr_t n);
  void (*fill)(const gesso_sampler *sampler, gesso_key key, uint64_t offset, float *w, intptr_t n,
               _Bool stream);
  /* What a distribution makes of the words that stand in run->x as if they were floats. */
  void (*sample)(const gesso_sampler *sampler, const gesso_run *run);
  /* Elements [first, first + n) of a slice, to w. */
  void (*fill_slice)(const gesso_sampler *sampler, gesso_key key, const gesso_box *box,
                     intptr_t first, intptr_t n, float *w, _Bool stream);
  /* Zeros those of rows [first, end) of a column that are among the `chosen` of all `rows`;
   * w is row `first`, and the next is `stride` further. `words` is the place of the column's words. */
  void (*clear_chosen)(gesso_key key, uint64_t words, intptr_t rows, intptr_t chosen,
                       intptr_t first, intptr_t end, float *w, intptr_t stride);
  /* One record: GESSO_STATISTICS doubles, and as many integers as there are bins. */
  void (*statistics)(const float *x, intptr_t n, const gesso_statistics_options *options,
                     double *record);

  /* Adds rows to the records of a tally, each with its weight (1 where NULL). What is not finite sets
   * the top bit of its feature's count, unless it is a NaN to be skipped. */
  void (*tally_f32)(const float *x, intptr_t rows, intptr_t stride, const double *_Nullable weights,
                    const gesso_tally *to);
  void (*tally_f64)(const double *x, intptr_t rows, intptr_t stride,
                    const double *_Nullable weights, const gesso_tally *to);
  /* y = (x - center) scale, or y = x scale + center, rounded once. */
  void (*column_map)(const gesso_columns *columns, intptr_t first, intptr_t rows);
  /* y = x / |x|, row by row; 0 where x is 0. */
  void (*unit_rows)(const gesso_columns *columns, intptr_t first, intptr_t rows);
  /* Packs rows [first, first + rows) of x as (x - center) sqrt(weight), weight 1 where NULL. */
  void (*pack_f32)(const float *x, intptr_t stride, const double *_Nullable weights,
                   const double *center, const gesso_scatter *to, intptr_t first, intptr_t rows);
  /* Adds the products of the `rows` packed rows to rows [16 group, 16 group + 16) of the sum. */
  void (*add_scatter)(const gesso_scatter *to, intptr_t rows, intptr_t group);
  /* y = x - center; y is dense. */
  void (*widen)(const float *x, intptr_t stride, double *y, intptr_t rows, intptr_t features,
                const double *center);
  /* y = x + center, x dense. */
  void (*narrow)(const double *x, float *y, intptr_t stride, intptr_t rows, intptr_t features,
                 const double *center);

  /* Panel p of a dense row-major matrix x. */
  void (*load_panel)(const float *x, const gesso_panels *a, intptr_t p);
  /* Panel p becomes the vectors of its reflectors. */
  void (*factor_panel)(const gesso_panels *a, intptr_t p);
  /* Panel p's reflectors on panel q, right of it. */
  void (*reflect_left)(const gesso_panels *a, intptr_t p, intptr_t q);
  /* The same on Q's panel q, p or right of it, after those of later panels. a->reflectors has panel p. */
  void (*reflect_identity)(const gesso_panels *a, intptr_t p, intptr_t q);
  /* Panel p of Q, each column times its sign and the gain. */
  void (*store_panel)(const gesso_panels *a, intptr_t p, const gesso_placing *to);
} gesso_kernels;

/* What is not worth a copy for each level: integers, and doubles of small matrices. One copy, for the
 * oldest CPU. */
typedef struct gesso_common_kernels {
  /* sqrt(scale / fan) * gain: the standard deviation, before it is cut, or the uniform's half-width. */
  float (*scheme)(double scale, gesso_fan_mode mode, gesso_distribution_kind shape,
                  intptr_t fan_in, intptr_t fan_out, float gain);
  float (*gain)(gesso_activation kind, float alpha, float beta);
  /* ceil(share * rows). */
  intptr_t (*share)(double share, intptr_t rows);
  /* What the records of `blocks` blocks give, taken in order; the first record is written to. */
  void (*merge_statistics)(double *records, intptr_t blocks, intptr_t bins, gesso_activation_statistics *out);
  float (*ratio)(float a, double b);

  void (*tally_clear)(const gesso_tally *of);
  /* into += from, of the same kind, or from narrow and into wide; features are the smaller number of both, from's first
   * ones. */
  void (*tally_merge)(const gesso_tally *into, const gesso_tally *from);
  /* Σw, Σwx / Σw, and (Σwx² - (Σwx)² / Σw) / (Σw - ddof); GESSO_TALLY_SCRATCH words of scratch. */
  void (*tally_weight)(const gesso_tally *of, double *weight);
  /* tail: the exact mean less `mean`. */
  void (*tally_mean)(const gesso_tally *of, double *mean, double *_Nullable tail, uint64_t *scratch);
  void (*tally_variance)(const gesso_tally *of, double ddof, double *variance, uint64_t *scratch);
  void (*tally_extremes)(const gesso_tally *of, double *low, double *high);

  /* Center, scale and 1 / scale of the kinds that map each column on its own. */
  void (*fit_columns)(gesso_preprocess kind, intptr_t features, const double *mean,
                      const double *variance, const double *low, const double *high, double *center,
                      double *scale, double *inverse);
  /* scale[j] = 1 / sqrt(max(value[j], floor * largest)), or 0 where value[j] <= tolerance * largest.
   * The number of those that are not 0. */
  intptr_t (*inverse_roots)(const double *values, intptr_t count, double tolerance, double floor,
                            double *scale);
  /* 1 / value, or 0 where that is 0. */
  void (*reciprocals)(const double *values, intptr_t count, double *out);
  /* As pack_f32. */
  void (*pack_f64)(const double *x, intptr_t stride, const double *_Nullable weights,
                   const double *center, const gesso_scatter *to, intptr_t first, intptr_t rows);
  _Bool (*all_finite)(const double *x, intptr_t n);
  /* LAPACK's eigenvalues and vectors (ascending, a vector a column) into descending order, signs fixed. */
  void (*order_axes)(double *values, double *vectors, intptr_t features);
  /* The number of leading values whose sum is at least `share` of all. */
  intptr_t (*count_explaining)(const double *values, intptr_t count, double share);
  /* out = diag(left) a diag(right); NULL: 1. */
  void (*scale_matrix)(const double *a, const double *_Nullable left, const double *_Nullable right,
                       double *out, intptr_t rows, intptr_t columns);
  /* s += other + (a - b)(a - b)^T wa wb / (wa + wb) in the lower triangle, of two means and their weights; a mean
   * whose weight is 0 is not looked at. a - b is left in `apart`. Without `other` s has b's rows already, about its
   * mean without the tail. */
  void (*join_scatter)(double *s, const double *_Nullable other, const gesso_mean *a, const gesso_mean *b,
                       double *apart, intptr_t features);
  /* out = s / (weight[0] - ddof) in both triangles, from the lower one; `variance` on the diagonal. */
  void (*covariance)(const double *s, const double *weight, double ddof, const double *variance,
                     double *out, intptr_t features);
  /* The n numbers in reverse order: of a square matrix P a P, P being the exchange matrix. */
  void (*reverse)(double *a, intptr_t n);
  /* Zeros the strict lower triangle of a column-major matrix. */
  void (*clear_lower)(double *a, intptr_t features);
  /* The end of a strip of a tally (Kernels/Preprocess/Tally.swift), and a value of it by itself. */
  void (*tally_flush)(const void *strip, intptr_t rows, intptr_t skip, intptr_t lanes, uint32_t slow,
                      intptr_t feature, const gesso_tally *to);
  uint32_t (*tally_windows)(void *_Nullable strip);
  void (*tally_flush_f64)(const void *_Nullable strip, intptr_t rows, intptr_t skip, uint32_t slow,
                          intptr_t feature, const gesso_tally *to);
  void (*tally_add)(double x, double weight, intptr_t feature, const gesso_tally *to);
  void (*tally_flush_rounded)(const void *columns, intptr_t rows, intptr_t skip, intptr_t lanes,
                              intptr_t feature, const gesso_tally *to);
} gesso_common_kernels;

extern gesso_common_kernels gesso_common __attribute__((swift_attr("nonisolated(unsafe)")));
void gesso_kernels_common(gesso_common_kernels *table);

/* The chosen level's, filled on first use. */
extern gesso_kernels gesso_table __attribute__((swift_attr("nonisolated(unsafe)")));

void gesso_kernels_v2(gesso_kernels *table);
void gesso_kernels_v3(gesso_kernels *table);
void gesso_kernels_v4(gesso_kernels *table);

#pragma clang assume_nonnull end

#endif

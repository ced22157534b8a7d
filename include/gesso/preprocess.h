/* gesso/preprocess.h: normalise inputs, of any size.
 *
 * Rows go into moments, which are merged, saved and loaded; moments are fitted to a transform, which
 * is applied to rows. gesso_preprocess_f32 does all of it in one call.
 *
 * With mean m, covariance S = (x - m)^T (x - m) / (rows - ddof) = U diag(l) U^T, standard deviations
 * s = sqrt diag S, correlation P = diag(s)^-1 S diag(s)^-1 = G diag(t) G^T, l and t descending:
 *   center          y = x - m
 *   standardize     y = (x - m) / s
 *   decorrelate     y = (x - m) U
 *   whiten_pca      y = (x - m) U diag(l)^-1/2
 *   whiten_zca      y = (x - m) U diag(l)^-1/2 U^T
 *   whiten_cholesky y = (x - m) L with L L^T = S^-1, L lower triangular
 *   min_max         y = (x - least) / (greatest - least)
 *   max_abs         y = x / greatest |x|
 *   l2              y = x / |x|, each row by itself
 *   whiten_pca_cor  y = (x - m) / s G diag(t)^-1/2
 *   whiten_zca_cor  y = (x - m) / s G diag(t)^-1/2 G^T
 * Source: Kessy, Lewin & Strimmer, Optimal Whitening and Decorrelation (2018), Table 1.
 *
 * The signs of U and G: in each column the first entry that is within 2^-20 of the largest magnitude is
 * positive. Axes of equal eigenvalues are not unique; whiten_zca, whiten_zca_cor and whiten_cholesky are.
 *
 * Data at the edge:
 *   a constant feature    its variance is 0 exactly: standardize, min_max and max_abs (of zeros) give 0,
 *                         the others have rank below features
 *   deficient rank        an axis whose eigenvalue is at most max(rows, features) × 2^-52 × the largest
 *                         has no variance but rounding: it comes out as 0, so data of rank r are
 *                         whitened on their r axes (whiten_pca: columns r and beyond are 0);
 *                         whiten_cholesky needs full rank, by the eigenvalues of P, and returns
 *                         GESSO_ERROR_DATA. So for fewer rows than features, one row, and a duplicated
 *                         feature
 *   great condition       no other axis is lost; covariance of what comes out is I within 64 features
 *                         2^-53 condition in double
 *   a diagonal S, equal eigenvalues   nothing special
 *   NaN or infinity       GESSO_ERROR_DATA (gesso_preprocess_f32: see there), or skipped if that is asked
 * What is finite never gives a NaN, but where a result, x - m, or with a full matrix in float a part of it, is beyond
 * the largest float.
 */
#ifndef GESSO_PREPROCESS_H
#define GESSO_PREPROCESS_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GESSO_CLOSED gesso_preprocess {
  GESSO_CENTER = 0,
  GESSO_STANDARDIZE = 1,
  GESSO_DECORRELATE = 2,
  GESSO_WHITEN_PCA = 3,
  GESSO_WHITEN_ZCA = 4,
  GESSO_WHITEN_CHOLESKY = 5,
  GESSO_MIN_MAX = 6,
  GESSO_MAX_ABS = 7,
  GESSO_L2 = 8,
  GESSO_WHITEN_PCA_COR = 9,
  GESSO_WHITEN_ZCA_COR = 10
} gesso_preprocess;

/* Fit to x and apply to it in one call, with ddof 0.
 * Shapes:     x, y: rows × features, row-major, dense. rows >= 1; features = 0 is ok.
 * Parameters: epsilon in [0, 1): an eigenvalue below epsilon × the largest counts as that floor
 *             when it is divided by; 0 divides by what it is. For the kinds that whiten by
 *             eigenvalues; the others only check it.
 * Aliasing:   y may be x.
 * Bound:      the mean is correctly rounded and the variance within 2 ULP, in double; each y that is
 *             made column by column is rounded once more than (x - m) / s in double, l2 likewise. Those
 *             give the same bits everywhere; the others use the host's LAPACK and BLAS, in double,
 *             and their last bits depend on it.
 * Special:    a NaN or infinity in a column makes that column's results NaN in center, standardize,
 *             min_max and max_abs; one in a row does so in l2.
 * Errors:     KIND, NULL, SIZE (rows = 0, or rows × features overflows), RANGE, OVERLAP, MEMORY,
 *             NO_LAPACK, LAPACK (it did not converge), DATA (x is not finite, or whiten_cholesky on
 *             data without full rank), CPU.
 * Since: 0.1 */
gesso_status gesso_preprocess_f32(gesso_preprocess kind, const float *x, float *y, size_t rows,
                                  size_t features, double epsilon);

/* The LAPACK to use, by file name or path; NULL: search again, as is done on first use without this call: the library
 * that the environment variable GESSO_LAPACK names (but in a set-user-ID program), symbols of the process,
 * libopenblas.so.0, liblapack.so.3. Its integers may be of 32 or 64 bits. An OpenBLAS that was built for one caller
 * gets one at a time.
 * Errors:     NO_LAPACK if it cannot be loaded or lacks a routine (what was in use stays).   Since: 0.1 */
gesso_status gesso_set_lapack(const char *path);

/* ---- Moments --------------------------------------------------------------------------------
 * Running count, extremes, mean, and variance or covariance of features. The sums of w, w x and
 * w x² are exact integers of any length needed, rounded when they are asked for: counts, extremes, means
 * and variances are the same bits for the same rows, in any order, in any split into calls or
 * moments that are merged, from floats or the same values as doubles, on any machine.
 * ROUNDED sums are doubles instead: each block of at most 512 rows about one of its own values, blocks, calls and
 * merged moments by Chan, Golub & LeVeque (1983). The same rows in the same calls give the same bits on any machine
 * with any number of threads; another order or split gives other last bits.
 * The covariance off the diagonal is summed in double about the mean of each call, and calls and merged moments are
 * put together likewise: its last bits depend on the split, and on whether the CPU has fused multiply-add, not on
 * threads.
 * A call that fails leaves the moments as they were. Threads: one call at a time may change them. */
typedef struct gesso_moments gesso_moments;

typedef enum gesso_moments_flag {
  GESSO_MOMENTS_COVARIANCE = 1, /* features² doubles */
  GESSO_MOMENTS_SKIP_NAN = 2,   /* a NaN is a value that its feature does not have; not with COVARIANCE */
  GESSO_MOMENTS_ROUNDED = 4     /* sums in double instead of exact ones */
} gesso_moments_flag;

/* Errors: NULL, SIZE, RANGE (unknown flags), UNSUPPORTED (SKIP_NAN with COVARIANCE), MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_moments_create(size_t features, int32_t flags, gesso_moments **out);
/* NULL is ok.   Since: 0.1 */
void gesso_moments_destroy(gesso_moments *moments);

/* Adds rows, `row_stride` elements apart; weights, one a row, are finite and not negative (NULL: 1).
 * A row of weight w counts in mean, variance and covariance as w rows would, in count as one; of weight 0
 * not in the extremes.
 * Speed:  without weights, where a feature's values in some 100 to 500 rows lie within 2^20 of each other
 *         (doubles: 2^16, 8 features or dense rows, CPUs with fused multiply-add), exact sums take
 *         1.4 to 2.2 times as long as plain ones from memory, 3 to 4 times from the caches. Others, and
 *         weighted rows, take 10 to 16 ns a value.
 *         ROUNDED: 1.2 to 1.5 times as long as plain ones from memory, 2 to 3 times from the caches; with weights
 *         or NaNs to skip 2 to 4 times.
 * Errors: NULL, SIZE (row_stride < features, or an overflow), DATA (not finite; beyond 2^500 with
 *         COVARIANCE or ROUNDED; squares that weights make infinite with ROUNDED), RANGE (weights), MEMORY.
 * Since: 0.1 */
gesso_status gesso_moments_update_f32(gesso_moments *moments, const float *x, size_t rows,
                                      size_t row_stride);
gesso_status gesso_moments_update_f64(gesso_moments *moments, const double *x, size_t rows,
                                      size_t row_stride);
gesso_status gesso_moments_update_weighted_f32(gesso_moments *moments, const float *x,
                                               const double *weights, size_t rows,
                                               size_t row_stride);
gesso_status gesso_moments_update_weighted_f64(gesso_moments *moments, const double *x,
                                               const double *weights, size_t rows,
                                               size_t row_stride);

/* into += from, of the same features and flags; `from` may be `into`.
 * Errors: NULL, SIZE (features), UNSUPPORTED (flags), MEMORY.   Since: 0.1 */
gesso_status gesso_moments_merge(gesso_moments *into, const gesso_moments *from);

/* How many features and rows; 0 for NULL. counts: of each feature, less where a NaN was skipped;
 * weights: their sums. Errors: NULL.   Since: 0.1 */
size_t gesso_moments_features(const gesso_moments *moments);
uint64_t gesso_moments_count(const gesso_moments *moments);
gesso_status gesso_moments_counts(const gesso_moments *moments, uint64_t *counts);
gesso_status gesso_moments_weights(const gesso_moments *moments, double *weights);

/* Of each feature; variance = Σ w (x - mean)² / (Σ w - ddof), covariance likewise, row-major.
 * Bound:   mean correctly rounded (weighted: 0.501 ULP); variance 2 ULP, weighted 8, where Σ w and its square are normal
 *          numbers.
 *          ROUNDED, in b blocks of at most 512 rows (dense ones of few features: in 16 at least), with u = 2^-53 and
 *          r = greatest - least: mean within (514 + 3 b) u r and half an ULP, variance within
 *          (2^20 + 6 b r / deviation) u of itself; 2^14 for 2^20 where each block begins within two deviations of its
 *          mean.
 * Special: NaN for a feature all of whose values were skipped, or whose Σ w is not above ddof.
 * Errors:  NULL, RANGE (ddof < 0), DATA (no rows, or Σ w - ddof <= 0 without SKIP_NAN), UNSUPPORTED
 *          (covariance without the flag), MEMORY.   Since: 0.1 */
gesso_status gesso_moments_mean(const gesso_moments *moments, double *mean);
gesso_status gesso_moments_variance(const gesso_moments *moments, double ddof, double *variance);
gesso_status gesso_moments_covariance(const gesso_moments *moments, double ddof,
                                      double *covariance);
gesso_status gesso_moments_extremes(const gesso_moments *moments, double *least,
                                    double *greatest);

/* A byte string, the same on every machine. *size is the room at `bytes` and becomes the size used;
 * bytes = NULL only tells the size. All numbers are little-endian:
 *   8 bytes "GESSOMOM"; u32 version 1; u32 flags, + 256 if records are wide; u64 features; u64 rows;
 *   for each feature 20 words of u64, or 204 where wide: count, least and greatest (f64), then
 *   (with ROUNDED 7 words: behind these three, f64 Σw, base, mean - base, Σ w (x - mean)²)
 *   integers, the lowest word first, in two's complement and units of 2^origin:
 *     narrow (floats of weight 1)     Σx 6 words, -192; Σx² 11 words, -384
 *     wide                            Σw 34 words, -1088; Σwx 67 words, -2176; Σwx² 100 words, -3264
 *   with COVARIANCE: f64, the lower triangle of Σ w (x - mean)^T (x - mean), column by column;
 *   u64 FNV-1a of all bytes before.
 * Load gives moments of their own. Errors: NULL, SIZE (too little room), DATA (not such a byte string,
 * of a later version, cut or altered), MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_moments_save(const gesso_moments *moments, void *bytes, size_t *size);
gesso_status gesso_moments_load(const void *bytes, size_t size, gesso_moments **out);

/* ---- Transforms -----------------------------------------------------------------------------
 * Fitted once, never changed: any number of threads may use one at the same time. */
typedef struct gesso_transform gesso_transform;

typedef struct gesso_fit_options {
  size_t size;       /* sizeof(gesso_fit_options) */
  double epsilon;    /* as in gesso_preprocess_f32 */
  double ddof;       /* what variances subtract from the count: 0 or 1, or any number >= 0 */
  size_t components; /* how many axes are kept, 0: all */
  double explained;  /* or as many as have this share of the variance, in (0, 1], 1 to rank; 0: all */
  int32_t precise;   /* 1: products of rows and matrix in double, 0: in float, twice as fast */
} gesso_fit_options;

/* Fits `kind` to moments; NULL options: zeros. decorrelate, whiten_pca and whiten_pca_cor give
 * as many features as components are kept, the others all. l2 looks at the number of features only.
 * Errors: KIND, NULL, SIZE (options, components > features), RANGE, UNSUPPORTED (moments without
 *         COVARIANCE, components where there are no axes or with explained), DATA (no rows, rank,
 *         Σ w - ddof <= 0, a spread beyond double, or one over it), MEMORY, NO_LAPACK, LAPACK.   Since: 0.1 */
gesso_status gesso_transform_fit(gesso_preprocess kind, const gesso_moments *moments,
                                 const gesso_fit_options *options, gesso_transform **out);
/* NULL is ok.   Since: 0.1 */
void gesso_transform_destroy(gesso_transform *transform);

/* y from x; x back from y (the nearest x where components or rank were lost; epsilon's floor is undone);
 * dx = dy W^T, the gradient with respect to x where y = (x - c) W.
 * Shapes:   input: rows × input features; output: rows × output features; strides are between rows.
 * Aliasing: in place where both have the same stride and features; rows of the two may lie between one another where
 *           they have the same stride.
 * Bits:     full matrices go through the host's BLAS; with precise = 0 the last bits of a row may depend on how many
 *           rows a call has.
 * Stack:    small full transforms take 64 KiB of that of each thread.
 * Errors:   NULL, SIZE, OVERLAP, UNSUPPORTED (invert and backward of l2), MEMORY, NO_LAPACK. A NaN or
 *           infinity stays in its row: in full transforms all of the row may become NaN.   Since: 0.1 */
gesso_status gesso_transform_apply_f32(const gesso_transform *transform, const float *x,
                                       size_t rows, size_t x_stride, float *y, size_t y_stride);
gesso_status gesso_transform_invert_f32(const gesso_transform *transform, const float *y,
                                        size_t rows, size_t y_stride, float *x, size_t x_stride);
gesso_status gesso_transform_backward_f32(const gesso_transform *transform, const float *dy,
                                          size_t rows, size_t dy_stride, float *dx,
                                          size_t dx_stride);

/* What was fitted; 0 for NULL. rank: axes that are not rounding alone, after components (for kinds
 * that have no axes: features that are not constant; of l2 all).   Since: 0.1 */
gesso_preprocess gesso_transform_kind(const gesso_transform *transform);
size_t gesso_transform_input_features(const gesso_transform *transform);
size_t gesso_transform_output_features(const gesso_transform *transform);
size_t gesso_transform_rank(const gesso_transform *transform);
/* c and W of y = (x - c) W, W input × output features, row-major; eigenvalues, input features of them,
 * descending. Errors: NULL, UNSUPPORTED (l2; values of kinds that have none).   Since: 0.1 */
gesso_status gesso_transform_mean(const gesso_transform *transform, double *mean);
gesso_status gesso_transform_matrix(const gesso_transform *transform, double *matrix);
gesso_status gesso_transform_values(const gesso_transform *transform, double *values);

/* As gesso_moments_save and gesso_moments_load:
 *   8 bytes "GESSOTRF"; u32 version 1; u32 kind; u64 input features d, output features k, rank, precise;
 *   f64 c, d of them; then of the kinds by column: scale d, 1 / scale d; of those with axes: eigenvalues d,
 *   W and the transposed inverse, each column by column, d × k; u64 FNV-1a.   Since: 0.1 */
gesso_status gesso_transform_save(const gesso_transform *transform, void *bytes, size_t *size);
gesso_status gesso_transform_load(const void *bytes, size_t size, gesso_transform **out);

#ifdef __cplusplus
}
#endif
#endif

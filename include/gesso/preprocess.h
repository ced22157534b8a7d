/* gesso/preprocess.h: normalise inputs.
 *
 * With mean m, covariance S = (x - m)^T (x - m) / rows = U diag(l) U^T, l descending:
 *   center          y = x - m
 *   standardize     y = (x - m) / sqrt(diag S)
 *   decorrelate     y = (x - m) U
 *   whiten_pca      y = (x - m) U diag(l)^-1/2
 *   whiten_zca      y = (x - m) U diag(l)^-1/2 U^T
 *   whiten_cholesky y = (x - m) L with L L^T = S^-1, L lower triangular
 * Source: Kessy, Lewin & Strimmer, Optimal Whitening and Decorrelation (2018), Table 1.
 *
 * The signs of U: in each column the first entry that is within 2^-20 of the largest magnitude is
 * positive.
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
  GESSO_WHITEN_CHOLESKY = 5
} gesso_preprocess;

/* Fit to x and apply to it in one call.
 * Shapes:     x, y: rows × features, row-major, dense. rows >= 1; features = 0 is ok.
 * Parameters: epsilon in [0, 1): an eigenvalue below epsilon × the largest counts as that floor
 *             when it is divided by; 0 divides by what it is. For whiten_pca and whiten_zca; the
 *             others divide by no eigenvalue, and only check it.
 * Rank:       an axis whose eigenvalue is at most max(rows, features) × 2^-52 × the largest has no
 *             variance but rounding: whitening gives 0 along it, so data of rank r are whitened on
 *             their r axes (whiten_pca: columns r and beyond are 0). A constant feature comes out
 *             of standardize as zeros. whiten_cholesky needs full rank.
 * Aliasing:   y may be x.
 * Bound:      statistics in double, in two passes and a fixed order, so that a mean of 1e6 over a
 *             spread of 1e-3 costs nothing; each y of center and standardize is rounded once.
 *             center and standardize give the same bits everywhere; the others use the host's
 *             LAPACK and BLAS, and their last bits depend on it.
 * Special:    a NaN or infinity in a column makes that column's results NaN in center and
 *             standardize.
 * Errors:     KIND, NULL, SIZE (rows = 0, or rows × features overflows), RANGE, OVERLAP, MEMORY,
 *             NO_LAPACK, LAPACK (it did not converge), DATA (x is not finite, or whiten_cholesky on
 *             data without full rank), CPU.
 * Since: 0.1 */
gesso_status gesso_preprocess_f32(gesso_preprocess kind, const float *x, float *y, size_t rows,
                                  size_t features, double epsilon);

/* The LAPACK to use, by file name or path; NULL: search again (symbols of the process, then libopenblas.so.0,
 * then liblapack.so.3). Without this call the search is made on first use, with the environment
 * variable GESSO_LAPACK, if set, in front.
 * Errors:     NO_LAPACK if it cannot be loaded or lacks a routine (what was in use stays).   Since: 0.1 */
gesso_status gesso_set_lapack(const char *path);

#ifdef __cplusplus
}
#endif
#endif

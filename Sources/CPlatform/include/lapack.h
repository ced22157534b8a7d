/* The routines of BLAS and LAPACK that Gesso calls, found in the host at run time. Fortran's convention:
 * everything by reference, column-major, and the lengths of character arguments at the end. Integers are of 64 bits,
 * and those that a routine writes are 0 before: one that takes or writes 32 finds them in the lower half. */
#ifndef CPLATFORM_LAPACK_H
#define CPLATFORM_LAPACK_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct platform_lapack {
  void (*dgemm)(const char *transa, const char *transb, const int64_t *m, const int64_t *n,
                const int64_t *k, const double *alpha, const double *a, const int64_t *lda,
                const double *b, const int64_t *ldb, const double *beta, double *c,
                const int64_t *ldc, size_t, size_t);
  void (*sgemm)(const char *transa, const char *transb, const int64_t *m, const int64_t *n,
                const int64_t *k, const float *alpha, const float *a, const int64_t *lda,
                const float *b, const int64_t *ldb, const float *beta, float *c,
                const int64_t *ldc, size_t, size_t);
  void (*dsyevd)(const char *jobz, const char *uplo, const int64_t *n, double *a,
                 const int64_t *lda, double *w, double *work, const int64_t *lwork,
                 int64_t *iwork, const int64_t *liwork, int64_t *info, size_t, size_t);
  void (*dpotrf)(const char *uplo, const int64_t *n, double *a, const int64_t *lda, int64_t *info,
                 size_t);
  void (*dtrtri)(const char *uplo, const char *diag, const int64_t *n, double *a,
                 const int64_t *lda, int64_t *info, size_t, size_t);
  _Bool alone; /* built for one caller at a time */
  void (*_Nullable set_threads)(int);
} platform_lapack;

/* Stand around each call of a routine: the x87's state is one that nothing traps under, signals are masked, and both
 * are the caller's afterwards; a library for one caller has one. (MXCSR is the caller's business.) */
typedef struct platform_foreign {
  uint64_t signals[16]; /* a sigset_t */
  uint32_t environment[7];
} platform_foreign;
void platform_lapack_enter(const platform_lapack *routines, platform_foreign *saved);
void platform_lapack_leave(const platform_lapack *routines, const platform_foreign *saved);

/* The routines in use, searched for on first use (gesso_set_lapack says where). NULL: none. */
const platform_lapack *_Nullable platform_lapack_get(void);

/* Uses the library of this name, or searches again for NULL. 0 if nothing was found. */
int32_t platform_lapack_use(const char *_Nullable path);

#pragma clang assume_nonnull end
#endif

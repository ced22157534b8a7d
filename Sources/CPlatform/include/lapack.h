/* The routines of BLAS and LAPACK that Gesso calls, found in the host at run time. Fortran's convention:
 * everything by reference, column-major, and the lengths of character arguments at the end. */
#ifndef CPLATFORM_LAPACK_H
#define CPLATFORM_LAPACK_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

typedef struct platform_lapack {
  void (*dgemm)(const char *transa, const char *transb, const int32_t *m, const int32_t *n,
                const int32_t *k, const double *alpha, const double *a, const int32_t *lda,
                const double *b, const int32_t *ldb, const double *beta, double *c,
                const int32_t *ldc, size_t, size_t);
  void (*sgemm)(const char *transa, const char *transb, const int32_t *m, const int32_t *n,
                const int32_t *k, const float *alpha, const float *a, const int32_t *lda,
                const float *b, const int32_t *ldb, const float *beta, float *c,
                const int32_t *ldc, size_t, size_t);
  void (*dsyevd)(const char *jobz, const char *uplo, const int32_t *n, double *a,
                 const int32_t *lda, double *w, double *work, const int32_t *lwork,
                 int32_t *iwork, const int32_t *liwork, int32_t *info, size_t, size_t);
  void (*dpotrf)(const char *uplo, const int32_t *n, double *a, const int32_t *lda, int32_t *info,
                 size_t);
  void (*dtrtri)(const char *uplo, const char *diag, const int32_t *n, double *a,
                 const int32_t *lda, int32_t *info, size_t, size_t);
} platform_lapack;

/* The routines in use, searched for on first use (gesso_set_lapack says where). NULL: none. */
const platform_lapack *_Nullable platform_lapack_get(void);

/* Uses the library of this name, or searches again for NULL. 0 if nothing was found. */
int32_t platform_lapack_use(const char *_Nullable path);

#pragma clang assume_nonnull end
#endif

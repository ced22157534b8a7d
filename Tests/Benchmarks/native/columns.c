/* Means and population variances of a float matrix's columns the plain ways, in double, for what exact sums cost:
 * one pass over x and x², Welford's, and two passes. */
#include <stddef.h>
#include <string.h>

void column_sums(const float *x, size_t rows, size_t d, double *restrict mean,
                 double *restrict variance) {
  memset(mean, 0, d * sizeof *mean);
  memset(variance, 0, d * sizeof *variance);
  for (size_t i = 0; i < rows; i++, x += d) {
    for (size_t j = 0; j < d; j++) {
      double v = x[j];
      mean[j] += v;
      variance[j] += v * v;
    }
  }
  for (size_t j = 0; j < d; j++) {
    mean[j] /= (double)rows;
    variance[j] = variance[j] / (double)rows - mean[j] * mean[j];
  }
}

void column_welford(const float *x, size_t rows, size_t d, double *restrict mean,
                 double *restrict variance) {
  memset(mean, 0, d * sizeof *mean);
  memset(variance, 0, d * sizeof *variance);
  for (size_t i = 0; i < rows; i++, x += d) {
    double share = 1 / (double)(i + 1);
    for (size_t j = 0; j < d; j++) {
      double apart = x[j] - mean[j];
      mean[j] += apart * share;
      variance[j] += apart * (x[j] - mean[j]);
    }
  }
  for (size_t j = 0; j < d; j++) variance[j] /= (double)rows;
}

void column_two_passes(const float *x, size_t rows, size_t d, double *restrict mean,
                 double *restrict variance) {
  memset(mean, 0, d * sizeof *mean);
  memset(variance, 0, d * sizeof *variance);
  const float *row = x;
  for (size_t i = 0; i < rows; i++, row += d) {
    for (size_t j = 0; j < d; j++) mean[j] += row[j];
  }
  for (size_t j = 0; j < d; j++) mean[j] /= (double)rows;
  row = x;
  for (size_t i = 0; i < rows; i++, row += d) {
    for (size_t j = 0; j < d; j++) variance[j] += (row[j] - mean[j]) * (row[j] - mean[j]);
  }
  for (size_t j = 0; j < d; j++) variance[j] /= (double)rows;
}

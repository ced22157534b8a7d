/* One group of tests for each section of the header. */
#ifndef HARNESS_ERRORS_H
#define HARNESS_ERRORS_H

int runtime_errors(void);
int activation_errors(void);
int slope_errors(void);
int row_errors(void);
int init_errors(void);
int scaling_errors(void);
int slice_errors(void);
int preprocess_errors(void);
int moments_errors(void);

#endif

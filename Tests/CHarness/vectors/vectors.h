#ifndef HARNESS_VECTORS_H
#define HARNESS_VECTORS_H

int activation_vectors(void);
int init_vectors(void);
int preprocess_vectors(void);

/* "One rounding of a value computed in double", in ULP. */
#define ROUNDED_DOUBLE (0.5 + 0x1p-20)

#endif

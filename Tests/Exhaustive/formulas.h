/* Constants of the formulas, to quad's precision: fast.c and quad.c share them. */
#ifndef FORMULAS_H
#define FORMULAS_H

#ifdef IN_QUAD
#define NUMBER(digits) digits##Q
#else
#define NUMBER(digits) digits
#endif

/* Klambauer et al. (2017), appendix A.1.4 */
#define SELU_SCALE NUMBER(1.0507009873554804934193349852946)
#define SELU_ALPHA NUMBER(1.6732632423543772848170429916717)
/* 2 sqrt(2 / pi), and Hendrycks & Gimpel's cubic term */
#define GELU_TANH_K NUMBER(1.59576912160573071175978423973752747390)
#define GELU_TANH_C NUMBER(0.044715)
#define QUICK_K NUMBER(1.702)
#define INV_SQRT_2PI NUMBER(0.398942280401432677939946059934381868)

#endif

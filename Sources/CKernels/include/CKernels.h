/* The only bridge between rooms compiled for different CPUs: each level fills one table of function
 * pointers, and the ABI layer calls through it. Swift never imports a kernel module: the compiler
 * would copy its bodies and compile them again for the baseline. */
#ifndef CKERNELS_H
#define CKERNELS_H

#include "gesso.h"
#include "Segments.h"

typedef float gesso_f32x16 __attribute__((ext_vector_type(16)));
typedef float gesso_f32x8 __attribute__((ext_vector_type(8)));
typedef double gesso_f64x8 __attribute__((ext_vector_type(8)));
typedef int32_t gesso_i32x8 __attribute__((ext_vector_type(8)));
typedef int32_t gesso_i32x16 __attribute__((ext_vector_type(16)));
typedef int64_t gesso_i64x8 __attribute__((ext_vector_type(8)));
typedef uint32_t gesso_u32x8 __attribute__((ext_vector_type(8)));
typedef uint32_t gesso_u32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t gesso_u64x4 __attribute__((ext_vector_type(4)));
typedef double gesso_f64x4 __attribute__((ext_vector_type(4)));
typedef uint64_t gesso_u64x8 __attribute__((ext_vector_type(8)));

#pragma clang assume_nonnull begin

/* ---- The table ------------------------------------------------------------------------------ */

typedef enum __attribute__((enum_extensibility(closed))) gesso_direction {
  GESSO_FORWARD,             /* out = f(x) */
  GESSO_BACKWARD,            /* out = dy f'(x) */
  GESSO_BACKWARD_FROM_OUTPUT /* out = dy f'(f^-1(x)), x being the output */
} gesso_direction;

/* A run of elements. `accumulate`: out += …; `stream`: write past the caches. */
typedef struct gesso_run {
  const float *x;
  const float *dy;
  float *out;
  intptr_t n;
  _Bool accumulate;
  _Bool stream;
} gesso_run;

/* outer × channels × inner; the run's n is not used. */
typedef struct gesso_grid {
  intptr_t outer;
  intptr_t channels;
  intptr_t inner;
} gesso_grid;

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
} gesso_gate;

typedef struct gesso_kernels {
  void (*activation)(gesso_activation kind, gesso_direction direction, float alpha, float beta,
                     const gesso_run *run);
  /* Rows [first, first + run->n) of those that gesso_prelu_rows counts. */
  void (*prelu)(gesso_direction direction, const float *slopes, gesso_grid grid, intptr_t first,
                const gesso_run *run);
  /* The slope gradients of channels [first, first + count). */
  void (*prelu_slopes)(const float *x, const float *dy, float *dslopes, gesso_grid grid,
                       intptr_t first, intptr_t count, _Bool accumulate);
  void (*rrelu)(gesso_direction direction, float lower, float upper, gesso_key key, uint64_t offset,
                const gesso_run *run);

  /* Rows [first, first + rows). */
  void (*gated)(gesso_activation kind, float alpha, float beta, const gesso_gate *gate,
                intptr_t first, intptr_t rows);
  /* Rows [first, first + run->n) of softmax or log_softmax; backward has y for x. */
  void (*softmax)(gesso_direction direction, _Bool logarithm, intptr_t columns, intptr_t first,
                  const gesso_run *run);

  void (*philox)(const uint32_t *counter, const uint32_t *key, uint32_t *out);
  void (*random_bits)(gesso_key key, uint64_t offset, uint32_t *bits, intptr_t n);
  void (*fill)(const gesso_distribution *d, gesso_key key, uint64_t offset, float *w, intptr_t n,
               _Bool stream);
  /* sqrt(variance) * gain with variance = scale / (fan_in + fan_out), times sqrt 3 for uniform. */
  float (*scheme)(double scale, intptr_t fan_in, intptr_t fan_out, float gain, _Bool uniform);

  /* sums[j] = Σ over rows of x[i, j] - center[j]; squares[j] of its square. */
  void (*column_sums)(const float *x, intptr_t rows, intptr_t features, const double *center,
                      double *sums, double *squares);
  /* From the partial sums of `blocks` blocks, in order: center += Σ sums / rows, and variance =
   * Σ squares / rows - (Σ sums / rows)^2 (not written where NULL). */
  void (*column_moments)(const double *sums, const double *squares, intptr_t blocks,
                         intptr_t features, double rows, double *center,
                         double *_Nullable variance);
  /* y = (x - center) scale, rounded once. */
  void (*column_scale)(const float *x, float *y, intptr_t rows, intptr_t features,
                       const double *center, const double *scale);
  /* scale[j] = 1 / sqrt(max(value[j], floor * largest)), or 0 where value[j] <= tolerance * largest.
   * The number of those that are not 0. */
  intptr_t (*inverse_roots)(const double *values, intptr_t count, double tolerance, double floor,
                            double *scale);
  /* y = x - center. */
  void (*widen)(const float *x, double *y, intptr_t rows, intptr_t features, const double *center);
  void (*narrow)(const double *x, float *y, intptr_t n);
  _Bool (*all_finite)(const double *x, intptr_t n);
  /* LAPACK's eigenvalues and vectors (ascending, a vector a column) into descending order, signs fixed. */
  void (*order_axes)(double *values, double *vectors, intptr_t features);
  /* out[:, k] = vectors[:, k] * scale[k]. */
  void (*scale_axes)(const double *vectors, const double *scale, double *out, intptr_t features);
  /* a = P a P with P the exchange matrix; below (or above) the diagonal stays what it was. */
  void (*reverse)(double *a, intptr_t n);
  /* Zeros the strict lower triangle of a column-major matrix. */
  void (*clear_lower)(double *a, intptr_t features);
  /* Whether each pivot u[j, j]^2 of a Cholesky factor is above tolerance * variance[j]. */
  _Bool (*full_rank)(const double *u, const double *variance, intptr_t features, double tolerance);
} gesso_kernels;

/* The chosen level's, filled on first use. */
extern gesso_kernels gesso_table __attribute__((swift_attr("nonisolated(unsafe)")));

void gesso_kernels_v2(gesso_kernels *table);
void gesso_kernels_v3(gesso_kernels *table);
void gesso_kernels_v4(gesso_kernels *table);

#define GESSO_INLINE static inline __attribute__((always_inline))

/* ---- What Swift has no words for ------------------------------------------------------------ */

/* Swift's SIMD types spell these out lane by lane and leave it to the optimiser to find the vector
 * again, which it does not always; here they are instructions. */
#define GESSO_ARITHMETIC(vector, name)                                                   \
  GESSO_INLINE vector gesso_add_##name(vector a, vector b) { return a + b; }             \
  GESSO_INLINE vector gesso_subtract_##name(vector a, vector b) { return a - b; }        \
  GESSO_INLINE vector gesso_multiply_##name(vector a, vector b) { return a * b; }        \
  GESSO_INLINE vector gesso_divide_##name(vector a, vector b) { return a / b; }          \
  GESSO_INLINE vector gesso_negate_##name(vector a) { return -a; }
GESSO_ARITHMETIC(gesso_f32x16, floats)
GESSO_ARITHMETIC(gesso_f64x8, doubles)
GESSO_INLINE gesso_f32x16 gesso_select(gesso_i32x16 mask, gesso_f32x16 yes, gesso_f32x16 no) {
  return mask ? yes : no;
}
GESSO_INLINE gesso_f64x8 gesso_select_doubles(gesso_i64x8 mask, gesso_f64x8 yes, gesso_f64x8 no) {
  return mask ? yes : no;
}
#ifdef __FMA__
GESSO_INLINE gesso_f32x16 gesso_fma(gesso_f32x16 a, gesso_f32x16 b, gesso_f32x16 c) {
  return __builtin_elementwise_fma(a, b, c);
}
#endif
GESSO_INLINE gesso_f64x8 gesso_to_doubles(gesso_f32x8 v) { return __builtin_convertvector(v, gesso_f64x8); }
GESSO_INLINE gesso_f32x8 gesso_to_floats(gesso_f64x8 v) { return __builtin_convertvector(v, gesso_f32x8); }
GESSO_INLINE gesso_u64x8 gesso_to_longs(gesso_u32x8 v) { return __builtin_convertvector(v, gesso_u64x8); }

/* Swift's own squareRoot() would call libm for errno's sake. */
GESSO_INLINE gesso_f64x8 gesso_square_roots(gesso_f64x8 v) { return __builtin_elementwise_sqrt(v); }
GESSO_INLINE double gesso_square_root(double v) { return __builtin_elementwise_sqrt(v); }

/* Comparisons give -1 where they hold, else 0; gesso_select takes them. */
GESSO_INLINE gesso_i32x16 gesso_less(gesso_f32x16 a, gesso_f32x16 b) { return a < b; }
GESSO_INLINE gesso_i32x16 gesso_at_most(gesso_f32x16 a, gesso_f32x16 b) { return a <= b; }
GESSO_INLINE gesso_i32x16 gesso_equal(gesso_f32x16 a, gesso_f32x16 b) { return a == b; }
GESSO_INLINE gesso_i32x16 gesso_differ(gesso_f32x16 a, gesso_f32x16 b) { return a != b; }
GESSO_INLINE gesso_i32x16 gesso_not_at_most(gesso_f32x16 a, gesso_f32x16 b) { return !(a <= b); }
GESSO_INLINE _Bool gesso_any(gesso_i32x16 mask) { return __builtin_reduce_or(mask) != 0; }
GESSO_INLINE gesso_i32x16 gesso_and(gesso_i32x16 a, gesso_i32x16 b) { return a & b; }
GESSO_INLINE gesso_i32x16 gesso_or(gesso_i32x16 a, gesso_i32x16 b) { return a | b; }
GESSO_INLINE gesso_f32x16 gesso_abs(gesso_f32x16 v) { return __builtin_elementwise_abs(v); }
GESSO_INLINE gesso_f32x16 gesso_copysign(gesso_f32x16 v, gesso_f32x16 sign) {
  return __builtin_elementwise_copysign(v, sign);
}
GESSO_INLINE gesso_f32x16 gesso_floor(gesso_f32x16 v) { return __builtin_elementwise_floor(v); }
GESSO_INLINE gesso_i32x16 gesso_max_i32(gesso_i32x16 a, gesso_i32x16 b) {
  return __builtin_elementwise_max(a, b);
}


GESSO_INLINE gesso_f32x16 gesso_square_roots_f32(gesso_f32x16 v) {
  return __builtin_elementwise_sqrt(v);
}

/* v 2^floor(count), rounded once, for |n| <= 250; n is floor(count), which only the levels without the
 * instruction look at. v is normal, so that halving n keeps the first product exact. */
GESSO_INLINE gesso_f32x16 gesso_scale(gesso_f32x16 v, gesso_f32x16 count, gesso_i32x16 n) {
#ifdef __AVX512F__
  return __builtin_ia32_scalefps512_mask(v, count, v, -1, 4);
#else
  gesso_i32x16 half = n >> 1;
  return v * (gesso_f32x16)((half + 127) << 23) * (gesso_f32x16)((n - half + 127) << 23);
#endif
}

/* table[i mod 8]; the table has 16 entries, the second eight like the first. */
GESSO_INLINE gesso_f32x16 gesso_lookup8(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  return __builtin_ia32_permvarsf512(*(const gesso_f32x16 *)table, i);
#elif defined(__AVX2__)
  gesso_f32x8 t = *(const gesso_f32x8 *)table;
  gesso_f32x8 low = __builtin_ia32_permvarsf256(t, i.lo), high = __builtin_ia32_permvarsf256(t, i.hi);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  gesso_f32x16 v;
  i &= 7;
#pragma clang loop unroll(full)
  for (int k = 0; k < 16; k++) v[k] = table[i[k]];
  return v;
#endif
}

#if defined(__AVX2__) && !defined(__AVX512F__)
/* The sign of i << 28 is its bit 3, that of i << 27 its bit 4. */
GESSO_INLINE gesso_f32x8 gesso_lookup32_half(const float *table, gesso_i32x8 i) {
  const gesso_f32x8 *t = (const gesso_f32x8 *)table;
  gesso_f32x8 bit3 = (gesso_f32x8)(i << 28), bit4 = (gesso_f32x8)(i << 27);
  gesso_f32x8 a = __builtin_ia32_blendvps256(__builtin_ia32_permvarsf256(t[0], i),
                                             __builtin_ia32_permvarsf256(t[1], i), bit3);
  gesso_f32x8 b = __builtin_ia32_blendvps256(__builtin_ia32_permvarsf256(t[2], i),
                                             __builtin_ia32_permvarsf256(t[3], i), bit3);
  return __builtin_ia32_blendvps256(a, b, bit4);
}
#endif

/* table[i mod 32]. */
GESSO_INLINE gesso_f32x16 gesso_lookup32(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  return __builtin_ia32_vpermi2varps512(*(const gesso_f32x16 *)table, i,
                                        *(const gesso_f32x16 *)(table + 16));
#elif defined(__AVX2__)
  gesso_f32x8 low = gesso_lookup32_half(table, i.lo), high = gesso_lookup32_half(table, i.hi);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  gesso_f32x16 v;
  i &= 31;
#pragma clang loop unroll(full)
  for (int k = 0; k < 16; k++) v[k] = table[i[k]];
  return v;
#endif
}

/* ---- Random numbers ------------------------------------------------------------------------- */

/* Exact below 2^31. */
GESSO_INLINE gesso_f32x16 gesso_counts(gesso_u32x16 v) {
  return __builtin_convertvector((gesso_i32x16)v, gesso_f32x16);
}
GESSO_INLINE gesso_f64x8 gesso_integers_to_doubles(gesso_i32x8 v) {
  return __builtin_convertvector(v, gesso_f64x8);
}

/* Blocks first ... first + 3 of Philox4x32-10: 16 words in stream order.
 * A counter's word is the low half of a 64-bit lane; the multiplication ignores what stands above it. */
GESSO_INLINE gesso_u32x16 gesso_philox(uint64_t first, uint64_t stream, uint32_t k0, uint32_t k1) {
  gesso_u64x4 c0 = first + (gesso_u64x4){0, 2, 1, 3}, c1 = c0 >> 32;
  gesso_u64x4 c2 = (gesso_u64x4)(stream & 0xffffffff), c3 = (gesso_u64x4)(stream >> 32);
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    gesso_u64x4 p0 = (c0 & 0xffffffff) * 0xd2511f53, p1 = (c2 & 0xffffffff) * 0xcd9e8d57;
    c0 = (p1 >> 32) ^ c1 ^ (gesso_u64x4)(uint64_t)k0;
    c1 = p1;
    c2 = (p0 >> 32) ^ c3 ^ (gesso_u64x4)(uint64_t)k1;
    c3 = p0;
    /* The golden ratio and sqrt 3 - 1, in 32 bits. */
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  /* Blocks stood in the order 0, 2, 1, 3 so that halves of pairs come out in stream order. */
  gesso_u64x4 a = (gesso_u64x4)__builtin_shufflevector((gesso_u32x8)c0, (gesso_u32x8)c1,
                                                       0, 8, 2, 10, 4, 12, 6, 14);
  gesso_u64x4 b = (gesso_u64x4)__builtin_shufflevector((gesso_u32x8)c2, (gesso_u32x8)c3,
                                                       0, 8, 2, 10, 4, 12, 6, 14);
  return (gesso_u32x16)__builtin_shufflevector(a, b, 0, 4, 2, 6, 1, 5, 3, 7);
}

/* One polynomial of the normal quantile; Sources/CKernels/quantiles.py has the formula. */
typedef struct gesso_quantile_row {
  double a[2];
  float b[4];
} gesso_quantile_row;

extern const gesso_quantile_row gesso_quantile_rows[514]
    __attribute__((aligned(64), visibility("hidden")));

/* How a truncated normal is evaluated (Truncated.c, and Truncated.swift in Random). */
typedef enum __attribute__((enum_extensibility(closed))) gesso_truncation_regime {
  GESSO_POINT,  /* all mass at one number */
  GESSO_TABLE,  /* a quarter of the mass or more lies between the bounds: the normal's own polynomials */
  GESSO_NARROW, /* the density varies by a factor of e or so: a polynomial of the word */
  GESSO_TAIL    /* a polynomial of the root of the logarithm */
} gesso_truncation_regime;

typedef struct gesso_truncation {
  gesso_truncation_regime regime;
  _Bool mirrored;
  float low, high;
  double mean, deviation;
  double centre, step;               /* table: the offset from the median is centre + step (word + 1/2 - 2^31) */
  double base;                       /* what deviation times the polynomial is added to */
  double ratio, shift, root, scale;  /* tail: Q(h) / Q(l), -ln Q(l), its root; 2 / width of the roots */
  double series[24];                 /* Chebyshev's */
} gesso_truncation;

void gesso_plan_truncation(gesso_truncation *out, const gesso_distribution *d);
/* z with Q(z) = y 2^-32, y < 2^31 */
double gesso_tail_quantile(double y);
/* The standard deviation of a standard normal cut to [l, h]. */
double gesso_deviation_after_cutting(double l, double h);

/* Calls between functions that are inlined pass no vectors. */
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"

/* The rows of 8 lanes, as one vector a coefficient. */
typedef struct gesso_quantile_rows8 {
  gesso_f64x8 a0, a1;
  gesso_f32x8 b2, b3, b4, b5;
} gesso_quantile_rows8;

#define GESSO_TRANSPOSE4(w, x, y, z, low, high)                                       \
  gesso_f32x8 low##0 = __builtin_shufflevector(w, x, 0, 8, 1, 9, 4, 12, 5, 13),       \
              high##0 = __builtin_shufflevector(w, x, 2, 10, 3, 11, 6, 14, 7, 15),    \
              low##1 = __builtin_shufflevector(y, z, 0, 8, 1, 9, 4, 12, 5, 13),       \
              high##1 = __builtin_shufflevector(y, z, 2, 10, 3, 11, 6, 14, 7, 15)

/* The rows that stand so many bytes into the table. A row is half a cache line; loads of it and a transposition are
 * cheaper than gathers. */
GESSO_INLINE gesso_quantile_rows8 gesso_quantile_lookup(gesso_u32x8 bytes) {
  typedef double f64x2 __attribute__((ext_vector_type(2)));
  typedef float f32x4 __attribute__((ext_vector_type(4)));
  /* Through memory: taking lanes out of a register costs the units that do the arithmetic. */
  uint32_t at[8] __attribute__((aligned(32)));
  *(gesso_u32x8 *)at = bytes;
  __asm__("" : "+m"(at));
  f64x2 a[8];
  f32x4 b[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    const char *row = (const char *)gesso_quantile_rows + at[i];
    a[i] = *(const f64x2 *)row;
    b[i] = *(const f32x4 *)(row + 16);
  }
  gesso_quantile_rows8 r;
  gesso_f64x4 a02 = __builtin_shufflevector(a[0], a[2], 0, 1, 2, 3);
  gesso_f64x4 a13 = __builtin_shufflevector(a[1], a[3], 0, 1, 2, 3);
  gesso_f64x4 a46 = __builtin_shufflevector(a[4], a[6], 0, 1, 2, 3);
  gesso_f64x4 a57 = __builtin_shufflevector(a[5], a[7], 0, 1, 2, 3);
  r.a0.lo = __builtin_shufflevector(a02, a13, 0, 4, 2, 6);
  r.a0.hi = __builtin_shufflevector(a46, a57, 0, 4, 2, 6);
  r.a1.lo = __builtin_shufflevector(a02, a13, 1, 5, 3, 7);
  r.a1.hi = __builtin_shufflevector(a46, a57, 1, 5, 3, 7);
  gesso_f32x8 b04 = __builtin_shufflevector(b[0], b[4], 0, 1, 2, 3, 4, 5, 6, 7);
  gesso_f32x8 b15 = __builtin_shufflevector(b[1], b[5], 0, 1, 2, 3, 4, 5, 6, 7);
  gesso_f32x8 b26 = __builtin_shufflevector(b[2], b[6], 0, 1, 2, 3, 4, 5, 6, 7);
  gesso_f32x8 b37 = __builtin_shufflevector(b[3], b[7], 0, 1, 2, 3, 4, 5, 6, 7);
  GESSO_TRANSPOSE4(b04, b15, b26, b37, low, high);
  r.b2 = __builtin_shufflevector(low0, low1, 0, 1, 8, 9, 4, 5, 12, 13);
  r.b3 = __builtin_shufflevector(low0, low1, 2, 3, 10, 11, 6, 7, 14, 15);
  r.b4 = __builtin_shufflevector(high0, high1, 0, 1, 8, 9, 4, 5, 12, 13);
  r.b5 = __builtin_shufflevector(high0, high1, 2, 3, 10, 11, 6, 7, 14, 15);
  return r;
}

/* a0 + d (a1 + t (b2 + ...)): the doubles' steps last, so that it is monotone in d. */
GESSO_INLINE gesso_f64x8 gesso_quantile_value(gesso_u32x8 bytes, gesso_f64x8 d, gesso_f32x8 t) {
#pragma clang fp contract(off)
  gesso_quantile_rows8 r = gesso_quantile_lookup(bytes);
  gesso_f32x8 later = t * (r.b2 + t * (r.b3 + t * (r.b4 + t * r.b5)));
  return r.a0 + d * (r.a1 + __builtin_convertvector(later, gesso_f64x8));
}

/* -Z(y) or Z(y) of doubles y = 2^31 - |s| that are 2^8 or more, by the sign of s. */
GESSO_INLINE gesso_f64x8 gesso_quantile_of_offsets(gesso_f64x8 s) {
  gesso_f64x8 size = __builtin_elementwise_abs(s);
  gesso_f32x8 y = __builtin_convertvector(0x1p31 - size, gesso_f32x8);
  gesso_u32x8 rounded = (gesso_u32x8)y + 0x80000;
  gesso_f32x8 centre = (gesso_f32x8)(rounded & 0xfff00000);
  /* On the smaller side of y, so that what is small stays exact. */
  gesso_f64x8 d = ((0x1p31 - 0.5) - __builtin_convertvector(centre, gesso_f64x8)) - size;
  gesso_f32x8 t = __builtin_convertvector(d, gesso_f32x8) * 0x1p-16f;
  gesso_u32x8 bytes = ((rounded >> 20) - (126 << 3)) << 5;
  return __builtin_elementwise_copysign(gesso_quantile_value(bytes, d, t), s);
}

/* Φ^-1((word + 1/2) 2^-32) */
GESSO_INLINE gesso_f64x8 gesso_quantile_of_words(gesso_u32x8 words) {
  gesso_i32x8 upper = (gesso_i32x8)words >> 31;
  gesso_i32x8 nearer = (gesso_i32x8)words ^ upper;
  gesso_f32x8 y = __builtin_convertvector(nearer, gesso_f32x8) + 0.5f;
  /* The float's exponent and three bits, rounded: the row, and its centre. */
  gesso_u32x8 rounded = (gesso_u32x8)y + 0x80000;
  gesso_f32x8 centre = (gesso_f32x8)(rounded & 0xfff00000);
  gesso_i32x8 d = nearer - __builtin_convertvector(centre, gesso_i32x8);
  gesso_f32x8 t = __builtin_convertvector(d, gesso_f32x8) * 0x1p-16f;
  /* The lower half's quantiles are negative: the other rows, and -d. */
  gesso_i32x8 lower = ~upper;
  gesso_u32x8 bytes = (((rounded >> 20) - (126 << 3)) + (gesso_u32x8)(lower & 257)) << 5;
  gesso_i32x8 signedDistance = (d ^ lower) - lower;
  return gesso_quantile_value(bytes, __builtin_convertvector(signedDistance, gesso_f64x8), t);
}

#pragma clang diagnostic pop

/* The first `count` of 16 lanes; the other lanes are 0, and their memory is not touched. */
GESSO_INLINE gesso_f32x16 gesso_load_first(const float *p, intptr_t count) {
#ifdef __AVX512F__
  return __builtin_ia32_loadups512_mask(p, (gesso_f32x16)(0.0f),
                                        (unsigned short)((1u << count) - 1));
#else
  gesso_f32x16 v = (gesso_f32x16)(0.0f);
  for (intptr_t i = 0; i < count; i++) v[i] = p[i];
  return v;
#endif
}

GESSO_INLINE void gesso_store_first(gesso_f32x16 v, float *p, intptr_t count) {
#ifdef __AVX512F__
  __builtin_ia32_storeups512_mask(p, v, (unsigned short)((1u << count) - 1));
#else
  for (intptr_t i = 0; i < count; i++) p[i] = v[i];
#endif
}

GESSO_INLINE void gesso_copy(void *to, const void *from, intptr_t bytes) {
  __builtin_memcpy(to, from, (size_t)bytes);
}

/* v itself, as a whole register. The compiler would fold a load that a select follows into a masked one, which costs
 * half of the speed where the data come from memory. */
GESSO_INLINE gesso_f32x16 gesso_whole(gesso_f32x16 v) {
#ifdef __AVX512F__
  __asm__("" : "+v"(v));
#endif
  return v;
}

/* Past the caches; p is aligned to 64 bytes. The stores of a run end with gesso_store_fence. */
GESSO_INLINE void gesso_store_stream(gesso_f32x16 v, float *p) {
  __builtin_nontemporal_store(v, (gesso_f32x16 *)p);
}
GESSO_INLINE void gesso_store_fence(void) { __builtin_ia32_sfence(); }

#pragma clang assume_nonnull end

#endif

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
typedef uint64_t gesso_u64x8 __attribute__((ext_vector_type(8)));
typedef uint32_t gesso_u32x16 __attribute__((ext_vector_type(16)));

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

/* y from x, x from y, dx from dy. (An enum of Swift's would bring arc4random_buf.) */
typedef enum __attribute__((enum_extensibility(closed))) gesso_passage {
  GESSO_APPLY,
  GESSO_INVERT,
  GESSO_GRADIENT
} gesso_passage;

/* Exact sums of each feature: a record of 64-bit words (Kernels/Preprocess/Record.swift). */
typedef struct gesso_tally {
  uint64_t *records;
  intptr_t features;
  _Bool wide; /* records hold sums of doubles and of weights, not of floats alone */
  _Bool skip_nan;
} gesso_tally;

/* A map of a matrix's columns, each its own; strides in elements. */
typedef struct gesso_columns {
  const float *x;
  float *y;
  intptr_t x_stride;
  intptr_t y_stride;
  intptr_t features;
  const double *center;
  const double *scale;
  _Bool invert;
  _Bool stream;
} gesso_columns;

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

  /* Adds rows to the records of a tally, each with its weight (1 where NULL). What is not finite sets
   * the top bit of its feature's count, unless it is a NaN to be skipped. */
  void (*tally_f32)(const float *x, intptr_t rows, intptr_t stride, const double *_Nullable weights,
                    const gesso_tally *to);
  /* y = (x - center) scale, or y = x scale + center, rounded once. */
  void (*column_map)(const gesso_columns *columns, intptr_t first, intptr_t rows);
  /* y = x / |x|, row by row; 0 where x is 0. */
  void (*unit_rows)(const gesso_columns *columns, intptr_t first, intptr_t rows);
  /* y = (x - center) sqrt(weight); weights are 1 where NULL. y is dense. */
  void (*widen)(const float *x, intptr_t stride, const double *_Nullable weights, double *y,
                intptr_t rows, intptr_t features, const double *center);
  /* y = x + center, x dense. */
  void (*narrow)(const double *x, float *y, intptr_t stride, intptr_t rows, intptr_t features,
                 const double *center);
} gesso_kernels;

/* What is not worth a copy for each level: integers, and doubles of small matrices. One copy, for the
 * oldest CPU. */
typedef struct gesso_common_kernels {
  void (*tally_clear)(const gesso_tally *of);
  /* Adds rows, as tally_f32 does. */
  void (*tally_f64)(const double *x, intptr_t rows, intptr_t stride,
                    const double *_Nullable weights, const gesso_tally *to);
  /* into += from, which is not wider; features are the smaller number of both, from's first ones. */
  void (*tally_merge)(const gesso_tally *into, const gesso_tally *from);
  /* Σw, Σwx / Σw, and (Σwx² - (Σwx)² / Σw) / (Σw - ddof), from the exact sums; 402 words of scratch. */
  void (*tally_weight)(const gesso_tally *of, double *weight);
  void (*tally_mean)(const gesso_tally *of, double *mean, uint64_t *scratch);
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
  /* As widen. */
  void (*center_f64)(const double *x, intptr_t stride, const double *_Nullable weights, double *y,
                     intptr_t rows, intptr_t features, const double *center);
  _Bool (*all_finite)(const double *x, intptr_t n);
  /* LAPACK's eigenvalues and vectors (ascending, a vector a column) into descending order, signs fixed. */
  void (*order_axes)(double *values, double *vectors, intptr_t features);
  /* The number of leading values whose sum is at least `share` of all. */
  intptr_t (*count_explaining)(const double *values, intptr_t count, double share);
  /* out = diag(left) a diag(right); NULL: 1. */
  void (*scale_matrix)(const double *a, const double *_Nullable left, const double *_Nullable right,
                       double *out, intptr_t rows, intptr_t columns);
  /* s += other + (a - b)(a - b)^T wa wb / (wa + wb) in the lower triangle; a mean whose weight is 0 is
   * not looked at. */
  void (*join_scatter)(double *s, const double *_Nullable other, const double *a, double wa,
                       const double *b, double wb, intptr_t features);
  /* out = s / (weight[0] - ddof) in both triangles, from the lower one; `variance` on the diagonal. */
  void (*covariance)(const double *s, const double *weight, double ddof, const double *variance,
                     double *out, intptr_t features);
  /* a = P a P with P the exchange matrix; below (or above) the diagonal stays what it was. */
  void (*reverse)(double *a, intptr_t n);
  /* Zeros the strict lower triangle of a column-major matrix. */
  void (*clear_lower)(double *a, intptr_t features);
  /* Whether each pivot u[j, j]^2 of a Cholesky factor is above tolerance * variance[j]. */
  _Bool (*full_rank)(const double *u, const double *variance, intptr_t features, double tolerance);
  /* The end of a strip of a tally (Kernels/Preprocess/Tally.swift), and a value of it by itself. */
  void (*tally_flush)(const void *strip, intptr_t rows, intptr_t skip, intptr_t lanes, uint32_t slow,
                      intptr_t feature, const gesso_tally *to);
  void (*tally_add)(double x, double weight, intptr_t feature, const gesso_tally *to);
} gesso_common_kernels;

extern gesso_common_kernels gesso_common __attribute__((swift_attr("nonisolated(unsafe)")));
void gesso_kernels_common(gesso_common_kernels *table);

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
/* Unsigned integers that are ordered as the magnitudes are. */
GESSO_INLINE gesso_u32x16 gesso_magnitudes(gesso_f32x16 v) { return (gesso_u32x16)v << 1; }
GESSO_INLINE gesso_u32x16 gesso_less_one(gesso_u32x16 v) { return v - 1; }
GESSO_INLINE gesso_u32x16 gesso_min_u32(gesso_u32x16 a, gesso_u32x16 b) {
  return __builtin_elementwise_min(a, b);
}
GESSO_INLINE gesso_u32x16 gesso_max_u32(gesso_u32x16 a, gesso_u32x16 b) {
  return __builtin_elementwise_max(a, b);
}

/* Asks for the cache line at p, to be read from the second cache. */
GESSO_INLINE void gesso_prefetch(const void *p) { __builtin_prefetch(p, 0, 2); }

/* (high 2^64 + low) / divisor for high < divisor. */
typedef struct gesso_quotient { uint64_t quotient, remainder; } gesso_quotient;
GESSO_INLINE gesso_quotient gesso_divide(uint64_t high, uint64_t low, uint64_t divisor) {
  gesso_quotient q;
  __asm__("divq %4" : "=a"(q.quotient), "=d"(q.remainder) : "a"(low), "d"(high), "rm"(divisor));
  return q;
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

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

/* Where PReLU's gradients are read and written; the partial sums of dslopes grow in `sums`. */
typedef struct gesso_sloped {
  const float *x;
  const float *dy;
  float *_Nullable dx;
  const float *slopes;
  double *sums;
  _Bool accumulate; /* dx += … */
} gesso_sloped;

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
  /* Both gradients: rows of `columns` elements, `stride` apart, with a slope and a sum a column; */
  void (*prelu_columns)(const gesso_sloped *part, intptr_t rows, intptr_t columns, intptr_t stride);
  /* or outer × channels × length, `stride` and `plane` apart, with a slope and a sum a channel. */
  void (*prelu_planes)(const gesso_sloped *part, intptr_t outer, intptr_t channels,
                       intptr_t length, intptr_t plane, intptr_t stride);
  /* dslopes[c] = the sum over rows and inner of sums, which are rows × channels × inner. */
  void (*prelu_sums)(const double *sums, intptr_t rows, intptr_t channels, intptr_t inner,
                     float *dslopes, _Bool accumulate);
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
GESSO_INLINE gesso_i32x16 gesso_max_i32(gesso_i32x16 a, gesso_i32x16 b) {
  return __builtin_elementwise_max(a, b);
}


GESSO_INLINE gesso_f32x16 gesso_square_roots_f32(gesso_f32x16 v) {
  return __builtin_elementwise_sqrt(v);
}

/* v 2^n, rounded once, for |n| <= 250; count is n, for the level that has the instruction. v is normal, so that
 * halving n keeps the first product exact. */
GESSO_INLINE gesso_f32x16 gesso_scale(gesso_f32x16 v, gesso_f32x16 count, gesso_i32x16 n) {
#ifdef __AVX512F__
  return __builtin_ia32_scalefps512_mask(v, count, v, -1, 4);
#else
  if (!__builtin_reduce_or((gesso_i32x16)((gesso_u32x16)(n + 126) > 252u))) {
    return v * (gesso_f32x16)((n + 127) << 23);
  }
  gesso_i32x16 half = n >> 1;
  return v * (gesso_f32x16)((half + 127) << 23) * (gesso_f32x16)((n - half + 127) << 23);
#endif
}

#if defined(__AVX2__) && !defined(__AVX512F__)
/* Eight entries in a register: a permutation with its table in memory takes Zen 3 twice as long. */
GESSO_INLINE gesso_f32x8 gesso_eight(const float *table) {
  gesso_f32x8 t = *(const gesso_f32x8 *)table;
  __asm__("" : "+x"(t));
  return t;
}

/* table[i mod 16]; the sign of i << 28 is its bit 3. */
GESSO_INLINE gesso_f32x16 gesso_lookup16(const float *table, gesso_i32x16 i) {
  gesso_f32x8 t0 = gesso_eight(table), t1 = gesso_eight(table + 8);
  gesso_f32x16 bit3 = (gesso_f32x16)(i << 28);
  gesso_f32x8 low = __builtin_ia32_blendvps256(__builtin_ia32_permvarsf256(t0, i.lo),
                                               __builtin_ia32_permvarsf256(t1, i.lo), bit3.lo);
  gesso_f32x8 high = __builtin_ia32_blendvps256(__builtin_ia32_permvarsf256(t0, i.hi),
                                                __builtin_ia32_permvarsf256(t1, i.hi), bit3.hi);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
#endif

/* table[i mod 32]. */
GESSO_INLINE gesso_f32x16 gesso_lookup32(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  return __builtin_ia32_vpermi2varps512(*(const gesso_f32x16 *)table, i,
                                        *(const gesso_f32x16 *)(table + 16));
#elif defined(__AVX2__)
  gesso_f32x16 bit4 = (gesso_f32x16)(i << 27);
  gesso_f32x16 first = gesso_lookup16(table, i), second = gesso_lookup16(table + 16, i);
  gesso_f32x8 low = __builtin_ia32_blendvps256(first.lo, second.lo, bit4.lo);
  gesso_f32x8 high = __builtin_ia32_blendvps256(first.hi, second.hi, bit4.hi);
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
#else
  gesso_f32x16 v;
  i &= 31;
#pragma clang loop unroll(full)
  for (int k = 0; k < 16; k++) v[k] = table[i[k]];
  return v;
#endif
}

#if defined(__AVX2__) && !defined(__AVX512F__)
/* -1 in lane i where first + i < count. */
GESSO_INLINE gesso_i32x8 gesso_lanes(intptr_t first, intptr_t count) {
  return (gesso_i32x8){0, 1, 2, 3, 4, 5, 6, 7} < (int32_t)(count - first);
}
#endif

/* The first `count` of 16 lanes; the other lanes are 0, and their memory is not touched. */
GESSO_INLINE gesso_f32x16 gesso_load_first(const float *p, intptr_t count) {
#if defined(__AVX512F__)
  return __builtin_ia32_loadups512_mask(p, (gesso_f32x16)(0.0f),
                                        (unsigned short)((1u << count) - 1));
#elif defined(__AVX2__)
  gesso_f32x16 v;
  v.lo = __builtin_ia32_maskloadps256((const gesso_f32x8 *)p, gesso_lanes(0, count));
  v.hi = __builtin_ia32_maskloadps256((const gesso_f32x8 *)(p + 8), gesso_lanes(8, count));
  return v;
#else
  gesso_f32x16 v = (gesso_f32x16)(0.0f);
  __builtin_memcpy(&v, p, (size_t)count * sizeof *p);
  return v;
#endif
}

GESSO_INLINE void gesso_store_first(gesso_f32x16 v, float *p, intptr_t count) {
#if defined(__AVX512F__)
  __builtin_ia32_storeups512_mask(p, v, (unsigned short)((1u << count) - 1));
#elif defined(__AVX2__)
  __builtin_ia32_maskstoreps256((gesso_f32x8 *)p, gesso_lanes(0, count), v.lo);
  __builtin_ia32_maskstoreps256((gesso_f32x8 *)(p + 8), gesso_lanes(8, count), v.hi);
#else
  __builtin_memcpy(p, &v, (size_t)count * sizeof *p);
#endif
}

/* Soon wanted; p may be any address. */
GESSO_INLINE void gesso_prefetch(const void *p) { __builtin_prefetch(p); }

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

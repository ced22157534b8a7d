/* What Swift has no words for: its SIMD types spell operations out lane by lane and leave it to the optimiser to find
 * the vector again, which it does not always; here they are instructions. */
#ifndef GESSO_VECTORS_H
#define GESSO_VECTORS_H

#include <stdint.h>

#define GESSO_INLINE static inline __attribute__((always_inline))

typedef float gesso_f32x16 __attribute__((ext_vector_type(16)));
typedef float gesso_f32x8 __attribute__((ext_vector_type(8)));
typedef double gesso_f64x8 __attribute__((ext_vector_type(8)));
typedef int32_t gesso_i32x4 __attribute__((ext_vector_type(4)));
typedef uint32_t gesso_u32x4 __attribute__((ext_vector_type(4)));
typedef float gesso_f32x2 __attribute__((ext_vector_type(2)));
typedef float gesso_f32x4 __attribute__((ext_vector_type(4)));
typedef int32_t gesso_i32x8 __attribute__((ext_vector_type(8)));
typedef int32_t gesso_i32x16 __attribute__((ext_vector_type(16)));
typedef int64_t gesso_i64x8 __attribute__((ext_vector_type(8)));
typedef uint32_t gesso_u32x8 __attribute__((ext_vector_type(8)));
typedef uint32_t gesso_u32x16 __attribute__((ext_vector_type(16)));
typedef uint64_t gesso_u64x4 __attribute__((ext_vector_type(4)));
typedef double gesso_f64x4 __attribute__((ext_vector_type(4)));
typedef uint64_t gesso_u64x8 __attribute__((ext_vector_type(8)));

#pragma clang assume_nonnull begin

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
/* a b + c, rounded once where the CPU level has the instruction: for exact products, or where bits are nobody's. */
GESSO_INLINE gesso_f64x8 gesso_multiply_add(gesso_f64x8 a, gesso_f64x8 b, gesso_f64x8 c) {
#ifdef __FMA__
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}
/* Of the CPUs that this copy of the kernels is for. */
#if defined(__AVX512F__)
enum { GESSO_LEVEL = 4 };
#elif defined(__AVX2__)
enum { GESSO_LEVEL = 3 };
#else
enum { GESSO_LEVEL = 2 };
#endif
/* Halves: Swift's own are calls where it optimises for size. */
GESSO_INLINE gesso_f32x8 gesso_low(gesso_f32x16 v) { return v.lo; }
GESSO_INLINE gesso_f32x8 gesso_high(gesso_f32x16 v) { return v.hi; }
GESSO_INLINE gesso_u32x8 gesso_low_words(gesso_u32x16 v) { return v.lo; }
GESSO_INLINE gesso_u32x8 gesso_high_words(gesso_u32x16 v) { return v.hi; }
GESSO_INLINE gesso_f32x16 gesso_joined_halves(gesso_f32x8 low, gesso_f32x8 high) {
  return __builtin_shufflevector(low, high, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}
GESSO_INLINE gesso_f64x8 gesso_to_doubles(gesso_f32x8 v) { return __builtin_convertvector(v, gesso_f64x8); }
GESSO_INLINE gesso_f32x8 gesso_to_floats(gesso_f64x8 v) { return __builtin_convertvector(v, gesso_f32x8); }

GESSO_INLINE gesso_u32x8 gesso_to_words(gesso_u64x8 v) { return __builtin_convertvector(v, gesso_u32x8); }

/* Where Swift would trap at a divisor of 0 or a value too large. */
GESSO_INLINE uint64_t gesso_quotient(uint64_t a, uint64_t b) { return a / b; }
GESSO_INLINE intptr_t gesso_truncate(double v) { return (intptr_t)v; }
/* floor(word n / 2^32) */
GESSO_INLINE uint64_t gesso_share(uint32_t word, uint64_t n) {
  return (uint64_t)(((unsigned __int128)word * n) >> 32);
}

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
/* A bit for each lane in which it holds. */
GESSO_INLINE uint16_t gesso_bits(gesso_i32x16 mask) {
#if defined(__AVX512DQ__)
  return __builtin_ia32_cvtd2mask512(mask);
#elif defined(__AVX2__)
  return (uint16_t)(__builtin_ia32_movmskps256((gesso_f32x8)mask.lo) |
                    __builtin_ia32_movmskps256((gesso_f32x8)mask.hi) << 8);
#else
  uint16_t bits = 0;
  for (int k = 0; k < 16; k++) bits |= (uint16_t)((mask[k] < 0) << k);
  return bits;
#endif
}
/* Whether the 29 bits that a float has no room for are exactly a half in one of these doubles. */
GESSO_INLINE _Bool gesso_any_halfway(gesso_f64x8 a, gesso_f64x8 b) {
  gesso_u32x16 low = __builtin_shufflevector((gesso_u32x16)a, (gesso_u32x16)b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20,
                                             22, 24, 26, 28, 30);
  return __builtin_reduce_or((gesso_i32x16)(low << 3 == 0x80000000)) != 0;
}
/* Whether any of these is not 0 and below 2^-125. */
GESSO_INLINE _Bool gesso_any_tiny(gesso_f32x16 v) {
  gesso_u32x16 m = ((gesso_u32x16)v << 1) - 1;
  gesso_u32x8 least = __builtin_elementwise_min(m.lo, m.hi);
  gesso_u32x4 four = __builtin_elementwise_min(least.lo, least.hi);
  return __builtin_reduce_or((gesso_i32x4)(four < 0x01ffffff)) != 0;
}
GESSO_INLINE gesso_i32x16 gesso_and(gesso_i32x16 a, gesso_i32x16 b) { return a & b; }
GESSO_INLINE gesso_i32x16 gesso_or(gesso_i32x16 a, gesso_i32x16 b) { return a | b; }
GESSO_INLINE gesso_f32x16 gesso_abs(gesso_f32x16 v) { return __builtin_elementwise_abs(v); }
GESSO_INLINE gesso_f32x16 gesso_copysign(gesso_f32x16 v, gesso_f32x16 sign) {
  return __builtin_elementwise_copysign(v, sign);
}
/* The multiple of 1/2 next to v, |v| < 2^21, of two the even one, as a count of halves in the low bits; and v less that
 * multiple. AVX-512 has an instruction for the second, next to which an fma gives the first sooner than a sum. */
GESSO_INLINE gesso_f32x16 gesso_halves(gesso_f32x16 v) {
#ifdef __AVX512F__
  return gesso_fma(v, (gesso_f32x16)(2.0f), (gesso_f32x16)(0x1.8p23f));
#else
  return v + 0x1.8p22f;
#endif
}
GESSO_INLINE gesso_f32x16 gesso_beyond_halves(gesso_f32x16 v) {
#ifdef __AVX512DQ__
  return __builtin_ia32_reduceps512_mask(v, 1 << 4, v, -1, 4);
#else
  return v - (gesso_halves(v) - 0x1.8p22f);
#endif
}
/* s where x < 0, else 1 - s; either of them where x is 0. With AVX-512 a masked subtraction, else the sign is
 * the mask. */
GESSO_INLINE gesso_f32x16 gesso_mirrored(gesso_f32x16 s, gesso_f32x16 x) {
#ifdef __AVX512F__
  return x > 0 ? 1 - s : s;
#else
  return gesso_select((gesso_i32x16)x, s, 1 - s);
#endif
}
GESSO_INLINE gesso_i32x16 gesso_min_i32(gesso_i32x16 a, gesso_i32x16 b) {
  return __builtin_elementwise_min(a, b);
}
GESSO_INLINE gesso_i32x16 gesso_max_i32(gesso_i32x16 a, gesso_i32x16 b) {
  return __builtin_elementwise_max(a, b);
}

GESSO_INLINE gesso_i32x16 gesso_shifted(gesso_i32x16 v, int32_t count) {
  return (gesso_i32x16)((gesso_u32x16)v >> (uint32_t)count);
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

GESSO_INLINE gesso_f64x8 gesso_min_doubles(gesso_f64x8 a, gesso_f64x8 b) { return a < b ? a : b; }
GESSO_INLINE gesso_f64x8 gesso_max_doubles(gesso_f64x8 a, gesso_f64x8 b) { return a > b ? a : b; }
/* v, or 0 where x is NaN; and whether any x is. */
GESSO_INLINE gesso_f64x8 gesso_where_number(gesso_f64x8 x, gesso_f64x8 v) { return x == x ? v : 0; }
GESSO_INLINE _Bool gesso_any_nan(gesso_f64x8 x) { return __builtin_reduce_or(x != x) != 0; }
/* Integers that are ordered as the magnitudes are; and less 1, the largest there is for 0. */
GESSO_INLINE gesso_i64x8 gesso_magnitudes_doubles(gesso_f64x8 v) {
  return (gesso_i64x8)((gesso_u64x8)v << 1 >> 1);
}
GESSO_INLINE gesso_i64x8 gesso_magnitudes_less_one(gesso_f64x8 v) {
  return (gesso_i64x8)((((gesso_u64x8)v << 1) - 1) >> 1);
}
GESSO_INLINE gesso_i64x8 gesso_min_i64(gesso_i64x8 a, gesso_i64x8 b) {
  return __builtin_elementwise_min(a, b);
}
GESSO_INLINE gesso_i64x8 gesso_max_i64(gesso_i64x8 a, gesso_i64x8 b) {
  return __builtin_elementwise_max(a, b);
}
/* (high 2^64 + low) / divisor for high < divisor. */
typedef struct gesso_division { uint64_t quotient, remainder; } gesso_division;
GESSO_INLINE gesso_division gesso_divide(uint64_t high, uint64_t low, uint64_t divisor) {
  gesso_division q;
  __asm__("divq %4" : "=a"(q.quotient), "=d"(q.remainder) : "a"(low), "d"(high), "rm"(divisor));
  return q;
}

GESSO_INLINE gesso_f32x16 gesso_square_roots_f32(gesso_f32x16 v) {
  return __builtin_elementwise_sqrt(v);
}

/* v 2^n, rounded once, for |n| <= 250; n is the whole part of count, for the level that has the instruction. v is
 * normal, so that halving n keeps the first product exact. */
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

/* t's bits and those of `sum`, moved by 20: for exponentials. */
GESSO_INLINE gesso_f32x16 gesso_add_to_exponent(gesso_f32x16 t, gesso_f32x16 sum) {
  return (gesso_f32x16)((gesso_u32x16)t + ((gesso_u32x16)sum << 20));
}

#pragma clang assume_nonnull end

#endif

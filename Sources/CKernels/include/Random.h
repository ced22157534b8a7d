/* The arithmetic of Philox and of the normal quantile, and what a truncated normal needs once a call. */
#ifndef GESSO_RANDOM_H
#define GESSO_RANDOM_H

#include "Vectors.h"
#include "gesso/init.h"

#pragma clang assume_nonnull begin

/* Exact below 2^31. */
GESSO_INLINE gesso_f32x16 gesso_counts(gesso_u32x16 v) {
  return __builtin_convertvector((gesso_i32x16)v, gesso_f32x16);
}
GESSO_INLINE gesso_f64x8 gesso_integers_to_doubles(gesso_i32x8 v) {
  return __builtin_convertvector(v, gesso_f64x8);
}

/* Philox4x32-10. A counter's word is the low half of a 64-bit lane; the multiplication ignores what stands
 * above it. The key grows by the golden ratio and sqrt 3 - 1, in 32 bits. */
#define GESSO_PHILOX_ROUNDS(lanes)                                                            \
  _Pragma("clang loop unroll(full)") for (int round = 0; round < 10; round++) {               \
    lanes p0 = (c0 & 0xffffffff) * 0xd2511f53, p1 = (c2 & 0xffffffff) * 0xcd9e8d57;           \
    c0 = (p1 >> 32) ^ c1 ^ (lanes)(uint64_t)k0;                                               \
    c1 = p1;                                                                                  \
    c2 = (p0 >> 32) ^ c3 ^ (lanes)(uint64_t)k1;                                               \
    c3 = p0;                                                                                  \
    k0 += 0x9e3779b9, k1 += 0xbb67ae85;                                                       \
  }

/* Four blocks: their 16 words, block by block. */
GESSO_INLINE gesso_u32x16 gesso_philox(gesso_u64x4 blocks, uint64_t stream, uint32_t k0,
                                       uint32_t k1) {
  /* The middle two change places, so that halves of pairs come out in their order. */
  gesso_u64x4 c0 = __builtin_shufflevector(blocks, blocks, 0, 2, 1, 3), c1 = c0 >> 32;
  gesso_u64x4 c2 = (gesso_u64x4)(stream & 0xffffffff), c3 = (gesso_u64x4)(stream >> 32);
  GESSO_PHILOX_ROUNDS(gesso_u64x4)
  gesso_u64x4 a = (gesso_u64x4)__builtin_shufflevector((gesso_u32x8)c0, (gesso_u32x8)c1,
                                                       0, 8, 2, 10, 4, 12, 6, 14);
  gesso_u64x4 b = (gesso_u64x4)__builtin_shufflevector((gesso_u32x8)c2, (gesso_u32x8)c3,
                                                       0, 8, 2, 10, 4, 12, 6, 14);
  return (gesso_u32x16)__builtin_shufflevector(a, b, 0, 4, 2, 6, 1, 5, 3, 7);
}

/* The 32 words of the blocks from `first` on; out is any address. */
GESSO_INLINE void gesso_philox8(uint64_t first, uint64_t stream, uint32_t k0, uint32_t k1,
                                void *out) {
  gesso_u32x16 low, high;
#ifdef __AVX512F__
  gesso_u64x8 c0 = first + (gesso_u64x8){0, 1, 2, 3, 4, 5, 6, 7}, c1 = c0 >> 32;
  gesso_u64x8 c2 = (gesso_u64x8)(stream & 0xffffffff), c3 = (gesso_u64x8)(stream >> 32);
  GESSO_PHILOX_ROUNDS(gesso_u64x8)
  gesso_u64x8 a = (c0 & 0xffffffff) | c1 << 32, b = (c2 & 0xffffffff) | c3 << 32;
  low = (gesso_u32x16)__builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
  high = (gesso_u32x16)__builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
#else
  gesso_u64x4 four = first + (gesso_u64x4){0, 1, 2, 3};
  low = gesso_philox(four, stream, k0, k1);
  high = gesso_philox(four + 4, stream, k0, k1);
#endif
  __builtin_memcpy(out, &low, sizeof low);
  __builtin_memcpy((char *)out + sizeof low, &high, sizeof high);
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
  double centre_pair[2], step_pair[2]; /* the same, high and low, for |offset| < near */
  float near;
  double base;                       /* what deviation times the polynomial is added to */
  double ratio, shift, root, scale;  /* tail: Q(h) / Q(l), -ln Q(l), its root; 2 / width of the roots */
  double series[24];                 /* Chebyshev's */
} gesso_truncation;

/* A distribution, and what it needs once a call. */
typedef struct gesso_sampler {
  gesso_distribution distribution;
  gesso_truncation truncation;
} gesso_sampler;

void gesso_prepare(gesso_sampler *out, const gesso_distribution *d);
/* Both pairs, and the offset that they give for word + 1/2 - 2^31. */
void gesso_plan_median(gesso_truncation *t, const gesso_distribution *d);
double gesso_near_median(const gesso_truncation *t, double word);
/* -Q(z) for z > 0, else Q(-z) */
double gesso_tail(double z);
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

/* -Z(y) or Z(y) of doubles y = 2^31 - |s|, by the sign of s; a smaller y than 2^7 counts as 2^7. */
GESSO_INLINE gesso_f64x8 gesso_quantile_of_offsets(gesso_f64x8 s) {
  gesso_f64x8 size = __builtin_elementwise_abs(s), most = (gesso_f64x8)(0x1p31 - 128);
  size = size < most ? size : most;
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

#pragma clang assume_nonnull end

#endif

/* The larger and the smaller, what is held at a limit, and whether any lane lies beyond one. */
#ifndef GESSO_LIMITS_H
#define GESSO_LIMITS_H

#include "Vectors.h"

#pragma clang assume_nonnull begin

/* v held in [-limit, limit], where NaN stays, and its magnitude, which is anything for NaN. Then of two the larger
 * magnitude, and the smaller one; the other one where one is a quiet NaN, but NaN where one is a signalling one.
 * AVX-512 has one instruction for all but NaN; the other levels have no use for the last two, which let the code be the
 * same. */
#ifdef __AVX512DQ__
#define GESSO_RANGE(a, b, how) __builtin_ia32_rangeps512_mask(a, b, how, a, -1, 4)
enum { GESSO_SMALLER = 0, GESSO_LESS_MAGNITUDE = 2, GESSO_MORE_MAGNITUDE = 3, GESSO_ITS_SIGN = 4, GESSO_NO_SIGN = 8 };
GESSO_INLINE gesso_f32x16 gesso_held(gesso_f32x16 v, float limit) {
  enum { NAN_STAYS = 0x11 }; /* v for the first two classes of v, the two kinds of NaN; else what there is */
  gesso_f32x16 held = GESSO_RANGE(v, (gesso_f32x16)(limit), GESSO_LESS_MAGNITUDE);
  return __builtin_ia32_fixupimmps512_mask(held, v, (gesso_i32x16)(NAN_STAYS), 0, -1, 4);
}
GESSO_INLINE gesso_f32x16 gesso_held_magnitude(gesso_f32x16 v, float limit) {
  return GESSO_RANGE(v, (gesso_f32x16)(limit), GESSO_LESS_MAGNITUDE | GESSO_NO_SIGN);
}
GESSO_INLINE gesso_f32x16 gesso_larger_magnitude(gesso_f32x16 a, gesso_f32x16 b) {
  return GESSO_RANGE(a, b, GESSO_MORE_MAGNITUDE | GESSO_NO_SIGN);
}
GESSO_INLINE gesso_f32x16 gesso_smaller(gesso_f32x16 a, gesso_f32x16 b) {
  return GESSO_RANGE(a, b, GESSO_SMALLER | GESSO_ITS_SIGN);
}
#else
GESSO_INLINE gesso_f32x16 gesso_held_magnitude(gesso_f32x16 v, float limit) {
  gesso_f32x16 a = gesso_abs(v);
  return a < limit ? a : (gesso_f32x16)(limit);
}
GESSO_INLINE gesso_f32x16 gesso_held(gesso_f32x16 v, float limit) {
  gesso_f32x16 a = gesso_abs(v);
  return gesso_copysign(limit < a ? (gesso_f32x16)(limit) : a, v);
}
GESSO_INLINE gesso_f32x16 gesso_larger_magnitude(gesso_f32x16 a, gesso_f32x16 b) {
  a = gesso_abs(a), b = gesso_abs(b);
  return a > b || b != b ? a : b;
}
GESSO_INLINE gesso_f32x16 gesso_smaller(gesso_f32x16 a, gesso_f32x16 b) { return a < b || b != b ? a : b; }
#endif
/* v where it is above 0, else +0; NaN stays NaN. By a maximum, which may be -0: a comparison's mask is one more step,
 * and with AVX-512 one that holds up the others. */
GESSO_INLINE gesso_f32x16 gesso_positive_part(gesso_f32x16 v) {
#if defined(__AVX512F__)
  return gesso_abs(__builtin_ia32_maxps512((gesso_f32x16)(0.0f), v, 4));
#elif defined(__AVX2__)
  gesso_f32x8 zero = (gesso_f32x8)(0.0f);
  return gesso_abs(gesso_joined_halves(__builtin_ia32_maxps256(zero, v.lo), __builtin_ia32_maxps256(zero, v.hi)));
#else
  return v <= 0 ? (gesso_f32x16)(0.0f) : v;
#endif
}
/* Whether |v| > limit, or v < limit, in any lane. With AVX2 one comparison for both halves, so that it may say so of a
 * NaN as well. */
GESSO_INLINE _Bool gesso_any_beyond(gesso_f32x16 v, float limit) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  gesso_f32x16 a = gesso_abs(v);
  return __builtin_ia32_movmskps256((gesso_f32x8)~(__builtin_ia32_maxps256(a.lo, a.hi) <= limit));
#else
  return gesso_any(gesso_abs(v) > limit);
#endif
}
GESSO_INLINE _Bool gesso_any_below(gesso_f32x16 v, float limit) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  return __builtin_ia32_movmskps256((gesso_f32x8)~(__builtin_ia32_minps256(v.lo, v.hi) >= limit));
#else
  return gesso_any(v < limit);
#endif
}
/* The largest lane; any where one is NaN. */
GESSO_INLINE float gesso_largest(gesso_f32x16 v) {
  gesso_f32x8 a = v.lo > v.hi ? v.lo : v.hi;
  gesso_f32x4 b = a.lo > a.hi ? a.lo : a.hi;
  float x = b.x > b.z ? b.x : b.z, y = b.y > b.w ? b.y : b.w;
  return x > y ? x : y;
}
/* v where it is below 0, else +0, for NaN too. */
GESSO_INLINE gesso_f32x16 gesso_negative_part(gesso_f32x16 v) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  gesso_f32x8 zero = (gesso_f32x8)(0.0f);
  return gesso_joined_halves(__builtin_ia32_minps256(v.lo, zero), __builtin_ia32_minps256(v.hi, zero));
#else
  return v < 0 ? v : (gesso_f32x16)(0.0f);
#endif
}
/* v where it is above 0, else `other`. With AVX-512 by v's class: a 1 stands for v, in the places of positive numbers,
 * infinity and 1; the zeros are negative numbers, minus infinity, 0 and both kinds of NaN. */
GESSO_INLINE gesso_f32x16 gesso_positive_or(gesso_f32x16 v, gesso_f32x16 other) {
#ifdef __AVX512F__
  return __builtin_ia32_fixupimmps512_mask(other, v, (gesso_i32x16)(0x10101000), 0, -1, 4);
#else
  return v > 0 ? v : other;
#endif
}

#pragma clang assume_nonnull end

#endif

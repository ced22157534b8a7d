/* How AVX2 looks up coefficients where a segment has six or more: not by permutations of one coefficient of all
 * segments, three instructions for 16 and seven for 32, but by loads of four of a segment for each lane (Layout.h). */
#ifndef GESSO_COLUMNS_H
#define GESSO_COLUMNS_H

#include "Vectors.h"

#pragma clang assume_nonnull begin

/* Where the lanes' segments lie: a segment's number times 16, or times 8 where there are 32 of them, is a byte of `low`
 * for lanes 0-3 and 8-11, of `high` for the others. */
typedef struct gesso_places {
  uint64_t low, high;
} gesso_places;

/* `count` segments, which the low bits of i number. */
GESSO_INLINE gesso_places gesso_located(gesso_i32x16 i, intptr_t count) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  typedef char bytes __attribute__((ext_vector_type(32)));
  i <<= count == 16 ? 4 : 3;
  bytes first = (bytes)i.lo, second = (bytes)i.hi;
  gesso_u64x4 all = (gesso_u64x4)__builtin_shufflevector(
      first, second, 0, 4, 8, 12, 32, 36, 40, 44, -1, -1, -1, -1, -1, -1, -1, -1, 16, 20, 24, 28, 48, 52, 56, 60, -1,
      -1, -1, -1, -1, -1, -1, -1);
  return (gesso_places){all[0], all[2]};
#else
  return (gesso_places){0, 0};
#endif
}

/* The bytes of eight lanes: lane k's is `low[k]`, or `high[k - 4]`. */
typedef struct gesso_eight_places {
  size_t low[4], high[4];
} gesso_eight_places;

/* `now`, but not before `next` is known. */
GESSO_INLINE gesso_places gesso_after(gesso_places next, gesso_places now) {
  __asm__ volatile("" : "+r"(now.low), "+r"(now.high) : "r"(next.low), "r"(next.high));
  return now;
}

/* Of the lanes 0-7, or 8-15. */
GESSO_INLINE gesso_eight_places gesso_half_places(gesso_places at, intptr_t half) {
  gesso_eight_places places;
  for (int k = 0; k < 4; k++) {
    places.low[k] = (uint8_t)(at.low >> (32 * half + 8 * k));
    places.high[k] = (uint8_t)(at.high >> (32 * half + 8 * k));
  }
  return places;
}

/* Coefficient k of each lane's segment. Four of a segment are one load, and four lanes' loads are transposed: what the
 * other three coefficients of the four need as well. */
GESSO_INLINE gesso_f32x8 gesso_column8(const float *table, intptr_t count, gesso_eight_places at, intptr_t k) {
#if defined(__AVX2__) && !defined(__AVX512F__)
  const char *fours = (const char *)(table + 4 * count * (k / 4));
  size_t scale = (size_t)count / 16;
#define GESSO_FOUR(place) *(const gesso_f32x4 *)(fours + scale * (place))
#define GESSO_PAIR(k) \
  __builtin_shufflevector(GESSO_FOUR(at.low[k]), GESSO_FOUR(at.high[k]), 0, 1, 2, 3, 4, 5, 6, 7)
  gesso_f32x8 a = GESSO_PAIR(0), b = GESSO_PAIR(1), c = GESSO_PAIR(2), d = GESSO_PAIR(3), ab, cd;
#undef GESSO_PAIR
#undef GESSO_FOUR
  if (k % 4 < 2) {
    ab = __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
    cd = __builtin_shufflevector(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
  } else {
    ab = __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
    cd = __builtin_shufflevector(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
  }
  return k % 2 == 0 ? __builtin_shufflevector(ab, cd, 0, 1, 8, 9, 4, 5, 12, 13)
                    : __builtin_shufflevector(ab, cd, 2, 3, 10, 11, 6, 7, 14, 15);
#else
  return (gesso_f32x8)(table[k]);
#endif
}

/* Eight lanes as a vector whose others are nobody's. */
GESSO_INLINE gesso_f32x16 gesso_widened(gesso_f32x8 v) { return gesso_joined_halves(v, (gesso_f32x8)(0.0f)); }

#pragma clang assume_nonnull end

#endif

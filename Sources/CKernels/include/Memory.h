/* How vectors meet memory: some of their lanes alone, and by way of the caches or not. */
#ifndef GESSO_MEMORY_H
#define GESSO_MEMORY_H

#include "Vectors.h"

#pragma clang assume_nonnull begin

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

/* p's eight floats in Double, which AVX2 then compares as such: masks of floats would have to be widened. */
GESSO_INLINE gesso_f64x8 gesso_load_as_doubles(const float *p) {
  gesso_f32x8 v;
  __builtin_memcpy(&v, p, sizeof v);
  gesso_f64x8 doubles = __builtin_convertvector(v, gesso_f64x8);
#if defined(__AVX2__) && !defined(__AVX512F__)
  gesso_f64x4 low = doubles.lo, high = doubles.hi;
  __asm__("" : "+x"(low), "+x"(high));
  doubles.lo = low, doubles.hi = high;
#endif
  return doubles;
}

/* Of 8 doubles. */
GESSO_INLINE gesso_f64x8 gesso_load_first_doubles(const double *p, intptr_t count) {
#if defined(__AVX512F__)
  return __builtin_ia32_loadupd512_mask(p, (gesso_f64x8)(0.0), (unsigned char)((1u << count) - 1));
#elif defined(__AVX2__)
  gesso_f64x8 v;
  gesso_i64x8 lanes = __builtin_convertvector(gesso_lanes(0, count), gesso_i64x8);
  v.lo = __builtin_ia32_maskloadpd256((const gesso_f64x4 *)p, lanes.lo);
  v.hi = __builtin_ia32_maskloadpd256((const gesso_f64x4 *)(p + 4), lanes.hi);
  return v;
#else
  gesso_f64x8 v = (gesso_f64x8)(0.0);
  __builtin_memcpy(&v, p, (size_t)count * sizeof *p);
  return v;
#endif
}

GESSO_INLINE void gesso_store_first(gesso_f32x16 v, float *p, intptr_t count) {
#if defined(__AVX512F__)
  __builtin_ia32_storeups512_mask(p, v, (unsigned short)((1u << count) - 1));
#elif defined(__AVX2__)
  /* Zen 3 takes 15 cycles for a masked store, even of nothing. */
  gesso_f32x8 eight = v.lo;
  if (count >= 16) {
    __builtin_memcpy(p, &v, 64);
    return;
  }
  if (count >= 8) {
    __builtin_memcpy(p, &eight, 32);
    eight = v.hi, p += 8;
  }
  gesso_f32x4 four = eight.lo;
  if (count & 4) {
    __builtin_memcpy(p, &four, 16);
    four = eight.hi, p += 4;
  }
  gesso_f32x2 two = four.lo;
  if (count & 2) {
    __builtin_memcpy(p, &two, 8);
    two = four.hi, p += 2;
  }
  if (count & 1) *p = two.x;
#else
  __builtin_memcpy(p, &v, (size_t)count * sizeof *p);
#endif
}

/* The lanes whose bits are 1; only AVX-512's loops ask. */
GESSO_INLINE void gesso_store_lanes(uint16_t bits, gesso_f32x16 v, float *p) {
#ifdef __AVX512F__
  __builtin_ia32_storeups512_mask(p, v, bits);
#else
  for (int k = 0; k < 16; k++) p[k] = bits >> k & 1 ? v[k] : p[k];
#endif
}

/* Soon wanted; p may be any address. */
GESSO_INLINE void gesso_prefetch(const void *p) { __builtin_prefetch(p); }

GESSO_INLINE void gesso_copy(void *to, const void *from, intptr_t bytes) {
  __builtin_memcpy(to, from, (size_t)bytes);
}

/* The upper halves of floats, cut off not rounded: those of lanes i and i + 8 side by side; */
GESSO_INLINE void gesso_store_upper(gesso_f32x16 v, uint16_t *p) {
  gesso_u32x16 bits = (gesso_u32x16)v;
  gesso_u32x8 pairs = bits.lo >> 16 | (bits.hi & 0xffff0000);
  __builtin_memcpy(p, &pairs, sizeof pairs);
}
/* and floats with those, the lower halves 0. */
GESSO_INLINE gesso_f32x16 gesso_load_upper(const uint16_t *p) {
  gesso_u32x8 pairs;
  __builtin_memcpy(&pairs, p, sizeof pairs);
  return gesso_joined_halves((gesso_f32x8)(pairs << 16), (gesso_f32x8)(pairs & 0xffff0000));
}

/* Past the caches; p is aligned to 64 bytes. The stores of a run end with gesso_store_fence. */
GESSO_INLINE void gesso_store_stream(gesso_f32x16 v, float *p) {
  __builtin_nontemporal_store(v, (gesso_f32x16 *)p);
}
GESSO_INLINE void gesso_store_fence(void) { __builtin_ia32_sfence(); }

#pragma clang assume_nonnull end

#endif

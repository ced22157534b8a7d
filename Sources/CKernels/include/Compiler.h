/* What the compiler is kept from: functions that give back what they are given, past which it does not look. */
#ifndef GESSO_COMPILER_H
#define GESSO_COMPILER_H

#include "Vectors.h"

#pragma clang assume_nonnull begin

/* v as a whole register. A load that a select follows would be folded into a masked one, which costs half of the speed
 * where the data come from memory. */
GESSO_INLINE gesso_f32x16 gesso_whole(gesso_f32x16 v) {
#ifdef __AVX512F__
  __asm__("" : "+v"(v));
#endif
  return v;
}

/* p, loaded by itself. Pointers that stand side by side would be loaded as one vector, which waits until the stores
 * that wrote them have reached the cache. */
GESSO_INLINE const float *gesso_alone(const float *p) {
  __asm__("" : "+r"(p));
  return p;
}

/* i, computed anew. Whatever a loop derives from its index would become a variable that moves with it, and be kept in
 * memory where there are too many. */
GESSO_INLINE intptr_t gesso_anew(intptr_t i) {
  __asm__("" : "+r"(i));
  return i;
}

/* v as one register. A Swift function returns it in quarters, and what stands in the other arm of a branch would be
 * split likewise. */
GESSO_INLINE gesso_f32x16 gesso_joined(gesso_f32x16 v) {
#if defined(__AVX512F__)
  __asm__("" : "+v"(v));
#elif defined(__AVX2__)
  gesso_f32x8 low = v.lo, high = v.hi;
  __asm__("" : "+x"(low), "+x"(high));
  v.lo = low, v.hi = high;
#endif
  return v;
}

/* v, whose computation stays before that of all that later goes through here. */
GESSO_INLINE gesso_f32x16 gesso_in_order(gesso_f32x16 v) {
#if defined(__AVX512F__)
  __asm__ volatile("" : "+v"(v));
#elif defined(__AVX2__)
  gesso_f32x8 low = v.lo, high = v.hi;
  __asm__ volatile("" : "+x"(low), "+x"(high));
  v.lo = low, v.hi = high;
#endif
  return v;
}

#pragma clang assume_nonnull end

#endif

/* Entries of a table by the low bits of an index, lane by lane: Kernels/VectorMath/Lookup.swift. */
#ifndef GESSO_LOOKUPS_H
#define GESSO_LOOKUPS_H

#include "Segments.h"
#include "Vectors.h"

#pragma clang assume_nonnull begin

#if defined(__AVX2__) && !defined(__AVX512F__)
/* Eight entries in a register: a permutation with its table in memory takes Zen 3 twice as long. */
GESSO_INLINE gesso_f32x8 gesso_eight(const float *table) {
  gesso_f32x8 t = *(const gesso_f32x8 *)table;
  __asm__("" : "+x"(t));
  return t;
}
#endif
#ifndef __AVX512F__
/* A call, because a copy at each use would make the library a tenth larger; indices through memory, because an index
 * into a vector costs a store of all of it; results not, because a load waits for smaller stores. */
__attribute__((noinline)) static gesso_f32x16 gesso_gather(const float *table, gesso_i32x16 i) {
  int32_t at[16];
  __builtin_memcpy(at, &i, sizeof at);
  return (gesso_f32x16){table[at[0]],  table[at[1]],  table[at[2]],  table[at[3]],  table[at[4]],  table[at[5]],
                        table[at[6]],  table[at[7]],  table[at[8]],  table[at[9]],  table[at[10]], table[at[11]],
                        table[at[12]], table[at[13]], table[at[14]], table[at[15]]};
}
#endif

/* table[i mod 8]. */
GESSO_INLINE gesso_f32x16 gesso_lookup8(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  gesso_f32x8 t = *(const gesso_f32x8 *)table;
  return __builtin_ia32_permvarsf512(gesso_joined_halves(t, t), i);
#elif defined(__AVX2__)
  gesso_f32x8 t = gesso_eight(table);
  return gesso_joined_halves(__builtin_ia32_permvarsf256(t, i.lo), __builtin_ia32_permvarsf256(t, i.hi));
#else
  return gesso_gather(table, i & 7);
#endif
}

/* table[i mod 16]; the sign of i << 28 is its bit 3. */
GESSO_INLINE gesso_f32x16 gesso_lookup16(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  return __builtin_ia32_permvarsf512(*(const gesso_f32x16 *)table, i);
#elif defined(__AVX2__)
  gesso_f32x16 first = gesso_lookup8(table, i), second = gesso_lookup8(table + 8, i);
  gesso_f32x16 bit3 = (gesso_f32x16)(i << 28);
  return gesso_joined_halves(__builtin_ia32_blendvps256(first.lo, second.lo, bit3.lo),
                             __builtin_ia32_blendvps256(first.hi, second.hi, bit3.hi));
#else
  return gesso_gather(table, i & 15);
#endif
}

/* table[i mod 32]; AVX2 goes another way (Columns.h). */
GESSO_INLINE gesso_f32x16 gesso_lookup32(const float *table, gesso_i32x16 i) {
#if defined(__AVX512F__)
  return __builtin_ia32_vpermi2varps512(*(const gesso_f32x16 *)table, i,
                                        *(const gesso_f32x16 *)(table + 16));
#else
  return gesso_gather(table, i & 31);
#endif
}

/* The other coefficient of a shared float: its low bits, moved up. */
GESSO_INLINE gesso_f32x16 gesso_lifted(gesso_f32x16 v) {
  return (gesso_f32x16)((gesso_u32x16)v << GESSO_SHARED);
}

#pragma clang assume_nonnull end

#endif

#include <cpuid.h>

#include "CPlatform.h"

/* Which register states the operating system saves (XGETBV, Intel SDM vol. 1, 13.3). */
static uint64_t saved_states(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

/* The feature sets are those of the x86-64 psABI's micro-architecture levels. */
int32_t platform_cpu_level(void) {
  const uint32_t v2_ecx = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT | bit_CMPXCHG16B;
  const uint32_t v3_ecx = bit_FMA | bit_MOVBE | bit_OSXSAVE | bit_AVX | bit_F16C;
  const uint32_t v3_ebx = bit_AVX2 | bit_BMI | bit_BMI2;
  const uint32_t v4_ebx = bit_AVX512F | bit_AVX512DQ | bit_AVX512CD | bit_AVX512BW | bit_AVX512VL;
  const uint64_t avx_states = 0x06, avx512_states = 0xe6;

  uint32_t a, b, c, d, extended;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & v2_ecx) != v2_ecx) return 0;
  if ((c & v3_ecx) != v3_ecx || (saved_states() & avx_states) != avx_states) return 2;
  if (!__get_cpuid(0x80000001, &a, &b, &extended, &d) || !(extended & bit_LZCNT)) return 2;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (b & v3_ebx) != v3_ebx) return 2;
  return (b & v4_ebx) == v4_ebx && (saved_states() & avx512_states) == avx512_states ? 4 : 3;
}

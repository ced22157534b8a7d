/* The widest vector that this machine's compiler flags (-march=native) give. */
#ifndef BENCH_WIDEST_H
#define BENCH_WIDEST_H

#include <immintrin.h>

#ifdef __AVX512F__
typedef __m512 vector;
#define OF_WIDEST(name) _mm512_##name
#elif defined(__AVX__)
typedef __m256 vector;
#define OF_WIDEST(name) _mm256_##name
#else
typedef __m128 vector;
#define OF_WIDEST(name) _mm_##name
#endif

enum { LANES = sizeof(vector) / sizeof(float) };
#define LOAD OF_WIDEST(loadu_ps)
#define STORE OF_WIDEST(storeu_ps)
#define STREAM OF_WIDEST(stream_ps)

#endif

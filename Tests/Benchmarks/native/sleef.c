/* SLEEF's 16-lane functions of 1.0 ULP in a loop; what it lacks is composed of them, as a program that
 * uses SLEEF would. OpenMP cuts the loop for two threads. */
#include <immintrin.h>
#include <sleef.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

typedef void loop(const float *in, float *out, size_t n);

#define ONE _mm512_set1_ps(1)
static inline __m512 negate(__m512 x) { return _mm512_sub_ps(_mm512_setzero_ps(), x); }
static inline __m512 tanh_(__m512 x) { return Sleef_tanhf16_u10(x); }
static inline __m512 exp_(__m512 x) { return Sleef_expf16_u10(x); }
static inline __m512 sigmoid(__m512 x) {
  return _mm512_div_ps(ONE, _mm512_add_ps(ONE, exp_(negate(x))));
}
static inline __m512 silu(__m512 x) {
  return _mm512_div_ps(x, _mm512_add_ps(ONE, exp_(negate(x))));
}
static inline __m512 elu(__m512 x) {
  __mmask16 positive = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ);
  return _mm512_mask_mov_ps(Sleef_expm1f16_u10(x), positive, x);
}
/* max(x, 0) + log1p(e^-|x|) */
static inline __m512 softplus(__m512 x) {
  __m512 e = exp_(negate(_mm512_abs_ps(x)));
  return _mm512_add_ps(_mm512_max_ps(x, _mm512_setzero_ps()), Sleef_log1pf16_u10(e));
}
/* x/2 erfc(-x/√2) */
static inline __m512 gelu(__m512 x) {
  __m512 c = Sleef_erfcf16_u15(_mm512_mul_ps(x, _mm512_set1_ps(-0.70710678f)));
  return _mm512_mul_ps(_mm512_mul_ps(x, _mm512_set1_ps(0.5f)), c);
}
static inline __m512 gelu_tanh(__m512 x) {
  __m512 cube = _mm512_mul_ps(_mm512_mul_ps(x, x), x);
  __m512 u = _mm512_mul_ps(_mm512_set1_ps(0.79788456f),
                           _mm512_fmadd_ps(_mm512_set1_ps(0.044715f), cube, x));
  return _mm512_mul_ps(_mm512_mul_ps(x, _mm512_set1_ps(0.5f)), _mm512_add_ps(ONE, tanh_(u)));
}
static inline __m512 mish(__m512 x) { return _mm512_mul_ps(x, tanh_(softplus(x))); }

#define LOOP(name, function)                                                     \
  static void name(const float *in, float *out, size_t n) {                       \
    size_t i = 0;                                                                \
    for (; i + 16 <= n; i += 16) _mm512_storeu_ps(out + i, function(_mm512_loadu_ps(in + i))); \
    if (i < n) {                                                                 \
      __mmask16 rest = (__mmask16)((1u << (n - i)) - 1);                          \
      _mm512_mask_storeu_ps(out + i, rest, function(_mm512_maskz_loadu_ps(rest, in + i))); \
    }                                                                            \
  }
LOOP(tanh_loop, tanh_)
LOOP(exp_loop, exp_)
LOOP(sigmoid_loop, sigmoid)
LOOP(silu_loop, silu)
LOOP(elu_loop, elu)
LOOP(softplus_loop, softplus)
LOOP(gelu_loop, gelu)
LOOP(gelu_tanh_loop, gelu_tanh)
LOOP(mish_loop, mish)

static const struct row {
  const char *name;
  loop *loop;
} rows[] = {
    {"tanh", tanh_loop},         {"exp", exp_loop},   {"sigmoid", sigmoid_loop},
    {"silu", silu_loop},         {"elu", elu_loop},   {"softplus", softplus_loop},
    {"gelu", gelu_loop},         {"mish", mish_loop}, {"gelu_tanh", gelu_tanh_loop},
};

struct made {
  loop *loop;
  struct work work;
};

void *peer_open(const char *library) {
  (void)library;
  return __builtin_cpu_supports("avx512f") ? (void *)rows : NULL;
}

void *peer_make(void *peer, const struct work *work) {
  (void)peer;
  const struct row *row;
  FIND(rows, work->function, row);
  if (!row || work->direction != FORWARD) return NULL;
  struct made *made = malloc(sizeof *made);
  *made = (struct made){row->loop, *work};
  return made;
}

void peer_run(void *opaque) {
  struct made *m = opaque;
  const struct work *w = &m->work;
  if (w->threads == 1) {
    m->loop(w->in, w->out, w->n);
    return;
  }
  size_t piece = (w->n / (size_t)w->threads + 15) & ~(size_t)15;
#pragma omp parallel for num_threads(w->threads) schedule(static)
  for (int t = 0; t < w->threads; t++) {
    size_t start = piece * (size_t)t < w->n ? piece * (size_t)t : w->n;
    size_t end = t + 1 == w->threads || start + piece > w->n ? w->n : start + piece;
    m->loop(w->in + start, w->out + start, end - start);
  }
}

void peer_free(void *made) { free(made); }

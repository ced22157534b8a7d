/* SLEEF's vector functions of 1.0 ULP in a loop, the widest that the CPU has; what it lacks is composed of
 * them, as a program that uses SLEEF would. OpenMP cuts the loop for two threads. */
#include <sleef.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "widest.h"

#ifdef __AVX512F__
#define NEEDED "avx512f"
#define SLEEF(function, bound) Sleef_##function##f16_##bound
#define MAX _mm512_max_ps
#define WHERE_POSITIVE(x, then, other) \
  _mm512_mask_mov_ps(other, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_GT_OQ), then)
#elif defined(__AVX2__) && defined(__FMA__)
#define NEEDED "avx2"
#define SLEEF(function, bound) Sleef_##function##f8_##bound##avx2
#define MAX _mm256_max_ps
#define WHERE_POSITIVE(x, then, other) \
  _mm256_blendv_ps(other, then, _mm256_cmp_ps(x, _mm256_setzero_ps(), _CMP_GT_OQ))
#else
#error "SLEEF is called with AVX2 or AVX-512"
#endif

typedef void loop(const float *in, float *out, size_t n);

static inline vector tanh_(vector x) { return SLEEF(tanh, u10)(x); }
static inline vector exp_(vector x) { return SLEEF(exp, u10)(x); }
static inline vector sigmoid(vector x) { return 1.0f / (1.0f + exp_(-x)); }
static inline vector silu(vector x) { return x / (1.0f + exp_(-x)); }
static inline vector elu(vector x) { return WHERE_POSITIVE(x, x, SLEEF(expm1, u10)(x)); }
/* max(x, 0) + log1p(e^-|x|) */
static inline vector softplus(vector x) {
  vector a = OF_WIDEST(andnot_ps)(OF_WIDEST(set1_ps)(-0.0f), x);
  return MAX(x, (vector){0}) + SLEEF(log1p, u10)(exp_(-a));
}
/* x/2 erfc(-x/√2) */
static inline vector gelu(vector x) { return x * 0.5f * SLEEF(erfc, u15)(x * -0.70710678f); }
static inline vector gelu_tanh(vector x) {
  return x * 0.5f * (1.0f + tanh_(0.79788456f * (0.044715f * (x * x * x) + x)));
}
static inline vector mish(vector x) { return x * tanh_(softplus(x)); }

#define LOOP(name, function)                                                   \
  static void name(const float *in, float *out, size_t n) {                    \
    size_t i = 0;                                                              \
    for (; i + LANES <= n; i += LANES) STORE(out + i, function(LOAD(in + i))); \
    if (i < n) {                                                               \
      float rest[LANES] = {0};                                                 \
      memcpy(rest, in + i, (n - i) * sizeof *rest);                            \
      STORE(rest, function(LOAD(rest)));                                       \
      memcpy(out + i, rest, (n - i) * sizeof *rest);                           \
    }                                                                          \
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
  return __builtin_cpu_supports(NEEDED) ? (void *)rows : NULL;
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

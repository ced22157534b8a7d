/* MKL's vector functions, by their kernels: the public entry gives CPUs of other vendors a path that is
 * several times slower, and Gesso is to be held against the best that MKL can do. What VML lacks is composed
 * on blocks that stay in L1. `library` is the accuracy, the kernels' letters and the path: "HA Z0 path" for
 * AVX-512, "HA L9 path" for AVX2. OpenMP cuts the work for two threads. */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

typedef void kernel(int n, const float *in, float *out);
enum { BLOCK = 1024 };

struct peer {
  kernel *tanh, *exp, *expm1, *log1p, *normal;
};
typedef void composed(const struct peer *p, const float *x, float *y, int n);

static void do_tanh(const struct peer *p, const float *x, float *y, int n) { p->tanh(n, x, y); }
static void do_exp(const struct peer *p, const float *x, float *y, int n) { p->exp(n, x, y); }

static void exp_negated(const struct peer *p, const float *x, float *e, int n) {
  for (int i = 0; i < n; i++) e[i] = -x[i];
  p->exp(n, e, e);
}
static void do_sigmoid(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  exp_negated(p, x, e, n);
  for (int i = 0; i < n; i++) y[i] = 1 / (1 + e[i]);
}
static void do_silu(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  exp_negated(p, x, e, n);
  for (int i = 0; i < n; i++) y[i] = x[i] / (1 + e[i]);
}
static void do_elu(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  p->expm1(n, x, e);
  for (int i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : e[i];
}
static void do_softplus(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  for (int i = 0; i < n; i++) e[i] = -fabsf(x[i]);
  p->exp(n, e, e);
  p->log1p(n, e, e);
  for (int i = 0; i < n; i++) y[i] = e[i] + (x[i] > 0 ? x[i] : 0);
}
static void do_mish(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  do_softplus(p, x, e, n);
  p->tanh(n, e, e);
  for (int i = 0; i < n; i++) y[i] = x[i] * e[i];
}
static void do_gelu(const struct peer *p, const float *x, float *y, int n) {
  float e[BLOCK];
  p->normal(n, x, e);
  for (int i = 0; i < n; i++) y[i] = x[i] * e[i];
}

static const struct row {
  const char *name;
  composed *function;
} rows[] = {
    {"tanh", do_tanh}, {"exp", do_exp},           {"sigmoid", do_sigmoid}, {"silu", do_silu},
    {"elu", do_elu},   {"softplus", do_softplus}, {"mish", do_mish},       {"gelu", do_gelu},
};

static kernel *look_up(void *so, const char *function, const char *library) {
  char name[80];
  snprintf(name, sizeof name, "mkl_vml_kernel_%s_%.2s%.2s%s", function, library + 3, library,
           library[0] == 'E' ? "nnn" : "ynn");
  return (kernel *)dlsym(so, name);
}

void *peer_open(const char *library) {
  int runs = library[3] == 'Z' ? __builtin_cpu_supports("avx512dq") : __builtin_cpu_supports("avx2");
  void *so = runs ? dlopen(library + 6, RTLD_LAZY | RTLD_LOCAL) : NULL;
  if (!so) return NULL;
  struct peer *p = malloc(sizeof *p);
  *p = (struct peer){look_up(so, "sTanh", library), look_up(so, "sExp", library),
                     look_up(so, "sExpm1", library), look_up(so, "sLog1p", library),
                     look_up(so, "sCdfNorm", library)};
  return p->tanh && p->exp && p->expm1 && p->log1p && p->normal ? p : NULL;
}

struct made {
  const struct peer *peer;
  composed *function;
  struct work work;
};

void *peer_make(void *peer, const struct work *work) {
  const struct row *row;
  FIND(rows, work->function, row);
  if (!row || work->direction != FORWARD) return NULL;
  struct made *made = malloc(sizeof *made);
  *made = (struct made){peer, row->function, *work};
  return made;
}

static void range(const struct made *m, size_t start, size_t end) {
  /* A function that VML has goes to it whole. */
  size_t block = m->function == do_tanh || m->function == do_exp ? (size_t)1 << 30 : BLOCK;
  for (; start < end; start += block) {
    size_t n = end - start < block ? end - start : block;
    m->function(m->peer, m->work.in + start, m->work.out + start, (int)n);
  }
}

void peer_run(void *opaque) {
  struct made *m = opaque;
  const struct work *w = &m->work;
  if (w->threads == 1) {
    range(m, 0, w->n);
    return;
  }
  size_t piece = (w->n / (size_t)w->threads + 15) & ~(size_t)15;
#pragma omp parallel for num_threads(w->threads) schedule(static)
  for (int t = 0; t < w->threads; t++) {
    size_t start = piece * (size_t)t < w->n ? piece * (size_t)t : w->n;
    range(m, start, t + 1 == w->threads || start + piece > w->n ? w->n : start + piece);
  }
}

void peer_free(void *made) { free(made); }

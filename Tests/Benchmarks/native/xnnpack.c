/* A recent XNNPACK: one operator for all unary functions, and softmax. ai-edge-litert's wheel (setup.sh pins it)
 * holds it without headers and unexported, so that the functions are declared here and `library` is
 * "path name=offset name=offset …" from its symbol table.
 * The enumerators have moved between versions: each is found by what it computes. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <link.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

typedef void *operator_t, *pool_t;
struct peer {
  int (*initialize)(const void *);
  int (*create)(int kind, int in_type, int out_type, const void *parameters, const void *in_scale,
                const void *out_scale, const void *unused, uint32_t flags, operator_t *op);
  int (*reshape)(operator_t, size_t batch, size_t channels, size_t in_stride, size_t out_stride,
                 pool_t);
  int (*setup)(operator_t, const void *in, void *out);
  int (*create_softmax)(uint32_t flags, operator_t *op);
  int (*reshape_softmax)(operator_t, size_t channels, size_t in_stride, size_t out_stride,
                         size_t batch, pool_t);
  int (*setup_softmax)(operator_t, const float *in, float *out);
  int (*run)(operator_t, pool_t);
  int (*destroy)(operator_t);
  pool_t (*pool_create)(size_t threads);
  pool_t pools[64];
  int kinds[16];
};

enum { FLOAT = 1, KINDS = 25, PROBES = 4 };

static const float probes[PROBES] = {-1.5f, -0.25f, 0.5f, 1.5f};
static float sigmoid(float x) { return 1 / (1 + expf(-x)); }
static float elu(float x) { return x > 0 ? x : expm1f(x); }
static float gelu(float x) { return x / 2 * erfcf(-x * 0.70710678f); }
static float gelu_tanh(float x) {
  return x / 2 * (1 + tanhf(0.79788456f * (x + 0.044715f * x * x * x)));
}
static float relu(float x) { return x > 0 ? x : 0; }
static float leaky_relu(float x) { return x > 0 ? x : 0.01f * x; }
static float relu6(float x) { return fminf(relu(x), 6); }
static float hard_tanh(float x) { return fmaxf(-1, fminf(x, 1)); }
static float hard_swish(float x) { return x * relu6(x + 3) / 6; }

static const struct row {
  const char *name;
  float (*function)(float);
  float parameters[4];
} rows[] = {
    {"tanh", tanhf, {0}},
    {"exp", expf, {0}},
    {"sigmoid", sigmoid, {0}},
    {"elu", elu, {1}},
    {"gelu", gelu, {0}},
    {"gelu_tanh", gelu_tanh, {0}},
    {"relu", relu, {0, INFINITY}},
    {"relu6", relu6, {0, 6}},
    {"hard_tanh", hard_tanh, {-1, 1}},
    {"leaky_relu", leaky_relu, {0.01f}},
    {"hard_swish", hard_swish, {0}},
};

static operator_t ready(struct peer *p, int kind, const struct row *row, const float *in, float *out,
                        size_t n, pool_t pool) {
  operator_t op = NULL;
  if (p->create(kind, FLOAT, FLOAT, row->parameters, NULL, NULL, NULL, 0, &op)) return NULL;
  if (!p->reshape(op, n, 1, 1, 1, pool) && !p->setup(op, in, out)) return op;
  p->destroy(op);
  return NULL;
}

static operator_t ready_softmax(struct peer *p, const struct work *w, pool_t pool) {
  operator_t op = NULL;
  if (p->create_softmax(0, &op)) return NULL;
  if (!p->reshape_softmax(op, COLUMNS, COLUMNS, COLUMNS, w->n / COLUMNS, pool) &&
      !p->setup_softmax(op, w->in, w->out))
    return op;
  p->destroy(op);
  return NULL;
}

/* 2e-5 tells gelu from gelu_tanh, and any two others. */
static int find_kind(struct peer *p, const struct row *row) {
  float in[PROBES + 16] = {0}, out[PROBES + 16];
  memcpy(in, probes, sizeof probes);
  for (int kind = 0; kind < KINDS; kind++) {
    operator_t op = ready(p, kind, row, in, out, PROBES, NULL);
    if (!op) continue;
    int same = !p->run(op, NULL);
    for (int i = 0; i < PROBES; i++) same &= fabsf(out[i] - row->function(in[i])) < 2e-5f;
    p->destroy(op);
    if (same) return kind;
  }
  return -1;
}

static void *look_up(void *so, const char *library, const char *name) {
  void *exported = dlsym(so, name);
  if (exported) return exported;
  char wanted[80];
  snprintf(wanted, sizeof wanted, " %s=", name);
  const char *at = strstr(library, wanted);
  struct link_map *map;
  if (!at || dlinfo(so, RTLD_DI_LINKMAP, &map)) return NULL;
  return (void *)(map->l_addr + strtoul(at + strlen(wanted), NULL, 16));
}

void *peer_open(const char *library) {
  char path[4096];
  snprintf(path, sizeof path, "%.*s", (int)strcspn(library, " "), library);
  void *so = dlopen(path, RTLD_LAZY | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!so) return NULL;
  struct peer *p = calloc(1, sizeof *p);
  if (!(p->initialize = look_up(so, library, "xnn_initialize")) ||
      !(p->create = look_up(so, library, "xnn_create_unary_elementwise_nc")) ||
      !(p->reshape = look_up(so, library, "xnn_reshape_unary_elementwise_nc")) ||
      !(p->setup = look_up(so, library, "xnn_setup_unary_elementwise_nc")) ||
      !(p->create_softmax = look_up(so, library, "xnn_create_softmax_nc_f32")) ||
      !(p->reshape_softmax = look_up(so, library, "xnn_reshape_softmax_nc_f32")) ||
      !(p->setup_softmax = look_up(so, library, "xnn_setup_softmax_nc_f32")) ||
      !(p->run = look_up(so, library, "xnn_run_operator")) ||
      !(p->destroy = look_up(so, library, "xnn_delete_operator")) ||
      !(p->pool_create = look_up(so, library, "pthreadpool_create")) || p->initialize(NULL))
    return NULL;
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) p->kinds[i] = find_kind(p, &rows[i]);
  return p;
}

struct made {
  struct peer *peer;
  operator_t op;
  pool_t pool;
};

void *peer_make(void *peer, const struct work *w) {
  struct peer *p = peer;
  const struct row *row;
  FIND(rows, w->function, row);
  int softmax = !strcmp(w->function, "softmax");
  if (w->direction != FORWARD || w->threads > 63) return NULL;
  if (!softmax && (!row || p->kinds[row - rows] < 0)) return NULL;
  pool_t *pool = &p->pools[w->threads];
  if (w->threads > 1 && !*pool) *pool = p->pool_create((size_t)w->threads);
  operator_t op = softmax ? ready_softmax(p, w, *pool)
                          : ready(p, p->kinds[row - rows], row, w->in, w->out, w->n, *pool);
  if (!op) return NULL;
  struct made *made = malloc(sizeof *made);
  *made = (struct made){p, op, *pool};
  return made;
}

void peer_run(void *made) {
  struct made *m = made;
  m->peer->run(m->op, m->pool);
}

void peer_free(void *made) {
  struct made *m = made;
  m->peer->destroy(m->op);
  free(m);
}

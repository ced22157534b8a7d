/* oneDNN's C API, version 3 (the same in all of them). `library` is the path of a libdnnl.so, so that one
 * shim serves several versions in one process; each is opened with its symbols for itself, since they
 * have the same names. Threads: OpenMP in the gomp build, TBB in the later ones. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <omp.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

#define NEEDED(F)                                                                                  \
  F(dnnl_engine_create) F(dnnl_stream_create) F(dnnl_memory_desc_create_with_tag)                  \
  F(dnnl_eltwise_forward_primitive_desc_create) F(dnnl_eltwise_backward_primitive_desc_create)     \
  F(dnnl_softmax_forward_primitive_desc_create) F(dnnl_softmax_backward_primitive_desc_create)     \
  F(dnnl_prelu_forward_primitive_desc_create) F(dnnl_prelu_backward_primitive_desc_create)         \
  F(dnnl_memory_create) F(dnnl_memory_destroy) F(dnnl_primitive_create)                            \
  F(dnnl_primitive_destroy) F(dnnl_primitive_desc_destroy) F(dnnl_memory_desc_destroy)             \
  F(dnnl_primitive_execute) F(dnnl_stream_wait)

struct peer {
#define FIELD(name) __typeof__(&name) name;
  NEEDED(FIELD)
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  /* tbb::global_control's constructor and destructor, where this build uses TBB. */
  void (*tbb_create)(void *), (*tbb_destroy)(void *);
  struct {
    size_t value;
    intptr_t reserved;
    int parameter;
  } tbb_control;
};

static const struct row {
  const char *name;
  dnnl_alg_kind_t from_x, from_y; /* from_y undef: no such backward */
  float alpha, beta;
} rows[] = {
    {"sigmoid", dnnl_eltwise_logistic, dnnl_eltwise_logistic_use_dst_for_bwd, 0, 0},
    {"tanh", dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, 0, 0},
    {"exp", dnnl_eltwise_exp, dnnl_eltwise_exp_use_dst_for_bwd, 0, 0},
    {"relu", dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0, 0},
    {"leaky_relu", dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, 0.01f, 0},
    {"elu", dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, 1, 0},
    {"celu", dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, 1, 0},
    {"relu6", dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, 0, 6},
    {"hard_tanh", dnnl_eltwise_clip_v2, dnnl_eltwise_clip_v2_use_dst_for_bwd, -1, 1},
    {"gelu", dnnl_eltwise_gelu_erf, dnnl_alg_kind_undef, 0, 0},
    {"gelu_tanh", dnnl_eltwise_gelu_tanh, dnnl_alg_kind_undef, 0, 0},
    {"quick_gelu", dnnl_eltwise_swish, dnnl_alg_kind_undef, 1.702f, 0},
    {"silu", dnnl_eltwise_swish, dnnl_alg_kind_undef, 1, 0},
    {"mish", dnnl_eltwise_mish, dnnl_alg_kind_undef, 0, 0},
    {"softplus", dnnl_eltwise_soft_relu, dnnl_alg_kind_undef, 1, 0},
    {"log_sigmoid", dnnl_eltwise_soft_relu, dnnl_alg_kind_undef, -1, 0},
    {"hard_sigmoid", dnnl_eltwise_hardsigmoid, dnnl_alg_kind_undef, 1 / 6.f, 0.5f},
    {"hard_swish", dnnl_eltwise_hardswish, dnnl_alg_kind_undef, 1 / 6.f, 0.5f},
};

struct made {
  const struct peer *peer;
  dnnl_primitive_t primitive;
  dnnl_exec_arg_t args[5];
  int count;
};

void *peer_open(const char *library) {
  void *so = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!so) return NULL;
  struct peer *p = calloc(1, sizeof *p);
#define LOOK_UP(name) \
  if (!(p->name = (__typeof__(p->name))dlsym(so, #name))) return NULL;
  NEEDED(LOOK_UP)
  p->tbb_create = dlsym(so, "_ZN3tbb6detail2r16createERNS0_2d114global_controlE");
  p->tbb_destroy = dlsym(so, "_ZN3tbb6detail2r17destroyERNS0_2d114global_controlE");
  if (p->dnnl_engine_create(&p->engine, dnnl_cpu, 0)) return NULL;
  return p->dnnl_stream_create(&p->stream, p->engine, dnnl_stream_default_flags) ? NULL : p;
}

static void set_threads(struct peer *p, int threads) {
  omp_set_num_threads(threads);
  if (!p->tbb_create || !p->tbb_destroy) return;
  if (p->tbb_control.value) p->tbb_destroy(&p->tbb_control);
  p->tbb_control.value = (size_t)threads;
  p->tbb_control.parameter = 0; /* max_allowed_parallelism */
  p->tbb_create(&p->tbb_control);
}

static void add(struct made *m, int arg, dnnl_memory_desc_t desc, const float *data) {
  dnnl_memory_t memory = NULL;
  m->peer->dnnl_memory_create(&memory, desc, m->peer->engine, (void *)data);
  m->args[m->count++] = (dnnl_exec_arg_t){arg, memory};
}

void *peer_make(void *opaque, const struct work *w) {
  struct peer *p = opaque;
  const struct row *row;
  FIND(rows, w->function, row);
  int prelu = !strcmp(w->function, "prelu");
  dnnl_alg_kind_t softmax = !strcmp(w->function, "softmax")       ? dnnl_softmax_accurate
                            : !strcmp(w->function, "log_softmax") ? dnnl_softmax_log
                                                                  : dnnl_alg_kind_undef;
  if ((!row && !prelu && !softmax) || (prelu && w->direction == BACKWARD_Y) ||
      (softmax && w->direction == BACKWARD_X))
    return NULL;
  dnnl_alg_kind_t kind = !row ? 0 : w->direction == BACKWARD_Y ? row->from_y : row->from_x;
  if (row && kind == dnnl_alg_kind_undef) return NULL;
  set_threads(p, w->threads);

  dnnl_memory_desc_t data, slopes = NULL;
  dnnl_dims_t shape = {(dnnl_dim_t)w->n}, table = {(dnnl_dim_t)w->n / CHANNELS, CHANNELS},
              rows_of = {(dnnl_dim_t)w->n / COLUMNS, COLUMNS}, channels = {1, CHANNELS};
  if (prelu) {
    p->dnnl_memory_desc_create_with_tag(&data, 2, table, dnnl_f32, dnnl_ab);
    p->dnnl_memory_desc_create_with_tag(&slopes, 2, channels, dnnl_f32, dnnl_ab);
  } else if (softmax) {
    p->dnnl_memory_desc_create_with_tag(&data, 2, rows_of, dnnl_f32, dnnl_ab);
  } else {
    p->dnnl_memory_desc_create_with_tag(&data, 1, shape, dnnl_f32, dnnl_a);
  }

  dnnl_primitive_desc_t forward = NULL, desc = NULL;
  dnnl_prop_kind_t training = w->direction ? dnnl_forward_training : dnnl_forward_inference;
  if (prelu)
    p->dnnl_prelu_forward_primitive_desc_create(&forward, p->engine, training, data, slopes, data,
                                                NULL);
  else if (softmax)
    p->dnnl_softmax_forward_primitive_desc_create(&forward, p->engine, training, softmax, data, data, 1,
                                                  NULL);
  else
    p->dnnl_eltwise_forward_primitive_desc_create(&forward, p->engine, training, kind, data, data,
                                                  row->alpha, row->beta, NULL);
  if (!forward) return NULL;
  desc = forward;
  if (w->direction && prelu)
    p->dnnl_prelu_backward_primitive_desc_create(&desc, p->engine, data, slopes, data, slopes, data,
                                                 forward, NULL);
  else if (w->direction && softmax)
    p->dnnl_softmax_backward_primitive_desc_create(&desc, p->engine, softmax, data, data, data, 1, forward,
                                                   NULL);
  else if (w->direction)
    p->dnnl_eltwise_backward_primitive_desc_create(&desc, p->engine, kind, data, data, data,
                                                   row->alpha, row->beta, forward, NULL);
  struct made *m = calloc(1, sizeof *m);
  m->peer = p;
  if (w->direction && desc == forward) return free(m), NULL;
  if (p->dnnl_primitive_create(&m->primitive, desc)) return free(m), NULL;
  add(m, w->direction == BACKWARD_Y ? DNNL_ARG_DST : DNNL_ARG_SRC, data, w->in);
  if (w->direction) {
    add(m, DNNL_ARG_DIFF_DST, data, w->dy);
    add(m, DNNL_ARG_DIFF_SRC, data, w->out);
  } else {
    add(m, DNNL_ARG_DST, data, w->out);
  }
  if (prelu) add(m, DNNL_ARG_WEIGHTS, slopes, w->slopes);
  if (prelu && w->direction) add(m, DNNL_ARG_DIFF_WEIGHTS, slopes, w->dslopes);
  if (desc != forward) p->dnnl_primitive_desc_destroy(desc);
  p->dnnl_primitive_desc_destroy(forward);
  p->dnnl_memory_desc_destroy(data);
  if (slopes) p->dnnl_memory_desc_destroy(slopes);
  return m;
}

void peer_run(void *opaque) {
  struct made *m = opaque;
  m->peer->dnnl_primitive_execute(m->primitive, m->peer->stream, m->count, m->args);
  m->peer->dnnl_stream_wait(m->peer->stream);
}

void peer_free(void *opaque) {
  struct made *m = opaque;
  for (int i = 0; i < m->count; i++) m->peer->dnnl_memory_destroy(m->args[i].memory);
  m->peer->dnnl_primitive_destroy(m->primitive);
  free(m);
}

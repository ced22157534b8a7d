/* XNNPACK's operators as Debian 12 packages them (setup takes the batch; tanh, exp, gelu do not exist
 * yet). The pool is pthreadpool's; with one thread none is handed over. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <xnnpack.h>

#include "peer.h"

struct made {
  xnn_operator_t op;
  pthreadpool_t pool;
};

void *peer_open(const char *library) {
  (void)library;
  static int opened;
  return xnn_initialize(NULL) == xnn_status_success ? &opened : NULL;
}

void *peer_make(void *peer, const struct work *w) {
  (void)peer;
  static pthreadpool_t pools[64];
  if (w->direction != FORWARD || w->threads > 63) return NULL;
  pthreadpool_t *pool = &pools[w->threads];
  if (w->threads > 1 && !*pool) *pool = pthreadpool_create((size_t)w->threads);

  xnn_operator_t op = NULL;
  enum xnn_status status = xnn_status_invalid_parameter;
#define SETUP(which, channels) \
  if (op) status = xnn_setup_##which##_nc_f32(op, w->n / (channels), w->in, w->out, *pool)
  if (!strcmp(w->function, "sigmoid")) {
    xnn_create_sigmoid_nc_f32(1, 1, 1, 0, &op);
    SETUP(sigmoid, 1);
  } else if (!strcmp(w->function, "elu") || !strcmp(w->function, "celu")) {
    xnn_create_elu_nc_f32(1, 1, 1, 1, 0, &op);
    SETUP(elu, 1);
  } else if (!strcmp(w->function, "leaky_relu")) {
    xnn_create_leaky_relu_nc_f32(1, 1, 1, 0.01f, 0, &op);
    SETUP(leaky_relu, 1);
  } else if (!strcmp(w->function, "hard_swish")) {
    xnn_create_hardswish_nc_f32(1, 1, 1, 0, &op);
    SETUP(hardswish, 1);
  } else if (!strcmp(w->function, "prelu")) {
    xnn_create_prelu_nc_f32(CHANNELS, CHANNELS, CHANNELS, w->slopes, 0, &op);
    SETUP(prelu, CHANNELS);
  } else if (!strcmp(w->function, "softmax")) {
    xnn_create_softmax_nc_f32(COLUMNS, COLUMNS, COLUMNS, 0, &op);
    SETUP(softmax, COLUMNS);
  } else {
    int is_relu = !strcmp(w->function, "relu"), is_relu6 = !strcmp(w->function, "relu6");
    if (!is_relu && !is_relu6 && strcmp(w->function, "hard_tanh")) return NULL;
    float low = is_relu || is_relu6 ? 0 : -1;
    float high = is_relu ? INFINITY : is_relu6 ? 6 : 1;
    xnn_create_clamp_nc_f32(1, 1, 1, low, high, 0, &op);
    SETUP(clamp, 1);
  }
  if (status != xnn_status_success) return NULL;
  struct made *made = malloc(sizeof *made);
  *made = (struct made){op, *pool};
  return made;
}

void peer_run(void *made) {
  struct made *m = made;
  xnn_run_operator(m->op, m->pool);
}

void peer_free(void *made) {
  xnn_delete_operator(((struct made *)made)->op);
  free(made);
}

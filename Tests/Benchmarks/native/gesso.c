/* Gesso, through its public functions. */
#include <gesso.h>

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

struct peer {
  __typeof__(&gesso_activation_find) find;
  __typeof__(&gesso_activation_forward_f32) forward;
  __typeof__(&gesso_activation_backward_f32) backward_x;
  __typeof__(&gesso_activation_backward_from_output_f32) backward_y;
  __typeof__(&gesso_activation_has_backward_from_output) has_backward_y;
  __typeof__(&gesso_prelu_forward_f32) prelu_forward;
  __typeof__(&gesso_prelu_backward_f32) prelu_backward;
  struct rows {
    const char *name;
    __typeof__(&gesso_softmax_forward_f32) forward;
    __typeof__(&gesso_softmax_backward_f32) backward;
  } rows[2];
  __typeof__(&gesso_set_threads) set_threads;
};

struct made {
  const struct peer *peer;
  struct work work;
  gesso_activation kind;
  int prelu;
  const struct rows *rows; /* NULL unless the function is of whole rows */
};

void *peer_open(const char *library) {
  void *so = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!so) return NULL;
  struct peer *p = malloc(sizeof *p);
  *p = (struct peer){
      dlsym(so, "gesso_activation_find"),
      dlsym(so, "gesso_activation_forward_f32"),
      dlsym(so, "gesso_activation_backward_f32"),
      dlsym(so, "gesso_activation_backward_from_output_f32"),
      dlsym(so, "gesso_activation_has_backward_from_output"),
      dlsym(so, "gesso_prelu_forward_f32"),
      dlsym(so, "gesso_prelu_backward_f32"),
      {{"softmax", dlsym(so, "gesso_softmax_forward_f32"), dlsym(so, "gesso_softmax_backward_f32")},
       {"log_softmax", dlsym(so, "gesso_log_softmax_forward_f32"),
        dlsym(so, "gesso_log_softmax_backward_f32")}},
      dlsym(so, "gesso_set_threads"),
  };
  return p;
}

void *peer_make(void *peer, const struct work *work) {
  const struct peer *p = peer;
  struct made made = {p, *work, 0, !strcmp(work->function, "prelu"), NULL};
  FIND(p->rows, work->function, made.rows);
  if (made.rows && work->direction == BACKWARD_X) return NULL;
  if (made.prelu && work->direction == BACKWARD_Y) return NULL;
  if (!made.rows && !made.prelu) {
    if (p->find(work->function, &made.kind)) return NULL;
    if (work->direction == BACKWARD_Y && !p->has_backward_y(made.kind, NULL)) return NULL;
  }
  p->set_threads(work->threads);
  return memcpy(malloc(sizeof made), &made, sizeof made);
}

void peer_run(void *opaque) {
  struct made *m = opaque;
  const struct work *w = &m->work;
  const struct peer *p = m->peer;
  if (m->rows && w->direction == FORWARD)
    m->rows->forward(w->in, w->out, w->n / COLUMNS, COLUMNS);
  else if (m->rows)
    m->rows->backward(w->in, w->dy, w->out, w->n / COLUMNS, COLUMNS, GESSO_OVERWRITE);
  else if (m->prelu && w->direction == FORWARD)
    p->prelu_forward(w->in, w->slopes, w->out, w->n / CHANNELS, CHANNELS, 1);
  else if (m->prelu)
    p->prelu_backward(w->in, w->slopes, w->dy, w->out, w->dslopes, w->n / CHANNELS, CHANNELS, 1,
                      GESSO_OVERWRITE);
  else if (w->direction == FORWARD)
    p->forward(m->kind, NULL, w->in, w->out, w->n);
  else if (w->direction == BACKWARD_X)
    p->backward_x(m->kind, NULL, w->in, w->dy, w->out, w->n, GESSO_OVERWRITE);
  else
    p->backward_y(m->kind, NULL, w->in, w->dy, w->out, w->n, GESSO_OVERWRITE);
}

void peer_free(void *made) { free(made); }

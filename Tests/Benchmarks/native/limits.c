/* The physical limits: loops that move the same bytes and compute (almost) nothing.
 * Forward: 8 bytes an element, out = in. Backward: 12 bytes, out = in + dy. In place the copy becomes a
 * sign flip, since a copy onto itself can be skipped. `function` names the loop. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"
#include "widest.h"

typedef void loop(const float *in, const float *dy, float *out, size_t n);

static void copy_memcpy(const float *in, const float *dy, float *out, size_t n) {
  (void)dy;
  memcpy(out, in, n * sizeof *out);
}

static void copy_movsb(const float *in, const float *dy, float *out, size_t n) {
  (void)dy;
  n *= sizeof *out;
  __asm__ volatile("rep movsb" : "+D"(out), "+S"(in), "+c"(n) : : "memory");
}

#define LOOP(name, store, value, scalar, fence)                                  \
  static void name(const float *in, const float *dy, float *out, size_t n) {      \
    (void)dy;                                                                    \
    size_t i = 0;                                                                \
    for (; i + 4 * LANES <= n; i += 4 * LANES)                                   \
      for (size_t j = i; j < i + 4 * LANES; j += LANES) store(out + j, value);   \
    for (size_t j = i; j < n; j++) out[j] = scalar;                              \
    fence;                                                                       \
  }
LOOP(copy_vector, STORE, LOAD(in + j), in[j], )
LOOP(copy_stream, STREAM, LOAD(in + j), in[j], _mm_sfence())
LOOP(flip_vector, STORE, -LOAD(in + j), -in[j], )
LOOP(flip_stream, STREAM, -LOAD(in + j), -in[j], _mm_sfence())
LOOP(add_vector, STORE, LOAD(in + j) + LOAD(dy + j), in[j] + dy[j], )
LOOP(add_stream, STREAM, LOAD(in + j) + LOAD(dy + j), in[j] + dy[j], _mm_sfence())

static const struct row {
  const char *name;
  loop *forward, *in_place, *backward;
} rows[] = {
    {"memcpy", copy_memcpy, NULL, NULL},
    {"rep movsb", copy_movsb, NULL, NULL},
    {"vector loop", copy_vector, flip_vector, add_vector},
    {"non-temporal loop", copy_stream, flip_stream, add_stream},
};

struct made {
  loop *loop;
  struct work work;
};

void *peer_open(const char *library) {
  (void)library;
  return (void *)rows;
}

void *peer_make(void *peer, const struct work *work) {
  (void)peer;
  const struct row *row;
  FIND(rows, work->function, row);
  if (!row) return NULL;
  loop *l = work->direction ? row->backward : work->in == work->out ? row->in_place : row->forward;
  if (!l) return NULL;
  struct made *made = malloc(sizeof *made);
  *made = (struct made){l, *work};
  return made;
}

void peer_run(void *opaque) {
  struct made *m = opaque;
  const struct work *w = &m->work;
  if (w->threads == 1) {
    m->loop(w->in, w->dy, w->out, w->n);
    return;
  }
  /* Pieces start on cache lines. */
  size_t piece = (w->n / (size_t)w->threads + 15) & ~(size_t)15;
#pragma omp parallel for num_threads(w->threads) schedule(static)
  for (int t = 0; t < w->threads; t++) {
    size_t start = piece * (size_t)t < w->n ? piece * (size_t)t : w->n;
    size_t end = t + 1 == w->threads || start + piece > w->n ? w->n : start + piece;
    m->loop(w->in + start, w->dy + start, w->out + start, end - start);
  }
}

void peer_free(void *made) { free(made); }

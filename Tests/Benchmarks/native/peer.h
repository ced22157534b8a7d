/* What a peer's shim exports: four functions, so that the clock (clock.c) calls each in the same way
 * and Python stays outside of what is timed. */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stddef.h>

/* backward_x: dx from x and dy. backward_y: dx from y = f(x) and dy. */
enum direction { FORWARD = 0, BACKWARD_X = 1, BACKWARD_Y = 2 };

/* PReLU's shape is rows × CHANNELS, a slope a channel, which every peer can do. */
enum { CHANNELS = 200 };

/* The rows of softmax and log_softmax. */
enum { COLUMNS = 1000 };

struct work {
  const char *function; /* Gesso's name of it, at Gesso's default parameters */
  int direction;
  int threads;
  const float *in; /* x, or y for backward_y */
  const float *dy; /* not looked at forward */
  float *out;      /* y or dx; may be `in` forward and `dy` backward */
  const float *slopes; /* prelu: CHANNELS */
  float *dslopes;      /* prelu backward: CHANNELS */
  size_t n;
};

#ifdef __cplusplus
extern "C" {
#endif
/* Loads the peer's library; NULL if it cannot. */
void *peer_open(const char *library);
/* What is timed, made ready; NULL if the peer has no such function. */
void *peer_make(void *peer, const struct work *work);
void peer_run(void *made);
void peer_free(void *made);
#ifdef __cplusplus
}
#endif

/* A name looked up in a NULL-terminated table of {name, …} rows. */
#define FIND(table, wanted, found)                                                      \
  do {                                                                                  \
    found = NULL;                                                                       \
    for (size_t i_ = 0; i_ < sizeof(table) / sizeof(table)[0]; i_++)                     \
      if (!strcmp((table)[i_].name, wanted)) found = &(table)[i_];                       \
  } while (0)

#endif

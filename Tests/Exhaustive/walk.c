/* Leaves of 65536 inputs, each with its mirror of the other sign, dealt to threads. */
#include "walk.h"

#include <math.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEAF = 1 << 16 };

struct shared {
  const struct subject *subject;
  struct walk how;
  size_t leaves; /* of one sign */
  unsigned char (*digests)[SHA256_DIGEST_LENGTH];
  atomic_size_t next;
};

/* The i-th magnitude: jittered inside its stride, so that the low bits vary. */
static inline uint32_t magnitude(uint32_t i, uint32_t stride) {
  uint32_t jitter = i * 2654435769u >> 16;
  return i * stride + (jitter & (stride - 1));
}

static inline float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

static inline uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

/* What consecutive and mirrored results must keep. x runs away from 0; y[-1] is there. */
static uint64_t falls(const float *y, size_t n, int negative) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++) count += negative ? y[i] > y[i - 1] : y[i] < y[i - 1];
  return count;
}

static uint64_t asymmetries(const float *y, const float *mirrored, size_t n, uint32_t flip) {
  uint64_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += (bits_of(y[i]) != (bits_of(mirrored[i]) ^ flip)) & (y[i] == y[i]);
  return count;
}

static void count_falls(const float *x, const float *y, int negative, struct tally *tally) {
  uint64_t count = falls(y, LEAF, negative);
  tally->monotonicity += count;
  for (size_t i = 0; count && i < LEAF; i++)
    if (falls(y + i, 1, negative)) tally->fault = x[i];
}

static void count_asymmetries(const float *x, const float *y, const float *mirrored, uint32_t flip,
                              struct tally *tally) {
  uint64_t count = asymmetries(y, mirrored, LEAF, flip);
  tally->symmetry += count;
  for (size_t i = 0; count && i < LEAF; i++)
    if (asymmetries(y + i, mirrored + i, 1, flip)) tally->fault = x[i];
}

static int mirrors(const struct subject *s, uint32_t *flip) {
  *flip = s->row->flags & ODD && s->direction == FORWARD ? 1u << 31 : 0;
  return s->row->flags & ODD || (s->row->flags & EVEN_SLOPE && s->direction == BACKWARD);
}

static void one_leaf(struct shared *all, size_t leaf, int negative, float *x, float *y,
                     struct tally *tally) {
  const struct subject *s = all->subject;
  /* One more in front, for the order across leaves. */
  uint32_t first = (uint32_t)leaf * LEAF, stride = all->how.stride;
  uint32_t sign = (uint32_t)negative << 31;
  for (uint32_t i = 0; i < LEAF; i++) x[i + 1] = float_of(magnitude(first + i, stride) | sign);
  x[0] = first ? float_of(magnitude(first - 1, stride) | sign) : x[1];
  call_library(s, x, y, LEAF + 1);
  if (s->row->flags & INCREASING && s->direction == FORWARD && all->how.bounds)
    count_falls(x + 1, y + 1, negative, tally);
  struct tally ignored = {0};
  if (all->how.bounds || s->direction == FROM_OUTPUT) {
    for (size_t i = 1; i <= LEAF; i += JUDGED)
      judge(s, x + i, y + i, JUDGED, all->how.bounds ? tally : &ignored);
  } else {
    canonicalise(y, LEAF + 1);
  }
  SHA256((const unsigned char *)(y + 1), LEAF * sizeof *y,
         all->digests[negative * all->leaves + leaf]);
}

static void *work(void *context) {
  struct shared *all = context;
  struct tally *tally = calloc(1, sizeof *tally);
  float *x = malloc(sizeof(float) * (LEAF + 1));
  float *y[2] = {malloc(sizeof(float) * (LEAF + 1)), malloc(sizeof(float) * (LEAF + 1))};
  if (!tally || !x || !y[0] || !y[1]) exit(2);
  uint32_t flip;
  int mirrored = mirrors(all->subject, &flip);
  for (size_t leaf; (leaf = atomic_fetch_add(&all->next, 1)) < all->leaves;) {
    for (int negative = 0; negative < 2; negative++)
      one_leaf(all, leaf, negative, x, y[negative], tally);
    if (mirrored) count_asymmetries(x + 1, y[0] + 1, y[1] + 1, flip, tally);
  }
  free(x), free(y[0]), free(y[1]);
  return tally;
}

void walk(const struct subject *s, struct walk how, struct outcome *out) {
  struct shared all = {s, how, ((size_t)1 << 31) / LEAF / how.stride, NULL, 0};
  size_t size = 2 * all.leaves * sizeof *all.digests;
  pthread_t threads[64];
  if (!(all.digests = malloc(size))) exit(2);
  for (unsigned i = 0; i < how.threads; i++)
    if (pthread_create(&threads[i], NULL, work, &all)) exit(2);
  memset(out, 0, sizeof *out);
  for (unsigned i = 0; i < how.threads; i++) {
    void *part;
    pthread_join(threads[i], &part);
    add(&out->tally, part);
    free(part);
  }
  if (how.bounds) settle_worst(s, &out->tally), judge_specials(s, &out->tally);
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(all.digests[0], size, digest);
  for (size_t i = 0; i < sizeof digest; i++) sprintf(out->hash + 2 * i, "%02x", digest[i]);
  free(all.digests);
}

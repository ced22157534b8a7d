/* All 2^32 words through normals, whole and truncated, of the shipped library.
 *
 *   distributions [part of a row's name]    prints the table; 1 if a bound of the header is broken */
#include <gesso.h>
#include <math.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "quantile.h"

enum { PARTS = 256, BLOCK = 16384, LANES = 8 };
static const uint64_t SHARE = (UINT64_C(1) << 32) / PARTS;
/* z to 2^-30 of itself, rounded once. */
static const double BOUND = 0.5 + 0x1p-6;

static const struct row {
  const char *name;
  gesso_distribution_kind kind;
  float low, high;
} rows[] = {
    {"normal", GESSO_NORMAL, -INFINITY, INFINITY},
    {"truncated -2 2", GESSO_TRUNCATED_NORMAL, -2, 2},
    {"truncated 0 inf", GESSO_TRUNCATED_NORMAL, 0, INFINITY},
    {"truncated -inf 1", GESSO_TRUNCATED_NORMAL, -INFINITY, 1},
    {"truncated 1 inf", GESSO_TRUNCATED_NORMAL, 1, INFINITY},
    {"truncated 8 9", GESSO_TRUNCATED_NORMAL, 8, 9},
    {"truncated .5 .625", GESSO_TRUNCATED_NORMAL, 0.5f, 0.625f},
    {"truncated -.25 .25", GESSO_TRUNCATED_NORMAL, -0.25f, 0.25f},
    {"truncated -.125 .25", GESSO_TRUNCATED_NORMAL, -0.125f, 0.25f},
};

typedef struct tally {
  double worst;
  uint32_t worst_word;
  uint64_t misrounded, falling, asymmetric, outside;
  double sums[5]; /* of powers of the distance from the shift */
  float first, last;
} tally;

typedef struct job {
  const struct row *row;
  gesso_distribution d;
  quantile exact;
  float shift;
  atomic_int next;
  tally tallies[PARTS];
  unsigned char hashes[(UINT64_C(1) << 32) / BLOCK][SHA256_DIGEST_LENGTH];
} job;

/* 1 / ulp */
static inline double per_ulp(double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof bits);
  bits = (UINT64_C(2069) << 52) - (bits & (UINT64_C(0x7ff) << 52));
  memcpy(&v, &bits, sizeof bits);
  return v;
}

static void measure(tally *t, quantile *q, uint64_t word, const float *w) {
  static _Thread_local double errors[BLOCK];
  for (int i = 0; i < BLOCK;) {
    if (word + (unsigned)i > q->end) quantile_move(q, (double)(word + (unsigned)i));
    int end = (int)fmin(BLOCK, q->end + 1 - (double)word);
    for (; i < end; i++) {
      double exact = quantile_value(q, (double)word + i);
      errors[i] = fabs(w[i] - exact) * per_ulp(exact);
    }
  }
  int misrounded = 0, large = 0;
  for (int i = 0; i < BLOCK; i++) {
    misrounded += errors[i] > 0.5 + 0x1p-24;
    large += !(errors[i] <= t->worst); /* NaN too */
  }
  t->misrounded += (unsigned)misrounded;
  for (int i = 0; large && i < BLOCK; i++) {
    if (errors[i] <= t->worst) continue;
    t->worst = errors[i], t->worst_word = (uint32_t)word + (unsigned)i;
  }
}

static void sum_powers(tally *t, const float *w, float shift) {
  double lanes[5][LANES] = {{0}};
  for (int i = 0; i < BLOCK; i += LANES) {
    for (int j = 0; j < LANES; j++) {
      double x = (double)w[i + j] - shift, square = x * x;
      lanes[1][j] += x, lanes[2][j] += square;
      lanes[3][j] += square * x, lanes[4][j] += square * square;
    }
  }
  for (int k = 1; k < 5; k++) for (int j = 0; j < LANES; j++) t->sums[k] += lanes[k][j];
}

static void draw(const job *j, const uint32_t *bits, float *w, size_t n) {
  if (gesso_init_from_bits_f32(&j->d, bits, w, n) == GESSO_OK) return;
  fprintf(stderr, "%s\n", gesso_last_error());
  exit(2);
}

static tally walk(job *j, uint64_t from) {
  static _Thread_local uint32_t bits[BLOCK];
  static _Thread_local float w[BLOCK], mirrored[BLOCK];
  const int symmetric = j->row->low == -j->row->high;
  tally t = {.last = -INFINITY};
  quantile q = j->exact;
  for (uint64_t word = from; word < from + SHARE; word += BLOCK) {
    for (unsigned i = 0; i < BLOCK; i++) bits[i] = (uint32_t)word + i;
    draw(j, bits, w, BLOCK);
    measure(&t, &q, word, w);
    sum_powers(&t, w, j->shift);
    int falling = w[0] < t.last, outside = 0, asymmetric = 0;
    for (int i = 1; i < BLOCK; i++) falling += w[i] < w[i - 1];
    for (int i = 0; i < BLOCK; i++) {
      outside += !(w[i] >= j->row->low && w[i] <= j->row->high && isfinite(w[i]));
    }
    if (symmetric) {
      for (int i = 0; i < BLOCK; i++) bits[i] = ~bits[i];
      draw(j, bits, mirrored, BLOCK);
      for (int i = 0; i < BLOCK; i++) asymmetric += w[i] != -mirrored[i];
    }
    t.falling += (unsigned)falling, t.outside += (unsigned)outside;
    t.asymmetric += (unsigned)asymmetric;
    if (word == from) t.first = w[0];
    t.last = w[BLOCK - 1];
    SHA256((const unsigned char *)w, sizeof w, j->hashes[word / BLOCK]);
  }
  return t;
}

static void *work(void *argument) {
  job *j = argument;
  for (int part; (part = atomic_fetch_add(&j->next, 1)) < PARTS;) {
    j->tallies[part] = walk(j, SHARE * (unsigned)part);
  }
  return NULL;
}

/* The parts in their order, so that the threads change nothing. */
static tally joined(const job *j) {
  tally all = j->tallies[0];
  for (int i = 1; i < PARTS; i++) {
    const tally *t = &j->tallies[i];
    if (!(t->worst <= all.worst)) all.worst = t->worst, all.worst_word = t->worst_word;
    all.misrounded += t->misrounded, all.asymmetric += t->asymmetric, all.outside += t->outside;
    all.falling += t->falling + (t->first < all.last);
    for (int k = 1; k < 5; k++) all.sums[k] += t->sums[k];
    all.last = t->last;
  }
  return all;
}

static int judge(const struct row *row, int threads) {
  static job j;
  pthread_t started[64];
  atomic_store(&j.next, 0);
  j.row = row, j.exact = quantile_between(row->low, row->high);
  j.d = (gesso_distribution){sizeof j.d, row->kind, 0, 1, row->low, row->high};
  const uint32_t middle = UINT32_C(1) << 31;
  draw(&j, &middle, &j.shift, 1);
  if (row->low == -row->high) j.shift = 0;
  for (int i = 0; i < threads; i++) if (pthread_create(&started[i], NULL, work, &j)) exit(2);
  for (int i = 0; i < threads; i++) pthread_join(started[i], NULL);
  tally t = joined(&j);
  double m[5];
  for (int k = 1; k < 5; k++) m[k] = t.sums[k] * 0x1p-32;
  double mean = m[1], variance = m[2] - mean * mean;
  double third = m[3] - mean * (3 * m[2] - 2 * mean * mean);
  double fourth = m[4] - mean * (4 * m[3] - mean * (6 * m[2] - 3 * mean * mean));
  printf("%-18s %8.5f  %08x %11llu %8llu %9llu %8llu  %+.12f  %.12f  %+.9f  %.9f  %.9g  %.9g  ",
         row->name, t.worst, t.worst_word, (unsigned long long)t.misrounded, (unsigned long long)t.falling,
         (unsigned long long)t.asymmetric, (unsigned long long)t.outside, mean + j.shift, variance,
         third / pow(variance, 1.5), fourth / (variance * variance), t.first, t.last);
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(j.hashes[0], sizeof j.hashes, hash);
  for (size_t i = 0; i < sizeof hash; i++) printf("%02x", hash[i]);
  puts("");
  fflush(stdout);
  return !(t.worst <= BOUND) || t.falling || t.asymmetric || t.outside;
}

int main(int count, char **words) {
  const char *only = count > 1 ? words[1] : "", *asked = getenv("EXHAUSTIVE_THREADS");
  int bad = 0, judged = 0, threads = asked ? atoi(asked) : 2;
  if (threads < 1 || threads > 64) threads = 2;
  gesso_set_threads(1);
  printf("# distribution     max ULP      word  misrounded  falling  asymmetr  outside  "
         "mean             variance        skewness      kurtosis     smallest  largest  sha256\n");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    if (strstr(rows[i].name, only)) bad |= judge(&rows[i], threads), judged++;
  }
  return judged ? bad : 2;
}

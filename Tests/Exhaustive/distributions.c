/* All 2^32 words through the normal and the usual truncated normal of the shipped library.
 *
 *   distributions [normal|truncated]     prints the table; 1 if a bound of the header is broken
 *
 * The library draws its own words. Philox is a bijection of blocks, so the block that yields four wanted words is found by
 * running it backwards, for the first key whose counter is one that an offset reaches.
 *
 * The exact quantile is Taylor's series about anchors that Newton's method finds in 113 bits (erfcq): 2^-50. */
#include <gesso.h>
#include <math.h>
#include <pthread.h>
#include <quadmath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THREADS = 2 };
static const double HALF = 0x1p31;

typedef struct tally {
  gesso_distribution d;
  double mass; /* the probability between the bounds */
  uint64_t from, to;
  double worst, moments[5], smallest, largest;
  uint32_t worst_word;
  uint64_t misrounded, falling, asymmetric, outside;
  float first, last;
} tally;

/* ---- The words -------------------------------------------------------------------------------- */

static void counter_of(uint32_t c[4], uint32_t seed) {
  const uint32_t m0 = 0xd2511f53, m1 = 0xcd9e8d57, inverse0 = 0x991a7cdb, inverse1 = 0x6d7cae67;
  uint32_t k0 = seed + 9 * 0x9e3779b9u, k1 = 9 * 0xbb67ae85u;
  for (int round = 0; round < 10; round++, k0 -= 0x9e3779b9u, k1 -= 0xbb67ae85u) {
    uint32_t c2 = c[1] * inverse1, c0 = c[3] * inverse0;
    uint32_t c1 = c[0] ^ k0 ^ (uint32_t)((uint64_t)m1 * c2 >> 32);
    uint32_t c3 = c[2] ^ k1 ^ (uint32_t)((uint64_t)m0 * c0 >> 32);
    c[0] = c0, c[1] = c1, c[2] = c2, c[3] = c3;
  }
}

static void draw(const gesso_distribution *d, uint32_t word, float out[4]) {
  for (uint32_t seed = 0;; seed++) {
    uint32_t c[4] = {word, word + 1, word + 2, word + 3};
    counter_of(c, seed);
    if (c[1] >> 30) continue;
    gesso_key key = {seed, (uint64_t)c[3] << 32 | c[2]};
    uint64_t offset = ((uint64_t)c[1] << 32 | c[0]) << 2;
    if (gesso_init_f32(d, key, offset, out, 4)) fprintf(stderr, "%s\n", gesso_last_error()), exit(2);
    uint32_t words[4];
    if (word % 65536 == 0 && (gesso_random_bits(key, offset, words, 4) || words[0] != word)) exit(2);
    return;
  }
}

/* ---- The exact quantile ----------------------------------------------------------------------- */

/* z >= 0 with erf(z / sqrt 2) = mass s / 2^31. */
static __float128 anchor(double s, double mass, double start) {
  __float128 x = (__float128)s * mass / HALF, z = start;
  for (int step = 0; step < 6; step++) {
    __float128 excess = x < 0.5Q ? x - erfq(z * M_SQRT1_2q) : erfcq(z * M_SQRT1_2q) - (1 - x);
    __float128 h = excess * expq(z * z / 2) * sqrtq(M_PIq / 2);
    __float128 change = h / (1 - z * h / 2);
    z += change;
    if (fabsq(change) < 1e-12Q * z) break;
  }
  return z;
}

typedef struct series {
  double s, end, z, c[6];
} series;

/* About the middle of [s, …): as far as the seventh term stays below 2^-52. */
static void next_series(series *a, double s, double mass) {
  double tail = HALF - s * mass, reach = fmin(2048, fmin(s, tail) / 256);
  double half = reach < 1 ? 0 : floor(reach);
  a->s = s + half;
  a->end = s + 2 * half + 1;
  __float128 exact = anchor(a->s, mass, a->z);
  double z = a->z = (double)exact, v = z * z;
  a->c[0] = (double)(mass / HALF * sqrtq(M_PIq / 2) * expq(exact * exact / 2));
  a->c[1] = z / 2;
  a->c[2] = (2 * v + 1) / 6;
  a->c[3] = z * (6 * v + 7) / 24;
  a->c[4] = ((24 * v + 46) * v + 7) / 120;
  a->c[5] = z * ((120 * v + 326) * v + 127) / 720;
}

static double value(const series *a, double s) {
  double h = (s - a->s) * a->c[0];
  return a->z + h * (1 + h * (a->c[1] + h * (a->c[2] + h * (a->c[3] + h * (a->c[4] + h * a->c[5])))));
}

/* 1 / ulp */
static double per_ulp(double v) {
  uint64_t bits;
  memcpy(&bits, &v, sizeof bits);
  bits = (UINT64_C(2069) << 52) - (bits & (UINT64_C(0x7ff) << 52));
  memcpy(&v, &bits, sizeof bits);
  return v;
}

/* ---- The walk --------------------------------------------------------------------------------- */

/* Words from … to of the upper half, each beside its complement. */
static void *walk(void *argument) {
  tally *t = argument;
  series a = {.end = 0, .z = 1e-3 + t->from * 1e-10};
  float previous = -INFINITY;
  for (uint64_t word = t->from; word < t->to; word += 4) {
    float up[4], down[4];
    draw(&t->d, (uint32_t)word, up);
    draw(&t->d, ~(uint32_t)(word + 3), down);
    for (int i = 0; i < 4; i++) {
      double s = (double)(word + (unsigned)i) + 0.5 - HALF;
      if (s >= a.end) next_series(&a, s, t->mass);
      double exact = value(&a, s), z = up[i], power = z;
      double error = fabs(z - exact) * per_ulp(exact);
      if (error > t->worst) t->worst = error, t->worst_word = (uint32_t)word + (unsigned)i;
      t->misrounded += error > 0.5 + 0x1p-24;
      t->falling += up[i] < previous;
      t->asymmetric += up[i] != -down[3 - i];
      t->outside += up[i] > t->d.high || down[3 - i] < t->d.low;
      for (int k = 1; k < 5; k++, power *= z) {
        double mirrored = down[3 - i], other = mirrored;
        for (int j = 1; j < k; j++) other *= mirrored;
        t->moments[k] += power + other;
      }
      previous = up[i];
      if (word + (unsigned)i == t->from) t->first = up[i];
    }
    t->smallest = fmin(t->smallest, down[0]);
    t->largest = fmax(t->largest, up[3]);
  }
  t->last = previous;
  return NULL;
}

static int judge(const char *name, gesso_distribution d, double mass) {
  tally t[THREADS];
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) {
    uint64_t share = (UINT64_C(1) << 31) / THREADS;
    t[i] = (tally){.d = d, .mass = mass, .from = (UINT64_C(1) << 31) + share * (unsigned)i};
    t[i].to = t[i].from + share;
    if (pthread_create(&threads[i], NULL, walk, &t[i])) exit(2);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  for (int i = 1; i < THREADS; i++) {
    if (t[i].worst > t->worst) t->worst = t[i].worst, t->worst_word = t[i].worst_word;
    t->misrounded += t[i].misrounded, t->asymmetric += t[i].asymmetric;
    t->falling += t[i].falling + (t[i].first < t[i - 1].last), t->outside += t[i].outside;
    for (int k = 1; k < 5; k++) t->moments[k] += t[i].moments[k];
    t->smallest = fmin(t->smallest, t[i].smallest), t->largest = fmax(t->largest, t[i].largest);
  }
  double n = 0x1p32, mean = t->moments[1] / n, variance = t->moments[2] / n - mean * mean;
  printf("%-18s %8.5f  %08x %12llu %8llu %8llu %8llu  %+.3e  %.12f  %+.3e  %.10f  %.9g  %.9g\n", name,
         t->worst, t->worst_word, (unsigned long long)(2 * t->misrounded),
         (unsigned long long)t->falling, (unsigned long long)t->asymmetric,
         (unsigned long long)t->outside, mean, variance,
         t->moments[3] / n / pow(variance, 1.5), t->moments[4] / n / (variance * variance),
         t->smallest, t->largest);
  fflush(stdout);
  return t->worst > 1 || t->falling || t->asymmetric || t->outside || !(t->largest < INFINITY);
}

int main(int count, char **words) {
  const char *only = count > 1 ? words[1] : "";
  int bad = 0;
  gesso_set_threads(1);
  printf("# distribution     max ULP      word   misrounded  falling  asymmetr  outside  mean        variance"
         "        skewness    kurtosis      smallest     largest\n");
  gesso_distribution normal = {sizeof normal, GESSO_NORMAL, 0, 1, -INFINITY, INFINITY};
  if (strstr("normal", only)) bad |= judge("normal 0 1", normal, 1);
  gesso_distribution truncated = {sizeof truncated, GESSO_TRUNCATED_NORMAL, 0, 1, -2, 2};
  if (strstr("truncated", only)) bad |= judge("truncated -2 2", truncated, (double)erfq(M_SQRT2q));
  return bad;
}

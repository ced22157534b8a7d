/* slices [count] [seed]: so many random slices (200 without an argument) of random tensors, each with a
 * distribution and a thread count of its own, drawn alone and cut out of the whole: the same bits.
 * GESSO_ISA says which level runs; the makefile runs all that there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gesso.h"

#include <math.h>

enum { MOST = 1 << 18 };
static float whole[MOST], part[MOST];
static uint64_t state;

static uint64_t below(uint64_t n) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (state >> 11) % n;
}

/* Extents whose product is at most MOST, one of them often long. */
static size_t random_shape(size_t rank, size_t *shape) {
  size_t n = 1;
  for (size_t k = 0; k < rank; k++) {
    size_t room = MOST / n, limit = below(3) ? 12 : below(2) ? 100 : 5000;
    shape[k] = 1 + (size_t)below(limit < room ? limit : room);
    n *= shape[k];
  }
  for (size_t k = rank; k-- > 1;) { /* the long one anywhere */
    size_t other = (size_t)below(k + 1), kept = shape[k];
    shape[k] = shape[other], shape[other] = kept;
  }
  return n;
}

/* Of each axis all, a part or, seldom, nothing. */
static size_t random_part(size_t rank, const size_t *shape, size_t *start, size_t *count) {
  size_t n = 1;
  for (size_t k = 0; k < rank; k++) {
    size_t form = (size_t)below(40);
    start[k] = form < 16 ? 0 : (size_t)below(shape[k]);
    count[k] = form < 16 ? shape[k] : form == 39 ? 0 : 1 + (size_t)below(shape[k] - start[k]);
    n *= count[k];
  }
  return n;
}

static gesso_distribution random_distribution(void) {
  static const gesso_distribution kinds[] = {
      {sizeof kinds[0], GESSO_CONSTANT, 3, 0, 0, 0},
      {sizeof kinds[0], GESSO_UNIFORM, -0.1f, 0.3f, 0, 0},
      {sizeof kinds[0], GESSO_NORMAL, 0.5f, 0.05f, 0, 0},
      {sizeof kinds[0], GESSO_TRUNCATED_NORMAL, 0.5f, 0.05f, 0.4f, 0.65f},
      {sizeof kinds[0], GESSO_TRUNCATED_NORMAL, 0, 0.05f, 0.3f, INFINITY},
      {sizeof kinds[0], GESSO_TRUNCATED_NORMAL, 0.5f, 0.05f, 0.52f, 0.53f},
      {sizeof kinds[0], GESSO_BERNOULLI_NORMAL, 0.3f, 0.05f, 0, 0},
  };
  return kinds[below(sizeof kinds / sizeof kinds[0])];
}

/* Whether `part`, walked in row-major order, is what `whole` has there. */
static int same(size_t rank, const size_t *shape, const size_t *start, const size_t *count,
                size_t n) {
  size_t at[8] = {0};
  for (size_t i = 0; i < n; i++) {
    size_t flat = 0;
    for (size_t k = 0; k < rank; k++) flat = flat * shape[k] + start[k] + at[k];
    if (memcmp(&part[i], &whole[flat], sizeof part[i]) != 0) return 0;
    for (size_t k = rank; k-- > 0;) {
      if (++at[k] < count[k]) break;
      at[k] = 0;
    }
  }
  return 1;
}

static int one(void) {
  size_t rank = 1 + (size_t)below(8), shape[8], start[8], count[8];
  size_t all = random_shape(rank, shape), n = random_part(rank, shape, start, count);
  gesso_distribution d = random_distribution();
  gesso_key key = {below(UINT64_MAX), below(UINT64_MAX)};
  gesso_slice slice = {sizeof slice, rank, shape, start, count};
  memset(part, 0xA5, n < MOST ? (n + 1) * sizeof *part : sizeof part);
  gesso_set_threads(1 + (int32_t)below(3));
  gesso_status drawn = gesso_init_f32(&d, key, 0, whole, all);
  gesso_set_threads(1 + (int32_t)below(3));
  gesso_status cut = gesso_init_slice_f32(&d, key, &slice, part);
  const unsigned char *past = (const unsigned char *)&part[n];
  if (drawn || cut) puts(gesso_last_error());
  return !drawn && !cut && same(rank, shape, start, count, n) && (n == MOST || *past == 0xA5);
}

/* A tensor of 2^63 elements: its last ones are those of gesso_init_f32 at these indices. */
static int last_ones(void) {
  const size_t shape[3] = {(size_t)1 << 40, (size_t)1 << 20, 8};
  const size_t start[3] = {shape[0] - 1, shape[1] - 3, 2}, count[3] = {1, 3, 6};
  gesso_slice slice = {sizeof slice, 3, shape, start, count};
  gesso_distribution d = random_distribution();
  gesso_key key = {1, 2};
  int good = gesso_init_slice_f32(&d, key, &slice, part) == GESSO_OK;
  for (size_t row = 0; row < 3; row++) {
    uint64_t offset = (UINT64_C(1) << 63) - 24 + row * 8 + 2;
    good &= gesso_init_f32(&d, key, offset, whole, 6) == GESSO_OK;
    good &= memcmp(whole, part + row * 6, 6 * sizeof *part) == 0;
  }
  return good;
}

int main(int argc, char **argv) {
  long count = argc > 1 ? atol(argv[1]) : 200, wrong = 0;
  state = UINT64_C(0x9E3779B97F4A7C15) + (argc > 2 ? strtoull(argv[2], NULL, 0) : 0);
  for (long i = 0; i < count; i++) wrong += !one();
  for (int i = 0; i < 20; i++) wrong += !last_ones();
  printf("%s: %ld slices, %ld mismatches\n", gesso_isa(), count, wrong);
  return count < 1 || wrong != 0;
}

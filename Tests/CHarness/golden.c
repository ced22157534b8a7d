/* Prints one line for each call: its name and the FNV-1a hash of its results on a fixed sample. The
 * lines are the same on every CPU level and for every number of threads; the first one says which
 * level ran, so that a comparison can prove what it compared and drop it.
 * With no framework and no files, it runs under an emulator as it runs on the machine.
 *
 * golden one-nan  counts all NaN as one. Of two NaN operands SSE passes on the first, but QEMU
 *                 before 10 the larger, as x87 does. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gesso.h"
#include "support/operations.h"

enum { SAMPLE = 131072 + 67 }; /* once round all 2^32 patterns, and a tail */

static float x[SAMPLE], dy[SAMPLE], out[SAMPLE];
static int failures;

static int one_nan;

/* Every NaN of a line's floats becomes the same. */
static void unite_nans(float *values, size_t n) {
  for (size_t i = 0; i < n; i++) {
    if (isnan(values[i])) values[i] = NAN;
  }
}

static void line(const char *name, gesso_status status, const void *bytes, size_t size) {
  uint64_t hash = UINT64_C(14695981039346656037);
  for (size_t i = 0; i < size; i++) {
    hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
  }
  if (status == GESSO_OK) {
    printf("%016llx %s\n", (unsigned long long)hash, name);
  } else {
    printf("%s %s: %s\n", gesso_status_string(status), name, gesso_last_error());
    failures++;
  }
}

static const struct {
  const char *name;
  void (*make)(float *, size_t, uint32_t);
  uint32_t x, dy, out;
} samples[] = {
    {"patterns", sample_patterns, 0, 0x3f000001, 0x3e000003},
    {"NaN meets NaN", sample_patterns, 0, 0x80200001, 0x00100003},
    {"moderate", sample_moderate, 0, 5, 9}, /* where a sum is no NaN */
};
enum { SAMPLES = sizeof samples / sizeof samples[0] };

static void every_operation(void) {
  size_t count;
  const operation *table = operations(&count);
  for (size_t i = 0; i < count * SAMPLES; i++) {
    const operation *op = &table[i / SAMPLES];
    size_t k = i % SAMPLES;
    char name[80];
    samples[k].make(x, SAMPLE, samples[k].x);
    samples[k].make(dy, SAMPLE, samples[k].dy);
    samples[k].make(out, SAMPLE, samples[k].out);
    gesso_status status = op->run(op, x, dy, out, SAMPLE);
    if (one_nan) unite_nans(out, SAMPLE);
    snprintf(name, sizeof name, "%s, %s", op->name, samples[k].name);
    line(name, status, out, sizeof out);
  }
}

/* Shapes that the table of one-dimensional calls has no room for. */
static void shapes(void) {
  static const size_t grids[][3] = {{3, 5, 7}, {2, 64, 900}, {1800, 64, 1}, {1, 1, SAMPLE},
                                    {SAMPLE, 1, 1}, {4, 3, 10000}, {655, 200, 1},
                                    {131, 1000, 1}, {13, 10000, 1}, {2, 4500, 14}};
  char name[80];
  sample_moderate(x, SAMPLE, 1);
  sample_moderate(dy, SAMPLE, 2);
  for (size_t i = 0; i < sizeof grids / sizeof grids[0]; i++) {
    size_t outer = grids[i][0], channels = grids[i][1], inner = grids[i][2];
    size_t n = outer * channels * inner;
    snprintf(name, sizeof name, "%zu x %zu x %zu", outer, channels, inner);
    gesso_status status = gesso_prelu_forward_f32(x, dy, out, outer, channels, inner);
    printf("prelu forward ");
    line(name, status, out, n * sizeof *out);
    float *sums = malloc(channels * sizeof *sums);
    status = gesso_prelu_backward_f32(x, dy, dy, out, sums, outer, channels, inner,
                                      GESSO_OVERWRITE);
    printf("prelu backward dx ");
    line(name, status, out, n * sizeof *out);
    printf("prelu backward dslopes ");
    line(name, status, sums, channels * sizeof *sums);
    free(sums);
    for (int kind = GESSO_CENTER; kind <= GESSO_STANDARDIZE; kind++) {
      status = gesso_preprocess_f32((gesso_preprocess)kind, x, out, outer * inner, channels, 0);
      printf("preprocess %d ", kind);
      line(name, status, out, n * sizeof *out);
    }
  }
}

static void orthogonal(void) {
  static const size_t shapes[][2] = {{1, 1}, {1, 9}, {9, 1}, {7, 3}, {100, 257}, {1000, 10},
                                     {97, 97}, {150, 150}};
  const gesso_key key = {1, 2};
  char name[80];
  for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
    size_t rows = shapes[i][0], columns = shapes[i][1];
    snprintf(name, sizeof name, "orthogonal %zu x %zu", rows, columns);
    gesso_status status = gesso_init_orthogonal_f32(out, rows, columns, 1, key);
    line(name, status, out, rows * columns * sizeof *out);
  }
  const size_t kernel[] = {64, 48, 3, 3};
  gesso_status status =
      gesso_init_delta_orthogonal_f32(out, kernel, 4, GESSO_LAYOUT_PYTORCH, 1, key);
  line("delta_orthogonal 64 x 48 x 3 x 3", status, out, (size_t)64 * 48 * 9 * sizeof *out);
}

static void schemes(void) {
  gesso_distribution d[24];
  gesso_status status = GESSO_OK;
  memset(d, 0, sizeof d);
  for (int i = 0; i < 24 && status == GESSO_OK; i++) {
    d[i].size = sizeof d[i];
    status = gesso_scheme_distribution((gesso_scheme)(i % 10), 784 + (size_t)i, 512,
                                       i % 4 ? 1.0f : 1.6666667f, &d[i]);
  }
  line("scheme_distribution", status, d, sizeof d);
}

/* With the usual parameters and with others. */
static void gains(void) {
  enum { KINDS = 64 };
  float gain[2 * KINDS] = {0};
  gesso_status status = gesso_activation_count() <= KINDS ? GESSO_OK : GESSO_ERROR_SIZE;
  for (int k = 0; k < 2 * gesso_activation_count() && status == GESSO_OK; k++) {
    gesso_activation_params params = {sizeof params, 0.3f, 1.7f};
    status = gesso_gain((gesso_activation)(k / 2), k % 2 ? &params : NULL, &gain[k]);
  }
  line("gain", status, gain, sizeof gain);
}

/* On a CPU that no level runs on, every call that touches data says so. */
static int too_old(void) {
  size_t count;
  const operation *table = operations(&count);
  for (size_t i = 0; i < count; i++) {
    gesso_status status = table[i].run(&table[i], x, dy, out, 64);
    printf("%s %s\n", gesso_status_string(status), table[i].name);
    failures += status != GESSO_ERROR_CPU;
  }
  return failures != 0;
}

int main(int argc, char **argv) {
  one_nan = argc > 1 && strcmp(argv[1], "one-nan") == 0;
  printf("isa %s\n", gesso_isa());
  if (strcmp(gesso_isa(), "none") == 0) return too_old();
  every_operation();
  shapes();
  orthogonal();
  schemes();
  gains();
  return failures != 0;
}

#include "operations.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 512 };
static operation table[CAPACITY];
static size_t length;

static const gesso_key key = {0x0123456789abcdefu, 7};
static const uint64_t far_offset = UINT64_C(0x00000003fffffffd); /* crosses a block and 2^34 */

#define RUN(name)                                                                               \
  static gesso_status name(const operation *self, const float *x, const float *dy, float *out, \
                           size_t n)

#define RUN_ACTIVATION(name, parameters)                                                         \
  RUN(name##_forward) {                                                                          \
    (void)dy;                                                                                    \
    return gesso_activation_forward_f32(self->kind, parameters, x, out, n);                      \
  }                                                                                              \
  RUN(name##_backward) {                                                                         \
    return gesso_activation_backward_f32(self->kind, parameters, x, dy, out, n, self->write);    \
  }                                                                                              \
  RUN(name##_backward_from_output) {                                                             \
    return gesso_activation_backward_from_output_f32(self->kind, parameters, x, dy, out, n,      \
                                                     self->write);                               \
  }

/* With these, elu, celu and softplus go other ways than with the usual ones. */
static const gesso_activation_params scaled = {sizeof scaled, 0.3f, 5};
RUN_ACTIVATION(activation, NULL)
RUN_ACTIVATION(scaled, &scaled)

RUN(prelu_forward_channels) {
  (void)self;
  return gesso_prelu_forward_f32(x, dy, out, 1, n, 1);
}
RUN(prelu_forward_inner) {
  static const float slope = 0.25f;
  (void)self, (void)dy;
  return gesso_prelu_forward_f32(x, &slope, out, 1, 1, n);
}
RUN(prelu_backward_outer) {
  static const float slope = 0.25f;
  return gesso_prelu_backward_f32(x, &slope, dy, out, NULL, n, 1, 1, self->write);
}
RUN(prelu_backward_slopes) {
  return gesso_prelu_backward_f32(x, x, dy, NULL, out, 1, n, 1, self->write);
}

/* Both gradients at once: dx of whole rows, then zeros, and dslopes in the last elements. */
RUN(prelu_backward_both) {
  static const float slopes[7] = {0.25f, -1, 0, 2, 0.125f, -0.5f, 1};
  size_t rows = n < 14 ? 0 : (n - 7) / 7;
  size_t room = rows == 0 ? n : n - 7;
  for (size_t i = 7 * rows; i < room; i++) out[i] = 0;
  if (rows == 0) return GESSO_OK;
  return gesso_prelu_backward_f32(x, slopes, dy, out, out + room, rows, 7, 1, self->write);
}

RUN(rrelu_forward) {
  (void)self, (void)dy;
  return gesso_rrelu_forward_f32(x, out, n, 0.125f, 0.333f, key, far_offset);
}
RUN(rrelu_backward) {
  return gesso_rrelu_backward_f32(x, dy, out, n, 0.125f, 0.333f, key, far_offset, self->write);
}

RUN(gated_forward) {
  (void)self;
  return gesso_gated_forward_f32(GESSO_SILU, NULL, x, dy, out, 1, n, n);
}
/* Both gradients, one in each half of a row: n is rounded down to whole pairs. */
RUN(gated_backward) {
  size_t half = n / 2;
  return gesso_gated_backward_f32(GESSO_GELU, NULL, x, x + half, dy, out, out + half, 1, half, half,
                                  self->write);
}
RUN(softmax_forward) {
  (void)self, (void)dy;
  return gesso_softmax_forward_f32(x, out, 1, n);
}
RUN(softmax_backward) { return gesso_softmax_backward_f32(x, dy, out, 1, n, self->write); }
RUN(log_softmax_forward) {
  (void)self, (void)dy;
  return gesso_log_softmax_forward_f32(x, out, 1, n);
}
RUN(log_softmax_backward) { return gesso_log_softmax_backward_f32(x, dy, out, n, 1, self->write); }

RUN(random_bits) {
  (void)self, (void)x, (void)dy;
  return gesso_random_bits(key, far_offset, (uint32_t *)(void *)out, n);
}
static gesso_status draw(gesso_distribution_kind kind, float a, float b, float *out, size_t n) {
  gesso_distribution d = {sizeof d, kind, a, b, 0, 0};
  return gesso_init_f32(&d, key, far_offset, out, n);
}
RUN(init_constant) { return (void)self, (void)x, (void)dy, draw(GESSO_CONSTANT, 3, 0, out, n); }
RUN(init_uniform) { return (void)self, (void)x, (void)dy, draw(GESSO_UNIFORM, -.1f, .3f, out, n); }
RUN(init_normal) { return (void)self, (void)x, (void)dy, draw(GESSO_NORMAL, .01f, .05f, out, n); }
static gesso_status cut(float low, float high, float *out, size_t n) {
  gesso_distribution d = {sizeof d, GESSO_TRUNCATED_NORMAL, .01f, .05f, low, high};
  return gesso_init_f32(&d, key, far_offset, out, n);
}
RUN(init_truncated) { return (void)self, (void)x, (void)dy, cut(-.09f, .11f, out, n); }
RUN(init_narrow) { return (void)self, (void)x, (void)dy, cut(.02f, .03f, out, n); }
RUN(init_tail) { return (void)self, (void)x, (void)dy, cut(-1, -.2f, out, n); }

/* x as words. */
static gesso_status convert(gesso_distribution_kind kind, float a, float b, const float *x,
                            float *out, size_t n) {
  gesso_distribution d = {sizeof d, kind, a, b, -.09f, .11f};
  return gesso_init_from_bits_f32(&d, (const uint32_t *)(const void *)x, out, n);
}
RUN(uniform_of_bits) { return (void)self, (void)dy, convert(GESSO_UNIFORM, -.1f, .3f, x, out, n); }
RUN(normal_of_bits) { return (void)self, (void)dy, convert(GESSO_NORMAL, 0, .05f, x, out, n); }
RUN(truncated_of_bits) {
  return (void)self, (void)dy, convert(GESSO_TRUNCATED_NORMAL, .01f, .05f, x, out, n);
}

/* Rows of 100, three panels of columns, and rows on demand for what is left. */
RUN(init_orthogonal) {
  (void)self, (void)x, (void)dy;
  size_t rows = n / 100, left = n % 100;
  gesso_status status = gesso_init_orthogonal_f32(out, rows, 100, 1.5f, key);
  if (status != GESSO_OK || left == 0) return status;
  return gesso_init_orthogonal_rows_f32(out + rows * 100, left + 5, 1, 5, left, 1.5f, key);
}
RUN(init_bernoulli) {
  return (void)self, (void)x, (void)dy, draw(GESSO_BERNOULLI_NORMAL, .3f, .05f, out, n);
}

/* The part [3, 3 + rows) × [5, 5 + columns) of a matrix that has a margin of 7 about it. */
typedef struct { size_t shape[2], start[2], count[2]; } part;
static part part_of(size_t rows, size_t columns) {
  part p = {{rows + 14, columns + 14}, {3, 5}, {rows, columns}};
  return p;
}
static gesso_status draw_slice(part p, float *out) {
  gesso_distribution d = {sizeof d, GESSO_UNIFORM, -1, 1, 0, 0};
  gesso_slice slice = {sizeof slice, 2, p.shape, p.start, p.count};
  return gesso_init_slice_f32(&d, key, &slice, out);
}
RUN(slice_row) { return (void)self, (void)x, (void)dy, draw_slice(part_of(1, n), out); }
RUN(slice_column) { return (void)self, (void)x, (void)dy, draw_slice(part_of(n, 1), out); }
static gesso_status draw_sparse(part p, float *out) {
  gesso_slice slice = {sizeof slice, 2, p.shape, p.start, p.count};
  return gesso_init_sparse_f32(0.3, 1, key, &slice, out);
}
RUN(sparse_row) { return (void)self, (void)x, (void)dy, draw_sparse(part_of(1, n), out); }
RUN(sparse_column) { return (void)self, (void)x, (void)dy, draw_sparse(part_of(n, 1), out); }
RUN(identity_row) {
  return (void)self, (void)x, (void)dy, gesso_init_identity_f32(out, n != 0, n, 3);
}
RUN(dirac_field) {
  size_t shape[3] = {1, 1, n != 0 ? n : 1};
  (void)self, (void)x, (void)dy;
  return n ? gesso_init_dirac_f32(out, shape, 3, GESSO_LAYOUT_PYTORCH, 1) : GESSO_OK;
}

/* The bits of the statistics and of the bins, over and over. */
RUN(statistics) {
  struct {
    uint64_t bins[8];
    gesso_activation_statistics found;
  } all;
  memset(&all, 0, sizeof all);
  gesso_statistics_options options = {sizeof options, -1, 1, -4, 4, 8, all.bins};
  all.found.size = sizeof all.found;
  (void)self, (void)dy;
  gesso_status status = gesso_activation_statistics_f32(x, n, &options, &all.found);
  for (size_t i = 0; i < n; i++) {
    memcpy(&out[i], (char *)&all + i * sizeof *out % sizeof all, sizeof *out);
  }
  return status;
}

RUN(center_column) {
  (void)self, (void)dy;
  return gesso_preprocess_f32(GESSO_CENTER, x, out, n != 0 ? n : 1, n != 0, 0);
}
RUN(standardize_column) {
  (void)self, (void)dy;
  return gesso_preprocess_f32(GESSO_STANDARDIZE, x, out, n != 0 ? n : 1, n != 0, 0);
}
RUN(center_row) {
  (void)self, (void)dy;
  return gesso_preprocess_f32(GESSO_CENTER, x, out, 1, n, 0);
}

static const operation fixed[] = {
    {"prelu_forward channels", prelu_forward_channels, 0, 0, 1, 0},
    {"prelu_forward inner", prelu_forward_inner, 0, 0, 1, 0},
    {"prelu_backward outer", prelu_backward_outer, 0, GESSO_OVERWRITE, 1, 1},
    {"prelu_backward outer +=", prelu_backward_outer, 0, GESSO_ACCUMULATE, 0, 0},
    {"prelu_backward slopes", prelu_backward_slopes, 0, GESSO_OVERWRITE, 0, 0},
    {"prelu_backward slopes +=", prelu_backward_slopes, 0, GESSO_ACCUMULATE, 0, 0},
    {"prelu_backward both", prelu_backward_both, 0, GESSO_OVERWRITE, 1, 1},
    {"prelu_backward both +=", prelu_backward_both, 0, GESSO_ACCUMULATE, 0, 0},
    {"rrelu_forward", rrelu_forward, 0, 0, 1, 0},
    {"rrelu_backward", rrelu_backward, 0, GESSO_OVERWRITE, 1, 1},
    {"rrelu_backward +=", rrelu_backward, 0, GESSO_ACCUMULATE, 0, 0},
    {"gated_forward", gated_forward, 0, 0, 0, 0},
    {"gated_backward", gated_backward, 0, GESSO_OVERWRITE, 0, 0},
    {"gated_backward +=", gated_backward, 0, GESSO_ACCUMULATE, 0, 0},
    {"softmax_forward", softmax_forward, 0, 0, 1, 0},
    {"softmax_backward", softmax_backward, 0, GESSO_OVERWRITE, 1, 1},
    {"softmax_backward +=", softmax_backward, 0, GESSO_ACCUMULATE, 0, 0},
    {"log_softmax_forward", log_softmax_forward, 0, 0, 1, 0},
    {"log_softmax_backward", log_softmax_backward, 0, GESSO_OVERWRITE, 1, 1},
    {"random_bits", random_bits, 0, 0, 0, 0},
    {"init constant", init_constant, 0, 0, 0, 0},
    {"init uniform", init_uniform, 0, 0, 0, 0},
    {"init normal", init_normal, 0, 0, 0, 0},
    {"init truncated", init_truncated, 0, 0, 0, 0},
    {"init truncated narrow", init_narrow, 0, 0, 0, 0},
    {"init truncated tail", init_tail, 0, 0, 0, 0},
    {"init from_bits uniform", uniform_of_bits, 0, 0, 1, 0},
    {"init from_bits normal", normal_of_bits, 0, 0, 1, 0},
    {"init from_bits truncated", truncated_of_bits, 0, 0, 1, 0},
    {"init orthogonal", init_orthogonal, 0, 0, 0, 0},
    {"init bernoulli_normal", init_bernoulli, 0, 0, 0, 0},
    {"init slice row", slice_row, 0, 0, 0, 0},
    {"init slice column", slice_column, 0, 0, 0, 0},
    {"init sparse row", sparse_row, 0, 0, 0, 0},
    {"init sparse column", sparse_column, 0, 0, 0, 0},
    {"init identity row", identity_row, 0, 0, 0, 0},
    {"init dirac field", dirac_field, 0, 0, 0, 0},
    {"statistics", statistics, 0, 0, 0, 0},
    {"preprocess center column", center_column, 0, 0, 1, 0},
    {"preprocess standardize column", standardize_column, 0, 0, 1, 0},
    {"preprocess center row", center_row, 0, 0, 1, 0},
};

static void add(const operation *row, gesso_activation kind, const char *suffix) {
  operation *to = &table[length];
  if (length == CAPACITY ||
      snprintf(to->name, sizeof to->name, "%s%s", row->name, suffix) >= (int)sizeof to->name) {
    fprintf(stderr, "operations: no room for %s\n", suffix);
    exit(EXIT_FAILURE);
  }
  to->run = row->run;
  to->kind = kind;
  to->write = row->write;
  to->over_x = row->over_x;
  to->over_dy = row->over_dy;
  length++;
}

static int applies(const operation *row, gesso_activation kind) {
  gesso_activation_params usual = {sizeof usual, 0, 0};
  gesso_activation_defaults(kind, &usual);
  if (row->run == activation_backward_from_output)
    return gesso_activation_has_backward_from_output(kind, NULL);
  if (row->run == scaled_backward_from_output)
    return usual.alpha != 0 && gesso_activation_has_backward_from_output(kind, &scaled);
  return usual.alpha != 0 || (row->run != scaled_forward && row->run != scaled_backward);
}

static void build(void) {
  static const operation each_kind[] = {
      {"activation_forward ", activation_forward, 0, 0, 1, 0},
      {"activation_backward ", activation_backward, 0, GESSO_OVERWRITE, 1, 1},
      {"activation_backward += ", activation_backward, 0, GESSO_ACCUMULATE, 0, 0},
      {"activation_backward_from_output ", activation_backward_from_output, 0, GESSO_OVERWRITE, 1,
       1},
      {"activation_backward_from_output += ", activation_backward_from_output, 0,
       GESSO_ACCUMULATE, 0, 0},
      {"scaled_forward ", scaled_forward, 0, 0, 1, 0},
      {"scaled_backward ", scaled_backward, 0, GESSO_OVERWRITE, 1, 1},
      {"scaled_backward_from_output ", scaled_backward_from_output, 0, GESSO_OVERWRITE, 1, 1},
  };
  for (int32_t k = 0; k < gesso_activation_count(); k++) {
    gesso_activation kind = (gesso_activation)k;
    for (size_t r = 0; r < sizeof each_kind / sizeof each_kind[0]; r++) {
      if (applies(&each_kind[r], kind)) add(&each_kind[r], kind, gesso_activation_name(kind));
    }
  }
  for (size_t r = 0; r < sizeof fixed / sizeof fixed[0]; r++) add(&fixed[r], 0, "");
}

const operation *operations(size_t *count) {
  if (length == 0) build();
  *count = length;
  return table;
}

/* The stride is odd, so it visits every pattern before one repeats; 131072 steps of it go round
 * the 2^32 patterns once. */
void sample_patterns(float *x, size_t n, uint32_t first) {
  uint32_t bits = first;
  for (size_t i = 0; i < n; i++, bits += 32771) memcpy(&x[i], &bits, sizeof bits);
}

void sample_moderate(float *x, size_t n, uint32_t first) {
  uint32_t word = first;
  for (size_t i = 0; i < n; i++) {
    word = word * 1664525u + 1013904223u;
    /* Within ±8.6 and then ±12.9: few or many beyond where a function's segments end. */
    x[i] = (float)(int32_t)word * (i / 512 % 2 ? 6e-9f : 4e-9f);
  }
}

/* One row a kind. A new one: formulas in fast.c and quad.c, its name in KINDS, its row here. */
#include <string.h>

#include "rows.h"

const char *const direction_names[] = {"forward", "backward", "backward_from_output"};

#define KINDS(each) \
  each(identity) each(sigmoid) each(tanh) each(relu) each(leaky_relu) each(elu) each(log_sigmoid) \
  each(relu6) each(celu) each(selu) each(gelu) each(gelu_tanh) each(quick_gelu) each(silu) \
  each(mish) each(softplus) each(softsign) each(hard_sigmoid) each(hard_tanh) each(hard_swish) \
  each(hard_shrink) each(soft_shrink) each(tanh_shrink) each(threshold) each(relu_squared) \
  each(exp) each(squareplus)
#define DECLARE(name) \
  extern fast_function *const name##_fast[]; \
  extern quad_function *const name##_quad[];
KINDS(DECLARE)

#define ROW(name, flags, forward, backward, output, root) \
  {#name, name##_fast, name##_quad, flags, {forward, backward, output}, root}
static const struct row rows[] = {
    ROW(identity, INCREASING | ODD, 0, 0, 0, 0),
    ROW(sigmoid, INCREASING | EVEN_SLOPE, 1, 2, 2, 0),
    ROW(tanh, INCREASING | ODD, 1, 2, 2, 0),
    ROW(relu, INCREASING, 0, 0, 0, 0),
    ROW(leaky_relu, INCREASING, 0.5, 0.5, 0.5, 0),
    ROW(elu, INCREASING, 1, 2, 2, 0),
    ROW(log_sigmoid, INCREASING, 1, 2, 2, 0),
    ROW(relu6, INCREASING, 0, 0, 0, 0),
    ROW(celu, INCREASING, 1, 2, 2, 0),
    ROW(selu, INCREASING, 1, 2, 2, 0),
    ROW(gelu, HALF, 1, 2, 0, -0.751791524693564457),
    ROW(gelu_tanh, HALF, 1, 2, 0, -0.752461422071016258),
    ROW(quick_gelu, HALF, 1, 2, 0, -0.751154255441288951),
    ROW(silu, HALF, 1, 2, 0, -1.278464542761073795),
    ROW(mish, 0, 1, 2, 0, -1.192431214515495214),
    ROW(softplus, INCREASING, 1, 2, 2, 0),
    ROW(softsign, INCREASING | ODD, 1, 2, 2, 0),
    ROW(hard_sigmoid, INCREASING, 1, 2, 2, 0),
    ROW(hard_tanh, INCREASING, 0, 0, 0, 0),
    ROW(hard_swish, HALF, 1, 2, 0, 0),
    ROW(hard_shrink, INCREASING | ODD, 0, 0, 0, 0),
    ROW(soft_shrink, INCREASING | ODD, 0.5, 0, 0, 0),
    ROW(tanh_shrink, INCREASING | ODD, 1, 2, 0, 0),
    ROW(threshold, INCREASING, 0, 0, 0, 0),
    ROW(relu_squared, INCREASING, 0.5, 0.5, 2, 0),
    ROW(exp, INCREASING, 1, 2, 0, 0),
    ROW(squareplus, INCREASING, 1, 2, 2, 0),
};

const struct row *row_named(const char *name) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (!strcmp(rows[i].name, name)) return &rows[i];
  return NULL;
}

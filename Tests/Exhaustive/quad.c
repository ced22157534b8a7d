/* Each kind in 113 bits, in the textbook's forms, so that a slip in a form of fast.c shows
 * (selfcheck.c). What cancels here keeps more than 60 bits. y is in the function's range. */
#define IN_QUAD
#include <quadmath.h>

#include "formulas.h"
#include "rows.h"

typedef __float128 quad;

#define FUNCTION(name, value) \
  static quad name(quad x, quad a, quad b) { \
    quad y = x; \
    return (void)a, (void)b, (void)x, (void)y, (value); \
  }
#define KIND(name, f, slope, output) \
  FUNCTION(name##_forward, f) FUNCTION(name##_backward, slope) FUNCTION(name##_from_y, output) \
  quad_function *const name##_quad[] = {name##_forward, name##_backward, name##_from_y};
#define NONE nanq("")

static quad logistic(quad x) { return 1 / (1 + expq(-x)); }
static quad logistic_slope(quad x) { return logistic(x) * logistic(-x); }
static quad sech_squared(quad x) { return 4 * logistic_slope(2 * x); }
static quad soft_root(quad x, quad b) { return sqrtq(x * x + b); }
/* ln(1 + e^x) */
static quad softplus(quad x) { return (x > 0 ? x : 0) + log1pq(expq(-fabsq(x))); }
/* The library multiplies in float before it compares. */
static int beyond(quad x, quad a, quad b) { return (float)(a * x) > b; }

static quad tanh_remainder(quad x) {
  if (fabsq(x) > 0x1p-20Q) return x - tanhq(x);
  quad q = x * x;
  return x * q * (1 / 3.0Q - q * (2 / 15.0Q - q * (17 / 315.0Q)));
}

static quad gated(quad x, quad z) { return x * logistic(z); }
static quad gated_slope(quad x, quad z, quad dz) {
  return logistic(z) + x * dz * logistic_slope(z);
}
static quad gelu_gate(quad x) { return GELU_TANH_K * (x + GELU_TANH_C * x * x * x); }
static quad gelu_gate_slope(quad x) { return GELU_TANH_K * (1 + 3 * GELU_TANH_C * x * x); }
static quad normal_cdf(quad x) { return erfcq(-x * M_SQRT1_2q) / 2; }
static quad normal_density(quad x) { return INV_SQRT_2PI * expq(-x * x / 2); }

static quad mish_slope(quad x) {
  return tanhq(softplus(x)) + x * sech_squared(softplus(x)) * logistic(x);
}
static quad squareplus(quad x, quad b) {
  return x < 0 ? b / (2 * (soft_root(x, b) - x)) : (soft_root(x, b) + x) / 2;
}

KIND(identity, x, 1, 1)
KIND(sigmoid, logistic(x), logistic_slope(x), y * (1 - y))
KIND(tanh, tanhq(x), sech_squared(x), (1 - y) * (1 + y))
KIND(relu, x <= 0 ? 0 : x, x <= 0 ? 0 : 1, y <= 0 ? 0 : 1)
KIND(leaky_relu, x > 0 ? x : a * x, x > 0 ? 1 : a, y > 0 ? 1 : a)
KIND(elu, x > 0 ? x : a * expm1q(x), x > 0 ? 1 : a * expq(x), y > 0 ? 1 : y + a)
KIND(log_sigmoid, -softplus(-x), logistic(-x), -expm1q(y))
KIND(relu6, x <= 0 ? 0 : x >= 6 ? 6 : x, x <= 0 || x >= 6 ? 0 : 1, y <= 0 || y >= 6 ? 0 : 1)
KIND(celu, x > 0 ? x : a * expm1q(x / a), x > 0 ? 1 : expq(x / a), y > 0 ? 1 : (y + a) / a)
KIND(selu, SELU_SCALE * (x > 0 ? x : SELU_ALPHA * expm1q(x)),
     SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * expq(x)),
     y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA)
KIND(gelu, x * normal_cdf(x), normal_cdf(x) + x * normal_density(x), NONE)
KIND(gelu_tanh, gated(x, gelu_gate(x)), gated_slope(x, gelu_gate(x), gelu_gate_slope(x)), NONE)
KIND(quick_gelu, gated(x, QUICK_K * x), gated_slope(x, QUICK_K * x, QUICK_K), NONE)
KIND(silu, gated(x, x), gated_slope(x, x, 1), NONE)
KIND(mish, x * tanhq(softplus(x)), mish_slope(x), NONE)
KIND(softplus, beyond(x, a, b) ? x : softplus(a * x) / a, beyond(x, a, b) ? 1 : logistic(a * x),
     beyond(y, a, b) ? 1 : -expm1q(-a * y))
KIND(softsign, x / (1 + fabsq(x)), 1 / ((1 + fabsq(x)) * (1 + fabsq(x))),
     (1 - fabsq(y)) * (1 - fabsq(y)))
KIND(hard_sigmoid, x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6, x <= -3 || x >= 3 ? 0 : 1 / 6.0Q,
     y <= 0 || y >= 1 ? 0 : 1 / 6.0Q)
KIND(hard_tanh, x < a ? a : x > b ? b : x, x <= a || x >= b ? 0 : 1, y <= a || y >= b ? 0 : 1)
KIND(hard_swish, x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6,
     x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6, NONE)
KIND(hard_shrink, fabsq(x) <= a ? 0 * x : x, fabsq(x) <= a ? 0 : 1, y == 0 ? 0 : 1)
KIND(soft_shrink, fabsq(x) <= a ? 0 * x : x - copysignq(a, x), fabsq(x) <= a ? 0 : 1,
     y == 0 ? 0 : 1)
KIND(tanh_shrink, tanh_remainder(x), tanhq(x) * tanhq(x), NONE)
KIND(threshold, x <= a ? b : x, x <= a ? 0 : 1, y <= a ? 0 : 1)
KIND(relu_squared, x <= 0 ? 0 : x * x, x <= 0 ? 0 : 2 * x, y <= 0 ? 0 : 2 * sqrtq(y))
KIND(exp, expq(x), expq(x), y)
KIND(squareplus, squareplus(x, a), squareplus(x, a) / soft_root(x, a), 4 * y * y / (4 * y * y + a))

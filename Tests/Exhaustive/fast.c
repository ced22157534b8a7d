/* Each kind in double: f(x), f'(x) and f' from y. a and b are alpha and beta. The forms are those
 * that do not cancel in the tails; what is left is beside the root of f' (rows.h). */
#include "elementary.h"
#include "formulas.h"
#include "rows.h"

#define LOOP(name, value) \
  static void name(const float *xs, double *exact, size_t n, double a, double b) { \
    (void)a, (void)b; \
    for (size_t i = 0; i < n; i++) { \
      double x = clamp(xs[i], -FAR, FAR), y = x; \
      (void)x, (void)y; \
      exact[i] = (value); \
    } \
  }
#define KIND(name, f, slope, output) \
  LOOP(name##_forward, f) LOOP(name##_backward, slope) LOOP(name##_from_y, output) \
  fast_function *const name##_fast[] = {name##_forward, name##_backward, name##_from_y};

#define WITHIN(condition, value) ((condition) || y != y ? (value) : (double)NAN)
#define NONE NAN

static inline double steep(double x, double a, double b, double value, double beyond) {
  return (float)(a * x) > b ? beyond : value;
}

/* x - tanh x; below 1/4 by its series */
static inline double tanh_remainder(double x) {
  double q = x * x, p = -443861162 / 1856156927625.0;
  p = p * q + 6404582 / 10854718875.0;
  p = p * q - 929569 / 638512875.0;
  p = p * q + 21844 / 6081075.0;
  p = p * q - 1382 / 155925.0;
  p = p * q + 62 / 2835.0;
  p = p * q - 17 / 315.0;
  p = p * q + 2 / 15.0;
  p = p * q - 1 / 3.0;
  return fabs(x) < 0.25 ? -x * q * p : x - hyperbolic_tangent(x);
}

/* x σ(z), and its derivative with z' = dz/dx */
static inline double gated(double x, double z) { return x * logistic(z); }
static inline double gated_slope(double x, double z, double dz) {
  return logistic(z) * (1 + x * dz * logistic(-z));
}
static inline double gelu_gate(double x) { return GELU_TANH_K * (x + GELU_TANH_C * x * x * x); }
static inline double gelu_gate_slope(double x) {
  return GELU_TANH_K * (1 + 3 * GELU_TANH_C * x * x);
}

static inline double normal_cdf(double x) { return 0.5 * erfc(-x * M_SQRT1_2); }
static inline double normal_density(double x) { return INV_SQRT_2PI * e_to(-0.5 * x * x); }

static inline double mish(double x) {
  double w = e_to(clamp(x, -FAR, 40)), t = w * (w + 2);
  return x * (t / (t + 2));
}
static inline double mish_slope(double x) {
  double v = clamp(x, -FAR, 40), w = e_to(v), d = w * (w + 2) + 2;
  return w * (((w + 4) * w + (4 * v + 6)) * w + 4 * (v + 1)) / (d * d);
}

static inline double soft_root(double x, double b) { return sqrt(x * x + b); }

KIND(identity, x, 1, 1)
KIND(sigmoid, logistic(x), logistic_slope(x), WITHIN(y >= 0 && y <= 1, y * (1 - y)))
KIND(tanh, hyperbolic_tangent(x), 4 * logistic_slope(2 * x),
     WITHIN(y >= -1 && y <= 1, (1 - y) * (1 + y)))
KIND(relu, x <= 0 ? 0 : x, x <= 0 ? 0 : 1, WITHIN(y >= 0, y <= 0 ? 0 : 1))
KIND(leaky_relu, x > 0 ? x : a * x, x > 0 ? 1 : a, y > 0 ? 1 : a)
KIND(elu, x > 0 ? x : a * e_to_less_1(x), x > 0 ? 1 : a * e_to(x),
     WITHIN(y >= -a, y > 0 ? 1 : y + a))
KIND(log_sigmoid, (x < 0 ? x : 0) - log_1_plus(e_to(-fabs(x))), logistic(-x),
     WITHIN(y <= 0, -e_to_less_1(y)))
KIND(relu6, x <= 0 ? 0 : x >= 6 ? 6 : x, x <= 0 || x >= 6 ? 0 : 1,
     WITHIN(y >= 0 && y <= 6, y <= 0 || y >= 6 ? 0 : 1))
KIND(celu, x > 0 ? x : a * e_to_less_1(x / a), x > 0 ? 1 : e_to(x / a),
     WITHIN(y >= -a, y > 0 ? 1 : (y + a) / a))
KIND(selu, x > 0 ? SELU_SCALE * x : SELU_SCALE * SELU_ALPHA * e_to_less_1(x),
     x > 0 ? SELU_SCALE : SELU_SCALE * SELU_ALPHA * e_to(x),
     WITHIN(y >= -SELU_SCALE * SELU_ALPHA, y > 0 ? SELU_SCALE : y + SELU_SCALE * SELU_ALPHA))
KIND(gelu, x * normal_cdf(x), normal_cdf(x) + x * normal_density(x), NONE)
KIND(gelu_tanh, gated(x, gelu_gate(x)), gated_slope(x, gelu_gate(x), gelu_gate_slope(x)), NONE)
KIND(quick_gelu, gated(x, QUICK_K * x), gated_slope(x, QUICK_K * x, QUICK_K), NONE)
KIND(silu, gated(x, x), gated_slope(x, x, 1), NONE)
KIND(mish, mish(x), mish_slope(x), NONE)
KIND(softplus,
     steep(x, a, b, (x > 0 ? x : 0) + log_1_plus(e_to(-fabs(a * x))) / a, x),
     steep(x, a, b, logistic(a * x), 1), WITHIN(y >= 0, steep(y, a, b, -e_to_less_1(-a * y), 1)))
KIND(softsign, x / (1 + fabs(x)), 1 / ((1 + fabs(x)) * (1 + fabs(x))),
     WITHIN(y >= -1 && y <= 1, (1 - fabs(y)) * (1 - fabs(y))))
KIND(hard_sigmoid, x <= -3 ? 0 : x >= 3 ? 1 : (x + 3) / 6, x <= -3 || x >= 3 ? 0 : 1 / 6.0,
     WITHIN(y >= 0 && y <= 1, y <= 0 || y >= 1 ? 0 : 1 / 6.0))
KIND(hard_tanh, x < a ? a : x > b ? b : x, x <= a || x >= b ? 0 : 1,
     WITHIN(y >= a && y <= b, y <= a || y >= b ? 0 : 1))
KIND(hard_swish, x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6,
     x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6, NONE)
KIND(hard_shrink, fabs(x) <= a ? copysign(0, x) : x, fabs(x) <= a ? 0 : 1,
     WITHIN(y == 0 || fabs(y) > a, y == 0 ? 0 : 1))
KIND(soft_shrink, fabs(x) <= a ? copysign(0, x) : x - copysign(a, x), fabs(x) <= a ? 0 : 1,
     y == 0 ? 0 : 1)
KIND(tanh_shrink, tanh_remainder(x), hyperbolic_tangent(x) * hyperbolic_tangent(x), NONE)
KIND(threshold, x <= a ? b : x, x <= a ? 0 : 1, WITHIN(y == b || y > a, y <= a ? 0 : 1))
KIND(relu_squared, x <= 0 ? 0 : x * x, x <= 0 ? 0 : 2 * x,
     WITHIN(y >= 0, y <= 0 ? 0 : 2 * sqrt(y)))
KIND(exp, e_to(x), e_to(x), WITHIN(y >= 0, y))
KIND(squareplus, x < 0 ? a / (2 * (soft_root(x, a) - x)) : (soft_root(x, a) + x) / 2,
     x < 0 ? a / (2 * soft_root(x, a) * (soft_root(x, a) - x))
           : (soft_root(x, a) + x) / (2 * soft_root(x, a)),
     WITHIN(y >= 0, 4 * y * y / (4 * y * y + a)))

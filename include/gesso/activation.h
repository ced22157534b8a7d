/* gesso/activation.h: element-wise activations, forward and backward.
 *
 * A backward call gets dy, the gradient of the loss with respect to the output, and gives
 * dx = dy * f'(x) (GESSO_OVERWRITE) or dx + dy * f'(x) (GESSO_ACCUMULATE).
 *
 *   kind         f(x)                           alpha  beta  f'(x)                         f' from y = f(x)
 *   identity     x                              -      -     1                             1
 *   sigmoid      1 / (1 + e^-x)                 -      -     f(x) (1 - f(x))               y (1 - y)
 *   tanh         tanh x                         -      -     1 - tanh^2 x                  (1 - y)(1 + y)
 *   relu         x <= 0 ? 0 : x                 -      -     x <= 0 ? 0 : 1                y <= 0 ? 0 : 1
 *   leaky_relu   x > 0 ? x : alpha x            0.01   -     x > 0 ? 1 : alpha             y > 0 ? 1 : alpha
 *   elu          x > 0 ? x : alpha (e^x - 1)    1      -     x > 0 ? 1 : alpha e^x         y > 0 ? 1 : y + alpha
 *   log_sigmoid  -ln(1 + e^-x)                  -      -     1 / (1 + e^x)                 1 - e^y
 *   relu6        min(max(x, 0), 6)              -      -     0 < x < 6 ? 1 : 0             0 < y < 6 ? 1 : 0
 *   celu         x > 0 ? x
 *                : alpha (e^(x/alpha) - 1)      1      -     x > 0 ? 1 : e^(x/alpha)       y > 0 ? 1 : (y + alpha) / alpha
 *   selu         s (x > 0 ? x : a (e^x - 1))    -      -     s (x > 0 ? 1 : a e^x)         y > 0 ? s : y + s a
 *   gelu         x P(x)                         -      -     P(x) + x p(x)                 -
 *   gelu_tanh    x sigmoid(z)                   -      -     sigmoid(z) + x z' sigmoid'(z) -
 *   quick_gelu   x sigmoid(1.702 x)             -      -     likewise                      -
 *   silu         x sigmoid(x)                   -      -     likewise                      -
 *   mish         x tanh(ln(1 + e^x))            -      -     f(x) / x + x (1 - tanh^2)...  -
 *   softplus     alpha x > beta ? x
 *                : ln(1 + e^(alpha x)) / alpha  1      20    sigmoid(alpha x), or 1        1 - e^(-alpha y), or 1
 *   softsign     x / (1 + |x|)                  -      -     1 / (1 + |x|)^2               (1 - |y|)^2
 *   hard_sigmoid min(max(x + 3, 0), 6) / 6      -      -     -3 < x < 3 ? 1/6 : 0          0 < y < 1 ? 1/6 : 0
 *   hard_tanh    min(max(x, alpha), beta)       -1     1     alpha < x < beta ? 1 : 0      alpha < y < beta ? 1 : 0
 *   hard_swish   x hard_sigmoid(x)              -      -     x <= -3 ? 0 : x >= 3 ? 1
 *                                                            : (2 x + 3) / 6               -
 *   hard_shrink  |x| > alpha ? x : 0            0.5    -     |x| > alpha ? 1 : 0           y != 0 ? 1 : 0
 *   soft_shrink  x - sign(x) alpha, or 0        0.5    -     |x| > alpha ? 1 : 0           y != 0 ? 1 : 0
 *   tanh_shrink  x - tanh x                     -      -     tanh^2 x                      -
 *   threshold    x > alpha ? x : beta           0      0     x > alpha ? 1 : 0             y > alpha ? 1 : 0
 *   relu_squared max(x, 0)^2                    -      -     2 max(x, 0)                   2 sqrt(y)
 *   exp          e^x                            -      -     e^x                           y
 *   squareplus   (x + sqrt(x^2 + alpha)) / 2    4      -     (1 + x / sqrt(x^2 + alpha))/2 4 y^2 / (4 y^2 + alpha)
 *
 * P and p are the standard normal distribution's cumulative and density functions; for gelu_tanh z
 * = 2 sqrt(2/pi) (x + 0.044715 x^3); selu has s = 1.05070098735548049342 and a =
 * 1.67326324235437728482. 1.702 and 0.044715 are the decimal numbers, not the floats next to them.
 *
 * Same name, different maths: gelu is PyTorch's default, Keras 3's layer takes it with approximate=False; the default
 * of JAX, Flax and ggml is gelu_tanh. hard_sigmoid and hard_swish are PyTorch's and Keras 3's; oneDNN writes
 * hard_sigmoid with alpha = 1/6 and beta = 1/2, and Theano's 0.2 x + 0.5 is hard_tanh of that with bounds 0 and 1.
 * silu is also called swish (with its beta = 1). softplus is PyTorch's: alpha is its beta, beta its threshold, which
 * is compared with alpha x rounded to a float, and from the output with alpha y, although with a beta below some 17 a
 * y may come from two x; beta = INFINITY gives the function without the threshold, as JAX and Keras have it.
 * leaky_relu's slope is 0.2 or 0.3 in Keras. squareplus has Barron's b, JAX's default, as alpha. threshold(0, 0) is
 * relu.
 *
 * Sources: sigmoid and tanh as in LeCun et al., Efficient BackProp (1998), section 4.4; ReLU: Nair & Hinton (2010),
 * eq. 2's limit; leaky ReLU: Maas et al. (2013), eq. 2; ELU: Clevert et al. (2016), eq. 15; ReLU6: Krizhevsky (2010);
 * CELU: Barron (2017), eq. 2; SELU: Klambauer et al. (2017), eq. 2; GELU, its two approximations and SiLU: Hendrycks
 * & Gimpel (2016), section 2; Mish: Misra (2019), eq. 1; softplus: Dugas et al. (2001); softsign: Bergstra et al.
 * (2009); hard swish: Howard et al. (2019), section 5.2; soft shrinkage: Donoho (1995); squared ReLU: So et al.
 * (2021); squareplus: Barron (2021), eq. 1.
 *
 * Special values: NaN in gives NaN out, ReLU included. The gradient at NaN is NaN, too, but where f is made of
 * straight pieces: dy, of leaky_relu alpha dy, of hard_sigmoid dy / 6. At +-inf f has its limit: gelu, gelu_tanh,
 * quick_gelu, silu, mish and hard_swish give a zero at -inf, tanh_shrink +-inf at +-inf. The derivative at a corner
 * is that of the piece on the left, at x = 0 of relu 0, of leaky_relu alpha, of elu alpha; of relu6, hard_tanh,
 * hard_sigmoid, hard_shrink and soft_shrink it is 0 at both corners; of hard_swish it is 0 at -3 and 1 at 3. Where f'
 * is 0 on a straight piece, dx is 0 whatever dy is; but an alpha of 0 in leaky_relu and elu is a factor of dy. Zeros
 * keep their sign (times alpha's) where f(0) = 0, but relu, relu6 and relu_squared give +0 for every x <= 0, and
 * threshold gives beta; hard_shrink and soft_shrink give a zero with x's sign; leaky_relu with alpha 0 gives NaN at
 * -inf, the product 0 x -inf. f is odd, bit for bit, for tanh, softsign, hard_shrink, soft_shrink and tanh_shrink.
 * Subnormal inputs and results are kept.
 */
#ifndef GESSO_ACTIVATION_H
#define GESSO_ACTIVATION_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum GESSO_CLOSED gesso_activation {
  GESSO_IDENTITY = 0,
  GESSO_SIGMOID = 1,
  GESSO_TANH = 2,
  GESSO_RELU = 3,
  GESSO_LEAKY_RELU = 4,
  GESSO_ELU = 5,
  GESSO_LOG_SIGMOID = 6,
  GESSO_RELU6 = 7,
  GESSO_CELU = 8,
  GESSO_SELU = 9,
  GESSO_GELU = 10,
  GESSO_GELU_TANH = 11,
  GESSO_QUICK_GELU = 12,
  GESSO_SILU = 13,
  GESSO_MISH = 14,
  GESSO_SOFTPLUS = 15,
  GESSO_SOFTSIGN = 16,
  GESSO_HARD_SIGMOID = 17,
  GESSO_HARD_TANH = 18,
  GESSO_HARD_SWISH = 19,
  GESSO_HARD_SHRINK = 20,
  GESSO_SOFT_SHRINK = 21,
  GESSO_TANH_SHRINK = 22,
  GESSO_THRESHOLD = 23,
  GESSO_RELU_SQUARED = 24,
  GESSO_EXP = 25,
  GESSO_SQUAREPLUS = 26
} gesso_activation;

/* `size` is sizeof(gesso_activation_params) in the caller's program. Domains: leaky_relu, elu: alpha
 * finite; celu: alpha in [2^-64, 2^64]; softplus: alpha in [2^-64, 2^64], beta not NaN; hard_tanh:
 * alpha <= beta; hard_shrink, soft_shrink: alpha finite, >= 0; threshold: neither NaN; squareplus:
 * alpha finite, > 0. What a kind does not use is not looked at. */
typedef struct gesso_activation_params {
  size_t size;
  float alpha;
  float beta;
} gesso_activation_params;

/* How many kinds there are; their enumerators are 0 … count - 1.   Since: 0.1 */
int32_t gesso_activation_count(void);

/* The name in the table above, such as "leaky_relu"; NULL for an unknown kind.   Since: 0.1 */
const char *gesso_activation_name(gesso_activation kind);

/* The kind that has this name.   Errors: NULL, KIND if no kind has it.   Since: 0.1 */
gesso_status gesso_activation_find(const char *name, gesso_activation *kind);

/* The usual parameters of a kind, as in the table above (0 where it has none).
 * params->size must be set.   Errors: NULL, SIZE, KIND.   Since: 0.1 */
gesso_status gesso_activation_defaults(gesso_activation kind, gesso_activation_params *params);

/* 1 if gesso_activation_backward_from_output_f32 supports the kind with these parameters, else 0.
 * It does where f is one-to-one on its range or f' is a function of y: not for gelu, gelu_tanh,
 * quick_gelu, silu, mish, hard_swish and tanh_shrink; for leaky_relu and elu with alpha >= 0, for
 * threshold with beta <= alpha; else always.   Since: 0.1 */
int32_t gesso_activation_has_backward_from_output(gesso_activation kind,
                                                  const gesso_activation_params *params);

/* y[i] = f(x[i]).
 * Parameters: params may be NULL for the usual ones.
 * Shapes:     x, y: n.
 * Aliasing:   y may be x.
 * Bound:      1 ULP; 3 for elu with 0 < |alpha| < 2^-100 and for softplus with alpha > 2^32.
 *             identity, relu, leaky_relu, relu6, hard_tanh, hard_shrink, soft_shrink, threshold and
 *             relu_squared are correctly rounded; where f is monotone, so are the results, but for
 *             those parameters.
 * Errors:     KIND, NULL, SIZE, RANGE, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_activation_forward_f32(gesso_activation kind,
                                          const gesso_activation_params *params, const float *x,
                                          float *y, size_t n);

/* dx[i] = dy[i] f'(x[i]), or dx[i] += dy[i] f'(x[i]).
 * Shapes:     x, dy, dx: n.
 * Aliasing:   dx may be x or dy.
 * Bound:      2 ULP at dy = 1 (4 under the same conditions), on both sides of each root of f'.
 *             Those that are made of straight pieces, elu and celu pass dy on where f' is 1, and
 *             give 0 where a piece is flat, whatever dy is. For another dy a rounding more; the slope is a
 *             float before it meets dy, so that a subnormal one keeps few digits and one beyond all floats is
 *             infinite.
 * Errors:     KIND, NULL, SIZE, RANGE, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_activation_backward_f32(gesso_activation kind,
                                           const gesso_activation_params *params, const float *x,
                                           const float *dy, float *dx, size_t n,
                                           gesso_write write);

/* The same from the output y = f(x), so that x need not be kept: dx[i] = dy[i] f'(f^-1(y[i])).
 * Aliasing:   dx may be y or dy.
 * Bound:      2 ULP at dy = 1 from the exact function of the given y (for leaky_relu and relu: correctly
 *             rounded). What a y gives that f cannot give is not promised. Where y has
 *             lost what x had (tanh x rounds to 1 beyond x = 9.01), so has dx.
 * Errors:     UNSUPPORTED where gesso_activation_has_backward_from_output() is 0; KIND, NULL, SIZE,
 *             RANGE, OVERLAP, CPU.
 * Since: 0.1 */
gesso_status gesso_activation_backward_from_output_f32(gesso_activation kind,
                                                       const gesso_activation_params *params,
                                                       const float *y, const float *dy, float *dx,
                                                       size_t n, gesso_write write);

/* ---- PReLU: a learned slope per channel -------------------------------------------------------
 * y = x > 0 ? x : slopes[c] x, over x of shape outer × channels × inner, row-major (for images:
 * batch × channels × height·width; for rows of features: rows × features × 1; one slope for
 * all: 1 × 1 × n). Source: He et al. (2015), eq. 1; its gradients: eqs. 3 and 4. Usual start: 0.25.
 * Shapes:     x, y, dy, dx: outer × channels × inner; slopes, dslopes: channels.
 * Aliasing:   y may be x; dx may be x or dy. dslopes is apart from all.
 * Bound:      y and dx are correctly rounded. dslopes[c] = Σ over outer and inner of (x > 0 ? 0 :
 *             dy x), summed in double in a fixed order and rounded once. The partial sums take 64 KiB
 *             of the calling thread's stack.
 * Special:    dx and dslopes may each be NULL if that gradient is not wanted. NaN in x counts as
 *             x <= 0.
 * Errors:     NULL, SIZE, KIND, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_prelu_forward_f32(const float *x, const float *slopes, float *y, size_t outer,
                                     size_t channels, size_t inner);
gesso_status gesso_prelu_backward_f32(const float *x, const float *slopes, const float *dy,
                                      float *dx, float *dslopes, size_t outer, size_t channels,
                                      size_t inner, gesso_write write);

/* ---- RReLU: a random slope per element --------------------------------------------------------
 * Training: y = x > 0 ? x : a x with a uniform in [lower, upper), a = lower + (upper - lower) u,
 *           where u is
 * element offset + i of the stream `key` (init.h). Backward draws the same slopes again, so that no
 * noise is kept. Evaluation: leaky_relu with alpha = (lower + upper) / 2.
 * Source: Xu et al. (2015), section 2.4. Usual bounds: 1/8 and 1/3.
 * Shapes:     x, y, dy, dx: n.
 * Aliasing:   y may be x; dx may be x or dy.
 * Bound:      the slope is gesso_init_f32's uniform of the same bounds, the product is rounded
 *             once.
 * Errors:     NULL, SIZE (offset + n beyond 2^64 - 1), RANGE (bounds not finite, lower > upper, or
 *             upper - lower beyond the largest float), KIND, OVERLAP, CPU.
 * Since: 0.1 */
gesso_status gesso_rrelu_forward_f32(const float *x, float *y, size_t n, float lower, float upper,
                                     gesso_key key, uint64_t offset);
gesso_status gesso_rrelu_backward_f32(const float *x, const float *dy, float *dx, size_t n,
                                      float lower, float upper, gesso_key key, uint64_t offset,
                                      gesso_write write);

/* ---- Gated units: two halves in, one out -------------------------------------------------------
 * y = f(gate) value, with any kind as f: GLU is sigmoid, ReGLU relu, GEGLU gelu, SwiGLU silu.
 * gate and value are rows of `columns` elements, `stride` apart; y and dy are dense. For the two
 * halves of rows of 2 × columns: stride = 2 × columns and the one pointer is the other plus
 * columns. (PyTorch's glu has the value first and the gate second; LLaMA's SwiGLU has the gate
 * first.)
 * Backward: dgate = dy value f'(gate), dvalue = dy f(gate), laid out as gate and value.
 * Source: Dauphin et al. (2017), section 2; Shazeer (2020), eqs. 5 and 6.
 * Shapes:     gate, value, dgate, dvalue: rows × columns, stride >= columns; y, dy: rows × columns.
 * Aliasing:   dgate may be gate, dvalue may be value. Otherwise outputs are apart from inputs; rows
 *             of gate and value may lie between one another.
 * Bound:      y and dvalue round what f gives times another number: 2.5 ULP. dgate rounds dy value, and that times
 *             what f' gives: 5.5 ULP. Where f, f' and these products are normal numbers, and f is within 1 ULP.
 * Errors:     KIND, NULL, SIZE, RANGE, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_gated_forward_f32(gesso_activation kind, const gesso_activation_params *params,
                                     const float *gate, const float *value, float *y, size_t rows,
                                     size_t columns, size_t stride);
gesso_status gesso_gated_backward_f32(gesso_activation kind, const gesso_activation_params *params,
                                      const float *gate, const float *value, const float *dy,
                                      float *dgate, float *dvalue, size_t rows, size_t columns,
                                      size_t stride, gesso_write write);

#ifdef __cplusplus
}
#endif
#endif

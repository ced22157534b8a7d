/* gesso/init.h: weight initialisation from counter-based random streams.
 *
 * The streams (frozen: they never change)
 *   Philox4x32-10 (Salmon et al. 2011) with key = seed, low word first, and counter = (block low,
 *   block high, stream low, stream high). Element i of a stream is word i mod 4 of block i div 4.
 *   Every distribution below makes one element of one word, so element i is a function of (seed,
 *   stream, i) alone, and a slice of a tensor is what any other machine, thread count or split
 *   would have put there.
 *     uniform   u = (word >> 8) 2^-24, in [0, 1);  a + (b - a) u
 *     normal    z = Φ^-1((word + 1/2) 2^-32), |z| < 6.34;  mean + std z
 *     truncated z = Φ^-1(Φ(l) + (word + 1/2) 2^-32 (Φ(h) - Φ(l))) with l and h the bounds less mean,
 *               over std;  mean + std z, held in [low, high]
 *     Bernoulli-sparse normal
 *               0 for the words below t = 2^32 p, rounded to even; the 2^32 - t others make a normal of the
 *               word nearest to (word - t) s + (s - 1) / 2, s = 2^32 / (2^32 - t), in double and to
 *               even. So p holds to 2^-33, and at p = 1/2 the normal has 2^31 values; p = 0 is
 *               normal, bit for bit.
 *   gesso_init_sparse_f32 alone takes a second word an element, from element 2^63 on.
 */
#ifndef GESSO_INIT_H
#define GESSO_INIT_H

#include "activation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Random words --------------------------------------------------------------------------- */

/* One block of Philox4x32-10.   Errors: none; a NULL pointer writes nothing.   Since: 0.1 */
void gesso_philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

/* bits[i] = word offset + i of the stream.
 * Errors: NULL, SIZE (offset + n beyond 2^64 - 1), CPU.   Since: 0.1 */
gesso_status gesso_random_bits(gesso_key key, uint64_t offset, uint32_t *bits, size_t n);

/* ---- Distributions -------------------------------------------------------------------------- */

typedef enum GESSO_CLOSED gesso_distribution_kind {
  GESSO_CONSTANT = 0,         /* a */
  GESSO_UNIFORM = 1,          /* uniform in [a, b) */
  GESSO_NORMAL = 2,           /* normal with mean a and standard deviation b */
  GESSO_TRUNCATED_NORMAL = 3, /* normal with a and, before it is cut to [low, high], b */
  GESSO_BERNOULLI_NORMAL = 4  /* 0 with probability a, else normal with mean 0 and b */
} gesso_distribution_kind;

/* `size` is sizeof(gesso_distribution) in the caller's program. Domains: a and b finite; uniform: a <= b
 * and b - a finite; normal: b >= 0; truncated normal: b >= 0, low <= high, infinite ones allowed, and where b = 0 or
 * low = high, all of it is the number in the bounds nearest to a; Bernoulli-sparse: a in [0, 1], b >= 0.
 * Only the truncated normal uses low and high. */
typedef struct gesso_distribution {
  size_t size;
  gesso_distribution_kind kind;
  float a;
  float b;
  float low;
  float high;
} gesso_distribution;

/* w[i] = element offset + i of the stream, drawn from d. A tensor is one stream; a slice of it by flat
 * index has the slice's first index as offset.
 * Shapes:     w: n.
 * Bound:      uniform: a + (b - a) u in double, rounded once, and never b where a < b. normal: a +
 *             b z in double with z to 2^-31 of itself, rounded once: for a = 0 within 0.51 ULP of the exact
 *             quantile. z rises with the word, and the word's complement gives -z: the result never falls
 *             as the word rises, and a +- b z stand together.
 *             truncated: z to 2^-30 of itself (where the bounds are not symmetric, to 2^-23 at the far
 *             end of the longer tail), mean + std z in double, rounded once and held in the bounds; never
 *             outside them: for a = 0 within 0.52 ULP, but 1.3 for the last dozen words of that longer tail, as
 *             measured over all words for eight pairs of bounds (Tests/Exhaustive/distributions.txt) and over the
 *             ends of thousands. For bounds that lie symmetrically about 0 and a = 0, complements give opposite
 *             numbers.
 * Errors:     NULL, SIZE (struct size; offset + n beyond 2^64 - 1), KIND, RANGE, CPU.   Since: 0.1 */
gesso_status gesso_init_f32(const gesso_distribution *d, gesso_key key, uint64_t offset, float *w,
                            size_t n);

/* w[i] = what d makes of the word bits[i]: gesso_init_f32 is this, of the stream's words. For words from another
 * generator, and to see all of a distribution: it has 2^32 outcomes.
 * Shapes:     bits, w: n.
 * Aliasing:   w may be bits; otherwise they must not overlap.
 * Bound:      as gesso_init_f32.
 * Errors:     NULL, SIZE (struct size; n), KIND, RANGE, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_init_from_bits_f32(const gesso_distribution *d, const uint32_t *bits, float *w,
                                      size_t n);

/* The truncated normal whose bounds are standard deviations from the mean (peers: JAX, Flax and Keras; PyTorch's bounds are
 * absolute: set low and high for those). Where std_is_after_cutting is not 0, std is what the cut numbers
 * have (JAX's and Flax's variance_scaling divide by 0.87962566 for -2, 2), and d's b comes out larger; the
 * bounds stay that many of the larger. The mean is before cutting.
 * Parameters: mean and std finite, std >= 0; low_sigmas < high_sigmas, infinite ones allowed, or = where
 *             std_is_after_cutting is 0. out->size must be set.
 * Bound:      computed in double to 2^-40, each number rounded once.
 * Errors:     NULL, SIZE (struct size), RANGE.   Since: 0.1 */
gesso_status gesso_truncated_normal(float mean, float std, float low_sigmas, float high_sigmas,
                                    int32_t std_is_after_cutting, gesso_distribution *out);

/* A part of a row-major tensor: along axis k the elements start[k] … start[k] + count[k] - 1 of
 * shape[k]. `size` is sizeof(gesso_slice) in the caller's program; rank is 1 … 8; the tensor has at
 * most 2^63 elements, so that flat indices reach 2^63 - 1. */
typedef struct gesso_slice {
  size_t size;
  size_t rank;
  const size_t *shape;
  const size_t *start;
  const size_t *count;
} gesso_slice;

/* What gesso_init_f32 puts into these places of the whole tensor: a shard of rows, of columns, a
 * block. An orthogonal matrix is no distribution, and cannot be cut so.
 * Shapes:     w: count, row-major, dense. A count of 0 writes nothing.
 * Errors:     NULL, SIZE (struct sizes; rank; start + count beyond shape; the tensor beyond 2^63),
 *             KIND, RANGE, OVERLAP (w and the three arrays), CPU.   Since: 0.1 */
gesso_status gesso_init_slice_f32(const gesso_distribution *d, gesso_key key,
                                  const gesso_slice *slice, float *w);

/* ---- Schemes --------------------------------------------------------------------------------
 *   scheme    variance                source
 *   xavier    2 / (fan_in + fan_out)  Glorot & Bengio (2010), eqs. 12 and 16
 *   he        2 / fan_in              He et al. (2015), eq. 10
 *   lecun     1 / fan_in              LeCun et al. (1998), eq. 16; "Xavier with fan_in alone"
 *   pytorch   1 / (3 fan_in)          PyTorch's default of Linear and Conv: kaiming_uniform with
 *                                     a = sqrt 5, in ±1 / sqrt(fan_in), which is its biases' too
 * uniform: [-sqrt(3 variance), sqrt(3 variance));  normal: mean 0, not truncated;
 * truncated_normal: cut at ±2 b, b = sqrt(variance) / 0.87962566103423978 before it is cut, so that
 * the variance after cutting is the scheme's, as in JAX and Keras (whose "normal" this is). */
typedef enum GESSO_CLOSED gesso_scheme {
  GESSO_XAVIER_UNIFORM = 0,
  GESSO_XAVIER_NORMAL = 1,
  GESSO_HE_UNIFORM = 2,
  GESSO_HE_NORMAL = 3,
  GESSO_LECUN_UNIFORM = 4,
  GESSO_LECUN_NORMAL = 5,
  GESSO_XAVIER_TRUNCATED_NORMAL = 6,
  GESSO_HE_TRUNCATED_NORMAL = 7,
  GESSO_LECUN_TRUNCATED_NORMAL = 8,
  GESSO_PYTORCH_UNIFORM = 9
} gesso_scheme;

/* The distribution of a scheme: its standard deviation times gain.
 * Parameters: gain finite and >= 0, usually 1 (he already holds ReLU's sqrt 2). A fan that the
 *             scheme does not use is not looked at. out->size must be set.
 * Bound:      computed in double, rounded once.
 * Errors:     NULL, KIND, SIZE (a used fan is 0), RANGE, CPU.   Since: 0.1 */
gesso_status gesso_scheme_distribution(gesso_scheme scheme, size_t fan_in, size_t fan_out,
                                       float gain, gesso_distribution *out);

/* What variance scaling divides by: a fan, their mean, or sqrt(fan_in fan_out). */
typedef enum GESSO_CLOSED gesso_fan_mode {
  GESSO_FAN_IN = 0,
  GESSO_FAN_OUT = 1,
  GESSO_FAN_AVERAGE = 2,
  GESSO_FAN_GEOMETRIC = 3
} gesso_fan_mode;

/* The distribution with mean 0 and variance scale / fan. Shape: uniform, normal or
 * truncated_normal, as in the schemes above.
 * Parameters: scale finite and >= 0. A fan that the mode does not use is not looked at.
 * Bound:      computed in double, rounded once.
 * Errors:     NULL, KIND, UNSUPPORTED (another shape), SIZE (a used fan is 0), RANGE, CPU.   Since: 0.1 */
gesso_status gesso_variance_scaling(float scale, gesso_fan_mode mode,
                                    gesso_distribution_kind shape, size_t fan_in, size_t fan_out,
                                    gesso_distribution *out);

/* 1 / sqrt(2 layers): what GPT-2 multiplies the standard deviation of each residual projection by,
 * two a layer, so that their sum keeps its variance. To be passed as a gain.
 * Source: Radford et al. (2019), section 2.3.   Errors: NULL, SIZE (layers = 0), CPU.   Since: 0.1 */
gesso_status gesso_residual_gain(size_t layers, float *gain);

/* What to multiply the standard deviation by in a layer between activations of this kind. Where
 * PyTorch has a number it is that: identity and sigmoid 1, tanh 5/3, relu sqrt 2, leaky_relu
 * sqrt(2 / (1 + alpha^2)), selu 3/4. For the others it keeps the second moment: with Z a standard
 * normal, gain = 1 / sqrt(E f(Z)^2), so that weights of variance gain^2 / fan_in, fed with f(Z) of
 * independent Z, give variance 1 again. (relu and leaky_relu are of this kind, too; tanh would have
 * 1.5925, sigmoid 1.8462, selu 1.) In closed form
 *   elu           E = 1/2 + alpha^2 (e^2 P(-2) - 2 sqrt(e) P(-1) + 1/2), as e^kZ over Z < 0 has the
 *                 mean e^(k^2/2) P(-k)
 *   squareplus    E = 1/2 + alpha / 4, as f^2 = x^2 / 2 + alpha / 4 + an odd function
 *   relu_squared  E = 3/2;  exp: E = e^2;
 * celu, softplus, hard_tanh, hard_shrink, soft_shrink and threshold are integrated here, piece by
 * piece; the others have no parameters, and constants (Tests/Vectors/reference/gain.py).
 * Parameters: params may be NULL for the usual ones.
 * Bound:      computed in double, rounded once.
 * Errors:     KIND, NULL, SIZE, RANGE (of the parameters, or no gain > 0 and finite follows from
 *             them: f is 0, or infinite), CPU.
 * Source:     He et al. (2015), section 2.2, for any f.   Since: 0.1 */
gesso_status gesso_gain(gesso_activation kind, const gesso_activation_params *params, float *gain);

/* Where the channels stand in a weight tensor's shape; the other axes are the receptive field.
 *   GESSO_LAYOUT_PYTORCH   [out, in / groups, k…]
 *   GESSO_LAYOUT_KERAS     [k…, in / groups, out] */
typedef enum GESSO_CLOSED gesso_layout {
  GESSO_LAYOUT_PYTORCH = 0,
  GESSO_LAYOUT_KERAS = 1
} gesso_layout;

/* fan_in = in / groups × field, fan_out = out / groups × field: how many inputs one output sees and the
 * reverse. (PyTorch's own function leaves groups out of fan_out: pass groups = 1 for its numbers.)
 * Shapes:     shape: rank, with rank >= 2 and every extent in [1, PTRDIFF_MAX / 8]; groups >= 1
 *             divides out.
 * Errors:     NULL, KIND, SIZE.   Since: 0.1 */
gesso_status gesso_fans(const size_t *shape, size_t rank, gesso_layout layout, size_t groups,
                        size_t *fan_in, size_t *fan_out);

/* ---- Patterns ------------------------------------------------------------------------------- */

/* w[i, i] = gain, else 0.
 * Shapes:     w: rows × columns.
 * Errors:     NULL, SIZE, RANGE (gain not finite), CPU.   Since: 0.1 */
gesso_status gesso_init_identity_f32(float *w, size_t rows, size_t columns, float gain);

/* A convolution that passes its input on: in each of `groups` groups output d takes input d, at the
 * middle (extent / 2) of the field, while there are inputs; all else is 0. As torch.nn.init.dirac_.
 * Shapes:     w: shape, as for gesso_fans.
 * Errors:     NULL, KIND, SIZE, CPU.   Since: 0.1 */
gesso_status gesso_init_dirac_f32(float *w, const size_t *shape, size_t rank, gesso_layout layout,
                                  size_t groups);

/* Normal with mean 0 and standard deviation `std`, and ceil(sparsity rows) zeros in each column.
 * Which ones is a function of (key, rows, column, sparsity) alone: going down column c, row r is
 * chosen where floor(v left / 2^32) is below the number still to choose, v being word 2^63 + c rows
 * + r and left = rows - r. The other elements are gesso_init_f32's. (The product is rounded in double before its
 * ceiling is taken. A slice costs the rows above it too.)
 * Source:     Martens (2010), section 5; torch.nn.init.sparse_; Knuth, algorithm 3.4.2 S.
 * Shapes:     the tensor: rows × columns; w: the slice of it.
 * Parameters: sparsity in [0, 1]; std finite and >= 0.
 * Errors:     as gesso_init_slice_f32; SIZE if the rank is not 2.   Since: 0.1 */
gesso_status gesso_init_sparse_f32(double sparsity, float std, gesso_key key,
                                   const gesso_slice *slice, float *w);

/* ---- A look at activations ------------------------------------------------------------------ */

/* What counts as saturated, x <= low or x >= high, and the bins of a histogram: equal shares of
 * [first_edge, last_edge], the last one with both its ends. `size` is sizeof of the struct. */
typedef struct gesso_statistics_options {
  size_t size;
  float low;
  float high;
  float first_edge;
  float last_edge;
  size_t bins;
  uint64_t *histogram;
} gesso_statistics_options;

/* NaN are counted, and left out of all else. mean and deviation (sqrt of the mean square about the
 * mean) are NaN if there is nothing but NaN, and so are minimum and maximum; the fractions are of
 * what is not NaN. dead: elements that are 0. */
typedef struct gesso_activation_statistics {
  size_t size;
  uint64_t nans;
  double mean;
  double deviation;
  double saturated;
  double dead;
  float minimum;
  float maximum;
} gesso_activation_statistics;

/* All of it in one pass, in double and a fixed order: the thread count changes nothing.
 * Shapes:     x: n; histogram: bins, written and not added to; may be NULL where bins = 0.
 * Parameters: options may be NULL: bounds -inf and inf, no histogram. low <= high, not NaN; edges
 *             finite and ascending where there are bins.
 * Special:    an infinity makes the mean infinite or NaN, and the deviation NaN.
 * Errors:     NULL, SIZE, RANGE, OVERLAP, MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_activation_statistics_f32(const float *x, size_t n,
                                             const gesso_statistics_options *options,
                                             gesso_activation_statistics *out);

/* LSUV: what to multiply a layer's weights by so that its outputs x get the deviation `target`:
 * target / deviation. Source: Mishkin & Matas, All you need is a good init (2016), algorithm 1.
 * Parameters: target finite and > 0, usually 1.
 * Errors:     NULL, SIZE, RANGE, DATA (x is empty or has NaN; its deviation or the factor is 0 or not finite),
 *             MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_lsuv_factor_f32(const float *x, size_t n, float target, float *factor);

/* ---- Orthogonal matrices --------------------------------------------------------------------
 * Random matrices that keep lengths (Saxe, McClelland & Ganguli 2013). With m the larger of rows and
 * columns and n the smaller, G is m × n with G[i, j] = element i n + j of the key's stream, a standard
 * normal; G = Q R with R's diagonal positive, which makes Q unique, and uniform (Haar) among all
 * matrices with orthonormal columns (Mezzadri 2007). The matrix is gain Q where rows >= columns, and
 * gain Q^T otherwise, as in PyTorch.
 * No element can be computed without the others, so there are no slices of it; its rows are had on
 * demand at the price of the whole. */

/* w = the matrix, row-major.
 * Shapes:     w: rows × columns, and nothing where either is 0.
 * Parameters: gain finite.
 * Bound:      Q in double, rounded once with the gain. max |w^T w / gain^2 - I| (w w^T for rows < columns) is
 *             that of the rounding: measured 1e-8 at 1024 × 1024, below 1e-7 at every shape tried.
 * Memory:     working memory of about 8 m (n + 48) + 1536 n bytes for the length of the call.
 * Errors:     NULL, SIZE (rows × columns overflows), RANGE, MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_init_orthogonal_f32(float *w, size_t rows, size_t columns, float gain,
                                       gesso_key key);

/* w = rows first … first + count - 1 of the matrix of gesso_init_orthogonal_f32, the same bits. It computes
 * the whole matrix: the saving is the memory for its floats in the caller's hands, not time.
 * Shapes:     w: count × columns, and nothing where either is 0.
 * Memory:     4 m n bytes more.
 * Errors:     NULL, SIZE (also: first + count beyond rows), RANGE, MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_init_orthogonal_rows_f32(float *w, size_t rows, size_t columns, size_t first,
                                            size_t count, float gain, gesso_key key);

/* A convolution that keeps lengths: the orthogonal matrix of out × in at the kernel's center, index
 * (k - 1) / 2 of each axis rounded down, and 0 elsewhere (Xiao et al. 2018, algorithm 1).
 * Shapes:     shape: rank, as for gesso_fans, with out >= in. w: the product of shape.
 * Errors:     NULL, KIND, SIZE (also: in above out), RANGE, MEMORY, CPU.   Since: 0.1 */
gesso_status gesso_init_delta_orthogonal_f32(float *w, const size_t *shape, size_t rank,
                                             gesso_layout layout, float gain, gesso_key key);

#ifdef __cplusplus
}
#endif
#endif

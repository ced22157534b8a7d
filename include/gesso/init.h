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
 */
#ifndef GESSO_INIT_H
#define GESSO_INIT_H

#include "runtime.h"

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
  GESSO_CONSTANT = 0, /* a */
  GESSO_UNIFORM = 1,  /* uniform in [a, b) */
  GESSO_NORMAL = 2,   /* normal with mean a and standard deviation b */
  GESSO_TRUNCATED_NORMAL = 3 /* that, cut to [low, high] */
} gesso_distribution_kind;

/* `size` is sizeof(gesso_distribution) in the caller's program. Domains: a and b finite; uniform: a <= b and
 * b - a finite; normal: b >= 0; low and high are used by the truncated normal alone: low <= high, infinite ones allowed. Its a
 * and b are those before cutting. Where b = 0 or low = high, all of it is the number in the bounds nearest to a. */
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
 *             truncated: z to 2^-30 of itself, mean + std z in double, rounded once and held in the bounds;
 *             never outside them. For bounds that lie symmetrically about 0 and a = 0, complements give opposite
 *             numbers.
 * Errors:     NULL, SIZE (struct size; offset + n beyond 2^64 - 1), KIND, RANGE, CPU.   Since: 0.1 */
gesso_status gesso_init_f32(const gesso_distribution *d, gesso_key key, uint64_t offset, float *w,
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

/* ---- Schemes --------------------------------------------------------------------------------
 *   scheme    variance              source
 *   xavier    2 / (fan_in + fan_out)  Glorot & Bengio (2010), eqs. 12 and 16
 *   he        2 / fan_in              He et al. (2015), eq. 10
 *   lecun     1 / fan_in              LeCun et al. (1998), eq. 16; "Xavier with fan_in alone"
 * uniform: [-sqrt(3 variance), sqrt(3 variance));  normal: mean 0, not truncated. */
typedef enum GESSO_CLOSED gesso_scheme {
  GESSO_XAVIER_UNIFORM = 0,
  GESSO_XAVIER_NORMAL = 1,
  GESSO_HE_UNIFORM = 2,
  GESSO_HE_NORMAL = 3,
  GESSO_LECUN_UNIFORM = 4,
  GESSO_LECUN_NORMAL = 5
} gesso_scheme;

/* The distribution of a scheme: its standard deviation times gain.
 * Parameters: gain finite and >= 0, usually 1 (he already holds ReLU's sqrt 2). A fan that the
 *             scheme does not use is not looked at. out->size must be set.
 * Bound:      computed in double, rounded once.
 * Errors:     NULL, KIND, SIZE (a used fan is 0), RANGE.   Since: 0.1 */
gesso_status gesso_scheme_distribution(gesso_scheme scheme, size_t fan_in, size_t fan_out,
                                       float gain, gesso_distribution *out);

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

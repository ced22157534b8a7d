/* gesso/norm.h: functions of whole rows. */
#ifndef GESSO_NORM_H
#define GESSO_NORM_H

#include "runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

/* softmax      y = e^(x - m) / Σ e^(x - m), m the row's largest
 * log_softmax  y = x - m - ln Σ e^(x - m)
 * Backward, from the output: dx = y (dy - Σ y dy); log_softmax: dx = dy - e^y Σ dy.
 * Source: Bridle (1990), eq. 2.
 * Shapes:     x, y, dy, dx: rows × columns, row-major, dense.
 * Aliasing:   y may be x; dx may be y or dy.
 * Bound:      softmax 1 ULP; exactly 1 where the others are nothing to it.
 *             log_softmax 1 ULP, also where one element leaves the others so far behind that its own is nearly 0.
 *             dx of softmax 2 ULP and y times what Σ y dy lacks: 2^-47 of Σ |y dy|, or columns 2^-57 of it where
 *             that is more. dx of log_softmax 2 ULP, 2^-26 e^y |Σ dy| and e^y times what Σ dy lacks, as much of
 *             Σ |dy|; e^y counts as 0 for y < -174. y as forward gives it. Sums in double, in a fixed order.
 * Special:    a row with NaN or +inf, or of -inf alone, gives NaN throughout; -inf beside finite
 *             values gives 0 (-inf).
 *             dx need not be finite where dy - Σ y dy (Σ dy) is beyond the largest float or an infinity is in dy.
 * Stack:      softmax forward takes 64 KiB of that of each thread.
 * Errors:     NULL, SIZE, KIND, OVERLAP, CPU.   Since: 0.1 */
gesso_status gesso_softmax_forward_f32(const float *x, float *y, size_t rows, size_t columns);
gesso_status gesso_softmax_backward_f32(const float *y, const float *dy, float *dx, size_t rows,
                                        size_t columns, gesso_write write);
gesso_status gesso_log_softmax_forward_f32(const float *x, float *y, size_t rows, size_t columns);
gesso_status gesso_log_softmax_backward_f32(const float *y, const float *dy, float *dx,
                                            size_t rows, size_t columns, gesso_write write);

#ifdef __cplusplus
}
#endif
#endif

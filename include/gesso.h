/* Gesso: the ground coat for neural networks.
 *
 * Introduction
 *   Gesso normalises inputs, initialises weights and runs activations, forward and backward, over
 *   raw float buffers that the caller owns. This file includes the sections; each section's file is
 *   its manual.
 *
 *     gesso/runtime.h      status codes, the last error, CPU level, threads, random keys
 *     gesso/activation.h   sigmoid, tanh, ReLU and its relatives, forward and backward
 *     gesso/init.h         Philox streams, distributions, Xavier and He, fans of a shape
 *     gesso/preprocess.h   centre, standardise, decorrelate, whiten
 *     gesso/norm.h         softmax of rows
 *
 * What holds for every function
 *   Bits     A result depends on the arguments alone: not on the CPU, the number of threads, the
 *            alignment, how a buffer was split into calls, nor on the caller's rounding mode, FTZ
 *            or DAZ. Those, and the exception flags, are on return what they were. Exceptions:
 *            where a result is NaN, its sign and payload; and what the host's LAPACK computes
 *            (preprocess.h says which calls those are).
 *   Errors   A bad argument returns a status, leaves words in gesso_last_error() that name the
 *            function and the argument, and writes nothing. Nothing aborts or prints.
 *   Sizes    Counts are in elements. A count of 0 is ok, even with NULL buffers, where the function
 *            does not say otherwise. Every product of sizes is checked for overflow.
 *   Aliasing In place means the same pointer, where the function allows it. Any other overlap of an
 *            array of results with another array of elements is GESSO_ERROR_OVERLAP. Structs, shapes and
 *            single results must lie apart from everything else: that is not checked.
 *   Threads  Every function may be called from many threads at once. Large work is spread over
 *            gesso_threads() threads.
 *   ULP      "0.7 ULP" bounds the real error |result - exact| in units of the distance between the
 *            floats around the exact value, for every input that is not named an exception.
 */
#ifndef GESSO_H
#define GESSO_H

#include "gesso/runtime.h"
#include "gesso/activation.h"
#include "gesso/init.h"
#include "gesso/preprocess.h"
#include "gesso/norm.h"

#endif

/* How far the double reference is from quad: on each binade of both signs, and beside each root of
 * f' just outside the zone where quad takes over. A run stands on this being below TRUST / 2. */
#include <math.h>

#include "elementary.h"
#include "judge.h"

enum { CHECKED = 1 << 13 };

static double relative(const struct subject *s, float x) {
  double fast;
  s->row->fast[s->direction](&x, &fast, 1, s->params.alpha, s->params.beta);
  if (fast != fast) return 0; /* NaN, or outside the range */
  __float128 exact = s->row->quad[s->direction](x, s->params.alpha, s->params.beta);
  double difference = (double)(fast - exact), size = fabs((double)exact);
  /* Far below half the least float, or far beyond the largest, any value rounds the same. */
  if ((size < 0x1p-200 && fabs(fast) < 0x1p-200) || (size > 0x1p200 && fabs(fast) > 0x1p200))
    return 0;
  return difference == 0 ? 0 : fabs(difference) / size;
}

double fast_error(const struct subject *s) {
  double worst = 0;
  for (uint32_t i = 0; i < CHECKED; i++) {
    uint32_t bits = (i << 19) + (i * 2654435769u >> 13);
    float x;
    memcpy(&x, &bits, sizeof x);
    if (isinf(x) || (s->direction == BACKWARD && fabs(x - s->row->root) < ROOT_WIDTH)) continue;
    worst = fmax(worst, relative(s, x));
  }
  if (s->direction == BACKWARD && s->row->root != 0)
    for (int i = 0; i < 128; i++) {
      double away = ROOT_WIDTH * (1 + i / 128.0);
      worst = fmax(worst, relative(s, (float)(s->row->root - away)));
      worst = fmax(worst, relative(s, (float)(s->row->root + away)));
    }
  return worst;
}

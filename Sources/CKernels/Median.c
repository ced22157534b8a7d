/* A truncated normal beside its median, in pairs of doubles.
 *
 * There z is proportional to the offset s = centre + step (word + 1/2 - 2^31). centre is of the size of
 * 2^30, and a double wrong by 2^-20 or so: more than 2^-32 of s for the few words with |s| < 2^12. */
#include "CKernels.h"

typedef struct pair {
  double high, low;
} pair;

/* a + b and a b without error: Knuth's, and Dekker's with Veltkamp's halves. */
static pair sum(double a, double b) {
  double s = a + b, t = s - a;
  return (pair){s, (a - (s - t)) + (b - t)};
}
static pair product(double a, double b) {
  double p = a * b, s = a * 0x1.000002p27, t = b * 0x1.000002p27;
  double a1 = s - (s - a), b1 = t - (t - b), a2 = a - a1, b2 = b - b1;
  return (pair){p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

static pair add(pair a, pair b) {
  pair s = sum(a.high, b.high);
  return sum(s.high, s.low + (a.low + b.low));
}
static pair multiply(pair a, pair b) {
  pair p = product(a.high, b.high);
  return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}
static pair divide(pair a, double b) {
  double q = a.high / b;
  pair p = product(q, b);
  return sum(q, (((a.high - p.high) - p.low) + a.low) / b);
}

/* Φ(z) - 1/2 = Σ (-1)^n z (z²/2)^n / (n! (2n + 1)) / sqrt(2π) for |z| < 4.5, where terms of e^10 cancel;
 * beyond that the tail is small enough for a double. */
static pair beyond_median(pair z) {
  if (!(z.high * z.high < 20.25)) return sum(z.high < 0 ? -0.5 : 0.5, gesso_tail(z.high));
  const pair scale = {0x1.9884533d43651p-2, -0x1.cbc0d30ebfd15p-56};
  pair square = multiply(z, z), term = z, total = z;
  for (int n = 1; n < 90; n++) {
    pair next = multiply(term, square);
    term = divide((pair){-next.high, -next.low}, 2.0 * n);
    total = add(total, divide(term, 2.0 * n + 1));
  }
  return multiply(total, scale);
}

static pair standardised(float bound, float mean, float deviation) {
  pair difference = sum(bound, -(double)mean);
  if (difference.high - difference.high != 0) return (pair){difference.high, 0};
  return divide(difference, deviation);
}

void gesso_plan_median(gesso_truncation *t, const gesso_distribution *d) {
  pair l = beyond_median(standardised(d->low, d->a, d->b));
  pair h = beyond_median(standardised(d->high, d->a, d->b));
  pair centre = add(h, l), step = add(h, (pair){-l.high, -l.low});
  t->centre_pair[0] = centre.high * 0x1p31, t->centre_pair[1] = centre.low * 0x1p31;
  t->step_pair[0] = step.high, t->step_pair[1] = step.low;
}

double gesso_near_median(const gesso_truncation *t, double offset) {
  pair moved = multiply((pair){t->step_pair[0], t->step_pair[1]}, (pair){offset, 0});
  return add(moved, (pair){t->centre_pair[0], t->centre_pair[1]}).high;
}

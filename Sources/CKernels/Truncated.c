/* What a truncated normal needs once a call, in scalar double; compiled once, so that every level has the same numbers.
 *
 * z is the standardised variable, l and h the bounds in standard deviations, M(z) = Q(z) / φ(z) Mills's
 * ratio, Q the upper tail's probability. */
#include "CKernels.h"

static const double root_2pi = 0x1.40d931ff62706p+1;

static double with_bits(uint64_t bits) {
  double v;
  __builtin_memcpy(&v, &bits, sizeof v);
  return v;
}

static double exponential(double x) {
  if (x < -700) return 0;
  if (x > 700) return 0x1p1010;
  int n = (int)(x * 0x1.71547652b82fep+0 + (x < 0 ? -0.5 : 0.5));
  double r = (x - n * 0x1.62e42fefap-1) - n * 0x1.cf79abc9e3b39p-40, sum = 1;
  for (int k = 18; k > 0; k--) sum = 1 + r * sum / k;
  return sum * with_bits((uint64_t)(1023 + n) << 52);
}

static double logarithm(double v) {
  uint64_t bits;
  __builtin_memcpy(&bits, &v, sizeof bits);
  int64_t n = (int64_t)(bits - 0x3fe6a09e667f3bcd) >> 52;
  double m = with_bits(bits - ((uint64_t)n << 52));
  double s = (m - 1) / (m + 1), sum = 0;
  for (int k = 25; k > 0; k -= 2) sum = sum * s * s + 1.0 / k;
  return (double)n * 0x1.62e42fefa39efp-1 + 2 * s * sum;
}

/* (Φ(z) - 1/2) / φ(z) for 0 <= z <= 2 or so: Σ z^(2n+1) / (2n+1)!! */
static double central_ratio(double z) {
  double term = z, sum = z;
  for (int n = 3; n < 99; n += 2) sum += term *= z * z / n;
  return sum;
}

/* z >= 0 */
static double mills(double z) {
  if (z < 2) return root_2pi / 2 * exponential(z * z / 2) - central_ratio(z);
  double t = z; /* Laplace's continued fraction */
  for (int k = 64; k > 0; k--) t = z + k / t;
  return 1 / t;
}

static double density(double z) { return exponential(-z * z / 2) / root_2pi; }

double gesso_tail(double z) {
  double a = z < 0 ? -z : z, q = a < 40 ? mills(a) * density(a) : 0;
  return z < 0 ? q : -q;
}

/* Φ(z) - 1/2 */
static double beyond_median(double z) {
  double a = z < 0 ? -z : z;
  double p = a < 2 ? central_ratio(a) * density(a) : 0.5 - (a < 40 ? mills(a) * density(a) : 0);
  return z < 0 ? -p : p;
}

/* ln (Q(l) / Q(l + e)) */
static double decay(double l, double e) {
  return l * e + e * e / 2 - logarithm(mills(l + e) / mills(l));
}

/* e with Q(l + e) = Q(l) e^-lambda. decay is convex in e and its slope at 0 is 1 / M(l): Newton's method comes down
 * from above. */
static double excess(double l, double lambda) {
  double e = lambda * mills(l);
  for (int step = 0; step < 60; step++) {
    double change = (decay(l, e) - lambda) * mills(l + e);
    e -= change;
    if (change <= 0x1p-50 * e) break;
  }
  return e;
}

double gesso_tail_quantile(double y) { return excess(0, logarithm(0x1p31 / y)); }

static const double nodes[10] = {
    -0.9739065285171717, -0.8650633666889845, -0.6794095682990244, -0.4333953941292472,
    -0.14887433898163122, 0.14887433898163122, 0.4333953941292472, 0.6794095682990244,
    0.8650633666889845, 0.9739065285171717};
static const double weights[10] = {
    0.06667134430868814, 0.1494513491505804, 0.219086362515982, 0.2692667193099965,
    0.2955242247147528, 0.2955242247147528, 0.2692667193099965, 0.219086362515982,
    0.1494513491505804, 0.06667134430868814};

/* The mass from m to m + e in units of φ(m), by Gauss's rule. */
static double mass_beside(double m, double e) {
  double sum = 0;
  for (int i = 0; i < 10; i++) {
    double t = e / 2 * (1 + nodes[i]);
    sum += weights[i] * exponential(-t * (m + t / 2));
  }
  return sum * e / 2;
}

/* 24 Chebyshev coefficients of f from its values at the nodes; node k of the upper half, and its mirror. */
static void chebyshev(double *c, const double *f) {
  static const double x[12] = {
      0.9978589232386035, 0.9807852804032304, 0.9469301294951057, 0.8968727415326884,
      0.8314696123025452, 0.7518398074789774, 0.6593458151000688, 0.5555702330196024,
      0.44228869021900125, 0.3214394653031617, 0.19509032201612833, 0.06540312923014327};
  for (int j = 0; j < 24; j++) c[j] = 0;
  for (int k = 0; k < 24; k++) {
    double at = k < 12 ? x[k] : -x[23 - k], before = at, here = 1;
    for (int j = 0; j < 24; j++) {
      c[j] += f[k] * here / (j == 0 ? 24 : 12);
      double next = 2 * at * here - before;
      before = here, here = next;
    }
  }
}

static double node(int k) {
  /* cos(π (k + 1/2) / 24) by the sum formula. */
  const double c1 = 0.9914448613738104, s1 = 0.13052619222005157;
  double c = 0.9978589232386035, s = 0.06540312923014306;
  for (; k > 0; k--) {
    double next = c * c1 - s * s1;
    s = s * c1 + c * s1, c = next;
  }
  return c;
}

/* z - (l + h) / 2 as a polynomial of 2 w - 1. */
static void plan_narrow(gesso_truncation *t, double l, double h) {
  double m = (l + h) / 2, half = (h - l) / 2, f[24];
  double below = mass_beside(m, -half), total = mass_beside(m, half) - below;
  for (int k = 0; k < 24; k++) {
    double w = (1 + node(k)) / 2, e = half * node(k), target = below + w * total;
    for (int step = 0; step < 8; step++) {
      e -= (mass_beside(m, e) - target) * exponential(e * (m + e / 2));
    }
    f[k] = e;
  }
  chebyshev(t->series, f);
  if (m == 0) for (int j = 0; j < 24; j += 2) t->series[j] = 0;
  t->regime = GESSO_NARROW;
  t->base = t->mean + t->deviation * m;
}

/* (z - l) / λ as a polynomial of sqrt(λ - ln Q(l)), λ = ln(Q(l) / Q(z)). */
static void plan_tail(gesso_truncation *t, double l, double h) {
  double far = decay(l, h - l < 40 / l + 10 ? h - l : 40 / l + 10), f[24];
  if (far > 23) far = 23; /* the last word is at 33 ln 2 */
  t->ratio = h - l < 40 / l + 10 ? exponential(-decay(l, h - l)) : 0;
  t->shift = l * l / 2 - logarithm(mills(l) / root_2pi);
  t->root = gesso_square_root(t->shift);
  double width = far / (gesso_square_root(far + t->shift) + t->root);
  for (int k = 0; k < 24; k++) {
    double s = width * (1 + node(k)) / 2, lambda = s * (s + 2 * t->root);
    f[k] = excess(l, lambda) / lambda;
  }
  chebyshev(t->series, f);
  t->scale = 2 / width;
  t->regime = GESSO_TAIL;
}

static void plan(gesso_truncation *t, const gesso_distribution *d) {
  t->mean = d->a, t->deviation = d->b;
  t->low = d->low, t->high = d->high;
  t->mirrored = 0;
  float inside = d->a < d->low ? d->low : d->a > d->high ? d->high : d->a;
  t->base = inside;
  t->regime = GESSO_POINT;
  if (d->b == 0 || d->low == d->high) return;
  double l = (d->low - t->mean) / t->deviation, h = (d->high - t->mean) / t->deviation;
  double pl = beyond_median(l), ph = beyond_median(h);
  double size = -l > h ? -l : h, near = l > 0 ? l : -h;
  if (size < 1) size = 1;
  t->step = ph - pl;
  t->centre = (ph + pl) * 0x1p31;
  /* Bounds that stand symmetrically about the mean leave no error in the centre, which is 0. */
  t->near = l < 0 && h > 0 && t->centre != 0 ? 4096 : 0;
  if (t->near > 0) gesso_plan_median(t, d);
  if (t->step >= 0.25) {
    t->regime = GESSO_TABLE;
  } else if ((h - l) * size <= 1) {
    plan_narrow(t, l, h);
  } else {
    t->mirrored = l < 0;
    plan_tail(t, near, l < 0 ? -l : h);
    t->base = l < 0 ? d->high : d->low;
    if (l < 0) t->deviation = -t->deviation;
  }
}

void gesso_prepare(gesso_sampler *out, const gesso_distribution *d) {
  out->distribution = *d;
  if (d->kind == GESSO_TRUNCATED_NORMAL) plan(&out->truncation, d);
}

/* The deviation that cutting leaves, in units of that before. The mass lies within 40 / |z| of the densest point, from
 * which all is counted. */
double gesso_deviation_after_cutting(double l, double h) {
  double peak = l > 0 ? l : h < 0 ? h : 0, size = peak < 0 ? -peak : peak;
  double reach = size > 4 ? 40 / size : 10, mass = 0, mean = 0, square = 0;
  double from = l - peak < -reach ? -reach : l - peak, to = h - peak > reach ? reach : h - peak;
  for (int pass = 0; pass < 2; pass++) {
    double sum = 0, moment = 0;
    for (int i = 0; i < 640; i++) {
      double e = from + (to - from) * (i / 10 + (1 + nodes[i % 10]) / 2) / 64;
      double p = weights[i % 10] * exponential(-e * (peak + e / 2));
      sum += p;
      moment += pass == 0 ? p * e : p * (e - mean) * (e - mean);
    }
    mass = sum;
    if (pass == 0) mean = moment / mass; else square = moment / mass;
  }
  return gesso_square_root(square);
}

/* The parameters that parameterised kinds are tried with beside their defaults. */
#include "sweep.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const struct { const char *name; float a, b; } settings[] = {
    {"leaky_relu", 0.3f, 0},    {"leaky_relu", 1, 0},       {"leaky_relu", 2.5f, 0},
    {"leaky_relu", -0.5f, 0},   {"leaky_relu", 1e-30f, 0},  {"leaky_relu", 3e38f, 0},
    {"elu", 0, 0},              {"elu", 0.3f, 0},           {"elu", 1.75f, 0},
    {"elu", -1.5f, 0},          {"elu", 1e-30f, 0},         {"elu", 1e30f, 0},
    {"elu", 0x1p-100f, 0},      {"elu", 1e-42f, 0},         {"elu", 0x1.fffd42p+0f, 0},
    {"celu", 0.1f, 0},          {"celu", 0.3f, 0},
    {"celu", 1.75f, 0},         {"celu", 30, 0},            {"celu", 1e-10f, 0},
    {"celu", 1e15f, 0},         {"celu", 0x1p-64f, 0},      {"celu", 0x1p64f, 0},
    {"softplus", 0.1f, 20},     {"softplus", 0.3f, 5},      {"softplus", 3, 20},
    {"softplus", 10, 1},        {"softplus", 1e-9f, 20},    {"softplus", 1e9f, 20},
    {"softplus", 1e-10f, 20},   {"softplus", 1e15f, 20},
    {"softplus", 1, 100},       {"softplus", 1, -5},        {"softplus", 0x1p-64f, 20},
    {"softplus", 0x1p64f, 20},  {"softplus", 1, INFINITY},  {"softplus", 1, 0},
    {"hard_tanh", -2, 3},       {"hard_tanh", 0, 6},        {"hard_tanh", 0.5f, 0.5f},
    {"hard_tanh", -1e-40f, 1},  {"hard_tanh", -3e38f, 1},   {"hard_shrink", 0, 0},
    {"hard_shrink", 3, 0},      {"hard_shrink", 1e-40f, 0}, {"soft_shrink", 0, 0},
    {"soft_shrink", 3, 0},      {"soft_shrink", 0.1f, 0},   {"soft_shrink", 1e30f, 0},
    {"threshold", 0.1f, 20},    {"threshold", -1, -2},      {"threshold", 1, INFINITY},
    {"threshold", 6, 0},        {"squareplus", 1, 0},       {"squareplus", 0.1f, 0},
    {"squareplus", 1e-30f, 0},  {"squareplus", 1e-42f, 0},  {"squareplus", 1e30f, 0},
    {"squareplus", 100, 0},
};

/* Whose roundings depend on alpha: each with a hundred more between 2^-32 and 2^32. */
static const char *const scaled[] = {"elu", "celu", "softplus", "squareplus"};

static int complain(int quiet, const struct subject *s, const char *what, const char *amount,
                    float where) {
  if (quiet) return 1;
  fprintf(stderr, "%s %s, alpha %g, beta %g: %s %s (%a)\n", s->row->name,
          direction_names[s->direction], s->params.alpha, s->params.beta, what, amount, where);
  return 1;
}

int complaints(const struct subject *s, const struct tally *t, int quiet) {
  char amount[40];
  int count = 0;
  double doubt = fast_error(s);
  if (doubt > TRUST / 2) {
    snprintf(amount, sizeof amount, "%.3g", doubt);
    count += complain(quiet, s, "the double reference is off by", amount, 0);
  }
  /* Near a bound the worst input is not surely the worst one, but quad has decided them all. */
  double bound = s->row->bounds[s->direction];
  if (bound == 0.5 ? t->misrounded != 0 : t->beyond != 0 || !(t->worst <= bound)) {
    snprintf(amount, sizeof amount, "%.5f ULP", t->worst);
    count += complain(quiet, s, "beyond the header's bound:", amount, t->where);
  }
  const struct { const char *what; uint64_t count; } faults[] = {
      {"falls:", t->monotonicity},
      {"not symmetric:", t->symmetry},
      {"special values:", t->special},
  };
  for (size_t i = 0; i < 3; i++) {
    if (!faults[i].count) continue;
    snprintf(amount, sizeof amount, "%llu", (unsigned long long)faults[i].count);
    count += complain(quiet, s, faults[i].what, amount, t->fault);
  }
  return count;
}

/* Where the header promises 3 ULP and no order. */
static int beyond(const char *name, float alpha) {
  if (!strcmp(name, "elu")) return alpha != 0 && alpha < 0x1p-100f;
  return !strcmp(name, "softplus") && alpha > 0x1p32f;
}

static int try(const struct subject *start, float alpha, float beta, unsigned threads) {
  struct subject s = *start;
  struct row row = *start->row;
  s.row = &row;
  s.params.alpha = alpha, s.params.beta = beta;
  /* Some parameters ask for a fall: a negative slope, a step down where a piece ends. */
  if (alpha < 0 || !strcmp(row.name, "threshold") || (!strcmp(row.name, "softplus") && beta < 17))
    row.flags &= ~(unsigned)INCREASING;
  if (beyond(row.name, fabsf(alpha))) {
    row.bounds[FORWARD] = row.bounds[BACKWARD] = 3;
    row.flags &= ~(unsigned)INCREASING;
  }
  if (s.direction == FROM_OUTPUT && !gesso_activation_has_backward_from_output(s.kind, &s.params))
    return 0;
  struct outcome out;
  walk(&s, (struct walk){SWEEP, threads, 1}, &out);
  return complaints(&s, &out.tally, 0);
}

int sweep(const struct subject *s, unsigned threads) {
  int count = 0;
  for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
    if (!strcmp(settings[i].name, s->row->name))
      count += try(s, settings[i].a, settings[i].b, threads);
  for (size_t i = 0; i < sizeof scaled / sizeof scaled[0]; i++) {
    if (strcmp(scaled[i], s->row->name)) continue;
    for (uint32_t k = 0; k < 100; k++)
      count += try(s, exp2f((float)(k * 0x9e3779b9u) * 0x1p-26f - 32), s->params.beta, threads);
  }
  return count;
}

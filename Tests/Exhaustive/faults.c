/* Proof that each kind of fault is seen: correct results with one spoilt. The sweep runs it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "sweep.h"

/* Results of tanh for x from `first` on, the middle one replaced. */
static struct tally spoilt(enum direction direction, float first, float replaced) {
  struct subject s = {row_named("tanh"), GESSO_TANH, direction, {.size = sizeof s.params}};
  struct tally tally = {0};
  float x[16], results[16];
  x[0] = first;
  for (size_t i = 1; i < 16; i++) x[i] = nextafterf(x[i - 1], copysignf(INFINITY, first));
  call_library(&s, x, results, 16);
  if (replaced != 1) results[8] = replaced; /* 1 stands for none */
  judge(&s, x, results, 16, &tally);
  return tally;
}

static int expect(const char *what, int seen) {
  if (!seen) fprintf(stderr, "faults: %s is not seen\n", what);
  return !seen;
}

int faults_unseen(void) {
  float subnormal = 0x1p-140f, half_way = tanhf(0.3f);
  int unseen = expect("nothing wrong", spoilt(FORWARD, 0.3f, 1).worst < 1);
  struct tally far = spoilt(FORWARD, 0.3f, half_way * (1 + 0x1p-18f));
  unseen += expect("a result 32 ULP off", far.worst > 20 && far.misrounded >= 1 && far.beyond == 1);
  unseen += expect("a NaN", spoilt(FORWARD, 0.3f, NAN).special == 1);
  unseen += expect("an infinity", spoilt(FORWARD, 0.3f, INFINITY).worst > 1e6);
  unseen += expect("a flushed subnormal", spoilt(FORWARD, subnormal, 0).special == 1);
  unseen += expect("a zero for a number", spoilt(BACKWARD, 0.3f, 0).special == 1);
  unseen += expect("a NaN of f'", spoilt(BACKWARD, 0.3f, NAN).special == 1);
  unseen += expect("a NaN from y", spoilt(FROM_OUTPUT, 0.3f, NAN).special == 1);
  struct outcome out = {.tally = {.worst = 1.5, .monotonicity = 1, .symmetry = 1, .special = 1}};
  struct subject quiet = {row_named("tanh"), GESSO_TANH, FORWARD, {.size = sizeof quiet.params}};
  struct tally none = {.worst = 0.9};
  return unseen + expect("a clean tally", complaints(&quiet, &none, 1) == 0) +
         expect("four complaints", complaints(&quiet, &out.tally, 1) == 4);
}

#include "records.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void records_open(records *r, const char *name) {
  const char *folder = getenv("HARNESS_VECTORS");
  char path[1024];
  memset(r, 0, sizeof *r);
  r->name = name;
  if (folder == NULL) fail_msg("set HARNESS_VECTORS to the folder of the vectors");
  snprintf(path, sizeof path, "%s/%s", folder, name);
  r->file = fopen(path, "r");
  if (r->file == NULL) fail_msg("cannot open %s", path);
}

int records_next(records *r) {
  int seen = r->line != 0;
  while (getline(&r->text, &r->room, r->file) != -1) {
    r->line++;
    r->count = 0;
    for (char *w = strtok(r->text, " \n"); w != NULL; w = strtok(NULL, " \n")) {
      if (r->count == WORDS) fail_msg("%s:%d: raise WORDS", r->name, r->line);
      r->word[r->count++] = w;
    }
    if (r->count != 0 && r->word[0][0] != '#') return 1;
  }
  free(r->text);
  fclose(r->file);
  if (!seen) fail_msg("%s is empty", r->name);
  if (r->failures != 0) fail_msg("%s: %d results are wrong", r->name, r->failures);
  print_message("%s: %d lines, worst error %.6f ULP\n", r->name, r->line, r->worst);
  return 0;
}

void records_expect(records *r, const char *first, int count) {
  if (!records_next(r) || strcmp(r->word[0], first) != 0 || r->count != count) {
    fail_msg("%s:%d: not \"%s\" with %d words", r->name, r->line, first, count - 1);
  }
}

static const char *word_at(const records *r, int word) {
  if (word >= r->count) fail_msg("%s:%d: has no word %d", r->name, r->line, word + 1);
  return r->word[word];
}

uint64_t record_hex(const records *r, int word) {
  char *end;
  uint64_t value = strtoull(word_at(r, word), &end, 16);
  if (*end != '\0') fail_msg("%s:%d: %s is not hex", r->name, r->line, r->word[word]);
  return value;
}

size_t record_n(const records *r, int word) {
  char *end;
  size_t value = strtoull(word_at(r, word), &end, 10);
  if (*end != '\0') fail_msg("%s:%d: %s is not a count", r->name, r->line, r->word[word]);
  return value;
}

float record_f32(const records *r, int word) {
  uint32_t bits = (uint32_t)record_hex(r, word);
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

double record_f64(const records *r, int word) {
  uint64_t bits = record_hex(r, word);
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

int record_name(const records *r, int word, const char *const *names) {
  for (int i = 0; names[i] != NULL; i++) {
    if (strcmp(word_at(r, word), names[i]) == 0) return i;
  }
  fail_msg("%s:%d: %s is unknown", r->name, r->line, r->word[word]);
  return -1;
}

void hold_ok(const records *r, gesso_status status) {
  if (status == GESSO_OK) return;
  fail_msg("%s:%d: %s, %s", r->name, r->line, gesso_status_string(status), gesso_last_error());
}

enum { SHOWN = 8 };
static int to_show(records *r) { return r->failures++ < SHOWN; }

void hold_bits(records *r, const char *what, float got, float expected) {
  uint32_t a, b;
  memcpy(&a, &got, sizeof a);
  memcpy(&b, &expected, sizeof b);
  if (a == b || (isnan(got) && isnan(expected)) || !to_show(r)) return;
  print_error("%s:%d: %s is %a, not %a\n", r->name, r->line, what, (double)got,
              (double)expected);
}

/* The distance between floats around a value. */
static double ulp(double value) {
  int exponent;
  frexp(value, &exponent); /* |value| in [2^(exponent - 1), 2^exponent) */
  return value == 0 || exponent < -125 ? 0x1p-149 : ldexp(1, exponent - 24);
}

void hold(records *r, const char *what, float got, double expected, double bound,
          double absolute) {
  int right;
  double error = 0;
  if (isnan(expected) || isnan(got)) {
    right = isnan(expected) && isnan(got);
  } else if (isinf(expected)) {
    right = (double)got == expected;
  } else {
    /* What is beyond float is as far away as the infinity that it rounds to. */
    double value = isinf(got) ? copysign(0x1p128, (double)got) : (double)got;
    if (fabs(expected) > 0x1p128) expected = copysign(0x1p128, expected);
    double distance = fabs(value - expected);
    error = distance / ulp(expected);
    right = distance <= bound * ulp(expected) + absolute;
    if (value == 0 && absolute == 0) right &= !signbit(got) == !signbit(expected);
  }
  if (right && absolute == 0 && error > r->worst) r->worst = error;
  if (right || !to_show(r)) return;
  print_error("%s:%d: %s is %a, expected %a: %g ULP, allowed %f\n", r->name, r->line, what,
              (double)got, expected, error, bound);
}

/* Every length from 0 to 67, flush against unreadable pages on either side and at every alignment
 * of a float within a cache line: no call touches what is not its own, and the bits do not depend
 * on where a buffer lies, nor on whether the result goes over an input. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gesso.h"
#include "support/memory.h"
#include "support/operations.h"

enum { LONGEST = 67, LINE = 16 }; /* four vectors of 16 and three; floats in a cache line */
enum { X, DY, OUT, BUFFERS };

static guarded room[BUFFERS];
static float inputs[BUFFERS][LONGEST]; /* OUT holds what an accumulating call adds to */

static float *place(int which, size_t n, int at_end, size_t shift) {
  float *start = (float *)(void *)room[which].start;
  float *p = at_end ? start + room[which].room / sizeof(float) - n - shift : start + shift;
  guarded_reset(&room[which]);
  if (n != 0) memcpy(p, inputs[which], n * sizeof *p);
  return p;
}

static void check(const operation *op, size_t n, const float *out, const float *expected,
                  const char *where, size_t shift) {
  if (n != 0 && memcmp(out, expected, n * sizeof *out) != 0) {
    fail_msg("%s: n = %zu, %s, shift %zu: other bits", op->name, n, where, shift);
  }
  for (int b = 0; b < BUFFERS; b++) {
    unsigned char *p = (unsigned char *)(void *)out;
    int own = p >= room[b].start && p <= room[b].start + room[b].room;
    if (own && !guarded_clean(&room[b], out, n * sizeof *out)) {
      fail_msg("%s: n = %zu, %s, shift %zu: wrote outside", op->name, n, where, shift);
    }
  }
}

static void call(const operation *op, size_t n, const float *x, const float *dy, float *out) {
  gesso_status status = op->run(op, x, dy, out, n);
  if (status != GESSO_OK) {
    fail_msg("%s: n = %zu: %s, %s", op->name, n, gesso_status_string(status), gesso_last_error());
  }
}

static void one_length(const operation *op, size_t n) {
  float expected[LONGEST];
  memcpy(expected, inputs[OUT], sizeof expected);
  call(op, n, inputs[X], inputs[DY], expected);
  for (int at_end = 0; at_end <= 1; at_end++) {
    const char *where = at_end ? "at the end" : "at the start";
    for (size_t shift = 0; shift < LINE; shift++) {
      float *x = place(X, n, at_end, 0);
      float *dy = place(DY, n, at_end, 0);
      float *out = place(OUT, n, at_end, shift);
      call(op, n, x, dy, out);
      check(op, n, out, expected, where, shift);
      if (op->over_x) {
        x = place(X, n, at_end, shift);
        call(op, n, x, dy, x);
        check(op, n, x, expected, "over x", shift);
      }
      if (op->over_dy) {
        x = place(X, n, at_end, 0);
        dy = place(DY, n, at_end, shift);
        call(op, n, x, dy, dy);
        check(op, n, dy, expected, "over dy", shift);
      }
    }
  }
}

static void no_call_leaves_its_buffers(void **state) {
  (void)state;
  size_t count;
  const operation *table = operations(&count);
  for (int b = 0; b < BUFFERS; b++) {
    room[b] = guarded_new((LONGEST + LINE) * sizeof(float));
    sample_moderate(inputs[b], LONGEST, 17u * (uint32_t)b);
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t n = 0; n <= LONGEST; n++) one_length(&table[i], n);
  }
}

static void zero_elements_need_no_buffers(void **state) {
  (void)state;
  size_t count;
  const operation *table = operations(&count);
  for (size_t i = 0; i < count; i++) call(&table[i], 0, NULL, NULL, NULL);
}

/* Results that are too many for the caches are written past them, by lines: not where no float begins one. */
static void any_byte_will_do(void **state) {
  (void)state;
  enum { MANY = (4 << 20) + 5, MOST_BYTES = sizeof(float) };
  static float x[MANY], dy[MANY], expected[MANY];
  static unsigned char bytes[sizeof expected + MOST_BYTES];
  sample_moderate(x, MANY, 1);
  sample_moderate(dy, MANY, 2);
  size_t count;
  const operation *table = operations(&count);
  for (size_t i = 0; i < count; i++) {
    sample_moderate(expected, MANY, 3);
    memcpy(bytes + 1, expected, sizeof expected);
    call(&table[i], MANY, x, dy, expected);
    call(&table[i], MANY, x, dy, (float *)(void *)(bytes + 1));
    if (memcmp(bytes + 1, expected, sizeof expected) != 0) fail_msg("%s: other bits", table[i].name);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_call_leaves_its_buffers),
      cmocka_unit_test(zero_elements_need_no_buffers),
      cmocka_unit_test(any_byte_will_do),
  };
  return cmocka_run_group_tests_name("tails", tests, NULL, NULL);
}

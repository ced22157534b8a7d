/* Gated units, softmax and log_softmax. */
#include "../support/stage.h"
#include "errors.h"

#define GATED gesso_gated_forward_f32
#define GATED_BACKWARD gesso_gated_backward_f32
#define SOFTMAX gesso_softmax_forward_f32
#define SOFTMAX_BACKWARD gesso_softmax_backward_f32
#define LOG_SOFTMAX gesso_log_softmax_forward_f32
#define LOG_SOFTMAX_BACKWARD gesso_log_softmax_backward_f32

static const gesso_write over = GESSO_OVERWRITE;
static const gesso_activation silu = GESSO_SILU;

/* Three rows of two halves of 4. */
static void gated_buffers(void **state) {
  (void)state;
  REFUSED(NULL, "gate", GATED, (silu, NULL, NULL, s.x, s.y, 3, 4, 8));
  REFUSED(NULL, "value", GATED, (silu, NULL, s.x, NULL, s.y, 3, 4, 8));
  REFUSED(NULL, "y", GATED, (silu, NULL, s.x, s.x + 4, NULL, 3, 4, 8));
  REFUSED(OVERLAP, "gate y", GATED, (silu, NULL, s.x, s.w, s.x, 3, 4, 8));
  REFUSED(OVERLAP, "value y", GATED, (silu, NULL, s.w, s.x, s.x + 1, 3, 4, 8));
  ACCEPTED(GATED, (silu, NULL, s.x, s.x + 4, s.y, 3, 4, 8));
  ACCEPTED(GATED, (silu, NULL, NULL, NULL, NULL, 0, 4, 8));
  ACCEPTED(GATED, (silu, NULL, NULL, NULL, NULL, 3, 0, 8));
  REFUSED(NULL, "dy", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, NULL, s.dx, s.dx + 4, 3, 4, 8, over));
  REFUSED(NULL, "dgate", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, NULL, s.dx + 4, 3, 4, 8, over));
  REFUSED(NULL, "dvalue", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, s.dx, NULL, 3, 4, 8, over));
  REFUSED(OVERLAP, "dgate dvalue", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, s.dx, s.dx + 3, 3, 4, 8, over));
  REFUSED(OVERLAP, "dgate value", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, s.x + 4, s.dx, 3, 4, 8, over));
  REFUSED(OVERLAP, "dvalue dy", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, s.dx, s.dy, 3, 4, 8, over));
  ACCEPTED(GATED_BACKWARD, (silu, NULL, s.x, s.x + 4, s.dy, s.dx, s.dx + 4, 3, 4, 8, over));
}

static void gated_parameters(void **state) {
  (void)state;
  const size_t most = SIZE_MAX;
  REFUSED(KIND, "kind", GATED, ((gesso_activation)99, NULL, s.x, s.x + 4, s.y, 3, 4, 8));
  REFUSED(SIZE, "stride", GATED, (silu, NULL, s.x, s.x + 4, s.y, 3, 4, 3));
  REFUSED(SIZE, "stride", GATED, (silu, NULL, s.x, s.x + 4, s.y, 3, 4, most));
  REFUSED(SIZE, "rows", GATED, (silu, NULL, s.x, s.x + 4, s.y, most, 4, 8));
  REFUSED(SIZE, "rows|stride", GATED, (silu, NULL, s.x, s.x + 4, s.y, most / 8, 4, 8));
  REFUSED(KIND, "write", GATED_BACKWARD,
          (silu, NULL, s.x, s.x + 4, s.dy, s.dx, s.dx + 4, 3, 4, 8, (gesso_write)2));
}

#define SOFTMAX_ERRORS(FORWARD, BACKWARD)                                  \
  REFUSED(NULL, "x", FORWARD, (NULL, s.y, 3, 8));                          \
  REFUSED(NULL, "y", FORWARD, (s.x, NULL, 3, 8));                          \
  REFUSED(NULL, "y", BACKWARD, (NULL, s.dy, s.dx, 3, 8, over));            \
  REFUSED(NULL, "dy", BACKWARD, (s.y, NULL, s.dx, 3, 8, over));            \
  REFUSED(NULL, "dx", BACKWARD, (s.y, s.dy, NULL, 3, 8, over));            \
  REFUSED(OVERLAP, "x y", FORWARD, (s.x, s.x + 1, 3, 8));                  \
  REFUSED(OVERLAP, "dy dx", BACKWARD, (s.y, s.dy, s.dy + 8, 3, 8, over));  \
  REFUSED(OVERLAP, "y dx", BACKWARD, (s.y, s.dy, s.y + 1, 3, 8, over));    \
  REFUSED(SIZE, "rows", FORWARD, (s.x, s.y, SIZE_MAX, 8));                 \
  REFUSED(SIZE, "columns", FORWARD, (s.x, s.y, 3, TOO_MANY));              \
  REFUSED(SIZE, "rows", BACKWARD, (s.y, s.dy, s.dx, SIZE_MAX / 4, 8, over)); \
  REFUSED(KIND, "write", BACKWARD, (s.y, s.dy, s.dx, 3, 8, (gesso_write)9)); \
  ACCEPTED(FORWARD, (NULL, NULL, 0, 8));                                   \
  ACCEPTED(FORWARD, (s.x, s.x, 3, 8));                                     \
  ACCEPTED(BACKWARD, (NULL, NULL, NULL, 3, 0, over));                      \
  ACCEPTED(BACKWARD, (s.y, s.dy, s.dy, 3, 8, over))

static void softmax_calls(void **state) {
  (void)state;
  SOFTMAX_ERRORS(SOFTMAX, SOFTMAX_BACKWARD);
  SOFTMAX_ERRORS(LOG_SOFTMAX, LOG_SOFTMAX_BACKWARD);
}

int row_errors(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(gated_buffers),
      cmocka_unit_test(gated_parameters),
      cmocka_unit_test(softmax_calls),
  };
  return cmocka_run_group_tests_name("errors of gated units and softmax", tests, NULL, NULL);
}

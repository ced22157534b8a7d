/* Whether threads are of use for calls of one kind and size: that is tried. What one thread has just written lies in its
 * core's cache, and another may take longer to get it from there than the first to compute; or each core has its share
 * from the call before. Cores may be near or far, or others' for a while. Only time tells. */
#include <stdatomic.h>

#include "CPlatform.h"

/* A trial is FIRST calls, which move the data, and some that are timed; of these the third best counts. After a trial of
 * each way the faster stays for a while, and for twice as long if it was the faster before. */
enum { KINDS = 256, FIRST = 4, TIMED = 6, SHORTEST = 64, LONGEST = 2048 };
enum { TRY_SHARED, TRY_ALONE, SETTLED };

typedef _Atomic uint32_t number; /* Two threads at once may spoil a trial, no more. */
static struct {
  number stage, left, span, shared;
  number best, second, third; /* of the times in this trial */
  number result[2];           /* of the last trials */
} kinds[KINDS];

#define GET(field) atomic_load_explicit(&(field), memory_order_relaxed)
#define SET(field, value) atomic_store_explicit(&(field), (value), memory_order_relaxed)

static size_t row(uint64_t what) { return (what * UINT64_C(0x9e3779b97f4a7c15)) >> 56; }

static void begin(size_t k, uint32_t stage) {
  SET(kinds[k].stage, stage);
  SET(kinds[k].left, FIRST + TIMED);
  SET(kinds[k].best, UINT32_MAX);
  SET(kinds[k].second, UINT32_MAX);
  SET(kinds[k].third, UINT32_MAX);
}

platform_advice platform_worth(uint64_t what) {
  const size_t k = row(what);
  const uint32_t stage = GET(kinds[k].stage);
  if (stage != SETTLED) {
    if (!GET(kinds[k].left)) begin(k, stage);
    return (platform_advice){stage == TRY_SHARED, 1};
  }
  const uint32_t left = GET(kinds[k].left);
  if (left > 1) SET(kinds[k].left, left - 1); else begin(k, TRY_SHARED);
  return (platform_advice){GET(kinds[k].shared), 0};
}

void platform_learn(uint64_t what, _Bool shared, uint64_t ticks) {
  const size_t k = row(what);
  const uint32_t stage = GET(kinds[k].stage), left = GET(kinds[k].left);
  if (stage == SETTLED || shared != (stage == TRY_SHARED) || !left) return;
  if (left <= TIMED) {
    uint32_t t = ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX, other;
    if (t < (other = GET(kinds[k].best))) SET(kinds[k].best, t), t = other;
    if (t < (other = GET(kinds[k].second))) SET(kinds[k].second, t), t = other;
    if (t < GET(kinds[k].third)) SET(kinds[k].third, t);
  }
  SET(kinds[k].left, left - 1);
  if (left > 1) return;
  SET(kinds[k].result[stage], GET(kinds[k].third));
  if (stage == TRY_SHARED) {
    begin(k, TRY_ALONE);
    return;
  }
  const uint32_t together = GET(kinds[k].result[TRY_SHARED]), apart = GET(kinds[k].result[TRY_ALONE]);
  /* What other threads save must be worth keeping them awake. */
  const _Bool gains = together < apart - apart / 16, absent = together == UINT32_MAX;
  const uint32_t span = GET(kinds[k].span);
  const uint32_t next = gains != GET(kinds[k].shared) || absent || !span ? SHORTEST : span < LONGEST ? 2 * span : span;
  SET(kinds[k].shared, gains);
  SET(kinds[k].span, next);
  SET(kinds[k].left, next);
  SET(kinds[k].stage, SETTLED);
}

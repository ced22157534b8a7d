/* Whether threads are of use for calls of one kind and size is tried. What one thread has just written lies in its
 * core's cache, and another may take longer to get it from there than the first to compute; or each core has its share
 * from the call before. Cores may be near or far, or others' for a while. Only time tells. */
#include <stdatomic.h>

#include "CPlatform.h"

/* A trial is FIRST calls, which move the data, and some that are timed; of these the third best counts. It has failed
 * if MOST calls were no use, as they are while workers sleep. After a trial of each way the faster stays for a while,
 * and for twice as long if it was the faster before. */
enum { KINDS = 512, FIRST = 4, TIMED = 6, COUNTS = 3, MOST = 100, SHORTEST = 64, LONGEST = 2048 };
enum { TRY_SHARED, TRY_ALONE, SETTLED };

typedef _Atomic uint32_t number; /* Two threads at once may spoil a trial, no more. */
typedef struct kind {
  _Alignas(64) number owner; /* a part of what it is for, or 0 */
  number stage, left;        /* what goes on, for how many more calls */
  number tried;              /* calls in this trial, of use or not */
  number shared, span;       /* what the last trials led to, and for how many calls */
  number times[COUNTS];      /* the best of this trial, ascending */
  number results[2];         /* of the last trial of each way */
} kind;

static kind kinds[KINDS];

static uint32_t get(number *n) { return atomic_load_explicit(n, memory_order_relaxed); }
static void set(number *n, uint32_t value) { atomic_store_explicit(n, value, memory_order_relaxed); }

/* One of four places; who finds them taken shares the first. */
static kind *of(uint64_t what) {
  const uint64_t mixed = what * UINT64_C(0x9e3779b97f4a7c15);
  const uint32_t owner = (uint32_t)(mixed >> 16) | 1;
  const size_t first = mixed >> 55;
  for (size_t i = 0; i < 4; i++) {
    kind *k = &kinds[(first + i) % KINDS];
    if (get(&k->owner) == 0) set(&k->owner, owner);
    if (get(&k->owner) == owner) return k;
  }
  return &kinds[first];
}

static void begin(kind *k, uint32_t stage) {
  set(&k->stage, stage);
  set(&k->left, FIRST + TIMED);
  set(&k->tried, 0);
  for (int i = 0; i < COUNTS; i++) set(&k->times[i], UINT32_MAX);
}

/* `again`: a trial is due soon, because workers were awake but late. */
static void settle(kind *k, _Bool again) {
  const uint32_t together = get(&k->results[TRY_SHARED]), apart = get(&k->results[TRY_ALONE]);
  /* What other threads save must be worth keeping them awake. */
  const _Bool shared = together < apart - apart / 16;
  const uint32_t span = get(&k->span), longer = span < LONGEST ? 2 * span : span;
  const uint32_t next = span > 0 && !again && shared == get(&k->shared) ? longer : SHORTEST;
  set(&k->shared, shared);
  set(&k->span, next);
  set(&k->left, next);
  set(&k->stage, SETTLED);
}

platform_advice platform_worth(uint64_t what) {
  kind *k = of(what);
  const uint32_t left = get(&k->left), tried = get(&k->tried) + 1;
  if (left == 0) {
    begin(k, TRY_SHARED);
  } else if (get(&k->stage) == SETTLED) {
    set(&k->left, left - 1);
  } else if (tried <= MOST) {
    set(&k->tried, tried);
  } else {
    set(&k->results[TRY_SHARED], UINT32_MAX);
    settle(k, 0);
  }
  const uint32_t stage = get(&k->stage);
  return (platform_advice){.shared = stage == SETTLED ? get(&k->shared) != 0 : stage == TRY_SHARED,
                           .timed = stage != SETTLED};
}

void platform_learn(uint64_t what, _Bool shared, uint64_t ticks) {
  kind *k = of(what);
  const uint32_t stage = get(&k->stage), left = get(&k->left);
  if (stage != (shared ? TRY_SHARED : TRY_ALONE) || left == 0) return;
  uint32_t time = ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX;
  for (int i = 0; i < COUNTS && left <= TIMED; i++) {
    const uint32_t other = get(&k->times[i]);
    if (time < other) set(&k->times[i], time), time = other;
  }
  set(&k->left, left - 1);
  if (left > 1) return;
  set(&k->results[stage], get(&k->times[COUNTS - 1]));
  if (shared) begin(k, TRY_ALONE);
  else settle(k, get(&k->results[TRY_SHARED]) == UINT32_MAX);
}

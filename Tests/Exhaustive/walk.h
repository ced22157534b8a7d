/* All inputs of a subject, or one in 64, or fewer. */
#ifndef WALK_H
#define WALK_H

#include "judge.h"

/* One input of each `stride` patterns, a power of 2 up to 2^15. bounds = 0: the hash alone. */
struct walk { unsigned stride, threads; int bounds; };
enum { ALL = 1, SAMPLE = 64, SWEEP = 4096 };

/* The SHA-256 of the SHA-256 of every 65536 results, in the order of the inputs' patterns. */
struct outcome { struct tally tally; char hash[65]; };

void walk(const struct subject *s, struct walk how, struct outcome *out);

#endif

/* Buffers with unreadable pages on both sides. */
#ifndef HARNESS_MEMORY_H
#define HARNESS_MEMORY_H

#include <stddef.h>

typedef struct guarded {
  unsigned char *start; /* the first byte after the lower guard page */
  size_t room;          /* bytes up to the upper guard page */
} guarded;

/* Room for at least `bytes`. Ends the program where the system refuses it. */
guarded guarded_new(size_t bytes);

/* Writes canaries into the whole room. */
void guarded_reset(const guarded *buffer);

/* 1 if every byte outside [p, p + bytes) still is a canary. */
int guarded_clean(const guarded *buffer, const void *p, size_t bytes);

#endif

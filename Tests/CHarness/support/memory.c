#include "memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As a float 0xA5A5A5A5 is -2.9e-16: no kernel's answer for the tests' inputs. */
enum { CANARY = 0xA5 };

guarded guarded_new(size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  guarded buffer = {NULL, (bytes + page - 1) / page * page};
  unsigned char *map = mmap(NULL, buffer.room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS,
                            -1, 0);
  if (map == MAP_FAILED || mprotect(map + page, buffer.room, PROT_READ | PROT_WRITE) != 0) {
    perror("guarded_new");
    exit(EXIT_FAILURE);
  }
  buffer.start = map + page;
  guarded_reset(&buffer);
  return buffer;
}

void guarded_reset(const guarded *buffer) { memset(buffer->start, CANARY, buffer->room); }

int guarded_clean(const guarded *buffer, const void *p, size_t bytes) {
  size_t before = (size_t)((const unsigned char *)p - buffer->start);
  for (size_t i = 0; i < buffer->room; i++) {
    if ((i < before || i >= before + bytes) && buffer->start[i] != CANARY) return 0;
  }
  return 1;
}

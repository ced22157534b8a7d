#define _GNU_SOURCE
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "CPlatform.h"
#include "signals.h"

const char *platform_environment(const char *name) { return secure_getenv(name); }

_Static_assert(sizeof(platform_once_flag) == sizeof(pthread_once_t), "the flag is a pthread_once_t");
void platform_once(platform_once_flag *flag, void (*body)(void)) {
  pthread_once((pthread_once_t *)flag, body);
}

static _Thread_local struct { size_t used; char text[256]; } message;
char *platform_message(void) { return message.text; }
void platform_message_clear(void) { message.used = 0, message.text[0] = 0; }
void platform_message_append(const uint8_t *bytes, size_t count) {
  size_t room = sizeof message.text - 1 - message.used;
  if (count > room) count = room;
  memcpy(message.text + message.used, bytes, count);
  message.text[message.used += count] = 0;
}

void *platform_allocate(size_t bytes) {
  void *memory;
  return posix_memalign(&memory, 64, bytes ? bytes : 64) ? NULL : memory;
}
void platform_free(void *memory) { free(memory); }

void platform_rounded(void (*body)(void *), void *context) {
  uint32_t saved = platform_mxcsr();
  platform_set_mxcsr(PLATFORM_MXCSR);
  body(context);
  platform_set_mxcsr(saved);
}

__attribute__((minsize)) void mask_signals(sigset_t *before) {
  static const int raised[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
  sigset_t most;
  sigfillset(&most);
  for (size_t i = 0; i < sizeof raised / sizeof *raised; i++) sigdelset(&most, raised[i]);
  pthread_sigmask(SIG_SETMASK, &most, before);
}

void platform_with_stack(void (*body)(void *, double *), void *context) {
  _Alignas(64) double memory[PLATFORM_STACK_DOUBLES];
  body(context, memory);
}

int32_t platform_cpus(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) ? 1 : CPU_COUNT(&set);
}

int32_t platform_recent_cpus(void) {
  static _Atomic int32_t known;
  static _Atomic uint32_t asked;
  const uint32_t before = atomic_load_explicit(&asked, memory_order_relaxed);
  int32_t cpus = atomic_load_explicit(&known, memory_order_relaxed);
  atomic_store_explicit(&asked, before + 1, memory_order_relaxed);
  if (before % 256 != 0 && cpus != 0) return cpus;
  cpus = platform_cpus();
  atomic_store_explicit(&known, cpus, memory_order_relaxed);
  return cpus;
}

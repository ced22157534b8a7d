/* Threads that the host did not start are not to run its handlers: they inherit a mask. */
#ifndef CPLATFORM_SIGNALS_H
#define CPLATFORM_SIGNALS_H

#include <pthread.h>
#include <signal.h>

/* Blocks all but what an instruction of the thread itself raises, which kills where it is blocked, and which a host
 * may handle: memory that is mapped when it is touched, a report of the crash. */
void mask_signals(sigset_t *before);

#endif

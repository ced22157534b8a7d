/* What counts as a fault, and the sweep over parameters. */
#ifndef SWEEP_H
#define SWEEP_H

#include "walk.h"

/* How many rules a tally breaks; each is printed, unless it is to be quiet. */
int complaints(const struct subject *s, const struct tally *tally, int quiet);

/* How many kinds of fault would go unseen (faults.c). */
int faults_unseen(void);

/* A subject's function with each parameter of the sweep, on 2^20 inputs: how many complaints. */
int sweep(const struct subject *s, unsigned threads);

#endif

/* assess_doubts.h - values of a case that were read and say nothing to the tables: a country that nobody knows, a code that is none. */
#ifndef CLI_ASSESS_DOUBTS_H
#define CLI_ASSESS_DOUBTS_H

#include "assess/case.h"
#include "regime/area.h"

enum { DOUBTS_SHOWN = 10 };
/* A line on standard error for each, with its JSON pointer, at most DOUBTS_SHOWN and how many more; returns how many there are. They count as not known. */
size_t assess_doubts(const case_file *c, const areas *a, const char *path);

#endif

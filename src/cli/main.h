/* main.h - the list of commands as help.c shows it. */
#ifndef CLI_MAIN_H
#define CLI_MAIN_H

#include <stdbool.h>

#include "base/buf.h"

extern const char main_summary[], main_about[];
/* All commands, or those that begin with the word group. False: no memory. */
bool main_help(buf *b, const char *group);
/* "flows" begins several commands and is none itself. */
bool main_is_group(const char *word);

#endif

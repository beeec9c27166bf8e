/* compile_inner.h - the parts of making what is searched. */
#ifndef SCREEN_COMPILE_INNER_H
#define SCREEN_COMPILE_INNER_H

#include "lists/lists.h"
#include "screen/compile.h"

/* Writes the links of the lists to path; count is of links. */
cordon_status compile_links(uint64_t *count, lists *l, const char *path, cordon_error *err);

#endif

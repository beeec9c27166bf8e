/* goldstein.h - how friendly or hostile an event code is, -10 to 10, by source.
 *
 * GDELT and ICEWS weigh four codes differently and each follows its own table
 * (measured: 123 of 123 codes seen in GDELT files, 3,705 of 3,705 rows of an
 * ICEWS sample), so the scale belongs to the source. Tables found elsewhere
 * under the same name contradict the files in nearly every code; only what
 * agrees with observed values is used.                                       */
#ifndef WATCH_GOLDSTEIN_H
#define WATCH_GOLDSTEIN_H

#include <cordon/error.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum goldstein_scale { GOLDSTEIN_GDELT, GOLDSTEIN_ICEWS, GOLDSTEIN_SCALES } goldstein_scale;
enum { GOLDSTEIN_CODE_MAX = 4, GOLDSTEIN_CODES_MAX = 512 };

typedef struct goldstein goldstein;
/* Reads data/events/CAMEO.goldsteinscale.txt and the differences beside it. */
cordon_status goldstein_load(goldstein **out, cordon_error *err);
void goldstein_free(goldstein *g);
size_t goldstein_count(const goldstein *g, goldstein_scale s);
/* The weight in thousandths; false for a code the scale does not know. O(log n). */
bool goldstein_milli(int64_t *out, const goldstein *g, goldstein_scale s, const char *code,
                     size_t len);

#endif

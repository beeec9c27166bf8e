/* settings.h - parameters of red flags: dated rows of the regime's flag_parameters.csv, those of a day by name. */
#ifndef ASSESS_SETTINGS_H
#define ASSESS_SETTINGS_H

#include "base/arena.h"
#include "regime/regime.h"

typedef struct flag_setting { const char *parameter, *value; size_t row; } flag_setting;
typedef struct flag_settings { const flag_setting *v; size_t n; } flag_settings; /* sorted; the texts are the regime's */

/* In mem; none without the table. Of several rows of a day the first counts. O(rows log rows). */
cordon_status flag_settings_read(flag_settings *out, arena *mem, const regime *r, date_day day, cordon_error *err);
const char *flag_settings_find(const flag_settings *s, const char *parameter); /* NULL = there is none; O(log n) */

#endif

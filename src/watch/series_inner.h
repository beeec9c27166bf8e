/* series_inner.h - what the files of series.h share. */
#ifndef WATCH_SERIES_INNER_H
#define WATCH_SERIES_INNER_H

#include "watch/series.h"

enum { SERIES_ORIGIN = 160 };

typedef enum series_kind {
    SERIES_INDICATOR,
    SERIES_EVENTS,
    SERIES_PAIRS,
    SERIES_RECORD,
    SERIES_INCIDENTS,
    SERIES_VALUES
} series_kind;

/* A name taken apart: "gdelt:plus" -> SERIES_EVENTS, "gdelt", "plus". */
typedef struct series_name {
    series_kind kind;
    char set[80], part[80]; /* part: behind the colon; "" = none */
} series_name;

cordon_status series_name_of(series_name *out, const cordon_store *c, const char *indicator,
                             cordon_error *err);

/* What a row of the record names first: "A ministry" of "A ministry, July 2024". */
void series_record_origin(char out[SERIES_ORIGIN], const char *text);

#endif

/* incident.h - tables of incidents: who is said to have done what to whom.
 *
 * Cyber incidents, arms deliveries, published cases: each publisher has columns of
 * its own, so a mapping (data/incidents/NAME.csv: field, column, value, form) says
 * which column is the incident's id, date, initiator, receiver, attributor, kind
 * and value. The same format is what a user writes for a table of their own.
 * An incident may stand on several lines (long tables) or name several states in
 * one cell (wide ones): either way it counts once for each initiator, by its id.
 *
 * Newer editions add incidents of earlier years, most of all of the last ones, so
 * every count belongs to a vintage and two vintages make a development triangle.  */
#ifndef WATCH_INCIDENT_H
#define WATCH_INCIDENT_H

#include "watch/load.h"

typedef struct incident_query {
    const char *dataset;   /* "eurepoc", ... */
    const char *initiator; /* a state; NULL = any */
    const char *with;      /* a second initiator that the incident must also name; NULL = none */
    const char *receiver;  /* NULL = any */
    const char *attributor; /* the source's word for who attributes, exactly; NULL = any */
    int from, to;          /* years, 0 = open */
    date_day known_by;     /* vintages until then; 0 = all */
    bool all_vintages;     /* every edition, else the newest */
} incident_query;

typedef struct incident_count {
    int64_t source_id;
    date_day vintage;
    int year;
    int64_t incidents;   /* distinct ids */
    int64_t value_milli; /* sum over the rows, of those that have one */
} incident_count;

/* By vintage and year, ascending; years without an incident have no row. */
cordon_status incident_counts(store *s, const incident_query *q,
                              int (*each)(void *arg, const incident_count *c), void *arg,
                              cordon_error *err);

/* Whether the file is a mapping of incidents (and not a layout of trade). */
bool incident_is_mapping(const char *path);

extern const watch_reader incident_reader;

#endif

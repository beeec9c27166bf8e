/* store_inner.h - what the files of a load share.
 *
 * While an edition is read, each entity's JSON goes into the table body (once per hash) and a line
 * about it into memory; when all is read, series after series is merged (store_merge.c). */
#ifndef LISTS_STORE_INNER_H
#define LISTS_STORE_INNER_H

#include <sqlite3.h>

#include "lists/load.h"

/* What an edition, or a stored version, says of a key over [first, gone). */
typedef struct list_run {
    const char *key;
    int64_t id, body, source; /* id 0: not stored yet; source: of a staged run the file's index */
    uint64_t line;
    date_day first, gone; /* gone 0 = open */
} list_run;

typedef struct list_runs {
    list_run *v;
    size_t n, cap;
} list_runs;

typedef struct list_series {
    char list[64];
    bool covers;
    date_day *day; /* of an edition with many vintages */
    size_t days, days_cap;
    list_runs runs;
} list_series;

typedef struct list_edition {
    store *s;
    sqlite3 *db;
    const load_options *o;
    list_read read;
    const char *form;
    char mapped_form[96], mapping_sha256[65]; /* of the table of columns; "" = none */
    arena mem; /* keys */
    list_series *series;
    size_t n, cap, all;
    sqlite3_stmt *find, *add, *refuse, *note;
    int64_t notes;
    uint64_t emitted[LIST_FILES_MAX], refused[LIST_FILES_MAX];
    bool replaced;        /* an edition took the day of another */
    uint64_t twice;       /* keys given twice in one edition */
    cordon_status status; /* of a sink that cannot say it */
    cordon_error err;
    int64_t id, source[LIST_FILES_MAX];
    date_day vintage;
} list_edition;

/* store_stage.c: the sink of the reader. */
cordon_status list_stage_open(list_edition *e, cordon_error *err);
void list_stage_close(list_edition *e);
void list_stage_refuse(list_edition *e, unsigned file, uint64_t line, unsigned column,
                       const char *name, const char *value, const char *reason);
bool list_runs_add(list_runs *r, const list_run *run);

/* store_merge.c: brings one series up to date with what was staged of it. */
cordon_status list_merge(list_edition *e, list_series *s, cordon_error *err);

#endif

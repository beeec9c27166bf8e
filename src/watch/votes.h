/* votes.h - roll calls of an assembly: who voted how, on what.
 *
 * The files of the R package unvotes, one kind told from another by its header:
 *
 *   votes        rcid  AD,AE,...      one letter a country: 1 yes 2 abstain 3 no . none
 *   roll calls   rcid  session  importantvote  date  unres  amend  para  short
 *   issues       rcid  short_name  issue
 *   same texts   v1,rcid1,rcid2       resolutions that repeat an earlier one
 *   ideal points ccode,session|year,nvotes*,idealpoint*,q5*,q50*,q95*: as published, a
 *                variant for each ending (all, fp, legacy, HumanRights, ...)
 *
 * A row that breaks the rules is refused alone, with line, column and value; a
 * header that does, or a country nobody knows, refuses the file. Quotes have no
 * meaning in the tab-separated files; "NA" is a value of three columns of flags
 * there and a country in the votes' header, never "missing" without being said. */
#ifndef WATCH_VOTES_H
#define WATCH_VOTES_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/date.h"
#include "read/records.h"
#include "regime/area.h"

enum {
    VOTES_ROWS_MAX = 500000,        /* of one file */
    VOTES_COUNTRIES_MAX = 512,
    VOTES_SESSION_MAX = 999,
    VOTES_ISSUES_MAX = 32,
    VOTES_TEXT_MAX = 2000,          /* bytes of a roll call's title */
    VOTES_VARIANTS_MAX = 8,
    VOTES_FIRST_DAY = 19451024      /* the Charter's */
};

typedef enum vote { VOTE_NONE, VOTE_YES, VOTE_ABSTAIN, VOTE_NO } vote;

typedef enum votes_kind {
    VOTES_MATRIX,
    VOTES_ROLLS,
    VOTES_ISSUES,
    VOTES_SAME,
    VOTES_POINTS,
    VOTES_KINDS
} votes_kind;
const char *votes_kind_name(votes_kind k);

/* One record of a file, of ideal points one variant of it. Texts of a votes_file
 * end in NUL and live as long as it.                                           */
typedef struct votes_row {
    uint32_t line;
    int64_t rcid;
    union {
        field cells; /* votes: a letter a country, checked */
        struct {
            date_day day;
            int16_t session;
            int8_t important, amend, para; /* 1, 0, -1 not given */
            field unres, title;
        } roll;
        struct {
            field code, name;
        } issue;
        int64_t earlier; /* same texts: rcid repeats this one */
        struct {
            const char *variant, *country; /* area code, valid as long as the areas */
            int16_t session;
            int32_t votes;    /* -1 not given */
            int64_t micro[4]; /* mean, q5, q50, q95 in millionths */
            bool given[4];
        } point;
    };
} votes_row;

typedef struct votes_refused {
    uint32_t line, column; /* column from 1, 0 = the whole row */
    const char *name, *value, *reason;
} votes_refused;

typedef struct votes_file {
    arena mem;
    votes_kind kind;
    votes_row *row;
    size_t rows, records; /* kept, read */
    const char **country; /* votes: area code of each column */
    size_t countries;
    votes_refused *refused;
    size_t refused_n;
} votes_file;

/* Reads a whole file (also gz, xz, zst). On failure *out holds nothing.
 * CORDON_EFORMAT for the header and for damage, CORDON_ELIMIT for a bound.     */
cordon_status votes_file_read(votes_file *out, const char *path, const areas *a, cordon_error *err);
cordon_status votes_file_read_memory(votes_file *out, const char *name, const void *data, size_t len,
                                     const areas *a, cordon_error *err);
void votes_file_free(votes_file *f);

/* ---- everything together ---- */

typedef struct votes_roll {
    int64_t rcid, same; /* same: the earliest roll call of the same text, else rcid */
    int session;
    date_day day;
    int8_t important, amend, para;
    uint32_t issues; /* bit i: votes.issue[i] */
    const char *unres, *title;
} votes_roll;

typedef struct votes {
    arena mem;
    size_t countries, rolls, issues;
    const char **country; /* area codes, sorted */
    const char **issue;   /* short names, sorted */
    votes_roll *roll;     /* by rcid; without those nobody voted in, or of unknown session */
    uint8_t *cell;        /* [roll][country], enum vote */
    size_t without_roll;  /* rows of votes that have no roll call, left out */
    int64_t given;        /* votes in cells */
} votes;

/* Joins files of any kinds; where two say something of one rcid the later file wins.
 * The files may be freed afterwards. CORDON_ENOTFOUND without votes or roll calls. */
cordon_status votes_join(votes *out, const votes_file *const files[], size_t n, cordon_error *err);
void votes_free(votes *v);

static inline vote votes_cell(const votes *v, size_t roll, size_t country) {
    return (vote)v->cell[roll * v->countries + country];
}
/* Index of an area code, -1 when it never voted. O(log n). */
long votes_country(const votes *v, const char *code);
/* Index of an issue's short name, -1 when there is none. */
long votes_issue(const votes *v, const char *code);
/* Whether all who voted voted alike (or nobody did). */
bool votes_unanimous(const votes *v, size_t roll);

#endif

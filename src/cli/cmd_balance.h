/* cmd_balance.h - what `cordon balance show` prints, as words and as JSON. */
#ifndef CLI_CMD_BALANCE_H
#define CLI_CMD_BALANCE_H

#include "watch/ach.h"
#include "watch/balance.h"

enum { MOVES_MAX = BALANCE_FACTORS_MAX, BALANCE_WIDTH = 80, BALANCE_MOST_SHOWN = 5 };

/* A balance, what was asked about it and what was drawn. */
typedef struct balance_view {
    balance *b;
    balance_draws drawn;
    balance_move move[MOVES_MAX];
    size_t moves;
    int only;   /* the one context asked for, -1 = all */
    int detail; /* the context told in detail */
    int months; /* evidence older than this before as_of is stale */
    balance_salience salience;
    bool mean_of_draws;   /* the table shows the mean of the draws, not a point value */
    bool flat, groups;    /* which equal weights and SMAA are shown */
    size_t lost_left_out; /* origins beyond BALANCE_LOST_MAX that were not drawn */
} balance_view;

static inline bool balance_shows(const balance_view *v, size_t context) {
    return v->only < 0 || v->only == (int)context;
}

/* False when memory ran out. */
bool balance_write_json(buf *out, const balance_view *v);
bool balance_write_text(buf *out, const balance_view *v);

/* Parts of these, in files of their own. */
void balance_write_evidence(buf *out, const balance_view *v);
void balance_write_ach(buf *out, const struct ach *a);
void balance_json_evidence(buf *out, const balance_view *v);
void balance_json_ach(buf *out, const balance *b);

/* "key":{ and "key":[ ; numbers to six decimals, a zero without sign. */
void balance_json_open(buf *b, const char *key, char bracket);
void balance_json_number(buf *b, const char *key, double v);
/* Text cut or padded to a column. */
void balance_cell(buf *out, const char *s, size_t width);
/* Rounded to the unit; -0.0004 is no minus. */
double balance_tidy(double v, double unit);

/* The pitfalls that every output and help repeats; NULL-ended. */
extern const char *const balance_pitfalls[];
/* "note: " lines: wrapped at 80 with a hanging indent. */
void balance_para(buf *out, const char *head, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* The first fault and the number of the others on stderr; EXIT_FAILED. */
struct command;
int balance_refused(const struct command *c, const char *path, const balance_faults *faults,
                    const cordon_error *err);

#endif

/* rules.h - the tables of a regime, and what they must be like together. */
#ifndef REGIME_RULES_H
#define REGIME_RULES_H

#include "regime/check.h"
#include "regime/regime.h"

/* The tables with a description come first; further ones follow. */
enum {
    TABLE_REGIME,
    TABLE_COUNTRIES,
    TABLE_SETS,
    TABLE_SET_TITLES,
    TABLE_DATES,
    TABLE_GROUPS,
    TABLE_GOODS,
    TABLE_PARAMETERS,
    TABLE_HEADLINES,
    TABLE_WORDING,
    TABLES_KNOWN,
    TABLES_MAX = 64,
    TABLE_FILE_MAX = 64 /* bytes of a file's name with its NUL */
};

const table_rule *regime_rule(int which); /* 0 <= which < TABLES_KNOWN */

typedef enum table_state {
    TABLE_ABSENT,
    TABLE_READ,
    TABLE_FAULTY /* there, but not to be read: a fault already */
} table_state;

typedef struct regime_tables {
    char folder[512]; /* for messages */
    char file[TABLES_MAX][TABLE_FILE_MAX];
    table t[TABLES_MAX];
    table_state state[TABLES_MAX];
    size_t n; /* TABLES_KNOWN or more */
} regime_tables;

/* Sets the names of the known tables; nothing is read. */
void regime_tables_init(regime_tables *r, const char *folder);
void regime_tables_free(regime_tables *r);
/* Reads every .csv file of the folder. Files that cannot be read are faults. */
cordon_status regime_tables_read(regime_tables *r, checker *c, cordon_error *err);

/* Every fault of the tables, one by one and together. */
cordon_status regime_tables_check(checker *c, const regime_tables *r, cordon_error *err);

/* A regime of tables that were read already, as regime_load makes it. Takes the tables over, also
 * on failure: free nothing of them.                                          */
cordon_status regime_of_tables(regime **out, regime_tables *t, const areas *a, cordon_error *err);

/* The faults of headlines.csv, row by row; a part of regime_tables_check. */
cordon_status regime_headlines_check(checker *c, const regime_tables *all, cordon_error *err);

/* What readers may call a set: its id and its aliases. */
typedef struct set_word {
    const char *word;  /* folded */
    const char *set;   /* the folded id */
    const char *label; /* the id as sets.csv writes it */
    bool alias;        /* of set_titles.csv; else the id itself, of sets.csv */
    uint32_t row;      /* of that table */
    const char *taken; /* for the check: what else it means already */
} set_word;

/* All of them, in mem, by word, ids before aliases, then by row. */
cordon_status regime_words(set_word **out, size_t *n, arena *mem, const regime_tables *r,
                           cordon_error *err);
/* NULL when no set is called so. The word is folded. */
const set_word *regime_word(const set_word *v, size_t n, const char *word);

#endif

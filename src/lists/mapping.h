/* mapping.h - a table of rules that says what the columns of a publisher's table mean.
 *
 * A mapping is a CSV with the columns to, column, value, form, when, lang, detail; each row a rule:
 *   option     column = delimiter, quote, encoding, head, short, tabs; value
 *   list, key, schema            where the row's party stands; keys are needed, rows of one key are
 * one party map        column = list or schema; value "X=Y": what the table calls X is Y here,
 * "*=Y" all else programme, article, reference, reason, from, to     of a listing; a row with one
 * of them is a listing vintage    the day the file is of: the latest of the column; "@preface" is
 * what stands above the header link       value = kind of relation; the column names the other,
 * detail the role ignore     the column is known and of no use here any other  a property of
 * FollowTheMoney; "name/alias" is the first a name, the others aliases `column` is one or several
 * with "+" between, joined by blanks (or as form says); without a column the value is a constant.
 * `form` is words: "split X" by a character (tab), "numbered" ("1) a 2) b"), "date", "numbers"
 * (INN: 1 OGRN: 2), "noted" ("1 (of X)"), "before" (up to " ("), "comma" joins by ", ", "unref"
 * ("UN Ref X" in a text), "papers" ("Passport: 1"), "linked" ("(Linked To: X)"). A column may have
 * other names: A|B. `when` is COLUMN=a|b, COLUMN!=a|b, COLUMN~part, !~ for not that part, COLUMN
 * (not empty) or COLUMN! (empty), several joined by "&"; letter case aside. lang and detail are
 * constants, or a column's cell with "@" before its name.  */
#ifndef LISTS_MAPPING_H
#define LISTS_MAPPING_H

#include "lists/datasets.h"
#include "lists/rows.h"
#include "read/table.h"

enum { MAPPING_RULES_MAX = 256, MAPPING_PARTS_MAX = 12, MAPPING_WHENS_MAX = 4 };

typedef struct mapping_rule {
    const char *to, *value, *form, *lang, *detail, *when, *columns;
    int part[MAPPING_PARTS_MAX], parts; /* columns of the file */
    int lang_col, detail_col;           /* -1 = none */
    struct {                            /* all of them hold */
        const char *name, *value;
        int col;
        char op; /* '=' '#' (not =) '~' '/' (not ~) '+' (there) '-' (empty) */
    } cond[MAPPING_WHENS_MAX];
    int conds;
    uint32_t line;
} mapping_rule;

typedef struct mapping {
    table t;
    mapping_rule rule[MAPPING_RULES_MAX];
    size_t rules;
    list_form form;
    bool tabs; /* a tab stands for a comma, "\n" for a line end */
} mapping;

/* Reads and checks the rules; what is wrong is told with line and column of the mapping. */
cordon_status mapping_read(mapping *m, const char *path, cordon_error *err);
void mapping_free(mapping *m);
/* Reads every file of r through it. */
cordon_status mapping_run(mapping *m, list_read *r, cordon_error *err);

#endif

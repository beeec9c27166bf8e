/* options.h - one table per command makes the parser, --help and the man page.
 *
 * A command is one `const command` object in its cmd_*.c, named by a line in
 * main.c. Options may stand anywhere among the arguments; "--" ends them;
 * "--name VALUE", "--name=VALUE", "-o VALUE" and "-oVALUE" all work, "-" alone
 * is an argument, and of two equal options the last counts, unless it is one of
 * many. --help and -h are every command's.                                                           */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"

/* Exit codes, DESIGN: 0 done; 1 found or wrong (only the commands that say
 * so); 2 usage; 3 failed.                                                    */
enum { EXIT_OK = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };

typedef enum option_kind {
    OPTION_FLAG,  /* bool *      */
    OPTION_TEXT,  /* const char **: points into argv */
    OPTION_MANY,  /* option_many *: given again, another one */
    OPTION_COUNT, /* int64_t *: 0 or more */
    OPTION_DATE,  /* int32_t *: YYYY-MM-DD -> yyyymmdd */
    OPTION_PERIOD /* const char **: checked to be YYYY, YYYY-MM or A..B of them */
} option_kind;

enum { OPTION_MANY_MAX = 64 };
typedef struct option_many {
    const char *value[OPTION_MANY_MAX]; /* point into argv */
    unsigned n;
} option_many;

typedef struct option {
    const char *name; /* "known-by": --known-by; NULL ends the table */
    char letter;      /* 'o': -o; 0 for none */
    option_kind kind;
    const char *arg;  /* "DATE" in the help; NULL for flags */
    const char *help; /* one sentence, no full stop */
    void *to;
} option;

enum { ARGS_ANY = -1 };

typedef struct command {
    const char *name;     /* "flows growth" */
    const char *summary;  /* "explain a command": for the list, no full stop */
    const char *synopsis; /* "[STORE] --dataset NAME ..." */
    /* Paragraphs, separated by blank lines; a paragraph that begins with a
     * blank is printed line by line, as it stands.                           */
    const char *about;
    int args_min, args_max;            /* how many arguments; ARGS_ANY = no bound */
    const char *const *examples;       /* NULL-ended pairs: command line, what it does */
    const char *exit_note;             /* what exit 1 means here, NULL when never used */
    int (*run)(int argc, char **argv); /* argv[0] is the command's last word */
    /* The command's options for --help and the man page, without parsing. */
    const option *(*options)(void);
} command;

extern const command *const commands[]; /* main.c; in order of use, NULL at the end */

/* Parses argv[1..argc) into the options; what is left is counted in *argn and
 * moved to args[0..*argn), which has room for args_max (ARGS_ANY: for argc).
 * On a usage error prints one line to stderr and returns EXIT_USAGE with *done
 * set; on --help prints it and returns EXIT_OK with *done set. So a command
 * says: int rc = options_parse(...); if (done) return rc;                    */
int options_parse(const command *c, const option *o, int argc, char **argv, const char **args,
                  int *argn, bool *done);
/* "cordon flows growth: ..." on stderr and EXIT_USAGE. */
int usage_error(const command *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* NULL when there is none by that name; "flows growth" is a name. */
const command *command_find(const char *name);
/* Is its name the word and more, "goods convert" for "goods"? */
static inline bool command_below(const command *c, const char *word) {
    size_t len = strlen(word);
    return strncmp(c->name, word, len) == 0 && c->name[len] == ' ';
}
/* Its name and summary, as lists of commands show them. */
void command_row(buf *b, const command *c);
/* What --help prints, 80 columns wide; false when memory ran out. */
bool help_text(buf *b, const command *c);

#endif

/* help.c - the same table of commands as text and as man pages.
 *
 * A page per command, "cordon-flows-growth.1", and an overview, "cordon.1".
 * roff reads a line that begins with a dot or an apostrophe as a request, a
 * backslash as an escape and a bare hyphen as a typographic one, which cannot
 * be copied into a shell: roff_text() takes care of all of them.             */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/main.h"
#include "cli/text.h"

static struct {
    const char *roff;
    bool list;
} in;

static void roff_text(buf *b, const char *s, size_t len) {
    bool start = true; /* of a line */
    for (size_t i = 0; i < len; i++) {
        char c = s[i];
        if (start && (c == '.' || c == '\'')) buf_str(b, "\\&");
        start = c == '\n';
        if (c == '\\')
            buf_str(b, "\\e");
        else if (c == '-')
            buf_str(b, "\\-");
        else if (c == '"')
            buf_str(b, "\\(dq");
        else if (c == '\'')
            buf_str(b, "\\(aq");
        else if (c == '~')
            buf_str(b, "\\(ti");
        else if (c == '^')
            buf_str(b, "\\(ha");
        else if (c == '`')
            buf_str(b, "\\(ga");
        else
            buf_char(b, c);
    }
}

static void roff_str(buf *b, const char *s) { roff_text(b, s, strlen(s)); }

static void roff_line(buf *b, const char *s) {
    roff_str(b, s);
    buf_char(b, '\n');
}

/* ".TP" with a bold term, and its text. */
static void roff_item(buf *b, const char *term, const char *text) {
    buf_str(b, ".TP\n\\fB");
    roff_str(b, term);
    buf_str(b, "\\fR\n");
    roff_line(b, text);
}

/* "flows growth" -> "cordon-flows-growth" or, with dash "\\-", as roff. */
static void page_name(buf *b, const char *name, const char *dash) {
    buf_str(b, "cordon");
    if (!*name) return;
    buf_str(b, dash);
    for (; *name; name++) {
        if (*name == ' ' || *name == '-')
            buf_str(b, dash);
        else
            buf_char(b, *name);
    }
}

static void roff_head(buf *b, const char *name, const char *summary) {
    buf title = {0};
    page_name(&title, name, "\\-");
    for (size_t i = 0; i < title.len; i++) title.p[i] = (char)toupper((unsigned char)title.p[i]);
    /* No date: the same program writes the same page on any day. */
    buf_printf(b, ".TH %s 1 \"\" \"cordon %s\" \"Cordon\"\n.SH NAME\n", buf_text(&title),
               CORDON_VERSION);
    if (title.failed) b->failed = true;
    buf_free(&title);
    page_name(b, name, "\\-");
    buf_str(b, " \\- ");
    roff_line(b, summary);
}

static void roff_paragraphs(buf *b, const char *s) {
    while (*s) {
        const char *end = strstr(s, "\n\n");
        size_t len = end ? (size_t)(end - s) : strlen(s);
        buf_str(b, *s == ' ' ? ".PP\n.nf\n" : ".PP\n");
        roff_text(b, s, len);
        buf_str(b, *s == ' ' ? "\n.fi\n" : "\n");
        s += len;
        while (*s == '\n') s++;
    }
}

static void roff_option(buf *b, const option *o) {
    buf_str(b, ".TP\n");
    if (o->letter) buf_printf(b, "\\fB\\-%c\\fR, ", o->letter);
    buf_str(b, "\\fB\\-\\-");
    roff_str(b, o->name);
    buf_str(b, "\\fR");
    if (o->arg) {
        buf_str(b, " \\fI");
        roff_str(b, o->arg);
        buf_str(b, "\\fR");
    }
    buf_char(b, '\n');
    roff_line(b, o->help);
}

static void roff_options(buf *b, const command *c) {
    static const option help = {"help", 'h', OPTION_FLAG, NULL, "print the help and exit", NULL};
    buf_str(b, ".SH OPTIONS\n");
    if (c->options)
        for (const option *o = c->options(); o->name; o++) roff_option(b, o);
    roff_option(b, &help);
}

static void roff_examples(buf *b, const char *const *example) {
    if (!example || !example[0]) return;
    buf_str(b, ".SH EXAMPLES\n");
    for (; example[0]; example += 2) {
        buf_str(b, ".PP\n");
        roff_line(b, example[1]);
        buf_str(b, ".PP\n.RS 4\n.nf\n");
        roff_line(b, example[0]);
        buf_str(b, ".fi\n.RE\n");
    }
}

static void roff_exit(buf *b, const char *note) {
    buf_str(b, ".SH EXIT STATUS\n");
    roff_item(b, "0", "Done.");
    if (note) roff_item(b, "1", note);
    roff_item(b, "2", "Wrong usage.");
    roff_item(b, "3", "Failed; a line on standard error says why.");
}

static void roff_files(buf *b) {
    buf_str(b, ".SH FILES\n");
    roff_item(b, "STORE/warehouse.duckdb", "The records that were loaded.");
    roff_item(b, "STORE/ledger.sqlite", "The sources they came from.");
    roff_item(b, "STORE/lock", "Held while a command reads or writes the store.");
    buf_str(b, ".SH ENVIRONMENT\n");
    roff_item(b, "CORDON_STORE", "The store of commands that name none.");
    roff_item(b, "CORDON_DATA",
              "The folder that holds data/ and regimes/, instead of those "
              "installed with the program.");
    roff_item(b, "SOURCE_DATE_EPOCH",
              "Seconds since 1970 to take for the time of day, for "
              "output that can be repeated.");
}

static void roff_see(buf *b, const command *self) {
    const char *comma = "";
    buf_str(b, ".SH SEE ALSO\n");
    if (self) {
        buf_str(b, ".BR cordon (1)");
        comma = ",\n";
    }
    for (const command *const *c = commands; *c; c++) {
        if (*c == self) continue;
        buf_printf(b, "%s.BR ", comma);
        page_name(b, (*c)->name, "\\-");
        buf_str(b, " (1)");
        comma = ",\n";
    }
    buf_char(b, '\n');
}

/* The commands whose names go on from this one's. */
static void roff_below(buf *b, const command *c) {
    bool any = false;
    for (const command *const *k = commands; *k; k++) {
        if (!command_below(*k, c->name)) continue;
        if (!any) buf_str(b, ".SH COMMANDS\n");
        any = true;
        roff_item(b, (*k)->name, (*k)->summary);
    }
}

static void roff_command(buf *b, const command *c) {
    roff_head(b, c->name, c->summary);
    buf_str(b, ".SH SYNOPSIS\n\\fBcordon ");
    roff_str(b, c->name);
    buf_str(b, "\\fR ");
    roff_line(b, c->synopsis);
    buf_str(b, ".SH DESCRIPTION\n");
    roff_paragraphs(b, c->about ? c->about : c->summary);
    roff_below(b, c);
    roff_options(b, c);
    roff_examples(b, c->examples);
    roff_exit(b, c->exit_note);
    roff_files(b);
    roff_see(b, c);
}

static void roff_overview(buf *b) {
    roff_head(b, "", main_summary);
    buf_str(b, ".SH SYNOPSIS\n\\fBcordon\\fR \\fICOMMAND\\fR [options] [arguments]\n"
               ".br\n\\fBcordon\\fR \\-\\-version\n.SH DESCRIPTION\n");
    roff_paragraphs(b, main_about);
    buf_str(b, ".SH COMMANDS\n");
    for (const command *const *c = commands; *c; c++) roff_item(b, (*c)->name, (*c)->summary);
    roff_exit(b, "Something was found or wrong; each command's page says what, if it uses this.");
    roff_files(b);
    roff_see(b, NULL);
}

static const option *options(void) {
    static const option table[] = {
        {"roff", 0, OPTION_TEXT, "NAME",
         "write the man page of a command, or of cordon itself, in roff", &in.roff},
        {"list", 0, OPTION_FLAG, NULL, "print the names of all commands, one per line", &in.list},
        {0}};
    return table;
}

static int print(buf *b, bool filled) {
    int rc = EXIT_OK;
    if (filled && !b->failed) {
        fputs(buf_text(b), stdout);
    } else {
        fprintf(stderr, "cordon help: no memory\n");
        rc = EXIT_FAILED;
    }
    buf_free(b);
    return rc;
}

static int roff(const char *name) {
    buf b = {0};
    const command *c = command_find(name);
    if (c)
        roff_command(&b, c);
    else if (strcmp(name, "cordon") == 0)
        roff_overview(&b);
    else
        return usage_error(&cmd_help, "there is no command \"%s\"", name);
    return print(&b, true);
}

/* One or two words: a command, or the first word of several. */
static int help(const char *const *word, int n) {
    char name[64];
    buf b = {0};
    if (n == 0) return print(&b, main_help(&b, NULL));
    snprintf(name, sizeof name, n > 1 ? "%s %s" : "%s", word[0], n > 1 ? word[1] : "");
    const command *c = command_find(name);
    if (c) return print(&b, help_text(&b, c));
    if (n == 1 && main_is_group(word[0])) return print(&b, main_help(&b, word[0]));
    return usage_error(&cmd_help, "there is no command \"%s\"", name);
}

static int run(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done;
    int rc = options_parse(&cmd_help, options(), argc, argv, args, &n, &done);
    if (done) return rc;
    if (in.roff && (in.list || n)) return usage_error(&cmd_help, "--roff stands alone");
    if (in.list && n) return usage_error(&cmd_help, "--list stands alone");
    if (in.roff) return roff(in.roff);
    if (!in.list) return help(args, n);
    for (const command *const *c = commands; *c; c++) puts((*c)->name);
    return EXIT_OK;
}

static const char *const examples[] = {
    "cordon help help", "Prints this.", "cordon help --roff cordon | man -l -",
    "Shows the manual's first page before it is installed.", NULL};

const command cmd_help = {
    .name = "help",
    .summary = "explain a command",
    .synopsis = "[COMMAND] | --roff NAME | --list",
    .about = "Prints what COMMAND --help prints, and without COMMAND the list of all commands. "
             "The manual's pages are written from the same tables.",
    .args_max = 2,
    .examples = examples,
    .run = run,
    .options = options,
};

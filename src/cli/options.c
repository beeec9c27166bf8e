#include "cli/options.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "cli/text.h"

enum { WIDTH = 80, HELP_AT = 26 }; /* columns of --help; where options' texts begin */

int usage_error(const command *c, const char *fmt, ...) {
    char text[512];
    buf line = {0};
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    /* What the user typed may come from a script's variable: no escapes. */
    text_clean(&line, text, strlen(text), false);
    fprintf(stderr, "cordon%s%s: %s (see cordon %s%s--help)\n", c ? " " : "", c ? c->name : "",
            line.failed ? text : buf_text(&line), c ? c->name : "", c ? " " : "");
    buf_free(&line);
    return EXIT_USAGE;
}

static bool parse_count(int64_t *out, const char *s) {
    int64_t v = 0;
    if (!*s) return false;
    for (; *s; s++) {
        if (*s < '0' || *s > '9') return false;
        if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *s - '0', &v))
            return false;
    }
    *out = v;
    return true;
}

/* "2022", "2022-03" or two of them with ".." between, the earlier first. */
static bool period_valid(const char *s) {
    const char *dots = strstr(s, "..");
    date_period from, to;
    if (!dots) return date_period_parse(&from, s, strlen(s));
    return date_period_parse(&from, s, (size_t)(dots - s)) &&
           date_period_parse(&to, dots + 2, strlen(dots + 2)) &&
           date_period_first(from) <= date_period_first(to);
}

/* NULL, or what was expected. */
static const char *store_value(const option *o, const char *value) {
    date_day day;
    int64_t count;
    switch (o->kind) {
    case OPTION_FLAG: *(bool *)o->to = true; return NULL;
    case OPTION_TEXT:
        if (!*value) return "a value that is not empty";
        *(const char **)o->to = value;
        return NULL;
    case OPTION_MANY: {
        option_many *many = o->to;
        if (!*value) return "a value that is not empty";
        if (many->n == OPTION_MANY_MAX) return "at most 64 of them";
        many->value[many->n++] = value;
        return NULL;
    }
    case OPTION_COUNT:
        if (!parse_count(&count, value)) return "a whole number, 0 or more";
        *(int64_t *)o->to = count;
        return NULL;
    case OPTION_DATE:
        if (!date_parse(&day, value, strlen(value))) return "a day as YYYY-MM-DD";
        *(int32_t *)o->to = day;
        return NULL;
    case OPTION_PERIOD:
        if (!period_valid(value)) return "YYYY, YYYY-MM, or two of them as FROM..TO";
        *(const char **)o->to = value;
        return NULL;
    }
    return "an option of a known kind";
}

typedef struct parser {
    const command *c;
    const option *table;
    char **argv;
    int argc, at; /* argv[at] is being read */
    bool help;
} parser;

static const option *by_name(const option *o, const char *name, size_t len) {
    for (; o->name; o++)
        if (strlen(o->name) == len && memcmp(o->name, name, len) == 0) return o;
    return NULL;
}

static const option *by_letter(const option *o, char letter) {
    for (; o->name; o++)
        if (o->letter == letter) return o;
    return NULL;
}

/* Takes the value that stands in the same word (not NULL) or in the next. */
static int take(parser *p, const option *o, const char *value) {
    if (o->kind != OPTION_FLAG && !value) {
        if (p->at + 1 >= p->argc)
            return usage_error(p->c, "--%s needs a value: %s", o->name, o->arg);
        value = p->argv[++p->at];
    }
    const char *expected = store_value(o, value);
    if (!expected) return EXIT_OK;
    return usage_error(p->c, "--%s \"%s\": expected %s", o->name, value, expected);
}

static int long_option(parser *p) {
    const char *name = p->argv[p->at] + 2, *equals = strchr(name, '=');
    size_t len = equals ? (size_t)(equals - name) : strlen(name);
    const option *o = by_name(p->table, name, len);
    if (!o && len == 4 && !equals && memcmp(name, "help", 4) == 0) {
        p->help = true;
        return EXIT_OK;
    }
    if (!o) return usage_error(p->c, "unknown option --%.*s", (int)(len < 80 ? len : 80), name);
    if (o->kind == OPTION_FLAG && equals)
        return usage_error(p->c, "--%s takes no value, got \"%s\"", o->name, equals + 1);
    return take(p, o, equals ? equals + 1 : NULL);
}

/* "-jo FILE": flags may share a dash, and an option with a value ends them. */
static int short_options(parser *p) {
    for (const char *s = p->argv[p->at] + 1; *s; s++) {
        const option *o = by_letter(p->table, *s);
        if (!o && *s == 'h') {
            p->help = true;
            return EXIT_OK;
        }
        if (!o) return usage_error(p->c, "unknown option -%c", *s);
        if (o->kind != OPTION_FLAG) return take(p, o, s[1] ? s + 1 : NULL);
        take(p, o, NULL);
    }
    return EXIT_OK;
}

static int print_help(const command *c) {
    buf b = {0};
    bool done = help_text(&b, c);
    if (done)
        fputs(buf_text(&b), stdout);
    else
        fprintf(stderr, "cordon %s: no memory for the help\n", c->name);
    buf_free(&b);
    return done ? EXIT_OK : EXIT_FAILED;
}

int options_parse(const command *c, const option *o, int argc, char **argv, const char **args,
                  int *argn, bool *done) {
    parser p = {.c = c, .table = o, .argv = argv, .argc = argc};
    bool options = true;
    int n = 0, rc = EXIT_OK;
    *done = true; /* until all went well */
    *argn = 0;
    for (p.at = 1; p.at < argc; p.at++) {
        const char *word = argv[p.at];
        if (options && strcmp(word, "--") == 0) {
            options = false;
        } else if (options && word[0] == '-' && word[1]) {
            rc = word[1] == '-' ? long_option(&p) : short_options(&p);
            if (rc) return rc;
            if (p.help) return print_help(c);
        } else {
            if (c->args_max != ARGS_ANY && n >= c->args_max)
                return usage_error(c, "\"%s\" is one argument too many", word);
            args[n++] = word;
        }
    }
    *argn = n;
    if (n < c->args_min) return usage_error(c, "something is missing: %s", c->synopsis);
    *done = false;
    return EXIT_OK;
}

/* Paragraphs are parted by blank lines. One that begins with a blank keeps its
 * lines, the others are wrapped.                                             */
static void paragraphs(buf *b, const char *s) {
    while (*s) {
        const char *end = strstr(s, "\n\n");
        size_t len = end ? (size_t)(end - s) : strlen(s);
        buf_char(b, '\n');
        if (*s == ' ')
            buf_add(b, s, len);
        else
            text_wrap(b, s, len, 0, 0, WIDTH);
        buf_char(b, '\n');
        s += len;
        while (*s == '\n') s++;
    }
}

static void one_option(buf *b, const option *o) {
    size_t from = b->len;
    if (o->letter)
        buf_printf(b, "  -%c, ", o->letter);
    else
        buf_str(b, "      ");
    buf_printf(b, "--%s", o->name);
    if (o->arg) buf_printf(b, " %s", o->arg);
    size_t at = b->len - from;
    if (at + 2 > HELP_AT) {
        buf_char(b, '\n');
        at = 0;
    }
    text_pad(b, HELP_AT - at);
    text_wrap(b, o->help, strlen(o->help), HELP_AT, HELP_AT, WIDTH);
    buf_char(b, '\n');
}

static void options_text(buf *b, const command *c) {
    static const option help = {"help", 'h', OPTION_FLAG, NULL, "print this and exit", NULL};
    buf_str(b, "\nOptions:\n");
    if (c->options)
        for (const option *o = c->options(); o->name; o++) one_option(b, o);
    one_option(b, &help);
}

static void examples_text(buf *b, const char *const *example) {
    if (!example || !example[0]) return;
    buf_str(b, "\nExamples:\n");
    for (; example[0]; example += 2) {
        buf_printf(b, "  %s\n      ", example[0]);
        text_wrap(b, example[1], strlen(example[1]), 6, 6, WIDTH);
        buf_char(b, '\n');
    }
}

void command_row(buf *b, const command *c) {
    buf_printf(b, "  %-16s ", c->name);
    text_wrap(b, c->summary, strlen(c->summary), 19, 19, WIDTH);
    buf_char(b, '\n');
}

/* The commands whose names go on from this one's. */
static void below_text(buf *b, const command *c) {
    bool any = false;
    for (const command *const *k = commands; *k; k++) {
        if (!command_below(*k, c->name)) continue;
        if (!any) buf_str(b, "\nCommands:\n");
        any = true;
        command_row(b, *k);
    }
}

/* "explain a command" as it stands in lists -> "Explain a command." */
static void sentence(buf *b, const char *s) {
    buf text = {0};
    buf_str(&text, s);
    buf_char(&text, '.');
    if (text.failed) {
        b->failed = true;
    } else {
        text.p[0] = (char)toupper((unsigned char)text.p[0]);
        text_wrap(b, text.p, text.len, 0, 0, WIDTH);
        buf_char(b, '\n');
    }
    buf_free(&text);
}

bool help_text(buf *b, const command *c) {
    size_t from = b->len;
    buf_printf(b, "Usage: cordon %s ", c->name);
    size_t at = b->len - from;
    text_wrap(b, c->synopsis, strlen(c->synopsis), at, at < 40 ? at : 8, WIDTH);
    buf_str(b, "\n\n");
    sentence(b, c->summary);
    if (c->about) paragraphs(b, c->about);
    below_text(b, c);
    options_text(b, c);
    examples_text(b, c->examples);
    buf_str(b, "\nExit codes:\n  0  done\n");
    if (c->exit_note) {
        buf_str(b, "  1  ");
        text_wrap(b, c->exit_note, strlen(c->exit_note), 5, 5, WIDTH);
        buf_char(b, '\n');
    }
    buf_str(b, "  2  wrong usage\n  3  failed\n");
    return !b->failed;
}

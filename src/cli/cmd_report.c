#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/cmd.h"
#include "cli/text.h"
#include "report/lint.h"
#include "regime/pair.h"
#include "report/report.h"

static const char *store_name, *regime_dir, *file, *lint_name, *dyad, *reader, *against, *text_file;
static int32_t as_at, known_by, since;
static int64_t wait_s;
static bool as_json, as_lint;

static const option options[] = {
    {"output", 'o', OPTION_TEXT, "FILE", "the page to write; an older one of that name is replaced",
     &file},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "what is asked, of whom; default: the store's",
     &regime_dir},
    {"as-at", 0, OPTION_DATE, "DATE", "facts, law and lists up to this day; default: today",
     &as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "files of a later vintage do not count; default: today",
     &known_by},
    {"dyad", 0, OPTION_TEXT, "A-B", "open with a first page on two states, by code or name", &dyad},
    {"for", 0, OPTION_TEXT, "SET", "with --dyad: whose view; default: the regime's own side",
     &reader},
    {"against", 0, OPTION_TEXT, "DYADS",
     "with --dyad: the pairs to compare with, C-D,E-F; default: all partners", &against},
    {"text", 0, OPTION_TEXT, "FILE", "with --dyad: also the first page as plain text, to paste",
     &text_file},
    {"since", 0, OPTION_DATE, "DATE",
     "with --dyad: what changed after this day; default: a year before --as-at", &since},
    {"json", 0, OPTION_FLAG, NULL, "print the findings, one JSON object per line", &as_json},
    {"lint", 0, OPTION_FLAG, NULL,
     "hold every sentence to the regime's wording rules, or those of a FILE", &as_lint},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    {0},
};
static const option *get_options(void) { return options; }

static cordon_status cannot(cordon_error *err, const char *path) {
    int e = errno;
    return cordon_fail(err, e == ENOSPC || e == EDQUOT ? CORDON_ENOSPC : CORDON_EIO,
                       "%.300s cannot be written: %s", path, strerror(e));
}

static bool write_all(int fd, const char *p, size_t n) {
    while (n) {
        ssize_t k = write(fd, p, n);
        if (k < 0 && errno == EINTR) continue;
        if (k < 0) return false;
        p += k;
        n -= (size_t)k;
    }
    return true;
}

/* Written beside the target and renamed, so that a reader meets the old page
 * or the new one, whole.                                                     */
static cordon_status replace(const char *path, const buf *page, cordon_error *err) {
    buf name = {0};
    struct stat st;
    cordon_status status = CORDON_OK;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return cordon_fail(err, CORDON_EIO, "%.300s is no plain file", path);
    buf_printf(&name, "%s.%ld.tmp", path, (long)getpid());
    if (name.failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for a file name");
    int fd = open(name.p, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        status = cannot(err, path);
        goto out;
    }
    bool done = write_all(fd, page->p, page->len) && fsync(fd) == 0;
    if (!done) status = cannot(err, path);
    if (close(fd) && !status) status = cannot(err, path);
    if (!status && rename(name.p, path)) status = cannot(err, path);
    if (status) unlink(name.p);
out:
    buf_free(&name);
    return status;
}

/* Everything opened for one report. */
typedef struct session {
    areas *areas;
    regime *regime;
    goods *goods;
    store *store;
} session;

/* A file that --lint reads needs the store for no more than the regime's name. */
static cordon_status open_all(session *s, cordon_error *err) {
    char name[512] = "";
    cordon_status status = areas_load(&s->areas, err);
    if (!status && !lint_name) status = goods_open(&s->goods, err);
    if (!status && !(lint_name && regime_dir))
        status = store_open(&s->store, store_name, STORE_READ, (double)wait_s, err);
    if (status) return status;
    if (regime_dir)
        snprintf(name, sizeof name, "%s", regime_dir);
    else if ((status = store_setting(name, sizeof name, s->store, "regime", err)))
        return status;
    if (!*name)
        return cordon_fail(err, CORDON_EINVAL, "the store names no regime: name one with --regime");
    return regime_load(&s->regime, name, s->areas, err);
}

static void close_all(session *s) {
    store_close(s->store);
    goods_close(s->goods);
    regime_free(s->regime);
    areas_free(s->areas);
}

/* ---- wording ---- */

static void print_fault(void *arg, const lint_fault *f) {
    bool *failed = arg;
    buf b = {0}, text = {0};
    if (as_json) {
        buf_char(&b, '{');
        json_str(&b, "place", f->place);
        json_int(&b, "line", f->line);
        json_str(&b, "rule", f->rule);
        json_str(&b, "id", f->id);
        json_str(&b, "words", f->words);
        json_str(&b, "sentence", f->sentence);
        json_str(&b, "message", f->message);
        json_str(&b, "instead", f->instead);
        buf_str(&b, "}\n");
    } else { /* FILE:LINE: what, as compilers print it; then the sentence and the cure */
        const char *const lines[] = {f->sentence, f->instead};
        buf_printf(&text, "%s:%u: rule %s, \"%s\": %s", f->place, f->line, f->rule, f->words,
                   f->message);
        text_clean(&b, buf_text(&text), text.len, false);
        for (int i = 0; i < 2; i++) {
            buf_str(&b, i ? "\n    instead: " : "\n    ");
            text_clean(&b, lines[i], strlen(lines[i]), false);
        }
        buf_char(&b, '\n');
    }
    *failed |= b.failed || text.failed;
    fwrite(buf_text(&b), 1, b.len, stdout);
    buf_free(&b);
    buf_free(&text);
}

/* The page, and what the regime's tables would put on it. */
static cordon_status lint_page(lint *l, const session *s, const buf *page, cordon_error *err) {
    cordon_status status =
        lint_text(l, file ? file : "report", buf_text(page), page->len, LINT_HTML, err);
    const table *own = regime_table(s->regime, "wording.csv"); /* it names what is wrong */
    for (size_t i = 0; i < regime_table_count(s->regime) && !status; i++) {
        const table *t = regime_table_at(s->regime, i);
        if (t != own) status = lint_table(l, t, err);
    }
    return status;
}

static cordon_status hold_to_rules(lint *l, const session *s, const buf *page, cordon_error *err) {
    bool failed = false;
    wording *w = NULL;
    const table *t = regime_table(s->regime, "wording.csv");
    if (!t)
        return cordon_fail(err, CORDON_ENOTFOUND, "the regime %.100s has no wording.csv",
                           regime_name(s->regime));
    cordon_status status = wording_make(&w, t, s->areas, err);
    *l = (lint){.wording = w, .on_fault = print_fault, .arg = &failed};
    if (!status) status = page ? lint_page(l, s, page, err) : lint_file(l, lint_name, err);
    if (!status && failed) status = cordon_fail(err, CORDON_ENOMEM, "no memory to print");
    fflush(stdout); /* so that the sum stands last */
    if (!status)
        fprintf(stderr, "%zu %s, %zu found\n", l->sentences,
                l->sentences == 1 ? "sentence" : "sentences", l->faults);
    wording_free(w);
    return status;
}

static int lint_one(session *s) {
    cordon_error err = {0};
    lint l = {0};
    cordon_status status = open_all(s, &err);
    if (!status) status = hold_to_rules(&l, s, NULL, &err);
    return status ? cmd_failed(&cmd_report, &err) : l.faults ? EXIT_FOUND : EXIT_OK;
}

static date_day year_before(date_day d) {
    date_day y = d - 10000;
    return date_valid(y) ? y : y - 1; /* 29 February */
}

static int work(session *s) {
    cordon_error err = {0};
    lint l = {0};
    buf page = {0}, findings = {0}, note = {0};
    pair p;
    report_input in = {.as_at = as_at ? as_at : date_today(),
                       .known_by = known_by ? known_by : date_today(),
                       .version = CORDON_VERSION,
                       .dyad = dyad,
                       .reader = reader,
                       .against = against,
                       .since = since ? since : year_before(as_at ? as_at : date_today()),
                       .note = text_file ? &note : NULL,
                       .strict = known_by != 0};
    cordon_status status = open_all(s, &err);
    if (!status && dyad && pair_parse(&p, s->areas, dyad, in.as_at, &err))
        return usage_error(&cmd_report, "%s", err.message);
    if (!status) {
        in.store = s->store;
        in.regime = s->regime;
        in.areas = s->areas;
        in.goods = s->goods;
        status = report_make(&page, &findings, &in, &err);
    }
    if (!status && file) status = replace(file, &page, &err);
    if (!status && text_file) status = replace(text_file, &note, &err);
    if (!status && as_json && !as_lint) fwrite(buf_text(&findings), 1, findings.len, stdout);
    if (!status && file) fprintf(stderr, "wrote %s, %zu bytes\n", file, page.len);
    if (!status && as_lint) status = hold_to_rules(&l, s, &page, &err);
    buf_free(&page);
    buf_free(&findings);
    buf_free(&note);
    return status ? cmd_failed(&cmd_report, &err) : l.faults ? EXIT_FOUND : EXIT_OK;
}

/* With --lint an argument that is no folder is the text to check. */
static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int run(int argc, char **argv) {
    const char *args[2] = {NULL};
    int n;
    bool done = false;
    session s = {0};
    store_name = regime_dir = file = lint_name = dyad = reader = against = text_file = NULL;
    as_at = known_by = since = 0;
    wait_s = 0;
    as_json = as_lint = false;
    int rc = options_parse(&cmd_report, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n && as_lint && !is_folder(args[n - 1])) lint_name = args[--n];
    if (n > 1) return usage_error(&cmd_report, "name one store");
    if (n) store_name = args[0];
    if (lint_name && file)
        return usage_error(&cmd_report, "-o FILE is for a report, not for a text to check");
    if (!(lint_name && regime_dir) && (rc = cmd_store(&cmd_report, &store_name))) return rc;
    if (!file && !as_json && !as_lint && !text_file)
        return usage_error(&cmd_report, "name the page with -o FILE, or ask for --json or --lint");
    if (!dyad && (reader || against || text_file || since))
        return usage_error(&cmd_report, "--for, --against, --since and --text go with --dyad A-B");
    if (since && since >= (as_at ? as_at : date_today()))
        return usage_error(&cmd_report, "--since names a day before --as-at");
    rc = lint_name ? lint_one(&s) : work(&s);
    close_all(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon report my.store -o report.html",
    "the situation as one page, from everything loaded",
    "cordon report my.store --dyad A-B --as-at 2024-05-31 -o pair.html",
    "two states as the facts stood at the end of May 2024",
    "cordon report my.store --dyad A-B --since 2024-05-31 -o pair.html",
    "what changed since the report of that day, and which pledges were kept",
    "cordon report my.store --json --known-by 2023-02-01",
    "the findings of the report as they could be made on that day",
    "cordon report my.store --lint",
    "every sentence of the report held to the wording rules",
    NULL};

const command cmd_report = {
    .name = "report",
    .summary = "write the situation report as one page",
    .synopsis = "[STORE] -o FILE [--dyad A-B [--since DATE]] [--as-at DATE] [--known-by DATE] [--json] "
                "[--lint [FILE]]",
    .about =
        "One HTML page that needs no network and no script: what changed, where a fall and a rise "
        "stand against each other in money, months by country, half-years, what the loaded files "
        "do "
        "not cover, and every source. The questions come from the regime's headlines.csv; what the "
        "store cannot answer is printed as not assessed, with the file that would fill it.\n\n"
        "With --dyad the page opens with what can be said about two states: five sentences, a "
        "direction for each dimension, what changed since a day, pledges and red lines with their "
        "verdicts, what would change the judgement and what cannot be seen. "
        "The questions are templates in the regime's tables, the same for every pair.\n\n"
        "By default the facts go to today and files published later than the facts count, which "
        "the "
        "page says. --as-at sets the day of facts, law and lists, --known-by leaves out files of a "
        "later vintage.\n\n"
        "The page is written beside FILE and renamed, so FILE is never half a page.\n\n"
        "--lint prints each sentence that breaks a rule of the regime's wording.csv, with the "
        "rule, "
        "the words and what to write instead: those of the page and those the regime's tables hold "
        "for it; with the name of a file instead of the store, or after it, those of that file "
        "(HTML, text, Markdown, or a .csv or .tsv table), and \"-\" is standard input. With --json they "
        "are "
        "one JSON object a line, in place of the findings.",
    .args_min = 0,
    .args_max = 2,
    .examples = examples,
    .exit_note = "--lint found a sentence that breaks a rule",
    .run = run,
    .options = get_options,
};

/* cmd_assess_log.c - cordon assess explain, override, letter: a sealed decision again, decided otherwise, as a letter. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/assess_session.h"
#include "cli/pdf_module.h"

typedef struct found {
    assess_session s;
    arena mem;
    log_entry entry;
    json_tree json, versions;
    const sealed_change *change;
    size_t changes;
} found;

/* Opens the log of the store and finds the decision. */
static cordon_status find(found *f, const char *path, const char *name, cordon_error *err) {
    *f = (found){0};
    arena_init(&f->mem, 0);
    cordon_status status = assess_open_log(&f->s, path, err);
    if (!status) status = sealed_find(&f->entry, f->s.log, &f->mem, name, err);
    if (!status) status = sealed_json(&f->json, &f->entry, err);
    if (!status) status = sealed_versions(&f->versions, f->s.log, f->json.root, err);
    return status ? status : sealed_changes(&f->change, &f->changes, f->s.log, &f->mem, f->entry.hash, err);
}

static void leave(found *f) {
    json_tree_free(&f->versions);
    json_tree_free(&f->json);
    arena_destroy(&f->mem);
    assess_close(&f->s);
}

static int failed(const command *c, cordon_status status, const cordon_error *err) {
    return status == CORDON_EINVAL || status == CORDON_ENOTFOUND ? usage_error(c, "%s", err->message) : cmd_failed(c, err);
}

/* What no font here has stands as a box: which, once, on standard error. */
static void say_missing(const letter_pdf_said *said) {
    if (!said->missing) return;
    fprintf(stderr, "cordon: note: %zu character%s no font here has stand%s as boxes:", said->missing, said->missing == 1 ? "" : "s", said->missing == 1 ? "s" : "");
    for (unsigned i = 0; i < said->codes; i++) fprintf(stderr, " U+%04X", said->code[i]);
    fputs(said->codes == LETTER_MISSING_MAX ? " ...; install a font of their script (Debian: fonts-noto-core)\n" : "; install a font of their script (Debian: fonts-noto-core)\n", stderr);
}

/* The day of the file is that of the seal, so that the same decision is the same bytes. */
static cordon_status write_pdf(buf *out, const found *f, const letter_doc *d, cordon_error *err) {
    letter_pdf_writer *write;
    letter_pdf_said said;
    char when[DATE_TIME_TEXT], subject[LOG_HEX + 40];
    cordon_status status = pdf_module(&write, err);
    if (status) return status;
    date_time_format(when, f->entry.at_us / 1000000 * 1000000);
    if (strlen(when) > 19) snprintf(when + 19, sizeof when - 19, "Z");
    snprintf(subject, sizeof subject, "entry %lld, %s", (long long)f->entry.n, f->entry.hash);
    letter_pdf_terms t = {.hash = f->entry.hash, .who = f->entry.who, .subject = subject, .created = when};
    status = write(out, &said, d, &t, err);
    if (!status) say_missing(&said);
    return status;
}

static cordon_status write_letter(buf *out, const found *f, letter_kind kind, letter_form form, bool all, cordon_error *err) {
    buf line = {0};
    assess_seal_line(&line, &f->entry);
    letter_terms t = {.kind = kind, .form = form, .all = all, .seal = buf_text(&line), .change = f->change, .changes = f->changes, .versions = f->versions.root};
    letter_doc d;
    cordon_status status = form == LETTER_PDF ? letter_make(&d, f->json.root, &t, err) : letter_write(out, f->json.root, &t, err);
    if (!status && form == LETTER_PDF) {
        status = write_pdf(out, f, &d, err);
        letter_doc_free(&d);
    }
    buf_free(&line);
    return status;
}

/* ---- explain */

static const char *store_arg;
static bool as_json;
static const option explain_options[] = {
    {"store", 0, OPTION_TEXT, "STORE", "whose log ($CORDON_STORE)", &store_arg},
    {"json", 0, OPTION_FLAG, NULL, "print what was sealed, byte for byte", &as_json},
    {0},
};
static const option *get_explain(void) { return explain_options; }

static int explain(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    found f;
    buf b = {0};
    cordon_error err = {0};
    store_arg = NULL, as_json = false;
    int rc = options_parse(&cmd_assess_explain, explain_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if ((rc = cmd_store(&cmd_assess_explain, &store_arg))) return rc;
    cordon_status status = find(&f, store_arg, args[0], &err);
    if (!status && as_json) buf_add(&b, f.entry.bytes, f.entry.len), buf_char(&b, '\n');
    if (!status && !as_json) status = write_letter(&b, &f, LETTER_ANSWER, LETTER_TEXT, true, &err);
    if (!status && as_json) fputs(buf_text(&b), stdout);
    if (!status && !as_json) assess_print(&b);
    buf_free(&b);
    leave(&f);
    return status ? failed(&cmd_assess_explain, status, &err) : EXIT_OK;
}

const command cmd_assess_explain = {
    .name = "assess explain",
    .summary = "a sealed decision again, with the lists and law it used",
    .synopsis = "DECISION [--store STORE] [--json]",
    .about = "DECISION is the number of its entry in the log, or the first digits of the entry's hash (6 or more; hashes of digits alone: 10 or more). What is printed is made of what was sealed then and of nothing "
             "else; --json prints it byte for byte. Overrides made since stand beside it.",
    .args_min = 1,
    .args_max = 1,
    .examples = (const char *const[]){"cordon assess explain 3 --store my.store", "Shows the decision that is entry 3 of the log.", NULL},
    .run = explain,
    .options = get_explain,
};

/* ---- override */

static const char *verdict_arg, *reason_arg, *who_arg;
static const option override_options[] = {
    {"verdict", 0, OPTION_TEXT, "WORD", "block, hold, review or no_bar_found", &verdict_arg},
    {"reason", 0, OPTION_TEXT, "TEXT", "why, in words", &reason_arg},
    {"who", 0, OPTION_TEXT, "NAME", "who decides", &who_arg},
    {"store", 0, OPTION_TEXT, "STORE", "whose log ($CORDON_STORE)", &store_arg},
    {0},
};
static const option *get_override(void) { return override_options; }

static int override_run(int argc, char **argv) {
    const char *args[1];
    int n;
    bool done = false;
    verdict v;
    found f;
    log_entry e;
    cordon_error err = {0};
    verdict_arg = reason_arg = who_arg = store_arg = NULL;
    int rc = options_parse(&cmd_assess_override, override_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!verdict_arg || !verdict_parse(&v, verdict_arg))
        return usage_error(&cmd_assess_override, "--verdict \"%s\": expected block, hold, review or no_bar_found", verdict_arg ? verdict_arg : "");
    if ((rc = cmd_store(&cmd_assess_override, &store_arg))) return rc;
    cordon_status status = find(&f, store_arg, args[0], &err);
    if (!status) status = sealed_override(&e, f.s.log, &f.entry, v, reason_arg, who_arg, &err);
    if (!status) {
        buf line = {0};
        printf("%s is decided otherwise: %s\n", f.entry.hash, verdict_name(v));
        assess_seal_line(&line, &e);
        buf_char(&line, '\n');
        assess_print(&line);
        buf_free(&line);
    }
    leave(&f);
    return status ? failed(&cmd_assess_override, status, &err) : EXIT_OK;
}

const command cmd_assess_override = {
    .name = "assess override",
    .summary = "decide otherwise than the program did, with a reason",
    .synopsis = "DECISION --verdict WORD --reason TEXT --who NAME [--store STORE]",
    .about = "The decision stays as it was sealed; the override is an entry of its own that names it, with who decided and why. Where a decision is shown its overrides stand beside it; the last one counts.",
    .args_min = 1,
    .args_max = 1,
    .examples = (const char *const[]){"cordon assess override 3 --verdict hold --reason \"licence asked\" --who \"B.\"", "Adds an entry that names entry 3.", NULL},
    .run = override_run,
    .options = get_override,
};

/* ---- letters */

static const char *form_arg, *to_arg;
static const option letter_options[] = {
    {"format", 0, OPTION_TEXT, "WORD", "text, html or pdf (text, or as the file's name ends)", &form_arg},
    {"output", 'o', OPTION_TEXT, "FILE", "where to (standard output)", &to_arg},
    {"store", 0, OPTION_TEXT, "STORE", "whose log ($CORDON_STORE)", &store_arg},
    {0},
};
static const option *get_letter(void) { return letter_options; }

static int form_of(letter_form *out) {
    const char *dot = to_arg ? strrchr(to_arg, '.') : NULL;
    const char *word = form_arg ? form_arg : dot && strcmp(dot, ".html") == 0 ? "html" : dot && strcmp(dot, ".pdf") == 0 ? "pdf" : "text";
    static const char *const forms[] = {[LETTER_TEXT] = "text", [LETTER_HTML] = "html", [LETTER_PDF] = "pdf"};
    for (int i = LETTER_TEXT; i <= LETTER_PDF; i++)
        if (strcmp(word, forms[i]) == 0) {
            *out = (letter_form)i;
            if (i == LETTER_PDF && !to_arg && isatty(STDOUT_FILENO)) return usage_error(&cmd_assess_letter, "a PDF is not for a terminal: name a file with -o");
            return EXIT_OK;
        }
    return usage_error(&cmd_assess_letter, "--format \"%s\": expected text, html or pdf", word);
}

/* Beside the file, then in its place: a full disk leaves the old letter. */
static cordon_status to_file(const buf *b, const char *path, cordon_error *err) {
    char part[1100];
    snprintf(part, sizeof part, "%.1090s.part", path);
    FILE *f = fopen(part, "w");
    bool good = f && fwrite(buf_text(b), 1, b->len, f) == b->len;
    if (f && fclose(f) != 0) good = false;
    if (good && rename(part, path) == 0) return CORDON_OK;
    if (f) unlink(part);
    return cordon_fail_at(err, CORDON_EIO, path, 0, 0, "cannot be written");
}

static int letter(int argc, char **argv) {
    const char *args[2];
    int n;
    bool done = false;
    letter_kind kind;
    letter_form form = LETTER_TEXT;
    found f;
    buf b = {0};
    cordon_error err = {0};
    form_arg = to_arg = store_arg = NULL;
    int rc = options_parse(&cmd_assess_letter, letter_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!letter_kind_parse(&kind, args[0])) return usage_error(&cmd_assess_letter, "\"%s\" is none of memo, questions, licence", args[0]);
    if ((rc = form_of(&form)) || (rc = cmd_store(&cmd_assess_letter, &store_arg))) return rc;
    cordon_status status = find(&f, store_arg, args[1], &err);
    if (!status) status = write_letter(&b, &f, kind, form, true, &err);
    if (!status && to_arg) status = to_file(&b, to_arg, &err);
    if (!status && !to_arg && form == LETTER_HTML) fputs(buf_text(&b), stdout);
    if (!status && !to_arg && form == LETTER_PDF) fwrite(buf_text(&b), 1, b.len, stdout);
    if (!status && !to_arg && form == LETTER_TEXT) assess_print(&b);
    buf_free(&b);
    leave(&f);
    return status ? failed(&cmd_assess_letter, status, &err) : EXIT_OK;
}

const command cmd_assess_letter = {
    .name = "assess letter",
    .summary = "a sealed decision as a memo, questions to the customer, or an annex",
    .synopsis = "memo|questions|licence DECISION [--format text|html|pdf] [-o FILE] [--store STORE]",
    .about = "memo: the case, the verdict with every reason, what was not checked, and what it rests on, with a line to sign. questions: what only the customer knows, in the order in which it matters; questions "
             "about the customer never stand there. licence: parties, goods and the provisions they touch, for an application. The words are rows of data/assess/strings.csv. A PDF has pages, the entry's hash at the "
             "head of each, and its words as text; the same decision is the same bytes as long as the fonts are the same.",
    .args_min = 2,
    .args_max = 2,
    .examples = (const char *const[]){"cordon assess letter memo 3 --store my.store -o memo.html", "Writes the memo of entry 3.",
                                       "cordon assess letter questions 3 --store my.store -o questions.pdf", "Writes the questions to the customer as a PDF.", NULL},
    .run = letter,
    .options = get_letter,
};

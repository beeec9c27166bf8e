#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/json.h"
#include "cli/cmd.h"
#include "cli/log_cli.h"
#include "cli/output.h"
#include "cli/text.h"

static output_choice choice;
static const char *kind, *by, *reason, *about, *output_path, *key_path;
static int64_t from_n, wait_s;
static bool json, fresh;

#define WAIT_OPTION {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s}

static int begin(const command *c, const option *o, int argc, char **argv, const char **args, int *n, bool *done) {
    choice = (output_choice){0};
    kind = by = reason = about = output_path = key_path = NULL;
    from_n = wait_s = 0;
    json = fresh = *done = false;
    return options_parse(c, o, argc, argv, args, n, done);
}

/* -- head -- */
static const option head_options[] = {{"json", 0, OPTION_FLAG, NULL, "print it as JSON", &json}, WAIT_OPTION, {0}};
static const option *get_head_options(void) { return head_options; }

static int run_head(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done;
    log_shop shop;
    log_head h;
    char text[LOG_HEAD_TEXT];
    int rc = begin(&cmd_log_head, head_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_log_head, &args[0]))) return rc;
    cordon_status status = log_shop_open(&shop, args[0], (double)wait_s);
    if (!status) status = log_head_of(&h, shop.l, &shop.err);
    log_shop_close(&shop);
    if (status) return cmd_failed(&cmd_log_head, &shop.err);
    if (json)
        printf("{\"n\":%lld,\"hash\":\"%s\"}\n", (long long)h.n, h.hash);
    else
        puts(log_head_format(text, &h));
    return EXIT_OK;
}

static const char *const head_examples[] = {"cordon log head my.store", "One line: how many entries, and the hash of the last.", NULL};
const command cmd_log_head = {
    .name = "log head",
    .summary = "print the anchor of the log, to be kept elsewhere",
    .synopsis = "[STORE] [--json]",
    .about = "The number of entries and the hash of the last one, which stands for all before it. Kept where who writes the store cannot write, it is what "
             "cordon log verify --head needs to notice that the end was cut off or the log written anew.",
    .args_max = 1,
    .examples = head_examples,
    .run = run_head,
    .options = get_head_options,
};

/* -- list -- */
static const option list_options[] = {
    {"from", 0, OPTION_COUNT, "N", "from that entry on", &from_n},
    {"kind", 0, OPTION_TEXT, "WORD", "only entries of that kind", &kind},
    {"about", 0, OPTION_TEXT, "ID", "only entries about that one", &about},
    WAIT_OPTION,
    OUTPUT_OPTIONS(&choice),
    {0},
};
static const option *get_list_options(void) { return list_options; }
static const output_column columns[] = {
    {"n", "n", OUT_INT, false},       {"at", "at", OUT_TEXT, false},     {"kind", "kind", OUT_TEXT, false}, {"who", "who", OUT_TEXT, true},
    {"about", "about", OUT_TEXT, true}, {"bytes", "bytes", OUT_INT, false}, {"hash", "hash", OUT_TEXT, false},
};
typedef struct lister {
    output *o;
    bool all;
} lister;

static int list_row(void *arg, const log_entry *e) {
    lister *l = arg;
    char at[DATE_TIME_TEXT], hash[LOG_HEX];
    if (kind && strcmp(kind, e->kind) != 0) return 0;
    output_int(l->o, e->n);
    output_text(l->o, date_time_format(at, e->at_us));
    output_text(l->o, e->kind);
    output_text(l->o, e->who);
    output_text(l->o, e->about);
    output_int(l->o, (int64_t)e->len);
    snprintf(hash, sizeof hash, "%.*s", l->all ? 64 : 12, e->hash);
    output_text(l->o, hash);
    if (!e->sound) output_note(l->o, "entry %lld is not what was sealed: see cordon log verify", (long long)e->n);
    return 0;
}

static int run_list(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done;
    log_shop shop;
    int rc = begin(&cmd_log_list, list_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_log_list, &args[0]))) return rc;
    if (about && from_n) return usage_error(&cmd_log_list, "either --from or --about");
    lister l = {.all = choice.json || choice.csv || choice.xlsx};
    l.o = output_begin(&choice, "The log", columns, sizeof columns / sizeof *columns);
    if (!l.o) return output_refused(&choice);
    cordon_status status = log_shop_open(&shop, args[0], (double)wait_s);
    if (!status) status = about ? log_about(shop.l, about, list_row, &l, &shop.err) : log_each(shop.l, from_n, list_row, &l, &shop.err);
    log_shop_close(&shop);
    if (!status) return output_end(l.o);
    output_drop(l.o);
    return cmd_failed(&cmd_log_list, &shop.err);
}

static const char *const list_examples[] = {"cordon log list my.store", "What was decided, when, by whom.", NULL};
const command cmd_log_list = {
    .name = "log list",
    .summary = "list the entries of the log",
    .synopsis = "[STORE] [--from N] [--kind WORD] [--about ID]",
    .about = "One row an entry: number, time (UTC), kind, author as given, what it is about, size, hash (a table shows its first digits).",
    .args_max = 1,
    .examples = list_examples,
    .run = run_list,
    .options = get_list_options,
};

/* -- show -- */
static const option show_options[] = {{"json", 0, OPTION_FLAG, NULL, "with number, time, author and hashes around it, as JSON", &json}, WAIT_OPTION, {0}};
static const option *get_show_options(void) { return show_options; }

static void show(const log_entry *e) {
    buf b = {0};
    char at[DATE_TIME_TEXT];
    if (!json) {
        text_clean(&b, e->bytes, e->len, true);
    } else {
        buf_char(&b, '{');
        json_int(&b, "n", e->n);
        json_str(&b, "at", date_time_format(at, e->at_us));
        json_str(&b, "kind", e->kind);
        json_str(&b, "who", e->who);
        json_str(&b, "about", e->about);
        json_str(&b, "before", e->before);
        json_str(&b, "hash", e->hash);
        json_key(&b, "bytes"), json_text(&b, e->bytes, e->len);
        buf_char(&b, '}');
    }
    puts(buf_text(&b));
    buf_free(&b);
}

static int run_show(int argc, char **argv) {
    const char *args[2] = {NULL, NULL};
    int n;
    bool done;
    log_shop shop;
    log_entry e;
    arena mem;
    int rc = begin(&cmd_log_show, show_options, argc, argv, args, &n, &done);
    if (done) return rc;
    const char *path = n == 2 ? args[0] : NULL, *which = args[n - 1];
    if ((rc = cmd_store(&cmd_log_show, &path))) return rc;
    arena_init(&mem, 0);
    bool number = strlen(which) < 18 && which[strspn(which, "0123456789")] == 0;
    cordon_status status = log_shop_open(&shop, path, (double)wait_s);
    if (!status) {
        status = number ? log_read(&e, shop.l, &mem, strtoll(which, NULL, 10), &shop.err) : log_find(&e, shop.l, &mem, which, &shop.err);
        /* A hash may begin with digits alone. */
        if (status == CORDON_ENOTFOUND && number && strlen(which) >= 6) status = log_find(&e, shop.l, &mem, which, &shop.err);
    }
    if (!status) show(&e);
    log_shop_close(&shop);
    arena_destroy(&mem);
    if (status == CORDON_EINVAL) return usage_error(&cmd_log_show, "%s", shop.err.message);
    return status ? cmd_failed(&cmd_log_show, &shop.err) : EXIT_OK;
}

static const char *const show_examples[] = {"cordon log show my.store 1", "The first entry: the log's public key.", NULL};
const command cmd_log_show = {
    .name = "log show",
    .summary = "print an entry of the log word for word",
    .synopsis = "[STORE] N|HASH [--json]",
    .about = "The sealed text of an entry, by number or by the first six or more digits of its hash. An entry that is not what was sealed is not shown.",
    .args_min = 1,
    .args_max = 2,
    .examples = show_examples,
    .run = run_show,
    .options = get_show_options,
};

/* -- export -- */
static const option export_options[] = {{"output", 'o', OPTION_TEXT, "FILE", "the file to write", &output_path}, WAIT_OPTION, {0}};
static const option *get_export_options(void) { return export_options; }

static int run_export(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done;
    log_shop shop;
    int rc = begin(&cmd_log_export, export_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_log_export, &args[0]))) return rc;
    if (!output_path) return usage_error(&cmd_log_export, "where to? Name the file with -o");
    cordon_status status = log_shop_open(&shop, args[0], (double)wait_s);
    if (!status) status = log_export(shop.l, output_path, &shop.err);
    log_shop_close(&shop);
    return status ? cmd_failed(&cmd_log_export, &shop.err) : EXIT_OK;
}

static const char *const export_examples[] = {"cordon log export my.store -o log.jsonl && cordon log verify log.jsonl", "To be verified elsewhere, without the store.", NULL};
const command cmd_log_export = {
    .name = "log export",
    .summary = "write the log to one file that can be verified anywhere",
    .synopsis = "[STORE] -o FILE",
    .about = "A line for the log (count, head, public keys), then a line an entry, in JSON, with all that its hash and signature are made of; docs/ASSESS.md has the "
             "form. No secret key is in it. cordon log verify FILE proves it without a store.",
    .args_max = 1,
    .examples = export_examples,
    .run = run_export,
    .options = get_export_options,
};

/* -- add, key -- */
static const option add_options[] = {
    {"kind", 0, OPTION_TEXT, "WORD", "review, correction or note (note)", &kind},
    {"about", 0, OPTION_TEXT, "N|HASH", "the entry it is about", &about},
    {"reason", 0, OPTION_TEXT, "TEXT", "why, in words", &reason},
    {"by", 0, OPTION_TEXT, "WHO", "who says so", &by},
    {"new-key", 0, OPTION_FLAG, NULL, "change the key of the log from here on", &fresh},
    {"key", 0, OPTION_TEXT, "FILE", "the secret key, where it is not in the store", &key_path},
    WAIT_OPTION,
    {0},
};
static const option *get_add_options(void) { return add_options; }

static cordon_status find_about(char out[LOG_HEX], decision_log *l, arena *mem, cordon_error *err) {
    log_entry e;
    *out = 0;
    if (!about) return CORDON_OK;
    bool number = strlen(about) < 18 && about[strspn(about, "0123456789")] == 0;
    cordon_status status = number ? log_read(&e, l, mem, strtoll(about, NULL, 10), err) : log_find(&e, l, mem, about, err);
    if (status == CORDON_ENOTFOUND && number && strlen(about) >= 6) status = log_find(&e, l, mem, about, err);
    if (!status) memcpy(out, e.hash, LOG_HEX);
    return status;
}

static cordon_status add(log_shop *shop, arena *mem) {
    char subject[LOG_HEX];
    buf b = {0};
    log_head h = {0};
    cordon_status status = key_path ? log_use_key(shop->l, key_path, &shop->err) : CORDON_OK;
    if (!status && fresh) {
        status = log_rekey(shop->l, by, reason, &shop->err);
        if (!status) status = log_head_of(&h, shop->l, &shop->err);
        if (!status) printf("entry %lld %s\n", (long long)h.n, h.hash);
        return status;
    }
    if (!status) status = find_about(subject, shop->l, mem, &shop->err);
    if (status) return status;
    buf_char(&b, '{');
    json_str(&b, "reason", reason);
    buf_char(&b, '}');
    log_entry e = {.kind = kind ? kind : "note", .who = by, .about = subject, .bytes = b.p, .len = b.len};
    status = b.failed ? cordon_fail(&shop->err, CORDON_ENOMEM, "no memory") : log_append(shop->l, &e, &shop->err);
    if (!status) status = log_commit(shop->l, &shop->err);
    if (!status) printf("entry %lld %s\n", (long long)e.n, e.hash);
    buf_free(&b);
    return status;
}

static bool known_kind(const char *s) {
    static const char *const kinds[] = {"review", "correction", "note"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(s, kinds[i]) == 0) return true;
    return false;
}

static int run_add(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done;
    log_shop shop;
    arena mem;
    int rc = begin(&cmd_log_add, add_options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_log_add, &args[0]))) return rc;
    if (!reason || !*reason) return usage_error(&cmd_log_add, "why? Say it with --reason");
    if (!by || !*by) return usage_error(&cmd_log_add, "who says so? Say it with --by");
    if (kind && !known_kind(kind)) return usage_error(&cmd_log_add, "\"%s\" is none of review, correction, note", kind);
    if (fresh && (kind || about)) return usage_error(&cmd_log_add, "--new-key goes with --reason and --by alone");
    if (kind && strcmp(kind, "note") != 0 && !about) return usage_error(&cmd_log_add, "about which entry? Name it with --about");
    arena_init(&mem, 0);
    cordon_status status = log_shop_open(&shop, args[0], (double)wait_s);
    if (!status) status = add(&shop, &mem);
    log_shop_close(&shop);
    arena_destroy(&mem);
    if (status == CORDON_EINVAL && !shop.err.source[0]) return usage_error(&cmd_log_add, "%s", shop.err.message);
    return status ? cmd_failed(&cmd_log_add, &shop.err) : EXIT_OK;
}

static const char *const add_examples[] = {"cordon log add my.store --by a.clerk --reason \"the licence came by post\"", "A note; --about N says on which entry.", NULL};
const command cmd_log_add = {
    .name = "log add",
    .summary = "add a person's word to the log",
    .synopsis = "[STORE] --reason TEXT --by WHO [--kind WORD --about N|HASH | --new-key]",
    .about = "Nothing in the log is ever changed: who reviews or corrects an entry adds one that names it and says why. Prints the entry's number and hash when it "
             "is on the disk.\n\n"
             "--new-key makes a new secret key, seals its public half with the old key, and signs with the new one from then on.",
    .args_max = 1,
    .examples = add_examples,
    .run = run_add,
    .options = get_add_options,
};

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/date.h"
#include "base/json.h"
#include "cli/cmd.h"
#include "cli/log_cli.h"

static const char *head_text;
static bool json;
static int64_t wait_s;
enum { SHOWN = 100, HEAD_FILE_BYTES = 4096 };

static const option options[] = {
    {"head", 0, OPTION_TEXT, "FILE|TEXT", "the head kept outside, as cordon log head printed it", &head_text},
    {"json", 0, OPTION_FLAG, NULL, "print the answer as one JSON object", &json},
    {"wait", 0, OPTION_COUNT, "SECONDS", "wait for a store that is in use", &wait_s},
    {0},
};
static const option *get_options(void) { return options; }

cordon_status log_shop_open(log_shop *out, const char *path, double wait_seconds) {
    *out = (log_shop){0};
    cordon_status status = store_open(&out->s, path, STORE_READ, wait_seconds, &out->err);
    if (!status) status = log_open(&out->l, out->s, &out->err);
    if (status) log_shop_close(out);
    return status;
}

void log_shop_close(log_shop *s) {
    log_close(s->l);
    store_close(s->s);
    s->l = NULL;
    s->s = NULL;
}

/* The text itself, or the file of that name. */
static bool read_head(log_head *out) {
    char text[HEAD_FILE_BYTES];
    if (log_head_parse(out, head_text)) return true;
    FILE *f = fopen(head_text, "rbe");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f) fclose(f);
    text[n] = 0;
    return f && strlen(text) == n && log_head_parse(out, text);
}

static void range(char out[64], const log_fault *f) {
    if (f->to > f->n)
        snprintf(out, 64, "entries %lld to %lld", (long long)f->n, (long long)f->to);
    else if (f->n)
        snprintf(out, 64, "entry %lld", (long long)f->n);
    else
        snprintf(out, 64, "the file");
}

static void print_text(const log_report *r) {
    char where[64];
    size_t all = r->faults + r->more;
    for (size_t i = 0; i < r->faults && i < SHOWN; i++) {
        range(where, &r->fault[i]);
        printf("%s: %s: %s\n", where, log_fault_name(r->fault[i].kind), r->fault[i].what);
    }
    if (all > SHOWN) printf("... and %zu more\n", all - SHOWN);
    if (all)
        printf("NOT WHOLE: %zu fault%s%s in %lld entries\n", all, all > 1 ? "s" : "",
               r->torn ? ", all as damage of a disk or a power cut leaves them," : "", (long long)r->entries);
    else
        printf("whole: %lld entries, head %lld %s\n", (long long)r->entries, (long long)r->head.n, r->head.hash);
    if (r->unfinished && !all) printf("a write that was never acknowledged stands behind the end: of a killed process, harmless\n");
    if (!all && !head_text) printf("the end: not compared, no head was given (--head)\n");
}

static bool print_json(const log_report *r, const log_head *head) {
    buf b = {0};
    buf_char(&b, '{');
    json_key(&b, "whole"), buf_str(&b, r->faults || r->more ? "false" : "true");
    json_int(&b, "entries", r->entries);
    json_int(&b, "keys", r->keys);
    json_key(&b, "head"), buf_char(&b, '{');
    json_int(&b, "n", r->head.n);
    json_str(&b, "hash", r->head.hash);
    buf_char(&b, '}');
    json_key(&b, "compared_with_head"), buf_str(&b, head ? "true" : "false");
    json_key(&b, "damage"), buf_str(&b, r->torn ? "true" : "false");
    json_key(&b, "unfinished"), buf_str(&b, r->unfinished ? "true" : "false");
    json_int(&b, "faults_total", (int64_t)(r->faults + r->more));
    json_key(&b, "faults"), buf_char(&b, '[');
    for (size_t i = 0; i < r->faults; i++) {
        buf_str(&b, i ? ",{" : "{");
        json_int(&b, "from", r->fault[i].n);
        json_int(&b, "to", r->fault[i].to);
        json_str(&b, "kind", log_fault_name(r->fault[i].kind));
        json_str(&b, "text", r->fault[i].what);
        buf_char(&b, '}');
    }
    buf_str(&b, "]}");
    bool ok = !b.failed;
    if (ok) puts(b.p);
    buf_free(&b);
    return ok;
}

static bool is_folder(const char *path) {
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int verify(const char *path, const log_head *head) {
    log_shop shop = {0};
    log_report r = {0};
    arena mem;
    arena_init(&mem, 0);
    cordon_status status;
    if (strcmp(path, "-") == 0 || !is_folder(path)) {
        status = log_verify_file(&r, &mem, path, head, &shop.err);
    } else {
        status = log_shop_open(&shop, path, (double)wait_s);
        if (!status) status = log_verify(&r, &mem, shop.l, head, &shop.err);
        log_shop_close(&shop);
    }
    int rc = r.faults || r.more ? EXIT_FOUND : EXIT_OK;
    if (status)
        rc = cmd_failed(&cmd_log_verify, &shop.err);
    else if (!json)
        print_text(&r);
    else if (!print_json(&r, head))
        rc = cmd_failed(&cmd_log_verify, &(cordon_error){.status = CORDON_ENOMEM, .message = "no memory"});
    arena_destroy(&mem);
    return rc;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    log_head head;
    head_text = NULL;
    json = false;
    wait_s = 0;
    int rc = options_parse(&cmd_log_verify, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (!n) args[0] = NULL;
    if ((rc = cmd_store(&cmd_log_verify, &args[0]))) return rc;
    if (head_text && !read_head(&head))
        return usage_error(&cmd_log_verify, "--head is neither a head (\"cordon-log N HASH\") nor a file of one: \"%.100s\"", head_text);
    return verify(args[0], head_text ? &head : NULL);
}

static const char *const examples[] = {
    "cordon log verify my.store", "Every hash and signature, from the first entry to the last.",
    "cordon log head my.store >head.txt; cordon log verify my.store --head head.txt", "Also that the end is there. Keep head.txt elsewhere.", NULL};

const command cmd_log_verify = {
    .name = "log verify",
    .summary = "prove that the chain of decisions is whole",
    .synopsis = "[STORE|FILE] [--head FILE|TEXT] [--json]",
    .about =
        "Computes every hash of the log anew and checks every signature, of a store or of a file that cordon log export wrote (- is standard "
        "input); no store is needed for a file. What was changed, taken out, put elsewhere or added is named by entry: changed, missing, out of order, "
        "signature, cut off, torn.\n\n"
        "A log cannot tell by itself that whole entries are gone from its end, nor that somebody who has its key wrote it anew. For that, keep "
        "what cordon log head prints elsewhere (on paper, in a mail) and give it as --head: a later log must still have that entry.\n\n"
        "torn is damage as a disk or a power cut leaves it: pages that cannot be read, zeros, a last line or a write that was not finished. Somebody could "
        "imitate it; a fault is a fault. A process that was killed, or power that failed, leaves none: what was not acknowledged is not there.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .exit_note = "The log is not whole.",
    .run = run,
    .options = get_options,
};

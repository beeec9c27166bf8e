#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "report/report.h"

static const char *store_name, *regime_dir, *file;
static int32_t as_at, known_by;
static int64_t wait_s;
static bool as_json;

static const option options[] = {
    {"output", 'o', OPTION_TEXT, "FILE", "the page to write; an older one of that name is replaced",
     &file},
    {"regime", 0, OPTION_TEXT, "NAME|DIR", "what is asked, of whom; default: the store's",
     &regime_dir},
    {"as-at", 0, OPTION_DATE, "DATE", "facts, law and lists up to this day; default: today",
     &as_at},
    {"known-by", 0, OPTION_DATE, "DATE", "files of a later vintage do not count; default: today",
     &known_by},
    {"json", 0, OPTION_FLAG, NULL, "print the findings, one JSON object per line", &as_json},
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

static cordon_status open_all(session *s, cordon_error *err) {
    char name[512] = "";
    cordon_status status = areas_load(&s->areas, err);
    if (!status) status = goods_open(&s->goods, err);
    if (!status) status = store_open(&s->store, store_name, STORE_READ, (double)wait_s, err);
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

static int work(session *s) {
    cordon_error err = {0};
    buf page = {0}, findings = {0};
    report_input in = {.as_at = as_at ? as_at : date_today(),
                       .known_by = known_by ? known_by : date_today(),
                       .version = CORDON_VERSION,
                       .strict = known_by != 0};
    cordon_status status = open_all(s, &err);
    if (!status) {
        in.store = s->store;
        in.regime = s->regime;
        in.areas = s->areas;
        in.goods = s->goods;
        status = report_make(&page, &findings, &in, &err);
    }
    if (!status && file) status = replace(file, &page, &err);
    if (!status && as_json) fwrite(buf_text(&findings), 1, findings.len, stdout);
    if (!status && file) fprintf(stderr, "wrote %s, %zu bytes\n", file, page.len);
    buf_free(&page);
    buf_free(&findings);
    return status ? cmd_failed(&cmd_report, &err) : EXIT_OK;
}

static int run(int argc, char **argv) {
    const char *args[1] = {NULL};
    int n;
    bool done = false;
    session s = {0};
    store_name = regime_dir = file = NULL;
    as_at = known_by = 0;
    wait_s = 0;
    as_json = false;
    int rc = options_parse(&cmd_report, options, argc, argv, args, &n, &done);
    if (done) return rc;
    if (n) store_name = args[0];
    if ((rc = cmd_store(&cmd_report, &store_name))) return rc;
    if (!file && !as_json)
        return usage_error(&cmd_report, "name the page with -o FILE, or ask for --json");
    rc = work(&s);
    close_all(&s);
    return rc;
}

static const char *const examples[] = {
    "cordon report my.store -o report.html", "the situation as one page, from everything loaded",
    "cordon report my.store --json --known-by 2023-02-01",
    "the findings of the report as they could be made on that day", NULL};

const command cmd_report = {
    .name = "report",
    .summary = "write the situation report as one page",
    .synopsis = "[STORE] -o FILE [--as-at DATE] [--known-by DATE] [--json]",
    .about =
        "One HTML page that needs no network and no script: what changed, where a fall and a rise "
        "stand against each other in money, months by country, half-years, what the loaded files "
        "do "
        "not cover, and every source. The questions come from the regime's headlines.csv; what the "
        "store cannot answer is printed as not assessed, with the file that would fill it.\n\n"
        "By default the facts go to today and files published later than the facts count, which "
        "the "
        "page says. --as-at sets the day of facts, law and lists, --known-by leaves out files of a "
        "later vintage.\n\n"
        "The page is written beside FILE and renamed, so FILE is never half a page.",
    .args_min = 0,
    .args_max = 1,
    .examples = examples,
    .run = run,
    .options = get_options,
};

/* Coded events: what of a file is kept, what repeats, the scales, and episodes beside a naive twin. */
#include "watch/event.h"

#include "base/data_dir.h"
#include "bench.h"

static bool set_up(bench *b) { return bench_open(b, "event", "e.csv"); }

static cordon_status load(bench *b, const char *path, const char *as) {
    load_options o = {.note = on_note, .arg = &b->notes};
    const watch_reader *reader = as ? watch_reader_named(as) : NULL;
    buf_free(&b->notes);
    b->err = (cordon_error){0};
    cordon_status status = as ? CORDON_OK : watch_detect(&reader, path, &b->err);
    if (status) return status;
    if (!reader) return cordon_fail(&b->err, CORDON_EFORMAT, "no reader");
    return watch_load_file(&b->r, b->s, b->a, path, reader, &o, &b->err);
}

static cordon_status load_text(bench *b, const char *text, const char *as) {
    FILE *f = fopen(b->file, "wb");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0) return CORDON_EIO;
    return load(b, b->file, as);
}

static int64_t ask(bench *b, const char *sql) {
    warehouse *w = NULL;
    int64_t n = -1;
    cordon_error err = {0};
    if (store_warehouse(&w, b->s, &err) || warehouse_one_int(&n, w, sql, NULL, 0, &err))
        printf("# %s\n", err.message);
    return n;
}

/* watch.md T1: rows as GDELT published them (wc -l), distinct (day, actors, code, address) by an
 * independent count, rows of one directed pair.                                    */
TEST(two_files_as_published) {
    static const struct {
        const char *file;
        int rows, distinct, pair, vintage;
    } want[] = {{"data/events/gdelt2_20180101000000.export.CSV.xz", 2414, 1833, 8, 20180101},
                {"data/events/gdelt2_20191024143000.export.CSV.xz", 2111, 1648, 2, 20191024}};
    bench b;
    char path[1024], sql[200];
    CHECK(set_up(&b));
    for (int i = 0; i < 2; i++) {
        CHECK_INT(load(&b, data_path(path, sizeof path, want[i].file), NULL), 0);
        CHECK_INT(b.r.source.rows, want[i].rows);
        CHECK_INT(b.r.source.refused, 0);
        CHECK_INT(b.r.source.vintage, want[i].vintage);
        CHECK(!strstr(buf_text(&b.notes), "another weight")); /* T2: every weight is the table's */
        snprintf(sql, sizeof sql, "SELECT count(*) FROM event WHERE source_id = %d AND dup_of IS NULL",
                 i + 1);
        CHECK_INT(ask(&b, sql), want[i].distinct);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM event WHERE source_id = %d AND actor1 = 'CHN' AND actor2 = 'RUS'",
                 i + 1);
        CHECK_INT(ask(&b, sql), want[i].pair);
        CHECK_INT(load(&b, path, NULL), 0);
        CHECK(b.r.already);
    }
    CHECK_INT(ask(&b, "SELECT count(*) FROM event"), 4525);
    CHECK_INT(ask(&b, "SELECT count(DISTINCT code) FROM event"), 123);
    tear_down(&b);
}

/* watch.md T2: the other scale, against the weights in an ICEWS sample. */
TEST(each_source_has_its_own_scale) {
    goldstein *g = NULL;
    cordon_error err = {0};
    int64_t a, c;
    static const struct {
        const char *code;
        int gdelt, icews;
    } differ[] = {{"016", -2000, -5000}, {"022", 3200, 3400}, {"164", -7000, -6500}, {"165", -6500, -7000}};
    CHECK_INT(goldstein_load(&g, &err), 0);
    CHECK(goldstein_count(g, GOLDSTEIN_GDELT) == 310 || goldstein_count(g, GOLDSTEIN_GDELT) == 311);
    for (size_t i = 0; i < 4; i++) {
        CHECK(goldstein_milli(&a, g, GOLDSTEIN_GDELT, differ[i].code, 3));
        CHECK(goldstein_milli(&c, g, GOLDSTEIN_ICEWS, differ[i].code, 3));
        CHECK_INT(a, differ[i].gdelt);
        CHECK_INT(c, differ[i].icews);
    }
    CHECK(goldstein_milli(&a, g, GOLDSTEIN_GDELT, "043", 3) && a == 2800); /* not the 3.0 of a false table */
    CHECK(goldstein_milli(&a, g, GOLDSTEIN_GDELT, "020", 3) && a == 3000);
    CHECK(!goldstein_milli(&a, g, GOLDSTEIN_GDELT, "999", 3));
    CHECK(!goldstein_milli(&a, g, GOLDSTEIN_GDELT, "", 0));
    CHECK(!goldstein_milli(&a, g, GOLDSTEIN_GDELT, "01 00", 5));
    goldstein_free(g);
}

typedef struct small {
    int32_t day;
    const char *a, *b, *code1, *code2, *code, *url;
} small;

/* A line of 61 columns. */
static void line(buf *t, int id, const small *e, const char *day, const char *gold, const char *added) {
    const char *cell[61] = {0};
    char number[20], text[20];
    snprintf(number, sizeof number, "%d", id);
    snprintf(text, sizeof text, "%d", (int)e->day);
    cell[0] = number, cell[1] = day ? day : text, cell[5] = e->code1, cell[7] = e->a;
    cell[15] = e->code2, cell[17] = e->b, cell[25] = "1", cell[26] = e->code, cell[30] = gold;
    cell[31] = cell[32] = cell[33] = "1", cell[34] = "-1.5", cell[59] = added, cell[60] = e->url;
    for (int i = 0; i < 61; i++) buf_printf(t, "%s%s", i ? "\t" : "", cell[i] ? cell[i] : "");
    buf_char(t, '\n');
}

TEST(bad_rows_say_what_was_expected) {
    static const small e = {20240105, "NAM", "RUS", "NAMGOV", "RUS", "040", "http://a"};
    static const struct {
        const char *day, *gold, *added, *code, *want;
    } cases[] = {{"20240230", "1.0", "20240601000000", "040", "SQLDATE|20240230|expected a day as"},
                 {"18991231", "1.0", "20240601000000", "040", "SQLDATE|18991231|expected a day as"},
                 {"99999999999", "1.0", "20240601000000", "040", "SQLDATE|99999999999|expected a day"},
                 {"20240602", "1.0", "20240601000000", "040", "SQLDATE|20240602|the event lies after"},
                 {NULL, "11", "20240601000000", "040", "GoldsteinScale|11|expected a number from"},
                 {NULL, "x", "20240601000000", "040", "GoldsteinScale|x|expected a number from"},
                 {NULL, "1.0", "2024060100000", "040", "DATEADDED|2024060100000|expected YYYYMMDDHH"},
                 {NULL, "1.0", "20240601000000", "X", "EventCode|X|expected a CAMEO code"}};
    bench b;
    buf text = {0};
    CHECK(set_up(&b));
    for (int i = 0; i < 300; i++) line(&text, i + 1, &e, NULL, "1.0", "20240601000000");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        small bad = e;
        bad.code = cases[i].code;
        line(&text, 400, &bad, cases[i].day, cases[i].gold, cases[i].added);
    }
    buf_str(&text, "1\t20240101\tonly three\n");
    CHECK_INT(load_text(&b, buf_text(&text), NULL), 0);
    CHECK_INT(b.r.source.rows, 300);
    CHECK_INT(b.r.source.refused, 9);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE actor1 = 'NAM'"), 300); /* T11 */
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE dup_of = 1"), 299);
    warehouse *w = NULL;
    warehouse_rows *r = NULL;
    bool more = false;
    CHECK_INT(store_warehouse(&w, b.s, &b.err), 0);
    CHECK_INT(warehouse_query(&r, w, "SELECT column_name || '|' || value || '|' || reason FROM refused "
                              "ORDER BY line", NULL, 0, &b.err), 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(!warehouse_next(r, &more, &b.err) && more);
        const char *got = warehouse_text(r, 0);
        if (strncmp(got, cases[i].want, strlen(cases[i].want)) != 0) FAIL_("case %zu: %s", i, got);
    }
    warehouse_rows_close(r);
    buf_str(&text, "a\tb\n"); /* other bytes, and asked to be strict */
    for (int i = 0; i < 30; i++) buf_str(&text, "1\t2\n");
    CHECK_INT(load_text(&b, buf_text(&text), NULL), CORDON_EFORMAT);
    CHECK(strstr(b.err.message, "more than 5 %"));
    buf_free(&text);
    tear_down(&b);
}

/* Episodes the slow way: every distinct event is compared with every begun episode. */
static void naive(const small *e, size_t n, const char *a, const char *b, int64_t *pair, int64_t *all) {
    typedef struct begun {
        const small *e;
        int32_t day;
    } begun;
    begun *v = calloc(n, sizeof *v);
    size_t have = 0;
    *pair = *all = 0;
    for (int32_t day = 19000; day < 20100; day++)
        for (size_t i = 0; i < n; i++) {
            if (date_number(e[i].day) != day || strcmp(e[i].a, e[i].b) == 0) continue;
            bool inside = false;
            for (size_t k = 0; k < have && !inside; k++)
                inside = strcmp(v[k].e->code1, e[i].code1) == 0 && strcmp(v[k].e->code2, e[i].code2) == 0 &&
                         strcmp(v[k].e->code, e[i].code) == 0 && strcmp(v[k].e->a, e[i].a) == 0 &&
                         strcmp(v[k].e->b, e[i].b) == 0 && day - v[k].day <= 1 && day >= v[k].day;
            if (inside) continue;
            v[have++] = (begun){&e[i], day};
            ++*all;
            *pair += strcmp(e[i].a, a) == 0 && strcmp(e[i].b, b) == 0;
        }
    free(v);
}

TEST(episodes_are_those_of_a_naive_twin) {
    static const char *const states[] = {"CHN", "RUS", "NAM"}, *const sector[] = {"", "GOV"},
                      *const codes[] = {"040", "112", "190"}, *const urls[] = {"u1", "u2", "u3"};
    static char code1[9][8];
    small e[300];
    buf text = {0};
    bench b;
    int64_t pair, all, plus = 0, exposure = 0, covered = 0, days = 0;
    CHECK(set_up(&b));
    for (int i = 0; i < 6; i++) snprintf(code1[i], sizeof code1[i], "%s%s", states[i / 2], sector[i % 2]);
    for (size_t i = 0; i < 300; i++) {
        uint64_t r = test_random();
        size_t x = r % 6, y = (r >> 8) % 6;
        e[i] = (small){date_of_number(19723 + (int32_t)((r >> 16) % 20)), states[x / 2], states[y / 2],
                       code1[x], code1[y], codes[(r >> 24) % 3], urls[(r >> 32) % 3]};
        char added[20];
        snprintf(added, sizeof added, "%d000000", (int)date_of_number(19743 + (int32_t)(i % 3) * 2));
        line(&text, (int)i + 1, &e[i], NULL, e[i].code[0] == '0' ? "1.0" : "-2.0", added);
    }
    CHECK_INT(load_text(&b, buf_text(&text), "gdelt2"), 0);
    naive(e, 300, "CHN", "RUS", &pair, &all);
    event_query q = {.dataset = "gdelt", .actor1 = "CHN", .actor2 = "RUS", .directed = true,
                     .freq = EVENT_WEEKLY, .from = date_of_number(19723), .to = date_of_number(19750)};
    event_series x;
    CHECK_INT(event_series_make(&x, b.s, &q, &b.err), 0);
    for (size_t i = 0; i < x.n; i++) {
        plus += x.v[i].plus + x.v[i].minus + x.v[i].none;
        exposure += x.v[i].exposure;
        covered += x.v[i].days_covered;
        days += x.v[i].days;
    }
    if (plus != pair || exposure != all)
        FAIL_("%lld of %lld, naive %lld of %lld", (long long)plus, (long long)exposure, (long long)pair,
              (long long)all);
    CHECK_INT(covered, 3); /* added on three days, and the days between them are missing */
    CHECK_INT(days, 28);
    CHECK_INT(date_weekday(date_number(x.v[0].first)), 0);
    event_series_free(&x);
    q.known_by = 20230101; /* before the vintage */
    CHECK_INT(event_series_make(&x, b.s, &q, &b.err), 0);
    CHECK_INT(x.sources, 0);
    CHECK_INT((int)x.n, 0);
    buf_free(&text);
    tear_down(&b);
}

/* Measures: what is made of a query's rows. Small stores, sums by hand. */
#include "flows/measure.h"

#include <stdlib.h>
#include <unistd.h>

#include "flows/load.h"
#include "test.h"

static areas *all_areas;
static goods *all_goods;
static store *opened;
static cordon_error err;
static char folder[64];

static const char layout_text[] =
    "row,field,column,value,form,scale,when\n"
    ",dataset,,tiny,,,\n,title,,rows of a test,,,\n,publisher,,nobody,,,\n"
    ",reporter,r,,comtrade,,\n,partner,p,,comtrade,,\n,flow,f,,X=X|M=M,,\n"
    ",period,t,,yyyymm|yyyy,,\n,basis,,unknown,,,\n,nomenclature,,HS,,,\n,code,c,,,,\n"
    ",value,v,,,1,\n,currency,,EUR,,,\n,mass,kg,,,1,\n,estimate,e,,*,,\n,transport,mot,,*,,\n";

static bool write_file(const char *path, const char *text) {
    FILE *f = fopen(path, "w");
    return f && fputs("", f) >= 0 && fputs(text, f) >= 0 && fclose(f) == 0;
}

static void close_store(void) {
    char command[128];
    store_close(opened);
    opened = NULL;
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command)) puts("# the test's folder stays behind");
}

/* A new store with these rows: r,p,f,t,c,v,kg,e,mot. */
static bool open_with(const char *rows) {
    char store_at[96], layout_at[96], rows_at[96], text[4096];
    load_result r;
    if (!all_areas && (areas_load(&all_areas, &err) || goods_open(&all_goods, &err))) return false;
    snprintf(folder, sizeof folder, "/tmp/cordon-measure-XXXXXX");
    if (!mkdtemp(folder)) return false;
    snprintf(store_at, sizeof store_at, "%s/store", folder);
    snprintf(layout_at, sizeof layout_at, "%s/tiny.csv", folder);
    snprintf(rows_at, sizeof rows_at, "%s/rows.csv", folder);
    snprintf(text, sizeof text, "r,p,f,t,c,v,kg,e,mot\n%s", rows);
    load_options o = {.layout = layout_at, .vintage = 20220101};
    bool ok = write_file(layout_at, layout_text) && write_file(rows_at, text) &&
              !store_init(store_at, "", &err) && !store_open(&opened, store_at, STORE_WRITE, 0, &err) &&
              !load_file(&r, opened, all_areas, rows_at, &o, &err) && !r.source.refused;
    if (!ok) printf("# %s: %s\n", err.source, err.message);
    return ok;
}

enum { FROM = 0, TO = 2, WHOLE = 4 };
static const area *kept[6];
/* One or two areas, in the order of their codes. */
static area_set set_of(int place, const char *a, const char *b) {
    area_set s = {.v = &kept[place], .title = "set"};
    kept[place + (int)s.n++] = areas_find(all_areas, "code", a, strlen(a), 0);
    if (b) kept[place + (int)s.n++] = areas_find(all_areas, "code", b, strlen(b), 0);
    return s;
}

static area_set from, to, whole;

static flow_query query_of(const char *a, const char *b, const char *x, const char *y, unsigned by) {
    from = set_of(FROM, a, b);
    to = set_of(TO, x, y);
    return (flow_query){.level = -1, .from = &from, .to = &to, .as_at = 20230101, .known_by = 20230101,
                        .by = by};
}

static const char some_rows[] = "DEU,RUS,X,202101,TOTAL,100,10,reported,\n"
                                "DEU,RUS,X,202101,27,30,4,reported,\n"
                                "DEU,KAZ,X,202101,TOTAL,300,,reported,\n"
                                "DEU,KAZ,X,202101,27,100,6,reported,\n"
                                "FRA,RUS,X,202101,TOTAL,20,1,imputed,\n"
                                "FRA,KAZ,X,202101,TOTAL,60,1,reported,\n"
                                "FRA,KAZ,X,202101,27,10,1,reported,\n"
                                "DEU,RUS,X,202102,TOTAL,7,,reported,\n"
                                "DEU,KAZ,X,202102,TOTAL,1,,reported,\n";

TEST(ways_of_one_key_are_one_row_of_mixed_kind) {
    measure m;
    bool ok = open_with(some_rows);
    flow_query q = query_of("DEU", "FRA", "RUS", NULL, BY_MONTH);
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, NULL, &err) : CORDON_EIO;
    if (status) printf("# %s\n", err.message);
    ok = !status && m.n == 2 && m.v[0].key.period == 202101 && m.v[0].key.value_milli == 120000 &&
         m.v[0].key.rows == 2 && strcmp(m.v[0].key.estimate, "mixed") == 0 &&
         m.v[1].key.value_milli == 7000 && strcmp(m.v[1].key.estimate, "reported") == 0 &&
         strcmp(m.dataset, "tiny") == 0 && strcmp(m.currency, "EUR") == 0 && m.level == 0 &&
         m.sources == 1;
    if (!status) measure_free(&m);
    close_store();
    CHECK(ok);
}

TEST(excluded_codes_are_taken_out_of_value_and_mass) {
    static const char *const codes[] = {"27"};
    measure_options o = {.exclude = codes, .exclude_n = 1};
    measure m;
    bool ok = open_with(some_rows);
    flow_query q = query_of("DEU", "FRA", "KAZ", "RUS", BY_MONTH | BY_FROM);
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, &o, &err) : CORDON_EIO;
    if (status) printf("# %s\n", err.message);
    ok = !status && m.n == 3 && m.v[0].key.value_milli == 270000 && m.v[1].key.value_milli == 70000 &&
         m.v[2].key.value_milli == 8000 && m.v[1].key.mass_g == 1000 &&
         m.v[0].key.mass_g == 0 && m.v[0].key.rows == 4;
    if (!status) measure_free(&m);
    /* By goods there is nothing to take from: refused, not left in. */
    q.by = BY_MONTH | BY_CODE;
    ok = ok && measure_make(&m, opened, all_goods, &q, &o, &err) == CORDON_EINVAL &&
         strstr(err.message, "by period and partner only");
    close_store();
    CHECK(ok);
}

/* One share in thousandths of a percent, -1 when the row is not there. */
static long share(const measure *m, date_period p, const char *sender, const char *receiver) {
    for (size_t i = 0; i < m->n; i++) {
        const flow_row *k = &m->v[i].key;
        if (k->period != p || strcmp(k->from, sender) != 0 || strcmp(k->to, receiver) != 0) continue;
        return m->v[i].whole_milli
                   ? lround(1e5 * (double)k->value_milli / (double)m->v[i].whole_milli)
                   : -2;
    }
    return -1;
}

TEST(a_share_is_of_the_same_reporter_period_and_goods) {
    static const char *const codes[] = {"27"};
    measure m;
    measure_options o = {.share_of = &whole};
    bool ok = open_with(some_rows);
    if (!ok) printf("# no store\n");
    flow_query q = query_of("DEU", "FRA", "RUS", NULL, BY_MONTH | BY_FROM);
    whole = set_of(WHOLE, "KAZ", "RUS");
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, &o, &err) : CORDON_EIO;
    ok = !status && m.n == 3 && share(&m, 202101, "DEU", "") == 25000 &&
         share(&m, 202101, "FRA", "") == 25000 && share(&m, 202102, "DEU", "") == 87500;
    if (!status) measure_free(&m);
    /* Without the reporters: of all of them together. */
    q.by = BY_MONTH | BY_TO;
    if (ok) status = measure_make(&m, opened, all_goods, &q, &o, &err);
    ok = ok && !status && m.n == 2 && share(&m, 202101, "", "RUS") == 25000;
    if (!status) measure_free(&m);
    /* The whole is less the same codes: (100 - 30) of (400 - 130). */
    o.exclude = codes, o.exclude_n = 1;
    q.by = BY_MONTH | BY_FROM;
    if (ok) status = measure_make(&m, opened, all_goods, &q, &o, &err);
    ok = ok && !status && share(&m, 202101, "DEU", "") == lround(1e5 * 70 / 270) &&
         share(&m, 202101, "FRA", "") == lround(1e5 * 20 / 70);
    if (!status) measure_free(&m);
    q.by = BY_TIER;
    ok = ok && measure_make(&m, opened, all_goods, &q, &o, &err) == CORDON_EINVAL;
    close_store();
    CHECK(ok);
}

/* Part of a mass would not go with the whole value. */
TEST(a_mass_is_of_all_rows_or_missing) {
    measure m;
    bool ok = open_with("DEU,RUS,X,202101,TOTAL,1,5,reported,\nDEU,RUS,X,202102,TOTAL,1,,reported,\n"
                        "DEU,RUS,X,202103,TOTAL,1,7,imputed,\nDEU,RUS,X,202201,TOTAL,1,2,reported,\n"
                        "DEU,RUS,X,202202,TOTAL,1,3,imputed,\n");
    flow_query q = query_of("DEU", NULL, "RUS", NULL, BY_QUARTER);
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, NULL, &err) : CORDON_EIO;
    if (status) printf("# %s\n", err.message);
    ok = !status && m.n == 2 && m.v[0].key.mass_g == 0 && m.v[1].key.mass_g == 5000;
    if (!status) measure_free(&m);
    close_store();
    CHECK(ok);
}

TEST(a_mirror_share_is_of_the_receiver) {
    measure m;
    measure_options o = {.share_of = &whole};
    bool ok = open_with("KAZ,DEU,M,2021,TOTAL,10,,reported,\nKAZ,FRA,M,2021,TOTAL,30,,reported,\n"
                        "RUS,DEU,M,2021,TOTAL,50,,reported,\nRUS,FRA,M,2021,TOTAL,50,,reported,\n"
                        "RUS,W00,M,2021,TOTAL,200,,reported,\nKAZ,W00,M,2021,TOTAL,40,,reported,\n");
    flow_query q = query_of("DEU", NULL, "KAZ", "RUS", BY_YEAR | BY_TO);
    q.flow = "M";
    whole = set_of(WHOLE, "WORLD", NULL);
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, &o, &err) : CORDON_EIO;
    if (status) printf("# %s\n", err.message);
    ok = !status && m.n == 2 && share(&m, 202100, "", "KAZ") == 25000 &&
         share(&m, 202100, "", "RUS") == 25000;
    if (!status) measure_free(&m);
    close_store();
    CHECK(ok);
}

/* ---- growth ---- */

TEST(growth_of_nothing_is_no_figure) {
    CHECK(isnan(growth_percent(0, 5)));
    CHECK(isnan(growth_percent(0, 0)));
    CHECK_NEAR(growth_percent(200, 0), -100, 0);
    CHECK_NEAR(growth_percent(1000, 1500), 50, 0);
    CHECK_NEAR(growth_percent(INT64_MAX, INT64_MAX), 0, 0);
    CHECK_NEAR(growth_percent(3, 4), 100.0 / 3, 1e-13);
}

static bool same_growth(const growth_row *r, const char *to_code, int64_t base, int64_t value,
                        double percent) {
    bool ok = strcmp(r->key.to, to_code) == 0 && r->base_milli == base && r->value_milli == value &&
              (isnan(percent) ? isnan(r->percent) : fabs(r->percent - percent) < 1e-9);
    if (!ok)
        printf("# %s: %lld to %lld, %g\n", r->key.to, (long long)r->base_milli, (long long)r->value_milli,
               r->percent);
    return ok;
}

TEST(growth_meets_windows_by_key) {
    measure m = {0};
    growth g = {0};
    finding f;
    arena scratch;
    char id[33], again[33];
    bool ok = open_with("DEU,ARM,X,202101,TOTAL,10,,reported,\nDEU,ARM,X,202201,TOTAL,25,,reported,\n"
                        "DEU,ARM,X,202102,TOTAL,10,,imputed,\nDEU,RUS,X,202101,TOTAL,8,,reported,\n"
                        "DEU,KAZ,X,202202,TOTAL,5,,reported,\nDEU,KAZ,X,202112,TOTAL,500,,reported,\n");
    const area *three[3];
    flow_query q = query_of("DEU", NULL, "RUS", NULL, BY_TO);
    const char *const receivers[] = {"ARM", "KAZ", "RUS"};
    for (int i = 0; i < 3; i++) three[i] = areas_find(all_areas, "code", receivers[i], 3, 0);
    to = (area_set){.v = three, .n = 3, .title = "three"};
    q.windows = 2;
    q.window[0] = (flow_window){202101, 202102};
    q.window[1] = (flow_window){202201, 202202};
    cordon_status status = ok ? measure_make(&m, opened, all_goods, &q, NULL, &err) : CORDON_EIO;
    if (!status) status = growth_make(&g, &m, &err);
    if (status) printf("# %s\n", err.message);
    ok = !status && g.n == 3 && same_growth(&g.v[0], "ARM", 20000, 25000, 25) &&
         same_growth(&g.v[1], "KAZ", 0, 5000, (double)NAN) && same_growth(&g.v[2], "RUS", 8000, 0, -100) &&
         g.v[0].base_rows == 2 && g.v[0].value_rows == 1;
    /* The finding names base, period, sums and sources. */
    arena_init(&scratch, 0);
    ok = ok && !growth_finding(&f, &scratch, &g.v[0], &m, &q, "all goods", &err);
    ok = ok && strcmp(f.subject, "set > ARM") == 0 && f.verdict == FINDING_FOUND && f.evidence_n == 2 &&
         f.evidence[0].sum_milli == 20000 && f.evidence[0].rows == 2 && f.evidence[1].sum_milli == 25000 &&
         f.evidence[0].sources_n == 1 && f.score > 24.9 && f.as_at == 20230101 &&
         strstr(f.text, "+25.0 %") && strstr(f.parameters, "\"base\":\"2021-01..2021-02\"") &&
         strstr(f.parameters, "\"period\":\"2022-01..2022-02\"") &&
         strstr(f.evidence[0].parameters, "\"period\":\"2021-01..2021-02\"") &&
         !strstr(f.evidence[0].parameters, "\"base\"");
    if (ok) finding_id(id, &f);
    /* One mode of transport is another question, so another finding. */
    q.transport = "2";
    ok = ok && !growth_finding(&f, &scratch, &g.v[0], &m, &q, "all goods", &err);
    if (ok) finding_id(again, &f);
    ok = ok && strcmp(id, again) != 0;
    ok = ok && !growth_finding(&f, &scratch, &g.v[1], &m, &q, "all goods", &err) && isnan(f.score) &&
         strstr(f.text, "no growth figure (the base is zero)");
    growth_row none = {.key = {.from = "", .to = "", .code = "", .line = "", .tier = ""},
                       .percent = (double)NAN};
    ok = ok && !growth_finding(&f, &scratch, &none, &m, &q, "all goods", &err) &&
         f.verdict == FINDING_NOT_ASSESSED;
    arena_destroy(&scratch);
    growth_free(&g);
    measure_free(&m);
    close_store();
    CHECK(ok);
}

TEST(a_failed_measure_holds_nothing) {
    measure m;
    bool ok = open_with(some_rows);
    flow_query q = query_of("ITA", NULL, "RUS", NULL, BY_MONTH);
    ok = ok && measure_make(&m, opened, all_goods, &q, NULL, &err) == CORDON_ENOTFOUND && !m.n && !m.v;
    static const char *const codes[] = {"9999"};
    measure_options o = {.exclude = codes, .exclude_n = 1};
    q = query_of("DEU", NULL, "RUS", NULL, BY_MONTH);
    /* What is to be excluded is not told apart in this dataset. */
    ok = ok && measure_make(&m, opened, all_goods, &q, &o, &err) == CORDON_ENOTFOUND && !m.n && !m.v &&
         strstr(err.message, "codes of 4 digits");
    close_store();
    CHECK(ok);
}

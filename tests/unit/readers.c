/* Matrices, ICEWS, incidents and observations: as published, with their traps, and hostile files. */
#include "base/data_dir.h"
#include "bench.h"
#include "watch/event.h"
#include "watch/incident.h"
#include "watch/observation.h"
#include "watch/pair_day.h"

static const char needs[] = "needs the large data set";

static bool set_up(bench *b) { return bench_open(b, "readers", "f.tsv"); }

static cordon_status load(bench *b, const char *path, const char *as, date_day vintage) {
    load_options o = {.note = on_note, .arg = &b->notes, .vintage = vintage};
    const watch_reader *reader = as ? watch_reader_named(as) : NULL;
    buf_free(&b->notes);
    b->err = (cordon_error){0};
    cordon_status status = as ? CORDON_OK : watch_detect(&reader, path, &b->err);
    if (status) return status;
    if (!reader) return cordon_fail(&b->err, CORDON_EFORMAT, "no reader");
    return watch_load_file(&b->r, b->s, b->a, path, reader, &o, &b->err);
}

static cordon_status load_text(bench *b, const char *text, const char *as, date_day vintage) {
    FILE *f = fopen(b->file, "wb");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0) return CORDON_EIO;
    return load(b, b->file, as, vintage);
}

static bool shared(bench *b, const char *name) {
    const char *root = getenv("CORDON_DATA");
    snprintf(b->path, sizeof b->path, "%s%s../shared/data/events/%s", root ? root : "", root ? "/" : "",
             name);
    return access(b->path, R_OK) == 0;
}

static int64_t ask(bench *b, const char *sql) {
    warehouse *w = NULL;
    int64_t n = -1;
    cordon_error err = {0};
    if (store_warehouse(&w, b->s, &err) || warehouse_one_int(&n, w, sql, NULL, 0, &err))
        printf("# %s\n", err.message);
    return n;
}

/* watch.md T2: all 3,705 rows of the sample bear the weight of ICEWS's own scale; and Namibia, whose
 * row is the only one, is not the "NA" of 379 others (T11, trap 4).                 */
TEST(an_icews_sample_follows_its_own_scale) {
    bench b;
    CHECK(set_up(&b));
    if (!shared(&b, "icews/events.2018.sample.tab.xz")) {
        tear_down(&b);
        SKIP(needs);
    }
    CHECK_INT(load(&b, b.path, NULL, 20180701), 0);
    CHECK_INT(b.r.source.rows, 3705);
    CHECK_INT(b.r.source.refused, 0);
    CHECK(!strstr(buf_text(&b.notes), "another weight"));
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE actor1 = 'NAM' OR actor2 = 'NAM'"), 1);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE actor1 = 'NA' OR actor2 = 'NA'"), 0);
    tear_down(&b);
}

/* watch.md trap 7: 96 of 2,245 days are missing, and no sum is made of them. */
TEST(missing_days_of_a_matrix_are_no_zeros) {
    bench b;
    pair_days x;
    size_t missing = 0, late = 0;
    CHECK(set_up(&b));
    if (!shared(&b, "gdelt/dyads_daily_47.csv.xz")) {
        tear_down(&b);
        SKIP(needs);
    }
    CHECK_INT(load(&b, b.path, NULL, 20240224), 0);
    CHECK_INT(b.r.source.rows, 708072);
    CHECK(shared(&b, "gdelt/daily_totals.csv"));
    CHECK_INT(load(&b, b.path, NULL, 20240224), 0);
    CHECK_INT(pair_days_make(&x, b.s, "RUS", "CHN", 0, &b.err), 0);
    CHECK(x.n == 2245);
    CHECK_INT(date_of_number(x.first), 20180101);
    for (size_t i = 0; i < x.n; i++) {
        date_day d = date_of_number(x.first + (int32_t)i);
        missing += !x.covered[i];
        late += !x.covered[i] && d >= 20221101 && d <= 20230531;
        if (!x.covered[i] && (x.value[i] != 0.0 || x.total[i] != 0.0)) FAIL_("day %d", (int)d);
    }
    CHECK(missing == 96);
    CHECK(late * 2 > missing);
    CHECK_NEAR(x.value[0], 61.21, 1e-9); /* the file's first row */
    CHECK_NEAR(x.total[0], 25388.31, 1e-9);
    pair_days_free(&x);
    CHECK_INT(pair_days_make(&x, b.s, "RUS", "CHN", 20240101, &b.err), 0);
    CHECK(x.n == 0 && x.sources == 0);
    tear_down(&b);
}

typedef struct triangle {
    int64_t n[2][3000];
    int vintages;
    date_day last;
} triangle;

static int keep_count(void *arg, const incident_count *c) {
    triangle *t = arg;
    if (c->vintage != t->last) t->vintages++;
    t->last = c->vintage;
    if (t->vintages <= 2 && c->year < 3000) t->n[t->vintages - 1][c->year] = c->incidents;
    return 0;
}

/* watch.md trap 3, counted there from the same two files. */
TEST(two_vintages_of_one_table_make_a_triangle) {
    static const struct {
        const char *who;
        int year, was, is;
    } want[] = {{"RUS", 2020, 3, 5},  {"RUS", 2021, 10, 17}, {"RUS", 2022, 25, 69}, {"RUS", 2023, 10, 65},
                {"CHN", 2020, 9, 15}, {"CHN", 2021, 23, 32}, {"CHN", 2022, 12, 27}};
    static triangle t;
    bench b;
    int64_t both = 0;
    CHECK(set_up(&b));
    if (!shared(&b, "cyber/EuRepoC_Global_Database_1.1.csv.xz")) {
        tear_down(&b);
        SKIP(needs);
    }
    CHECK_INT(load(&b, b.path, NULL, 20230430), 0);
    CHECK_INT(b.r.source.refused, 0);
    CHECK_INT(ask(&b, "SELECT count(DISTINCT incident_id) FROM incident"), 1643);
    CHECK(shared(&b, "cyber/eurepoc_2023-12_initiators.csv.xz"));
    CHECK_INT(load(&b, b.path, NULL, 20231210), 0);
    CHECK_INT(ask(&b, "SELECT count(DISTINCT incident_id) FROM incident WHERE source_id = 2"), 2465);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        incident_query q = {.dataset = "eurepoc", .initiator = want[i].who, .all_vintages = true};
        t = (triangle){0};
        CHECK_INT(incident_counts(b.s, &q, keep_count, &t, &b.err), 0);
        CHECK_INT(t.vintages, 2);
        CHECK_INT(t.n[0][want[i].year], want[i].was);
        CHECK_INT(t.n[1][want[i].year], want[i].is);
        for (int y = 2000; y < 2020; y++) /* old years move by at most three */
            if (llabs(t.n[0][y] - t.n[1][y]) > 3) FAIL_("%s %d", want[i].who, y);
    }
    incident_query q = {.dataset = "eurepoc", .initiator = "CHN", .with = "RUS", .known_by = 20230601};
    t = (triangle){0};
    CHECK_INT(incident_counts(b.s, &q, keep_count, &t, &b.err), 0);
    CHECK_INT(t.vintages, 1);
    for (int y = 2000; y < 2030; y++) both += t.n[0][y];
    CHECK_INT(both, 3); /* of 1,643 name both */
    tear_down(&b);
}

TEST(other_tables_of_incidents_are_read_through_their_mappings) {
    static const struct {
        const char *file, *dataset;
        int records;
    } want[] = {{"cyber/DCID_2.0_2023-02.csv.xz", "dcid", 429},
                {"cyber/cfr_cyber_operations_2022-12.csv.xz", "cfr-operations", 768},
                {"arms/sipri_trade_register_2000_2023.csv.xz", "sipri-register", 20480},
                {"influence/euvsdisinfo_posts_2015_2021-02.csv.xz", "euvsdisinfo", 10892}};
    bench b;
    CHECK(set_up(&b));
    if (!shared(&b, want[0].file)) {
        tear_down(&b);
        SKIP(needs);
    }
    for (size_t i = 0; i < 4; i++) {
        CHECK(shared(&b, want[i].file));
        CHECK_INT(load(&b, b.path, NULL, 20240101), 0);
        CHECK(strcmp(b.r.source.dataset, want[i].dataset) == 0);
        CHECK_INT(b.r.records, want[i].records);
        CHECK_INT(b.r.source.refused, 0);
    }
    /* 113 of 10,892 cases speak of both (counted apart from this program). */
    CHECK_INT(ask(&b, "SELECT count(*) FROM (SELECT incident_id FROM incident WHERE source_id = 4 AND "
                      "initiator IN ('CHN', 'RUS') GROUP BY incident_id HAVING count(DISTINCT initiator) = "
                      "2)"), 113);
    tear_down(&b);
}

TEST(one_row_names_several_states_and_bad_ones_are_told) {
    static const char map[] = "field,column,value,form\ndataset,,mine,\nid,nr,,\ndate,when,,m/d/yyyy\n"
                              "initiator,by,,list\nreceiver,at,,split ;\nvalue,v,,\n";
    bench b;
    buf text = {0};
    char path[200];
    CHECK(set_up(&b));
    snprintf(path, sizeof path, "%s/map.csv", b.dir);
    FILE *f = fopen(path, "w");
    CHECK(f && fputs(map, f) >= 0 && fclose(f) == 0);
    CHECK(incident_is_mapping(path));
    buf_str(&text, "some words above the table\nnr,when,by,at,v\n");
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "%d,1/31/2022,\"['China', 'NAM', 'China']\",Namibia; Germany ;Nowhere,1.5\n", i);
    buf_str(&text, "200,2/30/2022,\"['China']\",,\n201,1/1/2022,\"['China']\",,x\n,1/1/2022,,,\n202,,,,\n");
    snprintf(b.file, sizeof b.file, "%s/f.csv", b.dir);
    f = fopen(b.file, "w");
    CHECK(f && fputs(buf_text(&text), f) >= 0 && fclose(f) == 0);
    load_options o = {.layout = path, .vintage = 20220601};
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &incident_reader, &o, &b.err), 0);
    CHECK_INT(b.r.source.rows, 601); /* two initiators, three receivers; and one without a date */
    CHECK_INT(b.r.source.refused, 3);
    CHECK_INT(ask(&b, "SELECT count(*) FROM incident WHERE receiver = 'NAM'"), 200);
    CHECK_INT(ask(&b, "SELECT count(*) FROM incident WHERE receiver = 'Nowhere'"), 200);
    CHECK_INT(ask(&b, "SELECT CAST(sum(value_milli) AS BIGINT) FROM incident"), 150000);
    CHECK_INT(ask(&b, "SELECT count(*) FROM refused"), 3);
    buf_free(&text);
    tear_down(&b);
}

TEST(a_mapping_that_is_wrong_says_where) {
    static const struct {
        const char *map, *want;
    } cases[] = {
        {"field,column,value,form\nfoo,a,,\n", "field \"foo\": expected id"},
        {"field,column,value,form\ndataset,,x,\nid,a,,\ndate,b,,dd.mm\ninitiator,c,,\n", "form \"dd.mm\""},
        {"field,column,value,form\ndataset,,x,\nid,a,,\ndate,b,,yyyy\n", "no column for initiator"},
        {"field,column,value,form\nid,a,,\ndate,b,,yyyy\ninitiator,c,,\n", "no value for dataset"},
        {"field,column,value,form\ndataset,,x,\nid,a,,\ndate,b,,yyyy\ninitiator,zz,,\n", "no line among"}};
    bench b;
    char path[200];
    CHECK(set_up(&b));
    snprintf(path, sizeof path, "%s/map.csv", b.dir);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        FILE *f = fopen(path, "w");
        CHECK(f && fputs(cases[i].map, f) >= 0 && fclose(f) == 0);
        f = fopen(b.file, "w");
        CHECK(f && fputs("a,b,c\n1,2022,China\n", f) >= 0 && fclose(f) == 0);
        load_options o = {.layout = path};
        CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &incident_reader, &o, &b.err), CORDON_EFORMAT);
        if (!strstr(b.err.message, cases[i].want)) FAIL_("case %zu: %s", i, b.err.message);
    }
    tear_down(&b);
}

typedef struct seen {
    int n, at_least;
    int64_t last;
    char source[200];
} seen;

static int keep_value(void *arg, const observation *o) {
    seen *s = arg;
    s->n++;
    s->at_least += o->at_least;
    s->last = o->value_milli;
    snprintf(s->source, sizeof s->source, "%s", o->source);
    return 0;
}

/* Of the table of published aggregates the report's own rows are never loaded. */
TEST(a_figure_does_not_vouch_for_itself) {
    bench b;
    char path[1024];
    int64_t sources;
    seen s = {0};
    CHECK(set_up(&b));
    CHECK_INT(load(&b, data_path(path, sizeof path, "data/events/aggregates.tsv"), NULL, 20250401), 0);
    CHECK(strstr(buf_text(&b.notes), "3 rows give the report under test"));
    CHECK_INT(b.r.source.rows, 25); /* 21 other rows, of which 4 hold two values */
    CHECK_INT(b.r.source.refused, 0);
    CHECK_INT(ask(&b, "SELECT count(*) FROM observation WHERE series IN ('bilateral_trade', "
                      "'chn_exports_to_rus', 'chpl_exports')"), 0);
    CHECK_INT(ask(&b, "SELECT count(*) FROM observation WHERE source = 'same'"), 0);
    observation_query q = {.series = "ru_attacks_europe"};
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK_INT(s.n, 3);
    CHECK_INT(s.last, 34000);
    s = (seen){0};
    q = (observation_query){.series = "yuan_export_volume"};
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK_INT(s.n, 2);
    CHECK_INT(s.last, 6900);
    CHECK(strncmp(s.source, "https://tass", 12) == 0);
    s = (seen){0};
    q = (observation_query){.series = "joint_exercises_cumulative", .known_by = 20250401};
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK(s.n == 1 && s.at_least == 1);
    CHECK_INT(load(&b, data_path(path, sizeof path, "data/events/counts_published.tsv"), NULL, 20250401), 0);
    s = (seen){0};
    q = (observation_query){.series = "meetings_xi_putin"};
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK(s.n == 3 && s.at_least == 1 && s.last == 30000);
    tear_down(&b);
}

TEST(observations_have_vintages_and_faults) {
    static const char head[] = "series\tperiod\tvalue\tunit\tlo\thi\tvintage\tpublisher\tsource\n";
    bench b;
    buf text = {0};
    int64_t sources;
    seen s = {0};
    CHECK(set_up(&b));
    buf_str(&text, head);
    for (int y = 1950; y < 2022; y++) buf_printf(&text, "x\t%d\t1\tn\t\t\t2022-01-01\tP\tS\n", y);
    buf_str(&text, "x\t2022\t5\tn\t4\t6\t2023-01-01\tP\tS\nx\t2022\t7\tn\t\t\t2024-01-01\tP\tS\n");
    buf_str(&text, "x\t2022-13\t5\tn\t\t\t\tP\tS\nx\t2022\t5\tn\t6\t7\t\tP\tS\nx\t2022\tfive\tn\t\t\t\tP\tS\n");
    CHECK_INT(load_text(&b, buf_text(&text), NULL, 20240601), 0);
    CHECK_INT(b.r.source.refused, 3);
    observation_query q = {.series = "x", .from = 20220101};
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK(s.n == 1 && s.last == 7000);
    q.known_by = 20240701;
    CHECK_INT(observation_list(b.s, &q, keep_value, &s, &sources, &b.err), 0);
    CHECK(s.n == 2);
    buf_free(&text);
    tear_down(&b);
}

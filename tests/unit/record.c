/* The own record: its rules one by one, what a store keeps of it, and adding to it. */
#include "watch/record.h"

#include "base/data_dir.h"
#include "bench.h"

static bool set_up(bench *b) { return bench_open(b, "record", "mine.tsv"); }

static bool put(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    bool ok = f && fputs(text, f) >= 0;
    return f && fclose(f) == 0 && ok;
}

static const char good[] =
    "sb-2024-07\t2024-03-01\t2024-03-02\tday\thybrid\tsabotage_case\tRUS\tDEU\tNAM,EUU\tBerlin\tA fire\t"
    "one hall\talleged\tpolice\tdenied\tRUS\t2024-03\tAgency, 3 March 2024\tmedia\tno\tseen\t\tx";

static void header(buf *b) {
    for (int c = 0; c < RECORD_COLUMNS; c++)
        buf_printf(b, "%s%s", c ? "\t" : "", record_column_name((record_column)c));
    buf_char(b, '\n');
}

/* The good row with one cell changed. */
static void row_with(buf *b, record_column column, const char *value) {
    const char *p = good;
    for (int c = 0; c < RECORD_COLUMNS; c++) {
        size_t len = strcspn(p, "\t");
        if (c) buf_char(b, '\t');
        if (c == (int)column)
            buf_str(b, value);
        else
            buf_add(b, p, len);
        p += len + 1;
    }
    buf_char(b, '\n');
}

static void keep(void *arg, const cordon_error *e) {
    buf_printf(arg, "%llu:%u %s\n", (unsigned long long)e->line, e->column, e->message);
}

TEST(every_rule_is_told_with_its_column) {
    static const struct {
        record_column column;
        const char *value, *want; /* want NULL: no fault */
    } cases[] = {
        {RECORD_NOTE, "x", NULL},
        {RECORD_OTHERS, "NAM", NULL}, /* the state whose short code looks like "missing" */
        {RECORD_OTHERS, "", NULL},
        {RECORD_DATE_END, "", NULL},
        {RECORD_REPLY, "no reply found", "2:17 reply_date \"2024-03\": a date of a reply"},
        {RECORD_ID, "sb-2023-07", "2:1 id \"sb-2023-07\": expected sb-2024- and a number"},
        {RECORD_ID, "ex-2024-07", "2:1 id \"ex-2024-07\": expected sb-2024- and a number"},
        {RECORD_ID, "sb-2024-7", "2:1 id \"sb-2024-7\": expected sb-2024-"},
        {RECORD_ID, "", "2:1 id \"\": this cell must not be empty"},
        {RECORD_DATE_START, "2024-02-30", "2:2 date_start \"2024-02-30\": expected a date YYYY-MM-DD"},
        {RECORD_DATE_START, "2024-03", "2:2 date_start \"2024-03\": expected a date YYYY-MM-DD"},
        {RECORD_DATE_START, "9999999999999", "2:1 id \"sb-2024-07\": expected sb-9999-"},
        {RECORD_DATE_END, "2024-02-28", "2:3 date_end \"2024-02-28\": the end lies before the start"},
        {RECORD_DATE_END, "2024", "2:3 date_end \"2024\": expected a date YYYY-MM-DD"},
        {RECORD_PRECISION, "hour", "2:4 precision \"hour\": expected one of day|month|year"},
        {RECORD_PRECISION, "month", "2:2 date_start \"2024-03-01\": expected a date YYYY-MM that"},
        {RECORD_DIMENSION, "trade", "2:5 dimension \"trade\": expected one of trade_finance|"},
        {RECORD_KIND, "party", "2:6 kind \"party\": expected a kind of record_kinds.csv"},
        {RECORD_ACTOR1, "NA", "2:7 actor1 \"NA\": expected the three letters"},
        {RECORD_ACTOR1, "XQX", "2:7 actor1 \"XQX\": expected the three letters"},
        {RECORD_ACTOR1, "", "2:7 actor1 \"\": this cell must not be empty"},
        {RECORD_ACTOR2, "rus", "2:8 actor2 \"rus\": expected the three letters"},
        {RECORD_OTHERS, "NAM, EUU", "2:9 others \"NAM, EUU\": expected codes of states"},
        {RECORD_OTHERS, "NAM,", "2:9 others \"NAM,\": expected codes of states"},
        {RECORD_TITLE, "", "2:11 title \"\": this cell must not be empty"},
        {RECORD_STATUS, "sure", "2:13 status \"sure\": expected one of confirmed|"},
        {RECORD_REPLY, "", "2:15 reply \"\": an allegation needs the answer"},
        {RECORD_REPLY_BY, "", "2:16 reply_by \"\": a reply needs the one who gives it"},
        {RECORD_REPLY_BY, "them", "2:16 reply_by \"them\": expected the code of a state"},
        {RECORD_REPLY_DATE, "March", "2:17 reply_date \"March\": expected YYYY-MM-DD"},
        {RECORD_SOURCE, "", "2:18 source \"\": this cell must not be empty"},
        {RECORD_SOURCE_KIND, "blog", "2:19 source_kind \"blog\": expected one of official|"},
        {RECORD_STATE_MEDIA, "", "2:20 state_media \"\": this cell must not be empty"},
        {RECORD_BASIS, "heard", "2:21 basis \"heard\": expected one of seen|table|recalled"},
        {RECORD_NOTE, "a\001b", "2:23 note \"a\001b\": a tab, a line end or another control"},
    };
    bench b;
    CHECK(set_up(&b));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf text = {0}, got = {0};
        size_t faults = 0, rows = 0;
        header(&text);
        row_with(&text, cases[i].column, cases[i].value);
        bool ok = put(b.file, buf_text(&text)) &&
                  !record_check_file(&faults, &rows, b.file, b.a, keep, &got, &b.err) && rows == 1;
        const char *want = cases[i].want;
        if (ok && want) ok = faults && strncmp(buf_text(&got), want, strlen(want)) == 0;
        if (ok && !want) ok = faults == 0;
        if (!ok) FAIL_("case %zu: got %zu faults: %s", i, faults, buf_text(&got));
        buf_free(&text);
        buf_free(&got);
    }
    tear_down(&b);
}

static int count_row(void *arg, const record_row *r) {
    int *n = arg;
    n[0]++;
    n[1] += strcmp(r->cell[RECORD_STATE_MEDIA], "yes") == 0;
    return 0;
}

/* Counts of the list of editions: 274 rows; the kinds as printed beside the table. */
TEST(the_record_that_ships_is_sound_and_answers) {
    static const struct {
        const char *kind, *dimension;
        int rows;
    } want[] = {{"leader_meeting", NULL, 41}, {"exercise", NULL, 40},     {"patrol", NULL, 16},
                {"exercise,patrol", NULL, 56}, {"listing_round", NULL, 33}, {NULL, "military", 77},
                {NULL, "political", 69},      {NULL, "dual_use", 53},     {NULL, "hybrid", 33},
                {NULL, "trade_finance", 31},  {NULL, "response", 11},     {NULL, NULL, 274}};
    bench b;
    char path[1024];
    size_t faults = 1, rows = 0;
    buf got = {0};
    CHECK(set_up(&b));
    data_path(path, sizeof path, "data/events/record.tsv");
    CHECK_INT(record_check_file(&faults, &rows, path, b.a, keep, &got, &b.err), 0);
    CHECK(faults == 0);
    CHECK(rows == 274);
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, path, &record_reader_own, &(load_options){0}, &b.err), 0);
    CHECK_INT(b.r.source.rows, 274);
    CHECK_INT(b.r.source.refused, 0);
    CHECK_INT(b.r.source.vintage, 20261125);
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, path, &record_reader_own, &(load_options){0}, &b.err), 0);
    CHECK(b.r.already);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        int n[2] = {0};
        int64_t sources;
        record_query q = {.kind = want[i].kind, .dimension = want[i].dimension};
        CHECK_INT(record_list(b.s, &q, count_row, n, &sources, &b.err), 0);
        CHECK_INT(n[0], want[i].rows);
        if (!q.kind && !q.dimension) CHECK_INT(n[1], 31);
    }
    int n[2] = {0};
    int64_t sources;
    record_query early = {.kind = "leader_meeting", .actor1 = "CHN", .actor2 = "RUS",
                          .as_at = 20220223};
    CHECK_INT(record_list(b.s, &early, count_row, n, &sources, &b.err), 0);
    CHECK(n[0] > 20 && n[0] < 41);
    early.known_by = 20240101; /* nothing was known then: the edition is of 2026 */
    n[0] = 0;
    CHECK_INT(record_list(b.s, &early, count_row, n, &sources, &b.err), 0);
    CHECK_INT(n[0], 0);
    CHECK_INT(sources, 0);
    tear_down(&b);
}

TEST(bad_rows_are_kept_and_twice_the_id_is_one) {
    bench b;
    buf text = {0};
    CHECK(set_up(&b));
    header(&text);
    for (int i = 0; i < 60; i++) {
        char id[20];
        snprintf(id, sizeof id, "sb-2024-%02d", i + 1);
        row_with(&text, RECORD_ID, id);
    }
    row_with(&text, RECORD_ID, "sb-2024-09");
    row_with(&text, RECORD_ACTOR1, "ABCD");
    CHECK(put(b.file, buf_text(&text)));
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &record_reader_own, &(load_options){0}, &b.err), 0);
    CHECK_INT(b.r.source.rows, 60);
    CHECK_INT(b.r.source.refused, 2);
    int n[2] = {0};
    int64_t sources;
    CHECK_INT(record_list(b.s, &(record_query){.actor2 = "NAM"}, count_row, n, &sources, &b.err), 0);
    CHECK_INT(n[0], 60);
    buf_str(&text, "too\tfew\n");
    CHECK(put(b.file, buf_text(&text)));
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &record_reader_own,
                              &(load_options){.strict = true}, &b.err),
              CORDON_EFORMAT);
    CHECK(strstr(b.err.message, "strict"));
    buf_free(&text);
    tear_down(&b);
}

/* A newer file of the same name takes the place of the older one, one of another
 * name is added to it, and what was known earlier can still be asked.          */
TEST(editions_and_what_was_known) {
    bench b;
    buf text = {0};
    int64_t sources;
    int n[2] = {0};
    CHECK(set_up(&b));
    header(&text);
    row_with(&text, RECORD_ID, "sb-2024-01");
    row_with(&text, RECORD_ID, "sb-2024-02");
    CHECK(put(b.file, buf_text(&text)));
    load_options o = {.vintage = 20240101};
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &record_reader_own, &o, &b.err), 0);
    buf_free(&text);
    header(&text);
    row_with(&text, RECORD_ID, "sb-2024-01");
    CHECK(put(b.file, buf_text(&text)));
    o.vintage = 20240601;
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &record_reader_own, &o, &b.err), 0);
    CHECK_INT(record_list(b.s, &(record_query){0}, count_row, n, &sources, &b.err), 0);
    CHECK_INT(n[0], 1);
    n[0] = 0;
    CHECK_INT(record_list(b.s, &(record_query){.known_by = 20240301}, count_row, n, &sources, &b.err), 0);
    CHECK_INT(n[0], 2);
    snprintf(b.file, sizeof b.file, "%s/other.tsv", b.dir);
    row_with(&text, RECORD_ID, "sb-2024-03");
    CHECK(put(b.file, buf_text(&text)));
    CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, &record_reader_own, &o, &b.err), 0);
    n[0] = 0;
    CHECK_INT(record_list(b.s, &(record_query){0}, count_row, n, &sources, &b.err), 0);
    CHECK_INT(n[0], 2); /* the id that both have counts once */
    buf_free(&text);
    tear_down(&b);
}

TEST(a_list_of_the_same_events_is_refused) {
    static const char *const heads[] = {
        "start\tend\tname\ttype\tparticipants\tplace\tscale\tsource\n2024\t\tx\tx\tx\tx\tx\tx\n",
        "date\tplace\toccasion\tsource\n2024-05\tx\tx\tx\n"};
    bench b;
    CHECK(set_up(&b));
    for (size_t i = 0; i < 2; i++) {
        const watch_reader *reader = NULL;
        CHECK(put(b.file, heads[i]));
        CHECK_INT(watch_detect(&reader, b.file, &b.err), 0);
        CHECK(reader == &record_reader_fixture);
        CHECK_INT(watch_load_file(&b.r, b.s, b.a, b.file, reader, &(load_options){0}, &b.err),
                  CORDON_EINVAL);
        CHECK(strstr(b.err.message, "count twice"));
    }
    tear_down(&b);
}

TEST(adding_writes_a_row_or_nothing) {
    bench b;
    char id[64];
    size_t faults = 1, rows = 0;
    buf got = {0};
    const char *cell[RECORD_COLUMNS];
    for (int c = 0; c < RECORD_COLUMNS; c++) cell[c] = "";
    cell[RECORD_DATE_START] = "2024-07-03";
    cell[RECORD_PRECISION] = "day";
    cell[RECORD_DIMENSION] = "political";
    cell[RECORD_KIND] = "leader_meeting";
    cell[RECORD_ACTOR1] = "RUS";
    cell[RECORD_ACTOR2] = "CHN";
    cell[RECORD_TITLE] = "Talks";
    cell[RECORD_STATUS] = "confirmed";
    cell[RECORD_SOURCE] = "Kremlin, 3 July 2024";
    cell[RECORD_SOURCE_KIND] = "official";
    cell[RECORD_STATE_MEDIA] = "no";
    cell[RECORD_BASIS] = "seen";
    CHECK(set_up(&b));
    CHECK_INT(record_add(id, b.file, cell, b.a, &b.err), 0);
    CHECK(strcmp(id, "lm-2024-01") == 0);
    CHECK_INT(record_add(id, b.file, cell, b.a, &b.err), 0);
    CHECK(strcmp(id, "lm-2024-02") == 0);
    cell[RECORD_ID] = "lm-2024-02";
    CHECK_INT(record_add(id, b.file, cell, b.a, &b.err), CORDON_EINVAL);
    CHECK(strstr(b.err.message, "another row has this id"));
    cell[RECORD_ID] = "";
    cell[RECORD_TITLE] = "two\nlines";
    CHECK_INT(record_add(id, b.file, cell, b.a, &b.err), CORDON_EINVAL);
    CHECK_INT(b.err.column, RECORD_TITLE + 1);
    CHECK_INT(record_check_file(&faults, &rows, b.file, b.a, keep, &got, &b.err), 0);
    CHECK(faults == 0);
    CHECK(rows == 2);
    tear_down(&b);
}

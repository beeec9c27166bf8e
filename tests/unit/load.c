/* Whole small files into a store: what is kept, what is refused and with which words. */
#include "flows/load.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "test.h"

/* A store in a folder of its own, the last load's outcome, and what was noted. */
typedef struct bench {
    char dir[120], file[160], map[160];
    store *s;
    areas *a;
    load_result r;
    cordon_error err;
    buf notes;
} bench;

#define MAP_HEAD "row,field,column,value,form,scale,when\n,dataset,,t,,,\n"
#define MAP_AREAS ",reporter,r,,iso2,,\n,partner,p,,iso2|name,,\n"
#define MAP_REST ",period,t,,yyyymm|yyyy,,\n,code,c,,,,\n,value,v,,,1,\n,currency,,EUR,,,\n,flow,,X,,,\n"
#define MAP MAP_HEAD MAP_AREAS MAP_REST
#define HEADER "r,p,t,c,v\n"

static bool put(const char *path, const char *text, size_t len) {
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(text, 1, len, f) == len;
    return f && fclose(f) == 0 && ok;
}

static bool set_up(bench *b, const char *map) {
    const char *tmp = getenv("TMPDIR");
    char store_dir[160];
    *b = (bench){0};
    setenv("SOURCE_DATE_EPOCH", "1700000000", 1); /* 2023-11-14 */
    snprintf(b->dir, sizeof b->dir, "%.60s/cordon-load-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(b->dir)) return false;
    snprintf(b->file, sizeof b->file, "%s/f.csv", b->dir);
    snprintf(b->map, sizeof b->map, "%s/map.csv", b->dir);
    snprintf(store_dir, sizeof store_dir, "%s/store", b->dir);
    bool ok = put(b->map, map, strlen(map)) && !areas_load(&b->a, &b->err) &&
              !store_init(store_dir, "", &b->err) &&
              !store_open(&b->s, store_dir, STORE_WRITE, 0, &b->err);
    if (!ok) printf("# %s\n", b->err.message);
    return ok;
}

static void tear_down(bench *b) {
    char command[200];
    store_close(b->s);
    areas_free(b->a);
    buf_free(&b->notes);
    snprintf(command, sizeof command, "rm -rf '%s'", b->dir);
    if (system(command) != 0) printf("# %s stays\n", b->dir);
}

static void on_note(void *arg, const char *text) { buf_printf(arg, "%s\n", text); }

static cordon_status load_with(bench *b, const char *text, size_t len, load_options o) {
    buf_free(&b->notes);
    b->err = (cordon_error){0};
    if (!put(b->file, text, len)) return CORDON_EIO;
    if (!o.layout) o.layout = b->map;
    o.note = on_note;
    o.arg = &b->notes;
    return load_file(&b->r, b->s, b->a, b->file, &o, &b->err);
}

static cordon_status load(bench *b, const char *text) {
    return load_with(b, text, strlen(text), (load_options){0});
}

/* The rows of a query: cells by '|', rows by a line end. */
static void query(buf *out, bench *b, const char *sql, size_t columns) {
    warehouse *w = NULL;
    warehouse_rows *r = NULL;
    bool more = false;
    cordon_error err = {0};
    if (store_warehouse(&w, b->s, &err) || warehouse_query(&r, w, sql, NULL, 0, &err)) {
        buf_printf(out, "FAILED %s\n", err.message);
        return;
    }
    while (!warehouse_next(r, &more, &err) && more)
        for (size_t i = 0; i < columns; i++)
            buf_printf(out, "%s%s", warehouse_null(r, i) ? "-" : warehouse_text(r, i),
                       i + 1 < columns ? "|" : "\n");
    warehouse_rows_close(r);
}

static bool is(bench *b, const char *sql, size_t columns, const char *want) {
    buf got = {0};
    query(&got, b, sql, columns);
    bool same = strcmp(buf_text(&got), want) == 0;
    if (!same) printf("# got:  %s\n# want: %s\n", buf_text(&got), want);
    buf_free(&got);
    return same;
}

#define TEXT(c) "CAST(" c " AS VARCHAR)"
#define NEWEST "source_id = (SELECT max(source_id) FROM loaded)"
static const char all_rows[] =
    "SELECT " TEXT("source_id") "," TEXT("line") ",dataset,reporter,partner,partner2,flow,basis,freq,"
    TEXT("period") ",nomenclature," TEXT("level") ",code,transport,procedure," TEXT("value_milli")
    ",currency,valuation," TEXT("qty_milli") ",unit," TEXT("mass_g") ",estimate,flag "
    "FROM flow ORDER BY source_id, line, flow, basis, estimate, value_milli";
enum { ROW_COLUMNS = 23 };
static const char refused_rows[] =
    "SELECT " TEXT("line") "," TEXT("column_number") ",column_name,value,reason FROM refused WHERE " NEWEST
    " ORDER BY line, column_number";
static const char counts[] =
    "SELECT " TEXT("(SELECT count(*) FROM flow)") "," TEXT("(SELECT count(*) FROM refused)") ","
    TEXT("(SELECT count(*) FROM coverage)") "," TEXT("(SELECT count(*) FROM source_note)") ","
    TEXT("(SELECT count(*) FROM loaded)") "," TEXT("(SELECT count(*) FROM scope_code)") ","
    TEXT("(SELECT count(*) FROM scope_partner)");

static int count_source(void *arg, const source *s) {
    (void)s;
    ++*(int *)arg;
    return 0;
}

/* Nothing at all is in the store, nor a source that is still "loading". */
static bool empty(bench *b) {
    int n = 0;
    char path[200];
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    snprintf(path, sizeof path, "%s/ledger.sqlite", store_path(b->s));
    bool none = sqlite3_open(path, &db) == SQLITE_OK &&
                sqlite3_prepare_v2(db, "SELECT 1 FROM source", -1, &st, NULL) == SQLITE_OK &&
                sqlite3_step(st) == SQLITE_DONE;
    sqlite3_finalize(st);
    sqlite3_close(db);
    return none && !store_sources(b->s, count_source, &n, NULL) && n == 0 && is(b, counts, 7, "0|0|0|0|0|0|0\n");
}

/* n good rows, with codes of their own so that no key repeats. */
static void good_rows(buf *text, int n) {
    for (int i = 0; i < n; i++) buf_printf(text, "DE,CN,202201,%02d%02d,%d\n", 1 + i / 90, 1 + i % 90, i + 1);
}

TEST(a_row_arrives_as_it_is_written) {
    bench b;
    CHECK(set_up(&b, MAP ",mass,m,,,1000,\n,qty,q,,,1,\n,unit,u,,,,\n,transport,x,,0=|*,,\n"));
    CHECK_INT(load(&b, "x,r,p,t,c,v,m,q,u,extra\n0,DE,CN,202201,85423110,1.5,0.25,3,p/st,\n"
                       "1,DE,\"Korea, Republic of\",2022,TOTAL,2,,,,a longer text than twelve\n"), 0);
    CHECK(is(&b, all_rows, ROW_COLUMNS,
             "1|2|t|DEU|CHN||X|unknown|M|202201|HS|8|85423110|||1500|EUR|unknown|3000|p/st|250000|reported|\n"
             "1|3|t|DEU|KOR||X|unknown|A|202200|HS|0|TOTAL|1||2000|EUR|unknown|-||-|reported|\n"));
    CHECK_INT(b.r.source.rows, 2);
    CHECK_INT(b.r.source.refused, 0);
    CHECK(strcmp(b.r.source.layout, "map") == 0 && strcmp(b.r.source.file_name, "f.csv") == 0);
    CHECK_INT(b.r.source.vintage, 20231114);
    CHECK(strstr(b.notes.p, "the vintage 2023-11-14 is assumed: the day of loading"));
    CHECK(is(&b, "SELECT reporter,flow,freq," TEXT("period") "," TEXT("level") "," TEXT("vintage") "," TEXT("row_count")
                 " FROM coverage ORDER BY period", 7,
             "DEU|X|A|202200|0|20231114|1\nDEU|X|M|202201|8|20231114|1\n"));
    tear_down(&b);
}

TEST(bad_cells_are_refused_with_place_value_and_reason) {
    static const struct {
        const char *row, *want; /* without the line, which is 42 */
    } cases[] = {
        {"DE,CN,202201,85423,1", "4|c|85423|expected 2, 4, 6 or 8 digits: has a leading zero been lost?"},
        {"DE,CN,202201,1012910,1", "4|c|1012910|expected 2, 4, 6 or 8 digits: has a leading zero been lost?"},
        {"DE,CN,202201,0001,1", "4|c|0001|expected a chapter from 01 to 99"},
        {"DE,CN,202201,7701,1", "4|c|7701|expected a chapter in use (77 is reserved)"},
        {"DE,CN,202201,,1", "4|c||expected a code of 2, 4, 6 or 8 characters"},
        {"DE,CN,202201,8542311012,1", "4|c|8542311012|expected a code of 2, 4, 6 or 8 characters"},
        {"DE,CN,202201,85.42,1", "4|c|85.42|expected a code of digits (capital letters only behind the chapter)"},
        {"DE,CN,202201,total,1", "4|c|total|expected a code of digits (capital letters only behind the chapter)"},
        {"DE,CN,202213,8542,1", "3|t|202213|expected a period: a month from 01 to 12"},
        {"DE,CN,202200,8542,1", "3|t|202200|expected a period: a month from 01 to 12"},
        {"DE,CN,2022-01,8542,1", "3|t|2022-01|expected a period: yyyymm|yyyy"},
        {"DE,CN,,8542,1", "3|t||expected a period: yyyymm|yyyy"},
        {"DE,CN,202201,8542,-1", "5|v|-1|expected a number that is not negative"},
        {"DE,CN,202201,8542,\"1,5\"", "5|v|1,5|expected a decimal number"},
        {"DE,CN,202201,8542,n/a", "5|v|n/a|expected a decimal number"},
        {"DE,CN,202201,8542,", "5|v||expected a value, the cell is empty"},
        {"DE,CN,202201,8542,1e17", "5|v|1e17|the number is too large"},
        {"DE,Atlantis,202201,8542,1", "2|p|Atlantis|unknown area (schemes iso2|name)"},
        {"Germany,CN,202201,8542,1", "1|r|Germany|unknown area (schemes iso2)"},
        {"DE,,202201,8542,1", "2|p||unknown area (schemes iso2|name)"},
        {"DE,CN,202201,8542", "0|||4 fields where the header has 5"},
        {"DE,CN,202201,8542,1,", "0|||6 fields where the header has 5"},
        {"DE,\"CN\"x,202201,8542,1", "0|||a quote inside a field, or text behind a closing quote"},
        {"DE,C\xf4te,202201,8542,1", "2|p|C?te|not valid UTF-8 (another encoding? see --encoding)"},
    };
    bench b;
    CHECK(set_up(&b, MAP));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf text = {0}, want = {0};
        buf_str(&text, HEADER);
        good_rows(&text, 40);
        buf_printf(&text, "%s\nDE,CN,202202,8542,1\n", cases[i].row);
        cordon_status status = load(&b, text.p);
        buf_printf(&want, "42|%s\n", cases[i].want);
        bool ok = !status && b.r.source.rows == 41 && b.r.source.refused == 1 && b.r.records == 42 &&
                  is(&b, refused_rows, 5, want.p) &&
                  is(&b, "SELECT " TEXT("count(*)") "," TEXT("max(line)") " FROM flow WHERE " NEWEST, 2, "41|43\n");
        buf_free(&text);
        buf_free(&want);
        if (!ok) FAIL_("%s: %d %s", cases[i].row, status, b.err.message);
    }
    tear_down(&b);
}

TEST(namibia_is_no_missing_value) {
    bench b;
    CHECK(set_up(&b, MAP));
    CHECK_INT(load(&b, HEADER "NA,CN,202201,8542,1\nDE,\"NA\",202201,8542,2\n"), 0);
    CHECK(is(&b, "SELECT reporter, partner FROM flow ORDER BY line", 2, "NAM|CHN\nDEU|NAM\n"));
    tear_down(&b);
}

TEST(more_than_one_bad_row_in_twenty_refuses_the_file) {
    for (int bad = 1; bad <= 2; bad++) {
        bench b;
        buf text = {0};
        CHECK(set_up(&b, MAP));
        buf_str(&text, HEADER);
        good_rows(&text, 20 - 1);
        for (int i = 0; i < bad; i++) buf_printf(&text, "DE,CN,2022%d,8542,1\n", 13 + i);
        cordon_status status = load(&b, text.p);
        buf_free(&text);
        bool ok = bad == 1 ? !status && b.r.source.refused == 1
                           : status == CORDON_EFORMAT && b.err.line == 21 && b.err.column == 3 &&
                                 strcmp(b.err.source, b.file) == 0 && empty(&b) &&
                                 strstr(b.err.message, "t \"202213\": expected a period") &&
                                 strstr(b.err.message, "(2 of 21 rows are bad, more than 5 %");
        if (!ok) printf("# %d %s\n", status, b.err.message);
        tear_down(&b);
        if (!ok) FAIL_("%d bad rows", bad);
    }
}

TEST(a_repeated_key_is_refused_with_the_earlier_line) {
    bench b;
    buf text = {0};
    CHECK(set_up(&b, MAP));
    buf_str(&text, HEADER);
    good_rows(&text, 60);
    buf_str(&text, "DE,CN,202201,0101,999\n");  /* line 62 repeats line 2 */
    buf_str(&text, "DE,CN,202201,0101,1\n");    /* the same value is no excuse */
    buf_str(&text, "DE,CN,202202,0101,999\n");  /* another period is another key */
    buf_str(&text, "DE,FR,202201,0101,999\n");
    CHECK_INT(load(&b, text.p), 0);
    CHECK_INT(b.r.source.rows, 62);
    CHECK_INT(b.r.source.refused, 2);
    CHECK(is(&b, refused_rows, 5, "62|0|||the key of line 2 again\n63|0|||the key of line 2 again\n"));
    CHECK(strstr(b.notes.p, "2 rows repeat the key of an earlier line"));
    tear_down(&b);
    CHECK(set_up(&b, MAP));
    cordon_status status = load_with(&b, text.p, text.len, (load_options){.strict = true});
    buf_free(&text);
    CHECK_INT(status, CORDON_EFORMAT);
    CHECK_INT((int)b.err.line, 62);
    CHECK(strstr(b.err.message, "the key of line 2 again"));
    CHECK(empty(&b));
    tear_down(&b);
}

/* A layout that leaves out a column of the key must not keep a part of the rows. */
TEST(many_repeated_keys_refuse_the_file) {
    bench b;
    CHECK(set_up(&b, MAP));
    CHECK_INT(load(&b, HEADER "DE,CN,202201,0101,1\nDE,CN,202201,0101,2\nDE,FR,202201,0101,3\n"), CORDON_EFORMAT);
    CHECK_INT((int)b.err.line, 3);
    CHECK(strstr(b.err.message, "the key of line 2 again (1 of 3 rows are bad"));
    CHECK(empty(&b));
    tear_down(&b);
}

static const char wide_map[] =
    MAP_HEAD MAP_AREAS ",period,t,,yyyy,,\n,code,,TOTAL,,,\n,currency,,USD,,,\n"
    "out,flow,,X,,,\nout,value,x,,,1000,\nout,valuation,,fob,,,\nout,mass,xt,,,1000,\n"
    "in,flow,,M,,,\nin,value,m,,,1,\n";

TEST(a_wide_record_makes_a_row_per_label) {
    bench b;
    CHECK(set_up(&b, wide_map));
    CHECK_INT(load(&b, "r,p,t,x,xt,m\nDE,CN,2021,1,2,3\nDE,FR,2021,,2,3\nDE,AT,2021,1,,\nDE,IT,2021,,,\n"), 0);
    CHECK(is(&b, "SELECT " TEXT("line") ",flow,partner," TEXT("value_milli") ",valuation," TEXT("mass_g") ",estimate "
                 "FROM flow ORDER BY line, flow", 7,
             "2|M|CHN|3000|unknown|-|reported\n2|X|CHN|1000000|fob|2000000|reported\n"
             "3|M|FRA|3000|unknown|-|reported\n4|X|AUT|1000000|fob|-|reported\n"));
    CHECK_INT(b.r.source.rows, 4);
    CHECK_INT((int)b.r.records, 4);
    tear_down(&b);
}

TEST(a_wide_record_is_kept_whole_or_not_at_all) {
    bench b;
    buf text = {0};
    CHECK(set_up(&b, wide_map));
    buf_str(&text, "r,p,t,x,xt,m\n");
    for (int i = 0; i < 40; i++) buf_printf(&text, "DE,CN,%d,1,2,3\n", 1950 + i);
    buf_str(&text, "DE,FR,2021,1,2,minus\nDE,CN,1950,1,2,\nDE,AT,2021,7,8,9\n");
    cordon_status status = load(&b, text.p);
    buf_free(&text);
    CHECK_INT(status, 0);
    CHECK(is(&b, refused_rows, 5, "42|6|m|minus|expected a decimal number\n43|0|||the key of line 2 again\n"));
    CHECK(is(&b, "SELECT " TEXT("count(*)") " FROM flow WHERE line > 41", 1, "2\n"));
    CHECK_INT(b.r.source.rows, 82);
    CHECK_INT(b.r.source.refused, 2);
    tear_down(&b);
}

TEST(conditions_choose_by_period) {
    bench b;
    CHECK(set_up(&b, MAP ",estimate,,imputed,,,period>=2022\n,valuation,,fob,,,period<202203\n"));
    CHECK_INT(load(&b, HEADER "DE,CN,202112,0101,1\nDE,CN,202201,0101,1\nDE,CN,202203,0101,1\nDE,CN,2022,0101,1\n"), 0);
    CHECK(is(&b, "SELECT " TEXT("line") ",estimate,valuation FROM flow ORDER BY line", 3,
             "2|reported|fob\n3|imputed|fob\n4|imputed|unknown\n5|imputed|fob\n"));
    tear_down(&b);
    /* A field that must be given is not made up where no rule holds. */
    CHECK(set_up(&b, MAP_HEAD ",reporter,,DEU,,,period>=2022\n,partner,p,,iso2,,\n" MAP_REST));
    buf text = {0};
    buf_str(&text, HEADER);
    good_rows(&text, 30);
    buf_str(&text, "DE,CN,202112,0101,1\n");
    cordon_status status = load(&b, text.p);
    buf_free(&text);
    CHECK_INT(status, 0);
    CHECK(is(&b, refused_rows, 5, "32|3|t|202112|no rule of the layout is for this period\n"));
    tear_down(&b);
}

TEST(words_and_frequencies_are_checked_row_by_row) {
    bench b;
    buf text = {0};
    CHECK(set_up(&b, MAP_HEAD MAP_AREAS ",period,t,,yyyymm|yyyy,,\n,code,c,,,,\n,value,v,,,1,\n,currency,,EUR,,,\n"
                              ",flow,f,,Export=X|*,,\n,freq,q,,,,\n"));
    buf_str(&text, "r,p,t,c,v,f,q\n");
    for (int i = 0; i < 100; i++) buf_printf(&text, "DE,CN,202201,01%02d,1,%s,M\n", i % 90 + 1, i < 90 ? "Export" : "M");
    buf_str(&text, "DE,CN,202202,0101,1,export,M\nDE,CN,202202,0102,1,RX,Q\nDE,CN,202202,0103,1,X,A\nDE,CN,2022,0104,1,X,M\n"
                   "DE,CN,2022,0105,1,X,A\n");
    cordon_status status = load(&b, text.p);
    buf_free(&text);
    if (status) printf("# %s\n", b.err.message);
    CHECK_INT(status, 0);
    CHECK(is(&b, refused_rows, 5,
             "102|6|f|export|expected one of X|M|RX|RM\n103|7|q|Q|expected one of A|M\n"
             "104|3|t|202202|a month, where the frequency says year\n"
             "105|3|t|2022|a year, where the frequency says month\n"));
    CHECK(is(&b, "SELECT freq,flow," TEXT("count(*)") " FROM flow GROUP BY freq, flow ORDER BY freq, flow", 3,
             "A|X|1\nM|M|10\nM|X|90\n"));
    tear_down(&b);
}

TEST(roundings_are_counted) {
    bench b;
    CHECK(set_up(&b, MAP ",mass,m,,,1000,\n"));
    CHECK_INT(load(&b, "r,p,t,c,v,m\nDE,CN,202201,0101,1.0005,0.0000005\nDE,CN,202201,0102,1.005,1\nDE,CN,202201,0103,6e-05,1\n"), 0);
    CHECK(is(&b, "SELECT " TEXT("value_milli") "," TEXT("mass_g") " FROM flow ORDER BY line", 2,
             "1001|1\n1005|1000000\n0|1000000\n"));
    CHECK_INT(b.r.source.rounded, 3);
    tear_down(&b);
}

TEST(values_near_the_bound_of_64_bits) {
    bench b;
    CHECK(set_up(&b, MAP));
    cordon_status status = load(&b, HEADER "DE,CN,202201,0101,9e15\nDE,CN,202201,0102,9e15\nDE,CN,202202,0101,9e15\n");
    if (status) printf("# %s\n", b.err.message);
    CHECK_INT(status, 0);
    CHECK_INT(b.r.source.rows, 3);
    tear_down(&b);
}

TEST(the_same_bytes_change_nothing_under_any_name) {
    bench b;
    CHECK(set_up(&b, MAP));
    static const char text[] = HEADER "DE,CN,202201,0101,1\n";
    CHECK_INT(load(&b, text), 0);
    CHECK(!b.r.already);
    CHECK_INT(load(&b, text), 0);
    CHECK(b.r.already && b.r.source.id == 1 && b.r.source.rows == 1);
    snprintf(b.file, sizeof b.file, "%s/other name.txt", b.dir);
    CHECK_INT(load(&b, text), 0);
    CHECK(b.r.already && strcmp(b.r.source.file_name, "f.csv") == 0);
    CHECK(is(&b, counts, 7, "1|0|1|1|1|1|1\n"));
    /* One byte more is another file, and a newer vintage stands beside the older. */
    CHECK_INT(load_with(&b, HEADER "DE,CN,202201,0101,2\n", 30, (load_options){.vintage = 20240501}), 0);
    CHECK(!b.r.already && b.r.source.id > 1 && b.r.source.vintage == 20240501);
    CHECK(strcmp(b.r.source.vintage_basis, "given") == 0 && b.notes.len == 0);
    CHECK(is(&b, "SELECT " TEXT("vintage") "," TEXT("row_count") " FROM coverage ORDER BY vintage", 2, "20231114|1\n20240501|1\n"));
    tear_down(&b);
}

TEST(files_that_are_refused_leave_nothing) {
#define FILE_(text) text, sizeof(text) - 1
    static const struct {
        const char *text;
        size_t len;
        uint64_t line;
        const char *words;
    } cases[] = {
        {FILE_(""), 0, "the file is empty"},
        {FILE_(HEADER), 0, "a header and no rows"},
        {FILE_("\n\n\n"), 1, "the file has no header"},
        {FILE_("r,p,t,c\nDE,CN,202201,0101\n"), 1, "needs the column \"v\""},
        {FILE_("r,p,t,c,v,v\nDE,CN,202201,0101,1,1\n"), 1, "stands twice"},
        {FILE_("p,r,t,c,v\nGermany,CN,202201,0101,1\nDE,China,202201,0101,1\n"), 3, "r \"China\": unknown area"},
        {FILE_(HEADER "DE,CN,202201,0101,1\nDE,\"CN,202201,0102,1\n"), 3, "never closed"},
        {FILE_(HEADER "DE,CN,202201,0101,1\nDE,C\"N,202201,0102,1\nDE,CN,202201,0103,1\nDE,C\"N,202201,0104,1\n"),
         3, "a quote that does not enclose a field"},
        {FILE_(HEADER "DE,CN,202201,0101,1\nDE,\"CN,202201,0102,1\nDE,CN,202201,0103,1\nDE,CN\",202201,0104,1\n"),
         3, "one record of 3 lines"},
        {FILE_(HEADER "DE,CN,202201,0101,1\nDE,\"CN,202201,0102,1\nDE,\",CN,202201,0103,1\nDE,CN,202201,0104,1\n"),
         3, "is a quote missing?"},
        {FILE_(HEADER "DE,CN,202201,0101,1\nDE,CN\0,202201,0102,1\n"), 3, "binary"},
    };
    bench b;
    CHECK(set_up(&b, MAP));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cordon_status status = load_with(&b, cases[i].text, cases[i].len, (load_options){0});
        if (status != CORDON_EFORMAT || b.err.line != cases[i].line || strcmp(b.err.source, b.file) != 0 ||
            !strstr(b.err.message, cases[i].words) || !empty(&b))
            FAIL_("case %zu: %d %s line %ju: %s", i, status, b.err.source, (uintmax_t)b.err.line, b.err.message);
    }
    CHECK_INT(load(&b, HEADER "DE,CN,202201,0101,1\n"), 0); /* the store goes on working */
    CHECK(is(&b, counts, 7, "1|0|1|1|1|1|1\n"));
    tear_down(&b);
}

/* ---- whatever the threads ---- */

/* Rows made long by a column of no use: 5 MB, so that several threads have a block. */
static void long_rows(buf *text, bool with_bad) {
    char pad[5200];
    memset(pad, 'x', sizeof pad);
    buf_str(text, "r,p,t,c,v,pad\n");
    for (int i = 0; i < 1000; i++) {
        bool bad = with_bad && (i == 307 || i % 100 == 50) && i > 300;
        buf_printf(text, "DE,%s,2022%02d,%02d%02d,%d.%03d5,%.*s\n", i % 3 ? "CN" : "FR", bad ? 13 : 1 + i % 12,
                   1 + i / 90, 1 + i % 90, i, i, (int)sizeof pad, pad);
    }
}

TEST(one_thread_and_four_give_the_same_rows) {
    buf text = {0}, dump[2] = {{0}, {0}};
    long_rows(&text, true);
    for (int k = 0; k < 2; k++) {
        bench b;
        setenv("CORDON_THREADS", k ? "4" : "1", 1);
        CHECK(set_up(&b, MAP));
        cordon_status status = load(&b, text.p);
        query(&dump[k], &b, all_rows, ROW_COLUMNS);
        query(&dump[k], &b, refused_rows, 5);
        query(&dump[k], &b, "SELECT kind, text, " TEXT("seq") " FROM source_note ORDER BY seq", 3);
        buf_printf(&dump[k], "%ju %jd %jd %jd %s", (uintmax_t)b.r.records, (intmax_t)b.r.source.rows,
                   (intmax_t)b.r.source.refused, (intmax_t)b.r.source.rounded, b.r.source.sha256);
        tear_down(&b);
        unsetenv("CORDON_THREADS");
        CHECK_INT(status, 0);
        CHECK_INT(b.r.source.rows, 992);
        CHECK_INT(b.r.source.refused, 8);
    }
    bool same = strcmp(dump[0].p, dump[1].p) == 0;
    buf_free(&text);
    buf_free(&dump[0]);
    buf_free(&dump[1]);
    CHECK(same);
}

TEST(strict_names_the_first_bad_line_whatever_the_threads) {
    static const char *const threads[] = {"1", "2", "4"};
    buf text = {0};
    long_rows(&text, true);
    bench b;
    CHECK(set_up(&b, MAP));
    for (int i = 0; i < 9; i++) {
        char path[160];
        setenv("CORDON_THREADS", threads[i % 3], 1); /* read when the store is opened */
        snprintf(path, sizeof path, "%s", store_path(b.s));
        store_close(b.s);
        CHECK_INT(store_open(&b.s, path, STORE_WRITE, 0, NULL), 0);
        cordon_status status = load_with(&b, text.p, text.len, (load_options){.strict = true});
        unsetenv("CORDON_THREADS");
        if (status != CORDON_EFORMAT || b.err.line != 309 || b.err.column != 3 || !empty(&b) ||
            !strstr(b.err.message, "(8 bad rows; --strict refuses the file)"))
            FAIL_("%s threads: %d line %ju %s", threads[i % 3], status, (uintmax_t)b.err.line, b.err.message);
    }
    tear_down(&b);
    buf_free(&text);
}

/* ---- the checks ---- */

static const char *const partners[] = {"CN", "FR", "AT", "IT", "PL", "ES", "US", "JP", "TR", "IN", "BR", "ZA"};

/* Yearly totals with twelve partners, 2018 to 2022; 2020 is multiplied. */
static void yearly(buf *text, int n, double by, const char *code) {
    buf_str(text, HEADER);
    for (int y = 2018; y <= 2022; y++)
        for (int i = 0; i < n; i++)
            buf_printf(text, "DE,%s,%d,%s,%.3f\n", partners[i], y, code,
                       (1000 + 100 * i + 10 * (y - 2018)) * (y == 2020 ? by : 1.0));
}

TEST(a_year_on_another_scale_is_refused) {
    static const struct {
        double by;
        int partners;
        const char *code;
        bool refused, noted;
    } cases[] = {{1000, 12, "TOTAL", true, true},  {0.001, 12, "TOTAL", true, true},
                 {5.5, 12, "TOTAL", true, true},   {0.15, 12, "TOTAL", true, true},
                 {4.5, 12, "TOTAL", false, false}, {0.25, 12, "TOTAL", false, false},
                 {1, 12, "TOTAL", false, false},   {1000, 9, "TOTAL", false, false},
                 {1000, 12, "8703", false, true}};
    bench b;
    CHECK(set_up(&b, MAP));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf text = {0};
        yearly(&text, cases[i].partners, cases[i].by, cases[i].code);
        cordon_status status = load(&b, text.p);
        buf_free(&text);
        int n = cases[i].partners;
        bool ok = !status && b.r.source.refused == (cases[i].refused ? n : 0) &&
                  b.r.source.rows == n * (cases[i].refused ? 4 : 5) &&
                  (strstr(b.notes.p, "another unit") != NULL) == cases[i].noted &&
                  is(&b, "SELECT " TEXT("count(*)") " FROM flow WHERE period = 202000 AND " NEWEST, 1,
                     cases[i].refused ? "0\n" : n == 12 ? "12\n" : "9\n") &&
                  is(&b, "SELECT " TEXT("count(*)") " FROM coverage WHERE period = 202000 AND " NEWEST, 1,
                     cases[i].refused ? "0\n" : "1\n");
        if (ok && cases[i].refused) ok = strstr(b.notes.p, "DEU X 2020 refused (12 rows)") != NULL;
        if (!ok) FAIL_("case %zu: %d %s %s", i, status, b.err.message, buf_text(&b.notes));
    }
    tear_down(&b);
}

TEST(missing_months_are_noted) {
    bench b;
    CHECK(set_up(&b, MAP));
    CHECK_INT(load(&b, HEADER "DE,CN,202109,0101,1\nDE,CN,202110,0101,1\nDE,CN,202202,0101,1\nDE,CN,202204,0101,1\n"
                       "DE,CN,2015,0101,1\nDE,CN,2019,0101,1\nFR,CN,202112,0101,1\nFR,CN,202201,0101,1\n"), 0);
    CHECK(is(&b, "SELECT text FROM source_note WHERE kind = 'gap' ORDER BY seq", 1,
             "no rows for 2021-11 to 2022-01: DEU X, level 4\nno rows for 2022-03: DEU X, level 4\n"));
    tear_down(&b);
}

TEST(another_encoding_is_converted_when_named) {
    bench b;
    CHECK(set_up(&b, MAP));
    static const char text[] = HEADER "DE,C\xf4te d'Ivoire,202201,0101,1\n";
    CHECK_INT(load(&b, text), CORDON_EFORMAT);
    CHECK(strstr(b.err.message, "--encoding") && empty(&b));
    CHECK_INT(load_with(&b, text, sizeof text - 1, (load_options){.encoding = "windows-1252"}), 0);
    CHECK(is(&b, "SELECT partner FROM flow", 1, "CIV\n"));
    CHECK_INT(load_with(&b, text, sizeof text - 1, (load_options){.encoding = "klingon"}), 0); /* known by its hash */
    CHECK(b.r.already);
    CHECK_INT(load_with(&b, "x", 1, (load_options){.encoding = "klingon"}), CORDON_EINVAL);
    CHECK(strstr(b.err.message, "klingon"));
    tear_down(&b);
}

/* PLOVER's coded events: an invented list that always runs, its published gold standard where it is
 * there, and hostile texts.                                                              */
#include <string.h>

#include "bench.h"
#include "watch/event.h"
#include "watch/plover_map.h"

static const char needs[] = "needs the large data set";

static bool set_up(bench *b) { return bench_open(b, "plover", "p.json"); }

/* map: NULL = the header decides. */
static cordon_status load(bench *b, const char *path, const char *map) {
    load_options o = {.note = on_note, .arg = &b->notes, .layout = map};
    const watch_reader *reader = &event_reader_plover;
    buf_free(&b->notes);
    b->err = (cordon_error){0};
    cordon_status status = map ? CORDON_OK : watch_detect(&reader, path, &b->err);
    if (status) return status;
    if (!reader) return cordon_fail(&b->err, CORDON_EFORMAT, "no reader");
    return watch_load_file(&b->r, b->s, b->a, path, reader, &o, &b->err);
}

static bool put(const char *path, const char *text) {
    FILE *f = fopen(path, "wb");
    return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static cordon_status load_text(bench *b, const char *text, const char *map) {
    return put(b->file, text) ? load(b, b->file, map) : CORDON_EIO;
}

static int64_t ask(bench *b, const char *sql) {
    warehouse *w = NULL;
    int64_t n = -1;
    cordon_error err = {0};
    if (store_warehouse(&w, b->s, &err) || warehouse_one_int(&n, w, sql, NULL, 0, &err))
        printf("# %s\n", err.message);
    return n;
}

static const char invented[] =
    "[\n"
    "{\"id\":\"d\",\"event\":\"DOCUMENT\",\"eventText\":\"about the file\"},\n"
    "{\"id\":\"1\",\"date\":\"2021-03-01\",\"event\":\"CONSULT\",\"mode\":\"visit\",\"dateCoded\":\"2021-03-02\",\n"
    " \"source\":[{\"code\":\"RUS\",\"sector\":\"GOV\"}],\"target\":[{\"code\":\"CHN\"},{\"code\":\"IND\"}]},\n"
    "{\"id\":\"2\",\"date\":\"2021-03-03\",\"event\":\"AGREE\",\"source\":[{\"code\":\"CHN\"},{\"code\":\"RUS\"}],\"target\":\"\",\n"
    " \"eventLoc\":{\"name\":\"Harbin\"}},\n"
    "{\"id\":\"3\",\"date\":\"2021-03-03\",\"event\":\"PROTEST\",\"source\":[{\"code\":\"QQQ\",\"sector\":\"CVL\"}],\"target\":null},\n"
    "{\"id\":\"3\",\"date\":\"2021-03-03\",\"event\":\"PROTEST\",\"source\":[{\"code\":\"QQQ\",\"sector\":\"CVL\"}]}\n"
    "]\n";
static const char codes[] = "# a table\n040: CONSULT, , # any\n\n042: CONSULT, visit, # visit\n043: CONSULT, visit ,x\n"
                            "030: AGREE\n~~~\n";

TEST(an_invented_list_becomes_events_of_pairs) {
    bench b;
    event_series x;
    CHECK(set_up(&b));
    CHECK_INT(load_text(&b, invented, NULL), 0);
    CHECK_INT(b.r.records, 5);
    CHECK_INT(b.r.source.rows, 6); /* 2 targets, 2 directions, 2 without a target */
    CHECK_INT(b.r.source.refused, 0);
    CHECK(strcmp(b.r.source.dataset, "plover") == 0);
    CHECK(strstr(buf_text(&b.notes), "1 objects document the file"));
    CHECK(strstr(buf_text(&b.notes), "4 of 4 events have no weight"));
    CHECK(strstr(buf_text(&b.notes), "QQQ 2"));
    CHECK(!strstr(buf_text(&b.notes), "all 4 events"));
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE is_pair = 1"), 4);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE code = 'CONSULT:visit' AND code1 = 'RUSGOV' AND line = 3"), 2);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE place = 'Harbin'"), 2);
    CHECK_INT(ask(&b, "SELECT count(dup_of) FROM event"), 1); /* the id stands for the story */
    event_query q = {.dataset = "plover", .actor1 = "CHN", .actor2 = "RUS", .freq = EVENT_MONTHLY};
    CHECK_INT(event_series_make(&x, b.s, &q, &b.err), 0);
    CHECK_INT(x.n, 1);
    CHECK_INT(x.v[0].none, 3); /* a visit, an agreement in both directions */
    event_series_free(&x);
    CHECK_INT(load_text(&b, invented, NULL), 0);
    CHECK(b.r.already);
    tear_down(&b);
}

TEST(a_table_of_codes_gives_weights) {
    bench b;
    CHECK(set_up(&b));
    CHECK(put(b.map, codes) && plover_is_map(b.map));
    CHECK_INT(load_text(&b, invented, b.map), 0);
    /* The scale has 1.9 for 042 and 2.8 for 043, 4.0 for 030. */
    CHECK_INT(ask(&b, "SELECT sum(value_milli) FROM event WHERE code = 'CONSULT:visit'"), 2 * 2350);
    CHECK_INT(ask(&b, "SELECT sum(value_milli) FROM event WHERE code = 'AGREE'"), 2 * 4000);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE value_milli IS NULL"), 2);
    CHECK(strstr(buf_text(&b.notes), "2 of 4 events are not in the table"));
    CHECK(put(b.file, invented) && !plover_is_map(b.file));
    CHECK(put(b.map, "040: CONSULT, visit\nCONSULT\n"));
    CHECK_INT(load_text(&b, "[\n{}]", b.map), CORDON_EFORMAT);
    CHECK_INT(b.err.line, 2);
    CHECK(strcmp(b.err.message, "\"CONSULT\": expected CODE: EVENT, mode, context") == 0);
    tear_down(&b);
}

/* 322 sentences and one object about the file, counted there by another program: 361 rows of pairs,
 * one target that is no list. All bear one day, and the reader says so.                 */
TEST(the_gold_standard_as_published) {
    bench b;
    const char *root = getenv("CORDON_DATA");
    CHECK(set_up(&b));
    snprintf(b.path, sizeof b.path, "%s%s../shared/data/events/plover/PLOVER_GSR_CAMEO.json.xz", root ? root : "",
             root ? "/" : "");
    if (access(b.path, R_OK) != 0) {
        tear_down(&b);
        SKIP(needs);
    }
    CHECK_INT(load(&b, b.path, NULL), 0);
    CHECK_INT(b.r.records, 323);
    CHECK_INT(b.r.source.rows, 361);
    CHECK_INT(b.r.source.refused, 1);
    CHECK(strstr(buf_text(&b.notes), "all 321 events bear the day 2000-01-01"));
    CHECK_INT(ask(&b, "SELECT count(*) FROM refused WHERE line = 120 AND column_number = 15 AND column_name = "
                      "'target' AND value = 'diplomatic'"), 1);
    CHECK_INT(ask(&b, "SELECT count(*) FROM event WHERE actor1 = 'NA' OR actor2 = 'NA'"), 0);
    char map[1300];
    snprintf(map, sizeof map, "%s%s../shared/data/events/plover/CAMEO2PLOVER-2021.txt", root ? root : "", root ? "/" : "");
    goldstein *g = NULL;
    plover_map *m = NULL;
    int64_t milli;
    CHECK(plover_is_map(map));
    CHECK_INT(goldstein_load(&g, &b.err), 0);
    CHECK_INT(plover_map_read(&m, map, g, GOLDSTEIN_ICEWS, &b.err), 0);
    CHECK(plover_map_milli(&milli, m, "CONSULT", "phone") && milli == 1000); /* 041 only */
    CHECK(plover_map_milli(&milli, m, "ASSAULT", "") && milli < -8000);
    CHECK(!plover_map_milli(&milli, m, "NOEVENT", ""));
    plover_map_free(m);
    goldstein_free(g);
    tear_down(&b);
}

/* What is told of each: one line with place, value and what was expected. */
TEST(hostile_lists_are_told_in_one_line) {
#define ONE(fields) "[\n{" fields "}]"
#define ACT "\"source\":[{\"code\":\"RUS\"}]"
    static const struct {
        const char *text, *want;
        int line, column;
    } cases[] = {
        {"[\n", "", 0, 0},
        {"[]", "expected a list of PLOVER events, not an empty one", 1, 1},
        {"[\n1]", "event \"1\": expected an object", 2, 1},
        {ONE(ACT), "id \"nothing\": expected an id", 2, 1},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-30\",\"event\":\"AID\"," ACT), "date \"2021-02-30\": expected a day", 2, 18},
        {ONE("\"id\":\"1\",\"date\":\"1066-10-14\",\"event\":\"AID\"," ACT), "from 1900 to 2100", 2, 18},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"dateCoded\":\"2021-02-02\",\"event\":\"AID\"," ACT),
         "the event lies after the day it was coded", 2, 18},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":\"aid!\"," ACT), "event \"aid!\": expected a PLOVER event", 2, 39},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":7," ACT), "event \"7\": expected a PLOVER event", 2, 39},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":\"AID\",\"source\":[7]"), "actor \"7\": expected an object", 2, 55},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":\"AID\",\"source\":[{\"code\":\"\"}]"),
         "code \"\": expected an actor's code", 2, 63},
        {ONE("\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":\"AID\",\"source\":{}"),
         "source \"an object\": expected a list of actors", 2, 54},
        {"[\n{\"id\":\"1\",\"id\":\"2\"}]", "", 2, 0},
    };
    bench b;
    CHECK(set_up(&b));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_INT(load_text(&b, cases[i].text, "plover"), CORDON_EFORMAT);
        if (!strstr(b.err.message, cases[i].want)) FAIL_("case %zu: %s", i, b.err.message);
        CHECK(b.err.message[0] && !strchr(b.err.message, '\n'));
        if (cases[i].line) CHECK_INT(b.err.line, cases[i].line);
        if (cases[i].column) CHECK_INT(b.err.column, cases[i].column);
    }
    CHECK_INT(ask(&b, "SELECT count(*) FROM loaded"), 0);
    buf text = {0};
    buf_str(&text, "[\n{\"id\":\"1\",\"date\":\"2021-02-03\",\"event\":\"AID\",\"source\":[");
    for (int i = 0; i < 33; i++) buf_printf(&text, "%s{\"code\":\"RUS\"}", i ? "," : "");
    buf_str(&text, "]}]");
    CHECK_INT(load_text(&b, buf_text(&text), "plover"), CORDON_EFORMAT);
    CHECK(strstr(b.err.message, "more than 32 actors"));
    buf_free(&text);
    /* One bad object of many is gone past and kept with its place; many chunks of rows are made. */
    buf_str(&text, "[\n");
    for (int i = 0; i < 3000; i++)
        buf_printf(&text, "{\"id\":\"%d\",\"date\":\"%s\",\"event\":\"AID\"," ACT "},\n", i, i == 7 ? "x" : "2021-02-03");
    buf_str(&text, "{\"id\":\"x\",\"date\":\"2021-02-04\",\"event\":\"AID\"," ACT "}]");
    CHECK_INT(load_text(&b, buf_text(&text), NULL), 0);
    CHECK_INT(b.r.source.rows, 3000);
    CHECK_INT(b.r.source.refused, 1);
    CHECK_INT(ask(&b, "SELECT line FROM refused"), 9);
    buf_free(&text);
    tear_down(&b);
}

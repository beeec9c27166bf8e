/* OFAC's delimited files: rows by hand, the real editions with their published counts, 295 daily
 * states out of the history against a naive reading of it, and files that are none.        */
#include <sodium.h>
#include <unistd.h>

#include "base/data_dir.h"
#include "list_sink.h"
#include "lists/lists.h"
#include "lists/load.h"
#include "read/table.h"

static const char *in_data(char path[512], const char *name) {
    char full[300];
    snprintf(full, sizeof full, "data/lists/ofac/%s", name);
    return data_path(path, 512, full);
}

typedef struct named_text {
    const char *name, *text;
} named_text;

/* Several files from memory. */
static cordon_status run(got *g, const named_text *file, unsigned n) {
    list_read r = {.files = n};
    for (unsigned i = 0; i < n; i++) {
        r.path[i] = file[i].name;
        if (stream_open_memory(&r.file[i], file[i].name, file[i].text, strlen(file[i].text),
                               &g->err))
            return CORDON_EINVAL;
    }
    return got_run(g, &r);
}

static const char sdn[] =
    "1,\"DOE, John A., Jr.\",\"individual\",\"SDGT] [IRAN-EO13902\",\"Minister of Toys\",-0- ,-0- "
    ",-0- ,-0- ,-0- ,-0- ,"
    "\"DOB circa 1951; alt. DOB 05 Jan 1952; POB Giza, Egypt; nationality Egypt; citizen Iran; "
    "Gender Male; "
    "Passport A10 (Egypt) issued 23 Jun 1999 expires 05 Feb 2004; alt. Passport 77; Tax ID No. 12 "
    "34 (Iran); "
    "Minister of Toys; a.k.a. 'THE FOX'; (Linked To: X); Linked To: ACME CO. (NICO) LTD.; "
    "Secondary sanctions risk: section 1(b) of Executive Order 13224; "
    "Digital Currency Address - XBT 1Boat; Folio Mercantil No. 5 (Jalisco) (Mexico); somewhere "
    "else.\"\r\n"
    "2,\"SHIP ONE\",\"vessel\",\"CUBA\",-0- ,\"CL1\",\"Tug\",\"10,000\",\"212\",\"Panama\",\"Owner "
    "S.A.\","
    "\"Vessel Registration Identification IMO 7406784; f.k.a. 'ANA I'; MMSI 572469210.\"\r\n"
    "3,\"EP-GOM\",\"aircraft\",\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
    "\"Aircraft Construction Number (also called L/N or S/N or F/N) 8401; Aircraft Operator YAS "
    "AIR.\"\r\n"
    "4,\"ACME LTD.\",-0- ,\"SSI\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
    "\"Listing Date (EO 14024 Directive 2): 24 Feb 2022; Registration Number HRA 5 (Stuttgart) "
    "(Germany); "
    "Unified Social Credit Code (USCC) 91110117663725176G (China); SWIFT/BIC ABCDRUMM; Website "
    "www.acme.ru.\"\r\n"
    "\x1a";
static const char alt[] = "1,10,\"aka\",\"DOE, Johnny\",-0- \r\n4,11,\"fka\",\"OLD ACME\",-0- \r\n"
                          "9,12,\"aka\",\"NOBODY\",-0- \r\n\x1a\r\n";
static const char add[] = "4,20,\"1 Main St.\",\"Berlin 10115\",\"Germany\",-0- \r\n1,21,-0- ,-0- "
                          ",\"Egypt\",-0- \r\n\x1a";

TEST(rows_by_hand) {
    got g = {.reader = "ofac-sdn"};
    CHECK_INT(run(&g, (named_text[]){{"add.csv", add}, {"sdn.csv", sdn}, {"alt.csv", alt}}, 3), 0);
    CHECK_INT(g.entities, 4);
    CHECK_INT(g.bad, 0);
    static const char *const has[] = {
        "\"name\":[[\"John A. DOE, Jr.\",\"\",\"DOE, John A., Jr.\"]]",
        "\"lastName\":[\"DOE\"]",
        "\"firstName\":[\"John A.\"]",
        "\"alias\":[[\"Johnny DOE\",\"\",\"DOE, Johnny\"]]",
        "\"weakAlias\":[\"THE FOX\"]",
        "\"position\":[\"Minister of Toys\"]",
        "\"birthDate\":[[\"1951\",\"\",\"circa 1951\"],\"1952-01-05\"]",
        "\"birthPlace\":[\"Giza, Egypt\"]",
        "\"nationality\":[\"Egypt\"]",
        "\"citizenship\":[\"Iran\"]",
        "\"gender\":[\"male\"]",
        "\"passportNumber\":[[\"77\",\"\",\"Passport\"],[\"A10\",\"\",\"Egypt; issued 23 Jun 1999; "
        "expires 05 Feb 2004; Passport\"]]",
        "\"taxNumber\":[[\"12 34\",\"\",\"Iran; Tax ID No.\"]]",
        "\"publicKey\":[[\"1Boat\",\"\",\"XBT\"]]",
        "[\"5 (Jalisco)\",\"\",\"Mexico; Folio Mercantil No.\"]",
        "{\"kind\":\"UnknownLink\",\"role\":\"Linked To\",\"to_name\":\"ACME CO. (NICO) LTD.\"}",
        "[\"section 1(b) of Executive Order 13224\",\"\",\"Secondary sanctions risk\"]",
        "{\"programme\":\"IRAN-EO13902\"},{\"programme\":\"SDGT\"}",
        "\"somewhere else\"",
        "\"callSign\":[\"CL1\"]",
        "\"type\":[\"Tug\"]",
        "\"tonnage\":[\"10,000\"]",
        "\"grossRegisteredTonnage\":[\"212\"]",
        "\"flag\":[\"Panama\"]",
        "{\"kind\":\"Ownership\",\"role\":\"vessel owner\",\"to_name\":\"Owner S.A.\"}",
        "[\"IMO 7406784\",\"\",\"Vessel Registration Identification\"]",
        "\"weakAlias\":[[\"ANA I\",\"\",\"former\"]]",
        "\"mmsi\":[\"572469210\"]",
        "\"schema\":\"Airplane\"",
        "\"to_name\":\"YAS AIR\"",
        "\"serialNumber\":[[\"8401\",\"\",\"Aircraft Construction Number (also called L/N or S/N "
        "or F/N)\"]]",
        "\"previousName\":[\"OLD ACME\"]",
        "{\"article\":\"EO 14024 Directive 2\",\"from\":\"2022-02-24\"}",
        "[\"HRA 5 (Stuttgart)\",\"\",\"Germany; Registration Number\"]",
        "[\"91110117663725176G\",\"\",\"China; Unified Social Credit Code (USCC)\"]",
        "\"swiftBic\":[\"ABCDRUMM\"]",
        "\"website\":[\"www.acme.ru\"]",
        "\"address\":[\"1 Main St., Berlin 10115, Germany\"]",
        "\"country\":[\"Egypt\"]",
        "\"country\":[\"Germany\"]"};
    for (size_t i = 0; i < sizeof has / sizeof *has; i++)
        if (!got_has(&g.out, has[i])) FAIL_("%s is not in\n%s", has[i], buf_text(&g.out));
    CHECK(got_has(&g.notes, "1 rows of ALT.CSV have a number that SDN.CSV has not"));
    CHECK(got_has(&g.covers, "ofac-sdn\n"));
    got_free(&g);
}

/* Remarks of 1000 characters go on in the other file, in the middle of a word. */
TEST(remarks_that_are_cut_go_on_in_the_comments) {
    char first[1100], whole[1300];
    char filler[1001];
    memset(filler, 'x', sizeof filler);
    for (int other = 0; other < 2; other++) {
        snprintf(first, sizeof first, "%.978s; a.k.a. 'HALF OF A N", filler);
        size_t n = strlen(first);
        memmove(first + 1000 - n, first, n + 1);
        memset(first, 'x', 1000 - n);
        CHECK_INT(strlen(first), 1000);
        snprintf(whole, sizeof whole,
                 "7,\"A\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"%s\"\r\n", first);
        got g = {.reader = "ofac-sdn"};
        CHECK_INT(run(&g,
                      (named_text[]){
                          {"sdn_2024-05-03.csv", whole},
                          {other ? "sdn_comments_2024-05-04.csv" : "sdn_comments_2024-05-03.csv",
                           "7,\"AME'; a.k.a. 'WHOLE'.\"\r\n\x1a"}},
                      2),
                  0);
        const char *json = buf_text(&g.out);
        CHECK((strstr(json, "\"HALF OF A NAME\",\"WHOLE\"") != NULL) == !other);
        CHECK((strstr(json, "[\"a.k.a. 'HALF OF A N\",\"\",\"cut off by the publisher\"]") != NULL) == other);
        CHECK((strstr(buf_text(&g.notes), "of different days") != NULL) == other);
        got_free(&g);
    }
}

TEST(the_edition_of_3_may_2024) {
    char a[512], b[512], c[512];
    got g = {.reader = "ofac-sdn", .silent = true};
    const char *paths[] = {in_data(a, "sdn_2024-05-03.csv.xz"), in_data(b, "alt_2024-01-08.csv.xz"),
                           in_data(c, "add_2024-01-08.csv.xz"), NULL};
    CHECK_INT(got_files(&g, paths), 0);
    CHECK_INT(g.entities, 14965); /* data/lists README: 14,965 rows and an end of 0x1A */
    CHECK_INT(g.bad, 0);
    CHECK(got_has(&g.notes, "44 rows of ALT.CSV") && got_has(&g.notes, "129 rows of ADD.CSV"));
    got_free(&g);
}

/* ---- history ------------------------------------------------------------------------------- */

typedef struct row_state {
    const char *key;
    date_day first,
        last; /* of a naive row: both inclusive; of a version: gone as last, exclusive, 0 = open */
    unsigned char hash[32];
} row_state;

typedef struct rows {
    row_state *v;
    size_t n;
    arena mem;
} rows;

static void keep_hash(const entity *e, void *arg) {
    rows *r = arg;
    buf json = {0};
    entity_json(&json, e);
    crypto_generichash(r->v[r->n++].hash, 32, (const unsigned char *)json.p, json.len, NULL, 0);
    buf_free(&json);
}

/* The cell as SDN.CSV has it. */
static void cell(buf *b, const char *s) {
    if (*s)
        buf_printf(b, "\"%s\"", s);
    else
        buf_str(b, "-0- ");
}

/* The history as rows of SDN.CSV with their days, read by that reader. */
static bool naive_rows(rows *out, table *t) {
    static const char *const names[] = {"ent_num",    "name",      "sdn_type",   "program",
                                        "title",      "call_sign", "vess_type",  "tonnage",
                                        "grt",        "vess_flag", "vess_owner", "remarks",
                                        "first_seen", "last_seen", NULL};
    int col[14];
    buf text = {0};
    if (table_cols(t, names, col, NULL)) return false;
    out->v = calloc(t->rows, sizeof *out->v);
    for (size_t i = 0; i < t->rows; i++) {
        row_state *r = &out->v[i];
        const char *first = table_cell(t, i, col[12]), *last = table_cell(t, i, col[13]);
        r->key = table_cell(t, i, col[0]);
        if (!date_parse(&r->first, first, strlen(first)) ||
            !date_parse(&r->last, last, strlen(last)))
            return false;
        buf_str(&text, r->key);
        for (int k = 1; k < 12; k++) buf_char(&text, ','), cell(&text, table_cell(t, i, col[k]));
        buf_str(&text, "\r\n");
    }
    got g = {.reader = "ofac-sdn", .silent = true, .each = keep_hash, .arg = out};
    bool fine = !text.failed && !got_text(&g, "sdn.csv", text.p, text.len) && out->n == t->rows;
    got_free(&g);
    buf_free(&text);
    return fine;
}

static bool stored_rows(rows *out, lists *l, const lists_filter *f) {
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    cordon_error err = {0};
    size_t cap = 0;
    arena_init(&out->mem, 0);
    if (lists_ask(&c, l, f, &err)) return false;
    while (!lists_next(c, &v, &err) && v) {
        if (out->n == cap) out->v = realloc(out->v, (cap = cap ? 2 * cap : 4096) * sizeof *out->v);
        row_state *r = &out->v[out->n++];
        *r = (row_state){.key = arena_strndup(&out->mem, v->e.key, strlen(v->e.key)),
                         .first = v->first,
                         .last = v->gone};
        memcpy(r->hash, v->hash, 32);
    }
    lists_done(c);
    return !err.message[0];
}

static int by_key(const void *a, const void *b) {
    const row_state *x = *(row_state *const *)a, *y = *(row_state *const *)b;
    return strcmp(x->key, y->key);
}

/* Those of a day, by key. */
static size_t on_day(row_state **to, rows *r, date_day day, bool naive) {
    size_t n = 0;
    for (size_t i = 0; i < r->n; i++) {
        const row_state *x = &r->v[i];
        if (x->first <= day && (naive ? day <= x->last : !x->last || day < x->last))
            to[n++] = &r->v[i];
    }
    qsort(to, n, sizeof *to, by_key);
    return n;
}

static bool same_on(date_day day, rows *naive, rows *stored, bool stored_is_of_day) {
    row_state **a = calloc(naive->n, sizeof *a), **b = calloc(stored->n + 1, sizeof *b);
    size_t n = on_day(a, naive, day, true),
           m = on_day(b, stored, stored_is_of_day ? DATE_MAX : day, false);
    bool same = n == m;
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(a[i]->key, b[i]->key) == 0 && memcmp(a[i]->hash, b[i]->hash, 32) == 0;
    if (!same) printf("# on %d: %zu and %zu\n", day, n, m);
    free(a), free(b);
    return same;
}

static store *store_with(char path[256], const char *const *files, unsigned n, const char *reader) {
    store *s = NULL;
    cordon_error err = {0};
    const char *tmp = getenv("TMPDIR");
    load_options o = {0};
    lists_loaded *out = calloc(1, sizeof *out);
    snprintf(path, 256, "%.150s/cordon-ofac-XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(path) || store_init(path, "none", &err) ||
        store_open(&s, path, STORE_WRITE, 0, &err) ||
        lists_load(out, s, list_reader_named(reader), NULL, files, n, &o, &err))
        printf("# %s\n", err.message);
    free(out);
    return s;
}

static void forget(store *s, const char *path) {
    char command[300];
    store_close(s);
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    if (system(command) != 0) printf("# %s stays\n", path);
}

static size_t count(const table *t, const char *column, const char *word) {
    size_t n = 0;
    for (size_t i = 0; i < t->rows; i++)
        n += strcmp(table_cell(t, i, table_col(t, column)), word) == 0;
    return n;
}

TEST(the_295_daily_states_are_those_of_a_naive_reading) {
    char path[256], a[512], b[512];
    const char *files[] = {in_data(a, "sdn_history_2021-08-18_2024-05-03.csv.xz"),
                           in_data(b, "sdn_history_days.csv")};
    table history, days;
    rows naive = {0}, stored = {0};
    lists *l = NULL;
    cordon_error err = {0};
    CHECK_INT(table_read(&history, files[0], &err), 0);
    CHECK_INT(table_read(&days, files[1], &err), 0);
    /* The counts of the data's README. */
    CHECK_INT(history.rows, 17018);
    CHECK_INT(count(&history, "end", "changed"), 1126);
    CHECK_INT(count(&history, "end", "removed"), 927);
    CHECK_INT(days.rows, 295);
    CHECK(naive_rows(&naive, &history));
    store *s = store_with(path, files, 2, "ofac-history");
    CHECK(s);
    CHECK_INT(lists_open(&l, s, &err), 0);
    CHECK(stored_rows(&stored, l, &(lists_filter){.history = true}));
    for (size_t i = 0; i < days.rows; i++) {
        date_day day = 0;
        const char *text = table_cell(&days, i, 0);
        CHECK(date_parse(&day, text, strlen(text)));
        CHECK(same_on(day, &naive, &stored, false));
        list_state *v = NULL;
        size_t n = 0;
        if (i % 59 != 7) continue; /* five days also by the question itself, with its counts */
        rows asked = {0};
        CHECK(stored_rows(&asked, l, &(lists_filter){.known_by = day}));
        CHECK(same_on(day, &naive, &asked, true));
        CHECK_INT(lists_states(&v, &n, l, day, &err), 0);
        CHECK(n == 1 && v->vintage == day && v->entities == atoll(table_cell(&days, i, 1)));
        CHECK(v->added == atoll(table_cell(&days, i, 2)) &&
              v->removed == atoll(table_cell(&days, i, 3)) &&
              v->changed == atoll(table_cell(&days, i, 4)));
        free(v), free(asked.v), arena_destroy(&asked.mem);
    }
    free(naive.v), free(stored.v), arena_destroy(&stored.mem);
    lists_close(l);
    forget(s, path);
    table_free(&history);
    table_free(&days);
}

TEST(the_last_state_of_the_history_is_the_edition_of_that_day) {
    char path[256], a[512], b[512], c[512];
    const char *files[] = {in_data(a, "sdn_history_2021-08-18_2024-05-03.csv.xz"),
                           in_data(b, "sdn_history_days.csv")};
    const char *edition[] = {in_data(c, "sdn_2024-05-03.csv.xz")};
    lists *l = NULL;
    cordon_error err = {0};
    rows before = {0}, after = {0};
    load_options o = {0};
    lists_loaded *out = calloc(1, sizeof *out);
    store *s = store_with(path, files, 2, "ofac-history");
    CHECK(s && out);
    CHECK_INT(lists_open(&l, s, &err), 0);
    CHECK(stored_rows(&before, l, &(lists_filter){.history = true}));
    CHECK_INT(lists_load(out, s, list_reader_named("ofac-sdn"), NULL, edition, 1, &o, &err), 0);
    CHECK(!out->already && out->records == 14965);
    CHECK(stored_rows(&after, l, &(lists_filter){.history = true}));
    /* Field by field the same: not one version more, none changed. */
    CHECK_INT(after.n, before.n);
    for (size_t i = 0; i < after.n; i++)
        CHECK(strcmp(after.v[i].key, before.v[i].key) == 0 &&
              after.v[i].first == before.v[i].first && after.v[i].last == before.v[i].last &&
              memcmp(after.v[i].hash, before.v[i].hash, 32) == 0);
    free(before.v), free(after.v), arena_destroy(&before.mem), arena_destroy(&after.mem);
    free(out);
    lists_close(l);
    forget(s, path);
}

/* ---- files that are none ----------------------------------------------------------------------
 */

static void refused(const named_text *file, unsigned n, const char *reader, const char *words) {
    got g = {.reader = reader};
    cordon_status status = run(&g, file, n);
    bool said = strstr(g.err.message, words) != NULL;
    if (!said) printf("# \"%s\" is not in \"%s\"\n", words, g.err.message);
    got_free(&g);
    CHECK(status == CORDON_EFORMAT && said);
}

TEST(what_is_no_edition_is_refused_with_words) {
    refused(&(named_text){"alt.csv", alt}, 1, "ofac-sdn", "SDN.CSV is not among the files");
    refused((named_text[]){{"a.csv", sdn}, {"b.csv", sdn}}, 2, "ofac-sdn", "a second SDN.CSV");
    refused(&(named_text){"x.csv", "a,b\n"}, 1, "ofac-sdn", "of none of SDN.CSV");
    refused(&(named_text){"x.csv", ""}, 1, "ofac-sdn", "of none of SDN.CSV");
    refused(&(named_text){"x.csv",
                          "1,\"A\",\"spaceship\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"},
            1, "ofac-sdn", "individual, vessel, aircraft or nothing");
    refused(&(named_text){"x.csv",
                          "1,\"A,\"individual\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"},
            1, "ofac-sdn", "");
    refused(&(named_text){"d.csv", "date,entries,added,removed,changed\n2024-01-01,1,1,0,0\n"}, 1,
            "ofac-history", "a table of days without");
    refused(
        &(named_text){
            "h.csv",
            "first_seen,last_seen,end,ent_num,name,sdn_type,program,title,call_sign,vess_type,"
            "tonnage,grt,vess_flag,vess_owner,remarks\n2024-02-30,2024-03-01,current,1,A,,,,,,,,,,"
            "\n"},
        1, "ofac-history", "a day such as");
}

TEST(a_bad_row_is_passed_and_counted) {
    buf text = {0};
    for (int i = 1; i <= 40; i++)
        buf_printf(&text, "%d,\"N%d\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", i,
                   i);
    buf_str(&text, "41,\"short row\"\r\n42,\"LAST\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- "
                   ",-0- \r\n\x1a");
    got g = {.reader = "ofac-sdn", .silent = true};
    CHECK_INT(got_text(&g, "sdn.csv", text.p, text.len), 0);
    CHECK(g.entities == 41 && g.bad == 1);
    CHECK(got_has(&g.refused,
                  "41:0 row \"41\": expected a number and 11 fields more, as SDN.CSV has"));
    got_free(&g);
    buf_free(&text);
}

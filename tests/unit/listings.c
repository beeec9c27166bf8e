/* Parties of third countries on the lists of a regime: an invented world by hand, and published counts. */
#include "screen/listings.h"

#include <unistd.h>

#include "base/data_dir.h"
#include "bench.h"
#include "lists/load.h"

typedef struct world {
    bench b;
    regime *r;
    listings l;
} world;

static bool begin(world *w) {
    *w = (world){0};
    bool ok = bench_open(&w->b, "listings", "e.jsonl") && !regime_load(&w->r, "russia-2022", w->b.a, &w->b.err);
    if (!ok) printf("# %s\n", w->b.err.message);
    return ok;
}

static void end(world *w) {
    listings_free(&w->l);
    regime_free(w->r);
    tear_down(&w->b);
}

static bool load(world *w, const char *reader, const char *path, date_day vintage) {
    load_options o = {.vintage = vintage, .note = on_note, .arg = &w->b.notes};
    lists_loaded *out = calloc(1, sizeof *out);
    bool ok = out && !lists_load(out, w->b.s, list_reader_named(reader), NULL, &path, 1, &o, &w->b.err);
    if (!ok) printf("# %s\n", w->b.err.message);
    free(out);
    return ok;
}

static bool load_text(world *w, const char *text, date_day vintage) {
    FILE *f = fopen(w->b.file, "wb");
    bool ok = f && fputs(text, f) >= 0;
    return f && !fclose(f) && ok && load(w, "entities", w->b.file, vintage);
}

static bool ask(world *w, date_day as_at, date_day known_by) {
    listings_ask q = {w->b.s, w->r, w->b.a, as_at, known_by};
    listings_free(&w->l);
    bool ok = !listings_make(&w->l, &q, &w->b.err);
    if (!ok) printf("# %s\n", w->b.err.message);
    return ok;
}

static const listed_entry *of(const world *w, const char *list, const char *key) {
    for (size_t i = 0; i < w->l.entries; i++)
        if (!strcmp(w->l.entry[i].list, list) && !strcmp(w->l.entry[i].key, key)) return &w->l.entry[i];
    return NULL;
}

static bool third(const world *w, const char *list, const char *key, date_day from) {
    const listed_entry *e = of(w, list, key);
    bool is = e && e->third && e->from == from;
    if (!is) printf("# %s %s: %s, %d\n", list, key, e ? (e->third ? "third" : "near") : "none", e ? e->from : 0);
    return is;
}

#define ENTRY(list, key, schema, facts, listing) \
    "{\"list\":\"" list "\",\"key\":\"" key "\",\"schema\":\"" schema "\",\"properties\":{" facts "},\"listings\":[{" listing "}]}\n"

TEST(third_countries_by_hand) {
    world w;
    CHECK(begin(&w));
    CHECK(load_text(&w,
        ENTRY("eu-833-iv", "IV:1", "LegalEntity", "\"address\":[\"1 Made Up Road, Hong Kong\"],\"name\":[\"Vydumka Trade Ltd\"]",
              "\"programme\":\"EU-RUS\",\"from\":\"2024-06-25\"")
        ENTRY("eu-833-iv", "IV:2", "LegalEntity", "\"country\":[\"Russia\"],\"name\":[\"Zavod Vydumka\"]",
              "\"programme\":\"EU-RUS\",\"from\":\"2024-06-25\"")
        ENTRY("eu-833-iv", "IV:3", "LegalEntity", "\"country\":[\"China\",\"Germany\"],\"name\":[\"Both Sides\"]",
              "\"programme\":\"EU-RUS\",\"from\":\"2024-06-25\"")
        ENTRY("eu-833-iv", "IV:4", "Vessel", "\"flag\":[\"China\"],\"name\":[\"Afloat\"]", "\"from\":\"2024-06-25\"")
        ENTRY("eu-833-iv", "IV:5", "LegalEntity", "\"leiCode\":[\"5493001KJTIIGC8Y1R12\"],\"name\":[\"Nowhere\"]",
              "\"from\":\"2025-01-01\"")
        ENTRY("uk-sl", "R1", "LegalEntity", "\"country\":[\"China\"],\"leiCode\":[\"5493001KJTIIGC8Y1R12\"],\"name\":[\"Somewhere\"]",
              "\"programme\":\"RUS\",\"from\":\"2023-05-19\"")
        ENTRY("uk-sl", "R2", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"Other Cause\"]",
              "\"programme\":\"AQD\",\"from\":\"2023-05-19\"")
        ENTRY("uk-sl", "R3", "LegalEntity", "\"country\":[\"Ukraine\"],\"name\":[\"Occupied\"]",
              "\"programme\":\"RUS\",\"from\":\"2023-05-19\""), 20260101));
    CHECK(ask(&w, 20260201, 20260201));
    CHECK(third(&w, "eu-833-iv", "IV:1", 20240625));
    CHECK(listed_in(of(&w, "eu-833-iv", "IV:1"), "HKG"));
    CHECK(of(&w, "eu-833-iv", "IV:2") && !of(&w, "eu-833-iv", "IV:2")->third);
    CHECK(of(&w, "eu-833-iv", "IV:3") && !of(&w, "eu-833-iv", "IV:3")->third);
    CHECK(!of(&w, "eu-833-iv", "IV:4"));
    /* It names no country; the party that a number makes of it and the other has one. */
    CHECK(third(&w, "eu-833-iv", "IV:5", 20250101));
    CHECK(of(&w, "eu-833-iv", "IV:5")->party == of(&w, "uk-sl", "R1")->party);
    CHECK(!of(&w, "uk-sl", "R2") && of(&w, "uk-sl", "R3") && !of(&w, "uk-sl", "R3")->third);
    CHECK_INT(w.l.lists, 2);
    CHECK_INT(w.l.list[0].third, 2);
    /* Nothing is known before the vintage, and on an earlier day only those listed by then stand there. */
    CHECK(ask(&w, 20260201, 20251231));
    CHECK_INT(w.l.lists, 0);
    CHECK(ask(&w, 20240101, 20260201));
    CHECK(!of(&w, "eu-833-iv", "IV:1") && third(&w, "uk-sl", "R1", 20230519));
    end(&w);
}

TEST(a_list_and_its_copy_are_one_where_their_keys_are) {
    world w;
    CHECK(begin(&w));
    CHECK(load_text(&w, ENTRY("ofac-sdn", "1", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"First Works\"]", "\"programme\":\"RUSSIA-EO14024\"")
                        ENTRY("ofac-sdn", "2", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"Second Works\"]", "\"programme\":\"RUSSIA-EO14024\""), 20230101));
    CHECK(load_text(&w, ENTRY("ofac-sdn", "1", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"First Works\"]", "\"programme\":\"RUSSIA-EO14024\"")
                        ENTRY("ofac-sdn", "2", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"Second Works\"]", "\"programme\":\"RUSSIA-EO14024\"")
                        ENTRY("ofac-sdn", "3", "LegalEntity", "\"country\":[\"China\"],\"name\":[\"Third Works\"]", "\"programme\":\"RUSSIA-EO14024\""), 20230301));
    CHECK(load_text(&w, ENTRY("csl-ofac-sdn", "1", "LegalEntity", "\"country\":[\"CN\"],\"name\":[\"First Works\"]", "\"programme\":\"RUSSIA-EO14024\"")
                        ENTRY("csl-ofac-sdn", "3", "LegalEntity", "\"country\":[\"CN\"],\"name\":[\"Third Works\"]", "\"programme\":\"RUSSIA-EO14024\"")
                        ENTRY("csl-ofac-sdn", "4", "LegalEntity", "\"country\":[\"CN\"],\"name\":[\"Fourth Works\"]", "\"programme\":\"RUSSIA-EO14024\""), 20260101));
    CHECK(ask(&w, 20260201, 20260201));
    CHECK_INT(w.l.entries, 3); /* 2 has left the newer copy */
    CHECK(third(&w, "ofac-sdn", "1", 0));        /* in the first edition already */
    CHECK(third(&w, "ofac-sdn", "3", 20230301)); /* in the second first */
    CHECK(third(&w, "ofac-sdn", "4", 0));
    CHECK(ask(&w, 20230401, 20230401));
    CHECK_INT(w.l.entries, 3);
    CHECK(third(&w, "ofac-sdn", "2", 0));
    end(&w);
}

/* ---- published counts */

static size_t count(const world *w, const char *list, const char *country, date_day from, date_day to) {
    size_t n = 0;
    for (size_t i = 0; i < w->l.entries; i++) {
        const listed_entry *e = &w->l.entry[i];
        n += e->third && !strcmp(e->list, list) && listed_in(e, country) && e->from >= from && e->from <= to;
    }
    return n;
}

/* 15 CFR 744 supplement 4: additions of parties in China by the year of the Federal Register notice, counted in the
 * bundled file of 9 July 2026 (each entity once, by its first notice).           */
TEST(additions_to_the_entity_list_by_year) {
    static const struct { int year; size_t n; } want[] = {{2022, 68}, {2023, 154}, {2024, 264}, {2025, 130}};
    char path[1200];
    world w;
    CHECK(begin(&w));
    CHECK(load(&w, "bis-entity", data_path(path, sizeof path, "data/lists/us/nsfreg/bis_entity_list.json.xz"), 0));
    CHECK(ask(&w, 20261101, 20261101));
    for (size_t i = 0; i < 4; i++)
        CHECK_INT(count(&w, "bis-el", "CHN", want[i].year * 10000 + 101, want[i].year * 10000 + 1231), want[i].n);
    end(&w);
}

/* Regulation (EU) No 833/2014, annex IV: additions of third-country parties by the printed date and country. A party with addresses
 * in a state of the coalition too is none here and is one in the count, so a count may be one short.  */
TEST(additions_to_the_annex_by_date) {
    static const struct { date_day on; const char *country; size_t n; } want[] = {
        {20230225, "IRN", 7}, {20230623, "HKG", 3}, {20230623, "UZB", 2}, {20230623, "ARE", 2}, {20230623, "ARM", 1},
        {20230623, "SYR", 1}, {20230623, "IRN", 1}, {20240223, "CHN", 3}, {20240223, "HKG", 2}, {20240223, "IND", 1},
        {20240223, "LKA", 1}, {20240223, "SRB", 1}, {20240223, "KAZ", 1}, {20240223, "THA", 1}, {20240223, "TUR", 1},
        {20240625, "HKG", 15}, {20240625, "TUR", 9}, {20240625, "CHN", 7}, {20240625, "KGZ", 2}, {20241217, "CHN", 4},
        {20241217, "SRB", 2}, {20241217, "HKG", 1}, {20241217, "ARE", 1}, {20241217, "IRN", 1}, {20241217, "IND", 1},
        {20250225, "HKG", 19}, {20250225, "CHN", 11}, {20250225, "KAZ", 2}, {20250225, "ARE", 2}, {20250521, "TUR", 6},
        {20250521, "VNM", 3}, {20250521, "ARE", 2}, {20250720, "CHN", 5}, {20250720, "TUR", 4}, {20250720, "HKG", 3},
        {20251024, "CHN", 8}, {20251024, "HKG", 6}, {20251024, "IND", 3}, {20251024, "THA", 2}, {20260424, "CHN", 13},
        {20260424, "HKG", 12}, {20260424, "TUR", 4}, {20260424, "ARE", 2}};
    char path[1200];
    world w;
    size_t equal = 0, n = sizeof want / sizeof *want;
    data_path(path, sizeof path, "../shared/data/lists/eu/consolidated/32014R0833.csv.xz");
    if (access(path, R_OK) != 0) SKIP("needs the large data set");
    CHECK(begin(&w));
    CHECK(load(&w, "eu-acts", path, 0));
    CHECK(ask(&w, 20261101, 20261101));
    for (size_t i = 0; i < n; i++) {
        size_t got = count(&w, "eu-833-iv", want[i].country, want[i].on, want[i].on);
        equal += got == want[i].n;
        if (got != want[i].n) printf("# %d %s: %zu of %zu\n", want[i].on, want[i].country, got, want[i].n);
        CHECK(got == want[i].n || got + 1 == want[i].n);
    }
    CHECK(equal + 4 >= n);
    end(&w);
}

/* The report: what is escaped, what a chart draws of nothing, one and very
 * much, months and what was usual, and the faults of headlines.csv.           */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "report/chart.h"
#include "report/html.h"
#include "report/inner.h"
#include "report/months.h"
#include "report/ribbons.h"
#include "report/svg.h"
#include "report/words.h"
#include "test.h"

#define BAD "\xef\xbf\xbd"

static bool same(const char *got, const char *want) {
    if (strcmp(got, want)) printf("# got  %s\n# want %s\n", got, want);
    return strcmp(got, want) == 0;
}

/* How often a text occurs. */
static int count(const char *s, const char *word) {
    int n = 0;
    for (; (s = strstr(s, word)); s += strlen(word)) n++;
    return n;
}

/* ---- html ---- */

TEST(text_is_escaped_whatever_it_is) {
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"a & b", "a &amp; b"},
        {"&amp;", "&amp;amp;"},
        {"\"'", "&quot;&#39;"},
        {"]]>", "]]&gt;"},
        {"<!-- -->", "&lt;!-- --&gt;"},
        {"\xd0\xa0\xd0\xa4 \xe5\x8d\x97", "\xd0\xa0\xd0\xa4 \xe5\x8d\x97"},
        {"\xff\xc3(", BAD BAD "("},
        {"\xed\xa0\x80", BAD BAD BAD},
        {"\x01\x1b[0m\x7f", BAD BAD "[0m" BAD},
        {"\xef\xbf\xbf", BAD},
        {"a\tb\n", "a\tb\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf b = {0};
        html h = {.out = &b};
        html_text(&h, cases[i].text);
        bool ok = same(buf_text(&b), cases[i].want) && html_whole(&h);
        buf_free(&b);
        if (!ok) FAIL_("case %zu", i);
    }
}

TEST(attributes_and_printed_text_are_escaped) {
    buf b = {0};
    html h = {.out = &b};
    html_open(&h, "p", "title", "\" onclick=\"x", "id", NULL, "class", "a");
    html_printf(&h, "%s %d", "<b>", 7);
    html_void(&h, "br");
    html_leaf(&h, "a", "&", "href", "javascript:'<");
    html_close(&h, "p");
    CHECK(same(buf_text(&b), "<p title=\"&quot; onclick=&quot;x\" class=\"a\">&lt;b&gt; 7<br/>"
                             "<a href=\"javascript:&#39;&lt;\">&amp;</a></p>"));
    CHECK(html_whole(&h));
    buf_free(&b);
}

TEST(what_is_not_closed_in_order_is_noticed) {
    buf b = {0};
    html h = {.out = &b};
    html_open(&h, "p");
    CHECK(!html_whole(&h));
    html_close(&h, "div");
    CHECK(h.broken);
    html deep = {.out = &b};
    for (int i = 0; i < HTML_DEPTH_MAX + 1; i++) html_open(&deep, "div");
    CHECK(deep.broken);
    buf_free(&b);
}

TEST(a_long_text_is_not_cut) {
    char text[3000];
    buf b = {0};
    html h = {.out = &b};
    memset(text, '<', sizeof text - 1);
    text[sizeof text - 1] = 0;
    html_printf(&h, "%s", text);
    CHECK(b.len == 4 * (sizeof text - 1));
    buf_free(&b);
}

/* ---- words ---- */

TEST(figures_in_words) {
    char t[WORDS];
    CHECK(same(words_count(t, 0), "0"));
    CHECK(same(words_count(t, 1234567), "1,234,567"));
    CHECK(same(words_count(t, -1000), "-1,000"));
    CHECK(same(words_million(t, 25781712345678), "25,781.7"));
    CHECK(same(words_million(t, 50000000), "0.1"));
    CHECK(same(words_million(t, -49999999), "0.0"));
    CHECK(same(words_million(t, -50000000), "-0.1"));
    CHECK(same(words_million(t, INT64_MAX), "9,223,372,036.9"));
    CHECK(same(words_million(t, INT64_MIN), "-9,223,372,036.9"));
    CHECK(same(words_change(t, 4213800000000), "+4,213.8"));
    CHECK(same(words_money(t, 25781712345678, "EUR"), "25.8 bn EUR"));
    CHECK(same(words_money(t, 149200000000, "USD"), "149 mn USD"));
    CHECK(same(words_money(t, -1500000000, "USD"), "-1.5 mn USD"));
    CHECK(same(words_growth(t, -71.5697), "-71.57 %"));
    CHECK(same(words_growth(t, (double)NAN), ""));
    CHECK(same(words_rough(t, -71.57), "72 %"));
    CHECK(same(words_rough(t, 7.24), "7.2 %"));
    CHECK(same(words_window(t, (flow_window){202103, 202111}), "Mar to Nov 2021"));
    CHECK(same(words_window(t, (flow_window){202112, 202202}), "Dec 2021 to Feb 2022"));
    CHECK(same(words_window(t, (flow_window){202100, 202300}), "2021 to 2023"));
    CHECK(same(words_window(t, (flow_window){202100, 202100}), "2021"));
}

/* ---- charts ---- */

static chart_months months(const int64_t *v, const bool *there, size_t n) {
    return (chart_months){.id = "c",
                          .title = "<Title> & more",
                          .desc = "\"said\"",
                          .unit = "mn EUR",
                          .first = 202111,
                          .n = n,
                          .value_milli = v,
                          .there = there};
}

static buf drawn(const chart_months *c) {
    buf b = {0};
    html h = {.out = &b};
    chart_by_month(&h, c);
    if (!html_whole(&h)) b.failed = true;
    return b;
}

static bool sane(const buf *b) {
    const char *s = buf_text(b);
    return !b->failed && !strstr(s, "nan") && !strstr(s, "inf") && !strstr(s, "<Title>") &&
           strstr(s, "&lt;Title&gt; &amp; more") &&
           strstr(s, "<desc id=\"c-d\">&quot;said&quot;</desc>");
}

TEST(a_chart_of_nothing_says_so) {
    chart_months c = months(NULL, NULL, 0);
    buf b = drawn(&c);
    CHECK(sane(&b));
    CHECK(strstr(b.p, ">no rows<"));
    CHECK(!strstr(b.p, "<polyline"));
    buf_free(&b);
}

TEST(one_point_is_a_dot_and_a_gap_is_no_line) {
    int64_t v[] = {5000000000, 0, 7000000000, 8000000000};
    bool there[] = {true, false, true, true};
    chart_months c = months(v, there, 1);
    buf b = drawn(&c);
    CHECK(sane(&b));
    CHECK_INT(count(b.p, "<circle"), 1);
    buf_free(&b);
    c = months(v, there, 4);
    b = drawn(&c);
    CHECK(sane(&b));
    CHECK_INT(count(b.p, "<circle"), 1);
    CHECK_INT(count(b.p, "<polyline"), 1);
    CHECK(strstr(b.p, "top of axis: 10.0 mn EUR"));
    buf_free(&b);
}

TEST(zero_negative_and_huge_values_stay_in_the_picture) {
    int64_t zero[] = {0, 0}, less[] = {-3000000000, 4000000000},
            huge[] = {INT64_MAX, INT64_MIN + 1};
    bool there[] = {true, true};
    const int64_t *all[] = {zero, less, huge};
    for (int i = 0; i < 3; i++) {
        chart_months c = months(all[i], there, 2);
        c.band = true;
        c.low_milli = all[i][0];
        c.high_milli = c.median_milli = all[i][0];
        buf b = drawn(&c);
        bool ok = sane(&b);
        /* Every height is inside the drawing. */
        for (const char *s = buf_text(&b); ok && (s = strstr(s, " y1=\"")); s++) {
            double y = atof(s + 5);
            ok = y >= 0 && y <= 176;
        }
        buf_free(&b);
        if (!ok) FAIL_("case %d", i);
    }
}

TEST(more_months_than_fit_show_the_last_ones) {
    static int64_t v[CHART_MONTHS_MAX + 12];
    static bool there[CHART_MONTHS_MAX + 12];
    for (size_t i = 0; i < CHART_MONTHS_MAX + 12; i++) v[i] = (int64_t)i, there[i] = true;
    chart_months c = months(v, there, CHART_MONTHS_MAX + 12);
    c.first = 190001;
    buf b = drawn(&c);
    CHECK(sane(&b));
    CHECK(!strstr(b.p, ">1900<"));
    CHECK(strstr(b.p, ">1901<"));
    buf_free(&b);
}

TEST(marks_outside_the_months_are_not_drawn) {
    int64_t v[] = {1, 2, 3};
    bool there[] = {true, true, true};
    date_day mark[] = {20211031, 20211224, 20220201};
    chart_months c = months(v, there, 3);
    c.mark = mark;
    c.marks = 3;
    buf b = drawn(&c);
    CHECK(sane(&b));
    CHECK_INT(count(b.p, "class=\"mark\""), 1);
    CHECK(strstr(b.p, ">B<"));
    buf_free(&b);
}

TEST(bars_of_changes) {
    chart_bar bar[] = {
        {"<b>Somewhere with a very long name that does not fit at all</b>", -5000000000},
        {"Elsewhere", 1000000000},
        {"Nowhere", 0}};
    for (size_t n = 0; n <= 3; n++) {
        buf b = {0}, again = {0};
        html h = {.out = &b}, g = {.out = &again};
        chart_changes c = {"c", "t", "d", "mn EUR", bar, n};
        chart_change(&h, &c);
        chart_change(&g, &c);
        bool ok = html_whole(&h) && same(buf_text(&b), buf_text(&again)) && !strstr(b.p, "nan") &&
                  !strstr(b.p, "<b>") && (size_t)count(b.p, "<rect") == n;
        if (n > 1) ok = ok && strstr(b.p, ">-5.0 mn EUR<") && strstr(b.p, ">+1.0 mn EUR<");
        buf_free(&b);
        buf_free(&again);
        if (!ok) FAIL_("%zu bars", n);
    }
}

TEST(axis_ends_at_a_round_figure) {
    CHECK_NEAR(chart_ceiling(0), 1, 0);
    CHECK_NEAR(chart_ceiling(-3), 1, 0);
    CHECK_NEAR(chart_ceiling(1), 1, 0);
    CHECK_NEAR(chart_ceiling(241.3), 250, 1e-9);
    CHECK_NEAR(chart_ceiling(0.031), 0.05, 1e-12);
    CHECK_NEAR(chart_ceiling(9.1e9), 1e10, 1);
}

/* ---- months ---- */

static measure made(measure_row *v, size_t n) { return (measure){.v = v, .n = n}; }

static measure_row at(date_period p, const char *to, int64_t value) {
    return (measure_row){.key = {.period = p,
                                 .from = "",
                                 .to = to,
                                 .code = "",
                                 .line = "",
                                 .tier = "",
                                 .estimate = "",
                                 .value_milli = value,
                                 .rows = 1}};
}

TEST(months_make_a_grid_and_what_was_usual) {
    measure_row v[] = {at(202111, "a", 10), at(202112, "a", 30), at(202112, "b", 500),
                       at(202202, "a", 20), at(202203, "a", 99), at(202204, "a", 1)};
    measure m = made(v, 6);
    month_grid g;
    month_usual u;
    size_t n;
    CHECK_INT(month_grid_make(&g, &m, 20220330, NULL), CORDON_OK); /* March is not over */
    CHECK_INT(g.first, 202111);
    CHECK_INT(g.last, 202202);
    CHECK(g.n == 4 && g.series == 2);
    CHECK(same(g.v[0].to, "b"));
    const month_series *a = month_series_of(&g, "a");
    CHECK(a && a->months == 3 && !a->there[2] && a->there[3]);
    CHECK_INT(month_at(&g, 2), 202201);
    CHECK_INT(month_sum(&g, a, 202112, 202203, &n), 50);
    CHECK(n == 2);
    CHECK_INT(month_before(&u, &g, a, 202202, NULL), CORDON_OK);
    CHECK(u.months == 2);
    CHECK_INT(u.median_milli, 20);
    CHECK_INT(u.low_milli, 10);
    CHECK_INT(u.high_milli, 30);
    CHECK_INT(month_before(&u, &g, a, 202101, NULL), CORDON_OK);
    CHECK(u.months == 0);
    month_grid_free(&g);
    CHECK_INT(month_grid_make(&g, &m, 20200101, NULL), CORDON_OK);
    CHECK(g.n == 0);
    month_grid_free(&g);
}

/* ---- headlines.csv ---- */

static void note_fault(void *arg, const cordon_error *fault) {
    buf *b = arg;
    buf_printf(b, "%d:%d ", (int)fault->line, (int)fault->column);
}

/* The invented regime with this table in place of its own. */
static bool faults_of(buf *out, const areas *a, const char *csv) {
    static const char *const files[] = {"countries.csv",  "dates.csv",      "goods.csv",
                                        "groups.csv",     "parameters.csv", "regime.csv",
                                        "set_titles.csv", "sets.csv"};
    char dir[] = "/tmp/cordon-report-XXXXXX", from[600], to[200];
    bool ok = mkdtemp(dir) != NULL;
    size_t n = 0;
    for (size_t i = 0; ok && i < sizeof files / sizeof *files; i++) {
        char rel[120];
        snprintf(rel, sizeof rel, "tests/data/regime-invented/%s", files[i]);
        data_path(from, sizeof from, rel);
        snprintf(to, sizeof to, "%s/%s", dir, files[i]);
        ok = symlink(from, to) == 0;
    }
    snprintf(to, sizeof to, "%s/headlines.csv", dir);
    FILE *f = ok ? fopen(to, "w") : NULL;
    ok = f && fputs(csv, f) >= 0;
    if (f) fclose(f);
    cordon_error err = {0};
    if (ok && regime_check(&n, dir, a, note_fault, out, &err)) {
        printf("# %s\n", err.message);
        ok = false;
    }
    unlink(to);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(to, sizeof to, "%s/%s", dir, files[i]);
        unlink(to);
    }
    rmdir(dir);
    return ok;
}

TEST(faults_of_headlines_are_found) {
#define HEAD                                                                                       \
    "id,section,block,title,from,to,group,by,base,period,against,sentence,request,source,share_"   \
    "of,exclude\n"
    static const struct {
        const char *rows, *want;
    } cases[] = {
        {"a,headline,b,t,ALLIES,ATA,widgets,to,2021,2022,,{value},,s,,\n", ""},
        {"a,headline,b,t,\"ALLIES,-NFK\",hubs,,,2021,2022,,,,s,,\"85,27\"\n", ""},
        {"a,tables,b,t,ALLIES,ATA,,,,2022,,,,s,,\n", "2:2 "},
        {"a,headline,,t,ALLIES,ATA,,,,2022,,,,s,,\n", "2:3 "},
        {"a,headline,b,t,NOBODY,ATA,,,,2022,,,,s,,\n", "2:5 "},
        {"a,headline,b,t,ALLIES,\"ATA,XQZ\",,,,2022,,,,s,,\n", "2:6 "},
        {"a,headline,b,t,ALLIES,ATA,gadgets,,,2022,,,,s,,\n", "2:7 "},
        {"a,headline,b,t,ALLIES,ATA,,code,,2022,,,,s,,\n", "2:8 "},
        {"a,headline,b,t,ALLIES,ATA,,,2021-01,2022,,,,s,,\n", "2:9 "},
        {"a,headline,b,t,ALLIES,ATA,,,2021..2022,2022,,,,s,,\n", "2:9 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022-13,,,,s,,\n", "2:10 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022..2021,,,,s,,\n", "2:10 "},
        {"a,headline,b,t,ALLIES,ATA,,,,,,,,s,,\n", "2:10 "},
        {"a,money,b,t,ALLIES,ATA,,to,,2022,,,,s,,\n", "2:9 "},
        {"a,ribbons,b,t,ALLIES,ATA,,\"from,to\",2021,2022,,,,s,,\n", ""},
        {"a,ribbons,b,t,ALLIES,ATA,,to,2021,2022,,,,s,,\n", "2:8 "},
        {"a,ribbons,b,t,ALLIES,ATA,,\"from,to\",,2022,,,,s,,\n", "2:9 "},
        {"a,ribbons,,t,ALLIES,ATA,,\"from,to\",2021,2022,,,,s,,\n", "2:3 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022,z,,,s,,\n", "2:11 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022,,{valeu},,s,,\n", "2:12 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022,,{value,,s,,\n", "2:12 "},
        {"a,missing,,t,ALLIES,ATA,,,,,,,,s,,\n", "2:13 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022,,,,,,\n", "2:14 "},
        {"a,headline,b,t,ALLIES,ATA,,,2021,2022,,,,s,ATA,\n", "2:15 "},
        {"a,headline,b,t,ALLIES,ATA,widgets,,,2022,,,,s,,27\n", "2:16 "},
        {"a,headline,b,t,ALLIES,ATA,,,,2022,,,,s,,271\n", "2:16 "},
    };
    areas *a = NULL;
    CHECK_INT(areas_load(&a, NULL), CORDON_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf csv = {0}, got = {0};
        buf_str(&csv, HEAD);
        buf_str(&csv, cases[i].rows);
        bool ok = faults_of(&got, a, csv.p) && same(buf_text(&got), cases[i].want);
        buf_free(&csv);
        buf_free(&got);
        if (!ok) FAIL_("case %zu", i);
    }
    areas_free(a);
}

TEST(the_same_id_twice_is_a_fault) {
    areas *a = NULL;
    buf got = {0};
    CHECK_INT(areas_load(&a, NULL), CORDON_OK);
    CHECK(faults_of(&got, a,
                    HEAD "a,headline,b,t,ALLIES,ATA,,,,2022,,,,s,,\n"
                         "a,headline,b,t,ALLIES,ATA,,,,2021,,,,s,,\n"));
    CHECK(strncmp(buf_text(&got), "3:", 2) == 0);
    buf_free(&got);
    areas_free(a);
}

/* ---- pairs ---- */

TEST(a_pair_by_code_by_name_and_what_is_none) {
    areas *all = NULL;
    pair p;
    cordon_error err = {0};
    arena mem;
    if (areas_load(&all, NULL)) FAIL_("no areas");
    arena_init(&mem, 0);
    static const char *const bad[] = {"",     "-",       "FRA",          "FRA-",
                                      "-FRA", "FRA-FRA", "FRA-Atlantis", "France-FRA"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (pair_parse(&p, all, bad[i], 0, &err) != CORDON_EINVAL)
            FAIL_("\"%s\" is a pair", bad[i]);
    static const char *const good[] = {"FRA-PRT", "France-Portugal", "fr-Portugal"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (pair_parse(&p, all, good[i], 0, &err)) FAIL_("\"%s\" is none", good[i]);
    /* A name that holds the sign itself. */
    CHECK(!pair_parse(&p, all, "Timor-Leste-Portugal", 0, &err) ||
          !pair_parse(&p, all, "TLS-Portugal", 0, &err));
    CHECK(!pair_parse(&p, all, "FRA-PRT", 0, &err));
    CHECK(same(pair_fill(&mem, &p, "from {a} to {b}, {value} {", false),
               "from France to Portugal, {value} {"));
    CHECK(same(pair_fill(&mem, &p, "{a},{b},{a#}", true), "FRA,PRT,251"));
    CHECK(same(pair_fill(&mem, &p, "none", false), "none"));
    arena_destroy(&mem);
    areas_free(all);
}

TEST(labels_are_kept_apart_and_inside) {
    double v[4] = {10, 11, 12, 95}, room[4] = {13, 13, 13, 13};
    svg_spread(v, room, 4, 0, 100);
    for (size_t i = 0; i < 4; i++) {
        CHECK(v[i] >= 0 && v[i] + room[i] <= 100.001);
        if (i) CHECK(v[i] - v[i - 1] >= 12.999);
    }
    svg_spread(v, room, 0, 0, 100);
}

TEST(charts_of_a_pair_of_nothing_and_of_one) {
    buf b = {0};
    html h = {.out = &b};
    static chart_years years = {.id = "y", .title = "t", .desc = "d", .unit = "%"};
    chart_by_year(&h, &years);
    CHECK(strstr(buf_text(&b), "no rows"));
    years.lines = 1;
    years.line[0] = (struct chart_year_line){.v = {{2021, 0, true}}, .n = 1, .last = "0 %"};
    chart_by_year(&h, &years);
    CHECK(count(buf_text(&b), "class=\"hollow\"") == 1);
    chart_side_by_side(&h, &(chart_pairs){"p", "t", "d", "bn", NULL, 0});
    chart_two two = {"a to b", 0, 0};
    chart_side_by_side(&h, &(chart_pairs){"q", "t", "d", "bn", &two, 1});
    chart_stacked(&h, &(chart_stacks){"s", "t", "d", NULL, 0});
    chart_slope_lines(
        &h,
        &(chart_slopes){.id = "r", .title = "t", .desc = "d", .base_name = "", .value_name = ""});
    CHECK(html_whole(&h));
    CHECK(!strstr(buf_text(&b), "nan") && !strstr(buf_text(&b), "inf"));
    buf_free(&b);
}

TEST(a_text_is_cut_by_letters) {
    char t[40], small[6];
    CHECK(svg_letters("T\xc3\xbcrkiye") == 7);
    CHECK(same(svg_short(t, sizeof t, "T\xc3\xbcrkiye", 7), "T\xc3\xbcrkiye"));
    CHECK(same(svg_short(t, sizeof t, "T\xc3\xbcrkiye", 5), "T\xc3\xbc..."));
    CHECK(same(svg_short(small, sizeof small, "\xc3\xbc\xc3\xbc\xc3\xbc", 9), "\xc3\xbc..."));
    CHECK(same(svg_short(t, sizeof t, "", 3), ""));
}

TEST(ribbons_of_nothing_of_one_and_of_many) {
    static chart_ribbons c = {.id = "r", .title = "t", .desc = "d", .head = ""};
    buf b = {0};
    html h = {.out = &b};
    chart_from_to(&h, &c);
    CHECK(strstr(buf_text(&b), "no rows") && !strstr(buf_text(&b), "<path"));
    c.froms = c.tos = CHART_NODES_MAX;
    for (size_t i = 0; i < CHART_NODES_MAX; i++) {
        snprintf(c.from[i].label, sizeof c.from[i].label, "A sender with a long name <%zu>", i);
        snprintf(c.to[i].label, sizeof c.to[i].label, "To %zu", i);
        snprintf(c.to[i].value, sizeof c.to[i].value, "1");
        c.to[i].more = i % 2;
        for (size_t k = 0; k < CHART_NODES_MAX; k++) c.whole += c.flow[i][k] = i == k ? 1e18 : 0;
    }
    b.len = 0;
    chart_from_to(&h, &c);
    CHECK_INT(count(buf_text(&b), "<path class=\"less\""), CHART_NODES_MAX / 2);
    CHECK_INT(count(buf_text(&b), "<path class=\"more\""), CHART_NODES_MAX / 2);
    CHECK_INT(count(buf_text(&b), "A sender wit...<"), 0); /* the name has a line of its own */
    CHECK(strstr(buf_text(&b), "A sender with..."));
    CHECK(html_whole(&h) && !strstr(buf_text(&b), "nan") && !strstr(buf_text(&b), "inf"));
    buf_free(&b);
}

/* Sums of any part of the answers, the slow way. */
static ribbon_cell sum_where(const question *q, const ribbons *b, size_t from, size_t to) {
    ribbon_cell s = {0};
    for (size_t i = 0; i < q->n; i++) {
        const answer *a = &q->v[i];
        size_t f = 0, t = 0;
        while (f < b->froms && strcmp(b->from[f].code, a->from) != 0) f++;
        while (t < b->tos && strcmp(b->to[t].code, a->to) != 0) t++;
        if (f == b->froms) f--; /* no such code: in the rest, which is the last */
        if (t == b->tos) t--;
        if (f != from || t != to) continue;
        s.base_milli += a->base_milli;
        s.value_milli += a->value_milli;
        s.base_rows += a->base_rows;
        s.value_rows += a->value_rows;
    }
    return s;
}

TEST(ribbons_lose_nothing) {
    static char code[40][4];
    for (size_t i = 0; i < 40; i++) snprintf(code[i], sizeof code[i], "C%02zu", i);
    for (int round = 0; round < 200; round++) {
        size_t froms = 1 + test_random() % 30, tos = 1 + test_random() % 30;
        answer v[900];
        question q = {.v = v, .top = (int)(test_random() % 8)};
        for (size_t i = 0; i < froms * tos; i++) {
            if (test_random() % 4 == 0) continue;
            int64_t base = (int64_t)(test_random() % (test_random() % 9 ? 1000 : 1000000));
            v[q.n++] = (answer){.from = code[i / tos],
                                .to = code[i % tos],
                                .base_milli = base,
                                .value_milli = (int64_t)(test_random() % 5000),
                                .base_rows = base > 0,
                                .value_rows = 1};
        }
        ribbons b;
        CHECK_INT(ribbons_make(&b, &q, NULL), CORDON_OK);
        CHECK(b.froms <= CHART_NODES_MAX && b.tos <= CHART_NODES_MAX);
        ribbon_cell all = {0};
        for (size_t i = 0; i < b.froms; i++)
            for (size_t k = 0; k < b.tos; k++) {
                ribbon_cell want = sum_where(&q, &b, i, k), got = b.cell[i][k];
                if (memcmp(&want, &got, sizeof got) != 0)
                    FAIL_("round %d: %zu to %zu", round, i, k);
                all.base_milli += got.base_milli;
                all.value_milli += got.value_milli;
            }
        CHECK(all.base_milli == b.base_milli && all.value_milli == b.value_milli);
        /* Alone is never less than a later one that is alone; a rest is two or more. */
        for (size_t i = 1; i < b.froms; i++)
            if (*b.from[i].code)
                CHECK(b.from[i].base_milli + b.from[i].value_milli <=
                      b.from[i - 1].base_milli + b.from[i - 1].value_milli);
            else
                CHECK(i == b.froms - 1 && b.from[i].members > 1);
    }
}

/* ---- questions ---- */

static question sum_of(int64_t base, int64_t value, answer *a) {
    *a = (answer){.from = "",
                  .to = "",
                  .base_milli = base,
                  .value_milli = value,
                  .base_rows = 1,
                  .value_rows = 1,
                  .estimate = ""};
    question q = {.id = "q", .assessed = true, .kind = QUESTION_GROWTH, .v = a, .n = 1};
    snprintf(q.m.currency, sizeof q.m.currency, "EUR");
    return q;
}

TEST(an_offset_needs_a_fall_and_a_rise_in_one_currency) {
    answer a, b;
    question fall = sum_of(1000, 200, &a), rise = sum_of(100, 300, &b);
    CHECK_NEAR(question_offset(&rise, &fall), 25, 1e-12);
    CHECK(isnan(question_offset(&rise, &rise)));
    CHECK(isnan(question_offset(&rise, NULL)));
    snprintf(rise.m.currency, sizeof rise.m.currency, "USD");
    CHECK(isnan(question_offset(&rise, &fall)));
}

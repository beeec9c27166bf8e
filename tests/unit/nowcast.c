/* Late reporting: the chain ladder against a published triangle, the bootstrap, and vintages. */
#include "watch/nowcast.h"

#include <stdlib.h>

#include "read/table.h"
#include "test.h"

/* Taylor and Ashe 1983, as Mack 1993 prints it in table 1: sums paid after 1 to 10 years. */
static const double paid[10][10] = {
    {357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463},
    {352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085},
    {290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315},
    {310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268},
    {443160, 1136350, 2128333, 2897821, 3402672, 3873311},
    {396132, 1333217, 2180715, 2985752, 3691712},
    {440832, 1288463, 2419861, 3483130},
    {359480, 1421128, 2864498},
    {376686, 1363294},
    {344014},
};

static cordon_status published(nowcast_triangle *t) {
    cordon_status status = nowcast_triangle_init(t, 1, 10, 10, NULL);
    for (size_t r = 0; r < 10 && !status; r++)
        for (size_t a = 0; a + r < 10; a++) *nowcast_cell(t, r, a) = paid[r][a];
    return status;
}

/* Mack 1993, tables 2 and 3: factors to 3 digits, reserves of every year in thousands. */
TEST(the_published_factors_and_reserves) {
    static const double factor[] = {3.491, 1.747, 1.457, 1.174, 1.104, 1.086, 1.054, 1.077, 1.018};
    static const double reserve[] = {0, 95, 470, 710, 985, 1419, 2178, 3920, 4279, 4626};
    nowcast_triangle t;
    nowcast n;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    o.draws = 0;
    CHECK_INT(published(&t), 0);
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), 0);
    for (size_t a = 0; a < 9; a++) CHECK_NEAR(n.factor[a], factor[a], 0.0005001);
    for (size_t r = 0; r < 10; r++)
        CHECK_NEAR((n.row[r].expected - n.row[r].known) / 1000, reserve[r], 0.5001);
    CHECK_NEAR(n.total.expected - n.total.known, 18680856, 1); /* 18,681 in the paper */
    CHECK_NEAR(n.row[9].share, 344014 / (344014 + 4625811.0), 1e-6);
    CHECK(n.row[9].incomplete && n.row[8].incomplete && !n.row[5].incomplete);
    CHECK(isnan(n.row[9].low));
    nowcast_free(&n);
    nowcast_triangle_free(&t);
}

/* England and Verrall 1999 give 2,945,659 as the analytical error of the same model (16 % of the
 * reserve); a bootstrap of residuals comes near it. The error of the first year is 0.            */
TEST(the_bootstrap_has_the_published_error) {
    nowcast_triangle t;
    nowcast n, again;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    o.draws = 4000;
    CHECK_INT(published(&t), 0);
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), 0);
    printf("# error %.0f, scale %.1f, 90 %% %.0f to %.0f\n", n.total.error, n.scale,
           n.total.low - n.total.known, n.total.high - n.total.known);
    CHECK_NEAR(n.scale, 52601, 1); /* the scale parameter, published as 52,601 */
    CHECK_NEAR(n.total.error / 2945659, 1, 0.05);
    CHECK_NEAR(n.row[0].error, 0, 0);
    CHECK(n.total.low < n.total.expected && n.total.expected < n.total.high);
    for (size_t r = 1; r < 10; r++) {
        CHECK(n.row[r].low <= n.row[r].expected && n.row[r].expected <= n.row[r].high);
        CHECK(n.row[r].share_low <= n.row[r].share && n.row[r].share <= n.row[r].share_high);
    }
    CHECK_INT(nowcast_make(&again, &t, NULL, &o, NULL), 0);
    CHECK(again.total.error == n.total.error && again.row[9].high == n.row[9].high);
    nowcast_free(&again);
    o.seed++;
    CHECK_INT(nowcast_make(&again, &t, NULL, &o, NULL), 0);
    CHECK(again.total.error != n.total.error);
    nowcast_free(&again);
    nowcast_free(&n);
    nowcast_triangle_free(&t);
}

/* ---- as known on an earlier day ---- */

/* Deleting what came later, or asking as known then: the same triangle, the same nowcast. */
TEST(as_known_then_is_what_was_known_then) {
    enum { N = 600, FIRST = 100, LAST = 130 };
    static nowcast_event all[N], then[N];
    for (int round = 0; round < 30; round++) {
        int day = FIRST + 12 + (int)(test_random() % 18);
        size_t m = 0, ages = 4 + test_random() % 8;
        for (size_t i = 0; i < N; i++) {
            int happened = FIRST - 2 + (int)(test_random() % (LAST - FIRST + 2));
            all[i] = (nowcast_event){happened, happened - 1 + (int)(test_random() % 10)};
            if (all[i].known <= day) then[m++] = all[i];
        }
        nowcast_triangle t, u;
        nowcast a, b;
        nowcast_options o = NOWCAST_OPTIONS_INIT;
        o.draws = 50;
        o.counts = true;
        nowcast_span span = {FIRST, day, round % 2 ? FIRST + 6 : FIRST - 9, ages};
        CHECK_INT(nowcast_triangle_make(&t, all, N, &span, NULL), 0);
        CHECK_INT(nowcast_triangle_make(&u, then, m, &span, NULL), 0);
        CHECK(t.rows == u.rows);
        CHECK(memcmp(t.sum, u.sum, t.rows * t.ages * sizeof *t.sum) == 0);
        CHECK_INT(nowcast_make(&a, &t, NULL, &o, NULL), 0);
        CHECK_INT(nowcast_make(&b, &u, NULL, &o, NULL), 0);
        for (size_t r = 0; r < a.rows; r++)
            CHECK(memcmp(&a.row[r], &b.row[r], sizeof a.row[r]) == 0);
        /* And the cells by the long way. */
        for (size_t r = 0; r < t.rows; r++)
            for (size_t g = t.from[r]; g < nowcast_known(&t, r); g++) {
                double count = 0;
                for (size_t i = 0; i < N; i++) {
                    int age = all[i].known - all[i].happened;
                    count += all[i].happened == FIRST + (int)r && (age < 0 ? 0 : age) <= (int)g &&
                             all[i].known <= day;
                    count += g + 1 == ages && all[i].happened == FIRST + (int)r && age > (int)g &&
                             all[i].known <= day;
                }
                CHECK_NEAR(*nowcast_cell(&t, r, g), count, 0);
            }
        nowcast_free(&a);
        nowcast_free(&b);
        nowcast_triangle_free(&t);
        nowcast_triangle_free(&u);
    }
}

/* Half of what happens is known at once and half a period later: the last row looks like a fall by
 * half, and is called incomplete. */
TEST(a_late_reported_fall_is_incomplete) {
    enum { PERIODS = 20, EACH = 40 };
    static nowcast_event v[PERIODS * EACH];
    for (int p = 0; p < PERIODS; p++)
        for (int i = 0; i < EACH; i++) v[p * EACH + i] = (nowcast_event){p, p + i % 2};
    nowcast_triangle t;
    nowcast n;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    o.draws = 200;
    o.counts = true;
    CHECK_INT(
        nowcast_triangle_make(&t, v, PERIODS * EACH, &(nowcast_span){0, PERIODS - 1, 0, 3}, NULL),
        0);
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), 0);
    CHECK_NEAR(n.row[PERIODS - 1].known, 20, 0);
    CHECK_NEAR(n.row[PERIODS - 1].expected, 40, 1e-9);
    CHECK_NEAR(n.row[PERIODS - 1].share, 0.5, 1e-12);
    CHECK(n.row[PERIODS - 1].incomplete && !n.row[PERIODS - 2].incomplete);
    CHECK(n.row[PERIODS - 1].low < 40 && n.row[PERIODS - 1].high > 40);
    nowcast_free(&n);
    nowcast_triangle_free(&t);
}

TEST(nothing_known_is_said_and_not_divided_by) {
    nowcast_triangle t;
    nowcast n;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    CHECK_INT(nowcast_triangle_init(&t, 0, 4, 3, NULL), 0);
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), 0);
    CHECK(n.no_factor[0] && n.no_factor[1]);
    CHECK_NEAR(n.row[3].expected, 0, 0);
    CHECK_NEAR(n.row[3].high, 0, 0);
    CHECK(isnan(n.scale));
    nowcast_free(&n);
    o.draws = NOWCAST_DRAWS_MAX + 1;
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), CORDON_EINVAL);
    o.draws = 10;
    o.level = 1;
    CHECK_INT(nowcast_make(&n, &t, NULL, &o, NULL), CORDON_EINVAL);
    o.level = 0.9;
    CHECK_OOM(nowcast_make(&n, &t, NULL, &o, NULL), arena_fail_after, CORDON_ENOMEM);
    nowcast_free(&n);
    nowcast_triangle_free(&t);
    CHECK_INT(nowcast_triangle_init(&t, 0, 3, 4, NULL), CORDON_EINVAL);
    CHECK_INT(nowcast_triangle_make(&t, NULL, 0, &(nowcast_span){5, 4, 0, 1}, NULL), CORDON_EINVAL);
}

/* ---- attributed incidents, in two vintages of one database ---- */

static const char *cyber(char path[512], const char *name) {
    const char *root = getenv("CORDON_DATA");
    snprintf(path, 512, "%s%s../shared/data/events/cyber/%s", root ? root : "", root ? "/" : "",
             name);
    FILE *f = fopen(path, "rb");
    if (f) fclose(f);
    return f ? path : NULL;
}

static int month_of(const char *day) { return 12 * atoi(day) + atoi(day + 5) - 1; }

/* Numbers of incidents rise in the order of entry. Up to BATCH they were entered at once, before
 * the daily work began in September 2022; after that no incident can have been entered before the
 * latest day that stands in it or in one with a lower number: a bound for the month it became known
 * in.   */
enum { BATCH = 1418, DAILY = 12 * 2022 + 8, VINTAGE = 12 * 2023 + 3, INCIDENTS_MAX = 2000 };

static void latest_day(int *month, const table *t, size_t row) {
    static const char *const columns[] = {"start_date", "attribution_date"};
    for (int c = 0; c < 2; c++)
        for (const char *p = table_cell(t, row, table_col(t, columns[c])); p; p = strchr(p, ';')) {
            p += strspn(p, "; ");
            if (strlen(p) < 10) break;
            int m = month_of(p);
            if (m > *month && m <= VINTAGE) *month = m;
        }
}

/* All incidents, and apart those of one initiator. */
static void read_incidents(nowcast_event *all, size_t *n, nowcast_event *own, size_t *m,
                           const table *t, const char *initiator) {
    int id = table_col(t, "ID"), start = table_col(t, "start_date");
    int who = table_col(t, "initiator_country"), known = DAILY;
    *n = *m = 0;
    for (size_t i = 0; i < t->rows && *n < INCIDENTS_MAX; i++) {
        const char *day = table_cell(t, i, start);
        if (atoi(table_cell(t, i, id)) > BATCH) latest_day(&known, t, i);
        if (strlen(day) < 10) continue;
        all[(*n)++] = (nowcast_event){month_of(day), known};
        if (strstr(table_cell(t, i, who), initiator)) own[(*m)++] = all[*n - 1];
    }
}

static int count_of(const nowcast_event *v, size_t n, int year) {
    int count = 0;
    for (size_t i = 0; i < n; i++) count += v[i].happened / 12 == year;
    return count;
}

/* Distinct incidents of the initiator and year in the later vintage (long table). */
static int count_later(const table *t, const char *initiator, const char *year) {
    int id = table_col(t, "ID"), start = table_col(t, "start_date");
    int who = table_col(t, "initiator_country"), count = 0;
    const char *last = "";
    for (size_t i = 0; i < t->rows; i++) {
        if (strncmp(table_cell(t, i, start), year, 4) != 0) continue;
        if (!strstr(table_cell(t, i, who), initiator)) continue;
        if (strcmp(table_cell(t, i, id), last) == 0) continue;
        last = table_cell(t, i, id);
        count++;
    }
    return count;
}

TEST(incidents_of_two_vintages) {
    char first[512], second[512];
    if (!cyber(first, "EuRepoC_Global_Database_1.1.csv.xz") ||
        !cyber(second, "eurepoc_2023-12_initiators.csv.xz"))
        SKIP("needs the large data set");
    static nowcast_event all[INCIDENTS_MAX], own[INCIDENTS_MAX];
    table wide, lengthy;
    size_t n, m;
    CHECK_INT(table_read(&wide, first, NULL), 0);
    CHECK_INT(table_read(&lengthy, second, NULL), 0);
    read_incidents(all, &n, own, &m, &wide, "Russia");
    /* The counts of both vintages, years 2020 to 2023. */
    static const int then[] = {3, 10, 25, 10}, later[] = {5, 17, 69, 65};
    for (int y = 0; y < 4; y++) {
        char year[16];
        snprintf(year, sizeof year, "%d", 2020 + y);
        CHECK_INT(count_of(own, m, 2020 + y), then[y]);
        CHECK_INT(count_later(&lengthy, "Russia", year), later[y]);
    }
    nowcast_span span = {12 * 2020, VINTAGE, DAILY, 24};
    nowcast_triangle t, pattern;
    nowcast c;
    nowcast_options o = NOWCAST_OPTIONS_INIT;
    o.counts = true;
    o.sum_first = 12 * 2022;
    o.sum_last = 12 * 2022 + 11;
    CHECK_INT(nowcast_triangle_make(&t, own, m, &span, NULL), 0);
    CHECK_INT(nowcast_triangle_make(&pattern, all, n, &span, NULL), 0);
    CHECK_INT(nowcast_make(&c, &t, &pattern, &o, NULL), 0);
    const nowcast_row *r = &c.total;
    printf("# 2022: known %.0f, expected %.1f, 90 %% %.1f to %.1f, share %.2f; in the later "
           "vintage %d\n",
           r->known, r->expected, r->low, r->high, r->share, later[2]);
    CHECK_NEAR(r->known, 25, 0);
    CHECK(r->expected > 1.5 * r->known);
    CHECK(r->high - r->low > 0.5 * r->expected); /* reported with its width, and that is large */
    CHECK(r->low <= later[2] && later[2] <= r->high);
    /* Half of 2022 and all of 2023 are incomplete: their low counts are no fall. */
    CHECK(r->incomplete);
    for (int month = 12 * 2022 + 6; month <= VINTAGE; month++)
        CHECK(c.row[month - 12 * 2020].incomplete);
    CHECK(!c.row[0].incomplete && !c.row[23].incomplete);
    nowcast_free(&c);
    nowcast_triangle_free(&t);
    nowcast_triangle_free(&pattern);
    table_free(&wide);
    table_free(&lengthy);
}

/* Claims: tolerances, formulas, the nine verdicts, and tables that are refused with their place.
 * Small stores and tables; numbers by hand.                                                     */
#include "report/claims.h"

#include <stdlib.h>
#include <unistd.h>

#include "flows/load.h"
#include "report/claims_inner.h"
#include "test.h"
#include "watch/observation.h"
#include "watch/record.h"

static cordon_error err;
static char folder[64];
static cordon_store st;

#define CLAIM_HEAD                                                                                 \
    "id,kind,statement,value,unit,period,partner_or_actor,stated_source,primary_source,"           \
    "primary_says,correction,test_file,test_query,tolerance,basis,note,measure,dataset,known_by,"  \
    "judged_verdict,evidence,needs\n"
#define MEASURE_HEAD                                                                               \
    "measure,kind,unit,decimals,dataset,flow,basis,freq,from,to,group,codes,exclude,base,period,"  \
    "by,share_of,of,pick,rank_by,floor,top,table,where,column,after,dated,as_at,note\n"
#define PROOF_HEAD "id,value,unit,claimed,kind,same_thing,date,says,source,basis\n"

static bool table_of(table *t, const char *name, const char *head, const char *rows) {
    char text[4096];
    snprintf(text, sizeof text, "%s%s", head, rows);
    return !table_read_memory(t, name, text, strlen(text), &err);
}

static cordon_status take(claims **l, const char *c, const char *m, const char *p,
                          const cordon_store *s, date_day day) {
    table t[3];
    if (!table_of(&t[0], "claims.csv", CLAIM_HEAD, c) ||
        !table_of(&t[1], "measures.csv", MEASURE_HEAD, m) ||
        !table_of(&t[2], "evidence.csv", PROOF_HEAD, p))
        return CORDON_EINTERNAL;
    return claims_take(l, &t[0], &t[1], &t[2], s, day, day, &err);
}

static claim_result check(claims *l, const char *id) {
    claim_result r = {.verdict = CLAIM_VERDICTS};
    for (size_t i = 0; i < claims_count(l); i++)
        if (strcmp(claims_at(l, i)->id, id) == 0 && claims_check(&r, l, i, &err))
            r.verdict = CLAIM_VERDICTS;
    return r;
}

/* ---- tolerances ---- */

static bool meets(const char *want, const char *got, const char *tol) {
    claims *l;
    claim_item w[CLAIM_ITEMS_MAX], g[CLAIM_ITEMS_MAX];
    size_t wn, gn;
    tolerance t;
    buf why = {0};
    bool good = !take(&l, "", "", "", NULL, 20260101) && tolerance_parse(&t, tol) &&
                !claims_items(l, w, &wn, want, &err) && !claims_items(l, g, &gn, got, &err) &&
                claims_compare(NULL, w, wn, g, gn, t, 2, &why);
    buf_free(&why);
    claims_close(l);
    return good;
}

TEST(an_absolute_and_a_relative_tolerance_include_their_bound) {
    CHECK(meets("240", "240.5", "abs:0.5") && !meets("240", "240.51", "abs:0.5"));
    CHECK(meets("-72", "-71.57", "abs:0.6") && !meets("-72", "71.57", "abs:0.6"));
    CHECK(meets("200", "202", "rel:1%") && !meets("200", "202.1", "rel:1%"));
    CHECK(meets("0", "0", "rel:1%") && !meets("0", "0.001", "rel:1%"));
    CHECK(meets("2,000", "2000", "exact") && !meets("50", "49", "exact"));
}

TEST(a_sign_is_a_bound_or_a_direction) {
    CHECK(meets(">45.2", "45.3", "sign") && !meets(">45.2", "45.2", "sign"));
    CHECK(meets("<0", "-1", "sign") && !meets("<0", "0", "sign"));
    CHECK(meets("-5", "-1", "sign") && !meets("5", "-1", "sign"));
}

TEST(dates_and_texts) {
    CHECK(meets("2024-05-16", "2024-05", "month") && !meets("2024-05-16", "2024-06-16", "month"));
    CHECK(meets("2022", "2022-12-01", "year") && !meets("2022", "2023-05-15", "year"));
    CHECK(!meets("2024-05-16", "2024-05", "day")); /* less than was claimed */
    CHECK(!meets("best friend", "old friend", "exact") && meets("IV", "IV", "exact"));
    CHECK(meets("2019-03-12; 2023-06-30", "2019-03-12; 2023-06-30", "exact"));
}

TEST(several_values) {
    CHECK(meets("1", "1.11; 0.81", "abs:0.2") && !meets("5", "5.1; 9", "abs:0.2"));
    CHECK(!meets("1; 2", "1", "exact") && !meets("1; 2; 3", "1; 2", "exact"));
    CHECK(meets("AB 4.4; CD close to 2", "XY 9; CD 1.79; AB 4.40", "abs:0.3"));
    CHECK(!meets("AB 4.4", "XY 4.4", "abs:0.3"));
}

TEST(words_that_are_no_tolerance) {
    tolerance t;
    static const char *const bad[] = {"", "abs", "abs:", "abs:x", "abs:1%", "rel:1", "rel:-1%",
                                      "abs:1.2.3", "exactly", "abs:99999999999999999999"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) CHECK(!tolerance_parse(&t, bad[i]));
}

/* ---- formulas ---- */

static bool three(void *arg, const char *name, double *out, buf *shown) {
    (void)arg;
    if (strcmp(name, "three") != 0) return false;
    *out = 3;
    if (shown) buf_str(shown, "3");
    return true;
}

static bool gives(const char *text, double want) {
    double v;
    size_t at;
    const char *why;
    return formula_run(&v, NULL, text, three, NULL, &at, &why) && v == want;
}

TEST(formulas_bind_as_arithmetic_does) {
    CHECK(gives("1 + 2 * three", 7) && gives("(1 + 2) * three", 9) && gives("7 - 2 - three", 2));
    CHECK(gives("12 / three / 2", 2) && gives("-three + 4", 1) && gives("2 - -three", 5));
}

TEST(formulas_name_the_place_of_a_fault) {
    double v;
    size_t at;
    const char *why;
    char deep[80];
    CHECK(!formula_run(&v, NULL, "1 + four", three, NULL, &at, &why));
    CHECK(at == 4);
    CHECK(!formula_run(&v, NULL, "(1 + 2", three, NULL, &at, &why));
    CHECK(at == 6);
    CHECK(!formula_run(&v, NULL, "1 2", three, NULL, &at, &why));
    CHECK(!formula_run(&v, NULL, "", three, NULL, &at, &why));
    memset(deep, '(', sizeof deep - 1);
    deep[sizeof deep - 1] = 0;
    CHECK(!formula_run(&v, NULL, deep, three, NULL, &at, &why));
}

/* ---- tables that are refused ---- */

#define ROW(id, kind, value, period, tol, measure, dataset, judged, evidence)                      \
    id "," kind ",S," value ",USD mn," period ",x,1,P,says,none,none,none," tol ",seen,," measure  \
       "," dataset ",," judged "," evidence ",needs\n"
#define SUM(name, from, to, base, period)                                                          \
    name ",sum,USD mn,1,tiny,X,,A," from "," to ",,,," base "," period ",,,,,,,,,,,,,,\n"
#define MADE(name, of) name ",formula,USD mn,1,,,,,,,,,,,,,," of ",,,,,,,,,,,\n"
#define GIVEN(id, value, kind, same, date) id "," value ",USD mn,," kind "," same "," date ",w,S,seen\n"

static bool refused(const char *c, const char *m, const char *p, const char *file, int line,
                    int column) {
    claims *l;
    err = (cordon_error){0};
    cordon_status status = take(&l, c, m, p, NULL, 20260101);
    if (!status) claims_close(l);
    bool good = status == CORDON_EFORMAT && strcmp(err.source, file) == 0 &&
                err.line == (uint64_t)line && err.column == (uint32_t)column && err.message[0];
    if (!good)
        printf("# %d at %s:%llu:%u: %s\n", (int)status, err.source, (unsigned long long)err.line,
               err.column, err.message);
    return good;
}

TEST(a_fault_of_a_claim_has_file_line_and_column) {
    CHECK(refused(ROW("A 1", "figure", "1", "2023", "exact", "", "", "", ""), "", "", "claims.csv", 2, 1));
    CHECK(refused(ROW("A", "rumour", "1", "2023", "exact", "", "", "", ""), "", "", "claims.csv", 2, 2));
    CHECK(refused(ROW("A", "figure", "1", "2023", "roughly", "", "", "", ""), "", "", "claims.csv", 2, 14));
    CHECK(refused(ROW("A", "figure", "1", "2023", "exact", "none", "", "", ""), "", "", "claims.csv", 2, 17));
    CHECK(refused(ROW("A", "figure", "1", "2023", "exact", "", "", "", "e"), "", "", "claims.csv", 2, 21));
    CHECK(refused(ROW("A", "prediction", "1", "deadline soon", "exact", "", "", "", ""), "", "",
                  "claims.csv", 2, 6));
    CHECK(refused(ROW("A", "figure", "1", "2023", "exact", "", "", "", "")
                      ROW("A", "figure", "1", "2023", "exact", "", "", "", ""), "", "", "claims.csv", 3, 1));
    CHECK(refused(ROW("A", "figure", "1", "2023", "exact", "s", "other", "", ""),
                  SUM("s", "CHN", "ARM", "", "2023"), "", "claims.csv", 2, 18));
}

TEST(a_verdict_is_typed_only_where_a_person_judges_and_carries_its_evidence) {
    CHECK(refused(ROW("A", "figure", "1", "2023", "exact", "", "", "differs", ""), "", "", "claims.csv", 2, 20));
    CHECK(refused(ROW("A", "figure", "1", "2023", "judge", "", "", "reproduced", ""), "", "", "claims.csv", 2, 20));
    CHECK(refused(ROW("A", "figure", "1", "2023", "judge", "", "", "true", ""), "", "", "claims.csv", 2, 20));
    CHECK(refused(ROW("A", "figure", "1", "2023", "judge", "", "", "no_data", ""), "", "", "claims.csv", 2, 20));
    CHECK(refused(ROW("A", "figure", "1", "2023", "judge", "", "", "misquotes_source", ""), "", "",
                  "claims.csv", 2, 21));
    CHECK(refused(ROW("A", "pledge", "1", "2023", "judge", "", "", "came_true", ""), "", "",
                  "claims.csv", 2, 21));
    CHECK(refused(ROW("A", "figure", "1", "2023", "judge", "", "", "denied_by_other_side", "e"), "",
                  GIVEN("e", "1", "primary", "yes", ""), "claims.csv", 2, 21));
}

TEST(a_fault_of_a_measure_has_file_line_and_column) {
    CHECK(refused("", "Bad Name,sum,USD mn,1,t,,,,A,B,,,,,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 1));
    CHECK(refused("", "a,product,USD mn,1,t,,,,A,B,,,,,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 2));
    CHECK(refused("", "a,sum,mn USD,1,t,,,,A,B,,,,,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 3));
    CHECK(refused("", "a,sum,USD mn,9,t,,,,A,B,,,,,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 4));
    CHECK(refused("", "a,sum,USD mn,1,,,,,A,B,,,,,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 5));
    CHECK(refused("", "a,sum,USD mn,1,t,,,,A,B,,,,2021,2023,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 14));
    CHECK(refused("", "a,sum,USD mn,1,t,,,,A,B,,,,,soon,,,,,,,,,,,,,,\n", "", "measures.csv", 2, 15));
    CHECK(refused("", "a,rank,rank,0,t,,,,A,B,,,,,2023,to,,,C,size,,,,,,,,,\n", "", "measures.csv", 2, 20));
    CHECK(refused("", "a,rank,rank,0,t,,,,A,B,,,,,2023,to,,,C,growth,,,,,,,,,\n", "", "measures.csv", 2, 14));
    CHECK(refused("", "a,rank,rank,0,t,,,,A,B,,,,,2023,to,,,C,value,lots,,,,,,,,\n", "", "measures.csv", 2, 21));
    CHECK(refused("", "a,row,x,0,,,,,,,,,,,,,,,,,,,/etc/passwd,a = b,c,,,,\n", "", "measures.csv", 2, 23));
    CHECK(refused("", "a,row,x,0,,,,,,,,,,,,,,,,,,,data/../x,a = b,c,,,,\n", "", "measures.csv", 2, 23));
    CHECK(refused("", "a,row,x,0,,,,,,,,,,,,,,,,,,,data/x.csv,a == b,c,,,,\n", "", "measures.csv", 2, 24));
}

TEST(references_exist_and_end) {
    CHECK(refused("", MADE("a", "b + 1"), "", "measures.csv", 2, 18));
    CHECK(refused("", MADE("a", "1 +"), "", "measures.csv", 2, 18));
    CHECK(refused("", MADE("a", "a + 1"), "", "measures.csv", 2, 18));
    CHECK(refused("", MADE("a", "b") MADE("b", "c") MADE("c", "a"), "", "measures.csv", 2, 18));
    CHECK(refused("", MADE("a", "b + c") "b,count,codes,0,,,,,,,g,,,,,,,,,,,,,,,,,,\n"
                                          "c,count,lines,0,,,,,,,g,,,,,,,,,,,,,,,,,,\n", "",
                  "measures.csv", 2, 18)); /* two units in one sum */
    CHECK(refused("", MADE("a", "1") MADE("b", "a") MADE("c", "b") MADE("d", "c") MADE("e", "d")
                          MADE("f", "e") MADE("g", "f") MADE("h", "g") MADE("i", "h"),
                  "", "measures.csv", 10, 18));
}

TEST(a_chain_longer_than_the_bound_is_not_followed_to_its_end) {
    char text[60000] = "";
    size_t n = 0;
    claims *l;
    table t[3];
    n += (size_t)snprintf(text, sizeof text, "%s", MEASURE_HEAD);
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, MADE("m%d", "m%d"), i, i + 1);
    snprintf(text + n, sizeof text - n, MADE("m%d", "1"), 1000);
    CHECK(table_of(&t[0], "claims.csv", CLAIM_HEAD, "") && table_of(&t[2], "evidence.csv", PROOF_HEAD, ""));
    CHECK_INT(table_read_memory(&t[1], "measures.csv", text, strlen(text), &err), 0);
    CHECK_INT(claims_take(&l, &t[0], &t[1], &t[2], NULL, 20260101, 20260101, &err), CORDON_EFORMAT);
    CHECK(err.line == 10); /* the ninth of them */
}

TEST(a_fault_of_evidence_has_file_line_and_column) {
    CHECK(refused("", "", GIVEN("e", "1", "rumour", "yes", ""), "evidence.csv", 2, 5));
    CHECK(refused("", "", GIVEN("e", "1", "", "yes", ""), "evidence.csv", 2, 5));
    CHECK(refused("", "", GIVEN("e", "1", "cited", "perhaps", ""), "evidence.csv", 2, 6));
    CHECK(refused("", "", GIVEN("e", "1", "cited", "yes", "2024"), "evidence.csv", 2, 7));
}

/* ---- verdicts without a store ---- */

TEST(evidence_decides_what_no_data_can) {
    claims *l;
    CHECK_INT(take(&l,
                   ROW("same", "figure", "5", "2023", "abs:1", "", "", "", "e6")
                   ROW("off", "figure", "5", "2023", "exact", "", "", "", "e6")
                   ROW("cited", "figure", "5", "2023", "exact", "", "", "", "c6")
                   ROW("thing", "figure", "6", "2023", "exact", "", "", "", "x6")
                   ROW("nothing", "figure", "6", "2023", "exact", "", "", "", "")
                   ROW("soft", "figure", "6", "2023", "none", "", "", "", "e6")
                   ROW("denied", "attribution", "none", "2023", "exact", "", "", "", "e6; r")
                   ROW("judged", "figure", "6", "2023", "judge", "", "", "differs", "")
                   ROW("true", "prediction", "6", "deadline 2025-01-01", "abs:1", "", "", "", "e6")
                   ROW("false", "prediction", "9", "deadline 2025-01-01", "abs:1", "", "", "", "e6")
                   ROW("open", "prediction", "9", "deadline 2027-01-01", "abs:1", "", "", "", "e6")
                   ROW("later", "prediction", "6", "no deadline", "abs:1", "", "", "", "l6"),
                   "",
                   GIVEN("e6", "6", "primary", "yes", "") GIVEN("c6", "6", "cited", "yes", "")
                   GIVEN("x6", "6", "cited", "no", "") GIVEN("r", "", "reply", "yes", "")
                   GIVEN("l6", "6", "primary", "yes", "2026-02-01"), NULL, 20260101), 0);
    CHECK_INT(check(l, "same").verdict, CLAIM_CONSISTENT);
    CHECK_INT(check(l, "off").verdict, CLAIM_DIFFERS);
    CHECK_INT(check(l, "cited").verdict, CLAIM_MISQUOTES);
    CHECK(!check(l, "cited").judged);
    CHECK_INT(check(l, "thing").verdict, CLAIM_MISQUOTES); /* though the number agrees */
    CHECK(check(l, "thing").judged);
    CHECK_INT(check(l, "nothing").verdict, CLAIM_NO_DATA);
    CHECK(strstr(check(l, "nothing").why, "needs") != NULL);
    CHECK_INT(check(l, "soft").verdict, CLAIM_NO_DATA);
    CHECK_INT(check(l, "denied").verdict, CLAIM_DENIED);
    CHECK_INT(check(l, "judged").verdict, CLAIM_DIFFERS);
    CHECK(check(l, "judged").judged);
    CHECK_INT(check(l, "true").verdict, CLAIM_CAME_TRUE);
    CHECK_INT(check(l, "false").verdict, CLAIM_DID_NOT);
    CHECK_INT(check(l, "open").verdict, CLAIM_OPEN);
    CHECK_INT(check(l, "later").verdict, CLAIM_OPEN);
    claims_close(l);
}

/* ---- with a store ---- */

static const char layout_text[] =
    "row,field,column,value,form,scale,when\n"
    ",dataset,,tiny,,,\n,title,,rows of a test,,,\n,publisher,,nobody,,,\n"
    ",reporter,r,,code,,\n,partner,p,,code,,\n,flow,,X,,,\n,period,t,,yyyy,,\n"
    ",nomenclature,,HS,,,\n,code,,TOTAL,,,\n,value,v,,,1,\n,currency,c,,*,,\n,estimate,,imputed,,,period>=2023\n"
    ",estimate,,reported,,,\n";
static const char rows_text[] = "r,p,t,v,c\n"
                                "CHN,ARM,2021,100000000,USD\nCHN,ARM,2022,150000000,USD\n"
                                "CHN,ARM,2023,300000000,USD\nCHN,GEO,2021,400000000,USD\n"
                                "CHN,GEO,2022,500000000,USD\nCHN,GEO,2023,520000000,USD\n"
                                "CHN,KAZ,2021,1000000,USD\nCHN,KAZ,2023,9000000,USD\n";

static bool write_file(const char *name, const char *text, char path[96]) {
    snprintf(path, 96, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    return f && fputs(text, f) >= 0 && fclose(f) == 0;
}

static bool open_store(bool filled) {
    char at[96], mapping[96], rows[96];
    load_result r;
    snprintf(folder, sizeof folder, "/tmp/cordon-claims-XXXXXX");
    if (!mkdtemp(folder)) return false;
    snprintf(at, sizeof at, "%s/store", folder);
    if (store_init(at, "", &err) || context_open(&st, at, "", STORE_WRITE, 0, &err)) return false;
    if (!filled) return true;
    load_options o = {.layout = mapping, .vintage = 20240101};
    bool good = write_file("tiny.csv", layout_text, mapping) && write_file("rows.csv", rows_text, rows) &&
                !load_file(&r, st.store, st.areas, rows, &o, &err) && !r.source.refused;
    if (!good) printf("# %s:%llu: %s\n", err.source, (unsigned long long)err.line, err.message);
    return good;
}

static void close_store(void) {
    char command[128];
    context_close(&st);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (system(command)) puts("# the test's folder stays behind");
}

#define FLOW(name, kind, unit, digits, to, base, period, by, share, pick, rank, floor, top)        \
    name "," kind "," unit "," digits ",tiny,X,,A,CHN," to ",,,," base "," period "," by "," share \
         ",," pick "," rank "," floor "," top ",,,,,,,\n"
#define THREE "\"ARM,GEO,KAZ\""
static const char flow_measures[] =
    FLOW("s", "sum", "USD mn", "1", "ARM", "", "2023", "", "", "", "", "", "")
    FLOW("c", "change", "USD mn", "1", "ARM", "2021", "2023", "", "", "", "", "", "")
    FLOW("g", "growth", "percent", "1", "\"GEO,ARM\"", "2021", "2023", "to", "", "", "", "", "")
    FLOW("p", "share", "percent", "1", "ARM", "", "2021", "", "\"ARM,GEO\"", "", "", "", "")
    FLOW("r", "rank", "rank", "0", THREE, "2021", "2023", "to", "", "ARM", "growth", "50 mn USD", "")
    FLOW("w", "rank", "rank", "0", THREE, "2021", "2023", "to", "", "ARM", "growth", "", "")
    FLOW("n", "in_top", "of 2", "0", THREE, "", "2023", "to", "", "\"ARM,KAZ\"", "value", "", "2")
    FLOW("t", "top", "USD mn", "0", THREE, "", "2023", "to", "", "", "", "", "2")
    FLOW("hole", "sum", "USD mn", "1", "ARM", "", "2020..2021", "", "", "", "", "", "")
    FLOW("eur", "sum", "EUR mn", "1", "ARM", "", "2023", "", "", "", "", "", "")
    "y,year_rank,rank,0,,,,,,,,,,,2021..2023,,,s,2022,,,,,,,,,,\n"
    "f,formula,USD mn,1,,,,,,,,,,,,,,s - c * 2,,,,,,,,,,,\n";
#undef FLOW

static bool got(claims *l, const char *name, const char *want) {
    buf b = {0};
    measure_def *d = measure_find(l, name);
    bool good = d && !measure_value(l, d, 20260101, &err);
    for (size_t i = 0; good && i < d->got.n; i++)
        buf_printf(&b, "%s%s", i ? "; " : "", d->got.item[i].text);
    if (good && d->got.absent) buf_str(&b, "absent");
    good = good && strcmp(buf_text(&b), want) == 0;
    if (!good) printf("# %s: %s, want %s (%s)\n", name, buf_text(&b), want, d ? d->got.why : "");
    buf_free(&b);
    return good;
}

TEST(measures_by_hand) {
    claims *l;
    CHECK(open_store(true));
    CHECK_INT(take(&l, "", flow_measures, "", &st, 20260101), 0);
    CHECK(got(l, "s", "300.0"));
    CHECK(got(l, "c", "200.0"));
    CHECK(got(l, "g", "30.0; 200.0")); /* in the order named */
    CHECK(got(l, "p", "20.0"));
    CHECK(got(l, "r", "1"));           /* the smallest is below the floor */
    CHECK(got(l, "w", "2"));
    CHECK(got(l, "n", "1"));
    CHECK(got(l, "t", "GEO 520; ARM 300"));
    CHECK(got(l, "hole", "absent"));   /* a year nobody reports is not zero */
    CHECK(got(l, "eur", "absent"));    /* no rates are given */
    CHECK(got(l, "y", "2"));
    CHECK(got(l, "f", "-100.0"));
    claims_close(l);
    close_store();
}

static const char sum_2023[] = "s,sum,USD mn,1,tiny,X,,A,CHN,ARM,,,,,2023,,,,,,,,,,,,,,\n";

TEST(the_data_decide_and_say_how) {
    claims *l;
    CHECK(open_store(true));
    CHECK_INT(take(&l,
                   ROW("good", "figure", "301", "2023", "rel:1%", "s", "tiny", "", "")
                   ROW("bad", "figure", "200", "2023", "rel:1%", "s", "tiny", "", "")
                   ROW("came", "prediction", ">200", "no deadline", "sign", "s", "tiny", "", ""),
                   sum_2023, "", &st, 20260101), 0);
    claim_result r = check(l, "good");
    CHECK_INT(r.verdict, CLAIM_REPRODUCED);
    CHECK(strcmp(r.got, "300.0") == 0 && r.number == 300 && !r.judged);
    CHECK(r.evidence_n == 1);
    CHECK_INT(r.evidence[0].sum_milli, 300000000000);
    CHECK_INT(r.evidence[0].rows, 1);
    CHECK(strstr(r.steps, "300000000 USD (imputed)") && strstr(r.why, "imputed"));
    buf b = {0};
    CHECK_INT(claim_json(&b, &r, true, &err), 0);
    CHECK(strstr(b.p, "\"verdict\":\"reproduced\",\"judged\":false"));
    buf_free(&b);
    CHECK_INT(check(l, "bad").verdict, CLAIM_DIFFERS);
    CHECK_INT(check(l, "came").verdict, CLAIM_CAME_TRUE);
    claims_close(l);
    /* On a day before the year is over the forecast is open, the figure not known. */
    CHECK_INT(take(&l,
                   ROW("good", "figure", "301", "2023", "rel:1%", "s", "tiny", "", "")
                   ROW("came", "prediction", ">200", "no deadline", "sign", "s", "tiny", "", ""),
                   sum_2023, "", &st, 20230601), 0);
    CHECK_INT(check(l, "good").verdict, CLAIM_NO_DATA);
    CHECK_INT(check(l, "came").verdict, CLAIM_OPEN);
    claims_close(l);
    close_store();
}

TEST(an_empty_store_decides_nothing) {
    claims *l;
    CHECK(open_store(false));
    CHECK_INT(take(&l,
                   ROW("sum", "figure", "300", "2023", "rel:1%", "s", "tiny", "", "")
                   ROW("judged", "figure", "300", "2023", "judge", "s", "tiny", "differs", ""),
                   sum_2023, "", &st, 20260101), 0);
    CHECK_INT(check(l, "sum").verdict, CLAIM_NO_DATA);
    CHECK(strstr(check(l, "sum").why, "load a file of dataset tiny") != NULL);
    CHECK_INT(check(l, "judged").verdict, CLAIM_NO_DATA); /* whoever judged it before */
    claims_close(l);
    close_store();
}

TEST(cells_counts_and_sums_of_tables) {
    claims *l;
    CHECK_INT(take(&l, "",
                   "v,row,USD bn,3,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id = P13,value,,,,\n"
                   "x,row,USD bn,2,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id = P13,value,; X ,,,\n"
                   "k,row_count,rows,0,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id ^= P1; unit = pct,,,,,\n"
                   "m,row,x,0,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id ^= P1,value,,,,\n"
                   "z,row,x,0,,,,,,,,,,,,,,,,,,,data/published_figures.csv,id = P13,other,,,,\n"
                   "e,row_sum,year,0,,,,,,,,,,,,,,,,,,,data/ref/fx_ecb_annual_average.csv,"
                   "year >= 2023,year,,,,\n", "", NULL, 20260101), 0);
    CHECK(got(l, "v", "190.271"));
    CHECK(got(l, "x", "76.12"));
    CHECK(got(l, "k", "0"));
    CHECK(got(l, "m", "absent")); /* several rows are not one cell */
    CHECK(got(l, "z", "absent"));
    CHECK(got(l, "e", "4047"));   /* 2023 + 2024 */
    claims_close(l);
}

/* ---- the record of the store ---- */

static bool load_record(date_day vintage) {
    static const char head[] = "id\tdate_start\tdate_end\tprecision\tdimension\tkind\tactor1\tactor2\tothers\t"
                               "place\ttitle\tscale\tstatus\tattributed_by\treply\treply_by\treply_date\tsource\t"
                               "source_kind\tstate_media\tbasis\tseed_line\tnote\n";
#define EVENT(id, day, kind, title, scale, status)                                                 \
    id "\t" day "\t\tday\tpolitical\t" kind "\tCHN\tRUS\t\t\t" title "\t" scale "\t" status               \
       "\t\t\t\t\tS, https://s.example\tmedia\tno\tseen\t\t\n"
    static const char rows[] = EVENT("lm-2020-01", "2020-01-01", "leader_meeting", "First", "7th meeting", "confirmed")
        EVENT("lm-2021-01", "2021-05-01", "leader_meeting", "Second", "over 2,000 people", "confirmed")
        EVENT("lm-2022-01", "2022-05-01", "leader_meeting", "Third", "", "announced")
        EVENT("ex-2022-01", "2022-06-01", "exercise", "Drill", "2022-06", "confirmed");
    char text[4096], path[96];
    load_result r;
    load_options o = {.vintage = vintage};
    snprintf(text, sizeof text, "%s%s", head, rows);
    bool good = write_file("record.tsv", text, path) &&
                !watch_load_file(&r, st.store, st.areas, path, &record_reader_own, &o, &err) &&
                r.source.rows == 4;
    if (!good) printf("# %s:%llu: %s\n", err.source, (unsigned long long)err.line, err.message);
    return good;
}

#define RECORD(name, kind, where, column, after)                                                   \
    name "," kind ",meetings,0,record,,,,,,,,,,,,,,,,,,," where "," column "," after ",,,\n"
#define MEETINGS "kind = leader_meeting; actor1 = CHN"
static const char record_measures[] =
    RECORD("ordinal", "record", "title = First", "scale", "")
    RECORD("after", "record", "title = Second", "scale", "over ")
    RECORD("month", "record", "title = Drill", "scale", "")
    RECORD("many", "record", MEETINGS, "title", "")
    RECORD("none", "record", "title = Fourth", "title", "")
    RECORD("count", "record_count", MEETINGS, "", "")
    RECORD("least", "record_at_least", MEETINGS, "", "")
    RECORD("column", "record_count", "colour = red", "", "")
    MADE("sum", "ordinal + count");

TEST(rows_of_the_record_are_looked_up_and_counted) {
    claims *l;
    CHECK(open_store(false));
    CHECK(load_record(20230101));
    CHECK_INT(take(&l, "", record_measures, "", &st, 20260101), 0);
    CHECK(got(l, "ordinal", "7"));
    CHECK(got(l, "after", "2000"));
    CHECK(got(l, "month", "2022-06"));
    CHECK(got(l, "many", "absent")); /* several rows are not one */
    CHECK(got(l, "none", "absent"));
    CHECK(got(l, "count", "3"));
    CHECK(got(l, "least", "at least 3"));
    CHECK(got(l, "column", "absent"));
    CHECK(got(l, "sum", "10.0"));
    const outcome *o = &measure_find(l, "count")->got;
    CHECK(!o->statistics);
    CHECK_INT(o->evidence_n, 3);
    CHECK_INT(o->evidence[0].source, 1);
    CHECK_INT(o->evidence[0].line, 2);
    CHECK(strstr(o->evidence[0].quote, "lm-2020-01, 2020-01-01: First; 7th meeting; confirmed (S, https"));
    claims_close(l);
    /* Nothing of a later day, and nothing of a file that was not known. */
    CHECK_INT(take(&l, "", record_measures, "", &st, 20211231), 0);
    CHECK(got(l, "count", "2"));
    measure_def *d = measure_find(l, "count");
    CHECK_INT(measure_value(l, d, 20221231, &err), 0);
    CHECK(d->got.absent);
    CHECK(strstr(d->got.why, "no record of events known by 2022-12-31"));
    claims_close(l);
    close_store();
}

TEST(a_store_without_a_record_names_the_file) {
    claims *l;
    CHECK(open_store(false));
    CHECK_INT(take(&l, ROW("c", "figure", "3", "2022", "exact", "count", "record", "", ""),
                   RECORD("count", "record_count", MEETINGS, "", ""), "", &st, 20260101), 0);
    claim_result r = check(l, "c");
    CHECK_INT(r.verdict, CLAIM_NO_DATA);
    CHECK(strstr(r.why, "the store has no record of events"));
    CHECK(strstr(r.why, "record"));
    claims_close(l);
    close_store();
}

/* What a list holds at least refutes only a number below it. */
TEST(a_lower_bound_refutes_what_is_below_it) {
    claims *l;
    CHECK(open_store(false));
    CHECK(load_record(20230101));
    CHECK_INT(take(&l,
                   ROW("more", "figure", "43", "2022", "abs:0", "least", "record", "", "")
                   ROW("same", "figure", "3", "2022", "abs:0", "least", "record", "", "")
                   ROW("near", "figure", "2", "2022", "abs:1", "least", "record", "", "")
                   ROW("less", "figure", "2", "2022", "abs:0", "least", "record", "", "")
                   ROW("above", "figure", ">2", "2022", "sign", "least", "record", "", "")
                   ROW("beyond", "figure", ">3", "2022", "sign", "least", "record", "", ""),
                   RECORD("least", "record_at_least", MEETINGS, "", ""), "", &st, 20260101), 0);
    static const struct {
        const char *id;
        claim_verdict want;
    } all[] = {{"more", CLAIM_CONSISTENT},  {"same", CLAIM_CONSISTENT},  {"near", CLAIM_CONSISTENT},
               {"less", CLAIM_DIFFERS},     {"above", CLAIM_CONSISTENT}, {"beyond", CLAIM_DIFFERS}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        CHECK_INT(check(l, all[i].id).verdict, all[i].want);
    claims_close(l);
    close_store();
}

/* Rows that the evidence names are shown when they are known and begun; they decide nothing. */
TEST(rows_of_the_record_are_bound_to_a_claim) {
    static const char claim_rows[] =
        ROW("b", "figure", "3", "2022", "judge", "", "", "differs",
            "p; record:lm-2020-01; record:lm-2022-01; record:lm-1999-01");
    claims *l;
    CHECK(open_store(false));
    CHECK_INT(take(&l, claim_rows, "", GIVEN("p", "4", "primary", "yes", "2022-01-01"), &st, 20220201), 0);
    claim_result r = check(l, "b");
    CHECK_INT(r.verdict, CLAIM_DIFFERS);
    CHECK(strstr(r.steps, "evidence.csv, line 2: p, primary of 2022-01-01: w (S)"));
    CHECK(strstr(r.steps, "record:lm-2020-01: the store has no record of events"));
    CHECK_INT(r.evidence_n, 1);
    claims_close(l);
    CHECK(load_record(20220101));
    CHECK_INT(take(&l, claim_rows, "", GIVEN("p", "4", "primary", "yes", "2022-01-01"), &st, 20220201), 0);
    r = check(l, "b");
    CHECK_INT(r.verdict, CLAIM_DIFFERS);
    CHECK_INT(r.evidence_n, 2);
    CHECK_INT(r.evidence[1].line, 2);
    CHECK(strstr(r.steps, "p, primary of 2022-01-01: w (S)"));
    CHECK(strstr(r.steps, "record: source 1, line 2: lm-2020-01, 2020-01-01: First"));
    CHECK(!strstr(r.steps, "Third")); /* not begun */
    CHECK(strstr(r.steps, "record:lm-1999-01: the record has no such row"));
    claims_close(l);
    close_store();
}

/* ---- published counts ---- */

static bool load_counts(void) {
    static const char text[] = "series\tperiod\tvalue\tunit\tpublisher\tsource\n"
                               "n\t2022\t3\tattacks\tA\thttps://s.example\n"
                               "n\t2023\t12\tattacks\tA\thttps://s.example\n"
                               "n\t2024\t34\tattacks\tA\thttps://s.example\n"
                               "n\t2021\t0\tattacks\tA\thttps://s.example\n"
                               "n\t2020\t1.5\tattacks\tA\thttps://s.example\n";
    char path[96];
    load_result r;
    load_options o = {.vintage = 20250318};
    bool good = write_file("counts.tsv", text, path) &&
                !watch_load_file(&r, st.store, st.areas, path, &observation_reader, &o, &err) &&
                r.source.rows == 5;
    if (!good) printf("# %s:%llu: %s\n", err.source, (unsigned long long)err.line, err.message);
    return good;
}

#define COUNT(name, year)                                                                          \
    name ",observation,attacks,0,observations,,,,,,,,,,,,,,,,,,,series = n; period = " year          \
         ",value,,,,\n"
#define RATIO(name, of) name ",count_ratio,ratio,2,,,,,,,,,,,,,," of ",,,,,,,,,,,\n"
static const char count_measures[] = COUNT("a", "2020") COUNT("z", "2021") COUNT("b", "2022")
    COUNT("c", "2023") COUNT("d", "2024") RATIO("four", "b; c") RATIO("three", "c; d")
    RATIO("fall", "c; b") RATIO("zero", "z; b") RATIO("part", "a; b") RATIO("gone", "b; z");

/* The intervals are those of poisson.test of R: 12 against 3 [1.08, 22.09] with p 0.018, 34 against
 * 12 [1.43, 6.01] with p 0.0008; the means by Garwood.                                            */
TEST(a_ratio_of_counts_has_its_exact_interval) {
    claims *l;
    CHECK(open_store(false));
    CHECK(load_counts());
    CHECK_INT(take(&l, "", count_measures, "", &st, 20260101), 0);
    CHECK(got(l, "four", "4.00"));
    CHECK(got(l, "three", "2.83"));
    CHECK(got(l, "fall", "0.25"));
    CHECK(got(l, "gone", "0.00"));
    CHECK(got(l, "zero", "absent")); /* to nothing */
    CHECK(got(l, "part", "absent")); /* 1.5 is no count */
    const char *steps = buf_text(&measure_find(l, "four")->got.steps);
    CHECK(strstr(steps, "3 in [0.6, 8.8], 12 in [6.2, 21.0]"));
    CHECK(strstr(steps, "ratio [1.08, 22.09]; p of no rise 0.018"));
    CHECK(strstr(steps, "source 1, line 2: n, 2022: 3 attacks; A (https://s.example)"));
    steps = buf_text(&measure_find(l, "three")->got.steps);
    CHECK(strstr(steps, "34 in [23.5, 47.5]"));
    CHECK(strstr(steps, "ratio [1.43, 6.01]; p of no rise 0.00082"));
    CHECK(strstr(buf_text(&measure_find(l, "gone")->got.steps), "ratio [0.00, "));
    claims_close(l);
    CHECK_INT(take(&l, "", count_measures, "", &st, 20231230), 0);
    CHECK(got(l, "four", "absent")); /* the year is not over */
    claims_close(l);
    close_store();
}

TEST(measures_of_the_store_name_their_dataset) {
    CHECK(refused("", "a,record,x,0,observations,,,,,,,,,,,,,,,,,,,id = 1,id,,,,\n", "", "measures.csv", 2, 5));
    CHECK(refused("", "a,observation,x,0,record,,,,,,,,,,,,,,,,,,,id = 1,id,,,,\n", "", "measures.csv", 2, 5));
    CHECK(refused("", RATIO("r", "r; r; r"), "", "measures.csv", 2, 18));
    CHECK(refused("", COUNT("b", "2022") RATIO("r", "b"), "", "measures.csv", 3, 18));
}

TEST(the_tables_that_ship_are_sound) {
    claims *l;
    CHECK(open_store(false));
    if (claims_open(&l, &st, 20260101, 20260101, &err)) {
        printf("# %s:%llu:%u: %s\n", err.source, (unsigned long long)err.line, err.column, err.message);
        CHECK(false);
    }
    CHECK(claims_count(l) == 129);
    claims_close(l);
    close_store();
}

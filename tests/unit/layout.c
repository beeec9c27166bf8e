/* Layouts: every fault has its place, those that ship fit the files that ship. */
#include "flows/layout.h"

#include <dirent.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/data_dir.h"
#include "read/stream.h"
#include "test.h"

static areas *known_areas(void) {
    static areas *a;
    cordon_error err = {0};
    if (!a && areas_load(&a, &err)) printf("# %s\n", err.message);
    return a;
}

#define HEAD "row,field,column,value,form,scale,when\n"
/* A whole layout but for the rules a case adds: lines 2 to 9. */
#define REST                                                                                       \
    HEAD ",dataset,,t,,,\n,partner,p,,iso2,,\n,period,t,,yyyymm|yyyy,,\n,code,c,,,,\n"             \
         ",value,v,,,1000,\n,currency,,EUR,,,\n,reporter,,DEU,,,\n,flow,,X,,,\n"

static cordon_status read_text(layout *l, const char *text, cordon_error *err) {
    return layout_read_memory(l, "t.csv", text, strlen(text), known_areas(), err);
}

TEST(a_layout_is_read) {
    layout l;
    cordon_error err = {0};
    cordon_status status =
        read_text(&l, REST ",estimate,,imputed,,,period>=2022\n,estimate,,reported,,,\n"
                           ",delimiter,,tab,,,\n,quote,,none,,,\n,encoding,,windows-1251,,,\n",
                  &err);
    if (status) printf("# %s\n", err.message);
    CHECK_INT(status, 0);
    bool ok = l.rows_n == 1 && l.rules_n == 9 && l.delimiter == '\t' && l.quote == 0 &&
              strcmp(l.encoding, "windows-1251") == 0 && strcmp(l.dataset, "t") == 0 &&
              strcmp(l.name, "t") == 0 && l.row[0].n[FLOW_ESTIMATE] == 2 &&
              l.row[0].rule[FLOW_VALUE][0]->scale.mantissa == 1 &&
              l.row[0].rule[FLOW_VALUE][0]->scale.exponent == 3;
    layout_free(&l);
    layout_free(&l);
    CHECK(ok);
}

TEST(rows_of_a_wide_table_have_their_own_rules_first) {
    layout l;
    cordon_status status =
        read_text(&l, HEAD ",dataset,,t,,,\n,partner,p,,iso2,,\n,period,t,,yyyy,,\n,code,c,,,,\n"
                           ",currency,,EUR,,,\n,reporter,,DEU,,,\n"
                           "out,flow,,X,,,\nout,value,xv,,,1,\nout,currency,,USD,,,\n"
                           "in,flow,,M,,,\nin,value,mv,,,1,\n",
                  NULL);
    CHECK_INT(status, 0);
    bool ok = l.rows_n == 2 && strcmp(l.row[0].label, "out") == 0 && l.row[0].n[FLOW_CURRENCY] == 2 &&
              strcmp(l.row[0].rule[FLOW_CURRENCY][0]->value, "USD") == 0 &&
              l.row[1].n[FLOW_CURRENCY] == 1 &&
              strcmp(l.row[1].rule[FLOW_CURRENCY][0]->value, "EUR") == 0 &&
              strcmp(l.row[1].rule[FLOW_FLOW][0]->value, "M") == 0;
    layout_free(&l);
    CHECK(ok);
}

/* Every fault names file, line, column and the value. Column 0: of the whole file. */
TEST(faults_name_their_place) {
    static const struct {
        const char *text;
        int line, column;
        const char *words;
    } cases[] = {
        {"row,field,column,value,form,scale\n", 1, 0, "no column \"when\""},
        {HEAD "\n,dataset,,t,,\n", 3, 0, "6 fields where the header has 7"},
        {REST ",colour,,red,,,\n", 10, 2, "field \"colour\": expected"},
        {REST ",Value,v,,,1,\n", 10, 2, "field \"Value\""},
        {REST ",level,l,,,,\n", 10, 2, "field \"level\""},
        {REST ",value,w,,,1,\n", 10, 2, "field \"value\": expected one rule"},
        {REST ",basis,,,,,\n", 10, 4, "value \"\": expected"},
        {REST ",basis,b,origin,,,\n", 10, 4, "value \"origin\": expected either"},
        {REST ",basis,,sea,,,\n", 10, 4, "value \"sea\": expected origin|consignment"},
        {REST "x,flow,,Import,,,\n", 10, 4, "value \"Import\": expected X|M|RX|RM"},
        {REST ",valuation,v,,CIF=cif|FOB=FOB,,\n", 10, 5, "form \"CIF=cif|FOB=FOB\": expected cif"},
        {REST ",freq,f,,M=M|Q=Q,,\n", 10, 5, "form \"M=M|Q=Q\": expected A|M"},
        {REST ",transport,m,,0=|sea,,\n", 10, 5, "form \"0=|sea\": expected FROM=TO"},
        {REST ",mass,,5,,,\n", 10, 3, "column \"\": expected the column"},
        {REST ",mass,m,,,-1,\n", 10, 6, "scale \"-1\": expected a positive number"},
        {REST ",mass,m,,,0,\n", 10, 6, "scale \"0\""},
        {REST ",mass,m,,,ten,\n", 10, 6, "scale \"ten\""},
        {REST ",unit,u,,,10,\n", 10, 6, "scale \"10\""},
        {REST ",partner2,q,,,,\n", 10, 5, "form \"\": expected the scheme"},
        {REST ",partner2,q,,iso2|klingon,,\n", 10, 5, "form \"iso2|klingon\": expected schemes"},
        {REST ",partner2,,Mars,,,\n", 10, 4, "value \"Mars\": expected an area"},
        {REST "x,period,t,,,,\n", 10, 5, "form \"\": expected a column and patterns"},
        {REST "x,period,,2022,yyyy,,\n", 10, 5, "form \"yyyy\": expected a column"},
        {REST "x,period,t,,yyyymm|mm,,\n", 10, 5, "form \"yyyymm|mm\""},
        {REST "x,period,t,,yyyym,,\n", 10, 5, "form \"yyyym\""},
        {REST "x,period,t,,yyyyyyyyyyyy,,\n", 10, 5, "form \"yyyyyyyyyyyy\""},
        {REST ",estimate,,imputed,,,period\n", 10, 7, "when \"period\""},
        {REST ",estimate,,imputed,,,period2022\n", 10, 7, "when \"period2022\""},
        {REST ",estimate,,imputed,,,period>\n", 10, 7, "when \"period>\""},
        {REST ",estimate,,imputed,,,periodl2022\n", 10, 7, "when \"periodl2022\""},
        {REST ",estimate,,imputed,,,period>=22\n", 10, 7, "when \"period>=22\""},
        {REST ",estimate,,imputed,,,year>=2022\n", 10, 7, "when \"year>=2022\""},
        {REST ",unit,u,,,,period>=2022\n", 10, 7, "with a constant value"},
        {REST ",delimiter,,,,,\n", 10, 4, "value \"\": expected one character, or tab"},
        {REST ",delimiter,,;;,,,\n", 10, 4, "value \";;\": expected one character, or tab"},
        {REST ",delimiter,,\"\"\"\",,,\n", 10, 4, "another character"},
        {REST ",quote,,nothing,,,\n", 10, 4, "value \"nothing\": expected one character, or none"},
        {HEAD ",dataset,,t,,,\n", 0, 0, "no rule for the field \"reporter\""},
        {REST "a,value,w,,,1,\n", 0, 0, NULL}, /* own rule before the common one: fine */
        {HEAD ",partner,p,,iso2,,\n,period,t,,yyyy,,\n,code,c,,,,\n,value,v,,,1,\n"
              ",currency,,EUR,,,\n,reporter,,DEU,,,\n,flow,,X,,,\n",
         0, 0, "no rule for the dataset's name"},
        {HEAD ",dataset,,t,,,\n,partner,p,,iso2,,\n,period,t,,yyyy,,\n,code,c,,,,\n"
              ",currency,,EUR,,,\n,reporter,,DEU,,,\nout,flow,,X,,,\nout,value,v,,,1,\nin,flow,,M,,,\n",
         0, 0, "no rule for the field \"value\" of row in"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        layout l;
        cordon_error err = {0};
        int status = (int)read_text(&l, cases[i].text, &err);
        if (!status) layout_free(&l);
        if (!cases[i].words) {
            if (status) FAIL_("case %zu is refused: %s", i, err.message);
            continue;
        }
        if (status != CORDON_EFORMAT || (int)err.line != cases[i].line ||
            (int)err.column != cases[i].column || strcmp(err.source, "t.csv") != 0 ||
            !strstr(err.message, cases[i].words))
            FAIL_("case %zu: %d, %s line %d column %d: %s", i, status, err.source, (int)err.line,
                  (int)err.column, err.message);
        CHECK(!l.rules && !l.source.cell);
    }
}

TEST(at_most_16_rows_and_8_rules) {
    buf b = {0};
    layout l;
    cordon_error err = {0};
    buf_str(&b, REST);
    for (int i = 0; i <= LAYOUT_ROWS_MAX; i++) buf_printf(&b, "r%d,basis,,origin,,,\n", i);
    cordon_status many_rows = read_text(&l, b.p, &err);
    int line = (int)err.line;
    buf_free(&b);
    buf_str(&b, REST);
    for (int i = 0; i <= LAYOUT_RULES_MAX; i++) buf_printf(&b, ",estimate,,imputed,,,period=20%d\n", 10 + i);
    cordon_status many_rules = read_text(&l, b.p, &err);
    buf_free(&b);
    CHECK_INT(many_rows, CORDON_EFORMAT);
    CHECK_INT(line, 10 + LAYOUT_ROWS_MAX);
    CHECK_INT(many_rules, CORDON_EFORMAT);
    CHECK_INT((int)err.line, 10 + LAYOUT_RULES_MAX);
}

/* ---- headers ---- */

static bool header_of(record_split *s, record_block *b, const char *path) {
    stream *in = NULL;
    record_reader *r = NULL;
    size_t at = 0;
    uint64_t line, of;
    bool ok = !stream_open(&in, path, NULL) && !records_open(&r, in, NULL, '"', NULL) &&
              !records_next(r, b, NULL);
    line = b->first_line;
    ok = ok && records_split(s, b, &at, &line, &of) == SPLIT_OK;
    records_close(r);
    stream_close(in);
    return ok;
}

TEST(every_layout_that_ships_fits_its_file) {
    static const char *const names[] = {"file", "layout", NULL};
    int col[2];
    char path[1024], name[400];
    table t;
    record_split *s = malloc(sizeof *s);
    record_block b = {.data = malloc(RECORDS_BLOCK)};
    size_t fitted = 0;
    CHECK_INT(table_read(&t, data_path(path, sizeof path, "data/sources.csv"), NULL), 0);
    CHECK_INT(table_cols(&t, names, col, NULL), 0);
    for (size_t i = 0; i < t.rows; i++) {
        const char *file = table_cell(&t, i, col[0]), *want = table_cell(&t, i, col[1]);
        layout l, found;
        cordon_error err = {0};
        if (strncmp(file, "flows/", 6) != 0 || !*want) continue;
        snprintf(name, sizeof name, "data/%s", file);
        s->delimiter = ',';
        s->quote = '"';
        bool ok = header_of(s, &b, data_path(path, sizeof path, name)) &&
                  !layout_named(&l, want, known_areas(), &err);
        if (ok) {
            ok = !layout_bind(&l, file, s, &err);
            layout_free(&l);
        }
        if (ok && !layout_detect(&found, file, b.data, b.len, known_areas(), &err)) {
            if (strcmp(found.name, want) != 0) printf("# %s: the header says %s\n", file, found.name), ok = false;
            layout_free(&found);
        } else {
            ok = false;
        }
        if (!ok) FAIL_("%s by %s: %s", file, want, err.message);
        fitted++;
    }
    table_free(&t);
    free(s);
    free(b.data);
    CHECK(fitted >= 14);
}

TEST(every_layout_that_ships_is_read) {
    char folder[1024];
    DIR *d = opendir(data_path(folder, sizeof folder, "data/layouts"));
    size_t n = 0;
    CHECK(d);
    for (struct dirent *e; (e = readdir(d));) {
        char name[300];
        layout l;
        cordon_error err = {0};
        if (!strstr(e->d_name, ".csv")) continue;
        snprintf(name, sizeof name, "%.*s", (int)strlen(e->d_name) - 4, e->d_name);
        cordon_status status = layout_named(&l, name, known_areas(), &err);
        if (status) FAIL_("%s: %s", name, err.message);
        bool ok = strcmp(l.name, name) == 0 && *l.title && *l.publisher;
        layout_free(&l);
        if (!ok) FAIL_("%s has no title or publisher", name);
        n++;
    }
    closedir(d);
    CHECK(n >= 15);
}

TEST(an_unknown_name_lists_those_that_are_known) {
    layout l;
    cordon_error err = {0};
    CHECK_INT(layout_named(&l, "comtext", known_areas(), &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "\"comtext\"") && strstr(err.message, "comext, comtrade-29"));
    static const char header[] = "reporter;partner;cn;period;value_eur\nAT;CN;1;2;3\n";
    CHECK_INT(layout_detect(&l, "f.csv", header, sizeof header - 1, known_areas(), &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "reporter;partner;cn") && strstr(err.message, "comext") && err.line == 1);
}

TEST(a_header_without_a_column_or_with_two_is_refused) {
    layout l;
    cordon_error err = {0};
    record_split *s = malloc(sizeof *s);
    CHECK_INT(read_text(&l, REST, NULL), 0);
    static const char *const headers[] = {"p,t,c", "p,t,c,v,v", "p,t,c,v", " p,t,c,v", "P,T,C,V"};
    static const char *const words[] = {"needs the column \"v\"", "\"v\" stands twice", NULL,
                                        "needs the column \"p\"", "needs the column \"p\""};
    for (size_t i = 0; i < 5; i++) {
        record_block b = {.data = (char *)(uintptr_t)headers[i], .len = strlen(headers[i]), .first_line = 1};
        size_t at = 0;
        uint64_t line = 1, of;
        s->delimiter = ',';
        s->quote = '"';
        records_split(s, &b, &at, &line, &of);
        err.message[0] = 0;
        cordon_status status = layout_bind(&l, "f.csv", s, &err);
        if ((status != CORDON_OK) != (words[i] != NULL) || (words[i] && !strstr(err.message, words[i])))
            FAIL_("\"%s\": %d %s", headers[i], status, err.message);
    }
    CHECK_INT(l.row[0].rule[FLOW_VALUE][0]->index, 3);
    layout_free(&l);
    free(s);
}

/* ---- periods, conditions, maps ---- */

/* One alternative at a time, character by character, with the C library. */
static bool naive_period(const char *form, const char *s, date_period *out) {
    char all[100], *save = NULL;
    snprintf(all, sizeof all, "%s", form);
    for (char *p = strtok_r(all, "|", &save); p; p = strtok_r(NULL, "|", &save)) {
        char year[8] = "", month[8] = "";
        size_t n = strlen(p);
        bool ok = strlen(s) == n;
        for (size_t i = 0; ok && i < n; i++) {
            char digit[2] = {s[i], 0};
            bool is_digit = strchr("0123456789", s[i]) != NULL;
            if (p[i] == 'y' || p[i] == 'm') {
                ok = is_digit;
                strcat(p[i] == 'y' ? year : month, digit);
            } else if (p[i] != '?') {
                ok = p[i] == s[i];
            }
        }
        if (!ok) continue;
        if (*month && (atoi(month) < 1 || atoi(month) > 12)) return false;
        if (atoi(year) < 1000) continue;
        *out = atoi(year) * 100 + (*month ? atoi(month) : 0);
        return true;
    }
    return false;
}

TEST(periods_equal_a_reading_by_hand) {
    static const char *const forms[] = {"yyyymm|yyyy", "yyyy",      "Yyyyy",        "yyyy-mm-??",
                                        "yyyyMmm",     "mm/yyyy",   "yyyy-mm|yyyy", "?" "?-mm-yyyy|yyyymm",
                                        "yyyy52",      "yyyy52|yyyymm"};
    static const char alphabet[] = "0123456789001122-/MY?|y";
    size_t good = 0;
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        layout_rule r = {.form = forms[f]};
        for (int i = 0; i < 20000; i++) {
            char s[24], one[24];
            size_t len = 0;
            /* Mostly of one of the form's shapes, with few faults. */
            snprintf(one, sizeof one, "%s", forms[f]);
            if (test_random() % 2 && strchr(one, '|')) memmove(one, strchr(one, '|') + 1, strlen(strchr(one, '|')));
            for (const char *p = one; *p && *p != '|'; p++)
                s[len++] = *p == 'y' || *p == '?'                  ? (char)('0' + test_random() % 10)
                           : *p == 'm' && p[1] == 'm'              ? (char)('0' + test_random() % 2)
                           : *p == 'm'                             ? (char)('0' + test_random() % 10)
                                                                   : *p;
            if (test_random() % 8 == 0 && len) s[test_random() % len] = alphabet[test_random() % (sizeof alphabet - 1)];
            if (test_random() % 32 == 0) s[len++] = '1';
            s[len] = 0;
            date_period got = 0, want = 0;
            const char *why = NULL;
            bool a = layout_period(&r, s, len, &got, &why), b = naive_period(forms[f], s, &want);
            if (a != b || got != want || (!a && !why))
                FAIL_("\"%s\" as %s is %d %d, want %d %d", s, forms[f], a, got, b, want);
            good += a;
        }
    }
    CHECK(good > 20000);
}

TEST(whether_periods_have_months) {
    CHECK_INT(layout_period_months(&(layout_rule){.form = "yyyymm|yyyy"}), -1);
    CHECK_INT(layout_period_months(&(layout_rule){.form = "yyyymm|yyyy-mm"}), 1);
    CHECK_INT(layout_period_months(&(layout_rule){.form = "Yyyyy"}), 0);
}

TEST(conditions_on_periods) {
    static const struct {
        const char *when;
        date_period p;
        bool want;
    } cases[] = {{"period>=2022", 202200, true},   {"period>=2022", 202201, true},
                 {"period>=2022", 202112, false},  {"period<2022", 202112, true},
                 {"period<2022", 202201, false},   {"period<2022", 202200, false},
                 {"period<=2022", 202212, true},   {"period<=2022", 202301, false},
                 {"period>2022", 202212, false},   {"period>2022", 202301, true},
                 {"period=2022", 202207, true},    {"period=2022", 202300, false},
                 {"period>=202203", 202203, true}, {"period>=202203", 202202, false},
                 {"period>=2022-03", 202204, true}, {"period=202203", 202204, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[900];
        layout l;
        snprintf(text, sizeof text, REST ",estimate,,imputed,,,%s\n", cases[i].when);
        CHECK_INT(read_text(&l, text, NULL), 0);
        bool got = layout_when(l.row[0].rule[FLOW_ESTIMATE][0], cases[i].p);
        layout_free(&l);
        if (got != cases[i].want) FAIL_("%s in %d", cases[i].when, cases[i].p);
    }
}

TEST(texts_are_mapped) {
    layout l;
    size_t len = 0;
    CHECK_INT(read_text(&l, REST ",transport,m,,0=|1=sea|=none,,\n,procedure,q,,C00=|*,,\n,unit,u,,,,\n", NULL), 0);
    const layout_rule *closed = l.row[0].rule[FLOW_TRANSPORT][0], *open = l.row[0].rule[FLOW_PROCEDURE][0],
                      *any = l.row[0].rule[FLOW_UNIT][0];
    bool ok = strcmp(layout_map(closed, "0", 1, &len), "") == 0 && len == 0 &&
              strcmp(layout_map(closed, "1", 1, &len), "sea") == 0 && len == 3 &&
              strcmp(layout_map(closed, "", 0, &len), "none") == 0 && len == 4 &&
              layout_map(closed, "2", 1, &len) == NULL && layout_map(closed, "10", 2, &len) == NULL &&
              layout_map(open, "C00", 3, &len) && len == 0 && !strncmp(layout_map(open, "C01", 3, &len), "C01", 3) &&
              len == 3 && !strncmp(layout_map(any, "kg", 2, &len), "kg", 2) && len == 2;
    layout_free(&l);
    CHECK(ok);
}

/* Control lists: everything of the sources accounted for, the tree against a naive reading of the
 * table, facts of the law with the source beside them, faults told with their place, hostile text.
 */
#include "goods/ccl_inner.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/data_dir.h"
#include "read/stream.h"
#include "test.h"

static cordon_error err;

static control_list *open_list(const char *which) {
    control_list *l = NULL;
    if (control_list_open(&l, which, &err))
        printf("# %s:%d:%u: %s\n", err.source, (int)err.line, err.column, err.message);
    return l;
}

static const control_paragraph *find_item(const control_list *l, const char *number,
                                          const char *item) {
    size_t n;
    const control_paragraph *p = control_list_paragraphs(l, &n);
    const control_entry *e = control_list_find(l, number);
    for (uint32_t i = e ? e->paragraph : 0; e && i < e->paragraph + e->paragraphs; i++)
        if (strcmp(p[i].item, item) == 0) return &p[i];
    return NULL;
}

/* ---- what ships ------------------------------------------------------------------ */

TEST(the_files_are_those_the_table_names) {
    char path[1024], hex[65];
    table t;
    CHECK_INT(table_read(&t, data_path(path, sizeof path, "data/goods/control_lists.csv"), &err),
              0);
    for (size_t i = 0; i < t.rows; i++) {
        CHECK_INT(
            stream_hash_file(
                hex, data_path(path, sizeof path, table_cell(&t, i, table_col(&t, "file"))), &err),
            0);
        CHECK(strcmp(hex, table_cell(&t, i, table_col(&t, "sha256"))) == 0);
    }
    CHECK(t.rows == 4);
    table_free(&t);
}

/* Parents come first, depth counts them, runs of entries cover all paragraphs in order of number.
 */
static bool well_formed(const control_list *l) {
    size_t n, at = 0;
    const control_paragraph *p = control_list_paragraphs(l, &n);
    for (size_t e = 0; e < control_list_entries(l); e++) {
        const control_entry *x = control_list_entry(l, e);
        if (x->paragraph != at ||
            (e && strcmp(control_list_entry(l, e - 1)->number, x->number) >= 0))
            return false;
        for (uint32_t i = x->paragraph; i < x->paragraph + x->paragraphs; i++) {
            bool heading = i == x->paragraph;
            if (strcmp(p[i].number, x->number) != 0 || !p[i].text || !p[i].line) return false;
            if (heading != (p[i].parent == UINT32_MAX) || heading != (p[i].depth == 0) ||
                heading != !strcmp(p[i].item, "")) {
                if (!p[i].note || heading) return false; /* words before the first item */
                if (p[i].depth != 1) return false;
            }
            if (!heading && (p[i].parent >= i || p[i].parent < x->paragraph ||
                             p[i].depth != p[p[i].parent].depth + 1))
                return false;
        }
        at += x->paragraphs;
    }
    return at == n;
}

TEST(every_entry_and_paragraph_is_accounted_for) {
    size_t n, notes = 0, orphans = 0, empty = 0, only = 0;
    control_list *l = open_list("list2");
    CHECK(l);
    const control_paragraph *p = control_list_paragraphs(l, &n);
    for (size_t i = 0; i < n; i++) {
        notes += p[i].note;
        orphans += p[i].orphan;
        empty += !*p[i].text;
    }
    /* The table has 3,851 rows of 366 codes; its own column says "base" of 3,127. */
    CHECK_INT(n, 3851);
    CHECK_INT(control_list_entries(l), 366);
    CHECK_INT(n - notes, 3127);
    CHECK_INT(orphans, 5);
    CHECK_INT(empty, 4);
    CHECK(well_formed(l));
    CHECK(control_list_day(l) == 0 && strcmp(control_list_dated(l), "2022") == 0);
    CHECK(strstr(control_list_label(l), "never the ground of a verdict"));
    control_list_close(l);
    CHECK((l = open_list("us")));
    for (size_t i = 0; i < control_list_entries(l); i++)
        only += control_list_entry(l, i)->heading_only;
    /* entryCount 633; the items of 261 entries (categories 1, 3, 4, 5) are 3,037, each entry has a
     * heading besides. */
    CHECK_INT(control_list_entries(l), 633);
    (void)control_list_paragraphs(l, &n);
    CHECK_INT(n, 633 + 3037);
    CHECK_INT(only, 633 - 261);
    CHECK(well_formed(l));
    CHECK_INT(control_list_day(l), 20260723);
    CHECK(strstr(control_list_note(l), "deepCategories"));
    control_list_close(l);
}

/* The tree again from the table itself: for a row, the nearest prefix of its path among the rows of
 * its number. */
TEST(the_tree_is_that_of_the_paths) {
    char path[1024];
    size_t n, met = 0, orphans = 0;
    table t;
    control_list *l = open_list("list2");
    CHECK(l &&
          !table_read(&t,
                      data_path(path, sizeof path, "data/ref/control_list_annex1_text_2022.csv.gz"),
                      &err));
    const control_paragraph *p = control_list_paragraphs(l, &n);
    int code = table_col(&t, "control_code"), at = table_col(&t, "path"),
        kind = table_col(&t, "note_type");
    size_t *of_line = calloc(t.rows + 3, sizeof *of_line);
    for (size_t i = 0; i < n; i++) of_line[p[i].line] = i;
    for (size_t r = 0; r < t.rows; r++) {
        const control_paragraph *me = &p[of_line[t.line[r]]];
        const char *own = table_cell(&t, r, at);
        long best = -1, root = -1;
        for (size_t k = r > 300 ? r - 300 : 0; k < t.rows && k < r + 300; k++) {
            const char *other = table_cell(&t, k, at);
            if (strcmp(table_cell(&t, k, code), table_cell(&t, r, code)) != 0) continue;
            if (strlen(other) == 4) root = (long)k;
            if (strlen(other) >= strlen(own) || strncmp(other, own, strlen(other)) != 0) continue;
            if (best < 0 || strlen(other) > strlen(table_cell(&t, (size_t)best, at)))
                best = (long)k;
        }
        bool heading = strlen(own) == 4,
             orphan = !heading &&
                      (best < 0 || strlen(table_cell(&t, (size_t)best, at)) + 4 != strlen(own));
        if (best < 0) best = root;
        CHECK(me->orphan == orphan && me->note == (strcmp(table_cell(&t, r, kind), "base") != 0));
        if (heading)
            CHECK(me->parent == UINT32_MAX);
        else
            CHECK_INT(p[me->parent].line, t.line[best]);
        orphans += orphan;
        met++;
    }
    CHECK_INT(met, 3851);
    CHECK_INT(orphans, 5);
    free(of_line);
    table_free(&t);
    control_list_close(l);
}

TEST(text_has_no_markup_and_labels_are_not_repeated) {
    size_t n;
    static const char *const lists[] = {"us", "list2"};
    for (int k = 0; k < 2; k++) {
        control_list *l = open_list(lists[k]);
        CHECK(l);
        const control_paragraph *p = control_list_paragraphs(l, &n);
        for (size_t i = 0; i < n; i++) {
            CHECK(!strstr(p[i].text, "<br") && !strstr(p[i].text, "&emsp") &&
                  !strstr(p[i].text, "  "));
            CHECK(strncmp(p[i].text, "Note:", 5) != 0 || !p[i].note ||
                  strncmp(p[i].label, "Technical", 9) != 0);
            for (const char *c = p[i].text; *c; c++) CHECK((unsigned char)*c >= 0x20);
        }
        control_list_close(l);
    }
    control_list *l = open_list("list2");
    /* Line 1096: "2: 2B001 does not ... following: <br> a. Crankshafts ..." */
    const control_paragraph *note = find_item(l, "2B001", "Note 2:");
    CHECK(note && note->note &&
          strncmp(note->text, "2B001 does not control special purpose", 38) == 0);
    CHECK(strstr(note->text, "following: a. Crankshafts or camshafts; b. Tools"));
    /* Line 3078 has the font for symbols: "3,3(multiplied by)10". */
    const control_paragraph *p = control_list_paragraphs(l, &n);
    bool times = false;
    for (size_t i = 0; i < n; i++) times |= strstr(p[i].text, "3,3\xc3\x97") != NULL;
    CHECK(times);
    control_list_close(l);
}

/* ---- facts ----------------------------------------------------------------------- */

TEST(the_text_says_what_the_source_says) {
    control_list *l = open_list("list2");
    CHECK(l);
    /* Line 1111 of the table, path 003400080002: the five-axis milling machine, 2B001.b.2. */
    const control_paragraph *five = find_item(l, "2B001", "b.2."), *p;
    size_t n;
    CHECK(five && five->line == 1111 && !five->note && five->depth == 2);
    CHECK(strncmp(five->text, "Five or more axes which can be coordinated simultaneously", 57) ==
          0);
    CHECK(strcmp(find_item(l, "2B001", "a. Note 1: b.")->text, "No vacuum chucking.") == 0);
    /* Lines 619 and 620: their note has no row of its path, so they hang on the heading of their
     * own entry. */
    p = control_list_paragraphs(l, &n);
    const control_entry *e = control_list_find(l, "1c101");
    CHECK(p[e->paragraph + 1].orphan && p[e->paragraph + 1].line == 619 &&
          p[e->paragraph + 1].parent == e->paragraph);
    control_list_close(l);
    CHECK((l = open_list("us")));
    /* 15 CFR 774 supplement 1 as of 2026-07-23, entry 3A001: "Reason for Control: NS, RS, MT, NP,
     * AT". */
    static const char *const want[] = {"NS", "RS", "MT", "NP", "AT"};
    e = control_list_find(l, " 3a001");
    CHECK(e && e->kinds == 5 && !e->heading_only);
    for (size_t i = 0; i < 5; i++) CHECK(strcmp(e->kind[i], want[i]) == 0);
    CHECK(strcmp(find_item(l, "3A001", "a.1.a.")->text,
                 "A total dose of 5 \xc3\x97 10 3 Gy (Si), or higher;") == 0);
    e = control_list_find(l, "2B001");
    CHECK(e && e->heading_only && e->paragraphs == 1 && strstr(e->heading, "Machine tools"));
    CHECK(e->exceptions == 2 && strcmp(e->exception[0].name, "LVS") == 0 &&
          strcmp(e->exception[0].words, "N/A") == 0);
    CHECK(!control_list_find(l, "EAR99") && !control_list_find(l, "") &&
          !control_list_find(l, "3A0011"));
    control_list_close(l);
}

TEST(references_lead_to_the_item_they_name) {
    control_list *l = open_list("list2");
    size_t n, count, rows = 0;
    CHECK(l);
    const control_reference *r = control_list_references(l, &n);
    const control_paragraph *p = control_list_paragraphs(l, &count);
    for (size_t i = 0; i < n; i++) {
        CHECK(r[i].to != UINT32_MAX && strcmp(p[r[i].to].number, r[i].number) == 0);
        CHECK(strcmp(p[r[i].from].number, r[i].number) != 0 && !p[r[i].to].note);
        CHECK(!i || r[i - 1].from <= r[i].from);
    }
    /* 976 rows name a control number (one of them is written 1C111a.2.a.), their own entry's or
     * another's. */
    for (size_t i = 0; i < count; i++)
        for (const char *c = p[i].text; *c; c++)
            if (isdigit((unsigned char)c[0]) && c[1] >= 'A' && c[1] <= 'E' &&
                isdigit((unsigned char)c[2]) && isdigit((unsigned char)c[3]) &&
                isdigit((unsigned char)c[4])) {
                rows++;
                break;
            }
    CHECK_INT(rows, 976);
    /* Line 332 names 1C111.a.1. and 1C111.a.2. */
    bool seen = false;
    for (size_t i = 0; i < n; i++)
        if (p[r[i].from].line == 332 && strcmp(r[i].number, "1C111") == 0) {
            seen = strcmp(r[i].item, "a.1.") == 0 && strcmp(p[r[i].to].item, "a.1.") == 0;
            break;
        }
    CHECK(seen);
    /* Both ways: 2B001 says "SEE ALSO 2B201", so 2B201 is named by 2B001. */
    size_t names, named;
    const control_reference *out = control_entry_names(l, control_list_find(l, "2B001"), &names);
    const uint32_t *in = control_entry_named_by(l, control_list_find(l, "2B201"), &named);
    bool to = false, from = false;
    for (size_t i = 0; i < names; i++) to |= strcmp(out[i].number, "2B201") == 0;
    for (size_t i = 0; i < named; i++) from |= strcmp(p[r[in[i]].from].number, "2B001") == 0;
    CHECK(to && from);
    size_t sum = 0;
    for (size_t i = 0; i < control_list_entries(l); i++) {
        (void)control_entry_named_by(l, control_list_entry(l, i), &named);
        sum += named;
    }
    CHECK_INT(sum, n);
    control_list_close(l);
}

/* ---- text ------------------------------------------------------------------------ */

TEST(markup_becomes_text_once) {
    static const struct {
        const char *from, *to;
    } cases[] = {
        {"a<br>b<br/> &emsp; c", "a b c"},
        {"x < 5 and y > 3", "x < 5 and y > 3"},
        {"a <b and c", "a <b and c"},
        {"&lt;br&gt; &amp;lt; &#181;m &#x3bc; &bogus; &", "<br> &lt; \xc2\xb5m \xce\xbc &bogus; &"},
        {"&#0;&#7;&#xd800;&#x110000;", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xef\x81\xa3(3) 25\xef\x82\xb0", "\xcf\x87(3) 25\xc2\xb0"},
        {" \t\r\n \xc2\xa0 ", ""},
        {"<script>alert(1)</script>", "alert(1)"}};
    arena mem;
    arena_init(&mem, 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = control_text(&mem, cases[i].from);
        if (strcmp(got, cases[i].to) != 0) FAIL_("\"%s\" gives \"%s\"", cases[i].from, got);
    }
    arena_destroy(&mem);
}

TEST(numbers_are_read_as_people_write_them) {
    char out[CONTROL_NUMBER + 1] = "";
    CHECK(control_number_clean(out, " 3a 001 ") && strcmp(out, "3A001") == 0);
    CHECK(!control_number_clean(out, "3A01") && !control_number_clean(out, "33001") &&
          !control_number_clean(out, "3A001.a"));
    CHECK(!control_number_clean(out, "8542.31") && !control_number_clean(out, "") &&
          !control_number_clean(out, "A3001"));
}

/* ---- faults ---------------------------------------------------------------------- */

static cordon_status take(const char *which, const char *text) {
    control_list *l = NULL;
    control_bytes b = {"x", text, strlen(text)};
    cordon_status status = control_list_memory(&l, which, &b, NULL, NULL, &err);
    control_list_close(l);
    return status;
}

TEST(faults_are_told_with_their_place) {
#define HEAD "control_code,path,depth,item,note_type,text\n"
#define ENTRY(rest) "{\"entries\":[{\"eccn\":\"3A001\"" rest "}]}"
    static const struct {
        const char *which, *text;
        unsigned line, column;
        const char *says;
    } bad[] = {
        {"list2", "control_code,path\n", 1, 0, "depth"},
        {"list2", HEAD "3A01,0001,1,3A01.,base,x\n", 2, 1, "\"3A01\""},
        {"list2", HEAD "3A001,00010,1,3A001.,base,x\n", 2, 2, "\"00010\""},
        {"list2", HEAD "3A001,00+1,1,3A001.,base,x\n", 2, 2, "capital letters"},
        {"list2", HEAD "3A001,0001,2,3A001.,base,x\n", 2, 3, "\"2\""},
        {"list2", HEAD "3A001,00010001,2,a.,base,x\n", 2, 0, "no heading"},
        {"list2", HEAD "3A001,0001,1,3A001.,base,x\n3A001,0002,1,3A001.,base,y\n", 3, 2,
         "one heading"},
        {"list2",
         HEAD "3A001,0001,1,a,base,x\n3A001,00010001,2,a.,base,y\n3A001,00010001,2,b.,base,y\n", 4,
         2, "twice"},
        {"us", "[]", 1, 1, "entries"},
        {"us", "{\"entries\":{}}", 1, 12, "an object here"},
        {"us", "{\"entries\":[{\"eccn\":\"3A01\"}]}", 1, 21, "/entries/0/eccn: \"3A01\""},
        {"us", "{\"entries\":[{\"eccn\":\"3A001\"},{\"eccn\":\"3A001\"}]}", 1, 30, "stands twice"},
        {"us", ENTRY(",\"heading\":7"), 1, 39, "expected a string"},
        {"us", ENTRY(",\"items\":7"), 1, 37, "array of paragraphs"},
        {"us", ENTRY(",\"items\":[{\"kind\":\"x\"}]"), 1, 46, "\"x\""},
        {"us", ENTRY(",\"items\":[{\"kind\":\"item\",\"paragraph\":\"a..b\"}]"), 1, 65,
         "no number"},
        {"us",
         ENTRY(",\"items\":[{\"kind\":\"item\",\"paragraph\":\"a.a.a.a.a.a.a.a.a.a.a.a.a\"}]"), 1,
         65, "no number"},
        {"us", ENTRY(",\"countryChart\":3"), 1, 44, "array of rows"},
        {"us", ENTRY(",\"licenceExceptionFlags\":[]"), 1, 53, "object of exceptions"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err = (cordon_error){0};
        CHECK_INT(take(bad[i].which, bad[i].text), CORDON_EFORMAT);
        if (err.line != bad[i].line || err.column != bad[i].column ||
            !strstr(err.message, bad[i].says))
            FAIL_("case %zu: %d:%u: %s", i, (int)err.line, err.column, err.message);
    }
    control_list *l = NULL;
    CHECK_INT(control_list_open(&l, "nothing", &err), CORDON_ENOTFOUND);
    CHECK(!l && strstr(err.message, "us, list2"));
    CHECK_INT(take("us", ENTRY("")), 0);
    CHECK_INT(take("list2", HEAD), 0);
}

/* Texts of nothing but "<" and "&": an answer up to the bound, past it the bound. */
TEST(hostile_text_is_bounded) {
    size_t n = 1 << 18;
    char *text = malloc(n + 200);
    CHECK(text);
    strcpy(text, HEAD "3A001,0001,1,3A001.,base,");
    size_t at = strlen(text);
    memset(text + at, '<', n / 8), text[at + n / 8] = 0;
    CHECK_INT(take("list2", text), 0);
    for (size_t i = 0; i < n; i++) text[at + i] = "&<"[i % 2];
    text[at + n] = 0;
    CHECK_INT(take("list2", text), CORDON_ELIMIT);
    free(text);
}

/* The first number of allocations that suffices; the count is monotone. */
static int enough(const char *which, const char *text) {
    int lo = 0, hi = 1 << 20;
    while (lo < hi) {
        arena_fail_after = lo + (hi - lo) / 2;
        if (take(which, text) == CORDON_OK)
            hi = lo + (hi - lo) / 2;
        else
            lo = lo + (hi - lo) / 2 + 1;
    }
    arena_fail_after = -1;
    return lo;
}

TEST(lists_survive_a_lack_of_memory) {
    static const char *const texts[][2] = {
        {"list2", HEAD "3A001,0001,1,3A001.,base,see 3A002\n3A001,00010001,2,a.,base,y\n"},
        {"us", ENTRY(",\"reasonForControl\":\"NS, foreign "
                     "policy\",\"items\":[{\"kind\":\"item\",\"paragraph\":\"a\"}]")}};
    for (int i = 0; i < 2; i++) {
        int n = enough(texts[i][0], texts[i][1]);
        CHECK(n > 1);
        /* All are the list's own: the first try that sufficed has left the tables. */
        for (int k = n > 24 ? n - 24 : 0; k < n; k++) {
            arena_fail_after = k;
            cordon_status status = take(texts[i][0], texts[i][1]);
            arena_fail_after = -1;
            CHECK_INT(status, CORDON_ENOMEM);
        }
    }
}

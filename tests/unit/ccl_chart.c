/* Reasons for control and the chart of destinations: every row of the source accounted for, cells
 * against the raw file read anew, golden answers with the marks of the source beside them, odd
 * names, faults. */
#include "goods/ccl_inner.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/data_dir.h"
#include "test.h"

static cordon_error err;
static control_list *list;

static bool open_us(void) {
    if (!list && control_list_open(&list, "us", &err))
        printf("# %s: %s\n", err.source, err.message);
    return list != NULL;
}

__attribute__((destructor)) static void close_us(void) { control_list_close(list); }

static bool raw(json_tree *t, const char *file) {
    char path[1024];
    return json_tree_read(t, data_path(path, sizeof path, file), &err) == CORDON_OK;
}
static const char chart_json[] = "data/goods/country-chart_2026-07-23.json.xz";
static const char groups_json[] = "data/goods/country-groups_2026-07-23.json.xz";
static const char entries_json[] = "data/goods/ccl_2026-07-23.json.xz";

/* ---- rows and reasons ------------------------------------------------------------ */

TEST(every_row_is_a_column_or_prose) {
    json_tree t;
    size_t rows = 0, column = 0, prose = 0, bare = 0, unplaced = 0, found = 0;
    CHECK(open_us() && raw(&t, entries_json));
    for (const json_node *e = json_get(t.root, "entries")->first; e; e = e->next) {
        const control_entry *x = control_list_find(list, json_get(e, "eccn")->text);
        const json_node *r = json_get(e, "countryChart");
        CHECK(x && x->rows == r->n);
        found += r->n;
        size_t last = SIZE_MAX;
        for (size_t i = 0; i < x->reasons; i++) {
            const control_reason *c = &x->reason[i];
            if (c->row == UINT32_MAX) {
                unplaced++;
                CHECK(*c->words && *c->reason && !*c->column);
                continue;
            }
            CHECK(*c->column || *c->words);
            CHECK(last == SIZE_MAX ? c->row == 0 : c->row == last || c->row == last + 1);
            if (c->row == last) continue; /* the second column of a row */
            last = c->row;
            rows++;
            if (!*c->column)
                prose++;
            else if (strncmp(c->words, "the source writes the column without", 36) == 0)
                bare++;
            else
                column++;
        }
        CHECK(r->n == 0 ? last == SIZE_MAX : last == r->n - 1);
    }
    json_tree_free(&t);
    /* 1,536 rows: 1,263 name a column with its reason, one a column alone, the rest are prose. */
    CHECK_INT(found, 1536);
    CHECK_INT(rows, 1536);
    CHECK_INT(column, 1263);
    CHECK_INT(bare, 1);
    CHECK_INT(prose, 272);
    CHECK(unplaced > 0);
}

static void kinds_of(char out[256], const char *number) {
    const control_entry *e = control_list_find(list, number);
    size_t n = 0;
    out[0] = 0;
    for (size_t i = 0; e && i < e->kinds && n < 200; i++)
        n += (size_t)sprintf(out + n, "%s%s", i ? "," : "", e->kind[i]);
}

TEST(reasons_are_cleaned_of_every_odd_spelling) {
    /* reasonForControl of the source: what it reads as. */
    static const char *const wants[][3] = {{"MT, NP", "3A001", "NS,RS,MT,NP,AT"},
                                           {"CW, AT.", "1C355", "CW,AT"},
                                           {"SS", "0A980", "SS"}};
    json_tree t;
    char got[256];
    size_t seen = 0;
    CHECK(open_us() && raw(&t, entries_json));
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        kinds_of(got, wants[i][1]);
        if (strcmp(got, wants[i][2]) != 0) FAIL_("%s: %s", wants[i][1], got);
    }
    static const struct {
        const char *field, *want;
    } odd[] = {{"NS, MT and AT", "NS,MT,AT"},
               {"RS AT", "RS,AT"},
               {"NS, MT NP, AT", "NS,MT,NP,AT"},
               {"CC1", "CC"},
               {"CC 1", "CC"},
               {"AT, RS, foreign policy", "AT,RS,foreign policy"},
               {"CW, AT.", "CW,AT"},
               {"Foreign policy", "foreign policy"},
               {"", ""}};
    for (const json_node *e = json_get(t.root, "entries")->first; e; e = e->next) {
        const json_node *field = json_get(e, "reasonForControl");
        kinds_of(got, json_get(e, "eccn")->text);
        CHECK(field->kind != JSON_NULL || !*got);
        for (size_t i = 0; field->text && i < sizeof odd / sizeof *odd; i++) {
            if (strcmp(field->text, odd[i].field) != 0) continue;
            if (strcmp(got, odd[i].want) != 0) FAIL_("\"%s\" reads as \"%s\"", odd[i].field, got);
            seen++;
        }
    }
    json_tree_free(&t);
    CHECK(seen >= sizeof odd / sizeof *odd);
    for (size_t i = 0; i < control_list_entries(list); i++) {
        const control_entry *e = control_list_entry(list, i);
        for (size_t k = 0; k < e->kinds; k++)
            if (!*control_reason_title(list, e->kind[k]) &&
                strcmp(e->kind[k], "foreign policy") != 0)
                FAIL_("%s: reason \"%s\"", e->number, e->kind[k]);
    }
}

TEST(columns_written_oddly_are_read) {
    CHECK(open_us());
    bool two = false, words = false;
    for (size_t i = 0; i < control_list_entries(list); i++) {
        const control_entry *e = control_list_entry(list, i);
        for (size_t k = 0; k < e->reasons; k++) {
            const control_reason *r = &e->reason[k];
            if (k && r->row != UINT32_MAX && r->row == r[-1].row) {
                /* "NP Column 1 AT Column 1" */
                CHECK(!two && strcmp(r[-1].column, "NP Column 1") == 0 &&
                      strcmp(r->column, "AT Column 1") == 0 && !strcmp(r->reason, "AT"));
                two = true;
            }
            words |= strcmp(r->column, "RS Column 1") == 0 &&
                     strstr(r->words, "742.6(a)(3) for license requirements");
        }
    }
    CHECK(two && words);
}

/* ---- destinations ---------------------------------------------------------------- */

TEST(every_name_of_chart_and_groups_is_an_area) {
    json_tree c, g;
    size_t rows = 0, embargoed = 0, members = 0, groups = 0;
    CHECK(open_us() && raw(&c, chart_json) && raw(&g, groups_json));
    for (int k = 0; k < 2; k++)
        for (const json_node *n = json_get(c.root, k ? "embargoed" : "countries")->first; n;
             n = n->next) {
            control_destination d;
            arena mem;
            arena_init(&mem, 0);
            const char *iso3 = control_area(list, n->key);
            CHECK(iso3 && !control_destination_find(&d, &mem, list, iso3, &err));
            CHECK(strcmp(d.row, n->key) == 0 && d.known && (*d.pointer != 0) == (k == 1));
            *(k ? &embargoed : &rows) += 1;
            arena_destroy(&mem);
        }
    CHECK_INT(rows, 196);
    CHECK_INT(embargoed, 4);
    for (const json_node *x = json_get(g.root, "groups")->first; x; x = x->next) {
        groups++;
        for (const json_node *m = x->first; m; m = m->next) {
            CHECK(control_area(list, m->text));
            members++;
        }
    }
    CHECK_INT(groups, 14);
    CHECK_INT(list->members, members);
    json_tree_free(&c);
    json_tree_free(&g);
}

TEST(odd_and_misspelt_names_are_the_areas_they_mean) {
    static const char *const names[][2] = {
        {"Congo (Democratic Republic of the)", "COD"},
        {"Congo (Democratic Republic of)", "COD"},
        {"Congo (Republic of the)", "COG"},
        {"Korea, South", "KOR"},
        {"Korea, North", "PRK"},
        {"Micronesia (Federated State of)", "FSM"},
        {"Seycheles", "SYC"},
        {"Sint Maarten (the Dutch two-fifths of the island of Saint Martin)", "SXM"},
        {"Bosnia & Herzegovina", "BIH"},
        {"China (PRC)", "CHN"},
        {"Cote d'lvoire", "CIV"},
        {"Saint Kitts & Nevis", "KNA"},
        {"Sao Tome & Principe", "STP"},
        {"The Bahamas", "BHS"},
        /* aliases of the file itself, and codes */
        {"PRC", "CHN"},
        {"dprk", "PRK"},
        {"turkiye", "TUR"},
        {"ivory coast", "CIV"},
        {"RU", "RUS"},
        {"hkg", "HKG"}};
    CHECK(open_us());
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *got = control_area(list, names[i][0]);
        if (!got || strcmp(got, names[i][1]) != 0)
            FAIL_("%s is %s", names[i][0], got ? got : "unknown");
    }
    CHECK(!control_area(list, "Atlantis") && !control_area(list, ""));
}

/* "NS Column 1" has a mark "NS 1" in the raw row. */
static bool raw_mark(const json_node *marks, const char *column) {
    for (const json_node *m = marks->first; m; m = m->next)
        if (m->text[0] == column[0] && m->text[1] == column[1] &&
            m->text[3] == column[strlen(column) - 1])
            return true;
    return false;
}

TEST(cells_are_those_of_the_raw_file) {
    json_tree c;
    size_t cells = 0, licences = 0;
    CHECK(open_us() && raw(&c, chart_json));
    for (const json_node *n = json_get(c.root, "countries")->first; n; n = n->next) {
        const char *iso3 = control_area(list, n->key);
        arena mem;
        arena_init(&mem, 0);
        for (size_t i = n->index % 11; i < control_list_entries(list); i += 11) {
            const control_entry *e = control_list_entry(list, i);
            const chart_line *v;
            size_t lines;
            CHECK_INT(control_chart(&v, &lines, &mem, list, e, iso3, &err), 0);
            CHECK(lines >= e->reasons && lines > 0);
            for (size_t k = 0; k < lines; k++) {
                const control_reason *r = v[k].reason;
                if (r && *r->column) {
                    bool mark = raw_mark(json_get(n, "marks"), r->column);
                    CHECK_INT(v[k].answer, mark ? CHART_LICENCE : CHART_NO_MARK);
                    CHECK(mark ||
                          strstr(v[k].words,
                                 "ONLY IF General Prohibitions Four through Ten do not apply"));
                    cells++;
                    licences += mark;
                } else {
                    CHECK(*v[k].words &&
                          (v[k].answer == CHART_SEE_WORDS || (!r && v[k].answer == CHART_LICENCE)));
                }
                if (v[k].answer == CHART_NO_MARK && json_get(n, "footnotes")->n)
                    CHECK(strstr(v[k].words, "Footnote "));
            }
        }
        arena_destroy(&mem);
    }
    json_tree_free(&c);
    CHECK(cells > 20000 && licences > 5000 && licences < cells);
}

/* Answers in the entry's order: L licence, - no mark, w see words, ? unknown, o not on the chart.
 */
static void answers(char out[64], const char *number, const char *iso3, char *words, size_t size) {
    static const char letters[] = "L-w?o";
    const chart_line *v;
    size_t n;
    arena mem;
    arena_init(&mem, 0);
    out[0] = 0;
    if (control_chart(&v, &n, &mem, list, control_list_find(list, number), iso3, &err)) return;
    for (size_t i = 0; i < n && i < 60; i++) out[i] = letters[v[i].answer], out[i + 1] = 0;
    if (words) snprintf(words, size, "%s", n ? v[n - 1].words : "");
    arena_destroy(&mem);
}

TEST(golden_answers_of_3a001_and_2b001) {
    char got[64], words[4096];
    CHECK(open_us());
    /* 3A001: NS 1, NS 2, RS 1, prose (worldwide), prose (D:1, D:4, D:5), MT 1, NP 1, AT 1.
     * 2B001: NS 2, NP 1, AT 1. Marks of the rows of 15 CFR 738 supplement 1, 2026-07-23:
     * Russia, Belarus CB1-3 NP1-2 NS1-2 MT1 RS1-2 CC1-2, footnote 6; China and, without a row, Hong
     * Kong CB1-3 NP1-2 NS1-2 MT1 RS1-2 CC1 CC3; Turkey CB1 NS1 MT1 RS1; Canada CB1 FC1; Cuba none,
     * a pointer. */
    static const char *const wants[][3] = {
        {"RUS", "LLLwwLL-", "LL-"}, {"BLR", "LLLwwLL-", "LL-"}, {"CHN", "LLLwwLL-", "LL-"},
        {"HKG", "LLLwwLL-", "LL-"}, {"TUR", "L-LwwL--", "---"}, {"CAN", "---ww---", "---"},
        {"CUB", "wwwwwwww", "www"}, {"USA", "ooowwooo", "ooo"}, {"NES", "????????", "???"}};
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
        for (int k = 1; k < 3; k++) {
            answers(got, k == 1 ? "3A001" : "2B001", wants[i][0], NULL, 0);
            if (strcmp(got, wants[i][k]) != 0)
                FAIL_("%s %d: %s, want %s", wants[i][0], k, got, wants[i][k]);
        }
    /* The line AT has no mark; what it means stands beside it. */
    answers(got, "3A001", "RUS", words, sizeof words);
    CHECK(strstr(words, "not a conclusion that the transaction is permitted") &&
          strstr(words, "Footnote 6: See") &&
          strstr(words, "additional license requirements for items listed in any ECCN on the CCL"));
    answers(got, "3A001", "BLR", words, sizeof words);
    CHECK(strstr(words, "Footnote 6: See"));
    answers(got, "3A001", "CHN", words, sizeof words);
    CHECK(!strstr(words, "Footnote"));
    answers(got, "2B001", "CUB", words, sizeof words);
    CHECK(strstr(words, "See part 746 of the EAR") && !strstr(words, "ONLY IF"));
    answers(got, "2B001", "USA", words, sizeof words);
    CHECK(strstr(words, "indeterminate, not as unrestricted"));
}

TEST(territories_and_groups_are_told) {
    control_destination d;
    arena mem;
    CHECK(open_us());
    arena_init(&mem, 0);
    CHECK_INT(control_destination_find(&d, &mem, list, "HKG", &err), 0);
    CHECK(strcmp(d.row, "China") == 0 && strstr(d.basis, "85 FR 83788"));
    CHECK(d.groups == 4 && strcmp(d.group[0], "D:1") == 0 && strcmp(d.group[3], "D:5") == 0);
    CHECK_INT(control_destination_find(&d, &mem, list, "LIE", &err), 0);
    CHECK(strcmp(d.row, "Liechtenstein") == 0 && strstr(d.basis, "Footnote 5") &&
          d.footnotes == 1 && d.groups > 0);
    CHECK_INT(control_destination_find(&d, &mem, list, "CYM", &err), 0);
    CHECK(strcmp(d.row, "United Kingdom") == 0 && *d.basis);
    /* Macau: on the chart, not in D:5 (notes of the groups file). */
    CHECK_INT(control_destination_find(&d, &mem, list, "MAC", &err), 0);
    CHECK(d.groups == 3 && strcmp(d.group[2], "D:4") == 0 && !*d.basis);
    CHECK_INT(control_destination_find(&d, &mem, list, "RUS", &err), 0);
    CHECK(d.footnotes == 1 && d.marks == 12 && d.groups == 5);
    CHECK_INT(control_destination_find(&d, &mem, list, "GRL", &err), 0);
    CHECK(d.known && !*d.row);
    CHECK_INT(control_destination_find(&d, &mem, list, "WORLD", &err), 0);
    CHECK(!d.known);
    arena_destroy(&mem);
}

TEST(entries_for_all_destinations_are_told_for_each) {
    char got[64], words[4096];
    CHECK(open_us());
    /* allDestinationsEntries: 0A983 and 5E980 whole without exceptions; 5A980 whole for GOV only;
     * 5E001 in part. */
    answers(got, "0A983", "CAN", words, sizeof words);
    CHECK(strchr(got, 'L') && strstr(words, "all destinations") &&
          strstr(words, "No license exception"));
    answers(got, "5A980", "NOR", words, sizeof words);
    CHECK(strchr(got, 'L') && strstr(words, "License Exception GOV may apply only"));
    answers(got, "5E001", "CAN", words, sizeof words);
    CHECK(got[strlen(got) - 1] == 'w' && strstr(words, "5E001.a (for 5A001.f.1"));
    /* An entry without any reason or row: read its text, never nothing. */
    answers(got, "9A005", "NOR", words, sizeof words);
    CHECK(strcmp(got, "w") == 0 && strstr(words, "names no reason for control"));
}

TEST(a_list_without_a_chart_says_so) {
    control_list *l = NULL;
    const chart_line *v;
    size_t n;
    arena mem;
    arena_init(&mem, 0);
    CHECK_INT(control_list_open(&l, "list2", &err), 0);
    CHECK_INT(control_chart(&v, &n, &mem, l, control_list_find(l, "3A001"), "NOR", &err),
              CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "no chart"));
    control_list_close(l);
    arena_destroy(&mem);
}

/* ---- faults ---------------------------------------------------------------------- */

static cordon_status take(const char *chart, const char *groups) {
    static const char entries[] = "{\"entries\":[{\"eccn\":\"3A001\"}]}";
    control_list *l = NULL;
    control_bytes b = {"x", entries, sizeof entries - 1}, c = {"c", chart, strlen(chart)},
                  g = {"g", groups ? groups : "", groups ? strlen(groups) : 0};
    cordon_status status = control_list_memory(&l, "us", &b, &c, groups ? &g : NULL, &err);
    control_list_close(l);
    return status;
}

TEST(faults_of_chart_and_groups_are_told) {
#define CHART(c, e)                                                                                \
    "{\"columns\":[\"NS 1\"],\"footnotes\":{\"1\":\"x\"},\"countries\":{" c "},\"embargoed\":{" e  \
    "}}"
    static const char good[] = CHART("\"Norway\":{\"marks\":[\"NS 1\"],\"footnotes\":[1]}", "");
    static const struct {
        const char *chart, *groups, *says;
    } bad[] = {{"{}", NULL, "\"columns\" is missing"},
               {CHART("\"Atlantis\":{\"marks\":[],\"footnotes\":[]}", ""), NULL,
                "\"Atlantis\" is no known area"},
               {CHART("\"Norway\":{\"footnotes\":[]}", ""), NULL, "\"marks\" is missing"},
               {CHART("\"Norway\":{\"marks\":[\"NS 3\"],\"footnotes\":[]}", ""), NULL,
                "none of the chart's columns"},
               {CHART("\"Norway\":{\"marks\":[],\"footnotes\":[2]}", ""), NULL, "no such footnote"},
               {CHART("\"Norway\":{\"marks\":[],\"footnotes\":[]},\"norway "
                      "\":{\"marks\":[],\"footnotes\":[]}",
                      ""),
                NULL, "are one area"},
               {CHART("", "\"Norway\":{\"footnotes\":[]}"), NULL, "\"pointer\" is missing"},
               {good, "{}", "\"groups\" is missing"},
               {good, "{\"groups\":{\"B\":[\"Atlantis\"]}}", "/groups/B/0: \"Atlantis\""},
               {good, "{\"groups\":{\"B\":[7]}}", "/groups/B/0"},
               {good, "{\"groups\":{\"B\":7}}", "array of names"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err = (cordon_error){0};
        CHECK_INT(take(bad[i].chart, bad[i].groups), CORDON_EFORMAT);
        if (!strstr(err.message, bad[i].says)) FAIL_("case %zu: %s", i, err.message);
    }
    CHECK_INT(take(good, "{\"groups\":{\"B\":[\"Norway\"]}}"), 0);
}

/* Lists in a store: the history of random editions in random order is the naive one; validity and
 * knowledge; the same again changes nothing; a load that dies leaves nothing or all.        */
#include "lists/lists.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/random.h"
#include "lists/load.h"
#include "store/ledger.h"
#include "test.h"

static cordon_error err;
static char folder[200];

static const char *in(char path[300], const char *name) {
    snprintf(path, 300, "%s/%s", folder, name);
    return path;
}

static store *new_store(void) {
    static int number;
    char path[300], name[32];
    const char *tmp = getenv("TMPDIR");
    store *s = NULL;
    if (!*folder) {
        snprintf(folder, sizeof folder, "%s/cordon-lists-XXXXXX", tmp ? tmp : "/tmp");
        if (!mkdtemp(folder)) return NULL;
    }
    snprintf(name, sizeof name, "s%d", number++);
    if (store_init(in(path, name), "none", &err) || store_open(&s, path, STORE_WRITE, 0, &err))
        return NULL;
    return s;
}

__attribute__((destructor)) static void remove_folder(void) {
    char command[260];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    if (*folder && system(command) != 0) printf("# %s stays\n", folder);
}

/* A publisher for tests. First line: "whole" or "part", a list and perhaps a day; then a line
 * for each entity: key, name, and perhaps from and to of its listing.            */
static cordon_status read_lines(list_read *r, cordon_error *why) {
    char text[65536], *save = NULL, mode[16] = "", list[64] = "", day[16] = "";
    size_t n = 0, got = 1;
    while (got && n < sizeof text - 1) {
        cordon_status status = stream_read(r->file[0], text + n, sizeof text - 1 - n, &got, why);
        if (status) return status;
        n += got;
    }
    text[n] = 0;
    char *line = strtok_r(text, "\n", &save);
    if (!line || sscanf(line, "%15s %63s %15s", mode, list, day) < 2)
        return cordon_fail(why, CORDON_EFORMAT, "no head");
    date_parse(&r->vintage, day, strlen(day));
    if (strcmp(mode, "whole") == 0 && list_covers(r, list, why)) return CORDON_EFORMAT;
    for (uint64_t at = 2; (line = strtok_r(NULL, "\n", &save)); at++) {
        entity e;
        char key[64] = "", name[64] = "", from[16] = "", to[16] = "";
        entity_listing l = {0};
        sscanf(line, "%63s %63s %15s %15s", key, name, from, to);
        list_entity(r, &e, list, key, "Company");
        e.line = at;
        entity_add(&e, "name", name, -1, NULL, NULL);
        if (date_parse(&l.from, from, strlen(from)) | date_parse(&l.to, to, strlen(to)))
            entity_list(&e, &l);
        cordon_status status = list_emit(r, &e, 0, why);
        if (status) return status;
    }
    return CORDON_OK;
}
static const list_reader reader = {.name = "lines",
                                   .what = "lines",
                                   .publisher = "nobody",
                                   .licence = "none",
                                   .together = true,
                                   .read = read_lines};

static cordon_status load_text(lists_loaded *out, store *s, const char *name, const char *text) {
    char path[300];
    const char *paths[] = {in(path, name)};
    FILE *f = fopen(path, "w");
    if (!f) return CORDON_EIO;
    fputs(text, f);
    fclose(f);
    load_options o = {0};
    return lists_load(out, s, &reader, NULL, paths, 1, &o, &err);
}

/* "key name first-gone" of every version, one a line. */
static char *history(store *s, const char *list, const lists_filter *filter) {
    buf b = {0};
    lists *l = NULL;
    lists_cursor *c = NULL;
    const list_version *v = NULL;
    lists_filter f = *filter;
    f.lists = list;
    if (lists_open(&l, s, &err) || lists_ask(&c, l, &f, &err)) return NULL;
    while (!lists_next(c, &v, &err) && v)
        buf_printf(&b, "%s %s %d-%d\n", v->e.key, entity_first(&v->e, "name"), v->first, v->gone);
    lists_done(c);
    lists_close(l);
    buf_str(&b, "");
    return b.p ? b.p : strdup("");
}

/* ---- the naive twin ------------------------------------------------------------------- */

enum { DAYS = 9, KEYS = 7, NAMES = 3 };
typedef struct random_edition {
    bool whole;
    int name[KEYS]; /* 0 = not in it */
} random_edition;

static date_day day_of(int i) { return 20240101 + i; }

static char *naive(const random_edition *e, int days) {
    int state[DAYS][KEYS];
    buf b = {0};
    for (int d = 0; d < days; d++)
        for (int k = 0; k < KEYS; k++)
            state[d][k] = e[d].name[k] ? e[d].name[k] : e[d].whole || !d ? 0 : state[d - 1][k];
    for (int k = 0; k < KEYS; k++)
        for (int d = 0, to; d < days; d = to) {
            for (to = d + 1; to < days && state[to][k] == state[d][k]; to++) {
            }
            if (state[d][k])
                buf_printf(&b, "k%d n%d %d-%d\n", k, state[d][k], day_of(d),
                           to < days ? day_of(to) : 0);
        }
    buf_str(&b, "");
    return b.p ? b.p : strdup("");
}

TEST(history_is_the_naive_one_in_any_order_of_loading) {
    random_state r;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&r, seed);
    store *s = new_store();
    CHECK(s);
    for (int round = 0; round < 16; round++) {
        random_edition e[DAYS] = {0};
        int order[DAYS];
        int days = 1 + (int)random_below(&r, DAYS);
        bool parts = random_below(&r, 2);
        char list[32];
        snprintf(list, sizeof list, "list-%d", round);
        for (int d = 0; d < days; d++) {
            int any = 0;
            e[d].whole = !parts || random_below(&r, 2);
            for (int k = 0; k < KEYS; k++)
                any += e[d].name[k] = random_below(&r, 3) ? 1 + (int)random_below(&r, NAMES) : 0;
            if (!any) e[d].name[0] = 1;
            order[d] = d;
        }
        for (int d = days; d-- > 1;) {
            int k = (int)random_below(&r, (uint64_t)d + 1), t = order[d];
            order[d] = order[k], order[k] = t;
        }
        for (int i = 0; i < days; i++) {
            buf text = {0};
            lists_loaded out;
            char day[DATE_TEXT], name[40];
            const random_edition *x = &e[order[i]];
            buf_printf(&text, "%s %s %s\n", x->whole ? "whole" : "part", list,
                       date_format(day, day_of(order[i])));
            for (int k = 0; k < KEYS; k++)
                if (x->name[k]) buf_printf(&text, "k%d n%d\n", k, x->name[k]);
            snprintf(name, sizeof name, "r%d-%d.txt", round, i);
            cordon_status status = load_text(&out, s, name, text.p);
            if (status) printf("# %s\n", err.message);
            CHECK_INT(status, 0);
            CHECK_INT(out.vintage, day_of(order[i]));
            buf_free(&text);
        }
        char *want = naive(e, days), *got = history(s, list, &(lists_filter){.history = true});
        bool same = want && got && strcmp(want, got) == 0;
        if (!same) printf("# round %d\nwant:\n%sgot:\n%s", round, want, got);
        free(want), free(got);
        CHECK(same);
    }
    store_close(s);
}

TEST(the_same_bytes_change_nothing_and_the_fingerprint_says_so) {
    store *s = new_store();
    lists *l = NULL;
    lists_loaded out;
    char one[LISTS_FINGERPRINT], two[LISTS_FINGERPRINT], three[LISTS_FINGERPRINT];
    CHECK(s);
    CHECK_INT(lists_open(&l, s, &err), 0);
    CHECK_INT(lists_fingerprint(one, l, &err), 0);
    CHECK_INT(load_text(&out, s, "a.txt", "whole own 2024-02-01\na A\nb B\n"), 0);
    CHECK(!out.already && out.records == 2 && out.file[0].id > 0 && out.file[0].rows == 2);
    CHECK_INT(lists_fingerprint(two, l, &err), 0);
    CHECK_INT(load_text(&out, s, "b.txt", "whole own 2024-02-01\na A\nb B\n"), 0);
    CHECK(out.already);
    CHECK_INT(lists_fingerprint(three, l, &err), 0);
    CHECK(strcmp(one, two) != 0 && strcmp(two, three) == 0);
    lists_close(l);
    store_close(s);
}

TEST(states_count_what_came_went_and_changed) {
    store *s = new_store();
    lists *l = NULL;
    lists_loaded out;
    list_state *v = NULL;
    size_t n = 0;
    CHECK(s);
    CHECK_INT(load_text(&out, s, "c1.txt", "whole own 2024-02-01\na A\nb B\nc C\nd D\n"), 0);
    CHECK_INT(load_text(&out, s, "c2.txt", "whole own 2024-03-01\na A\nb B2\ne E\nf F\n"), 0);
    CHECK_INT(lists_open(&l, s, &err), 0);
    CHECK_INT(lists_states(&v, &n, l, 0, &err), 0);
    CHECK_INT(n, 1);
    CHECK(strcmp(v->list, "own") == 0 && strcmp(v->form, "lines") == 0 && v->used && v->complete);
    CHECK(v->vintage == 20240301 && v->before == 20240201 && v->vintages == 2);
    CHECK(v->entities == 4 && v->names == 4 && v->added == 2 && v->removed == 2 && v->changed == 1);
    free(v);
    CHECK_INT(lists_states(&v, &n, l, 20240229, &err), 0);
    CHECK(n == 1 && v->vintage == 20240201 && v->entities == 4 && !v->added && !v->removed);
    free(v);
    CHECK_INT(lists_states(&v, &n, l, 20240131, &err), 0);
    CHECK_INT(n, 0);
    free(v);
    lists_close(l);
    store_close(s);
}

static bool says(store *s, const lists_filter *f, const char *want) {
    char *got = history(s, "own", f);
    bool same = got && strcmp(got, want) == 0;
    if (!same) printf("# want %s# got %s", want, got ? got : "nothing");
    free(got);
    return same;
}

TEST(validity_and_knowledge_are_two_things) {
    store *s = new_store();
    lists_loaded out;
    CHECK(s);
    /* a was listed in 2022 as printed; b has no date; c ends; d comes later with an older date. */
    CHECK_INT(load_text(&out, s, "v1.txt",
                        "whole own 2024-02-01\na A 2022-05-05\nb B\nc C 2020-01-01 2023-12-31\n"),
              0);
    CHECK_INT(load_text(&out, s, "v2.txt",
                        "whole own 2024-03-01\na A2 2022-05-05\nd D 2023-06-01\ne E\n"),
              0);
    CHECK(says(s, &(lists_filter){0}, "a A2 20240301-0\nd D 20240301-0\ne E 20240301-0\n"));
    CHECK(says(s, &(lists_filter){.known_by = 20240229},
               "a A 20240201-0\nb B 20240201-0\nc C 20240201-0\n"));
    CHECK(says(s, &(lists_filter){.known_by = 20240131}, ""));
    /* As known now, in 2023: b was there until March 2024, d was listed in June. */
    CHECK(says(s, &(lists_filter){.as_at = 20230701},
               "a A2 20240301-0\nb B 20240201-20240301\nc C 20240201-20240301\nd D 20240301-0\n"));
    CHECK(says(s, &(lists_filter){.as_at = 20240115},
               "a A2 20240301-0\nb B 20240201-20240301\nd D 20240301-0\n"));
    CHECK(says(s, &(lists_filter){.as_at = 20240415},
               "a A2 20240301-0\nd D 20240301-0\ne E 20240301-0\n"));
    CHECK(says(s, &(lists_filter){.as_at = 20220101},
               "b B 20240201-20240301\nc C 20240201-20240301\n"));
    CHECK(says(s, &(lists_filter){.as_at = 20230701, .known_by = 20240201},
               "a A 20240201-0\nb B 20240201-0\nc C 20240201-0\n"));
    CHECK(says(s, &(lists_filter){.key = "a", .history = true},
               "a A 20240201-20240301\na A2 20240301-0\n"));
    store_close(s);
}

TEST(a_key_with_two_sets_of_words_is_refused_once) {
    store *s = new_store();
    lists_loaded out;
    buf text = {0};
    CHECK(s);
    buf_str(&text, "whole own 2024-02-01\n");
    for (int i = 0; i < 40; i++) buf_printf(&text, "k%d N\n", i);
    buf_str(&text, "k3 OTHER\nk4 N\n");
    CHECK_INT(load_text(&out, s, "t.txt", text.p), 0);
    CHECK(out.refused == 1 && out.file[0].refused == 1);
    buf_free(&text);
    CHECK_INT(load_text(&out, s, "t2.txt", "whole own 2024-02-02\na A\na B\n"), CORDON_EFORMAT);
    CHECK(strstr(err.message, "keys that stand twice"));
    store_close(s);
}

TEST(another_edition_of_the_same_day_takes_its_place) {
    store *s = new_store();
    lists_loaded out;
    CHECK(s);
    CHECK_INT(load_text(&out, s, "p1.txt", "whole own 2024-02-01\na A\nb B\n"), 0);
    CHECK_INT(load_text(&out, s, "p2.txt", "whole own 2024-02-01\na A9\nc C\n"), 0);
    CHECK(says(s, &(lists_filter){.history = true}, "a A9 20240201-0\nc C 20240201-0\n"));
    store_close(s);
}

/* Killed between the ledger's two writes, before and after the commit. */
TEST(an_edition_that_was_committed_is_there_and_no_other) {
    for (int committed = 0; committed < 2; committed++) {
        store *s = new_store();
        lists_loaded out;
        char path[1100];
        sqlite3 *db = NULL;
        CHECK(s);
        CHECK_INT(load_text(&out, s, "x.txt", "whole own 2024-02-01\na A\n"), 0);
        snprintf(path, sizeof path, "%s", store_path(s));
        store_close(s);
        char file[1200];
        snprintf(file, sizeof file, "%s/ledger.sqlite", path);
        CHECK_INT(sqlite3_open(file, &db), SQLITE_OK);
        CHECK_INT(sqlite3_exec(db,
                               "UPDATE source SET state = 'loading', sha256 = '', row_count = 0",
                               NULL, NULL, NULL),
                  SQLITE_OK);
        sqlite3_close(db);
        if (!committed) {
            snprintf(file, sizeof file, "%s/lists.sqlite", path);
            unlink(file);
        }
        CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
        source src = {0};
        CHECK_INT(store_source_by_hash(&src, s, out.file[0].sha256, &err),
                  committed ? CORDON_OK : CORDON_ENOTFOUND);
        if (committed) CHECK(src.rows == 1 && src.id == out.file[0].id);
        store_close(s);
    }
}

TEST(ids_are_chosen_by_patterns) {
    CHECK(lists_match("eu-833-*", "eu-833-iv") && !lists_match("eu-833-*", "eu-269-i"));
    CHECK(lists_match("un-sc,eu-*-iv", "eu-833-iv") && lists_match("*", "x") &&
          lists_match("x,*", "y"));
    CHECK(!lists_match("", "x") && !lists_match("ab", "abc") && !lists_match("abc", "ab"));
    CHECK(lists_match("a*b*c", "aXbbYc") && !lists_match("a*b*c", "aXcYb"));
}

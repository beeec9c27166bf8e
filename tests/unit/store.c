/* A store folder: made once, locked, repaired, never half of anything. */
#include "store/store.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/ledger.h"
#include "store/lock.h"
#include "test.h"

/* A folder of the test's own; "" when there is none. */
static const char *folder(void) {
    static char path[100];
    const char *tmp = getenv("TMPDIR");
    snprintf(path, sizeof path, "%.60s/cordon-store-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    return mkdtemp(path) ? path : strcpy(path, "");
}

static void remove_all(const char *path) {
    char command[200];
    snprintf(command, sizeof command, "rm -rf '%s'", path);
    if (*path && system(command) != 0) printf("# %s stays\n", path);
}

static const char *in(const char *path, const char *name) {
    static char full[200];
    snprintf(full, sizeof full, "%.150s/%.40s", path, name);
    return full;
}

static bool sql(const char *path, const char *text) {
    sqlite3 *db = NULL;
    bool ok = sqlite3_open(in(path, "ledger.sqlite"), &db) == SQLITE_OK &&
              sqlite3_exec(db, text, NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_close(db);
    return ok;
}

static bool overwrite(const char *file, long at, const char *bytes, size_t len) {
    FILE *f = fopen(file, "r+b");
    bool ok = f && fseek(f, at, SEEK_SET) == 0 && fwrite(bytes, 1, len, f) == len;
    return f && fclose(f) == 0 && ok;
}

TEST(a_store_is_made_once) {
    const char *path = folder();
    cordon_error err = {0};
    char regime[40] = "";
    store *s = NULL;
    CHECK_INT(store_init(path, "russia-2022", &err), 0); /* an empty folder will do */
    CHECK_INT(store_init(path, "other", &err), CORDON_EEXISTS);
    CHECK(strstr(err.message, "is a store already"));
    CHECK_INT(store_open(&s, path, STORE_READ, 0, &err), 0);
    CHECK_INT(store_setting(regime, sizeof regime, s, "regime", &err), 0);
    CHECK(strcmp(regime, "russia-2022") == 0);
    CHECK_INT(store_setting(regime, sizeof regime, s, "colour", &err), CORDON_ENOTFOUND);
    CHECK(strcmp(store_path(s), path) == 0);
    store_close(s);
    store_close(NULL);
    remove_all(path);
}

TEST(a_store_is_not_made_over_something_else) {
    const char *path = folder();
    cordon_error err = {0};
    CHECK_INT(mkdir(in(path, "something"), 0777), 0);
    CHECK_INT(store_init(path, "", &err), CORDON_EINVAL);
    CHECK(strstr(err.message, "not an empty folder") && strcmp(err.source, path) == 0);
    CHECK_INT(store_init(in(path, "no/where"), "", &err), CORDON_EIO);
    CHECK_INT(store_init(in(path, "what?"), "", &err), CORDON_EINVAL);
    CHECK(access(in(path, "what?"), F_OK) != 0);
    remove_all(path);
}

TEST(what_is_no_store_is_not_opened) {
    store *s = NULL;
    cordon_error err = {0};
    CHECK_INT(store_open(&s, "/nowhere", STORE_WRITE, 0, &err), CORDON_ENOTFOUND);
    CHECK(strstr(err.message, "cordon init"));
    CHECK(s == NULL && access("/nowhere", F_OK) != 0);
}

TEST(one_writer_or_many_readers) {
    const char *path = folder();
    cordon_error err = {0};
    store *a = NULL, *b = NULL, *none = NULL;
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK_INT(store_open(&a, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_open(&none, path, STORE_WRITE, 0, &err), CORDON_EBUSY);
    CHECK(strstr(err.message, "this process"));
    CHECK_INT(store_open(&none, path, STORE_READ, 0, &err), CORDON_EBUSY);
    store_close(a);
    CHECK_INT(store_open(&a, path, STORE_READ, 0, &err), 0);
    CHECK_INT(store_open(&b, path, STORE_READ, 0, &err), 0);
    CHECK_INT(store_open(&none, path, STORE_WRITE, 0, &err), CORDON_EBUSY);
    store_close(a);
    CHECK_INT(store_open(&none, path, STORE_WRITE, 0, &err), CORDON_EBUSY);
    store_close(b);
    CHECK_INT(store_open(&a, path, STORE_WRITE, 0, &err), 0);
    store_close(a);
    CHECK(none == NULL);
    remove_all(path);
}

/* A child that takes the lock and says so through a pipe; it ends when killed. */
static pid_t holder(const char *lock, int *ready, double wait) {
    int fd = -1, ends[2];
    char c = 0;
    if (pipe(ends) != 0) return -1;
    pid_t pid = fork();
    if (pid == 0) {
        c = 'w';
        if (write(ends[1], &c, 1) != 1) _exit(2);
        c = lock_take(&fd, lock, true, wait, NULL) == CORDON_OK ? 'y' : 'n';
        if (write(ends[1], &c, 1) == 1) pause();
        _exit(0);
    }
    close(ends[1]);
    *ready = ends[0];
    return read(ends[0], &c, 1) == 1 ? pid : -1;
}

static void end(pid_t pid) {
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
}

TEST(the_message_names_who_holds_the_lock_not_who_waits) {
    const char *path = folder();
    char lock[200], pid[40];
    int ready, waiting, fd = -1;
    char c = 0;
    cordon_error err = {0};
    snprintf(lock, sizeof lock, "%s", in(path, "lock"));
    pid_t first = holder(lock, &ready, 0);
    CHECK(first > 0 && read(ready, &c, 1) == 1 && c == 'y');
    pid_t second = holder(lock, &waiting, 60);
    CHECK(second > 0);
    usleep(200000);
    cordon_status status = lock_take(&fd, lock, true, 0, &err);
    snprintf(pid, sizeof pid, "process %d (", (int)first);
    bool named = strstr(err.message, pid) != NULL;
    if (!named) printf("# %d held, %d waits: %s\n", (int)first, (int)second, err.message);
    /* A killed holder lets go, and the one who waited has it. */
    end(first);
    bool got = read(waiting, &c, 1) == 1 && c == 'y';
    end(second);
    cordon_status after = lock_take(&fd, lock, true, 0, &err);
    lock_release(fd);
    lock_release(-1);
    close(ready);
    close(waiting);
    remove_all(path);
    CHECK_INT(status, CORDON_EBUSY);
    CHECK(named);
    CHECK(got);
    CHECK_INT(after, 0);
}

/* ---- the ledger's versions ---- */

TEST(a_newer_ledger_is_refused_with_both_versions) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK(sql(path, "PRAGMA user_version = 99"));
    for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        CHECK_INT(store_open(&s, path, (store_mode)mode, 0, &err), CORDON_EFORMAT);
        CHECK(strstr(err.message, "version 99") && strstr(err.message, "up to 2"));
        CHECK(strcmp(err.source, path) == 0);
    }
    remove_all(path);
}

TEST(an_older_ledger_is_brought_forward_by_a_writer_only) {
    const char *path = folder();
    cordon_error err = {0};
    sqlite3 *db = NULL;
    CHECK(sql(path, "PRAGMA user_version = 0"));
    CHECK_INT(ledger_open(&db, in(path, "ledger.sqlite"), true, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "version 0"));
    CHECK_INT(ledger_open(&db, in(path, "ledger.sqlite"), false, &err), 0);
    CHECK_INT(ledger_exec(db, "INSERT INTO setting VALUES ('a', 'b')", &err), 0);
    sqlite3_close(db);
    CHECK_INT(ledger_open(&db, in(path, "ledger.sqlite"), true, &err), 0);
    sqlite3_close(db);
    remove_all(path);
}

/* A migration that fails half way leaves the ledger as it was. */
TEST(a_failed_migration_changes_nothing) {
    const char *path = folder();
    cordon_error err = {0};
    sqlite3 *db = NULL;
    CHECK(sql(path, "CREATE TABLE source (x); INSERT INTO source VALUES (1)"));
    CHECK(ledger_open(&db, in(path, "ledger.sqlite"), false, &err) != CORDON_OK);
    CHECK(strstr(err.message, "source"));
    CHECK(sql(path, "CREATE TABLE setting (free TEXT)")); /* the first table was taken back */
    remove_all(path);
}

TEST(a_warehouse_of_another_version_is_refused) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    warehouse *w = NULL;
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_warehouse(&w, s, &err), 0);
    CHECK_INT(warehouse_exec(w, "INSERT INTO schema_version VALUES (77)", &err), 0);
    store_close(s);
    CHECK_INT(store_open(&s, path, STORE_READ, 0, &err), 0);
    cordon_status status = store_warehouse(&w, s, &err);
    store_close(s);
    CHECK_INT(status, CORDON_EFORMAT);
    CHECK(strstr(err.message, "77"));
    remove_all(path);
}

/* ---- sources ---- */

static source a_source(const char *sha, int64_t bytes) {
    source s = {.bytes = bytes, .vintage = 20230113, .retrieved = 20230201, .rows = 5, .refused = 1, .rounded = 2};
    snprintf(s.sha256, sizeof s.sha256, "%s", sha);
    snprintf(s.file_name, sizeof s.file_name, "it's a file.csv");
    snprintf(s.dataset, sizeof s.dataset, "comext");
    snprintf(s.title, sizeof s.title, "\xd0\xa0\xd0\xa4");
    return s;
}

typedef struct seen {
    int n;
    int64_t id[8];
    source last;
} seen;

static int see(void *arg, const source *src) {
    seen *x = arg;
    if (x->n < 8) x->id[x->n] = src->id;
    x->n++;
    x->last = *src;
    return 0;
}

TEST(a_source_is_listed_once_it_is_loaded) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    source a = a_source("aaaa", 100), b = a_source("bbbb", 200), got;
    seen x = {0};
    bool has = true;
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_source_begin(s, &a, &err), 0);
    CHECK_INT(store_source_begin(s, &b, &err), 0);
    CHECK(b.id > a.id);
    CHECK_INT(store_sources(s, see, &x, &err), 0);
    CHECK_INT(x.n, 0);
    CHECK_INT(store_has_bytes(&has, s, 100, &err), 0);
    CHECK(!has);
    CHECK_INT(store_source_by_hash(&got, s, "aaaa", &err), CORDON_ENOTFOUND);
    CHECK_INT(store_source_done(s, &b, &err), 0);
    CHECK_INT(store_source_drop(s, b.id, &err), 0); /* loaded: stays */
    CHECK_INT(store_source_drop(s, a.id, &err), 0);
    CHECK_INT(store_has_bytes(&has, s, 200, &err), 0);
    CHECK(has);
    CHECK_INT(store_source_by_hash(&got, s, "bbbb", &err), 0);
    CHECK_INT(store_sources(s, see, &x, &err), 0);
    CHECK_INT(x.n, 1);
    CHECK_INT(x.id[0], b.id);
    CHECK(got.id == b.id && got.vintage == 20230113 && got.retrieved == 20230201 && got.rows == 5 &&
          got.refused == 1 && got.rounded == 2 && strcmp(got.file_name, b.file_name) == 0 &&
          strcmp(got.title, b.title) == 0 && strcmp(got.dataset, "comext") == 0);
    /* The same bytes are not there twice, whatever the caller does. */
    source again = a_source("bbbb", 200);
    CHECK_INT(store_source_begin(s, &again, &err), 0);
    CHECK(store_source_done(s, &again, &err) != CORDON_OK);
    store_close(s);
    remove_all(path);
}

/* A killed load left "loading": the warehouse's commit decides, both ways. */
TEST(loading_rows_are_repaired_both_ways) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    warehouse *w = NULL;
    source committed = a_source("", 0), lost = a_source("", 0), got;
    char text[200];
    seen x = {0};
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_source_begin(s, &committed, &err), 0);
    CHECK_INT(store_source_begin(s, &lost, &err), 0);
    CHECK_INT(store_warehouse(&w, s, &err), 0);
    snprintf(text, sizeof text, "INSERT INTO loaded VALUES (%d, 'cccc', 300, 7, 3, 1)", (int)committed.id);
    CHECK_INT(warehouse_exec(w, text, &err), 0);
    /* Rows without the word of their load: of one that is lost, and of one that is not. */
    snprintf(text, sizeof text, "INSERT INTO source_note VALUES (%d, 1, 'a', 'b'), (%d, 1, 'a', 'b')", (int)committed.id, (int)lost.id);
    CHECK_INT(warehouse_exec(w, text, &err), 0);
    snprintf(text, sizeof text, "INSERT INTO flow (source_id, line) VALUES (%d, 1), (%d, 2)", (int)committed.id, (int)lost.id);
    CHECK_INT(warehouse_exec(w, text, &err), 0);
    CHECK_INT(warehouse_exec(w, "BEGIN", &err), 0);
    snprintf(text, sizeof text, "INSERT INTO loaded VALUES (%d, 'dddd', 300, 7, 3, 1)", (int)lost.id);
    CHECK_INT(warehouse_exec(w, text, &err), 0);
    store_close(s); /* without a commit */
    CHECK_INT(store_open(&s, path, STORE_READ, 0, &err), 0);
    CHECK_INT(store_sources(s, see, &x, &err), 0); /* a reader repairs nothing */
    store_close(s);
    CHECK_INT(x.n, 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_sources(s, see, &x, &err), 0);
    CHECK_INT(x.n, 1);
    CHECK_INT(store_source_by_hash(&got, s, "cccc", &err), 0);
    CHECK(got.id == committed.id && got.bytes == 300 && got.rows == 7 && got.refused == 3 && got.rounded == 1);
    CHECK(strcmp(got.title, committed.title) == 0);
    CHECK_INT(store_source_by_hash(&got, s, "dddd", &err), CORDON_ENOTFOUND);
    int64_t left = 0;
    CHECK_INT(store_warehouse(&w, s, &err), 0);
    CHECK_INT(warehouse_one_int(&left, w, "SELECT (SELECT count(*) FROM flow) * 100 + (SELECT count(*) FROM source_note) * 10 + (SELECT min(line) FROM flow)", NULL, 0, &err), 0);
    CHECK_INT(left, 111); /* those of the load that committed */
    /* A dropped number is not given again: rows of two files never mix. */
    source next = a_source("eeee", 1);
    CHECK_INT(store_source_begin(s, &next, &err), 0);
    CHECK(next.id > lost.id);
    store_close(s);
    remove_all(path);
}

TEST(left_over_files_go_with_the_next_writer) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    CHECK_INT(store_init(path, "", &err), 0);
    FILE *f = fopen(in(path, "tmp/refused-left"), "w");
    CHECK(f && fclose(f) == 0);
    CHECK_INT(store_open(&s, path, STORE_READ, 0, &err), 0);
    store_close(s);
    CHECK(access(in(path, "tmp/refused-left"), F_OK) == 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    store_close(s);
    CHECK(access(in(path, "tmp/refused-left"), F_OK) != 0);
    remove_all(path);
}

/* As on a full or read-only disk: nothing can be made beside the ledger. */
TEST(a_reader_needs_no_room_beside_the_ledger) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    source a = a_source("aaaa", 100);
    seen x = {0};
    char odd[200];
    snprintf(odd, sizeof odd, "%s", in(path, "50% #1"));
    CHECK_INT(store_init(odd, "", &err), 0);
    CHECK_INT(store_open(&s, odd, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_source_begin(s, &a, &err), 0);
    CHECK_INT(store_source_done(s, &a, &err), 0);
    store_close(s);
    CHECK_INT(symlink("nowhere", in(odd, "ledger.sqlite-shm")), 0); /* so that none can be made */
    cordon_status status = store_open(&s, odd, STORE_READ, 0, &err);
    if (status) printf("# %s\n", err.message);
    CHECK_INT(status, 0);
    CHECK_INT(store_sources(s, see, &x, &err), 0);
    CHECK_INT(x.n, 1);
    store_close(s);
    /* With a log of writes it must not look past them. */
    FILE *f = fopen(in(odd, "ledger.sqlite-wal"), "w");
    CHECK(f && fputs("something", f) >= 0 && fclose(f) == 0);
    CHECK(store_open(&s, odd, STORE_READ, 0, &err) != CORDON_OK);
    remove_all(path);
}

TEST(damaged_files_are_told) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    warehouse *w = NULL;
    static const char garbage[64] = "garbage garbage garbage garbage garbage";
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK(overwrite(in(path, "warehouse.duckdb"), 0, garbage, sizeof garbage));
    CHECK_INT(store_open(&s, path, STORE_READ, 0, &err), 0); /* the ledger alone is fine */
    cordon_status status = store_warehouse(&w, s, &err);
    if (status != CORDON_ECORRUPT) printf("# %s\n", err.message);
    CHECK_INT(status, CORDON_ECORRUPT);
    store_close(s);
    CHECK(overwrite(in(path, "ledger.sqlite"), 0, garbage, sizeof garbage));
    for (int mode = STORE_READ; mode <= STORE_WRITE; mode++) {
        status = store_open(&s, path, (store_mode)mode, 0, &err);
        if (status != CORDON_ECORRUPT) printf("# %s\n", err.message);
        CHECK_INT(status, CORDON_ECORRUPT);
    }
    remove_all(path);
}

TEST(a_full_disk_is_told_before_the_load) {
    const char *path = folder();
    cordon_error err = {0};
    store *s = NULL;
    CHECK_INT(store_init(path, "", &err), 0);
    CHECK_INT(store_open(&s, path, STORE_WRITE, 0, &err), 0);
    CHECK_INT(store_need_space(s, 1, &err), 0);
    CHECK_INT(store_need_space(s, UINT64_MAX, &err), CORDON_ENOSPC);
    CHECK(strstr(err.message, "the disk has"));
    store_close(s);
    remove_all(path);
}

/* ---- the engine behind its header ---- */

TEST(cells_of_every_kind) {
    const char *path = folder();
    cordon_error err = {0};
    warehouse *w = NULL;
    warehouse_rows *r = NULL;
    bool more = false;
    char file[200];
    snprintf(file, sizeof file, "%s", in(path, "w.duckdb"));
    CHECK_INT(warehouse_open(&w, file, path, false, &err), 0);
    static const warehouse_param p[] = {{"it's", 0}, {NULL, -5}};
    CHECK_INT(warehouse_query(&r, w, "SELECT $1, $2, NULL, CAST(7 AS SMALLINT), 'a longer text than twelve', "
                                     "CAST(0.5 AS DOUBLE), true UNION ALL SELECT 'x',1,2,3,'4',5.0,false "
                                     "ORDER BY 2", p, 2, &err), 0);
    CHECK_INT(warehouse_next(r, &more, &err), 0);
    CHECK(more && strcmp(warehouse_text(r, 0), "it's") == 0 && warehouse_int(r, 1) == -5);
    CHECK(warehouse_null(r, 2) && warehouse_int(r, 2) == 0 && strcmp(warehouse_text(r, 2), "") == 0);
    CHECK(warehouse_int(r, 3) == 7 && strcmp(warehouse_text(r, 4), "a longer text than twelve") == 0);
    CHECK_NEAR(warehouse_real(r, 5), 0.5, 0);
    CHECK(warehouse_int(r, 6) == 1);
    CHECK(warehouse_next(r, &more, &err) == CORDON_OK && more && warehouse_int(r, 2) == 2);
    CHECK(warehouse_next(r, &more, &err) == CORDON_OK && !more);
    warehouse_rows_close(r);
    int64_t n = 0;
    CHECK_INT(warehouse_one_int(&n, w, "SELECT count(*) FROM range(100000)", NULL, 0, &err), 0);
    CHECK_INT(n, 100000);
    warehouse_close(w);
    warehouse_close(NULL);
    remove_all(path);
}

/* What is asked again of a store that is only read is the same, however it was
 * read before: to the end, in part, by other parameters, or too large to keep. */
TEST(asked_again_the_same) {
    static const char small[] = "SELECT 'a text that is not short', $1 UNION ALL SELECT 'b', $1 + 1 "
                                "ORDER BY 2";
    static const char large[] = "SELECT i FROM range(5000) t(i) ORDER BY i";
    const char *path = folder();
    cordon_error err = {0};
    warehouse *w = NULL;
    warehouse_rows *r = NULL, *other = NULL;
    bool more = false;
    char file[200];
    snprintf(file, sizeof file, "%s", in(path, "w.duckdb"));
    CHECK_INT(warehouse_open(&w, file, path, false, &err), 0);
    CHECK_INT(warehouse_exec(w, "CREATE TABLE t(i INT)", &err), 0);
    int64_t n = -1; /* a store that is written to keeps nothing */
    CHECK(warehouse_one_int(&n, w, "SELECT count(*) FROM t", NULL, 0, &err) == 0 && n == 0);
    CHECK_INT(warehouse_exec(w, "INSERT INTO t VALUES (1)", &err), 0);
    CHECK(warehouse_one_int(&n, w, "SELECT count(*) FROM t", NULL, 0, &err) == 0 && n == 1);
    warehouse_close(w);
    CHECK_INT(warehouse_open(&w, file, path, true, &err), 0);
    for (int64_t i = 0; i < 6; i++) {
        warehouse_param p = {NULL, i % 2};
        CHECK_INT(warehouse_query(&r, w, small, &p, 1, &err), 0);
        CHECK(warehouse_next(r, &more, &err) == 0 && more && warehouse_int(r, 1) == i % 2);
        CHECK(strcmp(warehouse_text(r, 0), "a text that is not short") == 0);
        if (i > 1) { /* the first two are closed within */
            CHECK_INT(warehouse_query(&other, w, small, &p, 1, &err), 0);
            CHECK(warehouse_next(other, &more, &err) == 0 && more);
            warehouse_rows_close(other);
            CHECK(warehouse_next(r, &more, &err) == 0 && more && warehouse_int(r, 1) == i % 2 + 1);
            CHECK(strcmp(warehouse_text(r, 0), "b") == 0);
            CHECK(warehouse_next(r, &more, &err) == 0 && !more);
            CHECK(warehouse_next(r, &more, &err) == 0 && !more);
        }
        warehouse_rows_close(r);
        int64_t sum = 0;
        CHECK_INT(warehouse_query(&r, w, large, NULL, 0, &err), 0);
        while (warehouse_next(r, &more, &err) == 0 && more) sum += warehouse_int(r, 0);
        CHECK_INT(sum, 4999 * 2500);
        warehouse_rows_close(r);
        CHECK_INT(warehouse_query(&r, w, "SELECT 1 WHERE $1 > 7", &p, 1, &err), 0);
        CHECK(warehouse_next(r, &more, &err) == 0 && !more);
        warehouse_rows_close(r);
        warehouse_param word = {i % 2 ? "1" : "0", 0}; /* text, not the number */
        CHECK(warehouse_one_int(&n, w, "SELECT CAST($1 AS INT) + 1", &word, 1, &err) == 0);
        CHECK_INT(n, i % 2 + 1);
        CHECK(warehouse_query(&r, w, "SELECT nothing", NULL, 0, &err) != 0);
    }
    warehouse_close(w);
    remove_all(path);
}

TEST(the_engine_opens_no_other_file) {
    const char *path = folder();
    cordon_error err = {0};
    warehouse *w = NULL;
    char file[200];
    snprintf(file, sizeof file, "%s", in(path, "w.duckdb"));
    CHECK_INT(warehouse_open(&w, file, path, false, &err), 0);
    static const char *const statements[] = {
        "SELECT * FROM read_csv('/etc/passwd')", "COPY (SELECT 1) TO '/tmp/cordon-leak.csv'",
        "ATTACH '/tmp/cordon-other.duckdb'", "INSTALL httpfs", "LOAD httpfs",
        "SET enable_external_access = true", "SELECT * FROM cordon_rows()"};
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (warehouse_exec(w, statements[i], &err) == CORDON_OK) FAIL_("done: %s", statements[i]);
    CHECK(access("/tmp/cordon-leak.csv", F_OK) != 0 && access("/tmp/cordon-other.duckdb", F_OK) != 0);
    warehouse_close(w);
    remove_all(path);
}

TEST(a_read_only_warehouse_stays_as_it_is) {
    const char *path = folder();
    cordon_error err = {0};
    warehouse *w = NULL;
    char file[200];
    snprintf(file, sizeof file, "%s", in(path, "w.duckdb"));
    CHECK(warehouse_open(&w, file, path, true, &err) != CORDON_OK); /* not made either */
    CHECK(access(file, F_OK) != 0);
    CHECK_INT(warehouse_open(&w, file, path, false, &err), 0);
    CHECK_INT(warehouse_exec(w, "CREATE TABLE t (a INTEGER)", &err), 0);
    warehouse_close(w);
    CHECK_INT(warehouse_open(&w, file, path, true, &err), 0);
    CHECK(warehouse_exec(w, "INSERT INTO t VALUES (1)", &err) != CORDON_OK);
    warehouse_close(w);
    remove_all(path);
}

/* Not a test of its own: tests of the program count a store's rows with it, as its
 * tables have them (CORDON_TEST_STORE=DIR build/V/tests/store rows_of_a_store).   */
TEST(rows_of_a_store) {
    static const char covered[] = "SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) FROM coverage";
    const char *path = getenv("CORDON_TEST_STORE");
    cordon_error err = {0};
    store *s = NULL;
    warehouse *w = NULL;
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    int64_t rows = -1, coverage = -1, loaded = -1;
    int loading = -1;
    seen x = {0};
    if (!path) return;
    if (sqlite3_open(in(path, "ledger.sqlite"), &db) == SQLITE_OK &&
        sqlite3_prepare_v2(db, "SELECT count(*) FROM source WHERE state = 'loading'", -1, &st, NULL) ==
            SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        loading = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    /* For writing: opening so is what repairs. */
    if (store_open(&s, path, STORE_WRITE, 0, &err) || store_warehouse(&w, s, &err))
        FAIL_("%s: %s", err.source, err.message);
    CHECK_INT(store_sources(s, see, &x, &err), 0);
    CHECK_INT(warehouse_one_int(&rows, w, "SELECT count(*) FROM flow", NULL, 0, &err), 0);
    CHECK_INT(warehouse_one_int(&coverage, w, covered, NULL, 0, &err), 0);
    CHECK_INT(warehouse_one_int(&loaded, w, "SELECT count(*) FROM loaded", NULL, 0, &err), 0);
    store_close(s);
    printf("# loading %d sources %d loaded %jd rows %jd covered %jd\n", loading, x.n,
           (intmax_t)loaded, (intmax_t)rows, (intmax_t)coverage);
}

/* Batches: maps, readers, order, shards, resuming after a kill at any sync. */
#include "store/batch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/csv.h"
#include "store/batch_inner.h"
#include "folder.h"
#include "test.h"

static void spit(const char *name, const char *text, size_t len) {
    FILE *f = fopen(in(name), "w");
    if (f) fwrite(text, 1, len, f), fclose(f);
}

static char *slurp(const char *name) {
    buf b = {0};
    char block[4096];
    FILE *f = fopen(in(name), "r");
    for (size_t n; f && (n = fread(block, 1, sizeof block, f));) buf_add(&b, block, n);
    if (f) fclose(f);
    if (!b.p) buf_add(&b, "", 0), b.p = b.p ? b.p : strdup("");
    return b.p;
}

/* ---- a worker that answers at once: one to three rows a record, a fault is a row */

static int die_after = -1; /* records until the process kills itself */

static cordon_status worker_new(void **out, void *arg, cordon_error *err) {
    (void)arg, (void)err;
    *out = NULL;
    return CORDON_OK;
}
static void worker_free(void *worker) { (void)worker; }

static cordon_status ask(void *worker, const batch_map *map, const batch_record *r, buf *rows, batch_counts *c,
                         cordon_error *err) {
    (void)worker, (void)err, (void)map;
    if (die_after >= 0 && r->number > (uint64_t)die_after) raise(SIGKILL);
    uint64_t n = r->fault ? 1 : 1 + r->number % 3;
    for (uint64_t i = 0; i < n; i++) {
        buf_printf(rows, "%llu,%llu,", (unsigned long long)r->number, (unsigned long long)r->line);
        if (r->fault) csv_cell(rows, r->fault, strlen(r->fault), CSV_ONE_LINE);
        for (unsigned v = 0; v < r->values; v++) {
            if (v) buf_char(rows, '|');
            csv_cell(rows, r->value[v].text, r->value[v].len, CSV_ONE_LINE);
        }
        buf_char(rows, '\n');
    }
    c->hits += n;
    *(r->fault ? &c->failed : &c->found) += 1;
    return CORDON_OK;
}

static bool known(const char *key) {
    return strcmp(key, "ref") == 0 || strcmp(key, "name") == 0 || strcmp(key, "alias") == 0 ||
           strcmp(key, "country") == 0 || (strncmp(key, "id.", 3) == 0 && key[3]);
}
static const char *const plain[] = {"ref", "name", "alias", "country", NULL};
static const batch_fields fields = {plain, known, "ref, name, alias, country or id.TYPE", "name"};
static const char *const integers[] = {"record", "line", NULL}, *const reals[] = {NULL};

static batch_run a_run(const batch_map *map, const char *input, const char *output) {
    return (batch_run){.input = input, .output = output, .map = map, .shards = 1, .shard = 1, .threads = 2,
                       .arguments = "a", .index = "00000000000000000000000000000001", .head = "record,line,value\n",
                       .worker_new = worker_new, .worker_free = worker_free, .ask = ask, .sync = BATCH_SYNC,
                       .whole = integers, .real = reals};
}

static void many(const char *name, int records) {
    buf b = {0};
    buf_str(&b, "Nr,Name\n");
    for (int i = 1; i <= records; i++) buf_printf(&b, "%d,Name of %d\n", i, i * 7919 % 10007);
    spit(name, b.p, b.len);
    buf_free(&b);
}

TEST(a_map_is_read_and_its_faults_are_told) {
    batch_map m;
    cordon_error err = {0};
    CHECK_INT(batch_map_parse(&m, "name=Name,country=Ctry,id.inn=\"Tax, \"\"no.\"\"\",ref=Nr", &fields, &err), 0);
    CHECK_INT(m.n, 4);
    CHECK(strcmp(m.at[2].field, "id.inn") == 0 && strcmp(m.at[2].column, "Tax, \"no.\"") == 0);
    static const char *const bad[] = {"", "name", "name=", "nom=Name", "name=A,", "name=\"A", "name=\"A\"b", "id.=A", "=A"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        err.message[0] = 0;
        CHECK_INT(batch_map_parse(&m, bad[i], &fields, &err), CORDON_EFORMAT);
        CHECK(strstr(err.message, "map, byte "));
    }
}

TEST(any_number_of_threads_gives_the_same_bytes_and_shards_make_the_whole) {
    batch_map m;
    batch_counts c;
    cordon_error err = {0};
    CHECK_INT(batch_map_parse(&m, "name=Name", &fields, &err), 0);
    many("in.csv", 1000);
    batch_run run = a_run(&m, in("in.csv"), in("one.csv"));
    run.threads = 1;
    CHECK_INT(batch_process(&c, &run, &err), 0);
    CHECK_INT(c.records, 1000);
    CHECK_INT(c.hits, 2000); /* 1 + n % 3 over 1 to 1000 */
    run.threads = 7;
    run.output = in("seven.csv");
    CHECK_INT(batch_process(&c, &run, &err), 0);
    char *one = slurp("one.csv"), *seven = slurp("seven.csv");
    CHECK(strcmp(one, seven) == 0 && strlen(one) > 20000);
    buf whole = {0};
    char *part[3], *line[3];
    buf_str(&whole, run.head);
    for (unsigned i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof name, "s%u.csv", i);
        run.output = in(name);
        run.shard = i + 1;
        run.shards = 3;
        CHECK_INT(batch_process(&c, &run, &err), 0);
        CHECK_INT(c.records, i == 0 ? 334 : 333);
        part[i] = slurp(name);
        line[i] = part[i] + strlen(run.head);
    }
    for (long number = 1; number <= 1000; number++) /* merged by the number of the record */
        for (char **l = &line[(number - 1) % 3]; **l && strtol(*l, NULL, 10) == number; *l = strchr(*l, '\n') + 1)
            buf_add(&whole, *l, (size_t)(strchr(*l, '\n') + 1 - *l));
    CHECK(strcmp(whole.p, one) == 0);
    buf_free(&whole);
    for (int i = 0; i < 3; i++) free(part[i]);
    free(one);
    free(seven);
}

TEST(a_bad_record_is_a_row_and_the_run_goes_on) {
    static const char csv[] = "Nr;Name\n1;A\n2\n3;\"x\"y\n4;\xff\n5;\"=cmd\"\n";
    batch_map m;
    batch_counts c;
    cordon_error err = {0};
    CHECK_INT(batch_map_parse(&m, "name=Name", &fields, &err), 0);
    spit("bad.csv", csv, sizeof csv - 1);
    batch_run run = a_run(&m, in("bad.csv"), in("bad.out"));
    CHECK_INT(batch_process(&c, &run, &err), 0);
    CHECK_INT(c.records, 5);
    CHECK_INT(c.failed, 3);
    char *out = slurp("bad.out");
    CHECK(strstr(out, "\n2,3,\"1 fields, the header has 2\"\n"));
    CHECK(strstr(out, "\n3,4,\"a quote stands inside a field, or text behind one\"\n"));
    CHECK(strstr(out, "\n4,5,Name is not valid UTF-8\xef\xbf\xbd\n"));
    CHECK(strstr(out, "\n5,6,'=cmd\n"));
    free(out);
    run.map = &(batch_map){1, {{"name", "Nom"}}, &fields};
    CHECK_INT(batch_process(&c, &run, &err), CORDON_EFORMAT);
    CHECK(strstr(err.message, "no column \"Nom\""));
}

TEST(a_column_is_there_also_where_its_cell_is_empty) {
    static const char *const text[] = {"name,country\n,\n", "{\"country\":null,\"name\":\"\"}\n"};
    static const char *const name[] = {"empty.csv", "empty.ndjson"};
    for (int i = 0; i < 2; i++) {
        batch_map m;
        batch_reader *reader = NULL;
        batch_record r;
        cordon_error err = {0};
        arena mem;
        bool more = false;
        spit(name[i], text[i], strlen(text[i]));
        batch_map_plain(&m, &fields);
        batch_run run = a_run(&m, in(name[i]), "-");
        run.map_plain = true;
        arena_init(&mem, 0);
        CHECK_INT(batch_reader_open(&reader, &run, &err), 0);
        CHECK_INT(batch_reader_next(reader, &r, &mem, &more, &err), 0);
        CHECK(more && !r.fault && r.values == 0);
        CHECK_INT(r.columns, 1 << 1 | 1 << 3); /* name, country; not ref, alias */
        arena_destroy(&mem);
        batch_reader_close(reader);
    }
}

TEST(lines_of_json) {
    static const char json[] = "{\"n\":\"A\",\"a\":[\"B\",\"C\"],\"x\":{}}\n\n{\"n\":7}\n[1]\n{\"n\":{}}\n{\"n\":\n{\"a\":null}\n";
    batch_map m;
    batch_counts c;
    cordon_error err = {0};
    CHECK_INT(batch_map_parse(&m, "name=n,alias=a", &fields, &err), 0);
    spit("in.ndjson", json, sizeof json - 1);
    batch_run run = a_run(&m, in("in.ndjson"), in("json.csv"));
    CHECK_INT(batch_process(&c, &run, &err), 0);
    CHECK_INT(c.records, 6);
    CHECK_INT(c.failed, 3);
    char *out = slurp("json.csv");
    CHECK(strstr(out, "\n1,1,A|B|C\n1,1,A|B|C\n2,3,7\n"));
    CHECK(strstr(out, "\n3,4,\"expected an object, here is an array\"\n"));
    CHECK(strstr(out, "\n6,7,\n"));
    free(out);
}

/* Runs in a child that kills itself when it comes to a record. */
static int killed_run(batch_run *run, int after) {
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        batch_counts c;
        die_after = after;
        _exit(batch_process(&c, run, NULL) ? 1 : 0);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

TEST(a_killed_run_goes_on_without_losing_or_repeating_a_row) {
    batch_map m;
    batch_counts c, whole_c;
    cordon_error err = {0};
    enum { N = 5 * BATCH_SYNC + 77 };
    CHECK_INT(batch_map_parse(&m, "name=Name", &fields, &err), 0);
    many("long.csv", N);
    batch_run run = a_run(&m, in("long.csv"), in("whole.csv"));
    CHECK_INT(batch_process(&whole_c, &run, &err), 0);
    char *whole = slurp("whole.csv"), path[300];
    snprintf(path, sizeof path, "%s", in("cut.csv"));
    run.output = path;
    run.resume = true;
    for (int after = 500; after < N; after += 1500) {
        CHECK_INT(killed_run(&run, after), SIGKILL);
        CHECK(access(path, F_OK) != 0);
        /* Bytes that were written and not vouched for are cut off. */
        FILE *f = fopen(in("cut.csv.part"), "a");
        CHECK(f && fputs("half a ro", f) >= 0 && fclose(f) == 0);
    }
    CHECK_INT(batch_process(&c, &run, &err), 0);
    char *cut = slurp("cut.csv");
    CHECK(strcmp(cut, whole) == 0);
    CHECK_INT(c.records, N);
    CHECK_INT(c.hits, whole_c.hits);
    CHECK(access(in("cut.csv.part"), F_OK) != 0 && access(in("cut.csv.resume"), F_OK) != 0);
    free(cut);
    free(whole);
}

TEST(what_was_begun_with_other_things_is_not_taken_up) {
    batch_map m;
    batch_counts c;
    cordon_error err = {0};
    enum { N = 2 * BATCH_SYNC + 50 };
    CHECK_INT(batch_map_parse(&m, "name=Name", &fields, &err), 0);
    many("other.csv", N);
    char path[300];
    snprintf(path, sizeof path, "%s", in("other.out"));
    batch_run run = a_run(&m, in("other.csv"), path);
    CHECK_INT(killed_run(&run, N - 20), SIGKILL);
    run.resume = true;
    run.arguments = "b";
    CHECK_INT(batch_process(&c, &run, &err), CORDON_EEXISTS);
    CHECK(strstr(err.message, "other arguments"));
    run.arguments = "a";
    run.index = "00000000000000000000000000000002";
    CHECK_INT(batch_process(&c, &run, &err), CORDON_EEXISTS);
    CHECK(strstr(err.message, "other lists"));
    run.index = "00000000000000000000000000000001";
    many("other.csv", BATCH_SYNC - 1);
    CHECK_INT(batch_process(&c, &run, &err), CORDON_EEXISTS);
    CHECK(strstr(err.message, "records are not those"));
    many("other.csv", N);
    /* A part that was cut or changed behind our back. */
    CHECK_INT(truncate(in("other.out.part"), 100), 0);
    CHECK_INT(batch_process(&c, &run, &err), CORDON_ECORRUPT);
    spit("other.out.resume", "cordon-batch 1\nindex 0\n", 22);
    CHECK_INT(batch_process(&c, &run, &err), CORDON_ECORRUPT);
    run.resume = false;
    CHECK_INT(batch_process(&c, &run, &err), 0);
    CHECK_INT(c.records, N);
}

TEST(killed_between_the_two_last_steps) {
    batch_map m;
    batch_counts c;
    cordon_error err = {0};
    CHECK_INT(batch_map_parse(&m, "name=Name", &fields, &err), 0);
    many("end.csv", BATCH_SYNC + 100);
    char path[300];
    snprintf(path, sizeof path, "%s", in("end.out"));
    batch_run run = a_run(&m, in("end.csv"), path);
    CHECK_INT(killed_run(&run, BATCH_SYNC + 90), SIGKILL);
    run.resume = true;
    /* The last sync is made by hand: as far as the whole output. */
    CHECK_INT(batch_process(&c, &run, &err), 0);
    char *whole = slurp("end.out");
    batch_output o;
    batch_reader *reader;
    run.resume = false;
    CHECK_INT(batch_output_open(&o, &run, &err), 0);
    CHECK_INT(batch_output_add(&o, whole + strlen(run.head), strlen(whole) - strlen(run.head), &err), 0);
    CHECK_INT(batch_reader_open(&reader, &run, &err), 0);
    arena mem;
    batch_record r;
    bool more = true;
    arena_init(&mem, 0);
    while (!batch_reader_next(reader, &r, &mem, &more, &err) && more) batch_hash_record(&o.input, &r), o.records++;
    arena_destroy(&mem);
    batch_reader_close(reader);
    CHECK_INT(batch_output_sync(&o, &err), 0);
    batch_output_close(&o);
    CHECK_INT(rename(in("end.out.part"), in("end.out")), 0);
    run.resume = true;
    die_after = 0; /* nothing is asked again */
    CHECK_INT(batch_process(&c, &run, &err), 0);
    die_after = -1;
    char *again = slurp("end.out");
    CHECK(strcmp(again, whole) == 0);
    CHECK(access(in("end.out.resume"), F_OK) != 0);
    free(again);
    free(whole);
}

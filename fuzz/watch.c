/* A file of events through each reader into a store: it is refused with one line of words, or what
 * was kept and what was refused are in the tables and the ledger, and nothing else. The first byte
 * chooses the reader; the file's own first line is put before the bytes.         */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "watch/incident.h"
#include "watch/record.h"

static const struct {
    const char *reader, *head;
} files[] = {
    {"record", "id\tdate_start\tdate_end\tprecision\tdimension\tkind\tactor1\tactor2\tothers\tplace\ttitle\tscale\t"
               "status\tattributed_by\treply\treply_by\treply_date\tsource\tsource_kind\tstate_media\tbasis\t"
               "seed_line\tnote\n"},
    {"gdelt2", ""},
    {"icews", "Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\tCAMEO Code\t"
              "Intensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\tSentence Number\tPublisher\t"
              "City\tDistrict\tProvince\tCountry\tLatitude\tLongitude\n"},
    {"plover", "[\n"},
    {"dyads", "date,a,b,w\n"},
    {"dyad-totals", "date,sum_abs_w,nonzero_dyads\n"},
    {"incidents", "ID,name,start_date,initiator_country,receiver_country,attribution_type,incident_type,"
                  "weighted_cyber_intensity\n"},
    {"observations", "series\tperiod\tvalue\tunit\tlo\thi\tvintage\tpublisher\tsource\n"},
    {"observations", "as_of\tx\tsource\n"},
};

static char dir[64], path[96], file[96];
static areas *known;
static store *s;
static int runs;

static void fresh(void) {
    char command[160];
    store_close(s);
    s = NULL;
    if (*dir) {
        snprintf(command, sizeof command, "rm -rf '%s'", dir);
        if (system(command) != 0) abort();
    }
    snprintf(dir, sizeof dir, "%s/cordon-fuzz-XXXXXX", access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(dir)) abort();
    snprintf(path, sizeof path, "%s/store", dir);
    snprintf(file, sizeof file, "%s/f", dir);
    if (store_init(path, "", NULL) || store_open(&s, path, STORE_WRITE, 0, NULL)) abort();
}

static int64_t one(const char *sql, int64_t id) {
    warehouse *w = NULL;
    int64_t n = -1;
    warehouse_param p = {NULL, id};
    if (store_warehouse(&w, s, NULL) || warehouse_one_int(&n, w, sql, &p, 1, NULL)) abort();
    return n;
}

/* The engine keeps its own at exit; see tools/lsan.supp. Of some of it the stack ends in the C++
 * library, which nothing else here uses.                                                      */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:libduckdb.so\nleak:libstdc++.so\n"; }

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 1 || size > 1 << 15) return 0;
    if (!known && areas_load(&known, NULL)) abort();
    if (!s || ++runs % 500 == 0) fresh();
    const size_t which = data[0] % (sizeof files / sizeof *files);
    FILE *f = fopen(file, "wb");
    if (!f || fputs(files[which].head, f) < 0 || fwrite(data + 1, 1, size - 1, f) != size - 1 || fclose(f))
        abort();
    load_result r;
    cordon_error err = {0};
    cordon_status status = watch_load_file(&r, s, known, file, watch_reader_named(files[which].reader),
                                           &(load_options){.vintage = 20240101}, &err);
    if (status && !err.message[0]) abort();
    if (status && one("SELECT count(*) FROM loaded WHERE source_id = $1", r.source.id)) abort();
    if (!status && !r.already) {
        if (one("SELECT count(*) FROM refused WHERE source_id = $1", r.source.id) != r.source.refused) abort();
        if (one("SELECT count(*) FROM watch_source WHERE source_id = $1", r.source.id) != 1) abort();
    }
    return 0;
}

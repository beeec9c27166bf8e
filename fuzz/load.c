/* A file of trade through a layout, up to the rows the engine would take: every record
 * becomes rows with sound cells or is refused, and the refused are all written down.
 * The first byte chooses the layout. The engine is not linked: a chunk of its rows is
 * the three functions here, which keep what a row needs to be judged.            */
#include <stdlib.h>
#include <string.h>

#include "flows/parse.h"

struct warehouse_chunk {
    int64_t number[WAREHOUSE_SOURCE_COLUMNS][WAREHOUSE_CHUNK_ROWS];
    size_t len[WAREHOUSE_SOURCE_COLUMNS][WAREHOUSE_CHUNK_ROWS];
};

void *warehouse_chunk_data(const warehouse_chunk *c, size_t col) {
    return (void *)(uintptr_t)c->number[col];
}

void warehouse_chunk_text(warehouse_chunk *c, size_t col, size_t row, const char *s, size_t len) {
    if (row >= WAREHOUSE_CHUNK_ROWS || col >= WAREHOUSE_SOURCE_COLUMNS) abort();
    if (!records_utf8(s, len) || memchr(s, 0, len)) abort();
    c->len[col][row] = len;
}

void warehouse_chunk_null(warehouse_chunk *c, size_t col, size_t row) {
    if (row >= WAREHOUSE_CHUNK_ROWS) abort();
    (void)c, (void)col;
}

#define COMMON "row,field,column,value,form,scale,when\n,dataset,,t,,,\n,reporter,r,,iso2,,\n"
static const char *const layouts[] = {
    COMMON ",partner,p,,iso2|name,,\n,period,t,,yyyymm|yyyy,,\n,code,c,,,,\n,value,v,,,1000,\n"
           ",currency,,EUR,,,\n,flow,,X,,,\n",
    COMMON ",partner,p,,iso2,,\n,period,t,,yyyy-mm-??,,\n,code,c,,*,,\n,currency,,EUR,,,\n"
           "a,flow,,X,,,\na,value,v,,,1e6,\nb,flow,,M,,,\nb,value,w,,,0.001,\nb,mass,p,,,1000,\n",
    COMMON ",partner,p,,name,,\n,period,t,,yyyy,,\n,code,c,,A=TOTAL,,\n,value,v,,,1,\n"
           ",currency,w,,,,\n,flow,,X,,,period<2022\n,flow,,M,,,period>2022\n,freq,,A,,,\n"
           ",quote,,none,,,\n"};
static const char header[] = "r,p,t,c,v,w\n";
static const char *const names[] = {"r", "p", "t", "c", "v", "w"};

static areas *known;
static warehouse_chunk chunk;

static void judge(const parse *p, size_t rows) {
    if (rows > WAREHOUSE_CHUNK_ROWS) abort();
    for (size_t i = 0; i < rows; i++) {
        int32_t period = ((int32_t *)chunk.number[p->slot[FLOW_PERIOD]])[i];
        int64_t value = chunk.number[p->slot[FLOW_VALUE]][i];
        if (chunk.number[0][i] < 2 || value < 0) abort();
        if (period < 100000 || period > 999912 || period % 100 > 12) abort();
        if (chunk.len[p->slot[FLOW_PARTNER]][i] < 2) abort();
        if (p->slot[FLOW_LEVEL] >= 0) {
            int level = ((int16_t *)chunk.number[p->slot[FLOW_LEVEL]])[i];
            if (level < 0 || level > 8 || level % 2) abort();
        }
    }
}

static void run(const layout *l, record_reader *r) {
    cordon_error err = {0};
    feed *f = NULL;
    parse p;
    warehouse_source spool;
    record_block first = {.data = malloc(RECORDS_BLOCK)};
    size_t rows = 1, made = 0, written = 0;
    if (!first.data) abort();
    cordon_status status = records_next(r, &first, &err);
    if (!status && feed_start(&f, r, &first, sizeof header - 1, 2, NULL, NULL, &err)) abort();
    if (status) goto out;
    if (parse_init(&p, l, known, f, names, 6, "/tmp", &err)) abort();
    void *local = p.in.source.local_new(p.in.source.context);
    while (!(status = p.in.source.next(&p.in, local, &chunk, &rows, &err)) && rows) {
        judge(&p, rows);
        made += rows;
    }
    p.in.source.local_free(local);
    if (status && !err.message[0]) abort();
    ingest_spool_source(&p.in, &spool);
    while (!spool.next(&p.in, &p.in, &chunk, &rows, &err) && rows) written += rows;
    if (written != atomic_load(&p.in.refused)) abort();
    if (!status && l->rows_n == 1 && made + written != atomic_load(&p.in.records)) abort();
    if (made > atomic_load(&p.in.records) * l->rows_n) abort();
    parse_free(&p);
out:
    feed_stop(f);
    free(first.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static char text[1 << 16];
    if (size < 1 || size > sizeof text - sizeof header) return 0;
    if (!known && areas_load(&known, NULL)) abort();
    const char *rules = layouts[data[0] % (sizeof layouts / sizeof *layouts)];
    memcpy(text, header, sizeof header - 1);
    memcpy(text + sizeof header - 1, data + 1, size - 1);
    layout l;
    stream *s = NULL;
    record_reader *r = NULL;
    record_split *h = malloc(sizeof *h);
    record_block b = {.data = text, .len = sizeof header - 1, .first_line = 1};
    size_t at = 0;
    uint64_t line = 1, of;
    if (!h || layout_read_memory(&l, "map.csv", rules, strlen(rules), known, NULL)) abort();
    h->delimiter = l.delimiter;
    h->quote = l.quote;
    if (records_split(h, &b, &at, &line, &of) != SPLIT_OK || layout_bind(&l, "fuzz", h, NULL)) abort();
    if (stream_open_memory(&s, "fuzz", text, sizeof header - 1 + size - 1, NULL)) abort();
    if (records_open(&r, s, NULL, l.quote, NULL)) abort();
    run(&l, r);
    records_close(r);
    stream_close(s);
    layout_free(&l);
    free(h);
    return 0;
}

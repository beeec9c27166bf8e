/* bare.c - the engine alone, doing what Cordon does with it.
 *
 *   bare load FILE DB TEMP         one INSERT ... SELECT FROM read_csv
 *   bare lines FILE DB TEMP        the same with row_number() as line number
 *   bare sql DB STATEMENT          rows of integers and texts as CSV, read-only
 *   bare same DB DB                whether two warehouses hold the same rows
 *
 * The settings are those of src/store/warehouse.c but for external access, the
 * table is the flow table, and every column gets the same bytes as from Cordon:
 * texts as texts, the value as thousandths, the level from the code's length,
 * the areas through a join with data/area_codes.csv, the constants as literals.
 *
 * What the bare engine is spared: it neither verifies the checksum of a gzip
 * file nor hashes the file; it casts without testing (a code may be anything);
 * it keeps no source and no coverage; and `load` has no line numbers: the
 * engine's reader has none, and row_number() doubles its time. The ratios that
 * count are against `load`.                                                   */
#include <duckdb.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/data_dir.h"

static const char schema_sql[] =
#include "store/sql/warehouse.sql.h"
    ;
static duckdb_database db;
static duckdb_connection con;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "bare: %s: %s\n", what, why ? why : "failed");
    exit(3);
}

static void open_engine(const char *path, const char *temp, const char *mode) {
    duckdb_config config;
    char limit[32], *why = NULL;
    long long mb = (long long)sysconf(_SC_PHYS_PAGES) / 1024 * sysconf(_SC_PAGE_SIZE) / 1024 / 4;
    snprintf(limit, sizeof limit, "%lldMB", mb > 2048 ? 2048 : mb < 256 ? 256 : mb);
    duckdb_create_config(&config);
    duckdb_set_config(config, "access_mode", mode);
    duckdb_set_config(config, "autoinstall_known_extensions", "false");
    duckdb_set_config(config, "autoload_known_extensions", "false");
    duckdb_set_config(config, "preserve_insertion_order", "false");
    duckdb_set_config(config, "memory_limit", limit);
    if (temp) duckdb_set_config(config, "temp_directory", temp);
    const char *threads = getenv("CORDON_THREADS");
    if (threads && *threads) duckdb_set_config(config, "threads", threads);
    if (duckdb_open_ext(path, &db, config, &why) != DuckDBSuccess) fail(path, why);
    if (duckdb_connect(db, &con) != DuckDBSuccess) fail(path, "no connection");
    duckdb_destroy_config(&config);
}

static void run(const char *sql) {
    duckdb_result r;
    if (duckdb_query(con, sql, &r) != DuckDBSuccess) fail("statement", duckdb_result_error(&r));
    duckdb_destroy_result(&r);
}

static int64_t one(const char *sql) {
    duckdb_result r;
    if (duckdb_query(con, sql, &r) != DuckDBSuccess) fail("statement", duckdb_result_error(&r));
    int64_t v = duckdb_value_int64(&r, 0, 0);
    duckdb_destroy_result(&r);
    return v;
}

static int load(const char *file, const char *path, const char *temp, bool lines) {
    char area_codes[1024];
    buf sql = {0};
    open_engine(path, temp, "READ_WRITE");
    run(schema_sql);
    buf_printf(&sql,
               "CREATE TEMP TABLE area AS SELECT code, area FROM read_csv('%s', header=true, "
               "all_varchar=true) WHERE scheme = 'eurostat'",
               data_path(area_codes, sizeof area_codes, "data/area_codes.csv"));
    run(buf_text(&sql));
    sql.len = 0;
    buf_printf(&sql,
               "INSERT INTO flow SELECT CAST(1 AS INTEGER), %s, 'comext', r.area, p.area, '', 'X', "
               "'destination', 'M', CAST(f.period AS INTEGER), 'CN', CAST(length(f.cn) AS SMALLINT), "
               "f.cn, '', '', CAST(f.value_eur AS BIGINT) * 1000, 'EUR', 'fob', NULL, '', NULL, "
               "'reported', '' FROM read_csv('%s', header=true, auto_detect=false, delim=',', "
               "quote='\"', columns={'period': 'VARCHAR', 'reporter': 'VARCHAR', 'partner': "
               "'VARCHAR', 'cn': 'VARCHAR', 'value_eur': 'VARCHAR'}) f JOIN area r ON r.code = "
               "f.reporter JOIN area p ON p.code = f.partner",
               lines ? "row_number() OVER () + 1" : "NULL", file);
    /* The engine cannot know how long the file is and would build its hash table
     * of the file, not of the 281 codes: 3 times slower on two threads.       */
    run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
    run("BEGIN");
    run(buf_text(&sql));
    run("COMMIT");
    duckdb_disconnect(&con);
    duckdb_close(&db);
    buf_free(&sql);
    return 0;
}

static int sql_rows(const char *path, const char *statement) {
    duckdb_result r;
    open_engine(path, NULL, "READ_ONLY");
    if (duckdb_query(con, statement, &r) != DuckDBSuccess) fail("statement", duckdb_result_error(&r));
    idx_t cols = duckdb_column_count(&r);
    for (duckdb_data_chunk c; (c = duckdb_fetch_chunk(r));) {
        idx_t n = duckdb_data_chunk_get_size(c);
        for (idx_t i = 0; i < n; i++)
            for (idx_t k = 0; k < cols; k++) {
                const void *data = duckdb_vector_get_data(duckdb_data_chunk_get_vector(c, k));
                const char end = k + 1 < cols ? ',' : '\n';
                duckdb_type type = duckdb_column_type(&r, k);
                if (type == DUCKDB_TYPE_VARCHAR) {
                    duckdb_string_t t = ((const duckdb_string_t *)data)[i];
                    printf("%.*s%c", (int)duckdb_string_t_length(t), duckdb_string_t_data(&t), end);
                } else {
                    printf("%" PRId64 "%c", type == DUCKDB_TYPE_INTEGER ? ((const int32_t *)data)[i]
                                                                       : ((const int64_t *)data)[i], end);
                }
            }
        duckdb_destroy_data_chunk(&c);
    }
    duckdb_destroy_result(&r);
    duckdb_disconnect(&con);
    duckdb_close(&db);
    return 0;
}

static int same(const char *a, const char *b) {
    static const char what[] =
        "CAST(count(*) AS BIGINT) AS n, CAST(sum(value_milli) AS BIGINT) AS v, CAST(sum(CAST(hash(dataset, "
        "reporter, partner, partner2, flow, basis, freq, period, nomenclature, level, code, transport, "
        "procedure, value_milli, currency, valuation, qty_milli, unit, mass_g, estimate, flag) AS "
        "HUGEINT)) AS VARCHAR) AS h";
    buf sql = {0};
    open_engine(":memory:", NULL, "READ_WRITE");
    buf_printf(&sql, "ATTACH '%s' AS a (READ_ONLY)", a);
    run(buf_text(&sql));
    sql.len = 0;
    buf_printf(&sql, "ATTACH '%s' AS b (READ_ONLY)", b);
    run(buf_text(&sql));
    sql.len = 0;
    buf_printf(&sql,
               "SELECT CAST(x.n = y.n AND x.v = y.v AND x.h = y.h AS BIGINT) FROM (SELECT %s FROM "
               "a.flow) x, (SELECT %s FROM b.flow) y",
               what, what);
    bool equal = one(buf_text(&sql)) == 1;
    buf_free(&sql);
    duckdb_disconnect(&con);
    duckdb_close(&db);
    if (!equal) fprintf(stderr, "bare: %s and %s do not hold the same rows\n", a, b);
    return equal ? 0 : 1;
}

int main(int argc, char **argv) {
    if (argc == 5 && strcmp(argv[1], "load") == 0) return load(argv[2], argv[3], argv[4], false);
    if (argc == 5 && strcmp(argv[1], "lines") == 0) return load(argv[2], argv[3], argv[4], true);
    if (argc == 4 && strcmp(argv[1], "same") == 0) return same(argv[2], argv[3]);
    if (argc == 4 && strcmp(argv[1], "sql") == 0) return sql_rows(argv[2], argv[3]);
    fputs("usage: bare load|lines FILE DB TEMP | same DB DB | sql DB STATEMENT\n", stderr);
    return 2;
}

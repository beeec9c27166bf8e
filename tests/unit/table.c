/* Small tables: every row with its line, every fault with its place. */
#include "read/table.h"

#include <stdlib.h>

#include "base/buf.h"
#include "test.h"

static cordon_status read_text(table *t, const char *text, cordon_error *err) {
    return table_read_memory(t, "t.csv", text, strlen(text), err);
}

TEST(cells_and_lines) {
    table t;
    CHECK_INT(read_text(&t, "\xef\xbb\xbf" "a,b\r\n\r\n1,\"x\ny\"\r\n\n2,\n", NULL), 0);
    CHECK_INT((int)t.cols, 2);
    CHECK_INT((int)t.rows, 2);
    CHECK(strcmp(t.head[0], "a") == 0 && strcmp(t.head[1], "b") == 0);
    CHECK(strcmp(table_cell(&t, 0, 1), "x\ny") == 0);
    CHECK(strcmp(table_cell(&t, 1, 0), "2") == 0 && strcmp(table_cell(&t, 1, 1), "") == 0);
    CHECK_INT(t.line[0], 3);
    CHECK_INT(t.line[1], 6);
    CHECK_INT(table_col(&t, "b"), 1);
    CHECK_INT(table_col(&t, "B"), -1);
    CHECK(strcmp(table_cell(&t, 0, -1), "") == 0);
    table_free(&t);
    table_free(&t); /* harmless */
}

TEST(a_header_alone_is_a_table_without_rows) {
    table t;
    CHECK_INT(read_text(&t, "a,b", NULL), 0);
    CHECK_INT((int)t.rows, 0);
    table_free(&t);
}

TEST(faults_have_file_line_and_words) {
    static const struct {
        const char *text;
        int status;
        int line;
        int column;
        const char *words;
    } cases[] = {
        {"", CORDON_EFORMAT, 1, 0, "the file is empty"},
        {"\n\n", CORDON_EFORMAT, 1, 0, "the file is empty"},
        {"a,b\n1,2\n3\n", CORDON_EFORMAT, 3, 0, "1 fields where the header has 2"},
        {"a,b\n1,2,3\n", CORDON_EFORMAT, 2, 0, "3 fields where the header has 2"},
        {"a,b\n\"x\ny\",2\n1,\xff\n", CORDON_EFORMAT, 4, 2, "field 2 is not valid UTF-8"},
        {"a,b\n1,x\"y\"\n", CORDON_EFORMAT, 2, 0, "a quote inside a field"},
        {"a,b\n1,x\"y\n2,\"z\n", CORDON_EFORMAT, 2, 0, "a quote inside a field"},
        {"a,b\n1,\"x\n2,y\n", CORDON_EFORMAT, 2, 0, "a quote opened here is never closed"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        table t;
        cordon_error err = {0};
        int status = (int)read_text(&t, cases[i].text, &err);
        if (status != cases[i].status || (int)err.line != cases[i].line ||
            (int)err.column != cases[i].column || strcmp(err.source, "t.csv") != 0 ||
            !strstr(err.message, cases[i].words))
            FAIL_("case %zu: %d %s line %d column %d: %s", i, status, err.source, (int)err.line,
                  (int)err.column, err.message);
        CHECK(t.rows == 0 && t.head == NULL && t.mem.head == NULL);
    }
}

TEST(a_nul_byte_is_no_cell) {
    table t;
    cordon_error err = {0};
    CHECK_INT(table_read_memory(&t, "t.csv", "a\n1\0", 4, &err), CORDON_EFORMAT);
    CHECK_INT((int)err.line, 2);
}

TEST(missing_columns_are_named_with_those_found) {
    static const char *const names[] = {"b", "vintage", NULL};
    int cols[2];
    table t;
    cordon_error err = {0};
    CHECK_INT(read_text(&t, "a,b\n1,2\n", NULL), 0);
    cordon_status status = table_cols(&t, names, cols, &err);
    table_free(&t);
    CHECK_INT(status, CORDON_EFORMAT);
    CHECK(strstr(err.message, "\"vintage\"") && strstr(err.message, "a,b"));
    CHECK_INT((int)err.line, 1);
}

TEST(as_many_cells_as_fit_keep_their_places) {
    enum { ROWS = 20000 };
    buf text = {0};
    table t;
    buf_str(&text, "n,square\n");
    for (int i = 0; i < ROWS; i++) buf_printf(&text, "%d,\"%d\"\n", i, i * i);
    cordon_status status = table_read_memory(&t, "t.csv", text.p, text.len, NULL);
    buf_free(&text);
    CHECK_INT(status, 0);
    CHECK_INT((int)t.rows, ROWS);
    for (int i = 0; i < ROWS; i++)
        if (atoi(table_cell(&t, (size_t)i, 0)) != i || atoi(table_cell(&t, (size_t)i, 1)) != i * i ||
            t.line[i] != (uint32_t)i + 2)
            FAIL_("row %d", i);
    table_free(&t);
}

TEST(without_memory_nothing_is_left) {
    table t;
    CHECK_OOM(read_text(&t, "a,b\n1,2\n3,4\n", NULL), arena_fail_after, CORDON_ENOMEM);
    table_free(&t);
}

/* Cells of official tables, rows of tables that people send, part numbers: what is read, what is
 * refused, and that nothing is mended. */
#include <stdlib.h>

#include "base/random.h"
#include "goods/load_inner.h"
#include "read/sheet.h"
#include "test.h"

/* "8542.31 ex:8541" for the codes of a cell, its why when it is bad, "-" for none. */
static const char *codes(const char *cell) {
    static goods_cell_codes c;
    static char out[4096];
    size_t n = 0;
    goods_code_fault fault = goods_cell_read(&c, cell);
    if (fault == GOODS_CODE_NONE) return "-";
    if (fault == GOODS_CODE_BAD) return c.why;
    for (unsigned i = 0; i < c.n; i++)
        n += (size_t)snprintf(out + n, sizeof out - n, "%s%s%s", i ? " " : "",
                              c.partial[i] ? "ex:" : "", c.code[i]);
    return out;
}

static int same(const char *got, const char *want) {
    if (strcmp(got, want)) printf("# got \"%s\", want \"%s\"\n", got, want);
    return !strcmp(got, want);
}

TEST(codes_as_official_tables_write_them) {
    CHECK(same(codes("3823 13"), "382313"));
    CHECK(same(codes("2703 00 00"), "27030000"));
    CHECK(same(codes("2701"), "2701"));
    CHECK(same(codes("  8542.31 "), "854231"));
    CHECK(same(codes("2703\xc2\xa0"
                     "00\xe2\x80\xaf"
                     "00"),
               "27030000"));
    CHECK(same(codes("ex 8541"), "ex:8541"));
    CHECK(same(codes("Ex8541 10"), "ex:854110"));
    CHECK(same(codes("8482 10, 8482 20; ex 8483"), "848210 848220 ex:8483"));
    CHECK(same(codes("8482 10\n8482 20"), "848210 848220"));
    CHECK(same(codes("'01012100"), "01012100"));
    CHECK(same(codes(""), "-"));
    CHECK(same(codes("---"), "-"));
    CHECK(same(codes("\xc2\xa0"), "-"));
}

TEST(what_cannot_be_right_is_refused_and_never_mended) {
    CHECK(strstr(codes("1012100"), "leading zero"));
    CHECK(strstr(codes("85423"), "leading zero"));
    CHECK(strstr(codes("101"), "leading zero"));
    CHECK(strstr(codes("8542 31 11 00"), "ten digits"));
    CHECK(strstr(codes("8401-8405"), "range"));
    CHECK(strstr(codes("8401 to 8405"), "range"));
    CHECK(strstr(codes("8.5423E+5"), "2, 4, 6 or 8 digits"));
    CHECK(strstr(codes("854231abc"), "2, 4, 6 or 8 digits"));
    CHECK(strstr(codes("exciting"), "2, 4, 6 or 8 digits"));
    CHECK(strstr(codes("8542 31, word"), "2, 4, 6 or 8 digits"));
    char *many = malloc(5 * 300 + 1);
    for (int i = 0; many && i < 300; i++) memcpy(many + 5 * i, "8542,", 5);
    CHECK(many);
    many[1500] = 0;
    bool refused = strstr(codes(many), "256") != NULL;
    memset(many, '8', 1500);
    bool is_long = strstr(codes(many), "text") != NULL;
    free(many);
    CHECK(refused && is_long);
}

TEST(part_numbers_meet_without_marks) {
    char key[128], small[4];
    CHECK(part_key(key, sizeof key, "qx7k325t-2ffg900i") && same(key, "QX7K325T2FFG900I"));
    CHECK(part_key(key, sizeof key, "6204-2RS/C3") && same(key, "62042RSC3"));
    CHECK(part_key(key, sizeof key, "QM232CPE+") && same(key, "QM232CPE+"));
    CHECK(!part_key(key, sizeof key, " -/. "));
    CHECK(!part_key(small, sizeof small, "ABCD") && part_key(small, sizeof small, "A-B C"));
}

/* ---- tables ---- */

typedef struct seen {
    char text[4096];
    size_t rows, faults;
} seen;

static cordon_status note(void *arg, const sheet_row *row, cordon_error *err) {
    seen *s = arg;
    size_t n = strlen(s->text);
    (void)err;
    s->rows++;
    s->faults += row->fault != NULL;
    for (size_t i = 0; i < row->cells && n < sizeof s->text - 1; i++)
        n += (size_t)snprintf(s->text + n, sizeof s->text - n, "%s[%s]", i ? "" : "\n",
                              row->cell[i]);
    return CORDON_OK;
}

static cordon_status read_bytes(seen *s, const char *name, const char *bytes, size_t len) {
    stream *in = NULL;
    cordon_error err = {0};
    *s = (seen){0};
    cordon_status status = stream_open_memory(&in, name, bytes, len, &err);
    if (!status) status = sheet_read(in, note, s, &err);
    stream_close(in);
    return status;
}

static cordon_status read_text(seen *s, const char *name, const char *text) {
    return read_bytes(s, name, text, strlen(text));
}

TEST(every_delimiter_and_rows_that_cannot_be_read) {
    seen s;
    CHECK_INT(read_text(&s, "a.csv", "code,text\n\n8542,\"a, b\"\n , \n"), 0);
    CHECK(same(s.text, "\n[code][text]\n[8542][a, b]"));
    CHECK_INT(read_text(&s, "a.csv", "KN;Text\n8542;a, b\n"), 0);
    CHECK(same(s.text, "\n[KN][Text]\n[8542][a, b]"));
    CHECK_INT(read_text(&s, "a.tsv", "code\ttext\n8542\t\"a\n"), 0);
    CHECK(same(s.text, "\n[code][text]\n[8542][\"a]"));
    CHECK_INT(read_text(&s, "a.md.csv", "| CN code | Name |\n|---|---|\n| 3823 13 | tall oil |\n"),
              0);
    CHECK(same(s.text, "\n[][CN code][Name][]\n[][---][---][]\n[][3823 13][tall oil][]"));
    /* A bad row is handed on as such, and the next is read. */
    CHECK_INT(read_text(&s, "a.csv", "code,text\n\"85\"42,x\n8541,y\n\xff\xfe,z\n8540,w\n"), 0);
    CHECK(s.rows == 5 && s.faults == 2 && strstr(s.text, "[8541][y]") && strstr(s.text, "[8540]"));
    CHECK_INT(read_text(&s, "a.csv", ""), CORDON_EFORMAT);
    CHECK_INT(read_bytes(&s, "a.csv", "a,b\n\0,c\n", 8), CORDON_EFORMAT);
    CHECK_INT(read_text(&s, "a.xlsx", "code,text\n8542,a\n"), CORDON_EFORMAT);
}

/* Random bytes: whatever comes out, a cell that is read has only whole codes. */
TEST(random_cells_give_whole_codes_or_a_reason) {
    static const char letters[] = "0123456789 .,;-ex'\xc2\xa0\n";
    random_state x;
    uint64_t seed = test_random();
    printf("# seed %llu\n", (unsigned long long)seed);
    random_seed(&x, seed);
    for (int i = 0; i < 20000; i++) {
        static goods_cell_codes c;
        char cell[40];
        size_t n = random_below(&x, sizeof cell), digits = 0, kept = 0;
        for (size_t k = 0; k < n; k++) {
            cell[k] = letters[random_below(&x, sizeof letters - 1)];
            digits += cell[k] >= '0' && cell[k] <= '9';
        }
        cell[n] = 0;
        goods_code_fault fault = goods_cell_read(&c, cell);
        CHECK(fault != GOODS_CODE_BAD || *c.why);
        if (fault != GOODS_CODE_OK) continue;
        for (unsigned k = 0; k < c.n; k++) {
            size_t len = strlen(c.code[k]);
            CHECK(len >= 2 && len <= 8 && len % 2 == 0);
            kept += len;
        }
        CHECK(kept == digits); /* no digit is lost or added */
    }
}

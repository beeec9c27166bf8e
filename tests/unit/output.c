/* The four formats, golden; what a hostile cell may not do; widths. The code
 * under test is the program's, not the library's, so it is included.         */
#include "test.h"

#include <fcntl.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "cli/output.c"
#include "cli/output_table.c"
#include "cli/output_xlsx.c"
#include "cli/text.c"

static char printed[1 << 20], said[4096]; /* what went to stdout and stderr */
static int kept[2], caught[2];

static void catch_fd(int i, int fd) {
    char name[] = "/tmp/cordon-test-XXXXXX";
    kept[i] = dup(fd);
    caught[i] = mkstemp(name);
    unlink(name);
    dup2(caught[i], fd);
}

static void release_fd(int i, int fd, char *to, size_t size) {
    ssize_t n = pread(caught[i], to, size - 1, 0);
    to[n > 0 ? n : 0] = 0;
    dup2(kept[i], fd);
    close(kept[i]);
    close(caught[i]);
}

static void capture(void) {
    fflush(stdout);
    fflush(stderr);
    catch_fd(0, 1);
    catch_fd(1, 2);
}

static void let_go(void) {
    fflush(stdout);
    fflush(stderr);
    release_fd(0, 1, printed, sizeof printed);
    release_fd(1, 2, said, sizeof said);
}

#define CHECK_TEXT(got, want)                                                                      \
    do {                                                                                           \
        if (strcmp(got, want) != 0) FAIL_("%s is\n%s\nwant\n%s", #got, got, want);                 \
    } while (0)

static const output_column every[] = {
    {"name", "name", OUT_TEXT, true},
    {"rows", "rows", OUT_INT, false},
    {"mass_kg", "mass, kg", OUT_MILLI, false},
    {"value_eur", "2022, EUR mn", OUT_MILLION, false},
    {"growth", "growth, %", OUT_PERCENT, false},
    {"ratio", "ratio", OUT_REAL, false},
    {"day", "day", OUT_DATE, false},
    {"period", "period", OUT_PERIOD, false},
};
enum { EVERY = sizeof every / sizeof *every };

static void add_row(output *o, const char *name, int64_t n, int64_t milli, int64_t money, double g,
                    double r, int32_t day, int32_t period) {
    output_text(o, name);
    output_int(o, n);
    output_int(o, milli);
    output_int(o, money);
    output_real(o, g);
    output_real(o, r);
    output_int(o, day);
    output_int(o, period);
}

/* A full row, one of extremes, one with nothing but a name. */
static int print_every(const output_choice *choice, size_t limit) {
    output *o = output_begin(choice, "All types", every, EVERY);
    if (!o) return output_refused(choice);
    if (o->grid) o->grid->limit = limit;
    add_row(o, "pumps, \"new\"", 1234567, 1234567, 1234567890123, 12.345, 0.1, 20220224, 202203);
    add_row(o, "ventilators", -1000, -500, -50000000, -0.001, 1e6 / 3, 20231231, 202200);
    output_text(o, "nothing");
    for (int i = 1; i < EVERY; i++) output_missing(o);
    output_note(o, "Values are %s.", "cif");
    return output_end(o);
}

TEST(table) {
    capture();
    int rc = print_every(&(output_choice){0}, 0);
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(
        printed,
        "All types\n\n"
        "name               rows   mass, kg  2022, EUR mn  growth, %    ratio  day         period\n"
        "------------  ---------  ---------  ------------  ---------  -------  ----------  "
        "-------\n"
        "pumps, \"new\"  1,234,567  1,234.567       1,234.6      12.35      0.1  2022-02-24  "
        "2022-03\n"
        "ventilators      -1,000       -0.5          -0.1       0.00  333,333  2023-12-31  2022\n"
        "nothing               -          -             -          -        -  -           -\n"
        "\nValues are cif.\n");
    CHECK_TEXT(said, "");
}

TEST(json) {
    capture();
    int rc = print_every(&(output_choice){.json = true}, 0);
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed,
               "{\"name\":\"pumps, \\\"new\\\"\",\"rows\":1234567,\"mass_kg\":1234.567,"
               "\"value_eur\":1234567890.123,\"growth\":12.345,\"ratio\":0.1,"
               "\"day\":\"2022-02-24\",\"period\":\"2022-03\"}\n"
               "{\"name\":\"ventilators\",\"rows\":-1000,\"mass_kg\":-0.5,\"value_eur\":-50000,"
               "\"growth\":-0.001,\"ratio\":333333.3333333333,\"day\":\"2023-12-31\","
               "\"period\":\"2022\"}\n"
               "{\"name\":\"nothing\",\"rows\":null,\"mass_kg\":null,\"value_eur\":null,"
               "\"growth\":null,\"ratio\":null,\"day\":null,\"period\":null}\n");
    CHECK_TEXT(said, "Values are cif.\n");
}

TEST(csv) {
    capture();
    int rc = print_every(&(output_choice){.csv = true, .bom = true}, 0);
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed, "\xef\xbb\xbfname,rows,mass_kg,value_eur,growth,ratio,day,period\n"
                        "\"pumps, \"\"new\"\"\",1234567,1234.567,1234567890.123,12.345,0.1,"
                        "2022-02-24,2022-03\n"
                        "ventilators,-1000,-0.5,-50000,-0.001,333333.3333333333,2023-12-31,2022\n"
                        "nothing,,,,,,,\n");
    CHECK_TEXT(said, "Values are cif.\n");
}

TEST(own_json_of_a_row_replaces_its_cells_only_there) {
    static const output_column one[] = {{"a", "a", OUT_TEXT, false}};
    for (int json = 0; json < 2; json++) {
        capture();
        output *o = output_begin(&(output_choice){.json = json}, NULL, one, 1);
        output_text(o, "x");
        output_row_json(o, "{\"rule\":\"r\"}");
        output_text(o, "y");
        int rc = output_end(o);
        let_go();
        CHECK_INT(rc, 0);
        CHECK_TEXT(printed, json ? "{\"rule\":\"r\"}\n{\"a\":\"y\"}\n" : "a\n-\nx\ny\n");
    }
}

TEST(no_rows) {
    static const output_column one[] = {{"a", "a", OUT_TEXT, false}};
    capture();
    int rc = output_end(output_begin(&(output_choice){0}, NULL, one, 1));
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed, "a\n-\n(no rows)\n");
    capture();
    rc = output_end(output_begin(&(output_choice){.json = true}, NULL, one, 1));
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed, "");
}

static const output_column words[] = {{"a", "a", OUT_TEXT, false}, {"b", "b", OUT_INT, false}};

/* One cell of text, with a number after it. */
static const char *one_cell(const output_choice *choice, const char *text) {
    capture();
    output *o = output_begin(choice, NULL, words, 2);
    output_text(o, text);
    output_int(o, -1);
    output_end(o);
    let_go();
    const char *s = strchr(printed, '\n') + 1;
    return choice->csv ? s : strchr(s, '\n') + 1;
}

TEST(csv_cells_are_no_formulas) {
    static const output_choice csv = {.csv = true};
    static const char *const bad[] = {"=1+1", "+1", "-1", "@SUM(A1)"};
    char want[64];
    for (size_t i = 0; i < 4; i++) {
        snprintf(want, sizeof want, "'%s,-1\n", bad[i]);
        CHECK_TEXT(one_cell(&csv, bad[i]), want);
    }
    CHECK_TEXT(one_cell(&csv, "\t=1"), "'\t=1,-1\n");
    CHECK_TEXT(one_cell(&csv, "\r=1"), "\"'\r=1\",-1\n");
    CHECK_TEXT(one_cell(&csv, "=cmd|' /C calc'!A0,\"x\""),
               "\"'=cmd|' /C calc'!A0,\"\"x\"\"\",-1\n");
    CHECK_TEXT(one_cell(&csv, "\xef\xbc\x9d"
                              "1"),
               "'\xef\xbc\x9d"
               "1,-1\n");
    CHECK_TEXT(one_cell(&csv, "a=1"), "a=1,-1\n");
    CHECK_TEXT(one_cell(&csv, "two\nlines"), "\"two\nlines\",-1\n");
    CHECK_TEXT(one_cell(&csv, " x"), "\" x\",-1\n");
    CHECK_TEXT(one_cell(&csv, "\x1b[2J\xff"), "\xef\xbf\xbd[2J\xef\xbf\xbd,-1\n");
}

TEST(no_escape_reaches_a_terminal) {
    static const output_choice table = {0};
    /* ESC, a C1 control, a line feed, a right-to-left override, half a letter. */
    CHECK_TEXT(one_cell(&table, "a\x1b]0;x\x07"), "a\xef\xbf\xbd]0;x\xef\xbf\xbd  -1\n");
    CHECK_TEXT(one_cell(&table, "a\xc2\x9b"
                                "2J"),
               "a\xef\xbf\xbd"
               "2J  -1\n");
    CHECK_TEXT(one_cell(&table, "a\nb"), "a\xef\xbf\xbd"
                                         "b  -1\n");
    CHECK_TEXT(one_cell(&table, "a\xe2\x80\xae"
                                "b"),
               "a\xef\xbf\xbd"
               "b  -1\n");
    CHECK_TEXT(one_cell(&table, "a\xc3"), "a\xef\xbf\xbd  -1\n");
}

/* Prints rows of (text, number) as on a terminal of that width. */
static void print_words(size_t limit, const char *const *text, size_t n) {
    capture();
    output *o = output_begin(&(output_choice){0}, NULL, words, 2);
    o->grid->limit = limit;
    for (size_t i = 0; i < n; i++) {
        output_text(o, text[i]);
        output_int(o, (int64_t)i);
    }
    output_end(o);
    let_go();
}

TEST(every_script_takes_its_columns) {
    /* Chinese two each, Arabic one each, a combining accent none, a letter. */
    static const char *const text[] = {"\xe4\xb8\xad\xe5\x9b\xbd\xe9\x93\xb6",
                                       "\xd8\xa8\xd9\x86\xd9\x83",
                                       "e\xcc\x81"
                                       "a"};
    print_words(0, text, 3);
    CHECK_TEXT(printed, "a       b\n------  -\n"
                        "\xe4\xb8\xad\xe5\x9b\xbd\xe9\x93\xb6  0\n"
                        "\xd8\xa8\xd9\x86\xd9\x83     1\n"
                        "e\xcc\x81"
                        "a      2\n");
    /* Nine columns leave six for the text: two characters of two and the dots. */
    static const char *const four[] = {"\xe4\xb8\xad\xe5\x9b\xbd\xe9\x93\xb6\xe8\xa1\x8c"};
    print_words(9, four, 1);
    CHECK_TEXT(printed, "a       b\n------  -\n\xe4\xb8\xad\xe5\x9b\xbd\xe2\x80\xa6   0\n");
}

/* No line of what was printed is wider. */
static size_t widest(void) {
    size_t most = 0;
    for (const char *s = printed; *s;) {
        size_t len = strcspn(s, "\n"), w = text_width(s, len);
        if (w > most) most = w;
        s += len + (s[len] == '\n');
    }
    return most;
}

TEST(wide_texts_give_way_first_and_numbers_never) {
    static const output_column cols[] = {
        {"code", "code", OUT_TEXT, false},
        {"text", "description of the goods", OUT_TEXT, true},
        {"value", "imports of the year 2022, EUR mn", OUT_MILLION, false}};
    capture();
    output *o = output_begin(&(output_choice){0}, NULL, cols, 3);
    o->grid->limit = 40;
    output_text(o, "851713/x");
    output_text(o, "Smartphones for wireless networks of any kind");
    output_int(o, 123456789000000000);
    int rc = output_end(o);
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed, "                              imports of\n"
                        "          description of        the year\n"
                        "code      the goods         2022, EUR mn\n"
                        "--------  ---------------  -------------\n"
                        "851713/x  Smartphones fo\xe2\x80\xa6  123,456,789.0\n");
}

TEST(a_terminal_is_never_too_narrow) {
    for (size_t limit = 24; limit <= 130; limit++) {
        capture();
        int rc = print_every(&(output_choice){0}, limit);
        let_go();
        CHECK_INT(rc, 0);
        if (widest() > limit) FAIL_("%zu columns in %zu:\n%s", widest(), limit, printed);
        CHECK(strstr(printed, "1,234,567"));
    }
}

TEST(stacked_when_numbers_alone_are_too_wide) {
    static const output_column cols[] = {{"a", "first", OUT_INT, false},
                                         {"b", "second", OUT_TEXT, false}};
    capture();
    output *o = output_begin(&(output_choice){0}, "T", cols, 2);
    o->grid->limit = 20;
    output_int(o, 1234567890123);
    output_text(o, "a text of some length");
    output_end(o);
    let_go();
    /* A number stands out even here. */
    CHECK_TEXT(printed, "T\n\nfirst   1,234,567,890,123\nsecond  a text of s\xe2\x80\xa6\n");
}

TEST(very_long_text) {
    enum { LONG = 100000 };
    char *text = malloc(LONG + 1);
    CHECK(text);
    memset(text, 'x', LONG);
    text[LONG] = 0;
    const char *both[] = {text, "y"};
    print_words(80, both, 2);
    CHECK_INT((int)widest(), 80);
    /* Without a terminal it is whole, and pads no other row to its length. */
    print_words(0, both, 2);
    CHECK(widest() > LONG);
    CHECK(strlen(printed) < LONG + 1000);
    free(text);
}

TEST(rows_beyond_those_held_keep_the_widths) {
    capture();
    output *o = output_begin(&(output_choice){0}, NULL, words, 2);
    for (int i = 0; i < GRID_ROWS + 5; i++) {
        output_text(o, i % 2 ? "odd" : "even");
        output_int(o, i);
    }
    int rc = output_end(o);
    let_go();
    CHECK_INT(rc, 0);
    size_t lines = 0;
    for (const char *s = printed; (s = strchr(s, '\n')); s++) lines++;
    CHECK_INT((int)lines, GRID_ROWS + 7);
    CHECK(strstr(printed, "\nodd   9,999\neven  10,000\nodd   10,001\n"));
}

TEST(one_format_at_a_time) {
    static const output_choice wrong[] = {{.json = true, .csv = true},
                                          {.json = true, .xlsx = "x"},
                                          {.csv = true, .xlsx = "x"},
                                          {.bom = true},
                                          {.xlsx = "-"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        capture();
        output *o = output_begin(&wrong[i], NULL, words, 2);
        let_go();
        CHECK(!o);
        CHECK_INT(output_refused(&wrong[i]), EXIT_USAGE);
        CHECK(strncmp(said, "cordon: --", 10) == 0);
    }
}

TEST(a_full_disk_is_told_once) {
    capture();
    int full = open("/dev/full", O_WRONLY);
    dup2(full, 1);
    output *o = output_begin(&(output_choice){.json = true}, NULL, words, 2);
    for (int i = 0; i < 10000; i++) {
        output_text(o, "x");
        output_int(o, i);
    }
    int rc = output_stdout(output_end(o));
    close(full);
    /* The rest of the buffer must not follow into what comes next. */
    __fpurge(stdout);
    clearerr(stdout);
    let_go();
    CHECK_INT(rc, EXIT_FAILED);
    CHECK_TEXT(said, "cordon: cannot write the output: No space left on device\n");
}

/* The bytes of an entry of a zip archive, for free(); NULL when there is none. */
static char *entry(const char *path, const char *name) {
    static unsigned char zip[1 << 20];
    int fd = open(path, O_RDONLY);
    ssize_t n = fd < 0 ? -1 : read(fd, zip, sizeof zip);
    if (fd >= 0) close(fd);
    for (ssize_t i = 0; i + 46 < n; i++) {
        const unsigned char *p = zip + i;
        size_t len = p[28];
        if (memcmp(p, "PK\1\2", 4) != 0 || len != strlen(name) || memcmp(p + 46, name, len) != 0)
            continue;
        uint32_t packed, size, at;
        memcpy(&packed, p + 20, 4);
        memcpy(&size, p + 24, 4);
        memcpy(&at, p + 42, 4);
        unsigned char *from = zip + at + 30 + zip[at + 26] + zip[at + 28];
        char *out = calloc(1, size + 1);
        z_stream z = {.next_in = from, .avail_in = packed, .avail_out = size};
        z.next_out = (unsigned char *)out;
        if (inflateInit2(&z, -15) != Z_OK) return out;
        inflate(&z, Z_FINISH);
        inflateEnd(&z);
        return out;
    }
    return NULL;
}

TEST(workbook) {
    char path[] = "/tmp/cordon-test-XXXXXX";
    close(mkstemp(path));
    capture();
    int rc = print_every(&(output_choice){.xlsx = path}, 0);
    let_go();
    CHECK_INT(rc, 0);
    CHECK_TEXT(printed, "");
    CHECK_TEXT(said, "");
    char *sheet1 = entry(path, "xl/worksheets/sheet1.xml");
    char *book = entry(path, "xl/workbook.xml");
    unlink(path);
    CHECK(sheet1 && book);
    CHECK(strstr(book, "name=\"All types\""));
    CHECK(strstr(sheet1, "state=\"frozen\""));
    CHECK(strstr(sheet1, "<t>2022, EUR mn</t>"));
    CHECK(strstr(sheet1, "<t>pumps, \"new\"</t>"));
    CHECK(strstr(sheet1, "<v>1234567890.123</v>")); /* exact units, not millions */
    CHECK(strstr(sheet1, "<v>44616</v>"));          /* 2022-02-24 */
    CHECK(strstr(sheet1, "<v>44621</v>"));          /* 2022-03-01, shown as 2022-03 */
    CHECK(strstr(sheet1, "<v>2022</v>"));
    CHECK(strstr(sheet1, "<row r=\"6\"") && strstr(sheet1, "<t>Values are cif.</t>"));
    free(sheet1);
    free(book);
}

TEST(workbook_holds_texts_as_texts) {
    static const char *const text[] = {"=1+1", "@x", "http://example.org/", "a\x1b\x01z", "&<b>"};
    char path[] = "/tmp/cordon-test-XXXXXX";
    close(mkstemp(path));
    output *o = output_begin(&(output_choice){.xlsx = path}, "[a]:*?/\\'", words, 2);
    CHECK(o);
    for (size_t i = 0; i < 5; i++) {
        output_text(o, text[i]);
        output_int(o, 1);
    }
    char *longest = malloc(40001);
    CHECK(longest);
    memset(longest, 'x', 40000);
    longest[40000] = 0;
    output_text(o, longest);
    output_int(o, 2);
    free(longest);
    CHECK_INT(output_end(o), 0);
    char *sheet1 = entry(path, "xl/worksheets/sheet1.xml");
    unlink(path);
    CHECK(sheet1);
    CHECK(!strstr(sheet1, "<f>") && !strstr(sheet1, "hyperlink"));
    CHECK(strstr(sheet1, "<t>=1+1</t>"));
    CHECK(strstr(sheet1, "<t>a\xef\xbf\xbd\xef\xbf\xbdz</t>"));
    CHECK(strstr(sheet1, "<t>&amp;&lt;b&gt;</t>"));
    CHECK(strstr(sheet1, "<t>1 texts were cut to 32767 characters"));
    free(sheet1);
}

TEST(workbook_that_cannot_be_written) {
    static const char *const bad[] = {"/nowhere/x.xlsx", "/tmp", "/dev/full", "/dev/null/x"};
    for (size_t i = 0; i < 4; i++) {
        const output_choice choice = {.xlsx = bad[i]};
        capture();
        output *o = output_begin(&choice, NULL, words, 2);
        let_go();
        CHECK(!o);
        CHECK_INT(output_refused(&choice), EXIT_FAILED);
        char want[64];
        snprintf(want, sizeof want, "cordon: --xlsx %s: ", bad[i]);
        CHECK(strncmp(said, want, strlen(want)) == 0);
        CHECK(strchr(said, '\n') == said + strlen(said) - 1);
    }
}

TEST(an_older_workbook_survives_a_failure) {
    char path[] = "/tmp/cordon-test-XXXXXX", was[8] = "";
    int fd = mkstemp(path);
    CHECK_INT(write(fd, "older", 5), 5);
    output *o = output_begin(&(output_choice){.xlsx = path}, NULL, words, 2);
    CHECK(o);
    output_text(o, "x");
    output_int(o, 1);
    char part[64];
    snprintf(part, sizeof part, "%s", o->sheet->part);
    CHECK_INT(access(part, F_OK), 0);
    output_drop(o);
    CHECK(access(part, F_OK) != 0);
    CHECK_INT(pread(fd, was, sizeof was, 0), 5);
    CHECK_TEXT(was, "older");
    close(fd);
    unlink(path);
}

TEST(width_of_a_terminal) {
    struct winsize size = {.ws_row = 24, .ws_col = 57};
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    CHECK(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    CHECK(slave >= 0);
    CHECK_INT(ioctl(slave, TIOCSWINSZ, &size), 0);
    CHECK_INT((int)text_terminal(slave), 57);
    close(slave);
    close(master);
    int null = open("/dev/null", O_RDWR);
    CHECK_INT((int)text_terminal(null), 0);
    close(null);
}

TEST(text_is_cut_at_characters) {
    buf b = {0};
    for (size_t w = 0; w <= 6; w++) {
        static const char *const want[] = {
            "", "\xe2\x80\xa6", "a\xe2\x80\xa6", "ab\xe2\x80\xa6", "abcd", "abcd", "abcd"};
        b.len = 0;
        buf_str(&b, "");
        text_cut(&b, "abcd", 4, w);
        CHECK_TEXT(buf_text(&b), want[w]);
    }
    buf_free(&b);
}

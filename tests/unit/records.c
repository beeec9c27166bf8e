/* Delimited text: records with their lines, whatever the bytes and wherever a block ends. */
#include "read/records.h"

#include <iconv.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "read/feed.h"
#include "test.h"

/* All records as text: "LINE|field|field\n", faults as "LINE!many\n", "LINE!quote\n", and the
 * reader's error as "ERROR LINE message\n". Line breaks inside fields are shown as "~".      */
static void show_field(buf *out, const char *s, size_t len) {
    buf_char(out, '|');
    for (size_t i = 0; i < len; i++) buf_char(out, s[i] == '\n' ? '~' : s[i]);
}

static cordon_status show(buf *out, const char *text, size_t len, const char *encoding, char quote,
                          size_t record_max, size_t block_bytes) {
    stream *s = NULL;
    record_reader *r = NULL;
    static record_split one_split, *split = &one_split; /* large, and asked for often */
    static char bytes[RECORDS_BLOCK];
    record_block b = {.data = bytes};
    cordon_error err = {0};
    cordon_status status = stream_open_memory(&s, "t.csv", text, len, &err);
    if (!status) status = records_open(&r, s, encoding, quote, &err);
    if (!status && block_bytes) records_bounds(r, record_max, block_bytes);
    split->delimiter = ',';
    split->quote = quote;
    while (!status && !(status = records_next(r, &b, &err)) && b.len) {
        size_t at = 0;
        uint64_t line = b.first_line, of;
        split_result sr;
        while ((sr = records_split(split, &b, &at, &line, &of)) != SPLIT_END) {
            buf_printf(out, "%llu", (unsigned long long)of);
            if (sr == SPLIT_OK)
                for (size_t i = 0; i < split->n; i++) show_field(out, split->f[i].p, split->f[i].len);
            else
                buf_str(out, sr == SPLIT_MANY ? "!many" : sr == SPLIT_LONG ? "!long" : sr == SPLIT_LOST ? "!lost" : "!quote");
            buf_char(out, '\n');
        }
    }
    if (status)
        buf_printf(out, "ERROR %llu %s\n", (unsigned long long)err.line, err.message);
    records_close(r);
    stream_close(s);
    return status;
}

static bool shows(const char *text, size_t len, const char *encoding, const char *want) {
    buf got = {0};
    show(&got, text, len, encoding, '"', 0, 0);
    bool same = strcmp(buf_text(&got), want) == 0;
    if (!same) printf("# got:  %s\n# want: %s\n", buf_text(&got), want);
    buf_free(&got);
    return same;
}
#define SHOWS(text, want) CHECK(shows(text, sizeof(text) - 1, NULL, want))

TEST(plain_records) {
    SHOWS("", "");
    SHOWS("a,b\n1,2\n", "1|a|b\n2|1|2\n");
    SHOWS("a,b\n1,2", "1|a|b\n2|1|2\n");
    SHOWS("a,,\n,,\n", "1|a||\n2|||\n");
    SHOWS("a", "1|a\n");
    SHOWS("\n", "");
    SHOWS("\n\n\na\n\n\nb\n\n", "4|a\n7|b\n");
    SHOWS("a,b\r\n1,2\r\n\r\n3,4\r\n", "1|a|b\n2|1|2\n4|3|4\n");
    SHOWS("a,b\r\n1,2\r", "1|a|b\n2|1|2\n");
    SHOWS(" a , b \n", "1| a | b \n");
}

TEST(quoted_fields) {
    SHOWS("\"a\",\"b,c\"\n", "1|a|b,c\n");
    SHOWS("\"a\"\"b\",\"\"\n", "1|a\"b|\n");
    SHOWS("\"\"\"\"\n", "1|\"\n");
    SHOWS("\"a\nb\",c\nd,e\n", "1|a~b|c\n3|d|e\n");
    SHOWS("\"a\r\nb\",c\r\nd,e\r\n", "1|a\r~b|c\n3|d|e\n");
    SHOWS("x\n\"\n\n\n\"\ny\n", "1|x\n2|~~~\n6|y\n");
    SHOWS("\"a\r\"\n", "1|a\r\n"); /* a carriage return in quotes is text */
    SHOWS("\"a\"", "1|a\n");
    SHOWS("\"a\"\r", "1|a\n");
    SHOWS("\"\"\r\n", "1|\n");
    SHOWS("a,\"", "ERROR 1 a quote opened here is never closed\n");
}

TEST(a_stray_quote_is_a_fault_of_its_row) {
    SHOWS("a,5\" x 6\" pipe\nb,c\n", "1!quote\n2|b|c\n");
    SHOWS("a,\"b\"c\nd,e\n", "1!quote\n2|d|e\n");
    SHOWS("a,\"b\" \nd,e\n", "1!quote\n2|d|e\n");
    SHOWS("a,\"b\"\"\"x\nd,e\n", "1!quote\n2|d|e\n");
}

TEST(an_unclosed_quote_names_the_line_it_opened_on) {
    SHOWS("a,b\nc,d\ne,\"f\ng,h\ni,j\n", "ERROR 3 a quote opened here is never closed\n");
    SHOWS("a,\"x\ny\"\nc,\"d\ne,\"\"f\ng,h\n", "ERROR 3 a quote opened here is never closed\n");
    buf big = {0};
    buf_str(&big, "a,b\nc,d\ne,\"f\n");
    while (big.len < 4 << 20) buf_str(&big, "g,h\n");
    bool ok = shows(big.p, big.len, NULL, "ERROR 3 a quote opened here is never closed within 1 MB\n");
    buf_free(&big);
    CHECK(ok);
}

/* Rows between two stray quotes would be taken for one: the file cannot be trusted. */
TEST(a_stray_quote_that_swallows_lines_is_told_apart) {
    buf got = {0};
    static const char text[] = "a,b\n5\" pipe,1\nc,2\nd,3\n6\" pipe,4\ne,5\n";
    show(&got, text, sizeof text - 1, NULL, '"', 0, 0);
    bool ok = strcmp(buf_text(&got), "1|a|b\n2!lost\n6|e|5\n") == 0;
    if (!ok) printf("# %s\n", buf_text(&got));
    buf_free(&got);
    CHECK(ok);
}

TEST(without_a_quote_character_quotes_are_text) {
    buf got = {0};
    show(&got, "a,5\" pipe\nb,\"c\n", 15, NULL, 0, 0, 0);
    bool ok = strcmp(buf_text(&got), "1|a|5\" pipe\n2|b|\"c\n") == 0;
    buf_free(&got);
    CHECK(ok);
}

TEST(byte_order_marks) {
    SHOWS("\xef\xbb\xbf" "a,b\n", "1|a|b\n");
    SHOWS("\xef\xbb\xbf", "");
    SHOWS("\xef\xbb", "1|\xef\xbb\n");
    SHOWS("\xff\xfe" "a\0,\0\x20\x04\n\0b\0", "1|a|\xd0\xa0\n2|b\n");
    SHOWS("\xfe\xff" "\0a\0,\x04\x20\0\n\0b", "1|a|\xd0\xa0\n2|b\n");
    SHOWS("\xff\xfe", "");
    /* Half a character at the end, and a lone surrogate: that row is no valid UTF-8. */
    SHOWS("\xff\xfe" "a\0\n\0b", "1|a\n2|\xff\n");
    SHOWS("\xff\xfe" "a\0\0\xd8" "b\0\n\0c\0", "1|a\xff" "b\n2|c\n");
}

TEST(other_encodings) {
    CHECK(shows("Stra\xdf" "e,\xe9\n", 9, "windows-1252", "1|Stra\xc3\x9f" "e|\xc3\xa9\n"));
    CHECK(shows("\xd0\xee\xf1\xf1\xe8\xff\n", 7, "windows-1251",
                "1|\xd0\xa0\xd0\xbe\xd1\x81\xd1\x81\xd0\xb8\xd1\x8f\n"));
    CHECK(shows("a\x81z\nb\n", 6, "windows-1252", "1|a\xff" "z\n2|b\n")); /* 81 means nothing there */
    buf got = {0};
    cordon_status status = show(&got, "a", 1, "klingon", '"', 0, 0);
    bool named = strstr(buf_text(&got), "klingon") != NULL;
    buf_free(&got);
    CHECK_INT(status, CORDON_EINVAL);
    CHECK(named);
}

/* Every character becomes two or three bytes, so that none fits the end of a block. */
TEST(converted_text_of_many_blocks) {
    static const char *const letters[] = {"\xd0", "\x82\xd0", "\x88"}; /* 2, 3 + 2, 3 bytes of UTF-8 */
    for (size_t k = 0; k < 3; k++)
        for (size_t shift = 0; shift < 3; shift++) {
            buf text = {0}, got = {0};
            for (size_t i = 0; i < shift; i++) buf_char(&text, 'x');
            size_t rows = 0;
            while (text.len < 3 << 20) {
                for (int i = 0; i < 100; i++) buf_str(&text, letters[k]);
                buf_char(&text, '\n');
                rows++;
            }
            cordon_status status = show(&got, text.p, text.len, "windows-1251", '"', 0, 0);
            size_t lines = 0;
            for (size_t i = 0; i < got.len; i++) lines += got.p[i] == '\n';
            bool valid = records_utf8(got.p, got.len);
            buf_free(&text);
            buf_free(&got);
            CHECK_INT(status, 0);
            CHECK(valid);
            CHECK_INT((intmax_t)lines, (intmax_t)rows);
        }
}

TEST(binary_files_are_refused_with_their_line) {
    SHOWS("a,b\nc,\0d\n", "ERROR 2 a NUL byte: this is a binary file, not a table of text\n");
    SHOWS("\0", "ERROR 1 a NUL byte: this is a binary file, not a table of text\n");
}

/* ---- bounds ---- */

static cordon_status with_record(buf *out, size_t len, bool quoted, bool ended) {
    buf text = {0};
    buf_str(&text, "a,b\n");
    size_t start = text.len;
    if (quoted) buf_char(&text, '"');
    while (text.len - start + (quoted ? 1 : 0) + (ended ? 1 : 0) < len) buf_char(&text, 'x');
    if (quoted) buf_char(&text, '"');
    if (ended) buf_char(&text, '\n');
    if (ended) buf_str(&text, "c,d\n");
    cordon_status status = show(out, text.p, text.len, NULL, '"', 0, 0);
    buf_free(&text);
    return status;
}

TEST(a_record_of_one_mb_and_one_byte_more) {
    for (int quoted = 0; quoted < 2; quoted++)
        for (int ended = 0; ended < 2; ended++) {
            buf fits = {0}, more = {0};
            cordon_status a = with_record(&fits, RECORD_MAX, quoted, ended);
            cordon_status b = with_record(&more, RECORD_MAX + 1, quoted, ended);
            bool ok = !a && !strstr(fits.p, "!long") && (b || strstr(more.p, "2!long"));
            if (!ok) printf("# %d %d %.60s\n", a, b, buf_text(&more));
            buf_free(&fits);
            buf_free(&more);
            if (!ok) FAIL_("quoted %d, ended %d", quoted, ended);
        }
}

TEST(lines_longer_than_a_block_are_refused) {
    for (size_t mb = 2; mb < 6; mb++) {
        buf out = {0};
        cordon_status status = with_record(&out, mb << 20, false, true);
        bool says = strstr(buf_text(&out), "ERROR 2 this line is longer than 1 MB") ||
                    strstr(buf_text(&out), "2!long");
        buf_free(&out);
        CHECK(says && (status == CORDON_ELIMIT || status == CORDON_OK));
    }
}

/* A fault inside a line that is too long is still a line that is too long. */
TEST(a_long_line_is_long_whatever_is_in_it) {
    buf text = {0}, out = {0};
    buf_str(&text, "a,b\n\"x\"y,");
    while (text.len < 1500000) buf_char(&text, ',');
    buf_str(&text, "\nc,d\n");
    show(&out, text.p, text.len, NULL, '"', 0, 0);
    bool ok = strstr(out.p, "2!long") != NULL;
    buf_free(&text);
    buf_free(&out);
    CHECK(ok);
}

TEST(a_row_of_too_many_fields_ends_with_its_line) {
    buf text = {0}, got = {0};
    for (int i = 0; i < RECORD_FIELDS_MAX; i++) buf_char(&text, ',');
    buf_str(&text, "\nx\ny\n");
    show(&got, text.p, text.len, NULL, '"', 0, 0);
    bool ok = strcmp(got.p, "1!many\n2|x\n3|y\n") == 0;
    if (!ok) printf("# %s\n", got.p);
    buf_free(&text);
    buf_free(&got);
    CHECK(ok);
}

TEST(at_most_1024_fields) {
    for (int quoted = 0; quoted < 2; quoted++) {
        buf text = {0}, got = {0};
        for (int i = 0; i < RECORD_FIELDS_MAX; i++)
            buf_str(&text, i ? (quoted ? ",\"a\nb\"" : ",ab") : quoted ? "\"a\nb\"" : "ab");
        buf_str(&text, "\nx\n");
        size_t whole = text.len - 2;
        show(&got, text.p, text.len, NULL, '"', 0, 0);
        bool fits = !strstr(got.p, "!many") && strstr(got.p, quoted ? "\n1026|x\n" : "\n2|x\n");
        buf_free(&got);
        text.len = whole - 1;
        buf_str(&text, ",\"one\nmore\"\nx\n");
        show(&got, text.p, text.len, NULL, '"', 0, 0);
        bool many = strcmp(got.p, quoted ? "1!many\n1027|x\n" : "1!many\n3|x\n") == 0;
        buf_free(&text);
        buf_free(&got);
        CHECK(fits);
        CHECK(many);
    }
}

/* ---- the naive twin ---- */

/* One pass, byte by byte, over the whole text: no blocks, no bounds. */
static void naive(buf *out, const char *s, size_t len) {
    size_t i = 0, line = 1;
    while (i < len) {
        if (s[i] == '\n') {
            i++, line++;
            continue;
        }
        if (s[i] == '\r' && i + 1 < len && s[i + 1] == '\n') {
            i += 2, line++;
            continue;
        }
        /* The record ends at the first line end with an even number of quotes before it. */
        size_t end = i, quotes = 0, lines = 0;
        while (end < len && (s[end] != '\n' || quotes % 2)) {
            quotes += s[end] == '"';
            lines += s[end] == '\n';
            end++;
        }
        if (quotes % 2) {
            size_t open = i, n = 0;
            for (size_t k = i; k < end; k++)
                if (s[k] == '"' && ++n % 2 && (k == i || s[k - 1] != '"')) open = k;
            for (size_t k = i; k < open; k++) line += s[k] == '\n';
            buf_printf(out, "ERROR %zu a quote opened here is never closed\n", line);
            return;
        }
        size_t content = end > i && s[end - 1] == '\r' ? end - 1 : end;
        buf fields = {0};
        bool fault = false;
        for (size_t k = i; !fault;) {
            buf f = {0};
            if (k < content && s[k] == '"') {
                for (k++; s[k] != '"' || (k + 1 < content && s[k + 1] == '"'); k++) {
                    if (s[k] == '"') k++;
                    buf_char(&f, s[k]);
                }
                k++;
            } else {
                for (; k < content && s[k] != ','; k++) {
                    fault |= s[k] == '"';
                    buf_char(&f, s[k]);
                }
            }
            show_field(&fields, buf_text(&f), f.len);
            buf_free(&f);
            if (k >= content) break;
            if (s[k] != ',') fault = true;
            k++;
        }
        buf_printf(out, "%zu%s\n", line, fault ? lines ? "!lost" : "!quote" : buf_text(&fields));
        buf_free(&fields);
        line += lines + 1;
        i = end + 1;
    }
}

static void random_table(buf *b, bool tidy) {
    static const char *const wild[] = {"a", "b", ",", ",", "\n", "\n", "\r\n", "\"", "\"\"", "\r", " ", "\xc3\xa9"};
    static const char *const fields[] = {"a", "", "12.5", "\"q\"", "\"x,y\"", "\"l\nm\"", "\"\"", "\"\"\"\"", "\"a\r\nb\"", "\xc3\xa9"};
    for (size_t n = 1 + test_random() % 40; n; n--) {
        if (!tidy) {
            buf_str(b, wild[test_random() % (sizeof wild / sizeof *wild)]);
            continue;
        }
        for (size_t k = 1 + test_random() % 4; k; k--) {
            buf_str(b, fields[test_random() % (sizeof fields / sizeof *fields)]);
            if (k > 1) buf_char(b, ',');
        }
        if (n > 1 || test_random() % 2) buf_str(b, test_random() % 3 ? "\n" : "\r\n");
    }
}

/* Whatever the blocks' size, so that a block ends behind every record of every text. */
TEST(random_text_equals_one_pass_at_every_block_boundary) {
    size_t faults = 0, errors = 0;
    for (int i = 0; i < 600; i++) {
        buf text = {0}, want = {0};
        random_table(&text, i % 2);
        naive(&want, buf_text(&text), text.len);
        faults += strstr(buf_text(&want), "!quote") != NULL;
        errors += strstr(buf_text(&want), "ERROR") != NULL;
        size_t record = text.len + 8; /* nothing is too long here */
        for (size_t block = record + 8; block < 2 * record + 10; block += 1 + block / 24) {
            buf got = {0};
            show(&got, buf_text(&text), text.len, NULL, '"', record, block);
            /* The rows before the error may stand in a block of their own, or not: a reader
             * that fails gives no rows of its last block.                                    */
            const char *error = strstr(buf_text(&got), "ERROR");
            bool same = error ? strstr(buf_text(&want), error) != NULL
                              : strcmp(buf_text(&got), buf_text(&want)) == 0;
            if (!same) printf("# text %s\n# got  %s\n# want %s\n", text.p, buf_text(&got), want.p);
            buf_free(&got);
            if (!same) {
                buf_free(&text);
                buf_free(&want);
                FAIL_("text %d with blocks of %zu", i, block);
            }
        }
        buf_free(&text);
        buf_free(&want);
    }
    printf("# %zu texts with a stray quote, %zu with one never closed\n", faults, errors);
    CHECK(faults > 50 && errors > 50);
}

/* Long texts of short records through small blocks: many boundaries in each. */
TEST(many_small_blocks_give_the_same_records) {
    for (int i = 0; i < 20; i++) {
        buf text = {0}, want = {0};
        for (int k = 0; k < 40; k++) {
            random_table(&text, true);
            buf_char(&text, '\n');
        }
        naive(&want, buf_text(&text), text.len);
        for (size_t block = 160; block < 1500; block += 7 + (size_t)i % 13) {
            buf got = {0};
            show(&got, text.p, text.len, NULL, '"', 140, block);
            bool same = strcmp(buf_text(&got), buf_text(&want)) == 0;
            if (!same) printf("# got %s\n# want %s\n", buf_text(&got), buf_text(&want));
            buf_free(&got);
            if (!same) {
                buf_free(&text);
                buf_free(&want);
                FAIL_("text %d with blocks of %zu", i, block);
            }
        }
        buf_free(&text);
        buf_free(&want);
    }
}

TEST(utf8_is_as_the_c_library_says) {
    iconv_t c = iconv_open("UTF-32LE", "UTF-8");
    for (int i = 0; i < 300000; i++) {
        static const unsigned char lead[] = {0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1,
                                             0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0x9f, 0xa0,
                                             0x8f, 0x90};
        char s[6], out[64], *in = s, *to = out;
        size_t len = 1 + test_random() % 5, left = len, room = sizeof out;
        for (size_t k = 0; k < len; k++) s[k] = (char)lead[test_random() % sizeof lead];
        iconv(c, NULL, NULL, NULL, NULL);
        bool want = iconv(c, &in, &left, &to, &room) != (size_t)-1;
        if (records_utf8(s, len) != want) FAIL_("%02x %02x, %zu bytes", s[0] & 255, s[1] & 255, len);
    }
    iconv_close(c);
}

/* ---- reading ahead ---- */

TEST(a_feed_gives_the_same_blocks_and_its_error_last) {
    buf text = {0}, all = {0};
    while (text.len < 20 << 20) buf_printf(&text, "%zu,some text,12.5\n", text.len);
    size_t good = text.len;
    buf_str(&text, "a,\"b\n");
    stream *s = NULL;
    record_reader *r = NULL;
    feed *f = NULL;
    cordon_error err = {0};
    cordon_status status = stream_open_memory(&s, "t.csv", text.p, text.len, &err);
    if (!status) status = records_open(&r, s, NULL, '"', &err);
    if (!status) status = feed_start(&f, r, NULL, 0, 1, NULL, NULL, &err);
    uint64_t line = 1;
    bool lines = true;
    usleep(100000); /* the reader runs ahead as far as it may */
    for (record_block *b; !status && !(status = feed_take(&b, f, &err)) && b;) {
        lines &= b->first_line == line;
        for (size_t i = 0; i < b->len; i++) line += b->data[i] == '\n';
        buf_add(&all, b->data, b->len);
        feed_give(f, b);
    }
    record_block *again;
    cordon_status twice = f ? feed_take(&again, f, &err) : CORDON_OK;
    feed_stop(f);
    records_close(r);
    stream_close(s);
    bool same = all.len <= good && good - all.len < RECORDS_BLOCK && memcmp(all.p, text.p, all.len) == 0;
    buf_free(&text);
    buf_free(&all);
    CHECK_INT(status, CORDON_EFORMAT);
    CHECK_INT(twice, CORDON_EFORMAT);
    CHECK(strstr(err.message, "never closed"));
    CHECK(same);
    CHECK(lines);
}

TEST(a_feed_may_be_stopped_before_its_end) {
    buf text = {0};
    while (text.len < 30 << 20) buf_str(&text, "a,b,c\n");
    for (int taken = 0; taken < 4; taken++) {
        stream *s = NULL;
        record_reader *r = NULL;
        feed *f = NULL;
        record_block *b;
        cordon_status status = stream_open_memory(&s, "t.csv", text.p, text.len, NULL);
        if (!status) status = records_open(&r, s, NULL, '"', NULL);
        if (!status) status = feed_start(&f, r, NULL, 0, 1, NULL, NULL, NULL);
        for (int i = 0; i < taken && !status; i++) {
            status = feed_take(&b, f, NULL);
            if (i % 2) feed_give(f, b);
        }
        feed_stop(f);
        records_close(r);
        stream_close(s);
        CHECK_INT(status, 0);
    }
    buf_free(&text);
}

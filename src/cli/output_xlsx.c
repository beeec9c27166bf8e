/* output_xlsx.c - rows as an Excel workbook, through libxlsxwriter.
 *
 * The library keeps one row in memory and writes the archive when the workbook
 * is closed. It does not notice a disk that fills up on the way and prints its
 * own lines about what it does notice. So the workbook is written beside its
 * place, checked for the record that ends every zip archive, and renamed: what
 * stands under the user's name is whole, and an older file survives a failure.
 *
 * Excel holds numbers as doubles: whole numbers are exact up to 2^53. Texts are
 * written as texts, never as formulas or links. Days before 1900 do not exist
 * there and are written as text.                                             */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/date.h"
#include "cli/output_in.h"
#include "cli/text.h"

enum {
    ROWS_MAX = 1000000, /* Excel's 1,048,576 less room for head and notes */
    CHARS_MAX = 32767,  /* per cell */
    NAME_MAX_CHARS = 31 /* of a sheet's name */
};

struct sheet {
    const output_column *columns;
    size_t n;
    char *path, *part; /* the workbook's place, and where it is written */
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *bold;
    lxw_format *format[OUT_PERIOD + 1]; /* by type; NULL = general */
    lxw_format *year;                   /* what OUT_PERIOD's years look like */
    size_t *width;                      /* per column, in characters */
    lxw_row_t row;                      /* the next one */
    size_t cut;                         /* texts longer than CHARS_MAX */
    lxw_error error;                    /* the first */
    bool memory, full;
};

static int refuse(const char *path, const char *why) {
    buf clean = {0};
    text_clean(&clean, path, strlen(path), false);
    fprintf(stderr, "cordon: --xlsx %s: %s\n", buf_text(&clean), why);
    buf_free(&clean);
    return EXIT_FAILED;
}

/* A name Excel accepts: 31 characters (those beyond the first plane count as
 * two), none of []:*?/\, no apostrophe at either end.                        */
static void sheet_name(buf *b, const char *title) {
    buf clean = {0};
    size_t chars = 0;
    text_clean(&clean, title ? title : "", title ? strlen(title) : 0, false);
    for (size_t i = 0, n; i < clean.len; i += n) {
        unsigned char c = (unsigned char)clean.p[i];
        n = c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        chars += n == 4 ? 2 : 1;
        if (chars > NAME_MAX_CHARS) break;
        if (strchr("[]:*?/\\'", c))
            buf_char(b, '-');
        else
            buf_add(b, clean.p + i, n);
    }
    while (b->len && b->p[b->len - 1] == ' ') b->p[--b->len] = 0;
    if (!b->len) buf_str(b, "Cordon");
    if (clean.failed) b->failed = true;
    buf_free(&clean);
}

/* The file the user names may be a link; what is renamed over is its target. */
static const char *choose_paths(sheet *s, const char *path) {
    struct stat st;
    if (stat(path, &st) == 0) {
        if (!S_ISREG(st.st_mode)) return "not a regular file";
        if (access(path, W_OK) != 0) return strerror(errno);
        s->path = realpath(path, NULL);
    } else if (errno == ENOENT) {
        s->path = strdup(path);
    } else {
        return strerror(errno);
    }
    if (!s->path) return "no memory";
    if (asprintf(&s->part, "%s.%ld.part", s->path, (long)getpid()) < 0) {
        s->part = NULL;
        return "no memory";
    }
    int fd = open(s->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0) {
        const char *why = strerror(errno);
        free(s->part); /* not ours to remove */
        s->part = NULL;
        return why;
    }
    close(fd);
    return NULL;
}

static lxw_format *number_format(sheet *s, const char *pattern) {
    lxw_format *f = workbook_add_format(s->book);
    if (f)
        format_set_num_format(f, pattern);
    else
        s->memory = true;
    return f;
}

static void add_formats(sheet *s) {
    s->bold = workbook_add_format(s->book);
    if (!s->bold) {
        s->memory = true;
        return;
    }
    format_set_bold(s->bold);
    format_set_text_wrap(s->bold);
    format_set_bottom(s->bold, LXW_BORDER_THIN);
    s->format[OUT_INT] = number_format(s, "#,##0");
    s->format[OUT_MILLI] = number_format(s, "#,##0.000");
    /* The cell holds units exactly, and shows the millions its head names. */
    s->format[OUT_MILLION] = number_format(s, "#,##0.0,,");
    s->format[OUT_PERCENT] = number_format(s, "0.00");
    s->format[OUT_DATE] = number_format(s, "yyyy-mm-dd");
    s->format[OUT_PERIOD] = number_format(s, "yyyy-mm");
    s->year = number_format(s, "0");
}

static void note_error(sheet *s, lxw_error e) {
    if (e && !s->error) s->error = e;
}

/* A text of the row at hand, without what XML cannot hold and not too long. */
static void put_text(sheet *s, lxw_col_t column, const char *p, size_t len, lxw_format *f) {
    buf clean = {0};
    size_t chars = 0, i = 0;
    text_clean(&clean, p, len, true);
    if (clean.failed) s->memory = true;
    for (; i < clean.len && chars <= CHARS_MAX; i++) {
        unsigned char c = (unsigned char)clean.p[i];
        if ((c & 0xc0) != 0x80) chars += c >= 0xf0 ? 2 : 1;
    }
    if (chars > CHARS_MAX) {
        while (i && ((unsigned char)clean.p[--i] & 0xc0) == 0x80) {
        }
        clean.p[i] = 0;
        s->cut++;
    }
    if (clean.len) note_error(s, worksheet_write_string(s->page, s->row, column, clean.p, f));
    buf_free(&clean);
}

static void put_head(sheet *s) {
    for (size_t i = 0; i < s->n; i++) {
        const char *head = s->columns[i].head;
        /* A long head is wrapped rather than making a column of numbers wide. */
        size_t w = text_width(head, strlen(head));
        s->width[i] = w < 16 ? w : 16;
        put_text(s, (lxw_col_t)i, head, strlen(head), s->bold);
    }
    s->row = 1;
    worksheet_freeze_panes(s->page, 1, 0);
    worksheet_repeat_rows(s->page, 0, 0);
}

static bool open_book(sheet *s, const char *title) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE};
    buf name = {0};
    date_day today = date_today();
    struct tm day = {
        .tm_year = today / 10000 - 1900, .tm_mon = today / 100 % 100 - 1, .tm_mday = today % 100};
    lxw_doc_properties about = {.created = timegm(&day)};
    sheet_name(&name, title);
    if (!name.failed) s->book = workbook_new_opt(s->part, &options);
    if (s->book) s->page = workbook_add_worksheet(s->book, name.p);
    buf_free(&name);
    if (!s->page) return false;
    workbook_set_properties(s->book, &about);
    add_formats(s);
    if (s->memory) return false;
    put_head(s);
    return !s->memory && !s->error;
}

sheet *sheet_begin(const char *path, const char *title, const output_column *columns, size_t n) {
    sheet *s = calloc(1, sizeof *s);
    size_t *width = calloc(n, sizeof *width);
    const char *why = "no memory";
    if (s && width) {
        s->columns = columns;
        s->n = n;
        s->width = width;
        width = NULL;
        why = choose_paths(s, path);
        if (!why && open_book(s, title)) return s;
        if (!why) why = "no memory or no room for the workbook";
    }
    refuse(path, why);
    free(width);
    sheet_drop(s);
    return NULL;
}

static void put_day(sheet *s, lxw_col_t column, int32_t day, lxw_format *f) {
    lxw_datetime d = {.year = day / 10000, .month = day / 100 % 100, .day = day % 100};
    char text[DATE_TEXT];
    if (d.year >= 1900) {
        note_error(s, worksheet_write_datetime(s->page, s->row, column, &d, f));
        return;
    }
    date_format(text, day);
    put_text(s, column, text, strlen(text), NULL);
}

static void put_number(sheet *s, lxw_col_t column, double v, lxw_format *f) {
    note_error(s, worksheet_write_number(s->page, s->row, column, v, f));
}

static void put_int(sheet *s, lxw_col_t column, output_type type, int64_t v) {
    lxw_format *f = s->format[type];
    int64_t year = v / 100;
    if (type == OUT_DATE)
        put_day(s, column, (int32_t)v, f);
    else if (type == OUT_PERIOD && v % 100)
        put_day(s, column, date_period_first((date_period)v), f);
    else if (type == OUT_PERIOD)
        put_number(s, column, (double)year, s->year);
    else if (type == OUT_MILLI || type == OUT_MILLION)
        put_number(s, column, (double)v / 1000, f);
    else
        put_number(s, column, (double)v, f);
}

static void fit(sheet *s, size_t i, const cell *v, const char *text) {
    buf b = {0};
    cell_show(&b, &s->columns[i], v, text);
    size_t w = text_width(buf_text(&b), b.len);
    if (w > 60) w = 60;
    if (w > s->width[i]) s->width[i] = w;
    if (b.failed) s->memory = true;
    buf_free(&b);
}

void sheet_row(sheet *s, const cell *row, const char *text) {
    if (s->row > ROWS_MAX) {
        s->full = true;
        return;
    }
    for (size_t i = 0; i < s->n; i++) {
        lxw_col_t column = (lxw_col_t)i;
        fit(s, i, &row[i], text);
        if (row[i].kind == CELL_TEXT)
            put_text(s, column, text + row[i].at, row[i].len, NULL);
        else if (row[i].kind == CELL_INT)
            put_int(s, column, s->columns[i].type, row[i].i);
        else if (row[i].kind == CELL_REAL)
            put_number(s, column, row[i].d, s->format[s->columns[i].type]);
    }
    s->row++;
}

static void put_notes(sheet *s, const char *notes) {
    char text[120];
    s->row++;
    for (; *notes; s->row++) {
        size_t len = strcspn(notes, "\n");
        put_text(s, 0, notes, len, NULL);
        notes += len + (notes[len] == '\n');
    }
    if (!s->cut) return;
    int len = snprintf(text, sizeof text, "%zu texts were cut to %d characters, all a cell holds.",
                       s->cut, CHARS_MAX);
    put_text(s, 0, text, (size_t)len, NULL);
}

/* Closes the library's side. It reports to stderr by itself, where one line of
 * ours is to stand, so its own go nowhere meanwhile.                         */
static void close_book(sheet *s) {
    int saved = -1, null = -1;
    if (!s->book) return;
    if (s->page && s->page->optimize_tmpfile &&
        (fflush(s->page->optimize_tmpfile) != 0 || ferror(s->page->optimize_tmpfile)))
        note_error(s, LXW_ERROR_CREATING_TMPFILE);
    fflush(stderr);
    null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (null >= 0) saved = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    if (saved >= 0) dup2(null, STDERR_FILENO);
    note_error(s, workbook_close(s->book));
    if (saved >= 0) {
        fflush(stderr);
        dup2(saved, STDERR_FILENO);
        close(saved);
    }
    if (null >= 0) close(null);
    s->book = NULL;
}

/* Every zip archive without a comment ends in 22 bytes that begin "PK\5\6". A
 * full disk loses them, or fsync() tells of it.                              */
static bool complete(const char *path) {
    char end[4];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    off_t at = lseek(fd, -22, SEEK_END);
    bool whole = at >= 0 && read(fd, end, sizeof end) == (ssize_t)sizeof end &&
                 memcmp(end, "PK\5\6", 4) == 0 && fsync(fd) == 0;
    close(fd);
    return whole;
}

int sheet_end(sheet *s, const char *notes) {
    int rc = EXIT_OK;
    if (*notes || s->cut) put_notes(s, notes);
    for (size_t i = 0; i < s->n; i++) {
        double w = (double)(s->width[i] < 6 ? 6 : s->width[i]) + 2;
        note_error(s, worksheet_set_column(s->page, (lxw_col_t)i, (lxw_col_t)i, w, NULL));
    }
    close_book(s);
    if (s->full)
        rc = refuse(s->path, "more than 1,000,000 rows, which no sheet holds; --csv does");
    else if (s->memory)
        rc = refuse(s->path, "no memory for the workbook");
    else if (s->error)
        rc = refuse(s->path, lxw_strerror(s->error));
    else if (!complete(s->part))
        rc = refuse(s->path, "the workbook could not be written whole; is the disk full?");
    else if (rename(s->part, s->path) != 0)
        rc = refuse(s->path, strerror(errno));
    sheet_drop(s);
    return rc;
}

/* After a rename there is no .part any more, and unlink() of nothing is none. */
void sheet_drop(sheet *s) {
    if (!s) return;
    close_book(s);
    if (s->part) unlink(s->part);
    free(s->part);
    free(s->path);
    free(s->width);
    free(s);
}

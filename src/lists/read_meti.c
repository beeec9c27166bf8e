/* read_meti.c - METI's designated entities of a country, from the text of its PDF (see meti.h).
 *
 * The notice named above the entries says which list it is (data/lists/meti.csv); the day of the
 * last change is the vintage. The entry's number is the key. A name in Japanese may bear in
 * brackets the Chinese one and aliases; addresses are separated by ";" and "and".           */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/data_dir.h"
#include "lists/meti.h"
#include "lists/readers.h"
#include "lists/words.h"
#include "read/records.h"
#include "read/table.h"

/* The stream's text, NUL-ended, without form feeds and carriage returns. */
static cordon_status read_text(buf *out, stream *s, cordon_error *err) {
    char part[16384];
    size_t got = 0;
    for (;;) {
        cordon_status status = stream_read(s, part, sizeof part, &got, err);
        if (status) return status;
        if (!got) break;
        if (out->len + got > METI_BYTES_MAX)
            return cordon_fail_at(err, CORDON_ELIMIT, stream_name(s), 0, 0,
                                  "more than 16 MB of text");
        for (size_t i = 0; i < got; i++)
            if (part[i] == '\0')
                return cordon_fail_at(err, CORDON_EFORMAT, stream_name(s), 0, 0,
                                      "a NUL byte in the text");
            else if (part[i] != '\r')
                buf_char(out, (char)(part[i] == '\f' ? '\n' : part[i]));
    }
    if (out->failed) return cordon_fail(err, CORDON_ENOMEM, "no memory for %s", stream_name(s));
    if (records_utf8(buf_text(out), out->len)) return CORDON_OK;
    return cordon_fail_at(err, CORDON_EFORMAT, stream_name(s), 0, 0, "the text is not UTF-8");
}

/* The first lines without breaks and blanks: notices run over lines. */
static void head_of(buf *head, const char *text) {
    for (size_t i = 0; i < 2000 && text[i]; i++)
        if (text[i] != '\n' && text[i] != ' ') buf_char(head, text[i]);
}

static cordon_status find_list(char list[64], char notice[128], const char *head, const char *name,
                               cordon_error *err) {
    static const char *const columns[] = {"notice", "list", NULL};
    char path[1200];
    int col[2];
    table t;
    cordon_status status = table_read(&t, data_path(path, sizeof path, "data/lists/meti.csv"), err);
    if (status) return status;
    status = table_cols(&t, columns, col, err);
    bool found = false;
    for (size_t i = 0; i < t.rows && !status && !found; i++) {
        if (!strstr(head, table_cell(&t, i, col[0]))) continue;
        found = true;
        snprintf(notice, 128, "%s", table_cell(&t, i, col[0]));
        snprintf(list, 64, "%s", table_cell(&t, i, col[1]));
    }
    table_free(&t);
    if (!status && !found)
        status = cordon_fail_at(err, CORDON_EFORMAT, name, 1, 0,
                                "no notice of data/lists/meti.csv is named in the heading");
    return status;
}

/* "...: 2025 year 09 month 12 day" behind the words for the last change. */
static date_day last_change(const char *head) {
    static const char words[] = "\xe6\x9c\x80\xe7\xb5\x82\xe6\x9b\xb4\xe6\x96\xb0\xe6\x97\xa5";
    const char *p = strstr(head, words);
    int number[3] = {0}, n = 0;
    for (p = p ? p + sizeof words - 1 : ""; *p && n < 3; p++) {
        if (*p < '0' || *p > '9') continue;
        char *end;
        number[n++] = (int)strtol(p, &end, 10) % 10000;
        p = end - 1;
    }
    date_day d = number[0] * 10000 + number[1] * 100 + number[2];
    return n == 3 && date_valid(d) ? d : 0;
}

/* ---- names ---- */

static void add_value(entity *e, const char *prop, const char *s, size_t len, const char *lang) {
    entity_add(e, prop, s, (long)len, meti_cjk(s, len) ? lang : NULL, NULL);
}

/* The bytes of a word at s, 0 when it stands elsewhere. */
static size_t word_at(const char *s, size_t len, const char *word) {
    size_t n = strlen(word);
    return len >= n && memcmp(s, word, n) == 0 ? n : 0;
}

/* Names separated by commas, semicolons and "and", outside brackets. */
static void add_list(entity *e, const char *s, size_t len, const char *lang) {
    size_t from = 0, n = 0;
    int depth = 0;
    for (size_t i = 0; i < len; i += n ? n : 1) {
        depth += (word_at(s + i, len - i, "(") || word_at(s + i, len - i, METI_OPEN)) -
                 (word_at(s + i, len - i, ")") || word_at(s + i, len - i, METI_CLOSE));
        n = 0;
        if (depth > 0) continue;
        if (!(n = word_at(s + i, len - i, METI_COMMA)) && !(n = word_at(s + i, len - i, METI_AND)))
            n = word_at(s + i, len - i, ";") + word_at(s + i, len - i, METI_HALF_COMMA);
        if (!n) continue;
        add_value(e, "alias", s + from, i - from, lang);
        from = i + n;
    }
    if (from < len) add_value(e, "alias", s + from, len - from, lang);
}

/* A bracket at depth 0: aliases, the Chinese name, or a part of the name (false). */
static bool add_bracket(entity *e, const char *s, size_t len) {
    size_t n = word_at(s, len, METI_ALIAS);
    if (!n) n = word_at(s, len, METI_ALIAS_TOO);
    if (n) {
        n += word_at(s + n, len - n, METI_COMMA) + word_at(s + n, len - n, METI_HALF_COMMA);
        add_list(e, s + n, len - n, "jpn");
        return true;
    }
    if (!meti_cjk(s, len) || meti_kana(s, len)) return false;
    add_list(e, s, len, "zho");
    return true;
}

/* The end of the bracket that opens at s, len = it does not close. */
static size_t close_of(const char *s, size_t len) {
    int depth = 0;
    for (size_t i = 0; i < len; i++) {
        depth += word_at(s + i, len - i, "(") || word_at(s + i, len - i, METI_OPEN);
        depth -= word_at(s + i, len - i, ")") || word_at(s + i, len - i, METI_CLOSE);
        if (!depth) return i;
    }
    return len;
}

/* Takes brackets that hold other names out of a name; `stop` ends it, what follows is explanation.
 */
static void add_bracketed(entity *e, const char *s, size_t len, buf *name) {
    for (size_t i = 0; i < len;) {
        size_t open = word_at(s + i, len - i, "(") + word_at(s + i, len - i, METI_OPEN);
        size_t end = open ? close_of(s + i, len - i) : len;
        if (open && i + end < len) {
            size_t whole = end + (s[i + end] == ')' ? 1 : strlen(METI_CLOSE));
            if (!name->len || !add_bracket(e, s + i + open, end - open))
                buf_add(name, s + i, whole);
            i += whole;
            continue;
        }
        if (word_at(s + i, len - i, METI_STOP)) {
            entity_add(e, "notes", s + i + 3, (long)(len - i - 3), "jpn", NULL);
            break;
        }
        buf_char(name, s[i++]);
    }
    if (name->failed) e->failed = true;
}

static void add_japanese(entity *e, const char *s, size_t len) {
    buf name = {0};
    add_bracketed(e, s, len, &name);
    add_value(e, "name", buf_text(&name), name.len, "jpn");
    buf_free(&name);
}

/* Without a separator's rest at the end: "; and", ";", ",", and the list's full stop. */
static size_t item_end(const char *s, size_t len, bool last) {
    static const char *const ends[] = {"; and", ", and", ";", ",", "\xef\xbc\x9b", " "};
    for (bool more = true; more;) {
        more = false;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            size_t n = strlen(ends[i]);
            if (len >= n && memcmp(s + len - n, ends[i], n) == 0) len -= n, more = true;
        }
    }
    bool short_form = len > 4 && (strncasecmp(s + len - 4, "Ltd.", 4) == 0 ||
                                  strncasecmp(s + len - 4, " Co.", 4) == 0 ||
                                  strncasecmp(s + len - 4, "Inc.", 4) == 0);
    return last && len && s[len - 1] == '.' && !short_form ? len - 1 : len;
}

/* Where the words that open the list of aliases begin in the English name. */
static size_t aliases_at(const char *s, size_t len) {
    static const char *const words[] = {", a.k.a", ",a.k.a", " a.k.a", ", the follow"};
    size_t at = len;
    for (int i = 0; i < 4; i++) {
        const char *p = memmem(s, len, words[i], strlen(words[i]));
        if (p && (size_t)(p - s) < at) at = (size_t)(p - s);
    }
    return at;
}

static void add_english(entity *e, const char *s, size_t len) {
    const char *feed = memchr(s, '\n', len);
    size_t first = feed ? (size_t)(feed - s) : len, name = aliases_at(s, first);
    entity_add(e, "name", s, (long)item_end(s, name, false), "eng", NULL);
    if (!feed && name < len) { /* "X, a.k.a. Y" in one line */
        const char *dot = memchr(s + name + 7 < s + len ? s + name + 7 : s + len, ' ',
                                 len - (name + 7 < len ? name + 7 : len));
        if (dot)
            entity_add(e, "alias", dot, (long)item_end(dot, (size_t)(s + len - dot), true), NULL,
                       NULL);
    }
    for (const char *p = feed, *end = s + len; p; p = feed) {
        p++;
        feed = memchr(p, '\n', (size_t)(end - p));
        size_t n = item_end(p, (size_t)((feed ? feed : end) - p), !feed);
        if (n != 3 || memcmp(p, "and", 3) != 0) entity_add(e, "alias", p, (long)n, NULL, NULL);
    }
}

static void add_addresses(entity *e, const char *s, size_t len) {
    for (size_t from = 0, i = 0; i <= len; i++) {
        if (i < len && s[i] != ';') continue;
        const char *p = s + from;
        size_t n = list_trim(&p, i - from);
        if (n > 4 && memcmp(p, "and ", 4) == 0) p += 4, n -= 4;
        entity_add(e, "address", p, (long)n, NULL, NULL);
        from = i + 1;
    }
}

/* ---- the file ---- */

static cordon_status emit(list_read *r, unsigned file, const meti_entry *m, const char *list,
                          const char *notice, cordon_error *err) {
    char key[16];
    entity e;
    snprintf(key, sizeof key, "%u", m->number);
    list_entity(r, &e, list, key, "LegalEntity");
    e.line = m->line;
    buf english = {0}; /* without the Chinese name in brackets */
    add_bracketed(&e, buf_text(&m->english), m->english.len, &english);
    if (english.len) add_english(&e, english.p, english.len);
    buf_free(&english);
    if (m->japanese.len) add_japanese(&e, m->japanese.p, m->japanese.len);
    const char *feed = m->other.len ? memchr(m->other.p, '\n', m->other.len) : NULL;
    size_t n = feed ? (size_t)(feed - m->other.p) : m->other.len;
    if (n) add_list(&e, m->other.p, n, "jpn");
    if (feed) add_list(&e, feed + 1, m->other.len - n - 1, "");
    if (m->address.len) add_addresses(&e, m->address.p, m->address.len);
    entity_list(&e, &(entity_listing){.reference = notice});
    if (m->english.failed || m->japanese.failed || m->other.failed || m->address.failed)
        e.failed = true;
    if (!m->english.len) {
        list_refuse(r, file, m->line, 0, key, "", "a name in English below the one in Japanese");
        return CORDON_OK;
    }
    return list_emit(r, &e, file, err);
}

static cordon_status read_file(list_read *r, unsigned file, cordon_error *err) {
    buf text = {0}, head = {0};
    char list[64], notice[128];
    meti_entry m = {0};
    cordon_status status = read_text(&text, r->file[file], err);
    const char *at = buf_text(&text);
    size_t line = 1;
    if (!status) {
        head_of(&head, at);
        status = find_list(list, notice, buf_text(&head), stream_name(r->file[file]), err);
        r->vintage = last_change(buf_text(&head));
    }
    for (unsigned number = 1; !status && meti_next(&m, &at, &line, number); number++)
        status = emit(r, file, &m, list, notice, err);
    if (!status) status = list_covers(r, list, err);
    meti_free(&m);
    buf_free(&text);
    buf_free(&head);
    return status;
}

static cordon_status read_meti(list_read *r, cordon_error *err) {
    cordon_status status = CORDON_OK;
    for (unsigned file = 0; file < r->files && !status; file++) status = read_file(r, file, err);
    return status;
}

static bool is_meti(const char *head, size_t len) {
    /* "day of designation" near the beginning */
    static const char words[] = "\xe6\x8c\x87\xe5\xae\x9a\xe6\x97\xa5" METI_COLON;
    return memmem(head, len < 1500 ? len : 1500, words, sizeof words - 1) != NULL;
}

const list_reader list_reader_meti = {
    .name = "meti",
    .what = "METI's designated entities, from the text of the PDF (pdftotext)",
    .publisher = "Japan, Ministry of Economy, Trade and Industry",
    .licence = "Public Data License 1.0",
    .is = is_meti,
    .read = read_meti,
};

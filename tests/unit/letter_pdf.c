/* Page breaks against a naive twin; text made fit to be set; PDFs of letters: the same bytes, no font, hostile text, bounds. */
#include "report/letter_pdf.h"

#include <stdlib.h>

#include "base/random.h"
#include "report/letter_pages.h"
#include "report/letter_write.h"
#include "test.h"

/* ---- page breaks */

static long height_from(const letter_strip *s, size_t from, size_t to, bool top) {
    long h = 0;
    for (size_t i = from; i <= to; i++) h += s[i].height + (i > from ? s[i].above : top ? s[i].head : s[from].above);
    return h;
}

/* By what letter_pages.h says, each strip asked for itself: which strips are on the page at hand, and does all that belongs to the next one fit too. */
static int naive(letter_place *out, const letter_strip *s, size_t n, int room) {
    int page = 0;
    size_t first = 0, held = 0; /* of the page; up to where a chain was promised a page */
    for (size_t i = 0; i < n; i++) {
        size_t end = i;
        while (end + 1 < n && s[end].with_next) end++;
        bool chain_fits = height_from(s, i, end, true) <= room;
        long here = i > first ? height_from(s, first, i - 1, true) : 0;
        bool need = chain_fits && !(held > i) ? here + height_from(s, i, end, i == first) > room : here + height_from(s, i, i, i == first) > room;
        if (i > first && need && !(held > i)) page++, first = i, here = 0;
        if (chain_fits && end + 1 > held) held = end + 1;
        out[i] = (letter_place){page, (int)(here + (i == first ? s[i].head : s[i].above))};
    }
    return page + 1;
}

TEST(pages_break_as_a_naive_twin_breaks_them) {
    enum { N = 60, ROOM = 100 };
    random_state r;
    random_seed(&r, 7);
    for (int round = 0; round < 20000; round++) {
        letter_strip s[N];
        letter_place got[N], want[N];
        size_t n = random_below(&r, N + 1);
        for (size_t i = 0; i < n; i++)
            s[i] = (letter_strip){.height = 1 + (int)random_below(&r, round % 7 ? 20 : 130), .above = (int)random_below(&r, 9), .with_next = random_below(&r, 3) == 0, .head = random_below(&r, 4) ? 0 : 12};
        int pages = letter_pages(got, s, n, ROOM), other = naive(want, s, n, ROOM);
        if (pages != other) FAIL_("round %d: %d pages, want %d", round, pages, other);
        for (size_t i = 0; i < n; i++) {
            if (got[i].page != want[i].page || got[i].y != want[i].y)
                FAIL_("round %d strip %zu: page %d at %d, want page %d at %d", round, i, got[i].page, got[i].y, want[i].page, want[i].y);
            bool alone = !got[i].y || got[i].y == s[i].head;
            if (got[i].y + s[i].height > ROOM && !alone) FAIL_("round %d strip %zu stands out of its page", round, i);
            if (i && got[i].page == got[i - 1].page && got[i].y < got[i - 1].y + s[i - 1].height) FAIL_("round %d strip %zu lies on another", round, i);
            if (i && got[i].page != got[i - 1].page && got[i].page != got[i - 1].page + 1) FAIL_("round %d: an empty page before strip %zu", round, i);
        }
    }
    CHECK_INT(letter_pages(NULL, NULL, 0, ROOM), 1);
}

TEST(a_heading_stays_with_what_it_heads) {
    const letter_strip s[] = {{.height = 80}, {.height = 10, .above = 5, .with_next = true}, {.height = 10}, {.height = 10}};
    letter_place at[4];
    CHECK_INT(letter_pages(at, s, 4, 100), 2);
    CHECK_INT(at[1].page, 1);
    CHECK_INT(at[1].y, 0);
    CHECK_INT(at[2].y, 10);
}

/* ---- text */

static bool cleaned(const char *text, const char *want) {
    buf b = {0};
    letter_pdf_clean(&b, text);
    bool same = strcmp(buf_text(&b), want) == 0;
    if (!same) printf("# \"%s\"\n", buf_text(&b));
    buf_free(&b);
    return same;
}

TEST(what_cannot_be_seen_is_shown) {
    CHECK(cleaned("plain, ASCII", "plain, ASCII"));
    CHECK(cleaned("a\tb\nc", "a b c"));
    CHECK(cleaned("a\x07\x1b[2J", "a[U+0007][U+001B][2J"));
    CHECK(cleaned("x\u202Egnp.exe\u202C", "x[U+202E]gnp.exe[U+202C]"));
    CHECK(cleaned("\u200Bz\uFEFF\u2066", "[U+200B]z[U+FEFF][U+2066]"));
    CHECK(cleaned("\u0645\u06CC\u200C\u062E", "\u0645\u06CC\u200C\u062E")); /* a joiner of Persian stays */
    CHECK(cleaned("\uFFFEx\U0001FFFF\uFDD0", "[U+FFFE]x[U+1FFFF][U+FDD0]"));
    CHECK(cleaned("a\xff\xc3z", "a\uFFFD\uFFFDz"));
    CHECK(cleaned("e\u0301\u0301\u0301\u0301\u0301", "e\u0301\u0301\u0301\u0301\u25CC\u0301"));
    CHECK(cleaned("\u0646\u0648\u0631, 2025-05-21", "\u0646\u0648\u0631\u200E, 2025-05-21")); /* a day keeps its order */
    CHECK(cleaned("\u0646\u0648\u0631, \u0646", "\u0646\u0648\u0631, \u0646"));
}

/* ---- whole letters */

static const letter_pdf_terms terms = {.hash = "00ff", .who = "A. Officer", .subject = "entry 2, 00ff", .created = "2026-08-31T00:00:00Z"};

static cordon_status write_pdf(buf *out, letter_pdf_said *said, const letter_doc *d) {
    cordon_error err = {0};
    cordon_status status = cordon_letter_pdf(out, said, d, &terms, &err);
    if (status && status != CORDON_ELIMIT) printf("# %s\n", err.message);
    return status;
}

static void random_text(char *text, size_t max, random_state *r) {
    static const char *const part[] = {"a", "bc", " ", "W", "\u0416", "\u5C3A", "\u0634", "\u05D0", "\u0301", "\u202E", "\x01", "\xff", "12", ", ", "\U0001F980", "-", "\n", "[", "\uFFFE", "\u0E01\u0E34"};
    size_t n = random_below(r, max), len = 0;
    while (len + 8 < n) {
        const char *p = part[random_below(r, sizeof part / sizeof *part)];
        memcpy(text + len, p, strlen(p)), len += strlen(p);
    }
    text[len] = 0;
}

static void random_doc(letter_doc *d, random_state *r) {
    static const char *const head[] = {"One", "Two", "Three"};
    static char text[12000];
    letter_doc_init(d);
    for (unsigned i = 0, n = (unsigned)random_below(r, 40); i < n; i++) {
        random_text(text, random_below(r, 20) ? 300 : sizeof text, r);
        switch (random_below(r, 8)) {
        case 0: letter_add(d, LETTER_HEAD, text); break;
        case 1: letter_item(d, (int)random_below(r, 2000), (int)random_below(r, 2), text); break;
        case 2: letter_pair(d, text, text); break;
        case 3: letter_add(d, LETTER_SIGN, text); break;
        case 4: letter_add(d, LETTER_LEAD, text); break;
        case 5: {
            letter_table *t = letter_table_add(d, head, 3);
            for (unsigned k = (unsigned)random_below(r, 30); k; k--) {
                const char *cell[3];
                for (int c = 0; c < 3; c++) random_text(text, 90, r), cell[c] = letter_keep(d, text);
                letter_row_add(d, t, cell);
            }
            break;
        }
        default: letter_add(d, LETTER_PARA, text);
        }
    }
}

TEST(any_text_becomes_a_letter_and_always_the_same) {
    random_state r;
    random_seed(&r, 11);
#if defined(__SANITIZE_ADDRESS__)
    enum { ROUNDS = 4 };
#else
    enum { ROUNDS = 12 };
#endif
    size_t missing = 0;
    for (int round = 0; round < ROUNDS; round++) {
        letter_doc d;
        buf a = {0}, b = {0}, text = {0};
        letter_pdf_said said, again;
        random_doc(&d, &r);
        CHECK_INT(write_pdf(&a, &said, &d), 0);
        CHECK_INT(write_pdf(&b, &again, &d), 0);
        letter_text(&text, &d, 90);
        CHECK(a.len == b.len && memcmp(a.p, b.p, a.len) == 0 && !text.failed);
        CHECK(strncmp(a.p, "%PDF-1.5", 8) == 0);
        CHECK(said.pages >= 1 && said.codes <= LETTER_MISSING_MAX && said.codes <= said.missing);
        missing += said.missing;
        letter_doc_free(&d);
        buf_free(&a), buf_free(&b), buf_free(&text);
    }
    CHECK(missing > 0);
}

TEST(a_letter_has_a_bound) {
    letter_doc d;
    buf b = {0};
    letter_pdf_said said;
    static const char *const head[] = {"One"}, *const cell[] = {"x"};
    letter_doc_init(&d);
    letter_table *t = letter_table_add(&d, head, 1);
    for (int i = 0; i < 60 * LETTER_PAGES_MAX; i++) letter_row_add(&d, t, cell);
    CHECK_INT(write_pdf(&b, &said, &d), CORDON_ELIMIT);
    CHECK(!b.len && said.pages > LETTER_PAGES_MAX);
    letter_doc_free(&d);
}

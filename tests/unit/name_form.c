/* What a name becomes: tokens as text:class with readings, written on one line and compared. */
#include "name/form.h"

#include "base/buf.h"
#include "test.h"

static const char *const class_names[] = {"", "#", "i", "L", "T", "p", "s"};

/* "anna[anna] i:b[b]": class letter and colon for all but words, "+" when joined to the next. */
static const char *shape(name_kind kind, const char *text) {
    static char room[8192];
    const name_tables *t;
    arena mem;
    name_form f;
    cordon_error err = {0};
    buf b = {0};
    arena_init(&mem, 0);
    if (name_tables_open(&t, &err) || name_form_read(&f, &mem, t, kind, text, strlen(text), &err)) {
        buf_printf(&b, "error %s", cordon_status_name(err.status));
    } else {
        for (unsigned i = 0; i < f.n; i++) {
            const name_token *k = &f.token[i];
            if (i && !f.token[i - 1].joined) buf_char(&b, ' ');
            if (k->cls) buf_printf(&b, "%s:", class_names[k->cls]);
            for (unsigned j = 0; j < k->n; j++)
                buf_printf(&b, "%s%s", j ? "|" : "", k->reading[j].latin);
            if (k->joined) buf_char(&b, '+');
        }
    }
    snprintf(room, sizeof room, "%s", buf_text(&b));
    buf_free(&b);
    arena_destroy(&mem);
    return room;
}

static int reads(name_kind kind, const char *text, const char *want) {
    const char *got = shape(kind, text);
    int same = !strcmp(got, want);
    if (!same) printf("# \"%s\" reads \"%s\", want \"%s\"\n", text, got, want);
    return same;
}

static unsigned flags(const char *text) {
    const name_tables *t;
    arena mem;
    name_form f = {0};
    arena_init(&mem, 0);
    if (name_tables_open(&t, NULL)) return 0;
    if (name_form_read(&f, &mem, t, NAME_ANY, text, strlen(text), NULL)) f.flags = 0xFFFF;
    arena_destroy(&mem);
    return f.flags;
}

TEST(latin_letters_lose_their_marks) {
    CHECK(reads(NAME_ANY, "Jos\u00e9 N\u00fa\u00f1ez", "jose nunez|nunyez"));
    CHECK(reads(NAME_ANY, "STRASSE Stra\u00dfe", "strasse strasse"));
    CHECK(reads(NAME_ANY, "\u0141\u00f3d\u017a", "lodz"));
    CHECK(reads(NAME_ANY, "S\u00f8rensen", "sorensen|soerensen"));
    CHECK(reads(NAME_ANY, "\u00c6gir", "aegir"));
    CHECK(reads(NAME_ANY, "Nguy\u1ec5n", "nguyen"));
}

TEST(words_are_cut) {
    CHECK(reads(NAME_PERSON, "O'Brien", "i:o+brien"));
    CHECK(reads(NAME_PERSON, "Vasil\u2019yev", "vasilyev"));
    CHECK(reads(NAME_PERSON, "A.B. Petrov", "i:a+i:b petrov"));
    CHECK(reads(NAME_PERSON, "Al-Salam", "p:al+salam"));
    CHECK(reads(NAME_ANY, "NPP-5 A320", "npp+#:5 a+#:320"));
    CHECK(reads(NAME_ANY, "Johnson & Johnson", "johnson s:and johnson"));
    CHECK(reads(NAME_ANY, " \t...", "error einval"));
    CHECK(reads(NAME_ANY, "", "error einval"));
}

/* A phrase is one token only where it is a legal form, title, country, or ordinal. */
TEST(phrases_keep_their_words) {
    CHECK(reads(NAME_ANY, "Tactical Missiles Corporation", "tactical missiles L:corporation|corp|co"));
    CHECK(reads(NAME_ANY, "Number 7", "s:number #:7"));
    CHECK(reads(NAME_ANY, "LLC Center", "L:llc center"));
    CHECK(reads(NAME_ANY, "JSC STAR", "L:jsc star"));
    CHECK(reads(NAME_ANY, "B.C. Holdings", "i:b+i:c holdings|holding"));
    CHECK(reads(NAME_ANY, "Orient Corp", "orient L:corp|co"));
    CHECK(reads(NAME_ANY, "Trading Group", "trading|trade group|grp"));
    CHECK(reads(NAME_ANY, "Acme Inc.", "acme L:inc|llc"));
    CHECK(reads(NAME_ANY, "Real Estate Agency", "real estate agency"));
    CHECK(reads(NAME_ANY, "Acme Public Joint Stock Company", "acme L:publicjointstockcompany|jsc"));
}

TEST(what_hides_is_told) {
    CHECK_INT(flags("plain"), 0);
    CHECK_INT(flags("ze\u200bro"), NAME_INVISIBLE);
    CHECK(reads(NAME_ANY, "ze\u200bro", "zero"));
    CHECK_INT(flags("\u202eevil"), NAME_INVISIBLE);
    CHECK_INT(flags("B\u0430nk"), NAME_CONFUSABLE);
    CHECK(reads(NAME_ANY, "B\u0430nk", "bank"));
    CHECK_INT(flags("Bank\u0416"), NAME_MIXED);
    CHECK_INT(flags("a\u0300\u0301\u0302\u0303\u0304\u0305"), NAME_MARKS);
}

static cordon_status status_of(const char *text, size_t len, unsigned *tokens) {
    const name_tables *t;
    arena mem;
    name_form f = {0};
    cordon_error err = {0};
    arena_init(&mem, 0);
    cordon_status status = name_tables_open(&t, &err);
    if (!status) status = name_form_read(&f, &mem, t, NAME_ANY, text, len, &err);
    if (status && !err.message[0]) status = CORDON_EINTERNAL; /* every refusal says why */
    *tokens = f.n;
    arena_destroy(&mem);
    return status;
}

TEST(hostile_names_are_bounded) {
    static char big[1 << 20];
    unsigned n;
    memset(big, 'a', sizeof big);
    CHECK_INT(status_of(big, sizeof big, &n), CORDON_ELIMIT);
    CHECK_INT(status_of(big, NAME_BYTES_MAX + 1, &n), CORDON_ELIMIT);
    CHECK_INT(status_of(big, NAME_BYTES_MAX, &n), CORDON_OK);
    CHECK_INT(n, 1);
    for (size_t i = 0; i < NAME_BYTES_MAX; i++) big[i] = i % 2 ? ' ' : 'b';
    CHECK_INT(status_of(big, NAME_BYTES_MAX, &n), CORDON_OK);
    CHECK_INT(n, NAME_TOKENS_MAX);
    CHECK(flags("b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b b "
                "b b b b b b b b b b b b b b b b b b b b b b") &
          NAME_TRUNCATED);
    /* A letter under two thousand marks, in falling order of their classes: sorting them is quadratic. */
    size_t len = 1;
    for (; len + 4 <= NAME_BYTES_MAX; len += 4) memcpy(big + len, len % 8 == 1 ? "\u0301\u0323" : "\u0300\u0316", 4);
    big[0] = 'e';
    CHECK_INT(status_of(big, len, &n), CORDON_OK);
    CHECK_INT(n, 1);
    /* The longest expansion there is: one character of 3 bytes becomes 18. */
    for (len = 0; len + 3 <= NAME_BYTES_MAX; len += 3) memcpy(big + len, "\ufdfa", 3);
    CHECK_INT(status_of(big, len, &n), CORDON_OK);
    static const char *const bad[] = {"a\xff", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "ab\xc0\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(status_of(bad[i], strlen(bad[i]), &n), CORDON_EFORMAT);
    static const char *const empty[] = {"\u200b\u202e", "\u0301", "***", "\u300c\u300d", "\u3000"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        CHECK_INT(status_of(empty[i], strlen(empty[i]), &n), CORDON_EINVAL);
    CHECK_INT(status_of("a\0b", 3, &n), CORDON_OK);
    CHECK_INT(n, 2);
}

TEST(look_alikes_are_undone_either_way) {
    CHECK(reads(NAME_ANY, "\u0420\u043e\u043c\u0430\u0448\u043aa", "romashka|romaska")); /* Latin a behind Cyrillic */
    CHECK(reads(NAME_ANY, "P\u0435trov", "petrov"));
    CHECK(reads(NAME_ANY, "\u0391lpha", "alpha|alfa") || reads(NAME_ANY, "\u0391lpha", "alpha"));
    CHECK_INT(flags("\u041e\u041eO \u0420\u043e\u043c\u0430\u0448\u043a\u0430"), NAME_CONFUSABLE);
}

/* Same text, same form, wherever it lies; and what is folded reads the same. */
TEST(a_pure_function_of_the_text) {
    static const char *const parts[] = {"al-", "\u041e\u041e\u041e ", "\u6df1\u5733", "\uae40", "A.B. ", "'", "\u0645\u062d\u0645\u062f ", "co ltd", "\u00e9", "\u200d",
                                        "\u0301", "5", " ", "-", "\u03bc\u03c0\u03b1", "\u30ea\u30fc", "of ", "z o.o.", "\u05db", "\u1234", "\u202e", "&", "AG"};
    for (unsigned i = 0; i < 2000; i++) {
        char text[256] = "", again[256];
        for (unsigned k = 0, n = 1 + (unsigned)(test_random() % 12); k < n; k++)
            strcat(text, parts[test_random() % (sizeof parts / sizeof *parts)]);
        snprintf(again, sizeof again, "%s", shape((name_kind)(i % 4), text));
        CHECK(!strcmp(again, shape((name_kind)(i % 4), text)));
    }
}

static cordon_status read_once(void) {
    const name_tables *t;
    arena mem;
    name_form f;
    static const char text[] = "\u041e\u0431\u0449\u0435\u0441\u0442\u0432\u043e \u6df1\u5733 SiemensAG";
    arena_init(&mem, 0);
    cordon_status status = name_tables_open(&t, NULL);
    if (!status) status = name_form_read(&f, &mem, t, NAME_ANY, text, sizeof text - 1, NULL);
    arena_destroy(&mem);
    return status;
}

TEST(memory_may_end_anywhere) {
    CHECK_INT(read_once(), CORDON_OK);
    CHECK_OOM(read_once(), arena_fail_after, CORDON_ENOMEM);
}

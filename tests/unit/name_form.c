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

#include "name/fold.h"

#include <utf8proc.h>

#include "test.h"

static int folds_to(const char *s, const char *want) {
    buf b = {0};
    cordon_status status = name_fold(&b, s, strlen(s));
    int same = status == CORDON_OK && strcmp(buf_text(&b), want) == 0;
    if (!same) printf("# \"%s\" folds to \"%s\", want \"%s\"\n", s, buf_text(&b), want);
    buf_free(&b);
    return same;
}

TEST(case_width_and_blanks_do_not_count) {
    CHECK(folds_to("", ""));
    CHECK(folds_to(" \t\r\n\xc2\xa0\xe3\x80\x80", ""));
    CHECK(folds_to("  Foo \xc2\xa0 BAR\n", "foo bar"));
    CHECK(folds_to("a\xe2\x80\xa8"
                   "b\xc2\x85"
                   "c",
                   "a b c"));
    CHECK(folds_to("Stra\xc3\x9f"
                   "e",
                   "strasse"));
    CHECK(folds_to("\xef\xbc\xa1\xef\xbc\x91", "a1")); /* full width */
    CHECK(folds_to("E\xcc\x81", "\xc3\xa9"));          /* composed */
    CHECK(folds_to("so\xc2\xad"
                   "ft\xef\xbb\xbf",
                   "soft")); /* ignorable */
    CHECK(folds_to("\xd0\x9c\xd0\x98\xd0\xa0", "\xd0\xbc\xd0\xb8\xd1\x80"));
    CHECK(folds_to("\xc3\xa9", "\xc3\xa9")); /* accents stay */
}

TEST(what_is_no_text_is_refused) {
    static const char *const bad[] = {"\xff", "a\xc3", "\xc0\x80", "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80"};
    buf b = {0};
    buf_str(&b, "kept");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK_INT(name_fold(&b, bad[i], strlen(bad[i])), CORDON_EFORMAT);
    CHECK_INT(name_fold(&b, "", NAME_FOLD_BYTES_MAX + 1), CORDON_ELIMIT);
    CHECK(!strcmp(buf_text(&b), "kept"));
    CHECK_INT(name_fold(&b, " X ", 3), CORDON_OK);
    CHECK(!strcmp(buf_text(&b), "keptx")); /* the text before is another's */
    buf_free(&b);
}

TEST(folding_twice_is_folding_once) {
    buf once = {0}, twice = {0};
    unsigned wrong = 0;
    for (utf8proc_int32_t c = 1; c < 0x110000; c++) {
        utf8proc_uint8_t s[4];
        if (!utf8proc_codepoint_valid(c)) continue;
        utf8proc_ssize_t n = utf8proc_encode_char(c, s);
        once.len = twice.len = 0;
        CHECK_INT(name_fold(&once, (const char *)s, (size_t)n), CORDON_OK);
        CHECK_INT(name_fold(&twice, buf_text(&once), once.len), CORDON_OK);
        if (once.len != twice.len || (once.len && memcmp(once.p, twice.p, once.len)))
            printf("# U+%04X\n", (unsigned)c), wrong++;
    }
    CHECK(wrong == 0);
    buf_free(&once);
    buf_free(&twice);
}

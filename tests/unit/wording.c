/* Wording rules: where sentences end, what of a page is read, what patterns
 * find (the same as a naive matcher), the rules of the regime that ships against
 * planted sentences, and the bounds.                                          */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/data_dir.h"
#include "regime/regime.h"
#include "report/lint_inner.h"
#include "test.h"

/* Every allocation of the program can be made to fail, where nothing else
 * watches over them.                                                          */
static long fail_after = -1;
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && defined(__GLIBC__)
void *__libc_malloc(size_t), *__libc_calloc(size_t, size_t), *__libc_realloc(void *, size_t);
static int fails(void) { return fail_after >= 0 && fail_after-- == 0; }
void *malloc(size_t n) { return fails() ? NULL : __libc_malloc(n); }
void *calloc(size_t n, size_t m) { return fails() ? NULL : __libc_calloc(n, m); }
void *realloc(void *p, size_t n) { return fails() ? NULL : __libc_realloc(p, n); }
enum { CAN_FAIL = 1 };
#else
enum { CAN_FAIL = 0 };
#endif

/* ---- sentences ---- */

static bool splits(const char *text, const char *want) {
    buf got = {0};
    size_t at = 0, from, to, len = strlen(text);
    while (lint_sentence(text, len, &at, &from, &to)) {
        if (got.len) buf_char(&got, '|');
        buf_add(&got, text + from, to - from);
    }
    bool same = strcmp(buf_text(&got), want) == 0;
    if (!same) printf("# got  %s\n# want %s\n", buf_text(&got), want);
    buf_free(&got);
    return same;
}

static bool words_of(const char *id, const char *want) {
    buf b = {0};
    buf_words(&b, id);
    bool same = strcmp(buf_text(&b), want) == 0;
    buf_free(&b);
    return same;
}

TEST(identifiers_read_as_words) {
    CHECK(words_of("", ""));
    CHECK(words_of("kept", "kept"));
    CHECK(words_of("not_kept_so_far", "not kept so far"));
    CHECK(words_of("_a__b_", " a  b "));
}

TEST(where_sentences_end) {
    static const char *const cases[][2] = {
        {"", ""},
        {"  ", ""},
        {"One", "One"},
        {"One. Two.", "One.|Two."},
        {"Is it? Yes! Good.", "Is it?|Yes!|Good."},
        {"It was 1.5 mn EUR. Then 2.5.", "It was 1.5 mn EUR.|Then 2.5."},
        {"Exports (e.g. chips) fell. Next.", "Exports (e.g. chips) fell.|Next."},
        {"See No. 5 and Art. 12 of it. No. It is not.",
         "See No. 5 and Art. 12 of it.|No.|It is not."},
        {"On 3 Feb. 2022 it began. In Dec. It ended.",
         "On 3 Feb. 2022 it began.|In Dec.|It ended."},
        {"The U.S. Treasury said so. It did.", "The U.S. Treasury said so.|It did."},
        {"J. Smith came. He left.", "J. Smith came.|He left."},
        {"Foo Ltd. sold it. Bar Inc. Then more.", "Foo Ltd. sold it.|Bar Inc.|Then more."},
        {"He said \"It fell.\" Then he left.", "He said \"It fell.\"|Then he left."},
        {"\"Will it fall?\" she asked. Yes.", "\"Will it fall?\" she asked.|Yes."},
        {"It rose (by 5 %.) Then it fell.", "It rose (by 5 %.)|Then it fell."},
        {"He said \xe2\x80\x9cno.\xe2\x80\x9d Then he left.",
         "He said \xe2\x80\x9cno.\xe2\x80\x9d|Then he left."},
        {"Up to ... nothing. End", "Up to ... nothing.|End"},
        {"1. First item. Second.", "1. First item.|Second."},
        {"In 2022. 45 firms came.", "In 2022.|45 firms came."},
        {"One.\n  Two.", "One.|Two."},
        {"2022-03..2022-11 fell. Rest.", "2022-03..2022-11 fell.|Rest."},
        {"...", "..."},
        {".", "."},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!splits(cases[i][0], cases[i][1])) FAIL_("case %zu", i);
}

/* Sentences come in order, do not meet, begin and end without blanks, and hold
 * every byte that is none.                                                    */
TEST(offsets_of_any_text) {
    static const char signs[] = "ab AB.!?\"')(1 \n.. \xe2\x80\x9d\xff";
    for (int round = 0; round < 2000; round++) {
        char s[80];
        size_t len = test_random() % sizeof s, at = 0, from, to, last = 0, held = 0, bytes = 0;
        for (size_t i = 0; i < len; i++) {
            s[i] = signs[test_random() % (sizeof signs - 1)];
            bytes += !strchr(" \n", s[i]);
        }
        while (lint_sentence(s, len, &at, &from, &to)) {
            CHECK(from >= last && to > from && to <= len && at >= to);
            CHECK(!strchr(" \n", s[from]) && !strchr(" \n", s[to - 1]));
            for (size_t i = from; i < to; i++) held += !strchr(" \n", s[i]);
            last = to;
        }
        CHECK(held == bytes);
    }
}

/* ---- blocks ---- */

static cordon_status put_block(void *arg, const lint_block *b, cordon_error *err) {
    buf *out = arg;
    (void)err;
    buf_char(out, '[');
    for (size_t i = 0; i < b->text.len; i++)
        if (b->text.p[i] != ' ' || (i && i + 1 < b->text.len && b->text.p[i - 1] != ' '))
            buf_char(out, b->text.p[i]);
    buf_char(out, ']');
    return CORDON_OK;
}

static bool blocks(const char *text, lint_form form, const char *want) {
    buf got = {0};
    size_t where;
    cordon_status status = lint_blocks(text, strlen(text), form, put_block, &got, &where, NULL);
    bool same = !status && strcmp(buf_text(&got), want) == 0;
    if (!same) printf("# %d got  %s\n# want %s\n", (int)status, buf_text(&got), want);
    buf_free(&got);
    return same;
}

TEST(what_of_a_page_is_read) {
    static const char *const cases[][2] = {
        {"", ""},
        {"<p>a</p>", "[a]"},
        {"<P CLASS='x>y'>a <b>b</b> c</P><p>d", "[a b c][d]"},
        {"loose <div>loose</div><p>a</p>loose", "[a]"},
        {"<h1>t</h1><ul><li>a<li>b <ul><li>c</li></ul></li></ul>", "[t][a][b][c]"},
        {"<table><caption>cap</caption><tr><td><p>cell</p></td></tr></table><p>x</p>", "[cap][x]"},
        {"<script>var a = '<p>no</p>';</script><p>a</p><style>p{}</style>", "[a]"},
        {"<p>run <code>cordon --x</code> now</p>", "[run [\xe2\x80\xa6] now]"},
        {"<p>a<svg><title>no</title><text>no</text></svg>b</p>", "[ab]"},
        {"<figure><figcaption>f</figcaption></figure><pre>no</pre>", "[f]"},
        {"<p>a &lt;b&gt; &amp; &#39;c&#x27; &nbsp;&unknown; &#xD800; &</p>",
         "[a <b> & 'c' \xc2\xa0&unknown; &#xD800; &]"},
        {"<p>she <q>said</q></p>", "[she \xe2\x80\x9csaid\xe2\x80\x9d]"},
        {"<p>a<!-- <p>no</p> -->b</p>", "[ab]"},
        {"<p>1 < 2 and a<br/>b</p>", "[1 < 2 and a b]"},
        {"</p></div><p>a</b>b</p>", "[ab]"},
        {"<p>open <b", "[open]"},
        {"<!DOCTYPE html><title>t</title><body><p>a</p></body>", "[t][a]"},
        {"<!--", ""},
        {"<script>", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!blocks(cases[i][0], LINT_HTML, cases[i][1])) FAIL_("case %zu", i);
}

TEST(what_of_a_plain_text_is_read) {
    static const char *const cases[][2] = {
        {"a\nb\n\nc", "[a b][c]"},
        {"# Title\ntext\n- one\n- two\n  more\n1. three", "[Title][text][one][two more][three]"},
        {"a `code.` b", "[a [\xe2\x80\xa6] b]"},
        {"```\nno\n```\na\n| no | no |\nb", "[a][b]"},
        {"\xe2\x80\xa2 a\n> quoted", "[a quoted]"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!blocks(cases[i][0], LINT_PLAIN, cases[i][1])) FAIL_("case %zu", i);
    CHECK(lint_form_of("x.html", "", 0) == LINT_HTML);
    CHECK(lint_form_of("x", "\xef\xbb\xbf <p>", 7) == LINT_HTML);
    CHECK(lint_form_of("x", "< 5", 3) == LINT_PLAIN);
}

/* ---- words ---- */

TEST(words_of_a_sentence) {
    static const char *const cases[][2] = {
        {"Exports fell, by 71.57 %.", "exports fell , by 71.57# %"},
        {"China's re-exports of 25,781.7 mn", "china 's re-exports of 25,781.7# mn"},
        {"On 2022-03-24 or 3 May 2024", "on 2022-03-24@ or 3# may 2024#@"},
        {"members' U.S. \xe2\x80\x93 don\xe2\x80\x99t {base_percent} {x",
         "members u.s - don't {base_percent} x"},
        {"T\xc3\x9cRK\xc4\xb0YE 833/2014 24.02.2022",
         "t\xc3\xbcrki\xcc\x87ye 833/2014 24.02.2022@"},
        {"\xff\xfe a\xc2\xa0"
         "b",
         "a b"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        lint_words w = {0};
        buf got = {0};
        lint_split(&w, cases[i][0], 0, strlen(cases[i][0]));
        for (size_t k = 0; k < w.n; k++) {
            buf_printf(&got, "%s%.*s%s%s", k ? " " : "", (int)w.v[k].len, w.folded.p + w.v[k].text,
                       w.v[k].number ? "#" : "", w.v[k].date ? "@" : "");
            CHECK(w.v[k].at < w.v[k].end && (!k || w.v[k].at >= w.v[k - 1].end));
        }
        bool same = i == 4 || strcmp(buf_text(&got), cases[i][1]) == 0;
        if (!same) printf("# got  %s\n# want %s\n", buf_text(&got), cases[i][1]);
        buf_free(&got);
        lint_words_free(&w);
        if (!same) FAIL_("case %zu", i);
    }
}

static bool all_words_quoted(const char *s, const char *want) {
    lint_words w = {0};
    lint_quotes q = {0};
    char got[64] = "";
    lint_quotes_find(&q, s, strlen(s));
    lint_split(&w, s, 0, strlen(s));
    lint_quotes_mark(&q, &w);
    for (size_t i = 0; i < w.n && i < 63; i++) got[i] = w.v[i].quoted ? 'q' : '.';
    free(q.v);
    lint_words_free(&w);
    if (strcmp(got, want)) printf("# got %s, want %s: %s\n", got, want, s);
    return strcmp(got, want) == 0;
}

TEST(words_in_quotation_marks) {
    CHECK(all_words_quoted("a \"b c\" d", ".qq."));
    CHECK(all_words_quoted("a \xe2\x80\x9c"
                           "b. C\xe2\x80\x9d d",
                           ".qq."));
    CHECK(all_words_quoted("the 'b c' members' d", ".qq.."));
    CHECK(all_words_quoted("don't say 'it' here's", "..q.."));
    CHECK(all_words_quoted("a \"b c", "..."));
    CHECK(all_words_quoted("\"a\" \"b\" c\"", "qq."));
}

/* ---- patterns ---- */

typedef struct bench {
    arena mem;
    word_lists lists;
    lint_words words;
    matcher m;
} bench;

static bool bench_open(bench *b) {
    *b = (bench){0};
    arena_init(&b->mem, 0);
    b->lists.mem = &b->mem;
    pattern p;
    b->lists.v[b->lists.n++] = (word_list){.id = "two"};
    return !pattern_read(&p, &b->lists, "x y | y | z/w", true) && word_list_add(&b->lists, 0, &p) &&
           matcher_make(&b->m, &b->lists);
}

static void bench_close(bench *b) {
    matcher_free(&b->m);
    lint_words_free(&b->words);
    arena_destroy(&b->mem);
}

/* The words found, NULL when none. */
static const char *find(bench *b, const char *text, const char *sentence) {
    static char out[256];
    pattern p;
    size_t from = 0, to;
    const char *fault = pattern_read(&p, &b->lists, text, false);
    if (fault) return fault;
    lint_split(&b->words, sentence, 0, strlen(sentence));
    if (!matcher_take(&b->m, &b->words) || !pattern_find(&b->m, &p, &from, &to)) return "-";
    out[0] = 0;
    if (to > from)
        snprintf(out, sizeof out, "%.*s", (int)(b->words.v[to - 1].end - b->words.v[from].at),
                 sentence + b->words.v[from].at);
    return out;
}

TEST(patterns_find) {
    static const char *const cases[][3] = {
        {"cleared", "It was Cleared.", "Cleared"},
        {"clear", "It was cleared.", "-"},
        {"clear*", "It was cleared.", "cleared"},
        {"a b", "a b", "a b"},
        {"a b", "a, b", "-"},
        {"a .. b", "a 1 2 3 4 b", "a 1 2 3 4 b"},
        {"a .. b", "a 1 2 3 4 5 b", "-"},
        {"a ... b", "a 1 2 3 4 5 b b", "a 1 2 3 4 5 b"},
        {"a ... b", "b a", "-"},
        {"a/b c", "b c", "b c"},
        {"q | b c", "a b c", "b c"},
        {"^ a", "a b", "a"},
        {"^ b", "a b", "-"},
        {"@two end", "x y end", "x y end"},
        {"@two end", "w end", "w end"},
        {"q/@two end", "q end", "q end"},
        {"<number> %", "by 5.1 %", "5.1 %"},
        {"<fine:3:1> %", "by 5.1 % or 0.51 % or 512 %", "0.51 %"},
        {"<fine:3:1> %", "1,234 %", "1,234 %"},
        {"<fine:3:1> %", "45-50 % and 4.5-5.25 %", "4.5-5.25 %"},
        {"<fine:3:1> %", "100 %", "-"},
        {"in <date>", "in 2022", "in 2022"},
        {"in <date>", "in 1500", "-"},
        {"on .. <date>", "on 3 May 2024", "on 3 May 2024"},
        {"<name> and <name>", "both Bank of Russia and Xi Jinping",
         "Bank of Russia and Xi Jinping"},
        {"in <name>", "in March", "-"},
        {"no reply found, searched", "no reply found, searched", "no reply found, searched"},
        {"people's daily", "the People\xe2\x80\x99s Daily", "People\xe2\x80\x99s Daily"},
        {"u.s. law", "by U.S. law", "U.S. law"},
    };
    bench b;
    CHECK(bench_open(&b));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = find(&b, cases[i][0], cases[i][1]);
        if (strcmp(got, cases[i][2])) FAIL_("%s in \"%s\": %s", cases[i][0], cases[i][1], got);
    }
    bench_close(&b);
}

TEST(patterns_that_cannot_be_read) {
    static const char *const cases[][2] = {
        {"a |", "an alternative without a word"},
        {"| a", "an alternative without a word"},
        {".. a", "a gap without a word before it"},
        {"a .. ... b", "a gap without a word before it"},
        {"a ..", "a gap without a word behind it"},
        {"a ^", "^ stands first, and in no list"},
        {"@none", "a list that no row has"},
        {"a/", "a choice without a word"},
        {"a/b,c", "a choice of more than one word"},
        {"<word>", "not <number>, <date>, or outside lists <name>, <fine:N:N>"},
        {"<fine:3>", "not <number>, <date>, or outside lists <name>, <fine:N:N>"},
        {"\"", "a sign that is no word"},
        {"*", "a sign that is no word"},
        {"a <quoted>", "<quoted> stands alone"},
    };
    bench b;
    pattern p;
    CHECK(bench_open(&b));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = pattern_read(&p, &b.lists, cases[i][0], false);
        if (!got || strcmp(got, cases[i][1])) FAIL_("%s: %s", cases[i][0], got ? got : "read");
    }
    CHECK(pattern_read(&p, &b.lists, "a .. b", true));
    CHECK(pattern_read(&p, &b.lists, "@two", true));
    CHECK(pattern_read(&p, &b.lists, "1 2 3 4 5 6 7 8 9", true));
    CHECK(!pattern_read(&p, &b.lists, "1 2 3 4 5 6 7 8", true));
    CHECK(!pattern_read(&p, &b.lists, "", false) && !p.n);
    bench_close(&b);
}

/* The same by trying every way, one after the other. */
static size_t naive_word(const bench *b, const choice *c, size_t i, size_t k);
static bool naive(const bench *b, const sequence *s, size_t at, size_t i, size_t *end) {
    const lint_words *w = &b->words;
    bool any = false;
    if (at == s->n) {
        if (i < *end) *end = i;
        return true;
    }
    const place *p = &s->v[at];
    for (size_t g = 0; !p->n && g <= p->gap && i + g <= w->n; g++)
        any |= naive(b, s, at + 1, i + g, end);
    for (size_t c = 0; c < p->n; c++)
        for (size_t k = 0, n; (n = naive_word(b, &p->v[c], i, k)) != SIZE_MAX; k++)
            if (n != SIZE_MAX - 1) any |= naive(b, s, at + 1, i + n, end);
    return any;
}

/* The length of the k-th way a choice fits at i; SIZE_MAX - 1: this way does not. */
static size_t naive_word(const bench *b, const choice *c, size_t i, size_t k) {
    const lint_words *w = &b->words;
    const size_t not = SIZE_MAX - 1;
    if (c->kind == CHOICE_LIST) {
        const word_list *l = &b->lists.v[c->a];
        if (k >= l->n) return SIZE_MAX;
        size_t end = SIZE_MAX;
        return naive(b, &l->v[k], 0, i, &end) ? end - i : not ;
    }
    if (k) return SIZE_MAX;
    if (c->kind == CHOICE_START) return i ? not : 0;
    if (i >= w->n) return not ;
    const lint_word *x = &w->v[i];
    bool begins = x->len >= c->len && !strncmp(w->folded.p + x->text, c->text, c->len);
    if (c->kind == CHOICE_WORD) return begins && x->len == c->len ? 1 : not ;
    if (c->kind == CHOICE_STEM) return begins ? 1 : not ;
    return not ;
}

TEST(patterns_find_what_trying_every_way_finds) {
    static const char *const parts[] = {"a", "b", "xx*", "a/b", "x y", "@two", "b/@two", "x*", "z"};
    static const char *const words[] = {"a", "b", "x", "y", "z", "w", "xxx", "q"};
    bench b;
    CHECK(bench_open(&b));
    int hits = 0;
    for (int round = 0; round < 3000; round++) {
        char text[400] = "", sentence[200] = "";
        int n = 1 + (int)(test_random() % 4), len = (int)(test_random() % 20);
        if (test_random() % 8 == 0) strcat(text, "^ ");
        for (int i = 0; i < n; i++) {
            strcat(text, parts[test_random() % 9]);
            int gap = i + 1 < n ? (int)(test_random() % 4) : 9;
            strcat(text, gap == 0 ? " .. " : gap == 1 ? " ... " : gap == 2 ? " | " : " ");
        }
        for (int i = 0; i < len; i++) strcat(strcat(sentence, words[test_random() % 8]), " ");
        pattern p;
        const char *fault = pattern_read(&p, &b.lists, text, false);
        if (fault) FAIL_("%s: %s", text, fault);
        lint_split(&b.words, sentence, 0, strlen(sentence));
        CHECK(matcher_take(&b.m, &b.words));
        size_t from = 0, to = 0, want_from = 0, want_to = 0;
        bool found = pattern_find(&b.m, &p, &from, &to), want = false;
        for (; !want && want_from < b.words.n; want_from += !want)
            for (size_t k = 0; k < p.n; k++) {
                size_t end = SIZE_MAX;
                if (!naive(&b, &p.v[k], 0, want_from, &end)) continue;
                if (!want || end > want_to) want_to = end;
                want = true;
            }
        hits += found;
        if (found != want || (want && (from != want_from || to != want_to)))
            FAIL_("%s in %s: %d %zu %zu, want %d %zu %zu", text, sentence, found, from, to, want,
                  want_from, want_to);
    }
    CHECK(hits > 500 && hits < 2900);
    bench_close(&b);
}

/* ---- rules ---- */

#define HEAD "id,rule,kind,pattern,unless,needs,message,instead,source\n"

typedef struct rules {
    table t;
    wording *w;
    areas *a;
    lint l;
    buf got; /* "13:cleared " a fault */
} rules;

static void on_fault(void *arg, const lint_fault *f) {
    rules *r = arg;
    buf_printf(&r->got, "%s%s:%u:%s", r->got.len ? " " : "", f->rule, f->line, f->words);
    if (!f->sentence[0] || !f->message[0] || !f->instead[0]) buf_str(&r->got, " WITHOUT WORDS");
}

static bool rules_open(rules *r, const char *text) {
    char path[512];
    cordon_error err = {0};
    *r = (rules){0};
    cordon_status status = areas_load(&r->a, &err);
    if (!status && text) status = table_read_memory(&r->t, "w.csv", text, strlen(text), &err);
    if (!status && !text)
        status = table_read(&r->t, data_path(path, sizeof path, "regimes/russia-2022/wording.csv"),
                            &err);
    if (!status) status = wording_make(&r->w, &r->t, r->a, &err);
    if (status) printf("# %s:%d:%d: %s\n", err.source, (int)err.line, (int)err.column, err.message);
    r->l = (lint){.wording = r->w, .on_fault = on_fault, .arg = r};
    return !status;
}

static void rules_close(rules *r) {
    wording_free(r->w);
    table_free(&r->t);
    areas_free(r->a);
    buf_free(&r->got);
}

static const char *faults(rules *r, const char *text, lint_form form) {
    r->got.len = 0;
    if (r->got.p) r->got.p[0] = 0;
    return lint_text(&r->l, "t", text, strlen(text), form, NULL) ? "failed" : buf_text(&r->got);
}

TEST(unless_needs_and_how_far_they_reach) {
    rules r;
    CHECK(rules_open(&r, HEAD "bad,,list,bad | worse,,,,,s\n"
                              "s,1,sentence,@bad,<quoted> | not @bad,because,m,i,s\n"
                              "p,2,paragraph,claim*,,reply,m,i,s\n"
                              "g,3,page,likely,,scale,m,i,s\n"
                              "c,4,sentence,@country sold,,,m,i,s\n"));
    CHECK(!strcmp(faults(&r, "This is bad.", LINT_PLAIN), "1:1:bad"));
    CHECK(!strcmp(faults(&r, "Fine.\n\nIt got\nworse. Fine.", LINT_PLAIN), "1:3:worse"));
    CHECK(!strcmp(faults(&r, "This is bad because of it.", LINT_PLAIN), ""));
    CHECK(!strcmp(faults(&r, "This is bad. Because of it.", LINT_PLAIN), "1:1:bad"));
    CHECK(!strcmp(faults(&r, "This is not bad.", LINT_PLAIN), ""));
    CHECK(!strcmp(faults(&r, "This is \"bad\".", LINT_PLAIN), ""));
    CHECK(!strcmp(faults(&r, "This is \"bad\", and bad.", LINT_PLAIN), "1:1:bad"));
    CHECK(!strcmp(faults(&r, "A claim. A reply.", LINT_PLAIN), ""));
    CHECK(!strcmp(faults(&r, "A claim.\n\nA reply.", LINT_PLAIN), "2:1:claim"));
    CHECK(!strcmp(faults(&r, "<p>A claim.</p>\n<p>A claim; a reply.</p>", LINT_HTML), "2:1:claim"));
    CHECK(!strcmp(faults(&r, "It is likely.", LINT_PLAIN), "3:1:likely"));
    CHECK(!strcmp(faults(&r, "It is likely.\n\nThe scale.", LINT_PLAIN), ""));
    CHECK(!strcmp(faults(&r, "Heard Island and McDonald Islands sold it.", LINT_PLAIN),
                  "4:1:Heard Island and McDonald Islands sold"));
    CHECK(!strcmp(faults(&r, "Antarctica sold it.", LINT_PLAIN), "4:1:Antarctica sold"));
    CHECK_INT((int)r.l.sentences, 21);

    /* A row of a table is a paragraph of which each cell has its column's name. */
    table t;
    static const char rows[] = "note,date,reply\nA claim,,\nA claim,,x\nbad,because,reply\n";
    rules_close(&r);
    CHECK(rules_open(&r, HEAD "c,,column,note|text,,,,,s\np,1,paragraph,claim,,reply : x,m,i,s\n"
                              "s,2,sentence,bad,,because,m,i,s\n"));
    CHECK_INT(table_read_memory(&t, "t.csv", rows, sizeof rows - 1, NULL), 0);
    CHECK_INT(lint_table(&r.l, &t, NULL), 0);
    CHECK(!strcmp(buf_text(&r.got), "1:2:claim 2:4:bad"));
    table_free(&t);
    rules_close(&r);
}

TEST(tables_that_are_no_rules) {
    static const struct {
        const char *text, *words;
        int line, column;
    } cases[] = {
        {"id,rule\nx,1\n", "no column \"kind\"", 1, 0},
        {HEAD "x,1,word,a,,,m,i,s\n", "expected sentence", 2, 3},
        {HEAD "x,1,sentence,,,,m,i,s\n", "words to look for", 2, 4},
        {HEAD "x,1,sentence,<quoted>,,,m,i,s\n", "words to look for", 2, 4},
        {HEAD "x,1,sentence,a,,<quoted>,m,i,s\n", "in \"unless\" only", 2, 6},
        {HEAD "x,,sentence,a,,,m,i,s\n", "its number", 2, 2},
        {HEAD "x,1,sentence,a,,,,i,s\n", "what to write instead", 2, 7},
        {HEAD "x,1,sentence,a,,,m,,s\n", "what to write instead", 2, 8},
        {HEAD "x,1,page,a,,,m,i,s\n", "needs something", 2, 6},
        {HEAD "y,,list,a,,,,,s\nx,1,sentence,@z,,,m,i,s\n", "a list that no row has", 3, 4},
        {HEAD "y,,list,,,,,,s\n", "a list needs words", 2, 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        table t;
        wording *w = NULL;
        cordon_error err = {0};
        CHECK_INT(table_read_memory(&t, "w.csv", cases[i].text, strlen(cases[i].text), NULL), 0);
        cordon_status status = wording_make(&w, &t, NULL, &err);
        table_free(&t);
        if (status != CORDON_EFORMAT || w || (int)err.line != cases[i].line ||
            (int)err.column != cases[i].column || !strstr(err.message, cases[i].words))
            FAIL_("case %zu: %d line %d column %d: %s", i, (int)status, (int)err.line,
                  (int)err.column, err.message);
    }
}

/* Each planted sentence breaks its rule and no other; its rewrite breaks none. */
TEST(planted_sentences) {
    rules r;
    table t;
    char path[512];
    int of[14] = {0};
    CHECK(rules_open(&r, NULL));
    CHECK_INT(table_read(&t, data_path(path, sizeof path, "tests/data/wording_bad.csv"), NULL), 0);
    for (size_t i = 0; i < t.rows; i++) {
        const char *rule = table_cell(&t, i, 0), *at = faults(&r, table_cell(&t, i, 1), LINT_PLAIN);
        char want[8];
        int n = snprintf(want, sizeof want, "%s:", rule), number = atoi(rule);
        CHECK(number >= 1 && number <= 13);
        of[number]++;
        if (!*at) FAIL_("rule %s: nothing in \"%s\"", rule, table_cell(&t, i, 1));
        for (const char *f = at; f; f = strstr(f, " ") ? strstr(f, " ") + 1 : NULL) {
            const char *colon = strchr(f, ':');
            if (colon && colon > f && strspn(f, "0123456789") == (size_t)(colon - f) &&
                strncmp(f, want, (size_t)n) != 0)
                FAIL_("rule %s: %s in \"%s\"", rule, at, table_cell(&t, i, 1));
        }
        if (*faults(&r, table_cell(&t, i, 2), LINT_PLAIN))
            FAIL_("rule %s: %s in the rewrite \"%s\"", rule, buf_text(&r.got),
                  table_cell(&t, i, 2));
    }
    table_free(&t);
    for (int i = 1; i <= 13; i++) CHECK_INT(of[i], 2);
    rules_close(&r);
}

TEST(the_tables_of_the_regime_that_ships) {
    rules r;
    regime *g = NULL;
    CHECK(rules_open(&r, NULL));
    CHECK_INT(regime_load(&g, "russia-2022", r.a, NULL), 0);
    for (size_t i = 0; i < regime_table_count(g); i++) {
        const table *t = regime_table_at(g, i);
        if (t == regime_table(g, "wording.csv")) continue;
        CHECK_INT(lint_table(&r.l, t, NULL), 0);
        if (r.got.len) FAIL_("%s: %s", t->path, r.got.p);
    }
    CHECK(r.l.sentences > 100);
    regime_free(g);
    rules_close(&r);
}

/* ---- bounds ---- */

TEST(bounds) {
    rules r;
    buf b = {0};
    cordon_error err = {0};
    CHECK(rules_open(&r, HEAD "s,1,sentence,last,,,m,i,s\n"));
    buf_str(&b, "First.\n\n");
    for (int i = 1; i < LINT_WORDS_MAX; i++) buf_str(&b, "a ");
    buf_str(&b, "last");
    CHECK_INT(lint_text(&r.l, "t", b.p, b.len, LINT_PLAIN, NULL), 0);
    CHECK(!strcmp(buf_text(&r.got), "1:3:last"));
    buf_str(&b, " more");
    CHECK_INT(lint_text(&r.l, "t", b.p, b.len, LINT_PLAIN, &err), CORDON_ELIMIT);
    CHECK(err.line == 3 && strstr(err.message, "4096 words") && !strcmp(err.source, "t"));
    b.len = 0;
    for (int i = 0; i < LINT_DEPTH_MAX; i++) buf_str(&b, "<div>");
    CHECK_INT(lint_text(&r.l, "t", b.p, b.len, LINT_HTML, NULL), 0);
    buf_str(&b, "\n<div>");
    CHECK_INT(lint_text(&r.l, "t", b.p, b.len, LINT_HTML, &err), CORDON_ELIMIT);
    CHECK(err.line == 2 && strstr(err.message, "256 elements"));
    CHECK_INT(lint_text(&r.l, "t", "", LINT_BYTES_MAX + 1, LINT_HTML, &err), CORDON_ELIMIT);
    rules_close(&r);

    table t;
    wording *w = NULL;
    b.len = 0;
    buf_str(&b, HEAD);
    for (int i = 0; i <= LINT_ROWS_MAX; i++) buf_printf(&b, "s%d,1,sentence,a,,,m,i,s\n", i);
    CHECK_INT(table_read_memory(&t, "w.csv", b.p, b.len, NULL), 0);
    CHECK_INT(wording_make(&w, &t, NULL, &err), CORDON_ELIMIT);
    t.rows--;
    CHECK_INT(wording_make(&w, &t, NULL, &err), 0);
    wording_free(w);
    table_free(&t);
    buf_free(&b);

    bench x;
    pattern p;
    char text[2 * LINT_PLACES_MAX + 3] = "";
    CHECK(bench_open(&x));
    for (int i = 0; i < LINT_PLACES_MAX; i++) strcat(text, "a ");
    CHECK(!pattern_read(&p, &x.lists, text, false));
    strcat(text, "a");
    CHECK(pattern_read(&p, &x.lists, text, false));
    bench_close(&x);
}

static cordon_status make_again(rules *r) {
    wording *w = NULL;
    cordon_status status = wording_make(&w, &r->t, NULL, NULL);
    wording_free(w);
    return status;
}

TEST(without_memory_nothing_is_left) {
    rules r;
    int n = 0;
    cordon_status status;
    static const char page[] = "<p>It was cleared. \"Quoted.\"</p><ul><li>He was convicted.</ul>";
    CHECK(rules_open(&r, HEAD "bad,,list,cleared | x y,,,,,s\nc,,column,a|b,,,,,s\n"
                              "s,1,sentence,was .. @bad/<name>,<quoted>,a ... b,m,i,s\n"
                              "p,2,paragraph,convicted,,final,m,i,s\n"));
    CHECK_OOM(make_again(&r), arena_fail_after, CORDON_ENOMEM);
    do {
        fail_after = CAN_FAIL ? n++ : -1;
        status = lint_text(&r.l, "t", page, sizeof page - 1, LINT_HTML, NULL);
    } while (status == CORDON_ENOMEM && n < 10000);
    fail_after = -1;
    CHECK_INT(status, 0);
    CHECK(n > 8 || !CAN_FAIL);
    n = 0;
    do {
        fail_after = CAN_FAIL ? n++ : -1;
        status = make_again(&r);
    } while (status == CORDON_ENOMEM && n < 100000);
    fail_after = -1;
    CHECK_INT(status, 0);
    CHECK(n > 8 || !CAN_FAIL);
    rules_close(&r);
}

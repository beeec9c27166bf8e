#include "cli/findings.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/text.h"

enum { WIDTH = 100 };

static void wrapped(buf *b, const char *lead, const char *text) {
    buf clean = {0};
    text_clean(&clean, text, strlen(text), false);
    buf_str(b, lead);
    text_wrap(b, buf_text(&clean), clean.len, strlen(lead), 6, WIDTH);
    buf_char(b, '\n');
    b->failed |= clean.failed;
    buf_free(&clean);
}

static void one(buf *b, const finding *f) {
    char lead[64];
    snprintf(lead, sizeof lead, "  %-20s ", f->rule);
    wrapped(b, lead, f->text);
    if (f->next_question) wrapped(b, "      ask: ", f->next_question);
}

static void group(buf *b, const finding *f, size_t n, finding_verdict v, const char *head) {
    size_t some = 0;
    for (size_t i = 0; i < n; i++) some += f[i].verdict == v;
    if (!some) return;
    buf_printf(b, "%s (%zu)\n", head, some);
    for (size_t i = 0; i < n; i++)
        if (f[i].verdict == v) one(b, &f[i]);
}

int findings_print(const finding *f, size_t n, bool json) {
    buf b = {0};
    bool found = false;
    for (size_t i = 0; i < n; i++) found |= f[i].verdict == FINDING_FOUND;
    if (json) {
        for (size_t i = 0; i < n; i++) finding_json(&b, &f[i]), buf_char(&b, '\n');
    } else {
        group(&b, f, n, FINDING_FOUND, "Found");
        group(&b, f, n, FINDING_FAILED, "Failed");
        group(&b, f, n, FINDING_NOT_ASSESSED, "Not assessed");
        group(&b, f, n, FINDING_NOTHING_FOUND, "Nothing found");
    }
    bool failed = b.failed;
    if (!failed) fputs(buf_text(&b), stdout);
    buf_free(&b);
    return failed ? EXIT_FAILED : found ? EXIT_FOUND : EXIT_OK;
}

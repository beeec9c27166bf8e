#include "cli/load_lists.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "screen/compile.h"

unsigned load_lists_group(unsigned which[LIST_FILES_MAX], const list_reader **reader,
                          const char **mapping, const char *as, const char *const *files, int n,
                          int first, const bool *done) {
    unsigned took = 0;
    *mapping = NULL;
    *reader = as ? list_reader_as(as, mapping) : NULL;
    for (int i = first; i < n && took < LIST_FILES_MAX; i++) {
        const list_reader *mine = *reader;
        if (done[i]) continue;
        if (!as && list_reader_detect(&mine, files[i], NULL)) mine = NULL;
        if (i == first) *reader = mine;
        if (!*reader) return 0;
        if (mine == *reader) which[took++] = (unsigned)i;
        if (!(*reader)->together) break;
    }
    return took;
}

void load_lists_index(store *s) {
    compile_report r;
    cordon_error err = {0};
    if (screen_compile(&r, s, 0, &err))
        fprintf(stderr, "the screening index was not made (%s); cordon screen makes it\n", err.message);
    else if (!r.was_there)
        fprintf(stderr, "screening index: %llu names, %llu other facts, %llu links between lists\n", (unsigned long long)r.names,
                (unsigned long long)r.facts, (unsigned long long)r.links);
}

void load_lists_words(const lists_loaded *r, const list_reader *reader, unsigned n) {
    char day[DATE_TEXT];
    for (unsigned i = 0; i < n; i++) {
        const source *s = &r->file[i];
        if (r->already)
            fprintf(stderr, "%s: already loaded as source %lld (same SHA-256); nothing changed\n",
                    s->file_name, (long long)s->id);
        else
            fprintf(stderr, "%s: source %lld, %lld rows%s\n", s->file_name, (long long)s->id,
                    (long long)s->rows, s->refused ? ", with REFUSED ones" : "");
    }
    if (r->already) return;
    fprintf(stderr, "%s (%s): %llu entities, vintage %s (%s)", r->file[0].dataset, reader->name,
            (unsigned long long)(r->records - r->refused), date_format(day, r->vintage),
            r->file[0].vintage_basis);
    if (r->refused) fprintf(stderr, ", %llu REFUSED", (unsigned long long)r->refused);
    fprintf(stderr, "\n");
}

void load_json(const char *path, const source *s, bool already) {
    buf b = {0};
    buf_char(&b, '{');
    json_str(&b, "file", path);
    json_int(&b, "source_id", s->id);
    json_str(&b, "status", already ? "already_loaded" : "loaded");
    json_str(&b, "layout", s->layout);
    json_str(&b, "dataset", s->dataset);
    json_date(&b, "vintage", s->vintage);
    json_str(&b, "vintage_basis", s->vintage_basis);
    json_int(&b, "rows", s->rows);
    json_int(&b, "refused", s->refused);
    json_int(&b, "rounded", s->rounded);
    json_str(&b, "sha256", s->sha256);
    buf_str(&b, "}\n");
    fputs(buf_text(&b), stdout);
    buf_free(&b);
}

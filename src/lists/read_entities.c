/* One entity a line in Cordon's own JSON (entity_json): what `cordon lists --export` writes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lists/readers.h"
#include "read/records.h"

static bool is_entities(const char *head, size_t len) {
    static const char begin[] = "{\"list\":\"";
    return len >= sizeof begin - 1 && memcmp(head, begin, sizeof begin - 1) == 0;
}

/* The lists named so far, each a whole edition of it. */
typedef struct seen {
    char list[64][64];
    size_t n;
} seen;

static cordon_status covers(list_read *r, seen *s, const char *list, cordon_error *err) {
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->list[i], list) == 0) return CORDON_OK;
    if (s->n == 64 || strlen(list) >= sizeof s->list[0])
        return cordon_fail(err, CORDON_ELIMIT, "more than 64 lists in one file, or too long an id");
    snprintf(s->list[s->n++], sizeof s->list[0], "%s", list);
    return list_covers(r, list, err);
}

static cordon_status one(list_read *r, unsigned file, seen *s, const field *f, uint64_t line,
                         cordon_error *err) {
    entity e;
    cordon_error why = {0};
    list_entity(r, &e, "", "", "");
    cordon_status status = entity_read(&e, &r->mem, f->p, f->len, &why);
    e.line = line;
    if (status == CORDON_ENOMEM) return cordon_fail(err, status, "%s", why.message);
    if (status) {
        char text[80];
        snprintf(text, sizeof text, "%.*s", (int)(f->len < 79 ? f->len : 79), f->p);
        list_refuse(r, file, line, why.column, "entity", text, why.message);
        return CORDON_OK;
    }
    return (status = covers(r, s, e.list, err)) ? status : list_emit(r, &e, file, err);
}

static cordon_status read_file(list_read *r, unsigned file, seen *s, record_block *block,
                               record_split *split, cordon_error *err) {
    record_reader *records = NULL;
    cordon_status status = records_open(&records, r->file[file], NULL, 0, err);
    split->delimiter = 1;
    split->quote = 0;
    while (!status && !(status = records_next(records, block, err)) && block->len) {
        size_t at = 0;
        uint64_t line = block->first_line, mine = line;
        while (!status && records_split(split, block, &at, &line, &mine) != SPLIT_END)
            status = one(r, file, s, &split->f[0], mine, err);
    }
    records_close(records);
    return status;
}

static cordon_status read_all(list_read *r, cordon_error *err) {
    record_block block = {.data = malloc(RECORDS_BLOCK)};
    record_split *split = malloc(sizeof *split);
    seen *s = calloc(1, sizeof *s);
    cordon_status status =
        block.data && split && s ? CORDON_OK : cordon_fail(err, CORDON_ENOMEM, "no memory to load");
    for (unsigned i = 0; !status && i < r->files; i++)
        status = read_file(r, i, s, &block, split, err);
    free(block.data);
    free(split);
    free(s);
    return status;
}

const list_reader list_reader_entities = {
    .name = "entities",
    .what = "entities as `cordon lists --export` writes them, one a line",
    .publisher = "",
    .licence = "",
    .is = is_entities,
    .together = false,
    .read = read_all,
};

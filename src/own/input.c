#include "own/input.h"

#include "lists/ftm.h"

#include <string.h>

static const list_reader readers[] = {
    {.name = "ownership-csv", .what = "a table of holdings: owner, owned, low, high, kind, from, to", .publisher = "", .licence = "", .is = own_is_csv, .read = own_read_csv},
    {.name = "bods", .what = "Beneficial Ownership Data Standard 0.2 to 0.4, JSON or JSON Lines", .publisher = "", .licence = "", .is = own_is_bods, .read = own_read_bods},
    {.name = "gleif-rr", .what = "GLEIF level 2 relationship records: XML, JSON or CSV", .publisher = "GLEIF", .licence = "CC0 1.0", .is = own_is_gleif, .read = own_read_gleif},
    {.name = "ftm-ownership", .what = "Ownership entities of FollowTheMoney and the parties at their ends, one JSON object a line", .publisher = "", .licence = "", .is = ftm_begins, .read = own_read_ftm},
};
enum { READERS = sizeof readers / sizeof *readers };

const list_reader *own_reader_at(size_t index) { return index < READERS ? &readers[index] : NULL; }

const list_reader *own_reader_named(const char *name) {
    for (size_t i = 0; i < READERS; i++)
        if (strcmp(readers[i].name, name) == 0) return &readers[i];
    return NULL;
}

const list_reader *own_reader_of(const char *head, size_t len) {
    for (size_t i = 0; i < READERS; i++)
        if (readers[i].is(head, len)) return &readers[i];
    return NULL;
}

bool own_input_day(date_day *out, const char *s) {
    date_period period;
    size_t n = strlen(s);
    *out = 0;
    if (!n || date_period_parse(&period, s, n)) return true;
    return n >= 10 && !(s[10] >= '0' && s[10] <= '9') && date_parse(out, s, 10);
}

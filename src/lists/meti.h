/* meti.h - the text of METI's lists of designated entities, cut into entries and their parts.
 *
 * The lists are published as PDF; a dump of their text has lines as printed. An entry is a number
 * (ASCII or wide digits), a name in Japanese with other names in brackets, the English name with
 * its aliases, and the address behind its label. Page breaks glue an entry's last line to what
 * follows ("Russia.25 X"), so an entry also begins inside a line: at the number that is due. */
#ifndef LISTS_METI_H
#define LISTS_METI_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

enum { METI_BYTES_MAX = 16 << 20, METI_ENTRY_BYTES_MAX = 64 << 10 };

typedef struct meti_entry {
    unsigned number;
    size_t line;  /* where it begins */
    buf japanese; /* name and brackets, lines joined */
    buf english;  /* name, and aliases after "a.k.a.": items begin with a line feed */
    buf other;    /* aliases behind their own label; English ones begin with a line feed */
    buf address;
} meti_entry;

/* Whether the text holds a character of Japanese or Chinese writing. */
bool meti_cjk(const char *s, size_t len);
bool meti_kana(const char *s, size_t len);
/* Finds the next entry from *at (a place in text, NUL-ended, UTF-8) and moves behind it; *line is
 * the line of *at. number is the one that is due. False when there is none left.      */
bool meti_next(meti_entry *e, const char **at, size_t *line, unsigned number);
void meti_free(meti_entry *e);

#define METI_ADDRESS "\xe6\x89\x80\xe5\x9c\xa8\xe5\x9c\xb0" /* "address" */
#define METI_ALIAS "\xe5\x88\xa5\xe7\xa7\xb0"               /* "other name" */
#define METI_ALIAS_TOO "\xe5\x88\xa5\xe5\x90\x8d"           /* another word for it */
#define METI_AND "\xe5\x8f\x8a\xe3\x81\xb3"                 /* "and" */
#define METI_COMMA "\xe3\x80\x81"
#define METI_HALF_COMMA "\xef\xbd\xa4"
#define METI_STOP "\xe3\x80\x82"
#define METI_OPEN "\xef\xbc\x88"
#define METI_CLOSE "\xef\xbc\x89"
#define METI_COLON "\xef\xbc\x9a"

#endif

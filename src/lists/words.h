/* words.h - what publishers write into cells: dates, several values, labels, numbers of papers. */
#ifndef LISTS_WORDS_H
#define LISTS_WORDS_H

#include "lists/entity.h"

/* Moves *s behind blanks (also no-break spaces and byte order marks) and returns the length
 * without those at the end.                                                  */
size_t list_trim(const char **s, size_t len);

/* A printed date as ISO text, as exact as it is: "11.8.1960", "4 Apr. 1944", "29/06/2012",
 * "September 2023", "00/00/1980", "1945", "2024-02-23T05:42:24". False when it is anything else.
 * Numbers separated are day, month, year.                                    */
bool list_date(char out[DATE_TEXT], const char *s);
/* The same where the whole day is needed; 0 = not one. */
date_day list_whole_day(const char *s);
/* Adds a date, in ISO form when it can be read, else as printed. */
void list_add_date(entity *e, const char *prop, const char *value);

/* The next of several values separated by `by`; one in quotes may hold it, and its doubled quotes
 * are undone. *at moves on. False at the end. Empty values are passed.       */
bool list_split(buf *out, const char **at, char by);

/* Adds what stands before a closing "(...)" with the inside as detail, when there is such an end.
 */
void list_add_noted(entity *e, const char *prop, const char *value);

/* Numbers with their kinds in one cell, "INN: 5452112527 OGRN: 1065471010340": each under its own
 * property. What no label names, and a text of which more is left than that, is added whole under
 * prop. An apostrophe before a number (a spreadsheet's mark of text) is dropped.      */
void list_add_numbers(entity *e, const char *prop, const char *text, const char *detail);

/* Runs of blanks become one, as where parts of a name were joined. */
void list_add_name(entity *e, const char *prop, const char *text, const char *lang,
                   const char *detail);

/* ISO 639-3 of a language's English name or ISO 639-1 code, "" = not known. */
const char *list_lang(const char *name, size_t len);

#endif

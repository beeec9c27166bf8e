/* form.h - a name taken apart: tokens, each with every way it may be read in Latin letters.
 *
 *   text -> NFKC, case folded, invisible characters out, confusables undone
 *        -> runs of one script -> tokens -> class of each (word, legal form, title, ...)
 *        -> readings: as written, romanised per language, translated, without vowels
 *
 * No reading is chosen: all are kept, and whoever compares takes the best. Han, Hangul and kana
 * are cut into words of the tables where there are such, else into syllables that `joined` ties
 * to the next token.                                                          */
#ifndef NAME_FORM_H
#define NAME_FORM_H

#include <cordon/error.h>
#include <stdbool.h>

#include "base/arena.h"

enum {
    NAME_BYTES_MAX = 4096,   /* a longer name is CORDON_ELIMIT */
    NAME_TOKENS_MAX = 64,    /* tokens behind are left out and NAME_TRUNCATED is set */
    NAME_READINGS_MAX = 8,
    NAME_LATIN_MAX = 32      /* bytes of a reading; longer ones are cut */
};

typedef enum name_kind { NAME_ANY, NAME_PERSON, NAME_ORGANISATION, NAME_VESSEL } name_kind;

typedef enum name_class {
    NAME_WORD,
    NAME_NUMBER,
    NAME_INITIAL,   /* one letter, or one with a dot */
    NAME_LEGAL,     /* legal form: weighs nearly nothing */
    NAME_TITLE,     /* Mr, Dr, Sheikh, General, M/V */
    NAME_PARTICLE,  /* al, bin, van, de */
    NAME_STOP,      /* of, the, and */
    NAME_CLASSES
} name_class;

typedef enum name_origin {
    READ_PLAIN,    /* written in Latin letters: marks off, a-z and 0-9 */
    READ_ROMAN,    /* romanised by `system` */
    READ_SKELETON, /* romanised from a script that leaves vowels out: consonants only */
    READ_MEANING,  /* translated: a word or legal form of a table */
    READ_NICK      /* another form of a given name */
} name_origin;

typedef struct name_reading {
    const char *latin;  /* a-z and 0-9, not "" */
    uint8_t len;
    uint8_t origin;     /* name_origin */
    uint8_t system;     /* romanisation; joined tokens are joined within one system; 0 = none, or all agree:
                           joins with any */
} name_reading;

typedef struct name_token {
    const char *text;   /* folded, in its own script */
    uint32_t at, len;   /* bytes of `folded` */
    uint8_t cls, script; /* name_class; script id of script.h */
    bool joined;        /* no blank between this token and the next */
    uint8_t n;          /* readings, at least 1 */
    name_reading *reading;
} name_token;

enum {
    NAME_TRUNCATED = 1,
    NAME_MIXED = 2,       /* one word in letters of several scripts */
    NAME_CONFUSABLE = 4,  /* look-alike letters were undone */
    NAME_INVISIBLE = 8,   /* zero-width or direction marks were taken out */
    NAME_MARKS = 16       /* more combining marks on a letter than any language writes */
};

typedef struct name_form {
    const char *folded;
    name_token *token;
    uint16_t n, flags;
    uint8_t kind;         /* name_kind as given */
} name_form;

/* The tables of names, read once (transliteration, words, legal forms, nicknames). */
typedef struct name_tables name_tables;
cordon_status name_tables_open(const name_tables **out, cordon_error *err); /* thread-safe; kept to the end */

/* Takes a name apart. CORDON_EFORMAT when text is not valid UTF-8, CORDON_ELIMIT when it is
 * too long, CORDON_EINVAL when no letter or digit is in it. Everything lives in mem. Pure:
 * same text, same form. O(len).                                               */
cordon_status name_form_read(name_form *out, arena *mem, const name_tables *t, name_kind kind,
                             const char *text, size_t len, cordon_error *err);
const char *name_system_name(uint8_t system); /* "pinyin", "bgn-russian", ... */

#endif

/* script.h - which writing system a code point belongs to. */
#ifndef NAME_SCRIPT_H
#define NAME_SCRIPT_H

#include <stdint.h>

typedef enum name_script {
    SCRIPT_NONE, /* digits and signs */
    SCRIPT_LATIN,
    SCRIPT_CYRILLIC,
    SCRIPT_GREEK,
    SCRIPT_ARABIC,
    SCRIPT_HEBREW,
    SCRIPT_ARMENIAN,
    SCRIPT_GEORGIAN,
    SCRIPT_HANGUL,
    SCRIPT_KANA,
    SCRIPT_HAN,
    SCRIPT_OTHER, /* a letter of a script without a table of its own */
    SCRIPTS
} name_script;

/* The script of a letter; of what is no letter, SCRIPT_NONE or SCRIPT_OTHER. */
name_script name_script_of(int32_t c);
const char *name_script_name(uint8_t script); /* "latin", ... */

#endif

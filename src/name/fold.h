/* fold.h - two spellings that differ only in case, width or blanks become one.
 *
 * The key under which names and codes are compared for equality: Unicode NFKC
 * with full case folding (so "STRASSE" and a sharp s meet), characters that
 * are ignored by default (soft hyphen, byte order mark) left out, and every
 * run of blanks - spaces, no-break spaces, tabs, line ends - one space, none
 * at either end. Accents stay: nothing is guessed here.                      */
#ifndef NAME_FOLD_H
#define NAME_FOLD_H

#include "base/buf.h"

enum { NAME_FOLD_BYTES_MAX = 1 << 20 };

/* Appends the folded text. CORDON_EFORMAT when s is not valid UTF-8,
 * CORDON_ELIMIT past NAME_FOLD_BYTES_MAX, CORDON_ENOMEM; then nothing was
 * appended. Folding a folded text changes nothing.                           */
cordon_status name_fold(buf *out, const char *s, size_t len);

#endif

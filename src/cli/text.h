/* text.h - text as a terminal shows it: how wide, cut, wrapped, harmless.
 *
 * Widths are columns of a terminal: a Chinese character takes two, a combining
 * mark none. What comes from files is not trusted: whatever could move the
 * cursor, change the terminal's state or reorder the rest of the line is
 * replaced by U+FFFD, and so is what is no UTF-8.                            */
#ifndef CLI_TEXT_H
#define CLI_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* Copies s with everything that is no printable character as U+FFFD. With
 * lines, line feeds, carriage returns and tabs stay and so do the marks of
 * writing direction: that is for files, not for a terminal.                  */
void text_clean(buf *b, const char *s, size_t len, bool lines);
size_t text_width(const char *s, size_t len); /* of cleaned text */
/* Copies as much of cleaned text as fits width columns; when that is not all,
 * its last column is an ellipsis.                                            */
void text_cut(buf *b, const char *s, size_t len, size_t width);
/* Writes words with line breaks before width and indent blanks after each
 * break; column says where the line at hand stands. Returns where it ends. A
 * longer word stands out, it is never cut.                                   */
size_t text_wrap(buf *b, const char *s, size_t len, size_t column, size_t indent, size_t width);
void text_pad(buf *b, size_t blanks);
/* Columns of the terminal behind fd; 0 when it is none. */
size_t text_terminal(int fd);

#endif

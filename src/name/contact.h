/* contact.h - telephone numbers, e-mail addresses and websites in one spelling each. */
#ifndef NAME_CONTACT_H
#define NAME_CONTACT_H

#include <stdbool.h>
#include <stddef.h>

enum { CONTACT_MAX = 128, PHONE_DIGITS_MIN = 6, PHONE_DIGITS_MAX = 20 };

/* "+86 (755) 8299-1234 ext. 5" -> "+8675582991234": digits, with a + where the text has one or
 * begins with 00; a 0 in brackets behind the country's code is left out, so is an extension. False
 * when fewer than PHONE_DIGITS_MIN or more than PHONE_DIGITS_MAX digits are there.         */
bool contact_phone(char out[CONTACT_MAX], const char *text, size_t len);
/* Equal, or one lacks the country's code and its 7 or more digits (0 before them off) end the
 * other. */
bool contact_phone_same(const char *a, const char *b);
/* Small letters, "mailto:" and blanks off; domains as written. False without one @ between two
 * parts. */
bool contact_email(char out[CONTACT_MAX], const char *text, size_t len);
/* The domain of a website or e-mail address: "https://www.Example.com/a?b" -> "example.com". */
bool contact_domain(char out[CONTACT_MAX], const char *text, size_t len);

#endif

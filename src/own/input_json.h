/* input_json.h - what the readers of JSON about owners share. */
#ifndef OWN_INPUT_JSON_H
#define OWN_INPUT_JSON_H

#include "own/input.h"
#include "read/json_stream.h"

enum { OWN_ID_MAX = 500 /* bytes of an id of a file */, OWN_ID_KEY = OWN_ID_MAX + 100 };

/* A member that is a text; "" when there is none, or n is NULL. */
const char *own_json_text(const json_node *n, const char *key);
/* at NULL: the record of that line. */
void own_json_refuse(list_read *r, const json_node *at, uint64_t line, const char *field, const char *value, const char *expected);
/* A day of a text (own_input_day); false with a refusal. v NULL or null: 0. */
bool own_json_day(list_read *r, const json_node *v, const char *key, date_day *out);
/* Gives every object of the file, by r->form one a line or those of an array; what is none is refused as `what`. */
typedef cordon_status own_json_take(list_read *r, void *arg, const json_node *object, uint64_t line, cordon_error *err);
cordon_status own_json_each(list_read *r, const char *what, own_json_take *take, void *arg, cordon_error *err);

#endif

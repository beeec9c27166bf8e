/* ftm.h - entities of FollowTheMoney as trees of JSON, for who reads them.
 *
 * An entity is an object with id, schema and properties; a property is an array of texts, or of ids
 * of other entities, which may also stand there themselves.                    */
#ifndef LISTS_FTM_H
#define LISTS_FTM_H

#include "read/json_tree.h"

/* A member that is a text, "" when there is none. */
const char *ftm_text(const json_node *entity, const char *key);
/* Of the entity; NULL when they are no object. */
const json_node *ftm_properties(const json_node *entity);
/* The values of a property: NULL, or the first of a row by `next`. */
const json_node *ftm_values(const json_node *properties, const char *name);
/* The first of them that is a text, "" when the first is none. */
const char *ftm_first(const json_node *properties, const char *name);
/* Whether a file that begins so holds entities, one a line. */
bool ftm_begins(const char *head, size_t len);

#endif

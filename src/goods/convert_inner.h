/* convert_inner.h - places and steps between them, shared by the files of convert.h. */
#ifndef GOODS_CONVERT_INNER_H
#define GOODS_CONVERT_INNER_H

#include "goods/convert.h"
#include "goods/inner.h"

/* A revision of the HS, or a year of the CN. */
typedef struct place {
    bool cn;
    size_t at; /* index of the revision; the year */
} place;

cordon_status place_of(place *out, goods *g, const char *name, cordon_error *err);
void place_name(char out[16], const goods *g, place p);
/* The revision a CN year follows; an HS revision is its own. */
place place_hs(goods *g, place p);
bool place_is(place a, place b);
/* The neighbour of `from` on the way to `to`. */
place place_next(goods *g, place from, place to);
/* Loads what the step needs. */
cordon_status place_prepare(goods *g, place from, place to, cordon_error *err);
/* Codes (six digits of the HS, eight of the CN) of `to` that share goods with the code of `from`,
 * which must be neighbours; in either direction. Appends; not settled.                           */
cordon_status place_step(code_list *out, goods *g, place from, place to, uint32_t code,
                         cordon_error *err);
cordon_status place_has(bool *out, goods *g, place p, uint32_t code, cordon_error *err);
void place_code(char out[9], place p, uint32_t code);

#endif

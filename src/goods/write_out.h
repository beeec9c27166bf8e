/* write_out.h - a list of codes written out in another nomenclature, with what is gained and lost.
 *
 * Between HS revisions the rule of goods_carry decides which code stands for one of the list, as it
 * does for series of trade, and goods_convert says how the two relate on the rows; both are told.
 * Between years of the CN there is no such rule: what goods_convert calls comparable is written. */
#ifndef GOODS_WRITE_OUT_H
#define GOODS_WRITE_OUT_H

#include "goods/convert.h"

typedef struct goods_written {
    const char *code;        /* of the list */
    char to[9];              /* "" = lost: nothing stands for it */
    goods_quality quality;   /* how well `to` stands for the code */
    goods_relation relation; /* of the pair, on the rows; of the code when it is lost */
    goods_verdict verdict;   /* of the code, by goods_convert */
    size_t correlates;       /* of the code */
    size_t others;   /* codes of `from` that share `to` and are not on the list: what is gained */
    const char *why; /* static or in mem */
} goods_written;

/* codes: n distinct codes of `from`, six digits (HS) or eight (CN). The lines come in the order of
 * the codes, those of one code sorted; a code that `from` does not have is lost. Lives in mem. */
cordon_status goods_write_out(goods_written **out, size_t *lines, arena *mem, goods *g,
                              const char *from, const char *to, const char *const codes[], size_t n,
                              cordon_error *err);

#endif

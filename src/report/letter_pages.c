#include "report/letter_pages.h"

/* The height of a chain at the top of a page, and where it ends. */
static long chain_height(size_t *end, const letter_strip *s, size_t from, size_t n, int room) {
    long height = s[from].head + s[from].height;
    size_t i = from;
    while (i + 1 < n && s[i].with_next && height <= room) i++, height += s[i].above + s[i].height;
    *end = i;
    return height;
}

int letter_pages(letter_place *out, const letter_strip *s, size_t n, int room) {
    int page = 0;
    long y = 0;
    bool top = true;
    for (size_t i = 0; i < n;) {
        size_t end;
        long height = chain_height(&end, s, i, n, room);
        if (!top && y + s[i].above + height - s[i].head > room && (height <= room || y + s[i].above + s[i].height > room)) page++, y = 0, top = true;
        /* Of a chain that no page can hold only the first strip is placed: the rest is a chain of its own. */
        if (height > room) end = i;
        for (; i <= end; i++) {
            y += top ? s[i].head : s[i].above;
            out[i] = (letter_place){page, (int)y};
            y += s[i].height;
            top = false;
        }
    }
    return page + 1;
}

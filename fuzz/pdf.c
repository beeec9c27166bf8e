/* What a PDF says of itself: any bytes are read or refused; texts are bounded and days exist. */
#include "read/pdf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    arena mem;
    pdf_info p;
    cordon_error err = {0};
    arena_init(&mem, 0);
    if (!pdf_info_read(&p, &mem, "fuzz", data, size, &err)) {
        const char *text[] = {p.title, p.author, p.creator, p.producer};
        for (int i = 0; i < 4; i++)
            if (!text[i] || strlen(text[i]) > PDF_TEXT_MAX) abort();
        if ((p.created && !date_valid(p.created)) || (p.changed && !date_valid(p.changed))) abort();
        if (p.encrypted && p.any) abort();
    } else if (!err.message[0])
        abort();
    arena_destroy(&mem);
    return 0;
}

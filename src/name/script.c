#include "name/script.h"

typedef struct range {
    int32_t first, last;
    name_script script;
} range;

/* Sorted. Letters only matter: signs inside a block never ask. */
static const range ranges[] = {
    {0x0041, 0x007A, SCRIPT_LATIN},    {0x00AA, 0x024F, SCRIPT_LATIN},
    {0x0250, 0x02AF, SCRIPT_LATIN},    {0x0370, 0x03FF, SCRIPT_GREEK},
    {0x0400, 0x052F, SCRIPT_CYRILLIC}, {0x0530, 0x058F, SCRIPT_ARMENIAN},
    {0x0590, 0x05FF, SCRIPT_HEBREW},   {0x0600, 0x06FF, SCRIPT_ARABIC},
    {0x0750, 0x077F, SCRIPT_ARABIC},   {0x0870, 0x08FF, SCRIPT_ARABIC},
    {0x10A0, 0x10FF, SCRIPT_GEORGIAN}, {0x1100, 0x11FF, SCRIPT_HANGUL},
    {0x1C80, 0x1C8F, SCRIPT_CYRILLIC}, {0x1C90, 0x1CBF, SCRIPT_GEORGIAN},
    {0x1D00, 0x1DBF, SCRIPT_LATIN},    {0x1E00, 0x1EFF, SCRIPT_LATIN},
    {0x1F00, 0x1FFF, SCRIPT_GREEK},    {0x2C60, 0x2C7F, SCRIPT_LATIN},
    {0x2D00, 0x2D2F, SCRIPT_GEORGIAN}, {0x2DE0, 0x2DFF, SCRIPT_CYRILLIC},
    {0x2E80, 0x2FDF, SCRIPT_HAN},      {0x3005, 0x3007, SCRIPT_HAN},
    {0x3041, 0x30FF, SCRIPT_KANA},     {0x3131, 0x318E, SCRIPT_HANGUL},
    {0x31F0, 0x31FF, SCRIPT_KANA},     {0x3400, 0x9FFF, SCRIPT_HAN},
    {0xA640, 0xA69F, SCRIPT_CYRILLIC}, {0xA720, 0xA7FF, SCRIPT_LATIN},
    {0xAB30, 0xAB6F, SCRIPT_LATIN},    {0xAC00, 0xD7A3, SCRIPT_HANGUL},
    {0xF900, 0xFAFF, SCRIPT_HAN},      {0xFB13, 0xFB17, SCRIPT_ARMENIAN},
    {0xFB1D, 0xFB4F, SCRIPT_HEBREW},   {0xFB50, 0xFEFC, SCRIPT_ARABIC},
    {0x20000, 0x3FFFF, SCRIPT_HAN},
};

name_script name_script_of(int32_t c) {
    if (c < 0x80) return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' ? SCRIPT_LATIN : SCRIPT_NONE;
    unsigned lo = 0, hi = sizeof ranges / sizeof *ranges;
    while (lo < hi) {
        unsigned mid = (lo + hi) / 2;
        if (c > ranges[mid].last)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < sizeof ranges / sizeof *ranges && c >= ranges[lo].first) return ranges[lo].script;
    return SCRIPT_OTHER;
}

const char *name_script_name(uint8_t script) {
    static const char *const names[SCRIPTS] = {"none",   "latin",  "cyrillic", "greek",
                                               "arabic", "hebrew", "armenian", "georgian",
                                               "hangul", "kana",   "han",      "other"};
    return script < SCRIPTS ? names[script] : "";
}

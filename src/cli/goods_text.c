/* goods_text.c - cordon goods "TEXT": from a description to candidate codes. */
#include <ctype.h>

#include "cli/goods_cli.h"

/* Words have letters of some script; digits and marks alone are a mistyped code. */
bool goods_is_text(const char *typed) {
    for (; *typed; typed++)
        if (isalpha((unsigned char)*typed) || (unsigned char)*typed >= 0x80) return true;
    return false;
}

int goods_text(const goods_request *q) {
    return usage_error(&cmd_goods, "\"%.60s\" is no code of 2, 4, 6 or 8 digits", q->typed);
}

/* goods_entry.c - cordon goods 3A001: an entry of a control list by its number. */
#include <ctype.h>

#include "cli/goods_cli.h"

/* A digit, a letter, three digits; what may follow begins with a full stop. */
bool goods_is_control_number(const char *typed) {
    static const char shape[] = "9A999";
    for (size_t i = 0; shape[i]; i++) {
        unsigned char c = (unsigned char)typed[i];
        if (shape[i] == 'A' ? !isalpha(c) : !isdigit(c)) return false;
    }
    return !typed[5] || typed[5] == '.';
}

int goods_entry(const goods_request *q) {
    return usage_error(&cmd_goods, "\"%.20s\" is a control number: these cannot be looked up yet",
                       q->typed);
}

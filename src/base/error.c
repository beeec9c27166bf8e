#include <cordon/error.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#undef cordon_fail /* tools/lint.h describes both to the analyzer */
#undef cordon_fail_at

const char *cordon_status_name(cordon_status s) {
    switch (s) {
    case CORDON_OK: return "ok";
    case CORDON_ENOMEM: return "enomem";
    case CORDON_EINVAL: return "einval";
    case CORDON_EIO: return "eio";
    case CORDON_EFORMAT: return "eformat";
    case CORDON_ENOTFOUND: return "enotfound";
    case CORDON_ELIMIT: return "elimit";
    case CORDON_EBUSY: return "ebusy";
    case CORDON_ENOSPC: return "enospc";
    case CORDON_ECORRUPT: return "ecorrupt";
    case CORDON_EEXISTS: return "eexists";
    case CORDON_EINTERNAL: return "einternal";
    }
    return "unknown";
}

static void fill(cordon_error *err, cordon_status s, const char *fmt, va_list ap)
    CORDON_PRINTF(3, 0);

static void fill(cordon_error *err, cordon_status s, const char *fmt, va_list ap) {
    cordon_error e = {.status = s}; /* fmt arguments may point into *err */
    vsnprintf(e.message, sizeof e.message, fmt, ap);
    *err = e;
}

cordon_status cordon_fail(cordon_error *err, cordon_status s, const char *fmt, ...) {
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, s, fmt, ap);
        va_end(ap);
    }
    return s;
}

cordon_status cordon_fail_at(cordon_error *err, cordon_status s, const char *source, uint64_t line,
                             uint32_t column, const char *fmt, ...) {
    if (err) {
        char where[sizeof err->source];
        snprintf(where, sizeof where, "%s", source ? source : "");
        va_list ap;
        va_start(ap, fmt);
        fill(err, s, fmt, ap);
        va_end(ap);
        memcpy(err->source, where, sizeof where);
        err->line = line;
        err->column = column;
    }
    return s;
}

/* error.h - how every cordon call reports failure.
 *
 * A call that can fail returns cordon_status: 0 on success, otherwise what
 * kind of failure it was. Callers that want words pass a cordon_error they
 * own (usually on their stack) as the last argument; NULL means "no words".
 * No allocation, no globals, no locks: safe from any thread, and the message
 * survives the object that failed.                                          */
#ifndef CORDON_ERROR_H
#define CORDON_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CORDON_API __attribute__((visibility("default")))
#define CORDON_MUST_USE __attribute__((warn_unused_result))
#define CORDON_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CORDON_API
#define CORDON_MUST_USE
#define CORDON_PRINTF(f, a)
#endif

typedef enum cordon_status {
    CORDON_OK = 0,
    CORDON_ENOMEM = 1,    /* an allocation failed; inputs are unchanged   */
    CORDON_EINVAL = 2,    /* the caller passed something out of contract  */
    CORDON_EIO = 3,       /* the system refused a read, write or connect  */
    CORDON_EFORMAT = 4,   /* the bytes are not what the format promises   */
    CORDON_ENOTFOUND = 5, /* nothing by that key; often not an error      */
    CORDON_ELIMIT = 6,    /* a stated bound was reached                   */
    CORDON_EBUSY = 7,     /* another process holds the store              */
    CORDON_ENOSPC = 8,    /* the disk is full                             */
    CORDON_ECORRUPT = 9,  /* a stored file is damaged                     */
    CORDON_EEXISTS = 10,  /* already there; nothing was changed           */
    CORDON_EINTERNAL = 11 /* our own mistake; please report it            */
} cordon_status;

typedef struct cordon_error {
    cordon_status status;
    uint64_t line;   /* 1-based line or record in the input, 0 if none */
    uint32_t column; /* 1-based byte column, 0 if none                 */
    char source[160]; /* file or URL the data came from, "" if none    */
    char message[512];
} cordon_error;

/* One lower-case word per status ("ok", "enomem", ...), for logs and JSON. */
CORDON_API const char *cordon_status_name(cordon_status s);

/* Fills err when it is not NULL, and returns s so that a failing function can
 * `return cordon_fail(err, CORDON_EINVAL, "...")`. Long messages are cut.   */
CORDON_API cordon_status cordon_fail(cordon_error *err, cordon_status s, const char *fmt, ...)
    CORDON_PRINTF(3, 4);

/* As cordon_fail, and says where: source may be NULL, line 0 = none,
 * column 0 = none.                                                          */
CORDON_API cordon_status cordon_fail_at(cordon_error *err, cordon_status s, const char *source,
                                        uint64_t line, uint32_t column, const char *fmt, ...)
    CORDON_PRINTF(6, 7);

#ifdef __cplusplus
}
#endif
#endif

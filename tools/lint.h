/* lint.h - what clang-tidy cannot see from one source file; .clang-tidy includes
 * it before each. cordon_fail and cordon_fail_at return the status they are given:
 * without this the analyzer takes it that a failed allocation may return CORDON_OK
 * and follows the null pointer.                                             */
#ifndef TOOLS_LINT_H
#define TOOLS_LINT_H

#include <cordon/error.h>

static inline cordon_status lint_returns(cordon_status told, cordon_status given) {
    (void)told;
    return given;
}
#define cordon_fail(err, s, ...) lint_returns(cordon_fail(err, s, __VA_ARGS__), s)
#define cordon_fail_at(err, s, ...) lint_returns(cordon_fail_at(err, s, __VA_ARGS__), s)

#endif

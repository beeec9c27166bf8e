/* lint.h - what the analyzers of clang and gcc cannot see from one source file;
 * .clang-tidy and `make lint` include it before each. cordon_fail and cordon_fail_at return the status they are given:
 * without this they take it that a failed allocation may return CORDON_OK
 * and follow the null pointer.                                             */
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

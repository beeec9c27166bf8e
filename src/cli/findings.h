/* findings.h - findings about papers, as text or JSON. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "finding/finding.h"

/* As JSON one object a line; as text those found, then those not assessed, then those without a finding, each with its question. EXIT_FOUND
 * when one is found, EXIT_OK, EXIT_FAILED without memory. */
int findings_print(const finding *f, size_t n, bool json);

#endif

/* cordon.h - everything; the one header to include. */
#ifndef CORDON_CORDON_H
#define CORDON_CORDON_H

#include <cordon/error.h>
#include <cordon/flows.h>
#include <cordon/store.h>

#endif

#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

// Headers of the C library that Swift's overlay leaves out.
#include <malloc.h>

#endif

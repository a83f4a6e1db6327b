#ifndef CPCRE2_SHIM_H
#define CPCRE2_SHIM_H

// PCRE2 renames every function by the width of a code unit; this picks the 8-bit family.
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif

#ifndef CGNUTLS_SHIM_H
#define CGNUTLS_SHIM_H

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

// gnutls_free is a variable that holds a function, which Swift cannot call concurrently safe.
static inline void gnutls_free_bytes(void *bytes) { gnutls_free(bytes); }

// The library's type of a function, as a pointer to one.
typedef gnutls_certificate_retrieve_function2 *meter_tls_retrieve;

#endif

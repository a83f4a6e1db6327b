#ifndef CZLIB_SHIM_H
#define CZLIB_SHIM_H

#include <zlib.h>

// inflateInit2 is a macro that passes the size of the structure; Swift cannot call macros.
static inline int meter_inflate_init(z_stream *stream, int window_bits) {
  return inflateInit2(stream, window_bits);
}

// deflateInit2 likewise.
static inline int meter_deflate_init(z_stream *stream, int level, int window_bits) {
  return deflateInit2(stream, level, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
}

#endif

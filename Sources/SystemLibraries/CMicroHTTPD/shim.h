#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <microhttpd.h>

// Swift cannot call variadic functions, and MHD_start_daemon is one: these are the options that the
// receiver needs, in one plain structure.
struct meter_http_options {
  int listen_socket;
  unsigned int threads;
  unsigned int connection_limit;
  unsigned int connections_per_address;
  unsigned int idle_timeout_seconds;
  size_t connection_memory_bytes;
};

static inline struct MHD_Daemon *meter_http_start(
    const struct meter_http_options *options, MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed, void *context) {
  unsigned int flags =
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_TURBO;
  return MHD_start_daemon(
      flags, 0, NULL, NULL, handler, context,
      MHD_OPTION_LISTEN_SOCKET, (MHD_socket)options->listen_socket,
      // A pool of one thread is asked for by not asking for a pool.
      MHD_OPTION_THREAD_POOL_SIZE, options->threads > 1 ? options->threads : 0u,
      MHD_OPTION_CONNECTION_LIMIT, options->connection_limit,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_address,
      MHD_OPTION_CONNECTION_TIMEOUT, options->idle_timeout_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, options->connection_memory_bytes,
      MHD_OPTION_NOTIFY_COMPLETED, completed, context,
      MHD_OPTION_END);
}

#endif

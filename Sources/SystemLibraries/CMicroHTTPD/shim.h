#ifndef CMICROHTTPD_SHIM_H
#define CMICROHTTPD_SHIM_H

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <microhttpd.h>
#include <netinet/in.h>

// Swift cannot call variadic functions, and MHD_start_daemon is one: these are the options that the
// receiver needs, in one plain structure.
struct meter_http_options {
  int listen_socket;
  unsigned int threads;
  unsigned int connection_limit;
  unsigned int connections_per_address;
  unsigned int idle_timeout_seconds;
  size_t connection_memory_bytes;
  // A gnutls_certificate_retrieve_function2; null for plain HTTP.
  void *certificate_callback;
  // Authorities of clients' certificates as PEM; null if none are asked for.
  const char *client_authorities;
};

static inline struct MHD_Daemon *meter_http_start(
    const struct meter_http_options *options, MHD_AccessHandlerCallback handler,
    MHD_RequestCompletedCallback completed, void *context) {
  unsigned int flags =
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_TURBO;
  struct MHD_OptionItem tls[4];
  int count = 0;
  if (options->certificate_callback) {
    flags |= MHD_USE_TLS;
    tls[count++] = (struct MHD_OptionItem){
        MHD_OPTION_HTTPS_CERT_CALLBACK, 0, options->certificate_callback};
    tls[count++] = (struct MHD_OptionItem){
        MHD_OPTION_HTTPS_PRIORITIES, 0,
        (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"};
    if (options->client_authorities) {
      tls[count++] = (struct MHD_OptionItem){
          MHD_OPTION_HTTPS_MEM_TRUST, 0, (void *)options->client_authorities};
    }
  }
  tls[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
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
      MHD_OPTION_ARRAY, tls,
      MHD_OPTION_END);
}

// MHD_get_connection_info is variadic: the sender's address as text, or an empty one.
static inline void meter_http_peer(struct MHD_Connection *connection, char *text, socklen_t size) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  text[0] = 0;
  if (!info || !info->client_addr) return;
  if (info->client_addr->sa_family == AF_INET) {
    inet_ntop(AF_INET, &((const struct sockaddr_in *)info->client_addr)->sin_addr, text, size);
  } else if (info->client_addr->sa_family == AF_INET6) {
    inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)info->client_addr)->sin6_addr, text, size);
  }
}

// Whether the client brought a certificate for clients that one of the authorities has signed.
static inline int meter_http_has_client_certificate(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  if (!info || !info->tls_session) return 0;
  gnutls_session_t session = (gnutls_session_t)info->tls_session;
  unsigned int count = 0, status = ~0u;
  if (!gnutls_certificate_get_peers(session, &count) || count == 0) return 0;
  gnutls_typed_vdata_st purpose = {
      GNUTLS_DT_KEY_PURPOSE_OID, (unsigned char *)GNUTLS_KP_TLS_WWW_CLIENT, 0};
  return gnutls_certificate_verify_peers(session, &purpose, 1, &status) == 0 && status == 0;
}

#endif

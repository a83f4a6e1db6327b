#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

typedef size_t (*meter_curl_receive)(char *bytes, size_t size, size_t count, void *context);

// Swift cannot call variadic functions, and curl_easy_setopt is one: this is the one request that
// meter makes, with all its bounds. No redirects, no other protocols, no credentials, no proxy
// from a URL. Returns curl's code; *status is the HTTP status.
static inline int meter_curl_get(
    const char *url, const char *protocols, long timeout_milliseconds, meter_curl_receive receive,
    void *context, long *status) {
  CURL *handle = curl_easy_init();
  if (!handle) return CURLE_OUT_OF_MEMORY;
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, timeout_milliseconds);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, timeout_milliseconds);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "meter");
  CURLcode code = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, status);
  curl_easy_cleanup(handle);
  return (int)code;
}

static inline int meter_curl_global_init(void) { return (int)curl_global_init(CURL_GLOBAL_DEFAULT); }

#endif

// A load client for `make bench-serve`: sends prepared OTLP bodies over keep-alive connections to
// 127.0.0.1 and prints one JSON line. One thread, so that it leaves the machine to the server.
//
//     load_client PORT FILE CONNECTIONS SECONDS [REQUESTS_PER_SECOND] [FIRST_BODY]
//
// FILE holds one JSON body a line (.ndjson) or protobuf bodies after 4-byte big-endian lengths (.pb).
// Each body is sent once, or again while it is answered 429 or 503, after 50 ms. With a rate, requests
// are due at fixed times, and latency counts from when they were due.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

struct body { const char *bytes; size_t count; };
struct connection {
  int socket, state;  // 0 free, 1 sending, 2 waiting for the answer, 3 pausing
  size_t body, sent, received;
  uint64_t due, wake;
  char head[512], answer[65536];
  size_t head_count;
};

static struct body *bodies;
static size_t body_count, next_body;
static uint64_t *latencies;
static size_t done, refused, without_retry, failed;
static int is_json, port, epoll;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + time.tv_nsec;
}

static void die(const char *what) { perror(what); exit(1); }

static void read_bodies(const char *path) {
  int file = open(path, O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status)) die(path);
  char *bytes = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  if (bytes == MAP_FAILED) die(path);
  bodies = malloc(sizeof(struct body) * (status.st_size / 64 + 16));
  is_json = strstr(path, ".ndjson") != NULL;
  for (size_t at = 0; at < (size_t)status.st_size;) {
    size_t count;
    if (is_json) {
      char *end = memchr(bytes + at, '\n', status.st_size - at);
      count = (end ? (size_t)(end - bytes) : (size_t)status.st_size) - at;
    } else {
      unsigned char *p = (unsigned char *)bytes + at;
      count = (size_t)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
      at += 4;
    }
    if (count) bodies[body_count++] = (struct body){bytes + at, count};
    at += count + is_json;
  }
}

static void connect_to_server(struct connection *c) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  c->socket = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(c->socket, (struct sockaddr *)&address, sizeof address)) die("connect");
  int on = 1;
  setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  fcntl(c->socket, F_SETFL, O_NONBLOCK);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_ADD, c->socket, &event);
}

static void watch(struct connection *c, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  epoll_ctl(epoll, EPOLL_CTL_MOD, c->socket, &event);
}

static void push(struct connection *c) {
  struct body body = bodies[c->body];
  while (c->sent < c->head_count + body.count) {
    ssize_t count;
    if (c->sent < c->head_count) {
      count = send(c->socket, c->head + c->sent, c->head_count - c->sent, MSG_NOSIGNAL | MSG_MORE);
    } else {
      size_t at = c->sent - c->head_count;
      count = send(c->socket, body.bytes + at, body.count - at, MSG_NOSIGNAL);
    }
    if (count < 0 && errno == EAGAIN) { watch(c, EPOLLIN | EPOLLOUT); return; }
    if (count <= 0) die("send");
    c->sent += count;
  }
  c->state = 2;
  watch(c, EPOLLIN);
}

static void start(struct connection *c) {
  c->head_count = snprintf(c->head, sizeof c->head,
    "POST /v1/traces HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/%s\r\n"
    "Content-Length: %zu\r\n\r\n", is_json ? "json" : "x-protobuf", bodies[c->body].count);
  c->state = 1;
  c->sent = c->received = 0;
  push(c);
}

// Reads what has come; 1 when the answer is whole.
static int pull(struct connection *c) {
  ssize_t count = recv(c->socket, c->answer + c->received, sizeof c->answer - 1 - c->received, 0);
  if (count < 0 && errno == EAGAIN) return 0;
  if (count <= 0) die("the server hung up");
  c->received += count;
  c->answer[c->received] = 0;
  char *end = strstr(c->answer, "\r\n\r\n");
  if (!end) return 0;
  char *length = strcasestr(c->answer, "content-length:");
  size_t body = length && length < end ? strtoul(length + 15, NULL, 10) : 0;
  return c->received >= (size_t)(end + 4 - c->answer) + body;
}

static void finish(struct connection *c) {
  int status = atoi(c->answer + 9);
  if (status == 200) {
    latencies[done++] = now() - c->due;
    c->state = 0;
  } else if (status == 429 || status == 503) {
    refused++;
    if (!strcasestr(c->answer, "retry-after:")) without_retry++;
    c->state = 3;
    c->wake = now() + 50000000u;
  } else {
    failed++;
    c->state = 0;
  }
}

static int by_value(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return a < b ? -1 : a > b;
}

static double milliseconds(double share) {
  if (!done) return 0;
  size_t index = done * share;
  return latencies[index < done ? index : done - 1] / 1e6;
}

int main(int argc, char **argv) {
  if (argc < 5) { fprintf(stderr, "usage: see the head of load_client.c\n"); return 2; }
  port = atoi(argv[1]);
  int connection_count = atoi(argv[3]);
  double seconds = atof(argv[4]), rate = argc > 5 ? atof(argv[5]) : 0;
  read_bodies(argv[2]);
  next_body = argc > 6 ? strtoul(argv[6], NULL, 10) : 0;
  size_t first = next_body;
  latencies = malloc(sizeof(uint64_t) * (body_count + 1));
  epoll = epoll_create1(0);
  struct connection *all = calloc(connection_count, sizeof *all);
  for (int i = 0; i < connection_count; i++) connect_to_server(&all[i]);
  uint64_t begin = now(), end = begin + seconds * 1e9, last = begin;
  int busy = 0;
  do {
    uint64_t time = now();
    busy = 0;
    for (int i = 0; i < connection_count; i++) {
      struct connection *c = &all[i];
      if (c->state == 3 && time >= c->wake) start(c);
      if (c->state == 0 && next_body < body_count && time < end) {
        uint64_t due = rate > 0 ? begin + (next_body - first) / rate * 1e9 : time;
        if (due <= time) {
          c->body = next_body++;
          c->due = due;
          start(c);
        }
      }
      busy |= c->state;
    }
    struct epoll_event events[64];
    struct timespec pause = {.tv_nsec = rate > 0 ? 50000 : 10000000};
    int count = epoll_pwait2(epoll, events, 64, &pause, NULL);
    for (int i = 0; i < count; i++) {
      struct connection *c = events[i].data.ptr;
      if (events[i].events & EPOLLOUT && c->state == 1) push(c);
      if (events[i].events & EPOLLIN && pull(c)) { finish(c); last = now(); }
    }
  } while (busy || (now() < end && next_body < body_count));
  qsort(latencies, done, sizeof *latencies, by_value);
  printf("{\"seconds\": %.3f, \"acknowledged\": %zu, \"refused\": %zu, \"without_retry_after\": %zu, "
    "\"failed\": %zu, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"max_ms\": %.3f, \"next_body\": %zu, "
    "\"bodies\": %zu}\n", (last - begin) / 1e9, done, refused, without_retry, failed,
    milliseconds(0.5), milliseconds(0.99), milliseconds(1), next_body, body_count);
  return 0;
}

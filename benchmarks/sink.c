/* Answers messages.send as fast as it can and counts distinct idempotency keys.
 *
 * sink [DELAY_MS [LIMIT_PER_MINUTE]]: prints its port, ends when its stdin closes.
 *   POST anything   200 with a message of its own id; 429 above the limit, in fixed minutes
 *   GET /count      {"posts":N,"distinct":M}, and counts from nothing again
 *   GET /progress   the same with refused POSTs and the seconds from the first new key to the last
 * A POST is counted when it is whole, before the delay. A GET is answered without the delay.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REQUEST_MAX (80 * 1024)
#define CONNECTIONS_MAX 65536
#define SECOND 1000000000LL
#define FIRST_ID 757617552587034624LL
#define ID_DIGITS 18
#define STARTS(text, start) (!strncasecmp(text, start, sizeof start - 1))

struct bytes { char *at; size_t used, room; };
struct connection {
    char *in;
    size_t in_used, delayed, generation;
    struct bytes out;
    bool last, waits_to_write;
};
struct delayed { struct delayed *next; int64_t due, number; size_t generation; int fd; };
struct request { char *head, *key; size_t key_length, body_length; bool last, chunked; };

static int poller;
static struct connection connections[CONNECTIONS_MAX];
static struct { uint64_t *at; size_t room, used; } keys;
static struct delayed *oldest, **newest = &oldest;
static struct { int64_t posts, refused, first_at, last_at; } seen;
static struct { int64_t limit, ends, used; } minute;
static int64_t delay, numbers;
static struct { char at[1024]; size_t length, id_at; } answer;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * SECOND + t.tv_nsec;
}

static void append(struct bytes *b, const char *from, size_t length) {
    if (b->used + length > b->room) b->at = realloc(b->at, b->room = 2 * (b->used + length) + 2048);
    memcpy(b->at + b->used, from, length);
    b->used += length;
}

/* Two of a million keys have one hash with 1 : 30,000,000. */
static uint64_t hash_of(const char *key, size_t length) {
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < length; i++) h = (h ^ (unsigned char)key[i]) * 0x100000001b3u;
    h ^= h >> 32;
    return h ? h : 1;
}

static uint64_t *slot_of(uint64_t h) {
    size_t slot = h & (keys.room - 1);
    while (keys.at[slot] && keys.at[slot] != h) slot = (slot + 1) & (keys.room - 1);
    return &keys.at[slot];
}

static bool is_new(uint64_t h) {
    if (keys.used * 2 >= keys.room) {
        uint64_t *old = keys.at, *end = old + keys.room;
        keys.room = keys.room ? keys.room * 2 : 1 << 16;
        keys.at = calloc(keys.room, sizeof *keys.at);
        for (uint64_t *o = old; o < end; o++) if (*o) *slot_of(*o) = *o;
        free(old);
    }
    uint64_t *slot = slot_of(h);
    if (*slot) return false;
    keys.used++;
    *slot = h;
    return true;
}

static void watch(int fd, uint32_t events, int operation) {
    struct epoll_event event = {.events = events, .data.fd = fd};
    if (epoll_ctl(poller, operation, fd, &event) < 0) exit(errno == EPERM ? 0 : 1);
}

static void close_connection(int fd) {
    struct connection *c = &connections[fd];
    free(c->in);
    free(c->out.at);
    *c = (struct connection){.generation = c->generation + 1};
    close(fd);
}

static void flush(int fd) {
    struct connection *c = &connections[fd];
    if (c->out.used) {
        ssize_t n = send(fd, c->out.at, c->out.used, MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN && errno != EINTR) { close_connection(fd); return; }
        if (n > 0) memmove(c->out.at, c->out.at + n, c->out.used -= (size_t)n);
    }
    if (!c->out.used && !c->delayed && c->last) { close_connection(fd); return; }
    if (c->waits_to_write != (c->out.used > 0)) {
        c->waits_to_write = !c->waits_to_write;
        watch(fd, EPOLLIN | (c->waits_to_write ? EPOLLOUT : 0), EPOLL_CTL_MOD);
    }
}

static void accept_all(int listener) {
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connections[fd].in = malloc(REQUEST_MAX);
        watch(fd, EPOLLIN, EPOLL_CTL_ADD);
    }
}

static void prepare_answer(void) {
    char limit[64] = "", body[768];
    if (minute.limit) snprintf(limit, sizeof limit, "ratelimit-limit: %ld\r\n", (long)minute.limit);
    int length = snprintf(body, sizeof body,
        "{\"success\":true,\"error\":null,\"message\":{\"id\":\"%lld\",\"text\":\"\\uc548\\ub0b4\",\"user_id\":\"900\","
        "\"conversation_id\":10694910,\"send_time\":1617889170,\"update_time\":1617889170,\"blocks\":["
        "{\"type\":\"header\",\"text\":\"\\uac74\\uac15\\uac80\\uc9c4\",\"style\":\"blue\"},"
        "{\"type\":\"button\",\"text\":\"\\uc608\\uc57d\\ud558\\uae30\",\"style\":\"primary\",\"action_type\":"
        "\"open_system_browser\",\"value\":\"https://intra.example.com/checkup\"}]}}", FIRST_ID);
    answer.length = (size_t)snprintf(answer.at, sizeof answer.at,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s", limit, length, body);
    answer.id_at = (size_t)(strstr(answer.at, "\"id\":\"") + 6 - answer.at);
}

static void answer_json(struct connection *c, const char *status, const char *headers, const char *body) {
    char whole[512];
    int n = snprintf(whole, sizeof whole,
                     "HTTP/1.1 %s\r\nContent-Type: application/json\r\n%sContent-Length: %zu\r\n\r\n%s",
                     status, headers, strlen(body), body);
    append(&c->out, whole, (size_t)n);
}

/* A negative number is a refused POST's, in whole seconds until its minute ends. */
static void answer_post(struct connection *c, int64_t number) {
    if (number < 0) {
        char wait[96];
        snprintf(wait, sizeof wait, "ratelimit-limit: %ld\r\nretry-after: %ld\r\n", (long)minute.limit, (long)-number);
        answer_json(c, "429 Too Many Requests", wait,
                    "{\"success\":false,\"error\":{\"code\":\"too_many_requests\",\"message\":\"Wait.\"}}");
        return;
    }
    size_t at = c->out.used + answer.id_at;
    append(&c->out, answer.at, answer.length);
    int64_t id = FIRST_ID + number;
    for (size_t digit = ID_DIGITS; digit-- > 0; id /= 10) c->out.at[at + digit] = (char)('0' + id % 10);
}

static void answer_counts(struct connection *c, bool and_forget) {
    char body[160], more[96] = "";
    double seconds = (double)(seen.last_at - seen.first_at) / SECOND;
    if (!and_forget) snprintf(more, sizeof more, ",\"refused\":%ld,\"seconds\":%.6f", (long)seen.refused, seconds);
    snprintf(body, sizeof body, "{\"posts\":%ld,\"distinct\":%zu%s}", (long)seen.posts, keys.used, more);
    answer_json(c, "200 OK", "", body);
    if (!and_forget) return;
    free(keys.at);
    memset(&keys, 0, sizeof keys);
    memset(&seen, 0, sizeof seen);
}

static int64_t count_post(const struct request *r, int64_t at) {
    if (at >= minute.ends) { minute.ends = at + 60 * SECOND; minute.used = 0; }
    if (minute.limit && minute.used++ >= minute.limit) {
        seen.refused++;
        return -((minute.ends - at + SECOND - 1) / SECOND);
    }
    seen.posts++;
    if (r->key && is_new(hash_of(r->key, r->key_length))) {
        if (!seen.first_at) seen.first_at = at;
        seen.last_at = at;
    }
    return ++numbers;
}

static void delay_answer(int fd, int64_t due, int64_t number) {
    struct delayed *d = malloc(sizeof *d);
    *d = (struct delayed){NULL, due, number, connections[fd].generation, fd};
    connections[fd].delayed++;
    *newest = d;
    newest = &d->next;
}

static void handle(int fd, const struct request *r) {
    struct connection *c = &connections[fd];
    c->last = r->last;
    if (r->chunked) { c->last = true; answer_json(c, "411 Length Required", "", "{}"); return; }
    if (STARTS(r->head, "GET ")) { answer_counts(c, STARTS(r->head, "GET /count")); return; }
    int64_t at = now(), number = count_post(r, at);
    if (delay) delay_answer(fd, at + delay, number);
    else answer_post(c, number);
}

static void read_header(struct request *r, char *line, size_t length) {
    char *value = memchr(line, ':', length);
    if (!value) return;
    for (value++; value < line + length && (*value == ' ' || *value == '\t');) value++;
    size_t n = (size_t)(line + length - value);
    if (STARTS(line, "content-length:")) r->body_length = strtoul(value, NULL, 10);
    else if (STARTS(line, "idempotency-key:")) { r->key = value; r->key_length = n; }
    else if (STARTS(line, "connection:")) r->last = n == 5 && !strncasecmp(value, "close", 5);
    else if (STARTS(line, "transfer-encoding:")) r->chunked = true;
}

/* The request's length in bytes, or 0 where it is not whole yet. */
static size_t read_request(struct request *r, char *from, size_t length) {
    char *end = memmem(from, length, "\r\n\r\n", 4);
    if (!end) return 0;
    *r = (struct request){.head = from};
    char *line = memchr(from, '\n', (size_t)(end + 2 - from));
    for (line++; line < end;) {
        char *next = memchr(line, '\n', (size_t)(end + 2 - line));
        char first = (char)(*line | 0x20);
        if (first == 'c' || first == 'i' || first == 't') read_header(r, line, (size_t)(next - 1 - line));
        line = next + 1;
    }
    size_t whole = r->chunked ? length : (size_t)(end + 4 - from) + r->body_length;
    return whole <= length ? whole : 0;
}

static void receive(int fd) {
    struct connection *c = &connections[fd];
    ssize_t n = recv(fd, c->in + c->in_used, REQUEST_MAX - c->in_used, 0);
    if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (n <= 0) { close_connection(fd); return; }
    char *from = c->in;
    size_t left = c->in_used + (size_t)n;
    struct request r;
    for (size_t taken; left && !c->last && (taken = read_request(&r, from, left)); from += taken, left -= taken)
        handle(fd, &r);
    if (left == REQUEST_MAX) { close_connection(fd); return; }
    memmove(c->in, from, c->in_used = left);
    flush(fd);
}

/* How long to wait for the next delayed answer in ms; -1 for ever. */
static int answer_due(void) {
    int64_t at = now();
    for (struct delayed *d; (d = oldest); free(d)) {
        if (d->due > at) return (int)((d->due - at + 999999) / 1000000);
        if (!(oldest = d->next)) newest = &oldest;
        struct connection *c = &connections[d->fd];
        if (!c->in || c->generation != d->generation) continue;
        c->delayed--;
        answer_post(c, d->number);
        flush(d->fd);
    }
    return -1;
}

static int listening(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) || listen(fd, 4096) ||
        getsockname(fd, (struct sockaddr *)&address, &length)) exit(1);
    dprintf(STDOUT_FILENO, "%d\n", ntohs(address.sin_port));
    return fd;
}

int main(int count, char **given) {
    delay = count > 1 ? atol(given[1]) * 1000000LL : 0;
    minute.limit = count > 2 ? atol(given[2]) : 0;
    struct rlimit files = {0};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max < CONNECTIONS_MAX ? files.rlim_max : CONNECTIONS_MAX;
    setrlimit(RLIMIT_NOFILE, &files);
    prepare_answer();
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listening();
    watch(listener, EPOLLIN, EPOLL_CTL_ADD);
    watch(STDIN_FILENO, EPOLLIN, EPOLL_CTL_ADD);
    for (;;) {
        struct epoll_event events[512];
        int ready = epoll_wait(poller, events, 512, delay ? answer_due() : -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            char ignored[256];
            if (fd == STDIN_FILENO && read(fd, ignored, sizeof ignored) <= 0) return 0;
            if (fd == listener) accept_all(listener);
            if (connections[fd].in && events[i].events & EPOLLOUT) flush(fd);
            if (connections[fd].in && events[i].events & ~(uint32_t)EPOLLOUT) receive(fd);
        }
    }
}

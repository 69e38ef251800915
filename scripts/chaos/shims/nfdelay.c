// Holds every packet of a netfilter queue for a while: a stand-in for netem where the kernel has none. Talks netlink itself, so it
// needs no library. Ends when its standard input does.
//   nfdelay QUEUE MILLIS JITTER_MILLIS
//   nfdelay QUEUE hold      until its standard input ends; then all go, in their order, and it prints how many, and how many of
//                           these went after one that had come later
//   nfdelay QUEUE shuffle   likewise, but in any order
#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HELD_MAX 65536
#define NANOS 1000000000LL

struct held {
    uint32_t id;
    int64_t due;
};

static int file;
static uint16_t queue;
static struct held heap[HELD_MAX]; // the next one due first
static int count;
static int64_t arrived; // of those that are held until the end
static int shuffles;
static uint32_t latest; // the highest number of those that went
static int overtaken;

static int64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * NANOS + t.tv_nsec;
}

static void push(uint32_t id, int64_t due) {
    int i = count++;
    for (; i && heap[(i - 1) / 2].due > due; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
    heap[i] = (struct held){id, due};
}

static struct held pop(void) {
    struct held first = heap[0], moved = heap[--count];
    int i = 0;
    for (int child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && heap[child + 1].due < heap[child].due) child++;
        if (heap[child].due >= moved.due) break;
        heap[i] = heap[child];
    }
    heap[i] = moved;
    return first;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void tell(uint16_t type, uint16_t attribute, const void *value, int length, int wait) {
    char buffer[256];
    memset(buffer, 0, sizeof buffer);
    struct nlmsghdr *header = (void *)buffer;
    struct nfgenmsg *generic = NLMSG_DATA(header);
    header->nlmsg_type = (NFNL_SUBSYS_QUEUE << 8) | type;
    header->nlmsg_flags = NLM_F_REQUEST | (wait ? NLM_F_ACK : 0);
    generic->nfgen_family = AF_UNSPEC;
    generic->version = NFNETLINK_V0;
    generic->res_id = htons(queue);
    struct nlattr *a = (void *)((char *)generic + sizeof *generic);
    a->nla_type = attribute;
    a->nla_len = NLA_HDRLEN + length;
    memcpy((char *)a + NLA_HDRLEN, value, length);
    header->nlmsg_len = NLMSG_LENGTH(sizeof *generic) + NLA_ALIGN(a->nla_len);
    if (send(file, buffer, header->nlmsg_len, 0) < 0) fail("send");
    if (!wait) return;
    char reply[1024];
    int got = recv(file, reply, sizeof reply, 0);
    struct nlmsghdr *said = (void *)reply;
    if (got > 0 && said->nlmsg_type == NLMSG_ERROR) {
        errno = -((struct nlmsgerr *)NLMSG_DATA(said))->error;
        if (errno) fail("netlink");
    }
}

static void let_go(uint32_t id) {
    if (id < latest) overtaken++;
    if (id > latest) latest = id;
    struct nfqnl_msg_verdict_hdr verdict = {htonl(NF_ACCEPT), htonl(id)};
    tell(NFQNL_MSG_VERDICT, NFQA_VERDICT_HDR, &verdict, sizeof verdict, 0);
}

static void bind_queue(void) {
    file = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
    if (file < 0) fail("socket");
    int bytes = 8 << 20, one = 1;
    setsockopt(file, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    setsockopt(file, SOL_NETLINK, NETLINK_NO_ENOBUFS, &one, sizeof one);
    struct nfqnl_msg_config_cmd bind = {.command = NFQNL_CFG_CMD_BIND, .pf = htons(AF_INET)};
    tell(NFQNL_MSG_CONFIG, NFQA_CFG_CMD, &bind, sizeof bind, 1);
    struct nfqnl_msg_config_params copy = {.copy_range = 0, .copy_mode = NFQNL_COPY_META};
    tell(NFQNL_MSG_CONFIG, NFQA_CFG_PARAMS, &copy, 5, 1);
    uint32_t most = htonl(HELD_MAX - 1);
    tell(NFQNL_MSG_CONFIG, NFQA_CFG_QUEUE_MAXLEN, &most, sizeof most, 1);
}

// When a packet may go that comes now.
static int64_t due(double millis, double jitter) {
    if (millis < 0) return INT64_MAX / 2 + (shuffles ? random() : arrived++);
    double wait = millis + jitter * (2.0 * random() / RAND_MAX - 1);
    return now() + (int64_t)((wait < 0 ? 0 : wait) * 1e6);
}

static void hold(const struct nlmsghdr *message, double millis, double jitter) {
    const struct nfgenmsg *generic = NLMSG_DATA(message);
    int left = message->nlmsg_len - NLMSG_LENGTH(sizeof *generic);
    const char *at = (const char *)generic + sizeof *generic;
    while (left >= NLA_HDRLEN) {
        const struct nlattr *a = (const void *)at;
        if (a->nla_len < NLA_HDRLEN || a->nla_len > left) return;
        if (a->nla_type == NFQA_PACKET_HDR) {
            uint32_t id = ntohl(((const struct nfqnl_msg_packet_hdr *)(at + NLA_HDRLEN))->packet_id);
            if (count < HELD_MAX) {
                push(id, due(millis, jitter));
            } else {
                let_go(id);
            }
        }
        left -= NLA_ALIGN(a->nla_len);
        at += NLA_ALIGN(a->nla_len);
    }
}

// Takes what has come. Returns 0 if that is nothing.
static int take(double millis, double jitter, int flags) {
    static char buffer[1 << 17];
    int got = recv(file, buffer, sizeof buffer, flags);
    if (got < 0) return 0;
    for (struct nlmsghdr *m = (void *)buffer; NLMSG_OK(m, got); m = NLMSG_NEXT(m, got))
        if ((m->nlmsg_type & 0xff) == NFQNL_MSG_PACKET) hold(m, millis, jitter);
    return 1;
}

// And what they bring about: until nothing comes for the moment, or the link is too busy for that.
static void let_all_go(void) {
    int64_t end = now() + NANOS / 2;
    while (take(-1, 0, MSG_DONTWAIT)) continue;
    int held = count;
    while (count) let_go(pop().id);
    printf("%d %d\n", held, overtaken);
    while (take(-1, 0, MSG_DONTWAIT) && now() < end)
        while (count) let_go(pop().id);
    while (count) let_go(pop().id);
}

int main(int arguments, char **argument) {
    shuffles = arguments == 3 && !strcmp(argument[2], "shuffle");
    int holds = shuffles || (arguments == 3 && !strcmp(argument[2], "hold"));
    if (!holds && arguments != 4) return 2;
    queue = atoi(argument[1]);
    srandom(now());
    double millis = holds ? -1 : atof(argument[2]), jitter = holds ? 0 : atof(argument[3]);
    bind_queue();
    for (;;) {
        int64_t t = now();
        while (count && heap[0].due <= t) let_go(pop().id);
        int wait = count && !holds ? (int)((heap[0].due - t) / 1000000) + 1 : -1;
        struct pollfd watched[] = {{file, POLLIN, 0}, {0, POLLIN, 0}};
        if (poll(watched, 2, wait) < 0 && errno != EINTR) fail("poll");
        if (watched[1].revents) { // whoever started us has ended, or wants them all
            if (holds) let_all_go();
            return 0;
        }
        if (watched[0].revents & POLLIN) take(millis, jitter, 0);
    }
}

// LD_PRELOAD shim: makes one process's disk fail. $IOFAULT_CTL names a file of rules, read again when it changes:
//   OP PATH ACTION ARGUMENT COUNT [SKIPPED]
// OP: fsync (fdatasync, too), write or rename (PATH is the new name then). PATH: with a '*' in it, a pattern for the file's whole
// path; else part of that. ACTION: err ERRNO, delay MILLIS, lie 0 (says it worked, and does nothing), die PERCENT (of a write, so
// much of it is done; of another call, nothing at 0, else all; then the process ends at once with 137, as kill -9 would end it).
// COUNT: how often, -1 for always, after so many SKIPPED. Each hit is noted in $IOFAULT_CTL.hits, the first thousand.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define RULES_MAX 8
#define NOTED_MAX 1000

enum action { ERR, DELAY, LIE, DIE };
struct rule {
    char op[16], path[256];
    enum action action;
    long argument;
    atomic_long left, skipped;
};

static struct rule rules[RULES_MAX];
static atomic_int rule_count;
static struct stat last;
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
static atomic_llong last_look_millis;
static atomic_int noted;

static long long millis(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

static void read_rules(const char *file) {
    char line[512], action[16];
    int count = 0;
    FILE *control = fopen(file, "re");
    while (control && count < RULES_MAX && fgets(line, sizeof line, control)) {
        struct rule *r = &rules[count];
        long left, skipped = 0;
        if (sscanf(line, "%15s %255s %15s %ld %ld %ld", r->op, r->path, action, &r->argument, &left, &skipped) < 5) continue;
        r->action = !strcmp(action, "err") ? ERR : !strcmp(action, "delay") ? DELAY : !strcmp(action, "die") ? DIE : LIE;
        r->left = left;
        r->skipped = skipped;
        count++;
    }
    if (control) fclose(control);
    rule_count = count;
}

static void look(void) {
    const char *file = getenv("IOFAULT_CTL");
    long long now = millis();
    if (!file || now == last_look_millis) return;
    last_look_millis = now;
    struct stat s;
    if (stat(file, &s)) return;
    pthread_mutex_lock(&changing);
    if (s.st_mtim.tv_sec != last.st_mtim.tv_sec || s.st_mtim.tv_nsec != last.st_mtim.tv_nsec || s.st_ino != last.st_ino) {
        last = s;
        rule_count = 0;
        read_rules(file);
    }
    pthread_mutex_unlock(&changing);
}

static void note(const struct rule *r, const char *path) {
    char name[4096], line[1024];
    if (atomic_fetch_add(&noted, 1) >= NOTED_MAX) return;
    snprintf(name, sizeof name, "%s.hits", getenv("IOFAULT_CTL"));
    int file = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) return;
    int length = snprintf(line, sizeof line, "%s %s%s\n", r->op, path, r->action == DIE ? " died" : "");
    syscall(SYS_write, file, line, length);
    syscall(SYS_close, file);
}

static int concerns(const struct rule *r, const char *op, const char *path) {
    if (strcmp(r->op, op)) return 0;
    return strchr(r->path, '*') ? !fnmatch(r->path, path, 0) : strstr(path, r->path) != NULL;
}

// What is to befall this call: a rule that replaces it, or NULL. Delays happen in here.
static struct rule *hit(const char *op, const char *path) {
    for (int i = 0; i < rule_count; i++) {
        struct rule *r = &rules[i];
        if (!concerns(r, op, path) || r->left == 0) continue;
        if (r->skipped > 0 && atomic_fetch_sub(&r->skipped, 1) > 0) continue;
        if (r->left > 0 && atomic_fetch_sub(&r->left, 1) <= 0) continue;
        note(r, path);
        if (r->action != DELAY) return r;
        struct timespec t = {r->argument / 1000, r->argument % 1000 * 1000000};
        nanosleep(&t, NULL);
    }
    return NULL;
}

static struct rule *hit_file(const char *op, int file) {
    look();
    if (!rule_count) return NULL;
    char link[64], path[512];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    return hit(op, path);
}

#define REAL(type, name, ...)                       \
    static type (*real)(__VA_ARGS__);               \
    if (!real) real = dlsym(RTLD_NEXT, name)
// PART: the call, as far as it is done before the process dies in it.
#define REPLACE(found, pretended, part)             \
    struct rule *r = found;                         \
    if (r && r->action == LIE) return pretended;    \
    if (r && r->action == ERR) {                    \
        errno = (int)r->argument;                   \
        return -1;                                  \
    }                                               \
    if (r) {                                        \
        if (r->argument > 0) part;                  \
        syscall(SYS_exit_group, 137);               \
    }

int fsync(int file) {
    REAL(int, "fsync", int);
    REPLACE(hit_file("fsync", file), 0, real(file))
    return real(file);
}

int fdatasync(int file) {
    REAL(int, "fdatasync", int);
    REPLACE(hit_file("fsync", file), 0, real(file))
    return real(file);
}

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(ssize_t, "write", int, const void *, size_t);
    REPLACE(hit_file("write", file), (ssize_t)count, real(file, bytes, count * r->argument / 100))
    return real(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
    REPLACE(hit_file("write", file), (ssize_t)count, real(file, bytes, count * r->argument / 100, at))
    return real(file, bytes, count, at);
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    look();
    REPLACE(hit("rename", to), 0, real(from, to))
    return real(from, to);
}

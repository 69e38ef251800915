// LD_PRELOAD shim: gives one process a clock of its own. $SKEW_CTL names a file "AHEAD_MILLIS RATE" (say "-30000 1.05"), read
// again when it changes: CLOCK_REALTIME is shifted by the first, CLOCK_MONOTONIC runs at the second and never jumps. Absolute
// deadlines of timed waits are mapped back; time-outs of poll and epoll stay real. What was read is noted in $SKEW_CTL.seen.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL
#define LOOK_NANOS 50000000LL
#define CONDITIONS 65536
#define PROBES 64

struct clock_map {
    int64_t ahead, base_real, base_shown;
    double rate;
};

static int (*real_gettime)(clockid_t, struct timespec *);
static struct clock_map map = {0, 0, 0, 1.0};
static atomic_uint version; // odd while the map changes
static atomic_llong next_look;
static struct stat last;
static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;

static int64_t nanos(struct timespec t) { return t.tv_sec * SECOND + t.tv_nsec; }

static struct timespec timespec_of(int64_t n) {
    if (n < 0) n = 0;
    return (struct timespec){n / SECOND, n % SECOND};
}

static struct clock_map current(void) {
    struct clock_map copy;
    unsigned before;
    do {
        before = atomic_load(&version);
        copy = map;
        atomic_thread_fence(memory_order_acquire);
    } while ((before & 1) || before != atomic_load(&version));
    return copy;
}

static int is_plain(const struct clock_map *m) { return m->rate == 1.0 && m->base_real == m->base_shown; }

static int64_t shown(const struct clock_map *m, int64_t real) {
    return is_plain(m) ? real : m->base_shown + (int64_t)((real - m->base_real) * m->rate);
}

static int64_t real_of(const struct clock_map *m, int64_t shown_nanos) {
    return is_plain(m) ? shown_nanos : m->base_real + (int64_t)((shown_nanos - m->base_shown) / m->rate);
}

static void change(const char *file, int64_t real) {
    long long ahead;
    double rate;
    FILE *control = fopen(file, "re");
    if (!control) return;
    if (fscanf(control, "%lld %lf", &ahead, &rate) == 2 && rate > 0) {
        struct clock_map next = {ahead * 1000000LL, real, shown(&map, real), rate};
        atomic_fetch_add(&version, 1);
        map = next;
        atomic_fetch_add(&version, 1);
        char name[4096];
        snprintf(name, sizeof name, "%s.seen", file);
        FILE *seen = fopen(name, "ae");
        if (seen) {
            fprintf(seen, "%ld %lld %g\n", (long)getpid(), ahead, rate);
            fclose(seen);
        }
    }
    fclose(control);
}

static void look(int64_t real) {
    if (real < atomic_load(&next_look)) return;
    atomic_store(&next_look, real + LOOK_NANOS);
    const char *file = getenv("SKEW_CTL");
    struct stat now;
    if (!file || stat(file, &now)) return;
    if (pthread_mutex_trylock(&changing)) return;
    if (now.st_mtim.tv_sec != last.st_mtim.tv_sec || now.st_mtim.tv_nsec != last.st_mtim.tv_nsec ||
        now.st_ino != last.st_ino) {
        last = now;
        change(file, real);
    }
    pthread_mutex_unlock(&changing);
}

int clock_gettime(clockid_t id, struct timespec *t) {
    if (!real_gettime) real_gettime = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real_gettime(id, t);
    if (failed) return failed;
    if (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE) {
        struct timespec real;
        real_gettime(CLOCK_MONOTONIC_COARSE, &real);
        look(nanos(real));
        struct clock_map m = current();
        *t = timespec_of(nanos(*t) + m.ahead);
    } else if (id == CLOCK_MONOTONIC || id == CLOCK_MONOTONIC_COARSE || id == CLOCK_MONOTONIC_RAW ||
               id == CLOCK_BOOTTIME) {
        int64_t real = nanos(*t);
        if (id == CLOCK_MONOTONIC) look(real);
        struct clock_map m = current();
        *t = timespec_of(shown(&m, real));
    }
    return 0;
}

int gettimeofday(struct timeval *restrict tv, void *restrict zone) {
    (void)zone;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    tv->tv_sec = t.tv_sec;
    tv->tv_usec = t.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *to) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    if (to) *to = t.tv_sec;
    return t.tv_sec;
}

// Which conditions wait by the monotonic clock, their creator says once; the wait itself does not.
static _Atomic(void *) monotonic[CONDITIONS];

static unsigned slot_of(void *condition) { return ((uintptr_t)condition >> 4) * 2654435761u % CONDITIONS; }

int pthread_cond_init(pthread_cond_t *restrict condition, const pthread_condattr_t *restrict attributes) {
    static int (*real)(pthread_cond_t *, const pthread_condattr_t *);
    if (!real) real = dlvsym(RTLD_NEXT, "pthread_cond_init", "GLIBC_2.3.2");
    clockid_t id = CLOCK_REALTIME;
    if (attributes) pthread_condattr_getclock(attributes, &id);
    unsigned slot = slot_of(condition);
    for (unsigned k = 0; k < PROBES; k++) {
        _Atomic(void *) *entry = &monotonic[(slot + k) % CONDITIONS];
        void *present = *entry, *none = NULL;
        if (id == CLOCK_MONOTONIC) {
            if (present == condition || (!present && atomic_compare_exchange_strong(entry, &none, (void *)condition))) break;
        } else if (present == condition) {
            *entry = (void *)1;
        }
    }
    return real(condition, attributes);
}

static int waits_by_monotonic(void *condition) {
    unsigned slot = slot_of(condition);
    for (unsigned k = 0; k < PROBES; k++) {
        void *present = monotonic[(slot + k) % CONDITIONS];
        if (present == condition) return 1;
        if (!present) return 0;
    }
    return 0;
}

int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline) {
    static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!real) real = dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    struct clock_map m = current();
    struct timespec t =
        timespec_of(waits_by_monotonic(condition) ? real_of(&m, nanos(*deadline)) : nanos(*deadline) - m.ahead);
    return real(condition, mutex, &t);
}

/* Documents in, results out in the same order, by several threads.
 *
 * A thread takes the next document, works on it, and leaves the result in a ring under the document's number.
 * Whoever leaves the result that is next in order writes it and all that wait behind it. The ring bounds how
 * far the threads run ahead. One lock guards the reader, another the ring: while a thread waits for input,
 * what is finished is written, so that a program can send a document and wait for the answer. */
#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"

enum { RING = 256, AHEAD = 16 << 20, STANDARD_OUTPUT = 1 };

typedef struct finished {
    dm_buffer out;    /* a copy of the result, where it must wait for others */
    dm_result result; /* what to write */
    dm_err err;
    bool done, failed;
} finished;

typedef struct crew {
    const dm_cli_options *options;
    dm_cli_work *work;
    const void *how;
    dm_reader *reader;
    pthread_mutex_t reading; /* for the reader; taken before the other one */
    pthread_mutex_t lock;    /* for all that follows */
    pthread_cond_t moved;    /* `written` went on */
    finished ring[RING];
    uint64_t taken, written;
    size_t waiting; /* bytes of finished results */
    uint64_t failed;
    bool ended, writing, broken; /* broken: standard output is gone, or no memory */
    bool progress;
    uint64_t read, size; /* bytes of the inputs, for the progress */
    double shown, began;
} crew;

typedef struct hand {
    crew *crew;
    dm_coder *coder;
    pthread_t thread;
} hand;

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static bool write_all(const char *p, size_t n) {
    while (n) {
        ssize_t w = write(STANDARD_OUTPUT, p, n);
        if (w < 0 && errno == EINTR) continue;
        if (w <= 0) return false;
        p += w;
        n -= (size_t)w;
    }
    return true;
}

/* A line on the terminal that is rewritten a few times a second. */
static void show_progress(crew *c, bool last) {
    enum { WIDTH = 30 };
    double now = seconds();
    if (!c->progress || (!last && now - c->shown < 0.2)) return;
    c->shown = now;
    char bar[WIDTH + 1];
    unsigned filled = c->size ? (unsigned)(WIDTH * (c->read < c->size ? c->read : c->size) / c->size) : 0;
    memset(bar, '.', WIDTH);
    memset(bar, '#', filled);
    bar[WIDTH] = 0;
    fprintf(stderr, "\r[%s] %llu documents, %.0f a second\033[K", bar, (unsigned long long)c->written,
            (double)c->written / (now - c->began + 1e-9));
    if (last) fputs("\r\033[K", stderr);
}

/* Writes what is next in order, called with the lock held; the lock is free while bytes go out. */
static void write_ready(crew *c) {
    if (c->writing) return;
    c->writing = true;
    for (finished *f; (f = &c->ring[c->written % RING])->done && !c->broken;) {
        pthread_mutex_unlock(&c->lock);
        bool good = write_all(f->result.data, f->result.size);
        int reason = errno;
        if (f->failed) {
            if (c->progress) fputs("\r\033[K", stderr);
            dm_cli_report(&f->err);
        }
        pthread_mutex_lock(&c->lock);
        if (!good) {
            fprintf(stderr, "demarche: cannot write the results: %s\n", strerror(reason));
            c->broken = true;
        }
        c->waiting -= f->out.n;
        c->failed += f->failed;
        dm_buffer_clear(&f->out);
        f->done = false;
        c->written++;
        pthread_cond_broadcast(&c->moved);
    }
    c->writing = false;
    show_progress(c, false);
}

/* The document of an item and what `work` makes of it; the jump of a failed allocation ends here. */
static dm_status load_and_work(crew *c, dm_coder *coder, const dm_item *item, dm_arena *arena, dm_loaded *doc,
                               finished *f) {
    jmp_buf guard;
    arena->guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(&f->err);
    dm_status s = dm_document_load(doc, item, arena, &f->err);
    if (s != DM_OK) return s;
    if (!doc->doc.date) doc->doc.date = c->options->date;
    s = c->work(coder, &doc->doc, c->how, &f->result, &f->err);
    if (s != DM_OK) { /* the library names the document; the user looks for a place in a file */
        snprintf(f->err.where, sizeof f->err.where, "%s", item->name);
        f->err.at = item->line ? (int64_t)item->line : -1;
    }
    return s;
}

static void work_on(crew *c, dm_coder *coder, const dm_item *item, dm_arena *arena, finished *f) {
    dm_loaded doc = {0};
    f->err = item->err;
    f->result = (dm_result){0};
    dm_arena_reset(arena);
    f->failed =
        (item->status != DM_OK ? item->status : load_and_work(c, coder, item, arena, &doc, f)) != DM_OK;
    dm_document_clear(&doc);
}

/* The coder goes on to the next document: its result is copied to wait for its turn. */
static void keep_result(finished *f) {
    dm_buffer_add(&f->out, f->result.data, f->result.size);
    if (f->out.failed) {
        dm_fail_memory(&f->err);
        f->failed = true;
        dm_buffer_clear(&f->out);
    }
    f->result = (dm_result){f->out.p, f->out.n};
}

/* The next document, and the place for its result; NULL if there is none. */
static finished *next_item(crew *c, dm_item *item, uint64_t *number) {
    finished *f = NULL;
    pthread_mutex_lock(&c->reading);
    pthread_mutex_lock(&c->lock);
    while (!c->broken && !c->ended &&
           (c->taken - c->written >= RING || (c->waiting > AHEAD && c->taken != c->written)))
        pthread_cond_wait(&c->moved, &c->lock);
    if (!c->broken && !c->ended) {
        pthread_mutex_unlock(&c->lock);
        bool more = dm_reader_next(c->reader, item);
        pthread_mutex_lock(&c->lock);
        dm_reader_progress(c->reader, &c->read, &c->size);
        if (more) {
            *number = c->taken++;
            f = &c->ring[*number % RING];
        } else
            c->ended = true;
    }
    pthread_mutex_unlock(&c->lock);
    pthread_mutex_unlock(&c->reading);
    return f;
}

static void *toil(void *argument) {
    hand *h = argument;
    crew *c = h->crew;
    dm_item item = {0};
    dm_arena arena;
    dm_arena_init(&arena, 1 << 20);
    uint64_t number = 0;
    for (finished *f; (f = next_item(c, &item, &number));) {
        work_on(c, h->coder, &item, &arena, f);
        pthread_mutex_lock(&c->lock);
        if (c->writing || number != c->written) { /* else it is next, and this thread writes it right now */
            pthread_mutex_unlock(&c->lock);
            keep_result(f);
            pthread_mutex_lock(&c->lock);
        }
        f->done = true;
        c->waiting += f->out.n;
        write_ready(c);
        pthread_mutex_unlock(&c->lock);
    }
    dm_arena_clear(&arena);
    dm_buffer_clear(&item.bytes);
    return NULL;
}

/* Sets all hands to work and waits for them; if threads cannot be had, those that there are do it. */
static void employ(hand *hands, unsigned n) {
    unsigned started = 0;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &old);
    while (started + 1 < n && pthread_create(&hands[started].thread, NULL, toil, &hands[started]) == 0)
        started++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    toil(&hands[n - 1]); /* this thread works too */
    for (unsigned i = 0; i < started; i++) pthread_join(hands[i].thread, NULL);
}

int dm_cli_each_document(const dm_cli_options *o, const dm_options *coding, bool lexicon, dm_cli_work *work,
                         const void *how) {
    char model[4096], table[4096];
    dm_err err = {0};
    dm_engine *engine = NULL;
    crew *c = NULL;
    hand *hands = NULL;
    const unsigned n_hands = o->threads;
    int status = DM_EXIT_MISUSE;
    assert(n_hands > 0);
    if (!dm_cli_find_data(model, o->model, "DEMARCHE_MODEL", "en_core_web_sm.dmm",
                          "make one: demarche model import PACKAGE"))
        return status;
    if (lexicon && !dm_cli_find_lexicon(table, o->lexicon)) return status;
    signal(SIGPIPE, SIG_IGN);
    if (dm_engine_new(&engine, model, lexicon ? table : NULL, &err) != DM_OK) {
        dm_cli_report(&err);
        return status;
    }
    c = calloc(1, sizeof *c);
    hands = calloc(n_hands, sizeof *hands);
    if (!c || !hands) goto memory;
    c->options = o;
    c->work = work;
    c->how = how;
    c->progress = isatty(STDERR_FILENO) && !isatty(STANDARD_OUTPUT) && !o->quiet;
    c->began = c->shown = seconds();
    pthread_mutex_init(&c->reading, NULL);
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->moved, NULL);
    dm_options settings = coding ? *coding : (dm_options){0};
    /* vectors kept for word types: 47 MB for one thread, less for each of many */
    if (!settings.cache_rows) settings.cache_rows = o->threads == 1 ? 6144 : o->threads == 2 ? 5120 : 3072;
    for (unsigned i = 0; i < n_hands; i++) {
        hands[i].crew = c;
        if (dm_coder_new(&hands[i].coder, engine, &settings, &err) != DM_OK) goto memory;
    }
    if (dm_reader_new(&c->reader, o->inputs, o->n_inputs, o->form, o->max_document, &err) != DM_OK)
        goto memory;
    employ(hands, n_hands);
    show_progress(c, true);
    status = c->broken ? DM_EXIT_MISUSE : c->failed ? DM_EXIT_SOME_FAILED : DM_EXIT_WELL;
    goto out;
memory:
    dm_fail_memory(&err);
    dm_cli_report(&err);
out:
    for (unsigned i = 0; hands && i < n_hands; i++) dm_coder_free(hands[i].coder);
    free(hands);
    if (c) {
        for (int i = 0; i < RING; i++) dm_buffer_clear(&c->ring[i].out);
        dm_reader_free(c->reader);
        free(c);
    }
    dm_engine_free(engine);
    return status;
}

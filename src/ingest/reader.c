#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/document.h"

enum { PIECE = 256 * 1024, RAW = 64 * 1024 };

struct dm_reader {
    const char *const *names;
    size_t n_names, current;
    dm_input_form form;
    size_t limit;

    /* the open input */
    bool open, json, ended, fresh;
    int fd;
    struct archive *gzip;
    char *raw; /* packed bytes, RAW of them; libarchive looks at them until it asks for more */
    uint64_t line;
    char *piece; /* read ahead: [at, end) */
    size_t at, end;
    uint64_t done, all; /* bytes read, of those there are */
    uint64_t begun;     /* `done` when the open input was opened */
};

static const char *const standard_input[] = {"-"};

dm_status dm_reader_new(dm_reader **out, const char *const *names, size_t n, dm_input_form form, size_t limit,
                        dm_err *err) {
    dm_reader *r = calloc(1, sizeof *r);
    char *piece = malloc(PIECE);
    if (!r || !piece) {
        free(r);
        free(piece);
        return dm_fail_memory(err);
    }
    r->names = n ? names : standard_input;
    r->n_names = n ? n : 1;
    r->form = form;
    r->limit = limit;
    r->piece = piece;
    r->fd = -1;
    for (size_t i = 0; i < r->n_names; i++) {
        struct stat st;
        if (stat(r->names[i], &st) == 0 && S_ISREG(st.st_mode)) r->all += (uint64_t)st.st_size;
    }
    *out = r;
    return DM_OK;
}

static void close_input(dm_reader *r) {
    if (r->gzip) archive_read_free(r->gzip);
    if (r->fd > 0) close(r->fd);
    r->gzip = NULL;
    r->fd = -1;
    r->open = false;
    r->current++;
}

void dm_reader_free(dm_reader *r) {
    if (!r) return;
    if (r->open) close_input(r);
    free(r->piece);
    free(r->raw);
    free(r);
}

void dm_reader_progress(const dm_reader *r, uint64_t *done, uint64_t *all) {
    *done = r->done;
    *all = r->all;
}

static bool ends(const char *name, const char *tail) {
    size_t n = strlen(name), m = strlen(tail);
    return n >= m && strcasecmp(name + n - m, tail) == 0;
}

/* Forms that this version does not read: an error that says so. */
static const char *unread_form(const char *name) {
    static const struct {
        const char *tail, *what;
    } forms[] = {{".html", "a web page"}, {".htm", "a web page"},      {".xml", "a feed"},
                 {".zip", "an archive"},  {".tar", "an archive"},      {".tar.gz", "an archive"},
                 {".tgz", "an archive"},  {".warc", "a web archive"},  {".warc.gz", "a web archive"},
                 {".pdf", "a PDF file"},  {".docx", "a Word document"}};
    if (strncasecmp(name, "http://", 7) == 0 || strncasecmp(name, "https://", 8) == 0) return "an address";
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (ends(name, forms[i].tail)) return forms[i].what;
    return NULL;
}

static la_ssize_t gzip_read(struct archive *a, void *data, const void **buffer) {
    dm_reader *r = data;
    ssize_t n;
    do n = read(r->fd, r->raw, RAW);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        archive_set_error(a, errno, "%s", strerror(errno));
    else
        r->done += (uint64_t)n;
    *buffer = r->raw;
    return n;
}

static dm_status open_gzip(dm_reader *r, const char *name, dm_err *err) {
    struct archive_entry *entry;
    if (!r->raw) r->raw = malloc(RAW);
    r->gzip = archive_read_new();
    if (!r->gzip || !r->raw) return dm_fail_memory(err);
    archive_read_support_filter_gzip(r->gzip);
    archive_read_support_format_raw(r->gzip);
    archive_read_support_format_empty(r->gzip);
    int got = archive_read_open(r->gzip, r, NULL, gzip_read, NULL);
    if (got == ARCHIVE_OK) got = archive_read_next_header(r->gzip, &entry);
    const char *error = got < ARCHIVE_WARN ? archive_error_string(r->gzip) : NULL;
    if (error) return dm_fail(err, DM_EIO, -1, name, "get the file again", "cannot unpack it: %s", error);
    bool packed = archive_filter_count(r->gzip) >= 2;
    if (got == ARCHIVE_EOF && (packed || r->done == r->begun)) { /* nothing packed, or no byte at all */
        r->ended = true;
        return DM_OK;
    }
    return packed ? DM_OK
                  : dm_fail(err, DM_EINPUT, -1, name, "give it its right name, or unpack it",
                            "it is named as gzip but is something else");
}

static dm_status open_input(dm_reader *r, dm_err *err) {
    const char *name = r->names[r->current];
    bool standard = strcmp(name, "-") == 0;
    const char *form = standard || r->form != DM_INPUT_AUTO ? NULL : unread_form(name);
    struct stat st;
    if (form)
        return dm_fail(err, DM_EINPUT, -1, name, "give plain text or JSON Lines, or say which with --input",
                       "it looks like %s, which this version does not read", form);
    r->fd = standard ? 0 : open(name, O_RDONLY | O_CLOEXEC);
    if (r->fd < 0)
        return dm_fail(err, DM_EIO, -1, name, "check the name", "cannot open it: %s", strerror(errno));
    if (fstat(r->fd, &st) == 0 && S_ISDIR(st.st_mode))
        return dm_fail(err, DM_EIO, -1, name, "name the files in it: FOLDER/*",
                       "it is a folder, which this version does not read");
    r->at = r->end = 0;
    r->line = 0;
    r->begun = r->done;
    r->ended = false;
    r->fresh = true;
    r->open = true;
    bool packed = ends(name, ".gz");
    if (packed) {
        dm_status s = open_gzip(r, name, err);
        if (s != DM_OK) return s;
    }
    r->json = r->form == DM_INPUT_JSONL;
    if (r->form == DM_INPUT_AUTO) {
        char plain[4096];
        snprintf(plain, sizeof plain, "%.*s", (int)(strlen(name) - (packed ? 3 : 0)), name);
        r->json = ends(plain, ".jsonl") || ends(plain, ".ndjson");
    }
    return DM_OK;
}

/* More bytes behind [at, end); false at the end, or with an error in *err. */
static bool fill(dm_reader *r, dm_err *err) {
    if (r->ended) return false;
    if (r->at == r->end) r->at = r->end = 0;
    if (r->end == PIECE) return false;
    la_ssize_t n;
    if (r->gzip) {
        n = archive_read_data(r->gzip, r->piece + r->end, PIECE - r->end);
        if (n < 0) {
            dm_fail(err, DM_EIO, -1, r->names[r->current], "get the file again",
                    "cannot unpack all of it: %s",
                    archive_error_string(r->gzip) ? archive_error_string(r->gzip) : "damaged");
            n = 0;
        }
    } else {
        do n = read(r->fd, r->piece + r->end, PIECE - r->end);
        while (n < 0 && errno == EINTR);
        if (n < 0) {
            dm_fail(err, DM_EIO, -1, r->names[r->current], "", "cannot read it: %s", strerror(errno));
            n = 0;
        }
        r->done += (uint64_t)n;
    }
    if (n == 0) r->ended = true;
    r->end += (size_t)n;
    return n > 0;
}

/* Looks at the beginning: drops a byte order mark; standard input that begins with `{` is JSON Lines. */
static void begin_input(dm_reader *r, dm_err *err) {
    r->fresh = false;
    while (r->end - r->at < 4 && fill(r, err)) {
    }
    if (r->end - r->at >= 3 && memcmp(r->piece + r->at, "\xEF\xBB\xBF", 3) == 0) r->at += 3;
    if (r->form == DM_INPUT_AUTO && strcmp(r->names[r->current], "-") == 0)
        r->json = r->end > r->at && r->piece[r->at] == '{';
}

/* Takes the bytes up to `stop` (a line feed) or to the end; counts them all, keeps at most `limit`. */
static uint64_t take(dm_reader *r, dm_item *item, bool line, bool *stopped) {
    uint64_t size = 0;
    *stopped = false;
    while (!*stopped) {
        if (r->at == r->end && !fill(r, &item->err)) break;
        char *from = r->piece + r->at, *feed = line ? memchr(from, '\n', r->end - r->at) : NULL;
        size_t n = feed ? (size_t)(feed - from) : r->end - r->at;
        if (size + n <= r->limit) dm_buffer_add(&item->bytes, from, n);
        size += n;
        r->at += n + (feed != NULL);
        *stopped = feed != NULL;
    }
    return size;
}

static bool is_blank(const dm_buffer *b) {
    for (size_t i = 0; i < b->n; i++)
        if (b->p[i] != ' ' && b->p[i] != '\t' && b->p[i] != '\r') return false;
    return true;
}

bool dm_reader_next(dm_reader *r, dm_item *item) {
    item->status = DM_OK;
    item->err = (dm_err){0};
    item->several = r->n_names > 1;
    for (;;) {
        if (r->open && r->ended && r->at == r->end) close_input(r);
        if (r->current == r->n_names) return false;
        item->name = r->names[r->current];
        item->line = 0;
        item->bytes.n = 0;
        item->bytes.failed = false;
        if (!r->open) {
            item->status = open_input(r, &item->err);
            if (item->status != DM_OK) {
                close_input(r);
                return true;
            }
        }
        bool whole = r->fresh, stopped;
        if (r->fresh) begin_input(r, &item->err);
        item->json = r->json;
        uint64_t size = take(r, item, r->json, &stopped);
        if (r->json)
            item->line = ++r->line;
        else
            r->ended = true;
        if (item->err.code != DM_OK) { /* what was read before the error is not a whole document */
            item->status = item->err.code;
            item->err.at = r->json ? (int64_t)item->line : -1;
            r->ended = true;
            r->at = r->end;
            return true;
        }
        if (size > r->limit) {
            item->status = dm_fail(&item->err, DM_ELIMIT, r->json ? (int64_t)item->line : -1, item->name,
                                   "raise --max-document", "the document has %llu bytes, more than %zu",
                                   (unsigned long long)size, r->limit);
            return true;
        }
        if (item->bytes.failed) {
            item->status = dm_fail_memory(&item->err);
            return true;
        }
        if (r->json && (is_blank(&item->bytes) || (size == 0 && !stopped))) continue;
        if (!r->json && !whole) continue;
        return true;
    }
}

/* A growing buffer of bytes for output. A failed growth is remembered in `failed`; what follows is dropped,
 * so that a writer checks once at the end. */
#ifndef DM_BUFFER_H
#define DM_BUFFER_H

#include "base/str.h"

typedef struct dm_buffer {
    char *p;
    size_t n, room;
    bool failed;
} dm_buffer;

void dm_buffer_clear(dm_buffer *b);
/* Room for `more` bytes after the end, or NULL. */
char *dm_buffer_reserve(dm_buffer *b, size_t more);
void dm_buffer_add(dm_buffer *b, const void *p, size_t n);
void dm_buffer_printf(dm_buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A decimal number. */
void dm_buffer_uint(dm_buffer *b, uint64_t v);

static inline void dm_buffer_str(dm_buffer *b, dm_str s) {
    dm_buffer_add(b, s.p, s.n);
}

static inline void dm_buffer_text(dm_buffer *b, const char *c) {
    dm_buffer_add(b, c, strlen(c));
}

static inline void dm_buffer_char(dm_buffer *b, char c) {
    if (b->n < b->room)
        b->p[b->n++] = c;
    else
        dm_buffer_add(b, &c, 1);
}

#endif

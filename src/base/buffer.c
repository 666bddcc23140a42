#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void dm_buffer_clear(dm_buffer *b) {
    free(b->p);
    *b = (dm_buffer){0};
}

char *dm_buffer_reserve(dm_buffer *b, size_t more) {
    if (b->failed) return NULL;
    if (more > b->room - b->n) {
        size_t room = b->room ? b->room : 4096;
        while (room - b->n < more) {
            if (room > SIZE_MAX / 4) {
                b->failed = true;
                return NULL;
            }
            room *= 2;
        }
        char *p = realloc(b->p, room);
        if (!p) {
            b->failed = true;
            return NULL;
        }
        b->p = p;
        b->room = room;
    }
    return b->p + b->n;
}

void dm_buffer_add(dm_buffer *b, const void *p, size_t n) {
    if (n == 0 || !dm_buffer_reserve(b, n)) return;
    memcpy(b->p + b->n, p, n);
    b->n += n;
}

void dm_buffer_printf(dm_buffer *b, const char *format, ...) {
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n >= 0 && dm_buffer_reserve(b, (size_t)n + 1)) {
        vsnprintf(b->p + b->n, (size_t)n + 1, format, again);
        b->n += (size_t)n;
    }
    va_end(again);
}

void dm_buffer_uint(dm_buffer *b, uint64_t v) {
    char digits[20];
    size_t n = 0;
    do {
        digits[sizeof digits - ++n] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    dm_buffer_add(b, digits + sizeof digits - n, n);
}

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>

struct dm_block {
    dm_block *next;
    size_t size, used;
    _Alignas(64) char data[];
};

enum { FIRST_BLOCK = 256 * 1024 };

void dm_arena_init(dm_arena *arena, size_t kept) {
    *arena = (dm_arena){.kept = kept};
}

void dm_arena_clear(dm_arena *arena) {
    for (dm_block *b = arena->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
    arena->first = arena->current = NULL;
    arena->total = 0;
}

void dm_arena_reset(dm_arena *arena) {
    size_t held = 0;
    for (dm_block **at = &arena->first; *at;) {
        dm_block *b = *at;
        if (held + b->size <= arena->kept) {
            held += b->size;
            b->used = 0;
            at = &b->next;
        } else {
            *at = b->next;
            arena->total -= b->size;
            free(b);
        }
    }
    arena->current = arena->first;
}

void dm_arena_fail(dm_arena *arena) {
    if (!arena->guard) abort();
    longjmp(*arena->guard, 1);
}

static void add_block(dm_arena *arena, size_t need) {
    size_t size = arena->current ? arena->current->size * 2 : FIRST_BLOCK;
    if (size > (size_t)64 << 20) size = (size_t)64 << 20;
    /* near the limit a block just takes what is asked for */
    if (size < need || (arena->limit && size > arena->limit - arena->total)) size = need;
    if (size > SIZE_MAX - sizeof(dm_block) || (arena->limit && size > arena->limit - arena->total))
        dm_arena_fail(arena);
    size_t bytes = (sizeof(dm_block) + size + 63) & ~(size_t)63;
    dm_block *b = aligned_alloc(64, bytes);
    if (!b) dm_arena_fail(arena);
    b->next = NULL;
    b->size = size;
    b->used = 0;
    arena->total += size;
    if (arena->current) {
        b->next = arena->current->next;
        arena->current->next = b;
    } else {
        arena->first = b;
    }
    arena->current = b;
}

void *dm_arena_take(dm_arena *arena, size_t size) {
    size_t align = size >= 32 ? 32 : 8;
    if (size > SIZE_MAX / 2) dm_arena_fail(arena);
    for (;;) {
        dm_block *b = arena->current;
        if (b) {
            size_t at = (b->used + align - 1) & ~(align - 1);
            if (at <= b->size && size <= b->size - at) {
                b->used = at + size;
                return b->data + at;
            }
            if (b->next) {
                arena->current = b->next;
                continue;
            }
        }
        add_block(arena, size + 64);
    }
}

void *dm_arena_array(dm_arena *arena, size_t count, size_t size) {
    if (size && count > SIZE_MAX / 2 / size) dm_arena_fail(arena);
    return dm_arena_take(arena, count * size);
}

void *dm_arena_zero(dm_arena *arena, size_t count, size_t size) {
    void *p = dm_arena_array(arena, count, size);
    if (count && size) memset(p, 0, count * size);
    return p;
}

dm_str dm_arena_copy(dm_arena *arena, dm_str text) {
    char *p = dm_arena_take(arena, text.n + 1);
    if (text.n) memcpy(p, text.p, text.n);
    p[text.n] = 0;
    return (dm_str){p, text.n};
}

void *dm_arena_grow(dm_arena *arena, void *old, uint32_t used, uint32_t *room, size_t size) {
    if (*room > UINT32_MAX / 2) dm_arena_fail(arena);
    uint32_t grown = *room ? *room * 2 : 8;
    void *p = dm_arena_array(arena, grown, size);
    if (used) memcpy(p, old, used * size);
    *room = grown;
    return p;
}

/* Memory of one document: taken piece by piece, given back as a whole.
 *
 * An arena grows by blocks; reset keeps the first ones for the next document and frees what a huge document
 * needed. Failure: a request that cannot be met does not return. It jumps to the guard that the owner set, so
 * that the code between needs no check:
 *
 *     jmp_buf guard;
 *     if (setjmp(guard)) return dm_fail_memory(err);
 *     arena->guard = &guard;
 *
 * Not for several threads at once. */
#ifndef DM_ARENA_H
#define DM_ARENA_H

#include <setjmp.h>
#include <stddef.h>

#include "base/str.h"

typedef struct dm_block dm_block;

typedef struct dm_arena {
    dm_block *first, *current;
    size_t kept;    /* bytes that reset keeps */
    size_t total;   /* bytes held now */
    size_t limit;   /* bytes beyond which a request fails; 0: none */
    jmp_buf *guard; /* where a failed request goes; must be set before the first one */
} dm_arena;

/* Nothing is allocated yet. */
void dm_arena_init(dm_arena *arena, size_t kept);
/* Everything taken becomes invalid. */
void dm_arena_reset(dm_arena *arena);
void dm_arena_clear(dm_arena *arena);

/* Uninitialised, aligned to 32 bytes if size is 32 or more, else to 8; never NULL. */
void *dm_arena_take(dm_arena *arena, size_t size);
/* count * size bytes of zeros; overflow is a failed request. */
void *dm_arena_zero(dm_arena *arena, size_t count, size_t size);
void *dm_arena_array(dm_arena *arena, size_t count, size_t size);
dm_str dm_arena_copy(dm_arena *arena, dm_str text);
/* Jumps to the guard. */
_Noreturn void dm_arena_fail(dm_arena *arena);

/* A growing array of T: declare as DM_VEC(T) name; push with dm_vec_push(arena, &v, value). */
#define DM_VEC(T)                                                                                            \
    struct {                                                                                                 \
        T *at;                                                                                               \
        uint32_t n, room;                                                                                    \
    }

void *dm_arena_grow(dm_arena *arena, void *old, uint32_t used, uint32_t *room, size_t size);

#define dm_vec_push(arena, v, value)                                                                         \
    do {                                                                                                     \
        if ((v)->n == (v)->room)                                                                             \
            (v)->at = dm_arena_grow((arena), (v)->at, (v)->n, &(v)->room, sizeof *(v)->at);                  \
        (v)->at[(v)->n++] = (value);                                                                         \
    } while (0)

#endif

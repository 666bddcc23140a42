/* Borrowed text: pointer and length in bytes; never assumed to be closed by NUL. */
#ifndef DM_STR_H
#define DM_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct dm_str {
    const char *p;
    size_t n;
} dm_str;

#define DM_STR(literal) ((dm_str){(literal), sizeof(literal) - 1})

static inline dm_str dm_str_of(const char *c) {
    return (dm_str){c, c ? strlen(c) : 0};
}

static inline bool dm_str_eq(dm_str a, dm_str b) {
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool dm_str_is(dm_str a, const char *c) {
    return a.n == strlen(c) && memcmp(a.p, c, a.n) == 0;
}

static inline bool dm_str_starts(dm_str a, dm_str head) {
    return a.n >= head.n && memcmp(a.p, head.p, head.n) == 0;
}

static inline bool dm_str_ends(dm_str a, dm_str tail) {
    return a.n >= tail.n && memcmp(a.p + a.n - tail.n, tail.p, tail.n) == 0;
}

/* Byte order, then length: the order of the sorted tables. */
static inline int dm_str_cmp(dm_str a, dm_str b) {
    size_t n = a.n < b.n ? a.n : b.n;
    int c = n ? memcmp(a.p, b.p, n) : 0;
    return c ? c : (a.n > b.n) - (a.n < b.n);
}

/* The place of a word, which has no blank in it, in a list with one blank between any two; -1 if it is not
 * there. */
static inline int dm_place_in_list(dm_str word, const char *list) {
    int place = 0;
    for (const char *p = list;; p++, place++) {
        size_t k = 0;
        while (k < word.n && p[k] && p[k] == word.p[k] && p[k] != ' ') k++;
        if (k && k == word.n && (!p[k] || p[k] == ' ')) return place;
        p += k;
        while (*p && *p != ' ') p++;
        if (!*p) return -1;
    }
}

static inline bool dm_is_one_of(dm_str word, const char *list) {
    return dm_place_in_list(word, list) >= 0;
}

static inline dm_str dm_str_sub(dm_str a, size_t begin, size_t end) {
    return (dm_str){a.p + begin, end - begin};
}

#endif

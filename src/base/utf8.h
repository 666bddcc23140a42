/* UTF-8 and the Unicode 14.0 properties that the reference pipeline reads (the version of its Python 3.11).
 */
#ifndef DM_UTF8_H
#define DM_UTF8_H

#include "base/str.h"

/* Bytes of the first ill-formed sequence's offset, or n if all is well-formed (no surrogates, no overlong
 * forms). */
size_t dm_utf8_check(const char *p, size_t n);

/* Code points in well-formed text. */
size_t dm_utf8_count(const char *p, size_t n);

/* The code point at p (well-formed) and its length in bytes. */
static inline uint32_t dm_utf8_at(const char *p, size_t *bytes) {
    const unsigned char *u = (const unsigned char *)p;
    if (u[0] < 0x80) {
        *bytes = 1;
        return u[0];
    }
    if (u[0] < 0xE0) {
        *bytes = 2;
        return (uint32_t)(u[0] & 31) << 6 | (u[1] & 63);
    }
    if (u[0] < 0xF0) {
        *bytes = 3;
        return (uint32_t)(u[0] & 15) << 12 | (uint32_t)(u[1] & 63) << 6 | (u[2] & 63);
    }
    *bytes = 4;
    return (uint32_t)(u[0] & 7) << 18 | (uint32_t)(u[1] & 63) << 12 | (uint32_t)(u[2] & 63) << 6 |
           (u[3] & 63);
}

static inline size_t dm_utf8_length(unsigned char lead) {
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

static inline bool dm_utf8_is_start(char c) {
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* Writes a code point (up to 4 bytes); returns its length. */
size_t dm_utf8_put(char *out, uint32_t c);

/* Properties of a code point. */
enum {
    DM_UC_LETTER = 1,    /* general category L* */
    DM_UC_UPPER = 2,     /* Lu */
    DM_UC_DIGIT = 4,     /* Python's str.isdigit */
    DM_UC_SPACE = 8,     /* Python's str.isspace */
    DM_UC_CASED = 16,    /* for the final sigma */
    DM_UC_IGNORABLE = 32 /* case-ignorable, for the final sigma */
};

unsigned dm_unicode_class(uint32_t c);

static inline bool dm_unicode_is_space(uint32_t c) {
    return c < 0x80 ? (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20)
                    : (dm_unicode_class(c) & DM_UC_SPACE) != 0;
}

/* The lower-case letters under the marks of a Latin letter beyond ASCII ("é": e, "Æ": ae): their number, 0
 * for any other code point. */
size_t dm_utf8_base(uint32_t c, char out[2]);

/* Full lower-casing as Python's str.lower; out needs 3 * n + 2 bytes; returns the bytes written. */
size_t dm_utf8_lower(const char *p, size_t n, char *out);

#endif

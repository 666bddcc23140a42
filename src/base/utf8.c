#include "base/utf8.h"

#include "base/unicode_tables.h"

size_t dm_utf8_check(const char *text, size_t n) {
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        if (p[i] < 0x80) {
            uint64_t eight;
            while (n - i >= 8) {
                memcpy(&eight, p + i, 8);
                if (eight & 0x8080808080808080u) break;
                i += 8;
            }
            while (i < n && p[i] < 0x80) i++;
            continue;
        }
        size_t more = p[i] >= 0xC2 && p[i] < 0xE0   ? 1
                      : p[i] >= 0xE0 && p[i] < 0xF0 ? 2
                      : p[i] >= 0xF0 && p[i] < 0xF5 ? 3
                                                    : 0;
        if (more == 0 || n - i <= more) return i;
        unsigned char second_low = p[i] == 0xE0 ? 0xA0 : p[i] == 0xF0 ? 0x90 : 0x80;
        unsigned char second_high = p[i] == 0xED ? 0x9F : p[i] == 0xF4 ? 0x8F : 0xBF;
        if (p[i + 1] < second_low || p[i + 1] > second_high) return i;
        for (size_t k = 2; k <= more; k++)
            if ((p[i + k] & 0xC0) != 0x80) return i;
        i += more + 1;
    }
    return n;
}

size_t dm_utf8_count(const char *p, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++) count += dm_utf8_is_start(p[i]);
    return count;
}

size_t dm_utf8_put(char *out, uint32_t c) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

unsigned dm_unicode_class(uint32_t c) {
    size_t page = c / 128, pages = sizeof class_index / sizeof *class_index;
    return c > 0x10FFFF ? 0 : class_pages[class_index[page < pages ? page : pages - 1]][c % 128];
}

size_t dm_utf8_base(uint32_t c, char out[2]) {
    const char *letters;
    if (c >= 0xC0 && c - 0xC0 < sizeof latin_letters / sizeof *latin_letters)
        letters = latin_letters[c - 0xC0];
    else if (c >= 0x1E00 && c - 0x1E00 < sizeof more_latin_letters / sizeof *more_latin_letters)
        letters = more_latin_letters[c - 0x1E00];
    else
        return 0;
    out[0] = letters[0];
    out[1] = letters[1];
    return !letters[0] ? 0 : !letters[1] ? 1 : 2;
}

static uint32_t lower(uint32_t c) {
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
    size_t low = 0, high = sizeof lower_runs / sizeof *lower_runs;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const int32_t *run = lower_runs[middle];
        if ((int32_t)c < run[0])
            high = middle;
        else if ((int32_t)c > run[1])
            low = middle + 1;
        else
            return ((int32_t)c - run[0]) % run[2] ? c : (uint32_t)((int32_t)c + run[3]);
    }
    return c;
}

/* Σ at the end of a word: a cased letter before (skipping case-ignorable ones) and none after. */
static bool sigma_is_final(const char *p, size_t n, size_t at, size_t after) {
    size_t bytes, i = at;
    bool before = false;
    while (i > 0) {
        do i--;
        while (!dm_utf8_is_start(p[i]));
        unsigned class = dm_unicode_class(dm_utf8_at(p + i, &bytes));
        if (class & DM_UC_IGNORABLE) continue;
        before = (class & DM_UC_CASED) != 0;
        break;
    }
    if (!before) return false;
    for (i = after; i < n; i += bytes) {
        unsigned class = dm_unicode_class(dm_utf8_at(p + i, &bytes));
        if (class & DM_UC_IGNORABLE) continue;
        return !(class & DM_UC_CASED);
    }
    return true;
}

size_t dm_utf8_lower(const char *p, size_t n, char *out) {
    size_t o = 0, bytes;
    for (size_t i = 0; i < n; i += bytes) {
        uint32_t c = dm_utf8_at(p + i, &bytes);
        if (c == 0x130) {
            out[o++] = 'i';
            o += dm_utf8_put(out + o, 0x307);
        } else if (c == 0x3A3) {
            o += dm_utf8_put(out + o, sigma_is_final(p, n, i, i + bytes) ? 0x3C2 : 0x3C3);
        } else {
            o += dm_utf8_put(out + o, lower(c));
        }
    }
    return o;
}

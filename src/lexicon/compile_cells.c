/* Strings and plain cells. */
#include "lexicon/compile.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"

enum { DAY_OPEN = 99999999 };

/* ---- strings ---- */

dm_text dm_compile_intern(dm_compiler *c, dm_str s) {
    uint32_t at;
    if (2 * c->strings.n >= c->mask) {
        uint32_t size = c->mask ? 2 * (c->mask + 1) : 1 << 16;
        c->slot = dm_arena_zero(&c->arena, size, sizeof *c->slot);
        c->mask = size - 1;
        for (uint32_t i = 0; i < c->strings.n; i++) {
            at = (uint32_t)dm_hash_str(c->strings.at[i]) & c->mask;
            while (c->slot[at]) at = (at + 1) & c->mask;
            c->slot[at] = i + 1;
        }
    }
    for (at = (uint32_t)dm_hash_str(s) & c->mask; c->slot[at]; at = (at + 1) & c->mask)
        if (dm_str_eq(c->strings.at[c->slot[at] - 1], s)) return c->slot[at] - 1;
    dm_vec_push(&c->arena, &c->strings, s);
    c->slot[at] = c->strings.n;
    return c->strings.n - 1;
}

dm_str dm_compile_normal_wording(dm_compiler *c, dm_str s) {
    char *low = dm_arena_take(&c->arena, 3 * s.n + 2);
    size_t n = dm_utf8_lower(s.p, s.n, low), o = 0;
    for (size_t i = 0; i < n; i++)
        if (low[i] != ' ' || (o && low[o - 1] != ' ')) low[o++] = low[i];
    return (dm_str){low, o};
}

/* ---- cells ---- */

dm_str dm_compile_cell(const dm_compiler *c, uint32_t row, const char *column) {
    return dm_tsv_at(c->table, row, dm_tsv_column(c->table, column));
}

dm_status dm_compile_need_columns(dm_compiler *c, const char *names) {
    for (const char *p = names; *p;) {
        char name[32];
        size_t n = strcspn(p, " ");
        snprintf(name, sizeof name, "%.*s", (int)n, p);
        if (dm_tsv_column(c->table, name) < 0) return fault(c, "there is no column \"%s\"", name);
        p += n + (p[n] == ' ');
    }
    for (uint32_t i = 0; i < c->table->n_columns; i++) {
        const char *at = NULL;
        dm_str column = c->table->column[i];
        for (const char *p = names; *p; p += strcspn(p, " ") + (p[strcspn(p, " ")] == ' '))
            if (strcspn(p, " ") == column.n && memcmp(p, column.p, column.n) == 0) at = p;
        if (!at) return fault(c, "there is no such column as \"%.*s\"", SHOW(column));
    }
    return DM_OK;
}

dm_status dm_compile_country_cell(dm_compiler *c, dm_str s, dm_code3 *out) {
    *out = 0;
    if (s.n == 0) return DM_OK;
    *out = dm_code_of(s);
    return dm_is_country(*out) ? DM_OK : fault(c, "\"%.*s\" is no country's code", SHOW(s));
}

dm_status dm_compile_sector_cells(dm_compiler *c, uint32_t row, dm_sense *sense) {
    dm_str s = dm_compile_cell(c, row, "sector"), v;
    size_t at = 0;
    int n = 0;
    if (s.n) {
        sense->sector = dm_code_of(s);
        if (!dm_is_sector(sense->sector)) return fault(c, "\"%.*s\" is no sector", SHOW(s));
    }
    if (dm_tsv_column(c->table, "other_sectors") < 0) return DM_OK;
    while (dm_tsv_value(dm_compile_cell(c, row, "other_sectors"), '|', &at, &v)) {
        if (!dm_is_sector(dm_code_of(v))) return fault(c, "\"%.*s\" is no sector", SHOW(v));
        if (n == 2) return fault(c, "there is room for two other sectors");
        sense->other[n++] = dm_code_of(v);
    }
    return DM_OK;
}

dm_status dm_compile_number_cell(dm_compiler *c, dm_str s, double *out) {
    char text[40], *end;
    if (s.n == 0 || s.n >= sizeof text) return fault(c, "\"%.*s\" is no number", SHOW(s));
    memcpy(text, s.p, s.n);
    text[s.n] = 0;
    *out = strtod(text, &end);
    return *end || !isfinite(*out) ? fault(c, "\"%s\" is no number", text) : DM_OK;
}

dm_status dm_compile_day_cell(dm_compiler *c, dm_str s, bool last, uint32_t *out) {
    unsigned y, m = last ? 12 : 1, d = last ? 31 : 1;
    char text[16], rest;
    *out = last ? DAY_OPEN : 0;
    if (s.n == 0) return DM_OK;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    int n = s.n == 4    ? sscanf(text, "%4u%c", &y, &rest)
            : s.n == 7  ? sscanf(text, "%4u-%2u%c", &y, &m, &rest)
            : s.n == 10 ? sscanf(text, "%4u-%2u-%2u%c", &y, &m, &d, &rest)
                        : 0;
    if (n != (s.n == 4 ? 1 : s.n == 7 ? 2 : 3) || m < 1 || m > 12 || d < 1 || d > 31)
        return fault(c, "\"%.*s\" is no date", SHOW(s));
    *out = y * 10000 + m * 100 + d;
    return DM_OK;
}

dm_status dm_compile_name_cell(dm_compiler *c, dm_str s, const char *const *names, size_t n, const char *what,
                               uint32_t *out) {
    for (*out = 0; *out < n; (*out)++)
        if (dm_str_is(s, names[*out])) return DM_OK;
    return fault(c, "\"%.*s\" is no %s", SHOW(s), what);
}

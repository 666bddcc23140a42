/* Tables of tab-separated text: data/lexicon/README.md tells their form. */
#ifndef DM_TSV_H
#define DM_TSV_H

#include "base/arena.h"
#include "base/error.h"

typedef struct dm_tsv {
    const char *path;      /* for messages */
    dm_str *column;        /* names from the header line */
    uint32_t n_columns, n; /* n: rows */
    dm_str *cell;          /* (n, n_columns) */
    uint32_t *line;        /* (n) line in the file */
} dm_tsv;

/* Cells point into bytes. Every row must have as many cells as the header. Fails with DM_EFORMAT (at: the
 * line). */
dm_status dm_tsv_parse(dm_tsv *out, dm_str bytes, const char *path, dm_arena *arena, dm_err *err);

/* The number of a column, or -1. */
int dm_tsv_column(const dm_tsv *t, const char *name);

static inline dm_str dm_tsv_at(const dm_tsv *t, uint32_t row, int column) {
    return column < 0 ? (dm_str){"", 0} : t->cell[(size_t)row * t->n_columns + (size_t)column];
}

/* Goes through the values of a cell that are apart by `separator`; false after the last. *at begins with 0.
 * Blanks around a value are cut, empty values passed over. */
bool dm_tsv_value(dm_str cell, char separator, size_t *at, dm_str *out);

#endif

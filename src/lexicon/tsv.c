#include "lexicon/tsv.h"

#include "base/utf8.h"

static dm_str next_line(dm_str bytes, size_t *at) {
    const char *feed = memchr(bytes.p + *at, '\n', bytes.n - *at);
    size_t end = feed ? (size_t)(feed - bytes.p) : bytes.n;
    dm_str line = dm_str_sub(bytes, *at, end);
    *at = feed ? end + 1 : end;
    if (line.n && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static uint32_t count_cells(dm_str line) {
    uint32_t n = 1;
    for (size_t i = 0; i < line.n; i++) n += line.p[i] == '\t';
    return n;
}

static void split_cells(dm_str line, dm_str *out) {
    size_t begin = 0;
    for (size_t i = 0; i <= line.n; i++)
        if (i == line.n || line.p[i] == '\t') {
            *out++ = dm_str_sub(line, begin, i);
            begin = i + 1;
        }
}

dm_status dm_tsv_parse(dm_tsv *out, dm_str bytes, const char *path, dm_arena *arena, dm_err *err) {
    static const char remedy[] = "columns are apart by one tab; data/lexicon/README.md tells the form";
    dm_tsv t = {.path = path};
    size_t at = 0;
    uint32_t line = 0, rows = 0;
    for (size_t i = 0; i < bytes.n; i++) rows += bytes.p[i] == '\n';
    size_t wrong = dm_utf8_check(bytes.p, bytes.n);
    if (wrong < bytes.n) {
        for (size_t i = 0; i < wrong; i++) line += bytes.p[i] == '\n';
        return dm_fail(err, DM_EFORMAT, line + 1, path, "save it as UTF-8", "it is not UTF-8");
    }
    t.line = dm_arena_array(arena, rows + 1u, sizeof *t.line);
    while (at < bytes.n) {
        dm_str text = next_line(bytes, &at);
        line++;
        if (text.n == 0 || text.p[0] == '#') continue;
        uint32_t cells = count_cells(text);
        if (!t.column) {
            t.n_columns = cells;
            t.column = dm_arena_array(arena, cells, sizeof *t.column);
            t.cell = dm_arena_array(arena, ((size_t)rows + 1) * cells, sizeof *t.cell);
            split_cells(text, t.column);
            continue;
        }
        if (cells != t.n_columns)
            return dm_fail(err, DM_EFORMAT, line, path, remedy, "the row has %u cells, the header %u", cells,
                           t.n_columns);
        t.line[t.n] = line;
        split_cells(text, t.cell + (size_t)t.n++ * cells);
    }
    if (!t.column) return dm_fail(err, DM_EFORMAT, 1, path, remedy, "there is no header line");
    *out = t;
    return DM_OK;
}

int dm_tsv_column(const dm_tsv *t, const char *name) {
    for (uint32_t i = 0; i < t->n_columns; i++)
        if (dm_str_is(t->column[i], name)) return (int)i;
    return -1;
}

bool dm_tsv_value(dm_str cell, char separator, size_t *at, dm_str *out) {
    while (*at < cell.n) {
        size_t begin = *at, end = begin;
        while (end < cell.n && cell.p[end] != separator) end++;
        *at = end + 1;
        while (begin < end && cell.p[begin] == ' ') begin++;
        while (end > begin && cell.p[end - 1] == ' ') end--;
        if (begin == end) continue;
        *out = dm_str_sub(cell, begin, end);
        return true;
    }
    return false;
}

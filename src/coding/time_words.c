/* Which tokens are words of time expressions. */
#include "coding/times.h"

#include "base/utf8.h"

enum { LONGEST = 6, BEYOND = 8 };

/* White space that ends a paragraph; a single line break is no more than a blank. */
static bool is_break(const dm_reading *r, uint32_t tok) {
    dm_str s = dm_str_sub(r->tree.text, r->tok[tok].begin, r->tok[tok].end);
    const char *first = memchr(s.p, '\n', s.n);
    return first && memchr(first + 1, '\n', s.n - (size_t)(first + 1 - s.p));
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* A figure in front, or behind an apostrophe, a first word or a Q: 1990s, '96, mid-1980s, Q3. */
static bool has_digit(dm_str s) {
    if (s.n == 0) return false;
    if (s.n == 2 && s.p[0] == 'q') return is_digit(s.p[1]);
    if (is_digit(s.p[0]) || (s.n > 1 && s.p[0] == '\'' && is_digit(s.p[1]))) return true;
    for (size_t i = 1; i + 1 < s.n; i++)
        if ((s.p[i] == '-' || s.p[i] == '\'') && is_digit(s.p[i + 1])) return true;
    return false;
}

static bool is_capital(const dm_reading *r, uint32_t tok) {
    size_t bytes;
    dm_str s = dm_str_sub(r->tree.text, r->tok[tok].begin, r->tok[tok].end);
    return s.n && (dm_unicode_class(dm_utf8_at(s.p, &bytes)) & DM_UC_UPPER);
}

/* Do the conditions of a row hold for the wording that begins with this token? */
static bool fits(const dm_reading *r, uint32_t tok, const dm_time_row *row) {
    uint8_t pos = r->tok[tok].pos;
    if (row->flags & DM_TW_CAPITAL && !is_capital(r, tok) && !is_digit(*dm_low(r, tok).p)) return false;
    if (row->flags & DM_TW_ADJECTIVE && pos != DM_POS_ADJ) return false;
    if (row->flags & DM_TW_ADVERB && pos != DM_POS_ADV && pos != DM_POS_ADP) return false;
    return true;
}

static uint32_t classes_of(const dm_reading *r, uint32_t tok, int32_t at) {
    uint32_t bits = 0;
    if (at < 0) return 0;
    dm_range32 rows = r->lex->time_ranges[at];
    for (uint32_t k = 0; k < rows.n; k++) {
        const dm_time_row *row = &r->lex->time_rows[rows.first + k];
        if (fits(r, tok, row)) bits |= dm_time_bit((dm_time_class)row->class);
    }
    return bits;
}

static void find_phrase(const dm_reading *r, dm_time_token *t) {
    uint32_t length = 1;
    for (uint32_t end = t->tok + 2; end <= r->n && end - t->tok <= LONGEST; end++) {
        if (r->tok[end - 1].lex->space) break;
        length++;
        int32_t at = dm_index_find(&r->lex->time_words, dm_low_of(r, t->tok, end));
        if (at < 0) {
            /* "year-end": the hyphen ends no beginning of its own */
            if (r->tok[end - 1].space_after) break;
            continue;
        }
        uint32_t bits = classes_of(r, t->tok, at);
        if (!bits) continue;
        t->phrase = bits;
        t->phrase_at = at;
        t->length = (uint8_t)length;
    }
}

void dm_time_words(dm_time_text *out, dm_reading *r) {
    *out = (dm_time_text){.r = r, .at = dm_arena_array(r->arena, r->n + (size_t)BEYOND, sizeof *out->at)};
    for (uint32_t i = 0; i < r->n; i++) {
        bool space = r->tok[i].lex->space;
        if (space) {
            if (out->n) out->at[out->n - 1].glued = false;
            if (!is_break(r, i)) continue;
        }
        dm_time_token *t = &out->at[out->n++];
        *t = (dm_time_token){.tok = i, .at = DM_NONE, .phrase_at = DM_NONE, .length = 1, .is_break = space};
        if (space) continue;
        dm_str low = dm_low(r, i);
        t->glued = !r->tok[i].space_after;
        t->digit = has_digit(low);
        t->at = dm_index_find(&r->lex->time_words, low);
        if (t->at < 0) continue;
        t->classes = t->phrase = classes_of(r, i, t->at);
        t->phrase_at = t->at;
        find_phrase(r, t);
    }
    /* the grammar looks a few places ahead */
    for (uint32_t k = 0; k < BEYOND; k++)
        out->at[out->n + k] =
            (dm_time_token){.at = DM_NONE, .phrase_at = DM_NONE, .length = 1, .is_break = true};
}

static const dm_time_row *row_of(const dm_time_text *t, uint32_t i, int32_t at, dm_time_class c) {
    dm_range32 rows = t->r->lex->time_ranges[at];
    for (uint32_t k = 0; k < rows.n; k++) {
        const dm_time_row *row = &t->r->lex->time_rows[rows.first + k];
        if (row->class == c && fits(t->r, t->at[i].tok, row)) return row;
    }
    return NULL;
}

const dm_time_row *dm_time_row_at(const dm_time_text *t, uint32_t i, dm_time_class c) {
    if (i >= t->n || !(t->at[i].classes & dm_time_bit(c))) return NULL;
    return row_of(t, i, t->at[i].at, c);
}

const dm_time_row *dm_time_phrase_at(const dm_time_text *t, uint32_t i, dm_time_class c, uint32_t *end) {
    if (i < t->n && t->at[i].phrase & dm_time_bit(c)) {
        *end = i + t->at[i].length;
        return row_of(t, i, t->at[i].phrase_at, c);
    }
    const dm_time_row *row = dm_time_row_at(t, i, c);
    if (row) *end = i + 1;
    return row;
}

/* Numbers and amounts in time expressions. */
#include "coding/time_grammar.h"

bool dm_tg_is_one_of(dm_str s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (dm_str_is(s, words[i])) return true;
    return false;
}

int dm_tg_leading_number(dm_str s, size_t *length) {
    int v = 0;
    for (*length = 0; *length < s.n && *length < 9 && s.p[*length] >= '0' && s.p[*length] <= '9'; (*length)++)
        v = 10 * v + (s.p[*length] - '0');
    return v;
}

bool dm_tg_figures(const dm_time_text *t, uint32_t i, int *value, size_t *length) {
    dm_str s = dm_time_low(t, i);
    *value = dm_tg_leading_number(s, length);
    return s.n && *length == s.n;
}

/* "forty-five", "nineteen", "two hundred" */
uint32_t dm_tg_spelled(const dm_time_text *t, uint32_t i, int *value) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_NUMBER);
    if (!row) return 0;
    *value = row->n;
    uint32_t end = i + 1;
    if (row->n >= 20) {
        uint32_t next = end + dm_tg_is_hyphen(t, end);
        const dm_time_row *ones = dm_time_row_at(t, next, DM_TW_NUMBER);
        if (ones && ones->n < 10) {
            *value += ones->n;
            end = next + 1;
        }
    }
    const dm_time_row *scale = dm_time_row_at(t, end, DM_TW_SCALE);
    if (scale && *value <= 1000) {
        *value *= scale->n;
        end++;
    }
    return end;
}

/* "5", "1,000", "five" */
static uint32_t number(const dm_time_text *t, uint32_t i, int *value) {
    size_t length, more;
    dm_str s = dm_time_low(t, i);
    int v = dm_tg_leading_number(s, &length);
    if (length && length == s.n) {
        *value = v;
        return i + 1;
    }
    if (length && length < 4 && s.n == length + 4 && s.p[length] == ',') {
        int rest = dm_tg_leading_number(dm_str_sub(s, length + 1, s.n), &more);
        *value = 1000 * v + rest;
        return more == 3 ? i + 1 : 0;
    }
    return dm_tg_spelled(t, i, value);
}

/* "third", "22nd", "twenty-first" */
uint32_t dm_tg_ordinal(const dm_time_text *t, uint32_t i, int *value) {
    size_t length;
    dm_str s = dm_time_low(t, i);
    int v = dm_tg_leading_number(s, &length);
    if (length && s.n == length + 2 && DM_ONE_OF(dm_str_sub(s, length, s.n), "st", "nd", "rd", "th")) {
        *value = v;
        return i + 1;
    }
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_NUMBER);
    uint32_t end = i + 1;
    int tens = 0;
    if (row) {
        if (row->n < 20) return 0;
        tens = row->n;
        end += dm_tg_is_hyphen(t, end);
        i = end++;
    }
    row = dm_time_row_at(t, i, DM_TW_ORDINAL);
    if (!row || (tens && row->n >= 10)) return 0;
    *value = tens + row->n;
    return end;
}

static bool is_half(const dm_time_text *t, uint32_t i) {
    return dm_time_is(t, i, "1/2") || dm_time_is(t, i, "\xC2\xBD");
}

/* "1.5": to the nearest half */
static uint32_t decimal(const dm_time_text *t, uint32_t i, dm_amount *out) {
    size_t length;
    dm_str s = dm_time_low(t, i);
    int v = dm_tg_leading_number(s, &length);
    if (length == 0 || length > 4 || s.n != length + 2 || s.p[length] != '.') return 0;
    int tenths = s.p[length + 1] - '0';
    if (tenths < 0 || tenths > 9) return 0;
    *out = (dm_amount){2 * v + (tenths >= 3) + (tenths >= 8), false};
    return i + 1;
}

/* "several", "a couple of", "some 20" */
static uint32_t vague(const dm_time_text *t, uint32_t i, dm_amount *out) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_VAGUE);
    int n;
    if (!row) return 0;
    *out = (dm_amount){2 * row->n, row->n == 0};
    uint32_t end = row->n == 0 ? number(t, i + 1, &n) : 0;
    if (!end) return i + 1 + dm_time_is(t, i + 1, "of");
    *out = (dm_amount){2 * n, !dm_time_is(t, i, "some")};
    return end;
}

/* "and a half", "-and-a-half" */
static uint32_t and_a_half(const dm_time_text *t, uint32_t i) {
    static const char *const words[][2] = {{"and", "and"}, {"a", "one"}, {"half", "half"}};
    for (size_t k = 0; k < 3; k++, i++) {
        i += dm_tg_is_hyphen(t, i);
        if (!dm_time_is(t, i, words[k][0]) && !dm_time_is(t, i, words[k][1])) return 0;
    }
    return i;
}

/* "to three", "-18", "or five" behind a first number */
static uint32_t range_end(const dm_time_text *t, uint32_t i, int from) {
    int to;
    uint32_t at = i + dm_tg_is_hyphen(t, i);
    if (DM_ONE_OF(dm_time_low(t, at), "to", "or"))
        at += 1 + dm_tg_is_hyphen(t, at + 1);
    else if (at == i || !t->at[at].digit)
        return 0;
    uint32_t end = number(t, at, &to);
    return end && to > from ? end : 0;
}

uint32_t dm_tg_amount(const dm_time_text *t, uint32_t i, dm_amount *out) {
    enum { MOST = 100000 };
    int value;
    uint32_t end, more = 0;
    *out = (dm_amount){0};
    if ((end = vague(t, i, out)) || (end = decimal(t, i, out))) return end;
    if (is_half(t, i)) {
        out->halves = 1;
        return i + 1;
    }
    end = number(t, i, &value);
    if (!end || value > MOST) return 0;
    out->halves = 2 * value;
    more = is_half(t, end) ? end + 1 : and_a_half(t, end);
    if (more) {
        out->halves++;
        return more;
    }
    more = range_end(t, end, value);
    out->vague = more != 0;
    return more ? more : end;
}

uint32_t dm_tg_fillers(const dm_time_text *t, uint32_t i) {
    while (dm_tg_has(t, i, DM_TW_FILLER) || dm_tg_has(t, i, DM_TW_FISCAL)) i++;
    return i;
}

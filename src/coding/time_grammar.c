/* What a time expression says: its longest reading from a word on. Every function takes a place and returns
 * the place after what it found, or 0. */
#include "coding/times.h"

/* ---- tokens ---- */

static bool is_hyphen(const dm_time_text *t, uint32_t i) {
    return dm_time_is(t, i, "-") || dm_time_is(t, i, "\xE2\x80\x93");
}

static const dm_token *token(const dm_time_text *t, uint32_t i) {
    return &t->r->tok[t->at[i].tok];
}

static bool has(const dm_time_text *t, uint32_t i, dm_time_class c) {
    return i < t->n && (t->at[i].classes & dm_time_bit(c));
}

/* A token of figures only, of at most nine; its length is set. */
static bool figures(const dm_time_text *t, uint32_t i, int *value, size_t *length) {
    dm_str s = dm_time_low(t, i);
    int v = 0;
    if (s.n == 0 || s.n > 9) return false;
    for (size_t k = 0; k < s.n; k++) {
        if (s.p[k] < '0' || s.p[k] > '9') return false;
        v = 10 * v + (s.p[k] - '0');
    }
    *value = v;
    *length = s.n;
    return true;
}

static int figure_prefix(dm_str s, size_t *length) {
    int v = 0;
    for (*length = 0; *length < s.n && *length < 6 && s.p[*length] >= '0' && s.p[*length] <= '9'; (*length)++)
        v = 10 * v + (s.p[*length] - '0');
    return v;
}

static bool is_word_of(dm_str s, const char *const *words, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (dm_str_is(s, words[i])) return true;
    return false;
}

#define ONE_OF(s, ...)                                                                                       \
    is_word_of((s), (const char *const[]){__VA_ARGS__},                                                      \
               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* ---- numbers ---- */

/* "forty-five", "nineteen", "two hundred" */
static uint32_t spelled(const dm_time_text *t, uint32_t i, int *value) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_NUMBER);
    if (!row) return 0;
    *value = row->n;
    uint32_t end = i + 1;
    if (row->n >= 20) {
        uint32_t next = end + is_hyphen(t, end);
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

/* "1,000", "5" */
static uint32_t number(const dm_time_text *t, uint32_t i, int *value) {
    size_t length;
    if (figures(t, i, value, &length)) return i + 1;
    dm_str s = dm_time_low(t, i);
    int v = 0;
    bool comma = false;
    for (size_t k = 0; k < s.n && s.n < 9; k++) {
        if (s.p[k] == ',' && k && s.n - k == 4 + 4 * (size_t)(s.n - k > 4)) {
            comma = true;
        } else if (s.p[k] >= '0' && s.p[k] <= '9') {
            v = 10 * v + (s.p[k] - '0');
        } else {
            return spelled(t, i, value);
        }
    }
    *value = v;
    return comma ? i + 1 : spelled(t, i, value);
}

/* "third", "22nd", "twenty-first" */
static uint32_t ordinal(const dm_time_text *t, uint32_t i, int *value) {
    size_t length;
    dm_str s = dm_time_low(t, i);
    int v = figure_prefix(s, &length);
    if (length && s.n == length + 2 && ONE_OF(dm_str_sub(s, length, s.n), "st", "nd", "rd", "th")) {
        *value = v;
        return i + 1;
    }
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_NUMBER);
    if (row && row->n >= 20) {
        uint32_t next = i + 1 + is_hyphen(t, i + 1);
        const dm_time_row *ones = dm_time_row_at(t, next, DM_TW_ORDINAL);
        if (ones && ones->n < 10) {
            *value = row->n + ones->n;
            return next + 1;
        }
        return 0;
    }
    row = dm_time_row_at(t, i, DM_TW_ORDINAL);
    if (!row) return 0;
    *value = row->n;
    return i + 1;
}

/* How many: "5", "5 1/2", "two and a half", "several", "a couple of", "two to three"; of "a" the caller
 * knows. */
static uint32_t amount(const dm_time_text *t, uint32_t i, dm_amount *out) {
    int value;
    uint32_t end;
    const dm_time_row *vague = dm_time_row_at(t, i, DM_TW_VAGUE);
    *out = (dm_amount){0};
    dm_str s = dm_time_low(t, i);
    size_t length, rest;
    if (vague) {
        /* "some 20 years", "several dozen years" */
        int n;
        uint32_t more = number(t, i + 1, &n);
        *out = (dm_amount){2 * vague->n, vague->n == 0};
        if (more && vague->n == 0) {
            *out = (dm_amount){2 * n, !dm_time_is(t, i, "some")};
            return more;
        }
        end = i + 1;
        if (dm_time_is(t, end, "of")) end++;
        return end;
    }
    if (figure_prefix(s, &length) && length < s.n && s.p[length] == '.' && s.n == length + 2) {
        /* "1.5": the nearest half */
        int tenths = s.p[length + 1] - '0';
        if (tenths < 0 || tenths > 9) return 0;
        *out = (dm_amount){2 * figure_prefix(s, &length) + (tenths >= 3) + (tenths >= 8), false};
        return i + 1;
    }
    if (dm_time_is(t, i, "1/2") || dm_time_is(t, i, "\xC2\xBD")) {
        *out = (dm_amount){1, false};
        return i + 1;
    }
    end = number(t, i, &value);
    if (!end || value > 100000) return 0;
    out->halves = 2 * value;
    if (dm_time_is(t, end, "1/2") || dm_time_is(t, end, "\xC2\xBD")) {
        out->halves++;
        return end + 1;
    }
    /* "two and a half", "two-and-a-half" */
    uint32_t at = end + is_hyphen(t, end);
    if (dm_time_is(t, at, "and")) {
        at += 1 + is_hyphen(t, at + 1);
        if (dm_time_is(t, at, "a") || dm_time_is(t, at, "one")) {
            at += 1 + is_hyphen(t, at + 1);
            if (dm_time_is(t, at, "half")) {
                out->halves++;
                return at + 1;
            }
        }
    }
    /* "two to three", "12-18", "four or five" */
    at = end + is_hyphen(t, end);
    bool to = dm_time_is(t, at, "to") || dm_time_is(t, at, "or");
    if (to || (at > end && t->at[at].digit)) {
        at += to + (to && is_hyphen(t, at + 1));
        rest = number(t, at, &value) ? number(t, at, &value) : 0;
        if (rest && value > out->halves / 2) {
            out->vague = true;
            return (uint32_t)rest;
        }
    }
    return end;
}

/* ---- parts of a calendar date ---- */

/* A four-figure year, "'96", "nineteen ninety-four", "two thousand". */
static uint32_t year(const dm_time_text *t, uint32_t i, int16_t *out) {
    int value, low;
    size_t length;
    if (figures(t, i, &value, &length)) {
        if (length != 4 || value < 1000 || value > 2199) return 0;
        *out = (int16_t)value;
        return i + 1;
    }
    dm_str s = dm_time_low(t, i);
    uint32_t end = i + 1;
    if (s.n == 3 && s.p[0] == '\'' && t->at[i].digit) {
        value = figure_prefix(dm_str_sub(s, 1, 3), &length);
    } else if (s.n == 1 && s.p[0] == '\'' && t->at[i].glued && figures(t, end, &value, &length) &&
               length == 2) {
        end++;
    } else {
        uint32_t at = spelled(t, i, &value);
        if (!at) return 0;
        if (value == 2000) { /* "two thousand", "two thousand and one" */
            at += dm_time_is(t, at, "and");
            uint32_t more = spelled(t, at, &low);
            *out = (int16_t)(2000 + (more && low < 100 ? low : 0));
            return more && low < 100 ? more : at - dm_time_is(t, at - 1, "and");
        }
        end = value >= 15 && value <= 20 ? spelled(t, at, &low) : 0;
        if (!end || low < 10 || low > 99) return 0;
        *out = (int16_t)(100 * value + low);
        return end;
    }
    *out = (int16_t)(value < 30 ? 2000 + value : 1900 + value);
    return end;
}

/* "May", "March", "Sun" are more often something else: they need company. */
static bool has_company(const dm_time_text *t, uint32_t i, bool is_month) {
    uint32_t next = i + 1 + dm_time_is(t, i + 1, ",");
    int16_t y;
    int value;
    size_t length;
    if (figures(t, next, &value, &length) &&
        (year(t, next, &y) || (length <= 2 && value >= 1 && value <= 31)))
        return is_month || length <= 2;
    if (has(t, next, DM_TW_MONTH) || has(t, i + 1, DM_TW_PART)) return true;
    if (!is_month) return false;
    if (ordinal(t, i + 1, &value)) return true;
    if (token(t, i)->pos != DM_POS_PROPN) return false;
    if (token(t, i)->ent == DM_ENT_DATE) return true;
    return i && !token(t, i)->sent_begin &&
           (has(t, i - 1, DM_TW_PHASE) || has(t, i - 1, DM_TW_WEEKDAY) || is_hyphen(t, i - 1) ||
            (figures(t, i - 1, &value, &length) && length <= 2));
}

static uint32_t month(const dm_time_text *t, uint32_t i, int16_t *out) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_MONTH);
    if (!row || (row->flags & DM_TW_WEAK && !has_company(t, i, true))) return 0;
    *out = (int16_t)row->n;
    return i + 1;
}

static uint32_t weekday(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_WEEKDAY);
    if (!row) return 0;
    uint32_t end = i + 1;
    if (row->flags & DM_TW_WEAK) {
        bool dot = dm_time_is(t, end, ".") && t->at[i].glued && !t->at[end].glued;
        if (!has_company(t, i + dot, false)) return 0;
        end += dot;
    }
    e->weekday = (int16_t)row->n;
    e->repeated = (row->flags & DM_TW_PLURAL) != 0;
    return end;
}

/* The day of a month, where a month stands beside it. */
static uint32_t month_day(const dm_time_text *t, uint32_t i, int16_t *out) {
    int value;
    size_t length;
    uint32_t end = i + 1;
    if (!figures(t, i, &value, &length)) {
        end = ordinal(t, i, &value);
        if (!end) return 0;
    } else if (length > 2) {
        return 0;
    } else if (token(t, i)->dep == DM_DEP_nummod && token(t, i)->head > t->at[i].tok &&
               t->r->tok[token(t, i)->head].tag == DM_TAG_NNS) {
        return 0; /* "in March 14 people were hurt" */
    }
    if (value < 1 || value > 31) return 0;
    *out = (int16_t)value;
    return end;
}

/* "this year", "of last year", "of the same year", "next year": which year a month or quarter is of. */
static uint32_t which_year(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i;
    if (dm_time_is(t, at, ",")) at++;
    bool of = dm_time_is(t, at, "of");
    if (of) at++;
    if (of && dm_time_is(t, at, "fiscal")) at++;
    if (year(t, at, &e->year)) return year(t, at, &e->year);
    if (of && dm_time_is(t, at, "the")) at++;
    const dm_time_row *row = dm_time_row_at(t, at, DM_TW_RELATIVE);
    const dm_time_row *unit = dm_time_row_at(t, at + (row != NULL), DM_TW_UNIT);
    if (!unit || unit->n != DM_UNIT_YEAR || (!row && at < i + 2)) return 0;
    at += 1 + (row != NULL);
    if (dm_time_is(t, at, "'s")) return 0;
    e->year_relation = (uint8_t)(row ? row->n : DM_REL_THIS);
    return at;
}

/* "morning" behind a day. */
static uint32_t part_of_day(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_PART);
    if (!row) return i;
    e->part = row->value;
    if (token(t, i)->tag == DM_TAG_NNS) e->repeated = true;
    return i + 1;
}

/* "July", "July 4", "July 4, 1997", "July of 1997", "July last year" */
static uint32_t month_first(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = month(t, i, &e->month), next;
    if (!end) return 0;
    uint32_t at = end;
    if (dm_time_is(t, at, "the")) at++;
    if ((next = month_day(t, at, &e->day))) {
        end = next;
        next = end + dm_time_is(t, end, ",");
        if ((next = year(t, next, &e->year))) end = next;
        return end;
    }
    if ((next = which_year(t, end, e))) return next;
    if (dm_time_is(t, end, "in") && t->at[end + 1].digit && (next = year(t, end + 1, &e->year))) return next;
    return end;
}

/* "4 July 1997", "the fourth of July" */
static uint32_t day_first(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = month_day(t, i, &e->day), next;
    if (!end) return 0;
    bool of = dm_time_is(t, end, "of");
    int value;
    size_t length;
    if (of && figures(t, i, &value, &length)) return 0; /* "3 of May's victims" */
    end = month(t, end + of, &e->month);
    if (!end) return 0;
    next = end + dm_time_is(t, end, ",");
    if ((next = year(t, next, &e->year))) end = next;
    return end;
}

static bool set_numeric(dm_expr *e, int y, int m, int d) {
    if (m > 12 && d <= 12) { /* the day in front */
        int swap = m;
        m = d;
        d = swap;
    }
    if (y < 100) y += y < 30 ? 2000 : 1900;
    if (m < 1 || m > 12 || d < 1 || d > 31 || y < 1500 || y > 2199) return false;
    e->year = (int16_t)y;
    e->month = (int16_t)m;
    e->day = (int16_t)d;
    return true;
}

/* "10/31/89", "11-22-89", "1998-02-13" */
static uint32_t numeric(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int a, b, c;
    size_t la, lb, lc;
    uint32_t end = i + 1;
    dm_str s = dm_time_low(t, i);
    a = figure_prefix(s, &la);
    if (la == 0 || la > 4 || la == 3) return 0;
    if (la < s.n && (s.p[la] == '/' || s.p[la] == '.' || s.p[la] == '-')) {
        size_t at = la + 1;
        b = figure_prefix(dm_str_sub(s, at, s.n), &lb);
        at += lb;
        if (lb == 0 || lb > 2 || at >= s.n || s.p[at] != s.p[la]) return 0;
        c = figure_prefix(dm_str_sub(s, at + 1, s.n), &lc);
        if (at + 1 + lc != s.n) return 0;
        if (s.p[la] == '.') { /* day first */
            int swap = a;
            a = b;
            b = swap;
        }
    } else if (la == s.n && t->at[i].glued && is_hyphen(t, i + 1) && t->at[i + 1].glued &&
               t->at[i + 2].glued && is_hyphen(t, i + 3) && t->at[i + 3].glued &&
               figures(t, i + 2, &b, &lb) && figures(t, i + 4, &c, &lc)) {
        end = i + 5;
    } else {
        return 0;
    }
    bool good =
        la == 4 ? lc <= 2 && set_numeric(e, a, b, c) : (lc == 2 || lc == 4) && set_numeric(e, c, a, b);
    return good ? end : 0;
}

/* Is a four-figure number of this place a year? */
static bool is_year_here(const dm_time_text *t, uint32_t i) {
    const dm_token *tok = token(t, i);
    dm_str before = i ? dm_time_low(t, i - 1) : (dm_str){"", 0};
    if (dm_time_is(t, i + 1, "%") || has(t, i + 1, DM_TW_UNITS)) return false;
    if (ONE_OF(before, "$", "#", "\xC2\xA3", "\xE2\x82\xAC", "no.", "number", "room", "route", "flight",
               "\xC2\xA5"))
        return false;
    if (is_hyphen(t, i + 1) && t->at[i].glued && !t->at[i + 2].digit) return false;
    if (i && is_hyphen(t, i - 1) && t->at[i - 1].glued && !(i > 1 && t->at[i - 2].digit)) return false;
    if (tok->ent == DM_ENT_MONEY || tok->ent == DM_ENT_PERCENT || tok->ent == DM_ENT_QUANTITY) return false;
    int value;
    size_t length;
    figures(t, i, &value, &length);
    bool counts =
        tok->dep == DM_DEP_nummod && tok->head > t->at[i].tok && t->r->tok[tok->head].tag == DM_TAG_NNS;
    if (tok->ent == DM_ENT_CARDINAL && counts) return false;
    if (value >= 1900 && value <= 2099) return tok->ent == DM_ENT_DATE || !counts;
    return tok->ent == DM_ENT_DATE && !counts;
}

/* A year that stands alone, with "the year" before it or not. */
static uint32_t lone_year(const dm_time_text *t, uint32_t i, dm_expr *e) {
    bool named = dm_time_is(t, i, "year") || has(t, i, DM_TW_FISCAL);
    if (has(t, i, DM_TW_FISCAL) && dm_time_is(t, i + 1, "year")) i++;
    uint32_t end = year(t, i + named, &e->year);
    int value;
    size_t length;
    if (!end && named && figures(t, i + 1, &value, &length) && length == 3) { /* "the year 325" */
        e->year = (int16_t)value;
        return i + 2;
    }
    if (!end) return 0;
    if (named || !t->at[i].digit) return end;
    return is_year_here(t, dm_time_is(t, i, "'") ? i + 1 : i) ? end : 0;
}

/* ---- clock ---- */

static bool set_clock(dm_expr *e, int hour, int minute, const dm_time_row *half_day) {
    if (hour > (half_day ? 12 : 24) || minute > 59) return false;
    if (half_day) hour = hour % 12 + half_day->n;
    e->minute = (int16_t)(60 * hour + minute);
    return true;
}

/* "8:30 a.m. EDT", "8:30pm", "0735 GMT", "five o'clock", "noon" */
static uint32_t clock_time(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_CLOCK), *half_day;
    uint32_t end, next = 0;
    if (row) {
        if (i && (dm_time_is(t, i - 1, "high") || dm_time_is(t, i - 1, "High"))) return 0;
        e->minute = (int16_t)row->n;
        return i + 1;
    }
    dm_str s = dm_time_low(t, i);
    size_t length, more = 0;
    int hour = figure_prefix(s, &length), minute = 0;
    bool colon = false;
    end = i + 1;
    if (length == 0) {
        const dm_time_row *n = dm_time_row_at(t, i, DM_TW_NUMBER);
        if (!n || n->n < 1 || n->n > 12) return 0;
        hour = n->n;
    } else if (length <= 2 && length < s.n && (s.p[length] == ':' || s.p[length] == '.')) {
        minute = figure_prefix(dm_str_sub(s, length + 1, s.n), &more);
        if (more != 2) return 0;
        colon = s.p[length] == ':';
        length += 1 + more;
    } else if (length == 4 && s.n == 4) {
        if (!dm_time_phrase_at(t, end, DM_TW_ZONE, &next)) return 0;
        minute = hour % 100;
        hour /= 100;
        more = 2;
    } else if (length > 2) {
        return 0;
    }
    if (length && length < s.n) { /* "8:30pm" */
        dm_str rest = dm_str_sub(s, length, s.n);
        static const dm_time_row evening = {.n = 12}, morning = {.n = 0};
        bool pm = ONE_OF(rest, "pm", "p.m.", "p.m"), am = ONE_OF(rest, "am", "a.m.", "a.m");
        if (!pm && !am) return 0;
        if (!set_clock(e, hour, minute, pm ? &evening : &morning)) return 0;
    } else if ((half_day = dm_time_phrase_at(t, end, DM_TW_MERIDIEM, &next))) {
        if (dm_time_is(t, end, "am") && token(t, end)->pos == DM_POS_AUX) return 0;
        if (!set_clock(e, hour, minute, half_day)) return 0;
        end = next;
    } else if (dm_time_is(t, end, "o'clock")) {
        if (!set_clock(e, hour, minute, NULL)) return 0;
        end++;
    } else if (more == 2 &&
               (dm_time_phrase_at(t, end, DM_TW_ZONE, &next) || (colon && token(t, i)->ent == DM_ENT_TIME))) {
        if (!set_clock(e, hour, minute, NULL)) return 0;
    } else {
        return 0;
    }
    if (dm_time_phrase_at(t, end, DM_TW_ZONE, &next)) end = next;
    return end;
}

/* ---- what stands alone ---- */

static uint32_t weekday_date(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = weekday(t, i, e), next;
    if (!end) return 0;
    if (e->repeated) return end;
    dm_expr full = *e;
    uint32_t at = end + dm_time_is(t, end, ",");
    at += dm_time_is(t, at, "the");
    if ((next = month_first(t, at, &full)) || (next = day_first(t, at, &full))) {
        if (full.day) {
            *e = full;
            return next;
        }
    }
    return part_of_day(t, end, e);
}

/* A day of the calendar or relative to now, with the part of the day. */
static uint32_t day_expression(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_DAY, &end);
    if (row) {
        e->kind = DM_EXPR_DAY;
        e->offset = (int16_t)row->n;
        e->part = row->value;
        return part_of_day(t, end, e);
    }
    return weekday_date(t, i, e);
}

static uint32_t clock_date(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = clock_time(t, i, e);
    if (!end) return 0;
    dm_expr full = *e;
    uint32_t next = day_expression(t, end, &full);
    if (!next && !(next = month_first(t, end, &full))) return end;
    if (!full.repeated && (full.kind == DM_EXPR_DAY || full.weekday || full.day)) {
        *e = full;
        end = next;
    }
    return end;
}

static uint32_t holiday(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end, next;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_HOLIDAY, &end);
    if (!row) return 0;
    e->rule = &row->rule;
    next = which_year(t, end, e);
    return next ? next : end;
}

/* "mid-1996", "post-1959", "mid-1980s" as one token; "1990s", "'80s" */
static uint32_t figure_word(const dm_time_text *t, uint32_t i, dm_expr *e) {
    static const char *const heads[] = {"mid-", "early-", "late-", "pre-", "post-"};
    dm_str s = dm_time_low(t, i);
    size_t length;
    uint32_t end = i + 1;
    bool head = false;
    for (size_t k = 0; k < sizeof heads / sizeof *heads && !head; k++)
        if (dm_str_starts(s, dm_str_of(heads[k]))) {
            s = dm_str_sub(s, strlen(heads[k]), s.n);
            head = true;
        }
    bool short_form = s.n && s.p[0] == '\'';
    if (short_form) s = dm_str_sub(s, 1, s.n);
    if (short_form && s.n == 0 && t->at[i].glued) {
        s = dm_time_low(t, end);
        end++;
    }
    int value = figure_prefix(s, &length);
    dm_str rest = dm_str_sub(s, length, s.n);
    bool plural = dm_str_is(rest, "s") || dm_str_is(rest, "'s");
    if (rest.n == 0 && length == 4 && dm_time_is(t, end, "'s") && value % 10 == 0 && i &&
        (dm_time_is(t, i - 1, "the") || has(t, i - 1, DM_TW_PHASE)) && value % 100 != 0) {
        plural = true; /* "the 1980's" */
        end++;
    }
    if (plural && value % 10 == 0 &&
        ((length == 4 && value >= 1000 && value < 2200) || (length == 2 && value >= 20))) {
        e->kind = DM_EXPR_DECADE;
        e->year = (int16_t)value;
        return end;
    }
    if (head && !short_form && rest.n == 0 && length == 4 && value >= 1500 && value < 2200) {
        e->year = (int16_t)value;
        return end;
    }
    return 0;
}

/* ---- quarters, halves, centuries ---- */

static bool is_unit(const dm_time_text *t, uint32_t i, dm_time_unit unit) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_UNIT);
    return row && row->n == (int32_t)unit;
}

/* Does a sentence speak of money or percentages? Then its halves are of a year, not of a match. */
static bool has_figures(const dm_time_text *t, uint32_t i) {
    dm_span s = t->r->sentences.at[t->r->sentence_of[t->at[i].tok]].span;
    for (uint32_t k = s.begin; k < s.end; k++)
        if (t->r->tok[k].ent == DM_ENT_MONEY || t->r->tok[k].ent == DM_ENT_PERCENT) return true;
    return false;
}

/* "third quarter", "fiscal second-quarter", "first half of 1989", "1988 third quarter", "20th century" */
static uint32_t ordinal_unit(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i, end;
    int value = 0;
    if ((end = year(t, at, &e->year)) && t->at[at].digit) at = end;
    e->fiscal = has(t, at, DM_TW_FISCAL);
    if (e->fiscal) at += 1 + dm_time_is(t, at + 1, "year");
    end = ordinal(t, at, &value);
    if (!end) {
        const dm_time_row *last = dm_time_row_at(t, at, DM_TW_RELATIVE);
        if (!last || last->n != DM_REL_LAST) return 0;
        value = -1;
        end = at + 1;
    }
    if (has(t, end, DM_TW_FISCAL)) {
        e->fiscal = true;
        end++;
    }
    uint32_t unit = end + is_hyphen(t, end);
    if (is_unit(t, unit, DM_UNIT_CENTURY) && value > 0 && value < 30) {
        e->kind = DM_EXPR_CENTURY;
        e->year = (int16_t)value;
        return unit + 1;
    }
    bool quarter = is_unit(t, unit, DM_UNIT_QUARTER), half = is_unit(t, unit, DM_UNIT_HALF);
    if ((!quarter && !half) || value > (quarter ? 4 : 2)) return 0;
    bool had_year = e->year != 0;
    dm_expr with = *e;
    uint32_t next = which_year(t, unit + 1, &with);
    bool decade = false;
    if (!next && dm_time_is(t, unit + 1, "of") && half) {
        uint32_t of = unit + 2 + dm_time_is(t, unit + 2, "the");
        with = *e;
        next = figure_word(t, of, &with);
        decade = next && with.kind == DM_EXPR_DECADE;
        if (!decade) next = 0;
    }
    if (decade) {
        *e = with;
        return next;
    }
    if (value < 0 && (!half || !next)) return 0; /* "last quarter" stands beside "last week" */
    if (half && !next && !had_year && !has_figures(t, unit)) return 0;
    if (next) *e = with;
    if (quarter)
        e->quarter = (int16_t)value;
    else
        e->half = (int16_t)(value < 0 ? 2 : value);
    return next ? next : unit + 1;
}

/* "Q3 2020", "3Q" */
static uint32_t short_quarter(const dm_time_text *t, uint32_t i, dm_expr *e) {
    dm_str s = dm_time_low(t, i);
    if (s.n != 2 || (s.p[0] != 'q' && s.p[1] != 'q')) return 0;
    char c = s.p[0] == 'q' ? s.p[1] : s.p[0];
    if (c < '1' || c > '4') return 0;
    e->quarter = (int16_t)(c - '0');
    uint32_t next = year(t, i + 1, &e->year);
    return next ? next : i + 1;
}

/* "first two quarters of 1990": a half where it is one, else a stretch of time */
static uint32_t ordinal_amount(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int value = 0;
    uint32_t at = ordinal(t, i, &value), end, next;
    const dm_time_row *last = dm_time_row_at(t, i, DM_TW_RELATIVE);
    if (!at && last && last->n == DM_REL_LAST) at = i + 1;
    if (!at) return 0;
    end = amount(t, at, &e->amount);
    if (!end) { /* "the first hours" */
        if (value != 1) return 0;
        e->amount = (dm_amount){0, true};
        end = at;
    }
    const dm_time_row *unit = dm_time_row_at(t, end + is_hyphen(t, end), DM_TW_UNITS);
    if (!unit) return 0;
    end += 1 + is_hyphen(t, end);
    e->unit = (uint8_t)unit->n;
    if (unit->n == DM_UNIT_QUARTER && e->amount.halves == 4 && (next = which_year(t, end, e))) {
        e->half = value == 1 ? 1 : 2;
        return next;
    }
    e->kind = DM_EXPR_AMOUNT;
    e->lasting = true;
    return end;
}

/* ---- units by their relation ---- */

/* Adjectives that change nothing: "the full year", "two more weeks". */
static uint32_t fillers(const dm_time_text *t, uint32_t i) {
    while (has(t, i, DM_TW_FILLER) || has(t, i, DM_TW_FISCAL)) i++;
    return i;
}

/* "last week", "the past four months", "the following day", "last Friday", "this past spring", "last night"
 */
static uint32_t related(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at, end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_RELATIVE, &at), *unit;
    if (!row) return 0;
    e->relation = (uint8_t)row->n;
    if (row->n == DM_REL_THIS || row->n == DM_REL_SAME) {
        /* "this past spring", "that same day", "the comparable year-ago quarter" */
        uint32_t end_second = at;
        const dm_time_row *second = dm_time_phrase_at(t, at, DM_TW_RELATIVE, &end_second);
        bool that = dm_time_is(t, i, "that");
        if (that && (second || token(t, i)->dep != DM_DEP_det)) return 0; /* "said that last year" */
        if (second) e->relation = (uint8_t)second->n;
        at = end_second;
    }
    at = fillers(t, at);
    if (is_hyphen(t, at)) at++;
    if ((unit = dm_time_row_at(t, at, DM_TW_UNIT))) {
        e->kind = DM_EXPR_UNIT;
        e->unit = (uint8_t)unit->n;
        end = at + 1;
        if (unit->n == DM_UNIT_DAY) end = part_of_day(t, end, e);
        if (dm_time_is(t, end, "or") && dm_time_is(t, end + 1, "so")) return end + 2;
        /* "last year's quarter", "the corresponding period last year", "the same quarter a year ago" */
        if (unit->n == DM_UNIT_YEAR && dm_time_is(t, end, "'s")) {
            dm_expr inner = *e;
            uint32_t of = end + 1;
            inner.kind = DM_EXPR_DATE;
            uint32_t next = ordinal_unit(t, of, &inner);
            if (next && inner.kind == DM_EXPR_DATE && !inner.year) {
                inner.year_relation = inner.relation;
                inner.relation = DM_REL_NONE;
                *e = inner;
                return next;
            }
            if (is_unit(t, of, DM_UNIT_QUARTER) || is_unit(t, of, DM_UNIT_PERIOD)) {
                e->unit = DM_UNIT_QUARTER;
                e->relation = e->relation == DM_REL_LAST ? DM_REL_YEAR_AGO : DM_REL_LATEST;
                return of + 1;
            }
        }
        if ((unit->n == DM_UNIT_QUARTER || unit->n == DM_UNIT_PERIOD) && e->relation != DM_REL_THIS) {
            dm_expr of = {0};
            uint32_t next = which_year(t, end, &of);
            if (!next && dm_time_is(t, end, "a") && is_unit(t, end + 1, DM_UNIT_YEAR) &&
                has(t, end + 2, DM_TW_DIRECTION)) {
                next = end + 3;
                of.year_relation = DM_REL_LAST;
            }
            if (next && of.year_relation == DM_REL_LAST) {
                e->relation = DM_REL_YEAR_AGO;
                end = next;
            } else if (next && of.year) {
                e->year = of.year;
                end = next;
            }
        }
        return end;
    }
    dm_expr core = *e;
    core.kind = DM_EXPR_DATE;
    if (e->relation != DM_REL_RECENT && e->relation != DM_REL_LATEST) {
        const dm_time_row *part = dm_time_row_at(t, at, DM_TW_PART);
        if (part) { /* "this morning", "the next night" */
            e->kind = DM_EXPR_UNIT;
            e->unit = DM_UNIT_DAY;
            e->part = part->value;
            return at + 1;
        }
        if ((end = weekday_date(t, at, &core)) || (end = month_first(t, at, &core))) {
            *e = core;
            return end;
        }
        const dm_time_row *season = dm_time_row_at(t, at, DM_TW_SEASON);
        if (season) {
            e->season = (int16_t)(season->n / 3 + 1);
            return at + 1;
        }
        if ((end = holiday(t, at, &core))) {
            *e = core;
            return end;
        }
    }
    /* a stretch of time: "past 20 years", "recent years", "the next few days" */
    if (e->relation == DM_REL_SAME || e->relation == DM_REL_YEAR_AGO) return 0;
    end = amount(t, at, &e->amount);
    if (!end) {
        if (e->relation == DM_REL_THIS) return 0;
        e->amount = (dm_amount){0, true};
        end = at;
    }
    end = fillers(t, end + is_hyphen(t, end));
    unit = dm_time_row_at(t, end, DM_TW_UNITS);
    if (!unit) return 0;
    e->kind = DM_EXPR_AMOUNT;
    e->unit = (uint8_t)unit->n;
    e->lasting = true;
    end++;
    /* "recent weeks and months" */
    if (e->amount.vague && (dm_time_is(t, end, "and") || dm_time_is(t, end, "or")) &&
        has(t, end + 1, DM_TW_UNITS))
        end += 2;
    return end;
}

/* "a year-ago", "the year-earlier nine months": a relation that is a unit itself. */
static uint32_t year_ago(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at, end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_RELATIVE, &at);
    if (!row || row->n != DM_REL_YEAR_AGO) return 0;
    if (t->at[i].length < 3) return 0; /* "year ago" without a hyphen is "a year ago" */
    e->kind = DM_EXPR_UNIT;
    e->relation = DM_REL_YEAR_AGO;
    e->unit = DM_UNIT_QUARTER;
    const dm_time_row *unit = dm_time_row_at(t, at, DM_TW_UNIT);
    if (unit && (unit->n == DM_UNIT_QUARTER || unit->n == DM_UNIT_PERIOD)) return at + 1;
    dm_expr inner = *e;
    if ((end = amount(t, at, &inner.amount)) && (unit = dm_time_row_at(t, end, DM_TW_UNITS))) {
        *e = inner;
        e->kind = DM_EXPR_AMOUNT;
        e->unit = (uint8_t)unit->n;
        e->lasting = true;
        return end + 1;
    }
    return at;
}

/* ---- amounts ---- */

static uint32_t direction(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_DIRECTION, &end);
    if (!row) return i;
    e->direction = (uint8_t)row->n;
    return end;
}

/* What may follow an amount: "or so", "or two", "or more". */
static uint32_t amount_tail(const dm_time_text *t, uint32_t i) {
    if (!dm_time_is(t, i, "or")) return i;
    return ONE_OF(dm_time_low(t, i + 1), "so", "two", "more", "less") ? i + 2 : i;
}

static bool is_age(const dm_time_text *t, uint32_t end) {
    uint32_t at = end + is_hyphen(t, end);
    return ONE_OF(dm_time_low(t, at), "old", "olds");
}

/* "four flights a week", "$20 a year": how much in each. */
static bool is_rate(const dm_time_text *t, uint32_t i, uint32_t end) {
    if (i == 0 || t->at[i - 1].is_break) return false;
    uint8_t before = token(t, i - 1)->pos;
    if (before != DM_POS_NOUN && before != DM_POS_NUM) return false;
    return !has(t, end, DM_TW_DIRECTION) && !ONE_OF(dm_time_low(t, end), "after", "before", "from", "or");
}

/* "two years", "10-year", "a month", "half an hour", "years" after a preposition */
static uint32_t amount_expression(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = i, at = 0;
    const dm_time_row *unit;
    bool one = ONE_OF(dm_time_low(t, i), "a", "an", "another");
    bool half = dm_time_is(t, i, "half");
    e->kind = DM_EXPR_AMOUNT;
    if (half || (one && dm_time_is(t, i + 1, "half"))) {
        end = i + 1 + !half;
        end += ONE_OF(dm_time_low(t, end), "a", "an") || is_hyphen(t, end);
        e->amount = (dm_amount){1, false};
        unit = dm_time_row_at(t, end, DM_TW_UNIT);
    } else if (one && (at = amount(t, i + 1, &e->amount)) &&
               (e->amount.vague || has(t, i + 1, DM_TW_VAGUE))) {
        end = fillers(t, at); /* "a few days", "a couple of years" */
        unit = dm_time_row_at(t, end, DM_TW_UNITS);
        if (unit == NULL) return 0;
    } else if (one) {
        e->amount = (dm_amount){2, false};
        end = fillers(t, i + 1);
        unit = dm_time_row_at(t, end, DM_TW_UNIT);
        if (unit && (unit->n == DM_UNIT_SECOND || unit->n == DM_UNIT_HALF || unit->n == DM_UNIT_PERIOD))
            return 0;
    } else if ((end = amount(t, i, &e->amount))) {
        uint32_t before = end;
        end = fillers(t, end + is_hyphen(t, end));
        unit = dm_time_row_at(t, end, DM_TW_UNITS);
        bool joined = is_hyphen(t, before) || e->amount.halves == 2;
        if (!unit && (joined || e->amount.halves < 2 || e->amount.vague)) {
            unit = dm_time_row_at(t, end, DM_TW_UNIT);
            if (unit && (unit->n == DM_UNIT_HALF || unit->n == DM_UNIT_PERIOD)) unit = NULL;
            if (unit && !joined && e->amount.vague) unit = NULL;
        }
        if (!unit && !joined) { /* "a six year process" */
            unit = dm_time_row_at(t, end, DM_TW_UNIT);
            if (unit && unit->n != DM_UNIT_YEAR && unit->n != DM_UNIT_MONTH && unit->n != DM_UNIT_DAY &&
                unit->n != DM_UNIT_WEEK && unit->n != DM_UNIT_HOUR)
                unit = NULL;
        }
    } else if ((unit = dm_time_row_at(t, i, DM_TW_UNIT)) && is_hyphen(t, i + 1) &&
               dm_time_is(t, i + 2, "long")) {
        e->amount = (dm_amount){2, false};
        e->unit = (uint8_t)unit->n;
        return i + 3;
    } else {
        unit = dm_time_row_at(t, i, DM_TW_UNITS);
        if (!unit) return 0;
        e->amount = (dm_amount){0, true};
        end = i;
        dm_str before = i ? dm_time_low(t, i - 1) : (dm_str){"", 0};
        bool hyphen = is_hyphen(t, i + 1) && dm_time_is(t, i + 2, "long");
        at = i + 1;
        if (dm_time_is(t, at, "or") && has(t, at + 1, DM_TW_UNITS)) at += 2;
        bool directed = has(t, at, DM_TW_DIRECTION);
        if (!hyphen && !directed && !ONE_OF(before, "for", "within", "in", "over", "after")) return 0;
        e->unit = (uint8_t)unit->n;
        if (hyphen) return i + 3;
        return direction(t, at, e);
    }
    if (!unit) return 0;
    e->unit = (uint8_t)unit->n;
    end++;
    if (is_age(t, end)) return 0;
    /* "a year-on-year rise", "it was a day of mourning", "scored a century" */
    bool joined = is_hyphen(t, end) && t->at[end].glued && !dm_time_is(t, end + 1, "long") &&
                  !is_unit(t, end + 1, DM_UNIT_PERIOD);
    if (joined && (one || e->amount.halves == 2)) return 0;
    if (unit->n == DM_UNIT_CENTURY && (one || half) && !has(t, end, DM_TW_DIRECTION) &&
        !dm_time_is(t, end, "of"))
        return 0;
    if (one && token(t, end - 1)->dep == DM_DEP_attr) return 0;
    if (one && is_hyphen(t, end) && has(t, end + 1, DM_TW_DIRECTION)) return 0; /* "a year-earlier loss" */
    if (unit->n == DM_UNIT_QUARTER && e->amount.halves <= 6 && !e->amount.vague && dm_time_is(t, end, "of"))
        return 0; /* fractions */
    if (is_hyphen(t, end) && dm_time_is(t, end + 1, "long")) return end + 2;
    if (is_hyphen(t, end - 2) && is_unit(t, end, DM_UNIT_PERIOD)) return end + 1;
    if (one && dm_time_is(t, end, "and") && dm_time_is(t, end + 1, "a") && dm_time_is(t, end + 2, "half")) {
        e->amount.halves = 3;
        end += 3;
    }
    e->repeated = one && is_rate(t, i, end);
    at = amount_tail(t, end);
    if (at > end && dm_time_is(t, end + 1, "two")) e->amount.vague = true;
    return direction(t, at, e);
}

/* ---- sets ---- */

static uint32_t repeated(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i + 1, end;
    if (!has(t, i, DM_TW_EACH)) return 0;
    const dm_time_row *unit = dm_time_row_at(t, at, DM_TW_UNIT);
    e->repeated = true;
    if (unit && unit->n != DM_UNIT_HALF && unit->n != DM_UNIT_PERIOD && unit->n != DM_UNIT_SECOND) {
        e->kind = DM_EXPR_SET;
        e->unit = (uint8_t)unit->n;
        e->amount = (dm_amount){2, false};
        return at + 1;
    }
    if ((end = amount(t, at, &e->amount)) && (unit = dm_time_row_at(t, end, DM_TW_UNITS))) {
        e->kind = DM_EXPR_SET;
        e->unit = (uint8_t)unit->n;
        return end + 1;
    }
    e->kind = DM_EXPR_DATE;
    if ((end = weekday(t, at, e))) {
        e->repeated = true;
        end = part_of_day(t, end, e);
        return end;
    }
    if ((end = month(t, at, &e->month))) return end;
    const dm_time_row *season = dm_time_row_at(t, at, DM_TW_SEASON);
    if (season) {
        e->season = (int16_t)(season->n / 3 + 1);
        return at + 1;
    }
    const dm_time_row *part = dm_time_row_at(t, at, DM_TW_PART);
    if (part) {
        e->part = part->value;
        return at + 1;
    }
    return 0;
}

static uint32_t set_word(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_SET, &end);
    if (row) {
        e->kind = DM_EXPR_SET;
        if (token(t, i)->pos == DM_POS_NOUN || token(t, i)->pos == DM_POS_PROPN)
            return 0; /* "the Haaretz daily" */
    } else {
        row = dm_time_phrase_at(t, i, DM_TW_DURATION, &end);
        if (!row) return 0;
        e->kind = DM_EXPR_AMOUNT;
        e->lasting = true;
    }
    e->value = row->value;
    return end;
}

static uint32_t reference(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_REFERENCE, &end);
    if (!row) return 0;
    if (row->flags & DM_TW_OPEN &&
        (dm_time_is(t, end, "of") || dm_time_is(t, end, "as") || dm_time_is(t, end, "after") ||
         has(t, end, DM_TW_UNIT) || (i && dm_time_is(t, i - 1, "as"))))
        return 0;
    if (row->flags & DM_TW_NOUN && end < t->n && has(t, end - 1, DM_TW_RELATIVE) &&
        dm_is_noun(t->r, t->at[end].tok))
        return 0;
    if (row->flags & DM_TW_FUTURE && dm_time_tense(t->r, t->at[end - 1].tok) != DM_TENSE_FUTURE) return 0;
    e->kind = DM_EXPR_REFERENCE;
    e->value = row->value;
    return end;
}

/* ---- after "the" ---- */

/* "the week of March 6", "the year", "the summer of 1994", "the nineties" */
static uint32_t definite(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = fillers(t, i), end;
    const dm_time_row *row = dm_time_row_at(t, at, DM_TW_UNIT);
    if (row && row->n != DM_UNIT_SECOND && row->n != DM_UNIT_MINUTE && row->n != DM_UNIT_HOUR &&
        row->n != DM_UNIT_HALF && row->n != DM_UNIT_CENTURY && row->n != DM_UNIT_FORTNIGHT &&
        row->n != DM_UNIT_DAY && row->n != DM_UNIT_PERIOD && !is_hyphen(t, at + 1)) {
        dm_expr date = *e;
        if (row->n == DM_UNIT_WEEK && dm_time_is(t, at + 1, "of") && (end = month_first(t, at + 2, &date)) &&
            date.day) {
            *e = date;
            e->week_of = true;
            return end;
        }
        if (row->n == DM_UNIT_MONTH && dm_time_is(t, at + 1, "of") && (end = month_first(t, at + 2, &date)) &&
            !date.day) {
            *e = date;
            return end;
        }
        e->kind = DM_EXPR_UNIT;
        e->unit = (uint8_t)row->n;
        e->relation = DM_REL_NONE;
        return at + 1;
    }
    if ((row = dm_time_row_at(t, at, DM_TW_SEASON))) {
        e->season = (int16_t)(row->n / 3 + 1);
        end = which_year(t, at + 1, e);
        if (!end && (dm_time_is(t, at + 1, "of") || token(t, at)->pos != DM_POS_NOUN)) return 0;
        return end ? end : at + 1;
    }
    /* "the nineties", "the nineteen-nineties" */
    const dm_time_row *hundreds = dm_time_row_at(t, at, DM_TW_NUMBER);
    if (hundreds && hundreds->n > 12 && hundreds->n < 20) at += 1 + is_hyphen(t, at + 1);
    if ((row = dm_time_row_at(t, at, DM_TW_TENS))) {
        e->kind = DM_EXPR_DECADE;
        e->year = (int16_t)(row->n + (hundreds ? 100 * hundreds->n : 0));
        return at + 1;
    }
    at = fillers(t, i);
    /* "the 1989 period" */
    end = year(t, at, &e->year);
    row = end ? dm_time_row_at(t, end, DM_TW_UNIT) : NULL;
    if (row && (row->n == DM_UNIT_PERIOD || row->n == DM_UNIT_QUARTER)) {
        e->kind = DM_EXPR_UNIT;
        e->unit = (uint8_t)row->n;
        return end + 1;
    }
    /* "over the years", "the early years", "the weeks ahead" */
    if ((row = dm_time_row_at(t, at, DM_TW_UNITS))) {
        dm_str before = i > 1 ? dm_time_low(t, i - 2) : (dm_str){"", 0};
        bool ahead = dm_time_is(t, at + 1, "ahead");
        e->kind = DM_EXPR_AMOUNT;
        e->unit = (uint8_t)row->n;
        e->amount = (dm_amount){0, true};
        e->lasting = true;
        return ahead || has(t, i - 1, DM_TW_PHASE) || ONE_OF(before, "over", "through") ? at + 1 + ahead : 0;
    }
    /* "the nine months" */
    if ((end = amount(t, at, &e->amount)) && (row = dm_time_row_at(t, end, DM_TW_UNITS))) {
        e->kind = DM_EXPR_AMOUNT;
        e->unit = (uint8_t)row->n;
        e->lasting = true;
        return end + 1;
    }
    return 0;
}

/* ---- the whole ---- */

typedef uint32_t rule(const dm_time_text *t, uint32_t i, dm_expr *e);

/* Tries the rules and keeps the longest reading, of equals the first. */
static uint32_t longest(const dm_time_text *t, uint32_t i, rule *const *rules, size_t n, dm_expr *e) {
    uint32_t best = 0;
    dm_expr blank = *e;
    for (size_t k = 0; k < n; k++) {
        dm_expr try = blank;
        uint32_t end = rules[k](t, i, &try);
        if (end > best) {
            best = end;
            *e = try;
        }
    }
    return best;
}

static uint32_t core(const dm_time_text *t, uint32_t i, dm_expr *e) {
    static rule *const all[] = {reference,    holiday,          day_expression, clock_date, month_first,
                                day_first,    numeric,          figure_word,    year_ago,   related,
                                ordinal_unit, short_quarter,    ordinal_amount, repeated,   set_word,
                                lone_year,    amount_expression};
    static rule *const definites[] = {definite};
    if (i >= t->n) return 0;
    if (!t->at[i].classes && !t->at[i].phrase && !t->at[i].digit &&
        !ONE_OF(dm_time_low(t, i), "a", "an", "another", "'"))
        return 0;
    uint32_t end = longest(t, i, all, sizeof all / sizeof *all, e);
    if (!e->definite) return end;
    dm_expr other = {.definite = true, .minute = -1};
    uint32_t end_definite = longest(t, i, definites, 1, &other);
    if (end_definite > end) {
        *e = other;
        return end_definite;
    }
    return end;
}

/* Is "the" part of what follows, or of a noun behind it ("the 1987 crash")? */
static bool owns_article(const dm_time_text *t, uint32_t i, uint32_t end, const dm_expr *e) {
    if (e->kind == DM_EXPR_DATE && (e->weekday || e->day || (e->month && !e->week_of))) return false;
    uint32_t head = token(t, i)->head;
    return head >= t->at[i].tok && head <= t->at[end - 1].tok;
}

/* "early", "mid-", "the end of": what they stand before is the time. */
static uint32_t phased(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i;
    bool the = dm_time_is(t, at, "the");
    if (the) at++;
    if (has(t, at, DM_TW_EDGE) && dm_time_is(t, at + 1, "of")) {
        at += 2;
        if (dm_time_is(t, at, "the")) {
            at++;
            e->definite = true;
        }
        return core(t, at, e);
    }
    if (has(t, at, DM_TW_PHASE)) {
        at += 1 + is_hyphen(t, at + 1);
        e->definite = the || is_hyphen(t, at - 1);
        if (dm_time_is(t, at, "in") || (i && dm_time_is(t, i - 1, "as"))) return 0;
        uint32_t end = core(t, at, e);
        return end && (e->kind != DM_EXPR_AMOUNT || e->lasting) && e->kind != DM_EXPR_SET &&
                       e->kind != DM_EXPR_REFERENCE
                   ? end
                   : 0;
    }
    /* "year-end", "year end" */
    if (is_unit(t, at, DM_UNIT_YEAR) || is_unit(t, at, DM_UNIT_MONTH) || is_unit(t, at, DM_UNIT_QUARTER)) {
        const dm_time_row *unit = dm_time_row_at(t, at, DM_TW_UNIT);
        uint32_t end = at + 1 + is_hyphen(t, at + 1);
        if (!dm_time_is(t, end, "end")) return 0;
        e->kind = DM_EXPR_UNIT;
        e->unit = (uint8_t)unit->n;
        dm_expr dated = *e;
        uint32_t next = year(t, end + 1, &dated.year);
        if (next && unit->n == DM_UNIT_YEAR) {
            dated.kind = DM_EXPR_DATE;
            *e = dated;
            return next;
        }
        return end + 1;
    }
    return 0;
}

bool dm_time_parse(const dm_time_text *t, uint32_t i, dm_expr *out) {
    static const dm_expr blank = {.minute = -1};
    uint32_t at, end;
    const dm_time_row *approx = dm_time_phrase_at(t, i, DM_TW_APPROX, &at);
    if (!approx) at = i;
    bool measures = approx && at > i + 1; /* "more than": only amounts */
    bool the = dm_time_is(t, at, "the");
    *out = blank;
    if (!(end = phased(t, at, out))) {
        *out = blank;
        out->definite = the;
        end = core(t, at + the, out);
    }
    dm_expr other = blank; /* "the past", "the future" */
    uint32_t other_end = the ? reference(t, at, &other) : 0;
    if (other_end > end) {
        *out = other;
        end = other_end;
    }
    if (!end) return false;
    if (the && out->kind != DM_EXPR_REFERENCE && !owns_article(t, at, end, out))
        out->begin = at + 1;
    else if (out->kind == DM_EXPR_REFERENCE || out->kind == DM_EXPR_SET ||
             (measures && out->kind != DM_EXPR_AMOUNT))
        out->begin = at;
    else
        out->begin = i;
    out->end = end;
    return out->begin < end;
}

bool dm_time_continue(const dm_time_text *t, const dm_expr *first, dm_expr *out) {
    uint32_t at = first->end, end;
    if (first->kind != DM_EXPR_DATE || !first->month || !first->day) return false;
    if (!is_hyphen(t, at) && !ONE_OF(dm_time_low(t, at), "and", "or", "to", "through", "until")) return false;
    dm_expr next = *first;
    if (!(end = month_day(t, at + 1, &next.day)) || next.day <= first->day) return false;
    /* a day and no number of anything */
    if (end < t->n && !t->at[end].is_break && (dm_is_noun(t->r, t->at[end].tok) || t->at[end - 1].glued) &&
        token(t, end)->pos != DM_POS_PUNCT)
        return false;
    uint32_t after = end + dm_time_is(t, end, ",");
    if (!next.year && (after = year(t, after, &next.year))) end = after;
    next.begin = at + 1;
    next.end = end;
    *out = next;
    return true;
}

/* Dates as calendars and clocks have them. */
#include "coding/time_grammar.h"

/* ---- years ---- */

/* "two thousand", "two thousand and one", "nineteen ninety-four" */
static uint32_t spelled_year(const dm_time_text *t, uint32_t i, int16_t *out) {
    int high, low;
    uint32_t end = dm_tg_spelled(t, i, &high), next;
    if (!end) return 0;
    if (high == 2000) {
        next = dm_tg_spelled(t, end + dm_time_is(t, end, "and"), &low);
        bool more = next && low < 100;
        *out = (int16_t)(2000 + (more ? low : 0));
        return more ? next : end;
    }
    next = high >= 15 && high <= 20 ? dm_tg_spelled(t, end, &low) : 0;
    if (!next || low < 10 || low > 99) return 0;
    *out = (int16_t)(100 * high + low);
    return next;
}

static int full_year(int two_figures) {
    return two_figures + (two_figures < 30 ? 2000 : 1900);
}

/* "1994", "'96", "nineteen ninety-four" */
uint32_t dm_tg_year(const dm_time_text *t, uint32_t i, int16_t *out) {
    int value;
    size_t length;
    dm_str s = dm_time_low(t, i);
    if (dm_tg_figures(t, i, &value, &length)) {
        if (length != 4 || value < 1000 || value > 2199) return 0;
        *out = (int16_t)value;
        return i + 1;
    }
    if (s.n == 0 || s.p[0] != '\'') return spelled_year(t, i, out);
    uint32_t end = i + 1;
    if (s.n > 1) {
        value = dm_tg_leading_number(dm_str_sub(s, 1, s.n), &length);
        if (length != 2 || s.n != 3) return 0;
    } else if (t->at[i].glued && dm_tg_figures(t, end, &value, &length) && length == 2) {
        end++;
    } else {
        return 0;
    }
    *out = (int16_t)full_year(value);
    return end;
}

uint32_t dm_tg_which_year(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i + dm_time_is(t, i, ","), end;
    bool of = dm_time_is(t, at, "of");
    at += of;
    if (of && dm_tg_has(t, at, DM_TW_FISCAL)) at++;
    if ((end = dm_tg_year(t, at, &e->year))) return end;
    bool the = of && dm_time_is(t, at, "the");
    at += the;
    const dm_time_row *row = dm_time_row_at(t, at, DM_TW_RELATIVE);
    at += row != NULL;
    if (!dm_tg_is_unit(t, at, DM_UNIT_YEAR) || (!row && !the) || dm_time_is(t, at + 1, "'s")) return 0;
    e->year_relation = (uint8_t)(row ? row->n : DM_REL_THIS);
    return at + 1;
}

/* Is a four-figure number of this place a year? */
static bool is_year_here(const dm_time_text *t, uint32_t i, int value) {
    const dm_token *tok = dm_tg_token(t, i);
    dm_str before = i ? dm_time_low(t, i - 1) : (dm_str){"", 0};
    if (dm_time_is(t, i + 1, "%") || dm_tg_has(t, i + 1, DM_TW_UNITS)) return false;
    if (DM_ONE_OF(before, "$", "#", "\xC2\xA3", "\xE2\x82\xAC", "\xC2\xA5", "no.", "number", "room", "route",
                  "flight"))
        return false;
    /* "1998-99", "1644-1911", but not "1500-metre" */
    if (dm_tg_is_hyphen(t, i + 1) && t->at[i].glued && !t->at[i + 2].digit) return false;
    if (i && dm_tg_is_hyphen(t, i - 1) && t->at[i - 1].glued && !(i > 1 && t->at[i - 2].digit)) return false;
    if (tok->ent == DM_ENT_MONEY || tok->ent == DM_ENT_PERCENT || tok->ent == DM_ENT_QUANTITY) return false;
    bool counts = tok->dep == DM_DEP_nummod && tok->head > t->at[i].tok &&
                  t->r->tok[tok->head].tag == DM_TAG_NNS; /* "1990 people" */
    if (tok->ent == DM_ENT_DATE) return !counts || (value >= 1900 && value <= 2099);
    return !counts && value >= 1900 && value <= 2099;
}

/* A year alone, "the year 2000", "fiscal 1990". */
uint32_t dm_tg_lone_year(const dm_time_text *t, uint32_t i, dm_expr *e) {
    bool fiscal = dm_tg_has(t, i, DM_TW_FISCAL);
    uint32_t at = i + fiscal;
    bool named = dm_time_is(t, at, "year");
    at += named;
    int value = 0;
    size_t length;
    bool figures = dm_tg_figures(t, at, &value, &length);
    uint32_t end = dm_tg_year(t, at, &e->year);
    if (!end && named && figures && length == 3) { /* "the year 325" */
        e->year = (int16_t)value;
        return at + 1;
    }
    if (!end) return 0;
    return named || fiscal || !t->at[i].digit || is_year_here(t, end - 1, e->year) ? end : 0;
}

/* ---- months and days ---- */

/* "May", "March", "Sun" are more often something else: they need company. */
static bool has_company(const dm_time_text *t, uint32_t i, bool is_month) {
    uint32_t next = i + 1 + dm_time_is(t, i + 1, ",");
    int16_t y;
    int value;
    size_t length;
    const dm_token *tok = dm_tg_token(t, i);
    if (dm_tg_figures(t, next, &value, &length)) {
        if (length <= 2 && value >= 1 && value <= 31) return true;
        if (is_month && dm_tg_year(t, next, &y)) return true;
    }
    if (dm_tg_has(t, next, DM_TW_MONTH) || dm_tg_has(t, i + 1, DM_TW_PART)) return true;
    dm_str low = dm_time_low(t, i);
    if (!is_month) return tok->ent == DM_ENT_DATE && low.p[low.n - 1] == '.';
    if (dm_tg_ordinal(t, i + 1, &value)) return true;
    if (tok->pos != DM_POS_PROPN) return false;
    if (tok->ent == DM_ENT_DATE) return true;
    return i && !tok->sent_begin &&
           (dm_tg_has(t, i - 1, DM_TW_PHASE) || dm_tg_has(t, i - 1, DM_TW_WEEKDAY) ||
            dm_tg_is_hyphen(t, i - 1) || (dm_tg_figures(t, i - 1, &value, &length) && length <= 2));
}

uint32_t dm_tg_month(const dm_time_text *t, uint32_t i, int16_t *out) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_MONTH);
    if (!row || (row->flags & DM_TW_WEAK && !has_company(t, i, true))) return 0;
    *out = (int16_t)row->n;
    return i + 1;
}

uint32_t dm_tg_weekday(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_WEEKDAY);
    if (!row) return 0;
    bool dot = row->flags & DM_TW_WEAK && dm_time_is(t, i + 1, ".") && t->at[i].glued && !t->at[i + 1].glued;
    if (row->flags & DM_TW_WEAK && !has_company(t, i + dot, false)) return 0;
    e->weekday = (int16_t)row->n;
    e->repeated = (row->flags & DM_TW_PLURAL) != 0;
    return i + 1 + dot;
}

/* The day of a month, where a month stands beside it. */
uint32_t dm_tg_month_day(const dm_time_text *t, uint32_t i, int16_t *out) {
    int value;
    size_t length;
    uint32_t end = i + 1;
    if (dm_tg_figures(t, i, &value, &length)) {
        const dm_token *tok = dm_tg_token(t, i);
        bool counts = tok->dep == DM_DEP_nummod && tok->head > t->at[i].tok &&
                      t->r->tok[tok->head].tag == DM_TAG_NNS; /* "in March 14 people were hurt" */
        if (length > 2 || counts) return 0;
    } else {
        end = dm_tg_ordinal(t, i, &value);
    }
    if (!end || value < 1 || value > 31) return 0;
    *out = (int16_t)value;
    return end;
}

static uint32_t year_behind(const dm_time_text *t, uint32_t end, dm_expr *e) {
    uint32_t next = dm_tg_year(t, end + dm_time_is(t, end, ","), &e->year);
    return next ? next : end;
}

/* "July", "July 4", "July 4, 1997", "July of 1997", "July last year" */
uint32_t dm_tg_month_first(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = dm_tg_month(t, i, &e->month), next;
    if (!end) return 0;
    if ((next = dm_tg_month_day(t, end + dm_time_is(t, end, "the"), &e->day))) return year_behind(t, next, e);
    if ((next = dm_tg_which_year(t, end, e))) return next;
    if (dm_time_is(t, end, "in") && t->at[end + 1].digit && (next = dm_tg_year(t, end + 1, &e->year)))
        return next;
    return end;
}

/* "4 July 1997", "the fourth of July" */
uint32_t dm_tg_day_first(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int value;
    size_t length;
    uint32_t end = dm_tg_month_day(t, i, &e->day);
    if (!end) return 0;
    bool of = dm_time_is(t, end, "of");
    if (of && dm_tg_figures(t, i, &value, &length)) return 0; /* "3 of May's victims" */
    end = dm_tg_month(t, end + of, &e->month);
    return end ? year_behind(t, end, e) : 0;
}

/* ---- figures ---- */

static bool set_numeric(dm_expr *e, int y, int m, int d) {
    if (m > 12 && d <= 12) { /* the day in front */
        int swap = m;
        m = d;
        d = swap;
    }
    if (y < 100) y = full_year(y);
    if (m < 1 || m > 12 || d < 1 || d > 31 || y < 1500 || y > 2199) return false;
    e->year = (int16_t)y;
    e->month = (int16_t)m;
    e->day = (int16_t)d;
    return true;
}

/* The three numbers of "10/31/89", "31.10.1989", or of "11-22-89", which are five tokens. */
static uint32_t three_numbers(const dm_time_text *t, uint32_t i, int out[3], size_t length[3]) {
    dm_str s = dm_time_low(t, i);
    out[0] = dm_tg_leading_number(s, &length[0]);
    if (length[0] == 0) return 0;
    if (length[0] == s.n) {
        for (uint32_t k = i; k < i + 4; k++)
            if (!t->at[k].glued) return 0;
        return dm_tg_is_hyphen(t, i + 1) && dm_tg_is_hyphen(t, i + 3) &&
                       dm_tg_figures(t, i + 2, &out[1], &length[1]) &&
                       dm_tg_figures(t, i + 4, &out[2], &length[2])
                   ? i + 5
                   : 0;
    }
    size_t at = length[0];
    char mark = s.p[at];
    if (mark != '/' && mark != '.' && mark != '-') return 0;
    out[1] = dm_tg_leading_number(dm_str_sub(s, at + 1, s.n), &length[1]);
    at += 1 + length[1];
    if (at >= s.n || s.p[at] != mark) return 0;
    out[2] = dm_tg_leading_number(dm_str_sub(s, at + 1, s.n), &length[2]);
    return at + 1 + length[2] == s.n ? i + 1 : 0;
}

/* "10/31/89", "11-22-89", "1998-02-13" */
uint32_t dm_tg_numeric(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int n[3];
    size_t length[3];
    if (!t->at[i].digit) return 0;
    uint32_t end = three_numbers(t, i, n, length);
    if (!end || length[1] < 1 || length[1] > 2) return 0;
    bool good = false;
    if (length[0] == 4 && length[2] >= 1 && length[2] <= 2)
        good = set_numeric(e, n[0], n[1], n[2]);
    else if (length[0] <= 2 && (length[2] == 2 || length[2] == 4))
        good = memchr(dm_time_low(t, i).p, '.', dm_time_low(t, i).n) ? set_numeric(e, n[2], n[1], n[0])
                                                                     : set_numeric(e, n[2], n[0], n[1]);
    return good ? end : 0;
}

/* "mid-1996", "post-1959", "mid-1980s" as one token; "1990s", "'80s", "the 1980's" */
uint32_t dm_tg_figure_word(const dm_time_text *t, uint32_t i, dm_expr *e) {
    static const char *const heads[] = {"mid-", "early-", "late-", "pre-", "post-"};
    dm_str s = dm_time_low(t, i);
    size_t length;
    uint32_t end = i + 1;
    bool head = false;
    for (size_t k = 0; k < sizeof heads / sizeof *heads && !head; k++) {
        head = dm_str_starts(s, dm_str_of(heads[k]));
        if (head) s = dm_str_sub(s, strlen(heads[k]), s.n);
    }
    if (s.n && s.p[0] == '\'') {
        s = dm_str_sub(s, 1, s.n);
        if (s.n == 0 && t->at[i].glued) s = dm_time_low(t, end++);
    }
    int value = dm_tg_leading_number(s, &length);
    dm_str rest = dm_str_sub(s, length, s.n);
    bool plural = DM_ONE_OF(rest, "s", "'s");
    if (rest.n == 0 && dm_time_is(t, end, "'s") && value % 100 != 0 && i &&
        (dm_time_is(t, i - 1, "the") || dm_tg_has(t, i - 1, DM_TW_PHASE))) {
        plural = true;
        end++;
    }
    bool year = length == 4 && value >= 1000 && value < 2200;
    if (plural && value % 10 == 0 && (year || (length == 2 && value >= 20))) {
        e->kind = DM_EXPR_DECADE;
        e->year = (int16_t)value;
        return end;
    }
    if (!head || !year || rest.n) return 0;
    e->year = (int16_t)value;
    return end;
}

/* ---- clock ---- */

/* What stands for the time of the clock before "a.m.", "GMT", "o'clock". */
typedef struct clock_face {
    int hour, minute;
    bool minutes, colon;
    dm_str rest; /* "pm" of "8:30pm" */
} clock_face;

static bool read_face(const dm_time_text *t, uint32_t i, clock_face *out) {
    size_t length, more;
    dm_str s = dm_time_low(t, i);
    *out = (clock_face){.hour = dm_tg_leading_number(s, &length)};
    if (length == 0) {
        const dm_time_row *row = dm_time_row_at(t, i, DM_TW_NUMBER);
        out->hour = row ? row->n : 0;
        return row && row->n >= 1 && row->n <= 12;
    }
    if (length == 4 && s.n == 4) { /* "0735 GMT" */
        out->minute = out->hour % 100;
        out->hour /= 100;
        out->minutes = true;
        return true;
    }
    if (length > 2) return false;
    if (length < s.n && (s.p[length] == ':' || s.p[length] == '.')) {
        out->minute = dm_tg_leading_number(dm_str_sub(s, length + 1, s.n), &more);
        if (more != 2) return false;
        out->minutes = true;
        out->colon = s.p[length] == ':';
        length += 3;
    }
    out->rest = dm_str_sub(s, length, s.n);
    return true;
}

/* half_day: 0 or 12 hours to add, -1 if the clock has 24 */
static bool set_clock(dm_expr *e, const clock_face *face, int half_day) {
    int hour = face->hour;
    if (hour > (half_day < 0 ? 24 : 12) || face->minute > 59) return false;
    if (half_day >= 0) hour = hour % 12 + half_day;
    e->minute = (int16_t)(60 * hour + face->minute);
    return true;
}

/* "8:30 a.m. EDT", "8:30pm", "0735 GMT", "five o'clock", "noon" */
static uint32_t clock_time(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_CLOCK), *half;
    uint32_t end = i + 1, next = 0, zone_end = 0;
    clock_face face;
    if (row) {
        e->minute = (int16_t)row->n;
        return i && dm_time_is(t, i - 1, "high") ? 0 : end;
    }
    if (!read_face(t, i, &face)) return 0;
    bool zone = dm_time_phrase_at(t, end, DM_TW_ZONE, &zone_end) != NULL;
    bool good = false;
    if (face.rest.n) {
        bool pm = DM_ONE_OF(face.rest, "pm", "p.m.", "p.m");
        good = (pm || DM_ONE_OF(face.rest, "am", "a.m.", "a.m")) && set_clock(e, &face, pm ? 12 : 0);
    } else if ((half = dm_time_phrase_at(t, end, DM_TW_MERIDIEM, &next))) {
        bool verb = dm_time_is(t, end, "am") && dm_tg_token(t, end)->pos == DM_POS_AUX;
        good = !verb && set_clock(e, &face, half->n);
        end = next;
    } else if (dm_time_is(t, end, "o'clock")) {
        good = set_clock(e, &face, -1);
        end++;
    } else {
        good = face.minutes && (zone || (face.colon && dm_tg_token(t, i)->ent == DM_ENT_TIME)) &&
               set_clock(e, &face, -1);
    }
    if (!good) return 0;
    return dm_time_phrase_at(t, end, DM_TW_ZONE, &zone_end) ? zone_end : end;
}

/* ---- days ---- */

uint32_t dm_tg_part_of_day(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_PART);
    if (!row) return i;
    e->part = row->value;
    if (dm_tg_token(t, i)->tag == DM_TAG_NNS) e->repeated = true;
    return i + 1;
}

uint32_t dm_tg_season(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_SEASON);
    if (!row) return 0;
    e->season = (int16_t)row->n;
    return i + 1;
}

/* "Monday" of "Monday and Tuesday nights": both are said of every week. */
static bool shares_plural(const dm_time_text *t, uint32_t i, dm_expr *e) {
    dm_expr other = {.minute = -1};
    if (!DM_ONE_OF(dm_time_low(t, i), "and", "or")) return false;
    uint32_t end = dm_tg_weekday(t, i + 1, &other);
    if (!end || other.repeated || dm_tg_part_of_day(t, end, &other) == end || !other.repeated) return false;
    e->part = other.part;
    e->repeated = true;
    return true;
}

/* "Friday", "Friday, Oct. 23", "Tuesday morning", "Mondays" */
uint32_t dm_tg_weekday_date(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = dm_tg_weekday(t, i, e), next;
    if (!end || e->repeated || shares_plural(t, end, e)) return end;
    dm_expr full = *e;
    uint32_t at = end + dm_time_is(t, end, ",");
    at += dm_time_is(t, at, "the");
    if (((next = dm_tg_month_first(t, at, &full)) || (next = dm_tg_day_first(t, at, &full))) && full.day) {
        *e = full;
        return next;
    }
    return dm_tg_part_of_day(t, end, e);
}

/* A weekday or a day relative to now, with the part of the day. */
uint32_t dm_tg_day(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_DAY, &end);
    if (!row) return dm_tg_weekday_date(t, i, e);
    e->kind = DM_EXPR_DAY;
    e->offset = (int16_t)row->n;
    e->part = row->value;
    return dm_tg_part_of_day(t, end, e);
}

/* "10 p.m. Wednesday", "noon June 30" */
uint32_t dm_tg_clock(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = clock_time(t, i, e), next;
    if (!end) return 0;
    dm_expr full = *e;
    if (!(next = dm_tg_day(t, end, &full)) && !(next = dm_tg_month_first(t, end, &full))) return end;
    if (full.repeated || (full.kind == DM_EXPR_DATE && !full.weekday && !full.day)) return end;
    *e = full;
    return next;
}

uint32_t dm_tg_holiday(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end, next;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_HOLIDAY, &end);
    if (!row) return 0;
    e->rule = &row->rule;
    next = dm_tg_which_year(t, end, e);
    return next ? next : end;
}

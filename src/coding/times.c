/* Time expressions with TIMEX3 types and values against the document's date. */
#include <stdio.h>

#include "coding/reading.h"

static const char *const months[] = {"january", "february", "march",     "april",   "may",      "june",
                                     "july",    "august",   "september", "october", "november", "december"};
static const char *const weekdays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday"};

/* Days since 1970-01-01 of a day YYYYMMDD, and back (H. Hinnant's civil calendar). */
static int64_t days_of(uint32_t day) {
    int64_t y = day / 10000, m = day / 100 % 100, d = day % 100;
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

static uint32_t day_of(int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365,
            doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153, d = doy - (153 * mp + 2) / 5 + 1, m = mp + (mp < 10 ? 3 : -9);
    int64_t y = yoe + era * 400 + (m <= 2);
    return (uint32_t)(y * 10000 + m * 100 + d);
}

static int index_in(dm_str low, const char *const *names, int n) {
    for (int i = 0; i < n; i++) {
        size_t length = strlen(names[i]);
        if (low.n == length && memcmp(low.p, names[i], length) == 0) return i;
        /* "Oct.", "Sat" */
        dm_str bare = low;
        if (bare.n && bare.p[bare.n - 1] == '.') bare.n--;
        if (bare.n >= 3 && bare.n <= 4 && bare.n < length && memcmp(bare.p, names[i], bare.n) == 0 &&
            (n == 7 || bare.n == 3 || i == 8))
            return i;
    }
    return DM_NONE;
}

static bool number_at(const dm_reading *r, uint32_t tok, uint32_t low, uint32_t high, uint32_t *out) {
    if (tok >= r->n) return false;
    dm_str s = dm_low(r, tok);
    uint32_t v = 0;
    if (s.n == 0 || s.n > 4) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = 10 * v + (uint32_t)(s.p[i] - '0');
    }
    *out = v;
    return v >= low && v <= high;
}

/* Is the clause of a token in the future? */
static bool is_future(dm_reading *r, uint32_t tok) {
    for (uint32_t at = tok, steps = 0; steps < 12; steps++) {
        const dm_predicate *p = dm_is_verb(r, at) ? dm_predicate_at(r, at) : NULL;
        if (p) return p->modal != DM_NONE && dm_in_class(r, (uint32_t)p->modal, "future_modal");
        if (r->tok[at].head == at) break;
        at = r->tok[at].head;
    }
    return false;
}

static void add(dm_reading *r, uint32_t begin, uint32_t end, dm_time_type type, const char *value) {
    for (uint32_t i = begin; i < end; i++) r->time_of[i] = (int32_t)r->times.n;
    dm_vec_push(r->arena, &r->times,
                ((dm_time){{begin, end}, (uint8_t)type, dm_arena_copy(r->arena, dm_str_of(value))}));
}

/* A weekday is the last one, or the day of publication; in the future the next one. */
static void weekday(dm_reading *r, uint32_t tok, int which) {
    char value[16];
    if (!r->day) return;
    int64_t today = days_of(r->day), back = ((today + 3) % 7 - which + 7) % 7;
    int64_t day = is_future(r, tok) ? today + (7 - back) % 7 : today - back;
    uint32_t d = day_of(day);
    snprintf(value, sizeof value, "%04u-%02u-%02u", d / 10000, d / 100 % 100, d % 100);
    add(r, tok, tok + 1, DM_TIME_DATE, value);
}

/* "June", "June 2024", "12 June", "June 12, 2024" */
static uint32_t month(dm_reading *r, uint32_t tok, uint32_t which) {
    uint32_t begin = tok, end = tok + 1, day = 0, year = 0;
    char value[16];
    if (number_at(r, end, 1, 31, &day))
        end++;
    else if (tok > 0 && number_at(r, tok - 1, 1, 31, &day) && r->time_of[tok - 1] == DM_NONE)
        begin--;
    uint32_t at = end + (end < r->n && dm_str_is(dm_low(r, end), ","));
    if (number_at(r, at, 1500, 2200, &year)) end = at + 1;
    if (!year) {
        if (!r->day) return tok + 1;
        uint32_t this_month = r->day / 100 % 100;
        year = r->day / 10000;
        bool future = is_future(r, tok);
        if (which > this_month && !future) year--;
        if (which < this_month && future) year++;
    }
    if (day)
        snprintf(value, sizeof value, "%04u-%02u-%02u", year % 10000, which % 100, day % 100);
    else
        snprintf(value, sizeof value, "%04u-%02u", year % 10000, which % 100);
    add(r, begin, end, DM_TIME_DATE, value);
    return end;
}

void dm_code_times(dm_reading *r) {
    static const struct {
        const char *word;
        int days;
    } relative[] = {{"today", 0}, {"yesterday", -1}, {"tomorrow", 1}};
    for (uint32_t i = 0; i < r->n; i++) {
        dm_str low = dm_low(r, i);
        uint32_t year;
        int k;
        if (r->tok[i].lex->space || r->time_of[i] != DM_NONE) continue;
        if (r->tok[i].pos == DM_POS_PROPN && (k = index_in(low, weekdays, 7)) != DM_NONE)
            weekday(r, i, k);
        else if (r->tok[i].pos == DM_POS_PROPN && (k = index_in(low, months, 12)) != DM_NONE)
            i = month(r, i, (uint32_t)k + 1) - 1;
        else if (r->tok[i].ent == DM_ENT_DATE && number_at(r, i, 1500, 2200, &year)) {
            char value[8];
            snprintf(value, sizeof value, "%04u", year);
            add(r, i, i + 1, DM_TIME_DATE, value);
        }
        for (size_t w = 0; w < 3 && r->day; w++)
            if (dm_str_is(low, relative[w].word)) {
                char value[16];
                uint32_t d = day_of(days_of(r->day) + relative[w].days);
                snprintf(value, sizeof value, "%04u-%02u-%02u", d / 10000, d / 100 % 100, d % 100);
                add(r, i, i + 1, DM_TIME_DATE, value);
            }
    }
}

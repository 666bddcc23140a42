/* Words of time expressions. */
#include "lexicon/compile.h"

#include <stdio.h>

static bool number_of(dm_str s, int32_t *out) {
    char text[12], rest;
    if (s.n == 0 || s.n >= sizeof text) return false;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    return sscanf(text, "%11d%c", out, &rest) == 1;
}

/* What the column value of a feast says: README.md has the forms. */
static dm_status holiday_cell(dm_compiler *c, dm_str s, dm_holiday_rule *out) {
    static const char *const nth[] = {"1st", "2nd", "3rd", "4th", "last"};
    char text[24], ordinal[8], rest;
    int y = 0, m = 0, d = 0, offset = 0, weekday = 0;
    snprintf(text, sizeof text, "%.*s", SHOW(s));
    *out = (dm_holiday_rule){.known = 1};
    if (sscanf(text, "easter%d%c", &offset, &rest) == 1) {
        out->easter = 1;
    } else if (sscanf(text, "%4d-%2d-%2d%c", &y, &m, &d, &rest) == 3 && s.n == 10) {
    } else if (sscanf(text, "%2d-%2d%c", &m, &d, &rest) == 2) {
        y = 0;
    } else {
        y = d = 0;
        int n = sscanf(text, "%2d-%7[a-z0-9]-%1d%d%c", &m, ordinal, &weekday, &offset, &rest);
        uint32_t k;
        if (n != 3 && n != 4) return fault(c, "\"%.*s\" is no rule for a feast", SHOW(s));
        check(dm_compile_name_cell(c, dm_str_of(ordinal), nth, 5, "place in a month", &k));
        out->nth = (int16_t)(k == 4 ? -1 : (int)k + 1);
        if (weekday < 1 || weekday > 7) return fault(c, "weekdays are 1 to 7");
    }
    if (!out->easter && (m < 1 || m > 12 || d > 31 || (d < 1 && !weekday)))
        return fault(c, "\"%.*s\" is no day of a year", SHOW(s));
    out->year = (int16_t)y;
    out->month = (int16_t)m;
    out->day = (int16_t)d;
    out->weekday = (int16_t)weekday;
    out->offset = (int16_t)offset;
    return DM_OK;
}

/* The number that a class of words carries in its column value. */
static dm_status time_value(dm_compiler *c, dm_str value, dm_time_row *row) {
    static const char *const units[] = {"TS", "TM", "TH", "D", "WE", "W", "2W",
                                        "M",  "Q",  "H",  "Y", "E",  "C", "P"};
    static const char *const relations[] = {"",       "last", "past",      "this",     "next",   "coming",
                                            "latest", "same", "following", "previous", "recent", "year_ago"};
    static const char *const directions[] = {"", "ago", "earlier", "later", "hence"};
    static const char *const seasons[] = {"SP", "SU", "FA", "WI"};
    static const char *const references[] = {"PRESENT_REF", "PAST_REF", "FUTURE_REF"};
    uint32_t k = 0;
    switch (row->class) {
    case DM_TW_UNIT:
    case DM_TW_UNITS: check(dm_compile_name_cell(c, value, units, DM_UNITS, "unit", &k)); break;
    case DM_TW_RELATIVE:
        check(dm_compile_name_cell(c, value, relations, DM_RELATIONS, "relation", &k));
        break;
    case DM_TW_DIRECTION:
        check(dm_compile_name_cell(c, value, directions, DM_DIRECTIONS, "direction", &k));
        break;
    case DM_TW_SEASON:
        check(dm_compile_name_cell(c, value, seasons, 4, "season", &k));
        k++;
        break;
    case DM_TW_REFERENCE: check(dm_compile_name_cell(c, value, references, 3, "reference", &k)); break;
    case DM_TW_HOLIDAY: check(holiday_cell(c, value, &row->rule)); break;
    case DM_TW_CLOCK: {
        char text[8], rest;
        int h, m;
        snprintf(text, sizeof text, "%.*s", (int)(value.n > 7 ? 7 : value.n), value.p);
        if (sscanf(text, "%2d:%2d%c", &h, &m, &rest) != 2 || h > 24 || m > 59)
            return fault(c, "\"%.*s\" is no time of day", SHOW(value));
        k = (uint32_t)(60 * h + m);
        break;
    }
    case DM_TW_DAY: {
        size_t cut = 0;
        while (cut < value.n && value.p[cut] != ' ') cut++;
        if (!number_of(dm_str_sub(value, 0, cut), &row->n))
            return fault(c, "\"%.*s\" is no number of days", SHOW(value));
        row->value = dm_compile_intern(c, dm_str_sub(value, cut < value.n ? cut + 1 : cut, value.n));
        return DM_OK;
    }
    case DM_TW_MONTH:
    case DM_TW_WEEKDAY:
    case DM_TW_NUMBER:
    case DM_TW_SCALE:
    case DM_TW_VAGUE:
    case DM_TW_ORDINAL:
    case DM_TW_TENS:
    case DM_TW_MERIDIEM:
        if (!number_of(value, &row->n)) return fault(c, "\"%.*s\" is no number", SHOW(value));
        if ((row->class == DM_TW_MONTH && (row->n < 1 || row->n > 12)) ||
            (row->class == DM_TW_WEEKDAY && (row->n < 1 || row->n > 7)))
            return fault(c, "there is no such month or weekday");
        return DM_OK;
    default: break;
    }
    row->n = (int32_t)k;
    row->value = dm_compile_intern(c, value);
    return DM_OK;
}

dm_status dm_compile_times(dm_compiler *c, uint32_t row) {
    static const char *const classes[] = {
        "month",     "weekday", "season",   "part",      "clock",    "unit",   "units",
        "number",    "scale",   "vague",    "ordinal",   "tens",     "day",    "relative",
        "phase",     "edge",    "approx",   "direction", "each",     "filler", "fiscal",
        "reference", "set",     "duration", "holiday",   "meridiem", "zone",   "name"};
    static const char *const flags[] = {"capital", "weak",   "noun", "adjective",
                                        "adverb",  "future", "open", "plural"};
    dm_time_row t = {.example = dm_compile_intern(c, dm_compile_cell(c, row, "example")),
                     .codes = dm_compile_intern(c, dm_compile_cell(c, row, "codes"))};
    dm_str v;
    size_t at = 0;
    uint32_t k;
    check(
        dm_compile_name_cell(c, dm_compile_cell(c, row, "class"), classes, DM_TW_CLASSES, "class", &t.class));
    while (dm_tsv_value(dm_compile_cell(c, row, "flags"), '|', &at, &v)) {
        check(dm_compile_name_cell(c, v, flags, sizeof flags / sizeof *flags, "flag", &k));
        t.flags |= 1u << k;
    }
    check(time_value(c, dm_compile_cell(c, row, "value"), &t));
    t.origin = (dm_origin){c->file, c->line};
    at = 0;
    while (dm_tsv_value(dm_compile_cell(c, row, "words"), '|', &at, &v))
        dm_vec_push(&c->arena, &c->time_words, ((dm_time_word){dm_compile_normal_wording(c, v), t}));
    return DM_OK;
}

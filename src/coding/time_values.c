/* Which time an expression means: TIMEX3 values against the day of publication, the time spoken of before,
 * and the tense of the clause. */
#include <stdio.h>

#include "coding/times.h"

/* ---- tense ---- */

/* The token of an expression that hangs on something outside of it. */
static uint32_t anchor(const dm_time_context *c, const dm_expr *e) {
    const dm_time_text *t = c->text;
    uint32_t first = t->at[e->begin].tok, last = t->at[e->end - 1].tok;
    for (uint32_t i = e->end; i-- > e->begin;) {
        uint32_t head = t->r->tok[t->at[i].tok].head;
        if (!t->at[i].is_break && (head < first || head > last)) return t->at[i].tok;
    }
    return last;
}

/* "meets Friday", "opened on Friday", but not "Friday's talks", "is down from Friday", "called a vote for
 * Friday". */
static bool hangs_on_verb(const dm_time_context *c, const dm_expr *e) {
    const dm_reading *r = c->text->r;
    uint32_t at = r->tok[anchor(c, e)].head;
    if (r->tok[at].dep == DM_DEP_prep) {
        dm_str word = dm_low(r, at);
        if (!dm_str_is(word, "on") && !dm_str_is(word, "in") && !dm_str_is(word, "at")) return false;
        at = r->tok[at].head;
    }
    return dm_is_verb(r, at);
}

/* Is the nearest finite verb before a time a past one? "Losses hurt the index, which fell 6.43, on Friday,
 * to 437": "hurt" may be a present, and the tree may hang the day on it. */
static bool follows_past(const dm_time_context *c, const dm_expr *e) {
    enum { WORDS = 40 };
    const dm_reading *r = c->text->r;
    uint32_t at = c->text->at[e->begin].tok, begin = r->sentences.at[r->sentence_of[at]].span.begin;
    for (uint32_t n = 0; n < WORDS && at-- > begin; n++) {
        uint16_t tag = r->tok[at].tag;
        if (tag == DM_TAG_VBD) return true;
        if (tag == DM_TAG_VBZ || tag == DM_TAG_VBP || tag == DM_TAG_MD) return false;
    }
    return false;
}

static dm_tense tense(const dm_time_context *c, const dm_expr *e) {
    dm_tense t = dm_time_tense(c->text->r, anchor(c, e));
    dm_str before = e->begin ? dm_time_low(c->text, e->begin - 1) : (dm_str){"", 0};
    bool until = dm_str_is(before, "until") || dm_str_is(before, "till");
    bool by = dm_str_is(before, "by") || dm_str_is(before, "through");
    if (by && t == DM_TENSE_PERFECT) return DM_TENSE_NONE; /* "has lent 90 million through January" */
    if (t != DM_TENSE_PAST && (until || by)) return DM_TENSE_FUTURE;
    if (t == DM_TENSE_PRESENT && hangs_on_verb(c, e)) return follows_past(c, e) ? t : DM_TENSE_FUTURE;
    return t == DM_TENSE_PERFECT ? DM_TENSE_PAST : t;
}

/* ---- what is spoken of ---- */

static uint32_t sentence_of(const dm_time_context *c, const dm_expr *e) {
    return c->text->r->sentence_of[c->text->at[e->begin].tok];
}

static void speak_of(dm_time_context *c, int64_t day, dm_time_unit fine, uint32_t sentence) {
    c->in_year = c->spoken && dm_civil_of(c->day).year == dm_civil_of(day).year ? c->in_year + 1 : 1;
    c->spoken = true;
    c->day = day;
    c->fine = (uint8_t)fine;
    c->sentence = sentence;
    if (fine > DM_UNIT_DAY || c->leads) return;
    c->leads = true;
    c->lead = day;
}

/* The day that "the next day" counts from. */
static bool has_day(const dm_time_context *c) {
    return c->dated || (c->spoken && c->fine <= DM_UNIT_DAY);
}

static int64_t spoken_day(const dm_time_context *c) {
    return c->spoken && c->fine <= DM_UNIT_DAY ? c->day : c->now;
}

void dm_time_begin(dm_time_context *c, const dm_time_text *t) {
    *c = (dm_time_context){.text = t, .dated = t->r->day != 0};
    if (!c->dated) return;
    c->today = (dm_civil){(int)(t->r->day / 10000), (int)(t->r->day / 100 % 100), (int)(t->r->day % 100)};
    c->now = dm_days_of(c->today.year, c->today.month, c->today.day);
}

/* ---- writing ---- */

#define write(value, ...) ((void)snprintf(value, DM_TIME_VALUE, __VA_ARGS__))

static void write_day(char *value, int64_t day) {
    dm_civil d = dm_civil_of(day);
    write(value, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static void write_month(char *value, dm_civil d) {
    write(value, "%04d-%02d", d.year, d.month);
}

static void write_week(char *value, int64_t day, bool weekend) {
    dm_week w = dm_week_of(day);
    write(value, "%04d-W%02d%s", w.year, w.week, weekend ? "-WE" : "");
}

static void append(char *value, const char *text, size_t n) {
    size_t have = strlen(value);
    snprintf(value + have, DM_TIME_VALUE - have, "%.*s", (int)n, text);
}

/* The part of the day or the time of the clock behind a day. */
static dm_time_type write_time(const dm_time_context *c, const dm_expr *e, char *value) {
    if (e->minute >= 0) {
        char text[16];
        snprintf(text, sizeof text, "T%02d:%02d", e->minute / 60, e->minute % 60);
        append(value, text, strlen(text));
        return DM_TIME_TIME;
    }
    dm_str part = dm_lexicon_text(c->text->r->lex, e->part);
    if (!part.n) return DM_TIME_DATE;
    append(value, "T", 1);
    append(value, part.p, part.n);
    return DM_TIME_TIME;
}

static const char *const seasons[] = {"", "SP", "SU", "FA", "WI"};

/* ---- amounts ---- */

static void write_amount(const dm_expr *e, char *value) {
    static const struct {
        const char *head, *unit, *half;
    } names[DM_UNITS] = {[DM_UNIT_SECOND] = {"PT", "S", NULL},   [DM_UNIT_MINUTE] = {"PT", "M", "30S"},
                         [DM_UNIT_HOUR] = {"PT", "H", "30M"},    [DM_UNIT_DAY] = {"P", "D", NULL},
                         [DM_UNIT_WEEKEND] = {"P", "WE", NULL},  [DM_UNIT_WEEK] = {"P", "W", NULL},
                         [DM_UNIT_FORTNIGHT] = {"P", "W", NULL}, [DM_UNIT_MONTH] = {"P", "M", NULL},
                         [DM_UNIT_QUARTER] = {"P", "Q", NULL},   [DM_UNIT_HALF] = {"P", "M", NULL},
                         [DM_UNIT_YEAR] = {"P", "Y", "6M"},      [DM_UNIT_DECADE] = {"P", "E", NULL},
                         [DM_UNIT_CENTURY] = {"P", "C", NULL},   [DM_UNIT_PERIOD] = {"P", "M", NULL}};
    const char *head = names[e->unit].head, *unit = names[e->unit].unit, *half = names[e->unit].half;
    int halves = e->amount.halves * (e->unit == DM_UNIT_FORTNIGHT ? 2 : 1), whole = halves / 2;
    if (e->amount.vague || halves == 0)
        write(value, "%sX%s", head, unit);
    else if (halves % 2 == 0)
        write(value, "%s%d%s", head, whole, unit);
    else if (half && whole)
        write(value, "%s%d%s%s", head, whole, unit, half);
    else if (half)
        write(value, "%s%s", head, half);
    else
        write(value, "%s%d.5%s", head, whole, unit);
}

/* A time at a distance from another, as fine as its unit. It is spoken of from then on if `speak`. */
static bool write_distance(dm_time_context *c, const dm_expr *e, int64_t from, int sign, bool speak,
                           char *value) {
    dm_civil d = dm_civil_of(from);
    int n = sign * (e->amount.halves / 2);
    int64_t day = from;
    dm_time_unit fine = DM_UNIT_DAY;
    switch ((dm_time_unit)e->unit) {
    case DM_UNIT_DAY:
        day += n;
        write_day(value, day);
        break;
    case DM_UNIT_WEEKEND:
    case DM_UNIT_WEEK:
    case DM_UNIT_FORTNIGHT:
        day += 7 * n * (e->unit == DM_UNIT_FORTNIGHT ? 2 : 1);
        fine = DM_UNIT_WEEK;
        write_week(value, day, e->unit == DM_UNIT_WEEKEND);
        break;
    case DM_UNIT_MONTH:
    case DM_UNIT_QUARTER:
        d = dm_add_months(d, n * (e->unit == DM_UNIT_QUARTER ? 3 : 1));
        fine = DM_UNIT_MONTH;
        if (e->unit == DM_UNIT_QUARTER)
            write(value, "%04d-Q%d", d.year, (d.month + 2) / 3);
        else
            write_month(value, d);
        day = dm_days_of(d.year, d.month, 1);
        break;
    case DM_UNIT_YEAR:
    case DM_UNIT_DECADE:
    case DM_UNIT_CENTURY:
        d.year += n * (e->unit == DM_UNIT_YEAR ? 1 : e->unit == DM_UNIT_DECADE ? 10 : 100);
        fine = DM_UNIT_YEAR;
        write(value, "%04d", d.year);
        day = dm_days_of(d.year, 1, 1);
        break;
    default: return false;
    }
    d = dm_civil_of(day);
    if (d.year < 1 || d.year > 9999) return false;
    if (speak) speak_of(c, day, fine, sentence_of(c, e));
    return true;
}

/* "up 3 percent from a year earlier": the same quarter, month or day of the year before. */
static bool year_before(const dm_time_context *c, const dm_expr *e, char *value) {
    bool earlier = e->direction == DM_DIR_EARLIER, ago = e->direction == DM_DIR_AGO;
    if (e->unit != DM_UNIT_YEAR || e->amount.halves != 2 || e->amount.vague || (!earlier && !ago))
        return false;
    bool compares = earlier || !c->text->r->tok[c->text->at[e->begin].tok].sent_begin;
    if (c->quarter && compares) {
        write(value, "%04d-Q%d", c->quarter_year - 1, c->quarter);
        return true;
    }
    if (!earlier || !c->spoken || c->fine > DM_UNIT_MONTH || c->sentence != sentence_of(c, e)) return false;
    dm_civil d = dm_add_months(dm_civil_of(c->day), -12);
    if (c->fine == DM_UNIT_MONTH)
        write_month(value, d);
    else
        write_day(value, dm_days_of(d.year, d.month, d.day));
    return true;
}

/* "will be closed in two years" */
static bool looks_ahead(const dm_time_context *c, const dm_expr *e) {
    return !e->direction && !e->lasting && c->dated && e->begin && dm_time_is(c->text, e->begin - 1, "in") &&
           tense(c, e) == DM_TENSE_FUTURE;
}

static bool value_of_amount(dm_time_context *c, const dm_expr *e, dm_time_type *type, char *value) {
    bool known = !e->amount.vague && e->amount.halves >= 2;
    bool from_spoken = e->direction == DM_DIR_EARLIER || e->direction == DM_DIR_LATER;
    int sign = e->direction == DM_DIR_AGO || e->direction == DM_DIR_EARLIER ? -1 : 1;
    *type = DM_TIME_DATE;
    if (year_before(c, e, value)) return true;
    if (known && (e->direction || looks_ahead(c, e))) {
        bool spoken = from_spoken && c->spoken;
        /* "in 1990 … three days later" is no day */
        bool anchored = spoken ? c->fine <= e->unit : c->dated;
        if (anchored && write_distance(c, e, spoken ? c->day : c->now, sign, from_spoken, value)) return true;
    }
    if (e->direction == DM_DIR_AGO && e->unit > DM_UNIT_HOUR) {
        write(value, "PAST_REF");
        return true;
    }
    *type = e->repeated ? DM_TIME_SET : DM_TIME_DURATION;
    write_amount(e, value);
    return true;
}

/* ---- units ---- */

/* How far from which time. */
typedef struct step {
    int by;
    bool spoken; /* from the time spoken of, else from now */
} step;

static step step_of(const dm_expr *e) {
    switch ((dm_time_relation)e->relation) {
    case DM_REL_LAST:
    case DM_REL_PAST: return (step){-1, false};
    case DM_REL_NEXT: return (step){1, e->definite};
    case DM_REL_COMING: return (step){1, false};
    case DM_REL_PREVIOUS: return (step){-1, true};
    case DM_REL_FOLLOWING: return (step){1, true};
    case DM_REL_SAME: return (step){0, true};
    default: return (step){0, false};
    }
}

static void write_quarter(dm_time_context *c, int year, int quarter, char *value) {
    write(value, "%04d-Q%d", year, quarter);
    c->said_year = year;
    c->said_quarter = quarter;
}

/* "In the year-ago quarter, the second quarter ended Oct. 31, …": which one it is stands behind it. */
static bool renamed_value(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, char *value) {
    const dm_expr *e = &all[i], *next = i + 1 < n ? e + 1 : NULL;
    if (e->relation != DM_REL_YEAR_AGO || !next || next->kind != DM_EXPR_DATE || !next->quarter ||
        next->year || next->begin > e->end + 2 || !dm_time_is(c->text, e->end, ",") || !c->dated)
        return false;
    c->renamed = next->begin;
    write_quarter(c, c->quarter ? c->quarter_year - 1 : c->today.year - 1, next->quarter, value);
    return true;
}

/* "the quarter", "the year-ago period", "the 1989 quarter": as the story's figures have it. */
static bool quarter_value(dm_time_context *c, const dm_expr *e, char *value) {
    int back = e->relation == DM_REL_YEAR_AGO;
    if (e->relation == DM_REL_SAME && c->said_quarter) {
        write_quarter(c, c->said_year, c->said_quarter, value);
        return true;
    }
    bool story =
        back || e->relation == DM_REL_LATEST || e->relation == DM_REL_SAME || e->relation == DM_REL_NONE;
    if (story && c->quarter) {
        write_quarter(c, e->year ? e->year : c->quarter_year - back, c->quarter, value);
        return true;
    }
    bool period = e->unit == DM_UNIT_PERIOD;
    if (!e->year && (!c->dated || (period && (e->relation == DM_REL_NONE || e->relation == DM_REL_SAME)))) {
        write(value, "XXXX-QX");
        return !period;
    }
    if (e->year || period) {
        write(value, period ? "%04d" : "%04d-QX", e->year ? e->year : c->today.year - back);
        return true;
    }
    dm_civil d = dm_add_months((dm_civil){c->today.year - back, c->today.month, 1}, 3 * step_of(e).by);
    write(value, "%04d-Q%d", d.year, (d.month + 2) / 3);
    return true;
}

/* "the quarter ended July 31": the date behind it tells. */
static bool ended_value(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, char *value) {
    const dm_expr *e = &all[i];
    dm_time_context copy = *c;
    char text[DM_TIME_VALUE];
    dm_time_type type;
    bool ended = dm_time_is(c->text, e->end, "ended") || dm_time_is(c->text, e->end, "ending");
    if (!ended || i + 1 >= n || all[i + 1].begin != e->end + 1 || all[i + 1].kind != DM_EXPR_DATE ||
        !dm_time_value(&copy, all, n, i + 1, &type, text) || !copy.spoken || copy.fine > DM_UNIT_MONTH)
        return false;
    switch ((dm_time_unit)e->unit) {
    case DM_UNIT_QUARTER: {
        dm_civil middle = dm_civil_of(copy.day - 45);
        if (c->quarter) return false;
        c->quarter_year = middle.year;
        c->quarter = (middle.month + 2) / 3;
        write_quarter(c, c->quarter_year, c->quarter, value);
        return true;
    }
    case DM_UNIT_WEEK: write_week(value, copy.day, false); return true;
    case DM_UNIT_MONTH: write_month(value, dm_civil_of(copy.day)); return true;
    case DM_UNIT_YEAR: write(value, "%04d", dm_civil_of(copy.day).year); return true;
    default: return false;
    }
}

/* Without a day to count from. */
static bool undated_unit(const dm_time_context *c, const dm_expr *e, dm_time_type *type, char *value) {
    static const char *const unknown[DM_UNITS] = {
        [DM_UNIT_DAY] = "XXXX-XX-XX", [DM_UNIT_WEEKEND] = "XXXX-WXX-WE", [DM_UNIT_WEEK] = "XXXX-WXX",
        [DM_UNIT_MONTH] = "XXXX-XX",  [DM_UNIT_YEAR] = "XXXX",           [DM_UNIT_DECADE] = "XXX",
        [DM_UNIT_CENTURY] = "XX"};
    if (!unknown[e->unit]) return false;
    write(value, "%s", unknown[e->unit]);
    if (e->unit == DM_UNIT_DAY) *type = write_time(c, e, value);
    return true;
}

/* "shot dead in October … that same day": a day of that month. "The same day" looks back farther. */
static bool unknown_day(const dm_time_context *c, const dm_expr *e, dm_time_type *type, char *value) {
    if (e->unit != DM_UNIT_DAY || e->relation != DM_REL_SAME || !dm_time_is(c->text, e->begin, "that") ||
        !c->spoken || sentence_of(c, e) > c->sentence + 1 ||
        (c->fine != DM_UNIT_MONTH && c->fine != DM_UNIT_YEAR))
        return false;
    dm_civil d = dm_civil_of(c->day);
    if (c->fine == DM_UNIT_MONTH)
        write(value, "%04d-%02d-XX", d.year, d.month);
    else
        write(value, "%04d-XX-XX", d.year);
    *type = write_time(c, e, value);
    return true;
}

static bool value_of_unit(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, dm_time_type *type,
                          char *value) {
    const dm_expr *e = &all[i];
    step by = step_of(e);
    *type = DM_TIME_DATE;
    if (ended_value(c, all, n, i, value) || renamed_value(c, all, n, i, value)) return true;
    if (e->unit == DM_UNIT_QUARTER || e->unit == DM_UNIT_PERIOD) return quarter_value(c, e, value);
    if (e->relation == DM_REL_YEAR_AGO) {
        write(value, "%04d", c->today.year - 1);
        return c->dated;
    }
    bool long_unit = e->unit == DM_UNIT_DECADE || e->unit == DM_UNIT_CENTURY;
    if ((e->relation == DM_REL_PAST && e->unit != DM_UNIT_WEEKEND && e->unit != DM_UNIT_DAY) ||
        (long_unit && e->definite && (e->relation == DM_REL_LAST || e->relation == DM_REL_NEXT))) {
        dm_expr one = *e; /* "over the past year", "in the next decade" */
        one.amount = (dm_amount){2, false};
        *type = DM_TIME_DURATION;
        write_amount(&one, value);
        return true;
    }
    /* "the last day of the talks" is not yesterday; "last night" is */
    if (e->unit == DM_UNIT_DAY && !e->part && !by.spoken && by.by < 0) return false;
    if (unknown_day(c, e, type, value)) return true;
    bool running = by.spoken && c->spoken && c->fine <= e->unit;
    if (!running && !c->dated) return undated_unit(c, e, type, value);
    uint32_t sentence = sentence_of(c, e);
    int64_t day = running ? c->day : c->now;
    dm_civil d = dm_civil_of(day);
    switch ((dm_time_unit)e->unit) {
    case DM_UNIT_DAY:
        write_day(value, day += by.by);
        *type = write_time(c, e, value);
        speak_of(c, day, DM_UNIT_DAY, sentence);
        return true;
    case DM_UNIT_WEEKEND:
        /* on a Monday "the weekend" is the one just over */
        if (by.by == 0 && dm_weekday_of(day) < 4 && tense(c, e) != DM_TENSE_FUTURE) by.by = -1;
        write_week(value, day += 7 * by.by, true);
        speak_of(c, dm_days_of_week(dm_week_of(day)) + 5, DM_UNIT_WEEK, sentence);
        return true;
    case DM_UNIT_WEEK:
        write_week(value, day += 7 * by.by, false);
        speak_of(c, dm_days_of_week(dm_week_of(day)), DM_UNIT_WEEK, sentence);
        return true;
    case DM_UNIT_MONTH:
        d = dm_add_months((dm_civil){d.year, d.month, 1}, by.by);
        write_month(value, d);
        speak_of(c, dm_days_of(d.year, d.month, 1), DM_UNIT_MONTH, sentence);
        return true;
    case DM_UNIT_YEAR:
        write(value, "%04d", d.year + by.by);
        speak_of(c, dm_days_of(d.year + by.by, 1, 1), DM_UNIT_YEAR, sentence);
        return true;
    case DM_UNIT_DECADE: write(value, "%03d", d.year / 10 + by.by); return true;
    case DM_UNIT_CENTURY: write(value, "%02d", d.year / 100 + by.by); return true;
    default: return false;
    }
}

/* ---- dates ---- */

/* Is the one before or the one ahead meant? By tense, else the nearer one. A day of long ago would be told
 * with its year. */
static bool is_before(dm_tense t, int64_t past_distance, int64_t future_distance, int64_t past_limit,
                      int64_t future_limit) {
    if (t == DM_TENSE_PAST && past_distance <= past_limit) return true;
    if (t == DM_TENSE_FUTURE && future_distance <= future_limit) return false;
    return past_distance <= future_distance;
}

/* The year of a month, or of a day of a month, that the text leaves unsaid. */
static int find_year(dm_time_context *c, const dm_expr *e, int month_of, int day_of) {
    enum { DAYS_BACK = 200, DAYS_AHEAD = 330, MONTHS_BACK = 11, MONTHS_AHEAD = 9 };
    const dm_civil *today = &c->today;
    int this_year = today->year;
    switch ((dm_time_relation)(e->year_relation ? e->year_relation : DM_REL_NONE)) {
    case DM_REL_THIS:
    case DM_REL_LATEST: return this_year;
    case DM_REL_LAST:
    case DM_REL_PAST: return this_year - 1;
    case DM_REL_NEXT:
    case DM_REL_COMING: return this_year + 1;
    case DM_REL_SAME: return c->spoken ? dm_civil_of(c->day).year : this_year;
    case DM_REL_FOLLOWING: return (c->spoken ? dm_civil_of(c->day).year : this_year) + 1;
    case DM_REL_PREVIOUS: return (c->spoken ? dm_civil_of(c->day).year : this_year) - 1;
    default: break;
    }
    int back = (today->month - month_of + 12) % 12, ahead = (12 - back) % 12; /* months */
    switch (e->weekday ? DM_REL_NONE : (dm_time_relation)e->relation) {
    case DM_REL_LAST:
    case DM_REL_PAST:
        /* in March "last February" is more than a month ago, else it were "last month" */
        return month_of < today->month - (e->day == 0 && e->relation == DM_REL_LAST) ? this_year
                                                                                     : this_year - 1;
    case DM_REL_NEXT:
    case DM_REL_COMING: return month_of > today->month ? this_year : this_year + 1;
    case DM_REL_THIS: return this_year;
    default: break;
    }
    if (day_of) {
        int64_t same = dm_days_of(this_year, month_of, day_of) - c->now;
        int64_t past = same <= 0 ? same : dm_days_of(this_year - 1, month_of, day_of) - c->now;
        int64_t future = same >= 0 ? same : dm_days_of(this_year + 1, month_of, day_of) - c->now;
        if (same == 0) return this_year;
        bool before =
            is_before(tense(c, e), -past, future, hangs_on_verb(c, e) ? DAYS_AHEAD : DAYS_BACK, DAYS_AHEAD);
        return dm_civil_of(c->now + (before ? past : future)).year;
    }
    if (back == 0) return this_year;
    return is_before(tense(c, e), back, ahead, MONTHS_BACK, MONTHS_AHEAD)
               ? this_year - (month_of > today->month)
               : this_year + (month_of < today->month);
}

/* A story about another year goes on in that year: "In May 1945 … On 2 June 1945 … In August …". */
static int narrated_year(const dm_time_context *c, const dm_expr *e) {
    if (!c->spoken || e->year_relation || e->relation || c->fine > DM_UNIT_MONTH) return 0;
    int year = dm_civil_of(c->day).year;
    uint32_t sentence = sentence_of(c, e);
    if (c->dated && (c->in_year < 2 || year >= c->today.year - 1)) return 0;
    return sentence > c->sentence + 2 || tense(c, e) == DM_TENSE_FUTURE ? 0 : year;
}

static void weekday_value(dm_time_context *c, const dm_expr *e, dm_time_type *type, char *value) {
    if (!c->dated) {
        write(value, "XXXX-WXX-%d", (e->weekday + e->offset + 6) % 7 + 1);
        *type = write_time(c, e, value);
        return;
    }
    int back = (dm_weekday_of(c->now) - e->weekday + 7) % 7, ahead = (7 - back) % 7;
    int64_t day = c->now - back;
    if (e->relation == DM_REL_LAST || e->relation == DM_REL_PAST) {
        day = c->now - (back ? back : 7);
    } else if (e->relation == DM_REL_NEXT || e->relation == DM_REL_COMING) {
        day = c->now + (ahead ? ahead : 7);
    } else if (e->relation == DM_REL_FOLLOWING || e->relation == DM_REL_PREVIOUS) {
        int64_t from = spoken_day(c);
        int distance = (e->weekday - dm_weekday_of(from) + 7) % 7;
        day = e->relation == DM_REL_FOLLOWING ? from + (distance ? distance : 7)
                                              : from - (distance ? 7 - distance : 7);
    } else if (back && tense(c, e) == DM_TENSE_FUTURE) {
        day = c->now + ahead;
    }
    day += e->offset;
    write_day(value, day);
    *type = write_time(c, e, value);
    speak_of(c, day, DM_UNIT_DAY, sentence_of(c, e));
}

static int64_t holiday_in(const dm_holiday_rule *h, int year) {
    if (h->easter) return dm_easter_of(year) + h->offset;
    if (!h->weekday) return dm_days_of(year, h->month, h->day) + h->offset;
    if (h->nth < 0) {
        int64_t last = dm_days_of(year, h->month, dm_days_in_month(year, h->month));
        return last - (dm_weekday_of(last) - h->weekday + 7) % 7 + h->offset;
    }
    int64_t first = dm_days_of(year, h->month, 1);
    return first + (h->weekday - dm_weekday_of(first) + 7) % 7 + 7 * (h->nth - 1) + h->offset;
}

static bool holiday_value(dm_time_context *c, const dm_expr *e, char *value) {
    const dm_holiday_rule *h = e->rule;
    int year = h->year ? h->year : e->year;
    if (!year && !c->dated) {
        if (h->easter || h->weekday) return false;
        write(value, "XXXX-%02d-%02d", h->month, h->day);
        return true;
    }
    if (!year) {
        dm_civil d = dm_civil_of(holiday_in(h, c->today.year));
        year = find_year(c, e, d.month, d.day);
    }
    int64_t day = holiday_in(h, year) + e->offset;
    write_day(value, day);
    speak_of(c, day, DM_UNIT_DAY, sentence_of(c, e));
    return true;
}

/* Quarters, halves and seasons without a year: of this year, unless that is not yet or too far. */
static int year_of_part(dm_time_context *c, const dm_expr *e, int first_month, int last_month) {
    if (e->year) return e->year;
    if (e->year_relation) return find_year(c, e, first_month, 0);
    int year = c->today.year;
    dm_tense t = tense(c, e);
    if (e->relation == DM_REL_LAST || e->relation == DM_REL_PAST)
        return last_month < c->today.month ? year : year - 1;
    if (e->relation == DM_REL_NEXT || e->relation == DM_REL_COMING)
        return first_month > c->today.month ? year : year + 1;
    if (e->relation) return year;
    if (first_month > c->today.month + 3 && t != DM_TENSE_FUTURE) return year - 1;
    if (last_month < c->today.month - 6 && t == DM_TENSE_FUTURE) return year + 1;
    return year;
}

/* The figures of a story are of the last quarter that is over; others are mentioned beside it. */
static void report_on(dm_time_context *c, const dm_expr *e, int year) {
    c->said_year = year;
    c->said_quarter = e->quarter;
    if (!e->year &&
        (!c->quarter || e->fiscal ||
         (year == c->quarter_year && e->quarter > c->quarter && 3 * e->quarter < c->today.month))) {
        c->quarter = e->quarter;
        c->quarter_year = year;
    }
}

/* What a clock expression leaves unsaid: the day beside it, else the one spoken of, if that was just now,
 * else the day that the story began with. */
static int64_t day_for_clock(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i) {
    enum { NEAR = 8, SENTENCES = 3 };
    if (i + 1 < n && sentence_of(c, &all[i + 1]) == sentence_of(c, &all[i]) &&
        all[i + 1].begin < all[i].end + NEAR) {
        const dm_expr *e = &all[i + 1];
        dm_time_context copy = *c;
        char text[DM_TIME_VALUE];
        dm_time_type type;
        bool day = (e->kind == DM_EXPR_DATE && (e->weekday || e->day)) || e->kind == DM_EXPR_DAY;
        if (day && !e->repeated && e->minute < 0 && dm_time_value(&copy, all, n, i + 1, &type, text) &&
            copy.spoken)
            return copy.day;
    }
    bool stale = c->leads && sentence_of(c, &all[i]) > c->sentence + SENTENCES;
    return stale ? c->lead : spoken_day(c);
}

/* "Mondays", "every March" */
static dm_time_type repeated_value(const dm_time_context *c, const dm_expr *e, char *value) {
    if (e->weekday)
        write(value, "XXXX-WXX-%d", e->weekday);
    else if (e->month)
        write(value, "XXXX-%02d", e->month);
    else if (e->season)
        write(value, "XXXX-%s", seasons[e->season]);
    else
        write(value, "XXXX-XX-XX");
    write_time(c, e, value);
    return DM_TIME_SET;
}

/* A month, a day of it, the week of that day. */
static bool month_value(dm_time_context *c, const dm_expr *e, dm_time_type *type, char *value) {
    int year = e->year ? e->year : narrated_year(c, e);
    if (!year && c->dated) year = find_year(c, e, e->month, e->day);
    if (!year) {
        write(value, "XXXX-%02d", e->month);
        if (e->day) write(value, "XXXX-%02d-%02d", e->month, e->day);
        return true;
    }
    if (e->month == 2 && e->day == 29 && !e->year) /* of the leap year before */
        while (dm_days_in_month(year, 2) < 29) year--;
    if (e->day > dm_days_in_month(year, e->month)) return false;
    int64_t day = dm_days_of(year, e->month, e->day ? e->day : 1) + e->offset;
    if (e->week_of) {
        write_week(value, day, false);
    } else if (e->day) {
        write_day(value, day);
        *type = write_time(c, e, value);
    } else {
        write(value, "%04d-%02d", year, e->month);
    }
    speak_of(c, day, e->week_of ? DM_UNIT_WEEK : e->day ? DM_UNIT_DAY : DM_UNIT_MONTH, sentence_of(c, e));
    return true;
}

/* A quarter, half or season. */
static void part_of_year_value(dm_time_context *c, const dm_expr *e, char *value) {
    int first = e->quarter ? 3 * e->quarter - 2 : e->half ? 6 * e->half - 5 : 3 * e->season;
    char year_text[8] = "XXXX";
    if (c->dated || e->year) {
        bool renamed = c->renamed && c->renamed == e->begin;
        int year = renamed ? c->said_year : year_of_part(c, e, first, first + (e->half ? 5 : 2));
        snprintf(year_text, sizeof year_text, "%04d", year % 10000);
        if (e->quarter && !renamed) report_on(c, e, year);
    }
    if (e->season)
        write(value, "%s-%s", year_text, seasons[e->season]);
    else
        write(value, "%s-%c%d", year_text, e->quarter ? 'Q' : 'H', e->quarter ? e->quarter : e->half);
}

static bool value_of_date(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, dm_time_type *type,
                          char *value) {
    const dm_expr *e = &all[i];
    if (e->rule) return holiday_value(c, e, value);
    if (e->repeated) {
        *type = repeated_value(c, e, value);
    } else if (e->month) {
        return month_value(c, e, type, value);
    } else if (e->weekday) {
        weekday_value(c, e, type, value);
    } else if (e->minute >= 0) {
        if (has_day(c))
            write_day(value, day_for_clock(c, all, n, i));
        else
            write(value, "XXXX-XX-XX");
        *type = write_time(c, e, value);
    } else if (e->quarter || e->half || e->season) {
        part_of_year_value(c, e, value);
    } else {
        write(value, "%04d", e->year);
        speak_of(c, dm_days_of(e->year, 1, 1), DM_UNIT_YEAR, sentence_of(c, e));
    }
    return true;
}

bool dm_time_value(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, dm_time_type *type,
                   char value[DM_TIME_VALUE]) {
    const dm_expr *e = &all[i];
    const dm_lexicon *lex = c->text->r->lex;
    dm_str known = dm_lexicon_text(lex, e->value);
    value[0] = 0;
    *type = DM_TIME_DATE;
    switch ((dm_expr_kind)e->kind) {
    case DM_EXPR_DATE: return value_of_date(c, all, n, i, type, value);
    case DM_EXPR_UNIT: return value_of_unit(c, all, n, i, type, value);
    case DM_EXPR_AMOUNT:
        if (!known.n) return value_of_amount(c, e, type, value);
        *type = DM_TIME_DURATION;
        append(value, known.p, known.n);
        return true;
    case DM_EXPR_DAY:
        if (c->dated) {
            write_day(value, c->now + e->offset);
            speak_of(c, c->now + e->offset, DM_UNIT_DAY, sentence_of(c, e));
        } else {
            write(value, "XXXX-XX-XX");
        }
        *type = write_time(c, e, value);
        return true;
    case DM_EXPR_DECADE: {
        int year = e->year < 100 ? e->year + 1900 : e->year; /* "the sixties" */
        write(value, "%03d", year / 10);
        return true;
    }
    case DM_EXPR_CENTURY: write(value, "%02d", e->year - 1); return true;
    case DM_EXPR_REFERENCE: append(value, known.p, known.n); return true;
    case DM_EXPR_SET:
        *type = DM_TIME_SET;
        if (known.n)
            append(value, known.p, known.n);
        else
            write_amount(e, value);
        return true;
    }
    return false;
}

/* Quarters, weeks, years: by their number, by their relation to another time, counted, repeated. */
#include "coding/time_grammar.h"

/* ---- by number ---- */

/* Does a sentence speak of money or percentages? Then its halves are of a year, not of a match. */
static bool has_figures(const dm_time_text *t, uint32_t i) {
    dm_span s = t->r->sentences.at[t->r->sentence_of[t->at[i].tok]].span;
    for (uint32_t k = s.begin; k < s.end; k++)
        if (t->r->tok[k].ent == DM_ENT_MONEY || t->r->tok[k].ent == DM_ENT_PERCENT) return true;
    return false;
}

/* "half of the '80s" */
static uint32_t of_decade(const dm_time_text *t, uint32_t i, dm_expr *e) {
    if (!dm_time_is(t, i, "of")) return 0;
    uint32_t end = dm_tg_figure_word(t, i + 1 + dm_time_is(t, i + 1, "the"), e);
    return end && e->kind == DM_EXPR_DECADE ? end : 0;
}

static bool is_quarter(const dm_time_text *t, uint32_t i) {
    const dm_time_row *units = dm_time_row_at(t, i, DM_TW_UNITS);
    return dm_tg_is_unit(t, i, DM_UNIT_QUARTER) || (units && units->n == DM_UNIT_QUARTER);
}

/* "second" of "the second and fourth quarters of 1990", which is two times. */
static uint32_t first_of_two(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int value, other;
    uint32_t end = dm_tg_ordinal(t, i, &value), next;
    if (!end || !DM_ONE_OF(dm_time_low(t, end), "and", "or", "to")) return 0;
    next = dm_tg_ordinal(t, end + 1, &other);
    if (!next || value >= other || other > 4 || !is_quarter(t, next)) return 0;
    e->quarter = (int16_t)value;
    (void)dm_tg_which_year(t, next + 1, e);
    return end;
}

/* "third quarter", "fiscal second-quarter", "first half of 1989", "1988 third quarter", "20th century" */
uint32_t dm_tg_ordinal_unit(const dm_time_text *t, uint32_t i, dm_expr *e) {
    enum { LAST = -1 };
    uint32_t at = i, end;
    int value = LAST;
    if ((end = first_of_two(t, i, e))) return end;
    if (t->at[at].digit && (end = dm_tg_year(t, at, &e->year))) at = end;
    e->fiscal = dm_tg_has(t, at, DM_TW_FISCAL);
    if (e->fiscal) at += 1 + dm_time_is(t, at + 1, "year");
    end = dm_tg_ordinal(t, at, &value);
    if (!end) {
        const dm_time_row *last = dm_time_row_at(t, at, DM_TW_RELATIVE);
        if (!last || last->n != DM_REL_LAST) return 0;
        end = at + 1;
    }
    e->fiscal = e->fiscal || dm_tg_has(t, end, DM_TW_FISCAL);
    end += dm_tg_has(t, end, DM_TW_FISCAL);
    end += dm_tg_is_hyphen(t, end);
    bool quarter = is_quarter(t, end), half = dm_tg_is_unit(t, end, DM_UNIT_HALF);
    if (dm_tg_is_unit(t, end, DM_UNIT_CENTURY) && value > 0 && value < 30) {
        e->kind = DM_EXPR_CENTURY;
        e->year = (int16_t)value;
        return end + 1;
    }
    if ((!quarter && !half) || value > (quarter ? 4 : 2)) return 0;
    end++;
    dm_expr with = *e;
    uint32_t next = dm_tg_which_year(t, end, &with);
    if (!next && half) {
        with = *e;
        if ((next = of_decade(t, end, &with))) {
            *e = with;
            return next;
        }
    }
    if (value == LAST && (quarter || !next)) return 0; /* "last quarter" stands beside "last week" */
    if (half && !next && !e->year && !has_figures(t, i)) return 0;
    if (next) *e = with;
    if (quarter)
        e->quarter = (int16_t)value;
    else
        e->half = (int16_t)(value == LAST ? 2 : value);
    return next ? next : end;
}

/* "Q3 2020", "3Q" */
uint32_t dm_tg_short_quarter(const dm_time_text *t, uint32_t i, dm_expr *e) {
    dm_str s = dm_time_low(t, i);
    if (s.n != 2 || (s.p[0] != 'q' && s.p[1] != 'q')) return 0;
    char c = s.p[0] == 'q' ? s.p[1] : s.p[0];
    if (c < '1' || c > '4') return 0;
    e->quarter = (int16_t)(c - '0');
    uint32_t next = dm_tg_year(t, i + 1, &e->year);
    return next ? next : i + 1;
}

static uint32_t stretch(dm_expr *e, const dm_time_row *unit, uint32_t end) {
    e->kind = DM_EXPR_AMOUNT;
    e->unit = (uint8_t)unit->n;
    e->lasting = true;
    return end;
}

/* "first nine months", "first two quarters of 1990", "first hours" */
uint32_t dm_tg_ordinal_amount(const dm_time_text *t, uint32_t i, dm_expr *e) {
    int value = 0;
    uint32_t at = dm_tg_ordinal(t, i, &value), end, next;
    const dm_time_row *last = dm_time_row_at(t, i, DM_TW_RELATIVE);
    if (!at && last && last->n == DM_REL_LAST) at = i + 1;
    if (!at) return 0;
    end = dm_tg_amount(t, at, &e->amount);
    if (!end) {
        if (value != 1) return 0;
        e->amount = (dm_amount){0, true};
        end = at;
    }
    end += dm_tg_is_hyphen(t, end);
    const dm_time_row *unit = dm_time_row_at(t, end, DM_TW_UNITS);
    if (!unit) return 0;
    end++;
    if (unit->n == DM_UNIT_QUARTER && e->amount.halves == 4 && (next = dm_tg_which_year(t, end, e))) {
        e->half = value == 1 ? 1 : 2;
        return next;
    }
    return stretch(e, unit, end);
}

/* ---- by relation ---- */

/* Behind "last year's": its quarter. */
static uint32_t quarter_of_year(const dm_time_text *t, uint32_t i, dm_expr *e) {
    dm_expr inner = *e;
    inner.kind = DM_EXPR_DATE;
    uint32_t end = dm_tg_ordinal_unit(t, i, &inner);
    if (end && inner.kind == DM_EXPR_DATE && !inner.year) {
        inner.year_relation = inner.relation;
        inner.relation = DM_REL_NONE;
        *e = inner;
        return end;
    }
    if (!dm_tg_is_unit(t, i, DM_UNIT_QUARTER) && !dm_tg_is_unit(t, i, DM_UNIT_PERIOD)) return 0;
    e->unit = DM_UNIT_QUARTER;
    e->relation = e->relation == DM_REL_LAST ? DM_REL_YEAR_AGO : DM_REL_LATEST;
    return i + 1;
}

/* "the corresponding period last year", "the same quarter a year ago" */
static uint32_t year_of_quarter(const dm_time_text *t, uint32_t i, dm_expr *e) {
    dm_expr of = {0};
    uint32_t end = dm_tg_which_year(t, i, &of);
    if (!end && dm_time_is(t, i, "a") && dm_tg_is_unit(t, i + 1, DM_UNIT_YEAR) &&
        dm_tg_has(t, i + 2, DM_TW_DIRECTION)) {
        of.year_relation = DM_REL_LAST;
        end = i + 3;
    }
    if (!end || (of.year_relation != DM_REL_LAST && !of.year)) return i;
    if (of.year)
        e->year = of.year;
    else
        e->relation = DM_REL_YEAR_AGO;
    return end;
}

/* "last week", "the following day", "last year's quarter" */
static uint32_t related_unit(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNIT);
    if (!unit) return 0;
    uint32_t end = i + 1, next;
    e->kind = DM_EXPR_UNIT;
    e->unit = (uint8_t)unit->n;
    if (unit->n == DM_UNIT_DAY) return dm_tg_part_of_day(t, end, e);
    if (dm_time_is(t, end, "or") && dm_time_is(t, end + 1, "so")) return end + 2;
    if (unit->n == DM_UNIT_YEAR && dm_time_is(t, end, "'s"))
        return (next = quarter_of_year(t, end + 1, e)) ? next : end;
    if ((unit->n == DM_UNIT_QUARTER || unit->n == DM_UNIT_PERIOD) && e->relation != DM_REL_THIS)
        return year_of_quarter(t, end, e);
    return end;
}

/* "last Friday", "next March", "this past spring", "last night", "last Christmas" */
static uint32_t related_date(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    dm_expr blank = *e;
    if (e->relation == DM_REL_RECENT || e->relation == DM_REL_LATEST) return 0;
    if (dm_tg_has(t, i, DM_TW_PART)) {
        e->kind = DM_EXPR_UNIT;
        e->unit = DM_UNIT_DAY;
        end = dm_tg_part_of_day(t, i, e);
        e->repeated = false;
        return end;
    }
    if ((end = dm_tg_weekday_date(t, i, e))) return end;
    *e = blank;
    if ((end = dm_tg_month_first(t, i, e))) return end;
    *e = blank;
    if ((end = dm_tg_season(t, i, e))) return end;
    return dm_tg_holiday(t, i, e);
}

/* "past 20 years", "recent weeks and months", "next few days" */
static uint32_t related_amount(const dm_time_text *t, uint32_t i, dm_expr *e) {
    if (e->relation == DM_REL_SAME || e->relation == DM_REL_YEAR_AGO) return 0;
    uint32_t end = dm_tg_amount(t, i, &e->amount);
    if (!end) {
        if (e->relation == DM_REL_THIS) return 0;
        e->amount = (dm_amount){0, true};
        end = i;
    }
    end = dm_tg_fillers(t, end + dm_tg_is_hyphen(t, end));
    const dm_time_row *unit = dm_time_row_at(t, end, DM_TW_UNITS);
    if (!unit) return 0;
    end++;
    if (e->amount.vague && DM_ONE_OF(dm_time_low(t, end), "and", "or") && dm_tg_has(t, end + 1, DM_TW_UNITS))
        end += 2;
    return stretch(e, unit, end);
}

uint32_t dm_tg_related(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at, end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_RELATIVE, &at);
    if (!row) return 0;
    e->relation = (uint8_t)row->n;
    if (row->n == DM_REL_THIS || row->n == DM_REL_SAME) {
        /* "this past spring", "that same day", "the comparable year-ago quarter" */
        uint32_t second_end = at;
        const dm_time_row *second = dm_time_phrase_at(t, at, DM_TW_RELATIVE, &second_end);
        bool determiner = dm_tg_token(t, i)->dep == DM_DEP_det;
        if (dm_time_is(t, i, "that") && (second || !determiner)) return 0; /* "said that last year" */
        if (second) e->relation = (uint8_t)second->n;
        at = second_end;
    }
    at = dm_tg_fillers(t, at);
    at += dm_tg_is_hyphen(t, at);
    dm_expr blank = *e;
    if ((end = related_unit(t, at, e))) return end;
    *e = blank;
    if ((end = related_date(t, at, e))) return end;
    *e = blank;
    return related_amount(t, at, e);
}

/* "year-ago", "year-earlier period", "year-earlier nine months" */
uint32_t dm_tg_year_ago(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at, end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_RELATIVE, &at), *unit;
    if (!row || row->n != DM_REL_YEAR_AGO) return 0;
    e->relation = DM_REL_YEAR_AGO;
    if (dm_tg_is_unit(t, at, DM_UNIT_QUARTER) || dm_tg_is_unit(t, at, DM_UNIT_PERIOD)) {
        at++;
    } else if ((end = dm_tg_amount(t, at, &e->amount)) && (unit = dm_time_row_at(t, end, DM_TW_UNITS))) {
        return stretch(e, unit, end + 1);
    }
    e->kind = DM_EXPR_UNIT;
    e->unit = DM_UNIT_QUARTER;
    return at;
}

/* ---- behind "the" ---- */

/* "week of March 6", "month of May" */
static uint32_t unit_of_date(const dm_time_text *t, uint32_t i, dm_expr *e) {
    bool week = dm_tg_is_unit(t, i, DM_UNIT_WEEK);
    if ((!week && !dm_tg_is_unit(t, i, DM_UNIT_MONTH)) || !dm_time_is(t, i + 1, "of")) return 0;
    uint32_t end = dm_tg_month_first(t, i + 2, e);
    e->week_of = week;
    return end && week == (e->day != 0) ? end : 0;
}

/* "day before last Tuesday", "day after Christmas" */
static uint32_t day_beside(const dm_time_text *t, uint32_t i, dm_expr *e) {
    if (!dm_tg_is_unit(t, i, DM_UNIT_DAY)) return 0;
    bool before = dm_time_is(t, i + 1, "before");
    if (!before && !dm_time_is(t, i + 1, "after")) return 0;
    uint32_t end = dm_tg_related(t, i + 2, e);
    dm_expr blank = {.minute = -1};
    if (!end || e->kind != DM_EXPR_DATE || (!e->weekday && !e->day && !e->rule)) *e = blank, end = 0;
    if (!end && !(end = dm_tg_holiday(t, i + 2, e)) && !(end = dm_tg_weekday_date(t, i + 2, e)))
        end = dm_tg_month_first(t, i + 2, e);
    if (!end || e->repeated || (!e->weekday && !e->day && !e->rule)) return 0;
    e->offset = before ? -1 : 1;
    return end;
}

/* "year", "weekend": of now; "later in the day" */
static uint32_t definite_unit(const dm_time_text *t, uint32_t i, dm_expr *e) {
    static const uint32_t alone = 1u << DM_UNIT_WEEKEND | 1u << DM_UNIT_WEEK | 1u << DM_UNIT_MONTH |
                                  1u << DM_UNIT_QUARTER | 1u << DM_UNIT_YEAR | 1u << DM_UNIT_DECADE;
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNIT);
    if (!unit || dm_tg_is_hyphen(t, i + 1)) return 0;
    bool part =
        i > 2 && unit->n == DM_UNIT_DAY && dm_time_is(t, i - 2, "in") && dm_tg_has(t, i - 3, DM_TW_PHASE);
    if (!part && !(alone >> unit->n & 1)) return 0;
    if (part) e->relation = DM_REL_SAME;
    e->kind = DM_EXPR_UNIT;
    e->unit = (uint8_t)unit->n;
    return i + 1;
}

/* "summer", "winter of 1994", but not "fall of Kabul", "fall in prices" */
static uint32_t definite_season(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = dm_tg_season(t, i, e), next;
    if (!end) return 0;
    if ((next = dm_tg_which_year(t, end, e))) return next;
    bool act = dm_time_is(t, end, "of") ||
               (dm_time_is(t, i, "fall") && DM_ONE_OF(dm_time_low(t, end), "in", "from", "to"));
    return act || dm_tg_token(t, i)->pos != DM_POS_NOUN ? 0 : end;
}

/* "nineties", "nineteen-nineties" */
static uint32_t named_decade(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *hundreds = dm_time_row_at(t, i, DM_TW_NUMBER);
    if (hundreds && hundreds->n > 12 && hundreds->n < 20)
        i += 1 + dm_tg_is_hyphen(t, i + 1);
    else
        hundreds = NULL;
    const dm_time_row *tens = dm_time_row_at(t, i, DM_TW_TENS);
    if (!tens) return 0;
    e->kind = DM_EXPR_DECADE;
    e->year = (int16_t)(tens->n + (hundreds ? 100 * hundreds->n : 0));
    return i + 1;
}

/* "1989 period" */
static uint32_t quarter_of(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end = dm_tg_year(t, i, &e->year);
    if (!end || (!dm_tg_is_unit(t, end, DM_UNIT_QUARTER) && !dm_tg_is_unit(t, end, DM_UNIT_PERIOD))) return 0;
    e->kind = DM_EXPR_UNIT;
    e->unit = dm_tg_is_unit(t, end, DM_UNIT_QUARTER) ? DM_UNIT_QUARTER : DM_UNIT_PERIOD;
    return end + 1;
}

/* "nine months", "years" after "over the" or "the early", "weeks ahead" */
static uint32_t definite_amount(const dm_time_text *t, uint32_t i, uint32_t article, dm_expr *e) {
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNITS);
    uint32_t end;
    if (!unit) {
        end = dm_tg_amount(t, i, &e->amount);
        unit = end ? dm_time_row_at(t, end, DM_TW_UNITS) : NULL;
        return unit ? stretch(e, unit, end + 1) : 0;
    }
    dm_str before = article ? dm_time_low(t, article - 1) : (dm_str){"", 0};
    bool ahead = dm_time_is(t, i + 1, "ahead");
    e->amount = (dm_amount){0, true};
    if (!ahead && !dm_tg_has(t, article, DM_TW_PHASE) && !DM_ONE_OF(before, "over", "through")) return 0;
    return stretch(e, unit, i + 1 + ahead);
}

uint32_t dm_tg_definite(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = dm_tg_fillers(t, i), end;
    dm_expr blank = *e;
    if ((end = unit_of_date(t, at, e))) return end;
    *e = blank;
    if ((end = day_beside(t, at, e))) return end;
    *e = blank;
    if ((end = definite_unit(t, at, e)) || (end = definite_season(t, at, e)) ||
        (end = named_decade(t, at, e)))
        return end;
    *e = blank;
    if ((end = quarter_of(t, at, e))) return end;
    *e = blank;
    return i ? definite_amount(t, at, i - 1, e) : 0;
}

/* ---- counted ---- */

static bool is_long(const dm_time_text *t, uint32_t i) {
    return dm_tg_is_hyphen(t, i) && dm_time_is(t, i + 1, "long");
}

static bool is_age(const dm_time_text *t, uint32_t i) {
    return DM_ONE_OF(dm_time_low(t, i + dm_tg_is_hyphen(t, i)), "old", "olds");
}

/* "ago", "earlier", "from now"; the place itself if there is none */
static uint32_t direction(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_DIRECTION, &end);
    if (!row) return i;
    e->direction = (uint8_t)row->n;
    return end;
}

/* What may follow an amount: "or so", "or more", "or two", and which way it goes. */
static uint32_t tail(const dm_time_text *t, uint32_t i, dm_expr *e) {
    if (dm_time_is(t, i, "or") && DM_ONE_OF(dm_time_low(t, i + 1), "so", "two", "more", "less")) {
        if (dm_time_is(t, i + 1, "two")) e->amount.vague = true;
        i += 2;
    }
    return direction(t, i, e);
}

/* The unit behind a number: plural, or singular behind a hyphen ("a six-year war") and where the hyphen is
 * left out ("a six year war"). */
static const dm_time_row *counted_unit(const dm_time_text *t, uint32_t i, const dm_amount *amount,
                                       bool joined) {
    static const uint32_t unhyphened = 1u << DM_UNIT_HOUR | 1u << DM_UNIT_DAY | 1u << DM_UNIT_WEEK |
                                       1u << DM_UNIT_MONTH | 1u << DM_UNIT_YEAR;
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNITS);
    if (unit) return unit;
    unit = dm_time_row_at(t, i, DM_TW_UNIT);
    if (!unit || unit->n == DM_UNIT_HALF || unit->n == DM_UNIT_PERIOD) return NULL;
    return joined || amount->halves <= 2 || unhyphened >> unit->n & 1 ? unit : NULL;
}

/* "two years", "10-year", "seven more weeks", "half an hour" */
uint32_t dm_tg_counted(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    bool half = dm_time_is(t, i, "half"), joined;
    if (half) {
        end = i + 1;
        joined = DM_ONE_OF(dm_time_low(t, end), "a", "an") || dm_tg_is_hyphen(t, end);
        end += joined;
        e->amount = (dm_amount){1, false};
    } else {
        end = dm_tg_amount(t, i, &e->amount);
        if (!end) return 0;
        joined = dm_tg_is_hyphen(t, end);
        end = dm_tg_fillers(t, end + joined);
    }
    const dm_time_row *unit = counted_unit(t, end, &e->amount, joined);
    if (!unit || is_age(t, end + 1)) return 0;
    end++;
    e->kind = DM_EXPR_AMOUNT;
    e->unit = (uint8_t)unit->n;
    if (is_long(t, end)) return end + 2;
    bool fraction = unit->n == DM_UNIT_QUARTER && e->amount.halves <= 6 && !e->amount.vague;
    if (fraction && dm_time_is(t, end, "of")) return 0; /* "three quarters of the votes" */
    if (e->amount.halves == 2 && dm_tg_is_hyphen(t, end) && t->at[end].glued) return 0; /* "No. 1 year-end" */
    return tail(t, end, e);
}

/* "four flights a week", "$20 a year": how much in each. */
static bool is_rate(const dm_time_text *t, uint32_t i, uint32_t end) {
    if (i == 0 || t->at[i - 1].is_break) return false;
    uint8_t before = dm_tg_token(t, i - 1)->pos;
    if (before != DM_POS_NOUN && before != DM_POS_NUM) return false;
    return !dm_tg_has(t, end, DM_TW_DIRECTION) &&
           !DM_ONE_OF(dm_time_low(t, end), "after", "before", "from", "or");
}

/* Is "a century", "a day", "a quarter" of this place a stretch of time? */
static bool is_stretch(const dm_time_text *t, uint32_t end, int32_t unit) {
    bool of = dm_time_is(t, end, "of");
    if (dm_tg_token(t, end - 1)->dep == DM_DEP_attr) return false; /* "it was a day of mourning" */
    if (dm_tg_is_hyphen(t, end) && t->at[end].glued) return false; /* "a year-on-year rise" */
    if (unit == DM_UNIT_QUARTER && of) return false;               /* "a quarter of the votes" */
    if (unit == DM_UNIT_CENTURY) return of || dm_tg_has(t, end, DM_TW_DIRECTION); /* else of runs */
    return unit != DM_UNIT_SECOND && unit != DM_UNIT_HALF && unit != DM_UNIT_PERIOD;
}

/* "changed from a fiscal year to a calendar year" */
static bool is_kind_of_year(const dm_time_text *t, uint32_t i, uint32_t unit) {
    return i + 1 == unit && dm_tg_is_unit(t, unit, DM_UNIT_YEAR) &&
           (dm_tg_has(t, i, DM_TW_FISCAL) || dm_time_is(t, i, "calendar"));
}

/* "a month", "an additional year", "a few days", "a half hour", "a year and a half", "a three-year period" */
uint32_t dm_tg_indefinite(const dm_time_text *t, uint32_t i, dm_expr *e) {
    if (!DM_ONE_OF(dm_time_low(t, i), "a", "an", "another")) return 0;
    uint32_t end = dm_tg_amount(t, i + 1, &e->amount);
    if (end && (e->amount.vague || dm_tg_has(t, i + 1, DM_TW_VAGUE)))
        return dm_tg_has(t, dm_tg_fillers(t, end), DM_TW_UNITS) ? dm_tg_counted(t, i + 1, e) : 0;
    if (dm_time_is(t, i + 1, "half")) return dm_tg_counted(t, i + 1, e);
    if (end && dm_tg_is_hyphen(t, end) && dm_tg_is_unit(t, end + 2, DM_UNIT_PERIOD)) {
        uint32_t period = dm_tg_counted(t, i + 1, e);
        return period == end + 2 ? period + 1 : 0;
    }
    end = dm_tg_fillers(t, i + 1);
    const dm_time_row *unit = dm_time_row_at(t, end, DM_TW_UNIT);
    if (!unit || is_age(t, end + 1) || is_kind_of_year(t, i + 1, end)) return 0;
    end++;
    e->kind = DM_EXPR_AMOUNT;
    e->amount = (dm_amount){2, false};
    e->unit = (uint8_t)unit->n;
    if (is_long(t, end)) return end + 2;
    if (!is_stretch(t, end, unit->n)) return 0;
    if (dm_time_is(t, end, "and") && dm_time_is(t, end + 1, "a") && dm_time_is(t, end + 2, "half")) {
        e->amount.halves = 3;
        end += 3;
    }
    e->repeated = is_rate(t, i, end);
    return tail(t, end, e);
}

/* "for years", "months ago", "within days or weeks", "decades-long", "year-long" */
uint32_t dm_tg_bare_units(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNITS), *single = dm_time_row_at(t, i, DM_TW_UNIT);
    uint32_t end = i + 1;
    if (!unit && !single) return 0;
    e->kind = DM_EXPR_AMOUNT;
    e->unit = (uint8_t)(unit ? unit : single)->n;
    e->amount = (dm_amount){unit ? 0 : 2, unit != NULL};
    if (is_long(t, end)) return end + 2;
    if (!unit) return 0;
    if (dm_time_is(t, end, "or") && dm_tg_has(t, end + 1, DM_TW_UNITS)) end += 2;
    dm_str before = i ? dm_time_low(t, i - 1) : (dm_str){"", 0};
    if (!dm_tg_has(t, end, DM_TW_DIRECTION) && !DM_ONE_OF(before, "for", "within", "in", "over", "after"))
        return 0;
    return direction(t, end, e);
}

/* ---- repeated ---- */

/* "each year", "every two weeks", "each Thursday", "every morning" */
uint32_t dm_tg_repeated(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t at = i + 1, end;
    if (!dm_tg_has(t, i, DM_TW_EACH)) return 0;
    const dm_time_row *unit = dm_time_row_at(t, at, DM_TW_UNIT);
    if (unit && unit->n != DM_UNIT_HALF && unit->n != DM_UNIT_PERIOD && unit->n != DM_UNIT_SECOND) {
        e->amount = (dm_amount){2, false};
        end = at;
    } else {
        end = dm_tg_amount(t, at, &e->amount);
        unit = end ? dm_time_row_at(t, end, DM_TW_UNITS) : NULL;
    }
    if (unit) {
        e->kind = DM_EXPR_SET;
        e->unit = (uint8_t)unit->n;
        return end + 1;
    }
    if ((end = dm_tg_weekday(t, at, e)))
        end = dm_tg_part_of_day(t, end, e);
    else if (!(end = dm_tg_month(t, at, &e->month)) && !(end = dm_tg_season(t, at, e)) &&
             dm_tg_has(t, at, DM_TW_PART))
        end = dm_tg_part_of_day(t, at, e);
    e->repeated = true;
    return end;
}

/* Words with a value of their own: "daily", "weeklong". */
uint32_t dm_tg_fixed(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_SET, &end);
    if (row && dm_is_noun(t->r, t->at[i].tok)) return 0; /* "the daily Haaretz" is a paper */
    e->kind = row ? DM_EXPR_SET : DM_EXPR_AMOUNT;
    if (!row) row = dm_time_phrase_at(t, i, DM_TW_DURATION, &end);
    if (!row) return 0;
    e->value = row->value;
    return end;
}

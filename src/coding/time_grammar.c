/* What a time expression says: the longest reading from a word on. */
#include "coding/time_grammar.h"

/* "now", "recently", "the past"; with the conditions that rows have */
static uint32_t reference(const dm_time_text *t, uint32_t i, dm_expr *e) {
    uint32_t end;
    const dm_time_row *row = dm_time_phrase_at(t, i, DM_TW_REFERENCE, &end);
    if (!row) return 0;
    if (row->flags & DM_TW_OPEN && (DM_ONE_OF(dm_time_low(t, end), "of", "as", "after") ||
                                    dm_tg_has(t, end, DM_TW_UNIT) || (i && dm_time_is(t, i - 1, "as"))))
        return 0;
    if (row->flags & DM_TW_NOUN && end < t->n && dm_is_noun(t->r, t->at[end].tok)) return 0;
    if (row->flags & DM_TW_FUTURE && dm_time_tense(t->r, t->at[end - 1].tok) != DM_TENSE_FUTURE) return 0;
    e->kind = DM_EXPR_REFERENCE;
    e->value = row->value;
    return end;
}

typedef uint32_t rule(const dm_time_text *t, uint32_t i, dm_expr *e);

/* The longest reading of all rules, of equals the first. */
static uint32_t core(const dm_time_text *t, uint32_t i, bool definite, dm_expr *e) {
    static rule *const rules[] = {
        reference,        dm_tg_holiday,        dm_tg_day,       dm_tg_clock,        dm_tg_month_first,
        dm_tg_day_first,  dm_tg_numeric,        dm_tg_lone_year, dm_tg_figure_word,  dm_tg_year_ago,
        dm_tg_related,    dm_tg_ordinal_amount, dm_tg_counted,   dm_tg_ordinal_unit, dm_tg_short_quarter,
        dm_tg_indefinite, dm_tg_bare_units,     dm_tg_repeated,  dm_tg_fixed,        dm_tg_definite};
    const size_t n = sizeof rules / sizeof *rules - !definite;
    uint32_t best = 0;
    if (i >= t->n) return 0;
    if (!t->at[i].phrase && !t->at[i].digit && !DM_ONE_OF(dm_time_low(t, i), "a", "an", "another", "'"))
        return 0;
    for (size_t k = 0; k < n; k++) {
        dm_expr try = {.minute = -1, .definite = definite};
        uint32_t end = rules[k](t, i, &try);
        if (end <= best) continue;
        best = end;
        *e = try;
    }
    return best;
}

/* "year-end", "year end 1990" */
static uint32_t unit_end(const dm_time_text *t, uint32_t i, dm_expr *e) {
    const dm_time_row *unit = dm_time_row_at(t, i, DM_TW_UNIT);
    if (!unit || (unit->n != DM_UNIT_YEAR && unit->n != DM_UNIT_MONTH && unit->n != DM_UNIT_QUARTER))
        return 0;
    uint32_t end = i + 1 + dm_tg_is_hyphen(t, i + 1);
    if (!dm_time_is(t, end, "end")) return 0;
    end++;
    *e = (dm_expr){.minute = -1, .kind = DM_EXPR_UNIT, .unit = (uint8_t)unit->n};
    uint32_t next = unit->n == DM_UNIT_YEAR ? dm_tg_year(t, end, &e->year) : 0;
    if (!next) return end;
    e->kind = DM_EXPR_DATE;
    return next;
}

/* "early", "mid-", "the end of": what they stand before is the time. */
static uint32_t phased(const dm_time_text *t, uint32_t i, dm_expr *e) {
    bool the = dm_time_is(t, i, "the");
    uint32_t at = i + the;
    if (dm_tg_has(t, at, DM_TW_EDGE) && dm_time_is(t, at + 1, "of")) {
        bool definite = dm_time_is(t, at + 2, "the");
        return core(t, at + 2 + definite, definite, e);
    }
    if (!dm_tg_has(t, at, DM_TW_PHASE)) return unit_end(t, at, e);
    if (i && dm_time_is(t, i - 1, "as")) return 0; /* "as early as next week" */
    bool hyphen = dm_tg_is_hyphen(t, at + 1);
    uint32_t end = core(t, at + 1 + hyphen, the || hyphen, e);
    bool fits =
        e->kind != DM_EXPR_SET && e->kind != DM_EXPR_REFERENCE && (e->kind != DM_EXPR_AMOUNT || e->lasting);
    return end && fits ? end : 0;
}

/* Is "the" part of what follows, or of a noun behind it ("the 1987 crash")? */
static bool owns_article(const dm_time_text *t, uint32_t i, uint32_t end, const dm_expr *e) {
    if (e->kind == DM_EXPR_REFERENCE) return true;
    /* "the May 4 talks", but "the week of May 4" */
    if (e->kind == DM_EXPR_DATE && (e->weekday || e->day || e->month) && !dm_tg_has(t, i + 1, DM_TW_UNIT))
        return false;
    uint32_t head = dm_tg_token(t, i)->head;
    return head >= t->at[i].tok && head <= t->at[end - 1].tok;
}

bool dm_time_parse(const dm_time_text *t, uint32_t i, dm_expr *out) {
    uint32_t at = i, end;
    bool approx = dm_time_phrase_at(t, i, DM_TW_APPROX, &at) != NULL;
    bool the = dm_time_is(t, at, "the");
    dm_expr other;
    end = phased(t, at, out);
    if (!end) end = core(t, at + the, the, out);
    uint32_t other_end = the ? reference(t, at, &other) : 0; /* "the past" */
    if (other_end > end) {
        *out = (dm_expr){.minute = -1, .kind = DM_EXPR_REFERENCE, .value = other.value};
        end = other_end;
    }
    if (!end) return false;
    out->end = end;
    out->begin = i;
    /* "more than" measures amounts only */
    bool measures = approx && at > i + 1;
    if (out->kind == DM_EXPR_REFERENCE || out->kind == DM_EXPR_SET ||
        (measures && out->kind != DM_EXPR_AMOUNT))
        out->begin = at;
    if (the && !owns_article(t, at, end, out)) out->begin = at + 1;
    return out->begin < end;
}

bool dm_time_continue(const dm_time_text *t, const dm_expr *first, dm_expr *out) {
    uint32_t at = first->end, end;
    dm_expr next = *first;
    if (first->kind != DM_EXPR_DATE || !first->month || !first->day) return false;
    if (!dm_tg_is_hyphen(t, at) && !DM_ONE_OF(dm_time_low(t, at), "and", "or", "to", "through", "until"))
        return false;
    if (!(end = dm_tg_month_day(t, at + 1, &next.day)) || next.day <= first->day) return false;
    /* a day and no number of anything */
    if (end < t->n && !t->at[end].is_break && dm_tg_token(t, end)->pos != DM_POS_PUNCT &&
        (dm_is_noun(t->r, t->at[end].tok) || t->at[end - 1].glued))
        return false;
    next.minute = -1;
    next.weekday = 0;
    uint32_t after = next.year ? 0 : dm_tg_year(t, end + dm_time_is(t, end, ","), &next.year);
    next.begin = at + 1;
    next.end = after ? after : end;
    *out = next;
    return true;
}

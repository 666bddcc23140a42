/* What the files of the grammar of time expressions share. A rule takes a place in the text and returns the
 * place after what it found, or 0; what it found is in *e then, else *e is of no use. */
#ifndef DM_TIME_GRAMMAR_H
#define DM_TIME_GRAMMAR_H

#include "coding/times.h"

/* ---- tokens ---- */

static inline const dm_token *dm_tg_token(const dm_time_text *t, uint32_t i) {
    return &t->r->tok[t->at[i].tok];
}

static inline bool dm_tg_has(const dm_time_text *t, uint32_t i, dm_time_class c) {
    return i < t->n && (t->at[i].classes & dm_time_bit(c));
}

static inline bool dm_tg_is_hyphen(const dm_time_text *t, uint32_t i) {
    return dm_time_is(t, i, "-") || dm_time_is(t, i, "\xE2\x80\x93");
}

static inline bool dm_tg_is_unit(const dm_time_text *t, uint32_t i, dm_time_unit unit) {
    const dm_time_row *row = dm_time_row_at(t, i, DM_TW_UNIT);
    return row && row->n == (int32_t)unit;
}

bool dm_tg_is_one_of(dm_str s, const char *const *words, size_t n);

#define DM_ONE_OF(s, ...)                                                                                    \
    dm_tg_is_one_of((s), (const char *const[]){__VA_ARGS__},                                                 \
                    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* A token of figures only, of at most nine; its length is set. */
bool dm_tg_figures(const dm_time_text *t, uint32_t i, int *value, size_t *length);
/* The number that a word begins with. */
int dm_tg_leading_number(dm_str s, size_t *length);

/* ---- numbers ---- */

uint32_t dm_tg_spelled(const dm_time_text *t, uint32_t i, int *value);
uint32_t dm_tg_ordinal(const dm_time_text *t, uint32_t i, int *value);
/* "5", "5 1/2", "two and a half", "several", "two to three"; "a" is left to the caller. */
uint32_t dm_tg_amount(const dm_time_text *t, uint32_t i, dm_amount *out);
/* Adjectives that change nothing: "the full year", "two more weeks". */
uint32_t dm_tg_fillers(const dm_time_text *t, uint32_t i);

/* ---- parts of dates ---- */

uint32_t dm_tg_year(const dm_time_text *t, uint32_t i, int16_t *out);
/* "of 1989", "last year": which year a month or quarter is of. */
uint32_t dm_tg_which_year(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_month(const dm_time_text *t, uint32_t i, int16_t *out);
uint32_t dm_tg_month_day(const dm_time_text *t, uint32_t i, int16_t *out);
uint32_t dm_tg_weekday(const dm_time_text *t, uint32_t i, dm_expr *e);
/* "morning" behind a day; the place itself if there is none. */
uint32_t dm_tg_part_of_day(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_season(const dm_time_text *t, uint32_t i, dm_expr *e);

/* ---- rules ---- */

uint32_t dm_tg_month_first(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_day_first(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_numeric(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_lone_year(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_figure_word(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_weekday_date(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_day(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_clock(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_holiday(const dm_time_text *t, uint32_t i, dm_expr *e);

uint32_t dm_tg_ordinal_unit(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_short_quarter(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_ordinal_amount(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_related(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_year_ago(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_definite(const dm_time_text *t, uint32_t i, dm_expr *e);

uint32_t dm_tg_counted(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_indefinite(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_bare_units(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_repeated(const dm_time_text *t, uint32_t i, dm_expr *e);
uint32_t dm_tg_fixed(const dm_time_text *t, uint32_t i, dm_expr *e);

#endif

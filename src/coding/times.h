/* Time expressions, in three steps:
 *
 *     tokens ─► words (time_words.c) ─► expressions (time_grammar.c) ─► values (time_values.c)
 *
 * The grammar finds what an expression says (a weekday, "last", "two years", "ago") without asking which time
 * that is. Values are worked out in the order of the text, against the day of publication, the time spoken of
 * before, and the tense of the clause. */
#ifndef DM_TIMES_H
#define DM_TIMES_H

#include "base/calendar.h"
#include "coding/reading.h"

/* ---- words ---- */

/* A token that is no white space; a paragraph break is one too, of no class. */
typedef struct dm_time_token {
    uint32_t tok;     /* in the reading */
    uint32_t classes; /* bits of dm_time_class, of the token alone */
    uint32_t phrase;  /* of the longest wording that begins here */
    int32_t at, phrase_at;
    uint8_t length; /* of that wording, in tokens */
    bool digit;     /* has a figure in front, or behind an apostrophe or a hyphen */
    bool glued;     /* to the next one: no white space between */
    bool is_break;
} dm_time_token;

typedef struct dm_time_text {
    dm_reading *r;
    dm_time_token *at;
    uint32_t n;
} dm_time_text;

void dm_time_words(dm_time_text *out, dm_reading *r);

static inline uint32_t dm_time_bit(dm_time_class c) {
    return (uint32_t)1 << c;
}

/* The row of a class for the single token at a place; NULL if it has none. */
const dm_time_row *dm_time_row_at(const dm_time_text *t, uint32_t i, dm_time_class c);
/* The same for the longest wording that begins there; *end is set to what follows it. */
const dm_time_row *dm_time_phrase_at(const dm_time_text *t, uint32_t i, dm_time_class c, uint32_t *end);

static inline dm_str dm_time_low(const dm_time_text *t, uint32_t i) {
    return i < t->n && !t->at[i].is_break ? dm_low(t->r, t->at[i].tok) : (dm_str){"", 0};
}

static inline bool dm_time_is(const dm_time_text *t, uint32_t i, const char *word) {
    return dm_str_is(dm_time_low(t, i), word);
}

/* ---- expressions ---- */

typedef enum dm_expr_kind {
    DM_EXPR_DATE,      /* what a calendar has: fields, 0 where unset */
    DM_EXPR_DAY,       /* today: `offset` days from now */
    DM_EXPR_UNIT,      /* last week: one unit, by its relation to another time */
    DM_EXPR_AMOUNT,    /* two years, two years ago */
    DM_EXPR_DECADE,    /* the 1960s: `year` is its first one, or 60 if the century is unsaid */
    DM_EXPR_CENTURY,   /* `year` is its number */
    DM_EXPR_REFERENCE, /* now */
    DM_EXPR_SET        /* daily, each week, Mondays */
} dm_expr_kind;

/* An amount, in halves: "two and a half" is as fine as words go. */
typedef struct dm_amount {
    int32_t halves;
    bool vague; /* several; two to three */
} dm_amount;

typedef struct dm_expr {
    uint32_t begin, end; /* places in a dm_time_text */
    uint8_t kind;
    int16_t year, month, day, weekday, quarter, half, season;
    int16_t offset; /* days to add */
    int16_t minute; /* of the day, -1: unset */
    uint8_t relation, year_relation, unit, direction;
    dm_amount amount;
    dm_text part;  /* of the day */
    dm_text value; /* REFERENCE, SET */
    const dm_holiday_rule *rule;
    bool definite; /* "the" stands before it */
    bool repeated; /* Mondays, each Monday */
    bool week_of;  /* the week of that date */
    bool fiscal;
    bool lasting; /* a stretch of time, not a point: the first two years */
} dm_expr;

/* The expression that begins at a place; false if none does. */
bool dm_time_parse(const dm_time_text *t, uint32_t i, dm_expr *out);

/* "25" of "April 24 and 25": a second day of the month behind a first one. */
bool dm_time_continue(const dm_time_text *t, const dm_expr *first, dm_expr *out);

/* ---- values ---- */

enum { DM_TIME_VALUE = 40 };

typedef enum dm_tense {
    DM_TENSE_NONE,
    DM_TENSE_PAST,
    DM_TENSE_PERFECT, /* has done */
    DM_TENSE_PRESENT,
    DM_TENSE_FUTURE
} dm_tense;

/* Of the clause that a token stands in. */
dm_tense dm_time_tense(dm_reading *r, uint32_t tok);

/* What is known while the text is read. */
typedef struct dm_time_context {
    const dm_time_text *text;
    bool dated; /* the day of publication is known */
    int64_t now;
    dm_civil today;
    bool spoken;                 /* a day, month or year was spoken of before: */
    int64_t day;                 /* its first day */
    uint8_t fine;                /* dm_time_unit of it: DAY, WEEK, MONTH, QUARTER, YEAR */
    uint32_t sentence, in_year;  /* how many in a row were of its year */
    bool leads;                  /* some day was spoken of: */
    int64_t lead;                /* the first one */
    int quarter_year, quarter;   /* what the story's figures are about; 0: none */
    int said_year, said_quarter; /* the last quarter spoken of */
    uint32_t renamed;            /* where an expression of that quarter begins: "the year-ago quarter, the
                                    second quarter"; 0: none */
} dm_time_context;

void dm_time_begin(dm_time_context *c, const dm_time_text *t);
/* The type and TIMEX3 value; all[i] is the expression, its neighbours may tell what it leaves unsaid. False
 * if it is no time after all. */
bool dm_time_value(dm_time_context *c, const dm_expr *all, uint32_t n, uint32_t i, dm_time_type *type,
                   char value[DM_TIME_VALUE]);

#endif

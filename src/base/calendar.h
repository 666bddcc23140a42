/* Days of the Gregorian calendar as numbers: days since 1970-01-01. */
#ifndef DM_CALENDAR_H
#define DM_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

typedef struct dm_civil {
    int year, month, day;
} dm_civil;

typedef struct dm_week {
    int year, week; /* ISO 8601 */
} dm_week;

int64_t dm_days_of(int year, int month, int day);
dm_civil dm_civil_of(int64_t days);
/* 1 Monday to 7 Sunday. */
int dm_weekday_of(int64_t days);
int dm_days_in_month(int year, int month);
dm_week dm_week_of(int64_t days);
/* Monday of an ISO week. */
int64_t dm_days_of_week(dm_week w);
/* Easter Sunday of the Western churches. */
int64_t dm_easter_of(int year);
/* Months from a year's January are taken over into years: month -1 is November of the year before. */
dm_civil dm_add_months(dm_civil c, int months);

#endif

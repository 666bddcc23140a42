#include "base/calendar.h"

/* The civil calendar in eras of 400 years (H. Hinnant). */
int64_t dm_days_of(int year, int month, int day) {
    int64_t y = year - (month <= 2);
    int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

dm_civil dm_civil_of(int64_t days) {
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097, rest = days - era * 146097;
    int64_t y = (rest - rest / 1460 + rest / 36524 - rest / 146096) / 365;
    int64_t of_year = rest - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;
    int month = (int)(m + (m < 10 ? 3 : -9));
    return (dm_civil){(int)(y + era * 400) + (month <= 2), month, (int)(of_year - (153 * m + 2) / 5 + 1)};
}

int dm_weekday_of(int64_t days) {
    int64_t d = (days + 3) % 7; /* 1970-01-01 was a Thursday */
    return (int)(d < 0 ? d + 7 : d) + 1;
}

int dm_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* An ISO week belongs to the year that its Thursday is in. */
dm_week dm_week_of(int64_t days) {
    int64_t thursday = days - dm_weekday_of(days) + 4;
    int year = dm_civil_of(thursday).year;
    return (dm_week){year, (int)((thursday - dm_days_of(year, 1, 1)) / 7) + 1};
}

int64_t dm_days_of_week(dm_week w) {
    int64_t fourth = dm_days_of(w.year, 1, 4); /* always in week 1 */
    return fourth - dm_weekday_of(fourth) + 1 + 7 * (int64_t)(w.week - 1);
}

/* The computus of the Gregorian calendar. */
int64_t dm_easter_of(int year) {
    int a = year % 19, b = year / 100, c = year % 100;
    int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
    return dm_days_of(year, n / 31, n % 31 + 1);
}

dm_civil dm_add_months(dm_civil c, int months) {
    int all = c.year * 12 + c.month - 1 + months;
    int year = (all >= 0 ? all : all - 11) / 12, month = all - 12 * year + 1;
    int last = dm_days_in_month(year, month);
    return (dm_civil){year, month, c.day < last ? c.day : last};
}

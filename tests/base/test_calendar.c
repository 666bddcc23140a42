#include "base/calendar.h"

#include "support/test.h"

static void test_every_day_of_eight_centuries(void **state) {
    (void)state;
    int64_t day = dm_days_of(1600, 1, 1);
    int weekday = 6; /* 1 January 1600 was a Saturday */
    for (int y = 1600; y < 2400; y++)
        for (int m = 1; m <= 12; m++)
            for (int d = 1; d <= dm_days_in_month(y, m); d++, day++, weekday = weekday % 7 + 1) {
                dm_civil c = dm_civil_of(day);
                assert_true(dm_days_of(y, m, d) == day);
                assert_true(c.year == y && c.month == m && c.day == d);
                assert_int_equal(dm_weekday_of(day), weekday);
                dm_week w = dm_week_of(day);
                assert_true(dm_days_of_week(w) == day - weekday + 1);
            }
}

static void test_known_days(void **state) {
    (void)state;
    assert_true(dm_days_of(1970, 1, 1) == 0);
    assert_true(dm_days_of(2000, 3, 1) == 11017);
    assert_true(dm_days_of(1, 1, 1) == -719162);
    assert_int_equal(dm_weekday_of(dm_days_of(1, 1, 1)), 1);
    assert_int_equal(dm_days_in_month(1900, 2), 28);
    assert_int_equal(dm_days_in_month(2000, 2), 29);
}

static void test_iso_weeks(void **state) {
    (void)state;
    static const struct {
        int y, m, d, year, week;
    } cases[] = {{2005, 1, 1, 2004, 53},  {2005, 1, 2, 2004, 53}, {2005, 1, 3, 2005, 1},
                 {2008, 12, 29, 2009, 1}, {2010, 1, 3, 2009, 53}, {2021, 3, 17, 2021, 11}};
    for (size_t i = 0; i < DM_COUNT(cases); i++) {
        dm_week w = dm_week_of(dm_days_of(cases[i].y, cases[i].m, cases[i].d));
        assert_int_equal(w.year, cases[i].year);
        assert_int_equal(w.week, cases[i].week);
    }
}

static void test_easter(void **state) {
    (void)state;
    static const dm_civil sundays[] = {{1818, 3, 22}, {1943, 4, 25}, {1989, 3, 26}, {2000, 4, 23},
                                       {2019, 4, 21}, {2020, 4, 12}, {2024, 3, 31}};
    for (size_t i = 0; i < DM_COUNT(sundays); i++)
        assert_true(dm_easter_of(sundays[i].year) ==
                    dm_days_of(sundays[i].year, sundays[i].month, sundays[i].day));
}

static void test_adding_months(void **state) {
    (void)state;
    static const struct {
        dm_civil from;
        int months;
        dm_civil to;
    } cases[] = {{{2021, 1, 31}, 1, {2021, 2, 28}},   {{2021, 3, 17}, -3, {2020, 12, 17}},
                 {{2020, 2, 29}, -12, {2019, 2, 28}}, {{2021, 12, 1}, 1, {2022, 1, 1}},
                 {{2021, 1, 1}, -25, {2018, 12, 1}},  {{1, 1, 1}, -1, {0, 12, 1}}};
    for (size_t i = 0; i < DM_COUNT(cases); i++) {
        dm_civil c = dm_add_months(cases[i].from, cases[i].months);
        assert_int_equal(c.year, cases[i].to.year);
        assert_int_equal(c.month, cases[i].to.month);
        assert_int_equal(c.day, cases[i].to.day);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day_of_eight_centuries),
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_iso_weeks),
        cmocka_unit_test(test_easter),
        cmocka_unit_test(test_adding_months),
    };
    return DM_RUN(tests);
}

#include "model/string_id.h"

#include "support/test.h"

static void test_known_ids(void **state) {
    (void)state;
    static const struct {
        const char *text;
        uint64_t id;
    } rows[] = {
        {"", 0},
        {"coffee", 3197928453018144401u},
        {"hello", 5983625672228268878u},
        /* symbols: at both ends of every run, and words that happen to be symbols */
        {"IS_ALPHA", 1},
        {"IS_CURRENCY", 18},
        {"FLAG19", 19},
        {"FLAG63", 63},
        {"ID", 64},
        {"ORTH", 65},
        {"NORM", 67},
        {"LANG", 83},
        {"ADJ", 84},
        {"X", 101},
        {"SPACE", 103},
        {"DEPRECATED001", 104},
        {"DEPRECATED276", 379},
        {"PERSON", 380},
        {"CARDINAL", 397},
        {"acomp", 398},
        {"det", 415},
        {"num", 431},
        {"number", 432},
        {"punct", 445},
        {"acl", 451},
        {"ENT_KB_ID", 452},
        {"MORPH", 453},
        {"_", 456},
    };
    for (size_t i = 0; i < DM_COUNT(rows); i++)
        if (dm_string_id(dm_str_of(rows[i].text)) != rows[i].id) fail_msg("%s", rows[i].text);
}

/* What only looks like a symbol is hashed. */
static void test_no_symbols(void **state) {
    (void)state;
    static const char *const texts[] = {
        "FLAG18",        "FLAG64",       "FLAG0",          "FLAG190", "DEPRECATED000",
        "DEPRECATED277", "DEPRECATED01", "DEPRECATED0010", "Person",  "orth",
        "is_alpha",      "PERSON NORP",  "acl ",           " ",       "NUMBER",
        "IS_OOV",        "WORK_OF_ART ", "DEPRECATED",     "FLAG",    "A"};
    for (size_t i = 0; i < DM_COUNT(texts); i++)
        if (dm_string_id(dm_str_of(texts[i])) < 1000) fail_msg("\"%s\" is taken for a symbol", texts[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_known_ids), cmocka_unit_test(test_no_symbols)};
    return DM_RUN(tests);
}

#include "model/string_id.h"

#include <stdio.h>

#include "base/hash.h"

/* The symbols of spacy/symbols.pxd: names in the order of their numbers, from the first number on. Two
 * further runs, FLAG19 to FLAG63 (19-63) and DEPRECATED001 to DEPRECATED276 (104-379), are read as patterns.
 */
static const struct {
    unsigned first;
    const char *names;
} symbols[] = {
    {1, "IS_ALPHA IS_ASCII IS_DIGIT IS_LOWER IS_PUNCT IS_SPACE IS_TITLE IS_UPPER LIKE_URL LIKE_NUM "
        "LIKE_EMAIL IS_STOP IS_OOV_DEPRECATED IS_BRACKET IS_QUOTE IS_LEFT_PUNCT IS_RIGHT_PUNCT IS_CURRENCY"},
    {64, "ID ORTH LOWER NORM SHAPE PREFIX SUFFIX LENGTH CLUSTER LEMMA POS TAG DEP ENT_IOB ENT_TYPE HEAD "
         "SENT_START SPACY PROB LANG"},
    {84, "ADJ ADP ADV AUX CONJ CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X EOL SPACE"},
    {380, "PERSON NORP FACILITY ORG GPE LOC PRODUCT EVENT WORK_OF_ART LANGUAGE LAW DATE TIME PERCENT MONEY "
          "QUANTITY ORDINAL CARDINAL"},
    {398, "acomp advcl advmod agent amod appos attr aux auxpass cc ccomp complm conj cop csubj csubjpass dep "
          "det dobj expl hmod hyph infmod intj iobj mark meta neg nmod nn npadvmod nsubj nsubjpass num "
          "number oprd obj obl parataxis partmod pcomp pobj poss possessive preconj prep prt punct quantmod "
          "relcl rcmod root xcomp acl"},
    {452, "ENT_KB_ID MORPH ENT_ID IDX _"},
};

static bool numbered(dm_str s, const char *head, unsigned digits, unsigned low, unsigned high,
                     unsigned *value) {
    size_t n = strlen(head);
    if (s.n != n + digits || memcmp(s.p, head, n) != 0) return false;
    unsigned v = 0;
    for (size_t i = n; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (unsigned)(s.p[i] - '0');
    }
    *value = v;
    return v >= low && v <= high;
}

/* The longest symbol has 19 characters; a name never contains a space. */
static unsigned symbol(dm_str s) {
    unsigned v;
    if (s.n > 19) return 0;
    if (numbered(s, "FLAG", 2, 19, 63, &v)) return v;
    if (numbered(s, "DEPRECATED", 3, 1, 276, &v)) return 103 + v;
    for (size_t k = 0; k < sizeof symbols / sizeof *symbols; k++) {
        int place = dm_place_in_list(s, symbols[k].names);
        if (place >= 0) return symbols[k].first + (unsigned)place;
    }
    return 0;
}

uint64_t dm_string_id(dm_str s) {
    if (s.n == 0) return 0;
    unsigned number = symbol(s);
    return number ? number : dm_hash_murmur64a(s.p, s.n, 1);
}

/* What is in a .dmm file: written by import.c, read by model.c. See docs/model.md. */
#ifndef DM_MODEL_FORMAT_H
#define DM_MODEL_FORMAT_H

#include <stdint.h>

#define DM_MODEL_MAGIC   "dmarche\1"
#define DM_MODEL_VERSION 1u

enum {
    DM_WIDTH = 96,      /* of all token vectors */
    DM_PIECES = 3,      /* of the maxout layers of a tok2vec */
    DM_CONVS = 4,       /* window layers of a tok2vec, each over a token and its two neighbours */
    DM_HIDDEN = 64,     /* of the scorers of parser and entity recogniser */
    DM_STATE_PIECES = 2 /* of their maxout */
};

/* One column of a hash embedding. */
typedef struct dm_column {
    uint32_t attribute, seed, rows;
} dm_column;

enum {
    DM_ATTR_NORM,
    DM_ATTR_PREFIX,
    DM_ATTR_SUFFIX,
    DM_ATTR_SHAPE,
    DM_ATTR_SPACY,
    DM_ATTR_IS_SPACE,
    DM_ATTRS
};

/* One token of a ruler's pattern: conditions in `ruler/conditions`. */
typedef struct dm_condition {
    uint32_t attribute; /* DM_RULE_* */
    uint32_t negated;   /* the value must not be in the list */
    uint32_t first,
        n; /* values in `ruler/values`; for DM_RULE_IS_SPACE n is the wanted value and there is no list */
} dm_condition;

enum { DM_RULE_TAG, DM_RULE_LOWER, DM_RULE_DEP, DM_RULE_IS_SPACE };

typedef struct dm_pattern {
    uint32_t rule, length, target; /* the token of the match that is written to */
    uint32_t first[2], n[2];       /* conditions of each token */
} dm_pattern;

enum { DM_RULES = 4096 }; /* most rules, and most patterns */

enum { DM_SET_TAG, DM_SET_POS, DM_SET_MORPH, DM_SET_LEMMA, DM_SET_DEP, DM_SETS };

/* What a rule writes: indices into `ruler/values`, -1 for nothing. */
typedef struct dm_rule {
    int32_t set[DM_SETS];
} dm_rule;

#endif

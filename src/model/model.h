/* The weights and tables of a pipeline, mapped read-only from a .dmm file. Everything points into the
 * mapping; every size and index was checked when it was loaded. Shared by all threads. */
#ifndef DM_MODEL_H
#define DM_MODEL_H

#include "base/pack.h"
#include "model/format.h"

/* Maxout over three pieces, then layer normalisation. */
typedef struct dm_layer {
    const float *W;     /* (96, 3, in) */
    const float *b;     /* (96, 3) */
    const float *gain;  /* (96) */
    const float *shift; /* (96) */
} dm_layer;

typedef struct dm_tok2vec {
    uint32_t n_columns;
    dm_column columns[DM_ATTRS];
    const float *E[DM_ATTRS]; /* (rows, 96) */
    dm_layer mix;             /* in: 96 * n_columns */
    dm_layer conv[DM_CONVS];  /* in: 288, of the left, own and right vector */
} dm_tok2vec;

/* Scores the moves of a transition system from `slots` token vectors. */
typedef struct dm_scorer {
    uint32_t slots, classes;
    const float *project_W; /* (64, 96) */
    const float *project_b; /* (64) */
    const float *lower_W;   /* (slots, 64, 2, 64) */
    const float *lower_b;   /* (64, 2) */
    const float *lower_pad; /* (slots, 64, 2) */
    const float *upper_W;   /* (classes, 64) */
    const float *upper_b;   /* (classes) */
    const uint8_t *action;  /* (classes) */
    dm_strings label;       /* (classes) */
} dm_scorer;

typedef struct dm_lemma_table {
    dm_index index, forms;
    const uint32_t *first; /* lemmas of form i: first[i] to first[i + 1] */
    dm_strings lemmas;
    dm_strings rules; /* old, new, old, new, … */
} dm_lemma_table;

enum { DM_LEMMA_TABLES = 20 };

typedef struct dm_model {
    dm_pack pack;
    dm_str name, version, license, sha256; /* "en_core_web_sm", "3.8.0", "MIT", hexadecimal */

    dm_str prefix, suffix, infix, url; /* patterns in PCRE2's spelling */
    dm_index exceptions;               /* texts that the tokenizer knows as a whole */
    const uint32_t *exception_first;   /* tokens of exception i: first[i] to first[i + 1] */
    dm_strings exception_orth, exception_norm;
    const uint8_t *exception_has_norm;
    const uint64_t *norm_id; /* sorted string ids, beside `norm` */
    dm_strings norm;

    dm_tok2vec tok2vec, ner_tok2vec;
    const float *tagger_W; /* (tags, 96) */
    const float *tagger_b; /* (tags) */
    dm_strings tags;
    dm_scorer parser, ner; /* 8 and 3 slots */

    dm_strings ruler_values;
    const dm_condition *conditions;
    size_t n_conditions;
    const dm_pattern *patterns;
    size_t n_patterns;
    const dm_rule *rules;
    size_t n_rules;

    dm_strings lemma_pos;
    dm_lemma_table lemma[DM_LEMMA_TABLES];
} dm_model;

/* Fails with DM_EIO, DM_EFORMAT. */
dm_status dm_model_load(dm_model *out, const char *path, dm_err *err);
/* The same on bytes in memory, aligned to 64, which must stay; there is nothing to close. */
dm_status dm_model_load_bytes(dm_model *out, const void *bytes, size_t n, const char *path, dm_err *err);
void dm_model_close(dm_model *model);

#endif

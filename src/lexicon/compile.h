/* What the parts of the compiler of tables share.
 *
 *     compile.c (finds the tables, reads them in their order, learned weights, the file)
 *       ─► compile_cells.c (strings, plain cells)
 *       ─► compile_names.c, compile_times.c, compile_predicates.c (a function for each kind of table)
 *       ─► compile_own.c (rows of one's own in place of others)
 *       ─► compile_write.c (sorted and grouped: the sections of the file)
 *
 * A function for a kind of table takes one row and adds what it says to the compiler's lists. Every fault is
 * reported with file, line and reason: DM_EFORMAT. Everything lives in the compiler's arena. */
#ifndef DM_COMPILE_H
#define DM_COMPILE_H

#include <sha2.h>

#include "lexicon/gazetteer.h"
#include "lexicon/lexicon.h"
#include "lexicon/place_model.h"
#include "lexicon/tsv.h"

/* A row's senses before they are grouped by wording. */
typedef struct dm_worded {
    dm_str wording; /* lower-cased */
    dm_sense sense;
} dm_worded;

/* The same for words of time expressions. */
typedef struct dm_time_word {
    dm_str wording;
    dm_time_row row;
} dm_time_word;

typedef struct dm_membership {
    dm_text lemma;
    uint32_t class;
} dm_membership;

typedef struct dm_compiler {
    dm_arena arena;
    dm_packer out;
    dm_err *err;
    const dm_tsv *table; /* being read */
    uint32_t line;
    dm_text file;

    DM_VEC(dm_str) strings;
    uint32_t *slot, mask;

    DM_VEC(dm_worded) worded;
    DM_VEC(dm_time_word) time_words;
    DM_VEC(dm_place_row) places;
    DM_VEC(dm_type_row) types;
    DM_VEC(dm_mode_row) modes;
    DM_VEC(dm_frame_row) frames;
    DM_VEC(dm_operator_row) operators;
    DM_VEC(dm_cue_row) cues;
    DM_VEC(dm_outcome_row) outcomes;
    DM_VEC(dm_text) contexts;
    DM_VEC(dm_context_word) context_words; /* `lemma` is a text until they are written */
    DM_VEC(dm_condition_row) conditions;
    DM_VEC(dm_value) values;
    DM_VEC(dm_path) paths;
    DM_VEC(dm_text) classes;
    DM_VEC(dm_membership) members;
    dm_gazetteer_maker gazetteer;
    DM_VEC(dm_str) designators;
    DM_VEC(uint32_t) designator_kinds;
    float place_weights[DM_PLACE_WEIGHTS];
    SHA2_CTX sha;

    /* where the rows of one's own tables begin, which add to those of a lexicon or stand in their place */
    bool own;
    uint32_t own_worded, own_time_words, own_frames, own_operators, own_cues;
} dm_compiler;

#define check(call)                                                                                          \
    do {                                                                                                     \
        dm_status s_ = (call);                                                                               \
        if (s_ != DM_OK) return s_;                                                                          \
    } while (0)

/* A fault of the row at hand. */
#define fault(c, ...)                                                                                        \
    dm_fail((c)->err, DM_EFORMAT, (c)->line, (c)->table->path, "see data/lexicon/README.md", __VA_ARGS__)

#define SHOW(s) (int)((s).n > 60 ? 60 : (s).n), (s).p

/* ---- compile_cells.c ---- */

dm_text dm_compile_intern(dm_compiler *c, dm_str s);
/* Lower-cased, runs of blanks as one. */
dm_str dm_compile_normal_wording(dm_compiler *c, dm_str s);
dm_str dm_compile_cell(const dm_compiler *c, uint32_t row, const char *column);
dm_status dm_compile_need_columns(dm_compiler *c, const char *names);
dm_status dm_compile_country_cell(dm_compiler *c, dm_str s, dm_code3 *out);
dm_status dm_compile_sector_cells(dm_compiler *c, uint32_t row, dm_sense *sense);
dm_status dm_compile_number_cell(dm_compiler *c, dm_str s, double *out);
/* YYYY, YYYY-MM or YYYY-MM-DD as the first or last day that it covers. */
dm_status dm_compile_day_cell(dm_compiler *c, dm_str s, bool last, uint32_t *out);
/* The number of a name in a list, or an error. */
dm_status dm_compile_name_cell(dm_compiler *c, dm_str s, const char *const *names, size_t n, const char *what,
                               uint32_t *out);

/* ---- compile_names.c ---- */

dm_status dm_compile_countries(dm_compiler *c, uint32_t row);
dm_status dm_compile_metonyms(dm_compiler *c, uint32_t row);
dm_status dm_compile_organizations(dm_compiler *c, uint32_t row);
dm_status dm_compile_groups(dm_compiler *c, uint32_t row);
dm_status dm_compile_bodies(dm_compiler *c, uint32_t row);
dm_status dm_compile_roles(dm_compiler *c, uint32_t row);
dm_status dm_compile_offices(dm_compiler *c, uint32_t row);
dm_status dm_compile_name_words(dm_compiler *c, uint32_t row);
dm_status dm_compile_regions(dm_compiler *c, uint32_t row);
dm_status dm_compile_gazetteer(dm_compiler *c, uint32_t row);
dm_status dm_compile_designators(dm_compiler *c, uint32_t row);
dm_status dm_compile_places(dm_compiler *c, uint32_t row);

/* ---- compile_times.c ---- */

dm_status dm_compile_times(dm_compiler *c, uint32_t row);

/* ---- compile_predicates.c ---- */

dm_status dm_compile_types(dm_compiler *c, uint32_t row);
dm_status dm_compile_modes(dm_compiler *c, uint32_t row);
dm_status dm_compile_contexts(dm_compiler *c, uint32_t row);
dm_status dm_compile_classes(dm_compiler *c, uint32_t row);
dm_status dm_compile_frames(dm_compiler *c, uint32_t row);
dm_status dm_compile_outcomes(dm_compiler *c, uint32_t row);
dm_status dm_compile_operators(dm_compiler *c, uint32_t row);
dm_status dm_compile_cues(dm_compiler *c, uint32_t row);

/* ---- compile_own.c ---- */

/* A wording of one's own tables stands in place of what the lexicon says of that wording, unless the lexicon
 * says the same: it then knows more, as that "German" is the adjective. */
void dm_compile_drop_overridden_senses(dm_compiler *c);
void dm_compile_drop_overridden_times(dm_compiler *c);
void dm_compile_drop_overridden_predicates(dm_compiler *c);

/* ---- compile_write.c ---- */

int dm_compile_by_wording(const void *a, const void *b);
dm_status dm_compile_write_times(dm_compiler *c);
dm_status dm_compile_write_senses(dm_compiler *c);
void dm_compile_write_predicates(dm_compiler *c);

#endif

/* The learned part of the attributions: which words are cues, and which of the constituents around a cue are
 * its source and its content.
 *
 *     token ─► traits of a cue ─► net "attribution-cue" ─► how surely it is one
 *     cue and constituent ─► traits of a part ─► net "attribution-part" ─► neither, source or content
 *     cue and next sentence ─► traits of a run ─► net "attribution-run" ─► its content, or its quotation?
 *
 * Traits: traits.h. */
#ifndef DM_TAGGER_H
#define DM_TAGGER_H

#include "coding/traits.h"

/* An attribution before it is made: by the rules, by the tagger, or by both. */
enum { DM_CONTENTS = 8 };

typedef struct dm_proposal {
    uint32_t tok;          /* of the cue */
    const dm_cue_row *row; /* may be NULL */
    dm_span cue, source;
    int32_t source_tok; /* head; DM_NONE */
    dm_content content[DM_CONTENTS];
    uint32_t n_content, content_tok;
    uint8_t by; /* dm_decider */
} dm_proposal;

typedef struct dm_proposals {
    DM_VEC(dm_proposal) list; /* in text order */
    int32_t *of;              /* number by cue token; DM_NONE */
} dm_proposals;

/* ---- the rules ---- */

void dm_propose_by_rules(dm_reading *r, dm_proposals *out);
/* The attribution that a cue of the tables makes; false if it has no content. */
bool dm_propose_at(dm_reading *r, uint32_t tok, dm_proposal *out);
/* The words of a cue: a verb with its auxiliaries, negation and particle; a noun or adjective alone. */
dm_span dm_cue_span(const dm_reading *r, uint32_t tok);
/* Is the row's predicate one whose content somebody says, thinks or wants? */
bool dm_makes_attribution(const dm_cue_row *row);

/* attributions.c: adds it to the reading's; returns its number. */
uint32_t dm_add_attribution(dm_reading *r, const dm_proposal *from);
/* Takes the last one away again. */
void dm_drop_attribution(dm_reading *r);

/* ---- the tagger ---- */

/* Decides over what the rules propose and adds what they missed. False if the lexicon has no weights. */
bool dm_tag(dm_reading *r, const dm_proposals *rules, dm_proposals *out);

enum { DM_LIMBS = 48 };

/* A constituent of the sentence around a cue, a limb, that is judged as a whole. */
typedef enum dm_limb_kind {
    DM_LIMB_CHILD,  /* what hangs on the cue */
    DM_LIMB_WORD,   /* a preposition that hangs on the cue, alone */
    DM_LIMB_BEHIND, /* what hangs on that preposition */
    DM_LIMB_ABOVE,  /* a word that the cue is below, alone */
    DM_LIMB_SIBLING /* what else hangs on such a word */
} dm_limb_kind;

typedef struct dm_limb {
    uint32_t head;
    dm_span span;
    uint8_t kind, level; /* level: steps up from the cue */
} dm_limb;

enum { DM_PART_NONE, DM_PART_SOURCE, DM_PART_CONTENT, DM_PARTS_OF_CUE };
/* What of a sentence beyond the cue's belongs to the content. */
enum { DM_RUN_NOTHING, DM_RUN_QUOTED, DM_RUN_WHOLE, DM_RUNS };

typedef struct dm_sentence_facts {
    uint32_t words, quoted; /* words, and how many of them are quoted */
    bool begins, ends;      /* its first, last word is quoted */
} dm_sentence_facts;

/* What the traits need to know of every token; made once for a document. */
typedef struct dm_trait_table {
    uint8_t *word; /* no punctuation, no white space */
    const dm_proposals *rules;
    const dm_perceptron *net; /* of the cues; NULL: every word may be one */
    uint8_t *cue;             /* is one: filled in before the runs are judged */
    dm_sentence_facts *sentence;
} dm_trait_table;

void dm_trait_table_init(dm_reading *r, const dm_proposals *rules, const dm_perceptron *net,
                         dm_trait_table *t);

/* Can a token be a cue at all? */
bool dm_may_be_cue(const dm_reading *r, const dm_trait_table *t, uint32_t tok);
void dm_cue_traits(dm_reading *r, const dm_trait_table *t, uint32_t tok, dm_traits *out);
/* The limbs of a cue in text order; returns their number. */
uint32_t dm_list_limbs(const dm_reading *r, uint32_t cue, dm_limb out[DM_LIMBS]);
void dm_part_traits(dm_reading *r, const dm_trait_table *t, uint32_t cue, const dm_limb *limbs, uint32_t n,
                    uint32_t which, dm_traits *out);
/* The sentence `step` sentences after (before, if negative) the cue's; those between belong to the content.
 */
void dm_run_traits(dm_reading *r, const dm_trait_table *t, uint32_t cue, int32_t step, dm_traits *out);

#endif

/* Arithmetic with FactBank's values: polarity times certainty. */
#ifndef DM_FACTS_H
#define DM_FACTS_H

#include "coding/reading.h"

/* Words that the stage asks for, by their classes in the tables. */
enum { DM_FACT_WORDS = 14 };
enum {
    DM_WORD_POSSIBILITY = 1 << 0,
    DM_WORD_ABILITY = 1 << 1,
    DM_WORD_FUTURE = 1 << 2,
    DM_WORD_NEGATIVE = 1 << 3,
    DM_WORD_SCARCE = 1 << 4,
    DM_WORD_HYPOTHETICAL = 1 << 5,
    DM_WORD_AWAITING = 1 << 6,
    DM_WORD_MISSING = 1 << 7,
    DM_WORD_PENDING = 1 << 8,
    DM_WORD_OCCURRING = 1 << 9,
    DM_WORD_PERFORMING = 1 << 10,
    DM_WORD_SOLE = 1 << 11,
    DM_WORD_OUTCOME = 1 << 12,
    DM_WORD_FACTIVE = 1 << 13,
};

typedef struct dm_fact_words {
    int32_t class[DM_FACT_WORDS]; /* numbers in the lexicon, -1: there is none */
} dm_fact_words;

void dm_fact_words_init(dm_fact_words *w, const dm_lexicon *lex);
/* Bits DM_WORD_*. */
uint32_t dm_fact_word(const dm_reading *r, const dm_fact_words *w, uint32_t tok);
/* What a clause or noun phrase is worth by its own words: modals, tense, negation, adverbs, adjectives, mood.
 */
uint8_t dm_clause_value(dm_reading *r, const dm_fact_words *w, uint32_t tok);

/* Certainty 3 (certain), 2 (probable), 1 (possible), with the sign of the polarity; 0: unknown. */
static inline int dm_fact_number(uint8_t v) {
    static const int8_t numbers[] = {0, -3, -2, -1, 0, 0, 1, 2, 3};
    return numbers[v];
}

static inline uint8_t dm_fact_of(int number) {
    static const uint8_t values[] = {DM_FACT_CT_MINUS, DM_FACT_PR_MINUS, DM_FACT_PS_MINUS, DM_FACT_UU,
                                     DM_FACT_PS_PLUS,  DM_FACT_PR_PLUS,  DM_FACT_CT_PLUS};
    return values[number + 3];
}

/* What is worth `inner` where the context is worth `outer`: polarities multiply, the lesser certainty counts,
 * what is open stays open. */
static inline uint8_t dm_fact_combined(uint8_t outer, uint8_t inner) {
    if (outer == DM_FACT_CT_PLUS) return inner;
    if (inner == DM_FACT_CT_PLUS) return outer;
    int a = dm_fact_number(outer), b = dm_fact_number(inner),
        low = (a < 0 ? -a : a) < (b < 0 ? -b : b) ? a : b;
    if (!a || !b) return DM_FACT_UU;
    if (low < 0) low = -low;
    return dm_fact_of((a < 0) == (b < 0) ? low : -low);
}

/* What a cue's content is worth for somebody to whom the cue is worth `cue`: `positive` if it holds,
 * `negative` if not, nothing if he leaves it open. Factives (both the same) do not ask. */
static inline uint8_t dm_fact_embedded(uint8_t cue, uint8_t positive, uint8_t negative) {
    if (positive == negative) return positive;
    int n = dm_fact_number(cue);
    if (!n) return DM_FACT_UU;
    int v = dm_fact_number(n > 0 ? positive : negative), size = v < 0 ? -v : v, most = n < 0 ? -n : n;
    if (!v) return n > 0 ? positive : negative;
    if (size > most) size = most;
    return dm_fact_of(v < 0 ? -size : size);
}

#endif

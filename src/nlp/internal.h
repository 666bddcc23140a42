/* What the parts of the nlp layer share. */
#ifndef DM_NLP_INTERNAL_H
#define DM_NLP_INTERNAL_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "nlp/pipeline.h"

enum {
    DM_BLOCK = 512,                   /* tokens that go through the networks together */
    DM_HALO = DM_CONVS,               /* tokens on each side that a block reads */
    DM_PARTS = 3 * DM_WIDTH,          /* floats of one partial product of the first window layer */
    DM_ROW = DM_WIDTH + 3 * DM_PARTS, /* floats of a cached row: mixed vector, products as left, own, right */
    DM_STATE = DM_HIDDEN * DM_STATE_PIECES,
    DM_WORD_SLOTS = 1 << 17 /* of the tables of lexemes and chunks, to begin with */
};

/* ---- shared, immutable ---- */

typedef struct dm_net {
    const dm_tok2vec *weights;
    dm_matrix mix, part[3], conv[DM_CONVS - 1];
    float nothing[DM_ROW]; /* the row of a place outside of the document: zeros, with the bias where a token
                              has it */
} dm_net;

/* A transition system's scorer, packed. */
typedef struct dm_heads {
    const dm_scorer *weights;
    dm_matrix project, lower[8], upper;
    uint32_t lowers; /* matrices in `lower`: 1 with all slots side by side, or one a slot */
} dm_heads;

/* Sequences of tokens that together spell an exception: a trie over token texts. */
typedef struct dm_trie_node {
    dm_str text;
    uint32_t child, next; /* first child, next sibling; 0: none */
    bool final;
} dm_trie_node;

/* A list of pattern numbers in ascending order. */
typedef struct dm_pattern_list {
    const uint16_t *at;
    uint32_t n;
} dm_pattern_list;

typedef struct dm_ruler {
    /* words tested by LOWER, numbered from 1 */
    dm_str *word;
    uint32_t n_words;
    uint32_t *word_slot, word_mask;
    dm_pattern_list *by_tag;  /* patterns whose first token asks for a tag */
    dm_pattern_list *by_word; /* for a word and no tag */
    dm_pattern_list rest;     /* for neither */
    /* values resolved to label numbers, for every condition and every rule */
    uint16_t *value;
    struct dm_resolved_rule {
        int32_t tag, pos, morph, dep; /* -1: unchanged */
        dm_str lemma;                 /* p NULL: unchanged */
    } * rule;
} dm_ruler;

/* What the lemmatizer asks about the features of a token. */
enum {
    DM_MORPH_SING = 1,
    DM_MORPH_INF = 2,
    DM_MORPH_FIN_PRES = 4,
    DM_MORPH_POSITIVE = 8,
    DM_MORPH_NONE = 16
};

struct dm_pipeline {
    const dm_model *model;
    const dm_kernels *kernels;
    dm_arena arena; /* everything made at load; not used later */
    dm_labels labels;
    pcre2_code *prefix, *suffix, *infix, *url;
    bool suffix_short;         /* the suffix pattern matches at most SUFFIX_WINDOW bytes and a run of dots */
    size_t exception_limit;    /* bytes of the longest exception */
    DM_VEC(dm_trie_node) trie; /* node 0 is the root */
    dm_net net[2];             /* shared tok2vec, ner */
    dm_matrix tagger;
    uint16_t *tag_label; /* class to label number */
    dm_heads parser, ner;
    uint16_t *parser_label, *ner_label; /* class to label number */
    uint16_t *undecorated;              /* dependency label to the one before `||`, 0 if it has none */
    uint16_t *decoration;               /* and to the one after */
    dm_ruler ruler;
    uint8_t *morph_bits; /* by feature label: DM_MORPH_* */
    int8_t *lemma_table; /* by part of speech: number of its table in the model, -1: none */
};

/* ---- one thread's ---- */

typedef struct dm_cached_chunk {
    const char *text;
    uint32_t n, hash;
    uint32_t count;
    dm_lexeme *lexeme[];
} dm_cached_chunk;

/* Vectors of word types for one network. A row in use by the current block is not given away. */
typedef struct dm_row_cache {
    float *rows;     /* (n, DM_ROW) */
    int32_t **owner; /* where the lexeme keeps the number */
    uint32_t *stamp; /* block in which it was last used */
    uint8_t *recent; /* used since the hand last passed */
    uint32_t n, used, hand;
} dm_row_cache;

/* Scorer inputs of the last few blocks: most documents are one block. */
typedef struct dm_block_rows {
    uint32_t block; /* number, or UINT32_MAX */
    uint32_t used;  /* for choosing the oldest */
    float *rows;    /* (DM_BLOCK, slots * 128 or its padded width) */
    float *projected;
    uint8_t *have; /* ner: which slots of a token are computed */
} dm_block_rows;

enum { DM_BLOCKS_KEPT = 12 };

struct dm_worker {
    const dm_pipeline *p;
    dm_arena words; /* lexemes and chunks, kept over documents up to a limit */
    dm_lexeme **lexeme;
    uint32_t lexeme_mask, n_lexemes;
    dm_cached_chunk **chunk;
    uint32_t chunk_mask, n_chunks;
    pcre2_match_data *match;
    pcre2_match_context *match_context;
    pcre2_jit_stack *jit_stack;
    dm_row_cache cache[2]; /* tok2vec, ner */
    uint32_t stamp;        /* number of the current block over all documents */
    float *window[2];      /* activations of a block, (DM_BLOCK + 2 * DM_HALO, 96) each */
    float *scratch;        /* (DM_BLOCK + 2 * DM_HALO, 96) */
    float *gathered;       /* embeddings before the mix, (DM_BLOCK + 2 * DM_HALO, 576) */
    dm_block_rows parser_rows[DM_BLOCKS_KEPT], ner_rows[DM_BLOCKS_KEPT];
    uint32_t clock;
    /* the document at hand */
    dm_arena *arena;
    dm_str text;
    dm_token *token;
    uint32_t n;
    unsigned layers;
    float *vectors;
};

/* Splits the worker's text; fills token and n. */
void dm_tokenize(dm_worker *w);
/* Compiles the patterns and makes the trie. Fails with DM_EFORMAT, DM_ENOMEM. */
dm_status dm_tokenizer_init(dm_pipeline *p, dm_err *err);
/* The parts of a worker that match patterns; false: no memory. */
bool dm_matcher_init(dm_worker *w);

/* The lexeme of a text; norm: 0 or 1 + exception token. */
dm_lexeme *dm_lexeme_get(dm_worker *w, dm_str text, uint32_t norm);
void dm_words_reset(dm_worker *w);

/* Vectors of tokens [begin, end) of the document, at most DM_BLOCK of them, by network net; the result is
 * valid until the next call. */
const float *dm_encode(dm_worker *w, unsigned net, uint32_t begin, uint32_t end);

void dm_predict_tree(dm_worker *w);
void dm_predict_entities(dm_worker *w);
void dm_predict_tags(dm_worker *w);
void dm_ruler_init(dm_pipeline *p);
void dm_apply_ruler(dm_worker *w);
void dm_lemma_init(dm_pipeline *p);
void dm_lemmatize(dm_worker *w);
void dm_find_chunks(dm_worker *w, dm_parse_tree *out);

#endif

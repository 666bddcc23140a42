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
    DM_SLOTS = 8,  /* tokens that a state is scored from, at most */
    DM_STRIP = 64, /* tokens whose slot products are computed together; divides DM_BLOCK */
    DM_STRIPS_KEPT =
        16, /* more than DM_SLOTS: what one state needs is never given away for another part of it */
    DM_BLOCKS_KEPT = 8,
    DM_WORD_SLOTS = 1 << 17 /* of the tables of lexemes and chunks, to begin with */
};

/* ---- shared, immutable ---- */

typedef struct dm_net {
    const dm_tok2vec *weights;
    dm_matrix mix, part[3], conv[DM_CONVS - 1];
    float nothing[DM_ROW]; /* the row of a place outside of the document: zeros, with the bias where a token
                              has it */
} dm_net;

/* A transition system's scorer, packed. Of its slots the first `together` are multiplied in one product for
 * all tokens, the others one token at a time where they are asked for. */
typedef struct dm_heads {
    const dm_scorer *weights;
    dm_matrix project, lower[DM_SLOTS], upper;
    uint32_t together;
    uint32_t stride;           /* floats of a token's slot products */
    uint32_t offset[DM_SLOTS]; /* where each slot's begin */
    const float *pad, *bias;   /* (slots, 128), (128), in the order of the products */
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
    uint8_t *credit; /* rounds of the hand that it will survive */
    uint32_t n, used, hand;
} dm_row_cache;

/* A kept block or strip: its number in the document, or UINT32_MAX, and when it was used. */
typedef struct dm_kept {
    uint32_t number, used;
} dm_kept;

/* What one document's states are scored from, of the last few blocks and strips. */
typedef struct dm_slots {
    const dm_heads *heads;
    unsigned net;
    float *projected; /* (DM_BLOCKS_KEPT, DM_BLOCK, project.columns) */
    float *rows;      /* (DM_STRIPS_KEPT, DM_STRIP, stride) */
    uint8_t *have;    /* (DM_STRIPS_KEPT, DM_STRIP): bits of the slots computed for one token */
    float *scores;    /* (upper.columns) */
    dm_kept block[DM_BLOCKS_KEPT], strip[DM_STRIPS_KEPT];
    uint8_t *where; /* by strip of the document: place + 1, 0: not kept */
    uint32_t clock;
} dm_slots;

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
    dm_slots parser, ner;
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

/* `together`: slots that are multiplied for all tokens. The copies live in the arena. False: no memory. */
bool dm_heads_init(dm_heads *h, const dm_kernels *k, const dm_scorer *weights, uint32_t together,
                   dm_arena *arena);
void dm_heads_clear(dm_heads *h);
bool dm_slots_init(dm_slots *s, const dm_heads *h, unsigned net);
void dm_slots_clear(dm_slots *s);
/* A new document. */
void dm_slots_begin(dm_worker *w, dm_slots *s);
/* Scores of all moves in a state; token: one a slot, negative for none. Valid until the next call. */
const float *dm_score(dm_worker *w, dm_slots *s, const int32_t *token);

/* Tags the tokens [begin, end) and keeps their vectors, as the layers ask for. */
void dm_use_vectors(dm_worker *w, const float *vectors, uint32_t begin, uint32_t end);
void dm_predict_tree(dm_worker *w);
void dm_predict_entities(dm_worker *w);
void dm_predict_tags(dm_worker *w);
void dm_ruler_init(dm_pipeline *p);
void dm_apply_ruler(dm_worker *w);
void dm_lemma_init(dm_pipeline *p);
void dm_lemmatize(dm_worker *w);
void dm_find_chunks(dm_worker *w, dm_parse_tree *out);

#endif

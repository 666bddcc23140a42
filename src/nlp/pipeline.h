/* The nlp layer: text to tokens, sentences, tags, lemmas, dependency tree, named entities, noun chunks.
 *
 *     text ─► tokenize ─► lexemes ─► tok2vec ─┬─► tagger ──┐
 *                                             ├─► parser ──┼─► ruler ─► lemmas ─► chunks
 *                                    ner tok2vec ─► entities (after the parser: it sets the sentences)
 *
 * dm_pipeline is made once from a model and shared; dm_worker is one thread's memory. docs/engine.md tells
 * how it follows the reference and where the speed comes from. */
#ifndef DM_PIPELINE_H
#define DM_PIPELINE_H

#include "model/model.h"
#include "nlp/kernels.h"
#include "nlp/labels.h"

enum { DM_NO_ROW = -1 };

/* A word form with all that is derived from its text alone. Lives in a worker's cache until the next
 * document. */
typedef struct dm_lexeme {
    dm_str text, lower;
    uint64_t attr[DM_ATTR_SPACY]; /* string ids of norm, prefix, suffix, shape */
    int32_t row[3]; /* cached vectors: tok2vec without and with a space after, ner; DM_NO_ROW if none */
    uint32_t norm;  /* 0, or 1 + the exception token that sets another norm than the text's own */
    uint32_t trie;  /* node of the exceptions' trie that begins with this text, 0: none */
    uint32_t hash;
    uint16_t word;      /* 0, or the number of the lower-cased text among the ruler's words */
    uint16_t lemma_key; /* pos and features that `lemma` was made for, 0: none */
    bool space;         /* all of it is white space */
    dm_str lemma;
} dm_lexeme;

typedef struct dm_token {
    uint32_t begin, end;  /* bytes into the text */
    uint32_t head;        /* token number; its own at a root */
    uint32_t left, right; /* first and last token of its subtree */
    const dm_lexeme *lex;
    dm_str lemma;
    uint16_t tag, dep, morph;
    uint8_t pos;
    uint8_t ent;      /* DM_ENT_NONE outside of entities */
    bool ent_begin;   /* first token of an entity */
    bool sent_begin;  /* first token of a sentence */
    bool space_after; /* followed by one U+0020 that belongs to no token */
} dm_token;

typedef struct dm_chunk {
    uint32_t begin, end; /* tokens */
} dm_chunk;

typedef struct dm_parse_tree {
    dm_str text;
    dm_token *token;
    uint32_t n;
    dm_chunk *chunk;
    uint32_t n_chunks;
    const dm_labels *labels;
    float *vectors; /* (n, 96) of the shared tok2vec, if asked for; else NULL */
} dm_parse_tree;

typedef struct dm_pipeline dm_pipeline;
typedef struct dm_worker dm_worker;

/* The model must outlive the pipeline. kernels: NULL for the best. Fails with DM_ENOMEM, DM_EFORMAT. */
dm_status dm_pipeline_new(dm_pipeline **out, const dm_model *model, const dm_kernels *kernels, dm_err *err);
void dm_pipeline_free(dm_pipeline *p);
const dm_labels *dm_pipeline_labels(const dm_pipeline *p);

/* rows: word types whose vectors are kept for each network (at least 1024, 3.8 kB each); 0: 6144. */
dm_status dm_worker_new(dm_worker **out, const dm_pipeline *p, uint32_t rows, dm_err *err);
void dm_worker_free(dm_worker *w);

/* Layers left out cost nothing; what they would fill is unset. */
enum {
    DM_DO_TAGS = 1,     /* tags, with DM_DO_TREE also pos, features, lemmas, chunks */
    DM_DO_TREE = 2,     /* heads, labels, sentences */
    DM_DO_ENTITIES = 4, /* needs DM_DO_TREE */
    DM_DO_VECTORS = 8,  /* keeps `vectors` */
    DM_DO_ALL = 7
};

/* text: well-formed UTF-8 of at most 1 GiB. Everything reachable from *out lives in the arena or in the
 * worker, until the arena's reset or the worker's next call. The arena's guard must be set. Fails with
 * DM_ENOMEM. */
dm_status dm_parse_text(dm_worker *w, dm_str text, unsigned layers, dm_arena *arena, dm_parse_tree *out,
                        dm_err *err);

#endif

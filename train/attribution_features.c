/* Writes the traits that the attribution tagger sees, for train/attribution.py.
 *
 *     demarche-attribution-features MODEL LEXICON FOLDER [CUES] < documents.jsonl
 *
 * Without CUES: traits of every token that may be a cue. With CUES, a file of pairs of 32-bit numbers
 * (document, token): traits of the limbs of these cues and of up to 12 sentences before and after each (kind
 * 100, level: 128 + step). Numbers are little-endian. In FOLDER:
 *
 *     tokens.bin    for each token: document, begin, end (code points), is it a word, head, verb (1) and
 *                   quoted (2)
 *     vectors.bin   for each token: 96 floats
 *     items.bin     for each example: document, token, limb's head, begin, end, kind, level, number of keys,
 *                   four tokens with vectors
 *     keys.bin      the keys of all examples, one after another */
#include "features.h"

#include "base/utf8.h"
#include "coding/tagger.h"

typedef struct output {
    FILE *tokens, *vectors, *items, *keys;
    FILE *cues;       /* NULL: all that may be one */
    uint32_t next[2]; /* the next of them: document, token; UINT32_MAX at the end */
} output;

static void read_cue(output *out) {
    if (!out->cues || fread(out->next, sizeof out->next, 1, out->cues) != 1) out->next[0] = UINT32_MAX;
}

static void write_tokens(const output *out, const dm_reading *r, uint32_t doc, const dm_trait_table *t) {
    uint32_t points = 0;
    size_t at = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t row[6] = {doc,
                           0,
                           0,
                           t->word[i],
                           r->tok[i].head,
                           dm_is_verb(r, i) | (uint32_t)(r->quote_of[i] != DM_NONE) << 1};
        const size_t edge[2] = {r->tok[i].begin, r->tok[i].end};
        for (int k = 0; k < 2; k++) {
            while (at < edge[k]) {
                at += dm_utf8_length((unsigned char)r->doc->text[at]);
                points++;
            }
            row[1 + k] = points;
        }
        features_put(out->tokens, row, sizeof *row, 6);
    }
    features_put(out->vectors, r->tree.vectors, sizeof(float) * DM_INPUT_WIDTH, r->n);
}

static void write_item(const output *out, uint32_t doc, uint32_t cue, const dm_limb *u, const dm_traits *t) {
    uint32_t row[12] = {doc,
                        cue,
                        u->head,
                        u->span.begin,
                        u->span.end,
                        u->kind,
                        u->level,
                        t->n,
                        (uint32_t)t->vector[0],
                        (uint32_t)t->vector[1],
                        (uint32_t)t->vector[2],
                        (uint32_t)t->vector[3]};
    features_put(out->items, row, sizeof *row, 12);
    features_put(out->keys, t->key, sizeof *t->key, t->n);
}

static void write_cue(const output *out, uint32_t doc, dm_reading *r, const dm_trait_table *t, uint32_t cue) {
    dm_limb limbs[DM_LIMBS];
    dm_traits traits;
    uint32_t n = dm_list_limbs(r, cue, limbs);
    for (uint32_t u = 0; u < n; u++) {
        dm_part_traits(r, t, cue, limbs, n, u, &traits);
        write_item(out, doc, cue, &limbs[u], &traits);
    }
    for (int32_t step = -12; step <= 12; step++) {
        int64_t at = (int64_t)r->sentence_of[cue] + step;
        if (step == 0 || at < 0 || at >= r->sentences.n) continue;
        dm_run_traits(r, t, cue, step, &traits);
        write_item(out, doc, cue, &(dm_limb){0, r->sentences.at[at].span, 100, (uint8_t)(128 + step)},
                   &traits);
    }
}

static void write_candidates(const output *out, uint32_t doc, dm_reading *r, const dm_trait_table *t) {
    for (uint32_t i = 0; i < r->n; i++) {
        dm_traits traits;
        if (!dm_may_be_cue(r, t, i)) continue;
        dm_cue_traits(r, t, i, &traits);
        write_item(out, doc, i, &(dm_limb){i, {i, i + 1}, 0, 0}, &traits);
    }
}

/* All cues of the document are marked before the traits of one are asked for. */
static void write_cues(output *out, uint32_t doc, dm_reading *r, dm_trait_table *t) {
    DM_VEC(uint32_t) own = {0};
    for (; out->next[0] == doc; read_cue(out)) {
        dm_vec_push(r->arena, &own, out->next[1]);
        t->cue[out->next[1]] = 1;
    }
    for (uint32_t i = 0; i < own.n; i++) write_cue(out, doc, r, t, own.at[i]);
}

static dm_status write_traits(const features *f, const dm_document *doc, void *own, dm_err *err) {
    static dm_reading r;
    output *out = own;
    dm_proposals rules;
    dm_trait_table table;
    dm_status s = dm_code_document(&r, doc, f->lexicon, f->worker, f->arena, err);
    if (s != DM_OK) return s;
    dm_propose_by_rules(&r, &rules);
    dm_trait_table_init(&r, &rules, NULL, &table);
    write_tokens(out, &r, f->doc, &table);
    if (out->cues)
        write_cues(out, f->doc, &r, &table);
    else
        write_candidates(out, f->doc, &r, &table);
    return DM_OK;
}

int main(int argc, char **argv) {
    if (argc != 4 && argc != 5) {
        fputs("usage: demarche-attribution-features MODEL LEXICON FOLDER [CUES] < documents.jsonl\n", stderr);
        return 2;
    }
    output out = {.tokens = features_create(argv[3], "tokens.bin"),
                  .vectors = features_create(argv[3], "vectors.bin"),
                  .items = features_create(argv[3], "items.bin"),
                  .keys = features_create(argv[3], "keys.bin")};
    if (argc == 5 && !(out.cues = fopen(argv[4], "rb"))) {
        perror(argv[4]);
        return 1;
    }
    read_cue(&out);
    int status = features_run("demarche-attribution-features", argv[1], argv[2], write_traits, &out);
    FILE *const written[] = {out.tokens, out.vectors, out.items, out.keys};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) features_close(written[i]);
    return status;
}

#include "nlp/pipeline.h"

#include <math.h>
#include <stdlib.h>

#include "nlp/internal.h"

enum { ROWS_DEFAULT = 6144, ROWS_LEAST = 2 * (DM_BLOCK + 2 * DM_HALO) };

/* ---- the shared part ---- */

static bool init_net(dm_pipeline *p, dm_net *net, const dm_tok2vec *weights) {
    const dm_kernels *k = p->kernels;
    net->weights = weights;
    bool good = dm_matrix_init(&net->mix, k, weights->mix.W, weights->mix.b, DM_WIDTH, DM_PIECES,
                               weights->n_columns * DM_WIDTH, 0, weights->n_columns * DM_WIDTH);
    /* the bias of the first window layer comes with a token's own part */
    for (uint32_t part = 0; part < 3 && good; part++)
        good = dm_matrix_init(&net->part[part], k, weights->conv[0].W, part == 1 ? weights->conv[0].b : NULL,
                              DM_WIDTH, DM_PIECES, DM_PARTS, part * DM_WIDTH, DM_WIDTH);
    if (good) memcpy(net->nothing + DM_WIDTH + DM_PARTS, net->part[1].bias, DM_PARTS * sizeof(float));
    for (int i = 0; i + 1 < DM_CONVS && good; i++)
        good = dm_matrix_init(&net->conv[i], k, weights->conv[i + 1].W, weights->conv[i + 1].b, DM_WIDTH,
                              DM_PIECES, DM_PARTS, 0, DM_PARTS);
    return good;
}

/* Label numbers of the classes, and of the labels that the dependency parser decorates as `X||Y`. */
static void init_labels(dm_pipeline *p) {
    const dm_model *m = p->model;
    dm_arena *a = &p->arena;
    p->tag_label = dm_arena_array(a, m->tags.n, sizeof *p->tag_label);
    for (uint32_t i = 0; i < m->tags.n; i++)
        p->tag_label[i] = dm_labels_add(&p->labels, a, DM_KIND_TAG, dm_strings_at(&m->tags, i));
    p->parser_label = dm_arena_array(a, m->parser.classes, sizeof *p->parser_label);
    p->ner_label = dm_arena_array(a, m->ner.classes, sizeof *p->ner_label);
    uint16_t(*halves)[3] = dm_arena_array(a, m->parser.classes, sizeof *halves);
    for (uint32_t i = 0; i < m->parser.classes; i++) {
        dm_str label = dm_strings_at(&m->parser.label, i);
        p->parser_label[i] = halves[i][0] = dm_labels_add(&p->labels, a, DM_KIND_DEP, label);
        halves[i][1] = halves[i][2] = 0;
        for (size_t k = 0; k + 1 < label.n; k++)
            if (label.p[k] == '|' && label.p[k + 1] == '|') {
                halves[i][1] = dm_labels_add(&p->labels, a, DM_KIND_DEP, dm_str_sub(label, 0, k));
                halves[i][2] = dm_labels_add(&p->labels, a, DM_KIND_DEP, dm_str_sub(label, k + 2, label.n));
                break;
            }
    }
    uint32_t deps = p->labels.names[DM_KIND_DEP].n;
    p->undecorated = dm_arena_zero(a, deps, sizeof *p->undecorated);
    p->decoration = dm_arena_zero(a, deps, sizeof *p->decoration);
    for (uint32_t i = 0; i < m->parser.classes; i++) {
        p->undecorated[halves[i][0]] = halves[i][1];
        p->decoration[halves[i][0]] = halves[i][2];
    }
    for (uint32_t i = 0; i < m->ner.classes; i++) {
        dm_str label = dm_strings_at(&m->ner.label, i);
        p->ner_label[i] = label.n ? dm_labels_add(&p->labels, a, DM_KIND_ENT, label) : DM_ENT_NONE;
    }
}

/* Every entity that can be begun must have a move that ends it. */
static dm_status check_entity_moves(const dm_pipeline *p, dm_err *err) {
    const dm_scorer *s = &p->model->ner;
    for (uint32_t i = 0; i < s->classes; i++) {
        bool ends = s->action[i] != 1;
        for (uint32_t k = 0; k < s->classes && !ends; k++)
            ends = s->action[k] == 3 && p->ner_label[k] == p->ner_label[i];
        if (!ends || p->labels.names[DM_KIND_ENT].n > 250)
            return dm_fail(err, DM_EFORMAT, -1, p->model->pack.path, "import another package",
                           "its entity recogniser cannot end what it begins");
    }
    return DM_OK;
}

static dm_status init(dm_pipeline *p, dm_err *err) {
    jmp_buf guard;
    p->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    dm_labels_init(&p->labels, &p->arena);
    init_labels(p);
    dm_status s = check_entity_moves(p, err);
    if (s != DM_OK) return s;
    dm_ruler_init(p);
    dm_lemma_init(p);
    if (!init_net(p, &p->net[0], &p->model->tok2vec) || !init_net(p, &p->net[1], &p->model->ner_tok2vec) ||
        !dm_matrix_init(&p->tagger, p->kernels, p->model->tagger_W, p->model->tagger_b, p->model->tags.n, 1,
                        DM_WIDTH, 0, DM_WIDTH) ||
        !dm_heads_init(&p->parser, p->kernels, &p->model->parser, p->model->parser.slots, &p->arena) ||
        !dm_heads_init(&p->ner, p->kernels, &p->model->ner, 1, &p->arena))
        return dm_fail_memory(err);
    s = dm_tokenizer_init(p, err);
    p->arena.guard = NULL;
    return s;
}

dm_status dm_pipeline_new(dm_pipeline **out, const dm_model *model, const dm_kernels *kernels, dm_err *err) {
    dm_pipeline *p = calloc(1, sizeof *p);
    if (!p) return dm_fail_memory(err);
    p->model = model;
    p->kernels = kernels ? kernels : dm_kernels_best();
    dm_arena_init(&p->arena, 0);
    dm_status s = init(p, err);
    if (s == DM_OK)
        *out = p;
    else
        dm_pipeline_free(p);
    return s;
}

static void clear_net(dm_net *net) {
    dm_matrix_clear(&net->mix);
    for (int i = 0; i < 3; i++) dm_matrix_clear(&net->part[i]);
    for (int i = 0; i + 1 < DM_CONVS; i++) dm_matrix_clear(&net->conv[i]);
}

void dm_pipeline_free(dm_pipeline *p) {
    if (!p) return;
    clear_net(&p->net[0]);
    clear_net(&p->net[1]);
    dm_heads_clear(&p->parser);
    dm_heads_clear(&p->ner);
    dm_matrix_clear(&p->tagger);
    pcre2_code_free(p->prefix);
    pcre2_code_free(p->suffix);
    pcre2_code_free(p->infix);
    pcre2_code_free(p->url);
    dm_arena_clear(&p->arena);
    free(p);
}

const dm_labels *dm_pipeline_labels(const dm_pipeline *p) {
    return &p->labels;
}

/* ---- a worker ---- */

static float *floats(size_t n) {
    return aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64);
}

dm_status dm_worker_new(dm_worker **out, const dm_pipeline *p, uint32_t rows, dm_err *err) {
    enum { PLACES = DM_BLOCK + 2 * DM_HALO };
    dm_worker *w = calloc(1, sizeof *w);
    if (!w) return dm_fail_memory(err);
    if (rows == 0) rows = ROWS_DEFAULT;
    if (rows < ROWS_LEAST) rows = ROWS_LEAST;
    w->p = p;
    dm_arena_init(&w->words, 16 << 20);
    w->lexeme = calloc(DM_WORD_SLOTS, sizeof *w->lexeme);
    w->lexeme_mask = DM_WORD_SLOTS - 1;
    w->chunk = calloc(DM_WORD_SLOTS, sizeof *w->chunk);
    w->chunk_mask = DM_WORD_SLOTS - 1;
    bool good = w->lexeme && w->chunk && dm_matcher_init(w) && dm_slots_init(&w->parser, &p->parser, 0) &&
                dm_slots_init(&w->ner, &p->ner, 1);
    for (int i = 0; i < 2; i++) {
        dm_row_cache *c = &w->cache[i];
        c->n = rows;
        c->rows = floats((size_t)rows * DM_ROW); /* pages come as they are touched */
        c->owner = calloc(rows, sizeof *c->owner);
        c->stamp = calloc(rows, sizeof *c->stamp);
        c->credit = calloc(rows, 1);
        good = good && c->rows && c->owner && c->stamp && c->credit;
    }
    /* window[0] also takes the products of new types, 288 floats a row */
    w->window[0] = floats((size_t)PLACES * DM_PARTS);
    w->window[1] = floats((size_t)PLACES * DM_WIDTH);
    w->scratch = floats((size_t)PLACES * DM_PARTS);
    w->gathered = floats((size_t)PLACES * DM_ATTRS * DM_WIDTH);
    if (!good || !w->window[0] || !w->window[1] || !w->scratch || !w->gathered) {
        dm_worker_free(w);
        return dm_fail_memory(err);
    }
    *out = w;
    return DM_OK;
}

void dm_worker_free(dm_worker *w) {
    if (!w) return;
    dm_arena_clear(&w->words);
    free(w->lexeme);
    free(w->chunk);
    pcre2_match_data_free(w->match);
    pcre2_match_context_free(w->match_context);
    pcre2_jit_stack_free(w->jit_stack);
    for (int i = 0; i < 2; i++) {
        free(w->cache[i].rows);
        free((void *)w->cache[i].owner);
        free(w->cache[i].stamp);
        free(w->cache[i].credit);
    }
    for (int i = 0; i < 2; i++) free(w->window[i]);
    free(w->scratch);
    free(w->gathered);
    dm_slots_clear(&w->parser);
    dm_slots_clear(&w->ner);
    free(w);
}

dm_status dm_parse_text(dm_worker *w, dm_str text, unsigned layers, dm_arena *arena, dm_parse_tree *out,
                        dm_err *err) {
    jmp_buf *outer = arena->guard, guard;
    if (setjmp(guard)) {
        arena->guard = outer;
        return dm_fail_memory(err);
    }
    arena->guard = w->words.guard = &guard;
    dm_words_reset(w);
    w->arena = arena;
    w->text = text;
    w->layers = layers;
    w->token = NULL;
    w->n = 0;
    dm_tokenize(w);
    *out = (dm_parse_tree){.text = text, .token = w->token, .n = w->n, .labels = &w->p->labels};
    w->vectors =
        layers & DM_DO_VECTORS ? dm_arena_array(arena, (size_t)w->n * DM_WIDTH, sizeof(float)) : NULL;
    if (w->n) {
        if (layers & DM_DO_TREE)
            dm_predict_tree(w);
        else if (layers & (DM_DO_TAGS | DM_DO_VECTORS))
            dm_predict_tags(w);
        if ((layers & DM_DO_TREE) && (layers & DM_DO_TAGS)) {
            dm_apply_ruler(w);
            dm_lemmatize(w);
            dm_find_chunks(w, out);
        }
        if ((layers & DM_DO_TREE) && (layers & DM_DO_ENTITIES)) dm_predict_entities(w);
    }
    out->vectors = w->vectors;
    arena->guard = outer;
    return DM_OK;
}

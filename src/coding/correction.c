/* The author's value of a predicate as readers judge it: a net over the rules' verdict and what stands around
 * the predicate, trained on sentences that people graded (train/factuality.py).
 *
 *     traits, vectors ─► net "factuality"       ─► grade by the habits of each of the four collections
 *     traits          ─► net "factuality-genre" ─► mean over the document ─► weight of each of these habits
 *
 * The collections differ in what they call true: readers of newswire give what a source reports almost the
 * value of what the author reports, readers of web pages call what has yet to happen false. docs/accuracy.md,
 * "Factuality". */
#include "coding/facts.h"
#include "coding/traits.h"

enum { HABITS = 4 };

/* e^x for x <= 0, by one order of operations on every machine. */
static float exponential(float x) {
    float e = x < -200 ? 0 : 1 + x / 1024;
    if (e < 0) e = 0;
    for (int i = 0; i < 10; i++) e *= e;
    return e;
}

/* From mean scores to shares of one. */
static void shares(float score[HABITS], uint32_t n) {
    float most = score[0], sum = 0;
    for (int k = 1; k < HABITS; k++)
        if (score[k] > most) most = score[k];
    for (int k = 0; k < HABITS; k++) sum += score[k] = exponential((score[k] - most) / (float)n);
    for (int k = 0; k < HABITS; k++) score[k] /= sum;
}

void dm_code_correction(dm_reading *r) {
    const dm_perceptron *value = dm_lexicon_net(r->lex, "factuality"),
                        *genre = dm_lexicon_net(r->lex, "factuality-genre");
    float weight[HABITS] = {0}, (*grade)[HABITS] = dm_arena_array(r->arena, r->n + 1u, sizeof *grade);
    uint32_t n = 0;
    if (!value || !genre || value->outputs != HABITS || genre->outputs != HABITS || genre->vectors) return;
    r->corrected = dm_arena_zero(r->arena, r->n + 1u, 1);
    for (uint32_t i = 0; i < r->n; i++) {
        if (!r->author_value[i]) continue;
        dm_traits t = {.n = 0};
        const float *vector[DM_TRAIT_VECTORS];
        float score[HABITS];
        dm_factuality_traits(r, i, &t);
        for (int k = 0; k < DM_TRAIT_VECTORS; k++)
            vector[k] =
                t.vector[k] == DM_NONE ? NULL : r->tree.vectors + (size_t)t.vector[k] * DM_INPUT_WIDTH;
        dm_perceptron_score(value, t.key, t.n, vector, grade[i]);
        dm_perceptron_score(genre, t.key, t.n, vector, score);
        for (int k = 0; k < HABITS; k++) weight[k] += score[k];
        n++;
    }
    if (n) shares(weight, n);
    for (uint32_t i = 0; i < r->n; i++) {
        if (!r->author_value[i]) continue;
        float expected = 0;
        for (int k = 0; k < HABITS; k++) expected += weight[k] * grade[i][k];
        expected = expected > 3 ? 3 : expected > -3 ? expected : -3; /* also of no number */
        r->corrected[i] = dm_fact_of((int)(expected + 3.5f) - 3);
    }
}

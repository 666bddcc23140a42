/* Tags and the dependency tree: docs/engine.md, "Tagger" and "Dependency parser". The parser reads a document
 * from left to right with one scored move at a time. */
#include "nlp/internal.h"

enum { SHIFT, REDUCE, LEFT, RIGHT, BREAK };
enum { NONE = -1 };

typedef struct arcs {
    int32_t head, last[2]; /* own head; the child added last on the left and on the right */
    int32_t before[2];     /* neighbours in the list of the head's children: added earlier, added later */
    uint16_t label;
    bool unshiftable, starts;
} arcs;

typedef struct state {
    arcs *arc;
    int32_t *stack, *rebuffer; /* rebuffer: its last item is the first of the buffer */
    uint32_t depth, returned, next, n;
} state;

/* ---- tags ---- */

static void tag_block(dm_worker *w, const float *vectors, uint32_t begin, uint32_t end) {
    const dm_matrix *m = &w->p->tagger;
    float scores[16 * 1056];
    uint32_t step = 16;
    if (m->columns > 1056) dm_arena_fail(w->arena);
    for (uint32_t i = begin; i < end; i += step) {
        uint32_t some = end - i < step ? end - i : step;
        w->p->kernels->multiply(m, vectors + (size_t)(i - begin) * DM_WIDTH, DM_WIDTH, some, scores,
                                m->columns);
        for (uint32_t t = 0; t < some; t++) {
            const float *s = scores + (size_t)t * m->columns;
            uint32_t best = 0;
            for (uint32_t c = 1; c < m->outputs; c++)
                if (s[c] > s[best]) best = c;
            w->token[i + t].tag = w->p->tag_label[best];
        }
    }
}

void dm_use_vectors(dm_worker *w, const float *vectors, uint32_t begin, uint32_t end) {
    if (w->layers & DM_DO_TAGS) tag_block(w, vectors, begin, end);
    if (w->vectors)
        memcpy(w->vectors + (size_t)begin * DM_WIDTH, vectors,
               (size_t)(end - begin) * DM_WIDTH * sizeof(float));
}

void dm_predict_tags(dm_worker *w) {
    for (uint32_t begin = 0; begin < w->n; begin += DM_BLOCK) {
        uint32_t end = w->n - begin < DM_BLOCK ? w->n : begin + DM_BLOCK;
        dm_use_vectors(w, dm_encode(w, 0, begin, end), begin, end);
    }
}

/* ---- the state ---- */

static int32_t buffer(const state *s, uint32_t i) {
    if (i < s->returned) return s->rebuffer[s->returned - 1 - i];
    uint64_t k = (uint64_t)s->next + i - s->returned;
    return k < s->n ? (int32_t)k : NONE;
}

static int32_t stack(const state *s, uint32_t i) {
    return i < s->depth ? s->stack[s->depth - 1 - i] : NONE;
}

static int32_t last_child(const state *s, int32_t head, int side) {
    return head == NONE ? NONE : s->arc[head].last[side];
}

static void push_front(state *s) {
    int32_t t = s->returned ? s->rebuffer[--s->returned] : (int32_t)s->next++;
    s->stack[s->depth++] = t;
}

static void unlink_child(state *s, int32_t child) {
    arcs *c = &s->arc[child];
    if (c->head == NONE) return;
    if (c->before[0] != NONE) s->arc[c->before[0]].before[1] = c->before[1];
    if (c->before[1] != NONE)
        s->arc[c->before[1]].before[0] = c->before[0];
    else
        s->arc[c->head].last[child > c->head] = c->before[0];
}

static void add_arc(state *s, int32_t head, int32_t child, uint16_t label) {
    arcs *c = &s->arc[child];
    unlink_child(s, child);
    int side = child > head;
    c->head = head;
    c->label = label;
    c->before[0] = s->arc[head].last[side];
    c->before[1] = NONE;
    if (c->before[0] != NONE) s->arc[c->before[0]].before[1] = child;
    s->arc[head].last[side] = child;
}

/* Bits of the kinds of move that are possible. */
static unsigned possible(const state *s) {
    int32_t b0 = buffer(s, 0), b1 = buffer(s, 1);
    bool two = b1 != NONE, open = b0 != NONE && !s->arc[b0].starts;
    unsigned bits = 0;
    if (b0 != NONE && (s->depth == 0 || (two && open && !s->arc[b0].unshiftable))) bits |= 1u << SHIFT;
    if (s->depth) bits |= 1u << REDUCE;
    if (s->depth && open) bits |= 1u << LEFT | 1u << RIGHT;
    if (two && b1 == b0 + 1 && !s->arc[b1].starts) bits |= 1u << BREAK;
    return bits;
}

static void move(state *s, unsigned action, uint16_t label) {
    int32_t b0 = buffer(s, 0), s0 = stack(s, 0);
    switch (action) {
    case SHIFT: push_front(s); break;
    case REDUCE:
        if (s->arc[s0].head == NONE && s->depth > 1) {
            s->arc[s0].unshiftable = true;
            s->rebuffer[s->returned++] = s0;
        }
        s->depth--;
        break;
    case LEFT:
        add_arc(s, b0, s0, label);
        s->arc[b0].unshiftable = false;
        s->depth--;
        break;
    case RIGHT:
        add_arc(s, s0, b0, label);
        push_front(s);
        break;
    default: s->arc[buffer(s, 1)].starts = true;
    }
}

/* The best of the possible moves; the lowest number among equals. */
static uint32_t choose(const dm_scorer *m, const float *scores, unsigned bits) {
    uint32_t best = UINT32_MAX;
    for (uint32_t c = 0; c < m->classes; c++)
        if (bits >> m->action[c] & 1 && (best == UINT32_MAX || scores[c] > scores[best])) best = c;
    return best;
}

static void run(dm_worker *w, state *s) {
    const dm_scorer *m = &w->p->model->parser;
    dm_slots_begin(w, &w->parser);
    while (s->depth || s->returned || s->next < s->n) {
        int32_t b0 = buffer(s, 0), s0 = stack(s, 0);
        const int32_t slot[DM_SLOTS] = {b0,
                                        buffer(s, 1),
                                        s0,
                                        stack(s, 1),
                                        stack(s, 2),
                                        last_child(s, b0, 0),
                                        last_child(s, s0, 0),
                                        last_child(s, s0, 1)};
        uint32_t best = choose(m, dm_score(w, &w->parser, slot), possible(s));
        move(s, m->action[best], w->p->parser_label[best]);
    }
}

/* ---- from arcs to a tree ---- */

static void widen(dm_token *t, uint32_t i) {
    dm_token *head = &t[t[i].head];
    if (t[i].left < head->left) head->left = t[i].left;
    if (t[i].right > head->right) head->right = t[i].right;
}

/* True if every head lies in the sentence of its token, sentences being cut before the left edges of roots.
 */
static bool sentences_hold(const dm_token *t, uint32_t n, uint8_t *cut) {
    memset(cut, 0, n);
    for (uint32_t i = 0; i < n; i++)
        if (t[i].head == i) cut[t[i].left] = 1;
    for (uint32_t i = 0, start = 0; i < n; i++) {
        if (!(cut[i] && i > 0) && i != n - 1) continue;
        for (uint32_t j = start; j < i; j++)
            if (t[j].head < start || t[j].head > i) return false;
        start = i;
    }
    return true;
}

/* Subtree edges, as spacy/tokens/doc.pyx: rounds of widening until the sentences hold, twelve at most. */
static void set_edges(dm_token *t, uint32_t n, uint8_t *cut) {
    for (uint32_t i = 0; i < n; i++) t[i].left = t[i].right = i;
    for (int round = 0; round < 12; round++) {
        for (uint32_t i = 0; i < n; i++) widen(t, i);
        for (uint32_t i = n; i-- > 0;) widen(t, i);
        if (sentences_hold(t, n, cut)) break;
    }
}

/* Children as lists in ascending order, kept up to date while tokens are moved to other heads. */
typedef struct family {
    int32_t *first, *next;
} family;

static void adopt(family *f, int32_t head, int32_t child) {
    int32_t *at = &f->first[head];
    while (*at != NONE && *at < child) at = &f->next[*at];
    f->next[child] = *at;
    *at = child;
}

static void release(family *f, int32_t head, int32_t child) {
    int32_t *at = &f->first[head];
    while (*at != child) at = &f->next[*at];
    *at = f->next[child];
}

/* The token that a decorated label `X||Y` means: the first one labelled Y under the present head, breadth
 * first. */
static int32_t lifted_head(const dm_worker *w, const family *f, uint32_t i, uint16_t wanted, int32_t *queue) {
    const dm_token *t = w->token;
    uint32_t begin = 0, end = 0;
    queue[end++] = (int32_t)t[i].head;
    while (begin < end) {
        int32_t k = queue[begin++];
        for (int32_t j = f->first[k]; j != NONE; j = f->next[j]) {
            if ((uint32_t)j == i || j < (int32_t)t[k].left || j > (int32_t)t[k].right || t[j].lex->space)
                continue;
            if (t[j].dep == wanted) return j;
            queue[end++] = j;
        }
    }
    return NONE;
}

static void undo_projection(dm_worker *w) {
    const dm_pipeline *p = w->p;
    dm_token *t = w->token;
    bool any = false;
    for (uint32_t i = 0; i < w->n; i++) any = any || p->undecorated[t[i].dep];
    if (!any) return;
    family f = {dm_arena_array(w->arena, w->n, sizeof(int32_t)),
                dm_arena_array(w->arena, w->n, sizeof(int32_t))};
    int32_t *queue = dm_arena_array(w->arena, (size_t)w->n + 1, sizeof *queue);
    for (uint32_t i = 0; i < w->n; i++) f.first[i] = NONE;
    for (uint32_t i = w->n; i-- > 0;)
        if (t[i].head != i) {
            f.next[i] = f.first[t[i].head];
            f.first[t[i].head] = (int32_t)i;
        }
    for (uint32_t i = 0; i < w->n; i++) {
        if (!p->undecorated[t[i].dep]) continue;
        int32_t head = lifted_head(w, &f, i, p->decoration[t[i].dep], queue);
        if (head != NONE) {
            if (t[i].head != i) release(&f, (int32_t)t[i].head, (int32_t)i);
            t[i].head = (uint32_t)head;
            adopt(&f, head, (int32_t)i);
        }
        t[i].dep = p->undecorated[t[i].dep];
    }
}

void dm_predict_tree(dm_worker *w) {
    state s = {.n = w->n};
    dm_token *t = w->token;
    s.arc = dm_arena_array(w->arena, w->n, sizeof *s.arc);
    s.stack = dm_arena_array(w->arena, w->n, sizeof *s.stack);
    s.rebuffer = dm_arena_array(w->arena, w->n, sizeof *s.rebuffer);
    for (uint32_t i = 0; i < w->n; i++)
        s.arc[i] = (arcs){.head = NONE, .last = {NONE, NONE}, .before = {NONE, NONE}};
    s.arc[0].starts = true;
    run(w, &s);

    uint8_t *cut = dm_arena_array(w->arena, w->n, 1);
    for (uint32_t i = 0; i < w->n; i++) {
        bool root = s.arc[i].head == NONE;
        t[i].head = root ? i : (uint32_t)s.arc[i].head;
        t[i].dep = root ? DM_DEP_ROOT : s.arc[i].label;
    }
    set_edges(t, w->n, cut);
    undo_projection(w);
    set_edges(t, w->n, cut);
    for (uint32_t i = 0; i < w->n; i++)
        if (t[i].head == i) t[t[i].left].sent_begin = true;
    t[0].sent_begin = true;
}

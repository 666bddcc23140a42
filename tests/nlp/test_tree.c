/* The parser's state machine against a plain one with lists; what becomes of its arcs. The functions are
 * static: the source is included. */
#include "nlp/tree.c"

#include "support/test.h"

/* ---- a slow, plain machine: docs/engine.md, "Dependency parser" ---- */

enum { MOST = 40 };

typedef struct list {
    int32_t at[2 * MOST];
    uint32_t n;
} list;

static void put(list *l, uint32_t where, int32_t x) {
    memmove(l->at + where + 1, l->at + where, (l->n - where) * sizeof *l->at);
    l->at[where] = x;
    l->n++;
}

static int32_t drop(list *l, uint32_t where) {
    int32_t x = l->at[where];
    memmove(l->at + where, l->at + where + 1, (l->n - where - 1) * sizeof *l->at);
    l->n--;
    return x;
}

typedef struct plain {
    list stack, buffer,
        child[MOST][2]; /* the first of the buffer at 0; children in the order of their coming */
    int32_t head[MOST];
    uint16_t label[MOST];
    bool unshiftable[MOST], starts[MOST];
} plain;

static int32_t from_end(const list *l, uint32_t i) {
    return i < l->n ? l->at[l->n - 1 - i] : NONE;
}

static int32_t from_front(const list *l, uint32_t i) {
    return i < l->n ? l->at[i] : NONE;
}

static unsigned plain_possible(const plain *p) {
    bool stack_open = p->stack.n > 0, any = p->buffer.n > 0, two = p->buffer.n >= 2;
    int32_t b0 = from_front(&p->buffer, 0), b1 = from_front(&p->buffer, 1);
    unsigned bits = 0;
    if (any && (!stack_open || (two && !p->starts[b0] && !p->unshiftable[b0]))) bits |= 1u << SHIFT;
    if (stack_open) bits |= 1u << REDUCE;
    if (stack_open && any && !p->starts[b0]) bits |= 1u << LEFT | 1u << RIGHT;
    if (two && b1 == b0 + 1 && !p->starts[b1]) bits |= 1u << BREAK;
    return bits;
}

static void plain_arc(plain *p, int32_t head, int32_t child, uint16_t label) {
    if (p->head[child] != NONE) {
        list *siblings = &p->child[p->head[child]][child > p->head[child]];
        for (uint32_t i = 0; i < siblings->n; i++)
            if (siblings->at[i] == child) drop(siblings, i);
    }
    p->head[child] = head;
    p->label[child] = label;
    list *children = &p->child[head][child > head];
    put(children, children->n, child);
}

static void plain_move(plain *p, unsigned action, uint16_t label) {
    int32_t b0 = from_front(&p->buffer, 0), s0 = from_end(&p->stack, 0);
    if (action == SHIFT) put(&p->stack, p->stack.n, drop(&p->buffer, 0));
    if (action == REDUCE) {
        drop(&p->stack, p->stack.n - 1);
        if (p->head[s0] == NONE && p->stack.n > 0) {
            p->unshiftable[s0] = true;
            put(&p->buffer, 0, s0);
        }
    }
    if (action == LEFT) {
        plain_arc(p, b0, s0, label);
        p->unshiftable[b0] = false;
        drop(&p->stack, p->stack.n - 1);
    }
    if (action == RIGHT) {
        plain_arc(p, s0, b0, label);
        put(&p->stack, p->stack.n, drop(&p->buffer, 0));
    }
    if (action == BREAK) p->starts[from_front(&p->buffer, 1)] = true;
}

static void same(const state *s, const plain *p) {
    int32_t b0 = from_front(&p->buffer, 0), s0 = from_end(&p->stack, 0);
    for (uint32_t i = 0; i < 3; i++) assert_int_equal(buffer(s, i), from_front(&p->buffer, i));
    for (uint32_t i = 0; i < 4; i++) assert_int_equal(stack(s, i), from_end(&p->stack, i));
    assert_int_equal(last_child(s, b0, 0), b0 == NONE ? NONE : from_end(&p->child[b0][0], 0));
    assert_int_equal(last_child(s, s0, 0), s0 == NONE ? NONE : from_end(&p->child[s0][0], 0));
    assert_int_equal(last_child(s, s0, 1), s0 == NONE ? NONE : from_end(&p->child[s0][1], 0));
    for (uint32_t i = 0; i < s->n; i++) {
        assert_int_equal(s->arc[i].head, p->head[i]);
        if (p->head[i] != NONE) assert_int_equal(s->arc[i].label, p->label[i]);
    }
    assert_int_equal(possible(s), plain_possible(p));
}

static void test_random_moves(void **unused) {
    (void)unused;
    uint32_t x = 2024;
    unsigned shifted_again = 0;
    for (int round = 0; round < 20000; round++) {
        arcs arc[MOST];
        int32_t stack_[MOST], rebuffer[MOST];
        state s = {.arc = arc, .stack = stack_, .rebuffer = rebuffer, .n = 1 + (uint32_t)round % MOST};
        plain p = {0};
        for (uint32_t i = 0; i < s.n; i++) {
            arc[i] = (arcs){.head = NONE, .last = {NONE, NONE}, .before = {NONE, NONE}};
            p.head[i] = NONE;
            put(&p.buffer, i, (int32_t)i);
        }
        arc[0].starts = p.starts[0] = true;
        unsigned moves = 0, shifts = 0;
        /* some rounds favour one kind of move, so that deep stacks and long rebuffers come up */
        unsigned liked = round % 8;
        while (s.depth || s.returned || s.next < s.n) {
            unsigned bits = possible(&s), action;
            same(&s, &p);
            do {
                x = x * 1664525 + 1013904223;
                action = x / 65536 % 4 && liked < 5 && bits >> liked & 1 ? liked : x / 256 % 5;
            } while (!(bits >> action & 1));
            shifts += action == SHIFT || action == RIGHT;
            move(&s, action, (uint16_t)(x % 50));
            plain_move(&p, action, (uint16_t)(x % 50));
            if (++moves > 20 * MOST) fail_msg("a parse does not end");
        }
        assert_int_equal(p.stack.n + p.buffer.n, 0);
        shifted_again += shifts > s.n;
    }
    assert_true(shifted_again > 500);
}

static void start(state *s, arcs *arc, int32_t *stack_, int32_t *rebuffer, uint32_t n) {
    *s = (state){.arc = arc, .stack = stack_, .rebuffer = rebuffer, .n = n};
    for (uint32_t i = 0; i < n; i++)
        arc[i] = (arcs){.head = NONE, .last = {NONE, NONE}, .before = {NONE, NONE}};
    arc[0].starts = true;
}

#define START(n)                                                                                             \
    arcs arc[n];                                                                                             \
    int32_t stack_[n], rebuffer[n];                                                                          \
    state s;                                                                                                 \
    (void)unused;                                                                                            \
    start(&s, arc, stack_, rebuffer, n)

static void test_the_first_token(void **unused) {
    START(3);
    assert_int_equal(possible(&s), 1u << SHIFT | 1u << BREAK); /* nothing on the stack */
    move(&s, SHIFT, 0);
    assert_int_equal(possible(&s), 1u << SHIFT | 1u << REDUCE | 1u << LEFT | 1u << RIGHT | 1u << BREAK);
}

static void test_the_last_token_is_not_shifted(void **unused) {
    START(2);
    move(&s, SHIFT, 0);
    assert_int_equal(possible(&s), 1u << REDUCE | 1u << LEFT | 1u << RIGHT);
    move(&s, RIGHT, 7);
    assert_int_equal(possible(&s), 1u << REDUCE);
    move(&s, REDUCE, 0);
    move(&s, REDUCE, 0);
    assert_int_equal(s.depth + s.returned + (s.n - s.next), 0);
    assert_int_equal(arc[1].head, 0);
    assert_int_equal(arc[1].label, 7);
}

static void test_a_sentence_start(void **unused) {
    START(4);
    move(&s, SHIFT, 0);
    move(&s, BREAK, 0); /* before token 2 */
    assert_true(arc[2].starts);
    assert_false(possible(&s) >> BREAK & 1);
    move(&s, RIGHT, 1);
    assert_int_equal(possible(&s) & ~(1u << BREAK),
                     1u << REDUCE); /* no arc over the border, no shift over it */
    move(&s, REDUCE, 0);
    move(&s, REDUCE, 0);
    assert_true(possible(&s) >> SHIFT & 1);
}

static void test_a_token_without_head_comes_back(void **unused) {
    START(4);
    move(&s, SHIFT, 0);
    move(&s, SHIFT, 0);
    assert_int_equal(buffer(&s, 0), 2);
    move(&s, REDUCE, 0); /* 1 has no head */
    assert_int_equal(buffer(&s, 0), 1);
    assert_int_equal(buffer(&s, 1), 2);
    assert_true(arc[1].unshiftable);
    assert_false(possible(&s) >> SHIFT & 1);
    assert_true(possible(&s) >> BREAK & 1);
    move(&s, LEFT, 3); /* 1 takes 0, and may be shifted again */
    assert_false(arc[1].unshiftable);
    assert_true(possible(&s) >> SHIFT & 1);
    move(&s, SHIFT, 0);
    assert_int_equal(last_child(&s, 1, 0), 0);
    move(&s, REDUCE, 0); /* alone: it goes for good */
    assert_int_equal(buffer(&s, 0), 2);
}

static void test_a_head_is_replaced(void **unused) {
    START(4);
    move(&s, SHIFT, 0);
    move(&s, RIGHT, 1); /* 0 -> 1 */
    assert_int_equal(last_child(&s, 0, 1), 1);
    move(&s, LEFT, 2); /* 2 -> 1 instead */
    assert_int_equal(arc[1].head, 2);
    assert_int_equal(last_child(&s, 0, 1), NONE);
    assert_int_equal(last_child(&s, 2, 0), 1);
}

static void test_children_that_leave(void **unused) {
    START(6);
    for (int32_t c = 1; c < 5; c++) add_arc(&s, 0, c, 0);
    add_arc(&s, 5, 2, 0); /* from the middle, the first, the last */
    assert_int_equal(last_child(&s, 0, 1), 4);
    add_arc(&s, 5, 1, 0);
    add_arc(&s, 5, 4, 0);
    assert_int_equal(last_child(&s, 0, 1), 3);
    add_arc(&s, 5, 3, 0);
    assert_int_equal(last_child(&s, 0, 1), NONE);
    assert_int_equal(last_child(&s, 5, 0), 3);
    add_arc(&s, 0, 3, 0);
    assert_int_equal(last_child(&s, 5, 0), 4);
}

/* ---- trees ---- */

typedef struct tree {
    dm_pipeline p;
    dm_worker w;
    dm_arena arena;
    dm_lexeme word, space;
    dm_token token[MOST];
    uint16_t undecorated[8], decoration[8];
} tree;

/* Labels here: 1 to 4 are plain, 5 is 1||2, 6 is 2||1, 7 is 3||3. */
static void make_tree(tree *t, uint32_t n, const uint32_t *head, const uint16_t *dep) {
    *t = (tree){
        .undecorated = {0, 0, 0, 0, 0, 1, 2, 3}, .decoration = {0, 0, 0, 0, 0, 2, 1, 3}, .space.space = true};
    test_arena(&t->arena);
    t->p.undecorated = t->undecorated;
    t->p.decoration = t->decoration;
    t->w.p = &t->p;
    t->w.arena = &t->arena;
    t->w.token = t->token;
    t->w.n = n;
    for (uint32_t i = 0; i < n; i++)
        t->token[i] = (dm_token){.head = head[i], .dep = dep ? dep[i] : 1, .lex = &t->word};
}

static void test_edges(void **unused) {
    (void)unused;
    static const uint32_t head[] = {1, 2, 2, 2, 3, 6, 6}; /* two sentences */
    uint8_t cut[MOST];
    tree t;
    make_tree(&t, 7, head, NULL);
    set_edges(t.token, 7, cut);
    static const uint32_t left[] = {0, 0, 0, 3, 4, 5, 5}, right[] = {0, 1, 4, 4, 4, 5, 6};
    for (int i = 0; i < 7; i++) {
        assert_int_equal(t.token[i].left, left[i]);
        assert_int_equal(t.token[i].right, right[i]);
    }
    dm_arena_clear(&t.arena);
}

/* A chain that jumps to and fro widens by one step a pass; after twelve rounds it is left as it is. */
static void test_edges_of_a_tangled_chain(void **unused) {
    (void)unused;
    uint32_t head[MOST];
    uint8_t cut[MOST];
    tree t;
    for (uint32_t i = 0; i < MOST; i++) head[i] = i < MOST / 2 ? MOST - 1 - i : MOST - i; /* 39 0 38 … */
    head[MOST / 2] = MOST / 2;
    make_tree(&t, MOST, head, NULL);
    set_edges(t.token, MOST, cut);
    uint32_t root = MOST / 2;
    assert_true(t.token[root].left <= root && t.token[root].right >= root);
    dm_arena_clear(&t.arena);
}

static void undecorate(uint32_t n, const uint32_t *head, const uint16_t *dep, const bool *white,
                       uint32_t token, uint32_t want_head, uint16_t want_dep) {
    uint8_t cut[MOST];
    tree t;
    make_tree(&t, n, head, dep);
    for (uint32_t i = 0; white && i < n; i++)
        if (white[i]) t.token[i].lex = &t.space;
    set_edges(t.token, n, cut);
    undo_projection(&t.w);
    assert_int_equal(t.token[token].head, want_head);
    assert_int_equal(t.token[token].dep, want_dep);
    dm_arena_clear(&t.arena);
}

static void test_lifted_arcs(void **unused) {
    (void)unused;
    /* token 3 hangs on 0 as 1||2: it belongs below the first 2 under 0 */
    undecorate(4, (uint32_t[]){0, 0, 1, 0}, (uint16_t[]){4, 3, 2, 5}, NULL, 3, 2, 1);
    /* breadth first: the child 1 of label 2 comes before the grandchild */
    undecorate(4, (uint32_t[]){0, 0, 1, 0}, (uint16_t[]){4, 2, 2, 5}, NULL, 3, 1, 1);
    /* ascending: the left one of two */
    undecorate(5, (uint32_t[]){2, 2, 2, 2, 2}, (uint16_t[]){2, 3, 4, 2, 5}, NULL, 4, 0, 1);
    /* none of that label: the head stays */
    undecorate(4, (uint32_t[]){0, 0, 1, 0}, (uint16_t[]){4, 3, 3, 5}, NULL, 3, 0, 1);
    /* white space is neither taken nor looked below */
    undecorate(4, (uint32_t[]){0, 0, 1, 0}, (uint16_t[]){4, 2, 2, 5}, (bool[]){false, true, false, false}, 3,
               0, 1);
    /* not itself, also not what hangs on it */
    undecorate(3, (uint32_t[]){0, 0, 1}, (uint16_t[]){4, 7, 3}, NULL, 1, 0, 3);
    /* a label that was freed of its decoration before counts as what it is now */
    undecorate(3, (uint32_t[]){0, 0, 0}, (uint16_t[]){4, 6, 5}, NULL, 2, 1, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_moves),
        cmocka_unit_test(test_the_first_token),
        cmocka_unit_test(test_the_last_token_is_not_shifted),
        cmocka_unit_test(test_a_sentence_start),
        cmocka_unit_test(test_a_token_without_head_comes_back),
        cmocka_unit_test(test_a_head_is_replaced),
        cmocka_unit_test(test_children_that_leave),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_edges_of_a_tangled_chain),
        cmocka_unit_test(test_lifted_arcs),
    };
    return DM_RUN(tests);
}

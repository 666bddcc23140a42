/* The tokenizer: white space splits chunks; affixes are stripped from a chunk by regular expressions unless
 * it, or what is left of it, is an exception; at last, exceptions that span several tokens are put together.
 * docs/engine.md gives the rules as the reference has them. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "nlp/internal.h"

enum {
    SUFFIX_WINDOW = 256,    /* bytes; see suffix_is_short */
    URL_LIMIT = 2048,       /* bytes; the URL pattern takes quadratic time on chunks that no URL looks like */
    CHUNK_LIMIT = 64,       /* bytes; longer chunks are not cached */
    JIT_STACK = 256 * 1024, /* bytes at most */
    HEAP_LIMIT = 256 * 1024, /* KiB that a match without JIT may take */
};

/* A token of a chunk: its text and 0, or 1 + the exception token that sets its norm. */
typedef struct piece {
    dm_str text;
    uint32_t norm;
} piece;

typedef DM_VEC(piece) pieces;

static const char damaged[] = "import the package again: demarche model import PACKAGE";

/* ---- patterns ---- */

/* True if every alternative but a run of dots has a bounded length: then only the end of a long chunk needs a
 * look. */
static bool suffix_is_short(dm_str pattern) {
    bool inside = false;
    for (size_t i = 0; i < pattern.n; i++) {
        char c = pattern.p[i], d = i + 1 < pattern.n ? pattern.p[i + 1] : 0;
        if (i + 6 <= pattern.n && memcmp(pattern.p + i, "\\.\\.+$", 6) == 0)
            i += 5;
        else if (c == '\\') {
            i++;
            if (strchr("xpP", d) && i + 1 < pattern.n && pattern.p[i + 1] == '{')
                while (i < pattern.n && pattern.p[i] != '}') i++;
        } else if (inside)
            inside = c != ']';
        else if (c == '[')
            inside = true;
        else if (c == '+' || c == '*' || c == '{')
            return false;
    }
    return true;
}

static dm_status compile(pcre2_code **out, dm_str pattern, const dm_model *m, dm_err *err) {
    int code;
    PCRE2_SIZE at;
    *out = pcre2_compile((PCRE2_SPTR)pattern.p, pattern.n, PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C, &code, &at,
                         NULL);
    if (!*out)
        return dm_fail(err, DM_EFORMAT, (int64_t)at, m->pack.path, damaged,
                       "a pattern of its tokenizer cannot be compiled");
    pcre2_jit_compile(*out, PCRE2_JIT_COMPLETE); /* without it the interpreter serves */
    return DM_OK;
}

bool dm_matcher_init(dm_worker *w) {
    w->match = pcre2_match_data_create(8, NULL);
    w->match_context = pcre2_match_context_create(NULL);
    w->jit_stack = pcre2_jit_stack_create(32 * 1024, JIT_STACK, NULL);
    if (!w->match || !w->match_context) return false;
    pcre2_set_match_limit(w->match_context, UINT32_MAX);
    pcre2_set_depth_limit(w->match_context, UINT32_MAX);
    pcre2_set_heap_limit(w->match_context, HEAP_LIMIT);
    if (w->jit_stack) pcre2_jit_stack_assign(w->match_context, NULL, w->jit_stack);
    return true;
}

/* The leftmost match at or after `from`. */
static bool search(dm_worker *w, const pcre2_code *code, dm_str s, size_t from, size_t *begin, size_t *end) {
    uint32_t options = PCRE2_NO_UTF_CHECK;
    int r = pcre2_match(code, (PCRE2_SPTR)s.p, s.n, from, options, w->match, w->match_context);
    if (r == PCRE2_ERROR_JIT_STACKLIMIT)
        r = pcre2_match(code, (PCRE2_SPTR)s.p, s.n, from, options | PCRE2_NO_JIT, w->match, w->match_context);
    if (r == PCRE2_ERROR_NOMATCH) return false;
    if (r < 0) dm_arena_fail(&w->words); /* out of memory: an error is never "no match" */
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(w->match);
    *begin = at[0];
    *end = at[1];
    return at[0] <= at[1];
}

static size_t prefix_length(dm_worker *w, dm_str s) {
    size_t begin, end;
    return search(w, w->p->prefix, s, 0, &begin, &end) && begin == 0 ? end : 0;
}

static size_t suffix_length(dm_worker *w, dm_str s) {
    size_t from = 0, begin, end;
    if (s.n == 0) return 0;
    if (w->p->suffix_short && s.n > SUFFIX_WINDOW) {
        from = s.n - SUFFIX_WINDOW;
        while (from > 0 && !dm_utf8_is_start(s.p[from])) from--;
        size_t dots = s.n;
        while (dots > 0 && s.p[dots - 1] == '.') dots--;
        if (dots < from) from = dots;
    }
    return search(w, w->p->suffix, s, from, &begin, &end) && end == s.n ? end - begin : 0;
}

/* ---- one chunk ---- */

static int32_t exception(const dm_pipeline *p, dm_str s) {
    return s.n <= p->exception_limit ? dm_index_find(&p->model->exceptions, s) : -1;
}

static void push_exception(dm_worker *w, dm_arena *a, pieces *out, uint32_t number, const char *text) {
    const dm_model *m = w->p->model;
    for (uint32_t t = m->exception_first[number]; t < m->exception_first[number + 1]; t++) {
        dm_str orth = dm_strings_at(&m->exception_orth, t);
        dm_vec_push(a, out, ((piece){{text, orth.n}, m->exception_has_norm[t] ? t + 1 : 0}));
        text += orth.n;
    }
}

static void push_infixes(dm_worker *w, dm_arena *a, pieces *out, dm_str s) {
    size_t done = 0, from = 0, begin, end;
    while (from <= s.n && search(w, w->p->infix, s, from, &begin, &end)) {
        from = end;
        if (end == begin) from += from < s.n ? dm_utf8_length((unsigned char)s.p[from]) : 1;
        if (begin == 0) continue;
        if (begin > done) dm_vec_push(a, out, ((piece){dm_str_sub(s, done, begin), 0}));
        if (end > begin) dm_vec_push(a, out, ((piece){dm_str_sub(s, begin, end), 0}));
        done = end;
    }
    if (done < s.n) dm_vec_push(a, out, ((piece){dm_str_sub(s, done, s.n), 0}));
}

/* Steps 1 and 2 of the rules; without `special` no text is an exception. */
static void split_chunk(dm_worker *w, dm_arena *a, pieces *out, dm_str s, bool special) {
#define SPEC(text) (special ? exception(w->p, (text)) : -1)
    int32_t number = SPEC(s);
    if (number >= 0) {
        push_exception(w, a, out, (uint32_t)number, s.p);
        return;
    }
    pieces suffixes = {0};
    size_t last = SIZE_MAX, begin, end;
    while (s.n && s.n != last) {
        last = s.n;
        if (SPEC(s) >= 0) break;
        size_t p = prefix_length(w, s);
        dm_str rest = dm_str_sub(s, p, s.n);
        if (p && rest.n && SPEC(rest) >= 0) {
            dm_vec_push(a, out, ((piece){dm_str_sub(s, 0, p), 0}));
            s = rest;
            break;
        }
        size_t q = suffix_length(w, rest);
        dm_str front = dm_str_sub(s, 0, s.n - q), back = dm_str_sub(s, s.n - q, s.n);
        if (q && front.n && SPEC(front) >= 0) {
            dm_vec_push(a, &suffixes, ((piece){back, 0}));
            s = front;
            break;
        }
        if (p) {
            dm_vec_push(a, out, ((piece){dm_str_sub(s, 0, p), 0}));
            s = rest;
        }
        if (q && (!p || q <= rest.n)) {
            dm_vec_push(a, &suffixes, ((piece){back, 0}));
            s = dm_str_sub(s, 0, s.n - q);
        }
    }
    if (s.n) {
        number = SPEC(s);
        if (number >= 0)
            push_exception(w, a, out, (uint32_t)number, s.p);
        else if (s.n <= URL_LIMIT && search(w, w->p->url, s, 0, &begin, &end))
            dm_vec_push(a, out, ((piece){s, 0}));
        else
            push_infixes(w, a, out, s);
    }
    for (uint32_t i = suffixes.n; i-- > 0;) dm_vec_push(a, out, suffixes.at[i]);
#undef SPEC
}

/* The next chunk from *at: white space or not; *space: one U+0020 after it is absorbed. */
static dm_str next_chunk(dm_str text, size_t *at, bool *white, bool *space) {
    size_t i = *at, bytes;
    *white = dm_unicode_is_space(dm_utf8_at(text.p + i, &bytes));
    while (i < text.n && dm_unicode_is_space(dm_utf8_at(text.p + i, &bytes)) == *white) i += bytes;
    dm_str chunk = dm_str_sub(text, *at, i);
    *space = !*white && i < text.n && text.p[i] == ' ';
    *at = i + *space;
    return chunk;
}

/* ---- exceptions over several tokens ---- */

static uint32_t child(const dm_pipeline *p, uint32_t node, dm_str text) {
    for (uint32_t c = p->trie.at[node].child; c; c = p->trie.at[c].next)
        if (dm_str_eq(p->trie.at[c].text, text)) return c;
    return 0;
}

static void learn(dm_pipeline *p, dm_worker *w, dm_str key) {
    pieces seq = {0};
    size_t at = 0;
    bool white, space;
    while (at < key.n) {
        dm_str chunk = next_chunk(key, &at, &white, &space);
        if (white)
            dm_vec_push(&p->arena, &seq, ((piece){chunk, 0}));
        else
            split_chunk(w, &p->arena, &seq, chunk, false);
    }
    uint32_t node = 0;
    for (uint32_t i = 0; i < seq.n; i++) {
        uint32_t c = child(p, node, seq.at[i].text);
        if (!c) {
            c = p->trie.n;
            dm_trie_node fresh = {seq.at[i].text, 0, p->trie.at[node].child, false};
            dm_vec_push(&p->arena, &p->trie, fresh);
            p->trie.at[node].child = c;
        }
        node = c;
    }
    p->trie.at[node].final = node != 0;
}

dm_status dm_tokenizer_init(dm_pipeline *p, dm_err *err) {
    const dm_model *m = p->model;
    const struct {
        pcre2_code **out;
        dm_str pattern;
    } patterns[] = {
        {&p->prefix, m->prefix}, {&p->suffix, m->suffix}, {&p->infix, m->infix}, {&p->url, m->url}};
    for (size_t i = 0; i < 4; i++) {
        dm_status s = compile(patterns[i].out, patterns[i].pattern, m, err);
        if (s != DM_OK) return s;
    }
    p->suffix_short = suffix_is_short(m->suffix);
    dm_vec_push(&p->arena, &p->trie, ((dm_trie_node){0}));
    dm_worker w = {.p = p};
    if (!dm_matcher_init(&w)) return dm_fail_memory(err);
    w.words.guard = p->arena.guard;
    for (uint32_t i = 0; i < m->exceptions.keys.n; i++) {
        dm_str key = dm_strings_at(&m->exceptions.keys, i);
        size_t begin, end;
        if (key.n > p->exception_limit) p->exception_limit = key.n;
        if (dm_utf8_check(key.p, key.n) != key.n)
            return dm_fail(err, DM_EFORMAT, -1, m->pack.path, damaged,
                           "an exception of its tokenizer is not UTF-8");
        if (memchr(key.p, ' ', key.n) || search(&w, p->prefix, key, 0, &begin, &end) ||
            search(&w, p->suffix, key, 0, &begin, &end) || search(&w, p->infix, key, 0, &begin, &end))
            learn(p, &w, key);
    }
    pcre2_match_data_free(w.match);
    pcre2_match_context_free(w.match_context);
    pcre2_jit_stack_free(w.jit_stack);
    return DM_OK;
}

typedef struct span {
    uint32_t begin, end;
} span;

/* Longer first, then from left to right. */
static int by_length(const void *a, const void *b) {
    const span *x = a, *y = b;
    uint32_t m = x->end - x->begin, n = y->end - y->begin;
    return m != n ? (m < n ? 1 : -1) : (x->begin > y->begin) - (x->begin < y->begin);
}

typedef DM_VEC(dm_token) tokens;

/* Room that most texts need at once: what a growing array leaves behind is not given back before the next
 * document. */
static tokens reserve(dm_worker *w, size_t n) {
    enum { MOST = 1 << 22 };
    uint32_t room = (uint32_t)(n < MOST ? n : MOST) + 16;
    return (tokens){dm_arena_array(w->arena, room, sizeof(dm_token)), 0, room};
}

static void push_token(dm_worker *w, tokens *out, dm_lexeme *lex, size_t begin) {
    dm_token t = {.begin = (uint32_t)begin, .end = (uint32_t)(begin + lex->text.n), .lex = lex};
    dm_vec_push(w->arena, out, t);
}

static void join_exceptions(dm_worker *w, tokens *all) {
    const dm_pipeline *p = w->p;
    DM_VEC(span) found = {0};
    for (uint32_t i = 0; i < all->n; i++)
        for (uint32_t node = all->at[i].lex->trie, k = i; node;) {
            if (p->trie.at[node].final) dm_vec_push(w->arena, &found, ((span){i, k + 1}));
            node = ++k < all->n ? child(p, node, all->at[k].lex->text) : 0;
        }
    if (!found.n) return;
    qsort(found.at, found.n, sizeof *found.at, by_length);
    uint8_t *marked = dm_arena_zero(w->arena, all->n, 1);
    uint32_t *kept = dm_arena_zero(w->arena, all->n, sizeof *kept); /* end of the match that begins here */
    for (uint32_t i = 0; i < found.n; i++) {
        span m = found.at[i];
        if (!marked[m.begin] && !marked[m.end - 1]) kept[m.begin] = m.end;
        memset(marked + m.begin, 1, m.end - m.begin);
    }
    tokens out = reserve(w, all->n + 2 * (size_t)found.n);
    for (uint32_t i = 0; i < all->n;) {
        uint32_t end = kept[i];
        dm_str text = end ? dm_str_sub(w->text, all->at[i].begin, all->at[end - 1].end) : (dm_str){NULL, 0};
        int32_t number = end ? exception(p, text) : -1;
        if (number < 0) {
            for (uint32_t stop = end ? end : i + 1; i < stop; i++) dm_vec_push(w->arena, &out, all->at[i]);
            continue;
        }
        pieces parts = {0};
        push_exception(w, w->arena, &parts, (uint32_t)number, text.p);
        for (uint32_t k = 0; k < parts.n; k++)
            push_token(w, &out, dm_lexeme_get(w, parts.at[k].text, parts.at[k].norm),
                       (size_t)(parts.at[k].text.p - w->text.p));
        out.at[out.n - 1].space_after = all->at[end - 1].space_after;
        i = end;
    }
    *all = out;
}

/* ---- the whole text ---- */

static void grow_chunks(dm_worker *w) {
    uint32_t size = 2 * (w->chunk_mask + 1);
    dm_cached_chunk **slots = size ? calloc(size, sizeof *slots) : NULL;
    if (!slots) dm_arena_fail(&w->words);
    for (uint32_t i = 0; i <= w->chunk_mask; i++) {
        if (!w->chunk[i]) continue;
        uint32_t at = w->chunk[i]->hash & (size - 1);
        while (slots[at]) at = (at + 1) & (size - 1);
        slots[at] = w->chunk[i];
    }
    free(w->chunk);
    w->chunk = slots;
    w->chunk_mask = size - 1;
}

static void split(dm_worker *w, pieces *parts, dm_str chunk, bool white) {
    parts->n = 0;
    if (!white) {
        split_chunk(w, w->arena, parts, chunk, true);
        return;
    }
    int32_t number = exception(w->p, chunk);
    if (number >= 0)
        push_exception(w, w->arena, parts, (uint32_t)number, chunk.p);
    else
        dm_vec_push(w->arena, parts, ((piece){chunk, 0}));
}

void dm_tokenize(dm_worker *w) {
    tokens out = reserve(w, w->text.n / 4);
    pieces parts = {0};
    size_t at = 0;
    bool white, space;
    while (at < w->text.n) {
        size_t begin = at;
        dm_str chunk = next_chunk(w->text, &at, &white, &space);
        uint32_t hash = 0, slot = 0;
        dm_cached_chunk *known = NULL;
        if (chunk.n <= CHUNK_LIMIT) {
            hash = (uint32_t)dm_hash_str(chunk);
            for (slot = hash & w->chunk_mask; w->chunk[slot]; slot = (slot + 1) & w->chunk_mask) {
                dm_cached_chunk *c = w->chunk[slot];
                if (c->hash == hash && c->n == chunk.n && memcmp(c->text, chunk.p, chunk.n) == 0) {
                    known = c;
                    break;
                }
            }
        }
        if (known) {
            for (uint32_t i = 0; i < known->count; i++) {
                push_token(w, &out, known->lexeme[i], begin);
                begin += known->lexeme[i]->text.n;
            }
        } else {
            split(w, &parts, chunk, white);
            for (uint32_t i = 0; i < parts.n; i++) {
                push_token(w, &out, dm_lexeme_get(w, parts.at[i].text, parts.at[i].norm), begin);
                begin += parts.at[i].text.n;
            }
            if (chunk.n <= CHUNK_LIMIT) {
                known = dm_arena_take(&w->words, sizeof *known + parts.n * sizeof *known->lexeme);
                known->text = dm_arena_copy(&w->words, chunk).p;
                known->n = (uint32_t)chunk.n;
                known->hash = hash;
                known->count = parts.n;
                for (uint32_t i = 0; i < parts.n; i++)
                    known->lexeme[i] = (dm_lexeme *)(uintptr_t)out.at[out.n - parts.n + i].lex;
                w->chunk[slot] = known;
                if (2 * ++w->n_chunks > w->chunk_mask) grow_chunks(w);
            }
        }
        if (out.n) out.at[out.n - 1].space_after = space;
    }
    join_exceptions(w, &out);
    w->token = out.at;
    w->n = out.n;
}

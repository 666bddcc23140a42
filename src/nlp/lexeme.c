/* Word forms and what is derived from their text alone: docs/engine.md, "Strings and lexical attributes". */
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "model/string_id.h"
#include "nlp/internal.h"

enum { LEXEMES_KEPT = 50000, WORDS_KEPT = 24 << 20 };

void dm_words_reset(dm_worker *w) {
    if (w->n_lexemes < LEXEMES_KEPT && w->words.total < WORDS_KEPT) return;
    /* tables that grew for one document shrink again */
    if (w->lexeme_mask >= DM_WORD_SLOTS) {
        dm_lexeme **small = realloc(w->lexeme, DM_WORD_SLOTS * sizeof *small);
        if (small) w->lexeme = small, w->lexeme_mask = DM_WORD_SLOTS - 1;
    }
    if (w->chunk_mask >= DM_WORD_SLOTS) {
        dm_cached_chunk **small = realloc(w->chunk, DM_WORD_SLOTS * sizeof *small);
        if (small) w->chunk = small, w->chunk_mask = DM_WORD_SLOTS - 1;
    }
    memset(w->lexeme, 0, (w->lexeme_mask + 1) * sizeof *w->lexeme);
    memset(w->chunk, 0, (w->chunk_mask + 1) * sizeof *w->chunk);
    w->n_lexemes = w->n_chunks = 0;
    for (int k = 0; k < 2; k++) {
        dm_row_cache *c = &w->cache[k];
        c->used = c->hand = 0;
    }
    dm_arena_reset(&w->words);
}

/* Punctuation and currency that the library gives a common norm, exact case: spacy/lang/norm_exceptions.py.
 */
static const struct {
    const char *norm, *texts; /* texts apart by blanks */
} base_norms[] = {
    {"'s", "'s 'S ’s ’S"},
    {"'", "’ ‘ ´ `"},
    {"\"", "” “ '' `` ´´ „ » « ‘‘ ’’"},
    {"?", "？"},
    {"!", "！"},
    {",", "，"},
    {";", "；"},
    {":", "："},
    {".", "。 ।"},
    {"...", "…"},
    {"-", "— – -- --- ——"},
    {"$", "€ £ ¥ ฿ US$ C$ A$ ₺ ₹ ৳ ₩ Mex$ ₣ E£"},
};

static dm_str base_norm(dm_str text) {
    if (text.n > 6) return (dm_str){NULL, 0};
    for (size_t i = 0; i < sizeof base_norms / sizeof *base_norms; i++)
        if (dm_is_one_of(text, base_norms[i].texts)) return dm_str_of(base_norms[i].norm);
    return (dm_str){NULL, 0};
}

static uint64_t norm_id(const dm_model *m, const dm_lexeme *lex) {
    if (lex->norm) return dm_string_id(dm_strings_at(&m->exception_norm, lex->norm - 1));
    uint64_t id = dm_string_id(lex->text);
    size_t low = 0, high = m->norm.n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (m->norm_id[middle] == id) return dm_string_id(dm_strings_at(&m->norm, (uint32_t)middle));
        if (m->norm_id[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    dm_str base = base_norm(lex->text);
    return base.p ? dm_string_id(base) : dm_str_eq(lex->lower, lex->text) ? id : dm_string_id(lex->lower);
}

/* Letters to X and x, digits to d, runs of equal symbols cut to four. */
static uint64_t shape_id(dm_str text, size_t points) {
    char shape[4 * 100];
    size_t n = 0, bytes;
    uint32_t last = UINT32_MAX, run = 0;
    if (points >= 100) return dm_string_id(DM_STR("LONG"));
    for (size_t i = 0; i < text.n; i += bytes) {
        uint32_t c = dm_utf8_at(text.p + i, &bytes);
        unsigned class = dm_unicode_class(c);
        uint32_t symbol = class & DM_UC_LETTER  ? (class & DM_UC_UPPER ? 'X' : 'x')
                          : class & DM_UC_DIGIT ? 'd'
                                                : c;
        run = symbol == last ? run + 1 : 1;
        last = symbol;
        if (run <= 4) n += dm_utf8_put(shape + n, symbol);
    }
    return dm_string_id((dm_str){shape, n});
}

static uint16_t ruler_word(const dm_ruler *r, dm_str lower) {
    if (!r->word_slot) return 0;
    for (uint32_t at = (uint32_t)dm_hash_str(lower) & r->word_mask; r->word_slot[at];
         at = (at + 1) & r->word_mask)
        if (dm_str_eq(r->word[r->word_slot[at] - 1], lower)) return (uint16_t)r->word_slot[at];
    return 0;
}

static uint32_t trie_start(const dm_pipeline *p, dm_str text) {
    if (p->trie.n == 0) return 0;
    for (uint32_t node = p->trie.at[0].child; node; node = p->trie.at[node].next)
        if (dm_str_eq(p->trie.at[node].text, text)) return node;
    return 0;
}

static dm_lexeme *make(dm_worker *w, dm_str text, uint32_t norm, uint32_t hash) {
    dm_arena *a = &w->words;
    dm_lexeme *lex = dm_arena_zero(a, 1, sizeof *lex);
    size_t points = dm_utf8_count(text.p, text.n), last = text.n;
    lex->text = dm_arena_copy(a, text);
    lex->norm = norm;
    lex->hash = hash;
    bool plain = true;
    lex->space = true;
    for (size_t i = 0, bytes; i < text.n; i += bytes) {
        uint32_t c = dm_utf8_at(text.p + i, &bytes);
        lex->space = lex->space && dm_unicode_is_space(c);
        plain = plain && c < 0x80 && !(c >= 'A' && c <= 'Z');
    }
    if (plain) {
        lex->lower = lex->text;
    } else {
        char *lower = dm_arena_take(a, 3 * text.n + 2);
        lex->lower = (dm_str){lower, dm_utf8_lower(text.p, text.n, lower)};
    }
    for (int k = 0; k < 3 && last > 0; k++) do
            last--;
        while (!dm_utf8_is_start(text.p[last]));
    lex->attr[DM_ATTR_NORM] = norm_id(w->p->model, lex);
    lex->attr[DM_ATTR_PREFIX] = dm_string_id(dm_str_sub(text, 0, dm_utf8_length((unsigned char)text.p[0])));
    lex->attr[DM_ATTR_SUFFIX] = dm_string_id(dm_str_sub(text, last, text.n));
    lex->attr[DM_ATTR_SHAPE] = shape_id(text, points);
    lex->row[0] = lex->row[1] = lex->row[2] = DM_NO_ROW;
    lex->word = ruler_word(&w->p->ruler, lex->lower);
    lex->trie = trie_start(w->p, text);
    return lex;
}

static void grow(dm_worker *w) {
    uint32_t size = 2 * (w->lexeme_mask + 1);
    dm_lexeme **slots = size ? calloc(size, sizeof *slots) : NULL;
    if (!slots) dm_arena_fail(&w->words);
    for (uint32_t i = 0; i <= w->lexeme_mask; i++) {
        dm_lexeme *lex = w->lexeme[i];
        if (!lex) continue;
        uint32_t at = lex->hash & (size - 1);
        while (slots[at]) at = (at + 1) & (size - 1);
        slots[at] = lex;
    }
    free(w->lexeme);
    w->lexeme = slots;
    w->lexeme_mask = size - 1;
}

dm_lexeme *dm_lexeme_get(dm_worker *w, dm_str text, uint32_t norm) {
    uint32_t hash = (uint32_t)dm_hash_str(text) + norm * 0x9E3779B9u, at;
    for (at = hash & w->lexeme_mask; w->lexeme[at]; at = (at + 1) & w->lexeme_mask) {
        dm_lexeme *lex = w->lexeme[at];
        if (lex->hash == hash && lex->norm == norm && dm_str_eq(lex->text, text)) return lex;
    }
    if (2 * w->n_lexemes > w->lexeme_mask) {
        grow(w);
        for (at = hash & w->lexeme_mask; w->lexeme[at]; at = (at + 1) & w->lexeme_mask) {
        }
    }
    dm_lexeme *lex = make(w, text, norm, hash);
    w->lexeme[at] = lex;
    w->n_lexemes++;
    return lex;
}

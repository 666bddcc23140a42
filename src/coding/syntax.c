/* The text for the nlp layer, and the shape of its tree.
 *
 * The model learned from text with straight quotes, so `code` shows it such a text of the same number of code
 * points; tokens are then put back onto the document's own bytes. */
#include "coding/reading.h"

#include "base/hash.h"
#include "base/utf8.h"

/* Typographic characters and what the model knows in their place: one code point each. */
static uint32_t plain(uint32_t c) {
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B: return '\'';
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0xAB:
    case 0xBB: return '"';
    case 0x2010:
    case 0x2011: return '-';
    default: return c;
    }
}

/* Editorial brackets around words say nothing about the sentence; the model stumbles over them. */
static bool is_bracket(uint32_t c) {
    return c == '[' || c == ']';
}

/* Some papers write '' for both marks. The model knows it only as the closing one, so it is shown a straight
 * mark, and a blank beside it in place of the second character. */
static bool is_double_mark(dm_str text, size_t i) {
    return text.p[i] == '\'' && i + 1 < text.n && text.p[i + 1] == '\'';
}

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static dm_str make_view(dm_arena *arena, dm_str text) {
    char *out = dm_arena_take(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0, bytes; i < text.n; i += bytes) {
        if (is_double_mark(text, i)) {
            bool opens = (i == 0 || is_blank(text.p[i - 1])) && i + 2 < text.n && !is_blank(text.p[i + 2]);
            out[n++] = opens ? ' ' : '"';
            out[n++] = opens ? '"' : ' ';
            bytes = 2;
            continue;
        }
        uint32_t c = dm_utf8_at(text.p + i, &bytes);
        n += dm_utf8_put(out + n, is_bracket(c) ? ' ' : plain(c));
    }
    return (dm_str){out, n};
}

/* Moves the tokens from the view onto the text; both have the same code points in number. */
static void put_back(dm_reading *r, dm_str view, dm_str text) {
    size_t v = 0, t = 0, bytes;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t *edge[2] = {&r->tok[i].begin, &r->tok[i].end};
        for (int k = 0; k < 2; k++) {
            while (v < *edge[k]) {
                v += dm_utf8_length((unsigned char)view.p[v]);
                dm_utf8_at(text.p + t, &bytes);
                t += bytes;
            }
            *edge[k] = (uint32_t)t;
        }
        /* both characters of a double mark are its token's */
        dm_token *mark = &r->tok[i];
        if (mark->end - mark->begin != 1 || text.p[mark->begin] != '\'' || view.p[v - 1] != '"') continue;
        if (is_double_mark(text, mark->begin))
            mark->end++;
        else
            mark->begin--;
    }
    r->tree.text = text;
}

static void link_children(dm_reading *r) {
    r->child = dm_arena_array(r->arena, r->n, sizeof *r->child);
    r->sibling = dm_arena_array(r->arena, r->n, sizeof *r->sibling);
    for (uint32_t i = 0; i < r->n; i++) r->child[i] = r->sibling[i] = DM_NONE;
    for (uint32_t i = r->n; i-- > 0;) {
        uint32_t head = r->tok[i].head;
        if (head == i) continue;
        r->sibling[i] = r->child[head];
        r->child[head] = (int32_t)i;
    }
}

static void make_low(dm_reading *r) {
    size_t room = 2;
    for (uint32_t i = 0; i < r->n; i++) room += r->tok[i].lex->lower.n + 1;
    r->low = dm_arena_take(r->arena, room);
    r->low_at = dm_arena_array(r->arena, 2 * (size_t)r->n + 1, sizeof *r->low_at);
    uint32_t at = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        const dm_lexeme *lex = r->tok[i].lex;
        if (lex->space) { /* a white-space token is one blank, if there is none yet */
            if (at && r->low[at - 1] != ' ') r->low[at++] = ' ';
            r->low_at[2 * i] = r->low_at[2 * i + 1] = at;
            continue;
        }
        r->low_at[2 * i] = at;
        memcpy(r->low + at, lex->lower.p, lex->lower.n);
        at += (uint32_t)lex->lower.n;
        r->low_at[2 * i + 1] = at;
        if (r->tok[i].space_after) r->low[at++] = ' ';
    }
    r->low[at] = 0;
}

static bool breaks_paragraph(const dm_reading *r, uint32_t tok) {
    dm_str s = dm_str_sub(r->tree.text, r->tok[tok].begin, r->tok[tok].end);
    return r->tok[tok].lex->space && memchr(s.p, '\n', s.n);
}

static void list_sentences(dm_reading *r) {
    uint32_t paragraph = 0, begin = 0;
    r->sentence_of = dm_arena_array(r->arena, r->n, sizeof *r->sentence_of);
    for (uint32_t i = 0; i < r->n; i++) {
        bool last = i + 1 == r->n || r->tok[i + 1].sent_begin;
        r->sentence_of[i] = r->sentences.n;
        if (!last) continue;
        dm_vec_push(r->arena, &r->sentences, ((dm_sentence){{begin, i + 1}, paragraph}));
        for (uint32_t k = begin; k <= i; k++)
            if (breaks_paragraph(r, k)) {
                paragraph++;
                break;
            }
        begin = i + 1;
    }
}

/* ---- quotation marks ---- */

typedef enum mark { NO_MARK, OPENS, CLOSES, EITHER } mark;

static mark mark_of(const dm_reading *r, uint32_t i, bool *single) {
    size_t bytes;
    dm_str s = dm_str_sub(r->tree.text, r->tok[i].begin, r->tok[i].end);
    *single = false;
    if (s.n == 2 && (memcmp(s.p, "``", 2) == 0 || memcmp(s.p, "''", 2) == 0))
        return s.p[0] == '`' ? OPENS : EITHER; /* some papers write both marks as '' */
    if (s.n == 0 || dm_utf8_count(s.p, s.n) != 1) return NO_MARK;
    switch (dm_utf8_at(s.p, &bytes)) {
    case '"': return EITHER;
    case 0x201C:
    case 0x201E:
    case 0xAB: return OPENS;
    case 0x201D:
    case 0xBB: return CLOSES;
    case 0x2018: *single = true; return OPENS;
    default: return NO_MARK;
    }
}

/* Pairs double marks. A straight mark opens if none is open. An open one ends with its paragraph; a paragraph
 * that then begins with a mark goes on with the same speaker, which is left to the attributions. */
static void pair_quotes(dm_reading *r) {
    int64_t open = -1;
    r->quote_of = dm_arena_array(r->arena, r->n, sizeof *r->quote_of);
    for (uint32_t i = 0; i < r->n; i++) r->quote_of[i] = DM_NONE;
    for (uint32_t i = 0; i <= r->n; i++) {
        bool single, end = i == r->n || breaks_paragraph(r, i);
        mark m = end ? NO_MARK : mark_of(r, i, &single);
        if (m == EITHER) m = open < 0 ? OPENS : CLOSES;
        bool close = open >= 0 && (end || (m == CLOSES && !single));
        if (close) {
            uint32_t to = end ? i : i + 1;
            for (uint32_t k = (uint32_t)open; k < to; k++) r->quote_of[k] = (int32_t)r->quotes.n;
            dm_vec_push(r->arena, &r->quotes, ((dm_quote){{(uint32_t)open, to}, false, DM_NONE}));
            open = -1;
        } else if (m == OPENS && !single && !end) {
            open = i;
        }
    }
}

/* A closing mark that the model put at the head of the next sentence belongs to the one before. */
static void mend_sentences(dm_reading *r) {
    dm_token *t = r->tok;
    for (uint32_t i = 1; i < r->n; i++) {
        int32_t q = r->quote_of[i];
        bool closes = q != DM_NONE && r->quotes.at[q].span.end == i + 1 && r->quotes.at[q].span.begin < i;
        if (!t[i].sent_begin || !closes || t[i].left != i || t[i].right != i) continue;
        uint32_t root = i - 1;
        while (t[root].head != root) root = t[root].head;
        t[i].head = root;
        t[i].dep = DM_DEP_punct;
        t[i].sent_begin = false;
        if (i + 1 < r->n) t[i + 1].sent_begin = true;
    }
}

static dm_status parse_date(dm_reading *r, dm_err *err) {
    static const uint8_t days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const char *d = r->doc->date;
    uint32_t y = 0, m = 0, day = 0;
    if (!d) return DM_OK;
    bool good = strlen(d) == 10 && d[4] == '-' && d[7] == '-';
    for (int i = 0; good && i < 10; i++) good = i == 4 || i == 7 || (d[i] >= '0' && d[i] <= '9');
    if (good) {
        for (int i = 0; i < 4; i++) y = 10 * y + (uint32_t)(d[i] - '0');
        m = (uint32_t)(d[5] - '0') * 10 + (uint32_t)(d[6] - '0');
        day = (uint32_t)(d[8] - '0') * 10 + (uint32_t)(d[9] - '0');
        bool leap = (y % 4 == 0 && y % 100) || y % 400 == 0;
        good = y >= 1 && m >= 1 && m <= 12 && day >= 1 && day <= days[m - 1] && (m != 2 || day < 29 || leap);
    }
    if (!good)
        return dm_fail(err, DM_EINPUT, -1, r->doc->id, "write the date as YYYY-MM-DD", "\"%.40s\" is no date",
                       d);
    r->day = y * 10000 + m * 100 + day;
    r->date = dm_str_of(d);
    return DM_OK;
}

dm_status dm_code_syntax(dm_reading *r, dm_worker *worker, dm_err *err) {
    dm_str text = {r->doc->text, r->doc->text_size};
    dm_status s = parse_date(r, err);
    if (s != DM_OK) return s;
    dm_str view = make_view(r->arena, text);
    s = dm_parse_text(worker, view, DM_DO_ALL | DM_DO_VECTORS, r->arena, &r->tree, err);
    if (s != DM_OK) return s;
    r->tok = r->tree.token;
    r->n = r->tree.n;
    put_back(r, view, text);
    pair_quotes(r);
    mend_sentences(r);
    link_children(r);
    make_low(r);
    list_sentences(r);
    r->mention_of = dm_arena_array(r->arena, r->n, sizeof *r->mention_of);
    r->time_of = dm_arena_array(r->arena, r->n, sizeof *r->time_of);
    r->cue_of = dm_arena_array(r->arena, r->n, sizeof *r->cue_of);
    r->content_of = dm_arena_array(r->arena, r->n, sizeof *r->content_of);
    for (uint32_t i = 0; i < r->n; i++)
        r->mention_of[i] = r->time_of[i] = r->cue_of[i] = r->content_of[i] = DM_NONE;
    r->lemma = dm_arena_array(r->arena, r->n, sizeof *r->lemma);
    r->lemma_hash = dm_arena_array(r->arena, r->n, sizeof *r->lemma_hash);
    for (uint32_t i = 0; i < r->n; i++) {
        dm_str lemma = r->tok[i].lemma;
        r->lemma_hash[i] = (uint32_t)dm_hash_str(lemma);
        r->lemma[i] =
            r->tok[i].lex->space ? -1 : dm_index_find_hash(&r->lex->lemmas, lemma, r->lemma_hash[i]);
    }
    r->predicate = dm_arena_zero(r->arena, r->n, sizeof(dm_predicate *));
    r->frame = dm_arena_zero(r->arena, r->n, sizeof(dm_frame_row *));
    r->frame_known = dm_arena_zero(r->arena, r->n, 1);
    r->author_value = dm_arena_zero(r->arena, r->n, 1);
    return DM_OK;
}

/* ---- questions about the tree ---- */

dm_str dm_text_of(const dm_reading *r, dm_span span) {
    if (span.begin >= span.end) return (dm_str){"", 0};
    return dm_str_sub(r->tree.text, r->tok[span.begin].begin, r->tok[span.end - 1].end);
}

dm_str dm_low_of(const dm_reading *r, uint32_t begin, uint32_t end) {
    return (dm_str){r->low + r->low_at[2 * begin], r->low_at[2 * end - 1] - r->low_at[2 * begin]};
}

int32_t dm_child(const dm_reading *r, uint32_t tok, uint16_t dep) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == dep) return c;
    return DM_NONE;
}

int32_t dm_child_word(const dm_reading *r, uint32_t tok, uint16_t dep, const char *word) {
    for (int32_t c = r->child[tok]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == dep && dm_str_is(dm_low(r, (uint32_t)c), word)) return c;
    return DM_NONE;
}

bool dm_has_to(const dm_reading *r, uint32_t verb) {
    return dm_child_word(r, verb, DM_DEP_aux, "to") != DM_NONE;
}

int32_t dm_relative_head(const dm_reading *r, uint32_t tok) {
    for (uint32_t v = r->tok[tok].head, steps = 0; steps < 8; v = r->tok[v].head, steps++) {
        if (r->tok[v].dep == DM_DEP_relcl) return (int32_t)r->tok[v].head;
        if (r->tok[v].head == v) break;
    }
    return DM_NONE;
}

bool dm_is_below(const dm_reading *r, uint32_t tok, uint32_t ancestor) {
    for (;;) {
        if (tok == ancestor) return true;
        if (r->tok[tok].head == tok) return false;
        tok = r->tok[tok].head;
    }
}

dm_span dm_trim(const dm_reading *r, dm_span s) {
    while (s.begin < s.end && (r->tok[s.begin].pos == DM_POS_PUNCT || r->tok[s.begin].pos == DM_POS_SPACE))
        s.begin++;
    while (s.end > s.begin &&
           (r->tok[s.end - 1].pos == DM_POS_PUNCT || r->tok[s.end - 1].pos == DM_POS_SPACE))
        s.end--;
    return s;
}

dm_span dm_subtree(const dm_reading *r, uint32_t tok) {
    return dm_trim(r, (dm_span){r->tok[tok].left, r->tok[tok].right + 1});
}

int32_t dm_next_conjunct(const dm_reading *r, uint32_t first, uint32_t at) {
    int32_t c = dm_child(r, at, DM_DEP_conj);
    if (c != DM_NONE) return c;
    /* some chains hang all members on the first */
    for (c = at == first ? DM_NONE : r->sibling[at]; c != DM_NONE; c = r->sibling[c])
        if (r->tok[c].dep == DM_DEP_conj) return c;
    return DM_NONE;
}

uint32_t dm_first_conjunct(const dm_reading *r, uint32_t tok) {
    while (r->tok[tok].dep == DM_DEP_conj && r->tok[tok].head != tok) tok = r->tok[tok].head;
    return tok;
}

bool dm_is_verb(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].pos == DM_POS_VERB || r->tok[tok].pos == DM_POS_AUX;
}

bool dm_is_noun(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].pos == DM_POS_NOUN || r->tok[tok].pos == DM_POS_PROPN;
}

bool dm_has_class(const dm_reading *r, uint32_t tok, uint32_t class) {
    return r->lemma[tok] >= 0 && dm_class_set_has(&r->lex->lemma_classes[r->lemma[tok]], class);
}

bool dm_in_class(const dm_reading *r, uint32_t tok, const char *name) {
    if (r->lemma[tok] < 0) return false;
    int32_t class = dm_index_find(&r->lex->class_names, dm_str_of(name));
    return class >= 0 && dm_has_class(r, tok, (uint32_t) class);
}

/* ---- wordings ---- */

/* Case of a wording in the text against the table's. In a headline of capitals all names are as good as
 * written. */
static bool case_fits(const dm_reading *r, const dm_sense *s, uint32_t begin, uint32_t end) {
    dm_str text = dm_text_of(r, (dm_span){begin, end});
    size_t bytes;
    if (s->flags & DM_SENSE_EXACT) return dm_str_eq(text, dm_lexicon_text(r->lex, s->written));
    return !(s->flags & DM_SENSE_CAPITALIZED) ||
           (dm_unicode_class(dm_utf8_at(text.p, &bytes)) & DM_UC_UPPER) ||
           (text.p[0] >= '0' && text.p[0] <= '9');
}

void dm_find_senses(const dm_reading *r, uint32_t tok, dm_senses *out) {
    enum { LONGEST = 12 };
    out->n = out->length = 0;
    for (uint32_t end = tok + 1; end <= r->n && end - tok <= LONGEST; end++) {
        const dm_sense *senses;
        uint32_t n, kept = 0;
        if (r->tok[end - 1].lex->space && end == tok + 1) return;
        dm_str wording = dm_low_of(r, tok, end);
        bool known = dm_lexicon_find(r->lex, wording, &senses, &n);
        for (uint32_t i = 0; known && i < n && kept < 16; i++)
            if (case_fits(r, &senses[i], tok, end)) {
                if (!kept) out->n = 0;
                out->at[kept++] = &senses[i];
            }
        if (kept) {
            out->n = kept;
            out->length = end - tok;
        }
        if (!known && r->tok[end - 1].space_after) return;
    }
}

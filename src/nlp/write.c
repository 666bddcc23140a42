#include "nlp/write.h"

#include "base/json_out.h"
#include "base/utf8.h"

/* Offsets of the tokens in code points: begin and end of token i at [2 * i] and [2 * i + 1]. */
static const uint32_t *point_offsets(const dm_parse_tree *tree, dm_arena *arena) {
    uint32_t *out = dm_arena_array(arena, 2 * (size_t)tree->n + 1, sizeof *out);
    size_t byte = 0, point = 0;
    for (uint32_t i = 0; i < tree->n; i++) {
        const dm_token *t = &tree->token[i];
        point += dm_utf8_count(tree->text.p + byte, t->begin - byte);
        out[2 * i] = (uint32_t)point;
        point += dm_utf8_count(tree->text.p + t->begin, t->end - t->begin);
        out[2 * i + 1] = (uint32_t)point;
        byte = t->end;
    }
    return out;
}

static dm_str or_none(dm_str s) {
    return s.n ? s : DM_STR("_");
}

static void write_entity(dm_buffer *b, const dm_parse_tree *tree, const dm_token *t) {
    dm_buffer_text(b, t->ent_begin ? "B-" : "I-");
    dm_buffer_str(b, dm_label(tree->labels, DM_KIND_ENT, t->ent));
}

static void numbers(dm_buffer *b, const uint32_t *offset, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        if (i) dm_buffer_char(b, ',');
        dm_buffer_uint(b, offset[2 * (size_t)i]);
    }
}

void dm_write_parse_jsonl(dm_buffer *b, dm_str id, const dm_parse_tree *tree, dm_arena *arena) {
    const uint32_t *offset = point_offsets(tree, arena);
    const dm_token *token = tree->token;
    uint32_t n = tree->n;
    dm_buffer_text(b, "{\"id\":");
    dm_json_string(b, id);
    dm_buffer_text(b, ",\"tokens\":{\"start\":[");
    numbers(b, offset, n);
    dm_buffer_text(b, "],\"end\":[");
    numbers(b, offset + 1, n);
#define COLUMN(name, separator, expression)                                                                  \
    dm_buffer_text(b, "],\"" name "\":[");                                                                   \
    for (uint32_t i = 0; i < n; i++) {                                                                       \
        const dm_token *t = &token[i];                                                                       \
        if (i) dm_buffer_char(b, ',');                                                                       \
        expression;                                                                                          \
    }
#define LABEL(kind, number) dm_json_string(b, dm_label(tree->labels, kind, number))
    COLUMN("tag", ",", LABEL(DM_KIND_TAG, t->tag))
    COLUMN("pos", ",", LABEL(DM_KIND_POS, t->pos))
    COLUMN("morph", ",", LABEL(DM_KIND_MORPH, t->morph))
    COLUMN("lemma", ",", dm_json_string(b, t->lemma))
    COLUMN("head", ",", dm_buffer_uint(b, t->head))
    COLUMN("dep", ",", LABEL(DM_KIND_DEP, t->dep))
    COLUMN("sent", ",", dm_buffer_char(b, t->sent_begin ? '1' : '0'))
    dm_buffer_text(b, "],\"ent\":[");
    for (uint32_t i = 0; i < n; i++) {
        if (i) dm_buffer_char(b, ',');
        dm_buffer_char(b, '"');
        if (token[i].ent)
            write_entity(b, tree, &token[i]);
        else
            dm_buffer_char(b, 'O');
        dm_buffer_char(b, '"');
    }
    dm_buffer_text(b, "]},\"noun_chunks\":[");
    for (uint32_t i = 0; i < tree->n_chunks; i++) {
        if (i) dm_buffer_char(b, ',');
        dm_buffer_char(b, '[');
        dm_buffer_uint(b, tree->chunk[i].begin);
        dm_buffer_char(b, ',');
        dm_buffer_uint(b, tree->chunk[i].end);
        dm_buffer_char(b, ']');
    }
    dm_buffer_text(b, "]}\n");
#undef COLUMN
#undef LABEL
}

/* ---- CoNLL-U ---- */

/* An id on one line. */
static void write_id(dm_buffer *b, dm_str id) {
    for (size_t i = 0; i < id.n; i++) dm_buffer_char(b, id.p[i] == '\n' || id.p[i] == '\r' ? ' ' : id.p[i]);
}

static void write_spaces(dm_buffer *b, const char *field, dm_str s) {
    dm_buffer_char(b, '|');
    dm_buffer_text(b, field);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == ' ')
            dm_buffer_text(b, "\\s");
        else if (c == '\t')
            dm_buffer_text(b, "\\t");
        else if (c == '\n')
            dm_buffer_text(b, "\\n");
        else if (c == '\r')
            dm_buffer_text(b, "\\r");
        else
            dm_buffer_char(b, c);
    }
}

/* Text with each run of white space as one space. */
static void write_flat(dm_buffer *b, dm_str s) {
    bool gap = false;
    for (size_t i = 0, bytes; i < s.n; i += bytes) {
        if (dm_unicode_is_space(dm_utf8_at(s.p + i, &bytes))) {
            gap = true;
            continue;
        }
        if (gap) dm_buffer_char(b, ' ');
        gap = false;
        dm_buffer_add(b, s.p + i, bytes);
    }
}

/* The number within the sentence of the nearest written ancestor, 0 if there is none in [begin, end). */
static uint32_t written_head(const dm_parse_tree *tree, const uint32_t *number, uint32_t i, uint32_t begin,
                             uint32_t end) {
    for (uint32_t steps = 0; steps < end - begin; steps++) {
        uint32_t head = tree->token[i].head;
        if (head == i || head < begin || head >= end) return 0;
        if (!tree->token[head].lex->space) return number[head];
        i = head;
    }
    return 0;
}

static void write_word(dm_buffer *b, const dm_parse_tree *tree, const uint32_t *number,
                       const uint32_t *offset, uint32_t i, uint32_t begin, uint32_t end, bool first) {
    const dm_token *t = &tree->token[i];
    const dm_labels *l = tree->labels;
    uint32_t next = i + 1;
    while (next < tree->n && tree->token[next].lex->space) next++;
    dm_str after = dm_str_sub(tree->text, t->end, next < tree->n ? tree->token[next].begin : tree->text.n);
    dm_buffer_uint(b, number[i]);
    const dm_str fields[] = {dm_str_sub(tree->text, t->begin, t->end), or_none(t->lemma),
                             or_none(dm_label(l, DM_KIND_POS, t->pos)),
                             or_none(dm_label(l, DM_KIND_TAG, t->tag)),
                             or_none(dm_label(l, DM_KIND_MORPH, t->morph))};
    for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
        dm_buffer_char(b, '\t');
        dm_buffer_str(b, fields[f]);
    }
    dm_buffer_char(b, '\t');
    dm_buffer_uint(b, written_head(tree, number, i, begin, end));
    dm_buffer_char(b, '\t');
    if (t->dep == DM_DEP_ROOT)
        dm_buffer_text(b, "root");
    else
        dm_buffer_str(b, or_none(dm_label(l, DM_KIND_DEP, t->dep)));
    dm_buffer_text(b, "\t_\tStart=");
    dm_buffer_uint(b, offset[2 * (size_t)i]);
    dm_buffer_text(b, "|End=");
    dm_buffer_uint(b, offset[2 * (size_t)i + 1]);
    if (t->ent) {
        dm_buffer_text(b, "|Ent=");
        write_entity(b, tree, t);
    }
    if (after.n == 0)
        dm_buffer_text(b, "|SpaceAfter=No");
    else if (!dm_str_is(after, " "))
        write_spaces(b, "SpacesAfter=", after);
    if (first && t->begin > 0) write_spaces(b, "SpacesBefore=", dm_str_sub(tree->text, 0, t->begin));
    dm_buffer_char(b, '\n');
}

void dm_write_parse_conllu(dm_buffer *b, dm_str id, const dm_parse_tree *tree, dm_arena *arena) {
    const uint32_t *offset = point_offsets(tree, arena);
    uint32_t *number = dm_arena_zero(arena, (size_t)tree->n + 1, sizeof *number), written = 0;
    for (uint32_t begin = 0, end; begin < tree->n; begin = end) {
        uint32_t words = 0, first = 0, last = 0;
        for (end = begin; end < tree->n && (end == begin || !tree->token[end].sent_begin); end++) {
            if (tree->token[end].lex->space) continue;
            if (!words) first = end;
            last = end;
            number[end] = ++words;
        }
        if (!words) continue;
        if (!written++) {
            dm_buffer_text(b, "# newdoc id = ");
            write_id(b, id);
            dm_buffer_char(b, '\n');
        }
        dm_buffer_text(b, "# sent_id = ");
        write_id(b, id);
        dm_buffer_char(b, '.');
        dm_buffer_uint(b, written);
        dm_buffer_text(b, "\n# text = ");
        write_flat(b, dm_str_sub(tree->text, tree->token[first].begin, tree->token[last].end));
        dm_buffer_char(b, '\n');
        for (uint32_t i = begin; i < end; i++)
            if (!tree->token[i].lex->space)
                write_word(b, tree, number, offset, i, begin, end, written == 1 && i == first);
        dm_buffer_char(b, '\n');
    }
}

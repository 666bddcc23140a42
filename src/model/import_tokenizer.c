/* The tokenizer of a package: patterns, exceptions, norms. */
#include "model/import.h"

#include <stdio.h>
#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/utf8.h"

typedef DM_VEC(dm_str) texts;

/* PCRE2's spelling of a Python pattern; see the rules in docs/model.md. */
static dm_str rewrite_pattern(dm_import *in, dm_str s) {
    static const char space[] =
        "\\x{9}-\\x{d}\\x{1c}-\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}"
        "\\x{202f}\\x{205f}\\x{3000}";
    dm_buffer b = {0};
    if (dm_str_starts(s, DM_STR("(?u)"))) s = dm_str_sub(s, 4, s.n);
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], d = i + 1 < s.n ? s.p[i + 1] : 0;
        size_t hex = c == '\\' && d == 'u' ? 4 : c == '\\' && d == 'U' ? 8 : 0;
        if (c != '\\' || !d) {
            dm_buffer_char(&b, c);
            continue;
        }
        i++;
        if (hex && i + hex < s.n) {
            size_t from = i + 1, to = from + hex;
            while (from + 1 < to && s.p[from] == '0') from++;
            dm_buffer_printf(&b, "\\x{%.*s}", (int)(to - from), s.p + from);
            i += hex;
        } else if (d == 'w') {
            dm_buffer_text(&b, "\\p{L}\\p{N}_");
        } else if (d == 'd') {
            dm_buffer_text(&b, "\\p{Nd}");
        } else if (d == 'S') {
            dm_buffer_printf(&b, "[^%s]", space);
        } else {
            dm_buffer_char(&b, c);
            dm_buffer_char(&b, d);
        }
    }
    dm_str out = b.failed ? (dm_str){NULL, 0} : dm_arena_copy(&in->arena, (dm_str){b.p, b.n});
    bool failed = b.failed;
    dm_buffer_clear(&b);
    if (failed) dm_arena_fail(&in->arena);
    return out;
}

/* Refuses what the rewriting does not know and would let match something else without a word. Python means by
 * \w and \S what a class can say only from inside, or only from outside. `front`, `end`: each alternative
 * must be bound to the beginning or to the end, as the tokenizer takes the length of a match for the length
 * of an affix. */
static dm_status check_pattern(dm_import *in, const char *name, dm_str s, bool front, bool end) {
    bool inside = false, bound = !front;
    int depth = 0;
    for (size_t i = 0; i <= s.n; i++) {
        char c = i < s.n ? s.p[i] : '|', d = i + 1 < s.n ? s.p[i + 1] : 0;
        if (c == '\\') {
            bool word = (d >= 'a' && d <= 'z') || (d >= 'A' && d <= 'Z') || (d >= '0' && d <= '9');
            if (!d || (word && (!strchr("uUwdS", d) || (d == 'w' && !inside) || (d == 'S' && inside))))
                return refuse(in, "tokenizer", "%s uses \\%c, which the engine does not know there", name,
                              d ? d : ' ');
            i++;
        } else if (inside) {
            inside = c != ']';
        } else if (c == '[') {
            inside = true;
            i += d == '^';
            if (i + 1 < s.n && s.p[i + 1] == ']') i++; /* a bracket that stands first is a character */
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth--;
        } else if (c == '|' && depth == 0) {
            if (end) bound = i > 1 && s.p[i - 1] == '$' && s.p[i - 2] != '\\';
            if (!bound) return refuse(in, "tokenizer", "%s has a part that is bound to neither end", name);
            bound = !front;
        } else if (front && c == '^' && depth == 0) {
            bound = bound || i == 0 || s.p[i - 1] == '|';
        }
    }
    return DM_OK;
}

static dm_status import_patterns(dm_import *in, const msgpack_object *root) {
    static const char *const names[] = {"prefix_search", "suffix_search", "infix_finditer", "url_match"};
    dm_str patterns[4];
    for (size_t i = 0; i < 4; i++) {
        dm_str source = dm_tree_text(dm_tree_get(root, names[i]));
        if (!source.p) return refuse(in, "tokenizer", "it has no %s", names[i]);
        check(check_pattern(in, names[i], source, i == 0, i == 1));
        patterns[i] = rewrite_pattern(in, source);
        int code;
        PCRE2_SIZE at;
        pcre2_code *compiled =
            pcre2_compile((PCRE2_SPTR)patterns[i].p, patterns[i].n, PCRE2_UTF, &code, &at, NULL);
        if (!compiled) {
            PCRE2_UCHAR message[120];
            pcre2_get_error_message(code, message, sizeof message);
            return refuse(in, "tokenizer", "%s cannot be compiled: %s", names[i], (const char *)message);
        }
        pcre2_code_free(compiled);
    }
    dm_packer_strings(&in->out, "regex", patterns, 4);
    return DM_OK;
}

/* The string under a numeric key: the tokenizer's exceptions use the numbers of ORTH (65) and NORM (67). */
static dm_str by_number(const msgpack_object *map, uint64_t key) {
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        uint64_t k;
        if (dm_tree_is_uint(&map->via.map.ptr[i].key, &k) && k == key)
            return dm_tree_text(&map->via.map.ptr[i].val);
    }
    return (dm_str){NULL, 0};
}

static dm_status import_exceptions(dm_import *in, const msgpack_object *root) {
    const msgpack_object *map = dm_tree_get(root, "exceptions"), *match = dm_tree_get(root, "token_match");
    if (match && match->type != MSGPACK_OBJECT_NIL) return refuse(in, "tokenizer", "it has a token_match");
    if (!map || map->type != MSGPACK_OBJECT_MAP) return refuse(in, "tokenizer", "it has no exceptions");
    texts keys = {0}, orths = {0}, norms = {0};
    DM_VEC(uint32_t) first = {0};
    DM_VEC(uint8_t) has_norm = {0};
    dm_arena *a = &in->arena;
    for (uint32_t i = 0; i < map->via.map.size; i++) {
        dm_str key = dm_tree_text(&map->via.map.ptr[i].key);
        const msgpack_object *list = &map->via.map.ptr[i].val;
        size_t at = 0;
        if (!key.n || list->type != MSGPACK_OBJECT_ARRAY || list->via.array.size == 0)
            return refuse(in, "tokenizer", "exception %u is not of a known form", i);
        dm_vec_push(a, &keys, key);
        dm_vec_push(a, &first, orths.n);
        for (uint32_t t = 0; t < list->via.array.size; t++) {
            const msgpack_object *token = &list->via.array.ptr[t];
            if (token->type != MSGPACK_OBJECT_MAP)
                return refuse(in, "tokenizer", "exception %u is not of a known form", i);
            dm_str orth = by_number(token, 65), norm = by_number(token, 67);
            if (dm_utf8_check(orth.p, orth.n) != orth.n || dm_utf8_check(norm.p, norm.n) != norm.n)
                return refuse(in, "tokenizer", "an exception is not UTF-8");
            if (!orth.n || token->via.map.size != 1u + (norm.p != NULL) || orth.n > key.n - at ||
                memcmp(key.p + at, orth.p, orth.n) != 0)
                return refuse(in, "tokenizer",
                              "the tokens of an exception do not add up to it, or set more than a norm: %.*s",
                              (int)(key.n > 40 ? 40 : key.n), key.p);
            at += orth.n;
            dm_vec_push(a, &orths, orth);
            dm_vec_push(a, &norms, norm.p ? norm : DM_STR(""));
            dm_vec_push(a, &has_norm, norm.p != NULL);
        }
        if (at != key.n) return refuse(in, "tokenizer", "the tokens of an exception do not add up to it");
    }
    dm_vec_push(a, &first, orths.n);
    dm_packer_index(&in->out, "exceptions", keys.at, keys.n);
    dm_packer_add(&in->out, "exceptions.first", first.at, first.n * sizeof *first.at, NULL);
    dm_packer_strings(&in->out, "exceptions.orth", orths.at, orths.n);
    dm_packer_strings(&in->out, "exceptions.norm", norms.at, norms.n);
    dm_packer_add(&in->out, "exceptions.has_norm", has_norm.at, has_norm.n, NULL);
    return DM_OK;
}

typedef struct norm_row {
    uint64_t id;
    dm_str norm;
} norm_row;

static int by_id(const void *a, const void *b) {
    uint64_t x = ((const norm_row *)a)->id, y = ((const norm_row *)b)->id;
    return (x > y) - (x < y);
}

static dm_status import_norms(dm_import *in) {
    const dm_package_file *file;
    dm_tree tree;
    check(dm_import_file(in, "vocab/lookups.bin", &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    const msgpack_object *map = dm_tree_get(&tree.root, "lexeme_norm");
    dm_status s = DM_OK;
    if (!map || map->type != MSGPACK_OBJECT_MAP) {
        s = refuse(in, "vocab", "there is no table lexeme_norm");
    } else {
        uint32_t n = map->via.map.size;
        norm_row *rows = dm_arena_zero(&in->arena, n + 1, sizeof *rows);
        for (uint32_t i = 0; i < n && s == DM_OK; i++) {
            rows[i].norm = dm_tree_text(&map->via.map.ptr[i].val);
            if (!dm_tree_is_uint(&map->via.map.ptr[i].key, &rows[i].id) || !rows[i].norm.p)
                s = refuse(in, "vocab", "row %u of lexeme_norm is not of a known form", i);
        }
        if (s == DM_OK) {
            qsort(rows, n, sizeof *rows, by_id);
            uint64_t *ids = dm_arena_array(&in->arena, n + 1, sizeof *ids);
            dm_str *norms = dm_arena_array(&in->arena, n + 1, sizeof *norms);
            for (uint32_t i = 0; i < n; i++) {
                ids[i] = rows[i].id;
                norms[i] = rows[i].norm;
            }
            dm_packer_add(&in->out, "norms.id", ids, n * sizeof *ids, NULL);
            dm_packer_strings(&in->out, "norms", norms, n);
        }
    }
    dm_tree_close(&tree);
    return s;
}

dm_status dm_import_tokenizer(dm_import *in) {
    const dm_package_file *file;
    dm_tree tree;
    check(dm_import_file(in, "tokenizer", &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    dm_status s = import_patterns(in, &tree.root);
    if (s == DM_OK) s = import_exceptions(in, &tree.root);
    dm_tree_close(&tree);
    return s == DM_OK ? import_norms(in) : s;
}

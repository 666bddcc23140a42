#include "ingest/document.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

void dm_document_clear(dm_loaded *doc) {
    json_decref(doc->json);
    *doc = (dm_loaded){0};
}

#define bad(...) dm_fail(err, DM_EINPUT, item->line ? (int64_t)item->line : -1, item->name, __VA_ARGS__)

/* JSON as jansson takes it, but numbers too large for it, which it refuses wherever they stand, count as
 * false. */
static json_t *parse(const dm_item *item, dm_arena *arena, json_error_t *error) {
    const size_t flags = JSON_ALLOW_NUL;
    json_t *json = json_loadb(item->bytes.p, item->bytes.n, flags, error);
    if (json || json_error_code(error) != json_error_numeric_overflow) return json;
    dm_str copy = dm_arena_copy(arena, (dm_str){item->bytes.p, item->bytes.n});
    char *p = (char *)(uintptr_t)copy.p;
    bool inside = false;
    for (size_t i = 0; i < copy.n; i++) {
        if (inside) {
            if (p[i] == '\\')
                i++;
            else if (p[i] == '"')
                inside = false;
            continue;
        }
        if (p[i] == '"') inside = true;
        size_t n = 0;
        while (i + n < copy.n && p[i + n] && strchr("+-.0123456789eE", p[i + n])) n++;
        if (n == 0) continue;
        if (n >= 5 && ((p[i] >= '0' && p[i] <= '9') || p[i] == '-')) {
            json_error_t again;
            json_t *number = json_loadb(p + i, n, JSON_DECODE_ANY, &again);
            if (number)
                json_decref(number);
            else if (json_error_code(&again) == json_error_numeric_overflow) {
                memset(p + i, ' ', n);
                memcpy(p + i, "false", 5);
            }
        }
        i += n - 1;
    }
    return json_loadb(copy.p, copy.n, flags, error);
}

static dm_status get_string(const dm_item *item, const json_t *row, const char *field, const char **out,
                            dm_err *err) {
    const json_t *v = json_object_get(row, field);
    if (!v || json_is_null(v)) return DM_OK;
    if (!json_is_string(v))
        return bad("write it as a string or leave it out", "its field \"%s\" is not a string", field);
    if (strlen(json_string_value(v)) != json_string_length(v))
        return bad("", "its field \"%s\" contains U+0000", field);
    *out = json_string_value(v);
    return DM_OK;
}

/* From code points to bytes: the byte of every STRIDE-th code point is known, the rest is counted from there.
 */
typedef struct points {
    dm_str text;
    size_t count; /* of code points */
    size_t *byte;
} points;

enum { STRIDE = 256 };

static points index_points(dm_str text, dm_arena *arena) {
    points p = {.text = text, .byte = dm_arena_array(arena, text.n / STRIDE + 1, sizeof(size_t))};
    for (size_t at = 0; at < text.n; p.count++) {
        if (p.count % STRIDE == 0) p.byte[p.count / STRIDE] = at;
        at += dm_utf8_length((unsigned char)text.p[at]);
    }
    return p;
}

/* SIZE_MAX if the offset is outside of the text. */
static size_t byte_of(const points *p, json_int_t point) {
    if (point < 0 || (uint64_t)point > p->count) return SIZE_MAX;
    if ((uint64_t)point == p->count) return p->text.n;
    size_t at = p->byte[point / STRIDE];
    for (json_int_t n = point % STRIDE; n > 0; n--) at += dm_utf8_length((unsigned char)p->text.p[at]);
    return at;
}

static dm_status get_entities(const dm_item *item, const json_t *row, dm_document *doc, dm_arena *arena,
                              dm_err *err) {
    static const char remedy[] =
        "an entity is {\"span\": [start, end], \"id\": string, \"name\"?, \"country\"?, \"sector\"?}";
    const json_t *list = json_object_get(row, "entities"), *e;
    size_t i, n = json_array_size(list);
    if (!list || json_is_null(list)) return DM_OK;
    if (!json_is_array(list)) return bad(remedy, "its field \"entities\" is not a list");
    dm_entity *out = dm_arena_zero(arena, n + 1, sizeof *out);
    points text = index_points((dm_str){doc->text, doc->text_size}, arena);
    json_array_foreach(list, i, e) {
        const json_t *span = json_object_get(e, "span"), *begin = json_array_get(span, 0),
                     *end = json_array_get(span, 1);
        if (!json_is_object(e) || json_array_size(span) != 2 || !json_is_integer(begin) ||
            !json_is_integer(end))
            return bad(remedy, "entity %zu has no span of two whole numbers", i + 1);
        out[i].begin = byte_of(&text, json_integer_value(begin));
        out[i].end = byte_of(&text, json_integer_value(end));
        if (out[i].begin == SIZE_MAX || out[i].end == SIZE_MAX || out[i].begin >= out[i].end)
            return bad("spans are [start, end) in code points of the text",
                       "entity %zu has an empty span or one outside of the text", i + 1);
        dm_status s = get_string(item, e, "id", &out[i].id, err);
        if (s == DM_OK) s = get_string(item, e, "name", &out[i].name, err);
        if (s == DM_OK) s = get_string(item, e, "country", &out[i].country, err);
        if (s == DM_OK) s = get_string(item, e, "sector", &out[i].sector, err);
        if (s != DM_OK) return s;
        if (!out[i].id) return bad(remedy, "entity %zu has no id", i + 1);
    }
    doc->entities = out;
    doc->entity_count = n;
    return DM_OK;
}

/* A file's name as an id: what is not UTF-8 in it becomes U+FFFD. */
static const char *printable(const char *name, dm_arena *arena) {
    size_t n = strlen(name), o = 0;
    if (dm_utf8_check(name, n) == n) return name;
    char *out = dm_arena_take(arena, 3 * n + 1);
    for (size_t i = 0; i < n;) {
        size_t good = dm_utf8_check(name + i, n - i);
        memcpy(out + o, name + i, good);
        o += good;
        i += good;
        if (i < n) o += dm_utf8_put(out + o, 0xFFFD), i++;
    }
    out[o] = 0;
    return out;
}

static dm_status load_json(dm_loaded *out, const dm_item *item, dm_arena *arena, dm_err *err) {
    json_error_t error;
    json_t *row = out->json = parse(item, arena, &error);
    if (!row)
        return bad("every line must be one JSON object", "no JSON: %.100s (column %d)", error.text,
                   error.column);
    if (!json_is_object(row)) return bad("every line must be one JSON object", "it is not a JSON object");
    const json_t *text = json_object_get(row, "text"), *id = json_object_get(row, "id");
    if (!json_is_string(text))
        return bad("give the document's text as \"text\"",
                   text ? "its field \"text\" is not a string" : "it has no field \"text\"");
    out->doc.text = json_string_value(text);
    out->doc.text_size = json_string_length(text);
    char number[4200];
    if (!id || json_is_null(id)) {
        if (item->several)
            snprintf(number, sizeof number, "%s:%llu", printable(item->name, arena),
                     (unsigned long long)item->line);
        else
            snprintf(number, sizeof number, "%llu", (unsigned long long)item->line);
        out->doc.id = dm_arena_copy(arena, dm_str_of(number)).p;
    } else if (json_is_integer(id)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
        out->doc.id = dm_arena_copy(arena, dm_str_of(number)).p;
    } else if (!json_is_string(id)) {
        return bad("write the id as a string",
                   "its field \"id\" is neither a string nor a whole number of 64 bits");
    }
    dm_status s = json_is_string(id) ? get_string(item, row, "id", &out->doc.id, err) : DM_OK;
    if (s == DM_OK) s = get_string(item, row, "date", &out->doc.date, err);
    if (s == DM_OK) s = get_string(item, row, "url", &out->doc.url, err);
    if (s == DM_OK) s = get_string(item, row, "publisher", &out->doc.publisher, err);
    if (s == DM_OK) s = get_string(item, row, "title", &out->doc.title, err);
    return s == DM_OK ? get_entities(item, row, &out->doc, arena, err) : s;
}

dm_status dm_document_load(dm_loaded *out, const dm_item *item, dm_arena *arena, dm_err *err) {
    *out = (dm_loaded){0};
    if (item->json) {
        dm_status s = load_json(out, item, arena, err);
        if (s != DM_OK) dm_document_clear(out);
        return s;
    }
    size_t wrong = dm_utf8_check(item->bytes.p, item->bytes.n);
    if (wrong < item->bytes.n)
        return dm_fail(err, DM_EINPUT, -1, item->name,
                       "convert it, for example: iconv -f WINDOWS-1252 -t UTF-8",
                       "it is not UTF-8 (byte %zu)", wrong);
    out->doc.id = printable(item->name, arena);
    out->doc.text = item->bytes.n ? item->bytes.p : "";
    out->doc.text_size = item->bytes.n;
    return DM_OK;
}

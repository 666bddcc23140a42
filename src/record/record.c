#include "record/record.h"

#include <stdio.h>

#include "base/json_out.h"
#include "base/utf8.h"

/* Code points before every byte of the text that begins a token, found by walking on from the nearest mark.
 */
typedef struct writer {
    dm_buffer *b;
    const dm_reading *r;
    uint32_t *mark; /* code points before byte 256 * i */
} writer;

enum { STEP = 256 };

static void make_marks(writer *w) {
    dm_str t = w->r->tree.text;
    uint32_t points = 0;
    w->mark = dm_arena_array(w->r->arena, t.n / STEP + 1, sizeof *w->mark);
    for (size_t i = 0; i < t.n; i++) {
        if (i % STEP == 0) w->mark[i / STEP] = points;
        points += dm_utf8_is_start(t.p[i]);
    }
    if (t.n % STEP == 0) w->mark[t.n / STEP] = points;
}

static uint32_t point(const writer *w, size_t byte) {
    size_t from = byte / STEP * STEP;
    return w->mark[byte / STEP] + (uint32_t)dm_utf8_count(w->r->tree.text.p + from, byte - from);
}

static void key(writer *w, const char *name) {
    char last = w->b->n ? w->b->p[w->b->n - 1] : '{';
    if (last != '{') dm_buffer_char(w->b, ',');
    dm_buffer_char(w->b, '"');
    dm_buffer_text(w->b, name);
    dm_buffer_text(w->b, "\":");
}

static void string(writer *w, const char *name, dm_str s) {
    key(w, name);
    dm_json_maybe(w->b, s);
}

static void text(writer *w, const char *name, const char *c) {
    string(w, name, c ? dm_str_of(c) : (dm_str){NULL, 0});
}

static void boolean(writer *w, const char *name, bool v) {
    key(w, name);
    dm_buffer_text(w->b, v ? "true" : "false");
}

static void code(writer *w, const char *name, dm_code3 c) {
    char out[4];
    dm_code_text(c, out);
    text(w, name, c ? out : NULL);
}

static void bytes_span(writer *w, size_t begin, size_t end) {
    dm_buffer_char(w->b, '[');
    dm_buffer_uint(w->b, point(w, begin));
    dm_buffer_char(w->b, ',');
    dm_buffer_uint(w->b, point(w, end));
    dm_buffer_char(w->b, ']');
}

static void span_value(writer *w, dm_span s) {
    if (s.begin >= s.end)
        dm_buffer_text(w->b, "null");
    else
        bytes_span(w, w->r->tok[s.begin].begin, w->r->tok[s.end - 1].end);
}

static void span(writer *w, const char *name, dm_span s) {
    key(w, name);
    span_value(w, s);
}

/* {span, text}, or null */
static void part(writer *w, const char *name, dm_span s) {
    key(w, name);
    if (s.begin >= s.end) {
        dm_buffer_text(w->b, "null");
        return;
    }
    dm_buffer_char(w->b, '{');
    span(w, "span", s);
    string(w, "text", dm_text_of(w->r, s));
    dm_buffer_char(w->b, '}');
}

static void open(writer *w, uint32_t i) {
    if (i) dm_buffer_char(w->b, ',');
    dm_buffer_char(w->b, '{');
}

static dm_str actor_id(const writer *w, int32_t actor) {
    return actor == DM_NONE ? (dm_str){NULL, 0} : w->r->actors.at[actor].id;
}

static void actor_list(writer *w, const char *name, const dm_actors *list) {
    key(w, name);
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < list->n; i++) {
        if (i) dm_buffer_char(w->b, ',');
        dm_json_string(w->b, actor_id(w, (int32_t)list->at[i]));
    }
    dm_buffer_char(w->b, ']');
}

static void lexicon_string(writer *w, const char *name, dm_text t) {
    string(w, name, t ? dm_lexicon_text(w->r->lex, t) : (dm_str){NULL, 0});
}

static void write_sentences(writer *w) {
    key(w, "sentences");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < w->r->sentences.n; i++) {
        dm_span s = w->r->sentences.at[i].span;
        while (s.end > s.begin && w->r->tok[s.end - 1].lex->space) s.end--;
        while (s.begin < s.end && w->r->tok[s.begin].lex->space) s.begin++;
        if (s.begin == s.end) s = w->r->sentences.at[i].span;
        if (i) dm_buffer_char(w->b, ',');
        span_value(w, s);
    }
    dm_buffer_char(w->b, ']');
}

static void write_mention(writer *w, const dm_mention *m) {
    const dm_reading *r = w->r;
    size_t begin = m->caller ? m->from_byte : r->tok[m->span.begin].begin,
           end = m->caller ? m->to_byte : r->tok[m->span.end - 1].end;
    key(w, "span");
    bytes_span(w, begin, end);
    string(w, "text", dm_str_sub(r->tree.text, begin, end));
    key(w, "sentence");
    dm_buffer_uint(w->b, r->sentence_of[m->head]);
}

static void write_actors(writer *w) {
    static const char *const kinds[] = {"state", "organization", "person", "group"};
    const dm_reading *r = w->r;
    key(w, "actors");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < r->actors.n; i++) {
        const dm_actor *a = &r->actors.at[i];
        open(w, i);
        string(w, "id", a->id);
        string(w, "name", a->name);
        code(w, "country", a->country);
        code(w, "sector", a->sector);
        key(w, "other_sectors");
        dm_buffer_char(w->b, '[');
        for (int k = 0; k < 2 && a->other[k]; k++) {
            char c[4];
            dm_code_text(a->other[k], c);
            dm_buffer_printf(w->b, "%s\"%s\"", k ? "," : "", c);
        }
        dm_buffer_char(w->b, ']');
        text(w, "kind", kinds[a->kind]);
        string(w, "office", a->office);
        text(w, "wikidata_id", NULL);
        key(w, "mentions");
        dm_buffer_char(w->b, '[');
        for (uint32_t m = 0; m < a->mentions.n; m++) {
            open(w, m);
            write_mention(w, &r->mentions.at[a->mentions.at[m]]);
            dm_buffer_char(w->b, '}');
        }
        dm_buffer_text(w->b, "]}");
    }
    dm_buffer_char(w->b, ']');
}

static void tenths(dm_buffer *b, int32_t v) {
    if (v % 10)
        dm_buffer_printf(b, "%s%d.%d", v < 0 ? "-" : "", (v < 0 ? -v : v) / 10, (v < 0 ? -v : v) % 10);
    else
        dm_buffer_printf(b, "%d", v / 10);
}

static void write_scale(writer *w, const dm_event *e) {
    const dm_lexicon *l = w->r->lex;
    int32_t v = l->types[e->type - 1].tenths;
    bool has = true;
    for (size_t i = 0; i < l->n_modes; i++)
        if (e->mode && l->modes[i].type == e->type && l->modes[i].name == e->mode) {
            has = l->modes[i].has_score;
            v = l->modes[i].tenths;
        }
    key(w, "event_scale");
    if (has)
        tenths(w->b, v);
    else
        dm_buffer_text(w->b, "null");
}

static void write_beliefs(writer *w, const dm_event *e) {
    const dm_reading *r = w->r;
    key(w, "factuality");
    dm_buffer_text(w->b, "[{\"source\":\"author\",\"value\":");
    dm_json_string(w->b, dm_str_of(dm_fact_name((dm_fact)e->author)));
    dm_buffer_text(w->b, ",\"via\":null}");
    for (uint32_t i = 0; i < e->beliefs.n; i++) {
        const dm_attribution *a = &r->attributions.at[e->beliefs.at[i].attribution];
        if (a->source_actor == DM_NONE) continue;
        dm_buffer_text(w->b, ",{\"source\":");
        dm_json_string(w->b, actor_id(w, a->source_actor));
        dm_buffer_text(w->b, ",\"value\":");
        dm_json_string(w->b, dm_str_of(dm_fact_name((dm_fact)e->beliefs.at[i].value)));
        dm_buffer_text(w->b, ",\"via\":");
        dm_json_string(w->b, a->id);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_rule(writer *w, const dm_event *e) {
    const dm_lexicon *l = w->r->lex;
    key(w, "rule");
    dm_buffer_char(w->b, '{');
    string(w, "file", dm_lexicon_text(l, e->rule.origin.file));
    key(w, "line");
    dm_buffer_uint(w->b, e->rule.origin.line);
    string(w, "predicate", dm_lexicon_text(l, e->rule.lemma));
    text(w, "construction", e->construction);
    dm_buffer_char(w->b, '}');
}

static void write_events(writer *w) {
    static const char *const aux[] = {"historical", "future", "hypothetical", "negation"};
    const dm_reading *r = w->r;
    key(w, "events");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        open(w, i);
        string(w, "id", e->id);
        lexicon_string(w, "event", r->lex->types[e->type - 1].name);
        key(w, "mode");
        dm_buffer_char(w->b, '[');
        if (e->mode) dm_json_string(w->b, dm_lexicon_text(r->lex, e->mode));
        dm_buffer_char(w->b, ']');
        key(w, "context");
        dm_buffer_char(w->b, '[');
        for (uint32_t k = 0; k < DM_EVENT_CONTEXTS && e->context[k]; k++) {
            if (k) dm_buffer_char(w->b, ',');
            dm_json_string(w->b, dm_strings_at(&r->lex->context_names, e->context[k] - 1u));
        }
        dm_buffer_char(w->b, ']');
        actor_list(w, "actor", &e->actor);
        actor_list(w, "recipient", &e->recipient);
        const dm_time *t = e->time == DM_NONE ? NULL : &r->times.at[e->time];
        string(w, "date", t ? t->value : r->date);
        span(w, "date_span", t ? t->span : (dm_span){0, 0});
        key(w, "place");
        if (e->place == DM_NONE)
            dm_buffer_text(w->b, "null");
        else
            dm_buffer_uint(w->b, (uint64_t)e->place);
        span(w, "span", e->span);
        key(w, "trigger");
        dm_buffer_char(w->b, '{');
        span(w, "span", e->trigger);
        string(w, "lemma", r->tok[e->tok].lemma);
        dm_buffer_char(w->b, '}');
        key(w, "sentence");
        dm_buffer_uint(w->b, r->sentence_of[e->tok]);
        key(w, "auxiliary");
        dm_buffer_char(w->b, '[');
        for (int k = 0, n = 0; k < 4; k++)
            if (e->aux >> k & 1) dm_buffer_printf(w->b, "%s\"%s\"", n++ ? "," : "", aux[k]);
        dm_buffer_char(w->b, ']');
        key(w, "quad_code");
        dm_buffer_uint(w->b, r->lex->types[e->type - 1].quad);
        write_scale(w, e);
        lexicon_string(w, "cameo", e->cameo);
        write_beliefs(w, e);
        write_rule(w, e);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_attributions(writer *w) {
    static const char *const kinds[] = {"direct", "indirect", "mixed"};
    const dm_reading *r = w->r;
    key(w, "attributions");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < r->attributions.n; i++) {
        const dm_attribution *a = &r->attributions.at[i];
        open(w, i);
        string(w, "id", a->id);
        key(w, "source");
        if (a->source.begin < a->source.end) {
            dm_buffer_char(w->b, '{');
            string(w, "actor", actor_id(w, a->source_actor));
            span(w, "span", a->source);
            dm_buffer_char(w->b, '}');
        } else {
            dm_buffer_text(w->b, "null");
        }
        key(w, "cue");
        if (a->cue.begin < a->cue.end) {
            dm_buffer_char(w->b, '{');
            span(w, "span", a->cue);
            string(w, "lemma", r->tok[a->cue_tok].lemma);
            dm_buffer_char(w->b, '}');
        } else {
            dm_buffer_text(w->b, "null");
        }
        key(w, "content");
        dm_buffer_char(w->b, '[');
        for (uint32_t k = 0; k < a->n_content; k++) {
            open(w, k);
            span(w, "span", a->content[k].span);
            boolean(w, "quoted", a->content[k].quoted);
            dm_buffer_char(w->b, '}');
        }
        dm_buffer_char(w->b, ']');
        string(w, "addressee", actor_id(w, a->addressee));
        text(w, "kind", kinds[a->kind]);
        string(w, "parent", a->parent == DM_NONE ? (dm_str){NULL, 0} : r->attributions.at[a->parent].id);
        string(w, "date", a->date.p ? a->date : r->date);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_claims(writer *w) {
    const dm_reading *r = w->r;
    key(w, "claims");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < r->claims.n; i++) {
        const dm_claim *c = &r->claims.at[i];
        open(w, i);
        string(w, "id", c->id);
        key(w, "proposition");
        dm_buffer_char(w->b, '{');
        string(w, "event", c->event == DM_NONE ? (dm_str){NULL, 0} : r->events.at[c->event].id);
        string(w, "type",
               c->type ? dm_lexicon_text(r->lex, r->lex->types[c->type - 1].name) : (dm_str){NULL, 0});
        string(w, "predicate", c->predicate);
        string(w, "text", dm_text_of(r, c->span));
        span(w, "span", c->span);
        key(w, "mentions");
        dm_buffer_char(w->b, '[');
        for (uint32_t m = 0; m < c->mentions.n; m++) {
            open(w, m);
            span(w, "span", c->mentions.at[m]);
            dm_buffer_char(w->b, '}');
        }
        dm_buffer_text(w->b, "]}");
        key(w, "positions");
        dm_buffer_char(w->b, '[');
        for (uint32_t k = 0; k < c->positions.n; k++) {
            const dm_position *p = &c->positions.at[k];
            open(w, k);
            string(w, "holder", p->holder == DM_NONE ? DM_STR("author") : actor_id(w, p->holder));
            text(w, "stance", dm_stance_name((dm_stance)p->stance));
            text(w, "value", dm_fact_name((dm_fact)p->value));
            string(w, "attribution",
                   p->attribution == DM_NONE ? (dm_str){NULL, 0} : r->attributions.at[p->attribution].id);
            boolean(w, "presupposed", p->presupposed);
            string(w, "date", p->date.p ? p->date : r->date);
            dm_buffer_char(w->b, '}');
        }
        dm_buffer_char(w->b, ']');
        text(w, "status", c->status);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_commitments(writer *w) {
    static const char *const kinds[] = {"obligation", "promise", "threat"};
    const dm_reading *r = w->r;
    key(w, "commitments");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < r->commitments.n; i++) {
        const dm_commitment *c = &r->commitments.at[i];
        open(w, i);
        string(w, "id", c->id);
        text(w, "kind", kinds[c->kind]);
        actor_list(w, "committer", &c->committer);
        actor_list(w, "beneficiary", &c->beneficiary);
        part(w, "instrument", c->instrument);
        part(w, "condition", c->condition);
        part(w, "action", c->action);
        string(w, "modality",
               c->modality.begin < c->modality.end ? dm_text_of(r, c->modality) : (dm_str){NULL, 0});
        string(w, "date", c->date.p ? c->date : r->date);
        text(w, "state", c->state);
        key(w, "pending");
        if (c->pending.p) {
            dm_buffer_char(w->b, '{');
            string(w, "step", c->pending);
            string(w, "by", actor_id(w, c->pending_by));
            span(w, "span", c->pending_span);
            dm_buffer_char(w->b, '}');
        } else {
            dm_buffer_text(w->b, "null");
        }
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_times(writer *w) {
    static const char *const types[] = {"DATE", "TIME", "DURATION", "SET"};
    key(w, "times");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < w->r->times.n; i++) {
        const dm_time *t = &w->r->times.at[i];
        open(w, i);
        span(w, "span", t->span);
        text(w, "type", types[t->type]);
        string(w, "value", t->value);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

/* Degrees with five decimals at most (a metre), without trailing zeros. */
static void degrees(writer *w, const char *name, const dm_place *p, float v) {
    key(w, name);
    if (!p->located) {
        dm_buffer_text(w->b, "null");
        return;
    }
    double scaled = v * 100000.0;
    long long whole = (long long)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    unsigned long long size = whole < 0 ? (unsigned long long)-whole : (unsigned long long)whole;
    dm_buffer_printf(w->b, "%s%llu", whole < 0 ? "-" : "", size / 100000);
    unsigned long long rest = size % 100000;
    if (!rest) return;
    int digits = 5;
    while (rest % 10 == 0) rest /= 10, digits--;
    dm_buffer_printf(w->b, ".%0*llu", digits, rest);
}

static void write_places(writer *w) {
    static const char *const uses[] = {"location", "government", "modifier", "people"};
    key(w, "places");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0; i < w->r->places.n; i++) {
        const dm_place *p = &w->r->places.at[i];
        open(w, i);
        span(w, "span", p->span);
        string(w, "name", p->name);
        code(w, "country", p->country);
        degrees(w, "lat", p, p->lat);
        degrees(w, "lon", p, p->lon);
        key(w, "geonames_id");
        if (p->geonames_id)
            dm_buffer_uint(w->b, p->geonames_id);
        else
            dm_buffer_text(w->b, "null");
        string(w, "feature", p->feature);
        text(w, "use", uses[p->use]);
        dm_buffer_char(w->b, '}');
    }
    dm_buffer_char(w->b, ']');
}

static void write_fact(writer *w, dm_str source, uint8_t value) {
    dm_buffer_text(w->b, "{\"source\":");
    dm_json_string(w->b, source);
    dm_buffer_text(w->b, ",\"value\":");
    dm_json_string(w->b, dm_str_of(dm_fact_name((dm_fact)value)));
    dm_buffer_char(w->b, '}');
}

static void write_predicates(writer *w) {
    const dm_reading *r = w->r;
    key(w, "predicates");
    dm_buffer_char(w->b, '[');
    for (uint32_t i = 0, n = 0; i < r->n; i++) {
        if (!r->author_value[i]) continue;
        open(w, n++);
        span(w, "span", (dm_span){i, i + 1});
        string(w, "lemma", r->tok[i].lemma);
        key(w, "factuality");
        dm_buffer_char(w->b, '[');
        write_fact(w, DM_STR("author"), r->corrected ? r->corrected[i] : r->author_value[i]);
        dm_belief held[DM_HOLDERS];
        uint32_t holders = dm_beliefs_at(r, i, held);
        for (uint32_t k = 0; k < holders; k++) {
            int32_t actor = r->attributions.at[held[k].attribution].source_actor;
            if (actor == DM_NONE) continue;
            dm_buffer_char(w->b, ',');
            write_fact(w, actor_id(w, actor), held[k].value);
        }
        dm_buffer_text(w->b, "]}");
    }
    dm_buffer_char(w->b, ']');
}

void dm_write_record(dm_buffer *b, const dm_reading *r, dm_str model, uint32_t layers) {
    writer w = {.b = b, .r = r};
    make_marks(&w);
    dm_buffer_char(b, '{');
    text(&w, "id", r->doc->id);
    text(&w, "url", r->doc->url);
    text(&w, "publisher", r->doc->publisher);
    text(&w, "title", r->doc->title);
    text(&w, "language", "en");
    string(&w, "date", r->date);
    key(&w, "coder");
    dm_buffer_char(b, '{');
    text(&w, "name", "demarche");
    text(&w, "version", DM_VERSION);
    string(&w, "model", model);
    string(&w, "lexicon", r->lex->sha256);
    dm_buffer_char(b, '}');
    if (layers & DM_WITH_TEXT) string(&w, "text", r->tree.text);
    write_sentences(&w);
    write_actors(&w);
    write_events(&w);
    write_attributions(&w);
    write_claims(&w);
    write_commitments(&w);
    write_times(&w);
    write_places(&w);
    if (layers & DM_LAYER_PREDICATES) write_predicates(&w);
    dm_buffer_text(b, "}\n");
}

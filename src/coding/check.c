/* A row's example must code to what its column `codes` says.
 *
 *   frames, operators
 *     ACTORS>RECIPIENTS       an event of the row's type and, if it has one, mode, between these countries
 *                             (`KEN,RWA>` for a reciprocal one, `?` for a party without a country)
 *     TYPE ACTORS>RECIPIENTS  an event of another type
 *     -                       no event of the row's type; no event at all if the row has no type
 *   cues
 *     SOURCE STANCE           an attribution by this cue: country or last name of its source (`-`: none) and
 *                             the stance that its row and its negation give (`-`: none)
 *     VALUE                   of a cue that makes no attribution: the author's value of its content
 *   times
 *     VALUE                   a time with this value
 *
 * The nets are left out: they decide by more than one row. */
#include "coding/check.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"

typedef struct checker {
    const dm_lexicon *lex;
    dm_worker *worker;
    dm_arena arena;
    dm_buffer got;
    dm_check_report *report;
    void *how;
    dm_check_result result;
} checker;

/* The countries of a list of actors, sorted, as "KOR,RUS". */
static void countries(const dm_reading *r, const dm_actors *list, char out[64]) {
    char codes[12][4];
    size_t n = 0;
    for (uint32_t i = 0; i < list->n && n < 12; i++) {
        dm_code3 c = r->actors.at[list->at[i]].country;
        char text[4] = "?";
        if (c) dm_code_text(c, text);
        size_t at = n;
        bool there = false;
        for (size_t k = 0; k < n; k++) there = there || strcmp(codes[k], text) == 0;
        if (there) continue;
        while (at > 0 && strcmp(codes[at - 1], text) > 0) {
            memcpy(codes[at], codes[at - 1], 4);
            at--;
        }
        memcpy(codes[at], text, 4);
        n++;
    }
    out[0] = 0;
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), 64 - strlen(out), "%s%s", i ? "," : "", codes[i]);
}

/* "KOR,RUS" with its parts in order, as `countries` gives them. */
static void sorted(dm_str list, char out[64]) {
    char codes[12][8];
    size_t n = 0;
    for (size_t i = 0, begin = 0; i <= list.n; i++) {
        if (i < list.n && list.p[i] != ',') continue;
        char text[8];
        snprintf(text, sizeof text, "%.*s", (int)(i - begin > 7 ? 7 : i - begin), list.p + begin);
        begin = i + 1;
        size_t at = n;
        if (!*text || n == 12) continue;
        while (at > 0 && strcmp(codes[at - 1], text) > 0) {
            memcpy(codes[at], codes[at - 1], 8);
            at--;
        }
        memcpy(codes[at], text, 8);
        n++;
    }
    out[0] = 0;
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), 64 - strlen(out), "%s%s", i ? "," : "", codes[i]);
}

static void describe(checker *c, const dm_reading *r) {
    c->got.n = 0;
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        char a[64], b[64];
        countries(r, &e->actor, a);
        countries(r, &e->recipient, b);
        dm_str type = dm_lexicon_text(r->lex, r->lex->types[e->type - 1].name),
               mode = dm_lexicon_text(r->lex, e->mode);
        dm_str file = dm_lexicon_text(r->lex, e->rule.origin.file);
        dm_buffer_printf(&c->got, "%s%.*s%s%.*s %s>%s (%.*s:%u)", i ? "; " : "", (int)type.n, type.p,
                         mode.n ? " " : "", (int)mode.n, mode.p, a, b, (int)file.n, file.p,
                         e->rule.origin.line);
    }
}

static bool same_origin(const dm_predicate_row *a, const dm_predicate_row *b) {
    return a->origin.file == b->origin.file && a->origin.line == b->origin.line;
}

static bool event_comes_out(checker *c, const dm_reading *r, const dm_predicate_row *row, uint32_t type,
                            dm_text mode, dm_str wanted) {
    if (dm_str_is(wanted, "-")) {
        for (uint32_t i = 0; i < r->events.n; i++)
            if (!type || r->events.at[i].type == type) return false;
        return true;
    }
    const char *blank = memchr(wanted.p, ' ', wanted.n);
    if (blank) { /* another type than the row's */
        dm_str name = dm_str_sub(wanted, 0, (size_t)(blank - wanted.p));
        for (uint32_t t = 0; t < c->lex->n_types; t++)
            if (dm_str_eq(dm_lexicon_text(c->lex, c->lex->types[t].name), name)) type = t + 1;
        mode = 0;
        row = NULL;
        wanted = dm_str_sub(wanted, name.n + 1, wanted.n);
    }
    const char *arrow = memchr(wanted.p, '>', wanted.n);
    size_t cut = arrow ? (size_t)(arrow - wanted.p) : wanted.n;
    char actor[64], recipient[64], a[64], b[64];
    bool found = false, by_row = false;
    sorted(dm_str_sub(wanted, 0, cut), actor);
    sorted(cut < wanted.n ? dm_str_sub(wanted, cut + 1, wanted.n) : (dm_str){"", 0}, recipient);
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        countries(r, &e->actor, a);
        countries(r, &e->recipient, b);
        if ((type && e->type != type) || (mode && e->mode != mode) || strcmp(a, actor) != 0 ||
            strcmp(b, recipient) != 0)
            continue;
        found = true;
        by_row = by_row || !row || same_origin(&e->rule, row);
    }
    c->result.others += found && !by_row;
    return found;
}

static bool cue_comes_out(checker *c, const dm_reading *r, const dm_cue_row *row, dm_str wanted) {
    c->got.n = 0;
    bool found = false;
    for (uint32_t i = 0; i < r->attributions.n; i++) {
        const dm_attribution *a = &r->attributions.at[i];
        if (!a->row) continue;
        char country[4] = "-";
        dm_str name = DM_STR("-");
        if (a->source_actor != DM_NONE) {
            const dm_actor *s = &r->actors.at[a->source_actor];
            name = s->name;
            for (size_t k = name.n; k-- > 0;)
                if (name.p[k] == ' ') {
                    name = dm_str_sub(name, k + 1, name.n);
                    break;
                }
            if (s->country) dm_code_text(s->country, country);
        }
        const char *stance = a->negated && a->row->stance != DM_STANCE_CONFIRMS ? "-"
                             : a->negated                                       ? "cannot_confirm"
                                          : dm_stance_name((dm_stance)a->row->stance);
        if (!*stance) stance = "-";
        char one[128], two[128];
        snprintf(one, sizeof one, "%s %s", country, stance);
        snprintf(two, sizeof two, "%.*s %s", (int)(name.n > 80 ? 80 : name.n), name.p, stance);
        dm_buffer_printf(&c->got, "%s%s: %s", c->got.n ? "; " : "", two, country);
        if (a->row == row && (dm_str_is(wanted, one) || dm_str_is(wanted, two))) found = true;
    }
    return found;
}

static dm_status code_example(checker *c, dm_reading *r, dm_str example, dm_err *err) {
    jmp_buf guard;
    dm_arena_reset(&c->arena);
    c->arena.guard = &guard;
    if (setjmp(guard)) return dm_fail_memory(err);
    dm_document doc = {.id = "example", .text = example.p, .text_size = example.n, .date = "2020-06-15"};
    return dm_code_document(r, &doc, c->lex, c->worker, &c->arena, err);
}

static void count(checker *c, bool good, dm_origin origin, dm_str example, dm_str wanted) {
    char file[64];
    dm_str name = dm_lexicon_text(c->lex, origin.file);
    c->result.examples++;
    if (good) return;
    c->result.failed++;
    snprintf(file, sizeof file, "%.*s", (int)(name.n > 60 ? 60 : name.n), name.p);
    c->report(file, origin.line, example, wanted, (dm_str){c->got.p ? c->got.p : "", c->got.n}, c->how);
}

/* The content of a cue that makes no attribution: where its row begins to decide, or what the adverb or
 * adjective stands in. */
static bool value_comes_out(checker *c, dm_reading *r, const dm_cue_row *row, dm_str wanted) {
    bool found = false;
    int32_t number = (int32_t)(row - c->lex->cues);
    c->got.n = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t h = r->tok[i].head;
        const dm_worth *w = &r->worth[i];
        bool modifies =
            row->takes & DM_TAKES_CLAUSE && dm_find_cue(r, i, DM_TAKES_CLAUSE, (dm_str){"", 0}) == row;
        if (modifies)
            w = &r->worth[h];
        else if (w->cue != number || (r->worth[h].cue == number && r->worth[h].by == w->by))
            continue;
        const char *value = dm_fact_name((dm_fact)w->value[0]);
        dm_str text = r->tok[modifies ? h : i].lemma;
        dm_buffer_printf(&c->got, "%s%.*s %s", c->got.n ? "; " : "", (int)(text.n > 40 ? 40 : text.n), text.p,
                         value);
        found = found || dm_str_is(wanted, value);
    }
    return found;
}

static dm_status check_row(checker *c, const dm_predicate_row *row, uint32_t type, dm_text mode,
                           const dm_cue_row *cue, dm_err *err) {
    dm_reading r;
    dm_str example = dm_lexicon_text(c->lex, row->example), wanted = dm_lexicon_text(c->lex, row->codes);
    if (!example.n) {
        c->result.without++;
        return DM_OK;
    }
    dm_status s = code_example(c, &r, example, err);
    if (s != DM_OK) return s;
    bool good;
    if (cue) {
        good = cue->kind < DM_CUE_IMPLICATIVE ? cue_comes_out(c, &r, cue, wanted)
                                              : value_comes_out(c, &r, cue, wanted);
    } else {
        describe(c, &r);
        good = event_comes_out(c, &r, row, type, mode, wanted);
    }
    count(c, good, row->origin, example, wanted);
    return DM_OK;
}

/* Rows of words of times need no example: most are like one above. */
static dm_status check_time(checker *c, const dm_time_row *row, dm_err *err) {
    dm_reading r;
    dm_str example = dm_lexicon_text(c->lex, row->example), wanted = dm_lexicon_text(c->lex, row->codes);
    for (const dm_time_row *other = c->lex->time_rows; other < row; other++)
        if (other->origin.file == row->origin.file && other->origin.line == row->origin.line) return DM_OK;
    if (!example.n) return DM_OK;
    dm_status s = code_example(c, &r, example, err);
    if (s != DM_OK) return s;
    bool good = false;
    c->got.n = 0;
    for (uint32_t i = 0; i < r.times.n; i++) {
        dm_str value = r.times.at[i].value;
        dm_buffer_printf(&c->got, "%s%.*s", i ? "; " : "", (int)value.n, value.p);
        good = good || dm_str_eq(value, wanted);
    }
    count(c, good, row->origin, example, wanted);
    return DM_OK;
}

dm_status dm_lexicon_check(const dm_lexicon *lex, dm_worker *worker, dm_check_report *report, void *how,
                           dm_check_result *out, dm_err *err) {
    dm_lexicon tables = *lex;
    checker c = {.lex = &tables, .worker = worker, .report = report, .how = how};
    tables.n_nets = 0;
    dm_status s = DM_OK;
    dm_arena_init(&c.arena, 4 << 20);
    for (size_t i = 0; i < lex->n_frames && s == DM_OK; i++)
        s = check_row(&c, &lex->frames[i].is, lex->frames[i].event, lex->frames[i].mode, NULL, err);
    for (size_t i = 0; i < lex->n_operators && s == DM_OK; i++) {
        bool done = false; /* a row for a whole class */
        for (size_t k = 0; k < i && !done; k++)
            done = same_origin(&lex->operators[k].is, &lex->operators[i].is);
        if (!done)
            s = check_row(&c, &lex->operators[i].is, lex->operators[i].event, lex->operators[i].mode, NULL,
                          err);
    }
    for (size_t i = 0; i < lex->n_cues && s == DM_OK; i++)
        s = check_row(&c, &lex->cues[i].is, 0, 0, &lex->cues[i], err);
    for (size_t i = 0; i < lex->n_time_rows && s == DM_OK; i++) s = check_time(&c, &lex->time_rows[i], err);
    dm_arena_clear(&c.arena);
    dm_buffer_clear(&c.got);
    *out = c.result;
    return s;
}

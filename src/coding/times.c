/* Time expressions with TIMEX3 types and values: which of the grammar's readings are times. */
#include "coding/times.h"

static void add(dm_reading *r, dm_span span, dm_time_type type, const char *value) {
    for (uint32_t i = span.begin; i < span.end; i++) r->time_of[i] = (int32_t)r->times.n;
    dm_vec_push(r->arena, &r->times,
                ((dm_time){span, (uint8_t)type, dm_arena_copy(r->arena, dm_str_of(value))}));
}

static bool is_capital(const dm_reading *r, uint32_t tok) {
    char c = r->tree.text.p[r->tok[tok].begin];
    return c >= 'A' && c <= 'Z';
}

/* Is a sentence written like a title, or in capitals? Then capitals tell nothing. */
static bool is_title(const dm_reading *r, uint32_t sentence) {
    dm_span s = r->sentences.at[sentence].span;
    uint32_t small = 0, words = 0;
    for (uint32_t i = s.begin; i < s.end; i++) {
        uint8_t pos = r->tok[i].pos;
        if (pos != DM_POS_NOUN && pos != DM_POS_VERB && pos != DM_POS_ADJ && pos != DM_POS_PROPN) continue;
        words++;
        small += !is_capital(r, i);
    }
    return words > 3 && 5 * small < words;
}

/* Names with a time word in them: "the Sunday Times", "USA Today", "This Week". */
static bool is_in_name(const dm_time_text *t, const dm_expr *e) {
    static const uint8_t times[] = {DM_ENT_NONE,    DM_ENT_DATE,     DM_ENT_TIME,  DM_ENT_CARDINAL,
                                    DM_ENT_ORDINAL, DM_ENT_QUANTITY, DM_ENT_EVENT, DM_ENT_LAW,
                                    DM_ENT_MONEY,   DM_ENT_PERCENT};
    const dm_reading *r = t->r;
    uint32_t first = t->at[e->begin].tok, last = t->at[e->end - 1].tok;
    uint8_t ent = r->tok[first].ent;
    bool calendar = e->kind == DM_EXPR_DATE;
    if (!calendar && !r->tok[last].sent_begin && is_capital(r, last) &&
        (first != last || (first && r->tok[first - 1].pos == DM_POS_PROPN)) &&
        !is_title(r, r->sentence_of[last]))
        return true;
    for (size_t k = 0; k < sizeof times; k++)
        if (ent == times[k]) return false;
    if (!is_capital(r, last)) return false;
    /* the model often takes a weekday behind a name for part of it, so what follows counts */
    if (last + 1 < r->n && r->tok[last + 1].ent == ent && !r->tok[last + 1].ent_begin &&
        r->tok[last + 1].pos != DM_POS_PUNCT)
        return true;
    return !r->tok[first].ent_begin && calendar && !e->weekday && !e->day && !e->year;
}

void dm_code_times(dm_reading *r) {
    dm_time_text text;
    dm_time_context context;
    DM_VEC(dm_expr) found = {0};
    dm_time_words(&text, r);
    for (uint32_t i = 0; i < text.n;) {
        dm_expr e;
        uint32_t end;
        if (dm_time_phrase_at(&text, i, DM_TW_NAME, &end)) {
            i = end;
            continue;
        }
        if (!dm_time_parse(&text, i, &e) || is_in_name(&text, &e)) {
            i++;
            continue;
        }
        dm_vec_push(r->arena, &found, e);
        while (dm_time_continue(&text, &e, &e)) dm_vec_push(r->arena, &found, e);
        i = e.end;
    }
    dm_time_begin(&context, &text);
    for (uint32_t i = 0; i < found.n; i++) {
        char value[DM_TIME_VALUE];
        dm_time_type type;
        const dm_expr *e = &found.at[i];
        if (!dm_time_value(&context, found.at, found.n, i, &type, value)) continue;
        add(r, (dm_span){text.at[e->begin].tok, text.at[e->end - 1].tok + 1}, type, value);
    }
}

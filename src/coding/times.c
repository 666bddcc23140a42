/* Time expressions with TIMEX3 types and values: which of the grammar's readings are times. */
#include "coding/times.h"

static void add(dm_reading *r, dm_span span, dm_time_type type, const char *value) {
    for (uint32_t i = span.begin; i < span.end; i++) r->time_of[i] = (int32_t)r->times.n;
    dm_vec_push(r->arena, &r->times,
                ((dm_time){span, (uint8_t)type, dm_arena_copy(r->arena, dm_str_of(value))}));
}

/* Names with a time word in them: "the Sunday Times", "Ms May". */
static bool is_in_name(const dm_time_text *t, const dm_expr *e) {
    const dm_reading *r = t->r;
    uint32_t first = t->at[e->begin].tok, last = t->at[e->end - 1].tok;
    uint8_t ent = r->tok[first].ent;
    if (e->kind == DM_EXPR_AMOUNT && e->direction) return false;
    if (ent == DM_ENT_NONE || ent == DM_ENT_DATE || ent == DM_ENT_TIME || ent == DM_ENT_CARDINAL ||
        ent == DM_ENT_ORDINAL || ent == DM_ENT_QUANTITY || ent == DM_ENT_EVENT || ent == DM_ENT_LAW ||
        ent == DM_ENT_MONEY || ent == DM_ENT_PERCENT)
        return false;
    /* only the name's own words can tell: the model often takes a weekday behind a name for part of it */
    bool after = last + 1 < r->n && r->tok[last + 1].ent == ent && !r->tok[last + 1].ent_begin;
    bool before = !r->tok[first].ent_begin && first > 0;
    if (after && r->tok[last + 1].pos != DM_POS_PUNCT) return true;
    return before && e->kind == DM_EXPR_DATE && !e->weekday && !e->day && !e->year;
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

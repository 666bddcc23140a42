/* Wordings of the tables in the text, from left to right, the longest first. */
#include "coding/who.h"

uint32_t dm_head_of(const dm_reading *r, dm_span s) {
    uint32_t found = s.end;
    for (uint32_t i = s.end; i-- > s.begin;) {
        uint32_t h = r->tok[i].head;
        if (h != i && h >= s.begin && h < s.end) continue;
        /* "the Committee to Protect Journalists" is read as if it had a verb */
        if (found == s.end || (dm_is_verb(r, found) && !dm_is_verb(r, i))) found = i;
    }
    return found < s.end ? found : s.end - 1;
}

bool dm_is_hyphen(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].tag == DM_TAG_HYPH || dm_str_is(dm_low(r, tok), "-");
}

/* "anti-Syrian", "US-led", "Iranian-backed": the noun behind is not that country's. */
static bool is_turned(const dm_reading *r, dm_span s) {
    if (s.begin >= 2 && dm_is_hyphen(r, s.begin - 1) && dm_in_class(r, s.begin - 2, "turning")) return true;
    if (s.begin >= 1 && !r->tok[s.begin - 1].space_after && dm_in_class(r, s.begin - 1, "turning"))
        return true;
    /* "Vietnam War pilot" */
    if (r->tok[s.begin].ent == DM_ENT_EVENT || (s.end < r->n && dm_str_is(dm_low(r, s.end), "war")))
        return true;
    return s.end + 1 < r->n && dm_is_hyphen(r, s.end) && !r->tok[s.end - 1].space_after &&
           (dm_in_class(r, s.end + 1, "turning"));
}

static const dm_sense *state_at(const dm_reading *r, uint32_t tok) {
    const dm_hit *h = dm_hit_at(r, tok);
    return h && h->head == tok ? dm_sense_of(r, h, DM_KIND(COUNTRY) | DM_KIND(CAPITAL)) : NULL;
}

/* "The US, Russia, and Switzerland met": one country behind another is no apposition. */
static void mend_lists(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->tok[i].dep != DM_DEP_appos || dm_child(r, i, DM_DEP_conj) == DM_NONE) continue;
        const dm_sense *a = state_at(r, r->tok[i].head), *b = state_at(r, i);
        if (a && b && a->country != b->country) r->tok[i].dep = DM_DEP_conj;
    }
}

void dm_code_hits(dm_reading *r) {
    r->hit_of = dm_arena_array(r->arena, r->n, sizeof *r->hit_of);
    for (uint32_t i = 0; i < r->n; i++) r->hit_of[i] = DM_NONE;
    for (uint32_t i = 0; i < r->n;) {
        dm_hit h;
        dm_find_senses(r, i, &h.senses);
        dm_drop_other_places(r, i, &h.senses);
        if (!h.senses.n) {
            i++;
            continue;
        }
        h.span = (dm_span){i, i + h.senses.length};
        h.head = dm_head_of(r, h.span);
        h.turned = is_turned(r, h.span);
        for (uint32_t k = h.span.begin; k < h.span.end; k++) r->hit_of[k] = (int32_t)r->hits.n;
        dm_vec_push(r->arena, &r->hits, h);
        i = h.span.end;
    }
    mend_lists(r);
}

bool dm_in_term(const dm_reading *r, const dm_sense *s) {
    return (s->from == 0 && s->to == 0) || r->day == 0 || (s->from <= r->day && r->day <= s->to);
}

const dm_sense *dm_sense_of(const dm_reading *r, const dm_hit *h, unsigned kinds) {
    const dm_sense *found = NULL;
    for (uint32_t i = 0; i < h->senses.n; i++) {
        const dm_sense *s = h->senses.at[i];
        if (!(kinds >> s->kind & 1)) continue;
        if (dm_in_term(r, s)) return s;
        /* else the last one before that day, else the first one after it */
        bool past = s->to < r->day, found_past = found && found->to < r->day;
        if (!found || (past && (!found_past || s->to > found->to)) ||
            (!past && !found_past && s->from < found->from))
            found = s;
    }
    return found;
}

dm_code3 dm_country_of_hit(const dm_reading *r, const dm_hit *h, const dm_sense *s) {
    int32_t p = dm_located_at(r, h->head);
    bool place = s->kind == DM_SENSE_CAPITAL || s->kind == DM_SENSE_COUNTRY || s->kind == DM_SENSE_REGION;
    if (!place || p == DM_NONE) return s->country;
    const dm_place *at = &r->places.at[p];
    return at->span.begin == h->span.begin && at->span.end == h->span.end && at->country ? at->country
                                                                                         : s->country;
}

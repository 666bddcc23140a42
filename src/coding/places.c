/* Toponyms: names of countries, capitals and regions of the tables, in every use. */
#include "coding/reading.h"

static bool is_toponym(const dm_sense *s) {
    return s->kind == DM_SENSE_COUNTRY || s->kind == DM_SENSE_CAPITAL || s->kind == DM_SENSE_REGION ||
           s->kind == DM_SENSE_ADJECTIVE || s->kind == DM_SENSE_REGION_ADJECTIVE ||
           s->kind == DM_SENSE_DEMONYM || s->kind == DM_SENSE_DEMONYMS;
}

static dm_place_use use_of(const dm_reading *r, const dm_hit *h, const dm_sense *s) {
    uint16_t dep = r->tok[h->head].dep;
    if (s->kind == DM_SENSE_DEMONYM || s->kind == DM_SENSE_DEMONYMS) return DM_USE_PEOPLE;
    if (s->kind == DM_SENSE_ADJECTIVE || s->kind == DM_SENSE_REGION_ADJECTIVE || dep == DM_DEP_amod ||
        dep == DM_DEP_compound || dep == DM_DEP_nmod)
        return DM_USE_MODIFIER;
    if (dep == DM_DEP_nsubj || dep == DM_DEP_nsubjpass || dep == DM_DEP_dobj || dep == DM_DEP_poss)
        return DM_USE_GOVERNMENT;
    return DM_USE_LOCATION;
}

void dm_code_places(dm_reading *r) {
    for (uint32_t i = 0; i < r->hits.n; i++) {
        const dm_hit *h = &r->hits.at[i];
        const dm_sense *s = NULL;
        for (uint32_t k = 0; k < h->senses.n && !s; k++)
            if (is_toponym(h->senses.at[k])) s = h->senses.at[k];
        if (!s) continue;
        dm_place p = {.span = h->span, .name = dm_lexicon_text(r->lex, s->name), .country = s->country};
        p.feature = DM_STR("country");
        if (s->place >= 0) {
            const dm_place_row *row = &r->lex->places[s->place];
            p.lat = row->lat;
            p.lon = row->lon;
            p.geonames_id = row->geonames_id;
            p.feature = dm_lexicon_text(r->lex, row->feature);
            p.located = true;
        }
        if (s->kind == DM_SENSE_CAPITAL) p.feature = DM_STR("capital");
        p.use = (uint8_t)use_of(r, h, s);
        dm_vec_push(r->arena, &r->places, p);
    }
}

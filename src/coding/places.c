/* Places of the record: names that were found and placed, and what for the text names them. */
#include "coding/places.h"

static uint32_t head_of(const dm_reading *r, dm_span s) {
    for (uint32_t i = s.end; i-- > s.begin;) {
        uint32_t h = r->tok[i].head;
        if ((h == i || h < s.begin || h >= s.end) && r->tok[i].pos != DM_POS_PUNCT) return i;
    }
    return s.begin;
}

static dm_place_use use_of(const dm_reading *r, const dm_toponym *t, dm_name_role role) {
    uint32_t head = head_of(r, t->span);
    uint16_t dep = r->tok[head].dep;
    if (role == DM_NAME_PEOPLE) return DM_USE_PEOPLE;
    if (role == DM_NAME_ADJECTIVE || dep == DM_DEP_amod || dep == DM_DEP_compound || dep == DM_DEP_nmod)
        return DM_USE_MODIFIER;
    if (dep == DM_DEP_nsubj || dep == DM_DEP_nsubjpass || dep == DM_DEP_dobj || dep == DM_DEP_poss)
        return DM_USE_GOVERNMENT;
    return DM_USE_LOCATION;
}

static dm_place place_of(const dm_reading *r, const dm_toponym *t) {
    const dm_gazetteer *g = &r->lex->gazetteer;
    dm_place p = {.span = t->span, .name = dm_text_of(r, t->span), .feature = {NULL, 0}};
    if (t->place == DM_GAZ_NONE) return p;
    const dm_gaz_place *row = &g->places[t->place];
    dm_name_role role = DM_NAME_MAIN;
    for (uint32_t i = 0; i < t->n; i++)
        if (dm_candidate_place(t->candidate[i]) == t->place) role = dm_candidate_role(t->candidate[i]);
    p.name = dm_gazetteer_name(g, t->place);
    p.feature = dm_str_of(dm_place_feature_name(dm_place_feature_of(row)));
    p.country = dm_gazetteer_country_of(g, t->place);
    p.lat = row->lat;
    p.lon = row->lon;
    p.geonames_id = row->geonames_id;
    p.located = true;
    p.use = (uint8_t)use_of(r, t, role);
    return p;
}

/* The town or county named nearest to a name that no gazetteer has; DM_NONE if none is named. */
static int32_t nearest_town(const dm_reading *r, const dm_toponyms *names, uint32_t i) {
    const dm_gazetteer *g = &r->lex->gazetteer;
    int32_t best = DM_NONE;
    uint32_t best_distance = UINT32_MAX, at = names->at[i].span.begin;
    for (uint32_t k = 0; k < names->n; k++) {
        const dm_toponym *t = &names->at[k];
        if (t->place == DM_GAZ_NONE) continue;
        dm_place_feature f = dm_place_feature_of(&g->places[t->place]);
        uint32_t distance = t->span.begin > at ? t->span.begin - at : at - t->span.begin;
        if (f < DM_PLACE_ADM2 || f > DM_PLACE_TOWN || distance >= best_distance) continue;
        best = (int32_t)k;
        best_distance = distance;
    }
    return best;
}

void dm_code_places(dm_reading *r) {
    dm_toponyms names = {0};
    dm_find_toponyms(r, &names);
    dm_accept_toponyms(r, &names);
    dm_choose_places(r, &names, NULL, NULL);
    for (uint32_t i = 0; i < names.n; i++) {
        dm_place p = place_of(r, &names.at[i]);
        int32_t town = p.located ? DM_NONE : nearest_town(r, &names, i);
        if (town != DM_NONE) {
            const dm_gaz_place *row = &r->lex->gazetteer.places[names.at[town].place];
            p.lat = row->lat; p.lon = row->lon; p.located = true;
            p.country = dm_gazetteer_country_of(&r->lex->gazetteer, names.at[town].place);
        }
        dm_vec_push(r->arena, &r->places, p);
    }
}

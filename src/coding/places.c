/* Places of the record: which names are named and where they lie is found before the mentions, what for the
 * text names them after the coreference, and which of them an event happens in when the events are made. */
#include "coding/places.h"

/* ---- where ---- */

static const char *const pattern_features[] = {[DM_TOPONYM_STREET] = "street",
                                               [DM_TOPONYM_WAY] = "street",
                                               [DM_TOPONYM_FORM] = "landscape",
                                               [DM_TOPONYM_SITE] = "site",
                                               [DM_TOPONYM_UNIT] = "unit"};

static dm_place place_of(const dm_reading *r, const dm_toponym *t) {
    const dm_gazetteer *g = &r->lex->gazetteer;
    dm_place p = {
        .span = t->span, .name = dm_text_of(r, t->span), .kind = DM_PLACE_KINDS, .dateline = t->dateline};
    if (t->place == DM_GAZ_NONE) {
        const char *feature = t->kind < DM_TOPONYM_ENTITY ? pattern_features[t->kind] : NULL;
        if (feature) p.feature = dm_str_of(feature);
        return p;
    }
    const dm_gaz_place *row = &g->places[t->place];
    for (uint32_t i = 0; i < t->n; i++)
        if (dm_candidate_place(t->candidate[i]) == t->place)
            p.role = (uint8_t)dm_candidate_role(t->candidate[i]);
    p.kind = (uint8_t)dm_place_feature_of(row);
    p.name = dm_gazetteer_name(g, t->place);
    p.feature = dm_str_of(dm_place_feature_name(dm_place_feature_of(row)));
    p.country = dm_gazetteer_country_of(g, t->place);
    p.lat = row->lat;
    p.lon = row->lon;
    p.geonames_id = row->geonames_id;
    p.located = true;
    return p;
}

static bool is_town(const dm_place *p) {
    return p->kind == DM_PLACE_TOWN || p->kind == DM_PLACE_CAPITAL || p->kind == DM_PLACE_ADM2;
}

static uint32_t gap(dm_span a, dm_span b) {
    return a.begin > b.begin ? a.begin - b.begin : b.begin - a.begin;
}

/* What no gazetteer has, streets and small rivers, lies by the town or county that is named nearest to it. */
static void locate_the_rest(dm_reading *r) {
    int32_t last = DM_NONE, *next = dm_arena_array(r->arena, r->places.n + 1u, sizeof *next);
    next[r->places.n] = DM_NONE;
    for (uint32_t i = r->places.n; i-- > 0;) next[i] = is_town(&r->places.at[i]) ? (int32_t)i : next[i + 1];
    for (uint32_t i = 0; i < r->places.n; i++) {
        dm_place *p = &r->places.at[i];
        if (is_town(p)) last = (int32_t)i;
        if (p->located) continue;
        int32_t near = last == DM_NONE ? next[i] : last;
        if (last != DM_NONE && next[i] != DM_NONE &&
            gap(r->places.at[next[i]].span, p->span) < gap(r->places.at[last].span, p->span))
            near = next[i];
        if (near == DM_NONE) continue;
        const dm_place *town = &r->places.at[near];
        p->country = town->country;
        p->lat = town->lat;
        p->lon = town->lon;
        p->located = true;
    }
}

void dm_find_places(dm_reading *r) {
    dm_toponyms names = {0};
    r->place_of = dm_arena_array(r->arena, r->n + 1u, sizeof *r->place_of);
    for (uint32_t i = 0; i < r->n; i++) r->place_of[i] = DM_NONE;
    dm_find_toponyms(r, &names);
    dm_accept_toponyms(r, &names);
    uint32_t n = names.n;
    dm_add_home(r, &names);
    dm_choose_places(r, &names, NULL, NULL);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = names.at[i].span.begin; k < names.at[i].span.end; k++)
            r->place_of[k] = (int32_t)r->places.n;
        dm_vec_push(r->arena, &r->places, place_of(r, &names.at[i]));
    }
    locate_the_rest(r);
}

/* ---- for the mentions ---- */

int32_t dm_located_at(const dm_reading *r, uint32_t tok) {
    int32_t p = r->place_of[tok];
    return p == DM_NONE || !r->places.at[p].country ? DM_NONE : p;
}

/* Georgia in the United States is no state of the tables, nor is the Athens in it a capital. */
static bool contradicts(const dm_place *p, const dm_sense *s) {
    switch (s->kind) {
    case DM_SENSE_COUNTRY: return p->kind != DM_PLACE_COUNTRY && p->kind != DM_PLACE_KINDS;
    case DM_SENSE_CAPITAL: return p->country && p->country != s->country;
    default: return false;
    }
}

void dm_drop_other_places(const dm_reading *r, uint32_t tok, dm_senses *senses) {
    uint32_t kept = 0;
    if (r->place_of[tok] == DM_NONE) return;
    const dm_place *p = &r->places.at[r->place_of[tok]];
    if (p->span.begin != tok || p->span.end > tok + senses->length || !p->located) return;
    for (uint32_t i = 0; i < senses->n; i++)
        if (!contradicts(p, senses->at[i])) senses->at[kept++] = senses->at[i];
    senses->n = kept;
}

/* ---- what for ---- */

uint32_t dm_head_of_place(const dm_reading *r, dm_span s) {
    for (uint32_t i = s.end; i-- > s.begin;) {
        uint32_t h = r->tok[i].head;
        if ((h == i || h < s.begin || h >= s.end) && r->tok[i].pos != DM_POS_PUNCT) return i;
    }
    return s.begin;
}

/* Who governs there speaks under the name: countries, their capitals, parts with a government. */
static bool has_government(const dm_place *p) {
    return p->kind == DM_PLACE_COUNTRY || p->kind == DM_PLACE_CAPITAL || p->kind == DM_PLACE_ADM1 ||
           p->kind == DM_PLACE_TERRITORY;
}

/* Inside a longer name that is no place: the Toronto Transit Commission. */
static bool is_inside_name(const dm_reading *r, const dm_place *p) {
    uint32_t b = p->span.begin, e = p->span.end;
    uint8_t ent = r->tok[b].ent;
    if (ent != DM_ENT_ORG && ent != DM_ENT_EVENT && ent != DM_ENT_PERSON && ent != DM_ENT_WORK_OF_ART &&
        ent != DM_ENT_LAW && ent != DM_ENT_PRODUCT)
        return false;
    bool before = b > 0 && !r->tok[b].ent_begin && r->tok[b - 1].pos != DM_POS_DET;
    return before ||
           (e < r->n && r->tok[e].ent == ent && !r->tok[e].ent_begin && r->tok[e].tag != DM_TAG_POS);
}

static dm_place_use use_after(const dm_reading *r, const dm_place *p, uint32_t prep) {
    dm_str low = dm_low(r, prep);
    uint32_t governor = r->tok[prep].head;
    bool verb = dm_is_verb(r, governor), state = has_government(p);
    if (dm_is_one_of(low, "of")) {
        bool part = dm_in_class(r, governor, "place") || dm_in_class(r, governor, "direction");
        return part || p->kind != DM_PLACE_COUNTRY ? DM_USE_LOCATION : DM_USE_MODIFIER;
    }
    if (!state) return DM_USE_LOCATION;
    if (verb && dm_is_one_of(low, "for") && dm_in_class(r, governor, "there_verb"))
        return DM_USE_LOCATION; /* "left for the United States" */
    if (dm_is_one_of(low, "with against by between for on than as like")) return DM_USE_GOVERNMENT;
    if (dm_is_one_of(low, "to from") && !verb && !dm_in_class(r, governor, "journey"))
        return DM_USE_GOVERNMENT;
    return DM_USE_LOCATION;
}

/* "in Iraq's capital", "along Israel's border"; "Japan's lower house" is no place. */
static bool is_where(const dm_reading *r, uint32_t noun) {
    return r->tok[noun].dep == DM_DEP_pobj &&
           (dm_in_class(r, noun, "place") || dm_in_class(r, noun, "direction"));
}

/* Is a place named behind a noun with "of": "the Gaza town of Beit Hanun"? */
static bool has_name_behind(const dm_reading *r, uint32_t noun) {
    int32_t of = dm_child_word(r, noun, DM_DEP_prep, "of");
    int32_t name = of == DM_NONE ? DM_NONE : dm_child(r, (uint32_t)of, DM_DEP_pobj);
    return name != DM_NONE && r->place_of[name] != DM_NONE;
}

/* Does a noun say what the place before it is: "Guangdong province", "the Xinjiang autonomous region"? */
static bool is_unit(const dm_reading *r, uint32_t name) {
    uint32_t noun = r->tok[name].head;
    uint16_t dep = r->tok[name].dep;
    return (dep == DM_DEP_compound || dep == DM_DEP_nmod) && name < noun &&
           dm_in_class(r, noun, "admin_unit") && !has_name_behind(r, noun);
}

static dm_place_use use_of(const dm_reading *r, const dm_place *p) {
    uint32_t head = dm_head_of_place(r, p->span);
    if (p->role == DM_NAME_PEOPLE) return DM_USE_PEOPLE;
    if (p->role == DM_NAME_ADJECTIVE) {
        bool noun =
            dm_is_noun(r, head) && r->tok[head].dep != DM_DEP_compound && r->tok[head].dep != DM_DEP_amod;
        return noun ? DM_USE_PEOPLE : DM_USE_MODIFIER;
    }
    if (is_inside_name(r, p)) return DM_USE_MODIFIER;
    uint32_t top = dm_first_conjunct(r, head), governor = r->tok[top].head;
    if (is_unit(r, top)) return DM_USE_LOCATION;
    bool state = has_government(p), there = dm_in_class(r, governor, "there_verb");
    switch (r->tok[top].dep) {
    case DM_DEP_compound:
    case DM_DEP_nmod:
    case DM_DEP_amod:
    case DM_DEP_npadvmod: return DM_USE_MODIFIER; /* "Vienna-based", "US-led" */
    case DM_DEP_nsubj: return state ? DM_USE_GOVERNMENT : DM_USE_LOCATION;
    case DM_DEP_nsubjpass:
    case DM_DEP_dobj: return state && !there ? DM_USE_GOVERNMENT : DM_USE_LOCATION;
    case DM_DEP_dative: return state ? DM_USE_GOVERNMENT : DM_USE_LOCATION;
    case DM_DEP_agent: return DM_USE_GOVERNMENT;
    case DM_DEP_poss: /* "China's Yunnan Province" */
        return state && !is_where(r, governor) && r->place_of[governor] == DM_NONE ? DM_USE_GOVERNMENT
                                                                                   : DM_USE_LOCATION;
    case DM_DEP_pobj: return use_after(r, p, governor);
    default: return DM_USE_LOCATION;
    }
}

void dm_code_places(dm_reading *r) {
    for (uint32_t i = 0; i < r->places.n; i++) r->places.at[i].use = (uint8_t)use_of(r, &r->places.at[i]);
}

/* ---- of events ---- */

/* Steps up the tree from a place to a predicate, over no other verb; -1 if there is no such way. */
static int steps_up(const dm_reading *r, const dm_place *p, uint32_t tok) {
    uint32_t at = dm_head_of_place(r, p->span);
    for (int steps = 1; steps < 12; steps++) {
        uint32_t h = r->tok[at].head;
        if (h == at) return -1;
        if (h == tok) return steps;
        if (dm_is_verb(r, h)) return -1;
        at = h;
    }
    return -1;
}

/* The place with the shortest way to a predicate; of equals the one that stands nearer to tok. */
static int32_t attached(const dm_reading *r, uint32_t predicate, uint32_t tok) {
    int32_t best = DM_NONE;
    int best_steps = 0;
    uint32_t best_gap = 0;
    dm_span s = r->sentences.at[r->sentence_of[predicate]].span;
    for (uint32_t i = s.begin; i < s.end; i++) {
        if (r->place_of[i] == DM_NONE || (i > s.begin && r->place_of[i] == r->place_of[i - 1])) continue;
        const dm_place *p = &r->places.at[r->place_of[i]];
        if (p->use != DM_USE_LOCATION || p->dateline) continue;
        int steps = steps_up(r, p, predicate);
        uint32_t distance = gap(p->span, (dm_span){tok, tok + 1});
        if (steps < 0 ||
            (best != DM_NONE && (steps > best_steps || (steps == best_steps && distance >= best_gap))))
            continue;
        best = r->place_of[i];
        best_steps = steps;
        best_gap = distance;
    }
    return best;
}

/* "the Madrid bombings": a town before the noun. */
static int32_t before_noun(dm_reading *r, uint32_t tok) {
    for (int32_t c = r->child[tok]; c != DM_NONE && (uint32_t)c < tok; c = r->sibling[c]) {
        int32_t i = r->place_of[c];
        if (i == DM_NONE || r->tok[c].dep != DM_DEP_compound) continue;
        dm_place *p = &r->places.at[i];
        if ((!is_town(p) && p->kind <= DM_PLACE_TOWN) || is_inside_name(r, p)) continue;
        p->use = DM_USE_LOCATION;
        return i;
    }
    return DM_NONE;
}

/* The clause around a clause in which the same happens: not what somebody says. */
static int32_t clause_around(const dm_reading *r, uint32_t verb) {
    uint32_t h = r->tok[verb].head;
    switch (r->tok[verb].dep) {
    case DM_DEP_conj:
    case DM_DEP_xcomp:
    case DM_DEP_advcl:
    case DM_DEP_acl:
    case DM_DEP_relcl: break;
    default: return DM_NONE;
    }
    while (!dm_is_verb(r, h) && r->tok[h].head != h) h = r->tok[h].head;
    return h != verb && dm_is_verb(r, h) ? (int32_t)h : DM_NONE;
}

/* Is a place told of in the clause of a predicate or in one around it, by the same source? Not what its
 * parties did elsewhere: "Spicer, who arrived in Britain, was captured by rebels". */
static bool is_told_with(const dm_reading *r, uint32_t place, uint32_t tok) {
    enum { STEPS = 24 };
    uint32_t verb = place;
    if (r->said_in[place] != r->said_in[tok]) return false;
    for (int n = 0; n < STEPS && r->tok[verb].head != verb; n++) {
        /* "a meeting held in Bhaktapur agreed" */
        bool passed = r->tok[verb].dep == DM_DEP_acl && r->tok[verb].tag == DM_TAG_VBN &&
                      dm_in_class(r, verb, "light_verb");
        if (dm_is_verb(r, verb) && !passed) break;
        verb = r->tok[verb].head;
    }
    for (int n = 0; n < STEPS && tok != verb && r->tok[tok].head != tok; n++) tok = r->tok[tok].head;
    return tok == verb;
}

static int32_t dateline_of(const dm_reading *r, uint32_t tok) {
    dm_span s = r->sentences.at[r->sentence_of[tok]].span;
    for (uint32_t i = s.begin; i < s.end && i < s.begin + 6; i++)
        if (r->place_of[i] != DM_NONE && r->places.at[r->place_of[i]].dateline) return r->place_of[i];
    return DM_NONE;
}

int32_t dm_event_place(dm_reading *r, uint32_t tok, dm_span span) {
    int32_t place = dm_is_noun(r, tok) ? before_noun(r, tok) : DM_NONE;
    if (place == DM_NONE) place = attached(r, tok, tok);
    uint32_t verb = tok;
    while (!dm_is_verb(r, verb) && r->tok[verb].head != verb) verb = r->tok[verb].head;
    for (int32_t v = (int32_t)verb, n = 0; place == DM_NONE && v != DM_NONE && n < 4; n++) {
        if (r->cue_of[v] != DM_NONE && (uint32_t)v != tok) break;
        place = attached(r, (uint32_t)v, tok);
        v = clause_around(r, (uint32_t)v);
    }
    for (uint32_t i = span.begin; place == DM_NONE && i < span.end; i++)
        if (r->place_of[i] != DM_NONE && r->places.at[r->place_of[i]].use == DM_USE_LOCATION &&
            !r->places.at[r->place_of[i]].dateline && is_told_with(r, i, tok))
            place = r->place_of[i];
    return place == DM_NONE ? dateline_of(r, tok) : place;
}

/* Which stretches of the text are names of places? Those that the gazetteer knows, streets, rivers and
 * buildings by their last word, and what the recogniser holds for a place. A sum of learned weights decides:
 * entity, neighbours, grammar, how common the name is, what the rest of the document has. */
#include "coding/places.h"

#include "base/hash.h"
#include "base/utf8.h"

enum { LONGEST_RUN = 7 };

typedef struct finder {
    dm_reading *r;
    const dm_gazetteer *g;
    dm_toponyms *out;
    int32_t *at;     /* by token: the toponym that begins there, DM_NONE */
    uint8_t *form;   /* by token: CAPITAL ... */
    uint16_t *kinds; /* by token: what the word tells of a name beside it, DM_DESIGNATES_*, once asked */
    bool *headline;  /* by sentence */
} finder;

/* How a token is written. */
enum { CAPITAL = 1, CAPITALS = 2, DIGITS = 4, SMALL = 8, JOINS = 16 };

/* ---- words ---- */

static uint8_t form_of(const dm_reading *r, uint32_t i) {
    dm_str s = dm_text_of(r, (dm_span){i, i + 1});
    size_t bytes = 1, letters = 0, upper = 0, capital = 0;
    uint8_t form = 0;
    if (r->tok[i].lex->space) return 0;
    for (size_t k = 0; k < s.n; k += bytes) {
        unsigned char c = (unsigned char)s.p[k];
        bool up = c >= 'A' && c <= 'Z', small = c >= 'a' && c <= 'z';
        bytes = 1;
        if (c >= 0x80) {
            unsigned class = dm_unicode_class(dm_utf8_at(s.p + k, &bytes));
            up = (class & DM_UC_UPPER) != 0;
            small = !up && class & DM_UC_LETTER;
        } else if (k == 0 && c >= '0' && c <= '9') {
            form |= DIGITS;
        }
        upper += up;
        letters += up || small;
        if (up && (k == 0 || (k == 2 && s.p[1] == '\'') || (k == 4 && (unsigned char)s.p[1] == 0xE2)))
            capital = 1;
    }
    if (capital) form |= CAPITAL; /* also d'Ivoire */
    if (letters > 1 && upper == letters) form |= CAPITALS;
    if (letters && !(form & (CAPITAL | DIGITS))) form |= SMALL;
    return form;
}

/* Small words and marks inside names: Isle of Man, Land's End, Port-au-Prince, al-Qaim, St. John's. */
static bool joins(const dm_reading *r, uint32_t i, uint8_t form) {
    dm_str low = dm_low(r, i);
    if (low.n > 4 || form & (CAPITAL | DIGITS)) return false;
    return dm_is_one_of(
        low, form & SMALL
                 ? "of the de la le les du des el al ad an ar as ash at az del da do dos di and y upon on "
                   "en sur am der den 's ’s s"
                 : "- ' ’ . ‘ `");
}

static void look_at_words(finder *f) {
    dm_reading *r = f->r;
    f->form = dm_arena_array(r->arena, r->n + 1u, 1);
    f->kinds = dm_arena_zero(r->arena, r->n + 1u, sizeof *f->kinds);
    f->headline = dm_arena_array(r->arena, r->sentences.n + 1u, sizeof(bool));
    for (uint32_t s = 0; s < r->sentences.n; s++) {
        uint32_t words = 0, capitals = 0;
        for (uint32_t i = r->sentences.at[s].span.begin; i < r->sentences.at[s].span.end; i++) {
            f->form[i] = form_of(r, i);
            if (joins(r, i, f->form[i])) f->form[i] |= JOINS;
            words += (f->form[i] & (CAPITAL | SMALL)) != 0;
            capitals += (f->form[i] & CAPITALS) != 0;
        }
        f->headline[s] = words > 3 && capitals * 10 >= words * 6;
    }
    f->form[r->n] = 0;
}

/* What a word tells of the name before it. */
static unsigned kinds_of(const finder *f, uint32_t i) {
    enum { KNOWN = 1 << 15 };
    if (!(f->kinds[i] & KNOWN) && f->form[i] & (CAPITAL | SMALL))
        f->kinds[i] = (uint16_t)(dm_lexicon_designator(f->r->lex, dm_low(f->r, i)) | KNOWN);
    return f->kinds[i];
}

static unsigned designates(const finder *f, uint32_t i) {
    return kinds_of(f, i) & 127;
}

/* What it tells of the name after it. */
static unsigned announces(const finder *f, uint32_t i) {
    return kinds_of(f, i) >> DM_DESIGNATES_BEFORE & 127;
}

static bool same_sentence(const dm_reading *r, uint32_t a, uint32_t b) {
    return b < r->n && r->sentence_of[a] == r->sentence_of[b];
}

/* ---- finding ---- */

static dm_toponym blank(dm_span span, dm_toponym_kind kind) {
    return (dm_toponym){.span = span, .kind = (uint8_t)kind, .qualifier = DM_NONE, .place = DM_GAZ_NONE};
}

/* Is the point after the token part of the abbreviation? "Ky." at the end of a sentence loses it. */
static uint32_t with_point(const dm_reading *r, uint32_t end) {
    return end < r->n && !r->tok[end - 1].space_after && r->tok[end].end == r->tok[end].begin + 1 &&
                   r->tree.text.p[r->tok[end].begin] == '.'
               ? end + 1
               : end;
}

static dm_str slice(const dm_reading *r, uint32_t begin, uint32_t end) {
    return dm_str_sub(r->tree.text, r->tok[begin].begin, r->tok[end - 1].end);
}

static void take(dm_reading *r, dm_toponym *t, uint32_t end, dm_str key, const dm_candidate *c, uint32_t n) {
    t->span.end = end;
    t->candidate = c;
    t->n = n;
    t->key = dm_arena_copy(r->arena, key);
}

/* "San Fernando City": what is called so, and the towns and districts that are called San Fernando. */
static void take_both(finder *f, dm_toponym *t, uint32_t end, dm_str key, const dm_candidate *c, uint32_t n) {
    dm_reading *r = f->r;
    dm_candidate *both = dm_arena_array(r->arena, n + t->n, sizeof *both);
    uint32_t filled = n, old = t->n;
    memcpy(both, c, n * sizeof *both);
    for (uint32_t i = 0; i < old; i++) {
        bool there = false;
        dm_place_feature feature = dm_place_feature_of(&f->g->places[dm_candidate_place(t->candidate[i])]);
        for (uint32_t k = 0; k < n; k++)
            there = there || dm_candidate_place(c[k]) == dm_candidate_place(t->candidate[i]);
        if (!there && (feature == DM_PLACE_TOWN || feature == DM_PLACE_CAPITAL))
            both[filled++] = t->candidate[i];
    }
    take(r, t, end, key, both, filled);
}

/* Is a place of that name spelt with an apostrophe? "St. John's" is, "Jordan's" is Jordan and no Jordans. */
static bool has_apostrophe(const finder *f, const dm_candidate *c, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        dm_str name = dm_gazetteer_name(f->g, dm_candidate_place(c[i]));
        if (memchr(name.p, '\'', name.n)) return true;
        for (size_t k = 0; k + 2 < name.n; k++)
            if (memcmp(name.p + k, "\xE2\x80\x99", 3) == 0) return true;
    }
    return false;
}

/* The longest name of the gazetteer from a token on; false if there is none. */
static bool find_name(finder *f, uint32_t i, dm_toponym *t) {
    dm_reading *r = f->r;
    char key[DM_GAZ_KEY];
    const dm_candidate *c;
    *t = blank((dm_span){i, i}, DM_TOPONYM_NAME);
    for (uint32_t end = i + 1; end <= i + LONGEST_RUN && same_sentence(r, i, end - 1); end++) {
        uint8_t form = f->form[end - 1];
        if (r->tok[end - 1].lex->space || (!(form & (CAPITAL | DIGITS | JOINS)) && end > i + 1)) break;
        dm_str text = slice(r, i, end);
        if (form & CAPITAL && text.n < 12) {
            for (uint32_t e = with_point(r, end);; e--) {
                size_t n = dm_gazetteer_exact_key(slice(r, i, e), key);
                uint32_t found = dm_gazetteer_find(f->g, (dm_str){key, n}, &c);
                if (found) take(r, t, e, (dm_str){key, n}, c, found);
                if (found || e == end) break;
            }
        }
        if (t->span.end >= end) continue;
        /* a name does not end with a small word, but with "'s" it may: St. John's */
        if (form & JOINS && !(form & CAPITAL) && !dm_is_one_of(dm_low(r, end - 1), "'s ’s")) continue;
        size_t n = dm_gazetteer_key(text, key);
        if (n < 2) continue;
        uint32_t found = dm_gazetteer_find(f->g, (dm_str){key, n}, &c);
        if (!found) continue;
        bool possessive = !(form & CAPITAL) && form & JOINS;
        if (possessive && !has_apostrophe(f, c, found)) continue;
        if (t->n && t->span.end == end - 1 && dm_str_is(dm_low(r, end - 1), "city"))
            take_both(f, t, end, (dm_str){key, n}, c, found);
        else
            take(r, t, end, (dm_str){key, n}, c, found);
    }
    return t->n > 0;
}

/* May a name begin here? al-Qaim and sub-Saharan Africa begin with a small letter. */
static bool may_begin(const finder *f, uint32_t i) {
    const dm_reading *r = f->r;
    if (f->form[i] & CAPITAL) return true;
    return f->form[i] & SMALL && i + 2 < r->n && !r->tok[i].space_after && r->tok[i + 1].tag == DM_TAG_HYPH &&
           f->form[i + 2] & CAPITAL;
}

static bool is_number(const dm_reading *r, uint32_t i) {
    if (i >= r->n) return false;
    dm_str s = dm_text_of(r, (dm_span){i, i + 1});
    size_t digits = 0;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9') digits++;
    return digits > 0 && digits <= 4 && digits + 1 >= s.n;
}

/* Where a run of capitalized words that begins at i, and may have an "of the" in it, ends with a word that
 * says what it is: the last one, streets before all. */
static bool find_pattern(finder *f, uint32_t i, uint32_t known_end, dm_toponym *t) {
    const dm_reading *r = f->r;
    uint32_t end = 0;
    unsigned kinds = 0;
    *t = blank((dm_span){i, i}, DM_TOPONYM_ENTITY);
    unsigned before = announces(f, i) & ~(unsigned)(DM_DESIGNATES_BODY | DM_DESIGNATES_TITLE);
    if (before & DM_DESIGNATES_STREET && is_number(r, i + 1) && same_sentence(r, i, i + 1)) {
        end = i + 2;
        kinds = DM_DESIGNATES_STREET;
    }
    for (uint32_t k = i; k < i + 5 && same_sentence(r, i, k); k++) {
        bool number = is_number(r, k) && k > i;
        if (!(f->form[k] & (CAPITAL | DIGITS)) && r->tok[k].tag != DM_TAG_HYPH) break;
        if (f->form[k] & DIGITS && k == i) break;
        unsigned here = designates(f, k) & ~(unsigned)DM_DESIGNATES_BODY;
        if (k > i && here && f->form[k] & CAPITAL) {
            end = k + 1;
            kinds = here;
            if (here & DM_DESIGNATES_STREET) {
                if (is_number(r, end) && same_sentence(r, i, end)) end++;
                break;
            }
        }
        if (k > i && number && designates(f, k - 1) & DM_DESIGNATES_STREET) end = k + 1;
    }
    if (!end && before & DM_DESIGNATES_FORM && same_sentence(r, i, i + 1) && f->form[i + 1] & CAPITAL) {
        end = i + 2;
        kinds = DM_DESIGNATES_FORM;
        if (same_sentence(r, i, i + 2) && f->form[i + 2] & CAPITAL && r->tok[i + 2].ent &&
            !r->tok[i + 2].ent_begin)
            end = i + 3;
    }
    if (!end || end <= known_end) return false;
    if (known_end && !(kinds & (DM_DESIGNATES_STREET | DM_DESIGNATES_WAY | DM_DESIGNATES_FORM))) return false;
    t->span.end = end;
    t->kind = kinds & DM_DESIGNATES_STREET ? DM_TOPONYM_STREET
              : kinds & DM_DESIGNATES_FORM ? DM_TOPONYM_FORM
              : kinds & DM_DESIGNATES_UNIT ? DM_TOPONYM_UNIT
              : kinds & DM_DESIGNATES_SITE ? DM_TOPONYM_SITE
                                           : DM_TOPONYM_WAY;
    return true;
}

static dm_span entity_at(const dm_reading *r, uint32_t i) {
    dm_span s = {i, i + 1};
    if (r->tok[i].ent == DM_ENT_NONE) return s;
    while (s.begin > 0 && !r->tok[s.begin].ent_begin && r->tok[s.begin - 1].ent == r->tok[i].ent) s.begin--;
    while (s.end < r->n && r->tok[s.end].ent == r->tok[i].ent && !r->tok[s.end].ent_begin) s.end++;
    return s;
}

/* An entity without "the" and "'s". */
static dm_span bare_entity(const dm_reading *r, uint32_t i) {
    dm_span s = entity_at(r, i);
    while (s.end > s.begin + 1 && (r->tok[s.end - 1].tag == DM_TAG_POS ||
                                   r->tok[s.end - 1].pos == DM_POS_PUNCT || r->tok[s.end - 1].lex->space))
        s.end--;
    while (s.begin + 1 < s.end && (r->tok[s.begin].pos == DM_POS_DET || r->tok[s.begin].lex->space))
        s.begin++;
    return s;
}

static bool is_place_entity(uint8_t ent) {
    return ent == DM_ENT_GPE || ent == DM_ENT_LOC || ent == DM_ENT_FAC;
}

/* "Ky. 80", "FM 678": a road by its number. */
static bool is_road_number(const finder *f, const dm_toponym *t) {
    const dm_reading *r = f->r;
    uint32_t end = t->span.end;
    return t->key.n && t->key.p[0] == '=' && dm_candidate_role(t->candidate[0]) == DM_NAME_SHORT &&
           end < r->n && is_number(r, end) && same_sentence(r, t->span.begin, end);
}

/* An entity of the recogniser that no other name begins in. */
static bool find_entity(finder *f, uint32_t i, dm_toponym *t) {
    const dm_reading *r = f->r;
    if (!is_place_entity(r->tok[i].ent)) return false;
    dm_span s = bare_entity(r, i);
    if (s.begin != i || s.end - s.begin > 6) return false;
    for (uint32_t k = i + 1; k < s.end; k++) {
        dm_toponym inner;
        if (may_begin(f, k) && find_name(f, k, &inner) && inner.span.end <= s.end) return false;
    }
    *t = blank(s, DM_TOPONYM_ENTITY);
    return true;
}

static void add(finder *f, const dm_toponym *t) {
    f->at[t->span.begin] = (int32_t)f->out->n;
    dm_vec_push(f->r->arena, f->out, *t);
}

/* "EU", "IRA", "ETA" are organizations, though Eu, Ira and Eta are towns; the Dalai Lama is no Dalai, nor
 * Tupac Amaru, unless the recogniser says so, the ruler of the Incas. */
static bool is_known_body(const finder *f, uint32_t i, const dm_toponym *t) {
    const dm_reading *r = f->r;
    dm_senses senses;
    bool dot = same_sentence(r, i, i + 1) && dm_str_is(dm_low(r, i + 1), ".");
    bool abbreviated = f->form[i] & CAPITALS && t->span.end <= i + 1 + dot;
    if (!abbreviated && is_place_entity(r->tok[i].ent)) return false;
    dm_find_senses(r, i, &senses);
    for (uint32_t k = 0; k < senses.n; k++) {
        unsigned kind = senses.at[k]->kind;
        if (kind != DM_SENSE_GROUP && kind != (abbreviated ? DM_SENSE_ORG : DM_SENSE_PERSON)) return false;
    }
    return senses.n && (abbreviated ? senses.length == 1 : i + senses.length >= t->span.end);
}

/* What begins at a token: a street or river, the name in it, or an entity. */
static void find_at(finder *f, uint32_t i) {
    dm_reading *r = f->r;
    dm_toponym t, pattern;
    if (!may_begin(f, i)) return;
    bool known = find_name(f, i, &t);
    if (known && is_known_body(f, i, &t)) return;
    if (known && is_road_number(f, &t)) {
        t = blank((dm_span){i, t.span.end + 1}, DM_TOPONYM_STREET);
        add(f, &t);
        return;
    }
    bool function_word = r->tok[i].pos == DM_POS_DET || r->tok[i].pos == DM_POS_ADP ||
                         r->tok[i].pos == DM_POS_PRON || r->tok[i].pos == DM_POS_CCONJ ||
                         r->tok[i].pos == DM_POS_SCONJ || r->tok[i].pos == DM_POS_AUX;
    bool described =
        f->form[i] & CAPITAL && !function_word && find_pattern(f, i, known ? t.span.end : 0, &pattern);
    if (described) add(f, &pattern);
    if (known) {
        uint32_t end = t.span.end;
        if (same_sentence(r, i, end) && designates(f, end) & DM_DESIGNATES_UNIT) {
            t.unit = true;
            if (f->form[end] & CAPITAL) t.span.end++;
        }
        add(f, &t);
    } else if (!described && find_entity(f, i, &t)) {
        add(f, &t);
    }
}

/* ---- groups of the same name ---- */

/* Numbers the keys; names that no gazetteer has count by their lower-cased text. */
static uint32_t number_groups(dm_reading *r, dm_toponyms *all) {
    uint32_t size = 16, groups = 0;
    while (size < 2 * (all->n + 1)) size *= 2;
    uint32_t *slot = dm_arena_zero(r->arena, size, sizeof *slot);
    for (uint32_t i = 0; i < all->n; i++) {
        dm_toponym *t = &all->at[i];
        if (!t->key.n) t->key = dm_low_of(r, t->span.begin, t->span.end);
        uint32_t s = (uint32_t)dm_hash_str(t->key) & (size - 1);
        while (slot[s] && !dm_str_eq(all->at[slot[s] - 1].key, t->key)) s = (s + 1) & (size - 1);
        if (!slot[s]) {
            slot[s] = i + 1;
            t->group = groups++;
        } else {
            t->group = all->at[slot[s] - 1].group;
        }
    }
    return groups;
}

/* Does some place of this name lie in some place of the other? */
static bool may_lie_in(const dm_gazetteer *g, const dm_toponym *inner, const dm_toponym *outer) {
    for (uint32_t o = 0; o < outer->n; o++) {
        uint32_t around = dm_candidate_place(outer->candidate[o]);
        dm_name_role role = dm_candidate_role(outer->candidate[o]);
        if (dm_place_feature_of(&g->places[around]) > DM_PLACE_ADM2 || role >= DM_NAME_ADJECTIVE) continue;
        for (uint32_t i = 0; i < inner->n; i++) {
            uint32_t place = dm_candidate_place(inner->candidate[i]);
            if (place != around && dm_gazetteer_within(g, place, around)) return true;
        }
    }
    return false;
}

static bool may_be_country(const dm_gazetteer *g, const dm_toponym *t) {
    return dm_place_feature_of(&g->places[dm_candidate_place(t->candidate[0])]) == DM_PLACE_COUNTRY;
}

/* "Paris, Texas", "Laurel County, Ky.", "Iraq's Mosul"; "Lebanon, Syria" is a list. */
static void find_qualifiers(finder *f) {
    dm_reading *r = f->r;
    for (uint32_t i = 0; i < f->out->n; i++) {
        dm_toponym *t = &f->out->at[i];
        uint32_t next = t->span.end;
        if (!t->n || next + 1 >= r->n || !dm_str_is(dm_low(r, next), ",")) continue;
        int32_t q = f->at[next + 1];
        if (q == DM_NONE || !f->out->at[q].n || !may_lie_in(f->g, t, &f->out->at[q]) ||
            (may_be_country(f->g, t) && may_be_country(f->g, &f->out->at[q])))
            continue;
        t->qualifier = q;
        f->out->at[q].qualifies = true;
    }
    for (uint32_t i = 0; i < f->out->n; i++) {
        const dm_toponym *t = &f->out->at[i];
        uint32_t next = t->span.end;
        if (!t->n || next + 1 >= r->n || r->tok[next].tag != DM_TAG_POS) continue;
        int32_t inner = f->at[next + 1];
        if (inner == DM_NONE || f->out->at[inner].qualifier != DM_NONE || !f->out->at[inner].n ||
            !may_lie_in(f->g, &f->out->at[inner], t))
            continue;
        f->out->at[inner].qualifier = (int32_t)i;
    }
}

/* ---- traits ---- */

static uint16_t trait_of_entity(const dm_reading *r, const dm_toponym *t) {
    static const struct {
        uint8_t ent;
        uint16_t trait;
    } kinds[] = {
        {DM_ENT_GPE, DM_TRAIT_entity_gpe_whole},       {DM_ENT_LOC, DM_TRAIT_entity_loc_whole},
        {DM_ENT_FAC, DM_TRAIT_entity_fac_whole},       {DM_ENT_NORP, DM_TRAIT_entity_norp_whole},
        {DM_ENT_ORG, DM_TRAIT_entity_org_whole},       {DM_ENT_PERSON, DM_TRAIT_entity_person_whole},
        {DM_ENT_EVENT, DM_TRAIT_entity_event_whole},   {DM_ENT_WORK_OF_ART, DM_TRAIT_entity_work_whole},
        {DM_ENT_LAW, DM_TRAIT_entity_work_whole},      {DM_ENT_PRODUCT, DM_TRAIT_entity_work_whole},
        {DM_ENT_LANGUAGE, DM_TRAIT_entity_work_whole}, {DM_ENT_NONE, DM_TRAIT_entity_none_whole}};
    uint32_t i = t->span.begin;
    uint16_t trait = DM_TRAIT_entity_other_whole;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (kinds[k].ent == r->tok[i].ent) trait = kinds[k].trait;
    if (trait == DM_TRAIT_entity_none_whole) return trait;
    dm_span s = bare_entity(r, i);
    if (s.begin < i) return (uint16_t)(trait + 2);
    return t->span.end >= s.end ? trait : (uint16_t)(trait + 1);
}

static uint16_t trait_of_kind(const finder *f, const dm_toponym *t) {
    static const uint16_t patterns[] = {
        [DM_TOPONYM_STREET] = DM_TRAIT_is_street, [DM_TOPONYM_WAY] = DM_TRAIT_is_way,
        [DM_TOPONYM_FORM] = DM_TRAIT_is_form,     [DM_TOPONYM_SITE] = DM_TRAIT_is_site,
        [DM_TOPONYM_UNIT] = DM_TRAIT_is_unit,     [DM_TOPONYM_ENTITY] = DM_TRAIT_is_unknown};
    if (t->kind != DM_TOPONYM_NAME) return patterns[t->kind];
    dm_place_feature feature = dm_place_feature_of(&f->g->places[dm_candidate_place(t->candidate[0])]);
    switch (feature) {
    case DM_PLACE_COUNTRY: return DM_TRAIT_is_country;
    case DM_PLACE_ADM1: return DM_TRAIT_is_adm1;
    case DM_PLACE_ADM2: return DM_TRAIT_is_adm2;
    case DM_PLACE_CAPITAL: return DM_TRAIT_is_capital;
    case DM_PLACE_TOWN: return DM_TRAIT_is_town;
    default: return feature <= DM_PLACE_PENINSULA ? DM_TRAIT_is_region : DM_TRAIT_is_water;
    }
}

static uint16_t trait_of_role(const dm_toponym *t) {
    return t->n ? (uint16_t)(DM_TRAIT_role_main + dm_candidate_role(t->candidate[0])) : DM_TRAIT_role_none;
}

/* Inhabitants of the largest place of that name: under 500, 5,000, 50,000, 250,000, a million, more. */
static uint16_t trait_of_size(const finder *f, const dm_toponym *t) {
    static const uint8_t limits[] = {72, 99, 125, 144, 160};
    uint32_t size = 0;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t s = dm_place_size(&f->g->places[dm_candidate_place(t->candidate[i])]);
        if (s > size) size = s;
    }
    if (!size) return DM_TRAIT_size_none;
    uint16_t trait = DM_TRAIT_size_hamlet;
    for (size_t k = 0; k < sizeof limits && size >= limits[k]; k++) trait++;
    return trait;
}

static uint16_t trait_of_common(const finder *f, const dm_toponym *t) {
    unsigned common = 0;
    for (uint32_t i = 0; i < t->n; i++)
        common |= dm_place_common(&f->g->places[dm_candidate_place(t->candidate[i])]);
    return (uint16_t)(DM_TRAIT_common_no + common);
}

static uint16_t trait_of_writing(const finder *f, const dm_toponym *t) {
    uint32_t words = 0, capitals = 0, begin = t->span.begin;
    for (uint32_t i = begin; i < t->span.end; i++) {
        words += (f->form[i] & (CAPITAL | SMALL)) != 0;
        capitals += (f->form[i] & CAPITALS) != 0;
    }
    uint16_t base = words < 2    ? DM_TRAIT_one_capitalized
                    : words == 2 ? DM_TRAIT_two_capitalized
                                 : DM_TRAIT_more_capitalized;
    if (capitals && capitals == words)
        return (uint16_t)(base + (f->headline[f->r->sentence_of[begin]] ? 2 : 1));
    return (uint16_t)(base + (f->form[begin] & CAPITAL ? 0 : 3));
}

static bool is_direction(dm_str low) {
    return dm_is_one_of(
        low,
        "north south east west northern southern eastern western central northeast northwest southeast "
        "southwest northeastern northwestern southeastern southwestern upper lower greater downtown upstate");
}

static uint16_t trait_before(const finder *f, const dm_toponym *t) {
    static const struct {
        const char *words;
        uint16_t trait;
    } words[] = {{", ;", DM_TRAIT_before_comma},
                 {"and or &", DM_TRAIT_before_and},
                 {"in into inside within throughout across", DM_TRAIT_before_in},
                 {"at", DM_TRAIT_before_at},
                 {"from", DM_TRAIT_before_from},
                 {"to toward towards", DM_TRAIT_before_to},
                 {"of", DM_TRAIT_before_of},
                 {"near outside around", DM_TRAIT_before_near},
                 {"for", DM_TRAIT_before_for},
                 {"on", DM_TRAIT_before_on},
                 {"by", DM_TRAIT_before_by},
                 {"with", DM_TRAIT_before_with},
                 {"the", DM_TRAIT_before_the},
                 {"a an", DM_TRAIT_before_a},
                 {"- – —", DM_TRAIT_before_hyphen}};
    const dm_reading *r = f->r;
    uint32_t i = t->span.begin;
    if (!i || !same_sentence(r, i - 1, i) || r->tok[i - 1].lex->space) return DM_TRAIT_before_start;
    i--;
    dm_str low = dm_low(r, i);
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (dm_is_one_of(low, words[k].words)) return words[k].trait;
    if (announces(f, i) & DM_DESIGNATES_TITLE && f->form[i] & CAPITAL) return DM_TRAIT_before_title;
    if (announces(f, i) & DM_DESIGNATES_UNIT) return DM_TRAIT_before_unit;
    if (is_direction(low)) return DM_TRAIT_before_direction;
    if (r->tok[i].tag == DM_TAG_POS) return DM_TRAIT_before_possessive;
    switch (r->tok[i].pos) {
    case DM_POS_NUM: return DM_TRAIT_before_number;
    case DM_POS_ADP: return DM_TRAIT_before_preposition;
    case DM_POS_PROPN: return DM_TRAIT_before_name;
    case DM_POS_VERB:
    case DM_POS_AUX: return DM_TRAIT_before_verb;
    case DM_POS_NOUN: return f->form[i] & CAPITAL ? DM_TRAIT_before_name : DM_TRAIT_before_noun;
    case DM_POS_ADJ: return DM_TRAIT_before_adjective;
    case DM_POS_PUNCT: return DM_TRAIT_before_mark;
    default: return DM_TRAIT_before_other;
    }
}

static uint16_t trait_after(const finder *f, const dm_toponym *t) {
    const dm_reading *r = f->r;
    uint32_t i = t->span.end;
    if (!same_sentence(r, i - 1, i) || r->tok[i].lex->space) return DM_TRAIT_after_end;
    dm_str low = dm_low(r, i);
    if (dm_str_is(low, ",")) {
        bool place = i + 1 < r->n && f->at[i + 1] != DM_NONE && f->out->at[f->at[i + 1]].n;
        return place ? DM_TRAIT_after_comma_place : DM_TRAIT_after_comma;
    }
    if (dm_is_one_of(low, ". ? ! ;")) return DM_TRAIT_after_end;
    if (r->tok[i].tag == DM_TAG_POS) return DM_TRAIT_after_possessive;
    if (dm_is_one_of(low, "- –"))
        return r->tok[i - 1].space_after ? DM_TRAIT_after_dash : DM_TRAIT_after_hyphen;
    if (dm_is_one_of(low, "— -- --- :")) return DM_TRAIT_after_dash;
    if (dm_is_one_of(low, "( )")) return DM_TRAIT_after_bracket;
    if (dm_is_one_of(low, "and or &")) return DM_TRAIT_after_and;
    static const struct {
        unsigned kind;
        uint16_t trait;
    } kinds[] = {{DM_DESIGNATES_STREET, DM_TRAIT_after_street}, {DM_DESIGNATES_FORM, DM_TRAIT_after_form},
                 {DM_DESIGNATES_UNIT, DM_TRAIT_after_unit},     {DM_DESIGNATES_BODY, DM_TRAIT_after_body},
                 {DM_DESIGNATES_SITE, DM_TRAIT_after_site},     {DM_DESIGNATES_WAY, DM_TRAIT_after_way}};
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        if (designates(f, i) & kinds[k].kind) return kinds[k].trait;
    if (f->form[i] & CAPITAL) return DM_TRAIT_after_name;
    switch (r->tok[i].pos) {
    case DM_POS_NOUN:
    case DM_POS_ADJ: return DM_TRAIT_after_noun;
    case DM_POS_VERB:
    case DM_POS_AUX: return DM_TRAIT_after_verb;
    case DM_POS_ADP:
    case DM_POS_SCONJ:
    case DM_POS_ADV: return DM_TRAIT_after_preposition;
    case DM_POS_NUM: return DM_TRAIT_after_number;
    default: return DM_TRAIT_after_other;
    }
}

static uint16_t trait_of_pos(const dm_reading *r, uint32_t head) {
    switch (r->tok[head].pos) {
    case DM_POS_PROPN: return DM_TRAIT_pos_name;
    case DM_POS_NOUN: return DM_TRAIT_pos_noun;
    case DM_POS_ADJ: return DM_TRAIT_pos_adjective;
    case DM_POS_VERB:
    case DM_POS_AUX: return DM_TRAIT_pos_verb;
    default: return DM_TRAIT_pos_other;
    }
}

static uint16_t trait_of_dep(const dm_reading *r, uint32_t head) {
    switch (r->tok[head].dep) {
    case DM_DEP_pobj: return DM_TRAIT_dep_pobj;
    case DM_DEP_nsubj:
    case DM_DEP_nsubjpass: return DM_TRAIT_dep_subject;
    case DM_DEP_dobj:
    case DM_DEP_attr: return DM_TRAIT_dep_object;
    case DM_DEP_compound:
    case DM_DEP_nmod: return DM_TRAIT_dep_compound;
    case DM_DEP_amod: return DM_TRAIT_dep_amod;
    case DM_DEP_poss: return DM_TRAIT_dep_poss;
    case DM_DEP_appos: return DM_TRAIT_dep_appos;
    case DM_DEP_conj: return DM_TRAIT_dep_conj;
    case DM_DEP_npadvmod: return DM_TRAIT_dep_npadvmod;
    case DM_DEP_ROOT: return DM_TRAIT_dep_root;
    default: return DM_TRAIT_dep_other;
    }
}

/* How often the recogniser holds the name for a place, elsewhere in the document. */
typedef struct usage {
    uint32_t all, place, person;
} usage;

static uint16_t trait_elsewhere(const usage *u, bool self) {
    uint32_t all = u->all - 1, place = u->place - self;
    if (!all) return DM_TRAIT_elsewhere_once;
    if (!place) return DM_TRAIT_elsewhere_never;
    return 2 * place > all ? DM_TRAIT_elsewhere_mostly : DM_TRAIT_elsewhere_some;
}

/* The last words of persons' names in the document, as a set of hashes. */
static uint64_t *surnames(const dm_reading *r, uint32_t *mask) {
    uint32_t size = 64, n = 0;
    for (uint32_t i = 0; i < r->n; i++) n += r->tok[i].ent == DM_ENT_PERSON && r->tok[i].ent_begin;
    while (size < 2 * (n + 1)) size *= 2;
    uint64_t *slot = dm_arena_zero(r->arena, size, sizeof *slot);
    *mask = size - 1;
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->tok[i].ent != DM_ENT_PERSON || !r->tok[i].ent_begin) continue;
        dm_span s = bare_entity(r, i);
        if (s.end - s.begin < 2) continue;
        uint64_t hash = dm_hash_str(dm_low(r, s.end - 1)) | 1;
        uint32_t at = (uint32_t)(hash >> 32) & *mask;
        while (slot[at] && slot[at] != hash) at = (at + 1) & *mask;
        slot[at] = hash;
    }
    return slot;
}

static bool is_surname(const dm_reading *r, const uint64_t *slot, uint32_t mask, dm_span s) {
    if (s.end != s.begin + 1) return false;
    uint64_t hash = dm_hash_str(dm_low(r, s.begin)) | 1;
    uint32_t at = (uint32_t)(hash >> 32) & mask;
    while (slot[at] && slot[at] != hash) at = (at + 1) & mask;
    return slot[at] != 0;
}

/* "BEIRUT (AP) —", "LONDON, Ont. -": capitals or a name at the beginning of a paragraph, and a dash soon
 * after. */
static bool is_dateline(const finder *f, const dm_toponym *t) {
    const dm_reading *r = f->r;
    uint32_t i = t->span.begin, k = t->span.end;
    bool first = !i || r->tok[i - 1].lex->space || (i == 1 && !dm_is_noun(r, 0));
    if (!first) return false;
    for (uint32_t n = 0; n < 12 && k < r->n && !r->tok[k].lex->space; n++, k++) {
        dm_str low = dm_low(r, k);
        if (dm_is_one_of(low, "— -- – ---")) return true;
        if (dm_str_is(low, "-")) /* "al-Alfi" is none, "(AP)-" is */
            return r->tok[k - 1].space_after || r->tok[k].space_after || dm_str_is(dm_low(r, k - 1), ")");
        if (f->form[k] & SMALL && r->tok[k].pos == DM_POS_VERB) return false;
    }
    return false;
}

static bool state_named(const finder *f, const dm_toponym *t, const uint32_t *states, uint32_t n_states) {
    for (uint32_t i = 0; i < t->n && i < 40; i++) {
        uint32_t place = dm_candidate_place(t->candidate[i]);
        for (uint32_t k = 0; k < n_states; k++)
            if (states[k] != place && dm_gazetteer_within(f->g, place, states[k])) return true;
    }
    return false;
}

/* Units of the first level that the document names outright. */
static uint32_t list_states(const finder *f, uint32_t *out, uint32_t room) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < f->out->n && n < room; i++) {
        const dm_toponym *t = &f->out->at[i];
        if (!t->n || f->r->tok[t->span.begin].ent != DM_ENT_GPE) continue;
        uint32_t place = dm_candidate_place(t->candidate[0]), k = 0;
        if (dm_place_feature_of(&f->g->places[place]) != DM_PLACE_ADM1) continue;
        while (k < n && out[k] != place) k++;
        if (k == n) out[n++] = place;
    }
    return n;
}

static void fill_traits(finder *f, uint32_t groups) {
    dm_reading *r = f->r;
    usage *use = dm_arena_zero(r->arena, groups + 1u, sizeof *use);
    uint32_t mask, states[16], n_states = list_states(f, states, 16);
    uint64_t *names = surnames(r, &mask);
    const float *weight = r->lex->place_weights + DM_WEIGHTS_NAME;
    for (uint32_t i = 0; i < f->out->n; i++) {
        const dm_toponym *t = &f->out->at[i];
        use[t->group].all++;
        use[t->group].place += is_place_entity(r->tok[t->span.begin].ent);
    }
    for (uint32_t i = 0; i < f->out->n; i++) {
        dm_toponym *t = &f->out->at[i];
        uint32_t head = dm_head_of_place(r, t->span);
        bool self = is_place_entity(r->tok[t->span.begin].ent);
        t->dateline = is_dateline(f, t);
        const uint16_t traits[DM_NAME_FAMILIES] = {
            trait_of_entity(r, t),
            trait_of_kind(f, t),
            trait_of_role(t),
            trait_of_size(f, t),
            trait_of_common(f, t),
            trait_of_writing(f, t),
            trait_before(f, t),
            trait_after(f, t),
            trait_of_pos(r, head),
            trait_of_dep(r, head),
            trait_elsewhere(&use[t->group], self),
            is_surname(r, names, mask, t->span) ? DM_TRAIT_person_yes : DM_TRAIT_person_no,
            t->qualifier != DM_NONE               ? DM_TRAIT_state_follows
            : t->qualifies                        ? DM_TRAIT_state_is
            : state_named(f, t, states, n_states) ? DM_TRAIT_state_named
                                                  : DM_TRAIT_state_none,
            t->dateline ? DM_TRAIT_dateline_yes : DM_TRAIT_dateline_no,
        };
        memcpy(t->trait, traits, sizeof traits);
        t->score = weight[DM_TRAIT_bias];
        for (size_t k = 0; k < DM_NAME_FAMILIES; k++) t->score += weight[traits[k]];
    }
}

void dm_find_toponyms(dm_reading *r, dm_toponyms *out) {
    finder f = {.r = r, .g = &r->lex->gazetteer, .out = out};
    look_at_words(&f);
    f.at = dm_arena_array(r->arena, r->n + 1u, sizeof *f.at);
    for (uint32_t i = 0; i <= r->n; i++) f.at[i] = DM_NONE;
    for (uint32_t i = 0; i < r->n; i++) find_at(&f, i);
    uint32_t groups = number_groups(r, out);
    find_qualifiers(&f);
    fill_traits(&f, groups);
}

void dm_accept_toponyms(const dm_reading *r, dm_toponyms *all) {
    uint32_t kept = 0, end = 0;
    int32_t *number = dm_arena_array(r->arena, all->n + 1u, sizeof *number);
    for (uint32_t i = 0; i < all->n; i++) {
        number[i] = DM_NONE;
        if (all->at[i].span.begin < end || all->at[i].score <= 0) continue;
        end = all->at[i].span.end;
        number[i] = (int32_t)kept;
        all->at[kept++] = all->at[i];
    }
    all->n = kept;
    for (uint32_t i = 0; i < kept; i++) {
        dm_toponym *t = &all->at[i];
        if (t->qualifier != DM_NONE) t->qualifier = number[t->qualifier];
    }
}

/* Names in a text that was not parsed: runs of capitalized words, the longest first. */
static void find_in(dm_reading *r, const char *text, dm_toponyms *out) {
    char key[DM_GAZ_KEY];
    dm_str s = dm_str_of(text);
    for (size_t i = 0; i < s.n;) {
        size_t next = i, best = 0;
        while (next < s.n && s.p[next] != ' ') next++;
        for (size_t end = i, words = 0; s.p[i] >= 'A' && s.p[i] <= 'Z' && words < DM_GAZ_WORDS; words++) {
            const dm_candidate *c;
            while (end < s.n && s.p[end] != ' ' && s.p[end] != ',') end++;
            dm_str name = dm_str_sub(s, i, end);
            size_t n = dm_gazetteer_key(name, key);
            uint32_t found = dm_gazetteer_find(&r->lex->gazetteer, (dm_str){key, n}, &c);
            bool common = found && dm_place_common(&r->lex->gazetteer.places[dm_candidate_place(c[0])]) &
                                       DM_COMMON_WORD;
            if (found && !common) {
                if (best) out->n--;
                best = end;
                dm_toponym t = blank((dm_span){0, 0}, DM_TOPONYM_NAME);
                t.candidate = c;
                t.n = found;
                t.key = dm_arena_copy(r->arena, (dm_str){key, n});
                dm_vec_push(r->arena, out, t);
            }
            if (end >= s.n || s.p[end] == ',') break;
            end++;
        }
        i = best > next ? best : next;
        while (i < s.n && (s.p[i] == ' ' || s.p[i] == ',')) i++;
    }
}

void dm_add_home(dm_reading *r, dm_toponyms *all) {
    if (r->doc->title) find_in(r, r->doc->title, all);
    if (r->doc->publisher) find_in(r, r->doc->publisher, all);
    number_groups(r, all);
}

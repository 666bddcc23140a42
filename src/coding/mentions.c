/* Who is spoken of: noun phrases, pronouns and modifiers that stand for somebody, and what the text and the
 * tables say of them. A phrase is read from its words: names and nouns that a table knows are found first
 * ("hits"), then the phrase's head decides what it is, and the words before and after it say of which
 * country, office and body.
 *
 *     [US]country [Defense Secretary]role [Lloyd Austin]person  ─►  person, USA, GOV, "Defense Secretary" */
#include "coding/reading.h"

#include "base/utf8.h"

/* The token of a span that hangs on something outside of it. */
static uint32_t head_of_span(const dm_reading *r, dm_span s) {
    for (uint32_t i = s.end; i-- > s.begin;) {
        uint32_t h = r->tok[i].head;
        if (h == i || h < s.begin || h >= s.end) return i;
    }
    return s.end - 1;
}

static void find_hits(dm_reading *r) {
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
        h.head = head_of_span(r, h.span);
        for (uint32_t k = h.span.begin; k < h.span.end; k++) r->hit_of[k] = (int32_t)r->hits.n;
        dm_vec_push(r->arena, &r->hits, h);
        i = h.span.end;
    }
}

static bool in_term(const dm_reading *r, const dm_sense *s) {
    return (s->from == 0 && s->to == 0) || r->day == 0 || (s->from <= r->day && r->day <= s->to);
}

/* The sense of a hit that is of one of these kinds (bits); of several the one that holds at the document's
 * date. */
static const dm_sense *sense_of(const dm_reading *r, const dm_hit *h, unsigned kinds) {
    const dm_sense *found = NULL;
    for (uint32_t i = 0; i < h->senses.n; i++) {
        const dm_sense *s = h->senses.at[i];
        if (!(kinds >> s->kind & 1)) continue;
        if (in_term(r, s)) return s;
        if (!found || s->to > found->to) found = s;
    }
    return found;
}

#define KIND(name) (1u << DM_SENSE_##name)
enum {
    ROLE_KINDS = KIND(ROLE) | KIND(ROLES),
    STATE_KINDS = KIND(COUNTRY) | KIND(ADJECTIVE) | KIND(CAPITAL) | KIND(REGION) | KIND(REGION_ADJECTIVE),
    BODY_KINDS = KIND(ORG) | KIND(GROUP) | KIND(METONYM) | KIND(BODY)
};

static const dm_hit *hit_at(const dm_reading *r, uint32_t tok) {
    return r->hit_of[tok] == DM_NONE ? NULL : &r->hits.at[r->hit_of[tok]];
}

/* ---- the extent of a phrase ---- */

static bool belongs_before(uint16_t dep) {
    switch (dep) {
    case DM_DEP_det:
    case DM_DEP_amod:
    case DM_DEP_compound:
    case DM_DEP_nmod:
    case DM_DEP_poss:
    case DM_DEP_nummod:
    case DM_DEP_predet:
    case DM_DEP_quantmod:
    case DM_DEP_npadvmod: return true;
    default: return false;
    }
}

static uint32_t phrase_begin(const dm_reading *r, uint32_t head) {
    uint32_t begin = head;
    for (int32_t c = r->child[head]; c != DM_NONE && (uint32_t)c < head; c = r->sibling[c])
        if (belongs_before(r->tok[c].dep) && r->tok[c].left < begin) begin = r->tok[c].left;
    return dm_trim(r, (dm_span){begin, head + 1}).begin;
}

static bool is_determiner_definite(const dm_reading *r, uint32_t head) {
    int32_t d = dm_child(r, head, DM_DEP_det);
    if (d != DM_NONE) {
        dm_str low = dm_low(r, (uint32_t)d);
        return dm_str_is(low, "the") || dm_str_is(low, "this") || dm_str_is(low, "that") ||
               dm_str_is(low, "these") || dm_str_is(low, "those") || dm_str_is(low, "both");
    }
    return dm_child(r, head, DM_DEP_poss) != DM_NONE;
}

static void copy_sectors(dm_mention *m, const dm_sense *s) {
    if (!m->sector) m->sector = s->sector;
    for (int i = 0; i < 2; i++)
        if (!m->other[i]) m->other[i] = s->other[i];
}

/* A mention of what a modifier or a name inside another phrase stands for. */
static int32_t add(dm_reading *r, dm_mention m) {
    int32_t number = (int32_t)r->mentions.n;
    if (r->mention_of[m.head] != DM_NONE) return r->mention_of[m.head];
    m.actor = DM_NONE;
    r->mention_of[m.head] = number;
    dm_vec_push(r->arena, &r->mentions, m);
    return number;
}

static dm_mention blank(dm_span span, uint32_t head) {
    return (dm_mention){.span = span, .head = head, .actor = DM_NONE, .of = DM_NONE, .relevant = true};
}

/* The mention of a hit that is a country, a body or a name, on its own. */
static int32_t mention_of_hit(dm_reading *r, const dm_hit *h, bool modifier) {
    const dm_sense *s = sense_of(r, h, STATE_KINDS | BODY_KINDS);
    if (!s) return DM_NONE;
    /* "military" before a noun is no body of its own */
    if (modifier && s->kind == DM_SENSE_BODY && r->tok[h->head].pos == DM_POS_ADJ) return DM_NONE;
    if (r->mention_of[h->head] != DM_NONE) return r->mention_of[h->head];
    dm_mention m = blank(h->span, h->head);
    m.form = modifier ? DM_FORM_MODIFIER : DM_FORM_NAME;
    m.sense = s;
    m.country = s->country;
    m.name = dm_lexicon_text(r->lex, s->name);
    m.party = true;
    m.gender = 'n';
    switch (s->kind) {
    case DM_SENSE_ORG:
    case DM_SENSE_METONYM:
    case DM_SENSE_BODY: m.kind = DM_ACTOR_ORGANIZATION; break;
    case DM_SENSE_GROUP: m.kind = DM_ACTOR_GROUP; break;
    default: m.kind = DM_ACTOR_STATE;
    }
    if (s->kind == DM_SENSE_BODY) {
        m.form = DM_FORM_NOMINAL;
        m.name = (dm_str){NULL, 0};
    }
    copy_sectors(&m, s);
    if (m.kind == DM_ACTOR_STATE && !m.sector && !dm_is_beyond_states(m.country)) m.sector = DM_GOV;
    return add(r, m);
}

/* ---- what the words around a head say ---- */

typedef struct around {
    const dm_sense *role; /* the one nearest to the head */
    dm_span role_span;
    int32_t of; /* mention of the country or body that the phrase belongs to */
    bool honorific;
} around;

/* Words from `begin` up to the head. Later ones are nearer and count more, but a body outweighs a country. */
static void look_before(dm_reading *r, uint32_t begin, uint32_t head, around *a) {
    for (uint32_t i = begin; i < head;) {
        const dm_hit *h = hit_at(r, i);
        if (!h) {
            i++;
            continue;
        }
        uint32_t end = h->span.end;
        const dm_sense *role = sense_of(r, h, ROLE_KINDS);
        if (h->head != head && role && end <= head) {
            a->role = role;
            a->role_span = h->span;
        } else if (h->head != head && sense_of(r, h, STATE_KINDS | BODY_KINDS)) {
            int32_t m = mention_of_hit(r, h, true);
            bool heavier = a->of == DM_NONE || r->mentions.at[a->of].kind == DM_ACTOR_STATE;
            if (m != DM_NONE && heavier) {
                if (a->of != DM_NONE && !r->mentions.at[m].country) {
                    r->mentions.at[m].country = r->mentions.at[a->of].country;
                    r->mentions.at[m].of = a->of;
                }
                a->of = m;
            }
        }
        i = end > i ? end : i + 1;
    }
}

static bool preposition_is(const dm_reading *r, uint32_t tok, const char *list) {
    dm_str low = dm_low(r, tok);
    for (const char *p = list; *p;) {
        size_t n = strcspn(p, " ");
        if (n == low.n && memcmp(p, low.p, n) == 0) return true;
        p += n + (p[n] == ' ');
    }
    return false;
}

/* A phrase with of, in, from, at, for after the head: whose office it is, or where its holders sit. */
static void look_behind(dm_reading *r, uint32_t head, around *a, dm_span *span, bool representative) {
    for (int32_t c = r->child[head]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_prep || (uint32_t)c < head ||
            !preposition_is(r, (uint32_t)c, representative ? "of for from at with" : "of in from at for"))
            continue;
        int32_t object = dm_child(r, (uint32_t)c, DM_DEP_pobj);
        if (object == DM_NONE) continue;
        const dm_hit *h = hit_at(r, (uint32_t)object);
        if (!h || !sense_of(r, h, STATE_KINDS | BODY_KINDS)) continue;
        int32_t m = mention_of_hit(r, h, false);
        if (a->of == DM_NONE) a->of = m;
        if (h->span.end > span->end) span->end = h->span.end;
    }
}

static int32_t mention_of_head(dm_reading *r, uint32_t head);

/* The possessor: "Russia's", "the country's", "its". */
static void look_at_possessor(dm_reading *r, uint32_t head, around *a) {
    int32_t p = dm_child(r, head, DM_DEP_poss);
    if (p == DM_NONE || a->of != DM_NONE) return;
    a->of = mention_of_head(r, (uint32_t)p);
}

static void take_affiliation(dm_reading *r, dm_mention *m, const around *a) {
    m->of = a->of;
    if (a->role) {
        m->role = a->role;
        copy_sectors(m, a->role);
        if (a->role->flags & DM_SENSE_IRRELEVANT) m->relevant = false;
    }
    if (a->of == DM_NONE) return;
    const dm_mention *of = &r->mentions.at[a->of];
    if (!m->country) m->country = of->country;
    bool stands_for =
        !a->role || a->role->flags & (DM_SENSE_FOR_BODY | DM_SENSE_FOR_STATE) || !a->role->sector;
    if (!m->sector && stands_for) m->sector = of->sector;
    if (!of->relevant) m->relevant = false;
}

/* ---- the kinds of heads ---- */

static const struct {
    const char *word;
    uint8_t person, gender;
    bool plural;
} pronouns[] = {
    {"i", 1, 0, false},        {"me", 1, 0, false},       {"my", 1, 0, false},        {"myself", 1, 0, false},
    {"we", 1, 0, true},        {"us", 1, 0, true},        {"our", 1, 0, true},        {"ours", 1, 0, true},
    {"ourselves", 1, 0, true}, {"you", 2, 0, false},      {"your", 2, 0, false},      {"he", 3, 'm', false},
    {"him", 3, 'm', false},    {"his", 3, 'm', false},    {"himself", 3, 'm', false}, {"she", 3, 'f', false},
    {"her", 3, 'f', false},    {"hers", 3, 'f', false},   {"herself", 3, 'f', false}, {"it", 3, 'n', false},
    {"its", 3, 'n', false},    {"itself", 3, 'n', false}, {"they", 3, 0, true},       {"them", 3, 0, true},
    {"their", 3, 0, true},     {"theirs", 3, 0, true},    {"themselves", 3, 0, true},
};

static int32_t pronoun(dm_reading *r, uint32_t tok) {
    dm_str low = dm_low(r, tok);
    for (size_t i = 0; i < sizeof pronouns / sizeof *pronouns; i++)
        if (dm_str_is(low, pronouns[i].word)) {
            dm_mention m = blank((dm_span){tok, tok + 1}, tok);
            m.form = DM_FORM_PRONOUN;
            m.person = pronouns[i].person;
            m.gender = pronouns[i].gender;
            m.plural = pronouns[i].plural;
            m.kind = m.gender == 'n' ? DM_ACTOR_ORGANIZATION : m.plural ? DM_ACTOR_GROUP : DM_ACTOR_PERSON;
            return add(r, m);
        }
    return DM_NONE;
}

/* The tokens of the named entity that holds a token. */
static dm_span entity_span(const dm_reading *r, uint32_t tok) {
    dm_span s = {tok, tok + 1};
    while (s.begin > 0 && !r->tok[s.begin].ent_begin && r->tok[s.begin - 1].ent == r->tok[tok].ent) s.begin--;
    while (s.end < r->n && r->tok[s.end].ent == r->tok[tok].ent && !r->tok[s.end].ent_begin) s.end++;
    return s;
}

static bool is_honorific(const dm_reading *r, uint32_t tok, uint8_t *gender) {
    dm_str low = dm_low(r, tok);
    if (low.n && low.p[low.n - 1] == '.') low.n--;
    if (dm_str_is(low, "mr")) return *gender = 'm', true;
    if (dm_str_is(low, "mrs") || dm_str_is(low, "ms") || dm_str_is(low, "miss")) return *gender = 'f', true;
    return dm_str_is(low, "dr") || dm_str_is(low, "sir") || dm_str_is(low, "prof");
}

/* A person's name ends at the head: proper nouns before it that are no office, country or title. */
static uint32_t name_begin(dm_reading *r, uint32_t begin, uint32_t head, dm_mention *m) {
    uint32_t at = head;
    while (at > begin) {
        uint32_t k = at - 1;
        const dm_hit *h = hit_at(r, k);
        if (r->tok[k].pos == DM_POS_PUNCT && r->tok[k].tag == DM_TAG_HYPH) {
            at = k;
            continue;
        }
        if (is_honorific(r, k, &m->gender)) break;
        if (r->tok[k].pos != DM_POS_PROPN && r->tok[k].pos != DM_POS_NOUN && r->tok[k].ent != DM_ENT_PERSON &&
            r->tok[k].tag != DM_TAG_HYPH)
            break;
        if (h && h != hit_at(r, head) && r->tok[k].ent != DM_ENT_PERSON &&
            sense_of(r, h, ROLE_KINDS | STATE_KINDS | BODY_KINDS))
            break;
        if (h && r->tok[k].ent == DM_ENT_PERSON && sense_of(r, h, ROLE_KINDS)) break;
        size_t bytes;
        dm_str text = dm_text_of(r, (dm_span){k, k + 1});
        if (!(dm_unicode_class(dm_utf8_at(text.p, &bytes)) & DM_UC_UPPER) && r->tok[k].ent != DM_ENT_PERSON)
            break;
        at = k;
    }
    while (at < head && r->tok[at].pos == DM_POS_PUNCT) at++;
    return at;
}

static bool looks_like_person(dm_reading *r, uint32_t head, const around *a) {
    const dm_hit *h = hit_at(r, head);
    if (h && sense_of(r, h, KIND(PERSON))) return true;
    if (h && sense_of(r, h, STATE_KINDS | BODY_KINDS | ROLE_KINDS | KIND(DEMONYM) | KIND(DEMONYMS)))
        return false;
    if (r->tok[head].ent == DM_ENT_PERSON) return true;
    /* an office right before a name that the recogniser did not know */
    return a->role && r->tok[head].pos == DM_POS_PROPN && a->role_span.end <= head &&
           a->role->kind == DM_SENSE_ROLE && r->tok[head].ent != DM_ENT_ORG && r->tok[head].ent != DM_ENT_GPE;
}

static int32_t person(dm_reading *r, uint32_t head, dm_span span, around *a) {
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NAME;
    m.kind = DM_ACTOR_PERSON;
    m.party = true;
    m.name = dm_text_of(r, (dm_span){name_begin(r, span.begin, head, &m), head + 1});
    if (a->role) m.office = dm_text_of(r, a->role_span);
    take_affiliation(r, &m, a);
    const dm_hit *h = hit_at(r, head);
    const dm_sense *known = h ? sense_of(r, h, KIND(PERSON)) : NULL;
    if (known) {
        m.sense = known;
        if (!m.country) m.country = known->country;
        bool holds = in_term(r, known);
        if (!m.sector) m.sector = holds ? known->sector : DM_CODE('E', 'L', 'I');
        if (!m.office.p && holds && known->office) m.office = dm_lexicon_text(r->lex, known->office);
        if (h->span.begin < span.begin) m.span.begin = h->span.begin;
        if (h->span.end - h->span.begin > 1) m.name = dm_text_of(r, h->span);
    }
    return add(r, m);
}

static bool is_plural(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].tag == DM_TAG_NNS || r->tok[tok].tag == DM_TAG_NNPS;
}

/* A noun for persons or a group: "the Russian ambassador", "officials in Seoul", "South Koreans". */
static int32_t role_noun(dm_reading *r, uint32_t head, dm_span span, around *a, const dm_hit *h,
                         const dm_sense *role) {
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NOMINAL;
    m.plural = is_plural(r, head) || role->kind == DM_SENSE_ROLES;
    m.kind = m.plural ? DM_ACTOR_GROUP : DM_ACTOR_PERSON;
    m.definite = is_determiner_definite(r, head);
    m.party = true;
    m.office = dm_text_of(r, h->span);
    a->role = role;
    look_behind(r, head, a, &m.span, (role->flags & DM_SENSE_FOR_STATE) != 0);
    look_at_possessor(r, head, a);
    take_affiliation(r, &m, a);
    if (!m.sector && role->flags & DM_SENSE_FOR_STATE) m.sector = DM_GOV;
    return add(r, m);
}

static int32_t body_noun(dm_reading *r, uint32_t head, dm_span span, around *a, const dm_sense *s) {
    dm_mention m = blank(span, head);
    bool generic = s->kind == DM_SENSE_BODY;
    m.form = generic ? DM_FORM_NOMINAL : DM_FORM_NAME;
    m.kind = s->kind == DM_SENSE_GROUP ? DM_ACTOR_GROUP : DM_ACTOR_ORGANIZATION;
    m.sense = s;
    m.gender = 'n';
    m.plural = is_plural(r, head);
    m.definite = is_determiner_definite(r, head);
    m.party = true;
    m.country = s->country;
    if (!generic) m.name = dm_lexicon_text(r->lex, s->name);
    copy_sectors(&m, s);
    if (generic) {
        look_behind(r, head, a, &m.span, false);
        look_at_possessor(r, head, a);
        a->role = NULL;
        take_affiliation(r, &m, a);
    }
    return add(r, m);
}

static int32_t demonym(dm_reading *r, uint32_t head, dm_span span, const dm_sense *s) {
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NOMINAL;
    m.sense = s;
    m.country = s->country;
    m.plural = s->kind == DM_SENSE_DEMONYMS && r->tok[head].tag != DM_TAG_NNP;
    m.kind = m.plural ? DM_ACTOR_GROUP : DM_ACTOR_PERSON;
    m.definite = is_determiner_definite(r, head);
    /* "the South Koreans say" is their government, "two South Koreans" are people */
    m.sector = m.plural && m.definite && dm_child(r, head, DM_DEP_nummod) == DM_NONE &&
                       dm_child(r, head, DM_DEP_amod) == DM_NONE
                   ? DM_GOV
                   : DM_CVL;
    m.party = true;
    return add(r, m);
}

/* A name that no table knows, or any other noun phrase when something asks for it. */
static int32_t other_noun(dm_reading *r, uint32_t head, dm_span span, around *a, bool asked) {
    uint8_t ent = r->tok[head].ent;
    bool named = ent == DM_ENT_ORG || ent == DM_ENT_NORP || ent == DM_ENT_GPE;
    if (!named && !asked) return DM_NONE;
    dm_mention m = blank(span, head);
    m.form = named ? DM_FORM_NAME : DM_FORM_NOMINAL;
    m.kind = ent == DM_ENT_NORP || is_plural(r, head) ? DM_ACTOR_GROUP
             : ent == DM_ENT_GPE                      ? DM_ACTOR_STATE
                                                      : DM_ACTOR_ORGANIZATION;
    m.plural = is_plural(r, head);
    m.definite = is_determiner_definite(r, head);
    m.party = named;
    if (named) {
        dm_span name = entity_span(r, head);
        if (name.end > head + 1) name.end = head + 1;
        while (name.begin < head && r->tok[name.begin].pos == DM_POS_DET) name.begin++;
        m.name = dm_text_of(r, name);
    } else {
        look_behind(r, head, a, &m.span, false);
        look_at_possessor(r, head, a);
    }
    take_affiliation(r, &m, a);
    return add(r, m);
}

static bool can_head(const dm_reading *r, uint32_t tok) {
    const dm_token *t = &r->tok[tok];
    if (t->pos == DM_POS_NOUN || t->pos == DM_POS_PROPN)
        return t->dep != DM_DEP_compound && t->dep != DM_DEP_amod && t->dep != DM_DEP_nmod &&
               t->dep != DM_DEP_npadvmod;
    /* "the French", "the wounded" */
    return t->pos == DM_POS_ADJ && (t->dep == DM_DEP_nsubj || t->dep == DM_DEP_nsubjpass ||
                                    t->dep == DM_DEP_dobj || t->dep == DM_DEP_pobj);
}

/* asked: make a mention of any noun phrase. */
static int32_t read_head(dm_reading *r, uint32_t head, bool asked) {
    if (r->mention_of[head] != DM_NONE) return r->mention_of[head];
    if (r->tok[head].pos == DM_POS_PRON) return pronoun(r, head);
    if (!can_head(r, head) && !asked) return DM_NONE;
    if (r->time_of[head] != DM_NONE) return DM_NONE;
    dm_span span = {phrase_begin(r, head), head + 1};
    around a = {.of = DM_NONE};
    const dm_hit *h = hit_at(r, head);
    if (h && h->span.begin < span.begin) span.begin = h->span.begin;
    look_before(r, span.begin, h && h->head == head && h->span.begin < head ? h->span.begin : head, &a);
    if (looks_like_person(r, head, &a)) return person(r, head, span, &a);
    if (h) {
        if (h->span.end > span.end) span.end = h->span.end;
        const dm_sense *s;
        if ((s = sense_of(r, h, BODY_KINDS))) return body_noun(r, head, span, &a, s);
        if (sense_of(r, h, KIND(COUNTRY) | KIND(CAPITAL) | KIND(REGION))) {
            int32_t m = mention_of_hit(r, h, false);
            if (m != DM_NONE && span.begin < r->mentions.at[m].span.begin)
                r->mentions.at[m].span.begin = span.begin;
            return m;
        }
        if ((s = sense_of(r, h, ROLE_KINDS))) return role_noun(r, head, span, &a, h, s);
        if ((s = sense_of(r, h, KIND(DEMONYM) | KIND(DEMONYMS)))) return demonym(r, head, span, s);
        if (sense_of(r, h, KIND(ADJECTIVE) | KIND(REGION_ADJECTIVE))) return mention_of_hit(r, h, true);
    }
    return other_noun(r, head, span, &a, asked);
}

static int32_t mention_of_head(dm_reading *r, uint32_t head) {
    return read_head(r, head, true);
}

/* "Ana Novak, the country's deputy defence minister": each learns from the other. */
static void join_appositions(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->tok[i].dep != DM_DEP_appos) continue;
        int32_t a = r->mention_of[r->tok[i].head], b = r->mention_of[i];
        if (a == DM_NONE || b == DM_NONE) continue;
        dm_mention *x = &r->mentions.at[a], *y = &r->mentions.at[b];
        if (x->kind != y->kind && (x->kind == DM_ACTOR_PERSON || y->kind == DM_ACTOR_PERSON)) continue;
        dm_mention *pair[2][2] = {{x, y}, {y, x}};
        for (int k = 0; k < 2; k++) {
            dm_mention *to = pair[k][0], *from = pair[k][1];
            if (!to->country) to->country = from->country;
            if (!to->sector) to->sector = from->sector;
            if (!to->office.p) to->office = from->office;
            if (!to->role) to->role = from->role;
            if (to->of == DM_NONE) to->of = from->of;
            to->party = to->party || from->party;
            to->relevant = to->relevant && from->relevant;
        }
    }
}

/* The caller's entities stand in place of what would be found under them. */
static void take_entities(dm_reading *r) {
    for (size_t e = 0; e < r->doc->entity_count; e++) {
        const dm_entity *given = &r->doc->entities[e];
        dm_span span = {r->n, 0};
        for (uint32_t i = 0; i < r->n; i++)
            if (r->tok[i].begin < given->end && r->tok[i].end > given->begin && !r->tok[i].lex->space) {
                if (i < span.begin) span.begin = i;
                span.end = i + 1;
            }
        if (span.begin >= span.end) continue;
        uint32_t head = head_of_span(r, span);
        dm_mention m = blank(span, head);
        m.form = DM_FORM_NAME;
        m.kind = DM_ACTOR_ORGANIZATION;
        m.party = m.caller = true;
        m.from_byte = given->begin;
        m.to_byte = given->end;
        m.id = given->id;
        m.country = given->country ? dm_code_of(dm_str_of(given->country)) : 0;
        m.sector = given->sector ? dm_code_of(dm_str_of(given->sector)) : 0;
        m.name = given->name ? dm_str_of(given->name) : (dm_str){NULL, 0};
        add(r, m);
    }
}

void dm_code_mentions(dm_reading *r) {
    find_hits(r);
    take_entities(r);
    for (uint32_t i = 0; i < r->n; i++) read_head(r, i, false);
    for (uint32_t i = 0; i < r->hits.n; i++) {
        const dm_hit *h = &r->hits.at[i];
        uint16_t dep = r->tok[h->head].dep;
        if (dep == DM_DEP_amod || dep == DM_DEP_compound || dep == DM_DEP_nmod) mention_of_hit(r, h, true);
    }
    join_appositions(r);
}

int32_t dm_mention_at(dm_reading *r, uint32_t tok) {
    if (r->mention_of[tok] != DM_NONE) return r->mention_of[tok];
    if (r->tok[tok].pos != DM_POS_NOUN && r->tok[tok].pos != DM_POS_PROPN && r->tok[tok].pos != DM_POS_PRON &&
        r->tok[tok].pos != DM_POS_NUM)
        return DM_NONE;
    return read_head(r, tok, true);
}

/* Who is spoken of: noun phrases, pronouns and modifiers that stand for somebody, and what the text and the
 * tables say of them. The head of a phrase decides what it is; the words before and after it say of which
 * country, office and body.
 *
 *     [US]country [Defense Secretary]role [Lloyd Austin]name  ─►  person, USA, GOV, "Defense Secretary" */
#include "coding/who.h"

#include "base/utf8.h"

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

/* Where the words begin that qualify a head: behind its possessor. */
static uint32_t qualifiers_begin(const dm_reading *r, uint32_t head, uint32_t begin) {
    int32_t p = dm_child(r, head, DM_DEP_poss);
    if (p == DM_NONE || r->tok[p].right + 1 > head || r->tok[p].right < begin) return begin;
    return r->tok[p].right + 1;
}

bool dm_is_plural(const dm_reading *r, uint32_t tok) {
    return r->tok[tok].tag == DM_TAG_NNS || r->tok[tok].tag == DM_TAG_NNPS;
}

/* Known to the reader, or new? */
static void read_determiner(const dm_reading *r, uint32_t head, dm_mention *m) {
    for (int32_t c = r->child[head]; c != DM_NONE && (uint32_t)c < head; c = r->sibling[c]) {
        dm_str low = dm_low(r, (uint32_t)c);
        switch (r->tok[c].dep) {
        case DM_DEP_poss: m->definite = true; break;
        case DM_DEP_nummod: m->indefinite = true; break;
        case DM_DEP_det:
        case DM_DEP_predet:
            if (dm_is_one_of(low, "the this that these those both"))
                m->definite = true;
            else
                m->indefinite = true;
            break;
        case DM_DEP_amod:
            if (dm_is_one_of(low, "other another several many more most such few")) m->indefinite = true;
            break;
        default: break;
        }
    }
    if (m->definite) m->indefinite = false;
}

/* ---- making mentions ---- */

static int32_t add(dm_reading *r, dm_mention m) {
    int32_t number = (int32_t)r->mentions.n;
    if (r->mention_of[m.head] != DM_NONE && !m.caller) return r->mention_of[m.head];
    m.actor = DM_NONE;
    if (r->mention_of[m.head] == DM_NONE) r->mention_of[m.head] = number;
    dm_vec_push(r->arena, &r->mentions, m);
    return number;
}

static dm_mention blank(dm_span span, uint32_t head) {
    return (dm_mention){
        .span = span, .head = head, .actor = DM_NONE, .of = DM_NONE, .same = DM_NONE, .relevant = true};
}

static void copy_sectors(dm_mention *m, const dm_sense *s) {
    if (!m->sector) m->sector = s->sector;
    for (int i = 0; i < 2; i++)
        if (!m->other[i]) m->other[i] = s->other[i];
}

static bool is_modifier(const dm_reading *r, uint32_t tok) {
    uint16_t dep = r->tok[tok].dep;
    return dep == DM_DEP_amod || dep == DM_DEP_compound || dep == DM_DEP_nmod || dep == DM_DEP_npadvmod;
}

/* Stands a name of a place for whoever rules there? Not where the text only says where something is. */
static bool is_locative(const dm_reading *r, uint32_t tok) {
    if (r->tok[tok].dep == DM_DEP_conj) return is_locative(r, dm_first_conjunct(r, tok));
    if (r->tok[tok].dep == DM_DEP_appos || r->tok[tok].dep == DM_DEP_npadvmod ||
        r->tok[tok].dep == DM_DEP_advmod)
        return true;
    if (r->tok[tok].dep != DM_DEP_pobj) return false;
    dm_str prep = dm_low(r, r->tok[tok].head);
    return dm_is_one_of(
        prep, "in at near outside inside around across through throughout via into onto over above off "
              "on within beyond of to from toward towards between after before via");
}

/* "cooperation between Moscow and Pyongyang" */
static bool is_between_states(const dm_reading *r, uint32_t tok) {
    uint32_t first = dm_first_conjunct(r, tok);
    if (r->tok[first].dep != DM_DEP_pobj || !dm_str_is(dm_low(r, r->tok[first].head), "between"))
        return false;
    int32_t other = dm_child(r, first, DM_DEP_conj);
    const dm_hit *h = other == DM_NONE ? NULL : dm_hit_at(r, (uint32_t)other);
    return h && dm_sense_of(r, h, DM_KIND(COUNTRY) | DM_KIND(CAPITAL));
}

int32_t dm_mention_of_hit(dm_reading *r, const dm_hit *h, bool modifier) {
    const dm_sense *s = dm_sense_of(r, h, DM_STATE_KINDS | DM_BODY_KINDS);
    if (!s) return DM_NONE;
    /* "military" before a noun is no body of its own */
    if (modifier && s->kind == DM_SENSE_BODY && r->tok[h->head].pos == DM_POS_ADJ) return DM_NONE;
    if (r->mention_of[h->head] != DM_NONE || r->who->shut[h->head]) return r->mention_of[h->head];
    dm_mention m = blank(h->span, h->head);
    m.form = modifier ? DM_FORM_MODIFIER : DM_FORM_NAME;
    m.sense = s;
    m.country = dm_country_of_hit(r, h, s);
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
    if (s->kind == DM_SENSE_CAPITAL && m.country != s->country) m.name = dm_text_of(r, h->span);
    copy_sectors(&m, s);
    if (m.kind == DM_ACTOR_STATE && !m.sector && m.country && !dm_is_beyond_states(m.country))
        m.sector = DM_GOV;
    return add(r, m);
}

/* ---- names ---- */

/* The office that stands before a name. */
static void take_title(dm_reading *r, const dm_name *n, dm_mention *m, dm_around *a) {
    for (uint32_t i = n->title; i < n->span.begin;) {
        const dm_hit *h = dm_hit_at(r, i);
        if (!h) {
            i++;
            continue;
        }
        const dm_sense *title = dm_sense_of(r, h, DM_KIND(TITLE)), *role = dm_sense_of(r, h, DM_KIND(ROLE));
        if (title && !m->gender)
            m->gender = title->flags & DM_SENSE_MALE ? 'm' : title->flags & DM_SENSE_FEMALE ? 'f' : 0;
        if (role) {
            a->role = role;
            a->role_span = h->span;
        } else if (title && title->sector && !a->role) {
            a->title = title->sector;
        }
        i = h->span.end;
    }
}

/* The gender that a noun tells. */
static uint8_t gender_of_noun(const dm_reading *r, uint32_t tok) {
    dm_str low = dm_low(r, tok);
    if (dm_str_ends(low, DM_STR("woman")) || dm_in_class(r, tok, "female_noun")) return 'f';
    if (dm_str_ends(low, DM_STR("man")) || dm_in_class(r, tok, "male_noun")) return 'm';
    return 0;
}

/* What a table knows of a person: his office at the document's date. */
static void take_known(dm_reading *r, const dm_sense *known, dm_mention *m) {
    m->sense = known;
    bool holds = dm_in_term(r, known), past = !holds && known->to < r->day;
    if (!holds && !past) return; /* the office lies ahead */
    if (!m->country) m->country = known->country;
    if (m->sector) return;
    m->sector = holds ? known->sector : DM_CODE('E', 'L', 'I');
    if (past) m->former = true;
    if (holds && known->office && !m->office.p) m->office = dm_lexicon_text(r->lex, known->office);
}

static int32_t person(dm_reading *r, const dm_name *given) {
    dm_name n = *given; /* the list may move */
    dm_around a = {.of = DM_NONE};
    uint32_t begin = phrase_begin(r, n.head), title_head = n.title;
    if (n.span.begin < begin) begin = n.span.begin;
    dm_mention m = blank((dm_span){begin, n.span.end}, n.head);
    m.form = is_modifier(r, n.head) ? DM_FORM_MODIFIER : DM_FORM_NAME;
    m.kind = DM_ACTOR_PERSON;
    m.party = true;
    m.gender = n.gender;
    m.name = n.known && n.span.end - n.span.begin > 1 ? dm_lexicon_text(r->lex, n.known->name)
                                                      : dm_name_text(r, n.span);
    if (n.title < n.span.begin) {
        const dm_hit *h = dm_hit_at(r, n.span.begin - 1);
        title_head = h ? h->head : n.span.begin - 1;
        uint32_t b = phrase_begin(r, title_head);
        if (b > n.title) b = n.title;
        if (b < m.span.begin) m.span.begin = b;
        take_title(r, &n, &m, &a);
    }
    const dm_sense *role = a.role;
    dm_span role_span = a.role_span;
    if (m.form != DM_FORM_MODIFIER || n.title < n.span.begin)
        dm_look_before(r, qualifiers_begin(r, n.head, m.span.begin), n.title, &a);
    if (role) {
        if (a.role != role) a.kind = a.role;
        a.role = role;
        a.role_span = role_span;
    } else if (a.role && a.role_span.end < n.span.begin) {
        a.role = NULL; /* "the minister's son John" */
    }
    if (a.role) {
        m.office = dm_text_of(r, a.role_span);
        if (!m.gender) m.gender = gender_of_noun(r, a.role_span.end - 1);
    }
    dm_look_at_possessor(r, n.head, &a);
    if (title_head != n.head && title_head < n.span.begin) dm_look_at_possessor(r, title_head, &a);
    dm_span behind = m.span;
    if (m.form != DM_FORM_MODIFIER) dm_look_behind(r, n.head, &a, &behind);
    dm_take_affiliation(r, &m, &a);
    if (n.known) take_known(r, n.known, &m);
    return add(r, m);
}

/* Countries and bodies inside of a name: "Zambia National Broadcasting Corporation". */
static void look_into_name(dm_reading *r, dm_span s, dm_mention *m) {
    bool behind = false; /* "Center for Law and Justice" is not of the party of that name */
    for (uint32_t i = s.begin; i < s.end;) {
        behind = behind || r->tok[i].pos == DM_POS_ADP;
        const dm_hit *h = dm_hit_at(r, i);
        int32_t p = dm_located_at(r, i);
        if (!h || h->span.end > s.end) {
            if (!m->country && p != DM_NONE) m->country = r->places.at[p].country;
            i++;
            continue;
        }
        const dm_sense *state = dm_sense_of(r, h, DM_STATE_KINDS),
                       *body = dm_sense_of(r, h, DM_NAMED_BODY_KINDS);
        if (body && !behind) {
            if (!m->country) m->country = body->country;
            copy_sectors(m, body);
        } else if (state && !m->country && !h->turned) {
            m->country = dm_country_of_hit(r, h, state);
        }
        i = h->span.end;
    }
}

static int32_t organization(dm_reading *r, const dm_name *given) {
    dm_name n = *given;
    dm_around a = {.of = DM_NONE};
    uint32_t begin = phrase_begin(r, n.head);
    if (is_modifier(r, n.head) && dm_in_class(r, n.head, "faith_adjective"))
        return DM_NONE; /* "Islamic law" */
    if (n.span.begin < begin) begin = n.span.begin;
    dm_mention m = blank((dm_span){begin, n.span.end}, n.head);
    m.form = is_modifier(r, n.head) ? DM_FORM_MODIFIER : DM_FORM_NAME;
    m.kind = n.kind == DM_NAMES_GROUP ? DM_ACTOR_GROUP : DM_ACTOR_ORGANIZATION;
    m.plural = n.kind == DM_NAMES_GROUP && dm_is_plural(r, n.head);
    m.party = true;
    m.gender = 'n';
    m.name = dm_name_text(r, n.span);
    look_into_name(r, n.span, &m);
    if (n.word) copy_sectors(&m, n.word);
    if (m.form == DM_FORM_MODIFIER) {
        m.span = n.span;
        return add(r, m);
    }
    dm_look_before(r, qualifiers_begin(r, n.head, begin), n.span.begin, &a);
    a.role = NULL;
    dm_look_at_possessor(r, n.head, &a);
    dm_code3 sector = m.sector;
    dm_take_affiliation(r, &m, &a);
    if (!sector && a.of != DM_NONE && r->mentions.at[a.of].kind == DM_ACTOR_STATE) m.sector = 0;
    return add(r, m);
}

/* A town or province that acts: who governs it. */
static int32_t place(dm_reading *r, const dm_name *n, bool asked) {
    int32_t p = dm_located_at(r, n->span.begin);
    if (is_modifier(r, n->head) || (is_locative(r, n->head) && !asked)) return DM_NONE;
    dm_mention m = blank(n->span, n->head);
    m.form = DM_FORM_NAME;
    m.kind = DM_ACTOR_STATE;
    m.gender = 'n';
    m.name = dm_text_of(r, n->span);
    if (p != DM_NONE) m.country = r->places.at[p].country;
    if (!m.country && !asked) return DM_NONE;
    m.party = m.country != 0;
    if (m.country) m.sector = DM_GOV;
    return add(r, m);
}

static int32_t read_name(dm_reading *r, int32_t number, bool asked) {
    const dm_name *n = &r->who->names.at[number];
    if (r->mention_of[n->head] != DM_NONE || r->who->shut[n->head]) return r->mention_of[n->head];
    switch (n->kind) {
    case DM_NAMES_PERSON: return person(r, n);
    case DM_NAMES_ORGANIZATION:
    case DM_NAMES_GROUP: return organization(r, n);
    case DM_NAMES_PLACE: return place(r, n, asked);
    default: return DM_NONE;
    }
}

int32_t dm_mention_of_name(dm_reading *r, int32_t name) {
    return dm_read_head(r, r->who->names.at[name].head, false);
}

/* ---- nouns ---- */

/* Of a role before it and its holder's name, "Chairman of the Electoral Commission Samuel Kivuitu", the body
 * between. */
static int32_t body_before_holder(dm_reading *r, const dm_name *holder) {
    uint32_t at = holder->span.begin - 1;
    while (at > 0 && (r->tok[at].pos == DM_POS_PUNCT || r->who->form[at] == (DM_CAPITAL | DM_CAPITALS)) &&
           r->tok[at].pos != DM_POS_NOUN && !dm_str_is(dm_low(r, at), "of")) {
        bool open = dm_str_is(dm_low(r, at), "(");
        at--;
        if (open) break;
    }
    const dm_name *n = dm_name_at(r, at);
    if (n) return dm_mention_of_name(r, r->who->name_of[at]);
    const dm_hit *h = dm_hit_at(r, at);
    return h ? dm_mention_of_hit(r, h, true) : DM_NONE;
}

/* A noun for persons or a group: "the Russian ambassador", "officials in Seoul". */
static int32_t role_noun(dm_reading *r, uint32_t head, dm_span span, dm_around *a, const dm_hit *h,
                         const dm_sense *role) {
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NOMINAL;
    m.plural = dm_is_plural(r, head) || role->kind == DM_SENSE_ROLES;
    m.kind = m.plural ? DM_ACTOR_GROUP : DM_ACTOR_PERSON;
    if (role->kind == DM_SENSE_ROLES && !dm_is_plural(r, head) && !(role->flags & DM_SENSE_GROUP_OF)) {
        m.plural = false;
        m.kind = DM_ACTOR_ORGANIZATION;
        m.gender = 'n';
    }
    if (dm_in_class(r, head, "state_noun")) m.kind = DM_ACTOR_STATE;
    read_determiner(r, head, &m);
    m.party = true;
    m.office = dm_text_of(r, h->span);
    if (m.kind == DM_ACTOR_PERSON) m.gender = gender_of_noun(r, head);
    if (a->role && a->role != role) a->kind = a->role;
    a->role = role;
    a->role_span = h->span;
    int32_t holder = r->who->holder_of[head];
    if (holder != DM_NONE) {
        int32_t body = body_before_holder(r, &r->who->names.at[holder]);
        if (body != DM_NONE) a->of = body;
        m.span.end = r->who->names.at[holder].span.end;
    } else {
        dm_look_behind(r, head, a, &m.span);
    }
    dm_look_at_possessor(r, head, a);
    dm_take_affiliation(r, &m, a);
    if (m.kind == DM_ACTOR_STATE) m.sector = DM_GOV;
    return add(r, m);
}

/* "police", "staff": whatever the tag says, no plural. */
static bool is_own_lemma(const dm_reading *r, uint32_t tok) {
    dm_str lemma = r->tok[tok].lemma, low = dm_low(r, tok);
    return lemma.n == low.n && (lemma.p[0] | 32) == low.p[0] &&
           memcmp(lemma.p + 1, low.p + 1, low.n - 1) == 0;
}

static int32_t body_noun(dm_reading *r, uint32_t head, dm_span span, dm_around *a, const dm_sense *s) {
    dm_mention m = blank(span, head);
    bool generic = s->kind == DM_SENSE_BODY;
    m.form = generic ? DM_FORM_NOMINAL : DM_FORM_NAME;
    m.kind = s->kind == DM_SENSE_GROUP ? DM_ACTOR_GROUP : DM_ACTOR_ORGANIZATION;
    m.sense = s;
    m.gender = 'n';
    m.plural = s->kind != DM_SENSE_ORG && dm_is_plural(r, head) && !is_own_lemma(r, head);
    read_determiner(r, head, &m);
    m.party = true;
    m.country = s->country;
    if (!generic) {
        m.name = dm_lexicon_text(r->lex, s->name);
        copy_sectors(&m, s);
        return add(r, m);
    }
    dm_look_behind(r, head, a, &m.span);
    dm_look_at_possessor(r, head, a);
    const dm_sense *kind = a->role;
    a->role = NULL;
    a->kind = NULL;
    dm_code3 of_sector = a->of == DM_NONE ? 0 : r->mentions.at[a->of].sector;
    /* "rebel forces", "the Hamas government" */
    bool armed = s->sector == DM_CODE('M', 'I', 'L') || s->sector == DM_CODE('P', 'R', 'M');
    if (a->rebel || (a->faith && armed))
        m.sector = DM_CODE('R', 'E', 'B');
    else if (kind && dm_is_apart(kind->sector) && kind != s)
        m.sector = kind->sector;
    if (dm_is_apart(of_sector) && s->sector != DM_GOV) m.sector = of_sector;
    copy_sectors(&m, s);
    dm_take_affiliation(r, &m, a);
    return add(r, m);
}

/* "Kommersant daily", "the Amal movement": the word before is the name of what the noun says. */
static int32_t named_kind(dm_reading *r, uint32_t head, dm_span span, dm_around *a, const dm_hit *h) {
    if (h->span.begin == 0 || h->span.begin <= span.begin || !dm_in_class(r, head, "naming_noun"))
        return DM_NONE;
    uint32_t at = h->span.begin - 1;
    const dm_name *n = dm_name_at(r, at);
    const dm_hit *before = dm_hit_at(r, at);
    const dm_sense *s = before && before->span.end == h->span.begin
                            ? dm_sense_of(r, before, DM_KIND(ORG) | DM_KIND(GROUP))
                            : NULL;
    const dm_sense *kind = dm_sense_of(r, h, DM_KIND(BODY) | DM_ROLE_KINDS);
    bool named =
        n && n->span.end == h->span.begin &&
        (n->kind == DM_NAMES_ORGANIZATION || n->kind == DM_NAMES_NOBODY || n->kind == DM_NAMES_PLACE);
    if (n && n->kind == DM_NAMES_PLACE && dm_located_at(r, at) != DM_NONE) named = false;
    if (!named && !s) return DM_NONE;
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NAME;
    m.kind = s && s->kind == DM_SENSE_GROUP ? DM_ACTOR_GROUP : DM_ACTOR_ORGANIZATION;
    m.party = true;
    m.gender = 'n';
    m.sense = named ? NULL : s;
    m.name = named ? dm_text_of(r, n->span) : dm_lexicon_text(r->lex, s->name);
    if (!named) {
        m.country = s->country;
        copy_sectors(&m, s);
    } else if (kind) {
        copy_sectors(&m, kind);
    }
    dm_around rest = {.of = DM_NONE};
    dm_look_before(r, qualifiers_begin(r, head, span.begin), named ? n->span.begin : before->span.begin,
                   &rest);
    rest.role = rest.kind = NULL;
    dm_look_at_possessor(r, head, &rest);
    dm_take_affiliation(r, &m, &rest);
    (void)a;
    return add(r, m);
}

static int32_t demonym(dm_reading *r, uint32_t head, dm_span span, const dm_sense *s) {
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NOMINAL;
    m.sense = s;
    m.country = s->country;
    m.plural = s->kind == DM_SENSE_DEMONYMS && r->tok[head].tag != DM_TAG_NNP;
    m.kind = m.plural ? DM_ACTOR_GROUP : DM_ACTOR_PERSON;
    read_determiner(r, head, &m);
    /* "the South Koreans say" is their government, "two South Koreans" are people */
    m.sector = m.plural && m.definite && dm_child(r, head, DM_DEP_nummod) == DM_NONE &&
                       dm_child(r, head, DM_DEP_amod) == DM_NONE
                   ? DM_GOV
                   : DM_CODE('C', 'V', 'L');
    m.party = true;
    return add(r, m);
}

/* "the 34-year-old" */
static bool is_age(const dm_reading *r, uint32_t tok) {
    return dm_str_is(dm_low(r, tok), "old") && tok >= 2 && r->tok[tok - 1].tag == DM_TAG_HYPH &&
           dm_str_ends(dm_low(r, tok - 2), DM_STR("year"));
}

/* Any other noun phrase when something asks for it. */
static int32_t other_noun(dm_reading *r, uint32_t head, dm_span span, dm_around *a, bool asked) {
    bool age = is_age(r, head) && !is_modifier(r, head);
    if (!asked && !age) return DM_NONE;
    dm_mention m = blank(span, head);
    m.form = DM_FORM_NOMINAL;
    m.plural = dm_is_plural(r, head);
    m.kind = age ? DM_ACTOR_PERSON : m.plural ? DM_ACTOR_GROUP : DM_ACTOR_ORGANIZATION;
    read_determiner(r, head, &m);
    m.party = age;
    dm_look_behind(r, head, a, &m.span);
    dm_look_at_possessor(r, head, a);
    a->role = NULL;
    dm_take_affiliation(r, &m, a);
    return add(r, m);
}

/* ---- pronouns ---- */

static const struct {
    const char *word;
    uint8_t person, gender;
    bool plural;
} pronouns[] = {
    {"i", 1, 0, false},        {"me", 1, 0, false},        {"my", 1, 0, false},    {"myself", 1, 0, false},
    {"mine", 1, 0, false},     {"we", 1, 0, true},         {"us", 1, 0, true},     {"our", 1, 0, true},
    {"ours", 1, 0, true},      {"ourselves", 1, 0, true},  {"you", 2, 0, false},   {"your", 2, 0, false},
    {"yours", 2, 0, false},    {"yourself", 2, 0, false},  {"he", 3, 'm', false},  {"him", 3, 'm', false},
    {"his", 3, 'm', false},    {"himself", 3, 'm', false}, {"she", 3, 'f', false}, {"her", 3, 'f', false},
    {"hers", 3, 'f', false},   {"herself", 3, 'f', false}, {"it", 3, 'n', false},  {"its", 3, 'n', false},
    {"itself", 3, 'n', false}, {"they", 3, 0, true},       {"them", 3, 0, true},   {"their", 3, 0, true},
    {"theirs", 3, 0, true},    {"themselves", 3, 0, true},
};

/* Who a relative pronoun stands for. */
static int32_t antecedent(dm_reading *r, uint32_t tok) {
    int32_t noun = dm_relative_head(r, tok);
    return noun == DM_NONE ? DM_NONE : dm_read_head(r, (uint32_t)noun, true);
}

static int32_t pronoun(dm_reading *r, uint32_t tok, bool asked) {
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
    if (!asked) return DM_NONE;
    if (dm_is_one_of(low, "there what whatever something nothing this that these everything anything"))
        return DM_NONE;
    dm_mention m = blank((dm_span){tok, tok + 1}, tok); /* some, others, one, everybody */
    m.form = DM_FORM_NOMINAL;
    m.kind = DM_ACTOR_GROUP;
    m.plural = !dm_is_one_of(low, "one anyone someone everyone somebody everybody another");
    m.indefinite = !dm_is_one_of(low, "both");
    return add(r, m);
}

/* ---- heads ---- */

static bool can_head(const dm_reading *r, uint32_t tok) {
    const dm_token *t = &r->tok[tok];
    if (t->pos == DM_POS_NOUN || t->pos == DM_POS_PROPN) return !is_modifier(r, tok);
    /* "the French", "the wounded" */
    return t->pos == DM_POS_ADJ && (t->dep == DM_DEP_nsubj || t->dep == DM_DEP_nsubjpass ||
                                    t->dep == DM_DEP_dobj || t->dep == DM_DEP_pobj);
}

/* The mention of the caller's that a token lies in. */
static int32_t mention_of_caller(const dm_reading *r, uint32_t tok) {
    for (uint32_t i = 0; i < r->mentions.n && r->mentions.at[i].caller; i++)
        if (tok >= r->mentions.at[i].span.begin && tok < r->mentions.at[i].span.end) return (int32_t)i;
    return DM_NONE;
}

static int32_t read_head(dm_reading *r, uint32_t head, bool asked) {
    if (r->who->shut[head]) return asked ? mention_of_caller(r, head) : DM_NONE;
    uint16_t tag = r->tok[head].tag;
    if (tag == DM_TAG_WPS || tag == DM_TAG_WP || tag == DM_TAG_WDT)
        return asked ? antecedent(r, head) : DM_NONE;
    if (r->tok[head].pos == DM_POS_PRON && r->who->name_of[head] == DM_NONE &&
        !(dm_hit_at(r, head) && dm_sense_of(r, dm_hit_at(r, head), DM_STATE_KINDS)))
        return pronoun(r, head, asked);
    int32_t name = r->who->name_of[head];
    if (name != DM_NONE) {
        int32_t m = head == r->who->names.at[name].head || asked ? read_name(r, name, asked) : DM_NONE;
        if (m != DM_NONE || !asked) return m;
    }
    if (!can_head(r, head) && !asked) return DM_NONE;
    if (r->time_of[head] != DM_NONE) return DM_NONE;
    dm_span span = {phrase_begin(r, head), head + 1};
    dm_around a = {.of = DM_NONE};
    const dm_hit *h = dm_hit_at(r, head);
    if (h && h->head != head) h = NULL;
    if (h && h->span.begin < span.begin) span.begin = h->span.begin;
    uint32_t begin = qualifiers_begin(r, head, span.begin), end = h ? h->span.begin : head;
    if (begin < end) dm_look_before(r, begin, end, &a);
    if (h) {
        if (h->span.end > span.end) span.end = h->span.end;
        const dm_sense *s;
        if ((s = dm_sense_of(r, h, DM_NAMED_BODY_KINDS))) return body_noun(r, head, span, &a, s);
        int32_t named = named_kind(r, head, span, &a, h);
        if (named != DM_NONE) return named;
        if ((s = dm_sense_of(r, h, DM_KIND(BODY)))) return body_noun(r, head, span, &a, s);
        if ((s = dm_sense_of(r, h, DM_KIND(COUNTRY) | DM_KIND(CAPITAL) | DM_KIND(REGION)))) {
            if (s->kind == DM_SENSE_CAPITAL && !asked && is_locative(r, head) && !is_between_states(r, head))
                return DM_NONE;
            int32_t m = dm_mention_of_hit(r, h, false);
            if (m != DM_NONE && span.begin < r->mentions.at[m].span.begin)
                r->mentions.at[m].span.begin = span.begin;
            return m;
        }
        if ((s = dm_sense_of(r, h, DM_ROLE_KINDS))) return role_noun(r, head, span, &a, h, s);
        if ((s = dm_sense_of(r, h, DM_PEOPLE_KINDS))) return demonym(r, head, span, s);
        if (dm_sense_of(r, h, DM_KIND(ADJECTIVE) | DM_KIND(REGION_ADJECTIVE)))
            return dm_mention_of_hit(r, h, true);
    }
    return other_noun(r, head, span, &a, asked);
}

/* Phrases lie within phrases; one that is asked for while it is read, and what lies too deep, is nobody. */
int32_t dm_read_head(dm_reading *r, uint32_t head, bool asked) {
    enum { DEEPEST = 24 };
    if (r->mention_of[head] != DM_NONE) return r->mention_of[head];
    if (r->who->busy[head] || r->who->depth == DEEPEST) return DM_NONE;
    r->who->busy[head] = 1;
    r->who->depth++;
    int32_t m = read_head(r, head, asked);
    r->who->depth--;
    r->who->busy[head] = 0;
    return m;
}

/* ---- what is the same by grammar ---- */

static void make_same(dm_reading *r, int32_t a, int32_t b) {
    dm_mention *x = &r->mentions.at[a], *y = &r->mentions.at[b];
    if (a == b || x->caller || y->caller) return;
    bool persons = x->kind == DM_ACTOR_PERSON || y->kind == DM_ACTOR_PERSON;
    if (x->kind != y->kind && (persons || x->kind == DM_ACTOR_STATE || y->kind == DM_ACTOR_STATE)) return;
    dm_share(x, y);
    if (y->same == DM_NONE) y->same = a;
}

/* "Ana Novak, the country's deputy defence minister" */
static void join_appositions(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        if (r->tok[i].dep != DM_DEP_appos) continue;
        int32_t a = r->mention_of[r->tok[i].head], b = r->mention_of[i];
        if (a != DM_NONE && b != DM_NONE) make_same(r, a, b);
    }
}

/* "a contractor named Mitchell Wade" */
static void join_called(dm_reading *r) {
    for (uint32_t i = 0; i < r->n; i++) {
        uint32_t v = r->tok[i].head;
        if (r->tok[i].dep != DM_DEP_oprd || r->tok[v].dep != DM_DEP_acl ||
            !dm_is_one_of(r->tok[v].lemma, "name call"))
            continue;
        int32_t a = r->mention_of[r->tok[v].head], b = r->mention_of[i];
        if (a != DM_NONE && b != DM_NONE) make_same(r, a, b);
    }
}

/* A title that the tree hangs on something else than its name, and an office with a phrase between. */
static void join_titles(dm_reading *r) {
    for (uint32_t i = 0; i < r->who->names.n; i++) {
        const dm_name *n = &r->who->names.at[i];
        int32_t own = r->mention_of[n->head], other = DM_NONE;
        if (own == DM_NONE || n->kind != DM_NAMES_PERSON) continue;
        if (n->office != DM_NONE) {
            other = r->mention_of[n->office];
        } else if (n->title < n->span.begin) {
            const dm_hit *h = dm_hit_at(r, n->span.begin - 1);
            other = h ? r->mention_of[h->head] : DM_NONE;
        }
        if (other != DM_NONE) make_same(r, other, own);
    }
}

/* "Burns is the spokesman" */
static void join_predicates(dm_reading *r) {
    for (uint32_t v = 0; v < r->n; v++) {
        if (!dm_is_verb(r, v)) continue;
        int32_t subject = dm_child(r, v, DM_DEP_nsubj);
        int32_t attr = dm_child(r, v, DM_DEP_attr);
        if (subject == DM_NONE || attr == DM_NONE || !dm_str_is(r->tok[v].lemma, "be")) continue;
        if (r->tok[subject].tag == DM_TAG_WP && r->tok[v].dep == DM_DEP_relcl)
            subject = (int32_t)r->tok[v].head;
        int32_t a = r->mention_of[subject];
        if (a == DM_NONE || r->mentions.at[a].kind != DM_ACTOR_PERSON ||
            r->mentions.at[a].form == DM_FORM_PRONOUN)
            continue;
        bool now = dm_child(r, v, DM_DEP_neg) == DM_NONE && dm_child(r, v, DM_DEP_aux) == DM_NONE &&
                   r->tok[v].tag != DM_TAG_VBD;
        int32_t b = r->mention_of[attr];
        if (now && b != DM_NONE && r->mentions.at[b].kind == DM_ACTOR_PERSON) make_same(r, a, b);
    }
}

/* ---- the whole ---- */

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
        uint32_t head = dm_head_of(r, span);
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
        for (uint32_t i = span.begin; i < span.end; i++) r->who->shut[i] = true;
        add(r, m);
    }
}

/* "LONDON, Ky. (WKYT) - ", "BAGHDAD, Nov 3 (AFP) --": where a story was filed is nobody. */
static void shut_datelines(dm_reading *r) {
    enum { LONGEST = 14, PARAGRAPHS = 3 };
    bool fresh = true;
    for (uint32_t i = 0, seen = 0; i < r->n && seen < PARAGRAPHS; i++) {
        if (r->tok[i].lex->space) {
            dm_str s = dm_str_sub(r->tree.text, r->tok[i].begin, r->tok[i].end);
            fresh = fresh || memchr(s.p, '\n', s.n);
            continue;
        }
        if (!fresh) continue;
        fresh = false;
        seen++;
        if (!(r->who->form[i] & DM_CAPITALS)) continue;
        for (uint32_t end = i + 1; end < r->n && end < i + LONGEST; end++) {
            dm_str low = dm_low(r, end);
            bool dash = dm_is_one_of(low, "- -- – — ―") && r->tok[end - 1].end < r->tok[end].begin;
            if (!dash && (dm_is_verb(r, end) || r->tok[end].lex->space)) break;
            if (!dash) continue;
            for (uint32_t k = i; k < end; k++) r->who->shut[k] = true;
            break;
        }
    }
}

static void start(dm_reading *r) {
    struct dm_who *w = r->who = dm_arena_zero(r->arena, 1, sizeof *w);
    w->form = dm_arena_zero(r->arena, r->n + 1u, 1);
    w->busy = dm_arena_zero(r->arena, r->n + 1u, 1);
    w->shut = dm_arena_zero(r->arena, r->n + 1u, sizeof *w->shut);
    int32_t **lists[] = {&w->name_of, &w->holder_of};
    for (size_t k = 0; k < sizeof lists / sizeof *lists; k++) {
        *lists[k] = dm_arena_array(r->arena, r->n + 1u, sizeof(int32_t));
        for (uint32_t i = 0; i < r->n; i++) (*lists[k])[i] = DM_NONE;
    }
}

void dm_code_mentions(dm_reading *r) {
    start(r);
    dm_read_forms(r);
    take_entities(r);
    shut_datelines(r);
    dm_find_names(r);
    for (uint32_t i = 0; i < r->n; i++) dm_read_head(r, i, false);
    for (uint32_t i = 0; i < r->hits.n; i++) {
        const dm_hit *h = &r->hits.at[i];
        if (is_modifier(r, h->head) && r->who->name_of[h->head] == DM_NONE && !h->turned)
            dm_mention_of_hit(r, h, true);
    }
    join_titles(r);
    join_appositions(r);
    join_called(r);
    join_predicates(r);
}

int32_t dm_mention_at(dm_reading *r, uint32_t tok) {
    if (r->mention_of[tok] != DM_NONE) return r->mention_of[tok];
    switch (r->tok[tok].pos) {
    case DM_POS_NOUN:
    case DM_POS_PROPN:
    case DM_POS_PRON:
    case DM_POS_NUM:
    case DM_POS_DET: return dm_read_head(r, tok, true);
    case DM_POS_ADJ: return can_head(r, tok) ? dm_read_head(r, tok, true) : DM_NONE;
    default: return DM_NONE;
    }
}

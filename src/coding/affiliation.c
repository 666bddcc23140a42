/* For whom somebody acts, by the words around: countries, bodies and offices before the head, a possessor,
 * phrases with a preposition behind.
 *
 *     Hamas       spokesman in Damascus          ─► of Hamas, not of Syria
 *     body──────  role                           a body counts more than a country, the nearer word more than
 *     the rebel   commander                      the farther one; who acts for an armed group is of it */
#include "coding/who.h"

bool dm_is_apart(dm_code3 sector) {
    return dm_is_code_of("REB PRM PTY UAF OPP CRM PRE SEP", sector);
}

static void add_country(dm_around *a, dm_code3 c, bool joined) {
    for (uint32_t i = 0; i < a->n; i++)
        if (a->country[i] == c) return;
    if (!c || a->n == DM_COUNTRIES || (a->n && !joined)) return;
    a->country[a->n++] = c;
}

/* Words between two countries that put them side by side: "US and South Korean", "US-South Korean". */
static bool puts_together(const dm_reading *r, uint32_t from, uint32_t to) {
    bool any = false;
    for (uint32_t i = from; i < to; i++) {
        dm_str low = dm_low(r, i);
        bool mark =
            dm_str_is(low, "and") || dm_str_is(low, ",") || dm_str_is(low, "-") || dm_str_is(low, "/");
        if (!mark) return false;
        any = true;
    }
    return any;
}

/* What belongs to what: of two mentions before a head the body, the group or the person, not the country. */
static void take_of(dm_reading *r, dm_around *a, int32_t m) {
    if (m == DM_NONE || m == a->of) return;
    if (a->of != DM_NONE && r->mentions.at[m].kind == DM_ACTOR_STATE) return;
    a->of = m;
}

static void look_at_hit(dm_reading *r, const dm_hit *h, dm_around *a, uint32_t end, uint32_t *country_end) {
    const dm_sense *role = dm_sense_of(r, h, DM_ROLE_KINDS);
    const dm_sense *s = dm_sense_of(r, h, DM_STATE_KINDS | DM_BODY_KINDS);
    bool body = s && (DM_BODY_KINDS >> s->kind & 1);
    if (role && h->span.end <= end && !(body && s->kind != DM_SENSE_BODY)) {
        if (a->role) a->kind = a->role;
        a->role = role;
        a->role_span = h->span;
        if (body) take_of(r, a, dm_mention_of_hit(r, h, true));
        return;
    }
    if (!s || h->turned) return;
    if (body) {
        int32_t m = dm_mention_of_hit(r, h, true);
        if (m != DM_NONE && !r->mentions.at[m].country && a->n) r->mentions.at[m].country = a->country[0];
        take_of(r, a, m);
        return;
    }
    add_country(a, dm_country_of_hit(r, h, s), a->n && puts_together(r, *country_end, h->span.begin));
    *country_end = h->span.end;
    if (a->of == DM_NONE) take_of(r, a, dm_mention_of_hit(r, h, true));
}

static void look_at_word(dm_reading *r, uint32_t i, dm_around *a) {
    if (r->tok[i].pos == DM_POS_DET || r->tok[i].pos == DM_POS_PUNCT) return;
    if (dm_in_class(r, i, "former")) a->former = true;
    if (dm_in_class(r, i, "from_abroad")) a->abroad = true;
    if (dm_in_class(r, i, "rebel_adjective")) a->rebel = true;
    if (dm_in_class(r, i, "faith_adjective")) a->faith = true;
    if (dm_in_class(r, i, "ngo_word")) a->ngo = true;
}

void dm_look_before(dm_reading *r, uint32_t begin, uint32_t end, dm_around *a) {
    uint32_t country_end = 0;
    for (uint32_t i = begin; i < end;) {
        const dm_name *n = dm_name_at(r, i);
        const dm_hit *h = dm_hit_at(r, i);
        look_at_word(r, i, a);
        if (n && n->span.end <= end && n->span.begin == i) {
            uint32_t next = n->span.end; /* the list may move */
            int32_t m = dm_mention_of_name(r, r->who->name_of[i]);
            if (m != DM_NONE && !r->mentions.at[m].country && a->n &&
                r->mentions.at[m].kind != DM_ACTOR_PERSON)
                r->mentions.at[m].country = a->country[0];
            take_of(r, a, m);
            i = next;
        } else if (h && h->span.begin == i && !n) {
            look_at_hit(r, h, a, end, &country_end);
            i = h->span.end;
        } else {
            int32_t p = dm_located_at(r, i);
            if (p != DM_NONE && (!h || h->span.begin > i)) add_country(a, r->places.at[p].country, false);
            i++;
        }
    }
}

/* Where a phrase behind says who is meant: the country of a town, a body, a group. */
static void look_at_object(dm_reading *r, uint32_t object, bool whose, bool guest, dm_around *a,
                           dm_span *span) {
    const dm_hit *h = dm_hit_at(r, object);
    const dm_sense *s = h ? dm_sense_of(r, h, DM_STATE_KINDS | DM_BODY_KINDS) : NULL;
    const dm_name *n = dm_name_at(r, object);
    int32_t p = dm_located_at(r, object), m = DM_NONE;
    uint32_t end = object + 1;
    bool known = a->of != DM_NONE || a->n;
    if (n && n->kind != DM_NAMES_PLACE && n->kind != DM_NAMES_NOBODY &&
        (whose || n->kind != DM_NAMES_PERSON)) {
        end = n->span.end;
        m = dm_read_head(r, n->head, true);
    } else if (s && DM_BODY_KINDS >> s->kind & 1) {
        end = h->span.end;
        m = dm_read_head(r, object, false);
    } else if (s && (whose || !guest) && !h->turned) {
        end = h->span.end;
        if (!known) add_country(a, dm_country_of_hit(r, h, s), false);
        if (!known) m = dm_mention_of_hit(r, h, false);
    } else if (p != DM_NONE && (whose || !guest)) {
        end = r->places.at[p].span.end;
        if (!known) add_country(a, r->places.at[p].country, false);
    } else if (whose && h && dm_sense_of(r, h, DM_ROLE_KINDS | DM_PEOPLE_KINDS)) {
        m = dm_read_head(r, object, false);
    } else {
        return;
    }
    if (m != DM_NONE) take_of(r, a, m);
    if (end > span->end) span->end = end;
}

void dm_look_behind(dm_reading *r, uint32_t head, dm_around *a, dm_span *span) {
    bool guest = dm_in_class(r, head, "guest") || r->who->name_of[head] != DM_NONE;
    for (int32_t c = r->child[head]; c != DM_NONE; c = r->sibling[c]) {
        if (r->tok[c].dep != DM_DEP_prep || (uint32_t)c < head) continue;
        dm_str prep = dm_low(r, (uint32_t)c);
        bool whose = dm_is_one_of(prep, "of for from with by");
        if (!whose && !dm_is_one_of(prep, "in at")) continue;
        int32_t object = dm_child(r, (uint32_t)c, DM_DEP_pobj);
        if (object != DM_NONE) look_at_object(r, (uint32_t)object, whose, guest, a, span);
    }
}

void dm_look_at_possessor(dm_reading *r, uint32_t head, dm_around *a) {
    int32_t p = dm_child(r, head, DM_DEP_poss);
    if (p == DM_NONE) return;
    int32_t m = dm_read_head(r, (uint32_t)p, true);
    if (m == DM_NONE) return;
    /* "Egypt's official news agency": whose country the body is of; "the ministry's spokesman" */
    if (a->of == DM_NONE || r->mentions.at[a->of].kind == DM_ACTOR_STATE) {
        a->of = m;
        a->n = 0;
    } else if (!r->mentions.at[a->of].country) {
        r->mentions.at[a->of].country = r->mentions.at[m].country;
        if (r->mentions.at[a->of].of == DM_NONE && a->of != m) r->mentions.at[a->of].of = m;
    }
}

/* Does who holds a role act for what it belongs to? */
static bool acts_for(const dm_sense *role) {
    return !role || !role->sector || role->flags & (DM_SENSE_FOR_BODY | DM_SENSE_FOR_STATE);
}

static void set_sector(dm_mention *m, dm_code3 sector, const dm_sense *s) {
    if (m->sector || !sector) return;
    m->sector = sector;
    for (int i = 0; s && i < 2; i++)
        if (s->sector == sector && !m->other[i]) m->other[i] = s->other[i];
}

void dm_take_affiliation(dm_reading *r, dm_mention *m, const dm_around *a) {
    static const dm_code3 reb = DM_CODE('R', 'E', 'B'), rel = DM_CODE('R', 'E', 'L'),
                          eli = DM_CODE('E', 'L', 'I');
    const dm_sense *role = a->role;
    const dm_mention *of = a->of == DM_NONE ? NULL : &r->mentions.at[a->of];
    m->of = a->of;
    m->role = role;
    m->abroad = a->abroad;
    m->ngo = a->ngo;
    if (role && role->flags & DM_SENSE_IRRELEVANT) m->relevant = false;
    if (of && !of->relevant) m->relevant = false;
    dm_code3 title = a->title;
    /* country: a body's before the adjective's; an alliance's before its member's */
    if (!m->country && of && of->kind != DM_ACTOR_STATE) m->country = of->country;
    if (!m->country && a->n) m->country = a->country[0];
    if (!m->country && of) m->country = of->country;
    for (uint32_t i = 1; m->plural && i < a->n; i++)
        if (a->country[i] != m->country) m->more[i - 1] = a->country[i];
    /* sector */
    bool office = (role && role->flags & (DM_SENSE_FOR_STATE | DM_SENSE_FOR_BODY)) || (!role && title);
    if (a->former && office) {
        m->former = true;
        if (!of || !dm_is_apart(of->sector)) set_sector(m, eli, NULL);
        m->other[0] = role ? role->sector : title;
    }
    if (of && of->kind != DM_ACTOR_STATE && dm_is_apart(of->sector) && acts_for(role))
        set_sector(m, of->sector, NULL);
    if (office && a->kind && a->kind->sector && a->kind->sector != DM_CODE('C', 'V', 'L'))
        set_sector(m, a->kind->sector, a->kind);
    bool armed = role && (role->sector == DM_CODE('M', 'I', 'L') || role->sector == DM_CODE('P', 'R', 'M'));
    if ((a->rebel && acts_for(role)) || (a->faith && armed)) set_sector(m, reb, NULL);
    if (role) set_sector(m, role->sector, role);
    if (of && acts_for(role) && of->kind != DM_ACTOR_STATE) set_sector(m, of->sector, NULL);
    if (a->faith && acts_for(role)) set_sector(m, rel, NULL);
    if (of && acts_for(role)) set_sector(m, of->sector, NULL);
    m->title = title;
}

void dm_share(dm_mention *x, dm_mention *y) {
    dm_mention *pair[2][2] = {{x, y}, {y, x}};
    for (int k = 0; k < 2; k++) {
        dm_mention *to = pair[k][0], *from = pair[k][1];
        if (!to->country) to->country = from->country;
        if (!to->sector) {
            to->sector = from->sector;
            memcpy(to->other, from->other, sizeof to->other);
        }
        if (!to->gender) to->gender = from->gender;
        if (!to->office.p) to->office = from->office;
        if (!to->role) to->role = from->role;
        if (to->of == DM_NONE) to->of = from->of;
        to->former = to->former || from->former;
        to->party = to->party || from->party;
        to->relevant = to->relevant && from->relevant;
    }
}

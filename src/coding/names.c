/* Names: runs of capitalized words, without the titles and countries before them, and what they name.
 *
 *     US Defense Secretary Lloyd Austin      Electoral Commission of Kenya (ECK)
 *     hit role────────────  name────────     name───────────────────────  short for it
 *
 *     State Department spokesman Nicholas Burns
 *     hit─────────────           name──────────
 *
 * What a name names is decided for all its mentions in the document together: by titles and the tables, by
 * words like "Gazette" or a given name, by the recogniser's labels and by what stands around it. A single
 * word that ends or begins a person's full name elsewhere is that person, whatever the recogniser thinks. */
#include "coding/who.h"

#include "base/hash.h"
#include "base/utf8.h"

typedef struct finder {
    dm_reading *r;
    struct dm_who *w;
} finder;

/* ---- words ---- */

static uint8_t form_of(const dm_reading *r, uint32_t i) {
    dm_str s = dm_text_of(r, (dm_span){i, i + 1});
    size_t bytes, letters = 0, upper = 0;
    if (r->tok[i].lex->space || s.n == 0) return 0;
    uint8_t form = dm_unicode_class(dm_utf8_at(s.p, &bytes)) & DM_UC_UPPER ? DM_CAPITAL : 0;
    if (!form) return 0;
    for (size_t k = 0; k < s.n; k += bytes) {
        unsigned class = dm_unicode_class(dm_utf8_at(s.p + k, &bytes));
        letters += (class & DM_UC_LETTER) != 0;
        upper += (class & DM_UC_UPPER) != 0;
    }
    return letters > 1 && upper == letters ? form | DM_CAPITALS : form;
}

void dm_read_forms(dm_reading *r) {
    r->who->headline = dm_arena_zero(r->arena, r->sentences.n + 1u, sizeof(bool));
    for (uint32_t s = 0; s < r->sentences.n; s++) {
        uint32_t words = 0, capitals = 0;
        for (uint32_t i = r->sentences.at[s].span.begin; i < r->sentences.at[s].span.end; i++) {
            r->who->form[i] = form_of(r, i);
            if (r->tok[i].end - r->tok[i].begin < 4) continue;
            words++;
            capitals += (r->who->form[i] & DM_CAPITAL) != 0;
        }
        r->who->headline[s] = words > 3 && capitals * 10 >= words * 8;
    }
}

dm_str dm_name_text(dm_reading *r, dm_span span) {
    dm_str s = dm_text_of(r, span);
    bool plain = true;
    for (size_t i = 0; i + 1 < s.n && plain; i++)
        plain = (unsigned char)s.p[i] > ' ' || (s.p[i] == ' ' && s.p[i + 1] != ' ');
    if (plain) return s;
    char *out = dm_arena_take(r->arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool blank = (unsigned char)s.p[i] <= ' ';
        if (!blank || (n && out[n - 1] != ' ')) out[n++] = blank ? ' ' : s.p[i];
    }
    return (dm_str){out, n};
}

static bool is_function_word(const dm_token *t) {
    switch (t->pos) {
    case DM_POS_DET:
    case DM_POS_PRON:
    case DM_POS_ADP:
    case DM_POS_AUX:
    case DM_POS_CCONJ:
    case DM_POS_SCONJ:
    case DM_POS_PART:
    case DM_POS_NUM:
    case DM_POS_INTJ: return true;
    default: return false;
    }
}

/* A wording that has a capital in the tables, so that one in the text means something. */
static bool is_proper_hit(const dm_reading *r, uint32_t i) {
    const dm_hit *h = dm_hit_at(r, i);
    for (uint32_t k = 0; h && k < h->senses.n; k++)
        if (h->senses.at[k]->flags & DM_SENSE_CAPITALIZED) return true;
    return false;
}

/* After the beginning of a sentence or a quotation a capital says nothing. */
static bool begins(const dm_reading *r, uint32_t i) {
    while (i > 0 && r->tok[i].sent_begin == false &&
           (r->tok[i - 1].pos == DM_POS_PUNCT || r->tok[i - 1].lex->space)) {
        dm_str p = dm_text_of(r, (dm_span){i - 1, i});
        if (p.n == 1 && (p.p[0] == ',' || p.p[0] == ';' || p.p[0] == ')' || p.p[0] == '-')) return false;
        if (r->quote_of[i] != DM_NONE && r->quotes.at[r->quote_of[i]].span.begin == i - 1) return true;
        if (p.n == 1 && p.p[0] == ':') return true;
        i--;
    }
    return r->tok[i].sent_begin;
}

static bool may_name(const finder *f, uint32_t i) {
    const dm_reading *r = f->r;
    const dm_token *t = &r->tok[i];
    if (!(f->w->form[i] & DM_CAPITAL) || f->w->shut[i] || r->tree.text.p[t->end - 1] == '-') return false;
    const dm_hit *h = dm_hit_at(r, i);
    if (h && h->span.begin < i && !(f->w->form[h->span.begin] & DM_CAPITAL)) return false; /* al-Qaida */
    if (r->time_of[i] != DM_NONE && t->ent != DM_ENT_PERSON) return false;
    if (is_function_word(t) && !(f->w->form[i] & DM_CAPITALS && is_proper_hit(r, i)))
        return t->ent != DM_ENT_NONE && !t->ent_begin;
    if (f->w->headline[r->sentence_of[i]])
        return t->ent == DM_ENT_PERSON || t->ent == DM_ENT_ORG || t->ent == DM_ENT_GPE || is_proper_hit(r, i);
    if (t->pos != DM_POS_PROPN && begins(r, i)) return t->ent != DM_ENT_NONE || is_proper_hit(r, i);
    return true;
}

/* Small words inside names of persons. */
static bool is_particle(const dm_reading *r, uint32_t i) {
    return dm_is_one_of(dm_low(r, i),
                        "al el bin ben ibn bint ul ur ould ag de del della di da dos das du la le der "
                        "den van von zu ter ten y e as ash ad ar at az an");
}

static bool same_entity(const dm_reading *r, uint32_t a, uint32_t b) {
    if (r->tok[a].ent == DM_ENT_NONE) return false;
    for (uint32_t i = a + 1; i <= b; i++)
        if (r->tok[i].ent != r->tok[a].ent || r->tok[i].ent_begin) return false;
    return true;
}

/* ---- runs ---- */

/* What follows a run at `end` and still belongs to it: tokens to add, 0 if nothing does. */
static uint32_t goes_on(const finder *f, uint32_t begin, uint32_t end, uint32_t limit) {
    const dm_reading *r = f->r;
    if (end >= limit) return 0;
    if (r->tok[end].lex->space) { /* "Vernon  Adkins" */
        dm_str gap = dm_text_of(r, (dm_span){end, end + 1});
        return end + 1 < limit && !memchr(gap.p, '\n', gap.n) && may_name(f, end + 1) ? 2 : 0;
    }
    if (may_name(f, end)) return 1;
    const dm_hit *h = dm_hit_at(r, end);
    if (h && h->span.begin < end && h->span.begin >= begin && h->span.end <= limit)
        return h->span.end - end; /* Secretary of State */
    if (end + 1 >= limit) return 0;
    bool next = may_name(f, end + 1);
    if (r->tok[end].tag == DM_TAG_POS && next && r->tok[end].ent == DM_ENT_ORG &&
        same_entity(r, end - 1, end + 1))
        return 2; /* People's Committee */
    if (dm_is_hyphen(r, end) && !r->tok[end - 1].space_after && !r->tok[end].space_after)
        return next || same_entity(r, end - 1, end + 1) ? 2 : 0; /* Al-Zawahir, Hong-kyun */
    if (is_particle(r, end) && !dm_hit_at(r, end - 1)) {
        if (next) return 2;
        if (end + 2 < limit && is_particle(r, end + 1) && may_name(f, end + 2)) return 3;
        if (end + 2 < limit && dm_is_hyphen(r, end + 1) && may_name(f, end + 2)) return 3; /* Imad al-Alami */
    }
    if (dm_str_is(dm_low(r, end), "&") && next) return 2;
    /* Randy "Duke" Cunningham */
    dm_str mark = dm_low(r, end);
    if (end + 3 < limit && (dm_str_is(mark, "\"") || dm_str_is(mark, "“")) &&
        f->w->form[end + 1] & DM_CAPITAL && r->tok[end + 2].pos == DM_POS_PUNCT && may_name(f, end + 3))
        return 4;
    return 0;
}

/* "al-Zawahri", "bin Laden": the small word before. */
static uint32_t with_particle(const finder *f, uint32_t begin, uint32_t limit) {
    const dm_reading *r = f->r;
    if (begin > limit && is_particle(r, begin - 1) && same_entity(r, begin - 1, begin)) return begin - 1;
    if (begin > limit + 1 && dm_is_hyphen(r, begin - 1) && !r->tok[begin - 2].space_after &&
        is_particle(r, begin - 2) && !dm_hit_at(r, begin - 2))
        return begin - 2;
    return begin;
}

/* ---- what the parts of a run are ---- */

typedef enum part { OTHER, TITLE, ROLE, STATE, BODY, SORT, FIRST } part;

static part part_of(const dm_reading *r, const dm_hit *h) {
    if (!h) return OTHER;
    if (dm_sense_of(r, h, DM_KIND(TITLE))) return TITLE;
    if (dm_sense_of(r, h, DM_KIND(ROLE))) return ROLE;
    if (dm_sense_of(r, h, DM_NAMED_BODY_KINDS)) return BODY;
    if (dm_sense_of(r, h, DM_STATE_KINDS | DM_PEOPLE_KINDS)) return STATE;
    if (dm_sense_of(r, h, DM_KIND(BODY) | DM_KIND(ROLES) | DM_KIND(NAME_WORD))) return SORT;
    return dm_sense_of(r, h, DM_KIND(FIRST_NAME)) ? FIRST : OTHER;
}

/* The hit that ends a stretch, if it lies in it and begins after its first token. */
static const dm_hit *last_hit(const dm_reading *r, uint32_t b, uint32_t e) {
    const dm_hit *h = dm_hit_at(r, e - 1);
    return h && h->span.begin >= b && h->span.end == e ? h : NULL;
}

static const dm_hit *first_hit(const dm_reading *r, uint32_t b, uint32_t e) {
    const dm_hit *h = dm_hit_at(r, b);
    return h && h->span.begin == b && h->span.end <= e ? h : NULL;
}

static int32_t add_name(finder *f, uint32_t b, uint32_t e, dm_name_kind kind, uint32_t title) {
    dm_reading *r = f->r;
    dm_name n = {.span = {b, e}, .title = title, .kind = (uint8_t)kind, .office = DM_NONE};
    while (n.span.end > n.span.begin + 1 &&
           (r->tok[n.span.end - 1].pos == DM_POS_PUNCT || dm_is_hyphen(r, n.span.end - 1)))
        n.span.end--;
    if (n.span.begin >= n.span.end || f->w->name_of[b] != DM_NONE) return DM_NONE;
    n.head = dm_head_of(r, n.span);
    for (uint32_t i = title; i < b; i++) {
        const dm_hit *office = dm_hit_at(r, i);
        n.titled = n.titled || (office && dm_sense_of(r, office, DM_KIND(ROLE)) &&
                                !dm_sense_of(r, office, DM_KIND(TITLE)));
    }
    n.said = kind != DM_NAMES_NOBODY;
    const dm_hit *h = first_hit(r, b, e);
    if (h && kind != DM_NAMES_ORGANIZATION) {
        const dm_sense *first = dm_sense_of(r, h, DM_KIND(FIRST_NAME));
        if (h->span.end == n.span.end) n.known = dm_sense_of(r, h, DM_KIND(PERSON));
        if (first) n.gender = first->flags & DM_SENSE_MALE ? 'm' : first->flags & DM_SENSE_FEMALE ? 'f' : 0;
    }
    if (n.known) {
        n.kind = DM_NAMES_PERSON;
        n.said = true;
    }
    for (uint32_t i = n.span.begin; i < n.span.end; i++) f->w->name_of[i] = (int32_t)f->w->names.n;
    dm_vec_push(r->arena, &f->w->names, n);
    return (int32_t)f->w->names.n - 1;
}

/* An organization by its last word, "Audit Office", "Evening News"; not a kind of body with nothing but a
 * country before it: "Afghan Defense Ministry" is read like "the defense ministry". */
static const dm_sense *sort_of(const dm_reading *r, uint32_t b, uint32_t e, bool *nominal) {
    *nominal = false;
    const dm_hit *last = last_hit(r, b, e);
    if (!last || last->span.begin == b || !(r->who->form[last->span.begin] & DM_CAPITAL)) return NULL;
    const dm_sense *generic = dm_sense_of(r, last, DM_KIND(BODY) | DM_KIND(ROLES));
    const dm_sense *word = dm_sense_of(r, last, DM_KIND(NAME_WORD));
    if (!generic && !word) return NULL;
    bool only_countries = true, person = true;
    for (uint32_t k = b; k < last->span.begin;) {
        const dm_hit *h = first_hit(r, k, e);
        part p = part_of(r, h);
        only_countries = only_countries && p == STATE;
        person = person && (p == FIRST || p == TITLE || r->tok[k].ent == DM_ENT_PERSON);
        k = h ? h->span.end : k + 1;
    }
    *nominal = only_countries && generic;
    if (*nominal || person) return NULL;
    return word ? word : generic;
}

/* The last title or role with something behind it. */
static const dm_hit *last_title(const dm_reading *r, uint32_t b, uint32_t e) {
    const dm_hit *found = NULL;
    for (uint32_t k = b; k < e;) {
        const dm_hit *h = first_hit(r, k, e);
        part p = part_of(r, h);
        bool quoted = k > b && r->tok[k - 1].pos == DM_POS_PUNCT && !dm_is_hyphen(r, k - 1);
        if ((p == TITLE || p == ROLE) && h->span.end < e && !quoted) found = h;
        k = h ? h->span.end : k + 1;
    }
    return found;
}

static uint32_t titles_begin(const dm_reading *r, uint32_t at, uint32_t limit) {
    while (at > limit) {
        const dm_hit *h = dm_hit_at(r, at - 1);
        part p = part_of(r, h);
        if (!h || h->span.end != at || h->span.begin < limit || (p != TITLE && p != ROLE)) break;
        at = h->span.begin;
    }
    return at;
}

static void read_run(finder *f, uint32_t b, uint32_t e, int depth);

static void read_behind_hit(finder *f, const dm_hit *h, uint32_t b, uint32_t e, int depth) {
    const dm_reading *r = f->r;
    uint32_t next = h->span.end;
    part p = part_of(r, h);
    uint8_t ent = r->tok[next].ent;
    if (ent == DM_ENT_PERSON && p == STATE && same_entity(r, next - 1, next))
        add_name(f, b, e, DM_NAMES_NOBODY, b);
    else if (ent == DM_ENT_ORG && same_entity(r, b, e - 1) && !dm_sense_of(r, h, DM_KIND(CAPITAL)))
        add_name(f, b, e, DM_NAMES_ORGANIZATION, b);
    else
        read_run(f, next, e, depth - 1);
}

static bool is_whole_hit(const dm_reading *r, uint32_t b, uint32_t e) {
    const dm_hit *h = first_hit(r, b, e);
    if (!h || h->span.end != e) return false;
    return dm_sense_of(r, h,
                       DM_STATE_KINDS | DM_BODY_KINDS | DM_ROLE_KINDS | DM_PEOPLE_KINDS | DM_KIND(TITLE)) &&
           !dm_sense_of(r, h, DM_KIND(PERSON));
}

/* Where the recogniser begins a person's name after something else: "Labor and Social Security | Liu Yongfu".
 */
static uint32_t person_inside(const dm_reading *r, uint32_t b, uint32_t e) {
    for (uint32_t k = b + 1; k < e; k++)
        if (r->tok[k].ent == DM_ENT_PERSON && r->tok[k].ent_begin &&
            (e - k > 1 || (dm_hit_at(r, k - 1) && part_of(r, dm_hit_at(r, k - 1)) != FIRST)))
            return k;
    return e;
}

static void read_run(finder *f, uint32_t b, uint32_t e, int depth) {
    dm_reading *r = f->r;
    while (b < e && (dm_is_hyphen(r, b) || r->tok[b].pos == DM_POS_DET || r->tok[b].pos == DM_POS_PUNCT)) b++;
    while (b < e && (dm_is_hyphen(r, e - 1) || r->tok[e - 1].pos == DM_POS_PUNCT)) e--;
    if (b >= e || depth == 0 || is_whole_hit(r, b, e)) return;
    bool nominal;
    const dm_sense *word = sort_of(r, b, e, &nominal);
    if (nominal) return;
    if (word) {
        int32_t n = add_name(f, b, e, DM_NAMES_ORGANIZATION, b);
        if (n != DM_NONE) f->w->names.at[n].word = word;
        return;
    }
    const dm_hit *title = last_title(r, b, e);
    if (title) {
        uint32_t begin = titles_begin(r, title->span.begin, b);
        read_run(f, b, begin, depth - 1);
        if (!is_whole_hit(r, title->span.end, e) || part_of(r, title) == TITLE)
            add_name(f, title->span.end, e, DM_NAMES_PERSON, begin);
        return;
    }
    uint32_t person = person_inside(r, b, e);
    if (person < e) {
        read_run(f, b, person, depth - 1);
        read_run(f, person, e, depth - 1);
        return;
    }
    const dm_hit *h = first_hit(r, b, e);
    part p = part_of(r, h);
    if ((p == STATE || p == BODY || p == SORT) && h->span.end < e && !dm_sense_of(r, h, DM_KIND(FIRST_NAME)))
        read_behind_hit(f, h, b, e, depth);
    else
        add_name(f, b, e, DM_NAMES_NOBODY, titles_begin(r, b, r->sentences.at[r->sentence_of[b]].span.begin));
}

/* "Center for Law and Justice", "Ministry of Science and Technology": more of an organization's name. */
static uint32_t with_phrase(const finder *f, uint32_t b, uint32_t e, uint32_t limit) {
    const dm_reading *r = f->r;
    const dm_hit *last = dm_hit_at(r, e - 1);
    part p = part_of(r, last);
    bool sort = last && last->span.end == e && (p == SORT || p == BODY) &&
                dm_sense_of(r, last, DM_KIND(BODY) | DM_KIND(ROLES) | DM_KIND(NAME_WORD));
    bool body = sort && dm_sense_of(r, last, DM_KIND(BODY)) != NULL;
    for (uint32_t at = e; at + 1 < limit;) {
        bool joins = dm_is_one_of(dm_low(r, at), "of for on");
        bool and = dm_is_one_of(dm_low(r, at), "and & ,");
        uint32_t next = at + 1;
        if (next + 1 < limit && dm_str_is(dm_low(r, next), "the")) next++;
        if ((!joins && !and) || !(f->w->form[next] & DM_CAPITAL) || f->w->shut[next]) break;
        bool one = same_entity(r, b, next) && r->tok[b].ent == DM_ENT_ORG;
        const dm_hit *h = dm_hit_at(r, next);
        if (!one && (!sort || and)) break;
        if (!one && part_of(r, h) == STATE && body) break; /* the Ministry of Defence of Ukraine */
        if (!one && (part_of(r, h) == ROLE || r->tok[next].ent == DM_ENT_PERSON)) break;
        uint32_t end = next + 1, more;
        while ((more = goes_on(f, b, end, limit)) &&
               !(r->tok[end].ent == DM_ENT_PERSON && r->tok[end].ent_begin))
            end += more;
        e = at = end;
    }
    return e;
}

/* ---- abbreviations ---- */

/* "Electoral Commission of Kenya (ECK)": what stands alone in parentheses. */
static void find_short_forms(finder *f) {
    dm_reading *r = f->r;
    for (uint32_t i = 1; i + 2 < r->n; i++) {
        uint32_t k = i + 1;
        if (!dm_str_is(dm_low(r, i), "(") || !dm_str_is(dm_low(r, k + 1), ")")) continue;
        if (!(f->w->form[k] & DM_CAPITALS) || f->w->shut[k]) continue;
        if (dm_hit_at(r, k)) {
            if (dm_sense_of(r, dm_hit_at(r, k), DM_KIND(ORG) | DM_KIND(GROUP)))
                dm_vec_push(r->arena, &f->w->short_hits, k);
            continue;
        }
        if (f->w->name_of[k] == DM_NONE) add_name(f, k, k + 1, DM_NAMES_ORGANIZATION, k);
        if (f->w->name_of[k] != DM_NONE) f->w->names.at[f->w->name_of[k]].is_short = true;
    }
}

/* ---- what a name names ---- */

/* For and against, by all mentions of one name. */
typedef struct votes {
    dm_str text;
    int person, body, people, place;
    bool person_said, body_said;
    uint8_t gender;
} votes;

typedef struct vote_table {
    votes *at;
    uint32_t size;
} vote_table;

static votes *votes_of(vote_table *t, dm_str text) {
    uint32_t s = (uint32_t)dm_hash_str(text) & (t->size - 1);
    while (t->at[s].text.p && !dm_str_eq(t->at[s].text, text)) s = (s + 1) & (t->size - 1);
    t->at[s].text = text;
    return &t->at[s];
}

static bool is_age_behind(const dm_reading *r, uint32_t end) {
    if (end + 2 >= r->n || !dm_str_is(dm_low(r, end), ",")) return false;
    dm_str n = dm_text_of(r, (dm_span){end + 1, end + 2});
    dm_str mark = dm_low(r, end + 2);
    return n.n == 2 && n.p[0] >= '1' && n.p[0] <= '9' && n.p[1] >= '0' && n.p[1] <= '9' &&
           (dm_str_is(mark, ",") || dm_str_is(mark, ".") || dm_str_is(mark, ";"));
}

static void vote_by_neighbours(const dm_reading *r, const dm_name *n, votes *v) {
    dm_span s = n->span;
    const dm_token *before = s.begin > 0 && !r->tok[s.begin].sent_begin ? &r->tok[s.begin - 1] : NULL;
    bool modifier = r->tok[n->head].dep == DM_DEP_compound || r->tok[n->head].dep == DM_DEP_amod;
    if (before && before->pos == DM_POS_DET && !modifier) {
        v->body += 2;
        v->people++;
        v->place++;
        v->person -= 3;
    }
    if (before && before->pos == DM_POS_ADP) {
        dm_str low = dm_low(r, s.begin - 1);
        if (dm_is_one_of(low, "in near outside around across")) v->place += 2;
        if (dm_is_one_of(low, "at from to")) v->place++;
    }
    if (is_age_behind(r, s.end)) v->person += 4;
    if (s.end + 1 < r->n &&
        (dm_str_is(dm_low(r, s.end), "who") ||
         (dm_str_is(dm_low(r, s.end), ",") && dm_is_one_of(dm_low(r, s.end + 1), "who whose"))))
        v->person += 3;
    if (dm_is_verb(r, r->tok[n->head].head) && r->tok[n->head].dep == DM_DEP_nsubj &&
        dm_in_class(r, r->tok[n->head].head, "telling_verb")) {
        v->person++;
        v->body++;
    }
}

static void vote_by_role(const dm_reading *r, const dm_name *n, votes *v) {
    int32_t other = dm_child(r, n->head, DM_DEP_appos);
    if (other == DM_NONE && r->tok[n->head].dep == DM_DEP_appos) other = (int32_t)r->tok[n->head].head;
    if (other == DM_NONE) return;
    part p = part_of(r, dm_hit_at(r, (uint32_t)other));
    if (p == ROLE && r->who->name_of[other] == DM_NONE) v->person += 3;
    if (p == SORT) v->body += 3;
}

static void vote(finder *f, const dm_name *n, votes *v) {
    const dm_reading *r = f->r;
    dm_span s = n->span;
    const dm_hit *h = first_hit(r, s.begin, s.end);
    if (h && dm_sense_of(r, h, DM_KIND(FIRST_NAME))) v->person += s.end - s.begin > 1 ? 4 : 2;
    if (n->said && n->kind == DM_NAMES_PERSON) v->person_said = true;
    if (n->said && n->kind == DM_NAMES_ORGANIZATION) v->body_said = true;
    if (n->gender) v->gender = n->gender;
    for (uint32_t i = s.begin; i < s.end; i++) {
        if (i > s.begin && !r->tok[i].ent_begin && r->tok[i].ent == r->tok[i - 1].ent) continue;
        switch (r->tok[i].ent) {
        case DM_ENT_PERSON: v->person += 2; break;
        case DM_ENT_ORG: v->body += 2; break;
        case DM_ENT_GPE:
        case DM_ENT_LOC: v->place += 2; break;
        case DM_ENT_FAC: v->place++; break;
        case DM_ENT_NORP: v->people += 2; break;
        default: break;
        }
    }
    if (s.end - s.begin == 1 && f->w->form[s.begin] & DM_CAPITALS) v->body++;
    int32_t place = dm_located_at(f->r, s.begin);
    if (place != DM_NONE && r->places.at[place].span.begin == s.begin &&
        r->places.at[place].span.end == s.end)
        v->place++;
    vote_by_neighbours(r, n, v);
    vote_by_role(r, n, v);
}

static dm_name_kind winner(const votes *v) {
    if (v->person_said && !v->body_said) return DM_NAMES_PERSON;
    if (v->body_said && !v->person_said) return DM_NAMES_ORGANIZATION;
    int best = v->person > v->body ? v->person : v->body;
    best = v->people > best ? v->people : best;
    best = v->place > best ? v->place : best;
    if (best <= 0) return DM_NAMES_NOBODY;
    if (v->person == best) return DM_NAMES_PERSON;
    if (v->place == best) return DM_NAMES_PLACE;
    return v->body == best ? DM_NAMES_ORGANIZATION : DM_NAMES_GROUP;
}

static uint32_t table_size(uint32_t n) {
    uint32_t size = 16;
    while (size < 2 * (n + 1)) size *= 2;
    return size;
}

/* Words of persons' full names: the last one and the first one. */
static void note_person_words(finder *f, vote_table *words) {
    const dm_reading *r = f->r;
    for (uint32_t i = 0; i < f->w->names.n; i++) {
        const dm_name *n = &f->w->names.at[i];
        if (n->kind != DM_NAMES_PERSON || n->span.end - n->span.begin < 2) continue;
        uint32_t ends[2] = {n->span.end - 1, n->span.begin};
        for (int k = 0; k < 2; k++) {
            dm_str word = dm_text_of(r, (dm_span){ends[k], ends[k] + 1});
            if (word.n > 1) votes_of(words, word)->person_said = true;
        }
    }
}

static bool is_person_word(const finder *f, vote_table *words, uint32_t i) {
    return votes_of(words, dm_text_of(f->r, (dm_span){i, i + 1}))->person_said;
}

/* A lone word of somebody's full name, that no table knows as something else. */
static void add_lone_words(finder *f, vote_table *words) {
    const dm_reading *r = f->r;
    for (uint32_t i = 0; i < r->n; i++) {
        const dm_token *t = &r->tok[i];
        if (!(f->w->form[i] & DM_CAPITAL) || f->w->shut[i] || f->w->name_of[i] != DM_NONE) continue;
        if (is_function_word(t) || t->pos == DM_POS_VERB || t->pos == DM_POS_ADV || r->time_of[i] != DM_NONE)
            continue;
        const dm_hit *h = dm_hit_at(r, i);
        part p = part_of(r, h);
        if (h && (h->span.end - h->span.begin > 1 || (p != FIRST && p != ROLE))) continue;
        dm_str text = dm_text_of(r, (dm_span){i, i + 1});
        uint32_t s = (uint32_t)dm_hash_str(text) & (words->size - 1);
        while (words->at[s].text.p && !dm_str_eq(words->at[s].text, text)) s = (s + 1) & (words->size - 1);
        if (words->at[s].text.p && words->at[s].person_said) add_name(f, i, i + 1, DM_NAMES_PERSON, i);
    }
}

static void decide(finder *f) {
    dm_reading *r = f->r;
    uint32_t n = f->w->names.n;
    vote_table all = {dm_arena_zero(r->arena, table_size(n), sizeof *all.at), table_size(n)};
    vote_table words = {dm_arena_zero(r->arena, table_size(3 * n), sizeof *words.at), table_size(3 * n)};
    for (uint32_t i = 0; i < n; i++) {
        const dm_name *name = &f->w->names.at[i];
        vote(f, name, votes_of(&all, dm_text_of(r, name->span)));
    }
    for (uint32_t i = 0; i < n; i++) {
        dm_name *name = &f->w->names.at[i];
        const votes *v = votes_of(&all, dm_text_of(r, name->span));
        if (!name->said || name->kind == DM_NAMES_NOBODY) name->kind = (uint8_t)winner(v);
        if (!name->gender) name->gender = v->gender;
    }
    note_person_words(f, &words);
    for (uint32_t i = 0; i < n; i++) {
        dm_name *name = &f->w->names.at[i];
        if (name->said || name->span.end - name->span.begin > 1) continue;
        if (!is_person_word(f, &words, name->span.begin)) continue;
        name->kind = DM_NAMES_PERSON;
        name->gender = 0; /* Dr. Connie Mariano is no man for being called Mariano */
    }
    add_lone_words(f, &words);
}

/* ---- offices with a phrase between ---- */

/* May a token stand between an office and its holder: "Chairman *of the Electoral Commission (ECK)* Samuel
 * Kivuitu"? */
static bool may_stand_between(const dm_reading *r, uint32_t i) {
    switch (r->tok[i].pos) {
    case DM_POS_NOUN:
    case DM_POS_PROPN:
    case DM_POS_ADJ:
    case DM_POS_DET:
    case DM_POS_NUM:
    case DM_POS_CCONJ: return true;
    case DM_POS_ADP: return dm_is_one_of(dm_low(r, i), "of for in on");
    case DM_POS_PART: return r->tok[i].tag == DM_TAG_POS;
    case DM_POS_VERB: return r->tok[i].dep == DM_DEP_amod;
    case DM_POS_PUNCT: return dm_is_hyphen(r, i) || dm_is_one_of(dm_low(r, i), "( )");
    default: return false;
    }
}

static void find_offices(finder *f) {
    enum { REACH = 14 };
    const dm_reading *r = f->r;
    for (uint32_t k = 0; k < f->w->names.n; k++) {
        dm_name *n = &f->w->names.at[k];
        if (n->kind != DM_NAMES_PERSON || n->titled || n->title == 0) continue;
        uint32_t first = r->sentences.at[r->sentence_of[n->title]].span.begin, at = n->title - 1;
        const dm_hit *before = dm_hit_at(r, at);
        bool closed = dm_str_is(dm_low(r, at), ")");
        if (at < first ||
            !(closed || f->w->name_of[at] != DM_NONE || before || r->tok[at].pos == DM_POS_NOUN))
            continue;
        for (uint32_t steps = 0; steps < REACH && at > first && may_stand_between(r, at); steps++, at--) {
            const dm_hit *h = dm_hit_at(r, at - 1);
            bool prep = r->tok[at].pos == DM_POS_ADP;
            if (!prep || !h || h->span.end != at || part_of(r, h) != ROLE) continue;
            n->office = (int32_t)h->head;
            f->w->holder_of[h->head] = (int32_t)k;
            break;
        }
    }
}

void dm_find_names(dm_reading *r) {
    finder f = {.r = r, .w = r->who};
    for (uint32_t i = 0; i < r->n;) {
        uint32_t limit = r->sentences.at[r->sentence_of[i]].span.end, end = i + 1, more;
        if (!may_name(&f, i)) {
            i++;
            continue;
        }
        uint32_t begin = with_particle(&f, i, r->sentences.at[r->sentence_of[i]].span.begin);
        while ((more = goes_on(&f, begin, end, limit))) end += more;
        uint32_t whole = with_phrase(&f, begin, end, limit);
        if (whole > end) {
            bool and = dm_is_one_of(dm_low(r, end), "and & ,");
            const dm_hit *last = dm_hit_at(r, and? whole - 1 : end - 1);
            int32_t n = add_name(&f, begin, whole, DM_NAMES_ORGANIZATION, begin);
            const dm_sense *word = last ? dm_sense_of(r, last, DM_KIND(NAME_WORD)) : NULL;
            if (!word && last) word = dm_sense_of(r, last, DM_KIND(BODY) | DM_KIND(ROLES));
            if (n != DM_NONE) f.w->names.at[n].word = word;
            end = whole;
        } else {
            read_run(&f, begin, end, 8);
        }
        i = end;
    }
    find_short_forms(&f);
    decide(&f);
    find_offices(&f);
}

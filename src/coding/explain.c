#include "coding/explain.h"

#include "coding/events.h"

static void text(dm_buffer *b, dm_str s) {
    dm_buffer_add(b, s.p, s.n);
}

static dm_str word(const dm_reading *r, uint32_t tok) {
    return dm_text_of(r, (dm_span){tok, tok + 1});
}

/* ---- the tree ---- */

static void write_branch(dm_buffer *b, const dm_reading *r, uint32_t tok, unsigned depth) {
    enum { DEEPEST = 40 };
    dm_buffer_text(b, "    ");
    for (unsigned i = 0; i < depth; i++) dm_buffer_text(b, "  ");
    text(b, word(r, tok));
    dm_buffer_text(b, "  ");
    text(b, dm_label(r->tree.labels, DM_KIND_TAG, r->tok[tok].tag));
    dm_buffer_char(b, ' ');
    text(b, dm_label(r->tree.labels, DM_KIND_DEP, r->tok[tok].dep));
    dm_buffer_char(b, '\n');
    for (int32_t c = r->child[tok]; c != DM_NONE && depth < DEEPEST; c = r->sibling[c])
        if (r->tok[c].pos != DM_POS_PUNCT && !r->tok[c].lex->space)
            write_branch(b, r, (uint32_t)c, depth + 1);
}

/* ---- rows ---- */

static void write_origin(dm_buffer *b, const dm_reading *r, const dm_predicate_row *row) {
    text(b, dm_lexicon_text(r->lex, row->origin.file));
    dm_buffer_printf(b, ":%u", row->origin.line);
}

static void write_type(dm_buffer *b, const dm_reading *r, uint32_t type, dm_text mode) {
    text(b, type ? dm_lexicon_text(r->lex, r->lex->types[type - 1].name) : DM_STR("nothing"));
    if (!mode) return;
    dm_buffer_char(b, ' ');
    text(b, dm_lexicon_text(r->lex, mode));
}

/* The text of a row's condition. */
static dm_str condition(const dm_reading *r, const dm_predicate_row *row, int number) {
    size_t at = 0;
    dm_str all = dm_lexicon_text(r->lex, row->conditions), one = {"", 0};
    for (int i = 0; i <= number; i++) {
        while (at < all.n && all.p[at] == ' ') at++;
        size_t begin = at;
        while (at < all.n && all.p[at] != ' ') at++;
        one = dm_str_sub(all, begin, at);
    }
    return one;
}

static void write_verdict(dm_buffer *b, dm_reading *r, const dm_predicate *p, const dm_predicate_row *row,
                          bool counts, bool other_pos) {
    if (other_pos) {
        dm_buffer_printf(b, "is for the part of speech %c", (char)row->pos);
        return;
    }
    int failed = dm_when_fails(r, p, row);
    if (failed >= 0) {
        dm_buffer_text(b, "does not hold: ");
        text(b, condition(r, row, failed));
    } else {
        dm_buffer_text(b, counts ? "counts" : "holds, but another row is more exact or comes first");
    }
}

static void write_frames(dm_buffer *b, dm_reading *r, uint32_t tok, const dm_predicate *p) {
    dm_range32 rows = r->lex->lemma_frames[r->lemma[tok]];
    const dm_frame_row *best = dm_frame_at(r, tok);
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_frame_row *f = &r->lex->frames[rows.first + i];
        dm_buffer_text(b, f == best ? "      * " : "        ");
        write_origin(b, r, &f->is);
        dm_buffer_text(b, "  ");
        write_type(b, r, f->event, f->mode);
        dm_buffer_text(b, "  ");
        text(b, dm_lexicon_text(r->lex, f->is.conditions));
        dm_buffer_text(b, "  -- ");
        write_verdict(b, r, p, &f->is, f == best, f->is.pos != (uint32_t)p->pos);
        dm_buffer_char(b, '\n');
    }
}

static void write_operators(dm_buffer *b, dm_reading *r, uint32_t tok, const dm_predicate *p) {
    dm_range32 rows = r->lex->lemma_operators[r->lemma[tok]];
    const dm_coded *c = &r->coded[tok];
    for (uint32_t i = 0; i < rows.n; i++) {
        const dm_operator_row *o = &r->lex->operators[rows.first + i];
        bool again = i && o[-1].is.origin.line == o->is.origin.line; /* a row for several places of the act */
        if (again && o != c->over) continue;
        dm_buffer_text(b, o == c->over ? "      * " : "        ");
        write_origin(b, r, &o->is);
        dm_buffer_text(b, "  operator  ");
        text(b, dm_lexicon_text(r->lex, o->is.conditions));
        dm_buffer_text(b, "  -- ");
        bool other_pos = o->is.pos != (uint32_t)p->pos;
        if (!other_pos && o != c->over && dm_when_fails(r, p, &o->is) < 0)
            dm_buffer_text(b, "finds no act of its kind, or another row is more exact");
        else
            write_verdict(b, r, p, &o->is, o == c->over, other_pos);
        if (o == c->over) {
            dm_buffer_text(b, ": makes ");
            write_type(b, r, c->type, c->mode);
            dm_buffer_text(b, " of \"");
            text(b, word(r, c->act));
            dm_buffer_char(b, '"');
        }
        dm_buffer_char(b, '\n');
    }
}

static void write_fate(dm_buffer *b, const dm_reading *r, uint32_t tok) {
    static const struct {
        uint32_t bit;
        const char *what;
    } fates[] = {{DM_ACT_DROPPED, "an operator above it leaves nothing of it"},
                 {DM_ACT_CONSUMED, "it is part of another predicate"},
                 {DM_ACT_ANNOUNCED, "it lies ahead"},
                 {DM_AUX_FUTURE, "future"},
                 {DM_AUX_HYPOTHETICAL, "hypothetical"},
                 {DM_AUX_NEGATION, "negated by an operator"}};
    for (size_t i = 0; i < sizeof fates / sizeof *fates; i++)
        if (r->coded[tok].fate & fates[i].bit) dm_buffer_printf(b, "        %s\n", fates[i].what);
}

static void write_reality(dm_buffer *b, dm_reading *r, uint32_t tok) {
    static const char *const realities[] = {"told as a fact", "told by a source",
                                            "only wished, feared or supposed"};
    dm_buffer_printf(b, "        %s\n", realities[dm_reality_of(r, tok)]);
}

static void write_predicate(dm_buffer *b, dm_reading *r, uint32_t tok) {
    static const char *const slots[DM_SLOTS] = {
        [DM_SLOT_SUBJ] = "subj",   [DM_SLOT_OBJ] = "obj", [DM_SLOT_IOBJ] = "iobj", [DM_SLOT_COMP] = "comp",
        [DM_SLOT_XCOMP] = "xcomp", [DM_SLOT_PRT] = "prt", [DM_SLOT_ATTR] = "attr", [DM_SLOT_MOD] = "mod",
        [DM_SLOT_POSS] = "poss",   [DM_SLOT_OF] = "of",   [DM_SLOT_PREP] = "p.",   [DM_SLOT_PART] = "part",
        [DM_SLOT_GOAL] = "goal"};
    const dm_predicate *p = dm_predicate_at(r, tok);
    if (r->lemma[tok] < 0 || !p) return;
    if (!r->lex->lemma_frames[r->lemma[tok]].n && !r->lex->lemma_operators[r->lemma[tok]].n) return;
    dm_buffer_text(b, "\n    ");
    text(b, word(r, tok));
    dm_buffer_printf(b, " (%c%s%s)", p->pos, p->passive ? ", passive" : "", p->negated ? ", negated" : "");
    for (uint32_t i = 0; i < p->n; i++) {
        const dm_argument *a = &p->arg[i];
        dm_buffer_printf(b, "  %s", slots[a->slot] ? slots[a->slot] : "");
        if (a->slot == DM_SLOT_PREP) text(b, a->prep);
        dm_buffer_char(b, '=');
        text(b, word(r, a->tok));
    }
    dm_buffer_char(b, '\n');
    write_frames(b, r, tok, p);
    write_operators(b, r, tok, p);
    write_fate(b, r, tok);
    write_reality(b, r, tok);
}

/* ---- events ---- */

static void write_actors(dm_buffer *b, const dm_reading *r, const char *side, const dm_actors *list) {
    for (uint32_t i = 0; i < list->n; i++) {
        const dm_actor *a = &r->actors.at[list->at[i]];
        char country[4], sector[4];
        dm_code_text(a->country, country);
        dm_code_text(a->sector, sector);
        dm_buffer_printf(b, "      %s  %.*s", side, (int)a->id.n, a->id.p);
        dm_buffer_text(b, "  ");
        text(b, a->name);
        dm_buffer_printf(b, "  %s %s\n", a->country ? country : "-", a->sector ? sector : "-");
    }
}

static void write_event(dm_buffer *b, const dm_reading *r, const dm_event *e) {
    static const char *const aux[] = {"historical", "future", "hypothetical", "negation"};
    dm_buffer_char(b, '\n');
    dm_buffer_text(b, "    ");
    text(b, e->id);
    dm_buffer_text(b, "  ");
    write_type(b, r, e->type, e->mode);
    dm_buffer_text(b, "  by ");
    write_origin(b, r, &e->rule);
    dm_buffer_printf(b, "  (%s)  at \"", e->construction);
    text(b, dm_text_of(r, e->trigger));
    dm_buffer_printf(b, "\"  author %s", dm_fact_name((dm_fact)e->author));
    for (int k = 0; k < 4; k++)
        if (e->aux >> k & 1) dm_buffer_printf(b, "  %s", aux[k]);
    if (e->ruled) {
        dm_buffer_text(b, "  the rules say ");
        write_type(b, r, e->ruled, 0);
    }
    dm_buffer_char(b, '\n');
    write_actors(b, r, "actor    ", &e->actor);
    write_actors(b, r, "recipient", &e->recipient);
    for (uint32_t i = 0; i < e->mentions.n; i++) {
        dm_buffer_text(b, "      also told in: ");
        dm_span s = r->sentences.at[r->sentence_of[e->mentions.at[i]]].span;
        text(b, dm_text_of(r, dm_trim(r, s)));
        dm_buffer_char(b, '\n');
    }
}

static void write_sentence(dm_buffer *b, dm_reading *r, uint32_t sentence) {
    dm_span s = r->sentences.at[sentence].span;
    text(b, dm_text_of(r, dm_trim(r, s)));
    dm_buffer_text(b, "\n\n  tree\n");
    for (uint32_t t = s.begin; t < s.end; t++)
        if (r->tok[t].head == t && !r->tok[t].lex->space) write_branch(b, r, t, 0);
    dm_buffer_text(b, "\n  predicates\n");
    for (uint32_t t = s.begin; t < s.end; t++)
        if (!r->tok[t].lex->space) write_predicate(b, r, t);
    dm_buffer_text(b, "\n  events\n");
    bool any = false;
    for (uint32_t i = 0; i < r->events.n; i++)
        if (r->sentence_of[r->events.at[i].tok] == sentence) {
            write_event(b, r, &r->events.at[i]);
            any = true;
        }
    dm_buffer_text(b, any ? "\n" : "    none\n\n");
}

bool dm_write_explanation(dm_buffer *b, dm_reading *r, const char *event) {
    if (!event) {
        for (uint32_t i = 0; i < r->sentences.n; i++) write_sentence(b, r, i);
        return true;
    }
    for (uint32_t i = 0; i < r->events.n; i++)
        if (dm_str_is(r->events.at[i].id, event)) {
            write_sentence(b, r, r->sentence_of[r->events.at[i].tok]);
            return true;
        }
    return false;
}

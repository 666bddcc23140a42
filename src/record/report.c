/* The reading as a page: what happened, who says what is so, who is bound to what. Quoted words stand under
 * every line, so that a reader can judge for himself. */
#include <stdio.h>

#include "base/utf8.h"
#include "record/record.h"

typedef struct page {
    dm_buffer *b;
    const dm_reading *r;
    unsigned columns;
    bool colour;
} page;

enum { BOLD = 1, DIM = 2, RED = 31, GREEN = 32, YELLOW = 33, CYAN = 36 };

static void style(page *p, int code) {
    if (p->colour) dm_buffer_printf(p->b, "\033[%dm", code);
}

static void plain(page *p) {
    if (p->colour) dm_buffer_text(p->b, "\033[0m");
}

/* Words broken into lines of the page's width, every line indented; control characters and line breaks become
 * blanks. */
static void flow(page *p, unsigned indent, dm_str s) {
    unsigned column = 0;
    for (size_t i = 0; i < s.n;) {
        while (i < s.n && (unsigned char)s.p[i] <= ' ') i++;
        size_t begin = i;
        while (i < s.n && (unsigned char)s.p[i] > ' ') i++;
        if (begin == i) break;
        unsigned width = (unsigned)dm_utf8_count(s.p + begin, i - begin);
        if (column && column + 1 + width > p->columns) {
            dm_buffer_char(p->b, '\n');
            column = 0;
        }
        if (!column) {
            for (unsigned k = 0; k < indent; k++) dm_buffer_char(p->b, ' ');
            column = indent;
        } else {
            dm_buffer_char(p->b, ' ');
            column++;
        }
        dm_buffer_add(p->b, s.p + begin, i - begin);
        column += width;
    }
    if (column) dm_buffer_char(p->b, '\n');
}

static void heading(page *p, const char *title, uint32_t n) {
    dm_buffer_char(p->b, '\n');
    style(p, BOLD);
    dm_buffer_printf(p->b, "%s", title);
    plain(p);
    style(p, DIM);
    dm_buffer_printf(p->b, " (%u)\n", n);
    plain(p);
}

static void actor(page *p, const dm_actor *a) {
    char country[4], sector[4];
    dm_code_text(a->country, country);
    dm_code_text(a->sector, sector);
    for (size_t i = 0; i < a->name.n; i++)
        dm_buffer_char(p->b, (unsigned char)a->name.p[i] < ' ' ? ' ' : a->name.p[i]);
    if (a->country || a->sector)
        dm_buffer_printf(p->b, " (%s%s%s)", a->country ? country : "", a->country && a->sector ? " " : "",
                         a->sector ? sector : "");
}

static void actors(page *p, const dm_actors *list) {
    for (uint32_t i = 0; i < list->n; i++) {
        if (i) dm_buffer_text(p->b, i + 1 == list->n ? " and " : ", ");
        actor(p, &p->r->actors.at[list->at[i]]);
    }
}

/* A span's words, as they stand, in quotation marks of our own only if they have none. */
static void words(page *p, unsigned indent, dm_span s) {
    dm_span sentence = s;
    style(p, DIM);
    flow(p, indent, dm_text_of(p->r, sentence));
    plain(p);
}

/* A closing mark that the parser put at the beginning of the next sentence. */
static bool ends_quote(const dm_reading *r, uint32_t tok) {
    int32_t q = r->quote_of[tok];
    return r->tok[tok].lex->space ||
           (q != DM_NONE && r->quotes.at[q].span.end == tok + 1 && r->quotes.at[q].span.begin < tok);
}

static dm_span sentence_of(const dm_reading *r, uint32_t tok) {
    dm_span s = r->sentences.at[r->sentence_of[tok]].span;
    while (s.begin < tok && ends_quote(r, s.begin)) s.begin++;
    while (s.end > tok + 1 && r->tok[s.end - 1].lex->space) s.end--;
    if (s.end < r->n && ends_quote(r, s.end) && !r->tok[s.end].lex->space) s.end++;
    return s;
}

static void write_events(page *p) {
    static const char *const aux[] = {"long past", "planned", "hypothetical", "did not happen"};
    const dm_reading *r = p->r;
    heading(p, "What happened", r->events.n);
    for (uint32_t i = 0; i < r->events.n; i++) {
        const dm_event *e = &r->events.at[i];
        dm_str type = dm_lexicon_text(r->lex, r->lex->types[e->type - 1].name),
               mode = dm_lexicon_text(r->lex, e->mode);
        dm_buffer_text(p->b, "\n  ");
        style(p, BOLD);
        dm_buffer_str(p->b, type);
        plain(p);
        if (mode.n) dm_buffer_printf(p->b, " %.*s", (int)mode.n, mode.p);
        dm_buffer_text(p->b, "   ");
        actors(p, &e->actor);
        if (e->recipient.n) {
            dm_buffer_text(p->b, e->actor.n ? " → " : "→ ");
            actors(p, &e->recipient);
        }
        const dm_time *t = e->time == DM_NONE ? NULL : &r->times.at[e->time];
        if (t) dm_buffer_printf(p->b, "   %.*s", (int)t->value.n, t->value.p);
        bool open = e->author == DM_FACT_UU || e->author == DM_FACT_CTU;
        if (open || e->author == DM_FACT_PS_PLUS || e->author == DM_FACT_PR_PLUS) {
            style(p, YELLOW);
            dm_buffer_text(p->b, open ? "   [as a source says]" : "   [likely or possible]");
            plain(p);
        }
        for (int k = 0; k < 4; k++)
            if (e->aux >> k & 1) dm_buffer_printf(p->b, "   [%s]", aux[k]);
        dm_buffer_char(p->b, '\n');
        words(p, 6, sentence_of(r, e->tok));
    }
    if (!r->events.n) dm_buffer_text(p->b, "\n  Nothing that PLOVER would code.\n");
}

static int stance_colour(uint8_t s) {
    return s == DM_STANCE_DENIES                                                         ? RED
           : s == DM_STANCE_ASSERTS || s == DM_STANCE_CONFIRMS || s == DM_STANCE_ALLEGES ? GREEN
                                                                                         : YELLOW;
}

static dm_span evidence(const dm_reading *r, const dm_position *p, const dm_claim *c) {
    if (p->attribution == DM_NONE) return c->span;
    const dm_attribution *a = &r->attributions.at[p->attribution];
    dm_span s = a->cue;
    if (a->source.begin < a->source.end && a->source.begin < s.begin) s.begin = a->source.begin;
    for (uint32_t i = 0; i < a->n_content; i++) {
        if (a->content[i].span.begin < s.begin) s.begin = a->content[i].span.begin;
        if (a->content[i].span.end > s.end) s.end = a->content[i].span.end;
    }
    return s;
}

static void write_claims(page *p) {
    const dm_reading *r = p->r;
    heading(p, "Who says it is so", r->claims.n);
    for (uint32_t i = 0; i < r->claims.n; i++) {
        const dm_claim *c = &r->claims.at[i];
        bool contested = strcmp(c->status, "contested") == 0;
        dm_buffer_text(p->b, "\n  ");
        style(p, contested ? RED : BOLD);
        dm_buffer_printf(p->b, "%s", contested ? "CONTESTED" : c->status);
        plain(p);
        dm_buffer_char(p->b, '\n');
        flow(p, 4, dm_text_of(r, c->span));
        for (uint32_t k = 0; k < c->positions.n; k++) {
            const dm_position *q = &c->positions.at[k];
            dm_buffer_text(p->b, "      ");
            style(p, stance_colour(q->stance));
            char stance[32];
            snprintf(stance, sizeof stance, "%s", dm_stance_name((dm_stance)q->stance));
            for (char *s = stance; *s; s++)
                if (*s == '_') *s = ' ';
            dm_buffer_printf(p->b, "%-15s", stance);
            plain(p);
            if (q->holder == DM_NONE)
                dm_buffer_text(p->b, "the author");
            else
                actor(p, &r->actors.at[q->holder]);
            dm_str date = q->date.p ? q->date : r->date;
            if (date.p) dm_buffer_printf(p->b, "   %.*s", (int)date.n, date.p);
            if (q->presupposed) dm_buffer_text(p->b, "   (presupposed)");
            dm_buffer_char(p->b, '\n');
            words(p, 21, evidence(r, q, c));
        }
    }
    if (!r->claims.n) dm_buffer_text(p->b, "\n  Nobody but the author takes a position.\n");
}

static void labelled(page *p, const char *label, dm_span s) {
    if (s.begin >= s.end) return;
    dm_buffer_printf(p->b, "      %s\n", label);
    words(p, 8, s);
}

static void write_commitments(page *p) {
    static const char *const kinds[] = {"obligation", "promise", "threat"};
    const dm_reading *r = p->r;
    heading(p, "Who is bound to what", r->commitments.n);
    for (uint32_t i = 0; i < r->commitments.n; i++) {
        const dm_commitment *c = &r->commitments.at[i];
        dm_buffer_text(p->b, "\n  ");
        style(p, BOLD);
        dm_buffer_text(p->b, kinds[c->kind]);
        plain(p);
        dm_buffer_text(p->b, "   ");
        actors(p, &c->committer);
        if (c->beneficiary.n) {
            dm_buffer_text(p->b, " → ");
            actors(p, &c->beneficiary);
        }
        if (c->state) dm_buffer_printf(p->b, "   [%s]", c->state);
        dm_buffer_char(p->b, '\n');
        labelled(p, "to do", c->action);
        labelled(p, "if", c->condition);
        labelled(p, "by", c->instrument);
        labelled(p, "still missing", c->pending_span);
    }
    if (!r->commitments.n) dm_buffer_text(p->b, "\n  No promise, threat or obligation.\n");
}

void dm_write_report(dm_buffer *b, const dm_reading *r, unsigned columns, bool colour) {
    page p = {b, r, columns ? columns : 80, colour};
    style(&p, BOLD);
    flow(&p, 0, dm_str_of(r->doc->title ? r->doc->title : r->doc->id));
    plain(&p);
    if (r->date.p) dm_buffer_printf(b, "%.*s\n", (int)r->date.n, r->date.p);
    write_events(&p);
    write_claims(&p);
    write_commitments(&p);
}

/* Writes the traits that the choice of an event's type sees, for train/events.py. The lexicon must have no
 * net "event-type": the rules' own types are wanted.
 *
 *     demarche-events-features MODEL LEXICON FOLDER < documents.jsonl
 *
 * Numbers are little-endian. In FOLDER:
 *
 *     items.bin   for each event, and for what stands between the first two of the caller's entities:
 *                 document, type (dm_event_type, 0: none), sides (1: the entity "actor" acts, 2: is acted on;
 *                 4, 8: the entity "recipient"), line of the row, number of keys
 *     keys.bin    the keys of all, one after another */
#include "features.h"

#include "coding/events.h"
#include "coding/traits.h"

typedef struct output {
    FILE *items, *keys;
} output;

static uint32_t has(const dm_reading *r, const dm_actors *list, const char *id) {
    for (uint32_t i = 0; i < list->n; i++)
        if (dm_str_is(r->actors.at[list->at[i]].id, id)) return 1;
    return 0;
}

static void write_event(dm_reading *r, const dm_event *e, uint32_t doc, const output *out) {
    dm_traits t;
    dm_event_traits(r, e, &t);
    uint32_t sides = has(r, &e->actor, "actor") | has(r, &e->recipient, "actor") << 1 |
                     has(r, &e->actor, "recipient") << 2 | has(r, &e->recipient, "recipient") << 3;
    const uint32_t row[5] = {doc, e->type, sides, e->rule.origin.line, t.n};
    features_put(out->items, row, sizeof *row, 5);
    features_put(out->keys, t.key, sizeof *t.key, t.n);
}

/* Between the first mentions of the first two of the caller's entities. */
static void write_between(dm_reading *r, uint32_t doc, const output *out) {
    uint32_t tok[2], n = 0;
    int32_t first = DM_NONE;
    for (uint32_t t = 0; t < r->n && n < 2; t++) {
        int32_t m = r->mention_of[t];
        if (m == DM_NONE || !r->mentions.at[m].caller || r->mentions.at[m].actor == first) continue;
        first = r->mentions.at[m].actor;
        tok[n++] = t;
    }
    if (n < 2 || r->sentence_of[tok[0]] != r->sentence_of[tok[1]]) return;
    dm_event e = dm_event_between(r, tok[0], tok[1]);
    write_event(r, &e, doc, out);
}

static dm_status write_events(const features *f, const dm_document *doc, void *own, dm_err *err) {
    static dm_reading r;
    dm_status s = dm_code_document(&r, doc, f->lexicon, f->worker, f->arena, err);
    if (s != DM_OK) return s;
    for (uint32_t i = 0; i < r.events.n; i++) write_event(&r, &r.events.at[i], f->doc, own);
    write_between(&r, f->doc, own);
    return DM_OK;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fputs("usage: demarche-events-features MODEL LEXICON FOLDER < documents.jsonl\n", stderr);
        return 2;
    }
    output out = {features_create(argv[3], "items.bin"), features_create(argv[3], "keys.bin")};
    int status = features_run("demarche-events-features", argv[1], argv[2], write_events, &out);
    features_close(out.items);
    features_close(out.keys);
    return status;
}

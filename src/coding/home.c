/* Where a document is at home, and with it those of whom it does not say so: in a dispatch from Kinshasa "the
 * rebels", "police" and "the minister" are of that country. */
#include "coding/reading.h"

enum { COUNTRIES = 64, FIRST_SENTENCES = 2, FIRST_WEIGHT = 4 };

/* The country that most of the document speaks of, 0 if none has two fifths of all mentions. */
static dm_code3 home_of(const dm_reading *r) {
    dm_code3 country[COUNTRIES];
    uint32_t weight[COUNTRIES], n = 0, all = 0, best = 0;
    for (uint32_t i = 0; i < r->mentions.n; i++) {
        const dm_mention *m = &r->mentions.at[i];
        if (m->actor == DM_NONE || m->form == DM_FORM_PRONOUN) continue;
        dm_code3 c = r->actors.at[m->actor].country;
        if (!c || dm_is_beyond_states(c)) continue;
        uint32_t w = r->sentence_of[m->head] < FIRST_SENTENCES ? FIRST_WEIGHT : 1, k = 0;
        while (k < n && country[k] != c) k++;
        if (k == n) {
            if (n == COUNTRIES) continue;
            country[n] = c;
            weight[n++] = 0;
        }
        weight[k] += w;
        all += w;
        if (weight[k] > weight[best]) best = k;
    }
    return n && 5 * weight[best] >= 2 * all ? country[best] : 0;
}

/* Somebody who has a country, though the text does not tell it: no state and no organization of the tables,
 * and nobody who acts for something that is known to have none. */
static bool wants_country(const dm_reading *r, const dm_actor *a) {
    if (a->country || !a->party || !a->relevant || a->kind == DM_ACTOR_STATE) return false;
    if (a->of != DM_NONE && r->actors.at[a->of].country) return false;
    if (a->sector == DM_CODE('U', 'A', 'F') || a->sector == DM_UNK) return false; /* gunmen are of no country */
    return !a->sense || a->sense->kind != DM_SENSE_ORG;
}

void dm_code_home(dm_reading *r) {
    dm_code3 home = r->home = home_of(r);
    for (uint32_t i = 0; home && i < r->actors.n; i++)
        if (wants_country(r, &r->actors.at[i])) r->actors.at[i].country = home;
}

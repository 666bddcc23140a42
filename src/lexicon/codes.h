/* PLOVER's codes: three letters as one number, 0 for none. */
#ifndef DM_CODES_H
#define DM_CODES_H

#include "base/str.h"

typedef uint32_t dm_code3;

#define DM_CODE(a, b, c) ((dm_code3)(a) << 16 | (dm_code3)(b) << 8 | (dm_code3)(c))

enum {
    DM_GOV = DM_CODE('G', 'O', 'V'),
    DM_MIL = DM_CODE('M', 'I', 'L'),
    DM_LEG = DM_CODE('L', 'E', 'G'),
    DM_CVL = DM_CODE('C', 'V', 'L'),
    DM_JRN = DM_CODE('J', 'R', 'N'),
    DM_UNK = DM_CODE('U', 'N', 'K'),
    DM_IGO = DM_CODE('I', 'G', 'O'),
    DM_UNO = DM_CODE('U', 'N', 'O'),
    DM_EUR = DM_CODE('E', 'U', 'R')
};

/* Of a text of three capitals; 0 for anything else. */
static inline dm_code3 dm_code_of(dm_str s) {
    if (s.n != 3) return 0;
    for (int i = 0; i < 3; i++)
        if (s.p[i] < 'A' || s.p[i] > 'Z') return 0;
    return DM_CODE(s.p[0], s.p[1], s.p[2]);
}

static inline void dm_code_text(dm_code3 c, char out[4]) {
    out[0] = (char)(c >> 16 & 255);
    out[1] = (char)(c >> 8 & 255);
    out[2] = (char)(c & 255);
    out[3] = 0;
}

/* Is a code one of a list with blanks between? 0 is in none. */
bool dm_is_code_of(const char *list, dm_code3 c);
bool dm_is_sector(dm_code3 c);
/* A country of ISO 3166, KOS, or one of PLOVER's codes for bodies beyond states. */
bool dm_is_country(dm_code3 c);
/* IGO, UNO, EUR, NGO, ISM, IMG, MNC */
bool dm_is_beyond_states(dm_code3 c);

/* The sixteen event types, in the order of the manual and of data/ontology/types.tsv; a user's own follow. */
typedef enum dm_event_type {
    DM_EV_NONE,
    DM_EV_AGREE,
    DM_EV_CONSULT,
    DM_EV_SUPPORT,
    DM_EV_CONCEDE,
    DM_EV_COOPERATE,
    DM_EV_AID,
    DM_EV_RETREAT,
    DM_EV_REQUEST,
    DM_EV_ACCUSE,
    DM_EV_REJECT,
    DM_EV_THREATEN,
    DM_EV_PROTEST,
    DM_EV_SANCTION,
    DM_EV_MOBILIZE,
    DM_EV_COERCE,
    DM_EV_ASSAULT,
    DM_EV_OWN /* the first number of a type that a user added */
} dm_event_type;

#endif

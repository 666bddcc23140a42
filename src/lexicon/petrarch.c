#include "lexicon/petrarch.h"

#include <stdio.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "lexicon/codes.h"

enum { NAMES = 256, CODES = 32, WORDS = 64, LISTS = 512, LONGEST = 200 };

/* A code with the days between which it holds; empty if it always does. */
typedef struct dated {
    dm_str code;
    char from[11], to[11];
    uint32_t line;
} dated;

typedef struct word_list {
    dm_str name; /* with its marks: !MINISTER! */
    dm_str word[WORDS];
    uint32_t n;
} word_list;

typedef struct reader {
    dm_petrarch *out;
    dm_arena *arena;
    const char *file;
    uint32_t line;
    bool agents;
    dm_str name[NAMES];
    uint32_t n_names, name_line;
    dated code[CODES];
    uint32_t n_codes;
    word_list *list;
    uint32_t n_lists;
} reader;

static void lose(reader *r, uint32_t line, dm_str what, const char *why) {
    dm_buffer_printf(&r->out->lost, "%s:%u: %.*s: %s\n", r->file, line, (int)(what.n > 80 ? 80 : what.n),
                     what.p, why);
    r->out->n_lost++;
}

/* Is it the first time that a wording goes into a table? Twice is a fault there. */
static bool is_new(reader *r, char table, dm_str wording) {
    dm_petrarch *o = r->out;
    if (2 * (o->n_seen + 1) > o->seen_size) {
        uint32_t size = o->seen_size ? 2 * o->seen_size : 1024;
        dm_str *seen = dm_arena_zero(r->arena, size, sizeof *seen);
        for (uint32_t i = 0; i < o->seen_size; i++) {
            if (!o->seen[i].p) continue;
            uint32_t at = (uint32_t)dm_hash_str(o->seen[i]) & (size - 1);
            while (seen[at].p) at = (at + 1) & (size - 1);
            seen[at] = o->seen[i];
        }
        o->seen = seen;
        o->seen_size = size;
    }
    char *key = dm_arena_take(r->arena, wording.n + 1);
    key[0] = table;
    for (size_t i = 0; i < wording.n; i++)
        key[i + 1] = wording.p[i] >= 'A' && wording.p[i] <= 'Z' ? (char)(wording.p[i] + 32) : wording.p[i];
    dm_str s = {key, wording.n + 1};
    uint32_t at = (uint32_t)dm_hash_str(s) & (o->seen_size - 1);
    for (; o->seen[at].p; at = (at + 1) & (o->seen_size - 1))
        if (dm_str_eq(o->seen[at], s)) return false;
    o->seen[at] = s;
    o->n_seen++;
    return true;
}

static dm_str trim(dm_str s) {
    while (s.n && (unsigned char)s.p[0] <= ' ') s = dm_str_sub(s, 1, s.n);
    while (s.n && (unsigned char)s.p[s.n - 1] <= ' ') s.n--;
    return s;
}

/* ---- words ---- */

static bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* "BARACK_OBAMA_" as "barack obama", and each word with a capital if it is to be a name. */
static dm_str spell(reader *r, dm_str s, bool name) {
    char *out = dm_arena_take(r->arena, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] == '_' || (unsigned char)s.p[i] <= ' ' ? ' ' : s.p[i];
        bool first = n == 0 || out[n - 1] == ' ' || out[n - 1] == '-';
        if (c == ' ' && (n == 0 || out[n - 1] == ' ')) continue;
        out[n++] = name && first ? (c >= 'a' && c <= 'z' ? (char)(c - 32) : c) : lower(c);
    }
    while (n && out[n - 1] == ' ') n--;
    return (dm_str){out, n};
}

/* A word of two or three letters, or one without a vowel, is an abbreviation. */
static bool may_be_short(dm_str spelled) {
    bool vowel = false;
    if (spelled.n < 2 || spelled.n > 4) return false;
    for (size_t i = 0; i < spelled.n; i++) {
        if (!is_letter(spelled.p[i])) return false;
        vowel = vowel || memchr("aeiouyAEIOUY", spelled.p[i], 12) != NULL;
    }
    return spelled.n <= 3 || !vowel;
}

static dm_str capitals(reader *r, dm_str s) {
    char *out = dm_arena_take(r->arena, s.n + 1);
    for (size_t i = 0; i < s.n; i++) out[i] = s.p[i] >= 'a' && s.p[i] <= 'z' ? (char)(s.p[i] - 32) : s.p[i];
    return (dm_str){out, s.n};
}

static bool is_table_text(dm_str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == '|') return false;
    return s.n > 0 && s.n <= LONGEST;
}

/* ---- codes ---- */

typedef struct meaning {
    char country[4], sector[4], other[2][4];
} meaning;

/* CAMEO's sectors that PLOVER calls otherwise. */
static dm_code3 plover_sector(dm_code3 c) {
    switch (c) {
    case DM_CODE('M', 'E', 'D'): return DM_JRN;
    case DM_CODE('H', 'L', 'H'): return DM_CODE('M', 'E', 'D');
    case DM_CODE('I', 'N', 'S'):
    case DM_CODE('S', 'E', 'P'): return DM_CODE('R', 'E', 'B');
    default: return dm_is_sector(c) ? c : 0;
    }
}

/* False: nothing of the code has a meaning in our tables. What has none is reported. */
static bool read_code(reader *r, const dated *d, dm_str name, meaning *out) {
    int sectors = 0;
    *out = (meaning){{0}, {0}, {{0}, {0}}};
    for (size_t i = 0; i < d->code.n; i += 3) {
        dm_str part = dm_str_sub(d->code, i, i + 3 < d->code.n ? i + 3 : d->code.n);
        dm_code3 c = dm_code_of(part), sector = plover_sector(c);
        bool beyond = dm_is_beyond_states(c);
        if (dm_is_country(c) &&
            (i == 0 || (beyond && i == 3 && dm_str_is(dm_str_sub(d->code, 0, 3), "IGO")))) {
            dm_code_text(c, out->country);
        } else if (sector && sectors < 3) {
            dm_code_text(sector, sectors == 0 ? out->sector : out->other[sectors - 1]);
            sectors++;
        } else {
            char why[64];
            snprintf(why, sizeof why, "\"%.*s\" has no counterpart", (int)part.n, part.p);
            lose(r, d->line, name, why);
        }
    }
    return out->country[0] || out->sector[0];
}

/* "090120" or "20090120" as a date; false if it is none. */
static bool read_day(dm_str s, char out[11]) {
    unsigned y, m, d;
    char text[9];
    if (s.n != 6 && s.n != 8) return false;
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        text[i] = s.p[i];
    }
    text[s.n] = 0;
    if (sscanf(text, s.n == 6 ? "%2u%2u%2u" : "%4u%2u%2u", &y, &m, &d) != 3 || m < 1 || m > 12 || d < 1 ||
        d > 31)
        return false;
    if (s.n == 6) y += y >= 30 ? 1900 : 2000;
    snprintf(out, 11, "%04u-%02u-%02u", y % 10000, m % 100, d % 100);
    return true;
}

/* What stands between brackets. */
static void add_code(reader *r, dm_str s) {
    dated d = {.line = r->line};
    s = trim(s);
    size_t cut = 0;
    while (cut < s.n && (unsigned char)s.p[cut] > ' ') cut++;
    d.code = dm_str_sub(s, 0, cut);
    dm_str days = trim(dm_str_sub(s, cut, s.n));
    const char *dash = days.n ? memchr(days.p, '-', days.n) : NULL;
    bool good = true;
    if (days.n && days.p[0] == '<') {
        good = read_day(trim(dm_str_sub(days, 1, days.n)), d.to);
    } else if (days.n && days.p[0] == '>') {
        good = read_day(trim(dm_str_sub(days, 1, days.n)), d.from);
    } else if (dash) {
        size_t at = (size_t)(dash - days.p);
        good = read_day(trim(dm_str_sub(days, 0, at)), d.from) &&
               read_day(trim(dm_str_sub(days, at + 1, days.n)), d.to) && strcmp(d.from, d.to) <= 0;
    } else {
        good = days.n == 0;
    }
    if (!good || !d.code.n)
        lose(r, r->line, s, d.code.n ? "its days cannot be read" : "there is no code");
    else if (r->n_codes == CODES)
        lose(r, r->line, s, "there are too many codes for one name");
    else
        r->code[r->n_codes++] = d;
}

/* ---- rows ---- */

static void add_names_cell(reader *r, dm_buffer *b, uint32_t from) {
    for (uint32_t i = from; i < r->n_names; i++) {
        if (i > from) dm_buffer_char(b, '|');
        dm_buffer_str(b, r->name[i]);
    }
}

static void add_sectors(dm_buffer *b, const meaning *m) {
    dm_buffer_printf(b, "%s\t%s%s%s", m->sector, m->other[0], m->other[1][0] ? "|" : "", m->other[1]);
}

/* Takes out the names that another actor has in the same table; a dated one may have several rows. */
static void drop_known_names(reader *r, char table) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < r->n_names; i++) {
        if (is_new(r, table, r->name[i]))
            r->name[kept++] = r->name[i];
        else
            lose(r, r->name_line, r->name[i], "another row has that name");
    }
    r->n_names = kept;
}

/* The rows of an actor: a state, somebody who held offices between days, or a group. */
static void end_actor(reader *r) {
    dm_petrarch *o = r->out;
    bool dated_once = false, undated = false;
    if (r->n_names && !r->n_codes) lose(r, r->name_line, r->name[0], "it has no code");
    for (uint32_t i = 0; i < r->n_codes; i++) dated_once = dated_once || *r->code[i].from || *r->code[i].to;
    if (r->n_codes) drop_known_names(r, dated_once ? 'p' : 'n');
    for (uint32_t i = 0; i < r->n_codes && r->n_names; i++) {
        const dated *d = &r->code[i];
        bool days = *d->from || *d->to;
        meaning m;
        if (!days && undated) {
            lose(r, d->line, r->name[0], "it has another code that always holds");
            continue;
        }
        if (!read_code(r, d, r->name[0], &m)) continue;
        undated = undated || !days;
        if (dated_once) { /* a code without days is what he is at other times: the tables infer that */
            if (!days) {
                lose(r, d->line, r->name[0], "a code for all other days has no place in a table of terms");
                continue;
            }
            dm_buffer_str(&o->offices, r->name[0]);
            dm_buffer_char(&o->offices, '\t');
            add_names_cell(r, &o->offices, 1);
            dm_buffer_printf(&o->offices, "\t\t%s\t%s\t\t%s\t%s\n", m.country, m.sector, d->from, d->to);
            o->n_offices++;
        } else if (m.sector[0] || dm_is_beyond_states(dm_code_of(dm_str_of(m.country)))) {
            dm_buffer_str(&o->groups, r->name[0]);
            dm_buffer_char(&o->groups, '\t');
            add_names_cell(r, &o->groups, 1);
            dm_buffer_printf(&o->groups, "\t%s\t", m.country);
            add_sectors(&o->groups, &m);
            dm_buffer_text(&o->groups, "\t\t\n");
            o->n_groups++;
        } else {
            dm_buffer_printf(&o->countries, "%s\t", m.country);
            dm_buffer_str(&o->countries, r->name[0]);
            dm_buffer_char(&o->countries, '\t');
            add_names_cell(r, &o->countries, 1);
            dm_buffer_text(&o->countries, "\t\t\t\t\t\t\t\t\n");
            o->n_countries++;
        }
    }
    r->n_names = r->n_codes = 0;
}

static void add_role(reader *r, dm_str role, dm_str plural, const meaning *m, bool acts) {
    dm_buffer *b = &r->out->roles;
    if (!is_table_text(role)) {
        lose(r, r->line, role, "its name cannot stand in a table");
        return;
    }
    if (!is_new(r, 'r', role)) {
        lose(r, r->line, role, "another row has that name");
        return;
    }
    dm_buffer_str(b, role);
    dm_buffer_char(b, '\t');
    dm_buffer_str(b, plural);
    dm_buffer_char(b, '\t');
    add_sectors(b, m);
    dm_buffer_printf(b, "\tperson\t%s\t\n", acts ? "state" : "");
    r->out->n_roles++;
}

static bool is_plural(dm_str word, dm_str of) {
    static const char *const tails[][2] = {{"", "S"}, {"", "ES"}, {"Y", "IES"}, {"MAN", "MEN"}};
    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        dm_str one = dm_str_of(tails[i][0]), many = dm_str_of(tails[i][1]);
        if (dm_str_ends(of, one) && dm_str_ends(word, many) &&
            dm_str_eq(dm_str_sub(of, 0, of.n - one.n), dm_str_sub(word, 0, word.n - many.n)))
            return true;
    }
    return false;
}

static bool is_plural_of_another(const word_list *l, dm_str word) {
    for (uint32_t i = 0; i < l->n; i++)
        if (is_plural(word, l->word[i])) return true;
    return false;
}

/* A wording for each word of the list that stands in it between marks. */
static void add_agent(reader *r, dm_str text, dm_str plural, const dated *d) {
    meaning m;
    dated bare = *d;
    char *code = dm_arena_take(r->arena, d->code.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < d->code.n; i++)
        if (d->code.p[i] != '~') code[n++] = d->code.p[i];
    bare.code = (dm_str){code, n};
    if (!read_code(r, &bare, text, &m)) return;
    if (m.country[0]) lose(r, r->line, text, "nouns for agents have no country in our tables");
    if (!m.sector[0]) return;
    dm_code3 sector = dm_code_of(dm_str_of(m.sector));
    bool acts = sector == DM_GOV || sector == DM_MIL || sector == DM_LEG ||
                sector == DM_CODE('J', 'U', 'D') || sector == DM_CODE('C', 'O', 'P') ||
                sector == DM_CODE('S', 'P', 'Y');
    const char *open = memchr(text.p, '!', text.n);
    const char *close = open ? memchr(open + 1, '!', text.n - (size_t)(open + 1 - text.p)) : NULL;
    if (!close) {
        if (open)
            lose(r, r->line, text, "its mark is not closed");
        else
            add_role(r, spell(r, text, false), spell(r, plural, false), &m, acts);
        return;
    }
    dm_str mark = {open, (size_t)(close - open) + 1};
    const word_list *list = NULL;
    for (uint32_t i = 0; i < r->n_lists && !list; i++)
        if (dm_str_eq(r->list[i].name, mark)) list = &r->list[i];
    if (!list) {
        lose(r, r->line, text, "there is no such list of words");
        return;
    }
    dm_str before = dm_str_sub(text, 0, (size_t)(open - text.p)),
           after = dm_str_sub(text, (size_t)(close - text.p) + 1, text.n);
    if (memchr(after.p, '!', after.n)) {
        lose(r, r->line, text, "it has two lists of words");
        return;
    }
    for (uint32_t i = 0; i < list->n; i++) {
        dm_str w = list->word[i];
        if (is_plural_of_another(list, w)) continue; /* the tables make the plural of the other one */
        char *whole = dm_arena_take(r->arena, before.n + w.n + after.n + 1);
        memcpy(whole, before.p, before.n);
        memcpy(whole + before.n, w.p, w.n);
        memcpy(whole + before.n + w.n, after.p, after.n);
        dm_str role = spell(r, (dm_str){whole, before.n + w.n + after.n}, false);
        add_role(r, role, (dm_str){"", 0}, &m, acts);
    }
}

/* ---- lines ---- */

/* What stands between two marks, the first ones; false if there are none. The text before is left in *s. */
static bool take_between(dm_str *s, char open, char close, dm_str *out, dm_str *rest) {
    const char *a = s->n ? memchr(s->p, open, s->n) : NULL;
    if (!a) return false;
    size_t begin = (size_t)(a - s->p);
    const char *b = memchr(a, close, s->n - begin);
    if (!b) return false;
    size_t end = (size_t)(b - s->p);
    *out = dm_str_sub(*s, begin + 1, end);
    *rest = dm_str_sub(*s, end + 1, s->n);
    s->n = begin;
    return true;
}

static void add_name(reader *r, dm_str raw) {
    dm_str s = spell(r, trim(raw), true);
    if (!is_table_text(s)) {
        if (raw.n) lose(r, r->line, raw, "its name cannot stand in a table");
        return;
    }
    if (r->n_names == NAMES) {
        lose(r, r->line, s, "there are too many names for one actor");
        return;
    }
    if (!r->n_names) r->name_line = r->line;
    r->name[r->n_names++] = may_be_short(s) ? capitals(r, s) : s;
}

static void actor_line(reader *r, dm_str line) {
    dm_str code, rest;
    bool goes_on = line.p[0] == '+' || (unsigned char)line.p[0] <= ' ';
    bool synonym = line.p[0] == '+';
    if (!goes_on) end_actor(r);
    if (synonym) line = dm_str_sub(line, 1, line.n);
    bool any = false;
    while (take_between(&line, '[', ']', &code, &rest)) {
        if (!any && trim(line).n) add_name(r, line);
        if (r->n_names)
            add_code(r, code);
        else
            lose(r, r->line, code, "the code belongs to no name");
        any = true;
        line = rest;
    }
    line = trim(line);
    if (!any && line.n && memchr(line.p, '[', line.n))
        lose(r, r->line, line, "its code is not closed");
    else if (!any && line.n)
        add_name(r, line);
}

static void list_line(reader *r, dm_str line, size_t equals) {
    if (r->n_lists == LISTS) {
        lose(r, r->line, line, "there are too many lists of words");
        return;
    }
    word_list *l = &r->list[r->n_lists++];
    *l = (word_list){.name = trim(dm_str_sub(line, 0, equals))};
    dm_str rest = dm_str_sub(line, equals + 1, line.n);
    for (size_t i = 0, begin = 0; i <= rest.n; i++) {
        if (i < rest.n && rest.p[i] != ',') continue;
        dm_str w = trim(dm_str_sub(rest, begin, i));
        begin = i + 1;
        if (!w.n) continue;
        if (l->n < WORDS)
            l->word[l->n++] = w;
        else
            lose(r, r->line, w, "there are too many words in the list");
    }
}

static void agent_line(reader *r, dm_str line) {
    dm_str code, plural = {"", 0}, rest;
    const char *equals = memchr(line.p, '=', line.n);
    if (line.p[0] == '!' && equals) {
        list_line(r, line, (size_t)(equals - line.p));
        return;
    }
    if (!take_between(&line, '[', ']', &code, &rest)) {
        lose(r, r->line, line, "it has no code");
        return;
    }
    dm_str name = line, after;
    if (take_between(&name, '{', '}', &plural, &after)) line = name;
    r->n_codes = 0;
    add_code(r, code);
    line = trim(line);
    if (r->n_codes && (*r->code[0].from || *r->code[0].to))
        lose(r, r->line, line, "nouns for agents have no days in our tables");
    if (r->n_codes && line.n) add_agent(r, line, trim(plural), &r->code[0]);
    r->n_codes = 0;
}

/* Agents have a "~" in their codes. */
static bool are_agents(dm_str bytes) {
    for (size_t i = 0; i < bytes.n; i++) {
        if (bytes.p[i] != '[') continue;
        for (size_t k = i + 1; k < bytes.n && bytes.p[k] != ']' && bytes.p[k] != '\n'; k++)
            if (bytes.p[k] == '~') return true;
    }
    return false;
}

static void read_lines(reader *r, dm_str bytes) {
    bool comment = false; /* <!-- … --> */
    for (size_t begin = 0; begin < bytes.n;) {
        size_t end = begin;
        while (end < bytes.n && bytes.p[end] != '\n') end++;
        dm_str line = dm_str_sub(bytes, begin, end);
        begin = end + 1;
        r->line++;
        if (dm_str_starts(trim(line), DM_STR("<!--"))) comment = true;
        if (comment) {
            comment = !dm_str_ends(trim(line), DM_STR("-->"));
            continue;
        }
        for (size_t i = 0; i < line.n; i++)
            if (line.p[i] == '#' || line.p[i] == ';') line.n = i;
        if (!trim(line).n) continue;
        if (dm_utf8_check(line.p, line.n) < line.n) {
            lose(r, r->line, DM_STR("the line"), "it is not UTF-8");
            continue;
        }
        (r->agents ? agent_line : actor_line)(r, line);
    }
    if (!r->agents) end_actor(r);
}

void dm_petrarch_begin(dm_petrarch *out) {
    *out = (dm_petrarch){0};
    dm_buffer_text(&out->countries, "code\tname\tnames\tadjectives\tdemonyms\tcapitals\tsovereign\tlat\tlon\t"
                                    "geonames_id\tcontinent\n");
    dm_buffer_text(&out->groups, "name\tnames\tcountry\tsector\tother_sectors\tfrom\tto\n");
    dm_buffer_text(&out->offices, "name\tnames\toffice\tcountry\tsector\torganization\tfrom\tto\n");
    dm_buffer_text(&out->roles, "role\tplural\tsector\tother_sectors\tkind\tacts_for\trelevant\n");
}

dm_status dm_petrarch_read(dm_petrarch *out, dm_str bytes, const char *file, dm_arena *arena, dm_err *err) {
    reader *r = dm_arena_zero(arena, 1, sizeof *r);
    r->list = dm_arena_zero(arena, LISTS, sizeof *r->list);
    r->out = out;
    r->arena = arena;
    r->file = file;
    r->agents = are_agents(bytes);
    read_lines(r, bytes);
    bool failed = out->countries.failed || out->groups.failed || out->offices.failed || out->roles.failed ||
                  out->lost.failed;
    return failed ? dm_fail_memory(err) : DM_OK;
}

void dm_petrarch_clear(dm_petrarch *p) {
    dm_buffer *all[] = {&p->countries, &p->groups, &p->offices, &p->roles, &p->lost};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) dm_buffer_clear(all[i]);
}

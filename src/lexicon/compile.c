/* From tables to one mapped file. Every fault is reported with file, line and reason. */
#include "lexicon/compile.h"

#include <archive.h>
#include <archive_entry.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "demarche.h"
#include "lexicon/format.h"
#include "lexicon/perceptron.h"

enum { TABLES = 256, WEIGHTS_LIMIT = 64 << 20, TABLE_LIMIT = 256 << 20 };

/* ---- tables ---- */

static const struct {
    const char *name; /* of the file, up to a dash or the point */
    int order;        /* tables that others refer to come first */
    const char *columns;
    dm_status (*read)(dm_compiler *c, uint32_t row);
} tables[] = {
    {"types", 0, "type quad score flags what", dm_compile_types},
    {"modes", 1, "type mode score", dm_compile_modes},
    {"classes", 1, "class words", dm_compile_classes},
    {"contexts", 2, "context weight words", dm_compile_contexts},
    {"outcomes", 2, "outcome of mode event event_mode", dm_compile_outcomes},
    {"countries", 3, "code name names adjectives demonyms capitals sovereign lat lon geonames_id continent",
     dm_compile_countries},
    {"metonyms", 3, "name country sector other_sectors institution", dm_compile_metonyms},
    {"organizations", 3, "name names country sector other_sectors members home", dm_compile_organizations},
    {"groups", 3, "name names country sector other_sectors from to", dm_compile_groups},
    {"bodies", 3, "body names sector other_sectors example codes", dm_compile_bodies},
    {"roles", 3, "role plural sector other_sectors kind acts_for relevant", dm_compile_roles},
    {"offices", 3, "name names office country sector organization from to", dm_compile_offices},
    {"name_words", 3, "class gender sector other_sectors words", dm_compile_name_words},
    {"regions", 3, "name names adjectives feature country sector lat lon geonames_id", dm_compile_regions},
    {"gazetteer", 3,
     "geonames_id name names short adjectives feature country admin1 admin2 population lat lon common",
     dm_compile_gazetteer},
    {"times", 3, "words class value flags example codes", dm_compile_times},
    {"designators", 3, "word kind before", dm_compile_designators},
    {"places", 3, "model trait weight", dm_compile_places},
    {"frames", 3, "predicate pos when event mode cameo actor recipient flags example codes",
     dm_compile_frames},
    {"operators", 3, "predicate pos when act inner event mode cameo actor recipient fate example codes",
     dm_compile_operators},
    {"cues", 3, "cue pos when takes kind stance source author source_neg author_neg addressee example codes",
     dm_compile_cues},
};

enum { KINDS = sizeof tables / sizeof *tables };

typedef struct source {
    char path[4096];
    size_t shown; /* where the part begins that does not depend on the machine */
    size_t kind;
    bool own;     /* of a folder that adds to a lexicon */
    dm_str bytes; /* of the file; p NULL until it is read */
} source;

static int by_order(const void *a, const void *b) {
    const source *x = a, *y = b;
    int d = tables[x->kind].order - tables[y->kind].order;
    if (!d) d = x->own - y->own;
    return d ? d : strcmp(x->path + x->shown, y->path + y->shown);
}

static size_t kind_of(const char *file) {
    size_t n = strcspn(file, "-.");
    for (size_t k = 0; k < KINDS; k++)
        if (strlen(tables[k].name) == n && strncmp(file, tables[k].name, n) == 0) return k;
    return KINDS;
}

static bool ends(const char *name, const char *tail) {
    size_t n = strlen(name), m = strlen(tail);
    return n > m && strcmp(name + n - m, tail) == 0;
}

/* The tables in a folder and in its folders, added to out. */
static dm_status list_sources(const char *folder, bool own, source *out, size_t *n, dm_err *err) {
    static const char *const inside[] = {"", "/lexicon", "/ontology", "/gazetteer", "/weights"};
    size_t before = *n;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
        char path[3000];
        snprintf(path, sizeof path, "%s%s", folder, inside[i]);
        DIR *dir = opendir(path);
        if (!dir && i) continue;
        if (!dir)
            return dm_fail(err, DM_EIO, -1, folder, "name the folder that holds the tables",
                           "cannot open it: %s", strerror(errno));
        for (struct dirent *d; (d = readdir(dir));) {
            if ((!ends(d->d_name, ".tsv") && !ends(d->d_name, ".tsv.gz")) || d->d_name[0] == '.') continue;
            source *s = &out[*n];
            s->kind = kind_of(d->d_name);
            dm_status fail = s->kind == KINDS
                                 ? dm_fail(err, DM_EFORMAT, -1, d->d_name, "see data/lexicon/README.md",
                                           "there is no such table")
                                 : DM_OK;
            if (fail == DM_OK && *n == TABLES)
                fail = dm_fail(err, DM_ELIMIT, -1, folder, "", "it holds more than %d tables", TABLES);
            if (fail != DM_OK) {
                closedir(dir);
                return fail;
            }
            s->shown = strlen(folder) + 1;
            s->own = own;
            snprintf(s->path, sizeof s->path, "%s/%s", path, d->d_name);
            (*n)++;
        }
        closedir(dir);
    }
    qsort(out, *n, sizeof *out, by_order);
    if (*n == before)
        return dm_fail(err, DM_EIO, -1, folder, "name the folder that holds the tables",
                       "there are no tables in it");
    return DM_OK;
}

/* Adds what a gzip file of `n` bytes holds. */
static const char *gunzip(dm_buffer *out, const char *bytes, size_t n) {
    struct archive_entry *entry;
    struct archive *a = archive_read_new();
    const char *wrong = a ? NULL : "no memory";
    la_ssize_t got = 0;
    if (a) {
        archive_read_support_filter_gzip(a);
        archive_read_support_format_raw(a);
        if (archive_read_open_memory(a, bytes, n) != ARCHIVE_OK ||
            archive_read_next_header(a, &entry) != ARCHIVE_OK)
            wrong = "it cannot be unpacked";
    }
    while (!wrong) {
        char *room = dm_buffer_reserve(out, 1 << 20);
        got = room && out->n < TABLE_LIMIT ? archive_read_data(a, room, 1 << 20) : -1;
        if (got < 0) wrong = "it cannot be unpacked whole";
        if (got <= 0) break;
        out->n += (size_t)got;
    }
    archive_read_free(a);
    return wrong;
}

/* The text of a table, packed or not, in the arena. */
static dm_status table_text(dm_compiler *c, source *s, dm_str *out) {
    dm_buffer unpacked = {0};
    if (!s->bytes.p) {
        char *bytes;
        size_t n;
        check(dm_file_read(&bytes, &n, s->path, TABLE_LIMIT, c->err));
        s->bytes = dm_arena_copy(&c->arena, (dm_str){bytes, n});
        free(bytes);
    }
    *out = s->bytes;
    const char *wrong = ends(s->path, ".gz") ? gunzip(&unpacked, s->bytes.p, s->bytes.n) : NULL;
    if (!wrong && unpacked.n) *out = dm_arena_copy(&c->arena, (dm_str){unpacked.p, unpacked.n});
    dm_buffer_clear(&unpacked);
    return wrong ? dm_fail(c->err, DM_EFORMAT, -1, s->path, "pack it with gzip again", "%s", wrong) : DM_OK;
}

static void begin_own_rows(dm_compiler *c) {
    c->own_worded = c->worded.n;
    c->own_time_words = c->time_words.n;
    c->own_frames = c->frames.n;
    c->own_operators = c->operators.n;
    c->own_cues = c->cues.n;
}

static dm_status read_table(dm_compiler *c, source *s, bool hashed) {
    dm_str text;
    dm_tsv table;
    check(table_text(c, s, &text));
    const char *shown = s->path + s->shown;
    /* tables of names and predicates come last, one's own after all others */
    if (s->own && c->own_worded == UINT32_MAX && tables[s->kind].order == 3) begin_own_rows(c);
    c->own = s->own;
    for (int k = 0; k < 2 && hashed; k++)
        SHA256Update(&c->sha, (const uint8_t *)(k ? text.p : shown), k ? text.n : strlen(shown) + 1);
    check(dm_tsv_parse(&table, text, s->path, &c->arena, c->err));
    c->table = &table;
    c->line = 1;
    c->file = dm_compile_intern(c, dm_arena_copy(&c->arena, dm_str_of(shown)));
    check(dm_compile_need_columns(c, tables[s->kind].columns));
    for (uint32_t row = 0; row < table.n; row++) {
        c->line = table.line[row];
        check(tables[s->kind].read(c, row));
    }
    return DM_OK;
}

/* ---- learned weights ---- */

static int by_name(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static dm_status read_weights_file(dm_compiler *c, const char *folder, const char *name) {
    char path[4096], *bytes;
    size_t n;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    check(dm_file_read(&bytes, &n, path, WEIGHTS_LIMIT, c->err));
    SHA256Update(&c->sha, (const uint8_t *)name, strlen(name) + 1);
    SHA256Update(&c->sha, (const uint8_t *)bytes, n);
    uint32_t before = c->out.count;
    dm_status s = dm_perceptron_pack(&c->out, (dm_str){bytes, n}, path, c->err);
    free(bytes);
    for (uint32_t i = before; s == DM_OK && i < c->out.count; i++)
        for (uint32_t k = 0; k < i; k++)
            if (strcmp(c->out.sections[i].name, c->out.sections[k].name) == 0)
                return dm_fail(c->err, DM_EFORMAT, -1, path, "take one of the files out", "%s is there twice",
                               c->out.sections[i].name);
    return s;
}

/* The files *.bin of the folder's folder weights, if it has one; without them the rules stand alone. */
static dm_status read_weights(dm_compiler *c, const char *folder) {
    char path[3000];
    DM_VEC(char *) names = {0};
    snprintf(path, sizeof path, "%s/weights", folder);
    DIR *dir = opendir(path);
    if (!dir) return DM_OK;
    for (struct dirent *d; (d = readdir(dir));) {
        dm_str name = dm_str_of(d->d_name);
        if (!dm_str_ends(name, DM_STR(".bin")) || name.p[0] == '.') continue;
        char *copy = dm_arena_take(&c->arena, name.n + 1);
        memcpy(copy, name.p, name.n + 1);
        dm_vec_push(&c->arena, &names, copy);
    }
    closedir(dir);
    if (names.n) qsort(names.at, names.n, sizeof *names.at, by_name);
    for (uint32_t i = 0; i < names.n; i++) check(read_weights_file(c, path, names.at[i]));
    return DM_OK;
}

/* ---- the whole ---- */

/* The tables as they are, so that one's own can be put on top of them later. */
static void write_sources(dm_compiler *c, const source *sources, size_t n) {
    dm_str *names = dm_arena_array(&c->arena, n, sizeof *names);
    uint64_t *sizes = dm_arena_array(&c->arena, n, sizeof *sizes);
    dm_buffer all = {0};
    for (size_t i = 0; i < n; i++) {
        names[i] = dm_str_of(sources[i].path + sources[i].shown);
        sizes[i] = sources[i].bytes.n;
        dm_buffer_add(&all, sources[i].bytes.p, sources[i].bytes.n);
    }
    c->out.failed = c->out.failed || all.failed;
    dm_packer_strings(&c->out, "source_names", names, n);
    dm_packer_add(&c->out, "source_sizes", sizes, n * sizeof *sizes, NULL);
    dm_packer_add(&c->out, "source_bytes", all.p, all.n, NULL);
    dm_buffer_clear(&all);
}

static dm_status write_tables(dm_compiler *c) {
    check(dm_compile_write_senses(c));
    dm_gazetteer_pack(&c->gazetteer, &c->out);
    check(dm_compile_write_times(c));
    dm_packer_index(&c->out, "designators", c->designators.at, c->designators.n);
    dm_packer_add(&c->out, "designator_kinds", c->designator_kinds.at,
                  c->designator_kinds.n * sizeof(uint32_t), NULL);
    dm_packer_add(&c->out, "place_weights", c->place_weights, sizeof c->place_weights, NULL);
    dm_compile_write_predicates(c);
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA256Final(digest, &c->sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    dm_str meta = dm_str_of(hex);
    dm_packer_strings(&c->out, "meta", &meta, 1);
    dm_packer_strings(&c->out, "strings", c->strings.at, c->strings.n);
    return DM_OK;
}

/* What a lexicon was compiled from. */
typedef struct base {
    dm_pack pack;
    dm_strings meta, names;
    const uint64_t *sizes;
    size_t n;
    const char *bytes;
    size_t n_bytes;
} base;

static dm_status open_base(base *b, const char *path, dm_err *err) {
    static const char remedy[] = "compile the tables again: demarche lexicon compile FOLDER";
    const dm_section *section;
    const void *data = NULL;
    check(dm_pack_open(&b->pack, path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, remedy, err));
    dm_status s = dm_pack_strings(&b->pack, "meta", &b->meta, err);
    if (s == DM_OK && dm_pack_find(&b->pack, "source_names", &section, &data, NULL) != DM_OK)
        s = dm_fail(err, DM_EFORMAT, -1, path, remedy,
                    "it holds no tables that others could be put on top of");
    if (s == DM_OK) s = dm_pack_strings(&b->pack, "source_names", &b->names, err);
    if (s == DM_OK) s = dm_pack_array(&b->pack, "source_sizes", sizeof(uint64_t), &data, &b->n, err);
    b->sizes = data;
    if (s == DM_OK) s = dm_pack_find(&b->pack, "source_bytes", &section, &data, err);
    if (s != DM_OK) {
        dm_pack_close(&b->pack);
        return s;
    }
    b->bytes = data;
    uint64_t left = b->n_bytes = (size_t)section->size;
    bool whole = b->meta.n == 1 && b->n == b->names.n && b->n <= TABLES;
    for (size_t i = 0; whole && i < b->n; i++) {
        whole = b->sizes[i] <= left;
        left -= b->sizes[i];
    }
    if (whole) return DM_OK;
    dm_pack_close(&b->pack);
    return dm_fail(err, DM_EFORMAT, -1, path, remedy, "its tables are damaged");
}

static dm_status take_sources(const base *b, source *out, size_t *n, dm_err *err) {
    const char *at = b->bytes;
    for (size_t i = 0; i < b->n; i++) {
        source *s = &out[(*n)++];
        dm_str name = dm_strings_at(&b->names, (uint32_t)i);
        snprintf(s->path, sizeof s->path, "%.*s", SHOW(name));
        const char *file = strrchr(s->path, '/');
        s->kind = kind_of(file ? file + 1 : s->path);
        if (s->kind == KINDS)
            return dm_fail(err, DM_EFORMAT, -1, b->pack.path, "compile the tables again",
                           "there is no such table as %s", s->path);
        s->bytes = (dm_str){at, (size_t)b->sizes[i]};
        at += b->sizes[i];
    }
    return DM_OK;
}

static void copy_weights(dm_compiler *c, const base *b) {
    for (uint32_t i = 0; i < b->pack.count; i++) {
        const dm_section *s = &b->pack.sections[i];
        const void *data;
        if (dm_str_starts(dm_str_of(s->name), DM_STR("net/")) &&
            dm_pack_find(&b->pack, s->name, &s, &data, NULL) == DM_OK)
            dm_packer_add(&c->out, s->name, data, (size_t)s->size, s->dims);
    }
}

/* over: the lexicon that the tables of the folder come on top of, NULL: they are whole. */
static dm_status compile(dm_compiler *c, const char *folder, const base *over, source *sources, size_t n) {
    SHA256Init(&c->sha);
    dm_compile_intern(c, DM_STR(""));
    if (over) {
        dm_str sha = dm_strings_at(&over->meta, 0);
        SHA256Update(&c->sha, (const uint8_t *)sha.p, sha.n);
        /* rows of equal weight stand in the order of their files' numbers: one's own first */
        for (size_t i = 0; i < n; i++)
            if (sources[i].own) dm_compile_intern(c, dm_str_of(sources[i].path + sources[i].shown));
    }
    for (size_t i = 0; i < n; i++) check(read_table(c, &sources[i], !over || sources[i].own));
    if (over)
        copy_weights(c, over);
    else
        check(read_weights(c, folder));
    check(write_tables(c));
    if (!over) write_sources(c, sources, n);
    return DM_OK;
}

static dm_status compile_to(const char *folder, const base *over, const char *lexicon_path, dm_err *err) {
    dm_compiler *c = calloc(1, sizeof *c);
    source *sources = calloc(TABLES, sizeof *sources);
    size_t n = 0;
    jmp_buf guard;
    dm_status s = c && sources ? DM_OK : dm_fail_memory(err);
    if (s == DM_OK && over) s = take_sources(over, sources, &n, err);
    if (s == DM_OK) s = list_sources(folder, over != NULL, sources, &n, err);
    if (s == DM_OK) {
        c->err = err;
        c->own_worded = c->own_time_words = c->own_frames = c->own_operators = c->own_cues = UINT32_MAX;
        dm_arena_init(&c->arena, 0);
        c->arena.guard = &guard;
        c->gazetteer.arena = &c->arena;
        s = setjmp(guard) ? dm_fail_memory(err) : compile(c, folder, over, sources, n);
        if (s == DM_OK) s = dm_packer_write(&c->out, lexicon_path, DM_LEXICON_MAGIC, DM_LEXICON_VERSION, err);
        dm_packer_clear(&c->out);
        dm_arena_clear(&c->arena);
    }
    free(c);
    free(sources);
    return s;
}

dm_status dm_lexicon_compile(const char *folder, const char *lexicon_path, dm_err *err) {
    return compile_to(folder, NULL, lexicon_path, err);
}

dm_status dm_lexicon_extend(const char *lexicon_path, const char *folder, const char *out_path, dm_err *err) {
    base b;
    check(open_base(&b, lexicon_path, err));
    dm_status s = compile_to(folder, &b, out_path, err);
    dm_pack_close(&b.pack);
    return s;
}

dm_status dm_lexicon_extended_sha256(const char *lexicon_path, const char *folder, char out[65],
                                     dm_err *err) {
    base b;
    source *sources = calloc(TABLES, sizeof *sources);
    size_t n = 0;
    SHA2_CTX sha;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    if (!sources) return dm_fail_memory(err);
    dm_status s = open_base(&b, lexicon_path, err);
    if (s != DM_OK) {
        free(sources);
        return s;
    }
    SHA256Init(&sha);
    dm_str meta = dm_strings_at(&b.meta, 0);
    SHA256Update(&sha, (const uint8_t *)meta.p, meta.n);
    s = list_sources(folder, true, sources, &n, err);
    for (size_t i = 0; s == DM_OK && i < n; i++) {
        char *bytes;
        size_t size;
        s = dm_file_read(&bytes, &size, sources[i].path, TABLE_LIMIT, err);
        if (s != DM_OK) break;
        SHA256Update(&sha, (const uint8_t *)sources[i].path + sources[i].shown,
                     strlen(sources[i].path + sources[i].shown) + 1);
        SHA256Update(&sha, (const uint8_t *)bytes, size);
        free(bytes);
    }
    SHA256Final(digest, &sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(out + 2 * i, 3, "%02x", digest[i]);
    dm_pack_close(&b.pack);
    free(sources);
    return s;
}

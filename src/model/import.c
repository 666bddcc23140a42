/* A published spaCy v3 English pipeline becomes a .dmm file.
 *
 * Every part is checked against what the engine runs: components and their order, architectures, sizes,
 * patterns. What it would not run exactly is refused; nothing is guessed by position. docs/model.md describes
 * the result. */
#include "model/import.h"

#include <jansson.h>
#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>

#include "demarche.h"

const char dm_import_remedy[] = "import en_core_web_sm 3.7 or 3.8, or a pipeline of the same parts";

dm_status dm_import_file(dm_import *in, const char *name, const dm_package_file **out) {
    *out = dm_package_find(in->package, name);
    if (*out) return DM_OK;
    return dm_fail(in->err, DM_EFORMAT, -1, name, dm_import_remedy, "the package has no such file");
}

/* ---- config.cfg: the pipeline and its architectures ---- */

/* The value of `key` in [section], unquoted; p is NULL if there is none. */
static dm_str config_get(const dm_package_file *config, const char *section, const char *key) {
    const char *p = config->bytes, *end = p + config->n;
    bool inside = false;
    while (p < end) {
        const char *eol = memchr(p, '\n', (size_t)(end - p));
        dm_str line = {p, (size_t)((eol ? eol : end) - p)};
        p = eol ? eol + 1 : end;
        while (line.n && (line.p[line.n - 1] == ' ' || line.p[line.n - 1] == '\r')) line.n--;
        if (line.n > 1 && line.p[0] == '[') {
            inside = line.n == strlen(section) + 2 && memcmp(line.p + 1, section, line.n - 2) == 0;
        } else if (inside && line.n > strlen(key) + 3 && memcmp(line.p, key, strlen(key)) == 0 &&
                   memcmp(line.p + strlen(key), " = ", 3) == 0) {
            dm_str v = dm_str_sub(line, strlen(key) + 3, line.n);
            if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"') v = dm_str_sub(v, 1, v.n - 1);
            return v;
        }
    }
    return (dm_str){NULL, 0};
}

static dm_status import_config(dm_import *in) {
    static const struct {
        const char *section, *key, *value;
    } wanted[] = {
        {"nlp", "lang", "en"},
        {"nlp", "tokenizer", "{\"@tokenizers\":\"spacy.Tokenizer.v1\"}"},
        {"components.tok2vec", "factory", "tok2vec"},
        {"components.tagger", "factory", "tagger"},
        {"components.parser", "factory", "parser"},
        {"components.attribute_ruler", "factory", "attribute_ruler"},
        {"components.lemmatizer", "factory", "lemmatizer"},
        {"components.ner", "factory", "ner"},
        {"components.tok2vec.model", "@architectures", "spacy.Tok2Vec.v2"},
        {"components.tok2vec.model.embed", "@architectures", "spacy.MultiHashEmbed.v2"},
        {"components.tok2vec.model.embed", "include_static_vectors", "false"},
        {"components.tok2vec.model.encode", "@architectures", "spacy.MaxoutWindowEncoder.v2"},
        {"components.tok2vec.model.encode", "window_size", "1"},
        {"components.tagger.model", "@architectures", "spacy.Tagger.v2"},
        {"components.tagger.model", "normalize", "false"},
        {"components.tagger.model.tok2vec", "@architectures", "spacy.Tok2VecListener.v1"},
        {"components.tagger.model.tok2vec", "upstream", "tok2vec"},
        {"components.parser.model", "@architectures", "spacy.TransitionBasedParser.v2"},
        {"components.parser.model", "extra_state_tokens", "false"},
        {"components.parser.model", "use_upper", "true"},
        {"components.parser.model.tok2vec", "@architectures", "spacy.Tok2VecListener.v1"},
        {"components.parser.model.tok2vec", "upstream", "tok2vec"},
        {"components.ner.model", "@architectures", "spacy.TransitionBasedParser.v2"},
        {"components.ner.model", "extra_state_tokens", "false"},
        {"components.ner.model", "use_upper", "true"},
        {"components.ner.model.tok2vec", "@architectures", "spacy.Tok2Vec.v2"},
        {"components.ner.model.tok2vec.embed", "@architectures", "spacy.MultiHashEmbed.v2"},
        {"components.ner.model.tok2vec.embed", "include_static_vectors", "false"},
        {"components.ner.model.tok2vec.encode", "@architectures", "spacy.MaxoutWindowEncoder.v2"},
        {"components.ner.model.tok2vec.encode", "window_size", "1"},
        {"components.lemmatizer", "mode", "rule"},
        {"components.lemmatizer", "overwrite", "false"},
    };
    static const char *const order[] = {"tok2vec",         "tagger",     "parser",
                                        "attribute_ruler", "lemmatizer", "ner"};
    const dm_package_file *config;
    check(dm_import_file(in, "config.cfg", &config));
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        dm_str v = config_get(config, wanted[i].section, wanted[i].key);
        if (!v.p || !dm_str_is(v, wanted[i].value))
            return refuse(in, wanted[i].section, "%s is %.*s; the engine runs only %s", wanted[i].key,
                          v.p ? (int)(v.n > 40 ? 40 : v.n) : 7, v.p ? v.p : "not set", wanted[i].value);
    }
    dm_str pipeline = config_get(config, "nlp", "pipeline"), disabled = config_get(config, "nlp", "disabled");
    json_t *names = pipeline.p ? json_loadb(pipeline.p, pipeline.n, 0, NULL) : NULL;
    json_t *off = disabled.p ? json_loadb(disabled.p, disabled.n, 0, NULL) : json_array();
    size_t at = 0, i, k;
    json_t *v, *d;
    bool good = json_is_array(names) && json_is_array(off);
    char odd[64] = "";
    json_array_foreach(names, i, v) {
        bool skip = false;
        json_array_foreach(off, k, d) skip = skip || json_equal(v, d);
        if (skip) continue;
        const char *name = json_string_value(v);
        if (good && (at >= sizeof order / sizeof *order || !name || strcmp(name, order[at]) != 0)) {
            good = false;
            snprintf(odd, sizeof odd, "%s", name ? name : "?");
        }
        at++;
    }
    good = good && at == sizeof order / sizeof *order;
    json_decref(names);
    json_decref(off);
    if (!good)
        return refuse(in, "nlp.pipeline",
                      "the pipeline is not tok2vec, tagger, parser, attribute_ruler, lemmatizer, ner%s%s",
                      *odd ? "; first other component: " : "", odd);
    return DM_OK;
}

static dm_status import_with_tree(dm_import *in, const char *file_name,
                                  dm_status (*part)(dm_import *, const msgpack_object *)) {
    const dm_package_file *file;
    dm_tree tree;
    check(dm_import_file(in, file_name, &file));
    check(dm_tree_open(&tree, file->bytes, file->n, file->name, in->err));
    dm_status s = part(in, &tree.root);
    dm_tree_close(&tree);
    return s;
}

/* ---- the whole ---- */

/* Name, version, licence, and the SHA-256 over the data files: of each, in the order of their names, the
 * name, a NUL, its size as eight little-endian bytes, its bytes. */
static dm_status import_meta(dm_import *in) {
    const dm_package_file *file;
    uint8_t digest[SHA256_DIGEST_LENGTH];
    char hex[2 * SHA256_DIGEST_LENGTH + 1];
    SHA2_CTX sha;
    check(dm_import_file(in, "meta.json", &file));
    json_t *meta = json_loadb(file->bytes, file->n, 0, NULL);
    const char *lang = json_string_value(json_object_get(meta, "lang")),
               *name = json_string_value(json_object_get(meta, "name"));
    const char *version = json_string_value(json_object_get(meta, "version")),
               *license = json_string_value(json_object_get(meta, "license"));
    if (!lang || !name || !version) {
        json_decref(meta);
        return dm_fail(in->err, DM_EFORMAT, -1, "meta.json", dm_import_remedy,
                       "it does not say which pipeline this is");
    }
    SHA256Init(&sha);
    for (size_t i = 0; i < in->package->count; i++) {
        const dm_package_file *f = &in->package->files[i];
        uint8_t size[8];
        for (int k = 0; k < 8; k++) size[k] = (uint8_t)((uint64_t)f->n >> (8 * k));
        SHA256Update(&sha, (const uint8_t *)f->name, strlen(f->name) + 1);
        SHA256Update(&sha, size, sizeof size);
        SHA256Update(&sha, (const uint8_t *)f->bytes, f->n);
    }
    SHA256Final(digest, &sha);
    for (size_t i = 0; i < sizeof digest; i++) snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    char full[128];
    snprintf(full, sizeof full, "%s_%s", lang, name);
    const dm_str fields[] = {dm_str_of(full), dm_str_of(version), dm_str_of(license ? license : ""),
                             dm_str_of(hex)};
    dm_packer_strings(&in->out, "meta", fields, sizeof fields / sizeof *fields);
    json_decref(meta);
    return DM_OK;
}

static dm_status import_all(dm_import *in) {
    check(import_config(in));
    check(import_meta(in));
    check(dm_import_tokenizer(in));
    check(dm_import_networks(in));
    check(import_with_tree(in, "attribute_ruler/patterns", dm_import_rules));
    return import_with_tree(in, "lemmatizer/lookups/lookups.bin", dm_import_lemmas);
}

dm_status dm_import_package(const dm_package *package, const char *model_path, dm_err *err) {
    dm_import *in = calloc(1, sizeof *in);
    jmp_buf guard;
    if (!in) return dm_fail_memory(err);
    in->package = package;
    in->err = err;
    dm_arena_init(&in->arena, 0);
    in->arena.guard = &guard;
    dm_status s = setjmp(guard) ? dm_fail_memory(err) : import_all(in);
    dm_mapped file = {0};
    dm_model check;
    if (s == DM_OK) s = dm_packer_finish(&in->out, &file, DM_MODEL_MAGIC, DM_MODEL_VERSION, err);
    /* what could not be loaded must not take the place of what can */
    if (s == DM_OK) s = dm_model_load_bytes(&check, file.p, file.n, package->path, err);
    if (s == DM_OK) s = dm_file_replace(model_path, file.p, file.n, err);
    free((void *)(uintptr_t)file.p);
    dm_packer_clear(&in->out);
    dm_arena_clear(&in->arena);
    free(in);
    return s;
}

dm_status dm_model_import(const char *package_path, const char *model_path, dm_err *err) {
    dm_package package;
    dm_status s = dm_package_open(&package, package_path, err);
    if (s != DM_OK) return s;
    s = dm_import_package(&package, model_path, err);
    dm_package_clear(&package);
    return s;
}

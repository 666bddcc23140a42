#include "lexicon/perceptron.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char magic[8] = "dmnets\1";
static const char remedy[] = "make the weights anew: train/README.md";

/* The head of a net, in the file of weights after its name and in the section. */
typedef struct net_head {
    uint32_t rows, hidden, vectors, outputs;
    float scale;
} net_head;

static bool head_ok(const net_head *h) {
    return h->rows >= 1 && h->rows <= 1u << 20 && h->hidden == DM_HIDDEN_UNITS &&
           h->vectors <= DM_MOST_VECTORS && h->outputs >= 1 && h->outputs <= DM_MOST_OUTPUTS &&
           isfinite(h->scale);
}

static size_t floats_of(const net_head *h) {
    return (size_t)h->vectors * DM_INPUT_WIDTH * DM_HIDDEN_UNITS + DM_HIDDEN_UNITS +
           (size_t)DM_HIDDEN_UNITS * h->outputs + h->outputs;
}

static uint32_t slots_for(uint32_t rows) {
    uint32_t size = 16;
    while (size < 2 * rows) size *= 2;
    return size;
}

static bool all_finite(const float *f, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(f[i])) return false;
    return true;
}

/* ---- making ---- */

static dm_status bad(const char *path, const char *what, dm_err *err) {
    return dm_fail(err, DM_EFORMAT, -1, path, remedy, "the weights %s", what);
}

/* Section: head, number of slots, slots, cells, floats; every part is a multiple of 4 bytes. */
static dm_status pack_net(dm_packer *out, const char *name, const net_head *h, const char *keys,
                          const char *path, dm_err *err) {
    char section[DM_PACK_NAME];
    uint32_t size = slots_for(h->rows), last = 0;
    size_t cells = (size_t)h->rows * DM_HIDDEN_UNITS, floats = floats_of(h);
    dm_trait_slot *slot = calloc(size, sizeof *slot);
    dm_buffer b = {0};
    bool ascending = true;
    if (!slot) return dm_fail_memory(err);
    for (uint32_t i = 0; i < h->rows; i++) {
        uint32_t key;
        memcpy(&key, keys + 4 * (size_t)i, 4);
        ascending = ascending && (i == 0 || key > last);
        last = key;
        uint32_t at = key & (size - 1);
        while (slot[at].row) at = (at + 1) & (size - 1);
        slot[at] = (dm_trait_slot){key, i + 1};
    }
    const char *cell = keys + 4 * (size_t)h->rows;
    float *check = malloc(floats * sizeof *check);
    bool finite = false;
    if (check) {
        memcpy(check, cell + cells, floats * sizeof *check);
        finite = all_finite(check, floats);
    }
    dm_buffer_add(&b, h, sizeof *h);
    dm_buffer_add(&b, &size, sizeof size);
    dm_buffer_add(&b, slot, size * sizeof *slot);
    dm_buffer_add(&b, cell, cells + floats * sizeof(float));
    snprintf(section, sizeof section, "net/%s", name);
    dm_status s = b.failed || !check ? dm_fail_memory(err)
                  : !ascending       ? bad(path, "have traits out of order", err)
                  : !finite          ? bad(path, "hold a number that is not finite", err)
                                     : DM_OK;
    if (s == DM_OK) dm_packer_add(out, section, b.p, b.n, NULL);
    free(check);
    free(slot);
    dm_buffer_clear(&b);
    return s;
}

dm_status dm_perceptron_pack(dm_packer *out, dm_str bytes, const char *path, dm_err *err) {
    uint32_t count;
    size_t at = sizeof magic + sizeof count;
    if (bytes.n < at || memcmp(bytes.p, magic, sizeof magic) != 0)
        return bad(path, "are not of the form that this version reads", err);
    memcpy(&count, bytes.p + sizeof magic, sizeof count);
    for (uint32_t i = 0; i < count; i++) {
        char name[DM_NET_NAME];
        net_head h;
        if (bytes.n - at < sizeof name + sizeof h) return bad(path, "are cut", err);
        memcpy(name, bytes.p + at, sizeof name);
        memcpy(&h, bytes.p + at + sizeof name, sizeof h);
        at += sizeof name + sizeof h;
        if (!memchr(name, 0, sizeof name) || !head_ok(&h)) return bad(path, "have illegal dimensions", err);
        size_t size = (size_t)h.rows * (4 + DM_HIDDEN_UNITS) + floats_of(&h) * sizeof(float);
        if (bytes.n - at < size) return bad(path, "are cut", err);
        dm_status s = pack_net(out, name, &h, bytes.p + at, path, err);
        if (s != DM_OK) return s;
        at += size;
    }
    return at == bytes.n ? DM_OK : bad(path, "are longer than what they hold", err);
}

/* ---- loading ---- */

dm_status dm_perceptron_load(dm_perceptron *out, const dm_pack *pack, const dm_section *section,
                             dm_err *err) {
    const unsigned char *p = pack->file.p + section->offset;
    net_head h;
    uint32_t size;
    const char *what = NULL;
    if (section->size < sizeof h + sizeof size) what = "is too short";
    if (!what) {
        memcpy(&h, p, sizeof h);
        memcpy(&size, p + sizeof h, sizeof size);
        if (!head_ok(&h) || size != slots_for(h.rows)) what = "has illegal dimensions";
    }
    if (!what && section->size != sizeof h + sizeof size + size * sizeof(dm_trait_slot) +
                                      (size_t)h.rows * DM_HIDDEN_UNITS + floats_of(&h) * sizeof(float))
        what = "has not the size of its dimensions";
    if (!what) {
        dm_perceptron n = {.name = dm_str_of(section->name + strlen("net/")),
                           .rows = h.rows,
                           .vectors = h.vectors,
                           .outputs = h.outputs,
                           .mask = size - 1,
                           .scale = h.scale};
        n.slot = (const dm_trait_slot *)(const void *)(p + sizeof h + sizeof size);
        n.cell = (const int8_t *)(n.slot + size);
        n.dense = (const float *)(const void *)(n.cell + (size_t)h.rows * DM_HIDDEN_UNITS);
        n.bias = n.dense + (size_t)h.vectors * DM_INPUT_WIDTH * DM_HIDDEN_UNITS;
        n.out = n.bias + DM_HIDDEN_UNITS;
        n.out_bias = n.out + (size_t)DM_HIDDEN_UNITS * h.outputs;
        uint32_t empty = 0;
        for (uint32_t i = 0; i < size; i++) {
            if (n.slot[i].row > h.rows) what = "points outside of its rows";
            empty += n.slot[i].row == 0;
        }
        if (!empty) what = "has no empty place";
        if (!all_finite(n.dense, floats_of(&h))) what = "holds a number that is not finite";
        *out = n;
    }
    return what ? dm_fail(err, DM_EFORMAT, -1, pack->path,
                          "compile the tables again: demarche lexicon compile FOLDER", "section %s %s",
                          section->name, what)
                : DM_OK;
}

/* ---- scoring ---- */

static uint32_t find(const dm_perceptron *p, uint32_t key) {
    uint32_t at = key & p->mask;
    while (p->slot[at].row && p->slot[at].key != key) at = (at + 1) & p->mask;
    return p->slot[at].row;
}

bool dm_perceptron_knows(const dm_perceptron *p, uint32_t key) {
    return find(p, key) != 0;
}

void dm_perceptron_score(const dm_perceptron *p, const uint32_t *key, uint32_t n, const float *const *vector,
                         float *score) {
    int16_t sum[DM_HIDDEN_UNITS] = {0}; /* at most 160 traits of at most 127 */
    float h[DM_HIDDEN_UNITS];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t row = find(p, key[i]);
        if (!row) continue;
        const int8_t *cell = p->cell + (size_t)(row - 1) * DM_HIDDEN_UNITS;
        for (int k = 0; k < DM_HIDDEN_UNITS; k++) sum[k] = (int16_t)(sum[k] + cell[k]);
    }
    for (int k = 0; k < DM_HIDDEN_UNITS; k++) h[k] = p->bias[k] + p->scale * (float)sum[k];
    for (uint32_t v = 0; v < p->vectors; v++) {
        const float *x = vector[v], *w = p->dense + (size_t)v * DM_INPUT_WIDTH * DM_HIDDEN_UNITS;
        for (int i = 0; x && i < DM_INPUT_WIDTH; i++, w += DM_HIDDEN_UNITS)
            for (int k = 0; k < DM_HIDDEN_UNITS; k++) h[k] += x[i] * w[k];
    }
    for (uint32_t o = 0; o < p->outputs; o++) score[o] = p->out_bias[o];
    for (int k = 0; k < DM_HIDDEN_UNITS; k++)
        for (uint32_t o = 0; h[k] > 0 && o < p->outputs; o++)
            score[o] += h[k] * p->out[(uint32_t)k * p->outputs + o];
}

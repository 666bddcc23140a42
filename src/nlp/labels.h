/* Labels as small numbers. Those that the code asks about have fixed numbers, whatever model is loaded;
 * others that a model brings follow after them. One number space for each kind: DM_TAG_*, DM_POS_*, DM_DEP_*,
 * DM_ENT_*; 0 is "none". */
#ifndef DM_LABELS_H
#define DM_LABELS_H

#include "base/arena.h"

/* clang-format off */

/* Penn Treebank tags as OntoNotes has them. */
#define DM_TAGS(X) \
    X(DOLLAR, "$") X(QUOTE_CLOSE, "''") X(COMMA, ",") X(LRB, "-LRB-") X(RRB, "-RRB-") X(PERIOD, ".") \
    X(COLON, ":") X(ADD, "ADD") X(AFX, "AFX") X(CC, "CC") X(CD, "CD") X(DT, "DT") X(EX, "EX") \
    X(FW, "FW") X(HYPH, "HYPH") X(IN, "IN") X(JJ, "JJ") X(JJR, "JJR") X(JJS, "JJS") X(LS, "LS") \
    X(MD, "MD") X(NFP, "NFP") X(NN, "NN") X(NNP, "NNP") X(NNPS, "NNPS") X(NNS, "NNS") X(PDT, "PDT") \
    X(POS, "POS") X(PRP, "PRP") X(PRPS, "PRP$") X(RB, "RB") X(RBR, "RBR") X(RBS, "RBS") X(RP, "RP") \
    X(SYM, "SYM") X(TO, "TO") X(UH, "UH") X(VB, "VB") X(VBD, "VBD") X(VBG, "VBG") X(VBN, "VBN") \
    X(VBP, "VBP") X(VBZ, "VBZ") X(WDT, "WDT") X(WP, "WP") X(WPS, "WP$") X(WRB, "WRB") X(XX, "XX") \
    X(SP, "_SP") X(QUOTE_OPEN, "``")

#define DM_POSES(X) \
    X(ADJ, "ADJ") X(ADP, "ADP") X(ADV, "ADV") X(AUX, "AUX") X(CONJ, "CONJ") X(CCONJ, "CCONJ") \
    X(DET, "DET") X(INTJ, "INTJ") X(NOUN, "NOUN") X(NUM, "NUM") X(PART, "PART") X(PRON, "PRON") \
    X(PROPN, "PROPN") X(PUNCT, "PUNCT") X(SCONJ, "SCONJ") X(SYM, "SYM") X(VERB, "VERB") X(X, "X") \
    X(EOL, "EOL") X(SPACE, "SPACE")

/* CLEAR style. */
#define DM_DEPS(X) \
    X(ROOT, "ROOT") X(acl, "acl") X(acomp, "acomp") X(advcl, "advcl") X(advmod, "advmod") \
    X(agent, "agent") X(amod, "amod") X(appos, "appos") X(attr, "attr") X(aux, "aux") \
    X(auxpass, "auxpass") X(case_, "case") X(cc, "cc") X(ccomp, "ccomp") X(compound, "compound") \
    X(conj, "conj") X(csubj, "csubj") X(csubjpass, "csubjpass") X(dative, "dative") X(dep, "dep") \
    X(det, "det") X(dobj, "dobj") X(expl, "expl") X(intj, "intj") X(mark, "mark") X(meta, "meta") \
    X(neg, "neg") X(nmod, "nmod") X(npadvmod, "npadvmod") X(nsubj, "nsubj") X(nsubjpass, "nsubjpass") \
    X(nummod, "nummod") X(oprd, "oprd") X(parataxis, "parataxis") X(pcomp, "pcomp") X(pobj, "pobj") \
    X(poss, "poss") X(preconj, "preconj") X(predet, "predet") X(prep, "prep") X(prt, "prt") \
    X(punct, "punct") X(quantmod, "quantmod") X(relcl, "relcl") X(xcomp, "xcomp")

#define DM_ENTS(X) \
    X(CARDINAL, "CARDINAL") X(DATE, "DATE") X(EVENT, "EVENT") X(FAC, "FAC") X(GPE, "GPE") \
    X(LANGUAGE, "LANGUAGE") X(LAW, "LAW") X(LOC, "LOC") X(MONEY, "MONEY") X(NORP, "NORP") \
    X(ORDINAL, "ORDINAL") X(ORG, "ORG") X(PERCENT, "PERCENT") X(PERSON, "PERSON") X(PRODUCT, "PRODUCT") \
    X(QUANTITY, "QUANTITY") X(TIME, "TIME") X(WORK_OF_ART, "WORK_OF_ART")

/* clang-format on */

#define DM_NAME_TAG(id, text) DM_TAG_##id,
#define DM_NAME_POS(id, text) DM_POS_##id,
#define DM_NAME_DEP(id, text) DM_DEP_##id,
#define DM_NAME_ENT(id, text) DM_ENT_##id,
enum { DM_TAG_NONE, DM_TAGS(DM_NAME_TAG) DM_TAG_FIXED };
enum { DM_POS_NONE, DM_POSES(DM_NAME_POS) DM_POS_FIXED };
enum { DM_DEP_NONE, DM_DEPS(DM_NAME_DEP) DM_DEP_FIXED };
enum { DM_ENT_NONE, DM_ENTS(DM_NAME_ENT) DM_ENT_FIXED };

typedef enum { DM_KIND_TAG, DM_KIND_POS, DM_KIND_DEP, DM_KIND_ENT, DM_KIND_MORPH, DM_KINDS } dm_kind;

typedef struct dm_labels {
    DM_VEC(dm_str) names[DM_KINDS]; /* names[kind].at[number] */
} dm_labels;

/* The fixed labels; the names are static or the caller's, the arrays live in the arena. */
void dm_labels_init(dm_labels *labels, dm_arena *arena);
/* The number of a name, added if it is new. */
uint16_t dm_labels_add(dm_labels *labels, dm_arena *arena, dm_kind kind, dm_str name);

static inline dm_str dm_label(const dm_labels *labels, dm_kind kind, uint16_t number) {
    return labels->names[kind].at[number];
}

#endif

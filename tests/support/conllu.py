"""CoNLL-U from a row of `demarche parse --format jsonl` and its text: docs/parse.md once more, in Python."""


def misc_spaces(text):
    return "".join({" ": "\\s", "\t": "\\t", "\n": "\\n", "\r": "\\r"}.get(c, c) for c in text)


def flat(text):
    """Each run of white space as one space."""
    out = ""
    for c in text:
        if not c.isspace():
            out += c
        elif out and out[-1] != " ":
            out += " "
    return out


def conllu(row, text):
    t, name = row["tokens"], row["id"].replace("\n", " ").replace("\r", " ")
    n, out = len(t["start"]), []
    forms = [text[a:b] for a, b in zip(t["start"], t["end"])]
    white = [form.isspace() for form in forms]
    starts = [i for i in range(n) if t["sent"][i] or i == 0] + [n]
    first_word = next((i for i in range(n) if not white[i]), n)
    sentences = 0
    for begin, end in zip(starts, starts[1:]):
        words = [i for i in range(begin, end) if not white[i]]
        if not words:
            continue
        sentences += 1
        if sentences == 1:
            out.append(f"# newdoc id = {name}")
        out.append(f"# sent_id = {name}.{sentences}")
        out.append("# text = " + flat(text[t["start"][words[0]]:t["end"][words[-1]]]))
        number = {i: k for k, i in enumerate(words, 1)}
        for i in words:
            head = i
            while True:
                up = t["head"][head]
                if up == head or not begin <= up < end:
                    head = None
                    break
                head = up
                if not white[head]:
                    break
            later = next((j for j in range(i + 1, n) if not white[j]), None)
            after = text[t["end"][i]:t["start"][later] if later is not None else len(text)]
            misc = [f"Start={t['start'][i]}", f"End={t['end'][i]}"]
            if t["ent"][i] != "O":
                misc.append("Ent=" + t["ent"][i])
            if after != " ":
                misc.append("SpacesAfter=" + misc_spaces(after) if after else "SpaceAfter=No")
            if i == first_word and t["start"][i]:
                misc.append("SpacesBefore=" + misc_spaces(text[:t["start"][i]]))
            dep = "root" if t["dep"][i] == "ROOT" else t["dep"][i] or "_"
            out.append("\t".join([str(number[i]), forms[i], t["lemma"][i] or "_", t["pos"][i] or "_", t["tag"][i] or "_",
                                  t["morph"][i] or "_", str(number[head]) if head is not None else "0", dep, "_",
                                  "|".join(misc)]))
        out.append("")
    return "\n".join(out) + "\n" if out else ""

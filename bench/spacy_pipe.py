"""Times spaCy's nlp.pipe, one thread, on the documents of a JSON Lines file. Prints one JSON object.

    python spacy_pipe.py MODEL FILE.jsonl

Run by bench/nlp with the interpreter of an environment that has spaCy.
"""
import json
import os
import resource
import sys
import time

for name in ("OMP", "OPENBLAS", "MKL", "BLIS"):
    os.environ[name + "_NUM_THREADS"] = "1"

began = time.perf_counter()
import spacy  # noqa: E402

nlp = spacy.load(sys.argv[1])
loaded = time.perf_counter()
with open(sys.argv[2], encoding="utf-8") as lines:
    texts = [json.loads(line)["text"] for line in lines]
start, cpu = time.perf_counter(), time.process_time()
tokens = sum(len(doc) for doc in nlp.pipe(texts))
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
print(json.dumps({"version": spacy.__version__, "model": nlp.meta["version"], "pipeline": nlp.pipe_names,
                  "tokens": tokens, "seconds": seconds, "cpu": cpu, "load": loaded - began,
                  "peak_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}))

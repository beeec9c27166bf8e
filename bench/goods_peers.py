"""goods_peers.py - the same texts and questions asked of Xapian and of SQLite FTS5, both plain BM25.

    goods_peers.py xapian|xapian-stemmed|fts5 LANG FOLDER

FOLDER has LANG.texts (hs6, nomenclature, language, text) and LANG.asked (hs6, text), written by
bench/goods dump. A code's rank is that of its best text, codes once each. Prints one row of the table
of docs/BENCH.md: right at HS6, HS4 and HS2 among the first 1, 5 and 10, then ms p50 and p99.
"""
import re, sqlite3, sys, time

FOUND = 400  # texts asked for: enough for ten headings


def rows(path, fields):
    with open(path, encoding="utf-8") as f:
        for line in f:
            yield line.rstrip("\n").split("\t", fields - 1)


def xapian_index(texts, lang, stem):
    import xapian
    db = xapian.WritableDatabase("", xapian.DB_BACKEND_INMEMORY)
    stems = {l: xapian.Stem(l) if stem else None for l in ("en", "de", "fr", "nl")}
    for code, _, l, text in texts:
        doc, gen = xapian.Document(), xapian.TermGenerator()
        if stem:
            gen.set_stemmer(stems[l])
            gen.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        gen.set_document(doc)
        gen.index_text(text)
        doc.set_data(code)
        db.add_document(doc)
    def ask(text):
        gen, doc = xapian.TermGenerator(), xapian.Document()
        if stem:
            gen.set_stemmer(stems[lang])
            gen.set_stemming_strategy(xapian.TermGenerator.STEM_ALL)
        gen.set_document(doc)
        gen.index_text(text)
        query = xapian.Query(xapian.Query.OP_OR, [t.term.decode() for t in doc.termlist()])
        enquire = xapian.Enquire(db)
        enquire.set_query(query)
        return [m.document.get_data().decode() for m in enquire.get_mset(0, FOUND)]
    return ask


def fts5_index(texts, lang, stem):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5 (code UNINDEXED, text, tokenize = 'unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO t VALUES (?, ?)", ((r[0], r[3]) for r in texts))
    def ask(text):
        words = " OR ".join(f'"{w}"' for w in dict.fromkeys(re.findall(r"\w+", text.lower())))
        return [r[0] for r in db.execute("SELECT code FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?", (words, FOUND))]
    return ask


def main():
    peer, lang, folder = sys.argv[1:4]
    made = fts5_index if peer == "fts5" else xapian_index
    ask = made(rows(f"{folder}/{lang}.texts", 4), lang, peer.endswith("stemmed"))
    asked, took = list(rows(f"{folder}/{lang}.asked", 2)), []
    right = {(d, k): 0 for d in (6, 4, 2) for k in (1, 5, 10)}
    for truth, text in asked:
        start = time.thread_time()
        found = ask(text)
        took.append(time.thread_time() - start)
        for d in (6, 4, 2):
            distinct = list(dict.fromkeys(c[:d] for c in found))
            for k in (1, 5, 10):
                right[d, k] += truth[:d] in distinct[:k]
    took.sort()
    cells = " ".join(f"{100 * right[d, k] / len(asked):5.1f}" for d in (6, 4, 2) for k in (1, 5, 10))
    print(f"{peer + ' ' + lang.upper():<34} {len(asked):5d} {cells}  {1e3 * took[len(took) // 2]:6.2f} {1e3 * took[len(took) * 99 // 100]:6.2f}")


main()

#!/usr/bin/python3
"""What others take for the same names and questions.

    screen_peers.py real FOLDER >REAL           names of the lists that ship, as kind, tab, name
    screen_peers.py xapian|fts5|trgm NAMES ASKED FOLDER

Prints the mean, median and 99th percentile of a question and recall at 1 and 10. Each peer is asked as
its manual says and reranked where that helped it: Xapian with stems off, trigrams and words as terms (BM25);
FTS5 with its trigram tokenizer, the 500 best of any trigram by bm25, reranked by similarity of their
trigrams; pg_trgm by the distance operator on a GiST index of its own advice, the 10 nearest.   """
import csv, io, json, lzma, re, sys, time


def text(path):
    return lzma.open(path, 'rt', encoding='utf-8', errors='replace').read().replace('\x1a', '')


def real(folder):
    kind = {'individual': 'person', 'vessel': 'vessel', 'aircraft': None, '-0-': 'organisation'}
    seen = {}
    of = {}
    for r in csv.reader(io.StringIO(text(folder + '/ofac/sdn_2024-05-03.csv.xz'))):
        if len(r) > 2 and kind.get(r[2].strip()):
            of[r[0]] = kind[r[2].strip()]
            seen[(of[r[0]], r[1].strip())] = 1
    for r in csv.reader(io.StringIO(text(folder + '/ofac/alt_2024-01-08.csv.xz'))):
        if len(r) > 3 and r[0] in of:
            seen[(of[r[0]], r[3].strip())] = 1
    subject = {}
    for r in csv.DictReader(io.StringIO(text(folder + '/uk/subjects_2026-05-13.csv.xz'))):
        subject[r['unique_id']] = {'individual': 'person', 'ship': 'vessel'}.get(r['subject_type'], 'organisation')
    for r in csv.DictReader(io.StringIO(text(folder + '/uk/subject_names_2026-05-13.csv.xz'))):
        seen[(subject.get(r['unique_id'], 'any'), r['full_name'])] = 1
    for e in json.loads(text(folder + '/us/csl_2026-07-31.json.xz'))['entries']:
        k = {'Individual': 'person', 'Vessel': 'vessel', 'Entity': 'organisation'}.get(e.get('t'), 'any')
        for n in [e['n']] + e.get('a', []):
            seen[(k, n)] = 1
    un = text(folder + '/un/un_consolidated_2026-08-01.xml.xz')
    for n in re.findall(r'<(?:ALIAS_NAME|NAME_ORIGINAL_SCRIPT)>([^<]+)<', un):
        seen[('any', n)] = 1
    for k, n in sorted(seen):
        n = ' '.join(n.split())
        if len(n) > 2:
            print(k + '\t' + n)


def trigrams(s):
    out = set()
    for w in re.findall(r'\w+', s.lower()):
        w = '  ' + w + ' '
        out.update(w[i:i + 3] for i in range(len(w) - 2))
    return out


def load(path):
    for line in open(path, encoding='utf-8', errors='replace'):
        yield line.rstrip('\n').split('\t', 1)[1]


class Xapian:
    def __init__(self, names, folder):
        import xapian
        self.x = xapian
        db = xapian.WritableDatabase(folder + '/xapian', xapian.DB_CREATE_OR_OVERWRITE)
        for n in load(names):
            d = xapian.Document()
            d.set_data(n)
            for w in re.findall(r'\w+', n.lower()):
                d.add_term('W' + w[:60])
            for t in trigrams(n):
                d.add_boolean_term('T' + t)
                d.add_term('T' + t)
            db.add_document(d)
        db.commit()
        db.close()
        self.db = xapian.Database(folder + '/xapian')

    def ask(self, q):
        x = self.x
        terms = ['W' + w for w in re.findall(r'\w+', q.lower())] + ['T' + t for t in trigrams(q)]
        e = x.Enquire(self.db)
        e.set_query(x.Query(x.Query.OP_OR, terms))
        return [m.document.get_data().decode() for m in e.get_mset(0, 10)]


class Fts5:
    def __init__(self, names, folder):
        import os, sqlite3
        if os.path.exists(folder + '/fts5.sqlite'):
            os.remove(folder + '/fts5.sqlite')
        self.db = sqlite3.connect(folder + '/fts5.sqlite')
        self.db.execute("CREATE VIRTUAL TABLE n USING fts5(name, tokenize='trigram')")
        self.db.executemany('INSERT INTO n VALUES(?)', ((n,) for n in load(names)))
        self.db.execute("INSERT INTO n(n) VALUES('optimize')")
        self.db.commit()

    def ask(self, q):
        low = q.lower()
        grams = {low[i:i + 3] for i in range(len(low) - 2)}
        any_of = ' OR '.join('"' + g.replace('"', '""') + '"' for g in sorted(grams))
        rows = [r[0] for r in self.db.execute('SELECT name FROM n WHERE n MATCH ? ORDER BY rank LIMIT 500', (any_of,))]
        mine = trigrams(q)
        def like(n):
            t = trigrams(n)
            return len(mine & t) / (len(mine | t) or 1)
        return sorted(rows, key=like, reverse=True)[:10]


class Trgm:
    def __init__(self, names, folder):
        import psycopg2
        self.db = psycopg2.connect(host=folder, dbname='postgres', user='postgres')
        c = self.db.cursor()
        c.execute('CREATE EXTENSION pg_trgm')
        c.execute('CREATE TABLE n(name text)')
        rows = io.StringIO(''.join(n.replace('\\', '\\\\') + '\n' for n in load(names)))
        c.copy_expert('COPY n FROM STDIN', rows)
        c.execute('CREATE INDEX ON n USING gist(name gist_trgm_ops(siglen=64))')
        self.db.commit()
        self.db.autocommit = True
        c.execute('VACUUM ANALYZE n')
        self.cursor = c

    def ask(self, q):
        self.cursor.execute('SELECT name FROM n ORDER BY name <-> %s LIMIT 10', (q,))
        return [r[0] for r in self.cursor.fetchall()]


def main():
    if sys.argv[1] == 'real':
        return real(sys.argv[2])
    what, names, asked, folder = sys.argv[1:5]
    begun = time.time()
    peer = {'xapian': Xapian, 'fts5': Fts5, 'trgm': Trgm}[what](names, folder)
    built = time.time() - begun
    took, first, ten, related = [], 0, 0, 0
    for line in list(open(asked, encoding='utf-8'))[:200]:
        how, _, q, meant = line.rstrip('\n').split('\t')
        at = time.perf_counter()
        got = peer.ask(q)
        took.append((time.perf_counter() - at) * 1e3)
        if how == 'unrelated':
            continue
        related += 1
        first += got[:1] == [meant]
        ten += meant in got
    took.sort()
    print('%s: built in %.0f s; mean %.1f ms, median %.1f ms, p99 %.1f ms, R@1 %.3f R@10 %.3f' % (
        what, built, sum(took) / len(took), took[len(took) // 2], took[int(len(took) * .99)], first / related, ten / related))


main()

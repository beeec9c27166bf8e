// Words and phrases: legal forms, titles, particles, stop words, translations, other forms of given names.
//
// A phrase is keyed as name_form_read cuts it: words folded, Latin ones without marks, one blank
// between; Han in simplified characters. Sources in order: by hand (data/names/words.csv) first.
import { csv, text, yamlLists, yamlRecords } from './sources.mjs';

const special = { 'ø': 'o', 'æ': 'ae', 'œ': 'oe', 'ł': 'l', 'đ': 'd', 'ð': 'd', 'þ': 'th', 'ı': 'i', 'ħ': 'h', 'ə': 'e', 'ŋ': 'ng', 'ß': 'ss', 'ŧ': 't', 'ĸ': 'k' };
const script = c => /\p{Nd}/u.test(c) ? 'digit' : ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Armenian', 'Georgian', 'Hangul', 'Han']
    .find(s => new RegExp(`^\\p{Script=${s}}$`, 'u').test(c)) ?? (/[\p{Script=Hiragana}\p{Script=Katakana}ー]/u.test(c) ? 'Kana' : 'Other');

// Letters with several shapes: as one_shape of points.c.
const shapes = { 'ά': 'α', 'έ': 'ε', 'ή': 'η', 'ί': 'ι', 'ΐ': 'ϊ', 'ό': 'ο', 'ύ': 'υ', 'ώ': 'ω', 'ΰ': 'ϋ', 'ς': 'σ', 'ך': 'כ', 'ם': 'מ', 'ן': 'נ', 'ף': 'פ', 'ץ': 'צ',
    'آ': 'ا', 'أ': 'ا', 'إ': 'ا', 'ٱ': 'ا', 'ؤ': 'و', 'ئ': 'ي', 'ى': 'ي', 'ی': 'ي', 'ة': 'ه', 'ۀ': 'ه', 'ک': 'ك', 'ـ': '' };

// [words] of a phrase, as cut.c cuts.
export function cut(phrase, simple = new Map()) {
    const s = phrase.normalize('NFKC').toLowerCase().normalize('NFKC').replace(/ß/g, 'ss').replace(/./gsu, c => shapes[c] ?? c);
    const out = [];
    let word = '', kind = '';
    const end = () => { if (word) out.push(word); word = ''; kind = ''; };
    for (const c of s) {
        if (/[\u0027\u2019\u2018`\u02b9-\u02bf\u055a\u05f3\u05f4\u2032]/u.test(c)) { if ([...word].length < 2) end(); continue; }
        if (/\p{M}/u.test(c)) continue;
        if (!/[\p{L}\p{Nd}]/u.test(c)) { if (/[&+]/.test(c)) end(), out.push('&'); else end(); continue; }
        const k = script(c);
        if (k !== kind) end();
        kind = k;
        if (k === 'Latin') word += [...c.normalize('NFD')].filter(x => !/\p{M}/u.test(x)).map(x => special[x] ?? x).join('');
        else if (k === 'Han') { const to = simple.get(c.codePointAt(0)); word += to ? String.fromCodePoint(to) : c; }
        else word += c;
    }
    end();
    return out;
}

export class Words {
    constructor(simple) { this.simple = simple; this.of = new Map(); }
    // The first source that knows the class of a phrase decides it; meanings add up.
    add(phrase, { cls = null, meanings = [], romans = [], nicks = [], strong = false }) {
        const words = cut(phrase, this.simple);
        if (!words.length || words.length > 8) return;
        const key = words.join(' ');
        if (!strong && [...key].length === 1 && /[\p{Script=Han}\p{Script=Hangul}]/u.test(key)) return; // says too little alone
        const it = this.of.get(key) ?? this.of.set(key, { cls: null, meanings: [], romans: [], nicks: [], words: words.length }).get(key);
        if (cls && (!it.cls || strong)) it.cls = cls;
        const put = (list, all, most) => { for (const x of all) if (x && !list.includes(x) && list.length < most) list.push(x); };
        put(it.meanings, meanings, 3);
        put(it.romans, romans, 4);
        put(it.nicks, nicks, 4);
    }
    stem(phrase, meanings) {
        const word = cut(phrase, this.simple), key = word.length === 1 ? stem(word[0]) : null;
        if (!key) return;
        const it = this.of.get(key) ?? this.of.set(key, { cls: 'WORD', meanings: [], romans: [], nicks: [], words: 1 }).get(key);
        for (const m of meanings) if (!it.meanings.includes(m) && it.meanings.length < 3) it.meanings.push(m);
    }
    // As written, and drawn together when it is an abbreviation with dots or slashes.
    legal(phrase, meaning) {
        const it = { cls: 'LEGAL', meanings: meaning ? [meaning] : [] };
        this.add(phrase, it);
        const words = cut(phrase, this.simple), together = words.join('');
        if (words.length > 1 && /[./]/.test(phrase) && together.length <= 8) this.add(together, it);
        if (words.length === 1 && [...together].length <= 5 && /^[\p{Lu}]+$/u.test(phrase) && together.length > 2)
            this.add([...together].join(' '), it);
    }
}

// Endings of inflection, longest first, as in src/name/stem.c (a test compares them): a word of five letters
// or more is also found by its stem of at least four.
export const endings = {
    Greek: ['ματων', 'ματοσ', 'ματα', 'ουσ', 'εισ', 'εων', 'εωσ', 'ων', 'οι', 'ου', 'οσ', 'ησ', 'ασ', 'εσ', 'ισ', 'υσ', 'ωσ', 'αι', 'ει', 'α', 'η', 'ο', 'ι', 'υ', 'ε', 'ω'],
    Cyrillic: ['ього', 'ого', 'его', 'ому', 'ему', 'ими', 'ыми', 'ами', 'ями', 'ый', 'ий', 'ой', 'ей', 'ая', 'яя', 'ое', 'ее', 'ые', 'ие', 'ых', 'их', 'ым', 'им', 'ом', 'ем', 'ам',
        'ям', 'ах', 'ях', 'ов', 'ев', 'ою', 'ею', 'ью', 'ія', 'ії', 'ію', 'ия', 'ии', 'ию', 'їх', 'ів', 'а', 'я', 'о', 'е', 'ы', 'и', 'у', 'ю', 'ь', 'й', 'і', 'є', 'ї'],
};
export function stem(word) {
    const of = /^\p{Script=Greek}+$/u.test(word) ? endings.Greek : /^\p{Script=Cyrillic}+$/u.test(word) ? endings.Cyrillic : null;
    const letters = [...word].length;
    const end = of && letters >= 5 && of.find(e => word.endsWith(e) && letters - e.length >= 4);
    return of && letters >= 5 ? '~' + word.slice(0, word.length - (end ? end.length : 0)) : null;
}

const clean = s => s.toLowerCase().replace(/[^a-z0-9]/g, '');
const vague = new Set(['COOP', 'NGO', 'FIN', 'REL', 'MIL']);
// Bodies and works that the list of legal forms holds: their words are the name.
const bodies = new Set(['УПРАВЛЕНИЕ ФСБ РФ', 'СУ СК РФ', 'МЧС России', 'ГосНИИ']), named = /missile/i;

// What the lists of legal forms hold and is none: a word of trade that names share, which weighs little but something.
const ofTrade = { intl: 'international' };

function legalForms(words, dir) {
    for (const r of yamlRecords(text(`${dir}/names_org_types.yml.xz`))) {
        if (bodies.has(r.display)) continue;
        for (const a of [...(r.aliases ?? []), r.display, r.compare].filter(Boolean)) {
            if (named.test(a)) continue;
            // A word such as "cooperative" says what a firm is; only its abbreviation is a mere form.
            if (vague.has(r.generic) && cut(a).length === 1 && a.length > 5) words.add(a, { meanings: [clean(r.generic)] });
            else words.legal(a, clean(r.generic ?? ''));
        }
    }
    for (const r of yamlRecords(text(`${dir}/fingerprints_types.yml.xz`)))
        for (const a of r.forms ?? [])
            if (ofTrade[r.main]) words.add(a, { meanings: [ofTrade[r.main]] });
            else if (cut(a).length > 1 || a.length > 1) words.legal(a, '');
    for (const r of csv(text(`${dir}/gleif_elf_1.5.csv.xz`), 'gleif')) {
        const names = [r['Entity Legal Form name Local name'], r['Entity Legal Form name Transliterated name (per ISO 01-140-10)']];
        const short = [r['Abbreviations Local language'], r['Abbreviations transliterated']].flatMap(s => s.split(/[;,]/));
        for (const n of names) if (cut(n).length >= 3 || /\p{Script=Han}/u.test(n)) words.legal(n, '');
        for (const n of short.map(s => s.trim())) if (/[./]/.test(n) && cut(n).length > 1 && cut(n).join('').length > 2 && cut(n).join('').length < 9) words.legal(n, '');
    }
}

const particles = new Set(['bin', 'bint', 'ould', 'von', 'van']), titles = new Set(['jr', 'sr', 'esq', 'dr', 'prof', 'md', 'dds', 'dvm', 'phd', 'cpa', 'cfa', 'cma', 'csa', 'haji', 'sheikh']);

// What a phrase of several words says is said by its words, which stay tokens: as one token the phrase would
// hide them. Only one word written apart ("co operative") is a phrase.
const oneWord = (parts, whole) => parts.length === 1 || whole.has(parts.join(''));

function symbols(words, dir) {
    const all = yamlLists(text(`${dir}/names_symbols.yml.xz`));
    for (const section of ['org_symbols', 'org_domains'])
        for (const [key, list] of Object.entries(all[section])) {
            const whole = new Set(list.map(w => cut(w).join(' ')));
            for (const w of list)
                if (oneWord(cut(w), whole)) words.add(w, { meanings: [clean(key)] });
        }
    for (const [key, list] of Object.entries(all.person_symbols))
        for (const w of list) words.add(w, { meanings: [clean(key)], cls: particles.has(key) ? 'PARTICLE' : titles.has(key) ? 'TITLE' : null });
    for (const [key, list] of Object.entries(all.person_nick))
        for (const w of list) words.add(w, { nicks: list.filter(x => x !== w).map(clean) });
}

function stopWords(words, dir) {
    const all = yamlLists(text(`${dir}/names_stopwords.yml`));
    for (const w of all.PERSON_NAME_PREFIXES['']) words.add(w, { cls: 'TITLE' });
    for (const w of ['MV', 'M/V']) words.legal(w, ''), words.add(w, { cls: 'TITLE', strong: true });
    for (const w of yamlLists(text(`${dir}/text_stopwords.yml`)).STOPWORDS['']) words.add(w, { cls: 'STOP' });
    for (const [n, list] of Object.entries(yamlLists(text(`${dir}/text_ordinals.yml.xz`)).ordinals))
        for (const w of list) if (/\p{L}{3}/u.test(w) && !/\p{Nd}/u.test(w) && Number(n) > 0 && Number(n) < 100) words.add(w, { meanings: [n] });
}

function nicknames(words, dir) {
    for (const r of csv(text(`${dir}/nicknames_en.csv.xz`), 'nicknames'))
        words.add(r.name2, { nicks: [clean(r.name1)] });
}

const classes = new Set(['', 'WORD', 'LEGAL', 'TITLE', 'PARTICLE', 'STOP']);

// By hand: language, word (forms between |), meanings, class, roman (readings), other (forms of a given name).
function byHand(words, files) {
    for (const [where, content] of files) {
        for (const r of csv(content, where)) {
            if (!classes.has(r.class)) throw new Error(`${where}: class "${r.class}" of ${r.word} is none of ${[...classes].join(' ')}`);
            const list = s => (s ?? '').split('|').map(clean).filter(Boolean);
            for (const w of r.word.split('|')) {
                words.add(w, { cls: r.class || null, meanings: list(r.meaning), romans: list(r.roman), nicks: list(r.other), strong: true });
                if (r.meaning && (!r.class || r.class === 'WORD')) words.stem(w, list(r.meaning));
            }
        }
    }
}

// Names of countries and territories in scripts other than Latin, and what they mean.
function territories(words, dir) {
    for (const line of text(`${dir}/territories.jsonl.xz`).split('\n').filter(Boolean)) {
        const t = JSON.parse(line), meaning = clean(t.name.normalize('NFD'));
        for (const n of [...(t.names_strong ?? []), ...(t.names_weak ?? [])])
            if (/^[^\p{Script=Latin}]{2,}$/u.test(n) && cut(n).length <= 3) words.add(n, { meanings: [meaning] }), words.stem(n, [meaning]);
    }
}

export function readWords(dir, files, simple) {
    const words = new Words(simple);
    byHand(words, files);
    legalForms(words, dir);
    symbols(words, dir);
    stopWords(words, dir);
    nicknames(words, dir);
    territories(words, dir);
    return words;
}

// Han characters: readings of each in three romanisations, and the simplified form.
import { csv, text } from './sources.mjs';

const plain = s => s.normalize('NFD').replace(/u\u0308/g, 'v').replace(/\p{M}/gu, '').toLowerCase();

// Wade-Giles without marks, from pinyin with "v" for u-umlaut.
const wholes = {
    a: 'a', ai: 'ai', an: 'an', ang: 'ang', ao: 'ao', e: 'o', ei: 'ei', en: 'en', er: 'erh', o: 'o', ou: 'ou',
    yi: 'i', ya: 'ya', yan: 'yen', ye: 'yeh', you: 'yu', yong: 'yung', yu: 'yu', yue: 'yueh', yo: 'yo',
    wu: 'wu', zhi: 'chih', chi: 'chih', shi: 'shih', ri: 'jih', zi: 'tzu', ci: 'tzu', si: 'ssu', ge: 'ko', ke: 'ko', he: 'ho',
};
const initials = { zh: 'ch', ch: 'ch', sh: 'sh', b: 'p', p: 'p', d: 't', t: 't', g: 'k', k: 'k', j: 'ch', q: 'ch', x: 'hs', r: 'j', z: 'ts', c: 'ts' };
const finals = { ian: 'ien', ie: 'ieh', ve: 'ueh', ue: 'ueh', e: 'e', ong: 'ung', iong: 'iung', uo: 'o', v: 'u', er: 'erh' };
export function wadeGiles(pinyin) {
    if (wholes[pinyin]) return wholes[pinyin];
    const m = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)(.*)$/.exec(pinyin);
    let [, i, f] = m;
    if (f === 'uo' && 'gkhs'.includes(i[0] ?? ' ') && i !== 's') return (initials[i] ?? i) + 'uo';
    if (f === 'ui' && 'gk'.includes(i)) return initials[i] + 'uei';
    if (f === 'e' && i) return (initials[i] ?? i) + 'e';
    return (initials[i] ?? i) + (finals[f] ?? f);
}

// The spelling of names in Hong Kong, from Jyutping: two habits where there are two.
const hkWhole = {
    m: ['ng', 'ng'], ng: ['ng', 'ng'], si: ['sze', 'si'], zi: ['chi', 'tsz'], ci: ['chi', 'tsz'], lei: ['li', 'lee'], jyu: ['yu', 'yue'],
    zyu: ['chu', 'chue'], cyu: ['chu', 'chue'], jyun: ['yuen', 'yun'], ceoi: ['tsui', 'chui'], zau: ['chow', 'chau'], sek: ['shek', 'sek'],
    gwok: ['kwok', 'kwok'], hei: ['hei', 'hi'], ho: ['ho', 'ho'], sing: ['shing', 'sing'], sau: ['sau', 'shou'], jan: ['yan', 'yan'], ziu: ['chiu', 'siu'],
};
const hkInitial = { gw: 'kw', kw: 'kw', ng: 'ng', b: 'p', p: 'p', d: 't', t: 't', g: 'k', k: 'k', z: 'ts', c: 'ts', j: 'y' };
const hkFinal = {
    aa: 'a', aai: 'ai', aau: 'au', aam: 'am', aan: 'an', aang: 'ang', aap: 'ap', aat: 'at', aak: 'ak', am: 'am|um', an: 'an|un', ang: 'ang|ung',
    ap: 'ap|up', at: 'at|ut', ou: 'o', eoi: 'ui', eon: 'un', eot: 'ut', oe: 'eu|oe', oeng: 'eung', oek: 'euk', yu: 'u', yun: 'uen', yut: 'uet', iu: 'iu',
    un: 'un|oon', ut: 'ut', am0: 'um', im: 'im', au: 'au|ow',
};
export function hongKong(jyutping) {
    const j = jyutping.replace(/\d/g, '');
    if (hkWhole[j]) return hkWhole[j];
    const m = /^(gw|kw|ng|[bpmfdtnlgkhwzcsj]?)(.*)$/.exec(j);
    let [, i, f] = m;
    const [one, two = one] = (hkFinal[f] ?? f).split('|');
    const head = hkInitial[i] ?? i;
    if (i === 'j' && f.startsWith('yu')) return ['y' + one, 'y' + two];
    if (i === 'z' || i === 'c') return ['ch' + one, 'ts' + two];
    if (i === 's') return ['s' + one, 'sh' + two];
    return [head + one, head + two];
}

// {code: {pinyin: [a, b], hk: [a, b], simple: code}}; overrides by hand: data/names/overrides/han.csv.
export function readHan(dir, overrides) {
    const of = new Map(), get = c => of.get(c) ?? of.set(c, { pinyin: [], hk: [], simple: c }).get(c);
    for (const line of text(`${dir}/unihan_readings_subset.tsv.xz`).split('\n')) {
        const [u, field, value] = line.split('\t');
        if (!value) continue;
        const c = parseInt(u.slice(2), 16);
        if (field === 'kMandarin') get(c).pinyin = [...new Set(value.split(' ').map(plain))].slice(0, 2);
        if (field === 'kCantonese') get(c).hk = hongKong(value.split(' ')[0]);
    }
    for (const line of text(`${dir}/unihan_simp_trad.tsv.xz`).split('\n')) {
        const [u, field, value] = line.split('\t');
        if (field !== 'kSimplifiedVariant') continue;
        const c = parseInt(u.slice(2), 16), to = value.split(' ').map(x => parseInt(x.slice(2), 16));
        if (of.has(c) && !to.includes(c)) of.get(c).simple = to[0];
    }
    for (const row of csv(overrides, 'overrides/han.csv')) {
        const it = get(row.character.codePointAt(0));
        if (row.pinyin) it.pinyin = row.pinyin.split(' ').slice(0, 2);
        if (row.hong_kong) it.hk = [row.hong_kong.split(' ')[0], row.hong_kong.split(' ').pop()];
        if (row.simplified) it.simple = row.simplified.codePointAt(0);
    }
    return new Map([...of].filter(([, r]) => r.pinyin.length || r.hk.length || r.simple).sort((a, b) => a[0] - b[0]));
}

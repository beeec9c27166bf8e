// Tables as C arrays. src/name/tables.h says what each is.
import { EDGE } from './rules.mjs';

const rows = (list, per = 16) => {
    const out = [];
    for (let i = 0; i < list.length; i += per) out.push('    ' + list.slice(i, i + per).join(', ') + ',');
    return out.join('\n');
};
const array = (type, name, list, per) => `const ${type} ${name}[] = {\n${rows(list.length ? list : [0], per)}\n};\n`;
const quoted = s => `"${s.replace(/["\\]/g, '\\$&')}"`;

// Texts, each once, each ended by NUL.
export class Pool {
    constructor() { this.at = new Map(); this.bytes = []; }
    put(s) {
        if (!this.at.has(s)) {
            this.at.set(s, this.bytes.length);
            this.bytes.push(...Buffer.from(s, 'utf8'), 0);
        }
        return this.at.get(s);
    }
    emit() { return array('unsigned char', 'names_text', this.bytes, 32); }
}

const isLower = c => { const s = String.fromCodePoint(c); return s.toLowerCase() === s; };
const scriptName = { cyrillic: 'Cyrillic', greek: 'Greek', armenian: 'Armenian', georgian: 'Georgian', arabic: 'Arabic', hebrew: 'Hebrew', kana: 'Kana', hangul: 'Hangul', han: 'Han' };

// Every letter the rules of a system speak of, with a mask of the context sets it is in.
function contexts(system) {
    const seen = new Set([EDGE]), tests = [];
    const visit = e => { if (e.c !== undefined) seen.add(e.c); else for (const c of e.set.list) seen.add(c); };
    for (const r of system.passes.flat()) {
        r.key.forEach(c => seen.add(c));
        r.out.forEach(c => seen.add(c));
        [...r.before, ...r.after].forEach(visit);
    }
    const all = [...seen].filter(c => c === EDGE || isLower(c)).sort((a, b) => a - b);
    const of = new Map();
    const id = e => {
        const members = all.filter(c => e.c !== undefined ? e.c === c : e.set.test(c));
        const key = members.join();
        if (!of.has(key)) of.set(key, tests.length), tests.push(members);
        return members.length ? of.get(key) : -1;
    };
    const rules = system.passes.map(p => p.map(r => ({ ...r, b: r.before.map(id), a: r.after.map(id) }))
        .filter(r => ![...r.b, ...r.a].includes(-1)));
    if (tests.length > 64) throw new Error(`${system.name}: ${tests.length} sets, at most 64`);
    const mask = c => tests.reduce((m, members, i) => members.includes(c) ? m | (1n << BigInt(i)) : m, 0n);
    return { rules, masks: all.filter(c => c !== EDGE && mask(c)).map(c => [c, mask(c)]), edge: mask(EDGE) };
}

export function emitSystems(systems) {
    const points = [], ids = [], rules = [], passes = [], masks = [], out = [], alphabet = new Map();
    systems.forEach((s, n) => {
        const { rules: compiled, masks: m, edge } = contexts(s);
        const passFirst = passes.length, maskFirst = masks.length;
        for (const p of compiled) {
            const sorted = p.map((r, i) => [r, i]).sort((a, b) => a[0].key[0] - b[0].key[0] || a[1] - b[1]).map(x => x[0]);
            passes.push(`{${rules.length}, ${sorted.length}}`);
            for (const r of sorted) {
                const key = points.length;
                points.push(...r.key, ...r.out);
                const set = ids.length;
                ids.push(...r.b, ...r.a);
                rules.push(`{${key}, ${set}, ${r.key.length}, ${r.out.length}, ${r.b.length}, ${r.a.length}}`);
            }
        }
        masks.push(...m.map(([c, x]) => `{0x${c.toString(16)}, 0x${x.toString(16)}u}`));
        const whole = new RegExp(`^\\p{Script=${scriptName[s.script]}}$`, 'u');
        if (s.script === 'cyrillic' && n > 31) throw new Error('systems.csv: Cyrillic ones stand first, at most 32');
        if (s.script === 'cyrillic')
            for (const r of s.passes.flat()) for (const c of r.key)
                if (whole.test(String.fromCodePoint(c)) && isLower(c)) alphabet.set(c, (alphabet.get(c) ?? 0) | (1 << n));
        out.push(`{${quoted(s.name)}, SCRIPT_${s.script.toUpperCase()}, ${{ '': 0, special: 1, last: 2 }[s.use]}, ${s.marks === 'respelled' ? 1 : 0}, ${passFirst}, ${passes.length - passFirst}, ${maskFirst}, ${masks.length - maskFirst}, 0x${edge.toString(16)}u}`);
    });
    const letters = Array.from({ length: 0x130 }, (_, i) => `0x${((alphabet.get(0x400 + i) ?? 0) >>> 0).toString(16)}u`);
    return [
        array('names_rule_system', 'names_systems', out, 1), `const unsigned names_systems_n = ${systems.length};\n`,
        array('names_pass', 'names_passes', passes, 8), array('names_rule', 'names_rules', rules, 6),
        array('uint16_t', 'names_points', points), array('uint8_t', 'names_sets', ids, 32),
        `const uint32_t names_cyrillic_use[3] = {${['', 'special', 'last'].map(u => '0x' + (systems.reduce((m, x, i) => x.script === 'cyrillic' && x.use === u ? m | (1 << i) : m, 0) >>> 0).toString(16) + 'u').join(', ')}};\n`,
        array('names_mask', 'names_masks', masks, 6), array('uint32_t', 'names_cyrillic', letters),
    ].join('\n');
}

// What the code calls by name.
export function emitNumbers(systems) {
    const list = systems.map((s, i) => `    SYSTEM_${s.name.toUpperCase().replace(/[^A-Z0-9]/g, '_')} = ${i + 1},`);
    return `/* Made by tools/names/main.mjs; do not edit. */\nenum names_system {\n${list.join('\n')}\n};\n`;
}

export function emitHan(han, pool) {
    const wide = [], rare = [];
    const entry = r => [r.pinyin[0] ?? '', r.pinyin[1] ?? '', r.hk[0] ?? '', r.hk[1] && r.hk[1] !== r.hk[0] ? r.hk[1] : ''];
    const syllables = new Map([['', 0]]), list = [''];
    const id = s => { if (!syllables.has(s)) syllables.set(s, list.length), list.push(s); return syllables.get(s); };
    for (let c = 0x3400; c < 0xa000; c++) {
        const r = han.get(c);
        const simple = r && r.simple < 0x10000 ? r.simple : c;
        wide.push(r ? `{${entry(r).map(id).join(', ')}, ${simple === c ? 0 : simple}}` : '{0}');
    }
    for (const [c, r] of han) if (c >= 0x20000) rare.push(`{0x${c.toString(16)}, {${entry(r).map(id).join(', ')}, 0}}`);
    return [array('names_han', 'names_han_wide', wide, 8), array('names_han_rare_row', 'names_han_rare', rare, 6),
        `const unsigned names_han_rare_n = ${rare.length};\n`,
        array('uint32_t', 'names_syllables', list.map(s => pool.put(s))),
        array('uint32_t', 'names_wade', list.map(s => pool.put(s ? wade(s) : '')))].join('\n');
}
import { wadeGiles as wade } from './han.mjs';

export function emitHangul(table, pool) {
    const of = kind => table.filter(r => r.part === kind);
    const cells = list => list.flatMap(r => [r.rr, r.mr, r.south, r.north].map(s => pool.put(s)));
    return array('uint32_t', 'names_hangul_initial', cells(of('initial')), 16) + array('uint32_t', 'names_hangul_vowel', cells(of('vowel')), 16) +
        array('uint32_t', 'names_hangul_final', cells(of('final')), 16);
}

export function hash(bytes) { // FNV-1a
    let h = 0x811c9dc5;
    for (const b of bytes) h = Math.imul(h ^ b, 0x01000193) >>> 0;
    return h;
}

export function emitWords(words, pool) {
    const entries = new Map([...words.of].sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
    const longest = new Map();
    for (const [key, it] of entries) {
        const han = /^[\p{Script=Han}\p{Script=Hangul}]+$/u.test(key);
        const first = han ? [...key][0] : key.split(' ')[0], n = han ? [...key].length : it.words;
        longest.set(first, Math.max(longest.get(first) ?? 0, n));
    }
    for (const first of longest.keys()) if (!entries.has(first)) entries.set(first, { cls: 'NONE', meanings: [], romans: [], nicks: [] });
    const list = [...entries].sort((a, b) => a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    let size = 1;
    while (size < list.length * 2) size *= 2;
    const slots = new Array(size).fill(0), readings = [], out = [];
    list.forEach(([key, it], n) => {
        let at = hash(Buffer.from(key, 'utf8')) & (size - 1);
        while (slots[at]) at = (at + 1) & (size - 1);
        slots[at] = n + 1;
        const first = readings.length;
        readings.push(...it.romans.map(s => `{${pool.put(s)}, READ_ROMAN}`), ...it.meanings.map(s => `{${pool.put(s)}, READ_MEANING}`),
            ...it.nicks.map(s => `{${pool.put(s)}, READ_NICK}`));
        out.push(`{${pool.put(key)}, ${first}, ${readings.length - first}, ${it.cls === 'NONE' ? 'NAMES_PREFIX' : `NAME_${it.cls || 'WORD'}`}, ${longest.get(key) ?? 1}}`);
    });
    return [array('names_word', 'names_words', out, 4),
        array('uint32_t', 'names_slots', slots), `const uint32_t names_slots_mask = ${size - 1}, names_words_n = ${list.length};\n`,
        array('names_word_reading', 'names_word_readings', readings, 6)].join('\n');
}

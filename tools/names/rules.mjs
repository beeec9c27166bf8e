// Transliteration rules in the notation of the Unicode CLDR, compiled to flat tables.
//
// Read is the part of the notation that the files of data/lists/names and data/names/rules use:
// variables, sets, contexts before { key } after, "?" in contexts, passes (::Null). Names are case
// folded before, so rules for capitals are left out; "::NFC" and filters change nothing then.
// What is not understood is an error, never skipped.

export const EDGE = -1; // what stands beside the first and the last letter of a word

const lower = c => c === EDGE || String.fromCodePoint(c).toLowerCase() === String.fromCodePoint(c);
const property = name => {
    const of = new RegExp(`^\\p{${{ Uppercase: 'Lu', Lowercase: 'Ll', UppercaseLetter: 'Lu' }[name] ?? name}}$`, 'u');
    return c => c !== EDGE && of.test(String.fromCodePoint(c));
};

// A set: a test, and the members it names one by one (with strings, as arrays of code points).
class Parser {
    constructor(vars, where) { this.vars = vars; this.where = where; }
    fail(what) { throw new Error(`${this.where}: ${what}`); }
    start(text) { this.s = [...text]; this.i = 0; }
    blank() { while (this.i < this.s.length && /\s/u.test(this.s[this.i])) this.i++; }
    escaped() { // after a backslash
        const c = this.s[this.i++];
        if (c !== 'u') return c.codePointAt(0);
        const hex = this.s.slice(this.i, this.i + 4).join('');
        this.i += 4;
        return parseInt(hex, 16);
    }
    variable() {
        let name = '';
        while (this.i < this.s.length && /[A-Za-z0-9_]/.test(this.s[this.i])) name += this.s[this.i++];
        if (!name) return [{ set: { test: c => c === EDGE, list: [EDGE], strings: [] } }];
        if (!(name in this.vars)) this.fail(`no variable $${name}`);
        return this.vars[name];
    }
    set() { // after "["
        if (this.s[this.i] === ':') {
            const end = this.s.indexOf(']', this.i);
            const name = this.s.slice(this.i + 1, end - 1).join('').replace('^', '');
            const negative = this.s[this.i + 1] === '^';
            this.i = end + 1;
            const test = property(name);
            return { test: negative ? c => !test(c) : test, list: [], strings: [] };
        }
        const out = { test: null, list: [], strings: [] };
        let tests = [], negative = false, last = null, operator = null;
        this.blank();
        if (this.s[this.i] === '^') negative = true, this.i++;
        const take = sub => {
            if (operator === '-') {
                const before = tests;
                tests = [c => before.some(t => t(c)) && !sub.test(c)];
                out.list = out.list.filter(c => !sub.test(c));
            } else if (operator === '&') {
                const before = tests;
                tests = [c => before.some(t => t(c)) && sub.test(c)];
                out.list = out.list.filter(c => sub.test(c));
            } else {
                tests.push(sub.test);
                out.list.push(...sub.list);
                out.strings.push(...sub.strings);
            }
            operator = null;
        };
        const one = c => { take({ test: x => x === c, list: [c], strings: [] }); last = c; };
        for (;;) {
            this.blank();
            if (this.i >= this.s.length) this.fail('a set is not closed');
            const ch = this.s[this.i++];
            if (ch === ']') break;
            if (ch === '[') take(this.set()), last = null;
            else if (ch === '$') for (const e of this.variable()) take(e.set ?? { test: x => x === e.c, list: [e.c], strings: [] });
            else if (ch === '{') {
                const end = this.s.indexOf('}', this.i);
                out.strings.push(this.s.slice(this.i, end).map(x => x.codePointAt(0)));
                this.i = end + 1;
            } else if (ch === '\\') one(this.escaped());
            else if (ch === "'") { while (this.s[this.i] !== "'") one(this.s[this.i++].codePointAt(0)); this.i++; }
            else if (ch === '&') operator = '&';
            else if (ch === '-') {
                this.blank();
                if (this.s[this.i] === '[' || this.s[this.i] === '$') { operator = '-'; continue; }
                const to = this.s[this.i++].codePointAt(0);
                for (let c = last + 1; c <= to; c++) one(c);
            } else one(ch.codePointAt(0));
        }
        const all = tests;
        out.test = negative ? c => !all.some(t => t(c)) : c => all.some(t => t(c));
        if (negative) out.list = [];
        return out;
    }
    // A row of elements: {c} a letter, {set}, either with optional.
    row(text) {
        this.start(text);
        const out = [];
        for (;;) {
            this.blank();
            if (this.i >= this.s.length) return out;
            const ch = this.s[this.i++];
            if (ch === '[') out.push({ set: this.set() });
            else if (ch === '$') out.push(...this.variable());
            else if (ch === '\\') out.push({ c: this.escaped() });
            else if (ch === "'") { while (this.s[this.i] !== "'") out.push({ c: this.s[this.i++].codePointAt(0) }); this.i++; }
            else if (ch === '?') out[out.length - 1] = { ...out[out.length - 1], optional: true };
            else if ('*+|()'.includes(ch)) this.fail(`"${ch}" in a rule is not understood`);
            else out.push({ c: ch.codePointAt(0) });
        }
    }
}

// Splits at a mark outside of quotes, sets and escapes.
function split(text, mark) {
    let depth = 0, quote = false;
    for (let i = 0; i < text.length; i++) {
        if (text[i] === '\\') i++;
        else if (text[i] === "'") quote = !quote;
        else if (quote) continue;
        else if (text[i] === '[') depth++;
        else if (text[i] === ']') depth--;
        else if (!depth && text.startsWith(mark, i)) return [text.slice(0, i), text.slice(i + mark.length)];
    }
    return null;
}

function statements(text) {
    const out = [];
    for (let rest = text.replace(/^((?:[^#'\n]|'[^'\n]*')*)#.*$/gm, '$1').replace(/\n/g, ' ');;) {
        const at = split(rest, ';');
        if (!at) {
            if (rest.trim()) throw new Error(`rule without end: ${rest.trim().slice(0, 60)}`);
            return out;
        }
        if (at[0].trim()) out.push(at[0].trim());
        rest = at[1];
    }
}

const optionals = row => row.reduce((all, e) => all.flatMap(r => e.optional ? [r, [...r, e]] : [[...r, e]]), [[]]);
const spelled = row => row.reduce((all, e) => all.flatMap(r => e.c !== undefined ? [[...r, e.c]]
    : [...e.set.list.map(c => [...r, c]), ...e.set.strings.map(s => [...r, ...s])]), [[]]);

function rule(parser, text) {
    const sides = split(text, '→') ?? split(text, '↔') ?? split(text, '>');
    if (!sides) return split(text, '←') ? [] : parser.fail(`no rule: ${text}`);
    let before = '', key = sides[0], after = '';
    const open = split(key, '{');
    if (open) [before, key] = open;
    const close = split(key, '}');
    if (close) [key, after] = close;
    const keys = spelled(parser.row(key)).filter(k => k.length && k.every(lower));
    const out = spelled(parser.row(sides[1]))[0];
    const contexts = optionals(parser.row(before)).flatMap(b => optionals(parser.row(after)).map(a => [b, a]));
    return keys.flatMap(k => contexts.map(([b, a]) => ({ key: k, out, before: b, after: a })));
}

// One system: {passes: [[rule]]}, every context element a test.
export function compile(text, where) {
    const vars = {}, passes = [[]];
    const parser = new Parser(vars, where);
    for (const s of statements(text)) {
        if (s.startsWith('::')) {
            if (/^::\s*null/i.test(s) && passes[passes.length - 1].length) passes.push([]);
            continue;
        }
        const variable = /^\$([A-Za-z0-9_]+)\s*=(.*)$/s.exec(s);
        if (variable) vars[variable[1]] = parser.row(variable[2]);
        else passes[passes.length - 1].push(...rule(parser, s));
    }
    return passes.filter(p => p.length);
}

// The same rules, run here: words of the tables are romanised while they are made.
const holds = (e, c) => e.c !== undefined ? e.c === c : e.set.test(c);
export function run(passes, word) {
    let text = [...word].map(c => c.codePointAt(0));
    for (const rules of passes) {
        const out = [];
        for (let i = 0; i < text.length;) {
            const r = rules.find(x => x.key.every((c, k) => text[i + k] === c) &&
                x.before.every((e, k) => holds(e, out[out.length - x.before.length + k] ?? EDGE)) &&
                x.after.every((e, k) => holds(e, text[i + x.key.length + k] ?? EDGE)));
            if (r) out.push(...r.out), i += r.key.length;
            else out.push(text[i++]);
        }
        text = out;
    }
    return String.fromCodePoint(...text);
}

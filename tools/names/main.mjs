// Makes build/gen/name/tables.c: the tables of names as C, from data/lists/names and data/names.
//     node tools/names/main.mjs OUT
// Same files, same bytes. Runs at build when one of them is newer.
import fs from 'node:fs';
import path from 'node:path';
import { emitHan, emitHangul, emitNumbers, emitSystems, emitWords, Pool } from './emit.mjs';
import { readHan } from './han.mjs';
import { compile } from './rules.mjs';
import { csv, tar, text } from './sources.mjs';
import { cut, readWords } from './words.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const lists = `${root}/data/lists/names`, own = `${root}/data/names`;

const unescape = s => s.replace(/<!--[\s\S]*?-->/g, '').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
function ruleText(source, cldr) {
    const [kind, name] = source.split(':');
    if (kind === 'own') return text(`${own}/rules/${name}`);
    if (!cldr[name]) throw new Error(`systems.csv: no ${name} among the CLDR files`);
    return unescape([...cldr[name].matchAll(/<tRule>(?:<!\[CDATA\[)?([\s\S]*?)(?:\]\]>)?\s*<\/tRule>/g)].map(m => m[1]).join('\n'));
}

export function readSystems() {
    const cldr = tar(`${lists}/cldr_transforms.tar.xz`);
    return csv(text(`${own}/systems.csv`), 'systems.csv').map(row => ({
        ...row,
        passes: row.source.includes(':') ? compile((row.before ? text(`${own}/rules/${row.before}`) : '') + ruleText(row.source, cldr), row.source) : [],
    }));
}

function wordFiles() {
    return fs.readdirSync(own).filter(f => /^words.*\.csv$/.test(f)).sort().map(f => [f, text(`${own}/${f}`)]);
}

function main(out) {
    const systems = readSystems();
    const han = readHan(lists, text(`${own}/overrides/han.csv`));
    const simple = new Map([...han].filter(([c, r]) => r.simple !== c).map(([c, r]) => [c, r.simple]));
    const words = readWords(lists, wordFiles(), simple);
    const pool = new Pool();
    const parts = [
        '/* Made by tools/names/main.mjs; do not edit. */\n#include "name/tables_inner.h"\n',
        emitSystems(systems), emitHan(han, pool), emitHangul(csv(text(`${own}/hangul.csv`), 'hangul.csv'), pool),
        emitWords(words, pool), pool.emit(),
    ];
    fs.mkdirSync(path.dirname(out), { recursive: true });
    fs.writeFileSync(path.join(path.dirname(out), 'systems.h'), emitNumbers(systems));
    fs.writeFileSync(out, parts.join('\n'));
    console.log(`names: ${systems.length} systems, ${han.size} characters, ${words.of.size} words and phrases`);
}

if (process.argv[1] && path.resolve(process.argv[1]) === new URL(import.meta.url).pathname) main(process.argv[2]);
export { cut };

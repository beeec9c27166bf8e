// Files of the tables of names: packed, tarred, CSV, and the plain YAML that they use.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

export const unpack = path => path.endsWith('.xz')
    ? execFileSync('xz', ['-dc', path], { maxBuffer: 1 << 28 }) : fs.readFileSync(path);
export const text = path => unpack(path).toString('utf8').replace(/^\ufeff/, '');

// {name: text} of a tar file.
export function tar(path) {
    const all = unpack(path), out = {};
    for (let at = 0; at + 512 <= all.length && all[at];) {
        const field = (from, len) => all.toString('latin1', at + from, at + from + len).replace(/\0.*$/s, '');
        const size = parseInt(field(124, 12), 8);
        if ('0\0'.includes(field(156, 1) || '0')) out[field(0, 100).replace(/^.*\//, '')] = all.toString('utf8', at + 512, at + 512 + size);
        at += 512 + Math.ceil(size / 512) * 512;
    }
    return out;
}

export function csv(content, where = 'csv') {
    const rows = [];
    let row = [], cell = '', quoted = false;
    for (let i = 0; i < content.length; i++) {
        const c = content[i];
        if (quoted) {
            if (c === '"' && content[i + 1] === '"') cell += '"', i++;
            else if (c === '"') quoted = false;
            else cell += c;
        } else if (c === '"') quoted = true;
        else if (c === ',') row.push(cell), cell = '';
        else if (c === '\n') row.push(cell), rows.push(row), row = [], cell = '';
        else if (c !== '\r') cell += c;
    }
    if (quoted) throw new Error(`${where}: a quote is not closed`);
    if (cell || row.length) row.push(cell), rows.push(row);
    const [head, ...rest] = rows.filter(r => r.length > 1 || (r[0] && !r[0].startsWith('#')));
    return rest.map((r, n) => {
        if (r.length !== head.length) throw new Error(`${where}: row ${n + 2} has ${r.length} cells, want ${head.length}`);
        return Object.fromEntries(head.map((h, i) => [h, r[i]]));
    });
}

const bare = s => {
    const m = /^\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^#]*?))\s*(?:#.*)?$/.exec(s);
    return m ? (m[1]?.replace(/\\(.)/g, '$1') ?? m[2]?.replace(/''/g, "'") ?? m[3]).trim() : s.trim();
};

// Lists of words two levels deep: {section: {key: [word]}}, or {section: {'': [word]}}.
export function yamlLists(content) {
    const out = {};
    let section = '', key = '';
    for (const line of content.split('\n')) {
        if (/^\s*(#|$)/.test(line)) continue;
        let m;
        if ((m = /^([^\s:-][^:]*):/.exec(line))) out[section = bare(m[1])] ??= {}, key = '';
        else if ((m = /^\s*-\s+(.*)$/.exec(line))) (out[section][key] ??= []).push(bare(m[1]));
        else if ((m = /^\s+([^:]+):\s*(#.*)?$/.exec(line))) key = bare(m[1]);
        else throw new Error(`yaml: line not understood: ${line}`);
    }
    return out;
}

// A list of records with scalars and one list each: [{field: text, aliases: [word]}].
export function yamlRecords(content) {
    const out = [];
    let list = null;
    for (const line of content.split('\n')) {
        if (/^\s*(#|$)/.test(line) || /^\S.*:\s*$/.test(line)) continue;
        let m;
        if ((m = /^ {0,2}- ([a-z]+):\s*(.*)$/.exec(line))) out.push({ [m[1]]: bare(m[2]) }), list = null;
        if (m && m[2].trim()) continue;
        if (!m && (m = /^ {2,4}([a-z]+):\s*(.*)$/.exec(line)) && m[2].trim()) out[out.length - 1][m[1]] = bare(m[2]);
        else if (m) out[out.length - 1][m[1]] = list = [];
        else if ((m = /^\s+- (.*)$/.exec(line))) list.push(bare(m[1]));
        else throw new Error(`yaml: line not understood: ${line}`);
    }
    return out;
}

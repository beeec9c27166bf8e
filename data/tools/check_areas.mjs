#!/usr/bin/env node
// Proves that every reporter and partner written in the flow and money files of a folder resolves through
// data/area_codes.csv to an area of data/areas.csv, and that both tables are sound.
// Usage: node check_areas.mjs [FOLDER ...]    (default: the flows and money folders beside this tool)
// Exit code 0 when nothing is unresolved and the tables are sound, 1 otherwise, 2 for an unreadable folder.
import { readFileSync, readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const data = join(dirname(fileURLToPath(import.meta.url)), '..');

// Column -> schemes tried in this order. A layout is known by the columns it has.
const layouts = [
  { name: 'comext', has: ['period', 'reporter', 'partner', 'cn'], columns: { reporter: ['eurostat'], partner: ['eurostat'] } },
  { name: 'comext-totals', has: ['period', 'flow', 'product', 'reporter', 'partner'], columns: { reporter: ['eurostat'], partner: ['eurostat'] } },
  { name: 'eurostat-totals', has: ['reporter', 'partner', 'flow', 'period', 'value_eur'], columns: { reporter: ['eurostat'], partner: ['name'] } },
  { name: 'armstat-country', has: ['country', 'import_origin_kusd'], columns: { country: ['name'] } },
  { name: 'comtrade-47', has: ['type_code', 'reporter_code', 'partner2code'],
    columns: { reporter_code: ['comtrade'], reporter_iso: ['iso3', 'comtrade'], reporter_desc: ['name'], partner_code: ['comtrade'],
      partner_iso: ['iso3', 'comtrade'], partner_desc: ['name'], partner2code: ['comtrade'], partner2iso: ['iso3', 'comtrade'], partner2desc: ['name'] } },
  { name: 'comtrade-29', has: ['trade_code', 'reporter_code', 'partner_code', 'partner_iso'],
    columns: { reporter_code: ['comtrade'], reporter: ['name'], partner_code: ['comtrade'], partner_iso: ['iso3', 'comtrade'], partner: ['name'] } },
  { name: 'comtrade-eu-imports', has: ['reporter_iso', 'partner_iso', 'primary_value'], columns: { reporter_iso: ['iso3', 'comtrade'], partner_iso: ['iso3', 'comtrade'] } },
  { name: 'baci', has: ['t', 'i', 'j', 'k', 'v', 'q'], columns: { i: ['comtrade'], j: ['comtrade'] } },
  { name: 'imf-imts', has: ['partner', 'partner_name', 'value_usd_mn'], columns: { partner: ['imf'], partner_name: ['name'] } },
  { name: 'imf-dots', has: ['countrySource', 'countryTarget'], columns: { countrySource: ['name'], countryTarget: ['name'] } },
  { name: 'fcs-partners', has: ['period', 'flow', 'partner', 'value_usd_mn'], columns: { partner: ['iso2', 'name'] } },
  { name: 'national-imports', has: ['REPORTER', 'PARTNER', 'STAT_PROCEDURE'], columns: { REPORTER: ['name'], PARTNER: ['name'] } },
  { name: 'critical-minerals', has: ['period_dt', 'partner_name'], columns: { partner_name: ['name'] } },
  { name: 'cba-transfers', has: ['country', 'direction', 'type', 'K_USD'], columns: { country: ['name'] } },
];

// RFC 4180 with quotes, doubled quotes and line breaks inside quotes.
function* rows(text) {
  let row = [], cell = '', quoted = false, start = true;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') { cell += '"'; i++; }
      else quoted = false;
    } else if (c === '"' && start) { quoted = true; start = false; }
    else if (c === ',') { row.push(cell); cell = ''; start = true; }
    else if (c === '\n') { row.push(cell); yield row; row = []; cell = ''; start = true; }
    else if (c !== '\r') { cell += c; start = false; }
  }
  if (cell !== '' || row.length) { row.push(cell); yield row; }
}

function table(path) {
  const it = rows(readFileSync(path, 'utf8')), head = it.next().value;
  return [...it].map((r, n) => ({ line: n + 2, width: r.length, ...Object.fromEntries(head.map((h, i) => [h, r[i]])) }));
}

const fold = s => s.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim();
let faults = 0;
const fault = text => { faults++; console.log(`fault: ${text}`); };

const areas = new Map();
for (const a of table(join(data, 'areas.csv'))) {
  if (areas.has(a.area)) fault(`areas.csv line ${a.line}: ${a.area} stands twice`);
  if (!/^[A-Z0-9_]+$/.test(a.area)) fault(`areas.csv line ${a.line}: ${a.area} is no area code`);
  if (!['country', 'aggregate', 'nes', 'special'].includes(a.kind)) fault(`areas.csv line ${a.line}: kind ${a.kind}`);
  if (!a.name || !a.source) fault(`areas.csv line ${a.line}: name or source is empty`);
  areas.set(a.area, a);
}
const codes = new Map();
for (const c of table(join(data, 'area_codes.csv'))) {
  const key = `${c.scheme}\t${fold(c.code)}`;
  if (codes.has(key)) fault(`area_codes.csv line ${c.line}: ${c.scheme} ${c.code} stands twice`);
  if (!areas.has(c.area)) fault(`area_codes.csv line ${c.line}: unknown area ${c.area}`);
  if (!c.source) fault(`area_codes.csv line ${c.line}: source is empty`);
  codes.set(key, c.area);
}
console.log(`areas ${areas.size}, codes ${codes.size}`);

const folders = process.argv.slice(2);
if (!folders.length) folders.push(join(data, 'flows'), join(data, 'money'));
let unresolved = 0;
for (const folder of folders) {
  let files;
  try { files = readdirSync(folder).filter(f => /\.csv(\.gz)?$/.test(f)).sort(); }
  catch (e) { console.error(`check_areas: ${e.message}`); process.exit(2); }
  for (const f of files) {
    const bytes = readFileSync(join(folder, f));
    const it = rows((f.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
    const head = it.next().value;
    const layout = layouts.find(l => l.has.every(h => head.includes(h)));
    if (!layout) { console.log(`${f}: no area column known`); continue; }
    const wanted = Object.entries(layout.columns).filter(([c]) => head.includes(c)).map(([c, schemes]) => ({ c, i: head.indexOf(c), schemes, seen: new Set() }));
    let n = 0;
    for (const r of it) {
      n++;
      if (r.length !== head.length) fault(`${f} row ${n}: ${r.length} cells, ${head.length} expected`);
      for (const w of wanted) w.seen.add(r[w.i]);
    }
    const bad = wanted.flatMap(w => [...w.seen].filter(v => !w.schemes.some(s => codes.has(`${s}\t${fold(v)}`))).map(v => `${w.c}=${v}`));
    unresolved += bad.length;
    console.log(`${f}: ${layout.name}, ${n} rows, ${wanted.reduce((s, w) => s + w.seen.size, 0)} values, ${bad.length} unresolved`);
    for (const b of bad) console.log(`  ${b}`);
  }
}
console.log(`${unresolved} unresolved`);
process.exit(unresolved || faults ? 1 : 0);

// Turns every comparator, day, flag, list and set of the tables of law round, one at a time, and counts which a command notices, or one of several.
//
//     node tools/mutate_law.mjs [--regime DIR] [--kinds comparator,day,...] [--jobs N] [--floor PERCENT] [--every N] [--cordon FILE] -- COMMAND [ARGUMENT...] [--and COMMAND [ARGUMENT...]]...
//
// Each change is written to a copy of the regime, whose folder stands in CORDON_LAW_REGIME and in place of {} among the arguments. A
// command that exits with 0 has not noticed; a change that none of the commands notices survives and is printed. Changes that `cordon
// regime check` refuses are counted apart. Last line: the mutation score, noticed / (all - refused). Exit 1 when it is below the floor (default 0) or the command fails
// without any change. Kinds:
//   comparator  is/not, before/until, from/after, before/from, less/at_most, at_least/more, less/at_least
//   day         of a rule, of its measure, of a clause, in a value: one day earlier, one later
//   set         a list, set of areas, annex, rule of ownership or word: another of its kind; one of several left out
//   flag        kind of a rule, whom it binds, its exceptions, basis of a rule or row (unless it is unverified anyway)
//   row         a row of a clause with several left out; a clause left out
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const cut = process.argv.indexOf('--'), given = process.argv.slice(2, cut < 0 ? undefined : cut)
const option = (name, otherwise) => given.includes('--' + name) ? given[given.indexOf('--' + name) + 1] : otherwise
const regime = option('regime', 'regimes/russia-2022'), jobs = +option('jobs', 2), floor = +option('floor', 0), every = +option('every', 1)
const kinds = option('kinds', 'comparator,day,set,flag,row').split(','), cordon = option('cordon', process.env.CORDON ?? 'build/release/cordon')
const commands = [[]]
for (const word of cut < 0 ? [] : process.argv.slice(cut + 1)) word === '--and' ? commands.push([]) : commands.at(-1).push(word)
if (commands.some(c => !c.length)) {
    console.error('usage: node tools/mutate_law.mjs [options] -- COMMAND [ARGUMENT...] [--and COMMAND [ARGUMENT...]]...')
    process.exit(2)
}

// ---- tables ----

function parse(text) {
    const rows = [[]]
    for (let i = 0, cell = '', quoted = false; i < text.length; i++) {
        const c = text[i]
        if (quoted && c === '"' && text[i + 1] === '"') cell += c, i++
        else if (c === '"') quoted = !quoted
        else if (!quoted && (c === ',' || c === '\n')) {
            rows.at(-1).push(cell)
            cell = ''
            if (c === '\n' && i + 1 < text.length) rows.push([])
        } else cell += c
    }
    const [head, ...body] = rows
    return { head, rows: body.map(r => Object.fromEntries(head.map((h, i) => [h, r[i] ?? '']))) }
}
const quote = s => /[",\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s
const write = t => [t.head, ...t.rows.map(r => t.head.map(h => r[h]))].map(r => r.map(quote).join(',') + '\n').join('')
const tables = Object.fromEntries(['law.csv', 'law_when.csv', 'measures.csv'].map(f => [f, parse(readFileSync(join(regime, f), 'utf8'))]))
const [law, when, measures] = Object.values(tables).map(t => t.rows)

// ---- changes: {kind, file, what, edit: rows -> rows} ----

const changes = []
const put = (kind, file, what, edit) => { if (kinds.includes(kind)) changes.push({ kind, file, what, edit }) }
const set = (kind, file, i, column, value, label) =>
    put(kind, file, `${label} ${column} "${tables[file].rows[i][column]}" -> "${value}"`, rows => rows.map((r, k) => k === i ? { ...r, [column]: value } : r))
const shift = (day, by) => new Date(Date.parse(day) + by * 864e5).toISOString().slice(0, 10)
const turned = { is: ['not'], not: ['is'], before: ['until', 'from'], until: ['before', 'after'], from: ['after', 'before'], after: ['from', 'until'],
    less: ['at_most', 'at_least'], at_most: ['less', 'more'], at_least: ['more', 'less'], more: ['at_least', 'at_most'] }
const isDay = s => /^\d{4}-\d\d-\d\d$/.test(s)

// A rule that is unverified anyway stays so whatever the basis of a row.
const measureOf = r => measures.find(x => x.id === r.measure)
const unverified = r => r.kind === 'exception' || r.basis === 'recalled' || !(r.valid_from || r.valid_to ? r.valid_from : measureOf(r)?.valid_from)
const versions = id => law.filter(x => x.id === id)
law.forEach((r, i) => {
    const label = `law.csv ${r.id}`, other = { prohibition: 'licence', licence: 'obligation', obligation: 'exposure', exposure: 'information', information: 'prohibition' }[r.kind]
    for (const column of ['valid_from', 'valid_to']) if (r[column]) for (const by of [-1, 1]) set('day', 'law.csv', i, column, shift(r[column], by), label)
    if (other) set('flag', 'law.csv', i, 'kind', other, label)
    const jurisdictions = [...new Set(law.map(x => x.binds).filter(Boolean))].sort()
    set('flag', 'law.csv', i, 'binds', r.binds ? jurisdictions[(jurisdictions.indexOf(r.binds) + 1) % jurisdictions.length] : jurisdictions[0], label)
    if (r.binds && r.kind !== 'exception') set('flag', 'law.csv', i, 'binds', '', label)
    if (r.exceptions) set('flag', 'law.csv', i, 'exceptions', '', label)
    if (!unverified({ ...r, basis: 'seen' })) set('flag', 'law.csv', i, 'basis', r.basis === 'recalled' ? 'seen' : 'recalled', label)
    const m = measures.findIndex(x => x.id === r.measure)
    if (m >= 0 && !r.valid_from && !r.valid_to)
        for (const column of ['valid_from', 'valid_to']) if (measures[m][column]) for (const by of [-1, 1]) set('day', 'measures.csv', m, column, shift(measures[m][column], by), `measures.csv ${r.measure} of ${r.id}`)
})

const first = r => r.fact.split('.')[0]
const same = (a, b) => a.rule === b.rule && a.clause === b.clause
const kind = fact => (/destination|use_in|country|origin|through/.test(fact) ? 'areas' : /listed/.test(fact) ? 'lists' : fact)
const pool = {}
for (const r of when) for (const v of r.value.split('|')) if (v && !isDay(v)) (pool[kind(r.fact)] ??= new Set()).add(v)
when.forEach((r, i) => {
    const label = `law_when.csv:${i + 2} ${r.rule}/${r.clause} ${r.fact} ${r.op}`, parts = r.value.split('|')
    for (const op of turned[r.op]) set('comparator', 'law_when.csv', i, 'op', op, label)
    if (isDay(r.value)) for (const by of [-1, 1]) set('day', 'law_when.csv', i, 'value', shift(r.value, by), label)
    else if (r.value) parts.forEach((v, k) => {
        const all = [...pool[kind(r.fact)]].sort().filter(x => x === v || !parts.includes(x)), next = all[(all.indexOf(v) + 1) % all.length]
        if (next !== v) set('set', 'law_when.csv', i, 'value', parts.with(k, next).join('|'), label)
        if (parts.length > 1) set('set', 'law_when.csv', i, 'value', parts.filter((_, n) => n !== k).join('|'), label)
    })
    if (!versions(r.rule).every(unverified)) set('flag', 'law_when.csv', i, 'basis', r.basis === 'recalled' ? 'seen' : 'recalled', label)
    if (when.some(x => x !== r && same(x, r))) put('row', 'law_when.csv', `${label} left out`, rows => rows.filter((_, k) => k !== i))
    if (when.findIndex(x => same(x, r)) !== i) return
    if (when.some(x => x.rule === r.rule && !same(x, r))) put('row', 'law_when.csv', `law_when.csv ${r.rule}/${r.clause} left out`, rows => rows.filter(x => !same(x, r)))
    for (const column of ['valid_from', 'valid_to']) if (r[column]) for (const by of [-1, 1])
        put('day', 'law_when.csv', `law_when.csv ${r.rule}/${r.clause} ${column} ${r[column]} by ${by}`, rows => rows.map(x => same(x, r) ? { ...x, [column]: shift(x[column], by) } : x))
})

// ---- running ----

const run = (argv, folder) => new Promise(done => {
    const child = spawn(argv[0], argv.slice(1).map(a => a.replaceAll('{}', folder)), { stdio: 'ignore', env: { ...process.env, CORDON_LAW_REGIME: folder } })
    child.on('error', () => done(127))
    child.on('close', code => done(code ?? 1))
})
const top = mkdtempSync(join(tmpdir(), 'mutate-law-')), tally = {}, survivors = []
process.on('exit', () => rmSync(top, { recursive: true, force: true }))
const folders = Array.from({ length: jobs }, (_, i) => join(top, `r${i}`))
for (const f of folders) cpSync(regime, f, { recursive: true })
for (const c of commands) if (await run(c, folders[0]) !== 0) {
    console.error(`the command fails without any change: ${c.join(' ')}`)
    process.exit(1)
}
const isNoticed = async folder => { // the first that fails; the rest are not asked
    for (const c of commands) if (await run(c, folder) !== 0) return true
    return false
}
const queue = changes.filter((_, i) => i % every === 0)
async function work(folder) {
    for (let c; (c = queue.shift());) {
        const t = tables[c.file], path = join(folder, c.file), of = tally[c.kind] ??= { all: 0, refused: 0, noticed: 0 }
        writeFileSync(path, write({ head: t.head, rows: c.edit(t.rows) }))
        of.all++
        if (await run([cordon, 'regime', 'check', folder], folder) !== 0) of.refused++
        else if (await isNoticed(folder)) of.noticed++
        else survivors.push(c.what)
        writeFileSync(path, write(t))
    }
}
await Promise.all(folders.map(work))
let all = 0, noticed = 0, refused = 0
for (const s of survivors.sort()) console.log('survives: ' + s)
for (const [k, v] of Object.entries(tally)) {
    console.log(`${k}: ${v.all} changes, ${v.refused} refused by regime check, ${v.noticed} noticed, ${v.all - v.refused - v.noticed} survive`)
    all += v.all, noticed += v.noticed, refused += v.refused
}
const score = 100 * noticed / Math.max(1, all - refused)
console.log(`mutation score ${score.toFixed(1)} % (${noticed} of ${all - refused}; ${refused} refused)`)
process.exit(score < floor ? 1 : 0)

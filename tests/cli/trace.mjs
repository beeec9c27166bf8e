// Every number a reader meets on the page stands in a finding of the same arguments.
//
//     node tests/cli/trace.mjs [--plant] PAGE.html FINDINGS.json
//
// Looked at: all text of the page, every section, with chart labels, legends, captions and the tables
// behind charts. A token is a date, a month with its year, a number, or a word with a digit in it (a
// code, a file, a hash). It is found when a finding about the same thing has it:
//   - about the same thing: it has at least half of the words of the sentence, of the row, or of the
//     chart the token stands in; of a table by month, it is the series of that column;
//   - has it: a text holds it digit for digit (with its sign, where the page prints one, and in no
//     other unit), or a number that is known in full rounds to it in the unit printed with it: the
//     word after the number (mn, bn, %, points); where none follows, a unit of the same sentence or
//     cell; where there is none either, that of the column, the row, the caption or the chart. In a
//     series the month has to be the right one.
//
// Left out, because they say nothing of the world:
//   - ids of sources (links to #source-N, the first column of the table of sources)
//   - numbers of exhibits ("Exhibit 4")
//   - years along an axis and the top of an axis (chart text of class "small")
//   - what was asked: the days as at and known by, the title of the page and the regime's name
//   - a head of a column that names a standard (SHA-256)
//   - the footer (version of the program), the style sheet
//
// --plant proves that the test can fail: each token of each section is changed in turn by one digit, and
// seven in ten of the changed figures with a decimal, two in three of all, have to be seen as wrong in
// every section. The others happen to be right elsewhere in the same findings: a year, a rank, a share.
// Not changed are counts below ten and years that head a row: nearly every other one is right somewhere.
import { readFileSync } from 'node:fs'

const planting = process.argv[2] === '--plant'
const [page, json] = process.argv.slice(planting ? 3 : 2).map(f => readFileSync(f, 'utf8'))
const memo = new Map()
const once = (key, make) => memo.get(key) ?? memo.set(key, make()).get(key)
const unique = v => [...new Set(v)]

// ---- tokens, units, words ----

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const token = new RegExp([
    String.raw`(?<![\w.-])\d{4}-\d{2}(?:-\d{2})?(?![\w-])`, // 2022-03-01, 2022-03
    String.raw`\b(?:${months.join('|')}) \d{4}\b`, // Mar 2022
    String.raw`(?<![\w.])[+\u2212-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)(?!\.\d)`, // -1,234.5
    String.raw`[\w./:-]*\d[\w./:-]*`, // C24, 8542.31, a hash
].join('|'), 'g')
const isNumber = s => /^[+\u2212-]?\d[\d,]*(?:\.\d+)?$/.test(s)
const iso = s => s.replace(/^([A-Z][a-z]{2}) (\d{4})$/, (_, m, y) => `${y}-${String(months.indexOf(m) + 1).padStart(2, '0')}`)
const clean = s => isNumber(s) ? s.replace('\u2212', '-').replaceAll(',', '') : iso(s.replace(/[.:/-]+$/, ''))
const units = { mn: 1e6, million: 1e6, bn: 1e9, billion: 1e9, thousand: 1e3, '%': 1, point: 1, points: 1, 'per cent': 1 }
const unit = /mn\b|million\b|bn\b|billion\b|thousand\b|%|points?\b|per cent\b/
const after = s => { const m = s.match(new RegExp(`^\\s*(${unit.source})`)); return m && m[1] }
const within = s => unique([...s.matchAll(new RegExp(`(?<!\\w)(?:${unit.source})|%`, 'g'))].map(m => units[m[0]]))
const tokens = s => {
    s = s.replaceAll('..', '  ')
    return [...s.matchAll(token)].map(m => ({ raw: m[0], text: clean(m[0]), at: m.index, unit: after(s.slice(m.index + m[0].length)) }))
}
const dull = new Set('the and for with from that this are was were not all its has had million billion thousand points rows row none'.split(' '))
const words = s => once('w' + s, () => new Set((s.toLowerCase().match(/[a-z\u00c0-\u024f]{3,}/g) ?? []).filter(w => !dull.has(w))))

// ---- findings ----

// They name areas by code, the page by name.
const areas = new Map(readFileSync(new URL('../../data/areas.csv', import.meta.url), 'utf8').split('\n').slice(1).map(l => [l.split(',')[0], l]))
const strings = v => typeof v === 'string' ? v + ' ' : v && typeof v === 'object' ? Object.values(v).map(strings).join('') : ''

class Finding {
    texts = new Map() // token: the units it stands in
    numbers = []
    constructor({ id, ...f }) {
        Object.assign(this, f)
        const series = f.parameters.values && f.parameters.first
        if (series) {
            const [y, m] = series.split('-').map(Number)
            this.month = s => { const [a, b] = s.split('-').map(Number); return f.parameters.values[(a - y) * 12 + b - m] }
            this.months = f.parameters.values.length
        }
        this.add(series ? { ...f, parameters: { ...f.parameters, values: [] } } : f)
        this.numbers = Float64Array.from(this.numbers).sort()
        const text = strings(f)
        this.words = new Set([...words(text), ...words((text.match(/\b[A-Z]{3}\b/g) ?? []).map(c => areas.get(c) ?? '').join(' '))])
    }
    add(v) {
        if (typeof v === 'number') this.numbers.push(v)
        else if (typeof v === 'string') for (const t of tokens(v)) this.hold(t)
        else if (v) for (const x of Object.values(v)) this.add(x)
    }
    hold({ text, unit }) {
        const put = s => this.texts.set(s, [...this.texts.get(s) ?? [], unit])
        put(text)
        if (isNumber(text) && /^[+-]/.test(text)) put(text.slice(1))
        if (/^\d{4}-\d{2}/.test(text)) { // a day is in its month, a month in its year
            put(text.slice(0, 7))
            put(text.slice(0, 4))
        }
    }
    has({ text, unit }, scales) {
        const in_ = this.texts.get(text)
        if (in_?.some(u => !u || !unit || units[u] === units[unit])) return true
        return isNumber(text) && this.rounds(text, scales, this.numbers)
    }
    rounds(text, scales, numbers) {
        const x = Number(text), half = 0.5 * 10 ** -(text.split('.')[1] ?? '').length * (1 + 1e-9)
        const signs = /^[+-]/.test(text) ? [1] : [1, -1]
        return scales.some(u => signs.some(s => near(numbers, (s * x - half) * u, (s * x + half) * u)))
    }
}
const near = (v, low, high) => {
    let a = 0, b = v.length
    while (a < b) { const m = (a + b) >> 1; v[m] < low ? a = m + 1 : b = m }
    return a < v.length && v[a] <= high
}
const findings = json.trim().split('\n').map(l => new Finding(JSON.parse(l)))
const about = s => once('a' + s, () => {
    const w = [...words(s)]
    return w.length ? findings.filter(f => w.filter(x => f.words.has(x)).length * 2 >= w.length) : []
})
// Of a text as a whole and of each of its sentences.
const aboutText = s => once('t' + s, () => unique([s, ...s.split(/(?<=[.;:])\s+/)].flatMap(about)))

// ---- the page: blocks of text with what stands around them ----

const blockNames = new Set('p li td th caption text figcaption dd dt h1 h2 h3 h4 summary desc footer'.split(' '))
const decode = s => s.replace(/&(#?\w+);/g, (_, e) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[e] ?? ' ')
const attribute = (tag, name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1] ?? ''
const blocks = []
{
    const stack = [] // the page is well-formed: what is opened is closed in order
    let section = 'first', heading = null, table = null, figure = null
    const open = (name, rest) => {
        const above = stack.findLast(e => e.block)?.block
        const b = { section, name, heading, text: '', class: attribute(rest, 'class'), row: above?.row, head: above?.head }
        if (/^h\d$/.test(name)) heading = { block: b, id: attribute(rest, 'id') }
        if (name === 'caption') { table.caption = b; b.table = table }
        if (name === 'text' || name === 'desc' || (name === 'figcaption' && figure)) { figure.blocks.push(b); b.figure = figure }
        if (name === 'td' || name === 'th') {
            const col = table.row.cells.push(b) - 1
            if (table.inHead) { table.head[col] = b; b.table = table } else {
                b.row = table.row
                b.head = table.head[col]
                b.caption = table.caption
            }
            b.col = col
        }
        if (name === 'dd') b.term = blocks.at(-1).text.trim()
        blocks.push(b)
        return b
    }
    for (const [, close, name, rest, empty, text] of page.matchAll(/<(\/?)([a-z0-9]+)([^>]*?)(\/?)>|<![^>]*>|([^<]+)/gi)) {
        if (text !== undefined) {
            const top = stack.findLast(e => e.block)
            if (top) top.block.text += stack.some(e => e.source) ? ' ' : decode(text)
        } else if (close) {
            const e = stack.pop()
            if (e.name !== name) throw new Error(`<${e.name}> is closed by </${name}>`)
            const top = stack.findLast(x => x.block)
            if (top && !/^(strong|span|em|code|a)$/.test(name)) top.block.text += ' '
            if (name === 'table') table = null
            if (name === 'section') section = 'between'
        } else if (name) {
            if (name === 'section') { section = attribute(rest, 'id'); heading = null }
            if (name === 'footer') section = 'footer'
            if (name === 'table') table = { head: [], rows: [] }
            if (name === 'thead' || name === 'tbody') table.inHead = name === 'thead'
            if (name === 'tr') { table.row = { cells: [] }; if (!table.inHead) table.rows.push(table.row) }
            if (name === 'svg') figure = { blocks: [] }
            const e = { name, source: /^#source-/.test(attribute(rest, 'href')) }
            if (blockNames.has(name)) e.block = open(name, rest)
            if (!empty) stack.push(e)
        }
    }
}

// ---- what a token is held to ----

const rowText = row => row.cells.map(c => c.text).join(' ')
// Heads and captions to the rows below them; all but rows also to the findings of the question whose
// heading they stand under, a short text to those about that heading.
const relevant = b => once(b, () => {
    const own = [...aboutText(b.text)], few = words(b.text).size < 3, id = b.heading?.id
    if (b.row) {
        const first = b.row.cells[0].text
        const line = about(rowText(b.row))
        // A row that begins with a date and then tells what happened is held to what is said of that.
        if (!words(first).size && words(rowText(b.row)).size >= 8 && line.length)
            return unique([...findings.filter(f => f.subject === first), ...line])
        const v = [...few ? [] : own, ...findings.filter(f => f.subject === first), ...line]
        if (words(first).size) v.push(...aboutText(first))
        else if (b.head) v.push(...aboutText(b.head.text))
        return unique(v)
    }
    if (b.table) return unique([...own, ...b.table.rows.flatMap(r => r.cells.flatMap(relevant))])
    const above = findings.filter(f => f.subject === id || f.parameters.headline === id)
    if (b.figure && few) own.push(...b.figure.blocks.flatMap(c => aboutText(c.text)))
    if (few && b.heading) own.push(...aboutText(b.heading.block.text))
    return unique([...own, ...above])
})
const scales = (b, t) => {
    if (t.unit) return [units[t.unit]]
    let s = within(b.text)
    for (const x of [b.head, b.row?.cells[0], b.caption]) if (!s.length && x) s = within(x.text)
    if (!s.length && b.figure) s = unique(b.figure.blocks.flatMap(x => within(x.text)))
    return [1, ...s]
}
const held = ({ b, t }) => {
    const month = b.row && b.name === 'td' && clean(b.row.cells[0].text.trim())
    const series = /^\d{4}-\d{2}$/.test(month) && findings.filter(f => f.month && f.parameters.name === b.head.text.trim())
    if (series?.length) {
        const of = scales(b, t)
        return series.some(f => f.month(month) != null && f.rounds(t.text, of.filter(u => u > 1), [f.month(month)]))
    }
    if (/^\d{4}-\d{2}$/.test(t.text) && b.row?.cells[0] === b)
        return findings.some(f => f.month && f.month(t.text) !== undefined) || relevant(b).some(f => f.has(t, [1]))
    return relevant(b).some(f => f.has(t, scales(b, t)))
}

const asked = new Set(findings.flatMap(f => [f.as_at, f.known_by]))
const structural = (b, t) => b.section === 'footer' || b.name === 'h1' || (b.name === 'dd' && b.term === 'Regime') || asked.has(t.text) || t.raw === 'SHA-256' ||
    (b.section === 'sources' && b.row?.cells[0] === b) ||
    (b.name === 'text' && /\bsmall\b/.test(b.class) && /^\s*(top of axis|\d{4}\s*$)/.test(b.text)) ||
    /\bExhibit $/.test(b.text.slice(0, t.at))

const all = blocks.flatMap(b => tokens(b.text).filter(t => !structural(b, t)).map(t => ({ b, t })))
const sections = unique(all.map(x => x.b.section)).map(s => [s, all.filter(x => x.b.section === s)])
const decimal = x => isNumber(x.t.text) && x.t.text.includes('.')
let bad = all.length ? 0 : 1

for (const [section, v] of planting ? [] : sections) {
    const missed = v.filter(x => !held(x))
    for (const { b, t } of missed) console.log(`${section}: ${t.raw} in "${b.text.trim().slice(0, 160)}" (${b.name})`)
    console.log(`${section}: ${v.length} numbers, ${missed.length} without a finding`)
    bad += missed.length
}
const chance = ({ b, t }) => /^\d$/.test(t.text) || (/^\d{4}$/.test(t.text) && b.row?.cells[0] === b)
for (const [section, some] of planting ? sections : []) {
    const v = some.filter(x => !chance(x))
    // Another last digit but one, or last digit of an integer or a word.
    const wrong = t => /\d{2}\.\d+$/.test(t) ? t.replace(/\d(?=\d\.\d+$)/, d => (Number(d) + 4) % 10) : t.replace(/\d(?=\D*$)/, d => (Number(d) + 6) % 10)
    const taken = v.filter(x => held({ b: x.b, t: { ...x.t, text: wrong(x.t.text) } }))
    const [figures, wrongly] = [v.filter(decimal).length, taken.filter(decimal).length]
    console.log(`${section}: ${v.length} numbers changed, ${taken.length} of them not seen; with a decimal ${figures}, ${wrongly}`)
    if (v.length < 10) continue // one chance hit is too much
    if (taken.length * 3 > v.length || wrongly * 10 > figures * 3) bad++
}
process.exitCode = bad ? 1 : 0

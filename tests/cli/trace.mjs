// Every number a reader meets on the page stands in a finding of the same arguments.
//
//     node tests/cli/trace.mjs PAGE.html FINDINGS.json
//
// Looked at: the sections in which the program speaks of the world. Left out: ids of sources, the
// counts and tables of files (what they are, not what they say), years along an axis and
// the figure at its top. A number of the page is found when the findings hold it digit for digit, or
// hold one that rounds to it. Prints what is not found; exit 1 then.
import { readFileSync } from 'node:fs'

const [page, json] = process.argv.slice(2).map(f => readFileSync(f, 'utf8'))
const number = /(?<![\w.])\d[\d,]*(?:\.\d+)?(?!\w)/g
const plain = s => s.replace(/<(style|title|desc|h1)>[\s\S]*?<\/\1>/g, ' ')
    .replace(/<text class="small"[^>]*>[^<]*<\/text>/g, ' ')
    .replace(/<a href="#source-\d+">\d+<\/a>/g, ' ')
    .replace(/\d+ (of the|loaded) files/g, ' ')
    .replace(/<[^>]*>/g, ' ').replace(/&#39;/g, "'").replace(/&[a-z]+;/g, ' ')
const values = s => (s.match(number) ?? []).map(t => t.replace(/,/g, '').replace(/^0+(?=\d)/, ''))

const said = new Set(), wide = []
for (const line of json.trim().split('\n')) {
    JSON.parse(line)
    for (const v of values(line.replace(/-(?=\d)/g, ' '))) {
        if (!said.has(v)) wide.push(Number(v))
        said.add(v)
    }
}
// Money in findings is in whole units, on the page in millions or billions.
wide.sort((a, b) => a - b)
const near = (x, half) => {
    let low = 0, high = wide.length
    while (low < high) { const m = (low + high) >> 1; wide[m] < x - half ? low = m + 1 : high = m }
    return low < wide.length && wide[low] <= x + half
}
const traced = t => {
    if (said.has(t)) return true
    const half = 0.5 * 10 ** -(t.split('.')[1] ?? '').length * (1 + 1e-9)
    return [1, 1e3, 1e6, 1e9].some(unit => near(Number(t) * unit, half * unit))
}

let missing = 0, looked = 0
const section = id => page.match(new RegExp(`<section id="${id}">[\\s\\S]*?</section>`))?.[0] ?? ''
const parts = { first: page.match(/<header>[\s\S]*?<\/header>/)?.[0] ?? '' }
const told = ['trade', 'goods', 'hybrid', 'military', 'balance', 'alignment', 'responses', 'claims', 'methods']
for (const id of told) parts[id] = section(id).replace(/<h3 id="months">[\s\S]*?(?=<h3)/, '') // the values of each month
for (const [id, html] of Object.entries(parts))
    for (const t of values(plain(html).replace(/-(?=\d)/g, ' '))) {
        looked++
        if (traced(t)) continue
        console.log(`${id}: ${t}`)
        missing++
    }
console.log(`${looked} numbers, ${missing} without a finding`)
process.exit(missing || !looked ? 1 : 0)

// Puts a measuring script into a copy of a page: after layout it sends what is wrong to the frame
// around it, which has the width to be tried (a headless window is never narrower than 500 pixels).
//
//     node tools/pictures.mjs PAGE.html COPY.html
//
// Looked for: two texts of one drawing that overlap, a text that leaves its drawing, a cell whose text
// is wider than the cell, and a page wider than the window (boxes that scroll sideways are meant to).
import { readFileSync, writeFileSync } from 'node:fs'

const measure = () => {
    const bad = [], cut = s => s.trim().replace(/\s+/g, ' ').slice(0, 40)
    const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 2 || b.bottom <= a.top + 2
    for (const svg of document.querySelectorAll('svg')) {
        const frame = svg.getBoundingClientRect()
        if (!frame.width) continue // in a closed <details>
        const texts = [...svg.querySelectorAll('text')].map(t => [t.textContent, t.getBoundingClientRect()])
        texts.forEach(([s, a], i) => {
            if (a.left < frame.left - 2 || a.right > frame.right + 2)
                bad.push(`leaves the drawing: "${cut(s)}"`)
            for (const [u, b] of texts.slice(i + 1))
                if (!apart(a, b)) bad.push(`overlap: "${cut(s)}" and "${cut(u)}"`)
        })
    }
    for (const cell of document.querySelectorAll('td, th, dd, dt, li, p, h1, h2, h3, h4'))
        if (cell.clientWidth && cell.scrollWidth > cell.clientWidth + 2) bad.push(`too wide: "${cut(cell.textContent)}"`)
    const wide = document.documentElement.scrollWidth, window_ = document.documentElement.clientWidth
    if (wide > window_ + 1) bad.push(`the page is ${wide} wide in a window of ${window_}`)
    parent.postMessage(`${bad.length} faults at ${window_}\n${bad.join('\n')}`, '*')
}

const [page, copy] = process.argv.slice(2)
writeFileSync(copy, readFileSync(page, 'utf8').replace('</body>', () =>
    `<script>//<![CDATA[\naddEventListener("load", () => { (${measure})() })\n//]]></script></body>`))

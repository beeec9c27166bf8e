// Prints N cases, one a line, made from the three examples: every case has buyers, users, dates, goods, amounts and days of its own, as
// orders of a year of one exporter would. Every tenth has a certificate. node bench/assess_cases.mjs N [SEED] [CERTIFICATES every]
import fs from "node:fs"
const n = +process.argv[2] || 1000, seed = BigInt(process.argv[3] || 1), every = +(process.argv[4] ?? 10)
let state = seed * 0x9e3779b97f4a7c15n & 0xffffffffffffffffn
function random() { // splitmix64
    state = state + 0x9e3779b97f4a7c15n & 0xffffffffffffffffn
    let z = state
    z = (z ^ z >> 30n) * 0xbf58476d1ce4e5b9n & 0xffffffffffffffffn
    z = (z ^ z >> 27n) * 0x94d049bb133111ebn & 0xffffffffffffffffn
    return Number((z ^ z >> 31n) >> 11n) / 2 ** 53
}
const pick = v => v[Math.floor(random() * v.length)]
const whole = (a, b) => a + Math.floor(random() * (b - a + 1))
const sound = () => pick("b c d f g k l m n p r s t v z br kr st tr sh ch".split(" ")) + pick("a e i o u a e o".split(" "))
const word = k => { let s = ""; for (let i = 0; i < k; i++) s += sound(); return s[0].toUpperCase() + s.slice(1) + pick(["", "", "n", "r", "k", "l"]) }
const firm = () => word(whole(2, 4)) + " " + pick(["Trading", "Machine Works", "Electronics", "Logistics", "Optics", "Supply", "Import Export"]) + " " + pick(["LLP", "LLC", "Ltd", "JSC", "GmbH", "OOO"])
const person = () => word(2) + " " + word(3)
const day = (y0, y1) => `${whole(y0, y1)}-${String(whole(1, 12)).padStart(2, "0")}-${String(whole(1, 28)).padStart(2, "0")}`
const bic = () => Array.from({ length: 4 }, () => pick([..."ABCDEFGHIKLMNPRSTV"])).join("") + pick(["KZ", "KG", "AM", "AE", "TR", "CN", "HK"]) + "22XXX"
const shapes = ["hold", "review", "block"].map(s => JSON.parse(fs.readFileSync(new URL(`../data/examples/case_${s}.json`, import.meta.url), "utf8")))
const countries = ["Kazakhstan", "Kyrgyzstan", "Armenia", "Turkey", "Hong Kong", "China", "United Arab Emirates", "Georgia", "India", "Serbia"]
const texts = [["8542 31", "Microcontrollers, 32-bit, in tape and reel"], ["8482 10", "Deep groove ball bearings"], ["8471 50", "Processing units for data machines"], ["9013 80", "Optical appliances"], ["8457 10", "Machining centres for metal"], ["8536 69", "Plugs and sockets"], ["8708 29", "Parts of bodies of vehicles"], ["3926 90", "Articles of plastics"]]
const uses = ["boards of point-of-sale terminals", "spare parts of conveyor belts", "counters of a data centre", "repair of tractors and harvesters", "training of students", "gear boxes of mills"]
// A bank of a region serves many firms; carriers too.
const banks = Array.from({ length: 60 }, bic), carriers = Array.from({ length: 40 }, firm), customers = Array.from({ length: Math.max(20, Math.ceil(n / 4)) }, () => [firm(), pick(countries), person(), person(), day(1995, 2024)])
const out = []
for (let i = 0; i < n; i++) {
    const c = structuredClone(shapes[i % shapes.length])
    delete c["//"]
    c.id = `B-${i}`
    c.day = `2026-07-${String(whole(1, 28)).padStart(2, "0")}`
    const [buyer, country, a, b, founded] = pick(customers), user = pick(customers), goods = pick(texts)
    c.destination = country
    c.end_use = pick(uses)
    for (const p of c.parties ?? []) {
        const who = p.role === "end_user" ? user : p.role === "exporter" ? null : p.role === "forwarder" || p.role === "carrier" ? [pick(carriers), country] : [buyer, country, a, b, founded]
        if (!who) continue
        p.name = who[0], p.country = who[1]
        delete p.alias, delete p.registration
        if (who[4]) p.founded = who[4]
        if (p.bank_bic) p.bank_bic = pick(banks)
        if (Array.isArray(p.owners)) p.owners = [{ name: who[2] ?? a, country, person: "yes", share: 60 }, { name: who[3] ?? b, country, person: "yes", share: 40 }]
    }
    for (const x of c.items ?? []) x.code = goods[0], x.text = goods[1], x.quantity = whole(1, 5000), x.value = whole(100, 90000)
    for (const l of c.legs ?? []) if (l.carrier) l.carrier = pick(carriers)
    for (const p of c.payments ?? []) { p.debtor = buyer; p.debtor_agent = pick(banks); p.amount = c.items?.[0]?.value ?? whole(100, 90000); p.reference = `C-${i}` }
    if (c.contract) c.contract.number = `C-${i}`
    delete c.euc
    if (every && i % every === 0)
        c.euc = { number: `E-${i}`, signed_on: day(2024, 2025), exporter: "Musterlager Waelztechnik GmbH", purchaser: buyer, end_user: user[0], end_use: `${pick(uses)}, ${pick(uses)} at our works in ${word(3)}, for ${whole(2, 90)} lines of ${word(2)} and ${word(3)}`, place_of_use: `${whole(1, 90)} ${word(3)} street, ${word(2)}`, signatory: person(), items: [{ text: goods[1], quantity: whole(5000, 9000), unit: "pcs" }] }
    out.push(JSON.stringify(c))
}
process.stdout.write(out.join("\n") + "\n")

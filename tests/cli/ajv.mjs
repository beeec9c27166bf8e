// Judges JSON files by a JSON Schema: usage node ajv.mjs SCHEMA FILE...; prints faults, exit 1 when there are any.
// ajv is Debian's package node-ajv: run with NODE_PATH=/usr/share/nodejs.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
const Ajv = createRequire(import.meta.url)("ajv");
const judge = new Ajv({ allErrors: true }).compile(JSON.parse(readFileSync(process.argv[2])));
let bad = 0;
for (const file of process.argv.slice(3)) {
    if (judge(JSON.parse(readFileSync(file)))) continue;
    bad++;
    for (const e of judge.errors.slice(0, 5)) console.log(`${file}: ${e.dataPath} ${e.message} ${JSON.stringify(e.params)}`);
}
process.exit(bad ? 1 : 0);

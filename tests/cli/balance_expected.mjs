// Compares what `cordon balance show --json` gives with every number and list of expected_2024-06.json:
// computed values to 1e-6, simulated ones to 0.01 of the `_ref` value where there is one.
// usage: node balance_expected.mjs EXPECTED FILE_KEY RESULT; prints differences, exit 1 when there are any.
import { readFileSync } from "node:fs";

const [, , expectedPath, file, resultPath] = process.argv;
const expected = JSON.parse(readFileSync(expectedPath)).files[file];
const got = JSON.parse(readFileSync(resultPath));
const names = { B: "balance", C: "convergent", V: "divergent" };
const simulated = /smaa|draws|_ref|ties_/;
let compared = 0, wrong = 0;

function say(path, want, have) {
    wrong++;
    console.log(`${path}: expected ${JSON.stringify(want)}, got ${JSON.stringify(have)}`);
}

function compare(want, have, path) {
    if (want === null || typeof want === "string") {
        compared++;
        if (want !== have) say(path, want, have);
    } else if (typeof want === "number") {
        compared++;
        const tolerance = simulated.test(path) ? 0.01 : 1e-6;
        if (typeof have !== "number" || !(Math.abs(want - have) <= tolerance)) say(path, want, have);
    } else if (have === null || typeof have !== "object") {
        say(path, want, have);
    } else if (Array.isArray(want)) {
        if (want.length !== have.length) return say(path, want, have);
        want.forEach((w, i) => compare(w, have[i], `${path}/${i}`));
    } else {
        for (const key of Object.keys(want)) {
            if (`${key}_ref` in want) continue; // the better value stands beside it
            const at = (names[key] ?? key).replace(/_ref$/, "");
            compare(want[key], have[at], `${path}/${at}`);
        }
        // Nothing may be left out or invented where the keys are ids.
        if (/(flip_weight|weights|origins|dissent|contexts|first_changes_without|order_without_origin)$/.test(path) && !/equal_weights/.test(path)) {
            const extra = Object.keys(have).filter(k => !(k in want));
            if (extra.length) say(path, "no other keys", extra);
        }
    }
}

const { split_test_war: split, ...rest } = expected;
compare(rest, got, "");
const bar = got.contexts.war.tornado.find(b => b.factor === split.factor);
compare(split.copied_with_full_points, bar.twice, "/split_test_war");
compare(split.points_shared, got.contexts.war.mode.balance, "/points_shared");
console.log(`${compared} values compared, ${wrong} wrong`);
process.exit(wrong || compared < 1900 ? 1 : 0);

// Makes data/examples/customers_200.csv and customers_200_truth.csv: 170 invented customers and 30 that stand on a
// bundled list, written as customer files write them (other scripts, other romanisations, slips, order, number only).
// The listed are public officials, states' firms, banks and ships of the lists; no other living person is meant: the invented
// names are drawn from parts by a fixed seed. Run: node data/tools/customers.mjs data/examples
import { writeFileSync } from 'node:fs';

// splitmix64
let state = 20260802n;
const next = () => {
  state = (state + 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn;
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & 0xffffffffffffffffn;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & 0xffffffffffffffffn;
  return z ^ (z >> 31n);
};
const below = (n) => Number(next() % BigInt(n));
const pick = (a) => a[below(a.length)];

// name, kind, country, birth, address, number, truth: list, key or name there, what was done to it
const listed = [
  ['Тордан Индастри Лимитед', 'company', 'HK', '', '', '', 'ofac-sdn', '46739', 'Cyrillic for an English name'],
  ['Tordan Industry Ltd', 'company', 'HK', '', 'Room 617, 6/F, 131-132 Connaught Rd W, Hong Kong', 'registration:2687207', 'ofac-sdn', '46739', 'legal form, address, number'],
  ['WARGOS INDUSTRI LTD.', 'company', 'HK', '', '', '', 'ofac-sdn', '46743', 'a slip'],
  ['Asia-Pacific Links', 'company', 'Hong Kong', '', '', '', 'ofac-sdn', '43272', 'hyphen, no legal form'],
  ['Novaya Torgovaya Kompaniya', 'company', 'RU', '', '', 'bic:SABRRUMM', 'ofac-sdn', '17018', 'number only, the name is invented'],
  ['ПАО Сбербанк России', 'company', 'RU', '', '', '', 'ofac-sdn', '17018', 'Cyrillic'],
  ['Rosoboronexport', 'company', 'Russia', '', '', '', 'ofac-sdn', '18782', 'another romanisation'],
  ['Рособоронэкспорт', 'company', 'RU', '', '', '', 'ofac-sdn', '18782', 'Cyrillic'],
  ['Sun Ship Management (D) Limited', 'company', 'AE', '', '', '', 'ofac-sdn', '46622', 'brackets, legal form'],
  ['Abdul Trading Vessel', 'vessel', 'IR', '', '', 'imo:9187629', 'ofac-sdn', '15036', 'number only, the name is invented'],
  ['MT Artavil', 'vessel', 'IR', '', '', '', 'ofac-sdn', '15036', 'prefix of a ship'],
  ['Путин Владимир Владимирович', 'person', 'RU', '1952-10-07', '', '', 'ofac-sdn', '35096', 'Cyrillic, order'],
  ['Wladimir Putin', 'person', 'RU', '1952', '', '', 'ofac-sdn', '35096', 'German spelling, year'],
  ['Sergej Lavrov', 'person', 'RU', '1950-03-21', '', '', 'ofac-sdn', '35233', 'another romanisation'],
  ['Лавров С. В.', 'person', 'RU', '1950', '', '', 'ofac-sdn', '35233', 'Cyrillic, initials'],
  ['Ramsan Kadyrow', 'person', 'RU', '1976-10-05', '', '', 'ofac-sdn', '23343', 'German spelling'],
  ['بشار الأسد', 'person', 'SY', '1965-09-11', '', '', 'ofac-sdn', '12735', 'Arabic'],
  ['김정은', 'person', 'KP', '1984', '', '', 'ofac-sdn', '20157', 'Hangul'],
  ['Аляксандр Рыгоравіч Лукашэнка', 'person', 'BY', '1954-08-30', '', '', 'ofac-sdn', '9760', 'Belarusian'],
  ['Aleksandr Lukashenko', 'person', 'Belarus', '1954', '', '', 'ofac-sdn', '9760', 'Russian romanisation'],
  ['أيمن محمد ربيع الظواهري', 'person', '', '', '', '', 'un-sc', 'QDi.006', 'Arabic'],
  ['Zawahiri, Aiman', 'person', 'EG', '1951', '', '', 'un-sc', 'QDi.006', 'order, romanisation'],
  ['Huawei Technologies Company Limited', 'company', 'CN', '', '', '', 'bis-el', 'Huawei Technologies Co., Ltd.', 'legal form'],
  ['SMIC (Semiconductor Manufacturing Intl)', 'company', 'China', '', '', '', 'bis-el', 'Semiconductor Manufacturing International Corporation', 'abbreviation'],
  ['Tako OOO', 'company', 'AM', '', '17 Garegin Nzhdeh St, Yerevan 0026', '', 'jp-third', '1', 'legal form, address'],
  ['GFK Logistik Asia', 'company', 'UZ', '', '16A Navoi str., Tashkent', '', 'jp-third', '6', 'a slip, address'],
  ['Bank Mellі Iran', 'company', 'IR', '', '', '', 'uk-sl', 'INU0300', 'a look-alike letter'],
  ['PAO Sovkomflot', 'company', 'RU', '', '', '', 'uk-sl', 'RUS1097', 'another romanisation'],
  ['Абрамович Роман Аркадьевич', 'person', 'RU', '', '', '', 'uk-sl', 'RUS0270', 'Cyrillic, order'],
  ['Absolute Championship Akhmat', 'company', 'RU', '', '', 'inn:2013800375', 'ofac-sdn', '30606', 'number too'],
];

const first = ['Alder', 'Birch', 'Cedar', 'Dune', 'Ember', 'Fjord', 'Glade', 'Heron', 'Indigo', 'Juniper', 'Kestrel', 'Lagoon', 'Maple', 'Nettle', 'Osprey', 'Pebble', 'Quill', 'Rowan', 'Saffron', 'Thistle', 'Umber', 'Violet', 'Willow', 'Yarrow', 'Zephyr'];
const second = ['Bakery', 'Ceramics', 'Dairy', 'Furniture', 'Garden Tools', 'Knitwear', 'Lamps', 'Music School', 'Opticians', 'Paper Goods', 'Printing', 'Seed Growers', 'Shoemakers', 'Tea Import', 'Toys', 'Veterinary Clinic', 'Window Cleaning', 'Wood Floors'];
const form = ['Ltd', 'GmbH', 'SARL', 'B.V.', 'S.p.A.', 'Oy', 'AB', 'Pty Ltd', 'Inc.', 'Kft.', 'd.o.o.', 'Pte Ltd'];
const given = ['Aveline', 'Bartolo', 'Cosmina', 'Dunstan', 'Elowen', 'Fabrizia', 'Gudrun', 'Hyacinth', 'Isolde', 'Jorvik', 'Ketil', 'Lisandro', 'Merewen', 'Niamho', 'Ottokar', 'Perpetua'];
const family = ['Applebrook', 'Birkenfeldt', 'Cornwhistle', 'Dapplegrove', 'Esterwold', 'Fennimarsh', 'Goosefoot', 'Hartenvale', 'Inglemoor', 'Jasperholt', 'Kingsferry', 'Larkenshaw', 'Mossbrugger', 'Nightingill', 'Oakenfold', 'Pennyrose', 'Quillfeather', 'Rushbottom'];
const country = ['DE', 'FR', 'NL', 'IT', 'FI', 'SE', 'AU', 'US', 'HU', 'SI', 'SG', 'GB'];
const street = ['Mill Lane', 'Station Road', 'Rue du Moulin', 'Gartenweg', 'Via Roma', 'Kerkstraat', 'Church Street'];

const rows = [];
const seen = new Set();
while (rows.length < 170) {
  const person = below(3) === 0;
  const name = person ? `${pick(given)} ${pick(family)}` : `${pick(first)} ${pick(second)} ${pick(form)}`;
  if (seen.has(name)) continue;
  seen.add(name);
  const birth = person ? `${1940 + below(65)}-${String(1 + below(12)).padStart(2, '0')}-${String(1 + below(28)).padStart(2, '0')}` : '';
  const address = below(2) ? `${1 + below(199)} ${pick(street)}` : '';
  rows.push([name, person ? 'person' : 'company', pick(country), birth, address, '', '', '', '']);
}
// The listed stand at places drawn by the same seed.
for (const l of listed) rows.splice(below(rows.length + 1), 0, l);

const cell = (s) => (/[",\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
const csv = (head, lines) => [head, ...lines].map((l) => l.map(cell).join(',')).join('\n') + '\n';
const id = (i) => `C${String(i + 1).padStart(3, '0')}`;
const kinds = ['inn', 'imo', 'bic', 'registration'];
const folder = process.argv[2] ?? '.';
writeFileSync(`${folder}/customers_200.csv`, csv(['id', 'name', 'kind', 'country', 'birth', 'address', ...kinds], rows.map((r, i) => [id(i), ...r.slice(0, 5), ...kinds.map((k) => (r[5].startsWith(`${k}:`) ? r[5].slice(k.length + 1) : ''))])));
writeFileSync(`${folder}/customers_200_truth.csv`, csv(['id', 'list', 'key', 'written'], rows.flatMap((r, i) => (r[6] ? [[id(i), r[6], r[7], r[8]]] : []))));

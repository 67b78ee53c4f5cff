// gen.mjs writes ../tables.go: names, patterns, cities and numbers of the locales
// in phrases.json, from the CLDR packages that package.json pins.
//
//	npm ci --prefix gen && node gen/gen.mjs
//
// CLDR data is under the Unicode License v3, see ../LICENSE.unicode.
import {createRequire} from 'node:module';
import {readFileSync, writeFileSync} from 'node:fs';
import {execFileSync} from 'node:child_process';

const require = createRequire(import.meta.url);
const here = f => new URL(f, import.meta.url);
const phrases = JSON.parse(readFileSync(here('phrases.json'), 'utf8'));
delete phrases[''];
const version = require('cldr-dates-full/package.json').version;
const cldr = (pkg, file, loc) => require(`cldr-${pkg}-full/main/${loc}/${file}.json`).main[loc];

function fail(message) { throw new Error(message); }
const infix = p => /^\{0\}(.*)\{1\}$/.exec(p)?.[1] ?? fail(`not an infix pattern: ${p}`);
// CLDR 48 has a narrow no-break space before AM, which text messages and old
// terminals mangle; soft hyphens stand in a city or two.
const plain = s => s.replaceAll('\u202f', ' ').replaceAll('\u00ad', '');

// Zones: every name to the one CLDR uses.
const canonical = {}, noCity = new Set();
const bcp47 = require('cldr-bcp47/bcp47/timezone.json').keyword.u.tz;
const firstAlias = e => e._alias?.split(' ')[0];
for (const [short, e] of Object.entries(bcp47)) {
  if (!e._description) continue;
  const target = e._preferred ? bcp47[e._preferred] : e;
  for (const id of (e._alias ?? '').split(' ').filter(Boolean)) canonical[id] = firstAlias(target);
  if (/^(utc|gmt$|unk$)/.test(short)) noCity.add(firstAlias(target));
}
// CLDR gives CET to Brussels, but who sets CET means an offset, not a city.
const offsets = ['CET', 'EET', 'EST', 'HST', 'MET', 'MST', 'WET'];
const zones = Object.keys(canonical).filter(id => !noCity.has(canonical[id]) && !offsets.includes(id)).sort();

function exemplars(loc) {
  const out = {};
  const walk = (o, prefix) => {
    for (const [k, v] of Object.entries(o)) {
      if (typeof v !== 'object') continue;
      const id = prefix ? `${prefix}/${k}` : k;
      if (v.exemplarCity) out[id] = plain(v.exemplarCity).replace(/ \[(.*)\]$/, ' ($1)');
      walk(v, id);
    }
  };
  walk(cldr('dates', 'timeZoneNames', loc).dates.timeZoneNames.zone, '');
  return out;
}
const root = exemplars('und');
const derived = id => id.split('/').pop().replaceAll('_', ' ');

// complements is what stands for {0} in "heure {0}", per zone.
function complements(loc, ph) {
  const names = exemplars(loc), out = {};
  for (const id of new Set(Object.values(canonical))) {
    if (noCity.has(id)) continue;
    const name = names[id] ?? root[id] ?? derived(id);
    const elide = ph.elided && /^[AEIOUÀÂÉÈÊÎÏÔÛÜ]/.test(name);
    out[id] = (ph.cities[id] ?? (elide ? ph.elided : ph.of)).replace('{0}', name);
  }
  return out;
}

// cityTable is the complements that cannot be had from the parent locale or from
// the zone's own name: lines of "zone\tcomplement", sorted.
function cityTable(own, parent, ph) {
  const lines = [];
  for (const id of Object.keys(own).sort()) {
    const inherited = parent ? parent[id] : ph.of.replace('{0}', derived(id));
    if (own[id] !== inherited) lines.push(`${id}\t${own[id]}`);
  }
  return lines.join('\n');
}

// withoutYear is a full date without its year, for locales whose CLDR data leaves
// the combination to the reader.
const withoutYear = p => p.replace(/^y年/, '').replace(/( 'de'|,)? y$/, '');

function locale(loc) {
  const ph = {...phrases[loc.split('-')[0]], ...phrases[loc]};
  const {gregorian: g} = cldr('dates', 'ca-gregorian', loc).dates.calendars;
  const tz = cldr('dates', 'timeZoneNames', loc).dates.timeZoneNames;
  const num = cldr('numbers', 'numbers', loc).numbers;
  const units = cldr('units', 'units', loc).units.long;
  const list = cldr('misc', 'listPatterns', ph.list ?? loc).listPatterns['listPattern-type-standard'];
  const {short, medium} = g.timeFormats;
  const glue = (style, date, time) => plain(g['dateTimeFormats-atTime'].standard[style].replace('{1}', () => date).replace('{0}', () => time));
  const month = w => Object.values(g.months.format[w]);
  const day = w => ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'].map(d => g.days.format[w][d]);
  const dayForm = g.dateTimeFormats.availableFormats.MMMMEEEEd ?? withoutYear(g.dateFormats.full);
  const quoted = s => s.replace(/\p{L}+/gu, "'$&'");
  const unit = k => ['one', 'other'].map(f => {
    const p = units[`duration-${k}`][`unitPattern-count-${f}`] ?? units[`duration-${k}`]['unitPattern-count-other'];
    return p.startsWith('{0}') ? p.slice(3).replace(/^\s/, ph.unitSpace ?? ' ') : fail(`${loc}: ${p}`);
  });
  const symbols = num['symbols-numberSystem-latn'];
  const [before, after] = ph.city.split('{0}'), [zoneBefore, zoneAfter] = ph.zone.split('{0}');
  return {
    tag: loc, parent: loc.includes('-') ? loc.split('-')[0] : '',
    months: month('wide'), shortMonths: month('abbreviated'), days: day('wide'), shortDays: day('abbreviated'),
    am: g.dayPeriods.format.abbreviated.am, pm: g.dayPeriods.format.abbreviated.pm,
    full: glue('full', g.dateFormats.full, short), long: glue('long', g.dateFormats.long, short),
    medium: glue('medium', g.dateFormats.medium, medium), table: glue('medium', g.dateFormats.medium, short),
    date: g.dateFormats.long, day: dayForm, time: plain(short),
    weekday: 'EEEE' + ph.nearThen, coming: dayForm + quoted(ph.then), dated: g.dateFormats.full + quoted(ph.then),
    hour: ph.hour, minute: ph.minute, firstDay: ph.firstDay ?? '',
    zoneBefore, zoneAfter, cityBefore: before, cityAfter: after, of: ph.of.split('{0}')[0],
    utc: tz.zone.Etc.UTC.long.standard, minus: tz.hourFormat.split(';')[1][0],
    cities: complements(loc, ph),
    decimal: symbols.decimal, group: symbols.group, minGroup: Number(num.minimumGroupingDigits),
    percent: num['percentFormats-numberSystem-latn'].standard.replace('#,##0', ''),
    listTwo: infix(list['2']), listMiddle: infix(list.middle), listEnd: infix(list.end),
    units: ['day', 'hour', 'minute', 'second'].map(unit), shortUnits: ph.shortUnits, unitJoins: ph.unitJoins,
  };
}

const q = s => JSON.stringify(s);
const array = (n, a) => a.length === n ? `[${n}]string{${a.map(q).join(', ')}}` : fail(`${a.length} names, not ${n}`);
const raw = s => s.includes('`') ? fail(s) : '`' + s + '`';

const all = Object.keys(phrases).map(locale);
const byTag = Object.fromEntries(all.map(l => [l.tag, l]));
let out = `// Code generated by gen/gen.mjs from CLDR ${version}; DO NOT EDIT.
// Data: Unicode License v3, see LICENSE.unicode.

package locale

// zoneIDs are the zones that have a city, each with CLDR's name for it where that
// differs, one per line, sorted.
const zoneIDs = ${raw(zones.map(id => canonical[id] === id ? id : `${id}\t${canonical[id]}`).join('\n'))}

// locales are sorted so that a parent stands before its children.
var locales = [...]locale{
`;
for (const l of all) {
  out += `{
tag: ${q(l.tag)}, parent: ${q(l.parent)},
months: ${array(12, l.months)},
shortMonths: ${array(12, l.shortMonths)},
days: ${array(7, l.days)},
shortDays: ${array(7, l.shortDays)},
`;
  const skip = new Set(['tag', 'parent', 'months', 'shortMonths', 'days', 'shortDays', 'cities', 'units', 'shortUnits', 'unitJoins', 'minGroup']);
  for (const [k, v] of Object.entries(l)) if (!skip.has(k)) out += `${k}: ${q(v)},\n`;
  out += `minGroup: ${l.minGroup},
units: [4][2]string{${l.units.map(u => `{${u.map(q).join(', ')}}`).join(', ')}},
shortUnits: ${array(4, l.shortUnits)},
unitJoins: ${array(2, l.unitJoins)},
cities: ${raw(cityTable(l.cities, byTag[l.parent]?.cities, {...phrases[l.parent || l.tag], ...phrases[l.tag]}))},
},
`;
}
out += '}\n';
writeFileSync(here('../tables.go'), execFileSync('gofmt', {input: out}));

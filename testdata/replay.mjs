// Replays the corpus from its manifest against the command `verify` of this project, as
// a verifier in any language could be driven, and checks the digests on the way.
//
//   node testdata/replay.mjs PROGRAM
//
// It says what it passed over and why, and exits 1 if a verdict or a digest is another.
import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';

const here = import.meta.dirname, program = process.argv[2];
const manifest = JSON.parse(readFileSync(join(here, 'manifest.json'), 'utf8'));
if (!program || manifest.format !== 1) throw new Error('expected a program, and a manifest of format 1');

// An entry with a member that is not known asks for something that is not done here.
const known = {
  entry: 'name family cases file sha256 document at policy network expect comment', document: 'offset packed bytes sha256', expect: 'outcome codes pointer',
  policy: 'judge trustedIssuers anyIssuer strict recipient achievement statusIssuers compareResources challenge domain heldByPresenter',
};
function understood(v) {
  for (const [what, object] of Object.entries({ entry: v, document: v.document, policy: v.policy, expect: v.expect }))
    for (const name of Object.keys(object))
      if (!known[what].split(' ').includes(name)) throw new Error(`${v.name}: ${what} has the member ${name}, which is not known here`);
}

const wrong = [];
function checked(bytes, digest, what) {
  if (createHash('sha256').update(bytes).digest('hex') !== digest) wrong.push(`${what}: another digest than the manifest has`);
  return bytes;
}

const bodies = new Map(Object.entries(manifest.bodies).map(([digest, { text, base64, gzip }]) => {
  const bytes = text !== undefined ? Buffer.from(text) : Buffer.from(base64 ?? gzip, 'base64');
  return [digest, checked(gzip ? gunzipSync(bytes) : bytes, digest, 'a body')];
}));

function documentOf(v) {
  const rest = checked(readFileSync(join(here, v.file)), v.sha256, v.file).subarray(v.document.offset);
  return checked(v.document.packed ? gunzipSync(rest) : rest, v.document.sha256, v.name);
}

// otherwise are the vectors on which the command differs by what it is: it judges each
// document as what it is, a badge or a presentation, and a file's last line end is none
// of the badge's.
const otherwise = ['D60-presentation-of-a-good-badge', 'D60-presentation', 'D60-badge-as-presentation', 'D60-token-as-presentation', 'A05-no-type-of-one', 'J58-carriage-return-line-feed-behind'];

// unasked says why the command cannot be asked what a vector asks. Its -resources are
// documents that are there; hosts that fail need a network of one's own.
function unasked({ policy: p, network = [] }) {
  if (p.judge === 'credential') return 'it judges badges, and presentations of them';
  if (p.achievement || p.statusIssuers || p.compareResources) return 'it has no flag for the question';
  if (network.some((a) => a.status !== 200 || a.body === undefined)) return 'its -resources are documents';
  return '';
}

function flagsOf({ at, policy: p }) {
  const flags = ['-json', '-at', at];
  for (const id of p.trustedIssuers ?? []) flags.push('-issuer', id);
  if (p.anyIssuer) flags.push('-any-issuer');
  if (p.judge === 'proofs') flags.push('-proof-only');
  if (p.strict) flags.push('-strict');
  if (p.heldByPresenter) flags.push('-held');
  if (p.challenge) flags.push('-challenge', p.challenge);
  if (p.domain) flags.push('-domain', p.domain);
  if (p.recipient) flags.push('-recipient', `${p.recipient.type}=${p.recipient.value}`);
  return flags;
}

// One call judges all vectors that ask the same questions of the same network.
const dir = mkdtempSync(join(tmpdir(), 'replay-'));
const calls = new Map(), passedOver = new Map();
manifest.vectors.forEach((v, i) => {
  understood(v);
  const data = documentOf(v), why = unasked(v);
  if (why) return passedOver.set(why, (passedOver.get(why) ?? 0) + 1);
  const key = JSON.stringify([flagsOf(v), v.network]);
  if (!calls.has(key)) calls.set(key, []);
  const file = join(dir, `document-${i}`);
  writeFileSync(file, data);
  calls.get(key).push({ v, file });
});

let judged = 0;
for (const list of calls.values()) {
  const args = flagsOf(list[0].v), names = {};
  (list[0].v.network ?? []).forEach((a, i) => {
    names[a.url] = `body-${i}`;
    writeFileSync(join(dir, names[a.url]), bodies.get(a.body));
  });
  if (list[0].v.network) args.push('-resources', join(dir, 'resources'));
  writeFileSync(join(dir, 'resources'), JSON.stringify(names));
  const run = spawnSync(program, [...args, ...list.map((l) => l.file)], { encoding: 'utf8', maxBuffer: 1 << 30 });
  const verdicts = run.stdout.trimEnd().split('\n');
  if (verdicts.length !== list.length) throw new Error(`${args.join(' ')}: ${verdicts.length} verdicts on ${list.length} documents: ${run.stderr}`);
  list.forEach(({ v: { name, expect } }, i) => {
    const got = JSON.parse(verdicts[i]), said = expect.outcome === 'warning' ? got.warnings : got.errors;
    judged++;
    const agrees = got.outcome === expect.outcome && (expect.codes ?? []).every((code) => said.some((s) => s.code === code)) &&
      (!expect.pointer || said.some((s) => s.code === expect.codes[0] && s.pointer === expect.pointer));
    if (agrees === otherwise.includes(name))
      wrong.push(`${name}: ${got.outcome} ${said.map((s) => s.code)}, expected ${expect.outcome} ${expect.codes ?? ''} ${expect.pointer ?? ''}`);
  });
}
rmSync(dir, { recursive: true });
for (const [why, n] of passedOver) console.log(`${n} passed over: ${why}`);
for (const line of wrong) console.log(line);
console.log(`${judged} of ${manifest.vectors.length} judged, ${otherwise.length} of them otherwise by design, ${wrong.length} wrong`);
process.exit(wrong.length ? 1 : 0);

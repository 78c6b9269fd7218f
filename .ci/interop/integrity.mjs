// Issues, verifies and canonicalizes credentials with embedded proofs, with the
// npm packages of Digital Bazaar, for interop_integrity_test.go.
// One JSON request a line on standard input, one JSON answer a line on output:
//   {"op": "contexts", "files": {"https://…": "credentials-v2.jsonld", …}} → {}
//   {"op": "issue", "document": "…", "suite": "eddsa-rdfc-2022", "seed": "…", "created": "…"} → {"document": "…", "issuer": "did:key:…"}
//   {"op": "verify", "document": "…", "now": "…"} → {"issuer": "did:key:…"}
//   {"op": "canonize", "document": "…"} → {"nquads": "…"}
// or {"error": "…"}. A document is its JSON text, so that both sides read the
// same bytes; a seed is in hexadecimal.
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'

// Nothing here asks for the network. Should a dependency ever do, it shall fail
// and not find something other than what is compared.
Socket.prototype.connect = () => { throw new Error('this script works offline') }

const contexts = new Map()

function loadContexts(files) {
  for (const [url, file] of Object.entries(files)) {
    const path = new URL(`../../internal/ld/contexts/data/${file}`, import.meta.url)
    contexts.set(url, JSON.parse(readFileSync(path, 'utf8')))
  }
}

// A did:key is its key: its document follows from its name.
function resolve(url) {
  const [did, fragment] = url.split('#')
  const key = did.slice('did:key:'.length)
  const method = { id: `${did}#${key}`, type: 'Multikey', controller: did, publicKeyMultibase: key }
  if (fragment === undefined) {
    return { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
      id: did, verificationMethod: [method], assertionMethod: [method.id] }
  }
  if (fragment !== key) throw new Error(`${did} has no method #${fragment}`)
  return { '@context': 'https://w3id.org/security/multikey/v1', ...method }
}

async function documentLoader(url) {
  const document = url.startsWith('did:key:') ? resolve(url) : contexts.get(url)
  if (document === undefined) throw new Error(`no document is known as ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

const legacyContext = 'https://w3id.org/security/data-integrity/v1'

function newSuites({ credential, signer, date }) {
  const legacy = credential['@context'].includes(legacyContext)
  return {
    'eddsa-rdfc-2022': new DataIntegrityProof({ signer, date, cryptosuite, legacyContext: legacy }),
    Ed25519Signature2020: new Ed25519Signature2020({ signer, date })
  }
}

async function issue({ document, suite, seed, created }) {
  const credential = JSON.parse(document)
  const key = await Ed25519Multikey.generate({ seed: Buffer.from(seed, 'hex') })
  const issuer = `did:key:${key.publicKeyMultibase}`
  const signer = { ...key.signer(), id: `${issuer}#${key.publicKeyMultibase}` }
  const suites = newSuites({ credential, signer, date: created })
  const signed = await vc.issue({ credential, suite: suites[suite], documentLoader, now: created })
  return { document: JSON.stringify(signed), issuer }
}

async function verify({ document, now }) {
  const credential = JSON.parse(document)
  const suite = Object.values(newSuites({ credential }))
  const checkStatus = () => ({ verified: true }) // proofs are judged here, and nothing else
  const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now })
  if (!result.verified) throw result.error
  return { issuer: result.results.find((proof) => proof.verified).verificationMethod.controller }
}

async function answer(request) {
  switch (request.op) {
    case 'contexts': return loadContexts(request.files) ?? {}
    case 'issue': return issue(request)
    case 'verify': return verify(request)
    case 'canonize': return { nquads: await cryptosuite.canonize(JSON.parse(request.document), { documentLoader }) }
  }
  throw new Error(`there is no ${request.op}`)
}

// The packages wrap what went wrong, each in a way of its own.
function reasons(e) {
  const within = [].concat(e.errors ?? [], e.cause ?? [], e.details?.cause ?? [])
  return [String(e), e.details?.event?.message, ...within.map(reasons)].filter(Boolean).join('; ')
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).catch((e) => ({ error: reasons(e) }))
  console.log(JSON.stringify(reply))
}

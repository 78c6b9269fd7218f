// Issues, verifies and canonicalizes credentials with embedded proofs, with the
// npm packages of Digital Bazaar and of Transmute, for interop_integrity_test.go
// and interop_suites_test.go.
// One JSON request a line on standard input, one JSON answer a line on output:
//   {"op": "contexts", "files": {"https://…": "credentials-v2.jsonld", …}} → {}
//   {"op": "issue", "document": "…", "suite": "eddsa-rdfc-2022", "jwk": {…private…}, "method": "did:jwk:…#0", "created": "…"} → {"document": "…", "issuer": "did:key:…"}
//   {"op": "verify", "document": "…", "now": "…"} → {"issuer": "did:key:…"}
//   {"op": "present", "credentials": ["…"], "suite": "…", "jwk": {…}, "method": "…", "created": "…", "challenge": "…", "domain": "…"} → {"document": "…", "issuer": "did:key:… of the holder"}
//   {"op": "verifyPresentation", "document": "…", "challenge": "…", "domain": "…", "now": "…"} → {"issuer": "did:key:… of the holder"}
//   {"op": "canonize", "document": "…", "hash": "SHA-384"} → {"nquads": "…"}
//   {"op": "extend", "document": "…", "suite": "…", "jwk": {…}, "method": "…", "created": "…", "proof": {"id": "…", "previousProof": "…"}} → {"document": "…"}
//   {"op": "issue", … "suite": "ecdsa-sd-2023", "mandatory": ["/issuer", …]} → the same, with a base proof
//   {"op": "derive", "document": "…", "selective": ["/evidence/0", …]} → {"document": "…"}
//   {"op": "chain", "document": "…"} → {"data": "what was signed by each proof, in hexadecimal, with spaces between"}
// or {"error": "…"}. A document is its JSON text, so that both sides read the
// same bytes. A method that is not given is the did:key of the key.
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey'
import * as ecdsaJCS from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite'
import { cryptosuite as ecdsaRDFC } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite'
import * as ecdsaSD from '@digitalbazaar/ecdsa-sd-2023-cryptosuite'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import * as eddsaJCS from '@digitalbazaar/eddsa-jcs-2022-cryptosuite'
import { cryptosuite as eddsaRDFC } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import transmute from '@transmute/json-web-signature'
import { FlattenedSign, flattenedVerify, importJWK } from 'jose'

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

// A did:key and a did:jwk are their key: the document follows from the name.
function resolve(url) {
  const [did, fragment] = url.split('#')
  const key = did.split(':')[2]
  const method = did.startsWith('did:jwk:')
    ? { id: `${did}#0`, type: 'JsonWebKey2020', controller: did, publicKeyJwk: JSON.parse(Buffer.from(key, 'base64url')) }
    : { id: `${did}#${key}`, type: 'Multikey', controller: did, publicKeyMultibase: key }
  if (fragment === undefined) {
    return { '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1', 'https://w3id.org/security/suites/jws-2020/v1'],
      id: did, verificationMethod: [method], assertionMethod: [method.id], authentication: [method.id] }
  }
  if (`${did}#${fragment}` !== method.id) throw new Error(`${did} has no method #${fragment}`)
  return { '@context': 'https://w3id.org/security/multikey/v1', ...method }
}

async function documentLoader(url) {
  const document = url.startsWith('did:') ? resolve(url) : contexts.get(url)
  if (document === undefined) throw new Error(`no document is known as ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

// Transmute's package knows the keys of elliptic curves and signs for them itself.
// For RSA it is lent jose, whose JWS with b64 false is the same thing.
async function jwsKey({ id, controller, publicKeyJwk, privateKeyJwk }) {
  if (publicKeyJwk.kty !== 'RSA') return transmute.JsonWebKey.from({ id, controller, type: 'JsonWebKey2020', publicKeyJwk, privateKeyJwk })
  const { alg } = publicKeyJwk
  return {
    id,
    controller,
    verifier: () => ({
      async verify({ data, signature }) {
        const [header, , value] = signature.split('.')
        await flattenedVerify({ protected: header, payload: data, signature: value }, await importJWK(publicKeyJwk, alg), { algorithms: [alg] })
        return true
      }
    }),
    signer: () => ({
      async sign({ data }) {
        const jws = await new FlattenedSign(data).setProtectedHeader({ alg, b64: false, crit: ['b64'] }).sign(await importJWK(privateKeyJwk, alg), { crit: { b64: true } })
        return `${jws.protected}..${jws.signature}`
      }
    })
  }
}

class JsonWebSignature2020 extends transmute.JsonWebSignature {
  // The package frames the method out of its controller's document; a did:jwk has but one.
  async getVerificationMethod({ proof }) { return jwsKey(resolve(proof.verificationMethod)) }
}

const legacyContext = 'https://w3id.org/security/data-integrity/v1'

// The suites, to sign with where there is a signer. What each signs or verifies is
// added to data.
function newSuites({ credential, signer, key, date, mandatory, data = [] }) {
  const legacy = credential['@context'].includes(legacyContext)
  const proof = (cryptosuite) => new DataIntegrityProof({ signer: fitting(signer, cryptosuite), date, cryptosuite, legacyContext: legacy })
  const jcs = (suite) => proof(signer ? suite.createSignCryptosuite() : suite.createVerifyCryptosuite())
  const suites = {
    'eddsa-rdfc-2022': proof(eddsaRDFC),
    'eddsa-jcs-2022': jcs(eddsaJCS),
    'ecdsa-rdfc-2019': proof(ecdsaRDFC),
    'ecdsa-jcs-2019': jcs(ecdsaJCS),
    'ecdsa-sd-2023': proof(signer ? ecdsaSD.createSignCryptosuite({ mandatoryPointers: mandatory }) : ecdsaSD.createVerifyCryptosuite()),
    Ed25519Signature2020: new Ed25519Signature2020({ signer: fitting(signer, eddsaRDFC), date }),
    JsonWebSignature2020: new JsonWebSignature2020({ key, date })
  }
  for (const suite of Object.values(suites)) {
    for (const step of ['sign', 'verifySignature']) {
      const original = suite[step]
      suite[step] = (o) => { if (o.verifyData instanceof Uint8Array) data.push(Buffer.from(o.verifyData).toString('hex')); return original.call(suite, o) }
    }
  }
  return suites
}

// A suite refuses to be made with a key of another kind, even if it is not used.
function fitting(signer, { requiredAlgorithm }) {
  return signer && [].concat(requiredAlgorithm).includes(signer.algorithm) ? signer : undefined
}

async function newKey({ jwk, method }) {
  const { d, p, q, dp, dq, qi, ...publicKeyJwk } = jwk
  if (jwk.kty === 'RSA' || method?.startsWith('did:jwk:')) {
    const controller = method.split('#')[0]
    return { issuer: controller, key: await jwsKey({ id: method, controller, publicKeyJwk: { ...publicKeyJwk, ...resolve(method).publicKeyJwk }, privateKeyJwk: { ...publicKeyJwk, d, p, q, dp, dq, qi } }) }
  }
  const Multikey = jwk.kty === 'OKP' ? Ed25519Multikey : EcdsaMultikey
  const pair = await Multikey.fromJwk({ jwk, secretKey: true })
  const { publicKeyMultibase } = await pair.export({ publicKey: true })
  const issuer = `did:key:${publicKeyMultibase}`
  return { issuer, signer: { ...pair.signer(), id: method ?? `${issuer}#${publicKeyMultibase}` } }
}

async function issue({ document, suite, jwk, method, created, mandatory }) {
  const credential = JSON.parse(document)
  const { issuer, ...keys } = await newKey({ jwk, method })
  const suites = newSuites({ credential, ...keys, date: created, mandatory })
  const signed = await vc.issue({ credential, suite: suites[suite], documentLoader, now: created })
  return { document: JSON.stringify(signed), issuer }
}

async function derive({ document, selective }) {
  const suite = new DataIntegrityProof({ cryptosuite: ecdsaSD.createDiscloseCryptosuite({ selectivePointers: selective }) })
  const derived = await vc.derive({ verifiableCredential: JSON.parse(document), suite, documentLoader })
  return { document: JSON.stringify(derived) }
}

async function verify({ document, now }) {
  const credential = JSON.parse(document)
  const suite = Object.values(newSuites({ credential }))
  const checkStatus = () => ({ verified: true }) // proofs are judged here, and nothing else
  const result = await vc.verifyCredential({ credential, suite, documentLoader, checkStatus, now })
  if (!result.verified) throw result.error
  return { issuer: result.results.find((proof) => proof.verified).verificationMethod.controller }
}

async function present({ credentials, suite, jwk, method, created, challenge, domain }) {
  const { issuer: holder, ...keys } = await newKey({ jwk, method })
  const verifiableCredential = credentials.map((text) => JSON.parse(text))
  const presentation = vc.createPresentation({ verifiableCredential, holder, now: created, version: 2.0 })
  if (suite === 'JsonWebSignature2020') presentation['@context'].push('https://w3id.org/security/suites/jws-2020/v1') // which this package does not add itself
  const suites = newSuites({ credential: presentation, ...keys, date: created })
  const signed = await vc.signPresentation({ presentation, suite: suites[suite], challenge, domain, documentLoader })
  return { document: JSON.stringify(signed), issuer: holder }
}

async function verifyPresentation({ document, challenge, domain, now }) {
  const presentation = JSON.parse(document)
  const suite = Object.values(newSuites({ credential: presentation }))
  const checkStatus = () => ({ verified: true })
  const result = await vc.verify({ presentation, suite, challenge, domain, documentLoader, checkStatus, now })
  if (!result.verified) {
    throw result.error ?? new Error(JSON.stringify(result.credentialResults ?? result))
  }
  return { issuer: presentation.holder }
}

// The packages know sets of proofs and no chains. What a chain adds to them is in
// this function: the document that a proof secures holds the proofs before it (Data
// Integrity 1.0 section 4.5).
function secured(credential, { previousProof }) {
  const { proof, ...document } = credential
  const ids = [].concat(previousProof ?? [])
  const before = [].concat(proof ?? []).filter(({ id }) => ids.includes(id))
  return before.length > 0 ? { ...document, proof: before } : document
}

async function extend({ document, suite, jwk, method, created, proof }) {
  const credential = JSON.parse(document)
  const signing = newSuites({ credential, ...await newKey({ jwk, method }), date: created })[suite]
  signing.proof = proof
  const added = await signing.createProof({ document: secured(credential, proof), purpose: new vc.CredentialIssuancePurpose(), documentLoader })
  return { document: JSON.stringify({ ...credential, proof: [].concat(credential.proof ?? [], added) }) }
}

async function chain({ document }) {
  const data = []
  const read = () => JSON.parse(document) // afresh for each: the suites change what they are given
  const count = [].concat(read().proof).length
  for (let i = 0; i < count; i++) {
    const credential = read()
    const proof = [].concat(credential.proof)[i]
    const suite = newSuites({ credential, data })[proof.cryptosuite ?? proof.type]
    const options = proof.cryptosuite?.includes('-jcs-') ? proof : { '@context': credential['@context'], ...proof }
    const purpose = { validate: () => ({ valid: true }) }
    const result = await suite.verifyProof({ document: secured(credential, proof), proof: options, purpose, documentLoader })
    if (!result.verified) throw result.error
  }
  return { data: data.join(' ') }
}

async function canonize({ document, hash = 'SHA-256' }) {
  return { nquads: await eddsaRDFC.canonize(JSON.parse(document), { documentLoader, messageDigestAlgorithm: hash }) }
}

async function answer(request) {
  switch (request.op) {
    case 'contexts': return loadContexts(request.files) ?? {}
    case 'issue': return issue(request)
    case 'derive': return derive(request)
    case 'verify': return verify(request)
    case 'present': return present(request)
    case 'verifyPresentation': return verifyPresentation(request)
    case 'canonize': return canonize(request)
    case 'extend': return extend(request)
    case 'chain': return chain(request)
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

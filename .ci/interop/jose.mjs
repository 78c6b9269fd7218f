// Signs and verifies compact JWS with the npm package jose, for interop_test.go.
// One JSON request a line on standard input, one JSON answer a line on output:
//   {"op": "verify", "token": "…", "jwk": {…}, "alg": "ES256"} → {"payload": "…"} or {"error": "…"}
//   {"op": "sign", "payload": "…", "header": {…}, "jwk": {…private…}} → {"token": "…"}
import { createInterface } from 'node:readline'
import { CompactSign, compactVerify, importJWK } from 'jose'

async function answer({ op, token, payload, header, jwk, alg }) {
  if (op === 'verify') {
    const result = await compactVerify(token, await importJWK(jwk, alg), { algorithms: [alg] })
    return { payload: new TextDecoder().decode(result.payload) }
  }
  const key = await importJWK(jwk, header.alg)
  return { token: await new CompactSign(new TextEncoder().encode(payload)).setProtectedHeader(header).sign(key) }
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).catch((e) => ({ error: String(e) }))
  console.log(JSON.stringify(reply))
}

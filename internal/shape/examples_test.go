package shape

const minimalV2 = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:91e5a6c8-2ba4-4c2b-9b8f-2f0a6bb8b4c0",
  "type": ["VerifiableCredential", "AchievementCredential"],
  "name": "Civics Credential",
  "issuer": {"id": "https://district.example/issuer", "type": ["Profile"], "name": "Example District"},
  "validFrom": "2026-05-01T00:00:00Z",
  "credentialSubject": {
    "id": "urn:uuid:6a1f2d7e-1f5b-4f0c-8f0b-1a8e5a0c7a11",
    "type": ["AchievementSubject"],
    "achievement": {
      "id": "https://district.example/achievements/civics",
      "type": ["Achievement"],
      "name": "Civics",
      "description": "Takes part in public life.",
      "criteria": {"narrative": "Shown before the site team."}
    }
  }
}`

const minimalV1 = `{
  "@context": ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:91e5a6c8-2ba4-4c2b-9b8f-2f0a6bb8b4c0",
  "type": ["VerifiableCredential", "OpenBadgeCredential"],
  "name": "Civics Credential",
  "issuer": {"id": "https://district.example/issuer", "type": ["Profile"], "name": "Example District"},
  "issuanceDate": "2026-05-01T00:00:00Z",
  "credentialSubject": {
    "id": "urn:uuid:6a1f2d7e-1f5b-4f0c-8f0b-1a8e5a0c7a11",
    "type": ["AchievementSubject"],
    "achievement": {
      "id": "https://district.example/achievements/civics",
      "type": ["Achievement"],
      "name": "Civics",
      "description": "Takes part in public life.",
      "criteria": {"narrative": "Shown before the site team."}
    }
  }
}`

const fullAlignment = `{"type": ["Alignment"], "targetCode": "C.1", "targetDescription": "Civic engagement", "targetFramework": "Essential Skills",
  "targetName": "Civic Engagement", "targetType": "CFItem", "targetUrl": "https://standards.example/items/1"}`

const fullImage = `{"id": "data:image/png;base64,iVBORw0KGgo=", "type": "Image", "caption": "A lectern under an open sky"}`

const fullIdentifierEntry = `{"type": "IdentifierEntry", "identifier": "1234", "identifierType": "sourcedId"}`

const fullGeo = `{"type": "GeoCoordinates", "latitude": 39.6, "longitude": -104.9}`

const fullAddress = `{"type": ["Address"], "addressCountry": "United States", "addressCountryCode": "US", "addressRegion": "Colorado",
  "addressLocality": "Greenwood Village", "streetAddress": "1 Main Street", "postOfficeBoxNumber": "7", "postalCode": "80111", "geo": ` + fullGeo + `}`

const fullParent = `{"id": "did:web:state.example", "type": ["Profile"], "name": "State Board"}`

const fullEndorsement = `{"type": ["VerifiableCredential", "EndorsementCredential"]}`

const fullJWS = `eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl`

const fullProfile = `{"id": "https://district.example/issuer", "type": ["Profile"], "name": "Example District", "url": "https://district.example/",
  "phone": "+1 303 555 0100", "description": "A school district", "image": ` + fullImage + `, "email": "badges@district.example",
  "address": ` + fullAddress + `, "official": "The Superintendent", "parentOrg": ` + fullParent + `, "dateOfBirth": "1970-02-28",
  "familyName": "Lee", "givenName": "Kim", "additionalName": "Q", "patronymicName": "P", "honorificPrefix": "Dr", "honorificSuffix": "MA",
  "familyNamePrefix": "van", "endorsement": [` + fullEndorsement + `], "endorsementJwt": ["` + fullJWS + `"], "otherIdentifier": [` + fullIdentifierEntry + `]}`

const fullIdentity = `{"type": "IdentityObject", "hashed": true, "identityType": "emailAddress", "salt": "d41d8cd98f00b204e9800998ecf8427e",
  "identityHash": "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"}`

const fullLevel = `{"id": "urn:uuid:00000000-0000-4000-8000-000000000002", "type": ["RubricCriterionLevel"], "name": "Emerging Expert",
  "description": "Does it and can say why", "level": "2", "points": "4", "alignment": [` + fullAlignment + `]}`

const fullResultDescription = `{"id": "urn:uuid:00000000-0000-4000-8000-000000000000", "type": ["ResultDescription"], "name": "Citizenship",
  "resultType": "RubricCriterionLevel", "requiredLevel": "urn:uuid:00000000-0000-4000-8000-000000000002", "requiredValue": "4",
  "valueMin": "1", "valueMax": "5", "allowedValue": ["1", "2", "3", "4", "5"], "alignment": [` + fullAlignment + `],
  "rubricCriterionLevel": [{"id": "urn:uuid:00000000-0000-4000-8000-000000000001", "type": ["RubricCriterionLevel"], "name": "Novice"}, ` + fullLevel + `]}`

const fullResult = `{"type": ["Result"], "resultDescription": "urn:uuid:00000000-0000-4000-8000-000000000000", "value": "5", "status": "Completed",
  "achievedLevel": "urn:uuid:00000000-0000-4000-8000-000000000002", "alignment": [` + fullAlignment + `]}`

const fullCriteria = `{"id": "https://district.example/achievements/civics/criteria", "narrative": "Shown before the **site team**."}`

const fullRelated = `{"id": "https://district.example/achievements/civics-es", "type": ["Related"], "inLanguage": "es-MX", "version": "1"}`

const fullAchievement = `{"id": "https://district.example/achievements/civics", "type": ["Achievement"], "name": "Civics",
  "description": "Takes part in public life.", "criteria": ` + fullCriteria + `, "achievementType": "MicroCredential", "alignment": [` + fullAlignment + `],
  "creator": ` + fullProfile + `, "creditsAvailable": 1.5, "endorsement": [` + fullEndorsement + `], "endorsementJwt": ["` + fullJWS + `"],
  "fieldOfStudy": "Civics", "humanCode": "CIV-1", "image": ` + fullImage + `, "inLanguage": "en-US", "otherIdentifier": [` + fullIdentifierEntry + `],
  "related": [` + fullRelated + `], "resultDescription": [` + fullResultDescription + `], "specialization": "Local government",
  "tag": ["civics", "community"], "version": "2019"}`

const fullSubject = `{"id": "did:example:learner", "type": ["AchievementSubject"], "achievement": ` + fullAchievement + `, "identifier": [` + fullIdentity + `],
  "activityStartDate": "2025-09-01T08:00:00-06:00", "activityEndDate": "2026-04-30T16:00:00-06:00", "creditsEarned": 1, "image": ` + fullImage + `,
  "licenseNumber": "L-1", "role": "Chair", "term": "Spring", "narrative": "She chaired the youth council.", "result": [` + fullResult + `],
  "source": ` + fullProfile + `}`

const fullEvidence = `{"id": "https://district.example/evidence/1", "type": ["Evidence"], "name": "Minutes", "description": "Of the council", "genre": "Text",
  "audience": "Public", "narrative": "Six meetings."}`

const fullStatus = `{"id": "https://district.example/status/1#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7",
  "statusListCredential": "https://district.example/status/1", "statusSize": 1, "statusMessage": [{"status": "0x0", "message": "unset"}, {"status": "0x1", "message": "set"}],
  "statusReference": "https://district.example/status"}`

const fullSchema = `{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json", "type": "1EdTechJsonSchemaValidator2019"}`

const endorsementSchema = `{"id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_endorsementcredential_schema.json", "type": "1EdTechJsonSchemaValidator2019"}`

const fullRefresh = `{"id": "https://district.example/credentials/1", "type": "1EdTechCredentialRefresh"}`

const fullTerms = `{"id": "https://district.example/terms", "type": "ExampleTerms", "prohibition": [{"action": ["Archival"]}]}`

const fullProof = `{"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofPurpose": "assertionMethod", "proofValue": "z58"}`

const fullResource = `{"id": "https://district.example/evidence/1", "digestSRI": "sha384-0", "digestMultibase": "uEiA", "mediaType": "text/plain"}`

// reserved are members that any credential of VCDM 2.0 may have.
const reserved = `"confidenceMethod": {"type": "ExampleConfidence"}, "renderMethod": [{"type": "ExampleRender"}], "relatedResource": [` + fullResource + `],
  "proof": [` + fullProof + `], "credentialStatus": ` + fullStatus + `,
  "refreshService": ` + fullRefresh + `, "termsOfUse": [` + fullTerms + `]`

const fullCredential = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:91e5a6c8-2ba4-4c2b-9b8f-2f0a6bb8b4c0", "type": ["VerifiableCredential", "AchievementCredential"],
  "name": "Civics Credential", "description": "Issued after review", "image": ` + fullImage + `, "awardedDate": "2026-04-30T00:00:00Z",
  "issuer": ` + fullProfile + `, "validFrom": "2026-05-01T00:00:00Z", "validUntil": "2031-05-01T00:00:00.5+02:00",
  "credentialSubject": ` + fullSubject + `, "endorsement": [` + fullEndorsement + `], "endorsementJwt": ["` + fullJWS + `"],
  "evidence": [` + fullEvidence + `], "credentialSchema": [` + fullSchema + `], ` + reserved + `}`

const fullEndorsementSubject = `{"id": "https://district.example/issuer", "type": ["EndorsementSubject"], "endorsementComment": "We know them well."}`

const fullEndorsementCredential = `{
  "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
  "id": "urn:uuid:91e5a6c8-2ba4-4c2b-9b8f-2f0a6bb8b4c1", "type": ["VerifiableCredential", "EndorsementCredential"],
  "name": "Endorsement", "description": "Of the district", "awardedDate": "2026-04-30T00:00:00Z",
  "issuer": "did:web:employer.example", "validFrom": "2026-05-01T00:00:00Z", "validUntil": "2031-05-01T00:00:00Z",
  "credentialSubject": ` + fullEndorsementSubject + `, "evidence": [{"type": "Evidence"}], "credentialSchema": [` + endorsementSchema + `], ` + reserved + `}`

const fullStatusList = `{
  "@context": ["https://www.w3.org/ns/credentials/v2"], "id": "https://district.example/status/1",
  "type": ["VerifiableCredential", "BitstringStatusListCredential"], "issuer": {"id": "did:web:district.example", "anything": 1},
  "name": {"@value": "Status", "@language": "en", "@direction": "ltr"}, "description": ["A list", {"@value": "Una lista"}],
  "validFrom": "2026-05-01T00:00:00Z", "validUntil": "2026-05-08T00:00:00Z",
  "credentialSubject": {"id": "https://district.example/status/1#list", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4sI"},
  "evidence": {"type": "Anything"}, "unknown": true, "credentialSchema": [` + fullSchema + `], ` + reserved + `}`

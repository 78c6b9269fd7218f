package doctor

// The software that rows speak of. What each does is known from the threads that a row
// names, from its own documents, and of the 1EdTech validator from its behaviour.
var (
	validator     = Text{"1EdTech validator", "Validador de 1EdTech"}
	certification = Text{"1EdTech certification", "Certificación de 1EdTech"}
	lcw           = named("Learner Credential Wallet")
	verifierPlus  = named("VerifierPlus")
	ssi           = named("ssi (SpruceID)")
	wallets       = Text{"wallets", "carteras"}
	linkedData    = Text{"wallets that process JSON-LD", "carteras que procesan JSON-LD"}
	toTheLetter   = Text{"verifiers that keep to the letter of OB 3.0", "verificadores que siguen OB 3.0 al pie de la letra"}
	joseReaders   = Text{"verifiers that follow VC-JOSE-COSE", "verificadores que siguen VC-JOSE-COSE"}
	schemaReaders = Text{"readers that use the published schema", "lectores que usan el esquema publicado"}
)

// named is the name of a program, which is the same in all languages.
func named(name string) Text { return Text{name, name} }

// A row is a Lint, and the function that finds it.
type row struct {
	Lint
	find func(*patient, *notes)
}

func who(name Text, effect Effect, threads ...string) Reader { return Reader{name, effect, threads} }

// rows is everything that the doctor looks for. A badge may have several of one row. It is
// made anew for each caller, who may change what it is given.
func rows() []row {
	return []row{
		// What the badge came in.
		{Lint{"picture", Text{
			"The badge is inside a picture, and some wallets read no badge there.",
			"La insignia está dentro de una imagen, y algunas carteras no la leen ahí.",
		}, Text{
			"Offer the document itself beside the picture, as a download of its own.",
			"Ofrezca también el documento mismo, como descarga aparte de la imagen.",
		}, []Reader{who(lcw, Refuses, "openwallet-foundation-labs/learner-credential-wallet#649")}}, inPicture},
		{Lint{"svg-json", Text{
			"The SVG holds a badge as JSON, of which some readers take only the first piece.",
			"El SVG contiene la insignia como JSON, del que algunos lectores toman solo el primer trozo.",
		}, Text{
			"Put the badge into a PNG, or secure it as a token before it goes into an SVG.",
			"Incorpore la insignia a un PNG, o asegúrela como token antes de ponerla en un SVG.",
		}, []Reader{who(validator, Refuses)}}, jsonInSVG},
		{Lint{"token-wrapped", Text{
			"The token stands inside JSON, and not by itself.",
			"El token está dentro de un JSON, y no solo.",
		}, Text{
			"Serve the token alone, as text/plain.",
			"Entregue el token solo, como text/plain.",
		}, []Reader{who(validator, Refuses, "1EdTech/digital-credentials-public-validator#42")}}, wrappedToken},

		// Tokens.
		{Lint{"token", Text{
			"The badge is a token (JWS), which these programs do not read.",
			"La insignia es un token (JWS), que estos programas no leen.",
		}, Text{
			"Issue it with an eddsa-rdfc-2022 proof inside the JSON, or offer that edition as well.",
			"Emítala con una prueba eddsa-rdfc-2022 dentro del JSON, u ofrezca también esa edición.",
		}, []Reader{who(lcw, Refuses), who(verifierPlus, Refuses)}}, isToken},
		{Lint{"token-algorithm", Text{
			"The token is signed with an algorithm other than RS256 and ES256.",
			"El token está firmado con un algoritmo distinto de RS256 y ES256.",
		}, Text{
			"Sign with an RSA key of 2048 bits or more (RS256) or a P-256 key (ES256).",
			"Firme con una clave RSA de 2048 bits o más (RS256) o una clave P-256 (ES256).",
		}, []Reader{who(validator, Refuses, "1EdTech/digital-credentials-public-validator#23")}}, tokenAlgorithm},
		{Lint{"kid-fragment", Text{
			"The key's URL (kid) has a fragment, which is not looked up: the document there is taken for one single key.",
			"La URL de la clave (kid) tiene un fragmento, que no se busca: el documento se toma por una sola clave.",
		}, Text{
			"Serve the public key alone, as one JWK, at a URL without a fragment, and name that URL; keep the key set for others.",
			"Publique la clave pública sola, como un JWK, en una URL sin fragmento, y nombre esa URL; conserve el conjunto de claves para los demás.",
		}, []Reader{who(validator, Refuses)}}, kidFragment},
		{Lint{"kid-relative", Text{
			"The key is named by something that is no URL (kid), and is only looked for by URL.",
			"La clave se nombra con algo que no es una URL (kid), y solo se busca por URL.",
		}, Text{
			"Write the whole URL of the key.",
			"Escriba la URL completa de la clave.",
		}, []Reader{who(validator, Refuses)}}, kidRelative},
		{Lint{"kid-did", Text{
			"The key is a DID's (kid), of whose document only publicKeyJwk is read.",
			"La clave es de un DID (kid), de cuyo documento solo se lee publicKeyJwk.",
		}, Text{
			"Publish the key in the DID document as publicKeyJwk, or name the URL of a JWK.",
			"Publique la clave en el documento DID como publicKeyJwk, o nombre la URL de un JWK.",
		}, []Reader{who(validator, Refuses, "1EdTech/digital-credentials-public-validator#60")}}, kidDID},
		{Lint{"kid-missing", Text{
			"The header holds the key itself and no name of it (kid), by which a DID's key is looked up.",
			"La cabecera contiene la clave misma y no su nombre (kid), por el que se busca la clave de un DID.",
		}, Text{
			"Name the key by its DID URL in kid.",
			"Nombre la clave por su URL de DID en kid.",
		}, []Reader{who(joseReaders, Refuses)}}, kidMissing},
		{Lint{"claim-missing", Text{
			"The token lacks a claim that repeats a member of the badge.",
			"Al token le falta una declaración que repite un miembro de la insignia.",
		}, Text{
			"Write iss, jti, nbf, sub, and exp where the badge ends; sub needs a subject with an id.",
			"Escriba iss, jti, nbf, sub, y exp si la insignia termina; sub necesita un sujeto con id.",
		}, []Reader{who(toTheLetter, Refuses)}}, claimMissing},

		// Proofs inside the document.
		{Lint{"proof-suite", Text{
			"No proof is of a suite that is checked there: whatever calls itself DataIntegrityProof is taken for eddsa-rdfc-2022.",
			"Ninguna prueba es de una suite que allí se compruebe: todo DataIntegrityProof se toma por eddsa-rdfc-2022.",
		}, Text{
			"Add an eddsa-rdfc-2022 proof, as the first.",
			"Añada una prueba eddsa-rdfc-2022, como primera.",
		}, []Reader{who(validator, Refuses)}}, suiteOfValidator},
		{Lint{"proof-suite-wallets", Text{
			"No proof is of a suite that these programs know.",
			"Ninguna prueba es de una suite que estos programas conozcan.",
		}, Text{
			"Add an eddsa-rdfc-2022 proof.",
			"Añada una prueba eddsa-rdfc-2022.",
		}, []Reader{
			who(lcw, Refuses, "openwallet-foundation-labs/learner-credential-wallet#656"),
			who(verifierPlus, Refuses, "digitalcredentials/verifier-plus#143"),
		}}, suiteOfWallets},
		{Lint{"proof-suite-certified", Text{
			"There is a proof inside the badge, and none is of eddsa-rdfc-2022, which certification asks for.",
			"Hay una prueba dentro de la insignia, y ninguna es eddsa-rdfc-2022, que la certificación exige.",
		}, Text{
			"Sign with eddsa-rdfc-2022, or add a proof of it.",
			"Firme con eddsa-rdfc-2022, o añada una prueba suya.",
		}, []Reader{who(certification, Refuses, "learningeconomy/LearnCard#1273")}}, suiteCertified},
		{Lint{"proof-order", Text{
			"The proof that can be checked there is not the first, and no other is tried.",
			"La prueba que allí se puede comprobar no es la primera, y no se intenta otra.",
		}, Text{
			"Put the eddsa-rdfc-2022 proof first in the list of proofs.",
			"Ponga la prueba eddsa-rdfc-2022 la primera de la lista.",
		}, []Reader{who(validator, Refuses)}}, proofOrder},
		{Lint{"method-document", Text{
			"The proof's key is an entry of a larger document, and only a document that is the key alone is read.",
			"La clave de la prueba es una entrada de un documento mayor, y solo se lee un documento que sea la clave misma.",
		}, Text{
			"Serve a Multikey with controller and publicKeyMultibase at a URL without a fragment, and name that; or sign as a did:key.",
			"Publique una Multikey con controller y publicKeyMultibase en una URL sin fragmento, y nómbrela; o firme como did:key.",
		}, []Reader{who(validator, Refuses)}}, methodDocument},
		{Lint{"key-without-fragment", Text{
			"The key is named by its DID alone, without saying which key of it.",
			"La clave se nombra solo por su DID, sin decir cuál de sus claves es.",
		}, Text{
			"Write the whole DID URL of the key, fragment and all.",
			"Escriba la URL de DID completa de la clave, con su fragmento.",
		}, []Reader{
			who(named("walt.id"), Refuses, "walt-id/waltid-identity#840"),
			who(named("ssi-sdk"), Refuses, "TBD54566975/ssi-sdk#429"),
		}}, keyWithoutFragment},
		{Lint{"proof-undefined", Text{
			"The contexts of the badge do not define the type of its proof; not every reader adds the one that does.",
			"Los contextos de la insignia no definen el tipo de su prueba; no todo lector añade el que lo hace.",
		}, Text{
			"Name the context of the suite behind that of Open Badges, and sign again.",
			"Nombre el contexto de la suite detrás del de Open Badges, y firme de nuevo.",
		}, []Reader{who(named("Credo"), Refuses, "openwallet-foundation/credo-ts#2877")}}, proofUndefined},
		{Lint{"proof-context", Text{
			"The proof has contexts of its own; readers that hash it under those of the badge find another hash.",
			"La prueba tiene contextos propios; los lectores que calculan su resumen con los de la insignia obtienen otro.",
		}, Text{
			"Sign again with a suite of today, which leaves them out.",
			"Firme de nuevo con una suite actual, que los omite.",
		}, []Reader{who(linkedData, Refuses, "learningeconomy/LearnCard#1273")}}, proofContext},

		// Contexts.
		{Lint{"vcdm-1.1", Text{
			"The badge follows version 1.1 of the data model, which is not for new badges.",
			"La insignia sigue la versión 1.1 del modelo de datos, que no es para insignias nuevas.",
		}, Text{
			"Issue new badges under https://www.w3.org/ns/credentials/v2.",
			"Emita las insignias nuevas con https://www.w3.org/ns/credentials/v2.",
		}, []Reader{who(schemaReaders, Refuses, "1EdTech/openbadges-specification#608")}}, formerModel},
		{Lint{"context-unversioned", Text{
			"The context of Open Badges is the one without a version, whose content changed; some readers have another, or do not know it.",
			"El contexto de Open Badges es el que no lleva versión, cuyo contenido cambió; algunos lectores tienen otro, o no lo conocen.",
		}, Text{
			"Name https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json, and sign again.",
			"Nombre https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json, y firme de nuevo.",
		}, []Reader{who(lcw, Warns), who(verifierPlus, Warns), who(ssi, Refuses)}}, contextUnversioned},
		{Lint{"context-custom", Text{
			"A context is one that others do not have at hand, and many load none.",
			"Un contexto es uno que otros no tienen a mano, y muchos no cargan ninguno.",
		}, Text{
			"Leave it out, and say what it is for with members of Open Badges.",
			"Omítalo, y exprese lo que aporta con miembros de Open Badges.",
		}, []Reader{
			who(named("Veramo"), Refuses, "decentralized-identity/veramo#989"),
			who(verifierPlus, Refuses, "digitalcredentials/verifier-plus#72"),
		}}, contextCustom},
		{Lint{"context-inline", Text{
			"A context is written out inside the badge; where it gives a protected name anew, the badge is malformed.",
			"Hay un contexto escrito dentro de la insignia; si redefine un nombre protegido, la insignia está mal formada.",
		}, Text{
			"Leave it out.",
			"Omítalo.",
		}, []Reader{who(linkedData, Refuses, "blockchain-certificates/cert-schema#95")}}, contextInline},
		{Lint{"json-ld", Text{
			"Read as JSON-LD, the badge does not say all that stands in it. Of several places the first is told.",
			"Leída como JSON-LD, la insignia no dice todo lo que contiene. De varios lugares se indica el primero.",
		}, Text{
			"Add the context that defines the name, such as https://purl.imsglobal.org/spec/ob/v3p0/extensions.json, or leave it out.",
			"Añada el contexto que define el nombre, como https://purl.imsglobal.org/spec/ob/v3p0/extensions.json, u omítalo.",
		}, []Reader{
			who(validator, Refuses),
			who(lcw, Refuses, "openwallet-foundation-labs/learner-credential-wallet#772"),
			who(verifierPlus, Refuses, "openwallet-foundation-labs/learner-credential-wallet#772"),
		}}, notJSONLD},
		{Lint{"endorsement-jwt", Text{
			"An endorsement is a token. The published context does not define the member that it stands in, and it has brought a validator down.",
			"Un respaldo es un token. El contexto publicado no define el miembro en que está, y ha hecho caer a un validador.",
		}, Text{
			"Embed the endorsement as JSON with a proof of its own (endorsement).",
			"Incluya el respaldo como JSON con su propia prueba (endorsement).",
		}, []Reader{
			who(validator, Refuses, "1EdTech/digital-credentials-public-validator#9"),
			who(linkedData, Refuses),
		}}, endorsementToken},

		// How members are written.
		{Lint{"null", Text{
			"A member is null; the schema has it left out.",
			"Un miembro es null; el esquema pide omitirlo.",
		}, Text{
			"Leave the member out.",
			"Omita el miembro.",
		}, []Reader{who(validator, Refuses)}}, nulls},
		{Lint{"single", Text{
			"One value stands where the schema has a list; only the schema for compacted documents takes it so.",
			"Hay un solo valor donde el esquema tiene una lista; solo lo admite el esquema de documentos compactados.",
		}, Text{
			"Write a list, even of one, and sign again.",
			"Escriba una lista, aunque sea de uno, y firme de nuevo.",
		}, []Reader{who(validator, Warns)}}, single},
		{Lint{"single-refused", Text{
			"One value stands where every schema of Open Badges has a list.",
			"Hay un solo valor donde todos los esquemas de Open Badges tienen una lista.",
		}, Text{
			"Write a list, even of one, and sign again.",
			"Escriba una lista, aunque sea de uno, y firme de nuevo.",
		}, []Reader{who(validator, Refuses)}}, singleRefused},
		{Lint{"type-list", Text{
			"A type is a list where the schema has a single text.",
			"Un tipo es una lista donde el esquema tiene un solo texto.",
		}, Text{
			"Write the type as a text, and sign again.",
			"Escriba el tipo como texto, y firme de nuevo.",
		}, []Reader{who(validator, Refuses)}}, typeList},
		{Lint{"image-text", Text{
			"An image is a text where the schema has an object of the class Image.",
			"Una imagen es un texto donde el esquema tiene un objeto de la clase Image.",
		}, Text{
			`Write {"id": "…", "type": "Image"}, and sign again.`,
			`Escriba {"id": "…", "type": "Image"}, y firme de nuevo.`,
		}, []Reader{who(validator, Refuses)}}, imageText},
		{Lint{"time-spelling", Text{
			"A time is written with a fraction or an offset other than Z; a reader that writes it anew refuses the signature.",
			"Una hora lleva fracción o un desfase distinto de Z; un lector que la reescriba rechaza la firma.",
		}, Text{
			"Write whole seconds of UTC, such as 2026-06-01T09:00:00Z, and sign again.",
			"Escriba segundos enteros de UTC, como 2026-06-01T09:00:00Z, y firme de nuevo.",
		}, []Reader{
			who(ssi, Refuses, "spruceid/ssi#667", "spruceid/ssi#638"),
			who(verifierPlus, Refuses, "digitalcredentials/verifier-plus#60"),
		}}, timeSpelling},
		{Lint{"language-code", Text{
			"A language is written in a way that the schema does not take, though it may be a good tag.",
			"Un idioma está escrito de un modo que el esquema no admite, aunque sea una etiqueta correcta.",
		}, Text{
			"Write language, script and region alone, in their usual case, such as en, en-US or zh-Hans-CN.",
			"Escriba solo idioma, escritura y región, con las mayúsculas usuales, como es, es-MX o zh-Hans-CN.",
		}, []Reader{who(validator, Refuses)}}, languageCode},
		{Lint{"mojibake", Text{
			"A text looks as if its UTF-8 had been encoded twice, such as “Ã©” for “é”. It is shown so, and some wallets fail over it.",
			"Un texto parece tener su UTF-8 codificado dos veces, como «Ã©» en lugar de «é». Así se muestra, y algunas carteras fallan.",
		}, Text{
			"Find where the text was read in another encoding than UTF-8, and issue again.",
			"Busque dónde se leyó el texto en otra codificación que UTF-8, y emita de nuevo.",
		}, []Reader{who(lcw, Refuses, "openwallet-foundation-labs/learner-credential-wallet#768")}}, mojibake},

		// What people are shown.
		{Lint{"badge-type", Text{
			"Among the types there is AchievementCredential and not OpenBadgeCredential, its other name, which alone is looked for.",
			"Entre los tipos está AchievementCredential y no OpenBadgeCredential, su otro nombre, el único que se busca.",
		}, Text{
			"Write OpenBadgeCredential; a proof of the graph holds with either.",
			"Escriba OpenBadgeCredential; una prueba del grafo se sostiene con ambos.",
		}, []Reader{who(lcw, Warns), who(verifierPlus, Warns)}}, badgeType},
		{Lint{"name", Text{
			"The credential itself has no name, which some wallets show, and VCDM 1.1 badges need.",
			"La credencial misma no tiene nombre, que algunas carteras muestran y las insignias VCDM 1.1 necesitan.",
		}, Text{
			"Give the credential the name of its achievement.",
			"Dé a la credencial el nombre de su logro.",
		}, []Reader{who(lcw, ShowsBadly, "openwallet-foundation-labs/learner-credential-wallet#692")}}, noName},
		{Lint{"criteria", Text{
			"The criteria have neither a narrative nor an id.",
			"Los criterios no tienen ni narrativa ni id.",
		}, Text{
			"Say in criteria.narrative what had to be done, or link to it by criteria.id.",
			"Diga en criteria.narrative lo que había que hacer, o enlácelo con criteria.id.",
		}, []Reader{who(validator, Refuses)}}, noCriteria},
		{Lint{"issuer-text", Text{
			"The issuer is a text: nothing says its name, and one validator fails over it.",
			"El emisor es un texto: nada dice su nombre, y un validador falla con ello.",
		}, Text{
			"Write a Profile with id, type and name.",
			"Escriba un Profile con id, type y name.",
		}, []Reader{who(validator, Refuses), who(verifierPlus, ShowsBadly, "digitalcredentials/verifier-plus#182")}}, issuerText},
		{Lint{"issuer-type", Text{
			"The issuer is not of the type Profile.",
			"El emisor no es del tipo Profile.",
		}, Text{
			`Add "type": ["Profile"] to the issuer.`,
			`Añada "type": ["Profile"] al emisor.`,
		}, []Reader{who(validator, Refuses)}}, issuerType},
		{Lint{"issuer-name", Text{
			"The issuer has no name, so an identifier is shown for it.",
			"El emisor no tiene nombre, y en su lugar se muestra un identificador.",
		}, Text{
			"Give the issuer a name.",
			"Dé un nombre al emisor.",
		}, []Reader{who(certification, ShowsBadly), who(verifierPlus, ShowsBadly, "digitalcredentials/verifier-plus#182")}}, issuerName},
		{Lint{"recipient-hashed", Text{
			"The recipient is known by hashes alone: “issued to” stays empty in wallets.",
			"El destinatario se conoce solo por resúmenes: «emitida a» queda vacío en las carteras.",
		}, Text{
			"Nothing, where the recipient is to stay unknown, as a minor should; tell recipients what they will see.",
			"Nada, si el destinatario ha de quedar oculto, como un menor; diga a los destinatarios lo que verán.",
		}, []Reader{who(wallets, ShowsBadly, "1EdTech/openbadges-specification#610")}}, recipientHashed},
		{Lint{"recipient-name", Text{
			"The recipient's name stands among the identifiers, where these programs do not look.",
			"El nombre del destinatario está entre los identificadores, donde estos programas no miran.",
		}, Text{
			"Nothing in the badge: Open Badges has no other place for a name. Tell recipients what they will see.",
			"Nada en la insignia: Open Badges no tiene otro lugar para un nombre. Diga a los destinatarios lo que verán.",
		}, []Reader{
			who(lcw, ShowsBadly, "openwallet-foundation-labs/learner-credential-wallet#632"),
			who(verifierPlus, ShowsBadly, "digitalcredentials/verifier-plus#154"),
		}}, recipientName},

		// Status and schemas.
		{Lint{"status-unread", Text{
			"The badge can be revoked in a way that these programs do not ask about: revoked, it is still good there.",
			"La insignia se puede revocar de un modo que estos programas no consultan: revocada, allí sigue siendo válida.",
		}, Text{
			"Use a BitstringStatusListEntry.",
			"Use una BitstringStatusListEntry.",
		}, []Reader{who(lcw, PassesOver), who(verifierPlus, PassesOver)}}, statusUnread},
		{Lint{"status-list", Text{
			"There is a list of status entries where the schema has a single one; no more than the first is asked.",
			"Hay una lista de entradas de estado donde el esquema tiene una sola; no se consulta más que la primera.",
		}, Text{
			"Name one entry, for revocation, as an object.",
			"Nombre una sola entrada, de revocación, como objeto.",
		}, []Reader{who(validator, Refuses, "1EdTech/openbadges-specification#623")}}, statusList},
		{Lint{"status-id", Text{
			"A status entry has no id, which the schema asks for.",
			"Una entrada de estado no tiene id, que el esquema exige.",
		}, Text{
			"Give the entry an id, such as the list's URL with the index as a fragment.",
			"Dé un id a la entrada, como la URL de la lista con el índice por fragmento.",
		}, []Reader{who(validator, Refuses)}}, statusID},
		{Lint{"status-purpose", Text{
			"A status entry is for something other than revocation, which is not asked.",
			"Una entrada de estado sirve para algo distinto de la revocación, y no se consulta.",
		}, Text{
			"Revoke, and issue again, where others have to see that a badge does not count.",
			"Revoque, y emita de nuevo, si otros deben ver que una insignia no cuenta.",
		}, []Reader{who(validator, PassesOver)}}, statusPurpose},
		{Lint{"schema-type", Text{
			"A schema is of a type that an earlier text of the specification named.",
			"Un esquema es de un tipo que nombraba un texto anterior de la especificación.",
		}, Text{
			"Write 1EdTechJsonSchemaValidator2019.",
			"Escriba 1EdTechJsonSchemaValidator2019.",
		}, []Reader{who(validator, PassesOver, "1EdTech/openbadges-specification#581")}}, schemaType},
	}
}

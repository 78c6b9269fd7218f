package doctor

import (
	"slices"

	"github.com/summitbadges/openbadges/internal/strictjson"
)

// A Difference is something that the validator of 1EdTech (version 1.11.0) and package
// verify do not judge alike, or that the validator and the specification do not.
type Difference struct {
	ID        string `json:"id"` // R1 to R22
	Topic     Text   `json:"topic"`
	Validator Text   `json:"validator"` // what it does
	Here      Text   `json:"here"`      // what package verify does
	Same      bool   `json:"-"`         // both come to the same verdict: it concerns no badge
}

// Differences returns all of them, in order. Those that concern a badge are in its
// Examination.
func Differences() []Difference {
	all := make([]Difference, len(differences))
	for i, d := range differences {
		all[i] = d.Difference
	}
	return all
}

type difference struct {
	Difference
	concerns func(*patient) bool
}

// found turns the function of a row into the question whether it finds anything.
func found(find func(*patient, *notes)) func(*patient) bool {
	return func(p *patient) bool {
		n := notes{patient: p}
		find(p, &n)
		return len(n.found) > 0
	}
}

func nobody(*patient) bool { return false }

func ofToken(p *patient) bool { return p.token != nil }

// has asks for a member of the credential itself.
func has(name string) func(*patient) bool {
	return func(p *patient) bool { return p.doc.Get(name).Exists() }
}

// hasAnywhere asks for a member of any object.
func hasAnywhere(names ...string) func(*patient) bool {
	return func(p *patient) bool {
		there := false
		p.each(func(_ strictjson.Value, name string) { there = there || slices.Contains(names, name) })
		return there
	}
}

var differences = []difference{
	{Difference{"R1", Text{"Names that no context defines", "Nombres que ningún contexto define"},
		Text{"refuses them in a token as well", "los rechaza también en un token"},
		Text{"a remark in a token, whose bytes are signed; refused under a proof of the graph", "una observación en un token, cuyos bytes están firmados; rechazados bajo una prueba del grafo"}, false}, ofToken},
	{Difference{"R2", Text{"Which contexts are named", "Qué contextos se nombran"},
		Text{"a context of VCDM 1.1 in a badge of VCDM 2.0 is a warning; the context of Open Badges goes by names from before it was final, too", "un contexto de VCDM 1.1 en una insignia de VCDM 2.0 es un aviso; admite el de Open Badges también con nombres previos al definitivo"},
		Text{"one version of VCDM, named first; the context of Open Badges by its own names alone", "una sola versión de VCDM, nombrada primero; el contexto de Open Badges solo con sus propios nombres"}, false}, strayContext},
	{Difference{"R3", Text{"Single values in the place of lists", "Valores solos en lugar de listas"},
		Text{"asks the published schemas: a warning where the one for compacted documents takes them, refused elsewhere", "consulta los esquemas publicados: un aviso donde los admite el de documentos compactados; si no, rechazo"},
		Text{"a remark; Strict refuses", "una observación; Strict los rechaza"}, false},
		func(p *patient) bool { return found(single)(p) || found(singleRefused)(p) }},
	{Difference{"R4", Text{"A subject with neither id nor identifier", "Un sujeto sin id ni identificador"},
		Text{"passes", "pasa"},
		Text{"refused", "rechazado"}, false}, subjectOfNobody},
	{Difference{"R5", Text{"Criteria that say nothing", "Criterios que no dicen nada"},
		Text{"refused", "rechazados"},
		Text{"a remark; Strict refuses, and so does Issue", "una observación; Strict los rechaza, e Issue también"}, false}, found(noCriteria)},
	{Difference{"R6", Text{"How the issuer is written", "Cómo se escribe el emisor"},
		Text{"fails over an issuer that is a text, or is not of the type Profile; warns of a url that does not answer", "falla con un emisor que es un texto, o que no es del tipo Profile; avisa de una url que no responde"},
		Text{"an issuer may be its id alone under VCDM 2.0; nothing but its key is asked for", "bajo VCDM 2.0 un emisor puede ser solo su id; no se pide más que su clave"}, false},
		func(p *patient) bool { return found(issuerText)(p) || found(issuerType)(p) }},
	{Difference{"R7", Text{"Claims of the token and members of the badge", "Declaraciones del token y miembros de la insignia"},
		Text{"are not compared", "no se comparan"},
		Text{"refused where they differ; of two ends the earlier counts", "rechazados si difieren; de dos finales cuenta el anterior"}, false}, ofToken},
	{Difference{"R8", Text{"Algorithms of tokens", "Algoritmos de los tokens"},
		Text{"RS256 and ES256", "RS256 y ES256"},
		Text{"EdDSA, ES384 and PS256 as well", "también EdDSA, ES384 y PS256"}, false}, found(tokenAlgorithm)},
	{Difference{"R9", Text{"What stands at the URL of a key (kid)", "Qué hay en la URL de una clave (kid)"},
		Text{"one JWK and nothing else", "un JWK y nada más"},
		Text{"a JWK, a set of them, or the document of a controller", "un JWK, un conjunto de ellos, o el documento de un controlador"}, false},
		func(p *patient) bool { return isWeb(p.kid()) }},
	{Difference{"R10", Text{"A key in the header of the token (jwk)", "Una clave en la cabecera del token (jwk)"},
		Text{"is believed, whoever the issuer is", "se cree, sea quien sea el emisor"},
		Text{"has to be one of the issuer's", "ha de ser una del emisor"}, false},
		func(p *patient) bool { return p.token != nil && p.token.JWK != nil }},
	{Difference{"R11", Text{"Whose the key of a proof is", "De quién es la clave de una prueba"},
		Text{"takes a key that is written in the fragment of a URL without asking there; does not compare a did:key without fragment with the issuer", "toma una clave escrita en el fragmento de una URL sin preguntar allí; no compara con el emisor un did:key sin fragmento"},
		Text{"has to be published by the issuer that the badge names", "ha de publicarla el emisor que la insignia nombra"}, false}, keyOfTheProof},
	{Difference{"R12", Text{"Which suite a proof is of", "De qué suite es una prueba"},
		Text{"takes every DataIntegrityProof but ecdsa-sd-2023 for eddsa-rdfc-2022, whatever it calls itself", "toma todo DataIntegrityProof salvo ecdsa-sd-2023 por eddsa-rdfc-2022, se llame como se llame"},
		Text{"each by its own suite; one that is not known leaves the verdict open", "cada una según su suite; una desconocida deja abierto el veredicto"}, false}, otherSuite},
	{Difference{"R13", Text{"Several proofs", "Varias pruebas"},
		Text{"judges the first that it could, and no other", "juzga la primera que podría, y ninguna otra"},
		Text{"all that can be judged have to hold", "todas las que se puedan juzgar han de sostenerse"}, false},
		func(p *patient) bool { return len(p.embedded) > 1 }},
	{Difference{"R14", Text{"Newer editions (refreshService)", "Ediciones más recientes (refreshService)"},
		Text{"one that fails fails the run, one that cannot be had is passed over, and the end of the older one counts all the same", "una que falla hace fallar todo, una que no se obtiene se pasa por alto, y el final de la anterior cuenta igualmente"},
		Text{"asked for only where Config.Refresh says so; one that is accepted takes the place of the older, any other is a remark", "se pide solo si Config.Refresh lo dice; la que se acepta ocupa el lugar de la anterior, cualquier otra es una observación"}, false}, has("refreshService")},
	{Difference{"R15", Text{"Whose badge it is", "De quién es la insignia"},
		Text{"is not asked", "no se pregunta"},
		Text{"asked by the rule verify.Recipient, and not otherwise", "se pregunta con la regla verify.Recipient, y no de otro modo"}, false},
		func(p *patient) bool { return len(p.identifiers()) > 0 }},
	{Difference{"R16", Text{"Which status is asked for", "Qué estado se consulta"},
		Text{"the first entry, for revocation, of one bit; and 1EdTechRevocationList", "la primera entrada, de revocación, de un bit; y 1EdTechRevocationList"},
		Text{"all entries: revocation, suspension, messages of several bits; 1EdTechRevocationList from the issuer's own host", "todas las entradas: revocación, suspensión, mensajes de varios bits; 1EdTechRevocationList del propio sitio del emisor"}, false}, has("credentialStatus")},
	{Difference{"R17", Text{"A status that cannot be found out", "Un estado que no se puede averiguar"},
		Text{"a warning: the badge passes", "un aviso: la insignia pasa"},
		Text{"leaves the verdict open, which is no pass", "deja abierto el veredicto, que no es un sí"}, false}, has("credentialStatus")},
	{Difference{"R18", Text{"Endorsements", "Respaldos"},
		Text{"judged wherever they stand; RsaSignature2018 counts there", "se juzgan donde estén; RsaSignature2018 cuenta allí"},
		Text{"judged where Config.Endorsements asks, by the suites that badges have", "se juzgan si Config.Endorsements lo pide, con las suites de las insignias"}, false}, hasAnywhere("endorsement", "endorsementJwt")},
	{Difference{"R19", Text{"ecdsa-sd-2023", "ecdsa-sd-2023"},
		Text{"derived proofs, though the specification does not name the suite", "pruebas derivadas, aunque la especificación no nombra la suite"},
		Text{"the same", "lo mismo"}, true}, nobody},
	{Difference{"R20", Text{"What the context 3.0.3 contains", "Qué contiene el contexto 3.0.3"},
		Text{"an edition of its own, with endorsementJwt and jti", "una edición propia, con endorsementJwt y jti"},
		Text{"the published one; that edition for a badge that uses the two names", "la publicada; esa edición para una insignia que usa los dos nombres"}, false},
		func(p *patient) bool { return p.token == nil && hasAnywhere("endorsementJwt", "jti")(p) }},
	{Difference{"R21", Text{"The order of the checks", "El orden de las comprobaciones"},
		Text{"schema before signature, and stops at the first fatal one", "el esquema antes que la firma, y se detiene en la primera fatal"},
		Text{"signature before form: nothing that is not signed is judged further", "la firma antes que la forma: nada sin firmar se juzga más"}, true}, nobody},
	{Difference{"R22", Text{"Degrees", "Grados"},
		Text{"fatal, error, warning", "fatal, error, aviso"},
		Text{"violation, deviation, note; Strict makes errors of deviations", "violación, desviación, nota; Strict hace de las desviaciones errores"}, true}, nobody},
}

// strayContext finds what R2 is about: the base of the other version, and the names that
// the context of Open Badges had before.
func strayContext(p *patient) bool {
	for i, url := range p.contexts {
		if i > 0 && (url == contextV1 || url == contextV2) || slices.Contains(formerContexts, url) {
			return true
		}
	}
	return false
}

var formerContexts = []string{
	contextOB + "context/ob_v3p0.jsonld",
	"https://imsglobal.github.io/openbadges-specification/context.json",
}

func subjectOfNobody(p *patient) bool {
	return blank(p.doc.Get("credentialSubject").Get("id")) && len(p.identifiers()) == 0
}

func keyOfTheProof(p *patient) bool {
	for _, proof := range p.embedded {
		if isWeb(proof.Method) {
			return true
		}
	}
	return found(keyWithoutFragment)(p)
}

func otherSuite(p *patient) bool {
	for _, proof := range p.embedded {
		if proof.Type == "DataIntegrityProof" && proof.Algorithm != "eddsa-rdfc-2022" && proof.Algorithm != "ecdsa-sd-2023" {
			return true
		}
	}
	return false
}

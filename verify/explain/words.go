package explain

import (
	"strconv"
	"strings"

	"github.com/summitbadges/openbadges/credential"
)

// sentences say what would have held, in English and in Spanish. {at} is the place,
// {found} what stands there, {expected} what would have held, {n} the number of places.
var sentences = map[string][2]string{
	"context-edition": {
		"The signature would hold under another edition of the Open Badges context: {expected} in the place of {found}, at {at}. Somebody has exchanged the context after signing.",
		"La firma sería válida con otra edición del contexto de Open Badges: {expected} en lugar de {found}, en {at}. Alguien ha cambiado el contexto después de firmar."},
	"context-added": {
		"The signature would hold without the context {found} at {at}: it was added after signing.",
		"La firma sería válida sin el contexto {found} en {at}: se añadió después de firmar."},
	"proof-context": {
		"The signature would hold if the proof had the @context {expected}: the issuer's software hashed the proof under it.",
		"La firma sería válida si la prueba tuviera el @context {expected}: el programa del emisor calculó con él el resumen de la prueba."},
	"proof-context none": {
		"The signature would hold if the proof had no @context of its own ({found}): the issuer's software hashed it under the contexts of the document, or without any.",
		"La firma sería válida si la prueba no tuviera un @context propio ({found}): el programa del emisor calculó el resumen con los contextos del documento, o sin ninguno."},
	"date-spelling": {
		"The signature would hold if the time at {at} were written {expected} and not {found}. It is the same instant; some software has written it anew.",
		"La firma sería válida si la hora en {at} estuviera escrita como {expected} y no como {found}. Es el mismo instante; algún programa la ha reescrito."},
	"date-spelling all": {
		"The signature would hold if {n} times were written like {expected} and not like {found}, the first at {at}. They are the same instants; some software has written them anew.",
		"La firma sería válida si {n} horas estuvieran escritas como {expected} y no como {found}, la primera en {at}. Son los mismos instantes; algún programa las ha reescrito."},
	"doubly-encoded twice": {
		"The signature would hold if the text at {at} were “{expected}” and not “{found}”: some software took UTF-8 for another encoding and encoded it again ({n} places).",
		"La firma sería válida si el texto en {at} fuera «{expected}» y no «{found}»: algún programa tomó UTF-8 por otra codificación y lo codificó de nuevo ({n} lugares)."},
	"doubly-encoded mended": {
		"The signature would hold if the text at {at} were “{expected}”: it was signed with its characters encoded twice, and somebody has mended that since ({n} places).",
		"La firma sería válida si el texto en {at} fuera «{expected}»: se firmó con los caracteres codificados dos veces, y alguien lo ha corregido después ({n} lugares)."},
	"line-breaks": {
		"The signature would hold if line breaks in texts were written otherwise, as {variant}: the first at {at}, {n} texts in all. An editor or a database has changed them.",
		"La firma sería válida si los saltos de línea de los textos estuvieran escritos de otro modo, como {variant}: el primero en {at}, {n} textos en total. Un editor o una base de datos los ha cambiado."},
	"entities undone": {
		"The signature would hold if the text at {at} were “{expected}” and not “{found}”: some software has escaped it for HTML ({n} places).",
		"La firma sería válida si el texto en {at} fuera «{expected}» y no «{found}»: algún programa lo ha escapado para HTML ({n} lugares)."},
	"entities escaped": {
		"The signature would hold if the text at {at} were “{expected}” and not “{found}”: it was signed with its escapes for HTML, which were undone since ({n} places).",
		"La firma sería válida si el texto en {at} fuera «{expected}» y no «{found}»: se firmó con escapes de HTML, que se han deshecho después ({n} lugares)."},
	"array-form value": {
		"The signature would hold if the list of one value at {at} were that value alone ({n} places): some software has written single values as lists.",
		"La firma sería válida si la lista de un solo valor en {at} fuera ese valor sin lista ({n} lugares): algún programa ha escrito valores únicos como listas."},
	"array-form list": {
		"The signature would hold if the value at {at} stood in a list ({n} places): some software has written lists of one as the value alone.",
		"La firma sería válida si el valor en {at} estuviera en una lista ({n} lugares): algún programa ha escrito listas de un elemento como el valor solo."},
	"empty-members": {
		"The signature would hold without {n} members that say nothing (null, empty lists or empty texts), the first at {at}: some software has added them.",
		"La firma sería válida sin {n} miembros que no dicen nada (null, listas vacías o textos vacíos), el primero en {at}: algún programa los ha añadido."},
	"other-key": {
		"The signature was made with another key of the same issuer: {expected}, and not {found}, by which it was judged. If nobody else has that key, the badge names the wrong key, or the issuer publishes its keys under exchanged names.",
		"La firma se hizo con otra clave del mismo emisor: {expected}, y no {found}, con la que se juzgó. Si nadie más tiene esa clave, la insignia nombra la clave equivocada, o el emisor publica sus claves con los nombres cambiados."},
	"other-key ending": {
		"The signature was made with another key of the same issuer, {expected}, and not {found}, by which it was judged. That key was revoked, or is good until a date only: whoever has it now can have made this, and the issuer has to say.",
		"La firma se hizo con otra clave del mismo emisor, {expected}, y no {found}, con la que se juzgó. Esa clave fue revocada o solo vale hasta una fecha: quien la tenga ahora puede haber hecho esto, y el emisor tiene que decirlo."},
	"other-key other-purpose": {
		"The signature was made with another key of the same issuer, {expected}, and not {found}, by which it was judged. The issuer does not publish that key for signing badges: whoever has it for something else can have made this.",
		"La firma se hizo con otra clave del mismo emisor, {expected}, y no {found}, con la que se juzgó. El emisor no publica esa clave para firmar insignias: quien la tenga para otra cosa puede haber hecho esto."},
	"hash-order document-first": {
		"The signature holds over the same two digests in the other order: the issuer's software put that of the document before that of the proof.",
		"La firma es válida sobre los mismos dos resúmenes en el otro orden: el programa del emisor puso el del documento antes del de la prueba."},
	"hash-order document-only": {
		"The signature holds over the digest of the document alone: the issuer's software left out that of the proof.",
		"La firma es válida sobre el resumen del documento solo: el programa del emisor omitió el de la prueba."},
	"hash-order proof-only": {
		"The signature holds over the digest of the proof alone: the issuer's software left out the document, and signed nothing of it.",
		"La firma es válida sobre el resumen de la prueba solo: el programa del emisor omitió el documento y no firmó nada de él."},
	"hash-order unhashed": {
		"The signature holds over the canonical forms themselves: the issuer's software did not hash them first.",
		"La firma es válida sobre las propias formas canónicas: el programa del emisor no calculó antes sus resúmenes."},
	"canonicalization jcs": {
		"The signature holds over the JSON (JCS): the issuer's software signed that, and called the suite {found}, which signs the graph (RDFC).",
		"La firma es válida sobre el JSON (JCS): el programa del emisor firmó eso y llamó a la suite {found}, que firma el grafo (RDFC)."},
	"canonicalization rdfc": {
		"The signature holds over the graph (RDFC): the issuer's software signed that, and called the suite {found}, which signs the JSON (JCS).",
		"La firma es válida sobre el grafo (RDFC): el programa del emisor firmó eso y llamó a la suite {found}, que firma el JSON (JCS)."},
	"hash-function": {
		"The signature holds over digests by {variant}, which is not the hash of this suite with this key.",
		"La firma es válida sobre resúmenes con {variant}, que no es la función de esta suite con esta clave."},
	"signature-form": {
		"The signature is good, and in the wrong form: it is ECDSA in DER, where its two numbers belong side by side.",
		"La firma es buena, pero en la forma equivocada: es ECDSA en DER, donde deben ir sus dos números uno junto al otro."},
	"value-encoding hexadecimal": {
		"The signature at {at} is good, and in the wrong base: it is hexadecimal, where base58 with a z before it belongs.",
		"La firma en {at} es buena, pero en la base equivocada: es hexadecimal, donde corresponde base58 con una z delante."},
	"value-encoding base64": {
		"The signature at {at} is good, and in the wrong base: it is base64, where base58 with a z before it belongs.",
		"La firma en {at} es buena, pero en la base equivocada: es base64, donde corresponde base58 con una z delante."},
	"value-encoding no-prefix": {
		"The signature at {at} is good; it lacks the z before it that says that it is base58.",
		"La firma en {at} es buena; le falta la z delante que dice que es base58."},
	"value-encoding padding": {
		"Without the = at the end of its parts the token can be read: base64url has no padding in a JWS.",
		"Sin los = al final de sus partes, el token se puede leer: base64url no lleva relleno en un JWS."},
	"value-encoding alphabet": {
		"With - and _ in the place of + and / the token can be read: somebody has written it in the other alphabet of base64.",
		"Con - y _ en lugar de + y /, el token se puede leer: alguien lo ha escrito en el otro alfabeto de base64."},
	"value-encoding several": {
		"Without padding, white space and the characters + and / (for which - and _ stand) the token can be read: some software has written its base64 anew.",
		"Sin relleno, sin espacios y sin los caracteres + y / (en cuyo lugar van - y _), el token se puede leer: algún programa ha reescrito su base64."},
	"white-space around": {
		"Without what stands before or behind it (white space, or a byte order mark) the badge can be read.",
		"Sin lo que está delante o detrás (espacios, o una marca de orden de bytes), la insignia se puede leer."},
	"white-space within": {
		"Without the line breaks or spaces inside it the token can be read: a mail program or an editor has broken its lines.",
		"Sin los saltos de línea o espacios que tiene dentro, el token se puede leer: un programa de correo o un editor ha partido sus líneas."},
	"white-space payload": {
		"The signature would hold if the signed content ended otherwise (white space at its end: {expected}).",
		"La firma sería válida si el contenido firmado terminara de otro modo (espacio en blanco al final: {expected})."},
	"serialization unencoded": {
		"The signature holds over the content before it was encoded in base64url, which is not what a JWS of this kind signs.",
		"La firma es válida sobre el contenido antes de codificarlo en base64url, que no es lo que firma un JWS de este tipo."},
	"serialization written": {
		"The signature would hold if the same content were written {expected}: somebody has read the signed JSON and written it anew. A token is to be handed on byte for byte.",
		"La firma sería válida si el mismo contenido estuviera escrito así: {expected}. Alguien ha leído el JSON firmado y lo ha reescrito. Un token se entrega byte por byte."},
	"unjudged": {
		"Whether its signature holds then was not looked at: mend it and verify it again.",
		"Si su firma es válida entonces no se ha comprobado: corríjala y verifíquela de nuevo."},
	"": {
		"With this change it would have held.",
		"Con este cambio habría sido válida."},
	"nothing": {
		"There is nothing to diagnose: it is not its signature by which the badge was refused.",
		"No hay nada que diagnosticar: la insignia no se rechazó por su firma."},
	"none": {
		"None of {n} harmless changes that were tried makes the signature hold. Then something that matters was changed after signing, or somebody else signed.",
		"Ninguno de los {n} cambios inofensivos que se probaron hace válida la firma. Entonces se cambió algo importante después de firmar, o firmó otra persona."},
	"some": {
		"None of {n} harmless changes that were tried makes the signature hold.",
		"Ninguno de los {n} cambios inofensivos que se probaron hace válida la firma."},
	"exhausted": {
		"Not everything was tried: there is a limit to what is spent on one badge.",
		"No se probó todo: lo que se gasta en una insignia tiene un límite."},
	"no-verdict": {
		"This explains the refusal and does not undo it: the badge as it is was not signed.",
		"Esto explica el rechazo y no lo anula: la insignia, tal como está, no fue firmada."},
}

func languageOf(tag string) int {
	primary, _, _ := strings.Cut(tag, "-")
	if strings.EqualFold(primary, "es") {
		return 1
	}
	return 0
}

// ofPresentation makes of what is said of a badge what is said of a presentation.
var ofPresentation = strings.NewReplacer("badge", "presentation", "issuer", "holder", "insignias", "presentaciones", "insignia", "presentación", "emisor", "titular")

func say(presentation bool, key, language string, values ...string) string {
	text := sentences[key][languageOf(language)]
	if presentation {
		text = ofPresentation.Replace(text)
	}
	return strings.NewReplacer(values...).Replace(text)
}

// Sentence says in plain words what would have held, in the language of that tag as
// credential.Code.Sentence does.
func (f Finding) Sentence(language string) string {
	key := string(f.Hypothesis)
	if _, ok := sentences[key+" "+f.Variant]; ok && f.Variant != "" {
		key += " " + f.Variant
	} else if _, ok := sentences[key]; !ok {
		key = ""
	}
	text := say(f.presentation, key, language, "{at}", f.Pointer, "{found}", f.Found, "{expected}", f.Expected, "{variant}", f.Variant, "{n}", strconv.Itoa(f.Places))
	if f.Unjudged {
		text += " " + say(f.presentation, "unjudged", language)
	}
	return text
}

// Sentences are the whole diagnosis in plain words, a sentence or two each.
func (d *Diagnosis) Sentences(language string) []string {
	if d == nil || !d.Asked {
		return []string{say(false, "nothing", language)}
	}
	var all []string
	for _, f := range d.Findings {
		all = append(all, f.Sentence(language))
	}
	switch {
	case len(all) > 0:
		all = append(all, say(d.presentation, "no-verdict", language))
	case !d.Exhausted:
		all = append(all, say(d.presentation, "none", language, "{n}", strconv.Itoa(d.Tried)))
	case d.Tried > 0:
		all = append(all, say(d.presentation, "some", language, "{n}", strconv.Itoa(d.Tried)))
	}
	if d.Exhausted {
		all = append(all, say(d.presentation, "exhausted", language))
	}
	return all
}

// reasonsUncovered say why nothing covers a place.
var reasonsUncovered = map[credential.Uncovered][2]string{
	credential.UncoveredProof:   {"the signature itself, or a part of a proof that is not judged here", "la propia firma, o parte de una prueba que aquí no se juzga"},
	credential.UncoveredContext: {"the address of a context: what the names mean under it is signed, and not where that is written", "la dirección de un contexto: se firma lo que significan los nombres con él, y no dónde está escrito"},
	credential.UncoveredBeside:  {"a context that was added behind those that were signed", "un contexto añadido detrás de los que se firmaron"},
	credential.UncoveredEmpty:   {"says nothing in the graph that is signed: it could be left out, or added, unseen", "no dice nada en el grafo que se firma: podría quitarse o añadirse sin que se note"},
	credential.UncoveredOrder:   {"the order: these values are a set in the graph that is signed", "el orden: en el grafo que se firma estos valores son un conjunto"},
	credential.UncoveredUnknown: {"no proof of the badge could be read", "no se pudo leer ninguna prueba de la insignia"},
	credential.UncoveredOther:   {"nothing of it is in what the proofs sign", "nada de ello está en lo que firman las pruebas"},
}

// Why says in plain words why no proof covers a place.
func Why(u credential.Uncovered, language string) string {
	return reasonsUncovered[u][languageOf(language)]
}

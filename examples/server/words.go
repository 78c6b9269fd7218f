package main

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/credential"
)

// A language is one in which the page speaks: its place in the catalogue.
type language int

const (
	english language = iota
	spanish
)

// tags are the languages by BCP 47, and names what they call themselves.
var (
	tags  = []string{"en", "es"}
	names = []string{"English", "Español"}
)

func (l language) String() string { return tags[l] }

// say is a text of the catalogue.
func (l language) say(key string, args ...any) string {
	text := words[key][l]
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

// sentence says what a Code means.
func (l language) sentence(c credential.Code) string { return c.Sentence(l.String()) }

// day writes a time for people. It is UTC and says so: the reader's zone is not known.
func (l language) day(t time.Time) string {
	t = t.UTC()
	return l.say("day", t.Day(), l.month(t), t.Year(), t.Hour(), t.Minute())
}

func (l language) month(t time.Time) string {
	return strings.Split(l.say("months"), ",")[t.Month()-1]
}

// languageOf is the language that a request asks for: by ?lang=, which a person has
// chosen, and else by Accept-Language (RFC 9110 section 12.5.4).
func languageOf(r *http.Request) language {
	given := r.URL.Query().Get("lang")
	for i, tag := range tags {
		if given == tag {
			return language(i)
		}
	}
	best, weight := english, 0.0
	fields := strings.Split(r.Header.Get("Accept-Language"), ",")
	for _, field := range fields[:min(len(fields), 32)] {
		tag, parameter, _ := strings.Cut(field, ";")
		q := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			var err error
			if q, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		for i, known := range tags {
			if primary == known && q > weight && q <= 1 {
				best, weight = language(i), q
			}
		}
	}
	return best
}

// words are everything that the page says, in English and in Spanish.
var words = map[string][2]string{
	"title":    {"Badge check", "Verificación de insignias"},
	"skip":     {"Skip to the content", "Ir al contenido"},
	"language": {"Language", "Idioma"},
	"months":   {"January,February,March,April,May,June,July,August,September,October,November,December", "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"},
	"day":      {"%d %s %d, %02d:%02d UTC", "%d de %s de %d, %02d:%02d UTC"},

	"date": {"%d %s %d", "%d de %s de %d"},

	"ask.title":   {"Is this badge genuine?", "¿Es auténtica esta insignia?"},
	"lead":        {"Give us an Open Badge 3.0 and read whether it is genuine, who issued it and whether it still counts.", "Entréguenos una Open Badge 3.0 y lea si es auténtica, quién la emitió y si sigue vigente."},
	"mode.any":    {"This page knows no issuers. It says whether a badge is genuine; whether its issuer is who it says it is, you have to judge yourself.", "Esta página no conoce a ningún emisor. Le dice si una insignia es auténtica; si el emisor es quien dice ser, debe juzgarlo usted."},
	"mode.named":  {"This page trusts the issuers that its operator has chosen.", "Esta página confía en los emisores que ha elegido quien la mantiene."},
	"another":     {"Check another badge", "Verificar otra insignia"},
	"file":        {"A badge as a file or a picture", "Una insignia en archivo o imagen"},
	"file.hint":   {"PNG, SVG, PDF, ZIP, JSON or JWT, up to 32 MB, or a bundle of evidence. You can also drop it anywhere on this page.", "PNG, SVG, PDF, ZIP, JSON o JWT, hasta 32 MB, o un paquete de evidencia. También puede arrastrarlo a cualquier parte de esta página."},
	"text":        {"Or paste its text", "O pegue su texto"},
	"text.hint":   {"The JSON, or the long line that begins with eyJ.", "El JSON, o la línea larga que empieza por eyJ."},
	"url":         {"Or a link to it", "O un enlace a ella"},
	"url.hint":    {"An https address. This server fetches it; the host there learns that somebody asked.", "Una dirección https. Este servidor la consulta; el sitio de destino sabrá que alguien preguntó."},
	"holder":      {"Who should hold this badge?", "¿A quién debería pertenecer esta insignia?"},
	"holder.hint": {"An e-mail address or another identifier, spelled as the issuer knows it: capital letters count. Leave it empty to not ask.", "Un correo electrónico u otro identificador, escrito como lo conoce el emisor: las mayúsculas cuentan. Déjelo vacío para no preguntar."},
	"verify":      {"Check the badge", "Verificar la insignia"},
	"ask":         {"Ask", "Preguntar"},
	"privacy":     {"What you give is judged and forgotten: nothing is kept, no cookies are set, and nothing is loaded from elsewhere.", "Lo que usted entrega se juzga y se olvida: no se guarda nada, no se usan cookies y no se carga nada de otros sitios."},

	"problem":          {"Nothing was checked:", "No se verificó nada:"},
	"problem.empty":    {"choose a file, paste a badge, or give a link.", "elija un archivo, pegue una insignia o indique un enlace."},
	"problem.several":  {"there is a file and a text or a link. Give one badge at a time.", "hay un archivo y además un texto o un enlace. Entregue una sola insignia cada vez."},
	"problem.form":     {"the form could not be read.", "no se pudo leer el formulario."},
	"problem.large":    {"it is larger than a badge can be.", "es más grande de lo que puede ser una insignia."},
	"problem.busy":     {"the server is busy. Please try again in a moment.", "el servidor está ocupado. Inténtelo de nuevo en un momento."},
	"problem.nofetch":  {"this server does not fetch links. Save the badge and choose the file.", "este servidor no consulta enlaces. Guarde la insignia y elija el archivo."},
	"problem.link":     {"the link is no https address.", "el enlace no es una dirección https."},
	"problem.fetching": {"The badge could not be fetched from its link.", "No se pudo obtener la insignia desde su enlace."},

	"head.good":     {"Genuine, and from an issuer you trust", "Auténtica y de un emisor en quien usted confía"},
	"head.unknown":  {"Genuine, but we do not know this issuer", "Auténtica, pero no conocemos a este emisor"},
	"head.bad":      {"Refused", "Rechazada"},
	"head.open":     {"Could not be decided", "No se pudo decidir"},
	"then.good":     {"On %s it was genuine, and from an issuer you trust", "El %s era auténtica y de un emisor en quien usted confía"},
	"then.unknown":  {"On %s it was genuine, but we do not know this issuer", "El %s era auténtica, pero no conocemos a este emisor"},
	"explain.then":  {"The issuer had signed exactly this, and on that day it was in force and nothing spoke against it.", "El emisor había firmado exactamente esto, y ese día estaba vigente y nada hablaba en su contra."},
	"explain.kept":  {"The badge came in a bundle of evidence: what was published then is the word of whoever verified it, and nobody was asked today.", "La insignia venía en un paquete de evidencia: lo que estaba publicado entonces es palabra de quien la verificó, y hoy no se preguntó a nadie."},
	"explain.whose": {"Whether the issuer is who it says it is was not asked: compare the identifier below with one that you have from the issuer itself.", "No se preguntó si el emisor es quien dice ser: compare el identificador de abajo con uno que tenga del propio emisor."},
	"explain.good":  {"The issuer signed exactly this, it is in force, and nothing speaks against it.", "El emisor firmó exactamente esto, está vigente y nada habla en su contra."},
	"explain.any":   {"Somebody signed exactly this, and it is in force. Whether that is who they say they are was not asked: compare the identifier below with one that you have from the issuer itself.", "Alguien firmó exactamente esto y está vigente. No se preguntó si es quien dice ser: compare el identificador de abajo con uno que tenga del propio emisor."},
	"explain.unk":   {"Somebody signed exactly this, and this page does not know them. Anybody can give themselves the name of a school. Whether the badge was revoked was not asked.", "Alguien firmó exactamente esto y esta página no lo conoce. Cualquiera puede ponerse el nombre de una escuela. No se preguntó si la insignia fue revocada."},
	"explain.but":   {"Its issuer did sign this badge, but it does not count:", "El emisor sí firmó esta insignia, pero no es válida:"},
	"explain.bad":   {"This is not a badge to rely on:", "No es una insignia en la que se pueda confiar:"},
	"explain.open":  {"Something could not be found out, so this is not a yes:", "Algo no se pudo averiguar, así que esto no es un sí:"},
	"next":          {"What to do:", "Qué hacer:"},
	"next.today":    {"To know whether it counts today, check the badge itself, and not the bundle.", "Para saber si hoy es válida, verifique la insignia misma y no el paquete."},
	"next.receipt":  {"Ask who verified the badge then. The operator of this server names the verifiers whose word counts here (-trusted-receipt).", "Pregunte quién verificó la insignia entonces. Quien mantiene este servidor nombra a los verificadores cuya palabra cuenta aquí (-trusted-receipt)."},
	"today":         {"Check the badge itself, as of today", "Verificar la insignia misma, a fecha de hoy"},
	"since":         {"What nobody can know by this bundle", "Lo que nadie puede saber por este paquete"},
	"next.retry":    {"Ask again in a few minutes; what failed may pass by itself.", "Pregunte de nuevo en unos minutos; lo que falló puede resolverse solo."},
	"next.offline":  {"This server asks nobody on the network. Its operator can allow it (-online), or give it the documents (-resources).", "Este servidor no consulta a nadie en la red. Quien lo mantiene puede permitirlo (-online) o darle los documentos (-resources)."},
	"next.other":    {"Give it to the tool that is named above, or ask for the badge as a file that is read here.", "Llévelo a la herramienta que se nombra arriba, o pida la insignia en un archivo que se pueda leer aquí."},
	"next.issuer":   {"Ask the issuer, or ask the person for the badge as they received it.", "Pregunte al emisor, o pida a la persona la insignia tal como la recibió."},
	"next.ended":    {"Ask the person for a badge that counts today, or ask the issuer why this one does not.", "Pida a la persona una insignia que hoy sea válida, o pregunte al emisor por qué esta no lo es."},
	"next.unknown":  {"If you expected this issuer, compare its identifier with the one that the issuer publishes.", "Si esperaba a este emisor, compare su identificador con el que el emisor publica."},
	"next.holder":   {"Ask with the address or identifier that the issuer knows, or ask the person how the badge names them.", "Pregunte con la dirección o el identificador que el emisor conoce, o pregunte a la persona cómo la nombra la insignia."},
	"nothing.shown": {"Nothing that it claims is shown, because nothing vouches for it.", "No se muestra nada de lo que afirma, porque nada lo respalda."},

	"holder.notasked":    {"Whose badge it is was not asked.", "No se preguntó de quién es la insignia."},
	"holder.matches":     {"It matches: it was issued to %s.", "Coincide: fue emitida para %s."},
	"holder.mismatch":    {"It does not match: it was issued to somebody else than %s.", "No coincide: fue emitida para otra persona, no para %s."},
	"holder.nobody":      {"Whether it is for %s cannot be asked, because the badge names no one.", "No se puede preguntar si es para %s, porque la insignia no nombra a nadie."},
	"holder.otherwise":   {"Whether it is for %s cannot be asked, because the badge names its holder in another way.", "No se puede preguntar si es para %s, porque la insignia nombra a su titular de otra manera."},
	"holder.unasked":     {"Whether it is for %s was not asked, because it is not genuine or not decided.", "No se preguntó si es para %s, porque no es auténtica o no se pudo decidir."},
	"presented":          {"A presentation", "Una presentación"},
	"presented.by":       {"Presented by:", "Presentada por:"},
	"presented.holder":   {"It presents %d; each has its own answer below.", "Presenta %d; cada una tiene su propia respuesta abajo."},
	"presented.nothing":  {"Nothing in it was judged.", "No se juzgó nada de lo que contiene."},
	"presented.good":     {"Whoever presents signed it, and everything in it is genuine and from issuers you trust.", "Quien presenta la firmó, y todo lo que contiene es auténtico y de emisores en quienes usted confía."},
	"presented.unknown":  {"Whoever presents signed it, and everything in it is genuine; not all of the issuers are known here.", "Quien presenta la firmó, y todo lo que contiene es auténtico; no todos los emisores se conocen aquí."},
	"presented.bad":      {"Something in it does not count, or the presentation itself does not hold:", "Algo de lo que contiene no es válido, o la presentación misma no se sostiene:"},
	"presented.open":     {"Something could not be found out, so this is not a yes to everything in it:", "Algo no se pudo averiguar, así que esto no es un sí a todo lo que contiene:"},
	"not.occasion":       {"For whom, and for which occasion, it was presented: somebody who has seen it could show it again.", "Para quién y en qué ocasión se presentó: alguien que la haya visto podría mostrarla de nuevo."},
	"picture.alt":        {"The picture in which the badge came", "La imagen en la que venía la insignia"},
	"picture.note":       {"Nobody signed the picture: what it shows is no part of the badge.", "Nadie firmó la imagen: lo que muestra no es parte de la insignia."},
	"picture.kept":       {"The badge came in a picture that is not shown here: it is too large, or more than a plain drawing.", "La insignia venía en una imagen que no se muestra aquí: es demasiado grande o es más que un dibujo sencillo."},
	"issuer":             {"Issued by", "Emitida por"},
	"issuer.id":          {"Identifier:", "Identificador:"},
	"issuer.registry":    {"This name stands in the registry that this page uses.", "Este nombre figura en el registro que usa esta página."},
	"issuer.own":         {"The issuer calls itself so.", "El emisor se llama así a sí mismo."},
	"issuer.domain":      {"Signed under this domain. The name that the issuer gives itself stands below.", "Firmada bajo este dominio. El nombre que el emisor se da a sí mismo está abajo."},
	"issuer.claimed":     {"It calls itself:", "Se llama a sí mismo:"},
	"issuer.unnamed":     {"An issuer without a name", "Un emisor sin nombre"},
	"achievement":        {"Awarded for", "Logro que acredita"},
	"criteria":           {"What had to be shown", "Lo que había que demostrar"},
	"competencies":       {"Competencies and levels", "Competencias y niveles"},
	"competency":         {"Competency", "Competencia"},
	"reached":            {"Reached", "Alcanzado"},
	"required":           {"Required", "Requerido"},
	"alignment":          {"Corresponds to", "Corresponde a"},
	"evidence":           {"Evidence", "Evidencias"},
	"link.note":          {"The link is signed; what stands there today is not.", "El enlace está firmado; lo que hay allí hoy, no."},
	"endorsements":       {"Endorsements", "Respaldos"},
	"endorsed.good":      {"Genuine, by somebody you trust", "Auténtico, de alguien en quien usted confía"},
	"endorsed.unknown":   {"Genuine, by somebody we do not know", "Auténtico, de alguien que no conocemos"},
	"endorsed.repeats":   {"The same endorsement once more", "El mismo respaldo otra vez"},
	"endorsed.bad":       {"Does not hold, and counts for nothing", "No se sostiene y no cuenta"},
	"endorsed.open":      {"Could not be decided", "No se pudo decidir"},
	"endorsed.self":      {"Whoever endorses here endorses what is their own.", "Quien respalda aquí respalda lo suyo propio."},
	"dates":              {"Dates", "Fechas"},
	"date.awarded":       {"Awarded", "Otorgada"},
	"date.from":          {"Valid from", "Válida desde"},
	"date.until":         {"Valid until", "Válida hasta"},
	"date.never":         {"It does not end", "No vence"},
	"date.again":         {"This answer holds until", "Esta respuesta vale hasta"},
	"checks":             {"What was checked", "Lo que se verificó"},
	"remark":             {"Remark:", "Observación:"},
	"outcome.pass":       {"Yes", "Sí"},
	"outcome.fail":       {"No", "No"},
	"outcome.open":       {"Unclear", "Sin aclarar"},
	"outcome.none":       {"Not asked", "No se preguntó"},
	"explain":            {"Explain this further", "Explicar más"},
	"explain.hint":       {"What of the badge its signature covers, and, if it does not hold, which harmless change would explain that.", "Qué parte de la insignia cubre su firma y, si no es válida, qué cambio inofensivo lo explicaría."},
	"diagnosis":          {"Why the signature does not hold", "Por qué la firma no es válida"},
	"covered":            {"What is signed", "Lo que está firmado"},
	"covered.values":     {"values covered", "valores cubiertos"},
	"covered.marks":      {"Everything in the document is signed, save for what the marks in it say:", "Todo el documento está firmado, salvo lo que dicen las marcas:"},
	"covered.all":        {"Everything in the document is signed.", "Todo el documento está firmado."},
	"covered.chosen":     {"signed, and shown because its holder chose to: what else the badge says may be left out", "firmado, y se muestra porque su titular lo eligió: lo demás que dice la insignia puede haberse omitido"},
	"covered.document":   {"The document, with marks", "El documento, con marcas"},
	"covered.more":       {"Values that are not listed:", "Valores que no se enumeran:"},
	"covered.outside":    {"The picture or file around the badge is signed by nobody.", "La imagen o el archivo que rodea la insignia no lo firma nadie."},
	"not.asked":          {"What was not asked", "Lo que no se preguntó"},
	"not.presence":       {"Whether whoever shows you the badge is the person in it.", "Si quien le muestra la insignia es la persona que figura en ella."},
	"not.paper":          {"What the certificate or another file around the badge says, a name printed there included: nobody signed it.", "Lo que dice el certificado u otro archivo que acompaña a la insignia, incluido un nombre impreso allí: nadie lo firmó."},
	"not.holder":         {"To whom it was issued: you did not ask.", "A quién se emitió: usted no lo preguntó."},
	"not.issuer":         {"Who the issuer is: this page knows no issuers.", "Quién es el emisor: esta página no conoce a ninguno."},
	"not.revocable":      {"Whether it was revoked: it names no list in which that would stand.", "Si fue revocada: no nombra ninguna lista donde eso constaría."},
	"not.revoked":        {"Whether it was revoked: strangers do not choose whom this page asks.", "Si fue revocada: un desconocido no decide a quién pregunta esta página."},
	"not.links":          {"What stands today behind its links.", "Lo que hay hoy detrás de sus enlaces."},
	"not.rest":           {"Everything behind the checks that stand above.", "Todo lo que viene después de las comprobaciones de arriba."},
	"doctor.ask":         {"Ask the issuer’s doctor", "Preguntar al doctor del emisor"},
	"doctor.hint":        {"What other wallets and validators refuse in this badge or show badly, for whoever issues it.", "Lo que otras carteras y validadores rechazan de esta insignia o muestran mal, para quien la emite."},
	"doctor.title":       {"The issuer’s doctor", "El doctor del emisor"},
	"doctor.found":       {"What other software is known to make of this badge. It is no part of the verdict.", "Lo que se sabe que otro software hace con esta insignia. No forma parte del veredicto."},
	"doctor.none":        {"Nothing is known that other software would refuse in this badge. That is no part of the verdict.", "No se sabe de nada que otro software rechace de esta insignia. Eso no forma parte del veredicto."},
	"doctor.failed":      {"The doctor looks at single badges of Open Badges 3.0, and at nothing else.", "El doctor examina insignias sueltas de Open Badges 3.0, y nada más."},
	"doctor.more":        {"%d more of the same kinds are not listed.", "Otras %d de las mismas clases no se enumeran."},
	"doctor.change":      {"What to change:", "Qué cambiar:"},
	"part.header":        {"header of the token", "cabecera del token"},
	"part.file":          {"the file", "el archivo"},
	"doctor.differs":     {"What the 1EdTech validator judges otherwise in this badge", "Lo que el validador de 1EdTech juzga de otro modo en esta insignia"},
	"doctor.about":       {"About", "Sobre"},
	"doctor.there":       {"That validator", "Ese validador"},
	"doctor.here":        {"This page", "Esta página"},
	"report":             {"The report for programs (JSON)", "El informe para programas (JSON)"},
	"report.hint":        {"It holds who issued it and which checks were made, and not the badge.", "Contiene quién la emitió y qué se comprobó, y no la insignia."},
	"checked.at":         {"Checked on", "Verificada el"},
	"check.parse":        {"It can be read", "Se puede leer"},
	"check.key":          {"The key is the issuer's", "La clave es del emisor"},
	"check.proof":        {"The signature fits", "La firma corresponde"},
	"check.form":         {"It has the form of a badge", "Tiene la forma de una insignia"},
	"check.trust":        {"The issuer is trusted", "El emisor es de confianza"},
	"check.period":       {"It is in force", "Está vigente"},
	"check.schema":       {"It keeps to its schemas", "Cumple sus esquemas"},
	"check.status":       {"It was not revoked", "No fue revocada"},
	"check.refresh":      {"It is the newest edition", "Es la edición más reciente"},
	"check.endorsements": {"Its endorsements hold", "Sus respaldos se sostienen"},
	"check.endorsed":     {"It is about a part of the badge", "Trata de una parte de la insignia"},
	"check.credentials":  {"The credentials in it hold", "Las credenciales que contiene se sostienen"},
	"check.resources":    {"What it links to is as it was", "Lo que enlaza sigue como era"},
	"checked.then":       {"Judged as of", "Juzgada con fecha de"},
	"check.receipt":      {"Its verification is on record", "Consta que fue verificada"},
	"check.recipient":    {"It was issued to this person", "Fue emitida para esta persona"},
	"check.presenter":    {"The key is that of whoever presents", "La clave es de quien presenta"},
	"check.presentation": {"It has the form of a presentation", "Tiene la forma de una presentación"},
	"check.other":        {"A further condition", "Otra condición"},
}

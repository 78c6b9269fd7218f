package share

import (
	"fmt"
	"strings"
	"time"

	"github.com/summitbadges/openbadges/internal/limits"
)

// A language is one of those of our own words.
type language int

const (
	english language = iota
	spanish
)

func languageOf(tag string) (language, error) {
	switch tag {
	case "", "en":
		return english, nil
	case "es":
		return spanish, nil
	}
	return 0, fmt.Errorf("share: Terms.Language: expected en or es, found %q", limits.Abridge(tag))
}

// String returns the tag of the language (BCP 47).
func (l language) String() string { return [...]string{"en", "es"}[l] }

// locale is as Open Graph has it.
func (l language) locale() string { return [...]string{"en_US", "es_US"}[l] }

// say returns words, with the arguments in them.
func (l language) say(key string, args ...any) string { return fmt.Sprintf(words[key][l], args...) }

// day writes the day of t, in UTC, as people read it.
func (l language) day(t time.Time) string {
	month := strings.Split(words["months"][l], ",")[t.Month()-1]
	return l.say("day", t.Day(), month, t.Year())
}

// words are in English and in Spanish. The characters around a name keep its direction to
// itself.
var words = map[string][2]string{
	"months": {"January,February,March,April,May,June,July,August,September,October,November,December", "enero,febrero,marzo,abril,mayo,junio,julio,agosto,septiembre,octubre,noviembre,diciembre"},
	"day":    {"%[1]d %[2]s %[3]d", "%d de %s de %d"},

	"instant": {"%s, %s UTC", "%s, %s UTC"},

	"post":      {"I earned a badge: %s, awarded by %s.", "Obtuve una insignia: %s, otorgada por %s."},
	"post.seen": {"A badge: %s, awarded by %s.", "Una insignia: %s, otorgada por %s."},
	"mail.head": {"Badge: %s", "Insignia: %s"},
	"mail.body": {"I would like to show you a badge: %s, awarded by %s on %s.", "Quiero mostrarle una insignia: %s, otorgada por %s el %s."},
	"mail.look": {"What it stands for, and whether it is genuine, is shown here:", "Aquí se muestra qué representa y si es auténtica:"},

	"summary":     {"Awarded by %s on %s.", "Otorgada por %s el %s."},
	"summary.end": {"Awarded by %s on %s, valid until %s.", "Otorgada por %s el %s, válida hasta el %s."},

	"apply.line":           {"%s (%s, %s)", "%s (%s, %s)"},
	"apply.what":           {"%s is a verifiable digital badge (Open Badges 3.0), awarded by %s on %s.", "%s es una insignia digital verificable (Open Badges 3.0), otorgada por %s el %s."},
	"apply.skills":         {"Competencies: %s.", "Competencias: %s."},
	"page.missing":         {"There is nothing here", "Aquí no hay nada"},
	"page.missing.more":    {"Perhaps the address is incomplete, or what it led to is no longer shared. Ask whoever gave it to you.", "Quizá la dirección está incompleta, o lo que mostraba ya no se comparte. Pregunte a quien se la dio."},
	"page.busy":            {"Too many requests", "Demasiadas solicitudes"},
	"page.busy.more":       {"Please come again in a minute.", "Vuelva a intentarlo en un minuto."},
	"page.failing":         {"Not at the moment", "Ahora mismo no"},
	"page.failing.more":    {"This cannot be shown at the moment. Please come again in a few minutes.", "Esto no se puede mostrar en este momento. Vuelva a intentarlo en unos minutos."},
	"page.good":            {"%s", "%s"},
	"page.revoked":         {"Revoked: %s", "Revocada: %s"},
	"page.suspended":       {"Suspended or revoked: %s", "Suspendida o revocada: %s"},
	"page.ended":           {"No longer valid: %s", "Ya no es válida: %s"},
	"page.unchecked":       {"A badge that could not be checked%s", "Una insignia que no se pudo verificar%s"},
	"page.several":         {"%s badges", "%s insignias"},
	"state.good":           {"Verified", "Verificada"},
	"state.good.more":      {"The issuer signed exactly this, it is in force, and it has not been revoked.", "El emisor firmó exactamente esto, está vigente y no ha sido revocada."},
	"state.unlisted":       {"The issuer signed exactly this, and it is in force. It names no list in which a revocation would stand.", "El emisor firmó exactamente esto y está vigente. No nombra ninguna lista donde constaría una revocación."},
	"state.revoked":        {"Revoked", "Revocada"},
	"state.revoked.more":   {"The issuer has taken this badge back. It does not count.", "El emisor ha retirado esta insignia. No es válida."},
	"state.suspended":      {"Suspended or revoked", "Suspendida o revocada"},
	"state.suspended.more": {"The issuer has suspended this badge, for a time or for good. It does not count now.", "El emisor ha suspendido esta insignia, por un tiempo o para siempre. Ahora no es válida."},
	"state.ended":          {"Ended", "Caducada"},
	"state.ended.more":     {"This badge was genuine, and its time is over.", "Esta insignia era auténtica y su plazo ha terminado."},
	"state.unchecked":      {"Could not be checked", "No se pudo verificar"},
	"state.unchecked.more": {"Whether this badge is genuine and in force could not be found out, so nothing of it is shown. This is not a yes.", "No se pudo averiguar si esta insignia es auténtica y está vigente, así que no se muestra nada de ella. Esto no es un sí."},
	"who":                  {"Who earned it", "Quién la obtuvo"},
	"confirmed":            {"%s confirms that what is shown here was earned by \u2068%s\u2069.", "%s confirma que lo que aquí se muestra lo obtuvo \u2068%s\u2069."},
	"confirmed.now":        {"The school said so on %s, when this page was opened. The name is not part of the badge, and not covered by its signature.", "La escuela lo dijo el %s, al abrirse esta página. El nombre no es parte de la insignia ni lo cubre su firma."},
	"unconfirmed":          {"The school does not confirm a name here at the moment.", "La escuela no confirma aquí ningún nombre en este momento."},
	"badge":                {"A badge", "Una insignia"},
	"issuer":               {"Issued by", "Emitida por"},
	"awarded":              {"Awarded", "Otorgada"},
	"until":                {"Valid until", "Válida hasta"},
	"criteria":             {"What had to be shown", "Lo que había que demostrar"},
	"competencies":         {"Competencies", "Competencias"},
	"evidence":             {"Evidence", "Evidencias"},
	"said":                 {"What others say of it", "Lo que otras personas dicen de ella"},
	"said.by":              {"Signed by \u2068%s\u2069.", "Firmado por \u2068%s\u2069."},
	"said.issuer":          {"Signed by the issuer of the badge, not by whoever said it.", "Firmado por el emisor de la insignia, no por quien lo dijo."},
	"id":                   {"Identifier of the badge", "Identificador de la insignia"},
	"pass.on":              {"Show it to others on", "Mostrarla a otras personas en"},
	"verifier":             {"To have the file checked by somebody else:", "Para que otra parte compruebe el archivo:"},
	"file":                 {"The badge as a file", "La insignia como archivo"},
	"file.more":            {"Any verifier for Open Badges 3.0 can check it. It says nothing about whoever shows it to you.", "Cualquier verificador de Open Badges 3.0 puede comprobarla. No dice nada de quien se la muestra."},
	"judged":               {"Checked on %s.", "Comprobada el %s."},

	"apply.check": {"Criteria, evidence and verification: %s", "Criterios, evidencias y verificación: %s"},
}

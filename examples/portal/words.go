package main

import (
	"fmt"
	"net/http"
	"strings"
)

// A language is one of those in which the portal speaks.
type language string

const (
	english language = "en"
	spanish language = "es"
)

func languageOf(r *http.Request) language {
	if c, err := r.Cookie("language"); err == nil {
		if c.Value == string(spanish) {
			return spanish
		}
		return english
	}
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	if first == "es" || strings.HasPrefix(first, "es-") {
		return spanish
	}
	return english
}

// say is a text of the catalogue. A key that is not there is an error, and no page.
func (l language) say(key string, args ...any) (string, error) {
	w, ok := words[key]
	if !ok {
		return "", fmt.Errorf("the catalogue has no text %q", key)
	}
	text := w[0]
	if l == spanish {
		text = w[1]
	}
	if len(args) > 0 {
		text = fmt.Sprintf(text, args...)
	}
	return text, nil
}

// words is all that the portal says itself, in English and Spanish. What a badge or a person
// says is shown as it was said.
var words = together(pageWords, accountWords, reasonWords, mineWords, deskWords, graduateWords)

// together is one catalogue made of several. Of a text that two have, neither is known to be
// the right one.
func together(all ...map[string][2]string) map[string][2]string {
	one := map[string][2]string{}
	for _, part := range all {
		for key, text := range part {
			if _, twice := one[key]; twice {
				panic("two texts of the catalogue have the key " + key)
			}
			one[key] = text
		}
	}
	return one
}

var pageWords = map[string][2]string{
	"title":       {"Badge portal", "Portal de insignias"},
	"demo":        {"This is a demonstration. Everybody here is made up, and no password is asked for.", "Esto es una demostración. Todas las personas son inventadas y no se pide contraseña."},
	"demo.what":   {"Demonstration", "Demostración"},
	"page.signin": {"Choose who you are", "Elija quién es"}, "page.home": {"All cases", "Todos los casos"}, "page.case": {"Case", "Caso"}, "page.badge": {"Badge", "Insignia"}, "page.log": {"Audit log", "Registro de auditoría"},
	"page.supporter": {"Support", "Apoyo"}, "page.problem": {"Not possible", "No es posible"},
	"skip":         {"Skip to the content", "Ir al contenido"},
	"signed":       {"Signed in as %s", "Sesión de %s"},
	"signin.who":   {"Choose who you are", "Elija quién es"},
	"signin.as":    {"Sign in as %s", "Entrar como %s"},
	"signout":      {"Sign out", "Salir"},
	"other":        {"Español", "English"},
	"home":         {"All cases", "Todos los casos"},
	"home.none":    {"There is no case here yet. A counselor or a deputy begins one on this page, once a student's Advanced Learning Plan is complete.", "Aquí no hay ningún caso todavía. Lo comienza en esta página la consejera o el consejero, o su suplente, cuando el Plan de Aprendizaje Avanzado de una persona está completo."},
	"home.first":   {"Nothing has begun yet. Your counselor begins, once your Advanced Learning Plan is complete; then you choose a credential here.", "Todavía no ha comenzado nada. Comienza su consejera o consejero, cuando su Plan de Aprendizaje Avanzado está completo; entonces usted elige aquí una credencial."},
	"home.damaged": {"The log of these cases is damaged. They stay closed until whoever runs the portal has looked at them:", "El registro de estos casos está dañado. Quedan cerrados hasta que los revise quien lleva el portal:"},
	"home.wait":    {"Waiting for you", "Le espera a usted"},
	"home.since":   {"since %s", "desde el %s"},
	"home.open":    {"Begin: attest that an Advanced Learning Plan is complete", "Comenzar: certificar que un Plan de Aprendizaje Avanzado está completo"},
	"home.who":     {"Student", "Estudiante"},
	"home.day":     {"Completed on", "Completado el"},
	"home.attest":  {"Attest", "Certificar"},

	"role.student": {"Student", "Estudiante"}, "role.guardian": {"Parent or guardian", "Padre, madre o tutor"}, "role.member": {"Member of the site team", "Miembro del equipo escolar"},
	"role.counselor": {"Counselor", "Consejera o consejero"}, "role.deputy": {"Deputy of the counselor", "Suplente de la consejera"}, "role.admin": {"District administrator", "Administración del distrito"}, "role.supporter": {"Supporter", "Persona de apoyo"},
	"role.of": {"of %s", "de %s"},

	"state.ready": {"ready to start", "listo para empezar"}, "state.draft": {"planning", "en planificación"}, "state.active": {"gathering evidence", "reuniendo evidencias"}, "state.submitted": {"submitted", "entregado"},
	"state.review": {"under review", "en revisión"}, "state.awarded": {"awarded", "otorgado"}, "state.declined": {"declined", "no otorgado"}, "state.withdrawn": {"withdrawn", "retirado"}, "state.held": {"on hold", "en pausa"},
	"state.transferring": {"moving to another school", "en traslado a otra escuela"}, "state.erased": {"erased", "borrado"},

	"act.start": {"Start", "Empezar"}, "act.approve": {"Approve the plan", "Aprobar el plan"}, "act.submit": {"Submit to the site team", "Entregar al equipo escolar"}, "act.review": {"Begin the review", "Comenzar la revisión"},
	"act.vote": {"Vote", "Votar"}, "act.award": {"Award", "Otorgar"}, "act.revise": {"Ask for a revision", "Pedir una revisión"}, "act.decline": {"Decline", "No otorgar"}, "act.appeal": {"Appeal", "Apelar"},
	"act.withdraw": {"Withdraw this case", "Retirar este caso"}, "act.hold": {"Put on hold", "Poner en pausa"}, "act.resume": {"Go on", "Continuar"},

	"set.classroom": {"classroom", "clase"}, "set.sports": {"sports", "deportes"}, "set.clubs": {"clubs", "clubes"}, "set.enrichment": {"enrichment", "enriquecimiento"}, "set.work": {"work", "trabajo"}, "set.beyond-school": {"beyond school", "fuera de la escuela"},

	"case.which":      {"Which credential?", "¿Qué credencial?"},
	"case.none":       {"No credential chosen yet", "Aún no hay credencial elegida"},
	"case.guide":      {"Planning guide", "Guía de planificación"},
	"case.goal":       {"Goal", "Meta"},
	"case.where":      {"Where is an opportunity?", "¿Dónde hay una oportunidad?"},
	"case.setting":    {"Setting", "Ámbito"},
	"case.supporter":  {"Who can support you? Say what they do (“coach”), not their name.", "¿Quién puede apoyarle? Diga qué hace («entrenadora»), no su nombre."},
	"case.evidence":   {"What evidence will there be?", "¿Qué evidencias habrá?"},
	"case.kind":       {"It is", "Se va a"},
	"case.gather":     {"gathered", "reunir"},
	"case.create":     {"created", "crear"},
	"case.write":      {"Write the plan", "Escribir el plan"},
	"case.voted":      {"Your vote, which you may change until it is decided:", "Su voto, que puede cambiar hasta que se decida:"},
	"case.save":       {"Save the plan", "Guardar el plan"},
	"case.link":       {"Give this link to your supporter. Whoever has it can say what they saw.", "Dé este enlace a su persona de apoyo. Quien lo tenga puede decir lo que vio."},
	"case.confirmed":  {"has confirmed", "ha confirmado"},
	"case.competency": {"Which competencies does it show?", "¿Qué competencias muestra?"},
	"case.checkins":   {"Check-ins", "Seguimiento"},
	"case.note":       {"How is it going?", "¿Cómo va?"},
	"case.next":       {"Next step", "Siguiente paso"},
	"case.add":        {"Add", "Añadir"},
	"case.pieces":     {"Evidence", "Evidencias"},
	"case.piece":      {"Add a piece of evidence", "Añadir una evidencia"},
	"case.name":       {"Title", "Título"},
	"case.words":      {"In your own words", "Con sus propias palabras"},
	"case.file":       {"File: PNG, JPEG, WebP, GIF or PDF, at most 8 MiB. A file that says where it was made or by whom is refused.", "Archivo: PNG, JPEG, WebP, GIF o PDF, de 8 MiB como máximo. Se rechaza un archivo que diga dónde o quién lo hizo."},
	"case.get":        {"Download “%s”", "Descargar «%s»"},
	"case.remove":     {"Remove “%s”", "Quitar «%s»"},
	"case.missing":    {"%d more needed", "faltan %d"},
	"case.covered":    {"covered", "cubierta"},
	"case.coverage":   {"What is covered", "Qué está cubierto"},
	"case.score":      {"Score the submission", "Valorar la entrega"},
	"case.needed":     {"Each competency needs the level “%s” or a higher one.", "Cada competencia necesita el nivel «%s» o uno superior."},
	"case.level":      {"Level", "Nivel"},
	"case.verdict":    {"Your vote", "Su voto"},
	"case.comment":    {"Comment for the site team", "Comentario para el equipo escolar"},
	"case.tally":      {"Votes so far: %d.", "Votos hasta ahora: %d."},
	"case.decide":     {"Decide", "Decidir"},
	"case.notyet":     {"Not possible yet:", "Todavía no es posible:"},
	"case.reason":     {"Reason", "Motivo"},
	"case.more":       {"More", "Más"},
	"case.badge":      {"The badge", "La insignia"},
	"case.making":     {"The badge is being made. It is here within a minute or two.", "La insignia se está creando. Estará aquí en uno o dos minutos."},
	"case.my":         {"Open the badge page", "Abrir la página de la insignia"},
	"case.made":       {"The badge was made.", "La insignia está hecha."},
	"case.log":        {"Audit log", "Registro de auditoría"},

	"page.files": {"Files", "Archivos"}, "page.file": {"File", "Archivo"}, "page.givendesk": {"Issuer's desk", "Mesa del emisor"}, "page.given": {"Badges from files", "Insignias de archivos"},
	"files.what":   {"Hand in a file, look at what would become of each row, and then have it confirmed. Nothing is done before that.", "Entregue un archivo, mire qué pasaría con cada fila y haga que se confirme. Antes no se hace nada."},
	"files.kind":   {"What is in it?", "¿Qué contiene?"},
	"files.file":   {"CSV file, at most %d rows", "Archivo CSV, como máximo %d filas"},
	"files.try":    {"Hand in and try", "Entregar y probar"},
	"files.before": {"Handed in before", "Entregados antes"},
	"kind.plans":   {"Advanced Learning Plans that are complete", "Planes de Aprendizaje Avanzado completos"}, "kind.awards": {"Awards that were decided elsewhere", "Insignias decididas en otro lugar"},
	"batch.tried": {"not confirmed", "sin confirmar"}, "batch.confirmed": {"being worked on", "en curso"}, "batch.done": {"done", "hecho"},
	"file.by":      {"Handed in by %s", "Entregado por %s"},
	"file.dry":     {"This was a trial: %d of %d rows are good, and nothing was done.", "Fue una prueba: %d de %d filas son correctas y no se hizo nada."},
	"file.done":    {"%d of %d rows were done.", "Se hicieron %d de %d filas."},
	"file.work":    {"It is being worked on. Come back in a minute or two.", "Está en curso. Vuelva en uno o dos minutos."},
	"file.confirm": {"Confirm, and do the good rows", "Confirmar y hacer las filas correctas"},
	"file.empty":   {"No row is good. Mend the file, and hand it in once more.", "Ninguna fila es correcta. Corrija el archivo y entréguelo otra vez."},
	"file.two":     {"Somebody else at the school has to confirm it: two people answer for awards that no site team has voted on here.", "Otra persona de la escuela tiene que confirmarlo: dos personas responden de insignias que ningún equipo ha votado aquí."},
	"file.report":  {"Download the report (.csv)", "Descargar el informe (.csv)"},
	"file.line":    {"Line", "Línea"}, "file.who": {"Student", "Estudiante"}, "file.what": {"Credential", "Credencial"}, "file.outcome": {"Result", "Resultado"}, "file.why": {"Why", "Por qué"},
	"row.awarded": {"done", "hecha"}, "row.already": {"was done before", "ya estaba hecha"}, "row.good": {"would be done", "se haría"}, "row.repeated": {"repeated", "repetida"}, "row.refused": {"refused", "rechazada"}, "row.withheld": {"withheld", "retenida"},
	"given.what":      {"These badges were decided elsewhere, and came here in a file. Each is private until its student makes it public.", "Estas insignias se decidieron en otro lugar y llegaron en un archivo. Cada una es privada hasta que su estudiante la haga pública."},
	"given.open":      {"See it, and agree to what becomes public", "Verla y consentir lo que se haga público"},
	"given.revoked":   {"The district has revoked this badge, for good. The school can say why.", "El distrito revocó esta insignia, para siempre. La escuela puede decir por qué."},
	"given.suspended": {"The district has suspended this badge, until it is reinstated or revoked. The school can say why.", "El distrito suspendió esta insignia, hasta que la restablezca o la revoque. La escuela puede decir por qué."},
	"given.others":    {"All of them were issued by this district. A badge of another issuer is not among them: only whoever issued that one can suspend, revoke or erase it.", "Todas las emitió este distrito. Entre ellas no hay insignias de otro emisor: esas solo las puede suspender, revocar o borrar quien las emitió."},
	"given.issuer":    {"Issuer, who alone can suspend and revoke it:", "Emisor, el único que puede suspenderla y revocarla:"},
	"given.lead":      {"The counselor of %s, which had it made, can suspend and revoke it.", "La puede suspender y revocar la consejera o el consejero de %s, que la encargó."},
	"given.relative":  {"You are a parent or guardian of this student: somebody else at the school judges about this badge.", "Usted es padre, madre o tutor de esta persona: sobre esta insignia decide otra persona de la escuela."},
	"given.admin":     {"If the family asks that the badge be forgotten, an administrator of the school can erase it on this page.", "Si la familia pide que se olvide la insignia, la administración de la escuela puede borrarla en esta página."},
	"given.none":      {"There is none here.", "Aquí no hay ninguna."},
	"given.passed":    {"verifies: genuine and in force", "se verifica: auténtica y vigente"}, "given.failed": {"does not verify", "no se verifica"}, "given.undetermined": {"cannot be verified now", "ahora no se puede verificar"},
	"home.people": {"People of %s", "Personas de %s"},
	"home.files":  {"Files of %s", "Archivos de %s"},

	"page.keys":        {"Keys", "Claves"},
	"keys.what":        {"Badges and status lists are signed with the key that is in use. A key that was replaced stays published, so that what it signed still verifies.", "Las insignias y las listas se firman con la clave en uso. Una clave reemplazada sigue publicada, para que lo que firmó se siga verificando."},
	"keys.key":         {"Key %d", "Clave %d"},
	"keys.published":   {"Published on", "Publicada el"},
	"keys.used":        {"In use from", "En uso desde el"},
	"keys.compromised": {"Compromised: nothing that it signed verifies, from", "Comprometida: nada de lo que firmó se verifica, desde el"},
	"keys.affected":    {"%d badges were signed with it. They do not verify any more, and those that are right have to be issued anew.", "Firmó %d insignias. Ya no se verifican, y las correctas se tienen que emitir de nuevo."},
	"keys.cases":       {"Where each is seen to", "Dónde se atiende cada una"},
	"keys.early":       {"It can be used an hour after it was published, when all verifiers can know of it.", "Se puede usar una hora después de publicarse, cuando todos los verificadores pueden conocerla."},
	"keys.use":         {"Sign with it from now on", "Firmar con ella desde ahora"},
	"keys.lose":        {"It may be in other hands", "Puede estar en otras manos"},
	"keys.final":       {"This cannot be taken back. Every badge that it ever signed is refused from now on, and if it is in use, a new key takes its place at once.", "Esto no se puede deshacer. Desde ahora se rechaza toda insignia que haya firmado y, si está en uso, una clave nueva la reemplaza enseguida."},
	"keys.new":         {"Publish a new key", "Publicar una clave nueva"},
	"keys.ahead":       {"It is published now, and used when you say so, an hour later or more.", "Se publica ahora y se usa cuando usted lo diga, una hora después o más."},
	"key.next":         {"published, not used yet", "publicada, aún sin usar"}, "key.used": {"in use", "en uso"}, "key.retired": {"replaced", "reemplazada"}, "key.compromised": {"compromised", "comprometida"},

	"log.whole":   {"The log of %d entries is whole, up to the end that is kept elsewhere.", "El registro de %d entradas está completo, hasta el final que se guarda aparte."},
	"log.checked": {"What was checked, just now: every entry names the one before by its digest, so none was changed, added, moved or taken out between others; each was allowed to who did it, by the rules and the site team of its time; and the end is the one that this portal remembers outside of the database. What was not checked: whether somebody who can write to both has written both anew.", "Qué se comprobó, ahora mismo: cada entrada nombra a la anterior por su resumen, así que ninguna se cambió, añadió, movió ni quitó entre otras; cada una le estaba permitida a quien la hizo, según las reglas y el equipo escolar de entonces; y el final es el que este portal recuerda fuera de la base de datos. Qué no se comprobó: si alguien que puede escribir en ambos los ha escrito de nuevo."},
	"log.broken":  {"The log is damaged:", "El registro está dañado:"},
	"log.when":    {"When", "Cuándo"}, "log.who": {"Who", "Quién"}, "log.role": {"Role", "Función"}, "log.what": {"What", "Qué"}, "log.why": {"Reason", "Motivo"},

	"s.title":   {"%s asks for your support", "%s le pide su apoyo"},
	"s.as":      {"You were named as:", "Se le nombró como:"},
	"s.confirm": {"Yes, I support this", "Sí, lo apoyo"},
	"s.saw":     {"I saw this", "Yo lo vi"},
	"s.what":    {"What did you see? Please name nobody.", "¿Qué vio? Por favor, no nombre a nadie."},
	"s.said":    {"The team has what you have written. Messages from you: %d.", "El equipo tiene lo que usted ha escrito. Mensajes suyos: %d."},
	"s.send":    {"Send", "Enviar"},
	"s.done":    {"Nothing is asked of you now. Thank you.", "Ahora no se le pide nada. Gracias."},

	"b.valid":    {"This badge verifies. It is genuine, and it is in force.", "Esta insignia se verifica. Es auténtica y está vigente."},
	"b.invalid":  {"This badge does not verify:", "Esta insignia no se verifica:"},
	"b.private":  {"It is private: nobody sees it but the student, parents or guardians, and the site team.", "Es privada: solo la ven la estudiante o el estudiante, sus padres o tutores y el equipo escolar."},
	"b.public":   {"It is public at this address:", "Es pública en esta dirección:"},
	"b.here":     {"See the public page on this machine", "Ver la página pública en este equipo"},
	"b.publish":  {"Make it public", "Hacerla pública"},
	"b.hide":     {"Make it private", "Hacerla privada"},
	"b.notyet":   {"It cannot be made public yet:", "Todavía no se puede hacer pública:"},
	"b.nobody":   {"Nobody has agreed to anything yet.", "Nadie ha dado todavía su consentimiento."},
	"b.consent":  {"Consent", "Consentimiento"},
	"b.where":    {"Where may this badge go?", "¿Adónde puede ir esta insignia?"},
	"b.year":     {"What you agree to holds for a year. You can withdraw it at any time.", "Su consentimiento vale un año. Puede retirarlo en cualquier momento."},
	"b.agree":    {"I agree", "Estoy de acuerdo"},
	"b.withdraw": {"Withdraw my consent", "Retirar mi consentimiento"},
	"b.until":    {"until %s", "hasta el %s"},
	"b.gone":     {"withdrawn on %s", "retirado el %s"},
	"b.share":    {"Share", "Compartir"},
	"b.closed":   {"What is not open, and why", "Lo que no está abierto, y por qué"},
	"b.keep":     {"Keep it", "Guardarla"},
	"b.jwt":      {"Signed file (.jwt)", "Archivo firmado (.jwt)"},
	"b.png":      {"Picture (.png)", "Imagen (.png)"},
	"b.svg":      {"Picture (.svg)", "Imagen (.svg)"},
	"b.pdf":      {"Certificate (.pdf)", "Certificado (.pdf)"},
	"b.zip":      {"All of it (.zip)", "Todo junto (.zip)"},

	"by.student": {"by the student", "de la estudiante o el estudiante"}, "by.guardian": {"by a parent or guardian", "de padre, madre o tutor"},
	"to.page": {"a public page", "una página pública"}, "to.link": {"a link that the student makes, for a résumé", "un enlace que haga la estudiante o el estudiante, para un currículum"}, "to.application": {"an application, such as the Common Application", "una solicitud, como la Common Application"}, "to.linkedin": {"LinkedIn", "LinkedIn"}, "to.facebook": {"Facebook", "Facebook"}, "to.x": {"X", "X"}, "to.email": {"E-mail", "Correo electrónico"},

	"problem.400": {"That did not work", "Eso no funcionó"}, "problem.401": {"Please sign in", "Entre, por favor"}, "problem.403": {"That is not for you to do", "Eso no le corresponde"},
	"problem.404": {"There is nothing here", "Aquí no hay nada"}, "problem.409": {"Not now", "Ahora no"}, "problem.413": {"That is too large", "Es demasiado grande"}, "problem.421": {"This portal is not reached under that name", "A este portal no se llega con ese nombre"},
	"problem.429": {"Too many requests", "Demasiadas peticiones"}, "problem.503": {"Closed for now", "Cerrado por ahora"}, "problem.500": {"Something went wrong here", "Algo falló aquí"}, "problem.case": {"To the case", "Al caso"}, "problem.again": {"Back to the form", "Volver al formulario"}, "problem.back": {"To the first page", "A la página de inicio"},
}

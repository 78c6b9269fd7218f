package main

// graduateWords are those of graduation, a new address, and a domain that was moved.
var graduateWords = map[string][2]string{
	"page.graduation": {"Graduation", "Graduación"}, "page.rebind": {"A new address", "Una dirección nueva"}, "page.moved": {"The district's address", "La dirección del distrito"},

	"g.title":       {"Graduation: %s", "Graduación: %s"},
	"g.close":       {"Close the account", "Cerrar la cuenta"},
	"g.what":        {"The student has left. The account closes, and nothing new begins in it. Files of badges verify as before, and pages and links that were agreed to stay until that ends.", "La persona se ha ido. La cuenta se cierra y nada nuevo empieza en ella. Los archivos de insignias se verifican como antes, y las páginas y enlaces consentidos siguen hasta que eso termine."},
	"g.since":       {"The account was closed on %s.", "La cuenta se cerró el %s."},
	"g.address":     {"Its address: %s", "Su dirección: %s"},
	"g.rebind":      {"Bind the account to a new address", "Vincular la cuenta a una dirección nueva"},
	"g.rebind.more": {"For a student who has lost the old one, and whom you have seen. The new address is asked; the old one is told, and may object for a week. By the new one the student sees the badges, gives and withdraws consent, and makes links.", "Para quien ha perdido la anterior y a quien usted ha visto. A la dirección nueva se le pregunta; a la anterior se le avisa, y puede oponerse durante una semana. Con la nueva, la persona ve sus insignias, da y retira consentimientos y hace enlaces."},
	"g.seen":        {"I have seen this student, and they gave me this address.", "He visto a esta persona y me dio esta dirección."},
	"g.ask":         {"Ask the new address", "Preguntar a la dirección nueva"},
	"g.asked":       {"asked on %s", "preguntada el %s"},
	"g.done":        {"bound on %s", "vinculada el %s"},
	"g.objected":    {"ended on %s", "terminada el %s"},
	"g.open":        {"not yet:", "todavía no:"},
	"g.list":        {"New addresses", "Direcciones nuevas"},

	"r.title":        {"A new address for a badge account", "Una dirección nueva para una cuenta de insignias"},
	"r.confirm":      {"Yes, this is my address", "Sí, es mi dirección"},
	"r.confirm.more": {"A school says that this is your new address. If it is, say so here.", "Una escuela dice que esta es su dirección nueva. Si lo es, dígalo aquí."},
	"r.object":       {"It was not I", "No fui yo"},
	"r.object.more":  {"A school was told that your account goes to another address. If that is not so, say so here, and nothing is changed.", "Le dijeron a una escuela que su cuenta pasa a otra dirección. Si no es así, dígalo aquí y nada se cambia."},
	"r.done":         {"Your answer is noted. Thank you.", "Su respuesta está anotada. Gracias."},

	"mail.rebind":      {"Is this your address?", "¿Es esta su dirección?"},
	"mail.rebind.text": {"A school says that this is the new address of somebody who has earned badges there. If that is you, open this page and say so:\n\n%s\n\nIf it is not, do nothing.", "Una escuela dice que esta es la dirección nueva de alguien que obtuvo insignias allí. Si es usted, abra esta página y dígalo:\n\n%s\n\nSi no, no haga nada."},
	"mail.object":      {"Your account is to go to another address", "Su cuenta va a pasar a otra dirección"},
	"mail.object.text": {"The school was asked to bind your badge account to another address. If it was you, do nothing. If it was not, say so here within a week:\n\n%s", "Se pidió a la escuela vincular su cuenta de insignias a otra dirección. Si fue usted, no haga nada. Si no, dígalo aquí antes de una semana:\n\n%s"},

	"m.title":    {"The district's address", "La dirección del distrito"},
	"m.base":     {"Badges name this address for ever: issuer, status lists and achievements are looked for there.", "Las insignias nombran esta dirección para siempre: allí se buscan el emisor, las listas de estado y los logros."},
	"m.keep":     {"Keep the domain, and let it lead here, for as long as anybody may verify a badge. Should it be lost, whoever has what the district has published verifies by that:", "Conserve el dominio, y que lleve aquí, mientras alguien pueda verificar una insignia. Si se pierde, quien tenga lo publicado por el distrito verifica con ello:"},
	"m.zip":      {"All that is published (.zip)", "Todo lo publicado (.zip)"},
	"m.pages":    {"Public pages are at:", "Las páginas públicas están en:"},
	"m.next":     {"From the next start on:", "Desde el próximo arranque:"},
	"m.form":     {"Where are the pages from now on?", "¿Dónde están las páginas desde ahora?"},
	"m.more":     {"Links that are out lead to the old address. They work for as long as that leads here.", "Los enlaces que circulan llevan a la dirección anterior. Sirven mientras esa lleve aquí."},
	"m.set":      {"Keep it", "Guardarla"},
	"why.closed": {"The account was closed at graduation. The school can bind it to a new address.", "La cuenta se cerró con la graduación. La escuela puede vincularla a una dirección nueva."},
}

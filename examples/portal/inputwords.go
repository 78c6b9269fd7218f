package main

import "strings"

// inputWords say in Spanish what a form lacks, by how the error says it in English. Where one
// begins as another does, the longer one is first.
var inputWords = [][2]string{
	{"expected a reason of at most", "El motivo es demasiado largo."},
	{"expected a reason without", "El motivo no puede tener tabuladores ni saltos de línea."},
	{"expected a reason", "Falta un motivo."},
	{"expected a file, or what you have to say", "Falta un archivo, o lo que tiene que decir."},
	{"expected a file of at most", "El archivo es demasiado grande."},
	{"expected a file", "Falta el archivo."},
	{"expected a kind of file", "Falta decir qué contiene el archivo."},
	{"expected the day on which the plan was completed", "Falta el día en que se completó el plan."},
	{"expected somebody of the site team", "Elija a alguien del equipo escolar."},
	{"expected a name", "Falta el nombre."},
	{"expected the student's day of birth", "Falta la fecha de nacimiento de la estudiante o el estudiante: de ella depende qué puede ser público."},
	{"expected the student whose guardian it is", "Falta decir de quién es padre, madre o tutor."},
	{"expected what the person is at the school", "Falta la función de la persona en la escuela."},
	{"a badge carries at most", "La insignia no puede llevar más respaldos. Envíelo como nota, sin marcar la casilla."},
	{"expected an answer, yes or no", "Responda sí o no."},
	{"expected that somebody has seen the student", "Confirme que ha visto a esta persona."},
	{"expected https://HOST", "Escriba la dirección en la forma https://SERVIDOR."},
	{"expected each badge once", "Elija cada insignia una sola vez."},
	{"expected one of the times that the form offers", "Elija uno de los plazos del formulario."},
	{"expected one of the ways that the form offers", "Elija una de las formas que ofrece el formulario."},
	{"expected at most %d links at a time", "Tiene demasiados enlaces abiertos. Retire uno antes de hacer otro."},
	{"expected at most %d notes of one supporter", "La escuela ya tiene muchas notas suyas. Hable con ella."},
	{"%q is no text", "Un texto tiene caracteres que no se pueden guardar."},
	{"expected at most %d of %q", "Hay demasiadas filas en el formulario."},
	{"%q has more than %d bytes", "Un texto es demasiado largo."},
	{"expected a purpose", "Elija para qué es el enlace."},
	{"expected a badge", "Elija al menos una insignia."},
	{"expected a school of the district", "Elija una escuela del distrito."},
}

// input is what a form lacks, in Spanish; "" where that has no words of its own. What stands
// for a number or a name in between may be anything.
func input(err error) string {
	_, said, _ := strings.Cut(err.Error(), errInput.Error()+": ")
	for _, w := range inputWords {
		if inOrder(said, strings.Split(strings.ReplaceAll(w[0], "%q", "%d"), "%d")) {
			return w[1]
		}
	}
	return ""
}

// inOrder says whether a text begins with the first part and has the others behind it.
func inOrder(text string, parts []string) bool {
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	for _, p := range parts {
		_, rest, ok := strings.Cut(text, p)
		if !ok {
			return false
		}
		text = rest
	}
	return true
}

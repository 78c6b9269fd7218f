package share

import "fmt"

// paper returns words of a certificate, code or package.
func (l language) paper(key string, args ...any) string {
	return fmt.Sprintf(paperWords[key][l], args...)
}

// paperWords are in English and in Spanish.
var paperWords = map[string][2]string{
	"qr.title": {"QR code of the page of this badge", "Código QR de la página de esta insignia"},
	"qr.link":  {"QR code of the page of this link", "Código QR de la página de este enlace"},

	"label":      {"Certificate of a digital badge", "Certificado de una insignia digital"},
	"awarded.by": {"Awarded by", "Otorgada por"},
	"awarded.on": {"on %s", "el %s"},
	"until":      {"Valid until %s", "Válida hasta el %s"},
	"name.label": {"Name printed on this paper", "Nombre impreso en este papel"},
	"name.note": {"The badge's signature does not cover this name. Whoever made this paper added it; the badge itself does not say it.",
		"La firma de la insignia no cubre este nombre. Lo añadió quien hizo este papel; la insignia misma no lo dice."},
	"stands":   {"What it stands for", "Qué representa"},
	"criteria": {"What had to be shown", "Qué había que demostrar"},
	"levels":   {"Levels reached", "Niveles alcanzados"},
	"evidence": {"Evidence", "Evidencias"},
	"more":     {"%d more are in the attached file.", "Hay %d más en el archivo adjunto."},
	"check":    {"How to check it", "Cómo comprobarla"},
	"scan":     {"Scan the code, or open this page:", "Escanee el código o abra esta página:"},
	"private":  {"This badge is private: it has no page, and this paper no code for one.", "Esta insignia es privada: no tiene página, ni este papel un código para ella."},
	"attached": {"This paper is not the credential: nobody signed its words. The credential is the file %s attached to this PDF. Give this PDF, or that file, to a verifier of Open Badges\u00a03.0.",
		"Este papel no es la credencial: nadie firmó sus palabras. La credencial es el archivo %s adjunto a este PDF. Entregue este PDF, o ese archivo, a un verificador de Open Badges\u00a03.0."},
	"credential": {"Credential", "Credencial"},
	"issuer":     {"Issuer", "Emisor"},
	"foot":       {"This paper is not the credential: the file attached to the PDF is.", "Este papel no es la credencial: lo es el archivo adjunto al PDF."},
	"page":       {"Page %d of %d", "Página %d de %d"},

	"readme.by":              {"awarded by %s on %s", "otorgada por %s el %s"},
	"readme.what":            {"What is in this package: one badge, in several forms.", "Qué hay en este paquete: una sola insignia, en varias formas."},
	"readme.badge.jwt":       {"the badge itself, signed by its issuer: keep this file", "la insignia misma, firmada por su emisor: guarde este archivo"},
	"readme.badge.json":      {"the badge itself, signed by its issuer: keep this file", "la insignia misma, firmada por su emisor: guarde este archivo"},
	"readme.badge.png":       {"a picture with the badge inside, for sites that take a picture", "una imagen con la insignia dentro, para sitios que aceptan una imagen"},
	"readme.badge.svg":       {"the same picture as a drawing, with the badge inside", "la misma imagen como dibujo, con la insignia dentro"},
	"readme.certificate.pdf": {"a certificate to print, with the badge attached", "un certificado para imprimir, con la insignia adjunta"},
	"readme.SHA256SUMS":      {"digests of these files, by which damage shows", "resúmenes de estos archivos, por los que se nota un daño"},
	"readme.check":           {"How to check it:", "Cómo comprobarla:"},
	"readme.check.file": {"- Give %s, a picture, the certificate or this whole package to any verifier of Open Badges 3.0 that takes it.",
		"- Entregue %s, una imagen, el certificado o todo este paquete a cualquier verificador de Open Badges 3.0 que lo acepte."},
	"readme.check.offline": {"- A verifier that has the public key of the issuer (%s) checks the signature without a network; whether the badge was revoked since, only the issuer's list says.",
		"- Un verificador que tiene la clave pública del emisor (%s) comprueba la firma sin red; si la insignia fue revocada después, solo lo dice la lista del emisor."},
	"readme.check.page":  {"- Its page: %s", "- Su página: %s"},
	"readme.check.whole": {"- Whether the files arrived whole: sha256sum -c SHA256SUMS", "- Si los archivos llegaron enteros: sha256sum -c SHA256SUMS"},
	"readme.not": {"What is no proof: the words on the certificate, a name printed there, the pictures as they look, and this text. Nobody signed them. Possession of these files does not show who earned the badge.",
		"Qué no prueba nada: las palabras del certificado, un nombre impreso allí, el aspecto de las imágenes y este texto. Nadie los firmó. Tener estos archivos no demuestra quién obtuvo la insignia."},
	"readme.keep": {"Do not open and save the files with other programs: a picture that is converted loses the badge.",
		"No abra y guarde los archivos con otros programas: una imagen que se convierte pierde la insignia."},
}

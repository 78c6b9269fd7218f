package main

import (
	"slices"

	"github.com/summitbadges/openbadges/badge"
	"github.com/summitbadges/openbadges/badge/summit"
)

// credential is a credential of the program as the portal speaks of it: its documents are in
// English, and the Spanish here is a translation, to be understood by. What a badge says it
// says in the words of the program. The zero credential is one that the program does not
// have.
func (l language) credential(key string) badge.MicroCredential {
	m, _ := summit.Program().MicroCredential(key)
	if l != spanish {
		return m
	}
	text, ok := programWords[key]
	if !ok {
		return m
	}
	m.Name, m.Statement = text.name, text.statement
	m.Competencies = slices.Clone(m.Competencies)
	for i, k := range m.Competencies {
		if said, ok := text.competencies[k.Key]; ok {
			m.Competencies[i].Name, m.Competencies[i].Definition = said[0], said[1]
		}
	}
	return m
}

// program are all credentials of the program.
func (l language) program() (list []badge.MicroCredential) {
	for _, m := range summit.Program().Credentials {
		list = append(list, l.credential(m.Key))
	}
	return list
}

// levels are those of the rubric, the lowest first.
func (l language) levels() []badge.Level {
	list := slices.Clone(rubric().Levels)
	for i, level := range list {
		if said, ok := levelWords[level.Key]; ok && l == spanish {
			list[i].Name = said
		}
	}
	return list
}

var levelWords = map[string]string{
	"novice":                      "Principiante",
	"advanced-beginner":           "Principiante avanzado",
	"strategic-learner":           "Aprendiz estratégico",
	"emerging-expert":             "Experto emergente",
	string(badge.StatusCompleted): "Completado",
}

type programText struct {
	name, statement string
	competencies    map[string][2]string // name and definition
}

var programWords = map[string]programText{
	"innovation": {"Credencial de Innovación",
		"La persona sintetiza ideas, imágenes o conceptos existentes, hace un análisis crítico y trabaja de forma creativa, con gran disposición al riesgo intelectual, pensamiento divergente e innovación, para lograr una mejora.",
		map[string][2]string{
			"synthesis":         {"Síntesis", "combinar partes para formar un todo"},
			"critical-analysis": {"Análisis crítico", "examinar algo con seriedad y juzgarlo con cuidado; escrutar o cuestionar lo que se afirma saber"},
			"creativity":        {"Creatividad", "trascender ideas, reglas, patrones o relaciones tradicionales para crear ideas, formas, métodos o interpretaciones nuevas y con sentido"},
			"curiosity":         {"Curiosidad", "explorar un tema a fondo hasta conocerlo con riqueza"},
		}},
	"communication": {"Credencial de Comunicación",
		"La persona evalúa una situación de comunicación difícil y muestra escucha activa, conciencia cultural y un uso estratégico de habilidades y herramientas de comunicación oral, escrita o técnica para lograr un resultado significativo.",
		map[string][2]string{
			"communication-assessment":    {"Evaluación de la comunicación", "entiende el contexto, el público y el propósito, y responde a la tarea"},
			"listening-skills":            {"Habilidades de escucha", "oír con atención, para entender e interpretar con exactitud lo que se comunica"},
			"cultural-awareness":          {"Conciencia cultural", "comprender a fondo estructuras, entornos, problemas, luchas, normas y culturas de una sociedad o comunidad; conocer y sentir a las personas de alrededor y tratar con ellas de forma productiva"},
			"communication-effectiveness": {"Eficacia de la comunicación", "usar el lenguaje o los símbolos con arte y estrategia para convencer, influir o agradar"},
		}},
	"leadership": {"Credencial de Liderazgo",
		"Cuando tiene ocasión de dirigir, la persona ejerce conciencia de sí misma, atención a los demás, responsabilidad y orientación al futuro para lograr un resultado constructivo.",
		map[string][2]string{
			"self-awareness":          {"Conciencia de sí", "ser consciente de los propios sentimientos; conocerse como individuo"},
			"interpersonal-attention": {"Atención a los demás", "entender a otras personas y trabajar bien con ellas"},
			"responsibility":          {"Responsabilidad", "responder de lo que está bajo el propio poder, control o gestión"},
			"future-orientation":      {"Orientación al futuro", "una perspectiva que mira las consecuencias futuras y planifica antes de actuar"},
		}},
	"civics": {"Credencial de Civismo",
		"La persona participa en un proceso político o no político, en una actividad de interés personal o público, y desarrolla una combinación de conocimiento de la situación, valores y motivación para cambiar algo en la comunidad y adquirir comprensión cívica.",
		map[string][2]string{
			"situational-knowledge": {"Conocimiento de la situación", "conocer y entender situaciones, prácticas, creencias y valores sociales"},
			"citizenship":           {"Ciudadanía", "pasión y compromiso de servir a los demás; actuar con integridad y empatía"},
			"participation":         {"Participación", "muestra experiencia y acción cívica propias, con reflexión sobre los fines y los logros de sus actos"},
			"civic-knowledge":       {"Conocimiento cívico", "une lo aprendido en los estudios con la propia participación en la vida cívica"},
		}},
	"professionalism": {"Credencial de Profesionalismo",
		"La persona muestra un comportamiento profesional: actúa con integridad, perseverancia y flexibilidad, y se esfuerza por crecer de continuo y sobresalir.",
		map[string][2]string{
			"integrity":      {"Integridad", "actuar con los demás de forma ética, honrada y justa"},
			"perseverance":   {"Perseverancia", "persistir a pesar de la dificultad o de la demora en lograr el éxito"},
			"flexibility":    {"Flexibilidad", "adaptarse a circunstancias variables y cambiar según las necesidades"},
			"growth-mindset": {"Mentalidad de crecimiento", "desarrollarse de continuo para alcanzar la excelencia"},
		}},
}

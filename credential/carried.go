package credential

import (
	"bytes"

	"github.com/summitbadges/openbadges/credential/carrier"
)

// Files that hold a badge among other things.
const (
	ContainerPDF Container = "pdf" // a PDF, such as a certificate with the badge attached
	ContainerZIP Container = "zip" // a ZIP archive, such as an export package
)

// carriedIn is the container of what begins as a PDF or an archive does, else "".
func carriedIn(data []byte) Container {
	switch carrier.FormatOf(data) {
	case carrier.PDF:
		return ContainerPDF
	case carrier.Package:
		return ContainerZIP
	}
	return ""
}

// parseCarried reads the document that is attached to a PDF, or stands in a package.
func parseCarried(data []byte, container Container) (*Secured, error) {
	x, err := carrier.Extract(data)
	if err != nil {
		return nil, problem(err, BakedFormat)
	}
	text := bytes.Trim(x.Credential, " \t\r\n")
	var s *Secured
	if x.Name == carrier.NameJSON {
		s, err = parseJSON(text)
	} else {
		s, err = parseJWS(text)
	}
	if err != nil {
		return nil, err
	}
	s.image = container
	for _, remark := range x.Remarks {
		s.remarks = append(s.remarks, Problem{Code: BakedFormat, Severity: Deviation, Message: remark})
	}
	return s, nil
}
